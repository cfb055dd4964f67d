/*
 * bam_windows.c: of a BAM file with an index only what windows need is read.
 *
 * The index is not believed, but proven: a part of the file is passed over only when the record
 * in front of the place where reading goes on lies before the window.  The file is sorted, so none
 * that begins within the window was left out; and a window is over only when a record behind it
 * was read.  Where the index names no such place, one is sought by halving.  So all that the index
 * is taken at its word for are records that begin before a window and reach into its core.  One
 * that is another file's, or leaves out a part, is not used, and all is read.
 */
#include "hts/bam_windows.h"

#include <stdlib.h>
#include <string.h>

#include "hts/bam_internal.h"
#include "hts/bgzf_places.h"
#include "hts/log.h"

/* Bytes of a record, behind its size, before its name. */
#define FIXED_SIZE 32
/* So many records one behind the other are no chance. */
#define SURE_RECORDS 8

struct AlkresBamWindows
{
	AlkresFileIndex *index;
	const AlkresBamWindow *windows;
	int count;
	int at;                /* the window that is not over */
	AlkresFilePart *parts; /* of it; NULL before it was asked for */
	int part_count;
	int part;
	bool stays; /* until the window is over nothing more is passed over */
	int32_t needed_contig;
	uint32_t needed;
	bool passed_over;
	bool refused;
};

void
alkres_bam_windows_free(AlkresBamWindows *plan)
{
	if (plan == NULL)
		return;
	alkres_index_free(plan->index);
	free(plan->parts);
	free(plan);
}

void
alkres_bam_need(AlkresBam *bam, int32_t contig, uint32_t position)
{
	if (bam->windows == NULL)
		return;
	bam->windows->needed_contig = contig;
	bam->windows->needed = position;
}

bool
alkres_bam_passed_over(const AlkresBam *bam)
{
	return bam->cram != NULL ? alkres_cram_passed_over(bam)
							 : bam->windows != NULL && bam->windows->passed_over;
}

bool
alkres_bam_index_refused(const AlkresBam *bam)
{
	return bam->windows != NULL && bam->windows->refused;
}

bool
alkres_bam_index_counts(const AlkresBam *bam, uint64_t *aligned, uint64_t *records)
{
	return bam->windows != NULL && !bam->windows->refused &&
		   alkres_index_counts(bam->windows->index, aligned, records);
}

/* An AlkresLookAtRecord of BAM: the size with the number in front. */
static size_t
look_at_record(const void *context, const uint8_t *at, size_t left, AlkresRecordPlace *begins)
{
	const AlkresBam *bam = context;
	const uint8_t *fixed = at + 4;
	uint32_t size, name, elements;
	int32_t contig, position, mate, length;

	if (left < 4 + FIXED_SIZE)
		return 0;
	size = alkres_little32(at);
	contig = (int32_t) alkres_little32(fixed);
	position = (int32_t) alkres_little32(fixed + 4);
	name = fixed[8];
	elements = fixed[12] | (uint32_t) fixed[13] << 8;
	length = (int32_t) alkres_little32(fixed + 16);
	mate = (int32_t) alkres_little32(fixed + 20);
	if (size < FIXED_SIZE + 2 || size > left - 4 || name < 2 || length < 0 || contig < -1 ||
		contig >= bam->header->n_targets || mate < -1 || mate >= bam->header->n_targets ||
		position < -1 ||
		FIXED_SIZE + name + 4 * (int64_t) elements + ((int64_t) length + 1) / 2 + length > size ||
		fixed[FIXED_SIZE + name - 1] != '\0')
		return 0;
	for (uint32_t i = 0; i + 1 < name; i++)
		if (fixed[FIXED_SIZE + i] < '!' || fixed[FIXED_SIZE + i] > '~')
			return 0;
	*begins = (AlkresRecordPlace){contig, position};
	return 4 + (size_t) size;
}

/* The record of BAM that ends with these bytes. */
static bool
find_last(const void *bam, const uint8_t *bytes, size_t length, AlkresRecordPlace *last)
{
	return alkres_find_last(look_at_record, bam, bytes, length, 4 + FIXED_SIZE, last);
}

