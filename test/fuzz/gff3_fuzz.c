/* gff3_fuzz.c: bytes as lines of GFF3, made gene models over a sequence that is fixed; and as a
 * model's stored form. */
#include "core/base/memory.h"
#include "core/transcript/gff3.h"
#include "fuzz.h"

static char
base_at(void *source, const AlkresContig *contig, int64_t position)
{
	(void) source;
	(void) contig;
	return position > 5000 ? 0 : "ATGGCTGAATAAN"[position % 13];
}

static void
make_models(AlkresGff *gff)
{
	AlkresGffTranscript t;
	AlkresError error;

	for (size_t i = 0; i < gff->count; i++)
	{
		AlkresGeneModelParts parts = {.gene = "PLUS1"};
		size_t length;
		uint8_t *bytes;

		if (!alkres_gff_transcript(&t, gff, i) || t.fault != NULL ||
			t.exons[t.exon_count - 1].end > 5000)
			continue;
		parts.name = t.name;
		parts.minus = t.minus;
		parts.exons = t.exons;
		parts.exon_count = t.exon_count;
		parts.coding_start = t.coding_start;
		parts.coding_end = t.coding_end;
		if (!alkres_contig_set(&parts.contig, "made", 4, t.contig, strlen(t.contig), &error))
			continue;
		bytes = alkres_gene_model_make(&parts, base_at, NULL, &length, &error);
		/* What is made can be read. */
		if (bytes != NULL && alkres_gene_model_decode(bytes, length, &error) == NULL)
			MUST(false);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
	AlkresGff gff = {.what = "it"};
	AlkresError error;
	uint64_t number = 0;
	char *text = alkres_alloc(length + 1);
	bool fine = true;

	memcpy(text, data, length);
	for (char *line = text, *end; fine; line = end + 1)
	{
		end = memchr(line, '\n', text + length - line);
		if (end == NULL)
			break;
		*end = '\0';
		if (strlen(line) == (size_t) (end - line))
			fine = alkres_gff_line(&gff, line, ++number, &error);
	}
	if (fine)
		make_models(&gff);
	alkres_gene_model_decode(data, length, &error);
	fuzz_free_all();
	return 0;
}
