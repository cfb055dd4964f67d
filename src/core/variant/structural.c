/* structural.c: <DEL>, <DUP>, <CNV> and breakends: parts and stored form (doc/formats.md). */
#include "core/variant/structural.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/base/memory.h"
#include "core/variant/allele.h"
#include "core/variant/locus_text.h"

static const char REF_LETTERS[] = "ACGTNRYSWKMBDHV"; /* codes 0 to 14 of the stored form */
static const char *const symbols[] = {"<DEL>", "<DUP>", "<CNV>"};

static bool
set_place(AlkresVariant *variant, const AlkresContig *contig, int64_t position, const char *ref,
		  size_t ref_length, AlkresError *error)
{
	if (!alkres_position_check(position, error))
		return false;
	if (ref_length != 1)
	{
		alkres_fail(error, ALKRES_BAD_TEXT,
					"reference allele of a structural variant is not one base: \"%.*s\"",
					(int) (ref_length > 100 ? 100 : ref_length), ref);
		return alkres_hint(error, "Write the base at its position, as in VCF, or N.");
	}
	if (!alkres_allele_check(&ref, 1, "reference", error))
		return false;
	variant->contig = *contig;
	variant->position = (uint32_t) position;
	variant->end = (uint32_t) position;
	variant->ref = strchr(REF_LETTERS, ref[0]);
	variant->ref_length = 1;
	return true;
}

bool
alkres_variant_set_symbolic(AlkresVariant *variant, const AlkresContig *contig, int64_t position,
							const char *ref, size_t ref_length, const char *alt, size_t alt_length,
							int64_t end, AlkresError *error)
{
	int code = -1;

	for (int i = 0; i < 3; i++)
		if (alt_length == 5 && strncasecmp(alt, symbols[i], 5) == 0)
			code = i;
	if (code < 0 && alt_length > 2 && alt[0] == '<' && alt[alt_length - 1] == '>')
	{
		alkres_fail(error, ALKRES_UNSUPPORTED, "symbolic allele is not supported: \"%.*s\"",
					(int) (alt_length > 100 ? 100 : alt_length), alt);
		return alkres_hint(error, "Symbolic alleles are <DEL>, <DUP> and <CNV>.");
	}
	if (code < 0)
		return alkres_fail(error, ALKRES_BAD_TEXT, "invalid symbolic allele: \"%.*s\"",
						   (int) (alt_length > 100 ? 100 : alt_length), alt);
	if (!set_place(variant, contig, position, ref, ref_length, error))
		return false;
	if (end == 0)
	{
		alkres_fail(error, ALKRES_BAD_TEXT, "symbolic allele %s has no end", symbols[code]);
		return alkres_hint(error, "Write it as GRCh38:chr2:29220000:N:<DEL>:END=29230000.");
	}
	if (end > ALKRES_POSITION_MAX)
		return alkres_fail(error, ALKRES_OUT_OF_RANGE,
						   "end %lld is out of range: positions are 1 to %u", (long long) end,
						   ALKRES_POSITION_MAX);
	if (end <= position)
	{
		alkres_fail(error, ALKRES_BAD_TEXT,
					"end %lld of a symbolic allele is not behind its position %lld",
					(long long) end, (long long) position);
		return alkres_hint(error, "As in VCF the position is that of the base before the event.");
	}
	variant->end = (uint32_t) end;
	variant->kind = (AlkresVariantKind) (ALKRES_SYMBOLIC_DEL + code);
	variant->alt = symbols[code];
	variant->alt_length = 5;
	return true;
}

void
alkres_breakend_write(AlkresVariant *variant)
{
	size_t size = ALKRES_NAME_SIZE + 32 + variant->joined_length, at, length;
	bool from = variant->join >= ALKRES_JOIN_FROM_RIGHT;
	char bracket = variant->join == ALKRES_JOIN_TO_RIGHT || variant->join == ALKRES_JOIN_FROM_RIGHT
					   ? '['
					   : ']';
	char *alt = alkres_alloc(size), place[ALKRES_NAME_SIZE + 32];

	length = (size_t) snprintf(place, sizeof(place), "%c%s:%u%c", bracket,
							   variant->mate.contig_name, variant->mate_position, bracket);
	at = from ? length : 0;
	memcpy(alt + (from ? 0 : variant->joined_length), place, length);
	memcpy(alt + at, variant->joined, variant->joined_length);
	variant->joined = alt + at;
	variant->alt = alt;
	variant->alt_length = length + variant->joined_length;
}

