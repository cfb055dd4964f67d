/* annotation.c: the tags of annotators, and which of their transcripts count. */
#include "core/vcf/annotation.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/vcf/annotation_entry.h"

/* Names of a column; those of Funcotator stand behind its data source: Gencode_34_hugoSymbol. */
static const char *const names[ALKRES_ANNOTATION_COLUMNS][3] = {
	[ALKRES_ANNOTATION_ALLELE] = {"Allele", "_tumorSeqAllele2"},
	[ALKRES_ANNOTATION_NUMBER] = {"ALLELE_NUM"},
	[ALKRES_ANNOTATION_CONSEQUENCE] = {"Consequence", "Annotation", "_variantClassification"},
	[ALKRES_ANNOTATION_GENE] = {"SYMBOL", "Gene_Name", "_hugoSymbol"},
	[ALKRES_ANNOTATION_TRANSCRIPT] = {"Feature", "Feature_ID", "_annotationTranscript"},
	[ALKRES_ANNOTATION_PROTEIN] = {"HGVSp", "HGVS.p", "_proteinChange"},
	[ALKRES_ANNOTATION_CHANGE] = {"dna_change"},
	[ALKRES_ANNOTATION_MANE] = {"MANE_SELECT"},
	[ALKRES_ANNOTATION_PICK] = {"PICK"},
	[ALKRES_ANNOTATION_CANONICAL] = {"CANONICAL"},
};

/* BCSQ calls them otherwise. */
static const char *const csq_names[ALKRES_ANNOTATION_COLUMNS] = {
	[ALKRES_ANNOTATION_GENE] = "gene",
	[ALKRES_ANNOTATION_TRANSCRIPT] = "transcript",
	[ALKRES_ANNOTATION_PROTEIN] = "amino_acid_change",
};

static bool
is_named(const char *text, size_t length, const char *name)
{
	size_t wanted = name == NULL ? 0 : strlen(name);

	if (wanted == 0 || length < wanted)
		return false;
	if (name[0] != '_')
		return length == wanted && memcmp(text, name, wanted) == 0;
	return memcmp(text + length - wanted, name, wanted) == 0;
}

static void
take_column(AlkresAnnotationTag *tag, const char *text, size_t length, int place)
{
	for (int column = 0; column < ALKRES_ANNOTATION_COLUMNS; column++)
	{
		bool is_it = is_named(text, length, csq_names[column]);

		for (int i = 0; i < 3; i++)
			is_it = is_it || is_named(text, length, names[column][i]);
		if (is_it && tag->places[column] < 0)
			tag->places[column] = place;
	}
}

/* The columns end the description, behind a colon or in quotes, separated by "|". */
static bool
take_columns(AlkresAnnotationTag *tag, const AlkresVcfTag *declared)
{
	const char *text = declared->description == NULL ? NULL : strchr(declared->description, '|');
	const char *from = declared->description;
	int place = 0;

	if (text == NULL)
		return false;
	for (int i = 0; i < ALKRES_ANNOTATION_COLUMNS; i++)
		tag->places[i] = -1;
	tag->id = declared->id;
	while (text > from && strchr(" '\":[", text[-1]) == NULL)
		text--;
	/* "'Allele | Annotation": the first name ends in a space. */
	if (*text == '|' && text > from)
	{
		while (text > from && text[-1] == ' ')
			text--;
		while (text > from && strchr(" '\":[", text[-1]) == NULL)
			text--;
	}
	for (;; place++)
	{
		size_t length = strcspn(text, "|'\"]"), used;

		used = length;
		while (used > 0 && text[used - 1] == ' ')
			used--;
		take_column(tag, text, used, place);
		text += length;
		if (*text != '|')
			break;
		text++;
		text += strspn(text, " ");
	}
	return tag->places[ALKRES_ANNOTATION_GENE] >= 0 &&
		   tag->places[ALKRES_ANNOTATION_CONSEQUENCE] >= 0;
}

void
alkres_annotation_tags(AlkresAnnotationTags *tags, const AlkresVcfHeader *header)
{
	static const char *const ids[ALKRES_ANNOTATION_TAGS_MAX] = {"CSQ", "ANN", "BCSQ",
																"FUNCOTATION"};

	tags->count = 0;
	for (int i = 0; i < ALKRES_ANNOTATION_TAGS_MAX; i++)
	{
		const AlkresVcfTag *declared = alkres_vcf_tag(header->info, header->info_count, ids[i]);

		if (declared != NULL && take_columns(&tags->tags[tags->count], declared))
			tags->count++;
	}
}

