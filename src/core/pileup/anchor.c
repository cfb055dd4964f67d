/* anchor.c: an asked variant against a pileup's reference. */
#include "core/pileup/anchor.h"

#include "core/variant/change.h"

bool
alkres_pileup_owns(const AlkresPileup *pileup, const AlkresVariant *variant)
{
	return alkres_block_of(variant->position) == pileup->block &&
		   alkres_contig_equal(&pileup->contig, &variant->contig);
}

bool
alkres_anchor(AlkresAnchored *anchored, const AlkresPileup *pileup, const AlkresVariant *variant,
			  AlkresError *error)
{
	int64_t offset = (int64_t) variant->position - alkres_pileup_start(pileup);
	AlkresChange change = {offset, variant->ref, variant->ref_length, variant->alt,
						   variant->alt_length};

	for (size_t i = 0; i < variant->ref_length; i++)
	{
		char base = alkres_pileup_known_base(pileup, offset + (int64_t) i);

		if (base == 0 || variant->ref[i] == 'N' || base == variant->ref[i])
			continue;
		alkres_fail(error, ALKRES_BAD_PARAMETER, "reference base at %s:%s:%u is %c, not %c",
					pileup->contig.assembly_name, pileup->contig.contig_name,
					variant->position + (unsigned) i, base, variant->ref[i]);
		return alkres_hint(error, "Alleles are those of the plus strand, and positions 1-based.");
	}

	change = alkres_change_align_left(change, alkres_pileup_known_base, pileup);
	*anchored = (AlkresAnchored){(int) change.position, change.ref, change.ref_length, change.alt,
								 change.alt_length};
	return true;
}
