-- A cohort's frequencies beside published ones.
CREATE OR REPLACE FUNCTION published_comparison(study text = NULL, at text = 'progression', material text = 'plasma', confidence float8 = 0.95, OUT source text, OUT alteration text,
	OUT mutation mutation, OUT after_inhibitor text, OUT specimen text, OUT published text, OUT positive integer, OUT total integer, OUT patients_detected bigint, OUT patients bigint,
	OUT fraction float8, OUT fraction_lower float8, OUT fraction_upper float8, OUT odds_ratio float8, OUT odds_ratio_lower float8, OUT odds_ratio_upper float8, OUT p_value float8,
	OUT reason text, OUT remark text)
	RETURNS SETOF record LANGUAGE plpgsql STABLE ROWS 30 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH published AS MATERIALIZED (
		SELECT n.source, n.note_table, n.place, n.alteration, n.mutation, 'crizotinib' AS after_inhibitor, NULL::text AS specimen, n.frequency_text AS published,
			NULL::integer AS positive, NULL::integer AS total, NULL::text AS unit, n.reading_note AS remark
		FROM note_frequency AS n
		UNION ALL
		SELECT f.source || coalesce(', PMID ' || f.pmid, ''), 3, f.pmid, f.alteration, f.mutation, f.after_inhibitor, f.specimen, f.printed_percent || ' %', f.positive, f.total, f.unit,
			CASE WHEN f.specimen NOT LIKE published_comparison.material || '%' THEN format('the study looked at %s, this at %s', f.specimen, published_comparison.material) END
		FROM published_frequency AS f),
	-- A class and drug is asked for once.
	own AS MATERIALIZED (
		SELECT a.mutation, a.after_inhibitor, f.*
		FROM (SELECT DISTINCT p.mutation, p.after_inhibitor FROM published AS p) AS a,
			LATERAL frequency(a.mutation, published_comparison.at, CASE WHEN published_comparison.at <> 'any' THEN a.after_inhibitor END, study => published_comparison.study,
				material => published_comparison.material, confidence => published_comparison.confidence) AS f)
	SELECT p.source, p.alteration, p.mutation, p.after_inhibitor, p.specimen, p.published, p.positive, p.total, o.patients_detected_with_tumour_dna, o.patients_with_tumour_dna,
		o.fraction, o.fraction_lower, o.fraction_upper, t.odds_ratio, t.odds_ratio_lower, t.odds_ratio_upper, t.p_value, w.reason, p.remark
	FROM published AS p JOIN own AS o ON o.mutation = p.mutation AND coalesce(o.after_inhibitor, '') = coalesce(p.after_inhibitor, '')
		CROSS JOIN LATERAL (SELECT CASE WHEN p.total IS NULL THEN 'printed without the number of patients' WHEN p.unit <> 'patient' THEN format('the study counts %ss, not patients', p.unit)
			ELSE o.reason END AS reason) AS w
		LEFT JOIN LATERAL fisher_exact(o.patients_detected_with_tumour_dna, o.patients_with_tumour_dna - o.patients_detected_with_tumour_dna, p.positive, p.total - p.positive,
			published_comparison.confidence) AS t ON w.reason IS NULL
	ORDER BY p.note_table, p.place, p.alteration, p.total;
END
$$;
COMMENT ON FUNCTION published_comparison(text, text, text, float8) IS
	'the two tables of the application note as printed, and studies with numbers, beside the frequencies of the study here after the same inhibitor: odds ratio and Fisher''s P against studies that count patients, else NULL with the reason; not corrected for the number of lines';
