/* fragments.c: reads to molecules. */
#include "postgres.h"

#include "common/hashfn.h"
#include "lib/ilist.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "ingest/aligned.h"
#include "ingest/collapse.h"
#include "ingest/fragments.h"
#include "ingest/md.h"

/* A first mate that waits for the second. */
typedef struct Fragment
{
	dlist_node node;       /* in the order of the file */
	struct Fragment *next; /* with the same hash bucket */
	uint32 hash;
	uint64_t molecule;
	AlkresAligned *read;
	char name[FLEXIBLE_ARRAY_MEMBER];
} Fragment;

struct AlkresFragments
{
	AlkresFragmentsSettings settings;
	AlkresBlocks *blocks;
	AlkresCollapse *collapse;
	MemoryContext memory; /* of all that is open */
	int contig;           /* number, -1 before the first */
	AlkresContig contig_name;
	uint32_t block; /* of the present position: what is over is looked for when it changes */
	uint64_t molecules;
	uint64_t reads;
	dlist_head open;
	Fragment **buckets;
	uint32 bucket_count; /* a power of two */
	uint32 open_count;
	char *reference; /* of the present read */
	uint32_t reference_capacity;
	char *other; /* room for what FASTA says */
};

AlkresFragments *
alkres_fragments_new(const AlkresFragmentsSettings *settings, AlkresBlocks *blocks)
{
	AlkresFragments *fragments = palloc0(sizeof(AlkresFragments));

	fragments->settings = *settings;
	fragments->blocks = blocks;
	fragments->collapse = alkres_collapse_new(blocks, settings->min_base_quality);
	fragments->memory = CurrentMemoryContext;
	fragments->contig = -1;
	dlist_init(&fragments->open);
	fragments->bucket_count = 1024;
	fragments->buckets = palloc0(sizeof(Fragment *) * fragments->bucket_count);
	return fragments;
}

static void
grow_buckets(AlkresFragments *fragments)
{
	uint32 count = fragments->bucket_count * 2;
	Fragment **buckets = MemoryContextAllocExtended(
		fragments->memory, sizeof(Fragment *) * (Size) count, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);

	for (uint32 i = 0; i < fragments->bucket_count; i++)
	{
		Fragment *fragment = fragments->buckets[i];

		while (fragment != NULL)
		{
			Fragment *next = fragment->next;

			fragment->next = buckets[fragment->hash & (count - 1)];
			buckets[fragment->hash & (count - 1)] = fragment;
			fragment = next;
		}
	}
	pfree(fragments->buckets);
	fragments->buckets = buckets;
	fragments->bucket_count = count;
}

static void
close_fragment(AlkresFragments *fragments, Fragment *fragment)
{
	Fragment **place = &fragments->buckets[fragment->hash & (fragments->bucket_count - 1)];

	while (*place != fragment)
		place = &(*place)->next;
	*place = fragment->next;
	dlist_delete(&fragment->node);
	fragments->open_count--;
	pfree(fragment->read);
	pfree(fragment);
}

/* Count as single reads the fragments whose mate should have come before the position. */
static void
expire(AlkresFragments *fragments, uint32_t position)
{
	dlist_mutable_iter iter;

	dlist_foreach_modify(iter, &fragments->open)
	{
		Fragment *fragment = dlist_container(Fragment, node, iter.cur);

		CHECK_FOR_INTERRUPTS();
		if (fragment->read->mate_position >= position)
			continue;
		alkres_collapse(fragments->collapse, fragment->read, NULL, fragment->molecule);
		close_fragment(fragments, fragment);
	}
}

static void
check_memory(AlkresFragments *fragments)
{
	if (MemoryContextMemAllocated(fragments->memory, true) > ALKRES_OPEN_MEMORY_MAX)
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("open molecules need more than %zu MB", ALKRES_OPEN_MEMORY_MAX >> 20),
				errdetail("%u fragments wait for their mates.", fragments->open_count),
				errhint("Limit the depth, or give regions."));
}

/* The file has come to a contig and position. */
static void
move_to(AlkresFragments *fragments, int number, const AlkresContig *contig, uint32_t position)
{
	uint32_t block = (position - 1) / ALKRES_BLOCK_SIZE;

	if (number != fragments->contig)
	{
		expire(fragments, UINT32_MAX);
		alkres_blocks_contig(fragments->blocks, number, contig);
		fragments->contig = number;
		fragments->contig_name = *contig;
	}
	else if (block != fragments->block)
	{
		uint32_t first = position;

		expire(fragments, position);
		if (!dlist_is_empty(&fragments->open))
			first =
				Min(first, dlist_head_element(Fragment, node, &fragments->open)->read->position);
		alkres_blocks_advance(fragments->blocks, first);
		check_memory(fragments);
	}
	fragments->block = block;
}

