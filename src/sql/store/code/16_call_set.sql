CREATE OR REPLACE FUNCTION clear_call_sets(studies bigint[], new_sets bigint[] = '{}') RETURNS bigint
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
DECLARE
	cleared bigint;
BEGIN
	-- A library without blocks is in no call_set_library, but observed.
	DELETE FROM call_set AS c WHERE c.study_id = ANY (clear_call_sets.studies) AND c.call_set_id <> ALL (clear_call_sets.new_sets)
		AND NOT EXISTS (SELECT 1 FROM call_set_library AS u WHERE u.call_set_id = c.call_set_id)
		AND NOT EXISTS (SELECT 1 FROM observation AS o WHERE o.call_set_id = c.call_set_id);
	GET DIAGNOSTICS cleared = ROW_COUNT;
	RETURN cleared;
END
$$;
COMMENT ON FUNCTION clear_call_sets(bigint[], bigint[]) IS 'delete the call sets of studies that hold nothing any more, but for new ones; returns how many';

CREATE OR REPLACE FUNCTION settle_call_sets() RETURNS bigint
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	strayed record;
	target bigint;
	settled bigint := 0;
BEGIN
	-- A set stays with a study that it has libraries of; what it holds of another one becomes a set of that study, with the same settings.
	FOR strayed IN
		SELECT c.call_set_id, r.study_id, array_agg(DISTINCT l.library_id) AS libraries
		FROM call_set AS c JOIN (
				SELECT u.call_set_id, u.library_id FROM call_set_library AS u
				UNION
				SELECT o.call_set_id, o.library_id FROM observation AS o) AS h USING (call_set_id)
			JOIN library AS l USING (library_id) JOIN run AS r USING (run_id)
		GROUP BY c.call_set_id, r.study_id HAVING c.study_id IS NULL OR c.study_id <> r.study_id
		ORDER BY c.call_set_id, r.study_id LOOP
		settled := settled + 1;
		IF NOT EXISTS (SELECT 1 FROM call_set AS c JOIN observation AS o USING (call_set_id) JOIN run AS r USING (run_id)
			WHERE c.call_set_id = strayed.call_set_id AND r.study_id = c.study_id) THEN
			UPDATE call_set AS c SET study_id = strayed.study_id WHERE c.call_set_id = strayed.call_set_id;
			CONTINUE;
		END IF;
		INSERT INTO call_set (study_id, made_at, model_version, target_vaf, min_posterior, history, other_libraries)
		SELECT strayed.study_id, c.made_at, c.model_version, c.target_vaf, c.min_posterior, c.history, c.other_libraries FROM call_set AS c WHERE c.call_set_id = strayed.call_set_id
		RETURNING call_set_id INTO target;
		UPDATE call_set_library AS u SET call_set_id = target WHERE u.call_set_id = strayed.call_set_id AND u.library_id = ANY (strayed.libraries);
		UPDATE observation AS o SET call_set_id = target WHERE o.call_set_id = strayed.call_set_id AND o.library_id = ANY (strayed.libraries);
	END LOOP;
	RETURN settled;
END
$$;
COMMENT ON FUNCTION settle_call_sets() IS 'let every call set be of the study of its libraries: one that is of several is divided; returns how many were changed';

CREATE OR REPLACE FUNCTION settle_call_sets_of_run() RETURNS trigger
	LANGUAGE plpgsql SET search_path FROM CURRENT
AS $$
BEGIN
	PERFORM settle_call_sets();
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION settle_call_sets_of_run() IS 'trigger of run: settle_call_sets() when a run is another study''s';
CREATE OR REPLACE TRIGGER run_call_sets AFTER UPDATE OF study_id ON run
	FOR EACH STATEMENT EXECUTE FUNCTION settle_call_sets_of_run();

-- Once, for stores whose call sets are older than their column.
DO $$
BEGIN
	IF NOT (SELECT a.attnotnull FROM pg_attribute AS a WHERE a.attrelid = 'call_set'::regclass AND a.attname = 'study_id') THEN
		DELETE FROM call_set AS c WHERE NOT EXISTS (SELECT 1 FROM call_set_library AS u WHERE u.call_set_id = c.call_set_id)
			AND NOT EXISTS (SELECT 1 FROM observation AS o WHERE o.call_set_id = c.call_set_id);
		PERFORM settle_call_sets();
		ALTER TABLE call_set ALTER COLUMN study_id SET NOT NULL;
	END IF;
END
$$;
