/*
 * junction.h: two places of the genome that are joined in molecules of a library, one of them in
 * ALK where a fusion breaks it: which bases, by how many molecules.
 */
#ifndef ALKRES_CORE_JUNCTION_JUNCTION_H
#define ALKRES_CORE_JUNCTION_JUNCTION_H

#include "core/junction/gene.h"
#include "core/junction/placement.h"

typedef struct AlkresJunction
{
	AlkresBreakpoint kinase; /* the last base of ALK: with homology the furthest that it can be */
	AlkresBreakpoint partner;
	const AlkresFusionGene *gene; /* of the partner; NULL: none that is listed */
	bool is_precise;              /* both breakpoints to the base */
	uint32_t partner_end;         /* not precise: the partner's lies from its position to here */
	int homology;                 /* bases that both sides have there */
	char inserted[ALKRES_CLIP_TAIL + 1]; /* bases of neither, from ALK outwards */
	uint32_t split;                      /* molecules whose alignment in ALK ends there */
	uint32_t partner_split;              /* molecules whose alignment in the partner does */
	uint32_t spanning;                   /* molecules with mates on both sides */
	uint32_t split_shared;               /* of split: those that spanning has as well */
	uint32_t partner_split_shared;       /* of partner_split */
	uint64_t partner_mapq;               /* sum of MAPQ of partner_split */
	bool knows_shared;                   /* the two are known */
	uint32_t molecules;                  /* so many at least are distinct */
	uint32_t through;                    /* molecules that read through ALK's breakpoint */
	int score;                           /* of the best placement */
	bool is_exact;                       /* ... in which nothing disagrees */
	int places;                          /* that fit as well */
	char tail[ALKRES_CLIP_TAIL + 1];     /* behind ALK's breakpoint; "" where nothing ends there */
	uint32_t compared;         /* of it, what normals are asked for: tails there, or mates */
	uint32_t normal_molecules; /* of the normals with it, and those that read through or have it */
	uint64_t normal_depth;
	bool is_known;     /* the patient's */
	int reciprocal;    /* index of the other junction of the same event; -1 without one */
	bool is_secondary; /* that other one is told instead */
} AlkresJunction;

typedef struct AlkresJunctions
{
	AlkresJunction *items;
	int count;
	int room;
	/* What the library shows that is no junction: it tells how many false ones to expect. */
	uint32_t kinase_tails; /* ends of alignments in ALK that were looked up */
	uint64_t searched;     /* bases they were looked up in */
	bool has_strays;       /* mates that no junction explains */
	uint32_t stray_places; /* in no partner, where mates of several molecules lie */
} AlkresJunctions;

/* A placement counts by itself with so many bases, and with other evidence with those of a seed. */
#define ALKRES_JUNCTION_SCORE 20

/* What a junction keeps of the genes it joins: ALK's kinase domain behind the start of its partner;
 * the rest of both, as the other junction of a balanced event does; anything else. */
typedef enum AlkresJunctionSense
{
	ALKRES_SENSE_DRIVER,
	ALKRES_SENSE_RECIPROCAL,
	ALKRES_SENSE_OTHER,
} AlkresJunctionSense;

extern AlkresJunctionSense alkres_junction_sense(const AlkresJunction *junction);
/* At least so many molecules are distinct. */
extern uint32_t alkres_junction_distinct(const AlkresJunction *junction);
/*
 * Molecules with it, as their fraction counts them: those that end on either side without a mate on
 * the other, and those with mates on both.  Of older blocks, where it is not known which these are,
 * those that end on either side, or have their mates there if these are more: who ends on both
 * counts twice.
 */
extern uint32_t alkres_junction_molecules(const AlkresJunction *junction);
/*
 * Exact limits of the fraction of molecules with it.  As many end in ALK alone as in the partner
 * alone; where one side shows too few, or the partner's alignments are doubtful, as of a repeat or
 * of a panel without probes for it, the upper limit stands on the other.
 */
extern void alkres_junction_bounds(const AlkresJunction *junction, double confidence, double *lower,
								   double *upper);
/* Do they keep the same side, and lie so near? */
extern bool alkres_breakpoints_are_near(const AlkresBreakpoint *one, const AlkresBreakpoint *other,
										int64_t distance);
/* Do both lie within a few bases of each other, on both sides? */
extern bool alkres_junctions_are_same(const AlkresJunction *one, const AlkresJunction *other);

extern AlkresJunction *alkres_junctions_put(AlkresJunctions *junctions,
											const AlkresJunction *junction);

#endif
