/*
 * arguments.h: what SQL functions share of taking their arguments apart: text and arrays.  Errors
 * name the argument: 22004 for a NULL, 22023 for more than one dimension or another type.
 */
#ifndef ALKRES_TYPE_ARGUMENTS_H
#define ALKRES_TYPE_ARGUMENTS_H

#include "postgres.h"

#include "fmgr.h"

/*
 * The first line of a function that has optional arguments: it had fewer once, and the SQL objects
 * of an older version may lead a call here that brings no more.  Such a call is 55000; without it,
 * what lies behind its arguments would be taken for one.
 */
#define ALKRES_ARGUMENTS(number) \
	const bool has_arguments pg_attribute_unused() = alkres_need_arguments(fcinfo, number)
extern bool alkres_need_arguments(FunctionCallInfo fcinfo, int number);

/* A text argument; NULL is refused. */
extern char *alkres_text_argument(FunctionCallInfo fcinfo, int number, const char *name);

/* A number above 0 and below 1, such as a confidence; above 0 and finite. */
extern double alkres_probability_argument(FunctionCallInfo fcinfo, int number, const char *name);
extern double alkres_positive_argument(FunctionCallInfo fcinfo, int number, const char *name);

/* The elements of an array of one dimension, or none. */
typedef struct AlkresElements
{
	Datum *values; /* point into the array's value, which is not toasted */
	bool *nulls;
	int count;
} AlkresElements;

typedef enum AlkresNullElements
{
	ALKRES_NULLS_REFUSED,
	ALKRES_NULLS_KEPT,
} AlkresNullElements;

/*
 * Of an array argument; none of NULL.  type: what the elements must be; InvalidOid for a type of
 * ours, which the function's signature has checked.
 */
extern AlkresElements alkres_array_argument(FunctionCallInfo fcinfo, int number, const char *name,
											Oid type, AlkresNullElements null_elements);
/* A float8 among the arguments; NaN of NULL. */
extern double alkres_argument_or_nan(FunctionCallInfo fcinfo, int number);
/* A float8 among elements; NaN of NULL. */
extern double alkres_number_or_nan(const AlkresElements *elements, int number);
/* Of an array value that is not NULL. */
extern AlkresElements alkres_elements_of(Datum array, const char *name, Oid type,
										 AlkresNullElements null_elements);

/*
 * The elements of an array argument of a type of fixed size, as they lie side by side: for the many
 * droplets of a well.  None of them may be NULL.  NULL for NULL.
 */
extern const void *alkres_plain_array_argument(FunctionCallInfo fcinfo, int number,
											   const char *name, Oid type, size_t *count);

#endif
