/* candidate_test.c: candidates, flags, verdicts and backgrounds on pileups built in memory. */
#include "harness.h"

#include <stdlib.h>

#include "block.h"
#include "core/model/flags.h"
#include "core/model/prior.h"
#include "core/model/score.h"
#include "core/model/verdict.h"

static const AlkresCandidate *
find(const AlkresCandidates *list, int offset, const char *ref, const char *alt)
{
	for (uint32_t i = 0; i < list->count; i++)
		if (list->items[i].offset == offset && strcmp(list->items[i].ref, ref) == 0 &&
			strcmp(list->items[i].alt, alt) == 0)
			return &list->items[i];
	return NULL;
}

static bool
has_flag(const AlkresCandidate *candidate, const AlkresPileup *pileup, const char *flag)
{
	const char *names[ALKRES_FLAGS_MAX];
	int count = alkres_flags(candidate, pileup, false, false, names);

	for (int i = 0; i < count; i++)
		if (strcmp(names[i], flag) == 0)
			return true;
	return false;
}

/* The bases of block 1000 at 50 and 51, and others. */
typedef struct Pair
{
	char ref[3];
	char alt[3];
} Pair;

static Pair
pair_of(const AlkresPileup *pileup)
{
	Pair pair = {{alkres_pileup_base(pileup, 50), alkres_pileup_base(pileup, 51)}, ""};

	pair.alt[0] = other_base(pair.ref[0]);
	pair.alt[1] = other_base(pair.ref[1]);
	return pair;
}

/* A block in which molecules from first[i] to last[i] carry a change of base 50 + i. */
static AlkresPileup *
neighbours(uint32_t each, int count, const uint64_t *first, const uint64_t *last)
{
	AlkresPileup *pileup = even_pileup(1000, each);

	for (int i = 0; i < count; i++)
		add_snv(pileup, 50 + i, other_base(alkres_pileup_base(pileup, 50 + i)), first[i], last[i]);
	return pileup;
}

#define NEIGHBOURS(each, first, last) \
	neighbours(each, (int) (sizeof(first) / sizeof(first[0])), first, last)

static void
test_pair(void)
{
	AlkresPileup *pileup =
		NEIGHBOURS(500, ((const uint64_t[]){100, 101}), ((const uint64_t[]){119, 120}));
	Pair pair = pair_of(pileup);
	const char *ref = pair.ref, *alt = pair.alt;
	AlkresCandidates *list = alkres_candidates(pileup, NULL);
	const AlkresCandidate *joined = find(list, 50, ref, alt);
	AlkresCandidate asked;

	CASE("two neighbouring changes of the same molecules are one allele");
	CHECK(joined != NULL);
	CHECK(joined != NULL && joined->molecules == 19 && joined->depth == 1000);
	CHECK(list->count == 3 && list->items[0].molecules == 1);

	CASE("asked for: the pair, one of its changes, another pair");
	CHECK(alkres_candidate_for(&asked, pileup, NULL, NULL, 50, ref, 2, alt, 2) &&
		  asked.molecules == 19);
	CHECK(alkres_candidate_for(&asked, pileup, NULL, NULL, 50, ref, 1, alt, 1) &&
		  asked.molecules == 1);
	CHECK(alkres_candidate_for(&asked, pileup, NULL, NULL, 60, "AC", 2, "GT", 2) &&
		  asked.molecules == 0 && asked.depth == 1000);
	CHECK(!alkres_candidate_for(&asked, pileup, NULL, NULL, 255, "AC", 2, "GT", 2));
	CHECK(joined != NULL && alkres_score(&joined->evidence) > 20);
	alkres_candidates_free(list);
	alkres_pileup_free(pileup);
}

static void
test_joining(void)
{
	AlkresPileup *pileup;
	AlkresCandidates *list;

	CASE("neighbouring changes of different molecules stay apart");
	pileup = NEIGHBOURS(500, ((const uint64_t[]){100, 119}), ((const uint64_t[]){119, 139}));
	list = alkres_candidates(pileup, NULL);
	CHECK(list->count == 2);
	alkres_candidates_free(list);
	alkres_pileup_free(pileup);

	CASE("three in a row, and a rest that is a variant of its own");
	pileup =
		NEIGHBOURS(500, ((const uint64_t[]){100, 100, 100}), ((const uint64_t[]){199, 129, 129}));
	list = alkres_candidates(pileup, NULL);
	CHECK(list->count == 2);
	CHECK(list->items[0].ref_length == 1 && list->items[0].molecules == 70);
	CHECK(list->items[1].ref_length == 3 && list->items[1].molecules == 30);
	alkres_candidates_free(list);
	alkres_pileup_free(pileup);
}

