/* listed.h: the substitutions that make a published resistance mutation of ALK. */
#ifndef ALKRES_CORE_CONSEQUENCE_LISTED_H
#define ALKRES_CORE_CONSEQUENCE_LISTED_H

#include <stddef.h>

#include "core/variant/variant.h"

typedef struct AlkresListedSubstitution
{
	int contig;   /* code of core/variant/contig.h */
	int position; /* on GRCh38, 1-based */
	int grch37_shift;
	char ref; /* plus strand */
	char alt;
} AlkresListedSubstitution;

/*
 * All of them: what alkres_classify makes of every substitution of the coding parts of ALK, asked
 * once a process.
 */
extern const AlkresListedSubstitution *alkres_listed_substitutions(size_t *count);
/* The position on a pileup's or variant's contig, 1-based; 0 when it is not that contig of GRCh37
 * or GRCh38. */
extern int alkres_listed_position(const AlkresListedSubstitution *listed,
								  const AlkresContig *contig);

#endif
