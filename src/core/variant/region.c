/* region.c: text and stored form of a stretch of one contig. */
#include "core/variant/region.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "core/variant/locus_text.h"
#include "core/base/memory.h"

bool
alkres_region_set(AlkresRegion *region, const AlkresContig *contig, int64_t start, int64_t end,
				  AlkresError *error)
{
	if (start < 1 || end > ALKRES_REGION_END_MAX)
		return alkres_fail(error, ALKRES_OUT_OF_RANGE,
						   "region %lld-%lld is out of range: positions are 1 to %u",
						   (long long) start, (long long) end, ALKRES_REGION_END_MAX);
	if (end < start)
	{
		alkres_fail(error, ALKRES_BAD_TEXT, "region %lld-%lld ends before it starts",
					(long long) start, (long long) end);
		return alkres_hint(error, "Positions are 1-based and inclusive on the plus strand.");
	}
	region->contig = *contig;
	region->start = start;
	region->end = end;
	return true;
}

bool
alkres_region_parse(AlkresRegion *region, const char *text, const char *default_assembly,
					AlkresError *error)
{
	AlkresText whole = alkres_text_trim(text, strlen(text)), place, range, first, last;
	AlkresContig contig;
	int64_t start, end;

	if (!alkres_text_split_last(whole, ':', &place, &range))
		goto malformed;
	if (!alkres_text_split_last(range, '-', &first, &last))
		first = last = range;
	if (!alkres_text_position(first, true, &start) || !alkres_text_position(last, true, &end))
		goto malformed;
	if (!alkres_text_contig(&contig, place, default_assembly, "region", text, error))
		return false;
	return alkres_region_set(region, &contig, start, end, error);

malformed:
	alkres_fail(error, ALKRES_BAD_TEXT, "invalid input syntax for type region: \"%.300s\"", text);
	return alkres_hint(error, "Write it as GRCh38:chr2:29220700-29220800 (1-based, inclusive).");
}

bool
alkres_region_has(const AlkresRegion *region, const AlkresVariant *variant)
{
	return alkres_contig_equal(&variant->contig, &region->contig) &&
		   variant->position >= region->start && variant->end <= region->end;
}

char *
alkres_region_text(const AlkresRegion *region)
{
	size_t size = 2 * ALKRES_NAME_SIZE + 32;
	char *text = alkres_alloc(size);

	snprintf(text, size, "%s:%s:%u-%u", region->contig.assembly_name, region->contig.contig_name,
			 region->start, region->end);
	return text;
}

/* Behind the contig's head: 0-based start and 0-based last position, 28 bits each, big-endian. */
size_t
alkres_region_encode(const AlkresRegion *region, uint8_t *out)
{
	size_t used = alkres_contig_encode(&region->contig, out);
	uint64_t bits = (uint64_t) (region->start - 1) << 28 | (region->end - 1);

	for (int shift = 48; shift >= 0; shift -= 8)
		out[used++] = (uint8_t) (bits >> shift);
	return used;
}

bool
alkres_region_decode(AlkresRegion *region, const uint8_t *bytes, size_t length, AlkresError *error)
{
	size_t used = alkres_contig_decode(&region->contig, bytes, length);
	uint64_t bits = 0;

	if (used == 0 || length - used != 7)
		return alkres_fail(error, ALKRES_BAD_BINARY, "invalid binary form of type region");
	for (; used < length; used++)
		bits = bits << 8 | bytes[used];
	region->start = (uint32_t) (bits >> 28) + 1;
	region->end = (uint32_t) (bits & 0xfffffff) + 1;
	if (region->end > ALKRES_REGION_END_MAX)
		return alkres_fail(error, ALKRES_BAD_BINARY,
						   "invalid binary form of type region: it ends out of range");
	if (region->end < region->start)
		return alkres_fail(error, ALKRES_BAD_BINARY,
						   "invalid binary form of type region: it ends before it starts");
	return true;
}
