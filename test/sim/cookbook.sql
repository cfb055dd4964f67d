-- What the simulator's truth says to questions of doc/cookbook.md, by their numbers: the same rows, without asking the store.
-- What is plain and what is there is as in answers.sql, which makes the tables.
-- 1
SELECT p.patient, p.fusion, p.marker IS NOT NULL, count(*) FILTER (WHERE d.material = 'plasma'), count(DISTINCT d.line), p.last_follow_up
FROM truth.patients AS p JOIN truth.drawn AS d USING (patient) GROUP BY p.patient, p.fusion, p.marker IS NOT NULL, p.last_follow_up ORDER BY 1;
-- 2
SELECT patient, line, string_agg(drug, ' + ' ORDER BY drug), min(start_date), CASE WHEN bool_and(end_date IS NOT NULL) THEN max(end_date) END
FROM truth.treatments GROUP BY patient, line HAVING count(*) > 1 ORDER BY 1;
-- 3
SELECT sample, material, drawn_on, line, array_to_string(drugs, ' + ') FROM truth.drawn WHERE material <> 'plasma' ORDER BY 1;
-- 4
SELECT run, library, withdrawn FROM truth.libraries WHERE withdrawn IS NOT NULL UNION ALL SELECT run, NULL, withdrawn FROM truth.plates WHERE withdrawn IS NOT NULL ORDER BY 1;
-- 5
SELECT patient, string_agg(sample || ' (' || coalesce(nullif(array_to_string(drugs, ' + '), ''), 'no drug') || ')', ', ' ORDER BY drawn_on) FROM truth.drawn AS d
WHERE material = 'plasma' AND NOT marker_there AND NOT EXISTS (SELECT FROM truth.held AS h WHERE h.sample = d.sample AND h.is_there) GROUP BY patient ORDER BY 1;
-- 14
SELECT count(DISTINCT d.patient), count(DISTINCT d.patient), count(DISTINCT d.patient) FILTER (WHERE a.seen_plain), count(DISTINCT d.patient) FILTER (WHERE a.plain)
FROM truth.drawn AS d JOIN truth.asked('ALK') AS a USING (sample) WHERE d.material = 'plasma' AND d.baseline_line = 1;
-- 15
SELECT h.mutation, h.mechanism, count(DISTINCT h.patient) FILTER (WHERE h.is_plain), (SELECT count(DISTINCT patient) FROM truth.drawn WHERE line > 0 AND material = 'plasma'),
	(SELECT count(DISTINCT k.patient) FROM truth.drawn AS k JOIN truth.asked(h.mutation) AS a USING (sample) WHERE k.line > 0 AND k.material = 'plasma' AND a.seen_plain)
FROM truth.held AS h JOIN truth.drawn AS d USING (sample) WHERE d.material = 'plasma' AND d.line > 0 GROUP BY h.mutation, h.mechanism ORDER BY 3 DESC, h.mutation;
-- 16
SELECT count(DISTINCT d.patient), count(DISTINCT d.patient), count(DISTINCT d.patient) FILTER (WHERE a.plain), count(DISTINCT d.patient) FILTER (WHERE a.seen_plain),
	round(count(DISTINCT d.patient) FILTER (WHERE a.plain AND a.seen_plain)::numeric / count(DISTINCT d.patient) FILTER (WHERE a.seen_plain), 2)
FROM truth.drawn AS d JOIN truth.asked('KRAS G12') AS a USING (sample) WHERE d.material = 'plasma' AND d.at_progression;
-- 17
SELECT c.class, count(DISTINCT d.patient), count(DISTINCT d.patient) FILTER (WHERE a.plain) FROM (VALUES ('ALK'::mutation), ('KRAS G12')) AS c(class), LATERAL truth.asked(c.class) AS a
	JOIN truth.drawn AS d USING (sample) WHERE d.material = 'tissue' GROUP BY c.class ORDER BY c.class;
-- 25
-- Each time is one draw with tumour DNA and without the mutation, between draws with it.
SELECT patient, mutation, first_there, between_there, (SELECT max(d.drawn_on) FROM truth.held AS h JOIN truth.drawn AS d USING (sample)
	WHERE h.patient = c.patient AND h.mutation = c.mutation AND h.is_plain AND d.material = 'plasma') FROM truth.course AS c WHERE between_there > 0 ORDER BY 1;
-- 27
SELECT a.mutation, b.mutation, (SELECT count(DISTINCT patient) FROM truth.drawn), count(DISTINCT a.patient), 0, 0,
	count(DISTINCT a.sample) FILTER (WHERE a.sample = b.sample)
FROM (SELECT h.* FROM truth.held AS h JOIN truth.drawn AS d USING (sample) WHERE d.material = 'plasma' AND h.is_plain) AS a
	JOIN (SELECT h.* FROM truth.held AS h JOIN truth.drawn AS d USING (sample) WHERE d.material = 'plasma' AND h.is_plain) AS b ON b.patient = a.patient AND b.mutation > a.mutation GROUP BY 1, 2;
-- 31
SELECT variant(p.assembly, p.contig, p.position, p.ref, p.alt), p.mutation, string_agg(DISTINCT p.patient, ', ') FROM truth.counted AS p
WHERE p.kind = 'resistance' AND p.expected_vaf > 0 AND p.position BETWEEN 29220706 AND 29220835 GROUP BY 1, 2 ORDER BY 1;
-- 32
SELECT d.patient, m.mutation, count(*) FROM truth.masked AS m JOIN truth.drawn AS d USING (sample) WHERE d.material = 'plasma' GROUP BY 1, 2;
-- 33
SELECT d.patient, string_agg(h.mutation::text, ' + ' ORDER BY h.mutation) FROM truth.held AS h JOIN truth.drawn AS d USING (sample)
WHERE h.is_plain AND h.mechanism = 'on_target' AND d.material = 'plasma' AND d.drawn_on = (SELECT max(k.drawn_on) FROM truth.drawn AS k WHERE k.patient = d.patient AND k.material = 'plasma')
GROUP BY d.patient ORDER BY 1;
-- 36
SELECT sample, 'blood_ml', round(blood_ml::numeric, 1), 10, 20, 'low' FROM truth.samples WHERE material = 'plasma' AND blood_ml < 10 ORDER BY 1;
-- 38
SELECT true, (SELECT count(DISTINCT patient) FROM truth.drawn), EXISTS (SELECT FROM truth.held WHERE mutation = 'KRAS G12D' AND is_plain);
