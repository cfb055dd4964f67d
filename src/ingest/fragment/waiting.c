/* waiting.c: fragments that wait for their second mate. */
#include "postgres.h"

#include "utils/memutils.h"

#include "ingest/fragment/fragments.h"
#include "ingest/fragment/waiting.h"

#define CACHE_LINE 64

/* More than a wait is long, in steps: those of one slot wait for the same step. */
#define SLOTS 1024
StaticAssertDecl((SLOTS - 2) * ALKRES_WAITING_STEP > ALKRES_FRAGMENT_MAX + ALKRES_STALE_MAX,
				 "too few slots");

/* Fragments that an empty slot has room for, at most. */
#define ROOM_KEPT 64

/* Those whose wait ends in one step, in the order in which they came. */
typedef struct Slot
{
	AlkresFragment **fragments; /* NULL: one that does not wait any more */
	uint32 count;
	uint32 capacity;
	uint32 waiting; /* how many are not NULL */
	uint32 first;   /* of them; or one before */
} Slot;

struct AlkresWaiting
{
	MemoryContext memory;
	Slot slots[SLOTS];  /* by the end of the wait in steps, modulo SLOTS */
	uint32_t next_step; /* the first that is not over */
	uint32_t last_step; /* no later one is waited for */
	AlkresFragment **buckets;
	uint32 bucket_count; /* a power of two */
	uint32 count;
};

AlkresWaiting *
alkres_waiting_new(void)
{
	AlkresWaiting *waiting = palloc0(sizeof(AlkresWaiting));

	waiting->memory = CurrentMemoryContext;
	waiting->bucket_count = 1024;
	waiting->buckets = palloc0(sizeof(AlkresFragment *) * waiting->bucket_count);
	return waiting;
}

static uint64
hash_name(const char *name, size_t name_length)
{
	size_t length = name_length;
	uint64 hash = length, word;

	for (; length >= sizeof(word); name += sizeof(word), length -= sizeof(word))
	{
		memcpy(&word, name, sizeof(word));
		hash = (hash ^ word) * UINT64CONST(0x9E3779B97F4A7C15);
		hash ^= hash >> 32;
	}
	if (name_length >= sizeof(word))
		memcpy(&word, name + length - sizeof(word), sizeof(word)); /* some of it again */
	else
	{
		word = 0;
		memcpy(&word, name, length);
	}
	return (hash ^ word) * UINT64CONST(0x9E3779B97F4A7C15);
}

uint32_t
alkres_waiting_hash(const AlkresWaiting *waiting, const AlkresRead *read, uint32_t *name_hash)
{
	/* Where mates are, too, because all reads may bear one name: the same for both. */
	uint64 places = (uint64) Min(read->position, read->mate_position) << 32 |
					Max(read->position, read->mate_position);
	uint64 name = hash_name(read->name, read->name_length);
	uint64 hash = (name ^ places) * UINT64CONST(0x9E3779B97F4A7C15);

	*name_hash = (uint32_t) (name >> 32);
	hash >>= 32;
	__builtin_prefetch(&waiting->buckets[hash & (waiting->bucket_count - 1)]);
	return (uint32) hash;
}

/* Can the mate have come already? */
static inline bool
may_have_mate(const AlkresRead *read)
{
	return read->mate_position <= read->position && read->mate_contig == read->contig &&
		   !(read->flags & ALKRES_READ_MATE_UNMAPPED);
}

void
alkres_waiting_prefetch(const AlkresWaiting *waiting, const AlkresRead *read, uint32_t hash)
{
	const char *first = (const char *) waiting->buckets[hash & (waiting->bucket_count - 1)];
	const char *end = first + sizeof(AlkresFragment) + sizeof(AlkresAligned) +
					  Min(read->name_length + read->length, 512);

	if (may_have_mate(read))
		for (; first < end; first += CACHE_LINE)
			__builtin_prefetch(first);
}

