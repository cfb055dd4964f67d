/*
 * cram_reference.c: the reference of a CRAM file, read from a descriptor that the caller has opened
 * and checked.
 *
 * htslib takes the reference by name only: it opens the path and its index, makes an index file
 * where there is none, and for a contig that it does not find goes where REF_PATH, REF_CACHE, the
 * UR tag of the header or, in older versions, a server of the EBI leads it.  So the name it gets is
 * one of a scheme of our own, whose streams are the descriptor and an index made here, and what the
 * header says of the places is forgotten: a contig that the reference does not have is an error.
 */
#include "hts/bam_internal.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hts/log.h"

/*
 * The interface of htslib's plugins, as hfile_internal.h has it since 1.3; that header is not
 * installed, the function is exported.
 */
struct hFILE_scheme_handler
{
	hFILE *(*open)(const char *name, const char *mode);
	int (*isremote)(const char *name);
	const char *provider;
	int priority;
	hFILE *(*vopen)(const char *name, const char *mode, va_list arguments);
};
extern void hfile_add_scheme_handler(const char *scheme,
									 const struct hFILE_scheme_handler *handler);

typedef struct AlkresCramSource
{
	struct AlkresCramSource *next;
	char name[32];  /* alkres:NUMBER */
	int descriptor; /* -1 once it is htslib's */
	char *index;    /* in the form of a .fai file; NULL once it is htslib's */
	size_t index_length;
	char *blocks; /* of a compressed file its .gzi; NULL once it is htslib's */
	size_t blocks_length;
} AlkresCramSource;

static AlkresCramSource *sources;

/* A stream of bytes, which are htslib's then. */
static hFILE *
hand_out(char **bytes, size_t length)
{
	hFILE *stream = *bytes != NULL ? hopen("mem:", "r:", *bytes, length) : NULL;

	if (stream != NULL)
		*bytes = NULL;
	else
		errno = ENOENT;
	return stream;
}

/* Each stream is handed out once. */
static hFILE *
open_source(const char *name, const char *mode)
{
	for (AlkresCramSource *source = sources; source != NULL; source = source->next)
	{
		size_t length = strlen(source->name);
		hFILE *stream = NULL;

		if (strncmp(name, source->name, length) != 0)
			continue;
		if (name[length] == '\0' && source->descriptor >= 0)
		{
			stream = hdopen(source->descriptor, "r");
			if (stream != NULL)
				source->descriptor = -1;
			return stream;
		}
		if (strcmp(name + length, ".fai") == 0)
			return hand_out(&source->index, source->index_length);
		if (strcmp(name + length, ".gzi") == 0)
			return hand_out(&source->blocks, source->blocks_length);
	}
	errno = ENOENT;
	return NULL;
}

/* As remote: htslib looks for the index of a local file by itself, and makes it. */
static int
is_remote(const char *name)
{
	return 1;
}

static void
register_scheme(void)
{
	static const struct hFILE_scheme_handler handler = {open_source, is_remote, "alkres", 50, NULL};
	static bool done = false;

	if (done)
		return;
	done = true;
	/* The question makes htslib's own table of schemes. */
	if (hisremote("alkres:") == 0)
		hfile_add_scheme_handler("alkres", &handler);
}

static char *
make_index(const AlkresBam *bam, const AlkresReferencePlace *places, size_t *length)
{
	kstring_t text = {0, 0, NULL};

	if (kputs("", &text) < 0)
		return NULL;
	for (int i = 0; i < bam->header->n_targets; i++)
	{
		/* htslib reads the index in lines of at most 8,191 bytes. */
		if (places[i].length <= 0 || strlen(bam->header->target_name[i]) > 4096)
			continue;
		if (ksprintf(&text, "%s\t%" PRId64 "\t%" PRId64 "\t%" PRIu32 "\t%" PRIu32 "\n",
					 bam->header->target_name[i], places[i].length, places[i].offset,
					 places[i].line_bases, places[i].line_width) < 0)
		{
			free(text.s);
			return NULL;
		}
	}
	*length = text.l;
	return text.s;
}

bool
alkres_cram_forget_places(AlkresBam *bam)
{
	sam_hdr_t *own = cram_fd_get_header(bam->cram->fp.cram);

	for (int i = 0; i < bam->header->n_targets; i++)
	{
		const char *name = bam->header->target_name[i];

		if (sam_hdr_remove_tag_id(own, "SQ", "SN", name, "M5") < 0 ||
			sam_hdr_remove_tag_id(own, "SQ", "SN", name, "UR") < 0)
			return false;
	}
	return true;
}

bool
alkres_bam_contig_md5(const AlkresBam *bam, int contig, char *out)
{
	kstring_t text = {0, 0, NULL};
	bool found = sam_hdr_find_tag_id(bam->header, "SQ", "SN", bam->header->target_name[contig],
									 "M5", &text) == 0 &&
				 text.l == 32;

	if (found)
		memcpy(out, text.s, 33);
	free(text.s);
	return found;
}

bool
alkres_bam_proves_reference(const AlkresBam *bam)
{
	return bam->check == NULL || !bam->check->unproven;
}

bool
alkres_bam_set_reference(AlkresBam *bam, int descriptor, const AlkresReferencePlace *places,
						 const void *blocks, size_t blocks_length, AlkresError *error)
{
	static unsigned last_number = 0;
	AlkresCramSource *source = calloc(1, sizeof(AlkresCramSource));

	alkres_hts_log_start();
	if (source == NULL ||
		(source->index = make_index(bam, places, &source->index_length)) == NULL ||
		(blocks != NULL && (source->blocks = malloc(blocks_length)) == NULL))
	{
		free(source != NULL ? source->index : NULL);
		free(source);
		close(descriptor);
		return alkres_fail(error, ALKRES_LIMIT, "out of memory while reading %s", bam->what);
	}
	source->blocks_length = blocks_length;
	if (blocks != NULL)
		memcpy(source->blocks, blocks, blocks_length);
	snprintf(source->name, sizeof(source->name), "alkres:%u", ++last_number);
	source->descriptor = descriptor;
	source->next = sources;
	sources = source;
	bam->reference = source;
	register_scheme();
	if (cram_set_option(bam->cram->fp.cram, CRAM_OPT_REFERENCE, source->name) != 0 ||
		source->descriptor >= 0 || source->index != NULL)
	{
		alkres_fail(error, ALKRES_IO, "could not read the reference of %s", bam->what);
		alkres_bam_add_log(error, NULL);
		return false;
	}
	return true;
}

void
alkres_cram_release_reference(AlkresBam *bam)
{
	AlkresCramSource **place = &sources;

	if (bam->reference == NULL)
		return;
	while (*place != bam->reference)
		place = &(*place)->next;
	*place = bam->reference->next;
	if (bam->reference->descriptor >= 0)
		close(bam->reference->descriptor);
	free(bam->reference->index);
	free(bam->reference->blocks);
	free(bam->reference);
	bam->reference = NULL;
}
