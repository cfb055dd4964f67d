/* droplet_summary.c: the SQL type droplet_summary: input, output, constructors, order, sums. */
#include "postgres.h"

#include "common/hashfn.h"
#include "fmgr.h"
#include "libpq/pqformat.h"

#include "core/droplets/text.h"
#include "type/arguments.h"
#include "type/droplet_summary.h"
#include "type/report.h"
#include "type/wire.h"

Datum
alkres_droplets_datum(const AlkresDroplets *droplets)
{
	AlkresDroplets *copy = palloc(sizeof(AlkresDroplets));

	*copy = *droplets;
	return PointerGetDatum(copy);
}

PG_FUNCTION_INFO_V1(alkres_droplet_summary_in);
Datum
alkres_droplet_summary_in(PG_FUNCTION_ARGS)
{
	AlkresDroplets droplets;
	AlkresError error;

	if (!alkres_droplets_parse(PG_GETARG_CSTRING(0), &droplets, &error))
	{
		alkres_report_soft(&error, ALKRES_ESCONTEXT(fcinfo));
		PG_RETURN_NULL();
	}
	return alkres_droplets_datum(&droplets);
}

PG_FUNCTION_INFO_V1(alkres_droplet_summary_out);
Datum
alkres_droplet_summary_out(PG_FUNCTION_ARGS)
{
	char *text = palloc(ALKRES_DROPLETS_TEXT);

	alkres_droplets_format(PG_GETARG_DROPLETS(0), text);
	PG_RETURN_CSTRING(text);
}

PG_FUNCTION_INFO_V1(alkres_droplet_summary_recv);
Datum
alkres_droplet_summary_recv(PG_FUNCTION_ARGS)
{
	StringInfo buffer = (StringInfo) PG_GETARG_POINTER(0);
	AlkresDroplets droplets;
	AlkresError error;

	alkres_wire_receive_version(buffer, "droplet_summary");
	droplets.fam_only = pq_getmsgint64(buffer);
	droplets.hex_only = pq_getmsgint64(buffer);
	droplets.both_positive = pq_getmsgint64(buffer);
	droplets.negative = pq_getmsgint64(buffer);
	droplets.droplet_nl = pq_getmsgfloat8(buffer);
	droplets.wells = (int32) pq_getmsgint(buffer, 4);
	droplets.flags = pq_getmsgint(buffer, 4);
	if (!alkres_droplets_check(&droplets, ALKRES_BAD_BINARY, &error))
		alkres_report(&error);
	return alkres_droplets_datum(&droplets);
}

PG_FUNCTION_INFO_V1(alkres_droplet_summary_send);
Datum
alkres_droplet_summary_send(PG_FUNCTION_ARGS)
{
	const AlkresDroplets *droplets = PG_GETARG_DROPLETS(0);
	StringInfoData buffer;

	pq_begintypsend(&buffer);
	alkres_wire_send_version(&buffer);
	pq_sendint64(&buffer, droplets->fam_only);
	pq_sendint64(&buffer, droplets->hex_only);
	pq_sendint64(&buffer, droplets->both_positive);
	pq_sendint64(&buffer, droplets->negative);
	pq_sendfloat8(&buffer, droplets->droplet_nl);
	pq_sendint32(&buffer, droplets->wells);
	pq_sendint32(&buffer, droplets->flags);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buffer));
}

static Datum
checked(const AlkresDroplets *droplets)
{
	AlkresError error;

	if (!alkres_droplets_check(droplets, ALKRES_BAD_PARAMETER, &error))
		alkres_report(&error);
	return alkres_droplets_datum(droplets);
}

