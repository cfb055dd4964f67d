-- The questions of a cohort besides frequency.  Definitions: doc/cohort.md.
CREATE OR REPLACE VIEW clearance WITH (security_invoker = true) AS
SELECT st.name AS study, p.external_id AS patient, m.mutation, m.mechanism, m.line, array_to_string(m.drugs, ' + ') AS drug, m.first_detected_on,
	100 * m.highest_fraction AS highest_percent, m.highest_on, m.last_detected_on, m.clearance AS status, m.cleared_on,
	100 * m.lowest_fraction AS lowest_percent, m.lowest_on, m.recurrences, m.recurred_on
FROM patient_mutation AS m JOIN patient AS p ON p.patient_id = m.patient_id JOIN study AS st ON st.study_id = p.study_id
WHERE m.clearance IS NOT NULL AND counts_for(m.mutation, parent(m.mutation), p.driver);
COMMENT ON VIEW clearance IS 'every mutation on or off target that plasma of a patient ever showed: is it cleared at the end?';
COMMENT ON COLUMN clearance.study IS 'study';
COMMENT ON COLUMN clearance.patient IS 'the study''s identifier of the patient';
COMMENT ON COLUMN clearance.mutation IS 'the mutation';
COMMENT ON COLUMN clearance.mechanism IS 'driver, on_target, off_target or other, in a tumour with the patient''s driver';
COMMENT ON COLUMN clearance.line IS 'line of treatment at the first detection';
COMMENT ON COLUMN clearance.drug IS 'drugs of that line that had begun';
COMMENT ON COLUMN clearance.first_detected_on IS 'first draw that shows it';
COMMENT ON COLUMN clearance.highest_percent IS 'highest allele fraction, percent';
COMMENT ON COLUMN clearance.highest_on IS 'date of that draw';
COMMENT ON COLUMN clearance.last_detected_on IS 'last draw that shows it';
COMMENT ON COLUMN clearance.status IS 'cleared: excluded by two draws after the last that shows it; unconfirmed: by one; not_seen_no_tumour_dna; not_excluded: absent, but the limit is too high to say so; not_cleared';
COMMENT ON COLUMN clearance.cleared_on IS 'the first of these draws';
COMMENT ON COLUMN clearance.lowest_percent IS 'nadir after the first detection, percent; 0 where absent';
COMMENT ON COLUMN clearance.lowest_on IS 'its date';
COMMENT ON COLUMN clearance.recurrences IS 'how often it was detected again after a draw that excluded it';
COMMENT ON COLUMN clearance.recurred_on IS 'the first time';

CREATE OR REPLACE FUNCTION cooccurrence(class mutation = 'ALK', study text = NULL, confidence float8 = 0.95, OUT first mutation, OUT second mutation,
	OUT patients bigint, OUT patients_both bigint, OUT patients_first_only bigint, OUT patients_second_only bigint, OUT patients_neither bigint,
	OUT samples_both bigint, OUT odds_ratio float8, OUT odds_ratio_lower float8, OUT odds_ratio_upper float8, OUT p_value float8,
	OUT patients_cis bigint, OUT patients_trans bigint)
	RETURNS SETOF record LANGUAGE plpgsql STABLE ROWS 100 SET search_path FROM CURRENT SET jit = off SET work_mem = '32MB'
AS $$
#variable_conflict use_column
DECLARE
	study_key bigint := find_study(cooccurrence.study);
