-- What a line of treatment does to the mutations: molecular response, trends.  Definitions: doc/cohort.md.
CREATE OR REPLACE FUNCTION molecular_response(threshold float8 = 0.5, drug text = NULL, class mutation = NULL, study text = NULL, OUT patient text, OUT line integer,
	OUT drugs text, OUT before_on date, OUT drawn_on date, OUT line_day integer, OUT method text, OUT mutations integer, OUT mean_before float8, OUT mean_after float8,
	OUT ratio float8, OUT ratio_lower float8, OUT ratio_upper float8, OUT response text, OUT reason text)
	RETURNS SETOF record LANGUAGE plpgsql STABLE ROWS 1000 SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan SET jit = off SET work_mem = '32MB'
AS $$
#variable_conflict use_column
DECLARE
	study_key bigint := find_study(molecular_response.study);
BEGIN
	IF (molecular_response.threshold > 0 AND molecular_response.threshold < 'Infinity') IS NOT TRUE THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'threshold must be above 0 and finite', HINT = '0.5 asks whether tumour DNA has halved.';
	END IF;
	PERFORM check_drug(molecular_response.drug, study_key);
	RETURN QUERY
	WITH pair AS MATERIALIZED (
		SELECT d.patient_id, d.sample_id, d.drawn_on, d.line, d.line_day, d.drugs, b.sample_id AS before_id, b.drawn_on AS before_on
		FROM draw AS d LEFT JOIN draw AS b ON b.patient_id = d.patient_id AND b.baseline_line = d.line AND b.material = d.material
		WHERE d.study_id = study_key AND d.material = 'plasma' AND d.line IS NOT NULL
			AND (molecular_response.drug IS NULL OR molecular_response.drug = ANY (d.drugs))),
	measured AS MATERIALIZED (
		SELECT k.patient_id, k.sample_id, k.method, k.name, k.state = 'detected' AS is_detected, CASE k.state WHEN 'absent' THEN 0 ELSE k.fraction END AS fraction,
			CASE k.state WHEN 'absent' THEN 0 ELSE coalesce(k.fraction_lower, 0) END AS fraction_lower, coalesce(k.fraction_upper, k.lod95) AS fraction_upper
		FROM (
			SELECT m.patient_id, m.sample_id, m.method, m.mutation::text AS name, m.state, m.fraction, m.fraction_lower, m.fraction_upper, m.lod95
			FROM patient_mutation AS e JOIN patient AS p ON p.patient_id = e.patient_id
				JOIN sample_mutation AS m ON m.patient_id = e.patient_id AND m.mutation = e.mutation
			WHERE p.study_id = study_key AND is_evidence(e.mutation) AND NOT is_copy_number(e.mutation)
				AND (molecular_response.class IS NULL OR counts_for(e.mutation, molecular_response.class, p.driver))
			UNION ALL
			-- The marker has no row there.
			(SELECT DISTINCT ON (o.patient_id, o.sample_id) o.patient_id, o.sample_id, o.method, 'marker', o.state, o.fraction, o.fraction_lower, o.fraction_upper, o.lod95
			FROM observation AS o JOIN patient AS p ON p.patient_id = o.patient_id JOIN run AS r ON r.run_id = o.run_id
				LEFT JOIN library AS l ON l.patient_id = o.patient_id AND l.library_id = o.library_id
			WHERE molecular_response.class IS NULL AND p.study_id = study_key AND o.is_marker AND o.is_current AND r.withdrawn IS NULL AND l.withdrawn IS NULL
			ORDER BY o.patient_id, o.sample_id, rank_among_repeats(o.state), o.lod95, o.fraction DESC NULLS LAST, o.observation_id)) AS k
		WHERE k.state = ANY (evaluable_states())),
	both_draws AS MATERIALIZED (
		SELECT i.patient_id, i.sample_id, i.line, b.method, array_agg(b.fraction ORDER BY b.name) AS before, array_agg(b.fraction_lower ORDER BY b.name) AS before_lower,
			array_agg(b.fraction_upper ORDER BY b.name) AS before_upper, array_agg(a.fraction ORDER BY b.name) AS after,
			array_agg(a.fraction_lower ORDER BY b.name) AS after_lower, array_agg(a.fraction_upper ORDER BY b.name) AS after_upper
		FROM pair AS i JOIN measured AS b ON b.patient_id = i.patient_id AND b.sample_id = i.before_id
			JOIN measured AS a ON a.patient_id = i.patient_id AND a.sample_id = i.sample_id AND a.name = b.name AND a.method = b.method
		WHERE (a.is_detected OR b.is_detected) AND a.fraction IS NOT NULL AND b.fraction IS NOT NULL AND a.fraction_upper IS NOT NULL AND b.fraction_upper IS NOT NULL
		GROUP BY i.patient_id, i.sample_id, i.line, b.method)
	SELECT p.external_id, i.line, array_to_string(i.drugs, ' + '), i.before_on, i.drawn_on, i.line_day, k.method, coalesce(r.mutations, 0), r.mean_before, r.mean_after,
		r.ratio, r.ratio_lower, r.ratio_upper, r.response, CASE WHEN i.before_id IS NULL THEN 'no draw of plasma up to the first dose of the line'
			WHEN k.patient_id IS NULL THEN 'nothing was measured in both draws and seen in one' ELSE r.reason END
	FROM pair AS i JOIN patient AS p ON p.patient_id = i.patient_id
		LEFT JOIN both_draws AS k ON k.patient_id = i.patient_id AND k.sample_id = i.sample_id AND k.line = i.line
		LEFT JOIN LATERAL molecular_response(k.before, k.before_lower, k.before_upper, k.after, k.after_lower, k.after_upper, molecular_response.threshold) AS r ON true
	ORDER BY p.external_id, i.drawn_on, i.line, k.method DESC;
