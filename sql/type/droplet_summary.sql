-- droplet_summary: text, constructors, accessors, order, sums, binary form
SET search_path = alkres, pg_catalog;
\set VERBOSITY terse
SELECT 'fam_only=7,hex_only=173,both_positive=0,negative=14870,droplet_nl=0.85,wells=1'::droplet_summary;
SELECT ' wells = 3 , negative=10,both_positive=1, fam_only=2 ,hex_only=4'::droplet_summary;
SELECT 'fam_positive=7,hex_positive=173,accepted=15050'::droplet_summary;
SELECT 'accepted=15050,fam_positive=7,droplet_nl=0.91'::droplet_summary, 'hex_positive=7,accepted=9,droplet_nl=1e-3'::droplet_summary;
SELECT droplet_summary(7, 173, 0, 14870), droplet_summary(7, 173, 0, 14870, 0.91, 4), droplet_summary(1, 2, 3, 4, wells => 2), droplet_summary(1, 2, 3, NULL) IS NULL AS nothing;
SELECT droplet_summary_marginal(7, 173, 15050), droplet_summary_marginal(7, NULL, 15050), droplet_summary_marginal(NULL, 7, 15050, 0.1::float8 + 0.2, 5), droplet_summary_marginal(1, 1, NULL) IS NULL AS nothing;
SELECT fam_positive(d), hex_positive(d), double_positive(d), negative(d), accepted(d), wells(d), droplet_volume_nl(d)
FROM unnest(ARRAY[droplet_summary(7, 173, 5, 14870, 0.91, 2), droplet_summary_marginal(7, 173, 15050), droplet_summary_marginal(7, NULL, 15050), droplet_summary_marginal(NULL, 9, 15050)]) d;
SELECT d::text::droplet_summary = d AS same FROM (SELECT droplet_summary(i, i * 7, i % 3, 15000, 0.8 + i / 97.0, i % 5 + 1) FROM generate_series(1, 200) i) t (d) GROUP BY 1;

-- refused: syntax
\set VERBOSITY default
SELECT 'fam_only=7,hex_only=173,both_positive=0,negative=14870,fam_only=7'::droplet_summary;
SELECT 'fam_only=7,hex=173,both_positive=0,negative=14870'::droplet_summary;
SELECT 'fam_only=7,hex_only=173.0,both_positive=0,negative=14870'::droplet_summary;
SELECT 'fam_only=7,hex_only=173,both_positive=0'::droplet_summary;
SELECT 'fam_only=7,hex_only=173,both_positive=0,negative=1,accepted=181'::droplet_summary;
SELECT '(7,173,0,14870)'::droplet_summary;
SELECT 'fam_positive=8,hex_positive=1,accepted=7'::droplet_summary;
\set VERBOSITY sqlstate
SELECT ''::droplet_summary;
SELECT ','::droplet_summary;
SELECT 'wells=1'::droplet_summary;
SELECT 'fam_only=7,hex_only=173,both_positive=0,negative=14870,'::droplet_summary;
SELECT 'fam_only=-7,hex_only=173,both_positive=0,negative=14870'::droplet_summary;
SELECT 'fam_only=,hex_only=173,both_positive=0,negative=14870'::droplet_summary;
SELECT 'fam_only=7,hex_only=173,both_positive=0,negative=1e4'::droplet_summary;
SELECT 'fam_only=7,hex_only=173,both_positive=0,negative=0x10'::droplet_summary;
SELECT 'fam_only=7,hex_only=173,both_positive=0,negative=1,droplet_nl=NaN'::droplet_summary;
SELECT 'fam_only=7,hex_only=173,both_positive=0,negative=1,droplet_nl=inf'::droplet_summary;
SELECT 'fam_only=7,hex_only=173,both_positive=0,negative=1,droplet_nl=0'::droplet_summary;
SELECT 'fam_only=7,hex_only=173,both_positive=0,negative=1,wells=0'::droplet_summary;
SELECT 'accepted=7'::droplet_summary;
SELECT 'fam_positive=7'::droplet_summary;
SELECT repeat('x', 10000)::droplet_summary;
SELECT ('fam_only=' || repeat('1', 10000))::droplet_summary;
-- refused: range
SELECT 'fam_only=99999999999999999999,hex_only=173,both_positive=0,negative=14870'::droplet_summary;
SELECT 'fam_only=9007199254740992,hex_only=1,both_positive=0,negative=0'::droplet_summary;
SELECT 'fam_only=7,hex_only=173,both_positive=0,negative=1,wells=2147483648'::droplet_summary;
SELECT droplet_summary(-1, 0, 0, 0);
SELECT droplet_summary(0, 0, 0, 0, 0);
SELECT droplet_summary(0, 0, 0, 0, 'NaN');
SELECT droplet_summary(0, 0, 0, 0, 'Infinity');
SELECT droplet_summary(0, 0, 0, 0, 0.85, 0);
SELECT droplet_summary(9223372036854775807, 9223372036854775807, 0, 0);
SELECT droplet_summary_marginal(5, 0, 4);
SELECT droplet_summary_marginal(NULL, NULL, 4);
\set VERBOSITY terse

