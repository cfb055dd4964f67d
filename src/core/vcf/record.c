/* record.c: a line of a VCF file taken apart. */
#include "core/vcf/record.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/text/printed.h"
#include "core/variant/contig.h"

/* Tags of a record, which are looked for one after the other. */
/* Annotators write some hundred kB of a large structural variant; no program means more. */
#define INFO_MAX (8 << 20)
#define FIELDS_MAX 2000

bool
alkres_vcf_fail(const AlkresVcfRecord *record, AlkresError *error, const char *format, ...)
{
	char said[400];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(said, sizeof(said), format, arguments);
	va_end(arguments);
	return alkres_fail(error, ALKRES_BAD_FILE, "%s %llu of %.200s: %s", record->unit,
					   (unsigned long long) record->number, record->header->what, said);
}

/* A field that is not what it must be. */
static bool
refuse(const AlkresVcfRecord *record, const char *field, const char *expected, const char *found,
	   AlkresError *error)
{
	char shown[ALKRES_SHOWN];

	return alkres_vcf_fail(record, error, "%s must be %s, found \"%s\"", field, expected,
						   alkres_shown(found, shown));
}

static bool
refuse_undeclared(const AlkresVcfRecord *record, const char *kind, const char *name,
				  AlkresError *error)
{
	char shown[ALKRES_SHOWN];

	alkres_vcf_fail(record, error, "%s \"%s\" is not declared in the header", kind,
					alkres_shown(name, shown));
	return alkres_hint(error, "strict => false takes what the header does not declare as text.");
}

static bool
is_missing(const char *text)
{
	return text[0] == '.' && text[1] == '\0';
}

/* Split in place at a separator, into a list that grows.  Returns how many; -1: more than most. */
static int
split(char *text, char separator, char ***list, size_t *capacity, int most)
{
	int count = 0;

	for (char *next; text != NULL; text = next)
	{
		next = strchr(text, separator);
		if (next != NULL)
			*next++ = '\0';
		if (count == most)
			return -1;
		if ((size_t) count == *capacity)
		{
			*capacity = *capacity == 0 ? 16 : 2 * *capacity;
			*list = *list == NULL ? alkres_alloc(*capacity * sizeof(char *))
								  : alkres_realloc(*list, *capacity * sizeof(char *));
		}
		(*list)[count++] = text;
	}
	return count;
}

/* The bases of an allele, brought to upper case; false for anything else than IUPAC's codes. */
static bool
take_bases(char *allele)
{
	for (char *p = allele; *p != '\0'; p++)
	{
		if (*p >= 'a' && *p <= 'z')
			*p = (char) (*p - 'a' + 'A');
		if (strchr("ACGTNRYSWKMBDHV", *p) == NULL)
			return false;
	}
	return allele[0] != '\0';
}

/* Is it more than bases: *, <...>, a breakend? */
static bool
is_symbol(const char *allele)
{
	size_t length = strlen(allele);

	return strcmp(allele, "*") == 0 ||
		   (length > 2 && allele[0] == '<' && allele[length - 1] == '>') ||
		   strpbrk(allele, "[]") != NULL ||
		   (length > 1 && (allele[0] == '.' || allele[length - 1] == '.'));
}

static bool
take_alleles(AlkresVcfRecord *record, char *ref, char *alt, AlkresError *error)
{
	int count;

	record->ref = ref;
	record->alt_count = 0;
	if (!take_bases(ref))
		return refuse(record, "REF", "bases", ref, error);
	if (is_missing(alt))
		return true;
	count = split(alt, ',', &record->alts, &record->alt_capacity, ALKRES_VCF_ALLELES_MAX);
	if (count < 0)
		return alkres_fail(error, ALKRES_LIMIT,
						   "%s %llu of %.200s: ALT has more than %d alternative alleles",
						   record->unit, (unsigned long long) record->number, record->header->what,
						   ALKRES_VCF_ALLELES_MAX);
	record->alt_count = (size_t) count;
	for (int i = 0; i < count; i++)
	{
		if (is_symbol(record->alts[i]))
			continue;
		if (!take_bases(record->alts[i]))
			return refuse(record, "ALT", "bases, *, <...> or a breakend", record->alts[i], error);
		if (strcmp(record->alts[i], ref) == 0)
			return refuse(record, "ALT", "another allele than REF", record->alts[i], error);
	}
	return true;
}

