/* bam_record.c: one BAM record, checked. */
#include "hts/bam_internal.h"

#include <stdlib.h>
#include <string.h>

#include "core/contig.h"

int
alkres_bam_record_broken(AlkresBam *bam, const char *why, AlkresError *error)
{
	alkres_fail(error, ALKRES_CORRUPT, "BAM record %llu of %s is broken",
				(unsigned long long) bam->records + 1, bam->what);
	alkres_detail(error, "%s", why);
	return -1;
}

/* What is used of the tags from p to end; false when they are malformed. */
static bool
take_tags(const uint8_t *p, const uint8_t *end, AlkresRead *read)
{
	read->md = NULL;
	read->has_barcode = false;
	while (p < end)
	{
		const uint8_t *tag = p;
		size_t size;

		if (end - p < 4)
			return false;
		p += 3;
		switch (tag[2])
		{
			case 'A':
			case 'c':
			case 'C':
				size = 1;
				break;
			case 's':
			case 'S':
				size = 2;
				break;
			case 'i':
			case 'I':
			case 'f':
				size = 4;
				break;
			case 'Z':
			case 'H':
			{
				const uint8_t *stop = memchr(p, '\0', end - p);

				if (stop == NULL)
					return false;
				if (tag[0] == 'M' && tag[1] == 'D' && tag[2] == 'Z' && read->md == NULL)
					read->md = (const char *) p;
				if ((tag[0] == 'R' && tag[1] == 'X') || (tag[0] == 'M' && tag[1] == 'I'))
					read->has_barcode = true;
				size = stop - p + 1;
				break;
			}
			case 'B':
			{
				size_t width;

				if (end - p < 5)
					return false;
				width = strchr("cC", p[0])    ? 1
						: strchr("sS", p[0])  ? 2
						: strchr("iIf", p[0]) ? 4
											  : 0;
				if (width == 0 || p[0] == '\0')
					return false;
				size = 5 + width * alkres_little32(p + 1);
				break;
			}
			default:
				return false;
		}
		if ((size_t) (end - p) < size)
			return false;
		p += size;
	}
	return true;
}

/* The CIGAR, its length on the read against the sequence's, and the last aligned position. */
static int
take_cigar(AlkresBam *bam, AlkresRead *read, const uint8_t *bytes, AlkresError *error)
{
	uint64_t on_read = 0, on_reference = 0;

	if (read->cigar_count > bam->cigar_capacity)
	{
		uint32_t *cigar = realloc(bam->cigar, sizeof(uint32_t) * read->cigar_count);

		if (cigar == NULL)
		{
			alkres_bam_out_of_memory(error);
			return -1;
		}
		bam->cigar = cigar;
		bam->cigar_capacity = read->cigar_count;
	}
	for (uint32_t i = 0; i < read->cigar_count; i++)
	{
		uint32_t element = alkres_little32(bytes + 4 * (size_t) i);
		uint32_t length = ALKRES_CIGAR_LENGTH(element);

		bam->cigar[i] = element;
		switch (ALKRES_CIGAR_OP(element))
		{
			case ALKRES_CIGAR_MATCH:
			case ALKRES_CIGAR_EQUAL:
			case ALKRES_CIGAR_DIFFERENT:
				on_read += length;
				on_reference += length;
				break;
			case ALKRES_CIGAR_INSERTION:
			case ALKRES_CIGAR_SOFT_CLIP:
				on_read += length;
				break;
			case ALKRES_CIGAR_DELETION:
			case ALKRES_CIGAR_SKIP:
				on_reference += length;
				break;
			case ALKRES_CIGAR_HARD_CLIP:
			case ALKRES_CIGAR_PAD:
				break;
			default:
				return alkres_bam_record_broken(bam, "Its CIGAR has an unknown operation.", error);
		}
	}
	read->cigar = bam->cigar;
	if (read->cigar_count == 2 && ALKRES_CIGAR_OP(bam->cigar[0]) == ALKRES_CIGAR_SOFT_CLIP &&
		ALKRES_CIGAR_LENGTH(bam->cigar[0]) == read->length && read->length > 0 &&
		ALKRES_CIGAR_OP(bam->cigar[1]) == ALKRES_CIGAR_SKIP)
	{
		alkres_fail(error, ALKRES_UNSUPPORTED,
					"BAM record %llu of %s has more than 65535 CIGAR operations",
					(unsigned long long) bam->records + 1, bam->what);
		return -1;
	}
	if (read->cigar_count > 0 && read->length > 0 && on_read != read->length)
		return alkres_bam_record_broken(bam, "Its CIGAR and its sequence differ in length.", error);
	if (read->position > 0 && on_reference > ALKRES_POSITION_MAX - (read->position - 1))
		return alkres_bam_record_broken(bam, "It is aligned beyond the end of any contig.", error);
	read->end = read->position > 0 ? read->position - 1 + (uint32_t) on_reference : 0;
	return 1;
}

