/* Patients whose plasma was examined elsewhere: no BAM, but a VCF file a draw in the style of its
 * caller, or lines of a laboratory's table.  Nothing is simulated of reads: the counts are drawn
 * from the truth, and who reports names what reaches its limit. */
#include "elsewhere.h"

#include <stdlib.h>
#include <string.h>

#include <htslib/bgzf.h>

#define LIMIT 0.003 /* of every reporter: load.sql says so of its panel */
#define LEAST_MOLECULES 5
#define DOUBTED_DRAW 1 /* Mutect2 sees the recurrent artefact there and does not believe it */

typedef struct
{
	const Change *change;
	const char *contig;
	Kind kind;
	double expected;
	int alt, depth;
	const char *filter; /* NULL: none */
} Call;

typedef struct
{
	const Reference *ref;
	const Patient *patient;
	const Draw *draw;
	char sample[32];
	Call calls[MAX_CHANGES + 1];
	int n_calls;
	int fusion_alt, fusion_depth;
	Rng rng;
} Report;

typedef struct
{
	char *text;
	size_t size;
	FILE *file;
} Text;

/* How a caller writes a record behind ALT: QUAL, FILTER and the rest, and its header. */
typedef struct
{
	const char *name, *source, *header, *columns;
	void (*write)(FILE *file, const Call *call);
} Style;

static int
is_reported(int alt, int depth)
{
	return alt >= LEAST_MOLECULES && alt >= LIMIT * depth;
}

static const char *
filter_of(const Call *c)
{
	return c->filter ? c->filter : "PASS";
}

static void
write_mutect2(FILE *file, const Call *c)
{
	int ref = c->depth - c->alt;

	fprintf(file, ".\t%s\tDP=%d;TLOD=%.2f\tGT:AD:AF:DP:F1R2:F2R1:SB\t%s\t", filter_of(c),
			c->depth + 80, 0.9 * c->alt,
			c->kind == GERMLINE ? "0/1:40,40:0.5:80:20,20:20,20:20,20,20,20"
								: "0/0:80,0:0.01:80:40,0:40,0:40,40,0,0");
	fprintf(file, "0/1:%d,%d:%.4f:%d:%d,%d:%d,%d:%d,%d,%d,%d\n", ref, c->alt,
			(double) c->alt / c->depth, c->depth, ref / 2, c->alt / 2, ref - ref / 2,
			c->alt - c->alt / 2, ref / 2, ref - ref / 2, c->alt / 2, c->alt - c->alt / 2);
}

static void
write_vardict(FILE *file, const Call *c)
{
	int ref = c->depth - c->alt;
	const char *type = strlen(c->change->ref) < strlen(c->change->alt)   ? "Insertion"
					   : strlen(c->change->ref) > strlen(c->change->alt) ? "Deletion"
					   : strlen(c->change->ref) > 1                      ? "Complex"
																		 : "SNV";

	fprintf(file, "%d\t%s\tTYPE=%s;DP=%d;VD=%d;AF=%.4f\tGT:DP:VD:AD:AF:RD:ALD\t", 90, filter_of(c),
			type, c->depth, c->alt, (double) c->alt / c->depth);
	fprintf(file, "0/1:%d:%d:%d,%d:%.4f:%d,%d:%d,%d\n", c->depth, c->alt, ref, c->alt,
			(double) c->alt / c->depth, ref / 2, ref - ref / 2, c->alt / 2, c->alt - c->alt / 2);
}

static void
write_lofreq(FILE *file, const Call *c)
{
	int ref = c->depth - c->alt;

	fprintf(file, "%d\t%s\tDP=%d;AF=%.6f;SB=0;DP4=%d,%d,%d,%d%s\n", 3 * c->alt, filter_of(c),
			c->depth, (double) c->alt / c->depth, ref / 2, ref - ref / 2, c->alt / 2,
			c->alt - c->alt / 2, strlen(c->change->ref) == strlen(c->change->alt) ? "" : ";INDEL");
}

static void
write_freebayes(FILE *file, const Call *c)
{
	fprintf(file, "%.1f\t.\tDP=%d;AF=0.5;AN=2;AC=1\tGT:DP:AD:RO:AO\t0/1:%d:%d,%d:%d:%d\n",
			8.1 * c->alt, c->depth, c->depth, c->depth - c->alt, c->alt, c->depth - c->alt, c->alt);
}

