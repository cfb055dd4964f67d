/*
 * text_test.c: variant, region and mutation under random and damaged input: what is read is written
 * and read again the same, in text and in bytes; nothing else happens (the sanitizers watch).
 */
#include "harness.h"

#include <stdlib.h>

#include "core/base/memory.h"
#include "core/mutation/mutation.h"
#include "core/mutation/text.h"
#include "core/variant/left_align.h"
#include "core/variant/region.h"
#include "core/variant/text.h"
#include "core/variant/variant.h"

#define ROUNDS 100000
#define MESSAGES 1000000

static const char *const variants[] = {"GRCh38:chr2:29220765:G:T",
									   "chr2:29220765 G>T",
									   "GRCh38:2-29220765-G-T",
									   "NC_000002.12:g.29220765G>T",
									   "NC_000002.12:29220764:G:T",
									   "mm39:chr20:7:A:T",
									   "GRCh38:chr2:100:ACGTACGTA:A",
									   "GRCh38:chrX:5:N:.",
									   "GRCh38:HLA-A*01:01:01:01:7:A:T",
									   "NC_000002.12:g.29222405_29222406insCGT",
									   "GRCh38:NM_004304.5(ALK):c.3515+1_3515+3delinsA",
									   "NC_000002.12:g.29220746_29220748delCCC",
									   "NC_000002.12:g.29220746dup",
									   "NC_000002.12:g.29220746_29220747delinsAG",
									   "NC_000002.12:29220745:CCC:",
									   "NC_000002.12:29220745::T",
									   "NC_000002.12:29220745:2:TA",
									   "GRCh38:chr2:29220000:N:<DEL>:END=29230000",
									   "hg19:x:5:a:<cnv>:END=9",
									   "mm39:c:5:A:<DUP>:END=6",
									   "GRCh38:chr2:29223000:G:G]chr5:123]",
									   "mm39:c:5:G:[d:123[ACG",
									   "GRCh38:chr2:5:G:GTTTAC[chrUn_X:9[",
									   "GRCh38:MT:5:G:]GL000:7]T"};
static const char *const regions[] = {"GRCh38:chr2:29220700-29220800", "hg19:X:5", "mm39:c:1-2"};
static const char *const mutations[] = {"ALK G1202R",
										"ALK p.(Gly1202Arg)",
										"EGFR E746_A750del",
										"ALK solvent_front~",
										"TP53 R97Pfs*23",
										"EGFR V769_D770insASV",
										"MET exon14_skipping",
										"ALK T1151_L1152insT",
										"EGFR L747_P753delinsS",
										"NM_004304.5(ALK):p.(Leu1196Met)",
										"alk p.leu1196profsx12",
										"EML4::ALK fusion",
										"K-RAS g12c",
										"MET Exon 14 Skipping"};

#define COUNT(array) ((int) (sizeof(array) / sizeof((array)[0])))

/* A text of the list with a few characters replaced, removed or doubled. */
static void
damaged_text(char *out, size_t size, const char *const *list, int count)
{
	snprintf(out, size, "%s", list[rand() % count]);
	for (int edits = rand() % 4; edits > 0; edits--)
	{
		size_t length = strlen(out), at;

		if (length == 0)
			return;
		at = rand() % length;
		switch (rand() % 3)
		{
			case 0:
				out[at] = (char) (1 + rand() % 255);
				break;
			case 1:
				memmove(out + at, out + at + 1, length - at);
				break;
			case 2:
				if (length + 2 < size)
					memmove(out + at + 1, out + at, length - at + 1);
				break;
		}
	}
}

static void
damage_bytes(uint8_t *bytes, size_t *length)
{
	for (int edits = 1 + rand() % 3; edits > 0 && *length > 0; edits--)
	{
		if (rand() % 4 == 0)
			*length = rand() % *length;
		else
			bytes[rand() % *length] = (uint8_t) rand();
	}
}

static bool
texts_equal(const AlkresVariant *a, const AlkresVariant *b)
{
	char *left = alkres_variant_text(a), *right = alkres_variant_text(b);
	bool equal = strcmp(left, right) == 0;

	alkres_free(left);
	alkres_free(right);
	return equal;
}

