/* derive_draw.c: what a row of draw says of the observations of its sample. */
#include "cohort/derive.h"

#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "cohort/states.h"
#include "core/mutation/meaning.h"
#include "core/mutation/text.h"
#include "type/arguments.h"
#include "type/mutation.h"

/* What the states of a sample show together. */
typedef struct Shown
{
	AlkresSeen truncal, tumour;
	bool on_target, off_target;
	Datum first_detected, last_detected, first_looked, last_looked; /* 0: none */
	double highest;
} Shown;

static void
see(AlkresSeen *seen, bool is_detected)
{
	if (*seen != ALKRES_SEEN)
		*seen = is_detected ? ALKRES_SEEN : ALKRES_SEEN_NOT;
}

static void
keep_outer(Datum *first, Datum *last, const AlkresDerivedState *state)
{
	Datum value = state->row.values[STATE_MUTATION];

	if (*first == 0 || alkres_path_compare(state->mutation, alkres_bytes_of(*first)) < 0)
		*first = value;
	if (*last == 0 || alkres_path_compare(state->mutation, alkres_bytes_of(*last)) > 0)
		*last = value;
}

static void
show(Shown *shown, const AlkresDerivedState *state, const char *driver, bool is_blood_cells)
{
	bool is_detected = state->state == ALKRES_STATE_DETECTED;
	AlkresMutation mutation;
	const char *mechanism;

	alkres_mutation_get(state->row.values[STATE_MUTATION], &mutation);
	mechanism = alkres_mutation_mechanism(&mutation, driver);
	if (is_detected && mechanism != NULL)
	{
		shown->on_target |= strcmp(mechanism, "on_target") == 0;
		shown->off_target |= strcmp(mechanism, "off_target") == 0;
	}
	/* What white cells carry is of the blood: they cannot say whether tumour DNA was there. */
	if (is_blood_cells || !alkres_state_is_looked_for(state->state) ||
		!alkres_mutation_is_evidence(&mutation))
		return;
	if (!alkres_mutation_is_copy_number(&mutation))
		shown->highest =
			fmax(shown->highest, is_detected ? alkres_row_number(&state->row, STATE_FRACTION) : 0);
	if (mechanism != NULL && strcmp(mechanism, "driver") == 0)
	{
		see(&shown->truncal, is_detected);
		return;
	}
	see(&shown->tumour, is_detected);
	keep_outer(&shown->first_looked, &shown->last_looked, state);
	if (is_detected)
		keep_outer(&shown->first_detected, &shown->last_detected, state);
}

static int
compare_paths(const void *a, const void *b)
{
	return alkres_path_compare(*(const AlkresPath *) a, *(const AlkresPath *) b);
}

/* The stretches of listed mutations that could not be seen, and whether they leave the driver. */
static void
set_gaps(const AlkresDerivedPatient *patient, AlkresDerivedRow *draw, AlkresPath *evaluable,
		 int evaluable_count)
{
	int *places = palloc(sizeof(int) * (patient->listed_count + 1));
	AlkresPath *gaps = palloc(sizeof(AlkresPath) * (patient->listed_count + 1));
	Datum *values = palloc(sizeof(Datum) * (patient->listed_count + 1));
	int count, unique = 0;
	int16 length;
	bool by_value;
	char align;
	AlkresMutation gene;
	AlkresError error;

	qsort(evaluable, evaluable_count, sizeof(AlkresPath), compare_paths);
	for (int i = 0; i < evaluable_count; i++)
		if (unique == 0 || compare_paths(&evaluable[unique - 1], &evaluable[i]) != 0)
			evaluable[unique++] = evaluable[i];
	count = alkres_listed_gaps(places, patient->listed, patient->listed_count, evaluable, unique);
	for (int i = 0; i < count; i++)
	{
		gaps[i] = patient->listed[places[i]];
		values[i] = patient->listed_values[places[i]];
	}
	get_typlenbyvalalign(patient->mutation_type, &length, &by_value, &align);
	alkres_row_set(draw, DRAW_GAPS,
				   PointerGetDatum(construct_array(values, count, patient->mutation_type, length,
												   by_value, align)));
	draw->nulls[DRAW_DRIVER_EVALUABLE] = true;
	if (!alkres_mutation_parse(&gene, patient->driver, &error))
		return;
	for (int i = 0; i < patient->listed_count; i++)
		if (alkres_path_in_class(patient->listed[i], (AlkresPath){gene.path, gene.length}))
		{
			alkres_row_set(draw, DRAW_DRIVER_EVALUABLE,
						   BoolGetDatum(alkres_class_is_evaluable(
							   (AlkresPath){gene.path, gene.length}, gaps, count)));
			break;
		}
}

