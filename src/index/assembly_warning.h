/* assembly_warning.h: a query whose two sides can never lie on one assembly. */
#ifndef ALKRES_INDEX_ASSEMBLY_WARNING_H
#define ALKRES_INDEX_ASSEMBLY_WARNING_H

#include "postgres.h"

#include "nodes/supportnodes.h"

/* WARNING when type modifiers and constants say that the two arguments, each a variant or a region,
 * lie on different assemblies. */
extern void alkres_warn_of_assembly(SupportRequestSimplify *request);

#endif
