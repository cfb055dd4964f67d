/* read_folder.c: read_folder(path): the regular files of a folder on the server. */
#include "postgres.h"

#include <sys/stat.h>

#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "storage/fd.h"
#include "utils/builtins.h"

#include "ingest/file/server_file.h"
#include "type/arguments.h"
#include "type/rows.h"

/* A row for each file that is no hidden one: its name and its size. */
PG_FUNCTION_INFO_V1(alkres_read_folder);
Datum
alkres_read_folder(PG_FUNCTION_ARGS)
{
	char *path;
	struct dirent *entry;
	struct stat info;
	DIR *folder;

	/* Before the path is so much as looked at. */
	alkres_check_server_file_rights();
	path = alkres_text_argument(fcinfo, 0, "folder");
	alkres_check_server_path(path);
	alkres_start_rows(fcinfo);
	folder = AllocateDir(path);
	if (folder == NULL)
		ereport(ERROR, errcode_for_file_access(), errmsg("could not open folder \"%s\": %m", path),
				errhint("It is looked for on the database server."));
	while ((entry = ReadDir(folder, path)) != NULL)
	{
		char *name = psprintf("%s/%s", path, entry->d_name);
		Datum values[2];

		CHECK_FOR_INTERRUPTS();
		if (entry->d_name[0] != '.' && stat(name, &info) == 0 && S_ISREG(info.st_mode))
		{
			values[0] = CStringGetTextDatum(entry->d_name);
			values[1] = Int64GetDatum((int64) info.st_size);
			alkres_put_row(fcinfo, values);
		}
		pfree(name);
	}
	FreeDir(folder);
	return (Datum) 0;
}