BEGIN
	PERFORM check_given('class', cooccurrence.class IS NOT NULL), check_confidence(cooccurrence.confidence);
	RETURN QUERY
	WITH found AS MATERIALIZED (
		SELECT m.patient_id, m.sample_id, m.mutation FROM detection AS m
		WHERE m.material = 'plasma' AND m.study_id = study_key
			-- The class, and what bypasses its gene.
			AND (m.mechanism = 'off_target' OR counts_for(m.mutation, cooccurrence.class, m.driver))
		GROUP BY m.patient_id, m.sample_id, m.mutation),
	carrier AS MATERIALIZED (SELECT f.mutation, f.patient_id FROM found AS f GROUP BY f.mutation, f.patient_id),
	counted AS MATERIALIZED (SELECT c.mutation, count(*) AS carriers FROM carrier AS c GROUP BY c.mutation),
	-- Who could show both: for a mutation that is not listed, who has any of it.
	evaluable AS (
		SELECT d.patient_id FROM draw AS d
		WHERE d.study_id = study_key AND d.material = 'plasma' AND coalesce(is_evaluable(cooccurrence.class, d.gaps), false) GROUP BY d.patient_id
		UNION SELECT c.patient_id FROM carrier AS c),
	everybody AS (SELECT count(*) AS patients FROM evaluable),
	pair AS (
		SELECT a.mutation AS first, b.mutation AS second, count(*) AS both_carry
		FROM carrier AS a JOIN carrier AS b ON b.patient_id = a.patient_id AND b.mutation > a.mutation GROUP BY a.mutation, b.mutation),
	together AS (
		SELECT a.mutation AS first, b.mutation AS second, count(*) AS samples
		FROM found AS a JOIN found AS b ON b.patient_id = a.patient_id AND b.sample_id = a.sample_id AND b.mutation > a.mutation GROUP BY a.mutation, b.mutation),
	phased AS (
		SELECT h.first, h.second, count(DISTINCT h.patient_id) FILTER (WHERE h.phase = 'cis') AS cis, count(DISTINCT h.patient_id) FILTER (WHERE h.phase = 'trans') AS trans
		FROM pair_phase(study_key) AS h GROUP BY h.first, h.second)
	SELECT i.first, i.second, e.patients, i.both_carry, a.carriers - i.both_carry, b.carriers - i.both_carry,
		e.patients - a.carriers - b.carriers + i.both_carry, coalesce(t.samples, 0), f.odds_ratio, f.odds_ratio_lower, f.odds_ratio_upper, f.p_value,
		CASE WHEN z.may_join THEN coalesce(h.cis, 0) END, CASE WHEN z.may_join THEN coalesce(h.trans, 0) END
	FROM pair AS i JOIN counted AS a ON a.mutation = i.first JOIN counted AS b ON b.mutation = i.second CROSS JOIN everybody AS e
		LEFT JOIN together AS t ON t.first = i.first AND t.second = i.second
		LEFT JOIN phased AS h ON h.first = i.first AND h.second = i.second
		CROSS JOIN LATERAL (SELECT gene(i.first) = gene(i.second) AND residue(i.first) IS NOT NULL AND residue(i.second) IS NOT NULL AS may_join) AS z
		CROSS JOIN LATERAL fisher_exact(i.both_carry, a.carriers - i.both_carry, b.carriers - i.both_carry, e.patients - a.carriers - b.carriers + i.both_carry, cooccurrence.confidence) AS f
	ORDER BY i.both_carry DESC, i.first, i.second;
END
$$;
COMMENT ON FUNCTION cooccurrence(mutation, text, float8) IS
	'pairs of mutations that plasma of one patient showed, of the class or off target: patients with both, one or neither of those who could show the class, draws with both, odds ratio with exact limits and Fisher''s P, not corrected for the number of pairs; of one gene, patients in whom a draw has both on the same molecules (cis), or on different ones (trans)';

CREATE OR REPLACE FUNCTION target_mix(at text = 'progression', study text = NULL, days_before integer = 30, days_after integer = 28, OUT drug text, OUT year integer,
	OUT patients bigint, OUT on_target bigint, OUT off_target bigint, OUT both_targets bigint, OUT neither bigint, OUT not_evaluable bigint)
	RETURNS SETOF record LANGUAGE plpgsql STABLE ROWS 20 SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan SET jit = off SET work_mem = '32MB'
AS $$
#variable_conflict use_column
DECLARE
	study_key bigint := find_study(target_mix.study);
