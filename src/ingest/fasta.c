/* fasta.c: reference bases from a plain FASTA file. */
#include "postgres.h"

#include <unistd.h>

#include "common/cryptohash.h"
#include "common/md5.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "core/base.h"
#include "ingest/fasta.h"
#include "ingest/server_file.h"

#define SCAN_SIZE (1024 * 1024)
#define WINDOW_SIZE 65536

typedef struct Sequence
{
	AlkresContig contig;
	bool named;          /* contig is set: the name is one that a contig can have */
	int64 offset;        /* of the first base in the file */
	int64 length;        /* bases */
	uint32_t line_bases; /* bases a line, 0 before the first line */
	uint32_t line_width; /* with the line end */
	bool short_line;     /* a shorter line was seen: it must be the last */
} Sequence;

struct AlkresFasta
{
	MemoryContextCallback close;
	MemoryContext memory;
	int descriptor;
	const char *path;
	const char *assembly;
	Sequence *sequences;
	int count;
	int capacity;
	int last;      /* the sequence used last */
	int64 scanned; /* the file is known up to here: the start of a line */
	bool complete; /* to its end */
	char *scan;    /* SCAN_SIZE bytes from scan_offset on */
	int64 scan_offset;
	int64 scan_length;
	bool scan_ends; /* with the file */
	char *window;   /* WINDOW_SIZE bytes from window_offset on */
	int64 window_offset;
	int64 window_length;
};

static void
close_fasta(void *argument)
{
	AlkresFasta *fasta = argument;

	if (fasta->descriptor >= 0)
		alkres_close_server_file(fasta->descriptor);
	fasta->descriptor = -1;
}

static int64
read_at(AlkresFasta *fasta, char *out, int64 length, int64 offset)
{
	int64 done = 0;

	while (done < length)
	{
		ssize_t got = pread(fasta->descriptor, out + done, length - done, offset + done);

		if (got == 0)
			break;
		if (got < 0)
		{
			if (errno == EINTR)
				continue;
			ereport(ERROR, errcode_for_file_access(),
					errmsg("could not read file \"%s\": %m", fasta->path));
		}
		done += got;
	}
	return done;
}

AlkresFasta *
alkres_fasta_open(const char *path, const char *assembly)
{
	AlkresFasta *fasta = palloc0(sizeof(AlkresFasta));
	char head[2] = {0};

	fasta->memory = CurrentMemoryContext;
	fasta->descriptor = -1;
	fasta->path = pstrdup(path);
	fasta->assembly = pstrdup(assembly);
	fasta->scan = palloc(SCAN_SIZE);
	fasta->window = palloc(WINDOW_SIZE);
	fasta->close.func = close_fasta;
	fasta->close.arg = fasta;
	MemoryContextRegisterResetCallback(CurrentMemoryContext, &fasta->close);
	fasta->descriptor = alkres_open_server_file(path);
	if (read_at(fasta, head, 2, 0) < 2 || head[0] != '>')
		ereport(ERROR, errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
				errmsg("\"%s\" is not a FASTA file", path),
				(unsigned char) head[0] == 0x1f
					? errhint("It is compressed; decompress it with \"bgzip -d\" or \"gunzip\".")
					: errdetail("It does not start with \">\"."));
	return fasta;
}

static void
start_sequence(AlkresFasta *fasta, const char *line, int length, int64 offset)
{
	int name = 1;
	Sequence *sequence;
	AlkresError error;

	while (name < length && line[name] != ' ' && line[name] != '\t' && line[name] != '\r')
		name++;
	if (fasta->count == fasta->capacity)
	{
		MemoryContext before = MemoryContextSwitchTo(fasta->memory);

		fasta->capacity = fasta->capacity * 2 + 64;
		fasta->sequences =
			fasta->sequences
				? repalloc_huge(fasta->sequences, sizeof(Sequence) * (Size) fasta->capacity)
				: palloc(sizeof(Sequence) * (Size) fasta->capacity);
		MemoryContextSwitchTo(before);
	}
	sequence = &fasta->sequences[fasta->count++];
	memset(sequence, 0, sizeof(Sequence));
	sequence->named = alkres_contig_set(&sequence->contig, fasta->assembly, strlen(fasta->assembly),
										line + 1, name - 1, &error);
	sequence->offset = offset;
}

