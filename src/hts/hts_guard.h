/*
 * hts_guard.h: the only way htslib's headers are included.  Their enum constant text_format clashes
 * with PostgreSQL's function of that name.
 */
#ifndef ALKRES_HTS_GUARD_H
#define ALKRES_HTS_GUARD_H

#define text_format hts_text_format
#include <htslib/bgzf.h>
#include <htslib/cram.h>
#include <htslib/hfile.h>
#include <htslib/hts.h>
#include <htslib/hts_log.h>
#include <htslib/kstring.h>
#include <htslib/sam.h>
#undef text_format

#endif
