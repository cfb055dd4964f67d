-- Reports from elsewhere as a third method.  Locks as everywhere (15_lock.sql): the file's digest, the run, patients by key.
CREATE OR REPLACE FUNCTION find_panel(study_id bigint, panel text) RETURNS bigint
	LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
AS $$
DECLARE
	found bigint;
BEGIN
	SELECT p.panel_id INTO found FROM panel AS p WHERE p.study_id = find_panel.study_id AND p.name = find_panel.panel;
	IF find_panel.panel IS NOT NULL AND found IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'undefined_object', MESSAGE = format('panel "%s" does not exist in this study', find_panel.panel),
			HINT = 'Insert it into table panel, and what it looks for into panel_target, first.';
	END IF;
	RETURN found;
END
$$;
COMMENT ON FUNCTION find_panel(bigint, text) IS 'key of a study''s panel by name; NULL for NULL';

CREATE OR REPLACE FUNCTION bed_panel(study text, panel text, bed_name text, design region[]) RETURNS text
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
DECLARE
	study_key bigint := find_study(bed_panel.study);
	wanted text := coalesce(bed_panel.panel, bed_panel.bed_name);
	known record;
BEGIN
	IF wanted IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'a BED file without a name of its panel', HINT = 'Name it: panel => ''...''.';
	ELSIF bed_panel.design IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'bad_copy_file_format', MESSAGE = format('the BED file of panel "%s" has no region', wanted);
	END IF;
	-- Of two that make one panel at once, the second waits and sees the first's.
	INSERT INTO panel (study_id, name, description, design) VALUES (study_key, wanted, 'by its BED file', bed_panel.design) ON CONFLICT DO NOTHING;
	SELECT p.design IS NOT DISTINCT FROM bed_panel.design AS is_same, p.design IS NULL AS is_unknown INTO known FROM panel AS p WHERE p.study_id = study_key AND p.name = wanted;
	IF NOT known.is_same THEN
		RAISE EXCEPTION USING ERRCODE = 'unique_violation', MESSAGE = format('panel "%s" is there already, with %s', wanted, CASE WHEN known.is_unknown THEN 'no design' ELSE 'another design' END),
			HINT = 'Give the panel of this BED file another name, or correct table panel.';
	END IF;
	RETURN wanted;
END
$$;
COMMENT ON FUNCTION bed_panel(text, text, text, region[]) IS 'what the imports of VCF files share: the panel that looks at the regions of a BED file, made where it is not there; its name';

CREATE OR REPLACE FUNCTION vcf_columns(columns text[], tumour text, normal text, sample text, samples jsonb, file_name text, OUT column_name text, OUT sample_name text)
	RETURNS SETOF record LANGUAGE plpgsql STABLE ROWS 10 SET search_path FROM CURRENT
AS $$
DECLARE
	unknown text;
