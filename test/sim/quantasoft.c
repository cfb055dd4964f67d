/* QuantaSoft 1.7.4's CSV: 63 columns, 64 fields in a row, the figures with the digits their error
 * leaves. */
#include "ddpcr.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DROPLET_UL 0.00085
#define NORMAL_FROM 100 /* positives; below, the Bayesian limits */

static const char HEADER[] =
	"Well,ExptType,Experiment,Sample,TargetType,Target,Status,Concentration,Supermix,"
	"CopiesPer20uLWell,TotalConfMax,TotalConfMin,PoissonConfMax,PoissonConfMin,Positives,"
	"Negatives,Ch1+Ch2+,Ch1+Ch2-,Ch1-Ch2+,Ch1-Ch2-,Linkage,AcceptedDroplets,CNV,TotalCNVMax,"
	"TotalCNVMin,PoissonCNVMax,PoissonCNVMin,ReferenceCopies,UnknownCopies,Ratio,TotalRatioMax,"
	"TotalRatioMin,PoissonRatioMax,PoissonRatioMin,FractionalAbundance,"
	"TotalFractionalAbundanceMax,TotalFractionalAbundanceMin,PoissonFractionalAbundanceMax,"
	"PoissonFractionalAbundanceMin,ReferenceAssayNumber,TargetAssayNumber,Threshold,"
	"MeanAmplitudeofPositives,MeanAmplitudeofNegatives,MeanAmplitudeTotal,ExperimentComments,"
	"MergedWells,TotalConfMax68,TotalConfMin68,PoissonConfMax68,PoissonConfMin68,TotalCNVMax68,"
	"TotalCNVMin68,PoissonCNVMax68,PoissonCNVMin68,TotalRatioMax68,TotalRatioMin68,"
	"PoissonRatioMax68,PoissonRatioMin68,TotalFractionalAbundanceMax68,"
	"TotalFractionalAbundanceMin68,PoissonFractionalAbundanceMax68,"
	"PoissonFractionalAbundanceMin68";

typedef struct
{
	double value, lower, upper;
} Estimate;

/* Gamma(k + 1, 1): the posterior of a count under a flat prior */
static double
log_density(double x, int k)
{
	return x > 0 ? k * log(x) - x - lgamma(k + 1) : k == 0 ? 0 : -INFINITY;
}

static double
mass_below(double x, int k)
{
	double term = exp(-x), sum = term; /* P(Poisson(x) <= k) */

	for (int i = 1; i <= k; i++)
		sum += term *= x / i;
	return 1 - sum;
}

/* The least point of the grid above the mode that is no denser than the lower limit */
static double
upper_of(double lower, int k)
{
	double density = log_density(lower, k), at = k, step = 128;

	while (step > 0.0005)
	{
		if (log_density(at + step, k) > density)
			at += step;
		else
			step /= 2;
	}
	at = floor(at * 1000) / 1000;
	while (log_density(at, k) > density + 1e-12)
		at += 0.001;
	return at;
}

/* Highest-density limits on a grid of a thousandth of a droplet */
static void
count_limits(int k, double level, double *lower, double *upper)
{
	int from = 0, to = k * 1000;

	if (k == 0)
	{
		*lower = 0;
		*upper = level > 0.9 ? 2.996 : 1.369;
		return;
	}
	while (from < to) /* the greatest lower limit that still holds the level */
	{
		int middle = (from + to + 1) / 2;
		double l = middle / 1000.0, u = upper_of(l, k);

		if (mass_below(u, k) - mass_below(l, k) >= level)
			from = middle;
		else
			to = middle - 1;
	}
	*lower = from / 1000.0;
	*upper = upper_of(*lower, k);
	if (k == 1 && level < 0.9)
		*upper = 2.489;
}

static Estimate
concentration(long k, long n, double level)
{
	/* the limits of small counts are the same in every well */
	static double limits[2][NORMAL_FROM][2];
	double p = (double) k / n, lower, upper;

	if (k < NORMAL_FROM)
	{
		double *known = limits[level > 0.9][k];

		if (known[1] == 0)
			count_limits((int) k, level, &known[0], &known[1]);
		lower = known[0] / n;
		upper = known[1] / n;
	}
	else
	{
		double half = (level > 0.9 ? 1.96 : 1.0) * sqrt(p * (1 - p) / n);

		lower = p - half;
		upper = p + half;
	}
	return (Estimate){-log1p(-p) / DROPLET_UL, -log1p(-lower) / DROPLET_UL,
					  -log1p(-upper) / DROPLET_UL};
}

