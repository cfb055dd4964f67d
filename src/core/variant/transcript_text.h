/* transcript_text.h: a variant by its place in a shipped transcript: HGVS c. */
#ifndef ALKRES_CORE_VARIANT_TRANSCRIPT_TEXT_H
#define ALKRES_CORE_VARIANT_TRANSCRIPT_TEXT_H

#include "core/variant/locus_text.h"
#include "core/variant/variant.h"

/* Split "NM_004304.5:c.3586C>A" at ":c.", behind which no other colon may be; false when there is
 * none. */
extern bool alkres_transcript_split(AlkresText whole, AlkresText *place, AlkresText *change);

/*
 * The variant, on the plus strand.  place: an accession of the gene models, maybe with its gene in
 * parentheses behind it and an assembly before it; change: what stands behind "c.", positions in
 * coding bases, in introns with an offset from the nearest one (3451-2).  The reference base is
 * checked where the model knows it.  Bases that change leaves out come from the model, else from
 * base_at.  Errors (0A000): another transcript, a place beyond the model's blocks; another version
 * of a transcript where no base shows that it numbers alike; an assembly but GRCh37 and GRCh38.
 */
extern bool alkres_transcript_parse(AlkresVariant *variant, AlkresText place, AlkresText change,
									const char *text, const char *default_assembly,
									AlkresBaseAt base_at, void *source, AlkresError *error);

#endif