static void
add_line(AlkresFasta *fasta, uint32_t bases, uint32_t width)
{
	Sequence *sequence = &fasta->sequences[fasta->count - 1];

	if (sequence->line_bases == 0 && bases == 0)
		sequence->offset += width; /* an empty line in front of the sequence */
	else if (sequence->line_bases == 0)
	{
		sequence->line_bases = bases;
		sequence->line_width = width;
	}
	else if (bases > 0 && (sequence->short_line || bases > sequence->line_bases))
		ereport(ERROR, errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
				errmsg("\"%s\" has lines of different length in one sequence", fasta->path),
				errhint("Lay it out again, for example with \"seqtk seq -l 60\"."));
	if (bases < sequence->line_bases || width != sequence->line_width)
		sequence->short_line = true;
	sequence->length += bases;
}

/* Walk on through the file until another sequence begins or it ends. */
static void
scan_on(AlkresFasta *fasta)
{
	while (!fasta->complete)
	{
		char *line = fasta->scan + (fasta->scanned - fasta->scan_offset);
		int64 left = fasta->scan_offset + fasta->scan_length - fasta->scanned, width, bases;
		char *stop = left > 0 ? memchr(line, '\n', left) : NULL;

		if (stop == NULL && !fasta->scan_ends)
		{
			/* The line is not all here. */
			CHECK_FOR_INTERRUPTS();
			if (left == SCAN_SIZE)
				ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("\"%s\" has a line longer than %d bytes", fasta->path, SCAN_SIZE),
						errhint("Lay it out again, for example with \"seqtk seq -l 60\"."));
			fasta->scan_offset = fasta->scanned;
			fasta->scan_length = read_at(fasta, fasta->scan, SCAN_SIZE, fasta->scanned);
			fasta->scan_ends = fasta->scan_length < SCAN_SIZE;
			continue;
		}
		if (left == 0)
		{
			fasta->complete = true;
			return;
		}
		width = stop != NULL ? stop - line + 1 : left;
		bases = width - (stop != NULL);
		if (bases > 0 && line[bases - 1] == '\r')
			bases--;
		fasta->scanned += width;
		if (line[0] == '>')
		{
			start_sequence(fasta, line, (int) bases, fasta->scanned);
			return;
		}
		add_line(fasta, (uint32_t) bases, (uint32_t) width);
	}
}

static const Sequence *
find_sequence(AlkresFasta *fasta, const AlkresContig *contig)
{
	int seen = 0;

	if (fasta->last < fasta->count && fasta->sequences[fasta->last].named &&
		alkres_contig_equal(&fasta->sequences[fasta->last].contig, contig))
		return &fasta->sequences[fasta->last];
	for (;;)
	{
		/* The sequence under way is not complete until the next one begins. */
		int known = fasta->complete ? fasta->count : fasta->count - 1;

		for (; seen < known; seen++)
			if (fasta->sequences[seen].named &&
				alkres_contig_equal(&fasta->sequences[seen].contig, contig))
			{
				fasta->last = seen;
				return &fasta->sequences[seen];
			}
		if (fasta->complete)
			break;
		scan_on(fasta);
	}
	ereport(ERROR, errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
			errmsg("contig %s is not in the FASTA file \"%s\"", contig->contig_name, fasta->path),
			errhint("Name the FASTA file that the reads were aligned to."));
}

static char
base_at(AlkresFasta *fasta, int64 offset)
{
	if (offset < fasta->window_offset || offset >= fasta->window_offset + fasta->window_length)
	{
		fasta->window_offset = offset > 1024 ? offset - 1024 : 0; /* a little to the left, too */
		fasta->window_length = read_at(fasta, fasta->window, WINDOW_SIZE, fasta->window_offset);
		if (offset >= fasta->window_offset + fasta->window_length)
			ereport(ERROR, errcode(ERRCODE_OBJECT_IN_USE),
					errmsg("file \"%s\" changed while it was read", fasta->path));
	}
	return alkres_base_known(fasta->window[offset - fasta->window_offset]);
}

