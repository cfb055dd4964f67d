/* text.c: the text form of droplets. */
#include "core/droplets/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text/printed.h"

enum
{
	FAM_ONLY,
	HEX_ONLY,
	BOTH_POSITIVE,
	NEGATIVE,
	FAM_POSITIVE,
	HEX_POSITIVE,
	ACCEPTED,
	WELLS,
	DROPLET_NL,
	KEYS
};

static const char *const key_names[KEYS] = {"fam_only", "hex_only",     "both_positive",
											"negative", "fam_positive", "hex_positive",
											"accepted", "wells",        "droplet_nl"};

#define MAX_TOKEN 40

static bool
fail_text(const char *text, AlkresError *error)
{
	char shown[ALKRES_SHOWN];

	return alkres_fail(error, ALKRES_BAD_TEXT,
					   "invalid input syntax for type droplet_summary: \"%s\"",
					   alkres_shown(text, shown));
}

/* The token up to a stop sign without the blanks around it; NULL where it is too long for any key
 * or value. */
static const char *
token(const char *p, const char *stops, char buffer[MAX_TOKEN])
{
	const char *end;
	size_t length;

	p += strspn(p, " \t\r\n");
	end = p + strcspn(p, stops);
	length = (size_t) (end - p);
	while (length > 0 && strchr(" \t\r\n", p[length - 1]) != NULL)
		length--;
	if (length >= MAX_TOKEN)
		return NULL;
	memcpy(buffer, p, length);
	buffer[length] = '\0';
	return end;
}

static bool
read_value(int key, const char *value, int64_t counts[KEYS], double *droplet_nl, AlkresError *error)
{
	if (key == DROPLET_NL)
	{
		if (alkres_printed_number(value, false, droplet_nl) == ALKRES_PRINTED_NUMBER)
			return true;
		return alkres_detail(error, "\"%s\" is not a volume in nL.", key_names[key]);
	}
	if (*value == '\0' || strspn(value, "0123456789") != strlen(value))
		return alkres_detail(error, "\"%s\" is not a whole number of at least 0.", key_names[key]);
	/* Digits only and too large for a count is an error of its own. */
	if (alkres_printed_count(value, &counts[key]) != ALKRES_PRINTED_NUMBER ||
		(key == WELLS && counts[key] > INT32_MAX))
		return alkres_fail(error, ALKRES_OUT_OF_RANGE,
						   "\"%s\" is out of range for type droplet_summary", key_names[key]);
	return true;
}

/* The key of a name; KEYS when there is none of it, and the error says so. */
static int
find_key(const char *name, AlkresError *error)
{
	char shown[ALKRES_SHOWN];

	for (int key = 0; key < KEYS; key++)
		if (strcmp(name, key_names[key]) == 0)
			return key;
	alkres_detail(error, "There is no key \"%s\".", alkres_shown(name, shown));
	alkres_hint(error, "The keys are fam_only, hex_only, both_positive, negative, or "
					   "fam_positive, hex_positive, accepted; and droplet_nl, wells.");
	return KEYS;
}

/* Keys and values of the text; -1 stays where a key is not given. */
static bool
read_pairs(const char *text, int64_t counts[KEYS], double *droplet_nl, AlkresError *error)
{
	const char *p = text;
	bool seen[KEYS] = {false};

	/* What holds unless the pairs prove well formed; a detail is added on the way. */
	fail_text(text, error);
	for (;;)
	{
		char name[MAX_TOKEN];
		char value[MAX_TOKEN];
		int key;

		p = token(p, "=,", name);
		if (p == NULL || *p != '=')
			return alkres_hint(error, "Give counts as key=value, such as \"fam_only=7,hex_only=173,"
									  "both_positive=0,negative=14870,droplet_nl=0.85,wells=1\".");
		key = find_key(name, error);
		if (key == KEYS)
			return false;
		if (seen[key])
			return alkres_detail(error, "\"%s\" is given twice.", key_names[key]);
		seen[key] = true;
		p = token(p + 1, ",", value);
		if (p == NULL)
			return alkres_detail(error, "The value of \"%s\" is too long.", key_names[key]);
		if (!read_value(key, value, counts, droplet_nl, error))
			return false;
		if (*p == '\0')
			return true;
		p++;
	}
}

static bool
fail_missing(const char *text, const char *name, AlkresError *error)
{
	fail_text(text, error);
	return alkres_detail(error, "\"%s\" is missing.", name);
}

