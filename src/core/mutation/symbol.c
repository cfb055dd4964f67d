/*
 * symbol.c: gene symbols.  A typing error in a gene cannot be told from a gene, but a protein
 * change in its place can: it must not become a gene of its own, a bypass that nobody saw.
 */
#include "core/mutation/symbol.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "core/base/amino_acid.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Genes before which a change is looked for when nothing sets it apart: "ALKL1196M". */
static const char *const known_genes[] = {"ALK",    "ROS1", "RET",    "MET",   "EGFR",  "KRAS",
										  "NRAS",   "HRAS", "BRAF",   "KIT",   "ERBB2", "PIK3CA",
										  "MAP2K1", "TP53", "PDGFRA", "IGF1R", "PTEN",  "MAPK1"};

/* Names that reports still use for a gene, without hyphens; none is the symbol of another. */
static const char *const old_names[][2] = {
	{"HER1", "EGFR"},  {"ERBB1", "EGFR"},  {"HER2", "ERBB2"},  {"HER3", "ERBB3"}, {"HER4", "ERBB4"},
	{"CMET", "MET"},   {"CKIT", "KIT"},    {"CD117", "KIT"},   {"CRET", "RET"},   {"CROS1", "ROS1"},
	{"CMYC", "MYC"},   {"CRAF", "RAF1"},   {"CSRC", "SRC"},    {"KIRAS", "KRAS"}, {"KRAS2", "KRAS"},
	{"P53", "TP53"},   {"MEK1", "MAP2K1"}, {"MEK2", "MAP2K2"}, {"ERK1", "MAPK3"}, {"ERK2", "MAPK1"},
	{"TRKA", "NTRK1"}, {"TRKB", "NTRK2"},  {"TRKC", "NTRK3"},  {"LKB1", "STK11"}, {"PDL1", "CD274"},
	{"ROS", "ROS1"},   {"RB", "RB1"},      {"CD246", "ALK"},   {"KRAS", "KRAS"},  {"NRAS", "NRAS"},
	{"HRAS", "HRAS"},  {"BRAF", "BRAF"},
};

/* Genes whose symbol reads as a change or a residue. */
static const char *const genes_like_changes[] = {
	"A2M",   "C1D",   "C1R", "C1S", "C4A", "C8A", "C8G", "F2R", "F11R",
	"S100G", "S100P", "C2",  "C3",  "C5",  "C6",  "C7",  "C9",  "F2",
	"F3",    "F5",    "F7",  "F8",  "F9",  "F10", "F11", "F12", "H19"};

/* What reports write in a gene's place, or of a whole sample: no gene is called so. */
static const char *const no_genes[] = {
	"WT", "WILDTYPE", "WILD-TYPE", "NONE", "NEGATIVE", "POSITIVE", "DETECTED", "PENDING",
	"NOTDETECTED", "UNKNOWN", "FAILED", "NA", "ND", "VUS", "MUTATION", "VARIANT", "FUSION",
	"REARRANGEMENT", "AMP", "CNV", "AMPLIFICATION", "GATEKEEPER", "SOLVENTFRONT", "MSI", "MSI-H",
	"MSI-L", "MSS", "TMB", "TMB-H", "TMB-L", "TMB-HIGH", "TMB-LOW", "CTDNA", "CFDNA", "HRD", "LOH",
	"CHIP", "X", "NULL", "OTHER", "TOTAL", "QNS", "YES", "NO", "PASS", "FAIL", "PRESENT", "ABSENT",
	"NORMAL", "LOW", "HIGH", "TEST", "GENE", "RESULT", "LIKELY", "BENIGN", "PATHOGENIC", "SNV",
	"SNP", "INDEL", "SV", "CNA", "GAIN", "LOSS", "DELETION", "INSERTION", "SPLICE", "MISSENSE",
	"NONSENSE", "FRAMESHIFT", "SYNONYMOUS", "HOTSPOT",
	/* Of several genes at once. */
	"AKT", "MEK", "ERK", "RAF", "RAS", "PI3K", "TRK", "NTRK", "FGFR", "VEGFR", "PDGFR", "BRCA",
	"IDH", "JAK", "CDK"};

