/* variant_names.c: spdi(variant), vrs_id(variant, accession). */
#include "postgres.h"

#include "common/cryptohash.h"
#include "common/sha2.h"
#include "fmgr.h"
#include "utils/builtins.h"

#include "core/variant/sequence.h"
#include "type/variant.h"
#include "type/variant_names.h"

static void
digest_of(AlkresTextBuffer *text, char out[ALKRES_VRS_DIGEST_SIZE])
{
	pg_cryptohash_ctx *hash = pg_cryptohash_create(PG_SHA512);
	uint8 sum[PG_SHA512_DIGEST_LENGTH];

	if (hash == NULL || pg_cryptohash_init(hash) < 0 ||
		pg_cryptohash_update(hash, (const uint8 *) text->text, text->length) < 0 ||
		pg_cryptohash_final(hash, sum, sizeof(sum)) < 0)
		ereport(ERROR, errcode(ERRCODE_INTERNAL_ERROR), errmsg("could not compute SHA-512"),
				errdetail("%s", pg_cryptohash_error(hash)));
	pg_cryptohash_free(hash);
	alkres_vrs_digest_text(sum, out);
}

char *
alkres_vrs_id(const AlkresVariant *variant, const char *accession, AlkresBaseAt base_at,
			  void *source)
{
	char digest[ALKRES_VRS_DIGEST_SIZE];
	AlkresTextBuffer location = {NULL}, allele = {NULL};
	AlkresJustified change;

	if (!alkres_is_refget_accession(accession))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"%s\" is not the refget accession of a sequence", accession),
				errhint("It is SQ. and 32 letters; refget_accession() works it out from a FASTA "
						"file."));
	if (!alkres_variant_justify(&change, variant, base_at, source))
		return NULL;
	alkres_vrs_write_location(&location, accession, &change);
	digest_of(&location, digest);
	alkres_vrs_write_allele(&allele, digest, &change);
	digest_of(&allele, digest);
	return psprintf("ga4gh:VA.%s", digest);
}

PG_FUNCTION_INFO_V1(alkres_variant_to_spdi);
Datum
alkres_variant_to_spdi(PG_FUNCTION_ARGS)
{
	AlkresVariant variant;
	char *spdi;

	alkres_variant_get(PG_GETARG_DATUM(0), &variant);
	spdi = alkres_variant_spdi(&variant, alkres_compiled_base, NULL);
	if (spdi == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(spdi));
}

PG_FUNCTION_INFO_V1(alkres_variant_vrs_id);
Datum
alkres_variant_vrs_id(PG_FUNCTION_ARGS)
{
	AlkresVariant variant;
	char *id;

	alkres_variant_get(PG_GETARG_DATUM(0), &variant);
	id = alkres_vrs_id(&variant, text_to_cstring(PG_GETARG_TEXT_PP(1)), alkres_compiled_base, NULL);
	if (id == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(id));
}