BEGIN
	IF vcf_columns.sample IS NOT NULL AND vcf_columns.samples IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'both sample and samples are given', HINT = 'sample names the sample of a file that has one, samples those of several columns.';
	ELSIF vcf_columns.samples IS NOT NULL THEN
		IF jsonb_typeof(vcf_columns.samples) <> 'object' OR EXISTS (SELECT FROM jsonb_each(vcf_columns.samples) AS m WHERE jsonb_typeof(m.value) <> 'string') THEN
			RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'samples must name a sample for each column', HINT = 'For example {"TUMOR": "P001-D1"}.';
		END IF;
		SELECT string_agg(format('"%s"', k), ', ' ORDER BY k) INTO unknown FROM jsonb_object_keys(vcf_columns.samples) AS k WHERE k <> ALL (columns);
		IF unknown IS NOT NULL THEN
			RAISE EXCEPTION USING ERRCODE = 'undefined_object', MESSAGE = format('file "%s" has no column %s', vcf_columns.file_name, unknown),
				DETAIL = format('Its columns are %s.', coalesce((SELECT string_agg(format('"%s"', c), ', ') FROM unnest(columns) AS c), 'none'));
		END IF;
		RETURN QUERY SELECT m.key, m.value FROM jsonb_each_text(vcf_columns.samples) AS m;
	ELSIF vcf_columns.sample IS NULL THEN
		-- Columns that bear the names of samples; what is said to be the normal is none of them.
		IF cardinality(columns) = 0 THEN
			RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = format('file "%s" names no sample', vcf_columns.file_name), HINT = 'Name it: sample => ''...''.';
		END IF;
		RETURN QUERY SELECT c, c FROM unnest(columns) AS c WHERE c IS DISTINCT FROM vcf_columns.normal;
	ELSIF cardinality(columns) = 0 OR cardinality(columns) = 1 THEN
		RETURN QUERY SELECT columns[1], vcf_columns.sample;
	ELSIF vcf_columns.tumour = ANY (columns) OR (cardinality(columns) = 2 AND vcf_columns.normal = ANY (columns)) THEN
		RETURN QUERY SELECT c, vcf_columns.sample FROM unnest(columns) AS c
		WHERE c = vcf_columns.tumour OR (vcf_columns.tumour IS NULL AND c <> vcf_columns.normal);
	ELSE
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = format('file "%s" has several columns, and its header does not tell which is the tumour', vcf_columns.file_name),
			DETAIL = format('They are %s.', (SELECT string_agg(format('"%s"', c), ', ') FROM unnest(columns) AS c)),
			HINT = format('Name the column: samples => ''{"%s": "%s"}''.', columns[1], vcf_columns.sample);
	END IF;
END
$$;
COMMENT ON FUNCTION vcf_columns(text[], text, text, text, jsonb, text) IS 'what the imports of VCF files share: which column is which sample: as samples says; the tumour''s for sample; else those that bear a sample''s name';

CREATE OR REPLACE FUNCTION vcf_source(path text, data bytea, object oid, assembly text, reference text, strict boolean) RETURNS SETOF vcf_call
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
BEGIN
	-- A query each, so that nobody needs the right to call what he does not call.
	IF vcf_source.path IS NOT NULL THEN
		RETURN QUERY SELECT c.* FROM read_vcf(vcf_source.path, vcf_source.assembly, NULL, vcf_source.reference, vcf_source.strict) AS c;
	ELSIF vcf_source.data IS NOT NULL THEN
		RETURN QUERY SELECT c.* FROM read_vcf_data(vcf_source.data, vcf_source.assembly, NULL, vcf_source.reference, vcf_source.strict) AS c;
	ELSE
		RETURN QUERY SELECT c.* FROM read_vcf_object(vcf_source.object, vcf_source.assembly, NULL, vcf_source.reference, vcf_source.strict) AS c;
	END IF;
END
$$;
COMMENT ON FUNCTION vcf_source(text, bytea, oid, text, text, boolean) IS 'what the imports of VCF files share: a file on the server, a file''s bytes or a large object, read';

CREATE OR REPLACE FUNCTION add_silence(reports bigint[]) RETURNS bigint
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
DECLARE
	made bigint;
