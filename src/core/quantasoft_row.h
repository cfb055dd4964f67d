/* quantasoft_row.h: private to core/quantasoft*.c: the state of reading an export. */
#ifndef ALKRES_CORE_QUANTASOFT_ROW_H
#define ALKRES_CORE_QUANTASOFT_ROW_H

#include "core/quantasoft.h"
#include "core/quantasoft_column.h"

/* A text that the plate owns. */
typedef struct AlkresPlateText
{
	struct AlkresPlateText *next;
	char text[];
} AlkresPlateText;

typedef struct AlkresPlateReader
{
	AlkresCsv csv;
	AlkresColumns columns;
	bool decimal_comma;
	AlkresPlate *plate;
	AlkresError *error;
	char well[ALKRES_WELL_NAME]; /* of the row being read */
} AlkresPlateReader;

/* A copy of the text that lives as long as the plate; NULL for an empty one. */
extern const char *alkres_plate_keep(AlkresPlate *plate, const char *text);

/* Take the record last read into its well; false with the reader's error (22P04) for anything
 * amiss. */
extern bool alkres_plate_read_row(AlkresPlateReader *reader);

#endif
