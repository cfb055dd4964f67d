# Tables of laboratories: their words are read or refused with the line; silence by the panel; the same table again.
use strict;
use warnings;
use Test::More;
use Database;

my $db = Database->new('report_tables');
sub words { my ($gene, $words) = @_; return $db->value("SELECT coalesce(string_agg(concat_ws(' ', mutation, 'with ' || partner, '- ' || reason), ', ' ORDER BY number), '') FROM alkres.read_alterations(" . (defined $gene ? "'$gene'" : 'NULL') . ", '$words')") }
for ([ 'ALK', 'I1171N, D1203N', 'ALK I1171N, ALK D1203N' ], [ 'ALK', 'EML4-ALK Fusion', 'ALK fusion with EML4' ], [ 'EML4', 'EML4-ALK Fusion', 'ALK fusion with EML4' ], [ undef, 'EML4::ALK', 'ALK fusion with EML4' ],
	[ 'MET', 'Amplification', 'MET amplification' ], [ 'MET', 'MET Amplification (high)', 'MET amplification' ], [ 'ALK', 'Splice Site SNV', 'ALK splice_site' ], [ 'KRAS', 'p.G12C', 'KRAS G12C' ], [ 'EGFR', 'L858R (missense variant)', 'EGFR L858R' ],
	[ undef, 'ALK G1202R; KRAS G12D', 'ALK G1202R, KRAS G12D' ], [ 'ALK', 'G1202R;', 'ALK G1202R' ], [ 'ALK', '', '' ], [ 'ALK', ' , ', '' ],
	[ 'EGFR', 'Exon 19 deletion', '- invalid input syntax for type mutation: "EGFR Exon 19 deletion"' ], [ 'TP53', 'c.376-1G>A', '- invalid input syntax for type mutation: "TP53 c.376-1G>A"' ], [ 'ALK', 'KRAS G12C', '- it is of KRAS, not of ALK' ], [ 'ALK', 'A1202R', '- residue 1202 of ALK is G, not A' ])
{
	my ($gene, $words, $expected) = @$_;
	is(words($gene, $words), $expected, ($gene // '') . " $words");
}

$db->run(q{SELECT create_store('cfdna'); INSERT INTO study (name, time_zone) VALUES ('S', 'UTC'); INSERT INTO patient (study_id, external_id) SELECT study_id, 'P1' FROM study;
	INSERT INTO sample (patient_id, external_id, drawn_at) SELECT patient_id, 'P1-D' || n, timestamptz '2026-01-10 10:00Z' + make_interval(days => 30 * n) FROM patient, generate_series(1, 4) n;
	INSERT INTO panel (study_id, name, reported_limit) SELECT study_id, 'G', 0.003 FROM study; INSERT INTO panel_target (study_id, panel_id, mutation) SELECT study_id, panel_id, unnest('{ALK,KRAS,ALK fusion}'::mutation[]) FROM panel});
my $table = "Report;Sample;Gene;Alteration;Percentage;Copy Number\nR1;P1-D1;ALK;EML4-ALK Fusion;1,2%;\nR1;P1-D1;ALK;I1171N, G1202R;0.4;\nR1;P1-D1;MET;Amplification;;4.2\nR1;P1-D1;EGFR;Exon 19 deletion;3;\nR2;P1-D2;;;;\nR3;P1-D3;ALK;L1196M;<0.1;\nR3;P1-D3;KRAS;G12C;a lot;\nR3;P1-D3;KRAS;G12D;120;\n";
sub said { my ($run, $more) = @_; return $db->value("SET client_min_messages = error; SELECT string_agg(concat_ws(' ', sample_name, detected, not_named, unread), ', ' ORDER BY sample_name) FROM import_report_table('$table', report_mapping('guardant360'), '$run'$more)") }
my $listed = $db->value('SELECT cardinality(listed_mutations())');
my $named = $db->value(q{SELECT count(*) FROM unnest(listed_mutations()) m WHERE m = ANY ('{ALK I1171N,ALK G1202R}'::mutation[])});
is(said('T1', ", 't.csv', panel => 'G', source => 'a laboratory', assay => 'G', assay_version => '3', reported_on => '2026-02-20'"), 'P1-D1 4 ' . ($listed - $named) . " 1, P1-D2 0 $listed 0, P1-D3 1 " . ($listed - 1) . ' 2', 'a report of each sample, also of one in which nothing was found');
is($db->value(q{SELECT string_agg(concat_ws(' ', mutation, fraction, fraction_upper, copy_number, partner, words), E'\n' ORDER BY observation_id) FROM observation WHERE state = 'detected'}), <<'ROWS' =~ s/\n\z//r, 'what they name');
ALK fusion 0.012 EML4 line 2: ALK EML4-ALK Fusion
ALK I1171N 0.004 line 3: ALK I1171N
ALK G1202R 0.004 line 3: ALK G1202R
MET amplification 4.2 line 4: MET Amplification
ALK L1196M 0.001 line 7: ALK L1196M
ROWS
is($db->value(q{SELECT string_agg(concat_ws(' ', line, words, '-', reason), E'\n' ORDER BY line) FROM report_unread}), <<'ROWS' =~ s/\n\z//r, 'what is not read, by line');
5 EGFR Exon 19 deletion - invalid input syntax for type mutation: "EGFR Exon 19 deletion"
8 KRAS G12C - "a lot" is no percentage
9 KRAS G12D - the fraction is above 1
ROWS
is($db->value(q{SELECT string_agg(DISTINCT concat_ws(' ', s.external_id, o.state, o.lod95), ', ') FROM observation o JOIN sample s USING (patient_id, sample_id) WHERE o.state <> 'detected' AND s.external_id = 'P1-D2'}), 'P1-D2 absent 0.003, P1-D2 not_in_panel', 'silence has the limit of the panel');
is($db->value(q{SELECT string_agg(concat_ws(' ', table_name, missing, superfluous), ',') FROM check_derived()}), '', 'the derived tables are what they should be');
is($db->value(q{SELECT string_agg(concat_ws(' ', sample, state, round(fraction_percent::numeric, 2)), ', ' ORDER BY drawn_on) FROM trajectory WHERE mutation = 'ALK G1202R'}), 'P1-D1 detected 0.40, P1-D2 absent, no tumour DNA seen, P1-D3 absent', 'a mutation over reports');
like(`psql -X -q -At -d report_tables -c "SELECT detected FROM import_report_table('$table', report_mapping('guardant360'), 'T1', 't.csv')" 2>&1`, qr/NOTICE: +file "t\.csv" is already imported as the report of sample "P1-D1" in run "T1"/, 'the same table again is a notice');
$db->run(q{INSERT INTO panel (study_id, name) SELECT study_id, 'H' FROM study});
like($db->error("SELECT import_report_table('$table', report_mapping('guardant360'), 'T1', 't.csv', panel => 'H')"), qr/^23505: .*, as another one DETAIL: Its panel is "G", not "H"\./, '... of another panel it is an error');
like($db->error("SELECT import_report_table('$table', report_mapping('guardant360'), 'T7', 't.csv')"), qr/^23505: .*, as another one DETAIL: Its run is "T1", not "T7"\./, '... or of another run');
is($db->value('SELECT count(*) FROM report'), 3, '... and no second report');
is($db->value(q{SELECT detected FROM import_report_table(E'Entrez\tHugo_Symbol\tHGVSp_Short\tt_alt_count\tt_ref_count\n1\tALK\tp.L1196M\t24\t1968\n', report_mapping('cbioportal') - 'sample', 'T2', sample => 'P1-D4')}), 1, 'a file of mutations, separated by tabs');
is($db->value(q{SELECT concat_ws(' ', vaf, round(fraction::numeric, 4), fraction_lower < fraction_upper) FROM observation WHERE vaf IS NOT NULL}), '24/1992 0.0120 t', 'counts');

# Days or dates of each report; the marker, named or not; a report in XML.
$db->run(q{UPDATE patient SET marker = 'GRCh38:chr2:29220765:G:T'; INSERT INTO patient (study_id, external_id, marker) SELECT study_id, 'P2', 'GRCh38:chr2:29222392:C:T' FROM study; INSERT INTO sample (patient_id, external_id, drawn_on)
	SELECT patient_id, 'P2-D' || n, date '2026-01-10' + 30 * n FROM patient, generate_series(1, 4) n WHERE external_id = 'P2'});
my $mapping = q{report_mapping('guardant360') - 'copy_number' || '{"reported_on": "Reported"}'};
$db->run(qq{SELECT * FROM import_report_table(E'Sample;Gene;Alteration;Percentage;Reported\nP2-D1;ALK;G1202R;1;12\nP2-D1;ALK;L1196M;1;12\nP2-D2;;;;40\n', $mapping, 'T5', panel => 'G', origin => '2026-02-01')});
is($db->value(q{SELECT string_agg(s.external_id || ' ' || r.reported_on, ', ' ORDER BY s.external_id) FROM report r JOIN sample s USING (patient_id, sample_id) WHERE s.external_id LIKE 'P2%'}), 'P2-D1 2026-02-13, P2-D2 2026-03-13', 'days since an origin');
like($db->error(qq{SELECT * FROM import_report_table(E'Sample;Gene;Alteration;Percentage;Reported\nP2-D3;ALK;G1202R;1;2026-03-01\nP2-D3;ALK;L1196M;1;2026-04-01\n', $mapping, 'T6')}), qr/^22P04: file "the table" has several reports of sample "P2-D3" DETAIL: Their dates are 2026-03-01, 2026-04-01\./, 'one report a sample and file');
like($db->error(qq{SELECT * FROM import_report_table(E'Sample;Gene;Alteration;Percentage;Reported\nP2-D3;ALK;G1202R;1;12\n', $mapping, 'T6')}), qr/column reported_on: "12" is no date/, 'a number without an origin');
is($db->value(q{SELECT string_agg(concat_ws(' ', s.external_id, o.mutation, o.state, o.lod95), ', ' ORDER BY s.external_id) FROM observation o JOIN sample s USING (patient_id, sample_id) WHERE o.is_marker}), 'P2-D1 ALK C1156Y absent 0.003, P2-D2 ALK C1156Y absent 0.003', 'a marker that is not named');
is($db->value(q{SELECT string_agg(concat_ws(' ', s.external_id, d.marker_state, d.tumour_dna_seen), ', ' ORDER BY s.external_id) FROM draw d JOIN sample s USING (patient_id, sample_id) WHERE s.external_id IN ('P2-D1', 'P2-D2')}), 'P2-D1 absent t, P2-D2 absent f', '... tells of a draw whether tumour DNA was seen');
my $xml = q{<?xml version="1.0"?><rr:ResultsReport xmlns:rr="http://integration.foundationmedicine.com/reporting"><variant-report xmlns="http://foundationmedicine.com/compbio/variant-report-external"><short-variants><short-variant gene="ALK" protein-effect="C1156Y" cds-effect="3467G&gt;A" allele-fraction="0.012" depth="1992"/>
	<short-variant gene="TP53" protein-effect="splice site 376-1G&gt;A" cds-effect="376-1G&gt;A" allele-fraction="0.02" depth="900"/></short-variants><copy-number-alterations><copy-number-alteration gene="MET" type="amplification" copy-number="9"/></copy-number-alterations>
	<rearrangements><rearrangement targeted-gene="ALK" other-gene="EML4" allele-fraction="0.03"/><rearrangement targeted-gene="ROS1" other-gene="N/A"/></rearrangements></variant-report></rr:ResultsReport>};
is($db->value("SELECT foundation_table('$xml')"), "gene\talteration\tallele-fraction\tcopy-number\nALK\tC1156Y\t0.012\t\nTP53\tsplice site 376-1G>A\t0.02\t\nMET\tamplification\t\t9\nALK\tEML4-ALK fusion\t0.03\t\nROS1\trearrangement\t\t\n", 'a report in XML as a table');
$db->run("SELECT * FROM import_report_table(foundation_table('$xml'), report_mapping('foundationone'), 'T7', sample => 'P2-D4')");
is($db->value(q{SELECT string_agg(concat_ws(' ', mutation, is_marker, fraction, copy_number, partner), ', ' ORDER BY mutation) FROM observation o JOIN sample s USING (patient_id, sample_id) WHERE s.external_id = 'P2-D4' AND words IS NOT NULL}),
	'ALK fusion f 0.03 EML4, ALK C1156Y t 0.012, MET amplification f 9, ROS1 fusion f', '... imported: its marker is marked');
is($db->value(q{SELECT string_agg(words, ', ') FROM report_unread JOIN report USING (patient_id, report_id) JOIN sample s USING (patient_id, sample_id) WHERE s.external_id = 'P2-D4'}), 'TP53 splice site 376-1G>A', '... and what is no mutation of one residue is not read');
is($db->value(q{SELECT foundation_table('<r/>')}), "gene\talteration\tallele-fraction\tcopy-number\n\t\t\t\n", 'a report without findings');
like($db->error("SELECT foundation_table('<r>')"), qr/^2200M: invalid XML document/, 'what is no XML');
is($db->value(q{SELECT foundation_table('<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r><short-variant gene="&#65;LK" protein-effect="G1202R"/></r>')}) =~ /root/ ? 1 : 0, 0, 'an external entity is not read');
is($db->value(q{SELECT string_agg(concat_ws(' ', table_name, missing, superfluous), ',') FROM check_derived()}), '', 'the derived tables are what they should be');
sub refused { my ($sql, $expected, $name) = @_; return like($db->error("SELECT * FROM import_report_table($sql)"), $expected, $name) }
refused(q('Gene;Alteration', '{"gene": "Gene"}', 'T3', sample => 'P1-D4'), qr/^22023: mapping names no column of alterations/, 'no alterations');
refused(q('Gene;Alteration', '{"alteration": "Alteration", "vaf": "x"}', 'T3', sample => 'P1-D4'), qr/^22023: mapping has unknown parts: "vaf"/, 'an unknown part');
refused(q('Gene;Alteration', '{"alteration": "Alteration"}', 'T3'), qr/^22023: the sample must be given, or a column of the mapping, not both/, 'no sample');
refused(q(E'Gene;Alteration\nALK;G1202R', '{"alteration": "Change"}', 'T3', 'x.csv', sample => 'P1-D4'), qr/^22P04: file "x\.csv", line 1: there is no column change/, 'no such column');
refused(q(E'Gene;Change\nALK;G1202R;7', '{"alteration": "Change"}', 'T3', 'x.csv', sample => 'P1-D4'), qr/^22P04: file "x\.csv", line 2: /, 'a ragged line');
refused(q(E'S;Change\nP9;G1202R', '{"alteration": "Change", "sample": "S"}', 'T3'), qr/^42704: sample "P9" does not exist/, 'no such sample');

$db->drop;
done_testing();
