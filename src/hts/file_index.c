/* file_index.c: BAI, CSI and TBI, as the SAM, CSI and tabix specifications have them. */
#include "hts/file_index.h"

#include <stdlib.h>
#include <string.h>

#include "hts/bam_internal.h"
#include "hts/log.h"

/* What BAI and TBI have: bins of 16 kb at the finest of 6 levels. */
#define BAI_SHIFT 14
#define BAI_DEPTH 5
/* More levels than any position needs. */
#define DEPTH_MAX 9
/* Parts that lie so near one another in the file are read as one. */
#define NEAR ((uint64_t) 65536 << 16)

/* Records that lie together in the file, and are of one bin or of those within it. */
typedef struct Chunk
{
	uint64_t begin;
	uint64_t end;
	uint32_t bin;
} Chunk;

/* Of CSI: where the records of a bin begin, with those before it that reach into it. */
typedef struct Start
{
	uint32_t bin;
	uint64_t place;
} Start;

typedef struct Contig
{
	size_t at;           /* of its bins in the bytes */
	size_t bins;         /* the number of them */
	uint64_t first, end; /* of its records; end 0: it has none */
	uint64_t aligned, records;
	bool counted;
	Chunk *chunks; /* by their begin; NULL: not taken out yet */
	size_t chunk_count;
	Start *starts;     /* of CSI, by bin; as many as bins */
	size_t windows_at; /* of BAI: the first record of each 16 kb */
	size_t windows;
} Contig;

struct AlkresFileIndex
{
	uint8_t *bytes;
	size_t length;
	bool is_csi;
	int shift;
	int depth;
	size_t extra, extra_length;
	int64_t file_size;
	Contig *contigs;
	int count;
	bool has_unplaced;
	uint64_t unplaced;
};

typedef struct Cursor
{
	const AlkresFileIndex *index;
	size_t at;
	bool bad; /* it was too short */
} Cursor;

static bool
broken(AlkresError *error, const char *why)
{
	alkres_fail(error, ALKRES_BAD_FILE, "the index does not fit the file");
	return alkres_detail(error, "%s", why);
}

static uint32_t
take32(Cursor *cursor)
{
	if (cursor->bad || cursor->index->length - cursor->at < 4)
	{
		cursor->bad = true;
		return 0;
	}
	cursor->at += 4;
	return alkres_little32(cursor->index->bytes + cursor->at - 4);
}

static uint64_t
take64(Cursor *cursor)
{
	uint64_t low = take32(cursor);

	return low | (uint64_t) take32(cursor) << 32;
}

/* A number of things of so many bytes each at least, which must have room in what is left. */
static size_t
take_count(Cursor *cursor, size_t size)
{
	uint32_t count = take32(cursor);

	if (!cursor->bad && count > (cursor->index->length - cursor->at) / size)
		cursor->bad = true;
	return cursor->bad ? 0 : count;
}

static void
pass(Cursor *cursor, size_t length)
{
	if (cursor->bad || cursor->index->length - cursor->at < length)
		cursor->bad = true;
	else
		cursor->at += length;
}

/* The number of bins of all levels above one. */
static uint32_t
first_bin(int level)
{
	return ((UINT32_C(1) << 3 * level) - 1) / 7;
}

/* The bin that is none, but holds numbers of the contig. */
static uint32_t
counting_bin(const AlkresFileIndex *index)
{
	return first_bin(index->depth + 1) + 1;
}

/* The first position of a bin, 0-based, and the one behind its last. */
static void
bin_bounds(const AlkresFileIndex *index, uint32_t bin, int64_t *begin, int64_t *end)
{
	int level = 0, shift;

	while (level < index->depth && bin >= first_bin(level + 1))
		level++;
	shift = index->shift + 3 * (index->depth - level);
	*begin = (int64_t) (bin - first_bin(level)) << shift;
	*end = *begin + ((int64_t) 1 << shift);
}

static bool
is_in_file(const AlkresFileIndex *index, uint64_t place)
{
	return (int64_t) (place >> 16) < index->file_size;
}

