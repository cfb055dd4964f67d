/* lanes_reference.c: is the reference that is named the one of the header?  By lengths and
 * checksums of its contigs. */
#include "postgres.h"

#include "ingest/read/lanes.h"

/* A contig's checksum needs all of it; a longer one is a chromosome, of which only what is under
 * the reads is ever read. */
#define CHECKED_BASES_MAX 16777216

void
alkres_lanes_compare_reference(const AlkresLanes *lanes, int number, const AlkresContig *contig,
							   AlkresFasta *fasta, const char *path)
{
	const AlkresBam *header = alkres_lanes_first(lanes);
	int64 aligned = alkres_bam_contig_length(header, number);
	int64 found = alkres_fasta_length(fasta, contig);
	char sums[2][33];

	if (aligned != found)
		ereport(
			ERROR, errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
			errmsg("the reads of %s are aligned to another reference", alkres_lanes_what(lanes)),
			errdetail("Contig %s has %lld bases in its header, %lld in the FASTA file \"%s\".",
					  contig->contig_name, (long long) aligned, (long long) found, path),
			errhint("Name the FASTA file that the reads were aligned to as reference."));
	if (found > CHECKED_BASES_MAX || !alkres_bam_header_md5(header, number, sums[0]))
		return;
	alkres_fasta_md5(fasta, contig, sums[1]);
	if (pg_strcasecmp(sums[0], sums[1]) != 0)
		ereport(
			ERROR, errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
			errmsg("the reads of %s are aligned to another reference", alkres_lanes_what(lanes)),
			errdetail("The checksum (M5) of contig %s is %s in its header, %s in the FASTA "
					  "file \"%s\".",
					  contig->contig_name, sums[0], sums[1], path),
			errhint("Name the FASTA file that the reads were aligned to as reference."));
}
