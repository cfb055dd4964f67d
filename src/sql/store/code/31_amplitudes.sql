CREATE OR REPLACE FUNCTION add_amplitudes(run_id bigint, file_name text, name text, fam float4[], hex float4[], cluster smallint[]) RETURNS void
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	droplets bigint := coalesce(cardinality(add_amplitudes.fam), cardinality(add_amplitudes.hex));
	place record;
BEGIN
	PERFORM lock_plate(add_amplitudes.run_id);
	SELECT w.patient_id, w.well_id, accepted(w.droplets) AS accepted, count(*) OVER () AS wells INTO place FROM well AS w
	WHERE w.run_id = add_amplitudes.run_id AND w.name = add_amplitudes.name;
	IF NOT FOUND THEN
		RAISE EXCEPTION USING ERRCODE = 'bad_copy_file_format', MESSAGE = CASE WHEN add_amplitudes.name IS NULL
			THEN format('file "%s" names no well', add_amplitudes.file_name)
			ELSE format('file "%s" is of well %s, which the plate does not have', add_amplitudes.file_name, add_amplitudes.name) END,
			HINT = 'The well stands at the end of the name of a file of amplitudes, as in plate_A01_Amplitude.csv.';
	ELSIF place.wells > 1 THEN
		RAISE EXCEPTION USING ERRCODE = 'bad_copy_file_format', MESSAGE = format('well %s has %s assays: amplitudes of which?', add_amplitudes.name, place.wells);
	END IF;
	-- Droplets that the instrument left unclassified may be accepted or not.
	IF place.accepted > droplets OR place.accepted < droplets - coalesce(cardinality(array_positions(add_amplitudes.cluster, 0::smallint)), 0) THEN
		RAISE EXCEPTION USING ERRCODE = 'bad_copy_file_format',
			MESSAGE = format('file "%s" has %s droplets, the results of well %s have %s', add_amplitudes.file_name, droplets, add_amplitudes.name, place.accepted),
			HINT = 'The file may be of another plate.';
	END IF;
	INSERT INTO droplet_amplitude (patient_id, well_id, fam, hex, cluster)
	VALUES (place.patient_id, place.well_id, add_amplitudes.fam, add_amplitudes.hex, add_amplitudes.cluster)
	ON CONFLICT (patient_id, well_id) DO NOTHING;
END
$$;
COMMENT ON FUNCTION add_amplitudes(bigint, text, text, float4[], float4[], smallint[]) IS 'what the imports of amplitudes share: those of one well, which the plate has to have';

CREATE OR REPLACE FUNCTION import_amplitudes(paths text[], run_id bigint) RETURNS bigint
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	path text;
	wells bigint;
	files bigint := 0;
BEGIN
	PERFORM alkres_internal.check_server_files('import_amplitudes_data');
	FOREACH path IN ARRAY import_amplitudes.paths LOOP
		PERFORM add_amplitudes(import_amplitudes.run_id, base_name(path), a.well, a.fam, a.hex, a.cluster) FROM read_ddpcr_amplitudes(path) AS a;
		GET DIAGNOSTICS wells = ROW_COUNT;
		files := files + wells;
	END LOOP;
	RETURN files;
END
$$;
COMMENT ON FUNCTION import_amplitudes(text[], bigint) IS 'import files of droplet amplitudes, one per well, or zip archives of them, into a plate that is there, and say how many there were; a well that has its amplitudes keeps them; all or nothing';

CREATE OR REPLACE FUNCTION import_amplitudes_data(data bytea, file_name text, run_id bigint) RETURNS void
	LANGUAGE sql VOLATILE
BEGIN ATOMIC
	SELECT add_amplitudes(import_amplitudes_data.run_id, import_amplitudes_data.file_name, a.well, a.fam, a.hex, a.cluster)
	FROM read_ddpcr_amplitudes_data(import_amplitudes_data.data, import_amplitudes_data.file_name) AS a;
END;
COMMENT ON FUNCTION import_amplitudes_data(bytea, text, bigint) IS 'import_amplitudes for clients without rights on server files: the bytes of one file, or of a zip archive';

