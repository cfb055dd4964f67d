/* report.c: AlkresError to ereport. */
#include "postgres.h"

#include "mb/pg_wchar.h"

#include "type/report.h"

int
alkres_sqlstate(AlkresErrorCode code)
{
	switch (code)
	{
		case ALKRES_OK:
			break;
		case ALKRES_BAD_TEXT:
			return ERRCODE_INVALID_TEXT_REPRESENTATION;
		case ALKRES_BAD_BINARY:
			return ERRCODE_INVALID_BINARY_REPRESENTATION;
		case ALKRES_OUT_OF_RANGE:
			return ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE;
		case ALKRES_BAD_PARAMETER:
			return ERRCODE_INVALID_PARAMETER_VALUE;
		case ALKRES_BAD_FILE:
			return ERRCODE_BAD_COPY_FILE_FORMAT;
		case ALKRES_CORRUPT:
			return ERRCODE_DATA_CORRUPTED;
		case ALKRES_LIMIT:
			return ERRCODE_PROGRAM_LIMIT_EXCEEDED;
		case ALKRES_UNSUPPORTED:
			return ERRCODE_FEATURE_NOT_SUPPORTED;
		case ALKRES_IO:
			return ERRCODE_IO_ERROR;
		case ALKRES_MEMORY:
			return ERRCODE_OUT_OF_MEMORY;
	}
	return ERRCODE_INTERNAL_ERROR;
}

/* Core knows bytes only: where it cut a text it may have cut a character, which no client takes. */
static const char *
whole_characters(const char *text)
{
	char *copy = pstrdup(text), *at = copy;

	for (;;)
	{
		int rest = (int) strlen(at);
		int good = pg_encoding_verifymbstr(GetDatabaseEncoding(), at, rest);

		if (good == rest)
			return copy;
		at += good;
		*at++ = '?';
	}
}

void
alkres_report_soft(const AlkresError *error, Node *escontext)
{
	errsave(escontext, errcode(alkres_sqlstate(error->code)),
			errmsg("%s", whole_characters(error->message)),
			error->detail[0] ? errdetail("%s", whole_characters(error->detail)) : 0,
			error->hint[0] ? errhint("%s", whole_characters(error->hint)) : 0);
}

void
alkres_report(const AlkresError *error)
{
	ereport(ERROR, errcode(alkres_sqlstate(error->code)),
			errmsg("%s", whole_characters(error->message)),
			error->detail[0] ? errdetail("%s", whole_characters(error->detail)) : 0,
			error->hint[0] ? errhint("%s", whole_characters(error->hint)) : 0);
	pg_unreachable();
}
