/*
 * call.h: the state of a mutation in droplets, against the wild-type and the no-template
 * control of its plate, with the numbers behind it and a sentence; and what to look at in droplets.
 */
#ifndef ALKRES_CORE_DROPLETS_CALL_H
#define ALKRES_CORE_DROPLETS_CALL_H

#include "core/base/state.h"
#include "core/droplets/control.h"

/* A mutation is called with at least so many droplets, whatever the control says; and a no-template
 * control with so many is contaminated. */
#define ALKRES_MIN_MUTANT_DROPLETS 3

/* What to look at; nothing is filtered silently. */
typedef enum AlkresDropletFlag
{
	ALKRES_LOW_DROPLETS = 1,           /* fewer than the limit in a well */
	ALKRES_SATURATED = 2,              /* hardly a negative droplet in a channel */
	ALKRES_NO_WILD_TYPE = 4,           /* nothing in the other channel */
	ALKRES_DOUBLE_POSITIVE_EXCESS = 8, /* more than chance: clusters overlap, or cross-talk */
	ALKRES_CONTAMINATED_NTC = 16,      /* the no-template control has positive droplets */
	ALKRES_NO_CONTROL = 32,            /* no wild-type control to compare with */
	ALKRES_DROPLET_FLAGS = 6           /* how many there are */
} AlkresDropletFlag;

/* "low_droplets", ...: of the flag with this bit, 0 to ALKRES_DROPLET_FLAGS - 1. */
extern const char *alkres_droplet_flag_name(int bit);

/* When droplets are flagged. */
typedef struct AlkresDropletLimits
{
	int64_t min_droplets;      /* a well */
	double max_positive_share; /* of accepted droplets, a channel */
	double alpha;              /* for the excess of double positives */
} AlkresDropletLimits;

#define ALKRES_USUAL_DROPLET_LIMITS ((AlkresDropletLimits){10000, 0.95, 0.001})

/* The flags that droplets alone can have. */
extern unsigned alkres_droplet_flags(const AlkresDroplets *droplets, AlkresChannel mutant,
									 const AlkresDropletLimits *limits);

typedef struct AlkresDropletQuestion
{
	AlkresChannel mutant;
	AlkresExposure exposure;
	double target; /* fraction, 0 to 1 */
	double alpha;
} AlkresDropletQuestion;

typedef struct AlkresDropletVerdict
{
	AlkresState state;
	AlkresEstimate fraction; /* fractional abundance, 0 to 1; NAN when unknown */
	double lod95;            /* fraction called with 95 % probability; NAN when unknown */
	int64_t min_positive;    /* fewest mutant droplets that would be called; 0 when unknown */
	double p_value;          /* against the wild-type control; NAN when unknown */
	unsigned flags;
	char reason[512];
} AlkresDropletVerdict;

/*
 * Detected: at least ALKRES_MIN_MUTANT_DROPLETS, P at most alpha against the wild-type control, and
 * against the no-template control (per droplet) where that has mutant droplets itself.  Otherwise
 * not evaluable where this rule would not have found the target with 95 % probability, absent where
 * the interval excludes the target, else indeterminate.  Either control may be NULL.
 */
extern void alkres_judge_droplets(AlkresDropletVerdict *verdict, const AlkresDroplets *droplets,
								  const AlkresDroplets *control, const AlkresDroplets *ntc,
								  const AlkresDropletQuestion *question);

#endif
