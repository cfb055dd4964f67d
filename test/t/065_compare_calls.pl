# A report from elsewhere beside our own calls: who has which allele, with both counts, and why the other has not.
use strict;
use warnings;
use Test::More;
use Database;

my $data = $ENV{ALKRES_DATA};
my $db = Database->new('compare_calls');
my $made = "$ENV{ALKRES_BASE}/compare_calls.$$";
mkdir $made or die "$made: $!";

# ---- The rule.
sub rule { my ($sides) = @_; return $db->value("SELECT concat_ws(' ', agreement, reason) FROM call_agreement($sides)") }
for ([ "'detected', 0.01, NULL, false, 'detected', 0.012, 0.002, false", 'both' ], [ "'detected', 0.001, NULL, false, 'absent', 0, 0.002, false", 'reported_only below_limit' ],
	[ "'detected', 0.01, NULL, false, 'absent', 0, 0.002, false", 'reported_only excluded' ], [ "'detected', NULL, NULL, false, 'absent', 0, 0.002, false", 'reported_only fraction_unknown' ],
	[ "'detected', 0.01, NULL, false, 'not_covered', NULL, NULL, false", 'reported_only not_covered' ], [ "'detected', 0.01, NULL, false, 'not_in_panel', NULL, NULL, false", 'reported_only not_in_panel' ],
	[ "'detected', 0.01, NULL, false, 'indeterminate', 0.01, 0.002, false", 'reported_only filtered' ], [ "'detected', 0.01, NULL, false, 'germline_or_chip', 0.01, 0.002, false", 'reported_only filtered' ],
	[ "'detected', 0.01, NULL, false, 'not_evaluable', 0, 0.02, false", 'reported_only below_limit' ], [ "'detected', 0.03, NULL, false, 'not_evaluable', 0, 0.02, false", 'reported_only excluded' ],
	[ "'absent', NULL, 0.005, false, 'detected', 0.003, 0.002, false", 'called_only below_limit' ], [ "'absent', NULL, 0.005, false, 'detected', 0.006, 0.002, false", 'called_only excluded' ],
	[ "'not_evaluable', NULL, NULL, false, 'detected', 0.006, 0.002, false", 'called_only limit_unknown' ], [ "'not_in_panel', NULL, NULL, false, 'detected', 0.006, 0.002, false", 'called_only not_in_panel' ],
	[ "'indeterminate', 0.01, NULL, false, 'detected', 0.006, 0.002, false", 'called_only filtered' ], [ "'absent', NULL, 0.005, true, 'detected', 0.006, 0.002, false", 'both other_representation' ],
	[ "'detected', 0.01, NULL, false, 'not_covered', NULL, NULL, true", 'both other_representation' ], [ "'indeterminate', 0.01, NULL, false, 'indeterminate', 0.01, 0.002, false", 'neither filtered' ])
{
	is(rule($_->[0]), $_->[1], $_->[0]);
}
like($db->error("SELECT call_agreement('found', NULL, NULL, NULL, 'absent', NULL, NULL, NULL)"), qr/^22023: there is no state "found"/, 'no state');
like($db->error("SELECT call_agreement(NULL, NULL, NULL, NULL, 'absent', NULL, NULL, NULL)"), qr/^22004/, 'none');
sub same_change { my ($a, $b, $m, $n) = @_; return $db->value(sprintf "SELECT same_change(variant('GRCh38', '%s'), %s, variant('GRCh38', '%s'), %s)", $a, $m // 'NULL', $b, $n // $m // 'NULL') }
is(same_change('chr2:100 AC>GT', 'chr2:101 C>T'), 't', 'a base of a larger replacement');
is(same_change('chr2:101 C>T', 'chr2:100 AC>GT'), 't', '... either way');
is(same_change('chr2:100 AC>GT', 'chr2:101 C>A'), 'f', '... not another base');
is(same_change('chr2:100 A>ACGT', 'chr2:103 T>TCGT', q('ALK T1151dup')), 't', 'one mutation, an insertion placed elsewhere');
is(same_change('chr2:100 A>C', 'chr2:100 A>G', q('ALK F1174L')), 'f', 'two routes to a residue are two alleles');
is(same_change('chr2:100 A>ACGT', 'chr3:103 T>TCGT', q('ALK T1151dup')), 'f', 'another chromosome');
is(same_change('chr2:100 A>ACGT', 'chr2:103 T>TCGT', q('ALK splice_site')), 'f', 'what is no change of a residue');
is($db->value("SELECT same_change(NULL, NULL, 'GRCh38:chr2:100:A:C', NULL) IS NULL"), 't', 'NULL');

# ---- A sample with a library of ours and a report.
$db->run(q{SELECT create_store('cfdna'); INSERT INTO study (name, time_zone) VALUES ('S', 'UTC'); INSERT INTO patient (study_id, external_id) SELECT study_id, 'P1' FROM study;
	INSERT INTO sample (patient_id, external_id, drawn_at) SELECT patient_id, 'P1-D1', '2026-01-10 10:00Z' FROM patient;
	INSERT INTO panel (study_id, name, reported_limit) SELECT study_id, 'wide', 0.004 FROM study; INSERT INTO panel_target (study_id, panel_id, mutation) SELECT study_id, panel_id, 'ALK'::mutation FROM panel});
$db->run("SELECT import_bam('$data/calling_tumour.bam', 'P1-D1', 'R1', assembly => 'GRCh38')");
$db->run('SELECT call(target_vaf => 0.01)');
my $detected = q{FROM observation o WHERE o.method = 'sequencing' AND o.is_current AND o.state = 'detected'};
my @called = $db->rows("SELECT o.variant $detected ORDER BY kind(o.variant) <> 'SNV', o.fraction DESC, o.variant");
cmp_ok(scalar @called, '>=', 2, 'we call some') or diag explain \@called;
my ($first, $second) = @called;
sub fields { my (undef, undef, $position, $ref, $alt) = split /:/, $_[0] =~ s/^/:/r; return split /:/, $_[0] }
my ($assembly, $contig, $position, $ref, $alt) = fields($first);
my $header = "##fileformat=VCFv4.2\n##contig=<ID=chr2,length=242193529>\n##contig=<ID=chr3,length=198295559>\n##FILTER=<ID=weak,Description=\"x\">\n##FORMAT=<ID=GT,Number=1,Type=String,Description=\"x\">\n"
  . "##FORMAT=<ID=AD,Number=R,Type=Integer,Description=\"x\">\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tT\n";
my ($a2, $c2, $p2, $r2, $t2) = fields($second);
my $absent = $db->value("SELECT o.variant FROM observation o WHERE o.method = 'sequencing' AND o.state = 'absent' AND kind(o.variant) = 'SNV' ORDER BY o.lod95, o.variant LIMIT 1");
my (undef, undef, $p3, $r3, $t3) = fields($absent);
my @lines = ([ $position, "chr2\t$position\t.\t$ref\t$alt\t.\tPASS\t.\tGT:AD\t0/1:900,100" ], [ $p2, "chr2\t$p2\t.\t$r2\t$t2\t.\tweak\t.\tGT:AD\t0/1:990,10" ], [ $p3, "chr2\t$p3\t.\t$r3\t$t3\t.\tPASS\t.\tGT:AD\t0/1:700,300" ]);
my $vcf = $header . join('', map { "$_->[1]\n" } sort { $a->[0] <=> $b->[0] } @lines) . "chr3\t1000\t.\tA\tG\t.\tPASS\t.\tGT:AD\t0/1:50,50\n";
open my $out, '>', "$made/r.vcf" or die $!;
print $out $vcf;
close $out;
my $report = $db->value("SELECT report_id FROM import_vcf('$made/r.vcf', 'V', sample => 'P1-D1', panel => 'wide')");
sub compared { my ($variant) = @_; return $db->value("SELECT concat_ws(' ', agreement, reason, reported_state, reported_vaf, called_state, alt_count(called_vaf) > 0, filters) FROM compare_calls($report) WHERE variant = '$variant'") }
is(compared($first), 'both detected 100/1000 detected t {}', 'both have it, with both counts');
is(compared($second), 'called_only filtered indeterminate 10/1000 detected t {weak}', 'filtered by the reporter');
is(compared($absent), 'reported_only excluded detected 300/1000 absent f {}', 'reported, and excluded by us');
is(compared('GRCh38:chr3:1000:A:G'), 'reported_only not_covered detected 50/100 not_covered {}', 'where we have nothing, our call is asked anew');
is($db->value("SELECT string_agg(DISTINCT concat_ws(' ', agreement, reason, reported_state, reported_limit), ', ') FROM compare_calls($report) WHERE agreement = 'called_only' AND reason <> 'filtered' AND called_fraction < 0.004 AND gene(mutation) = 'ALK'") =~ s/^$/called_only below_limit absent 0.004/r,
	'called_only below_limit absent 0.004', 'below the limit of its panel');
is($db->value("SELECT count(*) FROM compare_calls($report)"), $db->value("SELECT count(*) FROM (SELECT variant FROM observation WHERE report_id = $report AND variant IS NOT NULL UNION SELECT variant FROM observation WHERE method = 'sequencing' AND is_current
	AND state = ANY ('{detected,indeterminate,germline_or_chip}')) k"), 'every allele that either has, once');
my $set = $db->value('SELECT max(call_set_id) FROM call_set_library');
is($db->value("SELECT count(*) FROM (SELECT * FROM compare_calls($report) EXCEPT SELECT * FROM compare_calls($report, $set)) k"), 0, 'a call set by its key');

# Structural variants are no alleles that bases are counted of.
my $structural = $db->value("SELECT report_id FROM import_vcf('$data/vcf/structural.vcf', 'SV', sample => 'P1-D1', assembly => 'hg38')");
is($db->value("SELECT string_agg(DISTINCT concat_ws(' ', kind(variant), agreement, reason, called_state), ', ' ORDER BY concat_ws(' ', kind(variant), agreement, reason, called_state)) FROM compare_calls($structural) WHERE agreement <> 'called_only' AND kind(variant) IN ('DEL', 'DUP', 'CNV', 'breakend')"),
	'CNV reported_only not_in_panel not_in_panel, DEL reported_only not_in_panel not_in_panel', 'structural variants are not looked for');

# A table names mutations, not alleles.
my $mutation = $db->value("SELECT split_part(classify('$first')::text, ' ', 2)");
my $table = $db->value("SELECT report_id FROM import_report_table(E'Sample;Gene;Alteration;Percentage;Copy Number\nP1-D1;ALK;$mutation;9;\nP1-D1;ALK;EML4-ALK Fusion;1;\n', report_mapping('guardant360'), 'T')");
is($db->value("SELECT concat_ws(' ', variant, agreement, reported_fraction, called_state) FROM compare_calls($table) WHERE mutation = 'ALK $mutation'"), "$first both 0.09 detected", 'a mutation is found among our alleles');
is($db->value("SELECT concat_ws(' ', agreement, reason, called_state) FROM compare_calls($table) WHERE mutation = 'ALK fusion'"), 'reported_only not_covered not_covered', 'a fusion, which has no allele here');
# A frameshift is called without its new stop, and reported with it: one change, also in white cells and beside other methods.
$db->run(q{CREATE TEMP TABLE frameshift AS SELECT * FROM observation WHERE method = 'sequencing' AND is_current AND state = 'detected' LIMIT 1;
	UPDATE frameshift SET observation_id = 1000000, variant = variant('GRCh38', 'NM_004304.5:c.3586del'), mutation = classify(variant('GRCh38', 'NM_004304.5:c.3586del')), fraction = 0.05, vaf = '50/1000', is_marker = false;
	INSERT INTO observation OVERRIDING SYSTEM VALUE SELECT * FROM frameshift});
is($db->value('SELECT mutation FROM observation WHERE observation_id = 1000000'), 'ALK L1196fs', 'a frameshift, called');
my $shifted = "E'Sample;Gene;Alteration;Percentage;Copy Number\nP1-D1;ALK;L1196Cfs*12;4;\n', report_mapping('guardant360')";
my $frameshift = $db->value("SELECT report_id FROM import_report_table($shifted, 'F')");
is($db->value("SELECT string_agg(concat_ws(' ', variant, mutation, agreement, reported_fraction, called_fraction), ', ') FROM compare_calls($frameshift) WHERE residue(mutation) = 1196 AND mutation LIKE '%fs%'"), $db->value("SELECT variant('GRCh38', 'NM_004304.5:c.3586del')") . ' ALK L1196fs both 0.04 0.05', '... and reported with its new stop');
is($db->value("SELECT string_agg(concat_ws(' ', mutation, first_state, second_state, first_fraction, second_fraction), ', ') FROM concordance('sequencing', 'reported') WHERE mutation LIKE '%fs%'"), 'ALK L1196fs detected detected 0.05 0.04', '... are a pair');
is($db->value("SELECT string_agg(concat_ws(' ', mutation, first_state, second_state), ', ') FROM concordance('reported', 'sequencing') WHERE mutation LIKE '%fs%'"), 'ALK L1196Cfs*12 detected detected', '... either way');
$db->run(q{INSERT INTO sample (patient_id, external_id, drawn_at, material) SELECT patient_id, 'P1-W', '2026-01-10 10:00Z', 'white_cells' FROM patient;
	SELECT import_report_table(E'Sample;Gene;Alteration;Percentage;Copy Number\nP1-W;ALK;L1196fs;5;\n', report_mapping('guardant360'), 'W')});
like($db->value("SELECT state || ' ' || reason FROM observation WHERE report_id = $frameshift AND mutation LIKE '%fs%'"), qr/^germline_or_chip .*of the matched white cells/, '... and white cells have it');
is(same_change('chr2:100 AC>A', 'chr2:103 TC>T', q('ALK L1196fs'), q('ALK L1196Cfs*12')), 't', 'two ways to write it');
like($db->error('SELECT * FROM compare_calls(99)'), qr/^42704: report 99 does not exist/, 'no report');

$db->drop;
system 'rm', '-rf', $made;
done_testing();
