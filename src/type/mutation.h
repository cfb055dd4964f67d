/* mutation.h: the SQL type mutation, for the layers above. */
#ifndef ALKRES_TYPE_MUTATION_H
#define ALKRES_TYPE_MUTATION_H

#include "fmgr.h"

#include "core/mutation/class.h"
#include "core/mutation/mutation.h"

extern void alkres_mutation_get(Datum value, AlkresMutation *mutation);
extern Datum alkres_mutation_datum(const AlkresMutation *mutation);
/* The path in a value that is neither compressed nor out of line; it points into the value. */
static inline AlkresPath
alkres_mutation_path(const struct varlena *value)
{
	return (AlkresPath){(const uint8_t *) VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value)};
}
/* The gene symbol in a text argument; 22023 when it cannot be one.  Kept in fn_extra from call to
 * call. */
extern const char *alkres_driver_argument(FunctionCallInfo fcinfo, int number);
/* Is value the class or below it?  Neither may be compressed or out of line. */
extern bool alkres_mutation_is_member(const struct varlena *value, const struct varlena *class);

#endif