/* All four quadrants. */
static bool
take_quadrants(const char *text, const int64_t counts[KEYS], AlkresDroplets *droplets,
			   AlkresError *error)
{
	for (int key = FAM_ONLY; key <= NEGATIVE; key++)
		if (counts[key] < 0)
			return fail_missing(text, key_names[key], error);
	droplets->fam_only = counts[FAM_ONLY];
	droplets->hex_only = counts[HEX_ONLY];
	droplets->both_positive = counts[BOTH_POSITIVE];
	droplets->negative = counts[NEGATIVE];
	return true;
}

/* The accepted droplets and the positive ones of one channel or of both. */
static bool
take_marginal(const char *text, const int64_t counts[KEYS], AlkresDroplets *droplets,
			  AlkresError *error)
{
	bool fam = counts[FAM_POSITIVE] >= 0, hex = counts[HEX_POSITIVE] >= 0;

	if (counts[ACCEPTED] < 0)
		return fail_missing(text, "accepted", error);
	if (!fam && !hex)
		return fail_missing(text, "fam_positive or hex_positive", error);
	droplets->flags = ALKRES_DROPLETS_MARGINAL | (fam ? 0 : ALKRES_DROPLETS_NO_FAM) |
					  (hex ? 0 : ALKRES_DROPLETS_NO_HEX);
	droplets->fam_only = fam ? counts[FAM_POSITIVE] : 0;
	droplets->hex_only = hex ? counts[HEX_POSITIVE] : 0;
	droplets->negative = counts[ACCEPTED];
	return true;
}

bool
alkres_droplets_parse(const char *text, AlkresDroplets *droplets, AlkresError *error)
{
	int64_t counts[KEYS];
	double droplet_nl = ALKRES_DEFAULT_DROPLET_NL;
	bool quadrants;
	bool marginal;

	for (int key = 0; key < KEYS; key++)
		counts[key] = -1;
	if (!read_pairs(text, counts, &droplet_nl, error))
		return false;
	quadrants = counts[FAM_ONLY] >= 0 || counts[HEX_ONLY] >= 0 || counts[BOTH_POSITIVE] >= 0 ||
				counts[NEGATIVE] >= 0;
	marginal = counts[FAM_POSITIVE] >= 0 || counts[HEX_POSITIVE] >= 0 || counts[ACCEPTED] >= 0;
	if (quadrants == marginal)
	{
		fail_text(text, error);
		return alkres_detail(
			error, "Either the four quadrants are given, or positives and accepted droplets.");
	}
	memset(droplets, 0, sizeof(*droplets));
	if (!(quadrants ? take_quadrants(text, counts, droplets, error)
					: take_marginal(text, counts, droplets, error)))
		return false;
	droplets->droplet_nl = droplet_nl;
	droplets->wells = counts[WELLS] < 0 ? 1 : (int32_t) counts[WELLS];
	return alkres_droplets_check(droplets, ALKRES_BAD_TEXT, error);
}

void
alkres_droplets_format(const AlkresDroplets *droplets, char buffer[ALKRES_DROPLETS_TEXT])
{
	char volume[32];
	int used;

	/* The shortest decimal that reads back as the same double. */
	for (int digits = 1; digits <= 17; digits++)
	{
		snprintf(volume, sizeof(volume), "%.*g", digits, droplets->droplet_nl);
		if (strtod(volume, NULL) == droplets->droplet_nl)
			break;
	}
	if ((droplets->flags & ALKRES_DROPLETS_MARGINAL) == 0)
		used = snprintf(
			buffer, ALKRES_DROPLETS_TEXT,
			"fam_only=%" PRId64 ",hex_only=%" PRId64 ",both_positive=%" PRId64 ",negative=%" PRId64,
			droplets->fam_only, droplets->hex_only, droplets->both_positive, droplets->negative);
	else
	{
		used = 0;
		if ((droplets->flags & ALKRES_DROPLETS_NO_FAM) == 0)
			used += snprintf(buffer, ALKRES_DROPLETS_TEXT, "fam_positive=%" PRId64 ",",
							 droplets->fam_only);
		if ((droplets->flags & ALKRES_DROPLETS_NO_HEX) == 0)
			used += snprintf(buffer + used, ALKRES_DROPLETS_TEXT - (size_t) used,
							 "hex_positive=%" PRId64 ",", droplets->hex_only);
		used += snprintf(buffer + used, ALKRES_DROPLETS_TEXT - (size_t) used, "accepted=%" PRId64,
						 droplets->negative);
	}
	snprintf(buffer + used, ALKRES_DROPLETS_TEXT - (size_t) used, ",droplet_nl=%s,wells=%" PRId32,
			 volume, droplets->wells);
}
