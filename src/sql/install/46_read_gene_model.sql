-- Gene models from GFF3 and FASTA.  Files on the server are for members of pg_read_server_files; data is for everybody.
CREATE FUNCTION alkres.read_gene_model(path text, assembly text, reference text DEFAULT NULL, genes text[] DEFAULT NULL, transcripts text[] DEFAULT NULL,
	OUT gene text, OUT transcript text, OUT is_canonical boolean, OUT chosen_by text, OUT region alkres.region, OUT exons integer, OUT residues integer,
	OUT model alkres.gene_model, OUT reason text)
	RETURNS SETOF record
	LANGUAGE c VOLATILE PARALLEL RESTRICTED ROWS 1000 COST 100000 AS 'MODULE_PATHNAME', 'alkres_read_gene_model';
COMMENT ON FUNCTION alkres.read_gene_model(text, text, text, text[], text[]) IS
	'reads the transcripts with a coding sequence of a GFF3 file on the server (Ensembl, GENCODE, RefSeq), bases from a FASTA file there or behind ##FASTA: a row each, with its model or the reason why there is none; is_canonical is the one that stands for its gene: named in transcripts, else MANE Select, else canonical, else the longest coding sequence';
REVOKE ALL ON FUNCTION alkres.read_gene_model(text, text, text, text[], text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION alkres.read_gene_model(text, text, text, text[], text[]) TO pg_read_server_files;

CREATE FUNCTION alkres.read_gene_model_data(data bytea, assembly text, reference text DEFAULT NULL, genes text[] DEFAULT NULL, transcripts text[] DEFAULT NULL,
	OUT gene text, OUT transcript text, OUT is_canonical boolean, OUT chosen_by text, OUT region alkres.region, OUT exons integer, OUT residues integer,
	OUT model alkres.gene_model, OUT reason text)
	RETURNS SETOF record
	LANGUAGE c IMMUTABLE PARALLEL SAFE ROWS 100 COST 100000 AS 'MODULE_PATHNAME', 'alkres_read_gene_model_data';
COMMENT ON FUNCTION alkres.read_gene_model_data(bytea, text, text, text[], text[]) IS
	'as read_gene_model, with the content of the file sent by the client; its sequences may be stretches, named as >chr2:29192774-29921566';

CREATE FUNCTION alkres.read_gene_model_object(object oid, assembly text, reference text DEFAULT NULL, genes text[] DEFAULT NULL, transcripts text[] DEFAULT NULL,
	OUT gene text, OUT transcript text, OUT is_canonical boolean, OUT chosen_by text, OUT region alkres.region, OUT exons integer, OUT residues integer,
	OUT model alkres.gene_model, OUT reason text)
	RETURNS SETOF record
	LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 1000 COST 100000 AS 'MODULE_PATHNAME', 'alkres_read_gene_model_object';
COMMENT ON FUNCTION alkres.read_gene_model_object(oid, text, text, text[], text[]) IS 'as read_gene_model, of a large object that holds the file, with its sequences behind ##FASTA';
