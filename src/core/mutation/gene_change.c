/* gene_change.c: words for changes of a whole gene, and pairs of genes for fusions. */
#include "core/mutation/gene_change.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const changes[][2] = {
	{"amplification", "amplification"},
	{"amp", "amplification"},
	{"amplified", "amplification"},
	{"copy_number_gain", "copy_number_gain"},
	{"cn_gain", "copy_number_gain"},
	{"gain", "copy_number_gain"},
	{"copy_number_loss", "copy_number_loss"},
	{"cn_loss", "copy_number_loss"},
	{"fusion", "fusion"},
	{"gene_fusion", "fusion"},
	{"rearrangement", "fusion"},
	{"rearranged", "fusion"},
	{"translocation", "fusion"},
	{"splice_site", "splice_site"},
};

/* Kinases that fusions activate. */
static const char *const kinases[] = {"ALK",   "ROS1",  "RET",   "MET",   "BRAF",  "EGFR",  "NTRK1",
									  "NTRK2", "NTRK3", "FGFR1", "FGFR2", "FGFR3", "PDGFRA"};

bool
alkres_words(char words[ALKRES_WORDS_SIZE], const char *text)
{
	size_t used = 0;

	for (; *text != '\0'; text++)
	{
		bool gap = *text == ' ' || *text == '-' || *text == '_';

		if (gap && used > 0 && words[used - 1] == '_')
			continue;
		if (used + 1 >= ALKRES_WORDS_SIZE)
			return false;
		words[used++] = gap ? '_' : (char) tolower((unsigned char) *text);
	}
	words[used] = '\0';
	return true;
}

/* "exon_14_skipping", "exon14_skipping", "ex14_skip". */
static bool
exon_skipping(char change[ALKRES_WORDS_SIZE], const char *words)
{
	size_t digits;
	const char *number;

	if (strncmp(words, "ex", 2) != 0)
		return false;
	words += strncmp(words, "exon", 4) == 0 ? 4 : 2;
	words += *words == '_';
	number = words;
	digits = strspn(number, "0123456789");
	if (digits < 1 || digits > 3 || *number == '0')
		return false;
	words += digits;
	words += *words == '_';
	if (strcmp(words, "skipping") != 0 && strcmp(words, "skip") != 0)
		return false;
	snprintf(change, ALKRES_WORDS_SIZE, "exon%.*s_skipping", (int) digits, number);
	return true;
}

bool
alkres_gene_change(char change[ALKRES_WORDS_SIZE], const char *words)
{
	for (size_t i = 0; i < COUNT(changes); i++)
		if (strcmp(words, changes[i][0]) == 0)
		{
			strcpy(change, changes[i][1]);
			return true;
		}
	return exon_skipping(change, words);
}

static bool
is_kinase(const char *symbol)
{
	for (size_t i = 0; i < COUNT(kinases); i++)
		if (strcmp(symbol, kinases[i]) == 0)
			return true;
	return false;
}

/* A partner's symbol; without the exon that reports write behind it (ALKe20, EML4ex13, ALKexon20),
 * where it is that of a kinase then, or of EML4. */
static bool
partner_symbol(char symbol[ALKRES_SYMBOL_SIZE], const char *text, size_t length)
{
	static const char *const words[] = {"exon", "ex", "e"};
	size_t end = length;

	while (end > 0 && isdigit((unsigned char) text[end - 1]))
		end--;
	for (size_t i = 0; i < COUNT(words) && end < length; i++)
	{
		size_t word = strlen(words[i]);

		if (end > word && strncasecmp(text + end - word, words[i], word) == 0 &&
			alkres_gene_symbol(symbol, text, end - word) &&
			(is_kinase(symbol) || strcmp(symbol, "EML4") == 0))
			return true;
	}
	return alkres_gene_symbol(symbol, text, length);
}

bool
alkres_fusion_gene(char symbol[ALKRES_SYMBOL_SIZE], const char *text)
{
	/* A symbol may hold a hyphen, none of the others. */
	static const char *const separators[] = {"::", "/", "\xe2\x80\x93", "-"};

	for (size_t i = 0; i < COUNT(separators); i++)
	{
		const char *at = strstr(text, separators[i]), *second;
		char first[ALKRES_SYMBOL_SIZE];
		bool hyphen = *separators[i] == '-';

		for (const char *next = at; hyphen && next != NULL; next = strchr(next + 1, '-'))
			at = next;
		if (at == NULL)
			continue;
		second = at + strlen(separators[i]);
		/* c-MET is a gene. */
		if (hyphen && at - text < 3)
			return false;
		if (!partner_symbol(first, text, (size_t) (at - text)) ||
			!partner_symbol(symbol, second, strlen(second)))
			return false;
		if (is_kinase(symbol))
			return true;
		/* ALK-AS1 is a gene: behind a hyphen the partner is not asked for its kinase. */
		if (!is_kinase(first) || (hyphen && strcmp(symbol, "EML4") != 0))
			return false;
		strcpy(symbol, first);
		return true;
	}
	return false;
}
