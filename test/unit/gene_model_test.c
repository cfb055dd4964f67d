/* gene_model_test.c: gene models from parts, their bytes damaged, and GFF3 damaged. */
#include "harness.h"

#include <stdlib.h>

#include "core/base/memory.h"
#include "core/consequence/classify.h"
#include "core/transcript/gff3.h"
#include "random.h"

/* Exons 6-19 and 68-84, coding from 11 to 79: MAEKRW. */
static const char genome[] =
	"TTTTTCCACCATGGCTGAAGTAAGTCCCCTTTTCTCCCTTTTCCCTTCCTCTTTCCTTTTCCTTCAGAAACGTTGGTAACCGAAGGGGG";

static char
base_at(void *source, const AlkresContig *contig, int64_t position)
{
	(void) source;
	(void) contig;
	return position >= 1 && position < (int64_t) sizeof(genome) ? genome[position - 1] : 0;
}

static const AlkresExon exons[] = {{6, 19}, {68, 84}};

static AlkresGeneModelParts
parts(void)
{
	AlkresGeneModelParts made = {.gene = "PLUS1",
								 .name = "T1.2",
								 .exons = exons,
								 .exon_count = 2,
								 .coding_start = 11,
								 .coding_end = 79};
	AlkresError error;

	alkres_contig_set(&made.contig, "GRCh38", 6, "chr2", 4, &error);
	return made;
}

static const char *
refused(const AlkresGeneModelParts *asked)
{
	static char message[512];
	AlkresError error;
	size_t length;
	uint8_t *bytes = alkres_gene_model_make(asked, base_at, NULL, &length, &error);

	if (bytes == NULL)
		return strcpy(message, error.message);
	alkres_free(bytes);
	return "made";
}

static void
what_can_be_none(void)
{
	AlkresGeneModelParts p = parts();
	AlkresExon touching[] = {{6, 19}, {20, 84}}, behind[] = {{6, 19}, {68, 90}};

	CASE("why a transcript is no model");
	CHECK_TEXT(refused(&p), "made");
	p.coding_end = 76;
	CHECK_TEXT(refused(&p), "made"); /* the stop codon lies behind */
	p.coding_end = 75;
	CHECK_TEXT(refused(&p), "its coding sequence has 17 bases, no multiple of 3");
	p.coding_end = 73;
	CHECK_TEXT(refused(&p), "its coding sequence ends without a stop");
	p = parts();
	p.coding_start = 14;
	CHECK_TEXT(refused(&p), "its coding sequence begins with GCT, no start codon");
	p.coding_start = 30;
	CHECK_TEXT(refused(&p), "its coding sequence does not lie in its exons");
	p = parts();
	p.exons = touching;
	CHECK_TEXT(refused(&p), "its exons overlap, touch or lie outside of a contig at 20");
	p.exons = behind;
	CHECK_TEXT(refused(&p), "its exon to 90 ends behind chr2 in the reference");
	p = parts();
	p.gene = "her2";
	CHECK_TEXT(refused(&p), "\"her2\" is no gene symbol");
	p = parts();
	p.name = "";
	CHECK_TEXT(refused(&p), "the transcript's name has 0 characters, not 1 to 63");
	p = parts();
	p.exon_count = 0;
	CHECK_TEXT(refused(&p), "it has 0 exons with 0 bases");
}

static void
damaged_bytes(void)
{
	AlkresGeneModelParts p = parts();
	AlkresError error;
	size_t length, refusals = 0, same = 0;
	uint8_t *bytes = alkres_gene_model_make(&p, base_at, NULL, &length, &error);
	uint64_t state = 7;

	CASE("damaged bytes are refused or are another model, written as they were read");
	for (size_t cut = 0; cut < length; cut++)
	{
		uint8_t *part = malloc(cut + 1); /* so that AddressSanitizer sees its end */

		memcpy(part, bytes, cut);
		CHECK(alkres_gene_model_decode(part, cut, &error) == NULL);
		free(part);
	}
	for (int i = 0; i < 20000; i++)
	{
		uint8_t *copy = malloc(length);
		AlkresGeneModel *model;

		memcpy(copy, bytes, length);
		for (int j = 0; j <= i % 3; j++)
			copy[random_bits(&state) % length] ^= (uint8_t) (1 << random_bits(&state) % 8);
		model = alkres_gene_model_decode(copy, length, &error);
		refusals += model == NULL;
		if (model != NULL)
		{
			same += model->transcript.residue_count == 6;
			alkres_free(model);
		}
		free(copy);
	}
	CHECK(refusals > 10000 && same > 100);
	alkres_free(bytes);
}

static const char gff3[] = "##gff-version 3\n"
						   "2\tx\tgene\t6\t84\t.\t+\t.\tID=gene:1;Name=PLUS1\n"
						   "2\tx\tmRNA\t6\t84\t.\t+\t.\tID=transcript:T1;Parent=gene:1;version=2;"
						   "transcript_id=T1;tag=MANE_Select\n"
						   "2\tx\texon\t6\t19\t.\t+\t.\tParent=transcript:T1\n"
						   "2\tx\tCDS\t11\t19\t.\t+\t0\tParent=transcript:T1,transcript:T3\n"
						   "2\tx\texon\t68\t84\t.\t+\t.\tParent=transcript:T1;Note=a%2Cb\n"
						   "2\tx\tCDS\t68\t79\t.\t+\t0\tParent=transcript:T1\n";

static int
read_gff(char *text, size_t length)
{
	AlkresGff gff = {.what = "it"};
	AlkresGffTranscript transcript;
	AlkresError error;
	uint64_t number = 0;
	int found = 0;
	bool fine = true;

	for (char *line = text, *end; fine && line < text + length; line = end + 1)
	{
		end = memchr(line, '\n', text + length - line);
		if (end == NULL)
			break;
		*end = '\0';
		fine = alkres_gff_line(&gff, line, ++number, &error);
	}
	for (size_t i = 0; fine && i < gff.count; i++)
		found += alkres_gff_transcript(&transcript, &gff, i) && transcript.fault == NULL;
	for (size_t i = 0; i < gff.count; i++)
	{
		AlkresGffFeature *f = &gff.features[i];
		void *owned[] = {f->id,     f->parent,      f->gene,        f->transcript,
						 f->contig, f->exons.parts, f->coding.parts};

		for (size_t j = 0; j < sizeof(owned) / sizeof(owned[0]); j++)
			if (owned[j] != NULL)
				alkres_free(owned[j]);
	}
	if (gff.features != NULL)
	{
		alkres_free(gff.features);
		alkres_free(gff.places);
	}
	return fine ? found : -1;
}

static void
damaged_gff(void)
{
	static const char letters[] = "\t\n;=,%.+-0129ACDSIPexonParent#>";
	uint64_t state = 11;
	int errors = 0, read = 0;

	CASE("damaged GFF3 is refused or read");
	for (int i = 0; i < 20000; i++)
	{
		size_t length = sizeof(gff3) - 1;
		char *copy = malloc(length + 1);

		memcpy(copy, gff3, length + 1);
		for (int j = 0; j < i % 6; j++)
		{
			size_t at = random_bits(&state) % length;

			if (random_bits(&state) % 4 == 0)
				memmove(copy + at, copy + at + 1, length-- - at);
			else
				copy[at] = letters[random_bits(&state) % (sizeof(letters) - 1)];
		}
		int found = read_gff(copy, length);

		errors += found < 0;
		read += found == 1;
		free(copy);
	}
	CHECK(errors > 1000 && read > 1000);
}

int
main(void)
{
	what_can_be_none();
	damaged_bytes();
	damaged_gff();
	return finish();
}
