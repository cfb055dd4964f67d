/* collapse.c: what one molecule adds to the counts. */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "core/base/nucleotide.h"
#include "core/molecule/consensus.h"
#include "ingest/count/clips.h"
#include "ingest/count/collapse.h"
#include "ingest/count/events.h"
#include "ingest/count/row.h"

/* Symbol of a deleted base among the votes, behind A, C, G, T. */
#define VOTE_DELETED 4

/* Of one code: how often it was said (high bits) and its weight in the consensus (low 40). */
#define TALLY_ONE ((uint64_t) 1 << 40)
#define TALLY_SUM(tally) ((tally) & (TALLY_ONE - 1))
#define TALLY_COUNT(tally) ((tally) >> 40)

/* What the fragments of one strand say over a block where all that speak say the reference. */
typedef struct Strand
{
	uint64_t tallies[ALKRES_BLOCK_SIZE];
	uint8_t codes[ALKRES_BLOCK_SIZE]; /* of the last that spoke */
} Strand;

/* What a strand, or a molecule, says at one position. */
typedef struct Answer
{
	char symbol; /* as in AlkresSaying */
	uint8_t class_code;
	uint8_t quality;
	uint8_t orientation;
} Answer;

struct AlkresCollapse
{
	AlkresBlocks *blocks;
	AlkresEvents *events;
	int min_base_quality;
	AlkresConsensusTable table;
	uint64_t tally_of[256]; /* by code */
	uint8_t place_of[ALKRES_ORIENTATIONS][ALKRES_CLASSES][ALKRES_SAID_MAX + 1];
	AlkresRow row;
	Strand strands[2];
	bool special[ALKRES_BLOCK_SIZE];   /* somebody says something else than the reference */
	uint8_t places[ALKRES_BLOCK_SIZE]; /* of the reference */
	MemoryContext memory;
	AlkresVote *votes[2];
	AlkresSaying *sayings;
	uint32_t vote_capacity;
};

AlkresCollapse *
alkres_collapse_new(AlkresBlocks *blocks, int min_base_quality)
{
	AlkresCollapse *collapse = palloc0(sizeof(AlkresCollapse));

	collapse->blocks = blocks;
	collapse->memory = CurrentMemoryContext;
	collapse->min_base_quality = min_base_quality;
	collapse->events = alkres_events_new(blocks, min_base_quality);
	alkres_consensus_table_fill(&collapse->table);
	for (int code = 0; code < 256; code++)
	{
		int quality = (code & ~ALKRES_CODE_MATES) - 1;

		if (quality >= 0 && quality <= ALKRES_CONSENSUS_QUALITY_MAX)
			collapse->tally_of[code] = TALLY_ONE + (uint64_t) collapse->table.weights[quality];
	}
	for (int i = 0; i < ALKRES_ORIENTATIONS; i++)
		for (int j = 0; j < ALKRES_CLASSES; j++)
			for (int said = 1; said <= ALKRES_SAID_MAX; said++)
				collapse->place_of[i][j][said] =
					ALKRES_CELL_PLACE(alkres_cell(j, i, alkres_quality_bin(said - 1)));
	return collapse;
}

/* The place of an answer that is the reference. */
static inline uint8_t
place_of(const AlkresCollapse *collapse, const Answer *answer)
{
	return collapse->place_of[answer->orientation][answer->class_code][answer->quality + 1];
}

/* Count an answer that is not the reference. */
static void
add_other(const AlkresMolecule *molecule, AlkresBlock *block, int offset, char reference,
		  const Answer *answer, const AlkresDirection *direction)
{
	AlkresPileup *pileup = alkres_block_pileup(block);
	char ref[2] = {reference, '\0'}, alt[2] = {answer->symbol, '\0'};
	int cell;

	if (answer->symbol == ALKRES_SYMBOL_DISCORDANT)
	{
		pileup->discordant[offset]++;
		pileup->dropped[ALKRES_DROPPED_DISCORDANT]++;
		return;
	}
	if (answer->symbol == ALKRES_BASE_DELETED)
	{
		pileup->deleted[offset]++;
		return;
	}
	cell =
		alkres_cell(answer->class_code, answer->orientation, alkres_quality_bin(answer->quality));
	alkres_block_counts(block)->cells[ALKRES_CELL_PLACE(cell)][offset]++;
	alkres_molecule_add_allele(molecule, block, alkres_pileup_start(pileup) + (uint32_t) offset,
							   ref, alt, cell, answer->quality, direction);
}

static void
count_dropped(AlkresBlock *block, const AlkresRow *row)
{
	AlkresPileup *pileup = alkres_block_pileup(block);

	pileup->dropped[ALKRES_DROPPED_BASE_QUALITY] += row->poor;
	pileup->dropped[ALKRES_DROPPED_AMBIGUOUS] += row->ambiguous;
}

