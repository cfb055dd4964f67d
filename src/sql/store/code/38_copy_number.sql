-- Copies of genes in a stored library.  What is said of them: doc/copy_number.md.
CREATE OR REPLACE FUNCTION tumour_fraction(patient_id bigint, sample_id bigint, OUT tumour_fraction float8, OUT basis text)
	LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
BEGIN
	-- What every cell of the tumour has tells more than the highest of what some may have.
	SELECT alkres.tumour_fraction(o.fraction), CASE WHEN o.is_marker THEN 'marker' ELSE o.mutation::text END INTO tumour_fraction, basis
	FROM observation AS o JOIN patient AS p ON p.patient_id = o.patient_id JOIN run AS r ON r.run_id = o.run_id
		JOIN sample AS s ON s.patient_id = o.patient_id AND s.sample_id = o.sample_id
		LEFT JOIN library AS l ON l.patient_id = o.patient_id AND l.library_id = o.library_id
	WHERE o.patient_id = tumour_fraction.patient_id AND o.sample_id = tumour_fraction.sample_id AND s.material <> 'white_cells' AND o.state = 'detected' AND o.is_current AND o.fraction > 0
		AND r.withdrawn IS NULL AND l.withdrawn IS NULL AND (o.is_marker OR is_evidence(o.mutation) AND NOT is_copy_number(o.mutation))
	ORDER BY NOT (o.is_marker OR coalesce(mechanism(o.mutation, p.driver) = 'driver', false)), o.fraction DESC, o.observation_id LIMIT 1;
END
$$;
COMMENT ON FUNCTION tumour_fraction(bigint, bigint) IS
	'share of tumour DNA in a sample, twice the allele fraction of its marker or the driver''s fusion, of neither that of the highest other mutation that shows tumour DNA; basis says of which; NULL where nothing was detected, and of white cells';

CREATE OR REPLACE FUNCTION copy_number_genes(patient_id bigint, library_id bigint, OUT targets region[], OUT counts bigint[], OUT normals bigint[], OUT mutations mutation[], OUT regions region[])
	LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	asked record;
BEGIN
	SELECT l.assembly, r.study_id, r.panel, p.driver INTO asked FROM library AS l JOIN run AS r USING (run_id) JOIN patient AS p USING (patient_id)
	WHERE l.patient_id = copy_number_genes.patient_id AND l.library_id = copy_number_genes.library_id;
	targets := library_targets(copy_number_genes.patient_id, copy_number_genes.library_id);
	SELECT l.target_counts INTO counts FROM library AS l
	WHERE l.patient_id = copy_number_genes.patient_id AND l.library_id = copy_number_genes.library_id AND l.targets::text = copy_number_genes.targets::text;
	IF counts IS NULL THEN
		counts := library_target_counts(copy_number_genes.patient_id, copy_number_genes.library_id, targets);
	END IF;
	-- A normal is not its own.
	normals := panel_normals(asked.study_id, asked.assembly, asked.panel, targets, copy_number_genes.library_id);
	-- The driver is asked for in every panel, and whether it was gained; another gene where the panel was made for it.
	SELECT array_agg(k.mutation ORDER BY k.place, k.gene), array_agg(k.region ORDER BY k.place, k.gene) INTO mutations, regions FROM (
		SELECT g.gene, CASE WHEN g.gene = asked.driver THEN (g.gene || ' copy_number_gain')::mutation ELSE g.mutation END AS mutation, g.gene <> asked.driver AS place,
			CASE asked.assembly WHEN 'GRCh37' THEN g.grch37_region WHEN 'GRCh38' THEN g.grch38_region END AS region
		FROM copy_number_gene AS g) AS k
	WHERE k.region IS NOT NULL AND (NOT k.place OR k.region && ANY (targets));
END
$$;
COMMENT ON FUNCTION copy_number_genes(bigint, bigint) IS 'what copies of genes are told from in a library: its targets and what it shows of them, the sums of its panel''s normals, and the genes of alkres.copy_number_gene that are asked for: the patient''s driver, and those with a target';

CREATE OR REPLACE FUNCTION copy_number(library_id bigint, tumour_fraction float8 = NULL, confidence float8 = 0.95, OUT gene text, OUT state text, OUT log2_ratio float8,
	OUT log2_ratio_lower float8, OUT log2_ratio_upper float8, OUT z float8, OUT log2_ratio_lod95 float8, OUT copy_number float8, OUT copy_number_lower float8,
	OUT copy_number_upper float8, OUT copy_number_lod95 float8, OUT tumour_fraction_used float8, OUT tumour_fraction_basis text, OUT tumour_fraction_lod95 float8,
	OUT fraction float8, OUT fraction_lower float8, OUT fraction_upper float8, OUT lod95 float8, OUT targets integer, OUT molecules float8, OUT normals integer,
	OUT compared_with text, OUT mutation mutation, OUT mutation_state text, OUT called mutation, OUT reason text)
	RETURNS SETOF record LANGUAGE plpgsql STABLE ROWS 18 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	asked record;
	held record;
