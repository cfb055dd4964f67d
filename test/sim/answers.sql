-- Compares the answers over patients and time with the simulated truth: a row a question, as truth.agreement, which includes them.
-- Of a change in a library two things are true: it is there, and it is plain, on at least one molecule in two hundred of those simulated.  What is
-- plain has to be in an answer, what is not there must not, and between the two either is right.  The same of tumour DNA.
-- Nothing here asks the store; the definitions are those of doc/cohort.md, written a second time.
\set ON_ERROR_STOP 1
SET search_path = public, alkres;
SET client_min_messages = warning;
DROP TABLE IF EXISTS truth.line, truth.counted, truth.held, truth.drawn, truth.masked, truth.doubted CASCADE;
DROP FUNCTION IF EXISTS truth.asked(mutation) CASCADE;

CREATE TABLE truth.line AS
SELECT patient, line, min(start_date) AS start_date, lead(min(start_date)) OVER (PARTITION BY patient ORDER BY line) AS next_start
FROM truth.treatments GROUP BY patient, line;

-- What is planted in the libraries that count, and in what is reported from elsewhere.
CREATE TABLE truth.counted AS
SELECT p.*, p.expected_vaf > 0 AS is_there, p.expected_vaf > 0 AND p.molecules_with_allele >= 0.005 * p.molecules_covering AS is_plain, r.report IS NOT NULL AS is_reported, coalesce(r.style <> 'guardant360', true) AS has_counts
FROM truth.planted AS p LEFT JOIN truth.libraries AS l USING (library) LEFT JOIN truth.reports AS r ON r.report = p.library
WHERE r.report IS NOT NULL OR (l.withdrawn IS NULL AND l.role = 'patient');

-- What the tumour acquired.
CREATE TABLE truth.held AS
SELECT p.patient, p.sample, p.mutation::mutation AS mutation, CASE p.kind WHEN 'resistance' THEN 'on_target' ELSE 'off_target' END AS mechanism,
	max(p.expected_vaf) AS expected, bool_or(p.is_there) AS is_there, bool_or(p.is_plain) AS is_plain, bool_and(p.has_counts) AS has_counts
FROM truth.counted AS p WHERE p.kind IN ('resistance', 'bypass') GROUP BY p.patient, p.sample, p.mutation, p.kind;

CREATE TABLE truth.drawn AS
WITH dated AS (
	SELECT s.*, (s.drawn_at AT TIME ZONE 'UTC')::date AS drawn_on FROM truth.samples AS s JOIN truth.patients AS p USING (patient) WHERE p.fusion IS NOT NULL),
marked AS (
	-- The marker of who has one, or the fusion where a laboratory names it.
	SELECT p.sample, bool_or(p.is_there) AS is_there, bool_or(p.is_plain) AS is_plain
	FROM truth.counted AS p JOIN truth.patients AS k ON k.patient = p.patient
	WHERE (p.kind = 'truncal' AND k.marker IS NOT NULL) OR p.kind = 'fusion' GROUP BY p.sample)
SELECT d.sample, d.patient, d.drawn_on, d.material, t.line, t.start_date, d.drawn_on - t.start_date AS line_day,
	ARRAY(SELECT k.drug FROM truth.treatments AS k WHERE k.patient = d.patient AND k.line = t.line AND k.start_date < d.drawn_on ORDER BY k.drug) AS drugs,
	EXISTS (SELECT FROM truth.assessments AS a WHERE a.patient = d.patient AND a.result = 'PD' AND a.assessed_on > t.start_date
		AND a.assessed_on <= coalesce(t.next_start, 'infinity') AND d.drawn_on BETWEEN a.assessed_on - 30 AND a.assessed_on + 28) AS at_progression,
	n.line AS baseline_line, ARRAY(SELECT k.drug FROM truth.treatments AS k WHERE k.patient = d.patient AND k.line = n.line ORDER BY k.drug) AS baseline_drugs,
	coalesce(m.is_there, false) AS marker_there, coalesce(m.is_plain, false) AS marker_plain
FROM dated AS d LEFT JOIN truth.line AS t ON t.patient = d.patient AND t.start_date < d.drawn_on AND d.drawn_on <= coalesce(t.next_start, 'infinity')
	LEFT JOIN truth.line AS n ON n.patient = d.patient AND n.line = coalesce(t.line, 0) + 1
		AND NOT EXISTS (SELECT FROM dated AS o WHERE o.patient = d.patient AND o.material = d.material AND o.drawn_on > d.drawn_on AND o.drawn_on <= n.start_date)
	LEFT JOIN marked AS m ON m.sample = d.sample;

-- A change that blood cells have, and white cells tell of: whether the tumour has it too is not to be seen.
CREATE TABLE truth.masked AS
SELECT DISTINCT p.sample, p.mutation::mutation AS mutation FROM truth.counted AS p WHERE p.kind = 'haematopoiesis' AND p.is_there;

-- What a reporter saw and did not believe: whether it is there, the report does not say.
CREATE TABLE truth.doubted AS
SELECT p.sample, p.mutation::mutation AS mutation FROM truth.counted AS p WHERE p.is_reported AND p.kind = 'artefact' AND p.molecules_with_allele > 0;

-- A draw asked for a class: could it show it, is any of it there, and is tumour DNA seen apart from it?
CREATE FUNCTION truth.asked(class mutation, OUT sample text, OUT evaluable boolean, OUT there boolean, OUT plain boolean, OUT seen_there boolean, OUT seen_plain boolean)
	RETURNS SETOF record LANGUAGE sql STABLE
