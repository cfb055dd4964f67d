/* student.h: Student's t.  No function here fails; arguments outside the stated range give NaN. */
#ifndef ALKRES_CORE_STATISTICS_STUDENT_H
#define ALKRES_CORE_STATISTICS_STUDENT_H

/* P(|T| >= |t|) with df > 0 degrees of freedom. */
extern double alkres_student_two_sided(double t, double df);
/* The t > 0 with P(|T| <= t) = confidence, 0 < confidence < 1. */
extern double alkres_student_quantile(double confidence, double df);

#endif
