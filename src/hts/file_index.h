/*
 * file_index.h: the content of an index beside a file that is compressed by BGZF: BAI, CSI or TBI.
 *
 * It says where in the file the records of a stretch of a contig lie.  htslib would open it by its
 * name and believe it; here it is read from memory and checked as far as it can be by itself: each
 * place lies in the file, and the places of a contig leave no gap, so that a part that was left out
 * is noticed.  Whether it is this file's is for those to find out who read the file.  All is
 * malloc'ed and released by alkres_index_free; errors are codes.
 */
#ifndef ALKRES_HTS_FILE_INDEX_H
#define ALKRES_HTS_FILE_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"

typedef struct AlkresFileIndex AlkresFileIndex;

/* Virtual offsets, as BGZF has them: offset of a block << 16 | offset in its content. */
typedef struct AlkresFilePart
{
	uint64_t begin;
	uint64_t end; /* behind its last record; UINT64_MAX when that is not known */
} AlkresFilePart;

/*
 * The index with this content, of a file of so many bytes.  Compressed (CSI, TBI) it may have at
 * most limit bytes.  NULL with *error: ALKRES_BAD_FILE when it is none or broken or another
 * file's, ALKRES_LIMIT, ALKRES_MEMORY; the message is about "the index".
 */
extern AlkresFileIndex *alkres_index_read(const void *bytes, size_t length, int64_t file_size,
										  size_t limit, AlkresError *error);
/* NULL is allowed. */
extern void alkres_index_free(AlkresFileIndex *index);

/* Contigs it knows, fewer than the file has when the last ones have no records. */
extern int alkres_index_contigs(const AlkresFileIndex *index);
/* What stands between its head and the contigs: of TBI the names, from its field format on. */
extern const uint8_t *alkres_index_extra(const AlkresFileIndex *index, size_t *length);
/* The records of the file, those on a contig that are aligned, and all; false when it does not say
 * so of every contig. */
extern bool alkres_index_counts(const AlkresFileIndex *index, uint64_t *aligned, uint64_t *records);

/* Behind the last record that has a contig; 0 when none has. */
extern uint64_t alkres_index_end(const AlkresFileIndex *index);

/*
 * Where to read the records that overlap positions first to last (1-based) of a contig: parts in
 * the order of the file that do not overlap, malloc'ed, and a last one, which begins where the
 * first record may lie that is behind them.  Returns how many, 0 when the index says nothing, -1
 * with *error.
 */
extern int alkres_index_parts(AlkresFileIndex *index, int contig, uint32_t first, uint32_t last,
							  AlkresFilePart **parts, AlkresError *error);

#endif
