# Droplet amplitudes in the store: with a plate, in one transaction; thresholds from its controls.
use strict;
use warnings;
use Test::More;
use Database;

my $data = $ENV{ALKRES_DATA} or plan skip_all => 'no folder for files (ALKRES_DATA)';
my $db = Database->new('amplitudes');
$db->run("SELECT create_store('cfdna'); INSERT INTO study (name) VALUES ('one')");

# The results that go with the two files of plate 7: A01 a sample, E01 without template.
sub plate
{
	my ($name, $negative) = @_;
	open my $out, '>', "$data/$name.csv" or die;
	print $out "Well,Sample,TargetType,Target,Positives,Negatives,AcceptedDroplets,Ch1+Ch2+,Ch1+Ch2-,Ch1-Ch2+,Ch1-Ch2-\n";
	for my $well ([ 'A01', 'S1', 'Unknown', 2, 8, 32, $negative ], [ 'E01', 'water', 'NTC', 0, 0, 0, 150 ])
	{
		my ($well_name, $sample, $role, @q) = @$well;
		my $all = $q[0] + $q[1] + $q[2] + $q[3];
		for my $channel (1, 2)
		{
			my $k = $q[0] + $q[$channel];
			print $out join(',', $well_name, $sample, "Ch$channel$role", $channel == 1 ? 'ALK G1202R' : 'WT', $k, $all - $k, $all, @q), "\n";
		}
	}
	close $out;
	return "$data/$name.csv";
}
my $plate = plate('amplitudes', 128);
my ($a, $e, $b) = map { "$data/ddpcr/$_" } 'run 7_x_A01_Amplitude.csv', 'run 7_x_E01_Amplitude.csv', 'run 8_B01_Amplitude.csv';
my $count = 'SELECT (SELECT count(*) FROM run), (SELECT count(*) FROM well), (SELECT count(*) FROM droplet_amplitude), (SELECT count(*) FROM patient)';
my $before = $db->value($count);

# All or nothing: a bad amplitude file leaves no plate either.
like($db->error("SELECT import_ddpcr('$plate', create_samples => true, amplitude_paths => ARRAY['$a', '$b'])"), qr/^22P04: file "run 8_B01_Amplitude.csv" is of well B01, which the plate does not have/, 'a file of another well');
like($db->error("SELECT import_ddpcr('$plate', create_samples => true, amplitude_paths => ARRAY['$a', '$data/ddpcr/danish_A01_Amplitude.csv'])"), qr/^22P04: file "danish_A01_Amplitude.csv", line 6: .*HINT: Decimal commas/, 'a file with decimal commas');
like($db->error("SELECT import_ddpcr('@{[ plate('other', 127) ]}', create_samples => true, amplitude_paths => ARRAY['$a'])"), qr/^22P04: file "run 7_x_A01_Amplitude.csv" has 170 droplets, the results of well A01 have 169/, 'a file of another plate');
is($db->value($count), $before, 'nothing is left of them');

my $run = $db->value("SELECT import_ddpcr('$plate', create_samples => true, amplitude_paths => ARRAY['$a', '$e'])");
is($db->value("SELECT string_agg(name || ':' || cardinality(fam), ' ' ORDER BY name) FROM droplet_amplitude JOIN well USING (patient_id, well_id) WHERE run_id = $run"), 'A01:170 E01:150', 'both wells have their droplets');
is($db->value("SELECT import_amplitudes(ARRAY['$a'], $run)"), 1, 'the same file again');
is($db->value('SELECT count(*) FROM droplet_amplitude'), 2, '... adds nothing');

