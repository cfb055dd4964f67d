-- Variants and a reference FASTA on the server, for members of pg_read_server_files.
CREATE FUNCTION alkres.left_align(variant alkres.variant, reference text) RETURNS alkres.variant
	LANGUAGE c VOLATILE STRICT PARALLEL RESTRICTED COST 1000 AS 'MODULE_PATHNAME', 'alkres_left_align_reference';
COMMENT ON FUNCTION alkres.left_align(alkres.variant, text) IS 'the shortest alleles, left-aligned, as "bcftools norm"; reference is a FASTA file on the server';
REVOKE ALL ON FUNCTION alkres.left_align(alkres.variant, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION alkres.left_align(alkres.variant, text) TO pg_read_server_files;

CREATE FUNCTION alkres.variant(assembly text, literal text, reference text) RETURNS alkres.variant
	LANGUAGE c VOLATILE STRICT PARALLEL RESTRICTED COST 1000 AS 'MODULE_PATHNAME', 'alkres_variant_from_reference';
COMMENT ON FUNCTION alkres.variant(text, text, text) IS 'a variant from any text form; bases that HGVS or SPDI do not write are those of a FASTA file on the server';
REVOKE ALL ON FUNCTION alkres.variant(text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION alkres.variant(text, text, text) TO pg_read_server_files;
