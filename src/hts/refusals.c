/* refusals.c: errors that the reader of BAM and the decoder of CRAM have in common. */
#include "hts/refusals.h"

#include <errno.h>
#include <string.h>

#include "hts/log.h"

const uint8_t alkres_cram_end[ALKRES_CRAM_END_SIZE] = {
	0x0f, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0x0f, 0xe0, 0x45, 0x4f, 0x46,
	0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x05, 0xbd, 0xd9, 0x4f, 0x00, 0x01, 0x00,
	0x06, 0x06, 0x01, 0x00, 0x01, 0x00, 0x01, 0x00, 0xee, 0x63, 0x01, 0x4b};

void
alkres_bam_add_log(AlkresError *error, const char *otherwise)
{
	const char *said = alkres_hts_log_text();

	if (said[0] != '\0')
		alkres_detail(error, "htslib says: %s", said);
	else if (otherwise != NULL)
		alkres_detail(error, "%s", otherwise);
}

bool
alkres_refuse_memory(AlkresError *error)
{
	return alkres_fail(error, ALKRES_MEMORY, "out of memory while reading reads");
}

bool
alkres_lacks_memory(AlkresError *error)
{
	return errno == ENOMEM && !alkres_refuse_memory(error);
}

bool
alkres_refuse_open(const char *what, AlkresError *error)
{
	int why = errno;

	if (alkres_lacks_memory(error))
		return false;
	alkres_fail(error, ALKRES_IO, "could not read %s", what);
	alkres_bam_add_log(error, why != 0 ? strerror(why) : NULL);
	return false;
}

bool
alkres_refuse_truncated(const char *what, const char *marker, AlkresError *error)
{
	alkres_fail(error, ALKRES_CORRUPT, "%s is truncated", what);
	alkres_detail(error, "The %s end marker is missing.", marker);
	return alkres_hint(error, "Copy the file again or make it again.");
}

bool
alkres_refuse_contigs(const char *what, AlkresError *error)
{
	return alkres_fail(error, ALKRES_LIMIT, "the header of %s names more than %d contigs", what,
					   ALKRES_BAM_CONTIGS_MAX);
}

bool
alkres_refuse_header(const char *what, AlkresError *error)
{
	alkres_fail(error, ALKRES_CORRUPT, "the header of %s is broken", what);
	alkres_bam_add_log(error, NULL);
	return false;
}

bool
alkres_header_too_large(const char *what, const AlkresReadLimits *limits, AlkresError *error)
{
	alkres_fail(error, ALKRES_LIMIT, "the header of %s is larger than %lld kB", what,
				(long long) limits->header_size / 1024);
	return alkres_hint(error, "Raise alkres.max_header_size to read it.");
}

bool
alkres_too_much(const char *what, const AlkresReadLimits *limits, AlkresError *error)
{
	alkres_fail(error, ALKRES_LIMIT, "%s holds more than %lld MB of decompressed data", what,
				(long long) limits->decompressed_size / (1024 * 1024));
	return alkres_hint(error, "Raise alkres.max_decompressed_size to read it.");
}

bool
alkres_refuse_record(const char *what, uint64_t records, const char *among, AlkresError *error)
{
	alkres_fail(error, ALKRES_CORRUPT, "could not read record %llu%s of %s",
				(unsigned long long) records + 1, among, what);
	alkres_bam_add_log(error, "The file breaks off or is damaged.");
	return false;
}

bool
alkres_refuse_end(const char *what, uint64_t records, const char *among, const char *why,
				  AlkresError *error)
{
	alkres_fail(error, ALKRES_CORRUPT, "%s is broken behind record %llu%s", what,
				(unsigned long long) records, among);
	alkres_bam_add_log(error, why);
	return false;
}
