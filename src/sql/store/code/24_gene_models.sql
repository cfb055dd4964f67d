-- Gene models of a store: loaded from GFF3 and FASTA, asked where the shipped ones say nothing.
-- They took no large objects.
DROP FUNCTION IF EXISTS gene_model_source(text, bytea, text, text, text[], text[]);
DROP FUNCTION IF EXISTS keep_gene_models(text, text, text, text, text[], text[], boolean, text, text, bytea);
CREATE OR REPLACE FUNCTION gene_model_source(path text, data bytea, object oid, assembly text, reference text, genes text[], transcripts text[],
	OUT gene text, OUT transcript text, OUT is_canonical boolean, OUT chosen_by text, OUT region region, OUT exons integer, OUT residues integer,
	OUT model gene_model, OUT reason text)
	RETURNS SETOF record LANGUAGE plpgsql VOLATILE ROWS 1000 SET search_path FROM CURRENT
AS $$
BEGIN
	-- A query each, so that nobody needs the right to call what he does not call.
	IF gene_model_source.path IS NOT NULL THEN
		RETURN QUERY SELECT r.* FROM read_gene_model(gene_model_source.path, gene_model_source.assembly, gene_model_source.reference, gene_model_source.genes, gene_model_source.transcripts) AS r;
	ELSIF gene_model_source.data IS NOT NULL THEN
		RETURN QUERY SELECT r.* FROM read_gene_model_data(gene_model_source.data, gene_model_source.assembly, gene_model_source.reference, gene_model_source.genes, gene_model_source.transcripts) AS r;
	ELSE
		RETURN QUERY SELECT r.* FROM read_gene_model_object(gene_model_source.object, gene_model_source.assembly, gene_model_source.reference, gene_model_source.genes, gene_model_source.transcripts) AS r;
	END IF;
END
$$;
COMMENT ON FUNCTION gene_model_source(text, bytea, oid, text, text, text[], text[]) IS 'what the imports of gene models share: files on the server, their bytes, or large objects, read';

CREATE OR REPLACE FUNCTION keep_gene_models(assembly text, source text, version text, study text, genes text[], transcripts text[], every_transcript boolean,
	reference text, path text = NULL, data bytea = NULL, object oid = NULL,
	OUT gene text, OUT transcript text, OUT is_canonical boolean, OUT chosen_by text, OUT residues integer, OUT state text, OUT reason text)
	RETURNS SETOF record LANGUAGE plpgsql VOLATILE ROWS 1000 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	study_key bigint := CASE WHEN keep_gene_models.study IS NOT NULL THEN find_study(keep_gene_models.study) END;
	on_assembly text := canonical_assembly(keep_gene_models.assembly);
	one record;
BEGIN
	IF keep_gene_models.source IS NULL OR keep_gene_models.version IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'null_value_not_allowed', MESSAGE = 'source and version of gene models must be named', HINT = 'For example ''Ensembl'' and ''110''.';
	END IF;
	-- Of two loads at once, the second waits and sees the first.
	PERFORM pg_advisory_xact_lock(hashtextextended('gene models ' || on_assembly, coalesce(study_key, 0)));
	FOR one IN SELECT r.* FROM gene_model_source(keep_gene_models.path, keep_gene_models.data, keep_gene_models.object, on_assembly, keep_gene_models.reference, keep_gene_models.genes,
			keep_gene_models.transcripts) AS r
		WHERE r.is_canonical OR keep_gene_models.every_transcript OR split_part(r.transcript, '.', 1) = ANY (keep_gene_models.transcripts) OR r.transcript = ANY (keep_gene_models.transcripts) LOOP
		gene := one.gene;
		transcript := one.transcript;
		is_canonical := one.is_canonical;
		chosen_by := one.chosen_by;
		residues := one.residues;
		reason := one.reason;
		state := CASE WHEN one.model IS NULL THEN 'refused' ELSE 'loaded' END;
		IF one.model IS NOT NULL THEN
			-- One stands for a gene, and a transcript is there once: the newest load says.
			IF one.is_canonical THEN
				UPDATE gene_transcript AS t SET is_canonical = false, chosen_by = NULL
				WHERE t.study_id IS NOT DISTINCT FROM study_key AND t.assembly = on_assembly AND t.contig = contig(one.region) AND t.gene = one.gene AND t.is_canonical;
			END IF;
			DELETE FROM gene_transcript AS t
			WHERE t.study_id IS NOT DISTINCT FROM study_key AND t.assembly = on_assembly AND t.contig = contig(one.region) AND t.transcript = one.transcript;
			INSERT INTO gene_transcript (study_id, gene, transcript, assembly, contig, start_position, end_position, residues, is_canonical, chosen_by, source, version, model)
			VALUES (study_key, one.gene, one.transcript, on_assembly, contig(one.region), start_position(one.region), end_position(one.region), one.residues, one.is_canonical, one.chosen_by,
				keep_gene_models.source, keep_gene_models.version, one.model);
		END IF;
		RETURN NEXT;
	END LOOP;
