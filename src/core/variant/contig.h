/*
 * contig.h: which sequence a coordinate lies on: an assembly and a contig of it.
 *
 * An assembly is never guessed.  GRCh37 (also hg19) and GRCh38 (also hg38) have fixed codes, and
 * their chromosomes 1-22, X, Y, M the codes 1-25 ("2", "chr2", "Chr2" and "MT", "chrM" are the same
 * contig, written chr2 and chrM).  Every other assembly or contig is kept by its name, byte for
 * byte.
 */
#ifndef ALKRES_CORE_VARIANT_CONTIG_H
#define ALKRES_CORE_VARIANT_CONTIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"

#define ALKRES_ASSEMBLY_GRCH37 1
#define ALKRES_ASSEMBLY_GRCH38 2
#define ALKRES_ASSEMBLY_NAMED 3
#define ALKRES_CONTIG_LAST 25  /* chrM */
#define ALKRES_CONTIG_NAMED 63 /* its name stands in the value */
#define ALKRES_NAME_SIZE 128   /* longest assembly or contig name, with the terminator */

/* 1-based positions fit 28 bits as 0-based ones; the longest human chromosome has 249 million
 * bases. */
#define ALKRES_POSITION_MAX 268435456u

typedef struct AlkresContig
{
	uint8_t assembly;                     /* ALKRES_ASSEMBLY_* */
	uint8_t contig;                       /* 1-25 or ALKRES_CONTIG_NAMED */
	char assembly_name[ALKRES_NAME_SIZE]; /* canonical, always filled: GRCh38 */
	char contig_name[ALKRES_NAME_SIZE];   /* canonical, always filled: chr2 */
} AlkresContig;

/* Set from two names; false with *error (22P02) when a name is empty, too long or has a bad
 * character. */
extern bool alkres_contig_set(AlkresContig *contig, const char *assembly, size_t assembly_length,
							  const char *name, size_t name_length, AlkresError *error);
/* Are both the same sequence? */
extern bool alkres_contig_equal(const AlkresContig *a, const AlkresContig *b);
/* Set from a RefSeq accession of a human chromosome (NC_000002.12); false when it is none, no
 * error. */
extern bool alkres_contig_from_refseq(AlkresContig *contig, const char *text, size_t length);

/*
 * The head shared by the stored forms of variant and region: byte 0 holds assembly (2 bits) and
 * contig (6 bits), then the names that have no code, each with a terminating NUL.  Encode writes at
 * most 1 + 2 * ALKRES_NAME_SIZE bytes and returns how many; decode returns how many it read, 0 when
 * malformed.
 */
extern size_t alkres_contig_encode(const AlkresContig *contig, uint8_t *out);
extern size_t alkres_contig_decode(AlkresContig *contig, const uint8_t *bytes, size_t length);

#endif
