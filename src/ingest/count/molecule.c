/* molecule.c: what is the same for all that one molecule says. */
#include "postgres.h"

#include "ingest/read/fragment.h"
#include "ingest/count/molecule.h"

/* Start, length and aligned stretch of one fragment. */
static void
describe_fragment(const AlkresFragment *fragment, AlkresMolecule *one)
{
	const AlkresAligned *first = fragment->first, *second = fragment->second;

	one->mapq = first->mapq;
	one->start = one->first = first->position;
	one->last = first->end;
	one->length = 0;
	if (second != NULL)
	{
		one->mapq = Max(first->mapq, second->mapq);
		one->start = one->first = Min(first->position, second->position);
		one->last = Max(first->end, second->end);
		one->length = one->last - one->first + 1;
	}
	else if (first->has_mate_here)
	{
		uint32_t length = first->template_length < 0 ? 0u - (uint32_t) first->template_length
													 : (uint32_t) first->template_length;

		if (length > 0 && length <= ALKRES_FRAGMENT_MAX)
		{
			one->start = Min(first->position, first->mate_position);
			one->length = length;
		}
	}
	/* Once a fragment: by its leftmost read. */
	one->counts_length = one->length > 0 && one->start == first->position &&
						 (second != NULL || first->template_length > 0);
}

/* Of one that was collapsed before, the family is what its reads say, the larger one of mates. */
static void
take_collapsed_family(AlkresMolecule *molecule)
{
	const AlkresFragment *fragment = molecule->fragments[0];

	for (int strand = 0; strand < 2; strand++)
	{
		molecule->family[strand] = fragment->first->family[strand];
		if (fragment->second != NULL)
			molecule->family[strand] =
				Max(molecule->family[strand], fragment->second->family[strand]);
	}
}

/* A read's part in what tells whether the molecule belongs here. */
static void
take_read_marks(AlkresMolecule *molecule, const AlkresAligned *read)
{
	int way = (read->flags & ALKRES_READ_REVERSE) != 0;

	molecule->gap = Max(molecule->gap, read->gap);
	molecule->lie_first[way] = Min(molecule->lie_first[way], read->position);
	molecule->lie_last[way] = Max(molecule->lie_last[way], read->end);
}

static void
take_marks(AlkresMolecule *molecule)
{
	molecule->gap = ALKRES_GAP_UNKNOWN;
	molecule->differences = ALKRES_DIFFERENCES - 1;
	for (int way = 0; way < 2; way++)
	{
		molecule->lie_first[way] = UINT32_MAX;
		molecule->lie_last[way] = 0;
	}
	for (uint32_t i = 0; i < molecule->count; i++)
	{
		const AlkresAligned *first = molecule->fragments[i]->first;
		const AlkresAligned *second = molecule->fragments[i]->second;
		uint8_t differences = first->unlike;

		take_read_marks(molecule, first);
		if (second != NULL)
		{
			take_read_marks(molecule, second);
			differences = Max(differences, second->unlike);
		}
		molecule->differences = Min(molecule->differences, differences);
	}
}

