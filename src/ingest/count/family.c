/* family.c: what the fragments of one molecule say together. */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"
#include "utils/memutils.h"

#include "core/base/nucleotide.h"
#include "core/molecule/consensus.h"
#include "ingest/count/answer.h"
#include "ingest/count/family.h"

/* Symbol of a deleted base among the votes, behind A, C, G, T. */
#define VOTE_DELETED 4
/* Of the reference's base where that is not known. */
#define VOTE_SAME 5

/* A vote of at least this quality makes what it names likelier. */
#define SPEAKS_MIN 2

/* Two fragments make a class, and so many a higher one. */
#define LARGE_FAMILY 4

/* What one fragment says over the block that is asked.  ALKRES_WIDE zeros stand before the first
 * code and behind the last. */
typedef struct Codes
{
	int first;
	int last;
	uint8_t room[ALKRES_WIDE + ALKRES_ROW_ROOM]; /* the codes, behind ALKRES_WIDE more */
} Codes;

static inline const uint8_t *
codes_of(const Codes *said)
{
	return said->room + ALKRES_WIDE;
}

/* What a fragment says that is not the reference. */
typedef struct Other
{
	AlkresSaying saying;
	uint8_t strand;
	uint32_t next; /* at the same offset */
} Other;

#define NO_OTHER UINT32_MAX

struct AlkresFamily
{
	int min_base_quality;
	AlkresConsensus consensus;
	double enough;     /* weight of votes for the highest bin of quality */
	double certain;    /* ... for the highest quality there is */
	int top;           /* which is that */
	uint8_t sure_code; /* the least code of which two are enough */
	AlkresRow row;
	/* Of the molecule and block under way: what its fragments say, and where they say others. */
	uint8_t special[ALKRES_ROW_ROOM]; /* 0xff where one does */
	Codes *codes;
	const Codes **said[2]; /* by both strands */
	uint32_t said_counts[2];
	Other *others;
	uint32_t other_count;
	uint32_t other_capacity;
	uint32_t first_others[ALKRES_BLOCK_SIZE]; /* where special */
	uint32_t last_others[ALKRES_BLOCK_SIZE];
	uint8_t places[ALKRES_ROW_ROOM]; /* of the reference */
	/* The same of what stands for unknown bases. */
	AlkresSpeakers fragment; /* of one */
	AlkresSpeakers best;     /* of all, as alkres_direction_look finds them */
	AlkresGuesses guesses;
	uint8_t known[ALKRES_ROW_ROOM]; /* places elsewhere */
	uint8_t pairs[ALKRES_CONSENSUS_QUALITY_MAX + 1]
				 [ALKRES_CONSENSUS_QUALITY_MAX +
				  1]; /* of two votes for the same: quality + 1; 0: not asked yet */
	MemoryContext memory;
	AlkresVote *votes[2];
	uint32_t vote_capacity;
};

AlkresFamily *
alkres_family_new(int min_base_quality)
{
	AlkresFamily *family = palloc0(sizeof(AlkresFamily));
	int sure;

	family->memory = CurrentMemoryContext;
	family->min_base_quality = min_base_quality;
	alkres_consensus_fill(&family->consensus);
	family->enough = alkres_consensus_enough(Max(ALKRES_QUALITY_BIN_3, min_base_quality));
	for (family->top = ALKRES_CONSENSUS_QUALITY_MAX; family->top > 0; family->top--)
		if (!isinf(family->certain = alkres_consensus_enough(family->top)))
			break;
	/* None where votes may speak against what they name. */
	for (sure = 0; sure < ALKRES_CONSENSUS_QUALITY_MAX && min_base_quality >= SPEAKS_MIN; sure++)
		if (2 * family->consensus.weight[sure] >= family->enough)
			break;
	family->sure_code =
		2 * family->consensus.weight[sure] >= family->enough ? (uint8_t) (sure + 1) : UINT8_MAX;
	family->other_capacity = 256;
	family->others = palloc(sizeof(Other) * family->other_capacity);
	return family;
}

