/* contig.c: names of assemblies and contigs, RefSeq accessions, the head of the stored forms. */
#include "core/variant/contig.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static bool
name_is(const char *text, size_t length, const char *name)
{
	return strlen(name) == length && strncasecmp(text, name, length) == 0;
}

static uint8_t
assembly_code(const char *text, size_t length)
{
	if (name_is(text, length, "GRCh37") || name_is(text, length, "hg19"))
		return ALKRES_ASSEMBLY_GRCH37;
	if (name_is(text, length, "GRCh38") || name_is(text, length, "hg38"))
		return ALKRES_ASSEMBLY_GRCH38;
	return ALKRES_ASSEMBLY_NAMED;
}

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

/* The chromosome's code, 0 for a name without one, -1 for a number that is no human chromosome. */
static int
chromosome_code(const char *text, size_t length)
{
	int number = 0;

	if (length > 3 && strncasecmp(text, "chr", 3) == 0)
	{
		text += 3;
		length -= 3;
	}
	if (name_is(text, length, "X"))
		return 23;
	if (name_is(text, length, "Y"))
		return 24;
	if (name_is(text, length, "M") || name_is(text, length, "MT"))
		return 25;
	if (length == 0 || length > 9)
		return 0;
	for (size_t i = 0; i < length; i++)
	{
		if (!isdigit((unsigned char) text[i]))
			return 0;
		number = number * 10 + (text[i] - '0');
	}
	return number >= 1 && number <= 22 && text[0] != '0' ? number : -1;
}

static void
set_chromosome(AlkresContig *contig, int assembly, int code)
{
	static const char *const letters[] = {"X", "Y", "M"};

	contig->assembly = assembly;
	contig->contig = code;
	strcpy(contig->assembly_name, assembly == ALKRES_ASSEMBLY_GRCH37 ? "GRCh37" : "GRCh38");
	if (code <= 22)
		snprintf(contig->contig_name, ALKRES_NAME_SIZE, "chr%d", code);
	else
		snprintf(contig->contig_name, ALKRES_NAME_SIZE, "chr%s", letters[code - 23]);
}

bool
alkres_contig_set(AlkresContig *contig, const char *assembly, size_t assembly_length,
				  const char *name, size_t name_length, AlkresError *error)
{
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

	int code = assembly_code(assembly, assembly_length);
	if (code != ALKRES_ASSEMBLY_NAMED)
	{
		int chromosome = chromosome_code(name, name_length);

		if (chromosome > 0)
		{
			set_chromosome(contig, code, chromosome);
			return true;
		}
		if (chromosome < 0)
		{
			alkres_fail(error, ALKRES_BAD_TEXT, "%s has no chromosome \"%.*s\"",
						code == ALKRES_ASSEMBLY_GRCH37 ? "GRCh37" : "GRCh38", (int) name_length,
						name);
			return alkres_hint(error,
							   "Chromosomes are 1 to 22, X, Y and M, with or without \"chr\".");
		}
	}
	contig->assembly = code;
	contig->contig = ALKRES_CONTIG_NAMED;
	if (code == ALKRES_ASSEMBLY_NAMED)
		snprintf(contig->assembly_name, ALKRES_NAME_SIZE, "%.*s", (int) assembly_length, assembly);
	else
		strcpy(contig->assembly_name, code == ALKRES_ASSEMBLY_GRCH37 ? "GRCh37" : "GRCh38");
	snprintf(contig->contig_name, ALKRES_NAME_SIZE, "%.*s", (int) name_length, name);
	return true;
}

bool
alkres_contig_equal(const AlkresContig *a, const AlkresContig *b)
{
	return a->assembly == b->assembly && a->contig == b->contig &&
		   strcmp(a->assembly_name, b->assembly_name) == 0 &&
		   strcmp(a->contig_name, b->contig_name) == 0;
}

bool
alkres_contig_from_refseq(AlkresContig *contig, const char *text, size_t length)
{
	/* NCBI's accession versions of GRCh37 chromosomes 1-22, X, Y; GRCh38's are one higher. */
	static const int grch37_version[25] = {0,  10, 11, 11, 11, 9, 11, 13, 10, 11, 10, 9, 11,
										   10, 8,  9,  9,  10, 9, 9,  10, 8,  10, 10, 9};
	char copy[32];
	int number, version, used = 0;

	if (length >= sizeof(copy) || length < 3 || strncasecmp(text, "NC_", 3) != 0)
		return false;
	memcpy(copy, text, length);
	copy[length] = '\0';
	if (sscanf(copy + 3, "%6d.%2d%n", &number, &version, &used) != 2 || used + 3 != (int) length ||
		number < 1)
		return false;
	/* The mitochondrion is the same sequence in both assemblies: its accession alone does not tell
	 * which. */
	if (number > 24)
		return false;
	if (version == grch37_version[number])
		set_chromosome(contig, ALKRES_ASSEMBLY_GRCH37, number);
	else if (version == grch37_version[number] + 1)
		set_chromosome(contig, ALKRES_ASSEMBLY_GRCH38, number);
	else
		return false;
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

size_t
alkres_contig_decode(AlkresContig *contig, const uint8_t *bytes, size_t length)
{
	AlkresError ignored;
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
		set_chromosome(contig, assembly, code);
		return used;
	}
	if (assembly != ALKRES_ASSEMBLY_NAMED)
		names[0] = assembly == ALKRES_ASSEMBLY_GRCH37   ? "GRCh37"
				   : assembly == ALKRES_ASSEMBLY_GRCH38 ? "GRCh38"
														: "";
	if (!alkres_contig_set(contig, names[0], strlen(names[0]), names[1], strlen(names[1]),
						   &ignored))
		return 0;
	/* A name that has a code must not be spelled out: equality is bytewise. */
	return contig->assembly == assembly && contig->contig == code ? used : 0;
}
