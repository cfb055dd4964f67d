/*
 * text.c: reading a mutation: HGVS protein changes in one or three letters, classes, and the names
 * the literature uses.
 */
#include "core/mutation/text.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/gene/accession.h"
#include "core/mutation/alk_region.h"
#include "core/mutation/change_text.h"
#include "core/mutation/gene_change.h"
#include "core/mutation/letter_case.h"
#include "core/mutation/path.h"
#include "core/mutation/symbol.h"

/* What papers call ALK mutations that HGVS names otherwise; the third is a misprint in Lin 2017,
 * Table 2. */
static const char *const alk_aliases[][2] = {
	{"1151Tins", "T1151dup"},
	{"T1151ins", "T1151dup"},
	{"I1151Tins", "T1151dup"},
};

/* Complete an error of alkres_mutation_fault(); one that has its own message stays. */
static bool
malformed(const char *text, AlkresError *error)
{
	char detail[sizeof(error->detail)], hint[sizeof(error->hint)];

	if (error->message[0] != '\0')
		return false;
	strcpy(detail, error->detail);
	strcpy(hint, error->hint);
	alkres_fail(error, ALKRES_BAD_TEXT, "invalid input syntax for type mutation: \"%.300s\"", text);
	alkres_detail(error, "%s", detail);
	if (hint[0] != '\0')
		return alkres_hint(error, "%s", hint);
	return alkres_hint(
		error, "Write a gene and a change or class: ALK G1202R, ALK p.Gly1202Arg, ALK G1202, "
			   "ALK solvent_front, MET amplification.");
}

/* A structural region or a change of the whole gene; false without *error when it is neither. */
static bool
read_class(AlkresMutationParts *parts, const char *rest)
{
	char words[ALKRES_WORDS_SIZE], name[ALKRES_WORDS_SIZE];

	if (!alkres_words(words, rest))
		return false;
	for (int i = 0; i < ALKRES_ALK_REGIONS; i++)
		if (alkres_words(name, alkres_alk_regions[i].name) && strcmp(words, name) == 0)
		{
			parts->level = ALKRES_LEVEL_REGION;
			parts->region = i + 1;
			return true;
		}
	parts->level = ALKRES_LEVEL_CHANGE;
	return alkres_gene_change(parts->change, words);
}

static bool
no_class(const char *text, AlkresError *error)
{
	alkres_mutation_fault(error, "\"%.100s\" is neither a residue with its change nor a class.",
						  text);
	if (!isalpha((unsigned char) text[0]) || !isalpha((unsigned char) text[1]))
		return false;
	return alkres_hint(error, "Classes of a whole gene are amplification, copy_number_gain, "
							  "copy_number_loss, fusion, splice_site and exon14_skipping (any "
							  "exon); ALK has structural regions; a change is written as in "
							  "ALK G1202R, EGFR V769_D770insASV.");
}

/* What stands behind the gene, already without "p." and parentheses. */
static bool
read_rest(AlkresMutationParts *parts, char *text, AlkresError *error)
{
	bool alk = strcmp(parts->gene, "ALK") == 0;
	const char *rest = text, *start;

	if (*rest == '\0')
	{
		parts->level = ALKRES_LEVEL_GENE;
		return true;
	}
	if (read_class(parts, rest))
		return alk || parts->level != ALKRES_LEVEL_REGION ||
			   alkres_mutation_fault(error, "\"%s\" is a structural region of ALK; %s has none.",
									 rest, parts->gene);
	for (size_t i = 0; alk && i < sizeof(alk_aliases) / sizeof(alk_aliases[0]); i++)
		if (strcasecmp(rest, alk_aliases[i][0]) == 0)
			rest = alk_aliases[i][1];
	if (rest == text)
		alkres_letter_case(text);
	start = rest;
	if (!alkres_residue_read(&rest, &parts->letter, &parts->residue))
		return no_class(start, error);
	if (alk && !alkres_alk_residue_check(parts->letter, parts->residue, error))
		return false;
	if (*rest == '\0')
	{
		parts->level = ALKRES_LEVEL_RESIDUE;
		return true;
	}
	parts->level = ALKRES_LEVEL_CHANGE;
	return alkres_change_read(parts, rest, error);
}

