-- Clinical tables from CSV files: alkres.import_columns() says what they hold, alkres_internal.read_field() how a field is read.
CREATE OR REPLACE FUNCTION record_values(kind text, given_record table_record, origin date, time_zone text) RETURNS SETOF jsonb
	LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
AS $$
DECLARE
	-- What stands in the store under another name than in the file.
	renamed constant jsonb := CASE kind WHEN 'patients' THEN '{"patient":"external_id"}' WHEN 'samples' THEN '{"sample":"external_id"}' ELSE '{}' END;
	result jsonb := '{}';
	col record;
	field text;
	drug text;
BEGIN
	FOR col IN SELECT c.column_name, c.kind, c.is_needed, c.n FROM import_columns() AS c WHERE c.table_name = record_values.kind ORDER BY c.n LOOP
		CONTINUE WHEN NOT given_record.given[col.n];
		field := given_record.fields[col.n];
		IF field IS NULL AND col.is_needed THEN
			RAISE EXCEPTION USING ERRCODE = 'bad_copy_file_format', MESSAGE = format('column %s is empty', col.column_name), HINT = 'It is needed in every record.';
		ELSIF col.kind = 'time' AND field !~ ':' THEN
			-- A date, of which the time is not known.
			result := result || jsonb_build_object('drawn_on', alkres_internal.read_field(col.column_name, 'date', field, origin, time_zone));
		ELSIF col.kind = 'drug' AND field ~ '\+' THEN
			result := result || jsonb_build_object(col.column_name, field);
		-- Of two columns for one date, one may be empty.
		ELSIF field IS NOT NULL OR NOT result ? col.column_name THEN
			result := result || jsonb_build_object(coalesce(renamed ->> col.column_name, col.column_name), alkres_internal.read_field(col.column_name, col.kind, field, origin, time_zone));
		END IF;
	END LOOP;
	IF kind <> 'treatments' OR result ->> 'drug' !~ '\+' THEN
		RETURN NEXT result;
		RETURN;
	END IF;
	FOREACH drug IN ARRAY string_to_array(result ->> 'drug', '+') LOOP
		RETURN NEXT result || jsonb_build_object('drug', alkres_internal.read_field('drug', 'drug', btrim(drug), origin, time_zone));
	END LOOP;
END
$$;
COMMENT ON FUNCTION record_values(text, table_record, date, text) IS
	'what the imports of clinical tables share: a record''s fields by the names of the columns of the store; a record of several drugs gives one for each';

CREATE OR REPLACE FUNCTION find_patient(study_id bigint, patient text) RETURNS bigint
	LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
AS $$
DECLARE
	found bigint := (SELECT p.patient_id FROM patient AS p WHERE p.study_id = find_patient.study_id AND p.external_id = find_patient.patient AND p.role = 'patient');
	nearest text;
BEGIN
	IF found IS NULL THEN
		nearest := alkres_internal.nearest_word(find_patient.patient, ARRAY(
			SELECT p.external_id FROM patient AS p WHERE p.study_id = find_patient.study_id AND p.role = 'patient' ORDER BY p.external_id));
		RAISE EXCEPTION USING ERRCODE = 'undefined_object', MESSAGE = format('patient "%s" does not exist in this study', find_patient.patient),
			DETAIL = coalesce(format('The nearest name that is known is "%s".', nearest), ''), HINT = 'Import the patients first.';
	END IF;
	RETURN found;
END
$$;
COMMENT ON FUNCTION find_patient(bigint, text) IS 'key of a patient by the external identifier';

CREATE OR REPLACE FUNCTION find_record(kind text, study_id bigint, given jsonb) RETURNS jsonb
	LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
AS $$
DECLARE
	found jsonb;
