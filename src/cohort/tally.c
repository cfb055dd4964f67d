/* tally.c: the aggregate tally_patients: how many patients are known for what, by drug and year. */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/typcache.h"

#include "type/arguments.h"

enum
{
	STATE,
	PATIENT,
	DRUGS,
	DRAWN_ON,
	KNOWN
};
enum
{
	ROW_DRUG,
	ROW_YEAR,
	ROW_KNOWN,
	ROW_PATIENTS,
	COLUMNS
};

#define NO_YEAR PG_INT32_MIN
#define NO_TEXT (-1)
#define TALLY_MAGIC 0x7a11e901

/*
 * The state is a bytea: this header, then names of drugs and what draws show, as they come, in room
 * that is doubled when it is full.  What is appended costs a tenth of a table of all patients, and
 * states are joined by appending.  Offsets are from the value's begin.
 */
typedef struct Tally
{
	int32 varlena;
	uint32 magic;
	uint32 used;
	uint32 first_name, last_name; /* 0: none */
	uint32 near_name;             /* the one found last */
	uint32 last_shown;            /* 0: none */
} Tally;

typedef struct TallyName
{
	uint32 tag; /* 0, which is no place of a name */
	uint32 next;
	int32 length; /* NO_TEXT: no drug was named */
	char text[FLEXIBLE_ARRAY_MEMBER];
} TallyName;

typedef struct TallyShown
{
	uint32 drug; /* place of its name */
	int32 year;
	int32 known;
	uint32 patient_low; /* in halves, so that 4 bytes of alignment do */
	int32 patient_high;
} TallyShown;

static pg_attribute_noreturn() void bad_state(void)
{
	ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("not a state of tally_patients"));
}

static void *
at(const Tally *tally, uint32 place, Size size)
{
	if (place < sizeof(Tally) || place % sizeof(int32) != 0 || place > tally->used ||
		size > tally->used - place)
		bad_state();
	return (char *) tally + place;
}

static TallyName *
name_at(const Tally *tally, uint32 place)
{
	TallyName *name = at(tally, place, offsetof(TallyName, text));

	if (name->tag != 0 || name->length < NO_TEXT)
		bad_state();
	at(tally, place, offsetof(TallyName, text) + (Size) Max(name->length, 0));
	return name;
}

/* An argument, which a call outside the aggregate must not change. */
static Tally *
state_argument(FunctionCallInfo fcinfo, int number)
{
	Tally *tally = (Tally *) (AggCheckCallContext(fcinfo, NULL) ? PG_GETARG_BYTEA_P(number)
																: PG_GETARG_BYTEA_P_COPY(number));

	if (VARSIZE(tally) < sizeof(Tally) || tally->magic != TALLY_MAGIC ||
		tally->used < sizeof(Tally) || tally->used % sizeof(int32) != 0 ||
		tally->used > VARSIZE(tally))
		bad_state();
	return tally;
}

/* Room at the end: the state may move. */
static uint32
append(Tally **tally, Size size)
{
	uint32 place = (*tally)->used;

	size = INTALIGN(size);
	if (size > VARSIZE(*tally) - place)
	{
		Size room = 2 * (VARSIZE(*tally) + size);
		Tally *larger;

		if (room > MaxAllocSize)
			ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					errmsg("too many draws in one group"));
		larger = palloc(room);
		memcpy(larger, *tally, place);
		SET_VARSIZE(larger, room);
		*tally = larger;
	}
	(*tally)->used += (uint32) size;
	return place;
}

static Tally *
new_tally(void)
{
	Tally *tally = palloc0(1024);

	SET_VARSIZE(tally, 1024);
	tally->magic = TALLY_MAGIC;
	tally->used = sizeof(Tally);
	return tally;
}

static bool
is_name(const TallyName *name, const char *text, int32 length)
{
	return name->length == length && (length <= 0 || memcmp(name->text, text, (Size) length) == 0);
}

