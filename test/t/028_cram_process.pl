# CRAM is decoded in another process: whatever becomes of it, the session gets an answer, lives on, and leaves nothing behind.
use strict;
use warnings;
use IPC::Run qw(start pump finish timeout);
use Test::More;
use Database;
use Time::HiRes qw(usleep);

plan skip_all => 'samtools is missing' if system('command -v samtools >/dev/null 2>&1') != 0;
plan skip_all => 'no /proc' if !-e '/proc/self/status';

my ($data, $base) = ($ENV{ALKRES_DATA}, $ENV{ALKRES_BASE});
my $db = Database->new('cram_process');

# Reads for some seconds.
my $big = "$base/process.cram";
open my $out, '|-', "samtools view --no-PG -C --output-fmt-option no_ref=1 --output-fmt-option seqs_per_slice=1000 -o $big - 2>/dev/null" or die;
print $out "\@HD\tVN:1.6\tSO:coordinate\n\@SQ\tSN:demo\tLN:101000\n";
print $out join("\t", "r$_", 0, 'demo', 1 + int($_ / 2), 60, '100M', '*', 0, 0, 'ACGT' x 25, join('', map { chr(40 + ($_ * 7) % 30) } 1 .. 100)), "\n" for 1 .. 200_000;
close $out or die;
open my $fasta, '>', "$base/process.fa" or die;
print $fasta ">demo\n", map { 'ACGT' x 25 . "\n" } 1 .. 1010;
close $fasta or die;
my $read = "SELECT count(*) FROM alkres.read_pileup('$big', 'test', reference => '$base/process.fa');\n";

