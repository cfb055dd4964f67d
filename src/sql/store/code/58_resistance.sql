-- What the literature says of inhibitors and what patients carry: evidence, never advice.  Definitions: doc/cohort.md.
CREATE OR REPLACE FUNCTION current_resistance(study text = NULL, as_of date = NULL, OUT patient text, OUT inhibitor text, OUT mutations mutation[], OUT basis text, OUT call text,
	OUT if_together text, OUT if_separate text, OUT reason text, OUT evidence text, OUT statements integer, OUT sources text[], OUT last_seen_on date)
	RETURNS SETOF record LANGUAGE plpgsql STABLE ROWS 1000 SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan SET jit = off SET work_mem = '32MB'
AS $$
#variable_conflict use_column
DECLARE
	study_key bigint := find_study(current_resistance.study);
BEGIN
	RETURN QUERY
	WITH said AS (
		-- Of each mutation the last draw that shows it, or excludes it with tumour DNA seen.
		SELECT DISTINCT ON (m.patient_id, m.mutation) m.patient_id, m.mutation, m.state, d.drawn_on
		FROM patient_mutation AS e JOIN patient AS p ON p.patient_id = e.patient_id
			JOIN sample_mutation AS m ON m.patient_id = e.patient_id AND m.mutation = e.mutation
			JOIN draw AS d ON d.patient_id = m.patient_id AND d.sample_id = m.sample_id
		WHERE p.study_id = study_key AND p.driver = 'ALK' AND d.material = 'plasma' AND (current_resistance.as_of IS NULL OR d.drawn_on <= current_resistance.as_of)
			AND d.drawn_on IS NOT NULL AND counts_for(e.mutation, 'ALK', p.driver) AND residue(e.mutation) IS NOT NULL
			AND (m.state = 'detected' OR m.state = 'absent'
				AND tumour_dna_seen(m.mutation, d.truncal_seen, d.first_detected, d.last_detected, d.first_looked_for, d.last_looked_for))
		ORDER BY m.patient_id, m.mutation, d.drawn_on DESC, d.sample_id DESC, rank_among_repeats(m.state)),
	carried AS MATERIALIZED (
		SELECT s.patient_id, array_agg(s.mutation ORDER BY s.mutation) AS mutations, max(s.drawn_on) AS last_seen_on FROM said AS s WHERE s.state = 'detected' GROUP BY s.patient_id),
	-- Every pair on one molecule in some draw, or every pair apart; a pair of both kinds in different draws is not known.
	pair AS (
		SELECT h.patient_id, h.first, h.second, bool_or(h.phase = 'cis') AS cis, bool_or(h.phase = 'trans') AS trans
		FROM pair_phase(study_key, current_resistance.as_of) AS h JOIN carried AS c ON c.patient_id = h.patient_id AND h.first = ANY (c.mutations) AND h.second = ANY (c.mutations)
		GROUP BY h.patient_id, h.first, h.second),
	phased AS MATERIALIZED (
		SELECT c.patient_id, c.mutations, c.last_seen_on, CASE WHEN k.pairs > 0 AND k.cis = k.pairs THEN 'cis' WHEN k.pairs > 0 AND k.trans = k.pairs THEN 'trans' ELSE 'unknown' END AS phase
		FROM carried AS c LEFT JOIN (
			SELECT i.patient_id, count(*) FILTER (WHERE i.cis AND NOT i.trans) AS cis, count(*) FILTER (WHERE i.trans AND NOT i.cis) AS trans FROM pair AS i GROUP BY i.patient_id) AS n
				ON n.patient_id = c.patient_id
			CROSS JOIN LATERAL (SELECT cardinality(c.mutations) * (cardinality(c.mutations) - 1) / 2 AS pairs, n.cis, n.trans) AS k),
	asked AS (SELECT DISTINCT f.mutations, f.phase FROM phased AS f),
	reading AS MATERIALIZED (
		SELECT a.mutations, a.phase, i.inhibitor, r.basis, r.call, r.if_together, r.if_separate, r.reason, v.evidence, v.statements, v.sources
		FROM asked AS a CROSS JOIN inhibitor AS i
			LEFT JOIN inhibitor_sensitivity_summary AS t ON cardinality(a.mutations) > 1 AND t.mutations = a.mutations AND t.inhibitor = i.inhibitor
			CROSS JOIN LATERAL (SELECT array_agg(s.call ORDER BY u.n) AS calls FROM unnest(a.mutations) WITH ORDINALITY AS u(mutation, n)
				LEFT JOIN inhibitor_sensitivity_summary AS s ON s.mutations = ARRAY[u.mutation] AND s.inhibitor = i.inhibitor) AS s
			CROSS JOIN LATERAL resistance_reading(a.phase, t.call, s.calls) AS r
			CROSS JOIN LATERAL (
				-- Everything that is said of one of them, or of several of them together.
				SELECT string_agg(w.said, '; ' ORDER BY w.said) AS evidence, count(*)::integer AS statements, array_agg(DISTINCT w.source ORDER BY w.source) AS sources
				FROM (
					SELECT format('%s: %s (%s)', array_to_string(q.mutations, ' + '), q.call, q.cited) AS said, q.cited AS source
					FROM (SELECT e.mutations, e.call, e.source || coalesce(', PMID ' || e.pmid, '') || coalesce('; ' || e.disease, '') AS cited
						FROM inhibitor_sensitivity AS e WHERE e.inhibitor = i.inhibitor AND e.mutations <@ a.mutations) AS q
					UNION ALL
					SELECT format('%s + %s: seen together after %s (%s)', k.mutation_a, k.mutation_b, k.arises_after, k.cited), k.cited
					FROM (SELECT c.mutation_a, c.mutation_b, c.arises_after, c.source || coalesce(', PMID ' || c.pmid, '') AS cited FROM compound_mutation AS c
						WHERE c.arises_after = i.inhibitor AND c.mutation_a = ANY (a.mutations) AND c.mutation_b = ANY (a.mutations)) AS k) AS w) AS v)
	SELECT p.external_id, g.inhibitor, f.mutations, g.basis, g.call, g.if_together, g.if_separate, g.reason, g.evidence, g.statements, g.sources, f.last_seen_on
	FROM phased AS f JOIN reading AS g ON g.mutations = f.mutations AND g.phase = f.phase JOIN patient AS p ON p.patient_id = f.patient_id
	ORDER BY p.external_id, g.inhibitor;
END
$$;
COMMENT ON FUNCTION current_resistance(text, date) IS
	'each patient whose plasma shows ALK mutations (by the last draw up to the day that shows or excludes each) and each inhibitor: what sources state; basis: single, compound (on one molecule), separate molecules, or compound, phase unknown; several mutations are never judged by statements on single ones; evidence of the literature with every source, no advice; research use only';
