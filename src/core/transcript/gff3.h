/*
 * gff3.h: the transcripts of a GFF3 file, as Ensembl, GENCODE and RefSeq write it.
 *
 * Lines are given one after the other, in any order.  A transcript is what a CDS names as its
 * parent; its exons name the same parent, its gene is its own parent.  Memory is of alkres_alloc.
 */
#ifndef ALKRES_CORE_TRANSCRIPT_GFF3_H
#define ALKRES_CORE_TRANSCRIPT_GFF3_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/transcript/gene_model.h"

/* Features that bear an ID or are a parent; more is ALKRES_LIMIT. */
#define ALKRES_GFF_FEATURES_MAX 5000000

/* Words by which files mark a gene's transcript, the best first. */
typedef enum AlkresGffMark
{
	ALKRES_GFF_MANE = 1,
	ALKRES_GFF_CANONICAL = 2, /* Ensembl_canonical, RefSeq Select */
} AlkresGffMark;

typedef struct AlkresGffParts
{
	AlkresExon *parts;
	size_t count;
	size_t capacity;
} AlkresGffParts;

typedef struct AlkresGffFeature
{
	char *id;
	char *parent;     /* ID; NULL */
	char *gene;       /* symbol that it names, itself or, for a gene, by Name; NULL */
	char *transcript; /* accession with version; NULL */
	int marks;        /* of AlkresGffMark */
	/* Of its parts, as the first of them says; */
	char *contig;
	bool minus;
	AlkresGffParts exons;
	AlkresGffParts coding;
	int first_phase;   /* of the coding part that is first in the transcript */
	const char *fault; /* why its parts cannot be a transcript; NULL */
} AlkresGffFeature;

typedef struct AlkresGff
{
	const char *what; /* names the file in messages */
	AlkresGffFeature *features;
	size_t count;
	bool is_over; /* a sequence follows: ##FASTA */

	/* private */
	size_t capacity;
	uint32_t *places; /* of features, by the hash of their ID; 0 none, else one more */
	size_t place_count;
} AlkresGff;

/* A transcript of the file. */
typedef struct AlkresGffTranscript
{
	const char *gene; /* NULL when none is named */
	const char *name;
	const char *contig;
	bool minus;
	int marks;
	AlkresExon *exons; /* in the order of the genome */
	size_t exon_count;
	uint32_t coding_start;
	uint32_t coding_end;
	uint32_t coding_length;
	const char *fault; /* why it can be no gene model; NULL */
} AlkresGffTranscript;

/*
 * Take a line, without its end and terminated, which is changed.  False with *error:
 * ALKRES_BAD_FILE with line and field, ALKRES_LIMIT.
 */
extern bool alkres_gff_line(AlkresGff *gff, char *line, uint64_t number, AlkresError *error);
/* After the last line: is the feature a transcript with a coding sequence?  Then as one. */
extern bool alkres_gff_transcript(AlkresGffTranscript *transcript, AlkresGff *gff, size_t feature);
/*
 * Which of two transcripts of a gene stands for it: negative for a, positive for b: MANE Select,
 * then what Ensembl or RefSeq calls canonical, then the longest coding sequence, then the first
 * name.
 */
extern int alkres_gff_prefer(const AlkresGffTranscript *a, const AlkresGffTranscript *b);

#endif
