# Molecules and indels of read_pileup against a second implementation: this one works on the text of samtools view
# with the whole reference in memory, a hash for each position, and no notion of blocks or of a window.
use strict;
use warnings;
use Test::More;
use Database;

plan skip_all => 'samtools is missing' if system('command -v samtools >/dev/null 2>&1') != 0;

my $data = $ENV{ALKRES_DATA};
my $db = Database->new('molecules');

my ($reference, $name) = ('', '');
open my $fasta, '<', "$data/random.fa" or die;
while (<$fasta>) { chomp; if (/^>(\w+)/) { $name = $1 } elsif ($name eq 'demo') { $reference .= $_ } }
close $fasta;
my $min = 20;

# What a read says: position => [base, quality], '-' deleted, '' poor; its indels; the stretches it is aligned over.
sub look
{
	my ($start, $cigar, $sequence, $quality) = @_;
	my ($at, $i, $from, $bound, %says, @indels, @spans) = ($start, 0, $start, $start);
	my @q = map { ord($_) - 33 } split //, $quality;
	my @parts;
	push @parts, [ $1, $2 ] while $cigar =~ /(\d+)([MIDNS])/g;
	for my $part (0 .. $#parts)
	{
		my ($n, $op) = @{ $parts[$part] };
		if ($op eq 'M')
		{
			for (1 .. $n)
			{
				my $base = substr $sequence, $i, 1;
				$says{$at} = $q[$i] < $min ? [ '', 0 ] : [ $base, $q[$i] ];
				# An indel does not move over a base that differs, nor over another indel.
				$bound = $at if $q[$i] >= 20 && $base ne 'N' && $base ne substr $reference, $at - 1, 1;
				$at++;
				$i++;
			}
		}
		elsif ($op eq 'S') { $i += $n }
		elsif ($op eq 'N') { push @spans, [ $from, $at - 1 ]; $at += $n; $from = $bound = $at }
		else
		{
			my $inner = $at > $from && grep { $_->[1] eq 'M' } @parts[ $part + 1 .. $#parts ];
			$inner = 0 if $part < $#parts && $parts[ $part + 1 ][1] eq 'N';
			my ($first, $last) = $op eq 'D' ? ($i - 1, $i) : ($i - 1, $i + $n);
			my $least = 99;
			for ($first .. $last) { $least = $q[$_] if $_ >= 0 && $_ < @q && $q[$_] < $least }
			my $text = $op eq 'D' ? substr($reference, $at - 1, $n) : substr($sequence, $i, $n);
			if ($inner)
			{
				my ($anchor, $moved) = ($at - 1, $text);
				while ($anchor > $bound && substr($reference, $anchor - 1, 1) eq substr($moved, -1))
				{
					$moved = substr($moved, -1) . substr($moved, 0, -1);
					$anchor--;
				}
				my $base = substr($reference, $anchor - 1, 1);
				push @indels, { at => $anchor, q => $least, name => join(' ', $anchor, $op eq 'D' ? ("$base$moved", $base) : ($base, "$base$moved")) };
			}
			if ($op eq 'D') { $says{ $at++ } = $least < $min ? [ '', 0 ] : [ '-', $least ] for 1 .. $n }
			else { $i += $n }
			$bound = $at if $at > $bound;
		}
	}
	push @spans, [ $from, $at - 1 ];
	return { says => \%says, indels => \@indels, spans => \@spans };
}

sub spans { my ($look, $at) = @_; return scalar grep { $at - 5 >= $_->[0] && $at + 10 <= $_->[1] } @{ $look->{spans} } }

my (%pairs, @order);
open my $sam, '-|', 'samtools', 'view', "$data/random.bam" or die;
while (<$sam>)
{
	my @f = split /\t/;
	next if $f[1] & 0xF04 || $f[4] < 1;
	push @order, $f[0] if !$pairs{ $f[0] };
	push @{ $pairs{ $f[0] } }, look($f[3], $f[5], $f[9], $f[10]);
}
close $sam;

my (%depth, %indels);
for my $molecule (map { $pairs{$_} } @order)
{
	my ($first, $second) = @$molecule;
	my %positions = map { $_ => 1 } map { keys %{ $_->{says} } } @$molecule;
	for my $at (keys %positions)
	{
		my @said = grep { $_ ne '' && $_ ne 'N' } map { $_->[0] } grep { defined } map { $_->{says}{$at} } @$molecule;
		next if !@said;
		my $what = @said == 2 && $said[0] ne $said[1] ? 'x' : $said[0];
		$depth{$at}{$what}++;
	}
	my %done;
	for my $own (@$molecule)
	{
		my ($mate) = grep { $_ != $own } @$molecule;
		for my $indel (grep { $_->{q} >= $min } @{ $own->{indels} })
		{
			next if $done{ $indel->{name} }++;
			next if !grep { spans($_, $indel->{at}) } @$molecule;
			my $same = $mate && grep { $_->{name} eq $indel->{name} } @{ $mate->{indels} };
			next if $mate && !$same && spans($mate, $indel->{at});
			$indels{ $indel->{name} }++;
		}
	}
}

# The two columns of a query as a hash.
sub rows { return { map { split /\|/, $_, 2 } $db->rows(shift) } }

sub same
{
	my ($name, $ours, $theirs) = @_;
	my @wrong = grep { ($ours->{$_} // 'none') ne ($theirs->{$_} // 'none') } sort keys %{ { %$ours, %$theirs } };
	diag "$_: alkres " . ($ours->{$_} // 'none') . ', the other ' . ($theirs->{$_} // 'none') for @wrong[ 0 .. ($#wrong < 9 ? $#wrong : 9) ];
	ok(@wrong == 0 && %$ours, "$name: " . keys(%$ours) . ' are the same');
}

my $read = "alkres.read_pileup('$data/random.bam', 'test', min_base_quality => $min)";
same('positions',
	rows("SELECT d.\"position\", concat_ws(' ', d.a, d.c, d.g, d.t, d.deleted, d.discordant) FROM $read p, alkres.depth(p.pileup) d WHERE d.molecules + d.deleted + d.discordant > 0"),
	{ map { my $n = $depth{$_}; $_ => join ' ', map { $n->{$_} // 0 } qw(A C G T - x) } keys %depth });
same('indels',
	rows("SELECT concat_ws(' ', a.\"position\", a.ref, a.alt), a.molecules FROM $read p, alkres.alleles(p.pileup) a WHERE length(a.ref) <> length(a.alt)"),
	\%indels);
same('positions with regions',
	rows("SELECT d.\"position\", concat_ws(' ', d.a, d.c, d.g, d.t, d.deleted, d.discordant) FROM alkres.read_pileup('$data/random.bam', 'test', ARRAY['test:demo:1025-1536', 'test:demo:3000-3000']::alkres.region[], min_base_quality => $min) p, alkres.depth(p.pileup) d WHERE d.molecules + d.deleted + d.discordant > 0"),
	{ map { my $n = $depth{$_}; $_ => join ' ', map { $n->{$_} // 0 } qw(A C G T - x) } grep { ($_ > 1024 && $_ <= 1536) || ($_ > 2816 && $_ <= 3072) } keys %depth });

$db->drop;
done_testing();