AS $$
	SELECT d.sample, NOT EXISTS (SELECT FROM truth.masked AS m WHERE m.sample = d.sample AND m.mutation <@ class)
		AND (coalesce(bool_or(h.is_plain) FILTER (WHERE h.mutation <@ class), false) OR NOT EXISTS (SELECT FROM truth.doubted AS m WHERE m.sample = d.sample AND m.mutation <@ class)), coalesce(bool_or(h.is_there) FILTER (WHERE h.mutation <@ class), false), coalesce(bool_or(h.is_plain) FILTER (WHERE h.mutation <@ class), false),
		d.marker_there OR coalesce(bool_or(h.is_there) FILTER (WHERE NOT h.mutation <@ class), false),
		d.marker_plain OR coalesce(bool_or(h.is_plain) FILTER (WHERE NOT h.mutation <@ class), false)
	FROM truth.drawn AS d LEFT JOIN truth.held AS h USING (sample) GROUP BY d.sample, d.marker_there, d.marker_plain
$$;

-- What observations say that count, one by one: the rows of the store from which the tables of answers are worked out, and none of these.
CREATE OR REPLACE VIEW truth.observed AS
SELECT s.external_id AS sample, o.mutation, o.method, o.state, o.fraction, o.fraction_lower, o.fraction_upper, o.lod95, o.vaf, o.variant, o.alleles, o.is_marker, o.run_id, o.sample_id, o.assay_id
FROM cfdna.observation AS o JOIN cfdna.sample AS s ON s.patient_id = o.patient_id AND s.sample_id = o.sample_id JOIN cfdna.run AS r ON r.run_id = o.run_id
	LEFT JOIN cfdna.library AS l ON l.patient_id = o.patient_id AND l.library_id = o.library_id
WHERE o.is_current AND r.withdrawn IS NULL AND l.withdrawn IS NULL AND s.material <> 'control';
-- The same of a mutation in a draw by one method: found by one of its DNA changes, or excluded by all, down to the worst limit.  A probe sees one change.
CREATE OR REPLACE VIEW truth.measured AS
SELECT o.sample, o.mutation, o.method, bool_or(o.state = 'detected') AS is_found, max(o.fraction) FILTER (WHERE o.state = 'detected') AS fraction,
	(array_agg(o.fraction_lower ORDER BY o.fraction DESC) FILTER (WHERE o.state = 'detected'))[1] AS lower, max(o.fraction_upper) AS upper,
	CASE WHEN bool_and(o.state = 'absent') AND (o.method <> 'ddpcr' OR (SELECT count(*) FROM alkres.resistance_mutation AS r WHERE r.mutation = o.mutation) = 1) THEN max(o.lod95) END AS limit
FROM truth.observed AS o WHERE NOT o.is_marker AND o.mutation IS NOT NULL GROUP BY o.sample, o.mutation, o.method;
-- What plasma shows of a tumour's mutations for the first time, and the last draw before that excludes it.
CREATE OR REPLACE VIEW truth.emerging AS
WITH draw AS (
	SELECT d.patient, d.drawn_on, d.line, d.start_date, d.drugs, m.mutation, bool_or(m.is_found) AS is_found, (array_agg(m.lower ORDER BY m.fraction DESC) FILTER (WHERE m.is_found))[1] AS lower,
		CASE WHEN NOT bool_or(m.is_found) THEN min(m.limit) END AS limit,
		d.marker_plain OR EXISTS (SELECT FROM truth.held AS h WHERE h.sample = d.sample AND h.mutation <> m.mutation AND h.is_plain) AS is_seen
	FROM truth.drawn AS d JOIN truth.measured AS m USING (sample) WHERE d.material = 'plasma' GROUP BY d.sample, d.patient, d.drawn_on, d.line, d.start_date, d.drugs, d.marker_plain, m.mutation)
SELECT DISTINCT ON (f.patient, f.mutation) f.patient, f.mutation, h.mechanism, f.line, f.start_date, array_to_string(f.drugs, ' + ') AS drug, f.drawn_on AS first_on,
	(SELECT max(b.drawn_on) FROM draw AS b WHERE b.patient = f.patient AND b.mutation = f.mutation AND b.drawn_on < f.drawn_on AND b.is_seen AND b.limit <= f.lower) AS negative_on
FROM draw AS f JOIN (SELECT DISTINCT h.patient, h.mutation, h.mechanism FROM truth.held AS h WHERE h.is_there) AS h ON h.patient = f.patient AND h.mutation = f.mutation
WHERE f.is_found ORDER BY f.patient, f.mutation, f.drawn_on;

CREATE OR REPLACE VIEW truth.class AS
SELECT DISTINCT k.class FROM truth.held AS h, LATERAL (VALUES (h.mutation), ('ALK'::mutation), ('ALK solvent_front'), ('KRAS G12')) AS k(class);

-- Patients by class, time and drug (NULL: whatever drug): what is true, and what frequency() and frequency_by_drug() say.
CREATE OR REPLACE VIEW truth.carriers AS
WITH draw AS (
	SELECT d.*, k.at, CASE k.at WHEN 'baseline' THEN d.baseline_drugs ELSE d.drugs END AS of_drugs
	FROM truth.drawn AS d, LATERAL (VALUES ('progression', d.at_progression), ('treatment', d.line IS NOT NULL), ('any', true), ('baseline', d.baseline_line = 1)) AS k(at, is_asked)
	WHERE k.is_asked AND d.material = 'plasma'
	UNION ALL
	SELECT d.*, 'baseline', d.baseline_drugs FROM truth.drawn AS d WHERE d.baseline_line > 1 AND d.material = 'plasma'),
