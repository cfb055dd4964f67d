/* wire.c: version byte and payload of the binary forms. */
#include "postgres.h"

#include "libpq/pqformat.h"

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
