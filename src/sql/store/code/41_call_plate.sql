CREATE OR REPLACE FUNCTION call_plate(run_id bigint, target_vaf float8 = 0.005, alpha float8 = 0.01) RETURNS bigint
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	made bigint;
BEGIN
	DELETE FROM observation AS o WHERE o.run_id = call_plate.run_id AND o.method = 'ddpcr';
	WITH control AS (
		SELECT w.assay_id, sum(w.droplets) AS droplets FROM well AS w
		WHERE w.run_id = call_plate.run_id AND w.role = 'negative_control' AND w.is_counted GROUP BY w.assay_id),
	measured AS (
		SELECT w.patient_id, w.sample_id, w.assay_id, sum(w.droplets) AS droplets, array_agg(w.name ORDER BY w.name) AS wells FROM well AS w
		WHERE w.run_id = call_plate.run_id AND w.role = 'unknown' AND w.is_counted GROUP BY w.patient_id, w.sample_id, w.assay_id)
	INSERT INTO observation (patient_id, sample_id, method, run_id, mutation, state, vaf, vaf_lower, vaf_upper, lod95, target_vaf,
		p_value, reason)
	SELECT m.patient_id, m.sample_id, 'ddpcr', call_plate.run_id, a.mutation, q.state, q.vaf, q.vaf_lower, q.vaf_upper, q.lod95,
		call_plate.target_vaf, q.p_value, q.reason
	FROM measured AS m JOIN assay AS a USING (assay_id) LEFT JOIN control AS c USING (assay_id),
		LATERAL quantify(m.droplets, c.droplets, a.mutant_channel, call_plate.target_vaf, call_plate.alpha) AS q
	WHERE a.mutation IS NOT NULL;
	GET DIAGNOSTICS made = ROW_COUNT;
	RETURN made;
END
$$;
COMMENT ON FUNCTION call_plate(bigint, float8, float8) IS 'make the observations of a ddPCR plate anew, each sample against the plate''s wild-type wells';
