CREATE OR REPLACE VIEW treatment_line WITH (security_invoker = true) AS
SELECT t.patient_id, t.line, string_agg(DISTINCT t.drug, ' + ') AS drugs, min(t.start_date) AS start_date,
	CASE WHEN bool_and(t.end_date IS NOT NULL) THEN max(t.end_date) END AS end_date,
	string_agg(DISTINCT t.stop_reason, ' + ') AS stop_reason,
	lead(min(t.start_date)) OVER (PARTITION BY t.patient_id ORDER BY min(t.start_date), t.line) AS next_start_date
FROM treatment AS t GROUP BY t.patient_id, t.line;
COMMENT ON VIEW treatment_line IS 'a line of treatment: the set of its drugs, from its first dose to the next line''s first dose';
COMMENT ON COLUMN treatment_line.patient_id IS 'key of the patient';
COMMENT ON COLUMN treatment_line.line IS 'number of the line';
COMMENT ON COLUMN treatment_line.drugs IS 'its drugs, in the order of their names: alectinib + bevacizumab';
COMMENT ON COLUMN treatment_line.start_date IS 'first dose of the first of them';
COMMENT ON COLUMN treatment_line.end_date IS 'last dose of the last of them; NULL while one goes on';
COMMENT ON COLUMN treatment_line.stop_reason IS 'why they were stopped';
COMMENT ON COLUMN treatment_line.next_start_date IS 'first dose of the next line; NULL for the last';

CREATE OR REPLACE VIEW draw WITH (security_invoker = true) AS
SELECT st.name AS study, p.patient_id, p.external_id AS patient, s.sample_id, s.external_id AS sample, s.drawn_on,
	t.line, t.drugs AS drug, s.drawn_on - first.start_date AS day,
	seen.tumour_dna_seen
FROM sample AS s
	JOIN patient AS p USING (patient_id)
	JOIN study AS st ON st.study_id = p.study_id
	LEFT JOIN LATERAL (SELECT min(start_date) AS start_date FROM treatment WHERE patient_id = p.patient_id) AS first ON true
	LEFT JOIN LATERAL (
		-- On the day of the first dose the blood is drawn before it.
		SELECT line, drugs FROM treatment_line
		WHERE patient_id = p.patient_id AND start_date < s.drawn_on AND coalesce(end_date, 'infinity') >= s.drawn_on
		ORDER BY line DESC LIMIT 1) AS t ON true
	LEFT JOIN LATERAL (
		SELECT bool_or(o.state = 'detected') AS tumour_dna_seen FROM observation AS o
		WHERE o.patient_id = s.patient_id AND o.sample_id = s.sample_id AND o.is_current
			AND (o.is_marker OR o.mutation IN (SELECT mutation FROM resistance_mutation))
			AND o.state IN ('detected', 'absent', 'indeterminate', 'not_evaluable')) AS seen ON true
WHERE p.role = 'patient';
COMMENT ON VIEW draw IS 'samples of patients in time, with the treatment they were drawn under, and whether tumour DNA was seen in them';
COMMENT ON COLUMN draw.study IS 'study';
COMMENT ON COLUMN draw.patient_id IS 'key of the patient';
COMMENT ON COLUMN draw.patient IS 'the study''s identifier of the patient';
COMMENT ON COLUMN draw.sample_id IS 'key of the sample';
COMMENT ON COLUMN draw.sample IS 'the study''s identifier of the sample';
COMMENT ON COLUMN draw.drawn_on IS 'date of the draw';
COMMENT ON COLUMN draw.line IS 'line of treatment at the draw; NULL before the first dose or between lines';
COMMENT ON COLUMN draw.drug IS 'drugs of that line: alectinib, or alectinib + bevacizumab';
COMMENT ON COLUMN draw.day IS 'days since the first dose of the first line; negative before it';
COMMENT ON COLUMN draw.tumour_dna_seen IS 'was the patient''s marker or any listed ALK mutation detected in this draw, by any method? NULL when none was looked for';

