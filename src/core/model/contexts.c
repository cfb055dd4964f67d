/* contexts.c: counting what a library shows by context: its errors, not what has a hypothesis of
 * its own. */
#include "core/model/rates.h"

#include <math.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/model/artefact.h"
#include "core/model/score.h"
#include "core/model/site.h"
#include "core/statistics/binomial.h"

/* Errors that the fixed rates are worth among the other sites of a block. */
#define SITE_WEIGHT 0.5

/* A molecule more of a cell at a triplet, on the strand of origin; of unknown strand it counts for
 * both. */
static void
count_cell(int64_t (*counts)[ALKRES_TRIPLETS][4], int cell, int triplet, int alt, int64_t molecules)
{
	int orientation = ALKRES_CELL_ORIENTATION(cell);

	if (orientation != ALKRES_F2R1)
		counts[alkres_way(cell)][triplet][alt] += molecules;
	if (orientation != ALKRES_F1R2)
		counts[alkres_way(cell)][alkres_triplet_complement(triplet)][3 - alt] += molecules;
}

/*
 * Does an alternative stand on one strand of origin only?  At least four molecules, and a chance
 * under 1e-3 that they fall so by accident; a site of fewer molecules could not have shown it.
 */
static bool
stands_on_one_strand(const AlkresAllele *allele, const double *depth)
{
	double x[2] = {0, 0};
	double share = depth[0] / (depth[0] + depth[1]);

	for (int cell = 0; cell < ALKRES_CELLS; cell++)
		if (ALKRES_CELL_ORIENTATION(cell) != ALKRES_ORIENTATION_UNKNOWN &&
			ALKRES_CELL_QUALITY_BIN(cell) >= 2)
			x[ALKRES_CELL_ORIENTATION(cell)] += allele->cells[cell];

	double total = x[0] + x[1];

	return total >= 4 && fmin(alkres_binomial_at_least(x[0], total, share),
							  alkres_binomial_at_least(x[1], total, 1 - share)) < 5e-4;
}

/* Errors by strand of origin and part. */
typedef double Shown[ALKRES_ORIENTATIONS][ALKRES_PARTS];

/* A block while it is counted. */
typedef struct Block
{
	const AlkresPileup *pileup;
	AlkresSurrounds surrounds;
	/* Of all sites of a plus-strand context, its variants aside; and by the fixed rates. */
	Shown seen[ALKRES_TRIPLETS][4];
	Shown expected[ALKRES_TRIPLETS][4];
} Block;

/* A position while it is counted. */
typedef struct Position
{
	const AlkresPileup *pileup;
	const Block *block;
	int offset;
	int triplet;                  /* -1: not known */
	bool runs[ALKRES_INDEL_RUNS]; /* that an indel here may change */
	double depth[ALKRES_ORIENTATIONS];
	double molecules;
	uint64_t spanning;
	bool left_out[4]; /* a substitution by a base that stands for a germline variant */
	bool indel_out[2];
} Position;

static void
look_at(Position *position, const Block *block, int offset)
{
	const AlkresPileup *pileup = block->pileup;

	memset(position, 0, sizeof(*position));
	position->block = block;
	position->pileup = pileup;
	position->offset = offset;
	position->triplet = alkres_triplet_at(pileup, offset);
	alkres_slip_runs_at(pileup, offset, position->runs);
	for (int cell = 0; cell < ALKRES_CELLS; cell++)
		position->depth[ALKRES_CELL_ORIENTATION(cell)] += pileup->cells[offset][cell];
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		position->spanning += pileup->spanning[offset][g];
	position->molecules = position->depth[0] + position->depth[1] + position->depth[2];
}

static int
ref_of(const Position *position)
{
	return position->triplet / 4 % 4;
}

/* Molecules enough on both strands of origin to show an artefact of one? */
static bool
shows_strands(const Position *position)
{
	return position->depth[ALKRES_F1R2] >= 100 && position->depth[ALKRES_F2R1] >= 100;
}

/* Molecules from elsewhere, or misread in one direction; one alone is none. */
static bool
is_stray(const Position *position, const AlkresAllele *allele)
{
	return allele->molecules > 1 && alkres_is_stray(&position->block->surrounds, allele);
}

/* Add what a position's cells show of an alternative, or would by the fixed rates. */
static void
add_shown(Shown shown, const uint32_t cells[ALKRES_CELLS], const double *rates)
{
	for (int cell = 0; cell < ALKRES_CELLS; cell++)
		if (cells[cell] > 0)
			shown[ALKRES_CELL_ORIENTATION(cell)][alkres_part(cell)] +=
				cells[cell] * (rates == NULL ? 1 : rates[cell]);
}

/* The fixed rates of an alternative by cell. */
static void
rates_of(double rates[ALKRES_CELLS], int triplet, int alt)
{
	for (int cell = 0; cell < ALKRES_CELLS; cell++)
		rates[cell] = alkres_rates_fixed()->substitution[cell][triplet][alt];
}

/*
 * Rates are those of errors: an artefact of one strand has a hypothesis of its own.  Is a
 * substitution likelier one than errors, by the fixed rates as the other sites of its context in
 * the block bear them out?  What errs everywhere is no artefact of a site.
 */
