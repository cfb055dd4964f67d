/* amino_acid.c: names of amino acids and NCBI translation table 1. */
#include "core/base/amino_acid.h"

#include <string.h>

static const struct
{
	char letter;
	const char *name;
} amino_acids[] = {
	{'A', "Ala"}, {'R', "Arg"}, {'N', "Asn"}, {'D', "Asp"}, {'C', "Cys"}, {'Q', "Gln"},
	{'E', "Glu"}, {'G', "Gly"}, {'H', "His"}, {'I', "Ile"}, {'L', "Leu"}, {'K', "Lys"},
	{'M', "Met"}, {'F', "Phe"}, {'P', "Pro"}, {'S', "Ser"}, {'T', "Thr"}, {'W', "Trp"},
	{'Y', "Tyr"}, {'V', "Val"}, {'U', "Sec"}, {'*', "Ter"}, {'X', "Xaa"},
};
#define AMINO_ACIDS (sizeof(amino_acids) / sizeof(amino_acids[0]))

size_t
alkres_amino_acid_read(const char *text, char *letter)
{
	/* Three letters first: "Ala" begins with the one-letter code of alanine. */
	for (size_t i = 0; i < AMINO_ACIDS; i++)
		if (strncmp(text, amino_acids[i].name, 3) == 0)
		{
			*letter = amino_acids[i].letter;
			return 3;
		}
	for (size_t i = 0; i < AMINO_ACIDS; i++)
		if (text[0] == amino_acids[i].letter)
		{
			*letter = text[0];
			return 1;
		}
	return 0;
}

const char *
alkres_amino_acid_name(char letter)
{
	for (size_t i = 0; i < AMINO_ACIDS; i++)
		if (amino_acids[i].letter == letter)
			return amino_acids[i].name;
	return NULL;
}

char
alkres_translate(const char codon[3])
{
	static const char table[] = "FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG";
	static const char order[] = "TCAG";
	int index = 0;

	for (int i = 0; i < 3; i++)
	{
		const char *base = codon[i] != '\0' ? strchr(order, codon[i]) : NULL;

		if (base == NULL)
			return 'X';
		index = index * 4 + (int) (base - order);
	}
	return table[index];
}
