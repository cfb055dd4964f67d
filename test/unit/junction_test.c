/* junction_test.c: tails in the reference, homology, exons and names of fusions, limits. */
#include "harness.h"

#include "core/base/memory.h"
#include "core/base/nucleotide.h"
#include "core/junction/evidence.h"
#include "core/junction/fusion.h"
#include "core/junction/normals.h"
#include "core/junction/verdict.h"
#include "core/statistics/binomial.h"
#include "core/junction/limit.h"
#include "random.h"

static uint64_t state = 20261130;

static int
random_below(int limit)
{
	return (int) (random_uniform(&state) * limit);
}

static AlkresContig
contig_of(const char *assembly, const char *name)
{
	AlkresContig contig;
	AlkresError error;

	CHECK(alkres_contig_set(&contig, assembly, strlen(assembly), name, strlen(name), &error));
	return contig;
}

static AlkresTail
tail_of(const char *bases, int from, bool forward)
{
	AlkresTail tail = {.owner = 0};

	for (int i = 0; i < ALKRES_CLIP_TAIL; i++)
		tail.bases[i] = forward ? bases[from + i] : alkres_base_complement(bases[from - i]);
	return tail;
}

/* A piece of a random reference is found where it was taken from, on both strands. */
static void
test_placement(void)
{
	static char bases[20001];
	AlkresContig contig = contig_of("GRCh38", "chr2");
	AlkresStretch stretch = {&contig, 1000, bases, 20000};

	for (int i = 0; i < 20000; i++)
		bases[i] = "ACGT"[random_below(4)];
	for (int round = 0; round < 2000; round++)
	{
		bool forward = random_below(2) == 0;
		int from = 100 + random_below(19800), skipped = random_below(10), wrong = random_below(3);
		AlkresTail tail = tail_of(bases, from, forward);
		AlkresPlacements placements;

		memmove(tail.bases + skipped, tail.bases, ALKRES_CLIP_TAIL - (size_t) skipped);
		for (int i = 0; i < skipped; i++)
			tail.bases[i] = 'N';
		if (wrong == 1)
			tail.bases[20] = alkres_base_complement(tail.bases[20]);
		alkres_place_tails(&placements, &tail, 1, &stretch, 1);
		/* From base 10 on 12 in a row may be too few where one is wrong. */
		if (wrong == 1 && skipped > 8)
		{
			alkres_free(placements.items);
			continue;
		}
		CHECK(placements.count >= 1);
		if (placements.count >= 1)
		{
			const AlkresPlacement *best = &placements.items[0];

			CHECK(best->at.position == 1000u + (uint32_t) from && best->at.kept_right == forward);
			CHECK(best->skipped == skipped && best->is_exact == (wrong != 1));
			CHECK(best->score ==
				  ALKRES_CLIP_TAIL - skipped - (wrong == 1 ? 1 + ALKRES_PLACEMENT_MISMATCH : 0));
		}
		alkres_free(placements.items);
	}
}

/* What is no piece of it is not, nor what is of one base. */
static void
test_nowhere(void)
{
	static char bases[20001];
	AlkresContig contig = contig_of("GRCh38", "chr2");
	AlkresStretch stretch = {&contig, 1, bases, 20000};
	AlkresPlacements placements;
	AlkresTail tail = {.bases = "GGGGGGGGGGGGGGGGCGGGGGGGGGGGGGGG"};
	int found = 0;

	for (int i = 0; i < 20000; i++)
		bases[i] = i % 400 < 60 ? 'G' : "ACGT"[random_below(4)];
	alkres_place_tails(&placements, &tail, 1, &stretch, 1);
	CHECK(placements.count == 0);
	alkres_free(placements.items);
	for (int round = 0; round < 2000; round++)
	{
		for (int i = 0; i < ALKRES_CLIP_TAIL; i++)
			tail.bases[i] = "ACGT"[random_below(4)];
		alkres_place_tails(&placements, &tail, 1, &stretch, 1);
		for (int i = 0; i < placements.count; i++)
			found += placements.items[i].score >= ALKRES_JUNCTION_SCORE;
		alkres_free(placements.items);
	}
	CHECK(found == 0);
	alkres_place_tails(&placements, &tail, 0, &stretch, 1);
	CHECK(placements.count == 0);
}

