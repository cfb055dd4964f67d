/*
 * calling_cost.c: what each of the caller's hypotheses costs, over stored blocks.
 *
 * Standard input: pileups as text (\x...), a line each.  Each block is decoded, its candidates are
 * found and weighed and those that may be called scored, as call_variants does it without normals:
 * as it is, then with one hypothesis left out after the other.  Left out they are by the linker
 * (--wrap) or by blocks that say nothing of it; the product knows nothing of this.  The rounds
 * alternate, and the least of each is printed: of processor time, so that another job on the
 * machine matters little.
 *   calling_cost [ROUNDS]
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/model/candidate.h"
#include "core/model/error_rates.h"
#include "core/model/likelihood.h"
#include "core/model/prior.h"
#include "core/model/score.h"

/* What is left out. */
enum
{
	REPLACEMENTS = 1,
	ELSEWHERE = 2,
	DIRECTION = 4,
	ONE_STRAND = 8,
	INDEL_QUALITY = 16,
	SLIPPAGE = 32,
	BAD_SITES = 64,
	OTHERS = ELSEWHERE | DIRECTION | ONE_STRAND | INDEL_QUALITY | SLIPPAGE | BAD_SITES
};
static int left_out = 0;

#define WRAPPED(name) extern __typeof__(name) __real_##name, __wrap_##name
WRAPPED(alkres_join_alleles);
WRAPPED(alkres_stray_of);
WRAPPED(alkres_surrounds_look);
WRAPPED(alkres_orientation_testable);
WRAPPED(alkres_site_indel);
WRAPPED(alkres_indel_rate_of);
WRAPPED(alkres_log_bad);

/* Each allele for itself. */
AlkresCandidates *
__wrap_alkres_join_alleles(const AlkresPileup *pileup, uint32_t first, uint32_t end)
{
	AlkresCandidates *list;

	if (!(left_out & REPLACEMENTS))
		return __real_alkres_join_alleles(pileup, first, end);
	list = alkres_candidates_new(end - first + 1);
	for (uint32_t i = first; i < end; i++)
	{
		const AlkresAllele *allele = &pileup->alleles[i];
		AlkresCandidate *item;

		if (allele->molecules == 0 || allele->ref[0] == 'N')
			continue;
		item = alkres_candidates_add(list);
		item->offset = allele->offset;
		item->ref = allele->ref;
		item->alt = allele->alt;
		item->ref_length = strlen(allele->ref);
		item->alt_length = strlen(allele->alt);
		item->substitution = item->ref_length == item->alt_length;
		alkres_candidate_sum_allele(item, allele, allele->records);
	}
	return list;
}

/* Elsewhere without the direction, or both. */
AlkresStray
__wrap_alkres_stray_of(const AlkresSurrounds *surrounds, int offset, const AlkresEvidence *evidence,
					   const AlkresMarks *marks, int own, bool substitution)
{
	bool none = (left_out & ELSEWHERE) && (left_out & DIRECTION);

	return none ? (AlkresStray){0}
				: __real_alkres_stray_of(surrounds, offset, evidence, marks, own, substitution);
}

void
__wrap_alkres_surrounds_look(AlkresSurrounds *surrounds, const AlkresPileup *pileup)
{
	if (!(left_out & ELSEWHERE))
	{
		__real_alkres_surrounds_look(surrounds, pileup);
		return;
	}
	memset(surrounds, 0, sizeof(*surrounds));
	surrounds->pileup = pileup;
	for (int i = 0; i < ALKRES_BLOCK_SIZE && !(left_out & DIRECTION); i++)
		surrounds->depth[i] = alkres_pileup_depth(pileup, i);
}

/* Without two strands nothing is of one. */
bool
__wrap_alkres_orientation_testable(const AlkresEvidence *evidence)
{
	return !(left_out & ONE_STRAND) && __real_alkres_orientation_testable(evidence);
}

/* Molecules that span the place by strand of origin, however they are read. */
void
__wrap_alkres_site_indel(AlkresEvidence *evidence, const AlkresPileup *pileup,
						 const AlkresModel *model, int offset, size_t ref_length, size_t alt_length,
						 double rate, const uint32_t alternates[ALKRES_CELLS])
{
	if (!(left_out & INDEL_QUALITY))
	{
		__real_alkres_site_indel(evidence, pileup, model, offset, ref_length, alt_length, rate,
								 alternates);
		return;
	}
	alkres_evidence_clear(evidence, 1e-3);
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
	{
		uint32_t sum = 0;

		for (int cell = 0; cell < ALKRES_CELLS; cell++)
			if (ALKRES_CELL_ORIENTATION(cell) == g)
				sum += alternates[cell];
		alkres_evidence_add(evidence, alkres_cell(ALKRES_CLASS_SINGLE, g, ALKRES_QUALITY_BINS - 1),
							pileup->spanning[offset][g], sum, rate);
	}
}

