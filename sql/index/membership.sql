-- Index scan = sequential scan for every operator and class, on data with bounds, classes and NULLs among the values.
CREATE SCHEMA membership;
SET client_min_messages = warning;
SET search_path = membership, public, alkres;
-- enable_seqscan = off makes plans dear enough for it.
SET jit = off;
SELECT amname, opcname, amvalidate(o.oid) FROM pg_opclass o JOIN pg_am a ON a.oid = opcmethod
	JOIN pg_namespace n ON n.oid = opcnamespace WHERE nspname = 'alkres' ORDER BY 1, 2;
SELECT setseed(0.5);
CREATE TABLE name (mutation mutation);
INSERT INTO name SELECT unnest('{ALK,ALK~,ALK fusion,ALK copy_number_gain,ALK solvent_front,ALK solvent_front~,ALK gatekeeper,ALK L1196,ALK L1196M,
	ALK L1196M~,ALK G1202,ALK G1202R,ALK G1202R~,ALK G1202del,ALK D1203N,ALK S1206Y,ALK G1269A,ALK T1151dup,ALKBH1 R5K,MET,MET~,MET amplification,
	MET D1228N,KRAS G12,KRAS G12C,KRAS G12D,ALK L1196fs,ALK L1196Pfs,ALK L1196Pfs*12,ALK L1196Vfs*3,ALK L1196Pfs~,TP53 R97fs,TP53 R97Pfs*23,EGFR E746_A750del,EGFR L858R,TP53 R175H,ROS1 G2032R}'::mutation[]);
CREATE TABLE held (id serial, mutation mutation, variant variant, region region, mutations mutation[]);
INSERT INTO held (mutation, variant, region, mutations)
SELECT (SELECT array_agg(mutation) FROM name)[1 + floor(37 * random() * random())::int % 37],
	CASE WHEN i % 97 > 0 THEN variant(CASE WHEN i % 2 = 0 THEN 'GRCh38' WHEN i % 3 = 0 THEN 'T2T' ELSE 'GRCh37' END, CASE i % 5 WHEN 0 THEN 'chrM' WHEN 1 THEN 'chr3' ELSE 'chr2' END,
		1 + floor(random() * 300)::int, CASE i % 7 WHEN 0 THEN 'A' ELSE repeat('CAG', 1 + i % 11) END, CASE i % 7 WHEN 0 THEN '.' ELSE 'C' || repeat('T', i % 13) END) END,
	CASE WHEN i % 89 > 0 THEN region(CASE WHEN i % 2 = 0 THEN 'GRCh38' ELSE 'T2T' END, CASE i % 3 WHEN 0 THEN 'chr3' ELSE 'chr2' END, 1 + i % 290, 1 + i % 290 + i % 17) END,
	CASE WHEN i % 83 > 0 THEN (SELECT array_agg(CASE WHEN mutation <> 'MET' THEN mutation END) FROM name TABLESAMPLE bernoulli (7) REPEATABLE (i)) END
FROM generate_series(1, 1500) i;
UPDATE held SET mutation = NULL WHERE id % 101 = 0;
UPDATE held SET mutations = '{}' WHERE id % 103 = 0;
INSERT INTO held (variant) VALUES ('GRCh38:chr2:268435456:C:T'), ('GRCh38:chr2:268435455:CA:C'), ('GRCh38:chr3:1:C:T');
CREATE TABLE target (region region);
INSERT INTO target SELECT DISTINCT region FROM held WHERE id % 100 = 0 AND region IS NOT NULL;
INSERT INTO target SELECT unnest('{GRCh38:chr2:1-268435455,GRCh37:chr2:5-5,GRCh38:chrM:268435455-268435455,T2T:chr2:1-100,NN:chr2:1-100,GRCh38:chr2:100-120}'::region[]);

-- One question of every operator for a constant, a parameter from a sub-select and a join, as text.
CREATE TABLE question (number serial, query text);
INSERT INTO question (query)
SELECT format('SELECT count(*) FROM held WHERE %s', clause) FROM name,
	LATERAL (VALUES (format('mutation <@ %L', mutation)), (format('%L::mutation @> mutation', mutation)), (format('%L::mutation <@ mutation', mutation)),
		(format('mutation @> %L', mutation)), (format('mutation <@ (SELECT %L::mutation)', mutation)), (format('(SELECT %L::mutation) <@ mutation', mutation)),
		(format('mutation = %L', mutation)), (format('mutation >= %L', mutation)), (format('mutation < %L', mutation)),
		(format('mutations @> %L::mutation', mutation)), (format('mutations @> (SELECT %L::mutation)', mutation)),
		(format('mutations @>& ARRAY[%L, %L]::mutation[]', mutation, 'ALK')), (format('mutations @>| ARRAY[%L, %L, NULL]::mutation[]', mutation, 'KRAS')),
		(format('mutations @>& ARRAY[%L, NULL]::mutation[]', mutation))) AS clause(clause)
