/*
 * read_pileup.c: read_pileup() and read_pileup_data(): BAM or CRAM in, a row for each block out;
 * read_library() and read_library_data(): the same with what the files hold as a whole in each row.
 */
#include "postgres.h"

#include "catalog/pg_type_d.h"
#include "executor/tuptable.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/backend_progress.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "alkres.h"
#include "ingest/file/server_file.h"
#include "ingest/fragment/fragments.h"
#include "ingest/read/lanes.h"
#include "ingest/read/md.h"
#include "ingest/read/progress.h"
#include "ingest/reference/fasta.h"
#include "ingest/reference/known_genes.h"
#include "type/arguments.h"
#include "type/pileup.h"
#include "type/region.h"
#include "type/report.h"
#include "type/rows.h"

/* The arguments, which are those of all four functions. */
enum
{
	ARGUMENT_FILES, /* path, paths or data */
	ARGUMENT_ASSEMBLY,
	ARGUMENT_REGIONS,
	ARGUMENT_REFERENCE,
	ARGUMENT_UMI,
	ARGUMENT_UNIT,
	ARGUMENT_MIN_BASE_QUALITY,
	ARGUMENT_MIN_MAPQ,
	ARGUMENT_HEADER_SAMPLE,
	ARGUMENT_USE_INDEX, /* of those that read files of the server */
};

/* The columns: the first four for a block, all of them with what the files hold. */
enum
{
	COLUMN_ASSEMBLY,
	COLUMN_CONTIG,
	COLUMN_BLOCK,
	COLUMN_PILEUP,
	BLOCK_COLUMNS,
	COLUMN_UMI = BLOCK_COLUMNS,
	COLUMN_READS,
	COLUMN_MAPPED_READS,
	COLUMN_ALIGNED_BASES,
	COLUMN_ON_TARGET_BASES,
	LIBRARY_COLUMNS,
};

/* What a reading found in its files as a whole; -1: not known. */
typedef struct Found
{
	char umi[ALKRES_UMI_TEXT_SIZE];
	int64 reads;
	int64 mapped_reads;
	int64 aligned_bases;
	int64 on_target_bases; /* not known without a design */
} Found;

/* All that one call holds; lives in its own memory context, whose reset closes the files. */
typedef struct Import
{
	MemoryContext memory;
	AlkresLanes *lanes;
	const AlkresBam *header; /* what to ask for contigs */
	const char *what;        /* the files in messages */
	const char *assembly;    /* canonical; until the header is read as named, or NULL */
	AlkresFasta *fasta;
	const char *fasta_path;
	int compared;          /* the contig whose length in both was last compared */
	AlkresContig *contigs; /* by number in the header; contig 0: not looked at yet */
	AlkresContig scratch;
	ReturnSetInfo *result;
	Tuplestorestate *held; /* blocks whose rows wait for the end of the files; NULL: none wait */
	AlkresBlocks *blocks;
	AlkresFragments *fragments;
	bool shows_progress; /* and is to end it */
	bool windows_wait;   /* what the design needs is to be read alone as soon as that is possible */
	Found found;
} Import;

/* The CONTEXT of errors while records are counted. */
static void
say_where(void *argument)
{
	Import *import = argument;
	const AlkresRead *read = alkres_fragments_current(import->fragments);

	if (read != NULL)
		errcontext("record %llu%s of %s", (unsigned long long) read->number, read->among,
				   read->file);
}

static void
name_contig(Import *import, AlkresContig *contig, int number)
{
	const char *name = alkres_bam_contig_name(import->header, number);
	AlkresError error;

	if (alkres_contig_set(contig, import->assembly, strlen(import->assembly), name, strlen(name),
						  &error))
		return;
	contig->contig = 0;
	alkres_report(&error);
}

static const AlkresContig *
contig_of(void *context, int number)
{
	Import *import = context;
	AlkresContig *contig = &import->contigs[number];

	if (contig->contig == 0)
		name_contig(import, contig, number);
	return contig;
}

/* The same for alkres_lanes_reference: NULL for a name that no contig can have. */
static const AlkresContig *
contig_if_named(void *context, int number)
{
	Import *import = context;
	const char *name = alkres_bam_contig_name(import->header, number);
	AlkresError error;

	return alkres_contig_set(&import->scratch, import->assembly, strlen(import->assembly), name,
							 strlen(name), &error)
			   ? &import->scratch
			   : NULL;
}

