-- From a change of the genome to a change of the protein.
CREATE FUNCTION alkres.classify(alkres.variant) RETURNS alkres.mutation
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 AS 'MODULE_PATHNAME', 'alkres_classify_variant';
COMMENT ON FUNCTION alkres.classify(alkres.variant) IS 'the mutation of ALK that a variant makes (exons 19 to 28, GRCh37 and GRCh38); NULL outside the shipped gene models';
