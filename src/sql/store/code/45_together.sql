CREATE OR REPLACE FUNCTION phase(library_id bigint, first variant, second variant, OUT phase text, OUT both_molecules integer,
	OUT first_only integer, OUT second_only integer, OUT log_ratio float8)
	LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	blocks pileup[];
BEGIN
	IF NOT EXISTS (SELECT FROM library AS l WHERE l.library_id = phase.library_id) THEN
		RAISE EXCEPTION USING ERRCODE = 'undefined_object', MESSAGE = format('library %s does not exist', phase.library_id);
	END IF;
	SELECT array_agg(b.pileup) INTO blocks FROM library AS l JOIN pileup_block AS b USING (patient_id, library_id)
	WHERE l.library_id = phase.library_id AND (b.assembly, b.contig, b.block) IN (
		SELECT assembly(v), contig(v), block(v) FROM unnest(ARRAY[phase.first, phase.second]) AS v);
	IF blocks IS NULL THEN
		phase := 'unknown';
	ELSE
		SELECT p.phase, p.both_molecules, p.first_only, p.second_only, p.log_ratio INTO phase, both_molecules, first_only, second_only, log_ratio
		FROM phase(blocks[1], phase.first, phase.second, blocks[2]) AS p;
	END IF;
END
$$;
COMMENT ON FUNCTION phase(bigint, variant, variant) IS 'do two variants of a stored library lie on the same molecules: cis, trans, or unknown (too far apart, another exon, or the molecules decide neither)';

CREATE OR REPLACE FUNCTION compound_mutations(library_id bigint, OUT mutation_a mutation, OUT mutation_b mutation, OUT variant_a variant,
	OUT variant_b variant, OUT phase text, OUT both_molecules integer, OUT a_only integer, OUT b_only integer, OUT log_ratio float8,
	OUT is_described boolean, OUT evidence text)
	RETURNS SETOF record LANGUAGE sql STABLE ROWS 3
BEGIN ATOMIC
	SELECT a.mutation, b.mutation, a.variant, b.variant, p.phase, p.both_molecules, p.first_only, p.second_only, p.log_ratio, k.mutation_a IS NOT NULL,
		CASE p.phase
			WHEN 'cis' THEN format('%s of %s molecules that show one and reach the other carry both: a compound mutation', p.both_molecules, p.both_molecules + p.first_only + p.second_only)
			WHEN 'trans' THEN format('none or nearly none of %s molecules that show one and reach the other carries both: two clones or two alleles', p.both_molecules + p.first_only + p.second_only)
			ELSE CASE WHEN p.both_molecules IS NULL THEN 'what they share was not counted, or one lies elsewhere'
				WHEN p.both_molecules + p.first_only + p.second_only = 0 THEN 'no molecule that shows one reaches the other'
				ELSE format('%s of %s molecules that show one and reach the other carry both, which decides neither', p.both_molecules, p.both_molecules + p.first_only + p.second_only)
				END || ': a compound mutation and two clones are both possible' END
	FROM observation AS a JOIN observation AS b ON b.patient_id = a.patient_id AND b.library_id = a.library_id AND a.variant < b.variant
			AND gene(a.mutation) = gene(b.mutation) AND a.mutation <> b.mutation
		LEFT JOIN compound_mutation AS k ON (k.mutation_a, k.mutation_b) IN ((a.mutation, b.mutation), (b.mutation, a.mutation)),
		LATERAL phase(a.library_id, a.variant, b.variant) AS p
	WHERE a.library_id = compound_mutations.library_id AND a.is_current AND b.is_current AND a.state = 'detected' AND b.state = 'detected'
		-- What says nothing of resistance makes no compound.
		AND NOT a.is_marker AND NOT b.is_marker AND is_evidence(a.mutation) AND is_evidence(b.mutation)
		-- Nor do junctions, whose bases are not counted.
		AND alkres.kind(a.variant) <> 'breakend' AND alkres.kind(b.variant) <> 'breakend';
END;
COMMENT ON FUNCTION compound_mutations(bigint) IS 'pairs of mutations of one gene detected in a library, with their phase, markers, synonymous changes and polymorphisms left out; is_described: known from the literature (alkres.compound_mutation); inhibitors are to be judged for the compound, not for its parts';