/* However an aligner divides the bases that both sides have, it is one junction. */
static void
test_homology(void)
{
	AlkresContig contig = contig_of("GRCh38", "chr2");
	AlkresShown shown = {0};
	static char here[401], there[401];

	for (int round = 0; round < 500; round++)
	{
		int homology = random_below(6);
		AlkresStretch stretches[2] = {{&contig, 1001, here, 400}, {&contig, 900001, there, 400}};
		AlkresKnownSequence sequence = {&shown, stretches, 2};
		AlkresJunction first = {.kinase = {&contig, 1200, false},
								.partner = {&contig, 900201, true}};

		for (int i = 0; i < 400; i++)
		{
			here[i] = "ACGT"[random_below(4)];
			there[i] = "ACGT"[random_below(4)];
		}
		/* here 1200 is the last base before, there 900201 the first behind it. */
		for (int i = 0; i < homology; i++)
			there[199 - i] = here[199 - i];
		there[199 - homology] = alkres_base_complement(here[199 - homology]);
		here[200] = alkres_base_complement(there[200]);
		for (int moved = 0; moved <= homology; moved++)
		{
			AlkresJunction junction = first;

			junction.kinase.position -= (uint32_t) moved;
			junction.partner.position -= (uint32_t) moved;
			alkres_junction_settle(&junction, &sequence);
			CHECK(junction.kinase.position == 1200 && junction.partner.position == 900201);
			CHECK(junction.homology == homology);
		}
	}
}

typedef struct Named
{
	const char *partner;
	int exon; /* whose intron behind it is broken */
	int into; /* bases into that intron, of the gene's strand */
	const char *name;
	AlkresFrame frame;
} Named;

static const Named named[] = {
	{"EML4", 13, 500, "EML4-ALK v1", ALKRES_FRAME_KEPT},
	{"EML4", 20, 300, "EML4-ALK v2", ALKRES_FRAME_KEPT},
	{"EML4", 6, 100, "EML4-ALK v3a", ALKRES_FRAME_KEPT},
	{"EML4", 6, 5000, "EML4-ALK v3a/b", ALKRES_FRAME_KEPT},
	{"EML4", 2, 5000, "EML4-ALK v5a/b", ALKRES_FRAME_KEPT},
	{"EML4", 18, 500, "EML4-ALK v5'", ALKRES_FRAME_KEPT},
	{"EML4", 17, 500, "EML4-ALK", ALKRES_FRAME_LOST},
	{"KIF5B", 24, 700, "KIF5B-ALK", ALKRES_FRAME_KEPT},
	{"KIF5B", 15, 700, "KIF5B-ALK", ALKRES_FRAME_LOST},
	{"TFG", 5, 700, "TFG-ALK", ALKRES_FRAME_KEPT},
};

/* The exons before and behind a junction, on both assemblies, also from the reciprocal one. */
static void
test_names(void)
{
	const char *const assemblies[] = {"GRCh38", "GRCh37"};

	for (int a = 0; a < 2; a++)
		for (size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++)
		{
			const AlkresFusionGene *gene = alkres_fusion_partner_named(named[i].partner);
			const AlkresFusionExon *exon = &gene->exons[named[i].exon - 1];
			AlkresContig alk = contig_of(assemblies[a], "chr2"), other;
			char name[8], exons[24];
			AlkresSpan intron = alkres_fusion_intron(alk.assembly);
			int64_t at = gene->minus ? exon->start - named[i].into : exon->end + named[i].into;
			AlkresJunction junction = {.gene = gene, .is_precise = true};
			AlkresFusion fusion;

			snprintf(name, sizeof(name), "chr%d", gene->contig);
			other = contig_of(assemblies[a], name);
			at += a == 1 ? exon->grch37_shift : 0;
			CHECK(alkres_fusion_partner_at(&other, at) == gene);
			for (int reciprocal = 0; reciprocal < 2; reciprocal++)
			{
				junction.kinase =
					(AlkresBreakpoint){&alk, (uint32_t) (intron.start + 900), reciprocal == 1};
				junction.partner =
					(AlkresBreakpoint){&other, (uint32_t) at, gene->minus != (reciprocal == 1)};
				CHECK(alkres_junction_sense(&junction) ==
					  (reciprocal ? ALKRES_SENSE_RECIPROCAL : ALKRES_SENSE_DRIVER));
				alkres_fusion_describe(&fusion, &junction);
				snprintf(exons, sizeof(exons), "%c%d;A20", named[i].partner[0], named[i].exon);
				CHECK(strcmp(fusion.name, named[i].name) == 0);
				CHECK(strcmp(fusion.exons, exons) == 0);
				CHECK(fusion.frame == named[i].frame);
			}
			junction.partner.kept_right = !junction.partner.kept_right;
			CHECK(alkres_junction_sense(&junction) == ALKRES_SENSE_OTHER);
		}
}

