/* aligned.c: reads as they are kept. */
#include "postgres.h"

#include "miscadmin.h"

#include "core/pileup/pileup.h"
#include "ingest/read/aligned.h"
#include "ingest/read/cigar.h"
#include "ingest/read/md.h"
#include "ingest/read/replaced.h"
#include "ingest/read/soft_clips.h"
#include "ingest/read/wide.h"

struct AlkresAligner
{
	AlkresChunks *chunks;
	MemoryContext memory;
	uint8_t min_said; /* the least quality that says something, + 1 */
	char *letters;    /* of the read under way */
	uint32_t letters_capacity;
	bool has_equal; /* one of them is ALKRES_BASE_EQUAL */
	char *said;
	uint32_t said_capacity;
	char *reference;
	uint32_t reference_capacity;
	bool guesses;
	bool on_unknown; /* the source does not know some base of the read's blocks */
	bool guessed;    /* letters stand for bases of the reference that truth does not know */
	char *truth;
	uint32_t truth_capacity;
	char *cigar; /* of a read whose own is written anew */
	uint32_t cigar_capacity;
	AlkresDifference *differences;
	uint32_t difference_count;
	uint32_t difference_capacity;
	AlkresMismatch mismatches[ALKRES_MISMATCHES_MAX]; /* of a read on a known reference */
	uint32_t mismatch_count;
};

AlkresAligner *
alkres_aligner_new(AlkresChunks *chunks, int min_base_quality, bool guesses)
{
	AlkresAligner *aligner = palloc0(sizeof(AlkresAligner));

	aligner->chunks = chunks;
	aligner->memory = CurrentMemoryContext;
	aligner->min_said = (uint8_t) (min_base_quality + 1);
	aligner->guesses = guesses;
	return aligner;
}

/* Room for count bytes, whose content may be lost. */
static void
make_room(AlkresAligner *aligner, char **buffer, uint32_t *capacity, uint32_t count)
{
	if (count <= *capacity)
		return;
	if (*buffer != NULL)
		pfree(*buffer);
	*buffer = NULL;
	*buffer = MemoryContextAllocHuge(aligner->memory, (Size) count * 2);
	*capacity = count * 2;
}

/* The letters of codes of bases: of the sixteen, 0 is '=', and those of several bases are N. */
static inline AlkresWide
spell_codes(AlkresWide codes)
{
	AlkresWide is_a = (AlkresWide) (codes == 1), is_c = (AlkresWide) (codes == 2);
	AlkresWide is_g = (AlkresWide) (codes == 4), is_t = (AlkresWide) (codes == 8);
	AlkresWide is_equal = (AlkresWide) (codes == 0);

	return (is_a & 'A') | (is_c & 'C') | (is_g & 'G') | (is_t & 'T') |
		   (is_equal & ALKRES_BASE_EQUAL) | (~(is_a | is_c | is_g | is_t | is_equal) & 'N');
}

#ifdef __clang__
#define INTERLEAVE(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#else
#define INTERLEAVE(a, b, ...) __builtin_shuffle(a, b, (AlkresWide){__VA_ARGS__})
#endif

