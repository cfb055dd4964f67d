/*
 * droplets.h: what two-colour ddPCR droplets say: concentration, ratio, fractional abundance,
 * linkage.
 *
 * Units: lambda is copies per droplet, droplet volumes are nL, concentrations copies per uL of
 * reaction (not of eluate or plasma), fractional abundances 0 to 1.  A droplet positive in both
 * channels is positive in each. Unknown is NaN, which SQL shows as NULL; a saturated channel (no
 * negative droplet) is Infinity. Formulas and their sources: doc/methods.md.
 */
#ifndef ALKRES_CORE_DROPLETS_DROPLETS_H
#define ALKRES_CORE_DROPLETS_DROPLETS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/statistics/mover.h"

#define ALKRES_DEFAULT_DROPLET_NL 0.85 /* QX200 and later software */
#define ALKRES_OLD_DROPLET_NL 0.91     /* QuantaSoft before 1.7 */

/*
 * The droplets of one well, or of wells merged.  This struct is the stored form of
 * alkres.droplet_summary: 48 bytes without padding, native byte order; its layout is frozen.
 */
typedef struct AlkresDroplets
{
	int64_t fam_only;      /* marginal form: all FAM positives, or 0 where FAM was not measured */
	int64_t hex_only;      /* marginal form: all HEX positives, or 0 where HEX was not measured */
	int64_t both_positive; /* marginal form: 0 */
	int64_t negative;      /* marginal form: accepted droplets */
	double droplet_nl;
	int32_t wells;
	uint32_t flags;
} AlkresDroplets;

/* Only each channel's positives are known, not the quadrants; with it, which channel was not
 * measured. */
#define ALKRES_DROPLETS_MARGINAL 1u
#define ALKRES_DROPLETS_NO_FAM 2u
#define ALKRES_DROPLETS_NO_HEX 4u
#define ALKRES_DROPLETS_ALL_FLAGS 7u

/* Counts above this are refused: doubles hold every whole number up to it. */
#define ALKRES_DROPLETS_MAX INT64_C(9007199254740992)

typedef enum AlkresChannel
{
	ALKRES_FAM,
	ALKRES_HEX
} AlkresChannel;

typedef enum AlkresDropletMethod
{
	ALKRES_DROPLETS_EXACT,       /* Clopper-Pearson on p; MOVER-R for a share: as QX Manager 2 */
	ALKRES_DROPLETS_BIORAD,      /* as QuantaSoft 1.x and Analysis Pro print it, level 0.95 only */
	ALKRES_DROPLETS_WILSON,      /* score interval on p; MOVER-R */
	ALKRES_DROPLETS_JEFFREYS,    /* Jeffreys interval on p; MOVER-R */
	ALKRES_DROPLETS_WALD_P,      /* normal interval on p (Dube 2008); MOVER-R */
	ALKRES_DROPLETS_WALD_LAMBDA, /* normal interval on lambda (Bhat); MOVER-R */
	ALKRES_DROPLETS_LOG_LAMBDA /* normal interval on log lambda (QuantStudio Absolute Q); MOVER-R */
} AlkresDropletMethod;

/* 22023 with a hint that lists the names, for a name that is none. */
extern bool alkres_channel_by_name(const char *name, AlkresChannel *channel, AlkresError *error);
extern bool alkres_droplet_method_by_name(const char *name, AlkresDropletMethod *method,
										  AlkresError *error);

extern AlkresChannel alkres_other_channel(AlkresChannel channel);

/* The one validator of a value, whatever it came from: code is that of the error. */
extern bool alkres_droplets_check(const AlkresDroplets *droplets, AlkresErrorCode code,
								  AlkresError *error);

/* Positive droplets of a channel, single and double; -1 where it was not measured. */
extern int64_t alkres_droplets_positive(const AlkresDroplets *droplets, AlkresChannel channel);
extern int64_t alkres_droplets_accepted(const AlkresDroplets *droplets);

/*
 * Add b to *sum: quadrants where both have them, else marginals.  22023 for unlike droplet volumes
 * or channels, 22003 above ALKRES_DROPLETS_MAX or 2^31 - 1 wells; *sum is unchanged then.
 */
extern bool alkres_droplets_add(AlkresDroplets *sum, const AlkresDroplets *b, AlkresError *error);

/*
 * The same for wells of one sample whose partitions differ in volume, as QIAcuity's do: the sum has
 * the mean volume over the accepted partitions, with which its concentration is right.  That mean
 * depends on the order of many wells in its last digit.
 */
extern bool alkres_droplets_pool(AlkresDroplets *sum, const AlkresDroplets *b, AlkresError *error);

/* The order of the B-tree: flags, volume, counts, wells.  No meaning beyond DISTINCT and keys. */
extern int alkres_droplets_compare(const AlkresDroplets *a, const AlkresDroplets *b);

/* lambda = -ln(1 - k/n): Infinity for k = n, NaN for n = 0. */
extern double alkres_lambda(double k, double n);

/* Lambda with its interval; false (22023) for a level outside (0, 1), or other than 0.95 with
 * BIORAD. */
extern bool alkres_lambda_estimate(double k, double n, AlkresDropletMethod method, double level,
								   AlkresEstimate *lambda, AlkresError *error);

/* Copies per uL of reaction; all NaN for a channel not measured or without droplets. */
extern bool alkres_concentration(const AlkresDroplets *droplets, AlkresChannel channel,
								 AlkresDropletMethod method, double level,
								 AlkresEstimate *concentration, AlkresError *error);

/*
 * The mutant's share of both, 0 to 1.  Without a positive droplet in either channel the value is
 * NaN and the interval 0 to 1; without a negative one in a channel (saturated) the value is NaN
 * and the interval what the droplets exclude; all NaN where a channel was not measured or nothing
 * was accepted.
 */
extern bool alkres_fractional_abundance(const AlkresDroplets *droplets, AlkresChannel mutant,
										AlkresDropletMethod method, double level,
										AlkresEstimate *abundance, AlkresError *error);

/* mutant/other, with the same cases; without a droplet of the other kind Infinity (BIORAD: 1e6, as
 * printed). */
extern bool alkres_droplet_ratio(const AlkresDroplets *droplets, AlkresChannel mutant,
								 AlkresDropletMethod method, double level, AlkresEstimate *ratio,
								 AlkresError *error);

/* Copies in the accepted droplets, each kind rounded to a whole number: mutants out of both.  False
 * where a channel was not measured or is saturated, or nothing was accepted. */
extern bool alkres_droplet_copies(const AlkresDroplets *droplets, AlkresChannel mutant,
								  double *mutants, double *both);

/* Double positives that chance alone gives: k1 k2 / n; NaN where unknown. */
extern double alkres_expected_double_positive(const AlkresDroplets *droplets);

/* Copies/uL that carry both targets on one molecule, not below 0; NaN in the marginal form. */
extern double alkres_linkage(const AlkresDroplets *droplets);

#endif
