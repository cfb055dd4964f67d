-- What was imported wrongly is removed, withdrawn or moved.  Locks as everywhere (15_lock.sql): backgrounds, plates, run, patients, libraries.
CREATE OR REPLACE FUNCTION clear_rows(libraries bigint[], runs bigint[], patients bigint[], OUT table_name text, OUT rows bigint)
	RETURNS SETOF record LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	studies bigint[] := ARRAY(SELECT r.study_id FROM run AS r JOIN library AS l USING (run_id) WHERE l.library_id = ANY (clear_rows.libraries)
		UNION SELECT r.study_id FROM run AS r WHERE r.run_id = ANY (clear_rows.runs)
		UNION SELECT p.study_id FROM patient AS p WHERE p.patient_id = ANY (clear_rows.patients));
BEGIN
	-- What goes with its library, run or well is counted before.
	RETURN QUERY
	SELECT 'pileup_block', count(*) FROM pileup_block AS b WHERE b.library_id = ANY (clear_rows.libraries)
	UNION ALL
	SELECT 'background_library', count(*) FROM background_library AS h WHERE h.library_id = ANY (clear_rows.libraries)
	UNION ALL
	SELECT 'call_set_library', count(*) FROM call_set_library AS c WHERE c.library_id = ANY (clear_rows.libraries)
	UNION ALL
	SELECT 'droplet_amplitude', count(*) FROM droplet_amplitude AS d JOIN well AS w USING (patient_id, well_id)
	WHERE w.run_id = ANY (clear_rows.runs) OR w.patient_id = ANY (clear_rows.patients)
	UNION ALL
	SELECT 'amplitude_threshold', count(*) FROM amplitude_threshold AS t WHERE t.run_id = ANY (clear_rows.runs)
	UNION ALL
	SELECT 'report_unread', count(*) FROM report_unread AS u JOIN report AS r USING (patient_id, report_id)
	WHERE r.run_id = ANY (clear_rows.runs) OR r.patient_id = ANY (clear_rows.patients);
	DELETE FROM observation AS o WHERE o.library_id = ANY (clear_rows.libraries) OR o.run_id = ANY (clear_rows.runs) OR o.patient_id = ANY (clear_rows.patients);
	GET DIAGNOSTICS rows = ROW_COUNT;
	table_name := 'observation';
	RETURN NEXT;
	-- Its trigger takes it out of its background, while its blocks are there.
	DELETE FROM library AS l WHERE l.library_id = ANY (clear_rows.libraries);
	GET DIAGNOSTICS rows = ROW_COUNT;
	table_name := 'library';
	RETURN NEXT;
	rows := clear_call_sets(studies);
	table_name := 'call_set';
	RETURN NEXT;
	DELETE FROM report AS r WHERE r.run_id = ANY (clear_rows.runs) OR r.patient_id = ANY (clear_rows.patients);
	GET DIAGNOSTICS rows = ROW_COUNT;
	table_name := 'report';
	RETURN NEXT;
	DELETE FROM well AS w WHERE w.run_id = ANY (clear_rows.runs) OR w.patient_id = ANY (clear_rows.patients);
	GET DIAGNOSTICS rows = ROW_COUNT;
	table_name := 'well';
	RETURN NEXT;
	DELETE FROM run AS r WHERE r.run_id = ANY (clear_rows.runs);
	GET DIAGNOSTICS rows = ROW_COUNT;
	table_name := 'run';
	RETURN NEXT;
	FOREACH table_name IN ARRAY '{sample,treatment,assessment,patient}'::text[] LOOP
		EXECUTE format('DELETE FROM %I AS k WHERE k.patient_id = ANY ($1)', table_name) USING clear_rows.patients;
		GET DIAGNOSTICS rows = ROW_COUNT;
		RETURN NEXT;
	END LOOP;
END
$$;
COMMENT ON FUNCTION clear_rows(bigint[], bigint[], bigint[]) IS 'what the removals share: delete libraries, runs and patients that are locked, with all that is theirs; returns the rows of each table';

