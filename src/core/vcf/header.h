/*
 * header.h: what the header of a VCF or BCF file declares: contigs, tags, samples, and for BCF the
 * numbers that stand for words and contigs in its records.
 */
#ifndef ALKRES_CORE_VCF_HEADER_H
#define ALKRES_CORE_VCF_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"

/* Declared tags of a header, contigs, and samples; more is ALKRES_LIMIT. */
#define ALKRES_VCF_TAGS_MAX 20000
#define ALKRES_VCF_CONTIGS_MAX 4000000
#define ALKRES_VCF_SAMPLES_MAX 100000

typedef enum AlkresVcfType
{
	ALKRES_VCF_STRING, /* also Character, and any type that is not known */
	ALKRES_VCF_INTEGER,
	ALKRES_VCF_FLOAT,
	ALKRES_VCF_FLAG
} AlkresVcfType;

typedef struct AlkresVcfTag
{
	const char *id;
	AlkresVcfType type;
	bool is_single;  /* Number=1: a value, not a list */
	char per_allele; /* 'A' one for each alternative allele, 'R' one more for the reference, 'G' one
					  * for each genotype; 0 otherwise */
	const char *description; /* NULL where there is none */
} AlkresVcfTag;

typedef struct AlkresVcfContig
{
	const char *name;
	int64_t length;       /* 0 where it is not said */
	const char *assembly; /* NULL where it is not said */
} AlkresVcfContig;

typedef struct AlkresVcfHeader
{
	const char *what;    /* names the file in messages */
	uint64_t lines;      /* of its text */
	const char *version; /* VCFv4.2 */
	const char *source;  /* the programs that wrote it, the first line that says so; NULL */
	const char *tumour;  /* the sample that a line says is the tumour, or its column's name; NULL */
	const char *normal;  /* likewise */
	AlkresVcfTag *info;  /* sorted by id */
	size_t info_count;
	AlkresVcfTag *formats; /* likewise */
	size_t format_count;
	AlkresVcfContig *contigs;
	size_t contig_count;
	char **samples;
	size_t sample_count;
	const char **words; /* of BCF, by number: filters and tags; NULL for a number without one */
	size_t word_count;
	const char **places; /* of BCF, by number: names of contigs */
	size_t place_count;

	/* private */
	size_t info_capacity, format_capacity, contig_capacity, sample_capacity, word_capacity,
		place_capacity;
} AlkresVcfHeader;

/*
 * Read a header's text, which is changed and must outlive *header; it ends with the line #CHROM.
 * False with *error: ALKRES_BAD_FILE with the line, ALKRES_UNSUPPORTED for versions before 4,
 * ALKRES_LIMIT.
 */
extern bool alkres_vcf_header_parse(AlkresVcfHeader *header, char *text, size_t length,
									const char *what, AlkresError *error);

/* A tag by its id among INFO or FORMAT; NULL when it is not declared. */
extern const AlkresVcfTag *alkres_vcf_tag(const AlkresVcfTag *tags, size_t count, const char *id);

#endif