PG_FUNCTION_INFO_V1(alkres_droplet_summary_make);
Datum
alkres_droplet_summary_make(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(6);
	enum
	{
		FAM_ONLY,
		HEX_ONLY,
		BOTH_POSITIVE,
		NEGATIVE,
		DROPLET_NL,
		WELLS
	};
	AlkresDroplets droplets = {.fam_only = PG_GETARG_INT64(FAM_ONLY),
							   .hex_only = PG_GETARG_INT64(HEX_ONLY),
							   .both_positive = PG_GETARG_INT64(BOTH_POSITIVE),
							   .negative = PG_GETARG_INT64(NEGATIVE),
							   .droplet_nl = PG_GETARG_FLOAT8(DROPLET_NL),
							   .wells = PG_GETARG_INT32(WELLS)};

	return checked(&droplets);
}

/* Not strict: NULL positives are a channel that was not measured; the rest NULL is NULL. */
PG_FUNCTION_INFO_V1(alkres_droplet_summary_make_marginal);
Datum
alkres_droplet_summary_make_marginal(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(5);
	enum
	{
		FAM_POSITIVE,
		HEX_POSITIVE,
		ACCEPTED,
		DROPLET_NL,
		WELLS
	};
	AlkresDroplets droplets = {.flags = ALKRES_DROPLETS_MARGINAL};

	if (PG_ARGISNULL(ACCEPTED) || PG_ARGISNULL(DROPLET_NL) || PG_ARGISNULL(WELLS))
		PG_RETURN_NULL();
	if (PG_ARGISNULL(FAM_POSITIVE) && PG_ARGISNULL(HEX_POSITIVE))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("droplets without a measured channel"),
				errhint("Give the positive droplets of FAM, of HEX, or of both."));
	if (PG_ARGISNULL(FAM_POSITIVE))
		droplets.flags |= ALKRES_DROPLETS_NO_FAM;
	else
		droplets.fam_only = PG_GETARG_INT64(FAM_POSITIVE);
	if (PG_ARGISNULL(HEX_POSITIVE))
		droplets.flags |= ALKRES_DROPLETS_NO_HEX;
	else
		droplets.hex_only = PG_GETARG_INT64(HEX_POSITIVE);
	droplets.negative = PG_GETARG_INT64(ACCEPTED);
	droplets.droplet_nl = PG_GETARG_FLOAT8(DROPLET_NL);
	droplets.wells = PG_GETARG_INT32(WELLS);
	return checked(&droplets);
}

static Datum
count_or_null(FunctionCallInfo fcinfo, int64 count)
{
	if (count < 0)
		PG_RETURN_NULL();
	PG_RETURN_INT64(count);
}

PG_FUNCTION_INFO_V1(alkres_droplet_summary_fam_positive);
Datum
alkres_droplet_summary_fam_positive(PG_FUNCTION_ARGS)
{
	return count_or_null(fcinfo, alkres_droplets_positive(PG_GETARG_DROPLETS(0), ALKRES_FAM));
}

PG_FUNCTION_INFO_V1(alkres_droplet_summary_hex_positive);
Datum
alkres_droplet_summary_hex_positive(PG_FUNCTION_ARGS)
{
	return count_or_null(fcinfo, alkres_droplets_positive(PG_GETARG_DROPLETS(0), ALKRES_HEX));
}

PG_FUNCTION_INFO_V1(alkres_droplet_summary_double_positive);
Datum
alkres_droplet_summary_double_positive(PG_FUNCTION_ARGS)
{
	const AlkresDroplets *droplets = PG_GETARG_DROPLETS(0);

	return count_or_null(
		fcinfo, (droplets->flags & ALKRES_DROPLETS_MARGINAL) != 0 ? -1 : droplets->both_positive);
}

PG_FUNCTION_INFO_V1(alkres_droplet_summary_negative);
Datum
alkres_droplet_summary_negative(PG_FUNCTION_ARGS)
{
	const AlkresDroplets *droplets = PG_GETARG_DROPLETS(0);

	return count_or_null(
		fcinfo, (droplets->flags & ALKRES_DROPLETS_MARGINAL) != 0 ? -1 : droplets->negative);
}

