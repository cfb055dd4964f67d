# A change over a block's edge is called as it would be inside a block: the same library at every place of the grid gives the same calls and
# counts, however the change is written; and changes of genes on both strands, over edges that lie in them.
use strict;
use warnings;
use Test::More;
use Database;
use Edited qw(write_library);
use PlantedLibrary qw(reference_base);

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
	my $regions = ref $asked[0] ? '' : shift @asked;
	my $asked = join ',', map { "$assembly:$contig:" . ($start + $_->[0]) . ":$_->[1]:$_->[2]" } @asked;
	return $db->value(qq{WITH b AS MATERIALIZED (SELECT * FROM alkres.read_pileup('$file', '$assembly'$regions))
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
		$inside //= $got;
		$compared++;
		is($got, $inside, "$name, edge behind base " . (256 * 4 - $start - 101)) or last;
	}
	note($inside);
}
is($compared, 118, 'places of the grid');

# A design that ends at a block's edge, or up to 32 bases before it, ends no change: what reaches beyond is counted for the last block, and not handed over.
{
	my $edge = 256 * 4;
	my $window = lively(100) . 'GCAG' . lively(136);
	my $start = $edge - 101;    # the window's base 100 is the last of the block
	my $file = write_library("$folder/design", 'demo', 5000, $start + 1, $window, [ [ 20, [ 100, 4, 'T', 'ID' ] ], [ 20, [ 100, 2, 'TT', 'X' ] ], [ 400 ] ], 19);
	my @asked = ([ 100, 'GCAG', 'T' ], [ 100, 'GC', 'TT' ]);
	my ($owner) = answers($file, 'test', 'demo', $start + 1, @asked);
	like($owner, qr/called 100 GC>TT.*called 100 GCAG>T.*asked 100 GC>TT \S+ detected; asked 100 GCAG>T \S+ detected$/, 'two wholes over an edge');
	my $called = sub { my $end = $edge - shift; return answers($file, 'test', 'demo', $start + 1, ", '{test:demo:900-$end}'", @asked) };
	is($called->(0), $owner, '... of which the design holds only the first base');
	is($called->(31), $owner =~ s/\S+ detected/ not_in_panel/gr, '... or which begin behind it in its last block');
	like($called->(32), qr/called 100 G>T.*called 100 GCAG>T/, '... but a part is a call where that goes on for 32 bases');
	my $later = write_library("$folder/later", 'demo', 5000, 1280 - 100, $window, [ [ 20, [ 100, 2, 'TT', 'X' ] ], [ 400 ] ], 19);
	is(answers($later, 'test', 'demo', 1280 - 100, ", '{test:demo:900-$edge,test:demo:1281-1700}'", [ 101, 'C', 'T' ]), 'called 101 C>T 20/420; asked 101 C>T 20/420 detected', 'what begins beyond the design, in a block counted beside it, takes nothing from the next stretch');
	is($db->value("SELECT string_agg(block::text, ',' ORDER BY block) FROM alkres.read_pileup('$file', 'test', '{test:demo:900-$edge,test:demo:1600-1700}')"), '3,6', 'what is counted beside is not handed over');
	is($db->value("SELECT string_agg(block::text, ',' ORDER BY block) FROM alkres.read_pileup('$file', 'test', '{test:demo:900-$edge,test:demo:1281-1700}')"), '3,5,6', '... nor is it before another stretch');
}

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

# A store's vcf() writes the whole as one line, with its molecules, and nothing of its parts; with a design that ends at the edge, too.
$db->run(q{SELECT create_store('cfdna'); INSERT INTO study (name) VALUES ('one'); INSERT INTO patient (study_id, external_id) SELECT study_id, 'P1' FROM study;
	INSERT INTO sample (patient_id, external_id, drawn_on, material) SELECT patient_id, 'P1-D1', '2026-01-01', 'plasma' FROM patient});
my $runs = 0;
for my $gene (@genes[ 0, 1 ])
{
	my ($assembly, $contig, $length, $position, $known, @changes) = @$gene;
	my $shift = $assembly eq 'GRCh37' ? 222866 : 0;
	my $window = join '', map { reference_base($position - 80 + $_ - $shift) } 0 .. 220;
	my $edge = 256 * int($position / 256 + 1);
	for my $change (@changes)
	{
		my ($at, $ref, $alt, $protein) = @$change;
		for my $regions ('', ", design => '{$assembly:$contig:" . ($edge - 100) . "-$edge}'")
		{
			my $file = write_library("$folder/written@{[ ++$runs ]}", $contig, $length, $position - 80, $window, [ [ 15, [ 80 + $at - $position, length $ref, $alt, 'ID' ] ], [ 300 ] ], 20 + $runs);
			my $library = $db->value("SET client_min_messages = warning; SELECT import_bam('$file', 'P1-D1', 'R$runs', assembly => '$assembly'$regions)");
			$db->run("SET client_min_messages = warning; SELECT call('R$runs')");
			is($db->value("SELECT string_agg(concat_ws(' ', f[1], f[2], f[4], f[5], split_part(f[10], ':', 3)), ', ') FROM vcf(library => $library) AS l, string_to_array(l, E'\t') AS f WHERE l !~ '^#'"), "$contig $at $ref $alt 300,15",
				"vcf(): $assembly $at $ref>$alt" . ($regions && ', the design ends at the edge'));
		}
	}
}
done_testing();
