-- mutation beside text, as BI tools and drivers write it: parameters bound as text, LIKE; literals stay what they were.
SET search_path = alkres, public;
CREATE TEMP TABLE seen (mutation mutation, label text);
INSERT INTO seen SELECT m.mutation, m.mutation::text FROM unnest(listed_mutations()) AS m(mutation), generate_series(1, 20);
INSERT INTO seen VALUES (NULL, NULL), ('ALK fusion', 'EML4-ALK'), ('KRAS G12C', 'KRAS p.Gly12Cys');
CREATE INDEX ON seen (mutation);
ANALYZE seen;

-- A parameter as JDBC binds it.
PREPARE equal(text) AS SELECT count(*) FROM seen WHERE mutation = $1;
PREPARE turned(varchar) AS SELECT count(*) FROM seen WHERE $1 = mutation;
PREPARE other(text) AS SELECT count(*) FROM seen WHERE mutation <> $1;
PREPARE turned_other(text) AS SELECT count(*) FROM seen WHERE $1 <> mutation;
PREPARE class(text) AS SELECT count(*) FROM seen WHERE mutation <@ $1;
PREPARE turned_class(text) AS SELECT count(*) FROM seen WHERE $1 @> mutation;
EXECUTE equal('ALK G1202R');
EXECUTE turned('ALK p.Gly1202Arg');
EXECUTE other('ALK G1202R');
EXECUTE turned_other('ALK G1202R');
EXECUTE class('ALK solvent_front');
EXECUTE turned_class('ALK solvent_front');
EXECUTE equal(NULL);
EXECUTE equal('');
EXECUTE class('ALK G1202Z');
SELECT count(*) FILTER (WHERE mutation = 'ALK G1202R') AS literal, count(*) FILTER (WHERE mutation = 'ALK G1202R'::text) AS text,
	count(*) FILTER (WHERE mutation IN ('ALK G1202R', 'KRAS G12C')) AS list, count(*) FILTER (WHERE mutation = ANY ('{ALK G1202R,KRAS G12C}'::text[])) AS texts,
	count(*) FILTER (WHERE mutation <> ALL ('{ALK G1202R,KRAS G12C}'::text[])) AS none_of_texts FROM seen;

-- The index of mutations serves it, and a class; a join is one of mutations.
SET plan_cache_mode = force_generic_plan;
SET enable_seqscan = off;
SET enable_bitmapscan = off;
EXPLAIN (COSTS OFF) EXECUTE equal('ALK G1202R');
EXPLAIN (COSTS OFF) EXECUTE turned('ALK G1202R');
EXPLAIN (COSTS OFF) EXECUTE class('ALK solvent_front');
SET enable_nestloop = off;
SET enable_mergejoin = off;
EXPLAIN (COSTS OFF) SELECT count(*) FROM seen AS a JOIN (VALUES ('ALK L1196M'), ('ALK p.Gly1202Arg')) AS b(name) ON a.mutation = b.name;
SELECT count(*) FROM seen AS a JOIN (VALUES ('ALK L1196M'), ('ALK p.Gly1202Arg')) AS b(name) ON a.mutation = b.name;
RESET enable_nestloop;
RESET enable_mergejoin;
RESET enable_bitmapscan;
RESET enable_seqscan;
RESET plan_cache_mode;

-- Patterns are of the text.
SELECT DISTINCT mutation FROM seen WHERE mutation LIKE 'ALK G1202%' ORDER BY mutation;
SELECT DISTINCT mutation FROM seen WHERE mutation ILIKE 'kras g12c' ORDER BY mutation;
SELECT count(*) FILTER (WHERE mutation LIKE '%') AS all_there, count(*) FILTER (WHERE mutation NOT LIKE 'ALK %') AS others, count(*) FILTER (WHERE mutation NOT ILIKE 'alk %') AS others_too,
	count(*) FILTER (WHERE mutation LIKE NULL) AS nothing FROM seen;

-- The empty text is no mutation, in whatever place it stands.
SELECT count(*) FROM seen WHERE mutation <> '';
SELECT coalesce(mutation, '') FROM seen;
