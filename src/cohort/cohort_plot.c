/* cohort_plot.c: the SQL function plot_cohort: values in, an SVG document out. */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/builtins.h"

#include "core/plot/cohort_plot.h"
#include "type/arguments.h"

enum
{
	PATIENTS,
	MUTATIONS,
	CLASSES,
	CELL_PATIENTS,
	CELL_MUTATIONS,
	CELL_STATES,
	DRUG_PATIENTS,
	DRUG_LINES,
	DRUGS,
	TITLE
};

/* The texts of an array; expected: how many, -1 for any number. */
static const char **
texts_of(FunctionCallInfo fcinfo, int number, const char *name, int expected, int *count)
{
	AlkresElements elements =
		alkres_array_argument(fcinfo, number, name, TEXTOID, ALKRES_NULLS_REFUSED);
	const char **texts = palloc(sizeof(char *) * Max(elements.count, 1));

	if (expected >= 0 && elements.count != expected)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("%s has %d elements, not %d", name, elements.count, expected));
	for (int i = 0; i < elements.count; i++)
		texts[i] = TextDatumGetCString(elements.values[i]);
	*count = elements.count;
	return texts;
}

/* Its place among names; an error where it is not there. */
static size_t
place_of(const char *text, const char *const *names, size_t count, const char *what)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(names[i], text) == 0)
			return i;
	ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("\"%s\" is not among %s", text, what));
}

static void
refuse_many(int count, int most, const char *what)
{
	if (count > most)
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("a picture has at most %d %s", most, what));
}

static void
take_cells(FunctionCallInfo fcinfo, AlkresCohort *c, const char *const *mutations)
{
	int count;
	const char **patients = texts_of(fcinfo, CELL_PATIENTS, "cell_patients", -1, &count);
	const char **of = texts_of(fcinfo, CELL_MUTATIONS, "cell_mutations", count, &count);
	const char **states = texts_of(fcinfo, CELL_STATES, "cell_states", count, &count);
	AlkresCohortCell *cells = palloc(sizeof(AlkresCohortCell) * Max(count, 1));

	for (int i = 0; i < count; i++)
	{
		cells[i].column = place_of(patients[i], c->patients, c->patient_count, "patients");
		cells[i].row = place_of(of[i], mutations, c->row_count, "mutations");
		if (!alkres_cohort_state_by_name(states[i], &cells[i].state))
			ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("\"%s\" is no state of a mutation in a patient", states[i]),
					errhint("It is emergent, detected, present_before or absent."));
	}
	c->cells = cells;
	c->cell_count = (size_t) count;
}

static void
take_drugs(FunctionCallInfo fcinfo, AlkresCohort *c)
{
	int count;
	const char **patients = texts_of(fcinfo, DRUG_PATIENTS, "drug_patients", -1, &count);
	AlkresElements lines =
		alkres_array_argument(fcinfo, DRUG_LINES, "drug_lines", INT4OID, ALKRES_NULLS_REFUSED);
	const char **names = texts_of(fcinfo, DRUGS, "drugs", count, &count);
	AlkresCohortDrug *drugs = palloc(sizeof(AlkresCohortDrug) * Max(count, 1));

	if (lines.count != count)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("drug_lines has %d elements, not %d", lines.count, count));
	for (int i = 0; i < count; i++)
		drugs[i] =
			(AlkresCohortDrug){place_of(patients[i], c->patients, c->patient_count, "patients"),
							   DatumGetInt32(lines.values[i]), names[i]};
	c->drugs = drugs;
	c->drug_count = (size_t) count;
}

PG_FUNCTION_INFO_V1(alkres_plot_cohort);
Datum
alkres_plot_cohort(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(10);
	AlkresCohort c = {.title =
						  PG_ARGISNULL(TITLE) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(TITLE))};
	int patients, mutations;
	const char **classes, **names;
	AlkresCohortRow *rows;

	c.patients = texts_of(fcinfo, PATIENTS, "patients", -1, &patients);
	names = texts_of(fcinfo, MUTATIONS, "mutations", -1, &mutations);
	classes = texts_of(fcinfo, CLASSES, "classes", mutations, &mutations);
	refuse_many(patients, ALKRES_COHORT_COLUMNS, "patients");
	refuse_many(mutations, ALKRES_COHORT_ROWS, "mutations");
	c.patient_count = (size_t) patients;
	c.row_count = (size_t) mutations;
	rows = palloc(sizeof(AlkresCohortRow) * Max(mutations, 1));
	for (int i = 0; i < mutations; i++)
		rows[i] = (AlkresCohortRow){names[i], classes[i]};
	c.rows = rows;
	take_cells(fcinfo, &c, names);
	take_drugs(fcinfo, &c);
	PG_RETURN_TEXT_P(cstring_to_text(alkres_cohort_plot(&c)));
}
