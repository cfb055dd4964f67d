/*
 * A thousand damaged files of each layout of test/data/ddpcr (damage.h).
 *
 * Each has to end in an error that names a line, or in right values, where right is judged from the
 * text by a reader of our own: a well whose lines are all there unchanged reads as before; one with
 * a changed line differs in what the changed fields of that line say and in nothing else.  So a
 * shift of columns cannot pass, however plausible its numbers are.
 */
#include "harness.h"

#include "core/droplets/amplitude.h"
#include "core/plate/plate.h"
#include "damage.h"

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
	{"targetnames", TARGET | COUNTS | ROLE},
	{"reactionmix", EXPERIMENT},
	{"hyperwell", MERGED},
	{"volumeperwell", VOLUME},
	{"lambda", VOLUME},
	{"countcategories", COUNTS},
	{"categories", TARGET | COUNTS | ROLE},
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
	{"group", EXPERIMENT | COUNTS},
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
	{"qiacuity_occupancy.csv", 1, "well", true, true, {NULL, NULL}},
	{"naica.csv", 0, "well", false, true, {NULL, NULL}},
	{"absolute_q.csv", 0, "well", false, false, {NULL, NULL}},
	{"absolute_q_summary.csv", 1, "well", false, false, {NULL, NULL}},
	{"absolute_q_partitions.csv", 0, "wellid", true, false, {NULL, NULL}},
	{"absolute_q_combinations.csv", 0, "sample", true, false, {NULL, NULL}},
	{"redf.csv", 0, "panel_id", false, false, {NULL, NULL}},
};

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
	int header_after; /* line */
	int key_before;   /* column */
	int key_after;
	unsigned allowed; /* for every well */
} Case;

/* Where a damaged text has the header: a line more above it is a title. */
static int
header_in(const Text *before, const Text *after, const Layout *layout)
{
	for (int i = 0; i < after->lines && i <= layout->header + 1; i++)
		if (same_line(before, layout->header, after, i))
			return i;
	return layout->header;
}

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
lines_of(const Text *text, int header, int column, const char *key, int lines[MAX_LINES])
{
	int count = 0;

	for (int i = header + 1; i < text->lines; i++)
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
	int count = lines_of(c->before, c->layout->header, c->key_before, key, before);
	int now = lines_of(c->after, c->header_after, c->key_after, key, after);
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
		if (c->after->lines > c->header_after &&
			same_line(c->before, c->layout->header, c->after, c->header_after))
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
	int header = header_in(before, after, layout);

	if (after->lines <= header)
		return NOTHING;
	split(before, layout->header, &old);
	split(after, header, &new);
	if (old.count != new.count)
		return NOTHING;
	for (int f = 0; f < old.count; f++)
		if (strcmp(old.values[f], new.values[f]) != 0)
			what |= about(old.values[f]) | about(new.values[f]);
	return what;
}

/* The first line that differs. */
static void
show_change(const Text *before, const Text *after)
{
	for (int l = 0; l < before->lines && l < after->lines; l++)
	{
		if (same_line(before, l, after, l))
			continue;
		printf("#   was %.*s\n#   is  %.*s\n", (int) (before->ends[l] - before->starts[l]),
			   before->bytes + before->starts[l], (int) (after->ends[l] - after->starts[l]),
			   after->bytes + after->starts[l]);
		return;
	}
}

static bool
all_right(Case *c)
{
	Fields header;

	split(c->before, c->layout->header, &header);
	c->key_before = column_named(&header, c->layout->key);
	c->key_after = -1;
	c->header_after = header_in(c->before, c->after, c->layout);
	if (c->after->lines > c->header_after)
	{
		split(c->after, c->header_after, &header);
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
			show_change(c->before, c->after);
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

static void
check_right(Case *c, int mutation)
{
	bool right = all_right(c);

	CHECK(right);
	if (right)
		return;
	printf("# mutation %d of kind %d gives wrong values\n", mutation, mutation % MUTATION_KINDS);
	if (getenv("SHOW") != NULL)
		printf("%.*s\n", (int) c->after->length, c->after->bytes);
}

static void
layout_survives(const Layout *layout)
{
	Text before = file_text(layout->file);
	AlkresPlate old_plate;
	AlkresError error;
	int errors = 0;
	int values = 0;
	bool readable = read_plate(&before, layout, &old_plate, &error);

	CASE(layout->file);
	CHECK(readable && old_plate.count > 2);
	state = 0x9E3779B97F4A7C15u;
	for (int i = 0; i < MUTATIONS && readable; i++)
	{
		Text after;
		AlkresPlate plate;
		int lost = mutate(&before, layout->header, i % MUTATION_KINDS, &after);
		Fields header;

		split(&before, layout->header, &header);
		find_lines(&after);
		if (read_plate(&after, layout, &plate, &error))
		{
			Case c = {.layout = layout,
					  .before = &before,
					  .after = &after,
					  .old_plate = &old_plate,
					  .new_plate = &plate,
					  .allowed = lost < 0 ? NOTHING : about(header.values[lost])};

			values++;
			if (i % MUTATION_KINDS < 9)
				c.allowed |= changed_names(&before, &after, layout);
			check_right(&c, i);
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