void
alkres_molecule_describe(AlkresMolecule *molecule, AlkresFragment *const *fragments, uint32_t count)
{
	uint32_t behind = 0; /* the end of those of known length */

	molecule->strands[0] = molecule->strands[1] = 0;
	describe_fragment(fragments[0], molecule);
	molecule->fragments = fragments;
	molecule->count = count;
	molecule->number = fragments[0]->number;
	molecule->orientations[0] = molecule->orientations[1] = ALKRES_ORIENTATION_UNKNOWN;
	behind = molecule->length > 0 ? molecule->start + molecule->length : 0;
	for (uint32_t i = 0; i < count; i++)
	{
		const AlkresFragment *fragment = fragments[i];
		AlkresMolecule one;

		if (molecule->strands[fragment->strand_b]++ == 0)
			molecule->orientations[fragment->strand_b] = fragment->orientation;
		else if (molecule->orientations[fragment->strand_b] != fragment->orientation)
			molecule->orientations[fragment->strand_b] = ALKRES_ORIENTATION_UNKNOWN;
		if (i == 0)
			continue;
		describe_fragment(fragment, &one);
		molecule->mapq = Max(molecule->mapq, one.mapq);
		molecule->first = Min(molecule->first, one.first);
		molecule->last = Max(molecule->last, one.last);
		molecule->counts_length |= one.counts_length;
		if (one.length > 0)
		{
			molecule->start = behind > 0 ? Min(molecule->start, one.start) : one.start;
			behind = Max(behind, one.start + one.length);
		}
	}
	take_marks(molecule);
	memcpy(molecule->family, molecule->strands, sizeof(molecule->family));
	if (alkres_fragment_is_collapsed(fragments[0]))
		take_collapsed_family(molecule);
	if (count == 1)
		return;
	if (behind > 0)
	{
		molecule->start = Min(molecule->start, molecule->first);
		molecule->length = Max(behind, molecule->last + 1) - molecule->start;
	}
	else
		molecule->start = molecule->first;
}

int
alkres_molecule_collapsed_class(const AlkresMolecule *molecule)
{
	const AlkresFragment *fragment = molecule->fragments[0];
	int class_code;

	if (!alkres_fragment_is_collapsed(fragment))
		return ALKRES_CLASS_SINGLE;
	class_code = fragment->first->class_code;
	return fragment->second != NULL ? Max(class_code, fragment->second->class_code) : class_code;
}

int
alkres_molecule_orientation(const AlkresMolecule *molecule, int strand)
{
	if (alkres_molecule_collapsed_class(molecule) == ALKRES_CLASS_DUPLEX)
		return ALKRES_ORIENTATION_UNKNOWN;
	return molecule->orientations[strand];
}

void
alkres_molecule_count(const AlkresMolecule *molecule, AlkresBlocks *blocks)
{
	AlkresBlock *block = NULL;

	if (molecule->counts_length && (block = alkres_blocks_at(blocks, molecule->start)) != NULL)
	{
		uint32_t bin = (molecule->length - 1) / 10;

		alkres_block_pileup(block)->lengths[Min(bin, ALKRES_LENGTH_BINS - 1)]++;
	}
	if (block == NULL || molecule->first != molecule->start)
		block = alkres_blocks_at(blocks, molecule->first);
	if (block != NULL)
	{
		AlkresPileup *pileup = alkres_block_pileup(block);

		pileup->families[Min(molecule->family[0] + molecule->family[1], ALKRES_FAMILY_BINS) - 1]++;
		pileup->duplexes += molecule->family[0] > 0 && molecule->family[1] > 0;
	}
}

/* The stretch whose ends the molecule's are taken to be. */
static void
find_ends(const AlkresMolecule *molecule, uint32_t *start, uint32_t *end)
{
	*start = molecule->length ? molecule->start : molecule->first;
	*end = molecule->length ? molecule->start + molecule->length - 1 : molecule->last;
}

/* Does a read lie over the position, and has it a clip beside? */
static bool
clip_beside(const AlkresAligned *read, uint32_t position)
{
	if (read == NULL || position < read->position || position > read->end)
		return false;
	return (read->first_base >= ALKRES_CLIP_BESIDE_MIN &&
			position - read->position < ALKRES_CLIP_BESIDE) ||
		   (read->clipped_behind >= ALKRES_CLIP_BESIDE_MIN &&
			read->end - position < ALKRES_CLIP_BESIDE);
}

static bool
has_clip_beside(const AlkresMolecule *molecule, uint32_t position)
{
	for (uint32_t i = 0; i < molecule->count; i++)
		if (clip_beside(molecule->fragments[i]->first, position) ||
			clip_beside(molecule->fragments[i]->second, position))
			return true;
	return false;
}

