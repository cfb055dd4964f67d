-- Functions that return rows leave no memory behind when a query calls them again and again: less than 22 bytes a
-- call between the 500th and the 1500th.
\getenv data ALKRES_DATA
\set tumour :data '/calling_tumour.bam'
CREATE TEMP TABLE deep AS SELECT pileup FROM alkres.read_pileup(:'tumour', 'GRCh38') ORDER BY block LIMIT 1;
CREATE FUNCTION pg_temp.executor(call integer) RETURNS bigint LANGUAGE sql VOLATILE AS
	$$ SELECT sum(used_bytes)::bigint FROM pg_backend_memory_contexts WHERE name = 'ExecutorState' AND call > 0 $$;
SELECT max(used) - min(used) < 22000 AS flat FROM (
	SELECT CASE WHEN call IN (500, 1500) THEN pg_temp.executor(call) END AS used FROM generate_series(1, 1500) call,
		LATERAL alkres.read_ddpcr_text(E'Well,Sample,TargetType,Positives,Negatives\nA1,' || call || ',Ch1NTC,0,9') wells) calls;
SELECT max(used) - min(used) < 22000 AS flat FROM (
	SELECT CASE WHEN call IN (500, 1500) THEN pg_temp.executor(call) END AS used FROM generate_series(1, 1500) call, deep,
		LATERAL (SELECT count(*) FROM alkres.call_variants(pileup, NULL, 0.9 + call * 1e-9)) rows) calls;