END
$$;
COMMENT ON FUNCTION keep_gene_models(text, text, text, text, text[], text[], boolean, text, text, bytea, oid) IS 'what the imports of gene models share: the rows of gene_transcript; a transcript that is there is replaced';

CREATE OR REPLACE FUNCTION load_gene_model(path text, assembly text, source text, version text, reference text = NULL, study text = NULL, genes text[] = NULL, transcripts text[] = NULL,
	every_transcript boolean = false,
	OUT gene text, OUT transcript text, OUT is_canonical boolean, OUT chosen_by text, OUT residues integer, OUT state text, OUT reason text)
	RETURNS SETOF record LANGUAGE plpgsql VOLATILE ROWS 1000 SET search_path FROM CURRENT
AS $$
BEGIN
	PERFORM alkres_internal.check_server_files('load_gene_model_data');
	RETURN QUERY SELECT k.* FROM keep_gene_models(load_gene_model.assembly, load_gene_model.source, load_gene_model.version, load_gene_model.study, load_gene_model.genes,
		load_gene_model.transcripts, load_gene_model.every_transcript, load_gene_model.reference, path => load_gene_model.path) AS k;
END
$$;
COMMENT ON FUNCTION load_gene_model(text, text, text, text, text, text, text[], text[], boolean) IS
	'load gene models from a GFF3 file on the server, bases from a FASTA file there or behind ##FASTA: of each gene the transcript that stands for it, every one on request; a row each: loaded, or refused with the reason';

CREATE OR REPLACE FUNCTION load_gene_model_data(data bytea, assembly text, source text, version text, reference text = NULL, study text = NULL, genes text[] = NULL, transcripts text[] = NULL,
	every_transcript boolean = false,
	OUT gene text, OUT transcript text, OUT is_canonical boolean, OUT chosen_by text, OUT residues integer, OUT state text, OUT reason text)
	RETURNS SETOF record LANGUAGE plpgsql VOLATILE ROWS 1000 SET search_path FROM CURRENT
AS $$
BEGIN
	IF load_gene_model_data.data IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'null_value_not_allowed', MESSAGE = 'data must not be null';
	END IF;
	RETURN QUERY SELECT k.* FROM keep_gene_models(load_gene_model_data.assembly, load_gene_model_data.source, load_gene_model_data.version, load_gene_model_data.study, load_gene_model_data.genes,
		load_gene_model_data.transcripts, load_gene_model_data.every_transcript, load_gene_model_data.reference, data => load_gene_model_data.data) AS k;
END
$$;
COMMENT ON FUNCTION load_gene_model_data(bytea, text, text, text, text, text, text[], text[], boolean) IS 'load_gene_model for clients without rights on server files: GFF3 comes as bytea, with the sequences behind ##FASTA';

