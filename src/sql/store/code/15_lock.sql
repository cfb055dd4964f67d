-- Locks are taken before what is decided from is read, by everyone in this order: backgrounds of a study, plates of a study,
-- a file's digest, run rows, patient rows, library rows; each kind by its key.  So nobody waits in a circle.
CREATE OR REPLACE FUNCTION lock_background(study_id bigint = NULL) RETURNS void
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
DECLARE
	store text := 'background_block'::regclass::oid::text;
BEGIN
	-- A snapshot from before the lock does not see what its last holder did.
	IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
		RAISE EXCEPTION USING ERRCODE = 'feature_not_supported', MESSAGE = format('a background cannot be changed in a %s transaction', current_setting('transaction_isolation')),
			HINT = 'Normals are imported, changed and deleted in READ COMMITTED transactions.';
	END IF;
	PERFORM pg_advisory_xact_lock(hashtextextended('background ' || store, k.study_id)) FROM (
		SELECT s.study_id FROM study AS s WHERE lock_background.study_id IS NULL
		UNION ALL
		SELECT lock_background.study_id WHERE lock_background.study_id IS NOT NULL ORDER BY 1 OFFSET 0) AS k;
END
$$;
COMMENT ON FUNCTION lock_background(bigint) IS 'wait for whoever changes the normals of a study, and make others wait until this transaction ends; NULL: of every study';

CREATE OR REPLACE FUNCTION lock_background_of_all() RETURNS trigger
	LANGUAGE plpgsql SET search_path FROM CURRENT
AS $$
BEGIN
	-- Which rows are to be changed is not known yet; once it is, they are locked.
	PERFORM lock_background();
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION lock_background_of_all() IS 'trigger of library and run: lock_background() before the first row is locked';

CREATE OR REPLACE FUNCTION lock_plates(study_id bigint) RETURNS void
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
BEGIN
	PERFORM pg_advisory_xact_lock(hashtextextended('plates ' || 'well'::regclass::oid::text, lock_plates.study_id));
END
$$;
COMMENT ON FUNCTION lock_plates(bigint) IS 'wait for whoever imports plates into a study, and make others wait until this transaction ends: plates share assays, patients and control samples, in any order';

CREATE OR REPLACE FUNCTION lock_called(libraries bigint[], plates bigint[]) RETURNS bigint[]
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
DECLARE
	locked bigint[];
BEGIN
	PERFORM FROM run AS r WHERE r.run_id IN (SELECT l.run_id FROM library AS l WHERE l.library_id = ANY (lock_called.libraries))
	ORDER BY r.run_id FOR SHARE;
	PERFORM FROM run AS r WHERE r.run_id = ANY (lock_called.plates) ORDER BY r.run_id FOR NO KEY UPDATE;
	PERFORM FROM patient AS p WHERE p.patient_id IN (SELECT l.patient_id FROM library AS l WHERE l.library_id = ANY (lock_called.libraries)
		UNION ALL SELECT w.patient_id FROM well AS w WHERE w.run_id = ANY (lock_called.plates))
	ORDER BY p.patient_id FOR KEY SHARE;
	SELECT array_agg(l.library_id) INTO locked FROM (
		SELECT l.library_id FROM library AS l WHERE l.library_id = ANY (lock_called.libraries)
		ORDER BY l.patient_id, l.library_id FOR UPDATE) AS l;
	RETURN locked;
END
$$;
COMMENT ON FUNCTION lock_called(bigint[], bigint[]) IS 'wait for whoever calls, moves, adds to or removes these libraries and plates, and make others wait until this transaction ends; returns the libraries that there are; NULL: none';

CREATE OR REPLACE FUNCTION lock_plate(run_id bigint) RETURNS void
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
BEGIN
	PERFORM lock_called('{}', ARRAY[lock_plate.run_id]);
END
$$;
COMMENT ON FUNCTION lock_plate(bigint) IS 'lock_called() of a plate';

CREATE OR REPLACE FUNCTION lock_libraries(libraries bigint[]) RETURNS bigint[]
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
BEGIN
	RETURN lock_called(lock_libraries.libraries, '{}');
END
$$;
COMMENT ON FUNCTION lock_libraries(bigint[]) IS 'lock_called() of libraries';
