# Families.pm: doc/molecules.md once more, slowly: reads as text, a hash for each position, no window, no blocks.
# Shares no code with the extension and was written from the document, section by section.
package Families;
use strict;
use warnings;
use List::Util qw(min max sum0);

my @SINGLE = (min_base_quality => 10, min_mapq => 1, umi => 'none');

# ---- 1. Reads and fragments

sub reads
{
	my ($lines, $o) = @_;
	my @reads;
	for (@$lines)
	{
		next if /^@/;
		chomp;
		my @f = split /\t/;
		# Duplicates count where barcodes tell them.
		next if $f[1] & ($o->{umi} eq 'none' ? 0xF04 : 0xB04) || $f[4] < $o->{min_mapq};
		my %r = (order => scalar @reads, tags => {});
		@r{qw(name flag contig pos mapq cigar rnext pnext tlen seq)} = @f[ 0 .. 9 ];
		$r{rnext} = $r{contig} if $r{rnext} eq '=';
		$r{qual} = $f[10] eq '*' ? [ (-1) x length $r{seq} ] : [ map { ord($_) - 33 } split //, $f[10] ];
		for (@f[ 11 .. $#f ]) { $r{tags}{$1} = $2 if /^(..):.:(.*)/ }
		$r{number} = ($f[1] & 0xC1) == 0x41 ? 1 : ($f[1] & 0xC1) == 0x81 ? 2 : 0;
		$r{reverse} = $f[1] & 16 ? 1 : 0;
		# Does it say that it has a mate on this contig, and not farther than a fragment reaches?
		$r{mate_here} = $f[1] & 1 && !($f[1] & 8) && $r{rnext} eq $r{contig} && $r{pnext} > 0;
		$r{expects} = $r{mate_here} && $r{number} && abs($r{pos} - $r{pnext}) <= 10000;
		look(\%r, $o);
		push @reads, \%r;
	}
	return @reads;
}

# Elements of a CIGAR, where as many bases inserted as deleted between aligned ones are aligned.
sub replaced
{
	my @ops = @_;
	my @out;
	for (my $k = 0; $k < @ops;)
	{
		my ($end, $inserted, $deleted) = ($k, 0, 0);
		for (; $end < @ops && $ops[$end][1] =~ /[ID]/; $end++) { ($ops[$end][1] eq 'I' ? $inserted : $deleted) += $ops[$end][0] }
		if ($end > $k && $inserted == $deleted && @out && $out[-1][1] =~ /[M=X]/ && $end < @ops && $ops[$end][1] =~ /[M=X]/) { push @out, [ $inserted, 'M' ] }
		else { $end = $k + 1 if $end == $k; push @out, @ops[ $k .. $end - 1 ] }
		$k = $end;
	}
	return @out;
}

# Place and name of what a read has instead of the bases from a position on: a replacement where it is, an indel moved left
# to the bound at most, with the base before.
sub event
{
	my ($reference, $at, $bound, $ref, $alt) = @_;
	while (length $ref && length $alt && substr($ref, -1) eq substr($alt, -1)) { chop $ref; chop $alt }
	while (length $ref && length $alt && substr($ref, 0, 1) eq substr($alt, 0, 1)) { $ref = substr $ref, 1; $alt = substr $alt, 1; $at++ }
	return ($at, "$ref $alt") if length $ref && length $alt;
	my $moved = $ref . $alt or return;
	my $anchor = $at - 1;
	while ($anchor > $bound && substr($reference, $anchor - 1, 1) eq substr($moved, -1))
	{
		$moved = substr($moved, -1) . substr($moved, 0, -1);
		$anchor--;
	}
	my $base = substr $reference, $anchor - 1, 1;
	return ($anchor, length $ref ? "$base$moved $base" : "$base $base$moved");
}

# What a read says: says{position} = [symbol, quality]; raw{position} = quality of what lies there; events{anchor} =
# [name, quality]...; over{anchor} where it spans an anchor; its 5' end.
sub look
{
	my ($r, $o) = @_;
	my $reference = $o->{reference}{ $r->{contig} };
	my @ops;
	push @ops, [ $1, $2 ] while $r->{cigar} =~ /(\d+)([MIDNSHP=X])/g;
	@ops = replaced(grep { $_->[1] ne 'P' } @ops);
	my ($at, $i, $from, $bound) = ($r->{pos}, 0, ($r->{pos}) x 2);
	my @q = @{ $r->{qual} };
	$r->{$_} = {} for qw(says raw events index);
	my $stretch = join '', map { $_->[1] } @ops;
	for my $k (0 .. $#ops)
	{
		my ($n, $op) = @{ $ops[$k] };
		if ($op =~ /[M=X]/)
		{
			for (1 .. $n)
			{
				my $base = uc substr $r->{seq}, $i, 1;
				$r->{says}{$at} = [ $base, $q[$i] ] if $base =~ /[ACGT]/ && $q[$i] >= $o->{min_base_quality};
				# An indel does not move over a base that differs, nor over another indel.
				$bound = $at if $r->{says}{$at} && $q[$i] >= 20 && $base ne substr $reference, $at - 1, 1;
				$r->{index}{$at} = $i;
				$r->{raw}{ $at++ } = $q[ $i++ ];
			}
		}
		elsif ($op eq 'S') { $i += $n }
		elsif ($op eq 'N') { push @{ $r->{spans} }, [ $from, $at - 1 ]; $at += $n; $from = $bound = $at }
		elsif ($op eq 'D' || $op eq 'I')
		{
			my $deletes = $op eq 'D';
			my $least = min(map { $q[$_] } grep { $_ >= 0 && $_ < @q } $deletes ? ($i - 1, $i) : ($i - 1 .. $i + $n)) || -1;
			# What is inserted and deleted side by side is one event, told at the first of it.
			my $is_first = $k == 0 || $ops[ $k - 1 ][1] !~ /[ID]/;
			if ($is_first && substr($stretch, 0, $k) =~ /[M=X][^N]*$/ && substr($stretch, $k) =~ /^[^N]*[M=X]/)
			{
				my ($inserted, $deleted) = (0, 0);
				for (@ops[ $k .. $#ops ]) { last if $_->[1] !~ /[ID]/; ($_->[1] eq 'I' ? $inserted : $deleted) += $_->[0] }
				my $quality = min(map { $q[$_] } grep { $_ >= 0 && $_ < @q } $i - 1 .. $i + $inserted) || -1;
				my ($place, $event) = event($reference, $at, $bound, substr($reference, $at - 1, $deleted), uc substr($r->{seq}, $i, $inserted));
				push @{ $r->{events}{$place} }, [ $event, $quality ] if $event;
				$bound = $at + $deleted;
			}
			if ($deletes)
			{
				for (1 .. $n)
				{
					$r->{says}{$at} = [ '-', $least ] if $least >= $o->{min_base_quality};
					$r->{index}{$at} = $i > 0 ? $i - 1 : 0;
					$r->{raw}{ $at++ } = $least;
				}
			}
			else { $i += $n }
		}
	}
	push @{ $r->{spans} }, [ $from, $at - 1 ];
	@$r{qw(first last)} = ($r->{pos}, $at - 1);
	for (@{ $r->{spans} }) { $r->{over}{$_} = 1 for $_->[0] + 5 .. $_->[1] - 10 }
	# Clips behind an insertion at the end count, the insertion does not.
	my ($before, $behind) = (0, 0);
	for (@ops) { last if $_->[1] !~ /[SHI]/; $before += $_->[0] if $_->[1] ne 'I' }
	for (reverse @ops) { last if $_->[1] !~ /[SHI]/; $behind += $_->[0] if $_->[1] ne 'I' }
	$r->{clipped} = $r->{reverse} ? $behind : $before;
	$r->{aligned_end} = $r->{reverse} ? $r->{last} : $r->{first};
	$r->{five} = $r->{reverse} ? $r->{last} + $behind : max(0, $r->{first} - $before);
}

sub are_mates
{
	my ($r, $s) = @_;
	return
		 $r->{name} eq $s->{name}
	  && $r->{number} + $s->{number} == 3
	  && $r->{number} > 0
	  && $s->{number} > 0
	  && !(($r->{flag} | $s->{flag}) & 8)
	  && $r->{contig} eq $s->{contig}
	  && abs($r->{pos} - $s->{pos}) <= 10000
	  && $r->{rnext} eq $s->{contig}
	  && $s->{rnext} eq $r->{contig}
	  && $r->{pnext} == $s->{pos}
	  && $s->{pnext} == $r->{pos};
}

# Those whose mate did not come where they say are joined by name, when the one looks for the other within 1000 positions
# of where it stood or was awaited, and no other does.
sub join_stale
{
	my @fragments = @_;
	my (%lonely, %gone);
	$_->{over} = max($_->{reads}[0]{pos}, $_->{reads}[0]{pnext}) for @fragments;
	for my $f (sort { $a->{over} <=> $b->{over} || $a->{number} <=> $b->{number} } grep { @{ $_->{reads} } == 1 && $_->{reads}[0]{expects} } @fragments)
	{
		my $r = $f->{reads}[0];
		my $list = $lonely{"$r->{contig} $r->{name}"} //= [];
		my @mates = grep { $_->{reads}[0]{number} + $r->{number} == 3 && $f->{over} - $_->{over} <= 1000 } @$list;
		if (@mates != 1) { push @$list, $f; next }
		my ($first, $second) = sort { $a->{number} <=> $b->{number} } $f, $mates[0];
		push @{ $first->{reads} }, $second->{reads}[0];
		$gone{ $second->{number} } = 1;
		@$list = grep { $_ != $mates[0] } @$list;
	}
	return grep { !$gone{ $_->{number} } } @fragments;
}

sub fragments
{
	my ($o, @reads) = @_;
	my (%waiting, @fragments);
	for my $r (@reads)
	{
		my $list = $waiting{ $r->{name} } //= [];
		# of several that wait under one name, the last one
		my ($k) = reverse grep { are_mates($list->[$_]{reads}[0], $r) } 0 .. $#$list;
		if (defined $k) { push @{ $list->[$k]{reads} }, $r; splice @$list, $k, 1; next }
		next if !tells($r, $o->{umi});
		my $f = { reads => [$r], number => 1 + @fragments };
		push @fragments, $f;
		push @$list, $f;
	}
	@fragments = join_stale(@fragments);
	for my $f (@fragments)
	{
		$_->{fragment_order} = $f->{reads}[0]{order} for @{ $f->{reads} };
		my ($r, $mate) = @{ $f->{reads} };
		if ($r->{number}) { $f->{orientation} = ($r->{number} == 1) == !$r->{reverse} ? 0 : 1 }
		else { $f->{orientation} = 2 }
		$f->{contig} = $r->{contig};
		$f->{reach} = max($r->{expects} ? $r->{pnext} : 0, map { $_->{last} } @{ $f->{reads} });
		$f->{first} = min(map { $_->{first} } @{ $f->{reads} });
		$f->{last} = max(map { $_->{last} } @{ $f->{reads} });
		@$f{qw(start end known)} = ($f->{first}, $f->{last}, 1);
		if ($mate)
		{
			my ($first) = grep { $_->{number} == 1 } @{ $f->{reads} };
			$f->{orientation} = $first->{reverse} ? 1 : 0;
			my ($forward) = grep { !$_->{reverse} } @{ $f->{reads} };
			my ($reverse) = grep { $_->{reverse} } @{ $f->{reads} };
			if ($forward && $reverse && $forward->{pos} <= $reverse->{five}) { $f->{ends} = "FR $forward->{five} $reverse->{five}" }
			else { $f->{ends} = join ' ', map { "$_->{aligned_end} $_->{reverse}" } sort { $a->{aligned_end} <=> $b->{aligned_end} || $a->{reverse} <=> $b->{reverse} } @{ $f->{reads} } }
		}
		else
		{
			$f->{ends} = join ' ', ($r->{reverse} ? 'R' : 'F'), $r->{clipped} > 100 ? $r->{aligned_end} : $r->{five}, $r->{expects} ? $r->{pnext} : '-';
			my $length = abs $r->{tlen};
			if ($r->{mate_here} && $length > 0 && $length <= 10000)
			{
				$f->{start} = min($r->{pos}, $r->{pnext});
				$f->{end} = $f->{start} + $length - 1;
			}
			else { $f->{known} = 0 }
		}
	}
	return @fragments;
}

# ---- 2. Barcodes

# One barcode or two, of read 1 and read 2, in upper case; dies when there is none.
sub barcode
{
	my ($read, $umi) = @_;
	my $code = $read->{tags}{$umi};
	if ($umi =~ /^name:(.*)/s)
	{
		my $at = rindex $read->{name}, $1;
		$code = substr $read->{name}, $at + length $1 if $at >= 0;
	}
	die "read $read->{name} without barcode\n" if !length($code // '');
	return $code if $umi eq 'MI';
	$code = uc $code;
	$code =~ tr/+_/--/;
	return $code;
}

# Has it a letter but N?
sub tells
{
	my ($read, $umi) = @_;
	return $umi =~ /^(RX|name:)/ ? barcode($read, $umi) =~ /[^N-]/ : 1;
}

# ---- 3. Families

# Barcode => count in, lists of barcodes out: the directional method.
sub directional
{
	my $count = shift;
	my @order = sort { $count->{$b} <=> $count->{$a} || $a cmp $b } keys %$count;
	my (%taken, @families);
	for my $seed (@order)
	{
		next if $taken{$seed};
		$taken{$seed} = 1;
		my @family = ($seed);
		for (my $i = 0; $i < @family; $i++)
		{
			for my $other (@order)
			{
				next if $taken{$other} || !one_apart($family[$i], $other) || $count->{ $family[$i] } < 2 * $count->{$other} - 1;
				$taken{$other} = 1;
				push @family, $other;
			}
		}
		push @families, \@family;
	}
	return @families;
}

sub one_apart
{
	my ($p, $q) = @_;
	return 0 if length $p != length $q || index($p, '-') != index($q, '-');
	return 1 == grep { substr($p, $_, 1) ne substr($q, $_, 1) } 0 .. length($p) - 1;
}

sub family
{
	my @f = @_;
	$_->{strand_b} //= $_->{orientation} == 1 for @f;
	return { fragments => \@f, a => [ grep { !$_->{strand_b} } @f ], b => [ grep { $_->{strand_b} } @f ] };
}

sub molecules
{
	my ($o, @fragments) = @_;
	return map { family($_) } @fragments if $o->{umi} eq 'none' || $o->{umi} eq 'consensus';
	my (%piles, @piles);
	if ($o->{umi} eq 'MI')
	{
		for my $f (@fragments)
		{
			my ($number, $strand) = barcode($f->{reads}[0], 'MI') =~ m{^(.+?)(?:/([AB]))?$}s;
			$f->{strand_b} = $strand eq 'B' if defined $strand;
			my $key = "$f->{contig} $number";
			my $pile = $piles{$key};
			push @piles, $pile = $piles{$key} = { reach => 0, fragments => [] } if !$pile || $f->{reads}[0]{pos} > $pile->{reach};
			push @{ $pile->{fragments} }, $f;
			$pile->{reach} = max($pile->{reach}, $f->{reach});
		}
		return map { family(@{ $_->{fragments} }) } @piles;
	}
	for my $f (@fragments)
	{
		my $code = barcode($f->{reads}[0], $o->{umi});
		my $two = $code =~ /^([^-]*)-(.*)$/s;
		$code = "$2-$1" if $two && $f->{orientation} == 1;
		my $key = join ' ', $f->{contig}, $f->{ends}, $two && $f->{orientation} < 2 ? 'pair' : $f->{orientation};
		push @{ $piles{$key}{$code} }, $f;
	}
	my @molecules;
	for my $pile (values %piles)
	{
		my %count = map { $_ => scalar @{ $pile->{$_} } } keys %$pile;
		for my $family (directional(\%count))
		{
			my @f = sort { $a->{reads}[0]{order} <=> $b->{reads}[0]{order} } map { @{ $pile->{$_} } } @$family;
			push @molecules, family(@f);
		}
	}
	return @molecules;
}

# ---- 4. What one fragment says

# Statements [what, quality, read] of its mates to one: undef, 'discordant', or {what, q, class, reads}.
sub join_mates
{
	my ($most, @said) = @_;
	return undef if !@said;
	return 'discordant' if @said == 2 && $said[0][0] ne $said[1][0];
	my $q = max(min($most, sum0(map { $_->[1] } @said)), map { $_->[1] } @said);
	return { what => $said[0][0], q => $q, class => @said == 2 ? 1 : 0, reads => [@said] };
}

sub fragment_says
{
	my ($f, $at, $most) = @_;
	return join_mates($most, map { $_->{says}{$at} ? [ @{ $_->{says}{$at} }, $_ ] : () } @{ $f->{reads} });
}

# What it says at an anchor: its events, in order; or "none", with the lesser of the qualities with which it speaks at the
# anchor and behind it; or 'discordant'; or nothing.
sub fragment_events
{
	my ($f, $at, $o, $most) = @_;
	return if !grep { $_->{over}{$at} } @{ $f->{reads} };
	my ($shown, $discordant, @said);
	for my $i (0 .. $#{ $f->{reads} })
	{
		my ($r, $mate) = ($f->{reads}[$i], $f->{reads}[ 1 - $i ]);
		$mate = undef if @{ $f->{reads} } == 1;
		for my $e (@{ $r->{events}{$at} // [] })
		{
			$shown = 1;
			next if $e->[1] < $o->{min_base_quality};
			my ($other) = $mate ? grep { $_->[0] eq $e->[0] } @{ $mate->{events}{$at} // [] } : ();
			if ($mate && !$other && $mate->{over}{$at}) { $discordant = 1; next }
			my $both = $other && $other->[1] >= $o->{min_base_quality};
			push @said, join_mates($most, [ @$e, $r ], $both ? [ @$other, $mate ] : ()) if !$both || $i == 0;
		}
	}
	return @said if @said;
	return 'discordant' if $discordant;
	my @beside = grep { ref } map { fragment_says($f, $_, $most) } $at, $at + 1;
	return if $shown || @beside < 2;
	return { what => 'none', q => min(map { $_->{q} } @beside), class => 0, reads => [] };
}

# ---- 5. Consensus

# What a strand's fragments say at a place, to what the strand says: undef, 'discordant', 'poor', or {what, q, class}.
sub strand_says
{
	my ($o, $symbols, @fragments) = @_;
	my @said = grep { ref } @fragments;
	return scalar(grep { defined } @fragments) ? 'silent' : undef if !@said;
	return $said[0] if @said == 1;
	my ($post, $pre) = (1e-4, 10**-4.5);
	my %symbols = map { $_ => 1 } @$symbols, map { $_->{what} } @said;
	my %l;
	for my $s (keys %symbols)
	{
		for my $f (@said)
		{
			my $e = 10**(-$f->{q} / 10);
			$e = $e + $post - 4 / 3 * $e * $post;
			$l{$s} += log($f->{what} eq $s ? 1 - $e : $e / 3);
		}
	}
	my ($best, $next) = sort { $l{$b} <=> $l{$a} } keys %l;
	return 'tie' if defined $next && $l{$best} - $l{$next} < 1e-9;
	my $p = 1 - 1 / sum0(map { exp($l{$_} - $l{$best}) } keys %l);
	# 1 - x loses digits where p is small: the sum over the others is the same number
	my $others = sum0(map { exp($l{$_} - $l{$best}) } grep { $_ ne $best } keys %l);
	$p = $others / (1 + $others);
	$p = $p + $pre - 4 / 3 * $p * $pre;
	my $q = int(-10 * log($p) / log(10) + 0.001);
	return 'poor' if $q < $o->{min_base_quality};
	return { what => $best, q => $q, class => @said >= 4 ? 3 : 2, reads => [ map { @{ $_->{reads} } } grep { $_->{what} eq $best } @said ] };
}

sub orientation
{
	my @fragments = @_;
	my %seen = map { $_->{orientation} => 1 } @fragments;
	return keys %seen == 1 ? (keys %seen)[0] : 2;
}

# The molecule at a place: undef, 'discordant', or {what, q, class, orientation, reads}.
sub molecule_says
{
	my ($o, $m, $symbols, $of_fragment) = @_;
	my %strand;
	for my $s (qw(a b)) { $strand{$s} = strand_says($o, $symbols, map { ($of_fragment->($_))[0] } @{ $m->{$s} }) }
	return 'discordant' if grep { defined && $_ eq 'tie' } values %strand;
	my @said = grep { ref $strand{$_} } qw(a b);
	my $all = sub {
		my $what = shift;
		return [ map { @{ $_->{reads} } } grep { ref && $_->{what} eq $what } map { $of_fragment->($_) } @{ $m->{fragments} } ];
	};
	if (!@said) { return (grep { defined && $_ eq 'silent' } values %strand) && !(grep { defined && $_ eq 'poor' } values %strand) ? 'discordant' : undef }
	return { %{ $strand{ $said[0] } }, reads => $all->($strand{ $said[0] }{what}), orientation => orientation(@{ $m->{ $said[0] } }) } if @said == 1;
	my ($p, $q) = @strand{qw(a b)};
	return 'discordant' if $p->{what} ne $q->{what};
	return { what => $p->{what}, q => min(93, $p->{q} + $q->{q}), class => 4, orientation => 2, reads => $all->($p->{what}) };
}

# ---- 6. Already collapsed reads: the counts of both strands, or one number, of a read at a position (or, without one, at most)

# The reads of both strands that the reads of a molecule were made of.
sub collapsed_family
{
	my ($a, $b) = (0, 0);
	for my $r (@_)
	{
		my $t = $r->{tags};
		my ($x, $y) = (0, 0);
		if (defined $t->{aD} && defined $t->{bD}) { ($x, $y) = @$t{qw(aD bD)} }
		elsif (defined $t->{cD}) { $x = $t->{cD} }
		elsif (defined $t->{aD}) { $x = $t->{aD} }
		elsif (defined $t->{bD}) { $y = $t->{bD} }
		elsif ($r->{name} =~ /^Marianas:.*:(\d+):(\d+)$/) { ($x, $y) = ($1, $2) }
		elsif (defined $t->{FR}) { ($x, $y) = ($t->{FR}, $t->{RR} // 0) }
		elsif ($t->{XW}) { $x = max(1, $t->{XV} // 1); $y = max(1, $t->{XW} - $x) }
		else { $x = $t->{XV} // 1 }
		$x = 1 if $x + $y == 0;
		($a, $b) = (max($a, $x), max($b, $y));
	}
	return ($a, $b);
}

sub collapsed
{
	my ($r, $at) = @_;
	my $t = $r->{tags};
	my $i = defined $at ? $r->{index}{$at} : 0;
	my $per_base = sub {
		my ($one, $all) = @_;
		return $t->{$all} if !defined $at || !defined $t->{$one};
		my (undef, @n) = split /,/, $t->{$one};
		return $n[$i];
	};
	return { a => $per_base->('ad', 'aD') // 0, b => $per_base->('bd', 'bD') // 0 } if defined $t->{aD} || defined $t->{bD};
	return { n => $per_base->('cd', 'cD') } if defined $t->{cD};
	return { a => $1, b => $2 } if $r->{name} =~ /^Marianas:.*:(\d+):(\d+)$/;
	return { a => $t->{FR}, b => $t->{RR} // 0 } if defined $t->{FR};
	return $t->{XW} ? { a => 1, b => 1 } : { n => $t->{XV} // 1 };
}

# The class of what its reads said, the greatest of theirs; without a position by the maxima of whole reads.
sub collapsed_class
{
	my ($at, $said) = @_;
	my $class = $said->{class};
	for my $c (map { collapsed($_->[2], $at) } @{ $said->{reads} })
	{
		my $n = max(map { $_ // 0 } @$c{qw(a b n)});
		$class = max($class, ($c->{a} // 0) > 0 && ($c->{b} // 0) > 0 ? 4 : $n >= 4 ? 3 : $n >= 2 ? 2 : 0);
	}
	return $class;
}

# ---- All of it

sub cell { my ($class, $orientation, $q) = @_; return ($class * 3 + $orientation) * 4 + ($q >= 37 ? 3 : $q >= 30 ? 2 : $q >= 20 ? 1 : 0) }

# The direction of the read of the best quality; of equals in both directions, unless both mates said it, by the molecule's
# number, else that of the first fragment in the file, its own first.
sub direction
{
	my ($number, $class, @said) = @_;
	my $most = max(map { $_->[1] } @said);
	my @best = map { $_->[2] } sort { $a->[2]{fragment_order} <=> $b->[2]{fragment_order} || $a->[2]{order} <=> $b->[2]{order} } grep { $_->[1] == $most } @said;
	return $best[0]{reverse} if $class == 1 || !grep { $_->{reverse} != $best[0]{reverse} } @best;
	no warnings 'portable';
	use integer;    # modulo 2^64; the sign is the highest bit
	return $number * 0x9E3779B97F4A7C15 < 0 ? 1 : 0;
}

# LINES of SAM and options (umi, min_base_quality, min_mapq, reference => {contig => bases}): what there is to count.
#   counts{"contig position"}{"cell N" | "deleted" | "discordant" | "spanning N"}, records: a list of alleles' molecules
sub count
{
	my ($lines, %options) = @_;
	my $o = { @SINGLE, %options };
	my (%counts, %families);
	my @records;
	my $number = 0;
	my $most = 60;
	my @molecules = molecules($o, fragments($o, reads($lines, $o)));
	for my $m (@molecules)
	{
		my @f = @{ $m->{fragments} };
		my $contig = $f[0]{contig};
		my $reference = $o->{reference}{$contig};
		my ($start, $end) = (min(map { $_->{start} } @f), max(map { $_->{end} } @f));
		my ($first, $last) = (min(map { $_->{first} } @f), max(map { $_->{last} } @f));
		($start, $end) = (min($start, $first), max($end, $last)) if @f > 1;
		my $known = grep { $_->{known} } @f;
		my $starts = $families{ "$contig " . int(($first - 1) / 256) } //= {};
		my ($of_a, $of_b) = $o->{umi} eq 'consensus' ? collapsed_family(@{ $f[0]{reads} }) : (scalar @{ $m->{a} }, scalar @{ $m->{b} });
		$starts->{ min(32, $of_a + $of_b) }++;
		$starts->{duplexes}++ if $of_a && $of_b;
		my $add = sub {
			my ($at, $ref, $alt, $said, $class) = @_;
			my $least = max(0, min($at - $start, $end - $at));
			push @records,
			  { molecule => $number, contig => $contig, position => $at, ref => $ref, alt => $alt,
				cell => cell($class, $said->{orientation}, $said->{q}), quality => $said->{q},
				reverse => direction(min(map { $_->{number} } @f), $class, @{ $said->{reads} }),
				mapq => max(map { $_->{mapq} } map { @{ $_->{reads} } } @f), start => $start, length => $known ? $end - $start + 1 : 0,
				end_distance => $least > 65535 ? 65535 : $least, family_a => min(65535, $of_a), family_b => min(65535, $of_b) };
		};
		$number++;
		my %positions = map { $_ => 1 } map { keys %{ $_->{says} } } map { @{ $_->{reads} } } @f;
		for my $at (keys %positions)
		{
			my $said = molecule_says($o, $m, [qw(A C G T)], sub { fragment_says($_[0], $at, $most) });
			next if !defined $said;
			my $c = $counts{"$contig $at"} //= {};
			if (!ref $said) { $c->{discordant}++; next }
			if ($said->{what} eq '-') { $c->{deleted}++; next }
			my $class = $said->{class};
			if ($o->{umi} eq 'consensus')
			{
				$class = collapsed_class($at, $said);
				$said->{orientation} = 2 if $class == 4;
			}
			$c->{ 'cell ' . cell($class, $said->{orientation}, $said->{q}) }++;
			my $ref = substr $reference, $at - 1, 1;
			$add->($at, $ref, $said->{what}, $said, $class) if $said->{what} ne $ref;
		}
		# Where no read shows an event there is no other answer than "none", and no need to ask.
		my (%anchors, %has_event);
		$has_event{$_} = 1 for map { keys %{ $_->{events} } } map { @{ $_->{reads} } } @f;
		$anchors{$_} = 1 for map { keys %{ $_->{over} } } map { @{ $_->{reads} } } @f;
		for my $at (keys %anchors)
		{
			my @spanning = map { my $s = $_; (grep { my $f = $_; grep { $_->{over}{$at} } @{ $f->{reads} } } @{ $m->{$s} }) ? $s : () } qw(a b);
			next if !@spanning;
			my $of = sub { fragment_events($_[0], $at, $o, $most) };
			# A molecule of one fragment says all of its events.
			my @said = !$has_event{$at} ? () : @f == 1 ? $of->($f[0]) : molecule_says($o, $m, ['none'], $of);
			next if grep { defined && !ref } @said;
			my $over = @spanning == 2 ? 2 : orientation(@{ $m->{ $spanning[0] } });
			# Of collapsed reads, the class by the maxima of both mates.
			my $class = $o->{umi} eq 'consensus' ? collapsed_class(undef, { class => 0, reads => [ map { [ '', 0, $_ ] } @{ $f[0]{reads} } ] }) : 0;
			$over = 2 if $class == 4;
			$counts{"$contig $at"}{"spanning $over"}++;
			for my $said (grep { ref && $_->{what} ne 'none' } @said)
			{
				$said->{orientation} = $over if @f == 1;
				$add->($at, split(/ /, $said->{what}), $said, max($class, $said->{class}));
			}
		}
	}
	return { counts => \%counts, families => \%families, records => \@records, molecules => scalar @molecules };
}

1;
