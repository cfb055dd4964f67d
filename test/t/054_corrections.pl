# What was imported wrongly is removed, withdrawn or moved: what goes along, and what is refused.  (Beside others at work: test/specs/mend.spec.)
use strict;
use warnings;
use Test::More;
use Database;

my $data = $ENV{ALKRES_DATA};
my $db = Database->new('corrections');
$db->value("SELECT create_store('cfdna')");
$db->run(q{INSERT INTO study (name) VALUES ('one');
	INSERT INTO patient (study_id, external_id) SELECT study_id, n FROM study, unnest('{P1,P2}'::text[]) n;
	INSERT INTO treatment (patient_id, line, drug, start_date) SELECT patient_id, 1, 'crizotinib', '2026-01-01' FROM patient;
	INSERT INTO sample (patient_id, external_id, drawn_at) SELECT patient_id, external_id || '-D' || n, date '2026-01-01' + 30 * n FROM patient, generate_series(1, 2) n});
my %library;
$library{$_} = $db->value("SELECT import_bam('$data/calling_normal$_.bam', 'donor $_', 'R1', role => 'normal', assembly => 'GRCh38')") for 1, 2;
$library{tumour} = $db->value("SELECT import_bam('$data/calling_tumour.bam', 'P1-D1', 'R1')");
my $sums = q{SELECT md5(string_agg(format('%s %s', b.block, b.background::text), ',' ORDER BY b.block)) FROM background_block b};
my $before = $db->value($sums);
my $rows = sub { $db->value("SET client_min_messages = warning; SELECT string_agg(r, ', ' ORDER BY r) FROM (SELECT translate(k::text, ',()\"', ' ') FROM $_[0] AS k) AS t(r)") };

# To withdraw.
$db->run("SELECT withdraw($library{1}, 'haemolysed')");
is($db->value("SELECT withdrawn || ' ' || (SELECT count(*) FROM background_library) FROM library WHERE library_id = $library{1}"), 'haemolysed 1', 'a withdrawn normal leaves its background');
$db->run("SELECT withdraw($library{1}, NULL)");
is($db->value($sums), $before, '... and comes back');
like($db->error("SELECT withdraw($library{1}, ' ')"), qr/^22023: a withdrawal has a reason/, 'a reason is needed');
like($db->error("SELECT withdraw(0, 'x')"), qr/^42704: library 0 does not exist/, 'a library too');
like($db->error("SELECT withdraw(NULL, 'x')"), qr/^42704: library NULL does not exist/, 'NULL is none');

# To move.
$db->run("SELECT call_library($library{tumour}, 0.01, 0.8); SELECT call_library($library{tumour}, 0.02, 0.95, keep => true)");
my $observed = "SELECT md5(string_agg(concat_ws(' ', variant, state, vaf, posterior), ',' ORDER BY variant)) FROM observation WHERE library_id = $library{tumour} AND is_current";
my $said = $db->value($observed);
my $made = $db->value("SELECT count(*) FROM observation WHERE library_id = $library{tumour} AND is_current");
my $all = $db->value("SELECT count(*) FROM observation WHERE library_id = $library{tumour}");
is($rows->("move_library($library{tumour}, 'P2-D2')"), "call_set_library 2 deleted, library 1 moved, observation $all deleted, observation $made made anew, pileup_block 2 moved", 'to another patient');
is($db->value($observed), $said, 'what is seen is the same');
is($db->value("SELECT string_agg(DISTINCT p.external_id || ' ' || s.external_id, ',') FROM observation o JOIN patient p USING (patient_id) JOIN sample s USING (patient_id, sample_id) WHERE library_id = $library{tumour}"), 'P2 P2-D2', '... of the other patient');
is($db->value('SELECT target_vaf || \' \' || min_posterior || \' \' || (SELECT count(*) FROM call_set) FROM call_set'), '0.02 0.95 1', '... with the settings of its last call');
is($db->value("SELECT bool_and(patient_id = (SELECT patient_id FROM patient WHERE external_id = 'P2')) FROM pileup_block WHERE library_id = $library{tumour}"), 't', 'its blocks bear the patient');
is($rows->("move_library($library{tumour}, 'P2-D1')"), "call_set_library 1 deleted, library 1 moved, observation $made deleted, observation $made made anew, pileup_block 2 moved", 'to another draw');
is($rows->("move_library($library{tumour}, 'P2-D1')"), '', 'to where it is: nothing');
is($rows->("move_library($library{2}, 'donor 7')"), 'background_library 1 moved, library 1 moved, pileup_block 2 moved', 'a normal that was not called');
is($db->value($sums), $before, '... stays in the background');
is($db->value('SELECT count(*) FROM check_background()'), 0, '... that is as it must be');
like($db->error("SELECT move_library($library{tumour}, 'P9-D1')"), qr/^42704: sample "P9-D1" does not exist/, 'to a sample that is not there');
like($db->error("SELECT move_library($library{tumour}, NULL)"), qr/^42704: sample/, '... to none');
like($db->error("SELECT move_library(0, 'P1-D1')"), qr/^42704: library 0 does not exist/, 'of a library that is not there');

