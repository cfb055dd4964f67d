/*
 * reader.h: private to the readers of exports: the state of reading one, the common row that
 * every layout's rows become, and what a layout has to give.
 */
#ifndef ALKRES_CORE_PLATE_READER_H
#define ALKRES_CORE_PLATE_READER_H

#include "core/plate/plate.h"
#include "core/plate/column.h"

/* A text that the plate owns. */
typedef struct AlkresPlateText
{
	struct AlkresPlateText *next;
	char text[];
} AlkresPlateText;

#define ALKRES_PLATE_BLOCKS 8 /* dyes or targets side by side in one header */

typedef struct AlkresPlateBlock
{
	AlkresColumns columns;
	const char *dye;    /* NULL: the layout has no dyes */
	const char *target; /* NULL: in a column */
	int field;          /* from 0, of the block's own column where it has but one */
	AlkresChannel channel;
	bool is_taken;
} AlkresPlateBlock;

/* A dye, or an instrument's colour, as a layout writes it. */
typedef struct AlkresDyeName
{
	const char *name; /* NULL ends a list */
	AlkresChannel channel;
} AlkresDyeName;

/* What a row of any layout says of one well and channel.  Texts are the record's own, or kept ones;
 * the empty text is nothing. */
typedef struct AlkresPlateRow
{
	uint64_t line;
	const char *plate;
	const char *well; /* normalised; NULL: this layout has only samples */
	const char *sample;
	const char *experiment;
	const char *merged;
	const char *target;
	const char *status;
	const char *role;
	bool has_channel; /* false: by the order of the well's targets */
	AlkresChannel channel;
	int64_t accepted; /* here and below: -1 where not printed */
	int64_t positives;
	int64_t quadrants[4];
	double droplet_nl; /* NaN where not printed */
	double volume_ul;  /* of the well; NaN where not printed */
	AlkresPrintedFigures concentration;
	AlkresPrintedFigures abundance;
	AlkresPrintedFigures ratio;
	AlkresFigure linkage;
} AlkresPlateRow;

typedef struct AlkresPlateReader
{
	AlkresCsv csv;
	const struct AlkresLayout *layout;
	AlkresColumns columns;
	size_t width;      /* fields of the header */
	size_t row_fields; /* fields of the first row below it, which all others must have */
	bool decimal_comma;
	bool ends_open; /* rows may have an empty field behind the header's last, or lack that */
	bool by_order;  /* channels went by the order of targets */
	const AlkresPlateOptions *options;
	AlkresPlate *plate;
	AlkresError *error;
	char well[ALKRES_WELL_NAME]; /* of the row being read */

	/* The line above the header: QuantStudio Absolute Q has its dyes there. */
	const char *above[64];
	size_t above_count;
	AlkresPlateBlock blocks[ALKRES_PLATE_BLOCKS];
	size_t block_count;
	const char *block_targets; /* occupancy: the lists that the blocks were read from */
	const char *block_dyes;
	bool is_left_out;  /* the row's well has none of the targets asked for */
	double partitions; /* that share a well's volume, 0 unknown, and what its print leaves open */
	double partitions_open;
	const char *plate_name;  /* the last that a row gave */
	AlkresPlateRow counting; /* the well whose partitions are being counted, its texts kept */
	bool is_counting;
} AlkresPlateReader;

typedef struct AlkresLayout
{
	const char *instrument;
	const char *method; /* see AlkresPlate */
	const AlkresColumnNames *names;
	const AlkresDyeName *dyes; /* NULL: FAM and EvaGreen, HEX and VIC */
	double volumes[3];     /* partition volumes that the prints may follow from, nL; 0 ends them */
	bool volume_by_well;   /* no fixed volume: what each well's print says */
	bool volume_is_common; /* and one for all wells where their prints allow it */

	/* Whether the record last read is this layout's header. */
	bool (*recognise)(const AlkresPlateReader *reader);
	bool (*read_header)(AlkresPlateReader *reader);
	bool (*read_row)(AlkresPlateReader *reader);
	bool (*finish)(AlkresPlateReader *reader); /* NULL: nothing more to do */
} AlkresLayout;