BEGIN
	CASE kind
		WHEN 'patients' THEN
			SELECT to_jsonb(p) INTO found FROM patient AS p WHERE p.study_id = find_record.study_id AND p.external_id = given ->> 'external_id';
			IF found ->> 'role' = 'control' THEN
				RAISE EXCEPTION USING ERRCODE = 'unique_violation', MESSAGE = format('"%s" is the study''s control material, not a patient', given ->> 'external_id'),
					HINT = 'Give the patient another identifier.';
			END IF;
		WHEN 'treatments' THEN
			SELECT to_jsonb(t) INTO found FROM treatment AS t
			WHERE t.patient_id = (given ->> 'patient_id')::bigint AND t.line = (given ->> 'line')::integer AND t.drug = given ->> 'drug' AND t.start_date = (given ->> 'start_date')::date;
		WHEN 'samples' THEN
			SELECT to_jsonb(s) INTO found FROM sample AS s WHERE s.study_id = find_record.study_id AND s.external_id = given ->> 'external_id' AND s.material <> 'control';
			IF found ->> 'patient_id' <> given ->> 'patient_id' THEN
				RAISE EXCEPTION USING ERRCODE = 'unique_violation', MESSAGE = format('sample "%s" is of patient "%s" already', given ->> 'external_id',
					(SELECT p.external_id FROM patient AS p WHERE p.patient_id = (found ->> 'patient_id')::bigint)), HINT = 'Identifiers of samples are unique in the study.';
			END IF;
		WHEN 'assessments' THEN
			SELECT to_jsonb(a) INTO found FROM assessment AS a
			WHERE a.patient_id = (given ->> 'patient_id')::bigint AND a.assessed_on = (given ->> 'assessed_on')::date AND a.kind = given ->> 'kind' AND a.site IS NOT DISTINCT FROM given ->> 'site';
	END CASE;
	RETURN found;
END
$$;
COMMENT ON FUNCTION find_record(text, bigint, jsonb) IS 'what the imports of clinical tables share: the row of the store that bears the natural key of a record';

CREATE OR REPLACE FUNCTION check_new_treatment(given jsonb) RETURNS void
	LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
AS $$
DECLARE
	other record;
BEGIN
	-- A first dose that was corrected would make a second treatment.
	SELECT t.start_date, t.end_date INTO other FROM treatment AS t
	WHERE t.patient_id = (given ->> 'patient_id')::bigint AND t.line = (given ->> 'line')::integer AND t.drug = given ->> 'drug'
		AND t.start_date <= coalesce((given ->> 'end_date')::date, 'infinity') AND coalesce(t.end_date, 'infinity') >= (given ->> 'start_date')::date
		AND t.start_date <> (given ->> 'start_date')::date
	ORDER BY t.start_date LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION USING ERRCODE = 'unique_violation', MESSAGE = format('%s of line %s goes on from %s to %s already', given ->> 'drug', given ->> 'line', other.start_date, coalesce(other.end_date::text, 'now')),
			DETAIL = format('The record lets it begin on %s.', given ->> 'start_date'), HINT = 'If the first dose is corrected, delete the old row of treatment first.';
	END IF;
	-- Lines follow each other.
	SELECT f.line, f.start_date INTO other FROM (
		SELECT t.line, min(t.start_date) AS start_date FROM treatment AS t WHERE t.patient_id = (given ->> 'patient_id')::bigint GROUP BY t.line) AS f
	WHERE f.line < (given ->> 'line')::integer AND f.start_date >= (given ->> 'start_date')::date
		OR f.line > (given ->> 'line')::integer AND f.start_date <= (given ->> 'start_date')::date
	ORDER BY f.start_date LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = format('line %s would begin on %s, and line %s on %s', given ->> 'line', given ->> 'start_date', other.line, other.start_date),
			HINT = 'Lines are numbered in the order of their first doses.';
	END IF;
END
$$;
COMMENT ON FUNCTION check_new_treatment(jsonb) IS 'what the imports of clinical tables share: an error for a drug that the line has at that time already, and for lines out of order';

CREATE OR REPLACE FUNCTION add_record(kind text, study_id bigint, given jsonb, replace boolean, OUT outcome text, OUT changes text, OUT new_row jsonb)
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
DECLARE
	target text := CASE kind WHEN 'patients' THEN 'patient' WHEN 'treatments' THEN 'treatment' WHEN 'samples' THEN 'sample' ELSE 'assessment' END;
	old jsonb;
	new jsonb;
	names text[];
	conflicts text;
