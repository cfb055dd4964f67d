/* fasta_bytes.c: the bytes of a FASTA file's content, plain or compressed. */
#include "postgres.h"

#include <sys/stat.h>
#include <unistd.h>

#include "ingest/reference/fasta_layout.h"
#include "type/report.h"

int64
alkres_fasta_read_at(AlkresFasta *fasta, char *out, int64 length, int64 offset)
{
	int64 done = 0;

	if (fasta->bgzip != NULL)
	{
		AlkresError error;

		done = alkres_bgzip_read(fasta->bgzip, out, length, offset, &error);
		if (done < 0)
			alkres_report(&error);
		return done;
	}
	while (done < length)
	{
		ssize_t got = pread(fasta->descriptor, out + done, length - done, offset + done);

		if (got == 0)
			break;
		if (got < 0)
		{
			if (errno == EINTR)
				continue;
			ereport(ERROR, errcode_for_file_access(),
					errmsg("could not read file \"%s\": %m", fasta->path));
		}
		done += got;
	}
	return done;
}

int64
alkres_fasta_size(const AlkresFasta *fasta)
{
	struct stat info;

	if (fasta->bgzip != NULL)
		return alkres_bgzip_size(fasta->bgzip);
	if (fstat(fasta->descriptor, &info) != 0)
		ereport(ERROR, errcode_for_file_access(),
				errmsg("could not read file \"%s\": %m", fasta->path));
	return info.st_size;
}
