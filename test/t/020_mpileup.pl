# Base counts of read_pileup(unit => 'read') against samtools mpileup, at every position.
use strict;
use warnings;
use Test::More;
use Database;

plan skip_all => 'samtools is missing' if system('command -v samtools >/dev/null 2>&1') != 0;

my $db = Database->new('mpileup');

# "contig position" => "a c g t", positions with any base.
sub by_samtools
{
	my $file = shift;
	my %counts;
	local $_;
	open my $lines, '-|', "samtools mpileup -B -d 0 -x -A '$file' 2>/dev/null" or die;
	while (<$lines>)
	{
		chomp;
		my ($contig, $position, undef, undef, $bases) = split /\t/;
		$bases =~ s/\^.//gs;
		my $plain = '';
		while ($bases =~ /\G(?:([+-])(\d+)|(.))/gs)
		{
			if (defined $1) { pos($bases) += $2 }
			else { $plain .= uc $3 }
		}
		my @n = map { my $letter = $_; scalar(() = $plain =~ /$letter/g) } qw(A C G T);
		$counts{"$contig $position"} = "@n" if grep { $_ > 0 } @n;
	}
	close $lines;
	return \%counts;
}

sub by_alkres
{
	my ($file, $assembly, $more) = @_;
	my %counts;
	local $_;
	my $sql = "SELECT p.contig || ' ' || d.\"position\", format('%s %s %s %s', d.a, d.c, d.g, d.t)"
	  . " FROM alkres.read_pileup('$file', '$assembly', unit => 'read', min_base_quality => 13, min_mapq => 0 $more) p,"
	  . " alkres.depth(p.pileup) d WHERE d.molecules > 0";
	for ($db->rows($sql))
	{
		my ($place, $n) = split /\|/;
		$counts{$place} = $n;
	}
	return \%counts;
}

sub compare
{
	my ($name, $file, $assembly, $more) = @_;
	my ($theirs, $ours) = (by_samtools($file), by_alkres($file, $assembly, $more // ''));
	my @wrong = grep { ($theirs->{$_} // 'none') ne ($ours->{$_} // 'none') } sort keys %{ { %$theirs, %$ours } };
	diag "$_: samtools $theirs->{$_}, alkres " . ($ours->{$_} // 'none') for grep { defined $theirs->{$_} } @wrong[ 0 .. ($#wrong < 9 ? $#wrong : 9) ];
	ok(@wrong == 0 && %$theirs, "$name: " . keys(%$theirs) . ' positions have the same counts');
}

my $data = $ENV{ALKRES_DATA};
compare('random reads, reference from MD', "$data/random.bam", 'test');
compare('random reads, reference from FASTA', "$data/random_nomd.bam", 'test', ", reference => '$data/random.fa'");
compare('random reads, MD checked against FASTA', "$data/random.bam", 'test', ", reference => '$data/random.fa'");
compare('random reads, no reference', "$data/random_nomd.bam", 'test', ", reference => 'none'");
compare('small', "$data/small_quality.bam", 'test');

SKIP:
{
	my $real = ($ENV{ALKRES_REAL} // '') . '/bam';
	skip 'no real runs here', 6 if !-e "$real/H3122_EML4.bam";
	compare('H3122', "$real/H3122_EML4.bam", 'GRCh38');
	compare($_, "$real/ctdnatools/$_.bam", 'GRCh37') for qw(T1 T2 N1 N2 N3);
}

$db->drop;
done_testing();
