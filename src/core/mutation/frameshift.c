/* frameshift.c: which frameshift is a member of which. */
#include "core/mutation/frameshift.h"

#include <string.h>

#include "core/mutation/path.h"

/* The parts of a frameshift of a residue; false when the path is none. */
static bool
take_frameshift(AlkresMutationParts *parts, const uint8_t *path, size_t length)
{
	return alkres_mutation_take_apart(parts, path, length) && parts->level == ALKRES_LEVEL_CHANGE &&
		   parts->residue > 0 && !parts->upper_bound &&
		   (strncmp(parts->change, "fs", 2) == 0 ||
			(parts->change[0] != '\0' && strncmp(parts->change + 1, "fs", 2) == 0));
}

bool
alkres_frameshift_wider(AlkresMutation *wider, const uint8_t *path, size_t length)
{
	AlkresMutationParts parts;
	AlkresError error;

	if (!take_frameshift(&parts, path, length) || strcmp(parts.change, "fs") == 0)
		return false;
	if (strcmp(parts.change + 1, "fs") == 0)
		strcpy(parts.change, "fs"); /* no first new residue */
	else
		parts.change[3] = '\0'; /* no distance to the new stop */
	return alkres_mutation_build(wider, &parts, &error);
}

bool
alkres_frameshift_is_class(const uint8_t *path, size_t length)
{
	AlkresMutationParts parts;

	/* Nearly every path is none, and shows it in its end. */
	return length > 3 && memcmp(path + length - 3, "fs", 3) == 0 &&
		   take_frameshift(&parts, path, length);
}

bool
alkres_frameshift_is_member(const uint8_t *value, size_t length, const uint8_t *class,
							size_t class_length)
{
	AlkresMutation wider;

	if (!alkres_frameshift_is_class(class, class_length))
		return false;
	for (; alkres_frameshift_wider(&wider, value, length);
		 value = wider.path, length = wider.length)
		if (wider.length == class_length && memcmp(wider.path, class, class_length) == 0)
			return true;
	return false;
}

bool
alkres_names_same_change(const uint8_t *a, size_t a_length, const uint8_t *b, size_t b_length)
{
	return (a_length == b_length && memcmp(a, b, a_length) == 0) ||
		   alkres_frameshift_is_member(a, a_length, b, b_length) ||
		   alkres_frameshift_is_member(b, b_length, a, a_length);
}
