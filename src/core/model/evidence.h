/*
 * evidence.h: what one site shows of one allele: molecules by strand of origin and cell, and what
 * is known of its errors.
 *
 * Model: facts of the project, "Low-frequency calling", 2.3; doc/calling.md.  In strand of origin g
 * the molecules with the allele are Poisson with mean lambda m_k + n_k f in cell k: n_k molecules,
 * m_k = n_k times the cell's error rate, f the allele's fraction, and lambda, how much worse than
 * the rates this site is, Gamma(shape, rate) distributed and shared by the cells of g; of an indel
 * by the cells of all strands.
 */
#ifndef ALKRES_CORE_MODEL_EVIDENCE_H
#define ALKRES_CORE_MODEL_EVIDENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/pileup/pileup.h"

/*
 * What makes errors in well read bases (damage, amplification) is not what makes them in badly read
 * ones: the molecules of a strand of origin are two parts with a lambda each, under Q30 and from
 * Q30.
 */
enum
{
	ALKRES_WELL_READ = 0,
	ALKRES_BADLY_READ = 1,
	ALKRES_PARTS = 2
};
/* Cells of a part: class x two quality bins. */
#define ALKRES_PART_CELLS (ALKRES_CLASSES * ALKRES_QUALITY_BINS / ALKRES_PARTS)

static inline int
alkres_part(int cell)
{
	return ALKRES_CELL_QUALITY_BIN(cell) >= 2 ? ALKRES_WELL_READ : ALKRES_BADLY_READ;
}

/* Shape and rate of lambda without normals: mean 1, one site in 600 is ten times worse than its
 * context. */
#define ALKRES_KAPPA 0.5

/*
 * Bad sites: a share of the sites err far more than their context, on all strands of origin alike.
 * Their one lambda, of all well read molecules, is exponential before the normals: one site in 500
 * is more than ten times worse than its context in this way.
 */
#define ALKRES_BAD_SHARE 0.005
#define ALKRES_BAD_SHAPE 1.0
#define ALKRES_BAD_MEAN 10.0
/* Odds of a bad site are kept within their range. */
#define ALKRES_BAD_ODDS_MAX 1e300

/* Molecules of one strand of origin that share lambda. */
typedef struct AlkresPart
{
	double shape;                       /* A of lambda: kappa + alternate molecules in normals */
	double rate;                        /* B of lambda: kappa / mu + those expected in normals */
	double molecules;                   /* n: sum over the cells */
	double expected;                    /* m: sum over the cells */
	uint32_t alternates;                /* x: sum over the cells */
	double strand[ALKRES_ORIENTATIONS]; /* the molecules by strand of origin */
	int cells;
	struct
	{
		double molecules;
		double expected;
		uint32_t alternates;
		uint8_t code; /* the pileup's cell */
	} cell[ALKRES_PART_CELLS];
} AlkresPart;

/* One strand of origin. */
typedef struct AlkresGroup
{
	double molecules;
	uint32_t alternates;
	AlkresPart part[ALKRES_PARTS];
} AlkresGroup;

/* What a bad site is, given the normals. */
typedef struct AlkresBad
{
	double odds; /* that the site is one; 0: it is none */
	double shape;
	double rate;
} AlkresBad;

/* Stray molecules (stray.h), by kind: of one read direction; from elsewhere, fitting as well
 * there, unlike the reference, clipped; a larger allele's, of which they show a part. */
enum
{
	ALKRES_STRAY_OF_DIRECTION,
	ALKRES_STRAY_OF_TIE,
	ALKRES_STRAY_OF_UNLIKE,
	ALKRES_STRAY_OF_CLIPPED,
	ALKRES_STRAY_OF_WHOLE,
	ALKRES_STRAY_KINDS
};

/* How likely they are, given what the alternates show. */
typedef struct AlkresStray
{
	double ratio; /* odds of them, times their likelihood over that of a variant; 0: none */
	int chief;    /* the kind that adds most to it */
	/* Where the alternates are a variant's: the odds of each kind, and by how much ln of its ratio
	 * falls with each of them on average. */
	double prior[ALKRES_STRAY_KINDS];
	double fall[ALKRES_STRAY_KINDS];
} AlkresStray;

typedef struct AlkresEvidence
{
	/* With one factor all molecules are in the last, that of unknown strand. */
	AlkresGroup group[ALKRES_ORIENTATIONS];
	/* What makes indels, slippage and alignment, makes as many on every strand of origin: one
	 * lambda is all strands'. */
	bool one_factor;
	double artefact_prior; /* epsilon */
	AlkresBad bad;
	AlkresStray stray;
} AlkresEvidence;

/* Before any normals. */
extern AlkresBad alkres_bad_unknown(void);
/* After molecules of normals, with x alternates where m were expected of a usual site, whose lambda
 * is Gamma(shape, rate). */
extern AlkresBad alkres_bad_learn(const AlkresBad *before, double x, double m, double shape,
								  double rate);
/* One or the other, with chance share. */
extern AlkresBad alkres_bad_either(const AlkresBad *one, const AlkresBad *other, double share);

/* No molecules yet; lambda as without normals. */
extern void alkres_evidence_clear(AlkresEvidence *evidence, double artefact_prior);
/* Add one cell; one without molecules is ignored.  More alternates than molecules raise the
 * molecules. */
extern void alkres_evidence_add(AlkresEvidence *evidence, int cell, uint32_t molecules,
								uint32_t alternates, double error_rate);
extern double alkres_evidence_molecules(const AlkresEvidence *evidence);

/* What a strand of origin has, whether or not it has a factor of its own. */
typedef struct AlkresStrand
{
	double molecules;
	double alternates;
} AlkresStrand;

extern AlkresStrand alkres_evidence_strand(const AlkresEvidence *evidence, int orientation);
/* The cells of one strand of origin, of evidence with one factor. */
extern AlkresGroup alkres_evidence_cut(const AlkresEvidence *evidence, int orientation);
/* This strand, where it alone may hold the allele: what the others have are errors of the same
 * lambda, which say something of it.  Likelihoods over that of errors alone are those of the whole.
 */
extern AlkresGroup alkres_evidence_one_strand(const AlkresEvidence *evidence, int orientation);
/* The same as a count, the largest one where it is larger. */
extern uint32_t alkres_evidence_depth(const AlkresEvidence *evidence);
extern uint32_t alkres_evidence_alternates(const AlkresEvidence *evidence);
/* Molecules and alternates of several sites as of one, for the choice of nodes. */
extern AlkresEvidence alkres_evidence_pooled(const AlkresEvidence *evidence, int sites);
/* Can an artefact of one strand be told from a variant: does either hold a tenth of the molecules
 * or more? */
extern bool alkres_orientation_testable(const AlkresEvidence *evidence);

#endif
