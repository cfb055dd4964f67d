/*
 * prior.h: what the caller expects of a site before it looks: the probability that a variant is
 * there.  The one place where these numbers stand; SQL has them from alkres.prior().
 */
#ifndef ALKRES_CORE_MODEL_PRIOR_H
#define ALKRES_CORE_MODEL_PRIOR_H

#include <stdbool.h>

#include "core/base/error.h"

#define ALKRES_PRIOR_DEFAULT 1e-4
#define ALKRES_PRIOR_LISTED 1e-3
#define ALKRES_PRIOR_HOTSPOT 3e-4
#define ALKRES_PRIOR_PATIENT 1e-2
#define ALKRES_PRIOR_POLYMORPHISM 0.1
/* Not of a site: that a draw holds any tumour DNA. */
#define ALKRES_PRIOR_TUMOUR 0.5

/* By name: default, listed, hotspot, patient, polymorphism, tumour.  False with *error (22023) for
 * another. */
extern bool alkres_prior_by_name(const char *name, double *prior, AlkresError *error);

#endif
