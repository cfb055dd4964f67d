-- Whom a statement touched: triggers of the base tables note it (49_derive.sql).
CREATE OR REPLACE FUNCTION derive_of_insert() RETURNS trigger
	LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
AS $$
BEGIN
	PERFORM note_derived(ARRAY(SELECT DISTINCT n.patient_id FROM new_rows AS n), true);
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION derive_of_insert() IS 'trigger of base tables: derived rows of the patients of new rows';
CREATE OR REPLACE FUNCTION derive_of_delete() RETURNS trigger
	LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
AS $$
BEGIN
	PERFORM note_derived(ARRAY(SELECT DISTINCT o.patient_id FROM old_rows AS o), true);
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION derive_of_delete() IS 'trigger of base tables: derived rows of the patients of deleted rows';
CREATE OR REPLACE FUNCTION derive_of_update() RETURNS trigger
	LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
AS $$
BEGIN
	PERFORM note_derived(ARRAY(SELECT o.patient_id FROM old_rows AS o UNION SELECT n.patient_id FROM new_rows AS n), true);
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION derive_of_update() IS 'trigger of base tables: derived rows of the patients of changed rows';
CREATE OR REPLACE FUNCTION derive_of_truncate() RETURNS trigger
	LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
AS $$
BEGIN
	PERFORM note_derived(ARRAY(SELECT d.patient_id FROM draw AS d UNION SELECT m.patient_id FROM sample_mutation AS m), true);
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION derive_of_truncate() IS 'trigger of base tables: derived rows of everybody, when a table was emptied';

-- Observations are of a sample: the others of the patient stay, but for what was detected.
CREATE OR REPLACE FUNCTION derive_of_new_observations() RETURNS trigger
	LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
AS $$
BEGIN
	INSERT INTO derivation_pending AS n (xact, patient_id, is_full, samples, methods)
	SELECT pg_current_xact_id(), k.patient_id, false, array_agg(DISTINCT k.sample_id), array_agg(DISTINCT k.method) FROM new_rows AS k GROUP BY k.patient_id
	ON CONFLICT (xact, patient_id) DO UPDATE SET samples = n.samples || EXCLUDED.samples, methods = n.methods || EXCLUDED.methods
		WHERE NOT n.is_full AND NOT (n.samples @> EXCLUDED.samples AND n.methods @> EXCLUDED.methods);
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION derive_of_new_observations() IS 'trigger of observation: derived rows of the samples of new rows';
CREATE OR REPLACE FUNCTION derive_of_old_observations() RETURNS trigger
	LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
AS $$
BEGIN
	INSERT INTO derivation_pending AS n (xact, patient_id, is_full, samples, methods)
	SELECT pg_current_xact_id(), k.patient_id, false, array_agg(DISTINCT k.sample_id), array_agg(DISTINCT k.method) FROM old_rows AS k GROUP BY k.patient_id
	ON CONFLICT (xact, patient_id) DO UPDATE SET samples = n.samples || EXCLUDED.samples, methods = n.methods || EXCLUDED.methods
		WHERE NOT n.is_full AND NOT (n.samples @> EXCLUDED.samples AND n.methods @> EXCLUDED.methods);
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION derive_of_old_observations() IS 'trigger of observation: derived rows of the samples of deleted rows';
CREATE OR REPLACE FUNCTION derive_of_observations() RETURNS trigger
	LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
AS $$
BEGIN
	INSERT INTO derivation_pending AS n (xact, patient_id, is_full, samples, methods)
	SELECT pg_current_xact_id(), k.patient_id, false, array_agg(DISTINCT k.sample_id), array_agg(DISTINCT k.method) FROM (SELECT o.* FROM old_rows AS o UNION ALL SELECT n.* FROM new_rows AS n) AS k GROUP BY k.patient_id
	ON CONFLICT (xact, patient_id) DO UPDATE SET samples = n.samples || EXCLUDED.samples, methods = n.methods || EXCLUDED.methods
		WHERE NOT n.is_full AND NOT (n.samples @> EXCLUDED.samples AND n.methods @> EXCLUDED.methods);
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION derive_of_observations() IS 'trigger of observation: derived rows of the samples of changed rows';

-- Of these rows most changes do not matter.
CREATE OR REPLACE FUNCTION derive_of_patient() RETURNS trigger
	LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
AS $$
BEGIN
	PERFORM note_derived(ARRAY(SELECT k.patient_id FROM (
		SELECT o.patient_id, o.study_id, o.role, o.driver FROM old_rows AS o EXCEPT SELECT n.patient_id, n.study_id, n.role, n.driver FROM new_rows AS n) AS k), true);
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION derive_of_patient() IS 'trigger of patient: derived rows of patients of another study, role or driver';
CREATE OR REPLACE FUNCTION derive_of_new_library() RETURNS trigger
	LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
AS $$
BEGIN
	-- One that is being imported has no depth yet.
	PERFORM note_derived(ARRAY(SELECT DISTINCT n.patient_id FROM new_rows AS n WHERE n.molecule_depth IS NOT NULL), false);
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION derive_of_new_library() IS 'trigger of library: derive_quality() of the patients of new libraries';
CREATE OR REPLACE FUNCTION derive_of_library() RETURNS trigger
	LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
	patients bigint[] := ARRAY(SELECT DISTINCT u.patient_id FROM (
		(SELECT o.patient_id, o.library_id, o.sample_id, o.run_id, o.role, o.withdrawn FROM old_rows AS o
			EXCEPT SELECT n.patient_id, n.library_id, n.sample_id, n.run_id, n.role, n.withdrawn FROM new_rows AS n)
		UNION ALL
		(SELECT n.patient_id, n.library_id, n.sample_id, n.run_id, n.role, n.withdrawn FROM new_rows AS n
			EXCEPT SELECT o.patient_id, o.library_id, o.sample_id, o.run_id, o.role, o.withdrawn FROM old_rows AS o)) AS u);
	deeper bigint[] := ARRAY(SELECT DISTINCT n.patient_id FROM old_rows AS o JOIN new_rows AS n ON n.patient_id = o.patient_id AND n.library_id = o.library_id
		WHERE n.molecule_depth IS DISTINCT FROM o.molecule_depth AND n.patient_id <> ALL (patients));
