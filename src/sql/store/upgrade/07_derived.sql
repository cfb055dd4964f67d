-- Tables that are worked out of the others and kept: answers over many patients read these.  Code fills them (49_derive.sql).
DROP VIEW IF EXISTS mutation_frequency, emergence, trajectory, mutation_state, draw;

ALTER TABLE run ADD COLUMN withdrawn text;
COMMENT ON COLUMN run.withdrawn IS 'why a run or plate is not to be used: nothing of it counts in an answer; NULL while it is';

CREATE INDEX observation_marker ON observation (patient_id) WHERE is_marker;

CREATE TABLE derivation (
	patient_id bigint PRIMARY KEY REFERENCES patient ON DELETE CASCADE,
	changes bigint NOT NULL DEFAULT 1,
	rules integer NOT NULL
);
COMMENT ON TABLE derivation IS 'one row a patient whose derived rows are kept: who works them out locks it; kept by derive()';
COMMENT ON COLUMN derivation.patient_id IS 'the patient';
COMMENT ON COLUMN derivation.changes IS 'how often they were worked out';
COMMENT ON COLUMN derivation.rules IS 'by which rules: derived_rules() then';

CREATE TABLE draw (
	patient_id bigint NOT NULL,
	sample_id bigint NOT NULL,
	study_id bigint NOT NULL,
	drawn_on date,
	line integer,
	day integer,
	line_day integer,
	days_after_last_dose integer,
	days_to_progression integer,
	days_since_progression integer,
	baseline_line integer,
	libraries integer NOT NULL,
	molecule_depth float8,
	highest_fraction float8,
	marker_fraction float8,
	marker_lod95 float8,
	tumour_dna_seen boolean,
	truncal_seen boolean,
	material text NOT NULL,
	marker_state text,
	drugs text[],
	baseline_drugs text[],
	first_detected mutation,
	last_detected mutation,
	first_looked_for mutation,
	last_looked_for mutation,
	gaps mutation[],
	PRIMARY KEY (patient_id, sample_id)
);
CREATE INDEX draw_drawn_on ON draw (drawn_on, patient_id);
COMMENT ON TABLE draw IS 'a sample of a patient in time: treatment, progression, what shows tumour DNA, what could have been seen; derived, never written by hand';
COMMENT ON COLUMN draw.patient_id IS 'the patient';
COMMENT ON COLUMN draw.sample_id IS 'the sample';
COMMENT ON COLUMN draw.study_id IS 'the study';
COMMENT ON COLUMN draw.drawn_on IS 'date of the draw; NULL where it is not known: such a sample is in no line and at no progression';
COMMENT ON COLUMN draw.line IS 'line of treatment: from the day after its first dose to the day of the next line''s first dose; NULL before the first';
COMMENT ON COLUMN draw.day IS 'days since the first dose of the first line; negative before it';
COMMENT ON COLUMN draw.line_day IS 'days since the first dose of the line';
COMMENT ON COLUMN draw.days_after_last_dose IS 'days since the last dose of the line, where it had ended and the next had not begun';
COMMENT ON COLUMN draw.days_to_progression IS 'days to the next progression in the line, RECIST or clinical; 0 on its day';
COMMENT ON COLUMN draw.days_since_progression IS 'days since the last progression in the line';
COMMENT ON COLUMN draw.baseline_line IS 'the line of which this is the last draw of its material up to the first dose';
COMMENT ON COLUMN draw.libraries IS 'libraries that were read and count';
COMMENT ON COLUMN draw.molecule_depth IS 'mean molecules over a position, of the deepest of them';
COMMENT ON COLUMN draw.highest_fraction IS 'highest allele fraction of what shows tumour DNA, the marker included, 0 to 1; 0 where it was looked for and not seen';
COMMENT ON COLUMN draw.marker_fraction IS 'allele fraction of the patient''s marker';
COMMENT ON COLUMN draw.marker_lod95 IS 'fraction of the marker that would have been detected with 95 % probability';
COMMENT ON COLUMN draw.tumour_dna_seen IS 'was tumour DNA seen, by anything? NULL where nothing was looked for; for a class asked about see alkres.tumour_dna_seen';
COMMENT ON COLUMN draw.truncal_seen IS 'was the patient''s marker or the driver''s fusion seen? They are evidence for every class and members of none; NULL where neither was looked for';
COMMENT ON COLUMN draw.material IS 'plasma, white cells, tissue, cerebrospinal fluid or effusion';
COMMENT ON COLUMN draw.marker_state IS 'state of the patient''s marker; NULL where it was not looked for';
COMMENT ON COLUMN draw.drugs IS 'drugs of the line that had begun';
COMMENT ON COLUMN draw.baseline_drugs IS 'drugs of baseline_line';
COMMENT ON COLUMN draw.first_detected IS 'first detected mutation, in the order of mutations, that shows tumour DNA';
COMMENT ON COLUMN draw.last_detected IS 'the last one: a class that holds first and last holds all';
COMMENT ON COLUMN draw.first_looked_for IS 'first mutation looked for that would show tumour DNA';
COMMENT ON COLUMN draw.last_looked_for IS 'the last one';
COMMENT ON COLUMN draw.gaps IS 'stretches of listed mutations that could not be seen: first, last, first, last, ... (alkres.listed_gaps); NULL where no mutation was measured';

