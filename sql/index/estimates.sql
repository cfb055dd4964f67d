-- What the planner expects against what is there, as ratios; plans and row counts themselves are not shown.
CREATE SCHEMA estimates;
SET client_min_messages = warning;
SET search_path = estimates, public, alkres;
SET jit = off;
SELECT setseed(0.75);
CREATE TABLE kind AS
SELECT row_number() OVER (ORDER BY hgvs_c)::int AS kind, mutation, grch38 AS variant FROM resistance_mutation;
INSERT INTO kind SELECT 71 + i, ('PANEL' || i % 40 || ' ' || substr('ARNDCQEGHILKMFPSTWYV', 1 + i % 20, 1) || 1 + (i * 7) % 300 || 'fs')::mutation, NULL FROM generate_series(1, 2500) i;
-- 6 % ALK, skewed; passengers at 4,000,000 places of chr7 and chr8, thicker at the start of each.
CREATE TABLE observation AS
SELECT i AS id, k.mutation, coalesce(k.variant, variant('GRCh38', CASE WHEN i % 3 = 0 THEN 'chr8' ELSE 'chr7' END, 1 + (2000000 * random() * random())::int, 'C', 'T')) AS variant,
	ARRAY[k.mutation, CASE WHEN i % 5 = 0 THEN 'ALK L1196M'::mutation ELSE 'KRAS G12D' END] AS mutations
FROM (SELECT i, CASE WHEN random() < 0.06 THEN 1 + floor(71 * random() * random() * random())::int ELSE 72 + floor(2500 * random() * random())::int END AS kind FROM generate_series(1, 80000) i) s JOIN kind k USING (kind);
CREATE INDEX ON observation (mutation);
CREATE INDEX ON observation (variant);
ANALYZE observation;
CREATE FUNCTION estimate(query text) RETURNS float8 LANGUAGE plpgsql AS $$
DECLARE plan json;
BEGIN
	EXECUTE 'EXPLAIN (FORMAT JSON) ' || query INTO plan;
	RETURN plan->0->'Plan'->>'Plan Rows';
END $$;
CREATE FUNCTION found(query text) RETURNS float8 LANGUAGE plpgsql AS $$
DECLARE n bigint;
BEGIN
	EXECUTE format('SELECT count(*) FROM (%s) q', query) INTO n;
	RETURN n;
END $$;
-- How many queries find at least that many rows, and the worst factor between expectation and truth among them.
CREATE FUNCTION worst(queries text[], at_least float8, OUT asked bigint, OUT worst_factor numeric) LANGUAGE sql AS $$
	SELECT count(*), max(greatest(estimated / found, found / estimated))::numeric(12, 1)
	FROM (SELECT estimate(q) AS estimated, found(replace(q, 'FROM observation WHERE mutations', 'FROM alike, generate_series(1, n) WHERE mutations')) AS found FROM unnest(queries) q) s WHERE found >= at_least;
$$;
CREATE FUNCTION is_within(queries text[], at_least float8, factor float8) RETURNS text LANGUAGE sql AS $$
	SELECT CASE WHEN asked = 0 THEN 'nothing asked' WHEN worst_factor <= factor THEN 'yes' ELSE 'no: ' || worst_factor END FROM worst(queries, at_least);
$$;
-- Observations that are alike are looked at once, and counted so often.
CREATE TABLE alike AS SELECT mutation, mutations, count(*)::int AS n FROM observation GROUP BY mutation, mutations;
CREATE TABLE class AS SELECT DISTINCT unnest(classes(mutation)) AS class FROM kind WHERE kind < 72 OR kind % 10 = 0;
CREATE TABLE target AS
SELECT region('GRCh38', 'chr7', s, s + l) AS region FROM (SELECT (2000000 * random())::int + 1 AS s, (20000 * random())::int AS l FROM generate_series(1, 100)) r
UNION SELECT region('GRCh38', 'chr2', s, s + 150) FROM generate_series(29220700, 29223700, 300) s;
ANALYZE class, target;

