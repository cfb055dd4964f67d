/*
 * background.h: what a panel of normals shows over one block: for each position, alternative and
 * strand of origin, how many molecules had the alternative and how many the fixed rates
 * (error_rates.h) expected.  Sums only, in whole numbers, so that adding libraries in any order
 * gives the same bytes.  In memory and stored form (doc/formats.md).
 */
#ifndef ALKRES_CORE_BACKGROUND_H
#define ALKRES_CORE_BACKGROUND_H

#include "core/score.h"

/* Alternatives of a position: the bases A, C, G, T, any insertion and any deletion anchored there.
 */
enum
{
	ALKRES_BACKGROUND_INSERTION = 4,
	ALKRES_BACKGROUND_DELETION = 5,
	ALKRES_BACKGROUND_KINDS = 6
};
/* A library with more of an alternative is left out there: germline, or clonal haematopoiesis. */
#define ALKRES_BACKGROUND_GERMLINE 0.05
/* Expected molecules are kept in billionths. */
#define ALKRES_BACKGROUND_UNIT 1e-9

typedef struct AlkresBackgroundSum
{
	uint64_t alternates; /* X */
	uint64_t expected;   /* M, in ALKRES_BACKGROUND_UNIT */
} AlkresBackgroundSum;

typedef struct AlkresBackground
{
	AlkresContig contig;
	uint32_t block;
	uint32_t libraries;
	double shape[ALKRES_PARTS]; /* of lambda over the block's sites: alkres_background_fit; not
								   stored */
	double level[ALKRES_PARTS]; /* mean of lambda over the block's sites: likewise */
	AlkresBackgroundSum sums[ALKRES_BLOCK_SIZE][ALKRES_BACKGROUND_KINDS][ALKRES_ORIENTATIONS]
							[ALKRES_PARTS];
} AlkresBackground;

/* An empty background over a block; from alkres_alloc. */
extern AlkresBackground *alkres_background_new(const AlkresContig *contig, uint32_t block);
/* Add one library; false with *error (22023) when it is another block or counts reads instead of
 * molecules. */
extern bool alkres_background_add(AlkresBackground *background, const AlkresPileup *pileup,
								  AlkresError *error);
/* Add other normals; false with *error for another block (22023) or sums out of range (22003). */
extern bool alkres_background_merge(AlkresBackground *background, const AlkresBackground *other,
									AlkresError *error);
/* Take normals out again; false with *error (22023) when they were not among the others. */
extern bool alkres_background_subtract(AlkresBackground *background, const AlkresBackground *other,
									   AlkresError *error);
/*
 * How the block's sites spread: the shape kappa and the mean mu of a Gamma distribution of lambda,
 * at the largest posterior on a grid: X of a site, alternative, strand of origin and part (score.h)
 * is negative binomial with mean mu M and shape kappa; ln kappa is normal around ln 1/2
 * (deviation 1.5), ln mu around 0 (deviation 1).  To be called before the background is used; a new
 * one has kappa = 1/2 and mu = 1.
 */
extern void alkres_background_fit(AlkresBackground *background);
/* The kind of an alternative: by base for a substitution, else by the lengths. */
extern int alkres_background_kind(size_t ref_length, size_t alt_length, char alt);

/* The stored form without the varlena header, from alkres_alloc; the same background gives the same
 * bytes. */
extern uint8_t *alkres_background_encode(const AlkresBackground *background, size_t *length);
/* Decode and validate everything; NULL with *error (22P03) for bytes that encode cannot have made.
 */
extern AlkresBackground *alkres_background_decode(const uint8_t *bytes, size_t length,
												  AlkresError *error);

#endif
