/* The panel: reference, targets, and how wrong every position tends to be. */
#include "panel.h"

#include <htslib/faidx.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MIN_RUN 4   /* bases of a homopolymer */
#define MIN_UNITS 3 /* of a repeat of longer units */
#define MAX_UNIT 6

static const char BASES[] = "ACGT";

int
base_code(char base)
{
	const char *at = base ? strchr(BASES, base) : NULL;

	return at ? (int) (at - BASES) : -1;
}

/* One random contig that holds all targets at equal distances. */
static void
make_random(Panel *panel, Rng *rng)
{
	const Options *o = panel->options;
	int step = o->target_length + 2 * FLANK, n = o->targets * step;

	panel->n_contigs = 1;
	panel->contigs = must_allocate(sizeof(char *));
	panel->contigs[0] = strdup("panel");
	panel->lengths = must_allocate(sizeof(int));
	panel->lengths[0] = n;
	panel->synthetic = must_allocate((size_t) n + 1);
	for (int i = 0; i < n; i++) /* neighbours are equal a little more often than by chance */
		panel->synthetic[i] =
			i && rng_chance(rng, 0.08) ? panel->synthetic[i - 1] : BASES[rng_below(rng, 4)];
	panel->n_targets = o->targets;
	panel->targets = must_allocate(sizeof(PanelTarget) * (size_t) o->targets);
	for (int i = 0; i < o->targets; i++)
	{
		PanelTarget *t = &panel->targets[i];

		t->start = i * step + FLANK + 1;
		t->end = t->start + o->target_length - 1;
		t->stretch = (Stretch){.start = i * step + 1,
							   .end = (i + 1) * step,
							   .bases = panel->synthetic + (size_t) i * step};
	}
}

static void
fetch(const faidx_t *index, const Panel *panel, PanelTarget *t)
{
	int length = panel->lengths[t->tid], n, first = t->start - FLANK, last = t->end + FLANK;

	first = first < 1 ? 1 : first;
	last = last > length ? length : last;
	t->stretch.start = first;
	t->stretch.end = last;
	t->stretch.bases = faidx_fetch_seq(index, panel->contigs[t->tid], first - 1, last - 1, &n);
	if (!t->stretch.bases || n != last - first + 1)
		die("%s:%d-%d is not in the reference", panel->contigs[t->tid], first, last);
	for (int i = 0; i < n; i++)
	{
		char *base = &t->stretch.bases[i];

		*base &= (char) ~0x20; /* upper case */
		if (base_code(*base) < 0)
			die("%s:%d is not A, C, G or T", panel->contigs[t->tid], first + i);
	}
}

static void
read_targets(Panel *panel)
{
	const Options *o = panel->options;
	faidx_t *index = fai_load(o->reference);
	FILE *bed = must_open("", o->targets_bed, "r");
	char line[4096], contig[256];
	int start, end, capacity = 0;

	if (!index)
		die("%s cannot be read", o->reference);
	panel->n_contigs = faidx_nseq(index);
	panel->contigs = must_allocate(sizeof(char *) * (size_t) panel->n_contigs);
	panel->lengths = must_allocate(sizeof(int) * (size_t) panel->n_contigs);
	for (int i = 0; i < panel->n_contigs; i++)
	{
		panel->contigs[i] = strdup(faidx_iseq(index, i));
		panel->lengths[i] = faidx_seq_len(index, panel->contigs[i]);
	}
	while (fgets(line, sizeof(line), bed))
	{
		PanelTarget *t, *before;

		if (sscanf(line, "%255s %d %d", contig, &start, &end) != 3)
			continue;
		if (panel->n_targets == capacity)
		{
			capacity = capacity ? capacity * 2 : 64;
			panel->targets = realloc(panel->targets, sizeof(PanelTarget) * (size_t) capacity);
			if (!panel->targets)
				die("out of memory");
		}
		t = &panel->targets[panel->n_targets++];
		memset(t, 0, sizeof(*t));
		while (t->tid < panel->n_contigs && strcmp(panel->contigs[t->tid], contig) != 0)
			t->tid++;
		if (t->tid == panel->n_contigs || start < 0 || end <= start || end > panel->lengths[t->tid])
			die("%s:%d-%d is not in the reference", contig, start + 1, end);
		t->start = start + 1;
		t->end = end;
		before = t - 1;
		if (panel->n_targets > 1 &&
			(t->tid < before->tid || (t->tid == before->tid && t->start - before->end < 2 * FLANK)))
			die("targets must be sorted and %d bases apart: %s:%d", 2 * FLANK, contig, t->start);
		fetch(index, panel, t);
	}
	must_close(bed, o->targets_bed);
	fai_destroy(index);
	if (panel->n_targets == 0)
		die("%s has no targets", o->targets_bed);
}

