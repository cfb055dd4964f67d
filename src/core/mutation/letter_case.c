/* letter_case.c: capitals and small letters of a change of a residue. */
#include "core/mutation/letter_case.h"

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "core/base/amino_acid.h"

static bool
starts(const char *text, const char *word)
{
	return strncasecmp(text, word, strlen(word)) == 0;
}

static char *
set_word(char *at, const char *word)
{
	memcpy(at, word, strlen(word));
	return at + strlen(word);
}

/* The name that stands at the start in any letters; NULL for none. */
static const char *
three_letters(const char *text)
{
	char name[4] = "", letter;

	for (int i = 0; i < 3; i++)
	{
		if (!isalpha((unsigned char) text[i]))
			return NULL;
		name[i] =
			(char) (i == 0 ? toupper((unsigned char) text[i]) : tolower((unsigned char) text[i]));
	}
	return alkres_amino_acid_read(name, &letter) == 3 ? alkres_amino_acid_name(letter) : NULL;
}

static char *
set_amino_acid(char *at, bool three)
{
	const char *name = three ? three_letters(at) : NULL;

	if (name != NULL)
		return set_word(at, name);
	*at = (char) toupper((unsigned char) *at);
	return at + 1;
}

/* "fs", "fsTer", "fsX". */
static char *
set_frameshift(char *at)
{
	at = set_word(at, "fs");
	if (starts(at, "ter"))
		return set_word(at, "Ter");
	return starts(at, "x") ? set_word(at, "X") : at;
}

/* Letters behind a residue: words of HGVS, an amino acid, or a sequence of them. */
static char *
set_change(char *at, bool three, bool keep_sequence)
{
	static const char *const words[] = {"delins", "del", "dup", "ins"};
	size_t length = 0, used;

	for (int i = 0; i < 4; i++)
		if (starts(at, words[i]))
		{
			at = set_word(at, words[i]);
			/* "del" may name what it takes away before "ins". */
			while (isalpha((unsigned char) *at))
				at = keep_sequence ? at + 1 : set_amino_acid(at, three);
			return at;
		}
	while (isalpha((unsigned char) at[length]))
		length++;
	if (!starts(at, "fs"))
	{
		used = three_letters(at) != NULL && (length == 3 || starts(at + 3, "fs")) ? 3 : 1;
		if (length > used && !starts(at + used, "fs"))
			return at + length;
		at = set_amino_acid(at, used == 3);
	}
	return starts(at, "fs") ? set_frameshift(at) : at;
}

void
alkres_letter_case(char *change)
{
	bool three = three_letters(change) != NULL && isdigit((unsigned char) change[3]);
	bool exact =
		isupper((unsigned char) change[0]) && (!three || islower((unsigned char) change[1]));
	bool residue = true;

	if (!three && !isdigit((unsigned char) change[change[0] != '\0']))
		return;
	for (char *at = change; *at != '\0';)
	{
		if (!isalpha((unsigned char) *at))
			residue = *at++ == '_';
		else if (residue)
		{
			at = set_amino_acid(at, three);
			residue = false;
		}
		else
			at = set_change(at, three, exact);
	}
}
