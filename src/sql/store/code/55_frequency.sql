-- How many patients carry a mutation or any of a class.  Definitions: doc/cohort.md.
CREATE OR REPLACE FUNCTION count_carriers(class mutation, at text, drug text, line integer, study_id bigint, days_before integer, days_after integer,
	material text, by_drug boolean, OUT of_drug text, OUT patients bigint, OUT patients_evaluable bigint, OUT patients_with_tumour_dna bigint,
	OUT patients_detected bigint, OUT patients_detected_with_tumour_dna bigint, OUT patients_asked bigint)
	-- What is not asked falls out of the plan.  To compile a plan takes longer than to run it.
	RETURNS SETOF record LANGUAGE plpgsql STABLE ROWS 10 SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan SET jit = off SET work_mem = '32MB'
AS $$
#variable_conflict use_column
DECLARE
	is_baseline boolean := count_carriers.at = 'baseline';
	line_asked integer := CASE WHEN is_baseline AND count_carriers.drug IS NULL AND NOT count_carriers.by_drug THEN coalesce(count_carriers.line, 1) ELSE count_carriers.line END;
	-- The driver's fusion is no evidence for what is asked of itself.
	is_driver boolean := coalesce(mechanism(count_carriers.class, gene(count_carriers.class)) = 'driver', false);
	has_listed boolean;
BEGIN
	IF count_carriers.at IS NULL OR count_carriers.at NOT IN ('progression', 'baseline', 'treatment', 'any') THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = format('"%s" is no time to ask for', count_carriers.at),
			HINT = 'at is progression, baseline, treatment or any.';
	END IF;
	PERFORM check_given('class', count_carriers.class IS NOT NULL), check_given('days_before', count_carriers.days_before IS NOT NULL),
		check_given('days_after', count_carriers.days_after IS NOT NULL), check_given('material', count_carriers.material IS NOT NULL),
		check_drug(count_carriers.drug, count_carriers.study_id);
	has_listed := EXISTS (SELECT 1 FROM unnest(listed_mutations()) AS l WHERE l <@ count_carriers.class);
	RETURN QUERY
	-- In one pass: what is kept of a draw on its way to its patient is little.  A draw that shows several of the class comes several times, which does not matter.
	WITH draw_asked AS (
		SELECT d.patient_id, d.sample_id, CASE WHEN is_baseline THEN d.baseline_drugs ELSE d.drugs END AS drugs,
			has_listed AND coalesce(is_evaluable(count_carriers.class, d.gaps), false) AS is_whole,
			tumour_dna_seen(count_carriers.class, CASE WHEN NOT is_driver THEN d.truncal_seen WHEN count_carriers.material <> 'white_cells' THEN d.marker_state = 'detected' END, d.first_detected, d.last_detected, d.first_looked_for, d.last_looked_for) AS seen
		FROM draw AS d
		WHERE d.study_id = count_carriers.study_id AND d.material = count_carriers.material
			AND (count_carriers.at <> 'progression' OR d.days_to_progression <= count_carriers.days_before OR d.days_since_progression <= count_carriers.days_after)
			AND (count_carriers.at <> 'treatment' OR d.line IS NOT NULL)
			AND (NOT is_baseline OR d.baseline_line IS NOT NULL)
			AND (line_asked IS NULL OR line_asked = CASE WHEN is_baseline THEN d.baseline_line ELSE d.line END)
			AND (count_carriers.drug IS NULL OR count_carriers.drug = ANY (CASE WHEN is_baseline THEN d.baseline_drugs ELSE d.drugs END))
		-- Asked once a draw, however often it is named.
		OFFSET 0),
	-- Of a class without listed members only the mutation itself can have been asked for.  The index of who was asked is that of observation.
	excluded AS (
		SELECT m.patient_id, m.sample_id
		FROM observation AS o JOIN sample_mutation AS m ON m.patient_id = o.patient_id AND m.sample_id = o.sample_id AND m.observation_id = o.observation_id
		WHERE o.mutation = count_carriers.class AND m.state = ANY (evaluable_states()) AND m.state <> 'detected'),
	-- What is known of a patient is one number, a bit a fact: 1 detected, 2 evaluable, 4 evaluable with tumour DNA seen, 8 detected with it, 16 could
	-- have been shown to be without.
	shown AS (
		SELECT a.patient_id, CASE WHEN count_carriers.by_drug THEN a.drugs ELSE '{NULL}' END AS drugs, CASE WHEN f.patient_id IS NOT NULL THEN CASE WHEN a.seen THEN 15 ELSE 3 END
			WHEN e.patient_id IS NOT NULL OR a.is_whole THEN CASE WHEN a.seen THEN 22 ELSE 18 END ELSE 0 END | CASE WHEN a.is_whole THEN 16 ELSE 0 END AS known
		FROM draw_asked AS a
			LEFT JOIN detection AS f ON f.patient_id = a.patient_id AND f.sample_id = a.sample_id
				AND f.mutation <@ count_carriers.class AND counts_for(f.mutation, count_carriers.class, f.driver)
			LEFT JOIN excluded AS e ON NOT has_listed AND e.patient_id = a.patient_id AND e.sample_id = a.sample_id)
	SELECT t.drug, sum(t.patients)::bigint, coalesce(sum(t.patients) FILTER (WHERE t.known & 2 <> 0), 0)::bigint, coalesce(sum(t.patients) FILTER (WHERE t.known & 4 <> 0), 0)::bigint,
		coalesce(sum(t.patients) FILTER (WHERE t.known & 1 <> 0), 0)::bigint, coalesce(sum(t.patients) FILTER (WHERE t.known & 8 <> 0), 0)::bigint,
		coalesce(sum(t.patients) FILTER (WHERE t.known & 16 <> 0), 0)::bigint
	FROM unnest((SELECT tally_patients(s.patient_id, s.drugs, NULL, s.known) FROM shown AS s)) AS t
	GROUP BY t.drug ORDER BY t.drug;
