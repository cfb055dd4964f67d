/*
 * variant_text.c: the input forms of a variant.
 *
 *   GRCh38:chr2:29220765:G:T   canonical      chr2:29220765 G>T     with a default assembly or one
 * in front 2-29220765-G-T             gnomAD         NC_000002.12:29220764:G:T   SPDI, 0-based
 *   NC_000002.12:g.29220765G>T  HGVS g.
 */
#include "core/variant.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "core/locus_text.h"

static bool
malformed(const char *text, AlkresError *error)
{
	alkres_fail(error, ALKRES_BAD_TEXT, "invalid input syntax for type variant: \"%.300s\"", text);
	return alkres_hint(error, "Write it as GRCh38:chr2:29220765:G:T.");
}

/* "29220765G>T", "29220765 G>T", "g.29220765G>T": into position and alleles. */
static bool
parse_arrow(AlkresText text, AlkresText *position, AlkresText *ref, AlkresText *alt)
{
	AlkresText left;
	size_t digits = 0;

	if (text.length > 2 && strncmp(text.start, "g.", 2) == 0)
		text = (AlkresText){text.start + 2, text.length - 2};
	if (!alkres_text_split_last(text, '>', &left, alt))
		return false;
	while (digits < left.length &&
		   (isdigit((unsigned char) left.start[digits]) || left.start[digits] == ','))
		digits++;
	*position = (AlkresText){left.start, digits};
	*ref = alkres_text_trim(left.start + digits, left.length - digits);
	*alt = alkres_text_trim(alt->start, alt->length);
	return digits > 0 && ref->length > 0;
}

/* contig SEP position SEP ref SEP alt, taken from the right: a contig's name may hold the
 * separator. */
static bool
parse_fields(AlkresText text, char separator, AlkresText *place, AlkresText *position,
			 AlkresText *ref, AlkresText *alt)
{
	AlkresText rest;

	return alkres_text_split_last(text, separator, &rest, alt) &&
		   alkres_text_split_last(rest, separator, &rest, ref) &&
		   alkres_text_split_last(rest, separator, place, position);
}

bool
alkres_variant_parse(AlkresVariant *variant, const char *text, const char *default_assembly,
					 AlkresError *error)
{
	AlkresText whole = alkres_text_trim(text, strlen(text)), place, rest, digits, ref, alt;
	AlkresContig contig;
	int64_t position;
	const char *bracket = memchr(whole.start, '<', whole.length);

	if (bracket == NULL && memchr(whole.start, '>', whole.length) != NULL)
	{
		if (!alkres_text_split_last(whole, ':', &place, &rest) ||
			!parse_arrow(rest, &digits, &ref, &alt))
			return malformed(text, error);
	}
	else if (alkres_text_split_last(whole, ':', &place, &rest) && rest.length > 2 &&
			 strncmp(rest.start, "g.", 2) == 0)
	{
		alkres_fail(error, ALKRES_UNSUPPORTED, "HGVS form of variant is not supported: \"%.300s\"",
					text);
		alkres_detail(error, "Of the HGVS g. forms only substitutions are read.");
		return alkres_hint(
			error,
			"Write an indel with the base before it, as in VCF: GRCh38:chr2:29222405:G:GCGT.");
	}
	else if (parse_fields(whole, ':', &place, &digits, &ref, &alt))
		;
	else if (alkres_text_split_last(whole, ':', &place, &rest))
	{
		AlkresText name;

		/* GRCh38:2-29220765-G-T: the assembly goes back in front of the contig. */
		if (!parse_fields(rest, '-', &name, &digits, &ref, &alt))
			return malformed(text, error);
		place.length = name.start + name.length - place.start;
	}
	else if (!parse_fields(whole, '-', &place, &digits, &ref, &alt))
		return malformed(text, error);

	if (!alkres_text_position(digits, true, &position))
		return malformed(text, error);
	if (!alkres_text_contig(&contig, place, default_assembly, "variant", text, error))
		return false;
	/* An accession before plain fields is SPDI, which counts from 0. */
	if (place.length > 3 && strncasecmp(place.start, "NC_", 3) == 0 &&
		memchr(place.start, ':', place.length) == NULL &&
		memchr(whole.start, '>', whole.length) == NULL)
		position++;
	return alkres_variant_set(variant, &contig, position, ref.start, ref.length, alt.start,
							  alt.length, error);
}
