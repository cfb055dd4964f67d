# With reference => 'none' nearly every molecule carries an allele, and those that show what the first one showed are
# summed row by row.  Under a FASTA file whose every base is another one they are alleles with a record each: both
# ways must tell the same of each letter.  Two such files differ from each other everywhere, so each letter is looked at.
use strict;
use warnings;
use Test::More;
use Database;

plan skip_all => 'samtools is missing' if system('command -v samtools >/dev/null 2>&1') != 0;

my $data = $ENV{ALKRES_DATA};
my $seeds = $ENV{ALKRES_SEEDS} // '1-12';
my $db = Database->new('unknown_reference');
my $length = 700;
$ENV{PGOPTIONS} = '-c client_min_messages=warning';

my $state;
sub random { my $below = shift; $state = ($state * 1103515245 + 12345) % 2147483648; return int($state / 65536) % $below }
sub pick { return $_[ random(scalar @_) ] }

# Aligned bases with a difference, an N or a poor base here and there; what the gap of a spliced read passes over.
sub one_read
{
	my ($reference, $position, $n) = @_;
	my $gap = random(12) == 0 ? 30 + random(40) : 0;
	my $first = $gap ? 10 + random($n - 20) : $n;
	my $sequence = substr($reference, $position - 1, $first) . substr($reference, $position - 1 + $first + $gap, $n - $first);
	my $letters = join '', map { random(60) == 0 ? pick(qw(A C G T)) : random(150) == 0 ? 'N' : $_ } split //, $sequence;
	my $way = random(3);
	my $quality = join '', map { chr(33 + ($way == 0 ? 37 : $way == 1 ? random(60) : pick(2, 11, 25, 37, 40))) } 1 .. $n;
	my $clip = random(8) == 0 ? 1 + random(20) : 0;
	return (($gap ? "${first}M${gap}N" . ($n - $first) . 'M' : "${n}M") . ($clip ? "${clip}S" : ''), $letters . 'A' x $clip, $quality . '?' x $clip, $position + $n + $gap - 1);
}

# Fragments of few places and few barcodes; some copied, of one strand or both; some single, some with both mates forward.
sub make_bam
{
	my ($reference, $kind, $out) = @_;
	my @reads;
	my @places = map { 1 + random($length - 320) } 1 .. pick(4, 12, 60);
	for my $i (1 .. pick(80, 300))
	{
		my ($start, $size, $n) = (pick(@places), pick(80, 120, 150, 220), 60);
		my @barcode = map { pick(qw(AAAA CCCC GGGG TTTT)) } 1 .. 2;
		for my $copy (1 .. ($kind eq 'plain' ? 1 : pick(1, 1, 2, 3, 6)))
		{
			my $a = random(2);
			my @tags = $kind eq 'plain' ? () : ('RX:Z:' . join '-', $a ? @barcode : reverse @barcode);
			@tags = ("MI:Z:$i", 'cD:i:' . (1 + random(6)), random(2) ? ('aD:i:' . random(4), 'bD:i:' . random(4)) : ()) if $kind eq 'consensus';
			my ($cigar, $sequence, $quality, $end) = one_read($reference, $start, $n);
			my ($second_cigar, $second, $second_quality, $second_end) = one_read($reference, $start + $size - $n, $n);
			my $template = $second_end - $start + 1;
			my $mapq = pick(0, 3, 19, 20, 60);
			my $name = "m$i.$copy";
			if (random(8) == 0) { push @reads, [ $name, random(2) * 16, 'demo', $start, $mapq, $cigar, '*', 0, 0, $sequence, $quality, @tags ]; next }
			my @flags = random(20) == 0 ? (67, 131) : $a ? (99, 147) : (163, 83);
			push @reads, [ $name, $flags[0], 'demo', $start, $mapq, $cigar, '=', $start + $size - $n, $template, $sequence, $quality, @tags ],
			  [ $name, $flags[1], 'demo', $start + $size - $n, pick(0, 60), $second_cigar, '=', $start, -$template, $second, $second_quality, @tags ];
		}
	}
	open my $bam, '|-', "samtools view --no-PG -b -o '$out' - 2>/dev/null" or die;
	print $bam "\@HD\tVN:1.6\tSO:coordinate\n\@SQ\tSN:demo\tLN:$length\n";
	print $bam join("\t", @$_), "\n" for sort { $a->[3] <=> $b->[3] } @reads;
	close $bam or die;
}

