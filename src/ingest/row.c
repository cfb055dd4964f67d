/* row.c: what one fragment says over one block. */
#include "postgres.h"

#include "ingest/row.h"

/* What mates say together that say the same. */
static inline uint8_t
join_said(uint8_t a, uint8_t b)
{
	uint8_t more = a > b ? a : b;
	uint8_t sum = (uint8_t) (a + b - 1); /* both hold 1 more than the quality, at most 94 */

	sum = sum > ALKRES_MATES_QUALITY_MAX + 1 ? ALKRES_MATES_QUALITY_MAX + 1 : sum;
	return sum > more ? sum : more;
}

static uint32_t
read_next_block(const AlkresAligned *read, uint32_t from)
{
	uint32_t position = read->position;

	if (read->is_one_piece)
		return (read->end - 1) / ALKRES_BLOCK_SIZE < from
				   ? UINT32_MAX
				   : Max(from, (position - 1) / ALKRES_BLOCK_SIZE);
	for (uint32_t i = 0; i < read->cigar_count; i++)
	{
		uint32_t count = ALKRES_CIGAR_LENGTH(read->cigar[i]);

		switch (ALKRES_CIGAR_OP(read->cigar[i]))
		{
			case ALKRES_CIGAR_MATCH:
			case ALKRES_CIGAR_EQUAL:
			case ALKRES_CIGAR_DIFFERENT:
			case ALKRES_CIGAR_DELETION:
				if (count > 0 && (position + count - 2) / ALKRES_BLOCK_SIZE >= from)
					return Max(from, (position - 1) / ALKRES_BLOCK_SIZE);
				position += count;
				break;
			case ALKRES_CIGAR_SKIP:
				position += count;
		}
	}
	return UINT32_MAX;
}

uint32_t
alkres_fragment_next_block(const AlkresFragment *fragment, uint32_t from)
{
	uint32_t next = read_next_block(fragment->first, from);

	if (fragment->second != NULL)
		next = Min(next, read_next_block(fragment->second, from));
	return next;
}

static uint32_t
count_poor(const uint8_t *said, int length)
{
	uint32_t poor = 0;

	for (int i = 0; i < length; i++)
		poor += said[i] == 0;
	return poor;
}

/* The part of one piece of a read, from a position to behind another, that lies in the row. */
static inline void
lay_piece(const AlkresAligned *read, uint32_t start, uint32_t position, uint32_t end, uint32_t base,
		  uint8_t *codes, uint8_t *classes, int *first, int *last, uint32_t *poor)
{
	uint32_t from = Max(position, start), to = Min(end, start + ALKRES_BLOCK_SIZE);
	int offset = (int) (from - start), length = (int) (to - from);
	const uint8_t *said = read->said + base + (from - position);

	if (from >= to)
		return;
	memcpy(codes + offset, said, (size_t) length);
	if (read->classes != NULL)
		memcpy(classes + offset, read->classes + base + (from - position), (size_t) length);
	if (read->has_poor)
		*poor += count_poor(said, length);
	*first = Min(*first, offset);
	*last = offset + length - 1;
}

/* Lay what the read says of bases into the row from start on; *first and *last enclose it. */
static void
lay_out(const AlkresAligned *read, uint32_t start, uint8_t *codes, uint8_t *classes, int *first,
		int *last, uint32_t *poor)
{
	uint32_t position = read->position, base = 0, behind = start + ALKRES_BLOCK_SIZE;

	*first = ALKRES_BLOCK_SIZE;
	*last = -1;
	if (read->is_one_piece)
	{
		lay_piece(read, start, position, read->end + 1, read->first_base, codes, classes, first,
				  last, poor);
		return;
	}
	for (uint32_t i = 0; i < read->cigar_count && position < behind; i++)
	{
		uint32_t count = ALKRES_CIGAR_LENGTH(read->cigar[i]);

		switch (ALKRES_CIGAR_OP(read->cigar[i]))
		{
			case ALKRES_CIGAR_MATCH:
			case ALKRES_CIGAR_EQUAL:
			case ALKRES_CIGAR_DIFFERENT:
				lay_piece(read, start, position, position + count, base, codes, classes, first,
						  last, poor);
				position += count;
				base += count;
				break;
			case ALKRES_CIGAR_INSERTION:
			case ALKRES_CIGAR_SOFT_CLIP:
				base += count;
				break;
			case ALKRES_CIGAR_DELETION:
			case ALKRES_CIGAR_SKIP:
				position += count;
		}
	}
}

/* Join the mate's codes to the row's.  The compiler makes wide operations of it. */
static pg_noinline void
join_codes(uint8_t *restrict codes, const uint8_t *restrict mate, int count)
{
	for (int i = 0; i < count; i++)
	{
		uint8_t a = codes[i], b = mate[i];
		uint8_t more = a > b ? a : b;
		uint8_t sum = (uint8_t) (a + b - 1); /* as in join_said */
		uint8_t both;

		sum = sum > ALKRES_MATES_QUALITY_MAX + 1 ? ALKRES_MATES_QUALITY_MAX + 1 : sum;
		both = (sum > more ? sum : more) | ALKRES_CODE_MATES;
		both = a == 0 ? b : both;
		codes[i] = b == 0 ? a : both;
	}
}

