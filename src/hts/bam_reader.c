/* bam_reader.c: opening a BAM file, its header, and its end. */
#include "hts/bam_internal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hts/log.h"

/* The empty BGZF block that ends every complete file. */
static const uint8_t end_marker[28] = {0x1f, 0x8b, 0x08, 0x04, 0, 0, 0,    0, 0, 0xff,
									   6,    0,    0x42, 0x43, 2, 0, 0x1b, 0, 3, 0,
									   0,    0,    0,    0,    0, 0, 0,    0};

static bool
out_of_memory(AlkresError *error)
{
	return alkres_fail(error, ALKRES_LIMIT, "out of memory while reading BAM");
}

void
alkres_bam_add_log(AlkresError *error, const char *otherwise)
{
	const char *said = alkres_hts_log_text();

	if (said[0] != '\0')
		alkres_detail(error, "htslib says: %s", said);
	else if (otherwise != NULL)
		alkres_detail(error, "%s", otherwise);
}

int
alkres_bam_read_bytes(AlkresBam *bam, void *out, size_t length)
{
	ssize_t got = bgzf_read(bam->file, out, length);

	if (got == 0 && length > 0 && bam->file->errcode == 0)
		return 0;
	return got >= 0 && (size_t) got == length && bam->file->errcode == 0 ? 1 : -1;
}

/* What the first bytes of something that is no BAM look like. */
static const char *
describe(const uint8_t *bytes, size_t length)
{
	if (length == 0)
		return "The file is empty.";
	if (length >= 4 && memcmp(bytes, "CRAM", 4) == 0)
		return "It is a CRAM file, which is not supported yet.";
	if (length >= 4 && bytes[0] == '@' && bytes[3] == '\t')
		return "It is a SAM text file.";
	if (length >= 2 && bytes[0] == 0x1f && bytes[1] == 0x8b)
		return "It is compressed by gzip, not by bgzip.";
	if (length >= 4 && memcmp(bytes, "BAM\1", 4) == 0)
		return "It is an uncompressed BAM file, which has no end marker to prove that it is "
			   "complete.";
	if (length >= 5 && memcmp(bytes, "##fil", 5) == 0)
		return "It is a VCF text file.";
	return "Its first bytes are not those of a BGZF file.";
}

/* head: the first bytes, tail: the last 28. */
static bool
check_ends(const char *what, const uint8_t *head, size_t head_length, const uint8_t *tail,
		   AlkresError *error)
{
	if (head_length < 18 || head[0] != 0x1f || head[1] != 0x8b || head[2] != 8 || !(head[3] & 4) ||
		head[12] != 'B' || head[13] != 'C')
	{
		alkres_fail(error, ALKRES_BAD_FILE, "%s is not a BAM file", what);
		alkres_detail(error, "%s", describe(head, head_length));
		return alkres_hint(
			error, "Convert it with \"samtools view -b\" and sort it with \"samtools sort\".");
	}
	if (tail == NULL || memcmp(tail, end_marker, sizeof(end_marker)) != 0)
	{
		alkres_fail(error, ALKRES_CORRUPT, "%s is truncated", what);
		alkres_detail(error, "The BGZF end marker is missing.");
		return alkres_hint(error, "Copy the file again or make it again.");
	}
	return true;
}

/* What the header claims of its size is looked at before htslib makes room for it. */
static bool
read_header(AlkresBam *bam, AlkresError *error)
{
	uint8_t start[8];

	if (alkres_bam_read_bytes(bam, start, sizeof(start)) != 1 || memcmp(start, "BAM\1", 4) != 0)
	{
		alkres_fail(error, ALKRES_BAD_FILE, "%s is not a BAM file", bam->what);
		alkres_bam_add_log(error, "It is compressed by bgzip, but holds something else than BAM.");
		return alkres_hint(
			error, "Convert it with \"samtools view -b\" and sort it with \"samtools sort\".");
	}
	if (alkres_little32(start + 4) > ALKRES_BAM_HEADER_TEXT_MAX)
		return alkres_fail(error, ALKRES_LIMIT, "the BAM header text of %s is larger than %d bytes",
						   bam->what, ALKRES_BAM_HEADER_TEXT_MAX);
	if (bgzf_seek(bam->file, 0, SEEK_SET) != 0 || (bam->header = bam_hdr_read(bam->file)) == NULL)
	{
		alkres_fail(error, ALKRES_CORRUPT, "the BAM header of %s is broken", bam->what);
		alkres_bam_add_log(error, NULL);
		return false;
	}
	if (bam->header->n_targets == 0)
	{
		alkres_fail(error, ALKRES_BAD_FILE, "the BAM header of %s names no contigs", bam->what);
		return alkres_hint(error, "The reads must be aligned to a reference.");
	}
	if (bam->header->n_targets > ALKRES_BAM_CONTIGS_MAX)
		return alkres_fail(error, ALKRES_LIMIT, "the BAM header of %s names more than %d contigs",
						   bam->what, ALKRES_BAM_CONTIGS_MAX);
	return true;
}

