/* prior.c: the priors by name. */
#include "core/model/prior.h"

#include <string.h>

static const struct
{
	const char *name;
	double prior;
} priors[] = {
	{"default", ALKRES_PRIOR_DEFAULT},           {"listed", ALKRES_PRIOR_LISTED},
	{"hotspot", ALKRES_PRIOR_HOTSPOT},           {"patient", ALKRES_PRIOR_PATIENT},
	{"polymorphism", ALKRES_PRIOR_POLYMORPHISM}, {"tumour", ALKRES_PRIOR_TUMOUR},
};

bool
alkres_prior_by_name(const char *name, double *prior, AlkresError *error)
{
	for (size_t i = 0; i < sizeof(priors) / sizeof(priors[0]); i++)
		if (strcmp(name, priors[i].name) == 0)
		{
			*prior = priors[i].prior;
			return true;
		}
	alkres_fail(error, ALKRES_BAD_PARAMETER, "invalid prior: \"%s\"", name);
	return alkres_hint(error,
					   "Valid are default, listed, hotspot, patient, polymorphism and tumour.");
}
