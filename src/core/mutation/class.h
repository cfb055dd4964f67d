/*
 * class.h: what is said of a whole class of mutations: who is in it, was all of it looked at, was
 * the tumour seen apart from it.  Paths are as they are stored and belong to the caller.
 */
#ifndef ALKRES_CORE_MUTATION_CLASS_H
#define ALKRES_CORE_MUTATION_CLASS_H

#include "core/mutation/mutation.h"

typedef struct AlkresPath
{
	const uint8_t *bytes; /* NULL: none */
	size_t length;
} AlkresPath;

/* Order of paths: a class comes before its members, and these are one range. */
extern int alkres_path_compare(AlkresPath a, AlkresPath b);

/*
 * Is the path the class or below it?  A bound (ALK solvent_front~) is no class: it has no members,
 * and does not lie in the class it bounds.  So membership is the range from the class to its bound,
 * as an index sees it; but for frameshifts, whose members lie apart (frameshift.h).
 */
extern bool alkres_path_in_class(AlkresPath path, AlkresPath class);

/*
 * The stretches of the listed mutations of which none was evaluable, as pairs of indexes into
 * listed: first, last, first, last, ...  Both lists ascend without doubles; what is evaluable and
 * not listed does not matter.  gaps has room for listed_count + 1 of them.  Returns how many.
 */
extern int alkres_listed_gaps(int *gaps, const AlkresPath *listed, int listed_count,
							  const AlkresPath *evaluable, int evaluable_count);

/*
 * Was every listed member of the class evaluable?  gaps: the paths that alkres_listed_gaps names.
 * The class has a listed member; for another one the answer means nothing.
 */
extern bool alkres_class_is_evaluable(AlkresPath class, const AlkresPath *gaps, int gap_count);

typedef enum AlkresSeen
{
	ALKRES_SEEN_UNKNOWN, /* nobody looked */
	ALKRES_SEEN_NOT,
	ALKRES_SEEN,
} AlkresSeen;

/* What a draw shows of a tumour; first and last in the order of paths, of each none or both. */
typedef struct AlkresDrawEvidence
{
	AlkresSeen truncal;                       /* the marker or the driver's fusion */
	AlkresPath first_detected, last_detected; /* of other evidence */
	AlkresPath first_looked, last_looked;     /* of what was looked for, found or not */
} AlkresDrawEvidence;

/*
 * Was tumour DNA seen apart from the class?  What lies in the class is no evidence for what is said
 * of the class: else everybody in whom tumour DNA was seen would carry it.
 */
extern AlkresSeen alkres_tumour_seen(AlkresPath class, const AlkresDrawEvidence *evidence);

#endif
