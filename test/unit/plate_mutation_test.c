/*
 * A thousand damaged files of each layout of test/data/ddpcr, from a fixed seed: bytes flipped,
 * lost, inserted, cut and spliced; fields, records and columns lost, doubled and exchanged.
 *
 * Each has to end in an error that names a line, or in right values, where right is judged from the
 * text by a reader of our own: a well whose lines are all there unchanged reads as before; one with
 * a changed line differs in what the changed fields of that line say and in nothing else.  So a
 * shift of columns cannot pass, however plausible its numbers are.
 */
#include "harness.h"

#include <ctype.h>
#include <stdlib.h>

#include "core/amplitude.h"
#include "core/plate.h"

#define MUTATIONS 1000
#define MAX_LINES 200
#define MAX_FIELDS 100

/* What a field is about. */
enum
{
	NOTHING = 0,
	NAME = 1,
	SAMPLE = 2,
	EXPERIMENT = 4,
	ROLE = 8,
	STATUS = 16,
	MERGED = 32,
	PLATE = 64,
	TARGET = 128,
	COUNTS = 256,
	CONCENTRATION = 512,
	ABUNDANCE = 1024,
	RATIO = 2048,
	LINKAGE = 4096,
	VOLUME = 8192,
	ALL = 16383
};

static const struct
{
	const char *part; /* of a column's name in lower case without blanks */
	unsigned about;
} subjects[] = {
	{"typeassay", ROLE},
	{"target(name)", TARGET},
	{"assay1", NOTHING},
	{"targettype", ROLE},
	{"controltype", ROLE},
	{"target(control)", ROLE},
	{"sampletype", ROLE},
	{"target(ic)", NOTHING},
	{"well", NAME},
	{"panel", NAME},
	{"replicate", NAME},
	{"sample", SAMPLE | NAME},
	{"name", SAMPLE | PLATE},
	{"group", EXPERIMENT},
	{"reactionmix", EXPERIMENT},
	{"exp", EXPERIMENT | SAMPLE},
	{"qc", STATUS},
	{"status", STATUS},
	{"merged", MERGED | VOLUME},
	{"_target", TARGET},
	{"_pos", COUNTS | ROLE},
	{"reject", COUNTS},
	{"positives", COUNTS},
	{"target", TARGET | COUNTS | ROLE},
	{"assay", TARGET},
	{"type", ROLE},
	{"droplets", COUNTS},
	{"negatives", COUNTS},
	{"partitions", COUNTS},
	{"ch1+", COUNTS},
	{"ch1-", COUNTS},
	{"count", COUNTS},
	{"total", COUNTS},
	{"channels", COUNTS},
	{"conc", CONCENTRATION | VOLUME},
	{"conf", CONCENTRATION},
	{"ci(95%)", CONCENTRATION},
	{"95%", CONCENTRATION},
	{"fractional", ABUNDANCE},
	{"ratio", RATIO},
	{"link", LINKAGE},
};

typedef struct Text
{
	char *bytes;
	size_t length;
	size_t starts[MAX_LINES + 1];
	size_t ends[MAX_LINES];
	int lines;
} Text;

typedef struct Fields
{
	char values[MAX_FIELDS][80];
	int count;
} Fields;

typedef struct Layout
{
	const char *file;
	int header;      /* its line, from 0 */
	const char *key; /* the column that names the well */
	bool lists;      /* partitions or clusters: a lost line is a lost count */
	bool own_volume; /* each well's follows from its prints, others' from the plate's */
	const char *channels[2];
} Layout;