/* A gene of which only the place is known gives the name, and no exons. */
static void
test_gene_without_exons(void)
{
	AlkresContig alk = contig_of("GRCh38", "chr2"), other = contig_of("GRCh38", "chr14");
	AlkresJunction junction = {.gene = alkres_fusion_partner_named("KLC1"), .is_precise = true};
	AlkresSpan intron = alkres_fusion_intron(alk.assembly);
	AlkresFusion fusion;

	CHECK(alkres_fusion_partner_at(&other, 103561896) == junction.gene);
	CHECK(alkres_fusion_partner_at(&other, 103561895) == NULL);
	CHECK(alkres_fusion_partner_at(&other, 103714249) == junction.gene);
	CHECK(alkres_fusion_partner_at(&other, 103714250) == NULL);
	junction.kinase = (AlkresBreakpoint){&alk, (uint32_t) (intron.start + 900), false};
	junction.partner = (AlkresBreakpoint){&other, 103600000, false};
	CHECK(alkres_junction_sense(&junction) == ALKRES_SENSE_DRIVER);
	alkres_fusion_describe(&fusion, &junction);
	CHECK(strcmp(fusion.name, "KLC1-ALK") == 0);
	CHECK(fusion.exons[0] == '\0' && fusion.partner_exon == 0 && fusion.kinase_exon == 20);
	CHECK(fusion.frame == ALKRES_FRAME_NOT_KNOWN);
}

/* The limit of places alike is that of one; what is read nowhere has none. */
static void
test_limit(void)
{
	uint32_t through[100];
	AlkresFusionPlaces places = {
		.what = "the intron", .shown = 0.75, .through = through, .count = 100};
	AlkresFusionVerdict new, known;
	double mean;

	for (int i = 0; i < 100; i++)
		through[i] = 3000;
	alkres_fusion_judge_absent(&new, &places, 0, ALKRES_FUSION_MOLECULES, 0.005);
	alkres_fusion_judge_absent(&known, &places, 0, ALKRES_FUSION_MOLECULES_KNOWN, 0.005);
	CHECK(new.state == ALKRES_STATE_ABSENT &&known.state == ALKRES_STATE_ABSENT);
	CHECK(known.lod95 < new.lod95 &&fabs(known.lod95 - new.upper) < 1e-8);
	/* P(Poisson of 3/4 of the molecules < 2) = 5 %. */
	mean = 0.75 * 3000 * new.lod95 / (1 - new.lod95);
	CHECK(fabs(exp(-mean) * (1 + mean) - 0.05) < 1e-4);
	/* Who shows more of its molecules has a lower limit. */
	places.shown = 1;
	alkres_fusion_judge_absent(&known, &places, 0, ALKRES_FUSION_MOLECULES, 0.005);
	CHECK(fabs(known.lod95 / (1 - known.lod95) - 0.75 * new.lod95 / (1 - new.lod95)) < 1e-7);
	/* One molecule is not enough, and is not nothing. */
	places.shown = 0.75;
	alkres_fusion_judge_absent(&known, &places, 1, ALKRES_FUSION_MOLECULES, 0.005);
	CHECK(known.state == ALKRES_STATE_INDETERMINATE &&
		  known.lod95 == new.lod95 &&fabs(known.upper - new.lod95) < 1e-8);
	alkres_fusion_judge_absent(&new, &places, 0, ALKRES_FUSION_MOLECULES, 0.001);
	CHECK(new.state == ALKRES_STATE_NOT_EVALUABLE);
	for (int i = 0; i < 10; i++)
		through[i] = 0;
	places.unread = 10;
	alkres_fusion_judge_absent(&new, &places, 0, ALKRES_FUSION_MOLECULES, 0.005);
	CHECK(new.state == ALKRES_STATE_NOT_EVALUABLE &&isnan(new.lod95));
	places.unread = 90;
	alkres_fusion_judge_absent(&new, &places, 0, ALKRES_FUSION_MOLECULES, 0.005);
	CHECK(new.state == ALKRES_STATE_NOT_COVERED);
	places.has_design = true;
	alkres_fusion_judge_absent(&new, &places, 0, ALKRES_FUSION_MOLECULES, 0.005);
	CHECK(new.state == ALKRES_STATE_NOT_IN_PANEL);
}

