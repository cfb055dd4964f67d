/*
 * block_protein.c: what a change of a gene block does to the protein: the coding sequence is
 * changed and translated again.
 */
#include <string.h>

#include "core/gene/alk_model.h"
#include "core/base/amino_acid.h"
#include "core/consequence/block_change.h"
#include "core/base/memory.h"
#include "core/mutation/path.h"

#define ALK_C_FIRST 3068 /* exon 19 starts inside codon 1023 */
#define ALK_C_LAST 4164  /* end of exon 28, of codon 1388 */
#define CODING_MAX (ALK_C_LAST - ALK_C_FIRST + 1)

/* A coding sequence from the start of a codon on, with where each base comes from. */
typedef struct Coding
{
	int first; /* residue of the first codon */
	int length;
	char bases[CODING_MAX + ALKRES_CHANGE_MAX];
	int origin[CODING_MAX + ALKRES_CHANGE_MAX]; /* index in the reference; -1 inserted */
} Coding;

static void
reference_coding(Coding *coding, const AlkresGeneBlock *block)
{
	coding->length = 0;
	if (block->residues != NULL)
	{
		coding->first = (block->c_from - 1) / 3 + 1;
		coding->length = block->end - block->start + 1;
		memcpy(coding->bases, block->sequence + block->flank, coding->length);
	}
	else
	{
		int skip = (3 - (ALK_C_FIRST - 1) % 3) % 3;

		coding->first = (ALK_C_FIRST + skip - 1) / 3 + 1;
		for (size_t i = 0; i < alkres_alk_block_count; i++)
		{
			const AlkresGeneBlock *exon = &alkres_alk_blocks[i];
			int from = i == 0 ? skip : 0, length = exon->end - exon->start + 1 - from;

			memcpy(coding->bases + coding->length, exon->sequence + exon->flank + from, length);
			coding->length += length;
		}
	}
	for (int i = 0; i < coding->length; i++)
		coding->origin[i] = i;
}

/* The bases that a letter of IUPAC's alphabet stands for. */
static const char *
possible_bases(char letter)
{
	static const char *const possible[] = {"A",    "C",    "G",    "T",    "MAC",
										   "RAG",  "WAT",  "SCG",  "YCT",  "KGT",
										   "VACG", "HACT", "DAGT", "BCGT", "NACGT"};

	for (size_t i = 0; i < sizeof(possible) / sizeof(possible[0]); i++)
		if (possible[i][0] == letter)
			return possible[i][1] == '\0' ? possible[i] : possible[i] + 1;
	return "";
}

/* Can the unknown bases of a codon be such that it means this amino acid? */
static bool
codon_can_be(const char codon[3], char letter)
{
	char tried[3];

	memcpy(tried, codon, 3);
	for (int i = 0; i < 3; i++)
	{
		if (alkres_block_base_is_known(codon[i]))
			continue;
		for (const char *base = possible_bases(codon[i]); *base != '\0'; base++)
		{
			tried[i] = *base;
			if (codon_can_be(tried, letter))
				return true;
		}
		return false;
	}
	return alkres_translate(codon) == letter;
}

/*
 * The amino acid of codon `at` of alt; 'X' when it depends on bases that are not known.  A base
 * that is not known must still be one with which the reference codon means the amino acid it is
 * known to mean: the third base of G12 cannot be wrong, whatever it is.
 */
static char
translate_codon(Coding *alt, int at, Coding *ref, const char *residues)
{
	char answer = '\0';

	for (int i = 0; i < 3; i++)
	{
		int origin = alt->origin[at + i], codon = origin / 3 * 3;
		char unknown = alt->bases[at + i];

		if (alkres_block_base_is_known(unknown))
			continue;
		for (const char *base = possible_bases(unknown); *base != '\0'; base++)
		{
			char letter;

			ref->bases[origin] = alt->bases[at + i] = *base;
			if (!codon_can_be(ref->bases + codon, residues[codon / 3]))
				continue;
			letter = translate_codon(alt, at, ref, residues);
			answer = answer == '\0' || answer == letter ? letter : 'X';
		}
		ref->bases[origin] = alt->bases[at + i] = unknown;
		return answer == '\0' ? 'X' : answer;
	}
	return alkres_translate(alt->bases + at);
}

static AlkresClassified
frameshift(AlkresMutation *mutation, const AlkresGeneBlock *block, int codon, Coding *ref,
		   Coding *alt, const char *residues, AlkresError *error)
{
	/* HGVS names the first residue that changes. */
	for (; 3 * codon + 3 <= ref->length && 3 * codon + 3 <= alt->length; codon++)
	{
		char letter = translate_codon(alt, 3 * codon, ref, residues);

		if (letter == 'X')
			return ALKRES_CLASSIFY_NONE;
		if (letter != residues[codon])
			return alkres_mutation_set(mutation, block->gene, ref->first + codon, residues[codon],
									   letter == '*' ? "*" : "fs", error)
					   ? ALKRES_CLASSIFY_DONE
					   : ALKRES_CLASSIFY_ERROR;
	}
	return ALKRES_CLASSIFY_NONE;
}

