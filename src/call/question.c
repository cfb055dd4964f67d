/* question.c: what call_variants and genotype share. */
#include "postgres.h"

#include "call/question.h"
#include "core/pileup/anchor.h"
#include "core/pileup/told.h"
#include "core/consequence/classify.h"
#include "core/model/prior.h"
#include "type/arguments.h"
#include "type/region.h"
#include "type/report.h"

void
alkres_meaning(const AlkresVariant *variant, AlkresMeaning *meaning)
{
	AlkresError error;
	AlkresClassified classified = alkres_classify(variant, &meaning->mutation, &error);

	if (classified == ALKRES_CLASSIFY_ERROR)
		alkres_report(&error);
	meaning->classified = classified == ALKRES_CLASSIFY_DONE;
	meaning->polymorphism = false;
	meaning->listed = meaning->classified && alkres_mutation_is_listed(&meaning->mutation);
	meaning->prior = meaning->listed ? ALKRES_PRIOR_LISTED : ALKRES_PRIOR_DEFAULT;
}

int
alkres_listed_offset(const AlkresListedSubstitution *listed, const AlkresPileup *pileup)
{
	int64 offset =
		(int64) alkres_listed_position(listed, &pileup->contig) - alkres_pileup_start(pileup);

	return offset >= 0 && offset < ALKRES_BLOCK_SIZE ? (int) offset : -1;
}

void
alkres_expect_variant(AlkresBackground *background, const AlkresPileup *pileup,
					  const AlkresVariant *variant)
{
	AlkresAnchored allele;
	AlkresError error;

	/* Who asks for what cannot be there is told so elsewhere. */
	if (alkres_pileup_owns(pileup, variant) && variant->kind != ALKRES_REFERENCE &&
		!alkres_variant_is_structural(variant) && alkres_anchor(&allele, pileup, variant, &error) &&
		allele.offset >= 0)
		alkres_background_expect(
			background, allele.offset,
			alkres_background_kind(allele.ref_length, allele.alt_length, allele.alt[0]));
}

bool
alkres_owns(const AlkresPileup *pileup, const AlkresVariant *variant)
{
	/* The code is the name but for a named assembly. */
	if (pileup->contig.assembly != variant->contig.assembly ||
		(pileup->contig.assembly == ALKRES_ASSEMBLY_NAMED &&
		 strcmp(pileup->contig.assembly_name, variant->contig.assembly_name) != 0))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("variant %s is not on the pileup's assembly %s",
					   alkres_variant_text(variant), pileup->contig.assembly_name));
	return alkres_pileup_owns(pileup, variant);
}

void
alkres_tell(AlkresPileup *pileup, const AlkresVariant *variant)
{
	if (variant->kind >= ALKRES_SNV && variant->kind <= ALKRES_DELINS &&
		alkres_pileup_owns(pileup, variant))
		alkres_pileup_tell(pileup, (int64) variant->position - alkres_pileup_start(pileup),
						   variant->ref, variant->ref_length);
}

bool
alkres_ask(const AlkresPileup *pileup, const AlkresModel *model, const AlkresCandidates *all,
		   const AlkresVariant *variant, AlkresCandidate *candidate, bool *counted)
{
	AlkresAnchored anchored;
	AlkresError error;

	if (!alkres_owns(pileup, variant))
		return false;
	if (variant->kind == ALKRES_REFERENCE)
		ereport(
			ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			errmsg("cannot genotype %s: it names no alternative", alkres_variant_text(variant)));
	if (alkres_variant_is_structural(variant))
		ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("cannot genotype %s: a pileup counts bases, not structural variants",
					   alkres_variant_text(variant)));
	if (!alkres_anchor(&anchored, pileup, variant, &error))
		alkres_report(&error);
	*counted = alkres_candidate_for(candidate, pileup, model, all, anchored.offset, anchored.ref,
									anchored.ref_length, anchored.alt, anchored.alt_length) &&
			   (anchored.ref_length == anchored.alt_length || candidate->depth == 0 ||
				!alkres_pileup_was_unknown(pileup, anchored.offset, ALKRES_TOLD_REACH));
	return true;
}

double
alkres_min_posterior_argument(FunctionCallInfo fcinfo, int number)
{
	double value = PG_ARGISNULL(number) ? 0.9 : PG_GETARG_FLOAT8(number);

	if (!(value > 0 && value < 1))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("min_posterior must be above 0 and below 1"));
	return value;
}

AlkresRegion *
alkres_design_argument(FunctionCallInfo fcinfo, int number, int *count)
{
	AlkresElements given =
		alkres_array_argument(fcinfo, number, "design", InvalidOid, ALKRES_NULLS_KEPT);
	AlkresRegion *design = palloc(sizeof(AlkresRegion) * (given.count + 1));

	*count = 0;
	for (int i = 0; i < given.count; i++)
		if (!given.nulls[i])
			alkres_region_get(given.values[i], &design[(*count)++]);
	return design;
}
