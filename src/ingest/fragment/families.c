/* families.c: fragments to families. */
#include "postgres.h"

#include "common/hashfn.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "core/molecule/barcode_groups.h"
#include "ingest/fragment/families.h"
#include "ingest/fragment/fragments.h"
#include "ingest/fragment/waiting.h"

/* Fragments of a file whose barcodes are all the same: so many prove that they are none. */
#define CONSTANT_FRAGMENTS 100

/* What the fragments of a pile have in common; compared as bytes, so padding is zero. */
typedef struct PileKey
{
	uint32_t ends[2];      /* 5' ends */
	uint32_t mate;         /* of a single read: where its mate should start, 0 */
	uint8_t kind;          /* PILE_* and strands */
	uint8_t orientation;   /* 1 more; 0 where the barcodes tell both apart */
	uint8_t number_length; /* of the family's number, which then is all of the key */
	uint8_t unused;
} PileKey;

/* Kinds of fragments. */
enum
{
	PILE_FACING, /* a forward and a reverse mate */
	PILE_MATES,  /* other mates; strands in the bits from 4 on */
	PILE_SINGLE,
	PILE_NUMBER
};

/* Fragments that may be of one molecule; one chunk of memory. */
typedef struct AlkresPile
{
	struct AlkresPile *next;            /* in the bucket */
	struct AlkresPile *before, *behind; /* in its slot */
	AlkresFragment *fragments;
	PileKey key;
	uint32_t hash;
	uint32_t count;
	uint32_t left;  /* leftmost position of its fragments */
	uint32_t close; /* no read of it starts behind this position */
	uint32_t late;  /* so far behind it fragments of it may be completed */
	char number[FLEXIBLE_ARRAY_MEMBER];
} AlkresPile;

/* A fragment that found no mate is completed so far behind where it should have. */
#define LATE (ALKRES_STALE_MAX + 2 * ALKRES_WAITING_STEP)

/* Piles that close within so many positions share a slot; places are told apart modulo SLOTS. */
#define SLOT_WIDTH 32
#define SLOTS 1024

