CREATE OR REPLACE FUNCTION site_priors(assembly text, OUT variants variant[], OUT priors float8[])
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT array_agg(k.variant), array_agg(k.prior) FROM (
		SELECT u.variant, coalesce(max(u.prior) FILTER (WHERE u.own), max(u.prior)) AS prior FROM (
			SELECT s.variant, s.prior, true FROM site_prior AS s WHERE alkres.assembly(s.variant) = site_priors.assembly
			UNION ALL
			SELECT CASE site_priors.assembly WHEN 'GRCh37' THEN m.grch37 ELSE m.grch38 END, prior('listed'), false FROM resistance_mutation AS m
			WHERE site_priors.assembly IN ('GRCh37', 'GRCh38')
			UNION ALL
			SELECT CASE site_priors.assembly WHEN 'GRCh37' THEN h.grch37 ELSE h.grch38 END, prior('hotspot'), false FROM bypass_hotspot AS h
			WHERE site_priors.assembly IN ('GRCh37', 'GRCh38')) AS u(variant, prior, own)
		WHERE u.variant IS NOT NULL GROUP BY u.variant) AS k;
END;
COMMENT ON FUNCTION site_priors(text) IS 'what the caller expects before it looks: table site_prior, then ALK resistance mutations 1e-3, then hotspots of bypass genes 3e-4; everything else has 1e-4';

CREATE OR REPLACE FUNCTION earlier_variants(patient_id bigint, before timestamptz, assembly text) RETURNS variant[]
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT array_agg(DISTINCT o.variant) FROM observation AS o JOIN sample AS s USING (patient_id, sample_id)
	WHERE o.patient_id = earlier_variants.patient_id AND o.is_current AND o.method = 'sequencing' AND o.state = 'detected'
		AND s.drawn_at < earlier_variants.before AND alkres.assembly(o.variant) = earlier_variants.assembly;
END;
COMMENT ON FUNCTION earlier_variants(bigint, timestamptz, text) IS 'variants detected in a patient''s draws before a time';

CREATE OR REPLACE FUNCTION patient_variants(patient_id bigint, library_id bigint, history boolean) RETURNS variant[]
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT ARRAY[CASE WHEN alkres.assembly(p.marker) = l.assembly THEN p.marker END] || CASE WHEN patient_variants.history THEN earlier_variants(p.patient_id, s.drawn_at, l.assembly) END
	FROM library AS l JOIN patient AS p USING (patient_id) JOIN sample AS s USING (patient_id, sample_id)
	WHERE (l.patient_id, l.library_id) = (patient_variants.patient_id, patient_variants.library_id);
END;
COMMENT ON FUNCTION patient_variants(bigint, bigint, boolean) IS 'variants expected of the patient with prior 1e-2: the marker, and with history those of earlier draws';

CREATE OR REPLACE FUNCTION white_cell_pileup(patient_id bigint, library_id bigint, assembly text, contig text, block integer) RETURNS pileup
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT w.pileup FROM library AS own JOIN sample AS s USING (patient_id, sample_id), library AS l JOIN sample AS m USING (patient_id, sample_id)
		JOIN pileup_block AS w USING (patient_id, library_id)
	WHERE (own.patient_id, own.library_id) = (white_cell_pileup.patient_id, white_cell_pileup.library_id) AND s.material <> 'white_cells'
		AND l.patient_id = white_cell_pileup.patient_id AND m.material = 'white_cells' AND l.role = 'sample' AND l.withdrawn IS NULL
		AND (w.assembly, w.contig, w.block) = (white_cell_pileup.assembly, white_cell_pileup.contig, white_cell_pileup.block)
	ORDER BY l.library_id DESC LIMIT 1;
END;
COMMENT ON FUNCTION white_cell_pileup(bigint, bigint, text, text, integer) IS 'the same block in the patient''s white cells, the latest library of them; NULL without one, or for white cells themselves';

CREATE OR REPLACE FUNCTION genotype(library_id bigint, variants variant[], target_vaf float8 = 0.005, min_posterior float8 = 0.9, history boolean = false,
	OUT variant variant, OUT mutation mutation, OUT state text, OUT vaf vaf, OUT fraction_upper float8, OUT lod95 float8,
	OUT min_molecules integer, OUT posterior float8, OUT prior float8, OUT reason text, OUT score float8)
RETURNS SETOF record LANGUAGE plpgsql STABLE ROWS 100 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	asked record;
	expected record;
	counts bigint[];
