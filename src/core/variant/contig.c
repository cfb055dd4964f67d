/* contig.c: contigs by their names and accessions, the head of the stored forms. */
#include "core/variant/contig.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* ASCII whatever the locale: a name that is read in one database is read in all. */
static bool
is_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool
is_letter_or_digit(char c)
{
	return is_letter(c) || (c >= '0' && c <= '9');
}

/* The characters of a SAM reference sequence name (SAM specification 1.2.1). */
static bool
is_contig_name(const char *text, size_t length)
{
	if (length == 0 || length >= ALKRES_NAME_SIZE || text[0] == '*' || text[0] == '=')
		return false;
	for (size_t i = 0; i < length; i++)
		if (!is_letter_or_digit(text[i]) &&
			(text[i] == '\0' || !strchr("!#$%&+./:;?@^_|~*=-", text[i])))
			return false;
	return true;
}

static bool
is_assembly_name(const char *text, size_t length)
{
	if (length == 0 || length >= ALKRES_NAME_SIZE || !is_letter(text[0]))
		return false;
	for (size_t i = 0; i < length; i++)
		if (!is_letter_or_digit(text[i]) && (text[i] == '\0' || !strchr("._+-", text[i])))
			return false;
	return true;
}

void
alkres_contig_set_chromosome(AlkresContig *contig, int assembly, int code)
{
	static const char *const letters[] = {"X", "Y", "M"};

	contig->assembly = assembly;
	contig->contig = code;
	strcpy(contig->assembly_name, alkres_assembly_name(assembly));
	if (code <= 22)
		snprintf(contig->contig_name, ALKRES_NAME_SIZE, "chr%d", code);
	else
		snprintf(contig->contig_name, ALKRES_NAME_SIZE, "chr%s", letters[code - 23]);
}

/* No chromosome of GRCh37 or GRCh38, though the name looks like one. */
static bool
refuse_accession(int assembly, const char *name, size_t length, AlkresAccession read, int other,
				 int chromosome, AlkresError *error)
{
	const char *wanted = alkres_assembly_name(assembly);

	if (read == ALKRES_ACCESSION_UNKNOWN)
	{
		alkres_fail(error, ALKRES_BAD_TEXT,
					"contig \"%.*s\" is no version of a chromosome of GRCh37 or GRCh38",
					(int) length, name);
		return alkres_hint(error, "An accession is written with the version that belongs to the "
								  "assembly, such as NC_000002.12 for chr2 of GRCh38.");
	}
	alkres_fail(error, ALKRES_BAD_TEXT, "contig \"%.*s\" is one of %s, not of %s", (int) length,
				name, alkres_assembly_name(other), wanted);
	return alkres_hint(error, "It is chromosome %d of %s: name that assembly.", chromosome,
					   alkres_assembly_name(other));
}

/* A chromosome of GRCh37 or GRCh38 by its name or accession: 1; 0 for another contig, -1 with
 * *error for what is none of this assembly. */
static int
set_by_name(AlkresContig *contig, int assembly, const char *name, size_t length, AlkresError *error)
{
	int other, chromosome = alkres_chromosome_code(name, length);
	AlkresAccession read;

	if (chromosome > 0)
	{
		alkres_contig_set_chromosome(contig, assembly, chromosome);
		return 1;
	}
	if (chromosome < 0)
	{
		alkres_fail(error, ALKRES_BAD_TEXT, "%s has no chromosome \"%.*s\"",
					alkres_assembly_name(assembly), (int) length, name);
		alkres_hint(error, "Chromosomes are 1 to 22, X, Y and M, with or without \"chr\".");
		return -1;
	}
	read = alkres_chromosome_accession(name, length, &other, &chromosome);
	if (read == ALKRES_NO_ACCESSION)
		return 0;
	if (read == ALKRES_ACCESSION && (other == 0 || other == assembly))
	{
		alkres_contig_set_chromosome(contig, assembly, chromosome);
		return 1;
	}
	refuse_accession(assembly, name, length, read, other, chromosome, error);
	return -1;
}

static void
set_named(AlkresContig *contig, int assembly, const char *assembly_name, size_t assembly_length,
		  const char *name, size_t name_length)
{
	contig->assembly = assembly;
	contig->contig = ALKRES_CONTIG_NAMED;
	if (assembly == ALKRES_ASSEMBLY_NAMED)
		snprintf(contig->assembly_name, ALKRES_NAME_SIZE, "%.*s", (int) assembly_length,
				 assembly_name);
	else
		strcpy(contig->assembly_name, alkres_assembly_name(assembly));
	snprintf(contig->contig_name, ALKRES_NAME_SIZE, "%.*s", (int) name_length, name);
}