END
$$;
COMMENT ON FUNCTION count_carriers(mutation, text, text, integer, bigint, integer, integer, text, boolean) IS 'what frequency() and frequency_by_drug() count';

CREATE OR REPLACE FUNCTION why_no_frequency(patients bigint, patients_evaluable bigint, patients_asked bigint, patients_with_tumour_dna bigint) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	-- In a carrier it may be found whoever was asked: of carriers alone all carry it.
	SELECT CASE WHEN patients_with_tumour_dna > 0 AND patients_asked > 0 THEN NULL
		WHEN patients = 0 THEN 'no draw of that kind'
		WHEN patients_evaluable = 0 THEN 'no draw that could show every listed member of the class'
		WHEN patients_with_tumour_dna = 0 THEN 'no draw that could show the class has tumour DNA seen apart from it'
		ELSE 'nobody is evaluable but those in whom it was found' END;
END;
COMMENT ON FUNCTION why_no_frequency(bigint, bigint, bigint, bigint) IS 'why a frequency is NULL; NULL where it is not';

CREATE OR REPLACE FUNCTION frequency(class mutation, at text = 'progression', drug text = NULL, line integer = NULL, study text = NULL,
	days_before integer = 30, days_after integer = 28, material text = 'plasma', confidence float8 = 0.95, OUT patients bigint, OUT patients_evaluable bigint,
	OUT patients_with_tumour_dna bigint, OUT patients_detected bigint, OUT patients_detected_with_tumour_dna bigint,
	OUT fraction float8, OUT fraction_lower float8, OUT fraction_upper float8, OUT reason text)
	LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	study_key bigint := find_study(frequency.study);
	patients_asked bigint;
BEGIN
	PERFORM check_confidence(frequency.confidence);
	SELECT c.patients, c.patients_evaluable, c.patients_with_tumour_dna, c.patients_detected, c.patients_detected_with_tumour_dna, c.patients_asked
	INTO patients, patients_evaluable, patients_with_tumour_dna, patients_detected, patients_detected_with_tumour_dna, patients_asked
	FROM count_carriers(frequency.class, frequency.at, frequency.drug, frequency.line, study_key, frequency.days_before, frequency.days_after,
		frequency.material, false) AS c;
	IF NOT FOUND THEN
		patients := 0;
		patients_evaluable := 0;
		patients_with_tumour_dna := 0;
		patients_detected := 0;
		patients_detected_with_tumour_dna := 0;
	END IF;
	reason := why_no_frequency(frequency.patients, frequency.patients_evaluable, patients_asked, frequency.patients_with_tumour_dna);
	SELECT f.fraction, f.fraction_lower, f.fraction_upper INTO fraction, fraction_lower, fraction_upper
	FROM share(frequency.patients_detected_with_tumour_dna, frequency.patients_with_tumour_dna, frequency.confidence) AS f
	WHERE frequency.reason IS NULL;
