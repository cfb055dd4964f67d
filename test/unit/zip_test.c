/* Unit tests of core/text/zip.h (archives written here, whole, odd and damaged) and
 * core/base/crc32.h. */
#include "harness.h"

#include <stdlib.h>

#include "core/base/crc32.h"
#include "core/text/zip.h"

#define ROOM 4096

typedef struct Writer
{
	uint8_t bytes[ROOM];
	size_t length;
	uint8_t directory[ROOM];
	size_t directory_length;
	uint32_t count;
} Writer;

static void
put(uint8_t *out, size_t *length, uint64_t value, int size)
{
	for (int i = 0; i < size; i++)
		out[(*length)++] = (uint8_t) (value >> (8 * i));
}

/* A stored file; flags and method as given. */
static void
add_file(Writer *writer, const char *name, const char *content, uint32_t flags, uint32_t method)
{
	size_t at = writer->length, size = strlen(content);

	for (int i = 0; i < 2; i++)
	{
		uint8_t *out = i == 0 ? writer->bytes : writer->directory;
		size_t *length = i == 0 ? &writer->length : &writer->directory_length;

		put(out, length, i == 0 ? 0x04034b50 : 0x02014b50, 4);
		if (i == 1)
			put(out, length, 20, 2);
		put(out, length, 20, 2);
		put(out, length, flags, 2);
		put(out, length, method, 2);
		put(out, length, 0, 4);
		put(out, length, alkres_crc32(0, content, size), 4);
		put(out, length, size, 4);
		put(out, length, size, 4);
		put(out, length, strlen(name), 2);
		put(out, length, 0, 2);
		if (i == 1)
		{
			put(out, length, 0, 2);
			put(out, length, 0, 2);
			put(out, length, 0, 2);
			put(out, length, 0, 4);
			put(out, length, at, 4);
		}
		memcpy(out + *length, name, strlen(name));
		*length += strlen(name);
		if (i == 0)
		{
			memcpy(out + *length, content, size);
			*length += size;
		}
	}
	writer->count++;
}

static void
close_archive(Writer *writer, const char *comment)
{
	size_t at = writer->length;

	memcpy(writer->bytes + at, writer->directory, writer->directory_length);
	writer->length += writer->directory_length;
	put(writer->bytes, &writer->length, 0x06054b50, 4);
	put(writer->bytes, &writer->length, 0, 4);
	put(writer->bytes, &writer->length, writer->count, 2);
	put(writer->bytes, &writer->length, writer->count, 2);
	put(writer->bytes, &writer->length, writer->directory_length, 4);
	put(writer->bytes, &writer->length, at, 4);
	put(writer->bytes, &writer->length, strlen(comment), 2);
	memcpy(writer->bytes + writer->length, comment, strlen(comment));
	writer->length += strlen(comment);
}

/* Names and contents of the members, or the error; in a copy of exact size, which the sanitizer
 * watches. */
static const char *
read_all(const uint8_t *bytes, size_t length, size_t most)
{
	static char out[2 * ROOM];
	char *copy = malloc(length > 0 ? length : 1);
	AlkresError error;
	AlkresZip zip;

	memcpy(copy, bytes, length);
	out[0] = '\0';
	if (!alkres_zip_read("a.zip", copy, length, most, &zip, &error))
		snprintf(out, sizeof(out), "%d %s %s", error.code, error.message, error.detail);
	else
	{
		for (size_t i = 0; i < zip.count; i++)
			snprintf(out + strlen(out), sizeof(out) - strlen(out), "%s=%.*s;", zip.members[i].name,
					 (int) zip.members[i].packed_size, (const char *) zip.members[i].packed);
		alkres_zip_free(&zip);
	}
	free(copy);
	return out;
}

static const char *
read_writer(const Writer *writer)
{
	return read_all(writer->bytes, writer->length, 1000);
}

