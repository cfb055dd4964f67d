/*
 * reference.c: the reference of a CRAM file, read from the descriptors that the starter has
 * opened and checked.
 *
 * htslib takes the reference by name only: it opens the path and its index, makes an index file
 * where there is none, and for a contig that it does not find goes where REF_PATH, REF_CACHE, the
 * UR tag of the header or, in older versions, a server of the EBI leads it.  So the name it gets is
 * one of a scheme of our own, whose streams are the descriptors, and what the header says of the
 * places is forgotten: a contig that the reference does not have is an error.
 */
#include "decode/decode.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#define NAME "alkres:reference"

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

/* Each stream is handed out once; -1 then. */
static int fasta = ALKRES_CRAM_FASTA, fasta_index = ALKRES_CRAM_INDEX,
		   fasta_blocks = ALKRES_CRAM_BLOCKS;

static hFILE *
open_once(const char *name, const char *mode)
{
	int *descriptor = strcmp(name, NAME) == 0          ? &fasta
					  : strcmp(name, NAME ".fai") == 0 ? &fasta_index
					  : strcmp(name, NAME ".gzi") == 0 ? &fasta_blocks
													   : NULL;
	hFILE *stream = descriptor != NULL && *descriptor >= 0 ? hdopen(*descriptor, "r") : NULL;

	if (stream != NULL)
		*descriptor = -1;
	else
		errno = ENOENT;
	return stream;
}

/* As remote: htslib looks for the index of a local file by itself, and makes it. */
static int
is_remote(const char *name)
{
	return 1;
}

bool
alkres_prepare_reference(void)
{
	static const struct hFILE_scheme_handler handler = {open_once, is_remote, "alkres", 50, NULL};

	/* The question makes htslib's own table of schemes. */
	if (hisremote(NAME) != 0)
		return false;
	hfile_add_scheme_handler("alkres", &handler);
	return true;
}

/* Forget where the header says that the reference is found: htslib would go there. */
static bool
forget_places(AlkresDecoder *decoder)
{
	sam_hdr_t *own = cram_fd_get_header(decoder->file->fp.cram);

	for (int i = 0; i < decoder->header->n_targets; i++)
	{
		const char *name = decoder->header->target_name[i];

		alkres_allow_time(&decoder->limits);
		if (sam_hdr_remove_tag_id(own, "SQ", "SN", name, "M5") < 0 ||
			sam_hdr_remove_tag_id(own, "SQ", "SN", name, "UR") < 0)
			return false;
	}
	return true;
}

bool
alkres_use_reference(AlkresDecoder *decoder, AlkresError *error)
{
	if (!forget_places(decoder))
		return alkres_refuse_memory(error);
	if (cram_set_option(decoder->file->fp.cram, CRAM_OPT_REFERENCE, NAME) == 0 && fasta < 0 &&
		fasta_index < 0)
		return true;
	alkres_fail(error, ALKRES_IO, "could not read the reference of %s", decoder->what);
	alkres_bam_add_log(error, NULL);
	return false;
}
