/* joined.c: mates to one. */
#include "postgres.h"

#include "ingest/count/joined.h"
#include "ingest/count/mates.h"

/* Their chunks have few sizes, so that the next one that is asked for is mostly known. */
#define SIZE_STEP 64

uint32_t
alkres_count_poor(const uint8_t *said, int length)
{
	uint32_t poor = 0;

	for (int i = 0; i < length; i++)
		poor += said[i] == 0;
	return poor;
}

/* Has the read nothing that is asked for but its place and what it says there?  Where a letter
 * stands for an unknown reference it is asked which mate says it better (count/guessed.h). */
static bool
is_plain(const AlkresAligned *read)
{
	return !read->on_unknown && read->bases == NULL && read->classes == NULL &&
		   !alkres_aligned_has_far_mate(read);
}

static bool
can_join(const AlkresFragment *fragment)
{
	return fragment->second != NULL && is_plain(fragment->first) && is_plain(fragment->second) &&
		   alkres_fragment_is_solid(fragment) &&
		   alkres_block_of(alkres_fragment_right(fragment)) -
				   alkres_block_of(alkres_fragment_left(fragment)) <
			   ALKRES_JOINED_BLOCKS;
}

/* The positions where a mate differs, in order; merged: NULL when they are only counted. */
static uint32_t
merge_differences(const AlkresFragment *fragment, AlkresJoinedDifference *merged)
{
	const AlkresAligned *first = fragment->first, *second = fragment->second;
	uint32_t i = 0, j = 0, count = 0;

	while (i < first->difference_count || j < second->difference_count)
	{
		uint32_t a = i < first->difference_count ? first->differences[i].position : UINT32_MAX;
		uint32_t b = j < second->difference_count ? second->differences[j].position : UINT32_MAX;

		i += a <= b;
		j += b <= a;
		if (merged != NULL)
			merged[count].position = Min(a, b);
		count++;
	}
	return count;
}

static void
fill_differences(AlkresJoined *joined, const AlkresFragment *fragment)
{
	const AlkresAligned *reads[2] = {fragment->first, fragment->second};

	(void) merge_differences(fragment, joined->differences);
	for (uint32_t i = 0; i < joined->difference_count; i++)
		for (int mate = 0; mate < 2; mate++)
		{
			AlkresJoinedDifference *difference = &joined->differences[i];
			uint32_t index;

			difference->symbols[mate] = alkres_aligned_say(reads[mate], difference->position,
														   &difference->said[mate], &index);
		}
}

/* Count the bases of a read that say nothing, by block. */
static void
fill_poor(AlkresJoined *joined, const AlkresAligned *read, uint32_t left)
{
	if (!read->has_poor)
		return;
	for (uint32_t block = alkres_block_of(read->position); block <= alkres_block_of(read->end);
		 block++)
	{
		uint32_t from = Max(read->position, block * ALKRES_BLOCK_SIZE + 1);
		uint32_t to = Min(read->end, (block + 1) * ALKRES_BLOCK_SIZE);

		joined->poor[block - alkres_block_of(left)] += (uint16_t) alkres_count_poor(
			read->said + read->first_base + (from - read->position), (int) (to - from + 1));
	}
}

AlkresFragment *
alkres_fragment_join(AlkresChunks *chunks, AlkresFragment *fragment)
{
	Size first_at = ALKRES_FRAGMENT_OUTLINE, second_at = first_at + ALKRES_ALIGNED_OUTLINE;
	Size joined_at = second_at + ALKRES_ALIGNED_OUTLINE, codes_at, barcode_at, size;
	const AlkresAligned *first = fragment->first, *second = fragment->second;
	uint32_t left, count;
	AlkresFragment *copy;
	AlkresJoined *joined;
	char *chunk;

	if (!can_join(fragment))
		return fragment;
	left = alkres_fragment_left(fragment);
	count = merge_differences(fragment, NULL);
	codes_at = joined_at + offsetof(AlkresJoined, differences) +
			   sizeof(AlkresJoinedDifference) * (Size) count;
	barcode_at = codes_at + (alkres_fragment_right(fragment) - left + 1) + ALKRES_WIDE;
	size = TYPEALIGN(SIZE_STEP, barcode_at + fragment->barcode_length);
	chunk = alkres_chunks_get(chunks, size);
	copy = (AlkresFragment *) chunk;
	memcpy(copy, fragment, ALKRES_FRAGMENT_OUTLINE);
	copy->first = (AlkresAligned *) (chunk + first_at);
	copy->second = (AlkresAligned *) (chunk + second_at);
	memcpy(copy->first, first, ALKRES_ALIGNED_OUTLINE);
	memcpy(copy->second, second, ALKRES_ALIGNED_OUTLINE);
	copy->joined = joined = (AlkresJoined *) (chunk + joined_at);
	copy->size = (uint32_t) size;
	memset(joined->poor, 0, sizeof(joined->poor));
	fill_poor(joined, first, left);
	fill_poor(joined, second, left);
	joined->difference_count = (uint16_t) count;
	fill_differences(joined, fragment);
	alkres_join_mates((uint8_t *) chunk + codes_at,
					  (AlkresMateSaid){first->said + first->first_base,
									   (int) (first->position - left), (int) (first->end - left)},
					  (AlkresMateSaid){second->said + second->first_base,
									   (int) (second->position - left),
									   (int) (second->end - left)});
	/* Behind the codes: their room was written to. */
	copy->barcode_at = (uint16_t) barcode_at;
	memcpy(chunk + barcode_at, alkres_fragment_barcode(fragment), fragment->barcode_length);
	alkres_fragment_free(chunks, fragment);
	return copy;
}