/* What is known of a partner's sequence, in shares of the gene, whatever else is. */
static void
test_share_shown(void)
{
	const AlkresFusionGene *gene = alkres_fusion_partner_named("TFG");
	AlkresContig own = contig_of("GRCh38", "chr3"), other = contig_of("GRCh38", "chr2");
	AlkresSpan span = alkres_fusion_gene_span(gene, own.assembly);
	uint32_t length = (uint32_t) (span.end - span.start + 1);
	AlkresStretch stretch = {&own, (uint32_t) span.start, NULL, length};
	AlkresKnownSequence sequence = {.stretches = &stretch};
	double none = alkres_fusion_share_shown(gene, &sequence, own.assembly), all;

	sequence.count = 1;
	all = alkres_fusion_share_shown(gene, &sequence, own.assembly);
	CHECK(none > 0 && all > none && all < 1);
	stretch.start -= length / 2;
	CHECK(fabs(alkres_fusion_share_shown(gene, &sequence, own.assembly) - (none + all) / 2) < 1e-4);
	stretch.start -= length;
	CHECK(alkres_fusion_share_shown(gene, &sequence, own.assembly) == none);
	stretch = (AlkresStretch){&other, (uint32_t) span.start, NULL, length};
	CHECK(alkres_fusion_share_shown(gene, &sequence, own.assembly) == none);
}

/* Molecules that end on one side, on both, or have their mates on both, each once. */
static void
test_molecules(void)
{
	AlkresJunction junction = {.split = 10,
							   .split_shared = 6,
							   .partner_split = 9,
							   .partner_split_shared = 5,
							   .partner_mapq = 9 * 60,
							   .spanning = 8,
							   .through = 985,
							   .is_precise = true,
							   .knows_shared = true};
	double lower, upper, expected[2];

	/* 4 end in ALK alone, 4 in the partner alone, 8 have mates on both sides. */
	CHECK(alkres_junction_distinct(&junction) == 16);
	junction.spanning = 0; /* given to another junction: its ends tell as many at least */
	CHECK(alkres_junction_distinct(&junction) == 14);
	junction.spanning = 8;
	junction.molecules = 15;
	alkres_binomial_bounds(ALKRES_EXACT, 15, 1000, 0.95, &expected[0], &expected[1]);
	alkres_junction_bounds(&junction, 0.95, &lower, &upper);
	CHECK(alkres_junction_molecules(&junction) == 15);
	CHECK(lower == expected[0] && upper == expected[1]);
	/* 5 against 4 is as it should be, but not where the partner's alignments are doubtful. */
	junction.split = 11;
	alkres_junction_bounds(&junction, 0.95, &lower, &upper);
	CHECK(lower == expected[0] && upper == expected[1]);
	junction.partner_mapq = 9 * 20 - 1;
	alkres_binomial_bounds(ALKRES_EXACT, 16, 1001, 0.95, NULL, &expected[1]);
	alkres_junction_bounds(&junction, 0.95, &lower, &upper);
	CHECK(lower == expected[0] && upper == expected[1]);
	junction.partner_mapq = 9 * 20;
	/* One side shows too few: 8 against 0 where as many are expected. */
	junction.split = 14;
	junction.partner_split = 5;
	alkres_junction_bounds(&junction, 0.95, &lower, &upper);
	alkres_binomial_bounds(ALKRES_EXACT, 15 + 8, 1008, 0.95, NULL, &expected[1]);
	CHECK(lower == expected[0] && upper == expected[1]);
	/* Older blocks do not know which of the ends have mates. */
	junction.knows_shared = false;
	CHECK(alkres_junction_distinct(&junction) == 14);
	CHECK(alkres_junction_molecules(&junction) == 19);
	junction.spanning = 30;
	CHECK(alkres_junction_distinct(&junction) == 30 && alkres_junction_molecules(&junction) == 30);
	junction.molecules = 1;
	CHECK(alkres_junction_molecules(&junction) == 1);
}

