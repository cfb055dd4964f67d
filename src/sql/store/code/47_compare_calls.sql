-- A report from elsewhere beside our own calls of the same sample.
CREATE OR REPLACE FUNCTION compare_calls(report bigint, call_set bigint = NULL)
	RETURNS TABLE (library text, variant variant, mutation mutation, agreement text, reason text, reported_state text, reported_vaf vaf, reported_fraction float8, reported_limit float8,
		filters text[], called_state text, called_vaf vaf, called_fraction float8, called_lod95 float8, flags text[])
	LANGUAGE plpgsql STABLE ROWS 100 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	asked record;
	own record;
	lacking variant[];
BEGIN
	SELECT r.patient_id, r.report_id, r.sample_id, r.panel_id, p.design, p.reported_limit, t.targets, t.limits, r.target_vaf INTO asked
	FROM report AS r LEFT JOIN panel AS p USING (panel_id)
		LEFT JOIN LATERAL (SELECT array_agg(t.mutation ORDER BY t.mutation) AS targets, array_agg(t.reported_limit ORDER BY t.mutation) AS limits
			FROM panel_target AS t WHERE t.panel_id = r.panel_id) AS t ON true
	WHERE r.report_id = compare_calls.report;
	IF NOT FOUND THEN
		RAISE EXCEPTION USING ERRCODE = 'undefined_object', MESSAGE = format('report %s does not exist', compare_calls.report);
	END IF;
	FOR own IN SELECT l.library_id, l.name, l.assembly, coalesce(c.target_vaf, 0.005) AS target_vaf, coalesce(c.min_posterior, 0.9) AS min_posterior, coalesce(c.history, false) AS history,
			coalesce(c.other_libraries, true) AS other_libraries
		FROM library AS l JOIN run AS r USING (run_id)
			LEFT JOIN LATERAL (SELECT k.target_vaf, k.min_posterior, k.history, k.other_libraries FROM call_set_library AS u JOIN call_set AS k USING (call_set_id)
				WHERE u.patient_id = l.patient_id AND u.library_id = l.library_id AND (compare_calls.call_set IS NULL OR u.call_set_id = compare_calls.call_set)
				ORDER BY k.call_set_id DESC LIMIT 1) AS c ON true
		WHERE l.patient_id = asked.patient_id AND l.sample_id = asked.sample_id AND l.withdrawn IS NULL AND r.withdrawn IS NULL
			AND (compare_calls.call_set IS NULL OR c.target_vaf IS NOT NULL)
		ORDER BY l.library_id LOOP
		-- What the report names and our call did not ask for, is asked now, by the settings of that call.
		lacking := ARRAY(SELECT k.variant FROM (
				SELECT DISTINCT CASE WHEN assembly(o.variant) = own.assembly THEN o.variant ELSE liftover(o.variant, own.assembly) END AS variant FROM observation AS o
				WHERE o.patient_id = asked.patient_id AND o.report_id = asked.report_id AND o.variant IS NOT NULL) AS k
			WHERE kind(k.variant) = ANY ('{SNV,MNV,insertion,deletion,delins}') AND NOT EXISTS (SELECT FROM observation AS o WHERE o.patient_id = asked.patient_id AND o.library_id = own.library_id AND o.variant = k.variant
				AND CASE WHEN compare_calls.call_set IS NULL THEN o.is_current ELSE o.call_set_id = compare_calls.call_set END));
		RETURN QUERY
		WITH reported AS MATERIALIZED (
			SELECT CASE WHEN assembly(o.variant) = own.assembly THEN o.variant ELSE liftover(o.variant, own.assembly) END AS variant, o.mutation, o.state, o.vaf, o.fraction, o.lod95, o.filters,
				o.words IS NOT NULL AS is_named
			FROM observation AS o WHERE o.patient_id = asked.patient_id AND o.report_id = asked.report_id),
		called AS MATERIALIZED (
			SELECT o.variant, o.mutation, o.state, o.vaf, o.fraction, o.lod95, o.flags FROM observation AS o
			WHERE o.patient_id = asked.patient_id AND o.library_id = own.library_id AND CASE WHEN compare_calls.call_set IS NULL THEN o.is_current ELSE o.call_set_id = compare_calls.call_set END
			UNION ALL
			SELECT g.variant, g.mutation, g.state, g.vaf, fraction(g.vaf), g.lod95, NULL FROM genotype(own.library_id, lacking, own.target_vaf, own.min_posterior, own.history, own.other_libraries) AS g
			WHERE lacking <> '{}'),
		allele AS (
			SELECT r.variant, r.mutation FROM reported AS r WHERE r.is_named AND r.variant IS NOT NULL
			UNION
			SELECT c.variant, c.mutation FROM called AS c WHERE c.variant IS NOT NULL AND rank_among_changes(c.state) <= rank_among_changes('indeterminate')),
		sided AS (
			-- The report's word: of the allele, of its mutation where it names no allele, of what it does not name, of what its panel looks at.
			SELECT a.variant, a.mutation, coalesce(r.state, n.state, p.state) AS reported_state, r.vaf AS reported_vaf, r.fraction AS reported_fraction, coalesce(r.lod95, n.lod95, p.lod95) AS reported_limit,
				r.filters, c.state AS called_state, c.vaf AS called_vaf, c.fraction AS called_fraction, c.lod95 AS called_lod95, c.flags,
				r.state IS NULL AND EXISTS (SELECT FROM reported AS k WHERE k.is_named AND k.state = 'detected' AND k.variant <> a.variant AND same_change(k.variant, k.mutation, a.variant, a.mutation)) AS reported_otherwise,
				c.state <> 'detected' AND EXISTS (SELECT FROM called AS k WHERE k.state = 'detected' AND k.variant <> a.variant AND same_change(k.variant, k.mutation, a.variant, a.mutation)) AS called_otherwise
			FROM allele AS a LEFT JOIN called AS c ON c.variant = a.variant
				LEFT JOIN LATERAL (SELECT k.* FROM reported AS k WHERE k.is_named AND (k.variant = a.variant OR k.variant IS NULL AND same_mutation(k.mutation, a.mutation)) ORDER BY k.variant, k.mutation = a.mutation DESC LIMIT 1) AS r ON true
				LEFT JOIN LATERAL (SELECT k.* FROM reported AS k WHERE NOT k.is_named AND k.mutation = a.mutation LIMIT 1) AS n ON true
				CROSS JOIN LATERAL (
					SELECT s.state, s.lod95 FROM panel_silence(a.mutation, asked.targets, asked.limits, asked.reported_limit, asked.design IS NULL OR a.variant <@ ANY (asked.design), asked.target_vaf) AS s
					WHERE asked.panel_id IS NOT NULL AND a.mutation IS NOT NULL
					UNION ALL
					SELECT CASE WHEN asked.design IS NULL THEN 'not_evaluable' WHEN a.variant <@ ANY (asked.design) THEN 'absent' ELSE 'not_in_panel' END, asked.reported_limit
					WHERE asked.panel_id IS NULL OR a.mutation IS NULL) AS p
			UNION ALL
			-- What the report names without an allele, and none of ours is: the best of what we say of its changes.
			SELECT NULL, r.mutation, r.state, r.vaf, r.fraction, r.lod95, r.filters, coalesce(c.state, 'not_in_panel'), c.vaf, c.fraction, c.lod95, c.flags, false, false
			FROM reported AS r LEFT JOIN LATERAL (SELECT k.* FROM called AS k WHERE k.mutation <@ r.mutation OR same_mutation(k.mutation, r.mutation) ORDER BY rank_among_changes(k.state) LIMIT 1) AS c ON true
			WHERE r.is_named AND r.variant IS NULL AND NOT EXISTS (SELECT FROM allele AS a WHERE same_mutation(a.mutation, r.mutation))
			UNION ALL
			-- What we see without an allele, a fusion for one, and the report does not name.
			SELECT NULL, c.mutation, coalesce(n.state, 'not_evaluable'), NULL, NULL, n.lod95, NULL, c.state, c.vaf, c.fraction, c.lod95, c.flags, false, false
			FROM called AS c LEFT JOIN reported AS n ON n.mutation = c.mutation AND NOT n.is_named
			WHERE c.variant IS NULL AND rank_among_changes(c.state) <= rank_among_changes('indeterminate')
				AND NOT EXISTS (SELECT FROM reported AS r WHERE r.is_named AND same_mutation(r.mutation, c.mutation)))
		SELECT own.name, s.variant, s.mutation, g.agreement, g.reason, s.reported_state, s.reported_vaf, s.reported_fraction, s.reported_limit, s.filters, coalesce(s.called_state, 'not_in_panel'), s.called_vaf,
			s.called_fraction, s.called_lod95, s.flags
		FROM sided AS s CROSS JOIN LATERAL call_agreement(s.reported_state, s.reported_fraction, s.reported_limit, s.reported_otherwise, coalesce(s.called_state, 'not_in_panel'), s.called_fraction,
			s.called_lod95, s.called_otherwise) AS g
		ORDER BY s.variant, s.mutation;
	END LOOP;
END
$$;
COMMENT ON FUNCTION compare_calls(bigint, bigint) IS
	'a report beside our own calls of its sample (current ones, or those of a call set): a row for each library and allele that either has, with both counts, who detects it, and why the other does not (call_agreement)';
