/*
 * stray.h: molecules that carry an allele and do not say what is there: those of reads of one
 * direction only, and those from elsewhere in the genome, or of adapter.  What they show beside the
 * allele tells them from a variant's (doc/calling.md, "Stray molecules").
 *
 * The hypothesis "stray" takes their number as a variant's, at any fraction, and what they show
 * as its own: so its likelihood is that of the variant times a ratio, which is worked out here.
 */
#ifndef ALKRES_CORE_MODEL_FOREIGN_H
#define ALKRES_CORE_MODEL_FOREIGN_H

#include "core/model/evidence.h"

/* Chances of a site, before it is looked at, that an artefact of one read direction is there; that
 * molecules from elsewhere are, which fit as well there, and so much more for each that does so
 * among all; which are unlike the reference; which are clipped beside the allele. */
#define ALKRES_STRAY_DIRECTION 2.5e-4
#define ALKRES_STRAY_TIE 1e-4
#define ALKRES_STRAY_TIE_SHARE 0.05
#define ALKRES_STRAY_UNLIKE 1e-5
#define ALKRES_STRAY_CLIPPED 1e-5
/* A tenth of the artefacts of one direction are read as well as anything else. */
#define ALKRES_STRAY_WELL_READ 0.1

/* What the molecules of a block show, as chances of one that belongs there, and ln of what it is
 * likelier elsewhere. */
typedef struct AlkresSurrounds
{
	const AlkresPileup *pileup;
	bool places_known;
	bool gaps_known;
	double tie_share; /* of the molecules of known gap */
	double gap[ALKRES_GAPS];
	double differences[ALKRES_DIFFERENCES];
	double log_tie[ALKRES_GAPS];
	double log_unlike[ALKRES_DIFFERENCES];
	double depth[ALKRES_BLOCK_SIZE];
} AlkresSurrounds;

extern void alkres_surrounds_look(AlkresSurrounds *surrounds, const AlkresPileup *pileup);

/* The same of one position. */
typedef struct AlkresSight
{
	bool directions_known; /* and each shows a tenth of the molecules at the least */
	double forward;        /* of forward reads alone */
	double reverse;
	double both;
	double clipped;
} AlkresSight;

extern AlkresSight alkres_sight_at(const AlkresSurrounds *surrounds, int offset);

/*
 * Whether alternates at an offset are stray: marks of all of them, their cells, and how many of a
 * molecule's differences the allele itself makes.  marks NULL: not known, then nothing is.
 * evidence: the site's, whose molecules say how well it is read; quality tells nothing of an indel.
 */
extern AlkresStray alkres_stray_of(const AlkresSurrounds *surrounds, int offset,
								   const AlkresEvidence *evidence, const AlkresMarks *marks,
								   int own, bool substitution);

/*
 * Add that they are left over from a larger allele of which theirs is a part, and which so many
 * more have: where mates disagree on the rest of it, or that is too badly read, a molecule shows
 * the part alone.  Nothing for a larger one of none.
 */
extern void alkres_stray_add_left(AlkresStray *stray, uint32_t alternates, uint32_t larger);

/* The score that so many molecules of a variant need where stray ones are possible, for a level
 * of S without them; HUGE_VAL when there is none. */
extern double alkres_stray_level(const AlkresStray *stray, double level, double alternates);

#endif