END
$$;
COMMENT ON FUNCTION frequency(mutation, text, text, integer, text, integer, integer, text, float8) IS
	'how many patients carry a mutation, or any of a class, in a draw of the kind asked for (at progression, baseline, under treatment, any), with three denominators: all with such a draw, evaluable for the class, evaluable with tumour DNA seen apart from it; the fraction is of the last, its limits exact';

CREATE OR REPLACE FUNCTION frequency_by_drug(class mutation, at text = 'progression', line integer = NULL, study text = NULL,
	days_before integer = 30, days_after integer = 28, material text = 'plasma', confidence float8 = 0.95, OUT drug text, OUT patients bigint,
	OUT patients_evaluable bigint, OUT patients_with_tumour_dna bigint, OUT patients_detected bigint, OUT patients_detected_with_tumour_dna bigint,
	OUT fraction float8, OUT fraction_lower float8, OUT fraction_upper float8, OUT reason text)
	RETURNS SETOF record LANGUAGE plpgsql STABLE ROWS 10 SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	study_key bigint := find_study(frequency_by_drug.study);
BEGIN
	PERFORM check_confidence(frequency_by_drug.confidence);
	RETURN QUERY
	SELECT c.of_drug, c.patients, c.patients_evaluable, c.patients_with_tumour_dna, c.patients_detected, c.patients_detected_with_tumour_dna,
		f.fraction, f.fraction_lower, f.fraction_upper, w.reason
	FROM count_carriers(frequency_by_drug.class, frequency_by_drug.at, NULL, frequency_by_drug.line, study_key, frequency_by_drug.days_before,
			frequency_by_drug.days_after, frequency_by_drug.material, true) AS c
		CROSS JOIN LATERAL (SELECT why_no_frequency(c.patients, c.patients_evaluable, c.patients_asked, c.patients_with_tumour_dna) AS reason) AS w
		LEFT JOIN LATERAL share(c.patients_detected_with_tumour_dna, c.patients_with_tumour_dna, frequency_by_drug.confidence) AS f ON w.reason IS NULL;
END
$$;
COMMENT ON FUNCTION frequency_by_drug(mutation, text, integer, text, integer, integer, text, float8) IS
	'frequency() by the drug of the line at the draw (at baseline: of the line to come); a draw under a combination counts for each of its drugs';

-- The classes that an overview is of: what is listed of ALK, and what was found, with their structural regions and genes.
CREATE OR REPLACE VIEW answered_class WITH (security_invoker = true) AS
SELECT DISTINCT c.mutation FROM (
		SELECT r.mutation FROM resistance_mutation AS r
		UNION
		SELECT m.mutation FROM patient_mutation AS m WHERE m.mechanism IN ('on_target', 'off_target')) AS k,
	LATERAL (VALUES (k.mutation), (CASE WHEN level(parent(parent(k.mutation))) = 'structural_region' THEN parent(parent(k.mutation)) END),
		(gene(k.mutation)::mutation)) AS c(mutation)
WHERE c.mutation IS NOT NULL;
COMMENT ON VIEW answered_class IS 'the classes that mutation_frequency answers for: listed ALK mutations and every one on or off target that was found, their structural regions and genes';
COMMENT ON COLUMN answered_class.mutation IS 'mutation or class';

-- Most draws say the same of every class.  What kinds of them there are is asked once, and those in whom a class was found are counted apart.
CREATE OR REPLACE VIEW mutation_frequency WITH (security_invoker = true) AS
WITH class AS MATERIALIZED (SELECT a.mutation, EXISTS (SELECT 1 FROM unnest(listed_mutations()) AS l WHERE l <@ a.mutation) AS has_listed FROM answered_class AS a),
evidence AS MATERIALIZED (
	SELECT row_number() OVER () AS evidence, d.study_id, d.gaps, d.truncal_seen, d.first_detected, d.last_detected, d.first_looked_for, d.last_looked_for,
		array_agg(d.patient_id) AS patients, array_agg(d.sample_id) AS samples
	FROM draw AS d WHERE d.material = 'plasma' AND d.line IS NOT NULL
	GROUP BY d.study_id, d.gaps, d.truncal_seen, d.first_detected, d.last_detected, d.first_looked_for, d.last_looked_for),
