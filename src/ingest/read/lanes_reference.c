/* lanes_reference.c: is the reference that is named the one of the header?  By lengths and
 * checksums of its contigs. */
#include "postgres.h"

#include "ingest/read/lanes.h"
#include "ingest/reference/dictionary.h"

/* A contig's checksum needs all of it; a longer one is a chromosome, of which only what is under
 * the reads is ever read. */
#define CHECKED_BASES_MAX 16777216

/* The checksum of a long contig stands in the dictionary beside the file, where there is one. */
static void
compare_dictionary(const AlkresLanes *lanes, const AlkresContig *contig, int64 length,
				   const char *path, const char *aligned)
{
	char *dictionary, *found = alkres_dictionary_md5(path, contig, length, &dictionary);

	if (found != NULL && pg_strcasecmp(aligned, found) != 0)
		ereport(
			ERROR, errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
			errmsg("the reads of %s are aligned to another reference", alkres_lanes_what(lanes)),
			errdetail("The checksum (M5) of contig %s is %s in its header, %s in the dictionary "
					  "\"%s\" beside the FASTA file.",
					  contig->contig_name, aligned, found, dictionary),
			errhint("Name the FASTA file that the reads were aligned to as reference; if the "
					"dictionary is of another one, \"samtools dict\" makes it again."));
}

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
	if (!alkres_bam_header_md5(header, number, sums[0]))
		return;
	if (found > CHECKED_BASES_MAX)
	{
		compare_dictionary(lanes, contig, found, path, sums[0]);
		return;
	}
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