BEGIN
	IF target_mix.at IS NULL OR target_mix.at NOT IN ('progression', 'treatment') THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = format('"%s" is no time to ask for', target_mix.at), HINT = 'at is progression or treatment.';
	END IF;
	PERFORM check_given('days_before', target_mix.days_before IS NOT NULL), check_given('days_after', target_mix.days_after IS NOT NULL);
	RETURN QUERY
	-- What is known of a patient is one number, a bit a fact: 1 on target, 2 off target, 4 where nothing found says something, as tumour DNA was seen and
	-- the driver's gene could be.
	SELECT t.drug, t.year, sum(t.patients)::bigint, coalesce(sum(t.patients) FILTER (WHERE t.known & 3 = 1), 0)::bigint,
		coalesce(sum(t.patients) FILTER (WHERE t.known & 3 = 2), 0)::bigint, coalesce(sum(t.patients) FILTER (WHERE t.known & 3 = 3), 0)::bigint,
		coalesce(sum(t.patients) FILTER (WHERE t.known = 4), 0)::bigint, coalesce(sum(t.patients) FILTER (WHERE t.known = 0), 0)::bigint
	FROM unnest((
		SELECT tally_patients(d.patient_id, d.drugs, d.drawn_on,
			d.on_target::integer | 2 * d.off_target::integer | CASE WHEN d.tumour_dna_seen AND d.driver_evaluable THEN 4 ELSE 0 END)
		FROM draw AS d
		WHERE d.study_id = study_key AND d.material = 'plasma'
			AND (target_mix.at = 'treatment' OR d.days_to_progression <= target_mix.days_before OR d.days_since_progression <= target_mix.days_after))) AS t
	GROUP BY t.drug, t.year ORDER BY t.drug, t.year;
END
$$;
COMMENT ON FUNCTION target_mix(text, text, integer, integer) IS
	'patients by what their plasma shows at progression (or under treatment), by drug of the line and year of the draw: mutations on target only, off target only, both, neither with tumour DNA seen, or not evaluable';

CREATE OR REPLACE FUNCTION time_to_emergence(class mutation = 'ALK', drug text = NULL, study text = NULL, OUT patient text, OUT line integer, OUT drugs text,
	OUT start_date date, OUT status text, OUT mutation mutation, OUT censoring text, OUT day_lower integer, OUT day_upper integer, OUT days float8, OUT event boolean)
	RETURNS SETOF record LANGUAGE plpgsql STABLE ROWS 1000 SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan SET jit = off SET enable_nestloop = off SET work_mem = '32MB'
AS $$
#variable_conflict use_column
DECLARE
	study_key bigint := find_study(time_to_emergence.study);
BEGIN
	PERFORM check_given('class', time_to_emergence.class IS NOT NULL), check_drug(time_to_emergence.drug, study_key);
	RETURN QUERY
	-- No nested loops: how many rows a step makes is not known when the next is planned, and everybody's were walked through for each line.
	WITH course AS MATERIALIZED (
		SELECT m.patient_id, m.mutation, m.line, m.first_detected_on, m.negative_on FROM patient_mutation AS m JOIN patient AS p ON p.patient_id = m.patient_id
		WHERE p.study_id = study_key AND m.mutation <@ time_to_emergence.class AND counts_for(m.mutation, time_to_emergence.class, p.driver)),
	first_of AS (SELECT DISTINCT ON (c.patient_id, c.line) c.* FROM course AS c ORDER BY c.patient_id, c.line, c.first_detected_on, c.mutation),
	earliest AS (SELECT c.patient_id, min(c.first_detected_on) AS first_detected_on FROM course AS c GROUP BY c.patient_id),
	asked AS MATERIALIZED (
		SELECT t.patient_id, t.line, t.drugs, t.start_date FROM treatment_line AS t JOIN patient AS p ON p.patient_id = t.patient_id
		WHERE p.study_id = study_key AND p.role = 'patient' AND (time_to_emergence.drug IS NULL OR EXISTS (
			SELECT 1 FROM treatment AS k WHERE k.patient_id = t.patient_id AND k.line = t.line AND k.drug = time_to_emergence.drug))),
	informative AS (
		SELECT d.patient_id, d.line, max(d.line_day) AS day FROM draw AS d
		WHERE d.study_id = study_key AND d.material = 'plasma' AND d.line IS NOT NULL AND coalesce(is_evaluable(time_to_emergence.class, d.gaps), false)
			AND tumour_dna_seen(time_to_emergence.class, d.truncal_seen, d.first_detected, d.last_detected, d.first_looked_for, d.last_looked_for)
		GROUP BY d.patient_id, d.line)
	SELECT p.external_id, a.line, a.drugs, a.start_date, s.status, CASE WHEN s.status = 'emerged' THEN e.mutation END,
		CASE s.status WHEN 'emerged' THEN CASE WHEN e.negative_on IS NULL THEN 'left' ELSE 'interval' END WHEN 'not_emerged' THEN 'right' END,
		CASE s.status WHEN 'emerged' THEN greatest(e.negative_on - a.start_date, 0) WHEN 'not_emerged' THEN i.day END,
		CASE s.status WHEN 'emerged' THEN e.first_detected_on - a.start_date END,
		CASE s.status WHEN 'emerged' THEN e.first_detected_on - a.start_date WHEN 'not_emerged' THEN i.day END::float8,
		CASE s.status WHEN 'emerged' THEN true WHEN 'not_emerged' THEN false END
	FROM asked AS a JOIN patient AS p ON p.patient_id = a.patient_id
		LEFT JOIN informative AS i ON i.patient_id = a.patient_id AND i.line = a.line
		LEFT JOIN first_of AS e ON e.patient_id = a.patient_id AND e.line = a.line
		LEFT JOIN earliest AS b ON b.patient_id = a.patient_id AND b.first_detected_on <= a.start_date
		CROSS JOIN LATERAL (SELECT CASE WHEN b.patient_id IS NOT NULL THEN 'present_before' WHEN e.mutation IS NOT NULL THEN 'emerged'
			WHEN i.day IS NOT NULL THEN 'not_emerged' ELSE 'no_informative_draw' END AS status) AS s
	ORDER BY p.external_id, a.line;
