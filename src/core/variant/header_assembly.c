/* header_assembly.c: a header's contigs against the lengths and accessions of the assemblies. */
#include "core/variant/header_assembly.h"

#include <stdio.h>
#include <string.h>

/* What the file holds does not lie on the assembly that was named. */
static bool
refuse_declared(const AlkresHeaderAssembly *header, AlkresError *error)
{
	return alkres_fail(error, ALKRES_BAD_PARAMETER,
					   header->has_variants ? "the variants of %s do not lie on %s"
											: "the reads of %s are not aligned to %s",
					   header->what, alkres_assembly_name(header->declared));
}

static bool
hint_at(const AlkresHeaderAssembly *header, int assembly, AlkresError *error)
{
	return alkres_hint(error, "Name the assembly that the %s: assembly => '%s'.",
					   header->has_variants ? "variants lie on" : "reads are aligned to",
					   alkres_assembly_name(assembly));
}

static bool
refuse_length(const AlkresHeaderAssembly *header, const char *name, int chromosome, int64_t length,
			  AlkresError *error)
{
	int other = ALKRES_ASSEMBLY_GRCH37 + ALKRES_ASSEMBLY_GRCH38 - header->declared;
	const char *declared_name = alkres_assembly_name(header->declared);
	bool is_other = alkres_chromosome_has_length(other, chromosome, length);

	refuse_declared(header, error);
	alkres_detail(error, "Contig %.100s has %lld bases in its header%s%s; in %s it has %lld.", name,
				  (long long) length,
				  is_other ? ", as in " : ", as in neither assembly that is known",
				  is_other ? alkres_assembly_name(other) : "", declared_name,
				  (long long) alkres_chromosome_length(header->declared, chromosome));
	if (is_other)
		return hint_at(header, other, error);
	return alkres_hint(error, "Name the reference by a name of its own, such as 'T2T-CHM13'; what "
							  "alkres knows of GRCh37 and GRCh38 does not hold there.");
}

/* The accession or the tag of a contig says an assembly. */
static bool
take_word(AlkresHeaderAssembly *header, const char *name, int assembly, const char *how,
		  AlkresError *error)
{
	if (header->declared == 0 || assembly == header->declared)
		return true;
	refuse_declared(header, error);
	alkres_detail(error, "Contig %.100s is one of %s by its %s.", name,
				  alkres_assembly_name(assembly), how);
	return hint_at(header, assembly, error);
}

/* Nothing is named: a contig says which it is. */
static bool
take_found(AlkresHeaderAssembly *header, const char *name, int assembly, AlkresError *error)
{
	if (header->found == 0)
	{
		header->found = assembly;
		snprintf(header->found_by, sizeof(header->found_by), "%s", name);
		return true;
	}
	if (header->found == assembly)
		return true;
	alkres_fail(error, ALKRES_BAD_FILE, "the header of %s has contigs of two assemblies",
				header->what);
	alkres_detail(error, "Contig %s is one of %s, contig %.100s one of %s.", header->found_by,
				  alkres_assembly_name(header->found), name, alkres_assembly_name(assembly));
	return alkres_hint(error,
					   "%s one assembly, or name the mixture by a name of its own: assembly "
					   "=> '...'.",
					   header->has_variants ? "Call variants on" : "Align the reads to");
}

/* Which assembly a chromosome of this length is of: 0 for both, -1 for neither. */
static int
assembly_of_length(int chromosome, int64_t length)
{
	bool is_37 = alkres_chromosome_has_length(ALKRES_ASSEMBLY_GRCH37, chromosome, length);
	bool is_38 = alkres_chromosome_has_length(ALKRES_ASSEMBLY_GRCH38, chromosome, length);

	if (is_37 && is_38)
		return 0;
	return is_37 ? ALKRES_ASSEMBLY_GRCH37 : is_38 ? ALKRES_ASSEMBLY_GRCH38 : -1;
}

/*
 * A contig without the name of a chromosome is one all the same where it is exactly as long (HSA2,
 * "gi|568815596|ref|NC_000002.12|"): on it no gene would be known, and each listed site not
 * covered.
 */
static bool
refuse_other_name(const AlkresHeaderAssembly *header, const char *name, int64_t length,
				  AlkresError *error)
{
	for (int assembly = ALKRES_ASSEMBLY_GRCH37; assembly <= ALKRES_ASSEMBLY_GRCH38; assembly++)
		for (int chromosome = 1; chromosome < ALKRES_CHROMOSOMES; chromosome++)
			if ((header->declared == 0 || header->declared == assembly) &&
				alkres_chromosome_length(assembly, chromosome) == length)
			{
				AlkresContig contig;

				alkres_contig_set_chromosome(&contig, assembly, chromosome);
				alkres_fail(error, ALKRES_BAD_FILE, "the header of %s names chromosomes otherwise",
							header->what);
				alkres_detail(error, "Contig \"%.100s\" is as long as %s of %s.", name,
							  contig.contig_name, alkres_assembly_name(assembly));
				return alkres_hint(
					error,
					"Chromosomes are 1 to 22, X, Y and M, with or without \"chr\", or their "
					"accessions of RefSeq and GenBank.  Rename them (%s), or name the assembly "
					"by a name of its own.",
					header->has_variants ? "bcftools annotate --rename-chrs" : "samtools reheader");
			}
	return true;
}

bool
alkres_header_assembly_add(AlkresHeaderAssembly *header, const char *name, int64_t length,
						   const char *tag, AlkresError *error)
{
	int by_name = 0, by_tag = 0, by_length, chromosome = 0;

	if (header->declared == ALKRES_ASSEMBLY_NAMED)
		return true;
	if (alkres_chromosome_accession(name, strlen(name), &by_name, &chromosome) != ALKRES_ACCESSION)
	{
		by_name = 0;
		chromosome = alkres_chromosome_code(name, strlen(name));
	}
	if (chromosome < 1)
		return refuse_other_name(header, name, length, error);
	header->has_chromosomes = true;
	if (tag != NULL)
		by_tag = alkres_assembly_code(tag, strlen(tag)) % ALKRES_ASSEMBLY_NAMED;
	if (by_name != 0 && !take_word(header, name, by_name, "accession", error))
		return false;
	if (header->declared != 0 && length > 0 &&
		!alkres_chromosome_has_length(header->declared, chromosome, length))
		return refuse_length(header, name, chromosome, length, error);
	if (by_tag != 0 && !take_word(header, name, by_tag, "tag AS", error))
		return false;
	if (header->declared != 0)
		return true;
	by_length = length > 0 ? assembly_of_length(chromosome, length) : 0;
	if (by_length < 0)
		header->is_foreign = true;
	return (by_length <= 0 || take_found(header, name, by_length, error)) &&
		   (by_name == 0 || take_found(header, name, by_name, error)) &&
		   (by_tag == 0 || by_length < 0 || take_found(header, name, by_tag, error));
}

int
alkres_header_assembly_settled(const AlkresHeaderAssembly *header)
{
	return header->declared != 0 ? header->declared : header->is_foreign ? 0 : header->found;
}
