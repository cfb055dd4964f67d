/* allele.c: what an allele's bases and a position may be. */
#include "core/variant/allele.h"

#include <string.h>

#include "core/base/memory.h"
#include "core/variant/contig.h"

static bool
is_iupac(char base)
{
	return base != '\0' && strchr("ACGTNRYSWKMBDHV", base) != NULL;
}

static char
upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char) (c - 'a' + 'A') : c;
}

bool
alkres_allele_check(const char **allele, size_t length, const char *which, AlkresError *error)
{
	bool fold = false;

	if (length > ALKRES_ALLELE_MAX)
		return alkres_fail(error, ALKRES_LIMIT, "%s allele of %zu bases is longer than %d", which,
						   length, ALKRES_ALLELE_MAX);
	for (size_t i = 0; i < length; i++)
	{
		char base = upper((*allele)[i]);

		if (!is_iupac(base))
		{
			if (strchr("<>[]*", (*allele)[i]) != NULL && (*allele)[i] != '\0')
			{
				alkres_fail(error, ALKRES_UNSUPPORTED, "%s allele is not supported: \"%.*s\"",
							which, (int) (length > 100 ? 100 : length), *allele);
				return alkres_hint(error, "Alleles are bases; the alternative one may also be "
										  "<DEL>, <DUP>, <CNV> or a breakend (G]chr5:123]).");
			}
			alkres_fail(error, ALKRES_BAD_TEXT, "invalid %s allele: \"%.*s\"", which,
						(int) (length > 100 ? 100 : length), *allele);
			return alkres_hint(
				error, "Alleles are plus-strand bases: A, C, G, T, N or another IUPAC code.");
		}
		fold |= base != (*allele)[i];
	}
	if (fold)
	{
		char *folded = alkres_alloc(length);

		for (size_t i = 0; i < length; i++)
			folded[i] = upper((*allele)[i]);
		*allele = folded;
	}
	return true;
}

bool
alkres_position_check(int64_t position, AlkresError *error)
{
	if (position < 1 || position > ALKRES_POSITION_MAX)
		return alkres_fail(error, ALKRES_OUT_OF_RANGE,
						   "position %lld is out of range: positions are 1 to %u",
						   (long long) position, ALKRES_POSITION_MAX);
	return true;
}
