/* background.c: summing normals and the stored form of the sums. */
#include "core/background.h"

#include <math.h>
#include <string.h>

#include "core/error_rates.h"
#include "core/memory.h"
#include "core/score.h"
#include "core/site.h"
#include "core/varint.h"

#define VERSION 1

AlkresBackground *
alkres_background_new(const AlkresContig *contig, uint32_t block)
{
	AlkresBackground *background = alkres_alloc_zero(sizeof(AlkresBackground));

	background->contig = *contig;
	background->block = block;
	for (int p = 0; p < ALKRES_PARTS; p++)
	{
		background->shape[p] = ALKRES_KAPPA;
		background->level[p] = 1;
	}
	return background;
}

int
alkres_background_kind(size_t ref_length, size_t alt_length, char alt)
{
	static const char bases[] = "ACGT";

	if (ref_length == alt_length)
	{
		const char *found = alt == '\0' ? NULL : strchr(bases, alt);

		return found == NULL ? 0 : (int) (found - bases);
	}
	return ref_length < alt_length ? ALKRES_BACKGROUND_INSERTION : ALKRES_BACKGROUND_DELETION;
}

/* What one library shows of one position: by strand of origin and part. */
typedef struct Counts
{
	uint64_t sum[ALKRES_ORIENTATIONS][ALKRES_PARTS];
} Counts;

/* One alternative of one library at one position, unless it is germline there. */
static void
add_sum(AlkresBackgroundSum (*sums)[ALKRES_PARTS], const Counts *alternates,
		const Counts *molecules, double expected[ALKRES_ORIENTATIONS][ALKRES_PARTS])
{
	uint64_t x = 0, n = 0;

	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		for (int p = 0; p < ALKRES_PARTS; p++)
		{
			x += alternates->sum[g][p];
			n += molecules->sum[g][p];
		}
	if (n == 0 || (double) x > ALKRES_BACKGROUND_GERMLINE * (double) n)
		return;
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		for (int p = 0; p < ALKRES_PARTS; p++)
		{
			sums[g][p].alternates += alternates->sum[g][p];
			sums[g][p].expected += (uint64_t) (expected[g][p] / ALKRES_BACKGROUND_UNIT + 0.5);
		}
}

static void
add_position(AlkresBackgroundSum (*sums)[ALKRES_ORIENTATIONS][ALKRES_PARTS],
			 const AlkresPileup *pileup, int offset, const Counts *alternates)
{
	static const char bases[] = "ACGT";
	char ref = alkres_pileup_base(pileup, offset);
	Counts molecules = {{{0}}};
	Counts spanning = {{{0}}};

	for (int cell = 0; cell < ALKRES_CELLS; cell++)
		molecules.sum[ALKRES_CELL_ORIENTATION(cell)][alkres_part(cell)] +=
			pileup->cells[offset][cell];
	for (int kind = 0; kind < 4; kind++)
	{
		double expected[ALKRES_ORIENTATIONS][ALKRES_PARTS] = {{0}};

		if (bases[kind] == ref)
			continue;
		for (int cell = 0; cell < ALKRES_CELLS; cell++)
			if (pileup->cells[offset][cell] > 0)
				expected[ALKRES_CELL_ORIENTATION(cell)][alkres_part(cell)] +=
					pileup->cells[offset][cell] *
					alkres_substitution_rate(cell, alkres_pileup_base(pileup, offset - 1), ref,
											 bases[kind], alkres_pileup_base(pileup, offset + 1));
		add_sum(sums[kind], &alternates[kind], &molecules, expected);
	}
	/* Indels have no quality: one part. */
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
		spanning.sum[g][ALKRES_WELL_READ] = pileup->spanning[offset][g];
	for (int kind = ALKRES_BACKGROUND_INSERTION; kind <= ALKRES_BACKGROUND_DELETION; kind++)
	{
		double rate = alkres_site_indel_rate(pileup, offset, 1);
		double expected[ALKRES_ORIENTATIONS][ALKRES_PARTS] = {{0}};

		for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
			expected[g][ALKRES_WELL_READ] = rate * pileup->spanning[offset][g];
		add_sum(sums[kind], &alternates[kind], &spanning, expected);
	}
}

