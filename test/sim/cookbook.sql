-- What the simulator's truth says to questions of doc/cookbook.md, by their numbers: the same rows, without asking the store for an answer.  Where an answer is of
-- measured numbers, or of what a limit excludes, it is worked out a second time of the observations (truth.observed).  What is plain and what is there is as in
-- answers.sql, which makes the tables.
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
-- 6
SELECT d.drawn_on, nullif(array_to_string(d.drugs, ' + '), ''), o.method, o.state, round((100 * o.fraction)::numeric, 1) FROM truth.observed AS o JOIN truth.drawn AS d USING (sample)
WHERE d.patient = 'P001' AND d.material = 'plasma' AND o.mutation = 'ALK L1196M' ORDER BY d.drawn_on, o.method DESC;
-- 7
SELECT d.sample, d.drawn_on, 'absent', round((100 * m.upper)::numeric, 1) FROM truth.measured AS m JOIN truth.drawn AS d USING (sample) JOIN truth.held AS h ON h.sample = m.sample AND h.mutation = m.mutation
WHERE d.patient = 'P001' AND d.material = 'plasma' AND m.mutation = 'ALK G1202R' AND m.method = 'sequencing' AND NOT h.is_there ORDER BY d.drawn_on;
-- 8
SELECT k.mutation, k.mechanism, m.method, k.state, round((100 * coalesce(m.fraction, (SELECT max(o.fraction) FROM truth.observed AS o WHERE o.sample = m.sample AND o.mutation = m.mutation AND o.method = m.method)))::numeric, 1)
FROM (SELECT sample, mutation, mechanism, 'detected' AS state FROM truth.held WHERE is_plain UNION ALL SELECT sample, mutation, 'off_target', 'germline_or_chip' FROM truth.masked) AS k
	JOIN truth.measured AS m ON m.sample = k.sample AND m.mutation = k.mutation WHERE k.sample = 'P006-D5' ORDER BY k.mutation, m.method DESC;
-- 9
SELECT a.library, a.mutation, b.mutation, p.phase,
	EXISTS (SELECT FROM compound_mutation AS k WHERE (k.mutation_a, k.mutation_b) IN ((a.mutation::mutation, b.mutation::mutation), (b.mutation::mutation, a.mutation::mutation)))
FROM truth.planted AS a JOIN truth.planted AS b ON b.library = a.library AND b."position" > a."position" JOIN truth.libraries AS l ON l.library = a.library
	JOIN truth.phased AS p ON p.library = a.library AND (p.first, p.second) IN ((a.mutation, b.mutation), (b.mutation, a.mutation))
WHERE l.withdrawn IS NULL AND a.kind = 'resistance' AND b.kind = 'resistance' AND least(a.molecules_with_allele / a.molecules_covering::float8, b.molecules_with_allele / b.molecules_covering::float8) >= 0.005 ORDER BY a.library;
-- 10
-- Molecules of the draws of a line and its baseline; of plates, copies of the wells.
SELECT k.method, k.line, k.drugs, f.draws, round(f.doubling_days::numeric), round(f.doubling_days_lower::numeric), f.doubling_days_upper, f.reason FROM (
	SELECT o.method, t.line, (SELECT string_agg(c.drug, ' + ' ORDER BY c.drug) FROM truth.treatments AS c WHERE c.patient = 'P001' AND c.line = t.line) AS drugs,
		array_agg((d.drawn_on - DATE '2000-01-01')::float8 ORDER BY d.drawn_on) AS days, array_agg(CASE o.method WHEN 'ddpcr' THEN w.vaf ELSE o.vaf END ORDER BY d.drawn_on) AS vafs
	FROM truth.observed AS o JOIN truth.drawn AS d USING (sample) JOIN truth.line AS t ON t.patient = d.patient AND t.line IN (d.line, d.baseline_line)
		LEFT JOIN LATERAL (SELECT vaf(pooled(w.droplets), min(a.mutant_channel)) AS vaf FROM cfdna.well AS w JOIN cfdna.assay AS a USING (assay_id)
			WHERE w.run_id = o.run_id AND w.sample_id = o.sample_id AND w.assay_id = o.assay_id AND w.role = 'unknown' AND w.is_counted) AS w ON true
	WHERE d.patient = 'P001' AND d.material = 'plasma' AND o.mutation = 'ALK L1196M' GROUP BY o.method, t.line) AS k, LATERAL trend(k.days, k.vafs) AS f ORDER BY k.line, k.method DESC;
