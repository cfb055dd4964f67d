CREATE OR REPLACE FUNCTION mutant_target(printed ddpcr_well, mutant_channel text) RETURNS text
	LANGUAGE sql IMMUTABLE SET search_path FROM CURRENT
BEGIN ATOMIC
	-- One without a row for the mutant has the other target's.
	SELECT CASE mutant_target.mutant_channel WHEN 'hex' THEN coalesce((mutant_target.printed).reference_assay, (mutant_target.printed).assay)
		ELSE coalesce((mutant_target.printed).assay, (mutant_target.printed).reference_assay) END;
END;
COMMENT ON FUNCTION mutant_target(ddpcr_well, text) IS 'what the imports of ddPCR plates share: the target of a well that names its assay';

CREATE OR REPLACE FUNCTION add_well(study_id bigint, run_id bigint, mutant_channel text, create_samples boolean, printed ddpcr_well) RETURNS bigint
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	place record;
	assay_key bigint;
	counted mutation;
	-- An export that names no wells has one row for each sample.
	well_name text := coalesce((printed).well, (printed).sample);
	mutant text := mutant_target(printed, add_well.mutant_channel);
	other text := CASE add_well.mutant_channel WHEN 'hex' THEN (printed).assay ELSE (printed).reference_assay END;
BEGIN
	IF (printed).role = 'unknown' THEN
		IF (printed).sample IS NULL THEN
			RAISE EXCEPTION USING ERRCODE = 'bad_copy_file_format', MESSAGE = format('well %s has no sample', (printed).well),
				HINT = 'Name the samples in the instrument''s software and export the plate again.';
		END IF;
		IF add_well.create_samples AND NOT EXISTS (SELECT FROM sample AS s
			WHERE s.study_id = add_well.study_id AND s.material <> 'control' AND s.external_id = (printed).sample) THEN
			INSERT INTO patient (study_id, external_id) VALUES (add_well.study_id, (printed).sample)
			ON CONFLICT (study_id, external_id) DO NOTHING;
			INSERT INTO sample (patient_id, external_id)
			SELECT p.patient_id, (printed).sample FROM patient AS p
			WHERE p.study_id = add_well.study_id AND p.external_id = (printed).sample
			ON CONFLICT DO NOTHING;
		END IF;
		SELECT f.patient_id, f.sample_id INTO place FROM find_sample(add_well.study_id, (printed).sample) AS f;
	ELSE
		SELECT c.patient_id, c.sample_id INTO place FROM control_sample(add_well.study_id, coalesce(nullif((printed).sample, ''), (printed).role)) AS c;
	END IF;

	SELECT a.assay_id INTO assay_key FROM assay AS a WHERE a.study_id = add_well.study_id AND a.name = mutant;
	IF NOT FOUND THEN
		-- An assay named like a mutation of ALK, or like any mutation with its gene, counts that mutation.
		BEGIN
			counted := CASE WHEN mutant ~ ' ' THEN mutant ELSE 'ALK ' || mutant END;
			IF level(counted) <> 'change' THEN
				counted := NULL;
			END IF;
		EXCEPTION WHEN invalid_text_representation THEN
			counted := NULL;
		END;
		INSERT INTO assay (study_id, name, mutation, mutant_channel, reference_target)
		VALUES (add_well.study_id, mutant, counted, add_well.mutant_channel, other)
		ON CONFLICT (study_id, name) DO NOTHING;
		SELECT a.assay_id INTO STRICT assay_key FROM assay AS a WHERE a.study_id = add_well.study_id AND a.name = mutant;
	END IF;
	INSERT INTO well (patient_id, run_id, sample_id, assay_id, name, role, status, merged_wells, is_counted, droplets,
		printed_concentration_fam, printed_concentration_hex, printed_fractional_abundance_percent)
	VALUES (place.patient_id, add_well.run_id, place.sample_id, assay_key, well_name, (printed).role, (printed).status,
		(printed).merged_wells, (printed).merged_wells IS NULL, (printed).droplets, (printed).printed_concentration_fam,
		(printed).printed_concentration_hex, (printed).printed_fractional_abundance_percent)
	ON CONFLICT (patient_id, run_id, assay_id, name) DO NOTHING;
	IF NOT FOUND THEN
		RAISE EXCEPTION USING ERRCODE = 'bad_copy_file_format', MESSAGE = format('well %s is there twice', well_name),
			DETAIL = format('The second is on line %s, of plate "%s".', (printed).record, (printed).plate),
			HINT = 'A run is one plate: export the plates one by one.';
	END IF;
	RETURN assay_key;
END
$$;
COMMENT ON FUNCTION add_well(bigint, bigint, text, boolean, ddpcr_well) IS
	'what the imports of ddPCR plates share: one well with its sample and assay';