BEGIN
	-- What the panel of a report looks for, and what the report does not name: the listed mutations, and the patient's marker, whose silence says whether tumour DNA was seen.
	INSERT INTO observation (patient_id, sample_id, method, report_id, run_id, mutation, variant, is_marker, state, lod95, target_vaf, reason)
	SELECT r.patient_id, r.sample_id, 'reported', r.report_id, r.run_id, m.mutation, CASE WHEN assembly(m.marker) = r.assembly THEN m.marker END, m.marker IS NOT NULL, a.state, a.lod95, r.target_vaf, a.reason
	FROM report AS r JOIN patient AS w USING (patient_id) LEFT JOIN panel AS p ON p.panel_id = r.panel_id
		LEFT JOIN LATERAL (SELECT array_agg(t.mutation ORDER BY t.mutation) AS targets, array_agg(t.reported_limit ORDER BY t.mutation) AS limits
			FROM panel_target AS t WHERE t.panel_id = r.panel_id) AS t ON true
		CROSS JOIN LATERAL (SELECT classify(w.marker) AS mutation) AS own
		CROSS JOIN LATERAL (
			SELECT l.mutation, CASE WHEN l.mutation = own.mutation THEN w.marker END AS marker FROM unnest(listed_mutations()) AS l(mutation)
			UNION ALL
			SELECT own.mutation, w.marker WHERE own.mutation IS NOT NULL AND own.mutation <> ALL (listed_mutations())) AS m
		LEFT JOIN LATERAL (SELECT bool_and(EXISTS (SELECT FROM unnest(p.design) AS d WHERE v.variant <@ d)) AS covered FROM (
			SELECT CASE r.assembly WHEN 'GRCh37' THEN k.grch37 WHEN 'GRCh38' THEN k.grch38 END FROM resistance_mutation AS k WHERE k.mutation = m.mutation
			UNION ALL
			SELECT CASE r.assembly WHEN 'GRCh37' THEN k.grch37 WHEN 'GRCh38' THEN k.grch38 END FROM bypass_hotspot AS k WHERE k.mutation = m.mutation
			UNION ALL
			SELECT m.marker WHERE assembly(m.marker) = r.assembly) AS v(variant)
			WHERE v.variant IS NOT NULL) AS c ON p.design IS NOT NULL
		CROSS JOIN LATERAL (
			SELECT s.state, s.lod95, s.reason FROM panel_silence(m.mutation, t.targets, t.limits, p.reported_limit, p.design IS NULL OR coalesce(c.covered, false), r.target_vaf) AS s
			WHERE r.panel_id IS NOT NULL
			UNION ALL
			SELECT 'not_evaluable', NULL, 'not reported; what the report looked at is not known' WHERE r.panel_id IS NULL) AS a
	WHERE r.report_id = ANY (add_silence.reports)
		AND NOT EXISTS (SELECT FROM observation AS o WHERE o.patient_id = r.patient_id AND o.report_id = r.report_id AND o.mutation = m.mutation);
	GET DIAGNOSTICS made = ROW_COUNT;
	RETURN made;
END
$$;
COMMENT ON FUNCTION add_silence(bigint[]) IS 'what the imports of reports share: an observation for each listed mutation, and the patient''s marker, that a new report does not name: absent down to the limit of its panel, not evaluable, or not in panel';

CREATE OR REPLACE FUNCTION judge_by_white_cells(reports bigint[]) RETURNS bigint
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
DECLARE
	judged bigint;
BEGIN
	-- Whichever came first: all reports of the patients, by all that is known of their white cells.
	UPDATE observation AS o SET state = 'germline_or_chip', reason = format('%s of the matched white cells: germline or clonal haematopoiesis', coalesce(round((100 * w.fraction)::numeric, 2) || ' %', 'in a part'))
	FROM (
		SELECT DISTINCT ON (a.patient_id, a.observation_id) a.patient_id, a.observation_id, k.fraction
		FROM observation AS a JOIN sample AS s USING (patient_id, sample_id) JOIN observation AS k ON k.patient_id = a.patient_id AND same_mutation(k.mutation, a.mutation)
			JOIN sample AS c ON c.patient_id = k.patient_id AND c.sample_id = k.sample_id JOIN run AS r ON r.run_id = k.run_id
			LEFT JOIN library AS l ON l.patient_id = k.patient_id AND l.library_id = k.library_id
		WHERE a.patient_id IN (SELECT n.patient_id FROM report AS n WHERE n.report_id = ANY (judge_by_white_cells.reports))
			AND a.method = 'reported' AND a.state = 'detected' AND NOT a.is_marker AND s.material <> 'white_cells'
			AND c.material = 'white_cells' AND k.state IN ('detected', 'germline_or_chip') AND k.is_current AND r.withdrawn IS NULL AND l.withdrawn IS NULL
			AND coalesce(k.variant = a.variant, true) AND coalesce(from_white_cells(a.fraction, k.fraction), true)
		ORDER BY a.patient_id, a.observation_id, k.fraction DESC NULLS LAST) AS w
	WHERE o.patient_id = w.patient_id AND o.observation_id = w.observation_id;
	GET DIAGNOSTICS judged = ROW_COUNT;
	RETURN judged;
