/* reader.c: records of VCF and BCF files. */
#include "core/vcf/reader.h"

#include <stdio.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/vcf/bcf.h"

#define PIECE 65536

/* More bytes behind those that are there: 1, 0 at the end, -1 with *error. */
static int
fill(AlkresVcf *vcf, AlkresError *error)
{
	int64_t got;

	if (vcf->ended)
		return 0;
	if (vcf->start > 0 && vcf->capacity - vcf->end < PIECE)
	{
		memmove(vcf->buffer, vcf->buffer + vcf->start, vcf->end - vcf->start);
		vcf->end -= vcf->start;
		vcf->start = 0;
	}
	/* One byte more than is read: what ends with the file is terminated there. */
	if (vcf->capacity - vcf->end < PIECE + 1)
	{
		vcf->capacity = 2 * vcf->capacity + PIECE + 1;
		vcf->buffer = vcf->buffer == NULL ? alkres_alloc(vcf->capacity)
										  : alkres_realloc(vcf->buffer, vcf->capacity);
	}
	got = vcf->source.read(vcf->source.context, vcf->buffer + vcf->end, PIECE, error);
	if (got < 0)
		return -1;
	vcf->ended = got == 0;
	vcf->end += (size_t) got;
	vcf->taken += (uint64_t) got;
	if (vcf->taken > vcf->limits.decompressed_size)
	{
		alkres_fail(error, ALKRES_LIMIT, "%.200s holds more than %llu MB of decompressed data",
					vcf->what, (unsigned long long) vcf->limits.decompressed_size / 1024 / 1024);
		alkres_hint(error, "Raise alkres.max_decompressed_size to read it.");
		return -1;
	}
	return got > 0;
}

/* So many bytes from start on, or all that are left: false with *error only. */
static bool
ask(AlkresVcf *vcf, size_t count, AlkresError *error)
{
	int more = 1;

	while (more > 0 && vcf->end - vcf->start < count)
		more = fill(vcf, error);
	return more >= 0;
}

/*
 * Where the line that begins at offset behind start ends, its "\n" not included, as an offset
 * behind start: 1, 0 when nothing is left, -1 with *error.  most: bytes that it may have.
 */
static int
find_line(AlkresVcf *vcf, size_t offset, size_t most, size_t *stop, AlkresError *error)
{
	size_t searched = offset;

	for (;;)
	{
		const char *base = vcf->buffer + vcf->start;
		size_t there = vcf->end - vcf->start;
		const char *found =
			there > searched ? memchr(base + searched, '\n', there - searched) : NULL;
		int more;

		if (found != NULL)
		{
			*stop = (size_t) (found - base);
			return 1;
		}
		searched = there;
		if (there - offset > most)
			return *stop = there, 1; /* too long: the caller says so */
		more = fill(vcf, error);
		if (more < 0)
			return -1;
		if (more == 0)
			return *stop = vcf->end - vcf->start, vcf->end - vcf->start > offset;
	}
}

static bool
header_too_large(const AlkresVcf *vcf, AlkresError *error)
{
	alkres_fail(error, ALKRES_LIMIT, "the header of %.200s is larger than %zu kB", vcf->what,
				vcf->limits.header_size / 1024);
	return alkres_hint(error, "Raise alkres.max_header_size to read it.");
}

/* A copy of the header's text, which stays. */
static bool
parse_header(AlkresVcf *vcf, size_t length, AlkresError *error)
{
	char *text = alkres_alloc(length + 1);

	memcpy(text, vcf->buffer + vcf->start, length);
	text[length] = '\0';
	vcf->start += length;
	if (memchr(text, '\0', length) != NULL)
		length = strlen(text);
	return alkres_vcf_header_parse(&vcf->header, text, length, vcf->what, error);
}

static bool
open_text(AlkresVcf *vcf, AlkresError *error)
{
	size_t offset = 0, stop;
	int found;

	if (vcf->end - vcf->start >= 3 && memcmp(vcf->buffer + vcf->start, "\xEF\xBB\xBF", 3) == 0)
		vcf->start += 3;
	while ((found = find_line(vcf, offset, vcf->limits.header_size, &stop, error)) > 0)
	{
		const char *line = vcf->buffer + vcf->start + offset;
		bool is_last = line[0] != '#' || (stop - offset > 1 && line[1] != '#');

		if (stop > vcf->limits.header_size)
			return header_too_large(vcf, error);
		offset = stop + 1 < vcf->end - vcf->start ? stop + 1 : vcf->end - vcf->start;
		if (is_last)
			break;
	}
	return found >= 0 && parse_header(vcf, offset, error);
}

