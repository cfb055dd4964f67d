/* cram_internal.h: what the files share that read CRAM through the program alkres-cram. */
#ifndef ALKRES_HTS_CRAM_INTERNAL_H
#define ALKRES_HTS_CRAM_INTERNAL_H

#include "hts/bam_internal.h"

#include <sys/types.h>

typedef struct AlkresCram
{
	int file;    /* the CRAM file */
	pid_t child; /* 0 when none runs */
	int pipe;    /* its messages; -1 without one */
	uint8_t head[ALKRES_CRAM_HEAD_SIZE];
	size_t head_length;
	uint8_t *body; /* of the message under way */
	size_t length; /* of the body, as its head says */
	size_t received;
	bool checked;
	bool ended;
	bool passed_over;
	char *sums; /* M5 of each contig, 32 bytes each; NULL when every slice proves its reference */
} AlkresCram;

/* What the program is given beside the file; -1: nothing. */
typedef struct AlkresCramInput
{
	int fasta, index, blocks;
	int windows;
} AlkresCramInput;

/* Start the program in a mode; one that runs is stopped before. */
extern bool alkres_cram_run(AlkresBam *bam, const char *mode, const AlkresCramInput *input,
							AlkresError *error);
/* Kill the other process, if there is one, and forget what it said; how it ended. */
extern int alkres_cram_stop(AlkresCram *cram);

#endif
