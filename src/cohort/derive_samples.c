/*
 * derive_samples.c: what a store derives of some samples of patients, without working out the rest
 * of the patient: the states and draws of these samples, and detections and courses of the
 * mutations that were or are detected in the patient and asked for in these samples.
 *
 * The same as the store's derived_*() say of the whole patient, which check_derived() compares with
 * (test/t/057_derive_random.pl).  Few small statements with plans that are kept, since planning
 * those functions takes a session longer than a plate's import.  The patient is locked by
 * whoever calls, and the draws' clinical columns are right: other changes are refresh()'s.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "cohort/derive.h"
#include "core/mutation/meaning.h"
#include "type/arguments.h"
#include "type/mutation.h"

#define STATE_COLUMNS                                                                          \
	"patient_id, sample_id, observation_id, fraction, fraction_lower, fraction_upper, lod95, " \
	"method, state, mutation, reason, absent_before, ever_detected"
#define DETECTION_COLUMNS                                                                    \
	"patient_id, sample_id, observation_id, study_id, drawn_on, line, days_to_progression, " \
	"days_since_progression, fraction, absent_before, material, method, driver, mechanism, " \
	"mutation, drugs"
#define COURSE_COLUMNS                                                                          \
	"patient_id, mutation, first_sample_id, first_detected_on, last_detected_on, "              \
	"draws_detected, line, line_start_date, first_fraction, first_fraction_lower, "             \
	"first_fraction_upper, highest_fraction, highest_on, lowest_on, lowest_fraction, "          \
	"baseline_lod95, baseline_on, baseline_state, negative_on, negative_lod95, negative_line, " \
	"recurrences, recurred_on, cleared_on, mechanism, emergence, clearance, first_methods, drugs"

enum /* detection */
{
	DETECTION_PATIENT,
	DETECTION_SAMPLE,
	DETECTION_OBSERVATION,
	DETECTION_STUDY,
	DETECTION_DATE,
	DETECTION_LINE,
	DETECTION_TO_PROGRESSION,
	DETECTION_SINCE_PROGRESSION,
	DETECTION_FRACTION,
	DETECTION_ABSENT_BEFORE,
	DETECTION_MATERIAL,
	DETECTION_METHOD,
	DETECTION_DRIVER,
	DETECTION_MECHANISM,
	DETECTION_MUTATION,
	DETECTION_DRUGS
};

/* rules 0: never worked out yet. */
static AlkresDerivedQuery read_patient = {
	"SELECT p.driver FROM patient AS p JOIN derivation AS d ON d.patient_id = p.patient_id WHERE "
	"p.patient_id = $1 AND p.role = 'patient' AND d.rules <> 0",
	NULL};
static AlkresDerivedQuery read_draws = {
	"SELECT patient_id, sample_id, study_id, drawn_on, material, line, line_day, "
	"days_to_progression, days_since_progression, drugs, highest_fraction, marker_fraction, "
	"marker_lod95, marker_state, tumour_dna_seen, truncal_seen, first_detected, last_detected, "
	"first_looked_for, last_looked_for, gaps, on_target, off_target, driver_evaluable "
	"FROM draw WHERE patient_id = $1",
	NULL};
#define OBSERVED(method)                                                                           \
	"SELECT o.sample_id, o.observation_id, o.method, o.state, o.fraction, o.fraction_lower, "      \
	"o.fraction_upper, o.lod95, o.is_marker, o.mutation, o.variant, o.alleles, o.partner "         \
	"FROM observation AS o JOIN run AS r ON r.run_id = o.run_id LEFT JOIN library AS l ON "        \
	"l.patient_id = o.patient_id AND l.library_id = o.library_id AND l.patient_id = $1 "           \
	"WHERE o.patient_id = $1 AND o.sample_id = ANY ($2) AND (o.method " method " OR o.is_marker) " \
	"AND o.is_current AND r.withdrawn IS NULL AND l.withdrawn IS NULL"
