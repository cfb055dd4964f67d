/* alkres.c: the module's magic block, its settings, and nothing else. */
#include "postgres.h"

#include "fmgr.h"
#include "utils/guc.h"

#include "alkres.h"

PG_MODULE_MAGIC;

char *alkres_default_assembly = NULL;

void _PG_init(void);

void
_PG_init(void)
{
	DefineCustomStringVariable(
		"alkres.default_assembly", "Assembly of a variant or region literal that names none.",
		"Empty (the default): such a literal is an error. Output always names the assembly.",
		&alkres_default_assembly, "", PGC_USERSET, 0, NULL, NULL, NULL);
	MarkGUCPrefixReserved("alkres");
}
