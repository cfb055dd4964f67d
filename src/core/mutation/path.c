/*
 * path.c: the byte path of a mutation, from its parts and back.
 *
 *   gene \0                                     a gene
 *   gene \0 region                              a structural region (ALK only, code 1 up)
 *   gene \0 region residue(2) letter            a residue (region 0 for other genes than ALK)
 *   gene \0 region residue(2) letter change \0  a change
 *   gene \0 0 0 0 class \0                      a change of the whole gene: amplification, fusion
 *   any of these, then 0xff                     the exclusive upper bound of that class
 */
#include "core/mutation/path.h"

#include <string.h>

#include "core/mutation/alk_region.h"

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
