/* error.c: filling an AlkresError. */
#include "core/base/error.h"

#include <stdarg.h>
#include <stdio.h>

#define FILL(buffer, format)                             \
	do                                                   \
	{                                                    \
		va_list args;                                    \
		va_start(args, format);                          \
		vsnprintf(buffer, sizeof(buffer), format, args); \
		va_end(args);                                    \
	} while (0)

bool
alkres_fail(AlkresError *error, AlkresErrorCode code, const char *format, ...)
{
	error->code = code;
	error->detail[0] = error->hint[0] = '\0';
	FILL(error->message, format);
	return false;
}

bool
alkres_detail(AlkresError *error, const char *format, ...)
{
	FILL(error->detail, format);
	return false;
}

bool
alkres_hint(AlkresError *error, const char *format, ...)
{
	FILL(error->hint, format);
	return false;
}
