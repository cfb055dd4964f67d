/* told.c: reference bases told to a block that was read without them. */
#include "core/pileup/told.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/gene/gene_reference.h"

static bool
is_single_unknown(const AlkresAllele *allele)
{
	return strcmp(allele->ref, "N") == 0 && allele->alt[1] == '\0';
}

static int
compare_alleles(const void *a, const void *b)
{
	return alkres_allele_compare(a, b);
}

/* Give the alleles of unknown bases the reference that is known now; of one that says it, the
 * molecules are among the block's without it. */
static void
name_alleles(AlkresPileup *pileup)
{
	uint32_t kept = 0;

	alkres_pairs_forget(pileup);
	for (uint32_t i = 0; i < pileup->allele_count; i++)
	{
		AlkresAllele *allele = &pileup->alleles[i];
		char base = pileup->reference[ALKRES_HALO + allele->offset];

		if (is_single_unknown(allele) && base != 'N')
		{
			if (allele->alt[0] == base)
			{
				alkres_free(allele->ref);
				alkres_free(allele->alt);
				alkres_free(allele->records);
				alkres_free(allele->marks);
				continue;
			}
			allele->ref[0] = base;
		}
		pileup->alleles[kept++] = *allele;
	}
	pileup->allele_count = kept;
	if (kept > 1)
		qsort(pileup->alleles, kept, sizeof(AlkresAllele), compare_alleles);
}

void
alkres_pileup_tell(AlkresPileup *pileup, int64_t offset, const char *bases, size_t length)
{
	bool told = false;

	for (size_t i = 0; i < length; i++, offset++)
	{
		int64_t at = offset + ALKRES_HALO;

		if (at < 0 || at >= (int64_t) sizeof(pileup->reference) || pileup->reference[at] != 'N' ||
			bases[i] == 'N')
			continue;
		pileup->reference[at] = bases[i];
		pileup->told[at] = 1;
		told = true;
	}
	if (told)
		name_alleles(pileup);
}

void
alkres_pileup_tell_genes(AlkresPileup *pileup)
{
	char bases[sizeof(pileup->reference)];
	uint32_t start = alkres_pileup_start(pileup);
	size_t before = start > ALKRES_HALO ? ALKRES_HALO : 0, length = sizeof(bases) - ALKRES_HALO;

	if (pileup->contig.assembly == ALKRES_ASSEMBLY_NAMED ||
		memchr(pileup->reference, 'N', sizeof(pileup->reference)) == NULL)
		return;
	memset(bases, 'N', sizeof(bases));
	alkres_gene_reference(pileup->contig.contig, pileup->contig.assembly == ALKRES_ASSEMBLY_GRCH37,
						  start - (uint32_t) before, (uint32_t) (length + before), bases);
	alkres_pileup_tell(pileup, -(int64_t) before, bases, length + before);
}

bool
alkres_pileup_was_unknown(const AlkresPileup *pileup, int64_t offset, size_t length)
{
	for (size_t i = 0; i < length; i++)
	{
		int64_t at = offset + (int64_t) i;

		if (at >= 0 && at < ALKRES_BLOCK_SIZE &&
			(pileup->told[ALKRES_HALO + at] || pileup->reference[ALKRES_HALO + at] == 'N'))
			return true;
	}
	return false;
}