by_patient AS (
	SELECT c.class, w.at, k.drug, w.patient, bool_or(a.there) AS there, bool_or(a.plain) AS plain, bool_or(a.evaluable) AS evaluable,
		bool_or(a.evaluable AND a.seen_there) AS seen_there, bool_or(a.evaluable AND a.seen_plain) AS seen_plain,
		bool_or(a.there AND a.seen_there) AS both_there, bool_or(a.plain AND a.seen_plain) AS both_plain
	FROM truth.class AS c CROSS JOIN LATERAL truth.asked(c.class) AS a JOIN draw AS w USING (sample)
		CROSS JOIN LATERAL (SELECT NULL AS drug WHERE w.at <> 'baseline' OR w.baseline_line = 1 UNION ALL SELECT unnest(w.of_drugs)) AS k
	GROUP BY c.class, w.at, k.drug, w.patient),
counted AS (
	SELECT class, at, drug, count(*) AS patients, count(*) FILTER (WHERE evaluable) AS evaluable, count(*) FILTER (WHERE there) AS there, count(*) FILTER (WHERE plain) AS plain, count(*) FILTER (WHERE seen_there) AS seen_there,
		count(*) FILTER (WHERE seen_plain) AS seen_plain, count(*) FILTER (WHERE both_there) AS both_there, count(*) FILTER (WHERE both_plain) AS both_plain
	FROM by_patient GROUP BY class, at, drug),
said AS (
	SELECT c.class, t.at, NULL AS drug, f.patients, f.patients_evaluable, f.patients_with_tumour_dna, f.patients_detected, f.patients_detected_with_tumour_dna
	FROM truth.class AS c, (VALUES ('progression'), ('treatment'), ('any'), ('baseline')) AS t(at), LATERAL cfdna.frequency(c.class, at => t.at) AS f
	UNION ALL
	SELECT c.class, t.at, f.drug, f.patients, f.patients_evaluable, f.patients_with_tumour_dna, f.patients_detected, f.patients_detected_with_tumour_dna
	FROM truth.class AS c, (VALUES ('progression'), ('treatment'), ('any'), ('baseline')) AS t(at), LATERAL cfdna.frequency_by_drug(c.class, at => t.at) AS f)
SELECT coalesce(s.class, t.class) AS class, coalesce(s.at, t.at) AS at, coalesce(s.drug, t.drug) AS drug, t.plain = t.there AND t.seen_plain = t.seen_there AS is_exact,
	coalesce(s.patients, 0) = coalesce(t.patients, 0) AND coalesce(s.patients_evaluable, 0) = coalesce(t.evaluable, 0) AND coalesce(s.patients_detected BETWEEN t.plain AND t.there
		AND s.patients_with_tumour_dna BETWEEN t.seen_plain AND t.seen_there AND s.patients_detected_with_tumour_dna BETWEEN t.both_plain AND t.both_there, s.patients = 0) AS agrees,
	s.patients, s.patients_evaluable, s.patients_detected, t.plain, t.there, s.patients_with_tumour_dna, t.seen_plain, t.seen_there, s.patients_detected_with_tumour_dna, t.both_plain, t.both_there
FROM said AS s FULL JOIN counted AS t ON s.class = t.class AND s.at = t.at AND s.drug IS NOT DISTINCT FROM t.drug;

-- A mutation in a patient's plasma: from when to when, and whether draws before and after could say that it was not there.
CREATE OR REPLACE VIEW truth.course AS
WITH seen AS (
	SELECT h.patient, h.mutation, h.mechanism, h.sample, h.is_there, h.is_plain, h.has_counts, h.expected, d.drawn_on, d.line,
		d.marker_there OR EXISTS (SELECT FROM truth.held AS o WHERE o.sample = h.sample AND o.mutation <> h.mutation AND o.is_there) AS seen_there,
		d.marker_plain OR EXISTS (SELECT FROM truth.held AS o WHERE o.sample = h.sample AND o.mutation <> h.mutation AND o.is_plain) AS seen_plain
	FROM truth.held AS h JOIN truth.drawn AS d USING (sample) WHERE d.material = 'plasma'),
span AS (
	SELECT patient, mutation, mechanism, min(drawn_on) FILTER (WHERE is_there) AS first_there, min(drawn_on) FILTER (WHERE is_plain) AS first_plain,
		max(drawn_on) FILTER (WHERE is_there) AS last_there, max(drawn_on) FILTER (WHERE is_plain) AS last_plain, max(drawn_on) AS last_draw,
		(array_agg(expected ORDER BY drawn_on) FILTER (WHERE is_plain))[1] AS first_fraction, (array_agg(has_counts ORDER BY drawn_on) FILTER (WHERE is_plain))[1] AS first_counted, (array_agg(expected ORDER BY drawn_on DESC) FILTER (WHERE is_plain))[1] AS last_fraction
	FROM seen GROUP BY patient, mutation, mechanism),
