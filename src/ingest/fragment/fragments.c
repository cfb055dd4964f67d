/* fragments.c: reads to fragments. */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "alkres.h"
#include "ingest/count/collapse.h"
#include "ingest/fragment/families.h"
#include "ingest/fragment/fragments.h"
#include "ingest/fragment/namesakes.h"
#include "ingest/fragment/notices.h"
#include "ingest/fragment/raw_depth.h"
#include "ingest/fragment/waiting.h"
#include "ingest/read/aligned.h"
#include "ingest/read/cigar.h"
#include "ingest/read/first_reads.h"
#include "ingest/read/md.h"

/* What is over is looked for when the file has moved on by so many positions. */
#define SWEEP ALKRES_WAITING_STEP

/* Ends of reads in one piece, at most this long, tell of amplicons. */
#define ENDS_READ_MAX 2000

struct AlkresFragments
{
	AlkresFragmentsSettings settings;
	AlkresBlocks *blocks;
	AlkresPages *pages; /* of the blocks */
	AlkresCollapse *collapse;
	AlkresChunks *chunks;
	AlkresAligner *aligner;
	AlkresFamilies *families; /* NULL: each fragment is a molecule */
	MemoryContext memory;     /* of all that is open */
	int contig;               /* number, -1 before the first */
	uint32_t position;        /* of the last read */
	bool started;             /* families is set */
	uint64_t numbered;
	uint64_t reads;
	AlkresWaiting *waiting;     /* whose mates should come */
	AlkresWaiting *lonely;      /* whose mates did not come there */
	AlkresNamesakes *namesakes; /* both; NULL: no pile need be kept open for them */
	AlkresReadsFound found;
	const AlkresRead *current;     /* being taken in; NULL between reads */
	AlkresFirstReads *first_reads; /* with umi => 'auto', until it is decided; else NULL */
};

AlkresFragments *
alkres_fragments_new(const AlkresFragmentsSettings *settings, AlkresBlocks *blocks)
{
	AlkresFragments *fragments = palloc0(sizeof(AlkresFragments));

	fragments->settings = *settings;
	fragments->blocks = blocks;
	fragments->pages = alkres_blocks_pages(blocks);
	fragments->collapse = alkres_collapse_new(blocks, settings->min_base_quality);
	fragments->chunks = alkres_chunks_new();
	fragments->aligner = alkres_aligner_new(fragments->chunks, settings->min_base_quality,
											settings->reference_mode != ALKRES_REFERENCE_MD);
	fragments->memory = CurrentMemoryContext;
	fragments->contig = -1;
	fragments->waiting = alkres_waiting_new();
	fragments->lonely = alkres_waiting_new();
	if (settings->unit == ALKRES_UNIT_READ)
		fragments->settings.umi.kind = ALKRES_UMI_NONE;
	else if (settings->umi.kind == ALKRES_UMI_AUTO)
		fragments->first_reads = alkres_first_reads_new();
	return fragments;
}

static bool
has_barcodes(const AlkresFragments *fragments)
{
	AlkresUmiKind kind = fragments->settings.umi.kind;

	return kind == ALKRES_UMI_RX || kind == ALKRES_UMI_TAG || kind == ALKRES_UMI_NAME ||
		   kind == ALKRES_UMI_MI;
}

/* All reads of the fragment are known. */
static void
complete(AlkresFragments *fragments, AlkresFragment *fragment)
{
	if (fragments->namesakes != NULL)
		alkres_namesakes_remove(fragments->namesakes, fragment);
	alkres_fragment_orient(fragment);
	fragment->strand_b = fragment->strand == ALKRES_STRAND_BY_ORIENTATION
							 ? fragment->orientation == ALKRES_F2R1
							 : fragment->strand == ALKRES_STRAND_B;
	if (fragment->joint != ALKRES_BARCODE_ONE && fragment->orientation == ALKRES_F2R1)
		alkres_barcode_exchange(fragment->text + fragment->name_length + 1,
								fragment->barcode_length, fragment->joint);
	if (fragments->families != NULL)
		alkres_families_add(fragments->families, fragment);
	else
	{
		alkres_collapse(fragments->collapse, &fragment, 1);
		alkres_fragment_free(fragments->chunks, fragment);
	}
}

/* The read of a fragment becomes the mate of an earlier one. */
static void
join_mates(AlkresFragments *fragments, AlkresFragment *earlier, AlkresFragment *later)
{
	fragments->found.stale++;
	fragments->found.pairs++;
	earlier->second = alkres_aligned_copy(fragments->chunks, later->first);
	if (fragments->namesakes != NULL)
		alkres_namesakes_remove(fragments->namesakes, later);
	alkres_fragment_free(fragments->chunks, later);
	complete(fragments, earlier);
}