END
$$;
COMMENT ON FUNCTION judge_by_white_cells(bigint[]) IS 'what the imports of reports share: what a report of another sample of the patient names, and white cells carry too (from_white_cells), is of the germline or of blood cells';

CREATE OR REPLACE FUNCTION import_vcf_source(digest text, file_name text, header_samples text[], header_tumour text, header_normal text, header_source text, assembly text, run text, study text, sample text, samples jsonb, panel text,
	source text, assay text, assay_version text, reported_on date, reference text, strict boolean, target_vaf float8, path text = NULL, data bytea = NULL, object oid = NULL,
	OUT report_id bigint, OUT sample_name text, OUT detected bigint, OUT filtered bigint, OUT not_named bigint, OUT unread bigint)
	RETURNS SETOF record LANGUAGE plpgsql VOLATILE ROWS 10 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	study_key bigint := find_study(import_vcf_source.study);
	panel_key bigint := find_panel(study_key, import_vcf_source.panel);
	run_key bigint;
	wanted record;
	known record;
	made bigint[] := '{}';
	named bigint[] := '{}';
	one bigint;
BEGIN
	-- Of two imports of one file at once, the second waits and sees the first.
	PERFORM pg_advisory_xact_lock(hashtextextended(import_vcf_source.digest, study_key));
	FOR wanted IN SELECT c.column_name, c.sample_name, f.patient_id, f.sample_id
		FROM vcf_columns(import_vcf_source.header_samples, import_vcf_source.header_tumour, import_vcf_source.header_normal, import_vcf_source.sample, import_vcf_source.samples, import_vcf_source.file_name) AS c,
			LATERAL find_sample(study_key, c.sample_name) AS f ORDER BY f.patient_id, f.sample_id LOOP
		SELECT r.report_id, s.external_id AS sample, u.name AS run, r.assembly, coalesce(p.name, 'none') AS panel INTO known
		FROM report AS r JOIN run AS u USING (run_id) JOIN sample AS s USING (patient_id, sample_id) LEFT JOIN panel AS p ON p.panel_id = r.panel_id
		WHERE u.study_id = study_key AND r.file_digest = import_vcf_source.digest AND r.column_name IS NOT DISTINCT FROM wanted.column_name;
		IF FOUND THEN
			PERFORM same_import(import_vcf_source.file_name, 'report', coalesce(wanted.column_name, wanted.sample_name), ARRAY['run', 'sample', 'assembly', 'panel'],
				ARRAY[known.run, known.sample, known.assembly, known.panel], ARRAY[import_vcf_source.run, wanted.sample_name, import_vcf_source.assembly, import_vcf_source.panel]);
			RAISE NOTICE USING MESSAGE = format('file "%s" is already imported as the report of sample "%s" in run "%s"', import_vcf_source.file_name, known.sample, known.run);
			named := named || known.report_id;
			CONTINUE;
		END IF;
		IF run_key IS NULL THEN
			run_key := find_run(study_key, import_vcf_source.run, 'report', import_vcf_source.assembly, NULL);
		END IF;
		PERFORM FROM patient AS p WHERE p.patient_id = wanted.patient_id FOR KEY SHARE;
		INSERT INTO report (patient_id, sample_id, run_id, panel_id, source, assay, assay_version, reported_on, assembly, target_vaf, column_name, file_name, file_digest)
		VALUES (wanted.patient_id, wanted.sample_id, run_key, panel_key, coalesce(import_vcf_source.source, import_vcf_source.header_source), import_vcf_source.assay, import_vcf_source.assay_version,
			import_vcf_source.reported_on, import_vcf_source.assembly, import_vcf_source.target_vaf, wanted.column_name, import_vcf_source.file_name, import_vcf_source.digest)
		RETURNING report.report_id INTO one;
		made := made || one;
		named := named || one;
	END LOOP;
	IF made <> '{}' THEN
		WITH called AS MATERIALIZED (
			SELECT r.patient_id, r.sample_id, r.report_id, r.run_id, r.target_vaf, c.variant, c.vaf, c.filters, c.qual, c.counted_by, c.fraction, c.flags, c.kind, c.contig,
				c."position", c.ref, c.alt, c.allele, c.line, m.mutation, m.words AS mutation_words
			FROM vcf_source(import_vcf_source.path, import_vcf_source.data, import_vcf_source.object, import_vcf_source.assembly, import_vcf_source.reference, import_vcf_source.strict) AS c
				JOIN report AS r ON r.report_id = ANY (made) AND r.column_name IS NOT DISTINCT FROM c.sample
				-- Who names the mutation, where the shipped models do not: the file, else the gene models of the store.
				LEFT JOIN LATERAL gene_consequence(c.variant, study_key) AS g ON c.mutation IS NULL AND c.variant IS NOT NULL
				CROSS JOIN LATERAL (SELECT coalesce(c.mutation, g.mutation) AS mutation, CASE WHEN c.mutation_by <> 'alkres' THEN concat_ws(' of ', 'mutation by ' || c.mutation_by, c.transcript)
					WHEN c.mutation IS NULL THEN coalesce('mutation by ' || g.transcript || ' of ' || CASE WHEN g.mutation IS NOT NULL THEN g.source END,
						'no mutation: ' || coalesce(c.mutation_reason, g.reason)) END AS words) AS m
			WHERE c.is_called AND c.kind NOT IN ('reference_block', 'unspecified', 'overlapping_deletion')),
		left_out AS (
			INSERT INTO report_unread (patient_id, report_id, line, allele, words, reason)
			SELECT c.patient_id, c.report_id, c.line, c.allele, format('%s:%s %s %s', c.contig, c."position", c.ref, c.alt), format('a %s allele is no variant', replace(c.kind, '_', ' '))
			FROM called AS c WHERE c.variant IS NULL)
		INSERT INTO observation (patient_id, sample_id, method, report_id, run_id, mutation, variant, is_marker, state, fraction, fraction_lower, fraction_upper, vaf, target_vaf, qual, flags,
			filters, words, reason)
		SELECT c.patient_id, c.sample_id, 'reported', c.report_id, c.run_id, c.mutation, c.variant, coalesce(c.variant = p.marker, false), reported_state(c.filters),
			coalesce(fraction(c.vaf), c.fraction), CASE WHEN c.vaf IS NOT NULL THEN lower_bound(c.vaf) END, CASE WHEN c.vaf IS NOT NULL THEN upper_bound(c.vaf) END, c.vaf, c.target_vaf,
			c.qual, c.flags, c.filters, concat_ws(', ', 'line ' || c.line, 'counted by ' || c.counted_by, c.mutation_words),
			CASE WHEN c.filters <> '{}' THEN 'filtered by the reporter: ' || array_to_string(c.filters, ', ') END
		FROM called AS c JOIN patient AS p USING (patient_id)
		WHERE c.variant IS NOT NULL;
		-- On contigs of other names (HSA2) no gene is known: what was found would have no mutation, and the same mutation would be said to be absent.
		IF listed_variants(import_vcf_source.assembly) IS NOT NULL AND (SELECT bool_and(contig(o.variant) !~ '^chr([0-9]+|[XYM])$') FROM observation AS o WHERE o.report_id = ANY (made) AND o.variant IS NOT NULL) THEN
			RAISE EXCEPTION USING ERRCODE = 'bad_copy_file_format', MESSAGE = format('no variant of file "%s" lies on a chromosome of %s', import_vcf_source.file_name, import_vcf_source.assembly),
				DETAIL = format('Contigs: %s.', (SELECT string_agg(DISTINCT contig(o.variant), ', ') FROM observation AS o WHERE o.report_id = ANY (made) AND o.variant IS NOT NULL)),
				HINT = 'Chromosomes are 1 to 22, X, Y and M, with or without "chr", or their accessions. Rename them (bcftools annotate --rename-chrs), or name the assembly by a name of its own.';
		END IF;
		PERFORM add_silence(made);
		PERFORM judge_by_white_cells(made);
	END IF;
	RETURN QUERY
	SELECT r.report_id, s.external_id, count(*) FILTER (WHERE o.words IS NOT NULL AND o.state = 'detected'), count(*) FILTER (WHERE o.words IS NOT NULL AND o.state <> 'detected'),
		count(*) FILTER (WHERE o.words IS NULL), (SELECT count(*) FROM report_unread AS u WHERE u.patient_id = r.patient_id AND u.report_id = r.report_id)
	FROM report AS r JOIN sample AS s USING (patient_id, sample_id) LEFT JOIN observation AS o ON o.patient_id = r.patient_id AND o.report_id = r.report_id
	WHERE r.report_id = ANY (named) GROUP BY r.patient_id, r.report_id, s.external_id ORDER BY r.report_id;
