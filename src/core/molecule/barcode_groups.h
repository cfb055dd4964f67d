/*
 * barcode_groups.h: molecular barcodes that errors have made of one another: the directional method
 * of UMI-tools (Smith 2017; doc/molecules.md, section 3).
 */
#ifndef ALKRES_CORE_MOLECULE_BARCODE_GROUPS_H
#define ALKRES_CORE_MOLECULE_BARCODE_GROUPS_H

#include <stddef.h>
#include <stdint.h>

/* Between the two barcodes of a pair. */
#define ALKRES_BARCODE_JOINT '-'

typedef struct AlkresBarcodeGroup
{
	const char *text; /* not terminated */
	uint32_t length;
	uint32_t count;  /* fragments that bear it */
	uint32_t family; /* out: index of the group that its family starts with */
} AlkresBarcodeGroup;

/* Join groups to families.  The texts are distinct; the array is put into another order. */
extern void alkres_barcode_groups_join(AlkresBarcodeGroup *groups, uint32_t count);

#endif
