-- Who carries what, by DNA change: most of what is detected are patients' markers, which belong to no answer about mutations.
CREATE INDEX observation_found ON observation (variant, patient_id) WHERE state = 'detected' AND is_current AND NOT is_marker;
