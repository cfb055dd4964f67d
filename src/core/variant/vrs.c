/* vrs.c: locations and alleles of GA4GH VRS 2.0 as they are digested. */
#include "core/variant/vrs.h"

#include <string.h>

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void
alkres_vrs_digest_text(const uint8_t *sha512, char out[ALKRES_VRS_DIGEST_SIZE])
{
	for (int i = 0; i < 8; i++)
	{
		uint32_t bits = (uint32_t) sha512[3 * i] << 16 | (uint32_t) sha512[3 * i + 1] << 8 |
						(uint32_t) sha512[3 * i + 2];

		for (int k = 0; k < 4; k++)
			out[4 * i + k] = digits[bits >> (18 - 6 * k) & 63];
	}
	out[ALKRES_VRS_DIGEST_SIZE - 1] = '\0';
}

bool
alkres_is_refget_accession(const char *text)
{
	return strncmp(text, "SQ.", 3) == 0 && strlen(text) == 3 + ALKRES_VRS_DIGEST_SIZE - 1 &&
		   strspn(text + 3, digits) == ALKRES_VRS_DIGEST_SIZE - 1;
}

void
alkres_vrs_write_location(AlkresTextBuffer *out, const char *accession,
						  const AlkresJustified *change)
{
	alkres_buffer_put_text(out, "{\"end\":");
	alkres_buffer_put_integer(out, change->start + (int64_t) change->ref_length);
	alkres_buffer_put_text(out, ",\"sequenceReference\":{\"refgetAccession\":\"");
	alkres_buffer_put_text(out, accession);
	alkres_buffer_put_text(out, "\",\"type\":\"SequenceReference\"},\"start\":");
	alkres_buffer_put_integer(out, change->start);
	alkres_buffer_put_text(out, ",\"type\":\"SequenceLocation\"}");
}

/* Does the sequence repeat itself after so many bases? */
static bool
repeats(const char *bases, size_t length, size_t unit)
{
	for (size_t i = unit; i < length; i++)
		if (bases[i] != bases[i - unit])
			return false;
	return true;
}

/*
 * Length of the unit of the reference that is repeated, more often or less, to make the
 * alternative; 0 where the reference does not give it (normalization of VRS 2.0, step 5).
 */
static size_t
unit_of(const AlkresJustified *change)
{
	if (change->run == 0)
		return 0;
	if (change->ref_length > change->alt_length)
		return change->run;
	for (size_t unit = change->run; unit > 0; unit--)
		if (change->run % unit == 0 && unit <= change->ref_length &&
			repeats(change->alt, change->alt_length, unit))
			return unit;
	return 0;
}

void
alkres_vrs_write_allele(AlkresTextBuffer *out, const char *location, const AlkresJustified *change)
{
	size_t unit = unit_of(change);

	alkres_buffer_put_text(out, "{\"location\":\"");
	alkres_buffer_put_text(out, location);
	if (unit > 0)
	{
		alkres_buffer_put_text(out, "\",\"state\":{\"length\":");
		alkres_buffer_put_integer(out, (int64_t) change->alt_length);
		alkres_buffer_put_text(out, ",\"repeatSubunitLength\":");
		alkres_buffer_put_integer(out, (int64_t) unit);
		alkres_buffer_put_text(out, ",\"type\":\"ReferenceLengthExpression\"}");
	}
	else
	{
		alkres_buffer_put_text(out, "\",\"state\":{\"sequence\":\"");
		alkres_buffer_put(out, change->alt, change->alt_length);
		alkres_buffer_put_text(out, "\",\"type\":\"LiteralSequenceExpression\"}");
	}
	alkres_buffer_put_text(out, ",\"type\":\"Allele\"}");
}
