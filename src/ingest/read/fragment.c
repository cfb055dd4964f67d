/* fragment.c: two mates, or a single read, given back. */
#include "postgres.h"

#include "ingest/read/fragment.h"

void
alkres_fragment_free(AlkresChunks *chunks, AlkresFragment *fragment)
{
	if (fragment->second != NULL)
		alkres_aligned_free(chunks, fragment->second);
	alkres_chunks_put(chunks, fragment,
					  alkres_fragment_head(fragment->name_length, fragment->barcode_length) +
						  fragment->first->size);
}
