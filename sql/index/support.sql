-- What planner support may do to an expression, and the bounds that it derives.
SET search_path = public, alkres;
CREATE SEQUENCE evaluated;
CREATE FUNCTION next_mutation() RETURNS mutation VOLATILE COST 1 LANGUAGE plpgsql AS $$
BEGIN
	PERFORM nextval('public.evaluated');
	RETURN 'ALK L1196M'::alkres.mutation;
END $$;
-- a volatile expression is evaluated once a row, whatever its cost
SELECT count(*) FROM generate_series(1, 10) WHERE next_mutation() <@ 'ALK gatekeeper'::mutation;
SELECT count(*) FROM generate_series(1, 10) WHERE 'ALK'::mutation @> next_mutation();
SELECT last_value FROM evaluated;
-- a frameshift's members are looked for among the changes of its residue, other classes by their range alone
CREATE TABLE seen (mutation mutation);
INSERT INTO seen SELECT unnest('{ALK L1196M,ALK L1196fs,ALK L1196Pfs*12,ALK L1196V,ALK G1202R}'::mutation[]) FROM generate_series(1, 200);
CREATE INDEX ON seen (mutation);
ANALYZE seen;
SET enable_seqscan = off;
EXPLAIN (COSTS OFF) SELECT FROM seen WHERE mutation <@ 'ALK L1196fs';
EXPLAIN (COSTS OFF) SELECT FROM seen WHERE mutation <@ 'ALK L1196';
EXPLAIN (COSTS OFF) SELECT FROM seen WHERE mutation <@ (SELECT 'ALK L1196'::mutation);
SELECT mutation, count(*) FROM seen WHERE mutation <@ 'ALK L1196fs' GROUP BY mutation ORDER BY mutation;
DROP TABLE seen;
RESET enable_seqscan;
-- a number beyond every fraction is bounded by the largest one
CREATE TABLE share (vaf vaf);
INSERT INTO share SELECT vaf(i, 100) FROM generate_series(0, 100) i;
CREATE INDEX ON share (vaf);
SET enable_seqscan = off;
SET enable_bitmapscan = off;
CREATE FUNCTION condition_of(clause text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE line text;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) SELECT vaf FROM public.share WHERE ' || clause LOOP
		IF line ~ 'Index Cond' THEN RETURN NEXT trim(line); END IF;
	END LOOP;
END $$;
SELECT clause, condition_of(clause) FROM unnest(ARRAY['vaf > 0.5::float8', 'vaf > 1.5::float8', 'vaf > ''Infinity''::float8', 'vaf >= 1::float8', 'vaf < -1::float8',
	'vaf < ''-Infinity''::float8', 'vaf <= 0.25::float8', 'vaf = 0.5::float8', 'vaf < 1::float8']) clause;
DROP TABLE share;
DROP FUNCTION next_mutation, condition_of;
DROP SEQUENCE evaluated;
