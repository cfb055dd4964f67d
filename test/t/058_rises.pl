# What rose from one draw of plasma to the next: sample_mutation.absent_before and rises().
use strict;
use warnings;
use Test::More;
use Database;
use Course;

my $db = Database->new('rises');
$db->run("SELECT create_store('cfdna')");
Course::define($db);
# A patient's draws of plasma, a month apart, from what is measured in each: "state fraction lod95", with "/" between two methods, "-" where it was not asked for.
sub course
{
	my ($who, $mutation, @draws) = @_;
	my $dates = join ' ', map { sprintf '2024-%02d-01', $_ } 1 .. @draws;
	$db->run("SELECT draws('$who', '$dates')");
	for my $k (1 .. @draws)
	{
		my @methods = split m{/}, $draws[$k - 1];
		for my $m (0 .. $#methods)
		{
			next if $methods[$m] eq '-';
			my ($state, $fraction, $lod95) = split / /, $methods[$m];
			my $name = $mutation =~ s/^\w+ //r;
			$db->run($m == 0 ? "SELECT measured('$who-D$k', '$mutation', '$state', $fraction, $lod95)" : "SELECT probed('$who-D$k', '$name', '$state', $fraction, $lod95)");
		}
	}
	return;
}
my $found = 'detected 0.02 0.001';
course('A', 'ALK G1202R', 'absent 0 0.001', $found);
course('B', 'ALK G1202R', $found, $found);
course('C', 'ALK G1202R', 'absent 0 0.0009', '-', $found);
course('D', 'ALK G1202R', 'absent 0 0.0009', 'indeterminate 0.001 0.0009', $found);
course('E', 'ALK G1202R', 'absent 0 0.003/absent 0 0.0004', "$found/detected 0.03 0.0004");
course('F', 'ALK G1202R', 'absent 0 0.0009/detected 0.001 0.0004', $found);
course('G', 'ALK G1202R', 'absent 0 0.003', $found, 'absent 0 0.0005', 'detected 0.004 0.001');
course('H', 'KRAS G12C', 'absent 0 0.0005', $found);
course('I', 'ALK L1204=', 'absent 0 0.0005', $found);
# Tissue is no draw of plasma.
course('J', 'ALK G1202R', 'absent 0 0.0005');
$db->run(q{SELECT draws('J', '2024-02-01', 'tissue', '-T'); SELECT measured('J-T1', 'ALK G1202R', 'detected', 0.1); SELECT draws('J', '2024-03-01', 'plasma', '-L'); SELECT measured('J-L1', 'ALK G1202R', 'detected', 0.01)});

my $before = q{SELECT coalesce(string_agg(s.external_id || ' ' || m.method || ' ' || m.absent_before, ', ' ORDER BY s.external_id, m.method), 'none') FROM sample_mutation AS m JOIN sample AS s USING (patient_id, sample_id) WHERE m.absent_before IS NOT NULL AND s.external_id LIKE};
is($db->value("$before 'A%'"), 'A-D2 sequencing 0.001', 'the limit of the draw before that excludes it');
is($db->value("$before 'B%'"), 'none', 'seen before: none');
is($db->value("$before 'C%'"), 'C-D3 sequencing 0.0009', 'a draw that was not asked for it is passed over');
is($db->value("$before 'D%'"), 'none', '... one that was, and says nothing, is not');
is($db->value("$before 'E%'"), 'E-D2 ddpcr 0.0004, E-D2 sequencing 0.0004', 'of two methods that exclude it the better');
is($db->value("$before 'F%'"), 'none', '... none where one of them saw it');
is($db->value("$before 'G%'"), 'G-D2 sequencing 0.003, G-D4 sequencing 0.0005', 'each time that it comes back');
is($db->value("$before 'J%'"), 'J-L1 sequencing 0.0005', 'tissue neither rises nor stands between');
is($db->value('SELECT * FROM check_derived()'), '', 'derived tables are right');

sub rises { my ($arguments) = @_; return join ', ', $db->rows("SELECT sample FROM rises($arguments)") }
is(rises(''), 'A-D2, C-D3, E-D2, J-L1', 'patients who rose from 0.1 % to 0.5 %');
is(rises('below => 0.003'), 'A-D2, C-D3, E-D2, G-D2, J-L1', '... with a wider limit');
is(rises('above => 0.003, below => 0.0005'), 'E-D2, G-D4, J-L1', '... to less');
is(rises("'ALK solvent_front', above => 0.02"), 'E-D2', '... of a class, to more than 2 %');
is(rises("'KRAS'"), 'H-D2', '... off target');
is(rises("'ALK L1204='"), 'I-D2', 'a synonymous change is no member of ALK, but can be asked for');
is(rises("'EGFR'"), '', 'nothing of EGFR');
is($db->value(q{SELECT patient, drawn_on, drug, mutation, mechanism, fraction, absent_before FROM rises() WHERE patient = 'E'}), 'E|2024-02-01||ALK G1202R|on_target|0.03|0.0004', 'two methods that saw it are one rise, of the higher');
is(rises(q{'ALK', study => 'one'}), rises(''), 'the study by name');
like($db->error("SELECT rises(study => 'two')"), qr/^42704/, 'a study that is not there');
like($db->error("SELECT rises($_)"), qr/^22023: below and above must be fractions/, "$_ is refused") for 'below => 0', 'below => NULL', 'above => 1.5', q{below => 'NaN'};
like($db->error('SELECT rises(NULL)'), qr/^22004: class is NULL/, 'no class is no question');

# When a draw is dated anew, what came before is another.
$db->run(q{UPDATE sample SET drawn_on = '2024-06-01' WHERE external_id = 'A-D1'});
is($db->value("$before 'A%'"), 'none', 'a draw that came later after all excludes nothing before');
$db->run(q{UPDATE sample SET material = 'csf' WHERE external_id = 'C-D1'});
is($db->value("$before 'C%'"), 'none', '... nor does one of another material');
is($db->value('SELECT * FROM check_derived()'), '', 'derived tables are right');

$db->drop;
done_testing;
