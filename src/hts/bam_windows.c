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
#include "hts/log.h"

/* Bytes of a record, behind its size, before its name. */
#define FIXED_SIZE 32
/* Blocks of BGZF are not larger, packed or not; their head. */
#define BLOCK_MAX 65536
#define BLOCK_HEAD 18
/* So many blocks are read back to find the record in front of a place. */
#define BACK_MAX 8
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

/* Does a place of the genome lie before another?  Contig -1 comes last. */
static bool
lies_before(int32_t contig, int64_t position, int32_t other_contig, int64_t other)
{
	return contig != other_contig ? (uint32_t) contig < (uint32_t) other_contig : position < other;
}

/* Where the block ends that begins here, as its head says; 0 when none begins here. */
static size_t
block_size(const uint8_t *head)
{
	if (head[0] != 0x1f || head[1] != 0x8b || head[2] != 8 || head[3] != 4 || head[12] != 'B' ||
		head[13] != 'C' || head[14] != 2 || head[15] != 0)
		return 0;
	return (size_t) (head[16] | head[17] << 8) + 1;
}

/* The block that ends where one begins; false when there is none. */
static bool
find_block_before(AlkresBam *bam, int64_t block, int64_t *before)
{
	uint8_t bytes[BLOCK_MAX];
	size_t length = block < BLOCK_MAX ? (size_t) block : BLOCK_MAX, got = 0;

	if (hseek(bam->file->fp, block - (int64_t) length, SEEK_SET) < 0)
		return false;
	while (got < length)
	{
		ssize_t more = hread(bam->file->fp, bytes + got, length - got);

		if (more <= 0)
			return false;
		got += (size_t) more;
	}
	for (size_t size = BLOCK_HEAD; size <= length; size++)
		if (block_size(bytes + length - size) == size)
		{
			*before = block - (int64_t) size;
			return true;
		}
	return false;
}

/* The content of the file from the start of a block up to a place; how many bytes, -1. */
static int64_t
read_up_to(AlkresBam *bam, int64_t block, uint64_t place, uint8_t *out, size_t room)
{
	size_t length = 0;

	if (bgzf_seek(bam->file, block << 16, SEEK_SET) != 0)
		return -1;
	while ((uint64_t) bgzf_tell(bam->file) < place)
	{
		BGZF *file = bam->file;
		int64_t left;

		if (bgzf_peek(file) < 0)
			return -1;
		left = file->block_length - file->block_offset;
		if (file->block_address == (int64_t) (place >> 16))
			left = (int64_t) (place & 0xffff) - file->block_offset;
		if (left <= 0 || left > file->block_length - file->block_offset ||
			length + (size_t) left > room ||
			bgzf_read(file, out + length, (size_t) left) != (ssize_t) left)
			return -1;
		length += (size_t) left;
	}
	return (uint64_t) bgzf_tell(bam->file) == place ? (int64_t) length : -1;
}

/* Can a record stand here, with so many bytes left?  Its size with the number in front, or 0. */
static size_t
record_size(const AlkresBam *bam, const uint8_t *at, size_t left)
{
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
	return 4 + (size_t) size;
}

/* Do records follow one another from here, in order, up to the end of the bytes, or so many?  The
 * last one. */
static bool
follow_records(const AlkresBam *bam, const uint8_t *at, const uint8_t *end, int most,
			   int32_t *contig, int32_t *position)
{
	bool is_first = true;

	for (int count = 0; at < end && count < most; count++)
	{
		size_t size = record_size(bam, at, (size_t) (end - at));
		int32_t next = size == 0 ? -1 : (int32_t) alkres_little32(at + 4),
				next_position = size == 0 ? -1 : (int32_t) alkres_little32(at + 8);

		if (size == 0 || (!is_first && lies_before(next, next_position, *contig, *position)))
			return false;
		*contig = next;
		*position = next_position;
		is_first = false;
		at += size;
	}
	return !is_first;
}

/* Find the record that ends at a place, by the blocks before: its 0-based position. */
static bool
find_record_before(AlkresBam *bam, uint64_t place, int32_t *contig, int32_t *position,
				   AlkresError *error)
{
	int64_t block = (int64_t) (place >> 16);
	size_t room = (size_t) (BACK_MAX + 1) * BLOCK_MAX;
	uint8_t *bytes = malloc(room);
	bool found = false;

	error->code = ALKRES_OK;
	*contig = *position = -1;
	if (bytes == NULL)
		return alkres_refuse_memory(error);
	for (int back = 0; back < BACK_MAX && !found && find_block_before(bam, block, &block); back++)
	{
		int64_t length = read_up_to(bam, block, place, bytes, room);

		if (length < 0)
			break;
		/* The first bytes may be the rest of a record that begins before them. */
		for (int64_t i = 0; i + 4 + FIXED_SIZE <= length && !found; i++)
			found = follow_records(bam, bytes + i, bytes + length, INT32_MAX, contig, position);
	}
	free(bytes);
	return found;
}

