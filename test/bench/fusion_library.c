/*
 * fusion_library.c: reads over ALK's intron 19 as SAM text, with or without a fusion: what
 * test/bench/fusions and test/bench/large_indels read.
 *
 *   fusion_library wild SEED MOLECULES        molecules without a fusion, so many over each place
 *   fusion_library fusion SEED NAME CROSSING  Poisson(CROSSING) molecules over a junction; its
 *                                             truth on standard error
 *   fusion_library large SEED KIND LENGTH MOLECULES
 *                                             a deletion, duplication, insertion or inversion
 *                                             there, Poisson(MOLECULES) over each place of it; its
 *                                             truth on standard error, as both sequences
 *   fusion_library artefacts SEED             what runs show that is none: see artefacts()
 *   fusion_library sequence                   the partners' reference: region, bases
 *
 * Every base of the reference is invented, a number made of contig and position; in each window of
 * 2,500 bases lies a copy of one repeat of 300 bases, on either strand, in which a base in six to
 * ten differs.  A read lies where its longer piece does, as far on as it agrees by an aligner's
 * scores; a piece in a repeat gets MAPQ 0 and any place half of the time.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../sim/random.h"

#define READ 100
#define FRAGMENT_MAX 400
#define REPEAT 300
#define WINDOW 2500
#define INTRON_FIRST 29223529
#define INTRON_LAST 29225460

static Rng rng;

typedef struct
{
	int contig; /* 0: of no place */
	int position;
	int strand;
	char base;
} Base;

static uint64_t
mix(uint64_t x)
{
	x ^= x >> 31;
	x *= UINT64_C(0x7fb5d329728ea185);
	x ^= x >> 27;
	x *= UINT64_C(0x81dadef4bc2dd44d);
	return x ^ x >> 33;
}

static char
complement(char base)
{
	return base == 'A' ? 'T' : base == 'C' ? 'G' : base == 'G' ? 'C' : 'A';
}

/* Where in the repeat's copy a place lies, -1 for elsewhere. */
static int
in_repeat(int contig, int position, int *reverse)
{
	uint64_t window = mix((uint64_t) contig << 40 ^ (uint64_t) (position / WINDOW) ^ 0x5eed);
	int at = position % WINDOW - (int) (window % (WINDOW - REPEAT));

	*reverse = window >> 60 & 1;
	return at >= 0 && at < REPEAT ? at : -1;
}

static char
reference(int contig, int position)
{
	uint64_t own = mix((uint64_t) contig << 40 ^ (uint64_t) position);
	int reverse, at = in_repeat(contig, position, &reverse);
	uint64_t window = mix((uint64_t) contig << 40 ^ (uint64_t) (position / WINDOW));
	char base;

	/* Of those that differ a quarter have the same base. */
	if (at < 0 || (own >> 24) % 100 < 13 + window % 9)
		return "ACGT"[own & 3];
	base = "ACGT"[mix((uint64_t) (reverse ? REPEAT - 1 - at : at) ^ 0xa1) & 3];
	return reverse ? complement(base) : base;
}

static int
piece(Base *out, int contig, int from, int strand, int length)
{
	for (int i = 0; i < length; i++)
	{
		int position = from + strand * i;
		char base = reference(contig, position);

		out[i] = (Base){contig, position, strand, strand > 0 ? base : complement(base)};
	}
	return length;
}

typedef struct
{
	int contig, position, reverse, mapq, is_mapped;
	char sequence[READ + 1], cigar[64], md[256];
} Read;

/* Scores of bwa mem: 1 for a match, -4 for a mismatch, 5 for an end that is clipped. */
static int
extend(const Base *read, int n, int at, int step)
{
	int best = 0, best_length = 0, score = 0, length = 0;

	for (int i = at + step; i >= 0 && i < n; i += step)
	{
		const Base *last = &read[at];
		char base = reference(last->contig, last->position + (i - at) * last->strand);

		score += read[i].base == (last->strand > 0 ? base : complement(base)) ? 1 : -4;
		length++;
		if (score > best)
		{
			best = score;
			best_length = length;
		}
	}
	return score >= best - 5 ? length : best_length;
}

static void
put_md(Read *read, int contig, int position, const char *bases, int length)
{
	int run = 0, used = 0;

	for (int i = 0; i < length; i++)
	{
		char base = reference(contig, position + i);

		if (base == bases[i])
			run++;
		else
		{
			used += snprintf(read->md + used, sizeof(read->md) - (size_t) used, "%d%c", run, base);
			run = 0;
		}
	}
	snprintf(read->md + used, sizeof(read->md) - (size_t) used, "%d", run);
}

