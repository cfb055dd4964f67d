-- What the pre-analytics of a sample say of it.  Limits: alkres.preanalytic_limit_in_use.
CREATE OR REPLACE FUNCTION qc_flags(sample text = NULL, study text = NULL, target_vaf float8 = 0.005, OUT of_sample text, OUT measure text, OUT measured float8, OUT lowest float8,
	OUT highest float8, OUT flag text, OUT source text)
	RETURNS SETOF record LANGUAGE plpgsql STABLE ROWS 1000 SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
	study_key bigint := find_study(qc_flags.study);
	asked record;
BEGIN
	IF (qc_flags.target_vaf > 0 AND qc_flags.target_vaf < 1) IS NOT TRUE THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'target_vaf must be between 0 and 1';
	END IF;
	IF qc_flags.sample IS NOT NULL THEN
		asked := find_sample(study_key, qc_flags.sample);
	END IF;
	RETURN QUERY
	WITH tube AS MATERIALIZED (
		SELECT s.* FROM sample AS s JOIN patient AS p ON p.patient_id = s.patient_id
		WHERE s.study_id = study_key AND p.role = 'patient' AND s.material = 'plasma' AND (qc_flags.sample IS NULL OR s.external_id = qc_flags.sample)),
	measured AS (
		SELECT t.patient_id, t.sample_id, t.external_id, lower(t.tube) AS tube, m.measure, m.value
		FROM tube AS t CROSS JOIN LATERAL (VALUES ('blood_ml', t.blood_ml), ('draw_to_spin_hours', t.draw_to_spin_hours), ('spin1_g', t.spin1_g), ('spin1_minutes', t.spin1_minutes),
			('spin1_celsius', t.spin1_celsius), ('spin2_g', t.spin2_g), ('spin2_minutes', t.spin2_minutes), ('spin2_celsius', t.spin2_celsius), ('plasma_left_ml', t.plasma_left_ml),
			('plasma_ml', t.plasma_ml), ('elution_ul', t.elution_ul), ('yield_ng_per_ml', t.qubit_ng / t.plasma_ml)) AS m(measure, value)),
	-- The limit of the tube goes before one for every tube.
	limited AS (
		SELECT DISTINCT ON (m.patient_id, m.sample_id, m.measure) m.*, k.lowest, k.highest, k.source
		FROM measured AS m JOIN preanalytic_limit_in_use AS k ON k.measure = m.measure AND (k.tube IS NULL OR lower(k.tube) = m.tube)
		ORDER BY m.patient_id, m.sample_id, m.measure, k.tube NULLS LAST),
	-- DNA of a library, of one that is not there yet all that was eluted: 3 copies with 95 % probability, if no molecule were lost.
	input AS (
		SELECT t.external_id, min(f.fraction) AS fraction
		FROM tube AS t LEFT JOIN (library AS l JOIN run AS r ON r.run_id = l.run_id AND r.withdrawn IS NULL)
				ON l.patient_id = t.patient_id AND l.sample_id = t.sample_id AND l.role = 'sample' AND l.withdrawn IS NULL AND l.input_ng IS NOT NULL
			CROSS JOIN LATERAL (SELECT min_detectable_fraction(genome_equivalents(coalesce(l.input_ng, t.qubit_ng)), 1, 1) AS fraction) AS f
		WHERE coalesce(l.input_ng, t.qubit_ng) > 0 GROUP BY t.patient_id, t.sample_id, t.external_id),
	told AS (
		SELECT l.external_id, l.measure, l.value, l.lowest, l.highest, CASE WHEN l.value IS NULL THEN 'not_recorded' WHEN l.value < l.lowest THEN 'low' WHEN l.value > l.highest THEN 'high' END AS flag, l.source
		FROM limited AS l
		UNION ALL
		SELECT t.external_id, 'tube', NULL, NULL, NULL, CASE WHEN t.tube IS NULL THEN 'not_recorded' ELSE 'no_limit_for_tube' END, NULL
		FROM tube AS t WHERE NOT EXISTS (SELECT 1 FROM preanalytic_limit_in_use AS k WHERE k.measure = 'draw_to_spin_hours' AND (k.tube IS NULL OR lower(k.tube) = lower(t.tube)))
			AND EXISTS (SELECT 1 FROM preanalytic_limit_in_use AS k WHERE k.measure = 'draw_to_spin_hours')
		UNION ALL
		SELECT i.external_id, 'detectable_fraction', i.fraction, NULL, qc_flags.target_vaf, 'input_too_small', 'alkres.min_detectable_fraction of the DNA put in'
		FROM input AS i WHERE i.fraction > qc_flags.target_vaf)
	SELECT t.* FROM told AS t WHERE t.flag IS NOT NULL ORDER BY t.external_id, t.measure;
