/*
 * header_assembly.h: do the contigs of a file's header belong to the assembly that was named, and
 * if none was, which one do they settle?
 */
#ifndef ALKRES_CORE_VARIANT_HEADER_ASSEMBLY_H
#define ALKRES_CORE_VARIANT_HEADER_ASSEMBLY_H

#include "core/variant/contig.h"

typedef struct AlkresHeaderAssembly
{
	const char *what;                /* the file in messages */
	bool has_variants;               /* it holds variants, not reads, for messages */
	int declared;                    /* what was named: ALKRES_ASSEMBLY_*, 0 for nothing */
	int found;                       /* what the contigs seen so far say, 0 for nothing */
	bool has_chromosomes;            /* one of them is a chromosome, by its name */
	bool is_foreign;                 /* one of them is a chromosome of neither GRCh37 nor GRCh38 */
	char found_by[ALKRES_NAME_SIZE]; /* the contig that said it first */
} AlkresHeaderAssembly;

/*
 * Take a contig of the header: its name, its length, 0 where the header does not say it, and the
 * assembly that it names (tag AS of SAM), NULL without one.  False with *error
 * (ALKRES_BAD_PARAMETER) when name, length or tag contradict what was named, or ALKRES_BAD_FILE
 * when they contradict an earlier contig and nothing was named, or when a contig is as long as a
 * chromosome and has another name.  An assembly other than GRCh37 and
 * GRCh38 is never contradicted: nothing is known of it.
 */
extern bool alkres_header_assembly_add(AlkresHeaderAssembly *header, const char *name,
									   int64_t length, const char *tag, AlkresError *error);
/* The assembly that is named or settled, an ALKRES_ASSEMBLY_*; 0 when the header does not tell. */
extern int alkres_header_assembly_settled(const AlkresHeaderAssembly *header);

#endif