CREATE OR REPLACE FUNCTION remove_library(library_id bigint, OUT table_name text, OUT rows bigint)
	RETURNS SETOF record LANGUAGE plpgsql VOLATILE ROWS 10 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	locked bigint[];
BEGIN
	PERFORM lock_background();
	locked := lock_libraries(ARRAY[remove_library.library_id]);
	IF locked IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'undefined_object', MESSAGE = format('library %s does not exist', coalesce(remove_library.library_id::text, 'NULL')),
			HINT = 'library.library_id is its key.';
	END IF;
	RETURN QUERY SELECT c.table_name, c.rows FROM clear_rows(locked, '{}', '{}') AS c WHERE c.rows > 0 ORDER BY c.table_name;
END
$$;
COMMENT ON FUNCTION remove_library(bigint) IS 'delete a library with its blocks and observations, and take it out of its background; returns the rows of each table that are gone';

CREATE OR REPLACE FUNCTION remove_run(run text, study text = NULL, OUT table_name text, OUT rows bigint)
	RETURNS SETOF record LANGUAGE plpgsql VOLATILE ROWS 10 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	study_key bigint := find_study(remove_run.study);
	run_key bigint;
BEGIN
	PERFORM lock_background();
	PERFORM lock_plates(study_key);
	SELECT r.run_id INTO run_key FROM run AS r WHERE r.study_id = study_key AND r.name = remove_run.run FOR UPDATE;
	IF NOT FOUND THEN
		RAISE EXCEPTION USING ERRCODE = 'undefined_object', MESSAGE = format('run "%s" does not exist', coalesce(remove_run.run, 'NULL')),
			HINT = 'run.name is its name in the study.';
	END IF;
	PERFORM lock_plate(run_key);
	RETURN QUERY SELECT c.table_name, c.rows
	FROM clear_rows(lock_libraries(ARRAY(SELECT l.library_id FROM library AS l WHERE l.run_id = run_key)), ARRAY[run_key], '{}') AS c
	WHERE c.rows > 0 ORDER BY c.table_name;
END
$$;
COMMENT ON FUNCTION remove_run(text, text) IS 'delete a sequencing run, a plate or a batch of reports with its libraries, wells, reports and observations; patients, samples and assays stay; returns the rows of each table that are gone';

CREATE OR REPLACE FUNCTION remove_patient(patient text, study text = NULL, OUT table_name text, OUT rows bigint)
	RETURNS SETOF record LANGUAGE plpgsql VOLATILE ROWS 10 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	study_key bigint := find_study(remove_patient.study);
	patient_key bigint;
BEGIN
	PERFORM lock_background();
	PERFORM lock_plates(study_key);
	-- Of which runs there are libraries is not known before the patient is locked, which is behind them.
	PERFORM FROM run AS r WHERE r.study_id = study_key AND r.kind = 'sequencing' ORDER BY r.run_id FOR SHARE;
	SELECT p.patient_id INTO patient_key FROM patient AS p
	WHERE p.study_id = study_key AND p.external_id = remove_patient.patient AND p.role = 'patient' FOR UPDATE;
	IF NOT FOUND THEN
		RAISE EXCEPTION USING ERRCODE = 'undefined_object', MESSAGE = format('patient "%s" does not exist', coalesce(remove_patient.patient, 'NULL')),
			HINT = 'patient.external_id is the study''s identifier; control material is removed with its runs.';
	END IF;
	RETURN QUERY SELECT c.table_name, c.rows
	FROM clear_rows(lock_libraries(ARRAY(SELECT l.library_id FROM library AS l WHERE l.patient_id = patient_key)), '{}', ARRAY[patient_key]) AS c
	WHERE c.rows > 0 ORDER BY c.table_name;
END
$$;
COMMENT ON FUNCTION remove_patient(text, text) IS 'delete a patient with samples, treatments, assessments, libraries, wells, reports and observations; runs stay; returns the rows of each table that are gone';

