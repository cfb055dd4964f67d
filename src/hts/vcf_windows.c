/*
 * vcf_windows.c: of a VCF or BCF file with an index only what windows need is read.
 *
 * As with BAM (bam_windows.c) the index is not believed, but proven: a part of the file is passed
 * over only when the record in front of the place where reading goes on lies before the window, and
 * a window is over only when a record behind it was read.  Where that fails, reading goes on from
 * where it is until the window is over.
 */
#include "hts/vcf_windows.h"

#include <stdlib.h>
#include <string.h>

#include "core/vcf/bcf.h"
#include "hts/bgzf_places.h"
#include "hts/refusals.h"
#include "hts/unpacked_internal.h"

/* Of a record of BCF: lengths, contig, position, length, quality, two numbers of counts. */
#define BCF_LEAST (ALKRES_BCF_LENGTHS + 24)

/* Where the header ends, in front of all records. */
static const AlkresRecordPlace in_front = {0, -2};

struct AlkresVcfWindows
{
	AlkresVcfPlan plan;
	AlkresFileIndex *index;
	AlkresRecordForm form;
	int at;                /* the window that is not over */
	AlkresFilePart *parts; /* of it; NULL before it was asked for */
	int part_count;
	int part;
	bool stays; /* until the window is over nothing more is passed over */
	bool passed_over;
	AlkresRecordPlace last_read;
};

void
alkres_vcf_windows_free(AlkresVcfWindows *windows)
{
	if (windows == NULL)
		return;
	alkres_index_free(windows->index);
	free(windows->parts);
	free(windows);
}

bool
alkres_vcf_passed_over(const AlkresVcfWindows *windows)
{
	return windows->passed_over;
}

/* The number of a contig with a name that is not terminated; -1. */
static int32_t
find_name(const AlkresVcfPlan *plan, const char *name, size_t length)
{
	for (int i = 0; i < plan->name_count; i++)
		if (plan->names[i] != NULL && strncmp(plan->names[i], name, length) == 0 &&
			plan->names[i][length] == '\0')
			return i;
	return -1;
}

/* Where the record of a line begins, by its first two fields. */
static bool
take_line(const AlkresVcfPlan *plan, const char *line, size_t length, AlkresRecordPlace *begins)
{
	const char *tab = memchr(line, '\t', length), *end = line + length, *digit;

	if (tab == NULL)
		return false;
	begins->contig = find_name(plan, line, (size_t) (tab - line));
	begins->position = 0;
	for (digit = tab + 1; digit < end && *digit >= '0' && *digit <= '9'; digit++)
		if ((begins->position = 10 * begins->position + (*digit - '0')) > INT32_MAX)
			return false;
	begins->position--;
	return begins->contig >= 0 && digit > tab + 1 && digit < end && *digit == '\t';
}

/* The last line of a text of whole ones, whose first may lack its begin. */
static bool
find_last_line(const void *context, const uint8_t *bytes, size_t length, AlkresRecordPlace *last)
{
	const char *text = (const char *) bytes, *line;

	if (length < 2 || text[length - 1] != '\n')
		return false;
	for (line = text + length - 1; line > text && line[-1] != '\n';)
		line--;
	if (line > text && *line == '#')
	{
		*last = in_front;
		return true;
	}
	return line > text && take_line(context, line, (size_t) (text + length - 1 - line), last);
}

/* An AlkresLookAtRecord of BCF. */
static size_t
look_at_bcf(const void *context, const uint8_t *at, size_t left, AlkresRecordPlace *begins)
{
	const AlkresVcfPlan *plan = context;
	uint64_t size;
	uint32_t contig;
	int32_t position;

	if (left < BCF_LEAST)
		return 0;
	size = (uint64_t) alkres_bcf_u32(at) + alkres_bcf_u32(at + 4);
	contig = alkres_bcf_u32(at + 8);
	position = (int32_t) alkres_bcf_u32(at + 12);
	/* Its own part has the fixed fields, a byte of ID and two of an allele at least. */
	if (alkres_bcf_u32(at) < 24 + 3 || size > left - ALKRES_BCF_LENGTHS ||
		contig >= (uint32_t) plan->name_count || plan->names[contig] == NULL || position < -1 ||
		(int32_t) alkres_bcf_u32(at + 16) < 0 || alkres_bcf_u32(at + 24) >> 16 == 0 ||
		(at[32] & 0xf) != 7)
		return 0;
	*begins = (AlkresRecordPlace){(int32_t) contig, position};
	return (size_t) (ALKRES_BCF_LENGTHS + size);
}

static bool
find_last_bcf(const void *context, const uint8_t *bytes, size_t length, AlkresRecordPlace *last)
{
	return alkres_find_last(look_at_bcf, context, bytes, length, BCF_LEAST, last);
}

