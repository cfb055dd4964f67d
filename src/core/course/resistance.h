/*
 * resistance.h: what sources say of an inhibitor and the mutations of a tumour, put together with
 * care: a compound mutation is never judged by statements on its parts.
 */
#ifndef ALKRES_CORE_COURSE_RESISTANCE_H
#define ALKRES_CORE_COURSE_RESISTANCE_H

#include <stdbool.h>
#include <stddef.h>

/* What all statements on one mutation, or on mutations together, say. */
typedef enum AlkresSensitivity
{
	ALKRES_NO_STATEMENT,
	ALKRES_SENSITIVE,
	ALKRES_INTERMEDIATE,
	ALKRES_RESISTANT,
	ALKRES_STATEMENTS_DIFFER
} AlkresSensitivity;

typedef enum AlkresPhaseKnown
{
	ALKRES_ON_ONE_MOLECULE,
	ALKRES_ON_SEPARATE_MOLECULES,
	ALKRES_PHASE_UNKNOWN
} AlkresPhaseKnown;

typedef struct AlkresReading
{
	const char *basis;
	AlkresSensitivity together; /* if they lie on one molecule, as they may */
	AlkresSensitivity separate; /* if each has a clone of its own, as they may */
	AlkresSensitivity call;
	const char *reason; /* of no call; NULL where there is one */
} AlkresReading;

/*
 * singles: what is said of each of count > 0 mutations alone; together: of all of them on one
 * molecule.  One mutation is what is said of it.  Of several, those on one molecule are what is said
 * of them together, and nothing else; on separate molecules, resistant where one alone is, and
 * nothing else: singly sensitive clones do not make a sensitive tumour.  Where the phase is not
 * known both readings are given, and a call only where they agree.
 */
extern void alkres_read_resistance(AlkresReading *reading, AlkresPhaseKnown phase,
								   AlkresSensitivity together, const AlkresSensitivity *singles,
								   size_t count);

/* Its word; NULL of no statement.  The reverse: false for a word that is none. */
extern const char *alkres_sensitivity_name(AlkresSensitivity sensitivity);
extern bool alkres_sensitivity_by_name(const char *name, AlkresSensitivity *sensitivity);

#endif
