/* counts.c: counts of an allele by the tags that callers write. */
#include "core/vcf/counts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/statistics/binomial.h"
#include "core/text/printed.h"
#include "core/vcf/allele.h"

/* Numbers of a tag: one more than there are alternative alleles, or four of a table. */
#define NUMBERS_MAX (ALKRES_VCF_ALLELES_MAX + 4)

typedef struct Asked
{
	const AlkresVcfRecord *record;
	size_t sample;
	size_t allele; /* 1-based */
	bool in_info;  /* values of INFO are asked for, not of the sample */
	AlkresError *error;
	bool failed;
} Asked;

/* The text of a tag in the place that is asked; NULL when it is missing. */
static const char *
value_of(const Asked *asked, const char *key, size_t *length)
{
	const AlkresVcfRecord *record = asked->record;
	const char *value;

	if (!asked->in_info)
		return asked->sample == ALKRES_VCF_NO_SAMPLE
				   ? NULL
				   : alkres_vcf_sample_value(record, asked->sample, alkres_vcf_format(record, key),
											 length);
	value = alkres_vcf_info(record, key);
	if (value != NULL)
		*length = strlen(value);
	return value;
}

/* Element i of a list, terminated, in buffer; false when it has no such element. */
static bool
element(const char *list, size_t length, size_t i, char buffer[64])
{
	const char *end = list + length, *comma;

	for (; i > 0; i--)
	{
		comma = memchr(list, ',', (size_t) (end - list));
		if (comma == NULL)
			return false;
		list = comma + 1;
	}
	comma = memchr(list, ',', (size_t) (end - list));
	length = (size_t) ((comma == NULL ? end : comma) - list);
	if (length > 63)
		length = 63;
	memcpy(buffer, list, length);
	buffer[length] = '\0';
	return true;
}

static bool
refuse(Asked *asked, const char *key, const char *expected, const char *found)
{
	char shown[ALKRES_SHOWN], name[ALKRES_SHOWN];

	asked->failed = true;
	if (asked->in_info)
		return alkres_vcf_fail(asked->record, asked->error, "INFO %s must be %s, found \"%s\"", key,
							   expected, alkres_shown(found, shown));
	return alkres_vcf_fail(asked->record, asked->error, "%s of sample %s must be %s, found \"%s\"",
						   key, alkres_shown(asked->record->header->samples[asked->sample], name),
						   expected, alkres_shown(found, shown));
}

/* The counts of a tag, -1 for a missing one: how many; 0 when it is not there or not right. */
static size_t
numbers_of(Asked *asked, const char *key, int64_t numbers[NUMBERS_MAX])
{
	size_t length, count = 0;
	const char *value = value_of(asked, key, &length);
	char text[64];

	if (value == NULL || asked->failed)
		return 0;
	while (count < NUMBERS_MAX && element(value, length, count, text))
	{
		numbers[count] = -1;
		if (strcmp(text, ".") != 0 &&
			alkres_printed_whole(text, false, &numbers[count]) != ALKRES_PRINTED_NUMBER)
		{
			refuse(asked, key, "counts", text);
			return 0;
		}
		count++;
	}
	return count;
}

/* The only number of a tag; -1 when it has none, or several. */
static int64_t
number_of(Asked *asked, const char *key)
{
	int64_t numbers[NUMBERS_MAX];

	return numbers_of(asked, key, numbers) == 1 ? numbers[0] : -1;
}

/* A share as the text says it, "12.5%" too; NaN with an error for what is none. */
static double
share(Asked *asked, const char *key, char *text)
{
	size_t end = strlen(text);
	double number, scale = 1;

	if (end > 0 && text[end - 1] == '%')
	{
		text[end - 1] = '\0';
		scale = 0.01;
	}
	if (strcmp(text, ".") == 0)
		return NAN;
	if (alkres_printed_number(text, false, &number) == ALKRES_PRINTED_NUMBER &&
		number * scale >= 0 && number * scale <= 1)
		return number * scale;
	refuse(asked, key, scale == 1 ? "a fraction from 0 to 1" : "a share from 0 to 100 %", text);
	return NAN;
}

/* A share of a tag by allele, which may have one of the reference too; NaN without one. */
static double
fraction_of(Asked *asked, const char *key)
{
	size_t length, count = 1;
	const char *value = value_of(asked, key, &length);
	char text[64];

	if (value == NULL || asked->failed || asked->allele == 0)
		return NAN;
	for (size_t i = 0; i < length; i++)
		count += value[i] == ',';
	if (count != asked->record->alt_count && count != asked->record->alt_count + 1)
		return NAN;
	element(value, length, asked->allele - (count == asked->record->alt_count), text);
	return share(asked, key, text);
}

