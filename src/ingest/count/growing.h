/* growing.h: an allele of an open block while molecules are added to it. */
#ifndef ALKRES_INGEST_COUNT_GROWING_H
#define ALKRES_INGEST_COUNT_GROWING_H

#include "core/pileup/pileup.h"

/*
 * Where the reference is N for good nearly all molecules are alleles: of them
 * only the sums are kept, as in the pileup, and what tells fragments apart.
 */
typedef struct AlkresGrowing
{
	uint32_t count;
	uint32_t capacity;
	AlkresRecord *records;
	uint64_t *fragments; /* in place of records */
	AlkresAllele allele; /* offset, ref and alt; with fragments also the sums */
	struct AlkresGrowing *next;
} AlkresGrowing;

/* One more molecule, in the current memory context; sums_only: of it. */
extern void alkres_growing_add(AlkresGrowing *growing, const AlkresRecord *record, bool sums_only);
/* The allele of all of them, which shares its memory with what has grown. */
extern void alkres_growing_finish(AlkresGrowing *growing, AlkresAllele *allele);

#endif
