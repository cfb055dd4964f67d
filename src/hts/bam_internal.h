/* bam_internal.h: what bam_reader.c and bam_record.c share. */
#ifndef ALKRES_HTS_BAM_INTERNAL_H
#define ALKRES_HTS_BAM_INTERNAL_H

#include "hts/hts_guard.h"
#include "hts/bam_reader.h"

struct AlkresBam
{
	BGZF *file;
	int64_t size;
	char what[1200];
	char *names; /* of the contigs, each terminated */
	size_t names_length;
	size_t names_capacity;
	size_t *name_offsets;
	int contigs;
	uint8_t *record;
	size_t record_capacity;
	uint32_t *cigar;
	size_t cigar_capacity;
	uint64_t records;
	int32_t last_contig;
	int32_t last_position;
};

static inline uint32_t
alkres_little32(const uint8_t *p)
{
	return p[0] | (uint32_t) p[1] << 8 | (uint32_t) p[2] << 16 | (uint32_t) p[3] << 24;
}

static inline uint16_t
alkres_little16(const uint8_t *p)
{
	return (uint16_t) (p[0] | p[1] << 8);
}

/* Fill *error; return -1 and false. */
extern int alkres_bam_record_broken(AlkresBam *bam, const char *why, AlkresError *error);
extern bool alkres_bam_out_of_memory(AlkresError *error);

/*
 * Check the record in bam->record, size bytes, 32 at least, and point *read into it: 1, or -1 with
 * *error.
 */
extern int alkres_bam_take_record(AlkresBam *bam, size_t size, AlkresRead *read,
								  AlkresError *error);

#endif