static void
test_joining_by_counts(void)
{
	AlkresPileup *pileup;
	AlkresCandidates *list;

	CASE("alleles of which one has no records are joined by their counts");
	pileup = NEIGHBOURS(2000, ((const uint64_t[]){100, 101}), ((const uint64_t[]){357, 355}));
	list = alkres_candidates(pileup, NULL);
	CHECK(list->count == 1 && list->items[0].molecules == 255 && list->items[0].ref_length == 2);
	alkres_candidates_free(list);
	alkres_pileup_free(pileup);

	CASE("alleles without records are joined by their counts");
	pileup = NEIGHBOURS(500, ((const uint64_t[]){100, 101}), ((const uint64_t[]){599, 599}));
	list = alkres_candidates(pileup, NULL);
	CHECK(list->count == 1 && list->items[0].molecules == 499);
	CHECK(has_flag(&list->items[0], pileup, "phase_assumed"));
	CHECK(has_flag(&list->items[0], pileup, "germline_or_chip"));
	alkres_candidates_free(list);
	alkres_pileup_free(pileup);
}

static void
test_codon(void)
{
	/* ALK L1196 is CTG on the minus strand: genome 29220763-29220765 CAG; 29220765 is its first
	 * base. */
	uint32_t block = (29220763 - 1) / ALKRES_BLOCK_SIZE;
	int offset = (29220763 - 1) % ALKRES_BLOCK_SIZE;
	AlkresPileup *pileup = even_pileup(block, 500);
	AlkresCandidates *list;

	CASE("two changes two bases apart are one allele inside a codon only");
	memcpy(pileup->reference + ALKRES_HALO + offset, "CAGCTC", 6);
	add_allele(pileup, offset, "C", "T", 100, 119);
	add_allele(pileup, offset + 2, "G", "T", 100, 119);
	list = alkres_candidates(pileup, NULL);
	CHECK(list->count == 1 && find(list, offset, "CAG", "TAT") != NULL);
	alkres_candidates_free(list);
	alkres_pileup_free(pileup);

	pileup = even_pileup(block, 500);
	memcpy(pileup->reference + ALKRES_HALO + offset, "CAGCTC", 6);
	add_allele(pileup, offset + 1, "A", "T", 100, 119);
	add_allele(pileup, offset + 3, "C", "T", 100, 119);
	list = alkres_candidates(pileup, NULL);
	CHECK(list->count == 2);
	alkres_candidates_free(list);
	alkres_pileup_free(pileup);
}

static void
test_indels(void)
{
	AlkresPileup *pileup = even_pileup(1000, 500);
	AlkresCandidates *list;

	CASE("a deletion is weighed by the repeat behind its anchor");
	memcpy(pileup->reference + ALKRES_HALO + 40, "CGTGAAAAAAAAAAGC", 16);
	add_allele(pileup, 40, "CG", "C", 100, 109);
	add_allele(pileup, 43, "GA", "G", 200, 209);
	list = alkres_candidates(pileup, NULL);
	CHECK(list->count == 2);
	const AlkresCandidate *plain = find(list, 40, "CG", "C");
	const AlkresCandidate *slip = find(list, 43, "GA", "G");

	CHECK(plain != NULL && alkres_posterior(alkres_score(&plain->evidence), 1e-6) > 0.9);
	CHECK(slip != NULL && alkres_posterior(alkres_score(&slip->evidence), 1e-3) < 0.1);
	CHECK(slip != NULL && has_flag(slip, pileup, "homopolymer"));
	CHECK(plain != NULL && !has_flag(plain, pileup, "homopolymer"));

	CASE("the strands of origin of an indel share one factor");
	CHECK(plain != NULL && plain->evidence.one_factor &&
		  plain->evidence.group[ALKRES_ORIENTATION_UNKNOWN].molecules == plain->depth &&
		  plain->evidence.group[ALKRES_ORIENTATION_UNKNOWN].alternates == plain->molecules &&
		  plain->evidence.group[ALKRES_F1R2].molecules == 0 &&
		  alkres_evidence_strand(&plain->evidence, ALKRES_F1R2).molecules > 0);
	CHECK(plain != NULL && !has_flag(plain, pileup, "orientation_untestable"));
	alkres_candidates_free(list);
	alkres_pileup_free(pileup);
}

