/* Unit tests of core/variant/justify.h and vrs.h: every change of short repeats against a search of
 * all places; of core/variant/bed.h and core/consequence/maf.h: what they make of hostile input. */
#include "harness.h"

#include <stdlib.h>

#include "core/base/memory.h"
#include "core/consequence/maf.h"
#include "core/variant/bed.h"
#include "core/variant/vrs.h"
#include "random.h"

#define LENGTH 40

/* Bases 1 to LENGTH of a contig; beyond them nothing is known. */
static char
base_at(void *source, const AlkresContig *contig, int64_t position)
{
	const char *sequence = source;

	(void) contig;
	return position >= 1 && position <= LENGTH ? sequence[position - 1] : 0;
}

/* The sequence with a stretch replaced. */
static void
apply(char *out, const char *sequence, int64_t start, size_t removed, const char *bases,
	  size_t added)
{
	memcpy(out, sequence, (size_t) start);
	memcpy(out + start, bases, added);
	strcpy(out + start + (int64_t) added, sequence + start + (int64_t) removed);
}

static bool
make(AlkresVariant *variant, const char *sequence, int64_t position, size_t removed,
	 const char *added, char *ref, char *alt)
{
	AlkresContig contig;
	AlkresError error;

	CHECK(alkres_contig_set(&contig, "GRCh38", 6, "chr2", 4, &error));
	snprintf(ref, 20, "%.*s", (int) removed + 1, sequence + position - 1);
	snprintf(alt, 20, "%c%s", sequence[position - 1], added);
	return strcmp(ref, alt) != 0 && alkres_variant_set(variant, &contig, position, ref, strlen(ref),
													   alt, strlen(alt), &error);
}

/* The first and last place where the same run, turned, makes the same sequence. */
static void
search(const char *sequence, const char *changed, size_t removed, size_t added, int64_t *first,
	   int64_t *last)
{
	char other[2 * LENGTH];

	*first = -1;
	for (int64_t start = 0; start + (int64_t) removed <= LENGTH; start++)
	{
		apply(other, sequence, start, removed, changed + start, added);
		if (strcmp(other, changed) != 0)
			continue;
		if (*first < 0)
			*first = start;
		*last = start + (int64_t) removed;
	}
}

static void
check_indel(const char *sequence, int64_t position, size_t removed, const char *added)
{
	char ref[20], alt[20], changed[2 * LENGTH], again[2 * LENGTH];
	int64_t first, last;
	AlkresJustified change;
	AlkresVariant variant;

	if (!make(&variant, sequence, position, removed, added, ref, alt))
		return;
	apply(changed, sequence, position, removed, added, strlen(added));
	search(sequence, changed, removed, strlen(added), &first, &last);
	/* At either end of what is known it might go on. */
	if (first == 0 || last == LENGTH)
	{
		CHECK(!alkres_variant_justify(&change, &variant, base_at, (void *) sequence));
		return;
	}
	CHECK(alkres_variant_justify(&change, &variant, base_at, (void *) sequence));
	CHECK(change.start == first && change.start + (int64_t) change.ref_length == last);
	CHECK(change.run == removed + strlen(added));
	CHECK(memcmp(change.ref, sequence + change.start, change.ref_length) == 0);
	apply(again, sequence, change.start, change.ref_length, change.alt, change.alt_length);
	CHECK(strcmp(again, changed) == 0);
}

static void
indels(void)
{
	uint64_t seed = 11;

	CASE("justify: an indel covers all places where it may lie");
	for (int round = 0; round < 4000; round++)
	{
		char sequence[LENGTH + 1], added[5] = "";
		size_t length = 1 + random_bits(&seed) % 4;
		int64_t position = 1 + (int64_t) (random_bits(&seed) % (LENGTH - 6));

		/* Of two letters, so that there are repeats. */
		for (int i = 0; i < LENGTH; i++)
			sequence[i] = "AC"[random_bits(&seed) >> 20 & 1];
		sequence[LENGTH] = '\0';
		if (round % 2 == 0)
			check_indel(sequence, position, length, "");
		else
		{
			for (size_t i = 0; i < length; i++)
				added[i] = "AC"[random_bits(&seed) >> 20 & 1];
			check_indel(sequence, position, 0, added);
		}
	}
}

static void
replacements(void)
{
	static const char sequence[] = "ACGTACGTACGTACGTACGTACGTACGTACGTACGTACGT";
	AlkresJustified change;
	AlkresContig contig;
	AlkresVariant variant;
	AlkresError error;

	CASE("justify: a replacement loses what both alleles share");
	CHECK(alkres_contig_set(&contig, "GRCh38", 6, "chr2", 4, &error));
	CHECK(alkres_variant_set(&variant, &contig, 5, "ACGT", 4, "ATTT", 4, &error));
	CHECK(alkres_variant_justify(&change, &variant, base_at, (void *) sequence));
	CHECK(change.start == 5 && change.ref_length == 2 && change.alt_length == 2 && change.run == 0);
	CHECK_TEXT(alkres_variant_spdi(&variant, base_at, (void *) sequence), "NC_000002.12:5:CG:TT");
	/* Beyond what is known too: its bases are in the alleles. */
	CHECK(alkres_variant_set(&variant, &contig, 500, "A", 1, "T", 1, &error));
	CHECK_TEXT(alkres_variant_spdi(&variant, base_at, (void *) sequence), "NC_000002.12:499:A:T");
	CHECK(alkres_variant_set(&variant, &contig, 500, "AC", 2, "A", 1, &error));
	CHECK_TEXT(alkres_variant_spdi(&variant, base_at, (void *) sequence), "NC_000002.12:499:AC:A");
	CHECK(alkres_variant_set(&variant, &contig, 500, "A", 1, ".", 1, &error));
	CHECK(alkres_variant_spdi(&variant, base_at, (void *) sequence) == NULL);
	CHECK(alkres_is_refget_accession("SQ.IIB53T8CNeJJdUqzn9V_JnRtQadwWCbl"));
	CHECK(!alkres_is_refget_accession("SQ.IIB53T8CNeJJdUqzn9V_JnRtQadwWCb"));
	CHECK(!alkres_is_refget_accession("SQ.IIB53T8CNeJJdUqzn9V_JnRtQadwWCb+"));
	CHECK(!alkres_is_refget_accession("ga4gh:SQ.IIB53T8CNeJJdUqzn9V_JnRtQadwWCbl"));
}

