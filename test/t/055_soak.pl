# Several connections at work on one store at random (test/soak: longer): what they leave behind equals its recomputation,
# and nobody is told of a deadlock or of anything else that they could not help.
use strict;
use warnings;
use Test::More;
use Database;

my ($connections, $seconds, $seed) = map { $ENV{"SOAK_$_->[0]"} // $_->[1] } [ CONNECTIONS => 4 ], [ SECONDS => 15 ], [ SEED => time ];
my ($data, $base) = @ENV{qw(ALKRES_DATA ALKRES_BASE)};
my $db = Database->new('soak');
$db->value("SELECT create_store('cfdna')");
$db->run(q{INSERT INTO study (name) VALUES ('one')});
note("$connections connections, $seconds seconds, seed $seed");

sub pick { return $_[ rand @_ ] }
my $patient = q{INSERT INTO patient (study_id, external_id) SELECT study_id, 'P%1$d-D1' FROM study ON CONFLICT DO NOTHING;
	INSERT INTO sample (patient_id, external_id) SELECT patient_id, 'P%1$d-D1' FROM patient WHERE external_id = 'P%1$d-D1' ON CONFLICT DO NOTHING};
my $plate = q{SELECT import_ddpcr_text(E'Well,Sample,Target,TargetType,DyeName(s),Accepted Droplets,Positives,Negatives,Ch1+Ch2+,Ch1+Ch2-,Ch1-Ch2+,Ch1-Ch2-\n'
	'A01,P1-D1,L1196M,Unknown,FAM,15000,%2$d,%3$d,0,%2$d,5000,%4$d\nA01,P1-D1,WT,Reference,HEX,15000,5000,10000,0,%2$d,5000,%4$d\n'
	'A02,P2-D1,G1202R,Unknown,FAM,15000,0,15000,0,0,5000,10000\nA02,P2-D1,WT,Reference,HEX,15000,5000,10000,0,0,5000,10000\n', 'plate%2$d.csv', 'PLATE%1$d', create_samples => true)};
my $library = '(SELECT library_id FROM library ORDER BY random() LIMIT 1)';
sub statement
{
	my $run = pick(qw(R1 R2));
	my $person = 1 + int rand 2;
	my $normal = 1 + int rand 3;
	return pick(
		(sub { "SELECT import_bam('$data/calling_normal$normal.bam', 'donor $normal', '$run', role => 'normal', assembly => 'GRCh38')" }) x 6,
		(sub { "SELECT import_bam('$data/calling_tumour.bam', 'P$person-D1', '$run', library => '" . pick(qw(A B)) . "', assembly => 'GRCh38')" }) x 3,
		(sub { sprintf $patient, $person }) x 3,
		(sub { my $k = 10 + int rand 3; sprintf $plate, pick(1, 2), $k, 15000 - $k, 10000 - $k }) x 2,
		(sub { "SELECT withdraw($library, " . pick("'haemolysed'", 'NULL') . ')' }) x 2,
		(sub { "UPDATE run SET panel = '" . pick(qw(a b)) . "' WHERE name = '$run'" }) x 3,
		(sub { "SELECT call('$run')" }) x 2,
		sub { 'SELECT call(target_vaf => 0.01)' },
		sub { "SELECT call_library($library, keep => true)" },
		(sub { 'SELECT call_plate(run_id) FROM run WHERE kind = \'ddpcr\' ORDER BY run_id' }) x 2,
		(sub { "SELECT move_library($library, 'P$person-D1')" }) x 2,
		(sub { "SELECT remove_library($library)" }) x 2,
		sub { "SELECT remove_run('" . pick($run, 'PLATE1', 'PLATE2') . "')" },
		sub { "SELECT remove_patient('P$person-D1')" },
		sub { "DELETE FROM library WHERE library_id = $library" },
		sub { "UPDATE library SET role = '" . pick(qw(normal positive)) . "' WHERE role <> 'sample' AND library_id = $library" },
		sub { 'SELECT rebuild_background()' })->();
}

# A connection's log: what it asked and what it was told, when that was an error.
my $log = "$base/soak.log";
unlink glob "$log.*";
my $until = time + $seconds;
my @workers = map {
	my $n = $_;
	my $pid = fork // die;
	if (!$pid)
	{
		srand $seed + $n;
		open my $out, '>', "$log.$n" or die;
		my $done = 0;
		while (time < $until)
		{
			my $sql = statement();
			my $error = $db->error("SET client_min_messages = error; $sql");
			$done++;
			print $out "$sql\n$error\n\n" if $error ne '';
		}
		print $out "done $done\n";
		close $out;
		require POSIX;
		POSIX::_exit(0);
	}
	$pid;
} 1 .. $connections;
waitpid $_, 0 for @workers;

# What one may be told: a name or a file that is taken (23505 in the store's words), or that is not there (any more).
# Who inserts a sample by hand while its patient is removed is told so by the foreign key or its trigger.
my ($done, @bad) = 0;
for (map { open my $in, '<', "$log.$_" or die; local $/ = ''; <$in> } 1 .. $connections)
{
	if (/^done (\d+)/) { $done += $1; next }
	my (undef, $error) = split /\n(?=\w{5}: )/, $_, 2;
	push @bad, $_ if ($error // '') !~ /^(42704: (sample|library|run|patient) |23505: (run|file) ".*already|42704: library \d+ or sample|23503: (patient \d+ of sample |insert or update on table "sample"))/;
}
ok($done >= $connections, "$done statements");
is(join("\n", @bad[ 0 .. ($#bad > 4 ? 4 : $#bad) ]), '', 'nobody was told of a deadlock, or of what the store should have waited for');
is($db->value('SELECT count(*) FROM check_background()'), 0, 'every sum is that of its normals');
is($db->value('SELECT count(*) FROM check_derived()'), 0, 'what is derived is right');
is($db->value('SELECT count(*) FROM observation o JOIN library l ON l.library_id = o.library_id WHERE (o.patient_id, o.sample_id, o.run_id) <> (l.patient_id, l.sample_id, l.run_id)'), 0, 'observations are of the sample of their library');
is($db->value('SELECT count(*) FROM pileup_block b JOIN library l USING (library_id) WHERE b.patient_id <> l.patient_id'), 0, 'so are blocks');
is($db->value('SELECT count(*) FROM (SELECT FROM observation WHERE is_current AND library_id IS NOT NULL GROUP BY library_id HAVING count(DISTINCT call_set_id) > 1) AS k'), 0, 'one call set of a library is current');
is($db->value('SELECT count(*) FROM call_set_library c WHERE NOT EXISTS (SELECT FROM observation o WHERE (o.patient_id, o.library_id, o.call_set_id) = (c.patient_id, c.library_id, c.call_set_id))'), 0, 'every set of a library has its observations');
is($db->value('SELECT count(*) FROM library l WHERE NOT EXISTS (SELECT FROM pileup_block b WHERE b.library_id = l.library_id)'), 0, 'every library is whole');
is($db->value(q{SELECT count(*) FROM run r WHERE r.kind = 'ddpcr' AND (SELECT count(*) FROM well w WHERE w.run_id = r.run_id) > 2}), 0, 'no plate has the wells of two');
is($db->value('SELECT count(*) FROM (SELECT FROM observation WHERE method = \'ddpcr\' GROUP BY run_id, sample_id, assay_id HAVING count(*) > 1) AS k'), 0, 'a sample and assay of a plate is observed once');
$db->run('SELECT rebuild_background(), call()');
is($db->value('SELECT count(*) FROM check_background()'), 0, 'and it all can be made anew');
$db->drop;
done_testing();
