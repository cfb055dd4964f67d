# Is the FASTA file that is named the one of the reads?  By the dictionary beside it, where a contig is too long to be summed,
# and by what the shipped gene models know of GRCh37 and GRCh38.
use strict;
use warnings;
use Test::More;
use Database;

plan skip_all => 'samtools is missing' if system('command -v samtools >/dev/null 2>&1') != 0;

my ($base, $db) = ($ENV{ALKRES_BASE}, Database->new('other_reference'));
$ENV{PGOPTIONS} = '-c client_min_messages=warning';

sub spew { my ($name, $text) = @_; open my $out, '>', $name or die "$name: $!"; print $out $text; close $out or die; return $name }

# One contig in one line, most of it a hole: only what is asked for is read.
sub fasta
{
	my ($name, $contig, $length, $start, $letters) = @_;
	open my $out, '>', $name or die;
	print $out ">$contig\n";
	my $head = tell $out;
	my $near = $start < 200000 ? $start - 1 : 200000;
	seek $out, $head + $start - 1 - $near, 0;
	print $out 'N' x $near . $letters . 'N' x 200000;
	seek $out, $head + $length, 0;
	print $out "\n";
	close $out or die;
	spew("$name.fai", join("\t", $contig, $length, $head, $length, $length + 1) . "\n");
	return $name;
}
# A read of 200 bases.
sub bam
{
	my ($name, $contig, $length, $start, $letters, $more) = @_;
	open my $bam, '|-', "samtools view --no-PG -b -o '$base/$name.bam' -" or die;
	print $bam "\@HD\tVN:1.6\tSO:coordinate\n\@SQ\tSN:$contig\tLN:$length", $more // '', "\n", join("\t", 'r', 0, $contig, $start, 60, '200M', '*', 0, 0, $letters, 'F' x 200), "\n";
	close $bam or die;
	return "$base/$name.bam";
}
sub read_with { my ($bam, $assembly, $reference) = @_; return "SELECT count(*) FROM alkres.read_pileup('$bam', '$assembly', reference => '$reference')" }

# ---- The dictionary.

my $length = 16777300;
my $letters = join '', map { (qw(A C G T))[ ($_ * $_ + 3 * $_) % 7 % 4 ] } 1 .. 1000;
my $file = fasta("$base/long.fa", 'big', $length, 4001, $letters);
my ($right, $wrong) = ('0123456789abcdef' x 2, 'f' x 32);
my $reads = bam('long', 'big', $length, 4401, substr($letters, 400, 200), "\tM5:$right");
my $sum = sub { my ($m5, $bases) = @_; return "\@HD\tVN:1.6\n\@SQ\tSN:other\tLN:5\tM5:$wrong\n\@SQ\tSN:big\tLN:" . ($bases // $length) . "\tM5:$m5\tUR:file:/elsewhere.fa\n" };
is($db->value(read_with($reads, 'test', $file)), 1, 'a long contig without a dictionary');
for my $name ("$base/long.dict", "$base/long.fa.dict")
{
	spew($name, $sum->($wrong));
	like($db->error(read_with($reads, 'test', $file)), qr/^22P04: the reads of .*long\.bam" are aligned to another reference DETAIL: The checksum \(M5\) of contig big is $right in its header, $wrong in the dictionary "\Q$name\E"/, "another sum in $name");
	spew($name, $sum->(uc $right));
	is($db->value(read_with($reads, 'test', $file)), 1, '... the same one, in capitals');
	spew($name, $sum->($wrong, $length - 1));
	is($db->value(read_with($reads, 'test', $file)), 1, '... one of another length tells nothing');
	spew($name, $sum->($wrong));
	utime time - 100, time - 100, $name;
	is($db->value(read_with($reads, 'test', $file)), 1, '... nor does one that is older than the file');
	spew($name, "\@SQ\tSN:big\n\n\@SQ\n\@SQ\tSN:\tLN:\tM5:\n");
	is($db->value(read_with($reads, 'test', $file)), 1, '... nor one that says nothing');
	unlink $name;
}

# ---- The shipped genes.

my ($chr2, $at) = (242193529, 29220736); # ALK's exon 23
my $unknown = bam('alk', 'chr2', $chr2, $at, 'N' x 200);
my $gene = join '', $db->rows("SELECT d.reference FROM alkres.read_pileup('$unknown', 'GRCh38', reference => 'none') p, alkres.depth(p.pileup) d WHERE d.\"position\" BETWEEN $at AND $at + 199 ORDER BY d.\"position\"");
ok($gene =~ tr/ACGT// > 100, 'the gene is known there');
my $known = $gene =~ tr/N/A/r;
sub told { my ($name, $sequence) = @_; return read_with(bam('alk', 'chr2', $chr2, $at, $known), 'GRCh38', fasta("$base/$name.fa", 'chr2', $chr2, $at, $sequence)) }
is($db->value(told('right', $known)), 2, 'a FASTA file of the assembly');
is($db->value(told('lower', lc $known)), 2, '... in lower case');
like($db->error(told('bisulfite', $known =~ tr/C/T/r)), qr/^22P04: the FASTA file ".*bisulfite\.fa" is not GRCh38 DETAIL: Of \d+ bases at chr2:\d+-\d+ that alkres knows from the gene there, \d+ are others/, 'one that was changed for bisulfite');
like($db->error(told('shifted', substr($known, 1) . 'A')), qr/^22P04: .* is not GRCh38/, 'one that is shifted by a base');
my $person = $known;
substr($person, $_, 1) =~ tr/ACGT/CGTA/ for 50, 100, 150;
is($db->value(told('person', $person)), 2, 'one with three variants of a person');
is($db->value(told('masked', 'N' x 200)), 2, 'one that is masked');
is($db->value(read_with(bam('own', 'chr2', $chr2, $at, $known), 'mine', "$base/bisulfite.fa")), 2, 'an assembly of its own may be anything');

unlink glob "$base/long.* $base/alk.* $base/own.* $base/*.fa $base/*.fai";
$db->drop;
done_testing();