CREATE OR REPLACE FUNCTION add_plate(digest text, file_name text, run text, study text, OUT study_id bigint, OUT run_id bigint, OUT is_new boolean)
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	known record;
	wanted text := coalesce(add_plate.run, regexp_replace(add_plate.file_name, '\.[^.]*$', ''));
BEGIN
	study_id := find_study(add_plate.study);
	-- Of two imports at once, the second waits and sees the first.
	PERFORM lock_plates(add_plate.study_id);
	SELECT r.run_id, r.name INTO known FROM run AS r
	WHERE r.study_id = add_plate.study_id AND r.file_digest = add_plate.digest FOR KEY SHARE;
	IF FOUND THEN
		PERFORM same_import(add_plate.file_name, 'plate', known.name, '{run}', ARRAY[known.name], ARRAY[add_plate.run]);
		RAISE NOTICE USING MESSAGE = format('file "%s" is already imported as run "%s"', add_plate.file_name, known.name);
		run_id := known.run_id;
		is_new := false;
		RETURN;
	END IF;
	BEGIN
		INSERT INTO run (study_id, name, kind, file_name, file_digest)
		VALUES (add_plate.study_id, wanted, 'ddpcr', add_plate.file_name, add_plate.digest) RETURNING run.run_id INTO run_id;
	EXCEPTION WHEN unique_violation THEN
		SELECT r.kind, r.file_name INTO known FROM run AS r WHERE r.study_id = add_plate.study_id AND r.name = wanted;
		RAISE EXCEPTION USING ERRCODE = 'unique_violation', MESSAGE = format('run "%s" already exists', wanted),
			DETAIL = CASE known.kind WHEN 'ddpcr' THEN format('It was imported from "%s"; "%s" has other content.', known.file_name, add_plate.file_name)
				ELSE 'It is a sequencing run.' END,
			HINT = 'Give the new run another name, or remove the old run first.';
	END;
	is_new := true;
END
$$;
COMMENT ON FUNCTION add_plate(text, text, text, text) IS 'what the imports of ddPCR plates share: find or make the plate''s row; run is as it was asked for, NULL for the file''s name';

CREATE OR REPLACE FUNCTION same_targets(run_id bigint, file_name text, mutant_channel text, printed ddpcr_well[]) RETURNS void
	LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
AS $$
DECLARE
	known text[] := ARRAY(SELECT DISTINCT a.name FROM well AS w JOIN assay AS a USING (assay_id) WHERE w.run_id = same_targets.run_id ORDER BY 1);
	given text[] := ARRAY(SELECT DISTINCT mutant_target(w, same_targets.mutant_channel) FROM unnest(same_targets.printed) AS w ORDER BY 1);
BEGIN
	IF NOT given <@ known THEN
		PERFORM same_import(same_targets.file_name, 'plate', r.name, '{assay}', ARRAY[array_to_string(known, ', ')], ARRAY[array_to_string(given, ', ')]) FROM run AS r WHERE r.run_id = same_targets.run_id;
	END IF;
END
$$;
COMMENT ON FUNCTION same_targets(bigint, text, text, ddpcr_well[]) IS 'what the imports of ddPCR plates share: a plate that is there holds one pair of targets; another one of its file is not there, and to say so is an error';

CREATE OR REPLACE FUNCTION finish_plate(run_id bigint, file_name text) RETURNS void
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
BEGIN
	IF NOT EXISTS (SELECT FROM well AS w WHERE w.run_id = finish_plate.run_id) THEN
		RAISE EXCEPTION USING ERRCODE = 'bad_copy_file_format', MESSAGE = format('file "%s" holds no wells', finish_plate.file_name);
	END IF;
	-- A merged well counts only where its parts are not in the plate themselves.
	UPDATE well AS m SET is_counted = true
	WHERE m.run_id = finish_plate.run_id AND m.merged_wells IS NOT NULL AND NOT EXISTS (
		SELECT FROM well AS part WHERE part.run_id = m.run_id AND part.assay_id = m.assay_id
			AND part.merged_wells IS NULL AND part.name = ANY (m.merged_wells));
END
$$;
COMMENT ON FUNCTION finish_plate(bigint, text) IS 'what the imports of ddPCR plates share: which wells count';

CREATE OR REPLACE FUNCTION import_ddpcr(path text, run text = NULL, study text = NULL, mutant_channel text = 'fam',
	create_samples boolean = false, droplet_nl float8 = NULL, channels text[] = NULL, amplitude_paths text[] = NULL) RETURNS bigint
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	file text := base_name(import_ddpcr.path);
	plate record;