END
$$;
COMMENT ON FUNCTION time_to_emergence(mutation, text, text) IS
	'each line of treatment (with the drug): when the first mutation of the class emerged, in days since the line''s first dose: between day_lower and day_upper (interval; left: some time before day_upper), or not up to day_lower (right), the last draw that could show the class and had tumour DNA seen; days and event for kaplan_meier(), with the first detection as the time of an event; lines in which it was present before, or without an informative draw, have neither';

CREATE OR REPLACE FUNCTION lead_time(drug text = NULL, class mutation = 'ALK', study text = NULL, OUT patient text, OUT line integer, OUT drugs text, OUT start_date date,
	OUT mutation mutation, OUT first_detected_on date, OUT radiographic_on date, OUT clinical_on date, OUT radiographic_lead_days integer,
	OUT clinical_lead_days integer, OUT status text)
	RETURNS SETOF record LANGUAGE plpgsql STABLE ROWS 1000 SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan SET jit = off SET enable_nestloop = off SET work_mem = '32MB'
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT e.patient, e.line, e.drugs, e.start_date, e.mutation, e.start_date + e.day_upper, g.radiographic_on, g.clinical_on,
		g.radiographic_on - (e.start_date + e.day_upper), g.clinical_on - (e.start_date + e.day_upper),
		CASE WHEN e.status IN ('present_before', 'no_informative_draw') THEN e.status
			WHEN e.event THEN CASE WHEN coalesce(g.radiographic_on, g.clinical_on) IS NULL THEN 'emergence_only' ELSE 'both_seen' END
			WHEN coalesce(g.radiographic_on, g.clinical_on) IS NOT NULL THEN 'progression_only' ELSE 'neither' END
	FROM time_to_emergence(lead_time.class, lead_time.drug, lead_time.study) AS e
		JOIN patient AS p ON p.study_id = find_study(lead_time.study) AND p.external_id = e.patient
		JOIN treatment_line AS t ON t.patient_id = p.patient_id AND t.line = e.line
		LEFT JOIN LATERAL (
			SELECT min(a.assessed_on) FILTER (WHERE a.kind = 'RECIST') AS radiographic_on, min(a.assessed_on) FILTER (WHERE a.kind = 'clinical') AS clinical_on
			FROM assessment AS a WHERE a.patient_id = p.patient_id AND a.result = 'PD' AND a.assessed_on > t.start_date
				AND (t.next_start_date IS NULL OR a.assessed_on <= t.next_start_date)) AS g ON true
	ORDER BY e.patient, e.line;
