/* class_test.c: gaps of what was looked at, and evidence apart from a class. */
#include "harness.h"

#include <stdlib.h>
#include <string.h>

#include "core/mutation/meaning.h"
#include "core/mutation/text.h"

#define LISTED 6

static AlkresMutation listed[LISTED];
static AlkresPath listed_paths[LISTED];

static AlkresMutation
mutation_of(const char *text)
{
	AlkresMutation mutation;
	AlkresError error;

	CHECK(alkres_mutation_parse(&mutation, text, &error));
	return mutation;
}

static AlkresPath
path_of(const AlkresMutation *mutation)
{
	return (AlkresPath){mutation->path, mutation->length};
}

static void
make_listed(void)
{
	const char *const names[LISTED] = {"ALK L1196M", "ALK G1202R", "ALK S1206Y",
									   "ALK G1269A", "EGFR L858R", "KRAS G12C"};

	for (int i = 0; i < LISTED; i++)
	{
		listed[i] = mutation_of(names[i]);
		listed_paths[i] = path_of(&listed[i]);
		CHECK(i == 0 || alkres_path_compare(listed_paths[i - 1], listed_paths[i]) < 0);
	}
}

/* Is the class evaluable where the listed mutations of these bits were? */
static bool
evaluable_where(unsigned bits, const char *class)
{
	AlkresMutation mutation = mutation_of(class);
	AlkresPath evaluable[LISTED], paths[LISTED + 1];
	int gaps[LISTED + 1], count = 0, gap_count;

	for (int i = 0; i < LISTED; i++)
		if (bits & (1u << i))
			evaluable[count++] = listed_paths[i];
	gap_count = alkres_listed_gaps(gaps, listed_paths, LISTED, evaluable, count);
	CHECK(gap_count % 2 == 0 && gap_count <= LISTED + 1);
	for (int i = 0; i < gap_count; i++)
		paths[i] = listed_paths[gaps[i]];
	return alkres_class_is_evaluable(path_of(&mutation), paths, gap_count);
}

static void
test_gaps(void)
{
	const char *const classes[] = {"ALK",        "ALK solvent_front", "ALK G1202",
								   "ALK G1202R", "ALK G1269A",        "EGFR",
								   "KRAS",       "KRAS G12C"};

	CASE("a class is evaluable where each of its listed members was, for every subset of six");
	for (unsigned bits = 0; bits < 1u << LISTED; bits++)
		for (size_t c = 0; c < sizeof(classes) / sizeof(classes[0]); c++)
		{
			AlkresMutation class = mutation_of(classes[c]);
			bool all = true;

			for (int i = 0; i < LISTED; i++)
				if (alkres_path_in_class(listed_paths[i], path_of(&class)))
					all &= (bits >> i) & 1;
			CHECK(evaluable_where(bits, classes[c]) == all);
		}
}

static void
test_seen(void)
{
	AlkresMutation alk = mutation_of("ALK"), front = mutation_of("ALK solvent_front");
	AlkresDrawEvidence evidence = {0};

	CASE("evidence lies outside the class");
	CHECK(alkres_tumour_seen(path_of(&alk), &evidence) == ALKRES_SEEN_UNKNOWN);
	evidence.first_looked = listed_paths[0];
	evidence.last_looked = listed_paths[3];
	CHECK(alkres_tumour_seen(path_of(&alk), &evidence) == ALKRES_SEEN_UNKNOWN);
	CHECK(alkres_tumour_seen(path_of(&front), &evidence) == ALKRES_SEEN_NOT);
	evidence.first_detected = evidence.last_detected = listed_paths[1];
	CHECK(alkres_tumour_seen(path_of(&alk), &evidence) == ALKRES_SEEN_UNKNOWN);
	CHECK(alkres_tumour_seen(path_of(&front), &evidence) == ALKRES_SEEN_NOT);
	evidence.last_detected = listed_paths[3];
	CHECK(alkres_tumour_seen(path_of(&alk), &evidence) == ALKRES_SEEN_UNKNOWN);
	CHECK(alkres_tumour_seen(path_of(&front), &evidence) == ALKRES_SEEN);
	evidence.last_looked = listed_paths[5];
	CHECK(alkres_tumour_seen(path_of(&alk), &evidence) == ALKRES_SEEN_NOT);
	evidence.truncal = ALKRES_SEEN_NOT;
	evidence.last_looked = listed_paths[3];
	CHECK(alkres_tumour_seen(path_of(&alk), &evidence) == ALKRES_SEEN_NOT);
	evidence.truncal = ALKRES_SEEN;
	CHECK(alkres_tumour_seen(path_of(&alk), &evidence) == ALKRES_SEEN);
}

static void
test_counts(void)
{
	static const struct
	{
		const char *mutation, *class, *driver;
		bool evidence, counts;
	} cases[] = {
		{"ALK G1202R", "ALK", "ALK", true, true},
		{"ALK G1202R", "ALK gatekeeper", "ALK", true, false},
		{"ALK copy_number_gain", "ALK", "ALK", true, true},
		{"ALK fusion", "ALK", "ALK", true, false},
		{"ALK fusion", "ALK fusion", "ALK", true, true},
		{"ALK L1204=", "ALK", "ALK", false, false},
		{"ALK L1204=", "ALK L1204=", "ALK", false, true},
		{"ALK K1491R", "ALK", "ALK", false, false},
		{"ALK I1461V", "ALK", "ALK", false, false},
		{"KRAS G12C", "KRAS", "ALK", true, true},
		{"KRAS G12=", "KRAS", "ALK", false, false},
		{"MET amplification", "MET", "ALK", true, true},
		{"TP53 R175H", "TP53", "ALK", true, true},
		{"ALK G1202R", "ALK", "ROS1", true, true},
		{"ROS1 G2032R", "ROS1", "ROS1", true, true},
		{"ROS1 fusion", "ROS1", "ROS1", true, false},
	};

	CASE("what counts in an answer about a class");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		AlkresMutation mutation = mutation_of(cases[i].mutation),
					   class = mutation_of(cases[i].class);

		CHECK(alkres_mutation_is_evidence(&mutation) == cases[i].evidence);
		CHECK(alkres_mutation_counts_for(&mutation, &class, cases[i].driver) == cases[i].counts);
	}
}

static void
test_mechanism(void)
{
	static const char *const cases[][3] = {
		{"TP53 R175H", "ALK", "other"},
		{"KRAS G12C", "ALK", "off_target"},
		{"ALK G1202R", "ROS1", "off_target"},
		{"ALK K1491R", "ROS1", "other"},
	};

	CASE("other genes bypass the driver; TP53 does not");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		AlkresMutation mutation = mutation_of(cases[i][0]);

		CHECK(strcmp(alkres_mutation_mechanism(&mutation, cases[i][1]), cases[i][2]) == 0);
	}
}

int
main(void)
{
	make_listed();
	test_gaps();
	test_seen();
	test_counts();
	test_mechanism();
	return finish();
}
