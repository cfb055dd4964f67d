/*
 * main.c: the program alkres-cram, which decodes a CRAM file in a process of its own.
 *
 * CRAM is decoded by htslib a slice at a time, in one piece, and a file made with intent can keep
 * it busy without end or lead it beyond its memory.  Here that costs a process that holds nothing
 * but the file and its reference.  hts/cram_stream.h says what it is given and what it sends.
 */
#include "decode/decode.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hts/log.h"

static bool
read_header(AlkresDecoder *decoder, const char *prefix, AlkresError *error)
{
	hFILE *stream;
	struct stat info;

	if (lseek(ALKRES_CRAM_FILE, 0, SEEK_SET) != 0 || fstat(ALKRES_CRAM_FILE, &info) != 0 ||
		(stream = hdopen(ALKRES_CRAM_FILE, "r")) == NULL)
		return alkres_fail(error, ALKRES_IO, "could not read %s", decoder->what);
	decoder->size = info.st_size;
	if (!alkres_check_header(decoder, error))
		return false;
	decoder->file = hts_hopen(stream, prefix, "r");
	if (decoder->file != NULL && hts_get_format(decoder->file)->format == cram)
		decoder->header = sam_hdr_read(decoder->file);
	if (decoder->header == NULL)
		return alkres_refuse_header(decoder->what, error);
	if (decoder->header->n_targets > ALKRES_BAM_CONTIGS_MAX)
		return alkres_refuse_contigs(decoder->what, error);
	return true;
}

/* The header as BAM has it: its text, which names samples and assembly, and the contigs. */
static bool
send_header(const AlkresDecoder *decoder, AlkresError *error)
{
	sam_hdr_t *header = decoder->header;
	const char *text = sam_hdr_str(header);
	size_t text_length = text != NULL ? sam_hdr_length(header) : 0, names = 0, length;
	uint8_t *body, *at;

	for (int i = 0; i < header->n_targets; i++)
		names += strlen(header->target_name[i]) + 1;
	if (text_length + names > (uint64_t) decoder->limits.header_size)
		return alkres_header_too_large(decoder->what, &decoder->limits, error);
	length = 12 + text_length + names + 8 * (size_t) header->n_targets;
	if (text == NULL || (body = malloc(length)) == NULL)
		return alkres_refuse_memory(error);
	memcpy(body, "BAM\1", 4);
	at = alkres_put32(body + 4, (uint32_t) text_length);
	memcpy(at, text, text_length);
	at = alkres_put32(at + text_length, (uint32_t) header->n_targets);
	for (int i = 0; i < header->n_targets; i++)
	{
		size_t name = strlen(header->target_name[i]) + 1;

		at = alkres_put32(at, (uint32_t) name);
		memcpy(at, header->target_name[i], name);
		at = alkres_put32(at + name, header->target_len[i]);
	}
	alkres_send(ALKRES_CRAM_HEADER, body, length);
	free(body);
	return true;
}

bool
alkres_send_checked(const AlkresDecoder *decoder, AlkresError *error)
{
	int count = decoder->containers.unproven ? decoder->header->n_targets : 0;
	char *sums = calloc((size_t) count + 1, 32);
	kstring_t text = {0, 0, NULL};

	if (sums == NULL)
		return alkres_refuse_memory(error);
	for (int i = 0; i < count; i++)
		if (sam_hdr_find_tag_id(decoder->header, "SQ", "SN", decoder->header->target_name[i], "M5",
								&text) == 0 &&
			text.l == 32)
			memcpy(sums + 32 * (size_t) i, text.s, 32);
	alkres_send(ALKRES_CRAM_CHECKED, sums, 32 * (size_t) count);
	free(text.s);
	free(sums);
	return true;
}

static bool
other_reference(const AlkresDecoder *decoder, const char *detail, AlkresError *error)
{
	alkres_fail(error, ALKRES_BAD_FILE, "the reads of %s are aligned to another reference",
				decoder->what);
	alkres_detail(error, "%s", detail);
	return alkres_hint(error, "Name the FASTA file that the reads were aligned to as reference.");
}