/* The letters of pairs of bases; out has room for 32 more. */
static void
spell(const uint8_t *pairs, uint32_t count, char *out)
{
	for (uint32_t at = 0; at < count; at += sizeof(AlkresWide))
	{
		AlkresWide codes = {0}, high, low, first, second;

		if (count - at >= sizeof(AlkresWide))
			memcpy(&codes, pairs + at, sizeof(AlkresWide));
		else
			memcpy(&codes, pairs + at, count - at);
		high = spell_codes(codes >> 4);
		low = spell_codes(codes & 15);
		first = INTERLEAVE(high, low, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
		second =
			INTERLEAVE(high, low, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
		memcpy(out + 2 * (Size) at, &first, sizeof(AlkresWide));
		memcpy(out + 2 * (Size) at + sizeof(AlkresWide), &second, sizeof(AlkresWide));
	}
}

const char *
alkres_aligner_letters(AlkresAligner *aligner, const AlkresRead *read)
{
	make_room(aligner, &aligner->letters, &aligner->letters_capacity, read->length + 32);
	spell(read->sequence, (read->length + 1) / 2, aligner->letters);
	aligner->guessed = aligner->on_unknown = false;
	aligner->has_equal = memchr(aligner->letters, ALKRES_BASE_EQUAL, read->length) != NULL;
	return aligner->letters;
}

bool
alkres_aligner_has_equal(const AlkresAligner *aligner)
{
	return aligner->has_equal;
}

char *
alkres_aligner_reference(AlkresAligner *aligner, uint32_t length)
{
	make_room(aligner, &aligner->reference, &aligner->reference_capacity, length + 1);
	return aligner->reference;
}

static void
differ(AlkresAligner *aligner, uint32_t position, char base, uint8_t said)
{
	if (aligner->differences == NULL)
	{
		aligner->difference_capacity = 256;
		aligner->differences = MemoryContextAlloc(
			aligner->memory, sizeof(AlkresDifference) * aligner->difference_capacity);
	}
	ALKRES_ONE_MORE(aligner->differences, aligner->difference_count, aligner->difference_capacity);
	aligner->differences[aligner->difference_count++] = (AlkresDifference){position, base, said};
}

/* What so many times ALKRES_WIDE qualities say; true when one says nothing.  The compiler makes
 * wide operations of it, unless it is inlined. */
static pg_noinline bool
take_wide(const uint8_t *restrict quality, uint32_t wides, uint8_t min_said, uint8_t *restrict said)
{
	uint8_t least = ALKRES_SAID_MAX;

	for (Size i = 0; i < (Size) wides * ALKRES_WIDE; i++)
	{
		uint8_t one = (uint8_t) (quality[i] + 1); /* missing, 0xff, becomes 0 */

		one = one > ALKRES_SAID_MAX ? ALKRES_SAID_MAX : one;
		least = one < least ? one : least;
		said[i] = one < min_said ? 0 : one;
	}
	return least < min_said;
}

/* What the qualities say; true when one says nothing.  said has room for ALKRES_WIDE more. */
static bool
take_qualities(const uint8_t *quality, uint32_t length, uint8_t min_said, uint8_t *said)
{
	bool poor;

	if (length < ALKRES_WIDE)
	{
		uint8_t few[ALKRES_WIDE];

		memset(few, ALKRES_SAID_MAX, sizeof(few));
		memcpy(few, quality, length);
		return take_wide(few, 1, min_said, said);
	}
	poor = take_wide(quality, length / ALKRES_WIDE, min_said, said);
	/* The last ones, with some that were taken already. */
	poor |= take_wide(quality + length - ALKRES_WIDE, 1, min_said, said + length - ALKRES_WIDE);
	return poor;
}

/* Compare an aligned stretch with the reference, position by position where they are not all equal;
 * ambiguous: the read has an N. */
static void
compare_stretch(AlkresAligner *aligner, const AlkresWalk *walk, const uint8_t *said, bool ambiguous)
{
	const char *letters = aligner->letters + walk->base;
	const char *reference = aligner->reference + walk->index;

	if (!ambiguous && memcmp(letters, reference, walk->count) == 0)
		return;
	said += walk->base;
	for (uint32_t i = 0; i < walk->count; i++)
	{
		while (!ambiguous && i + 8 <= walk->count && memcmp(letters + i, reference + i, 8) == 0)
			i += 8;
		if (i == walk->count)
			break;
		if ((letters[i] == reference[i] && letters[i] != 'N') || said[i] == 0)
			continue;
		if (letters[i] != ALKRES_BASE_EQUAL)
			differ(aligner, walk->position + i, letters[i], said[i]);
		else if (aligner->guesses && reference[i] == 'N')
			differ(aligner, walk->position + i, ALKRES_BASE_SAME, said[i]);
	}
}

/* What stands for the reference's base becomes that letter where it is known; elsewhere, also where
 * nothing is aligned, it tells no letter. */
static void
resolve_equal(AlkresAligner *aligner, const AlkresRead *read)
{
	char *letters = aligner->letters;

	ALKRES_EACH_ELEMENT (walk, read)
	{
		const char *reference = aligner->reference + walk.index;

		for (uint32_t i = 0; i < walk.count && (walk.covers & ALKRES_COVERS_READ); i++)
		{
			char *letter = &letters[walk.base + i];

			if (*letter != ALKRES_BASE_EQUAL)
				continue;
			if (walk.covers != ALKRES_COVERS_ALIGNED)
				*letter = 'N';
			else if (reference[i] != 'N')
				*letter = reference[i];
		}
	}
}

static void
find_differences(AlkresAligner *aligner, const AlkresRead *read, const uint8_t *said)
{
	bool ambiguous;

	if (aligner->has_equal)
		resolve_equal(aligner, read);
	ambiguous = memchr(aligner->letters, 'N', read->length) != NULL;
	aligner->difference_count = 0;
	ALKRES_EACH_ELEMENT (walk, read)
	{
		if (walk.covers == ALKRES_COVERS_ALIGNED)
			compare_stretch(aligner, &walk, said, ambiguous);
		else if (walk.covers == ALKRES_COVERS_DELETED)
		{
			uint8_t least =
				alkres_least_said(said, read->length, walk.base > 0 ? walk.base - 1 : 0, walk.base);

			for (uint32_t i = 0; i < walk.count; i++)
				differ(aligner, walk.position + i, ALKRES_BASE_DELETED, least);
		}
	}
}

/* An insertion or a deletion is one difference, however long. */
static uint8_t
count_unlike(const AlkresAligned *read)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < read->difference_count; i++)
		count += read->differences[i].base != ALKRES_BASE_DELETED &&
				 read->differences[i].base != 'N' && read->differences[i].base != ALKRES_BASE_SAME;
	for (uint32_t i = 0; read->has_indels && i < read->cigar_count; i++)
	{
		uint32_t op = ALKRES_CIGAR_OP(read->cigar[i]);

		count += op == ALKRES_CIGAR_INSERTION || op == ALKRES_CIGAR_DELETION;
	}
	return (uint8_t) Min(count, ALKRES_DIFFERENCES - 1);
}