/* The open fragment whose mate this read is. */
static Fragment *
find_mate(AlkresFragments *fragments, const AlkresRead *read, uint32 hash)
{
	Fragment *fragment = fragments->buckets[hash & (fragments->bucket_count - 1)];

	for (; fragment != NULL; fragment = fragment->next)
	{
		const AlkresAligned *first = fragment->read;

		/* The name may occur twice: the mate must say where the other one is. */
		if (fragment->hash == hash && first->position == read->mate_position &&
			first->mate_position == read->position &&
			((first->flags ^ read->flags) & (ALKRES_READ_FIRST | ALKRES_READ_LAST)) ==
				(ALKRES_READ_FIRST | ALKRES_READ_LAST) &&
			strcmp(fragment->name, read->name) == 0)
			return fragment;
	}
	return NULL;
}

static bool
has_mate_here(const AlkresRead *read)
{
	return (read->flags & ALKRES_READ_PAIRED) && !(read->flags & ALKRES_READ_MATE_UNMAPPED) &&
		   read->mate_contig == read->contig && read->mate_position > 0 &&
		   !(read->flags & ALKRES_READ_FIRST) != !(read->flags & ALKRES_READ_LAST);
}

static bool
mate_to_come(const AlkresRead *read)
{
	return has_mate_here(read) && read->mate_position >= read->position &&
		   read->mate_position - read->position <= ALKRES_FRAGMENT_MAX;
}

/* Does the read, or the fragment it is part of, touch what is counted? */
static bool
is_wanted(AlkresFragments *fragments, const AlkresRead *read, uint32 hash)
{
	if (alkres_blocks_touch(fragments->blocks, read->contig, read->position, read->end))
		return true;
	if (fragments->settings.unit == ALKRES_UNIT_READ)
		return false;
	if (mate_to_come(read) &&
		alkres_blocks_touch(fragments->blocks, read->contig, read->mate_position,
							read->mate_position + read->length + ALKRES_BLOCK_SIZE))
		return true;
	return find_mate(fragments, read, hash) != NULL;
}

static void
count_raw_depth(AlkresFragments *fragments, const AlkresRead *read)
{
	uint32_t position = read->position;

	for (uint32_t i = 0; i < read->cigar_count; i++)
	{
		uint32_t count = ALKRES_CIGAR_LENGTH(read->cigar[i]);

		switch (ALKRES_CIGAR_OP(read->cigar[i]))
		{
			case ALKRES_CIGAR_MATCH:
			case ALKRES_CIGAR_EQUAL:
			case ALKRES_CIGAR_DIFFERENT:
			case ALKRES_CIGAR_DELETION:
				while (count > 0)
				{
					AlkresBlock *block = alkres_blocks_at(fragments->blocks, position);
					uint32_t offset = (position - 1) % ALKRES_BLOCK_SIZE;
					uint32_t part = Min(count, ALKRES_BLOCK_SIZE - offset);

					if (block != NULL)
					{
						uint32_t *depth = alkres_block_pileup(block)->raw_depth + offset;

						for (uint32_t j = 0; j < part; j++)
							depth[j]++;
					}
					position += part;
					count -= part;
				}
				break;
			case ALKRES_CIGAR_SKIP:
				position += count;
		}
	}
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
	if (read->flags & ALKRES_READ_DUPLICATE)
		return ALKRES_DROPPED_DUPLICATE;
	if (read->mapq < fragments->settings.min_mapq)
		return ALKRES_DROPPED_MAPQ;
	return -1;
}

/* Call with each aligned stretch of reference positions, skipped ones left out. */
static void
each_stretch(AlkresFragments *fragments, const AlkresRead *read,
			 void (*call)(AlkresFragments *fragments, uint32_t position, char *bases,
						  uint32_t length))
{
	uint32_t position = read->position, index = 0;

	for (uint32_t i = 0; i < read->cigar_count; i++)
	{
		uint32_t count = ALKRES_CIGAR_LENGTH(read->cigar[i]);

		switch (ALKRES_CIGAR_OP(read->cigar[i]))
		{
			case ALKRES_CIGAR_MATCH:
			case ALKRES_CIGAR_EQUAL:
			case ALKRES_CIGAR_DIFFERENT:
			case ALKRES_CIGAR_DELETION:
				call(fragments, position, fragments->reference + index, count);
				index += count;
				position += count;
				break;
			case ALKRES_CIGAR_SKIP:
				position += count;
		}
	}
}

static void
tell_blocks(AlkresFragments *fragments, uint32_t position, char *bases, uint32_t length)
{
	alkres_blocks_reference(fragments->blocks, position, bases, length);
}

/* Replace what the MD tag says by the FASTA's bases, which must be the same where both know. */
static void
take_from_source(AlkresFragments *fragments, uint32_t position, char *bases, uint32_t length)
{
	fragments->settings.reference(fragments->settings.reference_context, &fragments->contig_name,
								  position, length, fragments->other);
	for (uint32_t i = 0; i < length; i++)
	{
		if (bases[i] != 'N' && fragments->other[i] != 'N' && bases[i] != fragments->other[i])
			ereport(
				ERROR, errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
				errmsg("MD tag and FASTA disagree about the reference base at %s:%s:%u",
					   fragments->contig_name.assembly_name, fragments->contig_name.contig_name,
					   position + i),
				errdetail("The MD tag says %c, the FASTA file %c.", bases[i], fragments->other[i]),
				errhint("Name the FASTA file that the reads were aligned to."));
		bases[i] = fragments->other[i];
	}
}

