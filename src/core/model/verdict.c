/* verdict.c: detected, absent or neither, and why. */
#include "core/model/verdict.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/statistics/binomial.h"
#include "core/model/cause.h"
#include "core/model/flags.h"
#include "core/model/power.h"
#include "core/model/score.h"
#include "core/pileup/told.h"

static bool
in_design(const AlkresPileup *pileup, int offset, size_t length)
{
	if (!(pileup->flags & ALKRES_PILEUP_HAS_DESIGN))
		return true;
	for (size_t i = 0; i < length && offset + i < ALKRES_BLOCK_SIZE; i++)
		if (!pileup->covered[offset + i])
			return false;
	return true;
}

/* The molecules the bound comes from: those of Q30 and better when they are at least half, else
 * all. */
static bool
well_read(const AlkresCandidate *candidate, double *x, double *n)
{
	double good = 0, good_alternates = 0;
	double all = alkres_evidence_molecules(&candidate->evidence);

	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
	{
		const AlkresGroup *group = &candidate->evidence.group[g];

		good += group->part[ALKRES_WELL_READ].molecules;
		good_alternates += group->part[ALKRES_WELL_READ].alternates;
	}
	if (good < all && 2 * good >= all)
	{
		*x = good_alternates;
		*n = good;
		return true;
	}
	*x = candidate->molecules;
	*n = all;
	return false;
}

#define SAY(...) snprintf(verdict->reason, sizeof(verdict->reason), __VA_ARGS__)

/* A fraction as text in percent, three digits. */
typedef struct Percent
{
	char text[24];
} Percent;

static Percent
percent(double fraction)
{
	Percent percent;

	snprintf(percent.text, sizeof(percent.text), "%.3g %%", 100 * fraction);
	return percent;
}

bool
alkres_from_white_cells(double fraction, double white_fraction)
{
	return 4 * white_fraction >= fraction;
}

/* Do the patient's white cells carry the allele, too: likely so, posterior from even odds? */
static bool
in_white_cells(const AlkresCandidate *candidate, const AlkresQuestion *question)
{
	const AlkresCandidate *white = question->white_cells;

	return white != NULL && white->molecules > 0 &&
		   alkres_posterior(alkres_score(&white->evidence), 0.5) >= 0.9 &&
		   alkres_from_white_cells((double) candidate->molecules / candidate->depth,
								   (double) white->molecules / white->depth);
}

/* What a judgement is made from, beside the verdict's figures. */
typedef struct Sight
{
	const AlkresCandidate *candidate;
	const AlkresQuestion *question;
	bool limited;   /* a limit can be given */
	char text[160]; /* what was seen, in words */
} Sight;

/* Reads of one molecule are no independent witnesses: no limit can be given. */
static bool
molecules_known(const AlkresPileup *pileup)
{
	return !(pileup->flags & (ALKRES_PILEUP_MOLECULES_UNKNOWN | ALKRES_PILEUP_READS));
}

/* What was counted, and the bound that the counts give. */
static void
look(Sight *sight, AlkresVerdict *verdict, const AlkresPileup *pileup)
{
	const AlkresCandidate *candidate = sight->candidate;
	const char *unit = pileup->flags & ALKRES_PILEUP_READS ? "reads" : "molecules";
	double x, n;
	bool selected = well_read(candidate, &x, &n);

	verdict->counted = true;
	verdict->molecules = candidate->molecules;
	verdict->depth = candidate->depth;
	/* One side of 95 % is the upper side of a two-sided 90 %. */
	alkres_binomial_bounds(ALKRES_EXACT, x, n, 0.90, NULL, &verdict->upper);
	if (selected)
		snprintf(sight->text, sizeof(sight->text),
				 "%u of %u %s carry it (%.0f of the %.0f read at Q30 or better)",
				 verdict->molecules, verdict->depth, unit, x, n);
	else
		snprintf(sight->text, sizeof(sight->text), "%u of %u %s carry it", verdict->molecules,
				 verdict->depth, unit);
}

/* How strongly the evidence speaks for the allele, and what would have been enough. */
static void
weigh(const Sight *sight, AlkresVerdict *verdict)
{
	const AlkresQuestion *question = sight->question;

	verdict->score = alkres_score(&sight->candidate->evidence);
	verdict->posterior = alkres_posterior(verdict->score, question->prior);
	if (sight->limited)
	{
		AlkresPower power =
			alkres_power(&sight->candidate->evidence, question->prior, question->min_posterior);

		verdict->lod95 = power.lod95;
		verdict->min_molecules = power.min_molecules;
	}
}

/* The allele is there: of the tumour, or of the germline or the blood cells? */
static void
judge_present(AlkresVerdict *verdict, const Sight *sight)
{
	const AlkresQuestion *question = sight->question;

	verdict->state = ALKRES_STATE_GERMLINE_OR_CHIP;
	if (in_white_cells(sight->candidate, question))
	{
		const AlkresCandidate *white = question->white_cells;

		SAY("%s, and %u of %u of the matched white cells: %s.", sight->text, white->molecules,
			white->depth, alkres_looks_germline(white) ? "germline" : "clonal haematopoiesis");
		return;
	}
	if (question->polymorphism)
	{
		SAY("%s: a common polymorphism.", sight->text);
		return;
	}
	if (!question->listed && alkres_looks_germline(sight->candidate))
	{
		SAY("%s, %s: as a variant of the germline or of blood cells would show.", sight->text,
			percent((double) verdict->molecules / verdict->depth).text);
		return;
	}
	verdict->state = ALKRES_STATE_DETECTED;
	if (verdict->posterior > 0.9999)
		SAY("%s; posterior above 0.9999.", sight->text);
	else
		SAY("%s; posterior %.4f.", sight->text, verdict->posterior);
}

