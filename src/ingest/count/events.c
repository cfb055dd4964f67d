/* events.c: the indels of a molecule (doc/molecules.md, sections 4 and 5). */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "core/molecule/consensus.h"
#include "ingest/count/events.h"
#include "ingest/count/row.h"
#include "ingest/count/spans.h"

typedef enum EventState
{
	EVENT_SAID,
	EVENT_NOTHING, /* it is poor, or its fragment does not span it */
	EVENT_DISCORDANT,
} EventState;

/* An indel as one fragment shows it. */
typedef struct Event
{
	uint32_t fragment; /* index in the molecule */
	uint32_t order;    /* among all of the molecule */
	uint32_t anchor;
	const char *ref;
	const char *alt;
	EventState state;
	uint8_t quality;
	uint8_t read_quality; /* of the better read */
	bool mates;
	bool reverse;
	bool tied; /* the mates show it equally well, in opposite directions */
} Event;

/* What a strand says at an anchor. */
typedef struct Answer
{
	bool speaks;
	bool discordant;
	int symbol; /* 0: no event, otherwise index of an event + 1 */
	int quality;
	int class_code;
	int orientation;
} Answer;

struct AlkresEvents
{
	AlkresBlocks *blocks;
	int min_base_quality;
	MemoryContext texts; /* of one molecule */
	AlkresSpans *spans;
	AlkresView views[2]; /* of the mates */
	Event *events;
	uint32_t count;
	uint32_t capacity;
	AlkresConsensus consensus;
	AlkresVote *votes[2];
	uint32_t vote_capacity;
};

AlkresEvents *
alkres_events_new(AlkresBlocks *blocks, int min_base_quality)
{
	AlkresEvents *events = palloc0(sizeof(AlkresEvents));

	events->blocks = blocks;
	events->spans = alkres_spans_new(blocks);
	events->min_base_quality = min_base_quality;
	alkres_consensus_fill(&events->consensus);
	events->texts =
		AllocSetContextCreate(CurrentMemoryContext, "alkres molecule", ALLOCSET_DEFAULT_SIZES);
	for (int i = 0; i < 2; i++)
		alkres_view_init(&events->views[i]);
	events->capacity = events->vote_capacity = 64;
	events->events = palloc(sizeof(Event) * events->capacity);
	for (int i = 0; i < 2; i++)
		events->votes[i] = palloc(sizeof(AlkresVote) * events->vote_capacity);
	return events;
}

static const AlkresIndel *
same_indel(const AlkresView *view, const AlkresIndel *indel)
{
	for (uint32_t i = 0; i < view->indel_count; i++)
		if (view->indels[i].anchor == indel->anchor &&
			strcmp(view->indels[i].ref, indel->ref) == 0 &&
			strcmp(view->indels[i].alt, indel->alt) == 0)
			return &view->indels[i];
	return NULL;
}

static void
add_event(AlkresEvents *events, const Event *event)
{
	if (events->count == events->capacity)
	{
		events->capacity *= 2;
		events->events = repalloc_huge(events->events, sizeof(Event) * (Size) events->capacity);
	}
	events->events[events->count] = *event;
	events->events[events->count].order = events->count;
	events->count++;
}

static void
count_dropped(AlkresEvents *events, uint32_t anchor, int reason)
{
	AlkresBlock *block = alkres_blocks_at(events->blocks, anchor);

	if (block != NULL)
		alkres_block_pileup(block)->dropped[reason]++;
}

/* An indel of one read; mate: what the other one shows; again: the mate's turn. */
static void
take_indel(AlkresEvents *events, const AlkresFragment *fragment, uint32_t number,
		   const AlkresIndel *indel, const AlkresAligned *own, const AlkresAligned *mate,
		   const AlkresView *mate_view, bool again)
{
	const AlkresIndel *other = mate != NULL ? same_indel(mate_view, indel) : NULL, *best = indel;
	Event event = {.fragment = number,
				   .anchor = indel->anchor,
				   .ref = indel->ref,
				   .alt = indel->alt,
				   .state = EVENT_NOTHING,
				   .quality = indel->quality};

	CHECK_FOR_INTERRUPTS();
	if (again && other != NULL && !other->poor)
		return;
	if (indel->poor)
		count_dropped(events, indel->anchor, ALKRES_DROPPED_BASE_QUALITY);
	else if (!alkres_fragment_spans(fragment, indel->anchor))
		count_dropped(events, indel->anchor, ALKRES_DROPPED_INDEL_EDGE);
	else if (other == NULL && mate != NULL && alkres_aligned_spans_at(mate, indel->anchor))
	{
		event.state = EVENT_DISCORDANT;
		count_dropped(events, indel->anchor, ALKRES_DROPPED_DISCORDANT);
	}
	else
	{
		event.state = EVENT_SAID;
		if (other != NULL && !other->poor)
		{
			event.mates = true;
			best = other->quality > indel->quality ? other : indel;
			event.quality =
				Max(best->quality, Min(indel->quality + other->quality, ALKRES_MATES_QUALITY_MAX));
		}
		event.read_quality = best->quality;
		event.reverse = best->reverse;
		event.tied =
			event.mates && other->quality == indel->quality && other->reverse != indel->reverse;
	}
	add_event(events, &event);
}