BEGIN
	IF kind <> 'patients' THEN
		given := given - 'patient' || jsonb_build_object('patient_id', find_patient(add_record.study_id, given ->> 'patient'));
	END IF;
	old := find_record(kind, add_record.study_id, given);
	IF old IS NULL THEN
		IF kind = 'patients' THEN
			given := given || jsonb_build_object('study_id', add_record.study_id);
		END IF;
		-- What is missing has the default of its column.
		new_row := jsonb_strip_nulls(given);
		outcome := 'added';
		RETURN;
	END IF;
	EXECUTE format('SELECT to_jsonb(jsonb_populate_record(NULL::%I, $1))', target) INTO new USING given;
	-- A missing field says nothing, unless the file is to replace what is there.
	SELECT array_agg(k ORDER BY k), string_agg(format('%s %s -> %s', k, coalesce(old ->> k, 'unknown'), coalesce(new ->> k, 'unknown')), ', ' ORDER BY k),
		string_agg(format('%s "%s", not %s', k, old ->> k, coalesce('"' || (new ->> k) || '"', 'unknown')), ', ' ORDER BY k) FILTER (WHERE old ->> k IS NOT NULL)
	INTO names, changes, conflicts
	FROM jsonb_object_keys(given) AS k WHERE old ->> k IS DISTINCT FROM new ->> k AND (new ->> k IS NOT NULL OR add_record.replace);
	IF names IS NULL THEN
		outcome := 'unchanged';
	ELSIF conflicts IS NOT NULL AND NOT add_record.replace THEN
		RAISE EXCEPTION USING ERRCODE = 'unique_violation', MESSAGE = format('the %s is there already, with %s', target, conflicts),
			HINT = 'Correct the file, or import it with replace => true: then its fields stand, empty ones of its columns too.';
	ELSE
		EXECUTE format('UPDATE %I AS t SET (%2$s) = (SELECT %2$s FROM jsonb_populate_record(NULL::%1$I, $1)) WHERE t.patient_id = $2 AND t.%3$I = $3', target,
			(SELECT string_agg(quote_ident(k), ', ') FROM unnest(names) AS k), target || '_id') USING given, (old ->> 'patient_id')::bigint, (old ->> (target || '_id'))::bigint;
		outcome := 'changed';
	END IF;
END
$$;
COMMENT ON FUNCTION add_record(text, bigint, jsonb, boolean) IS 'what the imports of clinical tables share: a record is to become a row, or is one already; what differs is refused, or replaced and told';

CREATE OR REPLACE FUNCTION insert_records(kind text, new_rows jsonb[]) RETURNS void
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
DECLARE
	target text := CASE kind WHEN 'patients' THEN 'patient' WHEN 'treatments' THEN 'treatment' WHEN 'samples' THEN 'sample' ELSE 'assessment' END;
	alike record;
BEGIN
	-- Rows with the same columns together: what is kept by triggers is worked out once a statement.
	FOR alike IN SELECT k.names, array_agg(r.new_row) AS new_rows FROM unnest(insert_records.new_rows) AS r(new_row),
		LATERAL (SELECT string_agg(quote_ident(n), ', ' ORDER BY n) FROM jsonb_object_keys(r.new_row) AS n) AS k(names) GROUP BY k.names ORDER BY k.names LOOP
		EXECUTE format('INSERT INTO %I (%2$s) SELECT %2$s FROM unnest($1) AS u(new_row), LATERAL jsonb_populate_record(NULL::%1$I, u.new_row)', target, alike.names) USING alike.new_rows;
	END LOOP;
	IF kind = 'treatments' THEN
		PERFORM check_new_treatment(r) FROM unnest(insert_records.new_rows) AS r;
	END IF;
END
$$;
COMMENT ON FUNCTION insert_records(text, jsonb[]) IS 'what the imports of clinical tables share: rows that are new';

CREATE OR REPLACE FUNCTION add_records_at_once(kind text, study_id bigint, records table_record[], origin date, replace boolean,
	OUT added bigint, OUT changed bigint, OUT unchanged bigint, OUT told text[])
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
DECLARE
	time_zone text := (SELECT s.time_zone FROM study AS s WHERE s.study_id = add_records_at_once.study_id);
	done record;
	keys text[] := '{}';
	new_rows jsonb[] := '{}';
