# NastyReads.pm: small random libraries as SAM text, nasty on purpose: families with every kind of alignment, barcode,
# mate and quality.  The same seed gives the same text on every machine and every Perl.
package NastyReads;
use strict;
use warnings;
use List::Util qw(min max);

my @LETTER = qw(A C G T);
my $state;
sub random { my $below = shift; $state = ($state * 1103515245 + 12345) % 2147483648; return int($state / 65536) % $below }
sub chance { my ($n, $of) = @_; return random($of) < $n }
sub one_of { return $_[ random(scalar @_) ] }
sub letters { my $n = shift; return join '', map { $LETTER[ random(4) ] } 1 .. $n }

sub reference
{
	my $n = shift;
	my $bases = '';
	while (length $bases < $n)
	{
		my $what = random(8);
		$bases .= $what == 0 ? one_of(@LETTER) x (3 + random(6)) : $what == 1 ? letters(2) x (2 + random(4)) : letters(4);
	}
	return substr $bases, 0, $n;
}

# A read over FIRST..LAST of the reference: a list of [position or 0, base, operation].  EVENTS are position => base,
# "D3", "IACG" or "IACGD3" (behind the position).
sub columns
{
	my ($reference, $first, $last, $events, $skip) = @_;
	my @columns;
	for (my $at = $first; $at <= $last; $at++)
	{
		my $event = $events->{$at} // '';
		my $inside = $at > $first + 2 && $at < $last - 8;
		push @columns, [ $at, $event =~ /^[ACGTN]$/ ? $event : substr($reference, $at - 1, 1), 'M' ];
		if ($inside && $event =~ /^D(\d)/) { push @columns, map { [ ++$at, '', 'D' ] } 1 .. $1 }
		elsif ($inside && $event =~ /^I([ACGT]+)(?:D(\d))?/)
		{
			push @columns, map { [ 0, $_, 'I' ] } split //, $1;
			push @columns, map { [ ++$at, '', 'D' ] } 1 .. $2 // 0;
		}
		elsif ($inside && $skip && $at == $skip) { push @columns, map { [ ++$at, '', 'N' ] } 1 .. 6 }
	}
	return @columns;
}

# Takes what the read's ends lose to clips, and writes CIGAR, sequence and the first position.
sub aligned
{
	my ($reference, @columns) = @_;
	my ($left, $right) = map { chance(1, 4) ? 1 + random(9) : 0 } 0, 1;
	my @hard = (chance(1, 6), chance(1, 6));
	for ([ 0, $left ], [ -1, $right ])
	{
		my ($end, $n) = @$_;
		my @places = $end ? reverse 0 .. $#columns : 0 .. $#columns;
		$columns[ $places[$_] ][2] eq 'M' and $columns[ $places[$_] ][2] = 'S' or last for 0 .. $n - 1;
	}
	# Now and then the aligner leaves an insertion at the end.
	$columns[0][2] = 'I' if chance(1, 25) && $columns[0][2] eq 'M';
	$columns[-1][2] = 'I' if chance(1, 25) && $columns[-1][2] eq 'M';
	my ($first) = map { $_->[0] } grep { $_->[2] eq 'M' } @columns;
	if ($hard[0]) { $_->[2] eq 'S' ? ($_->[2] = 'H') : last for @columns }
	if ($hard[1]) { $_->[2] eq 'S' ? ($_->[2] = 'H') : last for reverse @columns }
	my $explicit = chance(1, 5);
	my ($cigar, $n, $last) = ('', 0, '');
	for my $c (@columns, [ 0, '', '' ])
	{
		my $op = $c->[2];
		$op = $c->[1] eq substr($reference, $c->[0] - 1, 1) ? '=' : 'X' if $explicit && $op eq 'M';
		if ($op ne $last) { $cigar .= "$n$last" if $n; $n = 0; $last = $op }
		$n++;
	}
	my $sequence = join '', map { $_->[2] =~ /[MIS]/ ? $_->[1] : '' } @columns;
	return ($first, $cigar, $sequence);
}

sub qualities
{
	my ($n, $kind) = @_;
	return '*' if $kind == 0;
	my @values = $kind < 4 ? (37, 37, 37, 37, 37, 37, 25, 11) : $kind < 8 ? (0, 2, 9, 10, 11, 19, 20, 29, 30, 36, 37, 40, 41) : (30, 60, 90, 93);
	return join '', map { chr(33 + one_of(@values)) } 1 .. $n;
}