my ($in, $seen, $errors) = ('', '', '');
my $psql = start([qw(psql -X -At -q -d cram_process -v VERBOSITY=verbose)], \$in, \$seen, \$errors, timeout(1800));
sub wait_done { pump $psql until $seen =~ /^done\n/m; my $answer = $seen =~ s/^done\n//mr; chomp $answer; return $answer }
sub begin { ($seen, $errors) = ('', ''); $in .= "$_[0]\n\\echo done\n"; $psql->pump_nb; return }
sub ask { begin(shift); return wait_done() }

my $pid = ask('SELECT pg_backend_pid();');
sub children { my $session = shift // $pid; my @found; for (glob '/proc/[0-9]*/stat') { open my $stat, '<', $_ or next; my $line = <$stat> // next; push @found, $1 if $line =~ /^(\d+) \(.*\) \S $session / } return @found }
sub arguments { my $of = shift; open my $file, '<', "/proc/$of/cmdline" or return ''; local $/; return join ' ', split /\0/, <$file> // '' }
# Without those of the server's own tables and logs, which it opens and closes as it likes.
sub descriptors { return scalar grep { !m{/(?:base/\d+|global|pg_\w+)/[^/]+$} } map { readlink // () } glob "/proc/$pid/fd/*" }

# The process that decodes the records for a session, in the midst of it.
sub decoder
{
	my $session = shift // $pid;
	for (1 .. 1000)
	{
		if ($db->value("SELECT count(*) FROM pg_stat_progress_copy WHERE pid = $session AND tuples_processed > 0"))
		{
			for my $child (children($session)) { return $child if arguments($child) =~ m{/alkres-cram records } }
		}
		$psql->pump_nb;
		last if $session == $pid && $seen =~ /^done\n/m;
		usleep 10_000;
	}
	die 'no process decodes';
}

is(ask("SELECT count(*) > 100 FROM alkres.read_pileup('$big', 'test', reference => '$base/process.fa');"), 't', 'a file is read');
my $before = descriptors();
is(scalar children(), 0, 'no process is left');

begin($read);
my $decoder = decoder();
kill 'STOP', $decoder; # what it holds cannot end the reading
my %limits = do { open my $file, '<', "/proc/$decoder/limits" or die; map { /^(Max .*?)\s{2,}(\S+)\s+(\S+)/ ? ($1 => "$2 $3") : () } <$file> };
is($limits{$_}, '0 0', "it has no $_") for 'Max core file size', 'Max open files', 'Max file size';
like($limits{'Max address space'}, qr/^(\d+) \1$/, 'its memory is bounded');
my %status = do { open my $file, '<', "/proc/$decoder/status" or die; map { /^(\w+):\s+(\S+)/ ? ($1 => $2) : () } <$file> };
is($status{NoNewPrivs}, 1, 'it gets no new privileges');
like($status{Seccomp}, `uname -m` =~ /^(x86_64|aarch64)$/ ? qr/^2$/ : qr/^0$/, 'its calls of the system are filtered');
is(join(' ', map { s{.*/}{}r } glob "/proc/$decoder/fd/*"), '0 1 2 3', 'it has the file, the answers and the reference open, nothing else');
unlike(do { open my $file, '<', "/proc/$decoder/environ" or die; local $/; <$file> }, qr/PG|HOME|PATH=(?!\/dev\/null)|http/, 'and nothing of the server\'s environment');
unlike(arguments($decoder), qr/process\.cram/, 'nobody sees the name of the file');

# It hangs, and stays so: the reading can be cancelled.
$db->run("SELECT pg_cancel_backend($pid)");
is(wait_done(), '', 'a hanging process ends with the reading');
like($errors, qr/57014: canceling statement due to user request/, 'that was cancelled');
ok(!-e "/proc/$decoder", 'it is gone');
# A slow machine needs more than two seconds to begin.
for my $seconds (2, 8, 32, 128)
{
	begin("SET statement_timeout = '${seconds}s'; $read");
	my $stopped = eval { decoder() };
	kill 'STOP', $stopped if $stopped;
	wait_done();
	last if $stopped;
}
like($errors, qr/57014: canceling statement due to statement timeout/, 'a timeout ends it too');
ask('RESET statement_timeout;');

# It is ended from outside, or by a fault of its own.
for my $case ([ KILL => qr/54000: could not decode ".*" behind record \d+\n.*ended by signal 9: .*\nHINT: .*try again/ ], [ SEGV => qr/XX001: could not decode ".*" behind record \d+\n.*ended by signal 11: .*\nHINT: .*damaged/ ],
	[ PROF => qr/54000: could not decode ".*" behind record \d+\n.*kept the processor busy for 37 s.*\nHINT: .*fewer reads a slice.*alkres.max_cram_slice_size/ ])
{
	begin($read);
	my $child = decoder();
	kill 'STOP', $child;
	kill $case->[0], $child;
	kill 'CONT', $child;
	is(wait_done(), '', "ended by SIG$case->[0]: no rows");
	like($errors, $case->[1], 'and a clear error');
	is(ask('SELECT pg_backend_pid();'), $pid, 'the session lives on');
}
is(scalar children(), 0, 'no process is left');
is(descriptors(), $before, 'no descriptor stays open');

# With the session ends the process.
{
	my ($sql, $rows, $said) = ($read, '', '');
	my $other = start([qw(psql -X -At -q -d cram_process)], \$sql, \$rows, \$said, timeout(1800));
	$other->pump_nb;
	my $session;
	for (1 .. 1000) { ($session) = $db->rows("SELECT pid FROM pg_stat_activity WHERE query LIKE '%read_pileup%' AND pid NOT IN ($pid, pg_backend_pid()) AND backend_type = 'client backend' AND datname = 'cram_process'"); last if $session; usleep 10_000 }
	my $child = decoder($session);
	kill 'STOP', $child;
	$db->run("SELECT pg_terminate_backend($session)");
	for (1 .. 1000) { last if !-e "/proc/$child"; usleep 10_000 }
	ok(!-e "/proc/$child", 'the end of the session ends the process');
	$other->kill_kill;
}

# 200 readings, good and bad.
my $whole = do { open my $file, '<:raw', "$data/random.cram" or die; local $/; <$file> };
substr($whole, int(length($whole) / 2), 1) ^= "\x10";
open my $bad, '>:raw', "$base/bad.cram" or die;
print $bad $whole;
close $bad;
ask(<<"SQL");
DO \$\$ BEGIN
	FOR i IN 1 .. 50 LOOP
		PERFORM count(*) FROM alkres.read_pileup('$data/random.cram', 'test', reference => '$data/random.fa');
		PERFORM count(*) FROM alkres.read_pileup_data(pg_read_binary_file('$data/random.cram'), 'test', reference => '$data/random.fa');
		BEGIN
			PERFORM count(*) FROM alkres.read_pileup('$base/bad.cram', 'test', reference => '$data/random.fa');
			RAISE 'it was accepted';
		EXCEPTION WHEN data_corrupted THEN NULL;
		END;
		BEGIN
			PERFORM count(*) FROM alkres.read_pileup('$data/random.cram', 'test', reference => '$data/small.fa');
			RAISE 'it was accepted';
		EXCEPTION WHEN bad_copy_file_format THEN NULL;
		END;
	END LOOP;
END \$\$;
SQL
is($errors, '', '200 readings end as they should');
is(scalar children(), 0, 'no process is left');
is(descriptors(), $before, 'no descriptor stays open');

# Without the program, or with another one in its place.
my ($program) = split /\n/, `find $base/stage -name alkres-cram`;
my $small = "SELECT count(*) FROM alkres.read_pileup('$data/random.cram', 'test', reference => '$data/random.fa')";
rename $program, "$program.away" or die "$program: $!";
like($db->error($small), qr/^58030: could not start ".*\/alkres-cram": No such file or directory DETAIL: CRAM is decoded by this program; ".*" was not read. HINT: It is installed beside the library of alkres/, 'the program is missing');
is($db->value("SELECT count(*) > 0 FROM alkres.read_pileup('$data/random.bam', 'test')"), 't', 'BAM needs no program');
sub pretend { my $script = shift; open my $file, '>', $program or die; print $file "#!/bin/sh\n$script\n"; close $file; chmod 0755, $program; return $db->error($small) }
my $header = "printf 'H\\41\\0\\0\\0BAM\\1\\13\\0\\0\\0\@HD\\tVN:1.6\\n\\1\\0\\0\\0\\2\\0\\0\\0a\\0\\12\\0\\0\\0'";
my $first = "if [ \$1 = header ]; then $header; exit; fi;";
my $senseless = qr/^XX001: could not decode ".*" DETAIL: The program that decodes CRAM gave an answer without sense/;
like(pretend($_->[1]), $_->[2], $_->[0])
  for [ 'it says nothing', 'exit 3', qr/^XX001: could not decode the header of ".*" DETAIL: .* ended with status 3/ ],
  [ 'it finds no libraries', 'exit 127', qr/^XX001: could not decode .* HINT: It does not find its libraries/ ],
  [ 'it says something else', 'echo nonsense', $senseless ],
  [ 'it claims a size', "printf 'H\\377\\377\\377\\377'", $senseless ],
  [ 'it breaks off', "printf 'H\\377\\377\\0\\0BAM'", qr/^XX001: could not decode the header/ ],
  [ 'records instead of a header', "printf 'R\\5\\0\\0\\0rec\\0x'", $senseless ],
  [ 'an empty header', "printf 'H\\0\\0\\0\\0'", $senseless ],
  [ 'a header that is none', "printf 'H\\4\\0\\0\\0abcd'", qr/^(22P04|XX001)/ ],
  [ 'an error without a text', "printf 'E\\1\\0\\0\\0\\6'", $senseless ],
  [ 'an error without sense', "printf 'E\\5\\0\\0\\0\\177a\\0\\0\\0'", $senseless ],
  [ 'an error', "printf 'E\\7\\0\\0\\0\\6a\\377\\0b\\0c'", qr/^XX001: a\? DETAIL: b HINT: c/ ],
  [ 'records that are not checked', "$first printf 'R\\5\\0\\0\\0rec\\0x'", $senseless ],
  [ 'it ends too early', "$first printf 'C\\0\\0\\0\\0'", qr/^XX001: could not decode ".*" behind record 0/ ],
  [ 'another number of records', "$first printf 'C\\0\\0\\0\\0Z\\11\\0\\0\\0\\1\\0\\0\\0\\0\\0\\0\\0\\0'", $senseless ],
  [ 'checked twice', "$first printf 'C\\0\\0\\0\\0C\\0\\0\\0\\0'", $senseless ],
  [ 'a part of a record', "$first printf 'C\\0\\0\\0\\0R\\10\\0\\0\\0rec\\0\\40\\0\\0\\0'", qr/^XX001: could not read record 1/ ],
  [ 'too large a record', "$first printf 'C\\0\\0\\0\\0R\\10\\0\\0\\0rec\\0\\0\\0\\0\\100'", qr/^54000: record 1 of .* is larger than 16384 kB/ ],
  [ 'a contig beyond the header', "$first printf 'C\\0\\0\\0\\0R\\51\\0\\0\\0rec\\0\\41\\0\\0\\0\\1\\0\\0\\0\\0\\0\\0\\0\\1" . '\0' x 24 . "'", qr/^XX001: record 1 of .* Its contig is not in the header/ ];
like(pretend("$first printf 'C\\0\\0\\0\\0Z\\11\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0'"), qr/^$/, 'no records at all are an answer');
rename "$program.away", $program or die "$program: $!";
is($db->value($small =~ s/count\(\*\)/count(*) > 0/r), 't', 'all is well again');

$in .= "\\q\n";
finish $psql;
unlink $big, "$base/process.fa", "$base/bad.cram";
$db->drop;
done_testing();
