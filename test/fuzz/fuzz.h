/* fuzz.h: what the fuzzers of core share. */
#ifndef ALKRES_FUZZ_H
#define ALKRES_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A fuzzer ends here when what it found is wrong although nothing broke. */
#define MUST(condition)       \
	do                        \
	{                         \
		if (!(condition))     \
			__builtin_trap(); \
	} while (0)

extern int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);

/* Free all that alkres_alloc has given out. */
extern void fuzz_free_all(void);
/* The input as a text with its NUL. */
extern char *fuzz_text(const uint8_t *data, size_t length);

#endif
