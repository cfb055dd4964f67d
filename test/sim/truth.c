/* The truth about one library, counted on molecules before any read was miscalled. */
#include "library.h"

#include <stdlib.h>
#include <string.h>

int
truth_last_base(const Change *change)
{
	int ref = (int) strlen(change->ref);

	return change->position + ref - 1 + (ref != (int) strlen(change->alt));
}

/* All of the change inside one read's aligned part */
static int
is_shown(const Change *c, const Shown *shown)
{
	for (int i = 0; i < 2; i++)
		if (c->position >= shown->first[i] && truth_last_base(c) <= shown->last[i])
			return 1;
	return 0;
}

void
truth_count(Truth *truth, const Patient *p, const Molecule *m, const Shown *shown, int artefact)
{
	uint32_t seen = 0;

	for (int i = 0; i < p->n_changes; i++)
		if (is_shown(p->changes[i].change, shown))
		{
			truth->covering[i]++;
			truth->with[i] += (int) (m->carried >> i & 1);
			if (p->changes[i].kind == RESISTANCE)
				seen |= 1u << i;
		}
	for (int i = 0; seen >> i; i++)
		for (int j = i + 1; (seen >> i & 1) && seen >> j; j++)
			if (seen >> j & 1)
				truth->pairs[i][j][(m->carried >> i & 1) | (m->carried >> j & 1) << 1]++;
	for (int i = 0; i < 2; i++)
		if (ARTEFACT_POSITION >= shown->first[i] && ARTEFACT_POSITION <= shown->last[i])
		{
			truth->covering[p->n_changes]++;
			break;
		}
	truth->with[p->n_changes] += artefact;
}

/* How the design put two changes together in this draw: nothing where one of them is absent. */
static const char *
phase_of(const Patient *p, const Draw *d, int first, int second)
{
	if (cohort_vaf(p, d, first) == 0 || cohort_vaf(p, d, second) == 0)
		return "";
	for (int i = 0; i < d->n_clones; i++)
		if (d->clones[i].n_members == 2)
			return "cis";
	return "trans";
}

static void
write_phase(const Patient *p, const Draw *d, const char *library, const Truth *truth, FILE *file)
{
	for (int i = 0; i < p->n_changes; i++)
		for (int j = i + 1; j < p->n_changes; j++)
		{
			const int *n = truth ? truth->pairs[i][j] : NULL;

			if (p->changes[i].kind != RESISTANCE || p->changes[j].kind != RESISTANCE)
				continue;
			fprintf(file, "%c%s\t%s\t%s\t%s", PHASE_MARK, library, p->changes[i].change->mutation,
					p->changes[j].change->mutation, phase_of(p, d, i, j));
			if (n)
				fprintf(file, "\t%d\t%d\t%d\t%d\n", n[3], n[1], n[2], n[0]);
			else
				fprintf(file, "\t\t\t\t\n");
		}
}

const char *
truth_kind(Kind kind)
{
	static const char *const KINDS[] = {"resistance", "truncal", "germline",
										"artefact",   "bypass",  "haematopoiesis"};

	return KINDS[kind];
}

void
truth_write(const Job *job, int library, const Truth *truth, FILE *file)
{
	const Library *l = &job->cohort->libraries[library];
	const Patient *labelled = &job->cohort->patients[l->patient];
	const Patient *p = &job->cohort->patients[l->of_patient];
	const Draw *d = &p->draws[l->of_draw];
	char name[32], sample[32];

	cohort_library_name(name, sizeof(name), job->cohort, l);
	cohort_sample_name(sample, sizeof(sample), labelled, l->draw);
	for (int i = 0; i <= p->n_changes; i++)
	{
		fprintf(file, "%s\t%s\t%d\t%s\t" ASSEMBLY "\t%s", name, labelled->name, l->draw + 1, sample,
				reference_contig(job->ref, i < p->n_changes ? p->changes[i].change->position
															: ARTEFACT_POSITION));
		if (i < p->n_changes)
			fprintf(file, "\t%d\t%s\t%s\t%s\t%s\t%.6g", p->changes[i].change->position,
					p->changes[i].change->ref, p->changes[i].change->alt,
					p->changes[i].change->mutation, truth_kind(p->changes[i].kind),
					cohort_vaf(p, d, i));
		else
			fprintf(file, "\t%d\t%c\t%c\tALK L1152R\t%s\t0", ARTEFACT_POSITION, ARTEFACT_REF,
					ARTEFACT_ALT, truth_kind(ARTEFACT));
		if (truth)
			fprintf(file, "\t%d\t%d\n", truth->with[i], truth->covering[i]);
		else
			fprintf(file, "\t\t\n");
	}
	write_phase(p, d, name, truth, file);
}

void
truth_header(FILE *truth)
{
	fprintf(truth,
			"library\tpatient\tdraw\tsample\tassembly\tcontig\tposition\tref\talt\tmutation\t"
			"kind\texpected_vaf\tmolecules_with_allele\tmolecules_covering\n");
}

void
truth_phase_header(FILE *phase)
{
	fprintf(phase, "library\tmutation_a\tmutation_b\tphase\tmolecules_both\tmolecules_a_only\t"
				   "molecules_b_only\tmolecules_neither\n");
}
