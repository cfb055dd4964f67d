/* flags.c: what an analyst should know about a call. */
#include "core/model/flags.h"

#include <math.h>
#include <stdlib.h>

#include "core/statistics/binomial.h"
#include "core/model/error_rates.h"
#include "core/pileup/carriers.h"
#include "core/base/memory.h"

#define HOMOPOLYMER 6
#define CLUSTER 25

/* Equal bases in a row from an offset on, to the right (step 1) or left (-1). */
static int
run_from(const AlkresPileup *pileup, int offset, int step)
{
	char base;
	int run = 0;

	if (offset < -ALKRES_HALO || offset >= ALKRES_BLOCK_SIZE + ALKRES_HALO)
		return 0;
	base = alkres_pileup_base(pileup, offset);
	while (base != 'N' && offset >= -ALKRES_HALO && offset < ALKRES_BLOCK_SIZE + ALKRES_HALO &&
		   alkres_pileup_base(pileup, offset) == base)
	{
		run++;
		offset += step;
	}
	return run;
}

static bool
at_homopolymer(const AlkresCandidate *candidate, const AlkresPileup *pileup)
{
	int behind = candidate->offset + (int) (candidate->substitution ? candidate->ref_length : 1);

	if (!candidate->substitution)
	{
		const char *bases = pileup->reference + ALKRES_HALO + behind;

		return alkres_repeat_run(bases, ALKRES_BLOCK_SIZE + ALKRES_HALO - behind) >= HOMOPOLYMER;
	}
	return run_from(pileup, behind, 1) >= HOMOPOLYMER ||
		   run_from(pileup, candidate->offset - 1, -1) >= HOMOPOLYMER;
}

/* Do the strands of origin have the allele in another proportion than they have molecules
 * (two-sided p < 0.001)? */
static bool
orientation_skewed(const AlkresEvidence *evidence)
{
	AlkresStrand first = alkres_evidence_strand(evidence, ALKRES_F1R2);
	AlkresStrand second = alkres_evidence_strand(evidence, ALKRES_F2R1);
	double x = first.alternates, total = x + second.alternates;
	double p = first.molecules / (first.molecules + second.molecules);
	double high = alkres_binomial_at_least(x, total, p);
	double low = alkres_binomial_at_least(total - x, total, 1 - p);

	return total > 0 && 2 * fmin(high, low) < 1e-3;
}

static int
compare_molecules(const void *a, const void *b)
{
	uint64_t left = *(const uint64_t *) a, right = ((const AlkresRecord *) b)->molecule;

	return left < right ? -1 : left > right;
}

/*
 * Do two or more other changes near by stand on half of its molecules each, as where reads are
 * placed wrongly?  Not to be told of an allele too frequent to have records.
 */
static bool
clustered(const AlkresCandidate *candidate, const AlkresPileup *pileup)
{
	uint32_t count = 0;
	AlkresRecord *carriers =
		alkres_carriers(pileup, candidate->offset, candidate->ref, candidate->ref_length,
						candidate->alt, candidate->alt_length, &count);
	int first = candidate->offset, last = first + (int) candidate->ref_length - 1;
	int others = 0;

	for (uint32_t i = 0; carriers != NULL && count >= 2 && i < pileup->allele_count; i++)
	{
		const AlkresAllele *other = &pileup->alleles[i];
		AlkresChange change = alkres_allele_change(other);
		AlkresExtent extent = alkres_change_extent(&change);
		uint32_t shared = 0;

		/* What touches it is a part of it. */
		if (other->offset < first - CLUSTER || other->offset > last + CLUSTER ||
			(extent.to > first && extent.from <= last) || other->offset == first)
			continue;
		for (uint32_t r = 0; r < other->record_count; r++)
			shared += bsearch(&other->records[r].molecule, carriers, count, sizeof(*carriers),
							  compare_molecules) != NULL;
		others += 2 * shared >= count;
	}
	alkres_free(carriers);
	return others >= 2;
}

bool
alkres_looks_germline(const AlkresCandidate *candidate)
{
	double share;

	if (candidate->depth < 50)
		return false;
	share = (double) candidate->molecules / candidate->depth;
	return (share >= 0.35 && share <= 0.65) || share > 0.9;
}

int
alkres_flags(const AlkresCandidate *candidate, const AlkresPileup *pileup, bool listed,
			 bool polymorphism, const char *names[ALKRES_FLAGS_MAX])
{
	uint32_t molecules = candidate->molecules;
	uint32_t badly_read = 0;
	bool testable = alkres_orientation_testable(&candidate->evidence);
	int count = 0;

	for (int cell = 0; cell < ALKRES_CELLS; cell++)
		if (ALKRES_CELL_QUALITY_BIN(cell) == 0)
			badly_read += candidate->cells[cell];

	if (molecules >= 10 && (20 * (uint64_t) candidate->only_forward > 19 * (uint64_t) molecules ||
							20 * (uint64_t) candidate->only_reverse > 19 * (uint64_t) molecules))
		names[count++] = "strand";
	if (testable && orientation_skewed(&candidate->evidence))
		names[count++] = "orientation";
	if (!testable)
		names[count++] = "orientation_untestable";
	if (molecules > 0 && candidate->sum_end_distance < 6 * (uint64_t) molecules)
		names[count++] = "position";
	if (molecules > 0 && 4 * (uint64_t) candidate->low_mapq >= molecules)
		names[count++] = "mapq";
	if (molecules >= 2 && molecules <= ALKRES_RECORDS_MAX &&
		(candidate->unique_fragments < 2 || 5 * candidate->unique_fragments < molecules))
		names[count++] = "unique_ends";
	if (molecules > 0 && 2 * (uint64_t) badly_read >= molecules)
		names[count++] = "low_quality";
	if (at_homopolymer(candidate, pileup))
		names[count++] = "homopolymer";
	if (pileup->discordant[candidate->offset] > (molecules > 3 ? molecules : 3))
		names[count++] = "discordant_mates";
	if (clustered(candidate, pileup))
		names[count++] = "clustered";
	if (candidate->in_normals)
		names[count++] = "normal_panel";
	if (polymorphism || (!listed && alkres_looks_germline(candidate)))
		names[count++] = "germline_or_chip";
	if ((pileup->flags & ALKRES_PILEUP_HAS_DESIGN) && !pileup->covered[candidate->offset])
		names[count++] = "off_panel";
	if (candidate->no_background)
		names[count++] = "no_background";
	if (candidate->parts_only)
		names[count++] = "phase_assumed";
	if (pileup->flags & ALKRES_PILEUP_MOLECULES_UNKNOWN)
		names[count++] = "molecules_unknown";
	if (pileup->flags & ALKRES_PILEUP_READS)
		names[count++] = "reads_not_molecules";
	return count;
}