/* How many molecules it takes, and what is said of them. */
static void
test_verdict(void)
{
	AlkresContig alk = contig_of("GRCh38", "chr2");
	AlkresSpan intron = alkres_fusion_intron(alk.assembly);
	AlkresJunction junction = {.gene = alkres_fusion_partner_named("EML4"),
							   .kinase = {&alk, (uint32_t) intron.start + 100, false},
							   .partner = {&alk, 42299750, false},
							   .is_precise = true,
							   .is_exact = true,
							   .places = 1,
							   .split = 2,
							   .molecules = 2,
							   .through = 1000};
	AlkresFusionVerdict verdict;

	CHECK(alkres_junction_sense(&junction) == ALKRES_SENSE_DRIVER);
	alkres_junction_judge(&verdict, &junction);
	CHECK(verdict.state == ALKRES_STATE_DETECTED && verdict.min_molecules == 2);
	CHECK(alkres_junction_is_told(&junction) && alkres_junction_is_suspect(&junction));
	/* One is enough of what is known, and of nothing else. */
	junction.molecules = 1;
	CHECK(!alkres_junction_is_told(&junction) && alkres_junction_is_suspect(&junction));
	junction.is_known = true;
	CHECK(alkres_junction_is_told(&junction) && alkres_junction_needs(&junction) == 1);
	junction.is_known = false;
	/* A tail that does not quite fit is not enough alone, but with the other side it is. */
	junction.is_exact = false;
	CHECK(alkres_junction_needs(&junction) == 3 && !alkres_junction_is_suspect(&junction));
	junction.spanning = 1;
	CHECK(alkres_junction_needs(&junction) == 2);
	junction.spanning = 0;
	junction.partner_split = 1;
	CHECK(alkres_junction_needs(&junction) == 2);
	junction.is_exact = true;
	junction.gene = NULL;
	CHECK(alkres_junction_needs(&junction) == 3 && !alkres_junction_is_suspect(&junction));
	junction.gene = alkres_fusion_partner_named("EML4");
	junction.places = 2;
	CHECK(!alkres_junction_is_suspect(&junction));
	junction.places = 1;
	junction.is_secondary = true;
	junction.molecules = 5;
	CHECK(!alkres_junction_is_told(&junction));
	junction.is_secondary = false;
	/* Normals have it at the same rate: 5 of 1,005 are no more than 50 of 10,050. */
	junction.compared = 5;
	junction.normal_molecules = 50;
	junction.normal_depth = 10050;
	alkres_junction_judge(&verdict, &junction);
	CHECK(verdict.state == ALKRES_STATE_INDETERMINATE && !alkres_junction_is_suspect(&junction));
	junction.molecules =
		9; /* with those that end on the other side, which normals are not asked for */
	/* P(Poisson(0.5) >= 5) = 1.7e-4, P(Poisson(1) >= 5) = 3.7e-3. */
	junction.normal_molecules = 5;
	CHECK(alkres_junction_exceeds_normals(&junction));
	junction.normal_molecules = 10;
	CHECK(!alkres_junction_exceeds_normals(&junction));
	junction.normal_molecules = 0;
	junction.partner.kept_right = true;
	alkres_junction_judge(&verdict, &junction);
	CHECK(verdict.state == ALKRES_STATE_INDETERMINATE && !alkres_junction_is_suspect(&junction));
}

int
main(void)
{
	CASE("tails are placed where they were taken from");
	test_placement();
	CASE("what is no piece is placed nowhere");
	test_nowhere();
	CASE("junctions with homology have one form");
	test_homology();
	CASE("exons, frames and names of fusions");
	test_names();
	test_gene_without_exons();
	CASE("limits of negatives");
	test_limit();
	CASE("what is known of a partner lowers the limit");
	test_share_shown();
	CASE("what is said of molecules of a junction");
	test_verdict();
	CASE("molecules of a junction are counted once");
	test_molecules();
	return finish();
}
