-- Variants of public collections in a store: loaded, asked by annotate, and what the caller expects of them.
-- It took no large objects.
DROP FUNCTION IF EXISTS keep_known_variants(text, text, text, text, text, text, text, text, bytea);
CREATE OR REPLACE FUNCTION keep_known_variants(source text, version text, file_name text, file_digest text, assembly text, reference text, study text, path text = NULL, data bytea = NULL, object oid = NULL,
	OUT variants bigint, OUT with_frequency bigint)
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	study_key bigint := CASE WHEN keep_known_variants.study IS NOT NULL THEN find_study(keep_known_variants.study) END;
	known known_source;
	made bigint;
BEGIN
	IF keep_known_variants.source IS NULL OR keep_known_variants.version IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'null_value_not_allowed', MESSAGE = 'source and version of known variants must be named', HINT = 'For example ''gnomAD'' and ''4.1''.';
	ELSIF lower(keep_known_variants.source) IN ('cosmic', 'dbsnp', 'gnomad', 'clinvar') AND keep_known_variants.source NOT IN ('COSMIC', 'dbSNP', 'gnomAD', 'ClinVar') THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = format('source "%s" is written otherwise', keep_known_variants.source), HINT = 'COSMIC, dbSNP, gnomAD, ClinVar.';
	ELSIF keep_known_variants.assembly IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = format('the header of file "%s" does not tell the assembly', keep_known_variants.file_name),
			HINT = 'Name it: assembly => ''GRCh38''.';
	END IF;
	-- Of two loads at once, the second waits and sees the first.
	PERFORM pg_advisory_xact_lock(hashtextextended('known variants ' || keep_known_variants.source, coalesce(study_key, 0)));
	SELECT k.* INTO known FROM known_source AS k WHERE k.study_id IS NOT DISTINCT FROM study_key AND k.source = keep_known_variants.source AND k.assembly = keep_known_variants.assembly
		AND k.file_digest = keep_known_variants.file_digest;
	IF FOUND THEN
		RAISE NOTICE USING MESSAGE = format('file "%s" is already loaded as %s %s', keep_known_variants.file_name, known.source, known.version);
	ELSE
		-- Another version takes the place of the older one; several files of one version stand beside each other.
		DELETE FROM known_source AS k WHERE k.study_id IS NOT DISTINCT FROM study_key AND k.source = keep_known_variants.source AND k.assembly = keep_known_variants.assembly
			AND k.version <> keep_known_variants.version;
		INSERT INTO known_source (study_id, source, version, assembly, file_name, file_digest, variants, with_frequency)
		VALUES (study_key, keep_known_variants.source, keep_known_variants.version, keep_known_variants.assembly, keep_known_variants.file_name, keep_known_variants.file_digest, 0, 0)
		RETURNING known_source_id INTO made;
		-- A query each, so that nobody needs the right to call what he does not call.
		IF keep_known_variants.path IS NOT NULL THEN
			INSERT INTO known_variant (study_id, source, known_source_id, number, variant, ids, gene, frequency, significance, recurrence, origin, is_filtered)
			SELECT study_key, keep_known_variants.source, made, r.number, r.variant, r.ids, r.gene, r.frequency, r.significance, r.recurrence, r.origin, r.is_filtered
			FROM read_known_variants(keep_known_variants.path, keep_known_variants.assembly, keep_known_variants.reference) WITH ORDINALITY AS r(variant, ids, gene, frequency, significance, recurrence, origin, is_filtered, number) WHERE r.variant IS NOT NULL;
			GET DIAGNOSTICS known.variants = ROW_COUNT;
		ELSIF keep_known_variants.data IS NOT NULL THEN
			INSERT INTO known_variant (study_id, source, known_source_id, number, variant, ids, gene, frequency, significance, recurrence, origin, is_filtered)
			SELECT study_key, keep_known_variants.source, made, r.number, r.variant, r.ids, r.gene, r.frequency, r.significance, r.recurrence, r.origin, r.is_filtered
			FROM read_known_variants_data(keep_known_variants.data, keep_known_variants.assembly, keep_known_variants.reference) WITH ORDINALITY AS r(variant, ids, gene, frequency, significance, recurrence, origin, is_filtered, number) WHERE r.variant IS NOT NULL;
			GET DIAGNOSTICS known.variants = ROW_COUNT;
		ELSE
			INSERT INTO known_variant (study_id, source, known_source_id, number, variant, ids, gene, frequency, significance, recurrence, origin, is_filtered)
			SELECT study_key, keep_known_variants.source, made, r.number, r.variant, r.ids, r.gene, r.frequency, r.significance, r.recurrence, r.origin, r.is_filtered
			FROM read_known_variants_object(keep_known_variants.object, keep_known_variants.assembly, keep_known_variants.reference) WITH ORDINALITY AS r(variant, ids, gene, frequency, significance, recurrence, origin, is_filtered, number) WHERE r.variant IS NOT NULL;
			GET DIAGNOSTICS known.variants = ROW_COUNT;
		END IF;
		UPDATE known_source AS k SET variants = known.variants,
			with_frequency = (SELECT count(v.frequency) FROM known_variant AS v WHERE v.source = keep_known_variants.source AND v.known_source_id = made)
		WHERE k.known_source_id = made RETURNING k.* INTO known;
	END IF;
	variants := known.variants;
	with_frequency := known.with_frequency;
