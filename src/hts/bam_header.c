/* bam_header.c: the header of BAM, from a file or from the other process, checked before htslib
 * makes room for it; and the bytes in front of it. */
#include "hts/bam_internal.h"

#include <stdlib.h>
#include <string.h>

int
alkres_bam_read_bytes(AlkresBam *bam, void *out, size_t length)
{
	ssize_t got = bgzf_read(bam->file, out, length);

	if (got == 0 && length > 0 && bam->file->errcode == 0)
		return 0;
	return got >= 0 && (size_t) got == length && bam->file->errcode == 0 ? 1 : -1;
}

/* Read past length bytes of the header; false when they are not all there. */
static bool
skip_bytes(AlkresBam *bam, uint64_t length)
{
	uint8_t part[4096];

	while (length > 0)
	{
		size_t step = length < sizeof(part) ? (size_t) length : sizeof(part);

		if (alkres_bam_read_bytes(bam, part, step) != 1)
			return false;
		length -= step;
	}
	return true;
}

static bool
refuse_header(const AlkresBam *bam, AlkresError *error)
{
	return !alkres_lacks_memory(error) && alkres_refuse_header(bam->what, error);
}

/* What a BAM header claims of its sizes is looked at before htslib makes room for it. */
static bool
check_header(AlkresBam *bam, AlkresError *error)
{
	uint8_t start[8], number[4];
	uint64_t size;
	uint32_t contigs;

	if (alkres_bam_read_bytes(bam, start, sizeof(start)) != 1 || memcmp(start, "BAM\1", 4) != 0)
	{
		if (alkres_lacks_memory(error))
			return false;
		alkres_fail(error, ALKRES_BAD_FILE, "%s is not a BAM file", bam->what);
		alkres_bam_add_log(error, "It is compressed by bgzip, but holds something else than BAM.");
		return alkres_hint(
			error, "Convert it with \"samtools view -b\" and sort it with \"samtools sort\".");
	}
	size = alkres_little32(start + 4);
	if (size > (uint64_t) bam->limits.header_size)
		return alkres_header_too_large(bam->what, &bam->limits, error);
	if (!skip_bytes(bam, size) || alkres_bam_read_bytes(bam, number, sizeof(number)) != 1)
		return refuse_header(bam, error);
	contigs = alkres_little32(number);
	if (contigs > ALKRES_BAM_CONTIGS_MAX)
		return alkres_refuse_contigs(bam->what, error);
	for (uint32_t i = 0; i < contigs; i++)
	{
		uint64_t name;

		if (alkres_bam_read_bytes(bam, number, sizeof(number)) != 1)
			return refuse_header(bam, error);
		name = alkres_little32(number);
		size += name;
		if (size > (uint64_t) bam->limits.header_size)
			return alkres_header_too_large(bam->what, &bam->limits, error);
		if (!skip_bytes(bam, name + 4))
			return refuse_header(bam, error);
	}
	return true;
}

bool
alkres_bam_read_header(AlkresBam *bam, AlkresError *error)
{
	errno = 0;
	if (!check_header(bam, error))
		return false;
	if (bgzf_seek(bam->file, 0, SEEK_SET) == 0)
		bam->header = bam_hdr_read(bam->file);
	if (bam->header == NULL)
		return refuse_header(bam, error);
	if (bam->header->n_targets == 0)
	{
		alkres_fail(error, ALKRES_BAD_FILE, "the header of %s names no contigs", bam->what);
		return alkres_hint(error, "The reads must be aligned to a reference.");
	}
	return true;
}

int
alkres_bam_read_group_count(const AlkresBam *bam)
{
	int count = sam_hdr_count_lines(bam->header, "RG");

	return count < 0 ? 0 : count;
}

char *
alkres_bam_read_group_tag(const AlkresBam *bam, int group, const char *tag)
{
	kstring_t value = KS_INITIALIZE;

	if (sam_hdr_find_tag_pos(bam->header, "RG", group, tag, &value) == 0)
		return value.s;
	free(value.s);
	return NULL;
}

char *
alkres_bam_contig_tag(const AlkresBam *bam, int contig, const char *tag)
{
	kstring_t value = KS_INITIALIZE;

	if (sam_hdr_find_tag_pos(bam->header, "SQ", contig, tag, &value) == 0)
		return value.s;
	free(value.s);
	return NULL;
}

/* The first contigs of a header that are looked at for a checksum: behind them may be millions. */
#define CHECKED_CONTIGS 1000

bool
alkres_bam_header_md5(const AlkresBam *bam, int contig, char *out)
{
	char *sum = bam->cram == NULL && contig < CHECKED_CONTIGS
					? alkres_bam_contig_tag(bam, contig, "M5")
					: NULL;
	bool good = sum != NULL && strlen(sum) == 32 && strspn(sum, "0123456789abcdefABCDEF") == 32;

	if (good)
		memcpy(out, sum, 33);
	free(sum);
	return good;
}
