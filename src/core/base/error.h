/*
 * error.h: how an error travels out of core and hts.
 *
 * A function that can fail returns false (or NULL) and has filled *error; the layers that know
 * PostgreSQL turn it into an ereport (type/report.h).  Messages follow PostgreSQL's style: message
 * lower case without full stop, detail and hint whole sentences.
 */
#ifndef ALKRES_CORE_BASE_ERROR_H
#define ALKRES_CORE_BASE_ERROR_H

#include <stdbool.h>

typedef enum AlkresErrorCode
{
	ALKRES_OK = 0,
	ALKRES_BAD_TEXT,      /* 22P02 invalid_text_representation */
	ALKRES_BAD_BINARY,    /* 22P03 invalid_binary_representation */
	ALKRES_OUT_OF_RANGE,  /* 22003 numeric_value_out_of_range */
	ALKRES_BAD_PARAMETER, /* 22023 invalid_parameter_value */
	ALKRES_BAD_FILE,      /* 22P04 bad_copy_file_format: well-formed file, wrong content */
	ALKRES_CORRUPT,       /* XX001 data_corrupted: a file or stored value that is broken */
	ALKRES_LIMIT,         /* 54000 program_limit_exceeded */
	ALKRES_UNSUPPORTED,   /* 0A000 feature_not_supported */
	ALKRES_IO,            /* 58030 io_error */
	ALKRES_MEMORY,        /* 53200 out_of_memory */
} AlkresErrorCode;

typedef struct AlkresError
{
	AlkresErrorCode code;
	char message[512];
	char detail[512];
	char hint[512];
} AlkresError;

/* Set code and message, clear detail and hint; always returns false. */
extern bool alkres_fail(AlkresError *error, AlkresErrorCode code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Add a detail or a hint to an error already set; always return false. */
extern bool alkres_detail(AlkresError *error, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
extern bool alkres_hint(AlkresError *error, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
