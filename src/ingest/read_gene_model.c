/* read_gene_model.c: read_gene_model(path) and read_gene_model_data(data): a row for each
 * transcript of a GFF3 file, with its gene model or why it has none. */
#include "postgres.h"

#include "catalog/pg_type_d.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "core/mutation/symbol.h"
#include "core/transcript/gff3.h"
#include "ingest/file/origin.h"
#include "ingest/reference/fasta.h"
#include "ingest/reference/fasta_text.h"
#include "type/arguments.h"
#include "type/bytes.h"
#include "type/region.h"
#include "type/report.h"
#include "type/rows.h"

enum
{
	ARGUMENT_FILE,
	ARGUMENT_ASSEMBLY,
	ARGUMENT_REFERENCE,
	ARGUMENT_GENES,
	ARGUMENT_TRANSCRIPTS
};

enum
{
	COLUMN_GENE,
	COLUMN_TRANSCRIPT,
	COLUMN_IS_CANONICAL,
	COLUMN_CHOSEN_BY,
	COLUMN_REGION,
	COLUMN_EXONS,
	COLUMN_RESIDUES,
	COLUMN_MODEL,
	COLUMN_REASON,
	COLUMNS
};

/* A transcript of the file and what is asked of it. */
typedef struct ListedTranscript
{
	AlkresGffTranscript transcript;
	char gene[ALKRES_SYMBOL_SIZE]; /* canonical; as the file has it, cut, where it can be none */
	bool has_symbol;
	bool is_named;
} ListedTranscript;

typedef struct Reading
{
	AlkresGff gff;
	ListedTranscript *items;
	Size count;
	AlkresContig contig; /* of the last transcript */
	const char *contig_name;
	bool has_contig;
	AlkresBaseAt base_at;
	void *source;
} Reading;

/* An AlkresBaseAt of a FASTA file. */
static char
server_base(void *source, const AlkresContig *contig, int64_t position)
{
	return alkres_fasta_base(source, contig, position);
}

/* Bases come from a FASTA file on the server, or from what follows the features (##FASTA). */
static void
read_lines(Reading *reading, const AlkresOrigin *origin, const char *reference,
		   const char *assembly)
{
	AlkresOriginFile *file = alkres_origin_open(origin);
	AlkresFastaText *text = alkres_fasta_text_begin(file, assembly);
	AlkresError error;
	uint64_t number;
	char *line;

	reading->gff.what = alkres_origin_what(file);
	while ((line = alkres_origin_line(file, &number)) != NULL)
	{
		CHECK_FOR_INTERRUPTS();
		if (!alkres_gff_line(&reading->gff, line, number, &error))
			alkres_report(&error);
		if (!reading->gff.is_over || strcmp(line, "##FASTA") == 0)
			continue;
		if (reference != NULL)
			break;
		alkres_fasta_text_line(text, line, number);
	}
	if (reference == NULL && !reading->gff.is_over)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("%s holds no sequences", reading->gff.what),
				errhint("Name a FASTA file on the server as reference, or let the sequences follow "
						"the features, behind a line ##FASTA."));
	if (reference == NULL)
	{
		reading->base_at = alkres_fasta_text_base;
		reading->source = text;
		return;
	}
	reading->base_at = server_base;
	reading->source = alkres_fasta_open(reference, assembly);
}

/* By gene, the one that stands for it first. */
static int
compare_items(const void *a, const void *b)
{
	const ListedTranscript *x = a, *y = b;
	int order = strcmp(x->gene, y->gene);

	/* Of several places of a gene (pseudoautosomal), each for itself. */
	if (order == 0)
		order = strcmp(x->transcript.contig, y->transcript.contig);
	if (order == 0)
		order = (x->transcript.fault != NULL) - (y->transcript.fault != NULL);
	return order != 0 ? order : alkres_gff_prefer(&x->transcript, &y->transcript);
}

static void
take_items(Reading *reading)
{
	Size capacity = 0;

	for (Size i = 0; i < reading->gff.count; i++)
	{
		AlkresGffTranscript transcript;
		ListedTranscript *item;

		CHECK_FOR_INTERRUPTS();
		if (!alkres_gff_transcript(&transcript, &reading->gff, i))
			continue;
		if (reading->count == capacity)
		{
			capacity = Max(2 * capacity, 64);
			reading->items =
				reading->items == NULL
					? palloc(sizeof(ListedTranscript) * capacity)
					: repalloc_huge(reading->items, sizeof(ListedTranscript) * capacity);
		}
		item = &reading->items[reading->count++];
		memset(item, 0, sizeof(*item));
		item->transcript = transcript;
		if (transcript.gene == NULL)
			continue;
		item->has_symbol = alkres_gene_symbol(item->gene, transcript.gene, strlen(transcript.gene));
		if (!item->has_symbol)
		{
			/* One that mutations cannot bear: "AC012345.1". */
			strlcpy(item->gene, transcript.gene, sizeof(item->gene));
			item->transcript.fault = "its gene has no symbol as HGNC gives them";
		}
	}
	if (reading->count > 0)
		qsort(reading->items, reading->count, sizeof(ListedTranscript), compare_items);
}

