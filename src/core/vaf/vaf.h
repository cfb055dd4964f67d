/* vaf.h: x molecules with an allele of n molecules seen: text, order. */
#ifndef ALKRES_CORE_VAF_VAF_H
#define ALKRES_CORE_VAF_VAF_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"

typedef struct AlkresVaf
{
	uint32_t alt;   /* at most depth */
	uint32_t depth; /* 0: nothing was seen, the fraction is unknown */
} AlkresVaf;

#define ALKRES_VAF_TEXT 24 /* bytes of "4294967295/4294967295" and its end */

/*
 * Parse "12/3456", blanks around the numbers allowed.  22P02 for anything else, with a hint for a
 * bare fraction; 22003 for a count of 2^32 or more.
 */
extern bool alkres_vaf_parse(const char *text, AlkresVaf *vaf, AlkresError *error);

/* From counts of any size, checked: code is that of a negative count or of alt > depth, 22003 for
 * 2^32 or more. */
extern bool alkres_vaf_make(int64_t alt, int64_t depth, AlkresErrorCode code, AlkresVaf *vaf,
							AlkresError *error);

/* The canonical text, which parse takes back. */
extern void alkres_vaf_format(AlkresVaf vaf, char buffer[ALKRES_VAF_TEXT]);

/* Molecules of both; 22003 when a count leaves 32 bits. */
extern bool alkres_vaf_add(AlkresVaf a, AlkresVaf b, AlkresVaf *sum, AlkresError *error);

/* By fraction, exactly; equal fractions by depth; 0/0 before everything.  0 only for identical
 * values. */
static inline int
alkres_vaf_compare(AlkresVaf a, AlkresVaf b)
{
	uint64_t left;
	uint64_t right;

	/* 0/0 has no fraction, and cross products with it would tie with everything. */
	if (a.depth == 0 || b.depth == 0)
		return (a.depth > 0) - (b.depth > 0);
	left = (uint64_t) a.alt * b.depth;
	right = (uint64_t) b.alt * a.depth;
	if (left != right)
		return left < right ? -1 : 1;
	return (a.depth > b.depth) - (a.depth < b.depth);
}

#endif