/* The header's number of a contig, looked for from a number on; -1 when it is not there. */
static int
find_contig(Import *import, const AlkresContig *contig, int first)
{
	int count = alkres_bam_contig_count(import->header);
	AlkresContig other;
	AlkresError error;

	for (int n = 0; n < count; n++)
	{
		int i = first + n < count ? first + n : first + n - count;
		const char *name = alkres_bam_contig_name(import->header, i);

		if (alkres_contig_set(&other, import->assembly, strlen(import->assembly), name,
							  strlen(name), &error) &&
			alkres_contig_equal(&other, contig))
			return i;
	}
	return -1;
}

/* An AlkresReferenceSource: of a contig that is the header's. */
static void
fetch_reference(void *context, const AlkresContig *contig, uint32_t position, uint32_t length,
				char *out)
{
	Import *import = context;
	int number = find_contig(import, contig, Max(import->compared, 0));

	if (number != import->compared)
	{
		alkres_lanes_compare_reference(import->lanes, number, contig, import->fasta,
									   import->fasta_path);
		import->compared = number;
	}
	alkres_fasta_fetch(import->fasta, contig, position, length, out);
	alkres_known_genes_compare(contig, position, length, out, import->fasta_path);
	/* A masked stretch of a gene that is known. */
	if (memchr(out, 'N', length) != NULL)
		alkres_known_genes_fill(contig, position, length, out);
}

/* The same without a FASTA file: what the gene models know, N for all others. */
static void
fetch_genes(void *context, const AlkresContig *contig, uint32_t position, uint32_t length,
			char *out)
{
	memset(out, 'N', length);
	alkres_known_genes_fill(contig, position, length, out);
}

static void
take_block(void *context, const AlkresPileup *pileup)
{
	Import *import = context;
	Datum values[LIBRARY_COLUMNS] = {0};
	bool nulls[LIBRARY_COLUMNS] = {false};

	values[COLUMN_ASSEMBLY] = CStringGetTextDatum(pileup->contig.assembly_name);
	values[COLUMN_CONTIG] = CStringGetTextDatum(pileup->contig.contig_name);
	values[COLUMN_BLOCK] = Int32GetDatum((int32) pileup->block);
	values[COLUMN_PILEUP] = alkres_pileup_datum(pileup);
	if (import->held != NULL)
		memset(nulls + BLOCK_COLUMNS, true, LIBRARY_COLUMNS - BLOCK_COLUMNS);
	tuplestore_putvalues(import->held != NULL ? import->held : import->result->setResult,
						 import->result->setDesc, values, nulls);
}

/* The regions of the design, which must lie on contigs of the header. */
static void
take_regions(Import *import, AlkresElements elements)
{
	int count = elements.count, *numbers;
	AlkresRegion *regions;
	AlkresContig assembly;
	AlkresError error;

	regions = palloc_extended(sizeof(AlkresRegion) * (Size) Max(count, 1), MCXT_ALLOC_HUGE);
	numbers = palloc(sizeof(int) * (Size) Max(count, 1));
	if (!alkres_contig_set(&assembly, import->assembly, strlen(import->assembly), "chr1", 4,
						   &error))
		alkres_report(&error);
	for (int i = 0; i < count; i++)
	{
		AlkresRegion *region = &regions[i];

		CHECK_FOR_INTERRUPTS();
		alkres_region_get(elements.values[i], region);
		if (strcmp(region->contig.assembly_name, assembly.assembly_name) != 0)
			ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("region %s lies on another assembly than %s", alkres_region_text(region),
						   assembly.assembly_name));
		/* Regions come in runs of one contig. */
		numbers[i] = i > 0 && alkres_contig_equal(&regions[i - 1].contig, &region->contig)
						 ? numbers[i - 1]
						 : find_contig(import, &region->contig, 0);
		if (numbers[i] < 0)
			ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("contig %s of region %s is not in the header of %s",
						   region->contig.contig_name, alkres_region_text(region), import->what),
					errhint("The header names %d contigs, %s the first: check that the reads were "
							"aligned to assembly %s.",
							alkres_bam_contig_count(import->header),
							alkres_bam_contig_name(import->header, 0), import->assembly));
	}
	alkres_blocks_design(import->blocks, regions, numbers, count);
}

