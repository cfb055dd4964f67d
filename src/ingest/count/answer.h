/* answer.h: what a molecule, or one strand of it, says at one position, and where that is counted.
 */
#ifndef ALKRES_INGEST_COUNT_ANSWER_H
#define ALKRES_INGEST_COUNT_ANSWER_H

#include "ingest/count/molecule.h"
#include "ingest/count/row.h"

typedef struct AlkresAnswer
{
	char symbol; /* as in AlkresSaying */
	uint8_t class_code;
	uint8_t quality;
	uint8_t orientation;
} AlkresAnswer;

/* The place among the counts of an answer that is the reference. */
static inline uint8_t
alkres_answer_place(const AlkresAnswer *answer)
{
	return (uint8_t) ALKRES_CELL_PLACE(
		alkres_cell(answer->class_code, answer->orientation, alkres_quality_bin(answer->quality)));
}

/* Count an answer that is not the reference; direction: of the reads that say it. */
extern void alkres_answer_add_other(const AlkresMolecule *molecule, AlkresBlock *block, int offset,
									char reference, const AlkresAnswer *answer,
									const AlkresDirection *direction);
/* Count the bases of a fragment's row that say nothing. */
extern void alkres_answer_count_dropped(AlkresBlock *block, const AlkresRow *row);

/* The reference at an offset of a block; page: NULL when it is not known. */
static inline char
alkres_answer_reference(const char *page, int offset)
{
	return page != NULL ? page[offset] : 'N';
}

#endif