/* The class of what so many fragments of one strand said; code: of one that spoke. */
static inline uint8_t
class_of(uint64_t fragments, uint8_t code)
{
	return fragments >= LARGE_FAMILY  ? ALKRES_CLASS_LARGE_SIMPLEX
		   : fragments >= 2           ? ALKRES_CLASS_SIMPLEX
		   : code & ALKRES_CODE_MATES ? ALKRES_CLASS_MATES
									  : ALKRES_CLASS_SINGLE;
}

/* Join what the strands say; symbol 0: nothing. */
static AlkresAnswer
join_strands(const AlkresAnswer *a, const AlkresAnswer *b)
{
	AlkresAnswer answer = a->symbol != 0 ? *a : *b;

	if (a->symbol == 0 || b->symbol == 0)
		return answer;
	if (a->symbol == ALKRES_SYMBOL_DISCORDANT || a->symbol != b->symbol)
		return (AlkresAnswer){.symbol = ALKRES_SYMBOL_DISCORDANT};
	answer.class_code = ALKRES_CLASS_DUPLEX;
	answer.orientation = ALKRES_ORIENTATION_UNKNOWN;
	answer.quality = (uint8_t) Min(a->quality + b->quality, ALKRES_CONSENSUS_QUALITY_MAX);
	return answer;
}

/* What all the molecule's fragments say at one offset must fit. */
static void
reserve_votes(AlkresFamily *family, uint32_t count)
{
	if (count <= family->vote_capacity)
		return;
	if (family->codes != NULL)
	{
		for (int i = 0; i < 2; i++)
		{
			pfree(family->votes[i]);
			pfree(family->said[i]);
		}
		pfree(family->codes);
	}
	family->vote_capacity = count + count / 2 + 16;
	for (int i = 0; i < 2; i++)
	{
		family->votes[i] = MemoryContextAllocHuge(family->memory, sizeof(AlkresVote) *
																	  (Size) family->vote_capacity);
		family->said[i] = MemoryContextAllocHuge(family->memory, sizeof(const Codes *) *
																	 (Size) family->vote_capacity);
	}
	family->codes =
		MemoryContextAllocHuge(family->memory, sizeof(Codes) * (Size) family->vote_capacity);
}

static int
vote_symbol(char symbol, char reference)
{
	if (symbol == ALKRES_SYMBOL_REFERENCE)
		symbol = reference == 'N' ? ALKRES_BASE_SAME : reference;
	return symbol == ALKRES_BASE_DELETED ? VOTE_DELETED
		   : symbol == ALKRES_BASE_SAME  ? VOTE_SAME
										 : alkres_base_code(symbol);
}

/* The weight of all votes for a symbol, less that of all others. */
static double
weigh(const AlkresFamily *family, const AlkresVote *votes, uint32_t count, int symbol)
{
	double sum = 0;

	for (uint32_t i = 0; i < count; i++)
	{
		double weight = family->consensus.weight[votes[i].quality];

		sum += votes[i].symbol == symbol ? weight : -fabs(weight);
	}
	return sum;
}

/* The quality of two votes for the same. */
static int
pair_quality(AlkresFamily *family, const AlkresVote votes[2])
{
	uint8_t *known = &family->pairs[votes[0].quality][votes[1].quality];
	int symbol, quality;

	if (*known == 0)
	{
		if (!alkres_consensus_call(&family->consensus, votes, 2, 4, &symbol, &quality) ||
			symbol != votes[0].symbol)
			return -1;
		*known = (uint8_t) (quality + 1);
	}
	return *known - 1;
}

/* The consensus of the votes, which need not be called where it has the highest quality. */
static bool
call(AlkresFamily *family, const AlkresVote *votes, uint32_t count, int *symbol, int *quality)
{
	*symbol = votes[0].symbol;
	*quality = votes[0].quality;
	if (count == 1)
		return true;
	if (count == 2 && votes[1].symbol == *symbol && *symbol < VOTE_DELETED &&
		(*quality = pair_quality(family, votes)) >= 0)
		return true;
	if (weigh(family, votes, count, *symbol) < family->certain)
		return alkres_consensus_call(&family->consensus, votes, count, 4, symbol, quality);
	*quality = family->top;
	return true;
}

/* A strand's answer by the votes of its fragments; code: of one of them; same: the symbol of
 * ALKRES_BASE_SAME. */