END
$$;
COMMENT ON FUNCTION molecular_response(float8, text, mutation, text) IS
	'each draw of plasma in a line of treatment (with the drug) against the last one up to the line''s first dose: ratio of the mean fractions of what was measured by one method in both and seen in one (the marker and all that shows tumour DNA, or the class), with limits; response where the upper limit is under the threshold, no_response where the lower one is above, else undecided; NULL with the reason';

CREATE OR REPLACE FUNCTION mutation_trend(class mutation = 'ALK', patient text = NULL, study text = NULL, confidence float8 = 0.95, OUT of_patient text, OUT mutation mutation,
	OUT method text, OUT line integer, OUT drugs text, OUT first_on date, OUT last_on date, OUT draws integer, OUT slope_per_day float8, OUT slope_per_day_lower float8,
	OUT slope_per_day_upper float8, OUT dispersion float8, OUT p_value float8, OUT doubling_days float8, OUT doubling_days_lower float8, OUT doubling_days_upper float8,
	OUT halving_days float8, OUT halving_days_lower float8, OUT halving_days_upper float8, OUT reason text)
	RETURNS SETOF record LANGUAGE plpgsql STABLE ROWS 1000 SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan SET jit = off SET work_mem = '32MB'
AS $$
#variable_conflict use_column
DECLARE
	study_key bigint := find_study(mutation_trend.study);
BEGIN
	PERFORM check_given('class', mutation_trend.class IS NOT NULL), check_confidence(mutation_trend.confidence);
	IF mutation_trend.patient IS NOT NULL AND NOT EXISTS (
		SELECT 1 FROM patient AS p WHERE p.study_id = study_key AND p.external_id = mutation_trend.patient AND p.role = 'patient') THEN
		RAISE EXCEPTION USING ERRCODE = 'undefined_object', MESSAGE = format('patient "%s" does not exist in this study', mutation_trend.patient);
	END IF;
	RETURN QUERY
	WITH asked AS MATERIALIZED (
		SELECT e.patient_id, p.external_id, e.mutation FROM patient_mutation AS e JOIN patient AS p ON p.patient_id = e.patient_id
		WHERE p.study_id = study_key AND (mutation_trend.patient IS NULL OR p.external_id = mutation_trend.patient) AND counts_for(e.mutation, mutation_trend.class, p.driver)),
	-- A line's draws, and the last one up to its first dose.
	placed AS MATERIALIZED (
		SELECT d.patient_id, d.sample_id, d.drawn_on, l.line FROM draw AS d JOIN patient AS p ON p.patient_id = d.patient_id
			CROSS JOIN LATERAL (VALUES (d.line), (d.baseline_line)) AS l(line)
		WHERE d.study_id = study_key AND d.material = 'plasma' AND l.line IS NOT NULL AND (mutation_trend.patient IS NULL OR p.external_id = mutation_trend.patient)),
	counted AS (
		SELECT k.patient_id, k.external_id, k.mutation, m.method, g.line, g.drawn_on, v.vaf
		FROM asked AS k JOIN sample_mutation AS m ON m.patient_id = k.patient_id AND m.mutation = k.mutation
			JOIN placed AS g ON g.patient_id = m.patient_id AND g.sample_id = m.sample_id
			JOIN observation AS o ON o.patient_id = m.patient_id AND o.observation_id = m.observation_id
			LEFT JOIN LATERAL (
				-- By ddPCR copies, of the wells that were called together.
				SELECT vaf(pooled(w.droplets), min(a.mutant_channel)) AS vaf FROM well AS w JOIN assay AS a ON a.assay_id = w.assay_id
				WHERE o.method = 'ddpcr' AND w.patient_id = o.patient_id AND w.run_id = o.run_id AND w.sample_id = o.sample_id AND w.assay_id = o.assay_id
					AND w.role = 'unknown' AND w.is_counted) AS c ON o.method = 'ddpcr'
			CROSS JOIN LATERAL (SELECT CASE o.method WHEN 'ddpcr' THEN c.vaf ELSE o.vaf END AS vaf) AS v
		WHERE m.state = ANY (evaluable_states())),
	line_of AS MATERIALIZED (
		SELECT c.patient_id, c.external_id, c.mutation, c.method, c.line, min(c.drawn_on) AS first_on, max(c.drawn_on) AS last_on,
			array_agg((c.drawn_on - DATE '2000-01-01')::float8 ORDER BY c.drawn_on) AS days, array_agg(c.vaf ORDER BY c.drawn_on) AS vafs
		FROM counted AS c GROUP BY c.patient_id, c.external_id, c.mutation, c.method, c.line)
	SELECT n.external_id, n.mutation, n.method, n.line, t.drugs, n.first_on, n.last_on, f.draws, f.slope_per_day, f.slope_per_day_lower, f.slope_per_day_upper, f.dispersion,
		f.p_value, f.doubling_days, f.doubling_days_lower, f.doubling_days_upper, f.halving_days, f.halving_days_lower, f.halving_days_upper, f.reason
	FROM line_of AS n LEFT JOIN treatment_line AS t ON t.patient_id = n.patient_id AND t.line = n.line
		CROSS JOIN LATERAL trend(n.days, n.vafs, mutation_trend.confidence) AS f
	ORDER BY n.external_id, n.mutation, n.line, n.method DESC;
END
$$;
COMMENT ON FUNCTION mutation_trend(mutation, text, text, float8) IS
	'each mutation of the class that plasma of a patient ever showed, by method and line of treatment: how its odds change over the draws of the line and the last one up to its first dose (alkres.trend): slope, doubling or halving time with limits, NULL with the reason';