-- 11
WITH k AS (
	SELECT count(DISTINCT d.patient) AS n, count(DISTINCT d.patient) FILTER (WHERE a.evaluable) AS evaluable, count(DISTINCT d.patient) FILTER (WHERE a.seen_plain) AS seen, count(DISTINCT d.patient) FILTER (WHERE a.plain) AS plain,
		count(DISTINCT d.patient) FILTER (WHERE a.plain AND a.seen_plain) AS both_plain
	FROM truth.drawn AS d JOIN truth.asked('ALK') AS a USING (sample) WHERE d.material = 'plasma' AND d.at_progression)
SELECT k.*, round(f.fraction::numeric, 2), round(f.fraction_lower::numeric, 2), round(f.fraction_upper::numeric, 2) FROM k, share(k.both_plain, k.seen) AS f;
-- 12
SELECT k.drug, k.n, k.seen, k.both_plain, round(k.both_plain::numeric / nullif(k.seen, 0), 2), CASE WHEN k.seen = 0 THEN 'no draw that could show the class has tumour DNA seen apart from it' END FROM (
	SELECT u.drug, count(DISTINCT d.patient) AS n, count(DISTINCT d.patient) FILTER (WHERE a.seen_plain) AS seen, count(DISTINCT d.patient) FILTER (WHERE a.plain AND a.seen_plain) AS both_plain
	FROM truth.drawn AS d JOIN truth.asked('ALK') AS a USING (sample) CROSS JOIN LATERAL unnest(d.drugs) AS u(drug) WHERE d.material = 'plasma' AND d.at_progression GROUP BY u.drug) AS k ORDER BY k.drug;
-- 13
SELECT count(DISTINCT d.patient), count(DISTINCT d.patient) FILTER (WHERE a.evaluable), count(DISTINCT d.patient) FILTER (WHERE a.plain), count(DISTINCT d.patient) FILTER (WHERE a.seen_plain), NULL
FROM truth.drawn AS d JOIN truth.asked('ALK solvent_front') AS a USING (sample) WHERE d.material = 'plasma' AND d.at_progression AND 'alectinib' = ANY (d.drugs);
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
-- 18
SELECT m.drug, m.year, count(*), count(*) FILTER (WHERE m.on_target AND NOT m.off_target), count(*) FILTER (WHERE m.off_target AND NOT m.on_target), count(*) FILTER (WHERE m.on_target AND m.off_target),
	count(*) FILTER (WHERE NOT m.on_target AND NOT m.off_target AND m.is_seen), count(*) FILTER (WHERE NOT m.on_target AND NOT m.off_target AND NOT m.is_seen) FROM (
	SELECT u.drug, extract(year FROM d.drawn_on) AS year, d.patient, coalesce(bool_or(h.is_plain AND h.mechanism = 'on_target'), false) AS on_target, coalesce(bool_or(h.is_plain AND h.mechanism = 'off_target'), false) AS off_target, bool_or(d.marker_plain OR h.is_plain) AS is_seen
	FROM truth.drawn AS d CROSS JOIN LATERAL unnest(d.drugs) AS u(drug) LEFT JOIN truth.held AS h USING (sample) WHERE d.material = 'plasma' AND d.at_progression GROUP BY u.drug, 2, d.patient) AS m GROUP BY m.drug, m.year ORDER BY 1, 2;
-- 19
SELECT patient, drug, mutation, mechanism, negative_on, first_on FROM truth.emerging WHERE negative_on IS NOT NULL ORDER BY patient, first_on;
-- 20
SELECT e.patient, e.drug, e.mutation, e.first_on, b.drawn_on, b.state FROM truth.emerging AS e JOIN LATERAL (
	SELECT d.drawn_on, CASE WHEN bool_or(m.is_found) THEN 'detected' WHEN min(m.limit) IS NOT NULL THEN 'absent' END AS state FROM truth.drawn AS d JOIN truth.measured AS m USING (sample)
	WHERE d.patient = e.patient AND d.material = 'plasma' AND m.mutation = e.mutation AND d.drawn_on <= e.start_date GROUP BY d.drawn_on ORDER BY d.drawn_on DESC LIMIT 1) AS b ON true
