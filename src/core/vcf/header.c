/* header.c: reading the header of a VCF or BCF file. */
#include "core/vcf/header.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/base/memory.h"
#include "core/text/printed.h"

/* A number that a line gives for itself in BCF; each makes room for all below. */
#define PLACE_MAX ALKRES_VCF_CONTIGS_MAX
#define ID_MAX 1000

static bool fail(const AlkresVcfHeader *header, AlkresError *error, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static bool
fail(const AlkresVcfHeader *header, AlkresError *error, const char *format, ...)
{
	char said[256];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(said, sizeof(said), format, arguments);
	va_end(arguments);
	return alkres_fail(error, ALKRES_BAD_FILE, "line %llu of %.200s: %s",
					   (unsigned long long) header->lines, header->what, said);
}

static bool
too_many(const AlkresVcfHeader *header, const char *what, int most, AlkresError *error)
{
	return alkres_fail(error, ALKRES_LIMIT, "the header of %.200s declares more than %d %s",
					   header->what, most, what);
}

/* Room for one more element of a list. */
#define MAKE_ROOM(list, count, capacity)                                                    \
	do                                                                                      \
	{                                                                                       \
		if ((count) == (capacity))                                                          \
		{                                                                                   \
			(capacity) = (capacity) == 0 ? 16 : 2 * (capacity);                             \
			(list) = (list) == NULL ? alkres_alloc((capacity) * sizeof(*(list)))            \
									: alkres_realloc((list), (capacity) * sizeof(*(list))); \
		}                                                                                   \
	} while (0)

/* What an entry <ID=...,...> says. */
typedef struct Entry
{
	const char *id;
	const char *number;
	const char *type;
	const char *description;
	const char *length;
	const char *assembly;
	const char *index; /* IDX */
} Entry;

/* Take a value off the front, quoted or not, and terminate it; NULL when a quote is not closed. */
static char *
take_value(char **at)
{
	char *value = *at, *out, *in;

	if (*value != '"')
	{
		in = value + strcspn(value, ",>");
		*at = *in == '\0' ? in : in + 1;
		*in = '\0';
		return value;
	}
	for (out = in = value + 1; *in != '"'; in++)
	{
		if (*in == '\\' && in[1] != '\0')
			in++;
		if (*in == '\0')
			return NULL;
		*out++ = *in;
	}
	*out = '\0';
	in++;
	in += strcspn(in, ",>");
	*at = *in == '\0' ? in : in + 1;
	return value + 1;
}

/* at: what stands behind the "<". */
static bool
take_entry(const AlkresVcfHeader *header, char *at, Entry *entry, AlkresError *error)
{
	memset(entry, 0, sizeof(*entry));
	while (*at != '\0')
	{
		char *key = at + strspn(at, " "), *value;

		at = strchr(key, '=');
		if (at == NULL)
			break;
		*at++ = '\0';
		value = take_value(&at);
		if (value == NULL)
			return fail(header, error, "a quote is not closed");
		if (strcmp(key, "ID") == 0)
			entry->id = value;
		else if (strcmp(key, "Number") == 0)
			entry->number = value;
		else if (strcmp(key, "Type") == 0)
			entry->type = value;
		else if (strcmp(key, "Description") == 0)
			entry->description = value;
		else if (strcmp(key, "length") == 0)
			entry->length = value;
		else if (strcmp(key, "assembly") == 0)
			entry->assembly = value;
		else if (strcmp(key, "IDX") == 0)
			entry->index = value;
	}
	if (entry->id == NULL || entry->id[0] == '\0')
		return fail(header, error, "an entry has no ID");
	return strlen(entry->id) <= ID_MAX ||
		   fail(header, error, "an ID has more than %d letters", ID_MAX);
}

/* The number of an entry in BCF: what it says, or the next one. */
static bool
number_of(const AlkresVcfHeader *header, const Entry *entry, size_t next, int64_t *number,
		  AlkresError *error)
{
	*number = (int64_t) next;
	if (entry->index == NULL)
		return true;
	if (alkres_printed_count(entry->index, number) == ALKRES_PRINTED_NUMBER && *number < PLACE_MAX)
		return true;
	return fail(header, error, "IDX must be a number below %d", PLACE_MAX);
}

/* Let a number stand for a word; gaps stay NULL. */
static void
set_word(const char ***words, size_t *count, size_t *capacity, int64_t number, const char *word)
{
	while (*count <= (size_t) number)
	{
		MAKE_ROOM(*words, *count, *capacity);
		(*words)[(*count)++] = NULL;
	}
	(*words)[number] = word;
}

static bool
take_word(AlkresVcfHeader *header, const Entry *entry, AlkresError *error)
{
	int64_t number;

	/* A word of several kinds has one number, that of its first. */
	for (size_t i = 0; entry->index == NULL && i < header->word_count; i++)
		if (header->words[i] != NULL && strcmp(header->words[i], entry->id) == 0)
			return true;
	if (!number_of(header, entry, header->word_count, &number, error))
		return false;
	if (header->word_count > ALKRES_VCF_TAGS_MAX)
		return too_many(header, "filters and tags", ALKRES_VCF_TAGS_MAX, error);
	set_word(&header->words, &header->word_count, &header->word_capacity, number, entry->id);
	return true;
}

static AlkresVcfTag
tag_of(const Entry *entry)
{
	const char *type = entry->type == NULL ? "" : entry->type;
	const char *number = entry->number == NULL ? "." : entry->number;
	AlkresVcfTag tag = {entry->id, ALKRES_VCF_STRING, strcmp(number, "1") == 0, 0,
						entry->description};

	if (strcmp(type, "Integer") == 0)
		tag.type = ALKRES_VCF_INTEGER;
	else if (strcmp(type, "Float") == 0)
		tag.type = ALKRES_VCF_FLOAT;
	else if (strcmp(type, "Flag") == 0)
		tag.type = ALKRES_VCF_FLAG;
	if (number[0] != '\0' && strchr("ARG", number[0]) != NULL && number[1] == '\0')
		tag.per_allele = number[0];
	return tag;
}

static bool
take_tag(AlkresVcfHeader *header, bool is_info, const Entry *entry, AlkresError *error)
{
	if (header->info_count + header->format_count >= ALKRES_VCF_TAGS_MAX)
		return too_many(header, "tags", ALKRES_VCF_TAGS_MAX, error);
	if (is_info)
	{
		MAKE_ROOM(header->info, header->info_count, header->info_capacity);
		header->info[header->info_count++] = tag_of(entry);
	}
	else
	{
		MAKE_ROOM(header->formats, header->format_count, header->format_capacity);
		header->formats[header->format_count++] = tag_of(entry);
	}
	return take_word(header, entry, error);
}

static bool
take_contig(AlkresVcfHeader *header, const Entry *entry, AlkresError *error)
{
	AlkresVcfContig contig = {entry->id, 0, entry->assembly};
	int64_t number;

	if (header->contig_count >= ALKRES_VCF_CONTIGS_MAX)
		return too_many(header, "contigs", ALKRES_VCF_CONTIGS_MAX, error);
	if (entry->length != NULL &&
		(alkres_printed_count(entry->length, &contig.length) != ALKRES_PRINTED_NUMBER))
		return fail(header, error, "length of contig %.100s is no number of bases", entry->id);
	MAKE_ROOM(header->contigs, header->contig_count, header->contig_capacity);
	header->contigs[header->contig_count++] = contig;
	if (!number_of(header, entry, header->place_count, &number, error))
		return false;
	set_word(&header->places, &header->place_count, &header->place_capacity, number, entry->id);
	return true;
}

/* A line "##key=value", from behind the "##" on. */
static bool
take_meta(AlkresVcfHeader *header, char *line, AlkresError *error)
{
	char *value = strchr(line, '=');
	bool is_info, is_format, is_filter, is_contig;
	Entry entry;

	if (value == NULL)
		return true;
	*value++ = '\0';
	if (strcmp(line, "source") == 0 && header->source == NULL)
		header->source = value;
	/* Mutect2 and Strelka, and those who write as they do. */
	else if (strcmp(line, "tumor_sample") == 0)
		header->tumour = value;
	else if (strcmp(line, "normal_sample") == 0)
		header->normal = value;
	is_info = strcmp(line, "INFO") == 0;
	is_format = strcmp(line, "FORMAT") == 0;
	is_filter = strcmp(line, "FILTER") == 0;
	is_contig = strcmp(line, "contig") == 0;
	if (!is_info && !is_format && !is_filter && !is_contig)
		return true;
	if (*value != '<')
		return fail(header, error, "%s must be an entry <ID=...>", line);
	if (!take_entry(header, value + 1, &entry, error))
		return false;
	if (is_contig)
		return take_contig(header, &entry, error);
	return is_filter ? take_word(header, &entry, error) : take_tag(header, is_info, &entry, error);
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *) a, *(char *const *) b);
}

