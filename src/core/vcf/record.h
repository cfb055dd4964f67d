/*
 * record.h: a record of a VCF file: its line taken apart and checked.
 *
 * Everything points into the line, which is changed.  "." is a missing value everywhere: NULL here.
 */
#ifndef ALKRES_CORE_VCF_RECORD_H
#define ALKRES_CORE_VCF_RECORD_H

#include "core/vcf/header.h"

/* Alternative alleles of a record; more is ALKRES_LIMIT. */
#define ALKRES_VCF_ALLELES_MAX 500

typedef struct AlkresVcfField
{
	const char *key;
	const char *value;       /* of INFO; NULL for a flag or a missing value */
	bool is_flag;            /* there is no "=" */
	const AlkresVcfTag *tag; /* NULL when it is not declared */
} AlkresVcfField;

typedef struct AlkresVcfRecord
{
	const AlkresVcfHeader *header;
	const char *unit; /* "line" or, of BCF, "record": what number counts */
	uint64_t number;  /* from 1; 0 where it is not known: what stands before was not all read */
	char place[80];   /* of such a one, "chr2:29220700" */
	bool is_strict;   /* tags and contigs must be declared */

	const char *contig;
	int64_t position; /* 1-based; 0 for a telomere */
	int64_t end;      /* of the last base of ref, or what END or SVLEN say */
	bool has_end;     /* one of them does */
	const char *id;   /* several are separated by ";" */
	char *ref;        /* upper case */
	char **alts;
	size_t alt_count; /* 0: only the reference */
	double quality;   /* NaN when missing */
	char **filters;   /* those that it failed */
	size_t filter_count;
	bool is_filtered; /* filters were applied; with no filter_count: passed */
	AlkresVcfField *info;
	size_t info_count;
	AlkresVcfField *formats; /* key and tag */
	size_t format_count;
	char **samples; /* header->sample_count of them, their fields separated by ":" */
	size_t sample_count;

	/* private */
	size_t alt_capacity, filter_capacity, info_capacity, format_capacity, sample_capacity;
} AlkresVcfRecord;

/*
 * Take a line apart, without its end and terminated; header, unit, number and is_strict are set,
 * the lists are used again.  False with *error: ALKRES_BAD_FILE with line, field, what was
 * expected and found; ALKRES_LIMIT.
 */
extern bool alkres_vcf_record_parse(AlkresVcfRecord *record, char *line, AlkresError *error);

/* Set an error (ALKRES_BAD_FILE) of a record: its place and the formatted text.  Always false. */
extern bool alkres_vcf_fail(const AlkresVcfRecord *record, AlkresError *error, const char *format,
							...) __attribute__((format(printf, 3, 4)));

/* How messages name a record: "line 12 of FILE", "the record at chr2:29220700 of FILE". */
#define ALKRES_VCF_SHOWN 400
extern const char *alkres_vcf_shown(const AlkresVcfRecord *record, char *out);

/* A value of INFO; NULL when it is not there or missing. */
extern const char *alkres_vcf_info(const AlkresVcfRecord *record, const char *key);
/* Is there such a key, be it a flag? */
extern bool alkres_vcf_has_info(const AlkresVcfRecord *record, const char *key);
/* The place of a key in FORMAT; -1 when it is not there. */
extern int alkres_vcf_format(const AlkresVcfRecord *record, const char *key);
/* A sample's value of the key at a place of FORMAT, not terminated; NULL when it is missing. */
extern const char *alkres_vcf_sample_value(const AlkresVcfRecord *record, size_t sample, int place,
										   size_t *length);

/*
 * The filters that a sample failed: those of the record and its own, FT.  A list from alkres_alloc
 * of count words, each its length; false where none were applied to it.
 */
typedef struct AlkresVcfWord
{
	const char *text; /* not terminated */
	size_t length;
} AlkresVcfWord;

extern bool alkres_vcf_sample_filters(const AlkresVcfRecord *record, size_t sample,
									  AlkresVcfWord **words, size_t *count);

#endif
