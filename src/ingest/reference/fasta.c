/* fasta.c: reference bases from a FASTA file. */
#include "postgres.h"

#include <sys/stat.h>
#include <unistd.h>

#include "alkres.h"
#include "common/cryptohash.h"
#include "common/md5.h"
#include "miscadmin.h"
#include "storage/fd.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "core/base/nucleotide.h"
#include "ingest/reference/fasta_layout.h"
#include "ingest/file/server_file.h"
#include "type/report.h"

#define WINDOW_SIZE 65536

static void
close_fasta(void *argument)
{
	AlkresFasta *fasta = argument;

	if (fasta->descriptor >= 0)
		alkres_close_server_file(fasta->descriptor);
	fasta->descriptor = -1;
	if (fasta->bgzip != NULL)
	{
		alkres_bgzip_close(fasta->bgzip);
		ReleaseExternalFD();
	}
	fasta->bgzip = NULL;
}

static void
file_changed(const AlkresFasta *fasta)
{
	ereport(ERROR, errcode(ERRCODE_OBJECT_IN_USE),
			errmsg("file \"%s\" changed while it was read", fasta->path));
}

/* The content of an index beside the file; NULL when there is none. */
static char *
read_index(const AlkresFasta *fasta, const char *suffix, size_t *length)
{
	char *path = psprintf("%s%s", fasta->path, suffix);
	struct stat info;

	if (stat(path, &info) != 0 && errno == ENOENT)
		return NULL;
	return alkres_read_server_file(path, (size_t) alkres_max_header_size * 1024, length);
}

/* The file is compressed: have its content read through its index of blocks. */
static void
open_bgzip(AlkresFasta *fasta, bool has_layout)
{
	AlkresError error;
	int descriptor = fasta->descriptor;
	const char *what = psprintf("\"%s\"", fasta->path);

	fasta->blocks = read_index(fasta, ".gzi", &fasta->blocks_length);
	if (fasta->blocks == NULL || !has_layout)
		ereport(ERROR, errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
				errmsg("the compressed FASTA file \"%s\" has no index", fasta->path),
				errdetail("There is no \"%s%s\".", fasta->path, has_layout ? ".gzi" : ".fai"),
				errhint("Make both indexes with \"samtools faidx\" (compressed by gzip and not by "
						"bgzip it must be decompressed first), or decompress it."));
	fasta->descriptor = -1; /* now bgzip's, but counted here */
	fasta->bgzip = alkres_bgzip_open(descriptor, what, fasta->blocks, fasta->blocks_length, &error);
	if (fasta->bgzip == NULL)
	{
		ReleaseExternalFD();
		alkres_report(&error);
	}
}

AlkresFasta *
alkres_fasta_open(const char *path, const char *assembly)
{
	AlkresFasta *fasta = palloc0(sizeof(AlkresFasta));
	char head[2] = {0}, *layout;
	size_t length;

	fasta->memory = CurrentMemoryContext;
	fasta->descriptor = -1;
	fasta->path = pstrdup(path);
	fasta->assembly = pstrdup(assembly);
	fasta->scan = palloc(ALKRES_FASTA_SCAN_SIZE);
	fasta->window = palloc(WINDOW_SIZE);
	fasta->bytes = palloc(WINDOW_SIZE);
	fasta->close.func = close_fasta;
	fasta->close.arg = fasta;
	MemoryContextRegisterResetCallback(CurrentMemoryContext, &fasta->close);
	fasta->descriptor = alkres_open_server_file(path);
	layout = read_index(fasta, ".fai", &length);
	(void) alkres_fasta_read_at(fasta, head, 2, 0);
	if ((unsigned char) head[0] == 0x1f && (unsigned char) head[1] == 0x8b)
	{
		open_bgzip(fasta, layout != NULL);
		(void) alkres_fasta_read_at(fasta, head, 2, 0);
	}
	if (head[0] != '>')
		ereport(ERROR, errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
				errmsg("\"%s\" is not a FASTA file", path),
				errdetail("It does not start with \">\"."));
	if (layout != NULL)
	{
		alkres_fasta_take_index(fasta, layout, length);
		pfree(layout);
	}
	return fasta;
}