END
$$;
COMMENT ON FUNCTION lead_time(text, mutation, text) IS
	'each line of treatment (with the drug): days from the first detection of a mutation of the class to the first radiographic and clinical progression in the line, negative where plasma came later; lines with one of them only, or neither, are there and labelled';

CREATE OR REPLACE FUNCTION covariate_intervals(class mutation = 'ALK', drug text = NULL, study text = NULL, OUT patient text, OUT line integer, OUT drugs text,
	OUT start_day integer, OUT stop_day integer, OUT detected boolean, OUT progressed boolean)
	RETURNS SETOF record LANGUAGE plpgsql STABLE ROWS 1000 SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan SET jit = off SET enable_nestloop = off SET work_mem = '32MB'
AS $$
#variable_conflict use_column
DECLARE
	study_key bigint := find_study(covariate_intervals.study);
BEGIN
	PERFORM check_given('class', covariate_intervals.class IS NOT NULL), check_drug(covariate_intervals.drug, study_key);
	RETURN QUERY
	WITH follow AS MATERIALIZED (
		-- A line is followed to its first progression, or to its last sign: next line, follow-up, death, draw or assessment.
		SELECT t.patient_id, p.external_id, t.line, t.drugs, t.start_date, g.progressed_on IS NOT NULL AS progressed,
			coalesce(g.progressed_on, t.next_start_date, greatest(p.last_follow_up, p.death, l.last_draw, g.last_assessment)) - t.start_date AS stop
		FROM treatment_line AS t JOIN patient AS p ON p.patient_id = t.patient_id
			LEFT JOIN LATERAL (
				SELECT min(a.assessed_on) FILTER (WHERE a.result = 'PD') AS progressed_on, max(a.assessed_on) AS last_assessment
				FROM assessment AS a WHERE a.patient_id = t.patient_id AND a.assessed_on > t.start_date
					AND (t.next_start_date IS NULL OR a.assessed_on <= t.next_start_date)) AS g ON true
			LEFT JOIN LATERAL (SELECT max(d.drawn_on) AS last_draw FROM draw AS d WHERE d.patient_id = t.patient_id AND d.line = t.line) AS l ON true
		WHERE p.study_id = study_key AND p.role = 'patient' AND (covariate_intervals.drug IS NULL OR EXISTS (
			SELECT 1 FROM treatment AS k WHERE k.patient_id = t.patient_id AND k.line = t.line AND k.drug = covariate_intervals.drug))),
	found AS (
		SELECT m.patient_id, m.sample_id FROM detection AS m
		WHERE m.study_id = study_key AND m.mutation <@ covariate_intervals.class AND counts_for(m.mutation, covariate_intervals.class, m.driver)
		GROUP BY m.patient_id, m.sample_id),
	-- A draw that could not show the class, or held no tumour DNA, says nothing: what was known before holds on.
	known AS MATERIALIZED (
		SELECT d.patient_id, d.drawn_on, bool_or(f.patient_id IS NOT NULL) AS detected FROM draw AS d LEFT JOIN found AS f ON f.patient_id = d.patient_id AND f.sample_id = d.sample_id
		WHERE d.study_id = study_key AND d.material = 'plasma' AND d.drawn_on IS NOT NULL AND (f.patient_id IS NOT NULL OR (coalesce(is_evaluable(covariate_intervals.class, d.gaps), false)
			AND tumour_dna_seen(covariate_intervals.class, d.truncal_seen, d.first_detected, d.last_detected, d.first_looked_for, d.last_looked_for)))
		GROUP BY d.patient_id, d.drawn_on),
	at_start AS (
		SELECT DISTINCT ON (w.patient_id, w.line) w.patient_id, w.line, k.detected FROM follow AS w JOIN known AS k ON k.patient_id = w.patient_id AND k.drawn_on <= w.start_date
		ORDER BY w.patient_id, w.line, k.drawn_on DESC),
	change AS (
		SELECT w.patient_id, w.line, 0 AS day, b.detected FROM follow AS w LEFT JOIN at_start AS b ON b.patient_id = w.patient_id AND b.line = w.line WHERE w.stop > 0
		UNION ALL
		SELECT w.patient_id, w.line, k.drawn_on - w.start_date, k.detected FROM follow AS w JOIN known AS k ON k.patient_id = w.patient_id
			AND k.drawn_on > w.start_date AND k.drawn_on < w.start_date + w.stop),
	step AS (
		SELECT c.*, lag(c.detected) OVER l AS before, row_number() OVER l AS n FROM change AS c WINDOW l AS (PARTITION BY c.patient_id, c.line ORDER BY c.day))
	SELECT w.external_id, w.line, w.drugs, s.day, coalesce(lead(s.day) OVER l, w.stop), s.detected, w.progressed AND lead(s.day) OVER l IS NULL
	FROM step AS s JOIN follow AS w ON w.patient_id = s.patient_id AND w.line = s.line
	WHERE s.n = 1 OR s.detected IS DISTINCT FROM s.before
	WINDOW l AS (PARTITION BY s.patient_id, s.line ORDER BY s.day) ORDER BY w.external_id, w.line, s.day;