static bool
take_filters(AlkresVcfRecord *record, char *text, AlkresError *error)
{
	int count;

	record->is_filtered = !is_missing(text);
	record->filter_count = 0;
	/* VCF 4.0 said "0" of what passed. */
	if (!record->is_filtered || strcmp(text, "PASS") == 0 || strcmp(text, "0") == 0)
		return true;
	count = split(text, ';', &record->filters, &record->filter_capacity, 10000);
	if (count < 0)
		return alkres_vcf_fail(record, error, "FILTER has more than 10000 words");
	record->filter_count = (size_t) count;
	for (int i = 0; i < count; i++)
		if (record->filters[i][0] == '\0')
			return refuse(record, "FILTER", "words separated by \";\"", "", error);
	return true;
}

static AlkresVcfField *
new_field(AlkresVcfField **list, size_t *count, size_t *capacity)
{
	if (*count == *capacity)
	{
		*capacity = *capacity == 0 ? 32 : 2 * *capacity;
		*list = *list == NULL ? alkres_alloc(*capacity * sizeof(AlkresVcfField))
							  : alkres_realloc(*list, *capacity * sizeof(AlkresVcfField));
	}
	return &(*list)[(*count)++];
}

static bool
take_info(AlkresVcfRecord *record, char *text, AlkresError *error)
{
	const AlkresVcfHeader *header = record->header;

	record->info_count = 0;
	if (is_missing(text))
		return true;
	if (strnlen(text, INFO_MAX + 1) > INFO_MAX)
	{
		alkres_vcf_fail(record, error, "INFO is longer than %d MB", INFO_MAX >> 20);
		error->code = ALKRES_LIMIT;
		return false;
	}
	for (char *key = text, *next; key != NULL; key = next)
	{
		AlkresVcfField *field;
		char *value;

		next = strchr(key, ';');
		if (next != NULL)
			*next++ = '\0';
		/* Some programs end the list with a separator. */
		if (key[0] == '\0' && next == NULL && record->info_count > 0)
			break;
		value = strchr(key, '=');
		if (value != NULL)
			*value++ = '\0';
		if (key[0] == '\0')
			return refuse(record, "INFO", "KEY=VALUE or KEY, separated by \";\"", key, error);
		if (record->info_count == FIELDS_MAX)
			return alkres_vcf_fail(record, error, "INFO has more than %d tags", FIELDS_MAX);
		field = new_field(&record->info, &record->info_count, &record->info_capacity);
		field->key = key;
		field->is_flag = value == NULL;
		field->value = value == NULL || is_missing(value) ? NULL : value;
		field->tag = alkres_vcf_tag(header->info, header->info_count, key);
		if (field->tag == NULL && record->is_strict)
			return refuse_undeclared(record, "INFO tag", key, error);
	}
	return true;
}

static bool
take_formats(AlkresVcfRecord *record, char *text, AlkresError *error)
{
	const AlkresVcfHeader *header = record->header;

	if (is_missing(text))
		return true;
	for (char *key = text, *next; key != NULL; key = next)
	{
		AlkresVcfField *field;

		next = strchr(key, ':');
		if (next != NULL)
			*next++ = '\0';
		if (key[0] == '\0')
			return refuse(record, "FORMAT", "keys separated by \":\"", key, error);
		if (record->format_count == FIELDS_MAX)
			return alkres_vcf_fail(record, error, "FORMAT has more than %d keys", FIELDS_MAX);
		field = new_field(&record->formats, &record->format_count, &record->format_capacity);
		field->key = key;
		field->value = NULL;
		field->is_flag = false;
		field->tag = alkres_vcf_tag(header->formats, header->format_count, key);
		if (field->tag == NULL && record->is_strict)
			return refuse_undeclared(record, "FORMAT tag", key, error);
	}
	return true;
}