static inline char
reference_at(const char *page, int offset)
{
	return page != NULL ? page[offset] : 'N';
}

/* What a single fragment says is the answer. */
static Answer
answer_of(const AlkresFragment *fragment, const AlkresSaying *saying)
{
	Answer answer = {saying->symbol, saying->class_code,
					 (uint8_t) ((saying->code & ~ALKRES_CODE_MATES) - 1), fragment->orientation};

	if (answer.class_code == ALKRES_CLASS_SINGLE && (saying->code & ALKRES_CODE_MATES))
		answer.class_code = ALKRES_CLASS_MATES;
	if (answer.class_code == ALKRES_CLASS_DUPLEX)
		answer.orientation = ALKRES_ORIENTATION_UNKNOWN;
	return answer;
}

/* A molecule of one fragment, over one block. */
static void
count_one(AlkresCollapse *collapse, const AlkresMolecule *molecule, uint32_t number)
{
	const AlkresFragment *fragment = molecule->fragments[0];
	uint32_t position = number * ALKRES_BLOCK_SIZE + 1;
	AlkresBlock *block = alkres_blocks_at(collapse->blocks, position);
	const char *page;
	AlkresRow *row = &collapse->row;

	if (block == NULL)
		return;
	page = alkres_pages_bases(alkres_blocks_pages(collapse->blocks), number);
	alkres_row_fill(row, fragment, number, page);
	if (fragment->first->classes == NULL)
		alkres_counts_add_codes(alkres_block_counts(block), fragment->orientation, row->codes,
								row->first, row->last, row->has_mates);
	else
	{
		for (int i = row->first; i <= row->last; i++)
		{
			AlkresSaying saying = {.symbol = ALKRES_SYMBOL_REFERENCE,
								   .code = row->codes[i],
								   .class_code = row->classes[i]};
			Answer answer = answer_of(fragment, &saying);

			collapse->places[i] =
				row->codes[i] == 0 ? ALKRES_NOT_COUNTED : place_of(collapse, &answer);
		}
		alkres_counts_add_places(alkres_block_counts(block), collapse->places, row->first,
								 row->last);
	}
	alkres_molecule_sum(molecule, alkres_block_pileup(block), row->codes, row->first, row->last,
						row->full);
	alkres_molecule_count_marks(molecule, block);
	for (int i = 0; i < row->other_count; i++)
	{
		const AlkresSaying *other = &row->others[i];
		Answer answer = answer_of(fragment, other);
		AlkresDirection direction = {other->read_said, other->reverse, other->tied,
									 (other->code & ALKRES_CODE_MATES) != 0};

		add_other(molecule, block, other->offset, reference_at(page, other->offset), &answer,
				  &direction);
	}
	count_dropped(block, row);
}

/* The class of what so many fragments of one strand said; code: of one that spoke. */
static inline uint8_t
class_of(uint64_t fragments, uint8_t code)
{
	return fragments >= 4             ? ALKRES_CLASS_LARGE_SIMPLEX
		   : fragments >= 2           ? ALKRES_CLASS_SIMPLEX
		   : code & ALKRES_CODE_MATES ? ALKRES_CLASS_MATES
									  : ALKRES_CLASS_SINGLE;
}

/* Join what the strands say; symbol 0: nothing. */
static Answer
join_strands(const Answer *a, const Answer *b)
{
	Answer answer = a->symbol != 0 ? *a : *b;

	if (a->symbol == 0 || b->symbol == 0)
		return answer;
	if (a->symbol == ALKRES_SYMBOL_DISCORDANT || a->symbol != b->symbol)
		return (Answer){.symbol = ALKRES_SYMBOL_DISCORDANT};
	answer.class_code = ALKRES_CLASS_DUPLEX;
	answer.orientation = ALKRES_ORIENTATION_UNKNOWN;
	answer.quality = (uint8_t) Min(a->quality + b->quality, ALKRES_CONSENSUS_QUALITY_MAX);
	return answer;
}

/* Votes and sayings of all the molecule's fragments must fit. */
static void
reserve_votes(AlkresCollapse *collapse, uint32_t count)
{
	if (count <= collapse->vote_capacity)
		return;
	if (collapse->sayings != NULL)
	{
		pfree(collapse->votes[0]);
		pfree(collapse->votes[1]);
		pfree(collapse->sayings);
	}
	collapse->vote_capacity = count + count / 2 + 16;
	for (int i = 0; i < 2; i++)
		collapse->votes[i] = MemoryContextAllocHuge(
			collapse->memory, sizeof(AlkresVote) * (Size) collapse->vote_capacity);
	collapse->sayings = MemoryContextAllocHuge(
		collapse->memory, sizeof(AlkresSaying) * (Size) collapse->vote_capacity);
}

