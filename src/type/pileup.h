/* pileup.h: the SQL type pileup, for the layers above. */
#ifndef ALKRES_TYPE_PILEUP_H
#define ALKRES_TYPE_PILEUP_H

#include "fmgr.h"

#include "core/pileup/pileup.h"

/* The decoded value, in the current memory context; throws XX001 for a damaged one. */
extern AlkresPileup *alkres_pileup_get(Datum value);
/* The same without what no caller looks at (core/pileup/pileup.h). */
extern AlkresPileup *alkres_pileup_get_for_calls(Datum value);
/* The same, but only what alkres_pileup_decode_for_junctions reads. */
extern AlkresPileup *alkres_pileup_get_for_junctions(Datum value);
/* A new value, in the current memory context; 54000 when it is too large for one. */
extern Datum alkres_pileup_datum(const AlkresPileup *pileup);

/* The SQL names of ALKRES_CLASS_*. */
extern const char *const alkres_class_names[ALKRES_CLASSES];

#endif
