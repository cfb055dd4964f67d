/* limit.c: which fraction of molecules with a fusion a library would have shown. */
#include "core/junction/limit.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/base/memory.h"

/* A place in so many stands for its neighbours. */
#define STEP 4
/* Where less of the intron is held than this, fusions are not what was looked for: the flank of an
 * exon. */
#define HELD_MIN 0.25
#define POWER 0.95
/*
 * Of the molecules over a junction so many show it: their alignment ends there with a tail long
 * enough, or their mates lie on either side (test/bench/fusions).
 */
#define SHARE_SHOWN 0.82
/* The same where the library's own reads alone tell the partner's sequence. */
#define SHARE_OWN_READS 0.75
#define HUMAN_GENOME 3.1e9

AlkresFusionPlaces
alkres_fusion_place(const AlkresShown *shown, const AlkresBreakpoint *breakpoint)
{
	AlkresFusionPlaces places = {.what = "the breakpoint in ALK",
								 .shown = SHARE_SHOWN,
								 .through = alkres_alloc(sizeof(uint32_t)),
								 .count = 1};
	const AlkresShownBlock *block =
		alkres_shown_block(shown, breakpoint->contig, breakpoint->position);

	places.through[0] = alkres_shown_through(shown, breakpoint);
	places.unread = places.through[0] == 0;
	places.has_design = block != NULL && block->has_design;
	places.covered =
		alkres_shown_is_covered(shown, breakpoint->contig, breakpoint->position) ? 1 : 0;
	return places;
}

AlkresFusionPlaces
alkres_fusion_places(const AlkresShown *shown, const AlkresContig *contig)
{
	AlkresSpan intron = alkres_fusion_intron(contig->assembly);
	int count = (int) ((intron.end - intron.start) / STEP + 1);
	AlkresFusionPlaces places = {.what = "ALK's intron 19",
								 .shown = SHARE_SHOWN,
								 .through = alkres_alloc(sizeof(uint32_t) * (size_t) count),
								 .count = count};

	for (int i = 0; i < count; i++)
	{
		AlkresBreakpoint at = {.contig = contig, .position = (uint32_t) (intron.start + i * STEP)};
		AlkresFusionPlaces one = alkres_fusion_place(shown, &at);

		places.through[i] = one.through[0];
		places.unread += one.unread;
		places.covered += one.covered;
		places.has_design |= one.has_design;
		alkres_free(one.through);
	}
	return places;
}

double
alkres_fusion_share_shown(const AlkresFusionGene *gene, const AlkresKnownSequence *sequence,
						  int assembly)
{
	AlkresSpan span = alkres_fusion_gene_span(gene, assembly);
	int64_t known = 0, length = span.end - span.start + 1;

	for (int i = 0; i < sequence->count; i++)
	{
		const AlkresStretch *stretch = &sequence->stretches[i];
		int64_t first = stretch->start, last = first + stretch->length - 1;

		if (stretch->contig->contig != gene->contig)
			continue;
		first = first > span.start ? first : span.start;
		last = last < span.end ? last : span.end;
		known += last >= first ? last - first + 1 : 0;
	}
	return SHARE_OWN_READS + (SHARE_SHOWN - SHARE_OWN_READS) *
								 (double) (known < length ? known : length) / (double) length;
}

/* Probability that fewer than least molecules show a fusion of that fraction. */
static double
missed(const AlkresFusionPlaces *places, double fraction, uint32_t least)
{
	double sum = 0;

	for (int i = 0; i < places->count; i++)
	{
		double mean = places->shown * fraction / (1 - fraction) * places->through[i];
		double term = exp(-mean);

		for (uint32_t k = 0; k < least; k++)
		{
			sum += term;
			term *= mean / (k + 1);
		}
	}
	return sum / places->count;
}

/* The least fraction that is missed so rarely; NaN when none is. */
static double
least_fraction(const AlkresFusionPlaces *places, uint32_t least, double probability)
{
	double low = 0, high = 1 - 1e-9;

	if (missed(places, high, least) > probability)
		return NAN;
	for (int i = 0; i < 60 && high - low > 1e-9; i++)
	{
		double middle = (low + high) / 2;

		if (missed(places, middle, least) > probability)
			low = middle;
		else
			high = middle;
	}
	return high;
}

void
alkres_fusion_judge_absent(AlkresFusionVerdict *verdict, const AlkresFusionPlaces *places,
						   uint32_t molecules, uint32_t min_molecules, double target)
{
	double read = 100.0 * (places->count - places->unread) / places->count;

	*verdict = (AlkresFusionVerdict){.lod95 = NAN, .upper = NAN, .min_molecules = min_molecules};
	if (places->has_design && places->covered < HELD_MIN * places->count)
	{
		verdict->state = ALKRES_STATE_NOT_IN_PANEL;
		snprintf(verdict->reason, sizeof(verdict->reason), "%s is not in the design", places->what);
		return;
	}
	if (places->count - places->unread < HELD_MIN * places->count)
	{
		verdict->state = ALKRES_STATE_NOT_COVERED;
		snprintf(verdict->reason, sizeof(verdict->reason), "no molecules read through %s",
				 places->what);
		return;
	}
	verdict->lod95 = least_fraction(places, min_molecules, 1 - POWER);
	verdict->upper = least_fraction(places, molecules + 1, 1 - POWER);
	if (isnan(verdict->lod95))
	{
		verdict->state = ALKRES_STATE_NOT_EVALUABLE;
		snprintf(
			verdict->reason, sizeof(verdict->reason),
			"%.0f %% of the places in %s are read through: breakpoints in the rest would not be "
			"seen",
			floor(read), places->what);
	}
	else if (verdict->lod95 > target)
	{
		verdict->state = ALKRES_STATE_NOT_EVALUABLE;
		snprintf(verdict->reason, sizeof(verdict->reason),
				 "too few molecules: %.2g %% would be seen, not %.2g %%", 100 * verdict->lod95,
				 100 * target);
	}
	else
	{
		verdict->state = molecules > 0 || verdict->upper > target ? ALKRES_STATE_INDETERMINATE
																  : ALKRES_STATE_ABSENT;
		if (molecules == 0)
			snprintf(verdict->reason, sizeof(verdict->reason),
					 "no molecule of a junction; %u would have been enough", min_molecules);
		else
			snprintf(verdict->reason, sizeof(verdict->reason),
					 "%u molecule%s of a junction, %u are needed", molecules,
					 molecules == 1 ? "" : "s", min_molecules);
	}
}

double
alkres_junctions_expected_false(const AlkresJunctions *junctions, const AlkresContig *contig)
{
	/* A tail of nothing fits somewhere by chance. */
	double tails = 2.0 * junctions->kinase_tails * (double) junctions->searched *
				   pow(4, -ALKRES_JUNCTION_SCORE);
	/* As often as mates of several molecules lie together in the rest of the genome, and once more
	 * where there are any; half of the orientations make sense. */
	double partners = 0;

	for (int i = 0; i < alkres_fusion_partner_count; i++)
	{
		AlkresSpan span = alkres_fusion_gene_span(&alkres_fusion_partners[i], contig->assembly);

		partners += (double) (span.end - span.start);
	}
	return tails +
		   0.5 * (junctions->stray_places + junctions->has_strays) * partners / HUMAN_GENOME;
}
