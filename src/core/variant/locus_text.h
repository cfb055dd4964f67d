/* locus_text.h: the pieces that the text forms of variant and region share: spans, positions,
 * contigs. */
#ifndef ALKRES_CORE_VARIANT_LOCUS_TEXT_H
#define ALKRES_CORE_VARIANT_LOCUS_TEXT_H

#include "core/variant/contig.h"

/* A stretch of somebody else's text. */
typedef struct AlkresText
{
	const char *start;
	size_t length;
} AlkresText;

/* Without the white space around it. */
extern AlkresText alkres_text_trim(const char *start, size_t length);
/* Split at the last separator; false when there is none. */
extern bool alkres_text_split_last(AlkresText text, char separator, AlkresText *before,
								   AlkresText *after);
/* A number of decimal digits (with commas between them, if allowed), at most 12 digits. */
extern bool alkres_text_position(AlkresText text, bool commas, int64_t *position);
/* Take such a number, without commas, off the front. */
extern bool alkres_text_take_number(AlkresText *text, int64_t *number);
/*
 * "GRCh38:chr2" or "chr2" with a default assembly (may be NULL or empty) or an accession.
 * type and whole are for the error: which type's literal names no assembly.
 */
extern bool alkres_text_contig(AlkresContig *contig, AlkresText text, const char *default_assembly,
							   const char *type, const char *whole, AlkresError *error);

#endif
