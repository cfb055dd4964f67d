-- vaf: text, accessors, order, indexes, sums, bounds, binary form
SET search_path = alkres, pg_catalog;
\set VERBOSITY terse
SELECT '12/3456'::vaf, ' 0 / 7 '::vaf, '0/0'::vaf, '4294967295/4294967295'::vaf, '007/0010'::vaf;
SELECT vaf(12, 3456), alt_count('12/3456'), depth(vaf '12/3456'), fraction('12/3456'), fraction('0/0') IS NULL AS nothing;
SELECT '1/3'::vaf::float8, '1/4'::vaf::numeric, '0/0'::vaf::numeric IS NULL AS nothing;
CREATE TEMP TABLE assigned (f float8, n numeric);
INSERT INTO assigned VALUES ('1/8'::vaf, '1/8'::vaf);
SELECT * FROM assigned;

-- refused
\set VERBOSITY default
SELECT '0.01'::vaf;
SELECT '1%'::vaf;
SELECT '5/4'::vaf;
SELECT '4294967295/4294967296'::vaf;
\set VERBOSITY sqlstate
SELECT ''::vaf;
SELECT '/'::vaf;
SELECT '1/'::vaf;
SELECT '/1'::vaf;
SELECT '-1/5'::vaf;
SELECT '1/5/'::vaf;
SELECT '1/5 x'::vaf;
SELECT '1.0/5'::vaf;
SELECT '99999999999999999999999999/99999999999999999999999999'::vaf;
SELECT vaf(-1, 5);
SELECT vaf(6, 5);
SELECT vaf(1, 4294967296);
SELECT lower_bound('1/10', 'Exact');
SELECT lower_bound('1/10', 'exact', 1);
SELECT lower_bound('1/10', 'exact', 'NaN');
SELECT '4294967295/4294967295'::vaf + '0/1'::vaf;
SELECT sum(v) FROM (VALUES ('1/4294967295'::vaf), ('1/1')) t (v);
\set VERBOSITY terse

-- order: by fraction exactly, then depth; 0/0 first
CREATE TEMP TABLE ordered (v vaf);
INSERT INTO ordered VALUES ('2/200'), ('1/100'), ('0/5'), ('0/0'), ('1/1'), ('4294967294/4294967295'), ('4294967293/4294967294'), ('0/3'), (NULL), ('1/3');
SELECT v, fraction(v) FROM ordered ORDER BY v;
SELECT v FROM ordered ORDER BY v DESC NULLS LAST LIMIT 3;
SELECT '1/100'::vaf = '2/200'::vaf AS eq, '1/100'::vaf < '2/200'::vaf AS lt, '1/100'::vaf <> '2/200'::vaf AS ne,
	'1/2'::vaf >= '1/2'::vaf AS ge, '1/2'::vaf <= '1/2'::vaf AS le, '1/2'::vaf > '1/3'::vaf AS gt, alkres_internal.vaf_cmp('0/0', '0/9') AS cmp;

-- indexes give what sequential scans give
CREATE TABLE many (id int, v vaf);
INSERT INTO many SELECT i, vaf(i * 7919 % (i % 50 + 1), i % 50) FROM generate_series(1, 20000) i WHERE i * 7919 % (i % 50 + 1) <= i % 50;
CREATE INDEX many_btree ON many USING btree (v);
CREATE INDEX many_hash ON many USING hash (v);
ANALYZE many;
SET enable_seqscan = off;
EXPLAIN (COSTS OFF) SELECT v FROM many WHERE v < '1/2' ORDER BY v DESC LIMIT 1;
SELECT count(*) FROM many WHERE v >= '1/10' AND v < '1/2';
SELECT min(v), max(v) FROM many WHERE v >= '1/10' AND v < '1/2';
SELECT count(*) FROM many WHERE v = '1/2';
SET enable_indexscan = off; SET enable_bitmapscan = off; SET enable_indexonlyscan = off; SET enable_seqscan = on;
SELECT count(*) FROM many WHERE v >= '1/10' AND v < '1/2';
SELECT min(v + '0/0'), max(v + '0/0') FROM many WHERE v >= '1/10' AND v < '1/2';
SELECT count(*) FROM many WHERE v = '1/2';
RESET ALL;
SET search_path = alkres, pg_catalog;
SELECT count(*) = (SELECT count(DISTINCT (alt_count(v), depth(v))) FROM many) AS same FROM (SELECT v FROM many GROUP BY v) t;
SELECT count(*) AS unequal_hashes FROM many a JOIN (SELECT DISTINCT v FROM many) b ON a.v = b.v WHERE alkres_internal.vaf_hash(a.v) <> alkres_internal.vaf_hash(b.v) OR alkres_internal.vaf_hash_extended(a.v, 7) <> alkres_internal.vaf_hash_extended(b.v, 7);
SELECT alkres_internal.vaf_hash('12/3456'), alkres_internal.vaf_hash_extended('12/3456', 0), alkres_internal.vaf_hash_extended('12/3456', 1);
SELECT amvalidate(oid) FROM pg_opclass WHERE opcintype = 'vaf'::regtype;

