/* barcode_groups.c: the directional method. */
#include "core/molecule/barcode_groups.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/interrupt.h"
#include "core/base/memory.h"

/* Up to so many groups are compared pair by pair; of more, the neighbours of each are looked up. */
#define PAIRWISE_MAX 24
#define NO_FAMILY UINT32_MAX

static int
compare_groups(const void *a, const void *b)
{
	const AlkresBarcodeGroup *x = a, *y = b;
	uint32_t length = x->length < y->length ? x->length : y->length;
	int order;

	if (x->count != y->count)
		return x->count > y->count ? -1 : 1;
	order = memcmp(x->text, y->text, length);
	if (order != 0)
		return order;
	return x->length < y->length ? -1 : x->length > y->length;
}

/* Equal but for one letter, which is not the joint. */
static bool
is_neighbour(const AlkresBarcodeGroup *a, const AlkresBarcodeGroup *b)
{
	bool found = false;

	if (a->length != b->length)
		return false;
	for (uint32_t i = 0; i < a->length; i++)
	{
		if (a->text[i] == b->text[i])
			continue;
		if (found || a->text[i] == ALKRES_BARCODE_JOINT || b->text[i] == ALKRES_BARCODE_JOINT)
			return false;
		found = true;
	}
	return found;
}

static bool
is_joined(const AlkresBarcodeGroup *from, const AlkresBarcodeGroup *to)
{
	return from->count >= 2 * (uint64_t) to->count - 1;
}

/* The groups by their texts: open addressing, indexes + 1. */
typedef struct Directory
{
	AlkresBarcodeGroup *groups;
	uint32_t *places;
	uint32_t mask;
	char letters[256]; /* that occur, but the joint */
	int letter_count;
	char *text; /* room for a neighbour's */
} Directory;

static uint32_t
hash_text(const char *text, uint32_t length)
{
	uint32_t hash = 2166136261u; /* FNV-1a */

	for (uint32_t i = 0; i < length; i++)
		hash = (hash ^ (uint8_t) text[i]) * 16777619u;
	return hash ^ hash >> 15;
}

/* The place of a text, or the empty one where it would be. */
static uint32_t *
find_place(const Directory *directory, const char *text, uint32_t length)
{
	uint32_t at = hash_text(text, length) & directory->mask;

	for (;; at = (at + 1) & directory->mask)
	{
		uint32_t *place = &directory->places[at];

		if (*place == 0 || (directory->groups[*place - 1].length == length &&
							memcmp(directory->groups[*place - 1].text, text, length) == 0))
			return place;
	}
}

static void
open_directory(Directory *directory, AlkresBarcodeGroup *groups, uint32_t count)
{
	bool seen[256] = {false};
	uint32_t size = 64, longest = 0;

	while (size < count * (uint64_t) 2)
		size *= 2;
	directory->groups = groups;
	directory->mask = size - 1;
	directory->places = alkres_alloc_zero(sizeof(uint32_t) * (size_t) size);
	directory->letter_count = 0;
	for (uint32_t i = 0; i < count; i++)
	{
		*find_place(directory, groups[i].text, groups[i].length) = i + 1;
		longest = groups[i].length > longest ? groups[i].length : longest;
		for (uint32_t j = 0; j < groups[i].length; j++)
			seen[(uint8_t) groups[i].text[j]] = true;
	}
	for (int letter = 0; letter < 256; letter++)
		if (seen[letter] && letter != ALKRES_BARCODE_JOINT)
			directory->letters[directory->letter_count++] = (char) letter;
	directory->text = alkres_alloc((size_t) longest + 1);
}

static void
close_directory(Directory *directory)
{
	alkres_free(directory->places);
	alkres_free(directory->text);
}

/* Take into the family of groups[from] what it is joined to and is in none; they are queued. */
static uint32_t
take_neighbours(AlkresBarcodeGroup *groups, uint32_t count, const Directory *directory,
				uint32_t from, uint32_t *queue, uint32_t queued)
{
	const AlkresBarcodeGroup *group = &groups[from];

	if (directory == NULL)
	{
		for (uint32_t i = 0; i < count; i++)
			if (groups[i].family == NO_FAMILY && is_joined(group, &groups[i]) &&
				is_neighbour(group, &groups[i]))
			{
				groups[i].family = group->family;
				queue[queued++] = i;
			}
		return queued;
	}
	memcpy(directory->text, group->text, group->length);
	for (uint32_t at = 0; at < group->length; at++)
	{
		if (group->text[at] == ALKRES_BARCODE_JOINT)
			continue;
		for (int letter = 0; letter < directory->letter_count; letter++)
		{
			uint32_t place;

			directory->text[at] = directory->letters[letter];
			place = *find_place(directory, directory->text, group->length);
			if (place == 0 || groups[place - 1].family != NO_FAMILY ||
				!is_joined(group, &groups[place - 1]))
				continue;
			groups[place - 1].family = group->family;
			queue[queued++] = place - 1;
		}
		directory->text[at] = group->text[at];
	}
	return queued;
}

void
alkres_barcode_groups_join(AlkresBarcodeGroup *groups, uint32_t count)
{
	Directory directory, *used = NULL;
	uint32_t *queue;

	for (uint32_t i = 0; i < count; i++)
		groups[i].family = NO_FAMILY;
	if (count == 1)
		groups[0].family = 0;
	if (count < 2)
		return;
	qsort(groups, count, sizeof(AlkresBarcodeGroup), compare_groups);
	if (count > PAIRWISE_MAX)
	{
		open_directory(&directory, groups, count);
		used = &directory;
	}
	queue = alkres_alloc(sizeof(uint32_t) * (size_t) count);
	for (uint32_t i = 0; i < count; i++)
	{
		uint32_t done = 0, queued = 0;

		if (groups[i].family != NO_FAMILY)
			continue;
		groups[i].family = i;
		queue[queued++] = i;
		while (done < queued)
		{
			alkres_check_interrupts();
			queued = take_neighbours(groups, count, used, queue[done++], queue, queued);
		}
	}
	alkres_free(queue);
	if (used != NULL)
		close_directory(used);
}
