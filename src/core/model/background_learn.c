/* background_learn.c: what the sums of normals say about lambda, how much worse than its rates a
 * site is. */
#include <math.h>
#include <string.h>

#include "core/model/background.h"
#include "core/model/indel_quality.h"
#include "core/statistics/beta.h"
#include "core/base/memory.h"

/* One library that alone has so many molecules, and by so small a chance, does not speak for the
 * site: few normals have a clone, but every patient variants. */
#define OUTLIER_MOLECULES 10
#define OUTLIER_CHANCE 1e-6
#define OTHER_OUTLIER_MOLECULES 3
#define OTHER_OUTLIER_CHANCE 1e-3
/* What normals show on one strand of origin counts so much for the others. */
#define OTHER_STRAND 0.5
/* The chance, before the normals, that what makes a site bad in well read molecules does so in
 * badly read ones: damage and amplification do not, molecules from elsewhere do. */
#define TOGETHER 0.2

static const AlkresLeftOut *
find_left_out(const AlkresBackground *background, int offset, int kind)
{
	uint32_t low = 0, high = background->left_out_count;

	while (low < high)
	{
		uint32_t middle = (low + high) / 2;
		const AlkresLeftOut *out = &background->left_out[middle];
		int order = out->offset != offset ? out->offset - offset : out->kind - kind;

		if (order == 0)
			return out;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* The molecules of a position by cell, without the cells that have none. */
typedef struct Cells
{
	int count;
	uint8_t cell[ALKRES_CELLS];
	uint64_t molecules[ALKRES_CELLS];
} Cells;

static void
add_cell(Cells *cells, const AlkresBackground *background, int cell, int offset)
{
	uint64_t molecules = background->molecules[cell][offset];

	if (molecules == 0)
		return;
	cells->cell[cells->count] = (uint8_t) cell;
	cells->molecules[cells->count++] = molecules;
}

static uint64_t
less(uint64_t molecules, uint64_t left_out)
{
	return molecules - (left_out < molecules ? left_out : molecules);
}

/* Molecules of a strand of origin at an offset by quality; none beyond the block. */
static void
count_qualities(const AlkresBackground *background, int offset, int orientation,
				double counts[ALKRES_QUALITY_BINS])
{
	memset(counts, 0, sizeof(double) * ALKRES_QUALITY_BINS);
	for (int cell = 0; offset < ALKRES_BLOCK_SIZE && cell < ALKRES_CELLS; cell++)
		if (ALKRES_CELL_ORIENTATION(cell) == orientation)
			counts[ALKRES_CELL_QUALITY_BIN(cell)] += (double) background->molecules[cell][offset];
}

/* M of an indel, by strand of origin and part. */
static void
expect_indel(const AlkresBackground *background, const AlkresRates *rates,
			 const AlkresPileup *pileup, int offset, int kind, const AlkresLeftOut *out,
			 double expected[ALKRES_ORIENTATIONS][ALKRES_PARTS])
{
	double rate = alkres_indel_rate_at(rates, pileup, offset, kind == ALKRES_BACKGROUND_INSERTION);

	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
	{
		double molecules =
			(double) less(background->spanning[g][offset], out == NULL ? 0 : out->molecules[g]);
		double counts[2][ALKRES_QUALITY_BINS], shares[ALKRES_QUALITY_BINS];

		if (molecules <= 0)
			continue;
		count_qualities(background, offset, g, counts[0]);
		count_qualities(background, offset + 1, g, counts[1]);
		alkres_indel_qualities(counts[0], counts[1], shares);
		for (int bin = 0; bin < ALKRES_QUALITY_BINS; bin++)
			expected[g][alkres_part(alkres_cell(ALKRES_CLASS_SINGLE, g, bin))] +=
				molecules * shares[bin] * (rate + alkres_indel_misread_rate(bin));
	}
}

/* M of an alternative, by strand of origin and part. */
static void
expect(const AlkresBackground *background, const AlkresRates *rates, const AlkresPileup *pileup,
	   int offset, int kind, const Cells *cells, double expected[ALKRES_ORIENTATIONS][ALKRES_PARTS])
{
	static const char bases[] = "ACGT";
	const AlkresLeftOut *out = find_left_out(background, offset, kind);
	const char *at = pileup->reference + ALKRES_HALO + offset;

	memset(expected, 0, sizeof(double) * ALKRES_ORIENTATIONS * ALKRES_PARTS);
	if (background->expected[offset][kind])
		return;
	if (kind >= ALKRES_BACKGROUND_INSERTION)
	{
		expect_indel(background, rates, pileup, offset, kind, out, expected);
		return;
	}

	int triplet = alkres_triplet(at[-1], at[0], at[1]);

	for (int i = 0; i < cells->count; i++)
	{
		int cell = cells->cell[i];
		uint64_t molecules = less(cells->molecules[i], out == NULL ? 0 : out->molecules[cell]);

		expected[ALKRES_CELL_ORIENTATION(cell)][alkres_part(cell)] +=
			(double) molecules * (triplet >= 0
									  ? rates->substitution[cell][triplet][kind]
									  : alkres_rate_at(rates, pileup, offset, cell, bases[kind]));
	}
}

/*
 * With R libraries of like depth and mean X / R each, the sum of squares is X + (1 + phi) X^2 / R
 * on average; phi is damped by one unit, because of few molecules it is mostly chance.
 */
static double
spread_between(double x, double squares, double libraries)
{
	double alike = x * x / libraries;

	return x < 2 || libraries < 2 ? 0 : fmax(0, squares - x - alike) / (alike + 1);
}

/* What libraries show of one strand of origin and part. */
typedef struct Shown
{
	double x;
	double squares;
	double m;
	double libraries;
} Shown;

/* Without the library that cannot have what it shows from what the others do. */
static void
drop_outlier(Shown *shown, bool other_libraries, double kappa, double prior_rate)
{
	/* The largest library's share: exact when it is the only one. */
	double alone = fmin(shown->x, floor(sqrt(shown->squares) + 0.5));
	double rest = shown->x - alone;
	double m_rest = shown->m * (shown->libraries - 1) / shown->libraries;
	double p = (shown->m - m_rest) / (prior_rate + shown->m);

	if (shown->libraries >= 3 &&
		alone >= (other_libraries ? OTHER_OUTLIER_MOLECULES : OUTLIER_MOLECULES) &&
		rest < alone / 2 && p > 0 &&
		alkres_beta_lower(p, alone, kappa + rest) <
			(other_libraries ? OTHER_OUTLIER_CHANCE : OUTLIER_CHANCE))
		*shown = (Shown){rest, rest * rest / (shown->libraries - 1), m_rest, shown->libraries - 1};
}

/* What one strand of origin says of lambda: X and M, weighted. */
static void
weigh(Shown shown, bool other_libraries, double kappa, double prior_rate, double *x, double *m)
{
	double weight;

	drop_outlier(&shown, other_libraries, kappa, prior_rate);
	weight = 1 / (1 + spread_between(shown.x, shown.squares, shown.libraries) * shown.m);
	*x = shown.x * weight;
	*m = shown.m * weight;
}

/* A background's of a sum, of which m molecules were to be expected. */
static Shown
shown_by(const AlkresBackground *background, const AlkresBackgroundSum *sum, double m)
{
	return (Shown){(double) sum->alternates, (double) sum->squares, m, background->libraries};
}

/* Indels of badly read bases are misread (indel_quality.h), not what slips: how often tells nothing
 * of the site.  And one factor is that of all strands. */
static bool
is_indel(int kind)
{
	return kind >= ALKRES_BACKGROUND_INSERTION;
}

void
alkres_background_learn(const AlkresBackground *background, const AlkresRates *rates,
						const AlkresPileup *pileup, int offset, int kind,
						AlkresLambda lambda[ALKRES_ORIENTATIONS][ALKRES_PARTS], AlkresBad *bad)
{
	double expected[ALKRES_ORIENTATIONS][ALKRES_PARTS];
	AlkresBad unknown = alkres_bad_unknown(), bads[ALKRES_PARTS];
	Cells cells;

	cells.count = 0;
	for (int cell = 0; kind < ALKRES_BACKGROUND_INSERTION && cell < ALKRES_CELLS; cell++)
		add_cell(&cells, background, cell, offset);
	expect(background, rates, pileup, offset, kind, &cells, expected);
	for (int p = 0; p < ALKRES_PARTS; p++)
	{
		double kappa = background->shape[p], prior_rate = kappa / background->level[p];
		double x[ALKRES_ORIENTATIONS], m[ALKRES_ORIENTATIONS];
		double all_x = 0, all_m = 0;
		double other = is_indel(kind) ? 1 : OTHER_STRAND;

		for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		{
			weigh(shown_by(background, &background->sums[offset][kind][g][p], expected[g][p]),
				  background->other_libraries, kappa, prior_rate, &x[g], &m[g]);
			all_x += x[g];
			all_m += m[g];
		}
		bads[p] = alkres_bad_learn(p == ALKRES_WELL_READ ? &unknown : bads, all_x, all_m, kappa,
								   prior_rate);
		for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		{
			lambda[g][p].shape = kappa + x[g] + other * (all_x - x[g]);
			lambda[g][p].rate = prior_rate + m[g] + other * (all_m - m[g]);
		}
	}
	*bad = alkres_bad_either(&bads[ALKRES_BADLY_READ], &bads[ALKRES_WELL_READ],
							 is_indel(kind) ? 0 : background->together);
}

/* Sums without alternates need their expected molecules alone: counted by size, eight steps an
 * octave. */
#define FIT_STEPS 8
#define FIT_BINS (128 * FIT_STEPS)
#define FIT_LEAST 1e-12 /* expected molecules of the lowest bin */
/* ln Gamma(shape + x) - ln Gamma(shape) comes from a table up to so many alternates. */
#define FIT_TABLE 64

typedef struct FitBin
{
	double count;
	double expected; /* sum */
} FitBin;

/* What a fit looks at: sites with alternates one by one, those without by size. */
typedef struct FitData
{
	FitBin empty[FIT_BINS];
	int bins;
	double *seen; /* alternates and expected in turn */
	size_t seen_count;
} FitData;

/* The parts of the log likelihood that depend on the rate of the Gamma distribution alone. */
typedef struct FitRate
{
	double rate;
	double empty;      /* sum of count ln(1 + m / rate) over sites without alternates */
	double seen;       /* sum of ln(rate + m) over the others */
	double alternates; /* sum of x ln(rate + m) over them */
} FitRate;

/* ln(1 + y), y >= 0, to double precision: most are small. */
static double
log_1_plus(double y)
{
	if (y > 5e-3)
		return log1p(y);
	return y * (1 - y * (1.0 / 2 - y * (1.0 / 3 - y * (1.0 / 4 - y * (1.0 / 5 - y / 6)))));
}

static void
fit_rate(FitRate *fit, const FitData *data)
{
	/* Logarithms of products, taken before they leave their range. */
	double seen = 1;

	fit->empty = fit->seen = fit->alternates = 0;
	for (int k = 0; k < data->bins; k++)
		fit->empty += data->empty[k].count * log_1_plus(data->empty[k].expected / fit->rate);
	for (size_t k = 0; k < data->seen_count; k++)
	{
		double x = data->seen[2 * k], at = fit->rate + data->seen[2 * k + 1];

		seen *= at;
		if (seen < 1e-100 || seen > 1e100)
		{
			fit->seen += log(seen);
			seen = 1;
		}
		if (x > 1)
			fit->alternates += (x - 1) * log(at);
	}
	fit->seen += log(seen);
	fit->alternates += fit->seen; /* every site has one at least */
}

#define FIT_SHAPES 10
#define FIT_LEVELS 7

/* The sums of a rate; many pairs of shape and level have the same. */
static const FitRate *
find_rate(FitRate *rates, int *count, double rate, const FitData *data)
{
	for (int i = 0; i < *count; i++)
		if (fabs(rates[i].rate - rate) < 1e-9 * rate)
			return &rates[i];
	rates[*count].rate = rate;
	fit_rate(&rates[*count], data);
	return &rates[(*count)++];
}

/* Sum of ln Gamma(shape + x) - ln Gamma(shape) over the sites with alternates. */
static double
sum_gammas(double shape, const FitData *data)
{
	double log_gamma = lgamma(shape);
	double table[FIT_TABLE] = {0};
	double sum = 0;

	for (int x = 1; x < FIT_TABLE; x++)
		table[x] = table[x - 1] + log(shape + x - 1);
	for (size_t k = 0; k < data->seen_count; k++)
		sum += data->seen[2 * k] < FIT_TABLE ? table[(int) data->seen[2 * k]]
											 : lgamma(shape + data->seen[2 * k]) - log_gamma;
	return sum;
}

static void
fit_part(AlkresBackground *background, int part, const FitData *data)
{
	static const double shapes[FIT_SHAPES] = {0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10};
	static const double levels[FIT_LEVELS] = {0.1, 0.3, 1, 3, 10, 30, 100};
	FitRate rates[FIT_SHAPES * FIT_LEVELS];
	int rate_count = 0;
	double best = -HUGE_VAL;

	for (int i = 0; i < FIT_SHAPES; i++)
	{
		double shape = shapes[i];
		double gammas = sum_gammas(shape, data);
		double from_shape = log(shape / ALKRES_KAPPA) / 1.5;

		for (int j = 0; j < FIT_LEVELS; j++)
		{
			const FitRate *rate = find_rate(rates, &rate_count, shape / levels[j], data);
			double from_level = log(levels[j]);
			double sum =
				gammas - (from_shape * from_shape + from_level * from_level) / 2 -
				shape * (rate->empty + rate->seen - (double) data->seen_count * log(rate->rate)) -
				rate->alternates;

			if (sum > best)
			{
				best = sum;
				background->shape[part] = shape;
				background->level[part] = levels[j];
			}
		}
	}
}

/* Exponent and three bits of the mantissa: FIT_STEPS an octave. */
static int
size_of(double number)
{
	uint64_t bits;

	memcpy(&bits, &number, sizeof(bits));
	return (int) (bits >> 49);
}

static void
add_site(FitData *data, double x, double m)
{
	if (x > 0)
	{
		data->seen[2 * data->seen_count] = x;
		data->seen[2 * data->seen_count++ + 1] = m;
	}
	else
	{
		int at = size_of(m) - size_of(FIT_LEAST);

		at = at < 0 ? 0 : at;
		FitBin *bin = &data->empty[at < FIT_BINS ? at : FIT_BINS - 1];

		bin->count++;
		bin->expected += m;
	}
}

/* The cells in which a library has molecules at all: few of them. */
static int
find_used(const AlkresBackground *background, int used[ALKRES_CELLS])
{
	int count = 0;

	for (int cell = 0; cell < ALKRES_CELLS; cell++)
	{
		uint64_t molecules = 0;

		for (int offset = 0; offset < ALKRES_BLOCK_SIZE; offset++)
			molecules |= background->molecules[cell][offset];
		if (molecules > 0)
			used[count++] = cell;
	}
	return count;
}

/* What all strands of an alternative show together, and what they expect, by part. */
typedef struct Alternative
{
	double x[ALKRES_PARTS];
	double m[ALKRES_PARTS];
} Alternative;

/* An alternative of a position to what its parts are fitted to: by strand of origin, or where these
 * share one factor all of it. */
static Alternative
add_alternative(FitData data[ALKRES_PARTS], const AlkresBackground *background, bool one_factor,
				const AlkresBackgroundSum sums[ALKRES_ORIENTATIONS][ALKRES_PARTS],
				const double expected[ALKRES_ORIENTATIONS][ALKRES_PARTS])
{
	Alternative sum = {{0}, {0}};

	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		for (int p = 0; p < ALKRES_PARTS; p++)
		{
			Shown shown = shown_by(background, &sums[g][p], expected[g][p]);

			/* Variants of patients are not how sites spread. */
			if (background->other_libraries && shown.x > 0)
				drop_outlier(&shown, true, ALKRES_KAPPA, ALKRES_KAPPA);
			if (shown.m > 0 && !one_factor)
				add_site(&data[p], shown.x, shown.m);
			sum.x[p] += shown.x;
			sum.m[p] += shown.m;
		}
	for (int p = 0; one_factor && p < ALKRES_PARTS; p++)
		if (sum.m[p] > 0)
			add_site(&data[p], sum.x[p], sum.m[p]);
	return sum;
}

/* ln of how much likelier an alternative is where bad sites are bad in all their molecules than
 * where those of either part are its own. */
static double
log_together(const AlkresBackground *background, const Alternative *site)
{
	AlkresBad unknown = alkres_bad_unknown(), well, badly, all;
	const double *shape = background->shape, *level = background->level;

	well = alkres_bad_learn(&unknown, site->x[0], site->m[0], shape[0], shape[0] / level[0]);
	badly = alkres_bad_learn(&unknown, site->x[1], site->m[1], shape[1], shape[1] / level[1]);
	all = alkres_bad_learn(&well, site->x[1], site->m[1], shape[1], shape[1] / level[1]);
	return log1p(all.odds) - log1p(well.odds) - log1p(badly.odds) - log1p(-ALKRES_BAD_SHARE);
}

/* As fitted, so that both parts' shapes are known. */
static void
fit_together(AlkresBackground *background, const Alternative *sites, size_t count)
{
	double sum = log(TOGETHER / (1 - TOGETHER));

	for (size_t i = 0; i < count; i++)
		if (sites[i].m[ALKRES_WELL_READ] > 0 && sites[i].m[ALKRES_BADLY_READ] > 0)
			sum += log_together(background, &sites[i]);
	background->together = 1 / (1 + exp(-sum));
}

/* Returns how many alternatives it adds to sites. */
static size_t
add_position(FitData data[ALKRES_PARTS], Alternative *sites, const AlkresBackground *background,
			 const AlkresRates *rates, const AlkresPileup *pileup, int offset, const Cells *cells)
{
	size_t count = 0;

	for (int kind = 0; kind < ALKRES_BACKGROUND_KINDS; kind++)
	{
		double expected[ALKRES_ORIENTATIONS][ALKRES_PARTS];

		if (kind < ALKRES_BACKGROUND_INSERTION &&
			pileup->reference[ALKRES_HALO + offset] == "ACGT"[kind])
			continue;
		expect(background, rates, pileup, offset, kind, cells, expected);
		Alternative all = add_alternative(data, background, is_indel(kind),
										  background->sums[offset][kind], expected);

		if (!is_indel(kind))
			sites[count++] = all;
	}
	return count;
}

/* The bins in use, as count and mean. */
static void
close_bins(FitData *data)
{
	for (int k = 0; k < FIT_BINS; k++)
		if (data->empty[k].count > 0)
		{
			FitBin bin = data->empty[k];

			bin.expected /= bin.count;
			data->empty[data->bins++] = bin;
		}
}

void
alkres_background_fit(AlkresBackground *background, const AlkresRates *rates,
					  const AlkresPileup *pileup)
{
	FitData *data = alkres_alloc_zero(sizeof(FitData) * ALKRES_PARTS);
	size_t most = (size_t) ALKRES_BLOCK_SIZE * ALKRES_BACKGROUND_KINDS * ALKRES_ORIENTATIONS;
	int used[ALKRES_CELLS];
	int used_count = find_used(background, used);
	Alternative *sites =
		alkres_alloc(sizeof(Alternative) * ALKRES_BLOCK_SIZE * ALKRES_BACKGROUND_KINDS);
	size_t count = 0;

	for (int p = 0; p < ALKRES_PARTS; p++)
		data[p].seen = alkres_alloc(sizeof(double) * 2 * most);
	for (int offset = 0; offset < ALKRES_BLOCK_SIZE; offset++)
	{
		Cells cells;

		cells.count = 0;
		for (int i = 0; i < used_count; i++)
			add_cell(&cells, background, used[i], offset);
		count += add_position(data, sites + count, background, rates, pileup, offset, &cells);
	}
	for (int p = 0; p < ALKRES_PARTS; p++)
	{
		close_bins(&data[p]);
		fit_part(background, p, &data[p]);
		alkres_free(data[p].seen);
	}
	alkres_free(data);
	fit_together(background, sites, count);
	alkres_free(sites);
}
