CREATE OR REPLACE FUNCTION plot_trajectory(patient text, study text = NULL, mutations mutation[] = NULL) RETURNS text
	LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	asked record;
	first_dose date;
	picture text;
BEGIN
	SELECT p.patient_id, p.external_id, s.name INTO asked FROM patient AS p JOIN study AS s ON s.study_id = p.study_id
	WHERE p.study_id = find_study(plot_trajectory.study) AND p.external_id = plot_trajectory.patient AND p.role = 'patient';
	IF NOT FOUND THEN
		RAISE EXCEPTION USING ERRCODE = 'undefined_object', MESSAGE = format('patient "%s" does not exist in this study', plot_trajectory.patient);
	END IF;
	-- Days count from the first dose, of who has none from the first draw.
	first_dose := coalesce((SELECT min(t.start_date) FROM treatment AS t WHERE t.patient_id = asked.patient_id),
		(SELECT min(d.drawn_on) FROM draw AS d WHERE d.patient_id = asked.patient_id));
	WITH shown AS (
		-- As many as there are colours, less one for the marker; of those that were not named the highest.
		SELECT e.mutation, e.first_detected_on FROM patient_mutation AS e
		WHERE e.patient_id = asked.patient_id AND (e.mutation <@ ANY (plot_trajectory.mutations)
			OR plot_trajectory.mutations IS NULL AND counts_for(e.mutation, parent(e.mutation), (SELECT p.driver FROM patient AS p WHERE p.patient_id = asked.patient_id)))
		ORDER BY e.highest_fraction DESC NULLS LAST LIMIT 6),
	point AS (
		SELECT m.mutation::text AS name, m.method, d.drawn_on - first_dose AS day, CASE WHEN m.state = 'detected' THEN m.fraction END AS fraction,
			m.fraction_lower, m.fraction_upper, CASE WHEN m.state = 'absent' THEN m.lod95 END AS lod95, 1 AS part, h.first_detected_on
		FROM shown AS h JOIN sample_mutation AS m ON m.patient_id = asked.patient_id AND m.mutation = h.mutation
			JOIN draw AS d ON d.patient_id = m.patient_id AND d.sample_id = m.sample_id AND d.material = 'plasma'
		WHERE d.drawn_on IS NOT NULL
		UNION ALL
		SELECT 'marker', k.method, k.day, CASE WHEN k.state = 'detected' THEN k.fraction END, k.fraction_lower, k.fraction_upper, CASE WHEN k.state = 'absent' THEN k.lod95 END, 2, NULL
		-- By each method the measurement that says most; draw keeps one of all methods.
		FROM (SELECT DISTINCT ON (o.sample_id, o.method) o.method, d.drawn_on - first_dose AS day, o.state, o.fraction, o.fraction_lower, o.fraction_upper, o.lod95
			FROM observation AS o JOIN draw AS d ON d.patient_id = o.patient_id AND d.sample_id = o.sample_id JOIN run AS r ON r.run_id = o.run_id
				LEFT JOIN library AS l ON l.patient_id = o.patient_id AND l.library_id = o.library_id
			WHERE o.patient_id = asked.patient_id AND o.is_marker AND o.is_current AND r.withdrawn IS NULL AND l.withdrawn IS NULL AND o.state = ANY (looked_for_states())
				AND d.material = 'plasma' AND d.drawn_on IS NOT NULL
			ORDER BY o.sample_id, o.method, rank_among_repeats(o.state), o.lod95, o.fraction DESC NULLS LAST, o.observation_id) AS k),
	points AS (
		SELECT array_agg(o.name) AS names, array_agg(o.method) AS methods, array_agg(o.day::float8) AS days, array_agg(o.fraction) AS fractions,
			array_agg(o.fraction_lower) AS lower, array_agg(o.fraction_upper) AS upper, array_agg(o.lod95) AS limits
		FROM (SELECT p.* FROM point AS p ORDER BY p.part, p.first_detected_on, p.name, p.method, p.day) AS o),
	bars AS (
		SELECT array_agg(t.drug ORDER BY t.start_date, t.drug) AS drugs, array_agg((t.start_date - first_dose)::float8 ORDER BY t.start_date, t.drug) AS starts,
			array_agg((t.end_date - first_dose)::float8 ORDER BY t.start_date, t.drug) AS ends
		FROM treatment AS t WHERE t.patient_id = asked.patient_id),
	marks AS (
		SELECT array_agg(a.result ORDER BY a.assessed_on) AS results, array_agg((a.assessed_on - first_dose)::float8 ORDER BY a.assessed_on) AS days
		FROM assessment AS a WHERE a.patient_id = asked.patient_id AND a.result <> 'NE')
	SELECT plot_trajectory(p.names, p.methods, p.days, p.fractions, p.lower, p.upper, p.limits, b.drugs, b.starts, b.ends, m.results, m.days,
		format('%s, %s', asked.external_id, asked.name)) INTO picture
	FROM points AS p, bars AS b, marks AS m;
	RETURN picture;