/* A change inside the coding part, `at` its offset in the reference coding sequence. */
static AlkresClassified
coding_change(const AlkresBlockChange *c, int at, const char *bases, Coding *ref, Coding *alt,
			  AlkresMutation *mutation, AlkresError *error)
{
	const AlkresGeneBlock *block = c->block;
	bool alk = block->residues == NULL;
	const char *residues = alk ? alkres_alk_protein + ref->first - 1 : block->residues;
	int codons = ref->length / 3, alt_codons;
	char *protein;
	AlkresProteinChange change = {.gene = block->gene, .first = alk ? 1 : ref->first, .whole = alk};
	int before = ref->first - change.first; /* residues of the protein before the known codons */
	int behind = alk ? ALKRES_ALK_RESIDUES - before - codons : 0;
	AlkresClassified result = ALKRES_CLASSIFY_NONE;

	alt->first = ref->first;
	alt->length = ref->length - c->removed + c->added;
	memcpy(alt->bases, ref->bases, at);
	memcpy(alt->bases + at, bases, c->added);
	memcpy(alt->bases + at + c->added, ref->bases + at + c->removed, ref->length - at - c->removed);
	for (int i = 0; i < alt->length; i++)
		alt->origin[i] = i < at ? i : i < at + c->added ? -1 : i - c->added + c->removed;
	if ((c->added - c->removed) % 3 != 0)
		return frameshift(mutation, block, at / 3, ref, alt, residues, error);

	alt_codons = alt->length / 3;
	protein = alkres_alloc(before + alt_codons + behind + 1);
	memcpy(protein, residues - before, before);
	for (int i = 0; i < alt_codons; i++)
		if ((protein[before + i] = translate_codon(alt, 3 * i, ref, residues)) == 'X')
			goto done;
	memcpy(protein + before + alt_codons, residues + codons, behind);
	change.ref = residues - before;
	change.ref_length = before + codons + behind;
	change.alt = protein;
	change.alt_length = before + alt_codons + behind;
	change.changed = before + at / 3;
	result = alkres_protein_change(mutation, &change, error);
done:
	alkres_free(protein);
	return result;
}

/* The base `offset` of the sequence after the change made at `place`; behind selects how offsets
 * are counted, with the sequence behind the change fixed or the one before it.  N when not
 * known. */
static char
changed_base(const AlkresBlockChange *c, int place, int offset, bool behind)
{
	int shift = c->removed - c->added, i;

	if (behind)
		offset -= shift; /* where it stands when the sequence before the change is fixed */
	if (offset < place)
		i = offset;
	else if (offset < place + c->added)
	{
		i = (place - c->at + offset - place) % c->added;
		return c->bases[i < 0 ? i + c->added : i];
	}
	else
		i = offset + shift;
	return i >= 0 && i < c->length ? c->block->sequence[i] : 'N';
}

/* Does the change, made at this place, spoil the two intronic bases next to the exon? */
static bool
spoils_splice_site(const AlkresBlockChange *c, int place)
{
	int acceptor = c->block->flank, donor = c->length - c->block->flank;
	int end = place + c->removed;
	bool behind = end <= acceptor;

	if (place < donor && !behind)
		return true; /* reaches over the exon's edge, or holds the exon */
	if (c->removed == 0 && (place == donor || place == acceptor))
		return false; /* may as well lengthen the exon */
	for (int i = 0; i < 2; i++)
	{
		int offset = behind ? acceptor - 1 - i : donor + i;
		char now = changed_base(c, place, offset, behind);

		if (now != c->block->sequence[offset])
			return now != 'N';
	}
	return false;
}

/* Is a canonical splice site lost?  Only when it is at every place of a change in a repeat. */
static bool
loses_splice_site(const AlkresBlockChange *c)
{
	if (c->block->flank == 0)
		return false;
	for (int place = c->first_place; place <= c->last_place; place++)
		if (!spoils_splice_site(c, place))
			return false;
	return true;
}

AlkresClassified
alkres_block_change_mutation(const AlkresBlockChange *c, AlkresMutation *mutation,
							 AlkresError *error)
{
	const AlkresGeneBlock *block = c->block;
	/* Places from low to high lie in the coding part; an insertion needs coding bases around it. */
	int low = block->flank + (c->removed == 0);
	int high = c->length - block->flank - c->removed - (c->removed == 0);
	int place = c->first_place > low ? c->first_place : low;
	AlkresClassified result = ALKRES_CLASSIFY_NONE;

	if (place <= c->last_place && place <= high)
	{
		Coding *ref = alkres_alloc(sizeof(Coding)), *alt = alkres_alloc(sizeof(Coding));
		char bases[ALKRES_CHANGE_MAX];
		int at, moved = place - c->at;

		for (int i = 0; i < c->added; i++)
			bases[i] = c->bases[((moved + i) % c->added + c->added) % c->added];
		reference_coding(ref, block);
		at = block->c_from + place - block->flank - (3 * ref->first - 2);
		if (at >= 0)
			result = coding_change(c, at, bases, ref, alt, mutation, error);
		alkres_free(ref);
		alkres_free(alt);
		return result;
	}
	if (loses_splice_site(c))
		result = alkres_mutation_set(mutation, block->gene, 0, '\0', "splice_site", error)
					 ? ALKRES_CLASSIFY_DONE
					 : ALKRES_CLASSIFY_ERROR;
	return result;
}
