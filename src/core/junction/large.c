/* large.c: insertions, deletions, duplications and inversions that aligners clip. */
#include "core/junction/large.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/base/nucleotide.h"
#include "core/junction/evidence.h"
#include "core/variant/left_align.h"

/* Blocks on either side of a pile in which the other end may lie. */
#define NEIGHBOURS ((ALKRES_LARGE_MAX + ALKRES_CLIP_TAIL) / ALKRES_BLOCK_SIZE + 1)
/* Two tails say the bases between them when so many agree. */
#define OVERLAP_MIN 12
/* So many bases at most have both sides of an insertion. */
#define FACING 8
/* The ends of an inversion lie so exactly beside each other. */
#define BESIDE 3
#define MOLECULES 2
/* Where one tail alone speaks for it, and does not quite fit. */
#define DOUBTFUL_MOLECULES 3

typedef struct Search
{
	const AlkresShown *shown;
	AlkresKnownSequence sequence;
	AlkresPiles piles;
	AlkresJunctions ends;
} Search;

const char *
alkres_large_kind_name(AlkresLargeKind kind)
{
	static const char *const names[] = {"deletion", "duplication", "insertion", "inversion"};

	return names[kind];
}

/* Bases that a junction skips, or doubles if negative; of the same side on both: those turned. */
static int64_t
bases_between(const AlkresBreakpoint *left, const AlkresBreakpoint *right)
{
	return (int64_t) right->position - left->position -
		   (left->kept_right != right->kept_right ? 1 : 0);
}

static void
add_ends(Search *search, const AlkresPile *pile, const AlkresTail *tail,
		 const AlkresPlacement *placement)
{
	AlkresJunction ends = {.is_precise = true, .reciprocal = -1, .places = 1};
	bool is_left = pile->at.kept_right == placement->at.kept_right
					   ? pile->at.position < placement->at.position
					   : !pile->at.kept_right;
	int64_t between;

	ends.kinase = is_left ? pile->at : placement->at;
	ends.partner = is_left ? placement->at : pile->at;
	between = bases_between(&ends.kinase, &ends.partner);
	if (between > ALKRES_LARGE_MAX || between < -ALKRES_LARGE_MAX)
		return;
	ends.score = placement->score;
	ends.is_exact = placement->is_exact;
	*(is_left ? &ends.split : &ends.partner_split) = pile->molecules;
	*(is_left ? &ends.split_shared : &ends.partner_split_shared) = pile->shared_molecules;
	ends.knows_shared = search->shown->knows_shared;
	alkres_junction_set_inserted(&ends, tail, placement->skipped, is_left);
	if (is_left)
		memcpy(ends.tail, tail->bases, sizeof(ends.tail));
	alkres_junction_settle(&ends, &search->sequence);
	for (int i = 0; i < search->ends.count; i++)
		if (alkres_junctions_are_same(&search->ends.items[i], &ends))
		{
			alkres_junction_merge(&search->ends.items[i], &ends);
			return;
		}
	alkres_junctions_put(&search->ends, &ends);
}

/* The tails of one block, placed in it and its neighbours. */
static void
place_block(Search *search, const AlkresShownBlock *block, int first, int count)
{
	AlkresStretch stretches[2 * NEIGHBOURS + 1];
	AlkresTail *tails = alkres_alloc(sizeof(AlkresTail) * (size_t) count);
	AlkresPlacements placements;
	int stretch_count = 0, tail_count = 0;

	for (int i = first; i < first + count; i++)
		tails[tail_count++] = search->piles.tails[i];
	for (int i = -NEIGHBOURS; i <= NEIGHBOURS && tail_count > 0; i++)
	{
		const AlkresShownBlock *near = alkres_shown_block(
			search->shown, &block->contig, ((int64_t) block->block + i) * ALKRES_BLOCK_SIZE + 1);

		if (near != NULL)
			stretches[stretch_count++] =
				(AlkresStretch){&near->contig, near->block * ALKRES_BLOCK_SIZE + 1 - ALKRES_HALO,
								near->reference, sizeof(near->reference)};
	}
	alkres_place_tails(&placements, tails, tail_count, stretches, stretch_count);
	for (int pass = 0; pass < 2; pass++)
		for (int i = 0; i < placements.count; i++)
		{
			const AlkresPlacement *placement = &placements.items[i];
			const AlkresTail *tail = &tails[placement->tail];
			AlkresPile *pile = &search->piles.items[tail->owner];
			int64_t between = pile->at.kept_right != placement->at.kept_right
								  ? bases_between(&pile->at, &placement->at)
								  : ALKRES_LARGE_MAX;

			/* What goes on in place, or with few bases more or less, is not large. */
			if (pass == 0 && between < ALKRES_LARGE_MIN && between > -ALKRES_LARGE_MIN &&
				placement->score > pile->rival)
				pile->rival = placement->score;
			if (pass == 1 && placement->score >= ALKRES_JUNCTION_SCORE &&
				placement->score > pile->rival)
				add_ends(search, pile, tail, placement);
		}
	alkres_free(placements.items);
	alkres_free(tails);
}