/* Of the repeat behind the place, whatever is inserted or deleted. */
double
__wrap_alkres_indel_rate_of(const AlkresRates *rates, const AlkresPileup *pileup, int offset,
							const char *ref, size_t ref_length, const char *alt, size_t alt_length)
{
	if (left_out & SLIPPAGE)
		return alkres_indel_rate_at(rates, pileup, offset, alt_length > ref_length);
	return __real_alkres_indel_rate_of(rates, pileup, offset, ref, ref_length, alt, alt_length);
}

double
__wrap_alkres_log_bad(const AlkresEvidence *evidence)
{
	return left_out & BAD_SITES ? -HUGE_VAL : __real_alkres_log_bad(evidence);
}

/* Blocks that do not say of which direction their reads are. */
static void
forget(AlkresPileup *pileup)
{
	if (left_out & DIRECTION)
		memset(pileup->directions, 0, sizeof(pileup->directions));
}

typedef struct Stored
{
	uint8_t *bytes;
	size_t length;
} Stored;

static Stored *
read_all(size_t *count)
{
	Stored *all = NULL;
	char *line = NULL;
	size_t room = 0;

	*count = 0;
	while (getline(&line, &room, stdin) > 4)
	{
		Stored stored = {malloc(room), 0};

		for (const char *at = line + 2; at[0] != '\0' && at[0] != '\n'; at += 2)
		{
			char pair[3] = {at[0], at[1], '\0'};

			stored.bytes[stored.length++] = (uint8_t) strtoul(pair, NULL, 16);
		}
		all = realloc(all, sizeof(Stored) * (*count + 1));
		all[(*count)++] = stored;
	}
	free(line);
	return all;
}

/* Processor seconds of one round over all blocks; *called: how many scores would be calls. */
static double
round_of(const Stored *all, size_t count, bool weighs, size_t *called)
{
	double level = alkres_level(0.9, ALKRES_PRIOR_LISTED);
	clock_t begun = clock();

	*called = 0;
	for (size_t i = 0; i < count; i++)
	{
		AlkresError error;
		AlkresPileup *pileup = alkres_pileup_decode_for_calls(all[i].bytes, all[i].length, &error);
		AlkresCandidates *list;

		if (pileup == NULL)
		{
			fprintf(stderr, "no pileup: %s\n", error.detail);
			exit(1);
		}
		forget(pileup);
		list = weighs ? alkres_candidates_above(pileup, NULL, level) : NULL;
		for (uint32_t c = 0; list != NULL && c < list->count; c++)
			*called +=
				list->items[c].bound >= level && alkres_score(&list->items[c].evidence) >= level;
		if (list != NULL)
			alkres_candidates_free(list);
		alkres_pileup_free(pileup);
	}
	return (double) (clock() - begun) / CLOCKS_PER_SEC;
}

int
main(int count, char **arguments)
{
	static const struct
	{
		const char *name;
		int left_out;
	} kinds[] = {{"as it is", 0},
				 {"without replacements (joined alleles)", REPLACEMENTS},
				 {"without molecules from elsewhere and adapter", ELSEWHERE},
				 {"without artefacts of one read direction", DIRECTION},
				 {"without artefacts of one strand of origin", ONE_STRAND},
				 {"without qualities of indels", INDEL_QUALITY},
				 {"without slippage by what is inserted or deleted", SLIPPAGE},
				 {"without bad sites", BAD_SITES},
				 {"without any of these but replacements", OTHERS},
				 {"without any", OTHERS | REPLACEMENTS},
				 {"decoding alone", -1}};
	enum
	{
		KINDS = sizeof(kinds) / sizeof(kinds[0])
	};
	double least[KINDS];
	size_t blocks, called[KINDS];
	Stored *all = read_all(&blocks);
	int rounds = count > 1 ? atoi(arguments[1]) : 5;

	for (int kind = 0; kind < KINDS; kind++)
		least[kind] = HUGE_VAL;
	for (int i = 0; i < rounds; i++)
		for (int kind = 0; kind < KINDS; kind++)
		{
			left_out = kinds[kind].left_out < 0 ? 0 : kinds[kind].left_out;
			least[kind] =
				fmin(least[kind], round_of(all, blocks, kinds[kind].left_out >= 0, &called[kind]));
		}
	for (int kind = 0; kind < KINDS; kind++)
		printf("  %-52s %8.1f ms, %6.1f %% of what is left, %zu calls\n", kinds[kind].name,
			   1000 * least[kind], 100 * (least[0] / least[kind] - 1), called[kind]);
	printf("  bars: replacements 10 %%, all the others together 20 %%\n");
	return 0;
}
