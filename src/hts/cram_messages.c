/*
 * cram_messages.c: CRAM is decoded by the program alkres-cram; its answers are read here, without
 * ever blocking, and are no more trusted than a file.
 */
#include "hts/cram_internal.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* What the other process sent is not what it sends. */
static int
refuse_message(const AlkresBam *bam, AlkresError *error)
{
	alkres_fail(error, ALKRES_CORRUPT, "could not decode %s", bam->what);
	alkres_detail(error, "The program that decodes CRAM gave an answer without sense.");
	alkres_hint(error,
				"Either the file was made to do harm, or another version of \"%s\" is "
				"installed beside the library of alkres.",
				ALKRES_CRAM_PROGRAM);
	return -1;
}

/* The other process has ended before its last message. */
static int
refuse_silence(AlkresBam *bam, AlkresError *error)
{
	int status = alkres_cram_stop(bam->cram), number = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	bool overdue = number == SIGPROF;
	/* These are its own doing, others come from the system or its administrator. */
	bool fault = number == 0 || number == SIGSEGV || number == SIGBUS || number == SIGABRT ||
				 number == SIGFPE || number == SIGILL || number == SIGTRAP || number == SIGSYS;

	if (bam->header == NULL)
		alkres_fail(error, fault ? ALKRES_CORRUPT : ALKRES_LIMIT,
					"could not decode the header of %s", bam->what);
	else
		alkres_fail(error, fault ? ALKRES_CORRUPT : ALKRES_LIMIT,
					"could not decode %s behind record %llu%s", bam->what,
					(unsigned long long) bam->records, bam->among);
	if (overdue)
		alkres_detail(error, "A part of it kept the processor busy for %lld s.",
					  (long long) ALKRES_CRAM_SECONDS(bam->limits.slice_size));
	else if (number != 0)
		alkres_detail(error, "The program that decodes it was ended by signal %d: %s.", number,
					  strsignal(number));
	else
		alkres_detail(error, "The program that decodes it ended with status %d.",
					  WEXITSTATUS(status));
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		alkres_hint(error, "It does not find its libraries: htslib must be where the server's "
						   "environment leads to.");
	else if (overdue)
		alkres_hint(error, ALKRES_SLICE_HINT);
	else if (fault)
		alkres_hint(error, "The file is damaged, or was made to do harm.");
	else
		alkres_hint(error, "The system may be short of memory; try again.");
	return -1;
}

/* The most that the body of a message may have. */
static uint64_t
most_of(const AlkresBam *bam, uint8_t kind)
{
	switch (kind)
	{
		case ALKRES_CRAM_HEADER:
			return (uint64_t) bam->limits.header_size + 8 * (uint64_t) ALKRES_BAM_CONTIGS_MAX + 64;
		case ALKRES_CRAM_CHECKED:
			return bam->header == NULL ? 0 : 32 * (uint64_t) bam->header->n_targets;
		case ALKRES_CRAM_RECORDS:
			return (uint64_t) bam->limits.record_size + ALKRES_CRAM_PART_SIZE + 64;
		case ALKRES_CRAM_END:
			return 9;
		case ALKRES_CRAM_ERROR:
			return sizeof(AlkresError);
		default:
			return 0;
	}
}

/* Read what is there of the next message: 1 when it is whole, ALKRES_BAM_WAIT, -1 with *error. */
static int
receive(AlkresBam *bam, AlkresError *error)
{
	AlkresCram *cram = bam->cram;

	for (;;)
	{
		bool in_head = cram->head_length < ALKRES_CRAM_HEAD_SIZE;
		uint8_t *to = in_head ? cram->head + cram->head_length : cram->body + cram->received;
		size_t wanted =
			in_head ? ALKRES_CRAM_HEAD_SIZE - cram->head_length : cram->length - cram->received;
		ssize_t got;

		if (wanted == 0)
			break;
		got = read(cram->pipe, to, wanted);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 && errno == EAGAIN)
			return ALKRES_BAM_WAIT;
		if (got <= 0)
			return refuse_silence(bam, error);
		if (!in_head)
		{
			cram->received += (size_t) got;
			continue;
		}
		cram->head_length += (size_t) got;
		if (cram->head_length < ALKRES_CRAM_HEAD_SIZE)
			continue;
		cram->length = alkres_little32(cram->head + 1);
		cram->received = 0;
		if (cram->length > most_of(bam, cram->head[0]))
			return refuse_message(bam, error);
		cram->body = malloc(cram->length + 1);
		if (cram->body == NULL)
		{
			alkres_refuse_memory(error);
			return -1;
		}
	}
	cram->head_length = 0; /* of the next one */
	return 1;
}

