# Patients of whom there are only reports, VCF files in the styles of six callers and a laboratory's table: what the store answers agrees with the truth.
use strict;
use warnings;
use Test::More;
use Database;

my $cohort = "$ENV{ALKRES_DATA}/elsewhere";
plan skip_all => 'no simulated cohort' if !-e "$cohort/truth_reports.tsv";
my $db = Database->new('elsewhere');
$db->run("SELECT create_store('cfdna')");
$db->run_file("$ENV{ALKRES_BASE}/test/sim/load.sql", "cohort=$cohort");
$db->run_file("$ENV{ALKRES_BASE}/test/sim/reports.sql", "cohort=$cohort");
$db->run_file("$ENV{ALKRES_BASE}/test/sim/agreement.sql");
my %asked;
for (split /\n/, $db->value('SELECT agrees, yes, "of", question, number FROM truth.agreement WHERE agrees IS NOT NULL ORDER BY number'))
{
	my ($agrees, $yes, $of, $question, $number) = split /\|/;
	is($agrees, 't', "$question: $yes of $of");
	$asked{$number} = $of;
}
cmp_ok($asked{$_} // 0, '>', 0, "question $_ was asked") for 6, 7, 11 .. 15, 21 .. 31, 39, 40;

is($db->value('SELECT count(*) FROM report'), $db->value('SELECT count(*) FROM truth.reports'), 'every draw has its report');
is($db->value('SELECT count(*) FROM report_unread'), 0, 'of which everything is read');
is($db->value('SELECT count(*) FROM check_derived()'), 0, 'the derived tables are what they should be');
# Once more, nothing changes.
my $all = 'SELECT md5(string_agg(format(\'%s %s %s %s %s\', patient_id, sample_id, variant, mutation, state), \',\' ORDER BY observation_id)) FROM observation';
my $before = $db->value($all);
$db->run("SET client_min_messages = error; SELECT count(i) FROM truth.reports AS r, LATERAL import_vcf('$cohort/' || r.file, 'VCF of ' || r.style, r.sample, panel => 'targets elsewhere', assembly => 'GRCh38') AS i WHERE r.style <> 'guardant360'");
is($db->value($all), $before, 'the same files again change nothing');
is($db->value(q{SELECT bool_and(xml_is_well_formed_document(plot_trajectory(external_id))) FROM patient}), 't', 'every patient has a picture');
$db->drop;
done_testing();
