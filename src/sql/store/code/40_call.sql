-- These two are not BEGIN ATOMIC: pg_upgrade restores such bodies before the operator classes that grouping variants needs.
-- Of older stores.
DROP FUNCTION IF EXISTS site_priors(text);
CREATE OR REPLACE FUNCTION site_priors(assembly text, study_id bigint = NULL, OUT variants variant[], OUT priors float8[])
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path FROM CURRENT
AS $$
BEGIN
	SELECT array_agg(k.variant), array_agg(k.prior) INTO variants, priors FROM (
		-- Who knows it best: the study, the laboratory, alkres, the collections.
		SELECT u.variant, coalesce(max(u.prior) FILTER (WHERE u.knower = 'study'), max(u.prior) FILTER (WHERE u.knower = 'store'), max(u.prior) FILTER (WHERE u.knower = 'alkres'), max(u.prior)) AS prior FROM (
			SELECT s.variant, s.prior, CASE WHEN s.study_id IS NULL THEN 'store' ELSE 'study' END FROM site_prior AS s
			WHERE assembly(s.variant) = site_priors.assembly AND (s.study_id IS NULL OR s.study_id = site_priors.study_id)
			UNION ALL
			SELECT v, prior('listed'), 'alkres' FROM unnest(listed_variants(site_priors.assembly)) AS v
			UNION ALL
			SELECT CASE site_priors.assembly WHEN 'GRCh37' THEN h.grch37 WHEN 'GRCh38' THEN h.grch38 END, prior('hotspot'), 'alkres' FROM bypass_hotspot AS h
			UNION ALL
			-- Of the collections only what lies where somebody was looked at: the blocks of the study's libraries.
			SELECT k.variant, CASE WHEN bool_or(known_prior(k.frequency, k.recurrence) > 0) THEN max(known_prior(k.frequency, k.recurrence)) ELSE 0 END, 'collection'
			FROM (SELECT DISTINCT b.contig, b.block FROM pileup_block AS b WHERE b.assembly = site_priors.assembly AND EXISTS (SELECT 1 FROM known_source AS n WHERE n.assembly = site_priors.assembly)) AS b,
				LATERAL (SELECT v.variant, max(v.frequency) FILTER (WHERE v.is_filtered IS NOT TRUE) AS frequency, max(v.recurrence) AS recurrence FROM known_variant AS v
					WHERE v.variant <@ region(site_priors.assembly, b.contig, b.block * block_size() + 1, (b.block + 1) * block_size()) AND (v.frequency >= 0.01 OR v.recurrence >= 10)
						AND (v.study_id IS NULL OR v.study_id = site_priors.study_id) GROUP BY v.variant) AS k
			WHERE known_prior(k.frequency, k.recurrence) IS NOT NULL GROUP BY k.variant)
			AS u(variant, prior, knower)
		WHERE u.variant IS NOT NULL GROUP BY u.variant) AS k;
END
$$;
COMMENT ON FUNCTION site_priors(text, bigint) IS 'what the caller expects in a study before it looks: its rows of table site_prior, then those of every study, then ALK resistance mutations 1e-3, then hotspots of bypass genes 3e-4, then the loaded collections by known_prior; everything else has 1e-4';

CREATE OR REPLACE FUNCTION earlier_variants(patient_id bigint, sample_id bigint, assembly text) RETURNS variant[]
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
BEGIN
	-- Of two draws on one day, the times tell which is earlier, where both are known.
	RETURN (SELECT array_agg(DISTINCT o.variant) FROM sample AS now JOIN sample AS s USING (patient_id) JOIN observation AS o ON o.patient_id = s.patient_id AND o.sample_id = s.sample_id
			JOIN library AS l ON l.patient_id = o.patient_id AND l.library_id = o.library_id JOIN run AS r ON r.run_id = o.run_id
		WHERE now.patient_id = earlier_variants.patient_id AND now.sample_id = earlier_variants.sample_id AND (s.drawn_on, s.drawn_at) < (now.drawn_on, now.drawn_at)
			AND l.withdrawn IS NULL AND r.withdrawn IS NULL AND o.is_current AND o.method = 'sequencing' AND o.state = 'detected' AND assembly(o.variant) = earlier_variants.assembly);