/* Read past a bin: what it says of the contig's place and numbers. */
static bool
look_at_bin(Cursor *cursor, Contig *contig, AlkresError *error)
{
	const AlkresFileIndex *index = cursor->index;
	uint32_t bin = take32(cursor);
	size_t chunks;

	if (index->is_csi)
		take64(cursor);
	chunks = take_count(cursor, 16);
	if (cursor->bad || bin > counting_bin(index) ||
		(bin == counting_bin(index) && (chunks != 2 || contig->counted)))
		return broken(error, "It is truncated, or broken.");
	if (bin == counting_bin(index))
	{
		pass(cursor, 16);
		contig->aligned = take64(cursor);
		contig->records = contig->aligned + take64(cursor);
		contig->counted = true;
		return !cursor->bad || broken(error, "It is truncated.");
	}
	for (size_t i = 0; i < chunks; i++)
	{
		uint64_t begin = take64(cursor), end = take64(cursor);

		if (end <= begin || !is_in_file(index, end))
			return broken(error, "A place that it names is not in the file.");
		contig->first = contig->end == 0 || begin < contig->first ? begin : contig->first;
		contig->end = end > contig->end ? end : contig->end;
	}
	return true;
}

static bool
look_at_contig(Cursor *cursor, Contig *contig, AlkresError *error)
{
	/* A bin has 8 bytes at least. */
	contig->bins = take_count(cursor, 8);
	contig->at = cursor->at;
	for (size_t i = 0; i < contig->bins; i++)
		if (!look_at_bin(cursor, contig, error))
			return false;
	if (!cursor->index->is_csi)
	{
		contig->windows = take_count(cursor, 8);
		contig->windows_at = cursor->at;
		pass(cursor, 8 * contig->windows);
	}
	return !cursor->bad || broken(error, "It is truncated.");
}

/* The head of each kind, up to the number of contigs, which is returned. */
static size_t
take_head(AlkresFileIndex *index, Cursor *cursor)
{
	char kind = (char) index->bytes[0];
	size_t count;

	cursor->at = 4;
	index->shift = BAI_SHIFT;
	index->depth = BAI_DEPTH;
	index->is_csi = kind == 'C';
	if (index->is_csi)
	{
		index->shift = (int) take32(cursor);
		index->depth = (int) take32(cursor);
		if (index->shift < 1 || index->shift > 30 || index->depth < 1 || index->depth > DEPTH_MAX ||
			index->shift + 3 * index->depth > 60)
			cursor->bad = true;
		index->extra_length = take_count(cursor, 1);
		index->extra = cursor->at;
		pass(cursor, index->extra_length);
	}
	count = take_count(cursor, 4);
	if (kind == 'T')
	{
		uint32_t names;

		index->extra = cursor->at;
		pass(cursor, 24);
		names = take32(cursor);
		pass(cursor, names);
		index->extra_length = cursor->at - index->extra;
	}
	return cursor->bad ? 0 : count;
}

/* Look through all of the index once. */
static bool
look_through(AlkresFileIndex *index, AlkresError *error)
{
	Cursor cursor = {.index = index};
	size_t count = take_head(index, &cursor);
	const Contig *before = NULL;

	if (cursor.bad || count > ALKRES_BAM_CONTIGS_MAX)
		return broken(error, "Its head is broken.");
	index->contigs = calloc(count + 1, sizeof(Contig));
	if (index->contigs == NULL)
		return alkres_refuse_memory(error);
	index->count = (int) count;
	for (int i = 0; i < index->count; i++)
	{
		Contig *contig = &index->contigs[i];

		if (!look_at_contig(&cursor, contig, error))
			return false;
		if (contig->end == 0)
			continue;
		if (before != NULL && contig->first < before->end)
			return broken(error, "Its contigs are not in the order of the file.");
		before = contig;
	}
	index->has_unplaced = index->length - cursor.at >= 8;
	index->unplaced = index->has_unplaced ? take64(&cursor) : 0;
	return cursor.at == index->length || broken(error, "It is longer than it should be.");
}

/* The content of bytes that are compressed by BGZF. */
static bool
decompress(AlkresFileIndex *index, const void *bytes, size_t length, size_t limit,
		   AlkresError *error)
{
	int descriptor = alkres_file_of_bytes(bytes, length);
	BGZF *file = descriptor < 0 ? NULL : bgzf_dopen(descriptor, "r");
	size_t room = 0;
	ssize_t got = -1;

	while (file != NULL)
	{
		uint8_t *larger;

		if (index->length == room)
		{
			room = 2 * room + 65536;
			larger = realloc(index->bytes, room);
			if (larger == NULL)
				break;
			index->bytes = larger;
		}
		got = bgzf_read(file, index->bytes + index->length, room - index->length);
		if (got <= 0 || (index->length += (size_t) got) > limit)
			break;
	}
	if (got == 0 && bgzf_check_EOF(file) != 1)
		got = -1;
	if (file != NULL)
		(void) bgzf_close(file);
	if (index->length > limit)
		return alkres_fail(error, ALKRES_LIMIT, "the index has more than %zu bytes", limit);
	return got == 0 || broken(error, "It is truncated, or broken.");
}

