/* refusals.h: errors that the reader of BAM and the decoder of CRAM have in common. */
#ifndef ALKRES_HTS_REFUSALS_H
#define ALKRES_HTS_REFUSALS_H

#include "hts/bam_reader.h"

/* The 38 bytes that end every complete CRAM 3 file. */
#define ALKRES_CRAM_END_SIZE 38
extern const uint8_t alkres_cram_end[ALKRES_CRAM_END_SIZE];

/* Of a slice that needs too much of anything. */
#define ALKRES_SLICE_HINT                                                        \
	"Write the file with fewer reads a slice, for example with \"samtools view " \
	"--output-fmt-option seqs_per_slice=10000\", or raise alkres.max_cram_slice_size."

/* What htslib said of the failure becomes the detail; otherwise, when it said nothing. */
extern void alkres_bam_add_log(AlkresError *error, const char *otherwise);

/*
 * Did what failed lack memory?  By errno, which whoever calls htslib sets to 0 before: a sound file
 * is not to be called damaged.  True with *error.
 */
extern bool alkres_lacks_memory(AlkresError *error);

/* All return false with *error; what names the file. */
extern bool alkres_refuse_memory(AlkresError *error);
/* By errno, of a file that htslib does not open. */
extern bool alkres_refuse_open(const char *what, AlkresError *error);
/* Of a file without the marker (BGZF, CRAM) that ends a complete one. */
extern bool alkres_refuse_truncated(const char *what, const char *marker, AlkresError *error);
extern bool alkres_refuse_contigs(const char *what, AlkresError *error);
extern bool alkres_refuse_header(const char *what, AlkresError *error);
extern bool alkres_header_too_large(const char *what, const AlkresReadLimits *limits,
									AlkresError *error);
extern bool alkres_too_much(const char *what, const AlkresReadLimits *limits, AlkresError *error);
/* records: how many there were before; among: behind their number, as in AlkresRead. */
extern bool alkres_refuse_record(const char *what, uint64_t records, const char *among,
								 AlkresError *error);
extern bool alkres_refuse_end(const char *what, uint64_t records, const char *among,
							  const char *why, AlkresError *error);

#endif