counted AS (
	SELECT s.patient, s.mutation, count(*) FILTER (WHERE k.drawn_on < s.first_there AND k.seen_plain) AS before_plain,
		count(*) FILTER (WHERE k.drawn_on < s.first_plain AND NOT k.is_plain AND k.seen_there) AS before_there,
		count(*) FILTER (WHERE k.drawn_on > s.last_there AND k.seen_plain) AS after_plain, count(*) FILTER (WHERE k.drawn_on > s.last_there AND k.seen_there) AS after_there,
		count(*) FILTER (WHERE NOT k.is_there AND k.drawn_on BETWEEN s.first_there AND s.last_there AND k.seen_there) AS between_there
	FROM span AS s JOIN seen AS k USING (patient, mutation) GROUP BY s.patient, s.mutation)
SELECT s.*, c.before_plain, c.before_there, c.after_plain, c.after_there, c.between_there,
	-- Where the first, or the last, is so small that a limit could lie above it, either answer is right.
	-- A fraction without counts has no lower limit that a negative before could lie under.
	CASE WHEN NOT s.first_counted THEN 'newly_detected_baseline_uninformative' WHEN s.first_plain = s.first_there AND s.first_fraction >= 0.01 AND c.before_plain > 0 THEN 'emergent'
		WHEN s.first_plain = s.first_there AND c.before_there = 0 THEN 'newly_detected_baseline_uninformative' END AS status,
	CASE WHEN s.last_plain <> s.last_there OR s.last_fraction < 0.01 THEN NULL WHEN s.last_there = s.last_draw THEN 'not_cleared'
		WHEN c.after_plain > 1 THEN 'cleared' WHEN c.after_there = 0 THEN 'not_seen_no_tumour_dna' WHEN c.after_there = 1 AND c.after_plain = 1 THEN 'unconfirmed' END AS clearance,
	-- Plain, then a draw with tumour DNA without it, then plain again.
	CASE WHEN c.between_there = 0 THEN 0 WHEN NOT EXISTS (
			SELECT FROM seen AS k WHERE k.patient = s.patient AND k.mutation = s.mutation AND k.drawn_on BETWEEN s.first_there AND s.last_there
				AND CASE WHEN k.is_there THEN k.drawn_on > s.first_plain AND NOT k.is_plain ELSE k.drawn_on < s.first_plain OR (k.seen_there AND NOT k.seen_plain) END) THEN (
		SELECT count(*) FROM (
			SELECT k.is_plain, lag(k.is_plain) OVER (ORDER BY k.drawn_on) AS was_plain FROM seen AS k
			WHERE k.patient = s.patient AND k.mutation = s.mutation AND (k.is_plain OR k.seen_plain) AND k.drawn_on >= s.first_plain) AS f WHERE f.is_plain AND NOT f.was_plain) END AS recurrences
FROM span AS s JOIN counted AS c USING (patient, mutation) WHERE s.first_there IS NOT NULL;

-- A line of treatment asked for ALK: when the first mutation was seen first, or until when a draw would have shown one.
CREATE OR REPLACE VIEW truth.followed AS
WITH asked AS (SELECT d.*, a.there, a.plain, a.seen_there, a.seen_plain FROM truth.drawn AS d JOIN truth.asked('ALK') AS a USING (sample) WHERE d.material = 'plasma'),
spanned AS (
	SELECT t.patient, t.line, t.start_date, t.next_start, min(d.drawn_on) FILTER (WHERE d.there AND d.line = t.line) AS first_there, min(d.drawn_on) FILTER (WHERE d.plain AND d.line = t.line) AS first_plain,
		max(d.drawn_on) FILTER (WHERE d.seen_there AND d.line = t.line) AS seen_there, max(d.drawn_on) FILTER (WHERE d.seen_plain AND d.line = t.line) AS seen_plain,
		coalesce(bool_or(d.there AND d.drawn_on <= t.start_date), false) AS before_there, coalesce(bool_or(d.plain AND d.drawn_on <= t.start_date), false) AS before_plain
	FROM truth.line AS t LEFT JOIN asked AS d USING (patient) GROUP BY t.patient, t.line, t.start_date, t.next_start)
SELECT s.*, CASE WHEN s.before_plain THEN 'present_before' WHEN s.before_there THEN NULL WHEN s.first_there IS NULL AND s.seen_there IS NULL THEN 'no_informative_draw'
		WHEN s.first_there IS NULL AND s.seen_plain = s.seen_there THEN 'not_emerged' WHEN s.first_plain IS NOT NULL THEN 'emerged' END AS status,
	(SELECT min(a.assessed_on) FROM truth.assessments AS a WHERE a.patient = s.patient AND a.kind = 'RECIST' AND a.result = 'PD' AND a.assessed_on > s.start_date
		AND a.assessed_on <= coalesce(s.next_start, 'infinity')) AS radiographic_on,
	(SELECT min(a.assessed_on) FROM truth.assessments AS a WHERE a.patient = s.patient AND a.kind = 'clinical' AND a.result = 'PD' AND a.assessed_on > s.start_date
		AND a.assessed_on <= coalesce(s.next_start, 'infinity')) AS clinical_on
FROM spanned AS s;