END
$$;
COMMENT ON FUNCTION import_vcf_source(text, text, text[], text, text, text, text, text, text, text, jsonb, text, text, text, text, date, text, boolean, float8, text, bytea, oid) IS
	'what the imports of VCF files share: a report for each sample, its observations, and what its panel says of what it does not name; what was imported before is a notice';

-- It took no BED file.
DROP FUNCTION IF EXISTS import_vcf(text, text, text, text, jsonb, text, text, text, text, text, date, text, boolean, float8);
CREATE OR REPLACE FUNCTION import_vcf(path text, run text, sample text = NULL, study text = NULL, samples jsonb = NULL, panel text = NULL, assembly text = NULL, source text = NULL,
	assay text = NULL, assay_version text = NULL, reported_on date = NULL, reference text = NULL, strict boolean = true, target_vaf float8 = 0.005, bed text = NULL,
	OUT report_id bigint, OUT sample_name text, OUT detected bigint, OUT filtered bigint, OUT not_named bigint, OUT unread bigint)
	RETURNS SETOF record LANGUAGE plpgsql VOLATILE ROWS 10 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	header record;
BEGIN
	PERFORM alkres_internal.check_server_files('import_vcf_data');
	header := vcf_header(import_vcf.path);
	RETURN QUERY SELECT i.* FROM import_vcf_source(file_digest(import_vcf.path), base_name(import_vcf.path), header.samples, header.tumour, header.normal, header.source,
		coalesce(canonical_assembly(import_vcf.assembly), header.assembly), import_vcf.run, import_vcf.study, import_vcf.sample, import_vcf.samples, CASE WHEN import_vcf.bed IS NULL THEN import_vcf.panel ELSE bed_panel(import_vcf.study, import_vcf.panel, base_name(import_vcf.bed), (SELECT array_agg(b.region) FROM read_bed_file(import_vcf.bed, coalesce(canonical_assembly(import_vcf.assembly), header.assembly)) AS b)) END, import_vcf.source,
		import_vcf.assay, import_vcf.assay_version, import_vcf.reported_on, import_vcf.reference, import_vcf.strict, import_vcf.target_vaf, path => import_vcf.path) AS i;
