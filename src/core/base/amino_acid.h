/* amino_acid.h: one-letter and three-letter codes, and the standard genetic code. */
#ifndef ALKRES_CORE_BASE_AMINO_ACID_H
#define ALKRES_CORE_BASE_AMINO_ACID_H

#include <stdbool.h>
#include <stddef.h>

/* Read one amino acid (G, Gly, *, Ter; X is "any") from text; returns the letters used, 0 for
 * none. */
extern size_t alkres_amino_acid_read(const char *text, char *letter);
/* "Gly" for 'G', "Ter" for '*'; NULL for no amino acid. */
extern const char *alkres_amino_acid_name(char letter);
/* The amino acid of a codon of coding-strand bases, '*' for a stop, 'X' when a base is not A, C, G,
 * T. */
extern char alkres_translate(const char codon[3]);

#endif