static void
test_whole(void)
{
	Writer writer = {0};

	CASE("archives of any writer are read whole");
	add_file(&writer, "folder/", "", 0, 0);
	add_file(&writer, "folder/one.csv", "a,b\n1,2\n", 0, 0);
	add_file(&writer, "back\\two.csv", "c", 0x800, 0);
	add_file(&writer, "empty.csv", "", 0, 0);
	add_file(&writer, "b\xc3\xb6se\n.csv", "d", 0, 0);
	close_archive(&writer, "PK\5\6 in a comment");
	CHECK(strcmp(read_writer(&writer), "one.csv=a,b\n1,2\n;two.csv=c;b??se?.csv=d;") == 0);
	CHECK(alkres_zip_is((const char *) writer.bytes, writer.length));
	CHECK(!alkres_zip_is("PK\3\4", 4));
	CHECK(strstr(read_all(writer.bytes, writer.length, 9), "unpacks to more than 9 bytes") != NULL);
	CHECK(alkres_crc32(alkres_crc32(0, "1234", 4), "56789", 5) == 0xcbf43926);
}

static void
test_refused(void)
{
	static const struct
	{
		uint32_t flags, method;
		const char *what;
	} odd[] = {{1, 0, "a.zip/x.csv: the file is encrypted"},
			   {0x40, 0, "a.zip/x.csv: the file is encrypted"},
			   {0, 12, "a.zip/x.csv: the file is compressed by a method that is not known"},
			   {0, 99, "a.zip/x.csv: the file is compressed by a method that is not known"}};
	Writer writer;

	CASE("what is no archive to read is refused by name");
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++)
	{
		memset(&writer, 0, sizeof(writer));
		add_file(&writer, "f/x.csv", "1", odd[i].flags, odd[i].method);
		close_archive(&writer, "");
		CHECK(strstr(read_writer(&writer), odd[i].what) != NULL);
	}
	memset(&writer, 0, sizeof(writer));
	add_file(&writer, "x.csv", "1", 0, 0);
	add_file(&writer, "y.csv", "2", 0, 0);
	/* Both names of the directory lead to the first file: one of them is not its own. */
	memcpy(writer.directory + writer.directory_length - 5 - 4, writer.directory + 42, 4);
	close_archive(&writer, "");
	CHECK(strstr(read_writer(&writer), "another name or length") != NULL);
	/* Twice the same file. */
	memset(&writer, 0, sizeof(writer));
	add_file(&writer, "x.csv", "1", 0, 0);
	memcpy(writer.directory + writer.directory_length, writer.directory, writer.directory_length);
	writer.directory_length *= 2;
	writer.count = 2;
	close_archive(&writer, "");
	CHECK(strstr(read_writer(&writer), "Two files in it share their bytes") != NULL);
	/* zip64 writes these. */
	memset(&writer, 0, sizeof(writer));
	add_file(&writer, "x.csv", "1", 0, 0);
	memset(writer.directory + 24, 0xff, 4);
	close_archive(&writer, "");
	CHECK(strstr(read_writer(&writer), "a.zip/x.csv: the archive is of zip64") != NULL);
}

/* Nothing that is cut or changed leads beyond the bytes. */
static void
test_damaged(void)
{
	Writer writer = {0};
	int whole = 0;

	CASE("nothing that is cut or changed leads beyond the bytes");
	add_file(&writer, "one.csv", "a,b\n1,2\n", 0, 0);
	add_file(&writer, "two.csv", "c", 0, 8);
	close_archive(&writer, "");
	for (size_t i = 0; i < writer.length; i++)
		CHECK(strstr(read_all(writer.bytes, i, 1000), "a.zip: the zip archive is broken") != NULL);
	for (size_t i = 0; i < writer.length; i++)
		for (int bit = 0; bit < 8; bit++)
		{
			writer.bytes[i] ^= (uint8_t) (1 << bit);
			whole += strchr(read_writer(&writer), '=') != NULL;
			writer.bytes[i] ^= (uint8_t) (1 << bit);
		}
	CHECK(whole > 0);
}

int
main(void)
{
	test_whole();
	test_refused();
	test_damaged();
	return finish();
}