static const Layout layouts[] = {
	{"quantasoft_1_7_4.csv", 0, "well", false, false, {NULL, NULL}},
	{"quantasoft_old.csv", 0, "well", false, false, {NULL, NULL}},
	{"analysis_pro.csv", 0, "well", false, false, {NULL, NULL}},
	{"qx_manager_1.csv", 0, "well", false, false, {NULL, NULL}},
	{"qx_manager_1_cr.csv", 0, "well", false, false, {NULL, NULL}},
	{"qx_manager_2.csv", 0, "well", false, false, {NULL, NULL}},
	{"qx600.csv", 0, "well", false, false, {"Cy5", "ROX"}},
	{"cluster_data.csv", 4, "well", true, false, {NULL, NULL}},
	{"cluster_data_4.csv", 4, "well", true, false, {"Target 1", "Target 3"}},
	{"qiacuity_1.csv", 1, "", false, true, {NULL, NULL}},
	{"qiacuity_1_type.csv", 1, "", false, true, {NULL, NULL}},
	{"qiacuity_2.csv", 1, "well", false, true, {NULL, NULL}},
	{"absolute_q.csv", 0, "well", false, false, {NULL, NULL}},
	{"absolute_q_summary.csv", 1, "well", false, false, {NULL, NULL}},
	{"absolute_q_partitions.csv", 0, "wellid", true, false, {NULL, NULL}},
	{"absolute_q_combinations.csv", 0, "sample", true, false, {NULL, NULL}},
	{"redf.csv", 0, "panel_id", false, false, {NULL, NULL}},
};

/* ---- text ---- */

static void
find_lines(Text *text)
{
	size_t at = 0;

	text->lines = 0;
	while (at < text->length && text->lines < MAX_LINES)
	{
		text->starts[text->lines] = at;
		while (at < text->length && text->bytes[at] != '\n' && text->bytes[at] != '\r')
			at++;
		text->ends[text->lines++] = at;
		if (at < text->length && text->bytes[at] == '\r')
			at++;
		if (at < text->length && text->bytes[at] == '\n')
			at++;
	}
	text->starts[text->lines] = text->length;
}

static void
split(const Text *text, int line, Fields *fields)
{
	size_t at = text->starts[line];
	size_t end = text->ends[line];

	fields->count = 0;
	while (fields->count < MAX_FIELDS)
	{
		char *out = fields->values[fields->count++];
		size_t used = 0;
		bool quoted = at < end && text->bytes[at] == '"';

		at += quoted;
		while (at < end && (quoted ? text->bytes[at] != '"' : text->bytes[at] != ','))
		{
			if (used < sizeof(fields->values[0]) - 1)
				out[used++] = text->bytes[at];
			at++;
		}
		at += quoted && at < end;
		out[used] = '\0';
		while (at < end && text->bytes[at] != ',')
			at++;
		if (at >= end)
			return;
		at++;
	}
}

static bool
same_line(const Text *a, int line_a, const Text *b, int line_b)
{
	size_t length = a->ends[line_a] - a->starts[line_a];

	return length == b->ends[line_b] - b->starts[line_b] &&
		   memcmp(a->bytes + a->starts[line_a], b->bytes + b->starts[line_b], length) == 0;
}

static void
normalise(const char *name, char out[80])
{
	size_t used = 0;

	for (; *name != '\0' && used < 79; name++)
		if (*name > ' ')
			out[used++] = (char) tolower((unsigned char) *name);
	out[used] = '\0';
}

static unsigned
about(const char *name)
{
	char lower[80];

	normalise(name, lower);
	if (*lower == '\0')
		return NAME;
	for (size_t i = 0; i < sizeof(subjects) / sizeof(subjects[0]); i++)
		if (strstr(lower, subjects[i].part) != NULL)
			return subjects[i].about;
	/* k, n, v of REDF; a dye decides nothing by itself. */
	if (strcmp(lower, "k") == 0 || strcmp(lower, "n") == 0)
		return COUNTS;
	return strcmp(lower, "v") == 0 ? VOLUME : NOTHING;
}

static int
column_named(const Fields *header, const char *name)
{
	char lower[80];

	for (int i = 0; i < header->count; i++)
	{
		normalise(header->values[i], lower);
		if (i == 0 && strncmp(lower, "\xEF\xBB\xBF", 3) == 0)
			memmove(lower, lower + 3, strlen(lower) - 2);
		if (strcmp(lower, name) == 0)
			return i;
	}
	return -1;
}

/* ---- mutations ---- */

static uint64_t state;

static size_t
below(size_t limit)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return limit == 0 ? 0 : (size_t) (state >> 11) % limit;
}

static void
put(Text *text, const char *bytes, size_t length)
{
	text->bytes = realloc(text->bytes, text->length + length + 1);
	memcpy(text->bytes + text->length, bytes, length);
	text->length += length;
	text->bytes[text->length] = '\0';
}

