/* vcf_datum.h: text of a VCF file as values of SQL, in the server's encoding: the file is UTF-8,
 * and what is none is taken for Latin-1. */
#ifndef ALKRES_INGEST_VCF_VCF_DATUM_H
#define ALKRES_INGEST_VCF_VCF_DATUM_H

#include "postgres.h"

extern Datum alkres_vcf_text_datum(const char *text, size_t length);
/* An array of the identifiers of a record, which are separated by ";". */
extern Datum alkres_vcf_ids_datum(const char *ids);
/* A column of a row; NULL for a text that is not there. */
extern void alkres_vcf_set_text(Datum *values, bool *nulls, int column, const char *text,
								size_t length);

#endif