# A wrong assembly.
$db->run("SET client_min_messages = warning; SELECT import_bam('$data/calling_normal3.bam', 'donor 3', 'OTHER', role => 'normal', assembly => 'panel', design => '{panel:chr2:29222300-29222420}')");
my ($lib3) = $db->rows("SELECT library_id FROM library JOIN run USING (run_id) WHERE run.name = 'OTHER'");
$db->run("SET client_min_messages = warning; SELECT call_library($lib3, 0.02, 0.8)");
is($db->value("SELECT count(*) FROM observation WHERE library_id = $lib3 AND mutation IS NOT NULL"), 0, 'under the wrong assembly no mutation is known');
my $told = $rows->("set_assembly('OTHER', 'hg38')");
like($told, qr/^call_set_library 1 deleted, library 1 renamed, observation \d+ made anew, pileup_block 2 renamed, run 1 renamed\z/, 'to the assembly that it is aligned to');
is($db->value("SELECT string_agg(DISTINCT concat_ws(' ', r.assembly, r.design, l.assembly, b.assembly, i.assembly), ', ') FROM run r JOIN library l USING (run_id) JOIN pileup_block b USING (patient_id, library_id), LATERAL pileup_info(b.pileup) i WHERE r.name = 'OTHER'"),
	'GRCh38 {GRCh38:chr2:29222300-29222420} GRCh38 GRCh38 GRCh38', '... run, design, library and blocks say so');
is($db->value("SELECT md5(string_agg(pileup::text, ',' ORDER BY block)) FROM pileup_block WHERE library_id = $lib3"),
	$db->value("SELECT md5(string_agg(pileup::text, ',' ORDER BY block)) FROM alkres.read_pileup('$data/calling_normal3.bam', 'GRCh38', '{GRCh38:chr2:29222300-29222420}')"), '... to the last byte, as if it had been imported so');
is($db->value('SELECT count(*) FROM check_background()') . ' ' . $db->value("SELECT string_agg(DISTINCT assembly || ' ' || libraries(background), ',') FROM background_block"), '0 GRCh38 3', 'its normals are in the background of that assembly');
cmp_ok($db->value("SELECT count(*) FROM observation WHERE library_id = $lib3 AND mutation IS NOT NULL"), '>=', 71, 'every listed mutation is looked for');
is($db->value("SELECT target_vaf || ' ' || min_posterior FROM call_set JOIN call_set_library USING (call_set_id) WHERE library_id = $lib3"), '0.02 0.8', 'it is called anew with the settings of its last call');
is($rows->("set_assembly('OTHER', 'GRCh38')"), '', 'what it is already changes nothing');
$db->run("SET client_min_messages = warning; SELECT set_assembly('OTHER', 'T2T-CHM13'); SELECT set_assembly('OTHER', 'GRCh38')");
is($db->value("SELECT md5(string_agg(pileup::text, ',' ORDER BY block)) FROM pileup_block WHERE library_id = $lib3"),
	$db->value("SELECT md5(string_agg(pileup::text, ',' ORDER BY block)) FROM alkres.read_pileup('$data/calling_normal3.bam', 'GRCh38', '{GRCh38:chr2:29222300-29222420}')"), 'there and back is where it was');