/* Behind the gene: "p." and the parentheses of a predicted change are taken off. */
static bool
take_off_p(char **rest, AlkresError *error)
{
	bool named = strncasecmp(*rest, "p.", 2) == 0;

	if (strncasecmp(*rest, "c.", 2) == 0)
	{
		alkres_mutation_fault(
			error, "\"%.100s\" is a change of the transcript, not of the protein.", *rest);
		return alkres_hint(error,
						   "Write the protein change, or classify(variant) of the genomic one.");
	}
	*rest += named ? 2 : 0;
	if (strcmp(*rest, "()") == 0)
		return alkres_mutation_fault(error, "Nothing stands in the parentheses.");
	/* p.(Gly1202Arg): HGVS marks a predicted change by parentheses. */
	if ((*rest)[0] == '(' && (*rest)[strlen(*rest) - 1] == ')')
	{
		(*rest)[strlen(*rest) - 1] = '\0';
		(*rest)++;
	}
	if (!named)
		return true;
	if (**rest == '?')
		return alkres_mutation_fault(
			error, "\"p.?\" says that the change is not known: that is no mutation.");
	return **rest != '\0' || alkres_mutation_fault(error, "Nothing stands behind \"p.\".");
}

/* A text in which the gene is missing, or is not set apart from its change. */
static bool
missing_gene(const char *text, AlkresError *error)
{
	char symbol[ALKRES_SYMBOL_SIZE], whole[ALKRES_MUTATION_SIZE_MAX + ALKRES_SYMBOL_SIZE];
	const char *change;
	AlkresMutation mutation;
	AlkresError ignored;

	if (!alkres_change_without_gene(symbol, &change, text))
		return alkres_mutation_fault(error, "\"%.100s\" is no gene symbol.", text);
	alkres_mutation_fault(error,
						  symbol[0] == '\0'
							  ? "\"%.100s\" is a protein change without its gene."
							  : "In \"%.100s\" no space stands between gene and change.",
						  text);
	snprintf(whole, sizeof(whole), "%s %.*s", symbol[0] == '\0' ? "ALK" : symbol,
			 (int) strcspn(change, ")"), change);
	/* ALK is offered where its protein has that residue. */
	if (strcspn(change, ")") > 0 && alkres_mutation_parse(&mutation, whole, &ignored))
		return alkres_hint(error, "Write it as \"%s\".", whole);
	return alkres_hint(error, "Write the gene before the change, with a space: ALK L1196M.");
}

/* "METEX14)": behind "gene(" a symbol that is taken as it is written, as output writes one that
 * would be refused or read as another without that. */
static bool
read_written(char symbol[ALKRES_SYMBOL_SIZE], const char *text, AlkresError *error)
{
	size_t length = strcspn(text, ")");

	if (strcmp(text + length, ")") != 0 || !alkres_gene_is_written(text, length))
		return alkres_mutation_fault(error, "\"gene(%.100s\" is no gene symbol.", text);
	memcpy(symbol, text, length);
	symbol[length] = '\0';
	return true;
}

/* The gene of a name such as "ALK", "NP_004295.2", "NM_004304.5(ALK)", "ALK(NM_004304.5)"; then
 * accession->gene is set. */
static bool
read_gene(char symbol[ALKRES_SYMBOL_SIZE], AlkresGeneAccession *accession, const char *name,
		  AlkresError *error)
{
	size_t length = strcspn(name, "("), inner = 0;
	const char *inside = name + length, *outer = name, *change;

	if (strncmp(name, "gene(", 5) == 0)
		return read_written(symbol, name + 5, error);
	if (alkres_change_without_gene(symbol, &change, name))
		return missing_gene(name, error);
	if (*inside == '(')
	{
		inner = strcspn(++inside, ")");
		if (inner == 0 || strcmp(inside + inner, ")") != 0)
			return alkres_mutation_fault(error, "\"%.100s\" is no gene symbol.", name);
	}
	if (inner > 0 && !alkres_is_accession(outer, length))
	{
		const char *swap = outer;
		size_t swap_length = length;

		outer = inside;
		length = inner;
		inside = swap;
		inner = swap_length;
	}
	if (alkres_accession_find(accession, outer, length))
	{
		strcpy(symbol, accession->gene);
		if (inner == 0)
			return true;
		if (!alkres_gene_symbol(symbol, inside, inner) || strcmp(symbol, accession->gene) != 0)
			return alkres_mutation_fault(error, "%s is of the gene %s, not of \"%.*s\".",
										 accession->name, accession->gene, (int) inner, inside);
		return true;
	}
	if (inner > 0 || alkres_is_accession(outer, length))
	{
		alkres_mutation_fault(
			error, "\"%.*s\" is no accession of the shipped transcripts and their proteins.",
			(int) length, outer);
		return alkres_hint(error,
						   "Write the gene's symbol, as in ALK L1196M, with the residue's number "
						   "in its usual transcript.");
	}
	return alkres_gene_symbol(symbol, name, strlen(name)) || missing_gene(name, error);
}

