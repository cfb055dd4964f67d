/* wire.h: the binary form of alkres types: a version byte, then the payload. */
#ifndef ALKRES_TYPE_WIRE_H
#define ALKRES_TYPE_WIRE_H

#include "fmgr.h"
#include "lib/stringinfo.h"

#include "core/base/error.h"

/* The version byte that a binary form begins with; another version is 22P03. */
extern void alkres_wire_send_version(StringInfo buffer);
extern void alkres_wire_receive_version(StringInfo buffer, const char *type);

/* The bytea of send: version 1 and the payload. */
extern Datum alkres_wire_send(const void *payload, size_t length);
/* The bytes of "\x" and hexadecimal digits in pairs, palloced; NULL for another text. */
extern uint8 *alkres_hex_receive(const char *text, size_t *length);
/*
 * in, out and recv of types that are written as their stored bytes, in hexadecimal digits: what is
 * one of them the check says, or what is wrong.  name: "A background".
 */
typedef bool (*AlkresBytesCheck)(const uint8 *bytes, size_t length, AlkresError *error);
extern Datum alkres_hex_in(FunctionCallInfo fcinfo, const char *type, const char *name,
						   AlkresBytesCheck check);
extern Datum alkres_hex_out(FunctionCallInfo fcinfo);
extern Datum alkres_checked_recv(FunctionCallInfo fcinfo, const char *type, AlkresBytesCheck check);
/* The payload of a recv message, which it consumes whole; an unknown version is 22P03. */
extern const uint8 *alkres_wire_receive(FunctionCallInfo fcinfo, const char *type, size_t *length);

#endif
