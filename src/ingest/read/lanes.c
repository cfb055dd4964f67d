/* lanes.c: the BAM and CRAM files of one library, merged while they are read. */
#include "postgres.h"

#include <sys/stat.h>

#include "miscadmin.h"
#include "storage/fd.h"
#include "storage/latch.h"
#include "utils/memutils.h"
#include "utils/wait_event.h"

#include "alkres.h"
#include "hts/read_tag.h"
#include "ingest/read/lanes.h"
#include "ingest/file/index_beside.h"
#include "ingest/file/large_object.h"
#include "ingest/file/server_file.h"
#include "type/report.h"

typedef struct Lane
{
	AlkresBam *bam;
	const char *what;          /* in messages */
	const char *path;          /* of a file, else NULL */
	struct stat info;          /* of a file: which it is */
	AlkresFileIndex *index;    /* that is not given to the reader yet */
	uint64_t records, aligned; /* returned */
	bool *proven;   /* of CRAM: contigs whose reference is known to be the right one; else NULL */
	bool has_index; /* of CRAM: only windows are to be read, when that begins */
	bool in_part;   /* of CRAM: it has begun */
	bool starts;    /* of CRAM: the process that decodes it is to be started, perhaps anew */
	const char **groups; /* names of the read groups whose reads are returned, sorted */
	int group_count;
	bool chooses;    /* there are others */
	AlkresRead head; /* the next read, when there is one */
	bool has_head;
} Lane;

struct AlkresLanes
{
	MemoryContextCallback release;
	Lane lanes[ALKRES_LANES_MAX];
	int count;
	int descriptors; /* those that the readers close, counted as external ones */
	AlkresFasta *fasta;
	const char *fasta_path;
	AlkresReferencePlace *places; /* of CRAM files: where the contigs are there */
	AlkresContigNamer contig;
	void *contig_context;
	Lane *last; /* whose head was returned last; NULL before the first read */
	bool started;
	uint64_t records;
	const AlkresBamWindow *windows;
	int window_count;
};

static void
release_lanes(void *argument)
{
	AlkresLanes *lanes = argument;

	for (int i = 0; i < lanes->count; i++)
	{
		alkres_bam_close(lanes->lanes[i].bam);
		alkres_index_free(lanes->lanes[i].index);
		lanes->lanes[i].bam = NULL;
		lanes->lanes[i].index = NULL;
	}
	for (; lanes->descriptors > 0; lanes->descriptors--)
		ReleaseExternalFD();
}

AlkresLanes *
alkres_lanes_new(void)
{
	AlkresLanes *lanes = palloc0(sizeof(AlkresLanes));

	lanes->release.func = release_lanes;
	lanes->release.arg = lanes;
	MemoryContextRegisterResetCallback(CurrentMemoryContext, &lanes->release);
	return lanes;
}

static AlkresReadLimits
limits_of_settings(void)
{
	AlkresReadLimits limits = {.record_size = (int64_t) alkres_max_record_size * 1024,
							   .header_size = (int64_t) alkres_max_header_size * 1024,
							   .slice_size = (int64_t) alkres_max_cram_slice_size * 1024,
							   .decompressed_size =
								   (int64_t) alkres_max_decompressed_size * 1024 * 1024};

	return limits;
}

/* As far as both headers tell. */
static bool
same_checksum(const AlkresBam *one, const AlkresBam *other, int contig)
{
	char sums[2][33];

	return !alkres_bam_header_md5(one, contig, sums[0]) ||
		   !alkres_bam_header_md5(other, contig, sums[1]) || pg_strcasecmp(sums[0], sums[1]) == 0;
}

