/*
 * clips.c: clip piles and far mates in the stored form, written and read; no byte is
 * trusted, see pileup/decode.c.
 */
#include "core/pileup/format.h"

#include <string.h>

#include "core/base/interrupt.h"
#include "core/base/memory.h"

/* The shortest encodings: they bound the memory a count may ask for. */
#define CLIP_BYTES_MIN 4
#define FAR_MATE_BYTES_MIN 4

/* Piles stand by this number: by offset, left before right. */
static uint32_t
clip_place(const AlkresClip *clip)
{
	return clip->offset * 2u + !clip->left;
}

static void
put_tail(AlkresWriter *writer, const char *tail)
{
	uint8_t known[ALKRES_CLIP_TAIL];

	for (int i = 0; i < ALKRES_CLIP_TAIL; i++)
		known[i] = tail[i] != 'N';
	alkres_put_runs(writer, known, ALKRES_CLIP_TAIL);
	alkres_end_put_bits(writer);
	for (int i = 0; i < ALKRES_CLIP_TAIL; i++)
		if (known[i])
			alkres_put_bits(writer, alkres_base_code(tail[i]), 2);
	alkres_end_put_bits(writer);
}

void
alkres_put_clips(AlkresWriter *writer, const AlkresPileup *pileup)
{
	uint32_t before = 0;

	if (pileup->clip_count == 0)
		return;
	alkres_put_varint(writer, pileup->clip_count);
	for (uint32_t i = 0; i < pileup->clip_count; i++)
	{
		const AlkresClip *clip = &pileup->clips[i];

		alkres_put_varint(writer, clip_place(clip) - before);
		before = clip_place(clip);
		alkres_put_varint(writer, clip->molecules - 1);
		alkres_put_varint(writer, clip->sum_mapq);
		put_tail(writer, clip->tail);
	}
}

static void
get_tail(AlkresReader *reader, char *tail)
{
	uint8_t known[ALKRES_CLIP_TAIL] = {0};

	alkres_get_runs(reader, known, ALKRES_CLIP_TAIL);
	reader->bits = 0;
	for (int i = 0; i < ALKRES_CLIP_TAIL && reader->bad == NULL; i++)
		tail[i] = known[i] ? "ACGT"[alkres_get_bits(reader, 2)] : 'N';
	alkres_end_bits(reader);
	tail[ALKRES_CLIP_TAIL] = '\0';
}

/* How many molecules, and the sum of their MAPQ. */
static void
get_molecules(AlkresReader *reader, uint32_t *molecules, uint64_t *sum_mapq)
{
	*molecules = (uint32_t) alkres_get_bounded(reader, INT32_MAX - 1, "a count is too large") + 1;
	*sum_mapq = alkres_get_bounded(reader, (uint64_t) *molecules * UINT8_MAX, "a sum is too large");
}

/* How many elements follow; at least one. */
static uint32_t
get_count(AlkresReader *reader, size_t bytes_min)
{
	uint64_t count = alkres_get_bounded(reader, alkres_bytes_left(reader) / bytes_min,
										"a section is longer than it can be");

	if (count == 0 || count > UINT32_MAX)
		alkres_reader_fail(reader, "a section is empty");
	return reader->bad == NULL ? (uint32_t) count : 0;
}

void
alkres_get_clips(AlkresReader *reader, AlkresPileup *pileup)
{
	uint32_t count = get_count(reader, CLIP_BYTES_MIN);
	uint64_t place = 0;

	if (count == 0)
		return;
	pileup->clips = alkres_alloc_zero(sizeof(AlkresClip) * count);
	for (uint32_t i = 0; i < count && reader->bad == NULL; i++)
	{
		AlkresClip *clip = &pileup->clips[pileup->clip_count++];
		uint64_t step =
			alkres_get_bounded(reader, 2 * ALKRES_BLOCK_SIZE, "a clip is out of the block");

		place += step;
		if (place >= 2 * ALKRES_BLOCK_SIZE || (i > 0 && step == 0))
		{
			alkres_reader_fail(reader, "its clips are not in order");
			return;
		}
		clip->offset = (uint16_t) (place / 2);
		clip->left = place % 2 == 0;
		get_molecules(reader, &clip->molecules, &clip->sum_mapq);
		get_tail(reader, clip->tail);
	}
}

void
alkres_put_clips_shared(AlkresWriter *writer, const AlkresPileup *pileup)
{
	uint64_t codes[2 * ALKRES_BLOCK_SIZE], any = 0;

	for (uint32_t i = 0; i < pileup->clip_count; i++)
		any |= codes[i] = pileup->clips[i].shared_molecules;
	if (any != 0)
		alkres_put_codes(writer, codes, pileup->clip_count);
}

void
alkres_get_clips_shared(AlkresReader *reader, AlkresPileup *pileup)
{
	uint64_t codes[2 * ALKRES_BLOCK_SIZE] = {0}, any = 0;

	alkres_get_codes(reader, codes, pileup->clip_count);
	for (uint32_t i = 0; i < pileup->clip_count && reader->bad == NULL; i++)
	{
		if (codes[i] > pileup->clips[i].molecules)
			alkres_reader_fail(reader, "more of a clip's molecules are shared than there are");
		else
			pileup->clips[i].shared_molecules = (uint32_t) codes[i];
		any |= codes[i];
	}
	if (any == 0)
		alkres_reader_fail(reader, "a section is empty");
}

