/*
 * quantasoft.h: result exports of Bio-Rad's ddPCR software: QuantaSoft (with 44 or 63 columns),
 * QuantaSoft Analysis Pro, QX Manager.  One row per well and channel in the file, one AlkresWell
 * per well here.
 *
 * Columns are found by name, so an export needs only: Well, Sample, Positives, AcceptedDroplets or
 * Negatives, and TargetType with its Ch1/Ch2 or DyeName(s).  doc/ddpcr.md lists the names taken and
 * what is refused.
 */
#ifndef ALKRES_CORE_QUANTASOFT_H
#define ALKRES_CORE_QUANTASOFT_H

#include <stddef.h>

#include "core/droplets.h"

/* Figures that the instrument printed; NaN where it printed none.  Copies/uL of reaction, 95 %
 * limits. */
typedef struct AlkresPrintedFigures
{
	double value;
	double lower; /* Poisson limits */
	double upper;
	double total_lower; /* limits that include the scatter of merged wells; the lower can be
						   negative */
	double total_upper;
} AlkresPrintedFigures;

typedef struct AlkresWellChannel
{
	uint64_t line;      /* of the row in the file; 0: the file has no row for this channel */
	const char *target; /* NULL where empty */
	const char *role;   /* "unknown", "ntc", "positive_control", "negative_control", "reference" */
	const char *status; /* NULL where empty */
	int64_t positives;  /* -1: not printed */
	AlkresPrintedFigures concentration;
	double
		concentration_half_unit; /* what the last printed digit of the concentration leaves open */
	AlkresPrintedFigures abundance; /* fractional abundance as this row has it, percent */
	double ratio;
} AlkresWellChannel;

typedef struct AlkresWell
{
	const char *well; /* normalised: A01 */
	const char *sample;
	const char *experiment;
	const char *role;   /* of the well: "mixed" where its channels disagree */
	const char *status; /* FAM's; "FAM/HEX" where they differ */
	bool is_merged;
	const char **merged_wells; /* normalised, NULL when not merged or not listed */
	size_t merged_count;
	AlkresWellChannel channels[2];  /* by AlkresChannel */
	AlkresPrintedFigures abundance; /* FAM's share, percent */
	bool has_droplets;              /* false: the row has no counts */
	AlkresDroplets droplets;

	/* private */
	int64_t accepted;
	int64_t quadrants[4]; /* FAM+HEX+, FAM+HEX-, FAM-HEX+, FAM-HEX-; -1: not printed */
} AlkresWell;

typedef struct AlkresPlate
{
	AlkresWell *wells; /* in the file's order */
	size_t count;
	double droplet_nl;

	/* private */
	size_t capacity;
	struct AlkresPlateText *texts;
} AlkresPlate;

/*
 * Read an export of length bytes.  name is the file's, for messages, NULL for text from elsewhere.
 * droplet_nl NaN: 0.85, or 0.91 where the printed concentrations say so.  False with *error (22P04
 * with line, well and field; 54000). Free the plate in either case.
 */
extern bool alkres_quantasoft_read(const char *name, const char *data, size_t length,
								   double droplet_nl, AlkresPlate *plate, AlkresError *error);
extern void alkres_plate_free(AlkresPlate *plate);

/* "a1", "A01" and "A001" as "A01" in buffer; false for what names no well. */
#define ALKRES_WELL_NAME 8
extern bool alkres_well_name(const char *text, char buffer[ALKRES_WELL_NAME]);

#endif