CREATE OR REPLACE VIEW truth.answer_agreement AS
WITH pair AS (
	-- Carriers in plasma of two mutations, where it is plain who they are.
	SELECT a.mutation AS first, b.mutation AS second, count(*) FILTER (WHERE a.is_plain AND b.is_plain) AS both_carry, count(*) FILTER (WHERE a.is_plain AND NOT coalesce(b.is_plain, false)) AS first_only,
		bool_and(a.is_plain = a.is_there AND b.is_plain = b.is_there) AS is_exact
	FROM (SELECT patient, mutation, bool_or(is_there) AS is_there, bool_or(is_plain) AS is_plain FROM truth.held JOIN truth.drawn USING (sample, patient) WHERE material = 'plasma' GROUP BY 1, 2) AS a
		JOIN (SELECT patient, mutation, bool_or(is_there) AS is_there, bool_or(is_plain) AS is_plain FROM truth.held JOIN truth.drawn USING (sample, patient) WHERE material = 'plasma' GROUP BY 1, 2) AS b
			ON b.patient = a.patient AND b.mutation > a.mutation
	GROUP BY a.mutation, b.mutation),
carrier AS (
	SELECT h.mutation, count(DISTINCT h.patient) FILTER (WHERE h.is_plain) AS plain FROM truth.held AS h JOIN truth.drawn AS d USING (sample) WHERE d.material = 'plasma' GROUP BY h.mutation),
together AS (
	SELECT a.mutation AS first, b.mutation AS second, count(*) FILTER (WHERE a.is_plain AND b.is_plain) AS plain, count(*) FILTER (WHERE a.is_there AND b.is_there) AS there
	FROM truth.held AS a JOIN truth.held AS b ON b.sample = a.sample AND b.mutation > a.mutation JOIN truth.drawn AS d ON d.sample = a.sample WHERE d.material = 'plasma' GROUP BY 1, 2),
mix AS (
	SELECT k.drug, extract(year FROM d.drawn_on)::int AS year, d.patient, bool_or(coalesce(h.on_there, false)) AS on_there, bool_or(coalesce(h.on_plain, false)) AS on_plain,
		bool_or(coalesce(h.off_there, false)) AS off_there, bool_or(coalesce(h.off_plain, false)) AS off_plain,
		bool_or(d.marker_there OR coalesce(h.on_there OR h.off_there, false)) AS seen_there, bool_or(d.marker_plain OR coalesce(h.on_plain OR h.off_plain, false)) AS seen_plain
	FROM truth.drawn AS d CROSS JOIN LATERAL unnest(d.drugs) AS k(drug) LEFT JOIN (
			SELECT sample, bool_or(is_there AND mechanism = 'on_target') AS on_there, bool_or(is_plain AND mechanism = 'on_target') AS on_plain, bool_or(is_there AND mechanism = 'off_target') AS off_there,
				bool_or(is_plain AND mechanism = 'off_target') AS off_plain FROM truth.held GROUP BY sample) AS h USING (sample)
	WHERE d.material = 'plasma' AND d.at_progression GROUP BY k.drug, 2, d.patient),
mixed AS (
	SELECT drug, year, count(*) AS patients, count(*) FILTER (WHERE on_plain) AS on_plain, count(*) FILTER (WHERE on_there) AS on_there, count(*) FILTER (WHERE off_plain) AS off_plain,
		count(*) FILTER (WHERE off_there) AS off_there, count(*) FILTER (WHERE NOT on_there AND NOT off_there AND NOT seen_there) AS blind_plain,
		count(*) FILTER (WHERE NOT on_plain AND NOT off_plain AND NOT seen_plain) AS blind_there
	FROM mix GROUP BY drug, year),
compared AS (
	-- One or both methods may see what is there at under 1 %; of the rest it is known who is right.
	SELECT c.*, coalesce(h.expected, 0) AS expected FROM cfdna.concordance() AS c LEFT JOIN truth.held AS h ON h.sample = c.sample AND h.mutation = c.mutation),
said AS (
	SELECT d.patient, d.line, d.line_day, a.there, i.detected, i.progressed FROM truth.drawn AS d JOIN truth.asked('ALK') AS a USING (sample) JOIN cfdna.covariate_intervals() AS i
		ON i.patient = d.patient AND i.line = d.line AND d.line_day >= i.start_day AND d.line_day < i.stop_day
	WHERE d.material = 'plasma' AND d.line_day > 0 AND a.there = a.plain AND (a.plain OR a.seen_plain)),
ends AS (
	SELECT t.patient, t.line, least(t.radiographic_on, t.clinical_on) AS progressed_on, t.start_date, i.least_day, i.greatest_day, i.gaps, i.progressed
	FROM truth.followed AS t JOIN (
		SELECT k.patient, k.line, min(k.start_day) AS least_day, max(k.stop_day) AS greatest_day, count(*) FILTER (WHERE k.start_day <> coalesce(k.before, 0)) AS gaps,
			max(k.stop_day) FILTER (WHERE k.progressed) AS progressed
		FROM (SELECT j.*, lag(j.stop_day) OVER (PARTITION BY j.patient, j.line ORDER BY j.start_day) AS before FROM cfdna.covariate_intervals() AS j) AS k GROUP BY k.patient, k.line) AS i USING (patient, line))
SELECT 21 AS number, 'frequency: patients, evaluable, with tumour DNA, with the class, by time and drug' AS question, count(*) FILTER (WHERE is_exact AND agrees) AS yes, count(*) AS of, bool_and(agrees) AS agrees
FROM truth.carriers
UNION ALL
SELECT 22, 'timeline: line, drugs, progression and baseline of a sample',
	count(*) FILTER (WHERE a.ok), count(*), bool_and(a.ok)
