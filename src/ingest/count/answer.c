/* answer.c: what a molecule says is counted. */
#include "postgres.h"

#include "ingest/count/answer.h"

void
alkres_answer_add_other(const AlkresMolecule *molecule, AlkresBlock *block, int offset,
						char reference, const AlkresAnswer *answer,
						const AlkresDirection *direction)
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
	if (answer->symbol == ALKRES_BASE_SAME)
	{
		alkres_guessed_same(alkres_block_guessed(block), offset, cell);
		alkres_molecule_sum(molecule, pileup, NULL, offset, offset, true);
		return;
	}
	alkres_molecule_add_allele(molecule, block, alkres_pileup_start(pileup) + (uint32_t) offset,
							   ref, alt, cell, answer->quality, direction);
}

void
alkres_answer_count_dropped(AlkresBlock *block, const AlkresRow *row)
{
	AlkresPileup *pileup = alkres_block_pileup(block);

	pileup->dropped[ALKRES_DROPPED_BASE_QUALITY] += row->poor;
	pileup->dropped[ALKRES_DROPPED_AMBIGUOUS] += row->ambiguous;
}
