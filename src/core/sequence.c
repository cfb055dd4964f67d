/* sequence.c: reference bases that are compiled in. */
#include "core/sequence.h"

#include "core/alk_model.h"
#include "core/base.h"

char
alkres_compiled_base(void *source, const AlkresContig *contig, int64_t position)
{
	if (contig->contig != 2 || contig->assembly == ALKRES_ASSEMBLY_NAMED)
		return 0;
	if (contig->assembly == ALKRES_ASSEMBLY_GRCH37)
		position -= ALKRES_ALK_GRCH37_SHIFT;
	for (int i = 0; i < ALKRES_ALK_EXONS; i++)
	{
		const AlkresExon *exon = &alkres_alk_exons[i];

		/* The model is written along the transcript, on the minus strand. */
		if (position >= exon->start - ALKRES_ALK_FLANK && position <= exon->end + ALKRES_ALK_FLANK)
			return alkres_base_complement(exon->sequence[exon->end + ALKRES_ALK_FLANK - position]);
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
