/* interrupt.c: core's interrupts inside the server. */
#include "postgres.h"

#include "miscadmin.h"

#include "core/base/interrupt.h"

void
alkres_check_interrupts(void)
{
	CHECK_FOR_INTERRUPTS();
}
