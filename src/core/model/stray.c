/* stray.c: are molecules with an allele of one read direction, or from elsewhere? */
#include "core/model/stray.h"

#include <math.h>
#include <string.h>

#include "core/model/score.h"

/* Under an artefact of one direction so many alternates are on the other, or on both. */
#define LEAK 0.02
#define ON_BOTH 0.02
/* Molecules from elsewhere fit as well there, nearly so, or not. */
static const double tied[ALKRES_GAPS] = {0, 0.85, 0.1, 0.05};
/* They are unlike the reference in few places, or in any number. */
static const double unlike_few[] = {0.003, 0.005, 0.006, 0.002};
#define FEW ((int) (sizeof(unlike_few) / sizeof(unlike_few[0])))
#define UNLIKE_SOME 0.076
#define UNLIKE_MANY 0.14
/* A tenth of the molecules that belong there may have other changes beside the allele than the
 * others have: each further one with this chance, whatever the others show. */
#define CHANGED_SHARE 0.1
#define CHANGED_MORE 0.3
/* They are clipped beside the allele. */
#define CLIPPED 0.9
/* Base qualities of the others among the artefacts of one direction, by bin. */
static const double misread[ALKRES_QUALITY_BINS] = {0.4, 0.3, 0.15, 0.15};
/* One in fifty molecules of a larger allele shows a part of it alone; as known as of 200. */
#define LEFT_LOST 4.0
#define LEFT_KEPT 196.0
/* What is added to a count before it is taken for a chance. */
#define DAMPING 0.25

static double
unlike(int differences)
{
	return differences < FEW                      ? unlike_few[differences]
		   : differences < ALKRES_DIFFERENCES - 1 ? UNLIKE_SOME
												  : UNLIKE_MANY;
}

static void
look_at_gaps(AlkresSurrounds *surrounds, const double counts[ALKRES_GAPS])
{
	double known = counts[ALKRES_GAP_TIE] + counts[ALKRES_GAP_NEAR] + counts[ALKRES_GAP_CLEAR];
	double total = known + (ALKRES_GAPS - 1) * DAMPING, tie, mean = 0;

	surrounds->gaps_known = known > 0;
	if (!surrounds->gaps_known)
		return;
	surrounds->tie_share = counts[ALKRES_GAP_TIE] / known;
	for (int gap = ALKRES_GAP_TIE; gap < ALKRES_GAPS; gap++)
		surrounds->gap[gap] = (counts[gap] + DAMPING) / total;
	/* No less than here. */
	tie = fmax(tied[ALKRES_GAP_TIE], surrounds->gap[ALKRES_GAP_TIE]);
	surrounds->log_tie[ALKRES_GAP_TIE] = log(tie / surrounds->gap[ALKRES_GAP_TIE]);
	for (int gap = ALKRES_GAP_NEAR; gap < ALKRES_GAPS; gap++)
		surrounds->log_tie[gap] =
			log((1 - tie) / (1 - tied[ALKRES_GAP_TIE]) * tied[gap] / surrounds->gap[gap]);
	for (int gap = ALKRES_GAP_TIE; gap < ALKRES_GAPS; gap++)
		mean += surrounds->gap[gap] * surrounds->log_tie[gap];
	/* One that is not known is taken to fit as the others do. */
	surrounds->log_tie[ALKRES_GAP_UNKNOWN] = mean;
}

