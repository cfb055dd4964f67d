/* flags_test.c: each flag of a call alone, and the same call where it just does not hold. */
#include "harness.h"

#include <stdlib.h>

#include "core/model/candidate.h"
#include "core/model/flags.h"
#include "core/base/memory.h"

#define AT 100     /* the offset of the call */
#define FIRST 1000 /* its first molecule */

/* A library's block: molecules of both strands of origin, seen by both mates at Q37. */
static AlkresPileup *
new_pileup(uint32_t each)
{
	/* Without repeats, so that no homopolymer is near unless a test writes one. */
	static const char text[] = "ACGTCAGTTGCA";
	AlkresContig contig;
	AlkresError error;
	AlkresPileup *pileup;

	alkres_contig_set(&contig, "GRCh38", 6, "chr7", 4, &error);
	pileup = alkres_pileup_new(&contig, 1000);
	for (int i = 0; i < (int) sizeof(pileup->reference); i++)
		pileup->reference[i] = text[i % 12];
	memcpy(pileup->reference + ALKRES_HALO + AT - 1, "GTCA", 4);
	for (int offset = 0; offset < ALKRES_BLOCK_SIZE; offset++)
		for (int g = 0; g < 2; g++)
			pileup->cells[offset][alkres_cell(ALKRES_CLASS_MATES, g, 3)] =
				pileup->spanning[offset][g] = each;
	return pileup;
}

static char
other_base(char base)
{
	return base == 'A' ? 'C' : base == 'C' ? 'A' : base == 'G' ? 'T' : 'G';
}

/* Change one record of an allele, the one of number i. */
typedef void (*Change)(AlkresRecord *record, uint32_t i);

/* An allele, ref and alt the reference's and another base where NULL, of good molecules from first
 * on, that change may spoil. */
static void
add(AlkresPileup *pileup, int offset, const char *ref, const char *alt, uint64_t first,
	uint32_t count, Change change)
{
	char bases[2][2] = {{alkres_pileup_base(pileup, offset)},
						{other_base(alkres_pileup_base(pileup, offset))}};
	AlkresRecord *records = alkres_alloc_zero(sizeof(AlkresRecord) * count);
	AlkresAllele *allele;

	pileup->alleles =
		alkres_realloc(pileup->alleles, sizeof(AlkresAllele) * (pileup->allele_count + 1));
	allele = &pileup->alleles[pileup->allele_count++];
	memset(allele, 0, sizeof(*allele));
	allele->offset = (int16_t) offset;
	allele->ref = strdup(ref == NULL ? bases[0] : ref);
	allele->alt = strdup(alt == NULL ? bases[1] : alt);
	for (uint32_t i = 0; i < count; i++)
	{
		records[i] = (AlkresRecord){.molecule = first + i,
									.start = 256000 + i % 50,
									.length = 150 + i % 20,
									.end_distance = (uint16_t) (20 + i % 60),
									.cell = (uint8_t) alkres_cell(ALKRES_CLASS_MATES, i % 2, 3),
									.quality = 37,
									.mapq = 60,
									.reverse = i % 4 > 1};
		if (change != NULL)
			change(&records[i], i);
	}
	alkres_allele_summarize(allele, records, count);
	allele->records = records;
	allele->record_count = count;
}

/* The flags of the call at AT, separated by spaces. */
static const char *
flags_of(const AlkresPileup *pileup, const AlkresModel *model)
{
	static char text[400];
	AlkresCandidates *list = alkres_candidates(pileup, model);
	const char *names[ALKRES_FLAGS_MAX];

	text[0] = '\0';
	for (uint32_t i = 0; i < list->count; i++)
		if (list->items[i].offset == AT)
		{
			int count = alkres_flags(&list->items[i], pileup, false, false, names);

			CHECK(count <= ALKRES_FLAGS_MAX);
			for (int k = 0; k < count; k++)
			{
				strcat(text, k > 0 ? " " : "");
				strcat(text, names[k]);
			}
		}
	alkres_candidates_free(list);
	return text;
}

static void
check_flags(const char *flags, const char *expected)
{
	CHECK(strcmp(flags, expected) == 0);
	if (strcmp(flags, expected) != 0)
		printf("#   got \"%s\", not \"%s\"\n", flags, expected);
}

/* Of so many molecules that change spoils, the flags beside no_background; of records or of their
 * sums only. */