CREATE OR REPLACE FUNCTION withdraw(library_id bigint, why text) RETURNS void
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
BEGIN
	IF withdraw.why ~ '^\s*$' THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'a withdrawal has a reason', HINT = 'NULL takes a withdrawal back.';
	END IF;
	PERFORM lock_background();
	IF lock_libraries(ARRAY[withdraw.library_id]) IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'undefined_object', MESSAGE = format('library %s does not exist', coalesce(withdraw.library_id::text, 'NULL')),
			HINT = 'library.library_id is its key.';
	END IF;
	UPDATE library AS l SET withdrawn = withdraw.why WHERE l.library_id = withdraw.library_id;
END
$$;
COMMENT ON FUNCTION withdraw(bigint, text) IS 'say why a library is not to be used: it counts in no answer, and a normal leaves its background; NULL takes that back';

CREATE OR REPLACE FUNCTION withdraw_run(run text, why text, study text = NULL) RETURNS void
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
DECLARE
	study_key bigint := find_study(withdraw_run.study);
BEGIN
	IF withdraw_run.why ~ '^\s*$' THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'a withdrawal has a reason', HINT = 'NULL takes a withdrawal back.';
	END IF;
	PERFORM lock_background();
	PERFORM lock_plates(study_key);
	UPDATE run AS r SET withdrawn = withdraw_run.why WHERE r.study_id = study_key AND r.name = withdraw_run.run;
	IF NOT FOUND THEN
		RAISE EXCEPTION USING ERRCODE = 'undefined_object', MESSAGE = format('run "%s" does not exist', coalesce(withdraw_run.run, 'NULL')),
			HINT = 'run.name is its name in the study.';
	END IF;
END
$$;
COMMENT ON FUNCTION withdraw_run(text, text, text) IS 'say why a run or plate is not to be used: none of it counts in an answer; NULL takes that back; its normals are withdrawn one by one';

CREATE OR REPLACE FUNCTION move_library(library_id bigint, sample text, OUT table_name text, OUT rows bigint, OUT fate text)
	RETURNS SETOF record LANGUAGE plpgsql VOLATILE ROWS 10 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	old record;
	target record;
	called record;
	study_key bigint;
