/* allele.h: what an allele's bases and a position may be. */
#ifndef ALKRES_CORE_VARIANT_ALLELE_H
#define ALKRES_CORE_VARIANT_ALLELE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"

/* Longest ref or alt. */
#define ALKRES_ALLELE_MAX 100000

/* Check an allele of bases, in upper case: in place when it is already, else in memory of its
 * own. */
extern bool alkres_allele_check(const char **allele, size_t length, const char *which,
								AlkresError *error);
/* Is it 1 to ALKRES_POSITION_MAX? */
extern bool alkres_position_check(int64_t position, AlkresError *error);

#endif
