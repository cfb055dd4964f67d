/* row.c: what one fragment says over one block. */
#include "postgres.h"

#include "ingest/read/cigar.h"
#include "ingest/count/joined.h"
#include "ingest/count/row.h"

static uint32_t
read_next_block(const AlkresAligned *read, uint32_t from)
{
	if (read->is_one_piece)
		return alkres_block_of(read->end) < from ? UINT32_MAX
												 : Max(from, alkres_block_of(read->position));
	for (AlkresWalk walk = alkres_aligned_walk_to(read, from * ALKRES_BLOCK_SIZE + 1);
		 alkres_walk_next(&walk);)
		if (alkres_walk_on_reference(&walk) && walk.count > 0 &&
			(walk.position + walk.count - 2) / ALKRES_BLOCK_SIZE >= from)
			return Max(from, alkres_block_of(walk.position));
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

/* What one piece of a read says over a block. */
typedef struct Part
{
	int first; /* offsets; first > last: nothing */
	int last;
	uint32_t base; /* index in the read of that at first */
} Part;

#define NO_PART ((Part){ALKRES_BLOCK_SIZE, -1, 0})

/* The part that lies in the block at start: the piece reaches from a position, where the read has
 * the given base, to another one. */
static inline Part
part_of(uint32_t start, uint32_t position, uint32_t last, uint32_t base)
{
	uint32_t from = Max(position, start), to = Min(last, start + (ALKRES_BLOCK_SIZE - 1));

	if (from > to)
		return NO_PART;
	return (Part){(int) (from - start), (int) (to - start), base + (from - position)};
}

/* That of a read in one piece. */
static inline Part
whole_part(const AlkresAligned *read, uint32_t start)
{
	return part_of(start, read->position, read->end, read->first_base);
}

static inline void
lay_part(const AlkresAligned *read, Part part, uint8_t *codes, uint8_t *classes, uint32_t *poor)
{
	size_t length = (size_t) (part.last - part.first + 1);

	memcpy(codes + part.first, read->said + part.base, length);
	if (read->classes != NULL)
		memcpy(classes + part.first, read->classes + part.base, length);
	if (read->has_poor)
		*poor += alkres_count_poor(read->said + part.base, (int) length);
}

/* The next part that a walk aligns to the block at start; false behind the last one. */
static inline bool
next_part(AlkresWalk *walk, uint32_t start, Part *part)
{
	while (alkres_walk_next(walk) && walk->position < start + ALKRES_BLOCK_SIZE)
	{
		if (walk->covers != ALKRES_COVERS_ALIGNED)
			continue;
		*part = part_of(start, walk->position, walk->position + walk->count - 1, walk->base);
		if (part->first <= part->last)
			return true;
	}
	return false;
}

/* Lay what the read says of bases into the row from start on; *first and *last enclose it. */
static void
lay_out(const AlkresAligned *read, uint32_t start, uint8_t *codes, uint8_t *classes, int *first,
		int *last, uint32_t *poor)
{
	AlkresWalk walk = alkres_aligned_walk_to(read, start);
	Part part;

	*first = ALKRES_BLOCK_SIZE;
	*last = -1;
	while (next_part(&walk, start, &part))
	{
		lay_part(read, part, codes, classes, poor);
		*first = Min(*first, part.first);
		*last = part.last;
	}
}

/* Two mates in one piece each, whose parts overlap or touch: what they say, from the left end to
 * the right one. */
static void
join_parts(AlkresRow *row, const AlkresAligned *read, Part a, const AlkresAligned *mate, Part b)
{
	const uint8_t *said = read->said + a.base, *mate_said = mate->said + b.base;

	alkres_join_mates(row->codes, (AlkresMateSaid){said, a.first, a.last},
					  (AlkresMateSaid){mate_said, b.first, b.last});
	row->first = Min(a.first, b.first);
	row->last = Max(a.last, b.last);
	row->has_mates = Max(a.first, b.first) <= Min(a.last, b.last);
	row->poor += read->has_poor ? alkres_count_poor(said, a.last - a.first + 1) : 0;
	row->poor += mate->has_poor ? alkres_count_poor(mate_said, b.last - b.first + 1) : 0;
}

static void
join_classes(uint8_t *classes, const uint8_t *mate_classes, const uint8_t *codes,
			 const uint8_t *mate, int first, int last)
{
	for (int i = first; i <= last; i++)
		if (mate[i] != 0 && (codes[i] == 0 || mate_classes[i] > classes[i]))
			classes[i] = mate_classes[i];
}

/* What one mate says at a position; symbol 0: nothing. */
typedef struct Voice
{
	int symbol;
	int said;
	int class_code;
} Voice;

static Voice
voice_of(const AlkresAligned *read, uint32_t position)
{
	uint32_t index;
	uint8_t said;
	Voice voice = {alkres_aligned_say(read, position, &said, &index), said, 0};

	if (voice.symbol != 0 && voice.symbol != 'N' && read->classes != NULL)
		voice.class_code = read->classes[index];
	return voice;
}

/* The same of a read in one piece; difference: what it has at the position, NULL for none. */
static inline Voice
voice_in_piece(const AlkresAligned *read, uint32_t position, const AlkresDifference *difference)
{
	uint8_t said;

	if (difference != NULL)
		return (Voice){.symbol = difference->base, .said = difference->said};
	if (position < read->position || position > read->end)
		return (Voice){0};
	said = read->said[read->first_base + (position - read->position)];
	return (Voice){.symbol = said != 0 ? ALKRES_SYMBOL_REFERENCE : 0, .said = said};
}

/* What of it counts. */
static inline Voice
heard(Voice voice, char reference)
{
	if (voice.symbol == 0 || voice.symbol == 'N')
		return (Voice){0};
	/* A read whose MD tag has an ambiguity code there knew less than others did. */
	if (voice.symbol == reference)
		voice.symbol = ALKRES_SYMBOL_REFERENCE;
	return voice;
}

/* What the mates say together. */
static inline void
join_voices(const AlkresFragment *fragment, uint32_t position, char reference, Voice a, Voice b,
			AlkresSaying *saying)
{
	const AlkresAligned *best = fragment->first;

	a = heard(a, reference);
	b = heard(b, reference);
	*saying = (AlkresSaying){.offset = (uint16_t) ((position - 1) % ALKRES_BLOCK_SIZE),
							 .symbol = (char) a.symbol,
							 .code = (uint8_t) a.said,
							 .read_said = (uint8_t) a.said,
							 .class_code = (uint8_t) Max(a.class_code, b.class_code)};
	if (b.said > a.said)
	{
		best = fragment->second;
		saying->symbol = (char) b.symbol;
		saying->read_said = saying->code = (uint8_t) b.said;
	}
	saying->reverse = (best->flags & ALKRES_READ_REVERSE) != 0;
	if (a.symbol == 0 || b.symbol == 0)
		return;
	if (a.symbol != b.symbol)
	{
		saying->symbol = ALKRES_SYMBOL_DISCORDANT;
		saying->code = 0;
	}
	else
	{
		saying->code = alkres_join_said((uint8_t) a.said, (uint8_t) b.said) | ALKRES_CODE_MATES;
		saying->tied = a.said == b.said && ((fragment->first->flags ^ fragment->second->flags) &
											ALKRES_READ_REVERSE) != 0;
	}
}

/* What a mate of a joined fragment says. */
static inline Voice
voice_of_joined(const AlkresJoinedDifference *difference, int mate)
{
	return (Voice){.symbol = difference->symbols[mate], .said = difference->said[mate]};
}

uint8_t
alkres_fragment_code(const AlkresFragment *fragment, uint32_t position, char reference)
{
	const AlkresJoined *joined = fragment->joined;
	Voice a, b = {0};
	AlkresSaying saying;

	if (joined != NULL)
	{
		uint32_t at = alkres_joined_first_difference(joined, position);

		if (at == joined->difference_count || joined->differences[at].position != position)
			return alkres_joined_codes(joined)[position - alkres_fragment_left(fragment)];
		a = voice_of_joined(&joined->differences[at], 0);
		b = voice_of_joined(&joined->differences[at], 1);
	}
	else
	{
		a = voice_of(fragment->first, position);
		if (fragment->second != NULL)
			b = voice_of(fragment->second, position);
	}
	join_voices(fragment, position, reference, a, b, &saying);
	return saying.code;
}

/* The differences of a read within a block. */
typedef struct Differences
{
	const AlkresAligned *read;
	const AlkresDifference *next; /* NULL: there are none, nor will be */
	const AlkresDifference *behind;
	bool plain; /* in one piece, and no classes */
} Differences;

static Differences
differences_in(const AlkresAligned *read, uint32_t start)
{
	Differences found = {.read = read};

	if (read == NULL)
		return found;
	found.plain = read->is_one_piece && read->classes == NULL;
	found.next = found.behind = read->differences;
	if (read->difference_count > 0)
	{
		found.next += alkres_aligned_first_difference(read, start);
		found.behind += alkres_aligned_first_difference(read, start + ALKRES_BLOCK_SIZE);
	}
	return found;
}

/* What the read says at a position, which is not behind that of its next difference. */
static inline Voice
take_voice(AlkresRow *row, Differences *in, uint32_t position)
{
	const AlkresDifference *difference = NULL;

	if (in->read == NULL)
		return (Voice){0};
	if (in->next < in->behind && in->next->position == position)
	{
		difference = in->next++;
		row->ambiguous += difference->base == 'N';
		row->poor += difference->said == 0;
	}
	return in->plain ? voice_in_piece(in->read, position, difference)
					 : voice_of(in->read, position);
}

/* What the mates say at an offset where one of them differs from the reference. */
static inline void
put_right(AlkresRow *row, const AlkresFragment *fragment, uint32_t position, const char *page,
		  Voice a, Voice b)
{
	uint32_t offset = (position - 1) % ALKRES_BLOCK_SIZE;
	AlkresSaying *saying = &row->others[row->other_count];

	join_voices(fragment, position, page != NULL ? page[offset] : 'N', a, b, saying);
	row->codes[offset] = saying->symbol == ALKRES_SYMBOL_REFERENCE ? saying->code : 0;
	row->classes[offset] = saying->class_code;
	if (saying->symbol == ALKRES_SYMBOL_REFERENCE)
		row->mended[row->mended_count++] = *saying;
	else
		row->other_count += saying->symbol != 0;
	row->first = Min(row->first, (int) offset);
	row->last = Max(row->last, (int) offset);
}

/* Put right the positions where a mate differs from the reference. */
static void
fill_others(AlkresRow *row, const AlkresFragment *fragment, uint32_t start, const char *page)
{
	Differences first = differences_in(fragment->first, start);
	Differences second = differences_in(fragment->second, start);

	while (first.next < first.behind || second.next < second.behind)
	{
		uint32_t position = first.next < first.behind ? first.next->position : UINT32_MAX;
		Voice a, b;

		if (second.next < second.behind)
			position = Min(position, second.next->position);
		a = take_voice(row, &first, position);
		b = take_voice(row, &second, position);
		put_right(row, fragment, position, page, a, b);
	}
}

/* Any fragment: mate by mate, piece by piece. */
static void
lay_out_mates(AlkresRow *row, const AlkresFragment *fragment, uint32_t start)
{
	memset(row->codes, 0, ALKRES_ROW_ROOM);
	lay_out(fragment->first, start, row->codes, row->classes, &row->first, &row->last, &row->poor);
	if (fragment->second != NULL && fragment->second->end >= start &&
		fragment->second->position < start + ALKRES_BLOCK_SIZE)
	{
		uint8_t codes[ALKRES_ROW_ROOM] = {0}, classes[ALKRES_BLOCK_SIZE];
		int first, last;

		lay_out(fragment->second, start, codes, classes, &first, &last, &row->poor);
		if (fragment->second->classes != NULL)
			join_classes(row->classes, classes, row->codes, codes, first, last);
		for (int at = first; at <= last; at += ALKRES_WIDE)
		{
			uint8_t both[ALKRES_WIDE];

			alkres_join_wide(both, row->codes + at, codes + at);
			memcpy(row->codes + at, both, sizeof(both));
		}
		row->has_mates = first <= row->last && last >= row->first;
		row->first = Min(row->first, first);
		row->last = Max(row->last, last);
	}
}

/* A fragment without a gap. */
static void
lay_out_solid(AlkresRow *row, const AlkresFragment *fragment, uint32_t start)
{
	const AlkresAligned *read = fragment->first, *second = fragment->second;
	Part part = whole_part(read, start), other = NO_PART;

	if (second != NULL)
		other = whole_part(second, start);
	if (part.first <= part.last && other.first <= other.last)
		join_parts(row, read, part, second, other);
	else
	{
		if (other.first <= other.last)
		{
			read = second;
			part = other;
		}
		row->first = part.first;
		row->last = part.last;
		alkres_copy_wide(row->codes + part.first, read->said + part.base,
						 part.last - part.first + 1);
		if (read->has_poor)
			row->poor += alkres_count_poor(read->said + part.base, part.last - part.first + 1);
	}
	memset(row->codes + row->last + 1, 0, ALKRES_WIDE);
}

/* A fragment whose mates were joined. */
static void
fill_joined(AlkresRow *row, const AlkresFragment *fragment, uint32_t start, const char *page)
{
	const AlkresAligned *first = fragment->first, *second = fragment->second;
	const AlkresJoined *joined = fragment->joined;
	uint32_t left = alkres_fragment_left(fragment), behind = start + ALKRES_BLOCK_SIZE;
	Part part = part_of(start, left, alkres_fragment_right(fragment), 0);

	row->first = part.first;
	row->last = part.last;
	row->has_mates = Max(Max(first->position, second->position), start) <=
					 Min(Min(first->end, second->end), behind - 1);
	if (part.first <= part.last)
		row->poor = joined->poor[alkres_block_of(start) - alkres_block_of(left)];
	alkres_copy_wide(row->codes + part.first, alkres_joined_codes(joined) + part.base,
					 part.last - part.first + 1);
	memset(row->codes + part.last + 1, 0, ALKRES_WIDE);
	row->full = row->poor == 0 && joined->difference_count == 0;
	for (uint32_t i = alkres_joined_first_difference(joined, start);
		 i < joined->difference_count && joined->differences[i].position < behind; i++)
	{
		const AlkresJoinedDifference *difference = &joined->differences[i];

		row->ambiguous += (difference->symbols[0] == 'N') + (difference->symbols[1] == 'N');
		put_right(row, fragment, difference->position, page, voice_of_joined(difference, 0),
				  voice_of_joined(difference, 1));
	}
}

void
alkres_row_fill(AlkresRow *row, const AlkresFragment *fragment, uint32_t block, const char *page)
{
	uint32_t start = block * ALKRES_BLOCK_SIZE + 1;
	const AlkresAligned *first = fragment->first, *second = fragment->second;
	bool differs, solid;

	row->other_count = row->mended_count = 0;
	row->poor = row->ambiguous = 0;
	row->has_mates = false;
	if (fragment->joined != NULL)
	{
		fill_joined(row, fragment, start, page);
		return;
	}
	solid = alkres_fragment_is_solid(fragment);
	differs = first->difference_count > 0 || (second != NULL && second->difference_count > 0);
	if (solid && first->classes == NULL)
		lay_out_solid(row, fragment, start);
	else
		lay_out_mates(row, fragment, start);
	/* Only a poor base, a difference, or pieces leave a gap. */
	row->full = solid && row->poor == 0 && !differs;
	if (differs)
		fill_others(row, fragment, start, page);
}

/* Lay what the read says into zeros; true when it says something there. */
static bool
lay_said(const AlkresAligned *read, uint32_t start, uint8_t *said)
{
	bool speaks = false;
	AlkresWalk walk;
	Part part;

	if (read == NULL || read->end < start || read->position >= start + ALKRES_BLOCK_SIZE)
		return false;
	walk = alkres_aligned_walk_to(read, start);
	while (next_part(&walk, start, &part))
	{
		memcpy(said + part.first, read->said + part.base, (size_t) (part.last - part.first + 1));
		speaks = true;
	}
	return speaks;
}

void
alkres_row_speakers(const AlkresRow *row, const AlkresFragment *fragment, uint32_t block,
					AlkresSpeakers *speakers)
{
	uint32_t start = block * ALKRES_BLOCK_SIZE + 1;
	uint8_t mate[sizeof(speakers->said)] = {0};
	bool first, second;
	AlkresWide ways[2] = {{0}, {0}}, differ;

	if (fragment->first->flags & ALKRES_READ_REVERSE)
		ways[0] = ~ways[0];
	if (fragment->second != NULL && (fragment->second->flags & ALKRES_READ_REVERSE))
		ways[1] = ~ways[1];
	differ = ways[0] ^ ways[1];
	memset(speakers->said, 0, sizeof(speakers->said));
	first = lay_said(fragment->first, start, speakers->said);
	second = lay_said(fragment->second, start, first ? mate : speakers->said);
	if (first && second)
		for (int at = row->first; at <= row->last; at += ALKRES_WIDE)
		{
			AlkresWide a = alkres_wide_load(speakers->said + at), b = alkres_wide_load(mate + at);
			AlkresWide better = (AlkresWide) (b > a);

			alkres_wide_store(speakers->said + at, alkres_wide_choose(better, b, a));
			alkres_wide_store(speakers->reverse + at, alkres_wide_choose(better, ways[1], ways[0]));
			alkres_wide_store(speakers->tied + at,
							  (AlkresWide) (a == b) & (AlkresWide) (a != 0) & differ);
		}
	else
	{
		memset(speakers->reverse, first ? ways[0][0] : ways[1][0], sizeof(speakers->reverse));
		memset(speakers->tied, 0, sizeof(speakers->tied));
	}
	for (int i = 0; i < row->mended_count; i++)
	{
		const AlkresSaying *saying = &row->mended[i];

		speakers->said[saying->offset] = saying->read_said;
		speakers->reverse[saying->offset] = saying->reverse ? UINT8_MAX : 0;
		speakers->tied[saying->offset] = saying->tied ? UINT8_MAX : 0;
	}
}
