/*
 * lanes.h: the BAM and CRAM files of one library, read as if they were one.
 *
 * Sequencers write a file for each lane.  The lanes' reads are merged by contig and position while
 * they are read.  All functions throw.
 */
#ifndef ALKRES_INGEST_READ_LANES_H
#define ALKRES_INGEST_READ_LANES_H

#include "postgres_ext.h"

#include "hts/bam_reader.h"
#include "hts/bam_windows.h"
#include "ingest/reference/fasta.h"

/* Files of one library; each is an open descriptor. */
#define ALKRES_LANES_MAX 64

typedef struct AlkresLanes AlkresLanes;

/* In the current memory context, whose reset closes the files. */
extern AlkresLanes *alkres_lanes_new(void);
/* Open a file on the server; the same file twice is 22023, other contigs than the first's 22P04. */
extern void alkres_lanes_add_file(AlkresLanes *lanes, const char *path);
/* A large object, of which a copy is read. */
extern void alkres_lanes_add_object(AlkresLanes *lanes, Oid object);
/* The same when only the header is asked for: of a large BAM file only its head is copied. */
extern void alkres_lanes_add_object_header(AlkresLanes *lanes, Oid object);
extern void alkres_lanes_add_data(AlkresLanes *lanes, const void *bytes, size_t length,
								  const char *what);

/* The files in messages: the first's name, and how many more there are. */
extern const char *alkres_lanes_what(const AlkresLanes *lanes);
/* A reader to ask for the contigs of the header, which all lanes share. */
extern const AlkresBam *alkres_lanes_first(const AlkresLanes *lanes);
/* How many files they are, and the reader of each, in the order in which they were added. */
extern int alkres_lanes_count(const AlkresLanes *lanes);
extern const AlkresBam *alkres_lanes_bam(const AlkresLanes *lanes, int lane);
/* Return only reads of these read groups of a lane (their names, sorted), which must live as long
 * as lanes. */
extern void alkres_lanes_keep_groups(AlkresLanes *lanes, int lane, const char **groups, int count);
/*
 * The assembly that the files are aligned to: named, by any of its names, or NULL for what their
 * header settles.  22023 when the header contradicts what is named; NULL when nothing is named and
 * it does not settle it.
 */
extern const char *alkres_lanes_assembly(const AlkresLanes *lanes, const char *named);
/*
 * Whose reads are they?  Read groups of one sample (SM) are lanes.  Those of several are 22P04,
 * unless one of them is named: then its reads are the only ones that alkres_lanes_next returns.
 * named: NULL for any one sample; one that no header names is 22023.
 */
extern void alkres_lanes_choose_sample(AlkresLanes *lanes, const char *named);
/*
 * 22P04 when a contig of a FASTA file is not the one of the header: by its length, and where the
 * header has its checksum (M5) and it is no chromosome of many million bases, by that.
 */
extern void alkres_lanes_compare_reference(const AlkresLanes *lanes, int number,
										   const AlkresContig *contig, AlkresFasta *fasta,
										   const char *path);
extern bool alkres_lanes_need_reference(const AlkresLanes *lanes);
/* The reference of the CRAM files among them; path is that of fasta. */
extern void alkres_lanes_reference(AlkresLanes *lanes, AlkresFasta *fasta, const char *path,
								   AlkresContigNamer contig, void *context);

/*
 * Of the files that have an index beside them read only what these windows need, from the call of
 * alkres_lanes_start_windows on; they must live as long as lanes.  All records that overlap them
 * are returned, and others.  An index that is not its file's is not used, which a notice says at
 * the end.
 */
extern void alkres_lanes_windows(AlkresLanes *lanes, const AlkresBamWindow *windows, int count);
extern void alkres_lanes_start_windows(AlkresLanes *lanes);
/* Records up to this position of a contig are needed. */
extern void alkres_lanes_need(AlkresLanes *lanes, int contig, uint32_t position);

/* The next read in coordinate order, valid until the next call; NULL at the end of all files. */
extern const AlkresRead *alkres_lanes_next(AlkresLanes *lanes);

/* Was anything of the files not read?  To be asked at their end. */
extern bool alkres_lanes_passed_over(const AlkresLanes *lanes);
/* The records of all files, those that are aligned and all, counted, or as an index says; false
 * when that is not known. */
extern bool alkres_lanes_counts(const AlkresLanes *lanes, uint64_t *aligned, uint64_t *records);

/* Records returned so far; compressed bytes read and in all. */
extern uint64_t alkres_lanes_records(const AlkresLanes *lanes);
extern int64_t alkres_lanes_bytes(const AlkresLanes *lanes);
extern int64_t alkres_lanes_size(const AlkresLanes *lanes);

#endif
