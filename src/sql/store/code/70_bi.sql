-- What a modelling tool reads: a star of text, numbers, boolean and date.  Facts are bi_observation, bi_sample_mutation, bi_patient_mutation,
-- bi_well and bi_assessment; the others are dimensions, each with one row a key.  Research use only.
CREATE OR REPLACE VIEW bi_patient WITH (security_invoker = true) AS
SELECT p.patient_id, st.name AS study, p.external_id AS patient, p.sex, p.birth_year, p.driver, p.fusion, p.marker::text AS marker,
	(SELECT min(t.start_date) FROM treatment AS t WHERE t.patient_id = p.patient_id) AS first_dose,
	p.last_follow_up, p.death, p.death IS NOT NULL AS is_dead
FROM patient AS p JOIN study AS st ON st.study_id = p.study_id WHERE p.role = 'patient';
COMMENT ON VIEW bi_patient IS 'dimension: patients; key patient_id. Research use only';

CREATE OR REPLACE VIEW bi_line WITH (security_invoker = true) AS
SELECT l.patient_id || ':' || l.line AS line_key, l.patient_id, l.line, l.drugs, l.start_date, l.end_date, l.next_start_date, l.stop_reason FROM treatment_line AS l;
COMMENT ON VIEW bi_line IS 'dimension: lines of treatment, the set of their drugs; key line_key, of patient_id and line. Research use only';

CREATE OR REPLACE VIEW bi_treatment WITH (security_invoker = true) AS
SELECT t.treatment_id, t.patient_id, t.patient_id || ':' || t.line AS line_key, t.line, t.drug, t.start_date, t.end_date, t.stop_reason FROM treatment AS t;
COMMENT ON VIEW bi_treatment IS 'dimension: drugs given, one row each; key treatment_id. Research use only';

CREATE OR REPLACE VIEW bi_sample WITH (security_invoker = true) AS
SELECT s.sample_id, s.patient_id, s.external_id AS sample, s.drawn_on, s.material, d.patient_id || ':' || d.line AS line_key, d.line,
	array_to_string(d.drugs, ' + ') AS drug, d.day, d.line_day, d.days_after_last_dose, d.days_to_progression, d.days_since_progression, d.baseline_line,
	d.tumour_dna_seen, d.marker_state, d.marker_fraction, d.highest_fraction, d.libraries, d.molecule_depth, s.tube, s.blood_ml, s.draw_to_spin_hours,
	s.plasma_ml, s.elution_ul, s.storage, s.extraction_kit, s.qubit_ng
FROM sample AS s JOIN patient AS p ON p.patient_id = s.patient_id AND p.role = 'patient'
	LEFT JOIN draw AS d ON d.patient_id = s.patient_id AND d.sample_id = s.sample_id;
COMMENT ON VIEW bi_sample IS 'dimension: samples of patients, with the line of treatment they were drawn in; key sample_id. Research use only';

CREATE OR REPLACE VIEW bi_mutation WITH (security_invoker = true) AS
-- From one to the next along the index: there are few mutations in many observations.
WITH RECURSIVE seen AS (
	(SELECT o.mutation FROM observation AS o WHERE o.mutation IS NOT NULL ORDER BY o.mutation LIMIT 1)
	UNION ALL
	SELECT n.mutation FROM seen AS s, LATERAL (SELECT o.mutation FROM observation AS o WHERE o.mutation > s.mutation ORDER BY o.mutation LIMIT 1) AS n),
every AS (
	SELECT s.mutation FROM seen AS s
	UNION
	SELECT r.mutation FROM resistance_mutation AS r
	UNION
	SELECT a.mutation FROM assay AS a WHERE a.mutation IS NOT NULL)
SELECT e.mutation::text AS mutation, gene(e.mutation) AS gene, structural_region(e.mutation) AS structural_region, residue(e.mutation) AS residue, level(e.mutation) AS level,
	parent(e.mutation)::text AS class, hgvs_p(e.mutation) AS hgvs_p, mechanism(e.mutation) AS mechanism,
	EXISTS (SELECT 1 FROM resistance_mutation AS r WHERE r.mutation = e.mutation) AS is_listed
FROM every AS e;
COMMENT ON VIEW bi_mutation IS 'dimension: mutations that were looked for, a column a level of the tree; key mutation. Research use only';
COMMENT ON COLUMN bi_mutation.mutation IS 'the mutation, as text: key';
COMMENT ON COLUMN bi_mutation.gene IS 'gene';
COMMENT ON COLUMN bi_mutation.structural_region IS 'structural region of ALK''s kinase domain';
COMMENT ON COLUMN bi_mutation.residue IS 'number of the residue';
COMMENT ON COLUMN bi_mutation.level IS 'gene, structural_region, residue or change';
COMMENT ON COLUMN bi_mutation.class IS 'the class above';
COMMENT ON COLUMN bi_mutation.hgvs_p IS 'HGVS name of the protein change';
COMMENT ON COLUMN bi_mutation.mechanism IS 'driver, on_target, off_target or other, in a tumour driven by ALK';
COMMENT ON COLUMN bi_mutation.is_listed IS 'a published ALK resistance mutation?';