END
$$;
COMMENT ON FUNCTION earlier_variants(bigint, bigint, text) IS 'variants detected in a patient''s draws before that of a sample, by what is not withdrawn';

CREATE OR REPLACE FUNCTION patient_variants(patient_id bigint, library_id bigint, history boolean) RETURNS variant[]
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	-- Not junctions: what counts bases does not see them (call_fusions).
	SELECT ARRAY[CASE WHEN alkres.assembly(p.marker) = l.assembly AND alkres.kind(p.marker) <> 'breakend' THEN p.marker END] || CASE WHEN patient_variants.history THEN (
		SELECT array_agg(v) FROM unnest(earlier_variants(l.patient_id, l.sample_id, l.assembly)) AS v WHERE alkres.kind(v) <> 'breakend') END
	FROM library AS l JOIN patient AS p USING (patient_id)
	WHERE (l.patient_id, l.library_id) = (patient_variants.patient_id, patient_variants.library_id);
END;
COMMENT ON FUNCTION patient_variants(bigint, bigint, boolean) IS 'variants expected of the patient with prior 1e-2: the marker, and with history those of earlier draws';
-- An older store's, by a time instead of a sample.
DROP FUNCTION IF EXISTS earlier_variants(bigint, timestamptz, text);

CREATE OR REPLACE FUNCTION white_cell_libraries(patient_id bigint, library_id bigint) RETURNS bigint[]
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT array_agg(w.library_id) FROM library AS l JOIN sample AS s USING (patient_id, sample_id) JOIN library AS w USING (patient_id)
		JOIN sample AS m ON (m.patient_id, m.sample_id) = (w.patient_id, w.sample_id) JOIN run AS r ON r.run_id = w.run_id
	WHERE (l.patient_id, l.library_id) = (white_cell_libraries.patient_id, white_cell_libraries.library_id) AND s.material <> 'white_cells'
		AND m.material = 'white_cells' AND w.role = 'sample' AND w.withdrawn IS NULL AND r.withdrawn IS NULL;
END;
COMMENT ON FUNCTION white_cell_libraries(bigint, bigint) IS 'the libraries of the patient''s white cells that a library is to be compared with; NULL without one, or for white cells themselves';

CREATE OR REPLACE FUNCTION block_to_call(libraries bigint[], history boolean, others bigint[] = NULL, contigs text[] = NULL, blocks integer[] = NULL,
	backgrounds background[] = NULL, OUT patient_id bigint, OUT library_id bigint, OUT contig text, OUT block integer, OUT pileup pileup, OUT background background,
	OUT white_cells pileup, OUT own variant[])
	RETURNS SETOF record LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
	SELECT b.patient_id, b.library_id, b.contig, b.block, b.pileup,
		-- A patient is not his own background, and at least so many others have the block.
		CASE WHEN o.background IS NULL THEN b.background
			WHEN libraries(o.background) - (w.own_other IS NOT NULL)::integer < least_other_libraries() THEN NULL
			WHEN w.own_other IS NULL THEN o.background
			ELSE o.background - w.own_other END,
		-- The latest of them that has the block.
		CASE WHEN l.white_cells IS NOT NULL THEN (
			SELECT w.pileup FROM pileup_block AS w
			WHERE w.patient_id = b.patient_id AND w.library_id = ANY (l.white_cells) AND (w.assembly, w.contig, w.block) = (b.assembly, b.contig, b.block)
			ORDER BY w.library_id DESC LIMIT 1) END,
		l.own
	FROM (
		-- OFFSET 0: once a library, not once a block.
		SELECT k.patient_id, k.library_id, white_cell_libraries(k.patient_id, k.library_id) AS white_cells,
			patient_variants(k.patient_id, k.library_id, block_to_call.history) AS own,
			CASE WHEN block_to_call.others IS NOT NULL THEN (
				SELECT o.library_id FROM library AS o WHERE o.patient_id = k.patient_id AND o.library_id = ANY (block_to_call.others)) END AS own_other
		FROM library AS k WHERE k.library_id = ANY (block_to_call.libraries) OFFSET 0) AS l
		JOIN called_block AS b USING (patient_id, library_id)
		LEFT JOIN unnest(block_to_call.contigs, block_to_call.blocks, block_to_call.backgrounds) AS o(contig, block, background) ON (o.contig, o.block) = (b.contig, b.block)
		CROSS JOIN LATERAL (SELECT CASE WHEN l.own_other = b.library_id THEN b.pileup WHEN l.own_other IS NOT NULL THEN (
			SELECT p.pileup FROM pileup_block AS p
			WHERE (p.patient_id, p.library_id, p.assembly, p.contig, p.block) = (b.patient_id, l.own_other, b.assembly, b.contig, b.block)) END AS own_other) AS w
	WHERE block_to_call.contigs IS NULL OR o.block IS NOT NULL;
