/* Unit tests of core/molecule/barcode_groups.h: cases worked by hand, and random ones against a
 * slow method. */
#include "harness.h"

#include <stdlib.h>

#include "core/molecule/barcode_groups.h"

/* The families of "AAAA:5 AAAT:2" as "AAAA+AAAT ...", families in the order of their first
 * group. */
static const char *
join(const char *text)
{
	static char out[1000];
	AlkresBarcodeGroup groups[64];
	char copy[1000];
	uint32_t count = 0;

	snprintf(copy, sizeof(copy), "%s", text);
	for (char *word = strtok(copy, " "); word != NULL; word = strtok(NULL, " "))
	{
		char *colon = strchr(word, ':');

		groups[count++] =
			(AlkresBarcodeGroup){word, (uint32_t) (colon - word), (uint32_t) atoi(colon + 1), 0};
	}
	alkres_barcode_groups_join(groups, count);
	out[0] = '\0';
	for (uint32_t i = 0; i < count; i++)
	{
		if (groups[i].family != i)
			continue;
		if (out[0] != '\0')
			strcat(out, " ");
		strncat(out, groups[i].text, groups[i].length);
		for (uint32_t j = 0; j < count; j++)
			if (j != i && groups[j].family == i)
			{
				strcat(out, "+");
				strncat(out, groups[j].text, groups[j].length);
			}
	}
	return out;
}

#define SAME(text, expected) CHECK(strcmp(join(text), expected) == 0)

static void
by_hand(void)
{
	CASE("barcode groups: cases worked by hand");
	SAME("ACGT:1", "ACGT");
	SAME("ACGT:456 ACAT:72 ACAG:2 TCGT:2 AAAT:90 CCGT:2",
		 "ACGT+ACAT+ACAG+CCGT+TCGT AAAT"); /* the figure of the paper: AAAT is two letters off */
	SAME("AAAA:3 AAAT:2", "AAAA+AAAT");
	SAME("AAAA:2 AAAT:2", "AAAA AAAT");
	SAME("AAAT:1 AAAA:1", "AAAA+AAAT");
	SAME("AAAA:10 AAAAA:1", "AAAA AAAAA");
	SAME("AC-GT:10 AC-GA:2 CC-GT:2 ACGGT:1 A-CGT:1", "AC-GT+AC-GA+CC-GT A-CGT ACGGT");
	SAME("AAA-TTT:9 TTT-AAA:1", "AAA-TTT TTT-AAA");
	/* Reached from the greater one first, although the lesser could have it too. */
	SAME("AAAA:9 CAAC:8 AAAC:4", "AAAA+AAAC CAAC");
	/* Joints are followed downwards only. */
	SAME("AAAA:10 AAAC:3 AACC:8", "AAAA+AAAC AACC");
}

static int
compare(const void *a, const void *b)
{
	const AlkresBarcodeGroup *x = a, *y = b;
	int order = memcmp(x->text, y->text, x->length < y->length ? x->length : y->length);

	return x->count != y->count ? (x->count > y->count ? -1 : 1)
		   : order != 0         ? order
								: (int) x->length - (int) y->length;
}

#define NO_FAMILY 9999999

/* One letter differs, none of a gap, and the first was seen about twice as often or more. */
static bool
is_copy(const AlkresBarcodeGroup *a, const AlkresBarcodeGroup *b)
{
	int different = 0;

	if (a->length != b->length || a->count + 1 < 2 * b->count)
		return false;
	for (uint32_t k = 0; k < a->length; k++)
		if (a->text[k] != b->text[k])
			different += a->text[k] == '-' || b->text[k] == '-' ? 2 : 1;
	return different == 1;
}

/* Give a family those that are copies of its members; false when there was none. */
static bool
grow_family(AlkresBarcodeGroup *groups, int count, uint32_t family)
{
	bool changed = false;

	for (int a = 0; a < count; a++)
		for (int b = 0; b < count && groups[a].family == family; b++)
			if (groups[b].family == NO_FAMILY && is_copy(&groups[a], &groups[b]))
			{
				groups[b].family = family;
				changed = true;
			}
	return changed;
}

static void
join_slowly(AlkresBarcodeGroup *groups, int count)
{
	qsort(groups, (size_t) count, sizeof(*groups), compare);
	for (int i = 0; i < count; i++)
		groups[i].family = NO_FAMILY;
	for (int i = 0; i < count; i++)
	{
		if (groups[i].family != NO_FAMILY)
			continue;
		groups[i].family = (uint32_t) i;
		while (grow_family(groups, count, (uint32_t) i))
			;
	}
}

static void
against_slow(void)
{
	static char texts[400][8];
	static AlkresBarcodeGroup groups[400], slow[400];

	CASE("barcode groups: as a slow method has them");
	srand(11);
	for (int round = 0; round < 300; round++)
	{
		int wanted = 1 + rand() % (round % 10 == 0 ? 399 : 60), count = 0;

		for (int i = 0; i < wanted; i++)
		{
			int length = 4 + rand() % 2;
			bool known = false;

			for (int j = 0; j < length; j++)
				texts[count][j] = "ACGTN-"[rand() % (j == 2 ? 6 : round % 3 ? 3 : 5)];
			for (int j = 0; j < count && !known; j++)
				known = groups[j].length == (uint32_t) length &&
						memcmp(groups[j].text, texts[count], (size_t) length) == 0;
			if (known)
				continue;
			groups[count] = (AlkresBarcodeGroup){texts[count], (uint32_t) length,
												 1 + (uint32_t) (rand() % 4 * (rand() % 9)), 0};
			count++;
		}
		memcpy(slow, groups, sizeof(slow));
		alkres_barcode_groups_join(groups, (uint32_t) count);
		join_slowly(slow, count);
		for (int i = 0; i < count; i++)
			CHECK(groups[i].text == slow[i].text && groups[i].family == slow[i].family);
	}
}

int
main(void)
{
	by_hand();
	against_slow();
	return finish();
}
