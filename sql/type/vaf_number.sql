-- vaf against numbers: by fraction, with an index's help, never in the B-tree family
SET search_path = alkres, pg_catalog;
\set VERBOSITY terse
SELECT '1/100'::vaf = 0.01 AS eq, '2/200'::vaf = 0.01 AS eq_too, '1/100'::vaf <> 0.01 AS ne, '1/100'::vaf < 0.02 AS lt, '1/100'::vaf <= 0.01 AS le,
	'1/100'::vaf > 0.01 AS gt, '1/100'::vaf >= 0.01 AS ge, 0.005 < '1/100'::vaf AS lt_c, 0.02 > '1/100'::vaf AS gt_c, 0.01 = '1/100'::vaf AS eq_c,
	0.01 <= '1/100'::vaf AS le_c, 0.01 >= '1/100'::vaf AS ge_c, 0.01 <> '1/100'::vaf AS ne_c, '0/0'::vaf > 0 AS unknown, '1/1'::vaf < 'NaN'::float8 AS nan, '1/2'::vaf > 0 AS int;
CREATE TABLE counted (id int, v vaf);
INSERT INTO counted SELECT i, vaf(i % 101, i % 101 + i % 1009) FROM generate_series(0, 29999) i;
INSERT INTO counted SELECT i, vaf(i, i * 100) FROM generate_series(1, 500) i;
INSERT INTO counted VALUES (-1, '4294967295/4294967295'), (-2, '0/4294967295'), (-3, '1/4294967295'), (-4, '0/0'), (-5, NULL), (-6, '42949672/4294967295'), (-7, '42949673/4294967295');
CREATE INDEX counted_v ON counted (v);
ANALYZE counted;
SET enable_seqscan = off; SET enable_bitmapscan = off;
EXPLAIN (COSTS OFF) SELECT * FROM counted WHERE v > 0.9;
EXPLAIN (COSTS OFF) SELECT * FROM counted WHERE 0.9 <= v;
EXPLAIN (COSTS OFF) SELECT * FROM counted WHERE v < 0.001;
EXPLAIN (COSTS OFF) SELECT * FROM counted WHERE v = 0.01;
EXPLAIN (COSTS OFF) SELECT * FROM counted WHERE v > 0.9 AND v < 0.95;
-- each operator and limit: by index and by table
CREATE FUNCTION pg_temp.counts(operator text, number text) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
	result bigint[];
	found bigint;
BEGIN
	FOR i IN 0..1 LOOP
		PERFORM set_config('enable_seqscan', CASE i WHEN 0 THEN 'off' ELSE 'on' END, true);
		PERFORM set_config('enable_indexscan', CASE i WHEN 1 THEN 'off' ELSE 'on' END, true);
		PERFORM set_config('enable_indexonlyscan', CASE i WHEN 1 THEN 'off' ELSE 'on' END, true);
		PERFORM set_config('enable_bitmapscan', CASE i WHEN 1 THEN 'off' ELSE 'on' END, true);
		EXECUTE format('SELECT count(*) FROM counted WHERE v %s %s::float8', operator, number) INTO found;
		result := result || found;
		EXECUTE format('SELECT count(*) FROM counted WHERE %s::float8 %s v', number, operator) INTO found;
		result := result || found;
	END LOOP;
	RETURN result;
END $$;
SELECT operator, number, c[1] AS left, c[2] AS right FROM unnest(ARRAY['<', '<=', '=', '>=', '>']) operator,
	unnest(ARRAY['0.01', '0.5', '0', '1', '-1', '2', '2.3283064370807974e-10', '''Infinity''', '''-Infinity''', '''NaN''']) number, pg_temp.counts(operator, number) c
WHERE number IN ('0.01', '0.5', '1');
SELECT count(*), count(*) FILTER (WHERE c[1:2] <> c[3:4]) AS differ FROM unnest(ARRAY['<', '<=', '=', '<>', '>=', '>']) operator,
	unnest(ARRAY['0.01', '0.5', '0', '1', '-1', '2', '2.3283064370807974e-10', '''Infinity''', '''-Infinity''', '''NaN''', '1e-300', '0.99999999', '0.3333333333333333']) number, pg_temp.counts(operator, number) c;
-- estimates follow the histogram of fractions
CREATE FUNCTION pg_temp.estimate(query text) RETURNS int LANGUAGE plpgsql AS $$
DECLARE plan json;
BEGIN
	EXECUTE 'EXPLAIN (FORMAT json) ' || query INTO plan;
	RETURN plan -> 0 -> 'Plan' ->> 'Plan Rows';
END $$;
SELECT condition, pg_temp.estimate('SELECT * FROM counted WHERE ' || condition) / expected::float8 BETWEEN 0.7 AND 1.4 AS near
FROM (VALUES ('v > 0.1', (SELECT count(*) FROM counted WHERE v > 0.1)), ('v < 0.05', (SELECT count(*) FROM counted WHERE v < 0.05)), ('0.1 > v', (SELECT count(*) FROM counted WHERE v < 0.1))) t (condition, expected);
SELECT oprcanmerge, oprcanhash, count(*) FROM pg_operator WHERE oprname = '=' AND 'vaf'::regtype IN (oprleft, oprright) GROUP BY 1, 2 ORDER BY 1;
DROP TABLE counted;
