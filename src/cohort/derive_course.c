/* derive_course.c: one mutation of a patient over the draws, and its row of patient_mutation. */
#include "cohort/derive.h"

#include "utils/builtins.h"

#include "cohort/states.h"
#include "core/course/course.h"
#include "core/mutation/meaning.h"
#include "type/mutation.h"

enum /* patient_mutation */
{
	COURSE_PATIENT,
	COURSE_MUTATION,
	COURSE_FIRST_SAMPLE,
	COURSE_FIRST_ON,
	COURSE_LAST_ON,
	COURSE_DRAWS,
	COURSE_LINE,
	COURSE_LINE_START,
	COURSE_FRACTION,
	COURSE_LOWER,
	COURSE_UPPER,
	COURSE_HIGHEST,
	COURSE_HIGHEST_ON,
	COURSE_LOWEST_ON,
	COURSE_LOWEST,
	COURSE_BASELINE_LOD95,
	COURSE_BASELINE_ON,
	COURSE_BASELINE_STATE,
	COURSE_NEGATIVE_ON,
	COURSE_NEGATIVE_LOD95,
	COURSE_NEGATIVE_LINE,
	COURSE_RECURRENCES,
	COURSE_RECURRED_ON,
	COURSE_CLEARED_ON,
	COURSE_MECHANISM,
	COURSE_EMERGENCE,
	COURSE_CLEARANCE,
	COURSE_METHODS,
	COURSE_DRUGS
};

static bool
is_plasma(const AlkresDerivedState *state)
{
	return strcmp(TextDatumGetCString(state->draw->values[DRAW_MATERIAL]), "plasma") == 0;
}

static DateADT
date_of(const AlkresDerivedState *state)
{
	return DatumGetDateADT(state->draw->values[DRAW_DATE]);
}

/* In the order of the draws: in one draw sequencing, then reports, then droplets. */
static int
compare_places(const void *left, const void *right)
{
	const AlkresDerivedState *a = *(AlkresDerivedState *const *) left;
	const AlkresDerivedState *b = *(AlkresDerivedState *const *) right;

	if (date_of(a) != date_of(b))
		return date_of(a) < date_of(b) ? -1 : 1;
	if (a->sample != b->sample)
		return a->sample < b->sample ? -1 : 1;
	return strcmp(TextDatumGetCString(b->row.values[STATE_METHOD]),
				  TextDatumGetCString(a->row.values[STATE_METHOD]));
}

/* Was tumour DNA seen in the draw apart from the mutation? */
static bool
tumour_seen(const AlkresDerivedState *state, bool is_driver)
{
	const AlkresDerivedRow *draw = state->draw;
	AlkresDrawEvidence evidence = {.truncal = ALKRES_SEEN_UNKNOWN,
								   .first_detected = alkres_row_path(draw, DRAW_FIRST_DETECTED),
								   .last_detected = alkres_row_path(draw, DRAW_LAST_DETECTED),
								   .first_looked = alkres_row_path(draw, DRAW_FIRST_LOOKED),
								   .last_looked = alkres_row_path(draw, DRAW_LAST_LOOKED)};

	/* The driver's fusion is no evidence for itself: the marker alone is. */
	if (is_driver && !draw->nulls[DRAW_MARKER_STATE])
		evidence.truncal = alkres_state_of(draw->values[DRAW_MARKER_STATE]) == ALKRES_STATE_DETECTED
							   ? ALKRES_SEEN
							   : ALKRES_SEEN_NOT;
	else if (!is_driver && !draw->nulls[DRAW_TRUNCAL_SEEN])
		evidence.truncal =
			DatumGetBool(draw->values[DRAW_TRUNCAL_SEEN]) ? ALKRES_SEEN : ALKRES_SEEN_NOT;
	return alkres_tumour_seen(state->mutation, &evidence) == ALKRES_SEEN;
}