static AlkresDerivedQuery read_observed = {OBSERVED("= ANY ($3)"), NULL};
/* Of these there are few, and indexes of them alone. */
static AlkresDerivedQuery read_ddpcr = {OBSERVED("= 'ddpcr'"), NULL};
static AlkresDerivedQuery read_reported = {OBSERVED("= 'reported'"), NULL};
/* What is worked out anew; what the same samples hold by other methods; and the other draws. */
static AlkresDerivedQuery read_states = {
	"SELECT " STATE_COLUMNS " FROM sample_mutation WHERE patient_id = $1 AND sample_id = ANY ($2) "
	"AND method = ANY ($3)",
	NULL};
static AlkresDerivedQuery read_kept_states = {
	"SELECT " STATE_COLUMNS " FROM sample_mutation WHERE patient_id = $1 AND sample_id = ANY ($2) "
	"AND method <> ALL ($3)",
	NULL};
static AlkresDerivedQuery read_other_states = {
	"SELECT " STATE_COLUMNS " FROM sample_mutation WHERE patient_id = $1 AND mutation = ANY ($4) "
	"AND NOT (sample_id = ANY ($2) AND method = ANY ($3))",
	NULL};
static AlkresDerivedQuery read_detections = {
	"SELECT " DETECTION_COLUMNS " FROM detection WHERE patient_id = $1", NULL};
static AlkresDerivedQuery read_courses = {
	"SELECT " COURSE_COLUMNS " FROM patient_mutation WHERE patient_id = $1", NULL};
static AlkresDerivedQuery update_draw = {
	"UPDATE draw SET highest_fraction = $3, marker_fraction = $4, marker_lod95 = $5, "
	"marker_state = $6, tumour_dna_seen = $7, truncal_seen = $8, first_detected = $9, "
	"last_detected = $10, first_looked_for = $11, last_looked_for = $12, gaps = $13, "
	"on_target = $14, off_target = $15, driver_evaluable = $16 "
	"WHERE patient_id = $1 AND sample_id = $2",
	NULL};