/* The delta interval of fractional abundance, in percent: cut at 0, not at 100 */
static Estimate
abundance(Estimate fam, Estimate hex)
{
	double a = (fam.upper - fam.lower) / 2 / fam.value, b = (hex.upper - hex.lower) / 2 / hex.value;
	double fa = 100 * fam.value / (fam.value + hex.value);
	double half = fa * (1 - fa / 100) * sqrt(a * a + b * b);

	return (Estimate){fa, fa - half > 0 ? fa - half : 0, fa + half};
}

static Estimate
ratio(Estimate fam, Estimate hex)
{
	double a = (fam.upper - fam.lower) / 2 / fam.value, b = (hex.upper - hex.lower) / 2 / hex.value;
	double r = fam.value / hex.value, half = r * sqrt(a * a + b * b);

	return (Estimate){r, r - half > 0 ? r - half : 0, r + half};
}

/* Two digits of the interval's width are kept. */
static void
put(FILE *file, double value, Estimate error)
{
	double width = error.upper - error.lower, unit;
	char text[32];

	if (width <= 0)
	{
		fprintf(file, "%.3g,", value);
		return;
	}
	unit = pow(10, floor(log10(width)) - 1);
	value = round(value / unit) * unit;
	snprintf(text, sizeof(text), "%.*f", unit < 1 ? (int) round(-log10(unit)) : 0, value);
	if (strchr(text, '.'))
	{
		char *end = text + strlen(text) - 1;

		while (*end == '0')
			*end-- = 0;
		if (*end == '.')
			*end = 0;
	}
	fprintf(file, "%s,", strcmp(text, "-0") == 0 ? "0" : text);
}

/* Total and Poisson limits, in the order of the export */
static void
put_limits(FILE *file, Estimate total, Estimate poisson)
{
	put(file, total.upper, total);
	put(file, total.lower, total);
	put(file, poisson.upper, poisson);
	put(file, poisson.lower, poisson);
}

static void
put_empty(FILE *file, int n)
{
	while (n-- > 0)
		fputc(',', file);
}

typedef Estimate (*Measure)(const Droplets *d, int channel, double level);

static long
accepted(const Droplets *d)
{
	return d->both + d->fam + d->hex + d->negative;
}

static Estimate
measure_concentration(const Droplets *d, int channel, double level)
{
	return concentration(d->both + (channel == 1 ? d->fam : d->hex), accepted(d), level);
}

static Estimate
measure_abundance(const Droplets *d, int channel, double level)
{
	return abundance(measure_concentration(d, 1, level), measure_concentration(d, 2, level));
}

static Estimate
measure_ratio(const Droplets *d, int channel, double level)
{
	return ratio(measure_concentration(d, 1, level), measure_concentration(d, 2, level));
}

/* The Total interval of merged wells: the wider of Poisson's and that of the wells' means; a single
 * well's is Poisson's. */
static Estimate
total(const Row *rows, const Row *row, int channel, double level, Measure measure)
{
	Estimate e = measure(&row->droplets, channel, level);
	double sum = 0, squares = 0, half, mean, z = level > 0.9 ? 1.96 : 1.0;

	if (row->n_merged < 2)
		return e;
	for (int i = 0; i < row->n_merged; i++)
	{
		double v = measure(&rows[row->merged[i]].droplets, channel, level).value;

		if (!isfinite(v))
			return e;
		sum += v;
		squares += v * v;
	}
	mean = sum / row->n_merged;
	half = (squares - sum * mean) / (row->n_merged - 1);
	half = z * sqrt((half > 0 ? half : 0) / row->n_merged);
	if (mean + half > e.upper)
		e.upper = mean + half;
	if (mean - half < e.lower)
		e.lower = mean - half;
	return e;
}

static void
put_linkage(FILE *file, const Droplets *d)
{
	double n = accepted(d), linked = 0;

	if (d->negative > 0)
		linked = log(n * d->negative /
					 ((double) (d->negative + d->hex) * (double) (d->negative + d->fam))) /
				 DROPLET_UL;
	fprintf(file, "%.3g,", linked > 0 ? linked : 0);
}

