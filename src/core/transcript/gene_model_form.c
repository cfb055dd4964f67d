/*
 * gene_model_form.c: the bytes of a gene model.
 *
 *   version (1), contig (core/variant/contig.h), gene \0, transcript \0, strand (1: minus)
 *   number of exons, start of the first, lengths of exons and introns in turn
 *   exonic bases before the start codon, coding bases with the stop codon
 *   the bases, two a byte, the first in the low half: A C G T N as 0 to 4
 */
#include "core/transcript/gene_model_form.h"

#include <string.h>

#include "core/base/amino_acid.h"
#include "core/base/memory.h"
#include "core/base/nucleotide.h"
#include "core/base/varint.h"
#include "core/mutation/symbol.h"

#define VERSION 1

static size_t
exon_length(const AlkresExon *exon)
{
	return exon->end - exon->start + 1;
}

const AlkresExon *
alkres_gene_model_exon(const AlkresGeneModelForm *form, size_t place)
{
	return &form->exons[form->minus ? form->exon_count - 1 - place : place];
}

char *
alkres_gene_model_exonic(const AlkresGeneModelForm *form, size_t *length)
{
	const char *letters = form->letters + ALKRES_GENE_MODEL_FLANK;
	char *exonic = alkres_alloc(form->letter_count + 1);

	*length = 0;
	for (size_t i = 0; i < form->exon_count; i++)
	{
		size_t count = exon_length(alkres_gene_model_exon(form, i));

		memcpy(exonic + *length, letters, count);
		*length += count;
		letters += count + (size_t) 2 * ALKRES_GENE_MODEL_FLANK;
	}
	return exonic;
}

/* Exons one behind the other, and as many letters as they and their flanks have. */
static bool
check_exons(const AlkresGeneModelForm *form, AlkresError *error)
{
	size_t exonic = 0;

	if (form->exon_count == 0 || form->exon_count > ALKRES_EXONS_MAX)
		return alkres_fail(error, ALKRES_BAD_PARAMETER, "it has %zu exons, not 1 to %d",
						   form->exon_count, ALKRES_EXONS_MAX);
	for (size_t i = 0; i < form->exon_count; i++)
	{
		const AlkresExon *exon = &form->exons[i];

		if (exon->start < 1 || exon->end < exon->start || exon->end >= ALKRES_POSITION_MAX)
			return alkres_fail(error, ALKRES_BAD_PARAMETER, "an exon from %u to %u cannot be",
							   exon->start, exon->end);
		if (i > 0 && exon->start <= form->exons[i - 1].end + 1)
			return alkres_fail(error, ALKRES_BAD_PARAMETER,
							   "the exon from %u on does not lie behind that to %u", exon->start,
							   form->exons[i - 1].end);
		exonic += exon_length(exon);
		if (exonic > ALKRES_EXONIC_MAX)
			return alkres_fail(error, ALKRES_BAD_PARAMETER, "it has more than %d bases",
							   ALKRES_EXONIC_MAX);
	}
	if (form->letter_count != exonic + form->exon_count * 2 * ALKRES_GENE_MODEL_FLANK)
		return alkres_fail(error, ALKRES_BAD_PARAMETER, "it has %zu bases, not those of its exons",
						   form->letter_count);
	if (form->coding_length < 6 || form->coding_from > exonic ||
		form->coding_length > exonic - form->coding_from)
		return alkres_fail(error, ALKRES_BAD_PARAMETER,
						   "its coding sequence does not lie in its exons");
	return true;
}