UNION ALL
SELECT format('SELECT count(*) FROM held WHERE %s', clause) FROM target,
	LATERAL (VALUES (format('variant <@ %L::region', region)), (format('%L::region @> variant', region)), (format('variant <@ (SELECT %L::region)', region)),
		(format('region && %L', region)), (format('region = %L', region)), (format('region > %L', region)), (format('region <= %L', region))) AS clause(clause)
UNION ALL
SELECT format('SELECT count(*) FROM held WHERE variant %s %L', op, variant) FROM (SELECT DISTINCT variant FROM held WHERE id % 150 = 1 AND variant IS NOT NULL) v,
	unnest('{<,<=,=,>=,>}'::text[]) AS op
UNION ALL VALUES
	('SELECT count(*) FROM name JOIN held ON held.mutation <@ name.mutation'), ('SELECT count(*) FROM name JOIN held ON name.mutation <@ held.mutation'),
	('SELECT count(*) FROM name JOIN held ON held.mutations @> name.mutation'), ('SELECT count(*) FROM target JOIN held ON held.variant <@ target.region'),
	('SELECT count(*) FROM name WHERE EXISTS (SELECT FROM held WHERE held.mutation <@ name.mutation)'),
	('SELECT count(*) FROM held WHERE NOT EXISTS (SELECT FROM name WHERE held.mutation <@ name.mutation)'),
	('SELECT count(*) FROM held WHERE mutations @>& ''{}'''), ('SELECT count(*) FROM held WHERE mutations @>| ''{}'''),
	('SELECT count(*) FROM held WHERE mutation <@ NULL'), ('SELECT count(*) FROM held WHERE mutations @> NULL::mutation');
CREATE FUNCTION answers(OUT number int, OUT answer text) RETURNS SETOF record LANGUAGE plpgsql AS $$
DECLARE query text;
BEGIN
	FOR number, query IN SELECT q.number, q.query FROM question q LOOP
		EXECUTE query INTO answer;
		RETURN NEXT;
	END LOOP;