END
$$;
COMMENT ON FUNCTION covariate_intervals(mutation, text, text) IS
	'each line of treatment (with the drug) in intervals (start_day, stop_day] of days since its first dose, for a Cox model with time-varying covariate: was the class last seen to be there? NULL before it is known; progressed: the first progression of the line is at stop_day; a draw that says nothing does not reset what was known';

CREATE OR REPLACE FUNCTION concordance(first_method text = 'sequencing', second_method text = 'ddpcr', study text = NULL, OUT patient text, OUT sample text, OUT mutation mutation,
	OUT first_state text, OUT second_state text, OUT first_fraction float8, OUT second_fraction float8, OUT ln_ratio float8, OUT excluded text)
	RETURNS SETOF record LANGUAGE plpgsql STABLE ROWS 1000 SET search_path FROM CURRENT SET jit = off SET work_mem = '32MB'
AS $$
#variable_conflict use_column
DECLARE
	study_key bigint := find_study(concordance.study);
BEGIN
	RETURN QUERY
	-- Frameshifts that one method tells with more than the other.
	WITH told_otherwise AS (
		SELECT f.mutation, s.mutation AS other FROM (SELECT DISTINCT m.mutation FROM sample_mutation AS m WHERE m.method = concordance.first_method) AS f
			JOIN (SELECT DISTINCT m.mutation FROM sample_mutation AS m WHERE m.method = concordance.second_method) AS s ON s.mutation <> f.mutation AND same_mutation(f.mutation, s.mutation)),
	pair AS MATERIALIZED (
		SELECT a.patient_id, a.sample_id, a.mutation, a.method AS first_method, b.method AS second_method, a.state AS first_state, b.state AS second_state,
			a.fraction AS first_fraction, b.fraction AS second_fraction, a.lod95 AS first_lod95, b.lod95 AS second_lod95, a.method = 'ddpcr' AS is_first_probed,
			CASE WHEN a.method = 'ddpcr' AND b.method <> 'ddpcr' THEN a.observation_id WHEN b.method = 'ddpcr' AND a.method <> 'ddpcr' THEN b.observation_id END AS probed,
			CASE a.method WHEN 'ddpcr' THEN b.method ELSE a.method END AS other_method
		FROM (SELECT m.*, m.mutation AS of_other FROM sample_mutation AS m UNION ALL SELECT m.*, t.other FROM sample_mutation AS m JOIN told_otherwise AS t ON t.mutation = m.mutation) AS a
			JOIN sample_mutation AS b ON b.patient_id = a.patient_id AND b.sample_id = a.sample_id AND b.mutation = a.of_other JOIN patient AS p ON p.patient_id = a.patient_id
		WHERE a.method = concordance.first_method AND b.method = concordance.second_method AND p.study_id = study_key),
	-- A probe detects some of the DNA changes that give a mutation: the other method is asked for the same ones, where it tells them apart.
	compared AS (
		SELECT i.*, o.state AS probe_state, o.fraction AS probe_fraction, o.lod95 AS probe_lod95, c.state, c.fraction, c.lod95
		FROM pair AS i JOIN observation AS o ON o.patient_id = i.patient_id AND o.observation_id = i.probed
			CROSS JOIN LATERAL (
				SELECT m.state, m.fraction, max(m.lod95) OVER () AS lod95 FROM (
					SELECT DISTINCT ON (k.variant) k.variant, k.state, k.fraction, k.lod95
					FROM observation AS k JOIN run AS r ON r.run_id = k.run_id LEFT JOIN library AS l ON l.patient_id = k.patient_id AND l.library_id = k.library_id
					WHERE k.patient_id = i.patient_id AND k.sample_id = i.sample_id AND k.mutation = i.mutation AND k.method = i.other_method AND k.is_current AND NOT k.is_marker
						AND r.withdrawn IS NULL AND l.withdrawn IS NULL AND (k.variant = ANY (o.alleles) OR liftover(k.variant, assembly(o.alleles[1])) = ANY (o.alleles))
					ORDER BY k.variant, rank_among_repeats(k.state), k.lod95, k.fraction DESC NULLS LAST, k.observation_id) AS m
				ORDER BY rank_among_changes(m.state), m.fraction DESC NULLS LAST LIMIT 1) AS c),
	told AS (
		SELECT i.patient_id, i.sample_id, i.mutation, i.first_method, i.second_method, i.first_state, i.second_state, i.first_fraction, i.second_fraction, i.first_lod95, i.second_lod95
		FROM pair AS i WHERE NOT EXISTS (SELECT 1 FROM compared AS c WHERE c.patient_id = i.patient_id AND c.sample_id = i.sample_id AND c.mutation = i.mutation)
		UNION ALL
		SELECT c.patient_id, c.sample_id, c.mutation, c.first_method, c.second_method, k.first_state, k.second_state, k.first_fraction, k.second_fraction, k.first_lod95, k.second_lod95
		FROM compared AS c CROSS JOIN LATERAL (
			SELECT c.probe_state, c.state, c.probe_fraction, c.fraction, c.probe_lod95, c.lod95 WHERE c.is_first_probed
			UNION ALL SELECT c.state, c.probe_state, c.fraction, c.probe_fraction, c.lod95, c.probe_lod95 WHERE NOT c.is_first_probed)
				AS k(first_state, second_state, first_fraction, second_fraction, first_lod95, second_lod95))
	SELECT p.external_id, d.external_id, a.mutation, a.first_state, a.second_state, a.first_fraction, a.second_fraction,
		CASE WHEN a.first_state = 'detected' AND a.second_state = 'detected' AND a.first_fraction > 0 AND a.second_fraction > 0 THEN ln(a.first_fraction / a.second_fraction) END,
		CASE WHEN a.first_state NOT IN ('detected', 'absent') THEN format('%s is %s', a.first_method, a.first_state)
			WHEN a.second_state NOT IN ('detected', 'absent') THEN format('%s is %s', a.second_method, a.second_state)
			-- Found by one below what the other would have found: no disagreement.
			WHEN a.first_state = 'detected' AND a.second_state = 'absent' AND a.first_fraction < a.second_lod95 THEN format('below the limit of %s', a.second_method)
			WHEN a.second_state = 'detected' AND a.first_state = 'absent' AND a.second_fraction < a.first_lod95 THEN format('below the limit of %s', a.first_method) END
	FROM told AS a JOIN draw AS d ON d.patient_id = a.patient_id AND d.sample_id = a.sample_id JOIN patient AS p ON p.patient_id = a.patient_id
	ORDER BY p.external_id, d.external_id, a.mutation;
