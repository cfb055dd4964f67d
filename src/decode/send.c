/* send.c: messages to the backend; see hts/cram_stream.h. */
#include "decode/decode.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Records that are not sent yet, behind their mark. */
static uint8_t *part;
static size_t part_length, part_room;

static void
write_all(const uint8_t *bytes, size_t length)
{
	while (length > 0)
	{
		ssize_t put = write(ALKRES_CRAM_OUT, bytes, length);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			_exit(1); /* the backend is gone, or does not want more */
		bytes += put;
		length -= (size_t) put;
	}
}

void
alkres_send(uint8_t kind, const void *body, size_t length)
{
	uint8_t head[ALKRES_CRAM_HEAD_SIZE] = {kind};

	alkres_put32(head + 1, (uint32_t) length);
	write_all(head, sizeof(head));
	write_all(body, length);
}

void
alkres_send_error(const AlkresError *error)
{
	uint8_t body[1 + sizeof(error->message) + sizeof(error->detail) + sizeof(error->hint)];
	const char *texts[] = {error->message, error->detail, error->hint};
	size_t length = 1;

	body[0] = (uint8_t) error->code;
	for (int i = 0; i < 3; i++)
	{
		size_t size = strlen(texts[i]) + 1;

		memcpy(body + length, texts[i], size);
		length += size;
	}
	alkres_send(ALKRES_CRAM_ERROR, body, length);
}

void
alkres_send_rest(void)
{
	if (part_length > ALKRES_CRAM_RECORDS_MARK_SIZE)
		alkres_send(ALKRES_CRAM_RECORDS, part, part_length);
	part_length = 0;
}

/* Room for so many bytes more. */
static uint8_t *
make_room(size_t more)
{
	if (part_length == 0)
		more += ALKRES_CRAM_RECORDS_MARK_SIZE;
	if (part_length + more > part_room)
	{
		size_t room = part_length + more + ALKRES_CRAM_PART_SIZE;
		uint8_t *larger = realloc(part, room);

		if (larger == NULL)
			return NULL;
		part = larger;
		part_room = room;
	}
	if (part_length == 0)
	{
		memcpy(part, ALKRES_CRAM_RECORDS_MARK, ALKRES_CRAM_RECORDS_MARK_SIZE);
		part_length = ALKRES_CRAM_RECORDS_MARK_SIZE;
	}
	return part + part_length;
}

/* What does not fit becomes a number that the reader finds out of range. */
static uint32_t
position(hts_pos_t value)
{
	return value < INT32_MIN || value > INT32_MAX ? INT32_MAX : (uint32_t) value;
}

static uint8_t *
put_cigar(uint8_t *at, const uint32_t *cigar, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		at = alkres_put32(at, cigar[i]);
	return at;
}

bool
alkres_send_record(const AlkresDecoder *decoder, const bam1_t *record, uint64_t number,
				   AlkresError *error)
{
	const bam1_core_t *core = &record->core;
	size_t name = core->l_qname - core->l_extranul;
	size_t rest = (size_t) record->l_data - core->l_qname - 4 * (size_t) core->n_cigar;
	/* A longer CIGAR stands in a tag, behind a sham one (SAM specification 4.2.2). */
	bool in_tag = core->n_cigar > UINT16_MAX;
	size_t size = 32 + name + 4 * (size_t) core->n_cigar + rest + (in_tag ? 16 : 0);
	/* One that is too large is refused by its size alone. */
	bool whole = size <= (uint64_t) decoder->limits.record_size;
	uint8_t *at = make_room(4 + (whole ? size : 32));

	if (at == NULL)
		return alkres_refuse_memory(error);
	at = alkres_put32(at, (uint32_t) size);
	at = alkres_put32(at, (uint32_t) core->tid);
	at = alkres_put32(at, position(core->pos));
	at =
		alkres_put32(at, (uint32_t) core->bin << 16 | (uint32_t) core->qual << 8 | (uint32_t) name);
	at = alkres_put32(at, (uint32_t) core->flag << 16 | (in_tag ? 2 : core->n_cigar));
	at = alkres_put32(at, (uint32_t) core->l_qseq);
	at = alkres_put32(at, (uint32_t) core->mtid);
	at = alkres_put32(at, position(core->mpos));
	at = alkres_put32(at, (uint32_t) core->isize);
	if (whole)
	{
		const uint32_t *cigar = bam_get_cigar(record);

		memcpy(at, record->data, name);
		at += name;
		if (in_tag)
		{
			at = alkres_put32(at, (uint32_t) core->l_qseq << 4 | BAM_CSOFT_CLIP);
			at = alkres_put32(at, (uint32_t) bam_cigar2rlen((int) core->n_cigar, cigar) << 4 |
									  BAM_CREF_SKIP);
		}
		else
			at = put_cigar(at, cigar, core->n_cigar);
		memcpy(at, record->data + record->l_data - rest, rest);
		at += rest;
		if (in_tag)
		{
			memcpy(at, "CGBI", 4);
			at = alkres_put32(at + 4, core->n_cigar);
			at = put_cigar(at, cigar, core->n_cigar);
		}
	}
	part_length = (size_t) (at - part);
	if (part_length >= ALKRES_CRAM_PART_SIZE || !whole)
	{
		alkres_send_rest();
		alkres_allow_time(&decoder->limits);
	}
	return true;
}
