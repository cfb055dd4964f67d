/*
 * protein_change.c: HGVS rules for a protein: the most C-terminal position, duplication before
 * insertion, nothing behind a new stop; and the same in three letters.
 */
#include "core/mutation/protein_change.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "core/base/amino_acid.h"
#include "core/base/memory.h"
#include "core/mutation/path.h"

static AlkresClassified
set(AlkresMutation *mutation, const AlkresProteinChange *c, int index, const char *change,
	AlkresError *error)
{
	return alkres_mutation_set(mutation, c->gene, c->first + index, c->ref[index], change, error)
			   ? ALKRES_CLASSIFY_DONE
			   : ALKRES_CLASSIFY_ERROR;
}

static AlkresClassified
insertion(AlkresMutation *mutation, const AlkresProteinChange *c, int head, int inserted,
		  AlkresError *error)
{
	const char *ref = c->ref, *added = c->alt + head;
	int seen = inserted < head ? inserted : head;
	char text[ALKRES_INSERTED_MAX + 64] = "";

	/* What stands before the insertion, as far as it is known, decides between dup and ins. */
	if (memcmp(added + inserted - seen, ref + head - seen, seen) == 0)
	{
		if (seen < inserted)
		{
			if (!c->whole)
				return ALKRES_CLASSIFY_NONE;
		}
		else
		{
			if (inserted == 1)
				strcpy(text, "dup");
			else
				snprintf(text, sizeof(text), "_%c%ddup", ref[head - 1], c->first + head - 1);
			return set(mutation, c, head - inserted, text, error);
		}
	}
	if (head == 0 || head == c->ref_length)
		return ALKRES_CLASSIFY_NONE;
	snprintf(text, sizeof(text), "_%c%dins%.*s", ref[head], c->first + head, inserted, added);
	return set(mutation, c, head - 1, text, error);
}

AlkresClassified
alkres_protein_change(AlkresMutation *mutation, const AlkresProteinChange *c, AlkresError *error)
{
	int head = 0, tail = 0, deleted, inserted;
	int shorter = c->ref_length < c->alt_length ? c->ref_length : c->alt_length;
	const char *ref = c->ref, *alt = c->alt, *stop;
	char text[ALKRES_INSERTED_MAX + 64] = "";

	while (head < shorter && ref[head] == alt[head])
		head++;
	if (head == c->ref_length && head == c->alt_length)
		return set(mutation, c, c->changed, "=", error);
	if (head == shorter && !c->whole)
		return ALKRES_CLASSIFY_NONE;
	while (tail < shorter - head && ref[c->ref_length - 1 - tail] == alt[c->alt_length - 1 - tail])
		tail++;
	deleted = c->ref_length - head - tail;
	inserted = c->alt_length - head - tail;

	/* Translation ends at a new stop. */
	if ((stop = memchr(alt + head, '*', inserted)) != NULL)
	{
		inserted = (int) (stop - (alt + head)) + 1;
		if (inserted == 1 && head < c->ref_length)
			return set(mutation, c, head, "*", error);
	}
	if (inserted > ALKRES_INSERTED_MAX)
		return ALKRES_CLASSIFY_NONE;
	if (deleted == 0)
		return insertion(mutation, c, head, inserted, error);
	/* X, any amino acid, is no substitution's outcome. */
	if (deleted == 1 && inserted == 1 && alt[head] != 'X')
		snprintf(text, sizeof(text), "%c", alt[head]);
	else
	{
		if (deleted > 1)
			snprintf(text, sizeof(text), "_%c%d", ref[head + deleted - 1],
					 c->first + head + deleted - 1);
		if (inserted == 0)
			strcat(text, "del");
		else
			snprintf(text + strlen(text), sizeof(text) - strlen(text), "delins%.*s", inserted,
					 alt + head);
	}
	return set(mutation, c, head, text, error);
}

char *
alkres_hgvs_p(const AlkresMutation *mutation)
{
	AlkresMutationParts parts;
	char *text, *out;

	if (!alkres_mutation_take_apart(&parts, mutation->path, mutation->length) ||
		parts.level != ALKRES_LEVEL_CHANGE || parts.residue == 0 || parts.upper_bound)
		return NULL;
	text = alkres_alloc(32 + 3 * strlen(parts.change));
	out = text + sprintf(text, "p.%s%d", alkres_amino_acid_name(parts.letter), parts.residue);
	/* In the one-letter form capitals and the star are amino acids and nothing else. */
	for (const char *in = parts.change; *in != '\0'; in++)
	{
		const char *name =
			isupper((unsigned char) *in) || *in == '*' ? alkres_amino_acid_name(*in) : NULL;

		if (name != NULL)
			out += sprintf(out, "%s", name);
		else
			*out++ = *in;
	}
	*out = '\0';
	return text;
}
