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

-- What follows joins derived tables on patient_id: no aggregate and no window stands between a reader's WHERE and a table.
CREATE OR REPLACE VIEW timeline WITH (security_invoker = true) AS
SELECT st.name AS study, d.patient_id, p.external_id AS patient, d.sample_id, d.external_id AS sample, d.drawn_on, d.material, d.line,
	array_to_string(d.drugs, ' + ') AS drug, d.day, d.line_day, d.days_after_last_dose, d.days_to_progression, d.days_since_progression,
	d.baseline_line, array_to_string(d.baseline_drugs, ' + ') AS baseline_drug, d.tumour_dna_seen, d.marker_state,
	100 * d.marker_fraction AS marker_percent, 100 * d.highest_fraction AS highest_percent, d.libraries, d.molecule_depth
FROM draw AS d JOIN patient AS p ON p.patient_id = d.patient_id JOIN study AS st ON st.study_id = d.study_id;
COMMENT ON VIEW timeline IS 'samples of patients in time, of every material: treatment, progression, and whether tumour DNA was seen in them';
COMMENT ON COLUMN timeline.study IS 'study';
COMMENT ON COLUMN timeline.patient_id IS 'key of the patient';
COMMENT ON COLUMN timeline.patient IS 'the study''s identifier of the patient';
COMMENT ON COLUMN timeline.sample_id IS 'key of the sample';
COMMENT ON COLUMN timeline.sample IS 'the study''s identifier of the sample';
COMMENT ON COLUMN timeline.drawn_on IS 'date of the draw';
COMMENT ON COLUMN timeline.material IS 'plasma, white cells, tissue, cerebrospinal fluid or effusion';
COMMENT ON COLUMN timeline.line IS 'line of treatment: from the day after its first dose to the day of the next line''s first dose; NULL before the first';
COMMENT ON COLUMN timeline.drug IS 'drugs of the line that had begun: alectinib, or alectinib + bevacizumab';
COMMENT ON COLUMN timeline.day IS 'days since the first dose of the first line; negative before it';
COMMENT ON COLUMN timeline.line_day IS 'days since the first dose of the line';
COMMENT ON COLUMN timeline.days_after_last_dose IS 'days since the last dose of the line, where it had ended and the next had not begun';
COMMENT ON COLUMN timeline.days_to_progression IS 'days to the next progression in the line';
COMMENT ON COLUMN timeline.days_since_progression IS 'days since the last progression in the line';
COMMENT ON COLUMN timeline.baseline_line IS 'the line of which this is the last draw of its material up to the first dose';
COMMENT ON COLUMN timeline.baseline_drug IS 'drugs of that line';
COMMENT ON COLUMN timeline.tumour_dna_seen IS 'was tumour DNA seen in this draw, by anything? NULL where nothing was looked for, and of white cells: what they carry is of the blood';
COMMENT ON COLUMN timeline.marker_state IS 'state of the patient''s marker';
COMMENT ON COLUMN timeline.marker_percent IS 'allele fraction of the marker, percent';
COMMENT ON COLUMN timeline.highest_percent IS 'highest allele fraction of what shows tumour DNA, percent';
COMMENT ON COLUMN timeline.libraries IS 'sequenced libraries that count';
COMMENT ON COLUMN timeline.molecule_depth IS 'mean molecules over a position, of the deepest of them';

CREATE OR REPLACE VIEW mutation_state WITH (security_invoker = true) AS
SELECT m.patient_id, m.sample_id, m.mutation, m.method, m.state, m.fraction, m.fraction_lower, m.fraction_upper, m.lod95, coalesce(m.reason, o.reason) AS reason
FROM sample_mutation AS m LEFT JOIN observation AS o ON o.patient_id = m.patient_id AND o.observation_id = m.observation_id;
COMMENT ON VIEW mutation_state IS 'one row a sample of a patient, mutation and method: the state over all measurements and nucleotide changes that give the mutation; by ddPCR absent only where the probes of the sample''s assays detect every listed one, else not_evaluable';
COMMENT ON COLUMN mutation_state.patient_id IS 'key of the patient';
COMMENT ON COLUMN mutation_state.sample_id IS 'key of the sample';
COMMENT ON COLUMN mutation_state.mutation IS 'the mutation';
COMMENT ON COLUMN mutation_state.method IS 'sequencing, ddpcr or reported';
COMMENT ON COLUMN mutation_state.state IS 'state, as in observation';
COMMENT ON COLUMN mutation_state.fraction IS 'allele fraction, 0 to 1';
COMMENT ON COLUMN mutation_state.fraction_lower IS 'its lower 95 % limit';
COMMENT ON COLUMN mutation_state.fraction_upper IS 'its upper 95 % limit, of the nucleotide changes looked at';
COMMENT ON COLUMN mutation_state.lod95 IS 'fraction that would have been detected with 95 % probability, of the worst nucleotide change looked at';
COMMENT ON COLUMN mutation_state.reason IS 'why, of the nucleotide change that decides; or which changes were not looked at';

