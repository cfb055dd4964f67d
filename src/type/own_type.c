/* own_type.c: our types by name, for functions that any type may be handed to. */
#include "type/own_type.h"

#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

bool
alkres_is_type(Oid type, const char *name)
{
	Oid schema, own;

	if (!OidIsValid(type))
		return false;
	/* The control file says that the extension cannot be moved out of it. */
	schema = get_namespace_oid("alkres", true);
	own = GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid, CStringGetDatum(name),
						  ObjectIdGetDatum(schema));
	return OidIsValid(own) && getBaseType(type) == own;
}

bool
alkres_is_array_of(Oid type, const char *name)
{
	return OidIsValid(type) && alkres_is_type(get_base_element_type(type), name);
}