static bool
variant_survives(const char *text, AlkresError *error)
{
	AlkresVariant first, second, third;
	size_t length, again_length;

	if (!alkres_variant_parse(&first, text, NULL, error))
		return error->message[0] != '\0';
	char *written = alkres_variant_text(&first);
	uint8_t *bytes = alkres_variant_encode(&first, &length);
	bool same = alkres_variant_parse(&second, written, NULL, error);
	uint8_t *again = same ? alkres_variant_encode(&second, &again_length) : NULL;

	same = same && again_length == length && memcmp(bytes, again, length) == 0 &&
		   alkres_variant_decode(&third, bytes, length, error);
	if (same)
	{
		char *decoded = alkres_variant_text(&third);

		same = strcmp(decoded, written) == 0;
		alkres_free(decoded);
	}
	/* What damaged bytes decode to must encode to the same bytes: one form a value. */
	damage_bytes(bytes, &length);
	if (alkres_variant_decode(&third, bytes, length, error))
	{
		uint8_t *encoded = alkres_variant_encode(&third, &again_length);

		same = same && again_length == length && memcmp(encoded, bytes, length) == 0;
		alkres_free(encoded);
	}
	/* Normalising again changes nothing; what is lifted over comes back. */
	if (alkres_left_align(&second, &first, alkres_compiled_base, NULL, error))
		same = same && alkres_left_align(&third, &second, alkres_compiled_base, NULL, error) &&
			   texts_equal(&second, &third);
	if (alkres_liftover(&second, &first, ALKRES_ASSEMBLY_GRCH37) &&
		first.contig.assembly == ALKRES_ASSEMBLY_GRCH38)
		same = same && alkres_liftover(&third, &second, ALKRES_ASSEMBLY_GRCH38) &&
			   texts_equal(&first, &third);
	alkres_free(bytes);
	alkres_free(again);
	alkres_free(written);
	return same;
}

static bool
region_survives(const char *text, AlkresError *error)
{
	AlkresRegion first, second;
	uint8_t bytes[ALKRES_REGION_SIZE_MAX], again[ALKRES_REGION_SIZE_MAX];
	size_t length;

	if (!alkres_region_parse(&first, text, NULL, error))
		return error->message[0] != '\0';
	char *written = alkres_region_text(&first);
	bool same = alkres_region_parse(&second, written, NULL, error);

	length = alkres_region_encode(&first, bytes);
	same = same && alkres_region_encode(&second, again) == length &&
		   memcmp(bytes, again, length) == 0 && alkres_region_decode(&second, bytes, length, error);
	damage_bytes(bytes, &length);
	if (alkres_region_decode(&second, bytes, length, error))
		same = same && alkres_region_encode(&second, again) == length &&
			   memcmp(bytes, again, length) == 0;
	alkres_free(written);
	return same;
}

static bool
mutation_survives(const char *text, AlkresError *error)
{
	AlkresMutation first, second;

	if (!alkres_mutation_parse(&first, text, error))
		return error->message[0] != '\0';
	char *written = alkres_mutation_text(&first);
	bool same = alkres_mutation_parse(&second, written, error) && first.length == second.length &&
				memcmp(first.path, second.path, first.length) == 0 &&
				alkres_mutation_check(first.path, first.length, error);

	alkres_free(written);
	damage_bytes(first.path, &first.length);
	if (alkres_mutation_check(first.path, first.length, error))
	{
		written = alkres_mutation_text(&first);
		same = same && alkres_mutation_parse(&second, written, error) &&
			   first.length == second.length && memcmp(first.path, second.path, first.length) == 0;
		alkres_free(written);
	}
	return same;
}

static void
run(const char *name, bool (*survives)(const char *, AlkresError *), const char *const *list,
	int count)
{
	CASE(name);
	for (int i = 0; i < ROUNDS; i++)
	{
		char text[300];
		AlkresError error = {0};

		damaged_text(text, sizeof(text), list, count);
		if (!survives(text, &error))
		{
			printf("#   \"%s\": %s\n", text, error.message);
			CHECK(!"survives");
			break;
		}
	}
}

/*
 * A message as a client may send it: random bytes, or a stored form that is damaged.  What is
 * accepted must be what its text reads as.
 */
static void
receive(const char *name, const char *const *list, int count,
		size_t (*encode)(const char *text, uint8_t *out),
		bool (*accepts)(const uint8_t *bytes, size_t length, bool *same))
{
	uint8_t forms[32][600];
	size_t lengths[32];
	int accepted = 0;

	CASE(name);
	for (int i = 0; i < count; i++)
		lengths[i] = encode(list[i], forms[i]);
	for (int i = 0; i < MESSAGES; i++)
	{
		uint8_t message[600];
		int form = rand() % count;
		size_t length = lengths[form];
		bool same = true;

		memcpy(message, forms[form], length);
		if (i % 4 == 0)
		{
			length = rand() % 40;
			for (size_t j = 0; j < length; j++)
				message[j] = (uint8_t) rand();
		}
		else
			damage_bytes(message, &length);
		accepted += accepts(message, length, &same);
		if (!same)
		{
			printf("#   message %d of form %d\n", i, form);
			CHECK(!"is what its text reads as");
			break;
		}
	}
	CHECK(accepted > 1000);
}

static size_t
encode_variant(const char *text, uint8_t *out)
{
	AlkresVariant variant;
	AlkresError error;
	size_t length;

	CHECK(alkres_variant_parse(&variant, text, "GRCh38", &error));
	uint8_t *bytes = alkres_variant_encode(&variant, &length);
	memcpy(out, bytes, length);
	alkres_free(bytes);
	return length;
}

