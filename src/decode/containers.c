/*
 * containers.c: the containers and blocks of a CRAM 3 file are walked through before htslib reads
 * them.
 *
 * htslib makes room for whatever a container, block or slice claims to hold, and does not verify
 * the checksum of the blocks it takes as they are, slice headers among them.  Here sizes are held
 * against the limits, checksums of what stands outside the data are verified, and the chain of
 * containers must end exactly at the end marker.  The data of a block is not decompressed: what a
 * block of gzip, bzip2, lzma or the newer codecs really holds is not known before htslib meets it.
 */
#include "decode/decode.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "core/base/crc32.h"

/* Offset of the first container, behind the file definition. */
#define DEFINITION_SIZE 26
/* Bytes of a container's header that are looked at; nearly all have fewer than a few. */
#define HEAD_MAX sizeof(((AlkresContainers *) NULL)->part)
#define HEAD_FEW 512
/* Bytes of a slice's header that are looked at: enough for 6,000 blocks. */
#define SLICE_HEADER_MAX 32768
/* The least room a record is counted with: htslib keeps a structure for each record of a slice. */
#define RECORD_ROOM 64

enum
{
	METHOD_RAW = 0,
	METHOD_GZIP = 1,
	METHOD_RANS = 4,
	METHOD_RANS_NX16 = 5,
	METHOD_ARITHMETIC = 6,
	METHOD_LAST = 8
};

enum
{
	CONTENT_FILE_HEADER = 0,
	CONTENT_COMPRESSION_HEADER = 1,
	CONTENT_SLICE_HEADER = 2,
	CONTENT_EXTERNAL = 4,
	CONTENT_CORE = 5
};

typedef struct Container
{
	int64_t data; /* offset of its first block */
	int32_t length;
	int32_t records;
	int32_t blocks;
	int32_t contig, start, span;
	bool no_reference; /* its reads are stored without one */
} Container;

typedef struct Block
{
	uint8_t method;
	uint8_t content;
	int32_t packed;   /* bytes of data in the file */
	int32_t unpacked; /* bytes it claims to hold */
	int64_t start;
	int64_t data;
	int64_t end; /* behind its checksum */
} Block;

typedef struct Slice
{
	int64_t bytes;
	int32_t records;
} Slice;

/* A run of bytes that is read number by number; bad when it was too short. */
typedef struct Cursor
{
	const uint8_t *at;
	const uint8_t *end;
	bool bad;
} Cursor;

static bool
broken(const AlkresDecoder *decoder, const char *why, AlkresError *error)
{
	alkres_fail(error, ALKRES_CORRUPT, "container %llu of %s is broken",
				(unsigned long long) decoder->containers.passed + 1, decoder->what);
	return alkres_detail(error, "%s", why);
}

static uint8_t
take_byte(Cursor *cursor)
{
	if (cursor->at >= cursor->end)
	{
		cursor->bad = true;
		return 0;
	}
	return *cursor->at++;
}

/* A number of 1 to 5 bytes (ITF-8): the leading ones of the first byte say how many follow. */
static int32_t
take_number(Cursor *cursor)
{
	uint32_t first = take_byte(cursor), value;
	int more = first < 0x80 ? 0 : first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;

	value = more == 4 ? first & 0x0f : first & (0x7fu >> more);
	for (int i = 0; i < more; i++)
		value = i == 3 ? value << 4 | (take_byte(cursor) & 0x0f) : value << 8 | take_byte(cursor);
	return (int32_t) value;
}

/* A number of 1 to 9 bytes (LTF-8), which is not needed. */
static void
skip_long_number(Cursor *cursor)
{
	uint8_t first = take_byte(cursor);

	for (; first & 0x80; first = (uint8_t) (first << 1))
		take_byte(cursor);
}

static uint32_t
take_little32(Cursor *cursor)
{
	uint8_t bytes[4];

	for (int i = 0; i < 4; i++)
		bytes[i] = take_byte(cursor);
	return alkres_little32(bytes);
}