/* An accession's residue must be that of its protein; of another version it must be known. */
static bool
check_residue(const AlkresGeneAccession *accession, char letter, int residue, AlkresError *error)
{
	char known = alkres_accession_residue(accession, residue);

	if (known == letter || (known == 0 && accession->same_version))
		return true;
	if (known == 0)
	{
		alkres_mutation_fault(error, "Residue %d of another version of %s is not known.", residue,
							  accession->name);
		return alkres_hint(error, "Write the gene's symbol, when %s has the same numbers.",
						   accession->name);
	}
	alkres_fail(error, ALKRES_BAD_TEXT, "residue %d of %s is %c, not %c", residue, accession->gene,
				known, letter);
	return alkres_hint(error, "Residues are numbered as in the protein of %s.", accession->name);
}

static bool
check_accession(const AlkresGeneAccession *accession, const AlkresMutationParts *parts,
				AlkresError *error)
{
	int last;
	char letter;

	if (accession->gene == NULL || parts->residue == 0)
		return true;
	if (!check_residue(accession, parts->letter, parts->residue, error))
		return false;
	return sscanf(parts->change, "_%c%d", &letter, &last) != 2 ||
		   check_residue(accession, letter, last, error);
}

/* "EML4-ALK", "EML4::ALK fusion": the partner has no place in a mutation. */
static bool
read_fusion(AlkresMutationParts *parts, const char *pair, const char *rest, AlkresError *error)
{
	char words[ALKRES_WORDS_SIZE], change[ALKRES_WORDS_SIZE];

	parts->level = ALKRES_LEVEL_CHANGE;
	strcpy(parts->change, "fusion");
	rest += strspn(rest, " ");
	if (*rest == '\0' || (alkres_words(words, rest) && alkres_gene_change(change, words) &&
						  strcmp(change, parts->change) == 0))
		return true;
	alkres_mutation_fault(error, "\"%.100s\" is a fusion; \"%.100s\" behind it is not read.", pair,
						  rest);
	return alkres_hint(error, "A change of the kinase is written with its gene: %s G1202R.",
					   parts->gene);
}

/* A text in memory of its own, without the spaces around it. */
static bool
read_text(AlkresMutationParts *parts, char *text, AlkresError *error)
{
	AlkresGeneAccession accession = {0};
	size_t length = strlen(text);
	char *rest, separator;

	if (length > 0 && text[length - 1] == '~')
	{
		parts->upper_bound = true;
		text[length - 1] = '\0';
	}
	rest = text + strcspn(text, " ");
	separator = *rest;
	*rest = '\0';
	if (alkres_fusion_gene(parts->gene, text))
		return read_fusion(parts, text, separator == '\0' ? rest : rest + 1, error);
	*rest = separator;
	rest = text + strcspn(text, ": ");
	separator = *rest;
	if (separator != '\0')
		*rest++ = '\0';
	rest += separator == ' ' ? strspn(rest, " ") : 0;
	if (!read_gene(parts->gene, &accession, text, error))
		return false;
	if (separator == ':' && *rest == '\0')
		return alkres_mutation_fault(error, "Nothing stands behind \":\".");
	return take_off_p(&rest, error) && read_rest(parts, rest, error) &&
		   check_accession(&accession, parts, error);
}

bool
alkres_mutation_parse(AlkresMutation *mutation, const char *text, AlkresError *error)
{
	AlkresMutationParts parts = {0};
	char copy[ALKRES_MUTATION_SIZE_MAX];
	const char *start = text + strspn(text, " \t\r\n");
	size_t length = strlen(start);

	while (length > 0 && isspace((unsigned char) start[length - 1]))
		length--;
	if (length >= sizeof(copy))
	{
		alkres_mutation_fault(error, "It is longer than %d bytes.", ALKRES_MUTATION_SIZE_MAX - 1);
		return malformed(text, error);
	}
	memcpy(copy, start, length);
	copy[length] = '\0';
	if (!read_text(&parts, copy, error))
		return malformed(text, error);
	return alkres_mutation_build(mutation, &parts, error);
}
