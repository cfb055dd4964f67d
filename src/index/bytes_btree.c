/*
 * bytes_btree.c: sort support with abbreviated keys for the types that compare as their bytes, and
 * what ANALYZE keeps of them.
 */
#include "postgres.h"

#include "commands/vacuum.h"
#include "common/hashfn.h"
#include "fmgr.h"
#include "lib/hyperloglog.h"
#include "port/pg_bswap.h"
#include "utils/guc.h"
#include "utils/sortsupport.h"

#include "compat.h"
#include "type/bytes.h"

/* Is it still worth comparing the first bytes alone?  As varlena.c decides it for text. */
typedef struct Abbreviation
{
	hyperLogLogState keys;   /* distinct abbreviated keys */
	hyperLogLogState values; /* distinct values */
	double wanted;           /* least keys per value */
} Abbreviation;

static int
compare_datums(Datum a, Datum b, SortSupport sort)
{
	struct varlena *x = PG_DETOAST_DATUM_PACKED(a), *y = PG_DETOAST_DATUM_PACKED(b);
	int order = alkres_bytes_compare(x, y);

	if ((Pointer) x != DatumGetPointer(a))
		pfree(x);
	if ((Pointer) y != DatumGetPointer(b))
		pfree(y);
	return order;
}

/* The first bytes as an unsigned number: assembly to alleles of a substitution, gene to residue of
 * an ALK mutation. */
static Datum
abbreviate(Datum original, SortSupport sort)
{
	Abbreviation *state = sort->ssup_extra;
	struct varlena *value = PG_DETOAST_DATUM_PACKED(original);
	size_t length = VARSIZE_ANY_EXHDR(value);
	Datum key = 0;

	memcpy(&key, VARDATA_ANY(value), Min(length, sizeof(Datum)));
	addHyperLogLog(&state->keys, hash_bytes((unsigned char *) &key, sizeof(key)));
	addHyperLogLog(&state->values, hash_bytes((unsigned char *) VARDATA_ANY(value), length));
	if ((Pointer) value != DatumGetPointer(original))
		pfree(value);
	return DatumBigEndianToNative(key);
}

static bool
give_up(int memtupcount, SortSupport sort)
{
	Abbreviation *state = sort->ssup_extra;
	double keys, values;

	if (memtupcount < 100)
		return false;
	keys = Max(estimateHyperLogLog(&state->keys), 1.0);
	values = Max(estimateHyperLogLog(&state->values), 1.0);
	if (keys > values * state->wanted)
	{
		/* The further the sort, the dearer a second start: accept less. */
		if (memtupcount > 10000)
			state->wanted *= 0.65;
		return false;
	}
	return true;
}

PG_FUNCTION_INFO_V1(alkres_bytes_sortsupport);
Datum
alkres_bytes_sortsupport(PG_FUNCTION_ARGS)
{
	SortSupport sort = (SortSupport) PG_GETARG_POINTER(0);

	sort->comparator = compare_datums;
	if (sort->abbreviate)
	{
		MemoryContext caller = MemoryContextSwitchTo(sort->ssup_cxt);
		Abbreviation *state = palloc(sizeof(Abbreviation));

		initHyperLogLog(&state->keys, 10);
		initHyperLogLog(&state->values, 10);
		state->wanted = 0.20;
		sort->ssup_extra = state;
		sort->comparator = ssup_datum_unsigned_cmp;
		sort->abbrev_converter = abbreviate;
		sort->abbrev_abort = give_up;
		sort->abbrev_full_comparator = compare_datums;
		MemoryContextSwitchTo(caller);
	}
	PG_RETURN_VOID();
}

/*
 * With the default target of 100 a class inside one histogram bin was estimated at 1 row where
 * 3,742 were found: take at least 1000 bins and common values.
 */
#define LEAST_TARGET 1000

PG_FUNCTION_INFO_V1(alkres_bytes_typanalyze);
Datum
alkres_bytes_typanalyze(PG_FUNCTION_ARGS)
{
	VacAttrStats *stats = (VacAttrStats *) PG_GETARG_POINTER(0);
	int target = ALKRES_STATISTICS_TARGET(stats);

	/* stats->attr is ANALYZE's own copy of the catalogue row. */
	ALKRES_STATISTICS_TARGET(stats) =
		Max(target < 0 ? default_statistics_target : target, LEAST_TARGET);
	PG_RETURN_BOOL(std_typanalyze(stats));
}
