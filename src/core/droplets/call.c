/* call.c: the state of a mutation in droplets. */
#include "core/droplets/call.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/droplets/replicates.h"

const char *
alkres_droplet_flag_name(int bit)
{
	static const char *const names[ALKRES_DROPLET_FLAGS] = {
		"low_droplets",           "saturated",        "no_wild_type",
		"double_positive_excess", "contaminated_ntc", "no_control"};

	return names[bit];
}

unsigned
alkres_droplet_flags(const AlkresDroplets *droplets, AlkresChannel mutant,
					 const AlkresDropletLimits *limits)
{
	double accepted = alkres_droplets_accepted(droplets);
	double most = limits->max_positive_share * accepted;
	int64_t k1 = alkres_droplets_positive(droplets, mutant);
	int64_t k2 = alkres_droplets_positive(droplets, alkres_other_channel(mutant));
	unsigned flags = 0;

	if (accepted / droplets->wells < limits->min_droplets)
		flags |= ALKRES_LOW_DROPLETS;
	if (accepted > 0 && (k1 > most || k2 > most))
		flags |= ALKRES_SATURATED;
	if (k2 <= 0)
		flags |= ALKRES_NO_WILD_TYPE;
	if (alkres_double_positive_excess(droplets) < limits->alpha)
		flags |= ALKRES_DOUBLE_POSITIVE_EXCESS;
	return flags;
}

