/* replaced.h: bases that an aligner wrote as inserted and deleted side by side. */
#ifndef ALKRES_INGEST_READ_REPLACED_H
#define ALKRES_INGEST_READ_REPLACED_H

#include <stdint.h>

/*
 * Write the elements of a CIGAR to out, which has room for as many: where as many bases are
 * inserted as deleted between two aligned bases, in any order, they are aligned with one another,
 * as an aligner that opens no gap would have written it.  Returns how many elements that are; as
 * many as given, where nothing is replaced.
 */
extern uint32_t alkres_cigar_replace(const uint32_t *cigar, uint32_t count, uint32_t *out);

#endif
