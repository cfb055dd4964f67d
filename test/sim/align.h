/* A read's alignment as its molecule has it: CIGAR, MD, NM.  Helpers of both simulators. */
#ifndef SIM_ALIGN_H
#define SIM_ALIGN_H

#include "reference.h"

#include <stdint.h>

#define MAX_READ 200

typedef struct
{
	int n; /* bases */
	char bases[MAX_READ], qualities[MAX_READ];
	int positions[MAX_READ]; /* on the reference, 0 of an inserted base */
	int first, last;         /* of the aligned part, on the reference */
	int n_cigar, mismatches;
	uint32_t cigar[16];
	char md[512];
} Read;

/* Fills what stands behind the positions.  Gapped: where an indel may be in it; one within 5 bases
 * of an end is clipped. */
void read_align(Read *r, const Stretch *s, int gapped);

#endif
