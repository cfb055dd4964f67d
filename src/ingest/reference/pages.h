/*
 * pages.h: the reference under the reads that are being counted, as MD tags or a FASTA
 * file tell it.
 *
 * A page is the reference of one block.  Everything lives in the memory context that was current at
 * alkres_pages_new; positions are 1-based.
 */
#ifndef ALKRES_INGEST_REFERENCE_PAGES_H
#define ALKRES_INGEST_REFERENCE_PAGES_H

#include "core/variant/contig.h"

/* Fills length reference bases (ACGTN) from a 1-based position of a contig on; for FASTA. */
typedef void (*AlkresReferenceSource)(void *context, const AlkresContig *contig, uint32_t position,
									  uint32_t length, char *out);

typedef struct AlkresPages AlkresPages;

/* source: NULL when only MD tags tell. */
extern AlkresPages *alkres_pages_new(AlkresReferenceSource source, void *source_context);
/* Go to a contig; the pages of the one before are dropped. */
extern void alkres_pages_contig(AlkresPages *pages, const AlkresContig *contig);
/* Drop the pages of the blocks with numbers under limit. */
extern void alkres_pages_drop(AlkresPages *pages, uint32_t limit);

/* Tell reference bases of an MD tag; one that differs from what is known is an error (22P04). */
extern void alkres_pages_tell(AlkresPages *pages, uint32_t position, const char *bases,
							  uint32_t length);
/* The reference bases as they are known so far, N where not; an unknown page is made or left out
 * (then its part of bases is left as it is). */
extern void alkres_pages_get(AlkresPages *pages, uint32_t position, char *bases, uint32_t length,
							 bool make);
/* Those of a block, ALKRES_BLOCK_SIZE bases; NULL when none is known. */
extern const char *alkres_pages_bases(AlkresPages *pages, uint32_t block);
/* Is the reference from a position on known, and the same as the bases of a read from index first
 * on?  sequence: as BAM has it, 4 bits a base. */
extern bool alkres_pages_equal(AlkresPages *pages, uint32_t position, const uint8_t *sequence,
							   uint32_t first, uint32_t length);
/*
 * Guesses: where a source does not know the reference, the first letter that a read shows there
 * stands for it while reads are counted, since nearly all others show the same.  It is never taken
 * for the reference.
 */

/* Take the letters of a read, aligned from a position on, where none was taken before; true when a
 * page under it has bases that the source does not know. */
extern bool alkres_pages_guess(AlkresPages *pages, uint32_t position, const char *letters,
							   uint32_t length);
/* As alkres_pages_get, pages made, with guesses. */
extern void alkres_pages_get_letters(AlkresPages *pages, uint32_t position, char *letters,
									 uint32_t length);
/* As alkres_pages_bases, with guesses; sixteen more bytes can be read. */
extern const char *alkres_pages_letters(AlkresPages *pages, uint32_t block);
/* The bases of a block of which the source does not know some; else NULL. */
extern const char *alkres_pages_guessed(AlkresPages *pages, uint32_t block);

/* The base at a position; false when it is not known. */
extern bool alkres_pages_letter(AlkresPages *pages, uint32_t position, char *letter);

#endif
