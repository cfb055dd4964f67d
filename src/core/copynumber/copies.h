/*
 * copies.h: what a ratio of depths means in copies of a gene in the tumour, and what is said of the
 * gene.
 *
 * Of a sample with the share t of tumour DNA, whose tumour has C copies of a gene, the depth over
 * the gene is (2 (1 - t) + C t) / 2 of what two copies give.
 */
#ifndef ALKRES_CORE_COPYNUMBER_COPIES_H
#define ALKRES_CORE_COPYNUMBER_COPIES_H

#include <stdbool.h>

#include "core/base/state.h"

/* So many copies are asked for (a convention of ours): of a gain, an amplification, a loss. */
#define ALKRES_GAINED_COPIES 4.0
#define ALKRES_AMPLIFIED_COPIES 5.0
#define ALKRES_LOST_COPIES 1.0

typedef enum AlkresCopyState
{
	ALKRES_COPIES_GAIN,
	ALKRES_COPIES_AMPLIFICATION,
	ALKRES_COPIES_LOSS,
	ALKRES_COPIES_NEUTRAL,
	ALKRES_COPIES_NOT_EVALUABLE,
	ALKRES_COPY_STATES
} AlkresCopyState;

extern const char *alkres_copy_state_name(AlkresCopyState state);

/* The share of tumour DNA in which every cell of the tumour has an allele on one of two copies. */
extern double alkres_tumour_fraction(double allele_fraction);
/* Copies in the tumour at a log2 ratio and a tumour fraction, 0 < fraction <= 1: at least 0; NaN
 * where the fraction is NaN. */
extern double alkres_copies(double log2_ratio, double tumour_fraction);
/* The log2 ratio of so many copies. */
extern double alkres_copies_log2_ratio(double copies, double tumour_fraction);
/* The least tumour fraction at which so many copies (not 2) reach a log2 ratio of their direction;
 * NaN when none does. */
extern double alkres_tumour_fraction_for(double copies, double log2_ratio);
/* The share of a gene's molecules that are of copies above two, or that are missing below: what of
 * a change of copies is comparable with an allele fraction. */
extern double alkres_share_changed(double log2_ratio);

/* What is known of one gene in a library; numbers that are not known are NaN. */
typedef struct AlkresGeneRatio
{
	double log2_ratio, lower, upper;
	double z;
	double least;      /* log2 ratio that is found with 95 % probability, above 0 */
	bool is_found;     /* does it differ from 0? */
	bool is_evaluable; /* is there a ratio? */
} AlkresGeneRatio;

/*
 * The state: of a gene that differs a loss or a gain, and an amplification where its copies are
 * known to be ALKRES_AMPLIFIED_COPIES or more: by the tumour fraction, or when they would be in a
 * sample of nothing but tumour, which is the least that they can be.
 */
extern AlkresCopyState alkres_copy_state(const AlkresGeneRatio *gene, double tumour_fraction);

/* Which change of a gene's copies is asked for. */
typedef enum AlkresCopyQuestion
{
	ALKRES_ASK_NOTHING,
	ALKRES_ASK_GAIN,
	ALKRES_ASK_AMPLIFICATION,
	ALKRES_ASK_LOSS
} AlkresCopyQuestion;

/* Of a change of a whole gene by its name: copy_number_gain, amplification, copy_number_loss. */
extern AlkresCopyQuestion alkres_copy_question(const char *change);

typedef struct AlkresCopyAnswer
{
	AlkresState state;
	double copies_lod95;   /* copies that would be found with 95 % probability; NaN */
	double fraction_lod95; /* tumour fraction from which on the copies asked for would be */
	char reason[200];
} AlkresCopyAnswer;

/*
 * What is said of the change that is asked for: detected when the state is it (an amplification is
 * a gain too); absent when the copies asked for would have been found with 95 % probability at this
 * tumour fraction, and the upper limit of the copies is below them; indeterminate when that limit
 * is not, or a gain is there of which it is not known whether it is an amplification; else not
 * evaluable.
 */
extern void alkres_copy_answer(AlkresCopyAnswer *answer, const AlkresGeneRatio *gene,
							   AlkresCopyQuestion question, double tumour_fraction);

#endif
