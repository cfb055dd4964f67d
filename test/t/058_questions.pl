# The questions of a cohort besides frequency, on a few patients whose answers are plain.
use strict;
use warnings;
use Test::More;
use Database;
use Course;

my $db = Database->new('questions');
$db->run("SELECT create_store('cfdna')");
Course::define($db);

# P1: G1202R emerges under crizotinib, is lost under lorlatinib, twice excluded.  P2: G1202R and L1196M before any dose.  P3: nothing, with tumour DNA.
# P4: KRAS under crizotinib, without progression.  P5: no draw with tumour DNA seen.  P6: both mutations and KRAS, emerging.
$db->run(<<'SQL');
SELECT draws('P' || n, '2024-01-01 2024-03-01 2024-05-01 2024-07-01 2024-09-01') FROM generate_series(1, 6) AS n;
SELECT treated('P' || n, 1, 'crizotinib', '2024-01-02') FROM generate_series(1, 6) AS n;
SELECT treated('P1', 2, 'lorlatinib', '2024-06-01');
SELECT progressed('P' || n, '2024-05-20') FROM unnest('{1,2,3,6}'::int[]) AS n;
INSERT INTO assessment (patient_id, assessed_on, kind, result) SELECT patient_id, '2024-04-20', 'clinical', 'PD' FROM patient WHERE external_id = 'P6';
SELECT panel('P' || n || '-D' || k) FROM generate_series(1, 6) AS n, generate_series(1, 5) AS k;
SELECT measured('P' || n || '-D' || k, 'ALK L1204=', CASE n WHEN 5 THEN 'absent' ELSE 'detected' END, CASE n WHEN 5 THEN 0 ELSE 0.05 END, is_marker => true) FROM generate_series(1, 6) AS n, generate_series(1, 5) AS k;
CREATE FUNCTION public.found(samples text, what mutation) RETURNS void LANGUAGE sql AS $$ UPDATE observation SET state = 'detected', fraction = 0.02, fraction_lower = 0.01, fraction_upper = 0.04
	WHERE mutation = what AND sample_id IN (SELECT (of_sample(s)).sample_id FROM unnest(string_to_array(samples, ' ')) AS s) $$;
