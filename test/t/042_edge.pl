# A change over a block's edge is called as it would be inside a block: the same library at every place of the grid gives the same calls and
# counts, however the change is written; and changes of genes on both strands, over edges that lie in them.
use strict;
use warnings;
use Test::More;
use Database;
use Edited qw(write_library);

plan skip_all => 'samtools is missing' if system('command -v samtools >/dev/null 2>&1') != 0;

my $folder = "$ENV{ALKRES_BASE}/out";
my $db = Database->new('edge');

my $state = 20261201;
sub random { my $below = shift; $state = ($state * 1103515245 + 12345) % 2**31; return int($state / 65536) % $below }
sub letters { return join '', map { substr 'ACGT', random(4), 1 } 1 .. shift }
# Without repeats near the change, which would let it lie in several places.
sub lively { my $n = shift; my $text = ''; while (length $text < $n) { my $more = $text . letters(1); $text = $more unless $more =~ /(.)\1$|(..)\2$/ } return $text }

# Everything called, and what of these alleles (position in the window, reference, alternative) is asked; positions are the window's.
sub answers
{
	my ($file, $assembly, $contig, $start, @asked) = @_;
	my $asked = join ',', map { "$assembly:$contig:" . ($start + $_->[0]) . ":$_->[1]:$_->[2]" } @asked;
	return $db->value(qq{WITH b AS MATERIALIZED (SELECT * FROM alkres.read_pileup('$file', '$assembly'))
		SELECT string_agg(t, '; ' ORDER BY o, t) FROM (
			SELECT 1, format('called %s %s>%s %s', start_position(c.variant) - $start, alkres.ref(c.variant), alkres.alt(c.variant), c.vaf) FROM b, LATERAL alkres.call_variants(b.pileup) AS c
			UNION ALL SELECT 2, format('asked %s %s>%s %s %s', start_position(g.variant) - $start, alkres.ref(g.variant), alkres.alt(g.variant), g.vaf, g.state)
				FROM b, LATERAL alkres.genotype(b.pileup, NULL, '{$asked}'::alkres.variant[], 0.05) AS g) AS a(o, t)});
}

# The change lies at 100 of a window of 240; from $from on the window's base 100 is the last before an edge, or one of those behind.
my @kinds = (
	['two bases',   'GC',             'TT',    [ 30, [ 100, 2, 'TT', 'X' ] ]],
	['three bases', 'GCA',            'TTC',   [ 20, [ 100, 3, 'TTC', 'X' ] ], [ 4, [ 100, 3, 'TTC', 'ID' ] ]],
	['two bases of half of the molecules', 'GC', 'TT', [ 330, [ 100, 2, 'TT', 'X' ] ]],
	['two bases beside frequent ones', 'GC', 'TT', [ 20, [ 100, 2, 'TT', 'X' ] ], [ 300, [ 101, 1, 'T', 'X' ] ]],
	['E746_A750delinsIP', 'GGAATTAAGAGAAG', 'AATTC', [ 8, [ 100, 14, 'AATTC', 'ID' ] ], [ 8, [ 100, 14, 'AATTC', 'DI' ] ], [ 8, [ 100, 14, 'AATTC', 'X' ] ], [ 8, [ 100, 2, '', 'DI' ], [ 106, 8, 'C', 'ID' ] ]],
	['E746_A750delinsIP, where molecules end', 'GGAATTAAGAGAAG', 'AATTC', [ 16, [ 100, 14, 'AATTC', 'ID' ] ], [ 16, [ 100, 2, '', 'DI' ], [ 106, 8, 'C', 'ID' ] ],
		[ 3, [ 111, 100, [ 111, 3, 'TTC', 'X' ] ] ], [ 3, [ 112, 90, [ 112, 2, 'TC', 'X' ] ] ], [ 3, [ 13, 90, [ 100, 3, 'AAT', 'X' ] ] ], [ 2, [ 24, 80, [ 100, 4, 'AATT', 'X' ] ] ]],
	['L747_P753delinsS as a base and a deletion', 'AATTAAGAGAAGCAACATCTC', 'AACC', [ 12, [ 102, 18, 'C', 'ID' ] ], [ 12, [ 102, 1, 'C', 'X' ], [ 103, 17, '', 'ID' ] ]],
	['four bases by one', 'GCAG', 'T', [ 10, [ 100, 4, 'T', 'ID' ] ], [ 10, [ 100, 4, 'T', 'X' ] ], [ 10, [ 100, 3, '', 'ID' ], [ 103, 1, 'T', 'X' ] ]],
	['two bases by five', 'GA', 'CATGT', [ 10, [ 100, 2, 'CATGT', 'ID' ] ], [ 10, [ 100, 1, 'CAT', 'DI' ], [ 101, 1, 'GT', 'ID' ] ]],
);
my $compared = 0;
for my $kind (@kinds)
{
	my ($name, $ref, $alt, @groups) = @$kind;
	my $lead = $name =~ /L747/ ? 2 : 0;    # what is asked begins behind bases that do not change
	my $window = lively(100) . $ref . lively(140 - length $ref);
	my @asked = ([ 100 + $lead, substr($ref, $lead, length($ref) - $lead - ($lead ? 1 : 0)), substr($alt, $lead, length($alt) - $lead - ($lead ? 1 : 0)) ], [ 100, substr($ref, 0, 1), $ref =~ /^A/ ? 'C' : 'A' ], map { [ 100 + $_, substr($ref, $_, 1), substr($alt, $_, 1) ] } grep { substr($ref, $_, 1) ne substr $alt, $_, 1 } 0 .. (length $ref == length $alt ? length($ref) - 1 : -1));
	my $inside;
	# First far from any edge; then with the edge before each base of the change and around it.
	for my $start (256 * 3 + 20, map { 256 * 4 - 100 - $_ } -2 .. length($ref) + 2)
	{
		my $got = answers(write_library("$folder/shifted", 'demo', 5000, $start + 1, $window, [ @groups, [ 400 ] ], 17), 'test', 'demo', $start + 1, @asked);
		# Those that show nothing on this side of the edge are taken for the whole beyond it, and not counted.
		$got =~ s/ (3[2-9]|4[0-3])\/\d+/ most/g if $name =~ /end$/;
		$inside //= $got;
		$compared++;
		is($got, $inside, "$name, edge behind base " . (256 * 4 - $start - 101)) or last;
	}
	note($inside);
}
is($compared, 118, 'places of the grid');

