# What is unusual costs no more than its size: long CIGARs, one name for all reads.  Processor time of the server's process, as ratios.
use strict;
use warnings;
use Test::More;
use Database;

plan skip_all => 'samtools is missing' if system('command -v samtools >/dev/null 2>&1') != 0;
plan skip_all => 'no /proc' if !-r '/proc/self/stat';

my $base = $ENV{ALKRES_BASE};
my $db = Database->new('costs');
srand 7;
my $reference = join '', map { substr 'ACGT', int rand 4, 1 } 1 .. 500_000;
open my $fasta, '>', "$base/costs.fa" or die;
print $fasta ">one\n", map { substr($reference, 100 * $_, 100) . "\n" } 0 .. 4999;
close $fasta;
my $head = "\@HD\tVN:1.6\tSO:coordinate\n\@SQ\tSN:one\tLN:500000\n";

sub file
{
	my ($name, $kind, @lines) = @_;
	open my $out, '|-', "samtools view --no-PG $kind -o $base/$name - 2>/dev/null" or die;
	print $out $head, map { "$_\n" } @lines;
	close $out or die;
	return "$base/$name";
}

# What a reading gives, and the hundredths of a second that it takes.
sub reading
{
	my $file = shift;
	my ($before, $said, $after) = split /\|/, $db->value(qq{SET client_min_messages = warning; WITH a AS MATERIALIZED (SELECT (string_to_array(pg_read_file('/proc/self/stat'), ' '))[14]::int AS ticks),
		b AS MATERIALIZED (SELECT count(*) || ' ' || md5(string_agg(p.pileup::text, ',' ORDER BY p.block)) AS said FROM a, LATERAL alkres.read_pileup('$file', 'test', reference => '$base/costs.fa') p WHERE a.ticks >= 0)
		SELECT concat_ws('|', a.ticks, b.said, (SELECT (string_to_array(pg_read_file('/proc/self/stat'), ' '))[14]::int FROM (SELECT b.said OFFSET 0) s)) FROM a, b});
	return ($said, $after - $before);
}

# Reads of so many operations: ten bases, then one inserted or deleted.
sub long_read
{
	my ($name, $operations, $start) = @_;
	my ($cigar, $sequence, $at) = ('', '', $start - 1);
	for my $i (1 .. $operations / 2)
	{
		$sequence .= substr $reference, $at, 10;
		$at += 10;
		if ($i % 2) { $cigar .= '10M1I'; $sequence .= 'A' }
		else { $cigar .= '10M1D'; $at++ }
	}
	$sequence .= substr $reference, $at, 10;
	return join "\t", $name, 0, 'one', $start, 60, $cigar . '10M', '*', 0, 0, $sequence, 'I' x length $sequence;
}
my @short = map { long_read("s$_", 1000, 1 + 5250 * $_) } 0 .. 73;
my @long = (long_read('l', 74_001, 1));
my (undef, $short) = reading(file('short.bam', '-b', @short));
my ($said, $long) = reading(file('long.bam', '-b', @long));
cmp_ok($long, '<=', 5 * ($short + 10), "one read of 74,001 operations costs about what 74 of 1,000 do ($long, $short)");
my ($of_cram) = reading(file('long.cram', "-C -T $base/costs.fa", @long));
is($of_cram, $said, '... and is the same in CRAM, though it has more operations than a record of BAM has room for');

# Pairs, sorted by place.
my @reads;
for my $i (1 .. 20_000)
{
	my $start = 1 + int rand 3000;
	my ($first, $second) = ($start, $start + int rand 150);
	push @reads, [ $first, "p$i", 99, $second, 250 ], [ $second, "p$i", 147, $first, -250 ];
}
@reads = sort { $a->[0] <=> $b->[0] || $a->[2] <=> $b->[2] } @reads;
sub pairs { my $name = shift; return map { join "\t", $name // $_->[1], $_->[2], 'one', $_->[0], 60, '100M', '=', $_->[3], $_->[4], substr($reference, $_->[0] - 1, 100), 'F' x 100 } @reads }
my ($with_names, $usual) = reading(file('names.bam', '-b', pairs()));
my ($with_one, $one) = reading(file('one_name.bam', '-b', pairs('same')));
cmp_ok($one, '<=', 3 * ($usual + 10), "one name for all reads costs no more than names ($one, $usual)");
is($with_one, $with_names, '... and mates are joined by their places');

$db->drop;
done_testing();
