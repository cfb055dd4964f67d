/* The cohort: patients, their draws, what each draw's DNA carries, libraries in runs. */
#ifndef SIM_COHORT_H
#define SIM_COHORT_H

#include "random.h"
#include "reference.h"

#define MAX_CHANGES 12
#define MAX_CLONES 5
#define MAX_DRAWS 10
#define MAX_LINES 6
#define MAX_ASSESSMENTS 12
#define MAX_GAINS 2

typedef enum
{
	RESISTANCE,
	TRUNCAL,
	GERMLINE,
	ARTEFACT,
	BYPASS,        /* acquired, in another gene */
	HAEMATOPOIESIS /* of a clone of blood cells */
} Kind;

typedef struct
{
	const Change *change;
	Kind kind;
	int haplotypes; /* germline: bit 0 haplotype A, bit 1 haplotype B */
	int emerged;    /* the first day on which plasma would have shown it; -1: never seen to */
} PatientChange;

/* Molecules of one subclone of the tumour, or of blood cells: they carry all members, in cis. */
typedef struct
{
	double vaf;
	int n_members;
	int members[2]; /* of the patient's changes */
	int of_blood;
} Clone;

/* A gene with more copies in the tumour, from a day on */
typedef struct
{
	const char *gene;
	double copies;
	int from;
} Gain;

typedef struct
{
	int day; /* since 2023-01-01 */
	int minute;
	char label[16]; /* behind the patient's name: "D3", "T1" */
	const char *material;
	int added; /* by complications.c; not measured by ddPCR */
	double tumour_fraction;
	int at_progression;
	int n_clones;
	Clone clones[MAX_CLONES];
	/* Pre-analytics */
	int streck, spin2_g, elution_ul;
	double blood_ml, spin_hours, plasma_ml, qubit_ng, input_ng;
} Draw;

typedef struct
{
	const char *drug;
	int start, end; /* end -1: goes on */
	int number;     /* drugs of one number are given together */
} Treatment;

typedef struct
{
	int day;
	const char *kind, *result, *site;
} Assessment;

typedef struct
{
	char name[16];
	int donor;     /* a healthy donor: no tumour, no treatment */
	int elsewhere; /* from 1: examined elsewhere, which reports; no library, no ddPCR */
	char sex;
	int birth_year;
	const char *fusion;
	int marker_unknown;   /* the truncal change is there, and nobody looked for it in the tissue */
	int last_seen, death; /* days; -1: alive when last seen */
	int n_gains;
	Gain gains[MAX_GAINS];
	int n_changes;
	PatientChange changes[MAX_CHANGES];
	int n_draws;
	Draw draws[MAX_DRAWS];
	int n_treatments;
	Treatment treatments[MAX_LINES];
	int n_assessments;
	Assessment assessments[MAX_ASSESSMENTS];
} Patient;

/* What one library is made of, and what its label says. */
typedef struct
{
	int patient, draw, run;
	int of_patient, of_draw; /* whose DNA it is; another's after a swap of tubes */
	int number;              /* of this sample */
	uint64_t stream;         /* of random numbers */
	const char *withdrawn;   /* why; NULL: it counts */
} Library;

typedef struct
{
	int n_patients; /* donors are behind the patients, then who is examined elsewhere */
	Patient *patients;
	int n_libraries;
	Library *libraries;
	int n_runs;
} Cohort;

void cohort_design(Cohort *cohort, const Reference *ref, uint64_t seed, int patients, int normals,
				   int elsewhere);
/* The number of copies in the tumour of the gene whose target holds the position, on the day of a
 * draw; 2 where nothing is gained. */
double cohort_copies(const Reference *ref, const Patient *patient, const Draw *draw, int position);
/* The fraction of molecules with the patient's change in this draw. */
double cohort_vaf(const Patient *patient, const Draw *draw, int change);
/* "P003-D2" and "P003-D2-L1" */
void cohort_sample_name(char *name, size_t size, const Patient *patient, int draw);
void cohort_library_name(char *name, size_t size, const Cohort *cohort, const Library *library);
int cohort_add_change(Patient *p, const Change *change, Kind kind, int haplotypes);
Draw *cohort_add_draw(Rng *rng, Patient *p, int day, double tumour_fraction, int at_progression);
/* A clone's share must not exceed what the tumour fraction leaves on one haplotype; second -1: one
 * member. */
void cohort_add_clone(Draw *d, double vaf, int first, int second);
void cohort_assess(Patient *p, int day, const char *kind, const char *result, const char *site);

/* complications.c: what the plain courses lack, each for some patients of the cycle of 20.  Uses a
 * stream of its own: what the courses drew stays as it is. */
void complicate(const Reference *ref, uint64_t seed, Patient *p, int index);
/* Why the second library of a draw was withdrawn, NULL where there is none; it holds what the
 * draw of the patient before holds. */
const char *complication_swap(const Patient *patients, int index, int *draw, int *of_draw);

/* clinic.c: the clinical tables as CSV */
void clinic_write(const Cohort *cohort, const Reference *ref, const char *folder);
/* "2023-05-01" */
const char *clinic_date(char *text, size_t size, int day);

#endif
