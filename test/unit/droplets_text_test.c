/* Unit tests of core/droplets/text.h: canonical text, every kind of damage. */
#include "harness.h"

#include <stdlib.h>

#include "core/droplets/text.h"

static const char *const canonical[] = {
	"fam_only=7,hex_only=173,both_positive=0,negative=14870,droplet_nl=0.85,wells=1",
	"fam_only=9007199254740992,hex_only=0,both_positive=0,negative=0,droplet_nl=0."
	"30000000000000004,wells=2147483647",
	"fam_positive=7,hex_positive=173,accepted=15050,droplet_nl=0.91,wells=12",
	"fam_positive=7,accepted=15050,droplet_nl=1e-300,wells=1",
	"hex_positive=9007199254740992,accepted=9007199254740992,droplet_nl=1.7976931348623157e+"
	"308,wells=1",
};

static void
refused_or_canonical(const char *text)
{
	AlkresError error;
	AlkresDroplets droplets, back;
	char again[ALKRES_DROPLETS_TEXT];

	if (!alkres_droplets_parse(text, &droplets, &error))
	{
		CHECK(error.code == ALKRES_BAD_TEXT || error.code == ALKRES_OUT_OF_RANGE);
		return;
	}
	alkres_droplets_format(&droplets, again);
	CHECK(alkres_droplets_check(&droplets, ALKRES_BAD_TEXT, &error));
	CHECK(alkres_droplets_parse(again, &back, &error) &&
		  alkres_droplets_compare(&droplets, &back) == 0);
}

static void
canonical_text(void)
{
	AlkresError error;
	AlkresDroplets droplets;
	char text[ALKRES_DROPLETS_TEXT];

	CASE("droplets text: canonical text comes back as it is");
	for (size_t i = 0; i < sizeof(canonical) / sizeof(canonical[0]); i++)
	{
		CHECK(alkres_droplets_parse(canonical[i], &droplets, &error));
		alkres_droplets_format(&droplets, text);
		CHECK(strcmp(text, canonical[i]) == 0);
	}
}

/* The text with each byte in turn replaced. */
static void
damage(const char *text, char piece)
{
	size_t length = strlen(text);

	for (size_t i = 0; i <= length; i++)
	{
		char *copy = malloc(length + 1);

		memcpy(copy, text, length + 1);
		if (i < length)
			copy[i] = piece;
		refused_or_canonical(copy);
		free(copy);
	}
}

static void
damaged_text(void)
{
	static const char pieces[] = "0=,-. ewf";

	CASE("droplets text: cut or changed anywhere it is refused or canonical again");
	/* The last piece is the terminator: a cut. */
	for (size_t i = 0; i < sizeof(canonical) / sizeof(canonical[0]); i++)
		for (size_t k = 0; k < sizeof(pieces); k++)
			damage(canonical[i], pieces[k]);
}

static void
long_text(void)
{
	AlkresError error;
	AlkresDroplets droplets;

	CASE("droplets text: long keys and values");

	static char longest[100000];

	memset(longest, '7', sizeof(longest) - 1);
	CHECK(!alkres_droplets_parse(longest, &droplets, &error));
	memcpy(longest, "fam_only=", 9);
	CHECK(!alkres_droplets_parse(longest, &droplets, &error) && error.code == ALKRES_BAD_TEXT);
}

int
main(void)
{
	canonical_text();
	damaged_text();
	long_text();
	return finish();
}