BEGIN
	added := 0;
	changed := 0;
	unchanged := 0;
	told := '{}';
	FOR done IN SELECT r.line, record_key(add_records_at_once.kind, v.given) AS key, a.outcome, a.changes, a.new_row
		FROM unnest(add_records_at_once.records) AS r, LATERAL record_values(add_records_at_once.kind, r, add_records_at_once.origin, time_zone) AS v(given),
			LATERAL add_record(add_records_at_once.kind, add_records_at_once.study_id, v.given, add_records_at_once.replace) AS a LOOP
		keys := keys || done.key;
		CASE done.outcome
			WHEN 'added' THEN
				added := added + 1;
				new_rows := new_rows || done.new_row;
			WHEN 'changed' THEN
				changed := changed + 1;
				told := told || format('%s: %s: %s', done.line, done.key, done.changes);
			ELSE unchanged := unchanged + 1;
		END CASE;
	END LOOP;
	IF cardinality(keys) <> (SELECT count(DISTINCT k) FROM unnest(keys) AS k) THEN
		RAISE EXCEPTION USING ERRCODE = 'bad_copy_file_format', MESSAGE = 'a record is there twice';
	END IF;
	PERFORM insert_records(add_records_at_once.kind, new_rows);
END
$$;
COMMENT ON FUNCTION add_records_at_once(text, bigint, table_record[], date, boolean) IS 'what the imports of clinical tables share: all records of a file, when nothing is wrong with them';

CREATE OR REPLACE FUNCTION record_key(kind text, given jsonb) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT CASE record_key.kind
		WHEN 'patients' THEN format('patient "%s"', given ->> 'external_id')
		WHEN 'samples' THEN format('sample "%s"', given ->> 'external_id')
		WHEN 'treatments' THEN format('patient "%s", line %s, %s from %s', given ->> 'patient', given ->> 'line', given ->> 'drug', given ->> 'start_date')
		ELSE concat_ws(', ', format('patient "%s", %s of %s', given ->> 'patient', given ->> 'kind', given ->> 'assessed_on'), given ->> 'site') END;
END;
COMMENT ON FUNCTION record_key(text, jsonb) IS 'what the imports of clinical tables share: the natural key of a record, in words';

CREATE OR REPLACE FUNCTION add_records(kind text, study text, file_name text, records table_record[], origin date, replace boolean,
	OUT added bigint, OUT changed bigint, OUT unchanged bigint)
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
DECLARE
	study_key bigint := find_study(add_records.study);
	time_zone text := (SELECT s.time_zone FROM study AS s WHERE s.study_id = study_key);
	place constant text := coalesce('file "' || add_records.file_name || '", ', '') || 'line ';
	item table_record;
	done record;
	errors text[] := '{}';
	state text;
	message text;
	detail text;
	hint text;
	limited text;
	seen jsonb := '{}';
	key text;
	told text[] := '{}';
BEGIN
	-- Plates make patients and samples, too; of two imports at once the second sees what the first did.
	PERFORM lock_plates(study_key);
	BEGIN
		SELECT o.added, o.changed, o.unchanged, o.told INTO added, changed, unchanged, told
		FROM add_records_at_once(add_records.kind, study_key, add_records.records, add_records.origin, add_records.replace) AS o;
		FOR i IN 1 .. least(cardinality(told), 20) LOOP
			RAISE NOTICE USING MESSAGE = place || told[i];
		END LOOP;
		IF cardinality(told) > 20 THEN
			RAISE NOTICE USING MESSAGE = format('%s more records changed', cardinality(told) - 20);
		END IF;
		RETURN;
	EXCEPTION WHEN data_exception OR integrity_constraint_violation OR undefined_object THEN
		-- One by one, to tell what is wrong with each.
		added := 0;
		changed := 0;
		unchanged := 0;
	END;
	FOREACH item IN ARRAY add_records.records LOOP
		BEGIN
			FOR done IN SELECT v.given, a.outcome, a.changes, a.new_row FROM record_values(add_records.kind, item, add_records.origin, time_zone) AS v(given),
				LATERAL add_record(add_records.kind, study_key, v.given, add_records.replace) AS a LOOP
				key := record_key(add_records.kind, done.given);
				IF seen ? key THEN
					RAISE EXCEPTION USING ERRCODE = 'bad_copy_file_format', MESSAGE = format('the record is on line %s already', seen ->> key), DETAIL = format('It is %s.', key);
				END IF;
				seen := seen || jsonb_build_object(key, item.line);
				IF done.outcome = 'added' THEN
					PERFORM insert_records(add_records.kind, ARRAY[done.new_row]);
				END IF;
				added := added + (done.outcome = 'added')::integer;
				changed := changed + (done.outcome = 'changed')::integer;
				unchanged := unchanged + (done.outcome = 'unchanged')::integer;
			END LOOP;
		EXCEPTION WHEN data_exception OR integrity_constraint_violation OR undefined_object THEN
			GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, limited = TABLE_NAME, key = CONSTRAINT_NAME;
			-- PostgreSQL names a limit; this is what it says.
			message := coalesce((SELECT 'not satisfied is ' || pg_get_constraintdef(c.oid) FROM pg_constraint AS c
				WHERE c.conrelid = to_regclass(quote_ident(limited)) AND c.conname = key AND c.contype = 'c'), message);
			errors := errors || format('%s%s: %s', place, item.line, message);
			IF cardinality(errors) = 1 THEN
				state := SQLSTATE;
				GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
			END IF;
			EXIT WHEN cardinality(errors) > 100;
		END;
	END LOOP;
	IF cardinality(errors) > 0 THEN
		RAISE EXCEPTION USING ERRCODE = state, MESSAGE = errors[1], HINT = coalesce(nullif(hint, ''), 'Correct the file and import it again.'),
			DETAIL = concat_ws(E'\n', nullif(detail, ''), CASE WHEN cardinality(errors) > 1 THEN array_to_string('{"Refused besides:"}'::text[] || errors[2:20], E'\n') END,
				CASE WHEN cardinality(errors) > 20 THEN format('... and %s records more.', cardinality(errors) - 20) END, 'Nothing of the file is imported.');
	END IF;
