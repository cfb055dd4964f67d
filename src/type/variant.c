/* variant.c: the SQL type variant: input, output, constructors, accessors. */
#include "postgres.h"

#include "utils/builtins.h"

#include "alkres.h"
#include "core/base/memory.h"
#include "core/variant/structural.h"
#include "core/variant/text.h"
#include "type/arguments.h"
#include "type/assembly_typmod.h"
#include "type/bytes.h"
#include "type/report.h"
#include "type/variant.h"
#include "type/wire.h"

void
alkres_variant_get(Datum value, AlkresVariant *variant)
{
	struct varlena *bytes = PG_DETOAST_DATUM_PACKED(value);
	AlkresError error;

	if (!alkres_variant_decode(variant, (uint8 *) VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes),
							   &error))
	{
		error.code = ALKRES_CORRUPT;
		alkres_report(&error);
	}
}

Datum
alkres_variant_datum(const AlkresVariant *variant)
{
	size_t length;
	uint8 *bytes = alkres_variant_encode(variant, &length);
	Datum value = alkres_bytes_datum(bytes, length);

	alkres_free(bytes);
	return value;
}

PG_FUNCTION_INFO_V1(alkres_variant_in);
Datum
alkres_variant_in(PG_FUNCTION_ARGS)
{
	AlkresVariant variant;
	AlkresError error;

	if (!alkres_variant_parse(&variant, PG_GETARG_CSTRING(0), alkres_default_assembly, &error) ||
		!alkres_assembly_allowed(&variant.contig, PG_GETARG_INT32(2), "variant", &error))
	{
		alkres_report_soft(&error, ALKRES_ESCONTEXT(fcinfo));
		PG_RETURN_NULL();
	}
	return alkres_variant_datum(&variant);
}

PG_FUNCTION_INFO_V1(alkres_variant_out);
Datum
alkres_variant_out(PG_FUNCTION_ARGS)
{
	AlkresVariant variant;

	alkres_variant_get(PG_GETARG_DATUM(0), &variant);
	PG_RETURN_CSTRING(alkres_variant_text(&variant));
}

PG_FUNCTION_INFO_V1(alkres_variant_recv);
Datum
alkres_variant_recv(PG_FUNCTION_ARGS)
{
	size_t length;
	const uint8 *payload = alkres_wire_receive(fcinfo, "variant", &length);
	AlkresVariant variant;
	AlkresError error;

	if (!alkres_variant_decode(&variant, payload, length, &error) ||
		!alkres_assembly_allowed(&variant.contig, PG_GETARG_INT32(2), "variant", &error))
		alkres_report(&error);
	if (!alkres_contig_is_stored_as(&variant.contig, payload, length))
		ereport(ERROR, errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				errmsg("invalid binary form of type variant: %s of %s is spelled otherwise",
					   variant.contig.contig_name, variant.contig.assembly_name));
	return alkres_bytes_datum(payload, length);
}

