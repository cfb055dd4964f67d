/*
 * edit.c: the forms that name replaced bases by their place: HGVS g. and SPDI.
 *
 * They become VCF's form, as written: nothing is moved.  VCF wants the base before an indel, and
 * HGVS need not write what is deleted; such bases come from the edit's source, or the form is
 * refused.  So each change has one stored form, however it was written.
 */
#include "core/variant/edit.h"

#include <ctype.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/variant/allele.h"

static bool
malformed(const AlkresEdit *edit, const char *hint, AlkresError *error)
{
	alkres_fail(error, ALKRES_BAD_TEXT, "invalid input syntax for type variant: \"%.300s\"",
				edit->text);
	return alkres_hint(error, "%s", hint);
}

static bool
malformed_hgvs(const AlkresEdit *edit, AlkresError *error)
{
	return malformed(
		edit, "HGVS forms are g.5A>T, g.5del, g.5_7del, g.5dup, g.5_6insA, g.5_7delinsA.", error);
}

/* The source's base; false with *error when it has none. */
static bool
known_base(const AlkresEdit *edit, int64_t position, char *base, AlkresError *error)
{
	*base = alkres_position_check(position, error)
				? edit->base_at(edit->source, edit->contig, position)
				: 0;
	if (*base != 0)
		return true;
	alkres_fail(error, ALKRES_UNSUPPORTED,
				"variant \"%.200s\" needs a reference base that it does not name", edit->text);
	alkres_detail(error, "The base at %s:%s:%lld is not known.", edit->contig->assembly_name,
				  edit->contig->contig_name, (long long) position);
	return alkres_hint(error, "Write it with its bases and the base before them, as in VCF "
							  "(GRCh38:chr2:29222405:G:GCGT), or read it with variant(assembly, "
							  "literal, reference).");
}

/* The replaced bases, in memory from alkres_alloc with room for one more on either side. */
static char *
replaced_bases(const AlkresEdit *edit, AlkresError *error)
{
	char *bases;

	if (edit->removed > ALKRES_ALLELE_MAX)
	{
		alkres_fail(error, ALKRES_LIMIT, "reference allele of %lld bases is longer than %d",
					(long long) edit->removed, ALKRES_ALLELE_MAX);
		return NULL;
	}
	if (edit->written.length > 0 &&
		!alkres_bases_check(edit->contig, edit->start, edit->written.start, edit->written.length,
							edit->base_at, edit->source, error))
		return NULL;
	bases = alkres_alloc((size_t) edit->removed + 2);
	for (int64_t i = 0; i < edit->removed; i++)
	{
		if (edit->written.length > 0)
			bases[1 + i] = edit->written.start[i];
		else if (!known_base(edit, edit->start + i, &bases[1 + i], error))
			return NULL;
	}
	return bases;
}

bool
alkres_variant_from_edit(AlkresVariant *variant, AlkresEdit *edit, AlkresError *error)
{
	size_t removed = (size_t) edit->removed, inserted = edit->inserted.length;
	char *ref, *alt, anchor;

	if (!alkres_position_check(edit->start, error))
		return false;
	if (removed == 0 && inserted == 0)
		return malformed(edit, "It changes nothing.", error);
	if ((ref = replaced_bases(edit, error)) == NULL)
		return false;
	if (removed > 0 && inserted > 0)
		return alkres_variant_set(variant, edit->contig, edit->start, ref + 1, removed,
								  edit->inserted.start, inserted, error);
	if (inserted > ALKRES_ALLELE_MAX)
		return alkres_fail(error, ALKRES_LIMIT, "alternative allele is longer than %d bases",
						   ALKRES_ALLELE_MAX);
	alt = alkres_alloc(inserted + 2);
	if (inserted > 0)
		memcpy(alt + 1, edit->inserted.start, inserted);
	if (edit->start > 1)
	{
		if (!known_base(edit, edit->start - 1, &anchor, error))
			return false;
		ref[0] = alt[0] = anchor;
		return alkres_variant_set(variant, edit->contig, edit->start - 1, ref, removed + 1, alt,
								  inserted + 1, error);
	}
	/* There is no base before the first one: VCF takes the one behind. */
	if (!known_base(edit, edit->start + edit->removed, &anchor, error))
		return false;
	ref[1 + removed] = alt[1 + inserted] = anchor;
	return alkres_variant_set(variant, edit->contig, 1, ref + 1, removed + 1, alt + 1, inserted + 1,
							  error);
}

static bool
take_word(AlkresText *text, const char *word)
{
	size_t length = strlen(word);

	if (text->length < length || memcmp(text->start, word, length) != 0)
		return false;
	text->start += length;
	text->length -= length;
	return true;
}