static AlkresVerdict
judge(AlkresPileup *pileup, int offset, char alt, double target, bool listed)
{
	AlkresCandidate asked;
	AlkresVerdict verdict;
	char ref[2] = {alkres_pileup_base(pileup, offset)};
	AlkresQuestion question = {.prior = listed ? ALKRES_PRIOR_LISTED : ALKRES_PRIOR_DEFAULT,
							   .listed = listed,
							   .target = target,
							   .min_posterior = 0.9};
	bool counted = alkres_candidate_for(&asked, pileup, NULL, NULL, offset, ref, 1, &alt, 1);

	alkres_judge(&verdict, counted ? &asked : NULL, pileup, offset, 1, &question);
	return verdict;
}

static void
test_verdicts(void)
{
	AlkresPileup *pileup = even_pileup(1000, 1600);
	char alt = other_base(alkres_pileup_base(pileup, 100));

	CASE("states");
	CHECK(judge(pileup, 100, alt, 0.005, true).state == ALKRES_STATE_ABSENT);
	CHECK(judge(pileup, 100, alt, 0.001, true).state == ALKRES_STATE_NOT_EVALUABLE);
	CHECK(judge(pileup, 100, alt, 0.005, true).upper < 0.0016);
	add_snv(pileup, 100, alt, 100, 101);
	CHECK(judge(pileup, 100, alt, 0.005, true).state == ALKRES_STATE_ABSENT);
	CHECK(judge(pileup, 100, alt, 0.003, true).state == ALKRES_STATE_INDETERMINATE);
	pileup->flags |= ALKRES_PILEUP_HAS_DESIGN;
	CHECK(judge(pileup, 100, alt, 0.005, true).state == ALKRES_STATE_NOT_IN_PANEL);
	pileup->covered[100] = 1;
	CHECK(judge(pileup, 100, alt, 0.005, true).state == ALKRES_STATE_ABSENT);
	pileup->flags |= ALKRES_PILEUP_MOLECULES_UNKNOWN;
	CHECK(judge(pileup, 100, alt, 0.005, true).state == ALKRES_STATE_NOT_EVALUABLE);
	alkres_pileup_free(pileup);

	pileup = even_pileup(1000, 1000);
	add_snv(pileup, 100, alt, 100, 119);
	CHECK(judge(pileup, 100, alt, 0.005, false).state == ALKRES_STATE_DETECTED);
	memset(pileup->cells[30], 0, sizeof(pileup->cells[30]));
	CHECK(judge(pileup, 30, other_base(alkres_pileup_base(pileup, 30)), 0.005, false).state ==
		  ALKRES_STATE_NOT_COVERED);
	alkres_pileup_free(pileup);

	pileup = even_pileup(1000, 1000);
	add_snv(pileup, 100, alt, 100, 1119);
	CHECK(judge(pileup, 100, alt, 0.005, false).state == ALKRES_STATE_GERMLINE_OR_CHIP);
	CHECK(judge(pileup, 100, alt, 0.005, true).state == ALKRES_STATE_DETECTED);
	alkres_pileup_free(pileup);
}

/* One library more. */
static bool
add_normal(AlkresBackground *sums, const AlkresPileup *pileup, AlkresError *error)
{
	AlkresBackground *one = alkres_background_of(pileup, error);
	bool added = alkres_background_merge(sums, one, error);

	alkres_background_free(one);
	return added;
}

static bool
same_bytes(const AlkresBackground *a, const AlkresBackground *b)
{
	size_t a_length, b_length;
	uint8_t *a_bytes = alkres_background_encode(a, &a_length);
	uint8_t *b_bytes = alkres_background_encode(b, &b_length);
	bool same = a_length == b_length && memcmp(a_bytes, b_bytes, a_length) == 0;

	free(a_bytes);
	free(b_bytes);
	return same;
}

