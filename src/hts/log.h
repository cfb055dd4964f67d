/*
 * log.h: what htslib says about its failures, for errdetail.
 *
 * htslib has no log callback.  A function hts_log in this module is bound in the place of libhts's
 * own, because libhts is linked without -Bsymbolic; should another module have loaded libhts
 * before, its messages are switched off instead and the details stay empty.
 */
#ifndef ALKRES_HTS_LOG_H
#define ALKRES_HTS_LOG_H

/* Forget what was said and errno, and switch off what would go to standard error. */
extern void alkres_hts_log_start(void);
/* The first error said since, "" when none was. */
extern const char *alkres_hts_log_text(void);

#endif