/* The index must know where the records end; that of another file does not. */
static bool
prove_end(AlkresVcfWindows *windows, AlkresError *error)
{
	uint64_t place = alkres_index_end(windows->index);
	AlkresRecordPlace nowhere = {-1, 0};
	BGZF *file = alkres_unpacked_bgzf(windows->plan.file);
	int64_t here = bgzf_tell(file), size = alkres_unpacked_info(windows->plan.file)->st_size;
	/* All places lie before the one of no contig. */
	int proven =
		place == 0 ? 0 : alkres_go_to_place(file, size, place, &windows->form, nowhere, error);
	bool is_end = proven == 1 && bgzf_peek(file) == -1;

	if (!alkres_unpacked_go_back(windows->plan.file, here, error) || proven < 0)
		return false;
	return is_end || alkres_fail(error, ALKRES_BAD_FILE, "the index does not fit the file");
}

AlkresVcfWindows *
alkres_vcf_windows_start(const AlkresVcfPlan *plan, AlkresFileIndex *index, AlkresError *error)
{
	AlkresVcfWindows *windows = calloc(1, sizeof(AlkresVcfWindows));

	if (windows == NULL)
	{
		alkres_index_free(index);
		alkres_refuse_memory(error);
		return NULL;
	}
	windows->plan = *plan;
	windows->index = index;
	windows->form =
		(AlkresRecordForm){plan->is_bcf ? find_last_bcf : find_last_line, &windows->plan};
	windows->last_read = in_front;
	if (prove_end(windows, error))
		return windows;
	alkres_vcf_windows_free(windows);
	return NULL;
}

/* Pass over what lies before the part of the file where the window may begin. */
static AlkresVcfGoOn
pass_on(AlkresVcfWindows *windows, uint64_t here, AlkresRecordPlace first, AlkresError *error)
{
	BGZF *file = alkres_unpacked_bgzf(windows->plan.file);
	int64_t back = bgzf_tell(file);
	uint64_t begin;
	int passed;

	while (windows->part < windows->part_count && windows->parts[windows->part].end <= here)
		windows->part++;
	if (windows->part == windows->part_count || windows->parts[windows->part].begin <= here)
		return ALKRES_VCF_READ_ON;
	begin = windows->parts[windows->part].begin;
	passed = alkres_go_to_place(file, alkres_unpacked_info(windows->plan.file)->st_size, begin,
								&windows->form, first, error);
	if (passed == 1)
	{
		windows->passed_over = true;
		return ALKRES_VCF_MOVED;
	}
	windows->stays = true;
	return passed == 0 && alkres_unpacked_go_back(windows->plan.file, back, error)
			   ? ALKRES_VCF_READ_ON
			   : ALKRES_VCF_FAILED;
}

/* Is the window over whose last position this is, when the record was read? */
static bool
next_window(AlkresVcfWindows *windows)
{
	const AlkresVcfWindow *window = windows->plan.windows + windows->at;

	if (!alkres_lies_before((AlkresRecordPlace){window->contig, (int64_t) window->last - 1},
							windows->last_read))
		return false;
	free(windows->parts);
	windows->parts = NULL;
	windows->stays = false;
	windows->at++;
	return true;
}

AlkresVcfGoOn
alkres_vcf_pass_over(AlkresVcfWindows *windows, size_t unused, int32_t contig, int64_t position,
					 AlkresError *error)
{
	AlkresRecordPlace read = {contig, position - 1}, first;
	const AlkresVcfWindow *window;
	uint64_t here = alkres_unpacked_place(windows->plan.file, unused);

	if (contig >= 0 && alkres_lies_before(read, windows->last_read))
		return ALKRES_VCF_LIES; /* what has an index is sorted */
	if (contig >= 0)
		windows->last_read = read;
	while (windows->at < windows->plan.count && next_window(windows))
		continue;
	if (windows->at == windows->plan.count)
	{
		windows->passed_over = true;
		return ALKRES_VCF_OVER;
	}
	window = windows->plan.windows + windows->at;
	first = (AlkresRecordPlace){window->contig, (int64_t) window->first - 1};
	if (windows->stays || here == 0 || !alkres_lies_before(windows->last_read, first))
		return ALKRES_VCF_READ_ON;
	if (windows->parts == NULL)
	{
		windows->part = 0;
		windows->part_count = alkres_index_parts(windows->index, window->contig, window->first,
												 window->last, &windows->parts, error);
		if (windows->part_count < 0)
			return error->code == ALKRES_MEMORY ? ALKRES_VCF_FAILED : ALKRES_VCF_LIES;
	}
	return pass_on(windows, here, first, error);
}