/* A normal with five molecules of an error at 100, and a germline variant at 110. */
static AlkresPileup *
noisy_normal(void)
{
	AlkresPileup *normal = even_pileup(1000, 1000);

	add_snv(normal, 100, other_base(alkres_pileup_base(normal, 100)), 100, 104);
	add_snv(normal, 110, other_base(alkres_pileup_base(normal, 110)), 100, 299);
	return normal;
}

/* The sums of so many libraries like this one. */
static AlkresBackground *
panel_of(const AlkresPileup *normal, int libraries)
{
	AlkresBackground *sums = alkres_background_new(&normal->contig, normal->block);
	AlkresError error;

	for (int i = 0; i < libraries; i++)
		CHECK(add_normal(sums, normal, &error));
	return sums;
}

static int
kind_at(const AlkresPileup *pileup, int offset)
{
	return alkres_background_kind(1, 1, other_base(alkres_pileup_base(pileup, offset)));
}

static void
test_background_sums(void)
{
	AlkresPileup *normal = noisy_normal(), *elsewhere = even_pileup(1001, 1000);
	AlkresBackground *sums, *more;
	AlkresError error;
	int kind = kind_at(normal, 100);

	CASE("a background is a sum, whatever the order");
	sums = panel_of(normal, 3);
	more = panel_of(normal, 1);
	CHECK(alkres_background_merge(more, more, &error));
	CHECK(add_normal(more, normal, &error));
	CHECK(same_bytes(sums, more));
	CHECK(sums->libraries == 3);
	CHECK(sums->sums[100][kind][0][0].alternates + sums->sums[100][kind][1][0].alternates == 15);

	CASE("germline is left out, another block refused");
	kind = kind_at(normal, 110);
	CHECK(sums->sums[110][kind][0][0].alternates == 0 && sums->left_out_count == 1 &&
		  sums->left_out[0].offset == 110 && sums->left_out[0].kind == kind);
	CHECK(!add_normal(sums, elsewhere, &error) && error.code == ALKRES_BAD_PARAMETER);
	alkres_background_free(sums);
	alkres_background_free(more);
	alkres_pileup_free(normal);
	alkres_pileup_free(elsewhere);
}

static void
test_background_subtract(void)
{
	AlkresPileup *normal = noisy_normal(), *other = even_pileup(1000, 777);
	AlkresBackground *sums = panel_of(normal, 3), *more = panel_of(normal, 3);
	AlkresBackground *one, *another;
	AlkresError error;

	CASE("what is added can be taken away again");
	add_snv(other, 110, other_base(alkres_pileup_base(normal, 110)), 100, 104);
	one = alkres_background_of(normal, &error);
	another = alkres_background_of(other, &error);
	CHECK(add_normal(more, other, &error) && !same_bytes(sums, more));
	CHECK(alkres_background_subtract(more, another, &error) && same_bytes(sums, more));
	CHECK(alkres_background_subtract(more, one, &error) &&
		  alkres_background_subtract(more, one, &error) && same_bytes(one, more));
	CHECK(alkres_background_subtract(more, one, &error) && more->left_out_count == 0);
	CHECK(!alkres_background_subtract(more, one, &error) && error.code == ALKRES_BAD_PARAMETER);
	alkres_background_free(one);
	alkres_background_free(another);
	alkres_background_free(sums);
	alkres_background_free(more);
	alkres_pileup_free(normal);
	alkres_pileup_free(other);
}

/* Bytes that are taken must be what is stored of the value. */
static void
check_damaged(const uint8_t *bytes, size_t length)
{
	AlkresError error;
	AlkresBackground *other = alkres_background_decode(bytes, length, &error);
	uint8_t *again;
	size_t again_length;

	if (other == NULL)
		return;
	again = alkres_background_encode(other, &again_length);
	CHECK(again_length == length && memcmp(again, bytes, length) == 0);
	free(again);
	alkres_background_free(other);
}

