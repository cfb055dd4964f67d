/* region.c: the SQL type region: input, output, constructor, accessors, what lies in it. */
#include "postgres.h"

#include "utils/builtins.h"

#include "alkres.h"
#include "compat.h"
#include "type/arguments.h"
#include "type/assembly_typmod.h"
#include "type/bytes.h"
#include "type/region.h"
#include "type/report.h"
#include "type/variant.h"
#include "type/wire.h"

void
alkres_region_get(Datum value, AlkresRegion *region)
{
	struct varlena *bytes = PG_DETOAST_DATUM_PACKED(value);
	AlkresError error;

	if (!alkres_region_decode(region, (uint8 *) VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes),
							  &error))
	{
		error.code = ALKRES_CORRUPT;
		alkres_report(&error);
	}
}

Datum
alkres_region_datum(const AlkresRegion *region)
{
	uint8 bytes[ALKRES_REGION_SIZE_MAX];

	return alkres_bytes_datum(bytes, alkres_region_encode(region, bytes));
}

PG_FUNCTION_INFO_V1(alkres_region_in);
Datum
alkres_region_in(PG_FUNCTION_ARGS)
{
	AlkresRegion region;
	AlkresError error;

	if (!alkres_region_parse(&region, PG_GETARG_CSTRING(0), alkres_default_assembly, &error) ||
		!alkres_assembly_allowed(&region.contig, PG_GETARG_INT32(2), "region", &error))
	{
		alkres_report_soft(&error, ALKRES_ESCONTEXT(fcinfo));
		PG_RETURN_NULL();
	}
	return alkres_region_datum(&region);
}

PG_FUNCTION_INFO_V1(alkres_region_out);
Datum
alkres_region_out(PG_FUNCTION_ARGS)
{
	AlkresRegion region;

	alkres_region_get(PG_GETARG_DATUM(0), &region);
	PG_RETURN_CSTRING(alkres_region_text(&region));
}

PG_FUNCTION_INFO_V1(alkres_region_recv);
Datum
alkres_region_recv(PG_FUNCTION_ARGS)
{
	size_t length;
	const uint8 *payload = alkres_wire_receive(fcinfo, "region", &length);
	AlkresRegion region;
	AlkresError error;

	if (!alkres_region_decode(&region, payload, length, &error) ||
		!alkres_assembly_allowed(&region.contig, PG_GETARG_INT32(2), "region", &error))
		alkres_report(&error);
	if (!alkres_contig_is_stored_as(&region.contig, payload, length))
		ereport(ERROR, errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				errmsg("invalid binary form of type region: %s of %s is spelled otherwise",
					   region.contig.contig_name, region.contig.assembly_name));
	return alkres_bytes_datum(payload, length);
}

PG_FUNCTION_INFO_V1(alkres_region_send);
Datum
alkres_region_send(PG_FUNCTION_ARGS)
{
	struct varlena *value = PG_GETARG_VARLENA_PP(0);

	return alkres_wire_send(VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
}

PG_FUNCTION_INFO_V1(alkres_region_from_parts);
Datum
alkres_region_from_parts(PG_FUNCTION_ARGS)
{
	enum
	{
		ASSEMBLY,
		CONTIG,
		START,
		END
	};
	char *assembly = alkres_text_argument(fcinfo, ASSEMBLY, "assembly"),
		 *contig_name = alkres_text_argument(fcinfo, CONTIG, "contig");
	AlkresContig contig;
	AlkresRegion region;
	AlkresError error;

	if (!alkres_contig_set(&contig, assembly, strlen(assembly), contig_name, strlen(contig_name),
						   &error) ||
		!alkres_region_set(&region, &contig, PG_GETARG_INT32(START), PG_GETARG_INT32(END), &error))
		alkres_report(&error);
	return alkres_region_datum(&region);
}

#define ACCESSOR(name, result)                          \
	PG_FUNCTION_INFO_V1(alkres_region_##name);          \
	Datum alkres_region_##name(PG_FUNCTION_ARGS)        \
	{                                                   \
		AlkresRegion region;                            \
                                                        \
		alkres_region_get(PG_GETARG_DATUM(0), &region); \
		return result;                                  \
	}

ACCESSOR(assembly, CStringGetTextDatum(region.contig.assembly_name))
ACCESSOR(contig, CStringGetTextDatum(region.contig.contig_name))
ACCESSOR(start_position, Int32GetDatum(region.start))
ACCESSOR(end_position, Int32GetDatum(region.end))

/* Two regions share a base. */
PG_FUNCTION_INFO_V1(alkres_region_overlaps);
Datum
alkres_region_overlaps(PG_FUNCTION_ARGS)
{
	AlkresRegion a, b;

	alkres_region_get(PG_GETARG_DATUM(0), &a);
	alkres_region_get(PG_GETARG_DATUM(1), &b);
	PG_RETURN_BOOL(alkres_contig_equal(&a.contig, &b.contig) && a.start <= b.end &&
				   b.start <= a.end);
}

/* The 56 bits behind the one-byte head of a human chromosome. */
static uint64
bits_behind_head(const uint8 *bytes)
{
	uint64 bits = 0;

	for (int i = 1; i < 8; i++)
		bits = bits << 8 | bytes[i];
	return bits;
}

/* Every base of the variant's reference allele lies in the region; false across assemblies. */
static bool
lies_in(Datum variant_value, Datum region_value)
{
	struct varlena *variant_bytes = PG_DETOAST_DATUM_PACKED(variant_value);
	struct varlena *region_bytes = PG_DETOAST_DATUM_PACKED(region_value);
	AlkresVariant variant;
	AlkresRegion region;

	/* 8 bytes are a human chromosome and short alleles: no need to take such values apart. */
	if (VARSIZE_ANY_EXHDR(variant_bytes) == 8 && VARSIZE_ANY_EXHDR(region_bytes) == 8)
	{
		const uint8 *v = (const uint8 *) VARDATA_ANY(variant_bytes);
		const uint8 *r = (const uint8 *) VARDATA_ANY(region_bytes);
		uint64 change = bits_behind_head(v), stretch = bits_behind_head(r);

		return v[0] == r[0] && change >> 28 >= stretch >> 28 &&
			   (change >> 28) + (change >> 20 & 15) <= (stretch & 0xfffffff) + 1;
	}
	alkres_variant_get(variant_value, &variant);
	alkres_region_get(region_value, &region);
	return alkres_region_has(&region, &variant);
}

PG_FUNCTION_INFO_V1(alkres_variant_in_region);
Datum
alkres_variant_in_region(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(lies_in(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)));
}

PG_FUNCTION_INFO_V1(alkres_region_has_variant);
Datum
alkres_region_has_variant(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(lies_in(PG_GETARG_DATUM(1), PG_GETARG_DATUM(0)));
}
