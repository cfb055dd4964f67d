/* plate_testing.h: an export in a string, read as a plate or refused. */
#ifndef ALKRES_UNIT_PLATE_TESTING_H
#define ALKRES_UNIT_PLATE_TESTING_H

#include "harness.h"

#include <stdlib.h>

#include "core/plate/plate.h"

static AlkresPlate plate;
static AlkresError error;
static AlkresPlateOptions options;

/* Reads the text from a copy of exact size, so that the sanitizer sees every byte read too much. */
static bool
read_text(const char *text, double droplet_nl)
{
	size_t length = strlen(text);
	char *copy = malloc(length + 1);
	bool done;

	alkres_plate_free(&plate);
	memset(&error, 0, sizeof(error));
	memcpy(copy, text, length);
	options.droplet_nl = droplet_nl;
	done = alkres_plate_read("plate.csv", copy, length, &options, &plate, &error);
	free(copy);
	return done;
}

#define ACCEPT(text) CHECK(read_text(text, NAN) || (printf("# %s\n", error.message), false))

/* Refused, with this in the message and the hint or detail not empty. */
static void
check_refused(const char *text, const char *part, int line)
{
	bool refused = !read_text(text, NAN);
	bool said = refused && error.code == ALKRES_BAD_FILE && strstr(error.message, part) != NULL;

	if (!said)
		printf("# line %d: %s: %s\n", line, refused ? "other error" : "taken", error.message);
	CHECK(said);
}
#define REFUSE(text, part) check_refused(text, part, __LINE__)

#endif
