/* text.h: the text form of droplets. */
#ifndef ALKRES_CORE_DROPLETS_TEXT_H
#define ALKRES_CORE_DROPLETS_TEXT_H

#include "core/droplets/droplets.h"

/*
 * Parse "fam_only=7,hex_only=173,both_positive=0,negative=14870,droplet_nl=0.85,wells=1" or, where
 * only each channel's positives are known,
 * "fam_positive=7,hex_positive=173,accepted=15050,droplet_nl=0.85,wells=1".  Keys in any order,
 * blanks around keys and values; droplet_nl may be left out (0.85) and so may wells (1), and one of
 * the two *_positive: that channel was not measured.  22P02, or 22003 for counts out of range.
 */
extern bool alkres_droplets_parse(const char *text, AlkresDroplets *droplets, AlkresError *error);

/* The canonical text: every key, in the order above, the volume by its shortest decimal; parse
 * takes it back. */
#define ALKRES_DROPLETS_TEXT 192
extern void alkres_droplets_format(const AlkresDroplets *droplets,
								   char buffer[ALKRES_DROPLETS_TEXT]);

#endif
