/* ends_test.c: reads that begin at few places, at the edge of the rule. */
#include "harness.h"

#include "core/molecule/ends.h"

/* So many reads at each of eight places of both directions, and others where no two begin together.
 */
static bool
is_few(uint32_t each, uint32_t others, bool *told)
{
	static AlkresEnds ends;
	bool few;

	memset(&ends, 0, sizeof(ends));
	for (uint32_t i = 0; i < ALKRES_ENDS_FEW * each; i++)
		alkres_ends_add(&ends, 5000 + i % 4, i % ALKRES_ENDS_FEW >= 4);
	for (uint32_t i = 0; i < others; i++)
		alkres_ends_add(&ends, 6200 + i / 2, i % 2);
	*told = alkres_ends_tell(&ends, &few);
	return few;
}

int
main(void)
{
	bool told;

	CASE("ends: few places are those that hold half of the reads");
	CHECK(is_few(100, 800, &told) && told);
	CHECK(!is_few(100, 801, &told) && told);
	CHECK(is_few(100, 799, &told) && told);

	CASE("ends: told of a thousand reads and more");
	(void) is_few(100, 199, &told);
	CHECK(!told);
	(void) is_few(100, 200, &told);
	CHECK(told);

	CASE("ends: eight places, the fullest");
	CHECK(!is_few(1, 1600, &told));
	CHECK(is_few(200, 1600, &told));
	return finish();
}
