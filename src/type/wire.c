/* wire.c: version byte and payload of the binary forms. */
#include "postgres.h"

#include "libpq/pqformat.h"
#include "utils/builtins.h"

#include "type/bytes.h"
#include "type/report.h"
#include "type/wire.h"

#define WIRE_VERSION 1

void
alkres_wire_send_version(StringInfo buffer)
{
	pq_sendbyte(buffer, WIRE_VERSION);
}

void
alkres_wire_receive_version(StringInfo buffer, const char *type)
{
	int version = pq_getmsgbyte(buffer);

	if (version != WIRE_VERSION)
		ereport(ERROR, errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				errmsg("unsupported version %d of the binary form of type %s", version, type),
				errhint("This server knows version %d.", WIRE_VERSION));
}

Datum
alkres_wire_send(const void *payload, size_t length)
{
	StringInfoData buffer;

	pq_begintypsend(&buffer);
	alkres_wire_send_version(&buffer);
	pq_sendbytes(&buffer, payload, length);
	return PointerGetDatum(pq_endtypsend(&buffer));
}

const uint8 *
alkres_wire_receive(FunctionCallInfo fcinfo, const char *type, size_t *length)
{
	StringInfo buffer = (StringInfo) PG_GETARG_POINTER(0);

	alkres_wire_receive_version(buffer, type);
	*length = buffer->len - buffer->cursor;
	return (const uint8 *) pq_getmsgbytes(buffer, *length);
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Not PostgreSQL's hex_decode, which throws where an input function must not. */
uint8 *
alkres_hex_receive(const char *text, size_t *length)
{
	size_t digits = strlen(text);
	uint8 *bytes;

	if (digits % 2 != 0 || text[0] != '\\' || text[1] != 'x')
		return NULL;
	*length = digits / 2 - 1;
	bytes = palloc(*length + 1);
	for (size_t i = 0; i < *length; i++)
	{
		int high = hex_digit(text[2 * i + 2]), low = hex_digit(text[2 * i + 3]);

		if (high < 0 || low < 0)
			return NULL;
		bytes[i] = (uint8) (high << 4 | low);
	}
	return bytes;
}

Datum
alkres_hex_in(FunctionCallInfo fcinfo, const char *type, const char *name, AlkresBytesCheck check)
{
	size_t length;
	uint8 *bytes = alkres_hex_receive(PG_GETARG_CSTRING(0), &length);
	AlkresError error;

	if (bytes != NULL && check(bytes, length, &error))
		return alkres_bytes_datum(bytes, length);
	if (bytes == NULL)
	{
		alkres_fail(&error, ALKRES_BAD_TEXT, "invalid input syntax for type %s", type);
		alkres_detail(&error, "%s is written as \\x and hexadecimal digits in pairs.", name);
	}
	error.code = ALKRES_BAD_TEXT;
	alkres_report_soft(&error, ALKRES_ESCONTEXT(fcinfo));
	PG_RETURN_NULL();
}

Datum
alkres_hex_out(FunctionCallInfo fcinfo)
{
	struct varlena *value = PG_GETARG_VARLENA_PP(0);
	size_t length = VARSIZE_ANY_EXHDR(value);
	char *text = palloc(2 * length + 3);

	text[0] = '\\';
	text[1] = 'x';
	hex_encode(VARDATA_ANY(value), length, text + 2);
	text[2 + 2 * length] = '\0';
	PG_RETURN_CSTRING(text);
}

Datum
alkres_checked_recv(FunctionCallInfo fcinfo, const char *type, AlkresBytesCheck check)
{
	size_t length;
	const uint8 *payload = alkres_wire_receive(fcinfo, type, &length);
	AlkresError error;

	if (!check(payload, length, &error))
		alkres_report(&error);
	return alkres_bytes_datum(payload, length);
}
