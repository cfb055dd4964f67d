-- The clinical tables: identifiers and natural keys by constraints, drugs of a line, the date of a draw in the study's own time zone.
-- What is double in an older store is told, and mended by hand.
UPDATE treatment SET drug = lower(btrim(drug)) WHERE drug <> lower(btrim(drug));
DO $$
DECLARE
	doubles text;
BEGIN
	SELECT string_agg(format('sample "%s" of study "%s" (patients %s)', d.name, d.study, d.patients), '; ' ORDER BY d.study, d.name) INTO doubles FROM (
		SELECT s.external_id AS name, t.name AS study, string_agg(format('"%s"', p.external_id), ', ' ORDER BY p.external_id) AS patients
		FROM sample AS s JOIN patient AS p USING (patient_id) JOIN study AS t ON t.study_id = p.study_id WHERE s.material <> 'control'
		GROUP BY t.study_id, t.name, s.external_id HAVING count(*) > 1) AS d;
	IF doubles IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'unique_violation', MESSAGE = 'samples of one study bear the same identifier', DETAIL = doubles || '.',
			HINT = 'Give each another one (UPDATE sample SET external_id = ... WHERE sample_id = ...), then run create_store() again.';
	END IF;
	SELECT string_agg(format('patient "%s", line %s, %s from %s (treatment_id %s)', d.patient, d.line, d.drug, d.start_date, d.keys), '; ' ORDER BY d.patient, d.line) INTO doubles FROM (
		SELECT p.external_id AS patient, t.line, t.drug, t.start_date, string_agg(t.treatment_id::text, ', ' ORDER BY t.treatment_id) AS keys
		FROM treatment AS t JOIN patient AS p USING (patient_id) GROUP BY p.patient_id, p.external_id, t.line, t.drug, t.start_date HAVING count(*) > 1) AS d;
	IF doubles IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'unique_violation', MESSAGE = 'treatments are there twice', DETAIL = doubles || '.',
			HINT = 'Delete all but one of each (DELETE FROM treatment WHERE treatment_id = ...), then run create_store() again.';
	END IF;
	SELECT string_agg(format('patient "%s", %s of %s%s (assessment_id %s)', d.patient, d.kind, d.assessed_on, ', ' || d.site, d.keys), '; ' ORDER BY d.patient, d.assessed_on) INTO doubles FROM (
		SELECT p.external_id AS patient, a.assessed_on, a.kind, a.site, string_agg(a.assessment_id::text, ', ' ORDER BY a.assessment_id) AS keys
		FROM assessment AS a JOIN patient AS p USING (patient_id) GROUP BY p.patient_id, p.external_id, a.assessed_on, a.kind, a.site HAVING count(*) > 1) AS d;
	IF doubles IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'unique_violation', MESSAGE = 'assessments are there twice', DETAIL = doubles || '.',
			HINT = 'Delete all but one of each (DELETE FROM assessment WHERE assessment_id = ...), then run create_store() again.';
	END IF;
END
$$;

-- A study that was there gets the zone in which its dates were shown to whoever upgrades it.
ALTER TABLE study
	ADD COLUMN time_zone text NOT NULL DEFAULT current_setting('TimeZone'),
	ADD CONSTRAINT study_study_id_time_zone_key UNIQUE (study_id, time_zone);
COMMENT ON COLUMN study.time_zone IS 'time zone that the dates of its draws are taken in, such as Europe/Berlin; unless told, that of the session that inserts the study';

ALTER TABLE patient
	ADD COLUMN last_follow_up date,
	ADD COLUMN death date,
	ADD CONSTRAINT patient_death_check CHECK (last_follow_up <= death),
	ADD CONSTRAINT patient_patient_id_study_id_key UNIQUE (patient_id, study_id);
COMMENT ON COLUMN patient.last_follow_up IS 'date on which the patient was last known to be alive';
COMMENT ON COLUMN patient.death IS 'date of death; NULL while not known to be dead';

ALTER TABLE treatment
	ADD COLUMN stop_reason text,
	ADD CONSTRAINT treatment_stop_reason_check CHECK (stop_reason IN ('progression', 'toxicity', 'completed', 'death', 'decision', 'other')),
	ADD CONSTRAINT treatment_stopped_check CHECK (stop_reason IS NULL OR end_date IS NOT NULL),
	ADD CONSTRAINT treatment_drug_check CHECK (drug = lower(btrim(drug)) AND drug <> ''),
	ADD CONSTRAINT treatment_patient_id_line_drug_start_date_key UNIQUE (patient_id, line, drug, start_date);
COMMENT ON TABLE treatment IS 'a drug of a line of treatment; a line is the set of the drugs that bear its number (view treatment_line)';
COMMENT ON COLUMN treatment.line IS 'number of the line, 1 first; drugs given together bear one number';
COMMENT ON COLUMN treatment.start_date IS 'first dose of the drug';
COMMENT ON COLUMN treatment.end_date IS 'last dose of the drug; NULL while it goes on';
COMMENT ON COLUMN treatment.stop_reason IS 'why it was stopped: progression, toxicity, completed, death, decision (of patient or physician), other; NULL while it goes on or where it is not known';

ALTER TABLE assessment
	ADD CONSTRAINT assessment_patient_id_assessed_on_kind_site_key UNIQUE NULLS NOT DISTINCT (patient_id, assessed_on, kind, site);

ALTER TABLE sample
	DROP CONSTRAINT sample_tube_check,
	DROP CONSTRAINT sample_patient_id_fkey,
	ADD COLUMN study_id bigint,
	ADD COLUMN time_zone text,
	ADD COLUMN drawn_on date;
UPDATE sample AS s SET study_id = p.study_id, time_zone = t.time_zone, drawn_on = (s.drawn_at AT TIME ZONE t.time_zone)::date
FROM patient AS p JOIN study AS t USING (study_id) WHERE p.patient_id = s.patient_id;
-- A change of the study's zone, or of a patient's study, reaches the samples through the keys, whoever else is writing.
ALTER TABLE sample
	ALTER COLUMN study_id SET NOT NULL,
	ALTER COLUMN time_zone SET NOT NULL,
	ADD CONSTRAINT sample_patient_id_study_id_fkey FOREIGN KEY (patient_id, study_id) REFERENCES patient (patient_id, study_id) ON UPDATE CASCADE,
	ADD CONSTRAINT sample_study_id_time_zone_fkey FOREIGN KEY (study_id, time_zone) REFERENCES study (study_id, time_zone) ON UPDATE CASCADE;
CREATE UNIQUE INDEX sample_study_id_external_id ON sample (study_id, external_id) WHERE material <> 'control';
DROP INDEX sample_external_id;
COMMENT ON COLUMN sample.study_id IS 'the study of the patient; kept by a trigger';
COMMENT ON COLUMN sample.external_id IS 'the study''s identifier, unique in the study; of control material unique in the control row of the study';
COMMENT ON COLUMN sample.time_zone IS 'the study''s time zone; kept by a trigger';
COMMENT ON COLUMN sample.drawn_at IS 'time of the draw; NULL where only the date is known';
COMMENT ON COLUMN sample.drawn_on IS 'date of the draw: that of drawn_at in the study''s time zone, kept by a trigger; given by itself where the time is not known';
COMMENT ON COLUMN sample.tube IS 'blood tube, by any name: EDTA, Streck, PAXgene, Roche, Norgen';