/* Read on where reading was, whatever was met elsewhere. */
static bool
go_back(AlkresBam *bam, int64_t here, AlkresError *error)
{
	bam->file->errcode = 0;
	return bgzf_seek(bam->file, here, SEEK_SET) == 0 ||
		   alkres_refuse_record(bam->what, bam->records, error);
}

/* Go on reading at a place, if it is proven that the window has nothing before it: 1, 0 when it is
 * not, -1 with *error. */
static int
pass_on_to(AlkresBam *bam, uint64_t place, const AlkresBamWindow *window, AlkresError *error)
{
	int64_t here = bgzf_tell(bam->file);
	int32_t contig, position;
	int next;

	if (find_record_before(bam, place, &contig, &position, error) &&
		lies_before(contig, (int64_t) position + 1, window->contig, window->first) &&
		bgzf_seek(bam->file, (int64_t) place, SEEK_SET) == 0)
	{
		next = bgzf_peek(bam->file);
		if (next >= 0 || (next == -1 && htell(bam->file->fp) == bam->size))
			return 1;
	}
	else if (error->code == ALKRES_MEMORY)
		return -1;
	return go_back(bam, here, error) ? 0 : -1;
}

/* The first block that begins in a stretch of the file; false when none does, or cannot be read. */
static bool
find_block(AlkresBam *bam, int64_t from, int64_t to, int64_t *block)
{
	uint8_t bytes[2 * BLOCK_MAX];
	size_t length = 0;
	ssize_t more;

	if (hseek(bam->file->fp, from, SEEK_SET) < 0)
		return false;
	while (length < sizeof(bytes) &&
		   (more = hread(bam->file->fp, bytes + length, sizeof(bytes) - length)) > 0)
		length += (size_t) more;
	for (size_t i = 0; i + BLOCK_HEAD <= length && from + (int64_t) i < to; i++)
	{
		size_t size = block_size(bytes + i);

		/* Where one ends, another begins. */
		if (size > 0 && i + size + BLOCK_HEAD <= length && block_size(bytes + i + size) > 0)
		{
			*block = from + (int64_t) i;
			return true;
		}
	}
	return false;
}

/* The first record that begins in a block, its place and position; false when none is sure to. */
static bool
find_record_in(AlkresBam *bam, int64_t block, uint64_t *place, int32_t *contig, int32_t *position)
{
	size_t length = 0;
	uint8_t *bytes = malloc(2 * BLOCK_MAX);
	bool found = false;
	ssize_t got;

	if (bytes == NULL || bgzf_seek(bam->file, block << 16, SEEK_SET) != 0)
	{
		free(bytes);
		return false;
	}
	while (length < 2 * BLOCK_MAX &&
		   (got = bgzf_read(bam->file, bytes + length, 2 * BLOCK_MAX - length)) > 0)
		length += (size_t) got;
	for (size_t i = 0; i + 4 + FIXED_SIZE <= length && i < BLOCK_MAX && !found; i++)
	{
		found = follow_records(bam, bytes + i, bytes + length, SURE_RECORDS, contig, position);
		if (found)
		{
			*place = (uint64_t) block << 16 | i;
			*contig = (int32_t) alkres_little32(bytes + i + 4);
			*position = (int32_t) alkres_little32(bytes + i + 8);
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

	while (to - from > BLOCK_MAX)
	{
		int64_t middle = from + (to - from) / 2;
		int32_t contig = -1, position = -1;
		uint64_t here;

		if (!find_block(bam, middle, to, &block))
			to = middle;
		else if (!find_record_in(bam, block, &here, &contig, &position))
			break;
		else if (!lies_before(contig, (int64_t) position + 1, window->contig, window->first))
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
	plan->passed_over |= passed == 1;
	return passed < 0 ? -1 : 1;
}

int
alkres_bam_pass_over(AlkresBam *bam, AlkresError *error)
{
	AlkresBamWindows *plan = bam->windows;
	const AlkresBamWindow *window;
	int64_t position = (int64_t) bam->last_position + 1;

	for (window = plan->windows + plan->at; plan->at < plan->count; window++, plan->at++)
	{
		bool is_longer = plan->needed_contig == window->contig && plan->needed > window->last;
		uint32_t last = is_longer ? plan->needed : window->last;

		if (!lies_before(window->contig, last, bam->last_contig, position))
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
	if (plan->stays || !lies_before(bam->last_contig, position, window->contig, window->first))
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
	int32_t contig, position;
	uint8_t next[8];
	ssize_t got = -1;

	if (place != 0 && find_record_before(bam, place, &contig, &position, error) && contig >= 0 &&
		bgzf_seek(bam->file, (int64_t) place, SEEK_SET) == 0)
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