static void
align(Read *read, const Base *bases, int n)
{
	int best = 0, best_length = 0, from = 0, first, last, clips[2], reverse, at;
	char text[READ + 1];

	memset(read, 0, sizeof(*read));
	for (int i = 0; i < n; i++)
	{
		const Base *b = &bases[i], *before = i > 0 ? b - 1 : NULL;

		if (before == NULL || b->contig != before->contig || b->strand != before->strand ||
			b->position != before->position + b->strand)
			from = i;
		if (b->contig != 0 && i - from + 1 > best_length)
		{
			best = from;
			best_length = i - from + 1;
		}
	}
	if (best_length < 30)
		return;
	first = best - extend(bases, n, best, -1);
	last = best + best_length - 1 + extend(bases, n, best + best_length - 1, 1);
	read->is_mapped = 1;
	read->contig = bases[best].contig;
	read->reverse = bases[best].strand < 0;
	read->position = bases[best].position + (read->reverse ? -(last - best) : first - best);
	for (int i = 0; i < n; i++)
		text[i] = read->reverse ? complement(bases[n - 1 - i].base) : bases[i].base;
	text[n] = '\0';
	for (int i = 0; i < n; i++)
		if (rng_chance(&rng, 0.001))
			text[i] = "ACGT"[rng_below(&rng, 4)];
	strcpy(read->sequence, text);
	clips[0] = read->reverse ? n - 1 - last : first;
	clips[1] = read->reverse ? first : n - 1 - last;
	at = 0;
	if (clips[0] > 0)
		at += snprintf(read->cigar + at, sizeof(read->cigar) - (size_t) at, "%dS", clips[0]);
	at += snprintf(read->cigar + at, sizeof(read->cigar) - (size_t) at, "%dM", last - first + 1);
	if (clips[1] > 0)
		snprintf(read->cigar + at, sizeof(read->cigar) - (size_t) at, "%dS", clips[1]);
	put_md(read, read->contig, read->position, text + clips[0], last - first + 1);
	read->mapq = 60;
	if (in_repeat(read->contig, read->position + (last - first) / 2, &reverse) >= 0)
	{
		read->mapq = (int) rng_below(&rng, 20) + 1;
		if (read->contig != 2 || read->position > 30000000)
			if (rng_chance(&rng, 0.5))
			{
				/* Another copy: its bases differ, and nobody counts it. */
				read->mapq = 0;
				read->contig = 1 + (int) rng_below(&rng, 16);
				read->position = 1000 + (int) rng_below(&rng, 80000000);
				sprintf(read->md, "%d", last - first + 1);
			}
	}
}

static void
put_molecule(const Base *bases, int n)
{
	static long number;
	Base back[READ];
	Read reads[2];
	int length = n < READ ? n : READ, swap = (int) rng_below(&rng, 2);

	for (int i = 0; i < length; i++)
	{
		back[i] = bases[n - 1 - i];
		back[i].strand = -back[i].strand;
		back[i].base = complement(back[i].base);
	}
	align(&reads[0], bases, length);
	align(&reads[1], back, length);
	number++;
	for (int i = 0; i < 2; i++)
	{
		const Read *read = &reads[i], *mate = &reads[1 - i];
		int flag = 1 + ((i == 0) != swap ? 64 : 128) + (read->reverse ? 16 : 0) +
				   (mate->is_mapped ? (mate->reverse ? 32 : 0) : 8);

		if (!read->is_mapped)
			continue;
		printf("m%ld\t%d\tchr%d\t%d\t%d\t%s\t", number, flag, read->contig, read->position,
			   read->mapq, read->cigar);
		if (mate->is_mapped)
			printf("chr%d\t%d\t0\t%s\t", mate->contig, mate->position, read->sequence);
		else
			printf("chr%d\t%d\t0\t%s\t", read->contig, read->position, read->sequence);
		for (int b = 0; b < length; b++)
			putchar('F');
		printf("\tMD:Z:%s\n", read->md);
	}
}

static int
fragment_length(void)
{
	double length =
		rng_chance(&rng, 0.06) ? 320 + 20 * rng_normal(&rng) : 167 + 15 * rng_normal(&rng);

	return length < 80 ? 80 : length > FRAGMENT_MAX ? FRAGMENT_MAX : (int) length;
}

