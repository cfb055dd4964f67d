/* What laboratories elsewhere report of patients whose reads nobody gives away. */
#ifndef SIM_ELSEWHERE_H
#define SIM_ELSEWHERE_H

#include "library.h"

/* Does who examines this patient (from 1) name silent changes, such as a marker, too? */
int elsewhere_names_the_marker(int number);
/* Writes OUT/reports/, a VCF file a draw or lines of guardant360.tsv, reports.csv that lists them,
 * and truth_reports.tsv. */
void elsewhere_write(const Cohort *cohort, const Reference *ref, uint64_t seed, const char *folder);

#endif