/* The mate that the fragment's read names did not come there: is one that names another place? */
static void
seek_namesake(AlkresFragments *fragments, AlkresFragment *fragment)
{
	AlkresFragment *other;

	fragment->hash = fragment->name_hash;
	fragment->until = alkres_fragment_over(fragment) + ALKRES_STALE_MAX + ALKRES_WAITING_STEP;
	other = alkres_waiting_namesake(fragments->lonely, fragment);
	if (other == NULL)
	{
		alkres_waiting_add(fragments->lonely, fragment);
		return;
	}
	alkres_waiting_remove(fragments->lonely, other);
	if (other->number < fragment->number)
		join_mates(fragments, other, fragment);
	else
		join_mates(fragments, fragment, other);
}

/* Is what begins there near enough to what is counted to be wanted for a mate's sake? */
static bool
is_near(const AlkresFragments *fragments, int contig, uint32_t position)
{
	return alkres_blocks_touch(fragments->blocks, contig, position, position + ALKRES_MATE_REACH);
}

/* The fragments whose mate should have come some steps before the position; then those for which
 * none came anywhere, which are single reads. */
static void
expire(AlkresFragments *fragments, uint32_t position)
{
	AlkresFragment *next;

	for (AlkresFragment *fragment = alkres_waiting_expire(fragments->waiting, position);
		 fragment != NULL; fragment = next)
	{
		next = fragment->next;
		CHECK_FOR_INTERRUPTS();
		seek_namesake(fragments, fragment);
	}
	for (AlkresFragment *fragment = alkres_waiting_expire(fragments->lonely, position);
		 fragment != NULL; fragment = next)
	{
		next = fragment->next;
		CHECK_FOR_INTERRUPTS();
		/* A mate that was not looked for is not missing. */
		if (fragment->mate_position >= fragment->position ||
			is_near(fragments, fragments->contig, fragment->mate_position))
			fragments->found.alone++;
		complete(fragments, fragment);
	}
}

static void
check_memory(AlkresFragments *fragments)
{
	if (MemoryContextMemAllocated(fragments->memory, true) >
		(Size) alkres_max_open_memory * 1024 * 1024)
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("open molecules need more than %d MB", alkres_max_open_memory),
				errdetail("%u fragments wait for their mates.",
						  alkres_waiting_count(fragments->waiting) +
							  alkres_waiting_count(fragments->lonely)),
				errhint("Give regions, or raise alkres.max_open_memory."));
}

/* Count what the file has passed. */
static void
sweep(AlkresFragments *fragments, uint32_t position)
{
	expire(fragments, position);
	if (fragments->families != NULL)
		alkres_families_close(fragments->families, position);
}

/* The file has come to a contig and position. */
static void
move_to(AlkresFragments *fragments, int number, const AlkresContig *contig, uint32_t position)
{
	if (number != fragments->contig)
	{
		sweep(fragments, UINT32_MAX);
		alkres_blocks_contig(fragments->blocks, number, contig);
		fragments->contig = number;
	}
	else if (position / SWEEP != fragments->position / SWEEP)
	{
		sweep(fragments, position);
		if (position / ALKRES_BLOCK_SIZE != fragments->position / ALKRES_BLOCK_SIZE)
		{
			uint32_t left = Min(position, alkres_waiting_left(fragments->waiting));

			left = Min(left, alkres_waiting_left(fragments->lonely));

			if (fragments->families != NULL)
				left = Min(left, alkres_families_left(fragments->families));
			alkres_blocks_advance(fragments->blocks, left);
		}
	}
	fragments->position = position;
}

/* Does the read say that it has a mate on this contig, and not farther than a fragment reaches? */
static bool
expects_mate(const AlkresRead *read)
{
	return (read->flags & ALKRES_READ_PAIRED) && !(read->flags & ALKRES_READ_MATE_UNMAPPED) &&
		   read->mate_contig == read->contig && read->mate_position > 0 &&
		   !(read->flags & ALKRES_READ_FIRST) != !(read->flags & ALKRES_READ_LAST) &&
		   Max(read->mate_position, read->position) - Min(read->mate_position, read->position) <=
			   ALKRES_FRAGMENT_MAX;
}

static bool
mate_to_come(const AlkresRead *read)
{
	return expects_mate(read) && read->mate_position >= read->position;
}

