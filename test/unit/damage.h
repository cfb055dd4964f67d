/*
 * damage.h: files of test/data/ddpcr damaged from a fixed seed: bytes flipped, lost, inserted, cut
 * and spliced; fields, records and columns lost, doubled and exchanged.
 */
#ifndef ALKRES_UNIT_DAMAGE_H
#define ALKRES_UNIT_DAMAGE_H

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"

#define MUTATIONS 1000
#define MUTATION_KINDS 15
#define MAX_LINES 200
#define MAX_FIELDS 100

typedef struct Text
{
	char *bytes;
	size_t length;
	size_t starts[MAX_LINES + 1];
	size_t ends[MAX_LINES];
	int lines;
} Text;

typedef struct Fields
{
	char values[MAX_FIELDS][80];
	int count;
} Fields;

static inline void
find_lines(Text *text)
{
	size_t at = 0;

	text->lines = 0;
	while (at < text->length && text->lines < MAX_LINES)
	{
		text->starts[text->lines] = at;
		while (at < text->length && text->bytes[at] != '\n' && text->bytes[at] != '\r')
			at++;
		text->ends[text->lines++] = at;
		if (at < text->length && text->bytes[at] == '\r')
			at++;
		if (at < text->length && text->bytes[at] == '\n')
			at++;
	}
	text->starts[text->lines] = text->length;
}

static inline void
split(const Text *text, int line, Fields *fields)
{
	size_t at = text->starts[line];
	size_t end = text->ends[line];

	fields->count = 0;
	while (fields->count < MAX_FIELDS)
	{
		char *out = fields->values[fields->count++];
		size_t used = 0;
		bool quoted = at < end && text->bytes[at] == '"';

		at += quoted;
		while (at < end && (quoted ? text->bytes[at] != '"' : text->bytes[at] != ','))
		{
			if (used < sizeof(fields->values[0]) - 1)
				out[used++] = text->bytes[at];
			at++;
		}
		at += quoted && at < end;
		out[used] = '\0';
		while (at < end && text->bytes[at] != ',')
			at++;
		if (at >= end)
			return;
		at++;
	}
}

static inline bool
same_line(const Text *a, int line_a, const Text *b, int line_b)
{
	size_t length = a->ends[line_a] - a->starts[line_a];

	return length == b->ends[line_b] - b->starts[line_b] &&
		   memcmp(a->bytes + a->starts[line_a], b->bytes + b->starts[line_b], length) == 0;
}

static inline void
normalise(const char *name, char out[80])
{
	size_t used = 0;

	for (; *name != '\0' && used < 79; name++)
		if (*name > ' ')
			out[used++] = (char) tolower((unsigned char) *name);
	out[used] = '\0';
}

static inline int
column_named(const Fields *header, const char *name)
{
	char lower[80];

	for (int i = 0; i < header->count; i++)
	{
		normalise(header->values[i], lower);
		if (i == 0 && strncmp(lower, "\xEF\xBB\xBF", 3) == 0)
			memmove(lower, lower + 3, strlen(lower) - 2);
		if (strcmp(lower, name) == 0)
			return i;
	}
	return -1;
}

static uint64_t state;

static inline size_t
below(size_t limit)
{
	random_bits(&state);
	return limit == 0 ? 0 : (size_t) (state >> 11) % limit;
}

static inline void
put(Text *text, const char *bytes, size_t length)
{
	text->bytes = realloc(text->bytes, text->length + length + 1);
	memcpy(text->bytes + text->length, bytes, length);
	text->length += length;
	text->bytes[text->length] = '\0';
}

/* A range of the text replaced by other bytes. */
static inline void
replace(const Text *from, size_t start, size_t end, const char *bytes, size_t length, Text *to)
{
	put(to, from->bytes, start);
	put(to, bytes, length);
	put(to, from->bytes + end, from->length - end);
}

/* Where a line's field starts and ends, its quotes included. */
static inline void
field_range(const Text *text, int line, int field, size_t *start, size_t *end)
{
	bool quoted = false;

	*start = text->starts[line];
	for (*end = *start; *end < text->ends[line]; ++*end)
	{
		if (text->bytes[*end] == '"')
			quoted = !quoted;
		if (text->bytes[*end] != ',' || quoted)
			continue;
		if (field-- == 0)
			return;
		*start = *end + 1;
	}
	if (field > 0)
		*start = *end;
}

