-- The derived tables: draw, sample_mutation, detection, patient_mutation.  Each is a function of one patient's base rows.  What can decide in more than
-- plain relational terms (which state, what excludes, what emerged) is asked of alkres.
CREATE OR REPLACE FUNCTION derived_rules() RETURNS integer
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path FROM CURRENT
AS $$
BEGIN
	-- The number counts changes of what stands below; the list is that of the installed alkres.
	RETURN hashtext('8 ' || array_to_string(listed_mutations(), ','));
END
$$;
COMMENT ON FUNCTION derived_rules() IS 'what the derived tables depend on besides a patient''s rows: another number, and create_store() works them out anew';

CREATE OR REPLACE FUNCTION derived_sample_mutation(patients bigint[]) RETURNS SETOF sample_mutation
	LANGUAGE plpgsql STABLE ROWS 1000
	-- Planned once a session, in the order written: planning would take longer than the few rows of a patient.  By index, whatever is known of the
	-- tables then: a plan that was made while they were empty read them whole for each step of patients.
	SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan SET join_collapse_limit = 1 SET enable_seqscan = off SET enable_nestloop = on SET jit = off SET work_mem = '32MB'
AS $$
BEGIN
	RETURN QUERY
	WITH measured AS MATERIALIZED (
		-- Of several measurements of one change in one sample the one that says most.
		SELECT DISTINCT ON (o.patient_id, o.sample_id, o.mutation, o.method, o.variant, o.alleles, o.partner)
			o.patient_id, o.observation_id, o.sample_id, o.mutation, o.method, o.state, o.fraction, o.fraction_lower, o.fraction_upper, o.lod95, o.alleles
		FROM observation AS o JOIN patient AS p ON p.patient_id = o.patient_id JOIN run AS r ON r.run_id = o.run_id
			LEFT JOIN library AS l ON l.patient_id = o.patient_id AND l.library_id = o.library_id AND l.patient_id = ANY (patients)
		WHERE o.patient_id = ANY (patients) AND p.patient_id = ANY (patients) AND p.role = 'patient' AND o.is_current AND NOT o.is_marker
			-- Never by the index of all mutations.
			AND (o.mutation IS NULL) IS FALSE AND r.withdrawn IS NULL AND l.withdrawn IS NULL
		ORDER BY o.patient_id, o.sample_id, o.mutation, o.method, o.variant, o.alleles, o.partner,
			rank_among_repeats(o.state), o.lod95, o.fraction DESC NULLS LAST, o.observation_id),
	decided AS (
		-- Over the nucleotide changes that give one protein change: found when one is, absent when all are.
		SELECT DISTINCT ON (m.patient_id, m.sample_id, m.mutation, m.method) m.*, max(m.lod95) OVER changes AS worst_lod95, max(m.fraction_upper) OVER changes AS worst_upper
		FROM measured AS m
		WINDOW changes AS (PARTITION BY m.patient_id, m.sample_id, m.mutation, m.method
			ORDER BY rank_among_changes(m.state), m.fraction DESC NULLS LAST, m.observation_id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
		ORDER BY m.patient_id, m.sample_id, m.mutation, m.method, rank_among_changes(m.state), m.fraction DESC NULLS LAST, m.observation_id),
	-- Sequencing looks at every change itself; the probes of a sample's assays together have to detect them all.
	probed AS MATERIALIZED (
		SELECT k.patient_id, k.sample_id, k.mutation, CASE WHEN k.alleles = '{}' THEN '{}' ELSE unprobed_changes(k.mutation, k.alleles) END AS missed,
			k.alleles = '{}' AS is_unknown
		FROM (SELECT m.patient_id, m.sample_id, m.mutation, coalesce(array_agg(DISTINCT a.allele) FILTER (WHERE a.allele IS NOT NULL), '{}') AS alleles
			FROM measured AS m LEFT JOIN LATERAL unnest(m.alleles) AS a(allele) ON true
			WHERE m.method = 'ddpcr' GROUP BY m.patient_id, m.sample_id, m.mutation) AS k),
	said AS MATERIALIZED (
		SELECT d.patient_id, d.observation_id, d.sample_id, d.fraction, d.fraction_lower, CASE d.state WHEN 'absent' THEN d.worst_upper ELSE d.fraction_upper END AS fraction_upper,
			d.worst_lod95, d.method,
			CASE WHEN open.why IS NULL THEN d.state ELSE 'not_evaluable' END AS state, d.mutation, open.why
		FROM decided AS d LEFT JOIN probed AS p ON d.method = 'ddpcr' AND d.state = 'absent'
				AND p.patient_id = d.patient_id AND p.sample_id = d.sample_id AND p.mutation = d.mutation
			LEFT JOIN LATERAL (SELECT CASE WHEN p.is_unknown THEN 'absent for what the probe detects; which DNA change that is, is not known'
				WHEN p.missed <> '{}' THEN 'absent for the DNA changes probed; not looked at: ' || array_to_string(p.missed, ', ') END AS why) AS open ON true)
	-- The few that were detected somewhere are looked at over the draws.  IS TRUE: a look into a table of them, never a join of all with all.
	SELECT s.*, NULL::float8, false FROM said AS s
	WHERE ((s.patient_id, s.mutation) IN (SELECT d.patient_id, d.mutation FROM said AS d WHERE d.state = 'detected')) IS NOT TRUE
	UNION ALL
	SELECT k.patient_id, k.observation_id, k.sample_id, k.fraction, k.fraction_lower, k.fraction_upper, k.worst_lod95, k.method, k.state, k.mutation, k.why,
		CASE WHEN k.state = 'detected' THEN k.absent_before END, k.ever_detected
	FROM (
		-- What the draw of plasma before says, by the method that says most.
		SELECT s.*, CASE WHEN a.drawn_on IS NOT NULL AND min(rank_among_repeats(s.state)) OVER before = rank_among_repeats('absent')
			THEN min(s.worst_lod95) FILTER (WHERE s.state = 'absent') OVER before END AS absent_before,
			bool_or(s.state = 'detected' AND a.sample_id IS NOT NULL) OVER (PARTITION BY s.patient_id, s.mutation) AS ever_detected
		FROM said AS s LEFT JOIN sample AS a ON a.patient_id = s.patient_id AND a.sample_id = s.sample_id AND a.patient_id = ANY (patients) AND a.material = 'plasma'
		WHERE ((s.patient_id, s.mutation) IN (SELECT d.patient_id, d.mutation FROM said AS d WHERE d.state = 'detected')) IS TRUE
		WINDOW before AS (PARTITION BY s.patient_id, s.mutation, a.drawn_on IS NOT NULL ORDER BY a.drawn_on, s.sample_id GROUPS BETWEEN 1 PRECEDING AND 1 PRECEDING)) AS k;
END
$$;
COMMENT ON FUNCTION derived_sample_mutation(bigint[]) IS 'what sample_mutation should hold of patients, worked out of observation, what is withdrawn, and the dates of draws';

CREATE OR REPLACE FUNCTION derived_draw(patients bigint[]) RETURNS SETOF draw
	LANGUAGE plpgsql STABLE ROWS 100
	SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan SET join_collapse_limit = 1 SET enable_seqscan = off SET enable_nestloop = on SET jit = off SET work_mem = '32MB'
AS $$
DECLARE
	listed mutation[] := listed_mutations();
	genes text[] := ARRAY(SELECT DISTINCT gene(l) FROM unnest(listed) AS l);
BEGIN
	RETURN QUERY
	WITH line AS MATERIALIZED (
		SELECT t.patient_id, t.line, t.start_date, t.next_start_date, min(t.start_date) OVER (PARTITION BY t.patient_id) AS first_dose
		FROM treatment_line AS t WHERE t.patient_id = ANY (patients)),
	-- On the day of a first dose the blood is drawn before it.
	placed AS MATERIALIZED (
		SELECT s.patient_id, s.sample_id, p.study_id, p.driver, s.external_id, s.drawn_on, s.material, t.line, t.start_date, t.next_start_date, f.first_dose,
			CASE WHEN s.drawn_on IS NOT NULL THEN coalesce(t.next_start_date, CASE WHEN t.line IS NULL THEN f.first_dose END) END AS next_dose
		FROM sample AS s JOIN patient AS p ON p.patient_id = s.patient_id
			LEFT JOIN line AS t ON t.patient_id = s.patient_id AND t.start_date < s.drawn_on AND (t.next_start_date IS NULL OR s.drawn_on <= t.next_start_date)
			LEFT JOIN (SELECT DISTINCT l.patient_id, l.first_dose FROM line AS l) AS f ON f.patient_id = s.patient_id
		WHERE s.patient_id = ANY (patients) AND p.patient_id = ANY (patients) AND p.role = 'patient'),
	drug AS MATERIALIZED (
		SELECT s.patient_id, s.sample_id, array_agg(DISTINCT k.drug ORDER BY k.drug) AS drugs,
			CASE WHEN bool_and(coalesce(k.end_date < s.drawn_on, false)) THEN s.drawn_on - max(k.end_date) END AS days_after_last_dose
		FROM placed AS s JOIN treatment AS k ON k.patient_id = s.patient_id AND k.line = s.line AND k.start_date < s.drawn_on
		WHERE k.patient_id = ANY (patients) GROUP BY s.patient_id, s.sample_id, s.drawn_on),
	progression AS MATERIALIZED (
		SELECT s.patient_id, s.sample_id, min(a.assessed_on - s.drawn_on) FILTER (WHERE a.assessed_on >= s.drawn_on) AS days_to,
			min(s.drawn_on - a.assessed_on) FILTER (WHERE a.assessed_on < s.drawn_on) AS days_since
		FROM placed AS s JOIN assessment AS a ON a.patient_id = s.patient_id AND a.result = 'PD' AND a.assessed_on > s.start_date
			AND (s.next_start_date IS NULL OR a.assessed_on <= s.next_start_date)
		WHERE a.patient_id = ANY (patients) GROUP BY s.patient_id, s.sample_id),
	baseline AS MATERIALIZED (
		-- Of lines that begin on one day only the last has a period.
		SELECT DISTINCT ON (s.patient_id, s.material, n.line) s.patient_id, s.sample_id, n.line,
			ARRAY(SELECT DISTINCT k.drug FROM treatment AS k WHERE k.patient_id = n.patient_id AND k.line = n.line ORDER BY k.drug) AS drugs
		FROM placed AS s JOIN line AS n ON n.patient_id = s.patient_id AND n.start_date = s.next_dose
			AND (n.next_start_date IS NULL OR n.next_start_date > n.start_date)
		ORDER BY s.patient_id, s.material, n.line, s.drawn_on DESC, s.sample_id DESC),
	marker AS MATERIALIZED (
		SELECT DISTINCT ON (o.patient_id, o.sample_id) o.patient_id, o.sample_id, o.state, o.fraction, o.lod95
		FROM observation AS o JOIN run AS r ON r.run_id = o.run_id
			LEFT JOIN library AS l ON l.patient_id = o.patient_id AND l.library_id = o.library_id AND l.patient_id = ANY (patients)
		WHERE o.patient_id = ANY (patients) AND o.is_marker AND o.is_current AND r.withdrawn IS NULL AND l.withdrawn IS NULL
			AND o.state = ANY (looked_for_states())
		ORDER BY o.patient_id, o.sample_id, rank_among_repeats(o.state), o.lod95, o.fraction DESC NULLS LAST, o.observation_id),
	-- What white cells carry is of the blood: they cannot say whether tumour DNA was there.
	seen AS MATERIALIZED (
		SELECT m.patient_id, m.sample_id, bool_or(m.is_detected) FILTER (WHERE m.looks_for AND m.mechanism = 'driver') AS fusion_seen,
			coalesce(bool_or(m.is_detected AND m.mechanism = 'on_target'), false) AS on_target, coalesce(bool_or(m.is_detected AND m.mechanism = 'off_target'), false) AS off_target,
			min(m.mutation) FILTER (WHERE m.is_other AND m.is_detected) AS first_detected, max(m.mutation) FILTER (WHERE m.is_other AND m.is_detected) AS last_detected,
			min(m.mutation) FILTER (WHERE m.is_other) AS first_looked_for, max(m.mutation) FILTER (WHERE m.is_other) AS last_looked_for,
			max(CASE WHEN m.is_detected THEN m.fraction ELSE 0 END) FILTER (WHERE m.looks_for AND NOT is_copy_number(m.mutation)) AS highest,
			listed_gaps(listed, coalesce(array_agg(DISTINCT m.mutation) FILTER (WHERE m.is_evaluable), '{}')) AS gaps
		FROM (
			SELECT k.*, k.looks_for AND k.mechanism IS DISTINCT FROM 'driver' AS is_other
			FROM (
				SELECT u.patient_id, u.sample_id, u.mutation, u.fraction, u.state = 'detected' AS is_detected, u.state = ANY (evaluable_states()) AS is_evaluable,
					u.state = ANY (looked_for_states()) AND is_evidence(u.mutation) AND s.material <> 'white_cells' AS looks_for, mechanism(u.mutation, s.driver) AS mechanism
				FROM sample_mutation AS u JOIN placed AS s ON s.patient_id = u.patient_id AND s.sample_id = u.sample_id
				WHERE u.patient_id = ANY (patients) OFFSET 0) AS k) AS m
		GROUP BY m.patient_id, m.sample_id),
	sequenced AS MATERIALIZED (
		SELECT l.patient_id, l.sample_id, count(*)::integer AS libraries, max(l.molecule_depth) AS molecule_depth
		FROM library AS l JOIN run AS r ON r.run_id = l.run_id
		WHERE l.patient_id = ANY (patients) AND l.role = 'sample' AND l.molecule_depth IS NOT NULL AND l.withdrawn IS NULL AND r.withdrawn IS NULL GROUP BY l.patient_id, l.sample_id)
	SELECT s.patient_id, s.sample_id, s.study_id, s.drawn_on, s.line, s.drawn_on - s.first_dose, s.drawn_on - s.start_date, d.days_after_last_dose,
		g.days_to, g.days_since, b.line, coalesce(q.libraries, 0), q.molecule_depth,
		greatest(e.highest, CASE WHEN k.marker = 'detected' THEN m.fraction WHEN k.marker IS NOT NULL THEN 0 END), m.fraction, m.lod95,
		CASE WHEN k.marker = 'detected' OR e.fusion_seen OR e.first_detected IS NOT NULL THEN true
			WHEN k.marker IS NOT NULL OR e.fusion_seen IS NOT NULL OR e.first_looked_for IS NOT NULL THEN false END,
		CASE WHEN k.marker = 'detected' OR e.fusion_seen THEN true WHEN k.marker IS NOT NULL OR e.fusion_seen IS NOT NULL THEN false END,
		s.material, m.state, d.drugs, b.drugs, e.first_detected, e.last_detected, e.first_looked_for, e.last_looked_for, e.gaps, s.external_id,
		coalesce(e.on_target, false), coalesce(e.off_target, false), CASE WHEN s.driver = ANY (genes) THEN is_evaluable(s.driver::mutation, e.gaps) END
	FROM placed AS s
		LEFT JOIN drug AS d ON d.patient_id = s.patient_id AND d.sample_id = s.sample_id
		LEFT JOIN progression AS g ON g.patient_id = s.patient_id AND g.sample_id = s.sample_id
		LEFT JOIN baseline AS b ON b.patient_id = s.patient_id AND b.sample_id = s.sample_id
		LEFT JOIN marker AS m ON m.patient_id = s.patient_id AND m.sample_id = s.sample_id
		LEFT JOIN seen AS e ON e.patient_id = s.patient_id AND e.sample_id = s.sample_id
		LEFT JOIN sequenced AS q ON q.patient_id = s.patient_id AND q.sample_id = s.sample_id
		CROSS JOIN LATERAL (SELECT CASE WHEN s.material <> 'white_cells' THEN m.state END AS marker) AS k;
END
$$;
COMMENT ON FUNCTION derived_draw(bigint[]) IS 'what draw should hold of patients, worked out of their clinical rows, sample_mutation and the marker''s observations';

CREATE OR REPLACE FUNCTION derived_detection(patients bigint[]) RETURNS SETOF detection
	LANGUAGE plpgsql STABLE ROWS 100
	SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan SET join_collapse_limit = 1 SET enable_seqscan = off SET enable_nestloop = on SET jit = off SET work_mem = '32MB'
AS $$
BEGIN
	RETURN QUERY
	SELECT m.patient_id, m.observation_id, m.sample_id, d.study_id, d.drawn_on, d.line, d.days_to_progression, d.days_since_progression, m.fraction, m.absent_before,
		d.material, m.method, p.driver, mechanism(m.mutation, p.driver), m.mutation, d.drugs
	FROM sample_mutation AS m JOIN draw AS d ON d.patient_id = m.patient_id AND d.sample_id = m.sample_id JOIN patient AS p ON p.patient_id = m.patient_id
	WHERE m.patient_id = ANY (patients) AND d.patient_id = ANY (patients) AND p.patient_id = ANY (patients) AND m.state = 'detected';
END
$$;
COMMENT ON FUNCTION derived_detection(bigint[]) IS 'what detection should hold of patients, worked out of sample_mutation and draw';

CREATE OR REPLACE FUNCTION derived_patient_mutation(patients bigint[]) RETURNS SETOF patient_mutation
	LANGUAGE plpgsql STABLE ROWS 10
	SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan SET join_collapse_limit = 1 SET enable_seqscan = off SET enable_nestloop = on SET jit = off SET work_mem = '32MB'
AS $$
BEGIN
	RETURN QUERY
	-- What was detected is asked of these rows, not of the index of all that was: a plan made while that was empty walked through it for every draw.
	WITH asked AS MATERIALIZED (SELECT m.* FROM sample_mutation AS m WHERE m.patient_id = ANY (patients) AND m.ever_detected),
	ever AS MATERIALIZED (
		SELECT m.patient_id, m.mutation, count(DISTINCT m.sample_id)::integer AS draws
		FROM asked AS m JOIN draw AS d ON d.patient_id = m.patient_id AND d.sample_id = m.sample_id
		WHERE d.patient_id = ANY (patients) AND m.state = 'detected' AND d.material = 'plasma'
		GROUP BY m.patient_id, m.mutation),
	course AS MATERIALIZED (
		SELECT l.patient_id, l.mutation, array_agg(l.sample_id ORDER BY l.place) AS samples, array_agg(l.drawn_on ORDER BY l.place) AS dates,
			array_agg(l.line ORDER BY l.place) AS lines, array_agg(l.method ORDER BY l.place) AS methods, array_agg(l.state ORDER BY l.place) AS states,
			array_agg(l.fraction ORDER BY l.place) AS fractions, array_agg(l.fraction_lower ORDER BY l.place) AS lower, array_agg(l.fraction_upper ORDER BY l.place) AS upper,
			array_agg(l.lod95 ORDER BY l.place) AS lod95s, array_agg(l.tumour_seen ORDER BY l.place) AS seen
		FROM (
			SELECT m.patient_id, m.mutation, m.sample_id, m.method, m.state, m.fraction, m.fraction_lower, m.fraction_upper, m.lod95, d.drawn_on, d.line,
				tumour_dna_seen(m.mutation, CASE WHEN mechanism(m.mutation, p.driver) = 'driver' THEN d.marker_state = 'detected' ELSE d.truncal_seen END, d.first_detected, d.last_detected, d.first_looked_for, d.last_looked_for) AS tumour_seen,
				row_number() OVER (PARTITION BY m.patient_id, m.mutation ORDER BY d.drawn_on, m.sample_id, m.method DESC) AS place
			FROM ever AS e JOIN asked AS m ON m.patient_id = e.patient_id AND m.mutation = e.mutation
				JOIN draw AS d ON d.patient_id = m.patient_id AND d.sample_id = m.sample_id JOIN patient AS p ON p.patient_id = m.patient_id
			WHERE d.patient_id = ANY (patients) AND d.material = 'plasma' AND d.drawn_on IS NOT NULL) AS l
		GROUP BY l.patient_id, l.mutation)
	SELECT e.patient_id, f.sample_id, f.drawn_on, k.dates[c.last], e.draws, f.line, f.drawn_on - f.line_day, k.fractions[c.first], k.lower[c.first], k.upper[c.first],
		k.fractions[c.highest], k.dates[c.highest], k.dates[c.lowest], CASE k.states[c.lowest] WHEN 'absent' THEN 0 ELSE k.fractions[c.lowest] END,
		b.lod95, b.drawn_on, k.dates[c.negative], k.lod95s[c.negative], k.lines[c.negative], c.recurrences, k.dates[c.recurred], k.dates[c.cleared],
		e.mutation, mechanism(e.mutation, p.driver), c.emergence, c.clearance, b.state,
		(SELECT string_agg(a.method, ', ' ORDER BY a.place) FROM unnest(k.samples, k.states, k.methods) WITH ORDINALITY AS a(sample_id, state, method, place)
			WHERE a.sample_id = f.sample_id AND a.state = 'detected'), f.drugs
	FROM ever AS e JOIN patient AS p ON p.patient_id = e.patient_id
		LEFT JOIN course AS k ON k.patient_id = e.patient_id AND k.mutation = e.mutation
		LEFT JOIN LATERAL mutation_course(k.samples, k.states, k.fractions, k.lower, k.lod95s, k.seen,
			ARRAY(SELECT a.line IS NOT NULL FROM unnest(k.lines) WITH ORDINALITY AS a(line, place) ORDER BY a.place)) AS c ON true
		LEFT JOIN draw AS f ON f.patient_id = e.patient_id AND f.sample_id = k.samples[c.first]
		LEFT JOIN LATERAL (
			SELECT a.drawn_on, a.state, a.lod95 FROM unnest(k.samples, k.dates, k.states, k.lod95s) AS a(sample_id, drawn_on, state, lod95)
			WHERE a.drawn_on <= f.drawn_on - f.line_day
			ORDER BY a.drawn_on DESC, a.sample_id DESC, rank_among_repeats(a.state), a.lod95 LIMIT 1) AS b ON true
	WHERE p.patient_id = ANY (patients);
END
$$;
COMMENT ON FUNCTION derived_patient_mutation(bigint[]) IS 'what patient_mutation should hold of patients, worked out of sample_mutation and draw';

CREATE OR REPLACE FUNCTION lock_derived(patients bigint[]) RETURNS void
	LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
BEGIN
	-- The row is changed, not only locked: a transaction with an older snapshot, which would not see what the last holder did, is told (40001).
	INSERT INTO derivation AS d (patient_id, rules)
	SELECT p.patient_id, 0 FROM patient AS p WHERE p.patient_id = ANY (lock_derived.patients) AND p.role = 'patient' ORDER BY p.patient_id
	ON CONFLICT (patient_id) DO UPDATE SET changes = d.changes + 1;
END
$$;
COMMENT ON FUNCTION lock_derived(bigint[]) IS 'wait for whoever works out derived rows of these patients, and make others wait until this transaction ends: the last lock of a transaction';

CREATE OR REPLACE FUNCTION derive_some(patients bigint[]) RETURNS void
	LANGUAGE plpgsql VOLATILE SECURITY DEFINER
	-- No nested loops: rows of many patients are compared with rows of these, whatever was in the tables when the plan was made.
	SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_nestloop = off SET jit = off SET work_mem = '32MB'
AS $$
DECLARE
	states sample_mutation[];
	draws draw[];
	found detection[];
	courses patient_mutation[];
	rules_now CONSTANT integer := derived_rules();
BEGIN
	-- What stays as it is is not written: most of a patient's past.
	states := ARRAY(SELECT f FROM derived_sample_mutation(patients) AS f);
	DELETE FROM sample_mutation AS m USING (
		SELECT k.* FROM sample_mutation AS k WHERE k.patient_id = ANY (patients) EXCEPT SELECT n.* FROM unnest(states) AS n) AS g
	WHERE m.patient_id = ANY (patients) AND m.patient_id = g.patient_id AND m.sample_id = g.sample_id AND m.observation_id = g.observation_id;
	-- What is left is as it should be.
	INSERT INTO sample_mutation
	SELECT n.* FROM unnest(states) AS n LEFT JOIN sample_mutation AS k ON k.patient_id = ANY (patients)
		AND k.patient_id = n.patient_id AND k.sample_id = n.sample_id AND k.observation_id = n.observation_id
	WHERE k.patient_id IS NULL ORDER BY n.patient_id, n.sample_id, n.observation_id;

	draws := ARRAY(SELECT f FROM derived_draw(patients) AS f);
	DELETE FROM draw AS d USING (
		SELECT k.* FROM draw AS k WHERE k.patient_id = ANY (patients) EXCEPT SELECT n.* FROM unnest(draws) AS n) AS g
	WHERE d.patient_id = ANY (patients) AND d.patient_id = g.patient_id AND d.sample_id = g.sample_id;
	INSERT INTO draw
	SELECT n.* FROM unnest(draws) AS n LEFT JOIN draw AS k ON k.patient_id = ANY (patients) AND k.patient_id = n.patient_id AND k.sample_id = n.sample_id
	WHERE k.patient_id IS NULL ORDER BY n.patient_id, n.sample_id;

	found := ARRAY(SELECT f FROM derived_detection(patients) AS f);
	DELETE FROM detection AS d USING (
		SELECT k.* FROM detection AS k WHERE k.patient_id = ANY (patients) EXCEPT SELECT n.* FROM unnest(found) AS n) AS g
	WHERE d.patient_id = ANY (patients) AND d.patient_id = g.patient_id AND d.sample_id = g.sample_id AND d.observation_id = g.observation_id;
	INSERT INTO detection
	SELECT n.* FROM unnest(found) AS n LEFT JOIN detection AS k ON k.patient_id = ANY (patients)
		AND k.patient_id = n.patient_id AND k.sample_id = n.sample_id AND k.observation_id = n.observation_id
	WHERE k.patient_id IS NULL ORDER BY n.patient_id, n.sample_id, n.observation_id;

	courses := ARRAY(SELECT f FROM derived_patient_mutation(patients) AS f);
	DELETE FROM patient_mutation AS m USING (
		SELECT k.* FROM patient_mutation AS k WHERE k.patient_id = ANY (patients) EXCEPT SELECT n.* FROM unnest(courses) AS n) AS g
	WHERE m.patient_id = ANY (patients) AND m.patient_id = g.patient_id AND m.mutation = g.mutation;
	INSERT INTO patient_mutation
	SELECT n.* FROM unnest(courses) AS n LEFT JOIN patient_mutation AS k ON k.patient_id = ANY (patients) AND k.patient_id = n.patient_id AND k.mutation = n.mutation
	WHERE k.patient_id IS NULL;
	UPDATE derivation AS d SET rules = rules_now WHERE d.patient_id = ANY (patients) AND d.rules <> rules_now;
END
$$;
COMMENT ON FUNCTION derive_some(bigint[]) IS 'the derived rows of a few patients who are locked (derive): deleted and written where they differ from what they should be';

CREATE OR REPLACE FUNCTION derive(patients bigint[]) RETURNS void
	LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
	step CONSTANT integer := 100;
	-- Of control material, which may be much, nothing is derived, unless it was a patient's.
	sorted bigint[] := ARRAY(SELECT DISTINCT k FROM unnest(derive.patients) AS k WHERE NOT EXISTS (
		SELECT 1 FROM patient AS p WHERE p.patient_id = k AND p.role <> 'patient') OR EXISTS (SELECT 1 FROM draw AS d WHERE d.patient_id = k) ORDER BY k);
BEGIN
	FOR i IN 1 .. cardinality(sorted) BY step LOOP
		PERFORM lock_derived(sorted[i : i + step - 1]);
		PERFORM derive_some(sorted[i : i + step - 1]);
	END LOOP;
END
$$;
COMMENT ON FUNCTION derive(bigint[]) IS 'work out the derived rows of patients anew (draw, sample_mutation, detection, patient_mutation): at the end of a transaction that touched them, or by hand';

CREATE OR REPLACE FUNCTION derive_quality(patients bigint[]) RETURNS void
	LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
BEGIN
	UPDATE draw AS d SET libraries = q.libraries, molecule_depth = q.molecule_depth
	FROM draw AS k CROSS JOIN LATERAL (
		SELECT count(*)::integer AS libraries, max(l.molecule_depth) AS molecule_depth FROM library AS l JOIN run AS r ON r.run_id = l.run_id
		WHERE l.patient_id = k.patient_id AND l.sample_id = k.sample_id AND l.role = 'sample' AND l.molecule_depth IS NOT NULL AND l.withdrawn IS NULL AND r.withdrawn IS NULL) AS q
	WHERE d.patient_id = k.patient_id AND d.sample_id = k.sample_id AND k.patient_id = ANY (patients)
		AND (k.libraries <> q.libraries OR k.molecule_depth IS DISTINCT FROM q.molecule_depth);
END
$$;
COMMENT ON FUNCTION derive_quality(bigint[]) IS 'what draw says of the libraries of patients, who are locked, anew: a library that is new has no observations yet';

-- A transaction notes whom it touched, and works them out when it commits: once, and with no lock to be taken after.  Were it done by each statement, two
-- that take their locks in the right order could wait for one another all the same.
CREATE OR REPLACE FUNCTION note_derived(patients bigint[], is_full boolean) RETURNS void
	LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
BEGIN
	INSERT INTO derivation_pending AS n (xact, patient_id, is_full, is_recounted)
	SELECT pg_current_xact_id(), k, note_derived.is_full, NOT note_derived.is_full FROM unnest(note_derived.patients) AS k ORDER BY k
	ON CONFLICT (xact, patient_id) DO UPDATE SET is_full = n.is_full OR EXCLUDED.is_full, is_recounted = n.is_recounted OR EXCLUDED.is_recounted
		WHERE EXCLUDED.is_full AND NOT n.is_full OR EXCLUDED.is_recounted AND NOT n.is_recounted;
END
$$;
COMMENT ON FUNCTION note_derived(bigint[], boolean) IS 'note that derived rows of patients are to be worked out when the transaction commits: all of them, or what draw says of libraries';

CREATE OR REPLACE FUNCTION derive_at_commit() RETURNS trigger
	LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off
AS $$
DECLARE
	step CONSTANT integer := 100;
	touched bigint[];
	changed bigint[];
	recounted bigint[];
	sampled derivation_pending[];
	note derivation_pending;
	listed mutation[];
BEGIN
	-- The first of a transaction's notes does all of them.  The others ask for themselves alone: each would walk over all that are gone.
	IF NOT EXISTS (SELECT 1 FROM derivation_pending AS n WHERE n.xact = NEW.xact AND n.patient_id = NEW.patient_id) THEN
		RETURN NULL;
	END IF;
	WITH noted AS (DELETE FROM derivation_pending AS n WHERE n.xact = NEW.xact RETURNING n.*),
	of_patients AS (SELECT n.* FROM noted AS n LEFT JOIN patient AS p ON p.patient_id = n.patient_id
		WHERE p.role = 'patient' OR EXISTS (SELECT 1 FROM draw AS d WHERE d.patient_id = n.patient_id))
	SELECT array_agg(n.patient_id ORDER BY n.patient_id), coalesce(array_agg(n.patient_id ORDER BY n.patient_id) FILTER (WHERE n.is_full), '{}'),
		array_agg(n.patient_id) FILTER (WHERE n.is_recounted AND NOT n.is_full), array_agg(n ORDER BY n.patient_id) FILTER (WHERE n.samples <> '{}' AND NOT n.is_full)
	INTO touched, changed, recounted, sampled
	FROM of_patients AS n;
	IF touched IS NULL THEN
		RETURN NULL;
	END IF;
	PERFORM lock_derived(touched);
	IF sampled IS NOT NULL THEN
		listed := listed_mutations();
		FOREACH note IN ARRAY sampled LOOP
			IF NOT alkres_internal.derive_samples(note.patient_id, note.samples, note.methods, listed) THEN
				changed := changed || note.patient_id;
			END IF;
		END LOOP;
	END IF;
	FOR i IN 1 .. cardinality(changed) BY step LOOP
		PERFORM derive_some(changed[i : i + step - 1]);
	END LOOP;
	IF recounted IS NOT NULL THEN
		PERFORM derive_quality(recounted);
	END IF;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION derive_at_commit() IS 'trigger of derivation_pending, at the end of a transaction: work out the patients and samples that it touched';

-- With the owner's rights they reach everybody's rows: triggers call them, and whom the owner lets.
REVOKE ALL ON FUNCTION lock_derived(bigint[]), derive_some(bigint[]), derive(bigint[]), derive_quality(bigint[]), note_derived(bigint[], boolean) FROM PUBLIC;

CREATE OR REPLACE FUNCTION refresh(patient text, study text = NULL) RETURNS void
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
DECLARE
	study_key bigint := find_study(refresh.study);
	patient_key bigint := (SELECT p.patient_id FROM patient AS p WHERE p.study_id = study_key AND p.external_id = refresh.patient AND p.role = 'patient');
BEGIN
	IF patient_key IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'undefined_object', MESSAGE = format('patient "%s" does not exist', coalesce(refresh.patient, 'NULL')),
			HINT = 'patient.external_id is the study''s identifier.';
	END IF;
	PERFORM derive(ARRAY[patient_key]);
END
$$;
COMMENT ON FUNCTION refresh(text, text) IS 'work out the derived rows of a patient anew: after base rows were changed with triggers off; for the owner, and who may execute derive()';

CREATE OR REPLACE FUNCTION check_derived(study text = NULL, OUT patient_id bigint, OUT table_name text, OUT missing bigint, OUT superfluous bigint)
	RETURNS SETOF record LANGUAGE plpgsql STABLE ROWS 10 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	step CONSTANT integer := 100;
	patients bigint[];
	keys bigint[] := ARRAY(SELECT p.patient_id FROM patient AS p WHERE check_derived.study IS NULL OR p.study_id = find_study(check_derived.study)
		UNION SELECT d.patient_id FROM draw AS d WHERE check_derived.study IS NULL
		UNION SELECT m.patient_id FROM sample_mutation AS m WHERE check_derived.study IS NULL
		UNION SELECT m.patient_id FROM detection AS m WHERE check_derived.study IS NULL
		UNION SELECT m.patient_id FROM patient_mutation AS m WHERE check_derived.study IS NULL ORDER BY 1);
BEGIN
	FOR i IN 1 .. cardinality(keys) BY step LOOP
		patients := keys[i : i + step - 1];
		RETURN QUERY
		SELECT f.patient_id, f.table_name, count(*) FILTER (WHERE f.is_missing), count(*) FILTER (WHERE NOT f.is_missing) FROM (
			(SELECT n.patient_id, 'sample_mutation' AS table_name, true AS is_missing FROM (
				SELECT k.* FROM derived_sample_mutation(patients) AS k EXCEPT SELECT m.* FROM sample_mutation AS m WHERE m.patient_id = ANY (patients)) AS n)
			UNION ALL
			(SELECT n.patient_id, 'sample_mutation', false FROM (
				SELECT m.* FROM sample_mutation AS m WHERE m.patient_id = ANY (patients) EXCEPT SELECT k.* FROM derived_sample_mutation(patients) AS k) AS n)
			UNION ALL
			(SELECT n.patient_id, 'draw', true FROM (
				SELECT k.* FROM derived_draw(patients) AS k EXCEPT SELECT d.* FROM draw AS d WHERE d.patient_id = ANY (patients)) AS n)
			UNION ALL
			(SELECT n.patient_id, 'draw', false FROM (
				SELECT d.* FROM draw AS d WHERE d.patient_id = ANY (patients) EXCEPT SELECT k.* FROM derived_draw(patients) AS k) AS n)
			UNION ALL
			(SELECT n.patient_id, 'detection', true FROM (
				SELECT k.* FROM derived_detection(patients) AS k EXCEPT SELECT d.* FROM detection AS d WHERE d.patient_id = ANY (patients)) AS n)
			UNION ALL
			(SELECT n.patient_id, 'detection', false FROM (
				SELECT d.* FROM detection AS d WHERE d.patient_id = ANY (patients) EXCEPT SELECT k.* FROM derived_detection(patients) AS k) AS n)
			UNION ALL
			(SELECT n.patient_id, 'patient_mutation', true FROM (
				SELECT k.* FROM derived_patient_mutation(patients) AS k EXCEPT SELECT m.* FROM patient_mutation AS m WHERE m.patient_id = ANY (patients)) AS n)
			UNION ALL
			(SELECT n.patient_id, 'patient_mutation', false FROM (
				SELECT m.* FROM patient_mutation AS m WHERE m.patient_id = ANY (patients) EXCEPT SELECT k.* FROM derived_patient_mutation(patients) AS k) AS n)
			UNION ALL
			(SELECT p.patient_id, 'derivation', true FROM patient AS p
				WHERE p.patient_id = ANY (patients) AND p.role = 'patient' AND EXISTS (SELECT 1 FROM sample AS s WHERE s.patient_id = p.patient_id)
					AND NOT EXISTS (SELECT 1 FROM derivation AS d WHERE d.patient_id = p.patient_id AND d.rules = derived_rules()))) AS f
		GROUP BY f.patient_id, f.table_name ORDER BY f.patient_id, f.table_name;
	END LOOP;
END
$$;
COMMENT ON FUNCTION check_derived(text) IS 'derived tables against what they should hold: a row for each patient and table that differ, with rows missing and superfluous; no row: all is well; draw is compared with the sample_mutation that there is, detection and patient_mutation with both';
