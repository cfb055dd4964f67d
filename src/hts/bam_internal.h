/* bam_internal.h: what bam_reader.c and bam_record.c share. */
#ifndef ALKRES_HTS_BAM_INTERNAL_H
#define ALKRES_HTS_BAM_INTERNAL_H

#include "hts/hts_guard.h"
#include "hts/bam_reader.h"

struct AlkresBam
{
	BGZF *file;
	sam_hdr_t *header;
	bam1_t *record;
	int64_t size; /* of the compressed file */
	char what[1200];
	uint64_t records;
	int32_t last_contig;
	int32_t last_position;
};

static inline uint32_t
alkres_little32(const uint8_t *p)
{
	return p[0] | (uint32_t) p[1] << 8 | (uint32_t) p[2] << 16 | (uint32_t) p[3] << 24;
}

/* Read exactly length bytes: 1, 0 at a clean end of the data, -1 when it breaks off or is damaged.
 */
extern int alkres_bam_read_bytes(AlkresBam *bam, void *out, size_t length);
/* What htslib said of the failure becomes the detail; otherwise, when it said nothing. */
extern void alkres_bam_add_log(AlkresError *error, const char *otherwise);

#endif