void
alkres_surrounds_look(AlkresSurrounds *surrounds, const AlkresPileup *pileup)
{
	double gaps[ALKRES_GAPS] = {0}, differences[ALKRES_DIFFERENCES] = {0}, total = 0;

	memset(surrounds, 0, sizeof(*surrounds));
	surrounds->pileup = pileup;
	surrounds->places_known = alkres_places_known(pileup);
	for (int i = 0; i < ALKRES_BLOCK_SIZE; i++)
		surrounds->depth[i] = alkres_pileup_depth(pileup, i);
	if (!surrounds->places_known)
		return;
	for (int gap = 0; gap < ALKRES_GAPS; gap++)
		for (int i = 0; i < ALKRES_DIFFERENCES; i++)
		{
			gaps[gap] += pileup->places[gap][i];
			differences[i] += pileup->places[gap][i];
			total += pileup->places[gap][i];
		}
	look_at_gaps(surrounds, gaps);
	for (int i = 0; i < ALKRES_DIFFERENCES; i++)
	{
		double changed = pow(CHANGED_MORE, i) * (i < ALKRES_DIFFERENCES - 1 ? 1 - CHANGED_MORE : 1);

		surrounds->differences[i] =
			(1 - CHANGED_SHARE) * differences[i] / total + CHANGED_SHARE * changed;
		surrounds->log_unlike[i] = log(unlike(i) / surrounds->differences[i]);
	}
}

/* Molecules of the positions whose clips are counted together. */
static double
molecules_of_step(const AlkresSurrounds *surrounds, int offset)
{
	int first = offset / ALKRES_CLIPPED_STEP * ALKRES_CLIPPED_STEP;
	double sum = 0;

	for (int i = first; i < first + ALKRES_CLIPPED_STEP; i++)
		sum += surrounds->depth[i];
	return sum;
}

AlkresSight
alkres_sight_at(const AlkresSurrounds *surrounds, int offset)
{
	const AlkresPileup *pileup = surrounds->pileup;
	AlkresSight sight = {0};
	double forward = pileup->directions[offset][0], reverse = pileup->directions[offset][1];
	/* Rounded down, they may be few beside the molecules; those are at least as many. */
	double n = fmax(surrounds->depth[offset], forward + reverse);

	if (surrounds->places_known)
	{
		double clipped = pileup->clipped[offset / ALKRES_CLIPPED_STEP];

		sight.clipped = (clipped + DAMPING) /
						(fmax(molecules_of_step(surrounds, offset), clipped) + 2 * DAMPING);
	}
	sight.directions_known = forward + reverse > 0 && forward <= 0.9 * n && reverse <= 0.9 * n;
	n += 3 * DAMPING;
	sight.forward = (forward + DAMPING) / n;
	sight.reverse = (reverse + DAMPING) / n;
	sight.both = 1 - sight.forward - sight.reverse;
	return sight;
}

/* ln of how much likelier the qualities of the alternates are among misread ones. */
static double
log_misread(const AlkresEvidence *evidence)
{
	double molecules[ALKRES_QUALITY_BINS] = {0}, alternates[ALKRES_QUALITY_BINS] = {0};
	double total = ALKRES_QUALITY_BINS * DAMPING, sum = 0;

	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		for (int p = 0; p < ALKRES_PARTS; p++)
			for (int k = 0; k < evidence->group[g].part[p].cells; k++)
			{
				int bin = ALKRES_CELL_QUALITY_BIN(evidence->group[g].part[p].cell[k].code);

				molecules[bin] += evidence->group[g].part[p].cell[k].molecules;
				alternates[bin] += evidence->group[g].part[p].cell[k].alternates;
				total += evidence->group[g].part[p].cell[k].molecules;
			}
	for (int bin = 0; bin < ALKRES_QUALITY_BINS; bin++)
		if (alternates[bin] > 0)
			sum += alternates[bin] * log(misread[bin] * total / (molecules[bin] + DAMPING));
	return sum;
}

/* ln of how much likelier so many alternates by direction are as an artefact of one of the two. */
static double
log_one_direction(const AlkresSight *sight, double forward, double reverse, double both)
{
	double alone = (1 - ON_BOTH) * (1 - LEAK), other = (1 - ON_BOTH) * LEAK;
	double on_both = both * log(ON_BOTH / sight->both);

	return on_both + log(0.5) +
		   alkres_log_sum(
			   forward * log(alone / sight->forward) + reverse * log(other / sight->reverse),
			   forward * log(other / sight->forward) + reverse * log(alone / sight->reverse));
}

