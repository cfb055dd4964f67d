/* The reference stretches, the panel's targets, and the changes that may be planted. */
#ifndef SIM_REFERENCE_H
#define SIM_REFERENCE_H

#include <stdio.h>

#define ASSEMBLY "GRCh38"

/* Positions are 1-based on the plus strand, ends included.  No two stretches share one, whatever
 * their contigs: a position alone says where it is. */
typedef struct
{
	char contig[8];
	int start, end;
	char *bases;
} Stretch;

typedef struct
{
	int start, end;
	char name[24];
} Target;

typedef struct
{
	int position;
	char ref[8], alt[8];
	char mutation[24]; /* "ALK L1196M", empty for a silent change */
	char hgvs[24];
	int common; /* a SNP of many people, not a private one */
} Change;

typedef struct
{
	Stretch stretches[16];
	int n_stretches;
	Target targets[16];
	int n_targets;
	Change mutations[64];
	int n_mutations;
	Change silent[256];
	int n_silent;
} Reference;

/* Reads the FASTA file and, from its folder, bypass_hg38.fa, mutations.tsv and silent.tsv; dies on
 * any fault. */
void reference_load(Reference *ref, const char *fasta);
/* The stretch that holds the position, NULL where none does. */
const Stretch *reference_at(const Reference *ref, int position);
/* The contig of a position that a stretch holds */
const char *reference_contig(const Reference *ref, int position);
/* The first change named so ("ALK L1196M"), or with this HGVS c. name; dies when there is none. */
const Change *reference_mutation(const Reference *ref, const char *name);
void reference_write_targets(const Reference *ref, const char *folder);

/* Small helpers of everybody */
void die(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));
void *must_allocate(size_t size);
FILE *must_open(const char *folder, const char *name, const char *mode);
void must_close(FILE *file, const char *name);

#endif