/* Point the cursor to wanted bytes from the offset on, fewer at the end of the file. */
static bool
look_at(AlkresDecoder *decoder, int64_t offset, size_t wanted, Cursor *cursor, AlkresError *error)
{
	AlkresContainers *seen = &decoder->containers;

	if (offset > decoder->size)
		offset = decoder->size;
	if (offset + (int64_t) wanted > decoder->size)
		wanted = (size_t) (decoder->size - offset);
	if (offset < seen->part_offset ||
		offset + (int64_t) wanted > seen->part_offset + (int64_t) seen->part_length)
	{
		ssize_t got;

		do
			got = pread(ALKRES_CRAM_FILE, seen->part,
						seen->heads_only ? wanted : sizeof(seen->part), offset);
		while (got < 0 && errno == EINTR);
		if (got < 0)
			return alkres_fail(error, ALKRES_IO, "could not read %s: %s", decoder->what,
							   strerror(errno));
		seen->part_offset = offset;
		seen->part_length = (size_t) got;
		if ((size_t) got < wanted)
			wanted = (size_t) got; /* it became shorter meanwhile */
	}
	cursor->at = seen->part + (offset - seen->part_offset);
	cursor->end = cursor->at + wanted;
	cursor->bad = false;
	return true;
}

/* Read the container header at an offset, which has so many bytes at most; false with *error. */
static bool
take_container(AlkresDecoder *decoder, int64_t offset, size_t most, Container *container,
			   AlkresError *error)
{
	Cursor cursor;
	const uint8_t *start, *end;
	int32_t landmarks;

	if (!look_at(decoder, offset, most, &cursor, error))
		return false;
	start = cursor.at;
	container->length = (int32_t) take_little32(&cursor);
	container->contig = take_number(&cursor);
	container->start = take_number(&cursor);
	container->span = take_number(&cursor);
	container->records = take_number(&cursor);
	skip_long_number(&cursor); /* number of the first record */
	skip_long_number(&cursor); /* bases */
	container->blocks = take_number(&cursor);
	landmarks = take_number(&cursor);
	if (landmarks < 0 || landmarks > container->blocks)
		return broken(decoder, "It claims more slices than it has blocks.", error);
	for (int32_t i = 0; i < landmarks && !cursor.bad; i++)
		take_number(&cursor);
	end = cursor.at;
	if (take_little32(&cursor) != alkres_crc32(0, start, (size_t) (end - start)) || cursor.bad)
		return broken(decoder, "The checksum of its header is wrong.", error);
	container->data = offset + (cursor.at - start);
	if (container->length < 0 || container->blocks < 1 ||
		container->data + container->length > decoder->size)
		return broken(decoder, "It claims to be longer than the file.", error);
	return true;
}

/* Does the data of a block that some codec packed begin with another size than the block's? */
static bool
size_differs(AlkresDecoder *decoder, const Block *block, AlkresError *error)
{
	Cursor cursor;
	uint32_t size = 0;

	if (block->method == METHOD_GZIP)
	{
		/* The last four bytes, modulo 2^32. */
		if (block->packed < 18 ||
			!look_at(decoder, block->data + block->packed - 4, 4, &cursor, error))
			return true;
		return take_little32(&cursor) != (uint32_t) block->unpacked;
	}
	if (!look_at(decoder, block->data, (size_t) (block->packed < 16 ? block->packed : 16), &cursor,
				 error))
		return true;
	if (block->method == METHOD_RANS)
	{
		take_byte(&cursor);
		take_little32(&cursor);
		size = take_little32(&cursor);
	}
	else if (take_byte(&cursor) & 0x10) /* says nothing: the block's size is used */
		return false;
	else
		for (int i = 0; i < 5; i++)
		{
			uint8_t byte = take_byte(&cursor);

			size = size << 7 | (byte & 0x7f);
			if (!(byte & 0x80))
				break;
		}
	return cursor.bad || size != (uint32_t) block->unpacked;
}

/* Read the head of the block at an offset, which ends before limit. */
static bool
take_block(AlkresDecoder *decoder, int64_t offset, int64_t limit, Block *block, AlkresError *error)
{
	Cursor cursor;
	const uint8_t *start;

	if (!look_at(decoder, offset, 32, &cursor, error))
		return false;
	start = cursor.at;
	block->start = offset;
	block->method = take_byte(&cursor);
	block->content = take_byte(&cursor);
	take_number(&cursor);
	block->packed = take_number(&cursor);
	block->unpacked = take_number(&cursor);
	block->data = offset + (cursor.at - start);
	block->end = block->data + block->packed + 4;
	if (cursor.bad || block->packed < 0 || block->unpacked < 0 || block->end > limit)
		return broken(decoder, "A block is longer than the container.", error);
	if (block->method > METHOD_LAST ||
		(block->method == METHOD_RAW && block->packed != block->unpacked))
		return broken(decoder, "A block is malformed.", error);
	if (block->unpacked > 0 &&
		(block->method == METHOD_GZIP || block->method == METHOD_RANS ||
		 block->method == METHOD_RANS_NX16 || block->method == METHOD_ARITHMETIC))
	{
		error->code = ALKRES_OK;
		if (size_differs(decoder, block, error))
			return error->code == ALKRES_OK &&
				   broken(decoder, "A block is packed from another size than it says.", error);
	}
	return true;
}

