/* notices.c: notices about the reads of a library. */
#include "ingest/fragment/notices.h"

#include "core/molecule/ends.h"
#include "ingest/read/fragment.h"

/* So many reads tell whether mates are missing. */
#define ALONE_READS 100

static void
notice_mates(const AlkresReadsFound *found)
{
	uint64 reads = found->alone + 2 * found->pairs;

	if (found->stale > 0)
		ereport(NOTICE,
				errmsg_plural("%llu pair of mates was joined by its name alone",
							  "%llu pairs of mates were joined by their names alone",
							  (unsigned long) found->stale, (unsigned long long) found->stale),
				errdetail("One of the mates does not say where the other one is, as where reads "
						  "were clipped or aligned anew."),
				errhint("\"samtools fixmate\" mends such files."));
	if (reads >= ALONE_READS && 5 * found->alone > reads)
		ereport(NOTICE,
				errmsg("%llu of %llu reads have no mate where they say that it is, nor near by",
					   (unsigned long long) found->alone, (unsigned long long) reads),
				errdetail("Each counts as a molecule. Their mates are missing, not counted, or "
						  "stand elsewhere."),
				errhint("If reads were clipped or aligned anew, \"samtools fixmate\" mends the "
						"file."));
}

static void
need_sequences(const AlkresReadsFound *found)
{
	if (found->without_sequence > 0 && found->used == 0)
		ereport(ERROR, errcode(ERRCODE_BAD_COPY_FILE_FORMAT), errmsg("the reads have no sequence"),
				errdetail("SEQ is \"*\" in all %llu reads that could be counted.",
						  (unsigned long long) found->without_sequence),
				errhint("Bases were left out when the file was written: read the one that the "
						"aligner wrote."));
}

void
alkres_reads_notices(const AlkresReadsFound *found)
{
	need_sequences(found);
	notice_mates(found);
	if (found->bad_md > 0)
		ereport(NOTICE,
				errmsg_plural("%llu MD tag does not fit its read and was not used",
							  "%llu MD tags do not fit their reads and were not used",
							  (unsigned long) found->bad_md, (unsigned long long) found->bad_md),
				errdetail("The reference is that of the FASTA file."),
				errhint("\"samtools calmd\" makes the tags again."));
	if (found->without_letters > 0)
		ereport(NOTICE,
				errmsg_plural("%llu read was dropped because its molecular barcode tells nothing",
							  "%llu reads were dropped because their molecular barcodes tell "
							  "nothing",
							  (unsigned long) found->without_letters,
							  (unsigned long long) found->without_letters),
				errdetail("Their barcodes are N from end to end, or absent. They are counted as "
						  "dropped for quality."));
}

void
alkres_amplicons_notice(uint32 amplicons, uint32 told)
{
	if (amplicons > 0)
		ereport(NOTICE,
				errmsg("molecules cannot be told apart in %u of %u deep blocks", amplicons, told),
				errdetail("Half of their reads begin at %d places or fewer: they are amplicons or "
						  "copies of few molecules, and reads are counted.",
						  ALKRES_ENDS_FEW),
				errhint("If the reads carry molecular barcodes, say where with umi."));
}