/* At a 0-based place; 0 outside the sequence. */
static char
sequence_base(AlkresFasta *fasta, const Sequence *sequence, int64 at)
{
	if (at < 0 || at >= sequence->length)
		return 0;
	return base_at(fasta, sequence->offset + at / sequence->line_bases * sequence->line_width +
							  at % sequence->line_bases);
}

void
alkres_fasta_fetch(void *argument, const AlkresContig *contig, uint32_t position, uint32_t length,
				   char *out)
{
	AlkresFasta *fasta = argument;
	const Sequence *sequence = find_sequence(fasta, contig);

	for (uint32_t i = 0; i < length; i++)
	{
		char base = sequence_base(fasta, sequence, (int64) position - 1 + i);

		out[i] = base != 0 ? base : 'N';
	}
}

char
alkres_fasta_base(AlkresFasta *fasta, const AlkresContig *contig, int64_t position)
{
	return sequence_base(fasta, find_sequence(fasta, contig), position - 1);
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
	const Sequence *one = *(const Sequence *const *) a, *other = *(const Sequence *const *) b;
	int order = compare_contigs(&one->contig, &other->contig);

	return order != 0 ? order : one->offset < other->offset ? -1 : one->offset > other->offset;
}

void
alkres_fasta_places(AlkresFasta *fasta, int count, AlkresContigNamer contig, void *context,
					AlkresReferencePlace *places)
{
	const Sequence **sorted;
	int named = 0;

	while (!fasta->complete)
		scan_on(fasta);
	sorted = palloc_extended(sizeof(Sequence *) * (Size) Max(fasta->count, 1), MCXT_ALLOC_HUGE);
	for (int i = 0; i < fasta->count; i++)
		if (fasta->sequences[i].named && fasta->sequences[i].line_bases > 0)
			sorted[named++] = &fasta->sequences[i];
	qsort(sorted, named, sizeof(Sequence *), compare_sequences);
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
		places[i].length = sorted[low]->length;
		places[i].offset = sorted[low]->offset;
		places[i].line_bases = sorted[low]->line_bases;
		places[i].line_width = sorted[low]->line_width;
	}
	pfree(sorted);
}

void
alkres_fasta_md5(AlkresFasta *fasta, const AlkresContig *contig, char *out)
{
	const Sequence *sequence = find_sequence(fasta, contig);
	int64 lines = sequence->line_bases == 0
					  ? 0
					  : (sequence->length + sequence->line_bases - 1) / sequence->line_bases;
	int64 at = sequence->offset, end = at + lines * sequence->line_width;
	int64 left = sequence->length;
	pg_cryptohash_ctx *hash = pg_cryptohash_create(PG_MD5);
	uint8 sum[MD5_DIGEST_LENGTH];
	bool good = hash != NULL && pg_cryptohash_init(hash) >= 0;

	while (good && left > 0 && at < end)
	{
		int64 got, kept = 0;

		CHECK_FOR_INTERRUPTS();
		got = read_at(fasta, fasta->window, Min(WINDOW_SIZE, end - at), at);
		fasta->window_length = 0; /* not what base_at put there */
		if (got == 0)
			break;
		at += got;
		for (int64 i = 0; i < got && kept < left; i++)
			if (fasta->window[i] > ' ' && fasta->window[i] < 127)
				fasta->window[kept++] = pg_ascii_toupper((unsigned char) fasta->window[i]);
		left -= kept;
		good = pg_cryptohash_update(hash, (uint8 *) fasta->window, kept) >= 0;
	}
	good = good && pg_cryptohash_final(hash, sum, sizeof(sum)) >= 0;
	if (!good)
		ereport(ERROR, errcode(ERRCODE_INTERNAL_ERROR), errmsg("could not compute MD5"),
				errdetail("%s", pg_cryptohash_error(hash)));
	pg_cryptohash_free(hash);
	hex_encode((const char *) sum, sizeof(sum), out);
	out[2 * MD5_DIGEST_LENGTH] = '\0';
}
