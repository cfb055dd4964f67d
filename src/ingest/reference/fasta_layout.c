/* fasta_layout.c: where a FASTA file holds its sequences. */
#include "postgres.h"

#include "common/int.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "ingest/reference/fasta_layout.h"

static AlkresSequence *
add_sequence(AlkresFasta *fasta, const char *name, size_t length)
{
	AlkresSequence *sequence;
	AlkresError error;

	if (fasta->count == ALKRES_BAM_CONTIGS_MAX)
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("\"%s\" has more than %d sequences", fasta->path, ALKRES_BAM_CONTIGS_MAX));
	if (fasta->count == fasta->capacity)
	{
		MemoryContext before = MemoryContextSwitchTo(fasta->memory);

		fasta->capacity = fasta->capacity * 2 + 64;
		fasta->sequences =
			fasta->sequences
				? repalloc_huge(fasta->sequences, sizeof(AlkresSequence) * (Size) fasta->capacity)
				: palloc(sizeof(AlkresSequence) * (Size) fasta->capacity);
		MemoryContextSwitchTo(before);
	}
	sequence = &fasta->sequences[fasta->count++];
	memset(sequence, 0, sizeof(AlkresSequence));
	sequence->named = alkres_contig_set(&sequence->contig, fasta->assembly, strlen(fasta->assembly),
										name, length, &error);
	return sequence;
}

/* Of a header line's text: up to the first blank. */
static size_t
name_length(const char *text, int64 length)
{
	int64 name = 0;

	while (name < length && text[name] != ' ' && text[name] != '\t' && text[name] != '\r')
		name++;
	return (size_t) name;
}

static void
add_line(AlkresFasta *fasta, uint32_t bases, uint32_t width)
{
	AlkresSequence *sequence = &fasta->sequences[fasta->count - 1];

	if (sequence->line_bases == 0 && bases == 0)
	{
		sequence->offset += width; /* an empty line in front of the sequence */
		return;
	}
	if (sequence->line_bases == 0)
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

void
alkres_fasta_scan_on(AlkresFasta *fasta)
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
			if (left == ALKRES_FASTA_SCAN_SIZE)
				ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("\"%s\" has a line longer than %d bytes", fasta->path,
							   ALKRES_FASTA_SCAN_SIZE),
						errhint("Lay it out again, for example with \"seqtk seq -l 60\"."));
			fasta->scan_offset = fasta->scanned;
			fasta->scan_length =
				alkres_fasta_read_at(fasta, fasta->scan, ALKRES_FASTA_SCAN_SIZE, fasta->scanned);
			fasta->scan_ends = fasta->scan_length < ALKRES_FASTA_SCAN_SIZE;
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
			add_sequence(fasta, line + 1, name_length(line + 1, bases - 1))->offset =
				fasta->scanned;
			return;
		}
		add_line(fasta, (uint32_t) bases, (uint32_t) width);
	}
}

static void
index_wrong(const AlkresFasta *fasta, const char *detail)
{
	ereport(ERROR, errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
			errmsg("the index \"%s.fai\" does not fit its FASTA file", fasta->path),
			errdetail("%s", detail), errhint("Make it again with \"samtools faidx\"."));
}

/* A whole number and the tab behind it, or the end of the line. */
static bool
take_number(const char **text, const char *end, int64 *number)
{
	const char *p = *text;

	for (*number = 0; p < end && *p >= '0' && *p <= '9'; p++)
		if (pg_mul_s64_overflow(*number, 10, number) ||
			pg_add_s64_overflow(*number, *p - '0', number))
			return false;
	if (p == *text || (p < end && *p != '\t'))
		return false;
	*text = p < end ? p + 1 : p;
	return true;
}

/* Does what a line says lie within the file?  size: what its content has at most. */
static bool
is_possible(int64 length, int64 offset, int64 bases, int64 width, int64 size)
{
	int64 lines, end;

	if (offset <= 0 || offset > size)
		return false;
	if (length == 0)
		return bases == 0 && width <= 2;
	/* A line ends with LF or CR LF; the last of the file may go without. */
	if (bases <= 0 || bases > PG_INT32_MAX || width < bases || width > bases + 2 ||
		(width == bases && length > bases))
		return false;
	lines = (length - 1) / bases;
	return !pg_mul_s64_overflow(lines, width, &end) && !pg_add_s64_overflow(end, offset, &end) &&
		   !pg_add_s64_overflow(end, length - lines * bases, &end) && end <= size;
}