is($db->value('SELECT count(*) FROM well_amplitude WHERE fam_threshold IS NULL AND droplets IS NULL'), 2, 'no threshold, no classes');
is($db->value("SELECT set_thresholds($run)"), 1, 'thresholds from the no-template well');
is($db->value('SELECT count(*) FROM well_amplitude WHERE droplets = printed_droplets'), 2, 'its thresholds class every droplet as the instrument did');
is($db->value("SELECT t.fam = (SELECT negative_threshold(pooled_amplitudes(fam)) FROM droplet_amplitude JOIN well USING (patient_id, well_id) WHERE role = 'ntc') FROM amplitude_threshold t WHERE NOT is_given"), 't', 'they are those of the aggregate');
is($db->value("SELECT set_thresholds($run, fam => 9000, hex => 9000)"), 1, 'given thresholds');
is($db->value("SELECT count(*) FROM well_amplitude WHERE fam_positive(droplets) + hex_positive(droplets) = 0"), 2, '... count');
# Ten droplets between the clouds of the sample's well: the call says that they matter.
is($db->value("SELECT count(*) FROM well_amplitude WHERE is_moved_by_rain"), 0, 'no rain');
$db->run("UPDATE droplet_amplitude d SET fam = array_fill(4200::real, ARRAY[10]) || fam[11:] FROM well w WHERE w.well_id = d.well_id AND w.role = 'unknown'");
is($db->value("SELECT set_thresholds($run, fam => 5000, hex => 3500)"), 1, 'thresholds between the clouds');
is($db->value("SELECT string_agg(name, ' ') FROM well_amplitude WHERE is_moved_by_rain AND fam_rain_effect > 0.05"), 'A01', 'rain that moves the result');
$db->run("SELECT call_plate($run)");
is($db->value("SELECT string_agg(DISTINCT flag, ' ') FROM observation, unnest(flags) flag WHERE run_id = $run AND flag = 'rain'"), 'rain', '... is a flag of the observation');
$db->run("DELETE FROM droplet_amplitude d USING well w WHERE w.well_id = d.well_id AND w.role = 'ntc'");
like($db->error("SELECT set_thresholds($run)"), qr/^P0002: the plate has no control to take a threshold from/, 'without a control there is no threshold');

# From a client, without rights on files of the server.
$db->run(q{CREATE TABLE file AS SELECT pg_read_binary_file('} . $e . q{') AS bytes;
	CREATE ROLE amplitude_tester; GRANT USAGE ON SCHEMA cfdna, alkres TO amplitude_tester; GRANT ALL ON ALL TABLES IN SCHEMA cfdna, public TO amplitude_tester});
$db->run("SET ROLE amplitude_tester; SELECT import_amplitudes_data(bytes, 'run 7_x_E01_Amplitude.csv', $run) FROM file");
is($db->value('SELECT count(*) FROM droplet_amplitude'), 2, 'the bytes of a file from a client');
like($db->error("SET ROLE amplitude_tester; SELECT import_amplitudes(ARRAY['$e'], $run)"), qr/^42501/, '... who may not read files of the server');
like($db->error("SELECT import_amplitudes_data(bytes, 'nothing.csv', $run) FROM file"), qr/^22P04: file "nothing.csv" names no well/, 'a file without a well in its name');

# Layouts of other instruments are plates too.
for my $layout (qw(qiacuity_1_type qiacuity_occupancy naica absolute_q absolute_q_combinations analysis_pro redf))
{
	my $other = $db->value("SELECT import_ddpcr('$data/ddpcr/$layout.csv', create_samples => true)");
	is($db->value("SELECT count(*) FROM well WHERE run_id = $other"), $db->value("SELECT count(*) FROM read_ddpcr('$data/ddpcr/$layout.csv')"), "$layout is imported");
}
like($db->error("SELECT import_ddpcr('$data/ddpcr/cluster_data.csv', create_samples => true)"), qr/^\S+: .*sample/, 'cluster data name no samples');
is($db->value("SELECT assay.name FROM assay JOIN well USING (assay_id) JOIN run USING (run_id) WHERE run.name = 'analysis_pro' LIMIT 1"), 'G1202R', 'the assay is named by the mutant target');
$db->run("DELETE FROM run WHERE name = 'analysis_pro'");
$db->run("SELECT import_ddpcr('$data/ddpcr/analysis_pro.csv', mutant_channel => 'hex')");
is($db->value("SELECT DISTINCT a.name || ' ' || a.reference_target FROM assay a JOIN well USING (assay_id) JOIN run USING (run_id) WHERE run.name = 'analysis_pro'"), 'WT G1202R', '... whichever its channel is');
$db->run('DROP OWNED BY amplitude_tester; DROP ROLE amplitude_tester');
$db->drop;
done_testing();
