-- From a change of the genome to a change of transcript and protein.
CREATE FUNCTION alkres.classify(variant alkres.variant) RETURNS alkres.mutation
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 AS 'MODULE_PATHNAME', 'alkres_classify_variant';
COMMENT ON FUNCTION alkres.classify(alkres.variant) IS 'the mutation that a variant makes (ALK exons 19 to 28 and hotspot codons of the bypass genes, GRCh37 and GRCh38); NULL outside the shipped gene models';
CREATE FUNCTION alkres.consequence(variant alkres.variant, OUT gene text, OUT transcript text, OUT hgvs_c text, OUT hgvs_p text,
	OUT mutation alkres.mutation) RETURNS record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 AS 'MODULE_PATHNAME', 'alkres_consequence_variant';
COMMENT ON FUNCTION alkres.consequence(alkres.variant) IS 'HGVS names of what a variant does to transcript and protein, and the mutation of classify; columns are NULL where the shipped gene models say nothing';