int
alkres_bam_take_record(AlkresBam *bam, size_t size, AlkresRead *read, AlkresError *error)
{
	const uint8_t *record = bam->record, *end = record + size;
	int32_t contig = (int32_t) alkres_little32(record),
			position = (int32_t) alkres_little32(record + 4);
	int32_t mate_position = (int32_t) alkres_little32(record + 24);
	size_t name_size = record[8];
	uint32_t length = alkres_little32(record + 16);
	uint64_t fixed;

	read->mapq = record[9];
	read->cigar_count = alkres_little16(record + 12);
	read->flags = alkres_little16(record + 14);
	read->length = length;
	read->mate_contig = (int32_t) alkres_little32(record + 20);
	read->template_length = (int32_t) alkres_little32(record + 28);
	fixed =
		32 + name_size + 4 * (uint64_t) read->cigar_count + ((uint64_t) length + 1) / 2 + length;
	if (length > INT32_MAX || fixed > size)
		return alkres_bam_record_broken(bam, "Its parts are longer than the record.", error);
	if (name_size < 2 || memchr(record + 32, '\0', name_size) != record + 32 + name_size - 1)
		return alkres_bam_record_broken(bam, "Its name is malformed.", error);
	if (contig < -1 || contig >= bam->contigs || read->mate_contig < -1 ||
		read->mate_contig >= bam->contigs)
		return alkres_bam_record_broken(bam, "Its contig is not in the header.", error);
	if (position < -1 || position >= (int32_t) ALKRES_POSITION_MAX || mate_position < -1)
		return alkres_bam_record_broken(bam, "Its position is out of range.", error);
	if (!(read->flags & ALKRES_READ_UNMAPPED) && (contig < 0 || position < 0))
		return alkres_bam_record_broken(bam, "It is marked as mapped but has no position.", error);
	/* Unplaced reads come last: -1 is the largest unsigned number. */
	if ((uint32_t) contig < (uint32_t) bam->last_contig ||
		(contig == bam->last_contig && position < bam->last_position))
	{
		alkres_fail(error, ALKRES_BAD_FILE, "%s is not sorted by coordinate", bam->what);
		alkres_detail(error, "BAM record %llu lies before the one in front of it.",
					  (unsigned long long) bam->records + 1);
		alkres_hint(error, "Sort it with \"samtools sort\".");
		return -1;
	}
	bam->last_contig = contig;
	bam->last_position = position;
	read->name = (const char *) record + 32;
	read->name_length = name_size - 1;
	read->contig = contig;
	read->position = (uint32_t) (position + 1);
	read->mate_position = (uint32_t) mate_position + 1;
	read->sequence = record + 32 + name_size + 4 * (size_t) read->cigar_count;
	read->quality = read->sequence + ((size_t) length + 1) / 2;
	if (!take_tags(record + fixed, end, read))
		return alkres_bam_record_broken(bam, "Its tags are malformed.", error);
	return take_cigar(bam, read, record + 32 + name_size, error);
}
