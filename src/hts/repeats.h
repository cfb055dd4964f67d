/*
 * repeats.h: records that stand twice in one file, as where a file was merged with itself.
 *
 * Records at one place are told apart by a hash of name, numbers and samples of the rest.  Where
 * names tell nothing, because different reads of one kind bear the same one after the other, or a
 * record comes three times in a row, equal records may be different reads, and nothing is said of
 * that file any more.
 */
#ifndef ALKRES_HTS_REPEATS_H
#define ALKRES_HTS_REPEATS_H

#include <stdbool.h>
#include <stdint.h>

#include "hts/hts_guard.h"

typedef struct AlkresRepeats AlkresRepeats;

/* A record that stands twice, when it is sure. */
typedef struct AlkresRepeat
{
	uint64_t number; /* of the record in the file */
	int32_t contig;
	uint32_t position; /* 1-based */
	char name[256];
} AlkresRepeat;

/* malloc'ed; NULL when there is no memory: then nothing is ever said. */
extern AlkresRepeats *alkres_repeats_new(void);
/* NULL is allowed, here and below. */
extern void alkres_repeats_free(AlkresRepeats *repeats);
/* Look at the next record of the file, by its number; NULL: the file is over.  The record that
 * stands twice, which is sure with the one behind it, or NULL. */
extern const AlkresRepeat *alkres_repeats_look(AlkresRepeats *repeats, const bam1_t *record,
											   uint64_t number);

#endif