static bool
cut_short(const AlkresVcf *vcf, const char *where, AlkresError *error)
{
	alkres_fail(error, ALKRES_CORRUPT, "%.200s breaks off in %s", vcf->what, where);
	return alkres_hint(error, "Copy the file again or make it again.");
}

static bool
open_bcf(AlkresVcf *vcf, AlkresError *error)
{
	size_t length;

	if (!ask(vcf, 9, error))
		return false;
	if (vcf->end - vcf->start < 9)
		return cut_short(vcf, "its header", error);
	length = alkres_bcf_u32((const uint8_t *) vcf->buffer + vcf->start + 5);
	if (length > vcf->limits.header_size)
		return header_too_large(vcf, error);
	vcf->start += 9;
	if (!ask(vcf, length, error))
		return false;
	if (vcf->end - vcf->start < length)
		return cut_short(vcf, "its header", error);
	return parse_header(vcf, length, error);
}

bool
alkres_vcf_open(AlkresVcf *vcf, const char *what, const AlkresVcfSource *source,
				const AlkresVcfLimits *limits, bool is_strict, AlkresError *error)
{
	memset(vcf, 0, sizeof(*vcf));
	vcf->what = what;
	vcf->source = *source;
	vcf->limits = *limits;
	if (!ask(vcf, 5, error))
		return false;
	if (vcf->end == 0)
		return alkres_fail(error, ALKRES_BAD_FILE, "%.200s is empty", what);
	vcf->is_bcf = vcf->end >= 5 && memcmp(vcf->buffer, "BCF\2", 4) == 0;
	if (!vcf->is_bcf && vcf->end >= 4 && memcmp(vcf->buffer, "BCF", 3) == 0)
		return alkres_fail(error, ALKRES_UNSUPPORTED, "%.200s is of another version of BCF than 2",
						   what) ||
			   alkres_hint(error, "Convert it with \"bcftools view -Ob\".");
	vcf->record.header = &vcf->header;
	vcf->record.unit = vcf->is_bcf ? "record" : "line";
	vcf->record.is_strict = is_strict;
	if (!(vcf->is_bcf ? open_bcf(vcf, error) : open_text(vcf, error)))
		return false;
	vcf->record.number = vcf->is_bcf ? 0 : vcf->header.lines;
	return true;
}

/* What messages name a record by whose number is not known. */
static void
set_place(AlkresVcf *vcf, const char *contig, size_t length, int64_t position)
{
	snprintf(vcf->record.place, sizeof(vcf->record.place), "%.*s:%lld",
			 length < 50 ? (int) length : 50, contig, (long long) position);
}

/* A line's number, or its first two fields. */
static void
count_line(AlkresVcf *vcf, size_t length)
{
	const char *line = vcf->buffer + vcf->start, *tab;
	size_t contig;
	int64_t position = 0;

	if (!vcf->moved)
	{
		vcf->record.number++;
		return;
	}
	tab = memchr(line, '\t', length);
	contig = tab == NULL ? length : (size_t) (tab - line);
	for (size_t i = contig + 1; i < length && i < contig + 18; i++)
	{
		if (line[i] < '0' || line[i] > '9')
			break;
		position = 10 * position + (line[i] - '0');
	}
	set_place(vcf, line, contig, position);
}

/* The number of a record of BCF, or its contig and position, where they are there. */
static bool
count_bcf(AlkresVcf *vcf, AlkresError *error)
{
	const uint8_t *fixed;
	const char *contig = NULL;
	uint32_t number;

	if (!vcf->moved)
	{
		vcf->record.number++;
		return true;
	}
	if (!ask(vcf, ALKRES_BCF_LENGTHS + 8, error))
		return false;
	if (vcf->end - vcf->start < ALKRES_BCF_LENGTHS + 8)
	{
		set_place(vcf, "?", 1, 0);
		return true;
	}
	fixed = (const uint8_t *) vcf->buffer + vcf->start + ALKRES_BCF_LENGTHS;
	number = alkres_bcf_u32(fixed);
	contig = number < vcf->header.place_count ? vcf->header.places[number] : NULL;
	contig = contig == NULL ? "?" : contig;
	set_place(vcf, contig, strlen(contig), (int64_t) (int32_t) alkres_bcf_u32(fixed + 4) + 1);
	return true;
}