/* The sum, missing ones left out. */
static int64_t
sum_of(const int64_t *numbers, size_t count)
{
	int64_t sum = 0;

	for (size_t i = 0; i < count; i++)
		if (numbers[i] > 0)
			sum += numbers[i];
	return sum;
}

/* Counts of an allele and of all: what a rule finds, if it knows both. */
static bool
found(AlkresVcfCounts *counts, int64_t alt, int64_t depth)
{
	if (alt < 0 || depth < 0)
		return false;
	counts->alt = alt;
	counts->depth = depth;
	return true;
}

/* A number an allele was due, and another is there: whose they are cannot be told. */
static bool
ambiguous(AlkresVcfCounts *counts)
{
	counts->is_ambiguous = true;
	return true;
}

/* One number an alternative allele in COUNT; of all in DEPTH, or of the sum with REF. */
static bool
by_alternatives(Asked *asked, AlkresVcfCounts *counts, const char *count_key, const char *depth_key,
				const char *ref_key)
{
	int64_t numbers[NUMBERS_MAX], sum, depth = number_of(asked, depth_key);
	int64_t ref = ref_key == NULL ? -1 : number_of(asked, ref_key);
	size_t count = numbers_of(asked, count_key, numbers);

	if (count == 0 || (depth < 0 && ref < 0))
		return false;
	if (count != asked->record->alt_count)
		return ambiguous(counts);
	sum = sum_of(numbers, count) + (ref > 0 ? ref : 0);
	return found(counts, numbers[asked->allele - 1], depth > sum || ref < 0 ? depth : sum);
}

/* Ion Torrent: flow space, as its caller decides by. */
static bool
by_flows(Asked *asked, AlkresVcfCounts *counts)
{
	return by_alternatives(asked, counts, "FAO", "FDP", NULL);
}

/* VarDict. */
static bool
by_variant_depth(Asked *asked, AlkresVcfCounts *counts)
{
	return by_alternatives(asked, counts, "VD", "DP", NULL);
}

/* VarScan: AD is of the allele alone, RD of the reference. */
static bool
by_varscan(Asked *asked, AlkresVcfCounts *counts)
{
	int64_t alt = number_of(asked, "AD"), ref = number_of(asked, "RD");
	int64_t depth = number_of(asked, "DP");

	if (asked->record->alt_count != 1 || alt < 0 || ref < 0)
		return false;
	return found(counts, alt, depth > alt + ref ? depth : alt + ref);
}

/* GATK, DRAGEN, Pisces, DeepVariant, bcftools: a number an allele, the reference first. */
static bool
by_allele_depths(Asked *asked, AlkresVcfCounts *counts)
{
	int64_t numbers[NUMBERS_MAX];
	size_t count = numbers_of(asked, "AD", numbers);

	if (count == 0 || (count == 1 && asked->record->alt_count == 0))
		return false;
	if (count != asked->record->alt_count + 1)
		return ambiguous(counts);
	return found(counts, numbers[asked->allele], sum_of(numbers, count));
}

/* FreeBayes; its AD lacks the reads of no allele that was called. */
static bool
by_observations(Asked *asked, AlkresVcfCounts *counts)
{
	return by_alternatives(asked, counts, "AO", "DP", "RO");
}

/* Platypus; the coverage stands there once an allele. */
static bool
by_coverage(Asked *asked, AlkresVcfCounts *counts)
{
	int64_t alts[NUMBERS_MAX], depths[NUMBERS_MAX];
	size_t count = numbers_of(asked, "NV", alts), others = numbers_of(asked, "NR", depths);

	if (count == 0 || others == 0)
		return false;
	if (count != asked->record->alt_count || others != count)
		return ambiguous(counts);
	return found(counts, alts[asked->allele - 1], depths[asked->allele - 1]);
}

static int64_t
first_tier(Asked *asked, char base)
{
	const char key[3] = {base, 'U', '\0'};
	int64_t tiers[NUMBERS_MAX];

	return strchr("ACGT", base) != NULL && numbers_of(asked, key, tiers) == 2 ? tiers[0] : -1;
}