END
$$;
COMMENT ON FUNCTION add_records(text, text, text, table_record[], date, boolean) IS 'what the imports of clinical tables share: all records of a file, or none and what is wrong with each';

-- What a file of a kind may hold, and what it must.
CREATE OR REPLACE FUNCTION file_columns(kind text, OUT columns text[], OUT needed text[])
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT array_agg(c.column_name ORDER BY c.n), array_agg(c.column_name ORDER BY c.n) FILTER (WHERE c.is_needed) FROM import_columns() AS c WHERE c.table_name = file_columns.kind;
END;
COMMENT ON FUNCTION file_columns(text) IS 'what the imports of clinical tables share: names of the columns that a file may have, and of those that it must have';

CREATE OR REPLACE FUNCTION add_table(kind text, path text, study text, origin date, replace boolean, OUT added bigint, OUT changed bigint, OUT unchanged bigint)
	LANGUAGE sql VOLATILE SET search_path FROM CURRENT
BEGIN ATOMIC
	SELECT alkres_internal.check_server_files(format('import_%s_data', add_table.kind));
	SELECT a.added, a.changed, a.unchanged FROM file_columns(add_table.kind) AS c, LATERAL add_records(add_table.kind, add_table.study, base_name(add_table.path),
		ARRAY(SELECT r FROM alkres_internal.read_table(add_table.path, c.columns, c.needed) AS r ORDER BY r.line), add_table.origin, add_table.replace) AS a;
END;
COMMENT ON FUNCTION add_table(text, text, text, date, boolean) IS 'what the imports of clinical tables share: a file on the server';

CREATE OR REPLACE FUNCTION add_table_data(kind text, data bytea, file_name text, study text, origin date, replace boolean, OUT added bigint, OUT changed bigint, OUT unchanged bigint)
	LANGUAGE sql VOLATILE SET search_path FROM CURRENT
BEGIN ATOMIC
	SELECT a.added, a.changed, a.unchanged FROM file_columns(add_table_data.kind) AS c, LATERAL add_records(add_table_data.kind, add_table_data.study, add_table_data.file_name,
		ARRAY(SELECT r FROM alkres_internal.read_table_data(add_table_data.data, add_table_data.file_name, c.columns, c.needed) AS r ORDER BY r.line), add_table_data.origin, add_table_data.replace) AS a;
END;
COMMENT ON FUNCTION add_table_data(text, bytea, text, text, date, boolean) IS 'what the imports of clinical tables share: the bytes of a file';

CREATE OR REPLACE FUNCTION import_patients(path text, study text = NULL, origin date = NULL, replace boolean = false,
	OUT added bigint, OUT changed bigint, OUT unchanged bigint)
	LANGUAGE sql VOLATILE SET search_path FROM CURRENT
