/* ddPCR plates: which wells, their droplets, and QuantaSoft's export of them. */
#ifndef SIM_DDPCR_H
#define SIM_DDPCR_H

#include "cohort.h"

/* Droplets of one well or of several merged ones */
typedef struct
{
	long both, fam, hex, negative;
} Droplets;

typedef struct
{
	char well[16], sample[32];
	const char *assay;  /* "L1196M": Ch1, FAM; "ALK WT" is Ch2, HEX */
	const char *target; /* "Unknown", "NTC", "Negative Control", "Positive Control" */
	Droplets droplets;
	int n_merged;     /* 0: a single well */
	int merged[8];    /* rows of the single wells */
	double fam_level; /* amplitudes */
	double hex_level;
} Row;

/* ddpcr.c: writes ddpcr/PLATE.csv, ddpcr_plates.csv, truth_ddpcr.tsv and truth_probes.tsv */
void ddpcr_write(const Cohort *cohort, const Reference *ref, uint64_t seed, const char *folder);

/* quantasoft.c: the export of QuantaSoft 1.7.4 */
void quantasoft_write(const Row *rows, int n, const char *folder, const char *plate);

#endif
