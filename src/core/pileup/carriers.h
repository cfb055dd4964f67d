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
#include "core/variant/change.h"

/* At most so many unchanged bases lie between changes that are one, where one of them is an
 * insertion, a deletion or a replacement: an aligner that spreads a replacement over several finds
 * equal bases between them by chance. */
#define ALKRES_JOIN_GAP 6

/* So many bases behind an insertion, deletion or replacement an aligner needs at the least to write
 * it; with fewer it writes bases that differ, or clips. */
#define ALKRES_ENDING_REACH 10

/* Is a change neither a substitution nor the insertion or deletion of one stretch? */
static inline bool
alkres_is_replacement(size_t ref_length, size_t alt_length)
{
	return ref_length != alt_length && ref_length > 1 && alt_length > 1;
}

extern void alkres_records_sort(AlkresRecord *records, uint32_t count);
/* Is a molecule among records that are sorted by it? */
extern bool alkres_records_hold(const AlkresRecord *records, uint32_t count,
								const AlkresRecord *molecule);

/*
 * The number of molecules in both of two sorted lists; common, when not NULL, receives for each of
 * them the record that was read worse.
 */
extern uint32_t alkres_records_shared(const AlkresRecord *a, uint32_t a_count,
									  const AlkresRecord *b, uint32_t b_count,
									  AlkresRecord *common);

/* An allele as a change; its positions are offsets. */
extern AlkresChange alkres_allele_change(const AlkresAllele *allele);

/* Changes that one molecule carries and that are looked at as one. */
#define ALKRES_WHOLE_PARTS 16

/* A molecule that carries an allele as several changes. */
typedef struct AlkresCarrier
{
	AlkresRecord record; /* of the one that was read worst */
	uint32_t count;
	uint32_t part[ALKRES_WHOLE_PARTS]; /* numbers of their alleles (alkres_pileup_allele),
										  from left to right */
} AlkresCarrier;

/*
 * The molecules whose haplotype is an allele though their alignment has it in pieces: two changes
 * or more that follow one another on the molecule and, made together, are the allele
 * (alkres_changes_join).  Sorted by molecule, from alkres_alloc.  *unknown: an allele that is too
 * frequent to have records could be a piece, so that more molecules may be such.
 */
extern AlkresCarrier *alkres_carriers_apart(const AlkresPileup *pileup, const AlkresChange *whole,
											uint32_t *count, bool *unknown);

/*
 * The molecules whose haplotype is an allele, however it is written: those that carry every change
 * of one of as many bases, and alkres_carriers_apart.  Sorted by molecule, from alkres_alloc; NULL
 * when that cannot be told, because a part is too frequent to have records.
 */
extern AlkresRecord *alkres_carriers(const AlkresPileup *pileup, int offset, const char *ref,
									 size_t ref_length, const char *alt, size_t alt_length,
									 uint32_t *count);

#endif