/* Contigs are ordered by their stored bytes. */
static int
compare_contigs(const AlkresContig *a, const AlkresContig *b)
{
	uint8_t x[1 + 2 * ALKRES_NAME_SIZE], y[1 + 2 * ALKRES_NAME_SIZE];
	size_t x_length = alkres_contig_encode(a, x), y_length = alkres_contig_encode(b, y);

	/* Neither is a prefix of the other: names are terminated. */
	return memcmp(x, y, x_length < y_length ? x_length : y_length);
}

int
alkres_far_mate_compare(const AlkresFarMate *a, const AlkresFarMate *b)
{
	int order = compare_contigs(&a->contig, &b->contig);

	if (order != 0)
		return order;
	if (a->block != b->block)
		return a->block < b->block ? -1 : 1;
	if (a->reverse != b->reverse)
		return a->reverse ? 1 : -1;
	return (int) a->mate_reverse - (int) b->mate_reverse;
}

void
alkres_put_far_mates(AlkresWriter *writer, const AlkresPileup *pileup)
{
	const AlkresContig *contig = &pileup->contig;
	uint32_t block = 0;
	uint8_t bytes[1 + 2 * ALKRES_NAME_SIZE];

	if (pileup->far_mate_count == 0)
		return;
	alkres_put_varint(writer, pileup->far_mate_count);
	for (uint32_t i = 0; i < pileup->far_mate_count; i++)
	{
		const AlkresFarMate *mate = &pileup->far_mates[i];
		bool new_contig = !alkres_contig_equal(contig, &mate->contig);

		alkres_put_byte(writer, (uint8_t) ((mate->reverse ? ALKRES_FAR_MATE_REVERSE : 0) |
										   (mate->mate_reverse ? ALKRES_FAR_MATE_MATE_REVERSE : 0) |
										   (new_contig ? ALKRES_FAR_MATE_CONTIG : 0)));
		if (new_contig)
		{
			alkres_put_bytes(writer, bytes, alkres_contig_encode(&mate->contig, bytes));
			contig = &mate->contig;
			block = 0;
		}
		alkres_put_varint(writer, mate->block - block);
		block = mate->block;
		alkres_put_varint(writer, mate->molecules - 1);
		alkres_put_varint(writer, mate->sum_mapq);
	}
}

static void
get_contig(AlkresReader *reader, const AlkresPileup *pileup, AlkresContig *contig)
{
	size_t length = alkres_contig_decode(contig, reader->next, alkres_bytes_left(reader));

	if (length == 0 || length > alkres_bytes_left(reader) ||
		strcmp(contig->assembly_name, pileup->contig.assembly_name) != 0)
		alkres_reader_fail(reader, "a mate's contig is malformed");
	else
		reader->next += length;
}

void
alkres_get_far_mates(AlkresReader *reader, AlkresPileup *pileup)
{
	uint32_t count = get_count(reader, FAR_MATE_BYTES_MIN);
	AlkresContig contig = pileup->contig;
	uint64_t block = 0;

	if (count == 0)
		return;
	for (uint32_t i = 0; i < count && reader->bad == NULL; i++)
	{
		AlkresFarMate *mate;
		uint8_t strands = alkres_get_byte(reader);

		alkres_check_interrupts();
		if (strands >
			(ALKRES_FAR_MATE_REVERSE | ALKRES_FAR_MATE_MATE_REVERSE | ALKRES_FAR_MATE_CONTIG))
			alkres_reader_fail(reader, "a mate's strands are unknown");
		if (reader->bad == NULL && (strands & ALKRES_FAR_MATE_CONTIG))
		{
			get_contig(reader, pileup, &contig);
			block = 0;
		}
		block += alkres_get_bounded(reader, ALKRES_BLOCK_LAST, "a mate's block is out of range");
		if (block > ALKRES_BLOCK_LAST)
			alkres_reader_fail(reader, "a mate's block is out of range");
		if (reader->bad != NULL)
			return;
		/* A far mate takes more memory than bytes: room for what has been read, not for what is
		 * said. */
		if ((i & (i - 1)) == 0)
			pileup->far_mates = alkres_realloc(
				pileup->far_mates, sizeof(AlkresFarMate) * (i == 0 ? 1 : 2 * (size_t) i));
		mate = &pileup->far_mates[pileup->far_mate_count++];
		memset(mate, 0, sizeof(*mate));
		mate->contig = contig;
		mate->block = (uint32_t) block;
		mate->reverse = (strands & ALKRES_FAR_MATE_REVERSE) != 0;
		mate->mate_reverse = (strands & ALKRES_FAR_MATE_MATE_REVERSE) != 0;
		get_molecules(reader, &mate->molecules, &mate->sum_mapq);
		if (reader->bad == NULL && i > 0 && alkres_far_mate_compare(mate - 1, mate) >= 0)
			alkres_reader_fail(reader, "its far mates are not in order");
	}
}