static AlkresLargeChange *
put(AlkresLargeChanges *changes, const AlkresLargeChange *change)
{
	if (changes->count == changes->room)
	{
		changes->room = changes->room == 0 ? 8 : 2 * changes->room;
		changes->items =
			alkres_realloc(changes->items, sizeof(AlkresLargeChange) * (size_t) changes->room);
	}
	changes->items[changes->count] = *change;
	return &changes->items[changes->count++];
}

/* Molecules that end on either side.  Who ends on both is one, and noted at both. */
static uint32_t
ends_distinct(const AlkresJunction *ends)
{
	uint32_t shared = ends->split_shared + ends->partner_split_shared;

	if (!ends->knows_shared)
		return ends->split > ends->partner_split ? ends->split : ends->partner_split;
	return ends->split + ends->partner_split - shared / 2;
}

static bool
is_enough(const AlkresJunction *ends)
{
	bool both = ends->split > 0 && ends->partner_split > 0;

	return ends_distinct(ends) >= (both || ends->is_exact ? MOLECULES : DOUBTFUL_MOLECULES);
}

/* Reference bases from one position to another behind what is given, turned round or not. */
static bool
append_reference(const Search *search, const AlkresContig *contig, int64_t from, int64_t to,
				 bool turned, char *out)
{
	size_t length = strlen(out);

	for (int64_t i = from; i <= to; i++)
	{
		char base =
			alkres_known_sequence_base(&search->sequence, contig, turned ? to - (i - from) : i);

		if (base == 0)
			return false;
		out[length++] = turned ? alkres_base_complement(base) : base;
	}
	out[length] = '\0';
	return true;
}

static void
add_skipped_or_doubled(const Search *search, AlkresLargeChanges *changes,
					   const AlkresJunction *ends)
{
	int64_t between = bases_between(&ends->kinase, &ends->partner);
	size_t inserted = strlen(ends->inserted);
	AlkresLargeChange change = {
		.left = ends->kinase.position, .right = ends->partner.position, .ends = *ends};

	change.bases = alkres_alloc_zero(inserted + ALKRES_LARGE_MAX + 1);
	memcpy(change.bases, ends->inserted, inserted);
	change.kind = between > 0 ? ALKRES_LARGE_DELETION : ALKRES_LARGE_DUPLICATION;
	change.length = (int) (between > 0 ? between : -between);
	change.molecules = ends_distinct(ends);
	if (between < 0)
	{
		change.right = change.left + 1;
		if (!append_reference(search, ends->kinase.contig, ends->partner.position,
							  ends->kinase.position, false, change.bases))
			return;
	}
	if (change.length >= ALKRES_LARGE_MIN)
		put(changes, &change);
}

/* Both ends of an inversion are seen, else it may be a molecule that copied itself back. */
static void
add_turned(const Search *search, AlkresLargeChanges *changes, const AlkresJunction *ends)
{
	for (int i = 0; i < search->ends.count; i++)
	{
		const AlkresJunction *other = &search->ends.items[i];
		int64_t left = (int64_t) other->kinase.position - ends->kinase.position - 1;
		int64_t right = (int64_t) other->partner.position - ends->partner.position - 1;
		AlkresLargeChange change = {.kind = ALKRES_LARGE_INVERSION, .ends = *ends};

		if (!other->kinase.kept_right || !other->partner.kept_right ||
			!alkres_contig_equal(other->kinase.contig, ends->kinase.contig) || left < -BESIDE ||
			left > BESIDE || right < -BESIDE || right > BESIDE || ends->inserted[0] != '\0')
			continue;
		change.left = ends->kinase.position;
		change.right = ends->partner.position + 1;
		change.length = (int) (change.right - change.left - 1);
		change.bases = alkres_alloc_zero(ALKRES_LARGE_MAX + 1);
		change.ends.compared = ends->split;
		change.ends.split += ends->partner_split;
		change.ends.split_shared += ends->partner_split_shared;
		change.ends.partner_split = other->split + other->partner_split;
		change.ends.partner_split_shared = other->split_shared + other->partner_split_shared;
		change.molecules = ends_distinct(&change.ends);
		if (change.molecules >= DOUBTFUL_MOLECULES && change.length >= ALKRES_LARGE_MIN &&
			change.length <= ALKRES_LARGE_MAX &&
			append_reference(search, ends->kinase.contig, change.left + 1, change.right - 1, true,
							 change.bases))
			put(changes, &change);
		return;
	}
}

