-- One patient by name, in whatever study: the views of answers are asked so.
CREATE INDEX patient_external_id ON patient (external_id);
