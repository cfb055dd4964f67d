/* junction.c: junctions, one and several. */
#include "core/junction/junction.h"

#include "core/base/memory.h"

/* Junctions whose breakpoints lie so near one another are one. */
#define SAME 3

bool
alkres_breakpoints_are_near(const AlkresBreakpoint *one, const AlkresBreakpoint *other,
							int64_t distance)
{
	int64_t apart = (int64_t) one->position - other->position;

	return apart >= -distance && apart <= distance && one->kept_right == other->kept_right &&
		   alkres_contig_equal(one->contig, other->contig);
}

bool
alkres_junctions_are_same(const AlkresJunction *one, const AlkresJunction *other)
{
	return alkres_breakpoints_are_near(&one->kinase, &other->kinase, SAME) &&
		   alkres_breakpoints_are_near(&one->partner, &other->partner, SAME);
}

AlkresJunctionSense
alkres_junction_sense(const AlkresJunction *junction)
{
	/* ALK's 3' part lies on its left: it is on the minus strand. */
	bool keeps_3 = junction->kinase.kept_right != alkres_fusion_kinase.minus;

	if (junction->gene == NULL)
		return keeps_3 ? ALKRES_SENSE_DRIVER : ALKRES_SENSE_OTHER;
	if (keeps_3 == (junction->partner.kept_right == junction->gene->minus))
		return keeps_3 ? ALKRES_SENSE_DRIVER : ALKRES_SENSE_RECIPROCAL;
	return ALKRES_SENSE_OTHER;
}

AlkresJunction *
alkres_junctions_put(AlkresJunctions *junctions, const AlkresJunction *junction)
{
	if (junctions->count == junctions->room)
	{
		junctions->room = junctions->room == 0 ? 16 : 2 * junctions->room;
		junctions->items =
			alkres_realloc(junctions->items, sizeof(AlkresJunction) * (size_t) junctions->room);
	}
	junctions->items[junctions->count] = *junction;
	return &junctions->items[junctions->count++];
}

uint32_t
alkres_junction_molecules(const AlkresJunction *junction)
{
	uint32_t split = junction->split + junction->partner_split;

	/* One that is surely one is not two. */
	if (junction->molecules == 1)
		return 1;
	return split > junction->spanning ? split : junction->spanning;
}