-- Of few tables: planning is most of what one patient's takes.
CREATE OR REPLACE VIEW trajectory WITH (security_invoker = true) AS
SELECT st.name AS study, p.external_id AS patient, d.external_id AS sample, d.drawn_on, d.day, d.line, array_to_string(d.drugs, ' + ') AS drug, m.mutation, m.method,
	CASE WHEN m.state = 'absent' AND NOT t.seen THEN 'absent, no tumour DNA seen' ELSE m.state END AS state,
	100 * m.fraction AS fraction_percent, 100 * m.fraction_lower AS fraction_lower_percent, 100 * m.fraction_upper AS fraction_upper_percent,
	100 * m.lod95 AS lod95_percent, t.seen AS tumour_dna_seen, m.ever_detected,
	coalesce(m.reason, (SELECT o.reason FROM observation AS o WHERE o.patient_id = m.patient_id AND o.observation_id = m.observation_id)) AS reason,
	mechanism(m.mutation, p.driver) AS mechanism
FROM patient AS p JOIN study AS st ON st.study_id = p.study_id JOIN draw AS d ON d.patient_id = p.patient_id AND d.material = 'plasma'
	JOIN sample_mutation AS m ON m.patient_id = d.patient_id AND m.sample_id = d.sample_id
	CROSS JOIN LATERAL (SELECT tumour_dna_seen(m.mutation, CASE WHEN mechanism(m.mutation, p.driver) = 'driver' THEN d.marker_state = 'detected' ELSE d.truncal_seen END, d.first_detected, d.last_detected, d.first_looked_for, d.last_looked_for) AS seen) AS t;
COMMENT ON VIEW trajectory IS 'every mutation of every patient over the draws of plasma, by every method; a negative says what it excludes, and whether the draw held tumour DNA at all';
COMMENT ON COLUMN trajectory.study IS 'study';
COMMENT ON COLUMN trajectory.patient IS 'the study''s identifier of the patient';
COMMENT ON COLUMN trajectory.sample IS 'the study''s identifier of the sample';
COMMENT ON COLUMN trajectory.drawn_on IS 'date of the draw';
COMMENT ON COLUMN trajectory.day IS 'days since the first dose of the first line';
COMMENT ON COLUMN trajectory.line IS 'line of treatment at the draw';
COMMENT ON COLUMN trajectory.drug IS 'drugs of the line that had begun';
COMMENT ON COLUMN trajectory.mutation IS 'the mutation';
COMMENT ON COLUMN trajectory.method IS 'sequencing, ddpcr or reported';
COMMENT ON COLUMN trajectory.state IS 'state of the mutation; an absence in a draw without tumour DNA says so';
COMMENT ON COLUMN trajectory.fraction_percent IS 'allele fraction (ddPCR: fractional abundance), percent; by sequencing of all molecules, poor bases included';
COMMENT ON COLUMN trajectory.fraction_lower_percent IS 'its lower 95 % limit';
COMMENT ON COLUMN trajectory.fraction_upper_percent IS 'its upper 95 % limit: a negative excludes more';
COMMENT ON COLUMN trajectory.lod95_percent IS 'percent that would have been detected with 95 % probability';
COMMENT ON COLUMN trajectory.tumour_dna_seen IS 'was tumour DNA seen in this draw, apart from the mutation itself? NULL where nothing else was looked for';
COMMENT ON COLUMN trajectory.ever_detected IS 'is the mutation detected in any draw of the patient''s plasma?';
COMMENT ON COLUMN trajectory.reason IS 'why the state is what it is';
COMMENT ON COLUMN trajectory.mechanism IS 'driver, on_target, off_target or other, in a tumour with the patient''s driver';

-- A session plans it once: to plan the view takes longer than a patient's answer.
CREATE OR REPLACE FUNCTION trajectory_of(patient text, study text = NULL, OUT sample text, OUT drawn_on date, OUT day integer, OUT line integer, OUT drug text,
	OUT mutation mutation, OUT method text, OUT state text, OUT fraction_percent float8, OUT fraction_lower_percent float8, OUT fraction_upper_percent float8,
	OUT lod95_percent float8, OUT tumour_dna_seen boolean, OUT ever_detected boolean, OUT reason text, OUT mechanism text)
	RETURNS SETOF record LANGUAGE plpgsql STABLE ROWS 300 SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
DECLARE
	study_name text := (SELECT s.name FROM study AS s WHERE s.study_id = find_study(trajectory_of.study));
