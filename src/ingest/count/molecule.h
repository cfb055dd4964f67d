/* molecule.h: what is the same for all that one molecule says, and its way into the counts. */
#ifndef ALKRES_INGEST_COUNT_MOLECULE_H
#define ALKRES_INGEST_COUNT_MOLECULE_H

#include "ingest/count/blocks.h"
#include "ingest/read/fragment.h"

/* Positions are 1-based. */
typedef struct AlkresMolecule
{
	AlkresFragment *const *fragments; /* in the order of the file */
	uint32_t count;
	uint64_t number; /* the least of its fragments' */
	uint32_t start;
	uint32_t length; /* 0: unknown */
	/* The aligned stretch, from which end distances are taken if length is unknown. */
	uint32_t first;
	uint32_t last;
	bool counts_length; /* its leftmost read is here: it counts in lengths[] */
	uint8_t mapq;
	uint32_t strands[2]; /* fragments of strand a and b */
	uint32_t
		family[2]; /* the same, but of one that was collapsed before the reads it was made of */
	int orientations[2]; /* of the strands */
	uint8_t gap;         /* the clearest of its reads' */
	uint8_t differences; /* the fewest of its fragments', of each the most of its reads' */
	/* What reads of each direction lie over, the forward ones first; first > last: none do. */
	uint32_t lie_first[2];
	uint32_t lie_last[2];
} AlkresMolecule;

extern AlkresSpeaker alkres_molecule_speaker(const AlkresMolecule *molecule);
extern void alkres_molecule_describe(AlkresMolecule *molecule, AlkresFragment *const *fragments,
									 uint32_t count);
/* The class of one that was collapsed before, the higher one of its mates'; else
 * ALKRES_CLASS_SINGLE. */
extern int alkres_molecule_collapsed_class(const AlkresMolecule *molecule);
/* The orientation of what a strand says or spans of indels. */
extern int alkres_molecule_orientation(const AlkresMolecule *molecule, int strand);
/* Count the molecule itself: lengths, families, duplexes. */
extern void alkres_molecule_count(const AlkresMolecule *molecule, AlkresBlocks *blocks);

/* The direction of the best read that said something, while reads are looked at one by one. */
typedef struct AlkresDirection
{
	int best;     /* its quality, or quality + 1; -1: none yet */
	bool reverse; /* of the first of equals */
	bool tied;    /* equals of both directions */
	bool both;    /* reads of both directions say it, however well */
} AlkresDirection;

#define ALKRES_DIRECTION_NONE ((AlkresDirection){-1, false, false, false})

/* One more that says it; mates: both of a fragment do. */
static inline void
alkres_direction_look(AlkresDirection *direction, int quality, bool reverse, bool tied, bool mates)
{
	bool both = mates || direction->both || (direction->best >= 0 && reverse != direction->reverse);

	if (quality > direction->best)
		*direction = (AlkresDirection){quality, reverse, tied, both};
	else if (quality == direction->best)
		direction->tied |= tied || reverse != direction->reverse;
	direction->both = both;
}

/* Add what a molecule says that is not the reference.  Of a molecule that reads of both directions
 * show equally well, each direction is taken for every other one, but of class mates, which says
 * that both do, the first read's. */
extern void alkres_molecule_add_allele(const AlkresMolecule *molecule, AlkresBlock *block,
									   uint32_t position, const char *ref, const char *alt,
									   int cell, int quality, const AlkresDirection *direction);
/* Count, over one block, the directions of its reads, its clips and its place. */
extern void alkres_molecule_count_marks(const AlkresMolecule *molecule, AlkresBlock *block);
/* Add what the reference bases at the offsets first to last are where marks[] is not 0; full: that
 * is nowhere. */
extern void alkres_molecule_sum(const AlkresMolecule *molecule, AlkresPileup *pileup,
								const uint8_t *marks, int first, int last, bool full);

#endif
