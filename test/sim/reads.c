/* Reads as BAM records. */
#include "library.h"
#include "records.h"

#include <htslib/hts.h>
#include <htslib/sam.h>
#include <stdlib.h>
#include <string.h>

static const struct
{
	const char *name;
	int length;
} CONTIGS[] = {{"chr1", 248956422},
			   {"chr2", 242193529},
			   {"chr4", 190214555},
			   {"chr7", 159345973},
			   {"chr12", 133275309}};
#define N_CONTIGS ((int) (sizeof(CONTIGS) / sizeof(CONTIGS[0])))

struct ReadSet
{
	const Job *job;
	Records records;
	int last_left; /* the last pair's left read */
	char group[32];
};

ReadSet *
reads_new(const Job *job)
{
	ReadSet *set = must_allocate(sizeof(*set));

	set->job = job;
	return set;
}

static int
sequence(const ErrorModel *errors, const Molecule *m, const Stretch *s, Rng *rng, int reverse,
		 int read_length, Read *r)
{
	int from, artefact;

	r->n = m->n < read_length ? m->n : read_length;
	from = reverse ? m->n - r->n : 0;
	memcpy(r->bases, m->bases + from, (size_t) r->n);
	memcpy(r->positions, m->positions + from, sizeof(int) * (size_t) r->n);
	artefact = errors_read(errors, rng, reverse, r->n, r->positions, r->bases, r->qualities);
	read_align(r, s, m->has_indel);
	return artefact;
}

static int
contig_number(const char *name)
{
	for (int i = 0; i < N_CONTIGS; i++)
		if (strcmp(CONTIGS[i].name, name) == 0)
			return i;
	die("contig %s is not in the header", name);
}

int
reads_contig_length(const char *name)
{
	return CONTIGS[contig_number(name)].length;
}

static void
put_record(ReadSet *set, int contig, const Read *r, const Read *mate, const char *name, int flags,
		   int mapq, int tlen)
{
	bam1_t *b = records_next(&set->records);

	if (bam_set1(b, strlen(name), name, (uint16_t) flags, contig, r->first - 1, (uint8_t) mapq,
				 (size_t) r->n_cigar, r->cigar, contig, mate->first - 1, tlen, (size_t) r->n,
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
	int contig = contig_number(s->contig), tlen,
		flags = BAM_FPAIRED | BAM_FPROPER_PAIR | extra_flags;
	int first = m->f1r2 ? BAM_FREAD1 : BAM_FREAD2, second = BAM_FREAD1 + BAM_FREAD2 - first;

	sequence(set->job->errors, m, s, rng, 0, set->job->read_length, &left);
	*artefact = sequence(set->job->errors, m, s, rng, 1, set->job->read_length, &right);
	tlen = (right.last > left.last ? right.last : left.last) -
		   (left.first < right.first ? left.first : right.first) + 1;
	if (right.first < left.first) /* clipped at its start: the other end is the leftmost */
		tlen = -tlen;
	set->last_left = set->records.n;
	put_record(set, contig, &left, &right, name, flags | BAM_FMREVERSE | first, mapq, tlen);
	put_record(set, contig, &right, &left, name, flags | BAM_FREVERSE | second, mapq, -tlen);
	*shown = (Shown){{left.first, right.first}, {left.last, right.last}};
}

void
reads_add_secondary(ReadSet *set)
{
	bam1_t *b = records_next(&set->records);

	if (!bam_copy1(b, set->records.records[set->last_left]))
		die("out of memory");
	b->core.flag |= BAM_FSECONDARY;
	b->core.qual = 0;
}

static sam_hdr_t *
make_header(const char *library, const char *sample)
{
	sam_hdr_t *header = sam_hdr_init();
	char length[16];

	if (!header || sam_hdr_add_line(header, "HD", "VN", "1.6", "SO", "coordinate", NULL) < 0)
		die("no header");
	for (int i = 0; i < N_CONTIGS; i++)
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

	snprintf(path, sizeof(path), "%s/bam/%s.bam", job->out, library);
	snprintf(mode, sizeof(mode), "wb%d", job->compression);
	file = sam_open(path, mode);
	if (!file || sam_hdr_write(file, header) < 0)
		die("%s cannot be written", path);
	records_write(&set->records, file, header, path);
	if (sam_close(file) < 0)
		die("%s cannot be written", path);
	sam_hdr_destroy(header);
}
