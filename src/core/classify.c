/*
 * classify.c: from a plus-strand variant to a protein change of ALK, by changing the coding
 * sequence and translating it again (HGVS protein rules: the most C-terminal position, dup before
 * ins).
 */
#include "core/classify.h"

#include <stdio.h>
#include <string.h>

#include "core/alk_model.h"
#include "core/amino_acid.h"
#include "core/base.h"
#include "core/memory.h"

#define CDS_FIRST 3068 /* c. of the model's first base: exon 19 starts inside codon 1023 */
#define CDS_LENGTH (4164 - CDS_FIRST + 1) /* to the end of exon 28 */
#define CODON_FIRST 2                     /* index of the first whole codon, c.3070 */
#define RESIDUE_FIRST 1024
#define RESIDUES ((CDS_LENGTH - CODON_FIRST) / 3)

/* Longest change that is classified: above it a variant is structural. */
#define CHANGE_MAX 1000

/* Does the exon's sequence, with its flanks, hold this GRCh38 position? */
static bool
exon_holds(const AlkresExon *exon, int position)
{
	return position >= exon->start - ALKRES_ALK_FLANK && position <= exon->end + ALKRES_ALK_FLANK;
}

static char
plus_strand_base(const AlkresExon *exon, int position)
{
	return alkres_base_complement(exon->sequence[exon->end + ALKRES_ALK_FLANK - position]);
}

static void
coding_sequence(char *cds)
{
	for (int i = 0; i < ALKRES_ALK_EXONS; i++)
	{
		const AlkresExon *exon = &alkres_alk_exons[i];

		memcpy(cds + exon->c_from - CDS_FIRST, exon->sequence + ALKRES_ALK_FLANK,
			   exon->c_to - exon->c_from + 1);
	}
}

/* The protein change between two proteins of one frame; both start at RESIDUE_FIRST. */
static bool
describe(AlkresMutation *mutation, const char *ref, int ref_length, const char *alt, int alt_length,
		 int codon, AlkresError *error)
{
	int head = 0, tail = 0, deleted, inserted;
	int shorter = ref_length < alt_length ? ref_length : alt_length;
	char change[CHANGE_MAX / 3 + 64] = "";

	while (head < shorter && ref[head] == alt[head])
		head++;
	if (head == ref_length && head == alt_length)
		return alkres_mutation_set(mutation, "ALK", RESIDUE_FIRST + codon, ref[codon], "=", error);
	while (tail < shorter - head && ref[ref_length - 1 - tail] == alt[alt_length - 1 - tail])
		tail++;
	deleted = ref_length - head - tail;
	inserted = alt_length - head - tail;
	alt += head;

	if (deleted == 0)
	{
		/* Between residues head - 1 and head: a repeat of what stands before it is a duplication.
		 */
		if (inserted <= head && memcmp(alt, ref + head - inserted, inserted) == 0)
		{
			head -= inserted;
			if (inserted == 1)
				strcpy(change, "dup");
			else
				snprintf(change, sizeof(change), "_%c%ddup", ref[head + inserted - 1],
						 RESIDUE_FIRST + head + inserted - 1);
		}
		else
		{
			head--;
			snprintf(change, sizeof(change), "_%c%dins%.*s", ref[head + 1],
					 RESIDUE_FIRST + head + 1, inserted, alt);
		}
	}
	else if (deleted == 1 && inserted == 1)
		snprintf(change, sizeof(change), "%c", alt[0]);
	else
	{
		if (deleted > 1)
			snprintf(change, sizeof(change), "_%c%d", ref[head + deleted - 1],
					 RESIDUE_FIRST + head + deleted - 1);
		if (inserted == 0)
			strcat(change, "del");
		else
			snprintf(change + strlen(change), sizeof(change) - strlen(change), "delins%.*s",
					 inserted, alt);
	}
	return alkres_mutation_set(mutation, "ALK", RESIDUE_FIRST + head, ref[head], change, error);
}

static int
translate(const char *cds, int length, char *protein)
{
	int residues = 0;

	for (int i = CODON_FIRST; i + 3 <= length; i += 3)
		protein[residues++] = alkres_translate(cds + i);
	return residues;
}

/* Replace `removed` bases from index `at` of the coding sequence by the reverse complement of plus.
 */