AlkresFragment *
alkres_waiting_find(const AlkresWaiting *waiting, const AlkresRead *read, uint32_t hash)
{
	AlkresFragment *fragment = waiting->buckets[hash & (waiting->bucket_count - 1)];

	if (!may_have_mate(read))
		return NULL;
	for (; fragment != NULL; fragment = fragment->next)
	{
		/* The name may occur twice: the mate must say where the other one is. */
		if (fragment->hash == hash && fragment->position == read->mate_position &&
			fragment->mate_position == read->position &&
			((fragment->flags ^ read->flags) & (ALKRES_READ_FIRST | ALKRES_READ_LAST)) ==
				(ALKRES_READ_FIRST | ALKRES_READ_LAST) &&
			fragment->name_length == read->name_length &&
			memcmp(fragment->text, read->name, read->name_length) == 0)
			return fragment;
	}
	return NULL;
}

AlkresFragment *
alkres_waiting_namesake(const AlkresWaiting *waiting, const AlkresFragment *fragment)
{
	AlkresFragment *found = NULL;
	AlkresFragment *other = waiting->buckets[fragment->hash & (waiting->bucket_count - 1)];

	for (int looked = 0; other != NULL; other = other->next)
	{
		if (other->hash != fragment->hash || !alkres_fragment_same_name(other, fragment))
			continue;
		if (++looked > ALKRES_NAMESAKES_MAX)
			return NULL;
		if (!alkres_fragment_may_be_mates(other, other->until, fragment, fragment->until))
			continue;
		if (found != NULL)
			return NULL;
		found = other;
	}
	return found;
}

static void
enter_bucket(AlkresFragment **bucket, AlkresFragment *fragment)
{
	fragment->next = *bucket;
	fragment->place = bucket;
	if (*bucket != NULL)
		(*bucket)->place = &fragment->next;
	*bucket = fragment;
}

static void
grow_buckets(AlkresWaiting *waiting)
{
	uint32 count = waiting->bucket_count * 2;
	AlkresFragment **buckets =
		MemoryContextAllocExtended(waiting->memory, sizeof(AlkresFragment *) * (Size) count,
								   MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);

	for (uint32 i = 0; i < waiting->bucket_count; i++)
	{
		AlkresFragment *next;

		for (AlkresFragment *fragment = waiting->buckets[i]; fragment != NULL; fragment = next)
		{
			next = fragment->next;
			enter_bucket(&buckets[fragment->hash & (count - 1)], fragment);
		}
	}
	pfree(waiting->buckets);
	waiting->buckets = buckets;
	waiting->bucket_count = count;
}

static inline Slot *
slot_of(AlkresWaiting *waiting, uint32_t step)
{
	return &waiting->slots[step % SLOTS];
}

/* Room for one more, where others left it or behind them. */
static void
make_room(AlkresWaiting *waiting, Slot *slot)
{
	if (2 * slot->waiting < slot->capacity)
	{
		uint32 kept = 0;

		for (uint32 i = slot->first; i < slot->count; i++)
			if (slot->fragments[i] != NULL)
			{
				slot->fragments[i]->at = kept;
				slot->fragments[kept++] = slot->fragments[i];
			}
		slot->count = kept;
		slot->first = 0;
		return;
	}
	slot->capacity = slot->capacity > 0 ? 2 * slot->capacity : 16;
	slot->fragments =
		slot->fragments == NULL
			? MemoryContextAlloc(waiting->memory, sizeof(AlkresFragment *) * slot->capacity)
			: repalloc_huge(slot->fragments, sizeof(AlkresFragment *) * (Size) slot->capacity);
}

/* The first of a slot in which some wait. */
static const AlkresFragment *
first_of(Slot *slot)
{
	while (slot->fragments[slot->first] == NULL)
		slot->first++;
	return slot->fragments[slot->first];
}

/* A slot keeps a little room: all together would be more than what waits. */
static void
empty(Slot *slot)
{
	slot->count = slot->waiting = slot->first = 0;
	if (slot->capacity <= ROOM_KEPT)
		return;
	pfree(slot->fragments);
	slot->fragments = NULL;
	slot->capacity = 0;
}