static void
forget_body(AlkresCram *cram)
{
	free(cram->body);
	cram->body = NULL;
}

/* The error that the other process reports; its texts are cut to their room. */
static int
take_error(AlkresBam *bam, AlkresError *error)
{
	AlkresCram *cram = bam->cram;
	uint8_t code = cram->length > 0 ? cram->body[0] : 0;
	const char *texts[3] = {"", "", ""}, *at = (const char *) cram->body + 1;
	int count = 0;

	cram->body[cram->length] = '\0';
	while (count < 3 && at < (const char *) cram->body + cram->length)
	{
		texts[count++] = at;
		at += strlen(at) + 1;
	}
	if (count < 3 || (code != ALKRES_BAD_FILE && code != ALKRES_CORRUPT && code != ALKRES_LIMIT &&
					  code != ALKRES_UNSUPPORTED && code != ALKRES_IO && code != ALKRES_MEMORY))
		return refuse_message(bam, error);
	alkres_fail(error, code, "%s", texts[0]);
	alkres_detail(error, "%s", texts[1]);
	alkres_hint(error, "%s", texts[2]);
	return -1;
}

/* The body becomes bam->file. */
static bool
open_body(AlkresBam *bam, AlkresError *error)
{
	AlkresCram *cram = bam->cram;
	hFILE *stream = hopen("mem:", "r:", cram->body, cram->length);

	if (stream == NULL)
		return alkres_refuse_memory(error);
	cram->body = NULL; /* the stream frees it */
	if ((bam->file = bgzf_hopen(stream, "r")) != NULL)
		return true;
	hclose_abruptly(stream);
	return alkres_refuse_memory(error);
}

static void
close_body(AlkresBam *bam)
{
	if (bam->file != NULL)
		(void) bgzf_close(bam->file);
	bam->file = NULL;
}

bool
alkres_cram_start(AlkresBam *bam, int descriptor, AlkresError *error)
{
	bam->cram = calloc(1, sizeof(AlkresCram));
	if (bam->cram == NULL)
	{
		close(descriptor);
		return alkres_refuse_memory(error);
	}
	bam->cram->file = descriptor;
	bam->cram->pipe = -1;
	return alkres_cram_run(bam, "header", &(AlkresCramInput){-1, -1, -1, -1}, error);
}

int
alkres_cram_header(AlkresBam *bam, AlkresError *error)
{
	int got = receive(bam, error);
	bool good;

	if (got != 1)
		return got;
	if (bam->cram->head[0] == ALKRES_CRAM_ERROR)
		return take_error(bam, error);
	if (bam->cram->head[0] != ALKRES_CRAM_HEADER || bam->cram->length == 0)
		return refuse_message(bam, error);
	good = open_body(bam, error) && alkres_bam_read_header(bam, error);
	close_body(bam);
	(void) alkres_cram_stop(bam->cram);
	return good ? 1 : -1;
}

/* The index of the FASTA file, in the form of a .fai file. */
static int
make_index(const AlkresBam *bam, const AlkresReferencePlace *places)
{
	kstring_t text = {0, 0, NULL};
	bool good = kputs("", &text) >= 0;
	int descriptor;

	for (int i = 0; i < bam->header->n_targets && good; i++)
		/* htslib reads the index in lines of at most 8,191 bytes. */
		if (places[i].length > 0 && strlen(bam->header->target_name[i]) <= 4096)
			good = ksprintf(&text, "%s\t%" PRId64 "\t%" PRId64 "\t%" PRIu32 "\t%" PRIu32 "\n",
							bam->header->target_name[i], places[i].length, places[i].offset,
							places[i].line_bases, places[i].line_width) >= 0;
	descriptor = good ? alkres_file_of_bytes(text.s, text.l) : -1;
	free(text.s);
	return descriptor;
}

/* What is wanted alone, as the program is told; -1. */
static int
make_windows(const AlkresBam *bam, const AlkresBamWindow *windows, int count)
{
	size_t length = 8 + 16 * (size_t) count;
	uint8_t *bytes = malloc(length), *at = bytes;
	int descriptor = -1;

	if (bytes == NULL)
		return -1;
	at = alkres_put32(at, (uint32_t) bam->records);
	at = alkres_put32(at, (uint32_t) (bam->records >> 32));
	for (int i = 0; i < count; i++)
	{
		at = alkres_put32(at, (uint32_t) windows[i].contig);
		at = alkres_put32(at, windows[i].first);
		at = alkres_put32(at, windows[i].core);
		at = alkres_put32(at, windows[i].last);
	}
	descriptor = alkres_file_of_bytes(bytes, length);
	free(bytes);
	return descriptor;
}

