/* read_tag.c: tags of a record by htslib, and copies of records. */
#include "hts/read_tag.h"

#include <stdalign.h>
#include <string.h>

#include "hts/hts_guard.h"

const char *
alkres_read_text(const AlkresRead *read, const char *tag)
{
	const uint8_t *found = bam_aux_get(read->record, tag);

	return found == NULL ? NULL : bam_aux2Z(found);
}

bool
alkres_read_integer(const AlkresRead *read, const char *tag, int64_t *value)
{
	const uint8_t *found = bam_aux_get(read->record, tag);

	if (found == NULL || strchr("cCsSiI", found[0]) == NULL)
		return false;
	*value = bam_aux2i(found);
	return true;
}

const void *
alkres_read_array(const AlkresRead *read, const char *tag, uint32_t *length)
{
	const uint8_t *found = bam_aux_get(read->record, tag);

	if (found == NULL || found[0] != 'B' || strchr("cCsSiI", found[1]) == NULL)
		return NULL;
	*length = bam_auxB_len(found);
	return found;
}

int64_t
alkres_tag_element(const void *array, uint32_t index)
{
	return bam_auxB2i(array, index);
}

/* Of a copy: its CIGAR and the record's bytes follow its head. */
static size_t
head_size(void)
{
	return (sizeof(bam1_t) + alignof(max_align_t) - 1) / alignof(max_align_t) *
		   alignof(max_align_t);
}

static size_t
cigar_size(const AlkresRead *read)
{
	return sizeof(uint32_t) * (size_t) read->cigar_count;
}

size_t
alkres_read_copy_size(const AlkresRead *read)
{
	const bam1_t *record = read->record;

	return head_size() + cigar_size(read) + (size_t) record->l_data;
}

void
alkres_read_copy(const AlkresRead *read, void *memory, AlkresRead *copy)
{
	const bam1_t *record = read->record;
	bam1_t *head = memory;
	char *cigar = (char *) memory + head_size();
	uint8_t *data = (uint8_t *) cigar + cigar_size(read);

	*head = *record;
	head->data = data;
	head->m_data = (uint32_t) record->l_data;
	memcpy(cigar, read->cigar, cigar_size(read));
	memcpy(data, record->data, (size_t) record->l_data);
	*copy = *read;
	copy->record = head;
	copy->cigar = (const uint32_t *) (const void *) cigar;
	copy->name = (const char *) data + ((const uint8_t *) read->name - record->data);
	copy->sequence = data + (read->sequence - record->data);
	copy->quality = data + (read->quality - record->data);
	if (read->md != NULL)
		copy->md = (const char *) data + ((const uint8_t *) read->md - record->data);
	if (read->rx != NULL)
		copy->rx = (const char *) data + ((const uint8_t *) read->rx - record->data);
}