BEGIN
	PERFORM alkres_internal.check_server_files('import_ddpcr_data');
	plate := add_plate(file_digest(import_ddpcr.path), file, import_ddpcr.run, import_ddpcr.study);
	IF plate.is_new THEN
		PERFORM add_well(plate.study_id, plate.run_id, import_ddpcr.mutant_channel, import_ddpcr.create_samples, w)
		FROM read_ddpcr(import_ddpcr.path, import_ddpcr.droplet_nl, import_ddpcr.channels) AS w;
		PERFORM finish_plate(plate.run_id, file);
	ELSIF import_ddpcr.channels IS NOT NULL THEN
		PERFORM same_targets(plate.run_id, file, import_ddpcr.mutant_channel, ARRAY(SELECT w FROM read_ddpcr(import_ddpcr.path, import_ddpcr.droplet_nl, import_ddpcr.channels) AS w));
	END IF;
	IF import_ddpcr.amplitude_paths IS NOT NULL THEN
		PERFORM import_amplitudes(import_ddpcr.amplitude_paths, plate.run_id);
	END IF;
	RETURN plate.run_id;
END
$$;
COMMENT ON FUNCTION import_ddpcr(text, text, text, text, boolean, float8, text[], text[]) IS
	'import a digital PCR result export from the server as a run, with the files of its wells'' amplitudes; the same file again is a notice, as another run an error; all or nothing';

CREATE OR REPLACE FUNCTION import_ddpcr_text(content text, file_name text, run text = NULL, study text = NULL, mutant_channel text = 'fam',
	create_samples boolean = false, droplet_nl float8 = NULL, channels text[] = NULL) RETURNS bigint
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	plate record;
BEGIN
	plate := add_plate(encode(sha256(convert_to(import_ddpcr_text.content, 'UTF8')), 'hex'), import_ddpcr_text.file_name, import_ddpcr_text.run, import_ddpcr_text.study);
	IF plate.is_new THEN
		PERFORM add_well(plate.study_id, plate.run_id, import_ddpcr_text.mutant_channel, import_ddpcr_text.create_samples, w)
		FROM read_ddpcr_text(import_ddpcr_text.content, import_ddpcr_text.file_name, import_ddpcr_text.droplet_nl, import_ddpcr_text.channels) AS w;
		PERFORM finish_plate(plate.run_id, import_ddpcr_text.file_name);
	ELSIF import_ddpcr_text.channels IS NOT NULL THEN
		PERFORM same_targets(plate.run_id, import_ddpcr_text.file_name, import_ddpcr_text.mutant_channel, ARRAY(SELECT w FROM read_ddpcr_text(import_ddpcr_text.content, import_ddpcr_text.file_name, import_ddpcr_text.droplet_nl, import_ddpcr_text.channels) AS w));
	END IF;
	RETURN plate.run_id;
END
$$;
COMMENT ON FUNCTION import_ddpcr_text(text, text, text, text, text, boolean, float8, text[]) IS
	'import_ddpcr for clients without rights on server files: the export comes as text';

CREATE OR REPLACE FUNCTION import_ddpcr_data(data bytea, file_name text, run text = NULL, study text = NULL, mutant_channel text = 'fam',
	create_samples boolean = false, droplet_nl float8 = NULL, channels text[] = NULL) RETURNS bigint
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	plate record;
BEGIN
	plate := add_plate(encode(sha256(import_ddpcr_data.data), 'hex'), import_ddpcr_data.file_name, import_ddpcr_data.run, import_ddpcr_data.study);
	IF plate.is_new THEN
		PERFORM add_well(plate.study_id, plate.run_id, import_ddpcr_data.mutant_channel, import_ddpcr_data.create_samples, w)
		FROM read_ddpcr_data(import_ddpcr_data.data, import_ddpcr_data.file_name, import_ddpcr_data.droplet_nl, import_ddpcr_data.channels) AS w;
		PERFORM finish_plate(plate.run_id, import_ddpcr_data.file_name);
	ELSIF import_ddpcr_data.channels IS NOT NULL THEN
		PERFORM same_targets(plate.run_id, import_ddpcr_data.file_name, import_ddpcr_data.mutant_channel, ARRAY(SELECT w FROM read_ddpcr_data(import_ddpcr_data.data, import_ddpcr_data.file_name, import_ddpcr_data.droplet_nl, import_ddpcr_data.channels) AS w));
	END IF;
	RETURN plate.run_id;
END
$$;
COMMENT ON FUNCTION import_ddpcr_data(bytea, text, text, text, text, boolean, float8, text[]) IS
	'import_ddpcr for clients without rights on server files: the bytes of the export, whatever its encoding; the same file by import_ddpcr is a notice';
