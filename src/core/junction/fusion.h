/* fusion.h: what a junction means: exons that are joined, the frame, the name. */
#ifndef ALKRES_CORE_JUNCTION_FUSION_H
#define ALKRES_CORE_JUNCTION_FUSION_H

#include "core/junction/junction.h"

typedef enum AlkresFrame
{
	ALKRES_FRAME_NOT_KNOWN,
	ALKRES_FRAME_KEPT,
	ALKRES_FRAME_LOST,
} AlkresFrame;

typedef struct AlkresFusion
{
	int partner_exon; /* 0: not known */
	int kinase_exon;
	AlkresFrame frame;
	char exons[24]; /* E13;A20, "" when not known */
	char name[48];  /* EML4-ALK v1 */
} AlkresFusion;

extern void alkres_fusion_describe(AlkresFusion *fusion, const AlkresJunction *junction);

#endif
