/* CIGAR, MD and NM from the positions of a read's bases. */
#include "align.h"

#include <htslib/sam.h>
#include <string.h>

#define MIN_FLANK 5 /* an aligner clips an indel with fewer bases behind it */

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

void
read_align(Read *r, const Stretch *s, int gapped)
{
	r->n_cigar = r->mismatches = 0;
	if (gapped)
		align_gapped(r, s);
	else
		align_plain(r, s->bases + (r->positions[0] - s->start));
}
