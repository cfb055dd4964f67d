# A short run of the file fuzzer with a fixed seed, and the memory of a backend that reads and fails five hundred times.
use strict;
use warnings;
use Test::More;
use Database;

plan skip_all => 'samtools is missing' if system('command -v samtools >/dev/null 2>&1') != 0;

my ($data, $base) = ($ENV{ALKRES_DATA}, $ENV{ALKRES_BASE});
my $db = Database->new('fuzz');
my @seeds = ("$data/small.bam", "$data/small_nomd.bam,none", "$data/barcodes.bam", "$data/two.bam,$data/two.fa", "$data/small.cram,$data/small.fa", "$data/two.cram,$data/two.fa");
my $said = `perl $base/test/fuzz/reader --files 600 --seed 4 fuzz @seeds`;
is($? >> 8, 0, '600 mutated files: each has an answer') or diag $said;
like($said, qr/^BAM fields: .*\d rows/m, 'some are read');
like($said, qr/^CRAM raw: .*XX001/m, 'some are refused');
like($said, qr/^CRAM sealed: .*XX001/m, 'those made with intent too');
like($said, qr/^600 answers to 600 files, 0 bad, 0 lost connections$/m, 'none is bad');

# Resident memory of the backend without what it shares, kB.
$db->run(<<'SQL');
CREATE FUNCTION resident() RETURNS bigint LANGUAGE sql VOLATILE AS $$
	SELECT (regexp_match(pg_read_file('/proc/self/status'), 'RssAnon:\s+(\d+)'))[1]::bigint $$;
CREATE PROCEDURE again(times int, path text, more text) LANGUAGE plpgsql AS $$
BEGIN
	FOR i IN 1 .. times LOOP
		BEGIN
			EXECUTE format('SELECT count(*) FROM alkres.read_pileup(%L, %L %s)', path, 'test', more);
		EXCEPTION WHEN data_corrupted OR bad_copy_file_format OR program_limit_exceeded THEN NULL;
		END;
	END LOOP;
END $$;
SQL
SKIP:
{
	skip 'no /proc', 1 if !-e '/proc/self/status';
	for my $case ([ 'small.bam', '' ], [ 'two.cram', ", reference => '$data/two.fa'" ], [ 'truncated_marked.bam', '' ], [ 'two.cram', ", reference => '$data/two_other.fa'" ])
	{
		my ($file, $more) = @$case;
		$more =~ s/'/''/g;
		my ($grown) = ($db->rows("CALL again(100, '$data/$file', '$more'); CREATE TEMP TABLE before AS SELECT resident() AS kb; CALL again(400, '$data/$file', '$more'); SELECT resident() - kb FROM before"))[-1];
		cmp_ok($grown, '<', 2048, "memory is flat over 500 readings: $file$case->[1]");
	}
}

$db->drop;
done_testing();
