/*
 * derive.h: the derived rows of one patient, of whom some samples were touched.  derive_samples.c
 * reads and writes; what a row says is decided in core (decide.h, course.h, class.h), and put
 * together here per table: states of mutations, draws, courses.
 */
#ifndef ALKRES_COHORT_DERIVE_H
#define ALKRES_COHORT_DERIVE_H

#include "cohort/derived_rows.h"
#include "core/course/decide.h"
#include "utils/date.h"

/* Columns as they are read and written, the key first. */
enum /* observation */
{
	OBSERVED_SAMPLE,
	OBSERVED_ID,
	OBSERVED_METHOD,
	OBSERVED_STATE,
	OBSERVED_FRACTION,
	OBSERVED_LOWER,
	OBSERVED_UPPER,
	OBSERVED_LOD95,
	OBSERVED_MARKER,
	OBSERVED_MUTATION,
	OBSERVED_VARIANT,
	OBSERVED_ALLELES,
	OBSERVED_PARTNER
};
enum /* sample_mutation */
{
	STATE_PATIENT,
	STATE_SAMPLE,
	STATE_OBSERVATION,
	STATE_FRACTION,
	STATE_LOWER,
	STATE_UPPER,
	STATE_LOD95,
	STATE_METHOD,
	STATE_STATE,
	STATE_MUTATION,
	STATE_REASON,
	STATE_ABSENT_BEFORE,
	STATE_EVER
};
enum /* draw */
{
	DRAW_PATIENT,
	DRAW_SAMPLE,
	DRAW_STUDY,
	DRAW_DATE,
	DRAW_MATERIAL,
	DRAW_LINE,
	DRAW_LINE_DAY,
	DRAW_TO_PROGRESSION,
	DRAW_SINCE_PROGRESSION,
	DRAW_DRUGS,
	/* What follows, to DRAW_DRIVER_EVALUABLE, depends on observations. */
	DRAW_HIGHEST,
	DRAW_MARKER_FRACTION,
	DRAW_MARKER_LOD95,
	DRAW_MARKER_STATE,
	DRAW_TUMOUR_SEEN,
	DRAW_TRUNCAL_SEEN,
	DRAW_FIRST_DETECTED,
	DRAW_LAST_DETECTED,
	DRAW_FIRST_LOOKED,
	DRAW_LAST_LOOKED,
	DRAW_GAPS,
	DRAW_ON_TARGET,
	DRAW_OFF_TARGET,
	DRAW_DRIVER_EVALUABLE,
	DRAW_COLUMNS
};

/* A row of sample_mutation. */
typedef struct AlkresDerivedState
{
	int64 sample, observation;
	AlkresPath mutation;
	AlkresState state;
	AlkresDerivedRow row;
	const AlkresDerivedRow *draw; /* of the sample */
} AlkresDerivedState;

/* What a probe that found nothing leaves open. */
typedef struct AlkresDerivedProbe
{
	AlkresPath mutation, change;
	const char *why; /* NULL: nothing */
} AlkresDerivedProbe;

/* What a patient's rows depend on, and what they were. */
typedef struct AlkresDerivedPatient
{
	int64 id;
	const char *driver;
	Datum driver_text;
	Datum *samples, *methods; /* touched */
	int sample_count, method_count;
	const Datum *listed_values; /* listed mutations */
	const AlkresPath *listed;
	int listed_count;
	Oid mutation_type;
	AlkresDerivedRows draws;
	AlkresDerivedState *states; /* of the touched samples, then of others, of what concerns them */
	int state_count;
	AlkresDerivedProbe probes[16]; /* that were asked about */
	int probe_count;
} AlkresDerivedPatient;

/* derive_states.c: the row of table draw; NULL: none. */
extern AlkresDerivedRow *alkres_draw_of(const AlkresDerivedPatient *patient, int64 sample);
/* Of the observations of the touched samples, markers left out. */
extern void alkres_derive_states(AlkresDerivedPatient *patient, const AlkresDerivedRows *observed);
/* The state of a row of sample_mutation. */
extern AlkresDerivedState alkres_state_of_row(const AlkresDerivedPatient *patient,
											  const AlkresDerivedRow *row);
extern void alkres_forget_state_plans(void);

/*
 * derive_draw.c: what a draw says of its observations, from its states (the patient's and others)
 * and marker observations: anew, or what the patient's states add to it.  The latter is false, and
 * the draw has to be worked out anew, where the marker changed, or what could not be seen before.
 */
extern void alkres_derive_draw(const AlkresDerivedPatient *patient, AlkresDerivedRow *draw,
							   const AlkresDerivedState *others, int other_count,
							   const AlkresDerivedRows *observed);
extern bool alkres_add_to_draw(const AlkresDerivedPatient *patient, AlkresDerivedRow *draw,
							   const AlkresDerivedRows *observed);

/*
 * derive_course.c: states are all of one mutation that was detected somewhere, of the patient: what
 * they say of each other, and the row of patient_mutation, where plasma shows it.
 */
extern void alkres_derive_course(const AlkresDerivedPatient *patient, AlkresDerivedState **states,
								 int count, AlkresDerivedRows *courses);

static inline AlkresPath
alkres_bytes_of(Datum value)
{
	const struct varlena *bytes = (const struct varlena *) DatumGetPointer(value);

	return (AlkresPath){(const uint8 *) VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes)};
}

static inline AlkresPath
alkres_row_path(const AlkresDerivedRow *row, int column)
{
	return row->nulls[column] ? (AlkresPath){NULL, 0} : alkres_bytes_of(row->values[column]);
}

#endif