END
$$;
COMMENT ON FUNCTION import_vcf(text, text, text, text, jsonb, text, text, text, text, text, date, text, boolean, float8, text) IS
	'import a VCF or BCF file of another caller as reports of the samples in it: what it names is reported, what it does not name is absent, not evaluable or not in panel by its panel, or by a BED file of what it looks at (a path; of the twins its content); the same file again is a notice; all or nothing';

DROP FUNCTION IF EXISTS import_vcf_data(bytea, text, text, text, text, jsonb, text, text, text, text, text, date, text, boolean, float8);
CREATE OR REPLACE FUNCTION import_vcf_data(data bytea, file_name text, run text, sample text = NULL, study text = NULL, samples jsonb = NULL, panel text = NULL, assembly text = NULL,
	source text = NULL, assay text = NULL, assay_version text = NULL, reported_on date = NULL, reference text = NULL, strict boolean = true, target_vaf float8 = 0.005, bed text = NULL,
	OUT report_id bigint, OUT sample_name text, OUT detected bigint, OUT filtered bigint, OUT not_named bigint, OUT unread bigint)
	RETURNS SETOF record LANGUAGE plpgsql VOLATILE ROWS 10 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	header record := vcf_header_data(import_vcf_data.data);
BEGIN
	RETURN QUERY SELECT i.* FROM import_vcf_source(encode(sha256(import_vcf_data.data), 'hex'), import_vcf_data.file_name, header.samples, header.tumour, header.normal, header.source,
		coalesce(canonical_assembly(import_vcf_data.assembly), header.assembly), import_vcf_data.run, import_vcf_data.study, import_vcf_data.sample, import_vcf_data.samples, CASE WHEN import_vcf_data.bed IS NULL THEN import_vcf_data.panel ELSE bed_panel(import_vcf_data.study, import_vcf_data.panel, NULL, (SELECT array_agg(b.region) FROM read_bed(import_vcf_data.bed, coalesce(canonical_assembly(import_vcf_data.assembly), header.assembly)) AS b)) END, import_vcf_data.source,
		import_vcf_data.assay, import_vcf_data.assay_version, import_vcf_data.reported_on, import_vcf_data.reference, import_vcf_data.strict, import_vcf_data.target_vaf, data => import_vcf_data.data) AS i;
