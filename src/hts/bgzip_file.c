/* bgzip_file.c: bytes at any offset of a file that is compressed by bgzip. */
#include "hts/bgzip_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hts/bgzf_open.h"
#include "hts/hts_guard.h"
#include "hts/log.h"
#include "hts/refusals.h"

/* A block of BGZF, compressed or not, is not larger. */
#define BLOCK_MAX 65536

typedef struct Place
{
	int64_t packed; /* offset in the file */
	int64_t plain;  /* offset in the content */
} Place;

struct AlkresBgzip
{
	BGZF *file;
	char what[1200];
	int64_t count; /* places; the first is 0, 0 */
	Place *places;
	int64_t checked; /* places */
	int64_t size;    /* of the content; -1 not known */
	int64_t at;      /* offset in the content of what bgzf_read gives next; -1 not known */
};

static uint64_t
little64(const uint8_t *p)
{
	uint64_t value = 0;

	for (int i = 7; i >= 0; i--)
		value = value << 8 | p[i];
	return value;
}

static bool
index_wrong(const AlkresBgzip *file, AlkresError *error)
{
	alkres_fail(error, ALKRES_BAD_FILE, "the index of blocks (.gzi) does not fit %s", file->what);
	return alkres_hint(error, "Make it again with \"samtools faidx\" or \"bgzip -r\".");
}

/* The places of an index; of a file of size bytes. */
static bool
take_index(AlkresBgzip *file, const uint8_t *index, size_t length, int64_t size, AlkresError *error)
{
	uint64_t entries = length >= 8 ? little64(index) : 0;

	if (length < 8 || (length - 8) % 16 != 0 || entries != (length - 8) / 16)
	{
		index_wrong(file, error);
		return alkres_detail(error, "It claims %llu blocks and has %zu bytes.",
							 (unsigned long long) entries, length);
	}
	file->places = calloc(entries + 1, sizeof(Place));
	if (file->places == NULL)
		return alkres_fail(error, ALKRES_MEMORY, "out of memory while reading %s", file->what);
	for (uint64_t i = 1; i <= entries; i++)
	{
		const Place *before = &file->places[i - 1];
		uint64_t packed = little64(index + 16 * i - 8), plain = little64(index + 16 * i);

		if (packed <= (uint64_t) before->packed || packed > (uint64_t) before->packed + BLOCK_MAX ||
			packed >= (uint64_t) size || plain < (uint64_t) before->plain ||
			plain > (uint64_t) before->plain + BLOCK_MAX)
		{
			index_wrong(file, error);
			return alkres_detail(error, "Block %llu cannot begin where it says.",
								 (unsigned long long) i + 1);
		}
		file->places[i] = (Place){(int64_t) packed, (int64_t) plain};
	}
	file->count = (int64_t) entries + 1;
	return true;
}

static bool
open_file(AlkresBgzip *file, int descriptor, AlkresError *error)
{
	if ((file->file = alkres_bgzf_open(descriptor, file->what, error)) == NULL)
		return false;
	if (bgzf_compression(file->file) != 2)
	{
		alkres_fail(error, ALKRES_BAD_FILE, "%s is not compressed by bgzip", file->what);
		return alkres_hint(error,
						   "Decompress it with \"gunzip\"; compressed by \"bgzip\" it can be "
						   "read with the indexes that \"samtools faidx\" makes.");
	}
	return true;
}

AlkresBgzip *
alkres_bgzip_open(int descriptor, const char *what, const void *index, size_t index_length,
				  AlkresError *error)
{
	AlkresBgzip *file = calloc(1, sizeof(AlkresBgzip));
	struct stat info;

	alkres_hts_log_start();
	if (file == NULL || fstat(descriptor, &info) != 0)
	{
		alkres_refuse_open(what, error);
		close(descriptor);
		free(file);
		return NULL;
	}
	snprintf(file->what, sizeof(file->what), "%s", what);
	file->at = file->size = -1;
	if (open_file(file, descriptor, error) &&
		take_index(file, index, index_length, info.st_size, error))
		return file;
	alkres_bgzip_close(file);
	return NULL;
}

/* The last block that begins at the offset or before it. */
static const Place *
find_block(const AlkresBgzip *file, int64_t offset)
{
	int64_t low = 0, high = file->count - 1;

	while (low < high)
	{
		int64_t middle = low + (high - low + 1) / 2;

		if (file->places[middle].plain <= offset)
			low = middle;
		else
			high = middle - 1;
	}
	return &file->places[low];
}

static int64_t
unreadable(AlkresBgzip *file, AlkresError *error)
{
	const char *said = alkres_hts_log_text();

	file->at = -1;
	if (alkres_lacks_memory(error))
		return -1;
	alkres_fail(error, ALKRES_CORRUPT, "could not read %s", file->what);
	if (said[0] != '\0')
		alkres_detail(error, "htslib says: %s", said);
	alkres_hint(error, "The file is damaged, or its index of blocks (.gzi) is not its own: make "
					   "that again with \"samtools faidx\" or \"bgzip -r\".");
	return -1;
}

/* Let what is read next be that at the offset: 1, 0 behind the end, -1 with *error. */
static int
go_to(AlkresBgzip *file, int64_t offset, AlkresError *error)
{
	const Place *block = find_block(file, offset);
	char skipped[4096];

	if (file->at == offset)
		return 1;
	if (offset - block->plain > BLOCK_MAX)
		return 0;
	if (bgzf_seek(file->file, block->packed << 16, SEEK_SET) != 0)
		return (int) unreadable(file, error);
	for (int64_t left = offset - block->plain; left > 0;)
	{
		ssize_t got = bgzf_read(file->file, skipped,
								left < (int64_t) sizeof(skipped) ? left : sizeof(skipped));

		if (got < 0)
			return (int) unreadable(file, error);
		if (got == 0)
			return 0;
		left -= got;
	}
	return 1;
}

int64_t
alkres_bgzip_read(AlkresBgzip *file, void *out, int64_t length, int64_t offset, AlkresError *error)
{
	ssize_t got;
	int there;

	alkres_hts_log_start();
	there = go_to(file, offset, error);
	file->at = -1;
	if (there <= 0)
		return there;
	got = bgzf_read(file->file, out, (size_t) length);
	if (got < 0)
		return unreadable(file, error);
	file->at = offset + got;
	return got;
}

int
alkres_bgzip_check_next(AlkresBgzip *file, AlkresError *error)
{
	const Place *place = &file->places[file->checked];
	bool is_last = file->checked + 1 == file->count;
	int length;

	if (file->size >= 0)
		return 0;
	alkres_hts_log_start();
	file->at = -1;
	if (bgzf_seek(file->file, place->packed << 16, SEEK_SET) != 0 || bgzf_peek(file->file) < -1)
		return (int) unreadable(file, error);
	length = file->file->block_length;
	if (!is_last && length != place[1].plain - place->plain)
	{
		index_wrong(file, error);
		alkres_detail(error, "Block %lld holds %d bytes.", (long long) file->checked + 1, length);
		return -1;
	}
	file->checked++;
	if (is_last)
		file->size = place->plain + length;
	return !is_last;
}

int64_t
alkres_bgzip_size(const AlkresBgzip *file)
{
	return file->size >= 0 ? file->size : file->places[file->count - 1].plain + BLOCK_MAX;
}

void
alkres_bgzip_close(AlkresBgzip *file)
{
	if (file == NULL)
		return;
	if (file->file != NULL)
		(void) bgzf_close(file->file); /* reading: nothing that a failure could lose */
	free(file->places);
	free(file);
}