/*
 * ln of how much likelier alternates are as an artefact of one direction than as a variant's beside
 * such an artefact, taken to be there: a mixture of both is a variant, however many are the
 * artefact's.  Its own are the well read ones and as many badly read as these lead to expect; the
 * others are errors, which the score weighs by quality (evidence.h), whatever their direction.
 * Without well read ones there is no mixture.
 */
static double
log_beside_artefact(const AlkresSight *sight, const AlkresEvidence *evidence, double forward,
					double reverse, double both)
{
	double molecules[ALKRES_PARTS] = {0}, alternates[ALKRES_PARTS] = {0}, share, errors;

	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		for (int p = 0; p < ALKRES_PARTS; p++)
		{
			molecules[p] += evidence->group[g].part[p].molecules;
			alternates[p] += evidence->group[g].part[p].alternates;
		}
	if (alternates[ALKRES_WELL_READ] == 0)
		return HUGE_VAL;
	share = fmin(1, alternates[ALKRES_WELL_READ] / molecules[ALKRES_WELL_READ]);
	errors = fmax(0, alternates[ALKRES_BADLY_READ] - share * molecules[ALKRES_BADLY_READ]);
	if (forward > reverse)
		forward = fmax(0, forward - errors);
	else
		reverse = fmax(0, reverse - errors);
	return log_one_direction(sight, forward, reverse, both);
}

/* What a kind of stray molecules adds to the ratio, and what it adds where a variant is, each of
 * whose molecules is expected to show what the site's do. */
static void
add_kind(AlkresStray *stray, int kind, double prior, double log_ratio, double fall)
{
	double ratio = exp(fmin(700, log(prior) + log_ratio));

	/* The chief one is at least half of two. */
	if (ratio > stray->ratio)
		stray->chief = kind;
	stray->ratio = fmin(1e300, stray->ratio + ratio);
	stray->prior[kind] = prior;
	stray->fall[kind] = fmax(0, fall);
}

/* ln of the mean of 1 and of a ratio given by its ln: half of the molecules from elsewhere are as
 * those from here in the one thing, half are not. */
static double
log_half(double log_ratio)
{
	return log(0.5) + alkres_log_sum(0, log_ratio);
}

static void
add_direction(AlkresStray *stray, const AlkresSight *sight, const AlkresEvidence *evidence,
			  const AlkresMarks *marks, bool substitution)
{
	double forward = marks->forward, reverse = marks->reverse;
	double both = fmax(0, alkres_evidence_alternates(evidence) - forward - reverse);
	double well = log(ALKRES_STRAY_WELL_READ), quality = well, ratio, beside;
	double prior = ALKRES_STRAY_DIRECTION * ALKRES_STRAY_WELL_READ;

	if (!sight->directions_known)
		return;
	if (substitution)
		quality = alkres_log_sum(well, log(1 - ALKRES_STRAY_WELL_READ) + log_misread(evidence));
	ratio = quality - well + log_one_direction(sight, forward, reverse, both);
	beside = log_beside_artefact(sight, evidence, forward, reverse, both) - log(prior);
	/* A variant's molecules are well read. */
	add_kind(stray, ALKRES_STRAY_OF_DIRECTION, prior, substitution ? fmin(ratio, beside) : ratio,
			 log(0.5) - log_one_direction(sight, sight->forward, sight->reverse, sight->both));
}

/* Sums of ln over what the alternates show. */
typedef struct Elsewhere
{
	double tie;
	double unlike;
	double clipped;
} Elsewhere;

static Elsewhere
sum_places(const AlkresSurrounds *surrounds, const AlkresMarks *marks, int own)
{
	Elsewhere sum = {0, 0, 0};

	for (int gap = 0; gap < ALKRES_GAPS; gap++)
		for (int i = 0; i < ALKRES_DIFFERENCES; i++)
		{
			double count = marks->places[gap][i];
			int beside = i == ALKRES_DIFFERENCES - 1 ? i : i > own ? i - own : 0;

			if (count == 0)
				continue;
			sum.tie += count * surrounds->log_tie[gap];
			sum.unlike += count * surrounds->log_unlike[beside];
		}
	return sum;
}