END;
COMMENT ON FUNCTION block_to_call(bigint[], boolean, bigint[], text[], integer[], background[]) IS 'the blocks of libraries with all that they are called with: normals, white cells, and the variants expected of the patient; or at some blocks, with the sums there over other libraries that stand in for normals, from which the patient''s own is taken';

CREATE OR REPLACE FUNCTION genotype(library_id bigint, variants variant[], target_vaf float8 = 0.005, min_posterior float8 = 0.9, history boolean = false,
	other_libraries boolean = true, OUT variant variant, OUT mutation mutation, OUT state text, OUT vaf vaf, OUT fraction_upper float8, OUT lod95 float8,
	OUT min_molecules integer, OUT posterior float8, OUT prior float8, OUT reason text, OUT score float8)
RETURNS SETOF record LANGUAGE plpgsql STABLE ROWS 100 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	asked record;
	expected record;
	counts bigint[];
	wanted variant[] := ARRAY(SELECT DISTINCT v FROM unnest(genotype.variants) AS v);
	others bigint[];
	place record;
BEGIN
	SELECT l.patient_id, l.assembly, l.library_id, r.study_id, r.panel, r.design INTO asked
	FROM library AS l JOIN run AS r USING (run_id)
	WHERE l.library_id = genotype.library_id;
	IF NOT FOUND THEN
		RAISE EXCEPTION USING ERRCODE = 'undefined_object', MESSAGE = format('library %s does not exist', genotype.library_id);
	END IF;
	IF EXISTS (SELECT FROM unnest(genotype.variants) AS v WHERE assembly(v) <> asked.assembly) THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = format('library %s is aligned to %s, and a variant is not on it', genotype.library_id, asked.assembly);
	END IF;
	SELECT own || e.variants AS variants, array_fill(prior('patient'), ARRAY[cardinality(own)]) || e.priors AS priors INTO expected
	FROM site_priors(asked.assembly, asked.study_id) AS e, patient_variants(asked.patient_id, asked.library_id, genotype.history) AS own;
	counts := panel_counts(asked.study_id, asked.assembly, asked.panel);
	IF genotype.other_libraries THEN
		SELECT o.together INTO others FROM other_libraries(ARRAY[genotype.library_id]) AS o;
	END IF;
	SELECT array_agg(k.contig) AS contigs, array_agg(k.block) AS blocks INTO place
	FROM (SELECT DISTINCT contig(v) AS contig, block(v) AS block FROM unnest(wanted) AS v WHERE others IS NOT NULL) AS k;
	RETURN QUERY
	WITH answer AS (
		SELECT g.* FROM block_to_call(ARRAY[genotype.library_id], genotype.history, others, place.contigs, place.blocks,
			other_background(others, place.contigs, place.blocks)) AS b, LATERAL genotype(b.pileup, b.background, wanted, genotype.target_vaf,
			genotype.min_posterior, counts, expected.variants, expected.priors, prior('default'), b.white_cells) AS g
		WHERE (b.contig, b.block) IN (SELECT contig(v), block(v) FROM unnest(wanted) AS v))
	SELECT a.* FROM answer AS a
	UNION ALL
	SELECT u.variant, u.mutation, u.state, u.vaf, u.fraction_upper, u.lod95, u.min_molecules, u.posterior, u.prior, u.reason, u.score
	FROM call_block(NULL, NULL, ARRAY(SELECT v FROM unnest(wanted) AS v WHERE NOT EXISTS (SELECT FROM answer AS a WHERE a.variant = v)),
		design => asked.design) AS u;
