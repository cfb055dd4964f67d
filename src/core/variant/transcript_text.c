/*
 * transcript_text.c: HGVS c. to a variant of the genome.
 *
 * The description is rewritten along the plus strand, its places as positions of the genome, and
 * then read as HGVS g. is: there is one reader of del, dup, ins and delins.
 */
#include "core/variant/transcript_text.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/gene/accession.h"
#include "core/gene/alk_model.h"
#include "core/variant/edit.h"

typedef struct Transcript
{
	AlkresGeneAccession accession;
	const AlkresGeneBlock *blocks; /* of its gene, maybe of others too */
	size_t count;
	const char *text; /* the whole literal, for errors */
	AlkresBaseAt base_at;
	void *source;
} Transcript;

/* A base of a transcript. */
typedef struct Place
{
	const AlkresGeneBlock *block;
	int offset; /* in the block's sequence */
} Place;

bool
alkres_transcript_split(AlkresText whole, AlkresText *place, AlkresText *change)
{
	for (size_t i = 0; i + 3 <= whole.length; i++)
		if (memcmp(whole.start + i, ":c.", 3) == 0)
		{
			/* The contig c.1 of another assembly has its position behind a colon. */
			if (memchr(whole.start + i + 3, ':', whole.length - i - 3) != NULL)
				return false;
			*place = alkres_text_trim(whole.start, i);
			*change = alkres_text_trim(whole.start + i + 3, whole.length - i - 3);
			return true;
		}
	return false;
}

static bool
malformed(const Transcript *t, AlkresError *error)
{
	alkres_fail(error, ALKRES_BAD_TEXT, "invalid input syntax for type variant: \"%.300s\"",
				t->text);
	return alkres_hint(error, "HGVS c. forms are c.3586C>A, c.3586+5del, c.3453_3454insA, "
							  "c.3451_3453dup, c.3451_3453delinsA.");
}

static bool
unknown_transcript(AlkresText name, AlkresError *error)
{
	alkres_fail(error, ALKRES_UNSUPPORTED, "transcript \"%.*s\" is not known",
				(int) (name.length < 100 ? name.length : 100), name.start);
	return alkres_hint(error, "NM_004304.5 and ENST00000389048.3 (ALK) and the transcripts that "
							  "consequence() names are read; write another one's variant by its "
							  "place in the genome.");
}

/* "NM_004304.5", "NM_004304.5(ALK)": the transcript. */
static bool
find_transcript(Transcript *t, AlkresText name, AlkresError *error)
{
	const char *open = memchr(name.start, '(', name.length);
	AlkresText bare = {name.start, open == NULL ? name.length : (size_t) (open - name.start)};

	if (bare.length == 0)
		return malformed(t, error);
	if ((strncmp(bare.start, "NM_", bare.length < 3 ? bare.length : 3) != 0 &&
		 strncmp(bare.start, "ENST", bare.length < 4 ? bare.length : 4) != 0) ||
		!alkres_accession_find(&t->accession, bare.start, bare.length))
		return unknown_transcript(bare, error);
	if (open != NULL && (name.length - bare.length != strlen(t->accession.gene) + 2 ||
						 strncmp(open + 1, t->accession.gene, strlen(t->accession.gene)) != 0 ||
						 name.start[name.length - 1] != ')'))
	{
		alkres_fail(error, ALKRES_BAD_TEXT, "invalid input syntax for type variant: \"%.300s\"",
					t->text);
		return alkres_detail(error, "%s is a transcript of %s.", t->accession.name,
							 t->accession.gene);
	}
	t->blocks = alkres_hotspot_blocks;
	t->count = alkres_hotspot_block_count;
	if (strcmp(t->accession.gene, "ALK") == 0)
	{
		t->blocks = alkres_alk_blocks;
		t->count = alkres_alk_block_count;
	}
	return true;
}

static bool
is_of(const Transcript *t, const AlkresGeneBlock *block)
{
	return t->blocks == alkres_alk_blocks || strcmp(block->transcript, t->accession.name) == 0;
}