CREATE OR REPLACE VIEW mutation_state WITH (security_invoker = true) AS
WITH deciding AS (
	SELECT o.patient_id, o.sample_id, o.mutation, o.method,
		-- Over the nucleotide changes that give one protein change: found when one is, absent when all are.
		(array_agg(o.state ORDER BY o.rank, o.fraction DESC NULLS LAST))[1] AS state,
		(array_agg(o.fraction ORDER BY o.rank, o.fraction DESC NULLS LAST))[1] AS fraction,
		(array_agg(o.fraction_lower ORDER BY o.rank, o.fraction DESC NULLS LAST))[1] AS fraction_lower,
		(array_agg(o.fraction_upper ORDER BY o.rank, o.fraction DESC NULLS LAST))[1] AS fraction_upper,
		max(o.lod95) AS lod95,
		(array_agg(o.reason ORDER BY o.rank, o.fraction DESC NULLS LAST))[1] AS reason
	FROM (SELECT *, array_position(states(), state) AS rank
		FROM observation WHERE mutation IS NOT NULL AND NOT is_marker AND is_current) AS o
	GROUP BY o.patient_id, o.sample_id, o.mutation, o.method)
SELECT d.patient_id, d.sample_id, d.mutation, d.method, CASE WHEN open.reason IS NULL THEN d.state ELSE 'not_evaluable' END AS state,
	d.fraction, d.fraction_lower, d.fraction_upper, d.lod95, coalesce(open.reason, d.reason) AS reason
FROM deciding AS d
	-- Sequencing looks at every change itself; the probes of a sample's assays together have to detect them all.
	LEFT JOIN LATERAL (
		SELECT CASE cardinality(p.alleles) WHEN 0 THEN 'absent for what the probe detects; which DNA change that is, is not known'
			ELSE 'absent for the DNA changes probed; not looked at: ' || array_to_string(unprobed_changes(d.mutation, p.alleles), ', ') END AS reason
		FROM (SELECT ARRAY(SELECT DISTINCT a FROM observation AS o, unnest(o.alleles) AS a
			WHERE o.patient_id = d.patient_id AND o.sample_id = d.sample_id AND o.mutation = d.mutation AND o.method = d.method AND o.is_current) AS alleles) AS p
		WHERE d.method = 'ddpcr' AND d.state = 'absent' AND (p.alleles = '{}' OR unprobed_changes(d.mutation, p.alleles) <> '{}')) AS open ON true;
COMMENT ON VIEW mutation_state IS 'one row a sample, mutation and method: the state over all nucleotide changes that give the mutation; by ddPCR absent only where the probes of the sample''s assays detect every listed one, else not_evaluable';
COMMENT ON COLUMN mutation_state.patient_id IS 'key of the patient';
COMMENT ON COLUMN mutation_state.sample_id IS 'key of the sample';
COMMENT ON COLUMN mutation_state.mutation IS 'the mutation';
COMMENT ON COLUMN mutation_state.method IS 'sequencing or ddpcr';
COMMENT ON COLUMN mutation_state.state IS 'state, as in observation';
COMMENT ON COLUMN mutation_state.fraction IS 'allele fraction, 0 to 1';
COMMENT ON COLUMN mutation_state.fraction_lower IS 'its lower 95 % limit';
COMMENT ON COLUMN mutation_state.fraction_upper IS 'its upper 95 % limit, of the nucleotide changes looked at';
COMMENT ON COLUMN mutation_state.lod95 IS 'fraction that would have been detected with 95 % probability, of the worst nucleotide change looked at';
COMMENT ON COLUMN mutation_state.reason IS 'why, of the nucleotide change that decides; or which changes were not looked at';

CREATE OR REPLACE VIEW trajectory WITH (security_invoker = true) AS
SELECT d.study, d.patient, d.sample, d.drawn_on, d.day, d.line, d.drug, m.mutation, m.method,
	CASE WHEN m.state = 'absent' AND NOT d.tumour_dna_seen THEN 'absent, no tumour DNA seen' ELSE m.state END AS state,
	100 * m.fraction AS fraction_percent, 100 * m.fraction_lower AS fraction_lower_percent, 100 * m.fraction_upper AS fraction_upper_percent,
	100 * m.lod95 AS lod95_percent, d.tumour_dna_seen,
	bool_or(m.state = 'detected') OVER (PARTITION BY m.patient_id, m.mutation) AS ever_detected, m.reason