BEGIN ATOMIC
	SELECT a.added, a.changed, a.unchanged FROM add_table('patients', import_patients.path, import_patients.study, import_patients.origin, import_patients.replace) AS a;
END;
COMMENT ON FUNCTION import_patients(text, text, date, boolean) IS 'import patients, by the study''s identifier, from a CSV file on the server (alkres.import_columns): all of it or nothing; what is there and the same is unchanged, what differs is refused, or replaced';

CREATE OR REPLACE FUNCTION import_patients_text(content text, file_name text = NULL, study text = NULL, origin date = NULL, replace boolean = false,
	OUT added bigint, OUT changed bigint, OUT unchanged bigint)
	LANGUAGE sql VOLATILE SET search_path FROM CURRENT
BEGIN ATOMIC
	SELECT a.added, a.changed, a.unchanged FROM add_table_data('patients', convert_to(import_patients_text.content, 'UTF8'), import_patients_text.file_name, import_patients_text.study, import_patients_text.origin, import_patients_text.replace) AS a;
END;
COMMENT ON FUNCTION import_patients_text(text, text, text, date, boolean) IS 'import_patients for clients without rights on server files: the content as text';

CREATE OR REPLACE FUNCTION import_patients_data(data bytea, file_name text = NULL, study text = NULL, origin date = NULL, replace boolean = false,
	OUT added bigint, OUT changed bigint, OUT unchanged bigint)
	LANGUAGE sql VOLATILE SET search_path FROM CURRENT
BEGIN ATOMIC
	SELECT a.added, a.changed, a.unchanged FROM add_table_data('patients', import_patients_data.data, import_patients_data.file_name, import_patients_data.study, import_patients_data.origin, import_patients_data.replace) AS a;
END;
COMMENT ON FUNCTION import_patients_data(bytea, text, text, date, boolean) IS 'import_patients for clients without rights on server files: the bytes of the file, whatever its encoding';

CREATE OR REPLACE FUNCTION import_treatments(path text, study text = NULL, origin date = NULL, replace boolean = false,
	OUT added bigint, OUT changed bigint, OUT unchanged bigint)
	LANGUAGE sql VOLATILE SET search_path FROM CURRENT
BEGIN ATOMIC
	SELECT a.added, a.changed, a.unchanged FROM add_table('treatments', import_treatments.path, import_treatments.study, import_treatments.origin, import_treatments.replace) AS a;
END;
COMMENT ON FUNCTION import_treatments(text, text, date, boolean) IS 'import drugs of lines of treatment, by patient, line, drug and first dose, from a CSV file on the server (alkres.import_columns): all of it or nothing; what is there and the same is unchanged, what differs is refused, or replaced';

CREATE OR REPLACE FUNCTION import_treatments_text(content text, file_name text = NULL, study text = NULL, origin date = NULL, replace boolean = false,
	OUT added bigint, OUT changed bigint, OUT unchanged bigint)
	LANGUAGE sql VOLATILE SET search_path FROM CURRENT
BEGIN ATOMIC
	SELECT a.added, a.changed, a.unchanged FROM add_table_data('treatments', convert_to(import_treatments_text.content, 'UTF8'), import_treatments_text.file_name, import_treatments_text.study, import_treatments_text.origin, import_treatments_text.replace) AS a;
END;
COMMENT ON FUNCTION import_treatments_text(text, text, text, date, boolean) IS 'import_treatments for clients without rights on server files: the content as text';

CREATE OR REPLACE FUNCTION import_treatments_data(data bytea, file_name text = NULL, study text = NULL, origin date = NULL, replace boolean = false,
	OUT added bigint, OUT changed bigint, OUT unchanged bigint)
	LANGUAGE sql VOLATILE SET search_path FROM CURRENT
BEGIN ATOMIC
	SELECT a.added, a.changed, a.unchanged FROM add_table_data('treatments', import_treatments_data.data, import_treatments_data.file_name, import_treatments_data.study, import_treatments_data.origin, import_treatments_data.replace) AS a;
END;
COMMENT ON FUNCTION import_treatments_data(bytea, text, text, date, boolean) IS 'import_treatments for clients without rights on server files: the bytes of the file, whatever its encoding';

CREATE OR REPLACE FUNCTION import_samples(path text, study text = NULL, origin date = NULL, replace boolean = false,
	OUT added bigint, OUT changed bigint, OUT unchanged bigint)
	LANGUAGE sql VOLATILE SET search_path FROM CURRENT
