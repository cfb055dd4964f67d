# The real exports, where they are there, go through the store's import.
use strict;
use warnings;
use Test::More;
use Database;

my @plates = glob(($ENV{ALKRES_REAL} // '/nowhere') . '/ddpcr/*.csv');
plan skip_all => 'no real exports here' if !@plates;
my $db = Database->new('real_plates');
$db->run("SELECT create_store('cfdna'); INSERT INTO cfdna.study (name) VALUES ('real')");
for my $path (@plates)
{
	my ($name) = $path =~ m{([^/]+)\.csv$};
	my $run = $db->value("SELECT import_ddpcr('$path', create_samples => true)");
	cmp_ok($db->value("SELECT count(*) FROM well WHERE run_id = $run"), '>', 0, "$name: wells are there");
	is($db->value("SELECT count(*) FROM read_ddpcr('$path')"), $db->value("SELECT count(*) FROM well WHERE run_id = $run"), "$name: every well once");
	# What is counted is every single well once: merged ones add nothing.
	is($db->value("SELECT sum(accepted(droplets)) FROM well WHERE run_id = $run AND is_counted"),
		$db->value("SELECT sum(accepted(w.droplets)) FROM read_ddpcr('$path') w WHERE w.merged_wells IS NULL
			OR NOT EXISTS (SELECT FROM read_ddpcr('$path') s WHERE s.well = ANY (w.merged_wells) AND s.assay IS NOT DISTINCT FROM w.assay)"),
		"$name: merged wells are not counted twice");
	is($db->value("SELECT import_ddpcr('$path')"), $run, "$name: again is a notice");
}
is($db->value('SELECT count(*) FROM well WHERE merged_wells IS NOT NULL AND is_counted AND EXISTS (SELECT FROM well s WHERE s.run_id = well.run_id AND s.assay_id = well.assay_id AND s.name = ANY (well.merged_wells))'),
	0, 'no counted merged well has its parts beside it');
# Amplitudes of a plate come with its results or later, and once.
my $folder = "$ENV{ALKRES_REAL}/ddpcr";
my $files = join ', ', map { "'$_'" } glob "$folder/amplitudes/*.csv";
my $run = $db->value("SELECT run_id FROM run WHERE name = 'quantasoft_old_small'");
is($db->value("SELECT import_ddpcr('$folder/quantasoft_old_small.csv', amplitude_paths => ARRAY[$files])"), $run, 'amplitudes for a plate that is there');
is($db->value('SELECT count(*) FROM droplet_amplitude d JOIN well w USING (patient_id, well_id) WHERE count_clusters(d.cluster, 0.91) = w.droplets'),
	2, 'every droplet is in its quadrant');
$db->run('SELECT call()');
is($db->value('SELECT count(*) FROM observation'), 0, 'assays that name no mutation make no observation');
$db->drop;
done_testing();