/* The bases between two ends that face each other, from the tails of both; their number. */
static int
assemble(const AlkresTail *left, const AlkresTail *right, char *bases)
{
	/* Of the right one read on the plus strand. */
	for (int length = ALKRES_LARGE_MIN - FACING; length <= 2 * ALKRES_CLIP_TAIL - OVERLAP_MIN;
		 length++)
	{
		int agreed = 0, known = 0;

		for (int i = 0; i < length; i++)
		{
			char one = i < ALKRES_CLIP_TAIL ? left->bases[i] : 'N';
			int back = length - 1 - i;
			char other = back < ALKRES_CLIP_TAIL ? alkres_base_complement(right->bases[back]) : 'N';

			bases[i] = one != 'N' ? one : other;
			known += one != 'N' && other != 'N';
			agreed += one != 'N' && one == other;
			if (bases[i] == 'N')
				known = -2 * ALKRES_CLIP_TAIL;
		}
		bases[length] = '\0';
		if (known >= OVERLAP_MIN && agreed == known)
			return length;
	}
	return 0;
}

/* Bases of few kinds agree with any others of these. */
static bool
is_varied(const char *bases)
{
	int counts[4] = {0}, length = 0, most = 0;

	for (; bases[length] != '\0'; length++)
		counts[alkres_base_code(bases[length]) & 3]++;
	for (int i = 0; i < 4; i++)
		most = counts[i] > most ? counts[i] : most;
	return 3 * most < 2 * length;
}

/* Two piles that face each other, maybe over a few bases that both sides have. */
static void
add_inserted(const Search *search, AlkresLargeChanges *changes, int left, int right)
{
	const AlkresPile *before = &search->piles.items[left], *behind = &search->piles.items[right];
	char bases[2 * ALKRES_CLIP_TAIL + FACING + 1];
	AlkresLargeChange change = {.kind = ALKRES_LARGE_INSERTION,
								.left = before->at.position,
								.right = before->at.position + 1};

	change.length = assemble(&search->piles.tails[left], &search->piles.tails[right], bases);
	if (change.length == 0 || !is_varied(bases) ||
		!append_reference(search, before->at.contig, behind->at.position, before->at.position,
						  false, bases))
		return;
	change.length = (int) strlen(bases);
	if (change.length < ALKRES_LARGE_MIN)
		return;
	change.bases = alkres_alloc(sizeof(bases));
	memcpy(change.bases, bases, sizeof(bases));
	change.ends = (AlkresJunction){.kinase = before->at,
								   .partner = behind->at,
								   .split = before->molecules,
								   .partner_split = behind->molecules,
								   .split_shared = before->shared_molecules,
								   .partner_split_shared = behind->shared_molecules,
								   .knows_shared = search->shown->knows_shared,
								   .is_precise = true,
								   .is_exact = true,
								   .reciprocal = -1};
	memcpy(change.ends.tail, search->piles.tails[left].bases, sizeof(change.ends.tail));
	change.molecules = ends_distinct(&change.ends);
	put(changes, &change);
}

static void
add_insertions(const Search *search, AlkresLargeChanges *changes)
{
	const AlkresPiles *piles = &search->piles;

	for (int i = 0; i < piles->count; i++)
	{
		const AlkresPile *left = &piles->items[i];

		/* Piles stand by block and place. */
		for (int j = i > 2 * FACING ? i - 2 * FACING : 0; j < piles->count && j < i + 4; j++)
		{
			const AlkresPile *right = &piles->items[j];
			int64_t apart = (int64_t) left->at.position + 1 - right->at.position;

			if (!left->at.kept_right && right->at.kept_right && left->molecules >= MOLECULES &&
				right->molecules >= MOLECULES && apart >= 0 && apart <= FACING &&
				alkres_contig_equal(left->at.contig, right->at.contig))
				add_inserted(search, changes, i, j);
		}
	}
}

void
alkres_large_find(AlkresLargeChanges *changes, const AlkresShown *shown)
{
	Search search = {.shown = shown, .sequence = {shown, NULL, 0}};
	int first = 0;

	*changes = (AlkresLargeChanges){0};
	alkres_piles_collect(&search.piles, shown);
	for (int i = 0; i < shown->count; i++)
	{
		place_block(&search, &shown->blocks[i], first, (int) shown->blocks[i].clip_count);
		first += (int) shown->blocks[i].clip_count;
	}
	for (int i = 0; i < search.ends.count; i++)
	{
		const AlkresJunction *ends = &search.ends.items[i];

		if (ends->kinase.kept_right == ends->partner.kept_right)
		{
			if (!ends->kinase.kept_right)
				add_turned(&search, changes, ends);
		}
		else if (is_enough(ends))
			add_skipped_or_doubled(&search, changes, ends);
	}
	add_insertions(&search, changes);
	for (int i = 0; i < changes->count; i++)
	{
		AlkresJunction *ends = &changes->items[i].ends;

		ends->through = alkres_shown_through(shown, &ends->kinase);
		ends->molecules = changes->items[i].molecules;
	}
	alkres_free(search.ends.items);
	alkres_free(search.piles.items);
	alkres_free(search.piles.tails);
}