END
$$;
COMMENT ON FUNCTION genotype(bigint, variant[], float8, float8, boolean, boolean) IS 'the state of every asked variant in a stored library, against its panel''s normals, or where there are none and other_libraries is true against the other libraries of its run: exactly one row each, also where no block is stored';

-- Of older stores, without partner.
DO $$
BEGIN
	IF EXISTS (SELECT 1 FROM pg_proc AS f WHERE f.pronamespace = (SELECT n.oid FROM pg_namespace AS n WHERE n.nspname = current_schema()) AND f.proname = 'library_call' AND NOT 'partner' = ANY (f.proargnames)) THEN
		DROP FUNCTION library_call(bigint[], float8, float8, boolean);
	END IF;
END
$$;
CREATE OR REPLACE FUNCTION library_call(libraries bigint[], target_vaf float8, min_posterior float8, history boolean, other_libraries boolean,
	OUT patient_id bigint, OUT library_id bigint, OUT variant variant, OUT mutation mutation, OUT state text, OUT vaf vaf, OUT fraction_lower float8,
	OUT fraction_upper float8, OUT lod95 float8, OUT posterior float8, OUT score float8, OUT qual float8, OUT flags text[], OUT reason text,
	OUT normals integer, OUT expected_false_calls float8, OUT partner text)
	-- How many libraries there are decides between one index scan and a parallel plan: each call is planned with its own.
	RETURNS SETOF record LANGUAGE plpgsql STABLE ROWS 1000 SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
	alike record;
	expected record;
	counts bigint[];
	listed variant[];
	patient_prior float8 := prior('patient');
	others bigint[];
	place record;
	backgrounds background[];
