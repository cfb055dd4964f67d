/* lanes_sample.c: whose reads the files of a library hold, by their read groups. */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "miscadmin.h"

#include "ingest/read/lanes.h"

/* Samples that an error names. */
#define SAMPLES_NAMED 20

/* The samples that the read groups are of, in the order in which they are met. */
typedef struct Samples
{
	char *names[SAMPLES_NAMED];
	int count;
	bool has_more;
	bool has_named; /* the one that is asked for is among them */
} Samples;

static void
take_sample(Samples *samples, const char *name, const char *named)
{
	samples->has_named |= named != NULL && strcmp(name, named) == 0;
	for (int i = 0; i < samples->count; i++)
		if (strcmp(samples->names[i], name) == 0)
			return;
	if (samples->count == SAMPLES_NAMED)
		samples->has_more = true;
	else
		samples->names[samples->count++] = pstrdup(name);
}

/* A tag of a read group, palloced; NULL without it. */
static char *
group_tag(const AlkresBam *bam, int group, const char *tag)
{
	char *value = alkres_bam_read_group_tag(bam, group, tag), *copy;

	if (value == NULL)
		return NULL;
	copy = MemoryContextAllocExtended(CurrentMemoryContext, strlen(value) + 1, MCXT_ALLOC_NO_OOM);
	if (copy != NULL)
		strcpy(copy, value);
	free(value);
	if (copy == NULL)
		ereport(ERROR, errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory"));
	return copy;
}

static void
take_samples(Samples *samples, const AlkresBam *bam, const char *named)
{
	int count = alkres_bam_read_group_count(bam);

	for (int i = 0; i < count; i++)
	{
		char *sample = group_tag(bam, i, "SM");

		CHECK_FOR_INTERRUPTS();
		if (sample == NULL)
			continue;
		take_sample(samples, sample, named);
		pfree(sample);
	}
}

static char *
list_samples(const Samples *samples)
{
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 0; i < samples->count; i++)
		appendStringInfo(&list, "%s\"%s\"", i > 0 ? ", " : "", samples->names[i]);
	if (samples->has_more)
		appendStringInfoString(&list, ", ...");
	return list.data;
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *) a, *(const char *const *) b);
}

/* Only the read groups of the sample. */
static void
keep_sample(AlkresLanes *lanes, int lane, const char *named)
{
	const AlkresBam *bam = alkres_lanes_bam(lanes, lane);
	int count = alkres_bam_read_group_count(bam), kept = 0;
	const char **groups = palloc_extended(sizeof(*groups) * (Size) Max(count, 1), MCXT_ALLOC_HUGE);

	for (int i = 0; i < count; i++)
	{
		char *sample = group_tag(bam, i, "SM"), *id = group_tag(bam, i, "ID");

		CHECK_FOR_INTERRUPTS();
		if (sample != NULL && id != NULL && strcmp(sample, named) == 0)
			groups[kept++] = id;
		else if (id != NULL)
			pfree(id);
		if (sample != NULL)
			pfree(sample);
	}
	qsort(groups, (size_t) kept, sizeof(*groups), compare_names);
	alkres_lanes_keep_groups(lanes, lane, groups, kept);
}

void
alkres_lanes_choose_sample(AlkresLanes *lanes, const char *named)
{
	Samples samples = {0};

	for (int i = 0; i < alkres_lanes_count(lanes); i++)
		take_samples(&samples, alkres_lanes_bam(lanes, i), named);
	if (named == NULL && samples.count > 1)
		ereport(ERROR, errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
				errmsg("the reads of %s are of several samples", alkres_lanes_what(lanes)),
				errdetail("Read groups of the header (SM) name %s.", list_samples(&samples)),
				errhint("Name the one to read: header_sample => '%s'.", samples.names[0]));
	if (named != NULL && !samples.has_named)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("the header of %s names no sample \"%s\"", alkres_lanes_what(lanes), named),
				samples.count > 0
					? errdetail("Its read groups (SM) name %s.", list_samples(&samples))
					: errdetail("Its read groups name no sample."),
				errhint("Without header_sample all reads are taken, if they are of one sample."));
	for (int i = 0; named != NULL && i < alkres_lanes_count(lanes); i++)
		keep_sample(lanes, i, named);
}
