-- Folders of files.  A procedure imports file by file, each in a transaction of its own: what is in stays in when a later file is bad or
-- the connection breaks, nobody waits for locks longer than a file takes, and the same call again goes on where the last one ended.
CREATE OR REPLACE FUNCTION folder_paths(folder text, pattern text) RETURNS text[]
	LANGUAGE sql VOLATILE SET search_path FROM CURRENT
BEGIN ATOMIC
	SELECT coalesce(array_agg(regexp_replace(folder_paths.folder, '/+$', '') || '/' || f.file_name ORDER BY f.file_name COLLATE "C"), '{}')
	FROM alkres_internal.read_folder(folder_paths.folder) AS f WHERE f.file_name ~* folder_paths.pattern;
END;
COMMENT ON FUNCTION folder_paths(text, text) IS 'what the imports of folders share: the files of a folder whose names match';

CREATE OR REPLACE FUNCTION sheet_libraries(records table_record[], sheet text) RETURNS TABLE (line bigint, file_name text, sample text, library text, role text, input_ng float8, header_sample text)
	LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
AS $$
DECLARE
	roles constant text[] := '{sample,normal,no_template,extraction_blank,wild_type,positive}';
	item table_record;
	what text;
BEGIN
	FOREACH item IN ARRAY records LOOP
		line := item.line;
		file_name := base_name(item.fields[1]);
		sample := item.fields[2];
		library := item.fields[3];
		role := replace(lower(item.fields[4]), ' ', '_');
		header_sample := item.fields[6];
		input_ng := alkres_internal.read_number('input_ng', item.fields[5], false)::float8;
		what := CASE WHEN file_name IS NULL THEN 'column file is empty' WHEN sample IS NULL THEN 'column sample is empty'
			WHEN role <> ALL (roles) THEN format('column role: "%s" is no role of a library', item.fields[4]) END;
		IF what IS NOT NULL THEN
			RAISE EXCEPTION USING ERRCODE = 'bad_copy_file_format', MESSAGE = format('file "%s", line %s: %s', base_name(sheet), line, what),
				HINT = format('Roles are %s.', array_to_string(roles, ', '));
		END IF;
		RETURN NEXT;
	END LOOP;
END
$$;
COMMENT ON FUNCTION sheet_libraries(table_record[], text) IS 'what the imports of folders share: the rows of a sample sheet';

CREATE OR REPLACE FUNCTION plan_bams(paths text[], records table_record[], sheet text, sample_pattern text, role text) RETURNS jsonb
	LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
AS $$
DECLARE
	plan jsonb;
BEGIN
	IF records IS NULL THEN
		-- By the names of the files.
		SELECT jsonb_agg(jsonb_build_object('paths', ARRAY[p.path], 'file_name', f.name, 'sample', s.sample, 'library', f.stem, 'role', plan_bams.role, 'outcome', CASE WHEN s.sample IS NULL THEN 'left out' END,
			'reason', CASE WHEN s.sample IS NULL THEN 'no sample: its name does not match the pattern' END) ORDER BY p.n) INTO plan
		FROM unnest(plan_bams.paths) WITH ORDINALITY AS p(path, n), LATERAL (SELECT base_name(p.path), regexp_replace(base_name(p.path), '\.(bam|cram)$', '', 'i')) AS f(name, stem),
			LATERAL (SELECT (regexp_match(f.stem, coalesce(plan_bams.sample_pattern, '^(.+)$')))[1]) AS s(sample);
		RETURN coalesce(plan, '[]');
	END IF;
	-- Rows of one library are its lanes.
	WITH sheet_row AS (
		SELECT s.line, s.file_name, s.sample, coalesce(s.library, s.header_sample, regexp_replace(s.file_name, '\.(bam|cram)$', '', 'i')) AS library, coalesce(s.role, plan_bams.role) AS role, s.input_ng, s.header_sample,
			(SELECT p.path FROM unnest(plan_bams.paths) AS p(path) WHERE base_name(p.path) = s.file_name LIMIT 1) AS path
		FROM sheet_libraries(records, plan_bams.sheet) AS s),
	item AS (
		SELECT min(r.line) AS n, jsonb_build_object('paths', array_agg(r.path ORDER BY r.line), 'file_name', string_agg(r.file_name, ', ' ORDER BY r.line), 'sample', min(r.sample), 'library', r.library,
			'role', min(r.role), 'input_ng', min(r.input_ng), 'header_sample', min(r.header_sample), 'outcome', w.outcome, 'reason', w.reason) AS item
		FROM sheet_row AS r, LATERAL (SELECT count(*) FILTER (WHERE o.path IS NULL) AS absent, count(DISTINCT concat_ws(' ', o.sample, o.role, o.input_ng, o.header_sample)) AS kinds FROM sheet_row AS o WHERE o.library = r.library) AS k,
			LATERAL (SELECT CASE WHEN k.absent > 0 OR k.kinds > 1 THEN 'refused' END, CASE WHEN k.absent > 0 THEN 'the sample sheet names it, and it is not there'
				WHEN k.kinds > 1 THEN 'the sample sheet has several samples, roles or inputs of this library' END) AS w(outcome, reason)
		GROUP BY r.library, w.outcome, w.reason
		UNION ALL
		SELECT 1000000000 + p.n, jsonb_build_object('file_name', base_name(p.path), 'outcome', 'left out', 'reason', 'the sample sheet does not name it')
		FROM unnest(plan_bams.paths) WITH ORDINALITY AS p(path, n) WHERE NOT EXISTS (SELECT 1 FROM sheet_row AS r WHERE r.path = p.path))
	SELECT jsonb_agg(i.item ORDER BY i.n) INTO plan FROM item AS i;
	RETURN coalesce(plan, '[]');
