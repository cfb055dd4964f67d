/*
 * assembly_warning.c: variant(GRCh38) <@ 'GRCh37:...' finds nothing, ever, and is no error: the
 * planner says so, once a plan.
 */
#include "index/assembly_warning.h"

#include "nodes/nodeFuncs.h"

#include "compat.h"
#include "index/range_support.h"
#include "type/assembly_typmod.h"
#include "type/own_type.h"

/* The assembly that every value of the expression lies on, as far as it is known: "" if not. */
static void
known_assembly(Node *expression, char name[ALKRES_NAME_SIZE])
{
	Oid type = exprType(expression);
	const char *modifier = alkres_assembly_typmod_name(exprTypmod(expression));

	name[0] = '\0';
	if (!alkres_is_type(type, "variant") && !alkres_is_type(type, "region"))
		return;
	if (modifier != NULL)
		strlcpy(name, modifier, ALKRES_NAME_SIZE);
	else if (IsA(expression, Const) && !((Const *) expression)->constisnull)
	{
		struct varlena *value = PG_DETOAST_DATUM_PACKED(((Const *) expression)->constvalue);
		AlkresContig contig;

		/* The stored forms of both types begin with the contig. */
		if (alkres_contig_decode(&contig, (uint8 *) VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value)) >
			0)
			strlcpy(name, contig.assembly_name, ALKRES_NAME_SIZE);
	}
}

void
alkres_warn_of_assembly(SupportRequestSimplify *request)
{
	Node *first, *second;
	char one[ALKRES_NAME_SIZE], other[ALKRES_NAME_SIZE];

	if (!alkres_clause_arguments((Node *) request->fcall, &first, &second))
		return;
	known_assembly(first, one);
	known_assembly(second, other);
	if (one[0] != '\0' && other[0] != '\0' && strcmp(one, other) != 0)
		ereport(
			WARNING,
			errmsg("values on assembly %s are compared with values on assembly %s", one, other),
			errdetail("Values of different assemblies never match."),
			errhint("liftover(variant, assembly) moves a variant of ALK to the other assembly."));
}