/* A line or record above the limit. */
static int
too_long(const AlkresVcf *vcf, AlkresError *error)
{
	char shown[ALKRES_VCF_SHOWN];

	alkres_fail(error, ALKRES_LIMIT, "%s is longer than %zu kB",
				alkres_vcf_shown(&vcf->record, shown), vcf->limits.record_size / 1024);
	alkres_hint(error, "Raise alkres.max_record_size to read it.");
	return -1;
}

static int
next_line(AlkresVcf *vcf, AlkresError *error)
{
	size_t stop;
	char *line;
	int found;

	do
	{
		found = find_line(vcf, 0, vcf->limits.record_size, &stop, error);
		if (found <= 0)
			return found;
		count_line(vcf, stop);
		if (stop > vcf->limits.record_size)
			return too_long(vcf, error);
		line = vcf->buffer + vcf->start;
		if (vcf->ended && vcf->start + stop == vcf->end && !vcf->source.proves_end)
		{
			alkres_vcf_fail(&vcf->record, error, "the line has no end: the file breaks off here");
			alkres_hint(error, "Copy the file again; a whole one ends with a line end.");
			return -1;
		}
		line[stop] = '\0'; /* there is room for it behind the last byte */
		vcf->start += vcf->start + stop < vcf->end ? stop + 1 : stop;
		if (strlen(line) != stop)
			return alkres_vcf_fail(&vcf->record, error, "it has a NUL byte") - 1;
		if (stop > 0 && line[stop - 1] == '\r')
			line[--stop] = '\0';
	} while (stop == 0);
	return alkres_vcf_record_parse(&vcf->record, line, error) ? 1 : -1;
}

static int
next_bcf(AlkresVcf *vcf, AlkresError *error)
{
	uint64_t shared, individual;
	const uint8_t *bytes;

	if (!ask(vcf, ALKRES_BCF_LENGTHS, error))
		return -1;
	if (vcf->end == vcf->start)
		return 0;
	if (!count_bcf(vcf, error))
		return -1;
	if (vcf->end - vcf->start < ALKRES_BCF_LENGTHS)
		return cut_short(vcf, "the lengths of a record", error) - 1;
	bytes = (const uint8_t *) vcf->buffer + vcf->start;
	shared = alkres_bcf_u32(bytes);
	individual = alkres_bcf_u32(bytes + 4);
	if (shared + individual > vcf->limits.record_size)
		return too_long(vcf, error);
	if (!ask(vcf, (size_t) (ALKRES_BCF_LENGTHS + shared + individual), error))
		return -1;
	if (vcf->end - vcf->start < ALKRES_BCF_LENGTHS + shared + individual)
	{
		alkres_vcf_fail(&vcf->record, error, "it claims %llu bytes where %zu are left",
						(unsigned long long) (shared + individual),
						vcf->end - vcf->start - ALKRES_BCF_LENGTHS);
		error->code = ALKRES_CORRUPT;
		return -1;
	}
	bytes = (const uint8_t *) vcf->buffer + vcf->start + ALKRES_BCF_LENGTHS;
	vcf->line.length = 0;
	if (!alkres_bcf_line(&vcf->line, &vcf->record, bytes, (size_t) shared, bytes + shared,
						 (size_t) individual, vcf->limits.record_size, error))
		return -1;
	vcf->start += (size_t) (ALKRES_BCF_LENGTHS + shared + individual);
	return alkres_vcf_record_parse(&vcf->record, alkres_buffer_end(&vcf->line), error) ? 1 : -1;
}

int
alkres_vcf_next(AlkresVcf *vcf, AlkresError *error)
{
	return vcf->is_bcf ? next_bcf(vcf, error) : next_line(vcf, error);
}

size_t
alkres_vcf_unused(const AlkresVcf *vcf)
{
	return vcf->end - vcf->start;
}

void
alkres_vcf_move(AlkresVcf *vcf)
{
	vcf->start = vcf->end = 0;
	vcf->ended = false;
	vcf->moved = true;
	vcf->record.number = 0;
}
