/* collapse.c: what one molecule adds to the counts. */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "ingest/count/answer.h"
#include "ingest/count/clips.h"
#include "ingest/count/collapse.h"
#include "ingest/count/events.h"
#include "ingest/count/family.h"
#include "ingest/count/row.h"

struct AlkresCollapse
{
	AlkresBlocks *blocks;
	AlkresEvents *events;
	AlkresFamily *family;
	AlkresRow row;
	uint8_t codes[ALKRES_ROW_ROOM];  /* of the row */
	uint8_t places[ALKRES_ROW_ROOM]; /* of the reference */
	AlkresSpeakers speakers;
	AlkresGuesses guesses;
	uint8_t known[ALKRES_ROW_ROOM];
};

AlkresCollapse *
alkres_collapse_new(AlkresBlocks *blocks, int min_base_quality)
{
	AlkresCollapse *collapse = palloc0(sizeof(AlkresCollapse));

	collapse->blocks = blocks;
	collapse->row.codes = collapse->codes;
	collapse->events = alkres_events_new(blocks, min_base_quality);
	collapse->family = alkres_family_new(min_base_quality);
	return collapse;
}

/* What a single fragment says is the answer. */
static AlkresAnswer
answer_of(const AlkresFragment *fragment, const AlkresSaying *saying)
{
	AlkresAnswer answer = {saying->symbol, saying->class_code,
						   (uint8_t) ((saying->code & ~ALKRES_CODE_MATES) - 1),
						   fragment->orientation};

	if (answer.class_code == ALKRES_CLASS_SINGLE && (saying->code & ALKRES_CODE_MATES))
		answer.class_code = ALKRES_CLASS_MATES;
	if (answer.class_code == ALKRES_CLASS_DUPLEX)
		answer.orientation = ALKRES_ORIENTATION_UNKNOWN;
	return answer;
}

/* Sum what the row says; bases: of a block in which some are unknown, else NULL. */
static void
sum_row(AlkresCollapse *collapse, const AlkresMolecule *molecule, uint32_t number,
		AlkresBlock *block, const char *bases)
{
	const AlkresFragment *fragment = molecule->fragments[0];
	AlkresRow *row = &collapse->row;
	AlkresSpeakers *speakers = &collapse->speakers;
	AlkresGuesses *guesses = &collapse->guesses;
	AlkresSpeaker speaker;

	if (bases == NULL || row->first > row->last)
	{
		alkres_molecule_sum(molecule, alkres_block_pileup(block), row->codes, row->first, row->last,
							row->full);
		return;
	}
	alkres_row_speakers(row, fragment, number, speakers);
	for (int at = row->first; at <= row->last; at += ALKRES_WIDE)
	{
		AlkresWide codes = alkres_wide_load(row->codes + at);
		AlkresWide unknown = alkres_guessed_unknown(bases, at);

		alkres_wide_store(collapse->known + at, codes & ~unknown);
		alkres_wide_store(guesses->codes + at, codes & unknown & (uint8_t) ~ALKRES_CODE_MATES);
		alkres_wide_store(guesses->reverse + at, alkres_wide_load(speakers->reverse + at));
	}
	alkres_molecule_sum(molecule, alkres_block_pileup(block), collapse->known, row->first,
						row->last, false);
	speaker = alkres_molecule_speaker(molecule);
	if (alkres_fragment_is_collapsed(fragment))
		alkres_guessed_choose(&speaker, collapse->places, speakers->tied, row->first, row->last,
							  guesses->reverse);
	alkres_guessed_add(alkres_block_guessed(block), &speaker, number * ALKRES_BLOCK_SIZE + 1,
					   guesses, row->first, row->last);
}

/* A molecule of one fragment, over one block. */
static void
count_one(AlkresCollapse *collapse, const AlkresMolecule *molecule, uint32_t number)
{
	const AlkresFragment *fragment = molecule->fragments[0];
	uint32_t position = number * ALKRES_BLOCK_SIZE + 1;
	AlkresBlock *block = alkres_blocks_at(collapse->blocks, position);
	AlkresPages *pages = alkres_blocks_pages(collapse->blocks);
	const char *letters, *bases;
	AlkresRow *row = &collapse->row;

	if (block == NULL)
		return;
	letters = alkres_pages_letters(pages, number);
	bases = alkres_pages_guessed(pages, number);
	alkres_row_fill(row, fragment, number, letters);
	if (!alkres_fragment_is_collapsed(fragment))
		alkres_counts_add_codes(alkres_block_counts(block), fragment->orientation, row->codes,
								row->first, row->last, row->has_mates);
	else
	{
		for (int i = row->first; i <= row->last; i++)
		{
			AlkresSaying saying = {.symbol = ALKRES_SYMBOL_REFERENCE,
								   .code = row->codes[i],
								   .class_code = row->classes[i]};
			AlkresAnswer answer = answer_of(fragment, &saying);

			collapse->places[i] =
				row->codes[i] == 0 ? ALKRES_NOT_COUNTED : alkres_answer_place(&answer);
		}
		alkres_counts_add_places(alkres_block_counts(block), collapse->places, row->first,
								 row->last);
	}
	sum_row(collapse, molecule, number, block, bases);
	alkres_molecule_count_marks(molecule, block);
	for (int i = 0; i < row->other_count; i++)
	{
		const AlkresSaying *other = &row->others[i];
		AlkresAnswer answer = answer_of(fragment, other);
		AlkresDirection direction = {other->read_said, other->reverse, other->tied,
									 (other->code & ALKRES_CODE_MATES) != 0};

		alkres_answer_add_other(
			molecule, block, other->offset,
			alkres_answer_reference(bases != NULL ? bases : letters, other->offset), &answer,
			&direction);
	}
	alkres_answer_count_dropped(block, row);
}

/* One of several, over one block. */
static void
count_family(AlkresCollapse *collapse, const AlkresMolecule *molecule, uint32_t number)
{
	AlkresBlock *block = alkres_blocks_at(collapse->blocks, number * ALKRES_BLOCK_SIZE + 1);
	AlkresPages *pages = alkres_blocks_pages(collapse->blocks);

	if (block != NULL)
		alkres_family_count(collapse->family, molecule, block, number,
							alkres_pages_letters(pages, number),
							alkres_pages_guessed(pages, number));
}

static void
count_clips(AlkresCollapse *collapse, const AlkresMolecule *molecule)
{
	for (uint32_t i = 0; i < molecule->count; i++)
	{
		const AlkresFragment *fragment = molecule->fragments[i];

		if (fragment->joined != NULL)
			continue; /* it shows none */
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
