/* server_file.c: opening files on the server: who may, which paths, which kinds. */
#include "postgres.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "catalog/pg_authid.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "storage/fd.h"
#include "utils/acl.h"
#include "utils/builtins.h"

#include "ingest/file/server_file.h"

/* instead: the function that takes a file's content from the client. */
static void
check_rights(const char *instead)
{
	if (!has_privs_of_role(GetUserId(), ROLE_PG_READ_SERVER_FILES))
		ereport(
			ERROR, errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
			errmsg("permission denied to read files on the database server"),
			errdetail("Only members of the role pg_read_server_files may name a file."),
			errhint("%s takes a file's content from the client, without that role; or a superuser "
					"says: GRANT pg_read_server_files TO %s.",
					instead, quote_identifier(GetUserNameFromId(GetUserId(), false))));
}

void
alkres_check_server_file_rights(void)
{
	check_rights("The form of each read function whose name ends in _data or _text");
}

PG_FUNCTION_INFO_V1(alkres_check_server_files);
Datum
alkres_check_server_files(PG_FUNCTION_ARGS)
{
	check_rights(text_to_cstring(PG_GETARG_TEXT_PP(0)));
	PG_RETURN_VOID();
}

/* scheme:// as in RFC 3986: a letter, then letters, digits, +, -, period. */
static bool
looks_like_url(const char *path)
{
	const char *p = path;

	if (!((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z')))
		return false;
	while ((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9') ||
		   *p == '+' || *p == '-' || *p == '.')
		p++;
	return strncmp(p, "://", 3) == 0;
}

static bool
has_parent_reference(const char *path)
{
	for (const char *p = path; (p = strstr(p, "..")) != NULL; p += 2)
	{
		if ((p == path || p[-1] == '/') && (p[2] == '/' || p[2] == '\0'))
			return true;
	}
	return false;
}

void
alkres_check_server_path(const char *path)
{
	const char *hint = "Give the absolute path of a file on the database server.";

	if (looks_like_url(path))
		ereport(
			ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("\"%s\" is a URL, not a file on the server", path),
			errhint("Nothing is fetched over a network: copy the file to the server and give its "
					"absolute path."));
	if (strcmp(path, "-") == 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("the server has no standard input to read from"), errhint("%s", hint));
	if (path[0] != '/')
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("path \"%s\" is not absolute", path), errhint("%s", hint));
	if (has_parent_reference(path))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("path \"%s\" contains \"..\"", path), errhint("%s", hint));
}

static const char *
kind_of_file(mode_t mode)
{
	return S_ISDIR(mode)    ? "a directory"
		   : S_ISFIFO(mode) ? "a named pipe"
		   : S_ISSOCK(mode) ? "a socket"
		   : S_ISCHR(mode)  ? "a character device"
		   : S_ISBLK(mode)  ? "a block device"
							: "not a regular file";
}

static void
refuse_kind(const char *path, mode_t mode)
{
	ereport(ERROR, errcode(ERRCODE_WRONG_OBJECT_TYPE),
			errmsg("\"%s\" is %s", path, kind_of_file(mode)),
			errhint("Only regular files are read."));
}

/* By errno.  Who sits at another computer than the server takes a path there for one here. */
static void
refuse_open(const char *path)
{
	bool is_missing = errno == ENOENT || errno == ENOTDIR;

	ereport(ERROR, errcode_for_file_access(),
			errmsg("could not open file \"%s\" on the database server: %m", path),
			is_missing
				? errhint("A path is that of a file on the database server, not on the client; "
						  "functions whose names end in _data take a file's content from the "
						  "client.")
				: 0);
}

int
alkres_open_server_file(const char *path)
{
	struct stat info;
	int descriptor;
	int flags;

	alkres_check_server_file_rights();
	alkres_check_server_path(path);

	/* Opening a device can have an effect of its own, so look before; the fstat below is what
	 * counts. */
	if (stat(path, &info) != 0)
		refuse_open(path);
	if (!S_ISREG(info.st_mode))
		refuse_kind(path, info.st_mode);

	if (!AcquireExternalFD())
		ereport(ERROR, errcode(ERRCODE_INSUFFICIENT_RESOURCES),
				errmsg("could not open file \"%s\": too many files are open", path));
	descriptor = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (descriptor < 0)
	{
		int save_errno = errno;

		ReleaseExternalFD();
		errno = save_errno;
		refuse_open(path);
	}
	if (fstat(descriptor, &info) != 0 || (flags = fcntl(descriptor, F_GETFL)) < 0 ||
		fcntl(descriptor, F_SETFL, flags & ~O_NONBLOCK) < 0)
	{
		int save_errno = errno;

		alkres_close_server_file(descriptor);
		errno = save_errno;
		refuse_open(path);
	}
	if (!S_ISREG(info.st_mode))
	{
		alkres_close_server_file(descriptor);
		refuse_kind(path, info.st_mode);
	}
	return descriptor;
}

void
alkres_close_server_file(int descriptor)
{
	close(descriptor);
	ReleaseExternalFD();
}

char *
alkres_read_server_file(const char *path, size_t limit, size_t *length)
{
	int descriptor = alkres_open_server_file(path);
	struct stat info;
	char *content;
	size_t size = 0;
	size_t capacity;
	int failure = 0;

	if (fstat(descriptor, &info) != 0 || info.st_size < 0 || (size_t) info.st_size > limit)
	{
		alkres_close_server_file(descriptor);
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("file \"%s\" is larger than %zu bytes", path, limit),
				errhint("Check that the right file is named."));
	}
	/* One byte more than the file has, to see the end of it; without an error the context cannot be
	 * left. */
	capacity = (size_t) info.st_size + 1;
	content = palloc_extended(capacity + 1, MCXT_ALLOC_HUGE | MCXT_ALLOC_NO_OOM);
	while (content != NULL && size < capacity)
	{
		ssize_t got = read(descriptor, content + size, capacity - size);

		if (got == 0)
			break;
		if (got < 0)
		{
			if (errno == EINTR)
				continue;
			failure = errno;
			break;
		}
		size += (size_t) got;
	}
	alkres_close_server_file(descriptor);
	if (content == NULL)
		ereport(ERROR, errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory"),
				errdetail("Failed to allocate %zu bytes for file \"%s\".", capacity, path));
	if (failure != 0)
	{
		errno = failure;
		ereport(ERROR, errcode_for_file_access(), errmsg("could not read file \"%s\": %m", path));
	}
	if (size != (size_t) info.st_size)
		ereport(ERROR, errcode(ERRCODE_OBJECT_IN_USE),
				errmsg("file \"%s\" changed while it was read", path),
				errhint("Try again when the program that writes it has ended."));
	content[size] = '\0';
	*length = size;
	return content;
}

char *
alkres_server_file_stem(const char *path)
{
	const char *name = strrchr(path, '/');
	const char *period;

	name = name == NULL ? path : name + 1;
	period = strrchr(name, '.');
	return period == NULL || period == name ? pstrdup(name) : pnstrdup(name, period - name);
}
