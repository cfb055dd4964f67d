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
is($db->value('SELECT count(*) FROM report'), 3, '... and no second report');
is($db->value(q{SELECT detected FROM import_report_table(E'Entrez\tHugo_Symbol\tHGVSp_Short\tt_alt_count\tt_ref_count\n1\tALK\tp.L1196M\t24\t1968\n', report_mapping('cbioportal') - 'sample', 'T2', sample => 'P1-D4')}), 1, 'a file of mutations, separated by tabs');
is($db->value(q{SELECT concat_ws(' ', vaf, round(fraction::numeric, 4), fraction_lower < fraction_upper) FROM observation WHERE vaf IS NOT NULL}), '24/1992 0.0120 t', 'counts');
sub refused { my ($sql, $expected, $name) = @_; return like($db->error("SELECT * FROM import_report_table($sql)"), $expected, $name) }
refused(q('Gene;Alteration', '{"gene": "Gene"}', 'T3', sample => 'P1-D4'), qr/^22023: mapping names no column of alterations/, 'no alterations');
refused(q('Gene;Alteration', '{"alteration": "Alteration", "vaf": "x"}', 'T3', sample => 'P1-D4'), qr/^22023: mapping has unknown parts: "vaf"/, 'an unknown part');
refused(q('Gene;Alteration', '{"alteration": "Alteration"}', 'T3'), qr/^22023: the sample must be given, or a column of the mapping, not both/, 'no sample');
refused(q(E'Gene;Alteration\nALK;G1202R', '{"alteration": "Change"}', 'T3', 'x.csv', sample => 'P1-D4'), qr/^22P04: file "x\.csv", line 1: there is no column change/, 'no such column');
refused(q(E'Gene;Change\nALK;G1202R;7', '{"alteration": "Change"}', 'T3', 'x.csv', sample => 'P1-D4'), qr/^22P04: file "x\.csv", line 2: /, 'a ragged line');
refused(q(E'S;Change\nP9;G1202R', '{"alteration": "Change", "sample": "S"}', 'T3'), qr/^42704: sample "P9" does not exist/, 'no such sample');

$db->drop;
done_testing();
