/*
 * candidate_list.h: alleles of a pileup as candidates, in a list that grows, and what of their
 * molecules is summed.
 */
#ifndef ALKRES_CORE_MODEL_CANDIDATE_LIST_H
#define ALKRES_CORE_MODEL_CANDIDATE_LIST_H

#include "core/model/evidence.h"
#include "core/pileup/pileup.h"
#include "core/variant/change.h"

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
	/* A part of a larger allele, which so many molecules have: what is left without the rest. */
	uint32_t left_of;
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

/* An empty list with room for so many, at least one. */
extern AlkresCandidates *alkres_candidates_new(uint32_t room);
extern void alkres_candidates_free(AlkresCandidates *candidates);
/* One more, of zeros; it moves when the list grows. */
extern AlkresCandidate *alkres_candidates_add(AlkresCandidates *list);
/* Give an item its alleles, those of a change, which are copied. */
extern void alkres_candidate_name(AlkresCandidates *list, AlkresCandidate *item,
								  const AlkresChange *change);
/* Order them; the same allele, written in different ways, is one.  What has no molecules is none,
 * and what begins beyond the block is another one's. */
extern void alkres_candidates_sort(AlkresCandidates *list);

/* Counts and sums of an allele's molecules: of these records, or as they are kept without. */
extern void alkres_candidate_sum_allele(AlkresCandidate *item, const AlkresAllele *allele,
										const AlkresRecord *records);
extern void alkres_candidate_sum_records(AlkresCandidate *item, const AlkresRecord *records,
										 uint32_t count);
/* Add what other molecules of the same allele say. */
extern void alkres_candidate_add_sums(AlkresCandidate *item, const AlkresCandidate *more);

#endif
