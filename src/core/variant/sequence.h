/*
 * sequence.h: reference bases one at a time, and those that are compiled in.
 *
 * Compiled in: the exons of the ALK model with their flanks (core/gene/alk_model.h), on GRCh37 and
 * GRCh38.  What is known here decides which literals are read and how far the one-argument
 * left_align moves an indel, and both stand in indexes: from 1.0 on it must not grow or shrink.
 */
#ifndef ALKRES_CORE_VARIANT_SEQUENCE_H
#define ALKRES_CORE_VARIANT_SEQUENCE_H

#include "core/variant/contig.h"

/* The plus-strand base at a 1-based position, upper case; 0 where the source does not know it. */
typedef char (*AlkresBaseAt)(void *source, const AlkresContig *contig, int64_t position);

/* An AlkresBaseAt of the compiled-in sequence; source is not used. */
extern char alkres_compiled_base(void *source, const AlkresContig *contig, int64_t position);

/*
 * Do the alleles' reference bases agree with those the source knows (N agrees with all)?  False
 * with *error (22023) that names the first that does not.
 */
extern bool alkres_bases_check(const AlkresContig *contig, int64_t position, const char *bases,
							   size_t length, AlkresBaseAt base_at, void *source,
							   AlkresError *error);

#endif
