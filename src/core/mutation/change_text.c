/* change_text.c: reading what happens to a residue or a range of them. */
#include "core/mutation/change_text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/gene/alk_model.h"
#include "core/base/amino_acid.h"
#include "core/base/memory.h"
#include "core/mutation/protein_change.h"

bool
alkres_mutation_fault(AlkresError *error, const char *format, ...)
{
	va_list arguments;

	error->code = ALKRES_BAD_TEXT;
	error->message[0] = error->hint[0] = '\0';
	va_start(arguments, format);
	vsnprintf(error->detail, sizeof(error->detail), format, arguments);
	va_end(arguments);
	return false;
}

bool
alkres_residue_read(const char **cursor, char *letter, int *residue)
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

bool
alkres_alk_residue_check(char letter, int residue, AlkresError *error)
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
		return alkres_mutation_fault(
			error,
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

/*
 * Behind "del" the residues that are lost may be written out (E746_A750delELREA), before "ins" too:
 * as many as the range has, its ends the ones that it names, for ALK all those of the protein.
 * Moves *cursor behind them.
 */
static bool
read_deleted(const AlkresMutationParts *parts, const Range *range, const char **cursor,
			 AlkresError *error)
{
	const char *start = *cursor, *end = strstr(start, "ins");
	char text[3 * ALKRES_INSERTED_MAX + 1], deleted[ALKRES_INSERTED_MAX + 1] = "";
	size_t length = end == NULL ? strlen(start) : (size_t) (end - start);

	if (length == 0)
		return true;
	snprintf(text, sizeof(text), "%.*s", (int) length, start);
	if (length >= sizeof(text) || !append_amino_acids(deleted, sizeof(deleted), text))
		return alkres_mutation_fault(error, "\"%.100s\" is no sequence of 1 to %d amino acids.",
									 text, ALKRES_INSERTED_MAX);
	length = strlen(deleted);
	if ((int) length != range->last - parts->residue + 1 || deleted[0] != parts->letter ||
		deleted[length - 1] != range->last_letter ||
		(strcmp(parts->gene, "ALK") == 0 &&
		 strncmp(alkres_alk_protein + parts->residue - 1, deleted, length) != 0))
		return alkres_mutation_fault(error, "\"%s\" are not the %d residues from %c%d to %c%d.",
									 deleted, range->last - parts->residue + 1, parts->letter,
									 parts->residue, range->last_letter, range->last);
	*cursor = start + strlen(text);
	return true;
}

/* "del", "delELREA", "_A750del", "dup", "_L1152insT", "delinsIP". */
static bool
read_range(AlkresMutationParts *parts, const char *cursor, AlkresError *error)
{
	bool alk = strcmp(parts->gene, "ALK") == 0;
	Range range = {.last = parts->residue, .last_letter = parts->letter};

	if (*cursor == '_')
	{
		const char *last = ++cursor;

		if (!alkres_residue_read(&cursor, &range.last_letter, &range.last))
			return alkres_mutation_fault(error, "\"%.100s\" is no residue to end a range.", last);
		if (range.last <= parts->residue)
			return alkres_mutation_fault(error,
										 "The range ends at residue %d, not behind residue %d.",
										 range.last, parts->residue);
		if (alk && !alkres_alk_residue_check(range.last_letter, range.last, error))
			return false;
	}
	if (strncmp(cursor, "del", 3) == 0)
	{
		cursor += 3;
		if (!read_deleted(parts, &range, &cursor, error))
			return false;
		range.kind = *cursor == '\0' ? RANGE_DEL : RANGE_DELINS;
		cursor += range.kind == RANGE_DELINS ? 3 : 0;
	}
	else if (strcmp(cursor, "dup") == 0)
		range.kind = RANGE_DUP;
	else if (strncmp(cursor, "ins", 3) == 0 && range.last == parts->residue + 1)
	{
		range.kind = RANGE_INS;
		cursor += 3;
	}
	else if (strncmp(cursor, "ins", 3) == 0)
		return alkres_mutation_fault(
			error, "An insertion stands between two neighbours, as in T1151_L1152insT.");
	else if (*cursor == '\0')
		return alkres_mutation_fault(error, "A range needs its change: del, dup, ins, delins.");
	else
		return alkres_mutation_fault(
			error, "\"%.100s\" is no change of a range: del, dup, ins, delins.", cursor);
	if ((range.kind == RANGE_INS || range.kind == RANGE_DELINS) &&
		!append_amino_acids(range.inserted, sizeof(range.inserted), cursor))
		return alkres_mutation_fault(error, "\"%.100s\" is no sequence of 1 to %d amino acids.",
									 cursor, ALKRES_INSERTED_MAX);
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
		return alkres_mutation_fault(error, "\"%.100s\" is no end of a frameshift: fs*23, fsTer23.",
									 at);
	if (strcmp(at, "?") == 0)
		at++;
	else if (*at == '\0' || *at == '0' || strlen(at) > 5 || strspn(at, "0123456789") != strlen(at))
		return alkres_mutation_fault(
			error, "\"%.100s\" does not end in the distance to the new stop, as in fs*23.", start);
	*cursor = at;
	return true;
}

bool
alkres_change_read(AlkresMutationParts *parts, const char *cursor, AlkresError *error)
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
		return alkres_mutation_fault(
			error, "\"?\" says that the change is not known: that is no mutation.");
	if (*cursor == '_' || strncmp(cursor, "del", 3) == 0 || strncmp(cursor, "dup", 3) == 0 ||
		strncmp(cursor, "ins", 3) == 0)
		return read_range(parts, cursor, error);
	used = alkres_amino_acid_read(cursor, &letter);
	if (used == 0 || letter == 'X')
		return alkres_mutation_fault(error, "\"%.100s\" is no change of a residue.", whole);
	cursor += used;
	if (*cursor == '\0')
	{
		change[0] = letter == parts->letter ? '=' : letter;
		change[1] = '\0';
		return true;
	}
	if (strncmp(cursor, "fs", 2) != 0 || letter == '*')
		return alkres_mutation_fault(error, "\"%.100s\" is too much behind a residue's change.",
									 cursor);
	if (letter == parts->letter)
		return alkres_mutation_fault(
			error,
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