BEGIN
	SELECT l.patient_id, l.assembly, l.library_id, r.study_id, r.panel, r.design, p.marker, s.drawn_at INTO asked
	FROM library AS l JOIN run AS r USING (run_id) JOIN patient AS p USING (patient_id) JOIN sample AS s USING (patient_id, sample_id)
	WHERE l.library_id = genotype.library_id;
	IF NOT FOUND THEN
		RAISE EXCEPTION USING ERRCODE = 'undefined_object', MESSAGE = format('library %s does not exist', genotype.library_id);
	END IF;
	IF EXISTS (SELECT FROM unnest(genotype.variants) AS v WHERE assembly(v) <> asked.assembly) THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = format('library %s is aligned to %s, and a variant is not on it', genotype.library_id, asked.assembly);
	END IF;
	SELECT own || e.variants AS variants, array_fill(prior('patient'), ARRAY[cardinality(own)]) || e.priors AS priors INTO expected
	FROM site_priors(asked.assembly) AS e, patient_variants(asked.patient_id, asked.library_id, genotype.history) AS own;
	counts := panel_counts(asked.study_id, asked.assembly, asked.panel);
	RETURN QUERY
	WITH answer AS (
		SELECT g.* FROM called_block AS b, LATERAL genotype(b.pileup, b.background, genotype.variants, genotype.target_vaf, genotype.min_posterior,
			counts, expected.variants, expected.priors, prior('default'), white_cell_pileup(b.patient_id, b.library_id, b.assembly, b.contig, b.block)) AS g
		WHERE b.patient_id = asked.patient_id AND b.library_id = asked.library_id
			AND (b.contig, b.block) IN (SELECT contig(v), block(v) FROM unnest(genotype.variants) AS v))
	SELECT v, coalesce(a.mutation, classify(v)),
		coalesce(a.state, CASE WHEN asked.design IS NULL OR EXISTS (SELECT FROM unnest(asked.design) AS p WHERE v <@ p) THEN 'not_covered' ELSE 'not_in_panel' END),
		a.vaf, a.fraction_upper, a.lod95, a.min_molecules, a.posterior, a.prior, coalesce(a.reason, 'no read of this library lies there'), a.score
	FROM (SELECT DISTINCT u FROM unnest(genotype.variants) AS u) AS every(v) LEFT JOIN answer AS a ON a.variant = v;
END
$$;
COMMENT ON FUNCTION genotype(bigint, variant[], float8, float8, boolean) IS 'the state of every asked variant in a stored library, against its panel''s normals: exactly one row each, also where no block is stored';

CREATE OR REPLACE FUNCTION call_libraries(libraries bigint[], target_vaf float8 = 0.005, min_posterior float8 = 0.9, keep boolean = false,
	history boolean = false) RETURNS bigint
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	asked bigint[];
	made_set bigint;
	made bigint;
	alike record;
	expected record;
	counts bigint[];
	listed variant[];
	input text;
