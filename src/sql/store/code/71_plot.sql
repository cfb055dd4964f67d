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
		SELECT 'marker', 'sequencing', d.drawn_on - first_dose, CASE WHEN d.marker_state = 'detected' THEN d.marker_fraction END, NULL, NULL,
			CASE WHEN d.marker_state = 'absent' THEN d.marker_lod95 END, 2, NULL
		FROM draw AS d WHERE d.patient_id = asked.patient_id AND d.material = 'plasma' AND d.marker_state IS NOT NULL AND d.drawn_on IS NOT NULL),
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
