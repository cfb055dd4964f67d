/*
 * assembly.h: the two human assemblies that have codes, GRCh37 and GRCh38: by what names they go,
 * and the lengths and accessions of their chromosomes.
 */
#ifndef ALKRES_CORE_VARIANT_ASSEMBLY_H
#define ALKRES_CORE_VARIANT_ASSEMBLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ALKRES_ASSEMBLY_GRCH37 1
#define ALKRES_ASSEMBLY_GRCH38 2
#define ALKRES_ASSEMBLY_NAMED 3 /* every other one */
#define ALKRES_CHROMOSOMES 25   /* 1-22, X, Y, M */

/*
 * The code of an assembly by any of its names, whatever their case: GRCh38, hg38, b38, hs38,
 * hs38DH; GRCh37, hg19, b37, hs37, hs37d5, g1k_v37, human_g1k_v37, NCBI37; GRCh and
 * hg also with the number of a patch (GRCh38.p14), which adds sequences and leaves the chromosomes
 * as they are.
 */
extern uint8_t alkres_assembly_code(const char *text, size_t length);
/* The canonical name of a code, NULL for ALKRES_ASSEMBLY_NAMED. */
extern const char *alkres_assembly_name(int assembly);

/* The chromosome's code, 1-25, by its name ("2", "chr2", "MT"); 0 for a name without one, -1 for a
 * number that is no human chromosome. */
extern int alkres_chromosome_code(const char *text, size_t length);

/* What a name says when it is read as an accession of RefSeq or GenBank. */
typedef enum AlkresAccession
{
	ALKRES_NO_ACCESSION,     /* of no human chromosome */
	ALKRES_ACCESSION,        /* of a chromosome */
	ALKRES_ACCESSION_UNKNOWN /* of a chromosome, in no version or one of neither assembly */
} AlkresAccession;

/*
 * Read NC_000002.12 or CM000664.2.  *chromosome is 1-25, *assembly a code, or 0 for the
 * mitochondrion (NC_012920.1, J01415.2), which is the same sequence in both.
 */
extern AlkresAccession alkres_chromosome_accession(const char *text, size_t length, int *assembly,
												   int *chromosome);

#define ALKRES_REFSEQ_SIZE 16

/* Its accession of RefSeq, NC_000002.12; false for chrM of GRCh37, which may be either of two
 * sequences, and for another assembly. */
extern bool alkres_chromosome_refseq(int assembly, int chromosome, char out[ALKRES_REFSEQ_SIZE]);

/*
 * Has the chromosome so many bases in the assembly?  Lengths are those of the assemblies' first
 * releases, which no patch changes; chrM of GRCh37 may be the older sequence of hg19 too.
 */
extern bool alkres_chromosome_has_length(int assembly, int chromosome, int64_t length);
/* Its length; 0 without one. */
extern int64_t alkres_chromosome_length(int assembly, int chromosome);

#endif
