/* assembly_typmod.c: the type modifier of variant and region; canonical_assembly(). */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "compat.h"
#include "type/arguments.h"
#include "type/assembly_typmod.h"
#include "type/report.h"

/* A modifier is the code of its assembly. */
const char *
alkres_assembly_typmod_name(int32 typmod)
{
	return typmod == ALKRES_ASSEMBLY_GRCH37   ? "GRCh37"
		   : typmod == ALKRES_ASSEMBLY_GRCH38 ? "GRCh38"
											  : NULL;
}

PG_FUNCTION_INFO_V1(alkres_assembly_typmod_in);
Datum
alkres_assembly_typmod_in(PG_FUNCTION_ARGS)
{
	Datum *words;
	int count;
	AlkresContig contig;
	AlkresError error;

	deconstruct_array(PG_GETARG_ARRAYTYPE_P(0), CSTRINGOID, -2, false, TYPALIGN_CHAR, &words, NULL,
					  &count);
	if (count != 1)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("type modifier is one assembly"));
	/* chr1 stands for any contig: only the assembly's name is wanted. */
	if (!alkres_contig_set(&contig, DatumGetCString(words[0]), strlen(DatumGetCString(words[0])),
						   "chr1", 4, &error) ||
		contig.assembly == ALKRES_ASSEMBLY_NAMED)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("invalid type modifier: \"%s\"", DatumGetCString(words[0])),
				errhint("It is GRCh37 or GRCh38; for other assemblies use a CHECK constraint on "
						"assembly()."));
	PG_RETURN_INT32(contig.assembly);
}

PG_FUNCTION_INFO_V1(alkres_assembly_typmod_out);
Datum
alkres_assembly_typmod_out(PG_FUNCTION_ARGS)
{
	const char *name = alkres_assembly_typmod_name(PG_GETARG_INT32(0));

	PG_RETURN_CSTRING(name == NULL ? pstrdup("") : psprintf("(%s)", name));
}

bool
alkres_assembly_allowed(const AlkresContig *contig, int32 typmod, const char *type,
						AlkresError *error)
{
	if (typmod < 0 || contig->assembly == typmod)
		return true;
	if (alkres_assembly_typmod_name(typmod) == NULL)
		return alkres_fail(error, ALKRES_BAD_PARAMETER, "invalid type modifier %d", typmod);
	return alkres_fail(error, ALKRES_BAD_PARAMETER, "%s lies on %s, not on %s", type,
					   contig->assembly_name, alkres_assembly_typmod_name(typmod));
}

/* The length-coercion cast of variant and region, whose stored forms begin alike. */
static Datum
coerce(FunctionCallInfo fcinfo, const char *type)
{
	struct varlena *value = PG_GETARG_VARLENA_PP(0);
	AlkresContig contig;
	AlkresError error;

	if (alkres_contig_decode(&contig, (uint8 *) VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value)) == 0)
		ereport(ERROR, errcode(ERRCODE_DATA_CORRUPTED), errmsg("invalid stored %s", type));
	if (!alkres_assembly_allowed(&contig, PG_GETARG_INT32(1), type, &error))
		alkres_report(&error);
	PG_RETURN_POINTER(value);
}

PG_FUNCTION_INFO_V1(alkres_variant_coerce);
Datum
alkres_variant_coerce(PG_FUNCTION_ARGS)
{
	return coerce(fcinfo, "variant");
}

PG_FUNCTION_INFO_V1(alkres_region_coerce);
Datum
alkres_region_coerce(PG_FUNCTION_ARGS)
{
	return coerce(fcinfo, "region");
}

/* canonical_assembly(name text): the name that values and the store keep. */
PG_FUNCTION_INFO_V1(alkres_canonical_assembly);
Datum
alkres_canonical_assembly(PG_FUNCTION_ARGS)
{
	char *name = alkres_text_argument(fcinfo, 0, "name");
	AlkresContig contig;
	AlkresError error;

	/* chr1 stands for any contig: only the assembly's name is wanted. */
	if (!alkres_contig_set(&contig, name, strlen(name), "chr1", 4, &error))
		alkres_report(&error);
	PG_RETURN_TEXT_P(cstring_to_text(contig.assembly_name));
}
