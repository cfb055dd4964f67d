-- Calls for other programs: VCF and MAF.
CREATE OR REPLACE FUNCTION libraries_to_write(sample text, library bigint, call_set bigint, study text, OUT number integer, OUT patient_id bigint, OUT library_id bigint, OUT assembly text,
	OUT sample_name text, OUT column_name text)
	RETURNS SETOF record LANGUAGE plpgsql STABLE ROWS 10 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	sample_key bigint;
	patient_key bigint;
BEGIN
	IF num_nonnulls(libraries_to_write.sample, libraries_to_write.library, libraries_to_write.call_set) <> 1 THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'one of sample, library and call_set must be given', HINT = 'For example sample => ''P001-D1''.';
	ELSIF libraries_to_write.library IS NOT NULL AND NOT EXISTS (SELECT FROM library AS l WHERE l.library_id = libraries_to_write.library) THEN
		RAISE EXCEPTION USING ERRCODE = 'undefined_object', MESSAGE = format('library %s does not exist', libraries_to_write.library);
	ELSIF libraries_to_write.call_set IS NOT NULL AND NOT EXISTS (SELECT FROM call_set AS c WHERE c.call_set_id = libraries_to_write.call_set) THEN
		RAISE EXCEPTION USING ERRCODE = 'undefined_object', MESSAGE = format('call set %s does not exist', libraries_to_write.call_set);
	ELSIF libraries_to_write.sample IS NOT NULL THEN
		SELECT f.patient_id, f.sample_id INTO patient_key, sample_key FROM find_sample(find_study(libraries_to_write.study), libraries_to_write.sample) AS f;
	END IF;
	-- A column bears the name of its sample; of a sample with several libraries that of the library besides.  What is withdrawn is written only where its library is named.
	RETURN QUERY
	SELECT row_number() OVER (ORDER BY k.external_id, k.run, k.name)::integer, k.patient_id, k.library_id, k.assembly, k.external_id,
		CASE WHEN count(*) OVER (PARTITION BY k.external_id) = 1 THEN k.external_id ELSE concat_ws('/', k.external_id, k.run, k.name) END
	FROM (SELECT l.patient_id, l.library_id, l.assembly, s.external_id, r.name AS run, l.name
		FROM library AS l JOIN sample AS s USING (patient_id, sample_id) JOIN run AS r USING (run_id)
		WHERE l.library_id = libraries_to_write.library
			OR l.withdrawn IS NULL AND r.withdrawn IS NULL AND (l.patient_id = patient_key AND l.sample_id = sample_key
				OR l.library_id IN (SELECT u.library_id FROM call_set_library AS u WHERE u.call_set_id = libraries_to_write.call_set))) AS k;
END
$$;
COMMENT ON FUNCTION libraries_to_write(text, bigint, bigint, text) IS 'key of each library that vcf() and maf() write: the libraries of a sample, a library or a call set, in the order of their columns';

CREATE OR REPLACE FUNCTION vcf(sample text = NULL, library bigint = NULL, call_set bigint = NULL, study text = NULL, negatives boolean = false)
	RETURNS SETOF text LANGUAGE plpgsql STABLE ROWS 1000 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	keys bigint[];
	names text[];
	assemblies text[];
	settings text[];
	contigs text[];
