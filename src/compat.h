/* Every test of the PostgreSQL version is here: 15 to 18 are supported. */
#ifndef ALKRES_COMPAT_H
#define ALKRES_COMPAT_H

#if PG_VERSION_NUM < 150000
#error "alkres needs PostgreSQL 15 or later"
#endif

/* The macros of values of variable length left postgres.h in 16. */
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

/* Soft input errors came with 16; before, an input error is always thrown. */
#if PG_VERSION_NUM >= 160000
#include "nodes/miscnodes.h"
#define ALKRES_ESCONTEXT(fcinfo) ((fcinfo)->context)
#else
#define ALKRES_ESCONTEXT(fcinfo) NULL
#define errsave(context, ...) ereport(ERROR, __VA_ARGS__)
#endif

/* The statistics target that std_typanalyze reads left the attribute in 17. */
#if PG_VERSION_NUM >= 170000
#define ALKRES_STATISTICS_TARGET(stats) ((stats)->attstattarget)
#else
#define ALKRES_STATISTICS_TARGET(stats) ((stats)->attr->attstattarget)
#endif

#endif