static const AlkresSequence *
find_sequence(AlkresFasta *fasta, const AlkresContig *contig)
{
	int seen = fasta->last;

	if (seen < fasta->count && fasta->sequences[seen].named &&
		alkres_contig_equal(&fasta->sequences[seen].contig, contig) &&
		(fasta->complete || seen < fasta->count - 1))
	{
		alkres_fasta_check_place(fasta, &fasta->sequences[seen]);
		return &fasta->sequences[seen];
	}
	fasta->window_of = NULL; /* sequences may move */
	for (seen = 0;;)
	{
		/* The sequence under way is not complete until the next one begins. */
		int known = fasta->complete ? fasta->count : fasta->count - 1;

		for (; seen < known; seen++)
			if (fasta->sequences[seen].named &&
				alkres_contig_equal(&fasta->sequences[seen].contig, contig))
			{
				fasta->last = seen;
				alkres_fasta_check_place(fasta, &fasta->sequences[seen]);
				return &fasta->sequences[seen];
			}
		if (fasta->complete)
			break;
		alkres_fasta_scan_on(fasta);
	}
	ereport(ERROR, errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
			errmsg("contig %s is not in the FASTA file \"%s\"", contig->contig_name, fasta->path),
			fasta->indexed ? errdetail("Its index does not name it.") : 0,
			errhint("Name the FASTA file that the reads were aligned to."));
}

/* What stands where a base or a line end should. */
static void
misplaced(const AlkresFasta *fasta, const AlkresSequence *sequence, int64 at, char byte)
{
	ereport(
		ERROR, errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
		errmsg("the FASTA file \"%s\" has a wrong byte in contig %s", fasta->path,
			   sequence->contig.contig_name),
		errdetail("Near base %lld stands byte 0x%02x.", (long long) at + 1, (unsigned char) byte),
		fasta->indexed ? errhint("Its index may be another file's: make it again with "
								 "\"samtools faidx\".")
					   : errhint("Sequences are letters, \"-\" and \"*\"."));
}

static bool
is_letter(char byte)
{
	return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') || byte == '-' ||
		   byte == '*';
}

/* Take the letters around a base into the window. */
static void
load_window(AlkresFasta *fasta, const AlkresSequence *sequence, int64 at)
{
	int64 from = at > 1024 ? at - 1024 : 0; /* a little to the left, too */
	int64 count = 0, got;
	uint32_t column = (uint32_t) (from % sequence->line_bases);

	got =
		alkres_fasta_read_at(fasta, fasta->bytes, WINDOW_SIZE, alkres_fasta_offset(sequence, from));
	fasta->window_of = NULL;
	for (int64 i = 0; i < got && from + count < sequence->length; i++)
	{
		char byte = fasta->bytes[i];

		if (column < sequence->line_bases
				? !is_letter(byte)
				: byte != (column + 1 < sequence->line_width ? '\r' : '\n'))
			misplaced(fasta, sequence, from + count, byte);
		if (column < sequence->line_bases)
			fasta->window[count++] = byte;
		column = column + 1 < sequence->line_width ? column + 1 : 0;
	}
	if (at >= from + count)
		file_changed(fasta);
	fasta->window_of = sequence;
	fasta->window_from = from;
	fasta->window_count = count;
}

/* The letters of a sequence from a 0-based place on, as many as *count says. */
static const char *
letters_at(AlkresFasta *fasta, const AlkresSequence *sequence, int64 at, int64 *count)
{
	if (fasta->window_of != sequence || at < fasta->window_from ||
		at >= fasta->window_from + fasta->window_count)
		load_window(fasta, sequence, at);
	*count = fasta->window_from + fasta->window_count - at;
	return fasta->window + (at - fasta->window_from);
}

/* Stretches that overlap are fetched, but from left to right. */
static void
count_ambiguous(AlkresFasta *fasta, const AlkresSequence *sequence, int64 at)
{
	if (fasta->ambiguous_of == sequence && at <= fasta->ambiguous_at)
		return;
	fasta->ambiguous++;
	fasta->ambiguous_of = sequence;
	fasta->ambiguous_at = at;
}

void
alkres_fasta_fetch(AlkresFasta *fasta, const AlkresContig *contig, uint32_t position,
				   uint32_t length, char *out)
{
	const AlkresSequence *sequence = find_sequence(fasta, contig);
	int64 at = (int64) position - 1;
	int64 known = Min((int64) length, sequence->length - at);

	memset(out, 'N', length);
	while (known > 0)
	{
		int64 count;
		const char *letters = letters_at(fasta, sequence, at, &count);

		count = Min(count, known);
		for (int64 i = 0; i < count; i++)
		{
			*out = alkres_base_known(letters[i]);
			if (*out++ == 'N' && letters[i] != 'N' && letters[i] != 'n')
				count_ambiguous(fasta, sequence, at + i);
		}
		at += count;
		known -= count;
	}
}

uint64_t
alkres_fasta_ambiguous(const AlkresFasta *fasta)
{
	return fasta->ambiguous;
}

char
alkres_fasta_base(AlkresFasta *fasta, const AlkresContig *contig, int64_t position)
{
	const AlkresSequence *sequence = find_sequence(fasta, contig);
	int64 count;

	if (position < 1 || position > sequence->length)
		return 0;
	return alkres_base_known(*letters_at(fasta, sequence, position - 1, &count));
}

