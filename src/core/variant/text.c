/* text.c: telling the input forms of a variant apart (doc/variant.md). */
#include "core/variant/text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "core/variant/edit.h"
#include "core/variant/locus_text.h"
#include "core/variant/structural.h"

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

/*
 * place ':' position ':' ref ':' alt where alt is a breakend's: it holds a colon of its own, and is
 * found by its first bracket.
 */
static bool
parse_breakend(AlkresText text, AlkresText *place, AlkresText *position, AlkresText *ref,
			   AlkresText *alt)
{
	AlkresText rest;
	size_t bracket = 0;

	while (text.start[bracket] != '[' && text.start[bracket] != ']')
		bracket++;
	if (!alkres_text_split_last((AlkresText){text.start, bracket}, ':', &rest, alt))
		return false;
	alt->length = (size_t) (text.start + text.length - alt->start);
	return alkres_text_split_last(rest, ':', &rest, ref) &&
		   alkres_text_split_last(rest, ':', place, position);
}

/* place ':' position ':' ref ':' <DEL> ':' END= number; without END= when it is left out. */
static bool
parse_symbolic(AlkresText text, AlkresText *place, AlkresText *position, AlkresText *ref,
			   AlkresText *alt, int64_t *end)
{
	AlkresText rest, last;

	*end = 0;
	if (!alkres_text_split_last(text, ':', &rest, &last))
		return false;
	if (last.length > 4 && strncasecmp(last.start, "END=", 4) == 0)
	{
		last = (AlkresText){last.start + 4, last.length - 4};
		if (!alkres_text_position(last, true, end) || *end == 0)
			return false;
		text = rest;
	}
	return parse_fields(text, ':', place, position, ref, alt);
}

bool
alkres_variant_parse(AlkresVariant *variant, const char *text, const char *default_assembly,
					 AlkresError *error)
{
	return alkres_variant_parse_with(variant, text, default_assembly, alkres_compiled_base, NULL,
									 error);
}

bool
alkres_variant_parse_with(AlkresVariant *variant, const char *text, const char *default_assembly,
						  AlkresBaseAt base_at, void *source, AlkresError *error)
{
	AlkresText whole = alkres_text_trim(text, strlen(text)), place, rest, digits, ref, alt;
	AlkresContig contig;
	AlkresEdit edit = {.contig = &contig, .text = text, .base_at = base_at, .source = source};
	int64_t position, end = 0;
	bool symbolic = memchr(whole.start, '<', whole.length) != NULL;
	bool breakend = memchr(whole.start, '[', whole.length) != NULL ||
					memchr(whole.start, ']', whole.length) != NULL;
	bool arrow = !symbolic && memchr(whole.start, '>', whole.length) != NULL;

	if (breakend)
	{
		if (!parse_breakend(whole, &place, &digits, &ref, &alt))
			return malformed(text, error);
	}
	else if (symbolic)
	{
		if (!parse_symbolic(whole, &place, &digits, &ref, &alt, &end))
			return malformed(text, error);
	}
	else if (arrow)
	{
		if (!alkres_text_split_last(whole, ':', &place, &rest) ||
			!parse_arrow(rest, &digits, &ref, &alt))
			return malformed(text, error);
	}
	else if (alkres_text_split_last(whole, ':', &place, &rest) && rest.length > 2 &&
			 strncmp(rest.start, "g.", 2) == 0)
	{
		rest = (AlkresText){rest.start + 2, rest.length - 2};
		return alkres_text_contig(&contig, place, default_assembly, "variant", text, error) &&
			   alkres_hgvs_parse(variant, rest, &edit, error);
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
	if (end != 0)
		return alkres_variant_set_symbolic(variant, &contig, position, ref.start, ref.length,
										   alt.start, alt.length, end, error);
	/* An accession before plain fields is SPDI, which counts from 0. */
	if (place.length > 3 && strncasecmp(place.start, "NC_", 3) == 0 &&
		memchr(place.start, ':', place.length) == NULL && !arrow && !symbolic && !breakend)
	{
		position++;
		if (ref.length == 0 || alt.length == 0 || isdigit((unsigned char) ref.start[0]))
		{
			edit.start = position;
			return alkres_spdi_parse(variant, ref, alt, &edit, error);
		}
	}
	return alkres_variant_set(variant, &contig, position, ref.start, ref.length, alt.start,
							  alt.length, error);
}
