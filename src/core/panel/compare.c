/* compare.c: why one of two does not have an allele. */
#include "core/panel/compare.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "core/mutation/frameshift.h"
#include "core/mutation/path.h"

/* Bases apart at which two callers may still write one change. */
#define NEAR 30

/* Of the side that lacks it, by what it says itself and how much the other sees. */
static const char *
why_lacking(const AlkresCallSide *lacking, const AlkresCallSide *other)
{
	switch (lacking->state)
	{
		case ALKRES_STATE_GERMLINE_OR_CHIP:
		case ALKRES_STATE_INDETERMINATE:
			return "filtered";
		case ALKRES_STATE_NOT_COVERED:
			return "not_covered";
		case ALKRES_STATE_NOT_IN_PANEL:
			return "not_in_panel";
		default:
			break;
	}
	if (isnan(lacking->lod95))
		return "limit_unknown";
	if (isnan(other->fraction))
		return "fraction_unknown";
	return other->fraction < lacking->lod95 ? "below_limit" : "excluded";
}

AlkresComparison
alkres_calls_compare(const AlkresCallSide *reported, const AlkresCallSide *called)
{
	bool by_report = reported->state == ALKRES_STATE_DETECTED || reported->other_form;
	bool by_call = called->state == ALKRES_STATE_DETECTED || called->other_form;

	if (by_report && by_call)
		return (AlkresComparison){
			"both", reported->other_form || called->other_form ? "other_representation" : NULL};
	if (by_report)
		return (AlkresComparison){"reported_only", why_lacking(called, reported)};
	if (by_call)
		return (AlkresComparison){"called_only", why_lacking(reported, called)};
	/* One of them names it, or both do, and neither believes it. */
	return (AlkresComparison){"neither", "filtered"};
}

/* Does the larger replacement hold the smaller one? */
static bool
holds(const AlkresVariant *whole, const AlkresVariant *part)
{
	size_t offset;

	if (whole->ref_length != whole->alt_length || part->ref_length != part->alt_length ||
		part->ref_length >= whole->ref_length || part->position < whole->position ||
		part->end > whole->end)
		return false;
	offset = part->position - whole->position;
	return memcmp(whole->alt + offset, part->alt, part->alt_length) == 0 &&
		   memcmp(whole->ref + offset, part->ref, part->ref_length) == 0;
}

bool
alkres_same_change(const AlkresVariant *a, AlkresPath a_mutation, const AlkresVariant *b,
				   AlkresPath b_mutation)
{
	AlkresMutationParts parts;

	if (!alkres_contig_equal(&a->contig, &b->contig) || alkres_variant_is_structural(a) ||
		alkres_variant_is_structural(b) || a->kind == ALKRES_REFERENCE ||
		b->kind == ALKRES_REFERENCE)
		return false;
	if (holds(a, b) || holds(b, a))
		return true;
	/* Two single bases that make one residue are two alleles. */
	if (a->kind == ALKRES_SNV && b->kind == ALKRES_SNV)
		return false;
	if (a_mutation.length == 0 ||
		!alkres_names_same_change(a_mutation.bytes, a_mutation.length, b_mutation.bytes,
								  b_mutation.length) ||
		!alkres_mutation_take_apart(&parts, a_mutation.bytes, a_mutation.length) ||
		parts.level != ALKRES_LEVEL_CHANGE || parts.residue == 0)
		return false;
	return a->position <= (int64_t) b->end + NEAR && b->position <= (int64_t) a->end + NEAR;
}