uint32_t
alkres_large_depth(const AlkresLargeChange *change, const AlkresShown *shown)
{
	double length = alkres_shown_fragment_length(shown), more = 0;

	if (change->kind == ALKRES_LARGE_INSERTION || change->kind == ALKRES_LARGE_INVERSION)
		more = (change->length < length ? change->length : length) / length;
	return alkres_junction_molecules(&change->ends) +
		   (uint32_t) (change->ends.through * (1 + more) + 0.5);
}

/* An AlkresBaseAt of blocks. */
static char
base_at(void *source, const AlkresContig *contig, int64_t position)
{
	return alkres_shown_base(source, contig, position);
}

bool
alkres_large_variant(AlkresVariant *variant, const AlkresLargeChange *change,
					 const AlkresShown *shown, AlkresError *error)
{
	const AlkresContig *contig = change->ends.kinase.contig;
	size_t ref_length = change->right - change->left, added = strlen(change->bases);
	char *ref = alkres_alloc(ref_length + 1), *alt = alkres_alloc(added + 2);
	AlkresVariant raw;

	for (size_t i = 0; i < ref_length; i++)
	{
		ref[i] = alkres_shown_base(shown, contig, (int64_t) change->left + (int64_t) i);
		if (ref[i] == 0)
			return alkres_fail(error, ALKRES_BAD_PARAMETER,
							   "reference bases of a change are not known");
	}
	ref[ref_length] = '\0';
	alt[0] = ref[0];
	memcpy(alt + 1, change->bases, added + 1);
	return alkres_variant_set(&raw, contig, change->left, ref, ref_length, alt, added + 1, error) &&
		   alkres_left_align(variant, &raw, base_at, (void *) shown, error);
}

/* Exon 14 of MET, chr7, on GRCh37 and GRCh38 (src/sql/knowledge/bypass_hotspot.tsv). */
static const int64_t exon_14[2][2] = {{116411903, 116412043}, {116771849, 116771989}};

static bool
has_exon_14(const AlkresContig *contig)
{
	return contig->contig == 7 && (contig->assembly == ALKRES_ASSEMBLY_GRCH37 ||
								   contig->assembly == ALKRES_ASSEMBLY_GRCH38);
}

const char *
alkres_large_mutation(const AlkresVariant *variant)
{
	const AlkresContig *contig = &variant->contig;
	const int64_t *exon = exon_14[contig->assembly == ALKRES_ASSEMBLY_GRCH38];
	int64_t first = (int64_t) variant->position + 1, last = variant->end;

	if (!has_exon_14(contig) || variant->alt_length >= variant->ref_length)
		return NULL;
	/* One of the two bases of intron before it or behind it, with which splicing finds it. */
	if ((first <= exon[0] - 1 && last >= exon[0] - 2) ||
		(first <= exon[1] + 2 && last >= exon[1] + 1))
		return ALKRES_EXON_14_SKIPPING;
	return NULL;
}

bool
alkres_large_exon_14(AlkresFusionPlaces *places, const AlkresShown *shown)
{
	static const int edges[2] = {-1, 1};

	*places = (AlkresFusionPlaces){.what = "MET's exon 14"};
	for (int i = 0; i < shown->count; i++)
	{
		const AlkresContig *contig = &shown->blocks[i].contig;

		if (!has_exon_14(contig))
			continue;
		places->through = alkres_alloc(sizeof(uint32_t) * 2);
		for (; places->count < 2; places->count++)
		{
			AlkresBreakpoint edge = {
				contig,
				(uint32_t) (exon_14[contig->assembly == ALKRES_ASSEMBLY_GRCH38][places->count] +
							edges[places->count]),
				false};
			AlkresFusionPlaces one = alkres_fusion_place(shown, &edge);

			places->shown = one.shown;
			places->through[places->count] = one.through[0];
			places->unread += one.unread;
			places->covered += one.covered;
			places->has_design |= one.has_design;
			alkres_free(one.through);
		}
		return places->unread < 2 && (places->covered > 0 || !places->has_design);
	}
	return false;
}