/* From a start codon to the only stop. */
static bool
check_coding(const AlkresGeneModelForm *form, AlkresError *error)
{
	size_t length, codons = form->coding_length / 3;
	char *exonic, *coding;
	bool fine = false;

	if (form->coding_length % 3 != 0)
		return alkres_fail(error, ALKRES_BAD_PARAMETER,
						   "its coding sequence has %u bases, no multiple of 3",
						   form->coding_length);
	exonic = alkres_gene_model_exonic(form, &length);
	coding = exonic + form->coding_from;
	for (size_t i = 0; i < codons; i++)
	{
		char letter = alkres_translate(coding + 3 * i);

		fine = false;
		if (letter == 'X')
			alkres_fail(error, ALKRES_BAD_PARAMETER, "codon %zu has a base that is not known",
						i + 1);
		else if (i == 0 && letter != 'M')
			alkres_fail(error, ALKRES_BAD_PARAMETER,
						"its coding sequence begins with %.3s, no start codon", coding);
		else if (i + 1 < codons && letter == '*')
			alkres_fail(error, ALKRES_BAD_PARAMETER, "codon %zu of %zu is a stop", i + 1, codons);
		else if (i + 1 == codons && letter != '*')
			alkres_fail(error, ALKRES_BAD_PARAMETER, "its coding sequence ends without a stop");
		else
			fine = true;
		if (!fine)
			break;
	}
	alkres_free(exonic);
	return fine;
}

bool
alkres_gene_model_form_check(const AlkresGeneModelForm *form, AlkresError *error)
{
	char symbol[ALKRES_SYMBOL_SIZE];

	/* Mutations bear the gene's symbol, in its one form. */
	if (!alkres_gene_symbol(symbol, form->gene, strlen(form->gene)) ||
		strcmp(symbol, form->gene) != 0)
		return alkres_fail(error, ALKRES_BAD_PARAMETER, "\"%.40s\" is no gene symbol", form->gene);
	if (form->name[0] == '\0' || strlen(form->name) >= ALKRES_TRANSCRIPT_NAME_SIZE)
		return alkres_fail(error, ALKRES_BAD_PARAMETER,
						   "the transcript's name has %zu characters, not 1 to %d",
						   strlen(form->name), ALKRES_TRANSCRIPT_NAME_SIZE - 1);
	for (const char *c = form->name; *c != '\0'; c++)
		if (*c <= ' ' || *c > '~')
			return alkres_fail(error, ALKRES_BAD_PARAMETER,
							   "the transcript's name is no accession");
	/* The mitochondrion's codons mean other amino acids. */
	if (strcmp(form->contig.contig_name, "chrM") == 0)
		return alkres_fail(error, ALKRES_BAD_PARAMETER,
						   "the mitochondrion has a genetic code of its own");
	return check_exons(form, error) && check_coding(form, error);
}

uint8_t *
alkres_gene_model_form_put(const AlkresGeneModelForm *form, size_t *length)
{
	size_t gene = strlen(form->gene) + 1, name = strlen(form->name) + 1;
	size_t room = 2 + 2 * ALKRES_NAME_SIZE + gene + name + form->letter_count / 2 + 1 +
				  (2 * form->exon_count + 4) * ALKRES_VARINT_SIZE_MAX;
	uint8_t *bytes = alkres_alloc(room), *out = bytes;

	*out++ = VERSION;
	out += alkres_contig_encode(&form->contig, out);
	memcpy(out, form->gene, gene);
	memcpy(out + gene, form->name, name);
	out += gene + name;
	*out++ = form->minus;
	out = alkres_varint_put(out, form->exon_count);
	out = alkres_varint_put(out, form->exons[0].start);
	for (size_t i = 0; i < form->exon_count; i++)
	{
		if (i > 0)
			out = alkres_varint_put(out, form->exons[i].start - form->exons[i - 1].end - 1);
		out = alkres_varint_put(out, exon_length(&form->exons[i]));
	}
	out = alkres_varint_put(out, form->coding_from);
	out = alkres_varint_put(out, form->coding_length);
	for (size_t i = 0; i < form->letter_count; i += 2)
	{
		int low = alkres_base_code(form->letters[i]);
		int high = i + 1 < form->letter_count ? alkres_base_code(form->letters[i + 1]) : 0;

		*out++ = (uint8_t) (low | high << 4);
	}
	*length = out - bytes;
	return bytes;
}

/* Where it is in the bytes. */
typedef struct Cursor
{
	const uint8_t *at;
	const uint8_t *end;
} Cursor;

