/* json.c: the tags of a VCF record as JSON. */
#include "core/vcf/json.h"

#include <stdio.h>
#include <string.h>

/* Is it a number as JSON writes it, of at most 300 digits? */
static bool
is_number(const char *text, size_t length)
{
	size_t i = length > 0 && text[0] == '-', digits = 0;

	if (length > 300)
		return false;
	if (i < length && text[i] == '0' && i + 1 < length && text[i + 1] >= '0' && text[i + 1] <= '9')
		return false;
	for (; i < length && text[i] >= '0' && text[i] <= '9'; i++)
		digits++;
	if (digits == 0)
		return false;
	if (i < length && text[i] == '.')
	{
		for (digits = 0, i++; i < length && text[i] >= '0' && text[i] <= '9'; i++)
			digits++;
		if (digits == 0)
			return false;
	}
	if (i < length && (text[i] == 'e' || text[i] == 'E'))
	{
		i++;
		if (i < length && (text[i] == '+' || text[i] == '-'))
			i++;
		for (digits = 0; i < length && text[i] >= '0' && text[i] <= '9'; i++)
			digits++;
		/* jsonb's numbers end at some ten thousand digits. */
		if (digits == 0 || digits > 3)
			return false;
	}
	return i == length;
}

/* How many bytes the character at the front has in UTF-8; 0 when it is none. */
static size_t
character_length(const unsigned char *text, size_t length)
{
	size_t count = text[0] < 0x80   ? 1
				   : text[0] < 0xc2 ? 0
				   : text[0] < 0xe0 ? 2
				   : text[0] < 0xf0 ? 3
				   : text[0] < 0xf5 ? 4
									: 0;

	if (count > length)
		return 0;
	for (size_t i = 1; i < count; i++)
		if ((text[i] & 0xc0) != 0x80)
			return 0;
	/* Longer than needed, surrogates, and what lies behind the last plane. */
	if ((count == 3 &&
		 ((text[0] == 0xe0 && text[1] < 0xa0) || (text[0] == 0xed && text[1] > 0x9f))) ||
		(count == 4 &&
		 ((text[0] == 0xf0 && text[1] < 0x90) || (text[0] == 0xf4 && text[1] > 0x8f))))
		return 0;
	return count;
}

static void
put_string(AlkresTextBuffer *json, const char *text, size_t length)
{
	char escape[8];

	alkres_buffer_put_char(json, '"');
	while (length > 0)
	{
		unsigned char c = (unsigned char) text[0];
		size_t count = character_length((const unsigned char *) text, length);

		if (count == 0)
		{
			snprintf(escape, sizeof(escape), "\\u%04x", c);
			alkres_buffer_put(json, escape, 6);
			count = 1;
		}
		else if (c < ' ' || c == '"' || c == '\\')
		{
			snprintf(escape, sizeof(escape), "\\u%04x", c);
			alkres_buffer_put(json, escape, 6);
		}
		else
			alkres_buffer_put(json, text, count);
		text += count;
		length -= count;
	}
	alkres_buffer_put_char(json, '"');
}

static void
put_value(AlkresTextBuffer *json, const AlkresVcfTag *tag, const char *text, size_t length)
{
	bool is_numeric =
		tag != NULL && (tag->type == ALKRES_VCF_INTEGER || tag->type == ALKRES_VCF_FLOAT);

	if (length == 0 || (length == 1 && text[0] == '.'))
		alkres_buffer_put_text(json, "null");
	else if (is_numeric && is_number(text, length))
		alkres_buffer_put(json, text, length);
	else
		put_string(json, text, length);
}

/* A value, or the array of its parts. */
static void
put_values(AlkresTextBuffer *json, const AlkresVcfTag *tag, const char *text, size_t length)
{
	const char *end = text + length, *comma;

	if (tag == NULL || tag->is_single)
	{
		put_value(json, tag, text, length);
		return;
	}
	alkres_buffer_put_char(json, '[');
	while ((comma = memchr(text, ',', (size_t) (end - text))) != NULL)
	{
		put_value(json, tag, text, (size_t) (comma - text));
		alkres_buffer_put_char(json, ',');
		text = comma + 1;
	}
	put_value(json, tag, text, (size_t) (end - text));
	alkres_buffer_put_char(json, ']');
}

static void
put_key(AlkresTextBuffer *json, const char *key, bool is_first)
{
	if (!is_first)
		alkres_buffer_put_char(json, ',');
	put_string(json, key, strlen(key));
	alkres_buffer_put_char(json, ':');
}

/* Does a field of the same name stand in front of it? */
static bool
is_repeated(const AlkresVcfField *fields, size_t place)
{
	for (size_t i = 0; i < place; i++)
		if (strcmp(fields[i].key, fields[place].key) == 0)
			return true;
	return false;
}

void
alkres_vcf_info_json(AlkresTextBuffer *json, const AlkresVcfRecord *record)
{
	alkres_buffer_put_char(json, '{');
	for (size_t i = 0; i < record->info_count; i++)
	{
		const AlkresVcfField *field = &record->info[i];

		if (is_repeated(record->info, i))
			continue;
		put_key(json, field->key, i == 0);
		if (field->value != NULL)
			put_values(json, field->tag, field->value, strlen(field->value));
		else
			alkres_buffer_put_text(json, field->is_flag ? "true" : "null");
	}
	alkres_buffer_put_char(json, '}');
}

void
alkres_vcf_sample_json(AlkresTextBuffer *json, const AlkresVcfRecord *record, size_t sample)
{
	alkres_buffer_put_char(json, '{');
	for (size_t i = 0; i < record->format_count; i++)
	{
		size_t length;
		const char *value = alkres_vcf_sample_value(record, sample, (int) i, &length);

		if (is_repeated(record->formats, i))
			continue;
		put_key(json, record->formats[i].key, i == 0);
		if (value != NULL)
			put_values(json, record->formats[i].tag, value, length);
		else
			alkres_buffer_put_text(json, "null");
	}
	alkres_buffer_put_char(json, '}');
}