static bool
is_of_one_strand(const Position *position, const AlkresAllele *allele, int alt)
{
	const uint32_t *cells = position->pileup->cells[position->offset];
	const Block *block = position->block;
	Shown seen = {{0}}, expected = {{0}};
	double rates[ALKRES_CELLS];
	AlkresEvidence evidence;

	if (allele->molecules < 2)
		return false;
	rates_of(rates, position->triplet, alt);
	add_shown(seen, allele->cells, NULL);
	add_shown(expected, cells, rates);
	alkres_evidence_clear(&evidence, alkres_rates_fixed()->artefact[ref_of(position)][alt]);
	for (int cell = 0; cell < ALKRES_CELLS; cell++)
	{
		int g = ALKRES_CELL_ORIENTATION(cell), p = alkres_part(cell);
		double x = block->seen[position->triplet][alt][g][p] - seen[g][p];
		double m = block->expected[position->triplet][alt][g][p] - expected[g][p];

		alkres_evidence_add(&evidence, cell, cells[cell], allele->cells[cell],
							rates[cell] * (SITE_WEIGHT + x) / (SITE_WEIGHT + fmax(0, m)));
	}
	return alkres_one_strand_odds(&evidence) >= 1;
}

static void
count_substitution(AlkresContextCounts *counts, Position *position, const AlkresAllele *allele)
{
	int alt = alkres_rate_base(allele->alt[0]);
	bool of_one_strand;

	if (position->triplet < 0 || alt < 0)
		return;
	position->left_out[alt] = allele->molecules > ALKRES_GERMLINE_SHARE * position->molecules;
	if (position->left_out[alt])
		return;
	position->left_out[alt] = is_stray(position, allele);
	if (position->left_out[alt])
		return;
	of_one_strand = is_of_one_strand(position, allele, alt);
	if (shows_strands(position) && (of_one_strand || stands_on_one_strand(allele, position->depth)))
		counts->one_strand[ref_of(position)][alt]++;
	if (of_one_strand)
	{
		/* A site that could have been, as any other. */
		counts->sites[ref_of(position)][alt] += shows_strands(position);
		position->left_out[alt] = true;
		return;
	}
	for (int cell = 0; cell < ALKRES_CELLS; cell++)
		if (allele->cells[cell] > 0)
			count_cell(counts->alternates, cell, position->triplet, alt, allele->cells[cell]);
}

static void
count_indel(AlkresContextCounts *counts, Position *position, const AlkresAllele *allele)
{
	size_t ref_length = strlen(allele->ref), alt_length = strlen(allele->alt);
	int kind = ref_length < alt_length ? 0 : 1;
	size_t unit;

	if (ref_length == alt_length)
		return;
	if (allele->molecules > ALKRES_GERMLINE_SHARE * (double) position->spanning ||
		is_stray(position, allele))
		position->indel_out[kind] = true;
	else
		counts->indels[kind][alkres_slip_run_at(position->pileup, position->offset, allele->ref,
												ref_length, allele->alt, alt_length, &unit)] +=
			allele->molecules;
}

/* The molecules among which its alternatives, those left out aside, were seen or not. */
static void
count_molecules(AlkresContextCounts *counts, const Position *position)
{
	const uint32_t *cells = position->pileup->cells[position->offset];

	for (int kind = 0; kind < 2; kind++)
		for (int run = 1; run < ALKRES_INDEL_RUNS; run++)
			if (position->runs[run] && !position->indel_out[kind] &&
				alkres_pileup_base(position->pileup, position->offset) != 'N')
				counts->spanning[kind][run] += (int64_t) position->spanning;
	for (int alt = 0; position->triplet >= 0 && alt < 4; alt++)
	{
		if (position->left_out[alt] || alt == ref_of(position))
			continue;
		if (shows_strands(position))
			counts->sites[ref_of(position)][alt]++;
		for (int cell = 0; cell < ALKRES_CELLS; cell++)
			if (cells[cell] > 0)
				count_cell(counts->molecules, cell, position->triplet, alt, cells[cell]);
	}
}

static void
look_at_block(Block *block, const AlkresPileup *pileup)
{
	memset(block, 0, sizeof(*block));
	block->pileup = pileup;
	alkres_surrounds_look(&block->surrounds, pileup);
	for (int offset = 0; offset < ALKRES_BLOCK_SIZE; offset++)
		for (int alt = 0, triplet = alkres_triplet_at(pileup, offset); triplet >= 0 && alt < 4;
			 alt++)
		{
			double rates[ALKRES_CELLS];

			rates_of(rates, triplet, alt);
			add_shown(block->expected[triplet][alt], pileup->cells[offset], rates);
		}
	for (uint32_t i = 0; i < pileup->allele_count; i++)
	{
		const AlkresAllele *allele = &pileup->alleles[i];
		int triplet = alkres_triplet_at(pileup, allele->offset),
			alt = alkres_rate_base(allele->alt[0]);

		if (alkres_allele_is_single(allele) && triplet >= 0 && alt >= 0 &&
			allele->molecules <= ALKRES_GERMLINE_SHARE * block->surrounds.depth[allele->offset])
			add_shown(block->seen[triplet][alt], allele->cells, NULL);
	}
}

void
alkres_context_count(AlkresContextCounts *counts, const AlkresPileup *pileup)
{
	uint32_t at = 0;
	Block *block = alkres_alloc(sizeof(Block));

	look_at_block(block, pileup);
	for (int offset = 0; offset < ALKRES_BLOCK_SIZE; offset++)
	{
		Position position;

		look_at(&position, block, offset);
		for (; at < pileup->allele_count && pileup->alleles[at].offset == offset; at++)
		{
			const AlkresAllele *allele = &pileup->alleles[at];

			if (alkres_allele_is_single(allele))
				count_substitution(counts, &position, allele);
			else
				count_indel(counts, &position, allele);
		}
		count_molecules(counts, &position);
	}
	alkres_free(block);
}
