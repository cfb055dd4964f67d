/* locus_text.c: spans, positions and contigs of a text form. */
#include "core/variant/locus_text.h"

#include <ctype.h>
#include <string.h>

AlkresText
alkres_text_trim(const char *start, size_t length)
{
	while (length > 0 && isspace((unsigned char) start[0]))
	{
		start++;
		length--;
	}
	while (length > 0 && isspace((unsigned char) start[length - 1]))
		length--;
	return (AlkresText){start, length};
}

bool
alkres_text_split_last(AlkresText text, char separator, AlkresText *before, AlkresText *after)
{
	for (size_t i = text.length; i-- > 0;)
		if (text.start[i] == separator)
		{
			size_t length = text.length; /* text may be one of the results */
			const char *start = text.start;

			*before = (AlkresText){start, i};
			*after = (AlkresText){start + i + 1, length - i - 1};
			return true;
		}
	return false;
}

bool
alkres_text_position(AlkresText text, bool commas, int64_t *position)
{
	int digits = 0;

	*position = 0;
	for (size_t i = 0; i < text.length; i++)
	{
		if (commas && text.start[i] == ',' && i > 0 && i + 1 < text.length)
			continue;
		if (!isdigit((unsigned char) text.start[i]) || ++digits > 12)
			return false;
		*position = *position * 10 + (text.start[i] - '0');
	}
	return digits > 0;
}

bool
alkres_text_take_number(AlkresText *text, int64_t *number)
{
	size_t digits = 0;

	while (digits < text->length && isdigit((unsigned char) text->start[digits]))
		digits++;
	if (!alkres_text_position((AlkresText){text->start, digits}, false, number))
		return false;
	*text = (AlkresText){text->start + digits, text->length - digits};
	return true;
}

bool
alkres_text_contig(AlkresContig *contig, AlkresText text, const char *default_assembly,
				   const char *type, const char *whole, AlkresError *error)
{
	const char *colon = memchr(text.start, ':', text.length);

	/* HLA-A*01:01:01:01 is a contig, not the assembly HLA-A*01. */
	if (colon != NULL && memchr(text.start, '*', colon - text.start) != NULL)
		colon = NULL;
	if (colon == NULL)
	{
		if (alkres_contig_from_accession(contig, text.start, text.length))
			return true;
		if (alkres_assembly_code(text.start, text.length) != ALKRES_ASSEMBLY_NAMED)
			return alkres_fail(error, ALKRES_BAD_TEXT,
							   "invalid input syntax for type %s: \"%.300s\"", type, whole);
		if (default_assembly == NULL || default_assembly[0] == '\0')
		{
			alkres_fail(error, ALKRES_BAD_TEXT, "%s \"%.300s\" names no assembly", type, whole);
			return alkres_hint(error, "Write GRCh37: or GRCh38: before the contig, or set "
									  "alkres.default_assembly.");
		}
		return alkres_contig_set(contig, default_assembly, strlen(default_assembly), text.start,
								 text.length, error);
	}
	return alkres_contig_set(contig, text.start, colon - text.start, colon + 1,
							 text.length - (colon - text.start) - 1, error);
}