/* Any record that lies somewhere, whatever it is: as raw depth counts them. */
static void
count_aligned(Found *found, const AlkresRead *read)
{
	if (read->contig < 0 || read->position == 0 || (read->flags & ALKRES_READ_UNMAPPED))
		return;
	found->aligned_bases += alkres_aligned_reference_length(read);
}

/* The next read; with an index only those that the design needs, behind the first ones, which tell
 * where barcodes stand. */
static const AlkresRead *
next_read(Import *import)
{
	uint32_t awaited;
	int contig;

	if (import->windows_wait && alkres_fragments_started(import->fragments))
	{
		alkres_lanes_start_windows(import->lanes);
		import->windows_wait = false;
	}
	awaited = alkres_fragments_awaited(import->fragments, &contig);
	alkres_lanes_need(import->lanes, contig, awaited);
	return alkres_lanes_next(import->lanes);
}

/* What the files hold as a whole, when all is read that was to be. */
static void
take_found(Import *import, bool has_design)
{
	Found *found = &import->found;
	uint64_t aligned, records;
	bool known = alkres_lanes_counts(import->lanes, &aligned, &records);

	alkres_umi_text(alkres_fragments_umi(import->fragments), found->umi);
	found->reads = known ? (int64) records : -1;
	found->mapped_reads = known ? (int64) aligned : -1;
	if (alkres_lanes_passed_over(import->lanes))
		found->aligned_bases = -1;
	found->on_target_bases =
		has_design ? (int64) alkres_blocks_bases_on_design(import->blocks) : -1;
}

static void
count_all(Import *import)
{
	ErrorContextCallback where = {.callback = say_where, .arg = import};
	const AlkresRead *read;

	import->shows_progress = alkres_progress_start(import->lanes);
	while ((read = next_read(import)) != NULL)
	{
		const AlkresContig *contig = read->contig >= 0 ? contig_of(import, read->contig) : NULL;

		if (import->shows_progress && alkres_lanes_records(import->lanes) % 4096 == 0)
			alkres_progress_show(import->lanes);
		count_aligned(&import->found, read);
		where.previous = error_context_stack;
		error_context_stack = &where;
		alkres_fragments_add(import->fragments, read, contig);
		error_context_stack = where.previous;
	}
	where.previous = error_context_stack;
	error_context_stack = &where;
	alkres_fragments_finish(import->fragments);
	error_context_stack = where.previous;
	if (import->shows_progress)
		pgstat_progress_end_command();
}

/* A number of a row, NULL when it is not known. */
static void
put_number(TupleTableSlot *slot, int column, int64 number)
{
	slot->tts_values[column] = Int64GetDatum(number);
	slot->tts_isnull[column] = number < 0;
}

/* The files are read: the blocks that waited, each with what was found. */
static void
put_held(Import *import)
{
	TupleDesc row = import->result->setDesc;
	TupleTableSlot *slot = MakeSingleTupleTableSlot(row, &TTSOpsMinimalTuple);
	const Found *found = &import->found;

	while (tuplestore_gettupleslot(import->held, true, false, slot))
	{
		CHECK_FOR_INTERRUPTS();
		slot_getallattrs(slot);
		memset(slot->tts_isnull, false, LIBRARY_COLUMNS * sizeof(bool));
		slot->tts_values[COLUMN_UMI] = CStringGetTextDatum(found->umi);
		put_number(slot, COLUMN_READS, found->reads);
		put_number(slot, COLUMN_MAPPED_READS, found->mapped_reads);
		put_number(slot, COLUMN_ALIGNED_BASES, found->aligned_bases);
		put_number(slot, COLUMN_ON_TARGET_BASES, found->on_target_bases);
		tuplestore_putvalues(import->result->setResult, row, slot->tts_values, slot->tts_isnull);
	}
	ExecDropSingleTupleTableSlot(slot);
	tuplestore_end(import->held);
}

static int
small_argument(FunctionCallInfo fcinfo, int number, const char *name, int highest)
{
	int value;

	if (PG_ARGISNULL(number))
		ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				errmsg("%s must not be null", name));
	value = PG_GETARG_INT32(number);
	if (value < 0 || value > highest)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("%s must be between 0 and %d", name, highest));
	return value;
}