-- sums
SELECT droplet_summary(1, 2, 3, 4) + droplet_summary(10, 20, 30, 40, wells => 2);
SELECT droplet_summary(1, 2, 3, 4) + droplet_summary_marginal(10, 20, 40);
\set VERBOSITY default
SELECT droplet_summary(1, 2, 3, 4) + droplet_summary(1, 2, 3, 4, 0.91);
SELECT droplet_summary(1, 2, 3, 4) + droplet_summary_marginal(1, NULL, 4);
\set VERBOSITY terse
SELECT droplet_summary(9007199254740992, 0, 0, 0) + droplet_summary(1, 0, 0, 0);
CREATE TABLE wells_of_plates (id int, d droplet_summary);
INSERT INTO wells_of_plates SELECT i, droplet_summary(i % 7, i % 11, i % 3, 14000 + i % 1000) FROM generate_series(1, 10000) i;
INSERT INTO wells_of_plates VALUES (0, NULL);
SELECT sum(d), sum(fam_positive(d)), sum(accepted(d)), sum(d) FILTER (WHERE false) FROM wells_of_plates;
SELECT id % 3 AS group, sum(d) FROM wells_of_plates GROUP BY 1 ORDER BY 1;
-- unlike volumes: pooled takes the mean over partitions, of equal ones it is sum
SELECT pooled(d) FROM (VALUES (droplet_summary(1, 2, 3, 994, 0.7)), (NULL), (droplet_summary_marginal(10, 20, 3000, 0.8)), (droplet_summary(0, 0, 0, 0, 5))) v (d);
SELECT pooled(d) = sum(d) AS same, pooled(d) FILTER (WHERE false) IS NULL AS none FROM wells_of_plates;
SELECT pooled(d) FROM (VALUES (droplet_summary(1, 2, 3, 4)), (droplet_summary_marginal(1, NULL, 4, 0.7))) v (d);
SELECT abs(droplet_volume_nl(pooled(droplet_summary(id, 0, 0, 0, 0.7 + id % 10 * 0.01))) / (sum(id * (0.7 + id % 10 * 0.01)) / sum(id)) - 1) < 1e-12 AS mean FROM wells_of_plates;
SELECT id, sum(d) OVER (ORDER BY id ROWS 2 PRECEDING) FROM wells_of_plates WHERE id BETWEEN 1 AND 5;
SET min_parallel_table_scan_size = 0; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0;
ALTER TABLE wells_of_plates SET (parallel_workers = 2);
EXPLAIN (COSTS OFF) SELECT sum(d) FROM wells_of_plates;
SELECT sum(d) FROM wells_of_plates;
-- Which of them comes first is the plan's choice.
\set VERBOSITY sqlstate
SELECT sum(d) FROM (SELECT d FROM wells_of_plates UNION ALL SELECT droplet_summary(1, 1, 1, 1, 0.91)) t;
\set VERBOSITY terse
RESET ALL;
SET search_path = alkres, pg_catalog;