WHERE e.negative_on IS NULL ORDER BY e.patient;
-- 21
SELECT f.patient, f.status, e.mutation, CASE f.status WHEN 'not_emerged' THEN 'right' WHEN 'emerged' THEN CASE WHEN e.negative_on IS NULL THEN 'left' ELSE 'interval' END END,
	CASE f.status WHEN 'not_emerged' THEN f.seen_plain - f.start_date WHEN 'emerged' THEN greatest(e.negative_on - f.start_date, 0) END, CASE f.status WHEN 'emerged' THEN e.first_on - f.start_date END
FROM truth.followed AS f LEFT JOIN LATERAL (SELECT k.* FROM truth.emerging AS k WHERE k.patient = f.patient AND k.line = f.line AND k.mechanism = 'on_target' ORDER BY k.first_on, k.mutation LIMIT 1) AS e ON f.status = 'emerged'
WHERE EXISTS (SELECT FROM truth.treatments AS t WHERE t.patient = f.patient AND t.line = f.line AND t.drug = 'crizotinib') ORDER BY f.patient;
-- 22
-- By hand: the first time at which at most half are left; the limits are where those of the curve, by log(-log), pass one half.
WITH followed AS (
	SELECT CASE f.status WHEN 'emerged' THEN f.first_there ELSE f.seen_plain END - f.start_date AS days, f.status = 'emerged' AS event FROM truth.followed AS f
	WHERE f.status IN ('emerged', 'not_emerged') AND EXISTS (SELECT FROM truth.treatments AS t WHERE t.patient = f.patient AND t.line = f.line AND t.drug = 'crizotinib')),
step AS (
	SELECT t.days, count(*) FILTER (WHERE f.days >= t.days) AS at_risk, count(*) FILTER (WHERE f.days = t.days AND f.event) AS events FROM (SELECT DISTINCT days FROM followed WHERE event) AS t, followed AS f GROUP BY t.days),
curve AS (
	SELECT s.days, exp(sum(ln(1 - s.events / s.at_risk::float8)) OVER w) AS share, sqrt(sum(s.events / (s.at_risk * (s.at_risk - s.events))::float8) OVER w) AS error FROM step AS s WHERE s.at_risk > s.events WINDOW w AS (ORDER BY s.days)),
limits AS (SELECT c.days, c.share, c.share ^ exp(1.959963984540054 * c.error / abs(ln(c.share))) AS lower, c.share ^ exp(-1.959963984540054 * c.error / abs(ln(c.share))) AS upper FROM curve AS c)
SELECT (SELECT count(*) FROM followed), (SELECT count(*) FROM followed WHERE event), (SELECT min(days) FROM limits WHERE share <= 0.5), (SELECT min(days) FROM limits WHERE lower <= 0.5), (SELECT min(days) FROM limits WHERE upper <= 0.5);
-- 23
SELECT f.patient, f.line, e.mutation, e.first_on, f.radiographic_on, f.radiographic_on - e.first_on, f.clinical_on - e.first_on
FROM truth.followed AS f JOIN LATERAL (SELECT k.* FROM truth.emerging AS k WHERE k.patient = f.patient AND k.line = f.line AND k.mechanism = 'on_target' ORDER BY k.first_on, k.mutation LIMIT 1) AS e ON true
WHERE f.status = 'emerged' AND coalesce(f.radiographic_on, f.clinical_on) IS NOT NULL ORDER BY f.patient, f.line;
-- 24
-- Excluded since the last draw that shows it, by one draw or more.
SELECT c.patient, c.mutation, e.first_on, c.last_plain, CASE count(*) WHEN 1 THEN 'unconfirmed' ELSE 'cleared' END, min(d.drawn_on) FROM truth.course AS c JOIN truth.emerging AS e ON e.patient = c.patient AND e.mutation = c.mutation
	JOIN truth.drawn AS d ON d.patient = c.patient AND d.material = 'plasma' AND d.drawn_on > c.last_plain