/* Is it empty, or bases of the given number? */
static bool
are_bases(AlkresText text, int64_t length)
{
	for (size_t i = 0; i < text.length; i++)
		if (!isalpha((unsigned char) text.start[i]))
			return false;
	return text.length == 0 || (int64_t) text.length == length;
}

/* Behind "del": the deleted bases, or none, maybe "ins" and bases in their place. */
static bool
take_deletion(AlkresEdit *edit, AlkresText rest, AlkresError *error)
{
	size_t word = 0;

	/* i is no base: "ins" can only be the word. */
	while (word < rest.length && rest.start[word] != 'i')
		word++;
	edit->written = (AlkresText){rest.start, word};
	edit->inserted = (AlkresText){rest.start + word, rest.length - word};
	if (edit->inserted.length > 0 &&
		(!take_word(&edit->inserted, "ins") || edit->inserted.length == 0))
		return malformed_hgvs(edit, error);
	return are_bases(edit->written, edit->removed) ||
		   malformed(edit, "The deleted bases are not as many as its positions say.", error);
}

/* Behind "dup": the duplicated bases, or none. */
static bool
take_duplication(AlkresEdit *edit, AlkresText rest, AlkresError *error)
{
	char *bases;

	edit->written = rest;
	if (!are_bases(rest, edit->removed))
		return malformed(edit, "The duplicated bases are not as many as its positions say.", error);
	if ((bases = replaced_bases(edit, error)) == NULL)
		return false;
	/* The copy is put in front, where left-aligning would bring it. */
	edit->inserted = (AlkresText){bases + 1, (size_t) edit->removed};
	edit->written.length = 0;
	edit->removed = 0;
	return true;
}

/* Behind "ins": bases between two neighbours. */
static bool
take_insertion(AlkresEdit *edit, AlkresText rest, AlkresError *error)
{
	if (edit->removed != 2)
		return malformed(edit, "An insertion stands between two neighbours: g.5_6insA.", error);
	if (rest.length == 0)
		return malformed_hgvs(edit, error);
	edit->start++;
	edit->removed = 0;
	edit->inserted = rest;
	return true;
}

static bool
unsupported(const AlkresEdit *edit, AlkresError *error)
{
	alkres_fail(error, ALKRES_UNSUPPORTED, "HGVS form of variant is not supported: \"%.300s\"",
				edit->text);
	return alkres_hint(error, "Of the HGVS g. forms substitutions, del, dup, ins and delins with "
							  "known places and bases are read.");
}

bool
alkres_hgvs_parse(AlkresVariant *variant, AlkresText change, AlkresEdit *edit, AlkresError *error)
{
	int64_t start, end;
	AlkresText rest = change;
	bool good;

	if (change.length > 0 && change.start[0] == '(')
		return unsupported(edit, error);
	if (!alkres_text_take_number(&rest, &start))
		return malformed_hgvs(edit, error);
	end = start;
	if (take_word(&rest, "_") && !alkres_text_take_number(&rest, &end))
		return malformed_hgvs(edit, error);
	if (!alkres_position_check(start, error) || !alkres_position_check(end, error))
		return false;
	if (end < start)
		return malformed(edit, "Its last position stands before its first.", error);
	edit->start = start;
	edit->removed = end - start + 1;
	edit->written = edit->inserted = (AlkresText){rest.start, 0};
	if (take_word(&rest, "del"))
		good = take_deletion(edit, rest, error);
	else if (take_word(&rest, "dup"))
		good = take_duplication(edit, rest, error);
	else if (take_word(&rest, "ins"))
		good = take_insertion(edit, rest, error);
	else if (rest.length > 0 && (memcmp(rest.start, "=", 1) == 0 || take_word(&rest, "inv") ||
								 take_word(&rest, "con") || rest.start[0] == '['))
		return unsupported(edit, error);
	else
		return malformed_hgvs(edit, error);
	if (!good)
		return false;
	if (edit->inserted.length > 0 && isdigit((unsigned char) edit->inserted.start[0]))
		return unsupported(edit, error);
	return alkres_variant_from_edit(variant, edit, error);
}

bool
alkres_spdi_parse(AlkresVariant *variant, AlkresText deletion, AlkresText insertion,
				  AlkresEdit *edit, AlkresError *error)
{
	edit->written = deletion;
	edit->inserted = insertion;
	edit->removed = (int64_t) deletion.length;
	if (deletion.length > 0 && isdigit((unsigned char) deletion.start[0]))
	{
		edit->written.length = 0;
		if (!alkres_text_take_number(&deletion, &edit->removed) || deletion.length > 0)
			return malformed(edit, "SPDI's deletion is a sequence or its length.", error);
	}
	return alkres_variant_from_edit(variant, edit, error);
}
