/*
 * assembly_typmod.h: variant(GRCh38), region(GRCh37): the type modifier of a column.
 *
 * It checks and does nothing else: PostgreSQL gives it to input only now and then, so that it
 * cannot supply an assembly; the length-coercion cast looks at every value that is stored.
 */
#ifndef ALKRES_TYPE_ASSEMBLY_TYPMOD_H
#define ALKRES_TYPE_ASSEMBLY_TYPMOD_H

#include "fmgr.h"

#include "core/variant/contig.h"

/* Does the modifier (-1 for none) allow this contig?  False with *error (22023), type for it. */
extern bool alkres_assembly_allowed(const AlkresContig *contig, int32 typmod, const char *type,
									AlkresError *error);

/* "GRCh38", or NULL for -1, no modifier, and for what is none. */
extern const char *alkres_assembly_typmod_name(int32 typmod);

#endif