FROM truth.drawn AS d LEFT JOIN cfdna.timeline AS t USING (sample), LATERAL (SELECT t.line IS NOT DISTINCT FROM d.line AND coalesce(t.drug, '') = array_to_string(d.drugs, ' + ') AND t.drawn_on = d.drawn_on
	AND t.material = d.material AND t.baseline_line IS NOT DISTINCT FROM d.baseline_line AND coalesce(t.days_to_progression <= 30 OR t.days_since_progression <= 28, false) = d.at_progression) AS a(ok)
UNION ALL
SELECT 23, 'timeline: tumour DNA seen in plasma', count(*) FILTER (WHERE t.tumour_dna_seen = k.plain), count(*), bool_and(t.tumour_dna_seen = k.plain)
FROM truth.drawn AS d JOIN cfdna.timeline AS t USING (sample), LATERAL (SELECT d.marker_plain OR EXISTS (SELECT FROM truth.held AS h WHERE h.sample = d.sample AND h.is_plain) AS plain,
	d.marker_there OR EXISTS (SELECT FROM truth.held AS h WHERE h.sample = d.sample AND h.is_there) AS there) AS k
WHERE d.material = 'plasma' AND k.plain = k.there
UNION ALL
SELECT 24, 'emergence: mutations that plasma held, and no others', count(*) FILTER (WHERE e.patient IS NOT NULL AND t.patient IS NOT NULL), count(*),
	bool_and(t.patient IS NOT NULL AND (e.patient IS NOT NULL OR t.first_plain IS NULL))
FROM truth.course AS t FULL JOIN (SELECT e.patient, e.mutation FROM cfdna.emergence AS e WHERE NOT alkres.is_copy_number(e.mutation)) AS e ON e.patient = t.patient AND e.mutation = t.mutation
UNION ALL
SELECT 25, 'emergence: intervals that hold the day on which it began', count(*) FILTER (WHERE m.emerged_on > e.negative_on AND m.emerged_on <= e.first_detected_on), count(*),
	bool_and(m.emerged_on > e.negative_on AND m.emerged_on <= e.first_detected_on)
FROM cfdna.emergence AS e LEFT JOIN truth.emerged AS m ON m.patient = e.patient AND m.mutation::alkres.mutation = e.mutation WHERE e.status = 'emergent'
UNION ALL
SELECT 26, 'emergence: emergent, or nothing before to tell', count(*) FILTER (WHERE e.status = t.status), count(*), bool_and(e.status = t.status)
FROM truth.course AS t JOIN cfdna.emergence AS e ON e.patient = t.patient AND e.mutation = t.mutation WHERE t.status IS NOT NULL
UNION ALL
SELECT 27, 'emergence: mechanism, line and recurrences', count(*) FILTER (WHERE a.ok), count(*), bool_and(a.ok)
FROM truth.course AS t JOIN cfdna.emergence AS e ON e.patient = t.patient AND e.mutation = t.mutation LEFT JOIN truth.drawn AS d ON d.patient = t.patient AND d.drawn_on = e.first_detected_on AND d.material = 'plasma',
	LATERAL (SELECT e.mechanism = t.mechanism AND e.line IS NOT DISTINCT FROM d.line AND e.first_detected_on BETWEEN t.first_there AND t.first_plain AND e.recurrences = t.recurrences) AS a(ok)
WHERE t.recurrences IS NOT NULL AND t.first_plain IS NOT NULL
UNION ALL
SELECT 45, 'emergence: first detection and what excludes it, worked out of the observations', count(*) FILTER (WHERE a.ok), count(*), bool_and(a.ok)
FROM cfdna.emergence AS e JOIN truth.emerging AS t ON t.patient = e.patient AND t.mutation = e.mutation JOIN truth.course AS c ON c.patient = e.patient AND c.mutation = e.mutation,
	LATERAL (SELECT e.first_detected_on = t.first_on AND e.negative_on IS NOT DISTINCT FROM t.negative_on AND e.drug IS NOT DISTINCT FROM nullif(t.drug, '')) AS a(ok)
WHERE c.before_plain = c.before_there
UNION ALL
SELECT 28, 'clearance', count(*) FILTER (WHERE c.status = t.clearance), count(*), bool_and(c.status = t.clearance)
FROM truth.course AS t JOIN cfdna.clearance AS c ON c.patient = t.patient AND c.mutation = t.mutation WHERE t.clearance IS NOT NULL
UNION ALL
SELECT 29, 'time to emergence: what became of a line', count(*) FILTER (WHERE e.status = t.status), count(*), bool_and(e.status IS NOT DISTINCT FROM t.status)
FROM truth.followed AS t LEFT JOIN cfdna.time_to_emergence() AS e USING (patient, line) WHERE t.status IS NOT NULL
UNION ALL
SELECT 30, 'time to emergence: bounds that hold the day, or the day up to which it is known', count(*) FILTER (WHERE a.ok), count(*), bool_and(a.ok)
FROM cfdna.time_to_emergence() AS e JOIN truth.followed AS t USING (patient, line) LEFT JOIN truth.emerged AS m ON m.patient = e.patient AND m.mutation::alkres.mutation = e.mutation,
	-- A mutation may have begun before the line: that is day 0 at the latest.
	LATERAL (SELECT CASE e.status WHEN 'emerged' THEN e.day_upper BETWEEN t.first_there - t.start_date AND t.first_plain - t.start_date
			AND (e.day_lower IS NULL OR m.emerged_on - t.start_date > e.day_lower OR e.day_lower = 0) AND m.emerged_on - t.start_date <= e.day_upper
		ELSE e.days BETWEEN t.seen_plain - t.start_date AND t.seen_there - t.start_date END) AS a(ok)
