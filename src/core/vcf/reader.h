/*
 * reader.h: the records of a VCF or BCF file, one after the other, each checked.
 *
 * The bytes come decompressed from a source.  Memory is of alkres_alloc, in the context that is
 * current when the reader is opened and read.
 */
#ifndef ALKRES_CORE_VCF_READER_H
#define ALKRES_CORE_VCF_READER_H

#include "core/text/text_buffer.h"
#include "core/vcf/record.h"

/* Where bytes come from: at most length of them, 0 at the end, -1 with *error. */
typedef struct AlkresVcfSource
{
	int64_t (*read)(void *context, char *out, size_t length, AlkresError *error);
	void *context;
	bool proves_end; /* what is read cannot break off unseen; else the last line must be whole */
} AlkresVcfSource;

/* In bytes, above which a file is refused with ALKRES_LIMIT; hints name their settings. */
typedef struct AlkresVcfLimits
{
	size_t record_size;         /* alkres.max_record_size */
	size_t header_size;         /* alkres.max_header_size */
	uint64_t decompressed_size; /* alkres.max_decompressed_size */
} AlkresVcfLimits;

typedef struct AlkresVcf
{
	AlkresVcfHeader header;
	AlkresVcfRecord record; /* the last one read */
	bool is_bcf;

	/* private */
	AlkresVcfSource source;
	AlkresVcfLimits limits;
	const char *what;
	char *buffer;
	size_t start, end, capacity; /* of what is read and not yet used */
	uint64_t taken;              /* bytes from the source */
	bool ended;
	bool moved;            /* alkres_vcf_move was called */
	AlkresTextBuffer line; /* of a record of BCF */
} AlkresVcf;

/*
 * Begin to read: the header.  what names the file in messages and must outlive the reader.  False
 * with *error: ALKRES_BAD_FILE for what is neither VCF nor BCF 2, and as alkres_vcf_header_parse.
 */
extern bool alkres_vcf_open(AlkresVcf *vcf, const char *what, const AlkresVcfSource *source,
							const AlkresVcfLimits *limits, bool is_strict, AlkresError *error);
/* The next record, valid until the next call: 1; 0 at the end; -1 with *error. */
extern int alkres_vcf_next(AlkresVcf *vcf, AlkresError *error);

/* Bytes that were read and belong to none of the records so far. */
extern size_t alkres_vcf_unused(const AlkresVcf *vcf);
/* The source goes on at a record elsewhere: what is not used yet is dropped, and numbers of records
 * are not known from here on. */
extern void alkres_vcf_move(AlkresVcf *vcf);

#endif
