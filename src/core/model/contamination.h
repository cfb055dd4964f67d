/* contamination.h: how much of a library is another one's DNA. */
#ifndef ALKRES_CORE_MODEL_CONTAMINATION_H
#define ALKRES_CORE_MODEL_CONTAMINATION_H

#include <stdbool.h>

/* A site where the donor differs from the host: molecules that look like the donor's, of all, and
 * the donor's own share of that allele (1 homozygous, 1/2 heterozygous). */
typedef struct AlkresForeign
{
	double alternates;
	double molecules;
	double share;
} AlkresForeign;

typedef struct AlkresContamination
{
	double fraction; /* most likely */
	double lower;    /* where the likelihood has fallen by 2 natural log units */
	double upper;
	double score; /* ln of the likelihood at the fraction over that of none */
} AlkresContamination;

/* x ~ Binomial(n, c s + error (1 - c s)); c from 0 to 1/2.  0, 0, 1/2 and 0 without molecules. */
extern void alkres_contamination(AlkresContamination *result, const AlkresForeign *sites, int count,
								 double error);

/*
 * Which sites tell two libraries apart, from molecules that show an allele, of all there: a library
 * is homozygous for what more than nine tenths of at least 50 molecules show.
 */
extern bool alkres_is_homozygous(double allele, double molecules);

/*
 * And a library of another person has not got the allele but by contamination: less than a fifth
 * shows it, more than three quarters the other one, of at least 50, so that a library of which up
 * to a fifth is foreign is still told from a heterozygous one.
 */
extern bool alkres_lacks_allele(double allele, double other, double molecules);

/* Is a score (see above) evidence of foreign DNA?  Above 5: 1 in 150 by chance at one fraction. */
extern bool alkres_is_contaminated(double score);

#endif