WHERE e.status = 'emerged' OR (e.status = 'not_emerged' AND t.status = 'not_emerged')
UNION ALL
SELECT 31, 'lead time: progressions, their lead, and what there is of both', count(*) FILTER (WHERE a.ok), count(*), bool_and(a.ok)
FROM truth.followed AS t LEFT JOIN cfdna.lead_time() AS e USING (patient, line),
	LATERAL (SELECT e.radiographic_on IS NOT DISTINCT FROM t.radiographic_on AND e.clinical_on IS NOT DISTINCT FROM t.clinical_on
		AND CASE t.status WHEN 'emerged' THEN coalesce(e.radiographic_lead_days BETWEEN t.radiographic_on - t.first_plain AND t.radiographic_on - t.first_there, t.radiographic_on IS NULL)
			AND e.status = CASE WHEN coalesce(t.radiographic_on, t.clinical_on) IS NULL THEN 'emergence_only' ELSE 'both_seen' END
		WHEN 'not_emerged' THEN e.radiographic_lead_days IS NULL AND e.status = CASE WHEN coalesce(t.radiographic_on, t.clinical_on) IS NULL THEN 'neither' ELSE 'progression_only' END
		ELSE e.status = t.status END) AS a(ok)
WHERE t.status IS NOT NULL
UNION ALL
SELECT 32, 'co-occurrence: patients with both, one, neither; draws with both', count(*) FILTER (WHERE a.ok), count(*), bool_and(a.ok)
FROM pair AS p JOIN carrier AS f ON f.mutation = p.first JOIN carrier AS s ON s.mutation = p.second LEFT JOIN together AS t ON t.first = p.first AND t.second = p.second
	LEFT JOIN cfdna.cooccurrence() AS c ON c.first = p.first AND c.second = p.second,
	LATERAL (SELECT c.patients_both = p.both_carry AND c.patients_first_only = f.plain - p.both_carry AND c.patients_second_only = s.plain - p.both_carry
		AND c.patients = (SELECT count(DISTINCT patient) FROM truth.drawn WHERE material = 'plasma') AND c.patients_neither = c.patients - f.plain - s.plain + p.both_carry
		AND c.samples_both BETWEEN t.plain AND t.there) AS a(ok)
WHERE p.is_exact AND p.both_carry > 0
UNION ALL
SELECT 33, 'on and off target at progression, by drug and year', count(*) FILTER (WHERE a.ok), count(*), bool_and(a.ok)
FROM mixed AS t FULL JOIN cfdna.target_mix() AS m USING (drug, year),
	LATERAL (SELECT coalesce(m.patients = t.patients AND m.on_target + m.both_targets BETWEEN t.on_plain AND t.on_there AND m.off_target + m.both_targets BETWEEN t.off_plain AND t.off_there
		AND m.on_target + m.off_target + m.both_targets + m.neither + m.not_evaluable = t.patients AND m.not_evaluable BETWEEN t.blind_plain AND t.blind_there, false)) AS a(ok)
UNION ALL
SELECT 34, 'concordance: methods that say what is so', count(*) FILTER (WHERE a.ok), count(*), bool_and(a.ok)
FROM compared AS c, LATERAL (SELECT c.first_state = k.state AND c.second_state = k.state FROM (SELECT CASE WHEN c.expected > 0 THEN 'detected' ELSE 'absent' END AS state) AS k) AS a(ok)
WHERE c.excluded IS NULL AND (c.expected = 0 OR c.expected >= 0.01)
UNION ALL
SELECT 35, 'concordance: pairs that do not count are of a method that could not tell, or a small fraction', count(*) FILTER (WHERE a.ok), count(*), coalesce(bool_and(a.ok), true)
FROM compared AS c, LATERAL (SELECT c.first_state NOT IN ('detected', 'absent') OR c.second_state NOT IN ('detected', 'absent') OR c.expected BETWEEN 1e-9 AND 0.01) AS a(ok)
WHERE c.excluded IS NOT NULL
UNION ALL
SELECT 36, 'concordance: fractions near the truth, by three standard errors of the mean of their logarithms', count(*) FILTER (WHERE a.ok), count(*), bool_and(a.ok)
FROM (
	SELECT avg(ln(k.fraction / c.expected)) AS bias, stddev_samp(ln(k.fraction / c.expected)) / sqrt(count(*)) AS error, count(*) AS n FROM compared AS c, LATERAL (VALUES (1, c.first_fraction), (2, c.second_fraction)) AS k(method, fraction)
	WHERE c.first_state = 'detected' AND c.second_state = 'detected' AND c.expected >= 0.01 GROUP BY k.method) AS f, LATERAL (SELECT abs(f.bias) <= 3 * f.error + 0.02) AS a(ok)