WHERE d.marker_plain OR EXISTS (SELECT FROM truth.held AS h WHERE h.sample = d.sample AND h.mutation <> c.mutation AND h.is_plain) GROUP BY c.patient, c.mutation, e.first_on, c.last_plain ORDER BY c.patient;
-- 25
-- Each time is one draw with tumour DNA and without the mutation, between draws with it.
SELECT patient, mutation, first_there, between_there, (SELECT max(d.drawn_on) FROM truth.held AS h JOIN truth.drawn AS d USING (sample)
	WHERE h.patient = c.patient AND h.mutation = c.mutation AND h.is_plain AND d.material = 'plasma') FROM truth.course AS c WHERE between_there > 0 ORDER BY 1;
-- 26
SELECT patient, mutation, before, drawn_on FROM (
	SELECT d.patient, m.mutation, d.drawn_on, m.is_found, m.fraction, lag(m.limit IS NOT NULL) OVER w AS was_absent, lag(m.upper) OVER w AS was_under, lag(d.drawn_on) OVER w AS before,
		lag(d.marker_there OR EXISTS (SELECT FROM truth.held AS h WHERE h.sample = d.sample AND h.mutation <> m.mutation AND h.is_there)) OVER w AS was_seen
	FROM truth.measured AS m JOIN truth.drawn AS d USING (sample) WHERE d.material = 'plasma' AND m.method = 'sequencing' WINDOW w AS (PARTITION BY d.patient, m.mutation ORDER BY d.drawn_on)) AS k
WHERE is_found AND was_absent AND was_under < 0.005 AND was_seen AND fraction > 0.01 ORDER BY patient, drawn_on;
-- 27
SELECT a.mutation, b.mutation, (SELECT count(DISTINCT patient) FROM truth.drawn), count(DISTINCT a.patient), 0, 0,
	count(DISTINCT a.sample) FILTER (WHERE a.sample = b.sample)
FROM (SELECT h.* FROM truth.held AS h JOIN truth.drawn AS d USING (sample) WHERE d.material = 'plasma' AND h.is_plain) AS a
	JOIN (SELECT h.* FROM truth.held AS h JOIN truth.drawn AS d USING (sample) WHERE d.material = 'plasma' AND h.is_plain) AS b ON b.patient = a.patient AND b.mutation > a.mutation GROUP BY 1, 2;
-- 28
-- What the tumour has, the marker among it, by sequencing in a draw of the line and in its baseline.
WITH fraction AS (
	SELECT d.*, k.name, k.fraction, k.lower, k.upper, k.is_found FROM truth.drawn AS d JOIN (
		SELECT o.sample, 'marker' AS name, CASE o.state WHEN 'absent' THEN 0 ELSE o.fraction END AS fraction, CASE o.state WHEN 'absent' THEN 0 ELSE o.fraction_lower END AS lower, o.fraction_upper AS upper, o.state = 'detected' AS is_found
		FROM truth.observed AS o WHERE o.is_marker
		UNION ALL
		SELECT m.sample, m.mutation::text, coalesce(m.fraction, 0), coalesce(m.lower, 0), CASE WHEN m.is_found THEN (SELECT (array_agg(o.fraction_upper ORDER BY o.fraction DESC))[1] FROM truth.observed AS o
			WHERE o.sample = m.sample AND o.mutation = m.mutation AND o.method = m.method AND o.state = 'detected') ELSE m.upper END, m.is_found
		FROM truth.measured AS m JOIN truth.emerging AS e ON e.mutation = m.mutation WHERE m.method = 'sequencing' AND e.patient = split_part(m.sample, '-', 1) AND (m.is_found OR m.limit IS NOT NULL)) AS k USING (sample)
	WHERE d.material = 'plasma')