FROM mutation_state AS m JOIN draw AS d USING (patient_id, sample_id);
COMMENT ON VIEW trajectory IS 'every mutation of every patient over the draws, by both methods; a negative says what it excludes, and whether the draw held tumour DNA at all';
COMMENT ON COLUMN trajectory.study IS 'study';
COMMENT ON COLUMN trajectory.patient IS 'the study''s identifier of the patient';
COMMENT ON COLUMN trajectory.sample IS 'the study''s identifier of the sample';
COMMENT ON COLUMN trajectory.drawn_on IS 'date of the draw';
COMMENT ON COLUMN trajectory.day IS 'days since the first dose of the first line';
COMMENT ON COLUMN trajectory.line IS 'line of treatment at the draw';
COMMENT ON COLUMN trajectory.drug IS 'drug at the draw';
COMMENT ON COLUMN trajectory.mutation IS 'the mutation';
COMMENT ON COLUMN trajectory.method IS 'sequencing or ddpcr';
COMMENT ON COLUMN trajectory.state IS 'state of the mutation; an absence in a draw without tumour DNA says so';
COMMENT ON COLUMN trajectory.fraction_percent IS 'allele fraction (ddPCR: fractional abundance), percent; by sequencing of all molecules, poor bases included';
COMMENT ON COLUMN trajectory.fraction_lower_percent IS 'its lower 95 % limit';
COMMENT ON COLUMN trajectory.fraction_upper_percent IS 'its upper 95 % limit: a negative excludes more';
COMMENT ON COLUMN trajectory.lod95_percent IS 'percent that would have been detected with 95 % probability';
COMMENT ON COLUMN trajectory.tumour_dna_seen IS 'was tumour DNA seen in this draw?';
COMMENT ON COLUMN trajectory.ever_detected IS 'is the mutation detected in any draw of the patient?';
COMMENT ON COLUMN trajectory.reason IS 'why the state is what it is';

CREATE OR REPLACE VIEW emergence WITH (security_invoker = true) AS
SELECT d.study, d.patient, t.line, t.drugs AS drug, t.start_date, m.mutation, first.drawn_on AS first_detected_on,
	first.drawn_on - t.start_date AS day, first.methods, 100 * first.fraction AS fraction_percent, base.drawn_on AS baseline_on, base.state AS baseline_state,
	100 * base.lod95 AS baseline_lod95_percent,
	CASE WHEN base.state IN ('detected', 'germline_or_chip') THEN 'present_before'
		WHEN base.state = 'absent' AND base.tumour_dna_seen AND base.lod95 <= first.fraction_lower THEN 'emergent'
		ELSE 'newly_detected_baseline_uninformative' END AS status
FROM treatment_line AS t
	JOIN (SELECT DISTINCT patient_id, mutation FROM mutation_state WHERE state = 'detected'
		AND mutation IN (SELECT mutation FROM resistance_mutation)) AS m USING (patient_id)
	JOIN LATERAL (
		SELECT e.drawn_on, e.sample_id, max(s.fraction) AS fraction, max(s.fraction_lower) AS fraction_lower, string_agg(s.method, ', ' ORDER BY s.method DESC) AS methods
		FROM draw AS e JOIN mutation_state AS s USING (patient_id, sample_id)
		WHERE e.patient_id = t.patient_id AND s.mutation = m.mutation AND s.state = 'detected' AND e.drawn_on > t.start_date
			AND e.drawn_on <= coalesce(t.next_start_date, 'infinity')
		GROUP BY e.drawn_on, e.sample_id ORDER BY e.drawn_on LIMIT 1) AS first ON true
	LEFT JOIN LATERAL (
		SELECT e.drawn_on, e.tumour_dna_seen, s.state, s.lod95
		FROM draw AS e JOIN mutation_state AS s USING (patient_id, sample_id)
		WHERE e.patient_id = t.patient_id AND s.mutation = m.mutation AND e.drawn_on <= t.start_date
		ORDER BY e.drawn_on DESC, s.state = 'detected' DESC, s.state = 'absent' DESC, s.lod95 LIMIT 1) AS base ON true
	JOIN draw AS d ON d.patient_id = t.patient_id AND d.sample_id = first.sample_id;
