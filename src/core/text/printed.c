/* printed.c: numbers as instruments print them, foreign text as messages do. */
#include "core/text/printed.h"

#include <ctype.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MAX_NUMBER 64
#define MAX_COUNT INT64_C(9007199254740992)

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The text without surrounding blanks in buffer; false if it is too long to be a number. */
static bool
trim(const char *text, char buffer[MAX_NUMBER])
{
	size_t length;

	while (is_blank(*text))
		text++;
	length = strlen(text);
	while (length > 0 && is_blank(text[length - 1]))
		length--;
	if (length >= MAX_NUMBER)
		return false;
	memcpy(buffer, text, length);
	buffer[length] = '\0';
	return true;
}

bool
alkres_printed_is_nothing(const char *text)
{
	static const char *const words[] = {"", "-", "no call", "na", "n/a", "nan"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcasecmp(text, words[i]) == 0)
			return true;
	return false;
}

static const char *
skip_digits(const char *p)
{
	while (*p >= '0' && *p <= '9')
		p++;
	return p;
}

AlkresPrinted
alkres_printed_number(const char *text, bool decimal_comma, double *value)
{
	char buffer[MAX_NUMBER];
	char *comma;
	const char *p = buffer;
	const char *whole;
	size_t digits;

	*value = NAN;
	if (!trim(text, buffer))
		return ALKRES_PRINTED_WRONG;
	if (alkres_printed_is_nothing(buffer))
		return ALKRES_PRINTED_NOTHING;
	if (decimal_comma && (comma = strchr(buffer, ',')) != NULL && strchr(buffer, '.') == NULL)
		*comma = '.';
	if (strcasecmp(buffer, "infinity") == 0 || strcasecmp(buffer, "inf") == 0)
	{
		*value = INFINITY;
		return ALKRES_PRINTED_NUMBER;
	}
	/* The form is checked here, so that strtod sees no hexadecimal number and no locale's signs. */
	if (*p == '-' || *p == '+')
		p++;
	whole = p;
	p = skip_digits(p);
	digits = (size_t) (p - whole);
	if (*p == '.')
	{
		const char *fraction = ++p;

		p = skip_digits(p);
		digits += (size_t) (p - fraction);
	}
	if (digits > 0 && (*p == 'e' || *p == 'E'))
	{
		const char *exponent = p + 1 + (p[1] == '-' || p[1] == '+');

		p = skip_digits(exponent);
		if (p == exponent)
			return ALKRES_PRINTED_WRONG;
	}
	if (digits == 0 || *p != '\0')
		return ALKRES_PRINTED_WRONG;
	*value = strtod(buffer, NULL);
	if (!isfinite(*value))
	{
		*value = NAN;
		return ALKRES_PRINTED_WRONG;
	}
	return ALKRES_PRINTED_NUMBER;
}

/* A count of digits alone, as nearly all are: without the ways in which others write it. */
static bool
is_plain_count(const char *text, int64_t *value)
{
	int64_t sum = 0;
	int digits = 0;

	for (; digits < 15 && text[digits] >= '0' && text[digits] <= '9'; digits++)
		sum = 10 * sum + (text[digits] - '0');
	if (digits == 0 || text[digits] != '\0')
		return false;
	*value = sum;
	return true;
}

AlkresPrinted
alkres_printed_count(const char *text, int64_t *value)
{
	char buffer[MAX_NUMBER];

	if (is_plain_count(text, value))
		return ALKRES_PRINTED_NUMBER;
	*value = -1;
	if (!trim(text, buffer))
		return ALKRES_PRINTED_WRONG;
	if (alkres_printed_is_nothing(buffer))
		return ALKRES_PRINTED_NOTHING;
	/* Sixteen digits hold 2^53 and cannot overflow 64 bits. */
	if (*skip_digits(buffer) != '\0' || strlen(buffer) > 16)
		return ALKRES_PRINTED_WRONG;
	*value = strtoll(buffer, NULL, 10);
	if (*value > MAX_COUNT)
	{
		*value = -1;
		return ALKRES_PRINTED_WRONG;
	}
	return ALKRES_PRINTED_NUMBER;
}

AlkresPrinted
alkres_printed_whole(const char *text, bool decimal_comma, int64_t *value)
{
	double number;
	AlkresPrinted kind = alkres_printed_count(text, value);

	if (kind != ALKRES_PRINTED_WRONG)
		return kind;
	if (alkres_printed_number(text, decimal_comma, &number) != ALKRES_PRINTED_NUMBER ||
		*text == '+' || signbit(number) || !(number <= (double) MAX_COUNT) ||
		number != floor(number))
		return ALKRES_PRINTED_WRONG;
	*value = (int64_t) number;
	return ALKRES_PRINTED_NUMBER;
}

double
alkres_printed_half_unit(const char *text)
{
	const char *mantissa;
	const char *end;
	const char *point;
	const char *last;
	int exponent = 0;

	while (is_blank(*text) || *text == '-' || *text == '+')
		text++;
	mantissa = text;
	end = mantissa + strspn(mantissa, "0123456789.,");
	if (*end == 'e' || *end == 'E')
		exponent = atoi(end + 1);
	point = mantissa + strcspn(mantissa, ".,");
	if (point < end)
		exponent -= (int) (end - point - 1);
	else
		for (last = end - 1; last > mantissa && *last == '0'; last--)
			exponent++;
	return 0.5 * pow(10, exponent);
}

const char *
alkres_shown(const char *text, char buffer[ALKRES_SHOWN])
{
	size_t used = 0;

	for (const unsigned char *p = (const unsigned char *) text; *p != '\0'; p++)
	{
		if ((*p & 0xC0) == 0x80)
			continue; /* inside a character already shown as ? */
		if (used == 60)
		{
			memcpy(buffer + used, "...", 3);
			used += 3;
			break;
		}
		buffer[used++] = *p >= 0x20 && *p < 0x7F ? (char) *p : '?';
	}
	buffer[used] = '\0';
	return buffer;
}

int
alkres_hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}