PG_FUNCTION_INFO_V1(alkres_variant_send);
Datum
alkres_variant_send(PG_FUNCTION_ARGS)
{
	struct varlena *value = PG_GETARG_VARLENA_PP(0);

	return alkres_wire_send(VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
}

/* variant(assembly text, literal text): IMMUTABLE, whatever alkres.default_assembly says. */
PG_FUNCTION_INFO_V1(alkres_variant_from_literal);
Datum
alkres_variant_from_literal(PG_FUNCTION_ARGS)
{
	char *assembly = alkres_text_argument(fcinfo, 0, "assembly");
	AlkresVariant variant;
	AlkresContig named;
	AlkresError error;

	/* chr1 stands for any contig: only the assembly's name is wanted. */
	if (!alkres_contig_set(&named, assembly, strlen(assembly), "chr1", 4, &error) ||
		!alkres_variant_parse(&variant, alkres_text_argument(fcinfo, 1, "literal"), assembly,
							  &error))
		alkres_report(&error);
	if (strcmp(named.assembly_name, variant.contig.assembly_name) != 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("variant lies on %s, not on %s", variant.contig.assembly_name,
					   named.assembly_name));
	return alkres_variant_datum(&variant);
}

PG_FUNCTION_INFO_V1(alkres_variant_from_parts);
Datum
alkres_variant_from_parts(PG_FUNCTION_ARGS)
{
	enum
	{
		ASSEMBLY,
		CONTIG,
		POS,
		REF,
		ALT
	};
	char *assembly = alkres_text_argument(fcinfo, ASSEMBLY, "assembly"),
		 *contig_name = alkres_text_argument(fcinfo, CONTIG, "contig");
	char *ref = alkres_text_argument(fcinfo, REF, "ref"),
		 *alt = alkres_text_argument(fcinfo, ALT, "alt");
	AlkresContig contig;
	AlkresVariant variant;
	AlkresError error;

	if (!alkres_contig_set(&contig, assembly, strlen(assembly), contig_name, strlen(contig_name),
						   &error) ||
		!alkres_variant_set(&variant, &contig, PG_GETARG_INT32(POS), ref, strlen(ref), alt,
							strlen(alt), &error))
		alkres_report(&error);
	return alkres_variant_datum(&variant);
}

/* variant(assembly, contig, start_position, ref, alt, end_position): a symbolic allele. */
PG_FUNCTION_INFO_V1(alkres_variant_from_symbol);
Datum
alkres_variant_from_symbol(PG_FUNCTION_ARGS)
{
	enum
	{
		ASSEMBLY,
		CONTIG,
		POS,
		REF,
		ALT,
		END
	};
	char *assembly = alkres_text_argument(fcinfo, ASSEMBLY, "assembly"),
		 *contig_name = alkres_text_argument(fcinfo, CONTIG, "contig");
	char *ref = alkres_text_argument(fcinfo, REF, "ref"),
		 *alt = alkres_text_argument(fcinfo, ALT, "alt");
	int32 end = PG_GETARG_INT32(END);
	AlkresContig contig;
	AlkresVariant variant;
	AlkresError error;

	if (end < 1)
		ereport(ERROR, errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				errmsg("end %d is out of range: positions are 1 to %u", end, ALKRES_POSITION_MAX));
	if (!alkres_contig_set(&contig, assembly, strlen(assembly), contig_name, strlen(contig_name),
						   &error) ||
		!alkres_variant_set_symbolic(&variant, &contig, PG_GETARG_INT32(POS), ref, strlen(ref), alt,
									 strlen(alt), end, &error))
		alkres_report(&error);
	return alkres_variant_datum(&variant);
}

#define ACCESSOR(name, result)                            \
	PG_FUNCTION_INFO_V1(alkres_variant_##name);           \
	Datum alkres_variant_##name(PG_FUNCTION_ARGS)         \
	{                                                     \
		AlkresVariant variant;                            \
                                                          \
		alkres_variant_get(PG_GETARG_DATUM(0), &variant); \
		return result;                                    \
	}

ACCESSOR(assembly, CStringGetTextDatum(variant.contig.assembly_name))
ACCESSOR(contig, CStringGetTextDatum(variant.contig.contig_name))
ACCESSOR(start_position, Int32GetDatum(variant.position))
ACCESSOR(end_position, Int32GetDatum(variant.end))
ACCESSOR(ref, PointerGetDatum(cstring_to_text_with_len(variant.ref, variant.ref_length)))
ACCESSOR(alt, PointerGetDatum(variant.alt_length
								  ? cstring_to_text_with_len(variant.alt, variant.alt_length)
								  : cstring_to_text(".")))
ACCESSOR(kind, CStringGetTextDatum(alkres_variant_kind_name(variant.kind)))

/* Of what is no breakend, NULL. */
PG_FUNCTION_INFO_V1(alkres_variant_mate_contig);
Datum
alkres_variant_mate_contig(PG_FUNCTION_ARGS)
{
	AlkresVariant variant;

	alkres_variant_get(PG_GETARG_DATUM(0), &variant);
	if (variant.kind != ALKRES_BREAKEND)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(variant.mate.contig_name));
}

PG_FUNCTION_INFO_V1(alkres_variant_mate_position);
Datum
alkres_variant_mate_position(PG_FUNCTION_ARGS)
{
	AlkresVariant variant;

	alkres_variant_get(PG_GETARG_DATUM(0), &variant);
	if (variant.kind != ALKRES_BREAKEND)
		PG_RETURN_NULL();
	PG_RETURN_INT32((int32) variant.mate_position);
}
