CREATE OR REPLACE FUNCTION base_name(path text) RETURNS text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT regexp_replace(base_name.path, '^.*/', '');
END;
COMMENT ON FUNCTION base_name(text) IS 'what the imports share: a file''s name without its folder';

CREATE OR REPLACE FUNCTION find_study(study text) RETURNS bigint
	LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
AS $$
DECLARE
	found bigint[];
BEGIN
	SELECT array_agg(s.study_id) INTO found FROM study AS s WHERE find_study.study IS NULL OR s.name = find_study.study;
	IF cardinality(found) = 1 THEN
		RETURN found[1];
	END IF;
	RAISE EXCEPTION USING ERRCODE = 'undefined_object',
		MESSAGE = CASE WHEN find_study.study IS NOT NULL THEN format('study "%s" does not exist', find_study.study)
			WHEN found IS NULL THEN 'the store has no study' ELSE 'the store has several studies' END,
		HINT = CASE WHEN cardinality(found) > 1 THEN 'Name the study.'
			WHEN row_security_active('study') THEN 'Studies are kept apart here: table study_role says who works on which; its rows, and those of study, are the owner''s to write.'
			ELSE 'Insert it into table study first.' END;
END
$$;
COMMENT ON FUNCTION find_study(text) IS 'key of a study by name; NULL means the only one';

CREATE OR REPLACE FUNCTION check_given(argument text, is_given boolean) RETURNS void
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT
AS $$
BEGIN
	IF is_given IS NOT TRUE THEN
		RAISE EXCEPTION USING ERRCODE = 'null_value_not_allowed', MESSAGE = format('%s is NULL', argument), HINT = 'Leave an argument out to have its default.';
	END IF;
END
$$;
COMMENT ON FUNCTION check_given(text, boolean) IS 'what answers share: an argument that has to be given, by its name; NULL would be answered as if nobody had been asked';

CREATE OR REPLACE FUNCTION check_drug(drug text, study_id bigint) RETURNS void
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path FROM CURRENT
AS $$
DECLARE
	generic text := canonical_drug(check_drug.drug);
	given text;
BEGIN
	IF check_drug.drug IS NULL OR check_drug.drug = generic
		OR EXISTS (SELECT 1 FROM treatment AS t JOIN patient AS p ON p.patient_id = t.patient_id WHERE t.drug = check_drug.drug AND p.study_id = check_drug.study_id) THEN
		RETURN;
	END IF;
	SELECT string_agg(DISTINCT t.drug, ', ') INTO given FROM treatment AS t JOIN patient AS p ON p.patient_id = t.patient_id WHERE p.study_id = check_drug.study_id;
	RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = format('drug "%s" is not known', check_drug.drug),
		HINT = CASE WHEN generic IS NOT NULL THEN format('Its generic name is %s.', generic) WHEN given IS NOT NULL THEN format('Drugs of the study: %s.', given)
			ELSE 'The study has no treatments; alkres.knowledge_drug_name lists the drugs that have a name here.' END;
END
$$;
COMMENT ON FUNCTION check_drug(text, bigint) IS 'what answers by drug share: a drug is one that somebody of the study was given, or a generic name that alkres knows; another one would be answered as if nobody had been given it';

CREATE OR REPLACE FUNCTION check_confidence(confidence float8) RETURNS void
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT
AS $$
BEGIN
	IF (check_confidence.confidence > 0 AND check_confidence.confidence < 1) IS NOT TRUE THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'confidence must be between 0 and 1', HINT = '0.95 asks for a 95 % interval.';
	END IF;
END
$$;
COMMENT ON FUNCTION check_confidence(float8) IS 'what answers with limits share: a confidence is between 0 and 1, whether there is anything to answer or not';

CREATE OR REPLACE FUNCTION find_sample(study_id bigint, sample text, OUT patient_id bigint, OUT sample_id bigint)
	LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
BEGIN
	SELECT s.patient_id, s.sample_id INTO STRICT patient_id, sample_id
	FROM sample AS s JOIN patient AS p USING (patient_id)
	WHERE s.study_id = find_sample.study_id AND s.external_id = find_sample.sample AND s.material <> 'control' AND p.role = 'patient';
EXCEPTION
	WHEN no_data_found THEN
		RAISE EXCEPTION USING ERRCODE = 'undefined_object', MESSAGE = format('sample "%s" does not exist in this study', find_sample.sample),
			HINT = 'Insert its patient and the sample first.';
END
$$;
COMMENT ON FUNCTION find_sample(bigint, text) IS 'keys of a patient''s sample by its external identifier; control material of the same name is another sample';

CREATE OR REPLACE FUNCTION control_sample(study_id bigint, name text, OUT patient_id bigint, OUT sample_id bigint)
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
BEGIN
	INSERT INTO patient (study_id, external_id, role) VALUES (control_sample.study_id, 'control', 'control')
	ON CONFLICT (study_id, external_id) DO NOTHING;
	SELECT p.patient_id INTO patient_id FROM patient AS p
	WHERE p.study_id = control_sample.study_id AND p.external_id = 'control';
	INSERT INTO sample (patient_id, external_id, material) VALUES (control_sample.patient_id, control_sample.name, 'control')
	ON CONFLICT (patient_id, external_id) DO NOTHING;
	SELECT s.sample_id INTO sample_id FROM sample AS s
	WHERE s.patient_id = control_sample.patient_id AND s.external_id = control_sample.name;
END
$$;
COMMENT ON FUNCTION control_sample(bigint, text) IS 'keys of a study''s control material, made when it is new';

CREATE OR REPLACE FUNCTION keep_assembly_canonical() RETURNS trigger
	LANGUAGE plpgsql SET search_path FROM CURRENT