/* A range of the text replaced by other bytes. */
static void
replace(const Text *from, size_t start, size_t end, const char *bytes, size_t length, Text *to)
{
	put(to, from->bytes, start);
	put(to, bytes, length);
	put(to, from->bytes + end, from->length - end);
}

/* Where a line's field starts and ends, its quotes included. */
static void
field_range(const Text *text, int line, int field, size_t *start, size_t *end)
{
	bool quoted = false;

	*start = text->starts[line];
	for (*end = *start; *end < text->ends[line]; ++*end)
	{
		if (text->bytes[*end] == '"')
			quoted = !quoted;
		if (text->bytes[*end] != ',' || quoted)
			continue;
		if (field-- == 0)
			return;
		*start = *end + 1;
	}
	if (field > 0)
		*start = *end;
}

/* Each line with a field lost (kind 0), doubled (1), or exchanged with another (2). */
static void
change_field(const Text *from, int line, int kind, int field, int other, Text *to)
{
	size_t start;
	size_t end;
	size_t start2;
	size_t end2;

	field_range(from, line, field, &start, &end);
	field_range(from, line, other, &start2, &end2);
	put(to, from->bytes + from->starts[line], start - from->starts[line]);
	if (kind == 0)
	{
		if (end < from->ends[line])
			end++;
		else if (to->length > 0 && to->bytes[to->length - 1] == ',')
			to->length--;
	}
	else if (kind == 1)
	{
		put(to, from->bytes + start, end - start);
		put(to, ",", 1);
		end = start;
	}
	else if (start2 >= end)
	{
		put(to, from->bytes + start2, end2 - start2);
		put(to, from->bytes + end, start2 - end);
		put(to, from->bytes + start, end - start);
		end = end2;
	}
	else
		end = start;
	put(to, from->bytes + end, from->ends[line] - end);
}

static void
copy_line(const Text *from, int line, Text *to)
{
	put(to, from->bytes + from->starts[line], from->starts[line + 1] - from->starts[line]);
}

/* The next damaged copy; *allowed is what it takes from every well. */
static void
mutate(const Text *from, const Layout *layout, int kind, Text *to, unsigned *allowed)
{
	static const char nasty[] = ",;\"\n\r 0123456789.-eE%AM()\x80\xFFu\t+";
	size_t at = below(from->length);
	size_t length = 1 + below(8);
	int line = (int) below((size_t) from->lines);
	int other_line = (int) below((size_t) from->lines);
	Fields header;
	int field;
	int other;
	char byte;

	*allowed = NOTHING;
	*to = (Text){0};
	split(from, layout->header, &header);
	field = (int) below((size_t) header.count - 1);
	other = field + 1 + (int) below((size_t) (header.count - field - 1));
	if (at + length > from->length)
		length = from->length - at;
	switch (kind)
	{
		case 0: /* a byte */
			byte = below(4) == 0 ? (char) (1 + below(255)) : nasty[below(sizeof(nasty) - 1)];
			replace(from, at, at + 1, &byte, 1, to);
			break;
		case 1:
			replace(from, at, at + length, "", 0, to);
			break;
		case 2:
			replace(from, at, at, from->bytes + below(from->length - 8), 1 + below(8), to);
			break;
		case 3:
			put(to, from->bytes, at);
			break;
		case 4: /* a splice */
			replace(from, at, at + length, from->bytes + below(from->length - 40), below(40), to);
			break;
		case 5: /* a field of one line lost, doubled, exchanged with the next or any */
		case 6:
		case 7:
		case 8:
			for (int i = 0; i < from->lines; i++)
			{
				if (i != line)
				{
					copy_line(from, i, to);
					continue;
				}
				change_field(from, i, kind == 8 ? 2 : kind - 5, field,
							 kind == 8 ? other : field + 1, to);
				put(to, from->bytes + from->ends[i], from->starts[i + 1] - from->ends[i]);
			}
			break;
		case 9: /* a column lost, doubled, exchanged */
		case 10:
		case 11:
			if (kind == 9)
				*allowed = about(header.values[field]);
			for (int i = 0; i < from->lines; i++)
			{
				if (i < layout->header)
				{
					copy_line(from, i, to);
					continue;
				}
				change_field(from, i, kind - 9, field, other, to);
				put(to, from->bytes + from->ends[i], from->starts[i + 1] - from->ends[i]);
			}
			break;
		default: /* lines lost, doubled, exchanged */
			for (int i = 0; i < from->lines; i++)
			{
				if (kind == 14 && (i == line || i == other_line))
				{
					copy_line(from, i == line ? other_line : line, to);
					continue;
				}
				if (kind != 12 || i != line)
					copy_line(from, i, to);
				if (kind == 13 && i == line)
					copy_line(from, i, to);
			}
	}
}

