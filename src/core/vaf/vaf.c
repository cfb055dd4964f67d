/* vaf.c: text and sums of "x of n molecules". */
#include "core/vaf/vaf.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/text/printed.h"

static const char *
skip_blanks(const char *p)
{
	while (*p == ' ' || (*p >= '\t' && *p <= '\r'))
		p++;
	return p;
}

/* Digits; a count above 2^62 stays there, to be refused as out of range. */
static const char *
read_count(const char *p, int64_t *value)
{
	const char *start = p;

	*value = 0;
	for (; *p >= '0' && *p <= '9'; p++)
		*value = *value >= INT64_C(1) << 58 ? INT64_C(1) << 62 : 10 * *value + (*p - '0');
	return p == start ? NULL : p;
}

/* 0.01, .5, 1e-3, 1%, 7: one number where two are wanted. */
static bool
is_bare_number(const char *text)
{
	const char *p = skip_blanks(text);
	size_t length;

	p += *p == '-' || *p == '+';
	length = strspn(p, "0123456789.,eE+-%");
	return length > 0 && strpbrk(p, "0123456789") != NULL && *skip_blanks(p + length) == '\0';
}

bool
alkres_vaf_parse(const char *text, AlkresVaf *vaf, AlkresError *error)
{
	int64_t alt;
	int64_t depth;
	char shown[ALKRES_SHOWN];
	const char *p = read_count(skip_blanks(text), &alt);

	if (p != NULL && *(p = skip_blanks(p)) == '/' &&
		(p = read_count(skip_blanks(p + 1), &depth)) != NULL && *skip_blanks(p) == '\0')
		return alkres_vaf_make(alt, depth, ALKRES_BAD_TEXT, vaf, error);
	alkres_fail(error, ALKRES_BAD_TEXT, "invalid input syntax for type vaf: \"%s\"",
				alkres_shown(text, shown));
	if (is_bare_number(text))
		return alkres_hint(
			error, "A fraction alone hides the depth it was seen at: give molecules with the "
				   "allele and molecules seen, such as \"12/3456\".");
	return alkres_hint(error,
					   "Give molecules with the allele and molecules seen, such as \"12/3456\".");
}

bool
alkres_vaf_make(int64_t alt, int64_t depth, AlkresErrorCode code, AlkresVaf *vaf,
				AlkresError *error)
{
	if (alt < 0 || depth < 0)
		return alkres_fail(error, code, "number of molecules must not be negative");
	if (alt > UINT32_MAX || depth > UINT32_MAX)
	{
		alkres_fail(error, ALKRES_OUT_OF_RANGE, "number of molecules is out of range for type vaf");
		return alkres_detail(error, "The largest is %" PRIu32 ".", UINT32_MAX);
	}
	if (alt > depth)
		return alkres_fail(error, code,
						   "molecules with the allele (%" PRId64 ") exceed molecules seen (%" PRId64
						   ")",
						   alt, depth);
	vaf->alt = (uint32_t) alt;
	vaf->depth = (uint32_t) depth;
	return true;
}

void
alkres_vaf_format(AlkresVaf vaf, char buffer[ALKRES_VAF_TEXT])
{
	snprintf(buffer, ALKRES_VAF_TEXT, "%" PRIu32 "/%" PRIu32, vaf.alt, vaf.depth);
}

bool
alkres_vaf_add(AlkresVaf a, AlkresVaf b, AlkresVaf *sum, AlkresError *error)
{
	/* alt never exceeds depth, so only depth can overflow. */
	if (a.depth > UINT32_MAX - b.depth)
	{
		alkres_fail(error, ALKRES_OUT_OF_RANGE, "pooled molecules are out of range for type vaf");
		return alkres_hint(error, "Use pooled(vaf), which counts in bigint.");
	}
	sum->alt = a.alt + b.alt;
	sum->depth = a.depth + b.depth;
	return true;
}