/* Each line with a field lost (kind 0), doubled (1), or exchanged with another (2). */
static inline void
change_field(const Text *from, int line, int kind, int field, int other, Text *to)
{
	size_t start;
	size_t end;
	size_t start2;
	size_t end2;

	field_range(from, line, field, &start, &end);
	field_range(from, line, other, &start2, &end2);
	put(to, from->bytes + from->starts[line], start - from->starts[line]);
	if (kind == 0)
	{
		if (end < from->ends[line])
			end++;
		else if (to->length > 0 && to->bytes[to->length - 1] == ',')
			to->length--;
	}
	else if (kind == 1)
	{
		put(to, from->bytes + start, end - start);
		put(to, ",", 1);
		end = start;
	}
	else if (start2 >= end)
	{
		put(to, from->bytes + start2, end2 - start2);
		put(to, from->bytes + end, start2 - end);
		put(to, from->bytes + start, end - start);
		end = end2;
	}
	else
		end = start;
	put(to, from->bytes + end, from->ends[line] - end);
}

static inline void
copy_line(const Text *from, int line, Text *to)
{
	put(to, from->bytes + from->starts[line], from->starts[line + 1] - from->starts[line]);
}

/* All lines, one of them with a field lost, doubled or exchanged with another. */
static inline void
change_line(const Text *from, int line, int way, int field, int other, Text *to)
{
	for (int i = 0; i < from->lines; i++)
	{
		if (i != line)
		{
			copy_line(from, i, to);
			continue;
		}
		change_field(from, i, way, field, other, to);
		put(to, from->bytes + from->ends[i], from->starts[i + 1] - from->ends[i]);
	}
}

/* The same with every line from the header on. */
static inline void
change_column(const Text *from, int header_line, int way, int field, int other, Text *to)
{
	for (int i = 0; i < from->lines; i++)
	{
		if (i < header_line)
		{
			copy_line(from, i, to);
			continue;
		}
		change_field(from, i, way, field, other, to);
		put(to, from->bytes + from->ends[i], from->starts[i + 1] - from->ends[i]);
	}
}

/* A line lost (way 0), doubled (1) or exchanged with another (2). */
static inline void
change_lines(const Text *from, int way, int line, int other_line, Text *to)
{
	for (int i = 0; i < from->lines; i++)
	{
		if (way == 2 && (i == line || i == other_line))
		{
			copy_line(from, i == line ? other_line : line, to);
			continue;
		}
		if (way != 0 || i != line)
			copy_line(from, i, to);
		if (way == 1 && i == line)
			copy_line(from, i, to);
	}
}

/* The next damaged copy, of a file whose columns are named on line header (from 0).  Returns the
 * column that it takes from every line, or -1. */
static inline int
mutate(const Text *from, int header_line, int kind, Text *to)
{
	static const char nasty[] = ",;\"\n\r 0123456789.-eE%AM()\x80\xFFu\t+";
	size_t at = below(from->length);
	size_t length = 1 + below(8);
	int line = (int) below((size_t) from->lines);
	int other_line = (int) below((size_t) from->lines);
	Fields header;
	int field;
	int other;
	char byte;

	*to = (Text){0};
	split(from, header_line, &header);
	field = (int) below((size_t) header.count - 1);
	other = field + 1 + (int) below((size_t) (header.count - field - 1));
	if (at + length > from->length)
		length = from->length - at;
	switch (kind)
	{
		case 0: /* a byte */
			byte = below(4) == 0 ? (char) (1 + below(255)) : nasty[below(sizeof(nasty) - 1)];
			replace(from, at, at + 1, &byte, 1, to);
			break;
		case 1:
			replace(from, at, at + length, "", 0, to);
			break;
		case 2:
			replace(from, at, at, from->bytes + below(from->length - 8), 1 + below(8), to);
			break;
		case 3:
			put(to, from->bytes, at);
			break;
		case 4: /* a splice */
			replace(from, at, at + length, from->bytes + below(from->length - 40), below(40), to);
			break;
		case 5: /* a field of one line lost, doubled, exchanged with the next or any */
		case 6:
		case 7:
		case 8:
			change_line(from, line, kind == 8 ? 2 : kind - 5, field, kind == 8 ? other : field + 1,
						to);
			break;
		case 9: /* a column lost, doubled, exchanged */
		case 10:
		case 11:
			change_column(from, header_line, kind - 9, field, other, to);
			break;
		default: /* lines lost, doubled, exchanged */
			change_lines(from, kind - 12, line, other_line, to);
	}
	return kind == 9 ? field : -1;
}

static inline Text
file_text(const char *name)
{
	Text text = {0};
	char path[200];
	char buffer[4096];
	size_t length;
	FILE *file;

	snprintf(path, sizeof(path), "test/data/ddpcr/%s", name);
	file = fopen(path, "rb");
	while (file != NULL && (length = fread(buffer, 1, sizeof(buffer), file)) > 0)
		put(&text, buffer, length);
	if (file != NULL)
		fclose(file);
	find_lines(&text);
	return text;
}

#endif