/* sha512t24u of "" and of "ACGT", as refget's specification prints them. */
static void
digests(void)
{
	static const uint8_t nothing[24] = {0xcf, 0x83, 0xe1, 0x35, 0x7e, 0xef, 0xb8, 0xbd,
										0xf1, 0x54, 0x28, 0x50, 0xd6, 0x6d, 0x80, 0x07,
										0xd6, 0x20, 0xe4, 0x05, 0x0b, 0x57, 0x15, 0xdc};
	static const uint8_t acgt[24] = {0x68, 0xa1, 0x78, 0xf7, 0xc7, 0x40, 0xc5, 0xc2,
									 0x40, 0xaa, 0x67, 0xba, 0x41, 0x84, 0x3b, 0x11,
									 0x9d, 0x3b, 0xf9, 0xf8, 0xb0, 0xf0, 0xac, 0x36};
	char text[ALKRES_VRS_DIGEST_SIZE];

	CASE("vrs: the text of a digest");
	alkres_vrs_digest_text(nothing, text);
	CHECK_TEXT(text, "z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXc");
	alkres_vrs_digest_text(acgt, text);
	CHECK_TEXT(text, "aKF498dAxcJAqme6QYQ7EZ07-fiw8Kw2");
}

static void
beds(void)
{
	uint64_t seed = 3;

	CASE("bed: bytes of all kinds are read or refused by line");
	for (int round = 0; round < 20000; round++)
	{
		static const char letters[] = "\t\t\t\n\n 0123456789chrXM#-.trackNC_";
		char text[64], shown[40];
		AlkresBed bed = {text, "GRCh38", 0};
		const char *name;
		AlkresRegion region;
		AlkresError error;
		size_t length = random_bits(&seed) % 60;
		int found;

		for (size_t i = 0; i < length; i++)
			text[i] = letters[(random_bits(&seed) >> 8) % (sizeof(letters) - 1)];
		text[length] = '\0';
		while ((found = alkres_bed_next(&bed, &region, &name, &length, &error)) > 0)
			CHECK(region.start >= 1 && region.start <= region.end && name + length <= bed.next);
		snprintf(shown, sizeof(shown), "line %llu of the BED file", (unsigned long long) bed.line);
		if (found < 0)
			CHECK(error.code == ALKRES_BAD_FILE &&
				  strncmp(error.message, shown, strlen(shown)) == 0);
	}
}

static void
mafs(void)
{
	uint64_t seed = 5;

	CASE("maf: stretch and alleles give the variant again");
	for (int round = 0; round < 2000; round++)
	{
		char ref[8], alt[8];
		AlkresContig contig;
		AlkresVariant variant;
		AlkresError error;
		AlkresMaf maf;
		int lengths[2];

		CHECK(alkres_contig_set(&contig, "GRCh38", 6, "chrX", 4, &error));
		for (int k = 0; k < 2; k++)
		{
			char *bases = k == 0 ? ref : alt;

			lengths[k] = 1 + (int) (random_bits(&seed) % 6);
			for (int i = 0; i < lengths[k]; i++)
				bases[i] = "ACGT"[(random_bits(&seed) >> 8) % 4];
			bases[lengths[k]] = '\0';
		}
		if (strcmp(ref, alt) == 0)
			continue;
		CHECK(alkres_variant_set(&variant, &contig, 100, ref, (size_t) lengths[0], alt,
								 (size_t) lengths[1], &error));
		CHECK(alkres_maf(&maf, &variant, NULL) && maf.classification == NULL);
		CHECK_TEXT(maf.chromosome, "X");
		/* What is left out in front and behind is the same in both. */
		int64_t from = maf.ref_length == 0 ? maf.start + 1 : maf.start;
		CHECK(from >= 100 && memcmp(ref, alt, (size_t) (from - 100)) == 0);
		CHECK(memcmp(ref + (from - 100), maf.ref, maf.ref_length) == 0);
		CHECK(maf.ref_length == 0 || maf.alt_length == 0 || maf.ref[0] != maf.alt[0]);
		CHECK((int) maf.ref_length - (int) maf.alt_length == lengths[0] - lengths[1]);
		CHECK(maf.end ==
			  (maf.ref_length == 0 ? maf.start + 1 : maf.start + (int64_t) maf.ref_length - 1));
	}
}

int
main(void)
{
	indels();
	replacements();
	digests();
	beds();
	mafs();
	return finish();
}
