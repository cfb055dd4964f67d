/*
 * vcf_windows.h: of a VCF or BCF file that has an index only what windows of its contigs need is
 * read.
 *
 * All records that begin in a window are read, and others beside them; that a record begins before
 * a window and reaches into it the index is believed.  Everything is malloc'ed.
 */
#ifndef ALKRES_HTS_VCF_WINDOWS_H
#define ALKRES_HTS_VCF_WINDOWS_H

#include "hts/file_index.h"
#include "hts/unpacked_file.h"

/* Positions of a contig by its number in the index, 1-based. */
typedef struct AlkresVcfWindow
{
	int32_t contig;
	uint32_t first;
	uint32_t last;
} AlkresVcfWindow;

typedef struct AlkresVcfWindows AlkresVcfWindows;

/* How a file is read with these windows. */
typedef struct AlkresVcfPlan
{
	AlkresUnpacked *file; /* compressed by BGZF */
	bool is_bcf;
	const char *const *names; /* of contigs, by their numbers; one may be NULL */
	int name_count;
	const AlkresVcfWindow *windows; /* in the order of the file, and apart from one another */
	int count;
} AlkresVcfPlan;

/*
 * Begin; what the plan points to must live as long.  The index belongs to the windows from the call
 * on, also when it fails: NULL with *error, ALKRES_BAD_FILE when it is not the file's, which is
 * read on.
 */
extern AlkresVcfWindows *alkres_vcf_windows_start(const AlkresVcfPlan *plan, AlkresFileIndex *index,
												  AlkresError *error);
extern void alkres_vcf_windows_free(AlkresVcfWindows *windows);

typedef enum AlkresVcfGoOn
{
	ALKRES_VCF_READ_ON,
	ALKRES_VCF_MOVED, /* the next byte that is read begins a record elsewhere */
	ALKRES_VCF_OVER,  /* nothing more is needed */
	ALKRES_VCF_LIES,  /* the index was found to be another file's; what was passed over is missed */
	ALKRES_VCF_FAILED
} AlkresVcfGoOn;

/* What is to be read behind a record (contig -1 in front of the first), of bytes that were read and
 * not used yet so many; position 1-based. */
extern AlkresVcfGoOn alkres_vcf_pass_over(AlkresVcfWindows *windows, size_t unused, int32_t contig,
										  int64_t position, AlkresError *error);
/* Was anything of the file not read? */
extern bool alkres_vcf_passed_over(const AlkresVcfWindows *windows);

#endif
