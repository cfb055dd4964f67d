/*
 * contig.h: which sequence a coordinate lies on: an assembly and a contig of it.
 *
 * An assembly is never guessed.  GRCh37 (also hg19, b37) and GRCh38 (also hg38; assembly.h has all
 * names) have fixed codes, and their chromosomes 1-22, X, Y, M the codes 1-25 ("2", "chr2", "Chr2",
 * NC_000002.12 and CM000664.2 are the same contig, written chr2).  Every other assembly or contig
 * is kept by its name, byte for byte.
 */
#ifndef ALKRES_CORE_VARIANT_CONTIG_H
#define ALKRES_CORE_VARIANT_CONTIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/variant/assembly.h"

#define ALKRES_CONTIG_LAST ALKRES_CHROMOSOMES
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
 * character, or is the accession of a chromosome of another assembly. */
extern bool alkres_contig_set(AlkresContig *contig, const char *assembly, size_t assembly_length,
							  const char *name, size_t name_length, AlkresError *error);
/* Are both the same sequence? */
/* A chromosome (1-25) of GRCh37 or GRCh38. */
extern void alkres_contig_set_chromosome(AlkresContig *contig, int assembly, int code);
extern bool alkres_contig_equal(const AlkresContig *a, const AlkresContig *b);
/* Set from the accession of a human chromosome (NC_000002.12, CM000664.2), which tells the assembly
 * too; false when it is none, or the mitochondrion's, which is that of both; no error. */
extern bool alkres_contig_from_accession(AlkresContig *contig, const char *text, size_t length);

/*
 * The head shared by the stored forms of variant and region: byte 0 holds assembly (2 bits) and
 * contig (6 bits), then the names that have no code, each with a terminating NUL.  Encode writes at
 * most 1 + 2 * ALKRES_NAME_SIZE bytes and returns how many; decode returns how many it read, 0 when
 * malformed.  Values of older versions may hold a name or accession that has a code today: decode
 * gives what it means, and is_stored_as tells whether encode would write these bytes.
 */
extern size_t alkres_contig_encode(const AlkresContig *contig, uint8_t *out);
extern size_t alkres_contig_decode(AlkresContig *contig, const uint8_t *bytes, size_t length);
extern bool alkres_contig_is_stored_as(const AlkresContig *contig, const uint8_t *bytes,
									   size_t length);

#endif
