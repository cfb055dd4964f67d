/* alkres.h: the module's settings (GUCs). */
#ifndef ALKRES_H
#define ALKRES_H

/* alkres.default_assembly; empty when unset. */
extern char *alkres_default_assembly;

#endif
