/* limit.h: which fraction of molecules with a fusion a library would have shown. */
#ifndef ALKRES_CORE_JUNCTION_LIMIT_H
#define ALKRES_CORE_JUNCTION_LIMIT_H

#include "core/base/state.h"
#include "core/junction/evidence.h"

/* Molecules that a new junction needs, and one that the patient is known to have. */
#define ALKRES_FUSION_MOLECULES 2
#define ALKRES_FUSION_MOLECULES_KNOWN 1

/* Where the breakpoint may lie, as likely at one place as at another. */
typedef struct AlkresFusionPlaces
{
	const char *what;  /* which places these are */
	double shown;      /* so many of the molecules over a junction show it */
	uint32_t *through; /* molecules that read through each place */
	int count;
	int covered; /* places that the design holds */
	int unread;  /* places without a molecule */
	bool has_design;
} AlkresFusionPlaces;

/* Those of intron 19, which holds nearly all breakpoints; or the one of a known junction. */
extern AlkresFusionPlaces alkres_fusion_places(const AlkresShown *shown,
											   const AlkresContig *contig);
extern AlkresFusionPlaces alkres_fusion_place(const AlkresShown *shown,
											  const AlkresBreakpoint *breakpoint);
/* Of the molecules over a junction with a gene so many show it: the more, the more of its sequence
 * is known. */
extern double alkres_fusion_share_shown(const AlkresFusionGene *gene,
										const AlkresKnownSequence *sequence, int assembly);

typedef struct AlkresFusionVerdict
{
	AlkresState state;
	double lod95; /* NaN: there is none */
	double upper; /* upper 95 % limit of the fraction */
	uint32_t min_molecules;
	char reason[160];
} AlkresFusionVerdict;

/*
 * What is said where no junction is called, and so many molecules of one that is not were seen:
 * they speak for it, so that it is not absent.
 */
extern void alkres_fusion_judge_absent(AlkresFusionVerdict *verdict,
									   const AlkresFusionPlaces *places, uint32_t molecules,
									   uint32_t min_molecules, double target);

/* How many junctions would be called in a library without one. */
extern double alkres_junctions_expected_false(const AlkresJunctions *junctions,
											  const AlkresContig *contig);

#endif
