/* bed.c: reading lines of BED. */
#include "core/variant/bed.h"

#include <stdio.h>
#include <string.h>

#include "core/text/printed.h"

#define FIELDS 4
#define NUMBER_MAX 20

typedef struct Field
{
	const char *text;
	size_t length;
} Field;

static bool
is_word(const Field *field, const char *word)
{
	return field->length == strlen(word) && memcmp(field->text, word, field->length) == 0;
}

/* The first fields of a line, which ends at end. */
static int
take_fields(const char *line, const char *end, Field *fields)
{
	/* With a tab in it only tabs separate: names may have blanks. */
	const char *separators = memchr(line, '\t', (size_t) (end - line)) != NULL ? "\t" : " ";
	int count = 0;

	for (const char *at = line; at < end && count < FIELDS; count++)
	{
		const char *stop = at;

		while (stop < end && *stop != separators[0])
			stop++;
		fields[count] = (Field){at, (size_t) (stop - at)};
		at = stop + 1;
		while (separators[0] == ' ' && at < end && *at == ' ')
			at++;
	}
	return count;
}

static bool
fail(const AlkresBed *bed, const char *field, const char *expected, const Field *found,
	 AlkresError *error)
{
	char text[64], shown[ALKRES_SHOWN];

	snprintf(text, sizeof(text), "%.*s", (int) (found->length < 60 ? found->length : 60),
			 found->text);
	return alkres_fail(error, ALKRES_BAD_FILE,
					   "line %llu of the BED file: %s must be %s, found \"%s\"",
					   (unsigned long long) bed->line, field, expected, alkres_shown(text, shown));
}

static bool
take_number(const AlkresBed *bed, const Field *field, const char *name, int64_t *number,
			AlkresError *error)
{
	char text[NUMBER_MAX];

	if (field->length > 0 && field->length < NUMBER_MAX)
	{
		memcpy(text, field->text, field->length);
		text[field->length] = '\0';
		if (strspn(text, "0123456789") == field->length &&
			alkres_printed_count(text, number) == ALKRES_PRINTED_NUMBER)
			return true;
	}
	return fail(bed, name, "a number of bases", field, error);
}

static bool
take_region(const AlkresBed *bed, const Field *fields, int count, AlkresRegion *region,
			AlkresError *error)
{
	AlkresContig contig;
	AlkresError why;
	int64_t start, end;

	if (count < 3)
		return alkres_fail(error, ALKRES_BAD_FILE,
						   "line %llu of the BED file has fewer than three fields",
						   (unsigned long long) bed->line);
	if (!alkres_contig_set(&contig, bed->assembly, strlen(bed->assembly), fields[0].text,
						   fields[0].length, &why))
	{
		alkres_fail(error, ALKRES_BAD_FILE, "line %llu of the BED file: %.300s",
					(unsigned long long) bed->line, why.message);
		return alkres_hint(error, "%s", why.hint);
	}
	if (!take_number(bed, &fields[1], "the start", &start, error) ||
		!take_number(bed, &fields[2], "the end", &end, error))
		return false;
	if (end <= start)
		return fail(bed, "the end", "above the start, which counts from 0", &fields[2], error);
	if (!alkres_region_set(region, &contig, start + 1, end, &why))
		return alkres_fail(error, ALKRES_BAD_FILE, "line %llu of the BED file: %.300s",
						   (unsigned long long) bed->line, why.message);
	return true;
}

int
alkres_bed_next(AlkresBed *bed, AlkresRegion *region, const char **name, size_t *name_length,
				AlkresError *error)
{
	Field fields[FIELDS];

	while (*bed->next != '\0')
	{
		const char *line = bed->next, *end = line + strcspn(line, "\n");
		int count;

		bed->line++;
		bed->next = *end == '\0' ? end : end + 1;
		if (end > line && end[-1] == '\r')
			end--;
		count = take_fields(line, end, fields);
		if (count == 0 || (count == 1 && fields[0].length == 0) || line[0] == '#' ||
			is_word(&fields[0], "track") || is_word(&fields[0], "browser") ||
			strncmp(line, "track ", 6) == 0 || strncmp(line, "browser ", 8) == 0)
			continue;
		if (!take_region(bed, fields, count, region, error))
			return -1;
		*name = count > 3 ? fields[3].text : "";
		*name_length = count > 3 ? fields[3].length : 0;
		return 1;
	}
	return 0;
}