static int
poisson(double mean)
{
	int count = 0;

	for (double left = mean - rng_exponential(&rng); left > 0; left -= rng_exponential(&rng))
		count++;
	return count;
}

static void
wild(int molecules)
{
	Base bases[FRAGMENT_MAX];
	int first = INTRON_FIRST - 500, last = INTRON_LAST + 500;
	int count = (int) ((double) molecules * (last - first) / 176);

	for (int i = 0; i < count; i++)
	{
		int length = fragment_length();

		piece(bases, 2, rng_between(&rng, first, last) - length / 2, 1, length);
		put_molecule(bases, length);
	}
}

/* A junction: ALK's bases up to a position, then those of the partner from one on. */
typedef struct
{
	const char *name;
	int contig, first, last; /* the intron, GRCh38; of KLC1 any stretch */
	int strand;              /* of the partner's bases as they follow ALK's */
} Fusion;

static const Fusion fusions[] = {
	{"EML4-ALK v1", 2, 42295517, 42301240, -1},    {"EML4-ALK v2", 2, 42325555, 42326153, -1},
	{"EML4-ALK v3a", 2, 42264732, 42264900, -1},   {"EML4-ALK v3a/b", 2, 42264952, 42280849, -1},
	{"EML4-ALK v5a/b", 2, 42245688, 42256500, -1}, {"KIF5B-ALK", 10, 32015660, 32017142, 1},
	{"TFG-ALK", 3, 100732673, 100736575, -1},      {"KLC1-ALK", 14, 103600000, 103602000, -1},
};

static void
fusion(const char *name, double crossing)
{
	const Fusion *f = NULL;
	Base bases[2 * FRAGMENT_MAX];
	char inserted[16] = "";
	int here, there, count;

	for (size_t i = 0; i < sizeof(fusions) / sizeof(fusions[0]); i++)
		if (strcmp(fusions[i].name, name) == 0)
			f = &fusions[i];
	if (f == NULL)
		exit(2);
	here = rng_between(&rng, INTRON_FIRST + 1, INTRON_LAST - 1);
	there = rng_between(&rng, f->first + 1, f->last - 1);
	if (rng_chance(&rng, 0.05))
		for (int i = 0, n = rng_between(&rng, 1, 12); i < n; i++)
			inserted[i] = "ACGT"[rng_below(&rng, 4)];
	count = poisson(crossing);
	for (int i = 0; i < count; i++)
	{
		int length = fragment_length(), before = rng_between(&rng, 1, length - 1), n;

		n = piece(bases, 2, here - before + 1, 1, before);
		for (const char *c = inserted; *c != '\0'; c++)
			bases[n++] = (Base){0, 0, 1, *c};
		if (n < length)
			n += piece(bases + n, f->contig, there, f->strand, length - n);
		put_molecule(bases, length);
	}
	fprintf(stderr, "%s\t%d\t%d\t%s\t%d\n", name, here, there, inserted, count);
}

#define FLANK 650
#define HAPLOTYPE_MAX (2 * FLANK + 1100)

/* The bases of the changed region, with those before and behind it; how many. */
static int
changed(Base *bases, const char *kind, int length, int here)
{
	int n = piece(bases, 2, here - FLANK + 1, 1, FLANK), next = here + 1;

	if (strcmp(kind, "deletion") == 0)
		next += length;
	else if (strcmp(kind, "duplication") == 0)
		next -= length;
	else if (strcmp(kind, "inversion") == 0)
	{
		n += piece(bases + n, 2, here + length, -1, length);
		next += length;
	}
	else
		for (int i = 0; i < length; i++)
			bases[n++] = (Base){0, 0, 1, "ACGT"[rng_below(&rng, 4)]};
	return n + piece(bases + n, 2, next, 1, here + FLANK + length - next + 1);
}

static void
large(const char *kind, int length, double molecules)
{
	static Base bases[HAPLOTYPE_MAX];
	int here = rng_between(&rng, INTRON_FIRST + 600, INTRON_LAST - 600);
	int n = changed(bases, kind, length, here), count;

	/* As many start at each place as of molecules that have no change. */
	count = poisson(molecules * (n - FRAGMENT_MAX) / 176);
	for (int i = 0; i < count; i++)
		put_molecule(bases + rng_below(&rng, (uint32_t) (n - FRAGMENT_MAX)), fragment_length());
	fprintf(stderr, "%s\t%d\t%d\t", kind, length, here - FLANK + 1);
	for (int position = here - FLANK + 1; position <= here + FLANK + length; position++)
		fputc(reference(2, position), stderr);
	fputc('\t', stderr);
	for (int i = 0; i < n; i++)
		fputc(bases[i].base, stderr);
	fputc('\n', stderr);
}