static AlkresAnswer
ask_strand(AlkresFamily *family, const AlkresMolecule *molecule, AlkresPileup *pileup, int strand,
		   uint32_t count, uint8_t code, char reference, bool guessed, int same)
{
	AlkresAnswer answer = {0};
	int symbol, quality;

	if (count == 0)
		return answer;
	answer.class_code = class_of(count, code);
	answer.orientation = (uint8_t) molecule->orientations[strand];
	/* Most errors of reads stand against several who do not share them. */
	if (count > 1 && reference != 'N' && !guessed &&
		weigh(family, family->votes[strand], count,
			  vote_symbol(ALKRES_SYMBOL_REFERENCE, reference)) >= family->enough)
	{
		answer.symbol = ALKRES_SYMBOL_REFERENCE;
		answer.quality = ALKRES_QUALITY_BIN_3; /* or higher: the place is the same */
		return answer;
	}
	if (!call(family, family->votes[strand], count, &symbol, &quality))
	{
		answer.symbol = ALKRES_SYMBOL_DISCORDANT;
		return answer;
	}
	if (quality < family->min_base_quality)
	{
		pileup->dropped[ALKRES_DROPPED_BASE_QUALITY]++;
		return answer;
	}
	answer.quality = (uint8_t) quality;
	answer.symbol = symbol == same ? ALKRES_BASE_SAME : "ACGT-"[symbol];
	if (answer.symbol == reference)
		answer.symbol = ALKRES_SYMBOL_REFERENCE;
	return answer;
}

/* A fragment's vote at an offset. */
static inline void
vote(AlkresFamily *family, int strand, uint32_t counts[2], int symbol, uint8_t code)
{
	family->votes[strand][counts[strand]++] =
		(AlkresVote){(uint8_t) symbol, (uint8_t) ((code & ~ALKRES_CODE_MATES) - 1)};
}

/* Gather the votes of all fragments at one offset; true when mates of one disagree. */
static bool
gather_votes(AlkresFamily *family, const AlkresMolecule *molecule, int offset, char reference,
			 uint32_t counts[2], uint8_t codes[2])
{
	uint32_t i = family->special[offset] ? family->first_others[offset] : NO_OTHER;
	int symbol = vote_symbol(ALKRES_SYMBOL_REFERENCE, reference);
	bool discordant = false;

	for (uint32_t j = 0; j < molecule->count; j++)
	{
		const Codes *said = &family->codes[j];
		int strand = molecule->fragments[j]->strand_b;

		if (offset < said->first || offset > said->last || codes_of(said)[offset] == 0)
			continue;
		codes[strand] = codes_of(said)[offset];
		vote(family, strand, counts, symbol, codes_of(said)[offset]);
	}
	for (; i != NO_OTHER; i = family->others[i].next)
	{
		const Other *other = &family->others[i];

		if (other->saying.symbol == ALKRES_SYMBOL_DISCORDANT)
		{
			discordant = true;
			continue;
		}
		codes[other->strand] = other->saying.code;
		vote(family, other->strand, counts, vote_symbol(other->saying.symbol, reference),
			 other->saying.code);
	}
	return discordant;
}

/* A vote for the reference's base, where that is not known, is one for a base that no letter names:
 * which stands for it, VOTE_SAME when none does. */
static int
stand_in(AlkresFamily *family, const uint32_t counts[2])
{
	bool named[VOTE_SAME + 1] = {false};
	int code = 0;

	for (int strand = 0; strand < 2; strand++)
		for (uint32_t i = 0; i < counts[strand]; i++)
			named[family->votes[strand][i].symbol] = true;
	while (code < VOTE_DELETED && named[code])
		code++;
	if (!named[VOTE_SAME] || code == VOTE_DELETED)
		return VOTE_SAME;
	for (int strand = 0; strand < 2; strand++)
		for (uint32_t i = 0; i < counts[strand]; i++)
			if (family->votes[strand][i].symbol == VOTE_SAME)
				family->votes[strand][i].symbol = (uint8_t) code;
	return code;
}

/* The exact consensus of all fragments at one offset; its place, when it is the reference, or what
 * stands for it: guessed. */
