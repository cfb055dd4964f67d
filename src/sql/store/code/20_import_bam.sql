-- It knew libraries only.
DROP FUNCTION IF EXISTS same_import(text, text, text[], text[], text[]);

CREATE OR REPLACE FUNCTION same_import(file_name text, kind text, name text, what text[], known text[], given text[]) RETURNS void
	LANGUAGE plpgsql IMMUTABLE SET search_path FROM CURRENT
AS $$
DECLARE
	differences text := (SELECT string_agg(format('Its %s is "%s", not "%s".', d.what, d.known, d.given), ' ' ORDER BY d.n)
		FROM unnest(same_import.what, same_import.known, same_import.given) WITH ORDINALITY AS d(what, known, given, n) WHERE d.known <> d.given);
BEGIN
	IF differences IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'unique_violation', MESSAGE = format('file "%s" is already imported as %s "%s", as another one', same_import.file_name, same_import.kind, same_import.name),
			DETAIL = differences,
			HINT = 'Import it as it was, which does nothing, or ' || CASE same_import.kind WHEN 'library' THEN 'delete that library first: reads of one file belong to one sample, run and assembly.'
				WHEN 'plate' THEN 'remove that one first (remove_run): a plate is one run.' ELSE 'remove that report first (remove_run): what a file says belongs to one sample and run.' END;
	END IF;
END
$$;
COMMENT ON FUNCTION same_import(text, text, text, text[], text[], text[]) IS 'what the imports of libraries, reports and plates share: the same file again must be said to be the same; what is not given (NULL) does not differ';

-- It had no identity before.
DROP FUNCTION IF EXISTS add_library(text, text, text, text, text, text, text, text, region[], text, text, float8);

CREATE OR REPLACE FUNCTION add_library(identity text, digest text, file_name text, sample text, run text, study text, library text, role text,
	assembly text, design region[], umi text, unit text, input_ng float8, OUT patient_id bigint, OUT library_id bigint, OUT is_new boolean)
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	study_key bigint := find_study(add_library.study);
	run_key bigint;
	sample_key bigint;
	known record;
BEGIN
	IF add_library.role = 'normal' THEN
		PERFORM lock_background(study_key);
	END IF;
	-- Of two imports of one file at once, the second waits and sees the first; a library that is being removed is waited for.
	PERFORM pg_advisory_xact_lock(hashtextextended(add_library.identity, study_key));
	SELECT l.patient_id, l.library_id, l.name, r.name AS run, s.external_id AS sample, l.role, l.assembly INTO known
	FROM library AS l JOIN run AS r USING (run_id) JOIN sample AS s USING (patient_id, sample_id)
	WHERE r.study_id = study_key AND (l.file_identity = add_library.identity AND coalesce(l.file_digest = add_library.digest, true)
		OR l.file_identity IS NULL AND l.file_digest = add_library.digest) FOR KEY SHARE OF l;
	IF FOUND THEN
		PERFORM same_import(add_library.file_name, 'library', known.name, ARRAY['run', 'sample', 'role', 'assembly'],
			ARRAY[known.run, known.sample, known.role, known.assembly],
			ARRAY[add_library.run, add_library.sample, add_library.role, canonical_assembly(add_library.assembly)]);
		RAISE NOTICE USING MESSAGE = format('file "%s" is already imported as library "%s" of run "%s"', add_library.file_name, known.name, known.run);
		patient_id := known.patient_id;
		library_id := known.library_id;
		is_new := false;
		RETURN;
	END IF;
	run_key := find_run(study_key, add_library.run, 'sequencing', add_library.assembly, add_library.design);
	IF (SELECT listed_variants(r.assembly) IS NULL FROM run AS r WHERE r.run_id = run_key) THEN
		RAISE NOTICE USING MESSAGE = format('alkres knows no genes and no listed sites of assembly "%s"', (SELECT r.assembly FROM run AS r WHERE r.run_id = run_key)),
			HINT = 'What is called has no mutation, and no listed mutation is looked for; GRCh37 and GRCh38 are known.';
	END IF;
	IF add_library.role = 'sample' THEN
		SELECT f.patient_id, f.sample_id INTO patient_id, sample_key FROM find_sample(study_key, add_library.sample) AS f;
		PERFORM FROM patient AS p WHERE p.patient_id = add_library.patient_id FOR KEY SHARE;
		-- Is it there still, and the same patient's?
		SELECT f.patient_id, f.sample_id INTO patient_id, sample_key FROM find_sample(study_key, add_library.sample) AS f;
	ELSE
		SELECT c.patient_id, c.sample_id INTO patient_id, sample_key FROM control_sample(study_key, add_library.sample) AS c;
	END IF;
	BEGIN
		INSERT INTO library (patient_id, sample_id, run_id, name, role, assembly, unit, umi_asked, input_ng, file_name, file_identity, file_digest)
		SELECT add_library.patient_id, sample_key, run_key, add_library.library, add_library.role, r.assembly, add_library.unit,
			add_library.umi, add_library.input_ng, add_library.file_name, add_library.identity, add_library.digest
		FROM run AS r WHERE r.run_id = run_key
		RETURNING library.library_id INTO library_id;
	EXCEPTION WHEN unique_violation THEN
		SELECT l.file_name INTO known FROM library AS l WHERE l.run_id = run_key AND l.name = add_library.library;
		RAISE EXCEPTION USING ERRCODE = 'unique_violation', MESSAGE = format('run "%s" already holds a library "%s" from another file', add_library.run, add_library.library),
			DETAIL = format('It was imported from "%s"; "%s" has other content.', known.file_name, add_library.file_name),
			HINT = 'Give the new run or library another name, or remove the old library first.';
	END;
	is_new := true;