static void
join_classes(uint8_t *classes, const uint8_t *mate_classes, const uint8_t *codes,
			 const uint8_t *mate, int first, int last)
{
	for (int i = first; i <= last; i++)
		if (mate[i] != 0 && (codes[i] == 0 || mate_classes[i] > classes[i]))
			classes[i] = mate_classes[i];
}

void
alkres_fragment_say(const AlkresFragment *fragment, uint32_t position, char reference,
					AlkresSaying *saying)
{
	const AlkresAligned *reads[2] = {fragment->first, fragment->second};
	char symbols[2] = {0, 0};
	uint8_t said[2] = {0, 0}, classes[2] = {0, 0};
	int best;

	for (int i = 0; i < 2 && reads[i] != NULL; i++)
	{
		uint32_t index;

		symbols[i] = alkres_aligned_say(reads[i], position, &said[i], &index);
		if (symbols[i] == 'N')
			symbols[i] = 0;
		/* A read whose MD tag has an ambiguity code there knew less than others did. */
		if (symbols[i] != 0 && symbols[i] == reference)
			symbols[i] = ALKRES_SYMBOL_REFERENCE;
		if (symbols[i] == 0)
			said[i] = 0;
		else if (reads[i]->classes != NULL)
			classes[i] = reads[i]->classes[index];
	}
	saying->offset = (uint16_t) ((position - 1) % ALKRES_BLOCK_SIZE);
	best = said[1] > said[0] ? 1 : 0;
	saying->symbol = symbols[best];
	saying->read_said = saying->code = said[best];
	saying->class_code = Max(classes[0], classes[1]);
	saying->reverse = reads[best] != NULL && (reads[best]->flags & ALKRES_READ_REVERSE) != 0;
	if (symbols[0] == 0 || symbols[1] == 0)
		return;
	if (symbols[0] != symbols[1])
	{
		saying->symbol = ALKRES_SYMBOL_DISCORDANT;
		saying->code = 0;
	}
	else
		saying->code = join_said(said[0], said[1]) | ALKRES_CODE_MATES;
}

/* Put right the positions where a mate differs from the reference. */
static void
fill_others(AlkresRow *row, const AlkresFragment *fragment, uint32_t start, const char *page)
{
	const AlkresAligned *reads[2] = {fragment->first, fragment->second};
	uint32_t next[2] = {0, 0}, behind[2] = {0, 0};

	for (int i = 0; i < 2; i++)
	{
		if (reads[i] == NULL || reads[i]->difference_count == 0)
			continue;
		next[i] = alkres_aligned_first_difference(reads[i], start);
		behind[i] = alkres_aligned_first_difference(reads[i], start + ALKRES_BLOCK_SIZE);
	}
	while (next[0] < behind[0] || next[1] < behind[1])
	{
		uint32_t position = UINT32_MAX, offset;
		AlkresSaying *saying = &row->others[row->other_count];

		for (int i = 0; i < 2; i++)
			if (next[i] < behind[i])
				position = Min(position, reads[i]->differences[next[i]].position);
		for (int i = 0; i < 2; i++)
		{
			const AlkresDifference *difference;

			if (next[i] == behind[i] || reads[i]->differences[next[i]].position != position)
				continue;
			difference = &reads[i]->differences[next[i]++];
			row->ambiguous += difference->base == 'N';
			row->poor += difference->said == 0;
		}
		offset = position - start;
		alkres_fragment_say(fragment, position, page != NULL ? page[offset] : 'N', saying);
		row->codes[offset] = saying->symbol == ALKRES_SYMBOL_REFERENCE ? saying->code : 0;
		row->classes[offset] = saying->class_code;
		row->other_count += saying->symbol != 0 && saying->symbol != ALKRES_SYMBOL_REFERENCE;
		row->first = Min(row->first, (int) offset);
		row->last = Max(row->last, (int) offset);
	}
}

void
alkres_row_fill(AlkresRow *row, const AlkresFragment *fragment, uint32_t block, const char *page)
{
	uint32_t start = block * ALKRES_BLOCK_SIZE + 1;
	bool differs = fragment->first->difference_count > 0 ||
				   (fragment->second != NULL && fragment->second->difference_count > 0);

	row->other_count = 0;
	row->poor = row->ambiguous = 0;
	memset(row->codes, 0, sizeof(row->codes));
	row->has_mates = false;
	lay_out(fragment->first, start, row->codes, row->classes, &row->first, &row->last, &row->poor);
	if (fragment->second != NULL && fragment->second->end >= start &&
		fragment->second->position < start + ALKRES_BLOCK_SIZE)
	{
		uint8_t codes[ALKRES_BLOCK_SIZE] = {0}, classes[ALKRES_BLOCK_SIZE];
		int first, last;

		lay_out(fragment->second, start, codes, classes, &first, &last, &row->poor);
		if (fragment->second->classes != NULL)
			join_classes(row->classes, classes, row->codes, codes, first, last);
		if (first <= last)
			join_codes(row->codes + first, codes + first, last - first + 1);
		row->has_mates = first <= row->last && last >= row->first;
		row->first = Min(row->first, first);
		row->last = Max(row->last, last);
	}
	if (differs)
		fill_others(row, fragment, start, page);
	/* Only a poor base, a difference, or reads in pieces leave a gap. */
	row->full =
		row->poor == 0 && !differs && fragment->first->is_one_piece &&
		(fragment->second == NULL || (fragment->second->is_one_piece &&
									  fragment->second->position <= fragment->first->end + 1));
}