END
$$;
COMMENT ON FUNCTION plot_trajectory(text, text, mutation[]) IS 'a patient''s course as an SVG document: what was detected on and off target (or the mutations and classes asked for, at most six) and the marker in plasma, with treatments and assessments; research use only';

CREATE OR REPLACE FUNCTION plot_cohort(study text = NULL, drug text = NULL, max_patients integer = 40, max_mutations integer = 30) RETURNS text
	LANGUAGE plpgsql STABLE SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
	study_key bigint := find_study(plot_cohort.study);
	picture text;
BEGIN
	IF (plot_cohort.max_patients BETWEEN 1 AND 120 AND plot_cohort.max_mutations BETWEEN 1 AND 60) IS NOT TRUE THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'a picture has 1 to 120 patients and 1 to 60 mutations';
	END IF;
	PERFORM check_drug(plot_cohort.drug, study_key);
	WITH member AS MATERIALIZED (
		SELECT p.patient_id, p.external_id, p.driver FROM patient AS p
		WHERE p.study_id = study_key AND p.role = 'patient' AND EXISTS (SELECT 1 FROM draw AS d WHERE d.patient_id = p.patient_id AND d.material = 'plasma')
			AND (plot_cohort.drug IS NULL OR EXISTS (SELECT 1 FROM treatment AS t WHERE t.patient_id = p.patient_id AND t.drug = plot_cohort.drug))),
	carried AS MATERIALIZED (
		SELECT e.patient_id, e.mutation, e.mechanism, CASE e.emergence WHEN 'emergent' THEN 'emergent' WHEN 'present_before' THEN 'present_before' ELSE 'detected' END AS state
		FROM patient_mutation AS e JOIN member AS m ON m.patient_id = e.patient_id WHERE counts_for(e.mutation, parent(e.mutation), m.driver)),
	-- The most frequent; on target in the order of the gene, what is off target last.
	common AS MATERIALIZED (
		SELECT k.mutation, min(k.mechanism) AS mechanism, count(*) AS patients FROM carried AS k GROUP BY k.mutation ORDER BY count(*) DESC, k.mutation LIMIT plot_cohort.max_mutations),
	row_of AS MATERIALIZED (
		SELECT c.mutation, c.patients, CASE WHEN c.mechanism = 'off_target' THEN 'off target' ELSE coalesce(replace(structural_region(c.mutation), '_', ' '), 'gene') END AS class,
			row_number() OVER (ORDER BY c.mechanism = 'off_target', structural_region(c.mutation) IS NULL, c.mutation) AS place, row_number() OVER (ORDER BY c.patients DESC, c.mutation) AS rank
		FROM common AS c),
	-- Who carries the most frequent mutation comes first, among these who carries the next.
	column_of AS MATERIALIZED (
		SELECT m.patient_id, m.external_id, m.driver, row_number() OVER (ORDER BY k.ranks NULLS LAST, m.external_id) AS place
		FROM member AS m LEFT JOIN (SELECT c.patient_id, array_agg(r.rank ORDER BY r.rank) AS ranks FROM carried AS c JOIN row_of AS r ON r.mutation = c.mutation GROUP BY c.patient_id) AS k
			ON k.patient_id = m.patient_id
		ORDER BY place LIMIT plot_cohort.max_patients),
	evaluable AS (
		SELECT c.external_id, r.mutation FROM column_of AS c CROSS JOIN row_of AS r JOIN draw AS d ON d.patient_id = c.patient_id AND d.material = 'plasma'
		WHERE r.mutation = ANY (listed_mutations()) AND is_evaluable(r.mutation, d.gaps)
			AND NOT EXISTS (SELECT 1 FROM carried AS k WHERE k.patient_id = c.patient_id AND k.mutation = r.mutation)
		GROUP BY c.external_id, r.mutation),
	cell AS (
		SELECT c.external_id, r.mutation::text AS mutation, k.state FROM carried AS k JOIN column_of AS c ON c.patient_id = k.patient_id JOIN row_of AS r ON r.mutation = k.mutation
		UNION ALL SELECT e.external_id, e.mutation::text, 'absent' FROM evaluable AS e),
	cells AS (SELECT array_agg(c.external_id ORDER BY c.external_id, c.mutation) AS patients, array_agg(c.mutation ORDER BY c.external_id, c.mutation) AS mutations,
		array_agg(c.state ORDER BY c.external_id, c.mutation) AS states FROM cell AS c),
	row_names AS (SELECT array_agg(r.mutation::text ORDER BY r.place) AS mutations, array_agg(r.class ORDER BY r.place) AS classes FROM row_of AS r),
	columns AS (SELECT array_agg(c.external_id ORDER BY c.place) AS patients, count(*) AS shown FROM column_of AS c),
	care AS (SELECT array_agg(k.external_id ORDER BY k.place, k.line, k.drug) AS patients, array_agg(k.line ORDER BY k.place, k.line, k.drug) AS lines, array_agg(k.drug ORDER BY k.place, k.line, k.drug) AS drugs
		FROM (SELECT DISTINCT c.external_id, c.place, t.line, t.drug FROM column_of AS c JOIN treatment AS t ON t.patient_id = c.patient_id) AS k)
	SELECT plot_cohort(n.patients, r.mutations, r.classes, c.patients, c.mutations, c.states, t.patients, t.lines, t.drugs,
		format('%s%s: %s of %s patients', (SELECT s.name FROM study AS s WHERE s.study_id = study_key), ', ' || plot_cohort.drug, n.shown, (SELECT count(*) FROM member))) INTO picture
	FROM columns AS n, row_names AS r, cells AS c, care AS t;
	RETURN picture;
