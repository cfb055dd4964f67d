/*
 * block_protein.c: what a change of a gene block does to the protein: the coding sequence is
 * changed and translated again.
 */
#include <limits.h>
#include <string.h>

#include "core/base/amino_acid.h"
#include "core/consequence/block_change.h"
#include "core/base/memory.h"
#include "core/mutation/path.h"

/* A coding sequence from the start of a codon on, and, where it is a changed one, the place of each
 * base in the reference. */
typedef struct Coding
{
	int first; /* residue of the first codon */
	int length;
	char *bases;
	int at; /* of the change: `added` bases in place of `removed` */
	int removed;
	int added;
} Coding;

/* The index in the reference of a base; -1 when it is inserted. */
static int
origin_of(const Coding *coding, int index)
{
	if (index < coding->at)
		return index;
	return index < coding->at + coding->added ? -1 : index - coding->added + coding->removed;
}

/* The last coding base (c.) in front of the stop. */
static int
last_coding(const AlkresTranscript *transcript)
{
	return transcript->protein == NULL ? INT_MAX : 3 * transcript->residue_count;
}

/* Offsets in a block's sequence: where its coding part begins, and behind its end. */
static void
coding_part(const AlkresBlockChange *c, const AlkresGeneBlock *block, int *from, int *to)
{
	int length = block->end - block->start + 1;
	int before = block->c_from < 1 ? 1 - block->c_from : 0;
	int known = last_coding(c->transcript) - block->c_from + 1;

	*from = block->flank + (before < length ? before : length);
	*to = block->flank + (known < length ? known : length);
	*to = *to > *from ? *to : *from;
}

static void
reference_coding(Coding *coding, const AlkresBlockChange *c)
{
	const AlkresTranscript *transcript = c->transcript;
	int from, to, c_from = 0, room = 0;

	for (size_t i = 0; i < transcript->block_count; i++)
		room += transcript->blocks[i].end - transcript->blocks[i].start + 1;
	coding->bases = alkres_alloc(room);
	coding->length = 0;
	for (size_t i = 0; i < transcript->block_count; i++)
	{
		const AlkresGeneBlock *block = &transcript->blocks[i];
		int skip = 0;

		coding_part(c, block, &from, &to);
		if (to == from)
			continue;
		if (c_from == 0)
		{
			/* What is known may begin inside a codon. */
			c_from = block->c_from + from - block->flank;
			skip = (3 - (c_from - 1) % 3) % 3;
			coding->first = (c_from + skip - 1) / 3 + 1;
		}
		memcpy(coding->bases + coding->length, block->sequence + from + skip, to - from - skip);
		coding->length += to - from - skip;
	}
	coding->at = coding->length; /* unchanged */
	coding->removed = coding->added = 0;
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
		int origin = origin_of(alt, at + i), codon = origin / 3 * 3;
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
	bool whole = block->residues == NULL;
	const char *residues = whole ? c->transcript->protein + ref->first - 1 : block->residues;
	int codons = ref->length / 3, alt_codons;
	char *protein;
	AlkresProteinChange change = {
		.gene = block->gene, .first = whole ? 1 : ref->first, .whole = whole};
	int before = ref->first - change.first; /* residues of the protein before the known codons */
	int behind = whole ? c->transcript->residue_count - before - codons : 0;
	AlkresClassified result = ALKRES_CLASSIFY_NONE;

	alt->first = ref->first;
	alt->length = ref->length - c->removed + c->added;
	alt->bases = alkres_alloc(alt->length + 1);
	alt->at = at;
	alt->removed = c->removed;
	alt->added = c->added;
	memcpy(alt->bases, ref->bases, at);
	memcpy(alt->bases + at, bases, c->added);
	memcpy(alt->bases + at + c->added, ref->bases + at + c->removed, ref->length - at - c->removed);
	/* Without its start nothing is known of the protein. */
	if (whole && ref->first == 1 && (alt->length < 3 || alkres_translate(alt->bases) != 'M'))
		return ALKRES_CLASSIFY_NONE;
	if ((c->added - c->removed) % 3 != 0)
		return frameshift(mutation, block, at / 3, ref, alt, residues, error);

	alt_codons = alt->length / 3;
	protein = alkres_alloc(before + alt_codons + behind + 1);
	memcpy(protein, residues - before, before);
	for (int i = 0; i < alt_codons; i++)
	{
		/* Codons without a base of the change are those of the reference. */
		if (3 * i + 3 <= at)
			protein[before + i] = residues[i];
		else if (3 * i >= at + c->added)
			protein[before + i] = residues[i + (c->removed - c->added) / 3];
		else if ((protein[before + i] = translate_codon(alt, 3 * i, ref, residues)) == 'X')
			goto done;
	}
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

		/* At the ends of a transcript no intron is known. */
		if (alkres_block_base_is_known(c->block->sequence[offset]) &&
			now != c->block->sequence[offset])
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

/* May it as well lie in the exon, off its edges? */
static bool
lies_in_exon(const AlkresBlockChange *c)
{
	int low = c->block->flank + (c->removed == 0);
	int high = c->length - c->block->flank - c->removed - (c->removed == 0);

	return (c->first_place > low ? c->first_place : low) <=
		   (c->last_place < high ? c->last_place : high);
}

AlkresClassified
alkres_block_change_mutation(const AlkresBlockChange *c, AlkresMutation *mutation,
							 AlkresError *error)
{
	const AlkresGeneBlock *block = c->block;
	int from, to, low, high, place;
	AlkresClassified result = ALKRES_CLASSIFY_NONE;

	/* Places from low to high lie in the coding part; an insertion needs coding bases around it. */
	coding_part(c, block, &from, &to);
	low = from + (c->removed == 0);
	high = to - c->removed - (c->removed == 0);
	place = c->first_place > low ? c->first_place : low;
	if (place <= c->last_place && place <= high)
	{
		Coding ref = {0}, alt = {0};
		char bases[ALKRES_CHANGE_MAX];
		int at, moved = place - c->at;

		for (int i = 0; i < c->added; i++)
			bases[i] = c->bases[((moved + i) % c->added + c->added) % c->added];
		reference_coding(&ref, c);
		at = block->c_from + place - block->flank - (3 * ref.first - 2);
		if (at >= 0)
			result = coding_change(c, at, bases, &ref, &alt, mutation, error);
		alkres_free(ref.bases);
		if (alt.bases != NULL)
			alkres_free(alt.bases);
		return result;
	}
	if (!lies_in_exon(c) && loses_splice_site(c))
		result = alkres_mutation_set(mutation, block->gene, 0, '\0', "splice_site", error)
					 ? ALKRES_CLASSIFY_DONE
					 : ALKRES_CLASSIFY_ERROR;
	return result;
}
