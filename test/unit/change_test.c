/* change_test.c: the left-aligner against every way to write the same change. */
#include "core/variant/change.h"

#include "harness.h"
#include "random.h"

#define SIZE 24
#define LONGEST 4

/* A sequence whose first and last bases are not known; positions are 1-based. */
static char bases[SIZE + 1];
static uint64_t state = 20261129;

static char
known(const void *source, int64_t position)
{
	(void) source;
	return position < 1 || position > SIZE || bases[position - 1] == 'N' ? 0 : bases[position - 1];
}

static void
fill(int letters)
{
	for (int i = 0; i < SIZE; i++)
		bases[i] = "ACGT"[random_bits(&state) % (uint64_t) letters];
	bases[SIZE] = '\0';
}

/* The sequence after a change. */
static void
apply(char out[2 * SIZE], const AlkresChange *change)
{
	snprintf(out, 2 * SIZE, "%.*s%.*s%s", (int) change->position - 1, bases,
			 (int) change->alt_length, change->alt,
			 bases + change->position - 1 + change->ref_length);
}

/*
 * The leftmost place from which a run of that length, anchored by the base in front, gives the same
 * sequence: tried one by one.
 */
static int64_t
leftmost(const char *wanted, size_t ref_length, size_t alt_length)
{
	for (int64_t position = 1; position + (int64_t) ref_length - 1 <= SIZE; position++)
	{
		char alt[2 * SIZE], out[2 * SIZE];
		AlkresChange change = {position, bases + position - 1, ref_length, alt, alt_length};

		memcpy(alt, wanted + position - 1, alt_length);
		apply(out, &change);
		if (alt[0] == bases[position - 1] && strcmp(out, wanted) == 0)
			return position;
	}
	return 0;
}

static bool
same(const AlkresChange *change, int64_t position, const char *ref, const char *alt)
{
	return change->position == position && change->ref_length == strlen(ref) &&
		   change->alt_length == strlen(alt) && strncmp(change->ref, ref, strlen(ref)) == 0 &&
		   strncmp(change->alt, alt, strlen(alt)) == 0;
}

static AlkresChange
align(int64_t position, const char *ref, const char *alt)
{
	return alkres_change_align_left((AlkresChange){position, ref, strlen(ref), alt, strlen(alt)},
									known, NULL);
}

static void
check_random(void)
{
	CASE("any change of a random sequence: the same sequence after it, leftmost and shortest");
	for (int n = 0; n < 200000; n++)
	{
		char alt[SIZE], before[2 * SIZE], after[2 * SIZE];
		AlkresChange change, aligned;

		fill(1 + (int) (random_bits(&state) % 4));
		change.position = 1 + (int64_t) (random_bits(&state) % (SIZE - LONGEST));
		change.ref = bases + change.position - 1;
		change.ref_length = 1 + random_bits(&state) % LONGEST;
		change.alt = alt;
		change.alt_length = 1 + random_bits(&state) % LONGEST;
		for (size_t i = 0; i < change.alt_length; i++)
			alt[i] = random_bits(&state) % 2 ? change.ref[i % change.ref_length]
											 : "ACGT"[random_bits(&state) % 4];
		apply(before, &change);
		if (strcmp(before, bases) == 0)
			continue;
		aligned = alkres_change_align_left(change, known, NULL);
		apply(after, &aligned);
		CHECK(strcmp(before, after) == 0);
		CHECK(strncmp(aligned.ref, bases + aligned.position - 1, aligned.ref_length) == 0);
		CHECK(aligned.ref_length <= change.ref_length + 1);
		if (aligned.ref_length != aligned.alt_length &&
			(aligned.ref_length == 1 || aligned.alt_length == 1) &&
			aligned.ref[0] == aligned.alt[0])
			CHECK(aligned.position == leftmost(before, aligned.ref_length, aligned.alt_length));
		else
			CHECK(aligned.ref[aligned.ref_length - 1] != aligned.alt[aligned.alt_length - 1] ||
				  aligned.position == 1);
	}
}

static void
check_ends(void)
{
	AlkresChange change;

	CASE("where the sequence ends or is not known");
	strcpy(bases, "ACACACGTTTTGACNNACACACGT");
	change = align(5, "AC", "ACAC");
	CHECK(same(&change, 1, "A", "ACA"));
	change = align(3, "ACA", "A");
	CHECK(same(&change, 1, "ACA", "A"));
	change = align(11, "T", "TT");
	CHECK(same(&change, 7, "G", "GT"));
	change = align(9, "TT", "T");
	CHECK(same(&change, 7, "GT", "G"));
	/* Not to where the base in front would be unknown. */
	change = align(21, "ACG", "G");
	CHECK(same(&change, 17, "ACA", "A"));
	/* With the base behind it, where that in front is. */
	change = align(17, "GA", "A");
	CHECK(same(&change, 17, "GA", "A"));
	change = align(1, "A", "TA");
	CHECK(same(&change, 1, "A", "TA"));

	CASE("what ends differently stays, without what both begin with");
	change = align(7, "GTT", "GTA");
	CHECK(same(&change, 9, "T", "A"));
	change = align(7, "GT", "GAC");
	CHECK(same(&change, 8, "T", "AC"));
	change = align(7, "G", "G");
	CHECK(same(&change, 7, "G", "G"));
	change = align(7, "GT", "GT");
	CHECK(same(&change, 7, "G", "G"));
}

