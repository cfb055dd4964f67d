/* index_beside.c: the index that lies beside a file on the server. */
#include "postgres.h"

#include <fcntl.h>
#include <unistd.h>

#include "alkres.h"
#include "ingest/file/index_beside.h"
#include "ingest/file/server_file.h"

void
alkres_index_notice(const char *index, const char *what, const char *why, const char *maker)
{
	ereport(NOTICE, errmsg("%s is not used: all of %s is read", index, what), errdetail("%s", why),
			errhint("Make it again with \"%s index\".", maker));
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

const char *const alkres_bam_index_extensions[] = {"csi", "bai", NULL};
const char *const alkres_cram_index_extensions[] = {"crai", NULL};
const char *const alkres_vcf_index_extensions[] = {"tbi", "csi", NULL};
const char *const alkres_bcf_index_extensions[] = {"csi", NULL};

/* The path of the index that is there; NULL when none is. */
static char *
find_index(const char *path, const char *const *extensions, struct stat *info)
{
	for (; *extensions != NULL; extensions++)
	{
		char *paths[] = {psprintf("%s.%s", path, *extensions),
						 replace_extension(path, *extensions)};

		for (int i = 0; i < 2; i++)
			if (paths[i] != NULL && stat(paths[i], info) == 0)
				return paths[i];
	}
	return NULL;
}

char *
alkres_index_path(const char *path, const struct stat *file, const char *const *extensions)
{
	struct stat info;
	char *index = find_index(path, extensions, &info);

	return index != NULL && why_not(index, &info, file) == NULL ? index : NULL;
}

bool
alkres_cram_index_beside(const char *path, const struct stat *file)
{
	struct stat info;
	char *index = find_index(path, alkres_cram_index_extensions, &info);
	const char *why = index != NULL ? why_not(index, &info, file) : NULL;

	if (why != NULL)
		alkres_index_notice(psprintf("index \"%s\"", index), psprintf("\"%s\"", path), why,
							"samtools");
	return index != NULL && why == NULL;
}

AlkresFileIndex *
alkres_index_beside(const char *path, const struct stat *file, const char *const *extensions)
{
	size_t limit = (size_t) alkres_max_header_size * 1024, length;
	struct stat info;
	char *index_path = find_index(path, extensions, &info), *content;
	const char *why = index_path != NULL ? why_not(index_path, &info, file) : NULL;
	bool is_bam = extensions == alkres_bam_index_extensions;
	AlkresError error;

	if (index_path == NULL)
		return NULL;
	if (why == NULL)
	{
		AlkresFileIndex *index;

		content = alkres_read_server_file(index_path, limit, &length);
		index = alkres_index_read(content, length, (int64) file->st_size, limit, &error);
		pfree(content);
		if (index != NULL)
			return index;
		why = error.detail[0] != '\0' ? error.detail : error.message;
	}
	alkres_index_notice(psprintf("index \"%s\"", index_path), psprintf("\"%s\"", path), why,
						is_bam ? "samtools" : "bcftools");
	return NULL;
}
