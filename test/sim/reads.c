/* Reads as BAM records: CIGAR, MD and NM from the molecule's own alignment, sorted in memory,
 * written by htslib. */
#include "library.h"

#include <htslib/hts.h>
#include <htslib/sam.h>
#include <stdlib.h>
#include <string.h>

#define TID_CHR2 1
#define MIN_FLANK 5 /* an aligner clips an indel with fewer bases behind it */

static const struct
{
	const char *name;
	int length;
} CONTIGS[] = {{"chr1", 248956422}, {"chr2", 242193529}, {"chr7", 159345973}, {"chr12", 133275309}};

struct ReadSet
{
	const Job *job;
	bam1_t **records;
	int n, capacity;
	int *order;
	int last_left; /* the last pair's left read */
	char group[32];
};

typedef struct
{
	int n; /* bases */
	char bases[MAX_READ], qualities[MAX_READ];
	int positions[MAX_READ];
	int first, last; /* of the aligned part, on the reference */
	int n_cigar, mismatches;
	uint32_t cigar[16];
	char md[512];
} Read;

ReadSet *
reads_new(const Job *job)
{
	ReadSet *set = must_allocate(sizeof(*set));

	set->job = job;
	return set;
}

static bam1_t *
next_record(ReadSet *set)
{
	if (set->n == set->capacity)
	{
		int capacity = set->capacity ? set->capacity * 2 : 65536;

		set->records = realloc(set->records, sizeof(bam1_t *) * (size_t) capacity);
		if (!set->records)
			die("out of memory");
		memset(set->records + set->capacity, 0,
			   sizeof(bam1_t *) * (size_t) (capacity - set->capacity));
		set->capacity = capacity;
	}
	if (!set->records[set->n] && !(set->records[set->n] = bam_init1()))
		die("out of memory");
	return set->records[set->n++];
}

static void
push_cigar(Read *r, int operation, int length)
{
	if (length == 0)
		return;
	if (r->n_cigar && (int) bam_cigar_op(r->cigar[r->n_cigar - 1]) == operation)
		r->cigar[r->n_cigar - 1] += (uint32_t) length << BAM_CIGAR_SHIFT;
	else if (r->n_cigar < 16)
		r->cigar[r->n_cigar++] = bam_cigar_gen((uint32_t) length, (uint32_t) operation);
}

/* The first and last base that stay aligned: an indel too near to an end takes that end with it. */
static void
clip_ends(const Read *r, int *from, int *to)
{
	*from = 0;
	*to = r->n - 1;
	for (int i = 1; i < r->n; i++)
	{
		int broken = r->positions[i] != r->positions[i - 1] + 1 || r->positions[i] == 0;

		if (broken && i < MIN_FLANK)
			*from = i;
	}
	while (*from < r->n && r->positions[*from] == 0)
		(*from)++;
	for (int i = r->n - 2; i >= *from; i--)
	{
		int broken = r->positions[i] != r->positions[i + 1] - 1 || r->positions[i] == 0;

		if (broken && r->n - 1 - i < MIN_FLANK)
			*to = i;
	}
	while (*to > *from && r->positions[*to] == 0)
		(*to)--;
}

static void
align_plain(Read *r, const char *reference)
{
	int run = 0, at = 0;

	push_cigar(r, BAM_CMATCH, r->n);
	r->first = r->positions[0];
	r->last = r->positions[r->n - 1];
	for (int i = 0; i < r->n; i++)
	{
		if (r->bases[i] == reference[i])
		{
			run++;
			continue;
		}
		at += snprintf(r->md + at, sizeof(r->md) - (size_t) at, "%d%c", run, reference[i]);
		run = 0;
		r->mismatches++;
	}
	snprintf(r->md + at, sizeof(r->md) - (size_t) at, "%d", run);
}

static void
align_gapped(Read *r, const Stretch *s)
{
	int from, to, run = 0, at = 0, previous = 0;

	clip_ends(r, &from, &to);
	push_cigar(r, BAM_CSOFT_CLIP, from);
	for (int i = from; i <= to; i++)
	{
		int position = r->positions[i];

		if (position == 0)
		{
			push_cigar(r, BAM_CINS, 1);
			r->mismatches++;
			continue;
		}
		if (previous && position > previous + 1)
		{
			int gap = position - previous - 1;

			push_cigar(r, BAM_CDEL, gap);
			at += snprintf(r->md + at, sizeof(r->md) - (size_t) at, "%d^%.*s", run, gap,
						   s->bases + (previous + 1 - s->start));
			run = 0;
			r->mismatches += gap;
		}
		push_cigar(r, BAM_CMATCH, 1);
		if (r->bases[i] == s->bases[position - s->start])
			run++;
		else
		{
			at += snprintf(r->md + at, sizeof(r->md) - (size_t) at, "%d%c", run,
						   s->bases[position - s->start]);
			run = 0;
			r->mismatches++;
		}
		previous = position;
	}
	snprintf(r->md + at, sizeof(r->md) - (size_t) at, "%d", run);
	push_cigar(r, BAM_CSOFT_CLIP, r->n - 1 - to);
	r->first = r->positions[from];
	r->last = r->positions[to];
}

static int
sequence(const ErrorModel *errors, const Molecule *m, const Stretch *s, Rng *rng, int reverse,
		 int read_length, Read *r)
{
	int from, artefact;

	r->n = m->n < read_length ? m->n : read_length;
	from = reverse ? m->n - r->n : 0;
	r->n_cigar = r->mismatches = 0;
	memcpy(r->bases, m->bases + from, (size_t) r->n);
	memcpy(r->positions, m->positions + from, sizeof(int) * (size_t) r->n);
	artefact = errors_read(errors, rng, reverse, r->n, r->positions, r->bases, r->qualities);
	if (m->has_indel)
		align_gapped(r, s);
	else
		align_plain(r, s->bases + (r->positions[0] - s->start));
	return artefact;
}