void
alkres_aligner_guess(AlkresAligner *aligner, const AlkresRead *read, AlkresPages *pages,
					 uint32_t length)
{
	ALKRES_EACH_ELEMENT (walk, read)
		if (walk.covers == ALKRES_COVERS_ALIGNED)
			aligner->on_unknown |=
				alkres_pages_guess(pages, walk.position, aligner->letters + walk.base, walk.count);
	if (!aligner->on_unknown || aligner->has_equal ||
		alkres_read_has(read, ALKRES_CIGAR_INSERTION, 1) ||
		alkres_read_has(read, ALKRES_CIGAR_DELETION, 1))
		return;
	make_room(aligner, &aligner->truth, &aligner->truth_capacity, length);
	memcpy(aligner->truth, aligner->reference, length);
	ALKRES_EACH_ELEMENT (walk, read)
		if (walk.covers == ALKRES_COVERS_ALIGNED)
			alkres_pages_get_letters(pages, walk.position, aligner->reference + walk.index,
									 walk.count);
	aligner->guessed = true;
}

/* A letter that stands for an unknown base is unlike it, as any would be. */
static uint8_t
count_guessed(const AlkresAligner *aligner, const AlkresRead *read, const AlkresAligned *copy)
{
	uint32_t count = count_unlike(copy);

	ALKRES_EACH_ELEMENT (walk, read)
	{
		const char *letters = aligner->letters + walk.base;
		const char *reference = aligner->reference + walk.index;
		const char *truth = aligner->truth + walk.index;

		for (uint32_t i = 0; i < walk.count && walk.covers == ALKRES_COVERS_ALIGNED &&
							 count < ALKRES_DIFFERENCES - 1;
			 i++)
			count += truth[i] == 'N' && letters[i] == reference[i] && letters[i] != 'N' &&
					 copy->said[walk.base + i] != 0;
	}
	return (uint8_t) count;
}

bool
alkres_aligner_known(AlkresAligner *aligner, const AlkresRead *read, AlkresPages *pages)
{
	aligner->guessed = aligner->on_unknown = false;
	return alkres_md_known(read, pages, aligner->mismatches, &aligner->mismatch_count);
}

/* The mismatches of a read on a known reference; returns how many of them say something. */
static uint32_t
take_mismatches(const AlkresAligner *aligner, const AlkresAligned *read)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < aligner->mismatch_count; i++)
	{
		const AlkresMismatch *mismatch = &aligner->mismatches[i];
		uint8_t said = read->said[mismatch->base];

		if (said != 0)
			read->differences[count++] = (AlkresDifference){
				read->position + (mismatch->base - read->first_base), mismatch->letter, said};
	}
	return count;
}

static inline void
copy_fields(AlkresAligned *copy, const AlkresRead *read)
{
	copy->position = read->position;
	copy->end = read->end;
	copy->contig = read->contig;
	copy->mate_contig = read->mate_contig;
	copy->mate_position = read->mate_position;
	copy->template_length = read->template_length;
	copy->flags = read->flags;
	copy->mapq = read->mapq;
	copy->has_mate_here = (read->flags & ALKRES_READ_PAIRED) &&
						  !(read->flags & ALKRES_READ_MATE_UNMAPPED) &&
						  read->mate_contig == read->contig && read->mate_position > 0;
}

