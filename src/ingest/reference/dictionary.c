/* dictionary.c: the dictionary beside a FASTA file. */
#include "postgres.h"

#include <sys/stat.h>

#include "alkres.h"
#include "ingest/file/index_beside.h"
#include "ingest/file/server_file.h"
#include "ingest/reference/dictionary.h"

/* genome.dict of genome.fa, genome.fa.gz and genome.fasta; or genome.fa.dict. */
static char *
find_dictionary(const char *fasta)
{
	static const char *const extensions[] = {"dict", NULL};
	size_t length = strlen(fasta);
	struct stat info;
	char *path;

	if (stat(fasta, &info) != 0)
		return NULL;
	path = alkres_index_path(fasta, &info, extensions);
	if (path == NULL && length > 3 && strcmp(fasta + length - 3, ".gz") == 0)
		path = alkres_index_path(pnstrdup(fasta, length - 3), &info, extensions);
	return path;
}

/* The value of a field of a line of a header ("SN:"), palloc'ed; NULL when it has none. */
static char *
field_of(const char *line, const char *tag)
{
	size_t length = strcspn(line, "\r\n");

	for (const char *at = line; (at = memchr(at, '\t', (size_t) (line + length - at))) != NULL;)
		if (strncmp(++at, tag, 3) == 0)
			return pnstrdup(at + 3, strcspn(at + 3, "\t\r\n"));
	return NULL;
}

char *
alkres_dictionary_md5(const char *fasta, const AlkresContig *contig, int64 length,
					  char **dictionary)
{
	size_t size;
	char *text, *found = NULL;

	*dictionary = find_dictionary(fasta);
	if (*dictionary == NULL)
		return NULL;
	text = alkres_read_server_file(*dictionary, (size_t) alkres_max_header_size * 1024, &size);
	for (const char *line = text; found == NULL && line != NULL && *line != '\0';
		 line = strchr(line, '\n'), line += line != NULL)
	{
		char *name, *bases, *sum;
		AlkresContig named;
		AlkresError ignored;

		if (strncmp(line, "@SQ\t", 4) != 0)
			continue;
		name = field_of(line, "SN:");
		bases = field_of(line, "LN:");
		sum = field_of(line, "M5:");
		if (name != NULL && bases != NULL && sum != NULL && strlen(sum) == 32 &&
			strtoll(bases, NULL, 10) == length &&
			alkres_contig_set(&named, contig->assembly_name, strlen(contig->assembly_name), name,
							  strlen(name), &ignored) &&
			alkres_contig_equal(&named, contig))
			found = sum;
	}
	pfree(text);
	return found;
}