bool
alkres_bam_set_reference(AlkresBam *bam, const AlkresCramReference *reference,
						 const AlkresBamWindow *windows, int count, AlkresError *error)
{
	bool is_packed = reference->blocks != NULL, good;
	AlkresCramInput input = {
		reference->descriptor, make_index(bam, reference->places),
		is_packed ? alkres_file_of_bytes(reference->blocks, reference->blocks_length) : -1,
		windows != NULL ? make_windows(bam, windows, count) : -1};

	/* What it sent before is not wanted, when this is the second time. */
	close_body(bam);
	free(bam->cram->sums);
	bam->cram->sums = NULL;
	bam->cram->checked = false;
	bam->among = windows != NULL ? ALKRES_AMONG_READ : "";
	if (input.index < 0 || (is_packed && input.blocks < 0) ||
		(windows != NULL && input.windows < 0))
		good = alkres_refuse_memory(error);
	else
		good = alkres_cram_run(bam, windows != NULL ? "windows" : "records", &input, error);
	if (input.index >= 0)
		close(input.index);
	if (input.blocks >= 0)
		close(input.blocks);
	if (input.windows >= 0)
		close(input.windows);
	return good;
}

/* What comes in front of the records. */
static bool
take_checked(AlkresBam *bam)
{
	AlkresCram *cram = bam->cram;

	if ((cram->checked && (cram->sums != NULL || cram->length == 0)) ||
		(cram->length != 0 && cram->length != most_of(bam, ALKRES_CRAM_CHECKED)))
		return false;
	cram->checked = true;
	if (cram->length > 0)
	{
		cram->sums = (char *) cram->body;
		cram->body = NULL;
	}
	forget_body(cram);
	return true;
}

/* How many records there were. */
static bool
take_end(AlkresBam *bam)
{
	AlkresCram *cram = bam->cram;
	uint64_t count;

	if (cram->length != 9)
		return false;
	count = alkres_little32(cram->body) | (uint64_t) alkres_little32(cram->body + 4) << 32;
	if (!cram->checked || count != bam->records)
		return false;
	cram->passed_over = cram->body[8] != 0;
	cram->ended = true;
	(void) alkres_cram_stop(cram);
	return true;
}

int
alkres_cram_next_part(AlkresBam *bam, AlkresError *error)
{
	AlkresCram *cram = bam->cram;
	uint8_t mark[ALKRES_CRAM_RECORDS_MARK_SIZE];
	int got;

	close_body(bam);
	if (cram->ended)
		return 0;
	while ((got = receive(bam, error)) == 1 && cram->head[0] == ALKRES_CRAM_CHECKED)
		if (!take_checked(bam))
			return refuse_message(bam, error);
	if (got != 1)
		return got;
	if (cram->head[0] == ALKRES_CRAM_ERROR)
		return take_error(bam, error);
	if (cram->head[0] == ALKRES_CRAM_END)
		return take_end(bam) ? 0 : refuse_message(bam, error);
	if (cram->head[0] != ALKRES_CRAM_RECORDS || !cram->checked ||
		cram->length <= ALKRES_CRAM_RECORDS_MARK_SIZE)
		return refuse_message(bam, error);
	if (!open_body(bam, error))
		return -1;
	if (alkres_bam_read_bytes(bam, mark, sizeof(mark)) != 1 ||
		memcmp(mark, ALKRES_CRAM_RECORDS_MARK, sizeof(mark)) != 0)
		return refuse_message(bam, error);
	return 1;
}

int
alkres_bam_awaited(const AlkresBam *bam)
{
	return bam->cram->pipe;
}

bool
alkres_cram_passed_over(const AlkresBam *bam)
{
	return bam->cram->passed_over;
}

/* Both processes have one offset in the file. */
int64_t
alkres_cram_bytes(const AlkresBam *bam)
{
	int64_t bytes = lseek(bam->cram->file, 0, SEEK_CUR);

	return bytes < 0 ? 0 : bytes > bam->size ? bam->size : bytes;
}

bool
alkres_bam_proves_reference(const AlkresBam *bam)
{
	return bam->cram == NULL || bam->cram->sums == NULL;
}

bool
alkres_bam_contig_md5(const AlkresBam *bam, int contig, char *out)
{
	memcpy(out, bam->cram->sums + 32 * (size_t) contig, 32);
	out[32] = '\0';
	return strspn(out, "0123456789abcdefABCDEF") == 32;
}

void
alkres_cram_close(AlkresBam *bam)
{
	AlkresCram *cram = bam->cram;

	if (cram == NULL)
		return;
	(void) alkres_cram_stop(cram);
	close(cram->file);
	free(cram->sums);
	free(cram);
	bam->cram = NULL;
}
