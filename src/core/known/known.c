/* known.c: the tags of public collections, and the rules of common, somatic and germline. */
#include "core/known/known.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/model/prior.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* The number at a place of a list; NaN for a missing one and for what is none. */
static double
number_at(const char *list, size_t place, char separator)
{
	char *end;
	double number;

	for (; place > 0; place--)
	{
		list += strcspn(list, ",|");
		if (*list != separator)
			return NAN;
		list++;
	}
	number = strtod(list, &end);
	return end == list || !(number >= 0) || (*end != '\0' && *end != ',' && *end != '|') ? NAN
																						 : number;
}

static double
greater(double a, double b)
{
	return isnan(a) || b > a ? b : a;
}

static double
frequency_of(const AlkresVcfRecord *record, size_t allele)
{
	/* Of each alternative; in those of ClinVar of the only one. */
	static const char *const tags[] = {"AF",     "AF_popmax", "AF_grpmax",
									   "AF_TGP", "AF_EXAC",   "AF_ESP"};
	double found = NAN;
	const char *value;

	for (size_t i = 0; i < COUNT(tags); i++)
		if ((value = alkres_vcf_info(record, tags[i])) != NULL)
			found = greater(found, number_at(value, allele - 1, ','));
	/* dbSNP: the reference first. */
	if ((value = alkres_vcf_info(record, "CAF")) != NULL)
		found = greater(found, number_at(value, allele, ','));
	/* GnomAD:0.99,0.01|TOPMED:0.98,0.02 */
	for (value = alkres_vcf_info(record, "FREQ"); value != NULL; value = strchr(value, '|'))
	{
		value += *value == '|';
		value += strcspn(value, ":|");
		if (*value == ':')
			found = greater(found, number_at(value + 1, allele, ','));
	}
	return found > 1 ? NAN : found;
}

static const char *
origin_of(const AlkresVcfRecord *record)
{
	/* ClinVar: bits, 1 germline, 2 somatic; dbSNP: 1 germline, 2 somatic, 3 both. */
	const char *value = alkres_vcf_info(record, "ORIGIN");
	long bits;

	if (value == NULL)
		value = alkres_vcf_info(record, "SAO");
	bits = value == NULL ? 0 : strtol(value, NULL, 10);
	switch (bits & 3)
	{
		case 1:
			return "germline";
		case 2:
			return "somatic";
		case 3:
			return "both";
	}
	return NULL;
}

void
alkres_known_read(AlkresKnown *known, const AlkresVcfRecord *record, size_t allele)
{
	static const char *const counts[] = {"CNT", "SAMPLE_COUNT", "GENOME_SCREEN_SAMPLE_COUNT"};
	const char *value = NULL;

	known->frequency = frequency_of(record, allele);
	known->origin = origin_of(record);
	known->significance = alkres_vcf_info(record, "CLNSIG");
	known->recurrence = -1;
	for (size_t i = 0; i < COUNT(counts) && value == NULL; i++)
		value = alkres_vcf_info(record, counts[i]);
	if (value != NULL)
	{
		double count = number_at(value, strchr(value, ',') == NULL ? 0 : allele - 1, ',');

		known->recurrence = count < 1e9 ? (int) count : -1;
	}
	/* COSMIC: ALK, ALK_ENST00000389048; ClinVar, dbSNP: ALK:238. */
	known->gene = alkres_vcf_info(record, "GENE");
	if (known->gene == NULL)
		known->gene = alkres_vcf_info(record, "GENEINFO");
	known->gene_length = known->gene == NULL ? 0 : strcspn(known->gene, "_:|,");
}

bool
alkres_known_is_common(double frequency, int recurrence)
{
	return frequency >= ALKRES_COMMON_FREQUENCY && recurrence < ALKRES_RECURRENT;
}

bool
alkres_known_is_somatic(int recurrence, const char *origin)
{
	return recurrence >= ALKRES_RECURRENT || (origin != NULL && strcmp(origin, "germline") != 0);
}

double
alkres_known_prior(double frequency, int recurrence)
{
	if (alkres_known_is_common(frequency, recurrence))
		return 0;
	if (recurrence >= ALKRES_RECURRENT_OFTEN)
		return ALKRES_PRIOR_LISTED;
	return recurrence >= ALKRES_RECURRENT ? ALKRES_PRIOR_HOTSPOT : NAN;
}

bool
alkres_known_is_germline(double frequency, int recurrence, const char *origin, AlkresVaf seen)
{
	double fraction, width;

	if (alkres_known_is_common(frequency, recurrence))
		return true;
	if (!(frequency > 0) || seen.depth == 0 || alkres_known_is_somatic(recurrence, origin))
		return false;
	fraction = (double) seen.alt / seen.depth;
	/* Of a share of one half, in so many molecules. */
	width = 2.576 * sqrt(0.25 / seen.depth);
	return fabs(fraction - 0.5) <= width || fraction > 0.9;
}