bool
alkres_background_add(AlkresBackground *background, const AlkresPileup *pileup, AlkresError *error)
{
	if (!alkres_contig_equal(&background->contig, &pileup->contig) ||
		background->block != pileup->block)
	{
		alkres_fail(error, ALKRES_BAD_PARAMETER,
					"cannot add pileups of different blocks to one background");
		return alkres_detail(
			error, "The background is of %s:%s block %u, the pileup of %s:%s block %u.",
			background->contig.assembly_name, background->contig.contig_name, background->block,
			pileup->contig.assembly_name, pileup->contig.contig_name, pileup->block);
	}
	if (pileup->flags & ALKRES_PILEUP_READS)
	{
		alkres_fail(error, ALKRES_BAD_PARAMETER,
					"a background needs molecules, the pileup counts reads");
		return alkres_hint(error, "Read the file again with unit 'molecule'.");
	}

	Counts(*alternates)[ALKRES_BACKGROUND_KINDS] =
		alkres_alloc_zero(sizeof(Counts) * ALKRES_BLOCK_SIZE * ALKRES_BACKGROUND_KINDS);

	for (uint32_t i = 0; i < pileup->allele_count; i++)
	{
		const AlkresAllele *allele = &pileup->alleles[i];
		int kind = alkres_background_kind(strlen(allele->ref), strlen(allele->alt), allele->alt[0]);

		for (int cell = 0; cell < ALKRES_CELLS; cell++)
		{
			int part = kind < ALKRES_BACKGROUND_INSERTION ? alkres_part(cell) : ALKRES_WELL_READ;

			alternates[allele->offset][kind].sum[ALKRES_CELL_ORIENTATION(cell)][part] +=
				allele->cells[cell];
		}
	}

	AlkresBackground *library = alkres_background_new(&pileup->contig, pileup->block);

	library->libraries = 1;
	for (int offset = 0; offset < ALKRES_BLOCK_SIZE; offset++)
		if (alkres_pileup_base(pileup, offset) != 'N')
			add_position(library->sums[offset], pileup, offset, alternates[offset]);
	alkres_free(alternates);

	bool added = alkres_background_merge(background, library, error);

	alkres_free(library);
	return added;
}

static bool
same_block(const AlkresBackground *background, const AlkresBackground *other, AlkresError *error)
{
	if (alkres_contig_equal(&background->contig, &other->contig) &&
		background->block == other->block)
		return true;
	alkres_fail(error, ALKRES_BAD_PARAMETER, "backgrounds are of different blocks");
	return alkres_detail(error, "One is of %s:%s block %u, the other of %s:%s block %u.",
						 background->contig.assembly_name, background->contig.contig_name,
						 background->block, other->contig.assembly_name, other->contig.contig_name,
						 other->block);
}

bool
alkres_background_merge(AlkresBackground *background, const AlkresBackground *other,
						AlkresError *error)
{
	AlkresBackgroundSum *to = &background->sums[0][0][0][0];
	const AlkresBackgroundSum *from = &other->sums[0][0][0][0];
	size_t count = sizeof(background->sums) / sizeof(AlkresBackgroundSum);

	if (!same_block(background, other, error))
		return false;
	for (size_t i = 0; i < count; i++)
		if (__builtin_add_overflow(to[i].alternates, from[i].alternates, &to[i].alternates) ||
			__builtin_add_overflow(to[i].expected, from[i].expected, &to[i].expected) ||
			to[i].expected == UINT64_MAX) /* the stored form adds one */
			return alkres_fail(error, ALKRES_OUT_OF_RANGE, "background out of range");
	if (__builtin_add_overflow(background->libraries, other->libraries, &background->libraries))
		return alkres_fail(error, ALKRES_OUT_OF_RANGE, "background out of range");
	return true;
}

