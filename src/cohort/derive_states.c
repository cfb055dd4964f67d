/* derive_states.c: rows of sample_mutation from the observations of samples. */
#include "cohort/derive.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"

#include "cohort/states.h"

/* Of several measurements by probes: which DNA changes none of them detects. */
static AlkresDerivedQuery unprobed = {
	"SELECT k.alleles IS NULL AS is_unknown, array_to_string(unprobed_changes($1, k.alleles), ', "
	"') AS missed"
	" FROM (SELECT array_agg(a.allele) FILTER (WHERE a.allele IS NOT NULL) AS alleles FROM "
	"observation AS o, unnest(o.alleles) AS a(allele)"
	" WHERE o.patient_id = $2 AND o.observation_id = ANY ($3)) AS k",
	NULL};

void
alkres_forget_state_plans(void)
{
	alkres_query_forget(&unprobed);
}

AlkresDerivedRow *
alkres_draw_of(const AlkresDerivedPatient *patient, int64 sample)
{
	for (int i = 0; i < patient->draws.count; i++)
		if (DatumGetInt64(patient->draws.rows[i].values[DRAW_SAMPLE]) == sample)
			return &patient->draws.rows[i];
	return NULL;
}

/* What makes two measurements of a mutation the same question: variant, alleles and partner. */
static AlkresPath
change_of(const AlkresDerivedRow *row)
{
	static const int columns[] = {OBSERVED_VARIANT, OBSERVED_ALLELES, OBSERVED_PARTNER};
	size_t length = 0;
	uint8 *bytes, *end;

	for (int i = 0; i < lengthof(columns); i++)
		length += sizeof(uint32) + alkres_row_path(row, columns[i]).length;
	bytes = end = palloc(length);
	for (int i = 0; i < lengthof(columns); i++)
	{
		AlkresPath part = alkres_row_path(row, columns[i]);
		uint32 size = part.bytes == NULL ? PG_UINT32_MAX : (uint32) part.length;

		memcpy(end, &size, sizeof(size));
		end += sizeof(size);
		if (part.length > 0)
			memcpy(end, part.bytes, part.length);
		end += part.length;
	}
	return (AlkresPath){bytes, length};
}

/* Of the same method the same number. */
enum
{
	DDPCR
};
static int
method_number(const char *method)
{
	static const char *const methods[] = {[DDPCR] = "ddpcr", "reported", "sequencing"};

	for (int i = 0; i < lengthof(methods); i++)
		if (strcmp(method, methods[i]) == 0)
			return i;
	elog(ERROR, "\"%s\" is no method", method);
}

static int
observed_of(AlkresObserved *list, const AlkresDerivedRows *observed)
{
	int count = 0;

	for (int i = 0; i < observed->count; i++)
	{
		const AlkresDerivedRow *row = &observed->rows[i];

		if (DatumGetBool(row->values[OBSERVED_MARKER]) || row->nulls[OBSERVED_MUTATION])
			continue;
		list[count++] = (AlkresObserved){
			.sample = DatumGetInt64(row->values[OBSERVED_SAMPLE]),
			.observation = DatumGetInt64(row->values[OBSERVED_ID]),
			.mutation = alkres_row_path(row, OBSERVED_MUTATION),
			.method = method_number(TextDatumGetCString(row->values[OBSERVED_METHOD])),
			.change = change_of(row),
			.state = alkres_state_of(row->values[OBSERVED_STATE]),
			.fraction = alkres_row_number(row, OBSERVED_FRACTION),
			.lower = alkres_row_number(row, OBSERVED_LOWER),
			.upper = alkres_row_number(row, OBSERVED_UPPER),
			.lod95 = alkres_row_number(row, OBSERVED_LOD95),
			.origin = row};
	}
	return count;
}

/*
 * Why probes that found nothing do not exclude the mutation; NULL: they do.  Sequencing looks at
 * every change itself; the probes of a sample's assays together have to detect them all.
 */
static const char *
ask_probes(const AlkresDerivedPatient *patient, const AlkresObserved *measured, int count)
{
	const AlkresDerivedRow *row = measured->origin;
	const Oid types[] = {patient->mutation_type, INT8OID, INT8ARRAYOID};
	Datum *observations = palloc(sizeof(Datum) * count);
	const char *why = NULL;
	AlkresDerivedRows answer;

	for (int i = 0; i < count; i++)
		observations[i] = Int64GetDatum(measured[i].observation);
	answer = alkres_rows_read(&unprobed, types,
							  (Datum[]){row->values[OBSERVED_MUTATION], Int64GetDatum(patient->id),
										alkres_bigints(observations, count)},
							  3);
	if (DatumGetBool(answer.rows[0].values[0]))
		why = "absent for what the probe detects; which DNA change that is, is not known";
	else if (alkres_row_path(&answer.rows[0], 1).length > 0)
		why = psprintf("absent for the DNA changes probed; not looked at: %s",
					   TextDatumGetCString(answer.rows[0].values[1]));
	return why;
}

