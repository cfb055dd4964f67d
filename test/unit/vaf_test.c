/* Unit tests of core/vaf/vaf.h: text round trip, exact order, hostile text. */
#include "harness.h"

#include <stdlib.h>

#include "core/vaf/vaf.h"

static bool
same(AlkresVaf a, AlkresVaf b)
{
	return a.alt == b.alt && a.depth == b.depth;
}

static void
text_and_order(void)
{
	static const AlkresVaf values[] = {{0, 0},
									   {0, 1},
									   {0, UINT32_MAX},
									   {1, UINT32_MAX},
									   {1, 100},
									   {2, 200},
									   {UINT32_MAX - 2, UINT32_MAX - 1},
									   {UINT32_MAX - 1, UINT32_MAX},
									   {1, 1},
									   {UINT32_MAX, UINT32_MAX}};
	AlkresError error;

	CASE("vaf: text round trip and order");
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
	{
		char text[ALKRES_VAF_TEXT];
		AlkresVaf back;

		alkres_vaf_format(values[i], text);
		CHECK(alkres_vaf_parse(text, &back, &error) && same(values[i], back));
		for (size_t j = 0; j < sizeof(values) / sizeof(values[0]); j++)
			CHECK(alkres_vaf_compare(values[i], values[j]) == (i > j) - (i < j));
	}
}

static void
refusals(void)
{
	static const char *const bad[] = {"",      " ",     "/",    "1/",  "/1",   "1//2", "1/2/3",
									  "-1/2",  "+1/2",  "1/-2", "1,2", "1/2x", "x1/2", "0x1/2",
									  "1.0/2", "1e1/2", "2/1",  "nan", "1 2",  "12"};
	AlkresError error;

	CASE("vaf: refusals");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
	{
		AlkresVaf vaf;

		CHECK(!alkres_vaf_parse(bad[i], &vaf, &error) && error.code == ALKRES_BAD_TEXT);
	}
	CHECK(strstr((alkres_vaf_parse(".01", &(AlkresVaf){0, 0}, &error), error.hint),
				 "hides the depth") != NULL);
}

static void
random_text(void)
{
	static const char alphabet[] = "0123456789/ .-%";
	AlkresError error;
	unsigned seed = 4711;

	CASE("vaf: what parses is canonical, valid and stable");
	for (int i = 0; i < 200000; i++)
	{
		char text[24];
		AlkresVaf vaf;
		size_t length;

		seed = seed * 1103515245u + 12345;
		length = (seed >> 16) % (sizeof(text) - 1);
		for (size_t j = 0; j < length; j++)
		{
			seed = seed * 1103515245u + 12345;
			text[j] = alphabet[(seed >> 16) % (sizeof(alphabet) - 1)];
		}
		text[length] = '\0';
		if (alkres_vaf_parse(text, &vaf, &error))
		{
			char again[ALKRES_VAF_TEXT];
			AlkresVaf back;

			alkres_vaf_format(vaf, again);
			CHECK(vaf.alt <= vaf.depth && alkres_vaf_parse(again, &back, &error) &&
				  same(vaf, back));
		}
		else
			CHECK(error.code == ALKRES_BAD_TEXT || error.code == ALKRES_OUT_OF_RANGE);
	}
}

static void
sums(void)
{
	AlkresError error;

	CASE("vaf: sums");

	AlkresVaf sum;

	CHECK(alkres_vaf_add((AlkresVaf){1, 10}, (AlkresVaf){2, 20}, &sum, &error) &&
		  same(sum, (AlkresVaf){3, 30}));
	CHECK(alkres_vaf_add((AlkresVaf){0, UINT32_MAX}, (AlkresVaf){0, 0}, &sum, &error));
	CHECK(!alkres_vaf_add((AlkresVaf){0, UINT32_MAX}, (AlkresVaf){0, 1}, &sum, &error) &&
		  error.code == ALKRES_OUT_OF_RANGE);
}

int
main(void)
{
	text_and_order();
	refusals();
	random_text();
	sums();
	return finish();
}
