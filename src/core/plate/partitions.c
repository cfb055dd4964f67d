/* partitions.c: layouts that list partitions: those of a well are counted, and become its rows. */
#include "core/plate/reader.h"

#include <string.h>

#include "core/text/printed.h"

bool
alkres_plate_end_counting(AlkresPlateReader *reader)
{
	AlkresPlateRow *row = &reader->counting;
	uint64_t line = reader->csv.line;
	int64_t sum = 0;
	bool done = true;

	if (!reader->is_counting)
		return true;
	reader->is_counting = false;
	reader->csv.line = row->line;
	for (int i = 0; i < 4; i++)
		sum += row->quadrants[i];
	if (row->accepted >= 0 && row->accepted != sum)
	{
		char shown[ALKRES_SHOWN];

		alkres_csv_fail(&reader->csv, reader->error, "%s: counts sum to %lld, the total is %lld",
						alkres_shown(row->well == NULL ? row->sample : row->well, shown),
						(long long) sum, (long long) row->accepted);
		return alkres_hint(reader->error,
						   "A row is missing or there twice: export the file again.");
	}
	row->accepted = sum;
	for (size_t b = 0; b < reader->block_count && done; b++)
	{
		AlkresPlateBlock *block = &reader->blocks[b];
		AlkresPlateRow one = *row;

		if (!block->is_taken)
			continue;
		one.has_channel = true;
		one.channel = block->channel;
		one.target = block->target != NULL ? block->target : block->dye != NULL ? block->dye : "";
		one.positives = row->quadrants[0] + row->quadrants[block->channel == ALKRES_FAM ? 1 : 2];
		done = alkres_plate_add(reader, &one);
	}
	reader->csv.line = line;
	return done;
}

bool
alkres_plate_count_kind(AlkresPlateReader *reader, const AlkresPlateRow *row, bool fam, bool hex,
						int64_t count)
{
	AlkresPlateRow *counting = &reader->counting;
	int quadrant = fam ? (hex ? 0 : 1) : (hex ? 2 : 3);
	bool same = reader->is_counting;

	if (same && row->well != NULL)
		same = counting->well != NULL && strcmp(counting->well, row->well) == 0;
	if (same)
		same = strcmp(counting->sample, row->sample) == 0 &&
			   strcmp(counting->plate == NULL ? "" : counting->plate,
					  row->plate == NULL ? "" : row->plate) == 0;
	if (!same)
	{
		const char *well = row->well;
		const char *sample = row->sample;
		const char *experiment = row->experiment;
		const char *kept;

		if (!alkres_plate_end_counting(reader))
			return false;
		*counting = *row;
		kept = alkres_plate_keep(reader->plate, sample);
		counting->sample = kept == NULL ? "" : kept;
		counting->well = well == NULL ? NULL : alkres_plate_keep(reader->plate, well);
		kept = alkres_plate_keep(reader->plate, experiment);
		counting->experiment = kept == NULL ? "" : kept;
		counting->merged = counting->status = "";
		memset(counting->quadrants, 0, sizeof(counting->quadrants));
		reader->is_counting = true;
	}
	counting->quadrants[quadrant] += count;
	return true;
}
