/*
 * text_fuzz.c: texts and stored forms of variants, regions, mutations, VAFs and droplet counts.
 * The text of a value must be read back as that value, and its stored form be a sound one.
 */
#include "core/base/memory.h"
#include "core/droplets/text.h"
#include "core/mutation/mutation.h"
#include "core/mutation/text.h"
#include "core/vaf/vaf.h"
#include "core/variant/region.h"
#include "core/variant/text.h"
#include "core/variant/variant.h"
#include "fuzz.h"

static void
variant_from(const AlkresVariant *variant)
{
	AlkresVariant other;
	AlkresError error;
	size_t length, again;
	char *text = alkres_variant_text(variant);
	uint8_t *bytes = alkres_variant_encode(variant, &length), *same;

	MUST(alkres_variant_parse(&other, text, NULL, &error));
	MUST(strcmp(alkres_variant_text(&other), text) == 0);
	same = alkres_variant_encode(&other, &again);
	MUST(again == length && memcmp(bytes, same, length) == 0);
	MUST(alkres_variant_decode(&other, bytes, length, &error));
	MUST(strcmp(alkres_variant_text(&other), text) == 0);
}

static void
region_from(const AlkresRegion *region)
{
	AlkresRegion other;
	AlkresError error;
	uint8_t bytes[ALKRES_REGION_SIZE_MAX];
	char *text = alkres_region_text(region);

	MUST(alkres_region_parse(&other, text, NULL, &error));
	MUST(strcmp(alkres_region_text(&other), text) == 0);
	MUST(alkres_region_decode(&other, bytes, alkres_region_encode(region, bytes), &error));
	MUST(strcmp(alkres_region_text(&other), text) == 0);
}

static void
mutation_from(const AlkresMutation *mutation)
{
	AlkresMutation other;
	AlkresError error;
	char *text = alkres_mutation_text(mutation);

	MUST(alkres_mutation_check(mutation->path, mutation->length, &error));
	MUST(alkres_mutation_parse(&other, text, &error));
	MUST(other.length == mutation->length && memcmp(other.path, mutation->path, other.length) == 0);
}

static void
texts(const char *text)
{
	AlkresError error;
	AlkresVariant variant;
	AlkresRegion region;
	AlkresMutation mutation;
	AlkresVaf vaf, same_vaf;
	AlkresDroplets droplets, same_droplets;
	char buffer[ALKRES_DROPLETS_TEXT], again[ALKRES_DROPLETS_TEXT];

	if (alkres_variant_parse(&variant, text, NULL, &error))
		variant_from(&variant);
	if (alkres_variant_parse(&variant, text, "GRCh38", &error))
		variant_from(&variant);
	if (alkres_region_parse(&region, text, "GRCh37", &error))
		region_from(&region);
	if (alkres_mutation_parse(&mutation, text, &error))
		mutation_from(&mutation);
	if (alkres_vaf_parse(text, &vaf, &error))
	{
		alkres_vaf_format(vaf, buffer);
		MUST(alkres_vaf_parse(buffer, &same_vaf, &error));
	}
	if (alkres_droplets_parse(text, &droplets, &error))
	{
		alkres_droplets_format(&droplets, buffer);
		MUST(alkres_droplets_parse(buffer, &same_droplets, &error));
		alkres_droplets_format(&same_droplets, again);
		MUST(strcmp(buffer, again) == 0);
	}
}

static void
stored_forms(const uint8_t *data, size_t length)
{
	AlkresError error;
	AlkresVariant variant;
	AlkresRegion region;
	AlkresMutation mutation;

	if (alkres_variant_decode(&variant, data, length, &error))
		variant_from(&variant);
	if (alkres_region_decode(&region, data, length, &error))
		region_from(&region);
	if (length <= ALKRES_MUTATION_SIZE_MAX && alkres_mutation_check(data, length, &error))
	{
		memcpy(mutation.path, data, length);
		mutation.length = length;
		mutation_from(&mutation);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
	uint8_t *copy = alkres_alloc(length); /* of exact size */

	memcpy(copy, data, length);
	stored_forms(copy, length);
	texts(fuzz_text(data, length));
	fuzz_free_all();
	return 0;
}