/* ---- what differs ---- */

static bool
same_text(const char *a, const char *b)
{
	return strcmp(a == NULL ? "" : a, b == NULL ? "" : b) == 0;
}

static bool
same_number(double a, double b)
{
	return a == b || (isnan(a) && isnan(b));
}

static bool
same_figures(const AlkresPrintedFigures *a, const AlkresPrintedFigures *b)
{
	return same_number(a->value.value, b->value.value) &&
		   same_number(a->lower.value, b->lower.value) &&
		   same_number(a->upper.value, b->upper.value);
}

static unsigned
channel_differs(const AlkresWellChannel *a, const AlkresWellChannel *b)
{
	unsigned what = NOTHING;

	what |= same_text(a->target, b->target) ? 0 : TARGET;
	what |= same_text(a->role, b->role) ? 0 : ROLE;
	what |= same_text(a->status, b->status) ? 0 : STATUS;
	what |= a->positives == b->positives ? 0 : COUNTS;
	what |= same_figures(&a->concentration, &b->concentration) ? 0 : CONCENTRATION;
	what |= same_figures(&a->abundance, &b->abundance) ? 0 : ABUNDANCE;
	what |= same_figures(&a->ratio, &b->ratio) ? 0 : RATIO;
	what |= same_number(a->linkage.value, b->linkage.value) ? 0 : LINKAGE;
	return what;
}

static unsigned
well_differs(const AlkresWell *a, const AlkresWell *b)
{
	unsigned what = channel_differs(&a->channels[0], &b->channels[0]) |
					channel_differs(&a->channels[1], &b->channels[1]);

	what |= same_text(a->plate, b->plate) ? 0 : PLATE;
	what |= same_text(a->sample, b->sample) ? 0 : SAMPLE;
	what |= same_text(a->experiment, b->experiment) ? 0 : EXPERIMENT;
	what |= a->is_merged == b->is_merged && a->merged_count == b->merged_count &&
					a->droplets.wells == b->droplets.wells
				? 0
				: MERGED;
	for (size_t i = 0; (what & MERGED) == 0 && i < a->merged_count; i++)
		what |= same_text(a->merged_wells[i], b->merged_wells[i]) ? 0 : MERGED;
	what |= a->has_droplets == b->has_droplets && a->accepted == b->accepted ? 0 : COUNTS;
	what |= a->droplets.fam_only == b->droplets.fam_only &&
					a->droplets.hex_only == b->droplets.hex_only &&
					a->droplets.both_positive == b->droplets.both_positive &&
					a->droplets.negative == b->droplets.negative
				? 0
				: COUNTS;
	what |= same_number(a->droplet_nl, b->droplet_nl) ? 0 : VOLUME;
	return what;
}

/* ---- the judge ---- */

typedef struct Case
{
	const Layout *layout;
	const Text *before;
	const Text *after;
	const AlkresPlate *old_plate;
	const AlkresPlate *new_plate;
	int key_before; /* column */
	int key_after;
	unsigned allowed; /* for every well */
} Case;

/* The well of a line, as the reader writes it; empty for none. */
static void
key_of(const Text *text, int line, int column, char key[80])
{
	Fields fields;
	char well[ALKRES_WELL_NAME];

	split(text, line, &fields);
	snprintf(key, 80, "%s", column >= 0 && column < fields.count ? fields.values[column] : "");
	if (alkres_well_name(key, well))
		snprintf(key, 80, "%s", well);
}

