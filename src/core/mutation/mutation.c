/*
 * mutation.c: the byte path of a mutation: making it, writing it as text, checking it.
 *
 *   gene \0                                             a gene
 *   gene \0 region                                      a structural region (ALK only, code 1 up)
 *   gene \0 region residue(2) letter                    a residue (region 0 for other genes than
 * ALK) gene \0 region residue(2) letter change \0          a change gene \0 0 0 0 class \0 a change
 * of the whole gene: amplification, fusion any of these, then 0xff                             the
 * exclusive upper bound of that class
 */
#include "core/mutation/mutation.h"

#include <stdio.h>
#include <string.h>

#include "core/gene/alk_model.h"
#include "core/mutation/alk_region.h"
#include "core/base/memory.h"
#include "core/mutation/parts.h"

static void
put(AlkresMutation *mutation, const void *bytes, size_t length)
{
	memcpy(mutation->path + mutation->length, bytes, length);
	mutation->length += length;
}

bool
alkres_mutation_build(AlkresMutation *mutation, const AlkresMutationParts *parts,
					  AlkresError *error)
{
	bool alk = strcmp(parts->gene, "ALK") == 0;
	uint8_t place[4] = {0, 0, 0, 0};

	if (strlen(parts->gene) + strlen(parts->change) + 8 > ALKRES_MUTATION_SIZE_MAX)
		return alkres_fail(error, ALKRES_LIMIT, "mutation is too long: at most %d bytes",
						   ALKRES_MUTATION_SIZE_MAX);
	mutation->length = 0;
	put(mutation, parts->gene, strlen(parts->gene) + 1);
	switch (parts->level)
	{
		case ALKRES_LEVEL_GENE:
			break;
		case ALKRES_LEVEL_REGION:
			place[0] = parts->region;
			put(mutation, place, 1);
			break;
		case ALKRES_LEVEL_RESIDUE:
		case ALKRES_LEVEL_CHANGE:
			if (parts->residue == 0)
				put(mutation, place, 3);
			else
			{
				place[0] = alk ? alkres_alk_region_of(parts->residue) : 0;
				place[1] = parts->residue >> 8;
				place[2] = parts->residue & 255;
				place[3] = parts->letter;
				put(mutation, place, 4);
			}
			if (parts->level == ALKRES_LEVEL_CHANGE)
				put(mutation, parts->change, strlen(parts->change) + 1);
			break;
	}
	if (parts->upper_bound)
	{
		place[0] = 0xff;
		put(mutation, place, 1);
	}
	return true;
}

bool
alkres_mutation_set(AlkresMutation *mutation, const char *gene, int residue, char letter,
					const char *change, AlkresError *error)
{
	AlkresMutationParts parts = {
		.level = ALKRES_LEVEL_CHANGE, .residue = residue, .letter = letter};

	if (strlen(gene) >= sizeof(parts.gene) || strlen(change) >= sizeof(parts.change))
		return alkres_fail(error, ALKRES_LIMIT, "mutation is too long: at most %d bytes",
						   ALKRES_MUTATION_SIZE_MAX);
	strcpy(parts.gene, gene);
	strcpy(parts.change, change);
	return alkres_mutation_build(mutation, &parts, error);
}

bool
alkres_mutation_take_apart(AlkresMutationParts *parts, const uint8_t *path, size_t length)
{
	const uint8_t *end = memchr(path, '\0', length);
	size_t used;

	memset(parts, 0, sizeof(*parts));
	if (end == NULL || end == path || (size_t) (end - path) >= sizeof(parts->gene))
		return false;
	memcpy(parts->gene, path, end - path);
	used = end - path + 1;
	if (length > used && path[length - 1] == 0xff)
	{
		parts->upper_bound = true;
		length--;
	}
	if (used == length)
	{
		parts->level = ALKRES_LEVEL_GENE;
		return true;
	}
	parts->region = path[used++];
	if (used == length)
	{
		parts->level = ALKRES_LEVEL_REGION;
		return true;
	}
	if (length - used < 2)
		return false;
	parts->residue = path[used] << 8 | path[used + 1];
	used += 2;
	if (parts->residue > 0)
	{
		if (used == length)
			return false;
		parts->letter = path[used++];
		if (used == length)
		{
			parts->level = ALKRES_LEVEL_RESIDUE;
			return true;
		}
	}
	parts->level = ALKRES_LEVEL_CHANGE;
	if (used == length || path[length - 1] != '\0' || length - used > sizeof(parts->change) ||
		strlen((const char *) path + used) != length - used - 1)
		return false;
	memcpy(parts->change, path + used, length - used);
	return true;
}

/* The text of parts that may not be valid: for alkres_mutation_check to parse again. */
static char *
parts_text(const AlkresMutationParts *parts)
{
	size_t size = sizeof(parts->gene) + sizeof(parts->change) + 64;
	char *text = alkres_alloc(size);
	const char *bound = parts->upper_bound ? "~" : "";

	switch (parts->level)
	{
		case ALKRES_LEVEL_GENE:
			snprintf(text, size, "%s%s", parts->gene, bound);
			break;
		case ALKRES_LEVEL_REGION:
			snprintf(text, size, "%s %s%s", parts->gene,
					 parts->region >= 1 && parts->region <= ALKRES_ALK_REGIONS
						 ? alkres_alk_regions[parts->region - 1].name
						 : "?",
					 bound);
			break;
		case ALKRES_LEVEL_RESIDUE:
		case ALKRES_LEVEL_CHANGE:
			if (parts->residue == 0)
				snprintf(text, size, "%s %s%s", parts->gene, parts->change, bound);
			else
				snprintf(text, size, "%s %c%d%s%s", parts->gene, parts->letter, parts->residue,
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