CREATE OR REPLACE VIEW bi_variant WITH (security_invoker = true) AS
SELECT v.variant::text AS variant, assembly(v.variant) AS assembly, contig(v.variant) AS contig, start_position(v.variant) AS start_position,
	end_position(v.variant) AS end_position, ref(v.variant) AS ref, alt(v.variant) AS alt, kind(v.variant) AS kind
FROM (SELECT DISTINCT o.variant FROM observation AS o WHERE o.is_current AND o.variant IS NOT NULL) AS v;
COMMENT ON VIEW bi_variant IS 'dimension: changes of the genome that were looked for; key variant. Research use only';
COMMENT ON COLUMN bi_variant.variant IS 'the variant, as text: key';
COMMENT ON COLUMN bi_variant.assembly IS 'assembly';
COMMENT ON COLUMN bi_variant.contig IS 'contig';
COMMENT ON COLUMN bi_variant.start_position IS 'first base of the reference allele, 1-based';
COMMENT ON COLUMN bi_variant.end_position IS 'its last base';
COMMENT ON COLUMN bi_variant.ref IS 'reference allele, plus strand';
COMMENT ON COLUMN bi_variant.alt IS 'alternative allele';
COMMENT ON COLUMN bi_variant.kind IS 'snv, mnv, insertion, deletion, delins, ...';

CREATE OR REPLACE VIEW bi_observation WITH (security_invoker = true) AS
SELECT o.observation_id, o.patient_id, o.sample_id, o.mutation::text AS mutation, o.variant::text AS variant, o.method, o.state, o.is_marker,
	o.fraction, o.fraction_lower, o.fraction_upper, o.lod95, o.target_vaf, alt_count(o.vaf) AS molecules_with_allele, depth(o.vaf) AS molecules, o.posterior, o.qual, o.p_value,
	o.copies_per_ml, o.copies_per_ml_lower, o.copies_per_ml_upper, array_to_string(o.flags, ', ') AS flags, o.reason, r.name AS run, l.name AS library,
	r.withdrawn IS NULL AND l.withdrawn IS NULL AS is_counted
FROM observation AS o JOIN patient AS p ON p.patient_id = o.patient_id AND p.role = 'patient' JOIN run AS r ON r.run_id = o.run_id
	LEFT JOIN library AS l ON l.patient_id = o.patient_id AND l.library_id = o.library_id
WHERE o.is_current;
COMMENT ON VIEW bi_observation IS 'fact: what each library and plate says of each variant or mutation of a patient''s sample, negatives and markers too. Research use only';
COMMENT ON COLUMN bi_observation.molecules_with_allele IS 'molecules with the allele';
COMMENT ON COLUMN bi_observation.molecules IS 'molecules there';
COMMENT ON COLUMN bi_observation.flags IS 'flags, separated by commas';
COMMENT ON COLUMN bi_observation.run IS 'sequencing run or plate';
COMMENT ON COLUMN bi_observation.library IS 'library; NULL for ddPCR';
COMMENT ON COLUMN bi_observation.is_counted IS 'does it count in answers? Not when its library or run was withdrawn';

CREATE OR REPLACE VIEW bi_sample_mutation WITH (security_invoker = true) AS
SELECT m.observation_id, m.patient_id, m.sample_id, m.mutation::text AS mutation, m.method, m.state, m.fraction, m.fraction_lower, m.fraction_upper, m.lod95
FROM sample_mutation AS m;
COMMENT ON VIEW bi_sample_mutation IS 'fact: the state of each mutation in each sample by each method, over all measurements: the rows of mutation_state. Research use only';

CREATE OR REPLACE VIEW bi_patient_mutation WITH (security_invoker = true) AS
SELECT m.patient_id, m.mutation::text AS mutation, m.mechanism, m.emergence, m.clearance, m.patient_id || ':' || m.line AS line_key, m.line, array_to_string(m.drugs, ' + ') AS drug,
	m.first_sample_id, m.first_detected_on, m.last_detected_on, m.draws_detected, m.first_fraction, m.first_fraction_lower, m.first_fraction_upper,
	m.highest_fraction, m.highest_on, m.lowest_fraction, m.lowest_on, m.baseline_state, m.baseline_on, m.baseline_lod95, m.negative_on, m.negative_lod95,
	m.recurrences, m.recurred_on, m.cleared_on
