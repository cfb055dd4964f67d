-- A transaction notes of which samples it touched observations, by which methods.  A committed row is never there.
ALTER TABLE derivation_pending ADD COLUMN is_recounted boolean NOT NULL DEFAULT false, ADD COLUMN samples bigint[] NOT NULL DEFAULT '{}', ADD COLUMN methods text[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN derivation_pending.is_full IS 'all of the derived rows';
COMMENT ON COLUMN derivation_pending.is_recounted IS 'what draw says of libraries';
COMMENT ON COLUMN derivation_pending.samples IS 'samples whose observations changed';
COMMENT ON COLUMN derivation_pending.methods IS 'methods of these observations';
