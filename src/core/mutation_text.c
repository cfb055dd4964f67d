/*
 * mutation_text.c: reading a mutation: HGVS protein changes in one or three letters, classes, and
 * the names the literature uses.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/alk_model.h"
#include "core/alk_region.h"
#include "core/amino_acid.h"
#include "core/mutation_parts.h"

/* Genes whose symbols are taken in any case, so that "alk" and "ALK" do not become two genes. */
static const char *const known_genes[] = {
	"ALK",   "ROS1",   "RET",    "MET",  "EGFR", "KRAS",  "NRAS", "HRAS",   "BRAF", "KIT",
	"ERBB2", "PIK3CA", "MAP2K1", "TP53", "EML4", "MAPK1", "PTEN", "PDGFRA", "IGF1R"};

/* Changes of a whole gene; exonN_skipping besides. */
static const char *const gene_changes[] = {"amplification", "copy_number_gain", "copy_number_loss",
										   "fusion"};

/* What papers call ALK mutations that HGVS names otherwise; the third is a misprint in Lin 2017,
 * Table 2. */
static const char *const alk_aliases[][2] = {
	{"1151Tins", "T1151dup"},
	{"T1151ins", "T1151dup"},
	{"I1151Tins", "T1151dup"},
};

static bool
malformed(const char *text, AlkresError *error)
{
	alkres_fail(error, ALKRES_BAD_TEXT, "invalid input syntax for type mutation: \"%.300s\"", text);
	return alkres_hint(
		error, "Write a gene and a change or class: ALK G1202R, ALK p.Gly1202Arg, ALK G1202, "
			   "ALK solvent_front, MET amplification.");
}

static bool
is_gene_change(const char *text)
{
	size_t digits;

	for (size_t i = 0; i < sizeof(gene_changes) / sizeof(gene_changes[0]); i++)
		if (strcmp(text, gene_changes[i]) == 0)
			return true;
	if (strncmp(text, "exon", 4) != 0)
		return false;
	digits = strspn(text + 4, "0123456789");
	return digits >= 1 && digits <= 3 && text[4] != '0' &&
		   strcmp(text + 4 + digits, "_skipping") == 0;
}

static bool
read_gene(AlkresMutationParts *parts, const char *text, size_t length)
{
	if (length == 0 || length >= sizeof(parts->gene) || !isalpha((unsigned char) text[0]))
		return false;
	for (size_t i = 0; i < length; i++)
		if (!isalnum((unsigned char) text[i]) && text[i] != '-' && text[i] != '_' && text[i] != '.')
			return false;
	memcpy(parts->gene, text, length);
	parts->gene[length] = '\0';
	for (size_t i = 0; i < sizeof(known_genes) / sizeof(known_genes[0]); i++)
		if (strcasecmp(parts->gene, known_genes[i]) == 0)
			strcpy(parts->gene, known_genes[i]);
	return true;
}

/* A residue such as G1202 or Gly1202; moves *cursor behind it. */
static bool
read_residue(const char **cursor, char *letter, int *residue)
{
	size_t used = alkres_amino_acid_read(*cursor, letter);
	size_t digits;

	if (used == 0 || *letter == '*' || *letter == 'X')
		return false;
	digits = strspn(*cursor + used, "0123456789");
	if (digits == 0 || digits > 5 || (*cursor)[used] == '0')
		return false;
	*residue = atoi(*cursor + used);
	*cursor += used + digits;
	return *residue <= ALKRES_RESIDUE_MAX;
}

/* One or more amino acids to the end of the text, appended to change as letters. */
static bool
append_amino_acids(char *change, size_t size, const char *text)
{
	size_t used = strlen(change), step;
	char letter;

	if (*text == '\0')
		return false;
	for (; *text != '\0'; text += step)
	{
		step = alkres_amino_acid_read(text, &letter);
		if (step == 0 || used + 2 > size)
			return false;
		change[used++] = letter;
		change[used] = '\0';
	}
	return true;
}

/* Residues of ALK are checked against its protein: a shifted numbering must not pass. */
static bool
check_alk_residue(char letter, int residue, AlkresError *error)
{
	if (residue > ALKRES_ALK_RESIDUES)
		return alkres_fail(error, ALKRES_BAD_TEXT, "ALK has no residue %d: its protein ends at %d",
						   residue, ALKRES_ALK_RESIDUES);
	if (alkres_alk_protein[residue - 1] != letter)
	{
		alkres_fail(error, ALKRES_BAD_TEXT, "residue %d of ALK is %c, not %c", residue,
					alkres_alk_protein[residue - 1], letter);
		return alkres_hint(error, "Residues are numbered as in NP_004295.2 (UniProt Q9UM73).");
	}
	return true;
}

/* The change behind the residue: "R", "=", "*", "del", "dup", "fs", "_A750del", "delinsIP",
 * "_L2insT". */