bool
alkres_contig_set(AlkresContig *contig, const char *assembly, size_t assembly_length,
				  const char *name, size_t name_length, AlkresError *error)
{
	int code, known;

	if (!is_assembly_name(assembly, assembly_length))
	{
		alkres_fail(error, ALKRES_BAD_TEXT, "invalid assembly name: \"%.*s\"",
					(int) (assembly_length > 200 ? 200 : assembly_length), assembly);
		return alkres_hint(error,
						   "Assemblies are GRCh37 (hg19), GRCh38 (hg38), or another name that "
						   "starts with a letter.");
	}
	if (!is_contig_name(name, name_length))
		return alkres_fail(error, ALKRES_BAD_TEXT, "invalid contig name: \"%.*s\"",
						   (int) (name_length > 200 ? 200 : name_length), name);
	code = alkres_assembly_code(assembly, assembly_length);
	known = code == ALKRES_ASSEMBLY_NAMED ? 0 : set_by_name(contig, code, name, name_length, error);
	if (known == 0)
		set_named(contig, code, assembly, assembly_length, name, name_length);
	return known >= 0;
}

bool
alkres_contig_equal(const AlkresContig *a, const AlkresContig *b)
{
	return a->assembly == b->assembly && a->contig == b->contig &&
		   strcmp(a->assembly_name, b->assembly_name) == 0 &&
		   strcmp(a->contig_name, b->contig_name) == 0;
}

bool
alkres_contig_from_accession(AlkresContig *contig, const char *text, size_t length)
{
	int assembly, chromosome;

	if (alkres_chromosome_accession(text, length, &assembly, &chromosome) != ALKRES_ACCESSION ||
		assembly == 0)
		return false;
	alkres_contig_set_chromosome(contig, assembly, chromosome);
	return true;
}

size_t
alkres_contig_encode(const AlkresContig *contig, uint8_t *out)
{
	size_t used = 0, length;

	out[used++] = (uint8_t) (contig->assembly << 6 | contig->contig);
	if (contig->assembly == ALKRES_ASSEMBLY_NAMED)
	{
		length = strlen(contig->assembly_name) + 1;
		memcpy(out + used, contig->assembly_name, length);
		used += length;
	}
	if (contig->contig == ALKRES_CONTIG_NAMED)
	{
		length = strlen(contig->contig_name) + 1;
		memcpy(out + used, contig->contig_name, length);
		used += length;
	}
	return used;
}

/*
 * The names of a stored form, which must not be those that have codes: equality is bytewise.  Other
 * names of an assembly and accessions were kept by name once: they are read as what they mean.
 */
static bool
set_stored(AlkresContig *contig, int assembly, const char *const names[2])
{
	static const char *const never[] = {"GRCh37", "hg19", "GRCh38", "hg38"};
	size_t lengths[2] = {strlen(names[0]), strlen(names[1])};
	AlkresError ignored;

	if (!is_assembly_name(names[0], lengths[0]) || !is_contig_name(names[1], lengths[1]))
		return false;
	if (assembly == ALKRES_ASSEMBLY_NAMED)
	{
		for (int i = 0; i < 4; i++)
			if (strcasecmp(names[0], never[i]) == 0)
				return false;
	}
	else if (alkres_chromosome_code(names[1], lengths[1]) != 0)
		return false;
	if (!alkres_contig_set(contig, names[0], lengths[0], names[1], lengths[1], &ignored))
		set_named(contig, assembly, names[0], lengths[0], names[1], lengths[1]);
	return true;
}

size_t
alkres_contig_decode(AlkresContig *contig, const uint8_t *bytes, size_t length)
{
	const char *names[2] = {NULL, NULL};
	size_t used = 1;
	int assembly, code;

	if (length < 1)
		return 0;
	assembly = bytes[0] >> 6;
	code = bytes[0] & 63;
	for (int i = 0; i < 2; i++)
	{
		if (i == 0 ? assembly != ALKRES_ASSEMBLY_NAMED : code != ALKRES_CONTIG_NAMED)
			continue;
		const uint8_t *end = memchr(bytes + used, '\0', length - used);
		if (end == NULL)
			return 0;
		names[i] = (const char *) bytes + used;
		used = end - bytes + 1;
	}
	if (code != ALKRES_CONTIG_NAMED)
	{
		if (assembly == 0 || assembly == ALKRES_ASSEMBLY_NAMED || code < 1 ||
			code > ALKRES_CONTIG_LAST)
			return 0;
		alkres_contig_set_chromosome(contig, assembly, code);
		return used;
	}
	if (assembly == 0)
		return 0;
	if (assembly != ALKRES_ASSEMBLY_NAMED)
		names[0] = alkres_assembly_name(assembly);
	return set_stored(contig, assembly, names) ? used : 0;
}

bool
alkres_contig_is_stored_as(const AlkresContig *contig, const uint8_t *bytes, size_t length)
{
	uint8_t head[1 + 2 * ALKRES_NAME_SIZE];
	size_t used = alkres_contig_encode(contig, head);

	return used <= length && memcmp(head, bytes, used) == 0;
}