CREATE TABLE sample_mutation (
	patient_id bigint NOT NULL,
	observation_id bigint NOT NULL,
	sample_id bigint NOT NULL,
	fraction float8,
	fraction_lower float8,
	fraction_upper float8,
	lod95 float8,
	method text NOT NULL,
	state text NOT NULL,
	mutation mutation NOT NULL,
	reason text,
	PRIMARY KEY (patient_id, sample_id, observation_id)
);
CREATE INDEX sample_mutation_detected ON sample_mutation (mutation, patient_id) INCLUDE (sample_id, fraction) WHERE state = 'detected';
ALTER TABLE sample_mutation ALTER COLUMN mutation SET STATISTICS 1000;
COMMENT ON TABLE sample_mutation IS 'a mutation in a sample of a patient, by one method: the state over all measurements and nucleotide changes that give the mutation; derived, never written by hand';
COMMENT ON COLUMN sample_mutation.patient_id IS 'the patient';
COMMENT ON COLUMN sample_mutation.observation_id IS 'the observation that decides';
COMMENT ON COLUMN sample_mutation.sample_id IS 'the sample';
COMMENT ON COLUMN sample_mutation.fraction IS 'allele fraction, 0 to 1';
COMMENT ON COLUMN sample_mutation.fraction_lower IS 'its lower 95 % limit';
COMMENT ON COLUMN sample_mutation.fraction_upper IS 'its upper 95 % limit, of the nucleotide changes looked at';
COMMENT ON COLUMN sample_mutation.lod95 IS 'fraction that would have been detected with 95 % probability, of the worst nucleotide change looked at';
COMMENT ON COLUMN sample_mutation.method IS 'sequencing or ddpcr';
COMMENT ON COLUMN sample_mutation.state IS 'state, as in observation';
COMMENT ON COLUMN sample_mutation.mutation IS 'the mutation';
COMMENT ON COLUMN sample_mutation.reason IS 'which nucleotide changes were not looked at; NULL where the observation''s reason holds';