BEGIN
	-- Libraries of one panel share normals and priors, or those of a run the others that stand in for normals; those of one design what is asked.  RETURN QUERY runs a SELECT in parallel where an INSERT ... SELECT does not, and a
	-- set-returning function is charged for each row in the select list, in LATERAL once.
	FOR alike IN SELECT k.study_id, k.assembly, k.panel, k.design, array_agg(k.library_id) AS libraries, k.stand_in_run IS NOT NULL AS with_others FROM (
			SELECT r.study_id, l.assembly, r.panel, r.design, l.library_id, CASE WHEN o.others IS NOT NULL THEN l.run_id END AS stand_in_run, CASE WHEN o.others IS NOT NULL THEN s.material END AS material
			FROM library AS l JOIN run AS r USING (run_id) JOIN sample AS s USING (patient_id, sample_id)
				LEFT JOIN other_libraries(CASE WHEN library_call.other_libraries THEN library_call.libraries END) AS o USING (patient_id, library_id)
			WHERE l.library_id = ANY (library_call.libraries)) AS k
		GROUP BY k.study_id, k.assembly, k.panel, k.design, k.stand_in_run, k.material LOOP
		SELECT * INTO expected FROM site_priors(alike.assembly, alike.study_id);
		counts := panel_counts(alike.study_id, alike.assembly, alike.panel);
		listed := listed_variants(alike.assembly);
		-- What is listed is asked of every library, and the patient's own; of other genes the hotspots that the panel was made for, as who was not
		-- looked at there is no carrier, and no non-carrier either.
		SELECT listed || array_agg(DISTINCT k.variant) INTO listed
		FROM (SELECT CASE alike.assembly WHEN 'GRCh37' THEN h.grch37 WHEN 'GRCh38' THEN h.grch38 END AS variant FROM bypass_hotspot AS h) AS k
		WHERE k.variant <@ ANY (alike.design);
		others := CASE WHEN alike.with_others THEN (SELECT o.together FROM other_libraries(alike.libraries) AS o LIMIT 1) END;
		-- What stands in for normals is summed once for all libraries, so many blocks at a time as memory holds; without it all is one.
		FOR place IN SELECT array_agg(k.contig) AS contigs, array_agg(k.block) AS blocks FROM (
				SELECT b.contig, b.block, (row_number() OVER (ORDER BY b.contig, b.block) - 1) / 1000 AS part
				FROM library AS l JOIN pileup_block AS b USING (patient_id, library_id) WHERE l.library_id = ANY (alike.libraries) AND alike.with_others
				GROUP BY b.contig, b.block) AS k GROUP BY k.part
			UNION ALL
			SELECT NULL, NULL WHERE NOT alike.with_others LOOP
			backgrounds := CASE WHEN alike.with_others THEN other_background(others, place.contigs, place.blocks) END;
			RETURN QUERY
			SELECT b.patient_id, b.library_id, (b.answer).variant, (b.answer).mutation, (b.answer).state, (b.answer).vaf, (b.answer).fraction_lower,
				(b.answer).fraction_upper, (b.answer).lod95, (b.answer).posterior, (b.answer).score, (b.answer).qual, (b.answer).flags, (b.answer).reason,
				(b.answer).normals, (b.answer).expected_false_calls, NULL::text
			FROM (SELECT b.patient_id, b.library_id, call_block(b.pileup, b.background, listed || b.own, library_call.target_vaf, library_call.min_posterior,
					counts, b.own || expected.variants, array_fill(patient_prior, ARRAY[cardinality(b.own)]) || expected.priors, prior('default'),
					b.white_cells) AS answer
				FROM block_to_call(alike.libraries, library_call.history, others, place.contigs, place.blocks, backgrounds) AS b) AS b;
		END LOOP;
		-- The same where no block is stored.
		RETURN QUERY
		SELECT l.patient_id, l.library_id, u.variant, u.mutation, u.state, u.vaf, u.fraction_lower, u.fraction_upper, u.lod95, u.posterior, u.score,
			u.qual, u.flags, u.reason, u.normals, u.expected_false_calls, NULL::text
		FROM library AS l JOIN run AS r USING (run_id) JOIN patient AS p USING (patient_id),
			LATERAL call_block(NULL, NULL, ARRAY(
				SELECT v FROM unnest(listed || CASE WHEN assembly(p.marker) = l.assembly THEN p.marker END) AS v WHERE kind(v) <> 'breakend' AND NOT EXISTS (
					SELECT FROM pileup_block AS k WHERE (k.patient_id, k.library_id, k.assembly, k.contig, k.block)
						= (l.patient_id, l.library_id, l.assembly, contig(v), block(v)))),
				design => r.design) AS u
		WHERE l.library_id = ANY (alike.libraries);
		-- Junctions are of the whole library.
		RETURN QUERY
		SELECT l.patient_id, l.library_id, f.variant, f.mutation, f.state, f.vaf, f.fraction_lower, f.fraction_upper, f.lod95, NULL::float8, NULL::float8,
			NULL::float8, f.flags, f.reason, NULL::integer, f.expected_false_calls, f.partner
		FROM library AS l, LATERAL call_fusions(l.library_id, library_call.target_vaf, library_call.history) AS f
		WHERE l.library_id = ANY (alike.libraries);
		RETURN QUERY
		SELECT l.patient_id, l.library_id, f.variant, f.mutation, f.state, f.vaf, f.fraction_lower, f.fraction_upper, f.lod95, NULL::float8, NULL::float8,
			NULL::float8, f.flags, f.reason, NULL::integer, NULL::float8, NULL::text
		FROM library AS l, LATERAL call_large_indels(l.library_id, library_call.target_vaf) AS f
		WHERE l.library_id = ANY (alike.libraries);
	END LOOP;
END
$$;
COMMENT ON FUNCTION library_call(bigint[], float8, float8, boolean, boolean) IS 'what is to be said of stored libraries: call_block() of every block, asked for the listed ALK mutations, the hotspots of other genes in the run''s design and the patient''s own variants, and the same where no block is stored; rows without variant are of a block';

CREATE OR REPLACE FUNCTION call_libraries(libraries bigint[], target_vaf float8 = 0.005, min_posterior float8 = 0.9, keep boolean = false,
	history boolean = false, other_libraries boolean = true) RETURNS bigint
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	asked bigint[];
	made_sets bigint[];
	made bigint;