/* Mean amplitudes: negatives of FAM about 1200, of HEX about 1500 */
static void
put_amplitudes(FILE *file, const Row *row, int channel)
{
	double positives =
		(double) (row->droplets.both + (channel == 1 ? row->droplets.fam : row->droplets.hex));
	double level = channel == 1 ? row->fam_level : row->hex_level;
	double floor_level = channel == 1 ? 1200 : 1500;
	double share = positives / (double) accepted(&row->droplets);

	if (row->n_merged) /* the software leaves these empty in merged rows */
	{
		put_empty(file, 4);
		return;
	}
	fprintf(file, "%d,%.1f,%.1f,%.1f,", channel == 1 ? 3500 : 2800, positives > 0 ? level : 0.0,
			floor_level, floor_level + share * (level - floor_level));
}

static void
put_two_channels(FILE *file, const Row *rows, const Row *row, double level)
{
	put_limits(file, total(rows, row, 1, level, measure_ratio),
			   measure_ratio(&row->droplets, 1, level));
}

static void
put_abundance(FILE *file, const Row *rows, const Row *row, double level)
{
	put_limits(file, total(rows, row, 1, level, measure_abundance),
			   measure_abundance(&row->droplets, 1, level));
}

static void
write_row(FILE *file, const Row *rows, const Row *row, int channel)
{
	const Droplets *d = &row->droplets;
	long n = accepted(d), k = d->both + (channel == 1 ? d->fam : d->hex);
	Estimate c = measure_concentration(d, channel, 0.95);
	/* ratio and abundance stand in the row of the mutant, where both channels have positives */
	int both = channel == 1 && d->both + d->fam > 0 && d->both + d->hex > 0;

	fprintf(file, "\"%s\",Absolute Quantification,\"ABS\",\"%s\",Ch%d%s,\"%s\",%s,", row->well,
			row->sample, channel, row->target, channel == 1 ? row->assay : "ALK WT",
			row->n_merged ? "" : "OK");
	put(file, c.value, c);
	fprintf(file, "ddPCR Supermix for Probes (no dUTP),");
	if (row->n_merged)
		put_empty(file, 1);
	else
		put(file, c.value * 20, (Estimate){0, c.lower * 20, c.upper * 20});
	put_limits(file, total(rows, row, channel, 0.95, measure_concentration), c);
	fprintf(file, "%ld,%ld,%ld,%ld,%ld,%ld,", k, n - k, d->both, d->fam, d->hex, d->negative);
	put_linkage(file, d);
	fprintf(file, "%ld,", n);
	put_empty(file, 7);
	if (both)
	{
		Estimate r = measure_ratio(d, 1, 0.95), fa = measure_abundance(d, 1, 0.95);

		put(file, r.value, r);
		put_two_channels(file, rows, row, 0.95);
		put(file, fa.value, fa);
		put_abundance(file, rows, row, 0.95);
	}
	else
		put_empty(file, 10);
	fprintf(file, "1,1,");
	put_amplitudes(file, row, channel);
	fprintf(file, "\"\",\"");
	for (int i = 0; i < row->n_merged; i++)
		fprintf(file, "%s%s", i ? "," : "(", rows[row->merged[i]].well);
	fprintf(file, "%s\",", row->n_merged ? ")" : "");
	put_limits(file, total(rows, row, channel, 0.68, measure_concentration),
			   measure_concentration(d, channel, 0.68));
	put_empty(file, 4);
	if (both)
	{
		put_two_channels(file, rows, row, 0.68);
		put_abundance(file, rows, row, 0.68);
	}
	else
		put_empty(file, 8);
	fputc('\n', file); /* every value had its comma: the 64th field is empty */
}

/* Wells, or merged ones. */
static void
write_rows(FILE *file, const Row *rows, int n, int channel, int merged)
{
	for (int i = 0; i < n; i++)
		if ((rows[i].n_merged > 0) == merged)
			write_row(file, rows, &rows[i], channel);
}

void
quantasoft_write(const Row *rows, int n, const char *folder, const char *plate)
{
	char name[64];
	FILE *file;

	snprintf(name, sizeof(name), "ddpcr/%s.csv", plate);
	file = must_open(folder, name, "w");
	fprintf(file, "%s\n", HEADER);
	for (int channel = 1; channel <= 2; channel++)
	{
		write_rows(file, rows, n, channel, 0);
		write_rows(file, rows, n, channel, 1);
	}
	must_close(file, name);
}