FROM patient_mutation AS m;
COMMENT ON VIEW bi_patient_mutation IS 'fact: each mutation that plasma of a patient ever showed, over all draws; those of emergence, and the driver''s, markers and others besides, told by mechanism. Research use only';

CREATE OR REPLACE VIEW bi_well WITH (security_invoker = true) AS
SELECT w.well_id, w.patient_id, w.sample_id, r.name AS run, w.name AS well, a.name AS assay, a.mutation::text AS mutation, a.mutant_channel, w.role, w.status, w.is_counted AND r.withdrawn IS NULL AS is_counted,
	wells(w.droplets) AS wells, accepted(w.droplets) AS droplets, fam_positive(w.droplets) AS fam_positive, hex_positive(w.droplets) AS hex_positive,
	(concentration(w.droplets, 'fam')).copies_per_ul AS fam_copies_per_ul, (concentration(w.droplets, 'hex')).copies_per_ul AS hex_copies_per_ul
FROM well AS w JOIN run AS r ON r.run_id = w.run_id JOIN assay AS a ON a.assay_id = w.assay_id;
COMMENT ON VIEW bi_well IS 'fact: wells of ddPCR plates, controls too. Research use only';
COMMENT ON COLUMN bi_well.run IS 'the plate';
COMMENT ON COLUMN bi_well.well IS 'place of the well on the plate';
COMMENT ON COLUMN bi_well.assay IS 'name of the assay';
COMMENT ON COLUMN bi_well.mutation IS 'what the assay detects';
COMMENT ON COLUMN bi_well.mutant_channel IS 'channel of the mutant probe: fam or hex';
COMMENT ON COLUMN bi_well.is_counted IS 'does it count in answers? Not when its plate was withdrawn, nor beside its parts in a merged well';
COMMENT ON COLUMN bi_well.wells IS 'wells merged';
COMMENT ON COLUMN bi_well.droplets IS 'accepted droplets';
COMMENT ON COLUMN bi_well.fam_positive IS 'droplets positive in FAM';
COMMENT ON COLUMN bi_well.hex_positive IS 'droplets positive in HEX';
COMMENT ON COLUMN bi_well.fam_copies_per_ul IS 'copies in a microlitre of the reaction, FAM';
COMMENT ON COLUMN bi_well.hex_copies_per_ul IS 'copies in a microlitre of the reaction, HEX';

CREATE OR REPLACE VIEW bi_assessment WITH (security_invoker = true) AS
SELECT a.assessment_id, a.patient_id, a.assessed_on, a.kind, a.result, a.site, a.result = 'PD' AS is_progression FROM assessment AS a;
COMMENT ON VIEW bi_assessment IS 'fact: response assessments. Research use only';
COMMENT ON COLUMN bi_assessment.is_progression IS 'progressive disease?';

-- A column that is shown as it is has the comment of the table it is of.
DO $$
DECLARE
	shown record;
BEGIN
	FOR shown IN
		SELECT v.view, c.attname AS name, coalesce(
			(SELECT col_description(b.attrelid, b.attnum) FROM pg_attribute AS b JOIN unnest(v.tables) WITH ORDINALITY AS t(name, place) ON b.attrelid = t.name::regclass
				WHERE b.attname = c.attname AND b.attnum > 0 ORDER BY t.place LIMIT 1),
			v.own ->> c.attname) AS comment
		FROM (VALUES
			('bi_patient', '{patient}'::text[], '{"study": "study", "patient": "the study''s identifier of the patient", "first_dose": "first dose of the first line", "is_dead": "is a date of death known?"}'::jsonb),
			('bi_line', '{treatment_line}', '{"line_key": "key"}'),
			('bi_treatment', '{treatment}', '{"line_key": "key of the line in bi_line"}'),
			('bi_sample', '{sample,draw}', '{"sample": "the study''s identifier of the sample", "line_key": "key of the line in bi_line", "drug": "drugs of the line that had begun"}'),
			('bi_observation', '{observation}', '{}'),
			('bi_sample_mutation', '{sample_mutation}', '{}'),
			('bi_patient_mutation', '{patient_mutation}', '{"line_key": "key of the line in bi_line", "drug": "drugs of the line at the first detection"}'),
			('bi_well', '{well}', '{}'),
			('bi_assessment', '{assessment}', '{}')) AS v(view, tables, own)
			JOIN pg_attribute AS c ON c.attrelid = v.view::regclass AND c.attnum > 0
		WHERE col_description(c.attrelid, c.attnum) IS NULL LOOP
		EXECUTE format('COMMENT ON COLUMN %I.%I IS %L', shown.view, shown.name, shown.comment);
	END LOOP;
END
$$;
