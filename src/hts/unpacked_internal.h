/* unpacked_internal.h: places of an unpacked file that bgzip made, for those who go to others. */
#ifndef ALKRES_HTS_UNPACKED_INTERNAL_H
#define ALKRES_HTS_UNPACKED_INTERNAL_H

#include "hts/hts_guard.h"
#include "hts/unpacked_file.h"

extern BGZF *alkres_unpacked_bgzf(const AlkresUnpacked *file);
/* Where the last bytes that were read begin, so many of them; 0 when more were not read at once. */
extern uint64_t alkres_unpacked_place(const AlkresUnpacked *file, size_t unused);
/* Read on at a place where reading was, whatever was met elsewhere: false with *error. */
extern bool alkres_unpacked_go_back(AlkresUnpacked *file, int64_t place, AlkresError *error);

#endif
