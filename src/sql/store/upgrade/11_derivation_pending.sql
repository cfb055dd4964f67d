-- What a transaction touched is worked out when it commits.
CREATE TABLE derivation_pending (
	xact xid8 NOT NULL,
	patient_id bigint NOT NULL,
	is_full boolean NOT NULL,
	PRIMARY KEY (xact, patient_id)
);
COMMENT ON TABLE derivation_pending IS 'patients whose derived rows the transactions under way will work out when they commit; a committed row is never there';
COMMENT ON COLUMN derivation_pending.xact IS 'the transaction';
COMMENT ON COLUMN derivation_pending.patient_id IS 'the patient';
COMMENT ON COLUMN derivation_pending.is_full IS 'all of the derived rows; false: what draw says of libraries';
DO $$
BEGIN
	IF (SELECT c.relrowsecurity FROM pg_class AS c WHERE c.oid = 'observation'::regclass) THEN
		ALTER TABLE derivation_pending ENABLE ROW LEVEL SECURITY;
	END IF;
END
$$;