/*
 * What runs show that is no fusion: ends of alignments before runs of G and C, and before ALK's own
 * bases turned back, at the same places in every library and of many molecules; molecules of which
 * one half is from anywhere, a third of that in repeats; mates of any place that lie in one.
 */
static void
artefacts(void)
{
	Base bases[2 * FRAGMENT_MAX];
	static const int places[] = {29223802, 29224107, 29224530, 29225201};

	for (int p = 0; p < 4; p++)
		for (int i = 0, count = 10 + poisson(40); i < count; i++)
		{
			int length = fragment_length(), before = rng_between(&rng, 1, length - 1),
				n = piece(bases, 2, places[p] - before + 1, 1, before);

			if (p % 2 == 0)
				for (; n < length; n++)
					bases[n] = (Base){0, 0, 1, "GGGGGGGC"[rng_below(&rng, 8)]};
			else
				n += piece(bases + n, 2, places[p] - 20, -1, length - n);
			put_molecule(bases, length);
		}
	for (int i = 0, count = poisson(40); i < count; i++)
	{
		int length = fragment_length(), before = rng_between(&rng, 30, length - 30);
		int contig = 1 + (int) rng_below(&rng, 16), there = 1000 + (int) rng_below(&rng, 80000000),
			reverse, n;

		/* Nobody's partner. */
		if (contig == 2)
			contig = 17;
		while (i % 3 == 0 && in_repeat(contig, there, &reverse) < 0)
			there++;
		n = piece(bases, 2, rng_between(&rng, INTRON_FIRST - 300, INTRON_LAST), 1, before);
		n += piece(bases + n, contig, there, rng_below(&rng, 2) ? 1 : -1, length - before);
		put_molecule(bases, n);
	}
	for (int i = 0, count = poisson(60); i < count; i++)
	{
		int n = piece(bases, 2, rng_between(&rng, INTRON_FIRST - 300, INTRON_LAST),
					  rng_below(&rng, 2) ? 1 : -1, 160);

		n += piece(bases + n, 2, 32916300 + (int) rng_below(&rng, 200), rng_below(&rng, 2) ? 1 : -1,
				   160);
		put_molecule(bases, n);
	}
}

static void
sequence(void)
{
	static const struct
	{
		int contig, first, last;
	} genes[] = {{2, 42169353, 42332548},    {10, 32009010, 32056431},  {3, 100709425, 100748966},
				 {14, 103629177, 103714249}, {7, 75533300, 75738947},   {2, 36843640, 36966472},
				 {2, 74361154, 74380355},    {5, 179820759, 179838078}, {5, 171387648, 171411137},
				 {1, 154167465, 154192211},  {17, 59619858, 59696310}};

	for (size_t i = 0; i < sizeof(genes) / sizeof(genes[0]); i++)
	{
		printf("GRCh38:chr%d:%d-%d\t", genes[i].contig, genes[i].first, genes[i].last);
		for (int position = genes[i].first; position <= genes[i].last; position++)
			putchar(reference(genes[i].contig, position));
		putchar('\n');
	}
}

int
main(int argc, char **argv)
{
	static const int lengths[] = {248956422, 242193529, 198295559, 190214555, 181538259, 170805979,
								  159345973, 145138636, 138394717, 133797422, 135086622, 133275309,
								  114364328, 107043718, 101991189, 90338345,  83257441};

	if (argc > 1 && strcmp(argv[1], "sequence") == 0)
	{
		sequence();
		return 0;
	}
	if (argc < 3)
		return 2;
	rng_seed(&rng, strtoull(argv[2], NULL, 10), (uint64_t) argv[1][0]);
	for (int i = 0; i < 17; i++)
		printf("@SQ\tSN:chr%d\tLN:%d\n", i + 1, lengths[i]);
	if (strcmp(argv[1], "wild") == 0 && argc == 4)
		wild(atoi(argv[3]));
	else if (strcmp(argv[1], "fusion") == 0 && argc == 5)
		fusion(argv[3], atof(argv[4]));
	else if (strcmp(argv[1], "large") == 0 && argc == 6)
		large(argv[3], atoi(argv[4]), atof(argv[5]));
	else if (strcmp(argv[1], "artefacts") == 0)
		artefacts();
	else
		return 2;
	return 0;
}