/* The checksum of a block, of its head and data. */
static bool
verify_block(AlkresDecoder *decoder, const Block *block, AlkresError *error)
{
	uint32_t sum = 0;
	Cursor cursor;

	for (int64_t at = block->start; at < block->end - 4;)
	{
		int64_t rest = block->end - 4 - at;

		if (!look_at(decoder, at, rest < 32768 ? (size_t) rest : 32768, &cursor, error))
			return false;
		if (cursor.at == cursor.end)
			break;
		sum = alkres_crc32(sum, cursor.at, (size_t) (cursor.end - cursor.at));
		at += cursor.end - cursor.at;
	}
	if (!look_at(decoder, block->end - 4, 4, &cursor, error))
		return false;
	if (take_little32(&cursor) != sum || cursor.bad)
		return broken(decoder, "The checksum of a block is wrong.", error);
	return true;
}

/* Does a compression header say that no reference is required?  Its map starts with the count. */
static bool
needs_no_reference(AlkresDecoder *decoder, const Block *block, AlkresError *error)
{
	Cursor cursor;
	int32_t entries;

	if (block->method != METHOD_RAW ||
		!look_at(decoder, block->data, (size_t) (block->packed < 32768 ? block->packed : 32768),
				 &cursor, error))
		return false;
	take_number(&cursor);
	entries = take_number(&cursor);
	for (int32_t i = 0; i < entries && !cursor.bad; i++)
	{
		uint8_t first = take_byte(&cursor), second = take_byte(&cursor);
		int32_t skip = first == 'S' ? 5 : first == 'T' ? take_number(&cursor) : 0;

		if (first == 'R' && second == 'R')
			return take_byte(&cursor) == 0 && !cursor.bad;
		if (first != 'S' && first != 'T')
			take_byte(&cursor);
		for (; skip > 0 && !cursor.bad; skip--)
			take_byte(&cursor);
	}
	return false;
}

static bool
slice_too_large(const AlkresDecoder *decoder, AlkresError *error)
{
	alkres_fail(error, ALKRES_LIMIT, "a slice of container %llu of %s needs more than %lld kB",
				(unsigned long long) decoder->containers.passed + 1, decoder->what,
				(long long) decoder->limits.slice_size / 1024);
	return alkres_hint(error, ALKRES_SLICE_HINT);
}

/* A slice begins: what its header claims. */
static bool
take_slice_header(AlkresDecoder *decoder, const Container *container, const Block *block,
				  Slice *slice, AlkresError *error)
{
	Cursor cursor;
	static const uint8_t no_checksum[16];
	int32_t contig, start, span, blocks, ids;
	bool embedded;

	if (block->method != METHOD_RAW)
		return broken(decoder, "The header of a slice is packed.", error);
	if (!verify_block(decoder, block, error) ||
		!look_at(decoder, block->data,
				 (size_t) (block->packed < SLICE_HEADER_MAX ? block->packed : SLICE_HEADER_MAX),
				 &cursor, error))
		return false;
	contig = take_number(&cursor);
	start = take_number(&cursor);
	span = take_number(&cursor);
	slice->records = take_number(&cursor);
	skip_long_number(&cursor);
	blocks = take_number(&cursor);
	ids = take_number(&cursor);
	slice->bytes = 0;
	if (cursor.bad || contig < -2 || contig >= decoder->header->n_targets || start < 0 ||
		span < 0 || slice->records < 0 || blocks < 0 || blocks > container->blocks || ids < 0 ||
		ids > container->blocks)
		return broken(decoder, "The header of a slice is malformed.", error);
	for (int32_t i = 0; i < ids && !cursor.bad; i++)
		take_number(&cursor);
	embedded = take_number(&cursor) >= 0;
	if (cursor.bad || cursor.end - cursor.at < (ptrdiff_t) sizeof(no_checksum))
		return broken(decoder, "The header of a slice is malformed.", error);
	if (!container->no_reference &&
		(contig == -2 ||
		 (contig >= 0 && !embedded && memcmp(cursor.at, no_checksum, sizeof(no_checksum)) == 0)))
		decoder->containers.unproven = true;
	if ((int64_t) slice->records * RECORD_ROOM > decoder->limits.slice_size)
		return slice_too_large(decoder, error);
	decoder->containers.records += (uint64_t) slice->records;
	return true;
}