/* Drugs are few: a name is looked for one by one, the last one first. */
static uint32
drug_place(Tally **tally, const char *text, int32 length)
{
	uint32 place;
	TallyName *name;

	if ((*tally)->near_name != 0 && is_name(name_at(*tally, (*tally)->near_name), text, length))
		return (*tally)->near_name;
	for (place = (*tally)->first_name; place != 0; place = name->next)
	{
		name = name_at(*tally, place);
		if (is_name(name, text, length))
			return (*tally)->near_name = place;
		if (name->next != 0 && name->next <= place)
			bad_state();
	}
	place = append(tally, offsetof(TallyName, text) + (Size) Max(length, 0));
	name = (TallyName *) ((char *) *tally + place);
	name->tag = 0;
	name->next = 0;
	name->length = length;
	if (length > 0)
		memcpy(name->text, text, (Size) length);
	if ((*tally)->last_name != 0)
		name_at(*tally, (*tally)->last_name)->next = place;
	else
		(*tally)->first_name = place;
	return (*tally)->last_name = (*tally)->near_name = place;
}

static int
compare_shown(const void *left, const void *right)
{
	const TallyShown *a = left, *b = right;

	if (a->patient_high != b->patient_high)
		return a->patient_high < b->patient_high ? -1 : 1;
	if (a->patient_low != b->patient_low)
		return a->patient_low < b->patient_low ? -1 : 1;
	if (a->drug != b->drug)
		return a->drug < b->drug ? -1 : 1;
	return (a->year > b->year) - (a->year < b->year);
}

static void
append_shown(Tally **tally, const TallyShown *shown)
{
	uint32 place;

	if ((*tally)->last_shown != 0)
	{
		TallyShown *last = at(*tally, (*tally)->last_shown, sizeof(TallyShown));

		if (compare_shown(last, shown) == 0)
		{
			last->known |= shown->known;
			return;
		}
	}
	place = append(tally, sizeof(TallyShown));
	memcpy((char *) *tally + place, shown, sizeof(TallyShown));
	(*tally)->last_shown = place;
}

static int32
year_of(DateADT date)
{
	int year, month, day;

	if (DATE_NOT_FINITE(date))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("an infinite date is in no year"));
	j2date(date + POSTGRES_EPOCH_JDATE, &year, &month, &day);
	return year;
}

/* tally_patients(patient, drugs, drawn_on, known): the transition. */
PG_FUNCTION_INFO_V1(alkres_tally_accumulate);
Datum
alkres_tally_accumulate(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(5);
	const bool counts = !PG_ARGISNULL(PATIENT) && !PG_ARGISNULL(DRUGS) && !PG_ARGISNULL(KNOWN);
	Tally *tally;
	AlkresElements drugs;
	TallyShown shown;

	if (PG_ARGISNULL(STATE) && !counts)
		PG_RETURN_NULL();
	tally = PG_ARGISNULL(STATE) ? new_tally() : state_argument(fcinfo, STATE);
	if (!counts)
		PG_RETURN_POINTER(tally);
	drugs = alkres_array_argument(fcinfo, DRUGS, "drugs", TEXTOID, ALKRES_NULLS_KEPT);
	shown.year = PG_ARGISNULL(DRAWN_ON) ? NO_YEAR : year_of(PG_GETARG_DATEADT(DRAWN_ON));
	shown.known = PG_GETARG_INT32(KNOWN);
	shown.patient_low = (uint32) PG_GETARG_INT64(PATIENT);
	shown.patient_high = (int32) (PG_GETARG_INT64(PATIENT) >> 32);
	for (int i = 0; i < drugs.count; i++)
	{
		if (drugs.nulls[i])
			shown.drug = drug_place(&tally, NULL, NO_TEXT);
		else
			shown.drug = drug_place(&tally, VARDATA_ANY(drugs.values[i]),
									(int32) VARSIZE_ANY_EXHDR(drugs.values[i]));
		append_shown(&tally, &shown);
	}
	PG_RETURN_POINTER(tally);
}

/* The next of what draws show from a place on, behind which the place is put; NULL at the end. */
static const TallyShown *
next_shown(const Tally *tally, uint32 *place)
{
	while (*place < tally->used)
	{
		const TallyShown *shown = at(tally, *place, sizeof(uint32));

		if (shown->drug != 0)
		{
			shown = at(tally, *place, sizeof(TallyShown));
			*place += sizeof(TallyShown);
			return shown;
		}
		*place += INTALIGN(offsetof(TallyName, text) + Max(name_at(tally, *place)->length, 0));
	}
	return NULL;
}