said AS MATERIALIZED (
	SELECT e.evidence, c.mutation AS class, c.has_listed AND coalesce(is_evaluable(c.mutation, e.gaps), false) AS is_whole,
		coalesce(tumour_dna_seen(c.mutation, e.truncal_seen, e.first_detected, e.last_detected, e.first_looked_for, e.last_looked_for), false) AS seen
	FROM evidence AS e CROSS JOIN class AS c),
-- Those that say the same are of one kind.
kind AS MATERIALIZED (
	SELECT k.evidence, dense_rank() OVER (ORDER BY k.answers) AS kind FROM (
		SELECT s.evidence, array_agg(s.is_whole::integer + 2 * s.seen::integer ORDER BY s.class) AS answers FROM said AS s GROUP BY s.evidence) AS k),
kind_says AS MATERIALIZED (
	SELECT k.kind, s.class, s.is_whole, s.is_whole AND s.seen AS with_tumour_dna
	FROM (SELECT n.kind, min(n.evidence) AS evidence FROM kind AS n GROUP BY n.kind) AS k JOIN said AS s ON s.evidence = k.evidence),
draw_evidence AS MATERIALIZED (
	SELECT e.study_id, e.evidence, u.patient_id, u.sample_id FROM evidence AS e CROSS JOIN LATERAL unnest(e.patients, e.samples) AS u(patient_id, sample_id)),
-- Patients whose draws are of the same kinds.
alike AS MATERIALIZED (
	SELECT row_number() OVER () AS alike, p.study_id, p.kinds, array_agg(p.patient_id) AS patients FROM (
		SELECT d.study_id, d.patient_id, array_agg(DISTINCT k.kind ORDER BY k.kind) AS kinds
		FROM draw_evidence AS d JOIN kind AS k ON k.evidence = d.evidence GROUP BY d.study_id, d.patient_id) AS p
	GROUP BY p.study_id, p.kinds),
alike_say AS MATERIALIZED (
	SELECT a.alike, s.class, bool_or(s.is_whole) AS is_whole, bool_or(s.with_tumour_dna) AS with_tumour_dna
	FROM alike AS a CROSS JOIN LATERAL unnest(a.kinds) AS u(kind) JOIN kind_says AS s ON s.kind = u.kind GROUP BY a.alike, s.class),
counted AS (
	SELECT a.study_id, s.class, sum(cardinality(a.patients)) AS drawn, coalesce(sum(cardinality(a.patients)) FILTER (WHERE s.is_whole), 0) AS asked,
		coalesce(sum(cardinality(a.patients)) FILTER (WHERE s.with_tumour_dna), 0) AS with_tumour_dna
	FROM alike AS a JOIN alike_say AS s ON s.alike = a.alike GROUP BY a.study_id, s.class),
-- A draw that shows several of a class comes several times, which does not matter.
found AS MATERIALIZED (
	SELECT c.mutation AS class, m.patient_id, m.sample_id, true AS is_there FROM class AS c JOIN detection AS m ON m.mutation <@ c.mutation
	WHERE m.material = 'plasma' AND m.line IS NOT NULL AND counts_for(m.mutation, c.mutation, m.driver)),
-- Of a class without listed members, as in count_carriers.  Class by class: by the index.
excluded AS MATERIALIZED (
	SELECT c.mutation AS class, a.patient_id, a.sample_id, false AS is_there
	FROM class AS c CROSS JOIN LATERAL (
		SELECT m.patient_id, m.sample_id
		FROM observation AS o JOIN sample_mutation AS m ON m.patient_id = o.patient_id AND m.sample_id = o.sample_id AND m.observation_id = o.observation_id
		WHERE o.mutation = c.mutation AND m.state = ANY (evaluable_states()) AND m.state <> 'detected' OFFSET 0) AS a
	WHERE NOT c.has_listed),