END
$$;
COMMENT ON FUNCTION keep_known_variants(text, text, text, text, text, text, text, text, bytea, oid) IS 'what the imports of known variants share: the rows of known_source and known_variant; the same file again is a notice, another version replaces the older';

CREATE OR REPLACE FUNCTION remove_known_variants() RETURNS trigger
	LANGUAGE plpgsql SET search_path FROM CURRENT
AS $$
BEGIN
	DELETE FROM known_variant AS v USING gone AS g WHERE v.source = g.source AND v.known_source_id = g.known_source_id;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION remove_known_variants() IS 'trigger of known_source: the variants of a file go with its row';
CREATE OR REPLACE TRIGGER known_source_removed AFTER DELETE ON known_source REFERENCING OLD TABLE AS gone
	FOR EACH STATEMENT EXECUTE FUNCTION remove_known_variants();

CREATE OR REPLACE FUNCTION load_known_variants(path text, source text, version text, assembly text = NULL, reference text = NULL, study text = NULL, OUT variants bigint, OUT with_frequency bigint)
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
BEGIN
	PERFORM alkres_internal.check_server_files('load_known_variants_data');
	SELECT k.* INTO variants, with_frequency FROM keep_known_variants(load_known_variants.source, load_known_variants.version, base_name(load_known_variants.path), file_digest(load_known_variants.path),
		coalesce(canonical_assembly(load_known_variants.assembly), (vcf_header(load_known_variants.path)).assembly), load_known_variants.reference, load_known_variants.study, path => load_known_variants.path) AS k;
END
$$;
COMMENT ON FUNCTION load_known_variants(text, text, text, text, text, text) IS
	'load the VCF of a public collection (COSMIC, dbSNP, gnomAD, ClinVar, or another) from the server: identifiers, allele frequency, significance, recurrence; the same file again is a notice, another version replaces the older';

CREATE OR REPLACE FUNCTION load_known_variants_data(data bytea, file_name text, source text, version text, assembly text = NULL, reference text = NULL, study text = NULL, OUT variants bigint, OUT with_frequency bigint)
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
BEGIN
	SELECT k.* INTO variants, with_frequency FROM keep_known_variants(load_known_variants_data.source, load_known_variants_data.version, load_known_variants_data.file_name,
		encode(sha256(load_known_variants_data.data), 'hex'), coalesce(canonical_assembly(load_known_variants_data.assembly), (vcf_header_data(load_known_variants_data.data)).assembly),
		load_known_variants_data.reference, load_known_variants_data.study, data => load_known_variants_data.data) AS k;
END
$$;
COMMENT ON FUNCTION load_known_variants_data(bytea, text, text, text, text, text, text) IS 'load_known_variants for clients without rights on server files: the VCF comes as bytea';

CREATE OR REPLACE FUNCTION load_known_variants_object(object oid, file_name text, source text, version text, assembly text = NULL, reference text = NULL, study text = NULL, OUT variants bigint, OUT with_frequency bigint)
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
BEGIN
	SELECT k.* INTO variants, with_frequency FROM keep_known_variants(load_known_variants_object.source, load_known_variants_object.version, load_known_variants_object.file_name,
		file_digest_object(load_known_variants_object.object), coalesce(canonical_assembly(load_known_variants_object.assembly), (vcf_header_object(load_known_variants_object.object)).assembly),
		load_known_variants_object.reference, load_known_variants_object.study, object => load_known_variants_object.object) AS k;
END
$$;
COMMENT ON FUNCTION load_known_variants_object(oid, text, text, text, text, text, text) IS 'load_known_variants of a large object, which a client uploads in parts; unlink it afterwards';