/* The reference under the read, into fragments->reference; returns its length. */
static uint32_t
find_reference(AlkresFragments *fragments, const AlkresRead *read)
{
	uint32_t length = alkres_aligned_reference_length(read);
	AlkresReferenceMode mode = fragments->settings.reference_mode;

	if (length > fragments->reference_capacity)
	{
		MemoryContext before = MemoryContextSwitchTo(fragments->memory);

		if (fragments->reference != NULL)
		{
			pfree(fragments->reference);
			pfree(fragments->other);
		}
		fragments->reference = palloc(length);
		fragments->other = palloc(length);
		fragments->reference_capacity = length;
		MemoryContextSwitchTo(before);
	}
	memset(fragments->reference, 'N', length);
	if (mode == ALKRES_REFERENCE_NONE)
		return length;
	if (read->md != NULL)
	{
		const char *wrong = alkres_md_reference(read, fragments->reference);

		if (wrong != NULL)
			ereport(ERROR, errcode(ERRCODE_DATA_CORRUPTED),
					errmsg("read \"%s\" has an MD tag that does not fit it", read->name),
					errdetail("%s", wrong),
					errhint("Make the tags again with \"samtools calmd\"."));
	}
	else if (mode == ALKRES_REFERENCE_MD)
		ereport(
			ERROR, errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
			errmsg("read \"%s\" has no MD tag, and no reference is given", read->name),
			errhint("Name the FASTA file as reference, add the tags with \"samtools calmd\", or "
					"give reference => 'none' to keep bases without a reference."));
	if (mode == ALKRES_REFERENCE_FASTA)
		each_stretch(fragments, read, take_from_source);
	else
		each_stretch(fragments, read, tell_blocks);
	return length;
}

static void
wait_for_mate(AlkresFragments *fragments, const AlkresRead *read, AlkresAligned *copy, uint32 hash)
{
	Fragment *fragment = palloc(offsetof(Fragment, name) + read->name_length + 1);

	if (fragments->open_count >= fragments->bucket_count)
		grow_buckets(fragments);
	fragment->hash = hash;
	fragment->molecule = ++fragments->molecules;
	fragment->read = copy;
	memcpy(fragment->name, read->name, read->name_length + 1);
	fragment->next = fragments->buckets[hash & (fragments->bucket_count - 1)];
	fragments->buckets[hash & (fragments->bucket_count - 1)] = fragment;
	dlist_push_tail(&fragments->open, &fragment->node);
	fragments->open_count++;
}

void
alkres_fragments_add(AlkresFragments *fragments, const AlkresRead *read, const AlkresContig *contig)
{
	MemoryContext before;
	AlkresAligned *copy;
	uint32_t length;
	uint32 hash;
	int dropped;

	if (++fragments->reads % 1024 == 0)
		check_memory(fragments);
	if (contig == NULL || read->position == 0)
		return;
	move_to(fragments, read->contig, contig, read->position);
	if ((read->flags & ALKRES_READ_UNMAPPED) || read->end < read->position)
		return;
	hash = hash_bytes((const unsigned char *) read->name, (int) read->name_length);
	if (!is_wanted(fragments, read, hash))
		return;
	if (alkres_aligned_reference_length(read) > ALKRES_READ_SPAN_MAX)
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("read \"%s\" is aligned over more than %d bases", read->name,
					   ALKRES_READ_SPAN_MAX));
	count_raw_depth(fragments, read);
	dropped = reason_to_drop(fragments, read);
	if (dropped >= 0)
	{
		AlkresBlock *block = alkres_blocks_at(fragments->blocks, read->position);

		if (block != NULL)
			alkres_block_pileup(block)->dropped[dropped]++;
		return;
	}
	if (read->length == 0)
		return;
	length = find_reference(fragments, read);
	before = MemoryContextSwitchTo(fragments->memory);
	copy = alkres_aligned_copy(read, fragments->reference, length);
	if (fragments->settings.unit == ALKRES_UNIT_READ)
	{
		alkres_collapse(fragments->collapse, copy, NULL, ++fragments->molecules);
		pfree(copy);
	}
	else
	{
		Fragment *mate = find_mate(fragments, read, hash);

		if (mate != NULL)
		{
			alkres_collapse(fragments->collapse, mate->read, copy, mate->molecule);
			close_fragment(fragments, mate);
			pfree(copy);
		}
		else if (mate_to_come(read))
			wait_for_mate(fragments, read, copy, hash);
		else
		{
			alkres_collapse(fragments->collapse, copy, NULL, ++fragments->molecules);
			pfree(copy);
		}
	}
	MemoryContextSwitchTo(before);
}

void
alkres_fragments_finish(AlkresFragments *fragments)
{
	expire(fragments, UINT32_MAX);
	alkres_blocks_finish(fragments->blocks);
}
