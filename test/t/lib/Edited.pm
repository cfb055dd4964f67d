# Edited.pm: reads with replacements of several bases, each written as aligners do it.
package Edited;
use strict;
use warnings;
use Exporter qw(import);
our @EXPORT_OK = qw(edited);

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

1;
