/* One library: molecules, their strands' copies, and the copies' reads. */
#include "panel.h"
#include "../records.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_COPIES 512 /* of a strand that are sequenced */
#define MAX_PCR 16     /* errors of a strand's PCR */
#define LOW_MAPQ 0.004
#define NAME_BITS 26

typedef struct
{
	char letters[2][33]; /* at the left end, at the right end */
} Umi;

typedef struct
{
	const Panel *panel;
	const Options *options;
	Sequencer *sequencer;
	Records records;
	double starts;                   /* molecules per start position */
	double cumulative[MAX_COPIES];   /* of the copies of a strand */
	long molecules, fragments, name; /* so far */
} Library;

typedef struct
{
	int start, end, strands; /* strands: 1 F1R2, 2 F2R1 may be sequenced */
	Umi umi;
	const Planted *carried[64];
	int n_carried;
	int stray; /* it belongs elsewhere */
	Strand plus;
} Molecule;

/* cfDNA: mononucleosomes at 167 bases, some of 145, a few dinucleosomes. */
static int
fragment_length(Rng *rng)
{
	for (;;)
	{
		double u = rng_uniform(rng);
		double mean = u < 0.06 ? 320 : u < 0.2 ? 145 : 167, sd = u < 0.06 ? 25 : 18;
		int length = (int) lround(mean + sd * rng_normal(rng));

		if (length >= MIN_FRAGMENT && length <= MAX_FRAGMENT)
			return length;
	}
}

/* Negative binomial with this mean: chances of 0, 1, ... copies. */
static double
set_copies(Library *l, double mean)
{
	double shape = l->options->family_shape, p = mean / (mean + shape);
	double chance = pow(1 - p, shape), sum = 0;

	for (int i = 0; i < MAX_COPIES; i++)
	{
		sum += chance;
		l->cumulative[i] = sum;
		chance *= p * (shape + i) / (i + 1);
	}
	return l->cumulative[0];
}

static int
copies(const Library *l, Rng *rng)
{
	double u = rng_uniform(rng);
	int n = 0;

	while (n < MAX_COPIES - 1 && u >= l->cumulative[n])
		n++;
	return n;
}

/* How many molecules start at a position, and how many copies a strand has, so that as many
 * molecules are seen at a position as asked, by as many reads. */
static void
set_depth(Library *l)
{
	const Options *o = l->options;
	double shown = 0, read = 0, seen = 1, mean = 0, zero;
	Rng rng;

	rng_seed(&rng, 1, 1);
	for (int i = 0; i < 50000; i++)
	{
		int length = fragment_length(&rng);

		shown += length < 2 * o->read_length ? length : 2 * o->read_length;
		read += 2 * (length < o->read_length ? length : o->read_length);
	}
	for (int i = 0; i < 50; i++)
	{
		mean = o->depth * shown / read * seen / o->molecules / (2 - o->one_strand);
		zero = set_copies(l, mean);
		seen = (1 - o->one_strand) * (1 - zero * zero) + o->one_strand * (1 - zero);
	}
	l->starts = o->molecules / seen / (shown / 50000);
}

static void
random_letters(Rng *rng, int n, char *letters)
{
	for (int i = 0; i < n; i++)
		letters[i] = "ACGT"[rng_below(rng, 4)];
	letters[n] = 0;
}

static void
push_base(Strand *s, char base, int position)
{
	s->bases[s->n] = base;
	s->positions[s->n++] = position;
}

/* The molecule's plus strand with what it carries of the planted changes. */
static void
draw_plus(const PanelTarget *t, Rng *rng, Molecule *m)
{
	Strand *s = &m->plus;
	int position = m->start, apart;

	s->n = s->gapped = m->n_carried = 0;
	for (int i = 0; i < t->n_planted; i++)
	{
		const Planted *p = &t->planted[i];
		int n_ref = (int) strlen(p->ref), n_alt = (int) strlen(p->alt);

		if (p->position < m->start || p->position + n_ref > m->end || !rng_chance(rng, p->vaf))
			continue;
		for (; position < p->position; position++)
			push_base(s, t->stretch.bases[position - t->stretch.start], position);
		/* Of a replacement aligners write bases, or what goes and what comes instead. */
		apart = n_ref != n_alt && p->ref[0] != p->alt[0] && rng_chance(rng, 0.5);
		for (int j = 0; j < n_alt; j++)
			push_base(s, p->alt[j], j < n_ref && !apart ? p->position + j : 0);
		position = p->position + n_ref;
		s->gapped |= n_ref != n_alt;
		if (m->n_carried < 64)
			m->carried[m->n_carried++] = p;
	}
	for (; position <= m->end; position++)
		push_base(s, t->stretch.bases[position - t->stretch.start], position);
}

