/* sequence.c: reference bases that are compiled in. */
#include "core/variant/sequence.h"

#include "core/gene/alk_model.h"
#include "core/base/nucleotide.h"

char
alkres_compiled_base(void *source, const AlkresContig *contig, int64_t position)
{
	if (contig->contig != alkres_alk_blocks[0].contig || contig->assembly == ALKRES_ASSEMBLY_NAMED)
		return 0;
	if (contig->assembly == ALKRES_ASSEMBLY_GRCH37)
		position -= ALKRES_ALK_GRCH37_SHIFT;
	for (size_t i = 0; i < alkres_alk_block_count; i++)
	{
		const AlkresGeneBlock *exon = &alkres_alk_blocks[i];

		/* The model is written along the transcript, on the minus strand. */
		if (position >= exon->start - exon->flank && position <= exon->end + exon->flank)
			return alkres_base_complement(exon->sequence[exon->end + exon->flank - position]);
	}
	return 0;
}

bool
alkres_bases_check(const AlkresContig *contig, int64_t position, const char *bases, size_t length,
				   AlkresBaseAt base_at, void *source, AlkresError *error)
{
	for (size_t i = 0; i < length; i++)
	{
		char expected = base_at(source, contig, position + (int64_t) i), given = bases[i];

		if (given >= 'a' && given <= 'z')
			given = (char) (given - 'a' + 'A');
		if (expected == 0 || expected == 'N' || given == 'N' || expected == given)
			continue;
		alkres_fail(error, ALKRES_BAD_PARAMETER, "reference base at %s:%s:%lld is %c, not %c",
					contig->assembly_name, contig->contig_name, (long long) position + (int) i,
					expected, given);
		return alkres_hint(error, "Alleles are those of the plus strand, and positions 1-based.  "
								  "Check the assembly too.");
	}
	return true;
}
