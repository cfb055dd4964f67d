/* class.c: members of a class, gaps in what was looked at, evidence apart from it. */
#include "core/mutation/class.h"

#include <string.h>

#include "core/mutation/frameshift.h"

int
alkres_path_compare(AlkresPath a, AlkresPath b)
{
	size_t common = a.length < b.length ? a.length : b.length;
	int order = memcmp(a.bytes, b.bytes, common);

	if (order != 0)
		return order;
	return (a.length > b.length) - (a.length < b.length);
}

bool
alkres_path_in_class(AlkresPath path, AlkresPath class)
{
	if (class.length > path.length || class.length == 0 ||
		memcmp(class.bytes, path.bytes, class.length) != 0)
		return alkres_frameshift_is_member(path.bytes, path.length, class.bytes, class.length);
	return path.bytes[class.length - 1] != 0xff &&
		   (class.length == path.length || path.bytes[class.length] != 0xff);
}

int
alkres_listed_gaps(int *gaps, const AlkresPath *listed, int listed_count,
				   const AlkresPath *evaluable, int evaluable_count)
{
	int count = 0, next = 0;
	bool open = false;

	for (int i = 0; i < listed_count; i++)
	{
		while (next < evaluable_count && alkres_path_compare(evaluable[next], listed[i]) < 0)
			next++;
		if (next < evaluable_count && alkres_path_compare(evaluable[next], listed[i]) == 0)
		{
			open = false;
			continue;
		}
		if (!open)
		{
			gaps[count] = i;
			count += 2;
		}
		gaps[count - 1] = i;
		open = true;
	}
	return count;
}

bool
alkres_class_is_evaluable(AlkresPath class, const AlkresPath *gaps, int gap_count)
{
	for (int i = 0; i + 1 < gap_count; i += 2)
	{
		/* The class is one range: a gap misses it, or ends in it, or covers it. */
		if (alkres_path_in_class(gaps[i], class) || alkres_path_in_class(gaps[i + 1], class))
			return false;
		if (alkres_path_compare(gaps[i], class) < 0 && alkres_path_compare(gaps[i + 1], class) > 0)
			return false;
	}
	return true;
}

/* Does the range of a list reach out of the class?  Its members would be one range in it; between
 * those of a class of frameshifts others may lie, which then count as not seen. */
static bool
reaches_out(AlkresPath class, AlkresPath first, AlkresPath last)
{
	return first.bytes != NULL && last.bytes != NULL &&
		   !(alkres_path_in_class(first, class) && alkres_path_in_class(last, class));
}

AlkresSeen
alkres_tumour_seen(AlkresPath class, const AlkresDrawEvidence *evidence)
{
	if (evidence->truncal == ALKRES_SEEN ||
		reaches_out(class, evidence->first_detected, evidence->last_detected))
		return ALKRES_SEEN;
	if (evidence->truncal == ALKRES_SEEN_NOT ||
		reaches_out(class, evidence->first_looked, evidence->last_looked))
		return ALKRES_SEEN_NOT;
	return ALKRES_SEEN_UNKNOWN;
}
