-- A study folder of cBioPortal: its clinical files, timelines and tables of alterations through the doors of clinical tables and report tables.
CREATE OR REPLACE FUNCTION study_files(names text[], paths text[], contents bytea[], pattern text, columns text[], needed text[]) RETURNS TABLE (file_name text, line bigint, given boolean[], fields text[])
	LANGUAGE plpgsql VOLATILE ROWS 1000 SET search_path FROM CURRENT
AS $$
BEGIN
	FOR i IN 1 .. cardinality(names) LOOP
		CONTINUE WHEN base_name(names[i]) !~* study_files.pattern;
		-- A query each, so that nobody needs the right to call what he does not call.
		IF paths IS NOT NULL THEN
			RETURN QUERY SELECT base_name(names[i]), t.line, t.given, t.fields FROM alkres_internal.read_table(paths[i], study_files.columns || '*'::text, study_files.needed) AS t;
		ELSE
			RETURN QUERY SELECT base_name(names[i]), t.line, t.given, t.fields FROM alkres_internal.read_table_data(contents[i], names[i], study_files.columns || '*'::text, study_files.needed) AS t;
		END IF;
	END LOOP;
END
$$;
COMMENT ON FUNCTION study_files(text[], text[], bytea[], text, text[], text[]) IS 'what the imports of cBioPortal folders share: the records of its files whose names match, by columns';

CREATE OR REPLACE FUNCTION study_table(header text[], records text[]) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT array_to_string(study_table.header, E'\t') || E'\n' || coalesce(array_to_string(study_table.records, E'\n') || E'\n', '');
END;
COMMENT ON FUNCTION study_table(text[], text[]) IS 'what the imports of cBioPortal folders share: records, made by study_record, as a table separated by tabs';

CREATE OR REPLACE FUNCTION study_record(VARIADIC fields text[]) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT array_to_string(ARRAY(SELECT translate(coalesce(f, ''), E'\t\r\n"', '    ') FROM unnest(study_record.fields) WITH ORDINALITY AS u(f, n) ORDER BY n), E'\t');
END;
COMMENT ON FUNCTION study_record(text[]) IS 'what the imports of cBioPortal folders share: fields as a record separated by tabs; NULL is an empty field';

