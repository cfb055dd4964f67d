-- BAM and CRAM files to pileups.  Files on the server are for members of pg_read_server_files; data is for everybody.
CREATE FUNCTION alkres.read_pileup(path text, assembly text DEFAULT NULL, regions alkres.region[] DEFAULT NULL, reference text DEFAULT NULL,
	umi text DEFAULT 'auto', unit text DEFAULT 'molecule', min_base_quality integer DEFAULT 10, min_mapq integer DEFAULT 1,
	header_sample text DEFAULT NULL, use_index boolean DEFAULT true)
	RETURNS TABLE (assembly text, contig text, block integer, pileup alkres.pileup)
	LANGUAGE c VOLATILE PARALLEL RESTRICTED ROWS 1000 COST 1000000 AS 'MODULE_PATHNAME', 'alkres_read_pileup';
COMMENT ON FUNCTION alkres.read_pileup(text, text, alkres.region[], text, text, text, integer, integer, text, boolean) IS
	'reads a coordinate-sorted BAM or CRAM file on the server in one pass: a row for each block of 256 positions that has reads, or that the regions touch; with regions and an index beside the file only what they need is read';
REVOKE ALL ON FUNCTION alkres.read_pileup(text, text, alkres.region[], text, text, text, integer, integer, text, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION alkres.read_pileup(text, text, alkres.region[], text, text, text, integer, integer, text, boolean) TO pg_read_server_files;

CREATE FUNCTION alkres.read_pileup(paths text[], assembly text DEFAULT NULL, regions alkres.region[] DEFAULT NULL, reference text DEFAULT NULL,
	umi text DEFAULT 'auto', unit text DEFAULT 'molecule', min_base_quality integer DEFAULT 10, min_mapq integer DEFAULT 1,
	header_sample text DEFAULT NULL, use_index boolean DEFAULT true)
	RETURNS TABLE (assembly text, contig text, block integer, pileup alkres.pileup)
	LANGUAGE c VOLATILE PARALLEL RESTRICTED ROWS 1000 COST 1000000 AS 'MODULE_PATHNAME', 'alkres_read_pileup_lanes';
COMMENT ON FUNCTION alkres.read_pileup(text[], text, alkres.region[], text, text, text, integer, integer, text, boolean) IS
	'as read_pileup of one file, with several files of one library, such as its lanes, merged while they are read';
REVOKE ALL ON FUNCTION alkres.read_pileup(text[], text, alkres.region[], text, text, text, integer, integer, text, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION alkres.read_pileup(text[], text, alkres.region[], text, text, text, integer, integer, text, boolean) TO pg_read_server_files;

-- They answer from their arguments alone, but for a FASTA file named as reference, which is taken not to change.  As they return sets,
-- they are never worked out before their statement runs.
CREATE FUNCTION alkres.read_pileup_data(data bytea, assembly text DEFAULT NULL, regions alkres.region[] DEFAULT NULL, reference text DEFAULT NULL,
	umi text DEFAULT 'auto', unit text DEFAULT 'molecule', min_base_quality integer DEFAULT 10, min_mapq integer DEFAULT 1,
	header_sample text DEFAULT NULL)
	RETURNS TABLE (assembly text, contig text, block integer, pileup alkres.pileup)
	LANGUAGE c IMMUTABLE PARALLEL SAFE ROWS 1000 COST 1000000 AS 'MODULE_PATHNAME', 'alkres_read_pileup_data';
COMMENT ON FUNCTION alkres.read_pileup_data(bytea, text, alkres.region[], text, text, text, integer, integer, text) IS
	'as read_pileup, with the content of the file sent by the client';

CREATE FUNCTION alkres.read_library(paths text[], assembly text DEFAULT NULL, regions alkres.region[] DEFAULT NULL, reference text DEFAULT NULL,
	umi text DEFAULT 'auto', unit text DEFAULT 'molecule', min_base_quality integer DEFAULT 10, min_mapq integer DEFAULT 1,
	header_sample text DEFAULT NULL, use_index boolean DEFAULT true)
	RETURNS TABLE (assembly text, contig text, block integer, pileup alkres.pileup,
		umi text, reads bigint, mapped_reads bigint, aligned_bases bigint, on_target_bases bigint)
	LANGUAGE c VOLATILE PARALLEL RESTRICTED ROWS 1000 COST 1000000 AS 'MODULE_PATHNAME', 'alkres_read_pileup_lanes';
COMMENT ON FUNCTION alkres.read_library(text[], text, alkres.region[], text, text, text, integer, integer, text, boolean) IS
	'as read_pileup of these files, and in each row what they hold as a whole: where molecular barcodes stood, reads, those aligned, bases aligned and those of them on the design';
REVOKE ALL ON FUNCTION alkres.read_library(text[], text, alkres.region[], text, text, text, integer, integer, text, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION alkres.read_library(text[], text, alkres.region[], text, text, text, integer, integer, text, boolean) TO pg_read_server_files;

CREATE FUNCTION alkres.read_library_data(data bytea, assembly text DEFAULT NULL, regions alkres.region[] DEFAULT NULL, reference text DEFAULT NULL,
	umi text DEFAULT 'auto', unit text DEFAULT 'molecule', min_base_quality integer DEFAULT 10, min_mapq integer DEFAULT 1,
	header_sample text DEFAULT NULL)
	RETURNS TABLE (assembly text, contig text, block integer, pileup alkres.pileup,
		umi text, reads bigint, mapped_reads bigint, aligned_bases bigint, on_target_bases bigint)
	LANGUAGE c IMMUTABLE PARALLEL SAFE ROWS 1000 COST 1000000 AS 'MODULE_PATHNAME', 'alkres_read_pileup_data';
COMMENT ON FUNCTION alkres.read_library_data(bytea, text, alkres.region[], text, text, text, integer, integer, text) IS
	'as read_library, with the content of the file sent by the client';

CREATE FUNCTION alkres.header_assembly(paths text[]) RETURNS text
	LANGUAGE c VOLATILE STRICT PARALLEL RESTRICTED COST 10000 AS 'MODULE_PATHNAME', 'alkres_header_assembly';
COMMENT ON FUNCTION alkres.header_assembly(text[]) IS 'the assembly that the header of BAM or CRAM files on the server settles by lengths and accessions of chromosomes: GRCh37 or GRCh38; NULL when it does not tell';
REVOKE ALL ON FUNCTION alkres.header_assembly(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION alkres.header_assembly(text[]) TO pg_read_server_files;
CREATE FUNCTION alkres.header_assembly_data(data bytea) RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS 'MODULE_PATHNAME', 'alkres_header_assembly_data';
COMMENT ON FUNCTION alkres.header_assembly_data(bytea) IS 'as header_assembly, with the content of the file sent by the client';

CREATE FUNCTION alkres_internal.check_server_files(instead text) RETURNS void
	LANGUAGE c STABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'alkres_check_server_files';
COMMENT ON FUNCTION alkres_internal.check_server_files(text) IS 'internal, for the imports of a store: an error for a role that may not read files of the server; it names the function that takes the content instead';

CREATE FUNCTION alkres.file_digest(path text) RETURNS text
	LANGUAGE c VOLATILE STRICT PARALLEL RESTRICTED COST 100000 AS 'MODULE_PATHNAME', 'alkres_file_digest';
COMMENT ON FUNCTION alkres.file_digest(text) IS 'SHA-256 of a file on the server, in hexadecimal';
REVOKE ALL ON FUNCTION alkres.file_digest(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION alkres.file_digest(text) TO pg_read_server_files;

CREATE FUNCTION alkres.file_identity(path text) RETURNS text
	LANGUAGE c VOLATILE STRICT PARALLEL RESTRICTED COST 10000 AS 'MODULE_PATHNAME', 'alkres_file_identity';
COMMENT ON FUNCTION alkres.file_identity(text) IS 'what tells a file on the server from others without reading all of it: SHA-256 of its size and of 64 parts of 64 kB, in hexadecimal; a small file is read whole';
REVOKE ALL ON FUNCTION alkres.file_identity(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION alkres.file_identity(text) TO pg_read_server_files;
CREATE FUNCTION alkres.file_identity_data(data bytea) RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS 'MODULE_PATHNAME', 'alkres_file_identity_data';
COMMENT ON FUNCTION alkres.file_identity_data(bytea) IS 'as file_identity, of the content of a file';
CREATE FUNCTION alkres.file_index(path text) RETURNS text
	LANGUAGE c VOLATILE STRICT PARALLEL RESTRICTED COST 100 AS 'MODULE_PATHNAME', 'alkres_file_index';
COMMENT ON FUNCTION alkres.file_index(text) IS 'the index beside a BAM or CRAM file on the server that reading with regions uses; NULL when there is none, or it is older than the file';
REVOKE ALL ON FUNCTION alkres.file_index(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION alkres.file_index(text) TO pg_read_server_files;

-- The same of large objects, which a client uploads in parts: no right on server files is needed, and no value holds the whole file.
CREATE FUNCTION alkres.read_library_object(object oid, assembly text DEFAULT NULL, regions alkres.region[] DEFAULT NULL, reference text DEFAULT NULL,
	umi text DEFAULT 'auto', unit text DEFAULT 'molecule', min_base_quality integer DEFAULT 10, min_mapq integer DEFAULT 1,
	header_sample text DEFAULT NULL)
	RETURNS TABLE (assembly text, contig text, block integer, pileup alkres.pileup,
		umi text, reads bigint, mapped_reads bigint, aligned_bases bigint, on_target_bases bigint)
	LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 1000 COST 1000000 AS 'MODULE_PATHNAME', 'alkres_read_library_object';
COMMENT ON FUNCTION alkres.read_library_object(oid, text, alkres.region[], text, text, text, integer, integer, text) IS
	'as read_library, of a large object that holds the file';
CREATE FUNCTION alkres.header_assembly_object(object oid) RETURNS text
	LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE COST 10000 AS 'MODULE_PATHNAME', 'alkres_header_assembly_object';
COMMENT ON FUNCTION alkres.header_assembly_object(oid) IS 'as header_assembly, of a large object that holds the file';
CREATE FUNCTION alkres.file_digest_object(object oid) RETURNS text
	LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE COST 100000 AS 'MODULE_PATHNAME', 'alkres_file_digest_object';
COMMENT ON FUNCTION alkres.file_digest_object(oid) IS 'SHA-256 of a large object, in hexadecimal';
CREATE FUNCTION alkres.file_identity_object(object oid) RETURNS text
	LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE COST 10000 AS 'MODULE_PATHNAME', 'alkres_file_identity_object';
COMMENT ON FUNCTION alkres.file_identity_object(oid) IS 'as file_identity, of a large object';