END
$$;
COMMENT ON FUNCTION add_library(text, text, text, text, text, text, text, text, text, region[], text, text, float8) IS 'what the imports of sequencing libraries share: find or make the library''s row';

CREATE OR REPLACE FUNCTION finish_library(patient_id bigint, library_id bigint, file_name text, umi text, reads bigint, mapped_reads bigint,
	aligned_bases bigint, on_target_bases bigint) RETURNS void
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	role text;
BEGIN
	UPDATE library AS l SET umi = finish_library.umi, reads = finish_library.reads, mapped_reads = finish_library.mapped_reads,
		aligned_bases = finish_library.aligned_bases, on_target_bases = finish_library.on_target_bases,
		raw_depth = d.raw_depth, molecule_depth = d.molecules, targets = library_targets(l.patient_id, l.library_id),
		target_counts = library_target_counts(l.patient_id, l.library_id, library_targets(l.patient_id, l.library_id))
	FROM (SELECT avg(p.raw_depth) AS raw_depth, avg(p.molecules) AS molecules
		FROM pileup_block AS b, LATERAL depth(b.pileup) AS p
		WHERE b.patient_id = finish_library.patient_id AND b.library_id = finish_library.library_id) AS d
	WHERE l.patient_id = finish_library.patient_id AND l.library_id = finish_library.library_id AND EXISTS (
		SELECT FROM pileup_block AS b WHERE b.patient_id = finish_library.patient_id AND b.library_id = finish_library.library_id)
	RETURNING l.role INTO role;
	IF NOT FOUND THEN
		RAISE EXCEPTION USING ERRCODE = 'bad_copy_file_format', MESSAGE = format('file "%s" holds no usable reads', finish_library.file_name),
			HINT = 'Reads that are unmapped, secondary, duplicates, or of mapping quality 0 do not count.';
	END IF;
	IF role = 'normal' THEN
		PERFORM settle_background(finish_library.patient_id, finish_library.library_id);
	END IF;
END
$$;
COMMENT ON FUNCTION finish_library(bigint, bigint, text, text, bigint, bigint, bigint, bigint) IS
	'what the imports of sequencing libraries share: what was found in the library''s files, its depths, its place in the background; an error when it is empty';

DROP FUNCTION IF EXISTS files_digest(text[]);

CREATE OR REPLACE FUNCTION joint_digest(digests text[]) RETURNS text
	LANGUAGE plpgsql IMMUTABLE SET search_path FROM CURRENT
AS $$
BEGIN
	IF cardinality(joint_digest.digests) <> (SELECT count(DISTINCT d) FROM unnest(joint_digest.digests) AS d) THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'two files have the same content', HINT = 'The lanes of a library are files with different reads.';
	END IF;
	RETURN CASE WHEN cardinality(joint_digest.digests) = 1 THEN joint_digest.digests[1]
		ELSE (SELECT encode(sha256(convert_to(string_agg(d, ' ' ORDER BY d COLLATE "C"), 'UTF8')), 'hex') FROM unnest(joint_digest.digests) AS d) END;
