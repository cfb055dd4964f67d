/*
 * cram_contigs.c: the contigs of the records in slices of several contigs, before these are
 * decoded.
 *
 * htslib up to 1.22 looks for the reference of such a record before it checks that its contig is in
 * the header: a made-up number ends the process.  Without sequences it needs no reference and does
 * check.  So a file that has such slices is read twice, the first time without sequences, names,
 * qualities and tags.
 */
#include "hts/bam_internal.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hts/log.h"

/* Records of one step, between which the caller may stop. */
#define STEP 1024

/* A second stream over the same file; NULL when there is no room for one. */
static hFILE *
second_stream(AlkresBam *bam)
{
	hFILE *stream = NULL;

	if (bam->bytes != NULL)
	{
		char *copy = malloc((size_t) bam->size);

		if (copy == NULL)
			return NULL;
		memcpy(copy, bam->bytes, (size_t) bam->size);
		stream = hopen("mem:", "r:", copy, (size_t) bam->size);
		if (stream == NULL)
			free(copy);
	}
	else
	{
		int copy = fcntl(bam->descriptor, F_DUPFD_CLOEXEC, 0);

		/* Both have one offset, and the first stream is to find its own again. */
		bam->probe_offset = lseek(bam->descriptor, 0, SEEK_CUR);
		if (copy < 0 || bam->probe_offset < 0 || lseek(copy, 0, SEEK_SET) != 0 ||
			(stream = hdopen(copy, "r")) == NULL)
		{
			if (copy >= 0)
				close(copy);
			return NULL;
		}
	}
	return stream;
}

static bool
start_probe(AlkresBam *bam, AlkresError *error)
{
	hFILE *stream = second_stream(bam);

	if (stream != NULL && (bam->probe = hts_hopen(stream, "contigs", "r")) == NULL)
		hclose_abruptly(stream);
	if (bam->probe != NULL && cram_set_option(bam->probe->fp.cram, CRAM_OPT_REQUIRED_FIELDS,
											  SAM_FLAG | SAM_RNAME | SAM_POS) == 0)
		return true;
	alkres_fail(error, ALKRES_IO, "could not read %s a second time", bam->what);
	alkres_bam_add_log(error, NULL);
	return false;
}

void
alkres_cram_end_probe(AlkresBam *bam)
{
	if (bam->probe == NULL)
		return;
	(void) hts_close(bam->probe);
	bam->probe = NULL;
	if (bam->bytes == NULL)
		(void) lseek(bam->descriptor, bam->probe_offset, SEEK_SET);
}

int
alkres_cram_check_contigs(AlkresBam *bam, AlkresError *error)
{
	int got = 0;

	alkres_hts_log_start();
	if (bam->probe == NULL && !start_probe(bam, error))
		return -1;
	for (int i = 0; i < STEP && got >= 0; i++)
		got = sam_read1(bam->probe, bam->header, bam->record);
	if (got >= 0)
		return 1;
	alkres_cram_end_probe(bam);
	if (got == -1)
		return 0;
	alkres_fail(error, ALKRES_CORRUPT, "the records of %s are broken", bam->what);
	alkres_bam_add_log(error, "Their contigs could not be read.");
	return -1;
}
