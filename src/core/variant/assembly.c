/* assembly.c: names of the assemblies with codes, lengths and accessions of their chromosomes. */
#include "core/variant/assembly.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* chrM of UCSC's hg19, NC_001807: not the revised Cambridge sequence of GRCh37. */
#define HG19_MITOCHONDRION 16571

#define MITOCHONDRION 25

/* From NCBI's assembly reports GCF_000001405.25 (GRCh37.p13) and GCF_000001405.40 (GRCh38.p14). */
static const struct
{
	int refseq_version; /* of GRCh37; GRCh38's is one higher */
	uint32_t lengths[2];
} chromosomes[ALKRES_CHROMOSOMES + 1] = {
	{0, {0, 0}},
	{10, {249250621, 248956422}},
	{11, {243199373, 242193529}},
	{11, {198022430, 198295559}},
	{11, {191154276, 190214555}},
	{9, {180915260, 181538259}},
	{11, {171115067, 170805979}},
	{13, {159138663, 159345973}},
	{10, {146364022, 145138636}},
	{11, {141213431, 138394717}},
	{10, {135534747, 133797422}},
	{9, {135006516, 135086622}},
	{11, {133851895, 133275309}},
	{10, {115169878, 114364328}},
	{8, {107349540, 107043718}},
	{9, {102531392, 101991189}},
	{9, {90354753, 90338345}},
	{10, {81195210, 83257441}},
	{9, {78077248, 80373285}},
	{9, {59128983, 58617616}},
	{10, {63025520, 64444167}},
	{8, {48129895, 46709983}},
	{10, {51304566, 50818468}},
	{10, {155270560, 156040895}},
	{9, {59373566, 57227415}},
	{1, {16569, 16569}},
};

static bool
name_is(const char *text, size_t length, const char *name)
{
	return strlen(name) == length && strncasecmp(text, name, length) == 0;
}

/* Without the number of a patch: GRCh38 of GRCh38.p14. */
static size_t
without_patch(const char *text, size_t length)
{
	size_t digits = 0;

	while (digits < length && isdigit((unsigned char) text[length - 1 - digits]))
		digits++;
	if (digits < 1 || digits > 2 || length < digits + 2 ||
		strncasecmp(text + length - digits - 2, ".p", 2) != 0)
		return length;
	return length - digits - 2;
}

uint8_t
alkres_assembly_code(const char *text, size_t length)
{
	static const char *const patched[2][2] = {{"GRCh37", "hg19"}, {"GRCh38", "hg38"}};
	static const char *const others[2][6] = {
		{"b37", "hs37", "hs37d5", "g1k_v37", "human_g1k_v37", "NCBI37"}, {"b38", "hs38", "hs38DH"}};
	size_t bare = without_patch(text, length);

	for (int i = 0; i < 2; i++)
	{
		for (int j = 0; j < 2; j++)
			if (name_is(text, bare, patched[i][j]))
				return (uint8_t) (ALKRES_ASSEMBLY_GRCH37 + i);
		for (int j = 0; j < 6 && others[i][j] != NULL; j++)
			if (name_is(text, length, others[i][j]))
				return (uint8_t) (ALKRES_ASSEMBLY_GRCH37 + i);
	}
	return ALKRES_ASSEMBLY_NAMED;
}

const char *
alkres_assembly_name(int assembly)
{
	return assembly == ALKRES_ASSEMBLY_GRCH37   ? "GRCh37"
		   : assembly == ALKRES_ASSEMBLY_GRCH38 ? "GRCh38"
												: NULL;
}

int
alkres_chromosome_code(const char *text, size_t length)
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
		return MITOCHONDRION;
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

/* "000002.12" of as many digits before the dot; version 0 without a dot. */
static bool
read_number(const char *text, int digits, int *number, int *version)
{
	int used = 0;

	*number = *version = 0;
	for (int i = 0; i < digits; i++)
	{
		if (!isdigit((unsigned char) text[i]))
			return false;
		*number = *number * 10 + (text[i] - '0');
	}
	text += digits;
	if (text[0] == '\0')
		return true;
	return text[0] == '.' && isdigit((unsigned char) text[1]) &&
		   sscanf(text + 1, "%4d%n", version, &used) == 1 && text[1 + used] == '\0';
}

static AlkresAccession
mitochondrion(int version, int expected, int *assembly, int *chromosome)
{
	*assembly = 0;
	*chromosome = MITOCHONDRION;
	return version == expected ? ALKRES_ACCESSION : ALKRES_ACCESSION_UNKNOWN;
}

AlkresAccession
alkres_chromosome_accession(const char *text, size_t length, int *assembly, int *chromosome)
{
	char copy[16];
	int number, version, first;

	if (length < 6 || length >= sizeof(copy))
		return ALKRES_NO_ACCESSION;
	memcpy(copy, text, length);
	copy[length] = '\0';
	if (strncasecmp(copy, "J01415", 6) == 0 && read_number(copy + 1, 5, &number, &version))
		return mitochondrion(version, 2, assembly, chromosome);
	if (strncasecmp(copy, "NC_", 3) == 0 && read_number(copy + 3, 6, &number, &version))
	{
		if (number == 12920)
			return mitochondrion(version, 1, assembly, chromosome);
		first = number >= 1 && number < MITOCHONDRION ? chromosomes[number].refseq_version : 0;
	}
	else if (strncasecmp(copy, "CM", 2) == 0 && read_number(copy + 2, 6, &number, &version))
	{
		number -= 662; /* CM000663 is chromosome 1 */
		first = 1;
	}
	else
		return ALKRES_NO_ACCESSION;
	if (number < 1 || number >= MITOCHONDRION)
		return ALKRES_NO_ACCESSION;
	*chromosome = number;
	if (version != first && version != first + 1)
		return ALKRES_ACCESSION_UNKNOWN;
	*assembly = ALKRES_ASSEMBLY_GRCH37 + version - first;
	return ALKRES_ACCESSION;
}

bool
alkres_chromosome_refseq(int assembly, int chromosome, char out[ALKRES_REFSEQ_SIZE])
{
	if ((assembly != ALKRES_ASSEMBLY_GRCH37 && assembly != ALKRES_ASSEMBLY_GRCH38) ||
		chromosome < 1 || chromosome > ALKRES_CHROMOSOMES)
		return false;
	if (chromosome == MITOCHONDRION)
		snprintf(out, ALKRES_REFSEQ_SIZE, "NC_012920.1");
	else
		snprintf(out, ALKRES_REFSEQ_SIZE, "NC_%06d.%d", chromosome,
				 chromosomes[chromosome].refseq_version + assembly - ALKRES_ASSEMBLY_GRCH37);
	return chromosome != MITOCHONDRION || assembly == ALKRES_ASSEMBLY_GRCH38;
}

int64_t
alkres_chromosome_length(int assembly, int chromosome)
{
	if ((assembly != ALKRES_ASSEMBLY_GRCH37 && assembly != ALKRES_ASSEMBLY_GRCH38) ||
		chromosome < 1 || chromosome > ALKRES_CHROMOSOMES)
		return 0;
	return chromosomes[chromosome].lengths[assembly - ALKRES_ASSEMBLY_GRCH37];
}

bool
alkres_chromosome_has_length(int assembly, int chromosome, int64_t length)
{
	int64_t known = alkres_chromosome_length(assembly, chromosome);

	return known > 0 &&
		   (length == known || (assembly == ALKRES_ASSEMBLY_GRCH37 && chromosome == MITOCHONDRION &&
								length == HG19_MITOCHONDRION));
}
