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
	my $last = 0;
	return map { $last += unzigzag($_) } @numbers;
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

sub sums { my $sum = 0; return map { $sum += $_ } @_ }

sub alleles
{
	my ($s, $p) = @_;
	my ($offset, @alleles, @records) = (0);
	for (1 .. varint($s))
	{
		my %a = (position => $p->{start} + ($offset += varint($s)));
		my $code = byte($s);
		if ($code == 255) { $a{ref} = letters($s, varint($s)); $a{alt} = letters($s, varint($s)) }
		else { @a{qw(ref alt)} = ((qw(A C G T N))[ $code >> 3 ], (qw(A C G T N))[ $code & 7 ]) }
		$a{records} = [];
		my $n = varint($s);
		if ($n) { push @records, map { my $r = {}; push @{ $a{records} }, $r; $r } 1 .. $n }
		else
		{
			my $cell = 0;
			for (1 .. varint($s)) { $cell += varint($s); $a{cells}{ $cell++ } = varint($s) + 1 }
			$a{$_} = varint($s) for qw(reverse low_mapq unique quality mapq end_distance length);
		}
		push @alleles, \%a;
	}
	return @alleles if !@records;
	my @index = sums(map { unzigzag($_) } codes($s, scalar @records));
	my @cells = ranked($s, scalar @records);
	my @quality = ranked($s, scalar @records);
	my @written = grep { $cells[$_] & 64 } 0 .. $#cells;
	my %distance;
	@distance{@written} = codes($s, scalar @written) if @written;
	for my $i (0 .. $#records)
	{
		%{ $records[$i] } = (%{ $p->{fragments}[ $index[$i] ] }, cell => $cells[$i] & 63, reverse => $cells[$i] >> 7, quality => $quality[$i]);
		$records[$i]{end_distance} = $distance{$i} if defined $distance{$i};
	}
	for my $a (@alleles)
	{
		for my $r (grep { !defined $_->{end_distance} } @{ $a->{records} })
		{
			my ($left, $right) = ($a->{position} - $r->{start}, $r->{start} + $r->{length} - 1 - $a->{position});
			my $least = $left < $right ? $left : $right;
			$r->{end_distance} = $r->{length} == 0 || $least < 0 ? 0 : $least > 65535 ? 65535 : $least;
		}
	}
	return @alleles;
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
		if ($number == 1)
		{
			my @known = runs($s, 320);
			my $n = grep { $_ } @known;
			my $bits = join '', map { sprintf '%08b', byte($s) } 1 .. int(($n + 3) / 4);
			my $i = 0;
			$p{reference} = join '', map { $_ ? (qw(A C G T))[ oct '0b' . substr $bits, 2 * $i++, 2 ] : 'N' } @known;
		}
		elsif ($number == 2) { $p{covered} = [ runs($s, 256) ] }
		elsif ($number == 3) { $p{cells} = [ columns($s, 60, 256) ] }
		elsif ($number == 4) { $p{spanning} = [ columns($s, 3, 256) ] }
		elsif ($number <= 7) { $p{ (qw(raw_depth deleted discordant))[ $number - 5 ] } = (columns($s, 1, 256))[0] }
		elsif ($number == 8)
		{
			my $mask = varint($s);
			$p{dropped} = [ map { $mask >> $_ & 1 ? varint($s) + 1 : 0 } 0 .. 8 ];
		}
		elsif ($number == 9) { $p{lengths} = (columns($s, 1, 64))[0] }
		elsif ($number == 10)
		{
			my $n = varint($s);
			my @molecule = sums(codes($s, $n));
			my @start = map { $_ + $p{start} } sums(map { unzigzag($_) } codes($s, $n));
			my @length = sums(map { unzigzag($_) } codes($s, $n));
			my @mapq = ranked($s, $n);
			$p{fragments} = [ map { { molecule => $molecule[$_], start => $start[$_], length => $length[$_], mapq => $mapq[$_] } } 0 .. $n - 1 ];
		}
		elsif ($number == 11) { $p{alleles} = [ alleles($s, \%p) ] }
		else { $s->{at} = $end } # of a later time: not looked at here
		die "section $number has $length bytes, ends " . ($s->{at} - $end) . " behind\n" if $s->{at} != $end;
	}
	die "bytes behind the last section\n" if $end != length $s->{bytes};
	$p{$_} //= [] for qw(alleles cells spanning raw_depth deleted discordant lengths dropped);
	return \%p;
}

1;
