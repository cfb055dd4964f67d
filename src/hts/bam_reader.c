/* bam_reader.c: opening a BAM or CRAM file, its header, and its end. */
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

/* What the first bytes of something that is no BAM look like. */
static const char *
describe(const uint8_t *bytes, size_t length)
{
	if (length == 0)
		return "The file is empty.";
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

typedef struct Ends
{
	uint8_t head[18];
	size_t head_length;
	uint8_t tail[ALKRES_CRAM_END_SIZE];
	size_t tail_length;
} Ends;

static bool
ends_with(const Ends *ends, const uint8_t *marker, size_t length)
{
	return ends->tail_length >= length &&
		   memcmp(ends->tail + ends->tail_length - length, marker, length) == 0;
}

/* The first and the last bytes of the file must be those of a complete one. */
static bool
check_ends(const char *what, const Ends *ends, bool *is_cram, AlkresError *error)
{
	const uint8_t *head = ends->head;

	*is_cram = ends->head_length >= 6 && memcmp(head, "CRAM", 4) == 0;
	if (*is_cram)
	{
		if (head[4] == 3)
			return ends_with(ends, alkres_cram_end, sizeof(alkres_cram_end)) ||
				   alkres_refuse_truncated(what, "CRAM", error);
		alkres_fail(error, ALKRES_UNSUPPORTED, "%s is of CRAM version %d.%d", what, head[4],
					head[5]);
		alkres_detail(error, "Only version 3 has the checksums that prove a file undamaged.");
		return alkres_hint(error, "Convert it with \"samtools view -C\".");
	}
	if (ends->head_length < 18 || head[0] != 0x1f || head[1] != 0x8b || head[2] != 8 ||
		!(head[3] & 4) || head[12] != 'B' || head[13] != 'C')
	{
		alkres_fail(error, ALKRES_BAD_FILE, "%s is neither a BAM nor a CRAM file", what);
		alkres_detail(error, "%s", describe(head, ends->head_length));
		return alkres_hint(
			error, "Convert it with \"samtools view -b\" and sort it with \"samtools sort\".");
	}
	return ends_with(ends, end_marker, sizeof(end_marker)) ||
		   alkres_refuse_truncated(what, "BGZF", error);
}

/* A BAM file; take the hFILE over, also on failure. */
static bool
start_bam(AlkresBam *bam, hFILE *stream, AlkresError *error)
{
	int why;

	errno = 0;
	if ((bam->file = bgzf_hopen(stream, "r")) != NULL)
		return alkres_bam_read_header(bam, error);
	why = errno;
	hclose_abruptly(stream);
	errno = why;
	return alkres_refuse_open(bam->what, error);
}

static AlkresBam *
new_reader(const char *what, const AlkresReadLimits *limits, AlkresError *error)
{
	AlkresBam *bam = calloc(1, sizeof(AlkresBam));

	alkres_hts_log_start();
	if (bam == NULL || (bam->record = bam_init1()) == NULL)
	{
		free(bam);
		alkres_refuse_memory(error);
		return NULL;
	}
	bam->limits = *limits;
	bam->last_position = -1;
	bam->among = "";
	bam->repeats = alkres_repeats_new();
	snprintf(bam->what, sizeof(bam->what), "%s", what);
	return bam;
}

/* Read the ends of the file; false with errno. */
static bool
read_ends(int descriptor, int64_t *size, Ends *ends)
{
	struct stat info;
	ssize_t got;

	if (fstat(descriptor, &info) != 0)
		return false;
	*size = info.st_size;
	if ((got = pread(descriptor, ends->head, sizeof(ends->head), 0)) < 0)
		return false;
	ends->head_length = (size_t) got;
	ends->tail_length = *size < (int64_t) sizeof(ends->tail) ? (size_t) *size : sizeof(ends->tail);
	if ((got = pread(descriptor, ends->tail, ends->tail_length,
					 *size - (int64_t) ends->tail_length)) < 0)
		return false;
	ends->tail_length = (size_t) got;
	return true;
}

AlkresBam *
alkres_bam_open_descriptor(int descriptor, const char *what, const AlkresReadLimits *limits,
						   AlkresError *error)
{
	AlkresBam *bam = new_reader(what, limits, error);
	bool is_cram, good = false, taken = false;
	Ends ends;
	hFILE *stream;

	if (bam == NULL)
		;
	else if (!read_ends(descriptor, &bam->size, &ends))
		alkres_fail(error, ALKRES_IO, "could not read %s: %s", what, strerror(errno));
	else if (!check_ends(what, &ends, &is_cram, error))
		;
	else if (is_cram)
	{
		taken = true;
		good = alkres_cram_start(bam, descriptor, error);
	}
	else if ((stream = hdopen(descriptor, "r")) == NULL)
		alkres_refuse_open(what, error);
	else
	{
		taken = true;
		good = start_bam(bam, stream, error);
	}
	if (!taken)
		close(descriptor);
	if (good)
		return bam;
	alkres_bam_close(bam);
	return NULL;
}

AlkresBam *
alkres_bam_open_memory(const void *bytes, size_t length, const char *what,
					   const AlkresReadLimits *limits, AlkresError *error)
{
	int descriptor = alkres_file_of_bytes(bytes, length);

	if (descriptor >= 0)
		return alkres_bam_open_descriptor(descriptor, what, limits, error);
	alkres_refuse_memory(error);
	return NULL;
}

int
alkres_bam_ready(AlkresBam *bam, AlkresError *error)
{
	return bam->header != NULL ? 1 : alkres_cram_header(bam, error);
}

void
alkres_bam_close(AlkresBam *bam)
{
	if (bam == NULL)
		return;
	if (bam->file != NULL)
		(void) bgzf_close(bam->file); /* reading: nothing that a failure could lose */
	alkres_cram_close(bam);
	bam_destroy1(bam->record);
	alkres_repeats_free(bam->repeats);
	alkres_bam_windows_free(bam->windows);
	sam_hdr_destroy(bam->header);
	free(bam);
}

bool
alkres_bam_is_cram(const AlkresBam *bam)
{
	return bam->cram != NULL;
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

int64_t
alkres_bam_contig_length(const AlkresBam *bam, int contig)
{
	return contig >= 0 && contig < bam->header->n_targets ? sam_hdr_tid2len(bam->header, contig)
														  : 0;
}

int64_t
alkres_bam_bytes(const AlkresBam *bam)
{
	return bam->cram != NULL ? alkres_cram_bytes(bam) : htell(bam->file->fp);
}

int64_t
alkres_bam_size(const AlkresBam *bam)
{
	return bam->size;
}