/* The events of one fragment. */
static void
take_fragment(AlkresEvents *events, const AlkresFragment *fragment, uint32_t number)
{
	const AlkresAligned *reads[2] = {fragment->first, fragment->second};
	AlkresView *views = events->views;

	if (!fragment->first->has_indels && (fragment->second == NULL || !fragment->second->has_indels))
		return;
	for (int i = 0; i < 2; i++)
	{
		views[i].indel_count = 0;
		if (reads[i] != NULL && reads[i]->has_indels)
			alkres_aligned_indels(reads[i], &views[i]);
	}
	for (int i = 0; i < 2; i++)
		for (uint32_t j = 0; j < views[i].indel_count; j++)
			take_indel(events, fragment, number, &views[i].indels[j], reads[i], reads[1 - i],
					   &views[1 - i], i == 1);
}

static int
class_of_event(const AlkresMolecule *molecule, uint32_t fragments, bool mates)
{
	int collapsed = alkres_molecule_collapsed_class(molecule);

	return collapsed != ALKRES_CLASS_SINGLE ? collapsed
		   : fragments >= 4                 ? ALKRES_CLASS_LARGE_SIMPLEX
		   : fragments >= 2                 ? ALKRES_CLASS_SIMPLEX
		   : mates                          ? ALKRES_CLASS_MATES
											: ALKRES_CLASS_SINGLE;
}

static void
add_allele(AlkresEvents *events, const AlkresMolecule *molecule, const Event *event, int class_code,
		   int orientation, int quality, const AlkresDirection *direction)
{
	AlkresBlock *block = alkres_blocks_at(events->blocks, event->anchor);

	if (block != NULL)
		alkres_molecule_add_allele(
			molecule, block, event->anchor, event->ref, event->alt,
			alkres_cell(class_code, orientation, alkres_quality_bin(quality)), quality, direction);
}

