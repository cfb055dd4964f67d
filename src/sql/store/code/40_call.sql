CREATE OR REPLACE FUNCTION genotype(library_id bigint, variants variant[], target_vaf float8 = 0.005, min_posterior float8 = 0.9,
	OUT variant variant, OUT mutation mutation, OUT state text, OUT vaf vaf, OUT vaf_upper float8, OUT lod95 float8,
	OUT min_molecules integer, OUT posterior float8, OUT prior float8, OUT reason text)
RETURNS SETOF record LANGUAGE plpgsql STABLE ROWS 100 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	asked library;
	panel region[];
BEGIN
	SELECT l.* INTO asked FROM library AS l WHERE l.library_id = genotype.library_id;
	IF NOT FOUND THEN
		RAISE EXCEPTION USING ERRCODE = 'undefined_object', MESSAGE = format('library %s does not exist', genotype.library_id);
	END IF;
	SELECT r.design INTO panel FROM run AS r WHERE r.run_id = asked.run_id;
	RETURN QUERY
	WITH answer AS (
		SELECT g.* FROM pileup_block AS b, LATERAL genotype(b.pileup, NULL::background, genotype.variants, genotype.target_vaf, genotype.min_posterior) AS g
		WHERE b.patient_id = asked.patient_id AND b.library_id = asked.library_id)
	SELECT v, coalesce(a.mutation, classify(v)),
		coalesce(a.state, CASE WHEN panel IS NULL OR EXISTS (SELECT FROM unnest(panel) AS p WHERE v <@ p) THEN 'not_covered' ELSE 'not_in_panel' END),
		a.vaf, a.vaf_upper, a.lod95, a.min_molecules, a.posterior, a.prior, coalesce(a.reason, 'no read of this library lies there')
	FROM (SELECT DISTINCT u FROM unnest(genotype.variants) AS u) AS every(v) LEFT JOIN answer AS a ON a.variant = v;
END
$$;
COMMENT ON FUNCTION genotype(bigint, variant[], float8, float8) IS 'the state of every asked variant in a stored library: exactly one row each, also where no block is stored';

CREATE OR REPLACE FUNCTION call_library(library_id bigint, target_vaf float8 = 0.005, min_posterior float8 = 0.9) RETURNS bigint
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	made bigint;
	marker variant;
	asked library;
BEGIN
	SELECT l.* INTO asked FROM library AS l WHERE l.library_id = call_library.library_id FOR UPDATE;
	IF NOT FOUND THEN
		RAISE EXCEPTION USING ERRCODE = 'undefined_object', MESSAGE = format('library %s does not exist', call_library.library_id);
	END IF;
	SELECT p.marker INTO marker FROM patient AS p WHERE p.patient_id = asked.patient_id AND assembly(p.marker) = asked.assembly;
	DELETE FROM observation AS o WHERE o.patient_id = asked.patient_id AND o.library_id = asked.library_id;

	WITH called AS MATERIALIZED (
		SELECT c.* FROM pileup_block AS b, LATERAL call_variants(b.pileup, NULL::background, call_library.min_posterior) AS c
		WHERE b.patient_id = asked.patient_id AND b.library_id = asked.library_id),
	listed AS (
		SELECT CASE asked.assembly WHEN 'GRCh37' THEN m.grch37 ELSE m.grch38 END AS variant
		FROM resistance_mutation AS m WHERE asked.assembly IN ('GRCh37', 'GRCh38')),
	wanted AS (
		SELECT array_agg(DISTINCT w.variant) AS variants
		FROM (SELECT variant FROM called UNION SELECT variant FROM listed UNION SELECT marker WHERE marker IS NOT NULL) AS w)
	INSERT INTO observation (patient_id, sample_id, method, library_id, run_id, mutation, variant, is_marker, state, vaf, vaf_lower,
		vaf_upper, counts, lod95, target_vaf, posterior, qual, flags, reason)
	SELECT asked.patient_id, asked.sample_id, 'sequencing', asked.library_id, asked.run_id, g.mutation, g.variant,
		coalesce(g.variant = marker, false), g.state, fraction(g.vaf), c.vaf_lower, coalesce(c.vaf_upper, g.vaf_upper), g.vaf,
		g.lod95, call_library.target_vaf, g.posterior, c.qual, c.flags, g.reason
	FROM wanted, LATERAL genotype(asked.library_id, wanted.variants, call_library.target_vaf, call_library.min_posterior) AS g
		LEFT JOIN called AS c ON c.variant = g.variant;
	GET DIAGNOSTICS made = ROW_COUNT;
	UPDATE library AS l SET called_at = now() WHERE l.patient_id = asked.patient_id AND l.library_id = asked.library_id;
	RETURN made;
END
$$;
COMMENT ON FUNCTION call_library(bigint, float8, float8) IS 'make the observations of a library anew: what is called, and every listed ALK mutation and the patient''s marker with its state';

