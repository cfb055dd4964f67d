/* region.h: a stretch of one contig, 1-based inclusive: text GRCh38:chr2:29220700-29220800 and
 * stored form. */
#ifndef ALKRES_CORE_VARIANT_REGION_H
#define ALKRES_CORE_VARIANT_REGION_H

#include "core/variant/variant.h"

typedef struct AlkresRegion
{
	AlkresContig contig;
	uint32_t start; /* 1-based, inclusive */
	uint32_t end;   /* 1-based, inclusive, at least start */
} AlkresRegion;

/* A region ends before the last position that a variant may have: behind it there is always a
 * variant that can be written, which bounds the region's range in an index. */
#define ALKRES_REGION_END_MAX (ALKRES_POSITION_MAX - 1)
#define ALKRES_REGION_SIZE_MAX (8 + 2 * ALKRES_NAME_SIZE)

extern bool alkres_region_set(AlkresRegion *region, const AlkresContig *contig, int64_t start,
							  int64_t end, AlkresError *error);
extern bool alkres_region_parse(AlkresRegion *region, const char *text,
								const char *default_assembly, AlkresError *error);
/* Does every reference base of a variant lie in it? */
extern bool alkres_region_has(const AlkresRegion *region, const AlkresVariant *variant);
/* The canonical text, from alkres_alloc. */
extern char *alkres_region_text(const AlkresRegion *region);
/* The stored form without the varlena header: writes at most ALKRES_REGION_SIZE_MAX bytes, returns
 * how many. */
extern size_t alkres_region_encode(const AlkresRegion *region, uint8_t *out);
extern bool alkres_region_decode(AlkresRegion *region, const uint8_t *bytes, size_t length,
								 AlkresError *error);

#endif