/* Two states together. */
PG_FUNCTION_INFO_V1(alkres_tally_combine);
Datum
alkres_tally_combine(PG_FUNCTION_ARGS)
{
	Tally *tally;
	const Tally *other;
	const TallyShown *from;
	uint32 place = sizeof(Tally);

	if (PG_ARGISNULL(0) && PG_ARGISNULL(1))
		PG_RETURN_NULL();
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_POINTER(state_argument(fcinfo, PG_ARGISNULL(0) ? 1 : 0));
	tally = state_argument(fcinfo, 0);
	other = state_argument(fcinfo, 1);
	while ((from = next_shown(other, &place)) != NULL)
	{
		TallyShown shown = *from;
		const TallyName *name = name_at(other, from->drug);

		shown.drug = drug_place(&tally, name->text, name->length);
		append_shown(&tally, &shown);
	}
	PG_RETURN_POINTER(tally);
}

/* How many patients are known for what. */
typedef struct TallyKey
{
	uint32 drug;
	int32 year;
	int32 known;
} TallyKey;

typedef struct TallyCount
{
	TallyKey key;
	char status;
	int64 patients;
} TallyCount;

#define SH_PREFIX counts
#define SH_ELEMENT_TYPE TallyCount
#define SH_KEY_TYPE TallyKey
#define SH_KEY key
#define SH_HASH_KEY(table, k) \
	murmurhash32(((uint32) (k).year << 20) ^ ((uint32) (k).known << 12) ^ (k).drug)
#define SH_EQUAL(table, a, b) \
	((a).drug == (b).drug && (a).year == (b).year && (a).known == (b).known)
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

static counts_hash *
count_patients(const Tally *tally)
{
	TallyShown *all = palloc_extended(tally->used, MCXT_ALLOC_HUGE);
	counts_hash *counts = counts_create(CurrentMemoryContext, 64, NULL);
	const TallyShown *next;
	uint32 place = sizeof(Tally);
	size_t count = 0;

	while ((next = next_shown(tally, &place)) != NULL)
		all[count++] = *next;
	/* In the order of patients, in which they usually come. */
	qsort(all, count, sizeof(TallyShown), compare_shown);
	for (size_t i = 0, end; i < count; i = end)
	{
		TallyKey key = {all[i].drug, all[i].year, all[i].known};
		TallyCount *entry;
		bool found;

		CHECK_FOR_INTERRUPTS();
		for (end = i + 1; end < count && compare_shown(&all[i], &all[end]) == 0; end++)
			key.known |= all[end].known;
		entry = counts_insert(counts, key, &found);
		entry->patients = found ? entry->patients + 1 : 1;
	}
	pfree(all);
	return counts;
}

/* tally_patients: the result. */
PG_FUNCTION_INFO_V1(alkres_tally_final);
Datum
alkres_tally_final(PG_FUNCTION_ARGS)
{
	const Tally *tally = state_argument(fcinfo, STATE);
	counts_hash *counts = count_patients(tally);
	counts_iterator place;
	const TallyCount *entry;
	Datum *rows = palloc(sizeof(Datum) * Max(counts->members, 1));
	int row_count = 0;
	Oid row_type = get_element_type(get_func_rettype(fcinfo->flinfo->fn_oid));
	TupleDesc description = lookup_rowtype_tupdesc(row_type, -1);

	counts_start_iterate(counts, &place);
	while ((entry = counts_iterate(counts, &place)) != NULL)
	{
		const TallyName *name = name_at(tally, entry->key.drug);
		Datum values[COLUMNS] = {[ROW_YEAR] = Int32GetDatum(entry->key.year),
								 [ROW_KNOWN] = Int32GetDatum(entry->key.known),
								 [ROW_PATIENTS] = Int64GetDatum(entry->patients)};
		bool nulls[COLUMNS] = {
			[ROW_DRUG] = name->length == NO_TEXT, [ROW_YEAR] = entry->key.year == NO_YEAR};

		if (!nulls[ROW_DRUG])
			values[ROW_DRUG] = PointerGetDatum(cstring_to_text_with_len(name->text, name->length));
		rows[row_count++] = HeapTupleGetDatum(heap_form_tuple(description, values, nulls));
	}
	ReleaseTupleDesc(description);
	PG_RETURN_DATUM(
		PointerGetDatum(construct_array(rows, row_count, row_type, -1, false, TYPALIGN_DOUBLE)));
}