bool
alkres_background_subtract(AlkresBackground *background, const AlkresBackground *other,
						   AlkresError *error)
{
	AlkresBackgroundSum *to = &background->sums[0][0][0][0];
	const AlkresBackgroundSum *from = &other->sums[0][0][0][0];
	size_t count = sizeof(background->sums) / sizeof(AlkresBackgroundSum);
	bool among = same_block(background, other, error);

	if (!among)
		return false;
	for (size_t i = 0; i < count; i++)
		if (__builtin_sub_overflow(to[i].alternates, from[i].alternates, &to[i].alternates) ||
			__builtin_sub_overflow(to[i].expected, from[i].expected, &to[i].expected))
			among = false;
	if (!among ||
		__builtin_sub_overflow(background->libraries, other->libraries, &background->libraries))
		return alkres_fail(error, ALKRES_BAD_PARAMETER,
						   "cannot take normals out of a background that does not hold them");
	return true;
}

/* Sums without alternates need their expected molecules alone: counted by size, eight steps an
 * octave. */
#define FIT_STEPS 8
#define FIT_BINS (64 * FIT_STEPS + 1)
/* ln Gamma(shape + x) - ln Gamma(shape) comes from a table up to so many alternates. */
#define FIT_TABLE 64

typedef struct FitBin
{
	double count;
	double expected; /* sum */
} FitBin;

static void
fit_part(AlkresBackground *background, int part)
{
	static const double shapes[] = {0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10};
	static const double levels[] = {0.1, 0.3, 1, 3, 10, 30, 100};
	const AlkresBackgroundSum *sums = &background->sums[0][0][0][0];
	size_t count = sizeof(background->sums) / sizeof(AlkresBackgroundSum);
	FitBin *empty = alkres_alloc_zero(sizeof(FitBin) * FIT_BINS);
	double *seen = alkres_alloc(sizeof(double) * 2 * count); /* alternates and expected in turn */
	size_t seen_count = 0;
	double best = -HUGE_VAL;

	for (size_t k = (size_t) part; k < count; k += ALKRES_PARTS)
	{
		double m = (double) sums[k].expected * ALKRES_BACKGROUND_UNIT;

		if (sums[k].expected == 0)
			continue;
		if (sums[k].alternates > 0)
		{
			seen[2 * seen_count] = (double) sums[k].alternates;
			seen[2 * seen_count++ + 1] = m;
		}
		else
		{
			FitBin *bin = &empty[(int) (FIT_STEPS * log2((double) sums[k].expected))];

			bin->count++;
			bin->expected += m;
		}
	}
	/* Bins in use, as count and mean. */
	int bins = 0;

	for (int k = 0; k < FIT_BINS; k++)
		if (empty[k].count > 0)
		{
			empty[bins].expected = empty[k].expected / empty[k].count;
			empty[bins++].count = empty[k].count;
		}
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
	{
		double shape = shapes[i];
		double log_gamma = lgamma(shape);
		double table[FIT_TABLE] = {0};
		double gammas = 0;

		for (int x = 1; x < FIT_TABLE; x++)
			table[x] = table[x - 1] + log(shape + x - 1);
		for (size_t k = 0; k < seen_count; k++)
			gammas += seen[2 * k] < FIT_TABLE ? table[(int) seen[2 * k]]
											  : lgamma(shape + seen[2 * k]) - log_gamma;
		for (size_t j = 0; j < sizeof(levels) / sizeof(levels[0]); j++)
		{
			double rate = shape / levels[j];
			double from_shape = log(shape / ALKRES_KAPPA) / 1.5, from_level = log(levels[j]);
			double sum = gammas - (from_shape * from_shape + from_level * from_level) / 2;

			for (int k = 0; k < bins; k++)
				sum -= empty[k].count * shape * log1p(empty[k].expected / rate);
			for (size_t k = 0; k < seen_count; k++)
				sum += shape * log(rate) - (shape + seen[2 * k]) * log(rate + seen[2 * k + 1]);
			if (sum > best)
			{
				best = sum;
				background->shape[part] = shape;
				background->level[part] = levels[j];
			}
		}
	}
	alkres_free(empty);
	alkres_free(seen);
}

