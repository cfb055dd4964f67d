# A read that is cancelled, or fails, leaves nothing behind: no rows, no open descriptors, no memory.
use strict;
use warnings;
use IPC::Run qw(start pump finish timeout);
use Test::More;
use Database;

plan skip_all => 'samtools is missing' if system('command -v samtools >/dev/null 2>&1') != 0;

my ($data, $base) = ($ENV{ALKRES_DATA}, $ENV{ALKRES_BASE});
my $db = Database->new('cancel');

# The random reads again and again, each time under other names and farther on, so that it lasts some seconds.
my $big = "$base/big.bam";
open my $sam, '-|', 'samtools', 'view', '-h', "$data/random.bam" or die;
my (@header, @reads);
while (<$sam>) { if (/^@/) { push @header, $_ } else { push @reads, [ split /\t/ ] } }
close $sam;
open my $out, '|-', "samtools view --no-PG -u -o $big -" or die;
s/LN:6000/LN:10000000/ for @header;
print $out @header;
for my $copy (0 .. 149)
{
	for my $read (@reads)
	{
		my @fields = @$read;
		$fields[0] .= ".$copy"; $fields[3] += 6000 * $copy; $fields[7] += 6000 * $copy;
		print $out join("\t", @fields);
	}
}
close $out or die;

