/* contamination.h: how much of a library is another one's DNA. */
#ifndef ALKRES_CORE_MODEL_CONTAMINATION_H
#define ALKRES_CORE_MODEL_CONTAMINATION_H

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

#endif
