/* background.h: the SQL type background, for the layers above. */
#ifndef ALKRES_TYPE_BACKGROUND_H
#define ALKRES_TYPE_BACKGROUND_H

#include "fmgr.h"

#include "core/model/background.h"

/* Take a value apart, in the current memory context. */
extern AlkresBackground *alkres_background_get(Datum value);
/* The same, for use with a pileup: of another block it is an error (22023). */
extern AlkresBackground *alkres_background_for(Datum value, const AlkresPileup *pileup);
extern Datum alkres_background_datum(const AlkresBackground *background);

#endif
