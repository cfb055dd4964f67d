/*
 * calling_cost.c: what each of the caller's hypotheses costs, over stored blocks.
 *
 * Standard input: pileups as text (\x...), a line each.  Each block is decoded, its candidates are
 * found and weighed and those that may be called scored, as call_variants does it without normals:
 * as it is, then with one hypothesis left out after the other.  Left out they are by the linker
 * (--wrap), the product knows nothing of it.  The rounds alternate, and the least of each is
 * printed: of processor time, so that another job on the machine matters little.
 *   calling_cost [ROUNDS]
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/model/candidate.h"
#include "core/model/prior.h"
#include "core/model/score.h"

static bool joins = true;
static bool strays = true;

extern AlkresCandidates *__real_alkres_join_alleles(const AlkresPileup *pileup, uint32_t first,
													uint32_t end);
extern AlkresCandidates *__wrap_alkres_join_alleles(const AlkresPileup *pileup, uint32_t first,
													uint32_t end);
extern AlkresStray __real_alkres_stray_of(const AlkresSurrounds *surrounds, int offset,
										  const AlkresEvidence *evidence, const AlkresMarks *marks,
										  int own, bool substitution);
extern AlkresStray __wrap_alkres_stray_of(const AlkresSurrounds *surrounds, int offset,
										  const AlkresEvidence *evidence, const AlkresMarks *marks,
										  int own, bool substitution);
extern void __real_alkres_surrounds_look(AlkresSurrounds *surrounds, const AlkresPileup *pileup);
extern void __wrap_alkres_surrounds_look(AlkresSurrounds *surrounds, const AlkresPileup *pileup);

/* Each allele for itself. */
AlkresCandidates *
__wrap_alkres_join_alleles(const AlkresPileup *pileup, uint32_t first, uint32_t end)
{
	AlkresCandidates *list;

	if (joins)
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

AlkresStray
__wrap_alkres_stray_of(const AlkresSurrounds *surrounds, int offset, const AlkresEvidence *evidence,
					   const AlkresMarks *marks, int own, bool substitution)
{
	return strays ? __real_alkres_stray_of(surrounds, offset, evidence, marks, own, substitution)
				  : (AlkresStray){0};
}

void
__wrap_alkres_surrounds_look(AlkresSurrounds *surrounds, const AlkresPileup *pileup)
{
	if (strays)
		__real_alkres_surrounds_look(surrounds, pileup);
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
		bool weighs, joins, strays;
	} kinds[] = {{"as it is", true, true, true},
				 {"without replacements (joined alleles)", true, false, true},
				 {"without stray molecules (direction, elsewhere, clips)", true, true, false},
				 {"without either", true, false, false},
				 {"decoding alone", false, false, false}};
	double least[5] = {HUGE_VAL, HUGE_VAL, HUGE_VAL, HUGE_VAL, HUGE_VAL};
	size_t blocks, called[5];
	Stored *all = read_all(&blocks);
	int rounds = count > 1 ? atoi(arguments[1]) : 5;

	for (int i = 0; i < rounds; i++)
		for (int kind = 0; kind < 5; kind++)
		{
			joins = kinds[kind].joins;
			strays = kinds[kind].strays;
			least[kind] =
				fmin(least[kind], round_of(all, blocks, kinds[kind].weighs, &called[kind]));
		}
	for (int kind = 0; kind < 5; kind++)
		printf("  %-56s %8.1f ms, %zu calls\n", kinds[kind].name, 1000 * least[kind], called[kind]);
	printf("  replacements %.1f %% (bar: 10), stray molecules %.1f %% (bar: 20) of what is left "
		   "without\n",
		   100 * (least[0] / least[1] - 1), 100 * (least[0] / least[2] - 1));
	return 0;
}
