/* accession.c: which accessions the gene models were made from, and what they say of a residue. */
#include "core/gene/accession.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "core/gene/alk_model.h"

bool
alkres_is_accession(const char *text, size_t length)
{
	static const char *const prefixes[] = {"NM_",  "NP_",  "NR_",  "NG_",  "NC_",
										   "NT_",  "NW_",  "XM_",  "XP_",  "XR_",
										   "LRG_", "CCDS", "ENST", "ENSP", "ENSG"};

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
	{
		size_t used = strlen(prefixes[i]);

		if (length > used && strncasecmp(text, prefixes[i], used) == 0 &&
			isdigit((unsigned char) text[used]))
			return true;
	}
	return false;
}

/* Is the text the name, its version aside?  A name shipped without a version has every version. */
static bool
names(AlkresGeneAccession *found, const char *gene, const char *name, const char *text,
	  size_t length)
{
	size_t bare = strcspn(name, "."), written = 0;

	while (written < length && text[written] != '.')
		written++;
	if (written != bare || strncasecmp(text, name, bare) != 0)
		return false;
	if (written < length && (length - written < 2 || length - written > 4))
		return false;
	for (size_t i = written + 1; i < length; i++)
		if (!isdigit((unsigned char) text[i]))
			return false;
	*found = (AlkresGeneAccession){
		.gene = gene,
		.name = name,
		.same_version =
			name[bare] == '\0' ||
			(strlen(name) == length && strncmp(text + bare, name + bare, length - bare) == 0)};
	return true;
}

bool
alkres_accession_find(AlkresGeneAccession *found, const char *text, size_t length)
{
	for (const char *const *name = alkres_alk_accessions; *name != NULL; name++)
		if (names(found, "ALK", *name, text, length))
			return true;
	for (size_t i = 0; i < alkres_hotspot_block_count; i++)
		if (names(found, alkres_hotspot_blocks[i].gene, alkres_hotspot_blocks[i].transcript, text,
				  length))
			return true;
	return false;
}

char
alkres_accession_residue(const AlkresGeneAccession *accession, int residue)
{
	if (strcmp(accession->gene, "ALK") == 0)
		return residue >= 1 && residue <= ALKRES_ALK_RESIDUES ? alkres_alk_protein[residue - 1] : 0;
	for (size_t i = 0; i < alkres_hotspot_block_count; i++)
	{
		const AlkresGeneBlock *block = &alkres_hotspot_blocks[i];
		int at = residue - (block->c_from - 1) / 3 - 1;

		if (strcmp(block->transcript, accession->name) == 0 && at >= 0 &&
			at < (int) strlen(block->residues))
			return block->residues[at];
	}
	return 0;
}
