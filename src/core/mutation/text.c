/*
 * text.c: reading a mutation: HGVS protein changes in one or three letters, classes, and the names
 * the literature uses.
 */
#include "core/mutation/text.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/gene/alk_model.h"
#include "core/base/amino_acid.h"
#include "core/base/memory.h"
#include "core/mutation/accession.h"
#include "core/mutation/alk_region.h"
#include "core/mutation/gene_change.h"
#include "core/mutation/letter_case.h"
#include "core/mutation/path.h"
#include "core/mutation/protein_change.h"
#include "core/mutation/symbol.h"

/* What papers call ALK mutations that HGVS names otherwise; the third is a misprint in Lin 2017,
 * Table 2. */
static const char *const alk_aliases[][2] = {
	{"1151Tins", "T1151dup"},
	{"T1151ins", "T1151dup"},
	{"I1151Tins", "T1151dup"},
};

/* Where a text stops making sense: a format with the offending part, the detail of the error. */
static bool fault(AlkresError *error, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static bool
fault(AlkresError *error, const char *format, ...)
{
	va_list arguments;

	error->code = ALKRES_BAD_TEXT;
	error->message[0] = error->hint[0] = '\0';
	va_start(arguments, format);
	vsnprintf(error->detail, sizeof(error->detail), format, arguments);
	va_end(arguments);
	return false;
}

/* Complete an error of fault(); one that has its own message stays. */
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

/* Several residues may change: from the residue of parts to this one. */
typedef struct Range
{
	int last;
	char last_letter;
	enum
	{
		RANGE_DEL,
		RANGE_DUP,
		RANGE_INS,
		RANGE_DELINS
	} kind;
	char inserted[ALKRES_INSERTED_MAX + 1];
} Range;

/* The protein is known: change it and name the difference, so that a change has one name. */
static bool
canonical_alk(AlkresMutationParts *parts, const Range *range, AlkresError *error)
{
	AlkresMutation named;
	AlkresMutationParts again;
	size_t keep = range->kind == RANGE_DEL || range->kind == RANGE_DELINS ? parts->residue - 1
				  : range->kind == RANGE_DUP                              ? range->last
																		  : parts->residue;
	size_t from = range->kind == RANGE_DUP   ? parts->residue - 1
				  : range->kind == RANGE_INS ? parts->residue
											 : range->last;
	char *alt = alkres_alloc(2 * ALKRES_ALK_RESIDUES + sizeof(range->inserted));
	AlkresProteinChange change = {.gene = "ALK",
								  .first = 1,
								  .ref = alkres_alk_protein,
								  .ref_length = ALKRES_ALK_RESIDUES,
								  .alt = alt,
								  .whole = true,
								  .changed = parts->residue - 1};
	AlkresClassified result;

	change.alt_length = sprintf(alt, "%.*s%s%s", (int) keep, alkres_alk_protein, range->inserted,
								alkres_alk_protein + from);
	result = alkres_protein_change(&named, &change, error);
	alkres_free(alt);
	if (result == ALKRES_CLASSIFY_ERROR)
		return false;
	if (result == ALKRES_CLASSIFY_NONE ||
		!alkres_mutation_take_apart(&again, named.path, named.length))
		return fault(error,
					 "The change reaches over the end of the protein or inserts more than "
					 "%d residues.",
					 ALKRES_INSERTED_MAX);
	again.upper_bound = parts->upper_bound;
	*parts = again;
	return true;
}

/* Of other genes only the residues named are known: what they alone decide is decided. */
static void
canonical_other(AlkresMutationParts *parts, const Range *range)
{
	static const char *const words[] = {"del", "dup", "ins", "delins"};
	bool one = strlen(range->inserted) == 1;
	char place[16] = "";

	if (range->kind == RANGE_INS && one && range->inserted[0] == parts->letter &&
		parts->letter != range->last_letter)
	{
		strcpy(parts->change, "dup"); /* K1_L2insK repeats the residue before it */
		return;
	}
	if (range->kind == RANGE_DELINS && range->last == parts->residue && one &&
		range->inserted[0] != 'X')
	{
		parts->change[0] = range->inserted[0] == parts->letter ? '=' : range->inserted[0];
		parts->change[1] = '\0';
		return;
	}
	if (range->last > parts->residue)
		snprintf(place, sizeof(place), "_%c%d", range->last_letter, range->last);
	snprintf(parts->change, sizeof(parts->change), "%s%s%s", place, words[range->kind],
			 range->inserted);
}

/* "del", "_A750del", "dup", "_L1152insT", "delinsIP". */
static bool
read_range(AlkresMutationParts *parts, const char *cursor, AlkresError *error)
{
	bool alk = strcmp(parts->gene, "ALK") == 0;
	Range range = {.last = parts->residue, .last_letter = parts->letter};

	if (*cursor == '_')
	{
		const char *last = ++cursor;

		if (!read_residue(&cursor, &range.last_letter, &range.last))
			return fault(error, "\"%.100s\" is no residue to end a range.", last);
		if (range.last <= parts->residue)
			return fault(error, "The range ends at residue %d, not behind residue %d.", range.last,
						 parts->residue);
		if (alk && !check_alk_residue(range.last_letter, range.last, error))
			return false;
	}
	if (strcmp(cursor, "del") == 0)
		range.kind = RANGE_DEL;
	else if (strcmp(cursor, "dup") == 0)
		range.kind = RANGE_DUP;
	else if (strncmp(cursor, "delins", 6) == 0)
	{
		range.kind = RANGE_DELINS;
		cursor += 6;
	}
	else if (strncmp(cursor, "ins", 3) == 0 && range.last == parts->residue + 1)
	{
		range.kind = RANGE_INS;
		cursor += 3;
	}
	else if (strncmp(cursor, "ins", 3) == 0)
		return fault(error, "An insertion stands between two neighbours, as in T1151_L1152insT.");
	else if (*cursor == '\0')
		return fault(error, "A range needs its change: del, dup, ins, delins.");
	else
		return fault(error, "\"%.100s\" is no change of a range: del, dup, ins, delins.", cursor);
	if ((range.kind == RANGE_INS || range.kind == RANGE_DELINS) &&
		!append_amino_acids(range.inserted, sizeof(range.inserted), cursor))
		return fault(error, "\"%.100s\" is no sequence of 1 to %d amino acids.", cursor,
					 ALKRES_INSERTED_MAX);
	if (alk)
		return canonical_alk(parts, &range, error);
	canonical_other(parts, &range);
	return true;
}

/* Behind "fs" may stand how far the new stop is: fs*23, fsTer23, fsX23, or that it is not known,
 * fs*?.  Moves *cursor to the distance, to the end when it is not told. */
static bool
read_new_stop(const char **cursor, AlkresError *error)
{
	const char *start = *cursor, *at = start + 2;

	if (*at == '\0')
	{
		*cursor = at;
		return true;
	}
	if (*at == '*' || *at == 'X')
		at++;
	else if (strncmp(at, "Ter", 3) == 0)
		at += 3;
	else
		return fault(error, "\"%.100s\" is no end of a frameshift: fs*23, fsTer23.", at);
	if (strcmp(at, "?") == 0)
		at++;
	else if (*at == '\0' || *at == '0' || strlen(at) > 5 || strspn(at, "0123456789") != strlen(at))
		return fault(error, "\"%.100s\" does not end in the distance to the new stop, as in fs*23.",
					 start);
	*cursor = at;
	return true;
}

/* The change behind the residue: "R", "=", "*", "fs", "Pfs*23", or one of a range. */
static bool
read_change(AlkresMutationParts *parts, const char *cursor, AlkresError *error)
{
	const char *whole = cursor;
	char *change = parts->change;
	char letter;
	size_t used;

	if (strcmp(cursor, "=") == 0)
	{
		strcpy(change, cursor);
		return true;
	}
	if (strncmp(cursor, "fs", 2) == 0)
	{
		/* Without the first new residue the distance has no place. */
		strcpy(change, "fs");
		return read_new_stop(&cursor, error);
	}
	if (*cursor == '?')
		return fault(error, "\"?\" says that the change is not known: that is no mutation.");
	if (*cursor == '_' || strncmp(cursor, "del", 3) == 0 || strncmp(cursor, "dup", 3) == 0 ||
		strncmp(cursor, "ins", 3) == 0)
		return read_range(parts, cursor, error);
	used = alkres_amino_acid_read(cursor, &letter);
	if (used == 0 || letter == 'X')
		return fault(error, "\"%.100s\" is no change of a residue.", whole);
	cursor += used;
	if (*cursor == '\0')
	{
		change[0] = letter == parts->letter ? '=' : letter;
		change[1] = '\0';
		return true;
	}
	if (strncmp(cursor, "fs", 2) != 0 || letter == '*')
		return fault(error, "\"%.100s\" is too much behind a residue's change.", cursor);
	if (letter == parts->letter)
		return fault(error,
					 "A frameshift is named by the first residue that changes: \"%.100s\" "
					 "leaves it as it was.",
					 whole);
	if (!read_new_stop(&cursor, error))
		return false;
	if (*cursor == '\0')
		snprintf(parts->change, sizeof(parts->change), "%cfs", letter);
	else
		snprintf(parts->change, sizeof(parts->change), "%cfs*%s", letter, cursor);
	return true;
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
	fault(error, "\"%.100s\" is neither a residue with its change nor a class.", text);
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
			   fault(error, "\"%s\" is a structural region of ALK; %s has none.", rest,
					 parts->gene);
	for (size_t i = 0; alk && i < sizeof(alk_aliases) / sizeof(alk_aliases[0]); i++)
		if (strcasecmp(rest, alk_aliases[i][0]) == 0)
			rest = alk_aliases[i][1];
	if (rest == text)
		alkres_letter_case(text);
	start = rest;
	if (!read_residue(&rest, &parts->letter, &parts->residue))
		return no_class(start, error);
	if (alk && !check_alk_residue(parts->letter, parts->residue, error))
		return false;
	if (*rest == '\0')
	{
		parts->level = ALKRES_LEVEL_RESIDUE;
		return true;
	}
	parts->level = ALKRES_LEVEL_CHANGE;
	return read_change(parts, rest, error);
}

/* Behind the gene: "p." and the parentheses of a predicted change are taken off. */
static bool
take_off_p(char **rest, AlkresError *error)
{
	bool named = strncasecmp(*rest, "p.", 2) == 0;

	if (strncasecmp(*rest, "c.", 2) == 0)
	{
		fault(error, "\"%.100s\" is a change of the transcript, not of the protein.", *rest);
		return alkres_hint(error,
						   "Write the protein change, or classify(variant) of the genomic one.");
	}
	*rest += named ? 2 : 0;
	if (strcmp(*rest, "()") == 0)
		return fault(error, "Nothing stands in the parentheses.");
	/* p.(Gly1202Arg): HGVS marks a predicted change by parentheses. */
	if ((*rest)[0] == '(' && (*rest)[strlen(*rest) - 1] == ')')
	{
		(*rest)[strlen(*rest) - 1] = '\0';
		(*rest)++;
	}
	if (!named)
		return true;
	if (**rest == '?')
		return fault(error, "\"p.?\" says that the change is not known: that is no mutation.");
	return **rest != '\0' || fault(error, "Nothing stands behind \"p.\".");
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
		return fault(error, "\"%.100s\" is no gene symbol.", text);
	fault(error,
		  symbol[0] == '\0' ? "\"%.100s\" is a protein change without its gene."
							: "In \"%.100s\" no space stands between gene and change.",
		  text);
	snprintf(whole, sizeof(whole), "%s %.*s", symbol[0] == '\0' ? "ALK" : symbol,
			 (int) strcspn(change, ")"), change);
	/* ALK is offered where its protein has that residue. */
	if (strcspn(change, ")") > 0 && alkres_mutation_parse(&mutation, whole, &ignored))
		return alkres_hint(error, "Write it as \"%s\".", whole);
	return alkres_hint(error, "Write the gene before the change, with a space: ALK L1196M.");
}

/* The gene of a name such as "ALK", "NP_004295.2", "NM_004304.5(ALK)", "ALK(NM_004304.5)"; then
 * accession->gene is set. */
static bool
read_gene(char symbol[ALKRES_SYMBOL_SIZE], AlkresAccession *accession, const char *name,
		  AlkresError *error)
{
	size_t length = strcspn(name, "("), inner = 0;
	const char *inside = name + length, *outer = name, *change;

	if (alkres_change_without_gene(symbol, &change, name))
		return missing_gene(name, error);
	if (*inside == '(')
	{
		inner = strcspn(++inside, ")");
		if (inner == 0 || strcmp(inside + inner, ")") != 0)
			return fault(error, "\"%.100s\" is no gene symbol.", name);
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
			return fault(error, "%s is of the gene %s, not of \"%.*s\".", accession->name,
						 accession->gene, (int) inner, inside);
		return true;
	}
	if (inner > 0 || alkres_is_accession(outer, length))
	{
		fault(error, "\"%.*s\" is no accession of the shipped transcripts and their proteins.",
			  (int) length, outer);
		return alkres_hint(error,
						   "Write the gene's symbol, as in ALK L1196M, with the residue's number "
						   "in its usual transcript.");
	}
	return alkres_gene_symbol(symbol, name, strlen(name)) || missing_gene(name, error);
}

/* An accession's residue must be that of its protein; of another version it must be known. */
static bool
check_residue(const AlkresAccession *accession, char letter, int residue, AlkresError *error)
{
	char known = alkres_accession_residue(accession, residue);

	if (known == letter || (known == 0 && accession->same_version))
		return true;
	if (known == 0)
	{
		fault(error, "Residue %d of another version of %s is not known.", residue, accession->name);
		return alkres_hint(error, "Write the gene's symbol, when %s has the same numbers.",
						   accession->name);
	}
	alkres_fail(error, ALKRES_BAD_TEXT, "residue %d of %s is %c, not %c", residue, accession->gene,
				known, letter);
	return alkres_hint(error, "Residues are numbered as in the protein of %s.", accession->name);
}

static bool
check_accession(const AlkresAccession *accession, const AlkresMutationParts *parts,
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
	fault(error, "\"%.100s\" is a fusion; \"%.100s\" behind it is not read.", pair, rest);
	return alkres_hint(error, "A change of the kinase is written with its gene: %s G1202R.",
					   parts->gene);
}

/* A text in memory of its own, without the spaces around it. */
static bool
read_text(AlkresMutationParts *parts, char *text, AlkresError *error)
{
	AlkresAccession accession = {0};
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
		return fault(error, "Nothing stands behind \":\".");
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
		fault(error, "It is longer than %d bytes.", ALKRES_MUTATION_SIZE_MAX - 1);
		return malformed(text, error);
	}
	memcpy(copy, start, length);
	copy[length] = '\0';
	if (!read_text(&parts, copy, error))
		return malformed(text, error);
	return alkres_mutation_build(mutation, &parts, error);
}
