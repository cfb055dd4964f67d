/* aligned.c: what an aligned read says, position by position. */
#include "postgres.h"

#include "miscadmin.h"

#include "ingest/aligned.h"

AlkresAligned *
alkres_aligned_copy(const AlkresRead *read, const char *reference, uint32_t reference_length)
{
	Size cigar_size = sizeof(uint32_t) * (Size) read->cigar_count;
	Size head = MAXALIGN(sizeof(AlkresAligned));
	AlkresAligned *copy = palloc(head + cigar_size + 2 * (Size) read->length + reference_length);

	copy->position = read->position;
	copy->end = read->end;
	copy->contig = read->contig;
	copy->mate_contig = read->mate_contig;
	copy->mate_position = read->mate_position;
	copy->template_length = read->template_length;
	copy->flags = read->flags;
	copy->mapq = read->mapq;
	copy->has_mate_here = (read->flags & ALKRES_READ_PAIRED) &&
						  !(read->flags & ALKRES_READ_MATE_UNMAPPED) &&
						  read->mate_contig == read->contig && read->mate_position > 0;
	copy->cigar_count = read->cigar_count;
	copy->length = read->length;
	copy->reference_length = reference_length;
	copy->cigar = (uint32_t *) ((char *) copy + head);
	copy->bases = (char *) copy->cigar + cigar_size;
	copy->quality = (uint8_t *) copy->bases + read->length;
	copy->reference = (char *) copy->quality + read->length;
	memcpy(copy->cigar, read->cigar, cigar_size);
	for (uint32_t i = 0; i < read->length; i++)
		copy->bases[i] = alkres_read_base(read, i);
	memcpy(copy->quality, read->quality, read->length);
	memcpy(copy->reference, reference, reference_length);
	return copy;
}

/* Room for one more element of an array in the current context. */
#define ONE_MORE(array, count, capacity)                                              \
	do                                                                                \
	{                                                                                 \
		if ((count) == (capacity))                                                    \
		{                                                                             \
			(capacity) = (capacity) ? (capacity) *2 : 256;                            \
			(array) = (array) ? repalloc_huge((array), sizeof(*(array)) * (capacity)) \
							  : palloc(sizeof(*(array)) * (capacity));                \
		}                                                                             \
	} while (0)

static inline void
see(AlkresView *view, uint32_t position, char base, char reference, uint8_t quality, bool reverse)
{
	ONE_MORE(view->seen, view->seen_count, view->seen_capacity);
	view->seen[view->seen_count++] = (AlkresSeen){position, base, reference, quality, reverse};
}

static void
add_span(AlkresView *view, uint32_t start, uint32_t end)
{
	if ((uint64_t) start + 15 > end)
		return;
	ONE_MORE(view->spans, view->span_count, view->span_capacity);
	view->spans[view->span_count++] = (AlkresSpan){start + 5, end - 10};
}

/*
 * Shift an indel as far left as its sequence and the reference allow, as VCF has it.  sequence: the
 * inserted or deleted bases; at: index into reference of the first base behind the anchor; first:
 * the least index the anchor may have.  Returns the new index.
 */
static uint32_t
shift_left(const char *reference, uint32_t first, uint32_t at, char *sequence, uint32_t length)
{
	uint32_t last = length; /* one behind the base that ends the sequence when it is shifted */
	char *end;

	while (at > first + 1 && reference[at - 1] == sequence[last - 1] && reference[at - 1] != 'N')
	{
		at--;
		last = last > 1 ? last - 1 : length;
	}
	if (last == length)
		return at;
	end = palloc(length - last);
	memcpy(end, sequence + last, length - last);
	memmove(sequence + (length - last), sequence, last);
	memcpy(sequence, end, length - last);
	pfree(end);
	return at;
}

/*
 * Add an indel: length bases at sequence, in front of reference index at; segment: index and
 * position of the first base of the aligned stretch it lies in.
 */
static void
add_indel(AlkresView *view, const AlkresAligned *read, bool insertion, const char *sequence,
		  uint32_t length, uint32_t at, uint32_t segment_index, uint32_t segment_position,
		  uint8_t quality, bool poor)
{
	char *alleles = palloc((Size) length + 2);
	char *anchor = palloc(2);
	AlkresIndel *indel;

	/* A read can have a million indels and shift each over half a million bases. */
	CHECK_FOR_INTERRUPTS();
	memcpy(alleles + 1, sequence, length);
	for (uint32_t i = 1; i <= length; i++)
		if (strchr("ACGT", alleles[i]) == NULL)
			alleles[i] = 'N';
	at = shift_left(read->reference, segment_index, at, alleles + 1, length);
	alleles[0] = anchor[0] = read->reference[at - 1];
	alleles[length + 1] = anchor[1] = '\0';
	ONE_MORE(view->indels, view->indel_count, view->indel_capacity);
	indel = &view->indels[view->indel_count++];
	indel->anchor = segment_position + (at - 1 - segment_index);
	indel->ref = insertion ? anchor : alleles;
	indel->alt = insertion ? alleles : anchor;
	indel->quality = quality;
	indel->poor = poor;
	indel->reverse = (read->flags & ALKRES_READ_REVERSE) != 0;
}