# A barcode with, at times, a wrong letter, without letters, or without a half.
sub misread
{
	my $code = shift;
	my $at = random(length $code);
	substr($code, $at, 1) = one_of(@LETTER, 'N') if chance(1, 7) && substr($code, $at, 1) ne '-';
	$code =~ tr/ACGT/N/ if chance(1, 25);
	if ($code =~ /-/ && chance(1, 8)) { chance(1, 2) ? $code =~ s/-.*/-/ : $code =~ s/.*-/-/ }
	$code =~ tr/-/+/ if chance(1, 10);
	return chance(1, 20) ? lc $code : $code;
}

# Library number SEED: (lines of SAM, {contig => reference}).  Ways to tell molecules (KIND): none, RX (two barcodes), RX1
# (one), name, MI, consensus.
sub library
{
	my ($seed, $kind) = @_;
	$state = $seed * 7919 + 17;
	random(2) for 1 .. 20;
	my %reference = (one => reference(12600), two => reference(700));
	my @lines;
	my $serial = 0;
	my @starts = map { 230 + random(80) } 1 .. 6;    # over the edge of a block
	my @codes = map { letters(3) } 1 .. 4;
	for my $molecule (1 .. 38)
	{
		my $contig = chance(1, 6) ? 'two' : 'one';
		my $start = one_of(@starts) + ($contig eq 'one' && chance(1, 8) ? 11500 : 0);
		my $length = chance(1, 3) ? 110 : 60 + random(110);
		my $reads_of = 45 + random(40);
		my $end = $start + $length - 1;
		my %events;
		$events{ $start + 5 + random($length - 10) } = one_of(@LETTER) for 1 .. random(4);
		my $indel = sub { chance(1, 2) ? 'D' . (1 + random(4)) : 'I' . (chance(1, 2) ? substr($reference{$contig}, shift, 1) : letters(1 + random(4))) };
		if (chance(1, 2)) { my $at = $start + 12 + random($length - 30); $events{$at} = $indel->($at) }
		my ($left, $right) = (one_of(@codes), one_of(@codes));
		my $shape = chance(1, 6) ? one_of(qw(single single same_strand far)) : 'pair';
		my ($a, $b) = (one_of(0, 1, 1, 2, 3, 4, 6), one_of(0, 0, 1, 1, 2, 3, 5));
		($a, $b) = chance(1, 2) ? (1, 0) : (0, chance(1, 2)) if $kind eq 'consensus';
		$a = 12 if chance(1, 40) && $kind ne 'consensus';
		my $flip = chance(1, 2);    # of the numbered strands
		for my $copy (1 .. $a + $b)
		{
			my $bottom = $copy > $a;
			my $name = chance(1, 40) ? "r$serial" : 'r' . ++$serial;
			my %own = %events;
			if (chance(1, 4)) { $own{ $start + 3 + random($length - 6) } = one_of(@LETTER) for 1 .. 2 }
			my ($event) = grep { $own{$_} =~ /^[DI]/ } sort keys %own;
			$own{$event} .= 'D1' if defined $event && $own{$event} =~ /^I[ACGT]+$/ && chance(1, 6);
			delete $own{$event} if defined $event && chance(1, 6);
			if (!defined $event && chance(1, 10)) { my $at = $start + 12 + random($length - 30); $own{$at} = $indel->($at) }
			my $shift = chance(1, 25) ? 1 : 0;
			my ($first, $last) = ($start + $shift, $end);
			my $middle_left = $first + $reads_of - 1 < $last ? $first + $reads_of - 1 : $last;
			my $middle_right = $last - $reads_of + 1 > $first ? $last - $reads_of + 1 : $first;
			my $skip = chance(1, 20) ? $first + 20 : 0;
			my @reads;
			for my $side (0, 1)
			{
				my %shown = %own;
				for (grep { $shown{$_} =~ /^I.*D/ } sort keys %shown) { $shown{$_} =~ s/D.*// if chance(1, 3) }
				if (chance(1, 5)) { $shown{ $first + 3 + random($length - 6) } = one_of(@LETTER, 'N', 'N') }
				delete $shown{$_} for grep { chance(1, 8) } sort keys %shown;
				my @c = columns($reference{$contig}, $side ? ($middle_right, $last) : ($first, $middle_left), \%shown, $skip);
				my ($pos, $cigar, $sequence) = aligned($reference{$contig}, @c);
				my $reach = $pos - 1;
				$reach += $1 while $cigar =~ /(\d+)[MDN=X]/g;
				push @reads, { contig => $contig, pos => $pos, last => $reach, cigar => $cigar, seq => $sequence, reverse => $side, number => $side == $bottom ? 1 : 2,
					mapq => chance(1, 10) ? random(3) : 20 + random(41), qual => qualities(length $sequence, random(10)), extra => chance(1, 20) ? one_of(0x100, 0x200, 0x400, 0x800) : 0 };
			}
			my $code = $kind eq 'RX1' ? misread($bottom ? $right : $left) : misread(join '-', $bottom ? ($right, $left) : ($left, $right));
			my @tags;
			if ($kind =~ /^RX/) { @tags = ("RX:Z:$code") }
			elsif ($kind eq 'MI')
			{
				my $suffix = $molecule % 3 == 0 ? '' : ($bottom xor $flip) ? '/B' : '/A';
				@tags = ("MI:Z:$molecule$suffix");
			}
			elsif ($kind eq 'name') { $name .= ":$code" }
			elsif ($kind eq 'consensus')
			{
				my $way = $molecule % 7;
				my ($n, $m) = (random(6), random(4));
				if ($way == 0) { @tags = ("cD:i:" . ($n + 1)) }
				elsif ($way == 1) { @tags = ("aD:i:$n", "bD:i:$m", 'cD:i:' . ($n + $m || 1)) }
				elsif ($way == 2) { $name = "Marianas:$code:one:$serial:+:$n:$m" }
				elsif ($way == 3) { @tags = ("XV:i:" . ($n + 1), "XW:i:" . one_of(0, $m)) }
				elsif ($way == 6) { @tags = ("FR:i:" . ($n + 1), $m ? "RR:i:$m" : ()) }
				elsif ($way == 4) { $_->{per_base} = 'cd' for @reads }
				else { $_->{per_base} = 'ad' for @reads }
			}
			my ($r, $s) = @reads;
			if ($shape eq 'single')
			{
				$r = $reads[ random(2) ];
				push @lines, line($name, $r, undef, 0, @tags);
				next;
			}
			$s->{reverse} = 0 if $shape eq 'same_strand';
			if ($shape eq 'far')
			{
				my $other = chance(1, 2) ? 'one' : 'two';
				my $from = $other eq 'one' ? 12000 : 300;
				my ($pos, $cigar, $sequence) = aligned($reference{$other}, columns($reference{$other}, $from, $from + 59, {}, 0));
				@$s{qw(contig pos cigar seq)} = ($other, $pos, $cigar, $sequence);
				$s->{last} = $pos - 1;
				$s->{last} += $1 while $cigar =~ /(\d+)[MDN=X]/g;
				$s->{qual} = qualities(length $sequence, 1);
			}
			my $missing = chance(1, 25) ? 1 + random(2) : 0;
			my $lies = chance(1, 40) ? 1 : 0;
			push @lines, line($name, $r, $s, $lies, @tags) if $missing != 1;
			$s->{extra} |= 8 if chance(1, 40);    # it says that its mate is unmapped
			push @lines, line($name, $s, $r, 0, @tags) if $missing != 2;
		}
	}
	my %place = (one => 0, two => 1);
	@lines = map { $_->[1] } sort { $place{ $a->[2] } <=> $place{ $b->[2] } || $a->[0] <=> $b->[0] } @lines;
	unshift @lines, "\@HD\tVN:1.6\tSO:coordinate", map { "\@SQ\tSN:$_\tLN:" . length $reference{$_} } qw(one two);
	return (\@lines, \%reference);
}

sub line
{
	my ($name, $r, $mate, $lies, @tags) = @_;
	my $flag = ($r->{reverse} ? 16 : 0) | $r->{extra};
	my ($rnext, $pnext, $tlen) = ('*', 0, 0);
	if ($mate)
	{
		$flag |= 1 | ($r->{number} == 1 ? 0x40 : 0x80) | ($mate->{reverse} ? 32 : 0);
		$rnext = $mate->{contig} eq $r->{contig} ? '=' : $mate->{contig};
		$pnext = $mate->{pos} + $lies;
		if ($rnext eq '=')
		{
			$tlen = max($r->{last}, $mate->{last}) - min($r->{pos}, $mate->{pos}) + 1;
			$tlen = -$tlen if $r->{pos} > $mate->{pos} || ($r->{pos} == $mate->{pos} && $r->{reverse});
		}
	}
	if (my $kind = $r->{per_base})
	{
		my $n = length $r->{seq};
		for my $tag ($kind eq 'cd' ? 'cd' : ('ad', 'bd'))
		{
			my @counts = map { random(5) + ($tag eq 'cd') } 1 .. $n;
			my $most = max(@counts);
			push @tags, substr($tag, 0, 1) . "D:i:$most", "$tag:B:s," . join ',', @counts;
		}
	}
	return [ $r->{pos}, join("\t", $name, $flag, $r->{contig}, $r->{pos}, $r->{mapq}, $r->{cigar}, $rnext, $pnext, $tlen, $r->{seq}, $r->{qual}, @tags), $r->{contig} ];
}

1;