BEGIN
	PERFORM lock_background();
	SELECT l.run_id, l.role, r.study_id INTO old FROM library AS l JOIN run AS r USING (run_id) WHERE l.library_id = move_library.library_id;
	IF NOT FOUND THEN
		RAISE EXCEPTION USING ERRCODE = 'undefined_object', MESSAGE = format('library %s does not exist', coalesce(move_library.library_id::text, 'NULL')),
			HINT = 'library.library_id is its key.';
	END IF;
	study_key := old.study_id;
	PERFORM FROM run AS r WHERE r.run_id = old.run_id FOR KEY SHARE;
	-- Control material has samples of its own.
	IF old.role = 'sample' THEN
		SELECT f.* INTO target FROM find_sample(study_key, move_library.sample) AS f;
	ELSE
		SELECT c.* INTO target FROM control_sample(study_key, move_library.sample) AS c;
	END IF;
	PERFORM FROM patient AS p WHERE p.patient_id = target.patient_id
		OR p.patient_id = (SELECT l.patient_id FROM library AS l WHERE l.library_id = move_library.library_id) ORDER BY p.patient_id FOR KEY SHARE;
	SELECT l.patient_id, l.library_id, l.sample_id INTO old FROM library AS l WHERE l.library_id = move_library.library_id FOR UPDATE;
	IF NOT FOUND OR NOT EXISTS (SELECT 1 FROM sample AS s WHERE s.patient_id = target.patient_id AND s.sample_id = target.sample_id) THEN
		RAISE EXCEPTION USING ERRCODE = 'undefined_object', MESSAGE = format('library %s or sample "%s" was removed meanwhile', move_library.library_id, move_library.sample);
	ELSIF (old.patient_id, old.sample_id) = (target.patient_id, target.sample_id) THEN
		RAISE NOTICE USING MESSAGE = format('library %s is of sample "%s" already', move_library.library_id, move_library.sample);
		RETURN;
	END IF;
	SELECT s.target_vaf, s.min_posterior, s.history, s.other_libraries INTO called FROM call_set_library AS c JOIN call_set AS s USING (call_set_id)
	WHERE c.patient_id = old.patient_id AND c.library_id = old.library_id ORDER BY s.call_set_id DESC LIMIT 1;

	-- They say something of the sample that it is not: made anew below.
	FOR table_name, rows IN
		WITH observed AS (
			DELETE FROM observation AS o WHERE o.patient_id = old.patient_id AND o.library_id = old.library_id RETURNING 1),
		called AS (
			DELETE FROM call_set_library AS c WHERE c.patient_id = old.patient_id AND c.library_id = old.library_id RETURNING 1)
		SELECT 'call_set_library', count(*) FROM called HAVING count(*) > 0
		UNION ALL
		SELECT 'observation', count(*) FROM observed HAVING count(*) > 0 LOOP
		fate := 'deleted';
		RETURN NEXT;
	END LOOP;
	PERFORM clear_call_sets(ARRAY[study_key]);
	-- One statement: keys begin with the patient, and are checked when it ends.
	FOR table_name, rows IN
		WITH block AS (
			UPDATE pileup_block AS b SET patient_id = target.patient_id WHERE b.patient_id = old.patient_id AND b.library_id = old.library_id RETURNING 1),
		normal AS (
			UPDATE background_library AS h SET patient_id = target.patient_id WHERE h.patient_id = old.patient_id AND h.library_id = old.library_id RETURNING 1),
		moved AS (
			UPDATE library AS l SET patient_id = target.patient_id, sample_id = target.sample_id, called_at = NULL
			WHERE l.patient_id = old.patient_id AND l.library_id = old.library_id RETURNING 1)
		SELECT 'background_library', count(*) FROM normal HAVING count(*) > 0
		UNION ALL
		SELECT 'library', count(*) FROM moved
		UNION ALL
		SELECT 'pileup_block', count(*) FROM block LOOP
		fate := 'moved';
		RETURN NEXT;
	END LOOP;
	IF called.target_vaf IS NOT NULL THEN
		fate := 'made anew';
		table_name := 'observation';
		rows := call_libraries(ARRAY[move_library.library_id], called.target_vaf, called.min_posterior, history => called.history, other_libraries => called.other_libraries);
		RETURN NEXT;
	END IF;
END
$$;
COMMENT ON FUNCTION move_library(bigint, text) IS 'a library is of another sample of the study than was said, of another patient too: blocks and background follow, observations are deleted, and made anew where it was called; returns the rows of each table';

CREATE OR REPLACE FUNCTION set_assembly(run text, assembly text, study text = NULL, OUT table_name text, OUT rows bigint, OUT fate text)
	RETURNS SETOF record LANGUAGE plpgsql VOLATILE ROWS 10 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	study_key bigint := find_study(set_assembly.study);
	old record;
	locked bigint[];
	called record;
	alike record;