/* The least quality of the read's bases first to last; 0xff (missing) counts as 0. */
static uint8_t
least_quality(const AlkresAligned *read, uint32_t first, uint32_t last)
{
	uint8_t least = 0xff;

	for (uint32_t i = first; i <= last && i < read->length; i++)
		least = Min(least, read->quality[i]);
	return least == 0xff ? 0 : least;
}

/* The last element that aligns a base in the stretch that begins at element first; first - 1 if
 * none does. */
static int64
last_aligned(const AlkresAligned *read, uint32_t first)
{
	int64 last = (int64) first - 1;

	for (uint32_t i = first; i < read->cigar_count; i++)
	{
		uint32_t op = ALKRES_CIGAR_OP(read->cigar[i]);

		if (op == ALKRES_CIGAR_MATCH || op == ALKRES_CIGAR_EQUAL || op == ALKRES_CIGAR_DIFFERENT)
			last = i;
		if (op == ALKRES_CIGAR_SKIP && ALKRES_CIGAR_LENGTH(read->cigar[i]) > 0)
			break;
	}
	return last;
}

void
alkres_aligned_view(const AlkresAligned *read, int min_base_quality, AlkresView *view)
{
	bool reverse = (read->flags & ALKRES_READ_REVERSE) != 0;
	uint32_t position = read->position, index = 0, base = 0;
	uint32_t segment_index = 0, segment_position = position;
	bool aligned = false; /* has the stretch an aligned base already? */
	int64 last = last_aligned(read, 0);

	view->seen_count = view->indel_count = view->span_count = 0;
	if (read->length == 0)
		return;
	for (uint32_t i = 0; i < read->cigar_count; i++)
	{
		uint32_t count = ALKRES_CIGAR_LENGTH(read->cigar[i]);

		if (count == 0)
			continue;
		switch (ALKRES_CIGAR_OP(read->cigar[i]))
		{
			case ALKRES_CIGAR_MATCH:
			case ALKRES_CIGAR_EQUAL:
			case ALKRES_CIGAR_DIFFERENT:
				for (uint32_t j = 0; j < count; j++, base++, index++, position++)
				{
					uint8_t quality = read->quality[base];
					char letter = read->bases[base];

					if (quality == 0xff || quality < min_base_quality)
						letter = ALKRES_SEEN_POOR;
					else if (letter != 'A' && letter != 'C' && letter != 'G' && letter != 'T')
						letter = 'N';
					see(view, position, letter, read->reference[index], quality, reverse);
				}
				aligned = true;
				break;
			case ALKRES_CIGAR_DELETION:
			{
				uint8_t quality = base > 0 ? least_quality(read, base - 1, base)
										   : least_quality(read, base, base);
				bool poor = quality < min_base_quality || quality == 0;

				for (uint32_t j = 0; j < count; j++)
					see(view, position + j, poor ? ALKRES_SEEN_POOR : ALKRES_SEEN_DELETED,
						read->reference[index + j], quality, reverse);
				if (aligned && i < last)
					add_indel(view, read, false, read->reference + index, count, index,
							  segment_index, segment_position, quality, poor);
				index += count;
				position += count;
				break;
			}
			case ALKRES_CIGAR_INSERTION:
				if (aligned && i < last)
				{
					uint8_t quality = least_quality(read, base - 1, base + count);

					add_indel(view, read, true, read->bases + base, count, index, segment_index,
							  segment_position, quality,
							  quality < min_base_quality || quality == 0);
				}
				base += count;
				break;
			case ALKRES_CIGAR_SOFT_CLIP:
				base += count;
				break;
			case ALKRES_CIGAR_SKIP:
				if (position > segment_position)
					add_span(view, segment_position, position - 1);
				position += count;
				segment_index = index;
				segment_position = position;
				aligned = false;
				last = last_aligned(read, i + 1);
				break;
		}
	}
	if (position > segment_position)
		add_span(view, segment_position, position - 1);
}
