/* text.c: telling the input forms of a variant apart (doc/variant.md). */
#include "core/variant/text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "core/variant/edit.h"
#include "core/variant/locus_text.h"
#include "core/variant/structural.h"
#include "core/variant/transcript_text.h"

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

/* A literal in its parts, and which form it has. */
typedef struct Literal
{
	enum
	{
		FORM_FIELDS,
		FORM_ARROW,
		FORM_BREAKEND,
		FORM_SYMBOLIC,
		FORM_HGVS
	} form;
	AlkresText place;
	AlkresText digits; /* the position; of HGVS all behind "g." */
	AlkresText ref;
	AlkresText alt;
	int64_t end; /* of a symbolic allele, 0 when it has none */
} Literal;

/* "GRCh38:chr2:5:A:G", "chr2-5-A-G", "GRCh38:2-5-A-G". */
static bool
split_fields(AlkresText whole, Literal *l)
{
	AlkresText rest, name;

	if (parse_fields(whole, ':', &l->place, &l->digits, &l->ref, &l->alt))
		return true;
	if (!alkres_text_split_last(whole, ':', &l->place, &rest))
		return parse_fields(whole, '-', &l->place, &l->digits, &l->ref, &l->alt);
	if (!parse_fields(rest, '-', &name, &l->digits, &l->ref, &l->alt))
		return false;
	/* The assembly goes back in front of the contig. */
	l->place.length = name.start + name.length - l->place.start;
	return true;
}

static bool
split(AlkresText whole, Literal *l)
{
	AlkresText rest;

	*l = (Literal){.form = FORM_FIELDS};
	if (memchr(whole.start, '[', whole.length) != NULL ||
		memchr(whole.start, ']', whole.length) != NULL)
	{
		l->form = FORM_BREAKEND;
		return parse_breakend(whole, &l->place, &l->digits, &l->ref, &l->alt);
	}
	if (memchr(whole.start, '<', whole.length) != NULL)
	{
		l->form = FORM_SYMBOLIC;
		return parse_symbolic(whole, &l->place, &l->digits, &l->ref, &l->alt, &l->end);
	}
	if (memchr(whole.start, '>', whole.length) != NULL)
	{
		l->form = FORM_ARROW;
		return alkres_text_split_last(whole, ':', &l->place, &rest) &&
			   parse_arrow(rest, &l->digits, &l->ref, &l->alt);
	}
	if (alkres_text_split_last(whole, ':', &l->place, &rest) && rest.length > 2 &&
		strncmp(rest.start, "g.", 2) == 0)
	{
		l->form = FORM_HGVS;
		l->digits = (AlkresText){rest.start + 2, rest.length - 2};
		return true;
	}
	return split_fields(whole, l);
}

/* An accession before plain fields is SPDI, which counts from 0. */
static bool
is_spdi(const Literal *l)
{
	int assembly, chromosome;

	if (l->form != FORM_FIELDS || memchr(l->place.start, ':', l->place.length) != NULL)
		return false;
	return (l->place.length > 3 && strncasecmp(l->place.start, "NC_", 3) == 0) ||
		   alkres_chromosome_accession(l->place.start, l->place.length, &assembly, &chromosome) !=
			   ALKRES_NO_ACCESSION;
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
	Literal l;
	AlkresContig contig;
	AlkresEdit edit = {.contig = &contig, .text = text, .base_at = base_at, .source = source};
	AlkresText whole = alkres_text_trim(text, strlen(text)), place, change;
	int64_t position = 0;

	if (alkres_transcript_split(whole, &place, &change))
		return alkres_transcript_parse(variant, place, change, text, default_assembly, base_at,
									   source, error);
	if (!split(whole, &l) ||
		(l.form != FORM_HGVS && !alkres_text_position(l.digits, true, &position)))
		return malformed(text, error);
	if (!alkres_text_contig(&contig, l.place, default_assembly, "variant", text, error))
		return false;
	if (l.form == FORM_HGVS)
		return alkres_hgvs_parse(variant, l.digits, &edit, error);
	if (l.end != 0)
		return alkres_variant_set_symbolic(variant, &contig, position, l.ref.start, l.ref.length,
										   l.alt.start, l.alt.length, l.end, error);
	if (is_spdi(&l))
	{
		position++;
		if (l.ref.length == 0 || l.alt.length == 0 || isdigit((unsigned char) l.ref.start[0]))
		{
			edit.start = position;
			return alkres_spdi_parse(variant, l.ref, l.alt, &edit, error);
		}
	}
	return alkres_variant_set(variant, &contig, position, l.ref.start, l.ref.length, l.alt.start,
							  l.alt.length, error);
}
