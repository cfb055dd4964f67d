# Real runs: an ALK locus of a cell line without resistance mutation, and a patient's relapse, remission and three
# healthy donors with ten known mutations.
use strict;
use warnings;
use Test::More;
use Database;

my $folder = ($ENV{ALKRES_REAL} // '') . '/bam';
plan skip_all => 'no real data (ALKRES_REAL)' unless -d $folder;

my $db = Database->new('real_call');
sub sql { return $db->rows(shift) }


# The cell line H3122, 96-base reads, some 400 to 660 molecules over the hotspots.
sql("CREATE TABLE h3122 AS SELECT * FROM alkres.read_pileup('$folder/H3122_EML4.bam', 'GRCh38')");
sql('CREATE TABLE asked AS SELECT array_agg(grch38) AS variants FROM alkres.resistance_mutation');
is_deeply(
	[ sql('SELECT c.variant FROM h3122, LATERAL alkres.call_variants(pileup) AS c, asked WHERE c.variant = ANY (variants)') ],
	[], 'no listed mutation is called in H3122');
is_deeply(
	[ sql("SELECT c.variant, c.mutation FROM h3122, LATERAL alkres.call_variants(pileup) AS c WHERE c.mutation IS NOT NULL") ],
	['GRCh38:chr2:29222592:G:T|ALK G1125='],
	'of the kinase domain only the known synonymous polymorphism c.3375C>A is');
my ($q14) = sql("SELECT a.molecules || ' of mean quality ' || round(a.mean_quality) FROM h3122, LATERAL alkres.alleles(pileup) AS a"
	  . " WHERE a.position = 29222404 AND a.alt = 'C'");
my ($answer) = sql("SELECT g.state || ', ' || g.vaf || ', ' || (g.posterior < 0.001) FROM h3122, asked,"
	  . " LATERAL alkres.genotype(pileup, NULL, '{GRCh38:chr2:29222404:A:C}', 0.05) AS g");
is($answer, 'absent, 20/373, true', "the artefact of L1152R ($q14) is absent at a target of 5 %");

# T>G on 65 of 166 reverse reads and none of 230 forward ones, most of them under Q20.
my $artefact = "LATERAL alkres.genotype(pileup, %s, '{GRCh38:chr2:29222429:T:G}', 0.05) AS g";
my ($seen, $alone) = split /\|/, (sql(sprintf "SELECT g.vaf, g.posterior FROM h3122, $artefact", 'NULL'))[0];
cmp_ok($alone, '<', 0.01, "an artefact of one read direction ($seen) is not believed: posterior $alone");
my ($shared) = sql(sprintf "SELECT g.posterior FROM h3122, LATERAL (SELECT alkres.background_agg(n.pileup) AS normals FROM h3122 AS n WHERE n.block = h3122.block) AS b, $artefact", 'b.normals');
cmp_ok($shared, '<', 1e-4, "... in a normal it is background, so that it is not called where both show it: posterior $shared");

sql('CREATE TABLE answer AS SELECT g.* FROM h3122, asked, LATERAL alkres.genotype(pileup, NULL, variants, 0.02) AS g');
my ($asked) = sql('SELECT cardinality(variants) FROM asked');
is((sql('SELECT count(DISTINCT variant) FROM answer'))[0], $asked, "all $asked routes to listed mutations are answered once");
is((sql("SELECT count(*) FROM answer WHERE state IN ('detected', 'germline_or_chip')"))[0], 0, 'none of them as seen');
is((sql("SELECT count(*) FROM answer WHERE (state = 'absent') <> (lod95 <= 0.02 AND fraction_upper <= 0.02)"))[0],
	0, 'absent at 2 % is said where the limit allows it, and nowhere else');
diag($_) for sql("SELECT 'H3122 at 2 %: ' || state || ' ' || count(*) || ', lod95 ' || round(100 * min(lod95)::numeric, 1) || ' to '"
	  . " || round(100 * max(lod95)::numeric, 1) || ' %' FROM answer GROUP BY state ORDER BY state");
sql('CREATE TABLE at5 AS SELECT g.* FROM h3122, asked, LATERAL alkres.genotype(pileup, NULL, variants, 0.05) AS g');
is((sql("SELECT count(*) FROM at5 WHERE state = 'absent'"))[0], $asked, 'at 5 % all are absent');

# The fusion: ALK's last base joined to EML4's, which have one base in common there; nothing of the clip piles that an unrelated line has too.
is_deeply(
	[ sql("SELECT f.variant, f.kinase_position, f.partner_position, f.homology, f.name, f.exons, f.in_frame, f.vaf, f.split_molecules, f.partner_split_molecules, f.spanning_molecules, f.flags"
		  . ' FROM (SELECT array_agg(pileup) AS pileups FROM h3122) AS l, LATERAL alkres.call_fusions(pileups) AS f WHERE f.variant IS NOT NULL') ],
	['GRCh38:chr2:29223741:A:A]chr2:42299749]|29223741|42299750|1|EML4-ALK v1|E13;A20|t|102/598|60|18|79|{}'],
	'the fusion of H3122 is EML4-ALK variant 1, to the base, and nothing else is one');
is((sql('SELECT count(*) FROM (SELECT array_agg(pileup) AS pileups FROM h3122) AS l, LATERAL alkres.call_large_indels(pileups)'))[0], 0, 'nor is there a large insertion, deletion or inversion');
is((sql("SELECT count(*) FROM h3122, LATERAL alkres.clips(pileup) AS c WHERE c.molecules > 50 AND c.position IN (29222430, 29228916, 29228923)"))[0], 3,
	'though three other places have piles as large');

# Relapse T1, remission T2, healthy N1 to N3: each mutation stands on three molecules at most, all together on fifteen.
my @mutations;
open(my $in, '<', "$folder/ctdnatools/mutations.tsv") or die;
while (<$in>)
{
	my @field = split /\t/;
	push @mutations, "GRCh37:$field[0]:$field[1]:$field[2]:$field[3]" if $field[1] =~ /^\d+$/;
}
is(scalar(@mutations), 10, 'ten mutations of the tumour are known');
my $list = join(',', @mutations);
for my $library (qw(T1 T2 N1 N2 N3))
{
	sql("CREATE TABLE $library AS SELECT * FROM alkres.read_pileup('$folder/ctdnatools/$library.bam', 'GRCh37')");
	my @called = sql("SELECT c.variant FROM $library, LATERAL alkres.call_variants(pileup) AS c");
	is_deeply(\@called, ['GRCh37:chr14:106328066:G:A'], "$library: nothing but the polymorphism 106328066 G>A is called");
	my ($together) = sql("SELECT e.sites || ' sites, ' || e.vaf || ', ' || round(100 * e.fraction::numeric, 2) || ' % ('"
		  . " || round(100 * e.fraction_lower::numeric, 2) || ' to ' || round(100 * e.fraction_upper::numeric, 2) || '), '"
		  . " || (e.posterior > 0.99) || ' ' || (e.posterior < 0.5)"
		  . " FROM (SELECT array_agg(pileup) AS pileups FROM $library) AS l, LATERAL alkres.tumour_evidence(pileups, NULL, '{$list}') AS e");
	diag("$library: $together");
	if ($library eq 'T1')
	{
		like($together, qr/^10 sites, 15\/3535, 0\.3\d % .* true false$/, 'T1: tumour DNA is seen, at 0.4 %');
	}
	else
	{
		like($together, qr{^10 sites, 0/\d+, 0\.00 % .* false true$}, "$library: none is");
	}
}
$db->drop;
done_testing();
