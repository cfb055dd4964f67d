/* gene_model.c: a gene model made from exons and reference bases, and from its stored form. */
#include "core/transcript/gene_model.h"

#include <string.h>

#include "core/base/amino_acid.h"
#include "core/base/memory.h"
#include "core/base/nucleotide.h"
#include "core/transcript/gene_model_form.h"

/* Where the bases of a model come from. */
typedef struct Bases
{
	const AlkresContig *contig;
	AlkresBaseAt base_at;
	void *source;
} Bases;

/* Letters of the plus strand; false where the contig has none. */
static bool
fetch(const Bases *bases, int64_t from, int64_t to, char *out)
{
	for (int64_t position = from; position <= to; position++)
		if ((*out++ = bases->base_at(bases->source, bases->contig, position)) == 0)
			return false;
	return true;
}

/* As many intronic bases as are nearer to this exon than to its neighbour, at the side in front of
 * it or behind; none at the ends of the transcript. */
static int
flank_of(const AlkresGeneModelForm *form, size_t exon, bool behind)
{
	bool last = behind ? exon + 1 == form->exon_count : exon == 0;
	uint32_t intron;

	if (last)
		return 0;
	intron = behind ? form->exons[exon + 1].start - form->exons[exon].end - 1
					: form->exons[exon].start - form->exons[exon - 1].end - 1;
	/* HGVS counts the middle base of an odd intron from the exon before it. */
	if (behind != form->minus)
		intron++;
	return intron / 2 < ALKRES_GENE_MODEL_FLANK ? (int) (intron / 2) : ALKRES_GENE_MODEL_FLANK;
}

static void
reverse_complement(char *letters, size_t length)
{
	for (size_t i = 0, j = length; i < j--; i++)
	{
		char first = letters[i];

		letters[i] = alkres_base_complement(letters[j]);
		if (i < j)
			letters[j] = alkres_base_complement(first);
	}
}

static bool
take_letters(AlkresGeneModelForm *form, const Bases *bases, AlkresError *error)
{
	char *out;

	form->letter_count = 0;
	for (size_t i = 0; i < form->exon_count; i++)
		form->letter_count +=
			form->exons[i].end - form->exons[i].start + 1 + (size_t) 2 * ALKRES_GENE_MODEL_FLANK;
	out = form->letters = alkres_alloc(form->letter_count + 1);
	memset(out, 'N', form->letter_count);
	for (size_t i = 0; i < form->exon_count; i++)
	{
		const AlkresExon *exon = &form->exons[i];
		int before = flank_of(form, i, false), behind = flank_of(form, i, true);

		if (!fetch(bases, (int64_t) exon->start - before, (int64_t) exon->end + behind,
				   out + ALKRES_GENE_MODEL_FLANK - before))
			return alkres_fail(error, ALKRES_BAD_PARAMETER,
							   "its exon to %u ends behind %s in the reference", exon->end,
							   form->contig.contig_name);
		out += exon->end - exon->start + 1 + (size_t) 2 * ALKRES_GENE_MODEL_FLANK;
	}
	if (form->minus)
		reverse_complement(form->letters, form->letter_count);
	return true;
}

/* Exonic bases in front of a position of the plus strand, in its order; -1 where it is in none. */
static int64_t
exonic_before(const AlkresGeneModelForm *form, uint32_t position)
{
	int64_t before = 0;

	for (size_t i = 0; i < form->exon_count; i++)
	{
		const AlkresExon *exon = &form->exons[i];

		if (position < exon->start)
			return -1;
		if (position <= exon->end)
			return before + position - exon->start;
		before += exon->end - exon->start + 1;
	}
	return -1;
}

static bool
take_coding(AlkresGeneModelForm *form, const AlkresGeneModelParts *parts, AlkresError *error)
{
	int64_t first = exonic_before(form, parts->coding_start);
	int64_t last = exonic_before(form, parts->coding_end);
	size_t exonic_length;
	char *exonic;

	if (first < 0 || last < first)
		return alkres_fail(error, ALKRES_BAD_PARAMETER,
						   "its coding sequence does not lie in its exons");
	exonic = alkres_gene_model_exonic(form, &exonic_length);
	form->coding_from = (uint32_t) (form->minus ? (int64_t) exonic_length - 1 - last : first);
	form->coding_length = (uint32_t) (last - first + 1);
	/* Some files leave the stop codon out of the coding sequence. */
	if (form->coding_length >= 3 && form->coding_length % 3 == 0)
	{
		const char *behind = exonic + form->coding_from + form->coding_length;

		if (alkres_translate(behind - 3) != '*' && exonic + exonic_length - behind >= 3 &&
			alkres_translate(behind) == '*')
			form->coding_length += 3;
	}
	alkres_free(exonic);
	return true;
}

