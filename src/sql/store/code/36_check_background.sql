CREATE OR REPLACE FUNCTION check_background(study text = NULL, OUT assembly text, OUT panel text, OUT contig text, OUT block integer,
	OUT library_id bigint, OUT problem text)
	RETURNS SETOF record LANGUAGE sql STABLE ROWS 10
BEGIN ATOMIC
	WITH normal AS MATERIALIZED (
		SELECT n.assembly, n.panel, n.patient_id, n.library_id FROM normal_in_use AS n WHERE n.study_id = find_study(check_background.study)),
	summed AS (
		SELECT n.assembly, n.panel, b.contig, b.block, background_agg(b.pileup)::text AS background
		FROM normal AS n JOIN pileup_block AS b USING (patient_id, library_id) GROUP BY n.assembly, n.panel, b.contig, b.block),
	stored AS (
		SELECT g.assembly, g.panel, g.contig, g.block, g.background::text AS background FROM background_block AS g
		WHERE g.study_id = find_study(check_background.study)),
	counted AS (
		SELECT n.assembly, n.panel, n.library_id, context_counts_agg(b.pileup) AS counts,
			library_targets(n.patient_id, n.library_id) AS targets, target_counts_agg(b.pileup, library_targets(n.patient_id, n.library_id)) AS target_counts
		FROM normal AS n JOIN pileup_block AS b USING (patient_id, library_id) GROUP BY n.assembly, n.panel, n.patient_id, n.library_id),
	listed AS (
		SELECT h.assembly, h.panel, h.library_id, h.context_counts AS counts, h.targets, h.target_counts FROM background_library AS h
		WHERE h.study_id = find_study(check_background.study))
	SELECT coalesce(k.assembly, g.assembly), coalesce(k.panel, g.panel), coalesce(k.contig, g.contig), coalesce(k.block, g.block), NULL::bigint,
		CASE WHEN g.block IS NULL THEN 'the block is missing' WHEN k.block IS NULL THEN 'no normal has the block' ELSE 'the sum is not that of the normals' END
	FROM summed AS k FULL JOIN stored AS g ON (k.assembly, k.panel, k.contig, k.block) = (g.assembly, g.panel, g.contig, g.block)
	WHERE k.background IS DISTINCT FROM g.background
	UNION ALL
	SELECT coalesce(k.assembly, h.assembly), coalesce(k.panel, h.panel), NULL, NULL, coalesce(k.library_id, h.library_id),
		CASE WHEN h.library_id IS NULL THEN 'the normal is missing' WHEN k.library_id IS NULL THEN 'the library must not be in it' WHEN k.counts IS DISTINCT FROM h.counts THEN 'the counts by context are not those of the library' ELSE 'the counts of targets are not those of the library' END
	FROM counted AS k FULL JOIN listed AS h ON (k.assembly, k.panel, k.library_id) = (h.assembly, h.panel, h.library_id)
	WHERE k.counts IS DISTINCT FROM h.counts OR k.targets::text IS DISTINCT FROM h.targets::text OR k.target_counts IS DISTINCT FROM h.target_counts;
END;
COMMENT ON FUNCTION check_background(text) IS 'compare the backgrounds of a study with their recomputation from its normals: a row for each block, and each library, that is not as it must be';

CREATE OR REPLACE FUNCTION rebuild_background(study text = NULL) RETURNS bigint
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	study_key bigint := find_study(rebuild_background.study);
	made bigint;
BEGIN
	PERFORM lock_background(study_key);
	DELETE FROM background_library AS h WHERE h.study_id = study_key
		OR (h.patient_id, h.library_id) IN (SELECT n.patient_id, n.library_id FROM normal_in_use AS n WHERE n.study_id = study_key);
	DELETE FROM background_block AS g WHERE g.study_id = study_key;
	INSERT INTO background_library (patient_id, library_id, study_id, assembly, panel, context_counts, targets, target_counts)
	SELECT k.*, library_target_counts(k.patient_id, k.library_id, k.targets) FROM (
		SELECT n.patient_id, n.library_id, n.study_id, n.assembly, n.panel, context_counts_agg(b.pileup), library_targets(n.patient_id, n.library_id) AS targets
		FROM normal_in_use AS n JOIN pileup_block AS b USING (patient_id, library_id) WHERE n.study_id = study_key
		GROUP BY n.patient_id, n.library_id, n.study_id, n.assembly, n.panel) AS k;
	INSERT INTO background_block (study_id, assembly, panel, contig, block, background)
	SELECT n.study_id, n.assembly, n.panel, b.contig, b.block, background_agg(b.pileup)
	FROM normal_in_use AS n JOIN pileup_block AS b USING (patient_id, library_id) WHERE n.study_id = study_key
	GROUP BY n.study_id, n.assembly, n.panel, b.contig, b.block;
	GET DIAGNOSTICS made = ROW_COUNT;
	RETURN made;
END
$$;
COMMENT ON FUNCTION rebuild_background(text) IS 'make the backgrounds of a study anew from its normals; returns the number of blocks';