-- Constants that hold at least 0.01 %: within a factor of 3.
SELECT is_within(array_agg(format('SELECT FROM observation WHERE mutation <@ %L', class)), 8, 3) AS classes FROM class;
SELECT is_within(array_agg(format('SELECT FROM observation WHERE %L::mutation @> mutation', class)), 8, 3) AS turned FROM class;
SELECT is_within(array_agg(format('SELECT FROM observation WHERE variant <@ %L::region', region)), 8, 3) AS regions FROM target;
SELECT is_within(array_agg(format('SELECT FROM observation WHERE %L::region @> variant', region)), 8, 3) AS turned FROM target;
SELECT is_within(array_agg(format('SELECT FROM observation WHERE mutations @> %L::mutation', class)), 800, 3) AS sets FROM class;
SELECT is_within(array_agg(format('SELECT FROM class WHERE class @> %L', mutation)), 1, 3) AS classes_above FROM kind WHERE kind % 100 = 0;
SELECT is_within(array_agg(format('SELECT FROM target WHERE region && %L', region)), 1, 3) AS overlapping FROM target;

-- Parameters and joins: within a factor of 10, for what is common enough to be asked for.
SELECT is_within(array_agg(format('SELECT FROM observation WHERE mutation <@ (SELECT %L::mutation)', class)), 160, 10) AS classes
FROM unnest('{ALK,ALK solvent_front,ALK G1202,ALK G1202R,ALK alphaC,ALK catalytic_loop,PANEL7}'::mutation[]) class;
-- One number stands for all classes, from 0.01 % to 6 % of the rows: within 10 of two thirds of them, and of those that hold nine tenths of the rows.
SELECT avg(near::int) > 0.66 AS of_classes, sum(n) FILTER (WHERE near) > 0.9 * sum(n) AS by_rows FROM (
	SELECT n, estimate(format('SELECT FROM observation WHERE mutation <@ (SELECT %L::mutation)', class)) BETWEEN n / 10 AND n * 10 AS near
	FROM (SELECT class, found(format('SELECT FROM observation WHERE mutation <@ %L', class)) AS n FROM class) s WHERE n >= 8) s;
SELECT is_within(array_agg(format('SELECT FROM observation WHERE variant <@ (SELECT %L::region)', region)), 80, 10) AS regions FROM target WHERE contig(region) = 'chr2';
SELECT is_within(ARRAY['SELECT FROM observation JOIN class ON mutation <@ class', 'SELECT FROM observation JOIN class ON class @> mutation',
	'SELECT FROM observation WHERE EXISTS (SELECT FROM class WHERE mutation <@ class)',
	'SELECT FROM class WHERE EXISTS (SELECT FROM observation WHERE mutation <@ class)', 'SELECT FROM class a JOIN class b ON a.class <@ b.class'], 1, 10) AS class_joins;
SELECT is_within(ARRAY['SELECT FROM observation JOIN target ON variant <@ region', 'SELECT FROM observation JOIN target ON region @> variant',
	'SELECT FROM observation WHERE EXISTS (SELECT FROM target WHERE variant <@ region)', 'SELECT FROM target WHERE EXISTS (SELECT FROM observation WHERE variant <@ region)',
	'SELECT FROM target a JOIN target b ON a.region && b.region'], 1, 10) AS region_joins;

-- Nothing known, nothing there, nothing to compare.
CREATE TABLE bare (mutation mutation, variant variant, region region, mutations mutation[]);
SELECT bool_and(estimate(q) BETWEEN 0 AND 1e9) AS fine FROM unnest(ARRAY['SELECT FROM bare WHERE mutation <@ ''ALK''', 'SELECT FROM bare WHERE mutation <@ (SELECT ''ALK''::mutation)', 'SELECT FROM bare WHERE mutation <@ mutation',
	'SELECT FROM bare WHERE variant <@ region', 'SELECT FROM bare a JOIN bare b ON a.mutation <@ b.mutation', 'SELECT FROM bare WHERE mutations @> ''ALK''::mutation', 'SELECT FROM observation WHERE mutation <@ ''ALK~''',
	'SELECT FROM observation WHERE mutation <@ NULL', 'SELECT FROM observation WHERE variant <@ ''NN:chr2:1-1''::region', 'SELECT FROM observation WHERE variant <@ ''GRCh38:chr8:5-268435455''::region',
	'SELECT FROM observation, bare WHERE observation.mutation <@ bare.mutation', 'SELECT FROM observation WHERE mutations @>& ''{}''']) q;
ANALYZE bare;
SELECT estimate('SELECT FROM bare WHERE mutation <@ (SELECT ''ALK''::mutation)') >= 1 AS fine;
-- The statistics target.
SELECT stats.attname, array_length(most_common_vals::text::text[], 1) > 500 OR array_length(histogram_bounds::text::text[], 1) > 900 AS fine FROM pg_stats stats
	WHERE tablename = 'observation' AND attname IN ('mutation', 'variant') ORDER BY 1;
DROP SCHEMA estimates CASCADE;