/* A sample may have fewer values than FORMAT has keys, never more. */
static bool
check_sample(const AlkresVcfRecord *record, size_t sample, AlkresError *error)
{
	size_t count = 1;
	char field[ALKRES_SHOWN + 16], shown[ALKRES_SHOWN];

	for (const char *p = record->samples[sample]; (p = strchr(p, ':')) != NULL; p++)
		count++;
	if (count <= record->format_count || is_missing(record->samples[sample]))
		return true;
	snprintf(field, sizeof(field), "sample %s",
			 alkres_shown(record->header->samples[sample], shown));
	return alkres_vcf_fail(record, error, "%s has %zu values, FORMAT has %zu keys", field, count,
						   record->format_count);
}

/* text: FORMAT and what follows; NULL when there is nothing. */
static bool
take_samples(AlkresVcfRecord *record, char *text, AlkresError *error)
{
	size_t expected = record->header->sample_count;
	char *rest;
	int count;

	record->format_count = record->sample_count = 0;
	if (text == NULL)
		return expected == 0 || alkres_vcf_fail(record, error,
												"there are no columns for the %zu samples of the "
												"header",
												expected);
	rest = strchr(text, '\t');
	if (rest != NULL)
		*rest++ = '\0';
	if (!take_formats(record, text, error))
		return false;
	count = rest == NULL ? 0
						 : split(rest, '\t', &record->samples, &record->sample_capacity,
								 ALKRES_VCF_SAMPLES_MAX);
	if (count < 0 || (size_t) count != expected)
		return alkres_vcf_fail(record, error, "there are %s columns of samples, the header has %zu",
							   count < 0 || (size_t) count > expected ? "more" : "fewer", expected);
	record->sample_count = expected;
	for (size_t i = 0; i < expected; i++)
		if (!check_sample(record, i, error))
			return false;
	return true;
}

/* Where it ends: END, or the length of a deletion or duplication. */
static bool
take_end(AlkresVcfRecord *record, AlkresError *error)
{
	const char *end = alkres_vcf_info(record, "END"), *length;
	int64_t number;

	record->end = record->position + (int64_t) strlen(record->ref) - 1;
	record->has_end = false;
	if (end != NULL)
	{
		if (alkres_printed_count(end, &number) != ALKRES_PRINTED_NUMBER ||
			number > ALKRES_POSITION_MAX)
			return refuse(record, "INFO END", "a position", end, error);
		record->end = number;
		record->has_end = true;
		return true;
	}
	length = alkres_vcf_info(record, "SVLEN");
	if (length == NULL || record->alt_count != 1 ||
		(strncmp(record->alts[0], "<DEL", 4) != 0 && strncmp(record->alts[0], "<DUP", 4) != 0))
		return true;
	if (alkres_printed_count(length[0] == '-' ? length + 1 : length, &number) !=
			ALKRES_PRINTED_NUMBER ||
		number > ALKRES_POSITION_MAX)
		return refuse(record, "INFO SVLEN", "a number of bases", length, error);
	record->end = record->position + number;
	record->has_end = number > 0;
	return true;
}

static bool
take_place(AlkresVcfRecord *record, char *contig, const char *position, char *id,
		   AlkresError *error)
{
	record->contig = contig;
	if (contig[0] == '\0' || strpbrk(contig, " <") == contig)
		return refuse(record, "CHROM", "the name of a contig", contig, error);
	if (alkres_printed_count(position, &record->position) != ALKRES_PRINTED_NUMBER ||
		record->position > ALKRES_POSITION_MAX)
		return refuse(record, "POS", "a position up to 268435456", position, error);
	record->id = is_missing(id) || id[0] == '\0' ? NULL : id;
	return true;
}