static uint8_t
ask_all(AlkresFamily *family, const AlkresMolecule *molecule, AlkresBlock *block, int offset,
		char reference, bool guessed)
{
	uint32_t counts[2] = {0, 0};
	uint8_t codes[2] = {0, 0};
	AlkresAnswer answers[2], answer;
	AlkresDirection direction = ALKRES_DIRECTION_NONE;
	bool discordant;
	int same;

	CHECK_FOR_INTERRUPTS();
	discordant = gather_votes(family, molecule, offset, reference, counts, codes);
	same = guessed || reference == 'N' ? stand_in(family, counts) : VOTE_SAME;
	for (int strand = 0; strand < 2; strand++)
		answers[strand] = ask_strand(family, molecule, alkres_block_pileup(block), strand,
									 counts[strand], codes[strand], reference, guessed, same);
	answer = join_strands(&answers[0], &answers[1]);
	if (counts[0] + counts[1] == 0 && discordant)
		answer.symbol = ALKRES_SYMBOL_DISCORDANT;
	family->guesses.codes[offset] =
		guessed && answer.symbol == ALKRES_SYMBOL_REFERENCE ? answer.quality + 1 : 0;
	if (answer.symbol == 0)
		return ALKRES_NOT_COUNTED;
	if (answer.symbol == ALKRES_SYMBOL_REFERENCE)
		return alkres_answer_place(&answer);
	for (uint32_t i = family->special[offset] ? family->first_others[offset] : NO_OTHER;
		 i != NO_OTHER; i = family->others[i].next)
	{
		const AlkresSaying *saying = &family->others[i].saying;

		if (saying->symbol == answer.symbol)
			alkres_direction_look(&direction, saying->read_said, saying->reverse, saying->tied,
								  (saying->code & ALKRES_CODE_MATES) != 0);
	}
	alkres_answer_add_other(molecule, block, offset, guessed ? 'N' : reference, &answer,
							&direction);
	return ALKRES_NOT_COUNTED;
}

/* Keep what the fragment of a row says that is not the reference. */
static void
keep_others(AlkresFamily *family, const AlkresRow *row, uint8_t strand)
{
	for (int i = 0; i < row->other_count; i++)
	{
		uint16_t offset = row->others[i].offset;
		uint32_t number = family->other_count;

		ALKRES_ONE_MORE(family->others, family->other_count, family->other_capacity);
		family->others[number] = (Other){row->others[i], strand, NO_OTHER};
		family->other_count++;
		if (family->special[offset])
			family->others[family->last_others[offset]].next = number;
		else
			family->first_others[offset] = number;
		family->last_others[offset] = number;
		family->special[offset] = UINT8_MAX;
	}
}

/* Look who says what the row of a fragment says, as alkres_direction_look does. */
static void
look_wide(AlkresFamily *family, const AlkresRow *row)
{
	const AlkresSpeakers *one = &family->fragment;
	AlkresSpeakers *best = &family->best;

	for (int at = row->first; at <= row->last; at += ALKRES_WIDE)
	{
		AlkresWide speaks = (AlkresWide) (alkres_wide_load(row->codes + at) != 0);
		AlkresWide said = alkres_wide_load(one->said + at) & speaks;
		AlkresWide reverse = alkres_wide_load(one->reverse + at);
		AlkresWide tied = alkres_wide_load(one->tied + at);
		AlkresWide best_said = alkres_wide_load(best->said + at);
		AlkresWide best_reverse = alkres_wide_load(best->reverse + at);
		AlkresWide best_tied = alkres_wide_load(best->tied + at);
		AlkresWide better = (AlkresWide) (said > best_said);
		AlkresWide equal = (AlkresWide) (said == best_said) & speaks;

		best_tied |= equal & (tied | (reverse ^ best_reverse));
		alkres_wide_store(best->tied + at, alkres_wide_choose(better, tied, best_tied));
		alkres_wide_store(best->reverse + at, alkres_wide_choose(better, reverse, best_reverse));
		alkres_wide_store(best->said + at, alkres_wide_choose(better, said, best_said));
	}
}

/* Take what the fragments say over a block, letters as for alkres_family_count; *first and *last
 * enclose it.  guessed: some stand for unknown bases. */
