/* resistance_test.c: no compound is judged by its parts, and no tumour sensitive by single mutations. */
#include "harness.h"

#include <string.h>

#include "core/course/resistance.h"

static AlkresReading
reading_of(AlkresPhaseKnown phase, AlkresSensitivity together, AlkresSensitivity first,
		   AlkresSensitivity second)
{
	AlkresReading reading;

	alkres_read_resistance(&reading, phase, together, (AlkresSensitivity[]){first, second}, 2);
	return reading;
}

/* Every state of what is said, in every phase. */
static void
test_never_sensitive(void)
{
	CASE("sensitive only by a statement on all of them on one molecule");
	for (int phase = ALKRES_ON_ONE_MOLECULE; phase <= ALKRES_PHASE_UNKNOWN; phase++)
		for (int together = 0; together <= ALKRES_STATEMENTS_DIFFER; together++)
			for (int first = 0; first <= ALKRES_STATEMENTS_DIFFER; first++)
				for (int second = 0; second <= ALKRES_STATEMENTS_DIFFER; second++)
				{
					AlkresReading r = reading_of(phase, together, first, second);

					CHECK((r.reason == NULL) == (r.call != ALKRES_NO_STATEMENT));
					CHECK(r.call == ALKRES_NO_STATEMENT || r.call == together ||
						  r.call == ALKRES_RESISTANT);
					CHECK(r.call != ALKRES_SENSITIVE ||
						  (phase == ALKRES_ON_ONE_MOLECULE && together == ALKRES_SENSITIVE));
					CHECK(r.separate ==
						  (phase != ALKRES_ON_ONE_MOLECULE &&
								   (first == ALKRES_RESISTANT || second == ALKRES_RESISTANT)
							   ? ALKRES_RESISTANT
							   : ALKRES_NO_STATEMENT));
					CHECK(r.together == (phase == ALKRES_ON_SEPARATE_MOLECULES
											 ? ALKRES_NO_STATEMENT
											 : (AlkresSensitivity) together));
				}
}

static void
test_readings(void)
{
	AlkresReading r;

	CASE("one mutation is what is said of it");
	alkres_read_resistance(&r, ALKRES_PHASE_UNKNOWN, ALKRES_RESISTANT,
						   (AlkresSensitivity[]){ALKRES_STATEMENTS_DIFFER}, 1);
	CHECK(strcmp(r.basis, "single") == 0 && r.call == ALKRES_STATEMENTS_DIFFER && r.reason == NULL);
	CHECK(r.together == ALKRES_NO_STATEMENT && r.separate == ALKRES_NO_STATEMENT);
	CASE("C1156Y and L1198F: each reading by what is known of the phase");
	r = reading_of(ALKRES_ON_ONE_MOLECULE, ALKRES_SENSITIVE, ALKRES_RESISTANT, ALKRES_NO_STATEMENT);
	CHECK(strcmp(r.basis, "compound") == 0 && r.call == ALKRES_SENSITIVE);
	r = reading_of(ALKRES_ON_SEPARATE_MOLECULES, ALKRES_SENSITIVE, ALKRES_RESISTANT,
				   ALKRES_NO_STATEMENT);
	CHECK(strcmp(r.basis, "separate molecules") == 0 && r.call == ALKRES_RESISTANT);
	r = reading_of(ALKRES_PHASE_UNKNOWN, ALKRES_SENSITIVE, ALKRES_RESISTANT, ALKRES_NO_STATEMENT);
	CHECK(strcmp(r.basis, "compound, phase unknown") == 0 && r.call == ALKRES_NO_STATEMENT);
	r = reading_of(ALKRES_PHASE_UNKNOWN, ALKRES_RESISTANT, ALKRES_RESISTANT, ALKRES_SENSITIVE);
	CHECK(r.call == ALKRES_RESISTANT);
}

static void
test_names(void)
{
	AlkresSensitivity s;

	CASE("words");
	for (int i = ALKRES_SENSITIVE; i <= ALKRES_STATEMENTS_DIFFER; i++)
		CHECK(alkres_sensitivity_by_name(alkres_sensitivity_name(i), &s) && (int) s == i);
	CHECK(alkres_sensitivity_name(ALKRES_NO_STATEMENT) == NULL);
	CHECK(!alkres_sensitivity_by_name("", &s) && !alkres_sensitivity_by_name("Resistant", &s));
}

int
main(void)
{
	test_never_sensitive();
	test_readings();
	test_names();
	return finish();
}
