-- BED files as regions.
\pset format unaligned
\pset tuples_only on
\pset null NULL
SELECT * FROM alkres.read_bed(E'track name="panel" description="x"\nbrowser position chr2:1-2\n# a comment\nchr2\t29220599\t29221000\tALK exon 23\t0\t-\n2\t0\t1\n\nNC_000007.14\t55174771\t55174790\tEGFR\r\nchrUn_1\t5\t6\t\n', 'hg38');
SELECT * FROM alkres.read_bed('chr2 99   200 a b', 'GRCh37');
SELECT * FROM alkres.read_bed(E'chr2\t99\t200', 'mm39');
SELECT count(*) FROM alkres.read_bed('', 'GRCh38');
SELECT count(*) FROM alkres.read_bed(NULL, 'GRCh38');
CREATE FUNCTION pg_temp.attempt(content text, assembly text DEFAULT 'GRCh38') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	state text; message text; hint text;
BEGIN
	RETURN 'accepted: ' || (SELECT count(*) FROM alkres.read_bed(content, assembly));
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
	RETURN state || ' ' || message || coalesce(E'\n  ' || nullif(hint, ''), '');
END $$;
SELECT pg_temp.attempt(c) FROM unnest(ARRAY[E'chr2\t99', 'chr2', E'\n\nchr2\tx\t200', E'chr2\t99\t-3', E'chr2\t99\t99', E'chr2\t200\t99', E'chr99\t1\t2', E'NC_000002.11\t1\t2', E'chr2\t1\t99999999999', E'chr2\t1\t99999999999999999999999', E'\t1\t2', E'chr2\t\t2', E'chr2\t1.5\t2']) AS c;
SELECT pg_temp.attempt(E'chr2\t1\t2', '!');
-- a panel's design
SELECT alkres.variant('GRCh38', 'chr2:29220765 G>T') OPERATOR(alkres.<@) ANY (array_agg(b.region)) FROM alkres.read_bed(E'chr2\t29220599\t29221000\n', 'GRCh38') AS b;
