/* memory_file.c: bytes as a file without a name. */
#include "hts/bam_internal.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

int
alkres_file_of_bytes(const void *bytes, size_t length)
{
	int descriptor = memfd_create("alkres", MFD_CLOEXEC);
	size_t done = 0;

	while (descriptor >= 0 && done < length)
	{
		ssize_t put = write(descriptor, (const char *) bytes + done, length - done);

		if (put > 0)
			done += (size_t) put;
		else if (put == 0 || errno != EINTR)
		{
			close(descriptor);
			return -1;
		}
	}
	if (descriptor >= 0)
		(void) lseek(descriptor, 0, SEEK_SET);
	return descriptor;
}
