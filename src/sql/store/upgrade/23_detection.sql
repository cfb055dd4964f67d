-- What was detected is a hundredth of what was asked for.  With what its draw says beside it, questions about everybody read it alone, where they joined every
-- draw before, and an index of many columns that lay over all that was asked.
CREATE TABLE detection (
	patient_id bigint NOT NULL,
	observation_id bigint NOT NULL,
	sample_id bigint NOT NULL,
	study_id bigint NOT NULL,
	drawn_on date,
	line integer,
	days_to_progression integer,
	days_since_progression integer,
	fraction float8,
	absent_before float8,
	material text NOT NULL,
	method text NOT NULL,
	driver text NOT NULL,
	mechanism text,
	mutation mutation NOT NULL,
	drugs text[],
	PRIMARY KEY (patient_id, sample_id, observation_id)
);
CREATE INDEX detection_mutation ON detection (mutation, patient_id, sample_id);
COMMENT ON TABLE detection IS 'what was detected in a sample of a patient, by one method, with what is known of the draw; derived, never written by hand';
COMMENT ON COLUMN detection.patient_id IS 'the patient';
COMMENT ON COLUMN detection.observation_id IS 'the observation that decides';
COMMENT ON COLUMN detection.sample_id IS 'the sample';
COMMENT ON COLUMN detection.study_id IS 'the study';
COMMENT ON COLUMN detection.drawn_on IS 'date of the draw; NULL where it is not known';
COMMENT ON COLUMN detection.line IS 'line of treatment, as in draw';
COMMENT ON COLUMN detection.days_to_progression IS 'days to the next progression in the line, as in draw';
COMMENT ON COLUMN detection.days_since_progression IS 'days since the last progression in the line, as in draw';
COMMENT ON COLUMN detection.fraction IS 'allele fraction, 0 to 1';
COMMENT ON COLUMN detection.absent_before IS 'in plasma: lod95 of the draw before in which the mutation was asked for, where it was absent by all methods; else NULL';
COMMENT ON COLUMN detection.material IS 'plasma, white cells, tissue, cerebrospinal fluid or effusion';
COMMENT ON COLUMN detection.method IS 'sequencing, ddpcr or reported';
COMMENT ON COLUMN detection.driver IS 'the patient''s driver';
COMMENT ON COLUMN detection.mechanism IS 'driver, on_target, off_target or other, in a tumour with that driver';
COMMENT ON COLUMN detection.mutation IS 'the mutation';
COMMENT ON COLUMN detection.drugs IS 'drugs of the line that had begun';
DROP INDEX sample_mutation_detected;

ALTER TABLE draw ADD COLUMN on_target boolean NOT NULL DEFAULT false, ADD COLUMN off_target boolean NOT NULL DEFAULT false, ADD COLUMN driver_evaluable boolean;
COMMENT ON COLUMN draw.on_target IS 'was a mutation on target of the patient''s driver detected?';
COMMENT ON COLUMN draw.off_target IS 'was a mutation off target detected?';
COMMENT ON COLUMN draw.driver_evaluable IS 'could every listed mutation of the driver''s gene be seen? NULL where no mutation was measured, or none is listed of that gene';

-- Who kept rows of draw apart by policies of his own has none here yet: until they are made, only the owner sees it.
DO $$
BEGIN
	IF (SELECT c.relrowsecurity FROM pg_class AS c WHERE c.oid = 'draw'::regclass) THEN
		ALTER TABLE detection ENABLE ROW LEVEL SECURITY;
	END IF;
END
$$;
