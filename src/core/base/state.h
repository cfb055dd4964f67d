/* state.h: what is said of a mutation that was asked for, by sequencing or in droplets. */
#ifndef ALKRES_CORE_BASE_STATE_H
#define ALKRES_CORE_BASE_STATE_H

#include <stdbool.h>

/*
 * In the order in which one of them decides over several changes that give one mutation: it is
 * found when one is, and absent when all are.
 */
typedef enum AlkresState
{
	ALKRES_STATE_DETECTED,
	ALKRES_STATE_GERMLINE_OR_CHIP,
	ALKRES_STATE_INDETERMINATE,
	ALKRES_STATE_NOT_EVALUABLE,
	ALKRES_STATE_NOT_COVERED,
	ALKRES_STATE_NOT_IN_PANEL,
	ALKRES_STATE_ABSENT,
	ALKRES_STATES /* how many there are */
} AlkresState;

/* "detected", "absent", ... as in SQL. */
extern const char *alkres_state_name(AlkresState state);
/* The state of a name; false for another one. */
extern bool alkres_state_by_name(const char *name, AlkresState *state);

/*
 * The other order, in which one of several measurements of the same in one draw decides (libraries,
 * plates, methods): the lowest.  What sees it counts before what excludes it, and this before what
 * could do neither.
 */
extern int alkres_state_order_of_repeats(AlkresState state);
/* Can a measurement that ends so answer whether the mutation is there? */
extern bool alkres_state_is_evaluable(AlkresState state);
/* Was it looked for at all? */
extern bool alkres_state_is_looked_for(AlkresState state);

#endif
