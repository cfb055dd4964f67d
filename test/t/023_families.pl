# Molecules of read_pileup, cell by cell and record by record, against a second implementation of doc/molecules.md
# (Families.pm), over random libraries that are nasty on purpose (NastyReads.pm).  Pileups are taken apart by
# doc/formats.md (PileupForm.pm), not by the extension.
use strict;
use warnings;
use Test::More;
use Database;
use Families;
use NastyReads;
use PileupForm;

plan skip_all => 'samtools is missing' if system('command -v samtools >/dev/null 2>&1') != 0;

$ENV{PGOPTIONS} = '-c client_min_messages=warning';    # reads without a barcode that tells are many
my $db = Database->new('families');
my $folder = "$ENV{ALKRES_BASE}/out";

sub write_library
{
	my ($path, $lines, $reference) = @_;
	open my $bam, '|-', "samtools view --no-PG -b -o $path.bam -" or die;
	print $bam "$_\n" for @$lines;
	close $bam or die "samtools takes no $path";
	open my $fasta, '>', "$path.fa" or die;
	print $fasta ">$_\n$reference->{$_}\n" for sort keys %$reference;
	close $fasta;
	return;
}

# What the extension says, in the form of Families::count.
sub pileups
{
	my ($path, $umi, @options) = @_;
	my (%counts, %families, @records, %blocks);
	my $options = join '', map { ", $_" } "umi => '$umi'", @options;
	for my $text ($db->rows("SELECT p.pileup FROM alkres.read_pileup('$path.bam', 'test', reference => '$path.fa'$options) p"))
	{
		my $p = PileupForm::decode($text);
		$blocks{ $p->{contig} }{ $p->{block} } = $p;
		for my $i (0 .. 255)
		{
			my %n = map { ("cell $_" => $p->{cells}[$_][$i]) } grep { $p->{cells}[$_] && $p->{cells}[$_][$i] } 0 .. 59;
			for (0 .. 2) { $n{"spanning $_"} = $p->{spanning}[$_][$i] if $p->{spanning}[$_] && $p->{spanning}[$_][$i] }
			for (qw(deleted discordant)) { $n{$_} = $p->{$_}[$i] if $p->{$_}[$i] }
			$counts{ "$p->{contig} " . ($p->{start} + $i) } = \%n if %n;
		}
		my %n = map { $_ + 1 => $p->{families}[$_] } grep { $p->{families}[$_] } 0 .. $#{ $p->{families} };
		$n{duplexes} = $p->{duplexes} if $p->{duplexes};
		$families{"$p->{contig} $p->{block}"} = \%n if %n;
		for my $a (@{ $p->{alleles} })
		{
			die "an allele without records\n" if !@{ $a->{records} };
			push @records, { %$_, contig => $p->{contig}, position => $a->{position}, ref => $a->{ref}, alt => $a->{alt} } for @{ $a->{records} };
		}
	}
	return { counts => \%counts, families => \%families, records => \@records, blocks => \%blocks };
}