static bool
is_among(const AlkresElements *names, const char *asked, bool any_version)
{
	for (int i = 0; i < names->count; i++)
	{
		char *name = TextDatumGetCString(names->values[i]);
		Size length = strlen(name);
		bool is_it = strncmp(name, asked, length) == 0 &&
					 (asked[length] == '\0' || (any_version && asked[length] == '.'));

		pfree(name);
		if (is_it)
			return true;
	}
	return false;
}

/* 22023 for an asked-for name that the file does not have: a typing error is no answer. */
static void
check_asked(const Reading *reading, const AlkresElements *names, bool are_genes)
{
	for (int i = 0; i < names->count; i++)
	{
		AlkresElements one = {&names->values[i], NULL, 1};
		bool found = false;

		for (Size j = 0; j < reading->count && !found; j++)
			found = is_among(&one,
							 are_genes ? reading->items[j].gene : reading->items[j].transcript.name,
							 !are_genes);
		if (!found)
			ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("%s has no %s \"%s\" with a coding sequence", reading->gff.what,
						   are_genes ? "gene" : "transcript",
						   TextDatumGetCString(names->values[i])));
	}
}

/* False, with the reason, for a contig that can be none. */
static bool
take_contig(Reading *reading, const char *name, const char *assembly, AlkresError *error)
{
	if (reading->contig_name != NULL && strcmp(reading->contig_name, name) == 0)
		return reading->has_contig;
	reading->contig_name = name;
	reading->has_contig =
		alkres_contig_set(&reading->contig, assembly, strlen(assembly), name, strlen(name), error);
	if (!reading->has_contig)
		reading->contig_name = NULL;
	return reading->has_contig;
}

static const char *
chosen_by(const ListedTranscript *item, bool is_named)
{
	if (is_named)
		return "named";
	if (item->transcript.marks & ALKRES_GFF_MANE)
		return "MANE Select";
	if (item->transcript.marks & ALKRES_GFF_CANONICAL)
		return "canonical";
	return "longest coding sequence";
}

static void
put_item(Reading *reading, FunctionCallInfo fcinfo, const ListedTranscript *item,
		 const char *assembly, bool is_canonical)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	const AlkresGffTranscript *t = &item->transcript;
	AlkresGeneModelParts parts = {.gene = item->gene,
								  .name = t->name,
								  .minus = t->minus,
								  .exons = t->exons,
								  .exon_count = t->exon_count,
								  .coding_start = t->coding_start,
								  .coding_end = t->coding_end};
	Datum values[COLUMNS] = {0};
	bool nulls[COLUMNS] = {false};
	const char *reason = t->fault;
	uint8 *bytes = NULL;
	AlkresRegion region;
	AlkresError error;
	size_t length;

	if (!take_contig(reading, t->contig, assembly, &error) ||
		!alkres_region_set(&region, &reading->contig, t->exons[0].start,
						   t->exons[t->exon_count - 1].end, &error))
		alkres_report(&error);
	parts.contig = reading->contig;
	if (reason == NULL)
	{
		bytes = alkres_gene_model_make(&parts, reading->base_at, reading->source, &length, &error);
		if (bytes == NULL)
			reason = error.message;
	}
	nulls[COLUMN_GENE] = item->gene[0] == '\0';
	values[COLUMN_GENE] = CStringGetTextDatum(item->gene);
	values[COLUMN_TRANSCRIPT] = CStringGetTextDatum(t->name);
	values[COLUMN_IS_CANONICAL] = BoolGetDatum(is_canonical);
	nulls[COLUMN_CHOSEN_BY] = !is_canonical;
	if (is_canonical)
		values[COLUMN_CHOSEN_BY] = CStringGetTextDatum(chosen_by(item, item->is_named));
	values[COLUMN_REGION] = alkres_region_datum(&region);
	values[COLUMN_EXONS] = Int32GetDatum((int32) t->exon_count);
	nulls[COLUMN_RESIDUES] = nulls[COLUMN_MODEL] = bytes == NULL;
	if (bytes != NULL)
	{
		AlkresGeneModel *model = alkres_gene_model_decode(bytes, length, &error);

		if (model == NULL)
			alkres_report(&error);
		values[COLUMN_RESIDUES] = Int32GetDatum(model->transcript.residue_count);
		values[COLUMN_MODEL] = alkres_bytes_datum(bytes, length);
	}
	nulls[COLUMN_REASON] = reason == NULL;
	if (reason != NULL)
		values[COLUMN_REASON] = CStringGetTextDatum(reason);
	CHECK_FOR_INTERRUPTS();
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