/* The lane's header must name the contigs of the first one's, in the same order. */
static void
compare_headers(AlkresLanes *lanes, const Lane *lane)
{
	const Lane *first = &lanes->lanes[0];
	int count = alkres_bam_contig_count(first->bam), other = alkres_bam_contig_count(lane->bam);
	int i = 0;

	while (i < count && i < other &&
		   strcmp(alkres_bam_contig_name(first->bam, i), alkres_bam_contig_name(lane->bam, i)) ==
			   0 &&
		   alkres_bam_contig_length(first->bam, i) == alkres_bam_contig_length(lane->bam, i) &&
		   same_checksum(first->bam, lane->bam, i))
	{
		CHECK_FOR_INTERRUPTS();
		i++;
	}
	if (i == count && i == other)
		return;
	if (i < count && i < other && !same_checksum(first->bam, lane->bam, i))
		ereport(ERROR, errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
				errmsg("%s and %s are aligned to different references", first->what, lane->what),
				errdetail("The checksums (M5) of contig %s differ.",
						  alkres_bam_contig_name(first->bam, i)),
				errhint("Lanes of one library are aligned to one reference."));
	ereport(ERROR, errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
			errmsg("the headers of %s and %s name different contigs", first->what, lane->what),
			i < count && i < other
				? errdetail("Contig %d is %s of %lld bases in the first and %s of %lld bases in "
							"the second.",
							i + 1, alkres_bam_contig_name(first->bam, i),
							(long long) alkres_bam_contig_length(first->bam, i),
							alkres_bam_contig_name(lane->bam, i),
							(long long) alkres_bam_contig_length(lane->bam, i))
				: errdetail("The first names %d contigs, the second %d.", count, other),
			errhint("Lanes of one library are aligned to one reference."));
}

static Lane *
new_lane(AlkresLanes *lanes, const char *what)
{
	Lane *lane;

	if (lanes->count == ALKRES_LANES_MAX)
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("more than %d files of one library", ALKRES_LANES_MAX),
				errhint("Join some with \"samtools merge\"."));
	lane = &lanes->lanes[lanes->count++];
	lane->what = what;
	return lane;
}

/* Until the process that decodes a CRAM file has something to say. */
static void
wait_for(const AlkresBam *bam)
{
	(void) WaitLatchOrSocket(MyLatch, WL_LATCH_SET | WL_SOCKET_READABLE | WL_EXIT_ON_PM_DEATH,
							 alkres_bam_awaited(bam), -1, PG_WAIT_EXTENSION);
	ResetLatch(MyLatch);
	CHECK_FOR_INTERRUPTS();
}

/* The lane is open, or could not be opened: read its header. */
static void
take_header(AlkresLanes *lanes, Lane *lane, AlkresError *error)
{
	int ready;

	if (lane->bam == NULL)
		alkres_report(error);
	if (alkres_bam_is_cram(lane->bam))
	{
		ReserveExternalFD(); /* the pipe from the process that decodes it */
		lanes->descriptors++;
	}
	while ((ready = alkres_bam_ready(lane->bam, error)) == ALKRES_BAM_WAIT)
		wait_for(lane->bam);
	if (ready < 0)
		alkres_report(error);
}

void
alkres_lanes_add_file(AlkresLanes *lanes, const char *path)
{
	Lane *lane = new_lane(lanes, psprintf("\"%s\"", path));
	AlkresReadLimits limits = limits_of_settings();
	AlkresError error;
	int descriptor = alkres_open_server_file(path);

	lanes->descriptors++;
	if (fstat(descriptor, &lane->info) == 0)
		lane->path = path;
	lane->bam = alkres_bam_open_descriptor(descriptor, lane->what, &limits, &error);
	take_header(lanes, lane, &error);
	for (Lane *other = lanes->lanes; other < lane; other++)
		if (other->path != NULL && lane->path != NULL && other->info.st_dev == lane->info.st_dev &&
			other->info.st_ino == lane->info.st_ino)
			ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("%s and %s are the same file", other->what, lane->what),
					errhint("Its reads would count twice."));
	compare_headers(lanes, lane);
}