static int
draw_molecule(const Library *l, const PanelTarget *t, Rng *rng, Molecule *m)
{
	const Options *o = l->options;

	m->start = rng_between(rng, t->start - MAX_FRAGMENT + 1, t->end);
	m->end = m->start + fragment_length(rng) - 1;
	if (m->end < t->start || m->start < t->stretch.start || m->end > t->stretch.end)
		return 0;
	m->strands = rng_chance(rng, o->one_strand) ? 1 + (int) rng_below(rng, 2) : 3;
	random_letters(rng, o->umi_length, m->umi.letters[0]);
	random_letters(rng, o->umi_length, m->umi.letters[1]);
	draw_plus(t, rng, m);
	m->stray = trouble_molecule(t, rng, &m->plus);
	damage_both(o, t, rng, &m->plus);
	return 1;
}

/* The barcode as it is read: of read 1 first; letters may be wrong. */
static void
read_umi(const Options *o, const Umi *umi, int bottom, Rng *rng, char joint, char *text)
{
	int n = 0;

	for (int part = 0; part < (o->umi == UMI_DUPLEX ? 2 : 1); part++)
	{
		const char *letters = umi->letters[o->umi == UMI_DUPLEX ? part ^ bottom : bottom];

		if (part)
			text[n++] = joint;
		for (; *letters; letters++)
			text[n++] = rng_chance(rng, o->umi_error)
							? "ACGT"[(base_code(*letters) + 1 + (int) rng_below(rng, 3)) & 3]
							: *letters;
	}
	text[n] = 0;
}

/* As a sequencer names them: lane, tile, x, y; no two alike, in no order. */
static void
make_name(Library *l, char *name, size_t size)
{
	uint32_t n = (uint32_t) l->name++, x;

	x = n * 0x9e3779b1u & ((1u << NAME_BITS) - 1);
	snprintf(name, size, "A00%03u:%d:HPANEL:%u:%u:%u:%u", n >> NAME_BITS, 7, 1 + x % 4,
			 1101 + x / 4 % 78, 1000 + x / 312 % 31000, 1000 + x / (312 * 31000) * 997);
}

static void
put(Library *l, const PanelTarget *t, Rng *rng, const Molecule *m, const Read *r, const Read *mate,
	const char *name, int flags, int mapq, int tlen, const char *umi)
{
	bam1_t *b = records_next(&l->records);
	const char *tag = l->options->place == PLACE_MI ? "MI" : "RX";

	if (bam_set1(b, strlen(name), name, (uint16_t) flags, t->tid, r->first - 1, (uint8_t) mapq,
				 (size_t) r->n_cigar, r->cigar, t->tid, mate->first - 1, tlen, (size_t) r->n,
				 r->bases, r->qualities, 64) < 0 ||
		bam_aux_append(b, "MD", 'Z', (int) strlen(r->md) + 1, (const uint8_t *) r->md) < 0 ||
		bam_aux_append(b, "NM", 'C', 1, (const uint8_t *) &(uint8_t){(uint8_t) r->mismatches}) <
			0 ||
		bam_aux_append(b, "RG", 'Z', 2, (const uint8_t *) "1") < 0 ||
		(*umi && bam_aux_append(b, tag, 'Z', (int) strlen(umi) + 1, (const uint8_t *) umi) < 0))
		die("record %s cannot be made", name);
	if (l->options->troubles)
	{
		int32_t scores[2];

		trouble_tags(t, rng, m->stray, r, &scores[0], &scores[1]);
		for (int i = 0; i < 2; i++)
			if (bam_aux_append(b, i ? "XS" : "AS", 'i', 4, (const uint8_t *) &scores[i]) < 0)
				die("record %s cannot be made", name);
	}
}

/* One copy's two reads.  Says which bases they show. */
static void
put_copy(Library *l, const PanelTarget *t, Rng *rng, const Molecule *m, int bottom,
		 const Strand *copy, int shown[2][2])
{
	const Options *o = l->options;
	int flags = BAM_FPAIRED | BAM_FPROPER_PAIR, mapq = rng_chance(rng, LOW_MAPQ) ? 10 : 60, tlen;
	int first = bottom ? BAM_FREAD2 : BAM_FREAD1, second = bottom ? BAM_FREAD1 : BAM_FREAD2;
	char name[160], umi[96] = "";
	Read left, right;

	sequence_read(l->sequencer, t, rng, copy, 0, &left);
	sequence_read(l->sequencer, t, rng, copy, 1, &right);
	trouble_read(t, rng, m->stray, 0, copy->gapped, &left);
	trouble_read(t, rng, m->stray, 1, copy->gapped, &right);
	mapq = trouble_mapq(t, m->stray, mapq);
	make_name(l, name, sizeof(name));
	if (o->umi != UMI_NONE && o->place == PLACE_MI)
		snprintf(umi, sizeof(umi), "%ld/%c", l->molecules, bottom ? 'B' : 'A');
	else if (o->umi != UMI_NONE)
		read_umi(o, &m->umi, bottom, rng, o->place == PLACE_NAME ? '+' : '-', umi);
	if (o->place == PLACE_NAME && *umi)
	{
		strcat(strcat(name, ":"), umi);
		*umi = 0;
	}
	tlen = (right.last > left.last ? right.last : left.last) -
		   (left.first < right.first ? left.first : right.first) + 1;
	if (right.first < left.first) /* clipped at its start: the other end is the leftmost */
		tlen = -tlen;
	put(l, t, rng, m, &left, &right, name, flags | BAM_FMREVERSE | first, mapq, tlen, umi);
	put(l, t, rng, m, &right, &left, name, flags | BAM_FREVERSE | second, mapq, -tlen, umi);
	shown[0][0] = left.first;
	shown[0][1] = left.last;
	shown[1][0] = right.first;
	shown[1][1] = right.last;
}