SELECT k.patient, k.drug, k.drawn_on, 'sequencing', round(k.after / k.before, 2), r.response FROM (
	SELECT a.patient, array_to_string(a.drugs, ' + ') AS drug, a.drawn_on, avg(a.fraction)::numeric AS after, avg(b.fraction)::numeric AS before, array_agg(b.fraction ORDER BY a.name) AS b, array_agg(b.lower ORDER BY a.name) AS bl,
		array_agg(b.upper ORDER BY a.name) AS bu, array_agg(a.fraction ORDER BY a.name) AS a, array_agg(a.lower ORDER BY a.name) AS al, array_agg(a.upper ORDER BY a.name) AS au
	FROM fraction AS a JOIN fraction AS b ON b.patient = a.patient AND b.baseline_line = a.line AND b.name = a.name WHERE a.line = 2 AND (a.is_found OR b.is_found) GROUP BY a.patient, a.drugs, a.drawn_on) AS k,
	LATERAL molecular_response(k.b, k.bl, k.bu, k.a, k.al, k.au, 0.5) AS r WHERE k.before > 0 ORDER BY k.patient, k.drawn_on;
-- 29
WITH known AS (
	SELECT d.patient, d.drawn_on, a.plain FROM truth.drawn AS d JOIN truth.asked('ALK') AS a USING (sample) WHERE d.material = 'plasma' AND (a.plain OR a.seen_there)),
line AS (
	SELECT f.patient, f.start_date, least(f.radiographic_on, f.clinical_on) AS progressed_on, coalesce(least(f.radiographic_on, f.clinical_on), f.next_start, greatest(p.last_follow_up, p.death,
		(SELECT max(d.drawn_on) FROM truth.drawn AS d WHERE d.patient = f.patient AND d.line = f.line), (SELECT max(a.assessed_on) FROM truth.assessments AS a WHERE a.patient = f.patient AND a.assessed_on > f.start_date
		AND a.assessed_on <= coalesce(f.next_start, 'infinity')))) AS stopped_on FROM truth.followed AS f JOIN truth.patients AS p USING (patient) WHERE f.line = 2),
said AS (
	SELECT l.patient, l.start_date AS on_day, (SELECT k.plain FROM known AS k WHERE k.patient = l.patient AND k.drawn_on <= l.start_date ORDER BY k.drawn_on DESC LIMIT 1) AS plain FROM line AS l
	UNION ALL SELECT l.patient, k.drawn_on, k.plain FROM line AS l JOIN known AS k ON k.patient = l.patient AND k.drawn_on > l.start_date AND k.drawn_on < l.stopped_on),
turn AS (SELECT s.* FROM (SELECT s.*, row_number() OVER w = 1 OR s.plain IS DISTINCT FROM lag(s.plain) OVER w AS is_new FROM said AS s WINDOW w AS (PARTITION BY s.patient ORDER BY s.on_day)) AS s WHERE s.is_new)
SELECT l.patient, 2, t.on_day - l.start_date, coalesce(lead(t.on_day) OVER w, l.stopped_on) - l.start_date, t.plain, l.progressed_on IS NOT NULL AND lead(t.on_day) OVER w IS NULL
FROM line AS l JOIN turn AS t USING (patient) WINDOW w AS (PARTITION BY l.patient ORDER BY t.on_day) ORDER BY l.patient, 3;
-- 30
-- The probe's change by both methods; kappa by its definition.
WITH pair AS (
	SELECT s.state = 'detected' AS first, p.state = 'detected' AS second FROM truth.observed AS p JOIN truth.drawn AS d USING (sample) JOIN truth.observed AS s ON s.sample = p.sample AND s.mutation = p.mutation AND s.variant = ANY (p.alleles) AND s.method = 'sequencing'
	WHERE p.method = 'ddpcr' AND p.state IN ('detected', 'absent') AND s.state IN ('detected', 'absent') AND NOT (s.state = 'detected' AND p.state = 'absent' AND s.fraction < p.lod95) AND NOT (p.state = 'detected' AND s.state = 'absent' AND p.fraction < s.lod95)),
