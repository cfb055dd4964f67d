# The clinical tables: what is unique, drugs of a line, and the date of a draw, which depends on the study's time zone and on no session's.
use strict;
use warnings;
use Test::More;
use Database;

my $db = Database->new('clinical');
$db->value("SELECT create_store('cfdna')");
my ($here, $there) = map { "SET TimeZone = '$_'; " } 'Pacific/Auckland', 'America/Los_Angeles';

# Time zones of studies.
$db->run("${here}INSERT INTO study (name) VALUES ('far')");
$db->run("${there}INSERT INTO study (name, time_zone) VALUES ('near', 'europe/berlin')");
is($db->value("SELECT string_agg(name || ' ' || time_zone, ', ' ORDER BY name) FROM study"), 'far Pacific/Auckland, near Europe/Berlin', 'a study has the zone that is told, else that of the session');
for ('Europe/Berlim', 'UTC+3', 'CEST', '')
{
	like($db->error("INSERT INTO study (name, time_zone) VALUES ('x', '$_')"), qr/^22023: time zone "\Q$_\E" of study "x" is not known DETAIL: .* HINT: Name a place/, "no time zone: '$_'");
}
like($db->error("SET TimeZone = 'UTC+3'; INSERT INTO study (name) VALUES ('x')"), qr/^22023: time zone "/, 'a session without a place is told');

# Dates of draws.
$db->run("INSERT INTO patient (study_id, external_id) SELECT study_id, 'P1' FROM study; INSERT INTO patient (study_id, external_id) SELECT study_id, 'P2' FROM study WHERE name = 'near'");
my $patient = sub { "(SELECT p.patient_id FROM patient p JOIN study USING (study_id) WHERE name = '$_[0]' AND external_id = '$_[1]')" };
my $near = $patient->('near', 'P1');
my $dates = "SELECT string_agg(concat_ws(' ', s.external_id, s.drawn_on), ', ' ORDER BY s.external_id) FROM sample s JOIN study USING (study_id) WHERE name = 'near'";
$db->run("${here}INSERT INTO sample (patient_id, external_id, drawn_at) VALUES ($near, 'D1', '2026-03-01 23:30:00+01')");
$db->run("${there}INSERT INTO sample (patient_id, external_id, drawn_at) VALUES ($near, 'D2', '2026-03-01 23:30:00+01'), ($near, 'D3', '2026-03-02 00:30:00+01')");
$db->run("${there}INSERT INTO sample (patient_id, external_id, drawn_on) VALUES ($near, 'D4', '2026-03-09'), ($near, 'D5', NULL)");
my $all = 'D1 2026-03-01, D2 2026-03-01, D3 2026-03-02, D4 2026-03-09, D5';
is($db->value("$_$dates"), $all, 'draws are dated in the zone of their study, whatever the session') for $here, $there;
is($db->value("${_}SELECT string_agg(sample || ' ' || coalesce(drawn_on::text, '-'), ', ' ORDER BY sample) FROM timeline WHERE study = 'near'"), $all =~ s/D5$/D5 -/r, '... in the views too') for $here, $there;
$db->run("${there}UPDATE sample SET drawn_at = drawn_at + interval '24 h' WHERE external_id = 'D3'");
is($db->value($dates), $all =~ s/D3 2026-03-02/D3 2026-03-03/r, 'a later time is a later date');
$db->run("${there}UPDATE sample SET drawn_at = '2026-03-02 00:30:00+01', drawn_on = '2026-03-02' WHERE external_id = 'D3'");
is($db->value($dates), $all, 'both may be given, when they agree');
like($db->error("UPDATE sample SET drawn_on = '2026-03-05' WHERE external_id = 'D3'"), qr/^23514: sample "D3" has two dates of its draw DETAIL: drawn_on is 2026-03-05, and drawn_at is on 2026-03-02 in Europe\/Berlin/, 'when they do not, that is told');
like($db->error("INSERT INTO sample (patient_id, external_id, drawn_at, drawn_on) VALUES ($near, 'D6', '2026-03-01 23:30:00+01', '2026-03-02')"), qr/^23514: sample "D6" has two dates/, '... of a new one too');
$db->run("UPDATE study SET time_zone = 'Asia/Tokyo' WHERE name = 'near'");
is($db->value($dates), 'D1 2026-03-02, D2 2026-03-02, D3 2026-03-02, D4 2026-03-09, D5', 'another time zone of the study dates its draws again');
$db->run("UPDATE study SET time_zone = 'Europe/Berlin' WHERE name = 'near'");
is($db->value($dates), $all, '... and back');
$db->run("UPDATE sample SET patient_id = " . $patient->('near', 'P2') . " WHERE external_id = 'D2'; UPDATE patient SET study_id = (SELECT study_id FROM study WHERE name = 'far') WHERE external_id = 'P2'");
is($db->value("SELECT name || ' ' || s.time_zone || ' ' || s.drawn_on FROM sample s JOIN study USING (study_id) WHERE s.external_id = 'D2'"), 'far Pacific/Auckland 2026-03-02', 'a patient who goes to another study takes the draws along');
like($db->error("INSERT INTO sample (patient_id, external_id) VALUES (0, 'D9')"), qr/^23503: patient 0 of sample "D9" does not exist/, 'a sample of nobody');

# What is unique.
like($db->error("INSERT INTO sample (patient_id, external_id) VALUES (" . $patient->('far', 'P1') . ", 'D2')"), qr/^23505: .*sample_study_id_external_id.*\(study_id, external_id\)/, 'an identifier of a sample is unique in the study, not in the patient');
$db->run("INSERT INTO sample (patient_id, external_id) VALUES (" . $patient->('far', 'P1') . ", 'D1'); SELECT control_sample(study_id, 'D1') FROM study");
is($db->value("SELECT count(*) FROM sample WHERE external_id = 'D1'"), 4, '... and only there; control material has names of its own');
is($db->value("SELECT (find_sample(study_id, 'D1')).patient_id = $near FROM study WHERE name = 'near'"), 't', '... which are not those of patients');
my $dose = "INSERT INTO treatment (patient_id, line, drug, start_date, end_date, stop_reason) VALUES ($near, 1, 'alectinib', '2026-01-10', '2026-03-01', 'progression')";
$db->run($dose);
like($db->error($dose), qr/^23505: .*treatment_patient_id_line_drug_start_date_key/, 'a drug of a line begins once on a day');
like($db->error($dose =~ s/alectinib/$_/r), qr/^23514: .*treatment_drug_check/, "no name of a drug: '$_'") for 'Alectinib', ' alectinib', '';
like($db->error($dose =~ s/'2026-01-10', '2026-03-01'/'2026-01-11', NULL/r), qr/^23514: .*treatment_stopped_check/, 'what goes on was not stopped');
like($db->error($dose =~ s/alectinib(.*)progression/brigatinib$1boredom/r), qr/^23514: .*treatment_stop_reason_check/, 'a reason is one of the list');
my $scan = "INSERT INTO assessment (patient_id, assessed_on, kind, result) VALUES ($near, '2026-03-01', 'RECIST', 'PD')";
$db->run("$scan; INSERT INTO assessment (patient_id, assessed_on, kind, result, site) VALUES ($near, '2026-03-01', 'RECIST', 'SD', 'CNS')");
like($db->error($scan), qr/^23505: .*assessment_patient_id_assessed_on_kind_site_key/, 'an assessment is once on a day, by kind and site, no site included');
like($db->error("UPDATE patient SET last_follow_up = '2026-05-01', death = '2026-04-01'"), qr/^23514: .*patient_death_check/, 'nobody is followed up after death');
$db->run("UPDATE sample SET tube = t FROM unnest('{PAXgene,Roche,Norgen,Streck,EDTA}'::text[]) AS t WHERE external_id = 'D1'");

# A line is a set of drugs.
$db->run("INSERT INTO treatment (patient_id, line, drug, start_date, end_date, stop_reason) VALUES ($near, 1, 'bevacizumab', '2026-02-01', '2026-02-20', 'toxicity'), ($near, 2, 'lorlatinib', '2026-03-05', NULL, NULL)");
is($db->value("SELECT string_agg(concat_ws(' ', line, drugs, start_date, coalesce(end_date::text, 'goes on'), stop_reason, 'next', next_start_date), '; ' ORDER BY line) FROM treatment_line"),
	'1 alectinib + bevacizumab 2026-01-10 2026-03-01 progression + toxicity next 2026-03-05; 2 lorlatinib 2026-03-05 goes on next', 'lines of treatment');
is($db->value("SELECT concat_ws(' ', count(*), string_agg(DISTINCT line || ' ' || drug || ' day ' || day, ', ')) FROM timeline WHERE study = 'near' AND sample IN ('D1', 'D4')"),
	'2 1 alectinib + bevacizumab day 50, 2 lorlatinib day 58', 'a draw is under one line, with all its drugs');

# A store of before: what contradicts is told, the rest is filled in, under the zone of who upgrades.  It has no derived tables to keep.
my $before = 'SET session_replication_role = replica; ';
$db->run(q{SET client_min_messages = warning; DROP VIEW treatment_line CASCADE; DROP TRIGGER sample_dated ON sample; DROP TRIGGER study_time_zone ON study;
	ALTER TABLE sample DROP study_id CASCADE, DROP time_zone CASCADE, DROP drawn_on CASCADE; DROP INDEX IF EXISTS sample_study_id_external_id;
	ALTER TABLE sample ADD CONSTRAINT sample_tube_check CHECK (true), ADD CONSTRAINT sample_patient_id_fkey FOREIGN KEY (patient_id) REFERENCES patient; CREATE INDEX sample_external_id ON sample (external_id);
	ALTER TABLE study DROP time_zone CASCADE; ALTER TABLE patient DROP last_follow_up CASCADE, DROP death CASCADE, DROP CONSTRAINT patient_patient_id_study_id_key;
	ALTER TABLE treatment DROP stop_reason CASCADE, DROP CONSTRAINT treatment_drug_check, DROP CONSTRAINT treatment_patient_id_line_drug_start_date_key;
	ALTER TABLE assessment DROP CONSTRAINT assessment_patient_id_assessed_on_kind_site_key; DELETE FROM store_version WHERE version = '04_clinical'});
$db->run("${before}INSERT INTO sample (patient_id, external_id) VALUES (" . $patient->('far', 'P2') . ", 'D1'); INSERT INTO treatment (patient_id, line, drug, start_date) VALUES ($near, 1, ' Alectinib', '2026-01-10'); $scan");
like($db->error("${before}SELECT create_store('cfdna')"), qr/^23505: samples of one study bear the same identifier DETAIL: sample "D1" of study "far" \(patients "P1", "P2"\)\./, 'samples of one name are told');
$db->run("${before}DELETE FROM sample WHERE external_id = 'D1' AND patient_id = " . $patient->('far', 'P2'));
like($db->error("${before}SELECT create_store('cfdna')"), qr/^23505: treatments are there twice DETAIL: patient "P1", line 1, alectinib from 2026-01-10 \(treatment_id \d+, \d+\)\./, '... treatments that are there twice');
$db->run("${before}DELETE FROM treatment WHERE drug = ' Alectinib'");
like($db->error("${before}SELECT create_store('cfdna')"), qr/^23505: assessments are there twice DETAIL: patient "P1", RECIST of 2026-03-01 \(assessment_id \d+, \d+\)\./, '... and assessments');
$db->run("${before}DELETE FROM assessment WHERE assessment_id = (SELECT max(assessment_id) FROM assessment)");
is($db->value("$before${there}SELECT create_store('cfdna')"), 'cfdna', 'an older store is upgraded');
is($db->value("SELECT string_agg(name || ' ' || time_zone, ', ' ORDER BY name) FROM study"), 'far America/Los_Angeles, near America/Los_Angeles', '... its dates stay as they were shown to whoever did it');
is($db->value("${here}SELECT drawn_on FROM sample s JOIN study USING (study_id) WHERE external_id = 'D3' AND name = 'near'"), '2026-03-01', '... and do not change any more');
$db->drop;
done_testing();
