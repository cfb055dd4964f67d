/*
 * fasta.h: reference bases from a FASTA file on the server, plain or compressed by bgzip.
 *
 * Beside it an index (.fai, for a compressed file also .gzi) tells where its sequences lie; then
 * only what is asked for is read, and what the index says is checked there.  A plain file without
 * one is walked through once, as far as the contigs asked for need it.  Lines of a sequence must be
 * of equal length, as in every file that "samtools faidx" takes.
 *
 * htslib's faidx does not do this: it opens files by name, makes an index where there is none,
 * takes what an index says on trust, and its walk through a file cannot be cancelled.
 */
#ifndef ALKRES_INGEST_REFERENCE_FASTA_H
#define ALKRES_INGEST_REFERENCE_FASTA_H

#include "postgres.h"

#include "common/cryptohash.h"

#include "core/variant/contig.h"
#include "hts/bam_reader.h"

typedef struct AlkresFasta AlkresFasta;

/*
 * Open; the file is closed when the current memory context is reset.  Its sequences are taken as
 * contigs of the assembly.  Throws as alkres_open_server_file, and 22P04 for a file that is no
 * FASTA text or an index that is none.
 */
extern AlkresFasta *alkres_fasta_open(const char *path, const char *assembly);

/*
 * Fill out with length bases (ACGT, N for the rest and beyond the end) from a 1-based position on.
 * Here and below, a contig that the file does not have, an index that lies, and a byte that no
 * sequence has are 22P04.
 */
extern void alkres_fasta_fetch(AlkresFasta *fasta, const AlkresContig *contig, uint32_t position,
							   uint32_t length, char *out);
/* How many of the letters fetched so far stand for several bases (IUPAC's codes, N aside). */
extern uint64_t alkres_fasta_ambiguous(const AlkresFasta *fasta);
/* How many bases a contig has. */
extern int64_t alkres_fasta_length(AlkresFasta *fasta, const AlkresContig *contig);

/* The contig of a number, valid until the next call; NULL when it has a name that none can have. */
typedef const AlkresContig *(*AlkresContigNamer)(void *context, int number);

/* Where the file holds each of the contigs 0 to count - 1; length 0 where it does not. */
extern void alkres_fasta_places(AlkresFasta *fasta, int count, AlkresContigNamer contig,
								void *context, AlkresReferencePlace *places);

/*
 * The content of a compressed file's index of blocks (.gzi), *length bytes, for htslib: the whole
 * file is decompressed to check it.  NULL for a plain file.
 */
extern const void *alkres_fasta_blocks(AlkresFasta *fasta, size_t *length);

/* A digest of a contig's letters, in upper case, of size bytes. */
extern void alkres_fasta_digest(AlkresFasta *fasta, const AlkresContig *contig,
								pg_cryptohash_type type, uint8 *sum, size_t size);

/*
 * The MD5 of a contig's letters, in upper case, as the M5 tag of a header has it: 32 hexadecimal
 * digits and a NUL.
 */
extern void alkres_fasta_md5(AlkresFasta *fasta, const AlkresContig *contig, char *out);

/* One base, N for all but ACGT; 0 where the contig has none. */
extern char alkres_fasta_base(AlkresFasta *fasta, const AlkresContig *contig, int64_t position);

#endif