END
$$;
COMMENT ON FUNCTION import_vcf_data(bytea, text, text, text, text, jsonb, text, text, text, text, text, date, text, boolean, float8, text) IS
	'import_vcf for clients without rights on server files: the VCF comes as bytea';

DROP FUNCTION IF EXISTS import_vcf_object(oid, text, text, text, text, jsonb, text, text, text, text, text, date, text, boolean, float8);
CREATE OR REPLACE FUNCTION import_vcf_object(object oid, file_name text, run text, sample text = NULL, study text = NULL, samples jsonb = NULL, panel text = NULL, assembly text = NULL,
	source text = NULL, assay text = NULL, assay_version text = NULL, reported_on date = NULL, reference text = NULL, strict boolean = true, target_vaf float8 = 0.005, bed text = NULL,
	OUT report_id bigint, OUT sample_name text, OUT detected bigint, OUT filtered bigint, OUT not_named bigint, OUT unread bigint)
	RETURNS SETOF record LANGUAGE plpgsql VOLATILE ROWS 10 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	header record := vcf_header_object(import_vcf_object.object);
BEGIN
	RETURN QUERY SELECT i.* FROM import_vcf_source(file_digest_object(import_vcf_object.object), import_vcf_object.file_name, header.samples, header.tumour, header.normal, header.source,
		coalesce(canonical_assembly(import_vcf_object.assembly), header.assembly), import_vcf_object.run, import_vcf_object.study, import_vcf_object.sample, import_vcf_object.samples, CASE WHEN import_vcf_object.bed IS NULL THEN import_vcf_object.panel ELSE bed_panel(import_vcf_object.study, import_vcf_object.panel, NULL, (SELECT array_agg(b.region) FROM read_bed(import_vcf_object.bed, coalesce(canonical_assembly(import_vcf_object.assembly), header.assembly)) AS b)) END, import_vcf_object.source,
		import_vcf_object.assay, import_vcf_object.assay_version, import_vcf_object.reported_on, import_vcf_object.reference, import_vcf_object.strict, import_vcf_object.target_vaf, object => import_vcf_object.object) AS i;
END
$$;
COMMENT ON FUNCTION import_vcf_object(oid, text, text, text, text, jsonb, text, text, text, text, text, date, text, boolean, float8, text) IS
	'import_vcf of a large object, which a client uploads in parts; unlink it afterwards';