END
$$;
COMMENT ON FUNCTION plot_cohort(text, text, integer, integer) IS 'mutations by patients as an SVG document: the most frequent ones on and off target that plasma showed, by class, the patients who carry them first, the drugs of their lines above; of patients who had a drug, or all; research use only';

CREATE OR REPLACE FUNCTION plot_copy_number(sample text, study text = NULL, tumour_fraction float8 = NULL) RETURNS text
	LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	study_key bigint := find_study(plot_copy_number.study);
	asked record := find_sample(study_key, plot_copy_number.sample);
	shown record;
	picture text;
BEGIN
	-- Of several libraries the deepest.
	SELECT l.library_id, l.name, r.panel INTO shown FROM library AS l JOIN run AS r USING (run_id)
	WHERE l.patient_id = asked.patient_id AND l.sample_id = asked.sample_id AND l.withdrawn IS NULL AND r.withdrawn IS NULL
	ORDER BY l.molecule_depth DESC NULLS LAST, l.library_id LIMIT 1;
	IF NOT FOUND THEN
		RAISE EXCEPTION USING ERRCODE = 'undefined_object', MESSAGE = format('sample "%s" has no library', plot_copy_number.sample),
			HINT = 'Import its BAM file first; what is withdrawn does not count.';
	END IF;
	WITH target AS (
		SELECT array_agg(t.gene ORDER BY t.target) AS genes, array_agg(t.log2_ratio ORDER BY t.target) AS ratios, array_agg(t.error ORDER BY t.target) AS errors,
			array_agg(t.spread ORDER BY t.target) AS spreads
		FROM target_ratios(shown.library_id) AS t),
	gene AS (
		SELECT array_agg(c.gene) AS genes, array_agg(c.state) AS states, array_agg(c.log2_ratio) AS ratios, array_agg(c.log2_ratio_lower) AS lower, array_agg(c.log2_ratio_upper) AS upper,
			array_agg(c.log2_ratio_lod95) AS lod95s, array_agg(c.copy_number) AS copies, max(c.tumour_fraction_used) AS tumour_fraction, max(c.normals) AS normals
		FROM copy_number(shown.library_id, plot_copy_number.tumour_fraction) AS c)
	SELECT plot_copy_number(t.genes, t.ratios, t.errors, t.spreads, g.genes, g.states, g.ratios, g.lower, g.upper, g.lod95s, g.copies,
		format('%s, %s: %s, %s', plot_copy_number.sample, shown.name, coalesce('tumour fraction ' || round(g.tumour_fraction::numeric, 3), 'tumour fraction not known'),
			CASE g.normals WHEN 0 THEN 'against its other genes' WHEN 1 THEN 'against 1 normal' ELSE format('against %s normals', g.normals) END)) INTO picture
	FROM target AS t, gene AS g;
	RETURN picture;
END
$$;
COMMENT ON FUNCTION plot_copy_number(text, text, float8) IS 'copies of genes in a sample as an SVG document: the targets of its deepest library along their genes, with limits and the normals'' spread, and of each gene the ratio and what would have been found; research use only';