END
$$;
COMMENT ON FUNCTION plan_bams(text[], table_record[], text, text, text) IS 'what the imports of folders share: which files are which library of which sample, by a sample sheet or by their names';

CREATE OR REPLACE FUNCTION plan_plates(paths text[], run_pattern text) RETURNS jsonb
	LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
AS $$
DECLARE
	plan jsonb;
BEGIN
	SELECT jsonb_agg(jsonb_build_object('paths', ARRAY[p.path], 'file_name', f.name, 'run', r.run, 'outcome', CASE WHEN r.run IS NULL THEN 'left out' END,
		'reason', CASE WHEN r.run IS NULL THEN 'no plate: its name does not match the pattern' END,
		-- Amplitudes of its wells are named after it.
		'amplitudes', (SELECT array_agg(a.path ORDER BY a.path) FROM unnest(plan_plates.paths) AS a(path) WHERE a.path ~* '_Amplitude\.csv$' AND starts_with(base_name(a.path), f.stem || '_'))) ORDER BY p.n) INTO plan
	FROM unnest(plan_plates.paths) WITH ORDINALITY AS p(path, n), LATERAL (SELECT base_name(p.path), regexp_replace(base_name(p.path), '\.[^.]*$', '')) AS f(name, stem),
		LATERAL (SELECT (regexp_match(f.stem, coalesce(plan_plates.run_pattern, '^(.+)$')))[1]) AS r(run)
	WHERE p.path !~* '_Amplitude\.csv$';
	RETURN coalesce(plan, '[]');
END
$$;
COMMENT ON FUNCTION plan_plates(text[], text) IS 'what the imports of folders share: which files are which plate, and where the amplitudes of its wells are';

CREATE OR REPLACE FUNCTION import_item(kind text, item jsonb, settings jsonb, may_wait boolean, OUT outcome text, OUT reason text)
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT SET client_min_messages = warning
AS $$
DECLARE
	study_key bigint := find_study(settings ->> 'study');
	paths text[] := ARRAY(SELECT jsonb_array_elements_text(item -> 'paths'));
	made bigint;
