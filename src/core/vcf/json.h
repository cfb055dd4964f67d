/* json.h: INFO and a sample's values of a VCF record as JSON, by the declared types. */
#ifndef ALKRES_CORE_VCF_JSON_H
#define ALKRES_CORE_VCF_JSON_H

#include "core/text/text_buffer.h"
#include "core/vcf/record.h"

/*
 * Append an object with a member a tag, the first of several of one name.  Integers and floats that
 * JSON can write are numbers, flags are true, everything else is text; a missing value is null; a
 * list, also of one element, is an array unless the header declares Number=1.  Text is UTF-8 or
 * each byte above 127 is taken for Latin-1.
 */
extern void alkres_vcf_info_json(AlkresTextBuffer *json, const AlkresVcfRecord *record);
extern void alkres_vcf_sample_json(AlkresTextBuffer *json, const AlkresVcfRecord *record,
								   size_t sample);

#endif