carrier AS MATERIALIZED (
	SELECT f.class, f.patient_id, bool_or(f.is_there) AS is_there, bool_or(NOT f.is_there) AS is_asked, bool_or(s.seen) AS seen, bool_or(s.seen AND f.is_there) AS with_tumour_dna
	FROM (SELECT * FROM found UNION ALL SELECT * FROM excluded) AS f JOIN draw_evidence AS d ON d.patient_id = f.patient_id AND d.sample_id = f.sample_id
		JOIN said AS s ON s.evidence = d.evidence AND s.class = f.class GROUP BY f.class, f.patient_id),
-- Materialised: what one patient shows is joined with his answers, not with everybody's.
carrier_alike AS MATERIALIZED (
	SELECT a.alike, a.study_id, c.class, c.is_there, c.is_asked, c.seen, c.with_tumour_dna
	FROM carrier AS c JOIN (SELECT l.alike, l.study_id, u.patient_id FROM alike AS l CROSS JOIN LATERAL unnest(l.patients) AS u(patient_id)) AS a ON a.patient_id = c.patient_id),
carriers AS (
	SELECT c.study_id, c.class, count(*) FILTER (WHERE c.is_there) AS detected, count(*) FILTER (WHERE c.is_asked AND NOT s.is_whole) AS asked, count(*) FILTER (WHERE NOT s.is_whole) AS not_whole,
		count(*) FILTER (WHERE c.with_tumour_dna) AS detected_with, count(*) FILTER (WHERE c.seen AND NOT s.with_tumour_dna) AS not_with
	FROM carrier_alike AS c JOIN alike_say AS s ON s.alike = c.alike AND s.class = c.class GROUP BY c.study_id, c.class)
SELECT st.name AS study, n.class AS mutation, level(n.class) AS level, mechanism(n.class) AS mechanism, coalesce(c.detected, 0) AS patients_detected,
	a.patients, n.asked + coalesce(c.not_whole, 0) AS patients_evaluable, n.with_tumour_dna + coalesce(c.not_with, 0) AS patients_with_tumour_dna,
	coalesce(c.detected_with, 0) AS patients_detected_with_tumour_dna,
	CASE WHEN why_no_frequency(n.drawn, n.asked + coalesce(c.not_whole, 0), n.asked + coalesce(c.asked, 0), n.with_tumour_dna + coalesce(c.not_with, 0)) IS NULL
		THEN 100.0::float8 * coalesce(c.detected_with, 0) / (n.with_tumour_dna + coalesce(c.not_with, 0)) END AS detected_percent
FROM counted AS n JOIN study AS st ON st.study_id = n.study_id
	JOIN (SELECT p.study_id, count(*) AS patients FROM patient AS p WHERE p.role = 'patient' GROUP BY p.study_id) AS a ON a.study_id = n.study_id
	LEFT JOIN carriers AS c ON c.study_id = n.study_id AND c.class = n.class;
COMMENT ON VIEW mutation_frequency IS 'how many patients carry a mutation, or any of a class, in a draw of plasma under treatment, with three denominators; at progression or by drug: frequency()';
COMMENT ON COLUMN mutation_frequency.study IS 'study';
COMMENT ON COLUMN mutation_frequency.mutation IS 'mutation or class: ALK, a structural region, a change; of ALK those on target count, not its fusion, synonymous changes or polymorphisms';
COMMENT ON COLUMN mutation_frequency.level IS 'gene, structural_region or change';
COMMENT ON COLUMN mutation_frequency.mechanism IS 'on_target or off_target, in a tumour driven by ALK; NULL for ALK itself';
COMMENT ON COLUMN mutation_frequency.patients_detected IS 'patients in whom it was detected under treatment';
COMMENT ON COLUMN mutation_frequency.patients IS 'all patients of the study';
COMMENT ON COLUMN mutation_frequency.patients_evaluable IS 'patients with a draw under treatment that could show every listed member of the class, or that shows one; of a class without listed members, that was asked for it';
COMMENT ON COLUMN mutation_frequency.patients_with_tumour_dna IS 'of them, those with tumour DNA seen in such a draw, apart from the class';
COMMENT ON COLUMN mutation_frequency.patients_detected_with_tumour_dna IS 'of these, those in whom such a draw shows it';
COMMENT ON COLUMN mutation_frequency.detected_percent IS 'the last, percent of the one before; NULL where no draw had tumour DNA seen apart from the class, or nobody could have shown its absence';