END $$;
-- Does the plan use an index at all?
CREATE FUNCTION uses_index(query text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE plan json;
BEGIN
	EXECUTE 'EXPLAIN (FORMAT JSON, COSTS OFF) ' || query INTO plan;
	RETURN plan::text LIKE '%Index Name%';
END $$;

-- What the operator itself says, without help of the planner: functions that support functions do not know.
SELECT count(*) FILTER (WHERE h.mutation <@ n.mutation) AS members, count(*) FILTER (WHERE (h.mutation <@ n.mutation) <> (starts_with(encode(alkres_internal.mutation_send(h.mutation), 'hex'), encode(alkres_internal.mutation_send(n.mutation), 'hex'))
	AND NOT n.mutation::text LIKE '%~' AND h.mutation::text <> n.mutation || '~' OR h.mutation::text ~ f.members)) AS wrong
FROM held h, name n, LATERAL (SELECT CASE WHEN n.mutation::text ~ '\d[A-Z]?fs$'
	THEN '^' || regexp_replace(n.mutation::text, '(\d)fs$', '\1[A-Z]fs') || CASE WHEN n.mutation::text ~ '\dfs$' THEN '(\*[0-9?]+)?$' ELSE '\*[0-9?]+$' END
	ELSE '^$' END AS members) f WHERE h.mutation IS NOT NULL;
CREATE TABLE expected AS SELECT * FROM answers();
SELECT count(*) AS questions, count(*) FILTER (WHERE answer::int > 0) > count(*) / 2 AS most_find_something FROM expected;

CREATE FUNCTION check_with(setup text) RETURNS TABLE (with_index text, wrong bigint, indexed boolean) LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE setup;
	ANALYZE held;
	SET LOCAL enable_seqscan = off;
	RETURN QUERY SELECT setup, (SELECT count(*) FROM answers() a JOIN expected e USING (number) WHERE a.answer IS DISTINCT FROM e.answer),
		EXISTS (SELECT FROM question q WHERE uses_index(q.query));
	DROP INDEX i;
END $$;
SELECT * FROM check_with('CREATE INDEX i ON held (mutation)');
SELECT * FROM check_with('CREATE INDEX i ON held (variant)');
SELECT * FROM check_with('CREATE INDEX i ON held (region)');
SELECT * FROM check_with('CREATE INDEX i ON held USING hash (mutation)');
SELECT * FROM check_with('CREATE INDEX i ON held USING hash (variant)');
SELECT * FROM check_with('CREATE INDEX i ON held USING hash (region)');
SELECT * FROM check_with('CREATE INDEX i ON held USING brin (mutation) WITH (pages_per_range = 1)');
SELECT * FROM check_with('CREATE INDEX i ON held USING brin (variant) WITH (pages_per_range = 1)');
SELECT * FROM check_with('CREATE INDEX i ON held USING brin (region) WITH (pages_per_range = 1)');
SELECT * FROM check_with('CREATE INDEX i ON held USING gin (mutations gin_mutation_ops)');
SELECT * FROM check_with('CREATE INDEX i ON held ((mutations[1]))');

-- Which of the questions an index serves.
CREATE INDEX held_mutation ON held (mutation);
CREATE INDEX held_variant ON held (variant);
CREATE INDEX held_mutations ON held USING gin (mutations gin_mutation_ops);
ANALYZE held;
SET enable_seqscan = off;
SELECT query, uses_index(query) FROM (VALUES ('SELECT FROM held WHERE mutation <@ ''ALK solvent_front'''), ('SELECT FROM held WHERE ''ALK solvent_front''::mutation @> mutation'),
	('SELECT FROM held WHERE mutation @> ''ALK G1202R'''), ('SELECT FROM held WHERE mutation <@ (SELECT ''ALK G1202R''::mutation)'),
	('SELECT FROM held WHERE mutation @> (SELECT ''ALK G1202R''::mutation)'), ('SELECT FROM name, held WHERE held.mutation <@ name.mutation'),
	('SELECT FROM held WHERE variant <@ ''GRCh38:chr2:100-120''::region'), ('SELECT FROM held WHERE ''GRCh38:chr2:1-268435455''::region @> variant'),
	('SELECT FROM held WHERE variant <@ (SELECT ''GRCh38:chr2:100-120''::region)'), ('SELECT FROM target, held WHERE held.variant <@ target.region'),
	('SELECT FROM held WHERE mutations @> ''ALK solvent_front''::mutation'), ('SELECT FROM held WHERE mutations @>& ''{ALK,MET}'''),
	('SELECT FROM held WHERE mutations @>| ''{ALK,MET}''')) AS q(query);
PREPARE members(mutation) AS SELECT count(*) FROM held WHERE mutation <@ $1;
SET plan_cache_mode = force_generic_plan;
EXECUTE members('ALK solvent_front');
EXPLAIN (COSTS OFF) EXECUTE members('ALK solvent_front');
RESET plan_cache_mode;
EXECUTE members('ALK solvent_front');
RESET enable_seqscan;

-- A constant class proves a partial index.
CREATE TABLE big AS SELECT m.mutation, i AS id FROM generate_series(1, 300) i, held m WHERE m.id % 5 = 0;
CREATE INDEX big_alk ON big (mutation) WHERE mutation <@ 'ALK solvent_front';
ANALYZE big;
EXPLAIN (COSTS OFF) SELECT id FROM big WHERE mutation <@ 'ALK G1202' AND id = 5;
SELECT (SELECT count(*) FROM big WHERE mutation <@ 'ALK G1202') = (SELECT count(*) FROM big WHERE (mutation <@ 'ALK G1202') IS TRUE) AS same;
SELECT null_stays FROM (SELECT mutation <@ 'ALK G1202' IS NULL AS null_stays FROM held WHERE mutation IS NULL LIMIT 1) s;

-- amcheck: every index holds what its table holds.
CREATE EXTENSION amcheck;
CREATE INDEX held_region ON held (region);
SELECT bt_index_check('held_mutation', true), bt_index_check('held_variant', true), bt_index_check('held_region', true), bt_index_check('big_alk', true);
DROP EXTENSION amcheck;

-- Parallel aggregates are the serial ones.
CREATE TABLE wide AS SELECT h.mutation, h.variant, h.region FROM held h, generate_series(1, 20);
ANALYZE wide;
SET max_parallel_workers_per_gather = 0;
CREATE TABLE serial AS SELECT min(mutation) AS a, max(mutation) AS b, min(variant) AS c, max(variant) AS d, min(region) AS e, max(region) AS f FROM wide;
SET max_parallel_workers_per_gather = 2; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;
EXPLAIN (COSTS OFF) SELECT min(mutation), max(variant), min(region) FROM wide;
SELECT min(mutation) = s.a AND max(mutation) = s.b AND min(variant) = s.c AND max(variant) = s.d AND min(region) = s.e AND max(region) = s.f AS same FROM wide, serial s GROUP BY s.*, s.a, s.b, s.c, s.d, s.e, s.f;
-- Sorting with abbreviated keys gives the order of the comparison, and many equal first bytes give them up.
RESET max_parallel_workers_per_gather;
SELECT bool_and(a <= b) AS ordered FROM (SELECT variant AS a, lead(variant) OVER (ORDER BY variant) AS b FROM wide) s;
SELECT bool_and(a <= b) AS ordered FROM (SELECT m AS a, lead(m) OVER (ORDER BY m) AS b
	FROM (SELECT ('CANCERGENE' || repeat('X', i % 7) || ' G' || 1 + i * 7919 % 5000)::mutation AS m FROM generate_series(1, 60000) i) g) s;
SELECT bool_and(a <= b) AS ordered FROM (SELECT r AS a, lead(r) OVER (ORDER BY r) AS b
	FROM (SELECT region('LONGNAME', 'chr1', 1 + i * 7919 % 50000, 50001) AS r FROM generate_series(1, 60000) i) g) s;
DROP SCHEMA membership CASCADE;
