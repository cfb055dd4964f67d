-- Tables of laboratories as reports: columns by a mapping, alterations in the laboratory's words.
-- Of older stores.
DROP FUNCTION IF EXISTS import_report_table(text, jsonb, text, text, text, text, text, text, text, text, date, float8);
DROP FUNCTION IF EXISTS import_report_table_data(bytea, jsonb, text, text, text, text, text, text, text, text, date, float8);
CREATE OR REPLACE FUNCTION report_mapping(name text) RETURNS jsonb
	LANGUAGE plpgsql IMMUTABLE SET search_path FROM CURRENT
AS $$
BEGIN
	RETURN CASE report_mapping.name
		WHEN 'guardant360' THEN '{"sample": "Sample", "gene": "Gene", "alteration": "Alteration", "percent": "Percentage", "copy_number": "Copy Number"}'::jsonb
		WHEN 'cbioportal' THEN '{"sample": "Tumor_Sample_Barcode", "gene": "Hugo_Symbol", "alteration": "HGVSp_Short", "alt_count": "t_alt_count", "ref_count": "t_ref_count"}'::jsonb
		WHEN 'foundationone' THEN '{"gene": "gene", "alteration": "alteration", "fraction": "allele-fraction", "copy_number": "copy-number"}'::jsonb END;
END
$$;
COMMENT ON FUNCTION report_mapping(text) IS 'a ready mapping of import_report_table: guardant360, a table of gene, alteration and percentage; cbioportal, a file of mutations; foundationone, what foundation_table makes; NULL for another name';

CREATE OR REPLACE FUNCTION foundation_table(report text) RETURNS text
	LANGUAGE plpgsql STABLE STRICT SET search_path FROM CURRENT
AS $$
BEGIN
	-- Elements by their local names: reports come with several namespaces.  A variant of unknown protein effect is written by its cDNA, which is then a row of what is not read.
	RETURN (
		WITH document AS (SELECT xmlparse(DOCUMENT foundation_table.report) AS content),
		found AS (
			SELECT 1 AS part, v.number, v.gene, coalesce(nullif(nullif(v.effect, ''), 'p.?'), v.cdna) AS alteration, v.fraction, NULL::text AS copies
			FROM document AS d, XMLTABLE('//*[local-name()="short-variant"]' PASSING d.content
				COLUMNS number FOR ORDINALITY, gene text PATH '@gene', effect text PATH '@protein-effect', cdna text PATH '@cds-effect', fraction text PATH '@allele-fraction') AS v
			UNION ALL
			SELECT 2, c.number, c.gene, c.type, NULL, c.copies
			FROM document AS d, XMLTABLE('//*[local-name()="copy-number-alteration"]' PASSING d.content
				COLUMNS number FOR ORDINALITY, gene text PATH '@gene', type text PATH '@type', copies text PATH '@copy-number') AS c
			UNION ALL
			SELECT 3, r.number, r.gene, CASE WHEN r.other ~ '^[A-Z][A-Z0-9-]+$' AND r.other <> 'N/A' THEN r.other || '-' || r.gene || ' fusion' ELSE 'rearrangement' END, r.fraction, NULL
			FROM document AS d, XMLTABLE('//*[local-name()="rearrangement"]' PASSING d.content
				COLUMNS number FOR ORDINALITY, gene text PATH '@targeted-gene', other text PATH '@other-gene', fraction text PATH '@allele-fraction') AS r)
		-- Tabs and ends of lines would make other fields of it.
		SELECT concat(E'gene\talteration\tallele-fraction\tcopy-number\n', coalesce(string_agg(concat_ws(E'\t', VARIADIC ARRAY(
			SELECT translate(coalesce(f, ''), E'\t\r\n', '   ') FROM unnest(ARRAY[k.gene, k.alteration, k.fraction, k.copies]) WITH ORDINALITY AS u(f, n) ORDER BY n)) || E'\n', '' ORDER BY k.part, k.number), E'\t\t\t\n'))
		FROM found AS k);