/* What the bases of a read on a known reference say, straight into the copy. */
static inline void
say_by_mismatches(AlkresAligner *aligner, const AlkresRead *read, AlkresAligned *copy)
{
	copy->has_poor = take_qualities(read->quality, read->length, aligner->min_said, copy->said);
	copy->difference_count = take_mismatches(aligner, copy);
	if (copy->bases != NULL)
		(void) alkres_aligner_letters(aligner, read);
}

/* The bases for indels and clips, where no letter stands for the reference's. */
static void
copy_bases(const AlkresAligner *aligner, AlkresAligned *copy)
{
	memcpy(copy->bases, aligner->letters, copy->length);
	for (uint32_t i = 0; aligner->has_equal && i < copy->length; i++)
		if (copy->bases[i] == ALKRES_BASE_EQUAL)
			copy->bases[i] = 'N';
}

/* The same by what was found before there was a copy. */
static inline void
say_by_differences(const AlkresAligner *aligner, const uint8_t *said, AlkresAligned *copy)
{
	memcpy(copy->said, said, copy->length);
	if (aligner->difference_count > 0)
		memcpy(copy->differences, aligner->differences,
			   sizeof(AlkresDifference) * (Size) aligner->difference_count);
}

/* Fill in the marks: walks that are about to enter their element. */
static void
set_marks(AlkresAligned *read)
{
	AlkresWalk walk;

	if (read->mark_count == 0)
		return;
	walk = alkres_walk_start(read->cigar, read->cigar_count, read->position);
	for (uint32_t i = 0; i < read->cigar_count; i++)
	{
		if (i % ALKRES_MARK_STEP == 0)
			read->marks[i / ALKRES_MARK_STEP] = alkres_walk_ahead(walk);
		(void) alkres_walk_next(&walk);
	}
}

/* Fill in what the copy points to; said: NULL when the read's reference was known. */
static void
fill_copy(AlkresAligner *aligner, const AlkresRead *read, AlkresAligned *copy, const uint8_t *said,
		  uint32_t mark_count, uint32_t reference_length)
{
	memcpy(copy->cigar, read->cigar, sizeof(uint32_t) * (Size) read->cigar_count);
	copy->mark_count = mark_count;
	set_marks(copy);
	if (said == NULL)
		say_by_mismatches(aligner, read, copy);
	else
		say_by_differences(aligner, said, copy);
	if (copy->bases != NULL)
		copy_bases(aligner, copy);
	if (copy->reference != NULL)
		memcpy(copy->reference, aligner->reference, reference_length);
}

/* Has the read inserted or deleted bases?  Those that replace one another base by base are none:
 * then *changed is the read without them, and *read is that. */
static bool
take_gaps(AlkresAligner *aligner, const AlkresRead **read, AlkresRead *changed)
{
	bool inserted, deleted;
	uint32_t count = (*read)->cigar_count, *cigar;

	if (count < 2)
		return false;
	inserted = alkres_read_has(*read, ALKRES_CIGAR_INSERTION, 1);
	deleted = alkres_read_has(*read, ALKRES_CIGAR_DELETION, 1);
	if (!inserted || !deleted)
		return inserted || deleted;
	make_room(aligner, &aligner->cigar, &aligner->cigar_capacity,
			  count * (uint32_t) sizeof(uint32_t));
	cigar = (uint32_t *) aligner->cigar;
	*changed = **read;
	changed->cigar = cigar;
	changed->cigar_count = alkres_cigar_replace((*read)->cigar, count, cigar);
	if (changed->cigar_count == count)
		return true;
	*read = changed;
	return alkres_read_has(changed, ALKRES_CIGAR_INSERTION, 1) ||
		   alkres_read_has(changed, ALKRES_CIGAR_DELETION, 1);
}

