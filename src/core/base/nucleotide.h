/* nucleotide.h: the letters A, C, G, T of a sequence. */
#ifndef ALKRES_CORE_BASE_NUCLEOTIDE_H
#define ALKRES_CORE_BASE_NUCLEOTIDE_H

/* A, C, G, T, N as 0 to 4; -1 for anything else. */
static inline int
alkres_base_code(char base)
{
	switch (base)
	{
		case 'A':
			return 0;
		case 'C':
			return 1;
		case 'G':
			return 2;
		case 'T':
			return 3;
		case 'N':
			return 4;
	}
	return -1;
}

/* A, C, G or T in upper case; N for any other letter. */
static inline char
alkres_base_known(char letter)
{
	char base = letter >= 'a' && letter <= 'z' ? (char) (letter - 'a' + 'A') : letter;

	return alkres_base_code(base) >= 0 ? base : 'N';
}

/* The base of the other strand; N for what has none. */
static inline char
alkres_base_complement(char base)
{
	int code = alkres_base_code(base);

	return code < 0 ? 'N' : "TGCAN"[code];
}

#endif
