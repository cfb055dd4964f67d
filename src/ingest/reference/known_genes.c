/* known_genes.c: what the shipped gene models know of a reference. */
#include "postgres.h"

#include "core/gene/gene_reference.h"
#include "ingest/reference/known_genes.h"

/* Of so many bases that are known one in so many may differ: a genome that was put together of
 * one person's variants does in one of a thousand, one that was changed for bisulfite in one of
 * five. */
#define COMPARED_MIN 32
#define DIFFERENT_SHARE 10

void
alkres_known_genes_fill(const AlkresContig *contig, uint32_t position, uint32_t length, char *bases)
{
	if (contig->assembly != ALKRES_ASSEMBLY_NAMED)
		alkres_gene_reference(contig->contig, contig->assembly == ALKRES_ASSEMBLY_GRCH37, position,
							  length, bases);
}

void
alkres_known_genes_compare(const AlkresContig *contig, uint32_t position, uint32_t length,
						   const char *bases, const char *path)
{
	char *known = palloc(length);
	uint32_t compared = 0, different = 0;

	memset(known, 'N', length);
	alkres_known_genes_fill(contig, position, length, known);
	for (uint32_t i = 0; i < length; i++)
		if (known[i] != 'N' && bases[i] != 'N')
		{
			compared++;
			different += known[i] != bases[i];
		}
	pfree(known);
	if (compared >= COMPARED_MIN && different > compared / DIFFERENT_SHARE)
		ereport(ERROR, errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
				errmsg("the FASTA file \"%s\" is not %s", path, contig->assembly_name),
				errdetail("Of %u bases at %s:%u-%u that alkres knows from the gene there, %u are "
						  "others.",
						  compared, contig->contig_name, position, position + length - 1,
						  different),
				errhint("Name the FASTA file of that assembly, as it was published: not one that "
						"was changed, for bisulfite or otherwise."));
}
