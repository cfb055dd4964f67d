-- Loads observation into each layout, builds the indexes, asks the queries, prints.  Times are processor time of the one
-- process that does the work (Linux: utime and stime of /proc/self/stat), so that other work on the machine counts little.
\set ON_ERROR_STOP on
SET search_path = public, alkres;
CREATE TABLE step (number serial, layout text, what text, ms float8, bytes bigint);
CREATE FUNCTION processor_ms() RETURNS float8 LANGUAGE sql VOLATILE AS $$
	SELECT (a[12]::float8 + a[13]::float8) * 10 FROM regexp_split_to_array(split_part(pg_read_file('/proc/self/stat'), ') ', 2), ' ') a $$;
CREATE FUNCTION timed(layout text, what text, command text, relation text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE start float8 := processor_ms();
BEGIN
	EXECUTE command;
	INSERT INTO step (layout, what, ms, bytes) SELECT layout, what, processor_ms() - start, pg_relation_size(relation);
END $$;
SET max_parallel_workers_per_gather = 0;
SET max_parallel_maintenance_workers = 0;
SELECT :'ltree'::boolean AS with_ltree \gset
\o /dev/null
SELECT timed('text', 'load', $$CREATE TABLE t_text AS SELECT id, patient_id, sample_id, collected, 'GRCh38' AS assembly, chrom, pos, ref, alt, gene, 'p.' || change AS hgvs_p, class,
	CASE WHEN gene = 'ALK' THEN 'on_target' WHEN gene LIKE 'PANEL%' THEN 'other' ELSE 'off_target' END AS mechanism, alt_count, depth, alt_count::float8 / depth AS vaf FROM observation$$, 't_text');
SELECT timed('text', 'index id', 'CREATE UNIQUE INDEX t_text_id ON t_text (id)', 't_text_id');
SELECT timed('text', 'index variant', 'CREATE INDEX t_text_variant ON t_text (assembly, chrom, pos, ref, alt)', 't_text_variant');
SELECT timed('text', 'index mutation', 'CREATE INDEX t_text_mutation ON t_text (gene, hgvs_p)', 't_text_mutation');
SELECT timed('text', 'index class', 'CREATE INDEX t_text_class ON t_text (gene, class)', 't_text_class');
SELECT timed('text', 'index patient', 'CREATE INDEX t_text_patient ON t_text (patient_id, collected)', 't_text_patient');
SELECT timed('text', 'index sample', 'CREATE INDEX t_text_sample ON t_text (sample_id)', 't_text_sample');

SELECT timed('alkres', 'load', $$CREATE TABLE t_alkres AS SELECT id, patient_id, sample_id, collected, vaf(alt_count, depth) AS vaf, variant('GRCh38', chrom, pos, ref, alt) AS variant,
	(gene || ' ' || change)::mutation AS mutation FROM observation$$, 't_alkres');
SELECT timed('alkres', 'index id', 'CREATE UNIQUE INDEX t_alkres_id ON t_alkres (id)', 't_alkres_id');
SELECT timed('alkres', 'index variant', 'CREATE INDEX t_alkres_variant ON t_alkres (variant)', 't_alkres_variant');
SELECT timed('alkres', 'index mutation', 'CREATE INDEX t_alkres_mutation ON t_alkres (mutation)', 't_alkres_mutation');
SELECT timed('alkres', 'index patient', 'CREATE INDEX t_alkres_patient ON t_alkres (patient_id, collected)', 't_alkres_patient');
SELECT timed('alkres', 'index sample', 'CREATE INDEX t_alkres_sample ON t_alkres (sample_id)', 't_alkres_sample');
SELECT timed('alkres, no id', 'load', 'CREATE TABLE t_no_id AS SELECT patient_id, sample_id, collected, vaf, variant, mutation FROM t_alkres', 't_no_id');
DROP TABLE t_no_id;
\if :with_ltree
SELECT timed('ltree', 'load', $$CREATE TABLE t_ltree AS SELECT id, patient_id, sample_id, collected, 'GRCh38' AS assembly, chrom, pos, ref, alt,
	CASE WHEN class <> 'none' THEN text2ltree(concat_ws('.', gene, class, substring(change FROM '^[A-Z][0-9]+'), regexp_replace(change, '[^A-Za-z0-9_]', '_', 'g')))
		ELSE text2ltree(concat_ws('.', gene, regexp_replace(change, '[^A-Za-z0-9_]', '_', 'g'))) END AS path, alt_count, depth, alt_count::float8 / depth AS vaf FROM observation$$, 't_ltree');
SELECT timed('ltree', 'index path (GiST)', 'CREATE INDEX t_ltree_path ON t_ltree USING gist (path)', 't_ltree_path');
SELECT timed('ltree', 'index patient', 'CREATE INDEX t_ltree_patient ON t_ltree (patient_id, collected)', 't_ltree_patient');
SELECT timed('ltree', 'index sample', 'CREATE INDEX t_ltree_sample ON t_ltree (sample_id)', 't_ltree_sample');
VACUUM ANALYZE t_ltree;
\endif
VACUUM ANALYZE t_text;
VACUUM ANALYZE t_alkres;
\o
\echo == sizes (MB) and processor time of load and index builds (s)
SELECT layout, what, round(bytes / 1e6) AS mb, round(ms::numeric / 1000, 1) AS s FROM step ORDER BY number;
\echo == table and equivalent indexes (ltree has only those that serve its class)
SELECT layout, round(sum(bytes) / 1e6) AS mb, round(sum(bytes) / max(sum(bytes)) FILTER (WHERE layout = 'text') OVER (), 2) AS of_text, round(sum(ms) FILTER (WHERE what LIKE 'index%')::numeric / 1000, 1) AS index_s,
	round((max(sum(ms) FILTER (WHERE what LIKE 'index%')) FILTER (WHERE layout = 'text') OVER () / sum(ms) FILTER (WHERE what LIKE 'index%'))::numeric, 2) AS builds_faster
FROM (SELECT layout, what, ms, bytes FROM step UNION ALL SELECT 'alkres, no id', what, ms, bytes FROM step WHERE layout = 'alkres' AND what NOT IN ('load', 'index id')) s GROUP BY layout ORDER BY 2 DESC;

CREATE TABLE question (number int, what text, layout text, query text, estimated float8, found bigint, ms float8);
INSERT INTO question (number, what, layout, query) VALUES
(1, 'frequency by mutation', 'text', $$SELECT gene, hgvs_p, count(DISTINCT patient_id) FROM t_text WHERE gene = 'ALK' GROUP BY 1, 2$$),
(1, 'frequency by mutation', 'ltree', $$SELECT path, count(DISTINCT patient_id) FROM t_ltree WHERE path <@ 'ALK' GROUP BY 1$$),
(1, 'frequency by mutation', 'alkres', $$SELECT mutation, count(DISTINCT patient_id) FROM t_alkres WHERE mutation <@ 'ALK' GROUP BY 1$$),
(2, 'group by variant', 'text', $$SELECT assembly, chrom, pos, ref, alt, count(*) FROM t_text GROUP BY 1, 2, 3, 4, 5$$),
(2, 'group by variant', 'alkres', $$SELECT variant, count(*) FROM t_alkres GROUP BY 1$$),
(3, 'any member of solvent_front', 'text', $$SELECT count(*) FROM t_text WHERE gene = 'ALK' AND class = 'solvent_front'$$),
(3, 'any member of solvent_front', 'ltree', $$SELECT count(*) FROM t_ltree WHERE path <@ 'ALK.solvent_front'$$),
(3, 'any member of solvent_front', 'alkres', $$SELECT count(*) FROM t_alkres WHERE mutation <@ 'ALK solvent_front'$$),
(3, 'any member of alphaC', 'text', $$SELECT count(*) FROM t_text WHERE gene = 'ALK' AND class = 'alphaC'$$),
(3, 'any member of alphaC', 'ltree', $$SELECT count(*) FROM t_ltree WHERE path <@ 'ALK.alphaC'$$),
(3, 'any member of alphaC', 'alkres', $$SELECT count(*) FROM t_alkres WHERE mutation <@ 'ALK alphaC'$$),
(4, 'solvent_front, VAF above 0.5 %, half a year', 'text', $$SELECT count(DISTINCT patient_id) FROM t_text WHERE gene = 'ALK' AND class = 'solvent_front' AND vaf > 0.005 AND collected BETWEEN '2019-01-01' AND '2019-06-30'$$),
(4, 'solvent_front, VAF above 0.5 %, half a year', 'ltree', $$SELECT count(DISTINCT patient_id) FROM t_ltree WHERE path <@ 'ALK.solvent_front' AND vaf > 0.005 AND collected BETWEEN '2019-01-01' AND '2019-06-30'$$),
(4, 'solvent_front, VAF above 0.5 %, half a year', 'alkres', $$SELECT count(DISTINCT patient_id) FROM t_alkres WHERE mutation <@ 'ALK solvent_front' AND vaf > 0.005 AND collected BETWEEN '2019-01-01' AND '2019-06-30'$$),
(5, 'trajectory of one patient', 'text', $$SELECT collected, gene, hgvs_p, vaf FROM t_text WHERE patient_id = 4711 ORDER BY 1$$),
(5, 'trajectory of one patient', 'ltree', $$SELECT collected, path, vaf FROM t_ltree WHERE patient_id = 4711 ORDER BY 1$$),
(5, 'trajectory of one patient', 'alkres', $$SELECT collected, mutation, vaf FROM t_alkres WHERE patient_id = 4711 ORDER BY 1$$),
(6, 'region ALK exon 23', 'text', $$SELECT count(*) FROM t_text WHERE assembly = 'GRCh38' AND chrom = 'chr2' AND pos >= 29220706 AND pos + length(ref) - 1 <= 29220835$$),
(6, 'region ALK exon 23', 'alkres', $$SELECT count(*) FROM t_alkres WHERE variant <@ 'GRCh38:chr2:29220706-29220835'::region$$),
(7, 'both G1202R and L1196M in a sample', 'text', $$SELECT count(*) FROM (SELECT sample_id FROM t_text WHERE gene = 'ALK' AND hgvs_p = 'p.G1202R' INTERSECT SELECT sample_id FROM t_text WHERE gene = 'ALK' AND hgvs_p = 'p.L1196M') s$$),
(7, 'both G1202R and L1196M in a sample', 'ltree', $$SELECT count(*) FROM (SELECT sample_id FROM t_ltree WHERE path = 'ALK.solvent_front.G1202.G1202R' INTERSECT SELECT sample_id FROM t_ltree WHERE path = 'ALK.gatekeeper.L1196.L1196M') s$$),
(7, 'both G1202R and L1196M in a sample', 'alkres', $$SELECT count(*) FROM (SELECT sample_id FROM t_alkres WHERE mutation = 'ALK G1202R' INTERSECT SELECT sample_id FROM t_alkres WHERE mutation = 'ALK L1196M') s$$),
(11, 'estimate: solvent_front', 'text', $$SELECT FROM t_text WHERE gene = 'ALK' AND class = 'solvent_front'$$),
(11, 'estimate: solvent_front', 'alkres', $$SELECT FROM t_alkres WHERE mutation <@ 'ALK solvent_front'$$),
(12, 'estimate: solvent_front, sub-select', 'alkres', $$SELECT FROM t_alkres WHERE mutation <@ (SELECT 'ALK solvent_front'::mutation)$$),
(13, 'estimate: exon 23', 'text', $$SELECT FROM t_text WHERE assembly = 'GRCh38' AND chrom = 'chr2' AND pos >= 29220706 AND pos + length(ref) - 1 <= 29220835$$),
(13, 'estimate: exon 23', 'alkres', $$SELECT FROM t_alkres WHERE variant <@ 'GRCh38:chr2:29220706-29220835'::region$$),
(14, 'estimate: exon 23, sub-select', 'alkres', $$SELECT FROM t_alkres WHERE variant <@ (SELECT 'GRCh38:chr2:29220706-29220835'::region)$$);
DELETE FROM question WHERE layout = 'ltree' AND NOT :'ltree'::boolean;
CREATE FUNCTION estimate(query text) RETURNS float8 LANGUAGE plpgsql AS $$
DECLARE plan json;
BEGIN
	EXECUTE 'EXPLAIN (FORMAT JSON) ' || query INTO plan;
	RETURN plan->0->'Plan'->>'Plan Rows';
END $$;
-- Milliseconds of processor time a run: of so many runs that they take half a second (the clock has steps of 10 ms).
CREATE FUNCTION processor_ms(query text, repeat int) RETURNS float8 LANGUAGE plpgsql AS $$
DECLARE start float8; spent float8; runs int := repeat;
BEGIN
	EXECUTE query; -- warms up
	LOOP
		start := processor_ms();
		FOR i IN 1 .. runs LOOP
			EXECUTE query;
		END LOOP;
		spent := processor_ms() - start;
		EXIT WHEN spent >= 500;
		runs := runs * 4;
	END LOOP;
	RETURN spent / runs;
END $$;
CREATE FUNCTION found(query text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE n bigint;
BEGIN
	EXECUTE format('SELECT count(*) FROM (%s) q', query) INTO n;
	RETURN n;
END $$;
UPDATE question SET estimated = estimate(query), found = found(query) WHERE number > 10;
UPDATE question SET ms = processor_ms(query, :repeat) WHERE number < 10;
\echo == queries: ms, and how many times faster alkres is
SELECT what, round(text::numeric, 1) AS text, round(ltree::numeric, 1) AS ltree, round(alkres::numeric, 1) AS alkres, round((text / alkres)::numeric, 1) AS than_text, round((ltree / alkres)::numeric, 1) AS than_ltree
FROM (SELECT number, what, max(ms) FILTER (WHERE layout = 'text') AS text, max(ms) FILTER (WHERE layout = 'ltree') AS ltree, max(ms) FILTER (WHERE layout = 'alkres') AS alkres
	FROM question WHERE number < 10 GROUP BY number, what) s ORDER BY number;

-- The hot set of both as a partial covering index, in the order that serves class and time: an equality first, a range last.
\o /dev/null
SELECT timed('text', 'partial covering', 'CREATE INDEX t_text_hot ON t_text (gene, class, collected) INCLUDE (patient_id, vaf) WHERE class <> ''none''', 't_text_hot');
SELECT timed('alkres', 'partial covering', 'CREATE INDEX t_alkres_hot ON t_alkres (collected, mutation) INCLUDE (patient_id, vaf) WHERE mutation <@ ''ALK''', 't_alkres_hot');
VACUUM t_text, t_alkres;
UPDATE question SET ms = processor_ms(query, :repeat) WHERE number IN (1, 3, 4) AND layout <> 'ltree';
\o
\echo == with a partial covering index of the ALK mutations
SELECT what, round(text::numeric, 1) AS text, round(alkres::numeric, 1) AS alkres, round((text / alkres)::numeric, 1) AS than_text
FROM (SELECT number, what, max(ms) FILTER (WHERE layout = 'text') AS text, max(ms) FILTER (WHERE layout = 'alkres') AS alkres
	FROM question WHERE number IN (1, 3, 4) GROUP BY number, what) s ORDER BY number;
SELECT layout, round(bytes / 1e6, 1) AS mb FROM step WHERE what = 'partial covering' ORDER BY 1;
\echo == estimates
SELECT what, layout, estimated, found, round((greatest(estimated, 1) / greatest(found, 1))::numeric, 4) AS ratio FROM question WHERE number > 10 ORDER BY number, layout DESC;
