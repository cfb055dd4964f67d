-- Compares the store's answers with the simulated truth: one row a question, "agrees" says the answer, NULL where a small
-- cohort has nothing to compare.
-- Those of patients and time stand in answers.sql.
-- At least 1 % means: at least one molecule in a hundred of those simulated carries the mutation.
\ir answers.sql
CREATE OR REPLACE VIEW truth.agreement AS
WITH planted AS (
	-- A phased pair or an MNV may be planted in several rows: what counts is the mutation.
	SELECT library, mutation::alkres.mutation AS mutation, max(molecules_with_allele::float8 / nullif(molecules_covering, 0)) AS fraction
	FROM truth.planted JOIN truth.libraries USING (library) WHERE withdrawn IS NULL AND kind = 'resistance' AND molecules_with_allele > 0 GROUP BY 1, 2),
called AS (
	SELECT l.name AS library, m.mutation, m.state
	FROM cfdna.mutation_state AS m JOIN cfdna.library AS l USING (patient_id, sample_id)
	WHERE m.method = 'sequencing' AND l.role = 'sample' AND l.withdrawn IS NULL AND m.mutation IN (SELECT mutation FROM alkres.resistance_mutation)),
measured AS (
	SELECT DISTINCT w.sample, ('ALK ' || w.assay)::alkres.mutation AS mutation, w.expected_fa_percent / 100 AS fraction, m.state
	FROM truth.wells AS w JOIN truth.plates AS k ON k.plate = w.plate AND k.withdrawn IS NULL JOIN cfdna.sample AS s ON s.external_id = w.sample
		JOIN cfdna.patient AS p ON p.patient_id = s.patient_id AND p.role = 'patient'
		LEFT JOIN cfdna.mutation_state AS m ON m.patient_id = s.patient_id AND m.sample_id = s.sample_id
			AND m.method = 'ddpcr' AND m.mutation = ('ALK ' || w.assay)::alkres.mutation),
reported AS (
	-- What was looked for in a sample that was examined elsewhere.
	SELECT r.sample, s.material, l.mutation, k.is_there, k.is_plain, k.molecules_with_allele, k.molecules_covering, m.state, m.lod95, coalesce(k.kind = 'haematopoiesis', false) AND s.material = 'plasma' AS of_blood
	FROM truth.reports AS r JOIN cfdna.sample AS s ON s.external_id = r.sample CROSS JOIN unnest(alkres.listed_mutations()) AS l(mutation)
		LEFT JOIN cfdna.mutation_state AS m ON m.patient_id = s.patient_id AND m.sample_id = s.sample_id AND m.mutation = l.mutation AND m.method = 'reported'
		LEFT JOIN LATERAL (SELECT t.* FROM truth.counted AS t WHERE t.sample = r.sample AND t.mutation <> '' AND t.mutation::alkres.mutation = l.mutation
			ORDER BY t.is_there DESC, t.molecules_with_allele DESC LIMIT 1) AS k ON true),
negative AS (
	-- A sample is measured with one assay of a mutation.
	SELECT m.state, m.reason, ARRAY(SELECT r.hgvs_c FROM alkres.resistance_mutation AS r
		WHERE r.mutation = o.mutation AND (o.mutation, r.hgvs_c) NOT IN (SELECT ('ALK ' || assay)::alkres.mutation, hgvs_c FROM truth.probes) ORDER BY r.hgvs_c) AS missed
	FROM cfdna.observation AS o JOIN cfdna.mutation_state AS m USING (patient_id, sample_id, mutation, method)
	WHERE o.method = 'ddpcr' AND o.is_current AND o.state = 'absent' AND o.run_id IN (SELECT run_id FROM cfdna.run WHERE withdrawn IS NULL))
SELECT 1 AS number, 'sequencing: mutations at 1 % or more that are found' AS question,
	count(*) FILTER (WHERE c.state = 'detected') AS yes, count(*) AS of, bool_and(c.state IS NOT DISTINCT FROM 'detected') AS agrees
FROM planted LEFT JOIN called AS c USING (library, mutation) WHERE planted.fraction >= 0.01
UNION ALL
SELECT 2, 'sequencing: detected mutations that were planted',
	count(planted.library), count(*), bool_and(planted.library IS NOT NULL)
FROM called AS c LEFT JOIN planted USING (library, mutation) WHERE c.state = 'detected'
UNION ALL
SELECT 3, 'sequencing: mutations called absent that were planted at no more than the limit',
	count(*) FILTER (WHERE coalesce(planted.fraction, 0) <= 0.005), count(*), bool_and(coalesce(planted.fraction, 0) <= 0.01)
