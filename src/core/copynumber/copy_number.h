/*
 * copy_number.h: the copies of genes from molecules per target (doc/copy_number.md).
 *
 * The log2 depth of a target, less that of the normals, is the sum of what all targets share, of a
 * curve in GC and a line in the edge (depth.h), of what its gene has, and of noise: of each target
 * the variance of counting and the spread between normals, times a factor phi of the library, and
 * of each gene what its targets share.  A gene is compared with all others that do not themselves
 * stand out, by generalized least squares.  Without normals the depths themselves are compared, and
 * what differs between targets for other reasons is in the noise.
 */
#ifndef ALKRES_CORE_COPYNUMBER_COPY_NUMBER_H
#define ALKRES_CORE_COPYNUMBER_COPY_NUMBER_H

#include "core/copynumber/copies.h"
#include "core/copynumber/normals.h"

/* Two-sided probability of a change in a gene that has none. */
#define ALKRES_COPY_FALSE 3e-4
/* So many genes, at the least, without a change of their own are compared with: with normals, and
 * without. */
#define ALKRES_COPY_OTHERS_WITH_NORMALS 3
#define ALKRES_COPY_OTHERS 5

typedef struct AlkresCopyTarget
{
	double log2_ratio; /* without what GC, edge and library make of it; NaN: it does not count */
	double variance;   /* of this library */
	double spread;     /* standard deviation between libraries, of normals; NaN without two */
	double molecules;  /* over a position */
	uint32_t group;    /* the gene, or behind the genes a cluster of targets of none */
} AlkresCopyTarget;

typedef struct AlkresCopyGene
{
	AlkresGeneRatio ratio;
	size_t targets;   /* that count */
	double molecules; /* mean over a position of them */
	double error;     /* standard error of log2_ratio */
	double freedom;   /* its degrees of freedom */
	bool stands_out;  /* so that others are not compared with it */
} AlkresCopyGene;

typedef struct AlkresCopyNumber
{
	int64_t normals;
	bool counts_reads;         /* then nothing else is said */
	size_t others;             /* genes and clusters that do not stand out */
	double phi;                /* what the noise of the library is, in that of the normals */
	double shared;             /* standard deviation that the targets of a gene share */
	AlkresCopyTarget *targets; /* as many as were given */
	AlkresCopyGene *groups;    /* the genes, then clusters */
	size_t group_count;
} AlkresCopyNumber;

/* Genes by their stretches; a target belongs to the first that it touches. */
extern void alkres_copy_number(AlkresCopyNumber *result, const AlkresRegion *targets, size_t count,
							   const int64_t *counts, const int64_t *normals,
							   const AlkresRegion *genes, size_t gene_count, double confidence);
extern void alkres_copy_number_free(AlkresCopyNumber *result);

#endif
