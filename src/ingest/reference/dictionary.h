/* dictionary.h: the dictionary (.dict) that Picard and "samtools dict" write beside a FASTA
 * file. */
#ifndef ALKRES_INGEST_REFERENCE_DICTIONARY_H
#define ALKRES_INGEST_REFERENCE_DICTIONARY_H

#include "postgres.h"

#include "core/variant/contig.h"

/*
 * The checksum (M5) that the dictionary beside a FASTA file has of a contig of that length: 32
 * digits, with the path that it was read from.  NULL where there is no dictionary, or it is older
 * than the file, does not name the contig, or gives it another length.
 */
extern char *alkres_dictionary_md5(const char *fasta, const AlkresContig *contig, int64 length,
								   char **dictionary);

#endif
