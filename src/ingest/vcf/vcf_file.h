/*
 * vcf_file.h: a VCF or BCF file, opened and checked: its header against the assembly, and for each
 * record its contig and the bases of the reference that are known.
 *
 * Functions here throw (ereport).
 */
#ifndef ALKRES_INGEST_VCF_VCF_FILE_H
#define ALKRES_INGEST_VCF_VCF_FILE_H

#include "postgres.h"

#include "core/variant/contig.h"
#include "core/vcf/reader.h"
#include "ingest/file/origin.h"

typedef struct AlkresVcfFile AlkresVcfFile;

/*
 * Open, and read the header; the file is closed when the current memory context is reset, in which
 * everything lives.  22P04, XX001 and 54000 as core and hts say.
 */
extern AlkresVcfFile *alkres_vcf_file_open(const AlkresOrigin *origin, bool is_strict);
extern const AlkresVcfHeader *alkres_vcf_file_header(const AlkresVcfFile *file);
extern bool alkres_vcf_file_is_bcf(const AlkresVcfFile *file);
extern const char *alkres_vcf_file_what(const AlkresVcfFile *file);
/* The assembly that is named (may be NULL) or that the header settles; NULL when it does not tell.
 * 22023 when they contradict each other. */
extern const char *alkres_vcf_file_assembly(const AlkresVcfFile *file, const char *named);
/* The same; 22023 when neither tells. */
extern const char *alkres_vcf_file_needs_assembly(const AlkresVcfFile *file, const char *named);

/* From now on, records lie on the assembly; reference is a FASTA file on the server, or NULL. */
extern void alkres_vcf_file_start(AlkresVcfFile *file, const char *assembly, const char *reference);
/* The next record with its contig; NULL at the end.  To be called in the context of the opening. */
extern const AlkresVcfRecord *alkres_vcf_file_next(AlkresVcfFile *file,
												   const AlkresContig **contig);
/* The reference's bases: an AlkresBaseAt of the file. */
extern char alkres_vcf_file_base(void *file, const AlkresContig *contig, int64_t position);

#endif
