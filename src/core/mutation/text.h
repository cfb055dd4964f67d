/* text.h: reading a mutation from text. */
#ifndef ALKRES_CORE_MUTATION_TEXT_H
#define ALKRES_CORE_MUTATION_TEXT_H

#include "core/mutation/mutation.h"

/* HGVS protein changes in one or three letters, classes, names of the literature (doc/mutation.md);
 * false with *error (22P02). */
extern bool alkres_mutation_parse(AlkresMutation *mutation, const char *text, AlkresError *error);

#endif
