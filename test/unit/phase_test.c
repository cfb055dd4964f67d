/* phase_test.c: what stands together on one molecule, by hand. */
#include <stdlib.h>

#include "core/base/memory.h"
#include "core/pileup/phase.h"
#include "harness.h"

#define CELL alkres_cell(ALKRES_CLASS_MATES, ALKRES_F1R2, 3)

static AlkresPileup *
new_pileup(uint32_t block)
{
	AlkresContig contig;
	AlkresError error;
	AlkresPileup *pileup;

	alkres_contig_set(&contig, "hg38", 4, "2", 1, &error);
	pileup = alkres_pileup_new(&contig, block);
	memset(pileup->reference, 'A', sizeof(pileup->reference));
	pileup->alleles = alkres_alloc_zero(sizeof(AlkresAllele) * 8);
	return pileup;
}

/* An allele of these molecules, of fragments from start on, length bases long. */
static AlkresAllele *
add(AlkresPileup *pileup, int offset, char alt, uint32_t depth, uint32_t start, uint32_t length,
	uint32_t count, const uint64_t *molecules)
{
	AlkresAllele *allele = &pileup->alleles[pileup->allele_count++];
	AlkresRecord *records = alkres_alloc_zero(sizeof(AlkresRecord) * count);

	allele->offset = (int16_t) offset;
	allele->ref = alkres_alloc_zero(2);
	allele->alt = alkres_alloc_zero(2);
	allele->ref[0] = 'A';
	allele->alt[0] = alt;
	for (uint32_t i = 0; i < count; i++)
		records[i] = (AlkresRecord){.molecule = molecules[i],
									.start = start,
									.length = length,
									.cell = CELL,
									.quality = (uint8_t) (40 + i)};
	alkres_allele_summarize(allele, records, count);
	allele->records = records;
	allele->record_count = count;
	pileup->cells[offset][CELL] = depth;
	return allele;
}

static void
test_phase(void)
{
	AlkresPileup *left = new_pileup(0), *right = new_pileup(1);
	AlkresAllele *a, *b, *far;
	AlkresPhase phase;

	CASE("phase: both, one only, apart, and what shows neither");
	a = add(left, 250, 'C', 100, 200, 160, 5, (uint64_t[]){1, 2, 3, 4, 5});
	b = add(right, 4, 'G', 80, 200, 160, 3, (uint64_t[]){4, 5, 9});
	far = add(right, 200, 'T', 50, 300, 160, 2, (uint64_t[]){4, 20});
	CHECK(alkres_phase(left, a, right, b, &phase));
	CHECK(phase.both == 2 && phase.first_only == 3 && phase.second_only == 1 && phase.apart == 0);
	CHECK(phase.neither_most == 74 && phase.neither == 74);
	CHECK(alkres_phase(right, b, left, a, &phase));
	CHECK(phase.both == 2 && phase.first_only == 1 && phase.second_only == 3);
	/* 457 lies behind the end of a's fragments, 251 before the start of far's. */
	CHECK(alkres_phase(left, a, right, far, &phase));
	CHECK(phase.both == 1 && phase.first_only == 0 && phase.second_only == 0 && phase.apart == 5);
	CHECK(phase.neither_most == 49 && phase.neither > 7.3 && phase.neither < 7.4);
	a->record_count = 0;
	CHECK(!alkres_phase(left, a, right, b, &phase));
	alkres_pileup_free(left);
	alkres_pileup_free(right);
}

static void
test_reach(void)
{
	CASE("phase: a fragment shows both where it covers the first and the last of them");
	for (uint32_t length = 61; length <= 62; length++)
		for (uint32_t start = 200; start <= 252; start += 51)
		{
			AlkresPileup *left = new_pileup(0), *right = new_pileup(1);
			AlkresAllele *a =
				add(left, 250, 'C', 100, start, start == 200 ? length : 100, 1, (uint64_t[]){1});
			AlkresAllele *b = add(right, 4, 'G', 80, 200, 160, 1, (uint64_t[]){2});
			AlkresPhase phase;

			/* 251 to 261: from 200 on with 62 bases, and from 251 on. */
			CHECK(alkres_phase(left, a, right, b, &phase));
			CHECK(phase.first_only == (start == 251 || length == 62));
			CHECK(phase.apart == !phase.first_only);
			alkres_pileup_free(left);
			alkres_pileup_free(right);
		}
}

static void
test_haplotypes(void)
{
	AlkresPileup *pileup = new_pileup(3);
	AlkresHaplotype *haplotypes;
	char *ref, *alt;
	uint32_t count;

	CASE("haplotypes: neighbours on one molecule, by what they are");
	add(pileup, 10, 'C', 100, 700, 200, 4, (uint64_t[]){1, 2, 3, 7});
	add(pileup, 10, 'T', 100, 700, 200, 1, (uint64_t[]){8});
	add(pileup, 12, 'G', 90, 700, 200, 4, (uint64_t[]){1, 2, 3, 8});
	add(pileup, 14, 'T', 95, 700, 200, 2, (uint64_t[]){3, 9});
	add(pileup, 17, 'C', 95, 700, 200, 2, (uint64_t[]){1, 9}); /* too far behind 14 */
	haplotypes = alkres_haplotypes(pileup, &count);
	CHECK(count == 3);
	/* 10C 12G on molecules 1 and 2; 3 has 14T besides, 7 only one of them. */
	CHECK(haplotypes[0].count == 2 && haplotypes[0].molecules == 2 && haplotypes[0].depth == 90);
	CHECK(haplotypes[0].partial == 2); /* 7 and 8 */
	CHECK(haplotypes[0].orientations[ALKRES_F1R2] == 2 && haplotypes[0].duplex == 0);
	CHECK(haplotypes[0].sum_quality == 40 + 41);
	alkres_haplotype_text(pileup, &haplotypes[0], &ref, &alt);
	CHECK(strcmp(ref, "AAA") == 0 && strcmp(alt, "CAG") == 0);
	alkres_free(ref);
	alkres_free(alt);
	CHECK(haplotypes[1].count == 3 && haplotypes[1].molecules == 1);
	CHECK(haplotypes[1].partial == 5);
	alkres_haplotype_text(pileup, &haplotypes[1], &ref, &alt);
	CHECK(strcmp(ref, "AAAAA") == 0 && strcmp(alt, "CAGAT") == 0);
	alkres_free(ref);
	alkres_free(alt);
	CHECK(haplotypes[2].count == 2 && haplotypes[2].molecules == 1); /* 10T 12G */
	alkres_haplotypes_free(haplotypes, count);
	alkres_pileup_free(pileup);
	pileup = new_pileup(3);
	CHECK(alkres_haplotypes(pileup, &count) == NULL && count == 0);
	alkres_pileup_free(pileup);
}

int
main(void)
{
	test_phase();
	test_reach();
	test_haplotypes();
	return finish();
}