static AlkresDerivedTable sample_mutation = {
	.key = 3,
	.insert = {"INSERT INTO sample_mutation (" STATE_COLUMNS
			   ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"},
	.remove = {"DELETE FROM sample_mutation WHERE patient_id = $1 AND sample_id = $2 AND "
			   "observation_id = $3"}};
static AlkresDerivedTable detection = {
	.key = 3,
	.insert = {"INSERT INTO detection (" DETECTION_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, "
			   "$8, $9, $10, $11, $12, $13, $14, $15, $16)"},
	.remove = {"DELETE FROM detection WHERE patient_id = $1 AND sample_id = $2 AND "
			   "observation_id = $3"}};
static AlkresDerivedTable patient_mutation = {
	.key = 2,
	.insert = {"INSERT INTO patient_mutation (" COURSE_COLUMNS
			   ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, "
			   "$17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29)"},
	.remove = {"DELETE FROM patient_mutation WHERE patient_id = $1 AND mutation = $2"}};

/* Plans hold the types of the installation that they were made with. */
static void
forget_plans_of_other_types(Oid mutation_type)
{
	static Oid planned_for = InvalidOid;
	AlkresDerivedQuery *queries[] = {
		&read_patient,           &read_draws,       &read_observed,    &read_ddpcr,
		&read_reported,          &read_states,      &read_kept_states, &read_other_states,
		&read_detections,        &read_courses,     &update_draw,      &sample_mutation.insert,
		&sample_mutation.remove, &detection.insert, &detection.remove, &patient_mutation.insert,
		&patient_mutation.remove};

	if (planned_for == mutation_type)
		return;
	for (int i = 0; i < lengthof(queries); i++)
		alkres_query_forget(queries[i]);
	alkres_forget_state_plans();
	planned_for = mutation_type;
}

/* A mutation that is or was detected somewhere. */
typedef struct Detected
{
	AlkresPath path;
	Datum value;
	bool is_asked; /* it is or was asked for in a touched sample */
} Detected;

static int
compare_detected(const void *left, const void *right)
{
	return alkres_path_compare(((const Detected *) left)->path, ((const Detected *) right)->path);
}

static int
compare_states(const void *left, const void *right)
{
	return alkres_path_compare((*(AlkresDerivedState *const *) left)->mutation,
							   (*(AlkresDerivedState *const *) right)->mutation);
}

static void
ask(Detected *detected, int count, AlkresPath path)
{
	Detected wanted = {.path = path};
	Detected *found = bsearch(&wanted, detected, count, sizeof(Detected), compare_detected);

	if (found != NULL)
		found->is_asked = true;
}

/*
 * The mutations whose course is another now, in order: those that the touched methods asked for or
 * ask for, and all, where what shows tumour DNA in a draw changed.
 */
static Detected *
touched_mutations(const AlkresDerivedPatient *patient, const AlkresDerivedRows *old_states,
				  const AlkresDerivedRows *old_detections, bool all, int *touched)
{
	Detected *detected =
		palloc(sizeof(Detected) * (patient->state_count + old_detections->count + 1));
	int count = 0, unique = 0;

	for (int i = 0; i < patient->state_count; i++)
		if (patient->states[i].state == ALKRES_STATE_DETECTED)
			detected[count++] = (Detected){patient->states[i].mutation,
										   patient->states[i].row.values[STATE_MUTATION], false};
	for (int i = 0; i < old_detections->count; i++)
		detected[count++] =
			(Detected){alkres_row_path(&old_detections->rows[i], DETECTION_MUTATION),
					   old_detections->rows[i].values[DETECTION_MUTATION], false};
	qsort(detected, count, sizeof(Detected), compare_detected);
	for (int i = 0; i < count; i++)
		if (unique == 0 || compare_detected(&detected[unique - 1], &detected[i]) != 0)
			detected[unique++] = detected[i];
	for (int i = 0; i < patient->state_count; i++)
		ask(detected, unique, patient->states[i].mutation);
	for (int i = 0; i < old_states->count; i++)
		ask(detected, unique, alkres_row_path(&old_states->rows[i], STATE_MUTATION));
	*touched = 0;
	for (int i = 0; i < unique; i++)
		if (all || detected[i].is_asked)
			detected[(*touched)++] = detected[i];
	return detected;
}

/* What else the patient holds of these mutations: read, and among the patient's states. */
static AlkresDerivedRows
add_other_states(AlkresDerivedPatient *patient, const Detected *mutations, int count,
				 const Datum *touched)
{
	Datum *values = palloc(sizeof(Datum) * (count + 1));
	const Oid types[] = {INT8OID, INT8ARRAYOID, TEXTARRAYOID,
						 get_array_type(patient->mutation_type)};
	Datum arguments[] = {touched[0], touched[1], touched[2], 0};
	AlkresDerivedRows others = {0};
	int16 length;
	bool by_value;
	char align;

	if (count == 0)
		return others;
	for (int i = 0; i < count; i++)
		values[i] = mutations[i].value;
	get_typlenbyvalalign(patient->mutation_type, &length, &by_value, &align);
	arguments[3] = PointerGetDatum(
		construct_array(values, count, patient->mutation_type, length, by_value, align));
	others = alkres_rows_read(&read_other_states, types, arguments, 4);
	patient->states = repalloc(patient->states, sizeof(AlkresDerivedState) *
													(patient->state_count + others.count + 1));
	for (int i = 0; i < others.count; i++)
		patient->states[patient->state_count++] = alkres_state_of_row(patient, &others.rows[i]);
	return others;
}

/* The courses of the mutations, each over its states, which it completes. */
static void
derive_courses(AlkresDerivedPatient *patient, const Detected *mutations, int count,
			   AlkresDerivedRows *courses)
{
	AlkresDerivedState **states = palloc(sizeof(AlkresDerivedState *) * (patient->state_count + 1));
	int next = 0;

	for (int i = 0; i < patient->state_count; i++)
		states[i] = &patient->states[i];
	qsort(states, patient->state_count, sizeof(AlkresDerivedState *), compare_states);
	for (int i = 0; i < count; i++)
	{
		int first;

		while (next < patient->state_count &&
			   alkres_path_compare(states[next]->mutation, mutations[i].path) < 0)
			next++;
		first = next;
		while (next < patient->state_count &&
			   alkres_path_compare(states[next]->mutation, mutations[i].path) == 0)
			next++;
		if (next > first)
			alkres_derive_course(patient, &states[first], next - first, courses);
	}
}

static void
add_detection(const AlkresDerivedPatient *patient, const AlkresDerivedState *state,
			  AlkresDerivedRows *detections)
{
	static const int of_draw[][2] = {{DETECTION_STUDY, DRAW_STUDY},
									 {DETECTION_DATE, DRAW_DATE},
									 {DETECTION_LINE, DRAW_LINE},
									 {DETECTION_TO_PROGRESSION, DRAW_TO_PROGRESSION},
									 {DETECTION_SINCE_PROGRESSION, DRAW_SINCE_PROGRESSION},
									 {DETECTION_MATERIAL, DRAW_MATERIAL},
									 {DETECTION_DRUGS, DRAW_DRUGS}};
	static const int of_state[][2] = {{DETECTION_PATIENT, STATE_PATIENT},
									  {DETECTION_SAMPLE, STATE_SAMPLE},
									  {DETECTION_OBSERVATION, STATE_OBSERVATION},
									  {DETECTION_FRACTION, STATE_FRACTION},
									  {DETECTION_ABSENT_BEFORE, STATE_ABSENT_BEFORE},
									  {DETECTION_METHOD, STATE_METHOD},
									  {DETECTION_MUTATION, STATE_MUTATION}};
	AlkresDerivedRow *row = alkres_rows_add(detections);
	AlkresMutation mutation;
	const char *mechanism;

	for (int i = 0; i < lengthof(of_draw); i++)
		alkres_row_copy(row, of_draw[i][0], state->draw, of_draw[i][1]);
	for (int i = 0; i < lengthof(of_state); i++)
		alkres_row_copy(row, of_state[i][0], &state->row, of_state[i][1]);
	alkres_row_set(row, DETECTION_DRIVER, patient->driver_text);
	alkres_mutation_get(state->row.values[STATE_MUTATION], &mutation);
	mechanism = alkres_mutation_mechanism(&mutation, patient->driver);
	if (mechanism != NULL)
		alkres_row_set(row, DETECTION_MECHANISM, CStringGetTextDatum(mechanism));
}

/* Is the number or text one of the values? */
static bool
is_one_of(const Datum *values, int count, Datum value, bool is_number)
{
	for (int i = 0; i < count; i++)
		if (is_number
				? values[i] == value
				: alkres_path_compare(alkres_bytes_of(values[i]), alkres_bytes_of(value)) == 0)
			return true;
	return false;
}

static bool
is_among(const Detected *mutations, int count, AlkresPath path)
{
	Detected wanted = {.path = path};

	return bsearch(&wanted, mutations, count, sizeof(Detected), compare_detected) != NULL;
}

static bool
is_in_sample(const AlkresDerivedRows *rows, int64 sample)
{
	for (int i = 0; i < rows->count; i++)
		if (DatumGetInt64(rows->rows[i].values[STATE_SAMPLE]) == sample)
			return true;
	return false;
}

/* The draws that changed more than by what was added, from all that the samples hold. */
static void
derive_draws_anew(AlkresDerivedPatient *patient, Datum *samples, int count, const Datum *touched,
				  const AlkresDerivedRows *observed)
{
	static const Oid types[] = {INT8OID, INT8ARRAYOID, TEXTARRAYOID};
	Datum arguments[] = {touched[0], alkres_bigints(samples, count), touched[2]};
	AlkresDerivedRows kept = alkres_rows_read(&read_kept_states, types, arguments, 3);
	AlkresDerivedState *others = palloc(sizeof(AlkresDerivedState) * (kept.count + 1));

	for (int i = 0; i < kept.count; i++)
		others[i] = alkres_state_of_row(patient, &kept.rows[i]);
	for (int i = 0; i < count; i++)
		alkres_derive_draw(patient, alkres_draw_of(patient, DatumGetInt64(samples[i])), others,
						   kept.count, observed);
}

/* The draws of the touched samples, written where they differ; does any? */
static bool
derive_draws(AlkresDerivedPatient *patient, const AlkresDerivedRows *observed,
			 const AlkresDerivedRows *old_states, const Datum *touched)
{
	TupleDesc types = patient->draws.read->tupdesc;
	AlkresDerivedRow *old = palloc(sizeof(AlkresDerivedRow) * (patient->sample_count + 1));
	Datum *anew = palloc(sizeof(Datum) * (patient->sample_count + 1));
	int count = 0;
	bool differs = false;

	for (int i = 0; i < patient->sample_count; i++)
	{
		int64 sample = DatumGetInt64(patient->samples[i]);
		AlkresDerivedRow *draw = alkres_draw_of(patient, sample);

		old[i] = *draw;
		if (is_in_sample(old_states, sample) || !alkres_add_to_draw(patient, draw, observed))
			anew[count++] = patient->samples[i];
	}
	if (count > 0)
		derive_draws_anew(patient, anew, count, touched, observed);
	for (int i = 0; i < patient->sample_count; i++)
	{
		AlkresDerivedRow *draw = alkres_draw_of(patient, DatumGetInt64(patient->samples[i]));

		if (alkres_rows_same(types, DRAW_HIGHEST, draw, &old[i]))
			continue;
		differs = true;
		alkres_row_update(&update_draw, types, draw, DRAW_SAMPLE + 1, DRAW_HIGHEST);
	}
	return differs;
}

/* Rows of what is worked out here, out of all. */
static void
keep_detections(const AlkresDerivedPatient *patient, const Detected *mutations, int count,
				AlkresDerivedRows *detections)
{
	int kept = 0;

	for (int i = 0; i < detections->count; i++)
		if ((is_one_of(patient->samples, patient->sample_count,
					   detections->rows[i].values[DETECTION_SAMPLE], true) &&
			 is_one_of(patient->methods, patient->method_count,
					   detections->rows[i].values[DETECTION_METHOD], false)) ||
			is_among(mutations, count, alkres_row_path(&detections->rows[i], DETECTION_MUTATION)))
			detections->rows[kept++] = detections->rows[i];
	detections->count = kept;
}

static void
keep_courses(const Detected *mutations, int count, AlkresDerivedRows *courses)
{
	int kept = 0;

	for (int i = 0; i < courses->count; i++)
		if (is_among(mutations, count, alkres_row_path(&courses->rows[i], 1)))
			courses->rows[kept++] = courses->rows[i];
	courses->count = kept;
}

static void
write_states(AlkresDerivedPatient *patient, AlkresDerivedRows *old_states,
			 const AlkresDerivedRows *others)
{
	AlkresDerivedRows new = {0};

	for (int i = 0; i < others->count; i++)
		*alkres_rows_add(old_states) = others->rows[i];
	for (int i = 0; i < patient->state_count; i++)
		*alkres_rows_add(&new) = patient->states[i].row;
	alkres_rows_write(&sample_mutation, old_states, &new);
}

static AlkresDerivedRows
read_observations(const AlkresDerivedPatient *patient, Datum *touched)
{
	static const Oid types[] = {INT8OID, INT8ARRAYOID, TEXTARRAYOID};
	const char *method =
		patient->method_count == 1 ? TextDatumGetCString(patient->methods[0]) : "several";

	if (strcmp(method, "ddpcr") == 0)
		return alkres_rows_read(&read_ddpcr, types, touched, 2);
	if (strcmp(method, "reported") == 0)
		return alkres_rows_read(&read_reported, types, touched, 2);
	return alkres_rows_read(&read_observed, types, touched, 3);
}

/* What the tables hold, and what they should hold, of the touched samples and mutations. */
static void
derive_and_write(AlkresDerivedPatient *patient)
{
	static const Oid types[] = {INT8OID, INT8ARRAYOID, TEXTARRAYOID};
	Datum arguments[3] = {Int64GetDatum(patient->id)};
	AlkresDerivedRows observed, old_states, others, old_detections, old_courses;
	AlkresDerivedRows detections = {0}, courses = {0};
	Detected *mutations;
	int count;
	bool differs;

	arguments[1] = alkres_bigints(patient->samples, patient->sample_count);
	arguments[2] = PointerGetDatum(
		construct_array(patient->methods, patient->method_count, TEXTOID, -1, false, TYPALIGN_INT));
	observed = read_observations(patient, arguments);
	old_states = alkres_rows_read(&read_states, types, arguments, 3);
	old_detections = alkres_rows_read(&read_detections, types, arguments, 1);
	old_courses = alkres_rows_read(&read_courses, types, arguments, 1);
	sample_mutation.types = old_states.read->tupdesc;
	detection.types = old_detections.read->tupdesc;
	patient_mutation.types = old_courses.read->tupdesc;

	alkres_derive_states(patient, &observed);
	differs = derive_draws(patient, &observed, &old_states, arguments);
	mutations = touched_mutations(patient, &old_states, &old_detections, differs, &count);
	others = add_other_states(patient, mutations, count, arguments);
	derive_courses(patient, mutations, count, &courses);
	for (int i = 0; i < patient->state_count; i++)
		if (patient->states[i].state == ALKRES_STATE_DETECTED)
			add_detection(patient, &patient->states[i], &detections);
	keep_detections(patient, mutations, count, &old_detections);
	keep_courses(mutations, count, &old_courses);
	write_states(patient, &old_states, &others);
	alkres_rows_write(&detection, &old_detections, &detections);
	alkres_rows_write(&patient_mutation, &old_courses, &courses);
}

/* False when the patient has to be worked out whole: never was, or a sample is new. */
static bool
derive_patient(AlkresDerivedPatient *patient)
{
	static const Oid types[] = {INT8OID};
	Datum arguments[] = {Int64GetDatum(patient->id)};
	AlkresDerivedRows found = alkres_rows_read(&read_patient, types, arguments, 1);
	bool is_known = found.count == 1;

	if (is_known)
	{
		patient->driver_text = found.rows[0].values[0];
		patient->driver = TextDatumGetCString(patient->driver_text);
		patient->draws = alkres_rows_read(&read_draws, types, arguments, 1);
		for (int i = 0; i < patient->sample_count && is_known; i++)
			is_known = alkres_draw_of(patient, DatumGetInt64(patient->samples[i])) != NULL;
		if (is_known)
			derive_and_write(patient);
	}
	return is_known;
}

static Datum *
once_each(AlkresElements elements, int *count, bool is_number)
{
	Datum *values = palloc(sizeof(Datum) * (elements.count + 1));

	*count = 0;
	for (int i = 0; i < elements.count; i++)
		if (!is_one_of(values, *count, elements.values[i], is_number))
			values[(*count)++] = elements.values[i];
	return values;
}

/* derive_samples(patient, samples, methods, listed): false when only the whole patient will do. */
PG_FUNCTION_INFO_V1(alkres_derive_samples);
Datum
alkres_derive_samples(PG_FUNCTION_ARGS)
{
	AlkresElements listed =
		alkres_array_argument(fcinfo, 3, "listed", InvalidOid, ALKRES_NULLS_REFUSED);
	AlkresPath *paths = palloc(sizeof(AlkresPath) * (listed.count + 1));
	AlkresDerivedPatient patient = {.id = PG_GETARG_INT64(0),
									.listed_values = listed.values,
									.listed = paths,
									.listed_count = listed.count,
									.mutation_type = ARR_ELEMTYPE(PG_GETARG_ARRAYTYPE_P(3))};
	bool is_done;

	patient.samples =
		once_each(alkres_array_argument(fcinfo, 1, "samples", INT8OID, ALKRES_NULLS_REFUSED),
				  &patient.sample_count, true);
	patient.methods =
		once_each(alkres_array_argument(fcinfo, 2, "methods", TEXTOID, ALKRES_NULLS_REFUSED),
				  &patient.method_count, false);
	for (int i = 0; i < listed.count; i++)
		paths[i] = alkres_bytes_of(listed.values[i]);
	forget_plans_of_other_types(patient.mutation_type);
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	is_done = derive_patient(&patient);
	SPI_finish();
	PG_RETURN_BOOL(is_done);
}