END
$$;
COMMENT ON FUNCTION foundation_table(text) IS 'what a FoundationOne-like XML report says (short variants, copy numbers, rearrangements), as a table for import_report_table with report_mapping(''foundationone''); one without findings has a record that says so';

CREATE OR REPLACE FUNCTION report_number(field text, OUT number float8, OUT is_bound boolean, OUT is_wrong boolean)
	LANGUAGE plpgsql IMMUTABLE SET search_path FROM CURRENT
AS $$
DECLARE
	parts text[] := regexp_match(field, '^\s*(<?)\s*([0-9]{1,15}([.,][0-9]{1,15})?)\s*%?\s*$');
BEGIN
	is_wrong := field IS NOT NULL AND parts IS NULL;
	is_bound := coalesce(parts[1] = '<', false);
	number := replace(parts[2], ',', '.')::float8;
END
$$;
COMMENT ON FUNCTION report_number(text) IS 'what the import of report tables reads: a number, "0.4", "0,4 %", or a bound, "<0.1"';

CREATE OR REPLACE FUNCTION import_report_table_data(data bytea, mapping jsonb, run text, file_name text = NULL, sample text = NULL, study text = NULL, panel text = NULL, source text = NULL,
	assay text = NULL, assay_version text = NULL, reported_on date = NULL, target_vaf float8 = 0.005, origin date = NULL,
	OUT report_id bigint, OUT sample_name text, OUT detected bigint, OUT not_named bigint, OUT unread bigint)
	RETURNS SETOF record LANGUAGE plpgsql VOLATILE ROWS 10 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	kinds CONSTANT text[] := '{sample,gene,alteration,fraction,percent,alt_count,ref_count,copy_number,reported_on,place}';
	study_key bigint := find_study(import_report_table_data.study);
	panel_key bigint := find_panel(study_key, import_report_table_data.panel);
	digest text := encode(sha256(import_report_table_data.data), 'hex');
	file text := coalesce(import_report_table_data.file_name, 'the table');
	columns text[];
	records table_record[];
	wanted record;
	known record;
	run_key bigint;
	made bigint[] := '{}';
	named bigint[] := '{}';
	one bigint;
	wrong text;
