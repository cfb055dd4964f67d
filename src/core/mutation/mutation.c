/* mutation.c: a mutation as text, its bytes checked, whether it is a published one. */
#include "core/mutation/mutation.h"

#include <stdio.h>
#include <string.h>

#include "core/gene/alk_model.h"
#include "core/mutation/alk_region.h"
#include "core/mutation/gene_change.h"
#include "core/base/memory.h"
#include "core/mutation/path.h"
#include "core/mutation/symbol.h"
#include "core/mutation/text.h"

/* The gene as it is read again: as it is, or, when that is refused or read as another one today,
 * in the form that is taken as it is written. */
static void
write_gene(char *out, size_t size, const char *gene)
{
	char symbol[ALKRES_SYMBOL_SIZE];
	bool kept = alkres_gene_is_kept(gene) && !alkres_fusion_gene(symbol, gene);

	snprintf(out, size, kept ? "%s" : "gene(%s)", gene);
}

/* The text of parts that may not be valid: for alkres_mutation_check to parse again. */
static char *
parts_text(const AlkresMutationParts *parts)
{
	size_t size = sizeof(parts->gene) + sizeof(parts->change) + 64;
	char *text = alkres_alloc(size);
	const char *bound = parts->upper_bound ? "~" : "";
	char gene[sizeof(parts->gene) + 8];

	write_gene(gene, sizeof(gene), parts->gene);

	switch (parts->level)
	{
		case ALKRES_LEVEL_GENE:
			snprintf(text, size, "%s%s", gene, bound);
			break;
		case ALKRES_LEVEL_REGION:
			snprintf(text, size, "%s %s%s", gene,
					 parts->region >= 1 && parts->region <= ALKRES_ALK_REGIONS
						 ? alkres_alk_regions[parts->region - 1].name
						 : "?",
					 bound);
			break;
		case ALKRES_LEVEL_RESIDUE:
		case ALKRES_LEVEL_CHANGE:
			if (parts->residue == 0)
				snprintf(text, size, "%s %s%s", gene, parts->change, bound);
			else
				snprintf(text, size, "%s %c%d%s%s", gene, parts->letter, parts->residue,
						 parts->change, bound);
			break;
	}
	return text;
}

char *
alkres_mutation_text(const AlkresMutation *mutation)
{
	AlkresMutationParts parts;

	if (!alkres_mutation_take_apart(&parts, mutation->path, mutation->length))
		memset(&parts, 0, sizeof(parts)); /* cannot happen: input and recv check */
	return parts_text(&parts);
}

bool
alkres_mutation_check(const uint8_t *path, size_t length, AlkresError *error)
{
	AlkresMutationParts parts;
	AlkresMutation again;
	AlkresError detail;
	bool valid;

	if (length > ALKRES_MUTATION_SIZE_MAX || !alkres_mutation_take_apart(&parts, path, length))
		return alkres_fail(error, ALKRES_BAD_BINARY, "invalid binary form of type mutation");

	char *text = parts_text(&parts);
	valid = alkres_mutation_parse(&again, text, &detail) && again.length == length &&
			memcmp(again.path, path, length) == 0;
	alkres_free(text);
	if (!valid)
		return alkres_fail(error, ALKRES_BAD_BINARY,
						   "invalid binary form of type mutation: not canonical");
	return true;
}

bool
alkres_mutation_is_listed(const AlkresMutation *mutation)
{
	AlkresMutationParts parts;
	char text[sizeof(parts.change) + 16];

	if (!alkres_mutation_take_apart(&parts, mutation->path, mutation->length) ||
		strcmp(parts.gene, "ALK") != 0 || parts.level != ALKRES_LEVEL_CHANGE || parts.residue == 0)
		return false;
	snprintf(text, sizeof(text), "%c%d%s", parts.letter, parts.residue, parts.change);
	for (const char *const *listed = alkres_alk_listed; *listed != NULL; listed++)
		if (strcmp(*listed, text) == 0)
			return true;
	return false;
}