BEGIN
	SELECT array_agg(w.library_id ORDER BY w.number), array_agg(w.column_name ORDER BY w.number), array_agg(DISTINCT w.assembly) INTO keys, names, assemblies
	FROM libraries_to_write(vcf.sample, vcf.library, vcf.call_set, vcf.study) AS w;
	IF keys IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'undefined_object', MESSAGE = 'there is no library to write', HINT = 'Libraries that are withdrawn are written when they are named: library => ...';
	ELSIF cardinality(assemblies) > 1 THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = format('the libraries are aligned to several assemblies: %s', array_to_string(assemblies, ', ')),
			HINT = 'Write them one by one: library => ...';
	END IF;
	-- As read_vcf counts: a file has one assembly, and a setting a line.
	settings := ARRAY['alkres_version=' || (SELECT e.extversion FROM pg_extension AS e WHERE e.extname = 'alkres')] || ARRAY(
		SELECT format('alkres_call_set_%s=model %s, target_vaf %s, min_posterior %s, history %s, background %s, made %s', c.call_set_id, c.model_version, c.target_vaf, c.min_posterior, c.history::text,
			(SELECT string_agg(DISTINCT u.background, ' and ' ORDER BY u.background) FROM call_set_library AS u WHERE u.call_set_id = c.call_set_id AND u.library_id = ANY (keys)),
			to_char(c.made_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
		FROM call_set AS c WHERE c.call_set_id IN (SELECT o.call_set_id FROM library AS l JOIN observation AS o USING (patient_id, library_id)
			WHERE l.library_id = ANY (keys) AND CASE WHEN vcf.call_set IS NULL THEN o.is_current ELSE o.call_set_id = vcf.call_set END) ORDER BY c.call_set_id);
	SELECT array_agg(k.contig ORDER BY k.first) INTO contigs FROM (
		SELECT contig(o.variant) AS contig, min(o.variant) AS first FROM library AS l JOIN observation AS o USING (patient_id, library_id)
		WHERE l.library_id = ANY (keys) AND o.variant IS NOT NULL AND CASE WHEN vcf.call_set IS NULL THEN o.is_current ELSE o.call_set_id = vcf.call_set END GROUP BY 1) AS k;
	RETURN QUERY SELECT h FROM vcf_head(assemblies[1], names, settings, coalesce(contigs, '{}')) AS h;
	RETURN QUERY
	WITH said AS MATERIALIZED (
		SELECT o.variant, o.mutation, o.is_marker, o.qual, o.state, o.library_id, vcf_column(o.state, o.vaf, o.fraction_lower, o.fraction_upper, o.lod95, o.posterior, o.flags) AS text
		FROM library AS l JOIN observation AS o USING (patient_id, library_id)
		WHERE l.library_id = ANY (keys) AND o.variant IS NOT NULL AND CASE WHEN vcf.call_set IS NULL THEN o.is_current ELSE o.call_set_id = vcf.call_set END),
	site AS (
		SELECT s.variant, min(s.mutation) AS mutation, bool_or(s.is_marker) AS is_marker, max(s.qual) AS qual FROM said AS s GROUP BY s.variant),
	record AS (
		SELECT i.variant, vcf_record(i.variant, i.mutation, i.is_marker, i.qual, array_agg(s.state ORDER BY k.number),
			array_agg(coalesce(s.text, vcf_column(NULL, NULL)) ORDER BY k.number), vcf.negatives) AS line
		FROM site AS i CROSS JOIN unnest(keys) WITH ORDINALITY AS k(library_id, number) LEFT JOIN said AS s ON s.variant = i.variant AND s.library_id = k.library_id
		GROUP BY i.variant, i.mutation, i.is_marker, i.qual)
	SELECT r.line FROM record AS r WHERE r.line IS NOT NULL ORDER BY r.variant;
END
$$;
COMMENT ON FUNCTION vcf(text, bigint, bigint, text, boolean) IS
	'the calls of a sample, a library or a call set as lines of a VCF file, sorted, a column a library; with negatives also what was asked for and is not there, with its limit, as lines of a gVCF';

CREATE OR REPLACE FUNCTION maf(sample text = NULL, library bigint = NULL, call_set bigint = NULL, study text = NULL)
	RETURNS TABLE ("Hugo_Symbol" text, "Entrez_Gene_Id" text, "Center" text, "NCBI_Build" text, "Chromosome" text, "Start_Position" integer, "End_Position" integer, "Strand" text,
		"Variant_Classification" text, "Variant_Type" text, "Reference_Allele" text, "Tumor_Seq_Allele1" text, "Tumor_Seq_Allele2" text, "Tumor_Sample_Barcode" text, "Mutation_Status" text,
		"t_ref_count" bigint, "t_alt_count" bigint, "HGVSc" text, "HGVSp" text, "HGVSp_Short" text, "Transcript_ID" text)
	LANGUAGE plpgsql STABLE ROWS 1000 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
BEGIN
	-- A gene that is not known is "Unknown" there, a number of none 0.  What is classified as nothing is left for the reader's annotator.
	RETURN QUERY
	SELECT coalesce(gene(o.mutation), 'Unknown'), CASE WHEN o.mutation IS NULL THEN '0' END, NULL::text, w.assembly, f.chromosome, f.start_position, f.end_position, '+'::text, f.classification,
		f.variant_type, f.reference_allele, f.reference_allele, f.tumor_allele, w.sample_name, 'SOMATIC'::text, depth(o.vaf) - alt_count(o.vaf), alt_count(o.vaf), c.hgvs_c, c.hgvs_p,
		'p.' || substring(o.mutation::text FROM '^\S+ ([A-Z*][0-9].*)$'), c.transcript
	FROM libraries_to_write(maf.sample, maf.library, maf.call_set, maf.study) AS w JOIN observation AS o USING (patient_id, library_id)
		CROSS JOIN LATERAL maf_fields(o.variant, o.mutation) AS f CROSS JOIN LATERAL consequence(o.variant) AS c
	WHERE o.state = 'detected' AND f.chromosome IS NOT NULL AND CASE WHEN maf.call_set IS NULL THEN o.is_current ELSE o.call_set_id = maf.call_set END
	ORDER BY o.variant, w.number;
END
$$;
COMMENT ON FUNCTION maf(text, bigint, bigint, text) IS 'what is detected in a sample, a library or a call set, in the columns of a mutation annotation file as cBioPortal reads it';