BEGIN
	-- Another session has this file in work: it is not waited for, nor for whoever changes the background or the plates, unless nothing else is left.
	IF NOT pg_try_advisory_xact_lock(hashtextextended(concat_ws(' ', 'file', 'import_report'::regclass::oid, paths, item ->> 'header_sample'), study_key)) THEN
		outcome := CASE WHEN may_wait THEN 'left out' ELSE 'postponed' END;
		reason := 'another session has it in work';
		RETURN;
	ELSIF NOT may_wait AND (kind = 'ddpcr' OR item ->> 'role' = 'normal') AND NOT pg_try_advisory_xact_lock(hashtextextended(
		CASE kind WHEN 'ddpcr' THEN 'plates ' || 'well'::regclass::oid::text ELSE 'background ' || 'background_block'::regclass::oid::text END, study_key)) THEN
		outcome := 'postponed';
		RETURN;
	END IF;
	IF kind = 'sequencing' THEN
		made := import_bam(paths, item ->> 'sample', settings ->> 'run', settings ->> 'study', item ->> 'library', item ->> 'role', settings ->> 'assembly',
			CASE WHEN settings ->> 'design' IS NOT NULL THEN ARRAY(SELECT d::region FROM jsonb_array_elements_text(settings -> 'design') AS d) END,
			settings ->> 'reference', settings ->> 'umi', settings ->> 'unit', (item ->> 'input_ng')::float8, item ->> 'header_sample');
		-- The transaction is this file's.
		SELECT CASE WHEN l.imported_at = now() THEN 'imported' ELSE 'already there' END INTO outcome FROM library AS l WHERE l.library_id = made;
	ELSE
		-- A run that is named by its file is not asked for by name: the file may be there as another.
		made := import_ddpcr(paths[1], nullif(item ->> 'run', regexp_replace(base_name(paths[1]), '\.[^.]*$', '')), settings ->> 'study', settings ->> 'mutant_channel', (settings ->> 'create_samples')::boolean, (settings ->> 'droplet_nl')::float8,
			CASE WHEN settings ->> 'channels' IS NOT NULL THEN ARRAY(SELECT jsonb_array_elements_text(settings -> 'channels')) END,
			CASE WHEN item ->> 'amplitudes' IS NOT NULL THEN ARRAY(SELECT jsonb_array_elements_text(item -> 'amplitudes')) END);
		SELECT CASE WHEN r.imported_at = now() THEN 'imported' ELSE 'already there' END INTO outcome FROM run AS r WHERE r.run_id = made;
	END IF;
END
$$;
COMMENT ON FUNCTION import_item(text, jsonb, jsonb, boolean) IS 'what the imports of folders share: import one file, or postpone it where somebody else works on it';

CREATE OR REPLACE FUNCTION begin_run(item jsonb, settings jsonb) RETURNS void
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT SET client_min_messages = warning
AS $$
BEGIN
	PERFORM find_run(find_study(settings ->> 'study'), settings ->> 'run', 'sequencing', coalesce(settings ->> 'assembly', header_assembly(ARRAY(SELECT jsonb_array_elements_text(item -> 'paths')))),
		CASE WHEN settings ->> 'design' IS NOT NULL THEN ARRAY(SELECT d::region FROM jsonb_array_elements_text(settings -> 'design') AS d) END);
EXCEPTION WHEN others THEN
	-- Whatever it is, it is told of the file.
	NULL;
END
$$;
COMMENT ON FUNCTION begin_run(jsonb, jsonb) IS 'what the imports of folders share: make the run before its first library, so that sessions at work on one folder do not wait for it';

-- A procedure that ends transactions cannot set search_path for itself.  The store comes as its last argument, whose default follows the
-- store's name, and the path is set anew in each transaction.
CREATE OR REPLACE PROCEDURE import_items(kind text, items jsonb, settings jsonb, INOUT imported bigint, INOUT already_there bigint, INOUT refused bigint, INOUT left_out bigint, store regclass)
	LANGUAGE plpgsql
AS $$
DECLARE
	planned integer := pg_catalog.jsonb_array_length(items);
	i integer := 0;
	item jsonb;
	done record;
	began timestamptz;
	study_key bigint;
	started timestamptz := pg_catalog.clock_timestamp();
	state text;
	message text;
	detail text;
	hint text;
