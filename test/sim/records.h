/* BAM records in memory, sorted and written; they are kept for the next lot. */
#ifndef SIM_RECORDS_H
#define SIM_RECORDS_H

#include <htslib/sam.h>

typedef struct
{
	bam1_t **records;
	int n, capacity;
} Records;

bam1_t *records_next(Records *set);
/* Writes them in the order of their positions, equal ones in that in which they were made, and
 * forgets them.  They are of one contig. */
void records_write(Records *set, samFile *file, const sam_hdr_t *header, const char *path);

#endif