void
alkres_fasta_take_index(AlkresFasta *fasta, const char *text, size_t length)
{
	const char *end = text + length;
	int64 size = alkres_fasta_size(fasta);

	for (int line = 1; text < end; line++)
	{
		const char *stop = memchr(text, '\n', end - text);
		const char *name = text, *name_end;
		int64 sequence_length, offset, bases, width;
		AlkresSequence *sequence;

		CHECK_FOR_INTERRUPTS();
		stop = stop != NULL ? stop : end;
		text = memchr(name, '\t', stop - name);
		name_end = text;
		if (text == NULL || text++ == name || !take_number(&text, stop, &sequence_length) ||
			!take_number(&text, stop, &offset) || !take_number(&text, stop, &bases) ||
			!take_number(&text, stop, &width) || text != stop)
			index_wrong(fasta,
						psprintf("Line %d is not a name and four numbers: length, offset, bases "
								 "and bytes of a line.",
								 line));
		if (!is_possible(sequence_length, offset, bases, width, size))
			index_wrong(fasta, psprintf("What line %d says does not lie in the file.", line));
		sequence = add_sequence(fasta, name, name_end - name);
		sequence->offset = offset;
		sequence->length = sequence_length;
		sequence->line_bases = (uint32_t) bases;
		sequence->line_width = (uint32_t) width;
		text = stop + 1;
	}
	fasta->indexed = fasta->complete = true;
}

/* Is this the line of the sequence's name? */
static bool
names(const AlkresFasta *fasta, const AlkresSequence *sequence, const char *line, int64 length)
{
	AlkresContig contig;
	AlkresError error;

	return length > 1 && line[0] == '>' &&
		   alkres_contig_set(&contig, fasta->assembly, strlen(fasta->assembly), line + 1,
							 name_length(line + 1, length - 1), &error) &&
		   alkres_contig_equal(&contig, &sequence->contig);
}

/* Before the sequence: the line with its name, maybe empty lines. */
static void
check_front(AlkresFasta *fasta, const AlkresSequence *sequence)
{
	char *bytes = fasta->scan;
	int64 start, end;

	/* Most names stand in the last 4 kB; some have long descriptions. */
	for (int64 most = 4096;; most *= 16)
	{
		int64 size = Min(sequence->offset, most);

		end = alkres_fasta_read_at(fasta, bytes, size, sequence->offset - size);
		if (end < size || bytes[end - 1] != '\n')
			index_wrong(fasta, psprintf("Contig %s does not begin at the start of a line.",
										sequence->contig.contig_name));
		while (end > 0 && (bytes[end - 1] == '\n' || bytes[end - 1] == '\r'))
			end--;
		for (start = end; start > 0 && bytes[start - 1] != '\n';)
			start--;
		if (start > 0 || size == sequence->offset || size == ALKRES_FASTA_SCAN_SIZE)
			break;
	}
	if (!names(fasta, sequence, bytes + start, end - start))
		index_wrong(fasta, psprintf("Contig %s does not begin behind the line with its name.",
									sequence->contig.contig_name));
}

/* Behind its last base: the end of the file, or a line end and another name. */
static void
check_end(AlkresFasta *fasta, const AlkresSequence *sequence)
{
	char bytes[4096];
	int64 start = sequence->length == 0 ? sequence->offset - 1
										: alkres_fasta_offset(sequence, sequence->length - 1);
	int64 size = alkres_fasta_read_at(fasta, bytes, sizeof(bytes), start), end = 1;

	while (end < size && (bytes[end] == '\n' || bytes[end] == '\r'))
		end++;
	if (size == 0 || (end < size && (bytes[end] != '>' || (end == 1 && sequence->length > 0))))
		index_wrong(
			fasta, psprintf("Contig %s does not end where it says.", sequence->contig.contig_name));
}

void
alkres_fasta_check_place(AlkresFasta *fasta, AlkresSequence *sequence)
{
	if (sequence->checked || !fasta->indexed)
		return;
	check_front(fasta, sequence);
	check_end(fasta, sequence);
	sequence->checked = true;
}