CREATE TABLE patient_mutation (
	patient_id bigint NOT NULL,
	first_sample_id bigint,
	first_detected_on date,
	last_detected_on date,
	draws_detected integer NOT NULL,
	line integer,
	line_start_date date,
	first_fraction float8,
	first_fraction_lower float8,
	first_fraction_upper float8,
	highest_fraction float8,
	highest_on date,
	lowest_on date,
	lowest_fraction float8,
	baseline_lod95 float8,
	baseline_on date,
	negative_on date,
	negative_lod95 float8,
	negative_line integer,
	recurrences integer,
	recurred_on date,
	cleared_on date,
	mutation mutation NOT NULL,
	mechanism text,
	emergence text,
	clearance text,
	baseline_state text,
	first_methods text,
	drugs text[],
	PRIMARY KEY (patient_id, mutation)
);
CREATE INDEX patient_mutation_mutation ON patient_mutation (mutation, patient_id);
COMMENT ON TABLE patient_mutation IS 'a mutation that was ever detected in plasma of a patient, over all draws; derived, never written by hand';
COMMENT ON COLUMN patient_mutation.patient_id IS 'the patient';
COMMENT ON COLUMN patient_mutation.first_sample_id IS 'the draw that shows it first';
COMMENT ON COLUMN patient_mutation.first_detected_on IS 'its date; NULL where no draw that shows it has one';
COMMENT ON COLUMN patient_mutation.last_detected_on IS 'date of the last draw that shows it';
COMMENT ON COLUMN patient_mutation.draws_detected IS 'draws that show it';
COMMENT ON COLUMN patient_mutation.line IS 'line of treatment at the first detection; NULL before the first dose';
COMMENT ON COLUMN patient_mutation.line_start_date IS 'first dose of that line';
COMMENT ON COLUMN patient_mutation.first_fraction IS 'allele fraction at the first detection, 0 to 1';
COMMENT ON COLUMN patient_mutation.first_fraction_lower IS 'its lower 95 % limit: what a draw before must exclude';
COMMENT ON COLUMN patient_mutation.first_fraction_upper IS 'its upper 95 % limit';
COMMENT ON COLUMN patient_mutation.highest_fraction IS 'highest allele fraction of all draws';
COMMENT ON COLUMN patient_mutation.highest_on IS 'date of that draw';
COMMENT ON COLUMN patient_mutation.lowest_on IS 'date of the nadir';
COMMENT ON COLUMN patient_mutation.lowest_fraction IS 'nadir: lowest fraction after the first detection, 0 where absent; NULL without a later draw that says something';
COMMENT ON COLUMN patient_mutation.baseline_lod95 IS 'fraction that would have been detected with 95 % probability in the baseline';
COMMENT ON COLUMN patient_mutation.baseline_on IS 'date of the baseline: the last draw up to the first dose of the line in which the mutation was asked for';
COMMENT ON COLUMN patient_mutation.negative_on IS 'last draw before the first detection that excludes it: the mutation emerged between the two; NULL where none does';
COMMENT ON COLUMN patient_mutation.negative_lod95 IS 'fraction that would have been detected there with 95 % probability';
COMMENT ON COLUMN patient_mutation.negative_line IS 'line of that draw; NULL before the first dose';
COMMENT ON COLUMN patient_mutation.recurrences IS 'how often it was detected again after a draw that excluded it';
COMMENT ON COLUMN patient_mutation.recurred_on IS 'the first time';
COMMENT ON COLUMN patient_mutation.cleared_on IS 'first draw after the last detection that excludes it';
COMMENT ON COLUMN patient_mutation.mutation IS 'the mutation';
COMMENT ON COLUMN patient_mutation.mechanism IS 'driver, on_target, off_target or other, in a tumour with the patient''s driver';
COMMENT ON COLUMN patient_mutation.emergence IS 'emergent, newly_detected_baseline_uninformative or present_before';
COMMENT ON COLUMN patient_mutation.clearance IS 'not_cleared, cleared, unconfirmed, not_seen_no_tumour_dna or not_excluded';
COMMENT ON COLUMN patient_mutation.baseline_state IS 'state of the mutation in the baseline';
COMMENT ON COLUMN patient_mutation.first_methods IS 'methods that show it in the first draw';
COMMENT ON COLUMN patient_mutation.drugs IS 'drugs of the line at the first detection';

-- Who kept rows of observation apart by policies of his own has none on these tables yet: until they are made, only the owner sees them.
DO $$
BEGIN
	IF (SELECT c.relrowsecurity FROM pg_class AS c WHERE c.oid = 'observation'::regclass) THEN
		ALTER TABLE derivation ENABLE ROW LEVEL SECURITY;
		ALTER TABLE draw ENABLE ROW LEVEL SECURITY;
		ALTER TABLE sample_mutation ENABLE ROW LEVEL SECURITY;
		ALTER TABLE patient_mutation ENABLE ROW LEVEL SECURITY;
	END IF;
END
$$;
