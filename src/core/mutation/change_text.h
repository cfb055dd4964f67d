/* change_text.h: reading a residue and what happens to it: R, =, *, fs, Pfs*23, del, _A750del. */
#ifndef ALKRES_CORE_MUTATION_CHANGE_TEXT_H
#define ALKRES_CORE_MUTATION_CHANGE_TEXT_H

#include <stdbool.h>

#include "core/base/error.h"
#include "core/mutation/path.h"

/* Where a text stops making sense: a format with the offending part, the detail of an error whose
 * message names the whole text and is still to come.  Returns false. */
extern bool alkres_mutation_fault(AlkresError *error, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* A residue such as G1202 or Gly1202; moves *cursor behind it. */
extern bool alkres_residue_read(const char **cursor, char *letter, int *residue);
/* Residues of ALK are checked against its protein: a shifted numbering must not pass. */
extern bool alkres_alk_residue_check(char letter, int residue, AlkresError *error);
/* The change behind the residue that parts has, to the text's end; what it is called is canonical
 * where the protein is known, so that of a range the residue may become another. */
extern bool alkres_change_read(AlkresMutationParts *parts, const char *cursor, AlkresError *error);

#endif