END
$$;
COMMENT ON FUNCTION qc_flags(text, text, float8) IS
	'what to look at in the pre-analytics of a plasma sample, or of all: low, high, not_recorded by the limits of alkres.preanalytic_limit_in_use; no_limit_for_tube; input_too_small where the DNA put into the library holds too few genomes to show target_vaf; a sample without rows has none';

CREATE OR REPLACE FUNCTION control_chart(study text = NULL, alpha float8 = 0.00135, OUT kind text, OUT series text, OUT measure text, OUT run text, OUT run_on date, OUT name text,
	OUT measured float8, OUT exposure float8, OUT centre float8, OUT lower_limit float8, OUT upper_warning float8, OUT upper_limit float8, OUT p_value float8, OUT status text, OUT reason text)
	RETURNS SETOF record LANGUAGE plpgsql STABLE ROWS 1000 SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
	study_key bigint := find_study(control_chart.study);
	-- Two standard deviations warn, as three are the limit.
	warning constant float8 := 0.0227501319;
BEGIN
	IF (control_chart.alpha > 0 AND control_chart.alpha < warning) IS NOT TRUE THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = format('alpha must be above 0 and under %s', warning), HINT = '0.00135 is three standard deviations on one side.';
	END IF;
	RETURN QUERY
	WITH plate AS MATERIALIZED (
		SELECT w.role AS kind, a.assay_id, a.name AS series, r.run_id, r.name AS run, r.run_on, c.measure, sum(c.positive) AS positive, sum(accepted(w.droplets)) AS accepted
		FROM well AS w JOIN run AS r ON r.run_id = w.run_id JOIN assay AS a ON a.assay_id = w.assay_id
			CROSS JOIN LATERAL (VALUES ('mutant_droplets', CASE a.mutant_channel WHEN 'fam' THEN fam_positive(w.droplets) ELSE hex_positive(w.droplets) END),
				('wild_type_droplets', CASE a.mutant_channel WHEN 'fam' THEN hex_positive(w.droplets) ELSE fam_positive(w.droplets) END)) AS c(measure, positive)
		WHERE r.study_id = study_key AND r.withdrawn IS NULL AND w.is_counted AND accepted(w.droplets) > 0
			AND (w.role = 'ntc' OR w.role = 'negative_control' AND c.measure = 'mutant_droplets')
		GROUP BY w.role, a.assay_id, a.name, r.run_id, r.name, r.run_on, c.measure),
	counted AS (
		-- Each plate against the others of its assay.
		SELECT p.*, o.positive AS other_positive, o.accepted AS other_accepted
		FROM plate AS p LEFT JOIN LATERAL (
			SELECT sum(k.positive) AS positive, sum(k.accepted) AS accepted FROM plate AS k
			WHERE k.kind = p.kind AND k.assay_id = p.assay_id AND k.measure = p.measure AND k.run_id <> p.run_id) AS o ON true),
	control AS MATERIALIZED (
		SELECT l.patient_id, l.library_id, l.role AS kind, r.panel AS series, r.name AS run, r.run_on, l.name, l.molecule_depth
		FROM library AS l JOIN run AS r ON r.run_id = l.run_id
		WHERE r.study_id = study_key AND r.withdrawn IS NULL AND l.withdrawn IS NULL AND l.role IN ('normal', 'no_template', 'extraction_blank')),
	measured AS MATERIALIZED (
		SELECT c.*, 'molecule_depth' AS measure, c.molecule_depth AS value FROM control AS c WHERE c.molecule_depth IS NOT NULL
		UNION ALL
		SELECT c.*, 'errors_per_million', e.value FROM control AS c JOIN (
			SELECT b.patient_id, b.library_id, 1000000.0::float8 * sum(x.pyrimidine_errors + x.purine_errors + x.unknown_errors)
				/ nullif(sum(x.pyrimidine_molecules + x.purine_molecules + x.unknown_molecules), 0) AS value
			FROM control AS n JOIN pileup_block AS b ON b.patient_id = n.patient_id AND b.library_id = n.library_id CROSS JOIN LATERAL error_contexts(b.pileup) AS x
			WHERE n.kind = 'normal' GROUP BY b.patient_id, b.library_id) AS e ON e.patient_id = c.patient_id AND e.library_id = c.library_id
		WHERE e.value IS NOT NULL),
	valued AS (
		SELECT m.*, o.others FROM measured AS m CROSS JOIN LATERAL (
			SELECT coalesce(array_agg(k.value), '{}') AS others FROM measured AS k
			WHERE k.kind = m.kind AND k.series = m.series AND k.measure = m.measure AND k.library_id <> m.library_id) AS o),
	charted AS (
		SELECT c.kind, c.series, c.measure, c.run, c.run_on, NULL::text AS name, c.positive::float8 AS value, c.accepted::float8 AS exposure,
			(c.other_positive * c.accepted / c.other_accepted)::float8 AS centre, NULL::float8 AS lower_limit,
			predicted_count(c.other_positive::bigint, c.other_accepted::float8, c.accepted::float8, warning)::float8 AS upper_warning,
			predicted_count(c.other_positive::bigint, c.other_accepted::float8, c.accepted::float8, control_chart.alpha)::float8 AS upper_limit,
			count_excess(c.other_positive::bigint, c.other_accepted::float8, c.positive::bigint, c.accepted::float8) AS p_value,
			'no other plate has this control' AS why
		FROM counted AS c
		UNION ALL
		SELECT v.kind, v.series, v.measure, v.run, v.run_on, v.name, v.value, NULL, f.mean, greatest(f.lower_limit, 0), w.upper_limit, f.upper_limit, NULL, 'fewer than two other libraries are this control'
		FROM valued AS v CROSS JOIN LATERAL predicted_value(v.others, control_chart.alpha) AS f CROSS JOIN LATERAL predicted_value(v.others, warning) AS w)
	SELECT c.kind, c.series, c.measure, c.run, c.run_on, c.name, c.value, c.exposure, c.centre, c.lower_limit, c.upper_warning, c.upper_limit, c.p_value,
		CASE WHEN c.upper_limit IS NULL THEN NULL WHEN c.value > c.upper_limit OR c.value < c.lower_limit THEN 'out_of_control' WHEN c.value > c.upper_warning THEN 'warning' ELSE 'in_control' END,
		CASE WHEN c.upper_limit IS NULL THEN c.why END
	FROM charted AS c ORDER BY c.kind, c.series, c.measure, c.run_on, c.run, c.name;
END
$$;
COMMENT ON FUNCTION control_chart(text, float8) IS
	'controls in time, each against the others of its kind: droplets of no-template and wild-type wells by assay and plate with exact limits of counts; molecules of no-template, blank and normal libraries and errors of normals by panel with limits by Student''s t; in_control, warning (two standard deviations) or out_of_control (alpha), NULL with the reason';