/* What the arguments behind path or data say: the units, thresholds and the reference. */
static void
take_settings(Import *import, FunctionCallInfo fcinfo)
{
	AlkresFragmentsSettings settings = {0};
	AlkresBlocksSettings block_settings = {
		.take = take_block, .take_context = import, .contig = contig_of};
	char *umi = alkres_text_argument(fcinfo, ARGUMENT_UMI, "umi");
	char *unit = alkres_text_argument(fcinfo, ARGUMENT_UNIT, "unit");
	char *reference = PG_ARGISNULL(ARGUMENT_REFERENCE)
						  ? NULL
						  : alkres_text_argument(fcinfo, ARGUMENT_REFERENCE, "reference");

	settings.umi = alkres_umi_parse(umi);
	if (strcmp(unit, "read") == 0)
		settings.unit = ALKRES_UNIT_READ;
	else if (strcmp(unit, "molecule") != 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("invalid unit: \"%s\"", unit), errhint("Valid are molecule and read."));
	settings.min_base_quality =
		small_argument(fcinfo, ARGUMENT_MIN_BASE_QUALITY, "min_base_quality", 93);
	settings.min_mapq = small_argument(fcinfo, ARGUMENT_MIN_MAPQ, "min_mapq", 255);
	if (alkres_lanes_need_reference(import->lanes) &&
		(reference == NULL || strcmp(reference, "none") == 0))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("%s is CRAM, which cannot be read without its reference", import->what),
				errhint("Name the FASTA file that the reads were aligned to as reference; nothing "
						"is looked for elsewhere."));
	if (reference != NULL && strcmp(reference, "none") == 0)
	{
		settings.reference_mode = ALKRES_REFERENCE_NONE;
		block_settings.reference = fetch_genes;
	}
	else if (reference != NULL)
	{
		import->fasta = alkres_fasta_open(reference, import->assembly);
		import->fasta_path = reference;
		import->compared = -1;
		settings.reference_mode = ALKRES_REFERENCE_FASTA;
		block_settings.reference = fetch_reference;
		block_settings.reference_context = import;
		if (alkres_lanes_need_reference(import->lanes))
			alkres_lanes_reference(import->lanes, import->fasta, reference, contig_if_named,
								   import);
	}
	block_settings.flags = settings.unit == ALKRES_UNIT_READ ? ALKRES_PILEUP_READS : 0;
	block_settings.min_base_quality = (uint8) settings.min_base_quality;
	block_settings.min_mapq = (uint8) settings.min_mapq;
	import->blocks = alkres_blocks_new(&block_settings);
	import->fragments = alkres_fragments_new(&settings, import->blocks);
}

/* An import of its own memory context, which is current afterwards; that before is *before. */
static Import *
start_import(FunctionCallInfo fcinfo, MemoryContext *before)
{
	MemoryContext memory =
		AllocSetContextCreate(CurrentMemoryContext, "alkres BAM import", ALLOCSET_DEFAULT_SIZES);
	Import *import = MemoryContextAllocZero(memory, sizeof(Import));

	import->memory = memory;
	if (!PG_ARGISNULL(ARGUMENT_ASSEMBLY))
		import->assembly = alkres_text_argument(fcinfo, ARGUMENT_ASSEMBLY, "assembly");
	alkres_start_rows(fcinfo);
	import->result = (ReturnSetInfo *) fcinfo->resultinfo;
	*before = MemoryContextSwitchTo(memory);
	if (import->result->setDesc->natts == LIBRARY_COLUMNS)
		import->held = tuplestore_begin_heap(false, false, work_mem);
	import->lanes = alkres_lanes_new();
	return import;
}

/* The indexes beside the files, unless they are not wanted. */
static void
take_index(Import *import, FunctionCallInfo fcinfo)
{
	AlkresBamWindow *windows;
	int count;

	if (PG_ARGISNULL(ARGUMENT_USE_INDEX))
		ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				errmsg("use_index must not be null"));
	if (!PG_GETARG_BOOL(ARGUMENT_USE_INDEX))
		return;
	count =
		alkres_blocks_windows(import->blocks, alkres_fragments_reach(import->fragments), &windows);
	alkres_lanes_windows(import->lanes, windows, count);
	import->windows_wait = true;
}

