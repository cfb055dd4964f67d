CREATE OR REPLACE FUNCTION call_plate(run_id bigint, target_vaf float8 = 0.005, alpha float8 = 0.01) RETURNS bigint
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	made bigint;
BEGIN
	PERFORM lock_plate(call_plate.run_id);
	DELETE FROM observation AS o WHERE o.run_id = call_plate.run_id AND o.method = 'ddpcr';
	-- Wild-type and no-template wells answer different questions: they are never pooled.
	WITH control AS (
		SELECT w.assay_id, pooled(w.droplets) FILTER (WHERE w.role = 'negative_control') AS wild_type, pooled(w.droplets) FILTER (WHERE w.role = 'ntc') AS ntc
		FROM well AS w WHERE w.run_id = call_plate.run_id AND w.is_counted GROUP BY w.assay_id),
	measured AS (
		SELECT w.patient_id, w.sample_id, w.assay_id, pooled(w.droplets) AS droplets, homogeneity_agg(w.droplets, a.mutant_channel) AS alike
		FROM well AS w JOIN assay AS a USING (assay_id)
		WHERE w.run_id = call_plate.run_id AND w.role = 'unknown' AND w.is_counted GROUP BY w.patient_id, w.sample_id, w.assay_id),
	rain AS (
		SELECT DISTINCT w.patient_id, w.sample_id, w.assay_id
		FROM well_amplitude AS v JOIN well AS w USING (patient_id, well_id)
		WHERE v.run_id = call_plate.run_id AND v.is_moved_by_rain AND w.is_counted),
	probe AS (
		SELECT a.*, k.basis, p.probed,
			coalesce((SELECT (array_agg(DISTINCT classify(v)))[1] FROM unnest(a.alleles) AS v HAVING count(DISTINCT classify(v)) = 1), a.mutation, k.mutation) AS counted
		FROM assay AS a, LATERAL assay_alleles(a.name) AS k, LATERAL (SELECT coalesce(a.alleles, k.grch38, k.grch37) AS probed) AS p
		WHERE a.assay_id IN (SELECT m.assay_id FROM measured AS m))
	INSERT INTO observation (patient_id, sample_id, method, run_id, assay_id, mutation, variant, alleles, state, fraction, fraction_lower, fraction_upper, lod95,
		target_vaf, p_value, copies_per_ml, copies_per_ml_lower, copies_per_ml_upper, flags, reason)
	SELECT m.patient_id, m.sample_id, 'ddpcr', call_plate.run_id, a.assay_id, a.counted, CASE cardinality(a.probed) WHEN 1 THEN a.probed[1] END, a.probed,
		q.state, q.fraction, q.fraction_lower, q.fraction_upper, q.lod95, call_plate.target_vaf, q.p_value, c.copies_per_ml, c.copies_per_ml_lower, c.copies_per_ml_upper,
		q.flags || CASE WHEN alkres_internal.is_inhomogeneous(m.alike) THEN '{replicate_inhomogeneity}' ELSE '{}' END::text[]
			|| CASE WHEN (m.patient_id, m.sample_id, m.assay_id) IN (SELECT r.patient_id, r.sample_id, r.assay_id FROM rain AS r) THEN '{rain}' ELSE '{}' END::text[],
		q.reason || CASE WHEN a.probed IS NULL THEN '; which DNA change the probe detects is not known'
			ELSE coalesce('; the probe does not detect ' || nullif(array_to_string(unprobed_changes(a.counted, a.probed), ', '), ''), '') END
	FROM measured AS m JOIN probe AS a USING (assay_id) JOIN sample AS s USING (patient_id, sample_id) LEFT JOIN control AS k USING (assay_id),
		LATERAL quantify(m.droplets, k.wild_type, a.mutant_channel, call_plate.target_vaf, call_plate.alpha, k.ntc) AS q,
		LATERAL copies_per_ml_plasma(m.droplets, a.mutant_channel, a.reaction_ul, a.template_ul, s.elution_ul, s.plasma_ml) AS c
	WHERE a.counted IS NOT NULL;
	GET DIAGNOSTICS made = ROW_COUNT;
	RETURN made;
END
$$;
COMMENT ON FUNCTION call_plate(bigint, float8, float8) IS 'make the observations of a ddPCR plate anew, one a sample and assay, each sample against the plate''s wild-type and no-template wells';