int64_t
alkres_fasta_length(AlkresFasta *fasta, const AlkresContig *contig)
{
	return find_sequence(fasta, contig)->length;
}

/* An order that puts the same sequence's names side by side; all are of one assembly. */
static int
compare_contigs(const AlkresContig *a, const AlkresContig *b)
{
	if (a->contig != b->contig)
		return a->contig < b->contig ? -1 : 1;
	return strcmp(a->contig_name, b->contig_name);
}

/* For qsort: the first of two sequences of one name goes first, as find_sequence takes it. */
static int
compare_sequences(const void *a, const void *b)
{
	const AlkresSequence *one = *(const AlkresSequence *const *) a,
						 *other = *(const AlkresSequence *const *) b;
	int order = compare_contigs(&one->contig, &other->contig);

	return order != 0 ? order : one->offset < other->offset ? -1 : one->offset > other->offset;
}

void
alkres_fasta_places(AlkresFasta *fasta, int count, AlkresContigNamer contig, void *context,
					AlkresReferencePlace *places)
{
	AlkresSequence **sorted;
	int named = 0;

	while (!fasta->complete)
		alkres_fasta_scan_on(fasta);
	sorted =
		palloc_extended(sizeof(AlkresSequence *) * (Size) Max(fasta->count, 1), MCXT_ALLOC_HUGE);
	for (int i = 0; i < fasta->count; i++)
		if (fasta->sequences[i].named && fasta->sequences[i].line_bases > 0)
			sorted[named++] = &fasta->sequences[i];
	qsort(sorted, named, sizeof(AlkresSequence *), compare_sequences);
	memset(places, 0, sizeof(AlkresReferencePlace) * (Size) count);
	for (int i = 0; i < count; i++)
	{
		const AlkresContig *wanted = contig(context, i);
		int low = 0, high = named;

		CHECK_FOR_INTERRUPTS();
		while (wanted != NULL && low < high)
		{
			int middle = low + (high - low) / 2;

			if (compare_contigs(&sorted[middle]->contig, wanted) < 0)
				low = middle + 1;
			else
				high = middle;
		}
		if (wanted == NULL || low == named || compare_contigs(&sorted[low]->contig, wanted) != 0)
			continue;
		alkres_fasta_check_place(fasta, sorted[low]);
		places[i].length = sorted[low]->length;
		places[i].offset = sorted[low]->offset;
		places[i].line_bases = sorted[low]->line_bases;
		places[i].line_width = sorted[low]->line_width;
	}
	pfree(sorted);
}

const void *
alkres_fasta_blocks(AlkresFasta *fasta, size_t *length)
{
	AlkresError error;
	int more;

	*length = fasta->blocks_length;
	if (fasta->bgzip == NULL)
		return NULL;
	while ((more = alkres_bgzip_check_next(fasta->bgzip, &error)) == 1)
		CHECK_FOR_INTERRUPTS();
	if (more < 0)
		alkres_report(&error);
	return fasta->blocks;
}

void
alkres_fasta_digest(AlkresFasta *fasta, const AlkresContig *contig, pg_cryptohash_type type,
					uint8 *sum, size_t size)
{
	const AlkresSequence *sequence = find_sequence(fasta, contig);
	pg_cryptohash_ctx *hash = pg_cryptohash_create(type);
	bool good = hash != NULL && pg_cryptohash_init(hash) >= 0;
	int64 count;

	for (int64 at = 0; good && at < sequence->length; at += count)
	{
		const char *letters = letters_at(fasta, sequence, at, &count);

		CHECK_FOR_INTERRUPTS();
		for (int64 i = 0; i < count; i++)
			fasta->bytes[i] = (char) pg_ascii_toupper((unsigned char) letters[i]);
		good = pg_cryptohash_update(hash, (uint8 *) fasta->bytes, count) >= 0;
	}
	good = good && pg_cryptohash_final(hash, sum, size) >= 0;
	if (!good)
		ereport(ERROR, errcode(ERRCODE_INTERNAL_ERROR),
				errmsg("could not compute the digest of a sequence"),
				errdetail("%s", pg_cryptohash_error(hash)));
	pg_cryptohash_free(hash);
}

void
alkres_fasta_md5(AlkresFasta *fasta, const AlkresContig *contig, char *out)
{
	uint8 sum[MD5_DIGEST_LENGTH];

	alkres_fasta_digest(fasta, contig, PG_MD5, sum, sizeof(sum));
	hex_encode((const char *) sum, sizeof(sum), out);
	out[2 * MD5_DIGEST_LENGTH] = '\0';
}
