# Edited.pm: reads with replacements of several bases, each written as aligners do it.
package Edited;
use strict;
use warnings;
use Exporter qw(import);
our @EXPORT_OK = qw(edited write_library);

# A read from the window's base $from (0-based) on, $length bases long; edits: [place in the window, bases deleted, bases in their place, how it
# is written]: "ID", "DI", or "X": as many as are in both one above the other, then the gap.  CIGAR, bases, MD.
sub edited
{
	my ($window, $from, $length, $edits) = @_;
	my (@cigar, $read, $md) = ();
	my ($at, $run) = ($from, 0);
	my $put = sub { my ($n, $op) = @_; return unless $n; if (@cigar && $cigar[-1][1] eq $op) { $cigar[-1][0] += $n } else { push @cigar, [ $n, $op ] } };
	($read, $md) = ('', '');
	my $match = sub { my $n = shift; $read .= substr $window, $at, $n; $at += $n; $run += $n; $put->($n, 'M') };
	my $insert = sub { my $bases = shift; $read .= $bases; $put->(length $bases, 'I') };
	my $delete = sub { my $n = shift; return unless $n; $md .= $run . '^' . substr $window, $at, $n; $run = 0; $at += $n; $put->($n, 'D') };
	for my $edit (@$edits)
	{
		my ($place, $deleted, $bases, $how) = @$edit;
		$match->($place - $at);
		if ($how eq 'ID') { $insert->($bases); $delete->($deleted) }
		elsif ($how eq 'DI') { $delete->($deleted); $insert->($bases) }
		else
		{
			for my $base (split //, $bases)
			{
				if ($base eq substr $window, $at, 1) { $match->(1); next }
				$md .= $run . substr $window, $at, 1;
				$run = 0;
				$read .= $base;
				$at++;
				$put->(1, 'M');
			}
			$delete->($deleted - length $bases);
		}
	}
	$match->($length - length $read);
	$md .= $run;
	return (join('', map { "$_->[0]$_->[1]" } @cigar), $read, $md);
}

my $state;
sub random { my $below = shift; $state = ($state * 1103515245 + 12345) % 2**31; return int($state / 65536) % $below }

# A library: window's first base at position $start of the contig; groups: how many molecules carry which edits; read lengths and places are
# drawn the same way for the same $seed.  $path.bam.
sub write_library
{
	my ($path, $contig, $length, $start, $window, $groups, $seed) = @_;
	my (@lines, $pair);
	$state = $seed;
	for my $group (@$groups)
	{
		my ($molecules, @edits) = @$group;
		for (1 .. $molecules)
		{
			my ($left, $right, $bases_each) = (random(40), 50 + random(20), 120);
			# One that ends within the change: from where on, how long, and what it shows of it.
			($left, $right, $bases_each) = ($edits[0][0], $edits[0][0], $edits[0][1]) if @{ $edits[0] // [] } == 3;
			my @written = @{ $edits[0] // [] } == 3 ? $edits[0][2] : @edits;
			my $first = random(2);
			my $id = sprintf 'm%05d', ++$pair;
			for my $read ([ $left, 0, $right, $first ], [ $right, 16, $left, !$first ])
			{
				my ($from, $reverse, $mate, $is_first) = @$read;
				my ($cigar, $bases, $md) = edited($window, $from, $bases_each, \@written);
				my $flags = 3 + ($reverse ? 16 : 32) + ($is_first ? 64 : 128);
				push @lines, [ $from, join "\t", $id, $flags, $contig, $start + $from, 60, $cigar, '=', $start + $mate, ($reverse ? -1 : 1) * ($right - $left + $bases_each), $bases, 'F' x length $bases, "MD:Z:$md" ];
			}
		}
	}
	open my $bam, '|-', "samtools view --no-PG -b -o $path.bam - 2>/dev/null" or die;
	print $bam "\@HD\tVN:1.6\tSO:coordinate\n\@SQ\tSN:$contig\tLN:$length\n", map { "$_->[1]\n" } sort { $a->[0] <=> $b->[0] || $a->[1] cmp $b->[1] } @lines;
	close $bam or die;
	return "$path.bam";
}

1;
