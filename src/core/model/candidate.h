/*
 * candidate.h: the alleles of a pileup that could be variants, changes of neighbouring bases on the
 * same molecules taken together, each with its evidence; and the allele somebody asks for.
 */
#ifndef ALKRES_CORE_MODEL_CANDIDATE_H
#define ALKRES_CORE_MODEL_CANDIDATE_H

#include "core/model/stray.h"
#include "core/model/site.h"

/* Bases of an allele made of neighbouring changes. */
#define ALKRES_MNV_MAX 8

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
	/* An MNV whose parts are too many to have records: joined because their counts agree. */
	bool parts_only;
	bool substitution; /* ref and alt are of one length */
	bool marks_known;  /* of all its molecules: */
	AlkresMarks marks;
	bool no_background; /* fixed rates only */
	bool in_normals;    /* alkres_background_shows */
	AlkresEvidence evidence;
} AlkresCandidate;

typedef struct AlkresCandidates
{
	AlkresCandidate *items; /* ordered by offset */
	uint32_t count;
	uint32_t room; /* allocated */
	void *parts;   /* what the items point into */
} AlkresCandidates;

/*
 * Every allele of the pileup with at least one molecule.  Two substitutions at neighbouring bases,
 * or two apart in one codon (core/consequence/classify.h knows the codons), become one when they
 * share at least two molecules and half of the rarer one's; each keeps the molecules it does not
 * share.  Alleles at an unknown reference base are left out.
 */
extern AlkresCandidates *alkres_candidates(const AlkresPileup *pileup, const AlkresModel *model);
extern void alkres_candidates_free(AlkresCandidates *candidates);

/*
 * The candidate of an asked allele (as VCF, an indel left-aligned): the one that a list of all
 * would have, or one without molecules, or, for several bases, the molecules that carry all its
 * changes.  False when the block cannot count it, because it reaches beyond the block or its parts
 * have no records.  ref and alt must outlive *candidate; all is the list of all, NULL when it has
 * not been made: for one allele it is not worth it.
 */
extern bool alkres_candidate_for(AlkresCandidate *candidate, const AlkresPileup *pileup,
								 const AlkresModel *model, const AlkresCandidates *all, int offset,
								 const char *ref, size_t ref_length, const char *alt,
								 size_t alt_length);

#endif
