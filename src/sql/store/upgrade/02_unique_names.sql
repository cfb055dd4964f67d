-- What the manual promises of names and files is a constraint.  What is double in an older store is told, and mended by hand.
DO $$
DECLARE
	doubles text;
BEGIN
	SELECT string_agg(format('library "%s" of run "%s" (library_id %s)', d.name, d.run, d.keys), '; ' ORDER BY d.run, d.name) INTO doubles FROM (
		SELECT l.name, r.name AS run, string_agg(l.library_id::text, ', ' ORDER BY l.library_id) AS keys FROM library AS l JOIN run AS r USING (run_id)
		GROUP BY r.run_id, r.name, l.name HAVING count(*) > 1) AS d;
	IF doubles IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'unique_violation', MESSAGE = 'libraries of one run bear the same name', DETAIL = doubles || '.',
			HINT = 'Give each another name (UPDATE library SET name = ... WHERE library_id = ...) or delete one, then run create_store() again.';
	END IF;
	SELECT string_agg(format('runs %s of study "%s"', d.names, d.study), '; ' ORDER BY d.study, d.names) INTO doubles FROM (
		SELECT s.name AS study, string_agg(format('"%s" (run_id %s)', r.name, r.run_id), ', ' ORDER BY r.run_id) AS names
		FROM run AS r JOIN study AS s USING (study_id) WHERE r.file_digest IS NOT NULL GROUP BY s.study_id, s.name, r.file_digest HAVING count(*) > 1) AS d;
	IF doubles IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'unique_violation', MESSAGE = 'one file was imported as several plates', DETAIL = doubles || '.',
			HINT = 'Delete all but one (DELETE FROM run WHERE run_id = ...), then run create_store() again.';
	END IF;
END
$$;
ALTER TABLE library
	DROP CONSTRAINT library_patient_id_run_id_name_key,
	ADD CONSTRAINT library_run_id_name_key UNIQUE (run_id, name);
-- The constraint's index begins with run_id.
DROP INDEX library_run_id;
ALTER TABLE run ADD CONSTRAINT run_study_id_file_digest_key UNIQUE (study_id, file_digest);