/* Read on where reading was, whatever was met elsewhere. */
static bool
go_back(AlkresBam *bam, int64_t here, AlkresError *error)
{
	bam->file->errcode = 0;
	return bgzf_seek(bam->file, here, SEEK_SET) == 0 ||
		   alkres_refuse_record(bam->what, bam->records, bam->among, error);
}

/* Where a window begins. */
static AlkresRecordPlace
first_of(const AlkresBamWindow *window)
{
	return (AlkresRecordPlace){window->contig, (int64_t) window->first - 1};
}

/* Go on reading at a place, if it is proven that the window has nothing before it: 1, 0 when it is
 * not, -1 with *error. */
static int
pass_on_to(AlkresBam *bam, uint64_t place, const AlkresBamWindow *window, AlkresError *error)
{
	int64_t here = bgzf_tell(bam->file);
	AlkresRecordForm form = {find_last, bam};
	int passed = alkres_go_to_place(bam->file, bam->size, place, &form, first_of(window), error);

	return passed != 0 || go_back(bam, here, error) ? passed : -1;
}

/* The first block that begins in a stretch of the file; false when none does, or cannot be read. */
static bool
find_block(AlkresBam *bam, int64_t from, int64_t to, int64_t *block)
{
	uint8_t bytes[2 * ALKRES_BLOCK_MAX];
	size_t length = 0;
	ssize_t more;

	if (hseek(bam->file->fp, from, SEEK_SET) < 0)
		return false;
	while (length < sizeof(bytes) &&
		   (more = hread(bam->file->fp, bytes + length, sizeof(bytes) - length)) > 0)
		length += (size_t) more;
	for (size_t i = 0; i + ALKRES_BLOCK_HEAD <= length && from + (int64_t) i < to; i++)
	{
		size_t size = alkres_bgzf_block_size(bytes + i);

		/* Where one ends, another begins. */
		if (size > 0 && i + size + ALKRES_BLOCK_HEAD <= length &&
			alkres_bgzf_block_size(bytes + i + size) > 0)
		{
			*block = from + (int64_t) i;
			return true;
		}
	}
	return false;
}

/* The first record that begins in a block, its place and position; false when none is sure to. */
static bool
find_record_in(AlkresBam *bam, int64_t block, uint64_t *place, AlkresRecordPlace *begins)
{
	size_t length = 0;
	uint8_t *bytes = malloc(2 * ALKRES_BLOCK_MAX);
	bool found = false;
	ssize_t got;

	if (bytes == NULL || bgzf_seek(bam->file, block << 16, SEEK_SET) != 0)
	{
		free(bytes);
		return false;
	}
	while (length < 2 * ALKRES_BLOCK_MAX &&
		   (got = bgzf_read(bam->file, bytes + length, 2 * ALKRES_BLOCK_MAX - length)) > 0)
		length += (size_t) got;
	for (size_t i = 0; i + 4 + FIXED_SIZE <= length && i < ALKRES_BLOCK_MAX && !found; i++)
	{
		found = alkres_follow_records(look_at_record, bam, bytes + i, bytes + length, SURE_RECORDS,
									  begins);
		if (found)
		{
			*place = (uint64_t) block << 16 | i;
			(void) look_at_record(bam, bytes + i, length - i, begins);
		}
	}
	free(bytes);
	return found;
}

/* The last place that is found between two whose record lies before the window; false when there is
 * none. */
static bool
find_place_before(AlkresBam *bam, uint64_t low, uint64_t high, const AlkresBamWindow *window,
				  uint64_t *place)
{
	int64_t from = (int64_t) (low >> 16), to = (int64_t) (high >> 16), block;
	bool found = false;

	while (to - from > ALKRES_BLOCK_MAX)
	{
		int64_t middle = from + (to - from) / 2;
		AlkresRecordPlace begins;
		uint64_t here;

		if (!find_block(bam, middle, to, &block))
			to = middle;
		else if (!find_record_in(bam, block, &here, &begins))
			break;
		else if (!alkres_lies_before(begins, first_of(window)))
			to = middle;
		else
		{
			*place = here;
			found = true;
			from = block;
		}
	}
	return found;
}