BEGIN
	PERFORM alkres_internal.enter_store(store);
	study_key := find_study(settings ->> 'study');
	imported := 0;
	already_there := 0;
	refused := 0;
	left_out := 0;
	IF kind = 'sequencing' AND planned > 0 THEN
		PERFORM begin_run(items -> 0, settings);
	END IF;
	COMMIT;
	LOOP
		PERFORM alkres_internal.enter_store(store);
		EXIT WHEN i >= jsonb_array_length(items);
		item := items -> i;
		i := i + 1;
		began := clock_timestamp();
		state := NULL;
		BEGIN
			IF item ->> 'outcome' IS NOT NULL THEN
				SELECT item ->> 'outcome' AS outcome, item ->> 'reason' AS reason INTO done;
			ELSE
				SELECT m.outcome, m.reason INTO done FROM import_item(kind, item, settings, i > planned) AS m;
			END IF;
		EXCEPTION WHEN others THEN
			GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
			-- What no other file would escape, such as a full disk, ends the import.
			IF state ~ '^(53|57)' THEN
				RAISE;
			END IF;
			SELECT CASE WHEN state ~ '^40' AND i <= planned THEN 'postponed' ELSE 'refused' END AS outcome,
				concat_ws(E'\n', message, nullif(detail, ''), nullif(hint, '')) AS reason INTO done;
		END;
		IF done.outcome = 'postponed' THEN
			items := items || jsonb_build_array(item);
		ELSE
			imported := imported + (done.outcome = 'imported')::integer;
			already_there := already_there + (done.outcome = 'already there')::integer;
			refused := refused + (done.outcome = 'refused')::integer;
			left_out := left_out + (done.outcome = 'left out')::integer;
			INSERT INTO import_report (study_id, started_at, kind, run, file_name, name, outcome, reason, seconds)
			VALUES (study_key, started, kind, coalesce(item ->> 'run', settings ->> 'run', '?'), item ->> 'file_name', item ->> 'library', done.outcome, done.reason,
				extract(epoch FROM clock_timestamp() - began)::float8);
			IF done.outcome = 'refused' THEN
				RAISE NOTICE USING MESSAGE = format('file "%s" is refused: %s', item ->> 'file_name', split_part(done.reason, E'\n', 1));
			END IF;
			IF (imported + already_there + refused + left_out) % 10 = 0 THEN
				RAISE NOTICE USING MESSAGE = format('%s of %s files: %s imported, %s already there, %s refused, %s left out',
					imported + already_there + refused + left_out, planned, imported, already_there, refused, left_out);
			END IF;
		END IF;
		COMMIT;
	END LOOP;
END
$$;
COMMENT ON PROCEDURE import_items(text, jsonb, jsonb, bigint, bigint, bigint, bigint, regclass) IS 'what the imports of folders share: file by file, each in a transaction of its own, with a row in import_report';

CREATE OR REPLACE PROCEDURE import_bams(folder text, run text, study text = NULL, sheet text = NULL, sample_pattern text = NULL, role text = 'sample',
	assembly text = NULL, design alkres.region[] = NULL, reference text = NULL, umi text = 'auto', unit text = 'molecule',
	INOUT imported bigint = NULL, INOUT already_there bigint = NULL, INOUT refused bigint = NULL, INOUT left_out bigint = NULL, store regclass = 'store_version'::regclass)
	LANGUAGE plpgsql
AS $$
BEGIN
	PERFORM alkres_internal.enter_store(store);
	CALL import_bams(folder_paths(folder, '\.(bam|cram)$'), run, study, sheet, sample_pattern, role, assembly, design, reference, umi, unit, imported, already_there, refused, left_out, store);
END
$$;
COMMENT ON PROCEDURE import_bams(text, text, text, text, text, text, text, region[], text, text, text, bigint, bigint, bigint, bigint, regclass) IS
	'import the BAM and CRAM files of a folder on the server as libraries of a run, samples by a sample sheet (CSV: file, sample, library, role, input_ng, header_sample) or a pattern of the names; each file in a transaction of its own, a bad one does not stop the others; import_report says what became of each';

CREATE OR REPLACE PROCEDURE import_bams(paths text[], run text, study text = NULL, sheet text = NULL, sample_pattern text = NULL, role text = 'sample',
	assembly text = NULL, design alkres.region[] = NULL, reference text = NULL, umi text = 'auto', unit text = 'molecule',
	INOUT imported bigint = NULL, INOUT already_there bigint = NULL, INOUT refused bigint = NULL, INOUT left_out bigint = NULL, store regclass = 'store_version'::regclass)
	LANGUAGE plpgsql
AS $$
DECLARE
	records alkres.table_record[];
BEGIN
	PERFORM alkres_internal.enter_store(store);
	IF sheet IS NOT NULL THEN
		records := ARRAY(SELECT r FROM alkres_internal.read_table(sheet, '{file,sample,library,role,input_ng,header_sample}', '{file,sample}') AS r ORDER BY r.line);
	END IF;
	CALL import_items('sequencing', plan_bams(paths, records, sheet, sample_pattern, role),
		jsonb_build_object('run', run, 'study', study, 'assembly', assembly, 'design', design::text[], 'reference', reference, 'umi', umi, 'unit', unit),
		imported, already_there, refused, left_out, store);
