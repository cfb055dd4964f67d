/* known_genes.h: what the shipped gene models know of a reference. */
#ifndef ALKRES_INGEST_REFERENCE_KNOWN_GENES_H
#define ALKRES_INGEST_REFERENCE_KNOWN_GENES_H

#include "core/variant/contig.h"

/* Fill in what they know of a stretch where bases are N. */
extern void alkres_known_genes_fill(const AlkresContig *contig, uint32_t position, uint32_t length,
									char *bases);
/* Throw 22P04 where the bases of a FASTA file (path) are others than theirs, more often than
 * individuals differ. */
extern void alkres_known_genes_compare(const AlkresContig *contig, uint32_t position,
									   uint32_t length, const char *bases, const char *path);

#endif
