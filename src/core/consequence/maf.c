/* maf.c: a variant in the words of MAF. */
#include "core/consequence/maf.h"

#include <string.h>

#include "core/mutation/path.h"

static const char *
type_of(const AlkresMaf *maf)
{
	static const char *const equal[] = {"", "SNP", "DNP", "TNP"};

	if (maf->ref_length == maf->alt_length)
		return maf->ref_length < 4 ? equal[maf->ref_length] : "ONP";
	return maf->ref_length < maf->alt_length ? "INS" : "DEL";
}

static const char *
classification_of(const AlkresMaf *maf, const AlkresMutation *mutation)
{
	bool longer = maf->alt_length > maf->ref_length, same = maf->alt_length == maf->ref_length;
	AlkresMutationParts parts;

	if (mutation == NULL || !alkres_mutation_take_apart(&parts, mutation->path, mutation->length) ||
		parts.level != ALKRES_LEVEL_CHANGE)
		return NULL;
	if (parts.residue == 0)
		return strcmp(parts.change, "splice_site") == 0 ? "Splice_Site" : NULL;
	if (strcmp(parts.change, "=") == 0)
		return "Silent";
	if (strstr(parts.change, "fs") != NULL)
		return longer ? "Frame_Shift_Ins" : "Frame_Shift_Del";
	if (parts.letter == '*')
		return "Nonstop_Mutation";
	if (strchr(parts.change, '*') != NULL)
		return "Nonsense_Mutation";
	if (same)
		return "Missense_Mutation";
	return longer ? "In_Frame_Ins" : "In_Frame_Del";
}

bool
alkres_maf(AlkresMaf *maf, const AlkresVariant *variant, const AlkresMutation *mutation)
{
	size_t front = 0, behind = 0, shorter;

	if (alkres_variant_is_structural(variant) || variant->kind == ALKRES_REFERENCE)
		return false;
	shorter = variant->ref_length < variant->alt_length ? variant->ref_length : variant->alt_length;
	while (front < shorter && variant->ref[front] == variant->alt[front])
		front++;
	while (behind < shorter - front && variant->ref[variant->ref_length - 1 - behind] ==
										   variant->alt[variant->alt_length - 1 - behind])
		behind++;
	memset(maf, 0, sizeof(*maf));
	maf->chromosome = variant->contig.contig_name;
	if (variant->contig.contig != ALKRES_CONTIG_NAMED)
		maf->chromosome = variant->contig.contig == ALKRES_CHROMOSOMES ? "MT" : maf->chromosome + 3;
	maf->ref = variant->ref + front;
	maf->ref_length = variant->ref_length - front - behind;
	maf->alt = variant->alt + front;
	maf->alt_length = variant->alt_length - front - behind;
	maf->start = (int64_t) variant->position + (int64_t) front;
	maf->end = maf->start + (int64_t) maf->ref_length - 1;
	if (maf->ref_length == 0)
	{
		/* Between two bases. */
		maf->start--;
		maf->end = maf->start + 1;
	}
	maf->type = type_of(maf);
	maf->classification = classification_of(maf, mutation);
	return true;
}