BEGIN
	SELECT string_agg(format('"%s"', k), ', ' ORDER BY k) INTO wrong FROM jsonb_object_keys(import_report_table_data.mapping) AS k WHERE k <> ALL (kinds);
	IF wrong IS NOT NULL OR import_report_table_data.mapping ->> 'alteration' IS NULL OR (import_report_table_data.mapping ->> 'sample' IS NULL) = (import_report_table_data.sample IS NULL) THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = CASE WHEN wrong IS NOT NULL THEN format('mapping has unknown parts: %s', wrong)
				WHEN import_report_table_data.mapping ->> 'alteration' IS NULL THEN 'mapping names no column of alterations' ELSE 'the sample must be given, or a column of the mapping, not both' END,
			HINT = 'Parts are ' || array_to_string(kinds, ', ') || '; report_mapping(''guardant360'') is a ready one.';
	END IF;
	-- Names of columns are compared as everywhere: small letters, blanks and hyphens as "_".
	columns := ARRAY(SELECT coalesce(regexp_replace(lower(btrim(import_report_table_data.mapping ->> k.kind)), '[ -]', '_', 'g'), 'no column ' || k.n)
		FROM unnest(kinds) WITH ORDINALITY AS k(kind, n) ORDER BY k.n) || '*'::text;
	PERFORM pg_advisory_xact_lock(hashtextextended(digest, study_key));
	records := ARRAY(SELECT t FROM alkres_internal.read_table_data(import_report_table_data.data, import_report_table_data.file_name, columns,
		ARRAY(SELECT c FROM unnest(columns[1:10]) AS c WHERE c NOT LIKE 'no column %')) AS t);
	FOR wanted IN SELECT n.name, n.dates, f.patient_id, f.sample_id FROM (
			SELECT coalesce(import_report_table_data.sample, k.fields[1]) AS name,
				array_agg(DISTINCT alkres_internal.read_date('reported_on', k.fields[9], import_report_table_data.origin)) FILTER (WHERE k.fields[9] IS NOT NULL) AS dates FROM unnest(records) AS k GROUP BY 1) AS n, LATERAL find_sample(study_key, n.name) AS f ORDER BY f.patient_id, f.sample_id LOOP
		SELECT r.report_id, u.name AS run, coalesce(p.name, 'none') AS panel INTO known FROM report AS r JOIN run AS u USING (run_id) LEFT JOIN panel AS p ON p.panel_id = r.panel_id
		WHERE u.study_id = study_key AND r.file_digest = digest AND r.patient_id = wanted.patient_id AND r.sample_id = wanted.sample_id;
		IF FOUND THEN
			PERFORM same_import(file, 'report', wanted.name, '{run,panel}', ARRAY[known.run, known.panel], ARRAY[import_report_table_data.run, import_report_table_data.panel]);
			RAISE NOTICE USING MESSAGE = format('file "%s" is already imported as the report of sample "%s" in run "%s"', file, wanted.name, known.run);
			named := named || known.report_id;
			CONTINUE;
		END IF;
		IF cardinality(wanted.dates) > 1 THEN
			RAISE EXCEPTION USING ERRCODE = 'bad_copy_file_format', MESSAGE = format('file "%s" has several reports of sample "%s"', file, wanted.name),
				DETAIL = format('Their dates are %s.', array_to_string(wanted.dates, ', ')), HINT = 'Import them one by one, with a sample each.';
		END IF;
		IF run_key IS NULL THEN
			run_key := find_run(study_key, import_report_table_data.run, 'report', NULL, NULL);
		END IF;
		PERFORM FROM patient AS p WHERE p.patient_id = wanted.patient_id FOR KEY SHARE;
		INSERT INTO report (patient_id, sample_id, run_id, panel_id, source, assay, assay_version, reported_on, target_vaf, file_name, file_digest)
		VALUES (wanted.patient_id, wanted.sample_id, run_key, panel_key, import_report_table_data.source, import_report_table_data.assay, import_report_table_data.assay_version,
			coalesce(wanted.dates[1], import_report_table_data.reported_on), import_report_table_data.target_vaf, file, digest)
		RETURNING report.report_id INTO one;
		made := made || one;
		named := named || one;
	END LOOP;
	-- A record without gene and alteration says that nothing was found.
	WITH said AS MATERIALIZED (
		SELECT r.patient_id, r.sample_id, r.report_id, r.run_id, r.target_vaf, k.line, a.number, k.fields[10] AS place, concat_ws(' ', k.fields[2], a.words) AS words, a.mutation, a.partner,
			coalesce(f.number, p.number / 100) AS fraction, f.is_bound OR p.is_bound AS is_bound, c.number AS copy_number, x.number AS alts, y.number AS refs,
			coalesce(a.reason, CASE WHEN f.is_wrong THEN format('"%s" is no fraction', k.fields[4]) WHEN p.is_wrong THEN format('"%s" is no percentage', k.fields[5])
				WHEN x.is_wrong OR y.is_wrong THEN 'the counts are no numbers' WHEN c.is_wrong THEN format('"%s" is no copy number', k.fields[8])
				WHEN coalesce(f.number, p.number / 100) > 1 THEN 'the fraction is above 1' END) AS reason
		FROM unnest(records) AS k JOIN sample AS s ON s.study_id = study_key AND s.external_id = coalesce(import_report_table_data.sample, k.fields[1]) AND s.material <> 'control'
			JOIN report AS r ON r.report_id = ANY (made) AND r.patient_id = s.patient_id AND r.sample_id = s.sample_id
			CROSS JOIN LATERAL read_alterations(k.fields[2], k.fields[3]) AS a CROSS JOIN LATERAL report_number(k.fields[4]) AS f CROSS JOIN LATERAL report_number(k.fields[5]) AS p
			CROSS JOIN LATERAL report_number(k.fields[6]) AS x CROSS JOIN LATERAL report_number(k.fields[7]) AS y CROSS JOIN LATERAL report_number(k.fields[8]) AS c),
	left_out AS (
		INSERT INTO report_unread (patient_id, report_id, line, allele, words, reason)
		SELECT s.patient_id, s.report_id, s.line, s.number, concat_ws(': ', s.place, s.words), s.reason FROM said AS s WHERE s.reason IS NOT NULL),
	counted AS (
		SELECT s.*, CASE WHEN s.alts + s.refs BETWEEN 1 AND 4294967295 AND s.alts = floor(s.alts) AND s.refs = floor(s.refs) THEN vaf(s.alts::bigint, (s.alts + s.refs)::bigint) END AS vaf
		FROM said AS s WHERE s.reason IS NULL)
	INSERT INTO observation (patient_id, sample_id, method, report_id, run_id, mutation, is_marker, state, fraction, fraction_lower, fraction_upper, vaf, target_vaf, words, copy_number, partner)
	SELECT s.patient_id, s.sample_id, 'reported', s.report_id, s.run_id, s.mutation, coalesce(same_mutation(s.mutation, classify(p.marker)), false), 'detected', coalesce(fraction(s.vaf), CASE WHEN NOT s.is_bound THEN s.fraction END),
		CASE WHEN s.vaf IS NOT NULL THEN lower_bound(s.vaf) END, CASE WHEN s.vaf IS NOT NULL THEN upper_bound(s.vaf) WHEN s.is_bound THEN s.fraction END, s.vaf, s.target_vaf,
		format('%s: %s', coalesce(s.place, 'line ' || s.line), s.words), s.copy_number, s.partner
	FROM counted AS s JOIN patient AS p USING (patient_id);
	PERFORM add_silence(made);
	PERFORM judge_by_white_cells(made);
	RETURN QUERY
	SELECT r.report_id, s.external_id, count(*) FILTER (WHERE o.state = 'detected'), count(*) FILTER (WHERE o.words IS NULL),
		(SELECT count(*) FROM report_unread AS u WHERE u.patient_id = r.patient_id AND u.report_id = r.report_id)
	FROM report AS r JOIN sample AS s USING (patient_id, sample_id) LEFT JOIN observation AS o ON o.patient_id = r.patient_id AND o.report_id = r.report_id
	WHERE r.report_id = ANY (named) GROUP BY r.patient_id, r.report_id, s.external_id ORDER BY r.report_id;
