# Many patients are worked out for what each costs alone: in one transaction, with tables that were empty when its plans were made.
use strict;
use warnings;
use Test::More;
use Database;
use Course;

my $db = Database->new('derive_many');
$db->run("SELECT create_store('cfdna')");
Course::define($db);
my $patients = 350;
$db->run(qq{SET session_replication_role = replica; INSERT INTO patient (study_id, external_id) SELECT 1, 'P' || n FROM generate_series(1, $patients) AS n;
	INSERT INTO sample (patient_id, sample_id, external_id, study_id, time_zone, drawn_on) SELECT p.patient_id, 2 * p.patient_id + k, p.external_id || '-D' || k, 1, 'UTC', date '2024-01-01' + 90 * k FROM patient AS p, unnest('{0,1}'::int[]) AS k;
	INSERT INTO run (run_id, study_id, name, kind, assembly) VALUES (1, 1, 'R', 'sequencing', 'GRCh38');
	INSERT INTO library (patient_id, library_id, sample_id, run_id, name, assembly, file_digest) SELECT s.patient_id, s.sample_id, s.sample_id, 1, s.external_id, 'GRCh38', s.external_id FROM sample AS s;
	INSERT INTO treatment (patient_id, line, drug, start_date) SELECT p.patient_id, 1, 'alectinib', '2024-01-15' FROM patient AS p;
	INSERT INTO observation (patient_id, sample_id, method, library_id, run_id, mutation, state, fraction, fraction_lower, fraction_upper, lod95, target_vaf)
	SELECT l.patient_id, l.sample_id, 'sequencing', l.library_id, 1, m.mutation, CASE WHEN l.sample_id % 2 = 1 AND m.n = 1 THEN 'detected' ELSE 'absent' END, 0.01, 0.005, 0.02, 0.001, 0.005
	FROM library AS l, unnest('{ALK G1202R,ALK L1196M,KRAS G12C}'::mutation[]) WITH ORDINALITY AS m(mutation, n)});
$db->run('ANALYZE');

# Rows that a transaction read by reading whole tables.
my $read_whole = q{SELECT coalesce(sum(seq_tup_read), 0) FROM pg_stat_xact_user_tables WHERE schemaname = 'cfdna' AND relname IN ('draw', 'sample_mutation', 'patient_mutation', 'observation', 'sample', 'library', 'treatment', 'derivation_pending')};
my $derive = 'SELECT derive(ARRAY(SELECT patient_id FROM patient))';
is($db->value("BEGIN; $derive; $read_whole; COMMIT") =~ s/^\n//r, 0, 'no step of many patients reads a table whole, though its plans were made when the derived tables were empty');
is($db->value('SELECT (SELECT count(*) FROM draw), (SELECT count(*) FROM sample_mutation), (SELECT count(*) FROM patient_mutation)'), join('|', 2 * $patients, 6 * $patients, $patients), '... and derives all');
is($db->value('SELECT * FROM check_derived()'), '', '... rightly');

# A transaction that touches many notes each, and works them out once: what is read of the notes grows with them, not with their square.
$db->run(q{UPDATE sample SET drawn_on = drawn_on + 7; SELECT pg_stat_force_next_flush()});
my $notes = $db->value(q{SELECT pg_stat_clear_snapshot(); SELECT idx_tup_read FROM pg_stat_user_indexes WHERE schemaname = 'cfdna' AND indexrelname = 'derivation_pending_pkey'}) =~ s/^\n//r;
cmp_ok($notes, '>=', $patients, 'one transaction notes everybody');
cmp_ok($notes, '<=', 12 * $patients, '... and no note is read for each other');
is($db->value('SELECT * FROM check_derived()'), '', '... all are worked out');
is($db->value('SELECT count(*) FROM patient_mutation WHERE first_detected_on = date $$2024-01-08$$ + 90'), $patients, '... with what they have become');

$db->drop;
done_testing;