/* Strelka, a substitution: the first of both tiers, of the bases in question, as its guide says. */
static bool
by_tiers_of_bases(Asked *asked, AlkresVcfCounts *counts)
{
	const AlkresVcfRecord *record = asked->record;
	int64_t depth, alt = -1;

	if (alkres_vcf_format(record, "AU") < 0 || strlen(record->ref) != 1)
		return false;
	depth = first_tier(asked, record->ref[0]);
	for (size_t i = 0; i < record->alt_count && depth >= 0; i++)
	{
		int64_t tier = strlen(record->alts[i]) == 1 ? first_tier(asked, record->alts[i][0]) : -1;

		if (i + 1 == asked->allele)
			alt = tier;
		depth = tier < 0 ? -1 : depth + tier;
	}
	return found(counts, alt, depth);
}

/* Strelka, an insertion or deletion. */
static bool
by_tiers_of_indels(Asked *asked, AlkresVcfCounts *counts)
{
	int64_t ref[NUMBERS_MAX], alt[NUMBERS_MAX];

	if (asked->record->alt_count != 1 || numbers_of(asked, "TAR", ref) != 2 ||
		numbers_of(asked, "TIR", alt) != 2 || ref[0] < 0)
		return false;
	return found(counts, alt[0], ref[0] + alt[0]);
}

/* LoFreq, samtools: reference forward, reverse, alternative forward, reverse. */
static bool
by_directions(Asked *asked, AlkresVcfCounts *counts)
{
	int64_t numbers[NUMBERS_MAX];

	if (asked->record->alt_count != 1 || numbers_of(asked, "DP4", numbers) != 4)
		return false;
	return found(counts, numbers[2] + numbers[3], sum_of(numbers, 4));
}

/* Manta: pairs that span, and reads that are split. */
static bool
by_pairs_and_splits(Asked *asked, AlkresVcfCounts *counts)
{
	int64_t pairs[NUMBERS_MAX], splits[NUMBERS_MAX];
	bool has_pairs = numbers_of(asked, "PR", pairs) == 2;
	bool has_splits = numbers_of(asked, "SR", splits) == 2;

	if (asked->record->alt_count != 1 || (!has_pairs && !has_splits))
		return false;
	return found(counts, (has_pairs ? pairs[1] : 0) + (has_splits ? splits[1] : 0),
				 (has_pairs ? sum_of(pairs, 2) : 0) + (has_splits ? sum_of(splits, 2) : 0));
}

/* Delly: reads over the junction where it is known to the base, else pairs. */
static bool
by_junction(Asked *asked, AlkresVcfCounts *counts)
{
	bool precise = alkres_vcf_has_info(asked->record, "PRECISE");
	int64_t ref = number_of(asked, precise ? "RR" : "DR");
	int64_t alt = number_of(asked, precise ? "RV" : "DV");

	return asked->record->alt_count == 1 && ref >= 0 && alt >= 0 && found(counts, alt, ref + alt);
}

/* Do the two ends of a breakend lie so close that a fragment without it spans them too? */
static bool
is_short(const AlkresVcfRecord *record)
{
	const char *mate = strpbrk(record->alts[0], "[]"), *colon;
	size_t length = strlen(record->contig);

	colon = mate == NULL ? NULL : strrchr(mate, ':');
	return colon != NULL && (size_t) (colon - mate - 1) == length &&
		   memcmp(mate + 1, record->contig, length) == 0 &&
		   llabs(strtoll(colon + 1, NULL, 10) - record->position) < 1000;
}

/* GRIDSS: fragments that support a breakend (single: BVF), and reads and pairs that span it; pairs
 * that span a short one say nothing, as its makers have it. */
static bool
by_fragments(Asked *asked, AlkresVcfCounts *counts)
{
	bool is_single = strpbrk(asked->record->alts[0], "[]") == NULL;
	int64_t ref = number_of(asked, "REF"), pairs = number_of(asked, "REFPAIR"), alt;

	if (asked->record->alt_count != 1 || ref < 0 || pairs < 0)
		return false;
	alt = number_of(asked, is_single ? "BVF" : "VF");
	return found(counts, alt, alt + ref + (is_short(asked->record) ? 0 : pairs));
}

/* A fraction and a depth alone. */
static bool
by_fraction(Asked *asked, AlkresVcfCounts *counts)
{
	int64_t depth = number_of(asked, "DP");

	/* INFO's AF is that of genotypes where alleles are counted by AC and AN. */
	if (depth < 0 || isnan(counts->fraction) ||
		(asked->in_info && alkres_vcf_has_info(asked->record, "AN")))
		return false;
	counts->is_rounded = true;
	return found(counts, (int64_t) floor(counts->fraction * (double) depth + 0.5), depth);
}

