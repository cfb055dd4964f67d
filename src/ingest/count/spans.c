/* spans.c: the positions where a molecule could show an indel. */
#include "postgres.h"

#include "ingest/count/spans.h"

struct AlkresSpans
{
	AlkresBlocks *blocks;
	AlkresView strands[2]; /* their spans */
};

AlkresSpans *
alkres_spans_new(AlkresBlocks *blocks)
{
	AlkresSpans *spans = palloc0(sizeof(AlkresSpans));

	spans->blocks = blocks;
	for (int i = 0; i < 2; i++)
		alkres_view_init(&spans->strands[i]);
	return spans;
}

/* Where the counts are for spanning molecules of this orientation. */
static void
count_span(AlkresSpans *spans, int orientation, uint32_t first, uint32_t last, int by)
{
	for (uint32_t position = first; position <= last;)
	{
		AlkresBlock *block = alkres_blocks_at(spans->blocks, position);
		uint32_t offset = (position - 1) % ALKRES_BLOCK_SIZE;
		uint32_t count = Min(ALKRES_BLOCK_SIZE - offset, last - position + 1);

		if (block != NULL)
		{
			int32_t *steps = alkres_block_counts(block)->span_steps[orientation];

			steps[offset] += by;
			steps[offset + count] -= by;
		}
		position += count;
	}
}

static int
compare_spans(const void *a, const void *b)
{
	const AlkresSpan *x = a, *y = b;

	return x->first < y->first ? -1 : x->first > y->first;
}

/* Order spans and join those that touch. */
static void
merge_spans(AlkresView *view)
{
	uint32_t kept = 0;

	if (view->span_count == 0)
		return;
	if (view->span_count == 2)
	{
		if (view->spans[1].first < view->spans[0].first)
		{
			AlkresSpan other = view->spans[0];

			view->spans[0] = view->spans[1];
			view->spans[1] = other;
		}
	}
	else if (view->span_count > 2)
		qsort(view->spans, view->span_count, sizeof(AlkresSpan), compare_spans);
	for (uint32_t i = 1; i < view->span_count; i++)
	{
		if (view->spans[i].first <= view->spans[kept].last + 1)
			view->spans[kept].last = Max(view->spans[kept].last, view->spans[i].last);
		else
			view->spans[++kept] = view->spans[i];
	}
	view->span_count = kept + 1;
}

void
alkres_spans_count(AlkresSpans *spans, const AlkresMolecule *molecule)
{
	AlkresView *views = spans->strands;
	uint32_t i = 0, j = 0;

	views[0].span_count = views[1].span_count = 0;
	for (uint32_t k = 0; k < molecule->count; k++)
	{
		AlkresFragment *fragment = molecule->fragments[k];

		alkres_aligned_spans(fragment->first, &views[fragment->strand_b]);
		if (fragment->second != NULL)
			alkres_aligned_spans(fragment->second, &views[fragment->strand_b]);
	}
	for (int strand = 0; strand < 2; strand++)
	{
		if (molecule->strands[strand] == 0)
			continue;
		merge_spans(&views[strand]);
		for (uint32_t k = 0; k < views[strand].span_count; k++)
			count_span(spans, alkres_molecule_orientation(molecule, strand),
					   views[strand].spans[k].first, views[strand].spans[k].last, 1);
	}
	while (i < views[0].span_count && j < views[1].span_count)
	{
		uint32_t first = Max(views[0].spans[i].first, views[1].spans[j].first);
		uint32_t last = Min(views[0].spans[i].last, views[1].spans[j].last);

		if (first <= last)
		{
			count_span(spans, alkres_molecule_orientation(molecule, 0), first, last, -1);
			count_span(spans, alkres_molecule_orientation(molecule, 1), first, last, -1);
			count_span(spans, ALKRES_ORIENTATION_UNKNOWN, first, last, 1);
		}
		if (views[0].spans[i].last < views[1].spans[j].last)
			i++;
		else
			j++;
	}
}

bool
alkres_fragment_spans(const AlkresFragment *fragment, uint32_t position)
{
	return alkres_aligned_spans_at(fragment->first, position) ||
		   (fragment->second != NULL && alkres_aligned_spans_at(fragment->second, position));
}

void
alkres_spans_take_away(AlkresSpans *spans, const AlkresMolecule *molecule, uint32_t anchor)
{
	bool strands[2] = {false, false};

	for (uint32_t i = 0; i < molecule->count; i++)
		strands[molecule->fragments[i]->strand_b] |=
			alkres_fragment_spans(molecule->fragments[i], anchor);
	if (strands[0] && strands[1])
		count_span(spans, ALKRES_ORIENTATION_UNKNOWN, anchor, anchor, -1);
	else if (strands[0] || strands[1])
		count_span(spans, alkres_molecule_orientation(molecule, strands[1]), anchor, anchor, -1);
}
