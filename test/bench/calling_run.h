/*
 * calling_run.h: simulated runs of the bench of the caller, and what callers make of them that know
 * more than any caller can.
 */
#ifndef ALKRES_BENCH_CALLING_RUN_H
#define ALKRES_BENCH_CALLING_RUN_H

#include "core/model/candidate.h"

#define BLOCKS 60
#define LEVELS 5
#define SNVS 24
#define INDELS 6

extern const double levels[LEVELS];

/* The environment's: site factors of each strand of origin by themselves; of badly read molecules
 * by themselves; how many normals. */
extern int independent;
extern int apart;
extern int normals;

/* Alternatives of a position: four bases, an insertion, a deletion. */
enum
{
	KINDS = 6
};

typedef struct Site
{
	double lambda[KINDS][ALKRES_ORIENTATIONS][ALKRES_PARTS];
	double artefact[KINDS]; /* fraction, on one strand of origin of the non-duplexes */
	int artefact_strand[KINDS];
	int planted; /* kind, or -1 */
	int level;
	double fraction;
} Site;

typedef struct Truth
{
	double rate[ALKRES_CELLS][ALKRES_TRIPLETS][4];
	double indel[ALKRES_INDEL_RUNS];
	Site site[BLOCKS][ALKRES_BLOCK_SIZE];
	char reference[BLOCKS * ALKRES_BLOCK_SIZE + 2 * ALKRES_HALO];
} Truth;

/* Random numbers start anew from a seed. */
extern void start_random(uint64_t seed);
extern double uniform(void);
extern uint32_t poisson(double mean);

extern void make_truth(Truth *truth);
/* Another patient of the same run: variants and artefacts of one strand anew, all rates as they
 * are. */
extern void next_patient(Truth *truth);
/* What is to be expected of molecules of a cell in errors, by the true rates. */
extern double expected(const Truth *truth, const AlkresPileup *pileup, int b, int o, int kind,
					   int cell, double molecules);
/* Is an insertion of an A behind a base (kind 4), or a deletion of the next one (5), where it could
 * be leftmost?  Pileups hold no others. */
extern bool is_leftmost(const char *base, int kind);
/* A block of a library: of the tumour or of a normal; without duplexes their molecules are large
 * families of one strand. */
extern AlkresPileup *draw_block(const Truth *truth, int b, double depth, int tumour, int duplex);

/* S of the caller's own rule with every rate known. */
extern double oracle_score(const AlkresCandidate *candidate, const Truth *truth,
						   const AlkresPileup *pileup, int b, int kind);
/*
 * S of the best that can be done with these normals: the rates of every class and context and the
 * distribution that site factors are drawn from are known, a site's own factor only as far as the
 * normals show it.  apart: it does not know that badly read molecules have the site's factor, too,
 * and takes theirs for 1.
 */
extern double informed_score(const AlkresCandidate *candidate, const Truth *truth,
							 const AlkresPileup *pileup, const AlkresBackground *background, int b,
							 int kind, bool apart);

/* Variants planted at the reported lod95 of random sites. */
extern void test_power(const Truth *truth, const AlkresPileup *pileup, const AlkresModel *model,
					   int b);
extern void print_power(void);
/* Variants planted at low fractions, each looked at by the caller and by the informed one. */
extern void test_pairs(const Truth *truth, const AlkresPileup *pileup, const AlkresModel *model,
					   int b);
extern void print_pairs(void);

#endif