typedef struct Rule
{
	const char *name;
	const char *info_name; /* NULL: of samples only */
	bool (*count)(Asked *asked, AlkresVcfCounts *counts);
} Rule;

static const Rule rules[] = {
	{"FAO/FDP", "INFO FAO/FDP", by_flows},
	{"VD/DP", "INFO VD/DP", by_variant_depth},
	{"RD/AD", NULL, by_varscan},
	{"RO/AO", "INFO RO/AO", by_observations},
	{"AD", "INFO AD", by_allele_depths},
	{"NV/NR", NULL, by_coverage},
	{"AU:CU:GU:TU", NULL, by_tiers_of_bases},
	{"TAR:TIR", NULL, by_tiers_of_indels},
	{"DP4", "INFO DP4", by_directions},
	{"PR+SR", NULL, by_pairs_and_splits},
	{"RR:RV or DR:DV", NULL, by_junction},
	{"VF/REF", NULL, by_fragments},
	{"AF*DP", "INFO AF*DP", by_fraction},
};

/* Strands and strands of origin, of a record with one alternative allele; they are never errors. */
static void
take_strands(Asked *asked, AlkresVcfCounts *counts)
{
	int64_t first[NUMBERS_MAX], second[NUMBERS_MAX];
	size_t due = asked->record->alt_count + 1;

	if (numbers_of(asked, "F1R2", first) == due && numbers_of(asked, "F2R1", second) == due)
	{
		counts->alt_f1r2 = first[asked->allele];
		counts->alt_f2r1 = second[asked->allele];
		counts->ref_f1r2 = first[0];
		counts->ref_f2r1 = second[0];
	}
	if (due != 2)
		return;
	if (numbers_of(asked, "DP4", first) != 4 && !asked->failed)
	{
		size_t length;
		const char *value = value_of(asked, "SB", &length);

		/* Others keep a score there. */
		if (value == NULL || memchr(value, ',', length) == NULL ||
			numbers_of(asked, "SB", first) != 4)
			return;
	}
	if (asked->failed)
		return;
	counts->ref_forward = first[0];
	counts->ref_reverse = first[1];
	counts->alt_forward = first[2];
	counts->alt_reverse = first[3];
}

/* The reads of an allele by strand in two tags with a number an alternative allele. */
static void
take_split_strands(Asked *asked, AlkresVcfCounts *counts, const char *const keys[4])
{
	int64_t numbers[NUMBERS_MAX];
	int64_t *alt[2] = {&counts->alt_forward, &counts->alt_reverse};
	int64_t *ref[2] = {&counts->ref_forward, &counts->ref_reverse};

	if (counts->alt_forward >= 0)
		return;
	for (int i = 0; i < 2; i++)
		if (numbers_of(asked, keys[i], numbers) == asked->record->alt_count)
			*alt[i] = numbers[asked->allele - 1];
	for (int i = 0; i < 2; i++)
		*ref[i] = number_of(asked, keys[i + 2]);
	if (counts->alt_forward < 0 || counts->alt_reverse < 0 || counts->ref_forward < 0 ||
		counts->ref_reverse < 0)
		counts->alt_forward = counts->alt_reverse = counts->ref_forward = counts->ref_reverse = -1;
}

/* What can be asked in one place, of INFO or of the sample. */
static void
count_in(Asked *asked, AlkresVcfCounts *counts)
{
	static const char *const fractions[] = {"AF", "VAF", "FREQ", "FA"};
	static const char *const freebayes[4] = {"SAF", "SAR", "SRF", "SRR"};
	static const char *const torrent[4] = {"FSAF", "FSAR", "FSRF", "FSRR"};
	bool is_genotypes = asked->in_info && alkres_vcf_has_info(asked->record, "AN");

	for (size_t i = 0; i < 4 && isnan(counts->fraction) && !is_genotypes; i++)
		counts->fraction = fraction_of(asked, fractions[i]);
	/* Pisces; of GRIDSS VF is a count. */
	if (isnan(counts->fraction) && !asked->in_info &&
		alkres_vcf_format(asked->record, "REFPAIR") < 0)
		counts->fraction = fraction_of(asked, "VF");
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
	{
		const char *name = asked->in_info ? rules[i].info_name : rules[i].name;

		if (counts->rule != NULL || counts->is_ambiguous || asked->failed || name == NULL)
			continue;
		if (rules[i].count(asked, counts) && !counts->is_ambiguous)
			counts->rule = name;
	}
	if (counts->alt_forward < 0)
		take_strands(asked, counts);
	take_split_strands(asked, counts, torrent);
	take_split_strands(asked, counts, freebayes);
}

