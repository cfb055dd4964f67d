/*
 * contingency.h: tables of two by two: are two things seen together more often than by chance, and
 * how well do two methods agree?
 */
#ifndef ALKRES_CORE_STATISTICS_CONTINGENCY_H
#define ALKRES_CORE_STATISTICS_CONTINGENCY_H

/* Counts, whole and at least 0; their sum is at most ALKRES_TABLE_MAX. */
typedef struct AlkresTable
{
	double both;
	double first_only;
	double second_only;
	double neither;
} AlkresTable;

#define ALKRES_TABLE_MAX 1e6

typedef struct AlkresOddsRatio
{
	double odds_ratio; /* conditional maximum likelihood, 0 to infinity; NaN when a margin is 0 */
	double lower;      /* limits at the confidence, exact given the margins */
	double upper;
	double p_value; /* two-sided: tables no likelier than this one, for an odds ratio of 1 */
} AlkresOddsRatio;

/*
 * Fisher's exact test (Fisher 1934), the odds ratio and its limits from the noncentral
 * hypergeometric law of the first count given the margins (Cornfield 1956).
 */
extern void alkres_fisher_exact(const AlkresTable *table, double confidence,
								AlkresOddsRatio *result);

typedef struct AlkresKappa
{
	double kappa; /* NaN when the table is empty or agreement by chance is certain */
	double lower; /* limits at the confidence from the large-sample variance */
	double upper;
} AlkresKappa;

/* Cohen 1960; variance of Fleiss, Cohen and Everitt 1969, equation 13. */
extern void alkres_cohen_kappa(const AlkresTable *table, double confidence, AlkresKappa *result);

#endif
