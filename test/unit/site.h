/* site.h: the evidence of a site, built by hand. */
#ifndef SITE_H
#define SITE_H

#include "core/model/error_rates.h"
#include "core/model/evidence.h"

/* One part of a site: molecules and alternates of a cell. */
typedef struct Part
{
	int class_code;
	int orientation;
	int bin;
	uint32_t molecules;
	uint32_t alternates;
} Part;

static inline AlkresEvidence
site(const Part *parts, int count)
{
	AlkresEvidence evidence;

	alkres_evidence_clear(&evidence, alkres_artefact_prior('T', 'G'));
	for (int i = 0; i < count; i++)
	{
		int cell = alkres_cell(parts[i].class_code, parts[i].orientation, parts[i].bin);

		alkres_evidence_add(&evidence, cell, parts[i].molecules, parts[i].alternates,
							alkres_substitution_rate(cell, 'A', 'T', 'G', 'A'));
	}
	return evidence;
}

#define SITE(parts) site(parts, (int) (sizeof(parts) / sizeof(parts[0])))

#endif