extern const AlkresLayout alkres_layout_quantasoft;
extern const AlkresLayout alkres_layout_cluster_data;
extern const AlkresLayout alkres_layout_qiacuity;
extern const AlkresLayout alkres_layout_qiacuity_occupancy;
extern const AlkresLayout alkres_layout_naica;
extern const AlkresLayout alkres_layout_absolute_q;
extern const AlkresLayout alkres_layout_absolute_q_summary;
extern const AlkresLayout alkres_layout_absolute_q_partitions;
extern const AlkresLayout alkres_layout_absolute_q_combinations;
extern const AlkresLayout alkres_layout_redf;

/* A copy of the text that lives as long as the plate; NULL for an empty one. */
extern const char *alkres_plate_keep(AlkresPlate *plate, const char *text);

/* Understand the header, the record last read, which has the columns needed (ALKRES_COLUMNS ends
 * them). */
extern bool alkres_plate_header(AlkresPlateReader *reader, const AlkresColumnNames *names,
								const AlkresColumn *needed);

/* The field of a column in the record last read; "" where the file has no such column. */
extern const char *alkres_plate_field(const AlkresPlateReader *reader, AlkresColumn column);

/* The same of a column of words, where R writes NA for nothing. */
extern const char *alkres_plate_text(const AlkresPlateReader *reader, AlkresColumn column);

/* The error (22P04) about one field: well, field, what it says, what was expected.  Always
 * false. */
extern bool alkres_plate_fail(AlkresPlateReader *reader, AlkresColumn column, const char *expected);

/* Fields of the record last read; false with the reader's error. */
extern bool alkres_plate_count(AlkresPlateReader *reader, AlkresColumn column, int64_t *value);
extern bool alkres_plate_figure(AlkresPlateReader *reader, AlkresColumn column,
								AlkresFigure *figure);
extern bool alkres_plate_figures(AlkresPlateReader *reader, AlkresColumn value, AlkresColumn lower,
								 AlkresColumn upper, AlkresPrintedFigures *figures);
extern bool alkres_plate_role(AlkresPlateReader *reader, AlkresColumn column, const char **role);

/* Begin a row: nothing known but the texts of its columns; the second also reads the well, into
 * reader->well. */
extern void alkres_plate_blank_row(AlkresPlateReader *reader, AlkresPlateRow *row);
extern bool alkres_plate_begin_row(AlkresPlateReader *reader, AlkresPlateRow *row);

/* Accepted, positives and negatives against each other; quadrants stay unknown. */
extern bool alkres_plate_counts(AlkresPlateReader *reader, AlkresPlateRow *row);

/*
 * The channel of a dye or target by the options, else by the dye's name.  *is_taken is false for
 * what the options leave out; false with the reader's error for a dye that is neither.
 */
extern bool alkres_plate_channel(AlkresPlateReader *reader, const char *dye, const char *target,
								 AlkresColumn column, AlkresPlateRow *row, bool *is_taken);

/* Take the row into its well; false with the reader's error for anything amiss. */
extern bool alkres_plate_add(AlkresPlateReader *reader, const AlkresPlateRow *row);

/* What a well has of a channel without a row. */
extern void alkres_plate_no_channel(AlkresWellChannel *channel);

/* Layouts that list partitions: count of them, of the kind fam/hex, for the row's well; the first
 * of another well ends the one before, and alkres_plate_end_counting the last. */
extern bool alkres_plate_count_kind(AlkresPlateReader *reader, const AlkresPlateRow *row, bool fam,
									bool hex, int64_t count);
extern bool alkres_plate_end_counting(AlkresPlateReader *reader);

/* Settle which blocks are FAM and HEX, by dye or target; more than two want the options. */
extern bool alkres_plate_choose_blocks(AlkresPlateReader *reader);

#endif