PG_FUNCTION_INFO_V1(alkres_droplet_summary_accepted);
Datum
alkres_droplet_summary_accepted(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(alkres_droplets_accepted(PG_GETARG_DROPLETS(0)));
}

PG_FUNCTION_INFO_V1(alkres_droplet_summary_wells);
Datum
alkres_droplet_summary_wells(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(PG_GETARG_DROPLETS(0)->wells);
}

PG_FUNCTION_INFO_V1(alkres_droplet_summary_volume);
Datum
alkres_droplet_summary_volume(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(PG_GETARG_DROPLETS(0)->droplet_nl);
}

static int
compare(FunctionCallInfo fcinfo)
{
	return alkres_droplets_compare(PG_GETARG_DROPLETS(0), PG_GETARG_DROPLETS(1));
}

PG_FUNCTION_INFO_V1(alkres_droplet_summary_lt);
Datum
alkres_droplet_summary_lt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare(fcinfo) < 0);
}

PG_FUNCTION_INFO_V1(alkres_droplet_summary_le);
Datum
alkres_droplet_summary_le(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare(fcinfo) <= 0);
}

PG_FUNCTION_INFO_V1(alkres_droplet_summary_eq);
Datum
alkres_droplet_summary_eq(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare(fcinfo) == 0);
}

PG_FUNCTION_INFO_V1(alkres_droplet_summary_ne);
Datum
alkres_droplet_summary_ne(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare(fcinfo) != 0);
}

PG_FUNCTION_INFO_V1(alkres_droplet_summary_ge);
Datum
alkres_droplet_summary_ge(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare(fcinfo) >= 0);
}

PG_FUNCTION_INFO_V1(alkres_droplet_summary_gt);
Datum
alkres_droplet_summary_gt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare(fcinfo) > 0);
}

PG_FUNCTION_INFO_V1(alkres_droplet_summary_cmp);
Datum
alkres_droplet_summary_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(compare(fcinfo));
}

/* Equal values have equal bytes: no padding, no NaN, no zero volume of either sign. */
PG_FUNCTION_INFO_V1(alkres_droplet_summary_hash);
Datum
alkres_droplet_summary_hash(PG_FUNCTION_ARGS)
{
	return hash_any((const unsigned char *) PG_GETARG_DROPLETS(0), sizeof(AlkresDroplets));
}

PG_FUNCTION_INFO_V1(alkres_droplet_summary_hash_extended);
Datum
alkres_droplet_summary_hash_extended(PG_FUNCTION_ARGS)
{
	return hash_any_extended((const unsigned char *) PG_GETARG_DROPLETS(0), sizeof(AlkresDroplets),
							 (uint64) PG_GETARG_INT64(1));
}

typedef bool (*Merge)(AlkresDroplets *sum, const AlkresDroplets *b, AlkresError *error);

/* As a transition or combine function it changes its own state in place. */
static Datum
merge(FunctionCallInfo fcinfo, Merge add)
{
	AlkresDroplets *left = PG_GETARG_DROPLETS(0);
	AlkresDroplets sum;
	AlkresError error;

	if (AggCheckCallContext(fcinfo, NULL))
	{
		if (!add(left, PG_GETARG_DROPLETS(1), &error))
			alkres_report(&error);
		PG_RETURN_POINTER(left);
	}
	sum = *left;
	if (!add(&sum, PG_GETARG_DROPLETS(1), &error))
		alkres_report(&error);
	return alkres_droplets_datum(&sum);
}

PG_FUNCTION_INFO_V1(alkres_droplet_summary_add);
Datum
alkres_droplet_summary_add(PG_FUNCTION_ARGS)
{
	return merge(fcinfo, alkres_droplets_add);
}

PG_FUNCTION_INFO_V1(alkres_droplet_summary_pool);
Datum
alkres_droplet_summary_pool(PG_FUNCTION_ARGS)
{
	return merge(fcinfo, alkres_droplets_pool);
}
