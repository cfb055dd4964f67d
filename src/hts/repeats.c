/* repeats.c: records that stand twice in one file. */
#include "hts/repeats.h"

#include <stdlib.h>
#include <string.h>

#include "hts/bam_reader.h"

#define FACTOR UINT64_C(0x9E3779B97F4A7C15)
#define LEAST_PLACES 64

struct AlkresRepeats
{
	/* Hashes of the records at one place, 0: none; open addressing. */
	uint64_t *places;
	uint32_t *used; /* which of them hold one */
	uint32_t mask;
	uint32_t count;
	int32_t contig;
	int64_t position;
	uint64_t last; /* hashes of the record before, and of its name */
	uint64_t last_name;
	uint16_t last_kind; /* read 1 or 2 */
	bool names_tell;
	bool is_pending; /* the repeat is sure unless the next record says that names tell nothing */
	AlkresRepeat repeat;
	uint64_t pending_name;
};

/* Room for twice so many; what was there is gone. */
static bool
make_places(AlkresRepeats *repeats, uint32_t size)
{
	free(repeats->places);
	free(repeats->used);
	repeats->places = calloc(size, sizeof(uint64_t));
	repeats->used = malloc(sizeof(uint32_t) * size);
	repeats->mask = size - 1;
	repeats->count = 0;
	return repeats->places != NULL && repeats->used != NULL;
}

AlkresRepeats *
alkres_repeats_new(void)
{
	AlkresRepeats *repeats = calloc(1, sizeof(AlkresRepeats));

	if (repeats == NULL)
		return NULL;
	repeats->names_tell = true;
	if (make_places(repeats, LEAST_PLACES))
		return repeats;
	alkres_repeats_free(repeats);
	return NULL;
}

void
alkres_repeats_free(AlkresRepeats *repeats)
{
	if (repeats == NULL)
		return;
	free(repeats->places);
	free(repeats->used);
	free(repeats);
}

static inline uint64_t
word_at(const uint8_t *bytes)
{
	uint64_t word;

	memcpy(&word, bytes, sizeof(word));
	return word;
}

/* Two words to one: both halves of their product.  Products do not wait for one another. */
static inline uint64_t
fold(uint64_t one, uint64_t other)
{
	__extension__ unsigned __int128 product =
		(unsigned __int128) (one ^ FACTOR) * (other ^ UINT64_C(0xD6E8FEB86659FD93));

	return (uint64_t) product ^ (uint64_t) (product >> 64);
}

static uint64_t
hash_name(const bam1_t *record)
{
	const uint8_t *name = record->data;
	size_t length = (size_t) (record->core.l_qname - 1 - record->core.l_extranul), at = 0;
	uint64_t hash = length * FACTOR, word = 0;

	for (; at + 16 <= length; at += 16)
		hash += fold(word_at(name + at) + at, word_at(name + at + 8));
	/* The rest, with some of it again. */
	if (length >= 16)
		return hash + fold(word_at(name + length - 16) + at, word_at(name + length - 8));
	if (length >= 8)
		return hash + fold(word_at(name), word_at(name + length - 8));
	memcpy(&word, name, length);
	return hash + fold(word, 1);
}

/*
 * The record but its contig and position: its name, its numbers, and of the rest, which is most of
 * it, words here and there: two primary records of one name, kind and place are not both right.
 */
static uint64_t
hash_record(const bam1_t *record, uint64_t name)
{
	const bam1_core_t *core = &record->core;
	/* Behind the name, which htslib may have padded. */
	const uint8_t *rest = record->data + core->l_qname;
	size_t length = (size_t) (record->l_data - core->l_qname);
	uint64_t kind = (uint64_t) core->flag << 48 | (uint64_t) core->qual << 40 | length;
	uint64_t mate = (uint64_t) (uint32_t) core->mtid << 32 ^ (uint64_t) core->mpos;
	uint64_t hash = fold(name ^ mate, kind + (uint64_t) core->isize * FACTOR);

	if (length >= 8)
		hash += fold(word_at(rest + (length - 8) / 3), word_at(rest + (length - 8) * 2 / 3));
	return hash == 0 ? 1 : hash;
}

/* Go to another place. */
static void
clear(AlkresRepeats *repeats)
{
	for (uint32_t i = 0; i < repeats->count; i++)
		repeats->places[repeats->used[i]] = 0;
	repeats->count = 0;
}

static bool
grow(AlkresRepeats *repeats)
{
	uint64_t *before = repeats->places;
	uint32_t *used = repeats->used;
	uint32_t count = repeats->count;
	bool good;

	repeats->places = NULL;
	repeats->used = NULL;
	good = make_places(repeats, 4 * (repeats->mask + 1));
	for (uint32_t i = 0; good && i < count; i++)
	{
		uint64_t hash = before[used[i]];
		uint32_t at = (uint32_t) hash & repeats->mask;

		while (repeats->places[at] != 0)
			at = (at + 1) & repeats->mask;
		repeats->places[at] = hash;
		repeats->used[repeats->count++] = at;
	}
	free(before);
	free(used);
	return good;
}

/* Add a hash; true when it is there already. */
static bool
enter(AlkresRepeats *repeats, uint64_t hash)
{
	uint32_t at = (uint32_t) hash & repeats->mask;

	for (; repeats->places[at] != 0; at = (at + 1) & repeats->mask)
		if (repeats->places[at] == hash)
			return true;
	repeats->places[at] = hash;
	repeats->used[repeats->count++] = at;
	if (2 * repeats->count > repeats->mask && !grow(repeats))
		repeats->names_tell = false;
	return false;
}

const AlkresRepeat *
alkres_repeats_look(AlkresRepeats *repeats, const bam1_t *record, uint64_t number)
{
	uint64_t hash, name;
	uint16_t kind;

	if (repeats == NULL || !repeats->names_tell)
		return NULL;
	if (record == NULL)
		return repeats->is_pending ? &repeats->repeat : NULL;
	if (record->core.flag &
		(ALKRES_READ_UNMAPPED | ALKRES_READ_SECONDARY | ALKRES_READ_SUPPLEMENTARY))
		return NULL;
	name = hash_name(record);
	hash = hash_record(record, name);
	kind = record->core.flag & (ALKRES_READ_FIRST | ALKRES_READ_LAST);
	if (name == repeats->last_name && kind == repeats->last_kind && hash != repeats->last)
	{
		repeats->names_tell = false;
		return NULL;
	}
	if (repeats->is_pending && name != repeats->pending_name)
		return &repeats->repeat;
	repeats->last = hash;
	repeats->last_name = name;
	repeats->last_kind = kind;
	if (record->core.tid != repeats->contig || record->core.pos != repeats->position)
	{
		clear(repeats);
		repeats->contig = record->core.tid;
		repeats->position = record->core.pos;
	}
	if (!enter(repeats, hash))
		return NULL;
	/* What stands there three times was not merged, but made so. */
	if (repeats->is_pending)
		repeats->names_tell = false;
	else
	{
		repeats->is_pending = true;
		repeats->pending_name = name;
		repeats->repeat.number = number;
		repeats->repeat.contig = record->core.tid;
		repeats->repeat.position = (uint32_t) (record->core.pos + 1);
		strncpy(repeats->repeat.name, bam_get_qname(record), sizeof(repeats->repeat.name) - 1);
	}
	return NULL;
}
