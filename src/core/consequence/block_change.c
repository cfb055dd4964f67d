/* block_change.c: placing and naming a change of the transcript (HGVS c., the 3' rule). */
#include "core/consequence/block_change.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "core/base/memory.h"

/* The base of an insertion that has been moved by `moved` places. */
static char
inserted_base(const AlkresBlockChange *c, int moved, int index)
{
	int i = (moved + index) % c->added;

	return c->bases[i < 0 ? i + c->added : i];
}

void
alkres_block_change_place(AlkresBlockChange *c)
{
	const char *sequence = c->block->sequence;

	c->first_place = c->last_place = c->at;
	c->last_known = true;
	if (c->removed > 0 && c->added > 0)
		return;
	while (c->first_place > 0)
	{
		int p = c->first_place;
		char before = sequence[p - 1];

		if (!alkres_block_base_is_known(before) ||
			before != (c->removed > 0 ? sequence[p - 1 + c->removed]
									  : inserted_base(c, p - 1 - c->at, 0)))
			break;
		c->first_place--;
	}
	for (;;)
	{
		int p = c->last_place;

		if (p + c->removed == c->length || !alkres_block_base_is_known(sequence[p + c->removed]))
		{
			c->last_known = false;
			break;
		}
		if (sequence[p + c->removed] !=
			(c->removed > 0 ? sequence[p] : inserted_base(c, p - c->at, 0)))
			break;
		c->last_place++;
	}
}

/* "3586" of a coding base; "-14" before the first and "*3" behind the stop. */
static int
number_text(char text[16], const AlkresBlockChange *c, int number)
{
	int last = c->transcript->protein == NULL ? INT_MAX : 3 * c->transcript->residue_count + 3;

	if (number < 1)
		return snprintf(text, 16, "-%d", 1 - number);
	if (number > last)
		return snprintf(text, 16, "*%d", number - last);
	return snprintf(text, 16, "%d", number);
}

/* "3586", "3450+1", "3451-2" of an offset. */
static const char *
position_text(char text[32], const AlkresBlockChange *c, int offset)
{
	const AlkresGeneBlock *b = c->block;
	int exonic = offset - b->flank, exonic_length = c->length - 2 * b->flank, used;

	if (exonic < 0)
	{
		used = number_text(text, c, b->c_from);
		snprintf(text + used, 16, "-%d", -exonic);
	}
	else if (exonic >= exonic_length)
	{
		used = number_text(text, c, b->c_from + exonic_length - 1);
		snprintf(text + used, 16, "+%d", exonic - exonic_length + 1);
	}
	else
		number_text(text, c, b->c_from + exonic);
	return text;
}

char *
alkres_block_change_hgvs_c(const AlkresBlockChange *c)
{
	const char *sequence = c->block->sequence;
	int first = c->last_place, last = first + c->removed - 1, moved = first - c->at;
	size_t size = c->added + 100, used;
	char from[32], to[32], *text;

	if (!c->last_known)
		return NULL;
	text = alkres_alloc(size);
	if (c->removed == 1 && c->added == 1)
	{
		snprintf(text, size, "c.%s%c>%c", position_text(from, c, first), sequence[first],
				 c->bases[0]);
		return text;
	}
	if (c->removed == 0)
	{
		int seen = c->added < first ? c->added : first, same = 0;

		/* A repeat of what stands before it is a duplication. */
		while (same < seen &&
			   sequence[first - 1 - same] == inserted_base(c, moved, c->added - 1 - same))
			same++;
		if (same == c->added)
		{
			last = first - 1;
			first -= c->added;
		}
		else if (same == first || !alkres_block_base_is_known(sequence[first - 1 - same]))
		{
			alkres_free(text); /* dup or ins: the sequence before the block decides */
			return NULL;
		}
		else
		{
			used = snprintf(text, size, "c.%s_%sins", position_text(from, c, first - 1),
							position_text(to, c, first));
			for (int i = 0; i < c->added; i++)
				text[used++] = inserted_base(c, moved, i);
			text[used] = '\0';
			return text;
		}
	}
	used = first == last ? snprintf(text, size, "c.%s", position_text(from, c, first))
						 : snprintf(text, size, "c.%s_%s", position_text(from, c, first),
									position_text(to, c, last));
	if (c->removed == 0)
		snprintf(text + used, size - used, "dup");
	else if (c->added == 0)
		snprintf(text + used, size - used, "del");
	else
		snprintf(text + used, size - used, "delins%.*s", c->added, c->bases);
	return text;
}