static int
lines_of(const Text *text, const Layout *layout, int column, const char *key, int lines[MAX_LINES])
{
	int count = 0;

	for (int i = layout->header + 1; i < text->lines; i++)
	{
		char own[80];

		key_of(text, i, column, own);
		if (strcmp(own, key) == 0)
			lines[count++] = i;
	}
	return count;
}

/* What the changed fields of a well's lines are about; *shifted: lines whose fields moved. */
static unsigned
changed_fields(const Case *c, const int *before, const int *after, int count, bool *shifted)
{
	Fields header;
	unsigned what = NOTHING;

	split(c->before, c->layout->header, &header);
	for (int i = 0; i < count; i++)
	{
		Fields old;
		Fields new;

		if (same_line(c->before, before[i], c->after, after[i]))
			continue;
		split(c->before, before[i], &old);
		split(c->after, after[i], &new);
		*shifted |= old.count != new.count;
		for (int f = 0; f < old.count && f < new.count &&f < header.count; f++)
			if (strcmp(old.values[f], new.values[f]) != 0)
				what |= about(header.values[f]);
	}
	return what;
}

static const AlkresWell *
well_of_key(const AlkresPlate *plate, const char *key)
{
	for (size_t i = 0; i < plate->count; i++)
		if (same_text(plate->wells[i].well != NULL ? plate->wells[i].well : plate->wells[i].sample,
					  key))
			return &plate->wells[i];
	return NULL;
}

/* Channels whose own line is there unchanged read as before. */
static bool
channels_right(const Case *c, const AlkresWell *old, const AlkresWell *new)
{
	for (int channel = 0; channel < 2; channel++)
	{
		const AlkresWellChannel *now = &new->channels[channel];

		for (int was = 0; was < 2 && now->line != 0; was++)
		{
			const AlkresWellChannel *then = &old->channels[was];

			if (then->line == 0 ||
				!same_line(c->before, (int) then->line - 1, c->after, (int) now->line - 1))
				continue;
			if (channel_differs(then, now) & ~c->allowed)
				return false;
		}
	}
	return true;
}

static bool
well_right(const Case *c, const AlkresWell *old)
{
	const char *key = old->well != NULL ? old->well : old->sample;
	const AlkresWell *new = well_of_key(c->new_plate, key);
	int before[MAX_LINES];
	int after[MAX_LINES];
	int count = lines_of(c->before, c->layout, c->key_before, key, before);
	int now = lines_of(c->after, c->layout, c->key_after, key, after);
	unsigned allowed = c->allowed;
	bool shifted = false;

	/* With the column of keys gone there is nothing to judge by. */
	if (c->key_after < 0 || (allowed & NAME) != 0)
		return true;
	if (now == 0)
		return new == NULL || (allowed & NAME) != 0;
	if (new == NULL)
		return count != now;
	if (count == now)
	{
		/* Columns that moved with their header moved everything on the line. */
		if (c->after->lines > c->layout->header &&
			same_line(c->before, c->layout->header, c->after, c->layout->header))
			allowed |= changed_fields(c, before, after, count, &shifted);
		if ((well_differs(old, new) & ~allowed) != 0)
			printf("#   differs in %#x, may in %#x\n", well_differs(old, new), allowed);
		return (well_differs(old, new) & ~allowed) == 0;
	}
	return c->layout->lists || channels_right(c, old, new);
}

/* What a changed header takes from every well: nothing but its changed names. */
static unsigned
changed_names(const Text *before, const Text *after, const Layout *layout)
{
	Fields old;
	Fields new;
	unsigned what = NOTHING;

	if (after->lines <= layout->header)
		return NOTHING;
	split(before, layout->header, &old);
	split(after, layout->header, &new);
	if (old.count != new.count)
		return NOTHING;
	for (int f = 0; f < old.count; f++)
		if (strcmp(old.values[f], new.values[f]) != 0)
			what |= about(old.values[f]) | about(new.values[f]);
	return what;
}

