-- gene_model: a transcript with its exons and their sequence, by which consequences are worked out where no shipped model reaches.
CREATE TYPE alkres.gene_model;
CREATE FUNCTION alkres_internal.gene_model_in(cstring) RETURNS alkres.gene_model
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_gene_model_in';
COMMENT ON FUNCTION alkres_internal.gene_model_in(cstring) IS 'input';
CREATE FUNCTION alkres_internal.gene_model_out(alkres.gene_model) RETURNS cstring
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_gene_model_out';
COMMENT ON FUNCTION alkres_internal.gene_model_out(alkres.gene_model) IS 'output: hexadecimal';
CREATE FUNCTION alkres_internal.gene_model_recv(internal) RETURNS alkres.gene_model
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_gene_model_recv';
COMMENT ON FUNCTION alkres_internal.gene_model_recv(internal) IS 'binary input';
CREATE FUNCTION alkres_internal.gene_model_send(alkres.gene_model) RETURNS bytea
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_gene_model_send';
COMMENT ON FUNCTION alkres_internal.gene_model_send(alkres.gene_model) IS 'binary output';
CREATE TYPE alkres.gene_model (INPUT = alkres_internal.gene_model_in, OUTPUT = alkres_internal.gene_model_out, RECEIVE = alkres_internal.gene_model_recv,
	SEND = alkres_internal.gene_model_send, INTERNALLENGTH = VARIABLE, ALIGNMENT = int4, STORAGE = extended);
COMMENT ON TYPE alkres.gene_model IS 'a transcript with its exons, their sequence and twenty intronic bases on either side; its coding sequence is whole';

CREATE FUNCTION alkres.gene_symbol(model alkres.gene_model) RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 AS 'MODULE_PATHNAME', 'alkres_gene_model_gene';
COMMENT ON FUNCTION alkres.gene_symbol(alkres.gene_model) IS 'symbol of its gene';
CREATE FUNCTION alkres.transcript(model alkres.gene_model) RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 AS 'MODULE_PATHNAME', 'alkres_gene_model_transcript';
COMMENT ON FUNCTION alkres.transcript(alkres.gene_model) IS 'accession of the transcript';
CREATE FUNCTION alkres.transcript_region(model alkres.gene_model) RETURNS alkres.region
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 AS 'MODULE_PATHNAME', 'alkres_gene_model_region';
COMMENT ON FUNCTION alkres.transcript_region(alkres.gene_model) IS 'where it lies, from its first exonic base to its last';
CREATE FUNCTION alkres.coding_region(model alkres.gene_model) RETURNS alkres.region
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 AS 'MODULE_PATHNAME', 'alkres_gene_model_coding_region';
COMMENT ON FUNCTION alkres.coding_region(alkres.gene_model) IS 'from its start codon to its stop codon';
CREATE FUNCTION alkres.protein(model alkres.gene_model) RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 AS 'MODULE_PATHNAME', 'alkres_gene_model_protein';
COMMENT ON FUNCTION alkres.protein(alkres.gene_model) IS 'its protein in one-letter code, without the stop';

CREATE FUNCTION alkres.consequence(variant alkres.variant, model alkres.gene_model, OUT gene text, OUT transcript text, OUT hgvs_c text, OUT hgvs_p text,
	OUT mutation alkres.mutation) RETURNS record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 200 AS 'MODULE_PATHNAME', 'alkres_consequence_by_model';
COMMENT ON FUNCTION alkres.consequence(alkres.variant, alkres.gene_model) IS 'HGVS names of what a variant does to the transcript of a gene model and its protein, and the mutation; columns are NULL where it lies outside of the exons and twenty intronic bases, the mutation also in untranslated parts, start and stop codon';