static int
vote_symbol(char symbol, char reference)
{
	return symbol == ALKRES_BASE_DELETED
			   ? VOTE_DELETED
			   : alkres_base_code(symbol == ALKRES_SYMBOL_REFERENCE ? reference : symbol);
}

/* A strand's answer by the votes of its fragments; code: of one of them. */
static Answer
ask_strand(AlkresCollapse *collapse, const AlkresMolecule *molecule, AlkresPileup *pileup,
		   int strand, uint32_t count, uint8_t code, char reference)
{
	Answer answer = {0};
	int symbol, quality;

	if (count == 0)
		return answer;
	answer.class_code = class_of(count, code);
	answer.orientation = (uint8_t) molecule->orientations[strand];
	symbol = collapse->votes[strand][0].symbol;
	quality = collapse->votes[strand][0].quality;
	if (count > 1 && !alkres_consensus_call(collapse->votes[strand], count, 4, &symbol, &quality))
	{
		answer.symbol = ALKRES_SYMBOL_DISCORDANT;
		return answer;
	}
	if (quality < collapse->min_base_quality)
	{
		pileup->dropped[ALKRES_DROPPED_BASE_QUALITY]++;
		return answer;
	}
	answer.quality = (uint8_t) quality;
	answer.symbol = symbol == VOTE_DELETED ? ALKRES_BASE_DELETED : "ACGT"[symbol];
	if (answer.symbol == reference)
		answer.symbol = ALKRES_SYMBOL_REFERENCE;
	return answer;
}

/* The exact consensus of all fragments at one offset; its place, when it is the reference. */
static uint8_t
ask_all(AlkresCollapse *collapse, const AlkresMolecule *molecule, AlkresBlock *block, int offset,
		char reference)
{
	AlkresPileup *pileup = alkres_block_pileup(block);
	uint32_t position = alkres_pileup_start(pileup) + (uint32_t) offset;
	uint32_t counts[2] = {0, 0};
	uint8_t codes[2] = {0, 0};
	Answer answers[2], answer;
	bool discordant = false;
	AlkresDirection direction = ALKRES_DIRECTION_NONE;

	CHECK_FOR_INTERRUPTS();
	reserve_votes(collapse, molecule->count);
	for (uint32_t i = 0; i < molecule->count; i++)
	{
		const AlkresFragment *fragment = molecule->fragments[i];
		AlkresSaying *saying = &collapse->sayings[i];
		int strand = fragment->strand_b;

		alkres_fragment_say(fragment, position, reference, saying);
		if (saying->symbol == ALKRES_SYMBOL_DISCORDANT)
			discordant = true;
		else if (saying->symbol != 0)
		{
			collapse->votes[strand][counts[strand]++] =
				(AlkresVote){(uint8_t) vote_symbol(saying->symbol, reference),
							 (uint8_t) ((saying->code & ~ALKRES_CODE_MATES) - 1)};
			codes[strand] = saying->code;
		}
	}
	for (int strand = 0; strand < 2; strand++)
		answers[strand] = ask_strand(collapse, molecule, pileup, strand, counts[strand],
									 codes[strand], reference);
	answer = join_strands(&answers[0], &answers[1]);
	if (counts[0] + counts[1] == 0 && discordant)
		answer.symbol = ALKRES_SYMBOL_DISCORDANT;
	if (answer.symbol == 0)
		return ALKRES_NOT_COUNTED;
	if (answer.symbol == ALKRES_SYMBOL_REFERENCE)
		return place_of(collapse, &answer);
	for (uint32_t i = 0; i < molecule->count; i++)
	{
		const AlkresSaying *saying = &collapse->sayings[i];

		if (saying->symbol == answer.symbol)
			alkres_direction_look(&direction, saying->read_said, saying->reverse, saying->tied,
								  (saying->code & ALKRES_CODE_MATES) != 0);
	}
	add_other(molecule, block, offset, reference, &answer, &direction);
	return ALKRES_NOT_COUNTED;
}

/* What a strand says of the reference at an offset where nobody differs; false when the exact call
 * must tell. */
static inline bool
read_tally(const AlkresCollapse *collapse, const AlkresMolecule *molecule, AlkresPileup *pileup,
		   int strand, int offset, Answer *answer)
{
	uint64_t tally = collapse->strands[strand].tallies[offset];
	uint64_t count = TALLY_COUNT(tally);
	uint8_t code = collapse->strands[strand].codes[offset];
	int quality = (code & ~ALKRES_CODE_MATES) - 1;

	answer->symbol = 0;
	if (count == 0)
		return true;
	if (count > 1)
	{
		quality = alkres_consensus_quality(&collapse->table, TALLY_SUM(tally));
		if (quality == ALKRES_CONSENSUS_UNSURE || quality < collapse->min_base_quality)
			return false;
	}
	answer->symbol = ALKRES_SYMBOL_REFERENCE;
	answer->class_code = class_of(count, code);
	answer->orientation = (uint8_t) molecule->orientations[strand];
	answer->quality = (uint8_t) quality;
	return true;
}

