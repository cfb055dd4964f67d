/* mates.h: what the mates of one fragment say together, of the reference (doc/molecules.md, section
 * 4). */
#ifndef ALKRES_INGEST_COUNT_MATES_H
#define ALKRES_INGEST_COUNT_MATES_H

#include "ingest/count/counts.h"
#include "ingest/read/wide.h"

/* Two independent reads of one fragment do not make its base surer than this. */
#define ALKRES_MATES_QUALITY_MAX 60

/* What mates say together that say the same; both hold 1 more than the quality, at most 94. */
static inline uint8_t
alkres_join_said(uint8_t a, uint8_t b)
{
	uint8_t more = a > b ? a : b;
	uint8_t sum = (uint8_t) (a + b - 1);

	sum = sum > ALKRES_MATES_QUALITY_MAX + 1 ? ALKRES_MATES_QUALITY_MAX + 1 : sum;
	return sum > more ? sum : more;
}

/* Join what mates say at ALKRES_WIDE places, without a branch: the compiler makes wide
 * operations of it. */
static inline void
alkres_join_wide(uint8_t *restrict codes, const uint8_t *restrict said,
				 const uint8_t *restrict mate)
{
	for (int i = 0; i < ALKRES_WIDE; i++)
	{
		uint8_t a = said[i], b = mate[i];
		uint8_t more = a > b ? a : b, sum = (uint8_t) (a + b - 1); /* as in alkres_join_said */
		uint8_t both = a == 0 || b == 0 ? 0 : UINT8_MAX;

		sum = sum > ALKRES_MATES_QUALITY_MAX + 1 ? ALKRES_MATES_QUALITY_MAX + 1 : sum;
		sum &= both;
		codes[i] = (sum > more ? sum : more) | (both & ALKRES_CODE_MATES);
	}
}

/* Copy a stretch, and perhaps more behind it. */
static inline void
alkres_copy_wide(uint8_t *out, const uint8_t *said, int length)
{
	for (int at = 0; at < length; at += ALKRES_WIDE)
		alkres_wide_store(out + at, alkres_wide_load(said + at));
}

/* What one mate says of so many places, from one that is counted from the first of both. */
typedef struct AlkresMateSaid
{
	const uint8_t *said;
	int first;
	int last;
} AlkresMateSaid;

/* Join mates that overlap or touch; codes: of the first place of both.  More is written behind the
 * last one. */
static inline void
alkres_join_mates(uint8_t *codes, AlkresMateSaid a, AlkresMateSaid b)
{
	int end = Min(a.last, b.last);
	AlkresMateSaid longer;

	if (b.first < a.first)
	{
		AlkresMateSaid left = b;

		b = a;
		a = left;
	}
	alkres_copy_wide(codes + a.first, a.said, b.first - a.first);
	for (int at = b.first; at <= end; at += ALKRES_WIDE)
		alkres_join_wide(codes + at, a.said + (at - a.first), b.said + (at - b.first));
	longer = a.last > b.last ? a : b;
	alkres_copy_wide(codes + end + 1, longer.said + (end + 1 - longer.first), longer.last - end);
}

#endif
