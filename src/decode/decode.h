/* decode.h: what the files of the program alkres-cram share. */
#ifndef ALKRES_DECODE_DECODE_H
#define ALKRES_DECODE_DECODE_H

#include "hts/bam_windows.h"
#include "hts/cram_stream.h"
#include "hts/hts_guard.h"
#include "hts/refusals.h"

/* How far the file is walked through; see containers.c. */
typedef struct AlkresContainers
{
	int64_t at;            /* offset of the next container */
	uint64_t passed;       /* containers */
	uint64_t records;      /* in their slices */
	uint64_t decompressed; /* bytes their blocks claim to have */
	bool unproven;         /* a slice has no checksum of its reference */
	bool heads_only;       /* little is read at once */
	uint8_t part[65536];   /* bytes of the file from part_offset on */
	int64_t part_offset;
	size_t part_length;
} AlkresContainers;

/* What the head of a container says of its records. */
typedef struct AlkresContainerPlace
{
	int64_t behind;      /* offset of the next container */
	int32_t contig;      /* -2: of several; -1: they have none */
	int64_t first, last; /* positions that they cover, 1-based */
} AlkresContainerPlace;

typedef struct AlkresDecoder
{
	AlkresReadLimits limits;
	const char *what;  /* the file in messages */
	const char *among; /* behind the number of a record in them, as in AlkresRead */
	int64_t size;
	htsFile *file;
	sam_hdr_t *header;
	AlkresContainers containers;
} AlkresDecoder;

/* Look at the file's definition and at the container of the header, before htslib does. */
extern bool alkres_check_header(AlkresDecoder *decoder, AlkresError *error);
/* Look at the next container: 1 when more follow, 0 at the end of the file, -1 with *error. */
extern int alkres_check_container(AlkresDecoder *decoder, AlkresError *error);

/* Where do the records of the next container lie, by its head alone?  1, 0 at the end of the file,
 * -1 with *error. */
extern int alkres_look_at_container(AlkresDecoder *decoder, AlkresContainerPlace *place,
									AlkresError *error);

/*
 * Decode what the windows need that ALKRES_CRAM_WINDOWS has, and send it; *passed_over: something
 * was not decoded.  Returns the number of records, counted with those that the caller has; -1 with
 * *error.
 */
extern int64_t alkres_send_windows(AlkresDecoder *decoder, bool *passed_over, AlkresError *error);
/* Why htslib could not go on; number counts the records before. */
extern bool alkres_refuse_decoding(const AlkresDecoder *decoder, uint64_t number, bool no_memory,
								   AlkresError *error);
/* The checksums of the contigs, when some slice does not prove its own reference. */
extern bool alkres_send_checked(const AlkresDecoder *decoder, AlkresError *error);

/*
 * The reference is what its descriptors have and nothing else; to be called before the first
 * byte of the file is read, and when the header is read.
 */
extern bool alkres_prepare_reference(void);
extern bool alkres_use_reference(AlkresDecoder *decoder, AlkresError *error);

/* Take away what the process does not need: first, and when all files are open. */
extern bool alkres_confine(const AlkresReadLimits *limits, pid_t parent);
extern bool alkres_confine_more(void);
/* So many seconds of processor time from now on, or the process ends by SIGPROF. */
extern void alkres_allow_time(const AlkresReadLimits *limits);

/* Send a message; when nobody listens any more, the process ends. */
extern void alkres_send(uint8_t kind, const void *body, size_t length);
extern void alkres_send_error(const AlkresError *error);
/* Send a record, together with others; the last ones wait for alkres_send_rest. */
extern bool alkres_send_record(const AlkresDecoder *decoder, const bam1_t *record, uint64_t number,
							   AlkresError *error);
extern void alkres_send_rest(void);

#endif