static void
take_fragments(AlkresFamily *family, const AlkresMolecule *molecule, AlkresBlock *block,
			   uint32_t number, const char *letters, bool guessed, int *first, int *last)
{
	AlkresRow *row = &family->row;

	memset(family->special, 0, sizeof(family->special));
	family->other_count = 0;
	family->said_counts[0] = family->said_counts[1] = 0;
	if (guessed)
		memset(&family->best, 0, sizeof(family->best));
	reserve_votes(family, molecule->count);
	*first = ALKRES_BLOCK_SIZE;
	*last = -1;
	for (uint32_t i = 0; i < molecule->count; i++)
	{
		const AlkresFragment *fragment = molecule->fragments[i];
		int strand = fragment->strand_b;
		Codes *codes = &family->codes[i];

		row->codes = codes->room + ALKRES_WIDE;
		alkres_row_fill(row, fragment, number, letters);
		codes->first = row->first;
		codes->last = row->last;
		if (row->first <= row->last)
		{
			memset(codes->room + row->first, 0, ALKRES_WIDE);
			family->said[strand][family->said_counts[strand]++] = codes;
		}
		keep_others(family, row, fragment->strand_b);
		if (guessed && row->first <= row->last)
		{
			alkres_row_speakers(row, fragment, number, &family->fragment);
			look_wide(family, row);
		}
		alkres_answer_count_dropped(block, row);
		*first = Min(*first, row->first);
		*last = Max(*last, row->last);
		if (i % 1024 == 1023)
			CHECK_FOR_INTERRUPTS();
	}
}

/* What a strand says at sixteen offsets, of the reference. */
typedef struct WideAnswer
{
	AlkresWide speaks;
	AlkresWide quality;    /* 0 where it does not speak; it may be higher where this is the most */
	AlkresWide class_cell; /* first cell of the class */
	AlkresWide several;    /* fragments speak */
	AlkresWide vague;      /* the exact call must tell */
} WideAnswer;

/* Cells of one class. */
#define CLASS_CELLS (ALKRES_ORIENTATIONS * ALKRES_QUALITY_BINS)

static inline WideAnswer
ask_wide(const AlkresFamily *family, int strand, int at)
{
	AlkresWide counts = {0}; /* how many say the reference; 254 are many */
	AlkresWide sure = {0};   /* of them those that are sure enough for the highest quality */
	AlkresWide codes = {0};  /* theirs, one upon the other: where one does, its code */
	AlkresWide several, one, mates, large, sure_code = {0};

	sure_code += family->sure_code;
	for (uint32_t i = 0; i < family->said_counts[strand]; i++)
	{
		const Codes *said = family->said[strand][i];
		AlkresWide wide;

		if (at > said->last || at + ALKRES_WIDE <= said->first)
			continue;
		wide = alkres_wide_load(codes_of(said) + at);
		codes |= wide;
		/* A comparison is -1 where it is true. */
		counts += 1 + (AlkresWide) (wide == 0);
		counts += (AlkresWide) (counts == UINT8_MAX);
		sure -= (AlkresWide) ((wide & (uint8_t) ~ALKRES_CODE_MATES) >= sure_code);
		sure += (AlkresWide) (sure == UINT8_MAX);
	}
	one = (AlkresWide) (counts == 1);
	several = (AlkresWide) (counts >= 2);
	mates = one & (AlkresWide) ((codes & ALKRES_CODE_MATES) != 0);
	large = (AlkresWide) (counts >= LARGE_FAMILY);
	return (WideAnswer){one | several,
						(one & ((codes & (uint8_t) ~ALKRES_CODE_MATES) - 1)) |
							(several & ALKRES_QUALITY_BIN_3),
						(mates & (ALKRES_CLASS_MATES * CLASS_CELLS)) |
							(several & ~large & (ALKRES_CLASS_SIMPLEX * CLASS_CELLS)) |
							(large & (ALKRES_CLASS_LARGE_SIMPLEX * CLASS_CELLS)),
						several, several & (AlkresWide) (sure < 2)};
}