/* The same, once for all samples of a plate that were measured by one probe. */
static const char *
why_not_excluded(AlkresDerivedPatient *patient, const AlkresObserved *measured, int count)
{
	AlkresDerivedProbe probe = {measured->mutation, measured->change, NULL};

	if (count > 1)
		return ask_probes(patient, measured, count);
	for (int i = 0; i < patient->probe_count; i++)
		if (alkres_path_compare(patient->probes[i].mutation, probe.mutation) == 0 &&
			alkres_path_compare(patient->probes[i].change, probe.change) == 0)
			return patient->probes[i].why;
	probe.why = ask_probes(patient, measured, count);
	if (patient->probe_count < lengthof(patient->probes))
		patient->probes[patient->probe_count++] = probe;
	return probe.why;
}

static AlkresDerivedState
state_of(AlkresDerivedPatient *patient, const AlkresObserved *measured,
		 const AlkresDecided *decided)
{
	const AlkresObserved *one = &measured[decided->decides];
	const AlkresDerivedRow *from = one->origin;
	AlkresDerivedState state = {.sample = one->sample,
								.observation = one->observation,
								.mutation = one->mutation,
								.state = one->state,
								.draw = alkres_draw_of(patient, one->sample)};
	AlkresDerivedRow *row = &state.row;
	const char *why = NULL;

	if (one->method == DDPCR && one->state == ALKRES_STATE_ABSENT)
		why = why_not_excluded(patient, &measured[decided->first], decided->count);
	if (why != NULL)
		state.state = ALKRES_STATE_NOT_EVALUABLE;
	memset(row->nulls, true, sizeof(row->nulls));
	alkres_row_set(row, STATE_PATIENT, Int64GetDatum(patient->id));
	alkres_row_set(row, STATE_SAMPLE, Int64GetDatum(one->sample));
	alkres_row_set(row, STATE_OBSERVATION, Int64GetDatum(one->observation));
	alkres_row_set_number(row, STATE_FRACTION, one->fraction);
	alkres_row_set_number(row, STATE_LOWER, one->lower);
	alkres_row_set_number(row, STATE_UPPER, decided->upper);
	alkres_row_set_number(row, STATE_LOD95, decided->lod95);
	alkres_row_set(row, STATE_METHOD, from->values[OBSERVED_METHOD]);
	alkres_row_set(row, STATE_STATE, CStringGetTextDatum(alkres_state_name(state.state)));
	alkres_row_set(row, STATE_MUTATION, from->values[OBSERVED_MUTATION]);
	if (why != NULL)
		alkres_row_set(row, STATE_REASON, CStringGetTextDatum(why));
	alkres_row_set(row, STATE_EVER, BoolGetDatum(false));
	return state;
}

void
alkres_derive_states(AlkresDerivedPatient *patient, const AlkresDerivedRows *observed)
{
	AlkresObserved *measured = palloc(sizeof(AlkresObserved) * (observed->count + 1));
	AlkresDecided *decided = palloc(sizeof(AlkresDecided) * (observed->count + 1));
	int count = alkres_leave_best(measured, observed_of(measured, observed));

	patient->state_count = alkres_decide(decided, measured, count);
	patient->states = palloc(sizeof(AlkresDerivedState) * (patient->state_count + 1));
	for (int i = 0; i < patient->state_count; i++)
		patient->states[i] = state_of(patient, measured, &decided[i]);
}

AlkresDerivedState
alkres_state_of_row(const AlkresDerivedPatient *patient, const AlkresDerivedRow *row)
{
	int64 sample = DatumGetInt64(row->values[STATE_SAMPLE]);

	return (AlkresDerivedState){.sample = sample,
								.observation = DatumGetInt64(row->values[STATE_OBSERVATION]),
								.mutation = alkres_row_path(row, STATE_MUTATION),
								.state = alkres_state_of(row->values[STATE_STATE]),
								.row = *row,
								.draw = alkres_draw_of(patient, sample)};
}
