/* mutation.c: the SQL type mutation: input, output, membership in a class, accessors. */
#include "postgres.h"

#include "utils/builtins.h"

#include "core/mutation/alk_region.h"
#include "core/mutation/frameshift.h"
#include "core/mutation/meaning.h"
#include "core/mutation/path.h"
#include "core/mutation/protein_change.h"
#include "core/mutation/symbol.h"
#include "core/mutation/text.h"
#include "type/arguments.h"
#include "type/bytes.h"
#include "type/mutation.h"
#include "type/report.h"
#include "type/wire.h"

void
alkres_mutation_get(Datum value, AlkresMutation *mutation)
{
	struct varlena *bytes = PG_DETOAST_DATUM_PACKED(value);

	if (VARSIZE_ANY_EXHDR(bytes) > ALKRES_MUTATION_SIZE_MAX)
		ereport(ERROR, errcode(ERRCODE_DATA_CORRUPTED), errmsg("mutation value is too long"));
	mutation->length = VARSIZE_ANY_EXHDR(bytes);
	memcpy(mutation->path, VARDATA_ANY(bytes), mutation->length);
}

Datum
alkres_mutation_datum(const AlkresMutation *mutation)
{
	return alkres_bytes_datum(mutation->path, mutation->length);
}

PG_FUNCTION_INFO_V1(alkres_mutation_in);
Datum
alkres_mutation_in(PG_FUNCTION_ARGS)
{
	AlkresMutation mutation;
	AlkresError error;

	if (!alkres_mutation_parse(&mutation, PG_GETARG_CSTRING(0), &error))
	{
		alkres_report_soft(&error, ALKRES_ESCONTEXT(fcinfo));
		PG_RETURN_NULL();
	}
	return alkres_mutation_datum(&mutation);
}

PG_FUNCTION_INFO_V1(alkres_mutation_out);
Datum
alkres_mutation_out(PG_FUNCTION_ARGS)
{
	AlkresMutation mutation;

	alkres_mutation_get(PG_GETARG_DATUM(0), &mutation);
	PG_RETURN_CSTRING(alkres_mutation_text(&mutation));
}

PG_FUNCTION_INFO_V1(alkres_mutation_recv);
Datum
alkres_mutation_recv(PG_FUNCTION_ARGS)
{
	size_t length;
	const uint8 *payload = alkres_wire_receive(fcinfo, "mutation", &length);
	AlkresError error;

	if (!alkres_mutation_check(payload, length, &error))
		alkres_report(&error);
	return alkres_bytes_datum(payload, length);
}

PG_FUNCTION_INFO_V1(alkres_mutation_send);
Datum
alkres_mutation_send(PG_FUNCTION_ARGS)
{
	struct varlena *value = PG_GETARG_VARLENA_PP(0);

	return alkres_wire_send(VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
}

bool
alkres_mutation_is_member(const struct varlena *value, const struct varlena *class)
{
	return alkres_path_in_class(alkres_mutation_path(value), alkres_mutation_path(class));
}

/* mutation <@ class: the class itself or anything below it. */
PG_FUNCTION_INFO_V1(alkres_mutation_contained);
Datum
alkres_mutation_contained(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(alkres_mutation_is_member(PG_GETARG_VARLENA_PP(0), PG_GETARG_VARLENA_PP(1)));
}

/* class @> mutation. */
PG_FUNCTION_INFO_V1(alkres_mutation_contains);
Datum
alkres_mutation_contains(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(alkres_mutation_is_member(PG_GETARG_VARLENA_PP(1), PG_GETARG_VARLENA_PP(0)));
}

/* same_mutation(mutation, mutation): one change, perhaps told with less by one of them. */
PG_FUNCTION_INFO_V1(alkres_mutation_same);
Datum
alkres_mutation_same(PG_FUNCTION_ARGS)
{
	struct varlena *a = PG_GETARG_VARLENA_PP(0), *b = PG_GETARG_VARLENA_PP(1);

	PG_RETURN_BOOL(alkres_names_same_change((uint8 *) VARDATA_ANY(a), VARSIZE_ANY_EXHDR(a),
											(uint8 *) VARDATA_ANY(b), VARSIZE_ANY_EXHDR(b)));
}

static void
take_apart(Datum value, AlkresMutationParts *parts)
{
	struct varlena *bytes = PG_DETOAST_DATUM_PACKED(value);

	if (!alkres_mutation_take_apart(parts, (uint8 *) VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes)))
		ereport(ERROR, errcode(ERRCODE_DATA_CORRUPTED), errmsg("mutation value is corrupted"));
}