/* What they are on average of a molecule that belongs there. */
static Elsewhere
mean_places(const AlkresSurrounds *surrounds)
{
	Elsewhere mean = {0, 0, 0};

	for (int gap = 0; gap < ALKRES_GAPS; gap++)
		mean.tie += surrounds->gap[gap] * surrounds->log_tie[gap];
	for (int i = 0; i < ALKRES_DIFFERENCES; i++)
		mean.unlike += surrounds->differences[i] * surrounds->log_unlike[i];
	return mean;
}

static double
log_clipped(const AlkresSight *sight, double clipped, double others)
{
	double here = fmin(sight->clipped, CLIPPED);

	return clipped * log(CLIPPED / here) + others * log((1 - CLIPPED) / (1 - here));
}

AlkresStray
alkres_stray_of(const AlkresSurrounds *surrounds, int offset, const AlkresEvidence *evidence,
				const AlkresMarks *marks, int own, bool substitution)
{
	AlkresStray stray = {0};
	AlkresSight sight = alkres_sight_at(surrounds, offset);
	Elsewhere sum, mean;
	double clipped, others;

	if (marks == NULL)
		return stray;
	add_direction(&stray, &sight, evidence, marks, substitution);
	if (!surrounds->places_known)
		return stray;
	sum = sum_places(surrounds, marks, own);
	mean = mean_places(surrounds);
	clipped = marks->clipped;
	others = fmax(0, alkres_evidence_alternates(evidence) - clipped);
	sum.clipped = log_clipped(&sight, clipped, others);
	mean.clipped = log_clipped(&sight, sight.clipped, 1 - sight.clipped);
	if (surrounds->gaps_known)
		add_kind(&stray, ALKRES_STRAY_OF_TIE,
				 ALKRES_STRAY_TIE + ALKRES_STRAY_TIE_SHARE * surrounds->tie_share,
				 sum.tie + log_half(sum.unlike) + log_half(sum.clipped), -mean.tie);
	add_kind(&stray, ALKRES_STRAY_OF_UNLIKE, ALKRES_STRAY_UNLIKE,
			 sum.unlike + log_half(sum.clipped), -mean.unlike);
	add_kind(&stray, ALKRES_STRAY_OF_CLIPPED, ALKRES_STRAY_CLIPPED,
			 sum.clipped + log_half(sum.unlike), -mean.clipped);
	return stray;
}

/* ln B(a, b) */
static double
log_beta(double a, double b)
{
	return lgamma(a) + lgamma(b) - lgamma(a + b);
}

/* Their number is not any, but that of those which lose the rest, whose share is Beta
 * distributed. */
void
alkres_stray_add_left(AlkresStray *stray, uint32_t alternates, uint32_t larger)
{
	double x = alternates, n = x + larger, log_ratio, variant;

	if (alternates == 0 || larger == 0)
		return;
	log_ratio = -log(n + 1) - log_beta(x + 1, larger + 1.0) +
				log_beta(x + LEFT_LOST, larger + LEFT_KEPT) - log_beta(LEFT_LOST, LEFT_KEPT);
	/* Of a variant at any fraction so many are to be seen with this chance. */
	variant = -log(x * log(ALKRES_VARIANT_MAX / ALKRES_VARIANT_MIN));
	add_kind(stray, ALKRES_STRAY_OF_WHOLE, 1, log_ratio - variant, 0);
	/* Where there is none, nothing is left of it. */
	stray->prior[ALKRES_STRAY_OF_WHOLE] = 0;
}

double
alkres_stray_level(const AlkresStray *stray, double level, double alternates)
{
	double left = exp(-level);

	for (int kind = 0; kind < ALKRES_STRAY_KINDS; kind++)
		left -= stray->prior[kind] * exp(-stray->fall[kind] * alternates);
	return left > 0 ? -log(left) : HUGE_VAL;
}
