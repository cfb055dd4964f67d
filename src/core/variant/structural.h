/* structural.h: the structural kinds of variant: <DEL>, <DUP>, <CNV> and breakends. */
#ifndef ALKRES_CORE_VARIANT_STRUCTURAL_H
#define ALKRES_CORE_VARIANT_STRUCTURAL_H

#include "core/variant/variant.h"

/* As alkres_variant_set for <DEL>, <DUP>, <CNV>: one reference base at position, the event ends
 * with end. */
extern bool alkres_variant_set_symbolic(AlkresVariant *variant, const AlkresContig *contig,
										int64_t position, const char *ref, size_t ref_length,
										const char *alt, size_t alt_length, int64_t end,
										AlkresError *error);

/* Fill a breakend from its alt as in VCF: G]chr5:123]. */
extern bool alkres_breakend_set(AlkresVariant *variant, const AlkresContig *contig,
								int64_t position, const char *ref, size_t ref_length,
								const char *alt, size_t alt_length, AlkresError *error);

/* Write a breakend's alt anew from mate, mate_position, join and joined, in memory from
 * alkres_alloc. */
extern void alkres_breakend_write(AlkresVariant *variant);

/* The stored form of structural kinds: whole, and what stands behind the contig's head. */
extern uint8_t *alkres_structural_encode(const AlkresVariant *variant, size_t *length);
extern bool alkres_structural_decode(AlkresVariant *variant, const AlkresContig *contig,
									 const uint8_t *bytes, size_t length, AlkresError *error);

#endif
