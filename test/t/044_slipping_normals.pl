# A run of eight T's that every library loses one of in a fifth of its molecules: normals that show as much keep it from being called, though it is above
# the share from which a normal's alleles are its germline's; what is no slippage of that run, or more than that, is called as ever.
use strict;
use warnings;
use Test::More;
use Database;

plan skip_all => 'samtools is missing' if system('command -v samtools >/dev/null 2>&1') != 0;

my $base = $ENV{ALKRES_BASE};
my $db = Database->new('slipping_normals');
my ($before, $run, $behind) = ('ACGTTGCAGACCTAGATCGA' x 3 . 'C', 'T' x 8, 'GACCATGCAGTTCAGGACTA' x 3);
my $genome = $before . $run . $behind;
my $anchor = length $before;
open my $fasta, '>', "$base/slip.fa" or die;
print $fasta ">demo\n$genome\n";
close $fasta or die;

# A library of 1,000 reads, of which so many lose so many bases behind the anchor; both directions alike.
sub library
{
	my ($name, %lost) = @_;
	my @cigars = map { ($_) x $lost{$_} } sort keys %lost;
	open my $out, '|-', "samtools view --no-PG -b -o $base/$name.bam -" or die;
	print $out "\@HD\tVN:1.6\tSO:coordinate\n\@SQ\tSN:demo\tLN:", length $genome, "\n";
	for my $i (0 .. 999)
	{
		my $gone = $cigars[ 7 * $i % 1000 ] // 0;
		my ($start, $end) = (int($i / 25), length($genome) - 7 * $i % 40);
		my $sequence = substr $genome, $start, $end - $start;
		substr $sequence, $anchor - $start, $gone, '';
		my $cigar = $gone ? ($anchor - $start) . "M${gone}D" . ($end - $anchor - $gone) . 'M' : $end - $start . 'M';
		print $out join("\t", "read$i", $i % 2 ? 16 : 0, 'demo', $start + 1, 60, $cigar, '*', 0, 0, $sequence, 'I' x length $sequence), "\n";
	}
	close $out or die;
	$db->value("CREATE TABLE $name AS SELECT * FROM alkres.read_pileup('$base/$name.bam', 'test', reference => '$base/slip.fa', umi => 'none')");
}

# What is called in a library beside normals.
sub called
{
	my ($name, @normals) = @_;
	my $background = join ' UNION ALL ', map { "SELECT pileup FROM $_" } @normals;
	$background = $background ? "(SELECT alkres.background_agg(pileup) FROM ($background) AS n)" : 'NULL';
	return $db->value("SELECT coalesce(string_agg(c.ref || '>' || c.alt || ' ' || c.vaf, ', '), 'nothing')
		FROM (SELECT alkres.ref(x.variant) AS ref, alkres.alt(x.variant) AS alt, x.vaf
			FROM $name AS l, LATERAL alkres.call_variants(l.pileup, $background) AS x) AS c");
}

library('sample', 1 => 200);
library("normal$_", 1 => 190 + 10 * $_) for 0 .. 2;
my @normals = map { "normal$_" } 0 .. 2;
is(called('sample'), 'CT>C 200/1000', 'without normals it is called');
is(called('sample', @normals), 'nothing', 'normals that slip as often keep it from being called');
library('tumour', 1 => 200, 11 => 20);
is(called('tumour', @normals), 'CGACTTTTTTTT>C 20/1000', 'one that is no slippage beside it is called');
library('more', 1 => 600);
is(called('more', @normals), 'CT>C 600/1000', 'and so is far more of the same than the normals have');
library("carrier$_", 1 => 500) for 0 .. 2;
is(called('sample', map { "carrier$_" } 0 .. 2), 'CT>C 200/1000', 'normals of whom half the molecules have it show their germline');
done_testing();
