/*
 * cram_stream.h: what the program alkres-cram, which decodes CRAM in a process of its own, is given
 * and sends back.
 *
 * It is started twice for a file: with "header" as its first argument, and again with "records"
 * when the caller has found the reference; or "windows", when only some are wanted.  It writes
 * messages: a kind, the length of the body in 4 bytes, the body; numbers have their lowest byte
 * first.
 */
#ifndef ALKRES_HTS_CRAM_STREAM_H
#define ALKRES_HTS_CRAM_STREAM_H

#include <stdint.h>

#define ALKRES_CRAM_PROGRAM "alkres-cram"

/* Arguments: mode, process id of the starter, a number for names of reads that have none, and the
 * limits of AlkresReadLimits in the order they stand there. */
enum
{
	ALKRES_CRAM_MODE = 1,
	ALKRES_CRAM_PARENT,
	ALKRES_CRAM_NUMBER,
	ALKRES_CRAM_LIMITS,
	ALKRES_CRAM_ARGUMENTS = ALKRES_CRAM_LIMITS + 4
};
/* How the file is named in messages is in the environment: arguments can be seen by everybody. */
#define ALKRES_CRAM_WHAT "ALKRES_WHAT"

/* Its descriptors.  Those of the reference are not there in mode "header". */
enum
{
	ALKRES_CRAM_FILE = 0,   /* the CRAM file */
	ALKRES_CRAM_OUT = 1,    /* the messages */
	ALKRES_CRAM_FASTA = 3,  /* the reference */
	ALKRES_CRAM_INDEX = 4,  /* where its contigs are, as a .fai file has it */
	ALKRES_CRAM_BLOCKS = 5, /* of a compressed one: where its blocks are, as a .gzi file has it */
	/*
	 * What is to be read alone, in mode "windows": how many records the caller has already, in 8
	 * bytes; then of each window contig, first, core and last position, in 4 each
	 * (AlkresBamWindow).
	 */
	ALKRES_CRAM_WINDOWS = 6,
	ALKRES_CRAM_DESCRIPTORS = 7
};

/* Seconds of processor time that may pass between two messages, or two containers. */
#define ALKRES_CRAM_SECONDS(slice_size) (5 + (slice_size) / (2 * 1024 * 1024))

/*
 * Messages.  Mode "header": HEADER.  Mode "records": CHECKED when the file is walked through,
 * RECORDS as often as needed, END.  Mode "windows": the same, but the file is walked through as it
 * is decoded, so that CHECKED with checksums may come later, once, before the records that need
 * them.  ERROR takes the place of any and is the last.
 */
enum
{
	/* A BAM header. */
	ALKRES_CRAM_HEADER = 'H',
	/*
	 * Empty, or, when a slice does not prove its reference: the M5 tag of each contig in 32 bytes,
	 * the first 0 where there is none.
	 */
	ALKRES_CRAM_CHECKED = 'C',
	/* Whole BAM records, behind ALKRES_CRAM_RECORDS_MARK. */
	ALKRES_CRAM_RECORDS = 'R',
	/* How many records there were, in 8 bytes; a byte: was any passed over? */
	ALKRES_CRAM_END = 'Z',
	/* A byte, the AlkresErrorCode; then message, detail and hint, each with a NUL. */
	ALKRES_CRAM_ERROR = 'E'
};
#define ALKRES_CRAM_HEAD_SIZE 5

/* In front of records, so that their first bytes are never those of compressed data. */
#define ALKRES_CRAM_RECORDS_MARK "rec"
#define ALKRES_CRAM_RECORDS_MARK_SIZE 4
/* A message of records is sent when it has so many bytes; the last record may be of any size. */
#define ALKRES_CRAM_PART_SIZE 262144

static inline uint32_t
alkres_little32(const uint8_t *p)
{
	return p[0] | (uint32_t) p[1] << 8 | (uint32_t) p[2] << 16 | (uint32_t) p[3] << 24;
}

static inline uint8_t *
alkres_put32(uint8_t *p, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		p[i] = (uint8_t) (value >> (8 * i));
	return p + 4;
}

#endif