void
alkres_lanes_add_data(AlkresLanes *lanes, const void *bytes, size_t length, const char *what)
{
	Lane *lane = new_lane(lanes, what);
	AlkresReadLimits limits = limits_of_settings();
	AlkresError error;

	ReserveExternalFD(); /* the copy is a file */
	lanes->descriptors++;
	lane->bam = alkres_bam_open_memory(bytes, length, what, &limits, &error);
	take_header(lanes, lane, &error);
	compare_headers(lanes, lane);
}

void
alkres_lanes_add_object(AlkresLanes *lanes, Oid object)
{
	Lane *lane = new_lane(lanes, psprintf("large object %u", object));
	AlkresReadLimits limits = limits_of_settings();
	AlkresError error;
	int descriptor = alkres_open_large_object(object);

	lanes->descriptors++;
	lane->bam = alkres_bam_open_descriptor(descriptor, lane->what, &limits, &error);
	take_header(lanes, lane, &error);
	compare_headers(lanes, lane);
}

void
alkres_lanes_add_object_header(AlkresLanes *lanes, Oid object)
{
	int descriptor = alkres_open_object_head(object);
	AlkresReadLimits limits = limits_of_settings();
	AlkresError error;
	Lane *lane;

	if (descriptor < 0)
	{
		alkres_lanes_add_object(lanes, object);
		return;
	}
	lanes->descriptors++;
	lane = new_lane(lanes, psprintf("large object %u", object));
	lane->bam = alkres_bam_open_descriptor(descriptor, lane->what, &limits, &error);
	if (lane->bam != NULL)
		return;
	/* Its header is longer, or not sound: all of it tells. */
	lanes->count--;
	alkres_lanes_add_object(lanes, object);
}

const char *
alkres_lanes_what(const AlkresLanes *lanes)
{
	if (lanes->count == 1)
		return lanes->lanes[0].what;
	return psprintf("%s and %d more file%s", lanes->lanes[0].what, lanes->count - 1,
					lanes->count == 2 ? "" : "s");
}

const AlkresBam *
alkres_lanes_first(const AlkresLanes *lanes)
{
	return lanes->lanes[0].bam;
}

int
alkres_lanes_count(const AlkresLanes *lanes)
{
	return lanes->count;
}

const AlkresBam *
alkres_lanes_bam(const AlkresLanes *lanes, int lane)
{
	return lanes->lanes[lane].bam;
}

void
alkres_lanes_keep_groups(AlkresLanes *lanes, int lane, const char **groups, int count)
{
	lanes->lanes[lane].groups = groups;
	lanes->lanes[lane].group_count = count;
	lanes->lanes[lane].chooses = true;
}

bool
alkres_lanes_need_reference(const AlkresLanes *lanes)
{
	for (int i = 0; i < lanes->count; i++)
		if (alkres_bam_is_cram(lanes->lanes[i].bam))
			return true;
	return false;
}

