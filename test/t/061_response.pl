# What a line of treatment does to the mutations: molecular response, trends.
use strict;
use warnings;
use Test::More;
use Database;
use Course;

my $db = Database->new('response');
$db->run("SELECT create_store('cfdna')");
Course::define($db);
my $rows = sub { my ($sql, $expected, $name) = @_; return is($db->value($sql), $expected =~ s/\n$//r, $name) };

# R5: measured by another method each time.  Copies of a gene have a share of their own.
# R1: G1269A falls under alectinib, G1202R rises, the marker falls.  R2: nothing before.  R3: no draw before.  R4: two methods; halves, but who knows.
$db->run(<<'SQL');
SELECT draws('R1', '2024-01-01 2024-03-01 2024-05-01 2024-07-01'), draws('R2', '2024-01-01 2024-03-01'), draws('R4', '2024-01-01 2024-03-01'), draws('R5', '2024-01-01 2024-03-01');
SELECT draws('R3', '2024-03-01 2024-04-01'), draws('R3', '2023-12-20', 'tissue', '-T');
SELECT treated('R' || n, 1, 'alectinib', '2024-01-01') FROM generate_series(1, 5) AS n;
SELECT treated('R1', 2, 'lorlatinib', '2024-06-01');
SELECT measured('R1-D' || n, 'ALK G1269A', 'detected', f, run => 'R') FROM unnest('{0.04,0.008}'::float8[]) WITH ORDINALITY AS u(f, n);
SELECT measured('R1-D3', 'ALK G1269A', 'absent', 0.0002), measured('R1-D4', 'ALK G1269A', 'absent', 0);
UPDATE observation SET fraction_upper = 0.001, fraction_lower = 0 WHERE state = 'absent';
SELECT measured('R1-D1', 'ALK G1202R', 'absent', 0), measured('R1-D2', 'ALK G1202R', 'detected', 0.002), measured('R1-D3', 'ALK G1202R', 'detected', 0.02), measured('R1-D4', 'ALK G1202R', 'not_evaluable', NULL);
SELECT measured('R1-D' || n, 'ALK L1204=', 'detected', f, is_marker => true) FROM unnest('{0.1,0.02,0.05}'::float8[]) WITH ORDINALITY AS u(f, n);
SELECT measured('R2-D1', 'ALK L1196M', 'absent', 0), measured('R2-D2', 'ALK L1196M', 'detected', 0.01), measured('R3-D1', 'ALK L1196M', 'detected', 0.01);
SELECT measured('R4-D1', 'KRAS G12C', 'detected', 0.02), measured('R4-D2', 'KRAS G12C', 'detected', 0.008), probed('R4-D1', 'L1196M', 'detected', 0.02), probed('R4-D2', 'L1196M', 'absent', 0, 0.0004);
SELECT measured('R1-D' || n, 'MET amplification', 'detected', 0.9) FROM generate_series(1, 3) AS n; SELECT probed('R5-D1', 'G1269A', 'detected', 0.02), measured('R5-D2', 'ALK G1269A', 'detected', 0.01);
UPDATE observation SET fraction_upper = NULL WHERE state = 'absent' AND fraction_upper = 0;
SQL
is($db->value('SELECT count(*) FROM check_derived()'), 0, 'the derived tables are right');
$rows->('SELECT patient, line, drugs, before_on, drawn_on, line_day, method, mutations, round(mean_before::numeric, 4), round(mean_after::numeric, 4), round(ratio::numeric, 4), response, reason FROM molecular_response()', <<'ROWS', 'molecular response: a line\'s draws against the last one before it');
R1|1|alectinib|2024-01-01|2024-03-01|60|sequencing|3|0.0467|0.0100|0.2143|response|
R1|1|alectinib|2024-01-01|2024-05-01|121|sequencing|3|0.0467|0.0233|0.5000|undecided|
R1|2|lorlatinib|2024-05-01|2024-07-01|30||0|||||nothing was measured in both draws and seen in one
R2|1|alectinib|2024-01-01|2024-03-01|60|sequencing|1|0.0000|0.0100|||nothing was seen in the draw before: there is no ratio
R3|1|alectinib||2024-03-01|60||0|||||no draw of plasma up to the first dose of the line
R3|1|alectinib||2024-04-01|91||0|||||no draw of plasma up to the first dose of the line
R4|1|alectinib|2024-01-01|2024-03-01|60|sequencing|1|0.0200|0.0080|0.4000|undecided|
R4|1|alectinib|2024-01-01|2024-03-01|60|ddpcr|1|0.0200|0.0000|0.0000|response|
R5|1|alectinib|2024-01-01|2024-03-01|60||0|||||nothing was measured in both draws and seen in one
ROWS
$rows->(q{SELECT patient, drawn_on, round(ratio::numeric, 4), round(ratio_lower::numeric, 4), round(ratio_upper::numeric, 4), response FROM molecular_response(class => 'ALK G1269A') WHERE ratio IS NOT NULL}, <<'ROWS', '... of one mutation: absent is 0, up to what it excludes');
R1|2024-03-01|0.2000|0.0750|0.5333|undecided
R1|2024-05-01|0.0000|0.0000|0.0289|response
ROWS
is($db->value(q{SELECT string_agg(response, ' ' ORDER BY drawn_on) FROM molecular_response(0.1, class => 'ALK G1269A') WHERE patient = 'R1'}), 'undecided response', '... by another threshold');
is($db->value(q{SELECT string_agg(response, ' ' ORDER BY drawn_on) FROM molecular_response(0.05, class => 'ALK G1269A') WHERE patient = 'R1'}), 'no_response response', '... that it has missed');
is($db->value(q{SELECT count(*), count(ratio) FROM molecular_response(drug => 'lorlatinib')}), '1|0', '... under one drug');
like($db->error("SELECT molecular_response($_)"), qr/^22023: threshold must be above 0 and finite/, "a threshold of $_ is refused") for qw(0 -1 'NaN' 'Infinity'::float8 NULL);
like($db->error("SELECT molecular_response(study => 'none')"), qr/^42704: study "none" does not exist/, 'a study that is not there');

# Trends: molecules of the draws of a line, by the same estimate as on values.
$db->run(q{SELECT draws('S1', '2024-01-01 2024-02-01 2024-03-01 2024-04-01 2024-06-01'), draws('S2', '2024-01-01 2024-02-01'); SELECT treated('S1', 1, 'crizotinib', '2024-01-01'), treated('S1', 2, 'alectinib', '2024-05-01'), treated('S2', 1, 'crizotinib', '2024-01-01');
	SELECT measured('S1-D' || n, 'ALK L1196M', CASE n WHEN 1 THEN 'absent' ELSE 'detected' END, n * 0.001) FROM generate_series(1, 5) AS n; SELECT measured('S2-D' || n, 'ALK L1196M', 'detected', 0.01) FROM generate_series(1, 2) AS n;
	UPDATE observation AS o SET vaf = v.vaf FROM sample AS s JOIN (VALUES ('S1-D1', '0/3210'::vaf), ('S1-D2', '3/2890'), ('S1-D3', '7/3500'), ('S1-D4', '21/3050'), ('S1-D5', '64/3333'), ('S2-D1', '20/2000'), ('S2-D2', '20/2000')) AS v(name, vaf) ON v.name = s.external_id
	WHERE o.patient_id = s.patient_id AND o.sample_id = s.sample_id});
$rows->(q{SELECT of_patient, mutation, method, line, drugs, first_on, last_on, draws, round(doubling_days::numeric, 3), halving_days, reason FROM mutation_trend() WHERE of_patient LIKE 'S%'}, <<'ROWS', 'trends: zeros are kept, two draws say nothing');
S1|ALK L1196M|sequencing|1|crizotinib|2024-01-01|2024-04-01|4|17.655||
S1|ALK L1196M|sequencing|2|alectinib|2024-04-01|2024-06-01|2|||fewer than three draws with molecules: their spread is not known
S2|ALK L1196M|sequencing|1|crizotinib|2024-01-01|2024-02-01|2|||fewer than three draws with molecules: their spread is not known
ROWS
is($db->value(q{SELECT t.slope_per_day = v.slope_per_day, t.slope_per_day_lower = v.slope_per_day_lower, t.doubling_days_upper = v.doubling_days_upper, t.p_value = v.p_value
	FROM mutation_trend('ALK L1196M', 'S1') AS t, LATERAL (SELECT array_agg((d - DATE '2000-01-01')::float8) AS days FROM unnest('{2024-01-01,2024-02-01,2024-03-01,2024-04-01}'::date[]) AS d) AS k,
	LATERAL trend(k.days, '{0/3210,3/2890,7/3500,21/3050}') AS v WHERE t.line = 1}), 't|t|t|t', '... as the molecules alone say');
is($db->value(q{SELECT count(*) FROM mutation_trend('KRAS')}), 1, '... off target');
is($db->value(q{SELECT DISTINCT reason FROM mutation_trend('ALK G1202R')}), 'fewer than three draws with molecules: their spread is not known', '... of fractions without molecules');
like($db->error("SELECT mutation_trend(NULL)"), qr/^22004: class is NULL/, '... of no class');
like($db->error("SELECT mutation_trend(patient => 'none')"), qr/^42704: patient "none" does not exist in this study/, '... of nobody');
like($db->error("SELECT mutation_trend(confidence => $_)"), qr/^22023: confidence must be between 0 and 1/, "... at a confidence of $_") for qw(0 1 NULL);

# By ddPCR: copies of the wells that were called together.
$db->run(q{INSERT INTO well (patient_id, run_id, sample_id, assay_id, name, role, is_counted, droplets) SELECT s.patient_id, r.run_id, s.sample_id, a.assay_id, 'A0' || n, 'unknown', n < 3, droplet_summary(k.fam, 3000, 0, 12000)
	FROM (VALUES ('R4-D1', 60, 1), ('R4-D1', 40, 2), ('R4-D2', 0, 4)) AS k(tube, fam, n), LATERAL of_sample(k.tube) AS s, run AS r, assay AS a WHERE r.name = 'P' AND a.name = 'L1196M'});
is($db->value(q{SELECT draws, reason FROM mutation_trend('ALK L1196M', 'R4')}), '1|fewer than three draws with molecules: their spread is not known', 'wells that do not count are none');
$db->drop;
done_testing();
