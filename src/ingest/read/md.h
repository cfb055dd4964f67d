/* md.h: the reference under a read, from its MD tag. */
#ifndef ALKRES_INGEST_READ_MD_H
#define ALKRES_INGEST_READ_MD_H

#include "hts/bam_reader.h"
#include "ingest/reference/pages.h"

/* Reference bases a CIGAR covers, skipped ones (N) left out. */
extern uint32_t alkres_aligned_reference_length(const AlkresRead *read);

/* A base that is not the reference's, which is known to be another. */
typedef struct AlkresMismatch
{
	uint32_t base; /* index in the read */
	char letter;   /* of ACGTN */
} AlkresMismatch;

#define ALKRES_MISMATCHES_MAX 32

/*
 * Is the read, which must have an MD tag, aligned in one stretch without a deleted or inserted
 * base, over a reference that is known already to be what the tag says?  Then where it differs goes
 * to mismatches, ALKRES_MISMATCHES_MAX at most, and *count.
 */
extern bool alkres_md_known(const AlkresRead *read, AlkresPages *pages, AlkresMismatch *mismatches,
							uint32_t *count);

/*
 * Write those bases (letters of ACGTN) in order to out, from the read's bases (letters of ACGTN,
 * ALKRES_BASE_EQUAL) and MD tag, both of which it must have.  NULL, or what is wrong: a sentence
 * for errdetail.
 */
extern const char *alkres_md_reference(const AlkresRead *read, const char *letters, char *out);

#endif
