/*
 * A thousand damaged files of droplet amplitudes of each form (damage.h).  Each has to end in an
 * error that names a line, or in what the text says, judged by a reader of our own: as many
 * droplets as lines, of each the number under its channel's name and the class of its own line, and
 * as many fields on every line as in the header.
 */
#include "harness.h"

#include "core/droplets/amplitude.h"
#include "damage.h"

typedef struct Judge
{
	const Text *text;
	int header;
	Fields names;
	int columns[2];
	int cluster;
	int targets[2];
	int target_count;
} Judge;

/* Columns of our own search; false where a line names none or one of them twice. */
static bool
find_header(Judge *judge)
{
	static const char *const names[3][2] = {{"ch1amplitude", "assay1amplitude"},
											{"ch2amplitude", "assay2amplitude"},
											{"cluster", "cluster"}};

	for (judge->header = 0; judge->header < judge->text->lines; judge->header++)
	{
		int found[3] = {-1, -1, -1};
		bool twice = false;

		judge->target_count = 0;
		split(judge->text, judge->header, &judge->names);
		while (judge->names.count > 1 && *judge->names.values[judge->names.count - 1] == '\0')
			judge->names.count--;
		for (int i = 0; i < judge->names.count; i++)
		{
			char name[80];
			int what = 0;

			normalise(judge->names.values[i], name);
			while (what < 3 && strcmp(name, names[what][0]) != 0 &&
				   strcmp(name, names[what][1]) != 0)
				what++;
			if (what < 3)
			{
				twice |= found[what] >= 0;
				found[what] = i;
			}
			/* R's numbers of rows come first, without a name. */
			else if (strstr(name, "amplitude") == NULL && (i > 0 || *name != '\0') &&
					 judge->target_count++ < 2)
				judge->targets[judge->target_count - 1] = i;
		}
		judge->columns[0] = found[0];
		judge->columns[1] = found[1];
		judge->cluster = found[2];
		if (found[0] >= 0 || found[1] >= 0)
			return !twice;
	}
	return false;
}

static bool
is_blank(const Fields *fields)
{
	for (int i = 0; i < fields->count; i++)
		if (fields->values[i][strspn(fields->values[i], " \t")] != '\0')
			return false;
	return true;
}

/* The class that a line says, -1 for none that there is. */
static int
class_of(const Judge *judge, const Fields *fields)
{
	static const int of_codes[4] = {1, 2, 4, 3};
	int codes = 0;
	int target = 0;

	if (judge->cluster >= 0)
	{
		char *end;
		long number = strtol(fields->values[judge->cluster], &end, 10);

		return end != fields->values[judge->cluster] && end[strspn(end, " \t")] == '\0' &&
					   number >= 0 && number <= 4
				   ? (int) number
				   : -1;
	}
	for (int channel = 0; channel < 2; channel++)
	{
		char code[80];

		if (judge->columns[channel] < 0)
			continue;
		normalise(fields->values[judge->targets[target++]], code);
		if (strcmp(code, "u") == 0)
			return 0;
		if (strcmp(code, "0") != 0 && strcmp(code, "1") != 0)
			return -1;
		codes |= (*code == '1') << channel;
	}
	return of_codes[codes];
}

/* Is the droplet what its line says? */
static bool
droplet_right(const Judge *judge, const Fields *fields, const AlkresAmplitudes *read, size_t at)
{
	if (fields->count != judge->names.count &&
		!(fields->count == judge->names.count + 1 && *fields->values[fields->count - 1] == '\0'))
		return false;
	for (int channel = 0; channel < 2; channel++)
	{
		const char *field;
		char *end;
		double value;

		if (judge->columns[channel] < 0)
			continue;
		field = fields->values[judge->columns[channel]];
		value = strtod(field, &end);
		if (end == field || end[strspn(end, " \t")] != '\0' ||
			read->channels[channel][at] != (float) value)
			return false;
	}
	return read->clusters == NULL || read->clusters[at] == class_of(judge, fields);
}

static bool
all_right(const Text *text, const AlkresAmplitudes *read)
{
	Judge judge = {.text = text};
	size_t at = 0;
	int channels;

	if (!find_header(&judge))
		return false;
	channels = (judge.columns[0] >= 0) + (judge.columns[1] >= 0);
	if ((read->channels[0] != NULL) != (judge.columns[0] >= 0) ||
		(read->channels[1] != NULL) != (judge.columns[1] >= 0) ||
		(read->clusters != NULL) != (judge.cluster >= 0 || judge.target_count == channels))
		return false;
	for (int line = judge.header + 1; line < text->lines; line++)
	{
		Fields fields;

		split(text, line, &fields);
		if (is_blank(&fields))
			continue;
		if (at == read->count || !droplet_right(&judge, &fields, read, at++))
		{
			printf("#   line %d: %.*s\n", line + 1, (int) (text->ends[line] - text->starts[line]),
				   text->bytes + text->starts[line]);
			return false;
		}
	}
	return at == read->count;
}

static bool
read_file(const Text *text, AlkresAmplitudes *read, AlkresError *error)
{
	char *exact = malloc(text->length + 1); /* so that the sanitizer sees a byte too far */
	bool done;

	memcpy(exact, text->bytes == NULL ? "" : text->bytes, text->length);
	exact = realloc(exact, text->length == 0 ? 1 : text->length);
	memset(error, 0, sizeof(*error));
	done = alkres_amplitudes_read("plate_A01_Amplitude.csv", exact, text->length, read, error);
	free(exact);
	return done;
}

static void
file_survives(const char *file, int header)
{
	Text before = file_text(file);
	AlkresAmplitudes read;
	AlkresError error;
	int errors = 0;
	int values = 0;

	CASE(file);
	CHECK(read_file(&before, &read, &error) && read.count > 50 && all_right(&before, &read));
	alkres_amplitudes_free(&read);
	state = 0x9E3779B97F4A7C15u;
	for (int i = 0; i < MUTATIONS; i++)
	{
		Text after;

		mutate(&before, header, i % MUTATION_KINDS, &after);
		find_lines(&after);
		if (read_file(&after, &read, &error))
		{
			values++;
			if (!all_right(&after, &read))
			{
				printf("# mutation %d of kind %d gives wrong values\n", i, i % MUTATION_KINDS);
				CHECK(false);
			}
		}
		else
		{
			errors++;
			CHECK(error.code == ALKRES_BAD_FILE && strstr(error.message, "line ") != NULL);
		}
		alkres_amplitudes_free(&read);
		free(after.bytes);
	}
	/* Both ends occur, or the test shows nothing. */
	CHECK(errors > 100 && values > 50);
	printf("# %s: %d errors, %d read\n", file, errors, values);
	free(before.bytes);
}

int
main(void)
{
	file_survives("run 7_x_A01_Amplitude.csv", 0);
	file_survives("run 7_x_E01_Amplitude.csv", 0);
	file_survives("run 8_B01_Amplitude.csv", 4);
	return finish();
}