struct AlkresFamilies
{
	AlkresCollapse *collapse;
	AlkresChunks *chunks;
	AlkresUmi umi;
	MemoryContext memory;
	AlkresPile *slots[SLOTS]; /* open piles by the place where they close */
	uint32_t next_slot;       /* the first not passed, by its place */
	AlkresPile **buckets;
	uint32_t bucket_count; /* a power of two */
	uint32_t pile_count;

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

/* Clipped bases in front of the first and behind the last aligned one. */
static void
count_clips(const AlkresAligned *read, uint32_t *before, uint32_t *behind)
{
	bool aligned = false;

	*before = *behind = 0;
	for (uint32_t i = 0; i < read->cigar_count; i++)
	{
		uint32_t operation = ALKRES_CIGAR_OP(read->cigar[i]);

		if (operation != ALKRES_CIGAR_SOFT_CLIP && operation != ALKRES_CIGAR_HARD_CLIP)
			aligned = true;
		else if (aligned)
			*behind += ALKRES_CIGAR_LENGTH(read->cigar[i]);
		else
			*before += ALKRES_CIGAR_LENGTH(read->cigar[i]);
	}
}

/* The 5' end, from 0 to ALKRES_POSITION_MAX, whatever hard clips claim; most: of more clipped bases
 * none counts. */
static uint32_t
five_prime(const AlkresAligned *read, uint32_t most)
{
	uint32_t before, behind;

	count_clips(read, &before, &behind);
	if (read->flags & ALKRES_READ_REVERSE)
		return (uint32_t) Min((uint64_t) read->end + (behind <= most ? behind : 0),
							  ALKRES_POSITION_MAX);
	before = before <= most ? before : 0;
	return read->position > before ? read->position - before : 0;
}

/* Place and kind of a complete fragment; *close: no read of its like starts behind it. */
static PileKey
place_of(const AlkresFragment *fragment, uint32_t *close)
{
	const AlkresAligned *first = fragment->first, *second = fragment->second;
	bool reverse = (first->flags & ALKRES_READ_REVERSE) != 0, other;
	PileKey key = {.kind = PILE_SINGLE};

	if (second == NULL)
	{
		key.ends[0] = five_prime(first, ALKRES_SINGLE_CLIP_MAX);
		key.kind = (uint8_t) (PILE_SINGLE | reverse << 4);
		key.mate = fragment->expects_mate ? first->mate_position : 0;
		*close = Max(key.ends[0] + (reverse ? 0 : ALKRES_SINGLE_CLIP_MAX), key.mate);
		if (fragment->expects_mate)
			*close = Max(key.ends[0] + ALKRES_SINGLE_CLIP_MAX, key.mate) + LATE;
		return key;
	}
	if (reverse != ((second->flags & ALKRES_READ_REVERSE) != 0))
	{
		const AlkresAligned *forward = reverse ? second : first;

		key.kind = PILE_FACING;
		key.ends[0] = five_prime(forward, UINT32_MAX);
		key.ends[1] = five_prime(reverse ? first : second, UINT32_MAX);
		*close = key.ends[1];
		if (forward->position <= key.ends[1])
			return key;
	}
	other = (second->flags & ALKRES_READ_REVERSE) != 0;
	key.ends[0] = reverse ? first->end : first->position;
	key.ends[1] = other ? second->end : second->position;
	*close = Max(key.ends[0], key.ends[1]);
	if (key.ends[1] < key.ends[0] || (key.ends[1] == key.ends[0] && !other))
	{
		uint32_t end = key.ends[0];
		bool strand = reverse;

		key.ends[0] = key.ends[1];
		key.ends[1] = end;
		reverse = other;
		other = strand;
	}
	key.kind = (uint8_t) (PILE_MATES | reverse << 4 | other << 5);
	return key;
}

static PileKey
key_of(const AlkresFragment *fragment, uint32_t *close)
{
	PileKey key = place_of(fragment, close);

	/* One barcode does not tell the strands of one molecule from two molecules; without orientation
	 * nothing tells the order of two. */
	if (fragment->joint == ALKRES_BARCODE_ONE ||
		fragment->orientation == ALKRES_ORIENTATION_UNKNOWN)
		key.orientation = (uint8_t) (1 + fragment->orientation);
	return key;
}

static void
grow_buckets(AlkresFamilies *families)
{
	uint32_t count = families->bucket_count * 2;
	AlkresPile **buckets = MemoryContextAllocExtended(
		families->memory, sizeof(AlkresPile *) * (Size) count, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);

	for (int slot = 0; slot < SLOTS; slot++)
		for (AlkresPile *pile = families->slots[slot]; pile != NULL; pile = pile->behind)
		{
			pile->next = buckets[pile->hash & (count - 1)];
			buckets[pile->hash & (count - 1)] = pile;
		}
	pfree(families->buckets);
	families->buckets = buckets;
	families->bucket_count = count;
}

static void
enter_slot(AlkresFamilies *families, AlkresPile *pile)
{
	AlkresPile **slot = &families->slots[(pile->close + pile->late) / SLOT_WIDTH % SLOTS];

	pile->before = NULL;
	pile->behind = *slot;
	if (*slot != NULL)
		(*slot)->before = pile;
	*slot = pile;
}

static void
leave_slot(AlkresFamilies *families, AlkresPile *pile)
{
	if (pile->before != NULL)
		pile->before->behind = pile->behind;
	else
		families->slots[(pile->close + pile->late) / SLOT_WIDTH % SLOTS] = pile->behind;
	if (pile->behind != NULL)
		pile->behind->before = pile->before;
}

/* More may come to the pile, up to this position. */
static void
close_later(AlkresFamilies *families, AlkresPile *pile, uint32_t position)
{
	if (position <= pile->close)
		return;
	leave_slot(families, pile);
	pile->close = position;
	enter_slot(families, pile);
}

/*
 * The open pile of the key, made when there is none.  left: where the fragment begins; a numbered
 * pile that ends before it is another one's.  close: no read of the fragment starts behind it.
 */
static AlkresPile *
find_pile(AlkresFamilies *families, const PileKey *key, const char *number, uint32_t left,
		  uint32_t close)
{
	uint32_t hash = hash_bytes((const unsigned char *) key, sizeof(PileKey));
	AlkresPile *pile;

	if (key->number_length > 0)
		hash = hash_combine(hash, hash_bytes((const unsigned char *) number, key->number_length));
	for (pile = families->buckets[hash & (families->bucket_count - 1)]; pile != NULL;
		 pile = pile->next)
		if (pile->hash == hash && memcmp(&pile->key, key, sizeof(PileKey)) == 0 &&
			memcmp(pile->number, number, key->number_length) == 0 &&
			(key->number_length == 0 || pile->close >= left))
			return pile;
	if (families->pile_count >= families->bucket_count)
		grow_buckets(families);
	pile = alkres_chunks_get(families->chunks,
							 offsetof(AlkresPile, number) + (Size) key->number_length);
	memset(pile, 0, offsetof(AlkresPile, number));
	pile->key = *key;
	memcpy(pile->number, number, key->number_length);
	pile->hash = hash;
	pile->left = left;
	pile->next = families->buckets[hash & (families->bucket_count - 1)];
	families->buckets[hash & (families->bucket_count - 1)] = pile;
	pile->close = close;
	pile->late = key->kind == PILE_NUMBER ? LATE : 0;
	enter_slot(families, pile);
	families->pile_count++;
	return pile;
}

void
alkres_families_expect(AlkresFamilies *families, AlkresFragment *fragment)
{
	PileKey key = {.kind = PILE_NUMBER, .number_length = fragment->barcode_length};
	const AlkresAligned *read = fragment->first;
	uint32_t close;
	AlkresPile *pile;

	if (families->umi.kind != ALKRES_UMI_MI)
		return;
	close = fragment->expects_mate ? Max(read->end, read->mate_position) : read->end;
	pile = find_pile(families, &key, alkres_fragment_barcode(fragment), read->position, close);
	close_later(families, pile, close);
	fragment->pile = pile;
}

void
alkres_families_await(AlkresFamilies *families, AlkresFragment *fragment, uint32_t position)
{
	uint32_t close;
	PileKey key;
	AlkresPile *pile;

	alkres_fragment_orient(fragment);
	key = key_of(fragment, &close);
	pile = find_pile(families, &key, "", fragment->first->position, close);
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

void
alkres_families_add(AlkresFamilies *families, AlkresFragment *fragment)
{
	AlkresPile *pile = fragment->pile;

	look_at_barcode(families, fragment);
	if (pile == NULL)
	{
		uint32_t close;
		PileKey key = key_of(fragment, &close);

		pile = find_pile(families, &key, "", fragment->first->position, close);
	}
	else if (fragment->second != NULL)
		close_later(families, pile, fragment->second->end);
	pile->left = Min(pile->left, fragment->first->position);
	fragment->next = pile->fragments;
	pile->fragments = fragment;
	pile->count++;
}

static int
compare_fragments(const void *a, const void *b)
{
	const AlkresFragment *x = *(AlkresFragment *const *) a, *y = *(AlkresFragment *const *) b;

	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

static int
compare_barcodes(const void *a, const void *b)
{
	const AlkresFragment *x = *(AlkresFragment *const *) a, *y = *(AlkresFragment *const *) b;
	int order = memcmp(alkres_fragment_barcode(x), alkres_fragment_barcode(y),
					   Min(x->barcode_length, y->barcode_length));

	return order != 0 ? order : (int) x->barcode_length - (int) y->barcode_length;
}

/* Give each fragment the number of its family in the pile; they are left in that order. */
static void
group_fragments(AlkresFamilies *families, uint32_t count)
{
	AlkresFragment **fragments = families->fragments;
	MemoryContext before = MemoryContextSwitchTo(families->work);
	AlkresBarcodeGroup *groups =
		palloc_extended(sizeof(AlkresBarcodeGroup) * (Size) count, MCXT_ALLOC_HUGE);
	uint32_t *starts = palloc_extended(sizeof(uint32_t) * ((Size) count + 1), MCXT_ALLOC_HUGE);
	uint32_t group_count = 0;

	qsort(fragments, count, sizeof(AlkresFragment *), compare_barcodes);
	for (uint32_t i = 0; i < count; i++)
	{
		if (i == 0 || compare_barcodes(&fragments[i - 1], &fragments[i]) != 0)
		{
			starts[group_count] = i;
			groups[group_count++] = (AlkresBarcodeGroup){alkres_fragment_barcode(fragments[i]),
														 fragments[i]->barcode_length, 0, 0};
		}
		groups[group_count - 1].count++;
	}
	alkres_barcode_groups_join(groups, group_count);
	/* The groups are in another order now: find the fragments of each by its text. */
	starts[group_count] = count;
	for (uint32_t i = 0; i < group_count; i++)
	{
		uint32_t low = 0, high = group_count;
		AlkresFragment *first;

		while (high - low > 1)
		{
			uint32_t middle = low + (high - low) / 2;
			const AlkresFragment *other = fragments[starts[middle]];
			int order = memcmp(groups[i].text, alkres_fragment_barcode(other),
							   Min(groups[i].length, other->barcode_length));

			if (order == 0)
				order = (int) groups[i].length - (int) other->barcode_length;
			if (order < 0)
				high = middle;
			else
				low = middle;
		}
		first = fragments[starts[low]];
		Assert(alkres_fragment_barcode(first) == groups[i].text);
		(void) first;
		for (uint32_t j = starts[low]; j < starts[low + 1]; j++)
			fragments[j]->group = groups[i].family;
	}
	qsort(fragments, count, sizeof(AlkresFragment *), compare_fragments);
	MemoryContextSwitchTo(before);
	MemoryContextReset(families->work);
}

/* The qualities lie behind the head: most of a read. */
static inline void
prefetch_read(const AlkresAligned *read)
{
	for (int line = 0; line < 4; line++)
		__builtin_prefetch((const char *) read + line * 64);
}

static void
close_pile(AlkresFamilies *families, AlkresPile *pile)
{
	AlkresPile **place = &families->buckets[pile->hash & (families->bucket_count - 1)];
	uint32_t count = 0;

	while (*place != pile)
		place = &(*place)->next;
	*place = pile->next;
	leave_slot(families, pile);
	families->pile_count--;
	if (pile->count > families->fragment_capacity)
	{
		families->fragment_capacity = pile->count + pile->count / 2;
		families->fragments = repalloc_huge(
			families->fragments, sizeof(AlkresFragment *) * (Size) families->fragment_capacity);
	}
	for (AlkresFragment *fragment = pile->fragments; fragment != NULL; fragment = fragment->next)
	{
		fragment->group = 0;
		families->fragments[count++] = fragment;
		__builtin_prefetch(fragment->next);
		prefetch_read(fragment->first);
		if (fragment->second != NULL)
			prefetch_read(fragment->second);
	}
	if (count > 1 && pile->key.kind != PILE_NUMBER)
		group_fragments(families, count);
	else if (count > 1)
		qsort(families->fragments, count, sizeof(AlkresFragment *), compare_fragments);
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
	alkres_chunks_put(families->chunks, pile,
					  offsetof(AlkresPile, number) + (Size) pile->key.number_length);
}

void
alkres_families_close(AlkresFamilies *families, uint32_t position)
{
	uint32_t behind = position == UINT32_MAX ? UINT32_MAX : position / SLOT_WIDTH;

	/* Once around passes them all. */
	if (behind - families->next_slot > SLOTS)
		families->next_slot = behind - SLOTS;
	for (; families->next_slot != behind; families->next_slot++)
	{
		AlkresPile *next;

		for (AlkresPile *pile = families->slots[families->next_slot % SLOTS]; pile != NULL;
			 pile = next)
		{
			next = pile->behind;
			if (next != NULL) /* all this has not been looked at for long */
			{
				__builtin_prefetch(next->fragments);
				__builtin_prefetch(next->behind);
			}
			CHECK_FOR_INTERRUPTS();
			if (pile->close + pile->late < position)
				close_pile(families, pile);
		}
	}
	if (position == UINT32_MAX)
		families->next_slot = 0; /* another contig */
}

uint32_t
alkres_families_left(const AlkresFamilies *families)
{
	uint32_t left = UINT32_MAX;

	for (int slot = 0; slot < SLOTS; slot++)
		for (const AlkresPile *pile = families->slots[slot]; pile != NULL; pile = pile->behind)
			left = Min(left, pile->left);
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