k AS (SELECT count(*) AS n, count(*) FILTER (WHERE first AND second) AS a, count(*) FILTER (WHERE first AND NOT second) AS b, count(*) FILTER (WHERE NOT first AND second) AS c, count(*) FILTER (WHERE NOT first AND NOT second) AS d FROM pair)
SELECT w.pairs, w.pairs - k.n,
	k.a, k.b, k.c, k.d, round(((k.a + k.d)::numeric / k.n - e.chance) / (1 - e.chance), 2) FROM k, LATERAL (SELECT ((k.a + k.b)::numeric * (k.a + k.c) + (k.c + k.d)::numeric * (k.b + k.d)) / (k.n::numeric * k.n) AS chance) AS e,
	LATERAL (SELECT count(DISTINCT (w.sample, w.assay)) AS pairs FROM truth.wells AS w JOIN truth.plates AS p USING (plate) JOIN truth.drawn AS d USING (sample) WHERE p.withdrawn IS NULL AND d.material = 'plasma') AS w;
-- 31
SELECT variant(p.assembly, p.contig, p.position, p.ref, p.alt), p.mutation, string_agg(DISTINCT p.patient, ', ') FROM truth.counted AS p
WHERE p.kind = 'resistance' AND p.expected_vaf > 0 AND p.position BETWEEN 29220706 AND 29220835 GROUP BY 1, 2 ORDER BY 1;
-- 32
SELECT d.patient, m.mutation, count(*) FROM truth.masked AS m JOIN truth.drawn AS d USING (sample) WHERE d.material = 'plasma' GROUP BY 1, 2;
-- 33
SELECT d.patient, string_agg(h.mutation::text, ' + ' ORDER BY h.mutation) FROM truth.held AS h JOIN truth.drawn AS d USING (sample)
WHERE h.is_plain AND h.mechanism = 'on_target' AND d.material = 'plasma' AND d.drawn_on = (SELECT max(k.drawn_on) FROM truth.drawn AS k WHERE k.patient = d.patient AND k.material = 'plasma')
GROUP BY d.patient ORDER BY 1;
-- 34
WITH carried AS (
	SELECT d.patient, d.sample, array_agg(h.mutation ORDER BY h.mutation) AS mutations FROM truth.held AS h JOIN truth.drawn AS d USING (sample)
	WHERE h.is_plain AND h.mechanism = 'on_target' AND d.material = 'plasma' AND d.drawn_on = (SELECT max(k.drawn_on) FROM truth.drawn AS k WHERE k.patient = d.patient AND k.material = 'plasma') GROUP BY d.patient, d.sample),
phased AS (
	SELECT l.sample, p.phase FROM truth.phased AS p JOIN truth.libraries AS l USING (library) WHERE l.withdrawn IS NULL)
SELECT c.patient, array_to_string(c.mutations, ' + '), CASE WHEN cardinality(c.mutations) = 1 THEN 'single' ELSE CASE p.phase WHEN 'cis' THEN 'compound' WHEN 'trans' THEN 'separate molecules' ELSE 'compound, phase unknown' END END,
	CASE cardinality(c.mutations) WHEN 1 THEN (SELECT min(s.call) FROM inhibitor_sensitivity AS s WHERE s.inhibitor = 'lorlatinib' AND s.mutations = c.mutations HAVING count(DISTINCT s.call) = 1) END, NULL, NULL,
	(SELECT count(*) FROM inhibitor_sensitivity AS s WHERE s.inhibitor = 'lorlatinib' AND s.mutations <@ c.mutations) + (SELECT count(*) FROM compound_mutation AS k WHERE k.arises_after = 'lorlatinib' AND k.mutation_a = ANY (c.mutations) AND k.mutation_b = ANY (c.mutations))
FROM carried AS c LEFT JOIN phased AS p USING (sample) ORDER BY c.patient;
-- 35
-- Of KRAS and of copies not every member was looked at in everybody: who is evaluable is asked of the observations.
WITH draw AS (SELECT d.* FROM truth.drawn AS d WHERE d.material = 'plasma' AND d.at_progression AND 'crizotinib' = ANY (d.drugs)),
cohort AS (
	SELECT a.class, count(DISTINCT d.patient) FILTER (WHERE k.plain AND k.seen_plain) AS carriers, count(DISTINCT d.patient) FILTER (WHERE k.seen_plain AND k.evaluable) AS patients
	FROM (VALUES ('ALK'::mutation), ('ALK G1269A')) AS a(class) CROSS JOIN LATERAL truth.asked(a.class) AS k JOIN draw AS d USING (sample) GROUP BY a.class
	UNION ALL
	SELECT 'KRAS', count(DISTINCT d.patient), count(DISTINCT d.patient) FROM truth.asked('KRAS') AS k JOIN draw AS d USING (sample) WHERE k.plain AND k.seen_plain
	UNION ALL
	SELECT 'ALK copy_number_gain', count(DISTINCT d.patient) FILTER (WHERE o.state = 'detected'), count(DISTINCT d.patient) FROM draw AS d JOIN truth.observed AS o USING (sample) JOIN truth.asked('ALK copy_number_gain') AS k USING (sample)
	WHERE o.mutation = 'ALK copy_number_gain' AND o.state IN ('detected', 'absent', 'indeterminate') AND k.seen_plain)
