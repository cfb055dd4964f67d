/* md.c: the reference under a read, from its MD tag. */
#include "ingest/md.h"

#include "core/base.h"

static int
is_letter(char letter)
{
	return (letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z');
}

uint32_t
alkres_aligned_reference_length(const AlkresRead *read)
{
	uint32_t length = 0;

	for (uint32_t i = 0; i < read->cigar_count; i++)
	{
		switch (ALKRES_CIGAR_OP(read->cigar[i]))
		{
			case ALKRES_CIGAR_MATCH:
			case ALKRES_CIGAR_EQUAL:
			case ALKRES_CIGAR_DIFFERENT:
			case ALKRES_CIGAR_DELETION:
				length += ALKRES_CIGAR_LENGTH(read->cigar[i]);
		}
	}
	return length;
}

/* The read's bases where it is aligned, 0 where the reference has a deleted one. */
static uint32_t
lay_out(const AlkresRead *read, char *out)
{
	uint32_t length = 0, base = 0;

	for (uint32_t i = 0; i < read->cigar_count; i++)
	{
		uint32_t count = ALKRES_CIGAR_LENGTH(read->cigar[i]);

		switch (ALKRES_CIGAR_OP(read->cigar[i]))
		{
			case ALKRES_CIGAR_MATCH:
			case ALKRES_CIGAR_EQUAL:
			case ALKRES_CIGAR_DIFFERENT:
				while (count-- > 0)
					out[length++] = alkres_base_known(alkres_read_base(read, base++));
				break;
			case ALKRES_CIGAR_DELETION:
				while (count-- > 0)
					out[length++] = 0;
				break;
			case ALKRES_CIGAR_INSERTION:
			case ALKRES_CIGAR_SOFT_CLIP:
				base += count;
		}
	}
	return length;
}

const char *
alkres_md_reference(const AlkresRead *read, char *out)
{
	uint32_t length = lay_out(read, out), at = 0;

	for (const char *p = read->md; *p != '\0';)
	{
		if (*p >= '0' && *p <= '9')
		{
			uint64_t run = 0;

			for (; *p >= '0' && *p <= '9'; p++)
				if ((run = run * 10 + (uint64_t) (*p - '0')) > length)
					return "Its MD tag is longer than its alignment.";
			if (run > length - at)
				return "Its MD tag is longer than its alignment.";
			for (; run > 0; run--)
				if (out[at++] == 0)
					return "Its MD tag and its CIGAR disagree about a deletion.";
		}
		else if (*p == '^')
		{
			for (p++; is_letter(*p); p++)
			{
				if (at == length || out[at] != 0)
					return "Its MD tag and its CIGAR disagree about a deletion.";
				out[at++] = alkres_base_known(*p);
			}
		}
		else if (is_letter(*p))
		{
			if (at == length || out[at] == 0)
				return "Its MD tag and its CIGAR disagree about a deletion.";
			out[at++] = alkres_base_known(*p++);
		}
		else
			return "Its MD tag has a bad character.";
	}
	return at == length ? NULL : "Its MD tag is shorter than its alignment.";
}
