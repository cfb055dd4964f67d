/*
 * joining.h: the alleles of a pileup as candidates: changes that the same molecules carry close by
 * are one allele, of equal or unequal length, and the same allele however it is written.
 */
#ifndef ALKRES_CORE_MODEL_JOINING_H
#define ALKRES_CORE_MODEL_JOINING_H

#include "core/model/evidence.h"
#include "core/pileup/pileup.h"

typedef struct AlkresCandidate
{
	int offset;
	const char *ref; /* both terminated; they live as long as the pileup or the list */
	const char *alt;
	size_t ref_length;
	size_t alt_length;
	uint32_t molecules; /* x */
	uint32_t depth;     /* n, at least x */
	uint32_t cells[ALKRES_CELLS];
	/* Molecules that only a forward read shows, and only a reverse one: not those that both mates
	 * show.  Of an allele without records, at least so many. */
	uint32_t only_forward;
	uint32_t only_reverse;
	uint32_t low_mapq;
	uint32_t unique_fragments;
	uint64_t sum_end_distance;
	/* An allele whose parts are too many to have records: joined because their counts agree. */
	bool parts_only;
	bool substitution; /* ref and alt are of one length */
	bool marks_known;  /* of all its molecules: */
	AlkresMarks marks;
	bool no_background; /* fixed rates only */
	bool in_normals;    /* alkres_background_shows */
	AlkresEvidence evidence;
	double bound;     /* of a list's: S is no more (alkres_score_bound) */
	bool stray_known; /* evidence.stray is filled in */
} AlkresCandidate;

typedef struct AlkresCandidates
{
	AlkresCandidate *items; /* ordered by offset, ref and alt */
	uint32_t count;
	uint32_t room; /* allocated */
	void *parts;   /* what the items point into */
} AlkresCandidates;

/*
 * The candidates of the alleles from first to before end, without evidence; those at an unknown
 * reference base are left out.  No allele beside these may lie near enough to be joined with one of
 * them.
 *
 * Joined are substitutions (piece.h, alkres_singles_may_join) and, over up to ALKRES_JOIN_GAP
 * unchanged bases, what lies beside an insertion or deletion, when the same molecules carry them
 * (alkres_is_shared, alkres_counts_agree).  Each part keeps the molecules that it does not share.
 * A molecule that has a joined allele in other pieces counts for it; changes that undo one another
 * are no allele.
 */
extern AlkresCandidates *alkres_join_alleles(const AlkresPileup *pileup, uint32_t first,
											 uint32_t end);
extern void alkres_candidates_free(AlkresCandidates *candidates);

/* May an allele of the pileup be joined with what lies at the offsets from first to last? */
extern bool alkres_allele_reaches(const AlkresAllele *allele, int first, int last);

/* Counts and sums of molecules by their records. */
extern void alkres_candidate_sum_records(AlkresCandidate *item, const AlkresRecord *records,
										 uint32_t count);

#endif
