/* families.c: fragments to families. */
#include "postgres.h"

#include "common/hashfn.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "ingest/count/joined.h"
#include "ingest/fragment/families.h"
#include "ingest/fragment/fragments.h"
#include "ingest/fragment/group.h"
#include "ingest/fragment/place.h"
#include "ingest/fragment/waiting.h"

/* Fragments of a file whose barcodes are all the same: so many prove that they are none. */
#define CONSTANT_FRAGMENTS 100

/* Members that a pile has room for by itself. */
#define FEW 4

/* Fragments that may be of one molecule; one chunk of memory. */
typedef struct AlkresPile
{
	struct AlkresPile *next;  /* in the bucket */
	AlkresFragment **members; /* in the order in which they were complete */
	AlkresPlace key;
	uint32_t hash;
	uint32_t count;
	uint32_t capacity;
	uint32_t at;    /* index in its slot */
	uint32_t left;  /* leftmost position of its fragments */
	uint32_t close; /* no read of it starts behind this position */
	uint32_t late;  /* so far behind it fragments of it may be completed */
	AlkresFragment *few[FEW];
	char number[FLEXIBLE_ARRAY_MEMBER];
} AlkresPile;

/* Open piles that close at about one place. */
typedef struct Slot
{
	AlkresPile **piles; /* NULL: one that is elsewhere now */
	uint32_t count;
	uint32_t capacity;
	uint32_t left; /* the leftmost position of them, or one before */
} Slot;

/* A complete fragment on its way to its pile. */
typedef struct Arrival
{
	AlkresFragment *fragment;
	AlkresPlace key;
	uint32_t hash; /* of the key */
	uint32_t left; /* where the fragment begins */
	uint32_t close;
} Arrival;

/* So many are: what leads to the pile of one, and the pile, are fetched while others come. */
#define ARRIVALS 8

/* Piles that an empty slot has room for, at most. */
#define ROOM_KEPT 64

/* Piles that close within so many positions share a slot; places are told apart modulo SLOTS. */
#define SLOT_WIDTH 32
#define SLOTS 1024

struct AlkresFamilies
{
	AlkresCollapse *collapse;
	AlkresChunks *chunks;
	AlkresUmi umi;
	MemoryContext memory;
	Slot slots[SLOTS];  /* open piles by the place where they close */
	uint32_t next_slot; /* the first not passed, by its place */
	AlkresPile **buckets;
	uint32_t bucket_count; /* a power of two */
	uint32_t pile_count;
	Arrival arrivals[ARRIVALS]; /* by their numbers modulo ARRIVALS: */
	uint32_t arrived;
	uint32_t settled; /* and in their piles */

	/* Work space of one pile. */
	AlkresFragment **fragments;
	uint32_t fragment_capacity;
	MemoryContext work;

	/* Are there different barcodes? */
	uint64_t fragment_count;
	bool varies;
	char first[ALKRES_BARCODE_MAX + 1];
	uint8_t first_length;
};

AlkresFamilies *
alkres_families_new(AlkresCollapse *collapse, AlkresChunks *chunks, const AlkresUmi *umi)
{
	AlkresFamilies *families = palloc0(sizeof(AlkresFamilies));

	families->collapse = collapse;
	families->chunks = chunks;
	families->umi = *umi;
	families->memory = CurrentMemoryContext;
	families->bucket_count = 4096;
	families->buckets = palloc0(sizeof(AlkresPile *) * families->bucket_count);
	families->work =
		AllocSetContextCreate(CurrentMemoryContext, "alkres pile", ALLOCSET_DEFAULT_SIZES);
	families->fragment_capacity = 1024;
	families->fragments = palloc(sizeof(AlkresFragment *) * families->fragment_capacity);
	return families;
}

static void
grow_buckets(AlkresFamilies *families)
{
	uint32_t count = families->bucket_count * 2;
	AlkresPile **buckets = MemoryContextAllocExtended(
		families->memory, sizeof(AlkresPile *) * (Size) count, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);

	for (uint32_t i = 0; i < families->bucket_count; i++)
	{
		AlkresPile *next;

		for (AlkresPile *pile = families->buckets[i]; pile != NULL; pile = next)
		{
			next = pile->next;
			pile->next = buckets[pile->hash & (count - 1)];
			buckets[pile->hash & (count - 1)] = pile;
		}
	}
	pfree(families->buckets);
	families->buckets = buckets;
	families->bucket_count = count;
}