static void
test_background_form(void)
{
	AlkresPileup *normal = noisy_normal();
	AlkresBackground *sums = panel_of(normal, 3), *copy;
	AlkresError error;
	size_t length;
	uint8_t *bytes = alkres_background_encode(sums, &length);

	CASE("the stored form comes back, and every broken one is refused");
	copy = alkres_background_decode(bytes, length, &error);
	CHECK(copy != NULL && alkres_contig_equal(&copy->contig, &sums->contig) &&
		  copy->libraries == 3 && memcmp(copy->sums, sums->sums, sizeof(sums->sums)) == 0);
	for (size_t cut = 0; cut < length; cut += cut < 40 ? 1 : 97)
		CHECK(alkres_background_decode(bytes, cut, &error) == NULL);
	for (int i = 0; i < 20000; i++)
	{
		size_t at = (size_t) rand() % length;
		uint8_t old = bytes[at];

		bytes[at] = (uint8_t) rand();
		check_damaged(bytes, length);
		bytes[at] = old;
	}
	printf("# background of 3 libraries: %zu bytes\n", length);
	free(bytes);
	alkres_background_free(copy);
	alkres_background_free(sums);
	alkres_pileup_free(normal);
}

/* A library whose six molecules of 2,000 at 100 are to be judged. */
static AlkresPileup *
tumour_of_six(void)
{
	AlkresPileup *tumour = even_pileup(1000, 1000);

	add_snv(tumour, 100, other_base(alkres_pileup_base(tumour, 100)), 100, 105);
	return tumour;
}

static void
test_background_weight(void)
{
	AlkresPileup *normal = noisy_normal(), *clean_normal = even_pileup(1000, 1000);
	AlkresPileup *tumour = tumour_of_six();
	AlkresBackground *noisy = panel_of(normal, 3), *clean = panel_of(clean_normal, 20);
	const AlkresModel models[3] = {{NULL, noisy}, {NULL, NULL}, {NULL, clean}};
	double score[3];

	CASE("normals that show an allele weaken it, clean ones strengthen it");
	alkres_background_fit(clean, alkres_rates_fixed(), tumour);
	alkres_background_fit(noisy, alkres_rates_fixed(), tumour);
	printf("# fitted: clean shape %g level %g, noisy shape %g level %g\n", clean->shape[0],
		   clean->level[0], noisy->shape[0], noisy->level[0]);
	for (int i = 0; i < 3; i++)
	{
		AlkresCandidates *list = alkres_candidates(tumour, &models[i]);

		CHECK(list->count == 1);
		score[i] = alkres_score(&list->items[0].evidence);
		CHECK(has_flag(&list->items[0], tumour, "no_background") == (i == 1));
		alkres_candidates_free(list);
	}
	printf("# 6 of 2,000: S %.2f with noisy normals, %.2f without, %.2f with clean ones\n",
		   score[0], score[1], score[2]);
	CHECK(score[0] < 1 && score[0] < score[1] && score[1] < score[2]);
	alkres_background_free(noisy);
	alkres_background_free(clean);
	alkres_pileup_free(normal);
	alkres_pileup_free(clean_normal);
	alkres_pileup_free(tumour);
}

static void
test_background_clone(void)
{
	AlkresPileup *clean_normal = even_pileup(1000, 1000), *carrier = even_pileup(1000, 1000);
	AlkresPileup *tumour = tumour_of_six();
	AlkresBackground *panel = panel_of(clean_normal, 5);
	AlkresLambda clone[ALKRES_ORIENTATIONS][ALKRES_PARTS], site[ALKRES_ORIENTATIONS][ALKRES_PARTS];
	AlkresBad bad;
	AlkresError error;
	int kind = kind_at(carrier, 100);

	CASE("one donor's clone does not excuse everybody's");
	add_snv(carrier, 100, other_base(alkres_pileup_base(carrier, 100)), 100, 139);
	CHECK(add_normal(panel, carrier, &error));
	alkres_background_learn(panel, alkres_rates_fixed(), tumour, 100, kind, clone, &bad);
	CHECK_NEAR(clone[0][0].shape, ALKRES_KAPPA, 1e-9);
	/* In every normal it is the site's own error. */
	for (int i = 0; i < 5; i++)
		CHECK(add_normal(panel, carrier, &error));
	alkres_background_learn(panel, alkres_rates_fixed(), tumour, 100, kind, site, &bad);
	CHECK(site[0][0].shape > 50 && site[0][0].rate > clone[0][0].rate);
	alkres_background_free(panel);
	alkres_pileup_free(clean_normal);
	alkres_pileup_free(carrier);
	alkres_pileup_free(tumour);
}

int
main(void)
{
	test_pair();
	test_joining();
	test_joining_by_counts();
	test_codon();
	test_indels();
	test_verdicts();
	test_background_sums();
	test_background_subtract();
	test_background_form();
	test_background_weight();
	test_background_clone();
	return finish();
}
