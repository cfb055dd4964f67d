/*
 * alk_region.h: ALK's structural regions, the second level of the mutation path.
 *
 * A convention after the kinase's textbook anatomy.  The codes stand in stored values: the table is
 * frozen, a later re-grouping is a knowledge table (doc/formats.md).
 */
#ifndef ALKRES_CORE_MUTATION_ALK_REGION_H
#define ALKRES_CORE_MUTATION_ALK_REGION_H

typedef struct AlkresAlkRegion
{
	int first; /* residue, NP_004295.2 */
	int last;
	const char *name;
} AlkresAlkRegion;

#define ALKRES_ALK_REGIONS 20
/* Region code c is entry c - 1; ordered by residue, without gaps from 1 to 1620. */
extern const AlkresAlkRegion alkres_alk_regions[ALKRES_ALK_REGIONS];

/* The code, 1 to ALKRES_ALK_REGIONS, of a residue from 1 to 1620. */
extern int alkres_alk_region_of(int residue);

#endif