AlkresFileIndex *
alkres_index_read(const void *bytes, size_t length, int64_t file_size, size_t limit,
				  AlkresError *error)
{
	AlkresFileIndex *index = calloc(1, sizeof(AlkresFileIndex));
	bool good = index != NULL;

	alkres_hts_log_start();
	if (!good)
		alkres_refuse_memory(error);
	else if (length >= 4 && memcmp(bytes, "BAI\1", 4) == 0)
	{
		index->length = length;
		index->bytes = malloc(length);
		good = index->bytes != NULL || alkres_refuse_memory(error);
		if (good)
			memcpy(index->bytes, bytes, length);
	}
	else
		good = decompress(index, bytes, length, limit, error) &&
			   (index->length >= 4
					? (memcmp(index->bytes, "CSI\1", 4) == 0 ||
					   memcmp(index->bytes, "TBI\1", 4) == 0 || broken(error, "It is no index."))
					: broken(error, "It is no index."));
	if (good)
	{
		index->file_size = file_size;
		good = look_through(index, error);
	}
	if (good)
		return index;
	alkres_index_free(index);
	return NULL;
}

void
alkres_index_free(AlkresFileIndex *index)
{
	if (index == NULL)
		return;
	for (int i = 0; index->contigs != NULL && i < index->count; i++)
	{
		free(index->contigs[i].chunks);
		free(index->contigs[i].starts);
	}
	free(index->contigs);
	free(index->bytes);
	free(index);
}

int
alkres_index_contigs(const AlkresFileIndex *index)
{
	return index->count;
}

const uint8_t *
alkres_index_extra(const AlkresFileIndex *index, size_t *length)
{
	*length = index->extra_length;
	return index->bytes + index->extra;
}

bool
alkres_index_counts(const AlkresFileIndex *index, uint64_t *aligned, uint64_t *records)
{
	*aligned = 0;
	*records = index->unplaced;
	for (int i = 0; i < index->count; i++)
	{
		if (index->contigs[i].end != 0 && !index->contigs[i].counted)
			return false;
		*aligned += index->contigs[i].aligned;
		*records += index->contigs[i].records;
	}
	return index->has_unplaced;
}

static int
compare_chunks(const void *a, const void *b)
{
	const Chunk *x = a, *y = b;

	if (x->begin != y->begin)
		return x->begin < y->begin ? -1 : 1;
	return x->end < y->end ? -1 : x->end > y->end;
}

/* The chunks of a contig lie one behind the other: a gap is where one was left out. */
static bool
check_gaps(const Contig *contig, AlkresError *error)
{
	uint64_t end = contig->first;

	for (size_t i = 0; i < contig->chunk_count; i++)
	{
		uint64_t begin = contig->chunks[i].begin;

		/* The end of a block and the start of the next one are the same place. */
		if (begin > end && ((begin & 0xffff) != 0 || begin - end > NEAR))
			return broken(error, "It leaves out a part of the file.");
		end = contig->chunks[i].end > end ? contig->chunks[i].end : end;
	}
	return true;
}

static int
compare_starts(const void *a, const void *b)
{
	const Start *x = a, *y = b;

	return x->bin < y->bin ? -1 : x->bin > y->bin;
}

/* Take the next bin's chunks; returns how many they are. */
static size_t
take_bin(Cursor *cursor, Contig *contig, Start *start)
{
	size_t chunks;

	start->bin = take32(cursor);
	start->place = cursor->index->is_csi ? take64(cursor) : 0;
	chunks = take_count(cursor, 16);
	if (contig->chunks == NULL || start->bin == counting_bin(cursor->index))
	{
		pass(cursor, 16 * chunks);
		return chunks;
	}
	for (size_t i = 0; i < chunks; i++)
	{
		uint64_t begin = take64(cursor);

		contig->chunks[contig->chunk_count++] = (Chunk){begin, take64(cursor), start->bin};
	}
	return chunks;
}