END
$$;
COMMENT ON FUNCTION joint_digest(text[]) IS 'what the imports of sequencing libraries share: the digest of one file, or that of the digests of several, in whatever order they are named';

CREATE OR REPLACE FUNCTION sample_digest(digest text, header_sample text) RETURNS text
	LANGUAGE sql IMMUTABLE SET search_path FROM CURRENT
BEGIN ATOMIC
	SELECT CASE WHEN sample_digest.header_sample IS NULL THEN sample_digest.digest
		ELSE encode(sha256(convert_to(sample_digest.digest || ' ' || sample_digest.header_sample, 'UTF8')), 'hex') END;
END;
COMMENT ON FUNCTION sample_digest(text, text) IS
	'what the imports of sequencing libraries share: what tells the reads of one sample of a file from those of another; the digest of the file where it holds one sample';

CREATE OR REPLACE FUNCTION source_identity(paths text[], data bytea, object oid) RETURNS text
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
BEGIN
	-- A query each, so that nobody needs the right to call what he does not call.
	IF source_identity.paths IS NOT NULL THEN
		RETURN joint_digest(ARRAY(SELECT file_identity(p.path) FROM unnest(source_identity.paths) AS p(path)));
	ELSIF source_identity.data IS NOT NULL THEN
		RETURN file_identity_data(source_identity.data);
	END IF;
	RETURN file_identity_object(source_identity.object);
END
$$;
COMMENT ON FUNCTION source_identity(text[], bytea, oid) IS 'what the imports of sequencing libraries share: what tells files on the server, a file''s bytes or a large object from others, without reading all of it';

CREATE OR REPLACE FUNCTION source_digest(paths text[], data bytea, object oid) RETURNS text
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
BEGIN
	IF source_digest.paths IS NOT NULL THEN
		RETURN joint_digest(ARRAY(SELECT file_digest(p.path) FROM unnest(source_digest.paths) AS p(path)));
	ELSIF source_digest.data IS NOT NULL THEN
		RETURN encode(sha256(source_digest.data), 'hex');
	END IF;
	RETURN file_digest_object(source_digest.object);
END
$$;
COMMENT ON FUNCTION source_digest(text[], bytea, oid) IS 'what the imports of sequencing libraries share: the SHA-256 of the same';

CREATE OR REPLACE FUNCTION reads_parts(study text, run text, design region[], paths text[], use_index boolean) RETURNS boolean
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
DECLARE
	study_key bigint := find_study(reads_parts.study);
BEGIN
	IF reads_parts.paths IS NULL OR NOT reads_parts.use_index THEN
		RETURN false;
	ELSIF reads_parts.design IS NULL AND NOT EXISTS (SELECT 1 FROM run AS r WHERE r.study_id = study_key AND r.name = reads_parts.run AND r.design IS NOT NULL) THEN
		RETURN false;
	ELSIF EXISTS (SELECT 1 FROM library AS l JOIN run AS r USING (run_id) WHERE r.study_id = study_key AND l.file_identity IS NULL) THEN
		RETURN false;
	END IF;
	RETURN (SELECT bool_and(file_index(p.path) IS NOT NULL) FROM unnest(reads_parts.paths) AS p(path));
END
$$;
COMMENT ON FUNCTION reads_parts(text, text, region[], text[], boolean) IS
	'what the imports of sequencing libraries share: are the files to be read in part, by their indexes, so that their digests are not worked out? Never while the study has libraries that are known by their digests alone';

-- They had no use_index before.
DROP FUNCTION IF EXISTS read_source(bigint, text[], bytea, oid, text, text, text, text);
DROP FUNCTION IF EXISTS import_library(text, text, text, text, text, text, text, text, region[], text, text, text, float8, text, text[], bytea, oid);
DROP FUNCTION IF EXISTS import_bam(text, text, text, text, text, text, text, region[], text, text, text, float8, text);
DROP FUNCTION IF EXISTS import_bam(text[], text, text, text, text, text, text, region[], text, text, text, float8, text);

CREATE OR REPLACE FUNCTION read_source(library_id bigint, paths text[], data bytea, object oid, reference text, umi_asked text, unit text, header_sample text, use_index boolean,
	OUT assembly text, OUT contig text, OUT block integer, OUT pileup pileup, OUT umi text, OUT reads bigint, OUT mapped_reads bigint, OUT aligned_bases bigint, OUT on_target_bases bigint)
	RETURNS SETOF record LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
