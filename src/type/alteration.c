/* alteration.c: read_alterations(gene, alterations): a laboratory's words as mutations. */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"

#include "core/mutation/alteration.h"
#include "type/mutation.h"
#include "type/rows.h"

/* One of several that are separated by "," or ";". */
static void
put_alteration(FunctionCallInfo fcinfo, int number, const char *gene, const char *words,
			   size_t length)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	AlkresAlteration alteration;
	AlkresError error;
	Datum values[5] = {0};
	bool nulls[5] = {false, false, true, true, true};

	values[0] = Int32GetDatum(number);
	values[1] = PointerGetDatum(cstring_to_text_with_len(words, (int) length));
	if (alkres_alteration_read(&alteration, gene, words, length, &error))
	{
		nulls[2] = false;
		values[2] = alkres_mutation_datum(&alteration.mutation);
		nulls[3] = alteration.partner[0] == '\0';
		if (!nulls[3])
			values[3] = CStringGetTextDatum(alteration.partner);
	}
	else
	{
		nulls[4] = false;
		values[4] = CStringGetTextDatum(error.message);
	}
	CHECK_FOR_INTERRUPTS();
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

PG_FUNCTION_INFO_V1(alkres_read_alterations);
Datum
alkres_read_alterations(PG_FUNCTION_ARGS)
{
	char *gene = PG_ARGISNULL(0) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(0));
	int number = 0;

	alkres_start_rows(fcinfo);
	if (PG_ARGISNULL(1))
		return (Datum) 0;
	for (char *part = text_to_cstring(PG_GETARG_TEXT_PP(1));;)
	{
		size_t length = strcspn(part, ",;"), start = strspn(part, " \t");
		size_t end = length;

		while (end > start && (part[end - 1] == ' ' || part[end - 1] == '\t'))
			end--;
		if (end > start)
			put_alteration(fcinfo, ++number, gene, part + start, end - start);
		if (part[length] == '\0')
			return (Datum) 0;
		part += length + 1;
	}
}
