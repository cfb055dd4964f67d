/* anchor.c: an asked variant against a pileup's reference. */
#include "core/pileup/anchor.h"

#include <string.h>

#include "core/base/memory.h"

/* The reference base at an offset from the block's start, N beyond what the pileup knows. */
static char
base_at(const AlkresPileup *pileup, int64_t offset)
{
	if (offset < -ALKRES_HALO || offset >= ALKRES_BLOCK_SIZE + ALKRES_HALO)
		return 'N';
	return pileup->reference[ALKRES_HALO + offset];
}

bool
alkres_pileup_owns(const AlkresPileup *pileup, const AlkresVariant *variant)
{
	return alkres_contig_equal(&pileup->contig, &variant->contig) &&
		   alkres_block_of(variant->position) == pileup->block;
}

bool
alkres_anchor(AlkresAnchored *anchored, const AlkresPileup *pileup, const AlkresVariant *variant,
			  AlkresError *error)
{
	int64_t offset = (int64_t) variant->position - alkres_pileup_start(pileup);
	size_t ref_length = variant->ref_length, alt_length = variant->alt_length;
	char *ref, *alt;

	for (size_t i = 0; i < ref_length; i++)
	{
		char base = base_at(pileup, offset + (int64_t) i);

		if (base == 'N' || variant->ref[i] == 'N' || base == variant->ref[i])
			continue;
		alkres_fail(error, ALKRES_BAD_PARAMETER, "reference base at %s:%s:%u is %c, not %c",
					pileup->contig.assembly_name, pileup->contig.contig_name,
					variant->position + (unsigned) i, base, variant->ref[i]);
		return alkres_hint(error, "Alleles are those of the plus strand, and positions 1-based.");
	}

	/* Room for one base in front; ref_length + alt_length rotations at most do not grow it. */
	ref = alkres_alloc(ref_length + 1);
	alt = alkres_alloc(alt_length + 1);
	memcpy(ref, variant->ref, ref_length);
	memcpy(alt, variant->alt, alt_length);

	/* Drop what both end with; where one would be empty, take the base in front (Tan 2015,
	 * normalisation of VCF). */
	while (ref[ref_length - 1] == alt[alt_length - 1] && (ref_length > 1 || alt_length > 1))
	{
		if (ref_length == 1 || alt_length == 1)
		{
			char before = base_at(pileup, offset - 1);

			if (before == 'N')
				break;
			memmove(ref + 1, ref, ref_length - 1);
			memmove(alt + 1, alt, alt_length - 1);
			ref[0] = alt[0] = before;
			offset--;
		}
		else
		{
			ref_length--;
			alt_length--;
		}
	}
	/* Drop what both start with, but for an indel's anchor. */
	while (ref_length > 1 && alt_length > 1 && ref[0] == alt[0])
	{
		memmove(ref, ref + 1, --ref_length);
		memmove(alt, alt + 1, --alt_length);
		offset++;
	}
	anchored->offset = (int) offset;
	anchored->ref = ref;
	anchored->ref_length = ref_length;
	anchored->alt = alt;
	anchored->alt_length = alt_length;
	return true;
}
