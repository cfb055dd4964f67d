/*
 * bcf.h: a record of a BCF file as the line that VCF would have in its place, so that both are read
 * by the same rules.
 *
 * htslib's own reader is not used: it is known to read and write beyond its memory on damaged files
 * (samtools/htslib issues 539, 540, 594), and asserts end the process, which here is a session of
 * the server.  Every length is checked against the bytes that are there.
 */
#ifndef ALKRES_CORE_VCF_BCF_H
#define ALKRES_CORE_VCF_BCF_H

#include "core/text/text_buffer.h"
#include "core/vcf/record.h"

/* The lengths at the front of each record: of what all samples share, and of what is each one's. */
#define ALKRES_BCF_LENGTHS 8

/*
 * Append the line, not terminated; record is for errors, and its header tells what numbers mean.
 * False with *error: ALKRES_CORRUPT with the field, ALKRES_LIMIT for a line above most bytes.
 */
extern bool alkres_bcf_line(AlkresTextBuffer *line, const AlkresVcfRecord *record,
							const uint8_t *shared, size_t shared_length, const uint8_t *individual,
							size_t individual_length, size_t most, AlkresError *error);

/* A little-endian number of 4 bytes. */
static inline uint32_t
alkres_bcf_u32(const uint8_t *bytes)
{
	return (uint32_t) bytes[0] | (uint32_t) bytes[1] << 8 | (uint32_t) bytes[2] << 16 |
		   (uint32_t) bytes[3] << 24;
}

#endif
