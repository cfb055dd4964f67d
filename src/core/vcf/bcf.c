/* bcf.c: records of BCF 2 (VCF specification, section 6.3) as lines of VCF. */
#include "core/vcf/bcf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Types of values. */
enum
{
	BCF_MISSING = 0,
	BCF_INT8 = 1,
	BCF_INT16 = 2,
	BCF_INT32 = 3,
	BCF_FLOAT = 5,
	BCF_CHAR = 7
};

#define FLOAT_MISSING 0x7F800001u
#define FLOAT_END 0x7F800002u

typedef struct Cursor
{
	const uint8_t *at;
	const uint8_t *end;
	const AlkresVcfRecord *record;
	const char *field; /* under way, for errors */
	size_t most;       /* bytes of the line */
	AlkresError *error;
} Cursor;

/* Several values of one type; bytes is NULL until they are read. */
typedef struct Values
{
	const uint8_t *bytes;
	size_t count;
	size_t width; /* bytes of each */
	int type;
} Values;

static bool broken(const Cursor *cursor, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static bool
broken(const Cursor *cursor, const char *format, ...)
{
	char said[200];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(said, sizeof(said), format, arguments);
	va_end(arguments);
	alkres_vcf_fail(cursor->record, cursor->error, "%s is broken: %s", cursor->field, said);
	cursor->error->code = ALKRES_CORRUPT;
	return false;
}

/* Bytes off the front. */
static bool
take(Cursor *cursor, uint64_t count, const uint8_t **bytes)
{
	if (count > (uint64_t) (cursor->end - cursor->at))
	{
		broken(cursor, "it claims %llu bytes where %lld are left", (unsigned long long) count,
			   (long long) (cursor->end - cursor->at));
		return false;
	}
	*bytes = cursor->at;
	cursor->at += count;
	return true;
}

/* A few bytes can stand for a long word. */
static bool
check_length(const Cursor *cursor, const AlkresTextBuffer *line)
{
	if (line->length <= cursor->most)
		return true;
	broken(cursor, "the record would be a line of more than %zu kB", cursor->most / 1024);
	cursor->error->code = ALKRES_LIMIT;
	return alkres_hint(cursor->error, "Raise alkres.max_record_size to read it.");
}

static size_t
width_of(int type)
{
	switch (type)
	{
		case BCF_INT8:
		case BCF_CHAR:
			return 1;
		case BCF_INT16:
			return 2;
		case BCF_INT32:
		case BCF_FLOAT:
			return 4;
		default:
			return 0;
	}
}

/* Integer i of the values: 1, 0 when it is missing, -1 behind their end. */
static int
integer_at(const Values *values, size_t i, int32_t *number)
{
	const uint8_t *p = values->bytes + i * values->width;
	int32_t missing = values->width == 1 ? INT8_MIN : values->width == 2 ? INT16_MIN : INT32_MIN;

	*number = values->width == 1   ? (int8_t) p[0]
			  : values->width == 2 ? (int16_t) (p[0] | p[1] << 8)
								   : (int32_t) alkres_bcf_u32(p);
	return *number == missing ? 0 : *number == missing + 1 ? -1 : 1;
}

/* Type and count, not the values. */
static bool
take_type(Cursor *cursor, Values *values)
{
	const uint8_t *byte;

	if (!take(cursor, 1, &byte))
		return false;
	values->type = *byte & 15;
	values->count = *byte >> 4;
	values->width = width_of(values->type);
	if (values->width == 0 && values->type != BCF_MISSING)
		return broken(cursor, "%d is no type of a value", values->type);
	if (values->count == 15)
	{
		Values length;
		int32_t number;

		if (!take(cursor, 1, &byte))
			return false;
		length.type = *byte & 15;
		length.count = *byte >> 4;
		length.width = width_of(length.type);
		if (length.count != 1 || length.type < BCF_INT8 || length.type > BCF_INT32)
			return broken(cursor, "the number of its values is no number");
		if (!take(cursor, length.width, &length.bytes))
			return false;
		if (integer_at(&length, 0, &number) != 1 || number < 0)
			return broken(cursor, "the number of its values is no number");
		values->count = (size_t) number;
	}
	return true;
}

static bool
take_values(Cursor *cursor, Values *values)
{
	return take_type(cursor, values) &&
		   take(cursor, (uint64_t) values->count * values->width, &values->bytes);
}

/* One integer with its type: the key of a tag. */
static bool
take_key(Cursor *cursor, const char **word)
{
	const AlkresVcfHeader *header = cursor->record->header;
	Values values;
	int32_t key;

	if (!take_values(cursor, &values))
		return false;
	if (values.count != 1 || values.type < BCF_INT8 || values.type > BCF_INT32 ||
		integer_at(&values, 0, &key) != 1)
		return broken(cursor, "a key is no number");
	if (key < 0 || (size_t) key >= header->word_count || header->words[key] == NULL)
		return broken(cursor, "key %d is not in the header", key);
	*word = header->words[key];
	return true;
}

/* The text of a value of a sample or of INFO, "." when it is missing. */
static bool
put_text(Cursor *cursor, AlkresTextBuffer *line, const Values *values)
{
	size_t length = strnlen((const char *) values->bytes, values->count);

	for (size_t i = 0; i < length; i++)
		if (values->bytes[i] < ' ' || values->bytes[i] == 127)
			return broken(cursor, "a text has a control character");
	if (length == 0)
		alkres_buffer_put_char(line, '.');
	alkres_buffer_put(line, (const char *) values->bytes, length);
	return true;
}

static bool
put_values(Cursor *cursor, AlkresTextBuffer *line, const Values *values)
{
	size_t put = 0;

	if (values->type == BCF_CHAR)
		return put_text(cursor, line, values);
	for (size_t i = 0; i < values->count && values->type != BCF_MISSING; i++)
	{
		int32_t number;
		int state = 1;
		uint32_t bits = 0;

		if (values->type == BCF_FLOAT)
		{
			bits = alkres_bcf_u32(values->bytes + 4 * i);
			state = bits == FLOAT_MISSING ? 0 : bits == FLOAT_END ? -1 : 1;
		}
		else
			state = integer_at(values, i, &number);
		if (state < 0)
			break;
		if (put++ > 0)
			alkres_buffer_put_char(line, ',');
		if (state == 0)
			alkres_buffer_put_char(line, '.');
		else if (values->type == BCF_FLOAT)
		{
			float f;

			memcpy(&f, &bits, sizeof(f));
			alkres_buffer_put_float(line, f);
		}
		else
			alkres_buffer_put_integer(line, number);
	}
	if (put == 0)
		alkres_buffer_put_char(line, '.');
	return true;
}

/* A genotype: alleles with one added, doubled, the lowest bit saying that it is phased. */
static bool
put_genotype(Cursor *cursor, AlkresTextBuffer *line, const Values *values)
{
	if (values->type < BCF_INT8 || values->type > BCF_INT32)
		return put_values(cursor, line, values);
	for (size_t i = 0; i < values->count; i++)
	{
		int32_t number;
		int state = integer_at(values, i, &number);

		if (state < 0)
			break;
		if (i > 0)
			alkres_buffer_put_char(line, state == 1 && (number & 1) ? '|' : '/');
		if (state == 1 && number < 0)
			return broken(cursor, "allele %d of a genotype", number);
		if (state == 0 || number >> 1 == 0)
			alkres_buffer_put_char(line, '.');
		else
			alkres_buffer_put_integer(line, (number >> 1) - 1);
	}
	if (values->count == 0)
		alkres_buffer_put_char(line, '.');
	return true;
}

static bool
put_alleles(Cursor *cursor, AlkresTextBuffer *line, unsigned count)
{
	Values allele;

	cursor->field = "REF";
	for (unsigned i = 0; i < count; i++)
	{
		if (!take_values(cursor, &allele))
			return false;
		if (allele.type != BCF_CHAR)
			return broken(cursor, "an allele is no text");
		if (memchr(allele.bytes, ',', allele.count) != NULL)
			return broken(cursor, "an allele has a comma");
		if (!put_text(cursor, line, &allele))
			return false;
		alkres_buffer_put_char(line, i == 0 || i + 1 == count ? '\t' : ',');
		cursor->field = "ALT";
	}
	if (count == 1)
		alkres_buffer_put_text(line, ".\t");
	return true;
}

static bool
put_filters(Cursor *cursor, AlkresTextBuffer *line)
{
	const AlkresVcfHeader *header = cursor->record->header;
	Values filters;
	int32_t key;

	cursor->field = "FILTER";
	if (!take_values(cursor, &filters))
		return false;
	if (filters.type == BCF_MISSING || filters.count == 0)
		alkres_buffer_put_char(line, '.');
	else if (filters.type > BCF_INT32)
		return broken(cursor, "a key is no number");
	else
		for (size_t i = 0; i < filters.count; i++)
		{
			if (integer_at(&filters, i, &key) != 1 || key < 0 ||
				(size_t) key >= header->word_count || header->words[key] == NULL)
				return broken(cursor, "key %d is not in the header", key);
			if (i > 0)
				alkres_buffer_put_char(line, ';');
			alkres_buffer_put_text(line, header->words[key]);
			if (!check_length(cursor, line))
				return false;
		}
	alkres_buffer_put_char(line, '\t');
	return true;
}

static bool
put_info(Cursor *cursor, AlkresTextBuffer *line, unsigned count)
{
	cursor->field = "INFO";
	if (count == 0)
		alkres_buffer_put_char(line, '.');
	for (unsigned i = 0; i < count; i++)
	{
		const char *key;
		const AlkresVcfTag *tag;
		Values values;

		if (!take_key(cursor, &key) || !take_values(cursor, &values))
			return false;
		if (i > 0)
			alkres_buffer_put_char(line, ';');
		alkres_buffer_put_text(line, key);
		if (!check_length(cursor, line))
			return false;
		tag = alkres_vcf_tag(cursor->record->header->info, cursor->record->header->info_count, key);
		if (values.type == BCF_MISSING || (tag != NULL && tag->type == ALKRES_VCF_FLAG))
			continue;
		alkres_buffer_put_char(line, '=');
		if (!put_values(cursor, line, &values))
			return false;
	}
	return true;
}

/* Contig, position and quality, and how many of each kind follow. */
typedef struct Fixed
{
	const char *contig;
	int64_t position;
	float quality;
	bool has_quality;
	unsigned alleles, infos, samples, formats;
} Fixed;

static bool
take_fixed(Cursor *cursor, Fixed *fixed)
{
	const AlkresVcfHeader *header = cursor->record->header;
	const uint8_t *bytes;
	uint32_t number, bits;

	cursor->field = "CHROM";
	if (!take(cursor, 24, &bytes))
		return false;
	number = alkres_bcf_u32(bytes);
	if (number >= header->place_count || header->places[number] == NULL)
		return broken(cursor, "contig %u is not in the header", number);
	fixed->contig = header->places[number];
	fixed->position = (int64_t) (int32_t) alkres_bcf_u32(bytes + 4) + 1;
	bits = alkres_bcf_u32(bytes + 12);
	fixed->has_quality = bits != FLOAT_MISSING;
	memcpy(&fixed->quality, &bits, sizeof(bits));
	fixed->infos = alkres_bcf_u32(bytes + 16) & 0xffff;
	fixed->alleles = alkres_bcf_u32(bytes + 16) >> 16;
	fixed->samples = alkres_bcf_u32(bytes + 20) & 0xffffff;
	fixed->formats = alkres_bcf_u32(bytes + 20) >> 24;
	cursor->field = "POS";
	if (fixed->position < 0)
		return broken(cursor, "it is %lld", (long long) fixed->position);
	cursor->field = "ALT";
	if (fixed->alleles == 0)
		return broken(cursor, "there is no allele");
	cursor->field = "FORMAT";
	if (fixed->samples != header->sample_count)
		return broken(cursor, "it has %u samples, the header %zu", fixed->samples,
					  header->sample_count);
	return true;
}

#define FORMATS_MAX 255 /* it is a byte */

/* FORMAT and the samples: the values of one key stand together, of all samples. */
static bool
put_samples(Cursor *cursor, AlkresTextBuffer *line, const Fixed *fixed)
{
	Values values[FORMATS_MAX];
	bool is_genotype[FORMATS_MAX];
	const char *key;

	cursor->field = "FORMAT";
	for (unsigned i = 0; i < fixed->formats; i++)
	{
		if (!take_key(cursor, &key) || !take_type(cursor, &values[i]) ||
			!take(cursor, (uint64_t) values[i].count * values[i].width * fixed->samples,
				  &values[i].bytes))
			return false;
		is_genotype[i] = strcmp(key, "GT") == 0;
		alkres_buffer_put_char(line, i == 0 ? '\t' : ':');
		alkres_buffer_put_text(line, key);
	}
	if (fixed->formats == 0 && fixed->samples > 0)
		alkres_buffer_put_text(line, "\t.");
	for (unsigned sample = 0; sample < fixed->samples; sample++)
	{
		alkres_buffer_put_char(line, '\t');
		if (!check_length(cursor, line))
			return false;
		if (fixed->formats == 0)
			alkres_buffer_put_char(line, '.');
		for (unsigned i = 0; i < fixed->formats; i++)
		{
			Values own = values[i];

			own.bytes += (size_t) sample * own.count * own.width;
			if (i > 0)
				alkres_buffer_put_char(line, ':');
			if (!(is_genotype[i] ? put_genotype : put_values)(cursor, line, &own))
				return false;
		}
	}
	return true;
}

bool
alkres_bcf_line(AlkresTextBuffer *line, const AlkresVcfRecord *record, const uint8_t *shared,
				size_t shared_length, const uint8_t *individual, size_t individual_length,
				size_t most, AlkresError *error)
{
	Cursor cursor = {shared, shared + shared_length, record, "CHROM", most, error};
	Fixed fixed;
	Values id;

	if (!take_fixed(&cursor, &fixed))
		return false;
	cursor.field = "ID";
	if (!take_values(&cursor, &id))
		return false;
	alkres_buffer_put_text(line, fixed.contig);
	alkres_buffer_put_char(line, '\t');
	alkres_buffer_put_integer(line, fixed.position);
	alkres_buffer_put_char(line, '\t');
	if (id.type != BCF_CHAR)
		alkres_buffer_put_char(line, '.');
	else if (!put_text(&cursor, line, &id))
		return false;
	alkres_buffer_put_char(line, '\t');
	if (!put_alleles(&cursor, line, fixed.alleles))
		return false;
	if (fixed.has_quality)
		alkres_buffer_put_float(line, fixed.quality);
	else
		alkres_buffer_put_char(line, '.');
	alkres_buffer_put_char(line, '\t');
	if (!put_filters(&cursor, line) || !put_info(&cursor, line, fixed.infos))
		return false;
	if (cursor.at != cursor.end)
		return broken(&cursor, "%lld bytes are left over", (long long) (cursor.end - cursor.at));
	cursor.at = individual;
	cursor.end = individual + individual_length;
	if (!put_samples(&cursor, line, &fixed))
		return false;
	return cursor.at == cursor.end ||
		   broken(&cursor, "%lld bytes are left over", (long long) (cursor.end - cursor.at));
}