DECLARE
	known record;
BEGIN
	SELECT l.assembly, r.design INTO known FROM library AS l JOIN run AS r ON r.run_id = l.run_id WHERE l.library_id = read_source.library_id;
	-- A query each, so that nobody needs the right to call what he does not call.
	IF read_source.paths IS NOT NULL THEN
		RETURN QUERY SELECT b.* FROM read_library(read_source.paths, known.assembly, known.design, read_source.reference, read_source.umi_asked, read_source.unit, header_sample => read_source.header_sample,
			use_index => read_source.use_index) AS b;
	ELSIF read_source.data IS NOT NULL THEN
		RETURN QUERY SELECT b.* FROM read_library_data(read_source.data, known.assembly, known.design, read_source.reference, read_source.umi_asked, read_source.unit, header_sample => read_source.header_sample) AS b;
	ELSE
		RETURN QUERY SELECT b.* FROM read_library_object(read_source.object, known.assembly, known.design, read_source.reference, read_source.umi_asked, read_source.unit, header_sample => read_source.header_sample) AS b;
	END IF;
END
$$;
COMMENT ON FUNCTION read_source(bigint, text[], bytea, oid, text, text, text, text, boolean) IS
	'what the imports of sequencing libraries share: files on the server, a file''s bytes or a large object, read as the library''s row says';

CREATE OR REPLACE FUNCTION import_library(file_name text, sample text, run text, study text, library text, role text, assembly text, design region[],
	reference text, umi text, unit text, input_ng float8, header_sample text, paths text[] = NULL, data bytea = NULL, object oid = NULL, use_index boolean = true) RETURNS bigint
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	digest text := CASE WHEN NOT reads_parts(import_library.study, import_library.run, import_library.design, import_library.paths, import_library.use_index)
		THEN source_digest(import_library.paths, import_library.data, import_library.object) END;
	added record;
	found record;
BEGIN
	added := add_library(sample_digest(source_identity(import_library.paths, import_library.data, import_library.object), import_library.header_sample),
		sample_digest(digest, import_library.header_sample), import_library.file_name, import_library.sample, import_library.run, import_library.study,
		coalesce(import_library.library, import_library.header_sample, regexp_replace(import_library.file_name, '\.[^.]*$', '')), import_library.role,
		import_library.assembly, import_library.design, import_library.umi, import_library.unit, import_library.input_ng);
	IF added.is_new THEN
		-- One reading gives the blocks and what the library's row says of them.
		WITH reading AS MATERIALIZED (
			SELECT b.* FROM read_source(added.library_id, import_library.paths, import_library.data, import_library.object, import_library.reference,
				import_library.umi, import_library.unit, import_library.header_sample, import_library.use_index) AS b),
		kept AS (
			INSERT INTO pileup_block (patient_id, library_id, assembly, contig, block, pileup)
			SELECT added.patient_id, added.library_id, b.assembly, b.contig, b.block, b.pileup FROM reading AS b)
		SELECT b.umi, b.reads, b.mapped_reads, b.aligned_bases, b.on_target_bases INTO found FROM reading AS b LIMIT 1;
		PERFORM finish_library(added.patient_id, added.library_id, import_library.file_name, found.umi, found.reads, found.mapped_reads, found.aligned_bases, found.on_target_bases);
	END IF;
	RETURN added.library_id;
END
$$;
COMMENT ON FUNCTION import_library(text, text, text, text, text, text, text, region[], text, text, text, float8, text, text[], bytea, oid, boolean) IS
	'what the imports of sequencing libraries share: a library and its pileups, of files on the server, a file''s bytes or a large object; what was imported before is a notice';

-- They had no header_sample before.
DROP FUNCTION IF EXISTS import_bam(text[], text, text, text, text, text, text, region[], text, text, text, float8);
DROP FUNCTION IF EXISTS import_bam(text, text, text, text, text, text, text, region[], text, text, text, float8);
DROP FUNCTION IF EXISTS import_bam_data(bytea, text, text, text, text, text, text, text, region[], text, text, text, float8);