FROM called AS c LEFT JOIN planted USING (library, mutation) WHERE c.state = 'absent'
UNION ALL
SELECT 4, 'ddPCR: mutations at 1 % or more that are found',
	count(*) FILTER (WHERE state = 'detected'), count(*), bool_and(state IS NOT DISTINCT FROM 'detected')
FROM measured WHERE fraction >= 0.01
UNION ALL
SELECT 5, 'ddPCR: detected mutations that were there',
	count(*) FILTER (WHERE fraction > 0), count(*), bool_and(coalesce(fraction, 0) > 0)
FROM measured WHERE state = 'detected'
UNION ALL
SELECT 6, 'draws without tumour DNA that say so',
	count(*) FILTER (WHERE d.tumour_dna_seen IS FALSE), count(*), bool_and(d.tumour_dna_seen IS FALSE)
FROM truth.tumour_fractions AS t JOIN cfdna.timeline AS d USING (sample) WHERE t.tumour_fraction = 0 AND d.material = 'plasma'
UNION ALL
SELECT 7, 'negatives in such a draw that are labelled so',
	count(*) FILTER (WHERE j.state = 'absent, no tumour DNA seen'), count(*), bool_and(j.state = 'absent, no tumour DNA seen')
FROM truth.tumour_fractions AS t JOIN cfdna.trajectory AS j USING (sample) WHERE t.tumour_fraction = 0 AND j.state LIKE 'absent%'
UNION ALL
SELECT 8, 'ddPCR: mutations called absent whose every DNA change is probed',
	count(*) FILTER (WHERE missed = '{}'), count(*), bool_and(missed = '{}')
FROM negative WHERE state = 'absent'
UNION ALL
SELECT 9, 'ddPCR: negatives of a probe that misses a change, which name it',
	count(*) FILTER (WHERE says_so), count(*), bool_and(says_so)
FROM (SELECT *, state = 'not_evaluable' AND reason LIKE '%not looked at: ' || array_to_string(missed, ', ') AS says_so FROM negative) AS n WHERE missed <> '{}'
UNION ALL
SELECT 10, 'ddPCR: mutations called absent that were there at no more than the limit',
	count(*) FILTER (WHERE fraction <= 0.005), count(*), bool_and(fraction <= 0.01)
FROM measured WHERE state = 'absent'
UNION ALL
SELECT 11, 'reports: mutations that reach the limit of the reporter that are found',
	count(*) FILTER (WHERE state = 'detected'), count(*), bool_and(state IS NOT DISTINCT FROM 'detected')
FROM reported WHERE is_plain AND NOT of_blood
UNION ALL
SELECT 12, 'reports: detected mutations that were there', count(*) FILTER (WHERE is_there), count(*), bool_and(coalesce(is_there, false))
FROM reported WHERE state = 'detected'
UNION ALL
SELECT 13, 'reports: mutations that are absent, there at no more than the limit', count(*) FILTER (WHERE NOT coalesce(is_there, false)), count(*),
	bool_and(coalesce(is_there, false) IS FALSE OR molecules_with_allele < lod95 * molecules_covering)
FROM reported WHERE state = 'absent'
UNION ALL
SELECT 14, 'reports: trajectory has the fraction of what was counted, to the digits of the report', count(*) FILTER (WHERE a.ok), count(*), bool_and(a.ok)
FROM reported AS k LEFT JOIN cfdna.trajectory AS t ON t.sample = k.sample AND t.mutation = k.mutation AND t.method = 'reported',
	LATERAL (SELECT coalesce(abs(t.fraction_percent - 100.0 * k.molecules_with_allele / k.molecules_covering) <= 0.00501, false)) AS a(ok)
WHERE k.is_plain AND k.material = 'plasma' AND NOT k.of_blood
UNION ALL
SELECT 15, 'reports: in doubt is what the reporter filtered, or white cells carry, and nothing else', count(*) FILTER (WHERE a.ok), count(*), bool_and(a.ok)
FROM reported AS k LEFT JOIN truth.doubted AS d ON d.sample = k.sample AND d.mutation = k.mutation,
	LATERAL (SELECT (k.state IN ('indeterminate', 'germline_or_chip')) = (d.sample IS NOT NULL OR (k.of_blood AND k.is_plain))) AS a(ok)
WHERE k.state NOT IN ('absent', 'not_in_panel') OR d.sample IS NOT NULL
UNION ALL
SELECT number, question, yes, of, agrees FROM truth.answer_agreement;
