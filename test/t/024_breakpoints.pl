# Clip piles and far mates of read_pileup(unit => 'read') against a second implementation on the text of samtools view.
use strict;
use warnings;
use Test::More;
use Database;

plan skip_all => 'samtools is missing' if system('command -v samtools >/dev/null 2>&1') != 0;

my $db = Database->new('breakpoints');
my ($kept, $room, $min_quality, $far) = (32, 256, 10, 10000);

# The clipped bases from the aligned one outwards with their qualities, and the last aligned position; nothing when none is aligned.
sub end_of
{
	my ($start, $left, $sequence, $quality, @parts) = @_;
	my $reference = 0;
	$reference += $_->[0] for grep { $_->[1] =~ /[MDN=X]/ } @parts;
	my $at = $left ? $start : $start + $reference - 1;
	my $clipped = 0;
	for my $part ($left ? @parts : reverse @parts)
	{
		my ($n, $op) = @$part;
		last if $op =~ /[M=X]/;
		$clipped += $n if $op =~ /[SI]/;
		$at += $left ? $n : -$n if $op =~ /[DN]/;
	}
	return ($at, substr($sequence, -$clipped, $clipped), substr($quality, -$clipped, $clipped)) if !$left;
	return ($at, scalar reverse(substr($sequence, 0, $clipped)), scalar reverse substr($quality, 0, $clipped));
}

sub expected
{
	my $file = shift;
	my (%piles, %mates);
	open my $lines, '-|', "samtools view -F 0x704 -q 1 '$file'" or die;
	while (<$lines>)
	{
		chomp;
		my (undef, $flags, $contig, $start, $mapq, $cigar, $next, $mate, undef, $sequence, $quality) = split /\t/;
		my @parts;
		push @parts, [ $1, $2 ] while $cigar =~ /(\d+)([MIDNSHP=X])/g;
		next if !grep { $_->[1] =~ /[M=X]/ } @parts;
		for my $left ($sequence eq '*' ? () : (1, 0))
		{
			my ($at, $tail, $qualities) = end_of($start, $left, $sequence, $quality eq '*' ? '!' x length $sequence : $quality, @parts);
			$tail = substr $tail, 0, 32;
			my @bases = map { my $base = substr $tail, $_, 1; ord(substr $qualities, $_, 1) - 33 >= $min_quality && $base =~ /[ACGT]/ ? $base : '' } 0 .. length($tail) - 1;
			next if (grep { $_ ne '' } @bases) < 12;
			my $pile = $piles{ "$contig " . int(($at - 1) / 256) }{ sprintf '%09d %s', $at, $left ? 'left' : 'right' } //= { n => 0, mapq => 0, votes => [] };
			$pile->{n}++;
			$pile->{mapq} += $mapq;
			$bases[$_] ne '' and $pile->{votes}[$_]{ $bases[$_] }++ for 0 .. $#bases;
		}
		next if !($flags & 1) || $flags & 8 || $next eq '*';
		next if $next eq '=' && abs($start - $mate) <= $far;
		my $there = $mates{ "$contig " . int(($start - 1) / 256) }{ join ' ', $flags & 16 ? '-' : '+', $next eq '=' ? $contig : $next, int(($mate - 1) / 256), $flags & 32 ? '-' : '+' } //= { n => 0, mapq => 0 };
		$there->{n}++;
		$there->{mapq} += $mapq;
	}
	close $lines;
	my (@clips, @far);
	for my $block (keys %piles)
	{
		my $of = $piles{$block};
		my @places = sort { $of->{$b}{n} <=> $of->{$a}{n} || $a cmp $b } keys %$of;
		for (@places[ 0 .. ($#places < $kept ? $#places : $kept - 1) ])
		{
			my $pile = $of->{$_};
			my $tail = '';
			for my $i (0 .. 31)
			{
				my %votes = %{ $pile->{votes}[$i] // {} };
				my $sum = 0;
				$sum += $_ for values %votes;
				$tail .= (grep { 2 * $votes{$_} > $sum } keys %votes)[0] // 'N';
			}
			my ($position, $side) = split / /;
			push @clips, join ' ', $block, $position + 0, $side, $pile->{n}, $pile->{mapq}, $side eq 'left' ? scalar reverse $tail : $tail;
		}
	}
	for my $block (keys %mates)
	{
		my $of = $mates{$block};
		next if keys %$of > $kept; # which of them are kept is said nowhere
		push @far, join ' ', $block, $_, $of->{$_}{n}, $of->{$_}{mapq} for keys %$of;
	}
	my %crowded = map { $_ => 1 } grep { keys %{ $mates{$_} } > $kept } keys %mates;
	return ([ sort @clips ], [ sort @far ], \%crowded);
}

sub compare
{
	my ($name, $file, $assembly) = @_;
	my ($clips, $mates, $crowded) = expected($file);
	my $from = "FROM alkres.read_pileup('$file', '$assembly', reference => 'none', unit => 'read') p, ";
	my @ours = sort $db->rows("SELECT concat_ws(' ', p.contig, p.block, c.\"position\", c.side, c.molecules, round(c.mean_mapq * c.molecules), c.tail) $from alkres.clips(p.pileup) c");
	is_deeply(\@ours, $clips, "$name: " . @$clips . ' clip piles');
	@ours = sort grep { !/^(\S+ \S+)/ || !$crowded->{$1} }
	  $db->rows("SELECT concat_ws(' ', p.contig, p.block, f.strand, f.mate_contig, f.mate_block, f.mate_strand, f.molecules, round(f.mean_mapq * f.molecules)) $from alkres.far_mates(p.pileup) f");
	is_deeply(\@ours, $mates, "$name: " . @$mates . ' places of far mates');
	return;
}

my $data = $ENV{ALKRES_DATA};
compare('by hand', "$data/clips.bam", 'test');
compare('many', "$data/clips_many.bam", 'test');
compare('random reads', "$data/random.bam", 'test');
SKIP:
{
	my $real = "$ENV{ALKRES_REAL}/bam/H3122_EML4.bam";
	skip 'no real BAM files', 2 if !-e $real;
	# Another assembly's name keeps the contigs' names as the header has them.
	compare('a real library', $real, 'test');
}
$db->drop;
done_testing();
