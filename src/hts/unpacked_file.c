/* unpacked_file.c: the bytes of a file that may be compressed, from front to end. */
#include "hts/unpacked_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hts/bam_internal.h"
#include "hts/bgzf_open.h"
#include "hts/hts_guard.h"
#include "hts/log.h"
#include "hts/refusals.h"
#include "hts/unpacked_internal.h"

struct AlkresUnpacked
{
	BGZF *file;
	char what[1200];
	struct stat info; /* of the file */
	uint64_t place;   /* of what was read last; 0: not known */
	size_t length;    /* of that */
};

AlkresUnpacked *
alkres_unpacked_open(int descriptor, const char *what, AlkresError *error)
{
	AlkresUnpacked *file = calloc(1, sizeof(AlkresUnpacked));

	alkres_hts_log_start();
	if (file == NULL || fstat(descriptor, &file->info) != 0)
	{
		alkres_refuse_open(what, error);
		close(descriptor);
		free(file);
		return NULL;
	}
	snprintf(file->what, sizeof(file->what), "%s", what);
	if ((file->file = alkres_bgzf_open(descriptor, file->what, error)) != NULL)
		return file;
	alkres_unpacked_close(file);
	return NULL;
}

AlkresUnpacked *
alkres_unpacked_open_memory(const void *bytes, size_t length, const char *what, AlkresError *error)
{
	int descriptor = alkres_file_of_bytes(bytes, length);

	if (descriptor >= 0)
		return alkres_unpacked_open(descriptor, what, error);
	alkres_refuse_open(what, error);
	return NULL;
}

int64_t
alkres_unpacked_read(AlkresUnpacked *file, void *out, size_t length, AlkresError *error)
{
	ssize_t got;

	alkres_hts_log_start();
	file->place = 0;
	/* No more than the rest of a block, of which each byte's place is known. */
	if (alkres_unpacked_is_bgzf(file) && bgzf_peek(file->file) >= 0)
	{
		size_t left = (size_t) (file->file->block_length - file->file->block_offset);

		file->place = (uint64_t) bgzf_tell(file->file);
		length = left < length ? left : length;
	}
	got = bgzf_read(file->file, out, length);
	file->length = got > 0 ? (size_t) got : 0;
	/* An empty block ends the reading, wherever it stands. */
	if (got > 0 ||
		(got == 0 && file->file->errcode == 0 &&
		 (!alkres_unpacked_proves_end(file) || htell(file->file->fp) == file->info.st_size)))
		return got;
	if (alkres_lacks_memory(error))
		return -1;
	alkres_fail(error, ALKRES_CORRUPT, "could not read %s", file->what);
	alkres_bam_add_log(error, got == 0 ? "An end marker stands before the end of the file."
									   : "The file breaks off or is damaged.");
	alkres_hint(error, "Copy the file again or make it again.");
	return -1;
}

bool
alkres_unpacked_proves_end(const AlkresUnpacked *file)
{
	return bgzf_compression(file->file) != 0;
}

bool
alkres_unpacked_is_bgzf(const AlkresUnpacked *file)
{
	return bgzf_compression(file->file) == 2;
}

const struct stat *
alkres_unpacked_info(const AlkresUnpacked *file)
{
	return &file->info;
}

uint64_t
alkres_unpacked_place(const AlkresUnpacked *file, size_t unused)
{
	if (unused == 0)
		return (uint64_t) bgzf_tell(file->file);
	return file->place != 0 && unused <= file->length ? file->place + (file->length - unused) : 0;
}

BGZF *
alkres_unpacked_bgzf(const AlkresUnpacked *file)
{
	return file->file;
}

bool
alkres_unpacked_go_back(AlkresUnpacked *file, int64_t place, AlkresError *error)
{
	file->file->errcode = 0;
	if (bgzf_seek(file->file, place, SEEK_SET) == 0)
		return true;
	return alkres_fail(error, ALKRES_CORRUPT, "could not read %s", file->what);
}

void
alkres_unpacked_close(AlkresUnpacked *file)
{
	if (file == NULL)
		return;
	if (file->file != NULL)
		(void) bgzf_close(file->file); /* reading: nothing that a failure could lose */
	free(file);
}
