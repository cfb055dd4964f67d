/* junction.c: junctions, one and several. */
#include "core/junction/junction.h"

#include "core/base/memory.h"
#include "core/statistics/binomial.h"

/* Junctions whose breakpoints lie so near one another are one. */
#define SAME 3
/* So improbable is what ends on one side, given what ends on either, before it is too few. */
#define LOPSIDED 0.16
/* Alignments of less are likely to be elsewhere as well, and others of them not to be read. */
#define MAPQ_DOUBTFUL 20

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

/* Molecules that end on one side and have no mate on the other. */
static uint32_t
ends_alone(uint32_t split, uint32_t far)
{
	return split - (far < split ? far : split);
}

static uint32_t
greater(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

uint32_t
alkres_junction_distinct(const AlkresJunction *junction)
{
	uint32_t split = junction->split, other = junction->partner_split;
	uint32_t both = split < other ? split : other;

	if (junction->knows_shared)
		return ends_alone(split, junction->split_shared) +
			   ends_alone(other, junction->partner_split_shared) +
			   greater(junction->spanning,
					   greater(junction->split_shared, junction->partner_split_shared));
	/* One that ends on both sides has its mates there too. */
	split += other - (both < junction->spanning ? both : junction->spanning);
	return greater(split, junction->spanning);
}

uint32_t
alkres_junction_molecules(const AlkresJunction *junction)
{
	/* One that is surely one is not two. */
	if (junction->knows_shared || junction->molecules == 1)
		return junction->molecules;
	return greater(junction->split + junction->partner_split, junction->spanning);
}

void
alkres_junction_bounds(const AlkresJunction *junction, double confidence, double *lower,
					   double *upper)
{
	uint32_t molecules = alkres_junction_molecules(junction);
	uint32_t here = ends_alone(junction->split, junction->split_shared);
	uint32_t there = ends_alone(junction->partner_split, junction->partner_split_shared);
	uint32_t fewer = here < there ? here : there;
	double ignored;

	alkres_binomial_bounds(ALKRES_EXACT, molecules, molecules + junction->through, confidence,
						   lower, upper);
	if (!junction->knows_shared || !junction->is_precise)
		return;
	if (junction->partner_mapq >= MAPQ_DOUBTFUL * (uint64_t) junction->partner_split &&
		alkres_binomial_at_least(here + there - fewer, here + there, 0.5) > LOPSIDED)
		return;
	molecules += here + there - 2 * fewer;
	alkres_binomial_bounds(ALKRES_EXACT, molecules, molecules + junction->through, confidence,
						   &ignored, upper);
}