static bool
check_blocks(AlkresDecoder *decoder, Container *container, AlkresError *error)
{
	int64_t at = container->data, end = at + container->length;
	Slice slice = {0};

	for (int32_t i = 0; i < container->blocks; i++)
	{
		Block block;

		if (!take_block(decoder, at, end, &block, error))
			return false;
		if ((block.content == CONTENT_COMPRESSION_HEADER) != (i == 0) ||
			(i == 1 && block.content != CONTENT_SLICE_HEADER) ||
			(i > 1 && block.content != CONTENT_SLICE_HEADER && block.content != CONTENT_EXTERNAL &&
			 block.content != CONTENT_CORE))
			return broken(decoder, "Its blocks are not in the order of a container.", error);
		if (i == 0 && !verify_block(decoder, &block, error))
			return false;
		if (i == 0)
			container->no_reference = needs_no_reference(decoder, &block, error);
		if (block.content == CONTENT_SLICE_HEADER &&
			!take_slice_header(decoder, container, &block, &slice, error))
			return false;
		slice.bytes += block.unpacked;
		if (slice.bytes > decoder->limits.slice_size || block.packed > decoder->limits.slice_size)
			return slice_too_large(decoder, error);
		decoder->containers.decompressed += (uint64_t) block.unpacked;
		at = block.end;
	}
	if (at != end)
		return broken(decoder, "It is longer than its blocks.", error);
	if (decoder->containers.decompressed > (uint64_t) decoder->limits.decompressed_size)
		return alkres_too_much(decoder->what, &decoder->limits, error);
	return true;
}

bool
alkres_check_header(AlkresDecoder *decoder, AlkresError *error)
{
	Container container;
	Block block;

	decoder->containers.at = DEFINITION_SIZE;
	if (!take_container(decoder, DEFINITION_SIZE, HEAD_MAX, &container, error) ||
		!take_block(decoder, container.data, container.data + container.length, &block, error))
		return false;
	if (block.content != CONTENT_FILE_HEADER)
		return broken(decoder, "It does not hold the header of the file.", error);
	if (block.unpacked > decoder->limits.header_size || block.packed > decoder->limits.header_size)
		return alkres_header_too_large(decoder->what, &decoder->limits, error);
	if (!verify_block(decoder, &block, error))
		return false;
	/* What is left of the container is room for a longer header. */
	decoder->containers.at = container.data + container.length;
	decoder->containers.passed = 1;
	return true;
}

int
alkres_check_container(AlkresDecoder *decoder, AlkresError *error)
{
	AlkresContainers *seen = &decoder->containers;
	Container container;

	if (seen->at == decoder->size - ALKRES_CRAM_END_SIZE) /* the marker is there: check_ends */
		return 0;
	if (!take_container(decoder, seen->at, HEAD_MAX, &container, error))
		return -1;
	if (container.records <= 0 ||
		container.data + container.length > decoder->size - ALKRES_CRAM_END_SIZE)
	{
		broken(decoder, "An end marker stands before the end of the file.", error);
		return -1;
	}
	if (!check_blocks(decoder, &container, error))
		return -1;
	seen->at = container.data + container.length;
	seen->passed++;
	return 1;
}

int
alkres_look_at_container(AlkresDecoder *decoder, AlkresContainerPlace *place, AlkresError *error)
{
	AlkresContainers *seen = &decoder->containers;
	Container container;
	bool good;

	if (seen->at == decoder->size - ALKRES_CRAM_END_SIZE)
		return 0;
	seen->heads_only = true;
	good = take_container(decoder, seen->at, HEAD_FEW, &container, error) ||
		   take_container(decoder, seen->at, HEAD_MAX, &container, error);
	seen->heads_only = false;
	if (!good)
		return -1;
	place->behind = container.data + container.length;
	place->contig = container.contig;
	place->first = container.start;
	place->last = (int64_t) container.start + container.span - 1;
	return 1;
}
