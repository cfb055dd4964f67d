/* bgzf_open.h: a descriptor as a file of htslib that decompresses. */
#ifndef ALKRES_HTS_BGZF_OPEN_H
#define ALKRES_HTS_BGZF_OPEN_H

#include "core/base/error.h"
#include "hts/hts_guard.h"

/*
 * The descriptor belongs to it from the call on, also when it fails; what names the file in
 * messages.  NULL with *error when it cannot be opened, or is compressed by bgzip and truncated
 * (ALKRES_CORRUPT).  Closed by bgzf_close.
 */
extern BGZF *alkres_bgzf_open(int descriptor, const char *what, AlkresError *error);

#endif