# Codons over an edge, of genes on both strands: the bases before and behind the edge from a position on, what they become, and the whole.
my @genes = (
	# assembly, contig, its length, first base of what is known, that, then changes: position, reference, alternative, protein where the shipped
	# models know all bases
	['GRCh38', 'chr2', 242193529, 29222380, 'TCCTGTTCAGAGCACACTTCAGGCAGCGTCTGGGCAGAGAA', [ 29222400, 'AG', 'TT', 'ALK P1153Q' ], [ 29222398, 'TCAGGC', 'GTA', 'ALK P1153_E1154delinsT' ]],
	['GRCh37', 'chr2', 243199373, 29443565, 'CACTCACCGGGCGAGGGCGGGTCTCTCGGAGGAAGGACTTG', [ 29443584, 'GG', 'AA', 'ALK T1211I' ]],
	['GRCh38', 'chr7', 159345973, 116783359, 'TAC', [ 116783360, 'AC', 'GT', '' ]],
	['GRCh38', 'chr7', 159345973, 55181311, 'AGC', [ 55181312, 'GC', 'CT', '' ]],
);
for my $gene (@genes)
{
	my ($assembly, $contig, $length, $position, $known, @changes) = @$gene;
	for my $change (@changes)
	{
		my ($at, $ref, $alt, $protein) = @$change;
		my $place = 80 + $at - $position;
		my $window = letters(80) . $known . letters(140);
		for my $how (qw(X ID DI))
		{
			my $file = write_library("$folder/gene", $contig, $length, $position - 80, $window, [ [ 15, [ $place, length $ref, $alt, $how ] ], [ 300 ] ], 18);
			is($db->value(qq{SELECT string_agg(format('%s %s %s %s', c.variant, c.mutation, split_part(c.vaf::text, '/', 1), (SELECT q.mutation FROM alkres.consequence(c.variant) AS q)), ', ')
				FROM alkres.read_pileup('$file', '$assembly') AS b, LATERAL alkres.call_variants(b.pileup) AS c}),
				"$assembly:$contig:$at:$ref:$alt $protein 15 $protein", "$contig:$at:$ref:$alt as $how");
		}
	}
}
done_testing();