/* The places, at sixteen offsets, of what both strands say together of the reference. */
static inline AlkresWide
join_wide(const AlkresMolecule *molecule, const WideAnswer *a, const WideAnswer *b)
{
	AlkresWide both = a->speaks & b->speaks, quality = a->quality + b->quality;
	AlkresWide cell = a->class_cell + b->class_cell +
					  (a->speaks & (uint8_t) (molecule->orientations[0] * ALKRES_QUALITY_BINS)) +
					  (b->speaks & (uint8_t) (molecule->orientations[1] * ALKRES_QUALITY_BINS));

	cell = alkres_wide_choose(both,
							  (AlkresWide){0} + (ALKRES_CLASS_DUPLEX * CLASS_CELLS +
												 ALKRES_ORIENTATION_UNKNOWN * ALKRES_QUALITY_BINS),
							  cell);
	cell -= (AlkresWide) (quality >= ALKRES_QUALITY_BIN_1) +
			(AlkresWide) (quality >= ALKRES_QUALITY_BIN_2) +
			(AlkresWide) (quality >= ALKRES_QUALITY_BIN_3);
	return (a->speaks | b->speaks) & ALKRES_CELL_PLACE(cell);
}

/* What the strands say at sixteen offsets of what stands for unknown bases; where several fragments
 * speak, the exact call must tell its quality. */
static AlkresWide
guess_wide(AlkresFamily *family, const char *bases, int at, const WideAnswer *a,
		   const WideAnswer *b)
{
	AlkresWide unknown = alkres_guessed_unknown(bases, at), quality = a->quality + b->quality;
	AlkresWide most = (AlkresWide) (quality > ALKRES_CONSENSUS_QUALITY_MAX);

	quality = alkres_wide_choose(most, (AlkresWide){0} + ALKRES_CONSENSUS_QUALITY_MAX, quality);
	alkres_wide_store(family->guesses.codes + at,
					  unknown & (a->speaks | b->speaks) & (quality + 1));
	return unknown & (a->several | b->several);
}

/* Sum what the molecule says at the family's places. */
static void
sum_places(AlkresFamily *family, const AlkresMolecule *molecule, AlkresBlock *block,
		   const char *bases, int first, int last)
{
	AlkresPileup *pileup = alkres_block_pileup(block);
	AlkresSpeaker speaker;

	if (bases == NULL || first > last)
	{
		alkres_molecule_sum(molecule, pileup, family->places, first, last, false);
		return;
	}
	speaker = alkres_molecule_speaker(molecule);
	for (int at = first; at <= last; at += ALKRES_WIDE)
		alkres_wide_store(family->known + at, alkres_wide_load(family->places + at) &
												  ~alkres_guessed_unknown(bases, at));
	alkres_molecule_sum(molecule, pileup, family->known, first, last, false);
	memcpy(family->guesses.reverse + first, family->best.reverse + first,
		   (size_t) (last - first + 1));
	alkres_guessed_choose(&speaker, family->places, family->best.tied, first, last,
						  family->guesses.reverse);
	alkres_guessed_add(alkres_block_guessed(block), &speaker, alkres_pileup_start(pileup),
					   &family->guesses, first, last);
}

void
alkres_family_count(AlkresFamily *family, const AlkresMolecule *molecule, AlkresBlock *block,
					uint32_t number, const char *letters, const char *bases)
{
	int first, last;

	take_fragments(family, molecule, block, number, letters, bases != NULL, &first, &last);
	for (int at = first; at <= last; at += ALKRES_WIDE)
	{
		WideAnswer a = ask_wide(family, 0, at);
		WideAnswer b = ask_wide(family, 1, at);
		AlkresWide vague = alkres_wide_load(family->special + at) | a.vague | b.vague;

		CHECK_FOR_INTERRUPTS();
		alkres_wide_store(family->places + at, join_wide(molecule, &a, &b));
		if (bases != NULL)
			vague |= guess_wide(family, bases, at, &a, &b);
		if (!alkres_wide_any(vague))
			continue;
		for (int i = at; i < at + ALKRES_WIDE && i <= last; i++)
			if (vague[i - at])
				family->places[i] =
					ask_all(family, molecule, block, i, alkres_answer_reference(letters, i),
							bases != NULL && bases[i] == 'N');
	}
	alkres_counts_add_places(alkres_block_counts(block), family->places, first, last);
	sum_places(family, molecule, block, bases, first, last);
	alkres_molecule_count_marks(molecule, block);
}