WHERE f.n > 2
UNION ALL
SELECT 37, 'intervals for a Cox model: what a draw says holds from it on', count(*) FILTER (WHERE s.detected = s.there), count(*), bool_and(s.detected IS NOT DISTINCT FROM s.there)
FROM said AS s
UNION ALL
SELECT 38, 'intervals for a Cox model: from day 0 without gaps, to the first progression where there is one', count(*) FILTER (WHERE a.ok), count(*), bool_and(a.ok)
FROM ends AS e, LATERAL (SELECT e.least_day = 0 AND e.gaps = 0 AND e.progressed IS NOT DISTINCT FROM e.progressed_on - e.start_date AND (e.progressed IS NULL OR e.progressed = e.greatest_day)) AS a(ok)
UNION ALL
SELECT 39, 'report of a sample: every listed mutation, and what is there', count(*) FILTER (WHERE a.ok), count(*), bool_and(a.ok)
FROM truth.drawn AS d, LATERAL (SELECT (SELECT count(DISTINCT r.mutation) FROM cfdna.sample_report(d.sample) AS r JOIN alkres.resistance_mutation AS l ON l.mutation = r.mutation)
		= (SELECT count(DISTINCT mutation) FROM alkres.resistance_mutation) AND NOT EXISTS (SELECT FROM truth.held AS h WHERE h.sample = d.sample AND h.is_plain
		AND NOT EXISTS (SELECT FROM cfdna.sample_report(d.sample) AS r WHERE r.mutation = h.mutation AND r.state = 'detected'))) AS a(ok)
UNION ALL
SELECT 40, 'clones of blood cells that white cells tell of are nobody''s resistance', count(*) FILTER (WHERE a.ok), count(*), bool_and(a.ok)
FROM truth.masked AS m JOIN truth.drawn AS d USING (sample), LATERAL (SELECT NOT EXISTS (SELECT FROM cfdna.sample_report(m.sample) AS r WHERE r.mutation = m.mutation AND r.state = 'detected')
	AND NOT EXISTS (SELECT FROM cfdna.emergence AS e WHERE e.patient = d.patient AND e.mutation = m.mutation)) AS a(ok)
WHERE d.material = 'plasma'
UNION ALL
SELECT 41, 'what only a withdrawn library or plate shows is in no answer', count(*) FILTER (WHERE a.ok), count(*), bool_and(a.ok)
FROM (
	SELECT p.sample, p.mutation::alkres.mutation AS mutation FROM truth.planted AS p JOIN truth.libraries AS l USING (library) WHERE l.withdrawn IS NOT NULL AND p.kind = 'resistance' AND p.expected_vaf >= 0.01
	UNION SELECT w.sample, ('ALK ' || w.assay)::alkres.mutation FROM truth.wells AS w JOIN truth.plates AS k USING (plate) JOIN truth.drawn AS d USING (sample) WHERE k.withdrawn IS NOT NULL AND w.expected_fa_percent >= 1) AS x,
	LATERAL (SELECT EXISTS (SELECT FROM truth.held AS h WHERE h.sample = x.sample AND h.mutation = x.mutation AND h.is_there)
		OR NOT EXISTS (SELECT FROM cfdna.sample_report(x.sample) AS r WHERE r.mutation = x.mutation AND r.state = 'detected')) AS a(ok)
UNION ALL
SELECT 43, 'compound mutations: all pairs on target that are plain, and how they lie where that can be told', count(*) FILTER (WHERE c.phase = t.phase), count(*),
	bool_and(c.phase IS NOT NULL AND (c.phase = 'unknown' OR c.phase = t.phase))
FROM (
	SELECT k.library, p.phase, a.mutation AS first, b.mutation AS second FROM truth.held AS a JOIN truth.held AS b ON b.sample = a.sample AND b.mutation > a.mutation
		JOIN truth.libraries AS k ON k.sample = a.sample AND k.withdrawn IS NULL
		LEFT JOIN truth.phased AS p ON p.library = k.library AND (p.first::alkres.mutation, p.second::alkres.mutation) IN ((a.mutation, b.mutation), (b.mutation, a.mutation))
	WHERE a.is_plain AND b.is_plain AND a.mechanism = 'on_target' AND b.mechanism = 'on_target') AS t
	FULL JOIN (SELECT l.name AS library, least(m.mutation_a, m.mutation_b) AS first, greatest(m.mutation_a, m.mutation_b) AS second, m.phase
		FROM cfdna.library AS l, LATERAL cfdna.compound_mutations(l.library_id) AS m WHERE l.withdrawn IS NULL AND l.role = 'sample') AS c USING (library, first, second)
UNION ALL
SELECT 42, 'tissue: who carries a mutation in it, apart from plasma', count(*) FILTER (WHERE a.ok), count(*), bool_and(a.ok)
FROM (SELECT h.mutation, count(DISTINCT h.patient) AS carriers FROM truth.held AS h JOIN truth.drawn AS d USING (sample) WHERE d.material = 'tissue' AND h.is_plain GROUP BY h.mutation) AS t,
	LATERAL (SELECT f.patients_detected = t.carriers FROM cfdna.frequency(t.mutation, at => 'any', material => 'tissue') AS f) AS a(ok)
UNION ALL
SELECT 44, 'copies of genes: gained where all of the DNA holds half more of one, and nowhere else', count(*) FILTER (WHERE a.ok), count(*), bool_and(a.ok)
FROM cfdna.observation AS o JOIN cfdna.sample AS s ON s.patient_id = o.patient_id AND s.sample_id = o.sample_id
	LEFT JOIN truth.copies AS c ON c.sample = s.external_id AND c.gene = alkres.gene(o.mutation),
	LATERAL (SELECT (o.state = 'detected') = (coalesce(c.over_two, 1) >= 1.5)) AS a(ok)
WHERE o.is_current AND alkres.is_copy_number(o.mutation);

-- Whoever runs this has a search path of his own.
RESET search_path;
RESET client_min_messages;