/* The measurement of the patient's marker that says most; NULL: nobody looked. */
static const AlkresDerivedRow *
best_marker(const AlkresDerivedRows *observed, int64 sample)
{
	AlkresObserved best = {.origin = NULL};

	for (int i = 0; i < observed->count; i++)
	{
		const AlkresDerivedRow *row = &observed->rows[i];
		AlkresObserved one;

		if (!DatumGetBool(row->values[OBSERVED_MARKER]) ||
			DatumGetInt64(row->values[OBSERVED_SAMPLE]) != sample)
			continue;
		one = (AlkresObserved){.observation = DatumGetInt64(row->values[OBSERVED_ID]),
							   .state = alkres_state_of(row->values[OBSERVED_STATE]),
							   .fraction = alkres_row_number(row, OBSERVED_FRACTION),
							   .lod95 = alkres_row_number(row, OBSERVED_LOD95),
							   .origin = row};
		if (alkres_state_is_looked_for(one.state) &&
			(best.origin == NULL || alkres_observed_compare(&one, &best) < 0))
			best = one;
	}
	return best.origin;
}

static AlkresSeen
seen_in(const AlkresDerivedRow *draw, int column)
{
	return draw->nulls[column]                  ? ALKRES_SEEN_UNKNOWN
		   : DatumGetBool(draw->values[column]) ? ALKRES_SEEN
												: ALKRES_SEEN_NOT;
}

static void
set_seen(AlkresDerivedRow *draw, int column, AlkresSeen seen)
{
	draw->nulls[column] = seen == ALKRES_SEEN_UNKNOWN;
	draw->values[column] = BoolGetDatum(seen == ALKRES_SEEN);
}

static Datum
mutation_in(const AlkresDerivedRow *draw, int column)
{
	return draw->nulls[column] ? 0 : draw->values[column];
}

static void
set_mutation(AlkresDerivedRow *draw, int column, Datum value)
{
	draw->nulls[column] = value == 0;
	draw->values[column] = value;
}

static bool
is_of_blood_cells(const AlkresDerivedRow *draw)
{
	return strcmp(TextDatumGetCString(draw->values[DRAW_MATERIAL]), "white_cells") == 0;
}

static Shown
shown_by(const AlkresDerivedRow *draw)
{
	return (Shown){.truncal = seen_in(draw, DRAW_TRUNCAL_SEEN),
				   .tumour = seen_in(draw, DRAW_TUMOUR_SEEN),
				   .on_target = DatumGetBool(draw->values[DRAW_ON_TARGET]),
				   .off_target = DatumGetBool(draw->values[DRAW_OFF_TARGET]),
				   .first_detected = mutation_in(draw, DRAW_FIRST_DETECTED),
				   .last_detected = mutation_in(draw, DRAW_LAST_DETECTED),
				   .first_looked = mutation_in(draw, DRAW_FIRST_LOOKED),
				   .last_looked = mutation_in(draw, DRAW_LAST_LOOKED),
				   .highest = alkres_row_number(draw, DRAW_HIGHEST)};
}

static void
set_shown(AlkresDerivedRow *draw, const Shown *shown)
{
	AlkresSeen tumour = shown->tumour;

	if (shown->truncal != ALKRES_SEEN_UNKNOWN)
		see(&tumour, shown->truncal == ALKRES_SEEN);
	alkres_row_set_number(draw, DRAW_HIGHEST, shown->highest);
	set_seen(draw, DRAW_TUMOUR_SEEN, tumour);
	set_seen(draw, DRAW_TRUNCAL_SEEN, shown->truncal);
	set_mutation(draw, DRAW_FIRST_DETECTED, shown->first_detected);
	set_mutation(draw, DRAW_LAST_DETECTED, shown->last_detected);
	set_mutation(draw, DRAW_FIRST_LOOKED, shown->first_looked);
	set_mutation(draw, DRAW_LAST_LOOKED, shown->last_looked);
	alkres_row_set(draw, DRAW_ON_TARGET, BoolGetDatum(shown->on_target));
	alkres_row_set(draw, DRAW_OFF_TARGET, BoolGetDatum(shown->off_target));
}