END
$$;
COMMENT ON FUNCTION import_report_table_data(bytea, jsonb, text, text, text, text, text, text, text, text, date, float8, date) IS 'import_report_table of the bytes of a file, whose encoding need not be known';

CREATE OR REPLACE FUNCTION import_report_table(content text, mapping jsonb, run text, file_name text = NULL, sample text = NULL, study text = NULL, panel text = NULL, source text = NULL,
	assay text = NULL, assay_version text = NULL, reported_on date = NULL, target_vaf float8 = 0.005, origin date = NULL,
	OUT report_id bigint, OUT sample_name text, OUT detected bigint, OUT not_named bigint, OUT unread bigint)
	RETURNS SETOF record LANGUAGE sql VOLATILE ROWS 10 SET search_path FROM CURRENT
BEGIN ATOMIC
	SELECT i.* FROM import_report_table_data(convert_to(import_report_table.content, 'UTF8'), import_report_table.mapping, import_report_table.run, import_report_table.file_name, import_report_table.sample,
		import_report_table.study, import_report_table.panel, import_report_table.source, import_report_table.assay, import_report_table.assay_version, import_report_table.reported_on,
		import_report_table.target_vaf, import_report_table.origin) AS i;
END;
COMMENT ON FUNCTION import_report_table(text, jsonb, text, text, text, text, text, text, text, text, date, float8, date) IS
	'a laboratory''s table, separated by commas, semicolons or tabs, as a report of each sample in it; mapping says which column is the sample, gene, alteration, fraction or percent, alt_count and ref_count, copy_number, reported_on (a date, or with origin the days since it); what cannot be read is a row of report_unread; the same table again is a notice; all or nothing';