static inline Slot *
slot_of(AlkresFamilies *families, const AlkresPile *pile)
{
	return &families->slots[(pile->close + pile->late) / SLOT_WIDTH % SLOTS];
}

static void
enter_slot(AlkresFamilies *families, AlkresPile *pile)
{
	Slot *slot = slot_of(families, pile);

	if (slot->count == slot->capacity)
	{
		MemoryContext before = MemoryContextSwitchTo(families->memory);

		slot->capacity = slot->capacity > 0 ? 2 * slot->capacity : 16;
		slot->piles =
			slot->piles == NULL
				? palloc(sizeof(AlkresPile *) * slot->capacity)
				: repalloc_huge(slot->piles, sizeof(AlkresPile *) * (Size) slot->capacity);
		MemoryContextSwitchTo(before);
	}
	slot->left = slot->count > 0 ? Min(slot->left, pile->left) : pile->left;
	pile->at = slot->count;
	slot->piles[slot->count++] = pile;
}

/* More may come to the pile, up to this position. */
static void
close_later(AlkresFamilies *families, AlkresPile *pile, uint32_t position)
{
	if (position <= pile->close)
		return;
	slot_of(families, pile)->piles[pile->at] = NULL;
	pile->close = position;
	enter_slot(families, pile);
}

static uint32_t
hash_key(const AlkresPlace *key, const char *number)
{
	uint64_t words[2], hash;

	StaticAssertStmt(sizeof(AlkresPlace) == sizeof(words), "all of the key is hashed");
	memcpy(words, key, sizeof(words));
	hash =
		(words[0] ^ words[1] * UINT64CONST(0xD6E8FEB86659FD93)) * UINT64CONST(0x9E3779B97F4A7C15);
	hash >>= 32;
	if (key->number_length > 0)
		hash ^= hash_bytes((const unsigned char *) number, key->number_length);
	return (uint32_t) hash;
}

/*
 * The open pile of the key, whose hash is given, made when there is none.  left: where the
 * fragment begins; a numbered pile that ends before it is another one's.  close: no read of the
 * fragment starts behind it.
 */
static AlkresPile *
find_pile(AlkresFamilies *families, const AlkresPlace *key, uint32_t hash, const char *number,
		  uint32_t left, uint32_t close)
{
	AlkresPile *pile;

	for (pile = families->buckets[hash & (families->bucket_count - 1)]; pile != NULL;
		 pile = pile->next)
		if (pile->hash == hash && memcmp(&pile->key, key, sizeof(AlkresPlace)) == 0 &&
			memcmp(pile->number, number, key->number_length) == 0 &&
			(key->number_length == 0 || pile->close >= left))
			return pile;
	if (2 * families->pile_count >= families->bucket_count)
		grow_buckets(families);
	pile = alkres_chunks_get(families->chunks,
							 offsetof(AlkresPile, number) + (Size) key->number_length);
	memset(pile, 0, offsetof(AlkresPile, number));
	pile->key = *key;
	memcpy(pile->number, number, key->number_length);
	pile->members = pile->few;
	pile->capacity = FEW;
	pile->hash = hash;
	pile->left = left;
	pile->next = families->buckets[hash & (families->bucket_count - 1)];
	families->buckets[hash & (families->bucket_count - 1)] = pile;
	pile->close = close;
	pile->late = key->kind == ALKRES_PLACE_NUMBER ? ALKRES_PLACE_LATE : 0;
	enter_slot(families, pile);
	families->pile_count++;
	return pile;
}

void
alkres_families_expect(AlkresFamilies *families, AlkresFragment *fragment)
{
	AlkresPlace key = {.kind = ALKRES_PLACE_NUMBER, .number_length = fragment->barcode_length};
	const AlkresAligned *read = fragment->first;
	const char *number;
	uint32_t close;
	AlkresPile *pile;

	if (families->umi.kind != ALKRES_UMI_MI)
		return;
	close = fragment->expects_mate ? Max(read->end, read->mate_position) : read->end;
	number = alkres_fragment_barcode(fragment);
	pile = find_pile(families, &key, hash_key(&key, number), number, read->position, close);
	close_later(families, pile, close);
	fragment->pile = pile;
}