static bool
all_right(Case *c)
{
	Fields header;

	split(c->before, c->layout->header, &header);
	c->key_before = column_named(&header, c->layout->key);
	c->key_after = -1;
	if (c->after->lines > c->layout->header)
	{
		split(c->after, c->layout->header, &header);
		c->key_after = column_named(&header, c->layout->key);
	}
	/* The median of the plate's volumes, and its name on the first row, are other rows' business
	 * too. */
	if (c->layout->own_volume)
		c->allowed |= VOLUME | PLATE;
	/* The target of a listed partition is that of the plate's first. */
	if (c->layout->lists)
		c->allowed |= TARGET;
	for (size_t i = 0; i < c->old_plate->count; i++)
		if (!well_right(c, &c->old_plate->wells[i]))
		{
			printf("#   well %s\n", c->old_plate->wells[i].well);
			for (int l = 0; l < c->before->lines && l < c->after->lines; l++)
				if (!same_line(c->before, l, c->after, l))
				{
					printf("#   was %.*s\n#   is  %.*s\n",
						   (int) (c->before->ends[l] - c->before->starts[l]),
						   c->before->bytes + c->before->starts[l],
						   (int) (c->after->ends[l] - c->after->starts[l]),
						   c->after->bytes + c->after->starts[l]);
					break;
				}
			return false;
		}
	return true;
}

static bool
read_plate(const Text *text, const Layout *layout, AlkresPlate *plate, AlkresError *error)
{
	AlkresPlateOptions options = {NAN, {layout->channels[0], layout->channels[1]}};
	char *exact = malloc(text->length + 1); /* so that the sanitizer sees a byte too far */
	bool done;

	memcpy(exact, text->bytes == NULL ? "" : text->bytes, text->length);
	exact = realloc(exact, text->length == 0 ? 1 : text->length);
	memset(error, 0, sizeof(*error));
	done = alkres_plate_read("plate.csv", exact, text->length, &options, plate, error);
	free(exact);
	return done;
}

static Text
file_text(const char *name)
{
	Text text = {0};
	char path[200];
	char buffer[4096];
	size_t length;
	FILE *file;

	snprintf(path, sizeof(path), "test/data/ddpcr/%s", name);
	file = fopen(path, "rb");
	while (file != NULL && (length = fread(buffer, 1, sizeof(buffer), file)) > 0)
		put(&text, buffer, length);
	if (file != NULL)
		fclose(file);
	find_lines(&text);
	return text;
}

static void
layout_survives(const Layout *layout)
{
	static char name[200];
	Text before = file_text(layout->file);
	AlkresPlate old_plate;
	AlkresError error;
	int errors = 0;
	int values = 0;
	bool readable = read_plate(&before, layout, &old_plate, &error);

	snprintf(name, sizeof(name), "damaged: %s", layout->file);
	CASE(name);
	CHECK(readable && old_plate.count > 2);
	state = 0x9E3779B97F4A7C15u;
	for (int i = 0; i < MUTATIONS && readable; i++)
	{
		Text after;
		AlkresPlate plate;
		unsigned allowed;

		mutate(&before, layout, i % 15, &after, &allowed);
		find_lines(&after);
		if (read_plate(&after, layout, &plate, &error))
		{
			Case c = {.layout = layout,
					  .before = &before,
					  .after = &after,
					  .old_plate = &old_plate,
					  .new_plate = &plate,
					  .allowed = allowed};

			values++;
			if (i % 15 < 9)
				c.allowed |= changed_names(&before, &after, layout);
			if (!all_right(&c))
			{
				printf("# mutation %d of kind %d gives wrong values\n", i, i % 15);
				if (getenv("SHOW") != NULL)
					printf("%.*s\n", (int) after.length, after.bytes);
				CHECK(false);
			}
		}
		else
		{
			errors++;
			CHECK((error.code == ALKRES_BAD_FILE || error.code == ALKRES_LIMIT) &&
				  strstr(error.message, "line ") != NULL);
		}
		alkres_plate_free(&plate);
		free(after.bytes);
	}
	/* Both ends occur, or the test shows nothing. */
	CHECK(errors > 100 && values > 50);
	printf("# %s: %d errors, %d read\n", layout->file, errors, values);
	alkres_plate_free(&old_plate);
	free(before.bytes);
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(layouts) / sizeof(layouts[0]); i++)
		layout_survives(&layouts[i]);
	return finish();
}
