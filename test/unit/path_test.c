/* path_test.c: bytes that are nearly the path of a mutation are refused, and nothing behind them is
 * read. */
#include "harness.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/mutation/path.h"
#include "core/mutation/text.h"

/* A copy that ends with a page, behind which nothing may be read. */
static const uint8_t *
guarded(const uint8_t *bytes, size_t length)
{
	static uint8_t *pages;
	size_t size = (size_t) sysconf(_SC_PAGESIZE);

	if (pages == NULL)
	{
		pages = mmap(NULL, 2 * size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		CHECK(pages != MAP_FAILED && mprotect(pages + size, size, PROT_NONE) == 0);
	}
	memcpy(pages + size - length, bytes, length);
	return pages + size - length;
}

static bool
is_path(const uint8_t *bytes, size_t length)
{
	AlkresMutationParts parts;
	AlkresError error;
	bool taken = alkres_mutation_take_apart(&parts, guarded(bytes, length), length);

	CHECK(!alkres_mutation_check(guarded(bytes, length), length, &error) || taken);
	return taken;
}

static void
test_change(void)
{
	AlkresMutation mutation;
	AlkresError error;
	uint8_t path[ALKRES_MUTATION_SIZE_MAX + 2];

	CASE("a change ends with one terminator, and nothing is behind it");
	CHECK(alkres_mutation_parse(&mutation, "ALK G1202del", &error));
	CHECK(is_path(mutation.path, mutation.length));
	CHECK(mutation.path[mutation.length - 1] == '\0');
	memcpy(path, mutation.path, mutation.length);
	for (size_t cut = 1; cut <= 3; cut++)
		CHECK(!is_path(path, mutation.length - cut));
	for (int last = 1; last < 255; last++)
	{
		path[mutation.length - 1] = (uint8_t) last;
		CHECK(!is_path(path, mutation.length));
	}
	path[mutation.length - 1] = '\0';
	path[mutation.length] = '\0';
	CHECK(!is_path(path, mutation.length + 1));
	path[mutation.length - 2] = '\0';
	CHECK(!is_path(path, mutation.length));

	CASE("every cut of a path is a class above it or none");
	size_t gene = strlen("ALK") + 1;

	memcpy(path, mutation.path, mutation.length);
	for (size_t length = 0; length < mutation.length; length++)
		CHECK(is_path(path, length) ==
			  (length == gene || length == gene + 1 || length == gene + 4));

	CASE("a gene has a name");
	CHECK(!is_path((const uint8_t *) "", 1));
	CHECK(is_path((const uint8_t *) "A", 2));
	CHECK(!is_path((const uint8_t *) "A", 1));
}

int
main(void)
{
	test_change();
	return finish();
}
