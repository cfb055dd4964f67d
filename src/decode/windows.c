/*
 * windows.c: of a CRAM file only the containers are decoded that windows of its contigs need.
 *
 * The head of each container says where its records lie.  It is not believed, but proven, as the
 * index of a BAM file is (hts/bam_windows.c): containers are passed over only when the last record
 * of the last of them lies before the window.  The file is sorted, so none that begins within the
 * window was left out; and a window is over only when a record behind it was decoded.  All that a
 * head is taken at its word for are records that begin before a window and reach into it.
 */
#include "decode/decode.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/variant/contig.h"
#include "hts/log.h"

/* A mate is waited for where its read says that it is, if that is not farther than this; a little
 * farther is read.  Both are more than ingest does (ALKRES_FRAGMENT_MAX, ALKRES_WAITING_STEP). */
#define PAIR_MAX 16384
#define MATE_LATE 256

typedef struct Plan
{
	AlkresDecoder *decoder;
	bam1_t *record;
	AlkresBamWindow *windows;
	int count;
	int at; /* the window that is not over */
	int32_t needed_contig;
	int64_t needed;  /* up to here mates of its reads may be waited for */
	bool stays;      /* until the window is over nothing more is passed over */
	uint64_t known;  /* records that the caller has */
	uint64_t number; /* of those and the ones that were sent */
	int64_t file_at; /* where htslib stands */
	bool passed_over;
} Plan;

