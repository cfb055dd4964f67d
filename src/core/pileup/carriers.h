/*
 * carriers.h: the molecules that carry an allele, as its records, sorted by molecule.
 *
 * An allele is told by its first base's offset in the block and its bases, as a pileup has them.
 */
#ifndef ALKRES_CORE_PILEUP_CARRIERS_H
#define ALKRES_CORE_PILEUP_CARRIERS_H

#include <stddef.h>
#include <stdint.h>

#include "core/pileup/pileup.h"

extern void alkres_records_sort(AlkresRecord *records, uint32_t count);

/*
 * The number of molecules in both of two sorted lists; common, when not NULL, receives for each of
 * them the record that was read worse.
 */
extern uint32_t alkres_records_shared(const AlkresRecord *a, uint32_t a_count,
									  const AlkresRecord *b, uint32_t b_count,
									  AlkresRecord *common);

/*
 * The molecules that carry every change of an allele, sorted by molecule, from alkres_alloc; NULL
 * when one of its parts is too frequent to have records.
 */
extern AlkresRecord *alkres_carriers(const AlkresPileup *pileup, int offset, const char *ref,
									 size_t ref_length, const char *alt, size_t alt_length,
									 uint32_t *count);

#endif
