/* From one draw's DNA to the reads of its library. */
#ifndef SIM_LIBRARY_H
#define SIM_LIBRARY_H

#include "align.h"
#include "cohort.h"

#define MAX_FRAGMENT 400
#define MIN_FRAGMENT 60
#define MAX_MOLECULE (MAX_FRAGMENT + 16)

/* A molecule's plus strand with the reference position of every base, 0 for an inserted one. */
typedef struct
{
	int start, end; /* on the reference */
	int f1r2;       /* the first read is the forward one */
	int n;
	int has_indel;
	uint32_t carried; /* bit i: the patient's change i is on it */
	char bases[MAX_MOLECULE];
	int positions[MAX_MOLECULE];
} Molecule;

/* errors.c */

/* The recurrent, library-independent part of the errors: quality profiles and every position's own
 * rate. */
typedef struct ErrorModel ErrorModel;
ErrorModel *errors_new(const Reference *ref, int read_length);
/* Damage and polymerase errors before sequencing: both mates will show them.  Positions of the
 * patient's own changes are spared, so that the truth stays exact. */
void errors_damage(const ErrorModel *model, const Stretch *s, Rng *rng, Molecule *m,
				   const Patient *patient);
/* Qualities of one read of n bases, and its miscalled bases; positions are those of the molecule.
 * Returns whether the read shows the recurrent artefact. */
int errors_read(const ErrorModel *model, Rng *rng, int reverse, int n, const int *positions,
				char *bases, char *qualities);
#define ARTEFACT_POSITION 29222404
#define ARTEFACT_REF 'A'
#define ARTEFACT_ALT 'C'

/* library.c: one library, its BAM and its rows of the truth */
typedef struct
{
	const Reference *ref;
	const Cohort *cohort;
	const ErrorModel *errors;
	uint64_t seed;
	int depth, read_length, compression;
	const char *out;
} Job;

/* Writes OUT/bam/LIBRARY.bam and the library's rows of the truth; returns the number of tumour
 * changes in it. */
int library_simulate(const Job *job, int library, FILE *truth);

/* reads.c: records in memory, sorted and written */
typedef struct ReadSet ReadSet;

/* Where a molecule's two reads show reference bases: first..last of the aligned part of each. */
typedef struct
{
	int first[2], last[2];
} Shown;

ReadSet *reads_new(const Job *job);
void reads_add(ReadSet *set, const Molecule *m, const Stretch *s, Rng *rng, const char *name,
			   int mapq, int extra_flags, Shown *shown, int *artefact);
/* A secondary copy of the last pair's left read */
void reads_add_secondary(ReadSet *set);
void reads_write(ReadSet *set, const Job *job, const char *library, const char *sample);

/* Dies for a contig that is not of the headers. */
int reads_contig_length(const char *name);

/* truth.c: what is on the molecules that the reads show */
typedef struct
{
	int with[MAX_CHANGES + 1], covering[MAX_CHANGES + 1]; /* the last one is the artefact's */
	int pairs[MAX_CHANGES][MAX_CHANGES][4];               /* none, first, second, both */
} Truth;

/* The last reference base without which the change is not to be seen: of an indel the base behind
 * it */
int truth_last_base(const Change *change);
void truth_count(Truth *truth, const Patient *p, const Molecule *m, const Shown *shown,
				 int artefact);
/* Rows of truth.tsv and, marked by PHASE_MARK, of truth_phase.tsv; without counts where truth is
 * NULL */
#define PHASE_MARK '\v'
void truth_write(const Job *job, int library, const Truth *truth, FILE *file);
const char *truth_kind(Kind kind);
void truth_header(FILE *truth);
void truth_phase_header(FILE *phase);

#endif