BEGIN
	asked := lock_libraries(call_libraries.libraries);
	IF asked IS NULL THEN
		RETURN 0;
	END IF;
	-- Studies may be kept apart: each has a set of its own.
	WITH new_set AS (
		INSERT INTO call_set (study_id, model_version, target_vaf, min_posterior, history, other_libraries)
		SELECT DISTINCT r.study_id, call_model_version(), call_libraries.target_vaf, call_libraries.min_posterior, call_libraries.history,
			call_libraries.other_libraries
		FROM library AS l JOIN run AS r USING (run_id) WHERE l.library_id = ANY (asked)
		RETURNING call_set_id)
	SELECT array_agg(n.call_set_id) INTO made_sets FROM new_set AS n;
	IF call_libraries.keep THEN
		UPDATE observation AS o SET is_current = false FROM library AS l
		WHERE l.library_id = ANY (asked) AND o.patient_id = l.patient_id AND o.library_id = l.library_id AND o.is_current;
	ELSE
		DELETE FROM observation AS o USING library AS l
		WHERE l.library_id = ANY (asked) AND o.patient_id = l.patient_id AND o.library_id = l.library_id AND o.is_current;
		DELETE FROM call_set_library AS c USING library AS l
		WHERE l.library_id = ANY (asked) AND c.patient_id = l.patient_id AND c.library_id = l.library_id
			AND NOT EXISTS (SELECT FROM observation AS o WHERE o.patient_id = c.patient_id AND o.library_id = c.library_id AND o.call_set_id = c.call_set_id);
		PERFORM clear_call_sets(ARRAY(SELECT c.study_id FROM call_set AS c WHERE c.call_set_id = ANY (made_sets)), made_sets);
	END IF;
	WITH answer AS MATERIALIZED (
		SELECT c.* FROM library_call(asked, call_libraries.target_vaf, call_libraries.min_posterior, call_libraries.history, call_libraries.other_libraries) AS c),
	in_set AS (
		INSERT INTO call_set_library (patient_id, library_id, call_set_id, normals, background_libraries, expected_false_calls)
		SELECT a.patient_id, a.library_id, c.call_set_id, max(a.normals), coalesce(k.others, '{}'), sum(a.expected_false_calls) FILTER (WHERE a.state IS NULL)
			-- Said in each row of a junction.
			+ coalesce(max(a.expected_false_calls) FILTER (WHERE a.state IS NOT NULL), 0)
		FROM answer AS a JOIN library AS l USING (patient_id, library_id) JOIN run AS r USING (run_id)
			JOIN call_set AS c ON c.call_set_id = ANY (made_sets) AND c.study_id = r.study_id
			-- One statement: what the calls were made with.
			LEFT JOIN other_libraries(CASE WHEN call_libraries.other_libraries THEN asked END) AS k USING (patient_id, library_id)
		GROUP BY a.patient_id, a.library_id, c.call_set_id, k.others HAVING bool_or(a.state IS NULL))
	INSERT INTO observation (patient_id, sample_id, method, library_id, call_set_id, run_id, mutation, variant, is_marker, state, fraction, fraction_lower,
		fraction_upper, vaf, lod95, target_vaf, posterior, score, qual, flags, reason, partner)
	SELECT l.patient_id, l.sample_id, 'sequencing', l.library_id, c.call_set_id, l.run_id, a.mutation, a.variant,
		coalesce(a.variant = p.marker, false), a.state, fraction(a.vaf), a.fraction_lower, a.fraction_upper, a.vaf,
		a.lod95, call_libraries.target_vaf, a.posterior, a.score, a.qual, a.flags, a.reason, a.partner
	-- What some molecules show where alignments end and others within them is one variant.
	-- What has no variant is a negative, of a mutation and a partner.
	FROM (SELECT DISTINCT ON (u.patient_id, u.library_id, u.variant, k.named, k.joined) u.* FROM answer AS u,
			LATERAL (SELECT CASE WHEN u.variant IS NULL THEN u.mutation::text END, CASE WHEN u.variant IS NULL THEN u.partner END) AS k(named, joined) WHERE u.state IS NOT NULL
			ORDER BY u.patient_id, u.library_id, u.variant, k.named, k.joined, u.state <> 'detected', u.posterior NULLS LAST) AS a
		JOIN library AS l USING (patient_id, library_id) JOIN patient AS p USING (patient_id) JOIN run AS r USING (run_id)
		JOIN call_set AS c ON c.call_set_id = ANY (made_sets) AND c.study_id = r.study_id;
	GET DIAGNOSTICS made = ROW_COUNT;
	-- After the small variants, which tell the tumour fraction.
	made := made + observe_copy_numbers(asked, made_sets, call_libraries.target_vaf);
	UPDATE library AS l SET called_at = now() WHERE l.library_id = ANY (asked);
	RETURN made;
