# A store of before reports came to it: what 12_report and 15_report_table make is taken away, and create_store makes it again, the same as in a new one.
use strict;
use warnings;
use Test::More;
use Database;

my $data = $ENV{ALKRES_DATA};
my $db = Database->new('report_upgrade');
$db->run(q{SELECT create_store('cfdna'); INSERT INTO study (name, time_zone) VALUES ('S', 'UTC'); INSERT INTO patient (study_id, external_id) SELECT study_id, 'P1' FROM study;
	INSERT INTO sample (patient_id, external_id, drawn_at) SELECT patient_id, 'P1-D' || n, timestamptz '2026-01-10 10:00Z' + make_interval(days => 30 * n) FROM patient, generate_series(1, 2) n});
$db->run("SELECT import_bam('$data/calling_tumour.bam', 'P1-D1', 'R1', assembly => 'GRCh38'); SELECT call()");
# Columns with their comments, constraints, indexes and policies.
my $catalog = q{SELECT string_agg(line, E'\n' ORDER BY line) FROM (
	SELECT format('%s.%s %s %s %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, CASE WHEN a.attname IN ('partner', 'copy_number') THEN 'as later upgrades have it' ELSE col_description(c.oid, a.attnum) END) AS line FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid WHERE c.relnamespace = 'cfdna'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
	UNION ALL SELECT format('%s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint WHERE connamespace = 'cfdna'::regnamespace
	UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'cfdna'
	UNION ALL SELECT format('%s %s', oid::regclass, obj_description(oid, 'pg_class')) FROM pg_class WHERE relnamespace = 'cfdna'::regnamespace AND relkind IN ('r', 'v')) k};
my $new = $db->value($catalog);
my $held = $db->value('SELECT md5(string_agg(concat_ws(chr(44), observation_id, variant, mutation, state, vaf), chr(10) ORDER BY observation_id)) FROM observation');
$db->run(q{SET client_min_messages = error; DROP TABLE report_unread, panel_target CASCADE;
	ALTER TABLE observation DROP COLUMN report_id CASCADE, DROP COLUMN filters CASCADE, DROP COLUMN words CASCADE, DROP COLUMN copy_number CASCADE, DROP COLUMN partner CASCADE;
	DROP TABLE report, panel CASCADE;
	ALTER TABLE run DROP CONSTRAINT run_kind_check, ADD CONSTRAINT run_kind_check CHECK (kind IN ('sequencing', 'ddpcr'));
	ALTER TABLE observation DROP CONSTRAINT observation_method_check, ADD CONSTRAINT observation_method_check CHECK (method IN ('sequencing', 'ddpcr'));
	COMMENT ON TABLE run IS 'old'; DELETE FROM store_version WHERE version IN ('12_report', '15_report_table')});
is($db->value("SELECT to_regclass('cfdna.report') IS NULL"), 't', 'a store without reports');
$db->run("SET client_min_messages = error; SELECT create_store('cfdna')");
my %before = map { $_ => 1 } split /\n/, $new;
my %after = map { $_ => 1 } $db->rows($catalog);
is(join("\n", sort grep { !$after{$_} } keys %before), '', 'nothing is missing after the upgrade');
is(join("\n", sort grep { !$before{$_} } keys %after), '', '... and nothing is other than in a new store');
is($db->value('SELECT md5(string_agg(concat_ws(chr(44), observation_id, variant, mutation, state, vaf), chr(10) ORDER BY observation_id)) FROM observation'), $held, 'what it held is there');
is($db->value("SELECT detected FROM import_report_table(E'Gene;Alteration\\nALK;G1202R\\n', '{\"gene\": \"Gene\", \"alteration\": \"Alteration\"}', 'T', sample => 'P1-D2')"), 1, 'it takes reports');
is($db->value(q{SELECT string_agg(concat_ws(' ', table_name, missing, superfluous), ',') FROM check_derived()}), '', 'the derived tables are what they should be');

$db->drop;
done_testing();