/* Lay what the fragments say over a block upon another. */
static void
tally_fragments(AlkresCollapse *collapse, const AlkresMolecule *molecule, AlkresBlock *block,
				uint32_t number, const char *page, int *first, int *last)
{
	AlkresRow *row = &collapse->row;

	memset(collapse->strands, 0, sizeof(collapse->strands));
	memset(collapse->special, collapse->min_base_quality < ALKRES_CONSENSUS_TABLE_MIN,
		   sizeof(collapse->special));
	*first = ALKRES_BLOCK_SIZE;
	*last = -1;
	for (uint32_t i = 0; i < molecule->count; i++)
	{
		const AlkresFragment *fragment = molecule->fragments[i];
		Strand *strand = &collapse->strands[fragment->strand_b];

		alkres_row_fill(row, fragment, number, page);
		for (int j = row->first; j <= row->last; j++)
		{
			uint8_t code = row->codes[j];

			strand->tallies[j] += collapse->tally_of[code];
			strand->codes[j] = code != 0 ? code : strand->codes[j];
		}
		for (int j = 0; j < row->other_count; j++)
			collapse->special[row->others[j].offset] = true;
		count_dropped(block, row);
		*first = Min(*first, row->first);
		*last = Max(*last, row->last);
		if (i % 1024 == 1023)
			CHECK_FOR_INTERRUPTS();
	}
}

/* A molecule of several fragments, over one block. */
static void
count_family(AlkresCollapse *collapse, const AlkresMolecule *molecule, uint32_t number)
{
	uint32_t position = number * ALKRES_BLOCK_SIZE + 1;
	AlkresBlock *block = alkres_blocks_at(collapse->blocks, position);
	AlkresPileup *pileup;
	const char *page;
	int first, last;

	if (block == NULL)
		return;
	pileup = alkres_block_pileup(block);
	page = alkres_pages_bases(alkres_blocks_pages(collapse->blocks), number);
	tally_fragments(collapse, molecule, block, number, page, &first, &last);
	for (int i = first; i <= last; i++)
	{
		Answer a, b, answer;

		if (collapse->special[i] || !read_tally(collapse, molecule, pileup, 0, i, &a) ||
			!read_tally(collapse, molecule, pileup, 1, i, &b))
		{
			collapse->places[i] = ask_all(collapse, molecule, block, i, reference_at(page, i));
			continue;
		}
		answer = join_strands(&a, &b);
		collapse->places[i] = answer.symbol == ALKRES_SYMBOL_REFERENCE ? place_of(collapse, &answer)
																	   : ALKRES_NOT_COUNTED;
	}
	alkres_counts_add_places(alkres_block_counts(block), collapse->places, first, last);
	alkres_molecule_sum(molecule, pileup, collapse->places, first, last, false);
	alkres_molecule_count_marks(molecule, block);
}

static void
count_clips(AlkresCollapse *collapse, const AlkresMolecule *molecule)
{
	for (uint32_t i = 0; i < molecule->count; i++)
	{
		const AlkresFragment *fragment = molecule->fragments[i];

		alkres_clips_add(collapse->blocks, fragment->first, fragment->second, molecule->number);
		if (fragment->second != NULL)
			alkres_clips_add(collapse->blocks, fragment->second, fragment->first, molecule->number);
	}
}

void
alkres_collapse(AlkresCollapse *collapse, AlkresFragment *const *fragments, uint32_t count)
{
	AlkresMolecule molecule;
	bool solid = count == 1 && alkres_fragment_is_solid(fragments[0]);
	uint32_t last;

	alkres_molecule_describe(&molecule, fragments, count);
	last = alkres_block_of(molecule.last);
	for (uint32_t block = alkres_block_of(molecule.first); block <= last; block++)
	{
		CHECK_FOR_INTERRUPTS();
		if (!solid)
		{
			uint32_t next = UINT32_MAX;

			for (uint32_t i = 0; i < count; i++)
				next = Min(next, alkres_fragment_next_block(fragments[i], block));
			if (next == UINT32_MAX)
				break;
			block = next;
		}
		if (count == 1)
			count_one(collapse, &molecule, block);
		else
			count_family(collapse, &molecule, block);
	}
	alkres_events_count(collapse->events, &molecule);
	count_clips(collapse, &molecule);
	alkres_molecule_count(&molecule, collapse->blocks);
}