SELECT f.alteration, f.positive || ' of ' || f.total, c.carriers || ' of ' || c.patients, round(t.p_value::numeric, 2), CASE c.class WHEN 'KRAS' THEN 'nobody is evaluable but those in whom it was found' END
FROM published_frequency AS f JOIN cohort AS c ON c.class = f.mutation LEFT JOIN LATERAL fisher_exact(c.carriers, c.patients - c.carriers, f.positive, f.total - f.positive) AS t ON c.class <> 'KRAS'
WHERE f.after_inhibitor = 'crizotinib' AND f.unit = 'patient' ORDER BY f.alteration, f.total DESC;
-- 36
SELECT sample, 'blood_ml', round(blood_ml::numeric, 1), 10, 20, 'low' FROM truth.samples WHERE material = 'plasma' AND blood_ml < 10 ORDER BY 1;
-- 37
-- Every assay is on one plate, and there are two normals: each is alone.
SELECT k.kind, k.measure, k.controls, k.droplets, 0, k.reason FROM (
	SELECT CASE w.role WHEN 'ntc' THEN 'ntc' ELSE 'negative_control' END AS kind, m.measure, count(DISTINCT (w.run_id, w.assay_id)) AS controls, max(m.droplets) AS droplets, 'no other plate has this control' AS reason
	FROM cfdna.well AS w JOIN cfdna.run AS r USING (run_id), LATERAL (VALUES ('mutant_droplets', fam_positive(w.droplets)), ('wild_type_droplets', hex_positive(w.droplets))) AS m(measure, droplets)
	WHERE r.withdrawn IS NULL AND w.role IN ('ntc', 'negative_control') AND (w.role = 'ntc' OR m.measure = 'mutant_droplets') GROUP BY w.role, m.measure
	UNION ALL
	SELECT 'normal', m.measure, count(*), NULL, 'fewer than two other libraries are this control' FROM truth.libraries AS l, (VALUES ('errors_per_million'), ('molecule_depth')) AS m(measure) WHERE l.role = 'normal' AND l.withdrawn IS NULL GROUP BY m.measure) AS k
ORDER BY k.kind, k.measure;
-- 38
SELECT true, (SELECT count(DISTINCT patient) FROM truth.drawn), EXISTS (SELECT FROM truth.held WHERE mutation = 'KRAS G12D' AND is_plain);
-- 39
-- The panel holds less than a quarter of ALK's intron 19.
SELECT p.patient, p.fusion, 'not_in_panel', NULL, NULL, count(*) FROM truth.patients AS p JOIN truth.samples AS s USING (patient) JOIN truth.libraries AS l USING (sample)
WHERE p.fusion IS NOT NULL AND s.material = 'plasma' AND l.withdrawn IS NULL
	AND (SELECT sum(greatest(0, least(t.last, 29225460) - greatest(t.first, 29223529) + 1)) FROM truth.targets AS t WHERE t.contig = 'chr2') < 483
GROUP BY p.patient, p.fusion ORDER BY p.patient;
-- 40
SELECT (SELECT count(*) FROM truth.copies WHERE gene = 'MET' AND over_two > 0), count(*), true FROM truth.libraries AS l JOIN truth.samples AS s USING (sample) WHERE s.material = 'plasma' AND l.withdrawn IS NULL AND l.role = 'patient';
-- 41
SELECT true, EXISTS (SELECT FROM truth.targets WHERE name LIKE 'MET%');