/* Tiers of the four bases; these patients have substitutions of one base only. */
static void
write_strelka(FILE *file, const Call *c)
{
	fprintf(file, ".\t%s\tSOMATIC;QSS=60\tDP:FDP:SDP:SUBDP:AU:CU:GU:TU\t80:0:0:0", filter_of(c));
	for (const char *base = "ACGT"; *base; base++)
		fprintf(file, ":%d,%d", *base == *c->change->ref ? 80 : 0,
				*base == *c->change->ref ? 81 : 0);
	fprintf(file, "\t%d:3:0:0", c->depth);
	for (const char *base = "ACGT"; *base; base++)
	{
		int n = *base == *c->change->ref   ? c->depth - c->alt
				: *base == *c->change->alt ? c->alt
										   : 0;

		fprintf(file, ":%d,%d", n, n + 2);
	}
	fputc('\n', file);
}

static void
write_dragen(FILE *file, const Call *c)
{
	int ref = c->depth - c->alt;

	fprintf(file, ".\t%s\tDP=%d;FractionInformativeReads=0.98\tGT:SQ:AD:AF:F1R2:F2R1:DP\t",
			filter_of(c), c->depth + 60);
	fprintf(file, "0/1:%.1f:%d,%d:%.4f:%d,%d:%d,%d:%d\n", 0.6 * c->alt, ref, c->alt,
			(double) c->alt / c->depth, ref / 2, c->alt / 2, ref - ref / 2, c->alt - c->alt / 2,
			c->depth);
}

#define FORMAT(id, number, type) \
	"##FORMAT=<ID=" id ",Number=" number ",Type=" type ",Description=\"" id "\">\n"
#define INFO(id, number, type) \
	"##INFO=<ID=" id ",Number=" number ",Type=" type ",Description=\"" id "\">\n"
#define DEPTHS FORMAT("GT", "1", "String") FORMAT("DP", "1", "Integer") FORMAT("AD", "R", "Integer")
#define DIRECTIONS FORMAT("F1R2", "R", "Integer") FORMAT("F2R1", "R", "Integer")
#define TIERS                    \
	FORMAT("AU", "2", "Integer") \
	FORMAT("CU", "2", "Integer") FORMAT("GU", "2", "Integer") FORMAT("TU", "2", "Integer")

/* By the number of the patient: the first four are in every cohort. */
static const Style STYLES[] = {
	{"mutect2", "Mutect2",
	 DEPTHS FORMAT("AF", "A", "Float") DIRECTIONS FORMAT("SB", "4", "Integer") INFO("DP", "1",
																					"Integer")
		 INFO("TLOD", "A", "Float") "##FILTER=<ID=germline,Description=\"of the normal, too\">\n"
									"##FILTER=<ID=strand_bias,Description=\"of one direction\">\n",
	 "\tFORMAT\tNORMAL\t%s", write_mutect2},
	{"vardict", "VarDict_v1.8.2",
	 DEPTHS FORMAT("VD", "1", "Integer") FORMAT("AF", "A", "Float") FORMAT("RD", "2", "Integer")
		 FORMAT("ALD", "2", "Integer") INFO("TYPE", "1", "String") INFO("DP", "1", "Integer")
			 INFO("VD", "1", "Integer") INFO("AF", "A", "Float"),
	 "\tFORMAT\t%s", write_vardict},
	{"lofreq", "lofreq call --call-indels",
	 INFO("DP", "1", "Integer") INFO("AF", "1", "Float") INFO("SB", "1", "Integer")
		 INFO("DP4", "4", "Integer") INFO("INDEL", "0", "Flag"),
	 "", write_lofreq},
	{"guardant360", "a laboratory", "", "", NULL},
	{"freebayes", "freeBayes v1.3.6",
	 DEPTHS FORMAT("RO", "1", "Integer") FORMAT("AO", "A", "Integer") INFO("DP", "1", "Integer")
		 INFO("AF", "A", "Float") INFO("AN", "1", "Integer") INFO("AC", "A", "Integer"),
	 "\tFORMAT\t%s", write_freebayes},
	{"strelka", "strelka",
	 FORMAT("DP", "1", "Integer") FORMAT("FDP", "1", "Integer") FORMAT("SDP", "1", "Integer")
		 FORMAT("SUBDP", "1", "Integer") TIERS INFO("SOMATIC", "0", "Flag")
			 INFO("QSS", "1", "Integer"),
	 "\tFORMAT\tNORMAL\tTUMOR", write_strelka},
	{"dragen", "DRAGEN 4.2",
	 DEPTHS FORMAT("SQ", "A", "Float") FORMAT("AF", "A", "Float")
		 DIRECTIONS INFO("DP", "1", "Integer") INFO("FractionInformativeReads", "1", "Float"),
	 "\tFORMAT\t%s", write_dragen},
	{"guardant360", "a laboratory", "", "", NULL},
};
#define N_STYLES ((int) (sizeof(STYLES) / sizeof(STYLES[0])))

