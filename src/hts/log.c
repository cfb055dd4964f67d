/* log.c: htslib's messages into a fixed buffer. */
#include "hts/hts_guard.h"
#include "hts/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

static __thread char said[256];

__attribute__((visibility("default"))) void
hts_log(enum htsLogLevel severity, const char *context, const char *format, ...)
{
	int save_errno = errno;
	va_list args;

	/* The first error is nearest to the cause. */
	if (severity <= HTS_LOG_ERROR && said[0] == '\0')
	{
		va_start(args, format);
		vsnprintf(said, sizeof(said), format, args);
		va_end(args);
	}
	errno = save_errno;
}

void
alkres_hts_log_start(void)
{
	said[0] = '\0';
	errno = 0;
	hts_set_log_level(HTS_LOG_OFF);
}

const char *
alkres_hts_log_text(void)
{
	return said;
}