/* One more over the block's positions first to last, 1-based, as far as they lie in it. */
static void
step(int32_t *steps, uint32_t start, int64_t first, int64_t last)
{
	first = Max(first, (int64_t) start);
	last = Min(last, (int64_t) start + ALKRES_BLOCK_SIZE - 1);
	if (first > last)
		return;
	steps[first - start]++;
	steps[last - start + 1]--;
}

/* What reads of one direction alone lie over is on both sides of what those of the other do. */
static void
count_directions(const AlkresMolecule *molecule, AlkresCounts *counts, uint32_t start)
{
	for (int way = 0; way < 2; way++)
	{
		int64_t first = molecule->lie_first[way], last = molecule->lie_last[way];
		int64_t other_first = molecule->lie_first[1 - way];
		int64_t other_last = molecule->lie_last[1 - way];
		int32_t *steps = counts->direction_steps[way];

		if (first > last)
			continue;
		if (other_first > last || other_last < first)
		{
			step(steps, start, first, last);
			continue;
		}
		step(steps, start, first, other_first - 1);
		step(steps, start, other_last + 1, last);
	}
}

/* The positions beside a clip are few: they are asked one by one. */
static void
count_clipped(const AlkresMolecule *molecule, AlkresPileup *pileup, uint32_t first, uint32_t last)
{
	uint32_t start = alkres_pileup_start(pileup);

	for (uint32_t position = Max(first, start);
		 position <= Min(last, start + ALKRES_BLOCK_SIZE - 1); position++)
		pileup->clipped[(position - start) / ALKRES_CLIPPED_STEP] +=
			has_clip_beside(molecule, position);
}

/* Of a family the first fragment stands for all: its copies have the same ends. */
static void
count_clips(const AlkresMolecule *molecule, AlkresPileup *pileup)
{
	const AlkresFragment *fragment = molecule->fragments[0];
	const AlkresAligned *reads[2] = {fragment->first, fragment->second};
	AlkresMolecule one = *molecule;

	one.count = 1;
	for (int i = 0; i < 2 && reads[i] != NULL; i++)
	{
		const AlkresAligned *read = reads[i];
		uint32_t left = read->position + ALKRES_CLIP_BESIDE - 1;
		uint32_t right = read->end - Min(read->end - read->position, ALKRES_CLIP_BESIDE - 1);

		if (read->first_base >= ALKRES_CLIP_BESIDE_MIN)
			count_clipped(&one, pileup, read->position, Min(left, read->end));
		if (read->clipped_behind >= ALKRES_CLIP_BESIDE_MIN)
			count_clipped(&one, pileup, right, read->end);
	}
}

void
alkres_molecule_count_marks(const AlkresMolecule *molecule, AlkresBlock *block)
{
	AlkresPileup *pileup = alkres_block_pileup(block);

	count_directions(molecule, alkres_block_counts(block), alkres_pileup_start(pileup));
	count_clips(molecule, pileup);
	pileup->places[molecule->gap][molecule->differences]++;
}

/* One of two, by the molecule's number: neighbours in the file, and copies of one molecule, come in
 * any order. */
static bool
takes_reverse(const AlkresMolecule *molecule)
{
	return molecule->number * UINT64CONST(0x9E3779B97F4A7C15) >> 63;
}

AlkresSpeaker
alkres_molecule_speaker(const AlkresMolecule *molecule)
{
	AlkresSpeaker speaker = {.start = molecule->start,
							 .length = molecule->length,
							 .mapq = molecule->mapq,
							 .takes_reverse = takes_reverse(molecule)};

	find_ends(molecule, &speaker.first, &speaker.last);
	return speaker;
}