BEGIN
	RETURN QUERY
	SELECT t.sample, t.drawn_on, t.day, t.line, t.drug, t.mutation, t.method, t.state, t.fraction_percent, t.fraction_lower_percent, t.fraction_upper_percent,
		t.lod95_percent, t.tumour_dna_seen, t.ever_detected, t.reason, t.mechanism
	FROM trajectory AS t WHERE t.study = study_name AND t.patient = trajectory_of.patient;
	IF NOT FOUND AND NOT EXISTS (SELECT 1 FROM patient AS p JOIN study AS s ON s.study_id = p.study_id
			WHERE s.name = study_name AND p.external_id = trajectory_of.patient AND p.role = 'patient') THEN
		RAISE EXCEPTION USING ERRCODE = 'undefined_object', MESSAGE = format('patient "%s" does not exist', coalesce(trajectory_of.patient, 'NULL')),
			HINT = 'patient.external_id is the study''s identifier.';
	END IF;
END
$$;
COMMENT ON FUNCTION trajectory_of(text, text) IS 'the rows of trajectory of one patient, which a session plans once';

CREATE OR REPLACE VIEW emergence WITH (security_invoker = true) AS
SELECT st.name AS study, p.external_id AS patient, m.line, array_to_string(m.drugs, ' + ') AS drug, m.line_start_date AS start_date, m.mutation, m.mechanism,
	m.first_detected_on, m.first_detected_on - m.line_start_date AS day, m.first_methods AS methods, 100 * m.first_fraction AS fraction_percent,
	m.baseline_on, m.baseline_state, 100 * m.baseline_lod95 AS baseline_lod95_percent, m.emergence AS status, m.negative_on, m.negative_line,
	100 * m.negative_lod95 AS negative_lod95_percent, CASE WHEN m.negative_on IS NULL THEN 'left' ELSE 'interval' END AS censoring,
	m.recurrences, m.recurred_on, m.last_detected_on, m.draws_detected
FROM patient_mutation AS m JOIN patient AS p ON p.patient_id = m.patient_id JOIN study AS st ON st.study_id = p.study_id
WHERE m.emergence IS NOT NULL AND counts_for(m.mutation, parent(m.mutation), p.driver);
COMMENT ON VIEW emergence IS 'every mutation on or off target that plasma of a patient ever showed, at its first detection: emergent when a draw before it excludes it and held tumour DNA; seen again later is a recurrence, not another emergence';
COMMENT ON COLUMN emergence.study IS 'study';
COMMENT ON COLUMN emergence.patient IS 'the study''s identifier of the patient';
COMMENT ON COLUMN emergence.line IS 'line of treatment at the first detection; NULL before the first dose';
COMMENT ON COLUMN emergence.drug IS 'drugs of that line that had begun';
COMMENT ON COLUMN emergence.start_date IS 'its first dose';
COMMENT ON COLUMN emergence.mutation IS 'the mutation';
COMMENT ON COLUMN emergence.mechanism IS 'driver, on_target, off_target or other, in a tumour with the patient''s driver';
COMMENT ON COLUMN emergence.first_detected_on IS 'first draw that shows it';
COMMENT ON COLUMN emergence.day IS 'days from the first dose of the line to that draw';
COMMENT ON COLUMN emergence.methods IS 'methods that show it there';
COMMENT ON COLUMN emergence.fraction_percent IS 'allele fraction there, percent: the higher of the methods';
COMMENT ON COLUMN emergence.baseline_on IS 'last draw up to the first dose in which the mutation was asked for';
COMMENT ON COLUMN emergence.baseline_state IS 'state of the mutation there';
COMMENT ON COLUMN emergence.baseline_lod95_percent IS 'percent that would have been detected there with 95 % probability';
COMMENT ON COLUMN emergence.status IS 'emergent: a draw before excludes it, with a limit at or under the first fraction''s lower bound and tumour DNA seen; present_before: seen before the first dose of any line; newly_detected_baseline_uninformative otherwise';
COMMENT ON COLUMN emergence.negative_on IS 'the last draw that excludes it: it emerged after this and up to first_detected_on';
COMMENT ON COLUMN emergence.negative_line IS 'line of treatment at that draw: where it is an earlier one, the mutation may have emerged before the line';
COMMENT ON COLUMN emergence.negative_lod95_percent IS 'percent that would have been detected there with 95 % probability';
COMMENT ON COLUMN emergence.censoring IS 'of the time of its emergence: interval, between negative_on and first_detected_on; left, some time before first_detected_on';
COMMENT ON COLUMN emergence.recurrences IS 'how often it was detected again after a draw that excluded it';
COMMENT ON COLUMN emergence.recurred_on IS 'the first time';
COMMENT ON COLUMN emergence.last_detected_on IS 'last draw that shows it';
COMMENT ON COLUMN emergence.draws_detected IS 'draws that show it';
