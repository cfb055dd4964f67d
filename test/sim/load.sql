-- Loads a simulated cohort's clinical tables into the store cfdna, and the truth into schema truth.
-- psql variables: cohort, the simulator's folder.
\set ON_ERROR_STOP 1
\cd :cohort
CREATE SCHEMA truth;
SET search_path = public, alkres;
CREATE TABLE truth.patients (patient text, sex text, birth_year int, fusion text, marker variant, last_follow_up date, death date);
CREATE TABLE truth.treatments (patient text, line int, drug text, start_date date, end_date date);
CREATE TABLE truth.assessments (patient text, assessed_on date, kind text, result text, site text);
CREATE TABLE truth.samples (sample text, patient text, drawn_at timestamptz, material text, tube text, blood_ml float8,
	draw_to_spin_hours float8, spin1_g float8, spin1_minutes float8, spin2_g float8, spin2_minutes float8, plasma_ml float8,
	elution_ul float8, kit text, qubit_ng float8);
CREATE TABLE truth.libraries (library text, sample text, run text, file text, input_ng float8, role text, withdrawn text);
CREATE TABLE truth.runs (run text, run_date date, instrument text);
CREATE TABLE truth.targets (contig text, first int, last int, name text);
CREATE TABLE truth.plates (plate text, file text, run text, run_date date, withdrawn text);
CREATE TABLE truth.planted (library text, patient text, draw int, sample text, assembly text, contig text, "position" int, ref text, alt text,
	mutation text, kind text, expected_vaf float8, molecules_with_allele int, molecules_covering int);
CREATE TABLE truth.wells (plate text, well text, sample text, assay text, expected_fa_percent float8);
CREATE TABLE truth.probes (assay text, hgvs_c text);
CREATE TABLE truth.tumour_fractions (sample text, tumour_fraction float8);
CREATE TABLE truth.emerged (patient text, mutation text, mechanism text, emerged_on date);
CREATE TABLE truth.phased (library text, first text, second text, phase text, molecules_both int, molecules_first int, molecules_second int, molecules_neither int);
CREATE TABLE truth.reports (report text, sample text, style text, file text);
CREATE TABLE truth.copies (sample text, gene text, in_tumour float8, over_two float8);
\copy truth.patients FROM patients.csv CSV HEADER
\copy truth.treatments FROM treatments.csv CSV HEADER
\copy truth.assessments FROM assessments.csv CSV HEADER
\copy truth.samples FROM samples.csv CSV HEADER
\copy truth.libraries FROM libraries.csv CSV HEADER
\copy truth.runs FROM runs.csv CSV HEADER
\copy truth.targets FROM PROGRAM 'tail -n +2 targets.tsv'
\copy truth.plates FROM ddpcr_plates.csv CSV HEADER
\copy truth.planted FROM PROGRAM 'tail -n +2 truth.tsv'
\copy truth.planted FROM PROGRAM 'tail -n +2 truth_reports.tsv' WITH (NULL '')
\copy truth.reports FROM reports.csv CSV HEADER
\copy truth.wells FROM truth_ddpcr.tsv WITH (FORMAT csv, HEADER, DELIMITER E'\t')
\copy truth.probes FROM PROGRAM 'tail -n +2 truth_probes.tsv'
\copy truth.tumour_fractions FROM PROGRAM 'tail -n +2 truth_samples.tsv'
\copy truth.emerged FROM PROGRAM 'tail -n +2 truth_emergence.tsv'
\copy truth.phased FROM truth_phase.tsv WITH (FORMAT csv, HEADER, DELIMITER E'\t')
\copy truth.copies FROM PROGRAM 'tail -n +2 truth_copies.tsv'

INSERT INTO cfdna.study (name, description) VALUES ('simulated', 'ALK-rearranged lung cancer on crizotinib, then later inhibitors');
INSERT INTO cfdna.patient (study_id, external_id, sex, birth_year, fusion, marker, last_follow_up, death)
SELECT study_id, patient, CASE sex WHEN 'F' THEN 'female' WHEN 'M' THEN 'male' END, birth_year, fusion, marker, last_follow_up, death FROM truth.patients, cfdna.study
WHERE fusion IS NOT NULL; -- healthy donors are control material: import_bam makes them
INSERT INTO cfdna.treatment (patient_id, line, drug, start_date, end_date)
SELECT patient_id, line, drug, start_date, end_date FROM truth.treatments t JOIN cfdna.patient p ON p.external_id = t.patient;
INSERT INTO cfdna.assessment (patient_id, assessed_on, kind, result, site)
SELECT patient_id, assessed_on, kind, result, site FROM truth.assessments a JOIN cfdna.patient p ON p.external_id = a.patient;
INSERT INTO cfdna.sample (patient_id, external_id, drawn_at, material, tube, blood_ml, draw_to_spin_hours, spin1_g, spin1_minutes,
	spin2_g, spin2_minutes, plasma_ml, elution_ul, extraction_kit, qubit_ng)
SELECT patient_id, sample, drawn_at, material, tube, blood_ml, draw_to_spin_hours, spin1_g, spin1_minutes, spin2_g, spin2_minutes,
	plasma_ml, elution_ul, kit, qubit_ng FROM truth.samples s JOIN cfdna.patient p ON p.external_id = s.patient;
-- The panel is a property of the run.
INSERT INTO cfdna.run (study_id, name, kind, run_on, assembly, design)
SELECT study_id, run, 'sequencing', run_date, 'GRCh38',
	(SELECT array_agg(region('GRCh38', contig, first, last) ORDER BY first) FROM truth.targets)
FROM truth.runs, cfdna.study;
-- What the probes detect is known from the maker, not from the names of the assays.
INSERT INTO alkres.knowledge_ddpcr_assay (name, grch38, source)
SELECT p.assay, array_agg(r.grch38), 'simulator' FROM truth.probes AS p JOIN alkres.resistance_mutation AS r USING (hgvs_c) GROUP BY p.assay;
