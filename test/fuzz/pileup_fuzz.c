/*
 * pileup_fuzz.c: bytes as stored pileups and backgrounds.  What the validator takes must be what
 * the encoder makes.  Mutations start from random sound pileups, those of the unit test.
 */
#include "core/model/background.h"
#include "fuzz.h"
#include "random_pileup.h"

extern size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
extern size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);

size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
	if (seed % 64 == 0 || size < 8)
	{
		size_t length;
		uint8_t *bytes;
		AlkresPileup *pileup;
		AlkresBackground *background;
		AlkresError error;

		state = 88172645463325252u ^ seed;
		pileup = random_pileup();
		bytes = alkres_pileup_encode(pileup, &length);
		if (seed % 3 == 0)
		{
			background = alkres_background_of(pileup, &error);
			if (background != NULL)
				bytes = alkres_background_encode(background, &length);
		}
		if (length <= max_size)
		{
			memcpy(data, bytes, length);
			size = length;
		}
		fuzz_free_all();
	}
	return LLVMFuzzerMutate(data, size, max_size);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
	AlkresError error;
	size_t again;
	AlkresPileup *pileup;
	AlkresBackground *background;

	pileup = alkres_pileup_decode(data, length, &error);
	pileup = alkres_pileup_decode_strict(data, length, &error);
	if (pileup != NULL)
	{
		uint8_t *bytes = alkres_pileup_encode(pileup, &again);

		MUST(again == length && memcmp(bytes, data, length) == 0);
	}
	background = alkres_background_decode(data, length, &error);
	if (background != NULL)
	{
		uint8_t *bytes = alkres_background_encode(background, &again);

		MUST(again == length && memcmp(bytes, data, length) == 0);
	}
	fuzz_free_all();
	return 0;
}
