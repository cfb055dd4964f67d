/* wire.c: version byte and payload of the binary forms. */
#include "postgres.h"

#include "libpq/pqformat.h"

#include "type/wire.h"

#define WIRE_VERSION 1

Datum
alkres_wire_send(const void *payload, size_t length)
{
	StringInfoData buffer;

	pq_begintypsend(&buffer);
	pq_sendbyte(&buffer, WIRE_VERSION);
	pq_sendbytes(&buffer, payload, length);
	return PointerGetDatum(pq_endtypsend(&buffer));
}

const uint8 *
alkres_wire_receive(FunctionCallInfo fcinfo, const char *type, size_t *length)
{
	StringInfo buffer = (StringInfo) PG_GETARG_POINTER(0);
	int version = pq_getmsgbyte(buffer);

	if (version != WIRE_VERSION)
		ereport(ERROR, errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				errmsg("unsupported version %d of the binary form of type %s", version, type),
				errhint("This server knows version %d.", WIRE_VERSION));
	*length = buffer->len - buffer->cursor;
	return (const uint8 *) pq_getmsgbytes(buffer, *length);
}