/* The files are open: read them, and release all. */
static Datum
run_import(Import *import, FunctionCallInfo fcinfo, MemoryContext before)
{
	bool has_design = !PG_ARGISNULL(ARGUMENT_REGIONS);

	alkres_lanes_choose_sample(
		import->lanes, PG_ARGISNULL(ARGUMENT_HEADER_SAMPLE)
						   ? NULL
						   : alkres_text_argument(fcinfo, ARGUMENT_HEADER_SAMPLE, "header_sample"));
	import->header = alkres_lanes_first(import->lanes);
	import->what = alkres_lanes_what(import->lanes);
	import->assembly = alkres_lanes_assembly(import->lanes, import->assembly);
	if (import->assembly == NULL)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("the header of %s does not tell the assembly", import->what),
				errdetail("It has no chromosome by whose length it is one of GRCh37 or GRCh38, or "
						  "one that is of neither."),
				errhint("Name the assembly that the reads are aligned to: assembly => "
						"'GRCh38'."));
	import->contigs =
		palloc_extended(sizeof(AlkresContig) * (Size) alkres_bam_contig_count(import->header),
						MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	take_settings(import, fcinfo);
	if (has_design)
		take_regions(import, alkres_array_argument(fcinfo, ARGUMENT_REGIONS, "regions", InvalidOid,
												   ALKRES_NULLS_REFUSED));
	if (has_design && PG_NARGS() > ARGUMENT_USE_INDEX)
		take_index(import, fcinfo);
	count_all(import);
	if (import->fasta != NULL && alkres_fasta_ambiguous(import->fasta) > 0)
		ereport(NOTICE,
				errmsg_plural("%llu base of the reference is ambiguous and taken for N",
							  "%llu bases of the reference are ambiguous and taken for N",
							  (unsigned long) alkres_fasta_ambiguous(import->fasta),
							  (unsigned long long) alkres_fasta_ambiguous(import->fasta)),
				errdetail("\"%s\" has IUPAC's codes for several bases there.", import->fasta_path),
				errhint("Nothing is called at such a base; a variant that is asked for is "
						"counted."));
	take_found(import, has_design);
	if (import->held != NULL)
		put_held(import);
	MemoryContextSwitchTo(before);
	MemoryContextDelete(import->memory);
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(alkres_read_pileup);
Datum
alkres_read_pileup(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(10);
	char *path;
	Import *import;
	MemoryContext before;

	alkres_check_server_file_rights();
	path = alkres_text_argument(fcinfo, ARGUMENT_FILES, "path");
	import = start_import(fcinfo, &before);
	alkres_lanes_add_file(import->lanes, path);
	return run_import(import, fcinfo, before);
}

/* Of several files; also read_library(paths). */
PG_FUNCTION_INFO_V1(alkres_read_pileup_lanes);
Datum
alkres_read_pileup_lanes(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(10);
	AlkresElements paths;
	Import *import;
	MemoryContext before;

	alkres_check_server_file_rights();
	if (PG_ARGISNULL(ARGUMENT_FILES))
		ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("paths must not be null"));
	paths = alkres_array_argument(fcinfo, ARGUMENT_FILES, "paths", TEXTOID, ALKRES_NULLS_REFUSED);
	if (paths.count == 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("paths names no file"));
	import = start_import(fcinfo, &before);
	for (int i = 0; i < paths.count; i++)
		alkres_lanes_add_file(import->lanes, TextDatumGetCString(paths.values[i]));
	return run_import(import, fcinfo, before);
}

/* Also read_library_data(). */
PG_FUNCTION_INFO_V1(alkres_read_pileup_data);
Datum
alkres_read_pileup_data(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(9);
	bytea *data;
	Import *import;
	MemoryContext before;

	if (PG_ARGISNULL(ARGUMENT_FILES))
		ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("data must not be null"));
	data = PG_GETARG_BYTEA_PP(ARGUMENT_FILES);
	import = start_import(fcinfo, &before);
	alkres_lanes_add_data(import->lanes, VARDATA_ANY(data), VARSIZE_ANY_EXHDR(data), "the data");
	return run_import(import, fcinfo, before);
}

/* read_library_object(). */
PG_FUNCTION_INFO_V1(alkres_read_library_object);
Datum
alkres_read_library_object(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(9);
	Import *import;
	MemoryContext before;

	if (PG_ARGISNULL(ARGUMENT_FILES))
		ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("object must not be null"));
	import = start_import(fcinfo, &before);
	alkres_lanes_add_object(import->lanes, PG_GETARG_OID(ARGUMENT_FILES));
	return run_import(import, fcinfo, before);
}
