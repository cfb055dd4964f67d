/* bgzf_places.c: what an index says of a file that is compressed by BGZF is proven. */
#include "hts/bgzf_places.h"

#include <stdlib.h>

#include "hts/refusals.h"

/* So many blocks are read back to find the record in front of a place. */
#define BACK_MAX 8

size_t
alkres_bgzf_block_size(const uint8_t *head)
{
	if (head[0] != 0x1f || head[1] != 0x8b || head[2] != 8 || head[3] != 4 || head[12] != 'B' ||
		head[13] != 'C' || head[14] != 2 || head[15] != 0)
		return 0;
	return (size_t) (head[16] | head[17] << 8) + 1;
}

/* The block that ends where one begins; false when there is none. */
static bool
find_block_before(BGZF *file, int64_t block, int64_t *before)
{
	uint8_t bytes[ALKRES_BLOCK_MAX];
	size_t length = block < ALKRES_BLOCK_MAX ? (size_t) block : ALKRES_BLOCK_MAX, got = 0;

	if (hseek(file->fp, block - (int64_t) length, SEEK_SET) < 0)
		return false;
	while (got < length)
	{
		ssize_t more = hread(file->fp, bytes + got, length - got);

		if (more <= 0)
			return false;
		got += (size_t) more;
	}
	for (size_t size = ALKRES_BLOCK_HEAD; size <= length; size++)
		if (alkres_bgzf_block_size(bytes + length - size) == size)
		{
			*before = block - (int64_t) size;
			return true;
		}
	return false;
}

/* The content of the file from the start of a block up to a place; how many bytes, -1. */
static int64_t
read_up_to(BGZF *file, int64_t block, uint64_t place, uint8_t *out, size_t room)
{
	size_t length = 0;

	if (bgzf_seek(file, block << 16, SEEK_SET) != 0)
		return -1;
	while ((uint64_t) bgzf_tell(file) < place)
	{
		int64_t left;

		if (bgzf_peek(file) < 0)
			return -1;
		left = file->block_length - file->block_offset;
		if (file->block_address == (int64_t) (place >> 16))
			left = (int64_t) (place & 0xffff) - file->block_offset;
		if (left <= 0 || left > file->block_length - file->block_offset ||
			length + (size_t) left > room ||
			bgzf_read(file, out + length, (size_t) left) != (ssize_t) left)
			return -1;
		length += (size_t) left;
	}
	return (uint64_t) bgzf_tell(file) == place ? (int64_t) length : -1;
}

bool
alkres_follow_records(AlkresLookAtRecord look, const void *context, const uint8_t *at,
					  const uint8_t *end, int most, AlkresRecordPlace *last)
{
	bool is_first = true;

	for (int count = 0; at < end && count < most; count++)
	{
		AlkresRecordPlace next;
		size_t size = look(context, at, (size_t) (end - at), &next);

		if (size == 0 || (!is_first && alkres_lies_before(next, *last)))
			return false;
		*last = next;
		is_first = false;
		at += size;
	}
	return !is_first;
}

bool
alkres_find_last(AlkresLookAtRecord look, const void *context, const uint8_t *bytes, size_t length,
				 size_t least, AlkresRecordPlace *last)
{
	for (size_t i = 0; i + least <= length; i++)
		if (alkres_follow_records(look, context, bytes + i, bytes + length, INT32_MAX, last))
			return true;
	return false;
}

bool
alkres_find_record_before(BGZF *file, uint64_t place, const AlkresRecordForm *form,
						  AlkresRecordPlace *last, AlkresError *error)
{
	int64_t block = (int64_t) (place >> 16);
	size_t room = (size_t) (BACK_MAX + 1) * ALKRES_BLOCK_MAX;
	uint8_t *bytes = malloc(room);
	bool found = false;

	error->code = ALKRES_OK;
	*last = (AlkresRecordPlace){-1, -1};
	if (bytes == NULL)
		return alkres_refuse_memory(error);
	for (int back = 0; back < BACK_MAX && !found && find_block_before(file, block, &block); back++)
	{
		int64_t length = read_up_to(file, block, place, bytes, room);

		if (length < 0)
			break;
		found = form->find_last(form->context, bytes, (size_t) length, last);
	}
	free(bytes);
	return found;
}

int
alkres_go_to_place(BGZF *file, int64_t size, uint64_t place, const AlkresRecordForm *form,
				   AlkresRecordPlace first, AlkresError *error)
{
	AlkresRecordPlace last;
	int next;

	if (!alkres_find_record_before(file, place, form, &last, error))
		return error->code == ALKRES_MEMORY ? -1 : 0;
	if (!alkres_lies_before(last, first) || bgzf_seek(file, (int64_t) place, SEEK_SET) != 0)
		return 0;
	next = bgzf_peek(file);
	return next >= 0 || (next == -1 && htell(file->fp) == size);
}
