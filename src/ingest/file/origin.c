/* origin.c: a file's bytes and lines, wherever it lies. */
#include "ingest/file/origin.h"

#include "miscadmin.h"
#include "storage/fd.h"
#include "utils/memutils.h"

#include "alkres.h"
#include "hts/unpacked_file.h"
#include "ingest/file/large_object.h"
#include "ingest/file/server_file.h"
#include "type/arguments.h"
#include "type/report.h"

#define READ_SIZE 65536

struct AlkresOriginFile
{
	MemoryContextCallback release;
	AlkresUnpacked *unpacked;
	bool has_descriptor; /* one that hts closes, counted as an external one */
	const char *what;
	/* Of lines. */
	char *buffer;
	Size start, end, capacity; /* of what is read and not yet used */
	uint64 taken;
	uint64 lines;
	bool ended;
};

static void
release_file(void *argument)
{
	AlkresOriginFile *file = argument;

	alkres_unpacked_close(file->unpacked);
	file->unpacked = NULL;
	if (file->has_descriptor)
		ReleaseExternalFD();
	file->has_descriptor = false;
}

AlkresOriginFile *
alkres_origin_open(const AlkresOrigin *origin)
{
	AlkresOriginFile *file = palloc0(sizeof(AlkresOriginFile));
	AlkresError error;
	int descriptor;

	file->release.func = release_file;
	file->release.arg = file;
	MemoryContextRegisterResetCallback(CurrentMemoryContext, &file->release);
	if (origin->bytes != NULL)
	{
		file->what = "the data";
		ReserveExternalFD(); /* the copy is a file */
		file->has_descriptor = true;
		file->unpacked =
			alkres_unpacked_open_memory(origin->bytes, origin->length, file->what, &error);
	}
	else
	{
		file->what = origin->path != NULL ? psprintf("\"%s\"", origin->path)
										  : psprintf("large object %u", origin->object);
		descriptor = origin->path != NULL ? alkres_open_server_file(origin->path)
										  : alkres_open_large_object(origin->object);
		file->has_descriptor = true;
		file->unpacked = alkres_unpacked_open(descriptor, file->what, &error);
	}
	if (file->unpacked == NULL)
		alkres_report(&error);
	return file;
}

const char *
alkres_origin_what(const AlkresOriginFile *file)
{
	return file->what;
}

bool
alkres_origin_proves_end(const AlkresOriginFile *file)
{
	return alkres_unpacked_proves_end(file->unpacked);
}

int64_t
alkres_origin_read(void *context, char *out, size_t length, AlkresError *error)
{
	AlkresOriginFile *file = context;

	CHECK_FOR_INTERRUPTS();
	return alkres_unpacked_read(file->unpacked, out, length, error);
}

/* Read on behind what is not yet used. */
static void
fill(AlkresOriginFile *file)
{
	Size used = file->end - file->start;
	AlkresError error;
	int64_t got;

	if (used > (Size) alkres_max_record_size * 1024)
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("%s has a line %llu above %d kB", file->what,
					   (unsigned long long) file->lines + 1, alkres_max_record_size),
				errhint("Raise alkres.max_record_size if the file is what it should be."));
	if (file->start > 0)
		memmove(file->buffer, file->buffer + file->start, used);
	file->start = 0;
	file->end = used;
	if (file->capacity < used + READ_SIZE + 1)
	{
		file->capacity = 2 * used + READ_SIZE + 1;
		file->buffer = file->buffer == NULL ? palloc(file->capacity)
											: repalloc_huge(file->buffer, file->capacity);
	}
	got = alkres_origin_read(file, file->buffer + used, READ_SIZE, &error);
	if (got < 0)
		alkres_report(&error);
	file->taken += got;
	if (file->taken > (uint64) alkres_max_decompressed_size * 1024 * 1024)
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("%s has more than %d MB", file->what, alkres_max_decompressed_size),
				errhint("Raise alkres.max_decompressed_size if the file is what it should be."));
	file->end += got;
	file->ended = got == 0;
}

char *
alkres_origin_line(AlkresOriginFile *file, uint64 *number)
{
	char *line, *end = NULL;
	Size searched = 0;

	for (;;)
	{
		if (file->end > file->start + searched)
			end = memchr(file->buffer + file->start + searched, '\n',
						 file->end - file->start - searched);
		if (end != NULL)
			break;
		searched = file->end - file->start;
		if (!file->ended)
			fill(file);
		else if (searched == 0)
			return NULL;
		else if (!alkres_origin_proves_end(file))
			ereport(ERROR, errcode(ERRCODE_DATA_CORRUPTED),
					errmsg("%s is cut off: its last line, %llu, has no end", file->what,
						   (unsigned long long) file->lines + 1));
		else
		{
			end = file->buffer + file->end++; /* there is room for it */
			break;
		}
	}
	line = file->buffer + file->start;
	*number = ++file->lines;
	if (memchr(line, '\0', end - line) != NULL)
		ereport(ERROR, errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
				errmsg("%s, line %llu: a text holds no byte 0", file->what,
					   (unsigned long long) file->lines));
	*end = '\0';
	file->start += end - line + 1;
	if (end > line && end[-1] == '\r')
		end[-1] = '\0';
	return line;
}

AlkresOrigin
alkres_path_origin(FunctionCallInfo fcinfo, int argument)
{
	AlkresOrigin origin = {NULL};

	alkres_check_server_file_rights();
	origin.path = alkres_text_argument(fcinfo, argument, "path");
	return origin;
}

AlkresOrigin
alkres_data_origin(FunctionCallInfo fcinfo, int argument)
{
	AlkresOrigin origin = {NULL};
	bytea *data;

	if (PG_ARGISNULL(argument))
		ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("data must not be null"));
	data = PG_GETARG_BYTEA_PP(argument);
	origin.bytes = VARDATA_ANY(data);
	origin.length = VARSIZE_ANY_EXHDR(data);
	return origin;
}

AlkresOrigin
alkres_object_origin(FunctionCallInfo fcinfo, int argument)
{
	AlkresOrigin origin = {NULL};

	if (PG_ARGISNULL(argument))
		ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("object must not be null"));
	origin.object = PG_GETARG_OID(argument);
	return origin;
}
