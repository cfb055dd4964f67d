/*
 * droplet_summary.h: the SQL type droplet_summary: an AlkresDroplets as it is in memory, fixed
 * length, passed by reference, aligned as a double, never compressed.  The stored form is frozen.
 */
#ifndef ALKRES_TYPE_DROPLET_SUMMARY_H
#define ALKRES_TYPE_DROPLET_SUMMARY_H

#include "postgres.h"

#include "core/droplets/droplets.h"

StaticAssertDecl(sizeof(AlkresDroplets) == 48, "INTERNALLENGTH of alkres.droplet_summary");
StaticAssertDecl(offsetof(AlkresDroplets, droplet_nl) == 32 &&
					 offsetof(AlkresDroplets, wells) == 40 && offsetof(AlkresDroplets, flags) == 44,
				 "stored form of alkres.droplet_summary");

#define DatumGetDroplets(datum) ((AlkresDroplets *) DatumGetPointer(datum))
#define PG_GETARG_DROPLETS(n) DatumGetDroplets(PG_GETARG_DATUM(n))

/* A palloced copy as a Datum. */
extern Datum alkres_droplets_datum(const AlkresDroplets *droplets);

#endif