CREATE OR REPLACE FUNCTION pair_phase(study_id bigint, as_of date = NULL, OUT patient_id bigint, OUT sample_id bigint, OUT first mutation, OUT second mutation, OUT phase text,
	OUT both_molecules integer, OUT first_only integer, OUT second_only integer)
	RETURNS SETOF record LANGUAGE plpgsql STABLE ROWS 100 SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH pair AS MATERIALIZED (
		SELECT a.patient_id, a.sample_id, a.mutation AS first, b.mutation AS second
		FROM sample_mutation AS a JOIN sample_mutation AS b ON b.patient_id = a.patient_id AND b.sample_id = a.sample_id AND b.mutation > a.mutation
			JOIN draw AS d ON d.patient_id = a.patient_id AND d.sample_id = a.sample_id
		WHERE d.study_id = pair_phase.study_id AND d.material = 'plasma' AND (pair_phase.as_of IS NULL OR d.drawn_on <= pair_phase.as_of)
			AND a.method = 'sequencing' AND b.method = 'sequencing' AND a.state = 'detected' AND b.state = 'detected'
			AND gene(a.mutation) = gene(b.mutation) AND residue(a.mutation) IS NOT NULL AND residue(b.mutation) IS NOT NULL
			AND is_evidence(a.mutation) AND is_evidence(b.mutation)),
	seen AS (
		SELECT i.*, h.phase, h.both_molecules, h.first_only, h.second_only
		FROM pair AS i
			JOIN observation AS a ON a.patient_id = i.patient_id AND a.sample_id = i.sample_id AND a.mutation = i.first AND a.state = 'detected' AND a.is_current
			JOIN observation AS b ON b.patient_id = i.patient_id AND b.library_id = a.library_id AND b.mutation = i.second AND b.state = 'detected' AND b.is_current
			JOIN library AS l ON l.patient_id = a.patient_id AND l.library_id = a.library_id AND l.withdrawn IS NULL
			JOIN run AS r ON r.run_id = l.run_id AND r.withdrawn IS NULL
			LEFT JOIN pileup_block AS u ON u.patient_id = a.patient_id AND u.library_id = a.library_id AND u.assembly = assembly(a.variant)
				AND u.contig = contig(a.variant) AND u.block = block(a.variant)
			LEFT JOIN pileup_block AS v ON v.patient_id = b.patient_id AND v.library_id = b.library_id AND v.assembly = assembly(b.variant)
				AND v.contig = contig(b.variant) AND v.block = block(b.variant) AND v.block <> u.block
			LEFT JOIN LATERAL phase(u.pileup, a.variant, b.variant, v.pileup) AS h ON u.pileup IS NOT NULL)
	-- Of several libraries of a draw, and several DNA changes, those of which most molecules reach both places.
	SELECT DISTINCT ON (i.patient_id, i.sample_id, i.first, i.second) i.patient_id, i.sample_id, i.first, i.second, coalesce(s.phase, 'unknown'), s.both_molecules,
		s.first_only, s.second_only
	FROM pair AS i LEFT JOIN seen AS s ON s.patient_id = i.patient_id AND s.sample_id = i.sample_id AND s.first = i.first AND s.second = i.second
	ORDER BY i.patient_id, i.sample_id, i.first, i.second, s.both_molecules + s.first_only + s.second_only DESC NULLS LAST;
END
$$;
COMMENT ON FUNCTION pair_phase(bigint, date) IS 'pairs of mutations of one gene that sequencing detects in a draw of plasma of the study, up to a day: on the same molecules (cis), on different ones (trans), or unknown; all patients in one plan';

CREATE OR REPLACE FUNCTION trajectory(patient text, mutation mutation, study text = NULL, prior float8 = prior('listed'), OUT sample text, OUT drawn_on date,
	OUT state text, OUT fraction float8, OUT fraction_upper float8, OUT lod95 float8, OUT score float8,
	OUT joint_score float8, OUT joint_posterior float8, OUT is_below_threshold boolean)
	RETURNS SETOF record LANGUAGE sql STABLE ROWS 10
