/* bgzf_open.c: a descriptor as a file of htslib that decompresses. */
#include "hts/bgzf_open.h"

#include <errno.h>
#include <unistd.h>

#include "hts/refusals.h"

BGZF *
alkres_bgzf_open(int descriptor, const char *what, AlkresError *error)
{
	hFILE *stream = hdopen(descriptor, "r");
	BGZF *file = NULL;
	int why;

	if (stream != NULL)
		file = bgzf_hopen(stream, "r");
	why = errno;
	if (stream == NULL)
		close(descriptor);
	else if (file == NULL)
		hclose_abruptly(stream);
	errno = why;
	if (file == NULL)
		(void) alkres_refuse_open(what, error);
	else if (bgzf_compression(file) == 2 && bgzf_check_EOF(file) != 1)
	{
		(void) alkres_refuse_truncated(what, "BGZF", error);
		(void) bgzf_close(file);
		file = NULL;
	}
	return file;
}