/* The last draw up to the first dose of the line in which the mutation was first seen. */
static const AlkresDerivedState *
baseline_of(AlkresDerivedState **dated, int count, const AlkresDerivedState *first)
{
	const AlkresDerivedState *best = NULL;
	DateADT dose;

	if (first->draw->nulls[DRAW_LINE_DAY])
		return NULL;
	dose = date_of(first) - DatumGetInt32(first->draw->values[DRAW_LINE_DAY]);
	for (int i = 0; i < count && date_of(dated[i]) <= dose; i++)
	{
		/* The later draw; of one draw what says most. */
		if (best != NULL && best->sample == dated[i]->sample)
		{
			AlkresObserved one = {.state = dated[i]->state,
								  .fraction = NAN,
								  .lod95 = alkres_row_number(&dated[i]->row, STATE_LOD95)};
			AlkresObserved other = {.state = best->state,
									.fraction = NAN,
									.lod95 = alkres_row_number(&best->row, STATE_LOD95)};

			if (alkres_observed_compare(&one, &other) >= 0)
				continue;
		}
		best = dated[i];
	}
	return best;
}

static void
set_date(AlkresDerivedRow *row, int column, AlkresDerivedState **dated, int place)
{
	if (place >= 0)
		alkres_row_set(row, column, DateADTGetDatum(date_of(dated[place])));
}

/* Which methods show it in its first draw. */
static Datum
first_methods(AlkresDerivedState **dated, int count, int first)
{
	char *methods = NULL;

	while (first > 0 && dated[first - 1]->sample == dated[first]->sample)
		first--;
	for (int i = first; i < count && dated[i]->sample == dated[first]->sample; i++)
		if (dated[i]->state == ALKRES_STATE_DETECTED)
		{
			char *method = TextDatumGetCString(dated[i]->row.values[STATE_METHOD]);

			methods = methods == NULL ? method : psprintf("%s, %s", methods, method);
		}
	return CStringGetTextDatum(methods);
}

static void
set_course(AlkresDerivedRow *row, AlkresDerivedState **dated, int count, const AlkresCourse *course)
{
	const AlkresDerivedState *first = dated[course->first];
	const AlkresDerivedState *baseline = baseline_of(dated, count, first);

	alkres_row_set(row, COURSE_FIRST_SAMPLE, Int64GetDatum(first->sample));
	set_date(row, COURSE_FIRST_ON, dated, course->first);
	set_date(row, COURSE_LAST_ON, dated, course->last);
	alkres_row_copy(row, COURSE_LINE, first->draw, DRAW_LINE);
	if (!first->draw->nulls[DRAW_LINE_DAY])
		alkres_row_set(
			row, COURSE_LINE_START,
			DateADTGetDatum(date_of(first) - DatumGetInt32(first->draw->values[DRAW_LINE_DAY])));
	alkres_row_copy(row, COURSE_DRUGS, first->draw, DRAW_DRUGS);
	alkres_row_copy(row, COURSE_FRACTION, &first->row, STATE_FRACTION);
	alkres_row_copy(row, COURSE_LOWER, &first->row, STATE_LOWER);
	alkres_row_copy(row, COURSE_UPPER, &first->row, STATE_UPPER);
	alkres_row_copy(row, COURSE_HIGHEST, &dated[course->highest]->row, STATE_FRACTION);
	set_date(row, COURSE_HIGHEST_ON, dated, course->highest);
	set_date(row, COURSE_LOWEST_ON, dated, course->lowest);
	if (course->lowest >= 0)
	{
		alkres_row_copy(row, COURSE_LOWEST, &dated[course->lowest]->row, STATE_FRACTION);
		if (dated[course->lowest]->state == ALKRES_STATE_ABSENT)
			alkres_row_set(row, COURSE_LOWEST, Float8GetDatum(0));
	}
	if (baseline != NULL)
	{
		alkres_row_copy(row, COURSE_BASELINE_LOD95, &baseline->row, STATE_LOD95);
		alkres_row_copy(row, COURSE_BASELINE_STATE, &baseline->row, STATE_STATE);
		alkres_row_copy(row, COURSE_BASELINE_ON, baseline->draw, DRAW_DATE);
	}
	if (course->negative >= 0)
	{
		set_date(row, COURSE_NEGATIVE_ON, dated, course->negative);
		alkres_row_copy(row, COURSE_NEGATIVE_LOD95, &dated[course->negative]->row, STATE_LOD95);
		alkres_row_copy(row, COURSE_NEGATIVE_LINE, dated[course->negative]->draw, DRAW_LINE);
	}
	alkres_row_set(row, COURSE_RECURRENCES, Int32GetDatum(course->recurrences));
	set_date(row, COURSE_RECURRED_ON, dated, course->recurred);
	set_date(row, COURSE_CLEARED_ON, dated, course->cleared);
	alkres_row_set(row, COURSE_EMERGENCE,
				   CStringGetTextDatum(alkres_emergence_name(course->emergence)));
	alkres_row_set(row, COURSE_CLEARANCE,
				   CStringGetTextDatum(alkres_clearance_name(course->clearance)));
	alkres_row_set(row, COURSE_METHODS, first_methods(dated, count, course->first));
}