CREATE OR REPLACE FUNCTION study_material(words text, otherwise text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT CASE WHEN study_material.words ~* '(cf|ct)[ _-]?dna|plasma|liquid' THEN 'plasma' WHEN study_material.words ~* 'csf|cerebrospinal' THEN 'csf' WHEN study_material.words ~* 'effusion|ascites' THEN 'effusion'
		WHEN study_material.words ~* 'white|buffy|pbmc|leu[ck]ocyte' THEN 'white_cells' WHEN study_material.words ~* 'primary|metasta|tumou?r|tissue|biopsy|recurren' THEN 'tissue' ELSE study_material.otherwise END;
END;
COMMENT ON FUNCTION study_material(text, text) IS 'what the imports of cBioPortal folders share: what a sample is made of, by the words of its file; else as is said';

CREATE OR REPLACE FUNCTION study_events(names text[], paths text[], contents bytea[], origin date) RETURNS TABLE (file_name text, line bigint, kind text, patient text, started date, stopped date, sample text, words text, reason text)
	LANGUAGE plpgsql VOLATILE ROWS 1000 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
BEGIN
	-- One row an event, several of one that begins with several drugs; with a reason where it is not kept.
	RETURN QUERY
	WITH event AS (
		SELECT f.file_name, f.line, f.fields[1] AS patient, upper(f.fields[4]) AS event_type, CASE WHEN f.fields[2] ~ '^-?\d{1,6}(\.0+)?$' THEN study_events.origin + f.fields[2]::numeric::integer END AS started,
			CASE WHEN f.fields[3] ~ '^-?\d{1,6}(\.0+)?$' THEN study_events.origin + f.fields[3]::numeric::integer END AS stopped, f.fields[2] AS day, f.fields[5] AS sample, f.fields[6] AS agent,
			alkres_internal.word_of('result', coalesce(f.fields[7], f.fields[8], f.fields[9])) AS result, coalesce(f.fields[7], f.fields[8], f.fields[9]) AS status
		FROM study_files(study_events.names, study_events.paths, study_events.contents, '^data_timeline.*\.txt$',
			'{patient_id,start_date,stop_date,event_type,sample_id,agent,status,result,response}', '{patient_id,start_date,event_type}') AS f),
	sorted AS (
		SELECT e.*, CASE WHEN e.event_type ~ 'TREATMENT' AND e.agent IS NOT NULL THEN 'treatment' WHEN e.event_type ~ 'SPECIMEN|SAMPLE|SEQUENCING' AND e.sample IS NOT NULL THEN 'sample'
			WHEN e.event_type ~ 'STATUS|IMAGING|DIAGNOSTIC|RESPONSE|PROGRESSION' AND e.result IS NOT NULL THEN 'assessment' END AS kind FROM event AS e)
	SELECT s.file_name, s.line, s.kind, s.patient, s.started, s.stopped, s.sample, CASE s.kind WHEN 'treatment' THEN canonical_drug(a.agent)
			WHEN 'assessment' THEN CASE WHEN s.event_type ~ 'IMAGING|DIAGNOSTIC' OR s.status ~* 'recist' THEN 'RECIST' ELSE 'clinical' END || ' ' || s.result END,
		CASE WHEN s.event_type ~ 'TREATMENT' AND s.agent IS NULL THEN 'a treatment without a drug' WHEN s.kind IS NULL THEN format('an event of type %s that says nothing that is kept', coalesce(s.event_type, 'unknown'))
			WHEN study_events.origin IS NULL THEN 'days count from an origin, which is not given' WHEN s.started IS NULL THEN format('"%s" is no number of days', s.day)
			WHEN s.kind = 'treatment' AND canonical_drug(a.agent) IS NULL THEN format('"%s" is no drug that is known', a.agent) END
	FROM sorted AS s LEFT JOIN LATERAL regexp_split_to_table(s.agent, '\s*[,;+/]\s*') AS a(agent) ON s.kind = 'treatment';
END
$$;
COMMENT ON FUNCTION study_events(text[], text[], bytea[], date) IS 'what the imports of cBioPortal folders share: events of its timelines: drugs, samples, and what is said of the course';

CREATE OR REPLACE FUNCTION study_alterations(names text[], paths text[], contents bytea[], study_id bigint) RETURNS TABLE (place text, file_name text, line bigint, sample text, gene text, alteration text, alts text, refs text, reason text)
	LANGUAGE plpgsql VOLATILE ROWS 1000 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	-- The columns of discrete copy numbers are samples.
	samples text[] := ARRAY(SELECT s.external_id FROM sample AS s WHERE s.study_id = study_alterations.study_id AND s.material <> 'control' ORDER BY s.sample_id);
BEGIN
	RETURN QUERY
	SELECT format('%s line %s', f.file_name, f.line), f.file_name, f.line, f.fields[1], f.fields[2], coalesce(f.fields[3], f.fields[7]), f.fields[4], f.fields[5],
		CASE WHEN f.fields[6] ~* 'germline' THEN 'germline' END
	FROM study_files(names, paths, contents, '^data_mutations.*\.(txt|maf)$', '{tumor_sample_barcode,hugo_symbol,hgvsp_short,t_alt_count,t_ref_count,mutation_status,variant_classification}',
		'{tumor_sample_barcode,hugo_symbol,hgvsp_short}') AS f
	UNION ALL
	SELECT format('%s line %s', f.file_name, f.line), f.file_name, f.line, f.fields[1], k.gene,
		CASE WHEN k.first <> k.second THEN format('%s-%s fusion', k.first, k.second) WHEN k.first IS NULL OR k.second IS NULL THEN 'rearrangement' END,
		f.fields[5], CASE WHEN f.fields[5] ~ '^\d{1,9}$' AND f.fields[6] ~ '^\d{1,9}$' THEN (f.fields[6]::bigint - f.fields[5]::bigint)::text END,
		CASE WHEN f.fields[4] ~* 'germline' THEN 'germline' WHEN k.first = k.second THEN 'a structural variant within one gene' END
	FROM study_files(names, paths, contents, '^data_sv.*\.txt$', '{sample_id,site1_hugo_symbol,site2_hugo_symbol,sv_status,tumor_variant_count,tumor_read_count}', '{sample_id,site1_hugo_symbol}') AS f,
		-- The driver is named last, as laboratories do.
		LATERAL (SELECT CASE WHEN f.fields[2] IN ('ALK', 'ROS1', 'RET') THEN f.fields[3] ELSE f.fields[2] END, CASE WHEN f.fields[2] IN ('ALK', 'ROS1', 'RET') THEN f.fields[2] ELSE f.fields[3] END) AS o(first, second),
		LATERAL (SELECT o.first, o.second, coalesce(o.second, o.first) AS gene) AS k
	UNION ALL
	SELECT format('%s line %s', f.file_name, f.line), f.file_name, f.line, s.sample, f.fields[1], CASE s.value WHEN '2' THEN 'Amplification' WHEN '-2' THEN 'copy_number_loss' END, NULL, NULL,
		CASE WHEN s.value NOT IN ('2', '-2') THEN format('"%s" is no discrete copy number', s.value) END
	FROM study_files(names, paths, contents, '^data_cna\.txt$', 'hugo_symbol'::text || ARRAY(SELECT regexp_replace(lower(n), '[ -]', '_', 'g') FROM unnest(samples) WITH ORDINALITY AS u(n, i) ORDER BY i), '{hugo_symbol}') AS f,
		LATERAL (SELECT samples[n - 1], regexp_replace(v, '\.0+$', '') FROM unnest(f.fields) WITH ORDINALITY AS u(v, n) WHERE n > 1 AND v IS NOT NULL) AS s(sample, value)
	-- One copy more or less is what its readers show nowhere.
	WHERE s.value NOT IN ('0', '1', '-1', '-1.5');
END
$$;
COMMENT ON FUNCTION study_alterations(text[], text[], bytea[], bigint) IS 'what the imports of cBioPortal folders share: mutations, structural variants and discrete copy numbers (2 and -2), with the place where each stands';

CREATE OR REPLACE FUNCTION import_cbioportal_source(names text[], paths text[], contents bytea[], run text, study text, origin date, material text, source text, target_vaf float8, replace boolean,
	OUT file_name text, OUT outcome text, OUT records bigint, OUT lines bigint[], OUT reason text)
	RETURNS SETOF record LANGUAGE plpgsql VOLATILE ROWS 20 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	study_key bigint := find_study(import_cbioportal_source.study);
	months CONSTANT float8 := 365.25 / 12;
	made text;
	panel_of jsonb;
	with_panel record;
	done record;
BEGIN
	-- Patients of either clinical file.  Survival is in months from the origin.
	SELECT study_table('{patient,sex,last_follow_up,death}', array_agg(study_record(p.patient, p.sex, p.last::text, p.death::text) ORDER BY p.patient)) INTO made FROM (
		SELECT k.patient, max(k.sex) AS sex, max(k.day) AS last, max(k.day) FILTER (WHERE k.status ~* '^1|deceased|dead') AS death FROM (
			SELECT f.fields[1] AS patient, coalesce(f.fields[2], f.fields[3]) AS sex, import_cbioportal_source.origin + round((report_number(f.fields[4])).number * months)::integer AS day, f.fields[5] AS status
			FROM study_files(names, paths, contents, '^data_clinical_patient\.txt$', '{patient_id,sex,gender,os_months,os_status}', '{patient_id}') AS f
			UNION ALL
			SELECT f.fields[1], NULL, NULL, NULL FROM study_files(names, paths, contents, '^data_clinical_sample\.txt$', '{patient_id}', '{patient_id}') AS f) AS k
		WHERE k.patient IS NOT NULL GROUP BY k.patient) AS p;
	SELECT i.* INTO done FROM import_patients_text(made, 'data_clinical_patient.txt', import_cbioportal_source.study, replace => import_cbioportal_source.replace) AS i;
	RETURN QUERY VALUES ('data_clinical_patient.txt', 'added', done.added, NULL::bigint[], NULL), ('data_clinical_patient.txt', 'unchanged', done.changed + done.unchanged, NULL, NULL);

	SELECT study_table('{sample,patient,material,drawn_on}', array_agg(study_record(f.fields[2], f.fields[1], study_material(concat_ws(' ', f.fields[3], f.fields[4], f.fields[5]), import_cbioportal_source.material), e.started::text) ORDER BY f.line)) INTO made
	FROM study_files(names, paths, contents, '^data_clinical_sample\.txt$', '{patient_id,sample_id,sample_class,specimen_type,sample_type}', '{patient_id,sample_id}') AS f
		LEFT JOIN (SELECT v.sample, min(v.started) AS started FROM study_events(names, paths, contents, import_cbioportal_source.origin) AS v WHERE v.kind = 'sample' GROUP BY v.sample) AS e ON e.sample = f.fields[2];
	SELECT i.* INTO done FROM import_samples_text(made, 'data_clinical_sample.txt', import_cbioportal_source.study, replace => import_cbioportal_source.replace) AS i;
	RETURN QUERY VALUES ('data_clinical_sample.txt', 'added', done.added, NULL::bigint[], NULL), ('data_clinical_sample.txt', 'unchanged', done.changed + done.unchanged, NULL, NULL);

	-- A line of treatment for each day on which drugs begin: the files number none.
	SELECT study_table('{patient,line,drug,start_date,end_date}', array_agg(study_record(t.patient, t.line::text, t.drug, t.started::text, t.stopped::text) ORDER BY t.patient, t.line, t.drug)) INTO made
	FROM (SELECT d.*, dense_rank() OVER (PARTITION BY d.patient ORDER BY d.started) AS line FROM (
		SELECT e.patient, e.words AS drug, e.started, max(e.stopped) AS stopped FROM study_events(names, paths, contents, import_cbioportal_source.origin) AS e
		WHERE e.kind = 'treatment' AND e.reason IS NULL GROUP BY e.patient, e.words, e.started) AS d) AS t;
	SELECT i.* INTO done FROM import_treatments_text(made, 'data_timeline', import_cbioportal_source.study, replace => import_cbioportal_source.replace) AS i;
	RETURN QUERY VALUES ('data_timeline: drugs', 'added', done.added, NULL::bigint[], NULL), ('data_timeline: drugs', 'unchanged', done.changed + done.unchanged, NULL, NULL);
	SELECT study_table('{patient,assessed_on,kind,result}', array_agg(study_record(a.patient, a.started::text, split_part(a.words, ' ', 1), split_part(a.words, ' ', 2)) ORDER BY a.patient, a.started)) INTO made
	FROM (SELECT DISTINCT ON (e.patient, e.started, split_part(e.words, ' ', 1)) e.patient, e.started, e.words FROM study_events(names, paths, contents, import_cbioportal_source.origin) AS e
		WHERE e.kind = 'assessment' AND e.reason IS NULL ORDER BY e.patient, e.started, split_part(e.words, ' ', 1), e.line) AS a;
	SELECT i.* INTO done FROM import_assessments_text(made, 'data_timeline', import_cbioportal_source.study, replace => import_cbioportal_source.replace) AS i;
	RETURN QUERY VALUES ('data_timeline: course', 'added', done.added, NULL::bigint[], NULL), ('data_timeline: course', 'unchanged', done.changed + done.unchanged, NULL, NULL);
	RETURN QUERY SELECT e.file_name, 'unread', count(*), array_agg(e.line ORDER BY e.line), e.reason FROM study_events(names, paths, contents, import_cbioportal_source.origin) AS e
		WHERE e.reason IS NOT NULL GROUP BY e.file_name, e.reason ORDER BY e.file_name, min(e.line);

	-- A report of each sample that was looked at: by the matrix of gene panels, or because something names it.
	SELECT coalesce(jsonb_object_agg(f.fields[1], coalesce(f.fields[2], '')), '{}') INTO panel_of
	FROM study_files(names, paths, contents, '^data_gene_panel_matrix\.txt$', '{sample_id,mutations}', '{sample_id,mutations}') AS f WHERE f.fields[1] IS NOT NULL;
	RETURN QUERY SELECT 'data_gene_panel_matrix.txt', 'unread', count(*), NULL::bigint[], format('panel "%s" is not known in this study: insert it into panel, what it looks for into panel_target', m.value)
		FROM jsonb_each_text(panel_of) AS m WHERE m.value <> '' AND NOT EXISTS (SELECT FROM panel AS p WHERE p.study_id = study_key AND p.name = m.value) GROUP BY m.value ORDER BY m.value;
	RETURN QUERY SELECT a.file_name, 'unread', count(*), array_agg(DISTINCT a.line), a.reason FROM study_alterations(names, paths, contents, study_key) AS a
		WHERE a.reason IS NOT NULL GROUP BY a.file_name, a.reason ORDER BY a.file_name, min(a.line);
	RETURN QUERY SELECT a.file_name, 'unread', count(*), array_agg(DISTINCT a.line), format('sample "%s" is in no clinical file', a.sample) FROM study_alterations(names, paths, contents, study_key) AS a
		WHERE a.reason IS NULL AND NOT EXISTS (SELECT FROM sample AS s WHERE s.study_id = study_key AND s.external_id = a.sample) GROUP BY a.file_name, a.sample ORDER BY a.file_name, min(a.line);
	FOR with_panel IN
		WITH said AS MATERIALIZED (
			SELECT a.* FROM study_alterations(names, paths, contents, study_key) AS a WHERE a.reason IS NULL
			UNION ALL
			SELECT 'data_gene_panel_matrix.txt', 'data_gene_panel_matrix.txt', 0, m.key, NULL, NULL, NULL, NULL, NULL FROM jsonb_object_keys(panel_of) AS m(key)),
		known AS (
			SELECT s.*, (SELECT p.name FROM panel AS p WHERE p.study_id = study_key AND p.name = panel_of ->> s.sample) AS panel FROM said AS s
			WHERE EXISTS (SELECT FROM sample AS k WHERE k.study_id = study_key AND k.external_id = s.sample AND k.material <> 'control'))
		SELECT k.panel, study_table('{place,sample,gene,alteration,alt_count,ref_count}', array_agg(study_record(k.place, k.sample, k.gene, k.alteration, k.alts, k.refs) ORDER BY k.sample, k.file_name, k.line)) AS content
		FROM known AS k GROUP BY k.panel ORDER BY k.panel LOOP
		FOR done IN SELECT i.* FROM import_report_table(with_panel.content, '{"place": "place", "sample": "sample", "gene": "gene", "alteration": "alteration", "alt_count": "alt_count", "ref_count": "ref_count"}', import_cbioportal_source.run,
				'cBioPortal, ' || coalesce('panel ' || with_panel.panel, 'no panel'), study => import_cbioportal_source.study, panel => with_panel.panel, source => import_cbioportal_source.source, target_vaf => import_cbioportal_source.target_vaf) AS i LOOP
			RETURN QUERY VALUES ('report of ' || done.sample_name, 'detected', done.detected, NULL::bigint[], NULL);
			RETURN QUERY SELECT split_part(u.words, ' line ', 1), 'unread', count(*), array_agg(substring(u.words FROM ' line (\d+)')::bigint ORDER BY u.line), u.reason FROM report_unread AS u
				WHERE u.report_id = done.report_id GROUP BY 1, u.reason ORDER BY 1, 4;
		END LOOP;
	END LOOP;
	RETURN QUERY SELECT base_name(n), 'unread', NULL::bigint, NULL::bigint[], CASE WHEN n ~* '\.seg$' THEN 'segments of copy number: discrete copy numbers are read' ELSE 'files of this name are not read' END FROM unnest(names) AS n
		WHERE base_name(n) ~* '^data_' AND base_name(n) !~* '^data_(clinical_(patient|sample)\.txt|timeline.*\.txt|mutations.*\.(txt|maf)|sv.*\.txt|cna\.txt|gene_panel_matrix\.txt)$' ORDER BY 1;
END
$$;
COMMENT ON FUNCTION import_cbioportal_source(text[], text[], bytea[], text, text, date, text, text, float8, boolean) IS 'what the imports of cBioPortal folders share: clinical files, timelines, and a report of each sample';

CREATE OR REPLACE FUNCTION import_cbioportal(folder text, run text, study text = NULL, origin date = NULL, material text = 'tissue', source text = 'cBioPortal', target_vaf float8 = 0.005, replace boolean = false,
	OUT file_name text, OUT outcome text, OUT records bigint, OUT lines bigint[], OUT reason text)
	RETURNS SETOF record LANGUAGE plpgsql VOLATILE ROWS 20 SET search_path FROM CURRENT
AS $$
DECLARE
	found text[];
BEGIN
	PERFORM alkres_internal.check_server_files('import_cbioportal_files');
	found := folder_paths(import_cbioportal.folder, '^data_');
	IF cardinality(found) = 0 THEN
		RAISE EXCEPTION USING ERRCODE = 'undefined_file', MESSAGE = format('folder "%s" holds no study of cBioPortal', import_cbioportal.folder), HINT = 'Its files are called data_clinical_patient.txt, data_mutations.txt and so on.';
	END IF;
	RETURN QUERY SELECT i.* FROM import_cbioportal_source(found, found, NULL, import_cbioportal.run, import_cbioportal.study, import_cbioportal.origin, import_cbioportal.material, import_cbioportal.source,
		import_cbioportal.target_vaf, import_cbioportal.replace) AS i;
END
$$;
COMMENT ON FUNCTION import_cbioportal(text, text, text, date, text, text, float8, boolean) IS
	'import a study folder of cBioPortal on the server: patients and samples, timelines in days since origin (drugs, samples, course), and a report of each sample with its mutations, structural variants and discrete copy numbers, by the matrix of gene panels; what is not read is a row with its lines; all or nothing, the same again changes nothing';

CREATE OR REPLACE FUNCTION import_cbioportal_files(names text[], contents bytea[], run text, study text = NULL, origin date = NULL, material text = 'tissue', source text = 'cBioPortal', target_vaf float8 = 0.005, replace boolean = false,
	OUT file_name text, OUT outcome text, OUT records bigint, OUT lines bigint[], OUT reason text)
	RETURNS SETOF record LANGUAGE plpgsql VOLATILE ROWS 20 SET search_path FROM CURRENT
AS $$
BEGIN
	IF coalesce(cardinality(import_cbioportal_files.names), 0) = 0 OR cardinality(import_cbioportal_files.names) IS DISTINCT FROM cardinality(import_cbioportal_files.contents) THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'names and contents must have one element for each file';
	END IF;
	RETURN QUERY SELECT i.* FROM import_cbioportal_source(import_cbioportal_files.names, NULL, import_cbioportal_files.contents, import_cbioportal_files.run, import_cbioportal_files.study, import_cbioportal_files.origin,
		import_cbioportal_files.material, import_cbioportal_files.source, import_cbioportal_files.target_vaf, import_cbioportal_files.replace) AS i;
END
$$;
COMMENT ON FUNCTION import_cbioportal_files(text[], bytea[], text, text, date, text, text, float8, boolean) IS 'import_cbioportal of the names and bytes of the files, for clients without rights on server files';