bool
alkres_vcf_record_parse(AlkresVcfRecord *record, char *line, AlkresError *error)
{
	static const char *const names[] = {"CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER"};
	char *fields[8], *rest = line;

	for (int i = 0; i < 8; i++)
	{
		fields[i] = rest;
		rest = strchr(rest, '\t');
		if (rest == NULL && i < 7)
			return alkres_vcf_fail(record, error,
								   "the line breaks off behind %s: 8 columns are "
								   "needed, separated by tabs",
								   names[i]);
		if (rest != NULL)
			*rest++ = '\0';
	}
	record->quality = NAN;
	if (!take_place(record, fields[0], fields[1], fields[2], error) ||
		!take_alleles(record, fields[3], fields[4], error))
		return false;
	if (!is_missing(fields[5]) &&
		alkres_printed_number(fields[5], false, &record->quality) != ALKRES_PRINTED_NUMBER)
		return refuse(record, "QUAL", "a number", fields[5], error);
	return take_filters(record, fields[6], error) && take_info(record, fields[7], error) &&
		   take_end(record, error) && take_samples(record, rest, error);
}

static const AlkresVcfField *
find(const AlkresVcfField *fields, size_t count, const char *key)
{
	for (size_t i = 0; i < count; i++)
		if (fields[i].key[0] == key[0] && strcmp(fields[i].key, key) == 0)
			return &fields[i];
	return NULL;
}

const char *
alkres_vcf_info(const AlkresVcfRecord *record, const char *key)
{
	const AlkresVcfField *field = find(record->info, record->info_count, key);

	return field == NULL ? NULL : field->value;
}

bool
alkres_vcf_has_info(const AlkresVcfRecord *record, const char *key)
{
	return find(record->info, record->info_count, key) != NULL;
}

int
alkres_vcf_format(const AlkresVcfRecord *record, const char *key)
{
	const AlkresVcfField *field = find(record->formats, record->format_count, key);

	return field == NULL ? -1 : (int) (field - record->formats);
}

const char *
alkres_vcf_sample_value(const AlkresVcfRecord *record, size_t sample, int place, size_t *length)
{
	const char *value = record->samples[sample], *end;

	if (place < 0)
		return NULL;
	for (; place > 0; place--)
	{
		value = strchr(value, ':');
		if (value == NULL)
			return NULL; /* trailing values may be left out */
		value++;
	}
	end = strchr(value, ':');
	*length = end == NULL ? strlen(value) : (size_t) (end - value);
	return *length == 0 || (*length == 1 && value[0] == '.') ? NULL : value;
}

static bool
has_word(const AlkresVcfWord *words, size_t count, const char *text, size_t length)
{
	for (size_t i = 0; i < count; i++)
		if (words[i].length == length && memcmp(words[i].text, text, length) == 0)
			return true;
	return false;
}

bool
alkres_vcf_sample_filters(const AlkresVcfRecord *record, size_t sample, AlkresVcfWord **words,
						  size_t *count)
{
	size_t length = 0, used = record->filter_count;
	const char *own =
		alkres_vcf_sample_value(record, sample, alkres_vcf_format(record, "FT"), &length);

	*words = alkres_alloc((used + length + 1) * sizeof(AlkresVcfWord));
	for (size_t i = 0; i < used; i++)
		(*words)[i] = (AlkresVcfWord){record->filters[i], strlen(record->filters[i])};
	for (const char *word = own, *end; own != NULL && word < own + length; word = end + 1)
	{
		/* VCF says ";", and some write ",". */
		for (end = word; end < own + length && *end != ';' && *end != ',';)
			end++;
		if (end > word && !(end - word == 4 && memcmp(word, "PASS", 4) == 0) &&
			!has_word(*words, used, word, (size_t) (end - word)))
			(*words)[used++] = (AlkresVcfWord){word, (size_t) (end - word)};
	}
	*count = used;
	return record->is_filtered || own != NULL;
}
