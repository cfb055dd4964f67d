# PileupForm.pm: a pileup's text form taken apart as doc/formats.md says, without any code of the extension.
package PileupForm;
use strict;
use warnings;

sub byte { my $s = shift; die "too short\n" if $s->{at} >= length $s->{bytes}; return ord substr $s->{bytes}, $s->{at}++, 1 }

sub varint
{
	my $s = shift;
	my ($n, $shift) = (0, 0);
	while (1)
	{
		my $b = byte($s);
		$n |= ($b & 127) << $shift;
		return $n if $b < 128;
		$shift += 7;
	}
}

sub name { my $s = shift; my $n = ''; while (my $b = byte($s)) { $n .= chr $b } return $n }
sub letters { my ($s, $n) = @_; return join '', map { chr byte($s) } 1 .. $n }
sub unzigzag { my $n = shift; return $n & 1 ? -(($n + 1) >> 1) : $n >> 1 }

# n Rice codes with parameter k; ends at a byte's end.
sub rice
{
	my ($s, $k, $n) = @_;
	my ($bit, $current, @numbers) = (0, 0);
	my $next = sub {
		$current = byte($s) if $bit == 0;
		my $b = ($current >> (7 - $bit)) & 1;
		$bit = ($bit + 1) % 8;
		return $b;
	};
	for (1 .. $n)
	{
		my ($high, $bits, $number) = (0, $k, 0);
		while ($high < 20) { last if !$next->(); $high++ }
		if ($high == 20) { $high = 0; $bits = 64 }
		$number = ($number << 1) | $next->() for 1 .. $bits;
		push @numbers, $bits == 64 ? $number : ($high << $k) + $number;
	}
	return @numbers;
}

sub codes { my ($s, $n) = @_; my $k = byte($s); return rice($s, $k, $n) }

sub ranked
{
	my ($s, $n) = @_;
	my @values = map { byte($s) } 1 .. varint($s);
	return map { $values[$_] } codes($s, $n);
}

sub column
{
	my ($s, $n) = @_;
	my $head = byte($s);
	my ($form, $k, @numbers) = ($head & 3, $head >> 2);
	if ($form == 2)
	{
		@numbers = (0) x $n;
		my $i = 0;
		for (1 .. varint($s)) { $i += varint($s); $numbers[ $i++ ] = varint($s) + 1 }
		return @numbers;
	}
	@numbers = rice($s, $k, $n);
	return @numbers if $form == 1;
	@numbers = differences(0, @numbers);
	return $form == 3 ? map { round_number($_, 64) } @numbers : @numbers;
}

# The number of so many significant bits at a place among such numbers: with 7, 64 in each doubling from 128 on.
sub round_number { my ($place, $each) = @_; return $place < 2 * $each ? $place : ($each + $place % $each) << (int($place / $each) - 1) }

# A row of n bytes of which nearly all are the same.
sub rare
{
	my ($s, $n) = @_;
	my @row = (byte($s)) x $n;
	my $others = varint($s) or return @row;
	my @before = codes($s, $others);
	my $i = 0;
	for my $value (ranked($s, $others)) { $i += shift @before; $row[ $i++ ] = $value }
	return @row;
}

sub columns
{
	my ($s, $width, $n) = @_;
	my $mask = varint($s);
	return map { $mask >> $_ & 1 ? [ column($s, $n) ] : [ (0) x $n ] } 0 .. $width - 1;
}

sub runs
{
	my ($s, $n) = @_;
	my ($yes, @row) = (0);
	while (@row < $n) { push @row, ($yes) x varint($s); $yes = !$yes }
	return @row;
}

# Sums of codes, or of what they are as zigzag differences, from a number on.
sub sums { my $sum = 0; return map { $sum += $_ } @_ }
sub differences { my ($sum, @codes) = @_; return map { $sum += unzigzag($_) } @codes }

# Known ones of N bases, then these in 2 bits each.
sub bases
{
	my ($s, $n) = @_;
	my @known = runs($s, $n);
	my $bits = join '', map { sprintf '%08b', byte($s) } 1 .. int(((grep { $_ } @known) + 3) / 4);
	my $i = 0;
	return join '', map { $_ ? (qw(A C G T))[ oct '0b' . substr $bits, 2 * $i++, 2 ] : 'N' } @known;
}

sub fragments
{
	my ($s, $p) = @_;
	my $n = varint($s);
	my @molecule = sums(codes($s, $n));
	my @start = differences($p->{start}, codes($s, $n));
	my @length = differences(0, codes($s, $n));
	my @mapq = ranked($s, $n);
	return map { { molecule => $molecule[$_], start => $start[$_], length => $length[$_], mapq => $mapq[$_] } } 0 .. $n - 1;
}