/* A number of at most eight digits. */
static bool
take_number(AlkresText *text, int *number)
{
	size_t before = text->length;
	int64_t read;

	if (!alkres_text_take_number(text, &read) || before - text->length > 8)
		return false;
	*number = (int) read;
	return true;
}

/* Take a place off the front of *text: "3586", "3451-2", "3586+5", "-12", "*7". */
static bool
take_place(const Transcript *t, AlkresText *text, Place *place, AlkresError *error)
{
	AlkresText whole = *text;
	bool translated = text->length > 0 && isdigit((unsigned char) text->start[0]);
	char side = 0;
	int base, intron = 0;

	if (!translated && text->length > 0 && (text->start[0] == '-' || text->start[0] == '*'))
		*text = (AlkresText){text->start + 1, text->length - 1};
	if (!take_number(text, &base))
		return malformed(t, error);
	if (text->length > 0 && (text->start[0] == '+' || text->start[0] == '-'))
	{
		side = text->start[0];
		*text = (AlkresText){text->start + 1, text->length - 1};
		if (!take_number(text, &intron) || intron == 0)
			return malformed(t, error);
	}
	for (size_t i = 0; translated && i < t->count; i++)
	{
		const AlkresGeneBlock *block = &t->blocks[i];
		int last = block->c_from + block->end - block->start;

		if (!is_of(t, block) || base < block->c_from || base > last || intron > block->flank ||
			(side == '+' && base != last) || (side == '-' && base != block->c_from))
			continue;
		*place =
			(Place){block, block->flank + base - block->c_from + (side == '-' ? -intron : intron)};
		return true;
	}
	alkres_fail(error, ALKRES_UNSUPPORTED, "the place of variant \"%.200s\" is not known", t->text);
	alkres_detail(error, "c.%.*s is not in the part of %s that the gene models have.",
				  (int) (whole.length - text->length), whole.start, t->accession.name);
	return alkres_hint(error, "Write it by its place in the genome: GRCh38:chr2:29220765:G:T.");
}

/* The 1-based plus-strand position. */
static int64_t
genome_position(Place place, const AlkresContig *contig)
{
	const AlkresGeneBlock *block = place.block;
	int within = place.offset - block->flank;

	return (block->minus ? block->end - within : block->start + within) +
		   (contig->assembly == ALKRES_ASSEMBLY_GRCH37 ? block->grch37_shift : 0);
}

/* An AlkresBaseAt over the transcript's blocks, else its own source. */
static char
model_base(void *source, const AlkresContig *contig, int64_t position)
{
	const Transcript *t = source;

	for (size_t i = 0; i < t->count; i++)
	{
		const AlkresGeneBlock *block = &t->blocks[i];
		Place first = {block, 0};
		int64_t start = genome_position(first, contig);
		int64_t offset = block->minus ? start - position : position - start;

		if (!is_of(t, block) || offset < 0 || offset >= (int64_t) strlen(block->sequence) ||
			!alkres_block_base_is_known(block->sequence[offset]))
			continue;
		return block->minus ? alkres_base_complement(block->sequence[offset])
							: block->sequence[offset];
	}
	return t->base_at(t->source, contig, position);
}

/* What stands behind "g.": the places, and the rest with its bases along the plus strand. */
static AlkresText
describe(int64_t start, int64_t end, AlkresText rest, bool minus)
{
	char *text = alkres_alloc(rest.length + 64);
	int used = start == end ? sprintf(text, "%lld", (long long) start)
							: sprintf(text, "%lld_%lld", (long long) start, (long long) end);
	char *copy = text + used;

	memcpy(copy, rest.start, rest.length);
	for (size_t i = 0, last; minus && i < rest.length; i = last + 1)
	{
		for (last = i; last < rest.length && isupper((unsigned char) rest.start[last]);)
			last++;
		for (size_t j = i; j < last; j++)
			copy[i + last - 1 - j] = alkres_base_complement(rest.start[j]);
	}
	return (AlkresText){text, used + rest.length};
}

