/* first_reads.c: the first reads of a file, kept until they have told where barcodes stand. */
#include "postgres.h"

#include "utils/memutils.h"

#include "hts/read_tag.h"
#include "ingest/read/first_reads.h"

/* So many bytes are enough. */
#define BYTES_MAX ((Size) 64 * 1024 * 1024)

/* A read that is kept whole. */
typedef struct Kept
{
	struct Kept *next;
	AlkresRead read;
	const AlkresContig *contig;
} Kept;

struct AlkresFirstReads
{
	MemoryContext memory;
	Kept *first;
	Kept **last;
	AlkresUmiSigns signs;
};

AlkresFirstReads *
alkres_first_reads_new(void)
{
	MemoryContext memory =
		AllocSetContextCreate(CurrentMemoryContext, "alkres first reads", ALLOCSET_DEFAULT_SIZES);
	AlkresFirstReads *first = MemoryContextAllocZero(memory, sizeof(AlkresFirstReads));

	first->memory = memory;
	first->last = &first->first;
	return first;
}

bool
alkres_first_reads_add(AlkresFirstReads *first, const AlkresRead *read, const AlkresContig *contig,
					   bool is_used)
{
	Size head = MAXALIGN(sizeof(Kept));
	Kept *kept = MemoryContextAllocHuge(first->memory, head + alkres_read_copy_size(read));

	kept->next = NULL;
	kept->contig = contig;
	alkres_read_copy(read, (char *) kept + head, &kept->read);
	*first->last = kept;
	first->last = &kept->next;
	if (is_used)
		alkres_umi_look(&first->signs, read);
	return first->signs.reads >= ALKRES_UMI_SIGNS_READS ||
		   MemoryContextMemAllocated(first->memory, false) > BYTES_MAX;
}

AlkresUmi
alkres_first_reads_decide(const AlkresFirstReads *first)
{
	AlkresUmiUnused unused;
	AlkresUmi umi = alkres_umi_decide(&first->signs, &unused);

	if (unused.reads > 0 && unused.tag != NULL && unused.of_droplets)
		ereport(NOTICE,
				errmsg("barcodes of droplets or cells in %u of the first %u reads are not used",
					   unused.reads, first->signs.reads),
				errdetail("They stand in the tag %s, with the number of a well behind them: many "
						  "molecules share one. A pair of mates counts as a molecule.",
						  unused.tag),
				errhint("umi => 'none' says that this is meant."));
	else if (unused.reads > 0 && unused.tag != NULL)
		ereport(NOTICE,
				errmsg("what looks like molecular barcodes in %u of the first %u reads is not used",
					   unused.reads, first->signs.reads),
				errdetail("They stand in the tag %s, which other things have too. A pair of mates "
						  "counts as a molecule.",
						  unused.tag),
				errhint("If they are, give umi => 'tag:%s'; umi => 'none' says that this is meant.",
						unused.tag));
	else if (unused.reads > 0)
		ereport(NOTICE,
				errmsg("what looks like molecular barcodes in %u of the first %u reads is not used",
					   unused.reads, first->signs.reads),
				errdetail("Not every read has one at a place where they are looked for. A pair of "
						  "mates counts as a molecule."),
				errhint("Say where they stand with umi, for example 'name::' or 'RX'; umi => "
						"'none' says that this is meant."));
	else if (unused.constant)
		ereport(NOTICE, errmsg("the molecular barcodes are all the same and not used"),
				errdetail("A pair of mates counts as a molecule."),
				errhint("umi => 'none' says that this is meant."));
	return umi;
}

const AlkresRead *
alkres_first_reads_next(AlkresFirstReads *first, const AlkresContig **contig)
{
	Kept *kept = first->first;

	if (kept == NULL)
		return NULL;
	first->first = kept->next;
	*contig = kept->contig;
	return &kept->read;
}

void
alkres_first_reads_free(AlkresFirstReads *first)
{
	MemoryContextDelete(first->memory);
}
