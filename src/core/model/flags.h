/*
 * flags.h: what an analyst should know about a call.  Flags, never filters: none of them hides a
 * call.
 */
#ifndef ALKRES_CORE_MODEL_FLAGS_H
#define ALKRES_CORE_MODEL_FLAGS_H

#include "core/model/candidate.h"

#define ALKRES_FLAGS_MAX 18

/*
 * The names of the flags that hold, at most ALKRES_FLAGS_MAX of them; doc/calling.md explains each.
 * listed: the allele makes a published resistance mutation, which is never taken for germline;
 * polymorphism: the allele is known to be common, which always is.
 */
extern int alkres_flags(const AlkresCandidate *candidate, const AlkresPileup *pileup, bool listed,
						bool polymorphism, const char *names[ALKRES_FLAGS_MAX]);

/*
 * Does the share of molecules look like a germline variant, or one of blood cells: 35 to 65 % or
 * over 90 % of at least 50 molecules?
 */
extern bool alkres_looks_germline(const AlkresCandidate *candidate);

#endif