AS $$
BEGIN
	NEW.assembly := canonical_assembly(NEW.assembly);
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION keep_assembly_canonical() IS 'trigger of run and library: the assembly is kept by its canonical name, whoever writes the row';
CREATE OR REPLACE TRIGGER run_assembly BEFORE INSERT OR UPDATE OF assembly ON run
	FOR EACH ROW EXECUTE FUNCTION keep_assembly_canonical();
CREATE OR REPLACE TRIGGER library_assembly BEFORE INSERT OR UPDATE OF assembly ON library
	FOR EACH ROW EXECUTE FUNCTION keep_assembly_canonical();

CREATE OR REPLACE FUNCTION keep_time_zone() RETURNS trigger
	LANGUAGE plpgsql SET search_path FROM CURRENT
AS $$
DECLARE
	zone text := (SELECT z.name FROM pg_timezone_names AS z WHERE lower(z.name) = lower(NEW.time_zone) LIMIT 1);
BEGIN
	-- UTC+3 would mean three hours west of Greenwich, and an abbreviation knows no summer: only places have a time of their own.
	IF zone IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = format('time zone "%s" of study "%s" is not known', NEW.time_zone, NEW.name),
			DETAIL = 'It is what dates of draws are taken in; unless told, the TimeZone of the session that inserts the study.',
			HINT = 'Name a place, as pg_timezone_names has it: Europe/Berlin, UTC.';
	END IF;
	NEW.time_zone := zone;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION keep_time_zone() IS 'trigger of study: its time zone is one that is known by name';
CREATE OR REPLACE TRIGGER study_time_zone BEFORE INSERT OR UPDATE OF time_zone ON study
	FOR EACH ROW EXECUTE FUNCTION keep_time_zone();

CREATE OR REPLACE FUNCTION keep_draw_dated() RETURNS trigger
	LANGUAGE plpgsql SET search_path FROM CURRENT
AS $$
DECLARE
	given date := NEW.drawn_on;
BEGIN
	SELECT p.study_id, t.time_zone INTO NEW.study_id, NEW.time_zone FROM patient AS p JOIN study AS t USING (study_id) WHERE p.patient_id = NEW.patient_id;
	IF NOT FOUND THEN
		RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation', MESSAGE = format('patient %s of sample "%s" does not exist', coalesce(NEW.patient_id::text, 'NULL'), NEW.external_id),
			HINT = 'patient.patient_id is its key.';
	END IF;
	IF NEW.drawn_at IS NOT NULL THEN
		NEW.drawn_on := (NEW.drawn_at AT TIME ZONE NEW.time_zone)::date;
		IF given <> NEW.drawn_on AND (TG_OP = 'INSERT' OR given IS DISTINCT FROM OLD.drawn_on) THEN
			RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = format('sample "%s" has two dates of its draw', NEW.external_id),
				DETAIL = format('drawn_on is %s, and drawn_at is on %s in %s, the time zone of its study.', given, NEW.drawn_on, NEW.time_zone),
				HINT = 'Give drawn_at alone, or drawn_on alone where the time is not known; or correct study.time_zone.';
		END IF;
	END IF;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION keep_draw_dated() IS 'trigger of sample: its study is that of the patient, and the date of its draw that of drawn_at in the study''s time zone, whatever the session''s';
CREATE OR REPLACE TRIGGER sample_dated BEFORE INSERT OR UPDATE OF patient_id, study_id, time_zone, drawn_at, drawn_on ON sample
	FOR EACH ROW EXECUTE FUNCTION keep_draw_dated();

CREATE OR REPLACE FUNCTION find_run(study_id bigint, run text, kind text, assembly text, design region[]) RETURNS bigint
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	known run;
BEGIN
	assembly := canonical_assembly(find_run.assembly);
	-- Its design and assembly are what an import reads by: they stay until it ends.
	SELECT * INTO known FROM run AS r WHERE r.study_id = find_run.study_id AND r.name = find_run.run FOR SHARE;
	IF NOT FOUND THEN
		IF find_run.kind = 'sequencing' AND find_run.assembly IS NULL THEN
			RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = format('run "%s" is new, and neither the header nor an argument tells its assembly', find_run.run),
				HINT = 'Name the assembly that the reads are aligned to: assembly => ''GRCh38''.';
		END IF;
		-- Two imports may make the same run at once: the second waits here for the first and takes its row.
		INSERT INTO run (study_id, name, kind, assembly, design)
		VALUES (find_run.study_id, find_run.run, find_run.kind, find_run.assembly, find_run.design)
		ON CONFLICT (study_id, name) DO NOTHING;
		SELECT * INTO STRICT known FROM run AS r WHERE r.study_id = find_run.study_id AND r.name = find_run.run FOR SHARE;
	END IF;
	IF known.kind <> find_run.kind THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = format('run "%s" is a %s run', find_run.run, known.kind),
			HINT = 'Give the new run another name.';
	ELSIF find_run.assembly <> known.assembly THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = format('run "%s" is aligned to %s, not to %s', find_run.run, known.assembly, find_run.assembly),
			HINT = 'Libraries of one run are aligned to one assembly: give those of another one a run of their own.';
	ELSIF find_run.design IS NOT NULL AND find_run.design IS DISTINCT FROM known.design THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = format('run "%s" has another design', find_run.run),
			HINT = 'Leave the design out to use the run''s own.';
	END IF;
	RETURN known.run_id;
END
$$;
COMMENT ON FUNCTION find_run(bigint, text, text, text, region[]) IS 'key of a run by name, made when it is new; what is known of it must agree';