CREATE OR REPLACE FUNCTION set_thresholds(run_id bigint, fam float8 = NULL, hex float8 = NULL) RETURNS bigint
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	done bigint;
BEGIN
	PERFORM lock_plate(set_thresholds.run_id);
	-- Wild-type wells are without positives in the mutant's channel only.
	INSERT INTO amplitude_threshold AS t (study_id, run_id, assay_id, fam, hex, is_given)
	SELECT r.study_id, w.run_id, w.assay_id,
		coalesce(set_thresholds.fam, negative_threshold(pooled_amplitudes(d.fam) FILTER (WHERE w.role = 'ntc' OR w.role = 'negative_control' AND a.mutant_channel = 'fam'))),
		coalesce(set_thresholds.hex, negative_threshold(pooled_amplitudes(d.hex) FILTER (WHERE w.role = 'ntc' OR w.role = 'negative_control' AND a.mutant_channel = 'hex'))),
		set_thresholds.fam IS NOT NULL AND set_thresholds.hex IS NOT NULL
	FROM well AS w JOIN droplet_amplitude AS d USING (patient_id, well_id) JOIN assay AS a USING (assay_id) JOIN run AS r USING (run_id)
	WHERE w.run_id = set_thresholds.run_id
	GROUP BY r.study_id, w.run_id, w.assay_id
	ON CONFLICT (run_id, assay_id) DO UPDATE SET fam = excluded.fam, hex = excluded.hex, is_given = excluded.is_given;
	GET DIAGNOSTICS done = ROW_COUNT;
	RETURN done;
EXCEPTION WHEN not_null_violation THEN
	RAISE EXCEPTION USING ERRCODE = 'no_data_found', MESSAGE = 'the plate has no control to take a threshold from',
		HINT = 'A no-template control with amplitudes is needed for each assay; or give both thresholds.';
END
$$;
COMMENT ON FUNCTION set_thresholds(bigint, float8, float8) IS 'the thresholds of a plate''s assays: as given, else from the pooled droplets of its no-template controls (in the mutant''s channel of its wild-type controls too)';

CREATE OR REPLACE VIEW well_amplitude WITH (security_invoker) AS
SELECT w.patient_id, w.well_id, w.run_id, w.assay_id, w.name, w.role, t.fam AS fam_threshold, t.hex AS hex_threshold,
	w.droplets AS printed_droplets, classify_droplets(d.fam, d.hex, t.fam, t.hex, droplet_volume_nl(w.droplets)) AS droplets,
	f.resolution AS fam_resolution, f.rain AS fam_rain, h.resolution AS hex_resolution, h.rain AS hex_rain,
	f.rain_effect AS fam_rain_effect, h.rain_effect AS hex_rain_effect, f.is_moved_by_rain OR h.is_moved_by_rain AS is_moved_by_rain
FROM well AS w JOIN droplet_amplitude AS d USING (patient_id, well_id) LEFT JOIN amplitude_threshold AS t USING (run_id, assay_id)
	LEFT JOIN LATERAL droplet_separation(d.fam, t.fam) AS f ON true LEFT JOIN LATERAL droplet_separation(d.hex, t.hex) AS h ON true;
COMMENT ON VIEW well_amplitude IS 'wells with amplitudes: droplets counted by the plate''s thresholds beside those of the results, resolution and rain of each channel';
COMMENT ON COLUMN well_amplitude.patient_id IS 'the patient';
COMMENT ON COLUMN well_amplitude.well_id IS 'the well';
COMMENT ON COLUMN well_amplitude.run_id IS 'the plate';
COMMENT ON COLUMN well_amplitude.assay_id IS 'the assay';
COMMENT ON COLUMN well_amplitude.name IS 'A01';
COMMENT ON COLUMN well_amplitude.role IS 'role of the well, as in well';
COMMENT ON COLUMN well_amplitude.fam_threshold IS 'the plate''s threshold in FAM; NULL: none is set';
COMMENT ON COLUMN well_amplitude.hex_threshold IS 'the plate''s threshold in HEX; NULL: none is set';
COMMENT ON COLUMN well_amplitude.printed_droplets IS 'droplets as the results have them';
COMMENT ON COLUMN well_amplitude.droplets IS 'droplets counted by the thresholds';
COMMENT ON COLUMN well_amplitude.fam_resolution IS 'how far apart the clouds in FAM are; above 1 they do not touch; NULL without positives';
COMMENT ON COLUMN well_amplitude.fam_rain IS 'share of droplets between the clouds in FAM';
COMMENT ON COLUMN well_amplitude.hex_resolution IS 'the same in HEX';
COMMENT ON COLUMN well_amplitude.hex_rain IS 'the same in HEX';
COMMENT ON COLUMN well_amplitude.fam_rain_effect IS 'by what part the concentration in FAM would change if the droplets far from both clouds lay on the other side of the threshold';
COMMENT ON COLUMN well_amplitude.hex_rain_effect IS 'the same in HEX';
COMMENT ON COLUMN well_amplitude.is_moved_by_rain IS 'whether one of the two is above 0.05: the observation then bears the flag rain';