BEGIN
	PERFORM note_derived(patients, true);
	PERFORM note_derived(deeper, false);
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION derive_of_library() IS 'trigger of library: derived rows of the patients of libraries that moved or were withdrawn, or have another depth';
CREATE OR REPLACE FUNCTION derive_of_run() RETURNS trigger
	LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
	runs bigint[] := ARRAY(SELECT n.run_id FROM new_rows AS n JOIN old_rows AS o ON o.run_id = n.run_id WHERE (n.withdrawn IS NULL) <> (o.withdrawn IS NULL));
BEGIN
	PERFORM note_derived(ARRAY(SELECT o.patient_id FROM observation AS o WHERE o.run_id = ANY (runs)
		UNION SELECT l.patient_id FROM library AS l WHERE l.run_id = ANY (runs)), true);
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION derive_of_run() IS 'trigger of run: derived rows of the patients of runs that were withdrawn, or are no longer';

DO $$
BEGIN
	-- A constraint trigger has no OR REPLACE.
	IF NOT EXISTS (SELECT FROM pg_trigger AS t WHERE t.tgrelid = 'derivation_pending'::regclass AND t.tgname = 'derive_at_commit') THEN
		CREATE CONSTRAINT TRIGGER derive_at_commit AFTER INSERT ON derivation_pending DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION derive_at_commit();
	END IF;
END
$$;
CREATE OR REPLACE TRIGGER observation_derive_insert AFTER INSERT ON observation REFERENCING NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION derive_of_new_observations();
CREATE OR REPLACE TRIGGER observation_derive_update AFTER UPDATE ON observation REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION derive_of_observations();
CREATE OR REPLACE TRIGGER observation_derive_delete AFTER DELETE ON observation REFERENCING OLD TABLE AS old_rows
	FOR EACH STATEMENT EXECUTE FUNCTION derive_of_old_observations();
CREATE OR REPLACE TRIGGER observation_derive_truncate AFTER TRUNCATE ON observation FOR EACH STATEMENT EXECUTE FUNCTION derive_of_truncate();
CREATE OR REPLACE TRIGGER sample_derive_insert AFTER INSERT ON sample REFERENCING NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION derive_of_insert();
CREATE OR REPLACE TRIGGER sample_derive_update AFTER UPDATE ON sample REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION derive_of_update();
CREATE OR REPLACE TRIGGER sample_derive_delete AFTER DELETE ON sample REFERENCING OLD TABLE AS old_rows
	FOR EACH STATEMENT EXECUTE FUNCTION derive_of_delete();
CREATE OR REPLACE TRIGGER sample_derive_truncate AFTER TRUNCATE ON sample FOR EACH STATEMENT EXECUTE FUNCTION derive_of_truncate();
CREATE OR REPLACE TRIGGER treatment_derive_insert AFTER INSERT ON treatment REFERENCING NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION derive_of_insert();
CREATE OR REPLACE TRIGGER treatment_derive_update AFTER UPDATE ON treatment REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION derive_of_update();
CREATE OR REPLACE TRIGGER treatment_derive_delete AFTER DELETE ON treatment REFERENCING OLD TABLE AS old_rows
	FOR EACH STATEMENT EXECUTE FUNCTION derive_of_delete();
CREATE OR REPLACE TRIGGER treatment_derive_truncate AFTER TRUNCATE ON treatment FOR EACH STATEMENT EXECUTE FUNCTION derive_of_truncate();
CREATE OR REPLACE TRIGGER assessment_derive_insert AFTER INSERT ON assessment REFERENCING NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION derive_of_insert();
CREATE OR REPLACE TRIGGER assessment_derive_update AFTER UPDATE ON assessment REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION derive_of_update();
CREATE OR REPLACE TRIGGER assessment_derive_delete AFTER DELETE ON assessment REFERENCING OLD TABLE AS old_rows
	FOR EACH STATEMENT EXECUTE FUNCTION derive_of_delete();
CREATE OR REPLACE TRIGGER assessment_derive_truncate AFTER TRUNCATE ON assessment FOR EACH STATEMENT EXECUTE FUNCTION derive_of_truncate();
CREATE OR REPLACE TRIGGER library_derive_insert AFTER INSERT ON library REFERENCING NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION derive_of_new_library();
CREATE OR REPLACE TRIGGER library_derive_update AFTER UPDATE ON library REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION derive_of_library();
CREATE OR REPLACE TRIGGER library_derive_delete AFTER DELETE ON library REFERENCING OLD TABLE AS old_rows
	FOR EACH STATEMENT EXECUTE FUNCTION derive_of_delete();
CREATE OR REPLACE TRIGGER library_derive_truncate AFTER TRUNCATE ON library FOR EACH STATEMENT EXECUTE FUNCTION derive_of_truncate();
CREATE OR REPLACE TRIGGER patient_derive_update AFTER UPDATE ON patient REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION derive_of_patient();
CREATE OR REPLACE TRIGGER run_derive_update AFTER UPDATE ON run REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
	FOR EACH STATEMENT EXECUTE FUNCTION derive_of_run();