static const Style *
style_of(int number)
{
	return &STYLES[(number - 1) % N_STYLES];
}

static int
by_place(const void *a, const void *b)
{
	const Call *x = a, *y = b;
	int contigs = atoi(x->contig + 3) - atoi(y->contig + 3);

	return contigs ? contigs : x->change->position - y->change->position;
}

static void
add_call(Report *r, const Change *change, Kind kind, double expected)
{
	int depth = rng_between(&r->rng, 3200, 5200);

	r->calls[r->n_calls++] = (Call){change,   reference_contig(r->ref, change->position), kind,
									expected, rng_binomial(&r->rng, depth, expected),     depth,
									NULL};
}

static void
make_report(Report *r, const Reference *ref, const Patient *p, int draw, uint64_t seed)
{
	static const Change ARTEFACT_CHANGE = {.position = ARTEFACT_POSITION,
										   .ref = {ARTEFACT_REF},
										   .alt = {ARTEFACT_ALT},
										   .mutation = "ALK L1152R"};
	const Draw *d = &p->draws[draw];

	*r = (Report){.ref = ref, .patient = p, .draw = d};
	rng_seed(&r->rng, seed, 7000000u + 100 * (uint64_t) p->elsewhere + (uint64_t) draw);
	cohort_sample_name(r->sample, sizeof(r->sample), p, draw);
	for (int i = 0; i < p->n_changes; i++)
		add_call(r, p->changes[i].change, p->changes[i].kind, cohort_vaf(p, d, i));
	r->fusion_depth = rng_between(&r->rng, 3200, 5200);
	r->fusion_alt = rng_binomial(&r->rng, r->fusion_depth, d->tumour_fraction / 2);
	add_call(r, &ARTEFACT_CHANGE, ARTEFACT, 0);
	if (style_of(p->elsewhere)->write == write_mutect2 && draw == DOUBTED_DRAW)
		r->calls[r->n_calls - 1].alt = rng_between(&r->rng, 60, 90);
	if (style_of(p->elsewhere)->write == write_mutect2)
		for (int i = 0; i < r->n_calls; i++)
			r->calls[i].filter = r->calls[i].kind == GERMLINE   ? "germline"
								 : r->calls[i].kind == ARTEFACT ? "strand_bias"
																: NULL;
	qsort(r->calls, (size_t) r->n_calls, sizeof(Call), by_place);
}

static void
write_header(FILE *file, const Report *r, const Style *style)
{
	const char *contig = "";

	fprintf(file, "##fileformat=VCFv4.2\n##source=%s\n", style->source);
	for (int i = 0; i < r->ref->n_stretches; i++)
		if (strcmp(contig, r->ref->stretches[i].contig) != 0)
		{
			contig = r->ref->stretches[i].contig;
			fprintf(file, "##contig=<ID=%s,length=%d>\n", contig, reads_contig_length(contig));
		}
	if (style->write == write_mutect2)
		fprintf(file, "##tumor_sample=%s\n##normal_sample=NORMAL\n", r->sample);
	fprintf(file, "%s#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO", style->header);
	fprintf(file, style->columns, r->sample);
	fputc('\n', file);
}

