# PlantedLibrary.pm: a small library over ALK whose every molecule is known, aligned to GRCh38 or GRCh37.
#
# Of each place some molecules, both mates read at Q37 without an error, half of them F1R2; clones say what share of the
# molecules carries which bases.  The same seed gives the same molecules in both assemblies.
package PlantedLibrary;
use strict;
use warnings;
no warnings 'portable';
use Exporter 'import';
our @EXPORT_OK = qw(write_library reference_base);

# ALK in GRCh37 lies so much further on.
use constant SHIFT => { GRCh38 => 0, GRCh37 => 222866 };
use constant READ => 100;

my %base;
sub reference_base
{
	my $position = shift;
	if (!%base)
	{
		my $at;
		open my $in, '<', "$ENV{ALKRES_BASE}/test/sim/alk_hg38.fa" or die;
		while (my $line = <$in>)
		{
			chomp $line;
			if ($line =~ /^>chr2:(\d+)-/) { $at = $1 }
			else { $base{ $at++ } = $_ for split //, $line }
		}
	}
	return $base{$position} // die "no reference base at $position";
}

my $state;
sub uniform
{
	$state ^= ($state << 13) & 0xFFFFFFFFFFFFFFFF;
	$state ^= $state >> 7;
	$state ^= ($state << 17) & 0xFFFFFFFFFFFFFFFF;
	return ($state >> 11) / 2**53;
}

# A read's bases and MD tag.
sub read_of
{
	my ($from, $change) = @_;
	my ($bases, $md, $run) = ('', '', 0);
	for my $position ($from .. $from + READ - 1)
	{
		my $ref = reference_base($position);
		my $base = $change->{$position} // $ref;
		$bases .= $base;
		if ($base eq $ref) { $run++ }
		else { $md .= $run . $ref; $run = 0 }
	}
	return ($bases, $md . $run);
}

# write_library(FILE, assembly => 'GRCh38', seed => 1, places => [29222390, ...], molecules => 2000,
#	clones => [[0.02, {29222392 => 'G', ...}], ...]): a BAM; positions and bases are GRCh38's.
sub write_library
{
	my ($file, %of) = @_;
	my $shift = SHIFT->{ $of{assembly} };
	my (@reads, $number);
	$state = 88172645463325252 ^ ($of{seed} * 2654435761);
	for my $place (sort { $a <=> $b } @{ $of{places} })
	{
		for (1 .. $of{molecules})
		{
			my $length = 140 + int(60 * uniform());
			my $start = $place - 15 - int(($length - 30) * uniform());
			my $f1r2 = uniform() < 0.5;
			my $clone = uniform();
			my %change;
			for my $planted (@{ $of{clones} })
			{
				my ($share, $bases) = @$planted;
				%change = (%change, %$bases) if $clone >= 0 && $clone < $share;
				$clone -= $share if $share < 1;
			}
			$number++;
			my $end = $start + $length - READ;
			my @mate = ($start, $end);
			for my $side (0, 1)
			{
				my ($bases, $md) = read_of($mate[$side], \%change);
				my $flag = 3 + ($side ? 16 : 32) + (($side == 0) == !!$f1r2 ? 64 : 128);
				push @reads, [ $mate[$side], join "\t", "m$number", $flag, 'chr2', $mate[$side] + $shift, 60, READ . 'M', '=',
					$mate[1 - $side] + $shift, $side ? -$length : $length, $bases, 'F' x READ, "MD:Z:$md" ];
			}
		}
	}
	open my $out, '|-', "samtools view --no-PG -b -o '$file' -" or die;
	print $out "\@HD\tVN:1.6\tSO:coordinate\n\@SQ\tSN:chr2\tLN:", ($shift ? 243199373 : 242193529), "\n";
	print $out "$_->[1]\n" for sort { $a->[0] <=> $b->[0] || $a->[1] cmp $b->[1] } @reads;
	close $out or die;
	return;
}

1;