/* The marker's columns.  Is it as before? */
static bool
set_marker(AlkresDerivedRow *draw, const AlkresDerivedRow *marker)
{
	double fraction = alkres_row_number(draw, DRAW_MARKER_FRACTION);
	bool was_there = !draw->nulls[DRAW_MARKER_STATE];
	AlkresState state = was_there ? alkres_state_of(draw->values[DRAW_MARKER_STATE]) : 0;

	for (int i = DRAW_MARKER_FRACTION; i <= DRAW_MARKER_STATE; i++)
		draw->nulls[i] = true;
	if (marker == NULL)
		return !was_there;
	alkres_row_copy(draw, DRAW_MARKER_FRACTION, marker, OBSERVED_FRACTION);
	alkres_row_copy(draw, DRAW_MARKER_LOD95, marker, OBSERVED_LOD95);
	alkres_row_copy(draw, DRAW_MARKER_STATE, marker, OBSERVED_STATE);
	return was_there && state == alkres_state_of(marker->values[OBSERVED_STATE]) &&
		   (fraction == alkres_row_number(marker, OBSERVED_FRACTION) ||
			(isnan(fraction) && marker->nulls[OBSERVED_FRACTION]));
}

bool
alkres_add_to_draw(const AlkresDerivedPatient *patient, AlkresDerivedRow *draw,
				   const AlkresDerivedRows *observed)
{
	int64 sample = DatumGetInt64(draw->values[DRAW_SAMPLE]);
	bool is_blood_cells = is_of_blood_cells(draw);
	Shown shown = shown_by(draw);
	AlkresElements gaps;
	AlkresPath *limits;

	if (!set_marker(draw, best_marker(observed, sample)) || draw->nulls[DRAW_GAPS])
		return false;
	gaps = alkres_elements_of(draw->values[DRAW_GAPS], "gaps", InvalidOid, ALKRES_NULLS_REFUSED);
	limits = palloc(sizeof(AlkresPath) * (gaps.count + 1));
	for (int i = 0; i < gaps.count; i++)
		limits[i] = alkres_bytes_of(gaps.values[i]);
	for (int i = 0; i < patient->state_count; i++)
	{
		const AlkresDerivedState *state = &patient->states[i];

		if (state->sample != sample)
			continue;
		if (alkres_state_is_evaluable(state->state) &&
			!alkres_class_is_evaluable(state->mutation, limits, gaps.count))
			return false;
		show(&shown, state, patient->driver, is_blood_cells);
	}
	set_shown(draw, &shown);
	return true;
}

void
alkres_derive_draw(const AlkresDerivedPatient *patient, AlkresDerivedRow *draw,
				   const AlkresDerivedState *others, int other_count,
				   const AlkresDerivedRows *observed)
{
	int64 sample = DatumGetInt64(draw->values[DRAW_SAMPLE]);
	bool is_blood_cells = is_of_blood_cells(draw);
	const AlkresDerivedRow *marker = best_marker(observed, sample);
	AlkresPath *evaluable = palloc(sizeof(AlkresPath) * (patient->state_count + other_count + 1));
	Shown shown = {.highest = NAN};
	bool any = false;
	int count = 0;

	for (int i = 0; i < patient->state_count + other_count; i++)
	{
		const AlkresDerivedState *state =
			i < patient->state_count ? &patient->states[i] : &others[i - patient->state_count];

		if (state->sample != sample)
			continue;
		any = true;
		show(&shown, state, patient->driver, is_blood_cells);
		if (alkres_state_is_evaluable(state->state))
			evaluable[count++] = state->mutation;
	}
	set_marker(draw, marker);
	if (marker != NULL && !is_blood_cells)
	{
		bool is_detected = alkres_state_of(marker->values[OBSERVED_STATE]) == ALKRES_STATE_DETECTED;

		shown.highest =
			fmax(shown.highest, is_detected ? alkres_row_number(marker, OBSERVED_FRACTION) : 0);
		see(&shown.truncal, is_detected);
	}
	set_shown(draw, &shown);
	draw->nulls[DRAW_GAPS] = draw->nulls[DRAW_DRIVER_EVALUABLE] = true;
	if (any)
		set_gaps(patient, draw, evaluable, count);
}