/* Where nothing is counted by allele, how deep it was looked at. */
static void
take_depth(Asked *asked, AlkresVcfCounts *counts)
{
	static const char *const keys[] = {"MIN_DP", "DP"};

	for (size_t i = 0; i < 2 && counts->depth < 0; i++)
		counts->depth = number_of(asked, keys[i]);
}

bool
alkres_vcf_count(AlkresVcfCounts *counts, const AlkresVcfRecord *record, size_t sample,
				 size_t allele, AlkresError *error)
{
	Asked asked = {record, sample, allele, false, error, false};
	bool info_is_own = record->header->sample_count <= 1;

	*counts = (AlkresVcfCounts){.alt = -1, .depth = -1, .fraction = NAN};
	counts->alt_forward = counts->alt_reverse = counts->ref_forward = counts->ref_reverse = -1;
	counts->alt_f1r2 = counts->alt_f2r1 = counts->ref_f1r2 = counts->ref_f2r1 = -1;
	if (allele > 0)
	{
		count_in(&asked, counts);
		asked.in_info = true;
		if (info_is_own)
			count_in(&asked, counts);
		asked.in_info = false;
	}
	take_depth(&asked, counts);
	asked.in_info = true;
	if (info_is_own)
		take_depth(&asked, counts);
	return !asked.failed;
}

bool
alkres_vcf_is_called(const AlkresVcfCounts *counts, const AlkresVcfRecord *record, size_t sample,
					 size_t allele)
{
	size_t length = 0, number = 0;
	int place = sample == ALKRES_VCF_NO_SAMPLE ? -1 : alkres_vcf_format(record, "GT");
	const char *genotype =
		place < 0 ? NULL : alkres_vcf_sample_value(record, sample, place, &length);
	bool has_digit = false, is_genotype = false, carries = false;

	if (allele == 0 || alkres_vcf_is_unspecified(record->alts[allele - 1]))
		return false;
	for (size_t i = 0; genotype != NULL && i <= length; i++)
	{
		bool is_digit = i < length && genotype[i] >= '0' && genotype[i] <= '9';

		if (is_digit && number < 100000)
			number = 10 * number + (size_t) (genotype[i] - '0');
		is_genotype = is_genotype || is_digit;
		if (!is_digit && has_digit)
			carries = carries || number == allele;
		if (!is_digit)
			number = 0;
		has_digit = is_digit;
	}
	if (is_genotype)
		return carries;
	/* Of a genotype that is left open nothing is known but by its count. */
	return place >= 0 ? counts->alt > 0 : counts->alt != 0;
}

/* Is a split of the allele so far from that of the reference (exact binomial, two-sided p under
 * 0.001), as core/model/flags.c has it? */
static bool
is_skewed(int64_t first, int64_t second, int64_t ref_first, int64_t ref_second)
{
	double x = (double) first, total = (double) (first + second), all;
	double high, low, p;

	if (first < 0 || second < 0 || ref_first < 0 || ref_second < 0)
		return false;
	all = total + (double) (ref_first + ref_second);
	p = (x + (double) ref_first) / all;
	if (total == 0 || p <= 0 || p >= 1)
		return false;
	high = alkres_binomial_at_least(x, total, p);
	low = alkres_binomial_at_least(total - x, total, 1 - p);
	return 2 * fmin(high, low) < 1e-3;
}

int
alkres_vcf_flags(const AlkresVcfCounts *counts, const char *names[ALKRES_VCF_FLAGS_MAX])
{
	int count = 0;

	if (is_skewed(counts->alt_forward, counts->alt_reverse, counts->ref_forward,
				  counts->ref_reverse))
		names[count++] = "strand";
	if (is_skewed(counts->alt_f1r2, counts->alt_f2r1, counts->ref_f1r2, counts->ref_f2r1))
		names[count++] = "orientation";
	if (counts->is_rounded)
		names[count++] = "counts_from_fraction";
	if (counts->is_ambiguous)
		names[count++] = "counts_ambiguous";
	if (counts->alt > counts->depth && counts->depth >= 0)
		names[count++] = "counts_above_depth";
	return count;
}
