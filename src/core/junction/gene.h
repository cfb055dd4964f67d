/* gene.h: places of junctions in ALK and in the genes it is fused with (gene/fusion_model.h). */
#ifndef ALKRES_CORE_JUNCTION_GENE_H
#define ALKRES_CORE_JUNCTION_GENE_H

#include "core/gene/fusion_model.h"
#include "core/junction/shown.h"

typedef struct AlkresSpan
{
	int64_t start;
	int64_t end;
} AlkresSpan;

/* Of GRCh37 or GRCh38: a gene from its first exon to its last; the part of ALK where a fusion can
 * break it (its kinase domain is kept whole); intron 19, where nearly all do. */
extern AlkresSpan alkres_fusion_gene_span(const AlkresFusionGene *gene, int assembly);
extern AlkresSpan alkres_fusion_breakpoints(int assembly);
extern AlkresSpan alkres_fusion_intron(int assembly);

extern bool alkres_in_fusion_kinase(const AlkresContig *contig, int64_t position);
/* The listed partner at a place, or of a name; NULL for none. */
extern const AlkresFusionGene *alkres_fusion_partner_at(const AlkresContig *contig,
														int64_t position);
extern const AlkresFusionGene *alkres_fusion_partner_named(const char *name);

typedef struct AlkresExonPlace
{
	int number;     /* 0: none is kept, or none is known */
	int frame;      /* as the exon's */
	bool is_broken; /* the breakpoint lies within it */
} AlkresExonPlace;

/* The last exon before a breakpoint (keeps_5: of a gene whose start is kept), or the first behind
 * it. */
extern AlkresExonPlace alkres_fusion_exon(const AlkresFusionGene *gene,
										  const AlkresBreakpoint *breakpoint, bool keeps_5);

#endif