static bool
read_all(void *out, size_t length)
{
	for (size_t at = 0; at < length;)
	{
		ssize_t got = read(ALKRES_CRAM_WINDOWS, (char *) out + at, length - at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		at += (size_t) got;
	}
	return true;
}

static bool
read_plan(Plan *plan, AlkresError *error)
{
	off_t size = lseek(ALKRES_CRAM_WINDOWS, 0, SEEK_END);
	uint8_t bytes[16];

	plan->count = (int) ((size - 8) / 16);
	plan->windows = malloc(sizeof(AlkresBamWindow) * (size_t) (plan->count + 1));
	plan->record = bam_init1();
	if (plan->windows == NULL || plan->record == NULL)
		return alkres_refuse_memory(error);
	if (lseek(ALKRES_CRAM_WINDOWS, 0, SEEK_SET) != 0 || !read_all(bytes, 8))
		return alkres_fail(error, ALKRES_IO, "could not read what is wanted of %s",
						   plan->decoder->what);
	plan->known = alkres_little32(bytes) | (uint64_t) alkres_little32(bytes + 4) << 32;
	for (int i = 0; i < plan->count; i++)
	{
		AlkresBamWindow *window = &plan->windows[i];

		if (!read_all(bytes, sizeof(bytes)))
			return alkres_fail(error, ALKRES_IO, "could not read what is wanted of %s",
							   plan->decoder->what);
		window->contig = (int32_t) alkres_little32(bytes);
		window->first = alkres_little32(bytes + 4);
		window->core = alkres_little32(bytes + 8);
		window->last = alkres_little32(bytes + 12);
	}
	return true;
}

/* Does the record that was read lie in a window?  Mates of one may lie in the next: this looks at
 * all that are not over. */
static bool
is_in_window(const Plan *plan)
{
	const bam1_core_t *core = &plan->record->core;
	int64_t position = core->pos + 1, end = bam_endpos(plan->record);

	for (int i = plan->at; i < plan->count; i++)
	{
		const AlkresBamWindow *window = &plan->windows[i];

		if (window->contig != core->tid || window->first > end)
			break;
		if (position <= window->last)
			return true;
	}
	return false;
}

/* Is the window over, now that this record is read?  Records without a contig come last. */
static void
look_at_record(Plan *plan)
{
	const bam1_core_t *core = &plan->record->core;
	int64_t position = core->pos + 1;

	for (; plan->at < plan->count; plan->at++)
	{
		const AlkresBamWindow *window = &plan->windows[plan->at];
		bool is_longer = plan->needed_contig == window->contig && plan->needed > window->last;
		int64_t last = is_longer ? plan->needed : window->last;

		if ((uint32_t) core->tid < (uint32_t) window->contig ||
			(core->tid == window->contig && position <= last))
			break;
		plan->stays = false;
	}
	if (core->mtid != core->tid || core->mpos < core->pos || core->mpos - core->pos > PAIR_MAX ||
		!is_in_window(plan))
		return;
	if (plan->needed_contig != core->tid || core->mpos + MATE_LATE > plan->needed)
		plan->needed = core->mpos + MATE_LATE;
	plan->needed_contig = core->tid;
}

/* The next container is decoded; its records are sent, or only looked at: false with *error. */
static bool
decode_container(Plan *plan, bool sends, AlkresError *error)
{
	AlkresDecoder *decoder = plan->decoder;
	AlkresContainers *seen = &decoder->containers;
	uint64_t before = seen->records;
	bool was_unproven = seen->unproven;

	alkres_allow_time(&decoder->limits);
	if (plan->file_at != seen->at &&
		cram_seek(decoder->file->fp.cram, (off_t) seen->at, SEEK_SET) != 0)
		return alkres_fail(error, ALKRES_IO, "could not read %s", decoder->what);
	if (alkres_check_container(decoder, error) < 0)
		return false;
	plan->file_at = seen->at;
	if (!sends)
		seen->unproven = was_unproven;
	else if (seen->unproven && !was_unproven)
	{
		alkres_send_rest();
		if (!alkres_send_checked(decoder, error))
			return false;
	}
	alkres_hts_log_start();
	for (uint64_t i = before; i < seen->records; i++)
	{
		int got;

		errno = 0;
		got = sam_read1(decoder->file, decoder->header, plan->record);
		if (got < -1)
			return alkres_refuse_decoding(decoder, plan->number, errno == ENOMEM, error);
		if (got < 0)
			return alkres_refuse_end(decoder->what, plan->number, decoder->among,
									 "Its slices claim to hold another number of records.", error);
		if (!sends)
			continue;
		look_at_record(plan);
		plan->number++;
		if (plan->number > plan->known &&
			!alkres_send_record(decoder, plan->record, plan->number, error))
			return false;
	}
	return true;
}

/* Do all records of a container end before the window, as its head says? */
static bool
says_before(const AlkresContainerPlace *place, const AlkresBamWindow *window)
{
	return place->contig >= 0 && place->first > 0 && place->last >= place->first &&
		   (place->contig < window->contig ||
			(place->contig == window->contig && place->last < window->first));
}

/* Pass over the containers in front of the window, if that is proven: 1, 0 at the end of the file,
 * -1 with *error. */
static int
pass_on(Plan *plan, AlkresError *error)
{
	AlkresContainers *seen = &plan->decoder->containers;
	const AlkresBamWindow *window = &plan->windows[plan->at];
	int64_t here = seen->at, last = -1, next;
	uint64_t passed = seen->passed;
	AlkresContainerPlace place;
	const bam1_core_t *core = &plan->record->core;
	int got = 1;

	while ((got = alkres_look_at_container(plan->decoder, &place, error)) == 1 && !plan->stays &&
		   plan->number >= plan->known && says_before(&place, window))
	{
		alkres_allow_time(&plan->decoder->limits);
		last = seen->at;
		seen->at = place.behind;
		seen->passed++;
	}
	if (got < 0 || last < 0)
		return got;
	next = seen->at;
	if (last != here)
	{
		seen->at = last;
		seen->passed--;
		if (!decode_container(plan, false, error))
			return -1;
		if (core->tid >= 0 && (core->tid < window->contig ||
							   (core->tid == window->contig && core->pos + 1 < window->first)))
		{
			plan->passed_over = true;
			seen->at = next;
			return got;
		}
		plan->stays = true;
	}
	/* One alone is read as soon as looked at. */
	seen->at = here;
	seen->passed = passed;
	return 1;
}

int64_t
alkres_send_windows(AlkresDecoder *decoder, bool *passed_over, AlkresError *error)
{
	Plan plan = {.decoder = decoder, .file_at = decoder->containers.at};
	int more = 1;

	if (!read_plan(&plan, error))
		return -1;
	while (plan.at < plan.count && (more = pass_on(&plan, error)) == 1)
		if (!decode_container(&plan, true, error))
			return -1;
	alkres_send_rest();
	*passed_over = plan.passed_over || more != 0;
	return more < 0 ? -1 : (int64_t) plan.number;
}
