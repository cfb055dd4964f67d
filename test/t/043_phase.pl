# Cis and trans of alleles that more molecules carry than are kept one by one: the same counts as of few molecules, in one block and over an
# edge, in the store too; and what is not known.
use strict;
use warnings;
use Test::More;
use FindBin;
use Database;
use Edited qw(write_library);

plan skip_all => 'samtools is missing' if system('command -v samtools >/dev/null 2>&1') != 0;

my $folder = "$ENV{ALKRES_BASE}/out";
my $db = Database->new('phase');
# ALK: G1202R (C>T at 29220747) and L1196M (G>T at 29220765) lie in one block; the window's base 100 is the former.
my $window = do { my $n = 3; join '', map { $n = ($n * 1103515245 + 12345) % 2**31; substr 'ACGT', int($n / 65536) % 4, 1 } 1 .. 260 };
my ($first, $second) = (100, 118);
substr($window, $first, 1) = 'C';
substr($window, $second, 1) = 'G';
my @of = ([ $first, 1, 'T', 'X' ], [ $second, 1, 'T', 'X' ]);

# both, first alone, second alone, neither.
sub library { my ($name, $start, $contig, @n) = @_; return write_library("$folder/$name", $contig, 242193529, $start - 100, $window, [ [ $n[0], @of ], [ $n[1], $of[0] ], [ $n[2], $of[1] ], [ $n[3] ] ], 5) }
sub phase
{
	my ($file, $assembly, $contig, $start) = @_;
	my ($a, $b) = map { "$assembly:$contig:$_" } $start . ':C:T', ($start + 18) . ':G:T';
	return $db->value(qq{WITH b AS (SELECT * FROM alkres.read_pileup('$file', '$assembly'))
		SELECT concat_ws(' ', p.phase, p.both_molecules, p.first_only, p.second_only) FROM b JOIN b AS o ON o.block = alkres.block('$b'), LATERAL alkres.phase(b.pileup, '$a', '$b', CASE WHEN o.block <> b.block THEN o.pileup END) AS p
		WHERE b.block = alkres.block('$a')});
}
for my $case (
	[ 'cis', 400, 0, 0 ], [ 'trans', 0, 400, 400 ], [ 'mixed, the rarer within the other', 400, 300, 0 ], [ 'mixed', 300, 150, 200 ], [ 'nearly cis', 390, 10, 10 ],
	[ 'nearly trans', 2, 400, 400 ], [ 'one rare, in cis', 12, 500, 0 ], [ 'one rare, in trans', 0, 500, 12 ], [ 'the other way round', 12, 0, 500 ], [ 'few', 90, 30, 20 ])
{
	my ($name, @n) = @$case;
	my ($smaller) = sort { $a <=> $b } @n[ 1, 2 ];
	my $expected = $n[0] < 0.1 * ($n[0] + $smaller) ? 'trans' : $n[0] > 0.5 * ($n[0] + $smaller) ? 'cis' : 'unknown';
	# In one block, and over the edge between them, also as far as one base.
	for my $start (256 * 40 + 60, map { 256 * 40 - $_ } 0, 5, 17)
	{
		is(phase(library('one', $start, 'demo', @n, 700), 'test', 'demo', $start), "$expected @n", "$name, from base " . $start % 256);
	}
}
# Turned round, and of several bases; what is frequent in a sum of libraries is not counted together.
# Of the true reference, which the shipped models know.
{
	open my $fasta, '<', "$FindBin::Bin/../sim/alk_hg38.fa" or die;
	my $pieces = do { local $/; <$fasta> };
	my ($piece) = $pieces =~ /^>chr2:29220256-29221285\n([ACGT\n]+)/m or die;
	$piece =~ s/\n//g;
	$window = substr $piece, 29220647 - 29220256, 260;
}
my $file = library('two', 29220747, 'chr2', 400, 20, 30, 600);
is($db->value(qq{SELECT string_agg(concat_ws(' ', p.phase, p.both_molecules, p.first_only, p.second_only), ', ' ORDER BY n) FROM alkres.read_pileup('$file', 'GRCh38') AS b,
	(VALUES (1, 'GRCh38:chr2:29220747:C:T'::alkres.variant, 'GRCh38:chr2:29220765:G:T'::alkres.variant), (2, 'GRCh38:chr2:29220765:G:T', 'GRCh38:chr2:29220747:C:T')) AS v(n, a, b),
	LATERAL alkres.phase(b.pileup, v.a, v.b) AS p WHERE block = alkres.block(v.a)}), 'cis 400 20 30, cis 400 30 20', 'turned round');
is($db->value(qq{SELECT p.phase || coalesce(p.both_molecules::text, '') FROM alkres.read_pileup('$file', 'GRCh38') AS b, LATERAL alkres.phase(b.pileup + b.pileup, 'GRCh38:chr2:29220747:C:T', 'GRCh38:chr2:29220765:G:T') AS p
	WHERE block = alkres.block('GRCh38:chr2:29220747:C:T'::alkres.variant)}), 'unknown', 'not of two libraries together');

# In a store: phase, compound mutations, what is carried together.
$db->run(q{SELECT create_store('cfdna'); INSERT INTO study (name) VALUES ('one'); INSERT INTO patient (study_id, external_id) SELECT study_id, 'P1' FROM study;
	INSERT INTO sample (patient_id, external_id, drawn_at, material) SELECT patient_id, 'P1-D1', date '2026-01-01', 'plasma' FROM patient});
my $library = $db->value("SET client_min_messages = warning; SELECT import_bam('$file', 'P1-D1', 'R1', assembly => 'GRCh38')");
$db->run('SET client_min_messages = warning; SELECT call()');
is($db->value('SELECT concat_ws(\' \', c.mutation_a, c.mutation_b, c.phase, c.both_molecules, c.a_only, c.b_only) FROM library AS l, LATERAL compound_mutations(l.library_id) AS c'), 'ALK G1202R ALK L1196M cis 400 20 30', 'a compound mutation');
is($db->value(q{SELECT concat_ws(' ', h.first, h.second, h.phase, h.both_molecules) FROM study AS s, LATERAL pair_phase(s.study_id) AS h}), 'ALK L1196M ALK G1202R cis 400', 'what questions over patients ask');

# Why it is not known: enough molecules may reach both places and decide neither.
{
	my $of = library('neither', 29220747, 'chr2', 9, 140, 300, 600);
	$db->run("SET client_min_messages = warning; INSERT INTO sample (patient_id, external_id, drawn_at, material) SELECT patient_id, 'P1-D2', date '2026-02-01', 'plasma' FROM patient; SELECT import_bam('$of', 'P1-D2', 'R2', assembly => 'GRCh38'); SELECT call('R2')");
	is($db->value(q{SELECT string_agg(c.phase || ': ' || c.evidence, '; ') FROM library AS l JOIN sample AS s USING (patient_id, sample_id), LATERAL compound_mutations(l.library_id) AS c WHERE s.external_id = 'P1-D2'}),
		'unknown: 9 of 449 molecules that show one and reach the other carry both, which decides neither: a compound mutation and two clones are both possible', 'why it is unknown');
}
done_testing();
