/* counts.c: the counts of a block that is open. */
#include "postgres.h"

#include "ingest/count/counts.h"

/* The least codes of the quality bins. */
static const uint8_t code_limits[ALKRES_CODE_STEPS] = {1,
													   ALKRES_QUALITY_BIN_1 + 1,
													   ALKRES_QUALITY_BIN_2 + 1,
													   ALKRES_QUALITY_BIN_3 + 1,
													   ALKRES_CODE_MATES + 1,
													   ALKRES_CODE_MATES + ALKRES_QUALITY_BIN_1 + 1,
													   ALKRES_CODE_MATES + ALKRES_QUALITY_BIN_2 + 1,
													   ALKRES_CODE_MATES + ALKRES_QUALITY_BIN_3 +
														   1};

void
alkres_counts_add_places(AlkresCounts *counts, const uint8_t *places, int first, int last)
{
	int at = first;

	for (; at + ALKRES_WIDE <= last + 1; at += ALKRES_WIDE)
	{
		AlkresWide wide = alkres_wide_load(places + at);
		uint32_t *cells = counts->cells[places[at]] + at;

		/* Neighbours are mostly alike. */
		if (alkres_wide_all((AlkresWide) (wide == places[at])))
			for (int i = 0; i < ALKRES_WIDE; i++)
				cells[i]++;
		else
			for (int i = at; i < at + ALKRES_WIDE; i++)
				counts->cells[places[i]][i]++;
	}
	for (; at <= last; at++)
		counts->cells[places[at]][at]++;
}

/* Move the steps of one orientation into the cells. */
static void
flush_codes(AlkresCounts *counts, int orientation)
{
	uint8_t(*steps)[ALKRES_BLOCK_SIZE + ALKRES_WIDE] = counts->code_steps[orientation];
	uint8_t *high = counts->high_steps[orientation];

	for (int step = 0; step < ALKRES_CODE_STEPS; step++)
	{
		int class_code = step < ALKRES_QUALITY_BINS ? ALKRES_CLASS_SINGLE : ALKRES_CLASS_MATES;
		int cell = alkres_cell(class_code, orientation, step % ALKRES_QUALITY_BINS);
		uint32_t *cells = counts->cells[ALKRES_CELL_PLACE(cell)];

		for (int i = 0; i < ALKRES_BLOCK_SIZE; i++)
			cells[i] += (uint8_t) (steps[step][i] -
								   (step + 1 < ALKRES_CODE_STEPS ? steps[step + 1][i] : 0));
		for (int i = 0; i < ALKRES_BLOCK_SIZE && step == ALKRES_CODE_STEPS - 1; i++)
			cells[i] += high[i];
	}
	memset(steps, 0, sizeof(counts->code_steps[orientation]));
	memset(high, 0, sizeof(counts->high_steps[orientation]));
	counts->code_rows[orientation] = 0;
}

void
alkres_counts_add_codes(AlkresCounts *counts, int orientation, const uint8_t *codes, int first,
						int last, bool has_mates)
{
	uint8_t(*steps)[ALKRES_BLOCK_SIZE + ALKRES_WIDE] = counts->code_steps[orientation];
	uint8_t *high = counts->high_steps[orientation];
	int count = has_mates ? ALKRES_CODE_STEPS : ALKRES_QUALITY_BINS;

	for (int at = first; at <= last; at += ALKRES_WIDE)
	{
		AlkresWide wide = alkres_wide_load(codes + at);

		/* Most of what both mates say is so. */
		if (has_mates && alkres_wide_all((AlkresWide) (wide >= code_limits[ALKRES_CODE_STEPS - 1])))
		{
			alkres_wide_store(high + at, alkres_wide_load(high + at) + 1);
			continue;
		}
		for (int step = 0; step < count; step++)
			alkres_wide_store(steps[step] + at, alkres_wide_load(steps[step] + at) -
													(AlkresWide) (wide >= code_limits[step]));
	}
	if (++counts->code_rows[orientation] == UINT8_MAX)
		flush_codes(counts, orientation);
}

void
alkres_counts_finish(AlkresCounts *counts, AlkresPileup *pileup)
{
	int32_t raw = 0, spanning[ALKRES_ORIENTATIONS] = {0}, directions[2] = {0};

	for (int i = 0; i < ALKRES_ORIENTATIONS; i++)
		flush_codes(counts, i);
	for (int cell = 0; cell < ALKRES_CELLS; cell++)
		for (int offset = 0; offset < ALKRES_BLOCK_SIZE; offset++)
			pileup->cells[offset][cell] = counts->cells[ALKRES_CELL_PLACE(cell)][offset];
	for (int offset = 0; offset < ALKRES_BLOCK_SIZE; offset++)
	{
		raw += counts->raw_steps[offset];
		pileup->raw_depth[offset] = (uint32_t) raw;
		for (int i = 0; i < ALKRES_ORIENTATIONS; i++)
		{
			spanning[i] += counts->span_steps[i][offset];
			pileup->spanning[offset][i] = (uint32_t) spanning[i];
		}
		for (int way = 0; way < 2; way++)
		{
			directions[way] += counts->direction_steps[way][offset];
			pileup->directions[offset][way] = (uint32_t) directions[way];
		}
	}
}