void
alkres_waiting_add(AlkresWaiting *waiting, AlkresFragment *fragment)
{
	Slot *slot = slot_of(waiting, fragment->until / ALKRES_WAITING_STEP);

	if (2 * waiting->count >= waiting->bucket_count)
		grow_buckets(waiting);
	enter_bucket(&waiting->buckets[fragment->hash & (waiting->bucket_count - 1)], fragment);
	if (slot->count == slot->capacity)
		make_room(waiting, slot);
	fragment->at = slot->count;
	slot->fragments[slot->count++] = fragment;
	slot->waiting++;
	waiting->last_step = Max(waiting->last_step, fragment->until / ALKRES_WAITING_STEP);
	waiting->count++;
}

static void
leave_bucket(AlkresWaiting *waiting, AlkresFragment *fragment)
{
	*fragment->place = fragment->next;
	if (fragment->next != NULL)
		fragment->next->place = fragment->place;
	waiting->count--;
}

void
alkres_waiting_remove(AlkresWaiting *waiting, AlkresFragment *fragment)
{
	Slot *slot = slot_of(waiting, fragment->until / ALKRES_WAITING_STEP);

	leave_bucket(waiting, fragment);
	slot->fragments[fragment->at] = NULL;
	if (--slot->waiting == 0)
		empty(slot);
}

/* Whose wait ended first, and of equal ones who came first. */
static int
compare_waits(const void *left, const void *right)
{
	const AlkresFragment *a = *(AlkresFragment *const *) left;
	const AlkresFragment *b = *(AlkresFragment *const *) right;

	if (a->until != b->until)
		return a->until < b->until ? -1 : 1;
	return a->number < b->number ? -1 : a->number > b->number;
}

/* Those of a slot that wait, in order: how many. */
static uint32
in_order(Slot *slot)
{
	uint32 kept = 0;

	for (uint32 i = slot->first; i < slot->count; i++)
		if (slot->fragments[i] != NULL)
			slot->fragments[kept++] = slot->fragments[i];
	if (kept > 1)
		qsort(slot->fragments, kept, sizeof(AlkresFragment *), compare_waits);
	return kept;
}

AlkresFragment *
alkres_waiting_expire(AlkresWaiting *waiting, uint32_t position)
{
	uint32_t behind = position == UINT32_MAX ? UINT32_MAX : position / ALKRES_WAITING_STEP;
	AlkresFragment *expired = NULL, **last = &expired;

	/* Once around passes them all. */
	if (behind - waiting->next_step > SLOTS)
		waiting->next_step = behind - SLOTS;
	for (; waiting->next_step != behind; waiting->next_step++)
	{
		Slot *slot = slot_of(waiting, waiting->next_step);
		uint32 count;

		/* All of a slot wait for the same step. */
		if (slot->waiting == 0 || first_of(slot)->until / ALKRES_WAITING_STEP >= behind)
			continue;
		count = in_order(slot);
		for (uint32 i = 0; i < count; i++)
		{
			AlkresFragment *fragment = slot->fragments[i];

			leave_bucket(waiting, fragment);
			*last = fragment;
			last = &fragment->next;
		}
		empty(slot);
	}
	*last = NULL;
	if (position == UINT32_MAX)
		waiting->next_step = waiting->last_step = 0; /* another contig */
	return expired;
}

uint32_t
alkres_waiting_last(AlkresWaiting *waiting)
{
	if (waiting->count == 0)
		return 0;
	for (; waiting->last_step > 0; waiting->last_step--)
	{
		Slot *slot = slot_of(waiting, waiting->last_step);

		if (slot->waiting > 0 && first_of(slot)->until / ALKRES_WAITING_STEP == waiting->last_step)
			break;
	}
	return (waiting->last_step + 1) * ALKRES_WAITING_STEP;
}

uint32_t
alkres_waiting_left(AlkresWaiting *waiting)
{
	uint32_t left = UINT32_MAX;

	for (int i = 0; i < SLOTS; i++)
		if (waiting->slots[i].waiting > 0)
			left = Min(left, first_of(&waiting->slots[i])->position);
	return left;
}

uint32_t
alkres_waiting_count(const AlkresWaiting *waiting)
{
	return waiting->count;
}
