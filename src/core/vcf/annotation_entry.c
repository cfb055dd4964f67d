/* annotation_entry.c: an entry taken apart, and its protein change read. */
#include "core/vcf/annotation_entry.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/mutation/path.h"
#include "core/mutation/protein_change.h"
#include "core/mutation/symbol.h"
#include "core/mutation/text.h"
#include "core/text/printed.h"

/* In place: %3D is "=" (VEP), _%3D_ too (Funcotator). */
static void
decode(char *text)
{
	char *out = text;

	for (const char *in = text; *in != '\0'; in++)
	{
		const char *percent = in[0] == '_' && in[1] == '%' ? in + 1 : in;
		int high = *percent == '%' ? alkres_hex_digit(percent[1]) : -1;
		int low = high >= 0 ? alkres_hex_digit(percent[2]) : -1;

		if (low < 0 || high * 16 + low < ' ' || (percent > in && percent[3] != '_'))
		{
			*out++ = *in;
			continue;
		}
		*out++ = (char) (high * 16 + low);
		in = percent + (percent > in ? 3 : 2);
	}
	*out = '\0';
}

static void
take_apart(AlkresAnnotationEntry *entry, const AlkresAnnotationTag *tag, const char *text,
		   size_t length)
{
	int place = 0;

	/* Funcotator puts what it says of an allele in brackets. */
	if (length > 1 && text[0] == '[' && text[length - 1] == ']')
	{
		text++;
		length -= 2;
	}
	entry->by = tag->id;
	entry->text = memcpy(alkres_alloc(length + 1), text, length);
	entry->text[length] = '\0';
	for (int i = 0; i < ALKRES_ANNOTATION_COLUMNS; i++)
		entry->fields[i] = "";
	for (char *field = entry->text, *next; field != NULL; field = next, place++)
	{
		if ((next = strchr(field, '|')) != NULL)
			*next++ = '\0';
		for (int i = 0; i < ALKRES_ANNOTATION_COLUMNS; i++)
			if (tag->places[i] == place)
			{
				decode(field);
				entry->fields[i] = field;
			}
	}
}

/* VEP's way to write an allele: without the first base where all begin with it and one has another
 * length, "-" for nothing. */
static bool
is_vep_allele(const AlkresVcfRecord *record, size_t allele, const char *text)
{
	const char *alt = record->alts[allele - 1];
	bool trim = false;

	for (size_t i = 0; i < record->alt_count; i++)
		trim |= strlen(record->alts[i]) != strlen(record->ref);
	for (size_t i = 0; i < record->alt_count; i++)
		trim &= record->alts[i][0] == record->ref[0];
	alt += trim;
	return strcmp(*alt == '\0' ? "-" : alt, text) == 0;
}

/* Is it about this one of several alleles? */
static bool
is_of_allele(const AlkresAnnotationEntry *entry, const AlkresVcfRecord *record, size_t allele)
{
	const char *number = entry->fields[ALKRES_ANNOTATION_NUMBER];
	const char *text = entry->fields[ALKRES_ANNOTATION_ALLELE];
	const char *change = strchr(entry->fields[ALKRES_ANNOTATION_CHANGE], '>');

	if (number[0] != '\0')
		return strtoul(number, NULL, 10) == allele;
	if (record->alt_count == 1)
		return true;
	if (change != NULL)
		return strcmp(change + 1, record->alts[allele - 1]) == 0;
	if (strcmp(entry->by, "CSQ") == 0)
		return is_vep_allele(record, allele, text);
	return strcmp(text, record->alts[allele - 1]) == 0;
}

size_t
alkres_annotation_entries(AlkresAnnotationEntry *entries, size_t limit,
						  const AlkresAnnotationTag *tag, const AlkresVcfRecord *record,
						  size_t allele, const char *value)
{
	size_t count = 0;

	while (count < limit)
	{
		size_t length = strcspn(value, ",");

		take_apart(&entries[count], tag, value, length);
		if (is_of_allele(&entries[count], record, allele))
			count++;
		else
			alkres_free(entries[count].text);
		if (value[length] == '\0')
			break;
		value += length + 1;
	}
	return count;
}

static bool
refuse(char *reason, size_t size, const char *problem, const char *text)
{
	snprintf(reason, size, "%.60s: %.120s", text, problem);
	return false;
}

