-- How many patients are known for what, by drug and year: the draws of one are taken together, in whatever order they come.
SET search_path = alkres, public;
CREATE TEMP TABLE seen AS SELECT * FROM (VALUES (1, '{alectinib}'::text[], date '2024-03-01', 1), (1, '{alectinib}', '2024-12-31', 2), (1, '{alectinib}', '2025-01-01', 4),
	(2, '{alectinib,bevacizumab}', '2024-05-01', 0), (3, '{alectinib}', '2024-06-01', 3), (-4, '{lorlatinib}', NULL, 8), (5000000000, '{alectinib,NULL}', '2024-06-01', 0)) AS k(patient, drugs, drawn_on, known);
SELECT t.* FROM unnest((SELECT tally_patients(patient, drugs, drawn_on, known) FROM seen)) AS t ORDER BY drug, year, known;
-- Of everybody together.
SELECT t.* FROM unnest((SELECT tally_patients(patient, '{NULL}', NULL, known) FROM seen)) AS t ORDER BY known;
-- What has no patient, no drugs or no facts does not count; nothing is no row.
SELECT tally_patients(NULL, '{a}', NULL, 1), tally_patients(1, NULL, NULL, 1), tally_patients(1, '{a}', NULL, NULL), tally_patients(1, '{}', NULL, 1);
SELECT tally_patients(patient, drugs, drawn_on, known) IS NULL AS none FROM seen WHERE false;
SELECT tally_patients(1, '{{a,b},{c,d}}', NULL, 1);
SELECT tally_patients(1, '{a}', 'infinity', 1);
-- Against GROUP BY, in an order of chance and in several states joined.
CREATE TEMP TABLE many AS SELECT n * 7919 % 1000 - 500 AS patient, ARRAY['drug ' || n % 3, 'drug ' || n % 40] AS drugs, date '2020-02-29' + (n * 37 % 2000)::integer AS drawn_on, (1 << (n * 13 % 5)::integer) AS known FROM generate_series(1, 20000::bigint) AS n;
CREATE TEMP TABLE expected AS SELECT drug, year, known, count(*) AS patients FROM (
	SELECT patient, drug, date_part('year', drawn_on)::integer AS year, bit_or(known) AS known FROM many, unnest(drugs) AS drug GROUP BY patient, drug, date_part('year', drawn_on)) AS k
	GROUP BY drug, year, known;
CREATE TEMP TABLE found AS SELECT t.* FROM unnest((SELECT tally_patients(patient, drugs, drawn_on, known) FROM many)) AS t;
SELECT count(*) AS kinds, (SELECT count(*) FROM (TABLE expected EXCEPT ALL TABLE found) AS d) AS missing, (SELECT count(*) FROM (TABLE found EXCEPT ALL TABLE expected) AS d) AS superfluous FROM found;
CREATE TABLE public.many_draws AS TABLE many;
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0; SET max_parallel_workers_per_gather = 2;
EXPLAIN (COSTS OFF) SELECT tally_patients(patient, drugs, drawn_on, known) FROM public.many_draws;
CREATE TEMP TABLE found_together AS SELECT t.* FROM unnest((SELECT tally_patients(patient, drugs, drawn_on, known) FROM public.many_draws)) AS t;
SELECT count(*) AS kinds, (SELECT count(*) FROM (TABLE expected EXCEPT ALL TABLE found_together) AS d) AS missing, (SELECT count(*) FROM (TABLE found_together EXCEPT ALL TABLE expected) AS d) AS superfluous FROM found_together;
DROP TABLE public.many_draws;
-- As a window it counts up to each row.
SELECT n, (SELECT sum(u.patients) FROM unnest(t) AS u) AS patients FROM (SELECT n, tally_patients(n, '{a}', NULL, 0) OVER (ORDER BY n) AS t FROM generate_series(1, 3::bigint) AS n) AS k;
-- States that no aggregate made are refused.
SELECT alkres_internal.tally_final(state) FROM unnest(ARRAY['', '\x00', decode(repeat('00', 64), 'hex')]::bytea[]) AS state LIMIT 1;
SELECT alkres_internal.tally_combine(alkres_internal.tally_accumulate(NULL, 1, '{a}', NULL, 1), '\x0102');
WITH good AS (SELECT alkres_internal.tally_accumulate(alkres_internal.tally_accumulate(NULL, 1, '{a,bc}', NULL, 1), 2, '{a}', '2024-01-01', 3) AS state)
SELECT alkres_internal.tally_final(state) AS result, alkres_internal.tally_final(alkres_internal.tally_combine(state, state)) AS twice, alkres_internal.tally_final(alkres_internal.tally_combine(NULL, state)) AS with_none, alkres_internal.tally_combine(NULL, NULL) IS NULL AS none FROM good;
-- A damaged one is an answer or an error, never more.
DO $$
DECLARE
	good bytea := alkres_internal.tally_accumulate(alkres_internal.tally_accumulate(NULL, 1, '{a,bc}', NULL, 1), 2, '{a}', '2024-01-01', 3);
BEGIN
	FOR place IN 0 .. 127 LOOP
		FOR bit IN 0 .. 7 LOOP
			BEGIN
				PERFORM alkres_internal.tally_final(alkres_internal.tally_accumulate(set_bit(good, 8 * place + bit, 1 - get_bit(good, 8 * place + bit)), 3, '{bc,d}', NULL, 1));
			EXCEPTION WHEN invalid_parameter_value THEN
			END;
			BEGIN
				PERFORM alkres_internal.tally_combine(good, set_bit(good, 8 * place + bit, 1 - get_bit(good, 8 * place + bit)));
			EXCEPTION WHEN invalid_parameter_value THEN
			END;
		END LOOP;
	END LOOP;
END
$$;