static bool
read_change(AlkresMutationParts *parts, const char *cursor, AlkresError *error, bool *failed)
{
	char *change = parts->change;
	size_t size = sizeof(parts->change);
	char letter;
	size_t used;

	*failed = false;
	if (strcmp(cursor, "=") == 0)
	{
		strcpy(change, "=");
		return true;
	}
	if (*cursor == '_')
	{
		char last_letter;
		int last;

		cursor++;
		if (!read_residue(&cursor, &last_letter, &last) || last <= parts->residue)
			return false;
		if (strcmp(parts->gene, "ALK") == 0 && !check_alk_residue(last_letter, last, error))
		{
			*failed = true;
			return false;
		}
		if (strncmp(cursor, "ins", 3) == 0)
		{
			char inserted[sizeof(parts->change)] = "";

			if (last != parts->residue + 1 ||
				!append_amino_acids(inserted, sizeof(inserted) - 16, cursor + 3))
				return false;
			/* HGVS prefers dup: K1_L2insK repeats the residue before it. */
			if (strlen(inserted) == 1 && inserted[0] == parts->letter && inserted[0] != last_letter)
				strcpy(change, "dup");
			else
				snprintf(change, size, "_%c%dins%.140s", last_letter, last, inserted);
			return true;
		}
		snprintf(change, size, "_%c%d", last_letter, last);
	}
	if (strcmp(cursor, "del") == 0 || strcmp(cursor, "dup") == 0)
	{
		strcat(change, cursor);
		return true;
	}
	if (strncmp(cursor, "delins", 6) == 0)
	{
		strcat(change, "delins");
		return append_amino_acids(change, size, cursor + 6);
	}
	if (*change != '\0') /* a range takes del, dup, delins or ins only */
		return false;
	if (strcmp(cursor, "fs") == 0)
	{
		strcpy(change, "fs");
		return true;
	}
	used = alkres_amino_acid_read(cursor, &letter);
	if (used == 0 || letter == 'X')
		return false;
	cursor += used;
	if (*cursor == '\0')
	{
		change[0] = letter == parts->letter ? '=' : letter;
		change[1] = '\0';
		return true;
	}
	/* A frameshift may name the first new residue and how far the new stop is: R97Pfs*23,
	 * Arg97ProfsTer23. */
	if (strncmp(cursor, "fs", 2) != 0 || letter == '*')
		return false;
	cursor += 2;
	if (*cursor == '\0')
	{
		snprintf(change, size, "%cfs", letter);
		return true;
	}
	if (*cursor == '*')
		cursor++;
	else if (strncmp(cursor, "Ter", 3) == 0)
		cursor += 3;
	else
		return false;
	if (*cursor == '\0' || *cursor == '0' || strlen(cursor) > 5 ||
		strspn(cursor, "0123456789") != strlen(cursor))
		return false;
	snprintf(change, size, "%cfs*%s", letter, cursor);
	return true;
}

/* What stands behind the gene, already without "p." and parentheses. */
static bool
read_rest(AlkresMutationParts *parts, const char *rest, const char *text, AlkresError *error)
{
	bool alk = strcmp(parts->gene, "ALK") == 0, failed;

	if (*rest == '\0')
	{
		parts->level = ALKRES_LEVEL_GENE;
		return true;
	}
	for (int i = 0; alk && i < ALKRES_ALK_REGIONS; i++)
		if (strcmp(rest, alkres_alk_regions[i].name) == 0)
		{
			parts->level = ALKRES_LEVEL_REGION;
			parts->region = i + 1;
			return true;
		}
	if (is_gene_change(rest))
	{
		parts->level = ALKRES_LEVEL_CHANGE;
		strcpy(parts->change, rest);
		return true;
	}
	for (size_t i = 0; alk && i < sizeof(alk_aliases) / sizeof(alk_aliases[0]); i++)
		if (strcmp(rest, alk_aliases[i][0]) == 0)
			rest = alk_aliases[i][1];
	if (!read_residue(&rest, &parts->letter, &parts->residue))
		return malformed(text, error);
	if (alk && !check_alk_residue(parts->letter, parts->residue, error))
		return false;
	if (*rest == '\0')
	{
		parts->level = ALKRES_LEVEL_RESIDUE;
		return true;
	}
	parts->level = ALKRES_LEVEL_CHANGE;
	if (!read_change(parts, rest, error, &failed))
		return failed ? false : malformed(text, error);
	return true;
}

bool
alkres_mutation_parse(AlkresMutation *mutation, const char *text, AlkresError *error)
{
	AlkresMutationParts parts = {0};
	char copy[ALKRES_MUTATION_SIZE_MAX];
	const char *start = text + strspn(text, " \t\r\n");
	size_t length = strlen(start), gene_length;
	char *rest;

	while (length > 0 && isspace((unsigned char) start[length - 1]))
		length--;
	if (length >= sizeof(copy))
		return malformed(text, error);
	memcpy(copy, start, length);
	copy[length] = '\0';
	if (length > 0 && copy[length - 1] == '~')
	{
		parts.upper_bound = true;
		copy[length - 1] = '\0';
	}
	gene_length = strcspn(copy, ": ");
	if (!read_gene(&parts, copy, gene_length))
		return malformed(text, error);
	rest = copy + gene_length;
	if (*rest == ':')
	{
		rest++;
		if (*rest == '\0')
			return malformed(text, error);
	}
	else
		rest += strspn(rest, " ");
	if (strncmp(rest, "p.", 2) == 0)
	{
		rest += 2;
		/* p.(Gly1202Arg): HGVS marks a predicted change by parentheses. */
		if (rest[0] == '(' && rest[strlen(rest) - 1] == ')')
		{
			rest[strlen(rest) - 1] = '\0';
			rest++;
		}
		if (*rest == '\0')
			return malformed(text, error);
	}
	return read_rest(&parts, rest, text, error) && alkres_mutation_build(mutation, &parts, error);
}
