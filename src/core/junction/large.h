/*
 * large.h: insertions, deletions, tandem duplications and inversions that aligners clip instead of
 * writing them: both ends lie near each other, in the blocks of one library.
 */
#ifndef ALKRES_CORE_JUNCTION_LARGE_H
#define ALKRES_CORE_JUNCTION_LARGE_H

#include "core/junction/limit.h"
#include "core/variant/variant.h"

/* Bases that a change takes away, adds or turns round. */
#define ALKRES_LARGE_MIN 20
#define ALKRES_LARGE_MAX 500

typedef enum AlkresLargeKind
{
	ALKRES_LARGE_DELETION,
	ALKRES_LARGE_DUPLICATION,
	ALKRES_LARGE_INSERTION,
	ALKRES_LARGE_INVERSION,
} AlkresLargeKind;

typedef struct AlkresLargeChange
{
	AlkresLargeKind kind;
	int length;          /* bases deleted, duplicated, inserted or inverted */
	uint32_t left;       /* the last base before it, the first behind it: what lies between is */
	uint32_t right;      /* replaced by */
	char *bases;         /* these, terminated */
	uint32_t molecules;  /* so many at least are distinct */
	AlkresJunction ends; /* kinase: the left one, partner: the right one */
} AlkresLargeChange;

typedef struct AlkresLargeChanges
{
	AlkresLargeChange *items; /* by place */
	int count;
	int room;
} AlkresLargeChanges;

extern const char *alkres_large_kind_name(AlkresLargeKind kind);

/* The changes that enough molecules show, two that are surely distinct at least. */
extern void alkres_large_find(AlkresLargeChanges *changes, const AlkresShown *shown);

/*
 * Molecules that could have shown it: those that do, and of the others as many as would lie over
 * either end if they had it, which are more than those over one place where its ends lie apart.
 */
extern uint32_t alkres_large_depth(const AlkresLargeChange *change, const AlkresShown *shown);

/* The change as alleles, left-aligned as far as the blocks know the reference; false where they
 * do not know all of it. */
extern bool alkres_large_variant(AlkresVariant *variant, const AlkresLargeChange *change,
								 const AlkresShown *shown, AlkresError *error);

/*
 * What it means where the bases alone do not say: MET's exon 14 without an edge is skipped; NULL
 * for nothing.
 */
#define ALKRES_EXON_14_SKIPPING "MET exon14_skipping"
extern const char *alkres_large_mutation(const AlkresVariant *variant);
/* The edges of MET's exon 14, at either of which a deletion may take it out: what is said where
 * there is none (limit.h).  False where a library does not look there. */
extern bool alkres_large_exon_14(AlkresFusionPlaces *places, const AlkresShown *shown);

#endif