static const char *
flags_of_allele(uint32_t count, Change change, bool keep)
{
	static char text[400];
	AlkresPileup *pileup = new_pileup(1000);
	const char *flags;

	add(pileup, AT, NULL, NULL, FIRST, count, change);
	if (!keep)
	{
		AlkresAllele *allele = &pileup->alleles[pileup->allele_count - 1];

		alkres_free(allele->records);
		allele->records = NULL;
		allele->record_count = 0;
	}
	flags = flags_of(pileup, NULL);
	CHECK(strstr(flags, "no_background") != NULL);
	snprintf(text, sizeof(text), "%.*s", (int) (strlen(flags) - strlen("no_background")), flags);
	alkres_pileup_free(pileup);
	return text;
}

static const char *
flags_of_changed(uint32_t count, Change change)
{
	return flags_of_allele(count, change, true);
}

static const char *
flags_of_sums(uint32_t count, Change change)
{
	return flags_of_allele(count, change, false);
}

/* Shown by one read, whose direction is given. */
static void
show(AlkresRecord *record, uint32_t i, bool reverse)
{
	record->cell = (uint8_t) alkres_cell(ALKRES_CLASS_SINGLE, i % 2, 3);
	record->reverse = reverse;
}

static void
all_forward(AlkresRecord *record, uint32_t i)
{
	show(record, i, false);
}

static void
one_reverse(AlkresRecord *record, uint32_t i)
{
	show(record, i, i == 0);
}

static void
one_forward(AlkresRecord *record, uint32_t i)
{
	show(record, i, i > 0);
}

/* Both mates show it, the forward one being the better or the first. */
static void
mates_forward(AlkresRecord *record, uint32_t i)
{
	record->reverse = false;
}

static void
one_mates(AlkresRecord *record, uint32_t i)
{
	if (i > 0)
		show(record, i, false);
}

static void
f1r2(AlkresRecord *record, uint32_t i)
{
	record->cell = (uint8_t) alkres_cell(ALKRES_CLASS_MATES, ALKRES_F1R2, 3);
}

static void
most_f1r2(AlkresRecord *record, uint32_t i)
{
	record->cell = (uint8_t) alkres_cell(ALKRES_CLASS_MATES, i < 16 ? ALKRES_F1R2 : ALKRES_F2R1, 3);
}

static void
at_5(AlkresRecord *record, uint32_t i)
{
	record->end_distance = 5;
}
static void
at_6(AlkresRecord *record, uint32_t i)
{
	record->end_distance = 6;
}
static void
five_mapq_19(AlkresRecord *record, uint32_t i)
{
	record->mapq = i < 5 ? 19 : 60;
}
static void
four_mapq_19(AlkresRecord *record, uint32_t i)
{
	record->mapq = i < 4 ? 19 : 60;
}

static void
three_ends(AlkresRecord *record, uint32_t i)
{
	record->start = 256000 + i % 3;
	record->length = 150;
}

static void
four_ends(AlkresRecord *record, uint32_t i)
{
	record->start = 256000 + i % 4;
	record->length = 150;
}

static void
one_end(AlkresRecord *record, uint32_t i)
{
	record->start = 256000;
	record->length = 150;
}

static void
bad_bases(AlkresRecord *record, uint32_t i, uint32_t count)
{
	if (i >= count)
		return;
	record->cell = (uint8_t) alkres_cell(ALKRES_CLASS_MATES, i % 2, 0);
	record->quality = 14;
}

static void
ten_bad(AlkresRecord *record, uint32_t i)
{
	bad_bases(record, i, 10);
}
static void
nine_bad(AlkresRecord *record, uint32_t i)
{
	bad_bases(record, i, 9);
}

static void
test_molecules(void)
{
	CASE("a good call has no flag");
	check_flags(flags_of_changed(20, NULL), "");
	CASE("strand: of ten molecules and more, over 19 of 20 of one direction");
	check_flags(flags_of_changed(20, all_forward), "strand ");
	check_flags(flags_of_changed(10, all_forward), "strand ");
	check_flags(flags_of_changed(20, one_reverse), "");
	check_flags(flags_of_changed(21, one_reverse), "strand ");
	check_flags(flags_of_changed(9, all_forward), "");
	check_flags(flags_of_changed(20, one_forward), "");
	check_flags(flags_of_changed(21, one_forward), "strand ");
	CASE("strand: what both mates show is shown in both directions, also where only sums are left");
	check_flags(flags_of_changed(20, mates_forward), "");
	check_flags(flags_of_changed(20, one_mates), "");
	check_flags(flags_of_changed(21, one_mates), "strand ");
	check_flags(flags_of_sums(300, mates_forward), "");
	check_flags(flags_of_sums(300, all_forward), "strand ");
	CASE("orientation: strands of origin in another proportion than their molecules");
	/* 2 sum of P(Binomial(n, 1/2) >= x): 0.0020 of 10, 0.0010 of 11, 0.00049 of 12; 16 of 20
	 * 0.012 */
	check_flags(flags_of_changed(10, f1r2), "");
	check_flags(flags_of_changed(11, f1r2), "orientation ");
	check_flags(flags_of_changed(20, f1r2), "orientation ");
	check_flags(flags_of_changed(20, most_f1r2), "");
	CASE("position: on average under six bases from the fragment's end");
	check_flags(flags_of_changed(20, at_5), "position ");
	check_flags(flags_of_changed(20, at_6), "");
	CASE("mapq: a quarter under 20");
	check_flags(flags_of_changed(20, five_mapq_19), "mapq ");
	check_flags(flags_of_changed(20, four_mapq_19), "");
	CASE("unique_ends: under one in five different ends");
	check_flags(flags_of_changed(20, three_ends), "unique_ends ");
	check_flags(flags_of_changed(20, four_ends), "");
	check_flags(flags_of_changed(2, one_end), "unique_ends ");
	check_flags(flags_of_changed(2, three_ends), "");
	check_flags(flags_of_changed(1, one_end), "");
	CASE("low_quality: half of it Q10 to 19");
	check_flags(flags_of_changed(20, ten_bad), "low_quality ");
	check_flags(flags_of_changed(20, nine_bad), "");
}

