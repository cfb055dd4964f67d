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

CREATE FUNCTION alkres.spdi(variant alkres.variant, reference text) RETURNS text
	LANGUAGE c VOLATILE STRICT PARALLEL RESTRICTED COST 1000 AS 'MODULE_PATHNAME', 'alkres_spdi_reference';
COMMENT ON FUNCTION alkres.spdi(alkres.variant, text) IS 'as spdi(variant), fully justified by a FASTA file on the server';
REVOKE ALL ON FUNCTION alkres.spdi(alkres.variant, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION alkres.spdi(alkres.variant, text) TO pg_read_server_files;

CREATE FUNCTION alkres.refget_accession(assembly text, contig text, reference text) RETURNS text
	LANGUAGE c VOLATILE STRICT PARALLEL RESTRICTED COST 100000 AS 'MODULE_PATHNAME', 'alkres_refget_accession';
COMMENT ON FUNCTION alkres.refget_accession(text, text, text) IS 'refget accession of a contig, SQ. and the digest (sha512t24u) of its whole sequence in a FASTA file on the server: what vrs_id needs';
REVOKE ALL ON FUNCTION alkres.refget_accession(text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION alkres.refget_accession(text, text, text) TO pg_read_server_files;

CREATE FUNCTION alkres.vrs_id(variant alkres.variant, accession text, reference text) RETURNS text
	LANGUAGE c VOLATILE STRICT PARALLEL RESTRICTED COST 1000 AS 'MODULE_PATHNAME', 'alkres_vrs_id_reference';
COMMENT ON FUNCTION alkres.vrs_id(alkres.variant, text, text) IS 'as vrs_id(variant, accession), of insertions and deletions anywhere by a FASTA file on the server';
REVOKE ALL ON FUNCTION alkres.vrs_id(alkres.variant, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION alkres.vrs_id(alkres.variant, text, text) TO pg_read_server_files;