static AlkresClassified
classify_change(AlkresMutation *mutation, int at, int removed, const char *plus, int added,
				AlkresError *error)
{
	char ref_cds[CDS_LENGTH], alt_cds[CDS_LENGTH + CHANGE_MAX];
	char ref[RESIDUES + 1], alt[RESIDUES + CHANGE_MAX / 3 + 1];
	int ref_length, alt_length, codon = (at - CODON_FIRST) / 3;

	if (at < CODON_FIRST || added > CHANGE_MAX || removed > CHANGE_MAX)
		return ALKRES_CLASSIFY_NONE;
	coding_sequence(ref_cds);
	memcpy(alt_cds, ref_cds, at);
	for (int i = 0; i < added; i++)
		alt_cds[at + i] = alkres_base_complement(plus[added - 1 - i]);
	memcpy(alt_cds + at + added, ref_cds + at + removed, CDS_LENGTH - at - removed);
	if (memchr(alt_cds + at, 'N', added) != NULL)
		return ALKRES_CLASSIFY_NONE;
	ref_length = translate(ref_cds, CDS_LENGTH, ref);
	alt_length = translate(alt_cds, CDS_LENGTH + added - removed, alt);

	if ((added - removed) % 3 != 0)
	{
		/* HGVS names the first residue that changes. */
		while (codon < ref_length - 1 && codon < alt_length && ref[codon] == alt[codon])
			codon++;
		return alkres_mutation_set(mutation, "ALK", RESIDUE_FIRST + codon, ref[codon],
								   alt[codon] == '*' ? "*" : "fs", error)
				   ? ALKRES_CLASSIFY_DONE
				   : ALKRES_CLASSIFY_ERROR;
	}
	return describe(mutation, ref, ref_length, alt, alt_length, codon, error)
			   ? ALKRES_CLASSIFY_DONE
			   : ALKRES_CLASSIFY_ERROR;
}

/* Every base of ref that the model knows must be the reference's. */
static bool
check_reference(const AlkresVariant *variant, int position, AlkresError *error)
{
	for (int e = 0; e < ALKRES_ALK_EXONS; e++)
		for (size_t i = 0; i < variant->ref_length; i++)
		{
			const AlkresExon *exon = &alkres_alk_exons[e];
			char expected;

			if (!exon_holds(exon, position + (int) i))
				continue;
			expected = plus_strand_base(exon, position + (int) i);
			if (variant->ref[i] == expected || variant->ref[i] == 'N')
				continue;
			alkres_fail(error, ALKRES_BAD_PARAMETER, "reference base at %s:chr2:%u is %c, not %c",
						variant->contig.assembly_name, variant->position + (unsigned) i, expected,
						variant->ref[i]);
			return alkres_hint(
				error, "Alleles are on the plus strand, ALK lies on the minus strand: c.3586C>A is "
					   "G>T. Check the assembly too.");
		}
	return true;
}

AlkresClassified
alkres_classify(const AlkresVariant *variant, AlkresMutation *mutation, AlkresError *error)
{
	const char *ref = variant->ref, *alt = variant->alt;
	int removed = (int) variant->ref_length, added = (int) variant->alt_length, position;

	if (alkres_variant_is_structural(variant))
		return ALKRES_CLASSIFY_NONE;
	if (variant->contig.contig != 2 || variant->contig.assembly == ALKRES_ASSEMBLY_NAMED ||
		removed > CHANGE_MAX || added > CHANGE_MAX)
		return ALKRES_CLASSIFY_NONE;
	position = (int) variant->position;
	if (variant->contig.assembly == ALKRES_ASSEMBLY_GRCH37)
		position -= ALKRES_ALK_GRCH37_SHIFT;
	if (!check_reference(variant, position, error))
		return ALKRES_CLASSIFY_ERROR;
	if (variant->kind == ALKRES_REFERENCE)
		return ALKRES_CLASSIFY_NONE;

	while (removed > 0 && added > 0 && ref[removed - 1] == alt[added - 1])
	{
		removed--;
		added--;
	}
	while (removed > 0 && added > 0 && ref[0] == alt[0])
	{
		ref++;
		alt++;
		position++;
		removed--;
		added--;
	}
	for (int e = 0; e < ALKRES_ALK_EXONS; e++)
	{
		const AlkresExon *exon = &alkres_alk_exons[e];
		int first = position, last = position + removed - 1; /* for an insertion last = first - 1 */
		char shifted[CHANGE_MAX];
		int length = removed > 0 ? removed : added;

		if (!exon_holds(exon, first - 1) || !exon_holds(exon, last + 1))
			continue;
		/*
		 * An indel in a repeat that reaches over the exon's edge is the same change wherever it is
		 * placed: roll it to the right until it lies inside.
		 */
		memcpy(shifted, removed > 0 ? ref : alt, length);
		while ((removed == 0 || added == 0) && (first < exon->start + (removed == 0)) &&
			   exon_holds(exon, last + 2) && plus_strand_base(exon, last + 1) == shifted[0])
		{
			char moved = shifted[0];

			memmove(shifted, shifted + 1, length - 1);
			shifted[length - 1] = moved;
			first++;
			last++;
		}
		if (removed == 0)
		{
			if (first - 1 < exon->start || first > exon->end)
				return ALKRES_CLASSIFY_NONE;
			alt = shifted;
		}
		else if (first < exon->start || last > exon->end)
			return ALKRES_CLASSIFY_NONE;
		return classify_change(mutation, exon->c_from + exon->end - last - CDS_FIRST, removed, alt,
							   added, error);
	}
	return ALKRES_CLASSIFY_NONE;
}