END
$$;
COMMENT ON PROCEDURE import_bams(text[], text, text, text, text, text, text, region[], text, text, text, bigint, bigint, bigint, bigint, regclass) IS
	'import the BAM and CRAM files of these paths as libraries of a run, samples by a sample sheet (CSV: file, sample, library, role, input_ng, header_sample) or a pattern of the names; each file in a transaction of its own, a bad one does not stop the others; import_report says what became of each';

CREATE OR REPLACE PROCEDURE import_plates(folder text, study text = NULL, run_pattern text = NULL, mutant_channel text = 'fam', create_samples boolean = false,
	droplet_nl float8 = NULL, channels text[] = NULL,
	INOUT imported bigint = NULL, INOUT already_there bigint = NULL, INOUT refused bigint = NULL, INOUT left_out bigint = NULL, store regclass = 'store_version'::regclass)
	LANGUAGE plpgsql
AS $$
BEGIN
	PERFORM alkres_internal.enter_store(store);
	CALL import_plates(folder_paths(folder, '\.(csv|txt|tsv)$'), study, run_pattern, mutant_channel, create_samples, droplet_nl, channels, imported, already_there, refused, left_out, store);
END
$$;
COMMENT ON PROCEDURE import_plates(text, text, text, text, boolean, float8, text[], bigint, bigint, bigint, bigint, regclass) IS
	'import the digital PCR result exports of a folder on the server as runs named by their files, with the amplitudes beside them (NAME_A01_Amplitude.csv); each in a transaction of its own, a bad one does not stop the others; import_report says what became of each';

CREATE OR REPLACE PROCEDURE import_plates(paths text[], study text = NULL, run_pattern text = NULL, mutant_channel text = 'fam', create_samples boolean = false,
	droplet_nl float8 = NULL, channels text[] = NULL,
	INOUT imported bigint = NULL, INOUT already_there bigint = NULL, INOUT refused bigint = NULL, INOUT left_out bigint = NULL, store regclass = 'store_version'::regclass)
	LANGUAGE plpgsql
AS $$
BEGIN
	PERFORM alkres_internal.enter_store(store);
	CALL import_items('ddpcr', plan_plates(paths, run_pattern),
		jsonb_build_object('study', study, 'mutant_channel', mutant_channel, 'create_samples', create_samples, 'droplet_nl', droplet_nl, 'channels', channels),
		imported, already_there, refused, left_out, store);
END
$$;
COMMENT ON PROCEDURE import_plates(text[], text, text, text, boolean, float8, text[], bigint, bigint, bigint, bigint, regclass) IS
	'import the digital PCR result exports of these paths as runs named by their files, with the amplitudes beside them (NAME_A01_Amplitude.csv); each in a transaction of its own, a bad one does not stop the others; import_report says what became of each';

CREATE OR REPLACE FUNCTION import_tables(folder text, study text = NULL, origin date = NULL, replace boolean = false,
	OUT file_name text, OUT added bigint, OUT changed bigint, OUT unchanged bigint) RETURNS SETOF record
	LANGUAGE plpgsql VOLATILE ROWS 4 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	found text[] := folder_paths(import_tables.folder, '^(patients|treatments|samples|assessments)\.csv$');
	kind text;
BEGIN
	IF cardinality(found) = 0 THEN
		RAISE EXCEPTION USING ERRCODE = 'undefined_file', MESSAGE = format('folder "%s" holds no clinical tables', import_tables.folder),
			HINT = 'They are patients.csv, treatments.csv, samples.csv and assessments.csv.';
	END IF;
	-- Patients first: the others are theirs.
	FOREACH kind IN ARRAY '{patients,treatments,samples,assessments}'::text[] LOOP
		RETURN QUERY SELECT base_name(p.path), a.added, a.changed, a.unchanged FROM unnest(found) AS p(path),
			LATERAL add_table(kind, p.path, import_tables.study, import_tables.origin, import_tables.replace) AS a WHERE lower(base_name(p.path)) = kind || '.csv';
	END LOOP;
END
$$;
COMMENT ON FUNCTION import_tables(text, text, date, boolean) IS 'import patients.csv, treatments.csv, samples.csv and assessments.csv of a folder on the server, those that are there: all of them or nothing';
