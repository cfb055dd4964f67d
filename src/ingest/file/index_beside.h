/* index_beside.h: the index that lies beside a file on the server. */
#ifndef ALKRES_INGEST_FILE_INDEX_BESIDE_H
#define ALKRES_INGEST_FILE_INDEX_BESIDE_H

#include <sys/stat.h>

#include "hts/file_index.h"

/*
 * The index of a file at a path, whose state is given: "reads.bam.bai", or "reads.bai", of the
 * extensions in turn, which end with NULL.  One that is older than the file, broken or of another
 * file is not used, which a notice says; NULL then, and where there is none.  Throws for what the
 * path itself would throw, and 54000.  The index is malloc'ed: who calls gives it to who releases
 * it before anything can throw.
 */
extern AlkresFileIndex *alkres_index_beside(const char *path, const struct stat *file,
											const char *const *extensions);

/* The path of the one that would be read; NULL when none is there, or that is not to be read. */
extern char *alkres_index_path(const char *path, const struct stat *file,
							   const char *const *extensions);

/* The extensions of indexes of BAM files, of CRAM, VCF.gz and BCF files. */
extern const char *const alkres_bam_index_extensions[], *const alkres_cram_index_extensions[];
extern const char *const alkres_vcf_index_extensions[], *const alkres_bcf_index_extensions[];

/* Is there an index of a CRAM file?  That one is older is said by a notice.  It is not read: the
 * containers of the file say the same, and are looked through in no time. */
extern bool alkres_cram_index_beside(const char *path, const struct stat *file);

/* A notice: all of the file (in quotes, or however messages name it) was read; maker: "samtools" or
 * "bcftools". */
extern void alkres_index_notice(const char *index, const char *what, const char *why,
								const char *maker);

#endif