void
alkres_families_await(AlkresFamilies *families, AlkresFragment *fragment, uint32_t position)
{
	uint32_t close;
	AlkresPlace key;
	AlkresPile *pile;

	alkres_fragment_orient(fragment);
	key = alkres_fragment_place(fragment, &close);
	pile = find_pile(families, &key, hash_key(&key, ""), "", fragment->first->position, close);
	pile->left = Min(pile->left, fragment->first->position);
	close_later(families, pile, position);
}

static void
look_at_barcode(AlkresFamilies *families, const AlkresFragment *fragment)
{
	const char *barcode = alkres_fragment_barcode(fragment);

	if (families->fragment_count++ == 0)
	{
		families->first_length = fragment->barcode_length;
		memcpy(families->first, barcode, fragment->barcode_length);
	}
	else if (!families->varies)
		families->varies = fragment->barcode_length != families->first_length ||
						   memcmp(barcode, families->first, families->first_length) != 0;
}

/* Fetch so many lines; they may be of nothing. */
static inline void
prefetch(const void *bytes, int lines)
{
	for (int line = 0; line < lines; line++)
		__builtin_prefetch((const char *) bytes + line * 64);
}

static void
add_member(AlkresFamilies *families, AlkresPile *pile, AlkresFragment *fragment)
{
	if (pile->count == pile->capacity)
	{
		AlkresFragment **members = alkres_chunks_get(
			families->chunks, sizeof(AlkresFragment *) * 2 * (Size) pile->capacity);

		memcpy(members, pile->members, sizeof(AlkresFragment *) * (Size) pile->count);
		if (pile->members != pile->few)
			alkres_chunks_put(families->chunks, pile->members,
							  sizeof(AlkresFragment *) * (Size) pile->capacity);
		pile->members = members;
		pile->capacity *= 2;
	}
	pile->members[pile->count++] = fragment;
}

/* Put a fragment that begins at a position into its pile. */
static void
enter_pile(AlkresFamilies *families, AlkresPile *pile, AlkresFragment *fragment, uint32_t left)
{
	Slot *slot = slot_of(families, pile);

	pile->left = Min(pile->left, left);
	slot->left = Min(slot->left, pile->left);
	add_member(families, pile, fragment);
}

/* Let fragments on their way come to their piles until so many are left. */
static void
settle(AlkresFamilies *families, uint32_t left)
{
	while (families->arrived - families->settled > left)
	{
		const Arrival *arrival = &families->arrivals[families->settled++ % ARRIVALS];

		enter_pile(
			families,
			find_pile(families, &arrival->key, arrival->hash, "", arrival->left, arrival->close),
			arrival->fragment, arrival->left);
	}
}

/* A fragment whose pile is to be found. */
static void
arrive(AlkresFamilies *families, AlkresFragment *fragment)
{
	uint32_t mask = families->bucket_count - 1;
	Arrival *arrival;

	settle(families, ARRIVALS - 1);
	arrival = &families->arrivals[families->arrived++ % ARRIVALS];
	arrival->key = alkres_fragment_place(fragment, &arrival->close);
	arrival->hash = hash_key(&arrival->key, "");
	arrival->left = fragment->first->position;
	arrival->fragment = alkres_fragment_join(families->chunks, fragment);
	__builtin_prefetch(&families->buckets[arrival->hash & mask]);
	/* That of the one in the middle has come. */
	if (families->arrived - families->settled > ARRIVALS / 2)
	{
		arrival = &families->arrivals[(families->arrived - ARRIVALS / 2) % ARRIVALS];
		prefetch(families->buckets[arrival->hash & mask], 2);
	}
}

void
alkres_families_add(AlkresFamilies *families, AlkresFragment *fragment)
{
	AlkresPile *pile = fragment->pile;
	uint32_t left = fragment->first->position;

	look_at_barcode(families, fragment);
	if (pile == NULL)
	{
		arrive(families, fragment);
		return;
	}
	if (fragment->second != NULL)
		close_later(families, pile, fragment->second->end);
	enter_pile(families, pile, alkres_fragment_join(families->chunks, fragment), left);
}

/* Fetch the fragments, of which most are of mates that were joined. */
static void
prefetch_members(const AlkresPile *pile)
{
	for (uint32_t i = 0; i < Min(pile->count, 2 * FEW); i++)
		prefetch(pile->members[i], 6);
}