/* Log-normal factors of mean 1; a few are hot besides. */
static void
make_factors(const Options *o, PanelTarget *t, Rng *rng)
{
	int n = t->stretch.end - t->stretch.start + 1;

	t->mean_factor = must_allocate(sizeof(float) * (size_t) n);
	for (int a = 0; a < 4; a++)
		t->factor[a] = must_allocate(sizeof(float) * (size_t) n);
	for (int i = 0; i < n; i++)
	{
		int hot = rng_chance(rng, o->hot_share) ? (int) rng_below(rng, 4) : -1;
		float sum = 0;

		for (int a = 0; a < 4; a++)
		{
			double f = exp(o->site_spread * (rng_normal(rng) - o->site_spread / 2));

			if (a == base_code(t->stretch.bases[i]))
				continue;
			t->factor[a][i] = (float) (a == hot ? f * o->hot_factor : f);
			sum += t->factor[a][i];
		}
		t->mean_factor[i] = sum / 3;
	}
}

/* Expected lesions of one position in one strand, read in the letters of that strand: cytosine
 * deaminates, in CpG most; guanine is oxidised, beside another base of a CCG or CGG most. */
static float
lesions(const Options *o, const PanelTarget *t, int i, int bottom)
{
	const char *s = t->stretch.bases;
	int n = t->stretch.end - t->stretch.start + 1;
	char left = i > 0 ? s[i - 1] : 'N', right = i + 1 < n ? s[i + 1] : 'N';
	char own_c = bottom ? 'G' : 'C', own_g = bottom ? 'C' : 'G';
	double rate = 0;
	int to = 0;

	if (s[i] == own_c)
	{
		to = bottom ? 0 : 3;
		rate = (bottom ? left == 'C' : right == 'G') ? 1e-4 : 2e-5;
	}
	else if (s[i] == own_g)
	{
		to = bottom ? 0 : 3;
		rate = left == own_c || right == own_g ? 3e-5 : 1e-5;
	}
	return (float) (rate * o->damage * t->factor[to][i]);
}

static void
accumulate(const Options *o, PanelTarget *t)
{
	int n = t->stretch.end - t->stretch.start + 1;

	t->other = must_allocate(sizeof(float) * (size_t) (n + 1));
	for (int strand = 0; strand < 2; strand++)
		t->damage[strand] = must_allocate(sizeof(float) * (size_t) (n + 1));
	for (int i = 0; i < n; i++)
	{
		t->other[i + 1] = t->other[i] + t->mean_factor[i];
		for (int strand = 0; strand < 2; strand++)
			t->damage[strand][i + 1] = t->damage[strand][i] + lesions(o, t, i, strand);
	}
}

/* How far a repeat of such units reaches from an index on; 0 where none begins there. */
static int
repeat_length(const char *s, int n, int from, int unit)
{
	int end = from + unit, inner = 1;

	/* Not where it has begun before, nor units that are repeats themselves. */
	if (from + unit > n || s[from - 1] == s[from + unit - 1])
		return 0;
	for (; inner < unit; inner++)
		if (unit % inner == 0 && memcmp(s + from, s + from + inner, (size_t) (unit - inner)) == 0)
			return 0;
	while (end < n && s[end] == s[end - unit])
		end++;
	return end - from;
}

