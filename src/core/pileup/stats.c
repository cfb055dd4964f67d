/* stats.c: sums over a pileup that stay right when blocks are added up. */
#include "core/pileup/stats.h"

#include <string.h>

#include "core/base/nucleotide.h"

/* Lengths 91-100 to 141-150. */
#define SHORT_BIN_FIRST 9
#define SHORT_BIN_LAST 14

static bool
on_target(const AlkresPileup *pileup, int offset)
{
	return pileup->flags & ALKRES_PILEUP_HAS_DESIGN ? pileup->covered[offset]
													: pileup->raw_depth[offset] > 0;
}

void
alkres_pileup_totals(const AlkresPileup *pileup, AlkresPileupTotals *totals)
{
	memset(totals, 0, sizeof(*totals));
	for (int i = 0; i < ALKRES_BLOCK_SIZE; i++)
	{
		uint32_t depth = alkres_pileup_depth(pileup, i);

		totals->read_bases += pileup->raw_depth[i];
		totals->molecule_bases += depth;
		totals->deleted_bases += pileup->deleted[i];
		totals->discordant_bases += pileup->discordant[i];
		for (int cell = 0; cell < ALKRES_CELLS; cell++)
			totals->class_bases[ALKRES_CELL_CLASS(cell)] += pileup->cells[i][cell];
		if (!on_target(pileup, i))
			continue;
		totals->positions++;
		totals->read_bases_on_target += pileup->raw_depth[i];
		totals->molecule_bases_on_target += depth;
	}
	for (int bin = 0; bin < ALKRES_FAMILY_BINS; bin++)
	{
		totals->molecules += pileup->families[bin];
		totals->fragments += pileup->families[bin] * (uint64_t) (bin + 1);
		totals->large_families += bin >= 2 ? pileup->families[bin] : 0;
	}
	for (int bin = 0; bin < ALKRES_LENGTH_BINS; bin++)
	{
		totals->known_lengths += pileup->lengths[bin];
		if (bin >= SHORT_BIN_FIRST && bin <= SHORT_BIN_LAST)
			totals->short_fragments += pileup->lengths[bin];
	}
}

bool
alkres_pileup_coverage(const AlkresPileup *pileup, uint32_t first, uint32_t last, uint32_t deep,
					   AlkresPileupCoverage *coverage)
{
	uint32_t start = alkres_pileup_start(pileup), end = start + ALKRES_BLOCK_SIZE - 1;

	memset(coverage, 0, sizeof(*coverage));
	if (last < start || first > end)
		return false;
	for (uint32_t position = first < start ? start : first; position <= (last > end ? end : last);
		 position++)
	{
		int offset = (int) (position - start);
		uint32_t depth = alkres_pileup_depth(pileup, offset);

		if (coverage->positions == 0 || depth < coverage->least)
			coverage->least = depth;
		if (depth > coverage->most)
			coverage->most = depth;
		coverage->positions++;
		coverage->covered += !(pileup->flags & ALKRES_PILEUP_HAS_DESIGN) || pileup->covered[offset];
		coverage->molecules += depth;
		coverage->reads += pileup->raw_depth[offset];
		coverage->deep += depth >= deep;
	}
	return true;
}

/* Where a plus-strand substitution is counted; -1 where a base is unknown. */
static int
context_of(char before, char ref, char alt, char after, bool *purine)
{
	int codes[4];

	*purine = ref == 'A' || ref == 'G';
	if (*purine)
	{
		char left = before;

		before = alkres_base_complement(after);
		after = alkres_base_complement(left);
		ref = alkres_base_complement(ref);
		alt = alkres_base_complement(alt);
	}
	codes[0] = alkres_base_code(before);
	codes[1] = alkres_base_code(ref);
	codes[2] = alkres_base_code(alt);
	codes[3] = alkres_base_code(after);
	for (int i = 0; i < 4; i++)
		if (codes[i] < 0 || codes[i] > 3)
			return -1;
	/* Of C: A, G, T; of T: A, C, G. */
	int change = codes[2] - (codes[2] > codes[1]);
	return (((codes[1] == 3) * 3 + change) * 4 + codes[0]) * 4 + codes[3];
}

void
alkres_error_context_text(int context, char substitution[4], char bases[4])
{
	char ref = context >= 48 ? 'T' : 'C';
	int change = context / 16 % 3;

	change += change >= alkres_base_code(ref);
	substitution[0] = ref;
	substitution[1] = '>';
	substitution[2] = "ACGT"[change];
	bases[0] = "ACGT"[context / 4 % 4];
	bases[1] = ref;
	bases[2] = "ACGT"[context % 4];
	substitution[3] = bases[3] = '\0';
}

static void
add_cells(AlkresErrorCounts counts, int context, bool purine, const uint32_t *cells, bool errors)
{
	for (int cell = 0; cell < ALKRES_CELLS; cell++)
	{
		int orientation = ALKRES_CELL_ORIENTATION(cell), origin = ALKRES_ORIGIN_UNKNOWN;
		AlkresErrorCount *count;

		/* F1R2 has its origin on the plus strand. */
		if (orientation != ALKRES_ORIENTATION_UNKNOWN)
			origin = (orientation == ALKRES_F2R1) != purine ? ALKRES_ORIGIN_PURINE
															: ALKRES_ORIGIN_PYRIMIDINE;
		count = &counts[ALKRES_CELL_CLASS(cell)][context][origin];
		if (errors)
			count->errors += cells[cell];
		else
			count->molecules += cells[cell];
	}
}

void
alkres_pileup_errors(const AlkresPileup *pileup, AlkresErrorCounts counts)
{
	memset(counts, 0, sizeof(AlkresErrorCounts));
	for (int offset = 0; offset < ALKRES_BLOCK_SIZE; offset++)
	{
		const char *ref = &pileup->reference[ALKRES_HALO + offset];
		uint32_t depth = alkres_pileup_depth(pileup, offset);

		for (int base = 0; base < 4 && depth > 0; base++)
		{
			char alt = "ACGT"[base];
			const AlkresAllele *allele;
			bool purine;
			int context = alt != *ref ? context_of(ref[-1], *ref, alt, ref[1], &purine) : -1;

			if (context < 0)
				continue;
			allele = alkres_pileup_find(pileup, offset, ref, 1, &alt, 1);
			if (allele != NULL && allele->molecules >= ALKRES_ERROR_SHARE * depth)
				continue;
			add_cells(counts, context, purine, pileup->cells[offset], false);
			if (allele != NULL)
				add_cells(counts, context, purine, allele->cells, true);
		}
	}
}
