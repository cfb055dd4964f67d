/* family.h: what the fragments of one molecule say together (doc/molecules.md, section 5). */
#ifndef ALKRES_INGEST_COUNT_FAMILY_H
#define ALKRES_INGEST_COUNT_FAMILY_H

#include "ingest/count/molecule.h"

/* Work space. */
typedef struct AlkresFamily AlkresFamily;

/* In the current memory context. */
extern AlkresFamily *alkres_family_new(int min_base_quality);
/* Count a molecule of several fragments over one block, which has that number; letters: the
 * reference there or what stands for it, NULL when it is not known; bases: of a block in which some
 * letters stand for unknown bases, else NULL. */
extern void alkres_family_count(AlkresFamily *family, const AlkresMolecule *molecule,
								AlkresBlock *block, uint32_t number, const char *letters,
								const char *bases);

#endif