void
alkres_lanes_reference(AlkresLanes *lanes, AlkresFasta *fasta, const char *path,
					   AlkresContigNamer contig, void *context)
{
	const AlkresBam *first = alkres_lanes_first(lanes);
	int count = alkres_bam_contig_count(first);
	AlkresReferencePlace *places =
		palloc_extended(sizeof(AlkresReferencePlace) * (Size) count, MCXT_ALLOC_HUGE);

	lanes->fasta = fasta;
	lanes->fasta_path = path;
	lanes->places = places;
	lanes->contig = contig;
	lanes->contig_context = context;
	alkres_fasta_places(fasta, count, contig, context, places);
	/* One of another length is another sequence: GRCh37 and hg19 differ so in chrM alone. */
	for (int i = 0; i < count; i++)
		if (places[i].length != alkres_bam_contig_length(first, i))
			places[i].length = 0;
	for (Lane *lane = lanes->lanes; lane < lanes->lanes + lanes->count; lane++)
	{
		if (!alkres_bam_is_cram(lane->bam))
			continue;
		lane->starts = true;
		lane->proven =
			palloc_extended(sizeof(bool) * (Size) count, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	}
}

/* Start the process that decodes the lane's CRAM file, behind the records that were read. */
static void
start_decoder(const AlkresLanes *lanes, Lane *lane)
{
	AlkresCramReference reference = {.places = lanes->places};
	AlkresError error;
	bool good;

	lane->starts = false;
	reference.blocks = alkres_fasta_blocks(lanes->fasta, &reference.blocks_length);
	reference.descriptor = alkres_open_server_file(lanes->fasta_path);
	good = alkres_bam_set_reference(lane->bam, &reference, lane->in_part ? lanes->windows : NULL,
									lanes->window_count, &error);
	alkres_close_server_file(reference.descriptor);
	if (!good)
		alkres_report(&error);
}

/* The reference of a contig must be the one whose checksum the CRAM header has. */
static void
prove_contig(AlkresLanes *lanes, const Lane *lane, int number)
{
	const AlkresContig *contig = lanes->contig(lanes->contig_context, number);
	char expected[33], found[33];

	if (contig == NULL)
		return; /* the first read that is counted there will say what is wrong */
	if (!alkres_bam_contig_md5(lane->bam, number, expected))
		ereport(
			ERROR, errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
			errmsg("the header of %s has no checksum (M5) of contig %s", lane->what,
				   contig->contig_name),
			errdetail("Slices of several contigs, or without a checksum of their own, cannot be "
					  "read safely then."),
			errhint("Write the file again with \"samtools view -C -T\" and the FASTA file."));
	alkres_fasta_md5(lanes->fasta, contig, found);
	if (pg_strcasecmp(expected, found) != 0)
		ereport(ERROR, errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
				errmsg("the reads of %s are aligned to another reference", lane->what),
				errdetail("The checksum (M5) of contig %s is %s in its header, %s in the FASTA "
						  "file.",
						  contig->contig_name, expected, found),
				errhint("Name the FASTA file that the reads were aligned to as reference."));
}

static int
compare_names(const void *name, const void *entry)
{
	return strcmp(name, *(const char *const *) entry);
}

/* Is the read one of those that are wanted?  One without a read group is nobody's. */
static bool
is_kept(const Lane *lane, const AlkresRead *read)
{
	const char *group = lane->chooses ? alkres_read_text(read, "RG") : NULL;

	return !lane->chooses ||
		   (group != NULL && bsearch(group, lane->groups, (size_t) lane->group_count,
									 sizeof(*lane->groups), compare_names) != NULL);
}

static void
advance(AlkresLanes *lanes, Lane *lane)
{
	AlkresError error;
	int got, contig;

	if (lane->starts)
		start_decoder(lanes, lane);
	do
	{
		CHECK_FOR_INTERRUPTS();
		while ((got = alkres_bam_next(lane->bam, &lane->head, &error)) == ALKRES_BAM_WAIT)
			wait_for(lane->bam);
		if (got < 0)
			alkres_report(&error);
	} while (got == 1 && !is_kept(lane, &lane->head));
	lane->has_head = got == 1;
	contig = lane->head.contig;
	if (got == 1 && lane->proven != NULL && contig >= 0 && !lane->proven[contig] &&
		!alkres_bam_proves_reference(lane->bam))
	{
		prove_contig(lanes, lane, contig);
		lane->proven[contig] = true;
	}
}

void
alkres_lanes_windows(AlkresLanes *lanes, const AlkresBamWindow *windows, int count)
{
	lanes->windows = windows;
	lanes->window_count = count;
	for (Lane *lane = lanes->lanes; lane < lanes->lanes + lanes->count; lane++)
		if (lane->path == NULL)
			continue;
		else if (alkres_bam_is_cram(lane->bam))
			lane->has_index = alkres_cram_index_beside(lane->path, &lane->info);
		else
			lane->index = alkres_index_beside(lane->path, &lane->info, alkres_bam_index_extensions);
}

void
alkres_lanes_start_windows(AlkresLanes *lanes)
{
	AlkresError error;

	for (Lane *lane = lanes->lanes; lane < lanes->lanes + lanes->count; lane++)
	{
		AlkresFileIndex *index = lane->index;

		lane->index = NULL;
		lane->in_part = lane->has_index;
		lane->starts |= lane->in_part;
		if (index != NULL &&
			!alkres_bam_read_windows(lane->bam, index, lanes->windows, lanes->window_count, &error))
			alkres_report(&error);
	}
}

void
alkres_lanes_need(AlkresLanes *lanes, int contig, uint32_t position)
{
	for (int i = 0; i < lanes->count; i++)
		alkres_bam_need(lanes->lanes[i].bam, contig, position);
}

bool
alkres_lanes_passed_over(const AlkresLanes *lanes)
{
	for (int i = 0; i < lanes->count; i++)
		if (alkres_bam_passed_over(lanes->lanes[i].bam))
			return true;
	return false;
}

bool
alkres_lanes_counts(const AlkresLanes *lanes, uint64_t *aligned, uint64_t *records)
{
	*aligned = *records = 0;
	for (const Lane *lane = lanes->lanes; lane < lanes->lanes + lanes->count; lane++)
	{
		uint64_t lane_aligned = lane->aligned, lane_records = lane->records;

		/* An index counts the reads of all samples. */
		if (alkres_bam_passed_over(lane->bam) &&
			(lane->chooses || !alkres_bam_index_counts(lane->bam, &lane_aligned, &lane_records)))
			return false;
		*aligned += lane_aligned;
		*records += lane_records;
	}
	return true;
}

/* Does a come before b?  Reads without a contig, number -1, come last. */
static bool
is_before(const AlkresRead *a, const AlkresRead *b)
{
	if (a->contig != b->contig)
		return (uint32_t) a->contig < (uint32_t) b->contig;
	return a->position < b->position;
}

/* All is read: whose index was not its own? */
static void
say_refused(const AlkresLanes *lanes)
{
	for (const Lane *lane = lanes->lanes; lane < lanes->lanes + lanes->count; lane++)
		if (alkres_bam_index_refused(lane->bam))
			alkres_index_notice("the index", lane->what,
								"It is not the file's, or leaves out a part of it.", "samtools");
}

const AlkresRead *
alkres_lanes_next(AlkresLanes *lanes)
{
	Lane *next = NULL;

	CHECK_FOR_INTERRUPTS();
	if (lanes->last != NULL)
		advance(lanes, lanes->last);
	else if (!lanes->started)
		for (int i = 0; i < lanes->count; i++)
			advance(lanes, &lanes->lanes[i]);
	lanes->started = true;
	for (int i = 0; i < lanes->count; i++)
	{
		Lane *lane = &lanes->lanes[i];

		if (lane->has_head && (next == NULL || is_before(&lane->head, &next->head)))
			next = lane;
	}
	lanes->last = next;
	if (next == NULL)
	{
		say_refused(lanes);
		return NULL;
	}
	lanes->records++;
	next->records++;
	next->aligned += next->head.contig >= 0 && next->head.position > 0 &&
					 !(next->head.flags & ALKRES_READ_UNMAPPED);
	return &next->head;
}

uint64_t
alkres_lanes_records(const AlkresLanes *lanes)
{
	return lanes->records;
}

int64_t
alkres_lanes_bytes(const AlkresLanes *lanes)
{
	int64_t bytes = 0;

	for (int i = 0; i < lanes->count; i++)
		bytes += alkres_bam_bytes(lanes->lanes[i].bam);
	return bytes;
}

int64_t
alkres_lanes_size(const AlkresLanes *lanes)
{
	int64_t size = 0;

	for (int i = 0; i < lanes->count; i++)
		size += alkres_bam_size(lanes->lanes[i].bam);
	return size;
}
