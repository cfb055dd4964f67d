/* alk_model.h: the ALK gene model compiled in: what alkres_classify reads. */
#ifndef ALKRES_CORE_GENE_ALK_MODEL_H
#define ALKRES_CORE_GENE_ALK_MODEL_H

#include "core/gene/gene_block.h"

#define ALKRES_ALK_FLANK 20 /* intronic bases kept on either side of an exon */
#define ALKRES_ALK_RESIDUES 1620
#define ALKRES_ALK_GRCH37_SHIFT \
	222866 /* GRCh37 position = GRCh38 position + this, over all of ALK */

extern const char alkres_alk_protein[];       /* one-letter, residue 1 first */
extern const char *const alkres_alk_listed[]; /* "L1196M", NULL-terminated */
/* Names of the transcript and the protein that number as the model does, NULL-terminated. */
extern const char *const alkres_alk_accessions[];

#endif