static void say(AlkresDropletVerdict *verdict, AlkresState state, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void
say(AlkresDropletVerdict *verdict, AlkresState state, const char *format, ...)
{
	va_list arguments;

	verdict->state = state;
	va_start(arguments, format);
	vsnprintf(verdict->reason, sizeof(verdict->reason), format, arguments);
	va_end(arguments);
}

#define SHOWN_P 16

static const char *
shown_p(double p, char buffer[SHOWN_P])
{
	if (p < 0.00005)
		return "P < 0.0001";
	snprintf(buffer, SHOWN_P, "P %.4f", p);
	return buffer;
}

/* Without both channels, droplets, or DNA that can be counted there is nothing to judge. */
static bool
has_share(AlkresDropletVerdict *verdict, const AlkresDroplets *droplets, int64_t positive,
		  int64_t wild_type)
{
	int64_t accepted = alkres_droplets_accepted(droplets);

	if (accepted == 0)
		say(verdict, ALKRES_STATE_NOT_EVALUABLE, "no droplet was accepted");
	else if (positive < 0 || wild_type < 0)
		say(verdict, ALKRES_STATE_NOT_EVALUABLE, "the %s channel was not measured",
			positive < 0 ? "mutant" : "wild-type");
	else if (positive == accepted && wild_type == accepted)
		say(verdict, ALKRES_STATE_NOT_EVALUABLE,
			"all of %" PRId64 " droplets are positive in both channels: too much DNA to count",
			accepted);
	else if (positive == 0 && wild_type == 0)
		say(verdict, ALKRES_STATE_NOT_EVALUABLE,
			"none of %" PRId64 " droplets is positive: no DNA to look at", accepted);
	else
		return true;
	return false;
}

/* By the rule's own limits: what the droplets exclude. */
static void
judge_negative(AlkresDropletVerdict *verdict, const AlkresDropletQuestion *question,
			   bool is_saturated, const char *shown)
{
	double excluded = 100 * verdict->fraction.upper;

	if (isnan(verdict->lod95))
		say(verdict, ALKRES_STATE_NOT_EVALUABLE, "%s; %s", shown,
			is_saturated ? "too much wild-type DNA to count" : "no count would have been enough");
	else if (verdict->lod95 > question->target)
		say(verdict, ALKRES_STATE_NOT_EVALUABLE,
			"%s; only %.3f %% would have been found with 95 %% probability", shown,
			100 * verdict->lod95);
	else if (verdict->fraction.upper <= question->target)
		say(verdict, ALKRES_STATE_ABSENT, "%s; above %.3f %% is excluded", shown, excluded);
	else
		say(verdict, ALKRES_STATE_INDETERMINATE, "%s; up to %.3f %% is not excluded", shown,
			excluded);
}

/* The well or wells that a verdict is about, and those it is held against. */
typedef struct Compared
{
	const AlkresDroplets *droplets;
	const AlkresDroplets *control; /* NULL: none */
	const AlkresDroplets *ntc;     /* NULL: none */
	int64_t accepted;
	int64_t positive; /* in the mutant channel; -1: not measured */
	int64_t wild_type;
} Compared;

static unsigned
flags_of(const Compared *compared, AlkresChannel mutant)
{
	AlkresDropletLimits limits = ALKRES_USUAL_DROPLET_LIMITS;
	const AlkresDroplets *ntc = compared->ntc;
	unsigned flags = alkres_droplet_flags(compared->droplets, mutant, &limits);

	if (ntc != NULL &&
		(alkres_droplets_positive(ntc, mutant) >= ALKRES_MIN_MUTANT_DROPLETS ||
		 alkres_droplets_positive(ntc, alkres_other_channel(mutant)) >= ALKRES_MIN_MUTANT_DROPLETS))
		flags |= ALKRES_CONTAMINATED_NTC;
	if (compared->control == NULL || alkres_droplets_accepted(compared->control) == 0)
		flags |= ALKRES_NO_CONTROL;
	return flags;
}

static void
judge_without_control(AlkresDropletVerdict *verdict, const Compared *compared)
{
	say(verdict,
		compared->positive >= ALKRES_MIN_MUTANT_DROPLETS ? ALKRES_STATE_INDETERMINATE
														 : ALKRES_STATE_NOT_EVALUABLE,
		"%" PRId64 " of %" PRId64 " droplets mutant, but the plate has no wild-type control to "
		"compare them with",
		compared->positive, compared->accepted);
}

/* How the droplets stand against the wild-type control, and what would have been enough. */
static void
compare_to_control(AlkresDropletVerdict *verdict, const Compared *compared,
				   const AlkresDropletQuestion *question)
{
	const AlkresDroplets *droplets = compared->droplets;
	AlkresChannel mutant = question->mutant;

	verdict->p_value =
		alkres_compare_to_control(droplets, compared->control, mutant, question->exposure);
	verdict->min_positive =
		alkres_count_above_control(droplets, compared->control, mutant, question->exposure,
								   question->alpha, ALKRES_MIN_MUTANT_DROPLETS);
	if (verdict->min_positive > 0)
		verdict->lod95 =
			alkres_droplets_min_detectable(droplets, mutant, 0.95, verdict->min_positive);
}

/* By the counts: above the wild-type control and the no-template control, or not. */
static void
judge_against_controls(AlkresDropletVerdict *verdict, const Compared *compared,
					   const AlkresDropletQuestion *question)
{
	double against_ntc = 0;
	char shown[200];
	char p[SHOWN_P];

	if (isnan(verdict->p_value))
		snprintf(shown, sizeof(shown),
				 "%" PRId64 " of %" PRId64 " droplets mutant, not comparable with the wild-type "
				 "control",
				 compared->positive, compared->accepted);
	else
		snprintf(shown, sizeof(shown),
				 "%" PRId64 " of %" PRId64 " droplets mutant, %s against the wild-type control",
				 compared->positive, compared->accepted, shown_p(verdict->p_value, p));
	if (compared->ntc != NULL && alkres_droplets_positive(compared->ntc, question->mutant) > 0)
		against_ntc = alkres_compare_to_control(compared->droplets, compared->ntc, question->mutant,
												ALKRES_PER_DROPLET);
	if (compared->positive < ALKRES_MIN_MUTANT_DROPLETS || !(verdict->p_value <= question->alpha))
		judge_negative(verdict, question, compared->wild_type == compared->accepted, shown);
	else if (against_ntc <= question->alpha)
		say(verdict, ALKRES_STATE_DETECTED, "%s", shown);
	else
		say(verdict, ALKRES_STATE_INDETERMINATE, "%s; %s against the no-template control", shown,
			shown_p(against_ntc, p));
}

void
alkres_judge_droplets(AlkresDropletVerdict *verdict, const AlkresDroplets *droplets,
					  const AlkresDroplets *control, const AlkresDroplets *ntc,
					  const AlkresDropletQuestion *question)
{
	AlkresChannel mutant = question->mutant;
	Compared compared = {
		droplets,
		control,
		ntc,
		alkres_droplets_accepted(droplets),
		alkres_droplets_positive(droplets, mutant),
		alkres_droplets_positive(droplets, alkres_other_channel(mutant)),
	};
	AlkresError error;

	*verdict = (AlkresDropletVerdict){.lod95 = NAN, .p_value = NAN};
	alkres_fractional_abundance(droplets, mutant, ALKRES_DROPLETS_EXACT, 0.95, &verdict->fraction,
								&error);
	verdict->flags = flags_of(&compared, mutant);
	if (!has_share(verdict, droplets, compared.positive, compared.wild_type))
		return;
	if (verdict->flags & ALKRES_NO_CONTROL)
	{
		judge_without_control(verdict, &compared);
		return;
	}
	compare_to_control(verdict, &compared, question);
	judge_against_controls(verdict, &compared, question);
}