bool
alkres_breakend_set(AlkresVariant *variant, const AlkresContig *contig, int64_t position,
					const char *ref, size_t ref_length, const char *alt, size_t alt_length,
					AlkresError *error)
{
	AlkresText before, name, digits;
	size_t first = 0, last = alt_length - 1;
	int64_t mate_position;

	while (first < alt_length && alt[first] != '[' && alt[first] != ']')
		first++;
	while (last > first && alt[last] != '[' && alt[last] != ']')
		last--;
	if (last <= first || alt[first] != alt[last] || (first == 0) == (last == alt_length - 1))
		goto malformed;
	before = (AlkresText){alt + first + 1, last - first - 1};
	if (!alkres_text_split_last(before, ':', &name, &digits) ||
		!alkres_text_position(digits, false, &mate_position))
		goto malformed;
	if (name.length > 0 && name.start[0] == '<')
	{
		alkres_fail(error, ALKRES_UNSUPPORTED, "mate on an assembled contig: \"%.*s\"",
					(int) (alt_length > 100 ? 100 : alt_length), alt);
		return alkres_hint(error, "The mate lies on a contig of the same assembly.");
	}
	if (!set_place(variant, contig, position, ref, ref_length, error) ||
		!alkres_contig_set(&variant->mate, contig->assembly_name, strlen(contig->assembly_name),
						   name.start, name.length, error) ||
		!alkres_position_check(mate_position, error))
		return false;
	variant->mate_position = (uint32_t) mate_position;
	variant->kind = ALKRES_BREAKEND;
	if (first > 0)
	{
		variant->join = alt[first] == '[' ? ALKRES_JOIN_TO_RIGHT : ALKRES_JOIN_TO_LEFT;
		variant->joined = alt;
		variant->joined_length = first;
	}
	else
	{
		variant->join = alt[first] == '[' ? ALKRES_JOIN_FROM_RIGHT : ALKRES_JOIN_FROM_LEFT;
		variant->joined = alt + last + 1;
		variant->joined_length = alt_length - last - 1;
	}
	if (!alkres_allele_check(&variant->joined, variant->joined_length, "breakend", error))
		return false;
	alkres_breakend_write(variant);
	return true;

malformed:
	alkres_fail(error, ALKRES_BAD_TEXT, "invalid breakend: \"%.*s\"",
				(int) (alt_length > 100 ? 100 : alt_length), alt);
	return alkres_hint(error, "Breakends are written as in VCF: G]chr5:123], G[chr5:123[, "
							  "]chr5:123]G, [chr5:123[G.");
}

static uint8_t *
put_32(uint8_t *out, uint32_t value)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		*out++ = (uint8_t) (value >> shift);
	return out;
}

static uint32_t
get_32(const uint8_t *bytes)
{
	return (uint32_t) bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3];
}

uint8_t *
alkres_structural_encode(const AlkresVariant *variant, size_t *length)
{
	uint8_t *bytes = alkres_alloc(4 * ALKRES_NAME_SIZE + 32 + variant->alt_length), *out = bytes;
	bool breakend = variant->kind == ALKRES_BREAKEND;
	uint32_t ref = (uint32_t) (strchr(REF_LETTERS, variant->ref[0]) - REF_LETTERS);

	out += alkres_contig_encode(&variant->contig, out);
	out = put_32(out, (variant->position - 1) << 4 | variant->kind);
	if (breakend)
		out += alkres_contig_encode(&variant->mate, out);
	out = put_32(out, ((breakend ? variant->mate_position : variant->end) - 1) << 4 | ref);
	if (breakend)
	{
		*out++ = (uint8_t) variant->join;
		memcpy(out, variant->joined, variant->joined_length);
		out += variant->joined_length;
	}
	*length = (size_t) (out - bytes);
	return bytes;
}

bool
alkres_structural_decode(AlkresVariant *variant, const AlkresContig *contig, const uint8_t *bytes,
						 size_t length, AlkresError *error)
{
	uint32_t position = (get_32(bytes) >> 4) + 1, kind = bytes[3] & 15, ref, other;
	const uint8_t *end = bytes + length;
	AlkresContig mate;

	bytes += 4;
	if (kind > ALKRES_BREAKEND)
		goto invalid;
	if (kind == ALKRES_BREAKEND)
	{
		size_t used = alkres_contig_decode(&mate, bytes, (size_t) (end - bytes));

		if (used == 0 || mate.assembly != contig->assembly ||
			strcmp(mate.assembly_name, contig->assembly_name) != 0)
			goto invalid;
		bytes += used;
	}
	if (end - bytes < 4)
		goto invalid;
	ref = bytes[3] & 15;
	other = (get_32(bytes) >> 4) + 1;
	bytes += 4;
	if (ref >= sizeof(REF_LETTERS) - 1)
		goto invalid;
	variant->contig = *contig;
	variant->position = position;
	variant->end = position;
	variant->kind = (AlkresVariantKind) kind;
	variant->ref = REF_LETTERS + ref;
	variant->ref_length = 1;
	if (kind != ALKRES_BREAKEND)
	{
		if (other <= position || bytes != end)
			goto invalid;
		variant->end = other;
		variant->alt = symbols[kind - ALKRES_SYMBOLIC_DEL];
		variant->alt_length = 5;
		return true;
	}
	if (end - bytes < 2 || *bytes > ALKRES_JOIN_FROM_LEFT)
		goto invalid;
	variant->join = (AlkresJoin) *bytes++;
	const char *joined = variant->joined = (const char *) bytes;
	variant->joined_length = (size_t) (end - bytes);
	/* Folding would have moved it: only upper case is canonical. */
	if (!alkres_allele_check(&variant->joined, variant->joined_length, "breakend", error) ||
		variant->joined != joined)
		goto invalid;
	variant->mate = mate;
	variant->mate_position = other;
	alkres_breakend_write(variant);
	return true;

invalid:
	alkres_fail(error, ALKRES_BAD_BINARY, "invalid binary form of type variant");
	return alkres_detail(error, "It is no canonical form of a structural variant.");
}
