-- Variants of public collections: their VCF files, and what is made of what they say.
CREATE FUNCTION alkres.read_known_variants(path text, assembly text DEFAULT NULL, reference text DEFAULT NULL,
	OUT variant alkres.variant, OUT ids text[], OUT gene text, OUT frequency double precision, OUT significance text, OUT recurrence integer, OUT origin text, OUT is_filtered boolean)
	RETURNS SETOF record
	LANGUAGE c VOLATILE PARALLEL RESTRICTED ROWS 100000 COST 100000 AS 'MODULE_PATHNAME', 'alkres_read_known_variants';
COMMENT ON FUNCTION alkres.read_known_variants(text, text, text) IS
	'reads the VCF of a public collection (COSMIC, dbSNP, gnomAD, ClinVar) on the server: a row for each alternative allele; variant is NULL for what is none';
REVOKE ALL ON FUNCTION alkres.read_known_variants(text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION alkres.read_known_variants(text, text, text) TO pg_read_server_files;
CREATE FUNCTION alkres.read_known_variants_data(data bytea, assembly text DEFAULT NULL, reference text DEFAULT NULL,
	OUT variant alkres.variant, OUT ids text[], OUT gene text, OUT frequency double precision, OUT significance text, OUT recurrence integer, OUT origin text, OUT is_filtered boolean)
	RETURNS SETOF record
	LANGUAGE c IMMUTABLE PARALLEL SAFE ROWS 1000 COST 100000 AS 'MODULE_PATHNAME', 'alkres_read_known_variants_data';
COMMENT ON FUNCTION alkres.read_known_variants_data(bytea, text, text) IS 'as read_known_variants, with the content of the file sent by the client';
CREATE FUNCTION alkres.read_known_variants_object(object oid, assembly text DEFAULT NULL, reference text DEFAULT NULL,
	OUT variant alkres.variant, OUT ids text[], OUT gene text, OUT frequency double precision, OUT significance text, OUT recurrence integer, OUT origin text, OUT is_filtered boolean)
	RETURNS SETOF record
	LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 100000 COST 100000 AS 'MODULE_PATHNAME', 'alkres_read_known_variants_object';
COMMENT ON FUNCTION alkres.read_known_variants_object(oid, text, text) IS 'as read_known_variants, of a large object that holds the file';

CREATE FUNCTION alkres.is_common_polymorphism(frequency double precision, recurrence integer) RETURNS boolean
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_is_common_polymorphism';
COMMENT ON FUNCTION alkres.is_common_polymorphism(double precision, integer) IS 'is an allele frequency at least 0.01, and the variant not recurrent in tumours (fewer than 10 samples)? NULL: not known';
CREATE FUNCTION alkres.is_known_somatic(recurrence integer, origin text) RETURNS boolean
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_is_known_somatic';
COMMENT ON FUNCTION alkres.is_known_somatic(integer, text) IS 'is a variant recurrent in tumours (10 samples or more), or called somatic by a collection?';
CREATE FUNCTION alkres.known_prior(frequency double precision, recurrence integer) RETURNS double precision
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_known_variant_prior';
COMMENT ON FUNCTION alkres.known_prior(double precision, integer) IS 'what the caller expects of a known variant: 0 of a common polymorphism, as of a hotspot from 10 tumour samples on, as of a listed mutation from 100 on; NULL of any other';
CREATE FUNCTION alkres.is_germline_likely(frequency double precision, recurrence integer, origin text, vaf alkres.vaf) RETURNS boolean
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_is_germline_likely';
COMMENT ON FUNCTION alkres.is_germline_likely(double precision, integer, text, alkres.vaf) IS
	'is what was seen likely germline: a common polymorphism; or known in the population, not known somatic, and in half of the molecules (within the 99 % interval) or more than 0.9 of them?';