# The same with = for each base that is the reference's, as "samtools calmd -e" writes it.
sub make_equal
{
	my ($reference, $from, $out) = @_;
	local $_;
	open my $in, '-|', "samtools view --no-PG -h '$from'" or die;
	open my $bam, '|-', "samtools view --no-PG -b -o '$out' - 2>/dev/null" or die;
	while (<$in>)
	{
		my @f = split /\t/;
		if (!/^@/)
		{
			my ($at, $i) = ($f[3] - 1, 0);
			while ($f[5] =~ /(\d+)([MNS])/g)
			{
				for ($2 eq 'M' ? 0 .. $1 - 1 : ()) { substr($f[9], $i + $_, 1) = '=' if substr($f[9], $i + $_, 1) eq substr($reference, $at + $_, 1) }
				$at += $1 if $2 ne 'S';
				$i += $1 if $2 ne 'N';
			}
		}
		print $bam join "\t", @f;
	}
	close $bam or die;
	close $in;
}

sub write_fasta
{
	my ($path, $sequence) = @_;
	open my $out, '>', $path or die;
	print $out ">demo\n$sequence\n";
	close $out;
}

# position, letter => what is told of its molecules; depths.
sub told
{
	my ($bam, $reference, $unit, $umi, $letter) = @_;
	my $pileups = "alkres.read_pileup('$bam', 'test', unit => '$unit', umi => '$umi', min_base_quality => 10, reference => '$reference') p";
	return join "\n", $db->rows('SELECT a."position", a.alt, a.molecules, a.forward, a.reverse, a.f1r2, a.f2r1, a.mean_quality, a.mean_mapq, a.mean_end_distance, a.unique_fragments'
		  . " FROM $pileups, alkres.alleles(p.pileup) a WHERE length(a.ref) = 1 AND length(a.alt) = 1 AND (a.\"position\", a.alt) IN (SELECT i, translate(substr('$letter', i, 1), 'ACGT', x) FROM generate_series(1, $length) i, unnest('{ACGT,CGTA,GTAC,TACG}'::text[]) x) ORDER BY 1, 2"),
	  $db->rows("SELECT d.\"position\", d.molecules, d.deleted, d.discordant, d.raw_depth FROM $pileups, alkres.depth(p.pileup) d ORDER BY 1");
}

my ($from, $to) = split /-/, $seeds;
for my $seed ($from .. $to // $from)
{
	$state = $seed * 7919;
	my $reference = join '', map { pick(qw(A C G T)) } 1 .. $length;
	my @others = map { my $others = $reference; eval "\$others =~ tr/ACGT/$_/"; $others } qw(CGTA GTAC);
	write_fasta("$data/unknown.$_.fa", $others[$_]) for 0, 1;
	for my $kind (qw(plain families consensus))
	{
		my $bam = "$data/unknown.bam";
		make_bam($reference, $kind, $bam);
		my $umi = $kind eq 'plain' ? 'none' : $kind eq 'families' ? 'RX' : 'consensus';
		for my $unit ($kind eq 'plain' ? qw(molecule read) : 'molecule')
		{
			my %none = map { $_ => 1 } split /\n/, told($bam, 'none', $unit, $umi, $reference);
			my %seen;
			for my $other (0, 1)
			{
				# What such a file takes for the reference is no allele of it.
				my @lines = grep { $_ ne '' } split /\n/, told($bam, "$data/unknown.$other.fa", $unit, $umi, $reference);
				$seen{$_} = 1 for @lines;
			}
			my @wrong = ((map { "none: $_" } grep { !$seen{$_} } sort keys %none), map { "FASTA: $_" } grep { !$none{$_} } sort keys %seen);
			diag $_ for @wrong[ 0 .. ($#wrong < 9 ? $#wrong : 9) ];
			ok(@wrong == 0 && keys %none > 400, "seed $seed, $kind, $unit: " . keys(%none) . ' lines are the same');
			# A base that is the reference's tells no letter: it is no allele, but a molecule.
			make_equal($reference, $bam, "$data/unknown.equal.bam");
			my %equal = map { $_ => 1 } split /\n/, told("$data/unknown.equal.bam", 'none', $unit, $umi, $reference);
			my %letters = map { $_ => 1 } grep { !/^(\d+)\|([ACGT])\|/ || substr($reference, $1 - 1, 1) ne $2 } keys %none;
			@wrong = ((map { "=: $_" } grep { !$letters{$_} } sort keys %equal), map { "letters: $_" } grep { !$equal{$_} } sort keys %letters);
			diag $_ for @wrong[ 0 .. ($#wrong < 9 ? $#wrong : 9) ];
			ok(@wrong == 0, "seed $seed, $kind, $unit: so are those of = for what is the reference's");
		}
	}
}

done_testing();