like($db->error("SELECT set_assembly('R9', 'GRCh38')"), qr/^42704: run "R9" does not exist/, 'of a run that is not there');
like($db->error("SELECT set_assembly(NULL, 'GRCh38')"), qr/^42704: run "NULL" does not exist/, '... of none');
like($db->error("SELECT set_assembly('OTHER', NULL)"), qr/^22004: assembly must not be null/, 'to none');
like($db->error("SELECT set_assembly('OTHER', '')"), qr/^22/, 'to no name');
$db->run("SET client_min_messages = warning; SELECT remove_run('OTHER')");

# To remove.
is($rows->("remove_library($library{1})"), 'background_library 1, library 1, pileup_block 2', 'a normal');
is($db->value('SELECT string_agg(DISTINCT libraries(background)::text, \',\') FROM background_block'), 1, '... leaves its background');
$db->run("SELECT import_bam('$data/calling_normal1.bam', 'donor 1', 'R1', role => 'normal')");
is($db->value($sums), $before, '... and may be imported again');
is($rows->("remove_patient('P2')"), "call_set 1, call_set_library 1, library 1, observation $made, patient 1, pileup_block 2, sample 2, treatment 1", 'a patient');
is($rows->("remove_run('R1', 'one')"), 'background_library 2, library 2, pileup_block 4, run 1', 'a run');
is($db->value('SELECT (SELECT count(*) FROM background_block) + (SELECT count(*) FROM run) + (SELECT count(*) FROM pileup_block)'), 0, '... whole');
my $gone = $library{1};
like($db->error("SELECT remove_library($gone)"), qr/^42704: library $gone does not exist/, 'a library that is gone');
like($db->error("SELECT remove_library(NULL)"), qr/^42704: library NULL does not exist/, 'none');
like($db->error("SELECT remove_run('R1')"), qr/^42704: run "R1" does not exist/, 'a run that is gone');
like($db->error("SELECT remove_run(NULL)"), qr/^42704: run "NULL" does not exist/, 'none');
like($db->error("SELECT remove_patient('P2')"), qr/^42704: patient "P2" does not exist/, 'a patient who is gone');
like($db->error("SELECT remove_patient('control')"), qr/^42704: patient "control" does not exist.*with its runs/s, 'control material is no patient');
like($db->error("SELECT remove_run('R1', 'two')"), qr/^42704: study "two" does not exist/, 'of a study that is not there');

# A plate with amplitudes and thresholds.
$db->run(q{SELECT import_ddpcr_text(E'Well,Sample,Target,TargetType,DyeName(s),Accepted Droplets,Positives,Negatives,Ch1+Ch2+,Ch1+Ch2-,Ch1-Ch2+,Ch1-Ch2-\n'
	'A01,P1-D1,L1196M,Unknown,FAM,15000,40,14960,0,40,5000,9960\nA01,P1-D1,WT,Reference,HEX,15000,5000,10000,0,40,5000,9960\n', 'one.csv', 'PLATE');
	INSERT INTO droplet_amplitude (patient_id, well_id, fam) SELECT patient_id, well_id, '{1}' FROM well;
	INSERT INTO amplitude_threshold (study_id, run_id, assay_id, fam, hex, is_given) SELECT r.study_id, run_id, assay_id, 1, 1, true FROM well JOIN run AS r USING (run_id);
	SELECT call('PLATE')});
is($rows->("remove_run('PLATE')"), 'amplitude_threshold 1, droplet_amplitude 1, observation 1, run 1, well 1', 'a plate with its amplitudes');
is($db->value('SELECT concat((SELECT count(*) FROM assay), (SELECT count(*) FROM sample))'), '16', '... the assay stays, and the samples of P1 and of controls');
$db->drop;
done_testing();
