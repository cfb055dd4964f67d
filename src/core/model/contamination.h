/* contamination.h: how much of a library is another one's DNA. */
#ifndef ALKRES_CORE_MODEL_CONTAMINATION_H
#define ALKRES_CORE_MODEL_CONTAMINATION_H

#include <stdbool.h>
#include <stdint.h>

/*
 * A site where the donor differs from the host: molecules that look like the donor's, of all, and
 * the donor's own share of that allele (1 homozygous, 1/2 heterozygous).  Sites within 100 of one
 * another are shown by the same molecules.
 */
typedef struct AlkresForeign
{
	double alternates;
	double molecules;
	double share;
	double error;     /* share of molecules that look so without any foreign DNA */
	int64_t position; /* 0: not known, far from all others; never negative */
} AlkresForeign;

typedef struct AlkresContamination
{
	double fraction; /* most likely */
	double lower;    /* where the likelihood has fallen by 2, sites of the same molecules as one */
	double upper;
	double score; /* ln of the likelihood at the fraction over that of none */
	int agreeing; /* sites that show this fraction: better than none, and no odd ones */
} AlkresContamination;

/*
 * A site may be odd: what it shows is the host's own (a heterozygous site of unequal alleles, or
 * one of which one is lost, a mutation), any number of its molecules then being as likely.
 */
#define ALKRES_ODD_SITES 0.05

/*
 * All sites share one fraction c, from 0 to 1/2, but for odd ones: x ~ Binomial(n, c s + error (1 -
 * c s)), or uniform on 0 .. n.  0, 0, 1/2 and 0 without molecules.
 */
extern void alkres_contamination(AlkresContamination *result, const AlkresForeign *sites,
								 int count);

/*
 * Which sites tell two libraries apart, from molecules that show an allele, of all there: a library
 * is homozygous for what more than nine tenths of at least 50 molecules show.
 */
extern bool alkres_is_homozygous(double allele, double molecules);

/*
 * The share of an allele that a library gives to whom it contaminates: 1 when homozygous, what it
 * shows from a fifth on, when heterozygous; 0 says that it does not count as having it.
 */
extern double alkres_donor_share(double allele, double molecules);

/*
 * And a library of another person has not got the allele but by contamination: less than a fifth
 * shows it, more than three quarters the other one, of at least 50, so that a library of which up
 * to a fifth is foreign is still told from a heterozygous one.
 */
extern bool alkres_lacks_allele(double allele, double other, double molecules);

/*
 * The error of a site for each library without the allele: what the others of them show, x of n
 * molecules, a rate of 1e-4 being worth 10,000.  Those that show more of it than errors do, at the
 * rate of their others (chance under 1e-3), are left out: they are contaminated, too, or
 * heterozygous, of unequal alleles.
 */
extern void alkres_site_errors(const double *alternates, const double *molecules, int count,
							   double *errors);

/*
 * Is a score (see above) evidence of foreign DNA, when so many pairs of host and donor were looked
 * at?  At least three sites must agree, and the score be above 5 + ln(pairs): less than one pair in
 * a hundred batches by chance.
 */
extern bool alkres_is_contaminated(double score, int agreeing, double pairs);

#endif
