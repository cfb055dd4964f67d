#include "reference.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define PANEL_PADDING 10

/* ALK exons 20-28 of NM_004304.5, coding part, on hg38 */
static const struct
{
	int exon, start, end;
} EXONS[] = {
	{28, 29196770, 29196860}, {27, 29197542, 29197676}, {26, 29207171, 29207272},
	{25, 29209786, 29209878}, {24, 29213984, 29214081}, {23, 29220706, 29220835},
	{22, 29222344, 29222408}, {21, 29222517, 29222607}, {20, 29223342, 29223528},
};

void
die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("simulate: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	exit(1);
}

void *
must_allocate(size_t size)
{
	void *memory = calloc(1, size);

	if (!memory)
		die("out of memory");
	return memory;
}

FILE *
must_open(const char *folder, const char *name, const char *mode)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s%s%s", folder, *folder ? "/" : "", name);
	file = fopen(path, mode);
	if (!file)
		die("%s: %s", path, strerror(errno));
	return file;
}

void
must_close(FILE *file, const char *name)
{
	if (ferror(file) || fclose(file))
		die("%s: cannot be written", name);
}

static void
load_fasta(Reference *ref, const char *path)
{
	FILE *file = must_open("", path, "r");
	char line[256];
	Stretch *s = NULL;
	int filled = 0;

	while (fgets(line, sizeof(line), file))
	{
		line[strcspn(line, "\r\n")] = 0;
		if (*line == '>')
		{
			if (s && filled != s->end - s->start + 1)
				die("%s: stretch at %d has %d bases", path, s->start, filled);
			if (ref->n_stretches == 16)
				die("%s: too many stretches", path);
			s = &ref->stretches[ref->n_stretches++];
			if (sscanf(line, ">" CONTIG ":%d-%d", &s->start, &s->end) != 2 || s->end < s->start)
				die("%s: bad header %s", path, line);
			s->bases = must_allocate((size_t) (s->end - s->start) + 2);
			filled = 0;
			continue;
		}
		if (!s || filled + (int) strlen(line) > s->end - s->start + 1 ||
			strspn(line, "ACGT") != strlen(line))
			die("%s: bad line %s", path, line);
		strcpy(s->bases + filled, line);
		filled += (int) strlen(line);
	}
	if (!s || filled != s->end - s->start + 1)
		die("%s: incomplete", path);
	fclose(file);
}

static void
check_change(const Reference *ref, const Change *c)
{
	const Stretch *s = reference_at(ref, c->position);

	if (!s || strncmp(s->bases + (c->position - s->start), c->ref, strlen(c->ref)) != 0)
		die("change %s%s at %d: reference base differs", c->mutation, c->hgvs, c->position);
}

static void
load_changes(Reference *ref, const char *folder)
{
	FILE *file = must_open(folder, "mutations.tsv", "r");
	char line[256], use[16];

	while (fgets(line, sizeof(line), file))
	{
		Change *c = &ref->mutations[ref->n_mutations];

		if (sscanf(line, "%23[^\t]\t" CONTIG "\t%d\t%7[ACGT]\t%7[ACGT]\t%23s", c->mutation,
				   &c->position, c->ref, c->alt, c->hgvs) != 5)
			continue;
		check_change(ref, c);
		if (++ref->n_mutations == 64)
			die("mutations.tsv: too many rows");
	}
	fclose(file);
	file = must_open(folder, "silent.tsv", "r");
	while (fgets(line, sizeof(line), file))
	{
		Change *c = &ref->silent[ref->n_silent];

		if (sscanf(line, CONTIG "\t%d\t%7[ACGT]\t%7[ACGT]\t%23s\t%15s", &c->position, c->ref,
				   c->alt, c->hgvs, use) != 5)
			continue;
		c->common = strcmp(use, "common") == 0;
		check_change(ref, c);
		if (++ref->n_silent == 256)
			die("silent.tsv: too many rows");
	}
	fclose(file);
}

void
reference_load(Reference *ref, const char *fasta)
{
	char folder[4096];
	char *slash;

	memset(ref, 0, sizeof(*ref));
	load_fasta(ref, fasta);
	snprintf(folder, sizeof(folder), "%s", fasta);
	slash = strrchr(folder, '/');
	if (slash)
		*slash = 0;
	load_changes(ref, slash ? folder : ".");
	for (size_t i = 0; i < sizeof(EXONS) / sizeof(EXONS[0]); i++)
	{
		Target *t = &ref->targets[ref->n_targets++];

		t->start = EXONS[i].start - PANEL_PADDING;
		t->end = EXONS[i].end + PANEL_PADDING;
		snprintf(t->name, sizeof(t->name), "ALK exon %d", EXONS[i].exon);
		if (!reference_at(ref, t->start) || !reference_at(ref, t->end))
			die("%s: %s is not covered", fasta, t->name);
	}
}

const Stretch *
reference_at(const Reference *ref, int position)
{
	for (int i = 0; i < ref->n_stretches; i++)
		if (position >= ref->stretches[i].start && position <= ref->stretches[i].end)
			return &ref->stretches[i];
	return NULL;
}

const Change *
reference_mutation(const Reference *ref, const char *name)
{
	for (int i = 0; i < ref->n_mutations; i++)
		if (strcmp(ref->mutations[i].mutation, name) == 0 ||
			strcmp(ref->mutations[i].hgvs, name) == 0)
			return &ref->mutations[i];
	die("no mutation named %s in mutations.tsv", name);
}

void
reference_write_targets(const Reference *ref, const char *folder)
{
	FILE *file = must_open(folder, "targets.tsv", "w");

	fprintf(file, "contig\tstart\tend\tname\n");
	for (int i = 0; i < ref->n_targets; i++)
		fprintf(file, CONTIG "\t%d\t%d\t%s\n", ref->targets[i].start, ref->targets[i].end,
				ref->targets[i].name);
	must_close(file, "targets.tsv");
}