static bool
check_samples(const AlkresVcfHeader *header, AlkresError *error)
{
	char **sorted = alkres_alloc((header->sample_count + 1) * sizeof(char *));
	bool good = true;

	if (header->sample_count > 0)
		memcpy(sorted, header->samples, header->sample_count * sizeof(char *));
	qsort(sorted, header->sample_count, sizeof(char *), compare_names);
	for (size_t i = 1; good && i < header->sample_count; i++)
		if (strcmp(sorted[i - 1], sorted[i]) == 0)
			good = fail(header, error, "sample \"%.100s\" stands there twice", sorted[i]);
	alkres_free(sorted);
	return good;
}

static bool
is_of(const char *name, const char *role, const char *other)
{
	return strcasecmp(name, role) == 0 || strcasecmp(name, other) == 0;
}

/* Strelka, VarScan and others name a pair of columns by what they are, and say nothing else. */
static void
take_roles(AlkresVcfHeader *header)
{
	if (header->sample_count != 2 || header->tumour != NULL || header->normal != NULL)
		return;
	for (int i = 0; i < 2; i++)
		if (is_of(header->samples[i], "TUMOR", "TUMOUR") &&
			is_of(header->samples[1 - i], "NORMAL", "NORMAL"))
		{
			header->tumour = header->samples[i];
			header->normal = header->samples[1 - i];
		}
}