CREATE OR REPLACE FUNCTION call_plate(run_id bigint, target_vaf float8 = 0.005, alpha float8 = 0.01) RETURNS bigint
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	made bigint;
BEGIN
	DELETE FROM observation AS o WHERE o.run_id = call_plate.run_id AND o.method = 'ddpcr';
	-- Wild-type and no-template wells answer different questions: they are never pooled.
	WITH control AS (
		SELECT w.assay_id, sum(w.droplets) FILTER (WHERE w.role = 'negative_control') AS wild_type, sum(w.droplets) FILTER (WHERE w.role = 'ntc') AS ntc
		FROM well AS w WHERE w.run_id = call_plate.run_id AND w.is_counted GROUP BY w.assay_id),
	measured AS (
		SELECT w.patient_id, w.sample_id, w.assay_id, sum(w.droplets) AS droplets, homogeneity_p(w.droplets, a.mutant_channel) AS alike
		FROM well AS w JOIN assay AS a USING (assay_id)
		WHERE w.run_id = call_plate.run_id AND w.role = 'unknown' AND w.is_counted GROUP BY w.patient_id, w.sample_id, w.assay_id),
	probe AS (
		SELECT a.*, k.basis, p.probed,
			coalesce((SELECT (array_agg(DISTINCT classify(v)))[1] FROM unnest(a.alleles) AS v HAVING count(DISTINCT classify(v)) = 1), a.mutation, k.mutation) AS counted
		FROM assay AS a, LATERAL assay_alleles(a.name) AS k, LATERAL (SELECT coalesce(a.alleles, k.grch38, k.grch37) AS probed) AS p
		WHERE a.assay_id IN (SELECT m.assay_id FROM measured AS m))
	INSERT INTO observation (patient_id, sample_id, method, run_id, assay_id, mutation, variant, alleles, state, vaf, vaf_lower, vaf_upper, lod95,
		target_vaf, p_value, copies_per_ml, copies_per_ml_lower, copies_per_ml_upper, flags, reason)
	SELECT m.patient_id, m.sample_id, 'ddpcr', call_plate.run_id, a.assay_id, a.counted, CASE cardinality(a.probed) WHEN 1 THEN a.probed[1] END, a.probed,
		q.state, q.vaf, q.vaf_lower, q.vaf_upper, q.lod95, call_plate.target_vaf, q.p_value, c.value, c.lower, c.upper,
		q.flags || CASE WHEN m.alike < 0.001 THEN '{replicate_inhomogeneity}' ELSE '{}' END::text[],
		q.reason || CASE WHEN a.probed IS NULL THEN '; which DNA change the probe detects is not known'
			ELSE coalesce('; the probe does not detect ' || (SELECT string_agg(r.hgvs_c, ', ' ORDER BY r.hgvs_c) FROM resistance_mutation AS r
				WHERE r.mutation = a.counted AND r.grch38 <> ALL (a.probed) AND r.grch37 <> ALL (a.probed)), '') END
	FROM measured AS m JOIN probe AS a USING (assay_id) JOIN sample AS s USING (patient_id, sample_id) LEFT JOIN control AS k USING (assay_id),
		LATERAL quantify(m.droplets, k.wild_type, a.mutant_channel, call_plate.target_vaf, call_plate.alpha, k.ntc) AS q,
		LATERAL copies_per_ml_plasma(m.droplets, a.mutant_channel, a.reaction_ul, a.template_ul, s.elution_ul, s.plasma_ml) AS c
	WHERE a.counted IS NOT NULL;
	GET DIAGNOSTICS made = ROW_COUNT;
	RETURN made;
END
$$;
COMMENT ON FUNCTION call_plate(bigint, float8, float8) IS 'make the observations of a ddPCR plate anew, one a sample and assay, each sample against the plate''s wild-type and no-template wells';

CREATE OR REPLACE FUNCTION call(run text = NULL, study text = NULL, target_vaf float8 = 0.005) RETURNS bigint
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	study_key bigint := find_study(call.study);
	made bigint;
BEGIN
	IF call.run IS NOT NULL AND NOT EXISTS (SELECT FROM run AS r WHERE r.study_id = study_key AND r.name = call.run) THEN
		RAISE EXCEPTION USING ERRCODE = 'undefined_object', MESSAGE = format('run "%s" does not exist', call.run);
	END IF;
	SELECT coalesce(sum(n), 0) INTO made FROM (
		SELECT call_library(l.library_id, call.target_vaf) AS n FROM library AS l JOIN run AS r USING (run_id)
		WHERE r.study_id = study_key AND (call.run IS NULL OR r.name = call.run)
		UNION ALL
		SELECT call_plate(r.run_id, call.target_vaf) FROM run AS r
		WHERE r.study_id = study_key AND r.kind = 'ddpcr' AND (call.run IS NULL OR r.name = call.run)) AS every;
	RETURN made;
END
$$;
COMMENT ON FUNCTION call(text, text, float8) IS 'make the observations of a run, or of everything, anew; returns how many there are';
