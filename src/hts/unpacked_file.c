/* unpacked_file.c: the bytes of a file that may be compressed, from front to end. */
#include "hts/unpacked_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hts/bam_internal.h"
#include "hts/bgzf_open.h"
#include "hts/hts_guard.h"
#include "hts/log.h"
#include "hts/refusals.h"

struct AlkresUnpacked
{
	BGZF *file;
	char what[1200];
	int64_t size; /* of the file */
};

AlkresUnpacked *
alkres_unpacked_open(int descriptor, const char *what, AlkresError *error)
{
	AlkresUnpacked *file = calloc(1, sizeof(AlkresUnpacked));
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
	file->size = info.st_size;
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
	got = bgzf_read(file->file, out, length);
	/* An empty block ends the reading, wherever it stands. */
	if (got > 0 || (got == 0 && file->file->errcode == 0 &&
					(!alkres_unpacked_proves_end(file) || htell(file->file->fp) == file->size)))
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

void
alkres_unpacked_close(AlkresUnpacked *file)
{
	if (file == NULL)
		return;
	if (file->file != NULL)
		(void) bgzf_close(file->file); /* reading: nothing that a failure could lose */
	free(file);
}
