/* state.h: what is said of a mutation that was asked for, by sequencing or in droplets. */
#ifndef ALKRES_CORE_BASE_STATE_H
#define ALKRES_CORE_BASE_STATE_H

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

#endif