/* "C>A" at a place. */
static bool
substitution(AlkresVariant *variant, Transcript *t, const AlkresContig *contig, int64_t position,
			 AlkresText change, bool minus, AlkresError *error)
{
	char bases[2];

	if (change.length != 3 || alkres_base_known(change.start[0]) == 'N' ||
		alkres_base_known(change.start[2]) == 'N')
		return malformed(t, error);
	for (int i = 0; i < 2; i++)
		bases[i] = minus ? alkres_base_complement(change.start[2 * i]) : change.start[2 * i];
	if (!alkres_bases_check(contig, position, bases, 1, model_base, t, error))
		return alkres_hint(error,
						   "The bases of a c. name are the transcript's, here of the %s "
						   "strand.  Check its version and the assembly too.",
						   minus ? "minus" : "plus");
	return alkres_variant_set(variant, contig, position, bases, 1, bases + 1, 1, error);
}

/* May the description be read in this version's numbers? */
static bool
check_version(Transcript *t, const AlkresContig *contig, int64_t position, AlkresText rest,
			  AlkresError *error)
{
	if (t->accession.same_version ||
		(memchr(rest.start, '>', rest.length) != NULL && model_base(t, contig, position) != 0))
		return true;
	alkres_fail(error, ALKRES_UNSUPPORTED,
				"variant \"%.200s\" is of another version of its transcript", t->text);
	return alkres_hint(error,
					   "%s is known; of other versions a substitution is read where its "
					   "reference base can be checked.",
					   t->accession.name);
}

static bool
place_contig(AlkresContig *contig, const Transcript *t, AlkresText assembly,
			 const char *default_assembly, AlkresError *error)
{
	size_t size = assembly.length + 16;
	char *name = alkres_alloc(size);

	/* Blocks of one transcript lie on one contig. */
	for (size_t i = 0; i < t->count; i++)
		if (is_of(t, &t->blocks[i]))
			snprintf(name, size, "%.*schr%d", (int) assembly.length, assembly.start,
					 t->blocks[i].contig);
	if (!alkres_text_contig(contig, (AlkresText){name, strlen(name)}, default_assembly, "variant",
							t->text, error))
		return false;
	if (contig->assembly == ALKRES_ASSEMBLY_NAMED)
		return alkres_fail(error, ALKRES_UNSUPPORTED,
						   "places of transcripts are known on GRCh37 and GRCh38, not on \"%s\"",
						   contig->assembly_name);
	return true;
}

bool
alkres_transcript_parse(AlkresVariant *variant, AlkresText place, AlkresText change,
						const char *text, const char *default_assembly, AlkresBaseAt base_at,
						void *source, AlkresError *error)
{
	Transcript t = {.text = text, .base_at = base_at, .source = source};
	AlkresText assembly = {place.start, 0}, name = place, rest = change;
	AlkresContig contig;
	AlkresEdit edit = {.contig = &contig, .text = text, .base_at = model_base, .source = &t};
	Place first, last;
	int64_t start, end;
	AlkresText whole;

	if (alkres_text_split_last(place, ':', &assembly, &name))
		assembly.length++; /* its colon */
	if (!find_transcript(&t, name, error) ||
		!place_contig(&contig, &t, assembly, default_assembly, error) ||
		!take_place(&t, &rest, &first, error))
		return false;
	last = first;
	if (rest.length > 0 && rest.start[0] == '_')
	{
		rest = (AlkresText){rest.start + 1, rest.length - 1};
		if (!take_place(&t, &rest, &last, error))
			return false;
	}
	start = genome_position(first, &contig);
	end = genome_position(last, &contig);
	for (size_t i = 0; i < rest.length; i++)
		if (isupper((unsigned char) rest.start[i]) && alkres_base_code(rest.start[i]) < 0)
			return malformed(&t, error);
	if (!check_version(&t, &contig, start, rest, error))
		return false;
	if (rest.length > 1 && rest.start[1] == '>' && start == end)
		return substitution(variant, &t, &contig, start, rest, first.block->minus, error);
	if (rest.length > 0 && memchr(rest.start, '>', rest.length) != NULL)
		return malformed(&t, error);
	whole = describe(first.block->minus ? end : start, first.block->minus ? start : end, rest,
					 first.block->minus);
	return alkres_hgvs_parse(variant, whole, &edit, error);
}
