/* first_reads.h: the first reads of a file, kept until they have told where barcodes stand. */
#ifndef ALKRES_INGEST_READ_FIRST_READS_H
#define ALKRES_INGEST_READ_FIRST_READS_H

#include "core/variant/contig.h"
#include "ingest/read/barcode.h"

typedef struct AlkresFirstReads AlkresFirstReads;

/* In a child of the current memory context, which alkres_first_reads_free deletes. */
extern AlkresFirstReads *alkres_first_reads_new(void);
/* Keep a read; is_used: it tells.  True when there are enough. */
extern bool alkres_first_reads_add(AlkresFirstReads *first, const AlkresRead *read,
								   const AlkresContig *contig, bool is_used);
/* Where barcodes stand; a notice when they are all the same. */
extern AlkresUmi alkres_first_reads_decide(const AlkresFirstReads *first);
/* Take them out again, in their order; NULL behind the last. */
extern const AlkresRead *alkres_first_reads_next(AlkresFirstReads *first,
												 const AlkresContig **contig);
extern void alkres_first_reads_free(AlkresFirstReads *first);

#endif