/* Identifiers of variants in public collections, with the least number of digits: RS1 is a gene. */
static const struct
{
	const char *letters;
	size_t digits;
} variant_ids[] = {{"RS", 3},   {"SS", 4},  {"COSM", 1}, {"COSV", 1}, {"COSF", 1},
				   {"COSN", 1}, {"CA", 4},  {"VCV", 1},  {"RCV", 1},  {"SCV", 1},
				   {"NSV", 1},  {"ESV", 1}, {"DBSNP", 0}};

/* Words of laboratories that stand behind a gene without a space: METex14, ALKamp, EGFRvIII. */
static const char *const glued_words[] = {
	"amp",    "amplification", "amplified", "cnv",      "cng",      "gain",     "loss",
	"fus",    "fusion",        "rearr",     "wt",       "pos",      "neg",      "rearrangement",
	"del",    "ins",           "dup",       "positive", "negative", "wildtype", "mut",
	"mutant", "mutation",      "viii",      "fs"};

static bool
is_listed(const char *const *list, size_t count, const char *text, size_t length)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(list[i]) == length && strncasecmp(list[i], text, length) == 0)
			return true;
	return false;
}

/* The length of an amino acid at the start, in one or three letters of any case; 0 for none. */
static size_t
amino_acid_length(const char *text, size_t letters)
{
	char name[4] = "", letter;

	for (size_t i = 0; i < letters; i++)
	{
		if (!isalpha((unsigned char) text[i]))
			return 0;
		name[i] =
			(char) (i == 0 ? toupper((unsigned char) text[i]) : tolower((unsigned char) text[i]));
	}
	return alkres_amino_acid_read(name, &letter) == letters && letter != 'X' ? letters : 0;
}

static bool
starts(const char *text, const char *word)
{
	return strncasecmp(text, word, strlen(word)) == 0;
}

/* Is it what may stand behind a residue: "R", "Arg", "=", "*", "fs", "Pfs*12", "_A750del"? */
static bool
is_change(const char *text)
{
	size_t used;

	if (*text != '\0' && strchr("_*=?", *text) != NULL)
		return true;
	if (starts(text, "del") || starts(text, "dup") || starts(text, "ins") || starts(text, "fs"))
		return true;
	used = amino_acid_length(text, 3);
	if (used == 0)
		used = amino_acid_length(text, 1);
	return used > 0 && (text[used] == '\0' || text[used] == ')' || starts(text + used, "fs"));
}

/* A residue with its change; without one where residues alone are asked for. */
static bool
is_residue_change(const char *text, bool alone)
{
	size_t used = amino_acid_length(text, 3), digits;
	bool three, title;

	if (used == 0 || !isdigit((unsigned char) text[used]))
		used = amino_acid_length(text, 1);
	digits = strspn(text + used, "0123456789");
	if (used == 0 || *text == 'U' || *text == 'u' || digits == 0 || digits > 5 || text[used] == '0')
		return false;
	three = used == 3;
	title = three && islower((unsigned char) text[1]) && islower((unsigned char) text[2]);
	text += used + digits;
	if (*text == '\0')
		return alone && (!three || title);
	/* SEC61G is a gene, Sec61Gly is not. */
	if (three && !title && text[1] == '\0' && isalpha((unsigned char) *text))
		return false;
	return is_change(text);
}

/* An exon with what befell it (ex14, exon19del), a word, or a residue's number. */
static bool
is_glued_word(const char *text)
{
	size_t digits = strspn(text, "0123456789");
	const char *number = text + (starts(text, "exon") ? 4 : 2);

	if (digits > 0)
		return digits >= 3 && text[digits] == '\0';
	if (starts(text, "ex") && isdigit((unsigned char) *number))
		return true;
	return is_listed(glued_words, COUNT(glued_words), text, strlen(text));
}

/* Is the text this gene's name with a change behind it that no space sets apart? */
static bool
is_glued(const char **change, const char *text, const char *name)
{
	const char *rest = text + strlen(name);
	bool apart;

	if (!starts(text, name))
		return false;
	apart = *rest != '\0' && strchr("-_.,;/|", *rest) != NULL;
	rest += apart;
	if (starts(rest, "p."))
		rest += 2;
	if (*rest == '(')
		rest++;
	*change = rest;
	/* PTENP1 is a pseudogene and TP53I3 a gene: a residue alone must be set apart. */
	return is_residue_change(rest, apart) || is_glued_word(rest);
}