BEGIN ATOMIC
	WITH draw AS (
		-- Of several nucleotide changes that give the mutation, and of several libraries of a draw, the one that says most for it.
		SELECT DISTINCT ON (s.drawn_on, s.drawn_at, s.sample_id) s.external_id, s.drawn_on, s.drawn_at, s.sample_id, o.state, o.fraction, o.fraction_upper, o.lod95, o.score
		FROM patient AS p JOIN sample AS s USING (patient_id) JOIN observation AS o USING (patient_id, sample_id) JOIN run AS r ON r.run_id = o.run_id
			JOIN library AS l ON l.patient_id = o.patient_id AND l.library_id = o.library_id
		WHERE p.study_id = find_study(trajectory.study) AND p.external_id = trajectory.patient AND p.role = 'patient' AND s.material = 'plasma' AND o.is_current
			AND o.mutation = trajectory.mutation AND o.method = 'sequencing' AND r.withdrawn IS NULL AND l.withdrawn IS NULL
		ORDER BY s.drawn_on, s.drawn_at, s.sample_id, o.score DESC NULLS LAST),
	together AS (
		SELECT d.*, joint_evidence(array_agg(d.score) OVER (ORDER BY d.drawn_on, d.drawn_at, d.sample_id)) AS joint FROM draw AS d)
	SELECT t.external_id, t.drawn_on, t.state, t.fraction, t.fraction_upper, t.lod95, t.score, t.joint,
		posterior(t.joint, trajectory.prior), coalesce(t.score > 0 AND t.state <> 'detected', false)
	FROM together AS t ORDER BY t.drawn_on, t.drawn_at, t.sample_id;
END;
COMMENT ON FUNCTION trajectory(text, mutation, text, float8) IS 'a mutation over a patient''s sequenced draws of plasma: what each says, and what all up to it say together, which may be enough before any of them is; is_below_threshold: something is there that is not called';

CREATE OR REPLACE FUNCTION contamination(run text, study text = NULL, OUT library text, OUT donor text, OUT sites integer, OUT vaf vaf,
	OUT fraction float8, OUT fraction_lower float8, OUT fraction_upper float8, OUT score float8, OUT is_likely_donor boolean)
	RETURNS SETOF record LANGUAGE sql STABLE ROWS 20