END
$$;
COMMENT ON FUNCTION concordance(text, text, text) IS 'pairs of what two methods say of one mutation in one sample, beside ddPCR of the DNA changes that its probe detects; excluded says why a pair does not count: one of them could not tell, or found it below the other''s limit';

CREATE OR REPLACE FUNCTION concordance_summary(first_method text = 'sequencing', second_method text = 'ddpcr', study text = NULL, OUT pairs bigint, OUT pairs_excluded bigint,
	OUT both_detected bigint, OUT first_only bigint, OUT second_only bigint, OUT both_absent bigint, OUT agreement float8, OUT agreement_lower float8, OUT agreement_upper float8,
	OUT kappa float8, OUT kappa_lower float8, OUT kappa_upper float8, OUT ln_ratio_bias float8, OUT ln_ratio_sd float8, OUT reason text)
	LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	n bigint;
BEGIN
	SELECT count(*), count(c.excluded), count(*) FILTER (WHERE c.excluded IS NULL AND c.first_state = 'detected' AND c.second_state = 'detected'),
		count(*) FILTER (WHERE c.excluded IS NULL AND c.first_state = 'detected' AND c.second_state = 'absent'),
		count(*) FILTER (WHERE c.excluded IS NULL AND c.first_state = 'absent' AND c.second_state = 'detected'),
		count(*) FILTER (WHERE c.excluded IS NULL AND c.first_state = 'absent' AND c.second_state = 'absent'), avg(c.ln_ratio), stddev_samp(c.ln_ratio)
	INTO pairs, pairs_excluded, both_detected, first_only, second_only, both_absent, ln_ratio_bias, ln_ratio_sd
	FROM concordance(concordance_summary.first_method, concordance_summary.second_method, concordance_summary.study) AS c;
	n := pairs - pairs_excluded;
	SELECT s.fraction, s.fraction_lower, s.fraction_upper INTO agreement, agreement_lower, agreement_upper FROM share(both_detected + both_absent, n) AS s;
	IF n = 0 THEN
		reason := 'no pair counts';
		RETURN;
	END IF;
	SELECT k.kappa, k.kappa_lower, k.kappa_upper INTO kappa, kappa_lower, kappa_upper FROM cohen_kappa(both_detected, first_only, second_only, both_absent) AS k;
	IF kappa IS NULL THEN
		reason := 'no kappa: both methods say the same of every pair';
	END IF;