COMMENT ON VIEW emergence IS 'listed ALK mutations first detected under a drug: emergent when the last draw before its first dose excludes them and held tumour DNA';
COMMENT ON COLUMN emergence.study IS 'study';
COMMENT ON COLUMN emergence.patient IS 'the study''s identifier of the patient';
COMMENT ON COLUMN emergence.line IS 'line of treatment';
COMMENT ON COLUMN emergence.drug IS 'drugs of the line';
COMMENT ON COLUMN emergence.start_date IS 'its first dose';
COMMENT ON COLUMN emergence.mutation IS 'the mutation';
COMMENT ON COLUMN emergence.first_detected_on IS 'first draw under the drug that shows it';
COMMENT ON COLUMN emergence.day IS 'days from the first dose to that draw';
COMMENT ON COLUMN emergence.methods IS 'methods that show it there';
COMMENT ON COLUMN emergence.fraction_percent IS 'allele fraction there, percent: the higher of the methods';
COMMENT ON COLUMN emergence.baseline_on IS 'last draw up to the first dose';
COMMENT ON COLUMN emergence.baseline_state IS 'state of the mutation there';
COMMENT ON COLUMN emergence.baseline_lod95_percent IS 'percent that would have been detected there with 95 % probability';
COMMENT ON COLUMN emergence.status IS 'emergent: absent before, with a limit at or under the later fraction''s lower bound and tumour DNA seen; present_before; newly_detected_baseline_uninformative otherwise';

CREATE OR REPLACE VIEW mutation_frequency WITH (security_invoker = true) AS
WITH looked AS (
	SELECT d.study, m.patient_id, class.mutation AS class, m.state, d.tumour_dna_seen
	FROM mutation_state AS m JOIN draw AS d USING (patient_id, sample_id),
		LATERAL (VALUES ('ALK'::mutation), (('ALK ' || structural_region(m.mutation))::mutation), (m.mutation)) AS class(mutation)
	WHERE d.line IS NOT NULL AND m.mutation IN (SELECT mutation FROM resistance_mutation)),
patients AS (
	SELECT l.study, l.class, l.patient_id, bool_or(state = 'detected') AS detected,
		bool_or(state IN ('detected', 'absent', 'indeterminate')) AS evaluable,
		bool_or(state IN ('detected', 'absent', 'indeterminate') AND tumour_dna_seen) AS with_tumour_dna
	FROM looked AS l GROUP BY l.study, l.class, l.patient_id)
SELECT c.study, c.class AS mutation, level(c.class) AS level, count(*) FILTER (WHERE detected) AS patients_detected,
	(SELECT count(*) FROM patient AS p JOIN study AS s USING (study_id) WHERE s.name = c.study AND p.role = 'patient') AS patients,
	count(*) FILTER (WHERE evaluable) AS patients_evaluable,
	count(*) FILTER (WHERE with_tumour_dna) AS patients_with_tumour_dna,
	100.0::float8 * count(*) FILTER (WHERE detected AND with_tumour_dna) / nullif(count(*) FILTER (WHERE with_tumour_dna), 0) AS detected_percent
FROM patients AS c GROUP BY c.study, c.class;
COMMENT ON VIEW mutation_frequency IS 'how many patients carry a listed ALK mutation, or any of a class, in a draw under treatment, with three denominators';
COMMENT ON COLUMN mutation_frequency.study IS 'study';
COMMENT ON COLUMN mutation_frequency.mutation IS 'mutation or class: ALK, a structural region, a change';
COMMENT ON COLUMN mutation_frequency.level IS 'gene, structural_region or change';
COMMENT ON COLUMN mutation_frequency.patients_detected IS 'patients in whom it was detected under treatment';
COMMENT ON COLUMN mutation_frequency.patients IS 'all patients of the study';
COMMENT ON COLUMN mutation_frequency.patients_evaluable IS 'patients with a draw under treatment that could show it';
COMMENT ON COLUMN mutation_frequency.patients_with_tumour_dna IS 'of them, those with tumour DNA seen in such a draw';
COMMENT ON COLUMN mutation_frequency.detected_percent IS 'percent of the last';
