/* vcf_regions.c: of a VCF or BCF file that has an index only what regions need is read. */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "core/vcf/bcf.h"
#include "ingest/file/index_beside.h"
#include "ingest/vcf/vcf_regions.h"
#include "type/report.h"

/* Of TBI, and of the CSI of VCF.gz: format, columns and the like, the length of the names; names
 * that end with 0. */
#define NAMES_AT 28
#define FORMAT_VCF 2

struct AlkresVcfRegions
{
	MemoryContextCallback release;
	AlkresVcfPlan plan;
	AlkresFileIndex *index; /* that is not given to windows yet */
	AlkresVcfWindows *windows;
	int32 contig; /* of the last record */
};

static void
release_regions(void *argument)
{
	AlkresVcfRegions *regions = argument;

	alkres_vcf_windows_free(regions->windows);
	alkres_index_free(regions->index);
	regions->windows = NULL;
	regions->index = NULL;
}

/* The names of contigs that an index of VCF.gz has; false when it is of another kind of file. */
static bool
take_names(AlkresVcfPlan *plan, const AlkresFileIndex *index)
{
	size_t length;
	const uint8_t *extra = alkres_index_extra(index, &length);
	char *text, **names;

	if (length < NAMES_AT || (alkres_bcf_u32(extra) & 0xffff) != FORMAT_VCF ||
		alkres_bcf_u32(extra + NAMES_AT - 4) != length - NAMES_AT)
		return false;
	length -= NAMES_AT;
	if (length == 0 || extra[NAMES_AT + length - 1] != '\0')
		return length == 0;
	text = MemoryContextAllocHuge(CurrentMemoryContext, length);
	memcpy(text, extra + NAMES_AT, length);
	names =
		MemoryContextAllocHuge(CurrentMemoryContext, sizeof(char *) * alkres_index_contigs(index));
	for (char *name = text; name < text + length; name += strlen(name) + 1)
	{
		CHECK_FOR_INTERRUPTS();
		if (plan->name_count == alkres_index_contigs(index))
			return false;
		names[plan->name_count++] = name;
	}
	plan->names = (const char *const *) names;
	return plan->name_count == alkres_index_contigs(index);
}

static int
compare_windows(const void *a, const void *b)
{
	const AlkresVcfWindow *x = a, *y = b;

	if (x->contig != y->contig)
		return x->contig < y->contig ? -1 : 1;
	return x->first < y->first ? -1 : x->first > y->first;
}

/* The regions as windows, in order; those that touch one another are one. */
static void
take_windows(AlkresVcfPlan *plan, const char *assembly, const AlkresRegion *regions, int count)
{
	Size capacity = 16, used = 0;
	AlkresVcfWindow *windows = palloc(sizeof(AlkresVcfWindow) * capacity);

	for (int i = 0; i < plan->name_count; i++)
	{
		AlkresContig contig;
		AlkresError error;

		CHECK_FOR_INTERRUPTS();
		if (plan->names[i] == NULL ||
			!alkres_contig_set(&contig, assembly, strlen(assembly), plan->names[i],
							   strlen(plan->names[i]), &error))
			continue;
		for (int k = 0; k < count; k++)
		{
			if (!alkres_contig_equal(&regions[k].contig, &contig))
				continue;
			if (used == capacity)
				windows = repalloc_huge(windows, sizeof(AlkresVcfWindow) * (capacity *= 2));
			windows[used++] = (AlkresVcfWindow){i, regions[k].start, regions[k].end};
		}
	}
	qsort(windows, used, sizeof(AlkresVcfWindow), compare_windows);
	for (Size i = 0; i < used; i++)
	{
		AlkresVcfWindow *last = plan->count == 0 ? NULL : windows + plan->count - 1;

		if (last != NULL && last->contig == windows[i].contig && windows[i].first <= last->last)
			last->last = Max(last->last, windows[i].last);
		else
			windows[plan->count++] = windows[i];
	}
	plan->windows = windows;
}

/* Does an index know where each record ends, by REF and END alone? */
static bool
has_plain_ends(const AlkresVcf *vcf)
{
	const AlkresVcfHeader *header = &vcf->header;
	const AlkresVcfTag *end = alkres_vcf_tag(header->info, header->info_count, "END");

	return vcf->record.is_strict && (end == NULL || end->type == ALKRES_VCF_INTEGER) &&
		   alkres_vcf_tag(header->info, header->info_count, "SVLEN") == NULL;
}

void
alkres_vcf_regions_refused(const char *what)
{
	alkres_index_notice("the index", what, "It is not the file's, or leaves out a part of it.",
						"bcftools");
}

AlkresVcfRegions *
alkres_vcf_regions_start(const char *path, const char *what, AlkresUnpacked *file,
						 const AlkresVcf *vcf, const char *assembly, const AlkresRegion *regions,
						 int count)
{
	AlkresVcfRegions *new = palloc0(sizeof(AlkresVcfRegions));
	AlkresFileIndex *index;
	AlkresError error;

	if (!alkres_unpacked_is_bgzf(file) || !has_plain_ends(vcf))
		return NULL;
	new->release.func = release_regions;
	new->release.arg = new;
	MemoryContextRegisterResetCallback(CurrentMemoryContext, &new->release);
	index = new->index = alkres_index_beside(path, alkres_unpacked_info(file),
											 vcf->is_bcf ? alkres_bcf_index_extensions
														 : alkres_vcf_index_extensions);
	if (index == NULL)
		return NULL;
	new->plan = (AlkresVcfPlan){.file = file, .is_bcf = vcf->is_bcf};
	new->contig = -1;
	if (vcf->is_bcf)
	{
		new->plan.names = vcf->header.places;
		new->plan.name_count = (int) vcf->header.place_count;
	}
	if (vcf->is_bcf ? alkres_index_contigs(index) <= new->plan.name_count
					: take_names(&new->plan, index))
	{
		take_windows(&new->plan, assembly, regions, count);
		new->index = NULL;
		new->windows = alkres_vcf_windows_start(&new->plan, index, &error);
		if (new->windows != NULL)
			return new;
		if (error.code != ALKRES_BAD_FILE)
			alkres_report(&error);
	}
	alkres_vcf_regions_refused(what);
	return NULL;
}

bool
alkres_vcf_regions_passed_over(const AlkresVcfRegions *regions)
{
	return alkres_vcf_passed_over(regions->windows);
}

/* The number of the last record's contig; -1 when the index does not know it. */
static int32
number_of(const AlkresVcfRegions *regions, const char *contig)
{
	const AlkresVcfPlan *plan = &regions->plan;

	if (regions->contig >= 0 && strcmp(plan->names[regions->contig], contig) == 0)
		return regions->contig;
	for (int i = 0; i < plan->name_count; i++)
		if (plan->names[i] != NULL && strcmp(plan->names[i], contig) == 0)
			return i;
	return -1;
}

AlkresVcfGoOn
alkres_vcf_regions_pass_over(AlkresVcfRegions *regions, AlkresVcf *vcf)
{
	AlkresVcfGoOn next;
	AlkresError error;

	if (vcf->record.contig != NULL)
	{
		regions->contig = number_of(regions, vcf->record.contig);
		if (regions->contig < 0)
			return ALKRES_VCF_LIES;
	}
	next = alkres_vcf_pass_over(regions->windows, alkres_vcf_unused(vcf), regions->contig,
								vcf->record.position, &error);
	if (next == ALKRES_VCF_FAILED)
		alkres_report(&error);
	if (next == ALKRES_VCF_MOVED)
		alkres_vcf_move(vcf);
	return next;
}
