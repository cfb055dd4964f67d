/* vcf_regions.h: of a VCF or BCF file on the server that has an index only what regions need is
 * read.  Functions here throw (ereport). */
#ifndef ALKRES_INGEST_VCF_VCF_REGIONS_H
#define ALKRES_INGEST_VCF_VCF_REGIONS_H

#include "postgres.h"

#include "core/variant/region.h"
#include "core/vcf/reader.h"
#include "hts/vcf_windows.h"

typedef struct AlkresVcfRegions AlkresVcfRegions;

/*
 * Begin, in front of the first record of a file at a path whose records lie on an assembly.  NULL
 * when all is read: the file is not of bgzip, there is no index, or one that is not to be used,
 * which a notice says; ends of records may be of SVLEN, which indexes do not look at.  Lives in the
 * current memory context.
 */
extern AlkresVcfRegions *alkres_vcf_regions_start(const char *path, const char *what,
												  AlkresUnpacked *file, const AlkresVcf *vcf,
												  const char *assembly, const AlkresRegion *regions,
												  int count);
/* Before the next record is read: the reader is moved to it. */
extern AlkresVcfGoOn alkres_vcf_regions_pass_over(AlkresVcfRegions *regions, AlkresVcf *vcf);
/* Was anything not read so far? */
extern bool alkres_vcf_regions_passed_over(const AlkresVcfRegions *regions);
/* That all is read is said by a notice. */
extern void alkres_vcf_regions_refused(const char *what);

#endif