/* The parts of the window that is read next: false with *error. */
static bool
find_parts(AlkresBamWindows *plan, const AlkresBamWindow *window, AlkresError *error)
{
	plan->part = 0;
	plan->part_count = alkres_index_parts(plan->index, window->contig, window->core, window->last,
										  &plan->parts, error);
	if (plan->part_count >= 0)
		return true;
	plan->part_count = 0;
	plan->refused = true;
	return error->code != ALKRES_MEMORY;
}

/* Pass over what lies before the part of the file where the window may begin. */
static int
pass_on(AlkresBam *bam, const AlkresBamWindow *window, AlkresError *error)
{
	AlkresBamWindows *plan = bam->windows;
	uint64_t here = (uint64_t) bgzf_tell(bam->file), part, place;
	int passed;

	while (plan->part < plan->part_count && plan->parts[plan->part].end <= here)
		plan->part++;
	if (plan->part == plan->part_count || plan->parts[plan->part].begin <= here)
		return 1;
	part = plan->parts[plan->part].begin;
	passed = pass_on_to(bam, part, window, error);
	if (passed == 0)
	{
		/* Records of the window's lie before it, or the index is wrong. */
		plan->stays = true;
		if (find_place_before(bam, here, part, window, &place))
			passed = pass_on_to(bam, place, window, error);
		else if (!go_back(bam, (int64_t) here, error))
			return -1;
	}
	if (passed == 1)
	{
		plan->passed_over = true;
		bam->among = ALKRES_AMONG_READ;
	}
	return passed < 0 ? -1 : 1;
}

int
alkres_bam_pass_over(AlkresBam *bam, AlkresError *error)
{
	AlkresBamWindows *plan = bam->windows;
	const AlkresBamWindow *window;
	AlkresRecordPlace last_read = {bam->last_contig, bam->last_position};

	for (window = plan->windows + plan->at; plan->at < plan->count; window++, plan->at++)
	{
		bool is_longer = plan->needed_contig == window->contig && plan->needed > window->last;
		uint32_t last = is_longer ? plan->needed : window->last;

		if (!alkres_lies_before((AlkresRecordPlace){window->contig, (int64_t) last - 1}, last_read))
			break;
		free(plan->parts);
		plan->parts = NULL;
		plan->stays = false;
	}
	if (plan->refused)
		return 1;
	if (plan->at == plan->count)
	{
		plan->passed_over = true;
		return 0;
	}
	if (plan->stays || !alkres_lies_before(last_read, first_of(window)))
		return 1;
	if (plan->parts == NULL && !find_parts(plan, window, error))
		return -1;
	return pass_on(bam, window, error);
}

/* The index must know where the records with a contig end; that of another file does not. */
static bool
prove_end_of_contigs(AlkresBam *bam, AlkresError *error)
{
	int64_t here = bgzf_tell(bam->file);
	uint64_t place = alkres_index_end(bam->windows->index);
	AlkresRecordForm form = {find_last, bam};
	AlkresRecordPlace last;
	uint8_t next[8];
	ssize_t got = -1;

	if (place != 0 && alkres_find_record_before(bam->file, place, &form, &last, error) &&
		last.contig >= 0 && bgzf_seek(bam->file, (int64_t) place, SEEK_SET) == 0)
		got = bgzf_read(bam->file, next, sizeof(next));
	else if (place != 0 && error->code == ALKRES_MEMORY)
		return false;
	bam->windows->refused = !(got == sizeof(next) && alkres_little32(next + 4) == UINT32_MAX) &&
							!(got == 0 && htell(bam->file->fp) == bam->size);
	return go_back(bam, here, error);
}

bool
alkres_bam_read_windows(AlkresBam *bam, AlkresFileIndex *index, const AlkresBamWindow *windows,
						int count, AlkresError *error)
{
	AlkresBamWindows *plan = calloc(1, sizeof(AlkresBamWindows));

	if (plan == NULL)
	{
		alkres_index_free(index);
		return alkres_refuse_memory(error);
	}
	plan->index = index;
	plan->windows = windows;
	plan->count = count;
	bam->windows = plan;
	if (alkres_index_contigs(index) > bam->header->n_targets)
		plan->refused = true;
	else
		return prove_end_of_contigs(bam, error);
	return true;
}