void
alkres_background_fit(AlkresBackground *background)
{
	for (int part = 0; part < ALKRES_PARTS; part++)
		fit_part(background, part);
}

/*
 * Stored form: version, contig head, block and libraries as varints; then the sums in order of
 * position, kind and strand of origin: a zero byte and the varint of how many empty sums follow on
 * the first (count - 1), or the varint of expected + 1 and that of the alternates.
 */
uint8_t *
alkres_background_encode(const AlkresBackground *background, size_t *length)
{
	const AlkresBackgroundSum *sums = &background->sums[0][0][0][0];
	size_t count = sizeof(background->sums) / sizeof(AlkresBackgroundSum);
	uint8_t *bytes = alkres_alloc(1 + 2 * (1 + ALKRES_NAME_SIZE) + 2 * 10 + count * 20);
	uint8_t *out = bytes;

	*out++ = VERSION;
	out += alkres_contig_encode(&background->contig, out);
	out = alkres_varint_put(out, background->block);
	out = alkres_varint_put(out, background->libraries);
	for (size_t i = 0; i < count;)
	{
		size_t empty = 0;

		while (i + empty < count && sums[i + empty].expected == 0 &&
			   sums[i + empty].alternates == 0)
			empty++;
		if (empty > 0)
		{
			*out++ = 0;
			out = alkres_varint_put(out, empty - 1);
			i += empty;
		}
		else
		{
			out = alkres_varint_put(out, sums[i].expected + 1);
			out = alkres_varint_put(out, sums[i].alternates);
			i++;
		}
	}
	*length = (size_t) (out - bytes);
	return bytes;
}

/* False at the end of the bytes, above the limit, or for a malformed varint. */
static bool
get_varint(const uint8_t **in, const uint8_t *end, uint64_t limit, uint64_t *value)
{
	return alkres_varint_get(in, end, value) == 1 && *value <= limit;
}

AlkresBackground *
alkres_background_decode(const uint8_t *bytes, size_t length, AlkresError *error)
{
	const uint8_t *in = bytes;
	const uint8_t *end = bytes + length;
	AlkresContig contig;
	uint64_t block, libraries, value;
	size_t read;
	AlkresBackground *background = NULL;

	if (length < 1 || *in++ != VERSION)
	{
		alkres_fail(error, ALKRES_BAD_BINARY, "invalid background: unknown version");
		return NULL;
	}
	read = alkres_contig_decode(&contig, in, (size_t) (end - in));
	if (read == 0)
		goto broken;
	in += read;
	if (!get_varint(&in, end, (ALKRES_POSITION_MAX - 1) / ALKRES_BLOCK_SIZE, &block) ||
		!get_varint(&in, end, UINT32_MAX, &libraries))
		goto broken;
	background = alkres_background_new(&contig, (uint32_t) block);
	background->libraries = (uint32_t) libraries;

	AlkresBackgroundSum *sums = &background->sums[0][0][0][0];
	size_t count = sizeof(background->sums) / sizeof(AlkresBackgroundSum);
	bool after_empty = false;

	for (size_t i = 0; i < count;)
	{
		if (!get_varint(&in, end, UINT64_MAX, &value))
			goto broken;
		if (value == 0)
		{
			/* Two runs of empty sums in a row are one. */
			if (after_empty || !get_varint(&in, end, count - i - 1, &value))
				goto broken;
			i += value + 1;
			after_empty = true;
			continue;
		}
		sums[i].expected = value - 1;
		if (!get_varint(&in, end, UINT64_MAX, &sums[i].alternates) ||
			(sums[i].expected == 0 && sums[i].alternates == 0))
			goto broken;
		i++;
		after_empty = false;
	}
	if (in == end)
		return background;

broken:
	alkres_free(background);
	alkres_fail(error, ALKRES_BAD_BINARY, "invalid background: malformed contents");
	return NULL;
}