BEGIN
	SELECT array_agg(l.library_id) INTO asked FROM (
		SELECT l.library_id FROM library AS l WHERE l.library_id = ANY (call_libraries.libraries) ORDER BY l.patient_id, l.library_id FOR UPDATE) AS l;
	IF asked IS NULL THEN
		RETURN 0;
	END IF;
	INSERT INTO call_set (model_version, target_vaf, min_posterior, history)
	VALUES (call_model_version(), call_libraries.target_vaf, call_libraries.min_posterior, call_libraries.history)
	RETURNING call_set_id INTO made_set;
	IF call_libraries.keep THEN
		UPDATE observation AS o SET is_current = false FROM library AS l
		WHERE l.library_id = ANY (asked) AND o.patient_id = l.patient_id AND o.library_id = l.library_id AND o.is_current;
	ELSE
		DELETE FROM observation AS o USING library AS l
		WHERE l.library_id = ANY (asked) AND o.patient_id = l.patient_id AND o.library_id = l.library_id AND o.is_current;
		DELETE FROM call_set_library AS c USING library AS l
		WHERE l.library_id = ANY (asked) AND c.patient_id = l.patient_id AND c.library_id = l.library_id
			AND NOT EXISTS (SELECT FROM observation AS o WHERE o.patient_id = c.patient_id AND o.library_id = c.library_id AND o.call_set_id = c.call_set_id);
		DELETE FROM call_set AS c WHERE c.call_set_id <> made_set AND NOT EXISTS (SELECT FROM call_set_library AS u WHERE u.call_set_id = c.call_set_id);
	END IF;

	CREATE TEMP TABLE called (library_id bigint, variant variant, fraction_lower float8, fraction_upper float8, qual float8, flags text[]) ON COMMIT DROP;
	CREATE TEMP TABLE answered (library_id bigint, variant variant, mutation mutation, state text, vaf vaf, fraction_upper float8, lod95 float8,
		posterior float8, reason text, score float8) ON COMMIT DROP;
	-- Libraries of one panel share normals and priors.  Each step is a CREATE TABLE AS with the function in the select list, which runs
	-- in parallel; an INSERT never does.
	FOR alike IN SELECT r.study_id, l.assembly, r.panel, array_agg(l.library_id) AS libraries FROM library AS l JOIN run AS r USING (run_id)
		WHERE l.library_id = ANY (asked) GROUP BY r.study_id, l.assembly, r.panel LOOP
		SELECT * INTO expected FROM site_priors(alike.assembly);
		counts := panel_counts(alike.study_id, alike.assembly, alike.panel);
		SELECT array_agg(CASE alike.assembly WHEN 'GRCh37' THEN m.grch37 ELSE m.grch38 END) INTO listed
		FROM resistance_mutation AS m WHERE alike.assembly IN ('GRCh37', 'GRCh38');
		input := 'FROM (SELECT b.*, patient_variants(b.patient_id, b.library_id, $5) AS own FROM called_block AS b
			WHERE (b.patient_id, b.library_id) IN (SELECT l.patient_id, l.library_id FROM library AS l WHERE l.library_id = ANY ($1))) AS b';

		EXECUTE 'CREATE TEMP TABLE genotyped ON COMMIT DROP AS
			SELECT g.library_id, (g.answer).variant, (g.answer).fraction_lower, (g.answer).fraction_upper, (g.answer).qual, (g.answer).flags FROM (
			SELECT b.library_id, call_variants(b.pileup, b.background, $2, $4, b.own || $6,
				array_fill(prior(''patient''), ARRAY[cardinality(b.own)]) || $7) AS answer ' || input || ') AS g'
		USING alike.libraries, call_libraries.min_posterior, call_libraries.target_vaf, counts, call_libraries.history, expected.variants, expected.priors;
		INSERT INTO called SELECT * FROM pg_temp.genotyped;
		DROP TABLE pg_temp.genotyped;

		-- What is listed is asked of every library, what is called of that one.
		EXECUTE 'CREATE TEMP TABLE genotyped ON COMMIT DROP AS
			SELECT g.library_id, (g.answer).variant, (g.answer).mutation, (g.answer).state, (g.answer).vaf, (g.answer).fraction_upper, (g.answer).lod95,
				(g.answer).posterior, (g.answer).reason, (g.answer).score FROM (
			SELECT b.library_id, genotype(b.pileup, b.background, $8 || b.own, $3, $2, $4, b.own || $6,
			array_fill(prior(''patient''), ARRAY[cardinality(b.own)]) || $7, prior(''default''),
			white_cell_pileup(b.patient_id, b.library_id, b.assembly, b.contig, b.block)) AS answer ' || input
			|| ' WHERE EXISTS (SELECT FROM unnest($8 || b.own) AS v WHERE v IS NOT NULL AND (contig(v), block(v)) = (b.contig, b.block))) AS g'
		USING alike.libraries, call_libraries.min_posterior, call_libraries.target_vaf, counts, call_libraries.history, expected.variants, expected.priors, listed;
		-- The marker may be listed, too.
		INSERT INTO answered SELECT DISTINCT ON (g.library_id, g.variant) g.* FROM pg_temp.genotyped AS g;
		DROP TABLE pg_temp.genotyped;
		INSERT INTO answered SELECT w.library_id, g.variant, g.mutation, g.state, g.vaf, g.fraction_upper, g.lod95, g.posterior, g.reason, g.score
		FROM (SELECT c.library_id, array_agg(c.variant) AS variants FROM called AS c
			WHERE c.library_id = ANY (alike.libraries)
				AND NOT EXISTS (SELECT FROM answered AS a WHERE a.library_id = c.library_id AND a.variant = c.variant) GROUP BY c.library_id) AS w,
			LATERAL genotype(w.library_id, w.variants, call_libraries.target_vaf, call_libraries.min_posterior, call_libraries.history) AS g;
		-- Listed, and no block stored there.
		INSERT INTO answered (library_id, variant, mutation, state, reason)
		SELECT l.library_id, v, classify(v), CASE WHEN r.design IS NULL OR EXISTS (SELECT FROM unnest(r.design) AS p WHERE v <@ p) THEN 'not_covered' ELSE 'not_in_panel' END,
			'no read of this library lies there'
		FROM library AS l JOIN run AS r USING (run_id) JOIN patient AS p USING (patient_id),
			LATERAL (SELECT u FROM unnest(listed) AS u UNION SELECT p.marker WHERE assembly(p.marker) = l.assembly) AS every(v)
		WHERE l.library_id = ANY (alike.libraries) AND NOT EXISTS (SELECT FROM answered AS a WHERE a.library_id = l.library_id AND a.variant = v);

		EXECUTE 'CREATE TEMP TABLE genotyped ON COMMIT DROP AS SELECT b.patient_id, b.library_id, max(libraries(b.background)) AS normals,
			sum(expected_false_calls(b.pileup, b.background, $2, $4, b.own || $6, array_fill(prior(''patient''), ARRAY[cardinality(b.own)]) || $7)) AS false_calls '
			|| input || ' GROUP BY b.patient_id, b.library_id'
		USING alike.libraries, call_libraries.min_posterior, call_libraries.target_vaf, counts, call_libraries.history, expected.variants, expected.priors;
		INSERT INTO call_set_library (patient_id, library_id, call_set_id, normals, expected_false_calls)
		SELECT g.patient_id, g.library_id, made_set, coalesce(g.normals, 0), g.false_calls FROM pg_temp.genotyped AS g;
		DROP TABLE pg_temp.genotyped;
	END LOOP;

	INSERT INTO observation (patient_id, sample_id, method, library_id, call_set_id, run_id, mutation, variant, is_marker, state, fraction, fraction_lower,
		fraction_upper, vaf, lod95, target_vaf, posterior, score, qual, flags, reason)
	SELECT l.patient_id, l.sample_id, 'sequencing', l.library_id, made_set, l.run_id, a.mutation, a.variant,
		coalesce(a.variant = p.marker, false), a.state, fraction(a.vaf), c.fraction_lower, coalesce(c.fraction_upper, a.fraction_upper), a.vaf,
		a.lod95, call_libraries.target_vaf, a.posterior, a.score, c.qual, c.flags, a.reason
	FROM answered AS a JOIN library AS l USING (library_id) JOIN patient AS p USING (patient_id)
		LEFT JOIN called AS c ON c.library_id = a.library_id AND c.variant = a.variant;
	GET DIAGNOSTICS made = ROW_COUNT;
	UPDATE library AS l SET called_at = now() WHERE l.library_id = ANY (asked);
	DROP TABLE pg_temp.called, pg_temp.answered;
	RETURN made;
END
$$;
COMMENT ON FUNCTION call_libraries(bigint[], float8, float8, boolean, boolean) IS
	'call stored libraries: what is called, and every listed ALK mutation and the patient''s marker with its state; replaces their current observations, or with keep leaves them as an older call set; with history variants of earlier draws are expected';

CREATE OR REPLACE FUNCTION call_library(library_id bigint, target_vaf float8 = 0.005, min_posterior float8 = 0.9, keep boolean = false,
	history boolean = false) RETURNS bigint
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	made bigint;
	expected record;
BEGIN
	IF NOT EXISTS (SELECT FROM library AS l WHERE l.library_id = call_library.library_id) THEN
		RAISE EXCEPTION USING ERRCODE = 'undefined_object', MESSAGE = format('library %s does not exist', call_library.library_id);
	END IF;
	made := call_libraries(ARRAY[call_library.library_id], call_library.target_vaf, call_library.min_posterior, call_library.keep, call_library.history);
	SELECT c.expected_false_calls, c.normals INTO expected FROM call_set_library AS c
	WHERE c.library_id = call_library.library_id ORDER BY c.call_set_id DESC LIMIT 1;
	RAISE NOTICE USING MESSAGE = format('%s observations; false calls to be expected %s; normals %s', made,
		trim(to_char(expected.expected_false_calls, '9.9EEEE')), expected.normals);
	RETURN made;
END
$$;
COMMENT ON FUNCTION call_library(bigint, float8, float8, boolean, boolean) IS 'call_libraries() of one library; a notice says how many false calls are to be expected';

CREATE OR REPLACE FUNCTION call(run text = NULL, study text = NULL, target_vaf float8 = 0.005, min_posterior float8 = 0.9, keep boolean = false,
	history boolean = false) RETURNS bigint
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	study_key bigint := find_study(call.study);
	wanted bigint[];
	made bigint := 0;
	plates bigint;
BEGIN
	IF call.run IS NOT NULL AND NOT EXISTS (SELECT FROM run AS r WHERE r.study_id = study_key AND r.name = call.run) THEN
		RAISE EXCEPTION USING ERRCODE = 'undefined_object', MESSAGE = format('run "%s" does not exist', call.run);
	END IF;
	SELECT array_agg(l.library_id) INTO wanted FROM library AS l JOIN run AS r USING (run_id)
	WHERE r.study_id = study_key AND (call.run IS NULL OR r.name = call.run);
	IF wanted IS NOT NULL THEN
		made := call_libraries(wanted, call.target_vaf, call.min_posterior, call.keep, call.history);
	END IF;
	SELECT coalesce(sum(call_plate(r.run_id, call.target_vaf)), 0) INTO plates FROM run AS r
	WHERE r.study_id = study_key AND r.kind = 'ddpcr' AND (call.run IS NULL OR r.name = call.run);
	RETURN made + plates;
END
$$;
COMMENT ON FUNCTION call(text, text, float8, float8, boolean, boolean) IS 'make the observations of a run, or of everything, anew; returns how many there are';
