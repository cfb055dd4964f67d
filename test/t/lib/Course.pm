# Course.pm: patients in a few words, for tests of answers: functions in schema public that write rows of a store cfdna.
package Course;
use strict;
use warnings;

# One study, and: draws(patient, dates, material, prefix), treated(patient, line, drug, first, last), progressed(patient, day); measured() writes an observation,
# of a library of that run, probed() one of a plate, panel() has every listed ALK mutation absent.
sub define
{
	my $db = shift;
	$db->run(<<'SQL');
INSERT INTO study (name) VALUES ('one');
CREATE FUNCTION public.of_sample(name text, OUT patient_id bigint, OUT sample_id bigint) LANGUAGE sql AS 'SELECT patient_id, sample_id FROM sample WHERE external_id = name';
CREATE FUNCTION public.draws(who text, dates text, material text = 'plasma', prefix text = '-D') RETURNS void LANGUAGE sql AS $$
	INSERT INTO patient (study_id, external_id) VALUES (1, who) ON CONFLICT DO NOTHING;
	INSERT INTO sample (patient_id, external_id, drawn_on, material)
	SELECT p.patient_id, who || prefix || n, d::date, material FROM patient AS p, unnest(string_to_array(dates, ' ')) WITH ORDINALITY AS u(d, n) WHERE p.external_id = who $$;
CREATE FUNCTION public.treated(who text, line int, drug text, from_day date, to_day date = NULL) RETURNS void LANGUAGE sql AS $$
	INSERT INTO treatment (patient_id, line, drug, start_date, end_date) SELECT p.patient_id, treated.line, treated.drug, from_day, to_day FROM patient AS p WHERE external_id = who $$;
CREATE FUNCTION public.progressed(who text, day date) RETURNS void LANGUAGE sql AS $$
	INSERT INTO assessment (patient_id, assessed_on, kind, result) SELECT patient_id, day, 'RECIST', 'PD' FROM patient WHERE external_id = who $$;
CREATE FUNCTION public.library_of(tube text, run text = 'R') RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	s record := of_sample(tube);
	key bigint;
BEGIN
	INSERT INTO run (study_id, name, kind, assembly) VALUES (1, library_of.run, 'sequencing', 'GRCh38') ON CONFLICT DO NOTHING;
	INSERT INTO library (patient_id, sample_id, run_id, name, assembly, file_digest) SELECT s.patient_id, s.sample_id, r.run_id, tube, 'GRCh38', tube || library_of.run FROM run AS r WHERE r.name = library_of.run ON CONFLICT DO NOTHING;
	SELECT l.library_id INTO key FROM library AS l JOIN run AS r USING (run_id) WHERE l.name = tube AND r.name = library_of.run;
	RETURN key;
END $$;
CREATE FUNCTION public.measured(tube text, what mutation, state text, fraction float8 = NULL, lod95 float8 = 0.001, run text = 'R', is_marker boolean = false) RETURNS void LANGUAGE sql AS $$
	SELECT library_of(tube, measured.run);
	INSERT INTO observation (patient_id, sample_id, method, library_id, run_id, mutation, state, fraction, fraction_lower, fraction_upper, lod95, target_vaf, is_marker, reason)
	SELECT l.patient_id, l.sample_id, 'sequencing', l.library_id, l.run_id, what, state, fraction, fraction / 2, fraction * 2, lod95, 0.005, is_marker, 'so said'
	FROM library AS l WHERE l.library_id = library_of(tube, measured.run) $$;
CREATE FUNCTION public.panel(tube text, lod95 float8 = 0.001, run text = 'R') RETURNS void LANGUAGE sql AS $$
	SELECT library_of(tube, panel.run);
	INSERT INTO observation (patient_id, sample_id, method, library_id, run_id, mutation, state, fraction, lod95, target_vaf)
	SELECT l.patient_id, l.sample_id, 'sequencing', l.library_id, l.run_id, m.mutation, 'absent', 0, lod95, 0.005
	FROM library AS l, (SELECT DISTINCT mutation FROM resistance_mutation) AS m WHERE l.library_id = library_of(tube, panel.run) $$;
CREATE FUNCTION public.probed(tube text, probe text, state text, fraction float8 = NULL, lod95 float8 = 0.001) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO assay (study_id, name, mutation) VALUES (1, probe, ('ALK ' || probe)::mutation) ON CONFLICT DO NOTHING;
	INSERT INTO run (study_id, name, kind) VALUES (1, 'P', 'ddpcr') ON CONFLICT DO NOTHING;
	INSERT INTO observation (patient_id, sample_id, method, run_id, assay_id, mutation, alleles, state, fraction, fraction_lower, fraction_upper, lod95, target_vaf)
	SELECT s.patient_id, s.sample_id, 'ddpcr', r.run_id, a.assay_id, a.mutation, ARRAY(SELECT grch38 FROM resistance_mutation AS m WHERE m.mutation = a.mutation), state, fraction, fraction / 2, fraction * 2, lod95, 0.005
	FROM of_sample(tube) AS s, run AS r, assay AS a WHERE r.name = 'P' AND a.name = probe;
END $$;
SQL
	return;
}

1;