/* Does the read, or the fragment it is part of, touch what is counted? */
static bool
is_wanted(AlkresFragments *fragments, const AlkresRead *read, uint32 hash)
{
	if (alkres_blocks_touch(fragments->blocks, read->contig, read->position, read->end))
		return true;
	if (fragments->settings.unit == ALKRES_UNIT_READ)
		return false;
	if (mate_to_come(read) && is_near(fragments, read->contig, read->position) &&
		alkres_blocks_touch(fragments->blocks, read->contig, read->mate_position,
							read->mate_position + read->length + ALKRES_BLOCK_SIZE))
		return true;
	return read->contig == fragments->contig &&
		   alkres_waiting_find(fragments->waiting, read, hash) != NULL;
}

/* Why the read is not counted: ALKRES_DROPPED_*, -1 when it is. */
static int
reason_to_drop(const AlkresFragments *fragments, const AlkresRead *read)
{
	if (read->flags & ALKRES_READ_SECONDARY)
		return ALKRES_DROPPED_SECONDARY;
	if ((read->flags & ALKRES_READ_SUPPLEMENTARY) &&
		fragments->settings.unit == ALKRES_UNIT_MOLECULE)
		return ALKRES_DROPPED_SUPPLEMENTARY;
	if (read->flags & ALKRES_READ_QC_FAIL)
		return ALKRES_DROPPED_QC_FAIL;
	/* Barcodes tell copies from like molecules: who marked duplicates did not look at them. */
	if ((read->flags & ALKRES_READ_DUPLICATE) && fragments->settings.umi.kind == ALKRES_UMI_NONE)
		return ALKRES_DROPPED_DUPLICATE;
	if (read->mapq < fragments->settings.min_mapq)
		return ALKRES_DROPPED_MAPQ;
	return -1;
}

/* Is the read one of those whose ends are looked at? */
static bool
tells_end(const AlkresFragments *fragments, const AlkresRead *read)
{
	return fragments->settings.unit == ALKRES_UNIT_MOLECULE &&
		   fragments->settings.umi.kind == ALKRES_UMI_NONE &&
		   read->end - read->position < ENDS_READ_MAX;
}

/* The reference under the read, into the aligner's room; returns its length.  *known: it was known
 * already and is not laid out. */
static uint32_t
find_reference(AlkresFragments *fragments, const AlkresRead *read, bool *known)
{
	uint32_t length;
	AlkresReferenceMode mode = fragments->settings.reference_mode;
	bool get_known = mode == ALKRES_REFERENCE_FASTA; /* the letters that others tell */
	const char *letters;
	char *reference;

	/* Most reads are so. */
	*known = mode == ALKRES_REFERENCE_MD && read->md != NULL &&
			 alkres_aligner_known(fragments->aligner, read, fragments->pages);
	if (*known)
		return read->end - read->position + 1;
	letters = alkres_aligner_letters(fragments->aligner, read);
	length = alkres_aligned_reference_length(read);
	reference = alkres_aligner_reference(fragments->aligner, length);
	if (mode == ALKRES_REFERENCE_NONE)
		get_known = true;
	else if (read->md != NULL)
	{
		const char *wrong = alkres_md_reference(read, letters, reference);

		if (wrong != NULL && mode == ALKRES_REFERENCE_FASTA)
			fragments->found.bad_md++;
		else if (wrong != NULL)
			ereport(ERROR, errcode(ERRCODE_DATA_CORRUPTED),
					errmsg("read \"%s\" has an MD tag that does not fit it", read->name),
					errdetail("%s", wrong),
					errhint("Make the tags again with \"samtools calmd\"."));
		ALKRES_EACH_ELEMENT (walk, read)
			if (wrong == NULL && alkres_walk_on_reference(&walk))
				alkres_pages_tell(fragments->pages, walk.position, reference + walk.index,
								  walk.count);
		get_known |= alkres_aligner_has_equal(fragments->aligner);
	}
	else if (mode == ALKRES_REFERENCE_MD)
		ereport(
			ERROR, errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
			errmsg("read \"%s\" has no MD tag, and no reference is given", read->name),
			errhint("Name the FASTA file as reference, or add the tags with \"samtools calmd\"; "
					"with reference => 'none' only the genes that alkres ships have one."));
	if (get_known)
		ALKRES_EACH_ELEMENT (walk, read)
			if (alkres_walk_on_reference(&walk))
				alkres_pages_get(fragments->pages, walk.position, reference + walk.index,
								 walk.count, true);
	if (mode != ALKRES_REFERENCE_MD)
		alkres_aligner_guess(fragments->aligner, read, fragments->pages, length);
	return length;
}

