/* least_squares.c: weighted least squares in a few columns. */
#include "core/copynumber/least_squares.h"

#include <math.h>
#include <string.h>

/* What is left of a column's own square when the others are taken from it: less says that they hold
 * it. */
#define COLLINEAR 1e-9

void
alkres_least_add(AlkresLeastSums *sums, const double row[ALKRES_COVARIATES], double y,
				 double weight)
{
	for (int i = 0; i < ALKRES_COVARIATES; i++)
	{
		for (int k = 0; k < ALKRES_COVARIATES; k++)
			sums->xx[i][k] += weight * row[i] * row[k];
		sums->xy[i] += weight * row[i] * y;
	}
}

void
alkres_least_join(AlkresLeastSums *sums, const AlkresLeastSums *other, double sign)
{
	for (int i = 0; i < ALKRES_COVARIATES; i++)
	{
		for (int k = 0; k < ALKRES_COVARIATES; k++)
			sums->xx[i][k] += sign * other->xx[i][k];
		sums->xy[i] += sign * other->xy[i];
	}
}

/* The lower factor of the columns' matrix; *held[i]: column i is given up. */
static void
factorize(double lower[ALKRES_COVARIATES][ALKRES_COVARIATES], bool held[ALKRES_COVARIATES],
		  const AlkresLeastSums *sums, int columns)
{
	for (int i = 0; i < columns; i++)
	{
		double rest = sums->xx[i][i];

		for (int k = 0; k < i; k++)
		{
			double sum = sums->xx[i][k];

			for (int m = 0; m < k; m++)
				sum -= lower[i][m] * lower[k][m];
			lower[i][k] = held[k] ? 0 : sum / lower[k][k];
			rest -= lower[i][k] * lower[i][k];
		}
		held[i] = !(rest > COLLINEAR * sums->xx[i][i]);
		lower[i][i] = held[i] ? 1 : sqrt(rest);
		for (int k = 0; held[i] && k < i; k++)
			lower[i][k] = 0;
	}
}

/* x with L L' x = y. */
static void
substitute(double lower[ALKRES_COVARIATES][ALKRES_COVARIATES], const bool held[ALKRES_COVARIATES],
		   int columns, const double *y, double *x)
{
	for (int i = 0; i < columns; i++)
	{
		x[i] = held[i] ? 0 : y[i];
		for (int k = 0; k < i; k++)
			x[i] -= lower[i][k] * x[k];
		x[i] = held[i] ? 0 : x[i] / lower[i][i];
	}
	for (int i = columns - 1; i >= 0; i--)
	{
		for (int k = i + 1; k < columns; k++)
			x[i] -= lower[k][i] * x[k];
		x[i] = held[i] ? 0 : x[i] / lower[i][i];
	}
}

void
alkres_least_solve(AlkresLeastFit *fit, const AlkresLeastSums *sums, int columns)
{
	double lower[ALKRES_COVARIATES][ALKRES_COVARIATES] = {{0}};
	bool held[ALKRES_COVARIATES] = {false};

	memset(fit, 0, sizeof(*fit));
	fit->columns = columns;
	factorize(lower, held, sums, columns);
	substitute(lower, held, columns, sums->xy, fit->coefficient);
	for (int i = 0; i < columns; i++)
	{
		double unit[ALKRES_COVARIATES] = {0};

		if (held[i])
			continue;
		unit[i] = 1;
		substitute(lower, held, columns, unit, fit->covariance[i]);
	}
}

double
alkres_least_value(const AlkresLeastFit *fit, const double row[ALKRES_COVARIATES])
{
	double value = 0;

	for (int i = 0; i < fit->columns; i++)
		value += fit->coefficient[i] * row[i];
	return value;
}

double
alkres_least_variance(const AlkresLeastFit *fit, const double row[ALKRES_COVARIATES])
{
	double variance = 0;

	for (int i = 0; i < fit->columns; i++)
		for (int k = 0; k < fit->columns; k++)
			variance += row[i] * fit->covariance[i][k] * row[k];
	return variance;
}
