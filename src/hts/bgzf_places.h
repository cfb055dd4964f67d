/*
 * bgzf_places.h: records of a file that is compressed by BGZF at places that an index names.
 *
 * A place is a virtual offset: offset of a block << 16 | offset in its content.  What an index says
 * is proven here: by the record in front of the place.
 */
#ifndef ALKRES_HTS_BGZF_PLACES_H
#define ALKRES_HTS_BGZF_PLACES_H

#include "core/base/error.h"
#include "hts/hts_guard.h"

/* Blocks of BGZF are not larger, packed or not; their head. */
#define ALKRES_BLOCK_MAX 65536
#define ALKRES_BLOCK_HEAD 18

/* Where a record begins; contig -1, of reads without one, comes last. */
typedef struct AlkresRecordPlace
{
	int32_t contig;
	int64_t position; /* 0-based */
} AlkresRecordPlace;

/* What records of a kind of file look like. */
typedef struct AlkresRecordForm
{
	/* The record that ends with these bytes, which may begin within another one; false when none
	 * is sure to. */
	bool (*find_last)(const void *context, const uint8_t *bytes, size_t length,
					  AlkresRecordPlace *last);
	const void *context;
} AlkresRecordForm;

/* The size of a record of a binary form that can stand here, with so many bytes left, and where
 * it begins; or 0. */
typedef size_t (*AlkresLookAtRecord)(const void *context, const uint8_t *at, size_t left,
									 AlkresRecordPlace *begins);

/* Does a place of the genome lie before another? */
static inline bool
alkres_lies_before(AlkresRecordPlace place, AlkresRecordPlace other)
{
	return place.contig != other.contig ? (uint32_t) place.contig < (uint32_t) other.contig
										: place.position < other.position;
}

/* Where the block ends that begins here, as its head says; 0 when none begins here. */
extern size_t alkres_bgzf_block_size(const uint8_t *head);

/* Do records follow one another from here, in order, up to the end of the bytes, or so many?  The
 * last one. */
extern bool alkres_follow_records(AlkresLookAtRecord look, const void *context, const uint8_t *at,
								  const uint8_t *end, int most, AlkresRecordPlace *last);
/* For find_last: the last of records that follow one another up to the end from anywhere on. */
extern bool alkres_find_last(AlkresLookAtRecord look, const void *context, const uint8_t *bytes,
							 size_t length, size_t least, AlkresRecordPlace *last);

/* Find the record that ends at a place, by the blocks before; false when none is found, or with
 * ALKRES_MEMORY. */
extern bool alkres_find_record_before(BGZF *file, uint64_t place, const AlkresRecordForm *form,
									  AlkresRecordPlace *last, AlkresError *error);
/*
 * Go to a place of a file of so many bytes, if the record in front of it is proven to lie before
 * first: 1; 0 when it is not, and -1 with ALKRES_MEMORY, and the file is anywhere.
 */
extern int alkres_go_to_place(BGZF *file, int64_t size, uint64_t place,
							  const AlkresRecordForm *form, AlkresRecordPlace first,
							  AlkresError *error);

#endif
