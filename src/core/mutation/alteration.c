/* alteration.c: alterations in the words of laboratories. */
#include "core/mutation/alteration.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/mutation/gene_change.h"
#include "core/mutation/path.h"
#include "core/mutation/text.h"

#define TEXT_SIZE 400

/* Without blanks around it. */
static void
trim(char *text)
{
	size_t length = strlen(text), start = strspn(text, " \t");

	while (length > start && (text[length - 1] == ' ' || text[length - 1] == '\t'))
		length--;
	memmove(text, text + start, length - start);
	text[length - start] = '\0';
}

/* Take words off the end that say which kind of change it is. */
static void
drop_kinds(char *text)
{
	static const char *const kinds[] = {"snv",     "indel",    "mutation", "mutations",
										"variant", "missense", "nonsense"};
	bool dropped = true;

	while (dropped)
	{
		char *last, *open = strrchr(text, '(');

		dropped = false;
		trim(text);
		if (open != NULL && open > text && text[strlen(text) - 1] == ')')
		{
			*open = '\0';
			dropped = true;
			continue;
		}
		last = strrchr(text, ' ');
		for (size_t i = 0; last != NULL && i < sizeof(kinds) / sizeof(kinds[0]); i++)
			if (strcasecmp(last + 1, kinds[i]) == 0)
			{
				*last = '\0';
				dropped = true;
				break;
			}
	}
}

/* The gene of the two in "EML4-ALK" or "EML4::ALK" that is not the mutation's. */
static void
set_partner(AlkresAlteration *alteration, const char *text)
{
	AlkresMutationParts parts;
	size_t first = strcspn(text, "-:/ "), second;
	const char *other = text + first;

	if (!alkres_mutation_take_apart(&parts, alteration->mutation.path,
									alteration->mutation.length) ||
		strcmp(parts.change, "fusion") != 0 || strchr("-:/", *other) == NULL || *other == '\0')
		return;
	other += strspn(other, "-:/");
	second = strcspn(other, "-:/ ");
	if (first < ALKRES_SYMBOL_SIZE &&
		(strlen(parts.gene) != first || strncasecmp(text, parts.gene, first) != 0))
		snprintf(alteration->partner, sizeof(alteration->partner), "%.*s", (int) first, text);
	else if (second < ALKRES_SYMBOL_SIZE)
		snprintf(alteration->partner, sizeof(alteration->partner), "%.*s", (int) second, other);
	for (char *p = alteration->partner; *p != '\0'; p++)
		*p = (char) toupper((unsigned char) *p);
}

bool
alkres_alteration_read(AlkresAlteration *alteration, const char *gene, const char *words,
					   size_t length, AlkresError *error)
{
	char text[TEXT_SIZE], whole[2 * TEXT_SIZE];
	AlkresError other;

	alteration->partner[0] = '\0';
	if (length >= sizeof(text) || (gene != NULL && strlen(gene) >= TEXT_SIZE))
		return alkres_fail(error, ALKRES_BAD_TEXT, "an alteration of more than %d letters",
						   TEXT_SIZE - 1);
	memcpy(text, words, length);
	text[length] = '\0';
	drop_kinds(text);
	if (text[0] == '\0')
		return alkres_fail(error, ALKRES_BAD_TEXT, "the alteration is empty");
	/* With the gene in front, unless the words name it; of a fusion they name both. */
	snprintf(whole, sizeof(whole), "%s %s", gene == NULL ? "" : gene, text);
	trim(whole);
	if (gene != NULL && gene[0] != '\0' &&
		alkres_mutation_parse(&alteration->mutation, whole, error))
	{
		set_partner(alteration, text);
		return true;
	}
	if (!alkres_mutation_parse(&alteration->mutation, text,
							   gene == NULL || gene[0] == '\0' ? error : &other))
		return false;
	if (gene != NULL && gene[0] != '\0')
	{
		AlkresMutation of_gene;
		AlkresMutationParts named, read;

		/* They may name another gene than the column: only a fusion has two. */
		if (!alkres_mutation_parse(&of_gene, gene, error) ||
			!alkres_mutation_take_apart(&named, of_gene.path, of_gene.length) ||
			!alkres_mutation_take_apart(&read, alteration->mutation.path,
										alteration->mutation.length))
			return false;
		if (strcmp(named.gene, read.gene) != 0 && strcmp(read.change, "fusion") != 0)
			return alkres_fail(error, ALKRES_BAD_TEXT, "it is of %s, not of %s", read.gene,
							   named.gene);
	}
	set_partner(alteration, text);
	return true;
}
