-- What answers over many patients read is small: what was detected, by mutation and by variant.  All of a mutation's observations are found by a key that
-- repeats, which an index without further columns keeps once.
DROP INDEX observation_mutation;
CREATE INDEX observation_mutation ON observation (mutation);
CREATE INDEX observation_detected ON observation (variant, patient_id) WHERE state = 'detected' AND is_current;
ALTER TABLE sample_mutation ADD COLUMN absent_before float8;
COMMENT ON COLUMN sample_mutation.absent_before IS 'of a detection in plasma: lod95 of the draw before in which the mutation was asked for, where it was absent by all methods (the lowest limit of them); else NULL';
DROP INDEX sample_mutation_detected;
CREATE INDEX sample_mutation_detected ON sample_mutation (mutation, patient_id) INCLUDE (sample_id, fraction, absent_before) WHERE state = 'detected';
