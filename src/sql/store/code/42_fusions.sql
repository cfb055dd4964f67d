CREATE OR REPLACE FUNCTION load_partner_sequence(path text, assembly text, study text = NULL) RETURNS bigint
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	study_key bigint := CASE WHEN load_partner_sequence.study IS NOT NULL THEN find_study(load_partner_sequence.study) END;
	made bigint;
BEGIN
	INSERT INTO partner_sequence AS k (study_id, gene, region, sequence, source)
	SELECT study_key, f.gene, s.region, s.sequence, load_partner_sequence.path
	FROM (SELECT array_agg(r.region) AS regions FROM fusion_regions(load_partner_sequence.assembly) AS r) AS w,
		LATERAL read_sequence(load_partner_sequence.path, w.regions) AS s JOIN fusion_regions(load_partner_sequence.assembly) AS f ON f.region = s.region
	ON CONFLICT ON CONSTRAINT partner_sequence_study_id_region_key DO UPDATE SET gene = EXCLUDED.gene, sequence = EXCLUDED.sequence, source = EXCLUDED.source;
	GET DIAGNOSTICS made = ROW_COUNT;
	RETURN made;
END
$$;
COMMENT ON FUNCTION load_partner_sequence(text, text, text) IS 'read the genes that ALK is fused with from a FASTA file on the server, once, so that call_fusions places breakpoints in them to the base; for every study, or for one; returns how many genes';

CREATE OR REPLACE FUNCTION patient_junctions(patient_id bigint, library_id bigint, history boolean) RETURNS variant[]
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT array_agg(v) FROM library AS l JOIN patient AS p USING (patient_id),
		LATERAL unnest(p.marker || CASE WHEN patient_junctions.history THEN earlier_variants(l.patient_id, l.sample_id, l.assembly) END) AS v
	WHERE (l.patient_id, l.library_id) = (patient_junctions.patient_id, patient_junctions.library_id) AND alkres.assembly(v) = l.assembly AND alkres.kind(v) = 'breakend';
END;
COMMENT ON FUNCTION patient_junctions(bigint, bigint, boolean) IS 'junctions expected of the patient, of which one molecule is enough: the marker if it is a breakend, and with history those of earlier draws';

CREATE OR REPLACE FUNCTION call_fusions(library_id bigint, target_vaf float8 = 0.005, history boolean = false,
	OUT variant variant, OUT mutation mutation, OUT partner text, OUT state text, OUT vaf vaf, OUT fraction_lower float8, OUT fraction_upper float8,
	OUT lod95 float8, OUT min_molecules integer, OUT name text, OUT exons text, OUT in_frame boolean, OUT is_precise boolean,
	OUT kinase_position integer, OUT partner_position integer, OUT partner_region region, OUT homology integer, OUT inserted text, OUT split_molecules integer,
	OUT partner_split_molecules integer, OUT spanning_molecules integer, OUT reciprocal variant, OUT flags text[], OUT reason text, OUT expected_false_calls float8)
	RETURNS SETOF record LANGUAGE plpgsql STABLE ROWS 11 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	asked record;
	blocks pileup[];
	normals pileup[];
	sequence record;
	known variant[];
	places variant[];