BEGIN
	SELECT l.patient_id, l.sample_id INTO asked FROM library AS l WHERE l.library_id = copy_number.library_id;
	IF NOT FOUND THEN
		RAISE EXCEPTION USING ERRCODE = 'undefined_object', MESSAGE = format('library %s does not exist', coalesce(copy_number.library_id::text, 'NULL')),
			HINT = 'library.library_id is its key.';
	END IF;
	IF copy_number.tumour_fraction IS NULL THEN
		SELECT f.tumour_fraction, f.basis INTO tumour_fraction_used, tumour_fraction_basis FROM tumour_fraction(asked.patient_id, asked.sample_id) AS f;
	ELSE
		tumour_fraction_used := copy_number.tumour_fraction;
		tumour_fraction_basis := 'given';
	END IF;
	held := copy_number_genes(asked.patient_id, copy_number.library_id);
	RETURN QUERY
	SELECT c.gene, c.state, c.log2_ratio, c.log2_ratio_lower, c.log2_ratio_upper, c.z, c.log2_ratio_lod95, c.copy_number, c.copy_number_lower, c.copy_number_upper,
		c.copy_number_lod95, tumour_fraction_used, tumour_fraction_basis, c.tumour_fraction_lod95, c.fraction, c.fraction_lower, c.fraction_upper, c.lod95, c.targets_counted,
		c.molecules, c.normals_used, c.compared_with, c.mutation, c.mutation_state, c.called, c.reason
	FROM copy_number(held.targets, held.counts, held.normals, held.mutations, held.regions, tumour_fraction_used, copy_number.confidence) AS c;
END
$$;
COMMENT ON FUNCTION copy_number(bigint, float8, float8) IS
	'copies of ALK and of the genes of bypass that its panel has, in a stored library against its panel''s normals, or without any against its other genes: a row a gene, as alkres.copy_number; the tumour fraction is the given one, else tumour_fraction() of the sample';

CREATE OR REPLACE FUNCTION target_ratios(library_id bigint, OUT target region, OUT gene text, OUT molecules float8, OUT log2_ratio float8, OUT error float8, OUT spread float8)
	RETURNS SETOF record LANGUAGE plpgsql STABLE ROWS 400 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	patient_key bigint := (SELECT l.patient_id FROM library AS l WHERE l.library_id = target_ratios.library_id);
	held record;
BEGIN
	IF patient_key IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'undefined_object', MESSAGE = format('library %s does not exist', coalesce(target_ratios.library_id::text, 'NULL')),
			HINT = 'library.library_id is its key.';
	END IF;
	held := copy_number_genes(patient_key, target_ratios.library_id);
	RETURN QUERY SELECT t.* FROM target_ratios(held.targets, held.counts, held.normals, held.mutations, held.regions) AS t;
END
$$;
COMMENT ON FUNCTION target_ratios(bigint) IS 'the targets of a stored library that copy_number() of it stands on: log2 ratio, its standard error and the normals'' spread';

CREATE OR REPLACE FUNCTION observe_copy_numbers(libraries bigint[], call_sets bigint[], target_vaf float8) RETURNS bigint
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	made bigint;
BEGIN
	WITH found AS MATERIALIZED (
		SELECT l.patient_id, l.library_id, l.sample_id, l.run_id, s.call_set_id, c.*
		FROM library AS l JOIN run AS r USING (run_id) JOIN call_set AS s ON s.call_set_id = ANY (observe_copy_numbers.call_sets) AND s.study_id = r.study_id
			CROSS JOIN LATERAL copy_number(l.library_id) AS c
		WHERE l.library_id = ANY (observe_copy_numbers.libraries)),
	-- What was asked for, and what was found besides.
	said AS (
		SELECT f.*, f.mutation AS of_mutation, f.mutation_state AS of_state, f.reason AS of_reason FROM found AS f WHERE f.mutation IS NOT NULL
		UNION ALL
		SELECT f.*, f.called, 'detected', NULL FROM found AS f WHERE f.called IS NOT NULL AND f.called IS DISTINCT FROM f.mutation)
	INSERT INTO observation (patient_id, sample_id, method, library_id, call_set_id, run_id, mutation, state, fraction, fraction_lower, fraction_upper, lod95, target_vaf,
		copy_number, copy_number_lower, copy_number_upper, copy_number_lod95, tumour_fraction, reason)
	SELECT k.patient_id, k.sample_id, 'sequencing', k.library_id, k.call_set_id, k.run_id, k.of_mutation, k.of_state, CASE WHEN k.of_state = 'detected' THEN k.fraction END,
		CASE WHEN k.of_state = 'detected' THEN k.fraction_lower END, k.fraction_upper, k.lod95, observe_copy_numbers.target_vaf, k.copy_number, k.copy_number_lower,
		k.copy_number_upper, k.copy_number_lod95, k.tumour_fraction_used, k.of_reason
	FROM said AS k;
	GET DIAGNOSTICS made = ROW_COUNT;
	RETURN made;
END
$$;
COMMENT ON FUNCTION observe_copy_numbers(bigint[], bigint[], float8) IS 'what call_libraries() says of copies: the observations of libraries that were just called, into their call sets';
