# Fusions and large changes in a store: what call() writes of them, what is known of the patient, normals, the partners' sequence, and what follows for draws.
use strict;
use warnings;
use Test::More;
use Database;

my $data = $ENV{ALKRES_DATA};
my $db = Database->new('fusions');
my $folder = "$data/fusions";
mkdir $folder;
$db->value("SELECT create_store('cfdna')");
$db->run(q{INSERT INTO study (name) VALUES ('one');
	INSERT INTO patient (study_id, external_id) SELECT study_id, n FROM study, unnest('{P1,P2}'::text[]) n;
	INSERT INTO sample (patient_id, external_id, drawn_at) SELECT patient_id, external_id || '-D' || n, date '2026-01-01' + 30 * n FROM patient, generate_series(1, 4) n});
sub load { my ($way, $sample, $more) = @_; return $db->value("SELECT import_bam('$data/fusions_$way.bam', '$sample', 'R', umi => 'none', assembly => 'GRCh38'" . ($more // '') . ')') }
my %library = (eml4 => load('eml4', 'P1-D1'), one => load('one', 'P1-D2'), none => load('none', 'P1-D3'), kif5b => load('kif5b', 'P2-D1'), large => load('large', 'P2-D2'));
$db->value('SELECT call(target_vaf => 0.15)');
my $observed = q{SELECT o.state, o.partner, o.variant, o.fraction IS NOT NULL, o.lod95 < 0.15, o.is_marker, o.flags FROM observation o JOIN sample s USING (patient_id, sample_id) WHERE o.mutation = 'ALK fusion' AND o.is_current AND (o.variant IS NOT NULL OR o.partner = 'EML4' AND s.external_id <> 'P2-D1') AND s.external_id = };
is($db->value("$observed 'P1-D1'"), 'detected|EML4|GRCh38:chr2:29223741:C:C]chr2:42299750]|t|t|f|{}', 'a junction is written as a breakend, with its partner');
is($db->value("$observed 'P1-D3'"), 'absent|EML4||f|t|f|', 'where there is none a row says so, with its limit');
is($db->value("$observed 'P1-D2'"), 'indeterminate|EML4||f|t|f|', 'a single molecule is not enough, and not nothing');
is($db->value(q{SELECT string_agg(k.answers, '; ' ORDER BY k.external_id) FROM (SELECT s.external_id, format('%s: %s of %s absent', s.external_id, count(*) FILTER (WHERE o.state = 'absent'), count(DISTINCT o.partner)) AS answers
	FROM observation AS o JOIN sample AS s USING (patient_id, sample_id) WHERE o.mutation = 'ALK fusion' AND s.external_id ~ '^P1-D[123]' GROUP BY s.external_id) AS k}), 'P1-D1: 10 of 11 absent; P1-D2: 10 of 11 absent; P1-D3: 11 of 11 absent',
	'each listed partner has an answer');
is($db->value(q{SELECT string_agg(m.state, ',' ORDER BY s.external_id) FROM sample_mutation AS m JOIN sample AS s USING (patient_id, sample_id) WHERE m.mutation = 'ALK fusion' AND s.external_id ~ '^P1-D[123]'}), 'detected,indeterminate,absent',
	'a draw has the fusion with one of them, and is without it when it is without each');
like($db->value("SELECT reason FROM observation WHERE library_id = $library{one} AND mutation = 'ALK fusion' AND partner = 'EML4'"), qr/^1 molecule of a junction, 2 are needed: EML4-ALK v1 E13;A20/, '... and is told');
is($db->value("SELECT state || ' ' || reason FROM observation WHERE library_id = $library{large} AND mutation = 'ALK fusion'"), q{not_covered no molecules read through ALK's intron 19}, 'elsewhere fusions are not covered');

# Tumour DNA: the fusion is evidence for every class, and in no class of resistance.
my $draw = q{SELECT d.truncal_seen, d.tumour_dna_seen FROM draw d JOIN sample s USING (patient_id, sample_id) WHERE s.external_id = };
is($db->value("$draw 'P1-D1'"), 't|t', 'a draw with the fusion shows tumour DNA');
is($db->value("$draw 'P1-D3'"), 'f|f', '... one without it does not');
is($db->value(q{SELECT count(*) FROM patient_mutation WHERE mutation = 'ALK fusion'}), 2, 'fusions have a course');
is($db->value(q{SELECT string_agg(mutation::text, ',') FROM patient_mutation WHERE counts_for(mutation, 'ALK', 'ALK')}), '', '... and are no resistance');

# Where the partner's sequence is known the place is; it is of a study or of all.
is($db->value("$observed 'P2-D1'"), 'detected|KIF5B|GRCh38:chr2:29224400:G:G[chr10:32015785[|t|t|f|{imprecise}', 'without the sequence mates name the gene');
$db->run(q{CREATE TABLE public.piece (region alkres.region, sequence text)});
$db->run("COPY public.piece FROM '$data/fusions_sequence.tsv'");
$db->run(q{INSERT INTO partner_sequence (gene, region, sequence) SELECT 'KIF5B', region, sequence FROM public.piece WHERE contig(region) = 'chr10'});
is($db->value("SELECT variant, exons, inserted, is_precise FROM call_fusions($library{kif5b}) WHERE variant IS NOT NULL"), 'GRCh38:chr2:29224400:G:GGATTA[chr10:32016400[|K24;A20|GATTA|t', '... with it tails the place');
like($db->error(q{INSERT INTO partner_sequence (gene, region, sequence) VALUES ('KIF5B', 'GRCh38:chr10:1-10', 'ACGT')}), qr/^23514: /, 'a sequence is as long as its region');
like($db->error(q{INSERT INTO partner_sequence (gene, region, sequence) SELECT gene, region, sequence FROM partner_sequence}), qr/^23505: /, 'a region is there once');

# A whole chromosome is not needed to load genes, but genes are looked for where they lie.
open my $fasta, '>', "$folder/short.fa" or die;
print $fasta ">chr2\n", 'ACGT' x 100, "\n";
close $fasta;
like($db->error("SELECT load_partner_sequence('$folder/short.fa', 'GRCh38')"), qr/^22023: region GRCh38:chr2:42169353-42332548 ends behind its contig in the reference/, 'a FASTA file of something else is refused');
like($db->error("SELECT load_partner_sequence('$folder/short.fa', 'T2T')"), qr/^22023: genes are known on GRCh37 and GRCh38/, '... and another assembly');
is($db->value('SELECT count(*) FROM partner_sequence'), 1, '... and nothing is loaded');

# One that holds the genes: of a genome that ends where they do, N but for a mark at each gene's first and last base; in lines of 1,000 bases.
my (%last, %mark);
for my $row ($db->rows(q{SELECT contig(region), start_position(region), end_position(region) FROM fusion_regions('GRCh38')}))
{
	my ($contig, $first, $end) = split /\|/, $row;
	$last{$contig} = $end if $end > ($last{$contig} // 0);
	$mark{$contig}{$first} = 'A';
	$mark{$contig}{$end} = 'C';
}
open $fasta, '>', "$folder/genes.fa" or die;
for my $contig (sort keys %last)
{
	my ($line, @marks) = (0, sort { $a <=> $b } keys %{$mark{$contig}});
	my $lines = int(($last{$contig} + 999) / 1000);
	print $fasta ">$contig\n";
	for my $place (@marks, undef)
	{
		my $at = defined $place ? int(($place - 1) / 1000) : $lines;
		next if $at < $line;
		print $fasta (('N' x 1000 . "\n") x ($at - $line));
		$line = $at;
		next unless defined $place;
		my $text = 'N' x ($at == $lines - 1 ? $last{$contig} - 1000 * $at : 1000);
		substr($text, ($_ - 1) % 1000, 1) = $mark{$contig}{$_} for grep { int(($_ - 1) / 1000) == $at } @marks;
		print $fasta "$text\n";
		$line++;
	}
}
close $fasta;
is($db->value("SELECT load_partner_sequence('$folder/genes.fa', 'GRCh38')"), 11, 'the genes of a FASTA file are loaded');
is($db->value(q{SELECT string_agg(p.gene, ',' ORDER BY f.gene) FROM partner_sequence AS p JOIN fusion_regions('GRCh38') AS f USING (region)
	WHERE p.gene = f.gene AND p.study_id IS NULL AND p.source ~ 'genes.fa$' AND p.sequence ~ '^AN+(CN*A?N*)*C$' AND length(p.sequence) = end_position(p.region) - start_position(p.region) + 1}),
	'CLTC,DCTN1,EML4,HIP1,KIF5B,KLC1,NPM1,SQSTM1,STRN,TFG,TPM3', '... each from its first base to its last');
is($db->value("SELECT load_partner_sequence('$folder/genes.fa', 'GRCh38', 'one')"), 11, '... of a study besides');
is($db->value("SELECT load_partner_sequence('$folder/genes.fa', 'GRCh38')"), 11, '... and anew');
is($db->value('SELECT count(*) FROM partner_sequence'), 23, '... in place of what was there');
unlink "$folder/genes.fa";
$db->run('DELETE FROM partner_sequence WHERE source IS NOT NULL');

# Known junctions: of an earlier draw with history, and the marker always.
is($db->value("SELECT state, vaf, min_molecules, flags FROM call_fusions($library{one}, 0.15, true) WHERE variant IS NOT NULL"), 'detected|1/55|1|{known}', 'one molecule of the junction of an earlier draw is enough with history');
is($db->value("SELECT string_agg(format('%s %s', state, variant), ', ' ORDER BY variant) FROM call_fusions($library{none}, 0.15, true) WHERE variant IS NOT NULL OR partner = 'EML4'"),
	'absent GRCh38:chr2:29223741:C:C]chr2:42299750], absent ', 'where it is not seen it is answered beside all others');
$db->value("SELECT call_library($library{one}, 0.15, history => true)");
is($db->value("$observed 'P1-D2'"), 'detected|EML4|GRCh38:chr2:29223741:C:C]chr2:42299750]|t|t|f|{known}', 'a call does so, too');
$db->run(q{UPDATE patient SET marker = 'GRCh38:chr2:29223741:C:C]chr2:42299750]' WHERE external_id = 'P1'});
$db->value('SELECT call(target_vaf => 0.15)');
is($db->value("$observed 'P1-D2'"), 'detected|EML4|GRCh38:chr2:29223741:C:C]chr2:42299750]|t|t|t|{known}', 'a breakend as marker is looked for as one');
is($db->value(q{SELECT string_agg(d.marker_state, ',' ORDER BY s.external_id) FROM draw d JOIN sample s USING (patient_id, sample_id) WHERE s.external_id ~ 'P1-D[123]'}), 'detected,detected,absent', '... and is the draws\' marker');

# Normals.
load('normal', 'donor', ", role => 'normal'");
is($db->value("SELECT state, flags FROM call_fusions($library{eml4}, 0.15) WHERE variant IS NOT NULL"), 'indeterminate|{seen_in_normals,known}', 'what normals of the panel show is none');
$db->run(q{UPDATE library SET withdrawn = 'no normal' WHERE role = 'normal'});
is($db->value("SELECT state FROM call_fusions($library{eml4}, 0.15) WHERE variant IS NOT NULL"), 'detected', '... unless they are withdrawn');

# Large changes stand beside the other variants, once each.
is($db->value("SELECT string_agg(format('%s %s %s', coalesce(mutation::text, '-'), state, reason), '; ' ORDER BY reason) FROM observation WHERE library_id = $library{large} AND reason ~ 'bases: '"),
	'MET exon14_skipping detected deletion of 121 bases: 8 molecules are surely distinct; - detected duplication of 60 bases: 8 molecules are surely distinct; - detected insertion of 27 bases: 8 molecules are surely distinct; '
	  . '- detected inversion of 200 bases: 16 molecules are surely distinct', 'large changes are written by call');
is($db->value("SELECT string_agg(kind, ',' ORDER BY kind) FROM call_large_indels($library{large})"), 'deletion,duplication,insertion,inversion', '... and asked for by library');
for my $function ('call_fusions(0)', 'call_large_indels(0)')
{
	like($db->error("SELECT * FROM $function"), qr/^42704: library 0 does not exist/, "$function: no such library");
}
# Whatever reads observations reads junctions, too: here beside a mutation of ALK in the same library.
$db->run(q{UPDATE patient SET marker = NULL});
$db->value("SELECT call(target_vaf => 0.15)");
$db->run("UPDATE observation SET state = 'detected', fraction = 0.1, fraction_lower = 0.05, fraction_upper = 0.2 WHERE library_id = $library{eml4} AND variant IN ('GRCh38:chr2:29222347:A:T', 'GRCh38:chr2:29220765:G:T')");
is($db->value("SELECT string_agg(mutation_a || ' ' || mutation_b, ',') FROM compound_mutations($library{eml4})"), 'ALK L1196M ALK I1171N', 'a junction is no part of a compound');
for my $view ($db->rows(q{SELECT relname FROM pg_class WHERE relnamespace = 'cfdna'::regnamespace AND relkind = 'v' ORDER BY 1}))
{
	is($db->value("SELECT count(*) >= 0 FROM (SELECT md5(string_agg(v::text, '')) FROM $view AS v) AS k"), 't', "$view is read");
}
is($db->value(q{SELECT count(*) FROM trajectory('P1', 'ALK fusion')}), 3, 'a fusion has a trajectory');
like($db->value(q{SELECT plot_trajectory('P1')}), qr/^<svg/, '... and is plotted');
is($db->value('SELECT count(*) FROM check_derived()'), 0, 'derived tables are as they should be');
is(join(',', $db->unrestorable), '', 'the store can be restored');
$db->drop;
done_testing();