END
$$;
COMMENT ON FUNCTION call_libraries(bigint[], float8, float8, boolean, boolean, boolean) IS
	'call stored libraries: what is called, and every listed ALK mutation, the hotspots of other genes in the run''s design and the patient''s marker with their states, and copies of ALK and of the genes of bypass in the design; replaces their current observations, or with keep leaves them as an older call set; with history variants of earlier draws are expected; where a panel has no normals, other libraries of the run stand in for them, unless other_libraries is false';

CREATE OR REPLACE FUNCTION call_library(library_id bigint, target_vaf float8 = 0.005, min_posterior float8 = 0.9, keep boolean = false,
	history boolean = false, other_libraries boolean = true) RETURNS bigint
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
	made := call_libraries(ARRAY[call_library.library_id], call_library.target_vaf, call_library.min_posterior, call_library.keep, call_library.history, call_library.other_libraries);
	SELECT c.expected_false_calls, c.background INTO expected FROM call_set_library AS c
	WHERE c.library_id = call_library.library_id ORDER BY c.call_set_id DESC LIMIT 1;
	RAISE NOTICE USING MESSAGE = format('%s observations; false calls to be expected %s; background: %s', made,
		trim(to_char(expected.expected_false_calls, '9.9EEEE')), expected.background);
	RETURN made;
END
$$;
COMMENT ON FUNCTION call_library(bigint, float8, float8, boolean, boolean, boolean) IS 'call_libraries() of one library; a notice says how many false calls are to be expected';

CREATE OR REPLACE FUNCTION call(run text = NULL, study text = NULL, target_vaf float8 = 0.005, min_posterior float8 = 0.9, keep boolean = false,
	history boolean = false, other_libraries boolean = true) RETURNS bigint
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	study_key bigint := find_study(call.study);
	wanted bigint[];
	made bigint := 0;
	plates bigint[];
BEGIN
	IF call.run IS NOT NULL AND NOT EXISTS (SELECT FROM run AS r WHERE r.study_id = study_key AND r.name = call.run) THEN
		RAISE EXCEPTION USING ERRCODE = 'undefined_object', MESSAGE = format('run "%s" does not exist', call.run);
	END IF;
	SELECT array_agg(l.library_id) INTO wanted FROM library AS l JOIN run AS r USING (run_id)
	WHERE r.study_id = study_key AND (call.run IS NULL OR r.name = call.run);
	plates := ARRAY(SELECT r.run_id FROM run AS r WHERE r.study_id = study_key AND r.kind = 'ddpcr' AND (call.run IS NULL OR r.name = call.run) ORDER BY r.run_id);
	-- Plates too, before the first library is called: who removes a patient waits for a call set while others wait for the patient.
	PERFORM lock_called(wanted, plates);
	IF wanted IS NOT NULL THEN
		made := call_libraries(wanted, call.target_vaf, call.min_posterior, call.keep, call.history, call.other_libraries);
	END IF;
	SELECT made + coalesce(sum(call_plate(k.run_id, call.target_vaf)), 0) INTO made FROM unnest(plates) AS k(run_id);
	RETURN made;
END
$$;
COMMENT ON FUNCTION call(text, text, float8, float8, boolean, boolean, boolean) IS 'make the observations of a run, or of everything, anew; returns how many there are';