/* The read as it is kept, behind so many bytes. */
static AlkresAligned *
take_read(AlkresFragments *fragments, const AlkresRead *read, Size before)
{
	bool collapsed = fragments->settings.umi.kind == ALKRES_UMI_CONSENSUS;
	bool known;
	uint32_t length = find_reference(fragments, read, &known);
	AlkresAligned *copy =
		alkres_aligner_take(fragments->aligner, read, length, known, collapsed, before);

	if (collapsed)
	{
		copy->class_code = alkres_consensus_class(read, copy->classes);
		alkres_consensus_family(read, &copy->family[0], &copy->family[1]);
	}
	return copy;
}

/* A fragment of its first read; NULL when its barcode tells nothing. */
static AlkresFragment *
new_fragment(AlkresFragments *fragments, const AlkresRead *read, uint32 hash)
{
	AlkresBarcode barcode;
	AlkresAligned *first;
	AlkresFragment *fragment;
	Size head;

	barcode.length = 0;
	barcode.joint = ALKRES_BARCODE_ONE;
	barcode.strand = ALKRES_STRAND_BY_ORIENTATION;
	if (has_barcodes(fragments) && !alkres_barcode_take(&fragments->settings.umi, read, &barcode))
		return NULL;
	head = alkres_fragment_head((uint32) read->name_length, barcode.length);
	first = take_read(fragments, read, head);
	fragment = (AlkresFragment *) ((char *) first - head);
	fragment->next = NULL;
	fragment->hash = hash;
	fragment->position = read->position;
	fragment->mate_position = fragment->until = read->mate_position;
	fragment->flags = read->flags;
	fragment->name_length = (uint16_t) read->name_length;
	fragment->number = ++fragments->numbered;
	fragment->first = first;
	fragment->second = NULL;
	fragment->joined = NULL;
	fragment->size = (uint32_t) head + first->size;
	fragment->has_name_hash = false;
	fragment->pile = NULL;
	fragment->group = 0;
	fragment->barcode_at = (uint16_t) (offsetof(AlkresFragment, text) + read->name_length + 1);
	fragment->barcode_length = barcode.length;
	fragment->joint = barcode.joint;
	fragment->strand = (uint8_t) barcode.strand;
	fragment->orientation = ALKRES_ORIENTATION_UNKNOWN;
	fragment->strand_b = false;
	fragment->expects_mate = expects_mate(read);
	memcpy(fragment->text, read->name, read->name_length + 1);
	if (barcode.length > 0)
		memcpy(fragment->text + read->name_length + 1, barcode.text, barcode.length);
	return fragment;
}

/* Count a read that is not used in the block of its start. */
static void
count_dropped(AlkresFragments *fragments, const AlkresRead *read, int reason)
{
	AlkresBlock *block = alkres_blocks_at(fragments->blocks, read->position);

	if (block != NULL)
		alkres_block_pileup(block)->dropped[reason]++;
}

/* A read that is used. */
static void
use_read(AlkresFragments *fragments, const AlkresRead *read, uint32 hash, uint32 name_hash)
{
	AlkresFragment *fragment = NULL;

	if (fragments->settings.unit == ALKRES_UNIT_MOLECULE)
		fragment = alkres_waiting_find(fragments->waiting, read, hash);
	if (fragment != NULL)
	{
		fragment->second = take_read(fragments, read, 0);
		alkres_waiting_remove(fragments->waiting, fragment);
		fragments->found.pairs++;
		complete(fragments, fragment);
		return;
	}
	fragment = new_fragment(fragments, read, hash);
	if (fragment == NULL)
	{
		fragments->found.without_letters++;
		count_dropped(fragments, read, ALKRES_DROPPED_QC_FAIL);
		return;
	}
	if (fragments->families != NULL)
		alkres_families_expect(fragments->families, fragment);
	if (fragments->settings.unit == ALKRES_UNIT_READ || !fragment->expects_mate)
	{
		complete(fragments, fragment);
		return;
	}
	fragment->name_hash = name_hash;
	if (fragments->namesakes != NULL)
		alkres_namesakes_add(fragments->namesakes, fragment);
	/* One whose mate should have come before it waits for its turn: who is over first seeks
	 * first. */
	fragment->until = alkres_fragment_over(fragment);
	alkres_waiting_add(fragments->waiting, fragment);
}