static bool
accepts_variant(const uint8_t *bytes, size_t length, bool *same)
{
	AlkresVariant variant, again;
	AlkresError error = {0};
	size_t again_length;

	if (!alkres_variant_decode(&variant, bytes, length, &error))
	{
		*same = error.code == ALKRES_BAD_BINARY;
		return false;
	}
	char *text = alkres_variant_text(&variant);
	*same = alkres_variant_parse(&again, text, NULL, &error);
	if (*same)
	{
		uint8_t *encoded = alkres_variant_encode(&again, &again_length);

		*same = again_length == length && memcmp(encoded, bytes, length) == 0;
		alkres_free(encoded);
	}
	alkres_free(text);
	return true;
}

static size_t
encode_region(const char *text, uint8_t *out)
{
	AlkresRegion region;
	AlkresError error;

	CHECK(alkres_region_parse(&region, text, NULL, &error));
	return alkres_region_encode(&region, out);
}

static bool
accepts_region(const uint8_t *bytes, size_t length, bool *same)
{
	AlkresRegion region, again;
	AlkresError error = {0};
	uint8_t encoded[ALKRES_REGION_SIZE_MAX];

	if (!alkres_region_decode(&region, bytes, length, &error))
	{
		*same = error.code == ALKRES_BAD_BINARY;
		return false;
	}
	char *text = alkres_region_text(&region);
	*same = alkres_region_parse(&again, text, NULL, &error) &&
			alkres_region_encode(&again, encoded) == length && memcmp(encoded, bytes, length) == 0;
	alkres_free(text);
	return true;
}

static size_t
encode_mutation(const char *text, uint8_t *out)
{
	AlkresMutation mutation;
	AlkresError error;

	CHECK(alkres_mutation_parse(&mutation, text, &error));
	memcpy(out, mutation.path, mutation.length);
	return mutation.length;
}

static bool
accepts_mutation(const uint8_t *bytes, size_t length, bool *same)
{
	AlkresMutation mutation, again;
	AlkresError error = {0};

	if (!alkres_mutation_check(bytes, length, &error))
	{
		*same = error.code == ALKRES_BAD_BINARY;
		return false;
	}
	memcpy(mutation.path, bytes, length);
	mutation.length = length;
	char *text = alkres_mutation_text(&mutation);
	*same = alkres_mutation_parse(&again, text, &error) && again.length == length &&
			memcmp(again.path, bytes, length) == 0;
	alkres_free(text);
	return true;
}

int
main(void)
{
	srand(20261122);
	run("variant: text, bytes, damage", variant_survives, variants, COUNT(variants));
	run("region: text, bytes, damage", region_survives, regions, COUNT(regions));
	run("mutation: text, bytes, damage", mutation_survives, mutations, COUNT(mutations));

	receive("variant: a million messages", variants, COUNT(variants), encode_variant,
			accepts_variant);
	receive("region: a million messages", regions, COUNT(regions), encode_region, accepts_region);
	receive("mutation: a million messages", mutations, COUNT(mutations), encode_mutation,
			accepts_mutation);

	CASE("order of the stored forms is genomic");
	const char *const ordered[] = {"GRCh37:chrX:1:A:C",
								   "GRCh38:chr2:9:A:.",
								   "GRCh38:chr2:9:A:C",
								   "GRCh38:chr2:9:A:T",
								   "GRCh38:chr2:9:AC:GT",
								   "GRCh38:chr2:9:N:<DEL>:END=11",
								   "GRCh38:chr2:9:A:<DEL>:END=300",
								   "GRCh38:chr2:9:A:<DUP>:END=10",
								   "GRCh38:chr2:9:A:A]chr2:300]",
								   "GRCh38:chr2:9:A:[chr5:7[A",
								   "GRCh38:chr2:10:A:C",
								   "GRCh38:chr10:1:A:C",
								   "GRCh38:chrM:1:A:C",
								   "GRCh38:aa:5:A:C",
								   "GRCh38:ab:1:A:C",
								   "aa:chr1:1:A:C"};
	for (int i = 1; i < COUNT(ordered); i++)
	{
		AlkresVariant a, b;
		AlkresError error;
		size_t a_length, b_length;

		CHECK(alkres_variant_parse(&a, ordered[i - 1], NULL, &error));
		CHECK(alkres_variant_parse(&b, ordered[i], NULL, &error));
		uint8_t *x = alkres_variant_encode(&a, &a_length),
				*y = alkres_variant_encode(&b, &b_length);
		CHECK(memcmp(x, y, a_length < b_length ? a_length : b_length) < 0);
		alkres_free(x);
		alkres_free(y);
	}
	return finish();
}
