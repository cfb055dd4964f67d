/* copies.c: ratios of depths as copies, and what is said of them. */
#include "core/copynumber/copies.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const char *
alkres_copy_state_name(AlkresCopyState state)
{
	static const char *const names[ALKRES_COPY_STATES] = {
		[ALKRES_COPIES_GAIN] = "gain",
		[ALKRES_COPIES_AMPLIFICATION] = "amplification",
		[ALKRES_COPIES_LOSS] = "loss",
		[ALKRES_COPIES_NEUTRAL] = "neutral",
		[ALKRES_COPIES_NOT_EVALUABLE] = "not_evaluable",
	};

	return names[state];
}

double
alkres_tumour_fraction(double allele_fraction)
{
	return fmin(1, 2 * allele_fraction);
}

double
alkres_copies(double log2_ratio, double tumour_fraction)
{
	double copies = 2 + 2 * (exp2(log2_ratio) - 1) / tumour_fraction;

	return isnan(copies) ? NAN : fmax(0, copies);
}

double
alkres_copies_log2_ratio(double copies, double tumour_fraction)
{
	return log2(1 + tumour_fraction * (copies - 2) / 2);
}

double
alkres_tumour_fraction_for(double copies, double log2_ratio)
{
	double fraction = 2 * (exp2(log2_ratio) - 1) / (copies - 2);

	return fraction > 0 && fraction <= 1 ? fraction : NAN;
}

double
alkres_share_changed(double log2_ratio)
{
	return 1 - exp2(-fabs(log2_ratio));
}

AlkresCopyState
alkres_copy_state(const AlkresGeneRatio *gene, double tumour_fraction)
{
	double fraction = isnan(tumour_fraction) ? 1 : tumour_fraction;

	if (!gene->is_evaluable)
		return ALKRES_COPIES_NOT_EVALUABLE;
	if (!gene->is_found)
		return ALKRES_COPIES_NEUTRAL;
	if (gene->log2_ratio < 0)
		return ALKRES_COPIES_LOSS;
	return alkres_copies(gene->log2_ratio, fraction) >= ALKRES_AMPLIFIED_COPIES
			   ? ALKRES_COPIES_AMPLIFICATION
			   : ALKRES_COPIES_GAIN;
}

AlkresCopyQuestion
alkres_copy_question(const char *change)
{
	if (strcmp(change, "copy_number_gain") == 0)
		return ALKRES_ASK_GAIN;
	if (strcmp(change, "amplification") == 0)
		return ALKRES_ASK_AMPLIFICATION;
	if (strcmp(change, "copy_number_loss") == 0)
		return ALKRES_ASK_LOSS;
	return ALKRES_ASK_NOTHING;
}

static double
copies_asked(AlkresCopyQuestion question)
{
	return question == ALKRES_ASK_GAIN   ? ALKRES_GAINED_COPIES
		   : question == ALKRES_ASK_LOSS ? ALKRES_LOST_COPIES
										 : ALKRES_AMPLIFIED_COPIES;
}

/* Is the state what is asked for? */
static bool
is_it(AlkresCopyState state, AlkresCopyQuestion question)
{
	switch (state)
	{
		case ALKRES_COPIES_GAIN:
			return question == ALKRES_ASK_GAIN;
		case ALKRES_COPIES_AMPLIFICATION:
			return question == ALKRES_ASK_GAIN || question == ALKRES_ASK_AMPLIFICATION;
		case ALKRES_COPIES_LOSS:
			return question == ALKRES_ASK_LOSS;
		default:
			return false;
	}
}

/* Of what was looked for at a known tumour fraction and not found. */
static void
say_missing(AlkresCopyAnswer *answer, const AlkresGeneRatio *gene, AlkresCopyQuestion question,
			double fraction)
{
	double asked = copies_asked(question);
	bool is_loss = question == ALKRES_ASK_LOSS;
	double bound = alkres_copies(is_loss ? gene->lower : gene->upper, fraction);

	if (!(answer->fraction_lod95 <= fraction))
	{
		answer->state = ALKRES_STATE_NOT_EVALUABLE;
		if (isnan(answer->fraction_lod95))
			snprintf(answer->reason, sizeof(answer->reason),
					 "%g copies would be found at no tumour fraction", asked);
		else
			snprintf(answer->reason, sizeof(answer->reason),
					 "%g copies would be found from a tumour fraction of %.3g on; it is %.3g",
					 asked, answer->fraction_lod95, fraction);
	}
	else if (is_loss ? bound > asked : bound < asked)
	{
		answer->state = ALKRES_STATE_ABSENT;
		snprintf(answer->reason, sizeof(answer->reason), "at %s %.3g copies, asked for %g",
				 is_loss ? "least" : "most", bound, asked);
	}
	else
	{
		answer->state = ALKRES_STATE_INDETERMINATE;
		snprintf(answer->reason, sizeof(answer->reason), "%g copies are not excluded: %s %.3g",
				 asked, is_loss ? "at least" : "at most", bound);
	}
}

void
alkres_copy_answer(AlkresCopyAnswer *answer, const AlkresGeneRatio *gene,
				   AlkresCopyQuestion question, double tumour_fraction)
{
	AlkresCopyState state = alkres_copy_state(gene, tumour_fraction);
	double sign = question == ALKRES_ASK_LOSS ? -1 : 1, asked = copies_asked(question);

	*answer = (AlkresCopyAnswer){ALKRES_STATE_NOT_EVALUABLE, NAN, NAN, ""};
	if (state == ALKRES_COPIES_NOT_EVALUABLE)
		return;
	answer->fraction_lod95 = alkres_tumour_fraction_for(asked, sign * gene->least);
	/* A loss of all copies may be less than what would be found. */
	answer->copies_lod95 = 2 + 2 * (exp2(sign * gene->least) - 1) / tumour_fraction;
	if (answer->copies_lod95 < 0)
		answer->copies_lod95 = NAN;
	if (is_it(state, question))
	{
		answer->state = ALKRES_STATE_DETECTED;
		if (isnan(tumour_fraction))
			snprintf(answer->reason, sizeof(answer->reason),
					 "how many copies the tumour has is not known without its fraction");
	}
	else if (state == ALKRES_COPIES_GAIN && question == ALKRES_ASK_AMPLIFICATION &&
			 !(alkres_copies(gene->upper, tumour_fraction) < asked))
	{
		answer->state = ALKRES_STATE_INDETERMINATE;
		snprintf(answer->reason, sizeof(answer->reason),
				 isnan(tumour_fraction)
					 ? "a gain; whether of %g copies is not known without the tumour fraction"
					 : "a gain; %g copies are not excluded",
				 asked);
	}
	else if (isnan(tumour_fraction))
		snprintf(answer->reason, sizeof(answer->reason),
				 isnan(answer->fraction_lod95)
					 ? "the tumour fraction is not known; %g copies would be found at none"
					 : "the tumour fraction is not known; %g copies would be found from %.3g on",
				 asked, answer->fraction_lod95);
	else
		say_missing(answer, gene, question, tumour_fraction);
}