BEGIN ATOMIC
	SELECT a.added, a.changed, a.unchanged FROM add_table('samples', import_samples.path, import_samples.study, import_samples.origin, import_samples.replace) AS a;
END;
COMMENT ON FUNCTION import_samples(text, text, date, boolean) IS 'import samples with the pre-analytics of their draws, by the study''s identifier, from a CSV file on the server (alkres.import_columns): all of it or nothing; what is there and the same is unchanged, what differs is refused, or replaced';

CREATE OR REPLACE FUNCTION import_samples_text(content text, file_name text = NULL, study text = NULL, origin date = NULL, replace boolean = false,
	OUT added bigint, OUT changed bigint, OUT unchanged bigint)
	LANGUAGE sql VOLATILE SET search_path FROM CURRENT
BEGIN ATOMIC
	SELECT a.added, a.changed, a.unchanged FROM add_table_data('samples', convert_to(import_samples_text.content, 'UTF8'), import_samples_text.file_name, import_samples_text.study, import_samples_text.origin, import_samples_text.replace) AS a;
END;
COMMENT ON FUNCTION import_samples_text(text, text, text, date, boolean) IS 'import_samples for clients without rights on server files: the content as text';

CREATE OR REPLACE FUNCTION import_samples_data(data bytea, file_name text = NULL, study text = NULL, origin date = NULL, replace boolean = false,
	OUT added bigint, OUT changed bigint, OUT unchanged bigint)
	LANGUAGE sql VOLATILE SET search_path FROM CURRENT
BEGIN ATOMIC
	SELECT a.added, a.changed, a.unchanged FROM add_table_data('samples', import_samples_data.data, import_samples_data.file_name, import_samples_data.study, import_samples_data.origin, import_samples_data.replace) AS a;
END;
COMMENT ON FUNCTION import_samples_data(bytea, text, text, date, boolean) IS 'import_samples for clients without rights on server files: the bytes of the file, whatever its encoding';

CREATE OR REPLACE FUNCTION import_assessments(path text, study text = NULL, origin date = NULL, replace boolean = false,
	OUT added bigint, OUT changed bigint, OUT unchanged bigint)
	LANGUAGE sql VOLATILE SET search_path FROM CURRENT
BEGIN ATOMIC
	SELECT a.added, a.changed, a.unchanged FROM add_table('assessments', import_assessments.path, import_assessments.study, import_assessments.origin, import_assessments.replace) AS a;
END;
COMMENT ON FUNCTION import_assessments(text, text, date, boolean) IS 'import response assessments, by patient, date, kind and site, from a CSV file on the server (alkres.import_columns): all of it or nothing; what is there and the same is unchanged, what differs is refused, or replaced';

CREATE OR REPLACE FUNCTION import_assessments_text(content text, file_name text = NULL, study text = NULL, origin date = NULL, replace boolean = false,
	OUT added bigint, OUT changed bigint, OUT unchanged bigint)
	LANGUAGE sql VOLATILE SET search_path FROM CURRENT
BEGIN ATOMIC
	SELECT a.added, a.changed, a.unchanged FROM add_table_data('assessments', convert_to(import_assessments_text.content, 'UTF8'), import_assessments_text.file_name, import_assessments_text.study, import_assessments_text.origin, import_assessments_text.replace) AS a;
END;
COMMENT ON FUNCTION import_assessments_text(text, text, text, date, boolean) IS 'import_assessments for clients without rights on server files: the content as text';

CREATE OR REPLACE FUNCTION import_assessments_data(data bytea, file_name text = NULL, study text = NULL, origin date = NULL, replace boolean = false,
	OUT added bigint, OUT changed bigint, OUT unchanged bigint)
	LANGUAGE sql VOLATILE SET search_path FROM CURRENT
BEGIN ATOMIC
	SELECT a.added, a.changed, a.unchanged FROM add_table_data('assessments', import_assessments_data.data, import_assessments_data.file_name, import_assessments_data.study, import_assessments_data.origin, import_assessments_data.replace) AS a;
END;
COMMENT ON FUNCTION import_assessments_data(bytea, text, text, date, boolean) IS 'import_assessments for clients without rights on server files: the bytes of the file, whatever its encoding';