END
$$;
COMMENT ON FUNCTION concordance_summary(text, text, text) IS 'concordance() in figures: agreement with exact limits, Cohen''s kappa with its limits, mean and standard deviation of ln(first / second) over pairs that both detect';

CREATE OR REPLACE FUNCTION sample_report(sample text, study text = NULL, OUT mutation mutation, OUT mechanism text, OUT method text, OUT state text, OUT fraction float8,
	OUT fraction_lower float8, OUT fraction_upper float8, OUT lod95 float8, OUT reason text, OUT flags text[], OUT run text, OUT model_version text,
	OUT alt_count bigint, OUT depth bigint, OUT sample_flags text[])
	RETURNS SETOF record LANGUAGE plpgsql STABLE ROWS 100 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	asked record := find_sample(find_study(sample_report.study), sample_report.sample);
	driver text := (SELECT p.driver FROM patient AS p WHERE p.patient_id = asked.patient_id);
	flagged text[] := (SELECT array_agg(format('%s: %s', q.measure, q.flag) ORDER BY q.measure) FROM qc_flags(sample_report.sample, sample_report.study) AS q);
BEGIN
	RETURN QUERY
	SELECT coalesce(k.mutation, l.mutation), mechanism(coalesce(k.mutation, l.mutation), driver), k.method, coalesce(k.state, 'not_asked'), k.fraction, k.fraction_lower,
		k.fraction_upper, k.lod95, k.why, k.flags, k.run, k.model_version, alt_count(k.vaf), depth(k.vaf), flagged
	FROM (SELECT DISTINCT r.mutation FROM resistance_mutation AS r) AS l FULL JOIN (
		SELECT m.*, o.flags, o.vaf, coalesce(m.reason, o.reason) AS why, r.name AS run, c.model_version FROM sample_mutation AS m
			JOIN observation AS o ON o.patient_id = m.patient_id AND o.observation_id = m.observation_id JOIN run AS r ON r.run_id = o.run_id
			LEFT JOIN call_set AS c ON c.call_set_id = o.call_set_id
		WHERE m.patient_id = asked.patient_id AND m.sample_id = asked.sample_id) AS k ON k.mutation = l.mutation
	ORDER BY 1, 3 DESC;
END
$$;
COMMENT ON FUNCTION sample_report(text, text) IS 'everything that is said of one sample: every listed ALK mutation, asked for or not (state not_asked), and what else was found, by every method, with limit, reason, flags, run and the model''s version; molecules with the change and in all, where the method counts them; sample_flags, the same in each row, are what qc_flags says of the sample, NULL when nothing';