PG_FUNCTION_INFO_V1(alkres_mutation_gene);
Datum
alkres_mutation_gene(PG_FUNCTION_ARGS)
{
	AlkresMutationParts parts;

	take_apart(PG_GETARG_DATUM(0), &parts);
	PG_RETURN_TEXT_P(cstring_to_text(parts.gene));
}

/* The structural region's name; NULL for a gene, a gene-level change, and genes without regions. */
PG_FUNCTION_INFO_V1(alkres_mutation_structural_region);
Datum
alkres_mutation_structural_region(PG_FUNCTION_ARGS)
{
	AlkresMutationParts parts;

	take_apart(PG_GETARG_DATUM(0), &parts);
	if (parts.region < 1 || parts.region > ALKRES_ALK_REGIONS)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(alkres_alk_regions[parts.region - 1].name));
}

/* The residue's number; NULL for what has none. */
PG_FUNCTION_INFO_V1(alkres_mutation_residue);
Datum
alkres_mutation_residue(PG_FUNCTION_ARGS)
{
	AlkresMutationParts parts;

	take_apart(PG_GETARG_DATUM(0), &parts);
	if (parts.residue == 0)
		PG_RETURN_NULL();
	PG_RETURN_INT32(parts.residue);
}

PG_FUNCTION_INFO_V1(alkres_mutation_level);
Datum
alkres_mutation_level(PG_FUNCTION_ARGS)
{
	static const char *const names[] = {"gene", "structural_region", "residue", "change"};
	AlkresMutationParts parts;

	take_apart(PG_GETARG_DATUM(0), &parts);
	PG_RETURN_TEXT_P(cstring_to_text(names[parts.level - ALKRES_LEVEL_GENE]));
}

/* parent(mutation): the next class up; NULL for a gene. */
PG_FUNCTION_INFO_V1(alkres_mutation_parent_of);
Datum
alkres_mutation_parent_of(PG_FUNCTION_ARGS)
{
	AlkresMutation mutation, parent;

	alkres_mutation_get(PG_GETARG_DATUM(0), &mutation);
	if (!alkres_mutation_parent(&parent, &mutation))
		PG_RETURN_NULL();
	return alkres_mutation_datum(&parent);
}

/* A driver as it was written, and its symbol: most rows have the driver of the row before. */
typedef struct Driver
{
	char symbol[ALKRES_SYMBOL_SIZE];
	size_t length;
	char text[ALKRES_SYMBOL_SIZE * 2];
} Driver;

const char *
alkres_driver_argument(FunctionCallInfo fcinfo, int number)
{
	text *value = PG_GETARG_TEXT_PP(number);
	size_t length = VARSIZE_ANY_EXHDR(value);
	Driver *kept = fcinfo->flinfo->fn_extra;
	char *driver;

	if (kept != NULL && kept->length == length &&
		memcmp(kept->text, VARDATA_ANY(value), length) == 0)
		return kept->symbol;
	if (kept == NULL)
		fcinfo->flinfo->fn_extra = kept =
			MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(Driver));
	kept->length = SIZE_MAX; /* none, should this end in an error */
	driver = text_to_cstring(value);
	if (length > sizeof(kept->text) || !alkres_gene_symbol(kept->symbol, driver, length))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"%s\" is no gene symbol", driver),
				errhint("The driver is the gene that an inhibitor is given for: ALK, ROS1, EGFR."));
	memcpy(kept->text, driver, length);
	kept->length = length;
	return kept->symbol;
}

/* mechanism(mutation, driver). */
PG_FUNCTION_INFO_V1(alkres_mutation_mechanism_of);
Datum
alkres_mutation_mechanism_of(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(2);
	AlkresMutation mutation;
	const char *mechanism;

	alkres_mutation_get(PG_GETARG_DATUM(0), &mutation);
	mechanism = alkres_mutation_mechanism(&mutation, alkres_driver_argument(fcinfo, 1));
	if (mechanism == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(mechanism));
}

/* hgvs_p(mutation): three letters; NULL for a class or a change of the whole gene. */
PG_FUNCTION_INFO_V1(alkres_mutation_hgvs_p);
Datum
alkres_mutation_hgvs_p(PG_FUNCTION_ARGS)
{
	AlkresMutation mutation;
	char *text;

	alkres_mutation_get(PG_GETARG_DATUM(0), &mutation);
	text = alkres_hgvs_p(&mutation);
	if (text == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(text));
}