CREATE OR REPLACE FUNCTION known_facts(variant variant, vaf vaf = NULL, study_id bigint = NULL, OUT sources text[], OUT ids text[], OUT known_gene text, OUT frequency float8, OUT significance text,
	OUT recurrence integer, OUT is_known_somatic boolean, OUT is_common_polymorphism boolean, OUT germline_likely boolean)
	RETURNS SETOF record LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
	SELECT k.sources, k.ids, k.known_gene, k.frequency, k.significance, k.recurrence, is_known_somatic(k.recurrence, k.origin),
		-- Where no collection with frequencies is loaded, nobody knows.
		CASE WHEN k.is_told THEN is_common_polymorphism(k.frequency, k.recurrence) END, CASE WHEN k.is_told THEN is_germline_likely(k.frequency, k.recurrence, k.origin, known_facts.vaf) END
	FROM (SELECT array_agg(v.source) AS sources, array_agg(array_to_string(v.ids, ';')) FILTER (WHERE v.ids IS NOT NULL) AS ids, min(v.gene) AS known_gene,
			-- What failed a filter of its collection is no measure of frequency.
			max(v.frequency) FILTER (WHERE v.is_filtered IS NOT TRUE) AS frequency, min(v.significance) AS significance, max(v.recurrence) AS recurrence,
			CASE WHEN bool_or(v.origin <> 'germline') THEN 'somatic' ELSE min(v.origin) END AS origin,
			EXISTS (SELECT 1 FROM known_source AS n WHERE n.assembly = assembly(known_facts.variant) AND n.with_frequency > 0 AND (n.study_id IS NULL OR n.study_id = known_facts.study_id)) AS is_told
		FROM known_variant AS v WHERE v.variant = known_facts.variant AND (v.study_id IS NULL OR v.study_id = known_facts.study_id)) AS k;
END;
COMMENT ON FUNCTION known_facts(variant, vaf, bigint) IS 'what the loaded collections say of a variant: one row, of NULLs where none knows it; germline_likely by what was seen of it';

CREATE OR REPLACE FUNCTION annotate(variant variant, vaf vaf = NULL, study_id bigint = NULL, OUT gene text, OUT transcript text, OUT hgvs_c text, OUT hgvs_p text, OUT mutation mutation, OUT reason text,
	OUT sources text[], OUT ids text[], OUT frequency float8, OUT significance text, OUT recurrence integer, OUT is_known_somatic boolean, OUT is_common_polymorphism boolean, OUT is_chip_gene boolean,
	OUT germline_likely boolean)
	RETURNS SETOF record LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
	SELECT coalesce(g.gene, k.known_gene), g.transcript, g.hgvs_c, g.hgvs_p, g.mutation, g.reason, k.sources, k.ids, k.frequency, k.significance, k.recurrence, k.is_known_somatic,
		k.is_common_polymorphism, is_chip_gene(coalesce(g.gene, k.known_gene)), k.germline_likely
	FROM known_facts(annotate.variant, annotate.vaf, annotate.study_id) AS k, gene_consequence(annotate.variant, annotate.study_id) AS g;
END;
COMMENT ON FUNCTION annotate(variant, vaf, bigint) IS
	'all that is known of a variant: what it does to gene and protein, identifiers, allele frequency, significance, recurrence; known somatic, common polymorphism, CHIP gene, and whether it is likely germline by what was seen of it';

CREATE OR REPLACE VIEW annotated_observation WITH (security_invoker) AS
SELECT p.study_id, o.patient_id, o.sample_id, o.observation_id, o.method, o.state, o.mutation, o.variant, o.fraction, k.ids, k.frequency, k.significance, k.recurrence, k.is_known_somatic,
	k.is_common_polymorphism, is_chip_gene(coalesce(gene(o.mutation), k.known_gene)) AS is_chip_gene, k.germline_likely
FROM observation AS o JOIN patient AS p ON p.patient_id = o.patient_id, LATERAL known_facts(o.variant, o.vaf, p.study_id) AS k
WHERE o.variant IS NOT NULL AND o.state IN ('detected', 'germline_or_chip');
COMMENT ON VIEW annotated_observation IS 'variants that were seen, with what the loaded collections say of them';
COMMENT ON COLUMN annotated_observation.study_id IS 'the study';
COMMENT ON COLUMN annotated_observation.patient_id IS 'the patient';
COMMENT ON COLUMN annotated_observation.sample_id IS 'the sample';
COMMENT ON COLUMN annotated_observation.observation_id IS 'the observation';
COMMENT ON COLUMN annotated_observation.method IS 'sequencing, ddpcr or reported';
COMMENT ON COLUMN annotated_observation.state IS 'detected or germline_or_chip';
COMMENT ON COLUMN annotated_observation.mutation IS 'the mutation';
COMMENT ON COLUMN annotated_observation.variant IS 'the variant';
COMMENT ON COLUMN annotated_observation.fraction IS 'allele fraction';
COMMENT ON COLUMN annotated_observation.ids IS 'identifiers in the collections';
COMMENT ON COLUMN annotated_observation.frequency IS 'allele frequency in the population that it has most of';
COMMENT ON COLUMN annotated_observation.significance IS 'clinical significance in the collection''s words';
COMMENT ON COLUMN annotated_observation.recurrence IS 'tumour samples in which it was seen';
COMMENT ON COLUMN annotated_observation.is_known_somatic IS 'is it recurrent in tumours, or called somatic';
COMMENT ON COLUMN annotated_observation.is_common_polymorphism IS 'is it common in a population, and not recurrent';
COMMENT ON COLUMN annotated_observation.is_chip_gene IS 'is its gene one in which clonal haematopoiesis is common, by your list; NULL without one';
COMMENT ON COLUMN annotated_observation.germline_likely IS 'is it likely germline, by frequency and what was seen';