-- sums
SELECT '1/10'::vaf + '2/20'::vaf AS plus, sum(v), (pooled(v)).*  FROM (VALUES ('1/10'::vaf), ('2/20'), (NULL)) t (v);
SELECT sum(v), pooled(v) FROM many WHERE false;
SELECT pooled(v) FROM (VALUES ('1/4294967295'::vaf), ('1/1')) t (v);
SET min_parallel_table_scan_size = 0; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET max_parallel_workers_per_gather = 2;
ALTER TABLE many SET (parallel_workers = 2);
EXPLAIN (COSTS OFF) SELECT sum(v), pooled(v) FROM many;
SELECT sum(v), pooled(v), sum(alt_count(v)), sum(depth(v)) FROM many;
RESET ALL;
SET search_path = alkres, pg_catalog;

-- bounds
SELECT m, lower_bound('7/20', m)::numeric(10, 7) AS lower, upper_bound('7/20', m)::numeric(10, 7) AS upper FROM unnest(ARRAY['exact', 'wilson', 'jeffreys']) m;
SELECT lower_bound('0/0'), upper_bound('0/0'), lower_bound('0/1000'), upper_bound('1000/1000'), (upper_bound('0/1000') * 1000)::numeric(8, 5) AS rule_of_three;
SELECT upper_bound('0/1000', confidence => 0.9)::numeric(10, 8), lower_bound(NULL) IS NULL AS nothing;

-- binary form
SELECT alkres_internal.vaf_send('12/3456');
CREATE TABLE copied (LIKE many);
\getenv out ALKRES_DATA
\set file :out '/vaf.bin'
COPY many TO :'file' (FORMAT binary);
COPY copied FROM :'file' (FORMAT binary);
SELECT count(*) AS differ FROM many m FULL JOIN copied c USING (id) WHERE m.v IS DISTINCT FROM c.v;
-- bytes that send cannot have made: version 2, alt above depth, too short, too long
CREATE FUNCTION pg_temp.export(value bytea, path text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	object oid := lo_from_bytea(0, '\x5047434f50590aff0d0a0000000000000000000001'::bytea || int4send(length(value)) || value || '\xffff');
BEGIN
	PERFORM lo_export(object, path);
	PERFORM lo_unlink(object);
END $$;
CREATE TABLE received (v vaf);
\set file :out '/vaf_bad.bin'
\set VERBOSITY terse
SELECT pg_temp.export('\x020000000100000002', :'file');
COPY received FROM :'file' (FORMAT binary);
SELECT pg_temp.export('\x010000000300000002', :'file');
COPY received FROM :'file' (FORMAT binary);
SELECT pg_temp.export('\x0100000001000000', :'file');
COPY received FROM :'file' (FORMAT binary);
SELECT pg_temp.export('\x01000000010000000200', :'file');
COPY received FROM :'file' (FORMAT binary);
SELECT pg_temp.export('\x010000000100000002', :'file');
COPY received FROM :'file' (FORMAT binary);
SELECT * FROM received;
DROP TABLE many, copied, received;

-- moving windows give what each window gives alone
CREATE TABLE draws AS SELECT i, CASE WHEN i % 7 = 0 THEN NULL ELSE vaf(i * 13 % 50, 50 + i) END AS v FROM generate_series(1, 60) AS i;
SELECT count(*) AS rows, count(*) FILTER (WHERE moving IS NOT DISTINCT FROM alone AND moving_pool IS NOT DISTINCT FROM alone_pool) AS equal
FROM (SELECT i, sum(v) OVER w AS moving, pooled(v) OVER w AS moving_pool FROM draws WINDOW w AS (ORDER BY i ROWS BETWEEN 3 PRECEDING AND 1 FOLLOWING)) AS m,
	LATERAL (SELECT sum(v) AS alone, pooled(v) AS alone_pool FROM draws d WHERE d.i BETWEEN m.i - 3 AND m.i + 1) AS a;
SELECT alkres_internal.vaf_subtract('5/10', '2/4'), alkres_internal.vaf_subtract('5/10', NULL) IS NULL AS null_in_null_out;
SELECT alkres_internal.vaf_subtract('1/10', '2/4');
DROP TABLE draws;