static bool
get_number(Cursor *cursor, uint64_t limit, uint64_t *number)
{
	return alkres_varint_get(&cursor->at, cursor->end, number) == 1 && *number <= limit;
}

static const char *
get_text(Cursor *cursor)
{
	const uint8_t *text = cursor->at;
	const uint8_t *end = memchr(text, '\0', cursor->end - text);

	if (end == NULL)
		return NULL;
	cursor->at = end + 1;
	return (const char *) text;
}

static bool
get_exons(AlkresGeneModelForm *form, Cursor *cursor)
{
	uint64_t count, number;
	uint64_t position;

	if (!get_number(cursor, ALKRES_EXONS_MAX, &count) || count == 0 ||
		!get_number(cursor, ALKRES_POSITION_MAX, &position))
		return false;
	form->exon_count = count;
	form->exons = alkres_alloc(sizeof(AlkresExon) * count);
	form->letter_count = 0;
	for (size_t i = 0; i < count; i++)
	{
		if (i > 0)
		{
			if (!get_number(cursor, ALKRES_POSITION_MAX, &number))
				return false;
			position += number;
		}
		if (!get_number(cursor, ALKRES_EXONIC_MAX, &number) || number == 0 ||
			position + number > ALKRES_POSITION_MAX)
			return false;
		form->exons[i].start = (uint32_t) position;
		position += number;
		form->exons[i].end = (uint32_t) position - 1;
		form->letter_count += number + (size_t) 2 * ALKRES_GENE_MODEL_FLANK;
	}
	return true;
}

static bool
get_letters(AlkresGeneModelForm *form, Cursor *cursor)
{
	size_t count = form->letter_count;

	if ((size_t) (cursor->end - cursor->at) != (count + 1) / 2)
		return false;
	form->letters = alkres_alloc(count + 1);
	for (size_t i = 0; i < count + count % 2; i++)
	{
		int code = i % 2 == 0 ? cursor->at[i / 2] & 15 : cursor->at[i / 2] >> 4;

		if (code > 4 || (i == count && code != 0))
			return false;
		form->letters[i] = "ACGTN"[code];
	}
	return true;
}

static bool
get_form(AlkresGeneModelForm *form, Cursor *cursor)
{
	uint64_t number;
	size_t used;

	if (cursor->at == cursor->end || *cursor->at++ != VERSION)
		return false;
	used = alkres_contig_decode(&form->contig, cursor->at, cursor->end - cursor->at);
	if (used == 0 ||
		!alkres_contig_is_stored_as(&form->contig, cursor->at, cursor->end - cursor->at))
		return false;
	cursor->at += used;
	form->gene = get_text(cursor);
	form->name = form->gene == NULL ? NULL : get_text(cursor);
	if (form->name == NULL || cursor->at == cursor->end || *cursor->at > 1)
		return false;
	form->minus = *cursor->at++;
	if (!get_exons(form, cursor) || !get_number(cursor, ALKRES_EXONIC_MAX, &number))
		return false;
	form->coding_from = (uint32_t) number;
	if (!get_number(cursor, ALKRES_EXONIC_MAX, &number))
		return false;
	form->coding_length = (uint32_t) number;
	return get_letters(form, cursor);
}

bool
alkres_gene_model_form_get(AlkresGeneModelForm *form, const uint8_t *bytes, size_t length,
						   AlkresError *error)
{
	Cursor cursor = {bytes, bytes + length};
	AlkresError why;

	memset(form, 0, sizeof(*form));
	alkres_fail(error, ALKRES_BAD_BINARY, "malformed gene model");
	if (get_form(form, &cursor))
	{
		if (alkres_gene_model_form_check(form, &why))
			return true;
		alkres_detail(error, "Of transcript %.63s: %.300s.", form->name, why.message);
	}
	if (form->exons != NULL)
		alkres_free(form->exons);
	if (form->letters != NULL)
		alkres_free(form->letters);
	return false;
}
