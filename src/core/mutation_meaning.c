/* mutation_meaning.c: parents of classes; mechanism of resistance, which depends on the driver. */
#include "core/mutation_meaning.h"

#include <stdio.h>
#include <string.h>

#include "core/alk_region.h"
#include "core/mutation_parts.h"

bool
alkres_mutation_parent(AlkresMutation *parent, const AlkresMutation *mutation)
{
	AlkresMutationParts parts;
	AlkresError error;

	if (!alkres_mutation_take_apart(&parts, mutation->path, mutation->length) ||
		parts.upper_bound || parts.level == ALKRES_LEVEL_GENE)
		return false;
	if (parts.level == ALKRES_LEVEL_CHANGE && parts.residue > 0)
		parts.level = ALKRES_LEVEL_RESIDUE;
	else if (parts.level == ALKRES_LEVEL_RESIDUE && parts.region > 0)
		parts.level = ALKRES_LEVEL_REGION;
	else
		parts.level = ALKRES_LEVEL_GENE;
	parts.change[0] = '\0';
	return alkres_mutation_build(parent, &parts, &error);
}

/* Does a change or class of ALK's residues reach into the kinase domain? */
static bool
in_kinase_domain(const AlkresMutationParts *parts)
{
	int first = parts->residue, last = first;
	char letter;

	if (parts->level == ALKRES_LEVEL_REGION)
	{
		first = alkres_alk_regions[parts->region - 1].first;
		last = alkres_alk_regions[parts->region - 1].last;
	}
	else if (parts->change[0] == '_')
		(void) sscanf(parts->change, "_%c%d", &letter, &last);
	return last >= ALKRES_ALK_KINASE_FIRST && first <= ALKRES_ALK_KINASE_LAST;
}

const char *
alkres_mutation_mechanism(const AlkresMutation *mutation, const char *driver)
{
	AlkresMutationParts parts;
	bool change;

	if (!alkres_mutation_take_apart(&parts, mutation->path, mutation->length) || parts.upper_bound)
		return NULL;
	change = parts.level == ALKRES_LEVEL_CHANGE;
	if (change && strcmp(parts.change, "=") == 0)
		return "other";
	/* A co-mutation with a bearing on prognosis, no way round the inhibitor. */
	if (strcmp(parts.gene, driver) != 0)
		return strcmp(parts.gene, "TP53") == 0 ? "other" : "off_target";

	if (parts.level == ALKRES_LEVEL_GENE)
		return NULL;
	if (change && parts.residue == 0)
		return strcmp(parts.change, "fusion") == 0 ? "driver"
			   : strcmp(parts.change, "copy_number_gain") == 0 ||
					   strcmp(parts.change, "amplification") == 0
				   ? "on_target"
				   : "other";
	if (strcmp(driver, "ALK") != 0)
		return NULL;
	return in_kinase_domain(&parts) ? "on_target" : "other";
}
