/* fusion.c: what a junction means: exons that are joined, the frame, the name. */
#include "core/junction/fusion.h"

#include <stdio.h>

/*
 * Of a balanced event the other junction is told when it alone was seen: it lies near the one that
 * drives, so that its breakpoints name the same exons.
 */
static AlkresBreakpoint
turned(const AlkresBreakpoint *breakpoint, bool turn)
{
	AlkresBreakpoint other = *breakpoint;

	if (turn)
		other.kept_right = !other.kept_right;
	return other;
}

void
alkres_fusion_describe(AlkresFusion *fusion, const AlkresJunction *junction)
{
	AlkresJunctionSense sense = alkres_junction_sense(junction);
	bool turn = sense == ALKRES_SENSE_RECIPROCAL;
	AlkresBreakpoint kinase = turned(&junction->kinase, turn);
	AlkresBreakpoint partner = turned(&junction->partner, turn);
	const char *name = junction->gene == NULL ? NULL : junction->gene->name, *variant = NULL;
	AlkresExonPlace here, there;

	*fusion = (AlkresFusion){0};
	here = alkres_fusion_exon(&alkres_fusion_kinase, &kinase, false);
	fusion->kinase_exon = here.number;
	snprintf(fusion->name, sizeof(fusion->name), "%s%s%s", name == NULL ? "" : name,
			 name == NULL ? "" : "-", alkres_fusion_kinase.name);
	if (name == NULL || sense == ALKRES_SENSE_OTHER)
		return;
	there = alkres_fusion_exon(junction->gene, &partner, true);
	if (!junction->is_precise)
	{
		/* Wherever it lies the exons are the same, or they are not known. */
		partner.position = junction->partner_end;
		if (alkres_fusion_exon(junction->gene, &partner, true).number != there.number)
			return;
	}
	fusion->partner_exon = there.number;
	if (here.number == 0 || there.number == 0)
		return;
	snprintf(fusion->exons, sizeof(fusion->exons), "%c%d;%c%d", name[0], there.number,
			 alkres_fusion_kinase.name[0], here.number);
	if (here.is_broken || there.is_broken)
		return;
	if (here.frame >= 0 && there.frame >= 0)
		fusion->frame = here.frame == there.frame ? ALKRES_FRAME_KEPT : ALKRES_FRAME_LOST;
	variant = alkres_fusion_variant(junction->gene, there.number, here.number, partner.position,
									partner.contig->assembly == ALKRES_ASSEMBLY_GRCH37);
	if (variant != NULL)
		snprintf(fusion->name, sizeof(fusion->name), "%s-%s %s", name, alkres_fusion_kinase.name,
				 variant);
}
