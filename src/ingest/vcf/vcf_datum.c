/* vcf_datum.c: text of a VCF file as values of SQL. */
#include "ingest/vcf/vcf_datum.h"

#include "catalog/pg_type_d.h"
#include "mb/pg_wchar.h"
#include "utils/array.h"
#include "utils/builtins.h"

Datum
alkres_vcf_text_datum(const char *text, size_t length)
{
	int encoding = pg_verify_mbstr(PG_UTF8, text, (int) length, true) ? PG_UTF8 : PG_LATIN1;
	char *copy = pnstrdup(text, length);

	return PointerGetDatum(cstring_to_text(pg_any_to_server(copy, (int) length, encoding)));
}

Datum
alkres_vcf_ids_datum(const char *ids)
{
	Datum *elements = palloc(sizeof(Datum) * (strlen(ids) / 2 + 1));
	int count = 0;

	for (const char *id = ids;;)
	{
		size_t length = strcspn(id, ";");

		if (length > 0)
			elements[count++] = alkres_vcf_text_datum(id, length);
		if (id[length] == '\0')
			break;
		id += length + 1;
	}
	return PointerGetDatum(construct_array(elements, count, TEXTOID, -1, false, TYPALIGN_INT));
}

void
alkres_vcf_set_text(Datum *values, bool *nulls, int column, const char *text, size_t length)
{
	nulls[column] = text == NULL;
	if (text != NULL)
		values[column] = alkres_vcf_text_datum(text, length);
}
