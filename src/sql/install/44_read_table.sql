-- CSV files of known columns: clinical tables and sample sheets.
CREATE TYPE alkres.table_record AS (
	line pg_catalog.int8,
	given pg_catalog.bool[],
	fields pg_catalog.text[]
);
COMMENT ON TYPE alkres.table_record IS 'a record of a CSV file of known columns, as the imports of clinical tables read it';
COMMENT ON COLUMN alkres.table_record.line IS 'line of the file on which it begins';
COMMENT ON COLUMN alkres.table_record.given IS 'whether the file has the column, in the order that the columns were asked for';
COMMENT ON COLUMN alkres.table_record.fields IS 'its fields in that order; NULL: missing';

CREATE FUNCTION alkres_internal.read_table(path text, columns text[], needed text[]) RETURNS SETOF alkres.table_record
	LANGUAGE c VOLATILE PARALLEL RESTRICTED ROWS 100 COST 10000 AS 'MODULE_PATHNAME', 'alkres_read_table';
COMMENT ON FUNCTION alkres_internal.read_table(text, text[], text[]) IS 'internal, for imports of clinical tables: the records of a CSV file on the server; other columns are refused, and files without those that are needed';
REVOKE ALL ON FUNCTION alkres_internal.read_table(text, text[], text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION alkres_internal.read_table(text, text[], text[]) TO pg_read_server_files;

CREATE FUNCTION alkres_internal.read_table_data(data bytea, file_name text, columns text[], needed text[]) RETURNS SETOF alkres.table_record
	LANGUAGE c IMMUTABLE PARALLEL SAFE ROWS 100 COST 10000 AS 'MODULE_PATHNAME', 'alkres_read_table_data';
COMMENT ON FUNCTION alkres_internal.read_table_data(bytea, text, text[], text[]) IS 'internal, for imports of clinical tables: read_table of the bytes of a file; file_name, for messages, may be NULL';

CREATE FUNCTION alkres_internal.nearest_word(word text, known text[]) RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 AS 'MODULE_PATHNAME', 'alkres_nearest_word';
COMMENT ON FUNCTION alkres_internal.nearest_word(text, text[]) IS 'internal, for hints: the known word that is fewest letters away, within a third of the letters; NULL where none is';

CREATE FUNCTION alkres_internal.read_folder(path text, OUT file_name text, OUT bytes bigint) RETURNS SETOF record
	LANGUAGE c VOLATILE PARALLEL RESTRICTED ROWS 100 COST 10000 AS 'MODULE_PATHNAME', 'alkres_read_folder';
COMMENT ON FUNCTION alkres_internal.read_folder(text) IS 'internal, for imports of folders: the regular files of a folder on the server, hidden ones left out';
REVOKE ALL ON FUNCTION alkres_internal.read_folder(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION alkres_internal.read_folder(text) TO pg_read_server_files;