void
alkres_molecule_add_allele(const AlkresMolecule *molecule, AlkresBlock *block, uint32_t position,
						   const char *ref, const char *alt, int cell, int quality,
						   const AlkresDirection *direction)
{
	AlkresBlockAlleles *alleles = alkres_block_alleles(block);
	bool either = direction->tied && ALKRES_CELL_CLASS(cell) != ALKRES_CLASS_MATES;
	AlkresRecord record = {
		.molecule = molecule->number,
		.start = molecule->start,
		.length = molecule->length,
		.cell = (uint8_t) cell,
		.quality = (uint8_t) quality,
		.mapq = molecule->mapq,
		.reverse = either ? takes_reverse(molecule) : direction->reverse,
		.family_a = (uint16_t) Min(molecule->family[0], UINT16_MAX),
		.family_b = (uint16_t) Min(molecule->family[1], UINT16_MAX),
		.both = direction->both || ALKRES_CELL_CLASS(cell) == ALKRES_CLASS_MATES,
		.clipped =
			alkres_block_alleles_keep(alleles, ref, alt) && has_clip_beside(molecule, position),
		.gap = molecule->gap,
		.differences = molecule->differences,
	};
	uint32_t start, end;

	find_ends(molecule, &start, &end);
	record.end_distance = alkres_end_distance(start, end, position);
	alkres_block_alleles_add(alleles, (position - 1) % ALKRES_BLOCK_SIZE, ref, alt, &record);
}

/* Sums of 0 .. n - 1 and of their squares. */
static inline uint64_t
sum_to(uint64_t n)
{
	return n * (n - 1) / 2;
}

static inline uint64_t
squares_to(uint64_t n)
{
	return n * (n - 1) / 2 * (2 * n - 1) / 3;
}

/* Add the end distances of the positions from first to last, which lie within start to end. */
static void
sum_distances(AlkresReferenceSums *sums, uint32_t start, uint32_t end, uint32_t first,
			  uint32_t last)
{
	uint32_t middle = start + (end - start) / 2; /* up to it the start is the nearer end */

	if (end - start > UINT16_MAX)
	{
		for (uint32_t position = first; position <= last; position++)
		{
			uint64_t distance = alkres_end_distance(start, end, position);

			sums->end_distance += distance;
			sums->end_distance_squared += distance * distance;
		}
		return;
	}
	if (first <= middle)
	{
		uint32_t to = Min(last, middle);

		sums->end_distance += sum_to(to - start + 1) - sum_to(first - start);
		sums->end_distance_squared += squares_to(to - start + 1) - squares_to(first - start);
	}
	if (last > middle)
	{
		uint32_t from = Max(first, middle + 1);

		sums->end_distance += sum_to(end - from + 1) - sum_to(end - last);
		sums->end_distance_squared += squares_to(end - from + 1) - squares_to(end - last);
	}
}

/* Are all marks 0, as over a reference of N? */
static bool
says_nothing(const uint8_t *marks, size_t count)
{
	return marks[0] == 0 && memcmp(marks, marks + 1, count - 1) == 0;
}

void
alkres_molecule_sum(const AlkresMolecule *molecule, AlkresPileup *pileup, const uint8_t *marks,
					int first, int last, bool full)
{
	AlkresReferenceSums *sums = &pileup->reference_sums;
	uint32_t block = alkres_pileup_start(pileup), start, end, left, right;
	uint64_t bases = (uint64_t) (last - first + 1);

	if (first > last || (!full && says_nothing(marks + first, (size_t) bases)))
		return;
	/* Beyond the fragment's ends, which a template length may tell wrongly, distances are 0. */
	find_ends(molecule, &start, &end);
	left = Max(block + (uint32_t) first, start);
	right = Min(block + (uint32_t) last, end);
	if (left <= right)
		sum_distances(sums, start, end, left, right);
	for (const uint8_t *mark = marks + first;
		 !full && (mark = memchr(mark, 0, (size_t) (marks + last + 1 - mark))) != NULL; mark++)
	{
		uint64_t distance = alkres_end_distance(start, end, block + (uint32_t) (mark - marks));

		sums->end_distance -= distance;
		sums->end_distance_squared -= distance * distance;
		bases--;
	}
	sums->bases += bases;
	sums->mapq += bases * molecule->mapq;
	if (molecule->length > 0)
	{
		sums->known_lengths += bases;
		sums->length += bases * molecule->length;
		sums->length_squared += bases * molecule->length * molecule->length;
	}
}