BEGIN
	PERFORM lock_background();
	-- Who imports into the run is waited for, and reads its assembly afterwards.
	SELECT r.run_id, r.kind, r.assembly INTO old FROM run AS r WHERE r.study_id = study_key AND r.name = set_assembly.run FOR UPDATE;
	IF NOT FOUND OR old.kind <> 'sequencing' THEN
		RAISE EXCEPTION USING ERRCODE = CASE WHEN old.kind IS NULL THEN 'undefined_object' ELSE 'wrong_object_type' END,
			MESSAGE = CASE WHEN old.kind IS NULL THEN format('run "%s" does not exist', coalesce(set_assembly.run, 'NULL')) ELSE format('run "%s" is a plate, which has no assembly', set_assembly.run) END,
			HINT = 'run.name is its name in the study.';
	ELSIF set_assembly.assembly IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'null_value_not_allowed', MESSAGE = 'assembly must not be null';
	ELSIF old.assembly = canonical_assembly(set_assembly.assembly) THEN
		RAISE NOTICE USING MESSAGE = format('run "%s" is of %s already', set_assembly.run, old.assembly);
		RETURN;
	END IF;
	assembly := canonical_assembly(set_assembly.assembly);
	locked := coalesce(lock_libraries(ARRAY(SELECT l.library_id FROM library AS l WHERE l.run_id = old.run_id)), '{}');
	-- With the settings of its last call each of them is called again.
	SELECT coalesce(jsonb_agg(to_jsonb(k)), '[]') AS settings INTO called FROM (
		SELECT DISTINCT ON (c.library_id) c.library_id, s.target_vaf, s.min_posterior, s.history, s.other_libraries FROM call_set_library AS c JOIN call_set AS s USING (call_set_id)
		WHERE c.library_id = ANY (locked) ORDER BY c.library_id, s.call_set_id DESC) AS k;
	fate := 'deleted';
	FOR table_name, rows IN
		WITH observed AS (
			DELETE FROM observation AS o WHERE o.run_id = old.run_id RETURNING 1),
		kept AS (
			DELETE FROM call_set_library AS c WHERE c.library_id = ANY (locked) RETURNING 1)
		SELECT 'call_set_library', count(*) FROM kept HAVING count(*) > 0
		UNION ALL
		SELECT 'observation', count(*) FROM observed HAVING count(*) > 0 LOOP
		RETURN NEXT;
	END LOOP;
	PERFORM clear_call_sets(ARRAY[study_key]);
	-- Its normals leave the background of the old assembly with the blocks that they came with, and enter that of the new one.
	PERFORM settle_background(l.patient_id, l.library_id, true) FROM library AS l WHERE l.library_id = ANY (locked) AND l.role = 'normal';
	fate := 'renamed';
	UPDATE pileup_block AS b SET assembly = set_assembly.assembly, contig = contig(region(set_assembly.assembly, b.contig, 1, 1)), pileup = alkres.set_assembly(b.pileup, set_assembly.assembly)
	WHERE b.library_id = ANY (locked);
	GET DIAGNOSTICS rows = ROW_COUNT;
	table_name := 'pileup_block';
	RETURN NEXT;
	UPDATE library AS l SET assembly = set_assembly.assembly, called_at = NULL WHERE l.library_id = ANY (locked);
	GET DIAGNOSTICS rows = ROW_COUNT;
	table_name := 'library';
	RETURN NEXT;
	UPDATE run AS r SET assembly = set_assembly.assembly,
		design = CASE WHEN r.design IS NOT NULL THEN ARRAY(SELECT region(set_assembly.assembly, contig(d), start_position(d), end_position(d)) FROM unnest(r.design) WITH ORDINALITY AS u(d, n) ORDER BY u.n) END
	WHERE r.run_id = old.run_id;
	rows := 1;
	table_name := 'run';
	RETURN NEXT;
	PERFORM settle_background(l.patient_id, l.library_id) FROM library AS l WHERE l.library_id = ANY (locked) AND l.role = 'normal';
	fate := 'made anew';
	table_name := 'observation';
	rows := 0;
	FOR alike IN SELECT array_agg(k.library_id) AS libraries, k.target_vaf, k.min_posterior, k.history, k.other_libraries
		FROM jsonb_to_recordset(called.settings) AS k(library_id bigint, target_vaf float8, min_posterior float8, history boolean, other_libraries boolean)
		GROUP BY k.target_vaf, k.min_posterior, k.history, k.other_libraries LOOP
		rows := rows + call_libraries(alike.libraries, alike.target_vaf, alike.min_posterior, history => alike.history, other_libraries => alike.other_libraries);
	END LOOP;
	IF rows > 0 THEN
		RETURN NEXT;
	END IF;
END
$$;
COMMENT ON FUNCTION set_assembly(text, text, text) IS 'a run is aligned to another assembly than was said: blocks, libraries and design bear its name, backgrounds follow, observations are deleted, and made anew where it was called; positions stay; returns the rows of each table';