/* What the draws of plasma before say of each detection. */
static void
set_absent_before(AlkresDerivedState **dated, int count)
{
	AlkresDrawn *drawn = palloc(sizeof(AlkresDrawn) * (count + 1));

	for (int i = 0; i < count; i++)
	{
		drawn[i] = (AlkresDrawn){dated[i]->sample, date_of(dated[i]), dated[i]->state,
								 alkres_row_number(&dated[i]->row, STATE_LOD95)};
		if (dated[i]->state == ALKRES_STATE_DETECTED)
			alkres_row_set_number(&dated[i]->row, STATE_ABSENT_BEFORE,
								  alkres_absent_before(drawn, i));
	}
}

/* Draws of plasma that show it, dated or not; states of one draw stand together or not. */
static int
count_draws(AlkresDerivedState **states, int count)
{
	int draws = 0;

	for (int i = 0; i < count; i++)
	{
		bool is_new = states[i]->state == ALKRES_STATE_DETECTED && is_plasma(states[i]);

		for (int k = 0; k < i && is_new; k++)
			is_new =
				states[k]->sample != states[i]->sample || states[k]->state != ALKRES_STATE_DETECTED;
		draws += is_new;
	}
	return draws;
}

void
alkres_derive_course(const AlkresDerivedPatient *patient, AlkresDerivedState **states, int count,
					 AlkresDerivedRows *courses)
{
	AlkresDerivedState **dated = palloc(sizeof(AlkresDerivedState *) * (count + 1));
	AlkresMeasured *measured = palloc(sizeof(AlkresMeasured) * (count + 1));
	AlkresMutation mutation;
	AlkresCourse course;
	const char *mechanism;
	AlkresDerivedRow *row;
	int dates = 0, draws = count_draws(states, count);

	for (int i = 0; i < count; i++)
	{
		states[i]->row.nulls[STATE_ABSENT_BEFORE] = true;
		alkres_row_set(&states[i]->row, STATE_EVER, BoolGetDatum(draws > 0));
		if (!states[i]->draw->nulls[DRAW_DATE] && is_plasma(states[i]))
			dated[dates++] = states[i];
	}
	qsort(dated, dates, sizeof(AlkresDerivedState *), compare_places);
	set_absent_before(dated, dates);
	if (draws == 0)
		return;
	alkres_mutation_get(states[0]->row.values[STATE_MUTATION], &mutation);
	mechanism = alkres_mutation_mechanism(&mutation, patient->driver);
	for (int i = 0; i < dates; i++)
		measured[i] =
			(AlkresMeasured){.draw = dated[i]->sample,
							 .state = dated[i]->state,
							 .fraction = alkres_row_number(&dated[i]->row, STATE_FRACTION),
							 .lower = alkres_row_number(&dated[i]->row, STATE_LOWER),
							 .lod95 = alkres_row_number(&dated[i]->row, STATE_LOD95),
							 .tumour_seen = tumour_seen(
								 dated[i], mechanism != NULL && strcmp(mechanism, "driver") == 0),
							 .treated = !dated[i]->draw->nulls[DRAW_LINE]};
	alkres_course(&course, measured, dates);
	row = alkres_rows_add(courses);
	alkres_row_set(row, COURSE_PATIENT, Int64GetDatum(patient->id));
	alkres_row_set(row, COURSE_MUTATION, states[0]->row.values[STATE_MUTATION]);
	alkres_row_set(row, COURSE_DRAWS, Int32GetDatum(draws));
	if (mechanism != NULL)
		alkres_row_set(row, COURSE_MECHANISM, CStringGetTextDatum(mechanism));
	if (course.first >= 0)
		set_course(row, dated, dates, &course);
}