static char
one_base(const void *source, size_t distance)
{
	return distance <= *(const size_t *) source ? 'A' : 0;
}

static void
check_turn(void)
{
	size_t most = 1000;
	char out[4] = "";

	CASE("a run turns while it moves");
	CHECK(alkres_left_shift("A", 1, one_base, &most) == 1000);
	CHECK(alkres_left_shift("CA", 2, one_base, &most) == 1);
	CHECK(alkres_left_shift("AC", 2, one_base, &most) == 0);
	alkres_turn_run(out, "ACG", 3, 0);
	CHECK(strcmp(out, "ACG") == 0);
	alkres_turn_run(out, "ACG", 3, 1);
	CHECK(strcmp(out, "GAC") == 0);
	alkres_turn_run(out, "ACG", 3, 3001);
	CHECK(strcmp(out, "GAC") == 0);
}

/* Random changes from left to right, which do not overlap; returns their number. */
static size_t
draw_parts(AlkresChange *parts, char alts[4][SIZE])
{
	int64_t at = 2;
	size_t count = 0, wanted = 1 + random_bits(&state) % 4;

	while (count < wanted && at < SIZE - 3)
	{
		AlkresChange *part = &parts[count];
		bool anchored = random_bits(&state) % 2;

		*part = (AlkresChange){at - anchored, bases + at - anchored - 1, 1, alts[count], 0};
		if (anchored && random_bits(&state) % 2)
			part->ref_length += 1 + random_bits(&state) % 2; /* a deletion */
		else if (anchored)
			part->alt_length = 1 + random_bits(&state) % 3; /* an insertion */
		part->alt_length += anchored;
		if (!anchored)
		{
			part->alt_length = 1;
			alts[count][0] = bases[at - 1] == 'A' ? 'C' : 'A';
		}
		else
			alts[count][0] = bases[at - 2];
		for (size_t i = 1; i < part->alt_length; i++)
			alts[count][i] = "ACGT"[random_bits(&state) % 4];
		at = part->position + (int64_t) part->ref_length + 1 + (int64_t) (random_bits(&state) % 3);
		count++;
	}
	return count;
}

static void
check_join(void)
{
	CASE("several changes made together are one that gives the same sequence");
	for (int n = 0; n < 50000; n++)
	{
		AlkresChange parts[4], whole, aligned;
		char alts[4][SIZE], wanted[2 * SIZE], out[2 * SIZE];
		size_t count, used = 0;
		int64_t at = 1;

		fill(1 + (int) (random_bits(&state) % 4));
		count = draw_parts(parts, alts);
		for (size_t i = 0; i < count; i++)
		{
			memcpy(wanted + used, bases + at - 1, (size_t) (parts[i].position - at));
			used += (size_t) (parts[i].position - at);
			memcpy(wanted + used, parts[i].alt, parts[i].alt_length);
			used += parts[i].alt_length;
			at = parts[i].position + (int64_t) parts[i].ref_length;
		}
		strcpy(wanted + used, bases + at - 1);
		CHECK(alkres_changes_join(&whole, parts, count, known, NULL));
		apply(out, &whole);
		CHECK(strcmp(out, wanted) == 0);
		aligned = alkres_change_align_left(whole, known, NULL);
		CHECK(aligned.position == whole.position && aligned.ref_length == whole.ref_length &&
			  aligned.alt_length == whole.alt_length);
	}

	CASE("what cannot stand together");
	strcpy(bases, "ACACACGTTTTGACNNACACACGT");
	AlkresChange overlap[2] = {{3, "ACA", 3, "A", 1}, {4, "C", 1, "G", 1}}, whole;
	AlkresChange twice[2] = {{3, "A", 1, "AT", 2}, {3, "A", 1, "AG", 2}};
	AlkresChange unknown[2] = {{14, "C", 1, "G", 1}, {17, "A", 1, "G", 1}};
	AlkresChange beside[2] = {{3, "A", 1, "AG", 2}, {3, "ACA", 3, "A", 1}};
	AlkresChange undone[2] = {{7, "G", 1, "GT", 2}, {10, "TT", 2, "T", 1}};

	CHECK(!alkres_changes_join(&whole, overlap, 2, known, NULL));
	CHECK(!alkres_changes_join(&whole, twice, 2, known, NULL));
	CHECK(!alkres_changes_join(&whole, unknown, 2, known, NULL));
	CHECK(alkres_changes_join(&whole, beside, 2, known, NULL));
	CHECK(same(&whole, 4, "CA", "G"));
	CHECK(alkres_changes_join(&whole, undone, 2, known, NULL));
	CHECK(whole.ref_length == 1 && whole.alt_length == 1 && whole.ref[0] == whole.alt[0]);
}

int
main(void)
{
	check_join();
	check_random();
	check_ends();
	check_turn();
	return finish();
}