static const char *const columns[] = {"#CHROM", "POS",    "ID",   "REF",   "ALT",
									  "QUAL",   "FILTER", "INFO", "FORMAT"};

/* The line that names the columns. */
static bool
take_columns(AlkresVcfHeader *header, char *line, AlkresError *error)
{
	char *name = line, *next;

	for (int column = 0; name != NULL; column++, name = next)
	{
		next = strchr(name, '\t');
		if (next != NULL)
			*next++ = '\0';
		if (column < 9 && strcmp(name, columns[column]) != 0)
			return fail(header, error, "column %d must be %s, found \"%.50s\"", column + 1,
						columns[column], name);
		if (column < 9)
		{
			if (next == NULL && column < 7)
				return fail(header, error, "column %s is missing", columns[column + 1]);
			continue;
		}
		if (name[0] == '\0')
			return fail(header, error, "sample %zu has no name", header->sample_count + 1);
		if (header->sample_count >= ALKRES_VCF_SAMPLES_MAX)
			return too_many(header, "samples", ALKRES_VCF_SAMPLES_MAX, error);
		MAKE_ROOM(header->samples, header->sample_count, header->sample_capacity);
		header->samples[header->sample_count++] = name;
	}
	take_roles(header);
	return check_samples(header, error);
}

static bool
take_version(AlkresVcfHeader *header, const char *line, AlkresError *error)
{
	static const char start[] = "##fileformat=";

	if (strncmp(line, start, sizeof(start) - 1) != 0 ||
		strncmp(line + sizeof(start) - 1, "VCF", 3) != 0)
	{
		alkres_fail(error, ALKRES_BAD_FILE, "%.200s is not a VCF file", header->what);
		alkres_detail(error, "Its first line does not begin with ##fileformat=VCF.");
		return alkres_hint(error, "A VCF file that has lost its header gets one again with "
								  "\"bcftools reheader\".");
	}
	header->version = line + sizeof(start) - 1;
	if (strncmp(header->version, "VCFv4.", 6) == 0)
		return true;
	alkres_fail(error, ALKRES_UNSUPPORTED, "%.200s is of version %.20s", header->what,
				header->version);
	return alkres_hint(error, "VCFv4.0 to 4.5 are read; \"bcftools view\" converts older files.");
}

static int
compare_tags(const void *a, const void *b)
{
	const AlkresVcfTag *left = a, *right = b;
	int order = strcmp(left->id, right->id);

	/* Of two with one id the first in the text comes first. */
	return order != 0 ? order : (left->id > right->id) - (left->id < right->id);
}

static void
sort_tags(AlkresVcfTag *tags, size_t count)
{
	if (count > 0)
		qsort(tags, count, sizeof(AlkresVcfTag), compare_tags);
}

bool
alkres_vcf_header_parse(AlkresVcfHeader *header, char *text, size_t length, const char *what,
						AlkresError *error)
{
	Entry pass = {.id = "PASS"};

	memset(header, 0, sizeof(*header));
	header->what = what;
	take_word(header, &pass, error);
	for (char *line = text, *end = text + length; line < end;)
	{
		char *stop = memchr(line, '\n', (size_t) (end - line));
		char *next = stop == NULL ? end : stop + 1;

		if (stop == NULL)
			stop = end; /* the caller has ended the text with a NUL */
		*stop = '\0';
		if (stop > line && stop[-1] == '\r')
			stop[-1] = '\0';
		header->lines++;
		if (header->lines == 1 && !take_version(header, line, error))
			return false;
		if (line[0] == '#' && line[1] != '#')
		{
			sort_tags(header->info, header->info_count);
			sort_tags(header->formats, header->format_count);
			return take_columns(header, line, error);
		}
		if (line[0] != '\0' && (line[0] != '#' || !take_meta(header, line + 2, error)))
			return line[0] == '#' ? false
								  : fail(header, error, "a record stands before the line #CHROM");
		line = next;
	}
	return fail(header, error, "the header ends without the line #CHROM");
}

const AlkresVcfTag *
alkres_vcf_tag(const AlkresVcfTag *tags, size_t count, const char *id)
{
	size_t low = 0, high = count;

	while (low < high)
	{
		size_t middle = low + (high - low) / 2;

		if (strcmp(tags[middle].id, id) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < count && strcmp(tags[low].id, id) == 0 ? &tags[low] : NULL;
}