AlkresAligned *
alkres_aligner_take(AlkresAligner *aligner, const AlkresRead *read, uint32_t reference_length,
					bool known, bool with_classes, Size before)
{
	AlkresRead changed;
	bool has_indels = take_gaps(aligner, &read, &changed);
	bool has_bases = has_indels || (read->cigar_count > 1 &&
									alkres_read_has(read, ALKRES_CIGAR_SOFT_CLIP, ALKRES_CLIP_MIN));
	Size cigar_at = MAXALIGN(sizeof(AlkresAligned));
	Size marks_at = MAXALIGN(cigar_at + sizeof(uint32_t) * (Size) read->cigar_count);
	uint32_t mark_count =
		read->cigar_count > ALKRES_MARK_STEP ? (read->cigar_count - 1) / ALKRES_MARK_STEP + 1 : 0;
	Size said_at = mark_count > 0 ? marks_at + sizeof(AlkresWalk) * (Size) mark_count
								  : cigar_at + sizeof(uint32_t) * (Size) read->cigar_count;
	Size differences_at, classes_at, bases_at, reference_at, size;
	uint8_t *said = NULL;
	bool has_poor = false;
	AlkresAligned *copy;
	char *chunk;

	if (known)
		aligner->difference_count = aligner->mismatch_count;
	else
	{
		/* What the qualities say is needed to know the size: in the room behind the letters. */
		make_room(aligner, &aligner->said, &aligner->said_capacity, read->length + ALKRES_WIDE);
		said = (uint8_t *) aligner->said;
		has_poor = take_qualities(read->quality, read->length, aligner->min_said, said);
		find_differences(aligner, read, said);
	}
	differences_at = said_at;
	said_at = differences_at + sizeof(AlkresDifference) * (Size) aligner->difference_count;
	classes_at = said_at + read->length + ALKRES_WIDE;
	bases_at = classes_at + (with_classes ? read->length : 0);
	reference_at = bases_at + (has_bases ? read->length : 0);
	size = reference_at + (has_indels ? reference_length : 0);
	chunk = (char *) alkres_chunks_get(aligner->chunks, before + size) + before;
	copy = (AlkresAligned *) chunk;
	/* Field by field: a whole struct would be cleared first. */
	copy->size = (uint32_t) size;
	copy_fields(copy, read);
	copy->has_poor = has_poor;
	copy->on_unknown = aligner->on_unknown;
	copy->has_indels = has_indels;
	copy->has_skips = read->cigar_count > 1 && alkres_read_has(read, ALKRES_CIGAR_SKIP, 1);
	copy->is_one_piece = !has_indels && !copy->has_skips;
	copy->class_code = 0;
	copy->family[0] = copy->family[1] = 0;
	copy->cigar_count = read->cigar_count;
	copy->length = read->length;
	copy->first_base = alkres_clipped_before(read);
	copy->clipped_behind = read->cigar_count > 1 ? alkres_clipped_behind(read) : 0;
	copy->gap = (uint8_t) (read->has_gap ? alkres_gap_class(read->gap) : ALKRES_GAP_UNKNOWN);
	copy->difference_count = aligner->difference_count;
	copy->cigar = (uint32_t *) (chunk + cigar_at);
	copy->marks = mark_count > 0 ? (AlkresWalk *) (chunk + marks_at) : NULL;
	copy->said = (uint8_t *) chunk + said_at;
	copy->differences = (AlkresDifference *) (chunk + differences_at);
	copy->classes = with_classes ? (uint8_t *) chunk + classes_at : NULL;
	copy->bases = has_bases ? chunk + bases_at : NULL;
	copy->reference = has_indels ? chunk + reference_at : NULL;
	fill_copy(aligner, read, copy, known ? NULL : said, mark_count, reference_length);
	copy->unlike = aligner->guessed ? count_guessed(aligner, read, copy) : count_unlike(copy);
	return copy;
}

AlkresAligned *
alkres_aligned_copy(AlkresChunks *chunks, const AlkresAligned *read)
{
	char *chunk = alkres_chunks_get(chunks, read->size);
	AlkresAligned *copy = (AlkresAligned *) chunk;
	const char *from = (const char *) read;

	memcpy(chunk, read, read->size);
	copy->cigar = (uint32_t *) (chunk + ((const char *) read->cigar - from));
	if (read->marks != NULL)
	{
		copy->marks = (AlkresWalk *) (chunk + ((const char *) read->marks - from));
		set_marks(copy);
	}
	copy->said = (uint8_t *) (chunk + ((const char *) read->said - from));
	copy->differences = (AlkresDifference *) (chunk + ((const char *) read->differences - from));
	if (read->classes != NULL)
		copy->classes = (uint8_t *) (chunk + ((const char *) read->classes - from));
	if (read->bases != NULL)
		copy->bases = chunk + (read->bases - from);
	if (read->reference != NULL)
		copy->reference = chunk + (read->reference - from);
	return copy;
}

void
alkres_aligned_free(AlkresChunks *chunks, AlkresAligned *read)
{
	alkres_chunks_put(chunks, read, read->size);
}
