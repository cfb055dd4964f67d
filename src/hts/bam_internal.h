/* bam_internal.h: what the files that read BAM and CRAM share. */
#ifndef ALKRES_HTS_BAM_INTERNAL_H
#define ALKRES_HTS_BAM_INTERNAL_H

#include "hts/hts_guard.h"
#include "hts/bam_reader.h"

/* How far a CRAM file is checked; see cram_check.c. */
typedef struct AlkresCramCheck
{
	int64_t at;            /* offset of the next container */
	uint64_t containers;   /* passed */
	uint64_t records;      /* in their slices */
	uint64_t decompressed; /* bytes their blocks claim to have */
	bool ended;            /* the end marker is reached */
	bool unproven;         /* a slice has no checksum of its reference */
	bool mixed;            /* a slice has reads of several contigs */
	uint8_t part[65536];   /* bytes of the file from part_offset on */
	int64_t part_offset;
	size_t part_length;
} AlkresCramCheck;

/* Elements of the CIGAR of a record that is read in place. */
#define ALKRES_IN_BLOCK_CIGAR_MAX 32

struct AlkresBam
{
	BGZF *file;    /* of a BAM file, else NULL */
	htsFile *cram; /* of a CRAM file, else NULL */
	sam_hdr_t *header;
	bam1_t *record;
	bam1_t in_block; /* a record that is read where htslib has decompressed it; its data is not ours
					  */
	uint32_t cigar[ALKRES_IN_BLOCK_CIGAR_MAX]; /* of in_block */
	AlkresReadLimits limits;
	int descriptor;       /* htslib's, for reading at an offset; -1 for memory */
	const uint8_t *bytes; /* htslib's copy, when the file lies in memory */
	int64_t size;         /* of the compressed file */
	char what[1200];
	uint64_t records;
	uint64_t decompressed; /* bytes of BAM so far */
	int32_t last_contig;
	int32_t last_position;
	AlkresCramCheck *check; /* of a CRAM file */
	htsFile *probe;         /* while cram_contigs.c reads it */
	int64_t probe_offset;
	struct AlkresCramSource *reference; /* what htslib reads the reference from */
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

/* Above limits.header_size, limits.decompressed_size: false with *error. */
extern bool alkres_header_too_large(const char *what, const AlkresReadLimits *limits,
									AlkresError *error);
extern bool alkres_too_much(const char *what, const AlkresReadLimits *limits, AlkresError *error);

/* The 38 bytes that end every complete CRAM 3 file. */
#define ALKRES_CRAM_END_SIZE 38
extern const uint8_t alkres_cram_end[ALKRES_CRAM_END_SIZE];
/* Look at the file's definition and at the container of the header, before htslib does. */
extern bool alkres_cram_check_header(AlkresBam *bam, AlkresError *error);
/* Look at the next container: 1 when more follow, 0 at the end of the file, -1 with *error. */
extern int alkres_cram_check_next(AlkresBam *bam, AlkresError *error);

/* Look at the next records' contigs; the same answers. */
extern int alkres_cram_check_contigs(AlkresBam *bam, AlkresError *error);
extern void alkres_cram_end_probe(AlkresBam *bam);

/* Forget where the header says that the reference is found: htslib would go there. */
extern bool alkres_cram_forget_places(AlkresBam *bam);
extern void alkres_cram_release_reference(AlkresBam *bam);

#endif