my $bases = do { open my $in, '<', "$data/random.fa" or die; local $/; <$in> =~ s/.*>demo\n//sr =~ s/\n//gr };
open $out, '>', "$base/big.fa" or die;
print $out ">demo\n", map { "$_\n" } unpack '(a100)*', $bases . 'N' x (10_000_000 - length $bases);
close $out or die;

my ($in, $seen, $errors) = ('', '', '');
my $psql = start([qw(psql -X -At -q -d cancel)], \$in, \$seen, \$errors, timeout(1800));
sub ask
{
	my $sql = shift;
	($seen, $errors) = ('', '');
	$in .= "$sql\n\\echo done\n";
	pump $psql until $seen =~ /^done$/m;
	my $answer = $seen =~ s/^done\n//mr;
	chomp $answer;
	return $answer;
}

my $pid = ask('SELECT pg_backend_pid();');
# The session's processor time in seconds: a clock would measure what else the machine does.
sub processor_seconds { open my $file, '<', "/proc/$pid/stat" or die; my @of = split ' ', <$file> =~ s/^.*\) //r; return ($of[11] + $of[12]) / 100 }
sub descriptors { opendir my $folder, "/proc/$pid/fd" or return; my @all = grep { !/^\./ } readdir $folder; return scalar @all }

ask('CREATE TABLE kept (assembly text, contig text, block int, pileup alkres.pileup);');
my $started = processor_seconds();
ask("SET statement_timeout = '300ms'; INSERT INTO kept SELECT * FROM alkres.read_pileup('$big', 'test'); RESET statement_timeout;");
my $lasted = processor_seconds() - $started;
like($errors, qr/canceling statement due to statement timeout/, 'a timeout ends the read');
cmp_ok($lasted, '<', 1.5, 'within a second of its work');
is(ask('RESET statement_timeout; SELECT count(*) FROM kept;'), '0', 'nothing is kept');

# CRAM is decoded slice by slice; several files are read as one.
my $big_cram = "$base/big.cram";
system("samtools view --no-PG -C --output-fmt-option no_ref=1 -o $big_cram $big 2>/dev/null") == 0 or die;
system("cp $big $base/big2.bam") == 0 or die;
for my $source ("'$big_cram', 'test', reference => '$base/big.fa'", "ARRAY['$big', '$base/big2.bam'], 'test'")
{
	ask("SET statement_timeout = '300ms'; INSERT INTO kept SELECT * FROM alkres.read_pileup($source); RESET statement_timeout;");
	like($errors, qr/canceling statement due to statement timeout/, "a timeout ends it: $source");
	is(ask('RESET statement_timeout; SELECT count(*) FROM kept;'), '0', 'nothing is kept');
}

my $before = descriptors();
my $contexts = ask('SELECT sum(total_bytes) FROM pg_backend_memory_contexts;');
ask(<<"SQL");
DO \$\$ BEGIN
	FOR i IN 1 .. 200 LOOP
		BEGIN
			PERFORM count(*) FROM alkres.read_pileup('$data/' || (ARRAY['truncated_marked', 'md_short', 'small_nomd', 'unsorted', 'text'])[1 + i % 5] || '.bam', 'test');
			RAISE 'it was accepted';
		EXCEPTION WHEN data_corrupted OR bad_copy_file_format THEN NULL;
		END;
		BEGIN
			PERFORM count(*) FROM alkres.read_pileup('$data/random.bam', 'test', reference => '$data/small.fa');
			RAISE 'it was accepted';
		EXCEPTION WHEN bad_copy_file_format THEN NULL;
		END;
	END LOOP;
END \$\$;
SQL
is($errors, '', '400 reads fail as they should');
SKIP:
{
	skip 'no /proc', 1 if !defined $before;
	cmp_ok(descriptors(), '<=', $before, 'no descriptor stays open');    # the server may close one of a relation
}
cmp_ok(ask('SELECT sum(total_bytes) FROM pg_backend_memory_contexts;'), '<', $contexts + 4 * 1024 * 1024, 'no memory stays behind');
# LIMIT does not let the function end early, a cursor closed early does.
ask("BEGIN; DECLARE c CURSOR FOR SELECT * FROM alkres.read_pileup('$data/random.bam', 'test'); FETCH 1 FROM c; CLOSE c; COMMIT;");
is($errors, '', 'a cursor is closed early');
is(ask("SELECT count(*) > 100 FROM alkres.read_pileup('$big', 'test');"), 't', 'the whole file can be read');
cmp_ok(descriptors(), '<=', $before, 'and closed');

# Reads of a million indels: a few kB of BAM that would keep a backend for hours if each indel looked at all others,
# or moved a long insertion base by base.  They are counted at once, or can be cancelled.
sub monster
{
	my @lines = @_;
	open my $out, '|-', "samtools view --no-PG -b -o $base/monster.bam -" or die;
	print $out "\@HD\tVN:1.6\tSO:coordinate\n\@SQ\tSN:demo\tLN:1000000\n";
	for (@lines)
	{
		my ($flag, $cigar, $sequence, $aligned) = @$_;
		print $out join("\t", 'monster', $flag, 'demo', 100, 60, $cigar, $flag ? ('=', 100, 0) : ('*', 0, 0),
			$sequence, 'I' x length $sequence, "MD:Z:$aligned"), "\n";
	}
	close $out or die;
	my $started = processor_seconds();
	ask("SET statement_timeout = '300ms'; SELECT count(*) FROM alkres.read_pileup('$base/monster.bam', 'test'); RESET statement_timeout;");
	unlink "$base/monster.bam";
	return processor_seconds() - $started;
}
my $million = 1_000_000;
cmp_ok(monster([ 0, '10M' . '1I' x $million . '10M', 'C' x ($million + 20), 20 ]), '<', 3, 'a million insertions at one place');
cmp_ok(monster([ 0, "400000M${million}I10M", 'A' x ($million + 400_000) . 'C' x 10, 400_010 ]), '<', 3, 'one long insertion in a long repeat');
cmp_ok(monster(map { [ $_->[0], '20M' . '1I1M' x 200_000 . '20M', 'ACGT' x 5 . $_->[1] x 200_000 . 'ACGT' x 5, 200_040 ] } [ 99, 'AC' ], [ 147, 'GC' ]),
	'<', 3, 'insertions at every place, others on the mate');

# A digest that is cancelled in a block that catches it: the block's end releases what the call held, once.
my $huge = "$base/huge.bin";
open my $sparse, '>', $huge or die;
truncate $sparse, 16 * 1024**3 or die;
close $sparse;
for my $call ("PERFORM alkres.file_digest('$huge')", "digest := alkres.file_digest('$huge')")
{
	is(ask(<<"SQL"), 't', 'a digest is cancelled and caught');
SET statement_timeout = '300ms';
DO \$\$ DECLARE digest text;
BEGIN
	$call;
	RAISE 'it ended';
EXCEPTION WHEN query_canceled THEN NULL;
END \$\$;
RESET statement_timeout;
SELECT pg_backend_pid() = $pid;
SQL
}
unlink $huge;
cmp_ok(descriptors(), '<=', $before, 'no descriptor stays open');

# Another session sees how far it is: all files together.
for my $case ([ "'$big', 'test'", -s $big ], [ "'$big_cram', 'test', reference => '$base/big.fa'", -s $big_cram ], [ "ARRAY['$big', '$base/big2.bam'], 'test'", 2 * -s $big ])
{
	my ($source, $size) = @$case;
	($seen, $errors) = ('', '');
	$in .= "SELECT count(*) FROM alkres.read_pileup($source);\n";
	$psql->pump_nb;
	my $progress = '';
	for (1 .. 40)
	{
		$progress = `psql -X -At -d cancel -c "SELECT bytes_processed > 0 AND bytes_processed <= bytes_total AND bytes_total = $size AND tuples_processed > 0 FROM pg_stat_progress_copy WHERE pid = $pid"`;
		last if $progress =~ /t/;
		$psql->pump_nb;
	}
	like($progress, qr/t/, "pg_stat_progress_copy shows bytes and reads: $source");
	is(ask('SELECT count(*) FROM pg_stat_progress_copy;') =~ s/.*\n//r, '0', 'and nothing afterwards');
}
$in .= "\\q\n";
finish $psql;
unlink $big, $big_cram, "$base/big.fa", "$base/big2.bam";
$db->drop;
done_testing();
