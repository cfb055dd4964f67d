/* row.h: what one fragment says over one block (doc/molecules.md, section 4). */
#ifndef ALKRES_INGEST_COUNT_ROW_H
#define ALKRES_INGEST_COUNT_ROW_H

#include "core/pileup/pileup.h"
#include "ingest/count/mates.h"
#include "ingest/read/fragment.h"
#include "ingest/read/wide.h"

/* The mates disagree. */
#define ALKRES_SYMBOL_DISCORDANT 'x'
/* The base of the reference. */
#define ALKRES_SYMBOL_REFERENCE '='

/* What a fragment says at one position. */
typedef struct AlkresSaying
{
	uint16_t offset;   /* in the block */
	char symbol;       /* A, C, G, T, ALKRES_BASE_DELETED or one of the above; 0 nothing */
	uint8_t code;      /* with ALKRES_CODE_MATES */
	uint8_t read_said; /* of the better read */
	uint8_t class_code;
	bool reverse; /* of the better read, the first of equals */
	bool tied;    /* both mates say it equally well, in opposite directions */
} AlkresSaying;

/* Codes of a block, with room for what is looked at sixteen at a time. */
#define ALKRES_ROW_ROOM (ALKRES_BLOCK_SIZE + 2 * ALKRES_WIDE)

typedef struct AlkresRow
{
	int first; /* offsets it may speak at; first > last: none */
	int last;
	bool full;      /* no code between them is 0 */
	bool has_mates; /* a code has ALKRES_CODE_MATES */
	/* Between them: where it says the reference, 0 elsewhere.  ALKRES_WIDE zeros follow.  The
	 * caller's room of ALKRES_ROW_ROOM. */
	uint8_t *codes;
	uint8_t classes[ALKRES_BLOCK_SIZE]; /* of consensus reads */
	AlkresSaying others[ALKRES_BLOCK_SIZE];
	int other_count;
	/* What is in codes of a position at which a mate has a difference. */
	AlkresSaying mended[ALKRES_BLOCK_SIZE];
	int mended_count;
	uint32_t poor;      /* bases that say nothing */
	uint32_t ambiguous; /* bases N */
} AlkresRow;

/* The first block from block number from on that an aligned stretch of the fragment touches,
 * UINT32_MAX when there is none. */
extern uint32_t alkres_fragment_next_block(const AlkresFragment *fragment, uint32_t from);
/* Fill the row, whose codes the caller has set, for a block; page: the reference there or letters
 * that stand for it (reference/pages.h), NULL when it is not known. */
extern void alkres_row_fill(AlkresRow *row, const AlkresFragment *fragment, uint32_t block,
							const char *page);
/* Which read says what a row's codes say, at each offset of the block. */
typedef struct AlkresSpeakers
{
	uint8_t said[ALKRES_ROW_ROOM];    /* by the better read */
	uint8_t reverse[ALKRES_ROW_ROOM]; /* 0xff: a reverse one */
	uint8_t tied[ALKRES_ROW_ROOM];    /* 0xff: as AlkresSaying says */
} AlkresSpeakers;

/* Fill them for a row that was filled with the same arguments. */
extern void alkres_row_speakers(const AlkresRow *row, const AlkresFragment *fragment,
								uint32_t block, AlkresSpeakers *speakers);
/* The code of what the fragment says at a position whose reference base is given. */
extern uint8_t alkres_fragment_code(const AlkresFragment *fragment, uint32_t position,
									char reference);

#endif