SELECT found('P1-D3', 'ALK G1202R'), found('P2-D1 P2-D2', 'ALK G1202R'), found('P2-D2', 'ALK L1196M'), found('P6-D2 P6-D3', 'ALK G1202R'), found('P6-D3', 'ALK L1196M');
SELECT draws('P1', '2024-04-01', 'tissue', '-T'), measured('P1-T1', 'ALK L1196M', 'detected', 0.2);
SELECT measured('P4-D3', 'KRAS G12C', 'detected', 0.01), measured('P6-D3', 'KRAS G12C', 'detected', 0.01), measured('P6-D3', 'ALK L1198=', 'detected', 0.3);
SQL
is($db->value('SELECT count(*) FROM check_derived()'), 0, 'the derived tables are right');
my $rows = sub { my ($sql, $expected, $name) = @_; return is($db->value($sql), $expected =~ s/\n$//r, $name) };

$rows->(q{SELECT patient, mutation, status, cleared_on, recurrences FROM clearance WHERE mutation = 'ALK G1202R' ORDER BY patient}, <<'ROWS', 'clearance: two draws exclude it; nobody looks after P6');
P1|ALK G1202R|cleared|2024-07-01|0
P2|ALK G1202R|cleared|2024-05-01|0
P6|ALK G1202R|cleared|2024-07-01|0
ROWS
$rows->(q{SELECT patient, status FROM clearance WHERE mutation = 'KRAS G12C' ORDER BY patient}, "P4|not_cleared\nP6|not_cleared\n", '... KRAS was not asked for again: not cleared');

$rows->('SELECT first, second, patients, patients_both, patients_first_only, patients_second_only, patients_neither, samples_both, round(odds_ratio_lower::numeric, 4), round(p_value::numeric, 6) FROM cooccurrence()', <<'ROWS', 'co-occurrence: synonymous changes and markers are out, fisher.test agrees');
ALK L1196M|ALK G1202R|6|2|0|1|3|2|0.2031|0.400000
ALK L1196M|KRAS G12C|6|1|1|1|3|1|0.0192|1.000000
ALK G1202R|KRAS G12C|6|1|2|1|2|1|0.0085|1.000000
ROWS
is($db->value("SELECT count(*) FROM cooccurrence('ALK solvent_front') WHERE 'ALK L1196M' IN (first, second)"), 0, '... of a class, and what is off target');

$rows->('SELECT * FROM target_mix()', <<'ROWS', 'what plasma shows at progression');
crizotinib|2024|4|1|0|1|2|0
ROWS
$rows->(q{SELECT * FROM target_mix('treatment')}, <<'ROWS', '... and under treatment: P5 shows no tumour DNA');
crizotinib|2024|6|2|1|1|1|1
lorlatinib|2024|1|0|0|0|1|0
ROWS
like($db->error("SELECT target_mix('baseline')"), qr/^22023: "baseline" is no time to ask for/, '... not at baseline');
like($db->error("SELECT target_mix($_ => NULL)"), qr/^22004: $_ is NULL/, "... with $_") for qw(days_before days_after);
like($db->error("SELECT $_(class => NULL)"), qr/^22004: class is NULL/, "$_ of no class") for qw(cooccurrence time_to_emergence lead_time covariate_intervals);
like($db->error("SELECT cooccurrence('EGFR', confidence => $_)"), qr/^22023: confidence must be between 0 and 1/, "cooccurrence at a confidence of $_") for qw(0 1 NULL);

$rows->(q{SELECT patient, line, status, mutation, censoring, day_lower, day_upper, days, event FROM time_to_emergence('ALK G1202R', 'crizotinib')}, <<'ROWS', 'time to emergence: interval, present before, right-censored, without an informative draw');
P1|1|emerged|ALK G1202R|interval|59|120|120|t
P2|1|present_before||||||
P3|1|not_emerged||right|243||243|f
P4|1|not_emerged||right|243||243|f
P5|1|no_informative_draw||||||
P6|1|emerged|ALK G1202R|interval|0|59|59|t
ROWS
is($db->value(q{SELECT status FROM time_to_emergence('ALK G1202R') WHERE line = 2}), 'present_before', '... what the first line left is there before the second');
is($db->value(q{SELECT string_agg(format('%s %s %s', k.time, k.at_risk, k.survival), ', ' ORDER BY k.time) FROM (SELECT array_agg(days) AS d, array_agg(event) AS e FROM time_to_emergence('ALK G1202R', 'crizotinib') WHERE event IS NOT NULL) AS t, kaplan_meier(d, e) AS k}),
	'59 4 0.75, 120 3 0.5, 243 2 0.5', '... by Kaplan and Meier');

$rows->(q{SELECT patient, first_detected_on, radiographic_on, clinical_on, radiographic_lead_days, clinical_lead_days, status FROM lead_time('crizotinib', 'ALK G1202R')}, <<'ROWS', 'lead time: cases with one of them, or neither, are kept');
P1|2024-05-01|2024-05-20||19||both_seen
P2||2024-05-20||||present_before
P3||2024-05-20||||progression_only
P4||||||neither
P5||||||no_informative_draw
P6|2024-03-01|2024-05-20|2024-04-20|80|50|both_seen
ROWS

$rows->(q{SELECT * FROM covariate_intervals('ALK G1202R') WHERE patient <> 'P5'}, <<'ROWS', 'intervals for a Cox model, to the first progression');
P1|1|crizotinib|0|120|f|f
P1|1|crizotinib|120|139|t|t
P1|2|lorlatinib|0|30|t|f
P1|2|lorlatinib|30|92|f|f
P2|1|crizotinib|0|120|t|f
P2|1|crizotinib|120|139|f|t
P3|1|crizotinib|0|139|f|t
P4|1|crizotinib|0|243|f|f
P6|1|crizotinib|0|59|f|f
P6|1|crizotinib|59|109|t|t
ROWS
is($db->value(q{SELECT * FROM covariate_intervals('ALK G1202R') WHERE patient = 'P5'}), 'P5|1|crizotinib|0|243||f', '... without a draw that says anything nothing is known');
$db->run(q{UPDATE observation SET state = 'not_evaluable' WHERE mutation = 'ALK G1202R' AND sample_id IN (SELECT (of_sample(s)).sample_id FROM unnest('{P1-D4}'::text[]) AS s)});
$rows->(q{SELECT * FROM covariate_intervals('ALK G1202R', 'lorlatinib')}, <<'ROWS', '... and a draw that says nothing does not reset what was known');
P1|2|lorlatinib|0|92|t|f
ROWS

# Two methods.
$db->run(q{SELECT probed('P1-D1', 'L1196M', 'absent'), probed('P2-D2', 'L1196M', 'detected', 0.01), probed('P6-D3', 'L1196M', 'absent', lod95 => 0.05), probed('P3-D1', 'L1196M', 'detected', 0.004), probed('P3-D2', 'L1196M', 'not_evaluable'), probed('P4-D1', 'L1196M', 'absent')});
$rows->('SELECT patient, sample, first_state, second_state, round(ln_ratio::numeric, 6), excluded FROM concordance()', <<'ROWS', 'concordance: pairs, and why some do not count');
P1|P1-D1|absent|absent||
P2|P2-D2|detected|detected|0.693147|
P3|P3-D1|absent|detected||
P3|P3-D2|absent|not_evaluable||ddpcr is not_evaluable
P4|P4-D1|absent|absent||
P6|P6-D3|detected|absent||below the limit of ddpcr
ROWS
$rows->('SELECT pairs, pairs_excluded, both_detected, first_only, second_only, both_absent, agreement, round(kappa::numeric, 6), round(ln_ratio_bias::numeric, 6), reason FROM concordance_summary()', '6|2|1|0|1|2|0.75|0.500000|0.693147|', '... in figures');
is($db->value(q{SELECT pairs, kappa, reason FROM concordance_summary('sequencing', 'other')}), '0||no pair counts', '... of nothing');
$rows->(q{SELECT patient, first_state, second_state, round(ln_ratio::numeric, 6), excluded FROM concordance('ddpcr', 'sequencing') WHERE sample IN ('P2-D2', 'P6-D3')}, <<'ROWS', '... the other way round');
P2|detected|detected|-0.693147|
P6|absent|detected||below the limit of ddpcr
ROWS

# A probe of one of two changes that give G1202R: sequencing is asked for that one.
$db->run(q{SELECT probed(s, 'G1202R', st, f) FROM (VALUES ('P3-D3', 'absent', 0), ('P3-D4', 'absent', 0), ('P3-D5', 'detected', 0.02), ('P4-D2', 'absent', 0), ('P4-D3', 'absent', 0)) AS v(s, st, f);
	UPDATE observation SET alleles = ARRAY['GRCh38:chr2:29220747:C:T'::variant] WHERE method = 'ddpcr' AND mutation = 'ALK G1202R';
	UPDATE observation SET variant = 'GRCh38:chr2:29220747:C:T' WHERE method = 'sequencing' AND mutation = 'ALK G1202R' AND sample_id <> (of_sample('P4-D3')).sample_id;
	INSERT INTO observation (patient_id, sample_id, method, library_id, run_id, mutation, variant, state, fraction, fraction_lower, fraction_upper, lod95, target_vaf)
	SELECT o.patient_id, o.sample_id, o.method, o.library_id, o.run_id, o.mutation, 'GRCh38:chr2:29220747:C:G', CASE s.external_id WHEN 'P3-D4' THEN 'detected' ELSE 'absent' END, CASE s.external_id WHEN 'P3-D4' THEN 0.03 ELSE 0 END, 0, 0.04, 0.001, 0.005
	FROM observation AS o JOIN sample AS s USING (patient_id, sample_id) WHERE o.variant = 'GRCh38:chr2:29220747:C:T' AND o.method = 'sequencing';
	UPDATE observation SET state = 'detected', fraction = 0.04, fraction_lower = 0.02 WHERE variant = 'GRCh38:chr2:29220747:C:T' AND method = 'sequencing' AND sample_id = (of_sample('P3-D5')).sample_id});
is($db->value('SELECT count(*) FROM check_derived()'), 0, 'the derived tables are right');
$rows->(q{SELECT sample, first_state, second_state, round(ln_ratio::numeric, 6), excluded FROM concordance() WHERE mutation = 'ALK G1202R'}, <<'ROWS', 'concordance is of the change that the probe detects, where sequencing tells which it saw');
P3-D3|absent|absent||
P3-D4|absent|absent||
P3-D5|detected|detected|0.693147|
P4-D2|absent|absent||
P4-D3|absent|not_evaluable||ddpcr is not_evaluable
ROWS
$rows->(q{SELECT sample, first_state, second_state, round(ln_ratio::numeric, 6) FROM concordance('ddpcr', 'sequencing') WHERE mutation = 'ALK G1202R' AND first_state = 'detected'}, "P3-D5|detected|detected|-0.693147\n", '... the other way round');
$db->run(q{UPDATE observation SET alleles = ARRAY[liftover('GRCh38:chr2:29220747:C:T'::variant, 'GRCh37')] WHERE method = 'ddpcr' AND mutation = 'ALK G1202R'});
is($db->value(q{SELECT count(*) FROM concordance() WHERE mutation = 'ALK G1202R' AND excluded IS NULL}), 4, '... on another assembly');
$db->run(q{UPDATE observation SET alleles = NULL WHERE method = 'ddpcr' AND mutation = 'ALK G1202R'});
is($db->value(q{SELECT string_agg(format('%s %s', second_state, excluded IS NULL), ', ' ORDER BY sample) FROM concordance() WHERE mutation = 'ALK G1202R'}), 'not_evaluable f, not_evaluable f, detected t, not_evaluable f, not_evaluable f', '... of a probe that nobody knows only what it finds');
$db->run(q{DELETE FROM observation WHERE method = 'ddpcr' AND mutation = 'ALK G1202R'; DELETE FROM observation WHERE variant = 'GRCh38:chr2:29220747:C:G'});

# Edges.  W1: twenty days after a progression.  W2: the last draw was not asked for ALK, nor did W3's before its first detection.  W4: a draw on the day of the first dose.
# W5: no progression in the first line, one in the second, and one before any.
$db->run(<<'SQL');
SELECT draws('W1', '2024-01-01 2024-06-21'), draws('W2', '2024-01-01 2024-03-01 2024-06-01'), draws('W3', '2024-01-01 2024-03-01'), draws('W4', '2024-01-02 2024-03-01'), draws('W5', '2024-01-01 2024-03-01 2024-07-01');
SELECT treated('W' || n, 1, 'ensartinib', '2024-01-02') FROM generate_series(1, 5) AS n; SELECT treated('W5', 2, 'brigatinib', '2024-04-01');
SELECT progressed('W1', '2024-06-01'), progressed('W5', '2023-12-01'), progressed('W5', '2024-07-10');
SELECT panel(s) FROM unnest('{W1-D2,W2-D1,W2-D2,W3-D2,W4-D1,W4-D2,W5-D1,W5-D2,W5-D3}'::text[]) AS s;
SELECT measured(s.external_id, 'ALK L1204=', 'detected', 0.05, is_marker => true) FROM sample AS s WHERE s.external_id LIKE 'W%';
SELECT found('W1-D2', 'ALK G1202R'), found('W3-D2', 'ALK G1202R'), found('W4-D1', 'ALK G1202R'), found('W5-D2', 'ALK G1202R');
SQL
$rows->(q{SELECT drug, year, patients, on_target FROM target_mix() WHERE drug = 'ensartinib'}, 'ensartinib|2024|1|1', 'twenty days after a progression are at progression');
is($db->value(qq{SELECT count(*) FROM target_mix(days_after => $_->[0]) WHERE drug = 'ensartinib'}), $_->[1], "... $_->[0] days asked") for [ 20, 1 ], [ 19, 0 ];
$rows->(q{SELECT patient, status, mutation, censoring, day_lower, day_upper, days, event FROM time_to_emergence('ALK', 'ensartinib')}, <<'ROWS', 'who is followed to when; left-censored; present on the day of the first dose');
W1|emerged|ALK G1202R|left|0|171|171|t
W2|not_emerged||right|59||59|f
W3|emerged|ALK G1202R|left|0|59|59|t
W4|present_before||||||
W5|emerged|ALK G1202R|interval|0|59|59|t
ROWS
$rows->(q{SELECT patient, status, mutation, day_upper FROM time_to_emergence('ALK', 'crizotinib') WHERE patient IN ('P2', 'P6')}, "P2|present_before||\nP6|emerged|ALK G1202R|59\n", 'of a class the first; present before, whatever else emerged');
$rows->(q{SELECT patient, line, status, radiographic_on, radiographic_lead_days FROM lead_time() WHERE patient LIKE 'W%' AND patient <> 'W2'}, <<'ROWS', 'a lead is over a progression of its line');
W1|1|both_seen|2024-06-01|-20
W3|1|emergence_only||
W4|1|present_before||
W5|1|emergence_only||
W5|2|present_before|2024-07-10|
ROWS
$rows->(q{SELECT patient, line, start_day, stop_day, detected, progressed FROM covariate_intervals() WHERE patient IN ('W4', 'W5')}, <<'ROWS', 'what the day of the first dose says holds from then on; a line ends with the next');
W4|1|0|59|t|f
W5|1|0|59|f|f
W5|1|59|90|t|f
W5|2|0|91|t|f
W5|2|91|100|f|t
ROWS
$db->run(q{SELECT probed('W3-D2', 'G1202R', 'absent', 0, 0.001), probed('W4-D2', 'G1202R', 'detected', 0.0004), probed('W5-D2', 'G1202R', 'indeterminate', 0.001), probed('W5-D1', 'G1202R', 'detected', 0.001)});
$rows->(q{SELECT sample, first_state, second_state, excluded FROM concordance() WHERE patient LIKE 'W%'}, <<'ROWS', 'concordance: above the limit of the other they differ, under it they do not, at it they do');
W3-D2|detected|absent|
W4-D2|absent|detected|below the limit of sequencing
W5-D1|absent|detected|
W5-D2|detected|indeterminate|ddpcr is indeterminate
ROWS

is($db->value(q{SELECT count(*), count(*) FILTER (WHERE state = 'not_asked'), count(*) FILTER (WHERE state = 'detected'), count(DISTINCT run) FROM sample_report('P6-D3')}), $db->value(q{SELECT count(DISTINCT mutation) + 3 FROM resistance_mutation}) . '|0|4|2', 'a report of a sample has every listed mutation, and what else was found');
is($db->value(q{SELECT mechanism, method, state, fraction, lod95 FROM sample_report('P6-D3') WHERE mutation = 'ALK L1196M' ORDER BY method}), "on_target|ddpcr|absent||0.05\non_target|sequencing|detected|0.02|0.001", '... by every method');
is($db->value(q{SELECT DISTINCT r.alt_count IS NOT DISTINCT FROM alt_count(o.vaf) AND r.depth IS NOT DISTINCT FROM depth(o.vaf) FROM sample_report('P6-D3') AS r
	JOIN sample_mutation AS m ON m.mutation = r.mutation AND m.method = r.method AND m.sample_id = (SELECT sample_id FROM sample WHERE external_id = 'P6-D3') JOIN observation AS o USING (patient_id, observation_id)}), 't', '... with the molecules of each');
$db->run(q{UPDATE sample SET tube = 'EDTA', draw_to_spin_hours = 30 WHERE external_id = 'P6-D3'});
is($db->value(q{SELECT count(DISTINCT sample_flags), bool_and('draw_to_spin_hours: high' = ANY (sample_flags)), bool_and(sample_flags = (SELECT array_agg(measure || ': ' || flag ORDER BY measure) FROM qc_flags('P6-D3'))) FROM sample_report('P6-D3')}), '1|t|t', '... and what its pre-analytics say');
$db->run(q{SELECT draws('P7', '2024-01-01')});
is($db->value(q{SELECT count(*), count(DISTINCT state), min(state) FROM sample_report('P7-D1')}), $db->value(q{SELECT count(DISTINCT mutation) FROM resistance_mutation}) . '|1|not_asked', '... of one that nobody measured: not asked');
like($db->error("SELECT sample_report('none')"), qr/^42704: sample "none" does not exist/, '... which has to be there');
# A drug that nobody knows is an error, one that nobody was given an empty answer.
for my $question ("frequency('ALK', drug => %s)", 'time_to_emergence(drug => %s)', 'lead_time(%s)', 'covariate_intervals(drug => %s)', 'molecular_response(drug => %s)', 'plot_cohort(drug => %s)')
{
	my $asked = sub { sprintf "SELECT $question", "'$_[0]'" };
	like($db->error($asked->('crizotinb')), qr/^22023: drug "crizotinb" is not known.*Drugs of the study: brigatinib, crizotinib, ensartinib, lorlatinib\./s, "$question: a misspelt drug");
	like($db->error($asked->('Alecensa')), qr/^22023: drug "Alecensa" is not known.*Its generic name is alectinib\./s, '... a brand');
	ok(eval { $db->run($asked->('alectinib')); 1 }, '... one that alkres knows answers');
}
$db->run(q{SELECT treated('P7', 1, 'compound-x', '2024-02-01')});
is($db->value(q{SELECT count(*) FROM time_to_emergence(drug => 'compound-x')}), 1, 'a drug of the study answers, whoever else knows it');
$db->run(q{INSERT INTO study (name) VALUES ('two')});
like($db->error(q{SELECT frequency('ALK', drug => 'compound-x', study => 'two')}), qr/^22023: drug "compound-x" is not known.*The study has no treatments/s, '... of another study does not');

# A picture tells the methods of the marker apart: sequencing round, ddPCR square.
my $squares = q{SELECT count(*) FROM regexp_matches(plot_trajectory('P8', 'one'), 'width="8" height="8"', 'g')};
$db->run(q{SELECT draws('P8', '2024-01-01 2024-03-01'); SELECT measured('P8-D1', 'ALK L1204=', 'detected', 0.02, is_marker => true); SELECT measured('P8-D2', 'ALK L1204=', 'absent', 0, is_marker => true)});
is($db->value($squares), 1, 'a marker by sequencing: the legend alone has a square');
$db->run(q{SELECT probed('P8-D1', 'L1204=', 'detected', 0.02), probed('P8-D2', 'L1204=', 'absent', 0); UPDATE observation SET is_marker = true WHERE sample_id IN (SELECT sample_id FROM sample WHERE external_id LIKE 'P8-%')});
is($db->value($squares), 3, '... and by ddPCR, in both draws');
$db->run(q{SELECT withdraw_run('P', 'mixed up', 'one')});
is($db->value($squares), 1, '... which is not there when its plate is withdrawn');
$db->drop;
done_testing();
