/*
 * plate.h: result exports of digital PCR instruments, whatever the layout: rows of a file in, one
 * AlkresWell per well out.  Each family of instruments has a file of its own (quantasoft.c,
 * qiacuity.c, absolute_q.c, naica.c, ...) over the common row of plate/reader.h.
 *
 * The layout is recognised from the header and columns are found by name.  doc/ddpcr.md lists the
 * names taken and what is refused.
 */
#ifndef ALKRES_CORE_PLATE_PLATE_H
#define ALKRES_CORE_PLATE_PLATE_H

#include <stddef.h>

#include "core/droplets/droplets.h"

/* Exports of float4 are right to this, relative: the instrument's own steps round too. */
#define ALKRES_SINGLE_PRECISION 1e-6

/* A figure that the instrument printed: value NaN where it printed none. */
typedef struct AlkresFigure
{
	double value;
	double half_unit; /* what the last printed digit leaves open; NaN: worked out of other prints */
} AlkresFigure;

/* With 95 % limits (Poisson). */
typedef struct AlkresPrintedFigures
{
	AlkresFigure value;
	AlkresFigure lower;
	AlkresFigure upper;
} AlkresPrintedFigures;

typedef struct AlkresWellChannel
{
	uint64_t line;      /* of the row in the file; 0: the file has no row for this channel */
	const char *target; /* NULL where empty */
	const char *role;   /* "unknown", "ntc", "positive_control", "negative_control", "reference" */
	const char *status; /* NULL where empty */
	int64_t positives;  /* -1: not printed */
	AlkresPrintedFigures concentration; /* copies/uL of reaction */
	AlkresPrintedFigures abundance;     /* fractional abundance as this row has it, percent */
	AlkresPrintedFigures ratio;
	AlkresFigure linkage; /* copies/uL */
} AlkresWellChannel;

typedef struct AlkresWell
{
	const char *plate; /* as the file names it, else NULL */
	const char *well;  /* normalised: A01; NULL: the file names samples only */
	const char *sample;
	const char *experiment;
	const char *role;   /* of the well: "mixed" where its channels disagree */
	const char *status; /* FAM's; "FAM/HEX" where they differ */
	bool is_merged;
	const char **merged_wells; /* normalised, NULL when not merged or not listed */
	size_t merged_count;
	AlkresWellChannel channels[2];  /* by AlkresChannel */
	AlkresPrintedFigures abundance; /* FAM's share, percent */
	AlkresPrintedFigures ratio;     /* FAM to HEX */
	AlkresFigure linkage;
	bool has_droplets; /* false: the row has no counts */
	AlkresDroplets droplets;

	/* private */
	double droplet_nl; /* of the file, NaN where it says nothing */
	double volume_ul;  /* of the well, likewise */
	int64_t accepted;
	int64_t quadrants[4]; /* FAM+HEX+, FAM+HEX-, FAM-HEX+, FAM-HEX-; -1: not printed */
} AlkresWell;

typedef struct AlkresPlate
{
	AlkresWell *wells; /* in the file's order */
	size_t count;
	const char *instrument; /* the family of the layout */
	/* Of alkres_droplet_method_by_name(): the intervals' that the instrument prints; NULL: it
	 * prints none. */
	const char *method;

	/* private */
	size_t capacity;
	struct AlkresPlateText *texts;
} AlkresPlate;

typedef struct AlkresPlateOptions
{
	double droplet_nl; /* NaN: from the file */

	/*
	 * Dyes or targets to take as FAM and HEX, UTF-8; with one of them NULL it is whatever the other
	 * is not.  Both NULL: FAM and HEX (VIC) by their names; in a file without dyes the first and
	 * second target of a well.
	 */
	const char *channels[2];
} AlkresPlateOptions;

/*
 * Read an export of length bytes.  name is the file's, for messages, NULL for text from elsewhere.
 * False with *error (22P04 with line, well and field; 54000).  Free the plate in either case.
 */
extern bool alkres_plate_read(const char *name, const char *data, size_t length,
							  const AlkresPlateOptions *options, AlkresPlate *plate,
							  AlkresError *error);
extern void alkres_plate_free(AlkresPlate *plate);

/* "a1", "A01" and "A001" as "A01" in buffer; false for what names no well. */
#define ALKRES_WELL_NAME 8
extern bool alkres_well_name(const char *text, char buffer[ALKRES_WELL_NAME]);

#endif
