/* printed.h: numbers as instruments print them, and foreign text as messages print it. */
#ifndef ALKRES_CORE_TEXT_PRINTED_H
#define ALKRES_CORE_TEXT_PRINTED_H

#include <stdbool.h>
#include <stdint.h>

typedef enum AlkresPrinted
{
	ALKRES_PRINTED_NUMBER,
	ALKRES_PRINTED_NOTHING, /* empty, "No Call", NA, N/A, NaN, - */
	ALKRES_PRINTED_WRONG
} AlkresPrinted;

/* Whether a field without surrounding blanks says that there is nothing. */
extern bool alkres_printed_is_nothing(const char *text);

/*
 * A decimal number, exponent allowed, surrounding blanks too; with decimal_comma "3,5" is one as
 * well.  Nothing gives NaN; "Infinity" is a number; digit grouping never is.  Independent of the
 * locale.
 */
extern AlkresPrinted alkres_printed_number(const char *text, bool decimal_comma, double *value);

/* A count: digits only, at most 2^53; nothing gives -1. */
extern AlkresPrinted alkres_printed_count(const char *text, int64_t *value);

/* A count as other software writes it: "15000.0", "1.5E+04" too, where that is a whole number. */
extern AlkresPrinted alkres_printed_whole(const char *text, bool decimal_comma, int64_t *value);

/*
 * Half a unit of the last significant digit of a number that alkres_printed_number took: 0.005 for
 * "9.15", 5 for "3830" (trailing zeros before the point may be rounding), 0.05 for "7.0".
 */
extern double alkres_printed_half_unit(const char *text);

/*
 * The text as a message may show it: at most 60 characters, and ? for what is no printable ASCII,
 * so that an error is legal in every server encoding.  Writes into buffer, which it returns.
 */
#define ALKRES_SHOWN 64
extern const char *alkres_shown(const char *text, char buffer[ALKRES_SHOWN]);

/* 0 to 15; -1 for what is no hexadecimal digit. */
extern int alkres_hex_digit(char c);

#endif