bool
alkres_change_without_gene(char symbol[ALKRES_SYMBOL_SIZE], const char **change, const char *text)
{
	symbol[0] = '\0';
	for (size_t i = 0; i < COUNT(known_genes); i++)
		if (is_glued(change, text, known_genes[i]))
		{
			strcpy(symbol, known_genes[i]);
			return true;
		}
	for (size_t i = 0; i < COUNT(old_names); i++)
	{
		if (strcasecmp(text, old_names[i][0]) == 0)
			return false;
		if (is_glued(change, text, old_names[i][0]))
		{
			strcpy(symbol, old_names[i][1]);
			return true;
		}
	}
	if (is_listed(genes_like_changes, COUNT(genes_like_changes), text, strlen(text)))
		return false;
	/* EX14, exon19del. */
	*change = text;
	if (starts(text, "ex") && is_glued_word(text))
		return true;
	*change = starts(text, "p.") ? text + 2 : text;
	if (*change != text && **change == '(')
		++*change;
	return *change != text || is_residue_change(text, true);
}

static bool
is_variant_id(const char *text)
{
	for (size_t i = 0; i < COUNT(variant_ids); i++)
	{
		const char *number = text + strlen(variant_ids[i].letters);
		size_t digits;

		if (!starts(text, variant_ids[i].letters))
			continue;
		digits = strspn(number, "0123456789");
		if (digits >= variant_ids[i].digits && number[digits] == '\0')
			return true;
	}
	return false;
}

/* C9orf72: the only small letters of the grammar. */
static void
lower_orf(char *symbol)
{
	size_t digits;

	if (symbol[0] != 'C')
		return;
	digits = symbol[1] == 'X' || symbol[1] == 'Y' ? 1 : strspn(symbol + 1, "0123456789");
	if (digits > 0 && strncmp(symbol + 1 + digits, "ORF", 3) == 0 &&
		isdigit((unsigned char) symbol[4 + digits]))
		memcpy(symbol + 1 + digits, "orf", 3);
}

/* A symbol's letters: capitals, digits, hyphens between them, and "_2" at its end (GTF2H2C_2). */
static bool
has_grammar(const char *text, size_t length)
{
	size_t end = length;

	if (length == 0 || length >= ALKRES_SYMBOL_SIZE || !isalpha((unsigned char) text[0]))
		return false;
	while (end > 1 && isdigit((unsigned char) text[end - 1]))
		end--;
	if (end > 1 && end < length && text[end - 1] == '_')
		end--;
	else
		end = length;
	for (size_t i = 0; i < end; i++)
		if (!isalnum((unsigned char) text[i]) &&
			(text[i] != '-' || text[i - 1] == '-' || i + 1 == end))
			return false;
	return true;
}

bool
alkres_gene_is_written(const char *text, size_t length)
{
	char symbol[ALKRES_SYMBOL_SIZE];

	if (!has_grammar(text, length))
		return false;
	for (size_t i = 0; i < length; i++)
		symbol[i] = (char) toupper((unsigned char) text[i]);
	symbol[length] = '\0';
	lower_orf(symbol);
	return memcmp(symbol, text, length) == 0;
}

bool
alkres_gene_symbol(char symbol[ALKRES_SYMBOL_SIZE], const char *text, size_t length)
{
	char bare[ALKRES_SYMBOL_SIZE], glued[ALKRES_SYMBOL_SIZE];
	const char *change;
	size_t used = 0;

	if (!has_grammar(text, length))
		return false;
	for (size_t i = 0; i < length; i++)
	{
		symbol[i] = (char) toupper((unsigned char) text[i]);
		if (symbol[i] != '-')
			bare[used++] = symbol[i];
	}
	symbol[length] = bare[used] = '\0';
	for (size_t i = 0; i < COUNT(old_names); i++)
		if (strcmp(bare, old_names[i][0]) == 0)
		{
			strcpy(symbol, old_names[i][1]);
			return true;
		}
	memcpy(bare, text, length);
	bare[length] = '\0';
	if (alkres_change_without_gene(glued, &change, bare))
		return false;
	lower_orf(symbol);
	return !is_listed(no_genes, COUNT(no_genes), bare, length) && !is_variant_id(bare);
}

bool
alkres_gene_is_kept(const char *symbol)
{
	char again[ALKRES_SYMBOL_SIZE];

	for (size_t i = 0; i < COUNT(known_genes); i++)
		if (strcmp(symbol, known_genes[i]) == 0)
			return true;
	return alkres_gene_symbol(again, symbol, strlen(symbol)) && strcmp(again, symbol) == 0;
}