static void
put_record(ReadSet *set, const Read *r, const Read *mate, const char *name, int flags, int mapq,
		   int tlen)
{
	bam1_t *b = next_record(set);

	if (bam_set1(b, strlen(name), name, (uint16_t) flags, TID_CHR2, r->first - 1, (uint8_t) mapq,
				 (size_t) r->n_cigar, r->cigar, TID_CHR2, mate->first - 1, tlen, (size_t) r->n,
				 r->bases, r->qualities, 64) < 0 ||
		bam_aux_append(b, "MD", 'Z', (int) strlen(r->md) + 1, (const uint8_t *) r->md) < 0 ||
		bam_aux_append(b, "NM", 'C', 1, (const uint8_t *) &(uint8_t){(uint8_t) r->mismatches}) <
			0 ||
		bam_aux_append(b, "RG", 'Z', 3, (const uint8_t *) "L1") < 0)
		die("record %s cannot be made", name);
}

void
reads_add(ReadSet *set, const Molecule *m, const Stretch *s, Rng *rng, const char *name, int mapq,
		  int extra_flags, Shown *shown, int *artefact)
{
	Read left, right;
	int tlen, flags = BAM_FPAIRED | BAM_FPROPER_PAIR | extra_flags;
	int first = m->f1r2 ? BAM_FREAD1 : BAM_FREAD2, second = BAM_FREAD1 + BAM_FREAD2 - first;

	sequence(set->job->errors, m, s, rng, 0, set->job->read_length, &left);
	*artefact = sequence(set->job->errors, m, s, rng, 1, set->job->read_length, &right);
	tlen = (right.last > left.last ? right.last : left.last) -
		   (left.first < right.first ? left.first : right.first) + 1;
	if (right.first < left.first) /* clipped at its start: the other end is the leftmost */
		tlen = -tlen;
	set->last_left = set->n;
	put_record(set, &left, &right, name, flags | BAM_FMREVERSE | first, mapq, tlen);
	put_record(set, &right, &left, name, flags | BAM_FREVERSE | second, mapq, -tlen);
	*shown = (Shown){{left.first, right.first}, {left.last, right.last}};
}

void
reads_add_secondary(ReadSet *set)
{
	bam1_t *b = next_record(set);

	if (!bam_copy1(b, set->records[set->last_left]))
		die("out of memory");
	b->core.flag |= BAM_FSECONDARY;
	b->core.qual = 0;
}

/* Counting sort by position; equal positions keep the order in which they were made. */
static void
sort_records(ReadSet *set)
{
	hts_pos_t least = HTS_POS_MAX, most = 0;
	int *starts, span;

	for (int i = 0; i < set->n; i++)
	{
		hts_pos_t pos = set->records[i]->core.pos;

		least = pos < least ? pos : least;
		most = pos > most ? pos : most;
	}
	span = set->n ? (int) (most - least) + 2 : 1;
	starts = must_allocate(sizeof(int) * (size_t) span);
	set->order = must_allocate(sizeof(int) * (size_t) (set->n + 1));
	for (int i = 0; i < set->n; i++)
		starts[set->records[i]->core.pos - least + 1]++;
	for (int i = 1; i < span; i++)
		starts[i] += starts[i - 1];
	for (int i = 0; i < set->n; i++)
		set->order[starts[set->records[i]->core.pos - least]++] = i;
	free(starts);
}

static sam_hdr_t *
make_header(const char *library, const char *sample)
{
	sam_hdr_t *header = sam_hdr_init();
	char length[16];

	if (!header || sam_hdr_add_line(header, "HD", "VN", "1.6", "SO", "coordinate", NULL) < 0)
		die("no header");
	for (size_t i = 0; i < sizeof(CONTIGS) / sizeof(CONTIGS[0]); i++)
	{
		snprintf(length, sizeof(length), "%d", CONTIGS[i].length);
		if (sam_hdr_add_line(header, "SQ", "SN", CONTIGS[i].name, "LN", length, "AS", ASSEMBLY,
							 NULL) < 0)
			die("no header");
	}
	if (sam_hdr_add_line(header, "RG", "ID", "L1", "SM", sample, "LB", library, "PL", "ILLUMINA",
						 NULL) < 0 ||
		sam_hdr_add_line(header, "PG", "ID", "simulate", "PN", "simulate", NULL) < 0)
		die("no header");
	return header;
}

void
reads_write(ReadSet *set, const Job *job, const char *library, const char *sample)
{
	char path[4096], mode[8];
	sam_hdr_t *header = make_header(library, sample);
	samFile *file;

	sort_records(set);
	snprintf(path, sizeof(path), "%s/bam/%s.bam", job->out, library);
	snprintf(mode, sizeof(mode), "wb%d", job->compression);
	file = sam_open(path, mode);
	if (!file || sam_hdr_write(file, header) < 0)
		die("%s cannot be written", path);
	for (int i = 0; i < set->n; i++)
		if (sam_write1(file, header, set->records[set->order[i]]) < 0)
			die("%s cannot be written", path);
	if (sam_close(file) < 0)
		die("%s cannot be written", path);
	sam_hdr_destroy(header);
	free(set->order);
	set->n = 0; /* the records stay for the next library */
}
