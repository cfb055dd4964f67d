/* alkres.h: the module's settings (GUCs). */
#ifndef ALKRES_H
#define ALKRES_H

/* alkres.default_assembly; empty when unset. */
extern char *alkres_default_assembly;

/*
 * What the reading of a BAM or CRAM file refuses, with SQLSTATE 54000, to keep a damaged or hostile
 * file from using up the server.  None changes a result.
 */
extern int alkres_max_record_size;       /* kB */
extern int alkres_max_header_size;       /* kB */
extern int alkres_max_cram_slice_size;   /* kB */
extern int alkres_max_decompressed_size; /* MB, of one file */
extern int alkres_max_open_memory;       /* MB */
extern int alkres_max_open_blocks;
extern int alkres_max_design_blocks;

#endif
