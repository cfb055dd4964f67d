/* variant_change.c: left_align(variant), liftover, overlaps. */
#include "postgres.h"

#include "core/variant/left_align.h"
#include "type/arguments.h"
#include "type/bytes.h"
#include "type/region.h"
#include "type/report.h"
#include "type/variant.h"

/* left_align(variant): with the sequence compiled in, so that it can be IMMUTABLE. */
PG_FUNCTION_INFO_V1(alkres_variant_left_align);
Datum
alkres_variant_left_align(PG_FUNCTION_ARGS)
{
	AlkresVariant variant, normal;
	AlkresError error;

	alkres_variant_get(PG_GETARG_DATUM(0), &variant);
	if (!alkres_left_align(&normal, &variant, alkres_compiled_base, NULL, &error))
		alkres_report(&error);
	return alkres_variant_datum(&normal);
}

/* liftover(variant, assembly text): NULL where the shipped genes do not tell. */
PG_FUNCTION_INFO_V1(alkres_variant_liftover);
Datum
alkres_variant_liftover(PG_FUNCTION_ARGS)
{
	char *assembly = alkres_text_argument(fcinfo, 1, "assembly");
	AlkresVariant variant, lifted;
	AlkresContig named;
	AlkresError error;

	/* chr1 stands for any contig: only the assembly's name is wanted. */
	if (!alkres_contig_set(&named, assembly, strlen(assembly), "chr1", 4, &error))
	{
		error.code = ALKRES_BAD_PARAMETER;
		alkres_report(&error);
	}
	alkres_variant_get(PG_GETARG_DATUM(0), &variant);
	if (strcmp(variant.contig.assembly_name, named.assembly_name) == 0)
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	if (named.assembly == ALKRES_ASSEMBLY_NAMED ||
		!alkres_liftover(&lifted, &variant, named.assembly))
		PG_RETURN_NULL();
	return alkres_variant_datum(&lifted);
}

/* Both touch one reference base, from position to end. */
PG_FUNCTION_INFO_V1(alkres_variant_overlaps);
Datum
alkres_variant_overlaps(PG_FUNCTION_ARGS)
{
	AlkresVariant a, b;

	alkres_variant_get(PG_GETARG_DATUM(0), &a);
	alkres_variant_get(PG_GETARG_DATUM(1), &b);
	PG_RETURN_BOOL(alkres_contig_equal(&a.contig, &b.contig) && a.position <= b.end &&
				   b.position <= a.end);
}

PG_FUNCTION_INFO_V1(alkres_variant_overlaps_region);
Datum
alkres_variant_overlaps_region(PG_FUNCTION_ARGS)
{
	AlkresVariant variant;
	AlkresRegion region;

	alkres_variant_get(PG_GETARG_DATUM(0), &variant);
	alkres_region_get(PG_GETARG_DATUM(1), &region);
	PG_RETURN_BOOL(alkres_contig_equal(&variant.contig, &region.contig) &&
				   variant.position <= region.end && region.start <= variant.end);
}
