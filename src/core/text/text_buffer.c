/* text_buffer.c: text that grows while it is written. */
#include "core/text/text_buffer.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"

static void
make_room(AlkresTextBuffer *buffer, size_t more)
{
	size_t capacity = buffer->capacity < 256 ? 256 : buffer->capacity;

	if (buffer->length + more <= buffer->capacity)
		return;
	while (capacity < buffer->length + more)
		capacity *= 2;
	buffer->text =
		buffer->text == NULL ? alkres_alloc(capacity) : alkres_realloc(buffer->text, capacity);
	buffer->capacity = capacity;
}

void
alkres_buffer_put(AlkresTextBuffer *buffer, const char *text, size_t length)
{
	make_room(buffer, length);
	memcpy(buffer->text + buffer->length, text, length);
	buffer->length += length;
}

void
alkres_buffer_put_text(AlkresTextBuffer *buffer, const char *text)
{
	alkres_buffer_put(buffer, text, strlen(text));
}

void
alkres_buffer_put_char(AlkresTextBuffer *buffer, char c)
{
	make_room(buffer, 1);
	buffer->text[buffer->length++] = c;
}

void
alkres_buffer_put_integer(AlkresTextBuffer *buffer, int64_t number)
{
	char digits[24];
	int length = snprintf(digits, sizeof(digits), "%lld", (long long) number);

	alkres_buffer_put(buffer, digits, (size_t) length);
}

void
alkres_buffer_put_float(AlkresTextBuffer *buffer, float number)
{
	char digits[40];

	if (isnan(number))
		strcpy(digits, "nan");
	else if (isinf(number))
		strcpy(digits, number > 0 ? "inf" : "-inf");
	else
	{
		/* Six digits are the most that every float keeps, nine tell any two apart. */
		for (int precision = 6; precision <= 9; precision++)
		{
			snprintf(digits, sizeof(digits), "%.*g", precision, (double) number);
			if (strtof(digits, NULL) == number)
				break;
		}
	}
	alkres_buffer_put_text(buffer, digits);
}

char *
alkres_buffer_end(AlkresTextBuffer *buffer)
{
	make_room(buffer, 1);
	buffer->text[buffer->length] = '\0';
	return buffer->text;
}