/* Count the molecules of a pile that has left its slot, and release it. */
static void
close_pile(AlkresFamilies *families, AlkresPile *pile)
{
	AlkresPile **place = &families->buckets[pile->hash & (families->bucket_count - 1)];
	uint32_t count = pile->count;

	while (*place != pile)
		place = &(*place)->next;
	*place = pile->next;
	families->pile_count--;
	if (count > families->fragment_capacity)
	{
		families->fragment_capacity = count + count / 2;
		families->fragments = repalloc_huge(
			families->fragments, sizeof(AlkresFragment *) * (Size) families->fragment_capacity);
	}
	memcpy(families->fragments, pile->members, sizeof(AlkresFragment *) * (Size) count);
	alkres_fragments_group(families->fragments, count, pile->key.kind != ALKRES_PLACE_NUMBER,
						   families->work);
	for (uint32_t first = 0, next; first < count; first = next)
	{
		for (next = first + 1;
			 next < count && families->fragments[next]->group == families->fragments[first]->group;
			 next++)
			;
		alkres_collapse(families->collapse, families->fragments + first, next - first);
	}
	for (uint32_t i = 0; i < count; i++)
		alkres_fragment_free(families->chunks, families->fragments[i]);
	if (pile->members != pile->few)
		alkres_chunks_put(families->chunks, pile->members,
						  sizeof(AlkresFragment *) * (Size) pile->capacity);
	alkres_chunks_put(families->chunks, pile,
					  offsetof(AlkresPile, number) + (Size) pile->key.number_length);
}

/* Close the piles of a slot that are passed, the last that came first; what stays keeps its order.
 * All this has not been looked at for long: it is fetched while others are counted. */
static void
close_slot(AlkresFamilies *families, Slot *slot, uint32_t position)
{
	uint32_t kept = 0, count = slot->count;

	for (uint32_t i = count; i > 0; i--)
	{
		AlkresPile *pile = slot->piles[i - 1];

		CHECK_FOR_INTERRUPTS();
		if (i > 5 && slot->piles[i - 6] != NULL)
			prefetch(slot->piles[i - 6], 3);
		if (i > 2 && slot->piles[i - 3] != NULL)
			prefetch_members(slot->piles[i - 3]);
		if (pile == NULL || pile->close + pile->late >= position)
			continue;
		slot->piles[i - 1] = NULL;
		close_pile(families, pile);
	}
	for (uint32_t i = 0; i < count; i++)
		if (slot->piles[i] != NULL)
		{
			slot->left = kept > 0 ? Min(slot->left, slot->piles[i]->left) : slot->piles[i]->left;
			slot->piles[i]->at = kept;
			slot->piles[kept++] = slot->piles[i];
		}
	slot->count = kept;
	/* All slots' together would be more than what is open. */
	if (kept == 0 && slot->capacity > ROOM_KEPT)
	{
		pfree(slot->piles);
		slot->piles = NULL;
		slot->capacity = 0;
	}
}

void
alkres_families_close(AlkresFamilies *families, uint32_t position)
{
	uint32_t behind = position == UINT32_MAX ? UINT32_MAX : position / SLOT_WIDTH;

	settle(families, 0);
	/* Once around passes them all. */
	if (behind - families->next_slot > SLOTS)
		families->next_slot = behind - SLOTS;
	for (; families->next_slot != behind; families->next_slot++)
		close_slot(families, &families->slots[families->next_slot % SLOTS], position);
	if (position == UINT32_MAX)
		families->next_slot = 0; /* another contig */
}

uint32_t
alkres_families_left(AlkresFamilies *families)
{
	uint32_t left = UINT32_MAX;

	settle(families, 0);
	for (int i = 0; i < SLOTS; i++)
		if (families->slots[i].count > 0)
			left = Min(left, families->slots[i].left);
	return left;
}

void
alkres_families_finish(AlkresFamilies *families)
{
	if (families->fragment_count >= CONSTANT_FRAGMENTS && !families->varies)
		ereport(ERROR, errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
				errmsg("the molecular barcodes are all the same"),
				errdetail("All of %llu fragments have the barcode \"%.*s\".",
						  (unsigned long long) families->fragment_count,
						  (int) families->first_length, families->first),
				errhint("It is an index of the sample, not of molecules: give umi => 'none'."));
}