static void
take_in(AlkresFragments *fragments, const AlkresRead *read, const AlkresContig *contig)
{
	MemoryContext before;
	uint32 hash, name_hash;
	int dropped;

	if (++fragments->reads % 1024 == 0)
		check_memory(fragments);
	if (contig == NULL || read->position == 0 || (read->flags & ALKRES_READ_UNMAPPED) ||
		read->end < read->position)
		return;
	hash = alkres_waiting_hash(fragments->waiting, read, &name_hash);
	if (fragments->namesakes != NULL)
		alkres_namesakes_prefetch(fragments->namesakes, name_hash);
	if (!is_wanted(fragments, read, hash))
		return;
	/* Others leave no trace, so that it does not matter whether they are read at all. */
	move_to(fragments, read->contig, contig, read->position);
	if (read->end - read->position >= ALKRES_READ_SPAN_MAX &&
		alkres_aligned_reference_length(read) > ALKRES_READ_SPAN_MAX)
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("read \"%s\" is aligned over more than %d bases", read->name,
					   ALKRES_READ_SPAN_MAX));
	alkres_waiting_prefetch(fragments->waiting, read, hash);
	dropped = reason_to_drop(fragments, read);
	alkres_raw_depth_add(fragments->blocks, read, dropped < 0 && tells_end(fragments, read));
	if (dropped >= 0)
	{
		count_dropped(fragments, read, dropped);
		return;
	}
	if (read->length == 0)
	{
		fragments->found.without_sequence++;
		return;
	}
	fragments->found.used++;
	before = MemoryContextSwitchTo(fragments->memory);
	use_read(fragments, read, hash, name_hash);
	MemoryContextSwitchTo(before);
}

/* Where barcodes stand is known: make what depends on it. */
static void
start(AlkresFragments *fragments)
{
	MemoryContext before = MemoryContextSwitchTo(fragments->memory);

	if (has_barcodes(fragments))
	{
		fragments->families =
			alkres_families_new(fragments->collapse, fragments->chunks, &fragments->settings.umi);
		if (fragments->settings.umi.kind != ALKRES_UMI_MI)
			fragments->namesakes = alkres_namesakes_new(fragments->families);
	}
	fragments->started = true;
	MemoryContextSwitchTo(before);
}

/* The first reads tell where barcodes stand: take them in. */
static void
take_first_reads(AlkresFragments *fragments)
{
	AlkresFirstReads *first = fragments->first_reads;
	const AlkresContig *contig;
	const AlkresRead *read;

	fragments->first_reads = NULL;
	fragments->settings.umi = alkres_first_reads_decide(first);
	start(fragments);
	while ((read = alkres_first_reads_next(first, &contig)) != NULL)
	{
		CHECK_FOR_INTERRUPTS();
		fragments->current = read;
		take_in(fragments, read, contig);
	}
	fragments->current = NULL;
	alkres_first_reads_free(first);
}

/* Will the read be counted? */
static bool
is_used(const AlkresFragments *fragments, const AlkresRead *read, const AlkresContig *contig)
{
	return contig != NULL && read->position > 0 && !(read->flags & ALKRES_READ_UNMAPPED) &&
		   read->end >= read->position && reason_to_drop(fragments, read) < 0;
}

void
alkres_fragments_add(AlkresFragments *fragments, const AlkresRead *read, const AlkresContig *contig)
{
	if (fragments->first_reads != NULL)
	{
		if (alkres_first_reads_add(fragments->first_reads, read, contig,
								   is_used(fragments, read, contig)))
			take_first_reads(fragments);
		return;
	}
	if (!fragments->started)
		start(fragments);
	fragments->current = read;
	take_in(fragments, read, contig);
	fragments->current = NULL;
}

void
alkres_fragments_finish(AlkresFragments *fragments)
{
	uint32_t told, amplicons;

	if (fragments->first_reads != NULL)
		take_first_reads(fragments);
	sweep(fragments, UINT32_MAX);
	alkres_blocks_finish(fragments->blocks);
	if (fragments->families != NULL)
		alkres_families_finish(fragments->families);
	alkres_reads_notices(&fragments->found);
	alkres_blocks_amplicons(fragments->blocks, &told, &amplicons);
	alkres_amplicons_notice(amplicons, told);
}

const AlkresRead *
alkres_fragments_current(const AlkresFragments *fragments)
{
	return fragments->current;
}

bool
alkres_fragments_started(const AlkresFragments *fragments)
{
	return fragments->first_reads == NULL;
}

uint32_t
alkres_fragments_reach(const AlkresFragments *fragments)
{
	return fragments->settings.unit == ALKRES_UNIT_READ ? 0 : ALKRES_MATE_REACH;
}

uint32_t
alkres_fragments_awaited(const AlkresFragments *fragments, int *contig)
{
	*contig = fragments->contig;
	return alkres_waiting_last(fragments->waiting);
}

const AlkresUmi *
alkres_fragments_umi(const AlkresFragments *fragments)
{
	return &fragments->settings.umi;
}