static int
by_position(const void *a, const void *b)
{
	const Run *x = a, *y = b;

	return x->position != y->position ? x->position - y->position : x->unit - y->unit;
}

/* Longer units slip as fewer bases would: an AC counts one and a half, a GAGG two. */
static void
find_runs(const Options *o, PanelTarget *t)
{
	const char *s = t->stretch.bases;
	int n = t->stretch.end - t->stretch.start + 1, units = o->troubles ? MAX_UNIT : 1;
	float sum = 0;

	t->runs = must_allocate(sizeof(Run) * (size_t) (n * units / 2 + 2));
	for (int unit = 1; unit <= units; unit++)
		for (int i = 1; i < n; i++)
		{
			int length = repeat_length(s, n, i, unit), copies = length / unit;
			double alike = copies * (unit == 1 ? 1 : unit <= 3 ? 1.5 : 2) - 3;

			if (copies < (unit == 1 ? MIN_RUN : MIN_UNITS))
				continue;
			t->runs[t->n_runs++] = (Run){t->stretch.start + i - 1, unit,
										 (float) (o->slips * alike * alike) * t->mean_factor[i]};
		}
	qsort(t->runs, (size_t) t->n_runs, sizeof(Run), by_position);
	for (int i = 0; i < t->n_runs; i++)
	{
		float own = t->runs[i].hazard;

		t->runs[i].hazard = sum;
		sum += own;
	}
	t->runs[t->n_runs] = (Run){t->stretch.end, 1, sum};
}

Panel *
panel_new(const Options *options)
{
	Panel *panel = must_allocate(sizeof(*panel));
	Rng rng;

	panel->options = options;
	rng_seed(&rng, options->panel_seed, 0);
	if (options->reference)
		read_targets(panel);
	else
		make_random(panel, &rng);
	if (!options->reference && options->troubles)
		troubles_write_repeats(panel);
	for (int i = 0; i < panel->n_targets; i++)
	{
		rng_seed(&rng, options->panel_seed, (uint64_t) i + 1);
		make_factors(options, &panel->targets[i], &rng);
		accumulate(options, &panel->targets[i]);
		find_runs(options, &panel->targets[i]);
	}
	return panel;
}

void
panel_write_bed(const Panel *panel)
{
	FILE *bed = must_open("", panel->options->bed, "w");

	for (int i = 0; i < panel->n_targets; i++)
	{
		const PanelTarget *t = &panel->targets[i];

		fprintf(bed, "%s\t%d\t%d\ttarget%d\n", panel->contigs[t->tid], t->start - 1, t->end, i + 1);
	}
	must_close(bed, panel->options->bed);
}

void
panel_write_fasta(const Panel *panel)
{
	FILE *fasta;

	if (!panel->synthetic)
		die("--fasta is for a random reference");
	fasta = must_open("", panel->options->fasta, "w");
	fprintf(fasta, ">%s\n", panel->contigs[0]);
	for (int i = 0; i < panel->lengths[0]; i += 60)
		fprintf(fasta, "%.60s\n", panel->synthetic + i);
	must_close(fasta, panel->options->fasta);
}

void
panel_write_sites(const Panel *panel)
{
	FILE *sites = must_open("", panel->options->sites, "w");

	fputs("contig\tposition\tref\ta\tc\tg\tt\n", sites);
	for (int i = 0; i < panel->n_targets; i++)
	{
		const PanelTarget *t = &panel->targets[i];

		for (int p = t->start; p <= t->end; p++)
		{
			int o = p - t->stretch.start;

			fprintf(sites, "%s\t%d\t%c\t%.4g\t%.4g\t%.4g\t%.4g\n", panel->contigs[t->tid], p,
					t->stretch.bases[o], t->factor[0][o], t->factor[1][o], t->factor[2][o],
					t->factor[3][o]);
		}
	}
	must_close(sites, panel->options->sites);
}