/* Is it the first of its gene that is asked for and may be a model? */
static void
put_items(Reading *reading, FunctionCallInfo fcinfo, const char *assembly)
{
	AlkresElements genes =
		alkres_array_argument(fcinfo, ARGUMENT_GENES, "genes", TEXTOID, ALKRES_NULLS_REFUSED);
	AlkresElements named = alkres_array_argument(fcinfo, ARGUMENT_TRANSCRIPTS, "transcripts",
												 TEXTOID, ALKRES_NULLS_REFUSED);
	MemoryContext row =
		AllocSetContextCreate(CurrentMemoryContext, "alkres gene model", ALLOCSET_DEFAULT_SIZES);

	check_asked(reading, &genes, true);
	check_asked(reading, &named, false);
	for (Size i = 0, next; i < reading->count; i = next)
	{
		const ListedTranscript *first = &reading->items[i];
		Size chosen = i;

		for (next = i;
			 next < reading->count && strcmp(reading->items[next].gene, first->gene) == 0 &&
			 strcmp(reading->items[next].transcript.contig, first->transcript.contig) == 0;
			 next++)
			reading->items[next].is_named =
				is_among(&named, reading->items[next].transcript.name, true);
		if (!PG_ARGISNULL(ARGUMENT_GENES) && !is_among(&genes, first->gene, false))
			continue;
		for (Size j = i; j < next && !reading->items[chosen].is_named; j++)
			if (reading->items[j].is_named)
				chosen = j;
		for (Size j = i; j < next; j++)
		{
			MemoryContext before = MemoryContextSwitchTo(row);

			put_item(reading, fcinfo, &reading->items[j], assembly, j == chosen);
			MemoryContextSwitchTo(before);
			MemoryContextReset(row);
		}
	}
}

/* The canonical name of an assembly that must be named. */
static const char *
assembly_argument(FunctionCallInfo fcinfo)
{
	const char *name = alkres_text_argument(fcinfo, ARGUMENT_ASSEMBLY, "assembly");
	AlkresContig contig;
	AlkresError error;

	/* chr1 stands for any contig: only the assembly's name is wanted. */
	if (!alkres_contig_set(&contig, name, strlen(name), "chr1", 4, &error))
		alkres_report(&error);
	return pstrdup(contig.assembly_name);
}

static Datum
read_gene_model(FunctionCallInfo fcinfo, const AlkresOrigin *origin)
{
	Reading reading = {.gff = {NULL}};
	MemoryContext before, memory;
	const char *assembly, *reference = NULL;

	if (!PG_ARGISNULL(ARGUMENT_REFERENCE))
		reference = alkres_text_argument(fcinfo, ARGUMENT_REFERENCE, "reference");
	alkres_start_rows(fcinfo);
	memory = AllocSetContextCreate(CurrentMemoryContext, "alkres GFF3", ALLOCSET_DEFAULT_SIZES);
	before = MemoryContextSwitchTo(memory);
	assembly = assembly_argument(fcinfo);
	read_lines(&reading, origin, reference, assembly);
	take_items(&reading);
	put_items(&reading, fcinfo, assembly);
	MemoryContextSwitchTo(before);
	MemoryContextDelete(memory);
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(alkres_read_gene_model);
Datum
alkres_read_gene_model(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(5);
	AlkresOrigin origin = alkres_path_origin(fcinfo, ARGUMENT_FILE);

	return read_gene_model(fcinfo, &origin);
}

PG_FUNCTION_INFO_V1(alkres_read_gene_model_data);
Datum
alkres_read_gene_model_data(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(5);
	AlkresOrigin origin = alkres_data_origin(fcinfo, ARGUMENT_FILE);

	return read_gene_model(fcinfo, &origin);
}

PG_FUNCTION_INFO_V1(alkres_read_gene_model_object);
Datum
alkres_read_gene_model_object(PG_FUNCTION_ARGS)
{
	ALKRES_ARGUMENTS(5);
	AlkresOrigin origin = alkres_object_origin(fcinfo, ARGUMENT_FILE);

	return read_gene_model(fcinfo, &origin);
}
