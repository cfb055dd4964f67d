/* gene.c: places of junctions in ALK and in the genes it is fused with. */
#include "core/junction/gene.h"

#include <string.h>

static int32_t
shift(const AlkresContig *contig, const AlkresFusionExon *exon)
{
	return contig->assembly == ALKRES_ASSEMBLY_GRCH37 ? exon->grch37_shift : 0;
}

static bool
has_models(const AlkresContig *contig)
{
	return contig->assembly == ALKRES_ASSEMBLY_GRCH37 || contig->assembly == ALKRES_ASSEMBLY_GRCH38;
}

AlkresSpan
alkres_fusion_gene_span(const AlkresFusionGene *gene, int assembly)
{
	bool old = assembly == ALKRES_ASSEMBLY_GRCH37;
	const AlkresFusionExon *low, *high;

	if (gene->exon_count == 0)
		return (AlkresSpan){gene->places[old ? 0 : 1].start, gene->places[old ? 0 : 1].end};
	low = &gene->exons[gene->minus ? gene->exon_count - 1 : 0];
	high = &gene->exons[gene->minus ? 0 : gene->exon_count - 1];
	return (AlkresSpan){low->start + (old ? low->grch37_shift : 0),
						high->end + (old ? high->grch37_shift : 0)};
}

AlkresSpan
alkres_fusion_breakpoints(int assembly)
{
	const AlkresFusionExon *exon = &alkres_fusion_kinase.exons[ALKRES_FUSION_EXON - 1];
	AlkresSpan span = alkres_fusion_gene_span(&alkres_fusion_kinase, assembly);

	span.start = exon->start + (assembly == ALKRES_ASSEMBLY_GRCH37 ? exon->grch37_shift : 0);
	return span;
}

AlkresSpan
alkres_fusion_intron(int assembly)
{
	const AlkresFusionExon *exons = alkres_fusion_kinase.exons;
	int32_t old = assembly == ALKRES_ASSEMBLY_GRCH37 ? exons[0].grch37_shift : 0;

	return (AlkresSpan){exons[ALKRES_FUSION_EXON - 1].end + 1 + old,
						exons[ALKRES_FUSION_EXON - 2].start - 1 + old};
}

bool
alkres_in_fusion_kinase(const AlkresContig *contig, int64_t position)
{
	AlkresSpan span;

	if (!has_models(contig) || contig->contig != alkres_fusion_kinase.contig)
		return false;
	span = alkres_fusion_breakpoints(contig->assembly);
	return position >= span.start && position <= span.end;
}

const AlkresFusionGene *
alkres_fusion_partner_at(const AlkresContig *contig, int64_t position)
{
	if (!has_models(contig))
		return NULL;
	for (int i = 0; i < alkres_fusion_partner_count; i++)
	{
		const AlkresFusionGene *gene = &alkres_fusion_partners[i];
		AlkresSpan span = alkres_fusion_gene_span(gene, contig->assembly);

		if (gene->contig == contig->contig && position >= span.start && position <= span.end)
			return gene;
	}
	return NULL;
}

const AlkresFusionGene *
alkres_fusion_partner_named(const char *name)
{
	for (int i = 0; i < alkres_fusion_partner_count; i++)
		if (strcmp(alkres_fusion_partners[i].name, name) == 0)
			return &alkres_fusion_partners[i];
	return NULL;
}

AlkresExonPlace
alkres_fusion_exon(const AlkresFusionGene *gene, const AlkresBreakpoint *breakpoint, bool keeps_5)
{
	AlkresExonPlace place = {.frame = ALKRES_FRAME_UNKNOWN};
	int64_t at = breakpoint->position;

	for (int i = 0; i < gene->exon_count; i++)
	{
		const AlkresFusionExon *exon = &gene->exons[i];
		int64_t start = exon->start + shift(breakpoint->contig, exon);
		int64_t end = exon->end + shift(breakpoint->contig, exon);

		if (at >= start && at <= end)
		{
			/* A break right at an exon's edge leaves it whole. */
			int64_t edge = breakpoint->kept_right ? start : end;

			place.number = i + 1;
			place.frame = exon->frame;
			place.is_broken = at != edge;
			return place;
		}
		if (gene->minus ? start > at : end < at)
			place.number = i + 1;
	}
	/* The last exon before it; what is kept behind begins with the next. */
	if (!keeps_5)
		place.number = place.number < gene->exon_count ? place.number + 1 : 0;
	if (place.number > 0)
		place.frame = gene->exons[place.number - 1].frame;
	return place;
}
