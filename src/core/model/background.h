/*
 * background.h: what a panel of normals, or in their place other libraries of a run, shows over
 * one block: for each position the molecules by cell; for each alternative and strand of origin the
 * molecules that had it, and their squares over libraries.  Sums only, in whole numbers, so that
 * adding and taking away libraries in any order gives the same bytes.  What was to be expected
 * follows from the molecules and the error rates (rates.h) when it is used.  In memory and stored
 * form (doc/formats.md).
 */
#ifndef ALKRES_CORE_MODEL_BACKGROUND_H
#define ALKRES_CORE_MODEL_BACKGROUND_H

#include "core/model/rates.h"
#include "core/model/evidence.h"

/* Alternatives of a position: the bases A, C, G, T, any insertion and any deletion anchored
 * there. */
enum
{
	ALKRES_BACKGROUND_INSERTION = 4,
	ALKRES_BACKGROUND_DELETION = 5,
	ALKRES_BACKGROUND_KINDS = 6
};

/* By strand of origin and part (evidence.h). */
typedef struct AlkresBackgroundSum
{
	uint64_t alternates; /* X */
	uint64_t squares;    /* sum over libraries of x^2 */
} AlkresBackgroundSum;

/* Molecules of the libraries that are left out of one alternative's sums. */
typedef struct AlkresLeftOut
{
	uint16_t offset;
	uint16_t kind;
	uint64_t molecules[ALKRES_CELLS]; /* of an indel: by strand of origin, the first three */
} AlkresLeftOut;

typedef struct AlkresBackground
{
	AlkresContig contig;
	uint32_t block;
	uint32_t libraries;
	bool other_libraries; /* of other patients, not normals */
	/* Of which it is not heard: alkres_background_expect; not stored. */
	bool expected[ALKRES_BLOCK_SIZE][ALKRES_BACKGROUND_KINDS];
	/* Shape and mean of lambda over the block's sites: alkres_background_fit; not stored. */
	double shape[ALKRES_PARTS];
	double level[ALKRES_PARTS];
	double together; /* the chance that bad sites are bad in badly read molecules, too */
	uint64_t molecules[ALKRES_CELLS][ALKRES_BLOCK_SIZE];
	uint64_t spanning[ALKRES_ORIENTATIONS][ALKRES_BLOCK_SIZE];
	AlkresBackgroundSum sums[ALKRES_BLOCK_SIZE][ALKRES_BACKGROUND_KINDS][ALKRES_ORIENTATIONS]
							[ALKRES_PARTS];
	AlkresLeftOut *left_out; /* ordered by offset, kind; no empty ones */
	uint32_t left_out_count;
} AlkresBackground;

/* An empty background over a block; from alkres_alloc. */
extern AlkresBackground *alkres_background_new(const AlkresContig *contig, uint32_t block);
extern void alkres_background_free(AlkresBackground *background);
/* What one library shows; NULL with *error (22023) when it counts reads instead of molecules. */
extern AlkresBackground *alkres_background_of(const AlkresPileup *pileup, AlkresError *error);
/* Add other normals; false with *error for another block, or of normals and others (22023), or sums
 * out of range (22003). */
extern bool alkres_background_merge(AlkresBackground *background, const AlkresBackground *other,
									AlkresError *error);
/* Take normals out again, or of others one; false with *error (22023) when they were not among
 * them. */
extern bool alkres_background_subtract(AlkresBackground *background, const AlkresBackground *other,
									   AlkresError *error);
/*
 * The libraries' patients may truly carry an alternative, several of them too: what they show of it
 * is forgotten, and the site is taken for one like the block's others.  For other libraries, before
 * alkres_background_fit.
 */
extern void alkres_background_expect(AlkresBackground *background, int offset, int kind);
/*
 * How the block's sites spread: the shape kappa and the mean mu of a Gamma distribution of lambda,
 * at the largest posterior on a grid: X of a site, alternative, strand of origin and part
 * (evidence.h) is negative binomial with mean mu M and shape kappa; ln kappa is normal around ln
 * 1/2 (deviation 1.5), ln mu around 0 (deviation 1).  To be called before the background is used,
 * with the pileup whose reference bases say what is expected; a new one has kappa = 1/2 and mu = 1.
 *
 * And whether a site that is bad (evidence.h) in the well read molecules is so in the badly read
 * ones: a chance of 0.2, or what all sums of the block make of it; a new one has 0.
 */
extern void alkres_background_fit(AlkresBackground *background, const AlkresRates *rates,
								  const AlkresPileup *pileup);
/* How lambda is distributed at a site: Gamma(shape, rate). */
typedef struct AlkresLambda
{
	double shape;
	double rate;
} AlkresLambda;

/*
 * Lambda at a site, for an alternative, by strand of origin and part: A = kappa + w X, B = kappa /
 * mu + w M, X and M of the other strands counting half.  One library that holds nearly all of X,
 * and could not from what the others show, is left out (clonal haematopoiesis in a donor);
 * otherwise w = 1 / (1 + phi M), phi the spread between libraries beyond Poisson.  *bad is whether
 * the site is a bad one (evidence.h), from w X and w M of all strands, of the badly read molecules
 * as far as those go with the well read; of indels they never do.  X and M of what is expected are
 * 0.
 */
extern void alkres_background_learn(const AlkresBackground *background, const AlkresRates *rates,
									const AlkresPileup *pileup, int offset, int kind,
									AlkresLambda lambda[ALKRES_ORIENTATIONS][ALKRES_PARTS],
									AlkresBad *bad);
/*
 * Do the normals show the alternative, so that a fraction in a patient says little: one of them as
 * a germline variant (more than ALKRES_GERMLINE_SHARE), or all together on three molecules at least
 * and at a quarter of that fraction or more?  Never of what is expected.
 */
extern bool alkres_background_shows(const AlkresBackground *background, int offset, int kind,
									double fraction);
/* The kind of an alternative: by base for a substitution, else by the lengths. */
extern int alkres_background_kind(size_t ref_length, size_t alt_length, char alt);

/* The stored form without the varlena header, from alkres_alloc; the same background gives the same
 * bytes. */
extern uint8_t *alkres_background_encode(const AlkresBackground *background, size_t *length);
/* Decode and validate everything; NULL with *error (22P03) for bytes that encode cannot have
 * made. */
extern AlkresBackground *alkres_background_decode(const uint8_t *bytes, size_t length,
												  AlkresError *error);

#endif
