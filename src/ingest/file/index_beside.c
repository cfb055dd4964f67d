/* index_beside.c: the index that lies beside a file on the server. */
#include "postgres.h"

#include <fcntl.h>
#include <unistd.h>

#include "alkres.h"
#include "ingest/file/index_beside.h"
#include "ingest/file/server_file.h"

void
alkres_index_notice(const char *index, const char *what, const char *why)
{
	ereport(NOTICE, errmsg("%s is not used: all of %s is read", index, what), errdetail("%s", why),
			errhint("Make it again with \"samtools index\"."));
}

/* "reads.bam" to "reads.bai"; NULL when the name has no extension. */
static char *
replace_extension(const char *path, const char *extension)
{
	const char *period = strrchr(path, '.'), *slash = strrchr(path, '/');

	if (period == NULL || (slash != NULL && period < slash))
		return NULL;
	return psprintf("%.*s.%s", (int) (period - path), path, extension);
}

/* Why the index that is there is not to be read; NULL when it is. */
static const char *
why_not(const char *path, const struct stat *index, const struct stat *file)
{
	if (!S_ISREG(index->st_mode))
		return "It is not a regular file.";
	if (faccessat(AT_FDCWD, path, R_OK, AT_EACCESS) != 0)
		return "The server may not read it.";
	if (index->st_mtim.tv_sec < file->st_mtim.tv_sec ||
		(index->st_mtim.tv_sec == file->st_mtim.tv_sec &&
		 index->st_mtim.tv_nsec < file->st_mtim.tv_nsec))
		return "It is older than the file.";
	return NULL;
}

/* The index at its path, or NULL; *found: something is there. */
static AlkresFileIndex *
read_index(const char *path, const char *of, const struct stat *file, bool *found)
{
	size_t limit = (size_t) alkres_max_header_size * 1024, length;
	struct stat info;
	const char *why;
	char *content;
	AlkresFileIndex *index;
	AlkresError error;

	if (path == NULL || stat(path, &info) != 0)
		return NULL;
	*found = true;
	why = why_not(path, &info, file);
	if (why == NULL)
	{
		content = alkres_read_server_file(path, limit, &length);
		index = alkres_index_read(content, length, (int64) file->st_size, limit, &error);
		pfree(content);
		if (index != NULL)
			return index;
		why = error.detail[0] != '\0' ? error.detail : error.message;
	}
	alkres_index_notice(psprintf("index \"%s\"", path), psprintf("\"%s\"", of), why);
	return NULL;
}

AlkresFileIndex *
alkres_index_beside(const char *path, const struct stat *file, const char *const *extensions)
{
	AlkresFileIndex *index = NULL;
	bool found = false;

	for (; *extensions != NULL && index == NULL && !found; extensions++)
	{
		index = read_index(psprintf("%s.%s", path, *extensions), path, file, &found);
		if (!found)
			index = read_index(replace_extension(path, *extensions), path, file, &found);
	}
	return index;
}
