/* The simulator of a UMI panel: one library of cfDNA, its PCR families as a BAM file, its truth. */
#ifndef SIM_PANEL_H
#define SIM_PANEL_H

#include "../align.h"
#include "../random.h"

#include <htslib/sam.h>

#define FLANK 600 /* of a target; more than the longest fragment */
#define MAX_FRAGMENT 400
#define MIN_FRAGMENT 60
#define MAX_INDEL 12
#define MAX_BASES (MAX_FRAGMENT + 16 * MAX_INDEL)
#define MAX_VAFS 32

enum
{
	UMI_DUPLEX,
	UMI_SINGLE,
	UMI_NONE
};

enum
{
	PLACE_RX,
	PLACE_NAME,
	PLACE_MI
};

typedef struct
{
	const char *out, *truth, *bed, *fasta, *sites; /* written; all but the first may be NULL */
	const char *reference, *targets_bed;           /* NULL: a random reference */
	uint64_t panel_seed, plant_seed, seed;
	int targets, target_length, molecules, depth, read_length;
	int umi, place, umi_length, full_qualities, compression;
	int snvs, mnvs, indels, delins, germline, imbalanced, n_vafs, troubles;
	double vafs[MAX_VAFS];
	double umi_error, one_strand, family_shape;
	double damage, pcr, both_strands, slips, site_spread, hot_share, hot_factor, strand_sites;
} Options;

/* One planted change.  Alleles as in a VCF, left-aligned. */
typedef struct
{
	int position;
	char ref[MAX_INDEL + 2], alt[MAX_INDEL + 2];
	const char *kind;
	double vaf;
	int covering, with, both, only[2]; /* molecules; strands: 0 F1R2, 1 F2R1 */
	int fragments[2];                  /* with it, by strand */
} Planted;

/* A repeat that loses or gains a unit at times. */
typedef struct
{
	int position; /* of the base before it */
	int unit;     /* bases of a unit */
	float hazard; /* of all runs before; while they are gathered, its own */
} Run;

/* What is wrong with a target's reads, of those that lie over a position. */
enum
{
	TROUBLE_NONE,
	TROUBLE_PARALOGUE, /* a share of the molecules is of another place, which they fit as well */
	TROUBLE_ADAPTER,   /* a share of them runs into adapter */
	TROUBLE_DIRECTION, /* a share of the reads of one direction says another base */
	TROUBLE_REPEAT,    /* repeats of units of one to six bases, which slip */
	TROUBLE_AWAY,      /* nothing: what the others are compared with */
	TROUBLES = TROUBLE_AWAY
};

typedef struct
{
	int kind, position, reverse;
	double share;
	char base;
	uint32_t salt;
} Trouble;

/* What damages one strand of a share of the molecules at one place. */
typedef struct
{
	int position, bottom;
	char base;
	double share;
} Lesion;

/* A target with its flanks.  Arrays go by the offset from the stretch's start, the cumulative ones
 * hold the expected events of all positions before. */
typedef struct
{
	int tid, start, end;
	Stretch stretch;
	float *factor[4];         /* of an error to A, C, G, T, over the mean of all positions */
	float *mean_factor;       /* of the three errors that the position may have */
	float *damage[2], *other; /* cumulative: lesions of each strand; mean_factor */
	Run *runs;
	int n_runs;
	Planted *planted; /* ascending */
	int n_planted;
	Trouble trouble;
	Lesion *lesions; /* ascending */
	int n_lesions;
} PanelTarget;

typedef struct
{
	const Options *options;
	int n_contigs, n_targets;
	char **contigs;
	int *lengths;
	char *synthetic; /* the random contig; NULL where a FASTA file was given */
	PanelTarget *targets;
} Panel;

/* design.c: what is the same in all libraries of a panel */
Panel *panel_new(const Options *options);
void panel_write_bed(const Panel *panel);
void panel_write_fasta(const Panel *panel);
void panel_write_sites(const Panel *panel);
int base_code(char base);

/* plant.c */
void plant(Panel *panel);
void plant_write_truth(const Panel *panel);

/* One strand of a molecule, or a copy of it, in the letters of the plus strand. */
typedef struct
{
	int n, gapped;
	char bases[MAX_BASES];
	int positions[MAX_BASES]; /* 0 of an inserted base */
} Strand;

/* A change that arose in PCR: a share of the copies has it. */
typedef struct
{
	int position;
	double share;
	char base; /* '+' and '-': a slip of the repeat behind the position */
	int unit;  /* of a slip: bases */
} PcrError;

/* damage.c */
void damage_strand(const Options *o, const PanelTarget *t, Rng *rng, int bottom, Strand *s);
/* What both strands have that the molecule did not. */
void damage_both(const Options *o, const PanelTarget *t, Rng *rng, Strand *s);
int pcr_errors(const Options *o, const PanelTarget *t, Rng *rng, const Strand *s, PcrError *errors,
			   int capacity);
void pcr_apply(const PcrError *error, Strand *s);

/* sequencing.c */
typedef struct Sequencer Sequencer;
Sequencer *sequencer_new(const Options *options);
void sequence_read(const Sequencer *q, const PanelTarget *t, Rng *rng, const Strand *s, int reverse,
				   Read *r);

/* troubles.c */
void troubles_plan(Panel *panel);
/* Repeats for the targets whose trouble they are. */
void troubles_write_repeats(Panel *panel);
/* Does a molecule belong elsewhere?  Then it is changed. */
int trouble_molecule(const PanelTarget *t, Rng *rng, Strand *plus);
void trouble_read(const PanelTarget *t, Rng *rng, int stray, int reverse, int gapped, Read *r);
int trouble_mapq(const PanelTarget *t, int stray, int mapq);
/* Its tags AS and XS. */
void trouble_tags(const PanelTarget *t, Rng *rng, int stray, const Read *r, int32_t *here,
				  int32_t *elsewhere);

/* library.c */
typedef struct
{
	long molecules, fragments;
} Made;
Made library_write(Panel *panel);

#endif