bool
alkres_refuse_decoding(const AlkresDecoder *decoder, uint64_t number, bool no_memory,
					   AlkresError *error)
{
	const char *said = alkres_hts_log_text();

	if (no_memory)
	{
		alkres_fail(error, ALKRES_LIMIT, "a slice of %s needs too much memory", decoder->what);
		alkres_detail(error, "It was to be decoded behind record %llu%s.",
					  (unsigned long long) number, decoder->among);
		return alkres_hint(error, ALKRES_SLICE_HINT);
	}
	if (strstr(said, "MD5 checksum reference mismatch") != NULL)
		return other_reference(decoder,
							   "The bases of the FASTA file are not those that its reads were "
							   "packed with.",
							   error);
	/* In the words of one version of htslib or another. */
	if (strstr(said, "Failed to populate reference") != NULL ||
		strstr(said, "Unable to fetch reference") != NULL)
		return other_reference(decoder,
							   "A contig of its reads is not in the FASTA file, or has another "
							   "length there.",
							   error);
	return alkres_refuse_record(decoder->what, number, decoder->among, error);
}

static void
send_end(uint64_t number, bool passed_over)
{
	uint8_t body[9];

	*alkres_put32(alkres_put32(body, (uint32_t) number), (uint32_t) (number >> 32)) = passed_over;
	alkres_send(ALKRES_CRAM_END, body, sizeof(body));
}

static bool
send_records(const AlkresDecoder *decoder, AlkresError *error)
{
	bam1_t *record = bam_init1();
	uint64_t number = 0;
	bool no_memory;
	int got;

	if (record == NULL)
		return alkres_refuse_memory(error);
	alkres_allow_time(&decoder->limits);
	alkres_hts_log_start();
	while (errno = 0, (got = sam_read1(decoder->file, decoder->header, record)) >= 0)
		if (!alkres_send_record(decoder, record, ++number, error))
			return false;
	no_memory = errno == ENOMEM;
	alkres_send_rest();
	if (got < -1)
		return alkres_refuse_decoding(decoder, number, no_memory, error);
	if (number != decoder->containers.records)
		return alkres_refuse_end(decoder->what, number, decoder->among,
								 "Its slices claim to hold another number of records.", error);
	send_end(number, false);
	return true;
}

static bool
decode_windows(AlkresDecoder *decoder, AlkresError *error)
{
	bool passed_over;
	int64_t number = alkres_send_checked(decoder, error) && alkres_use_reference(decoder, error)
						 ? alkres_send_windows(decoder, &passed_over, error)
						 : -1;

	if (number < 0)
		return false;
	send_end((uint64_t) number, passed_over);
	return true;
}

static bool
decode_records(AlkresDecoder *decoder, AlkresError *error)
{
	int more;

	do
	{
		alkres_allow_time(&decoder->limits);
		more = alkres_check_container(decoder, error);
	} while (more == 1);
	return more == 0 && alkres_send_checked(decoder, error) &&
		   alkres_use_reference(decoder, error) && send_records(decoder, error);
}

int
main(int argc, char **argv)
{
	static AlkresDecoder decoder;
	const char *what = getenv(ALKRES_CRAM_WHAT);
	char prefix[32];
	const char *mode;
	bool good;
	AlkresError error;

	if (argc != ALKRES_CRAM_ARGUMENTS || what == NULL)
	{
		fprintf(stderr,
				"%s decodes CRAM files for the PostgreSQL extension alkres, which starts it\n",
				ALKRES_CRAM_PROGRAM);
		return 2;
	}
	decoder.what = what;
	decoder.limits.record_size = atoll(argv[ALKRES_CRAM_LIMITS]);
	decoder.limits.header_size = atoll(argv[ALKRES_CRAM_LIMITS + 1]);
	decoder.limits.slice_size = atoll(argv[ALKRES_CRAM_LIMITS + 2]);
	decoder.limits.decompressed_size = atoll(argv[ALKRES_CRAM_LIMITS + 3]);
	mode = argv[ALKRES_CRAM_MODE];
	decoder.among = strcmp(mode, "windows") == 0 ? ALKRES_AMONG_READ : "";
	/* Where a file has no read names, htslib makes some that begin so: of each file others. */
	snprintf(prefix, sizeof(prefix), "read%s", argv[ALKRES_CRAM_NUMBER]);
	alkres_hts_log_start();
	if (!alkres_confine(&decoder.limits, (pid_t) atoll(argv[ALKRES_CRAM_PARENT])) ||
		!alkres_prepare_reference() || !alkres_confine_more())
	{
		alkres_fail(&error, ALKRES_IO, "could not decode %s in a confined process", what);
		good = false;
	}
	else
		good = read_header(&decoder, prefix, &error) &&
			   (strcmp(mode, "records") == 0   ? decode_records(&decoder, &error)
				: strcmp(mode, "windows") == 0 ? decode_windows(&decoder, &error)
											   : send_header(&decoder, &error));
	if (!good)
		alkres_send_error(&error);
	_exit(0);
}