/* Too little speaks for the allele: excluded, open, or not to be told? */
static void
judge_unproved(AlkresVerdict *verdict, const Sight *sight)
{
	const AlkresQuestion *question = sight->question;
	const char *cause = NULL;

	/* Enough of them, and not called: something speaks against them. */
	if (verdict->min_molecules > 0 && verdict->molecules >= verdict->min_molecules)
		cause = alkres_cause(sight->candidate, question->prior, question->min_posterior);
	verdict->state = ALKRES_STATE_NOT_EVALUABLE;
	if (!sight->limited)
	{
		SAY("%s, but how many molecules the reads come from is unknown, so no limit can be given.",
			sight->text);
		return;
	}
	if (verdict->lod95 <= question->target && verdict->upper <= question->target)
	{
		verdict->state = ALKRES_STATE_ABSENT;
		SAY("%s%s%s; %s would have been found with 95 %% chance, and more than %s is excluded at "
			"95 "
			"%%.",
			sight->text, cause == NULL ? "" : ", ", cause == NULL ? "" : cause,
			percent(verdict->lod95).text, percent(verdict->upper).text);
		return;
	}
	if (verdict->score > 0 || verdict->lod95 <= question->target)
	{
		verdict->state = ALKRES_STATE_INDETERMINATE;
		SAY("%s%s%s: posterior %.3g is under %.3g, but up to %s cannot be excluded at 95 %%.",
			sight->text, cause == NULL ? "" : ", ", cause == NULL ? "" : cause, verdict->posterior,
			question->min_posterior, percent(verdict->upper).text);
		return;
	}
	if (cause != NULL)
	{
		SAY("%s, %s: posterior %.3g is under %.3g.", sight->text, cause, verdict->posterior,
			question->min_posterior);
		return;
	}
	if (isnan(verdict->lod95))
		SAY("%s; with so few or so badly read no fraction would have been called with 95 %% "
			"chance.",
			sight->text);
	else
		SAY("%s; only %s or more would have been found with 95 %% chance, asked was %s.",
			sight->text, percent(verdict->lod95).text, percent(question->target).text);
}

static void
judge_counts(AlkresVerdict *verdict, const AlkresCandidate *candidate, const AlkresPileup *pileup,
			 const AlkresQuestion *question)
{
	Sight sight = {candidate, question, molecules_known(pileup), ""};

	look(&sight, verdict, pileup);
	weigh(&sight, verdict);
	if (verdict->posterior >= question->min_posterior)
		judge_present(verdict, &sight);
	else
		judge_unproved(verdict, &sight);
}

/* Nothing is known yet. */
static void
clear(AlkresVerdict *verdict)
{
	memset(verdict, 0, sizeof(*verdict));
	verdict->upper = verdict->lod95 = verdict->posterior = verdict->score = NAN;
}

void
alkres_judge_unread(AlkresVerdict *verdict, const AlkresVariant *variant,
					const AlkresRegion *design, size_t count, bool design_known)
{
	bool designed = !design_known;

	for (size_t i = 0; i < count && !designed; i++)
		designed = alkres_region_has(&design[i], variant);
	clear(verdict);
	verdict->state = designed ? ALKRES_STATE_NOT_COVERED : ALKRES_STATE_NOT_IN_PANEL;
	SAY("no read of this library lies there");
}

void
alkres_judge(AlkresVerdict *verdict, const AlkresCandidate *candidate, const AlkresPileup *pileup,
			 int offset, size_t length, const AlkresQuestion *question)
{
	size_t reach = length > ALKRES_TOLD_REACH ? length : ALKRES_TOLD_REACH;

	clear(verdict);
	if (!in_design(pileup, offset, length))
	{
		verdict->state = ALKRES_STATE_NOT_IN_PANEL;
		SAY("The panel's design does not cover the position.");
	}
	else if (candidate == NULL && alkres_pileup_was_unknown(pileup, offset, reach))
	{
		verdict->state = ALKRES_STATE_NOT_EVALUABLE;
		SAY("The reference there was not known (N) when the reads were counted: only single bases "
			"can be asked for. Read the file again with its reference.");
	}
	else if (candidate == NULL)
	{
		verdict->state = ALKRES_STATE_NOT_EVALUABLE;
		SAY("The variant reaches beyond the block that holds its position, or too many molecules "
			"carry a part "
			"of it to tell them apart.");
	}
	else if (candidate->depth == 0)
	{
		verdict->state = ALKRES_STATE_NOT_COVERED;
		verdict->counted = true;
		SAY("No molecule covers the position.");
	}
	else
		judge_counts(verdict, candidate, pileup, question);
}
