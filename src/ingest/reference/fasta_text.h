/*
 * fasta_text.h: the sequences of a FASTA text that a client sends, whole in memory: those of
 * contigs, or of stretches of them as "samtools faidx" writes them (>chr2:29192774-29921566).
 *
 * Functions here throw (ereport).
 */
#ifndef ALKRES_INGEST_REFERENCE_FASTA_TEXT_H
#define ALKRES_INGEST_REFERENCE_FASTA_TEXT_H

#include "core/variant/contig.h"
#include "ingest/file/origin.h"

typedef struct AlkresFastaText AlkresFastaText;

/* Read all of it, as contigs of the assembly.  22P04 for what is no FASTA text. */
extern AlkresFastaText *alkres_fasta_text_read(const AlkresOrigin *origin, const char *assembly);
/* An AlkresBaseAt of the text: N for all but ACGT; 0 where it has none. */
extern char alkres_fasta_text_base(void *text, const AlkresContig *contig, int64_t position);

#endif