/* As text, or compressed: where the caller does so. */
static void
write_vcf(const Report *r, const Style *style, const char *path)
{
	Text text = {0};
	BGZF *file;

	text.file = open_memstream(&text.text, &text.size);
	if (!text.file)
		die("out of memory");
	write_header(text.file, r, style);
	for (int i = 0; i < r->n_calls; i++)
	{
		const Call *c = &r->calls[i];

		if (!is_reported(c->alt, c->depth))
			continue;
		fprintf(text.file, "%s\t%d\t.\t%s\t%s\t", c->contig, c->change->position, c->change->ref,
				c->change->alt);
		style->write(text.file, c);
	}
	must_close(text.file, path);
	file = bgzf_open(path, strstr(path, ".gz") ? "w1" : "wu");
	if (!file || bgzf_write(file, text.text, text.size) != (ssize_t) text.size ||
		bgzf_close(file) < 0)
		die("%s cannot be written", path);
	free(text.text);
}

/* Gene, alteration, percentage; a line that says nothing where nothing was found. */
static void
write_lines(FILE *table, const Report *r)
{
	int lines = 0;

	if (is_reported(r->fusion_alt, r->fusion_depth))
		lines = fprintf(table, "%s\tALK\t%.*s-ALK Fusion\t%.2f\t\n", r->sample,
						(int) strcspn(r->patient->fusion, "-"), r->patient->fusion,
						100.0 * r->fusion_alt / r->fusion_depth);
	for (int i = 0; i < r->n_calls; i++)
	{
		const Call *c = &r->calls[i];
		size_t gene = strcspn(c->change->mutation, " ");

		if (*c->change->mutation && is_reported(c->alt, c->depth))
			lines +=
				fprintf(table, "%s\t%.*s\t%s\t%.2f\t\n", r->sample, (int) gene, c->change->mutation,
						c->change->mutation + gene + 1, 100.0 * c->alt / c->depth);
	}
	if (!lines)
		fprintf(table, "%s\t\t\t\t\n", r->sample);
}

static void
write_truth(FILE *truth, const Report *r, int draw, int has_fusion)
{
	for (int i = 0; i < r->n_calls; i++)
	{
		const Call *c = &r->calls[i];

		fprintf(truth, "%s-R1\t%s\t%d\t%s\t" ASSEMBLY "\t%s\t%d\t%s\t%s\t%s\t%s\t%.6g\t%d\t%d\n",
				r->sample, r->patient->name, draw + 1, r->sample,
				reference_contig(r->ref, c->change->position), c->change->position, c->change->ref,
				c->change->alt, c->change->mutation, truth_kind(c->kind), c->expected, c->alt,
				c->depth);
	}
	if (has_fusion)
		fprintf(truth, "%s-R1\t%s\t%d\t%s\t\t\t0\t\t\tALK fusion\tfusion\t%.6g\t%d\t%d\n",
				r->sample, r->patient->name, draw + 1, r->sample, r->draw->tumour_fraction / 2,
				r->fusion_alt, r->fusion_depth);
}

int
elsewhere_names_the_marker(int number)
{
	return style_of(number)->write != NULL;
}

void
elsewhere_write(const Cohort *cohort, const Reference *ref, uint64_t seed, const char *folder)
{
	FILE *list = must_open(folder, "reports.csv", "w");
	FILE *truth = must_open(folder, "truth_reports.tsv", "w");
	FILE *table = must_open(folder, "reports/guardant360.tsv", "w");
	char name[80], path[4200];
	Report r;

	fprintf(list, "report,sample,style,file\n");
	truth_header(truth);
	fprintf(table, "Sample\tGene\tAlteration\tPercentage\tCopy Number\n");
	for (int i = 0; i < cohort->n_patients; i++)
		for (int d = 0; d < cohort->patients[i].n_draws && cohort->patients[i].elsewhere; d++)
		{
			const Patient *p = &cohort->patients[i];
			const Style *style = style_of(p->elsewhere);

			make_report(&r, ref, p, d, seed);
			snprintf(name, sizeof(name), "reports/%s.vcf%s", r.sample,
					 p->elsewhere % 2 ? ".gz" : "");
			snprintf(path, sizeof(path), "%s/%s", folder, name);
			if (style->write)
				write_vcf(&r, style, path);
			else
				write_lines(table, &r);
			fprintf(list, "%s-R1,%s,%s,%s\n", r.sample, r.sample, style->name,
					style->write ? name : "reports/guardant360.tsv");
			write_truth(truth, &r, d, !style->write);
		}
	must_close(list, "reports.csv");
	must_close(truth, "truth_reports.tsv");
	must_close(table, "reports/guardant360.tsv");
}
