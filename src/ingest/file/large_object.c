/* large_object.c: large objects read in parts, or copied to a file that htslib can read. */
#include "postgres.h"

#include <fcntl.h>
#include <unistd.h>

#include "fmgr.h"
#include "libpq/be-fsstubs.h"
#include "libpq/libpq-fs.h"
#include "miscadmin.h"
#include "storage/fd.h"
#include "storage/large_object.h"
#include "utils/fmgrprotos.h"
#include "utils/wait_event.h"

#include "ingest/file/large_object.h"

#define PART_SIZE (256 * 1024)
/* What the header of a BAM file lies in, and the marker at its end. */
#define HEAD_SIZE (1024 * 1024)
#define TAIL_SIZE 28

void
alkres_read_large_object(Oid object, AlkresObjectPart take, void *context)
{
	/* By the functions of SQL: they look at rights, and clean up when the transaction ends. */
	Datum handle =
		DirectFunctionCall2(be_lo_open, ObjectIdGetDatum(object), Int32GetDatum(INV_READ));
	char *part = palloc(PART_SIZE);
	int length;

	while ((length = lo_read(DatumGetInt32(handle), part, PART_SIZE)) > 0)
	{
		CHECK_FOR_INTERRUPTS();
		take(context, part, length);
	}
	pfree(part);
	DirectFunctionCall1(be_lo_close, handle);
}

int
alkres_object_handle(Oid object, int64 *size)
{
	Datum handle =
		DirectFunctionCall2(be_lo_open, ObjectIdGetDatum(object), Int32GetDatum(INV_READ));

	*size = DatumGetInt64(
		DirectFunctionCall3(be_lo_lseek64, handle, Int64GetDatum(0), Int32GetDatum(SEEK_END)));
	return DatumGetInt32(handle);
}

bool
alkres_read_object_at(int handle, int64 offset, char *out, int length)
{
	CHECK_FOR_INTERRUPTS();
	DirectFunctionCall3(be_lo_lseek64, Int32GetDatum(handle), Int64GetDatum(offset),
						Int32GetDatum(SEEK_SET));
	return lo_read(handle, out, length) == length;
}

void
alkres_object_release(int handle)
{
	DirectFunctionCall1(be_lo_close, Int32GetDatum(handle));
}

typedef struct Copy
{
	File file;
	off_t size;
} Copy;

static void
write_part(void *context, const char *part, int length)
{
	Copy *copy = context;

	errno = 0;
	if (FileWrite(copy->file, (char *) part, length, copy->size, PG_WAIT_EXTENSION) != length)
	{
		/* If it wrote a part without an error, there is no more room. */
		if (errno == 0)
			errno = ENOSPC;
		ereport(ERROR, errcode_for_file_access(),
				errmsg("could not copy a large object to a temporary file: %m"));
	}
	copy->size += length;
}

/* A descriptor of a copy, whose name goes. */
static int
take_descriptor(Copy *copy, Oid object)
{
	int descriptor, raw;

	if (!AcquireExternalFD())
		ereport(
			ERROR, errcode(ERRCODE_INSUFFICIENT_RESOURCES),
			errmsg("could not open a copy of large object %u: too many files are open", object));
	/* PostgreSQL may have closed it to make room for others: a call makes it open. */
	raw = FileSize(copy->file) < 0 ? -1 : FileGetRawDesc(copy->file);
	descriptor = raw < 0 ? -1 : fcntl(raw, F_DUPFD_CLOEXEC, 0);
	if (descriptor < 0 || lseek(descriptor, 0, SEEK_SET) != 0)
	{
		int save_errno = errno;

		if (descriptor >= 0)
			close(descriptor);
		ReleaseExternalFD();
		errno = save_errno;
		ereport(ERROR, errcode_for_file_access(),
				errmsg("could not open a copy of large object %u: %m", object));
	}
	FileClose(copy->file); /* the descriptor stays */
	return descriptor;
}

int
alkres_open_large_object(Oid object)
{
	Copy copy = {.file = OpenTemporaryFile(false)};

	alkres_read_large_object(object, write_part, &copy);
	return take_descriptor(&copy, object);
}

int
alkres_open_object_head(Oid object)
{
	int64 size;
	int handle = alkres_object_handle(object, &size);
	char *head = palloc(HEAD_SIZE);
	Copy copy = {0};
	bool good = size > HEAD_SIZE + TAIL_SIZE && alkres_read_object_at(handle, 0, head, HEAD_SIZE) &&
				memcmp(head, "\x1f\x8b", 2) == 0;

	if (good)
	{
		copy.file = OpenTemporaryFile(false);
		write_part(&copy, head, HEAD_SIZE);
		good = alkres_read_object_at(handle, size - TAIL_SIZE, head, TAIL_SIZE);
		write_part(&copy, head, TAIL_SIZE);
	}
	pfree(head);
	alkres_object_release(handle);
	if (good)
		return take_descriptor(&copy, object);
	if (copy.size > 0)
		FileClose(copy.file);
	return -1;
}
