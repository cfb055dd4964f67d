/* pileup.c: the SQL type pileup: input, output, binary form. */
#include "postgres.h"

#include "utils/memutils.h"

#include "core/pileup/pool.h"
#include "core/pileup/told.h"
#include "type/bytes.h"
#include "type/pileup.h"
#include "type/report.h"
#include "type/variant.h"
#include "type/wire.h"

const char *const alkres_class_names[ALKRES_CLASSES] = {"single", "mates", "simplex",
														"large_simplex", "duplex"};

static AlkresPileup *
decoded(Datum value, AlkresPileup *(*decode)(const uint8 *, size_t, AlkresError *) )
{
	struct varlena *bytes = PG_DETOAST_DATUM_PACKED(value);
	AlkresError error;
	AlkresPileup *pileup = decode((uint8 *) VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes), &error);

	if (pileup == NULL)
	{
		error.code = ALKRES_CORRUPT;
		alkres_report(&error);
	}
	if ((Pointer) bytes != DatumGetPointer(value))
		pfree(bytes);
	return pileup;
}

AlkresPileup *
alkres_pileup_get(Datum value)
{
	return decoded(value, alkres_pileup_decode);
}

AlkresPileup *
alkres_pileup_get_for_calls(Datum value)
{
	AlkresPileup *pileup = decoded(value, alkres_pileup_decode_for_calls);

	alkres_pileup_tell_genes(pileup);
	return pileup;
}

AlkresPileup *
alkres_pileup_get_for_junctions(Datum value)
{
	return decoded(value, alkres_pileup_decode_for_junctions);
}

Datum
alkres_pileup_datum(const AlkresPileup *pileup)
{
	size_t length;
	uint8 *bytes = alkres_pileup_encode(pileup, &length);
	Datum value;

	if (length > MaxAllocSize - VARHDRSZ)
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("the pileup of %s:%s:%u needs more than 1 GB", pileup->contig.assembly_name,
					   pileup->contig.contig_name, alkres_pileup_start(pileup)));
	value = alkres_bytes_datum(bytes, length);
	pfree(bytes);
	return value;
}

/* The value of bytes from outside; NULL pointer after a soft error. */
static Datum
checked_datum(const uint8 *bytes, size_t length, Node *escontext)
{
	AlkresError error;
	AlkresPileup *pileup = alkres_pileup_decode_strict(bytes, length, &error);

	if (pileup == NULL)
	{
		alkres_report_soft(&error, escontext);
		return (Datum) 0;
	}
	alkres_pileup_free(pileup);
	return alkres_bytes_datum(bytes, length);
}

PG_FUNCTION_INFO_V1(alkres_pileup_in);
Datum
alkres_pileup_in(PG_FUNCTION_ARGS)
{
	size_t length;
	uint8 *bytes = alkres_hex_receive(PG_GETARG_CSTRING(0), &length);
	AlkresError error;
	Datum value;

	if (bytes == NULL)
	{
		alkres_fail(&error, ALKRES_BAD_TEXT, "invalid input syntax for type pileup");
		alkres_detail(&error, "A pileup is written as \\x and hexadecimal digits in pairs.");
		alkres_report_soft(&error, ALKRES_ESCONTEXT(fcinfo));
		PG_RETURN_NULL();
	}
	value = checked_datum(bytes, length, ALKRES_ESCONTEXT(fcinfo));
	if (value == (Datum) 0)
		PG_RETURN_NULL();
	return value;
}

PG_FUNCTION_INFO_V1(alkres_pileup_out);
Datum
alkres_pileup_out(PG_FUNCTION_ARGS)
{
	static const char digits[] = "0123456789abcdef";
	struct varlena *value = PG_GETARG_VARLENA_PP(0);
	const uint8 *bytes = (uint8 *) VARDATA_ANY(value);
	size_t length = VARSIZE_ANY_EXHDR(value);
	char *text, *out;

	if (length > (MaxAllocSize - 3) / 2)
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("the text form of the pileup needs more than 1 GB"),
				errhint("Use the binary form (COPY ... WITH (FORMAT binary))."));
	text = out = palloc(length * 2 + 3);
	*out++ = '\\';
	*out++ = 'x';
	for (size_t i = 0; i < length; i++)
	{
		*out++ = digits[bytes[i] >> 4];
		*out++ = digits[bytes[i] & 15];
	}
	*out = '\0';
	PG_RETURN_CSTRING(text);
}

PG_FUNCTION_INFO_V1(alkres_pileup_recv);
Datum
alkres_pileup_recv(PG_FUNCTION_ARGS)
{
	size_t length;
	const uint8 *payload = alkres_wire_receive(fcinfo, "pileup", &length);

	return checked_datum(payload, length, NULL);
}

PG_FUNCTION_INFO_V1(alkres_pileup_send);
Datum
alkres_pileup_send(PG_FUNCTION_ARGS)
{
	struct varlena *value = PG_GETARG_VARLENA_PP(0);

	return alkres_wire_send(VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
}

PG_FUNCTION_INFO_V1(alkres_block_size);
Datum
alkres_block_size(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(ALKRES_BLOCK_SIZE);
}

/* block(variant): of its first reference base, where it is counted and asked for. */
PG_FUNCTION_INFO_V1(alkres_variant_block);
Datum
alkres_variant_block(PG_FUNCTION_ARGS)
{
	AlkresVariant variant;

	alkres_variant_get(PG_GETARG_DATUM(0), &variant);
	PG_RETURN_INT32((int32) alkres_block_of(variant.position));
}

PG_FUNCTION_INFO_V1(alkres_pileup_add);
Datum
alkres_pileup_add(PG_FUNCTION_ARGS)
{
	AlkresPileup *pileup = alkres_pileup_get(PG_GETARG_DATUM(0));
	AlkresPileup *other = alkres_pileup_get(PG_GETARG_DATUM(1));
	AlkresError error;
	Datum value;

	if (!alkres_pileup_pool(pileup, other, &error))
		alkres_report(&error);
	value = alkres_pileup_datum(pileup);
	alkres_pileup_free(pileup);
	alkres_pileup_free(other);
	PG_RETURN_DATUM(value);
}
