/*
 * interrupt.h: the place where a user's cancel or a timeout ends a long computation, chosen at link
 * time.
 *
 * In the server alkres_check_interrupts does not return then (type/interrupt.c): it is called only
 * where nothing is held but memory of the current memory context.  In the unit tests it does
 * nothing.  Its cost is that of a call.
 */
#ifndef ALKRES_CORE_BASE_INTERRUPT_H
#define ALKRES_CORE_BASE_INTERRUPT_H

extern void alkres_check_interrupts(void);

#endif
