/* mutation.h: the SQL type mutation, for the layers above. */
#ifndef ALKRES_TYPE_MUTATION_H
#define ALKRES_TYPE_MUTATION_H

#include "fmgr.h"

#include "core/mutation.h"

extern void alkres_mutation_get(Datum value, AlkresMutation *mutation);
extern Datum alkres_mutation_datum(const AlkresMutation *mutation);

#endif
