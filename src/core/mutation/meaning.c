/* meaning.c: parents of classes; mechanism of resistance, which depends on the driver. */
#include "core/mutation/meaning.h"

#include <stdio.h>
#include <string.h>

#include "core/mutation/alk_region.h"
#include "core/mutation/path.h"

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
	bool change, place, alk;

	if (!alkres_mutation_take_apart(&parts, mutation->path, mutation->length) || parts.upper_bound)
		return NULL;
	change = parts.level == ALKRES_LEVEL_CHANGE;
	if (change && strcmp(parts.change, "=") == 0)
		return "other";
	place = parts.level == ALKRES_LEVEL_REGION || parts.residue > 0;
	alk = strcmp(parts.gene, "ALK") == 0;
	/* The polymorphisms of ALK's C-terminal tail, which plasma shows near 50 or 100 %, among
	 * them. */
	if (alk && place && !in_kinase_domain(&parts))
		return "other";
	/* TP53: a co-mutation with a bearing on prognosis, no way round the inhibitor. */
	if (strcmp(parts.gene, driver) != 0)
		return strcmp(parts.gene, "TP53") == 0 ? "other" : "off_target";

	if (place)
		return alk ? "on_target" : NULL;
	if (!change)
		return NULL;
	if (strcmp(parts.change, "fusion") == 0 ||
		(strcmp(parts.gene, "MET") == 0 && strcmp(parts.change, "exon14_skipping") == 0))
		return "driver";
	if (strcmp(parts.change, "copy_number_gain") == 0 || strcmp(parts.change, "amplification") == 0)
		return "on_target";
	return "other";
}

bool
alkres_mutation_is_evidence(const AlkresMutation *mutation)
{
	AlkresMutationParts parts;

	if (!alkres_mutation_take_apart(&parts, mutation->path, mutation->length) || parts.upper_bound)
		return false;
	if (parts.level == ALKRES_LEVEL_CHANGE && strcmp(parts.change, "=") == 0)
		return false;
	return strcmp(parts.gene, "ALK") != 0 ||
		   !(parts.level == ALKRES_LEVEL_REGION || parts.residue > 0) || in_kinase_domain(&parts);
}

bool
alkres_mutation_is_copy_number(const AlkresMutation *mutation)
{
	AlkresMutationParts parts;

	return alkres_mutation_take_apart(&parts, mutation->path, mutation->length) &&
		   !parts.upper_bound && parts.level == ALKRES_LEVEL_CHANGE && parts.residue == 0 &&
		   (strcmp(parts.change, "copy_number_gain") == 0 ||
			strcmp(parts.change, "copy_number_loss") == 0 ||
			strcmp(parts.change, "amplification") == 0);
}

bool
alkres_mutation_counts_for(const AlkresMutation *mutation, const AlkresMutation *class,
						   const char *driver)
{
	AlkresPath path = {mutation->path, mutation->length}, above = {class->path, class->length};
	AlkresMutationParts parts;
	const char *mechanism;

	if (!alkres_path_in_class(path, above))
		return false;
	if (path.length == above.length)
		return true;
	if (!alkres_mutation_is_evidence(mutation) ||
		!alkres_mutation_take_apart(&parts, mutation->path, mutation->length))
		return false;
	if (strcmp(parts.gene, driver) != 0)
		return true;
	mechanism = alkres_mutation_mechanism(mutation, driver);
	return mechanism == NULL || strcmp(mechanism, "on_target") == 0;
}
