/* vaf.h: the SQL type vaf: 8 bytes passed by value, alt in the upper half. */
#ifndef ALKRES_TYPE_VAF_H
#define ALKRES_TYPE_VAF_H

#include "postgres.h"

#include "core/vaf/vaf.h"

static inline Datum
alkres_vaf_pack(AlkresVaf vaf)
{
	return Int64GetDatum((int64) ((uint64) vaf.alt << 32 | vaf.depth));
}

static inline AlkresVaf
alkres_vaf_unpack(Datum datum)
{
	uint64 bits = (uint64) DatumGetInt64(datum);
	AlkresVaf vaf = {(uint32) (bits >> 32), (uint32) bits};

	return vaf;
}

/* The Datum of alt of depth molecules; the caller answers for alt <= depth. */
static inline Datum
alkres_vaf_datum(uint32 alt, uint32 depth)
{
	AlkresVaf vaf = {alt, depth};

	Assert(alt <= depth);
	return alkres_vaf_pack(vaf);
}

#define PG_GETARG_VAF(n) alkres_vaf_unpack(PG_GETARG_DATUM(n))
#define PG_RETURN_VAF(vaf) PG_RETURN_DATUM(alkres_vaf_pack(vaf))

#endif