BEGIN ATOMIC
	WITH block AS (
		SELECT l.patient_id, l.library_id, l.name, b.contig, b.block, b.pileup
		FROM run AS r JOIN library AS l USING (run_id) JOIN pileup_block AS b USING (patient_id, library_id)
		WHERE r.study_id = find_study(contamination.study) AND r.name = contamination.run AND r.withdrawn IS NULL AND l.withdrawn IS NULL),
	site AS (
		-- Places where somebody of the run is homozygous for an alternative base.
		SELECT DISTINCT b.contig, b.block, a."position", a.ref, a.alt
		FROM block AS b, LATERAL alleles(b.pileup) AS a JOIN LATERAL depth(b.pileup) AS d USING ("position")
		WHERE length(a.ref) = 1 AND length(a.alt) = 1 AND alkres_internal.is_homozygous(a.molecules, d.molecules)),
	-- A patient's own: the marker, and what was called in another run.
	own AS (
		SELECT p.patient_id, contig(p.marker) AS contig, start_position(p.marker) AS "position" FROM patient AS p
		WHERE p.marker IS NOT NULL AND p.patient_id IN (SELECT b.patient_id FROM block AS b)
		UNION
		SELECT o.patient_id, contig(o.variant), start_position(o.variant) FROM observation AS o JOIN run AS r ON r.run_id = o.run_id
			LEFT JOIN library AS l ON l.patient_id = o.patient_id AND l.library_id = o.library_id
		WHERE o.patient_id IN (SELECT b.patient_id FROM block AS b) AND o.is_current AND o.state = 'detected' AND o.variant IS NOT NULL
			AND r.name <> contamination.run AND r.withdrawn IS NULL AND l.withdrawn IS NULL),
	seen AS (
		SELECT b.patient_id, b.library_id, b.name, b.contig, s."position", s.alt, (u.contig_number << 32) + s."position" AS place, d.molecules,
			CASE s.alt WHEN 'A' THEN d.a WHEN 'C' THEN d.c WHEN 'G' THEN d.g WHEN 'T' THEN d.t END AS alternates,
			CASE s.ref WHEN 'A' THEN d.a WHEN 'C' THEN d.c WHEN 'G' THEN d.g WHEN 'T' THEN d.t END AS refs
		FROM (SELECT contig, block, dense_rank() OVER (ORDER BY contig) AS contig_number, array_agg("position") AS positions, array_agg(ref) AS refs, array_agg(alt) AS alts FROM site GROUP BY contig, block) AS u
			JOIN block AS b USING (contig, block), LATERAL depth(b.pileup) AS d JOIN LATERAL unnest(u.positions, u.refs, u.alts) AS s("position", ref, alt) USING ("position")
		WHERE NOT EXISTS (SELECT FROM own AS o WHERE o.patient_id = b.patient_id AND o.contig = b.contig AND o."position" = s."position")),
	-- Who lacks an allele, who has it and at what share, and its error for each who lacks it.  Gathered by allele, for a join of all libraries with all would be
	-- planned for the few rows that a pileup seems to hold.
	allele AS (
		SELECT array_agg(s.patient_id) FILTER (WHERE c.is_host) AS host_patients, array_agg(s.library_id) FILTER (WHERE c.is_host) AS hosts,
			array_agg(s.name) FILTER (WHERE c.is_host) AS host_names, array_agg(alkres.vaf(t.shown::bigint, s.molecules::bigint)) FILTER (WHERE c.is_host) AS vafs,
			array_agg(s.patient_id) FILTER (WHERE c.is_donor) AS donor_patients, array_agg(s.library_id) FILTER (WHERE c.is_donor) AS donors,
			array_agg(s.name) FILTER (WHERE c.is_donor) AS donor_names, array_agg(c.share) FILTER (WHERE c.is_donor) AS shares,
			alkres_internal.site_errors(array_agg(t.shown::bigint) FILTER (WHERE c.is_host), array_agg(s.molecules::bigint) FILTER (WHERE c.is_host)) AS errors, s.place
		FROM seen AS s, LATERAL (VALUES (true, s.alternates, s.refs), (false, s.refs, s.alternates)) AS t(of_alt, shown, others),
			LATERAL (SELECT l.is_host, g.share, g.share > 0 AND NOT l.is_host AS is_donor FROM alkres_internal.donor_share(t.shown, s.molecules) AS g(share),
				alkres_internal.lacks_allele(t.shown, t.others, s.molecules) AS l(is_host)) AS c
		GROUP BY s.contig, s."position", s.alt, s.place, t.of_alt),
	foreign_molecules AS (
		SELECT h.library_id, h.name, d.name AS donor, array_agg(h.vaf) AS vafs, array_agg(d.share) AS shares, array_agg(h.error) AS errors, array_agg(a.place) AS places
		FROM allele AS a, LATERAL unnest(a.host_patients, a.hosts, a.host_names, a.vafs, a.errors) AS h(patient_id, library_id, name, vaf, error),
			LATERAL unnest(a.donor_patients, a.donors, a.donor_names, a.shares) AS d(patient_id, library_id, name, share)
		WHERE h.patient_id <> d.patient_id
		GROUP BY h.library_id, h.name, d.library_id, d.name)
	SELECT f.name, f.donor, c.sites, c.vaf, c.fraction, c.fraction_lower, c.fraction_upper, c.score,
		alkres_internal.is_contaminated(c.score, c.agreeing_sites, count(*) OVER ()) AND c.score = max(c.score) OVER (PARTITION BY f.library_id)
	FROM foreign_molecules AS f, LATERAL contamination(f.vafs, f.shares, errors => f.errors, positions => f.places) AS c ORDER BY f.name, c.score DESC, f.donor;
END;
COMMENT ON FUNCTION contamination(text, text) IS 'for every pair of libraries of a run that differ: how much of one is DNA of the other, from places where one is homozygous and the other has another allele, but for the patients'' markers and calls of other runs, and for what is withdrawn; the likeliest donor is marked where at least three places agree and the evidence outweighs the number of pairs';