/* Take the hFILE over, also on failure. */
static AlkresBam *
open_file(hFILE *stream, int64_t size, const char *what, AlkresError *error)
{
	AlkresBam *bam = calloc(1, sizeof(AlkresBam));

	if (bam == NULL || (bam->file = bgzf_hopen(stream, "r")) == NULL)
	{
		free(bam);
		hclose_abruptly(stream);
		alkres_fail(error, ALKRES_IO, "could not read %s", what);
		alkres_bam_add_log(error, NULL);
		return NULL;
	}
	bam->size = size;
	bam->last_contig = 0;
	bam->last_position = -1;
	snprintf(bam->what, sizeof(bam->what), "%s", what);
	bam->record = bam_init1();
	if (bam->record == NULL ? !out_of_memory(error) : !read_header(bam, error))
	{
		alkres_bam_close(bam);
		return NULL;
	}
	return bam;
}

AlkresBam *
alkres_bam_open_descriptor(int descriptor, const char *what, AlkresError *error)
{
	uint8_t head[18], tail[sizeof(end_marker)];
	struct stat info;
	ssize_t got = -1;
	bool has_tail = false;
	hFILE *stream;

	alkres_hts_log_start();
	if (fstat(descriptor, &info) == 0)
		got = pread(descriptor, head, sizeof(head), 0);
	if (got >= 0 && info.st_size >= (off_t) sizeof(tail))
		has_tail = pread(descriptor, tail, sizeof(tail), info.st_size - (off_t) sizeof(tail)) ==
				   (ssize_t) sizeof(tail);
	if (got < 0)
	{
		alkres_fail(error, ALKRES_IO, "could not read %s: %s", what, strerror(errno));
		close(descriptor);
		return NULL;
	}
	if (!check_ends(what, head, got, has_tail ? tail : NULL, error))
	{
		close(descriptor);
		return NULL;
	}
	stream = hdopen(descriptor, "r");
	if (stream == NULL)
	{
		close(descriptor);
		alkres_fail(error, ALKRES_IO, "could not read %s", what);
		return NULL;
	}
	return open_file(stream, info.st_size, what, error);
}

AlkresBam *
alkres_bam_open_memory(const void *bytes, size_t length, const char *what, AlkresError *error)
{
	const uint8_t *start = bytes;
	char *copy;
	hFILE *stream;

	alkres_hts_log_start();
	if (!check_ends(what, start, length < 18 ? length : 18,
					length < sizeof(end_marker) ? NULL : start + length - sizeof(end_marker),
					error))
		return NULL;
	copy = malloc(length); /* the stream frees it */
	if (copy == NULL)
	{
		out_of_memory(error);
		return NULL;
	}
	memcpy(copy, bytes, length);
	stream = hopen("mem:", "r:", copy, length);
	if (stream == NULL)
	{
		free(copy);
		alkres_fail(error, ALKRES_IO, "could not read %s", what);
		alkres_bam_add_log(error, NULL);
		return NULL;
	}
	return open_file(stream, (int64_t) length, what, error);
}

void
alkres_bam_close(AlkresBam *bam)
{
	if (bam == NULL)
		return;
	if (bam->file != NULL)
		(void) bgzf_close(bam->file); /* reading: nothing that a failure could lose */
	if (bam->record != NULL)
		bam_destroy1(bam->record);
	sam_hdr_destroy(bam->header);
	free(bam);
}

int
alkres_bam_contig_count(const AlkresBam *bam)
{
	return bam->header->n_targets;
}

const char *
alkres_bam_contig_name(const AlkresBam *bam, int contig)
{
	return contig >= 0 && contig < bam->header->n_targets ? bam->header->target_name[contig] : NULL;
}

uint64_t
alkres_bam_records(const AlkresBam *bam)
{
	return bam->records;
}

int64_t
alkres_bam_bytes(const AlkresBam *bam)
{
	return htell(bam->file->fp);
}

int64_t
alkres_bam_size(const AlkresBam *bam)
{
	return bam->size;
}