/* How much an entry's transcript stands for its gene. */
static int
rank_of(const AlkresAnnotationEntry *entry)
{
	if (entry->fields[ALKRES_ANNOTATION_MANE][0] != '\0')
		return 3;
	if (strcmp(entry->fields[ALKRES_ANNOTATION_PICK], "1") == 0)
		return 2;
	return strcmp(entry->fields[ALKRES_ANNOTATION_CANONICAL], "YES") == 0;
}

/* Is a transcript of the same gene marked higher? */
static bool
is_outranked(const AlkresAnnotationEntry *entries, size_t count, const AlkresAnnotationEntry *one)
{
	for (size_t i = 0; i < count; i++)
		if (rank_of(&entries[i]) > rank_of(one) && strcmp(entries[i].fields[ALKRES_ANNOTATION_GENE],
														  one->fields[ALKRES_ANNOTATION_GENE]) == 0)
			return true;
	return false;
}

/* Transcripts of a record: those of a gene-dense place are some hundred. */
#define ENTRIES_MAX 1000

/* Decide over the entries of the allele. */
static void
decide(AlkresAnnotation *out, const AlkresAnnotationEntry *entries, size_t count)
{
	char passed_over[sizeof(out->reason)] = "";

	for (size_t i = 0; i < count; i++)
	{
		const AlkresAnnotationEntry *entry = &entries[i];
		AlkresMutation mutation;
		char why[200] = "";
		bool is_mutation = alkres_annotation_entry_mutation(entry, &mutation, why, sizeof(why));
		const char *transcript = entry->fields[ALKRES_ANNOTATION_TRANSCRIPT];

		if (!is_mutation && why[0] == '\0')
			continue;
		if (is_outranked(entries, count, entry))
		{
			if (is_mutation)
				snprintf(passed_over, sizeof(passed_over),
						 "only %.60s, which does not stand for its gene, is changed", transcript);
			continue;
		}
		if (!is_mutation)
		{
			if (out->reason[0] == '\0')
				snprintf(out->reason, sizeof(out->reason), "%s", why);
			continue;
		}
		if (!out->has_mutation)
		{
			out->has_mutation = true;
			out->mutation = mutation;
			snprintf(out->transcript, sizeof(out->transcript), "%s", transcript);
		}
		else if (out->mutation.length != mutation.length ||
				 memcmp(out->mutation.path, mutation.path, mutation.length) != 0)
		{
			char *one = alkres_mutation_text(&out->mutation);
			char *other = alkres_mutation_text(&mutation);

			snprintf(out->reason, sizeof(out->reason),
					 "several mutations: %.60s by %.30s, %.60s by %.30s", one, out->transcript,
					 other, transcript);
			alkres_free(one);
			alkres_free(other);
			out->has_mutation = false;
			out->transcript[0] = '\0';
			return;
		}
	}
	if (out->has_mutation)
		out->reason[0] = '\0';
	else if (out->reason[0] == '\0')
		strcpy(out->reason, passed_over);
}

void
alkres_annotation_of(AlkresAnnotation *out, const AlkresAnnotationTags *tags,
					 const AlkresVcfRecord *record, size_t allele)
{
	out->by = NULL;
	out->has_mutation = false;
	out->transcript[0] = out->reason[0] = '\0';
	for (int i = 0; i < tags->count && out->by == NULL; i++)
	{
		const char *value = alkres_vcf_info(record, tags->tags[i].id);
		AlkresAnnotationEntry *entries;
		size_t count;

		if (value == NULL || allele == 0)
			continue;
		out->by = tags->tags[i].id;
		entries = alkres_alloc(sizeof(AlkresAnnotationEntry) * ENTRIES_MAX);
		count =
			alkres_annotation_entries(entries, ENTRIES_MAX, &tags->tags[i], record, allele, value);
		if (count == ENTRIES_MAX)
			snprintf(out->reason, sizeof(out->reason), "more than %d transcripts", ENTRIES_MAX - 1);
		else
			decide(out, entries, count);
		for (size_t j = 0; j < count; j++)
			alkres_free(entries[j].text);
		alkres_free(entries);
	}
}