uint8_t *
alkres_gene_model_make(const AlkresGeneModelParts *parts, AlkresBaseAt base_at, void *source,
					   size_t *length, AlkresError *error)
{
	AlkresGeneModelForm form = {.contig = parts->contig,
								.gene = parts->gene,
								.name = parts->name,
								.minus = parts->minus,
								.exon_count = parts->exon_count};
	Bases bases = {&parts->contig, base_at, source};
	uint8_t *made = NULL;
	uint64_t exonic = 0;

	for (size_t i = 0; i < parts->exon_count; i++)
	{
		const AlkresExon *exon = &parts->exons[i];

		if (exon->start < 1 || exon->end < exon->start || exon->end >= ALKRES_POSITION_MAX ||
			(i > 0 && exon->start <= parts->exons[i - 1].end + 1))
		{
			alkres_fail(error, ALKRES_BAD_PARAMETER,
						"its exons overlap, touch or lie outside of a contig at %u", exon->start);
			return NULL;
		}
		exonic += exon->end - exon->start + 1;
	}
	if (parts->exon_count == 0 || parts->exon_count > ALKRES_EXONS_MAX ||
		exonic > ALKRES_EXONIC_MAX)
	{
		alkres_fail(error, ALKRES_BAD_PARAMETER, "it has %zu exons with %llu bases",
					parts->exon_count, (unsigned long long) exonic);
		return NULL;
	}
	form.exons = alkres_alloc(sizeof(AlkresExon) * parts->exon_count);
	memcpy(form.exons, parts->exons, sizeof(AlkresExon) * parts->exon_count);
	if (take_letters(&form, &bases, error) && take_coding(&form, parts, error) &&
		alkres_gene_model_form_check(&form, error))
		made = alkres_gene_model_form_put(&form, length);
	alkres_free(form.letters);
	alkres_free(form.exons);
	return made;
}

/* The position on the plus strand of an exonic base, by its place in the transcript. */
static uint32_t
position_of(const AlkresGeneModelForm *form, uint32_t place)
{
	for (size_t i = 0; i < form->exon_count; i++)
	{
		const AlkresExon *exon = alkres_gene_model_exon(form, i);
		uint32_t length = exon->end - exon->start + 1;

		if (place < length)
			return form->minus ? exon->end - place : exon->start + place;
		place -= length;
	}
	return 0;
}

static void
set_blocks(AlkresGeneBlock *blocks, const AlkresGeneModelForm *form, const char *gene,
		   const char *name, const char *letters)
{
	int number = 1 - (int) form->coding_from;

	for (size_t i = 0; i < form->exon_count; i++)
	{
		const AlkresExon *exon = alkres_gene_model_exon(form, i);
		int length = (int) (exon->end - exon->start + 1);

		blocks[i] = (AlkresGeneBlock){.gene = gene,
									  .transcript = name,
									  .contig = form->contig.contig,
									  .minus = form->minus,
									  .flank = ALKRES_GENE_MODEL_FLANK,
									  .c_from = number,
									  .start = (int) exon->start,
									  .end = (int) exon->end,
									  .sequence = letters};
		number += length;
		letters += length + 2 * ALKRES_GENE_MODEL_FLANK;
	}
}

AlkresGeneModel *
alkres_gene_model_decode(const uint8_t *bytes, size_t length, AlkresError *error)
{
	AlkresGeneModelForm form;
	AlkresGeneModel *model;
	AlkresGeneBlock *blocks;
	size_t gene_size, name_size, residues, exonic_length;
	uint32_t first, last;
	char *text, *exonic;

	if (!alkres_gene_model_form_get(&form, bytes, length, error))
		return NULL;
	gene_size = strlen(form.gene) + 1;
	name_size = strlen(form.name) + 1;
	residues = form.coding_length / 3 - 1;
	model = alkres_alloc(sizeof(AlkresGeneModel) + sizeof(AlkresGeneBlock) * form.exon_count +
						 gene_size + name_size + form.letter_count + residues + 1);
	blocks = (AlkresGeneBlock *) (model + 1);
	text = (char *) (blocks + form.exon_count);
	memcpy(text, form.gene, gene_size);
	memcpy(text + gene_size, form.name, name_size);
	memcpy(text + gene_size + name_size, form.letters, form.letter_count);
	set_blocks(blocks, &form, text, text + gene_size, text + gene_size + name_size);
	text += gene_size + name_size + form.letter_count;
	exonic = alkres_gene_model_exonic(&form, &exonic_length);
	for (size_t i = 0; i < residues; i++)
		text[i] = alkres_translate(exonic + form.coding_from + 3 * i);
	text[residues] = '\0';
	model->contig = form.contig;
	model->transcript = (AlkresTranscript){blocks, form.exon_count, text, (int) residues};
	model->start = form.exons[0].start;
	model->end = form.exons[form.exon_count - 1].end;
	first = position_of(&form, form.coding_from);
	last = position_of(&form, form.coding_from + form.coding_length - 1);
	model->coding_start = first < last ? first : last;
	model->coding_end = first < last ? last : first;
	alkres_free(exonic);
	alkres_free(form.letters);
	alkres_free(form.exons);
	return model;
}
