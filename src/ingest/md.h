/* md.h: the reference under a read, from its MD tag. */
#ifndef ALKRES_INGEST_MD_H
#define ALKRES_INGEST_MD_H

#include "hts/bam_reader.h"

/* Reference bases a CIGAR covers, skipped ones (N) left out. */
extern uint32_t alkres_aligned_reference_length(const AlkresRead *read);

/*
 * Is the read aligned in one stretch, without a deleted or inserted base, and all of it equal to
 * the reference by its MD tag?  Then *first is the first aligned base.
 */
extern bool alkres_md_is_equal(const AlkresRead *read, uint32_t *first, uint32_t *count);

/*
 * Write those bases (letters of ACGTN) in order to out, from the read's bases (letters of ACGTN)
 * and MD tag, both of which it must have.  NULL, or what is wrong: a sentence for errdetail.
 */
extern const char *alkres_md_reference(const AlkresRead *read, const char *letters, char *out);

#endif