/* A copy of a strand with those of the errors of PCR that it carries; 0, and no copy, without any.
 */
static int
copy_strand(Rng *rng, const PcrError *errors, int n_errors, const Strand *strand, Strand *copy)
{
	int changed = 0;

	for (int e = 0; e < n_errors; e++)
	{
		if (!rng_chance(rng, errors[e].share))
			continue;
		if (!changed)
			*copy = *strand;
		changed = 1;
		pcr_apply(&errors[e], copy);
	}
	return changed;
}

static int
sequence_strand(Library *l, const PanelTarget *t, Rng *rng, const Molecule *m, int bottom,
				int shown[2][2])
{
	int n = m->strands & (1 << bottom) ? copies(l, rng) : 0, n_errors;
	PcrError errors[MAX_PCR];
	Strand strand, copy;

	if (n == 0)
		return 0;
	strand = m->plus;
	damage_strand(l->options, t, rng, bottom, &strand);
	n_errors = pcr_errors(l->options, t, rng, &strand, errors, MAX_PCR);
	for (int i = 0; i < n; i++)
	{
		int changed = copy_strand(rng, errors, n_errors, &strand, &copy);

		put_copy(l, t, rng, m, bottom, changed ? &copy : &strand, shown);
	}
	return n;
}

/* A molecule counts where its reads show all of a change, of an indel also the base behind it. */
static void
count_truth(PanelTarget *t, const Molecule *m, const int n[2], int shown[2][2])
{
	for (int i = 0; i < t->n_planted; i++)
	{
		Planted *p = &t->planted[i];
		int n_ref = (int) strlen(p->ref), carries = 0;
		int last = p->position + n_ref - (n_ref == (int) strlen(p->alt));

		if ((p->position < shown[0][0] || last > shown[0][1]) &&
			(p->position < shown[1][0] || last > shown[1][1]))
			continue;
		p->covering++;
		for (int j = 0; j < m->n_carried; j++)
			carries |= m->carried[j] == p;
		if (!carries)
			continue;
		p->with++;
		p->both += n[0] && n[1];
		p->only[0] += !n[1];
		p->only[1] += !n[0];
		p->fragments[0] += n[0];
		p->fragments[1] += n[1];
	}
}

static void
simulate_target(Library *l, PanelTarget *t, Rng *rng)
{
	long n = lround(l->starts * (t->end - t->start + MAX_FRAGMENT));
	Molecule m;

	while (n-- > 0)
	{
		int made[2], shown[2][2] = {{0}};

		if (!draw_molecule(l, t, rng, &m))
			continue;
		for (int bottom = 0; bottom < 2; bottom++)
			made[bottom] = sequence_strand(l, t, rng, &m, bottom, shown);
		if (made[0] + made[1] == 0)
			continue;
		l->molecules++;
		l->fragments += made[0] + made[1];
		count_truth(t, &m, made, shown);
	}
}

static sam_hdr_t *
make_header(const Panel *panel)
{
	sam_hdr_t *header = sam_hdr_init();
	char length[16];

	if (!header || sam_hdr_add_line(header, "HD", "VN", "1.6", "SO", "coordinate", NULL) < 0)
		die("no header");
	for (int i = 0; i < panel->n_contigs; i++)
	{
		snprintf(length, sizeof(length), "%d", panel->lengths[i]);
		if (sam_hdr_add_line(header, "SQ", "SN", panel->contigs[i], "LN", length, NULL) < 0)
			die("no header");
	}
	if (sam_hdr_add_line(header, "RG", "ID", "1", "SM", "panel", "LB", "panel", "PL", "ILLUMINA",
						 NULL) < 0 ||
		sam_hdr_add_line(header, "PG", "ID", "simulate_panel", "PN", "simulate_panel", NULL) < 0)
		die("no header");
	return header;
}

Made
library_write(Panel *panel)
{
	const Options *o = panel->options;
	Library l = {.panel = panel, .options = o, .sequencer = sequencer_new(o)};
	sam_hdr_t *header = make_header(panel);
	char mode[8];
	samFile *file;
	Rng rng;

	set_depth(&l);
	snprintf(mode, sizeof(mode), "wb%d", o->compression);
	file = sam_open(o->out, mode);
	if (!file || sam_hdr_write(file, header) < 0)
		die("%s cannot be written", o->out);
	for (int i = 0; i < panel->n_targets; i++)
	{
		rng_seed(&rng, o->seed, (uint64_t) i + 1);
		simulate_target(&l, &panel->targets[i], &rng);
		records_write(&l.records, file, header, o->out);
	}
	if (sam_close(file) < 0)
		die("%s cannot be written", o->out);
	sam_hdr_destroy(header);
	return (Made){l.molecules, l.fragments};
}