BEGIN
	SELECT l.patient_id, l.library_id, l.assembly, r.study_id, r.panel, r.design INTO asked FROM library AS l JOIN run AS r USING (run_id)
	WHERE l.library_id = call_fusions.library_id;
	IF NOT FOUND THEN
		RAISE EXCEPTION USING ERRCODE = 'undefined_object', MESSAGE = format('library %s does not exist', call_fusions.library_id);
	END IF;
	SELECT array_agg(b.pileup) INTO blocks FROM pileup_block AS b
	WHERE b.patient_id = asked.patient_id AND b.library_id = asked.library_id AND b.assembly = asked.assembly;
	-- Of a region that both the study and the store have, either: they are the same reference.
	SELECT array_agg(s.region) AS regions, array_agg(s.sequence) AS sequences INTO sequence FROM partner_sequence AS s
	WHERE (s.study_id IS NULL OR s.study_id = asked.study_id) AND assembly(s.region) = asked.assembly;
	known := patient_junctions(asked.patient_id, asked.library_id, call_fusions.history);
	-- Of the normals, where there are any, only the blocks of what was found are read, mostly none.
	IF EXISTS (SELECT FROM background_library AS h WHERE (h.study_id, h.assembly, h.panel) = (asked.study_id, asked.assembly, asked.panel) AND h.library_id <> asked.library_id) THEN
		SELECT array_agg(f.variant) INTO places
		FROM alkres.call_fusions(blocks, NULL, sequence.regions, sequence.sequences, known, call_fusions.target_vaf, asked.design) AS f
		WHERE f.state IN ('detected', 'indeterminate') AND f.variant IS NOT NULL;
	END IF;
	IF places IS NOT NULL THEN
		SELECT array_agg(b.pileup) INTO normals
		FROM background_library AS h JOIN pileup_block AS b USING (patient_id, library_id)
		WHERE (h.study_id, h.assembly, h.panel) = (asked.study_id, asked.assembly, asked.panel) AND h.library_id <> asked.library_id
			AND (b.assembly, b.contig, b.block) IN (
				SELECT assembly(v), contig(v), block(v) + n FROM unnest(places) AS v, generate_series(-3, 3) AS n);
	END IF;
	RETURN QUERY
	SELECT f.variant, f.mutation, f.partner, f.state, f.vaf, f.fraction_lower, f.fraction_upper, f.lod95, f.min_molecules, f.name, f.exons, f.in_frame,
		f.is_precise, f.kinase_position, f.partner_position, f.partner_region, f.homology, f.inserted, f.split_molecules, f.partner_split_molecules,
		f.spanning_molecules, f.reciprocal, f.flags, f.reason, f.expected_false_calls
	FROM alkres.call_fusions(blocks, normals, sequence.regions, sequence.sequences, known, call_fusions.target_vaf, asked.design) AS f;
END
$$;
COMMENT ON FUNCTION call_fusions(bigint, float8, boolean) IS 'ALK fusions of a stored library, less what its panel''s normals show, with the sequence of partner_sequence: a row for each junction, and for each listed partner without one a row that says down to which fraction there is none; with history junctions of earlier draws are known, of which one molecule is enough';

-- Of older stores.
DROP FUNCTION IF EXISTS call_large_indels(bigint);
CREATE OR REPLACE FUNCTION call_large_indels(library_id bigint, target_vaf float8 = 0.005, OUT variant variant, OUT mutation mutation, OUT kind text, OUT length integer, OUT state text,
	OUT vaf vaf, OUT fraction_lower float8, OUT fraction_upper float8, OUT left_molecules integer, OUT right_molecules integer, OUT flags text[], OUT reason text, OUT lod95 float8)
	RETURNS SETOF record LANGUAGE plpgsql STABLE ROWS 1 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	asked record;
	blocks pileup[];
	normals pileup[];
BEGIN
	SELECT l.patient_id, l.library_id, l.assembly, r.study_id, r.panel INTO asked FROM library AS l JOIN run AS r USING (run_id)
	WHERE l.library_id = call_large_indels.library_id;
	IF NOT FOUND THEN
		RAISE EXCEPTION USING ERRCODE = 'undefined_object', MESSAGE = format('library %s does not exist', call_large_indels.library_id);
	END IF;
	SELECT array_agg(b.pileup) INTO blocks FROM pileup_block AS b
	WHERE b.patient_id = asked.patient_id AND b.library_id = asked.library_id AND b.assembly = asked.assembly;
	-- A change may be moved to the left by its own length: its ends lie in the block of the variant or one behind it.
	IF EXISTS (SELECT FROM background_library AS h WHERE (h.study_id, h.assembly, h.panel) = (asked.study_id, asked.assembly, asked.panel) AND h.library_id <> asked.library_id) THEN
		SELECT array_agg(b.pileup) INTO normals
		FROM background_library AS h JOIN pileup_block AS b USING (patient_id, library_id)
		WHERE (h.study_id, h.assembly, h.panel) = (asked.study_id, asked.assembly, asked.panel) AND h.library_id <> asked.library_id
			AND (b.assembly, b.contig, b.block) IN (
				SELECT assembly(f.variant), contig(f.variant), block(f.variant) + n FROM alkres.call_large_indels(blocks) AS f, generate_series(-1, 3) AS n WHERE f.variant IS NOT NULL);
	END IF;
	RETURN QUERY
	SELECT f.variant, f.mutation, f.kind, f.length, f.state, f.vaf, f.fraction_lower, f.fraction_upper, f.left_molecules, f.right_molecules, f.flags, f.reason, f.lod95
	FROM alkres.call_large_indels(blocks, normals, call_large_indels.target_vaf) AS f;
END
$$;
COMMENT ON FUNCTION call_large_indels(bigint, float8) IS 'deletions, duplications, insertions and inversions of 20 to 500 bases of a stored library, which aligners clip, less what its panel''s normals show; and down to which fraction nothing takes out MET''s exon 14';
