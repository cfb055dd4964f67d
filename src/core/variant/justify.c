/* justify.c: a change in a repeat, over all places where it may lie. */
#include "core/variant/justify.h"

#include <string.h>

#include "core/base/memory.h"
#include "core/text/text_buffer.h"

/* How far to look: a run that repeats on over more bases than this is left as it is. */
#define FAR 100000

typedef struct Place
{
	const AlkresContig *contig;
	AlkresBaseAt base_at;
	void *source;
} Place;

/*
 * By how many bases a run moves away from the base at a position, in steps of 1 or -1, through the
 * sequence that it repeats; -1 when it comes to a base that is not known.
 */
static int64_t
roll(const Place *place, int64_t position, int step, const char *run, size_t length)
{
	for (int64_t moved = 0; moved < FAR; moved++)
	{
		char base = place->base_at(place->source, place->contig, position + step * moved);
		/* On the way the run turns like a ring. */
		size_t at = (size_t) moved % length;

		if (base == 0)
			return -1;
		if (base != run[step < 0 ? length - 1 - at : at])
			return moved;
	}
	return -1;
}

static void
take_bases(const Place *place, int64_t position, int64_t count, char *out)
{
	for (int64_t i = 0; i < count; i++)
		out[i] = place->base_at(place->source, place->contig, position + i);
}

/* A run that is inserted in front of a base, or deleted from it on. */
static bool
widen(AlkresJustified *justified, const Place *place, const char *run, size_t length,
	  bool is_insertion)
{
	int64_t first = justified->start + 1, behind = is_insertion ? first : first + (int64_t) length;
	int64_t left = roll(place, first - 1, -1, run, length);
	int64_t right = roll(place, behind, 1, run, length);
	size_t around;
	char *without, *with;

	if (left < 0 || right < 0)
		return false;
	around = (size_t) (left + right);
	without = alkres_alloc(around + 1);
	with = alkres_alloc(around + length + 1);
	take_bases(place, first - left, left, without);
	take_bases(place, behind, right, without + left);
	memcpy(with, without, (size_t) left);
	memcpy(with + left, run, length);
	memcpy(with + left + length, without + left, (size_t) right);
	*justified = (AlkresJustified){.start = justified->start - left, .run = length};
	justified->ref = is_insertion ? without : with;
	justified->ref_length = is_insertion ? around : around + length;
	justified->alt = is_insertion ? with : without;
	justified->alt_length = is_insertion ? around + length : around;
	return true;
}

bool
alkres_variant_justify(AlkresJustified *justified, const AlkresVariant *variant,
					   AlkresBaseAt base_at, void *source)
{
	const char *ref = variant->ref, *alt = variant->alt;
	size_t ref_length = variant->ref_length, alt_length = variant->alt_length;
	Place place = {&variant->contig, base_at, source};
	int64_t start = (int64_t) variant->position - 1;

	if (alkres_variant_is_structural(variant) || variant->kind == ALKRES_REFERENCE)
		return false;
	for (; ref_length > 0 && alt_length > 0 && ref[ref_length - 1] == alt[alt_length - 1];
		 ref_length--)
		alt_length--;
	for (; ref_length > 0 && alt_length > 0 && ref[0] == alt[0]; start++)
	{
		ref++;
		alt++;
		ref_length--;
		alt_length--;
	}
	*justified = (AlkresJustified){start, ref, ref_length, alt, alt_length, 0};
	if (ref_length > 0 && alt_length > 0)
		return true;
	if (ref_length == 0 && alt_length == 0)
		return false;
	return ref_length == 0 ? widen(justified, &place, alt, alt_length, true)
						   : widen(justified, &place, ref, ref_length, false);
}

char *
alkres_variant_spdi(const AlkresVariant *variant, AlkresBaseAt base_at, void *source)
{
	char accession[ALKRES_REFSEQ_SIZE];
	AlkresTextBuffer out = {NULL};
	AlkresJustified change;

	if (alkres_variant_is_structural(variant) || variant->kind == ALKRES_REFERENCE ||
		!alkres_chromosome_refseq(variant->contig.assembly, variant->contig.contig, accession))
		return NULL;
	if (!alkres_variant_justify(&change, variant, base_at, source))
		change = (AlkresJustified){(int64_t) variant->position - 1,
								   variant->ref,
								   variant->ref_length,
								   variant->alt,
								   variant->alt_length,
								   0};
	alkres_buffer_put_text(&out, accession);
	alkres_buffer_put_char(&out, ':');
	alkres_buffer_put_integer(&out, change.start);
	alkres_buffer_put_char(&out, ':');
	alkres_buffer_put(&out, change.ref, change.ref_length);
	alkres_buffer_put_char(&out, ':');
	alkres_buffer_put(&out, change.alt, change.alt_length);
	return alkres_buffer_end(&out);
}