static void
test_place(void)
{
	AlkresPileup *pileup;

	CASE("homopolymer: beside six equal bases, on either side");
	for (int run = 5; run <= 6; run++)
		for (int side = 0; side < 2; side++)
		{
			pileup = new_pileup(1000);
			pileup->reference[ALKRES_HALO + AT] = 'C';
			for (int i = 1; i <= run + 1; i++)
				pileup->reference[ALKRES_HALO + AT + (side ? i : -i)] = i <= run ? 'A' : 'G';
			add(pileup, AT, NULL, "G", FIRST, 20, NULL);
			check_flags(flags_of(pileup, NULL),
						run == 6 ? "homopolymer no_background" : "no_background");
			alkres_pileup_free(pileup);
		}

	CASE("discordant_mates: more of them than molecules with the allele, and more than three");
	pileup = new_pileup(1000);
	add(pileup, AT, NULL, NULL, FIRST, 20, NULL);
	pileup->discordant[AT] = 20;
	check_flags(flags_of(pileup, NULL), "no_background");
	pileup->discordant[AT] = 21;
	check_flags(flags_of(pileup, NULL), "discordant_mates no_background");
	alkres_pileup_free(pileup);
	pileup = new_pileup(1000);
	add(pileup, AT, NULL, NULL, FIRST, 2, NULL);
	pileup->discordant[AT] = 3;
	check_flags(flags_of(pileup, NULL), "no_background");
	pileup->discordant[AT] = 4;
	check_flags(flags_of(pileup, NULL), "discordant_mates no_background");
	alkres_pileup_free(pileup);

	CASE("orientation_untestable: a strand of origin with less than a tenth of the molecules");
	for (uint32_t f2r1 = 100; f2r1 <= 120; f2r1 += 20)
	{
		pileup = new_pileup(1000);
		pileup->cells[AT][alkres_cell(ALKRES_CLASS_MATES, ALKRES_F2R1, 3)] = f2r1;
		add(pileup, AT, NULL, NULL, FIRST, 20, most_f1r2);
		check_flags(flags_of(pileup, NULL),
					f2r1 < 111 ? "orientation_untestable no_background" : "no_background");
		alkres_pileup_free(pileup);
	}

	CASE("off_panel, molecules_unknown, reads_not_molecules: what the pileup says of itself");
	pileup = new_pileup(1000);
	add(pileup, AT, NULL, NULL, FIRST, 20, NULL);
	pileup->flags = ALKRES_PILEUP_HAS_DESIGN;
	check_flags(flags_of(pileup, NULL), "off_panel no_background");
	pileup->covered[AT] = 1;
	check_flags(flags_of(pileup, NULL), "no_background");
	pileup->flags |= ALKRES_PILEUP_MOLECULES_UNKNOWN;
	check_flags(flags_of(pileup, NULL), "no_background molecules_unknown");
	pileup->flags = ALKRES_PILEUP_READS;
	check_flags(flags_of(pileup, NULL), "no_background reads_not_molecules");
	alkres_pileup_free(pileup);
}