/* "Gene p.X", whatever accession stands before it. */
static bool
by_hgvs(const char *gene, const char *protein, AlkresMutation *mutation, char *reason, size_t size)
{
	const char *colon = strrchr(protein, ':');
	char text[300];
	AlkresError error;
	size_t length;

	if (colon != NULL)
		protein = colon + 1;
	if (strncmp(protein, "p.", 2) == 0)
		protein += 2;
	length = strlen(protein);
	if (length > 2 && protein[0] == '(' && protein[length - 1] == ')')
	{
		protein++;
		length -= 2;
	}
	if (length + strlen(gene) + 5 > sizeof(text))
		return refuse(reason, size, "it is too long for a mutation", protein);
	snprintf(text, sizeof(text), "%s p.%.*s", gene, (int) length, protein);
	if (alkres_mutation_parse(mutation, text, &error))
		return true;
	return refuse(reason, size, error.detail[0] != '\0' ? error.detail : error.message, text);
}

/* "1196L>1196M", "1125G", "46SD>46S", "12SLKV*>12TCA*" of a shift of the frame. */
static bool
by_amino_acids(const char *gene, const char *text, bool is_shift, AlkresMutation *mutation,
			   char *reason, size_t size)
{
	AlkresProteinChange change = {0};
	char symbol[ALKRES_SYMBOL_SIZE], *end;
	size_t ref, alt;
	AlkresError error;
	AlkresClassified result = ALKRES_CLASSIFY_NONE;

	change.first = (int) strtol(text, &end, 10);
	change.gene = symbol;
	change.ref = end;
	ref = strspn(end, "ACDEFGHIKLMNPQRSTVWY*");
	change.alt = end[ref] == '>' ? end + ref + 1 + strspn(end + ref + 1, "0123456789") : end;
	alt = strspn(change.alt, "ACDEFGHIKLMNPQRSTVWY*");
	if (!alkres_gene_symbol(symbol, gene, strlen(gene)))
		return refuse(reason, size, "it is no gene symbol", gene);
	if (ref == 0 || alt == 0 || change.first < 1 || change.first > ALKRES_RESIDUE_MAX ||
		change.alt[alt] != '\0')
		return refuse(reason, size, "it is no change of amino acids that is told whole", text);
	if (is_shift)
	{
		size_t i = 0;

		while (i < ref && i < alt && change.ref[i] == change.alt[i])
			i++;
		if (i < ref && i < alt && change.ref[i] != '*' &&
			alkres_mutation_set(mutation, symbol, change.first + (int) i, change.ref[i],
								change.alt[i] == '*' ? "*" : "fs", &error))
			result = ALKRES_CLASSIFY_DONE;
	}
	else
	{
		change.ref_length = (int) ref;
		change.alt_length = (int) alt;
		result = alkres_protein_change(mutation, &change, &error);
	}
	if (result == ALKRES_CLASSIFY_DONE &&
		alkres_mutation_check(mutation->path, mutation->length, &error))
		return true;
	return refuse(reason, size, "its name depends on residues that are not told", text);
}

/* Is the term, or it with "_variant" behind, among those joined by "&"?
 * splice_donor_region_variant is another. */
static bool
has_term(const char *terms, const char *term)
{
	size_t length = strlen(term);

	for (; terms != NULL; terms = strchr(terms, '&'))
	{
		size_t rest;

		terms += *terms == '&';
		if (strncmp(terms, term, length) != 0)
			continue;
		rest = strcspn(terms + length, "&");
		if (rest == 0 || (rest == 8 && strncmp(terms + length, "_variant", 8) == 0))
			return true;
	}
	return false;
}

bool
alkres_annotation_entry_mutation(const AlkresAnnotationEntry *entry, AlkresMutation *mutation,
								 char *reason, size_t size)
{
	const char *consequence = entry->fields[ALKRES_ANNOTATION_CONSEQUENCE];
	const char *gene = entry->fields[ALKRES_ANNOTATION_GENE];
	const char *protein = entry->fields[ALKRES_ANNOTATION_PROTEIN];
	bool is_bcsq = strcmp(entry->by, "BCSQ") == 0;
	char text[100];
	AlkresError error;

	reason[0] = '\0';
	if (is_bcsq && consequence[0] == '@')
		return refuse(reason, size, "what several records make together stands there", consequence);
	/* Behind a stop. */
	if (consequence[0] == '*')
		return false;
	if (gene[0] == '\0')
		return protein[0] != '\0' && refuse(reason, size, "no gene is named", protein);
	if (has_term(consequence, "splice_acceptor") || has_term(consequence, "splice_donor"))
	{
		snprintf(text, sizeof(text), "%.60s splice_site", gene);
		return alkres_mutation_parse(mutation, text, &error) ||
			   refuse(reason, size, "it is no gene symbol", gene);
	}
	if (protein[0] == '\0' || strcmp(protein, ".") == 0)
		return false;
	if (is_bcsq)
		return by_amino_acids(gene, protein, strstr(consequence, "frameshift") != NULL, mutation,
							  reason, size);
	return by_hgvs(gene, protein, mutation, reason, size);
}
