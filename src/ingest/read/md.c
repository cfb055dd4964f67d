/* md.c: the reference under a read, from its MD tag. */
#include "ingest/read/md.h"

#include <string.h>

#include "core/base/nucleotide.h"
#include "ingest/read/cigar.h"

static int
is_letter(char letter)
{
	return (letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z');
}

uint32_t
alkres_aligned_reference_length(const AlkresRead *read)
{
	uint32_t length = 0;

	ALKRES_EACH_ELEMENT (walk, read)
		length += alkres_walk_on_reference(&walk) ? walk.count : 0;
	return length;
}

/* The read's bases where it is aligned, 0 where the reference has a deleted one. */
static uint32_t
lay_out(const AlkresRead *read, const char *letters, char *out)
{
	uint32_t length = 0;

	ALKRES_EACH_ELEMENT (walk, read)
	{
		if (!alkres_walk_on_reference(&walk))
			continue;
		if (walk.covers == ALKRES_COVERS_ALIGNED)
			memcpy(out + walk.index, letters + walk.base, walk.count);
		else
			memset(out + walk.index, 0, walk.count);
		length = walk.index + walk.count;
	}
	return length;
}

const char *
alkres_md_reference(const AlkresRead *read, const char *letters, char *out)
{
	uint32_t length = lay_out(read, letters, out), at = 0;

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
			if (memchr(out + at, 0, run) != NULL)
				return "Its MD tag and its CIGAR disagree about a deletion.";
			at += (uint32_t) run;
		}
		else if (*p == '^')
		{
			for (p++; is_letter(*p); p++)
			{
				if (at == length)
					return "Its MD tag is longer than its alignment.";
				if (out[at] != 0)
					return "Its MD tag and its CIGAR disagree about a deletion.";
				out[at++] = alkres_base_known(*p);
			}
		}
		else if (is_letter(*p))
		{
			if (at == length)
				return "Its MD tag is longer than its alignment.";
			if (out[at] == 0)
				return "Its MD tag and its CIGAR disagree about a deletion.";
			out[at++] = alkres_base_known(*p++);
		}
		else
			return "Its MD tag has a bad character.";
	}
	if (at < length)
		return "Its MD tag is shorter than its alignment.";
	/* A base that is the reference's does not tell which that is. */
	for (char *p = out; (p = memchr(p, ALKRES_BASE_EQUAL, (size_t) (out + length - p))) != NULL;)
		*p = 'N';
	return NULL;
}

/* The one stretch that is aligned; false when there are more, or something between. */
static bool
find_stretch(const AlkresRead *read, uint32_t *first, uint32_t *count)
{
	*first = *count = 0;
	for (uint32_t i = 0; i < read->cigar_count; i++)
	{
		uint32_t length = ALKRES_CIGAR_LENGTH(read->cigar[i]);

		switch (ALKRES_CIGAR_OP(read->cigar[i]))
		{
			case ALKRES_CIGAR_MATCH:
				if (*count > 0)
					return false;
				*count = length;
				break;
			case ALKRES_CIGAR_SOFT_CLIP:
				if (*count == 0)
					*first += length;
				break;
			case ALKRES_CIGAR_HARD_CLIP:
				break;
			default:
				return false;
		}
	}
	return *count > 0;
}

bool
alkres_md_known(const AlkresRead *read, AlkresPages *pages, AlkresMismatch *mismatches,
				uint32_t *count)
{
	uint32_t first, length, at = 0;
	const char *p = read->md;

	*count = 0;
	if (!find_stretch(read, &first, &length))
		return false;
	while (*p != '\0')
	{
		uint32_t run = 0, base;
		char letter, known;

		for (; *p >= '0' && *p <= '9'; p++)
			if ((run = run * 10 + (uint32_t) (*p - '0')) > length)
				return false;
		if (run > length - at ||
			!alkres_pages_equal(pages, read->position + at, read->sequence, first + at, run))
			return false;
		at += run;
		if (*p == '\0')
			break;
		if (!is_letter(*p) || at == length || *count == ALKRES_MISMATCHES_MAX ||
			!alkres_pages_letter(pages, read->position + at, &known) ||
			alkres_base_known(*p++) != known)
			return false;
		base = first + at++;
		letter = alkres_read_base(read, base);
		if (letter == ALKRES_BASE_EQUAL)
			return false;
		letter = alkres_base_known(letter);
		if (letter != known)
			mismatches[(*count)++] = (AlkresMismatch){base, letter};
	}
	return at == length;
}