# What blocks should hold of their neighbours beside them, by what those hold themselves (doc/formats.md, section 23); each as one text.
sub extent
{
	my $a = shift;
	my $same = 0;
	$same++ while $same < length $a->{ref} && $same < length $a->{alt} && substr($a->{ref}, $same, 1) eq substr $a->{alt}, $same, 1;
	return ($a->{position} + $same, $a->{position} + length $a->{ref});
}
sub beside_text
{
	my ($a, $records, $molecules, $depth) = @_;
	return "$a->{position}$a->{ref}>$a->{alt} $molecules of $depth: " . join ', ', sort map { my $r = $_; join ' ', map { "$_ " . ($r->{$_} // 0) } qw(molecule cell quality reverse both clipped end_distance family_a family_b) } @$records;
}
sub depth_of
{
	my ($p, $a) = @_;
	my $sum = 0;
	$sum += $_ for map { $_->[ $a->{position} - $p->{start} ] // 0 } grep { $_ } @{ length "$a->{ref}$a->{alt}" == 2 ? $p->{cells} : $p->{spanning} };
	return $sum;
}
sub beside
{
	my ($blocks, $expected) = @_;
	my %texts;
	for my $contig (keys %$blocks)
	{
		for my $number (keys %{ $blocks->{$contig} })
		{
			my ($left, $right) = @{ $blocks->{$contig} }{ $number, $number + 1 };
			push @{ $texts{"$contig $number"} }, map { beside_text($_, $_->{records}, @$_{qw(molecules depth)}) } @{ $left->{beside} } if !$expected;
			next if !$right || !$expected;
			my $edge = $right->{start};
			my %near = map { ($_ => [ grep { $_->{position} >= $edge - 32 && $_->{position} + length $_->{ref} <= $edge + 32 } @{ ($_ ? $right : $left)->{alleles} } ]) } 0, 1;
			my %over;
			for my $a (@{ $near{0} })
			{
				for my $b (@{ $near{1} })
				{
					my $gap = (extent($b))[0] - (extent($a))[1];
					next if $gap < 0 || $gap > 6;
					my %of = map { $_->{molecule} => 1 } @{ $a->{records} };
					$over{ $_->{molecule} } = 1 for grep { $of{ $_->{molecule} } } @{ $b->{records} };
				}
			}
			my %reaches = map { ($_ => 1) } grep { @{ $_->{records} } > 1 && length $_->{ref} > 1 && length $_->{alt} > 1 && length $_->{ref} != length $_->{alt} && $_->{position} + length($_->{ref}) + 10 > $edge } @{ $near{0} };
			my $gaps = grep { length $_->{ref} != length $_->{alt} && 1 < grep { $over{ $_->{molecule} } } @{ $_->{records} } } @{ $near{0} }, @{ $near{1} };
			my %shown = map { $_->{molecule} => 1 } map { @{ $_->{records} } } @{ $near{0} };
			for my $side (0, 1)
			{
				for my $a (@{ $near{$side} })
				{
					# Those that may end within a replacement over the edge are told to the left block.
					my @records = grep { $over{ $_->{molecule} } || ($side && ($gaps || %reaches) && !$shown{ $_->{molecule} } && $_->{length} && abs($_->{start} - $edge) < 32) } @{ $a->{records} };
					push @{ $texts{"$contig " . ($number + !$side)} }, beside_text($a, \@records, scalar @{ $a->{records} }, depth_of($side ? $right : $left, $a)) if @records || (!$side && $reaches{$a});
				}
			}
		}
	}
	return { map { $_ => join '; ', sort @{ $texts{$_} } } grep { @{ $texts{$_} } } keys %texts };
}

# Where no indel is anchored, spanning is rounded down to 7 significant bits.
sub rounded
{
	my $said = shift;
	my %exact = map { ("$_->{contig} $_->{position}" => 1) } grep { length "$_->{ref}$_->{alt}" > 2 } @{ $said->{records} };
	for my $place (grep { !$exact{$_} } keys %{ $said->{counts} })
	{
		my $counts = $said->{counts}{$place};
		for my $what (grep { /^spanning/ } keys %$counts)
		{
			my $unit = 1;
			$unit *= 2 while $counts->{$what} / $unit >= 128;
			$counts->{$what} -= $counts->{$what} % $unit;
		}
	}
	return $said;
}

# Each place, or block, as one text.
sub places
{
	my $counts = shift;
	return { map { my $n = $counts->{$_}; $_ => join ', ', map { "$_: $n->{$_}" } sort keys %$n } keys %$counts };
}

# The molecules with alleles, each as one text, whatever their numbers; text => how many.
sub carriers
{
	my $records = shift->{records};
	my (%molecules, %texts);
	for my $r (@$records)
	{
		push @{ $molecules{ $r->{molecule} } }, join ' ', "$r->{contig}:$r->{position}$r->{ref}>$r->{alt}",
		  map { "$_ $r->{$_}" } qw(cell quality reverse mapq start length end_distance family_a family_b);
	}
	$texts{ join ', ', sort @$_ }++ for values %molecules;
	return \%texts;
}

# How many texts differ; shows the first.
sub differences
{
	my ($name, $ours, $theirs) = @_;
	my @wrong = grep { ($ours->{$_} // 'nothing') ne ($theirs->{$_} // 'nothing') } sort keys %{ { %$ours, %$theirs } };
	diag "$name: $_: alkres " . ($ours->{$_} // 'nothing') . '; the reference ' . ($theirs->{$_} // 'nothing') for @wrong[ 0 .. ($#wrong < 4 ? $#wrong : 4) ];
	return scalar @wrong;
}

# ---- The directional method, worked by hand: barcode => fragments, families

my @cases = (
	[ 'one', { AAA => 3 }, ['AAA'] ],
	[ 'two apart by two letters', { AAA => 9, ATT => 1 }, [ 'AAA', 'ATT' ] ],
	[ 'twice less one is enough', { AAA => 3, AAT => 2 }, ['AAA AAT'] ],
	[ 'one less is not', { AAA => 3, AAT => 3 }, [ 'AAA', 'AAT' ] ],
	[ 'one and one', { AAA => 1, AAT => 1 }, ['AAA AAT'] ],
	[ 'through another', { AAA => 9, AAT => 3, ATT => 1 }, ['AAA AAT ATT'] ],
	[ 'not through one that is too large', { AAA => 9, AAT => 6, ATT => 1 }, [ 'AAA', 'AAT ATT' ] ],
	[ 'a joint leads from the larger one only', { AAA => 2, AAT => 3, ATT => 5 }, [ 'ATT AAT AAA' ] ],
	[ 'the larger family takes it', { AAA => 10, ATT => 9, AAT => 2 }, [ 'AAA AAT', 'ATT' ] ],
	[ 'the first in letters of equal ones takes it', { CCC => 5, CAA => 5, CCA => 1 }, [ 'CAA CCA', 'CCC' ] ],
	[ 'a chain of single ones', { AAA => 1, AAC => 1, ACC => 1, CCC => 1 }, ['AAA AAC ACC CCC'] ],
	[ 'the example of Smith 2017', { ACGT => 456, TCGT => 2, CCGT => 2, ACAT => 72, ACAG => 1, AAAT => 90 }, [ 'ACGT ACAT ACAG TCGT CCGT', 'AAAT' ] ],
	[ 'letters of both barcodes count together', { 'AAA-CCC' => 5, 'AAT-CCC' => 2, 'AAA-CCG' => 2, 'AAT-CCG' => 1 }, ['AAA-CCC AAT-CCC AAA-CCG AAT-CCG'] ],
	[ 'other lengths are others', { AAA => 9, AAAA => 1, 'AA-A' => 1, 'A-AA' => 1 }, [ 'AAA', 'AAAA', 'AA-A', 'A-AA' ] ],
	[ 'N is a letter', { AAA => 5, ANA => 1, ANN => 1 }, ['AAA ANA ANN'] ],
);
sub in_order { return join ' | ', sort map { join ' ', sort split / / } @_ }
for (@cases)
{
	my ($name, $counts, $families) = @$_;
	is(in_order(map { join ' ', @$_ } Families::directional($counts)), in_order(@$families), "directional: $name");
}

# The same cases as reads: a pile of its own for each.  The fragments of a barcode have a wrong base of their own, where
# the others have N: the molecules of these bases tell the families.
sub hand_worked
{
	my $path = "$folder/hand_worked";
	my $reference = { one => join '', map { (qw(A C G T))[ ($_ * $_ + int($_ / 7)) % 4 ] } 0 .. 300 * @cases + 300 };
	my @lines = ("\@HD\tVN:1.6\tSO:coordinate", "\@SQ\tSN:one\tLN:" . length $reference->{one});
	my (%barcode_at, @right, $serial);
	for my $i (0 .. $#cases)
	{
		my $counts = $cases[$i][1];
		my @barcodes = sort keys %$counts;
		my $start = 300 * $i + 100;
		my (@left, @behind);
		for my $k (0 .. $#barcodes)
		{
			my ($own, $from) = (substr($reference->{one}, $start - 1, 50), substr($reference->{one}, $start + 49, 50));
			my $base = substr $own, 10 + $k, 1;
			substr($own, 10, scalar @barcodes) = 'N' x @barcodes;
			substr($own, 10 + $k, 1) = $base eq 'A' ? 'C' : 'A';
			$barcode_at{ $start + 10 + $k } = [ $i, $barcodes[$k] ];
			for (1 .. $counts->{ $barcodes[$k] })
			{
				my $name = 'h' . ++$serial;
				my $tags = "F" x 50 . "\tRX:Z:$barcodes[$k]";
				push @left, join "\t", $name, 99, 'one', $start, 60, '50M', '=', $start + 50, 100, $own, $tags;
				push @behind, join "\t", $name, 147, 'one', $start + 50, 60, '50M', '=', $start, -100, $from, $tags;
			}
		}
		push @lines, @left, @behind;
	}
	write_library($path, \@lines, $reference);
	my %ways = (alkres => pileups($path, 'RX'), 'the reference' => Families::count(\@lines, umi => 'RX', reference => $reference));
	for my $who (sort keys %ways)
	{
		my %families;
		push @{ $families{ $_->{molecule} } }, $barcode_at{ $_->{position} } for @{ $ways{$who}{records} };
		for my $i (0 .. $#cases)
		{
			my @found = map { join ' ', map { $_->[1] } @$_ } grep { $_->[0][0] == $i } values %families;
			is(in_order(@found), in_order(@{ $cases[$i][2] }), "directional, as reads, $who: $cases[$i][0]");
		}
	}
	return;
}
hand_worked();

# Mates that do not say where the other one is find each other when the place they say is passed; by then the file may
# have passed the ends of their pile, too.  Each case: what read 1 and read 2 of the one pair say of each other's place
# (flags, positions, mate positions); the other pair is the same, and says it rightly.
my @late = (
	[ 'both forward, read 1 awaits it behind',  [ 65, 100, 160 ], [ 129, 150, 100 ] ],
	[ 'both forward, read 1 awaits it far behind', [ 65, 100, 900 ], [ 129, 150, 100 ] ],
	[ 'facing, both await the other one',  [ 97, 100, 400 ], [ 145, 100, 350 ] ],
	[ 'facing, read 2 awaits it 900 behind',  [ 97, 100, 120 ], [ 145, 120, 1020 ] ],
	[ 'both reverse, each awaits the other one before it',  [ 113, 150, 90 ], [ 177, 100, 80 ] ],
);
sub late_mates
{
	my $path = "$folder/late_mates";
	my $reference = { one => join '', map { (qw(A C G T))[ ($_ * $_ + int($_ / 7)) % 4 ] } 1 .. 2500 };
	for (@late)
	{
		my ($name, @said) = @$_;
		my @right = ([ $said[0][0], $said[0][1], $said[1][1] ], [ $said[1][0], $said[1][1], $said[0][1] ]);
		my @reads = map { [ 'stale', @$_ ] } @said;
		push @reads, map { [ 'right', @$_ ] } @right;
		push @reads, map { [ "behind$_", 0, $_, 0 ] } map { $_ * 50 + 120 } 1 .. 40;
		my @lines = ("\@HD\tVN:1.6\tSO:coordinate", "\@SQ\tSN:one\tLN:2500");
		for my $r (sort { $a->[2] <=> $b->[2] || $a->[1] <=> $b->[1] } @reads)
		{
			my ($read, $flags, $position, $mate) = @$r;
			push @lines, join "\t", $read, $flags, 'one', $position, 60, '40M', $mate ? '=' : '*', $mate, 0, substr($reference->{one}, $position - 1, 40),
			  'F' x 40, 'RX:Z:ACG' . ($mate ? '' : 'T');
		}
		write_library($path, \@lines, $reference);
		my %ways = (alkres => pileups($path, 'RX'), 'the reference' => Families::count(\@lines, umi => 'RX', reference => $reference));
		is($ways{$_}{families}{'one 0'}{2}, 1, "late mates, $_: $name: two fragments, one molecule") for sort keys %ways;
	}
	return;
}
late_mates();

# Several reads of one name that do not say where their mates are: who is over first seeks first, however near to one another they are.
# Each: the reads (flags, position, mate's position), and of how many fragments two reads are made.
my @namesakes = (
	[ 'two await it, the nearer one first', 1, [ 65, 292, 332 ], [ 65, 294, 331 ], [ 129, 331, 292 ] ],
	[ 'two await it at one place', 0, [ 65, 292, 331 ], [ 65, 294, 331 ], [ 129, 331, 290 ] ],
	[ 'one awaits it behind the other steps', 1, [ 65, 292, 460 ], [ 65, 294, 331 ], [ 129, 331, 292 ] ],
	[ 'two come for one', 0, [ 65, 292, 340 ], [ 129, 331, 292 ], [ 129, 338, 291 ] ],
	[ 'two of each', 2, [ 65, 292, 340 ], [ 129, 330, 292 ], [ 65, 310, 420 ], [ 129, 400, 290 ] ],
);
sub namesakes
{
	my $path = "$folder/namesakes";
	my $reference = { one => join '', map { (qw(A C G T))[ ($_ * $_ + int($_ / 7)) % 4 ] } 1 .. 2500 };
	for (@namesakes)
	{
		my ($name, $pairs, @said) = @$_;
		my @lines = ("\@HD\tVN:1.6\tSO:coordinate", "\@SQ\tSN:one\tLN:2500");
		push @lines, join "\t", 'same', $_->[0], 'one', $_->[1], 60, '20M', '=', $_->[2], 0, substr($reference->{one}, $_->[1] - 1, 20), 'F' x 20, 'RX:Z:ACG' for sort { $a->[1] <=> $b->[1] } @said;
		push @lines, join "\t", "behind$_", 0, 'one', $_ * 50 + 500, 60, '20M', '*', 0, 0, substr($reference->{one}, $_ * 50 + 499, 20), 'F' x 20, 'RX:Z:ACT' for 1 .. 36;
		write_library($path, \@lines, $reference);
		my %ways = (alkres => pileups($path, 'RX'), 'the reference' => Families::count(\@lines, umi => 'RX', reference => $reference));
		# Molecules begin in the first three blocks: those of the name, and the reads behind.
		my ($ours, $theirs) = map { my $f = $ways{$_}{families}; my $n = 0; for my $block (values %$f) { $n += $_ for values %$block } $n } 'alkres', 'the reference';
		is($ours, @said - $pairs + 36, "namesakes, alkres: $name");
		is($theirs, @said - $pairs + 36, "namesakes, the reference: $name");
		is(differences("namesakes, $name", map { places($_->{counts}) } $ways{alkres}, rounded($ways{'the reference'})), 0, '... and each place is the same');
	}
	return;
}
namesakes();

# ---- Random libraries: of each kind so many.  ALKRES_SEEDS=FROM-TO takes those of every kind instead.

my %umi = (none => 'none', RX => 'RX', RX1 => 'RX', name => 'name::', MI => 'MI', consensus => 'consensus');
my %libraries = (none => 6, RX => 16, RX1 => 8, name => 4, MI => 10, consensus => 10);
my ($from, $to) = ($ENV{ALKRES_SEEDS} // '') =~ /^(\d+)-(\d+)$/;
my ($first, $with_beside) = (0, 0);
for my $kind (qw(none RX RX1 name MI consensus))
{
	$first += 100;
	for my $seed ($from // $first .. $to // $first + $libraries{$kind} - 1)
	{
		my ($lines, $reference) = NastyReads::library($seed, $kind);
		my $path = "$folder/nasty";
		write_library($path, $lines, $reference);
		my @options = $seed % 4 == 1 ? (min_base_quality => 20, min_mapq => 21) : $seed % 4 == 2 ? (min_base_quality => 0, min_mapq => 0) : ();
		my $ours = pileups($path, $umi{$kind}, map { "$options[$_] => $options[$_ + 1]" } grep { $_ % 2 == 0 } 0 .. $#options);
		my $theirs = rounded(Families::count($lines, umi => $umi{$kind}, reference => $reference, @options));
		my $name = "seed $seed, $kind";
		my $wrong = differences("$name, places", map { places($_->{counts}) } $ours, $theirs);
		$wrong += differences("$name, families", map { places($_->{families}) } $ours, $theirs);
		$wrong += differences("$name, molecules", map { carriers($_) } $ours, $theirs);
		$with_beside += keys %{ beside($ours->{blocks}) };
		$wrong += differences("$name, beside blocks", beside($ours->{blocks}), beside($ours->{blocks}, 1));
		my ($places, $records) = (scalar keys %{ $theirs->{counts} }, scalar @{ $theirs->{records} });
		ok(!$wrong && $places && $records, "$name: $theirs->{molecules} molecules, $places places, $records records are the same");
	}
}

cmp_ok($with_beside, '>=', 8, "blocks with something beside them: $with_beside") if !defined $from;

$db->drop;
done_testing();