/* Take the chunks of a contig out of the bytes, which were looked at before. */
static bool
take_chunks(const AlkresFileIndex *index, Contig *contig, AlkresError *error)
{
	Cursor cursor = {.index = index, .at = contig->at};
	size_t total = 0;

	contig->starts = malloc((contig->bins + 1) * sizeof(Start));
	if (contig->starts == NULL)
		return alkres_refuse_memory(error);
	for (size_t i = 0; i < contig->bins; i++)
		total += take_bin(&cursor, contig, &contig->starts[i]);
	contig->chunks = malloc((total + 1) * sizeof(Chunk));
	if (contig->chunks == NULL)
		return alkres_refuse_memory(error);
	cursor.at = contig->at;
	for (size_t i = 0; i < contig->bins; i++)
		take_bin(&cursor, contig, &contig->starts[i]);
	qsort(contig->starts, contig->bins, sizeof(Start), compare_starts);
	qsort(contig->chunks, contig->chunk_count, sizeof(Chunk), compare_chunks);
	return check_gaps(contig, error);
}

/* No record that overlaps the 0-based position, or begins behind it, lies before this place. */
static uint64_t
earliest(const AlkresFileIndex *index, const Contig *contig, int64_t position)
{
	Start wanted;

	if (!index->is_csi)
	{
		Cursor cursor = {.index = index};
		uint64_t window = (uint64_t) position >> index->shift;

		if (contig->windows == 0)
			return 0;
		window = window < contig->windows ? window : contig->windows - 1;
		cursor.at = contig->windows_at + 8 * window;
		return take64(&cursor);
	}
	wanted.bin = first_bin(index->depth) + (uint32_t) (position >> index->shift);
	/* Its bin, or the nearest one at the left that lies in the same larger bin, or that one. */
	for (;;)
	{
		const Start *start =
			bsearch(&wanted, contig->starts, contig->bins, sizeof(Start), compare_starts);

		if (start != NULL || wanted.bin == 0)
			return start != NULL ? start->place : 0;
		wanted.bin = (wanted.bin - 1) % 8 != 0 ? wanted.bin - 1 : (wanted.bin - 1) / 8;
	}
}

/* Where the records of the contigs behind one begin, or those without a contig. */
static uint64_t
behind_contig(const AlkresFileIndex *index, int contig)
{
	uint64_t end = 0;

	for (int i = 0; i < index->count; i++)
	{
		if (i > contig && index->contigs[i].end != 0)
			return index->contigs[i].first;
		if (index->contigs[i].end != 0)
			end = index->contigs[i].end;
	}
	return end;
}

uint64_t
alkres_index_end(const AlkresFileIndex *index)
{
	return behind_contig(index, index->count);
}

/* Add a part, or make the last one longer. */
static void
add_part(AlkresFilePart *parts, int *count, uint64_t begin, uint64_t end)
{
	AlkresFilePart *last = &parts[*count - 1];

	if (*count > 0 && begin <= last->end + NEAR)
		last->end = end > last->end ? end : last->end;
	else
		parts[(*count)++] = (AlkresFilePart){begin, end};
}

int
alkres_index_parts(AlkresFileIndex *index, int number, uint32_t first, uint32_t last,
				   AlkresFilePart **parts, AlkresError *error)
{
	Contig *contig = number < index->count ? &index->contigs[number] : NULL;
	uint64_t behind = 0, least;
	int count = 0;

	*parts = NULL;
	if (contig != NULL && contig->end == 0)
		contig = NULL;
	if (contig != NULL && contig->chunks == NULL && !take_chunks(index, contig, error))
		return -1;
	*parts = malloc(sizeof(AlkresFilePart) * ((contig != NULL ? contig->chunk_count : 0) + 1));
	if (*parts == NULL)
	{
		alkres_refuse_memory(error);
		return -1;
	}
	least = contig != NULL ? earliest(index, contig, (int64_t) first - 1) : 0;
	for (size_t i = 0; contig != NULL && i < contig->chunk_count; i++)
	{
		const Chunk *chunk = &contig->chunks[i];
		int64_t begin, end;

		bin_bounds(index, chunk->bin, &begin, &end);
		if (begin >= (int64_t) last)
			behind = behind == 0 ? chunk->begin : behind;
		else if (end > (int64_t) first - 1 && chunk->end > least)
			add_part(*parts, &count, chunk->begin, chunk->end);
	}
	if (behind == 0)
		behind = contig != NULL ? contig->end : behind_contig(index, number);
	if (behind != 0)
		(*parts)[count++] = (AlkresFilePart){behind, UINT64_MAX};
	return count;
}
