/*
 * fasta_text.h: sequences that stand in another file (GFF3), whole in memory: those of contigs, or
 * of stretches of them as "samtools faidx" writes them (>chr2:29192774-29921566).
 *
 * Functions here throw (ereport).
 */
#ifndef ALKRES_INGEST_REFERENCE_FASTA_TEXT_H
#define ALKRES_INGEST_REFERENCE_FASTA_TEXT_H

#include "core/variant/contig.h"
#include "ingest/file/origin.h"

typedef struct AlkresFastaText AlkresFastaText;

/* None yet; contigs are of the assembly.  The file names itself in messages. */
extern AlkresFastaText *alkres_fasta_text_begin(const AlkresOriginFile *file, const char *assembly);
/* Take a line, which is changed; 22P04 for what is no FASTA text. */
extern void alkres_fasta_text_line(AlkresFastaText *text, char *line, uint64 number);
/* An AlkresBaseAt of the text: N for all but ACGT; 0 where it has none. */
extern char alkres_fasta_text_base(void *text, const AlkresContig *contig, int64_t position);

#endif
