#include "reference.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define PANEL_PADDING 10

/* ALK exons 20-28 of NM_004304.5, coding part, on hg38; then hotspots of genes that bypass it */
static const struct
{
	const char *name;
	int start, end;
} PANEL[] = {
	{"ALK exon 28", 29196770, 29196860}, {"ALK exon 27", 29197542, 29197676},
	{"ALK exon 26", 29207171, 29207272}, {"ALK exon 25", 29209786, 29209878},
	{"ALK exon 24", 29213984, 29214081}, {"ALK exon 23", 29220706, 29220835},
	{"ALK exon 22", 29222344, 29222408}, {"ALK exon 21", 29222517, 29222607},
	{"ALK exon 20", 29223342, 29223528}, {"KIT D816", 54733154, 54733174},
	{"EGFR L858", 55191821, 55191832},   {"MET D1228", 116783353, 116783376},
	{"KRAS G12", 25245346, 25245351},
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
check_apart(const Reference *ref, const Stretch *s)
{
	for (int i = 0; i < ref->n_stretches - 1; i++)
		if (ref->stretches[i].start <= s->end && ref->stretches[i].end >= s->start)
			die("stretches at %d and %d share positions", ref->stretches[i].start, s->start);
}

static void
load_fasta(Reference *ref, const char *folder, const char *path)
{
	FILE *file = must_open(folder, path, "r");
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
			if (sscanf(line, ">%7[^:]:%d-%d", s->contig, &s->start, &s->end) != 3 ||
				s->end < s->start)
				die("%s: bad header %s", path, line);
			check_apart(ref, s);
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
check_change(const Reference *ref, const char *contig, const Change *c)
{
	const Stretch *s = reference_at(ref, c->position);

	if (!s || strcmp(s->contig, contig) != 0 ||
		strncmp(s->bases + (c->position - s->start), c->ref, strlen(c->ref)) != 0)
		die("change %s%s at %d: reference base differs", c->mutation, c->hgvs, c->position);
}

static void
load_changes(Reference *ref, const char *folder)
{
	FILE *file = must_open(folder, "mutations.tsv", "r");
	char line[256], use[16], contig[8];

	while (fgets(line, sizeof(line), file))
	{
		Change *c = &ref->mutations[ref->n_mutations];

		if (sscanf(line, "%23[^\t]\t%7s\t%d\t%7[ACGT]\t%7[ACGT]\t%23s", c->mutation, contig,
				   &c->position, c->ref, c->alt, c->hgvs) != 6)
			continue;
		check_change(ref, contig, c);
		if (++ref->n_mutations == 64)
			die("mutations.tsv: too many rows");
	}
	fclose(file);
	file = must_open(folder, "silent.tsv", "r");
	while (fgets(line, sizeof(line), file))
	{
		Change *c = &ref->silent[ref->n_silent];

		if (sscanf(line, "%7s\t%d\t%7[ACGT]\t%7[ACGT]\t%23s\t%15s", contig, &c->position, c->ref,
				   c->alt, c->hgvs, use) != 6)
			continue;
		c->common = strcmp(use, "common") == 0;
		check_change(ref, contig, c);
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
	load_fasta(ref, "", fasta);
	snprintf(folder, sizeof(folder), "%s", fasta);
	slash = strrchr(folder, '/');
	if (slash)
		*slash = 0;
	load_fasta(ref, slash ? folder : ".", "bypass_hg38.fa");
	load_changes(ref, slash ? folder : ".");
	for (size_t i = 0; i < sizeof(PANEL) / sizeof(PANEL[0]); i++)
	{
		Target *t = &ref->targets[ref->n_targets++];

		t->start = PANEL[i].start - PANEL_PADDING;
		t->end = PANEL[i].end + PANEL_PADDING;
		snprintf(t->name, sizeof(t->name), "%s", PANEL[i].name);
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

const char *
reference_contig(const Reference *ref, int position)
{
	const Stretch *s = reference_at(ref, position);

	if (!s)
		die("position %d lies in no stretch", position);
	return s->contig;
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
		fprintf(file, "%s\t%d\t%d\t%s\n", reference_contig(ref, ref->targets[i].start),
				ref->targets[i].start, ref->targets[i].end, ref->targets[i].name);
	must_close(file, "targets.tsv");
}