CREATE OR REPLACE FUNCTION import_bam(paths text[], sample text, run text, study text = NULL, library text = NULL, role text = 'sample',
	assembly text = NULL, design region[] = NULL, reference text = NULL, umi text = 'auto', unit text = 'molecule',
	input_ng float8 = NULL, header_sample text = NULL, use_index boolean = true) RETURNS bigint
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	names text[] := ARRAY(SELECT base_name(p.path) FROM unnest(import_bam.paths) WITH ORDINALITY AS p(path, n) ORDER BY p.n);
BEGIN
	PERFORM alkres_internal.check_server_files('import_bam_data');
	IF cardinality(names) = 0 THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'paths names no file';
	ELSIF cardinality(names) > 1 AND import_bam.library IS NULL AND import_bam.header_sample IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'a library of several files has no name', HINT = 'Name it: library => ''...''.';
	END IF;
	RETURN import_library(array_to_string(names, ', '), import_bam.sample, import_bam.run, import_bam.study, import_bam.library, import_bam.role,
		coalesce(import_bam.assembly, header_assembly(import_bam.paths)), import_bam.design, import_bam.reference, import_bam.umi, import_bam.unit, import_bam.input_ng,
		import_bam.header_sample, paths => import_bam.paths, use_index => import_bam.use_index);
END
$$;
COMMENT ON FUNCTION import_bam(text[], text, text, text, text, text, text, region[], text, text, text, float8, text, boolean) IS
	'import coordinate-sorted BAM or CRAM files from the server, such as its lanes, as one library of a run; the same files again are a notice; all or nothing';

CREATE OR REPLACE FUNCTION import_bam(path text, sample text, run text, study text = NULL, library text = NULL, role text = 'sample',
	assembly text = NULL, design region[] = NULL, reference text = NULL, umi text = 'auto', unit text = 'molecule',
	input_ng float8 = NULL, header_sample text = NULL, use_index boolean = true) RETURNS bigint
	LANGUAGE sql VOLATILE SET search_path FROM CURRENT
BEGIN ATOMIC
	SELECT import_bam(ARRAY[import_bam.path], import_bam.sample, import_bam.run, import_bam.study, import_bam.library,
		import_bam.role, import_bam.assembly, import_bam.design, import_bam.reference, import_bam.umi, import_bam.unit, import_bam.input_ng, import_bam.header_sample, import_bam.use_index);
END;
COMMENT ON FUNCTION import_bam(text, text, text, text, text, text, text, region[], text, text, text, float8, text, boolean) IS
	'import a coordinate-sorted BAM or CRAM from the server as a library of a run; the same file again is a notice; all or nothing';

CREATE OR REPLACE FUNCTION import_bam_data(data bytea, file_name text, sample text, run text, study text = NULL, library text = NULL,
	role text = 'sample', assembly text = NULL, design region[] = NULL, reference text = NULL, umi text = 'auto',
	unit text = 'molecule', input_ng float8 = NULL, header_sample text = NULL) RETURNS bigint
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
BEGIN
	RETURN import_library(import_bam_data.file_name, import_bam_data.sample, import_bam_data.run, import_bam_data.study, import_bam_data.library, import_bam_data.role,
		coalesce(import_bam_data.assembly, header_assembly_data(import_bam_data.data)), import_bam_data.design, import_bam_data.reference, import_bam_data.umi, import_bam_data.unit, import_bam_data.input_ng,
		import_bam_data.header_sample, data => import_bam_data.data);
END
$$;
COMMENT ON FUNCTION import_bam_data(bytea, text, text, text, text, text, text, text, region[], text, text, text, float8, text) IS
	'import_bam for clients without rights on server files: the BAM comes as bytea';

CREATE OR REPLACE FUNCTION import_bam_object(object oid, file_name text, sample text, run text, study text = NULL, library text = NULL,
	role text = 'sample', assembly text = NULL, design region[] = NULL, reference text = NULL, umi text = 'auto',
	unit text = 'molecule', input_ng float8 = NULL, header_sample text = NULL) RETURNS bigint
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
BEGIN
	RETURN import_library(import_bam_object.file_name, import_bam_object.sample, import_bam_object.run, import_bam_object.study, import_bam_object.library, import_bam_object.role,
		coalesce(import_bam_object.assembly, header_assembly_object(import_bam_object.object)), import_bam_object.design, import_bam_object.reference, import_bam_object.umi, import_bam_object.unit, import_bam_object.input_ng,
		import_bam_object.header_sample, object => import_bam_object.object);
END
$$;
COMMENT ON FUNCTION import_bam_object(oid, text, text, text, text, text, text, text, region[], text, text, text, float8, text) IS
	'import_bam for clients without rights on server files: the BAM is a large object, which a client uploads in parts; unlink it afterwards';