static int
compare_events(const void *a, const void *b)
{
	const Event *x = a, *y = b;

	if (x->anchor != y->anchor)
		return x->anchor < y->anchor ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

/* A molecule of one fragment has the events that it shows. */
static void
count_one(AlkresEvents *events, const AlkresMolecule *molecule)
{
	int strand = molecule->fragments[0]->strand_b;
	bool said = false, discordant = false; /* at the anchor */

	for (uint32_t i = 0; i < events->count; i++)
	{
		const Event *event = &events->events[i];
		AlkresDirection direction = {event->read_quality, event->reverse, event->tied,
									 event->mates};

		CHECK_FOR_INTERRUPTS();
		if (event->state == EVENT_SAID)
			add_allele(events, molecule, event, class_of_event(molecule, 1, event->mates),
					   alkres_molecule_orientation(molecule, strand), event->quality, &direction);
		said |= event->state == EVENT_SAID;
		discordant |= event->state == EVENT_DISCORDANT;
		if (i + 1 < events->count && events->events[i + 1].anchor == event->anchor)
			continue;
		/* Who says an event spans its anchor, even when the mates disagree about another one. */
		if (discordant && !said)
			alkres_spans_take_away(events->spans, molecule, event->anchor);
		said = discordant = false;
	}
}

/* The quality with which a fragment that shows no event says so; 0 when it says nothing. */
static uint8_t
said_none(AlkresEvents *events, const AlkresFragment *fragment, uint32_t anchor)
{
	uint8_t least = ALKRES_SAID_MAX;

	if (!alkres_fragment_spans(fragment, anchor))
		return 0;
	for (uint32_t position = anchor; position <= anchor + 1; position++)
	{
		const char *page =
			alkres_pages_letters(alkres_blocks_pages(events->blocks), alkres_block_of(position));
		char reference = page != NULL ? page[(position - 1) % ALKRES_BLOCK_SIZE] : 'N';

		least =
			Min(least, alkres_fragment_code(fragment, position, reference) & ~ALKRES_CODE_MATES);
	}
	return least;
}

/* The symbol of an event: index of the first equal one among those of its anchor, + 1. */
static int
symbol_of(const Event *events, uint32_t index, uint32_t *symbols, int *symbol_count)
{
	for (int i = 0; i < *symbol_count; i++)
		if (strcmp(events[symbols[i]].ref, events[index].ref) == 0 &&
			strcmp(events[symbols[i]].alt, events[index].alt) == 0)
			return i + 1;
	if (*symbol_count == ALKRES_CONSENSUS_SYMBOLS_MAX - 1)
		return -1;
	symbols[(*symbol_count)++] = index;
	return *symbol_count;
}

static Answer
ask_strand(AlkresEvents *events, const AlkresMolecule *molecule, int strand, uint32_t count,
		   bool mates, uint32_t anchor)
{
	Answer answer = {.class_code = class_of_event(molecule, count, mates),
					 .orientation = molecule->orientations[strand]};

	if (count == 0)
		return answer;
	answer.symbol = events->votes[strand][0].symbol;
	answer.quality = events->votes[strand][0].quality;
	if (count > 1 && !alkres_consensus_call(&events->consensus, events->votes[strand], count, 1,
											&answer.symbol, &answer.quality))
		answer.discordant = true;
	answer.speaks = answer.discordant || answer.quality >= events->min_base_quality;
	if (!answer.speaks)
		count_dropped(events, anchor, ALKRES_DROPPED_BASE_QUALITY);
	return answer;
}

static Answer
join_strands(const Answer *a, const Answer *b)
{
	Answer answer = a->speaks ? *a : *b;

	if (!a->speaks || !b->speaks)
		return answer;
	if (a->discordant || b->discordant || a->symbol != b->symbol)
		return (Answer){.speaks = true, .discordant = true};
	answer.class_code = ALKRES_CLASS_DUPLEX;
	answer.orientation = ALKRES_ORIENTATION_UNKNOWN;
	answer.quality = Min(a->quality + b->quality, ALKRES_CONSENSUS_QUALITY_MAX);
	return answer;
}

/* Decide about the events of one anchor. */
static void
count_anchor(AlkresEvents *events, const AlkresMolecule *molecule, Event *at, uint32_t count)
{
	uint32_t anchor = at[0].anchor, next = 0, votes[2] = {0, 0};
	uint32_t symbols[ALKRES_CONSENSUS_SYMBOLS_MAX];
	int symbol_count = 0;
	bool mates[2] = {false, false}, discordant = false;
	Answer answers[2], answer;
	AlkresDirection direction = ALKRES_DIRECTION_NONE;

	for (uint32_t i = 0; i < molecule->count; i++)
	{
		const AlkresFragment *fragment = molecule->fragments[i];
		int strand = fragment->strand_b, symbol = 0, said = 0;
		bool shows = false;

		for (; next < count && at[next].fragment == i; next++)
		{
			discordant |= at[next].state == EVENT_DISCORDANT;
			shows = true;
			if (at[next].state != EVENT_SAID || said > 0)
				continue; /* of several the first */
			symbol = symbol_of(at, next, symbols, &symbol_count);
			said = symbol > 0 ? at[next].quality + 1 : 0;
			mates[strand] = at[next].mates;
		}
		if (!shows)
			said = said_none(events, fragment, anchor);
		if (said > 0)
			events->votes[strand][votes[strand]++] =
				(AlkresVote){(uint8_t) symbol, (uint8_t) (said - 1)};
		if (i % 1024 == 1023)
			CHECK_FOR_INTERRUPTS();
	}
	for (int strand = 0; strand < 2; strand++)
		answers[strand] =
			ask_strand(events, molecule, strand, votes[strand], mates[strand], anchor);
	answer = join_strands(&answers[0], &answers[1]);
	if (answer.discordant || (votes[0] + votes[1] == 0 && discordant))
	{
		if (answer.discordant)
			count_dropped(events, anchor, ALKRES_DROPPED_DISCORDANT);
		alkres_spans_take_away(events->spans, molecule, anchor);
		return;
	}
	if (!answer.speaks || answer.symbol == 0)
		return;
	for (uint32_t i = 0; i < count; i++)
		if (at[i].state == EVENT_SAID &&
			strcmp(at[i].ref, at[symbols[answer.symbol - 1]].ref) == 0 &&
			strcmp(at[i].alt, at[symbols[answer.symbol - 1]].alt) == 0)
			alkres_direction_look(&direction, at[i].read_quality, at[i].reverse, at[i].tied,
								  at[i].mates);
	add_allele(events, molecule, &at[symbols[answer.symbol - 1]], answer.class_code,
			   answer.orientation, answer.quality, &direction);
}

static void
count_family(AlkresEvents *events, const AlkresMolecule *molecule)
{
	if (molecule->count > events->vote_capacity)
	{
		events->vote_capacity = molecule->count + molecule->count / 2;
		for (int i = 0; i < 2; i++)
			events->votes[i] =
				repalloc_huge(events->votes[i], sizeof(AlkresVote) * (Size) events->vote_capacity);
	}
	for (uint32_t i = 0, next; i < events->count; i = next)
	{
		bool said = false;

		for (next = i;
			 next < events->count && events->events[next].anchor == events->events[i].anchor;
			 next++)
			said |= events->events[next].state != EVENT_NOTHING;
		if (said)
			count_anchor(events, molecule, events->events + i, next - i);
	}
}

void
alkres_events_count(AlkresEvents *events, const AlkresMolecule *molecule)
{
	MemoryContext before;

	alkres_spans_count(events->spans, molecule);
	events->count = 0;
	before = MemoryContextSwitchTo(events->texts);
	for (uint32_t i = 0; i < molecule->count; i++)
		take_fragment(events, molecule->fragments[i], i);
	MemoryContextSwitchTo(before);
	if (events->count == 0)
		return;
	qsort(events->events, events->count, sizeof(Event), compare_events);
	if (molecule->count == 1)
		count_one(events, molecule);
	else
		count_family(events, molecule);
	MemoryContextReset(events->texts);
}