# Those of the block, or, from 32 bases before it on, those beside it.
sub alleles
{
	my ($s, $p, $beside) = @_;
	my $n = varint($s);
	my @offset = map { $_ - ($beside ? 32 : 0) } sums(codes($s, $n));
	my @alternative = ranked($s, $n);
	my @count = codes($s, $n);
	my (@alleles, @owner);
	for my $i (0 .. $n - 1)
	{
		my %a = (position => $p->{start} + $offset[$i], records => []);
		if ($alternative[$i] == 255) { $a{ref} = letters($s, varint($s)); $a{alt} = letters($s, varint($s)) }
		else { @a{qw(ref alt)} = (substr($p->{reference}, 32 + $offset[$i], 1), (qw(A C G T N))[ $alternative[$i] ]) }
		if ($beside) { @a{qw(molecules depth)} = (varint($s), varint($s)) }
		elsif (!$count[$i])
		{
			my $cell = 0;
			for (1 .. varint($s)) { $cell += varint($s); $a{cells}{ $cell++ } = varint($s) + 1 }
			$a{$_} = varint($s) for qw(reverse low_mapq unique quality mapq end_distance length);
		}
		push @owner, (\%a) x $count[$i];
		push @alleles, \%a;
	}
	return @alleles if !@owner;
	my @index = differences(0, codes($s, scalar @owner));
	my @cells = ranked($s, scalar @owner);
	my @quality = ranked($s, scalar @owner);
	my @written = grep { $cells[$_] & 64 } 0 .. $#cells;
	my %distance;
	@distance{@written} = codes($s, scalar @written) if @written;
	for my $i (0 .. $#owner)
	{
		my $f = $p->{fragments}[ $index[$i] ];
		my $cell = $cells[$i] & 63;
		# Family sizes that are not written, by the fragment's first record.
		$f->{sizes} //= int($cell / 4) % 3 == 1 ? [ 0, 1 ] : [ 1, 0 ];
		my ($left, $right) = ($owner[$i]{position} - $f->{start}, $f->{start} + $f->{length} - 1 - $owner[$i]{position});
		my $least = $left < $right ? $left : $right;
		$distance{$i} //= $f->{length} == 0 || $least < 0 ? 0 : $least > 65535 ? 65535 : $least;
		push @{ $owner[$i]{records} }, { fragment => $f, cell => $cell, reverse => $cells[$i] >> 7, quality => $quality[$i], end_distance => $distance{$i} };
	}
	return @alleles;
}

sub far_mates
{
	my ($s, $p) = @_;
	my ($contig, $block, @mates) = ($p->{contig}, 0);
	for (1 .. varint($s))
	{
		my $strands = byte($s);
		if ($strands & 4)
		{
			die "only named assemblies here\n" if byte($s) != 255 || name($s) ne $p->{assembly};
			($contig, $block) = (name($s), 0);
		}
		$block += varint($s);
		push @mates, { reverse => $strands & 1, mate_reverse => $strands >> 1 & 1, contig => $contig, block => $block, molecules => varint($s) + 1, mapq => varint($s) };
	}
	return @mates;
}

sub clips
{
	my $s = shift;
	my ($place, @clips) = (0);
	for (1 .. varint($s))
	{
		$place += varint($s);
		push @clips, { offset => $place >> 1, right => $place & 1, molecules => varint($s) + 1, mapq => varint($s), tail => bases($s, 32) };
	}
	return @clips;
}

# A hash of what the pileup holds; dies with what is wrong.
sub decode
{
	my $text = shift;
	my $s = { bytes => pack('H*', substr $text, 2), at => 0 };
	my %p;
	die "version\n" if byte($s) != 1;
	@p{qw(flags min_base_quality min_mapq)} = (byte($s), byte($s), byte($s));
	my $head = byte($s);
	die "only named assemblies here\n" if $head != 255;
	@p{qw(assembly contig)} = (name($s), name($s));
	$p{block} = varint($s);
	$p{start} = $p{block} * 256 + 1;
	my @sections = map { [ byte($s), varint($s) ] } 1 .. byte($s);
	my $end = $s->{at};
	for (@sections)
	{
		my ($number, $length) = @$_;
		$end += $length;
		if ($number == 1) { $p{reference} = bases($s, 320) }
		elsif ($number == 2) { $p{covered} = [ runs($s, 256) ] }
		elsif ($number == 3) { $p{cells} = [ columns($s, 60, 256) ] }
		elsif ($number == 4) { $p{spanning} = [ columns($s, 3, 256) ] }
		elsif ($number <= 7) { $p{ (qw(raw_depth deleted discordant))[ $number - 5 ] } = (columns($s, 1, 256))[0] }
		elsif ($number == 8)
		{
			my $mask = varint($s);
			$p{dropped} = [ map { $mask >> $_ & 1 ? varint($s) + 1 : 0 } 0 .. 10 ];
		}
		elsif ($number == 9) { $p{lengths} = (columns($s, 1, 64))[0] }
		elsif ($number == 10) { $p{fragments} = [ fragments($s, \%p) ] }
		elsif ($number == 11) { $p{alleles} = [ alleles($s, \%p) ] }
		elsif ($number == 12)
		{
			my $n = @{ $p{fragments} };
			my @sizes = map { [ codes($s, $n) ] } 0, 1;
			$p{fragments}[$_]{sizes} = [ $sizes[0][$_], $sizes[1][$_] ] for 0 .. $n - 1;
		}
		elsif ($number == 13)
		{
			my @n = column($s, 33);
			$p{duplexes} = pop @n;
			$p{families} = \@n;
		}
		elsif ($number == 14) { $p{sums}{$_} = varint($s) for qw(bases unknown end_distance end_distance_squared mapq length length_squared) }
		elsif ($number == 15) { $p{clips} = [ clips($s) ] }
		elsif ($number == 16) { $p{far_mates} = [ far_mates($s, \%p) ] }
		elsif ($number == 17)
		{
			my %anchors = map { $_->{position} - $p{start} => 1 } grep { length "$_->{ref}$_->{alt}" > 2 } @{ $p{alleles} };
			my @rest = codes($s, 3 * keys %anchors);
			for my $offset (sort { $a <=> $b } keys %anchors) { $p{spanning}[$_][$offset] += shift @rest for 0 .. 2 }
		}
		elsif ($number == 18) { $p{directions} = [ map { [ map { round_number($_, 16) } column($s, 256) ] } 1, 2 ] }
		elsif ($number == 19)
		{
			my @fragments = rare($s, scalar @{ $p{fragments} });
			@{ $p{fragments}[$_] }{qw(gap differences)} = ($fragments[$_] & 3, $fragments[$_] >> 2) for 0 .. $#fragments;
			my @records = map { @{ $_->{records} } } @{ $p{alleles} };
			my @marks = rare($s, scalar @records);
			@{ $records[$_] }{qw(both clipped)} = ($marks[$_] & 1, $marks[$_] >> 1) for 0 .. $#records;
		}
		elsif ($number == 20) { @p{qw(places clipped)} = ([ column($s, 64) ], [ column($s, 32) ]) }
		elsif ($number == 21)
		{
			for my $allele (grep { !@{ $_->{records} } } @{ $p{alleles} })
			{
				next if !byte($s);
				$allele->{$_} = varint($s) for qw(forward_alone reverse_alone clipped);
				$allele->{places} = [ column($s, 64) ];
			}
		}
		elsif ($number == 22) { codes($s, scalar @{ $p{clips} }) }
		elsif ($number == 23)
		{
			$p{beside} = [ alleles($s, \%p, 1) ];
			my @records = map { @{ $_->{records} } } @{ $p{beside} };
			my @marks = @records ? rare($s, scalar @records) : ();
			@{ $records[$_] }{qw(both clipped)} = ($marks[$_] & 1, $marks[$_] >> 1) for 0 .. $#records;
		}
		elsif ($number == 24)
		{
			my ($n, $before) = (varint($s), varint($s));
			my @rows = map { [ codes($s, $n) ] } 1 .. 5;
			for my $i (0 .. $n - 1)
			{
				my %pair = (before => $i < $before);
				@pair{qw(first second both first_only second_only)} = map { $_->[$i] } @rows;
				push @{ $p{pairs} }, \%pair;
			}
		}
		else { die "section $number is unknown\n" }
		die "section $number has $length bytes, ends " . ($s->{at} - $end) . " behind\n" if $s->{at} != $end;
	}
	die "bytes behind the last section\n" if $end != length $s->{bytes};
	$p{$_} //= [] for qw(alleles beside cells spanning raw_depth deleted discordant lengths dropped families clips far_mates);
	$p{duplexes} //= 0;
	for my $r (map { @{ $_->{records} } } @{ $p{alleles} }, @{ $p{beside} })
	{
		my $f = delete $r->{fragment};
		@$r{qw(molecule start length mapq)} = @$f{qw(molecule start length mapq)};
		@$r{qw(family_a family_b)} = @{ $f->{sizes} };
	}
	return \%p;
}

1;
