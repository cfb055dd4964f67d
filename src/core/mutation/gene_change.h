/* gene_change.h: what reports write for a change of a whole gene. */
#ifndef ALKRES_CORE_MUTATION_GENE_CHANGE_H
#define ALKRES_CORE_MUTATION_GENE_CHANGE_H

#include <stdbool.h>

#include "core/mutation/symbol.h"

#define ALKRES_WORDS_SIZE 40

/* Words in small letters with "_" between them: "Copy-number Gain" is "copy_number_gain"; false
 * when they are too long. */
extern bool alkres_words(char words[ALKRES_WORDS_SIZE], const char *text);
/* The canonical change of such words, "rearrangement" being "fusion"; false when it is none.
 * Two buffers. */
extern bool alkres_gene_change(char change[ALKRES_WORDS_SIZE], const char *words);
/* The gene whose fusion is meant by EML4-ALK, EML4::ALK, KIF5B/RET: the kinase of the two,
 * whichever side it stands on, of two kinases the 3' one; false when the text is no fusion. */
extern bool alkres_fusion_gene(char symbol[ALKRES_SYMBOL_SIZE], const char *text);

#endif
