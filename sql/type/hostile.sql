-- Hostile literals, 200 and more a type: each is read or refused with an input error, nothing else.
SET search_path = public, alkres;
CREATE FUNCTION pg_temp.answer(type text, literal text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	written text;
BEGIN
	EXECUTE pg_catalog.format('SELECT %L::alkres.%I::text', literal, type) INTO written;
	EXECUTE pg_catalog.format('SELECT %L::alkres.%I::text', written, type) INTO STRICT literal;
	RETURN CASE WHEN literal = written THEN 'read' ELSE 'XX changed: ' || written END;
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE || CASE WHEN SQLSTATE IN ('22P02', '22P03', '22003', '22023', '54000', '0A000') THEN '' ELSE ': ' || SQLERRM END;
END
$$;
CREATE TEMP TABLE valid (type text, literal text);
INSERT INTO valid VALUES ('variant', 'GRCh38:chr2:29220765:G:T'), ('variant', 'NC_000002.12:g.29220746_29220748delCCC'), ('variant', 'NC_000002.12:29220745:CCC:'),
	('variant', 'GRCh38:chr2:5:A:<DEL>:END=9'), ('variant', 'GRCh38:chr2:5:A:AT]chr5:123]'), ('variant', 'NC_000002.12:g.29222405_29222406insCGT'),
	('region', 'GRCh38:chr2:29220700-29220800'), ('region', 'hg19:X:5'), ('region', 'NC_000002.12:5-6'), ('region', 'mm39:c:1-2'),
	('mutation', 'ALK G1202R'), ('mutation', 'EGFR p.Glu746_Ala750del'), ('mutation', 'ALK solvent_front~'), ('mutation', 'MET exon14_skipping'),
	('vaf', '12/3456'), ('vaf', '0/0'), ('vaf', '4294967295/4294967295'), ('vaf', '1/1'),
	('droplet_summary', alkres.droplet_summary(12, 345, 6, 15000)::text), ('droplet_summary', alkres.droplet_summary(0, 0, 0, 1, 0.7, 3)::text),
	('pileup', '\x01'), ('background', '\x01');
-- What is put into a literal, in place of a character of it, at its end, or instead of all.
CREATE TEMP TABLE piece AS SELECT chr(n) AS piece FROM generate_series(1, 47) n
	UNION SELECT unnest(ARRAY[':', '::', ';', '<', '<>', '=', '>', '[', '][', '@', '\', '^', '_', '__', '`', '{', '|', '~', '~~', '', 'NULL', 'nan', 'inf', '-1', '+1', '1e9', '0x10',
		'99999999999999999999', '268435457', '4294967296', '18446744073709551616', '-9223372036854775808', '%s%n', '%300$s', E'\u00e9', E'\u0661', E'\U0001F9EC', E'\u202e',
		'GRCh38:', 'chr2:', 'NC_', 'NC_000099.1:g.5del', 'g.', 'del', 'dup', 'ins', 'END=', '<DEL>', ']chr5:1]', repeat('A', 200), repeat('9', 400), repeat(':', 300), repeat('A', 100001), repeat('[', 5000), repeat('/', 70000)]);
CREATE TEMP TABLE hostile AS
	SELECT type, literal, pg_temp.answer(type, literal) AS answer FROM (
		SELECT type, piece AS literal FROM (SELECT DISTINCT type FROM valid) t, piece
		UNION SELECT type, literal || piece FROM valid, piece
		UNION SELECT type, overlay(literal PLACING piece FROM 1 + (ascii(piece || 'x') * 7 + length(piece)) % length(literal) FOR 1) FROM valid, piece
		UNION SELECT type, left(literal, n) FROM valid, generate_series(0, length(literal) - 1) n
		UNION SELECT type, substr(literal, n) FROM valid, generate_series(2, length(literal)) n) s;
SELECT type, count(*) > 200 AS enough, count(*) FILTER (WHERE answer = 'read') > 0 AS some_read FROM hostile GROUP BY 1 ORDER BY 1;
SELECT type, answer FROM hostile WHERE answer <> 'read' GROUP BY 1, 2 ORDER BY 1, 2;
-- What an error quotes is cut between characters.
SELECT (repeat('a', 299) || E'\u00e9')::alkres.variant;
SELECT ('GRCh38:' || repeat('a', 199) || E'\u00e9:5:A:C')::alkres.variant;
-- From PostgreSQL 16 on they are soft errors: a literal can be tried.
SELECT current_setting('server_version_num')::int >= 160000 AS soft \gset
\if :soft
SELECT bool_and(pg_input_is_valid(literal, 'alkres.' || type) = (answer = 'read')) AS as_answered,
	pg_input_is_valid('GRCh37:chr2:5:A:C', 'alkres.variant(GRCh38)') AS typed FROM hostile \gset
\else
SELECT true AS as_answered, false AS typed \gset
\endif
SELECT :'as_answered' AS as_answered, :'typed' AS typed;