CREATE OR REPLACE FUNCTION load_gene_model_object(object oid, assembly text, source text, version text, reference text = NULL, study text = NULL, genes text[] = NULL, transcripts text[] = NULL,
	every_transcript boolean = false,
	OUT gene text, OUT transcript text, OUT is_canonical boolean, OUT chosen_by text, OUT residues integer, OUT state text, OUT reason text)
	RETURNS SETOF record LANGUAGE plpgsql VOLATILE ROWS 1000 SET search_path FROM CURRENT
AS $$
BEGIN
	IF load_gene_model_object.object IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'null_value_not_allowed', MESSAGE = 'object must not be null';
	END IF;
	RETURN QUERY SELECT k.* FROM keep_gene_models(load_gene_model_object.assembly, load_gene_model_object.source, load_gene_model_object.version, load_gene_model_object.study, load_gene_model_object.genes,
		load_gene_model_object.transcripts, load_gene_model_object.every_transcript, load_gene_model_object.reference, object => load_gene_model_object.object) AS k;
END
$$;
COMMENT ON FUNCTION load_gene_model_object(oid, text, text, text, text, text, text[], text[], boolean) IS 'load_gene_model of a large object, which a client uploads in parts, with the sequences behind ##FASTA; unlink it afterwards';

CREATE OR REPLACE FUNCTION gene_consequence(variant variant, study_id bigint = NULL, OUT gene text, OUT transcript text, OUT hgvs_c text, OUT hgvs_p text, OUT mutation mutation, OUT source text,
	OUT reason text)
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path FROM CURRENT
AS $$
DECLARE
	others text;
BEGIN
	SELECT c.gene, c.transcript, c.hgvs_c, c.hgvs_p, c.mutation, 'alkres' INTO gene, transcript, hgvs_c, hgvs_p, mutation, source FROM consequence(gene_consequence.variant) AS c;
	IF mutation IS NOT NULL THEN
		RETURN;
	END IF;
	-- The transcripts that stand for their genes; a study's own before those of every study.  First those that change a protein.
	SELECT f.gene, f.transcript, f.hgvs_c, f.hgvs_p, f.mutation, f.source, CASE WHEN f.mutation IS NOT NULL AND f.mutations > 1 THEN f.genes END
	INTO gene, transcript, hgvs_c, hgvs_p, mutation, source, others
	FROM (SELECT c.gene, c.transcript, c.hgvs_c, c.hgvs_p, c.mutation, t.source || ' ' || t.version AS source, count(c.mutation) OVER () AS mutations,
			string_agg(c.gene || ' by ' || c.transcript, ', ') FILTER (WHERE c.mutation IS NOT NULL) OVER () AS genes
		FROM gene_transcript AS t, LATERAL consequence(gene_consequence.variant, t.model) AS c
		WHERE t.assembly = assembly(gene_consequence.variant) AND t.contig = contig(gene_consequence.variant) AND t.is_canonical AND c.gene IS NOT NULL
			AND int4range(t.start_position, t.end_position, '[]') && int4range(start_position(gene_consequence.variant) - 20, end_position(gene_consequence.variant) + 20, '[]')
			AND (t.study_id = gene_consequence.study_id OR t.study_id IS NULL AND NOT EXISTS (SELECT 1 FROM gene_transcript AS own
				WHERE own.study_id = gene_consequence.study_id AND own.assembly = t.assembly AND own.contig = t.contig AND own.gene = t.gene AND own.is_canonical))) AS f
	ORDER BY f.mutation IS NULL, f.hgvs_c IS NULL, f.gene LIMIT 1;
	IF others IS NOT NULL THEN
		gene := NULL;
		transcript := NULL;
		hgvs_c := NULL;
		hgvs_p := NULL;
		mutation := NULL;
		source := NULL;
		reason := 'several genes: ' || others;
	END IF;
END
$$;
COMMENT ON FUNCTION gene_consequence(variant, bigint) IS
	'what a variant does to gene and protein: by the shipped gene models, else by the loaded ones, the transcript that stands for its gene; of changes of two genes neither is said, with the reason';