-- order, hash, indexes
SELECT count(*) = (SELECT count(DISTINCT d) FROM wells_of_plates) AS same FROM (SELECT 1 FROM wells_of_plates WHERE d IS NOT NULL GROUP BY d::text) t;
CREATE INDEX wells_btree ON wells_of_plates USING btree (d);
CREATE INDEX wells_hash ON wells_of_plates USING hash (d);
SET enable_seqscan = off;
SELECT array_agg(id) FROM wells_of_plates WHERE d = droplet_summary(1, 1, 1, 14001);
SELECT count(*) FROM wells_of_plates WHERE d < droplet_summary(3, 0, 0, 0);
SET enable_indexscan = off; SET enable_bitmapscan = off; SET enable_indexonlyscan = off; SET enable_seqscan = on;
SELECT count(*) FROM wells_of_plates WHERE d < droplet_summary(3, 0, 0, 0);
RESET ALL;
SET search_path = alkres, pg_catalog;
SELECT a = b AS eq, a <> b AS ne, a < b AS lt, a <= b AS le, a > b AS gt, a >= b AS ge, alkres_internal.droplet_summary_cmp(a, b) AS cmp
FROM (VALUES (droplet_summary(1, 2, 3, 4), droplet_summary(1, 2, 3, 5))) t (a, b);
SELECT alkres_internal.droplet_summary_hash(droplet_summary(1, 2, 3, 4)), alkres_internal.droplet_summary_hash_extended(droplet_summary(1, 2, 3, 4), 0), alkres_internal.droplet_summary_hash_extended(droplet_summary(1, 2, 3, 4), 1);
SELECT amvalidate(oid) FROM pg_opclass WHERE opcintype = 'droplet_summary'::regtype;

-- binary form
SELECT alkres_internal.droplet_summary_send(droplet_summary(1, 2, 3, 4)), alkres_internal.droplet_summary_send(droplet_summary_marginal(1, NULL, 4, 0.91, 2));
INSERT INTO wells_of_plates VALUES (-1, droplet_summary_marginal(1, NULL, 4, 0.91, 2));
CREATE TABLE copied (LIKE wells_of_plates);
\getenv out ALKRES_DATA
\set file :out '/droplets.bin'
COPY wells_of_plates TO :'file' (FORMAT binary);
COPY copied FROM :'file' (FORMAT binary);
SELECT count(*), count(*) FILTER (WHERE w.d IS DISTINCT FROM c.d) AS differ FROM wells_of_plates w FULL JOIN copied c USING (id);
CREATE FUNCTION pg_temp.export(value bytea, path text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	object oid := lo_from_bytea(0, '\x5047434f50590aff0d0a0000000000000000000001'::bytea || int4send(length(value)) || value || '\xffff');
BEGIN
	PERFORM lo_export(object, path);
	PERFORM lo_unlink(object);
END $$;
CREATE FUNCTION pg_temp.bytes(version int, fam bigint, hex bigint, both_p bigint, neg bigint, nl float8, wells int, flags int) RETURNS bytea LANGUAGE sql AS $$
	SELECT substr(int4send(version), 4) || int8send(fam) || int8send(hex) || int8send(both_p) || int8send(neg) || float8send(nl) || int4send(wells) || int4send(flags) $$;
CREATE TABLE received (d droplet_summary);
\set file :out '/droplets_bad.bin'
SELECT pg_temp.export(pg_temp.bytes(2, 1, 2, 3, 4, 0.85, 1, 0), :'file');
COPY received FROM :'file' (FORMAT binary);
SELECT pg_temp.export(pg_temp.bytes(1, -1, 2, 3, 4, 0.85, 1, 0), :'file');
COPY received FROM :'file' (FORMAT binary);
SELECT pg_temp.export(pg_temp.bytes(1, 1, 2, 3, 4, 'NaN', 1, 0), :'file');
COPY received FROM :'file' (FORMAT binary);
SELECT pg_temp.export(pg_temp.bytes(1, 1, 2, 3, 4, 0.85, 0, 0), :'file');
COPY received FROM :'file' (FORMAT binary);
SELECT pg_temp.export(pg_temp.bytes(1, 1, 2, 3, 4, 0.85, 1, 8), :'file');
COPY received FROM :'file' (FORMAT binary);
SELECT pg_temp.export(pg_temp.bytes(1, 1, 2, 3, 4, 0.85, 1, 1), :'file');
COPY received FROM :'file' (FORMAT binary);
SELECT pg_temp.export(pg_temp.bytes(1, 1, 2, 3, 9223372036854775807, 0.85, 1, 0), :'file');
COPY received FROM :'file' (FORMAT binary);
SELECT pg_temp.export(pg_temp.bytes(1, 1, 2, 3, 4, 0.85, 1, 0) || '\x00', :'file');
COPY received FROM :'file' (FORMAT binary);
SELECT pg_temp.export(pg_temp.bytes(1, 1, 2, 3, 4, 0.85, 1, 0), :'file');
COPY received FROM :'file' (FORMAT binary);
SELECT * FROM received;
DROP TABLE wells_of_plates, copied, received;
