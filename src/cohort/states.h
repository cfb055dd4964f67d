/* states.h: the states of a mutation by their names, as SQL knows them. */
#ifndef ALKRES_COHORT_STATES_H
#define ALKRES_COHORT_STATES_H

#include "postgres.h"

#include "core/base/state.h"

/* Of a text; 22023 when it names none. */
extern AlkresState alkres_state_of(Datum name);

#endif