static void
test_germline(void)
{
	static const struct
	{
		uint32_t x;
		bool germline;
	} cases[] = {{69, false}, {70, true}, {130, true}, {131, false}, {180, false}, {181, true}};
	const char *names[ALKRES_FLAGS_MAX];

	CASE("germline_or_chip: 35 to 65 %, over 90 %; never a listed one, always a polymorphism");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		AlkresPileup *pileup = new_pileup(100);
		AlkresCandidates *list;

		add(pileup, AT, NULL, NULL, FIRST, cases[i].x, NULL);
		check_flags(flags_of(pileup, NULL),
					cases[i].germline ? "germline_or_chip no_background" : "no_background");
		list = alkres_candidates(pileup, NULL);
		CHECK(alkres_flags(&list->items[0], pileup, true, false, names) == 1);
		CHECK(alkres_flags(&list->items[0], pileup, false, true, names) == 2);
		CHECK(alkres_flags(&list->items[0], pileup, true, true, names) == 2);
		CHECK_TEXT(names[0], "germline_or_chip");
		alkres_candidates_free(list);
		alkres_pileup_free(pileup);
	}
}

/* Two changes on some molecules of the call's, from the middle on, so that the rest are others;
 * those on its left or on its right. */
static void
add_neighbours(AlkresPileup *pileup, const int distance[2], const uint32_t shared[2], bool right)
{
	for (int k = 0; k < 2; k++)
		if ((distance[k] > 0) == right && shared[k] > 0)
			add(pileup, AT + distance[k], NULL, NULL, FIRST + 20 - shared[k], 20, NULL);
}

static void
test_neighbours(void)
{
	/* Other changes at these distances, on so many of the call's twenty molecules. */
	static const struct
	{
		int distance[2];
		uint32_t shared[2];
		bool flag;
	} cases[] = {
		{{10, 25}, {10, 20}, true},  {{-25, 12}, {20, 10}, true}, {{10, 26}, {20, 20}, false},
		{{-26, 8}, {20, 20}, false}, {{10, 20}, {20, 9}, false},  {{10, 10}, {20, 0}, false},
	};

	CASE("clustered: two more changes on half of its molecules within 25 bases");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		AlkresPileup *pileup = new_pileup(1000);

		/* Alleles stand by offset. */
		add_neighbours(pileup, cases[i].distance, cases[i].shared, false);
		add(pileup, AT, NULL, NULL, FIRST, 20, NULL);
		add_neighbours(pileup, cases[i].distance, cases[i].shared, true);
		check_flags(flags_of(pileup, NULL),
					cases[i].flag ? "clustered no_background" : "no_background");
		alkres_pileup_free(pileup);
	}
}

/* Four normals of 1,000 molecules, of which the first has so many of the allele at AT. */
static AlkresBackground *
normals(uint32_t alternates, const char *ref, const char *alt)
{
	AlkresBackground *sums = NULL;
	AlkresError error;

	for (int i = 0; i < 4; i++)
	{
		AlkresPileup *pileup = new_pileup(500);
		AlkresBackground *one;

		if (i == 0 && alternates > 0)
			add(pileup, AT, ref, alt, FIRST, alternates, NULL);
		one = alkres_background_of(pileup, &error);
		if (sums == NULL)
			sums = one;
		else
		{
			CHECK(alkres_background_merge(sums, one, &error));
			alkres_background_free(one);
		}
		alkres_pileup_free(pileup);
	}
	return sums;
}

static void
test_normals(void)
{
	/* The call has 20 of 2,000: 1 %; a quarter of it is 10 of the normals' 4,000. */
	static const struct
	{
		uint32_t alternates;
		const char *flags;
	} cases[] = {{0, ""}, {9, ""}, {10, "normal_panel"}, {60, "normal_panel"}};

	CASE("normal_panel: the normals have a quarter of its fraction, or it is one's germline");
	for (int indel = 0; indel < 2; indel++)
		for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		{
			AlkresPileup *pileup = new_pileup(1000);
			const char *ref = indel ? "TC" : NULL, *alt = indel ? "T" : NULL;
			AlkresBackground *background;
			AlkresModel model;

			background = normals(cases[i].alternates, ref, alt);
			model = (AlkresModel){NULL, background};
			add(pileup, AT, ref, alt, FIRST, 20, NULL);
			check_flags(flags_of(pileup, &model), cases[i].flags);
			alkres_background_free(background);
			alkres_pileup_free(pileup);
		}

	CASE("normal_panel: a molecule or two are chance");
	for (uint32_t x = 2; x <= 3; x++)
	{
		AlkresPileup *pileup = new_pileup(2000);
		AlkresBackground *background = normals(x, NULL, NULL);
		AlkresModel model = {NULL, background};

		add(pileup, AT, NULL, NULL, FIRST, 2, NULL);
		check_flags(flags_of(pileup, &model), x == 3 ? "normal_panel" : "");
		alkres_background_free(background);
		alkres_pileup_free(pileup);
	}
}

int
main(void)
{
	test_molecules();
	test_place();
	test_germline();
	test_neighbours();
	test_normals();
	return finish();
}
