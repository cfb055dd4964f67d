# The derived tables: whatever changes, they are what working them out anew gives; and the answers read off them are right where views over
# observations were wrong.
use strict;
use warnings;
use Test::More;
use Database;
use Course;

my $db = Database->new('derived');
$db->run("SELECT create_store('cfdna')");
Course::define($db);
sub well { my ($name) = @_; return is($db->value('SELECT * FROM check_derived()'), '', "derived tables are right $name") }

# Every sample anew, by each method in a transaction of its own: these alone are worked out then, and come to the same as the whole patient above.
sub well_by_sample
{
	my ($name) = @_;
	my $file = "$ENV{ALKRES_BASE}/derived.sql";
	open my $out, '>', $file or die;
	print $out <<'SQL';
CREATE TABLE public.kept AS SELECT * FROM observation;
SELECT format('DELETE FROM observation WHERE sample_id = %s AND method = %L', k.sample_id, k.method), format('INSERT INTO observation SELECT * FROM public.kept WHERE sample_id = %s AND method = %L', k.sample_id, k.method)
FROM (SELECT DISTINCT sample_id, method FROM public.kept) AS k ORDER BY k.sample_id, k.method \gexec
DROP TABLE public.kept;
SQL
	close $out or die;
	$db->run_file($file);
	return well($name);
}

# Tumour DNA seen does not come from the class that is asked about.
$db->run(q{SELECT draws('A' || n, '2024-01-01 2024-06-01') FROM generate_series(1, 4) AS n; SELECT treated('A' || n, 1, 'crizotinib', '2024-01-02') FROM generate_series(1, 4) AS n;
	SELECT progressed('A' || n, '2024-06-10') FROM generate_series(1, 4) AS n; SELECT panel('A' || n || '-D' || k) FROM generate_series(1, 4) AS n, generate_series(1, 2) AS k});
$db->run(q{UPDATE observation SET state = 'detected', fraction = 0.01, fraction_lower = 0.005 WHERE mutation = 'ALK G1202R' AND sample_id = (SELECT sample_id FROM of_sample('A1-D2'))});
well('after inserts and an update');
my $frequency = q{SELECT patients, patients_evaluable, patients_with_tumour_dna, patients_detected, patients_detected_with_tumour_dna, fraction, reason FROM frequency};
is($db->value("$frequency('ALK')"), '4|4|0|1|0||no draw that could show the class has tumour DNA seen apart from it', 'without markers nobody knows whether a draw held tumour DNA: no frequency of ALK, and why');
is($db->value("$frequency('ALK G1202R')"), '4|4|0|1|0||no draw that could show the class has tumour DNA seen apart from it', '... nor of G1202R, which nothing else was seen with');
is($db->value(q{SELECT count(*) FROM mutation_frequency WHERE detected_percent > 0}), 0, '... and nobody has 100 %');
is($db->value(q{SELECT state || ' ' || coalesce(tumour_dna_seen::text, '?') FROM trajectory WHERE sample = 'A1-D2' AND mutation IN ('ALK G1202R', 'ALK L1196M') ORDER BY mutation}), "absent true\ndetected false", 'G1202R is evidence for L1196M, not for itself');
$db->run(q{SELECT measured('A' || n || '-D2', 'ALK L1204=', CASE WHEN n < 4 THEN 'detected' ELSE 'absent' END, CASE WHEN n < 4 THEN 0.02 ELSE 0 END, is_marker => true) FROM generate_series(1, 4) AS n});
is($db->value("$frequency('ALK')"), '4|4|3|1|1|0.3333333333333333|', 'a marker says that a draw held tumour DNA');
is($db->value("SELECT round(fraction_lower::numeric, 4), round(fraction_upper::numeric, 4) FROM frequency('ALK')"), '0.0084|0.9057', '... with exact limits (binom.test(1, 3))');
is($db->value(q{SELECT patient, tumour_dna_seen, marker_state FROM timeline WHERE sample IN ('A4-D2', 'A4-D1') ORDER BY sample}), "A4|f|\nA4|f|absent", 'absent marker, no tumour DNA seen');
is($db->value(q{SELECT DISTINCT state FROM trajectory WHERE sample = 'A4-D2'}), 'absent, no tumour DNA seen', '... and a trajectory says so');

# The driver's fusion, synonymous changes and polymorphisms are in no class of ALK.
$db->run(q{SELECT draws('B', '2024-01-01 2024-06-01'); SELECT treated('B', 1, 'alectinib', '2024-01-02'); SELECT progressed('B', '2024-06-01'); SELECT panel('B-D2');
	SELECT measured('B-D2', 'ALK fusion', 'detected', 0.03); SELECT measured('B-D2', 'ALK L1204=', 'detected', 0.5); SELECT measured('B-D2', 'ALK K1491R', 'detected', 0.5)});
is($db->value("$frequency('ALK', drug => 'alectinib')"), '1|1|1|0|0|0|', 'a fusion is evidence, and no resistance');
is($db->value("$frequency('ALK fusion', drug => 'alectinib')"), '1|1|0|1|0||no draw that could show the class has tumour DNA seen apart from it', '... but counts where it is asked for');
is($db->value(q{SELECT count(*) FROM emergence WHERE patient = 'B'}), 0, '... and nothing of these emerges');
is($db->value(q{SELECT string_agg(mutation || ' ' || coalesce(tumour_dna_seen::text, '-'), ', ' ORDER BY mutation) FROM trajectory WHERE sample = 'B-D2' AND mutation IN ('ALK fusion', 'ALK G1202R')}), 'ALK fusion false, ALK G1202R true', '... it is evidence for others, not for itself');
is($db->value("SELECT tumour_dna_seen, truncal_seen, first_detected IS NULL FROM draw WHERE sample_id = (SELECT sample_id FROM of_sample('B-D2'))"), 't|t|t', '... nor are synonymous changes and polymorphisms evidence');

# A class is evaluable when every listed member is.
$db->run(q{SELECT draws('C', '2024-01-01 2024-06-01'); SELECT treated('C', 1, 'ceritinib', '2024-01-02'); SELECT progressed('C', '2024-06-01'); SELECT probed('C-D2', 'L1196M', 'absent')});
is($db->value("$frequency('ALK', drug => 'ceritinib')"), '1|0|0|0|0||no draw that could show every listed member of the class', 'an assay of one site makes nobody evaluable for ALK');
is($db->value("SELECT patients_evaluable FROM frequency('$_', drug => 'ceritinib')"), 1, "... but for $_") for 'ALK L1196M';
$db->run(q{SELECT probed('C-D2', 'S1206Y', 'detected', 0.01)});
is($db->value("SELECT patients_evaluable, patients_detected FROM frequency('ALK', drug => 'ceritinib')"), '1|1', 'a member that is detected makes one evaluable');
$db->run(q{SELECT measured('C-D2', 'ALK L1204=', 'detected', 0.02, is_marker => true)});
is($db->value("$frequency('ALK', drug => 'ceritinib')"), '1|1|1|1|1||nobody is evaluable but those in whom it was found', '... and gives no frequency: nobody could have been without');
is($db->value(q{SELECT detected_percent FROM mutation_frequency WHERE mutation = 'ALK S1206Y'}), $db->value(q{SELECT 100 * fraction FROM frequency('ALK S1206Y', at => 'treatment')}), '... nor in the view');
$db->run(q{DELETE FROM observation WHERE mutation = 'ALK L1204=' AND sample_id = (SELECT sample_id FROM of_sample('C-D2'))});
is($db->value("SELECT patients_evaluable FROM frequency('ALK G1202R', drug => 'ceritinib')"), '0', '... for what it is a member of');

# Two changes that give one mutation, and two libraries that measured one.
$db->run(q{SELECT draws('G', '2024-01-01 2024-02-01 2024-03-01'); SELECT measured('G-D' || n, 'ALK G1202R', 'absent', 0.0003, 0.001) FROM generate_series(1, 3) AS n; SELECT measured('G-D3', 'ALK G1202R', 'detected', 0.02, 0.002, run => 'R2');
	UPDATE observation SET variant = 'GRCh38:chr2:29220747:C:T', fraction_upper = 0.0009 WHERE sample_id IN (SELECT (of_sample('G-D' || n)).sample_id FROM generate_series(1, 3) AS n);
	INSERT INTO observation (patient_id, sample_id, method, library_id, run_id, mutation, variant, state, fraction, fraction_lower, fraction_upper, lod95, target_vaf)
	SELECT o.patient_id, o.sample_id, o.method, o.library_id, o.run_id, o.mutation, 'GRCh38:chr2:29220747:C:G', CASE s.external_id WHEN 'G-D2' THEN 'detected' ELSE 'absent' END, CASE s.external_id WHEN 'G-D2' THEN 0.01 ELSE 0 END, 0, CASE s.external_id WHEN 'G-D2' THEN 0.02 ELSE 0.006 END, 0.004, 0.005
	FROM observation AS o JOIN sample AS s USING (patient_id, sample_id) JOIN run AS r USING (run_id) WHERE s.external_id LIKE 'G-D_' AND r.name = 'R'});
is($db->value(q{SELECT string_agg(concat_ws(' ', sample, state, fraction_percent, fraction_upper_percent, lod95_percent), ', ' ORDER BY sample) FROM trajectory WHERE patient = 'G'}),
	'G-D1 absent 0.03 0.6 0.4, G-D2 detected 1 2 0.4, G-D3 detected 2 0.09 0.4', 'found when one is, by one; absent up to the limits of the one that was seen worst');
is($db->value(q{SELECT string_agg(tube || ' ' || lod95, ', ' ORDER BY tube) FROM (SELECT s.external_id AS tube, m.lod95 FROM sample_mutation AS m JOIN sample AS s USING (patient_id, sample_id) WHERE s.external_id = 'G-D1') AS k}), 'G-D1 0.004', '... and its limit');
$db->run(q{SELECT measured('G-D1', 'ALK G1202R', 'absent', 0, 0.0005, run => 'R2'), measured('G-D1', 'ALK G1202R', 'absent', 0, 0.0006, run => 'R3'); UPDATE observation SET variant = 'GRCh38:chr2:29220747:C:T' WHERE variant IS NULL AND sample_id = (of_sample('G-D1')).sample_id;
	UPDATE observation SET lod95 = 0.0001 WHERE variant = 'GRCh38:chr2:29220747:C:G' AND sample_id = (of_sample('G-D1')).sample_id});
is($db->value(q{SELECT lod95 FROM sample_mutation WHERE sample_id = (SELECT sample_id FROM of_sample('G-D1'))}), '0.0005', 'of several libraries the one that excludes most');
$db->run(q{SELECT remove_patient('G', 'one')});

# A probe excludes a mutation where the probes of the sample detect every change that gives it: H1 by one of two, H2 by the other, H3 by both, H4 by one that nobody
# knows; H5 and H6 detect it by such.  What sequencing says beside it is its own.
my %allele = (T => q{ARRAY['GRCh38:chr2:29220747:C:T'::variant]}, G => q{ARRAY['GRCh38:chr2:29220747:C:G'::variant]}, none => 'NULL');
$db->run(q{SELECT draws('H', '2024-01-01 2024-02-01 2024-03-01 2024-04-01 2024-05-01 2024-06-01')});
for ([ 1, 'absent', 'T' ], [ 2, 'absent', 'G' ], [ 3, 'absent', 'T' ], [ 3, 'absent', 'G' ], [ 4, 'absent', 'none' ], [ 5, 'detected', 'T' ], [ 6, 'detected', 'none' ])
{
	my ($n, $state, $of) = @$_;
	my $probe = $of eq 'G' ? 'S1206Y' : 'G1202R'; # an assay of its own
	$db->run(qq{SELECT probed('H-D$n', '$probe', '$state', 0.01); UPDATE observation SET mutation = 'ALK G1202R', alleles = $allele{$of} WHERE observation_id = (SELECT max(observation_id) FROM observation)});
}
$db->run(q{SELECT measured('H-D1', 'ALK G1202R', 'absent', 0)});
is($db->value(q{SELECT string_agg(concat_ws(' ', s.external_id, m.method, m.state, m.reason), E'\n' ORDER BY s.external_id, m.method) FROM mutation_state AS m JOIN sample AS s USING (patient_id, sample_id) WHERE s.external_id LIKE 'H-%'}), <<'ROWS' =~ s/\n$//r, 'what the probes of a sample exclude');
H-D1 ddpcr not_evaluable absent for the DNA changes probed; not looked at: c.3604G>C
H-D1 sequencing absent so said
H-D2 ddpcr not_evaluable absent for the DNA changes probed; not looked at: c.3604G>A
H-D3 ddpcr absent
H-D4 ddpcr not_evaluable absent for what the probe detects; which DNA change that is, is not known
H-D5 ddpcr detected
H-D6 ddpcr detected
ROWS

# What was called before and a marker are in no answer, whatever they say; a class of another gene is evaluable where every listed member is.
$db->run(q{SELECT measured('H-D1', 'ALK G1269A', 'detected', 0.01), measured('H-D1', 'EGFR L858R', 'detected', 0.01, is_marker => true); UPDATE observation SET is_current = false WHERE mutation = 'ALK G1269A' AND sample_id = (of_sample('H-D1')).sample_id;
	SELECT measured('H-D2', m, 'absent', 0) FROM unnest(listed_mutations()) AS m WHERE m <@ 'KRAS G12'});
is($db->value(q{SELECT count(*) FROM sample_mutation WHERE sample_id = (of_sample('H-D1')).sample_id AND mutation IN ('ALK G1269A', 'EGFR L858R')}), 0, 'neither what was called before nor a marker has a state');
is($db->value(q{SELECT patients_evaluable FROM frequency('KRAS G12', at => 'any')}), 1, 'every listed member of KRAS G12 was looked at');
$db->run(q{DELETE FROM observation WHERE mutation = 'KRAS G12D' AND sample_id = (of_sample('H-D2')).sample_id});
is($db->value(q{SELECT patients_evaluable FROM frequency('KRAS G12', at => 'any')}), 0, '... but one');
well_by_sample('after probes');
$db->run(q{SELECT remove_patient('H', 'one')});

# Lines: sets of drugs, to the first dose of the next.
$db->run(q{SELECT draws('D', '2024-01-01 2024-03-01 2024-05-01 2024-07-15 2024-08-01 2024-10-01'); SELECT treated('D', 1, 'alectinib', '2024-01-01', '2024-06-30'); SELECT treated('D', 1, 'bevacizumab', '2024-04-01', '2024-06-01');
	SELECT treated('D', 2, 'lorlatinib', '2024-08-01'); SELECT progressed('D', '2024-07-01');
	SELECT panel('D-D' || n) FROM generate_series(1, 6) AS n; SELECT measured('D-D' || n, 'ALK L1204=', 'detected', 0.02, is_marker => true) FROM generate_series(1, 6) AS n;
	UPDATE observation SET state = 'detected', fraction = 0.01, fraction_lower = 0.005 WHERE mutation = 'ALK G1202R' AND sample_id IN (SELECT (of_sample('D-D' || n)).sample_id FROM generate_series(3, 6) AS n)});
is($db->value(q{SELECT drawn_on, line, drug, day, line_day, days_after_last_dose, days_to_progression, days_since_progression, baseline_line, baseline_drug FROM timeline WHERE patient = 'D' ORDER BY drawn_on}), <<'ROWS' =~ s/\n$//r, 'draws on the day of a first dose, under one and two drugs, after the last dose');
2024-01-01|||0|||||1|alectinib + bevacizumab
2024-03-01|1|alectinib|60|60||122|||
2024-05-01|1|alectinib + bevacizumab|121|121||61|||
2024-07-15|1|alectinib + bevacizumab|196|196|15||14||
2024-08-01|1|alectinib + bevacizumab|213|213|32||31|2|lorlatinib
2024-10-01|2|lorlatinib|274|61|||||
ROWS
is($db->value(q{SELECT m.mutation, m.drawn_on, m.line, m.drugs, m.days_to_progression, m.days_since_progression, m.mechanism, m.driver, m.material, m.fraction, m.absent_before = l.lod95 FROM detection AS m JOIN patient AS p USING (patient_id)
	JOIN LATERAL (SELECT lod95 FROM sample_mutation AS k WHERE k.patient_id = m.patient_id AND k.mutation = m.mutation AND k.state = 'absent' LIMIT 1) AS l ON true
	WHERE p.external_id = 'D' AND m.mutation = 'ALK G1202R' ORDER BY drawn_on LIMIT 2}), <<'ROWS' =~ s/\n$//r, 'a detection says what its draw says');
ALK G1202R|2024-05-01|1|{alectinib,bevacizumab}|61||on_target|ALK|plasma|0.01|t
ALK G1202R|2024-07-15|1|{alectinib,bevacizumab}||14|on_target|ALK|plasma|0.01|
ROWS
is($db->value("SELECT count(*) FROM detection"), $db->value("SELECT count(*) FROM sample_mutation WHERE state = 'detected'"), '... and everything detected is there');

# Of a driver's gene of which nothing is listed nobody is evaluable.
$db->run(q{SELECT draws(n, '2024-01-01 2024-06-01') FROM unnest('{R,S}'::text[]) AS n; UPDATE patient SET driver = 'ROS1' WHERE external_id IN ('R', 'S'); SELECT treated(n, 1, 'entrectinib', '2024-01-02') FROM unnest('{R,S}'::text[]) AS n;
	SELECT progressed(n, '2024-06-01') FROM unnest('{R,S}'::text[]) AS n; SELECT panel(n || '-D2') FROM unnest('{R,S}'::text[]) AS n; SELECT measured('R-D2', 'ROS1 G2032R', 'detected', 0.01), measured('R-D2', 'KRAS G12C', 'detected', 0.01)});
is($db->value(q{SELECT patients, on_target, off_target, both_targets, neither, not_evaluable FROM target_mix() WHERE drug = 'entrectinib'}), '2|0|1|0|0|1', 'of ROS1 nothing is listed: who shows nothing is not evaluable');
is($db->value(q{SELECT string_agg(concat_ws(' ', d.on_target, d.off_target, coalesce(d.driver_evaluable::text, '?')), ', ' ORDER BY d.external_id) FROM draw AS d WHERE d.external_id IN ('R-D2', 'S-D2')}), 'f t ?, f f ?', '... as the draws say');
$db->run("SELECT remove_patient('R'), remove_patient('S')");

# An index holds what the answers read of a draw near a progression, gaps included: as many as there can be must fit into it.
is($db->error(q{INSERT INTO draw SELECT (jsonb_populate_record(d, jsonb_build_object('sample_id', -1, 'material', 'plasma', 'days_to_progression', 1))).* FROM draw AS d LIMIT 1;
	UPDATE draw SET drugs = ARRAY(SELECT repeat('d', 20) || n FROM generate_series(1, 6) AS n), gaps = ARRAY(SELECT k FROM unnest(listed_mutations()) WITH ORDINALITY AS l(mutation, n), unnest(ARRAY[l.mutation, l.mutation]) AS k WHERE n % 2 = 0 ORDER BY n)
	WHERE sample_id = -1}), '', 'the most gaps that a draw can have fit into its index');
cmp_ok($db->value('SELECT cardinality(gaps) FROM draw WHERE sample_id = -1'), '>', 200, '... which are many');
$db->run('DELETE FROM draw WHERE sample_id = -1');
is($db->value(q{SELECT line, drug, mutation, day, status, negative_on, censoring FROM emergence WHERE patient = 'D'}), '1|alectinib + bevacizumab|ALK G1202R|121|emergent|2024-03-01|interval', 'one emergence under a combination, after the last draw that excludes it');
is($db->value(q{SELECT string_agg(drug || ' ' || patients_detected, ', ' ORDER BY drug) FROM frequency_by_drug('ALK solvent_front') WHERE patients_detected > 0}), 'alectinib 1, bevacizumab 1, ceritinib 1, crizotinib 1', 'a draw under two drugs counts for each');
is($db->value("SELECT patients FROM frequency('ALK', drug => 'alectinib', days_before => $_->[0], days_after => $_->[1])"), $_->[2], "... 14 days after progression, $_->[0] to $_->[1] asked") for [0, 13, 1], [0, 14, 2], [60, 0, 1], [61, 0, 2];
is($db->value("SELECT patients, patients_detected FROM frequency('ALK', at => 'baseline', drug => 'lorlatinib')"), '1|1', 'the last draw up to the first dose is the baseline of a drug');
is($db->value("SELECT patients, patients_detected FROM frequency('ALK', at => 'baseline', line => 2)"), '1|1', '... or of a line');
is($db->value("SELECT patients, patients_detected FROM frequency('ALK', at => 'baseline')"), '7|0', '... of the first, unless told');
is($db->value("SELECT patients FROM frequency('ALK', at => 'treatment', line => 1)"), 7, 'patients with a draw under the first line');
like($db->error("SELECT frequency('ALK', at => 'sometimes')"), qr/^22023: "sometimes" is no time to ask for HINT/, 'another time is refused');
is($db->value("$frequency('ALK', drug => 'afatinib')"), '0|0|0|0|0||no draw of that kind', 'without a draw there is no frequency');
like($db->error("SELECT frequency(NULL)"), qr/^22004: class is NULL HINT/, 'no class is no question');
like($db->error("SELECT $_->[0]('ALK', $_->[1] => NULL)"), qr/^22004: $_->[1] is NULL/, "... nor of $_->[0] at no $_->[1]") for map { my $f = $_; map { [ $f, $_ ] } qw(days_before days_after material) } qw(frequency frequency_by_drug);
like($db->error("SELECT ${_}confidence => 1)"), qr/^22023: confidence must be between 0 and 1 HINT/, "... of $_ at a confidence of 1, whether there is an answer or not") for "frequency('ALK', drug => 'afatinib', ", "frequency_by_drug('EGFR', ";

# Of two drugs one has ended; two progressions, and an assessment that is none.
$db->run(q{SELECT draws('L', '2024-01-01 2024-06-15 2024-09-15'), treated('L', 1, 'alectinib', '2024-01-02', '2024-08-31'), treated('L', 1, 'bevacizumab', '2024-02-01', '2024-06-01'), progressed('L', '2024-07-01'), progressed('L', '2024-08-01');
	SELECT treated('L', 2, 'lorlatinib', '2024-10-01'), progressed('L', '2024-10-01'), progressed('L', '2024-10-02'), progressed('L', '2024-01-02');
	INSERT INTO assessment (patient_id, assessed_on, kind, result) SELECT patient_id, d::date, 'RECIST', 'SD' FROM patient, unnest('{2024-06-20,2024-09-10}'::text[]) AS d WHERE external_id = 'L'});
is($db->value(q{SELECT drawn_on, days_after_last_dose, days_to_progression, days_since_progression FROM timeline WHERE patient = 'L' AND line = 1 ORDER BY drawn_on}), "2024-06-15||16|\n2024-09-15|15|16|45", 'the next progression and the last; the last dose of the last drug');
# Of lines that begin on one day the last has a period; a marker that only what is withdrawn shows, or that could not be told, says nothing; a depth is that of the deepest.
$db->run(q{SELECT draws('M', '2023-12-01 2024-01-01 2024-03-01'), treated('M', 1, 'crizotinib', '2024-01-02'), treated('M', 2, 'alectinib', '2024-01-02'); SELECT measured('M-D1', 'ALK L1204=', 'detected', 0.02, run => 'RW', is_marker => true), measured('M-D2', 'ALK L1204=', 'not_covered', is_marker => true),
	measured('M-D3', 'ALK L1204=', 'detected', 0.02, run => 'RW2', is_marker => true), measured('M-D3', 'ALK G1202R', 'detected', 0.02, run => 'RW3'), measured('M-D3', 'MET amplification', 'detected', 0.9, run => 'RW3'); SELECT withdraw_run('RW', 'x'), withdraw(library_of('M-D3', 'RW2'), 'x');
	UPDATE library SET molecule_depth = CASE (SELECT r.name FROM run AS r WHERE r.run_id = library.run_id) WHEN 'RW3' THEN 100 ELSE 900 END WHERE name LIKE 'M-D_'; SELECT library_of('M-D3', 'RW4'); UPDATE library SET molecule_depth = 300 WHERE run_id = (SELECT run_id FROM run WHERE name = 'RW4')});
is($db->value(q{SELECT sample, line, drug, baseline_line, marker_state, tumour_dna_seen, highest_percent, libraries, molecule_depth FROM timeline WHERE patient = 'M' ORDER BY drawn_on}), <<'ROWS' =~ s/\n$//r, 'lines that begin on one day; markers that do not count; copies are no fraction');
M-D1|||||||0|
M-D2|||2||||1|900
M-D3|2|alectinib|||t|2|2|300
ROWS
well_by_sample('after lines that begin on one day, and sample by sample');
$db->run(q{SELECT remove_patient(p, 'one') FROM unnest('{L,M}'::text[]) AS p});

# Tissue shows it first; the baseline is the last draw up to the first dose, that of its day too.
$db->run(q{SELECT draws('N', '2023-12-01 2024-01-02 2024-03-01'), draws('N', '2024-02-01', 'tissue', '-T'), treated('N', 1, 'crizotinib', '2024-01-02'), panel('N-D1'), panel('N-D2'), measured('N-T1', 'ALK G1269A', 'detected', 0.2), measured('N-D3', 'ALK G1269A', 'detected', 0.01);
	SELECT measured('N-D' || n, 'ALK L1204=', 'detected', 0.02, is_marker => true) FROM generate_series(1, 3) AS n});
is($db->value(q{SELECT first_detected_on, draws_detected, fraction_percent, baseline_on, baseline_state, negative_on, status FROM emergence WHERE patient = 'N'}), '2024-03-01|1|1|2024-01-02|absent|2024-01-02|emergent', 'the course of a mutation is that of plasma');
well_by_sample('where tissue shows it first');
$db->run(q{SELECT remove_patient('N', 'one')});

# The overview is of plasma under treatment: V was drawn before it, and in tissue.  Nothing is listed of ROS1: there W is evaluable for what was looked for.
$db->run(q{SELECT draws('V', '2024-01-01'), draws('V', '2024-02-01', 'tissue', '-T'), treated('V', 1, 'ensartinib', '2024-01-02'), panel('V-D1'), panel('V-T1'), draws('W', '2024-03-01'), treated('W', 1, 'ensartinib', '2024-01-02'), measured('W-D1', 'ROS1 G2032R', 'absent', 0);
	SELECT measured(d, 'ALK L1204=', 'detected', 0.02, is_marker => true) FROM unnest('{V-D1,V-T1,W-D1}'::text[]) AS d});
is($db->value("SELECT patients FROM frequency('ALK', at => '$_->[0]')"), $_->[1], "... $_->[1] patients at $_->[0]") for [ 'treatment', 8 ], [ 'any', 9 ];
is($db->value("$frequency('ROS1 G2032R', at => 'treatment', drug => 'ensartinib')"), '1|1|1|0|0|0|', '... without ROS1 G2032R');
is($db->value("$frequency('$_', at => 'treatment', drug => 'ensartinib')"), '1|0|0|0|0||no draw that could show every listed member of the class', "... not evaluable for $_") for 'ROS1', 'ALK G1202R';
my @overview = ('SELECT mutation, patients_evaluable, patients_with_tumour_dna, patients_detected, patients_detected_with_tumour_dna FROM mutation_frequency', q{SELECT c.mutation, f.patients_evaluable, f.patients_with_tumour_dna, f.patients_detected, f.patients_detected_with_tumour_dna FROM answered_class AS c CROSS JOIN LATERAL frequency(c.mutation, at => 'treatment') AS f});
is($db->value("$overview[$_] EXCEPT $overview[1 - $_]"), '', '... of every class the overview says what frequency() does') for 0, 1;
is($db->value("$overview[0] WHERE mutation IN ('ALK', 'ALK G1202R', 'ALK S1206Y') ORDER BY mutation"), "ALK|7|5|3|2\nALK G1202R|6|5|2|2\nALK S1206Y|7|5|1|0", '... of what counts in it, not the fusion of B');
$db->run(q{SELECT draws('X', '2024-03-01'), treated('X', 1, 'ensartinib', '2024-01-02'), measured('X-D1', 'ROS1 G2032R', 'detected', 0.01), measured('X-D1', 'ALK R1209Q', 'detected', 0.01), measured('X-D1', 'ALK L1204=', 'detected', 0.02, is_marker => true)});
is($db->value("$overview[0] WHERE mutation IN ('ROS1', 'ROS1 G2032R') ORDER BY mutation"), "ROS1|1|1|1|1\nROS1 G2032R|2|2|1|1", 'of what is not listed those are evaluable who were asked for it');
is($db->value("$overview[$_] EXCEPT $overview[1 - $_]"), '', '... as frequency() says') for 0, 1;
is($db->value(q{SELECT mutation, detected_percent FROM mutation_frequency WHERE mutation IN ('ROS1', 'ROS1 G2032R') ORDER BY mutation}), "ROS1|\nROS1 G2032R|50", '... and of the class nobody could have been without');
$db->run(q{SELECT remove_patient(p, 'one') FROM unnest('{V,W,X}'::text[]) AS p});

# What is measured of a patient who is known is derived of its sample alone, and of a sample that is known what comes to it.
$db->run(q{SELECT draws('Y', '2024-01-01 2024-03-01'), treated('Y', 1, 'ensartinib', '2024-01-02'), panel('Y-D1')});
$db->run("SELECT measured($_)") for "'Y-D1', 'KRAS G12C', 'detected', 0.02", "'Y-D1', 'MET amplification', 'detected', 0.9", "'Y-D2', 'MET amplification', 'detected', 0.9", "'Y-D2', 'ALK fusion', 'detected', 0.03";
is($db->value(q{SELECT external_id, highest_fraction, tumour_dna_seen, truncal_seen, first_detected, last_detected, first_looked_for = last_looked_for FROM draw WHERE external_id LIKE 'Y-D_' ORDER BY 1}),
	"Y-D1|0.02|t||KRAS G12C|MET amplification|f\nY-D2|0.03|t|t|MET amplification|MET amplification|t", 'copies are no fraction, the fusion is evidence of its own kind');
well('after samples alone');

# What one method says of a draw decides about a mutation that another asked for; and what is taken away is gone.
$db->run(q{SELECT draws('Z', '2024-01-01 2024-03-01 2024-05-01'), treated('Z', 1, 'ensartinib', '2024-01-02')});
for ([ q{SELECT measured('Z-D1', 'ALK G1269A', 'absent', 0)}, '' ], [ q{SELECT measured('Z-D2', 'ALK G1269A', 'detected', 0.01)}, 'newly_detected_baseline_uninformative' ], [ q{SELECT probed('Z-D1', 'S1206Y', 'detected', 0.01)}, 'emergent' ],
	[ q{DELETE FROM observation WHERE sample_id = (of_sample('Z-D1')).sample_id AND method = 'ddpcr'}, 'newly_detected_baseline_uninformative' ],
	[ q{SELECT measured('Z-D1', 'ALK fusion', 'detected', 0.02), measured('Z-D1', 'ALK L1204=', 'absent', 0, is_marker => true)}, 'emergent' ],
	[ q{SELECT measured('Z-D2', 'KRAS G12C', 'detected', 0.02, run => 'RW9')}, 'emergent' ], [ q{SELECT withdraw_run('RW9', 'x')}, 'emergent' ], [ q{SELECT measured('Z-D2', 'ALK L1196M', 'absent', 0)}, 'emergent' ],
	[ q{SELECT probed('Z-D3', 'L1196M', 'absent')}, 'emergent' ], [ q{SELECT measured('Z-D3', 'ALK L1204=', 'detected', 0.02, is_marker => true)}, 'emergent' ],
	[ q{DELETE FROM observation WHERE sample_id = (of_sample('Z-D2')).sample_id AND mutation = 'ALK G1269A'}, '' ])
{
	my ($change, $status) = @$_;
	$db->run($change);
	is($db->value(q{SELECT status FROM emergence WHERE patient = 'Z' AND mutation = 'ALK G1269A'}), $status, "emergence is '$status' after $change");
	well("after $change");
}
$db->run(q{SELECT remove_patient(p, 'one') FROM unnest('{Y,Z}'::text[]) AS p});

# Material: only plasma emerges.
$db->run(q{SELECT draws('E', '2024-01-01 2024-06-01'); SELECT draws('E', '2024-05-01', 'tissue', '-T'); SELECT draws('E', '2024-05-01', 'white_cells', '-W'); SELECT draws('E', '2024-05-01', 'csf', '-C');
	SELECT treated('E', 1, 'brigatinib', '2024-01-02'); SELECT progressed('E', '2024-06-01'); SELECT panel('E-D1'); SELECT panel('E-D2');
	SELECT measured(s, 'ALK G1269A', 'detected', 0.2) FROM unnest('{E-T1,E-W1,E-C1}'::text[]) AS s});
is($db->value(q{SELECT string_agg(concat_ws(' ', material, coalesce(tumour_dna_seen::text, '-'), coalesce(highest_percent::text, '-')), ', ' ORDER BY sample) FROM timeline WHERE patient = 'E' AND sample !~ 'D'}),
	'csf true 20, tissue true 20, white_cells - -', 'a mutation of white cells is of the blood: it shows no tumour DNA, and its absence not that there was none');
$db->run(q{SELECT measured('E-W1', 'ALK L1204=', 'absent', 0, is_marker => true)});
is($db->value(q{SELECT concat_ws(' ', marker_state, coalesce(tumour_dna_seen::text, '-')) FROM timeline WHERE sample = 'E-W1'}), 'absent -', '... nor does a marker');
is($db->value("SELECT patients_with_tumour_dna, reason FROM frequency('$_', at => 'any', material => 'white_cells')"), '0|no draw that could show the class has tumour DNA seen apart from it', "... no frequency of $_ among them") for 'ALK G1269A';
is($db->value(q{SELECT count(*) FROM emergence WHERE patient = 'E'}), 0, 'what tissue, white cells and CSF show did not emerge in plasma');
my $given = 'sample, drawn_on, day, line, drug, mutation, method, state, fraction_percent, fraction_lower_percent, fraction_upper_percent, lod95_percent, tumour_dna_seen, ever_detected, reason, mechanism';
my ($view, $function) = ("SELECT $given FROM trajectory WHERE patient = 'E'", "SELECT $given FROM trajectory_of('E', 'one')");
is($db->value("SELECT count(*) > 0, (SELECT count(*) FROM ($view EXCEPT ALL $function) AS k), (SELECT count(*) FROM ($function EXCEPT ALL $view) AS k) FROM trajectory_of('E')"), 't|0|0', 'trajectory_of has the rows of the view');
like($db->error("SELECT * FROM trajectory_of('nobody')"), qr/^42704: patient "nobody" does not exist HINT: patient.external_id/, '... and refuses a patient that there is not');
like($db->error("SELECT * FROM trajectory_of(NULL)"), qr/^42704: patient "NULL" does not exist/, '... and none');
like($db->error("SELECT * FROM trajectory_of('E', 'none')"), qr/^42704: study "none" does not exist/, '... and another study');
is($db->value(q{SELECT count(DISTINCT sample) FROM trajectory WHERE patient = 'E'}), 2, '... nor is it in the trajectory');
is($db->value(q{SELECT count(*) FROM trajectory WHERE patient = 'E' AND ever_detected}), 0, '... nor was it ever detected');
is($db->value(q{SELECT string_agg(sample, ' ' ORDER BY drawn_on) FROM trajectory('E', 'ALK G1269A')}), 'E-D1 E-D2', '... nor in that of one mutation');
is($db->value(q{SELECT string_agg(DISTINCT material, ' ' ORDER BY material) FROM timeline WHERE patient = 'E'}), 'csf plasma tissue white_cells', '... but in the timeline');
is($db->value("SELECT patients_detected FROM frequency('ALK G1269A', drug => 'brigatinib')"), 0, '... nor counted');
is($db->value("SELECT patients_detected FROM frequency('ALK G1269A', at => 'any', material => 'tissue')"), 1, '... unless asked for');

# Lost and regained; off target; what is withdrawn.
$db->run(q{SELECT draws('F', '2024-01-01 2024-03-01 2024-05-01 2024-07-01 2024-09-01 2024-11-01'); SELECT treated('F', 1, 'crizotinib', '2024-01-02'), treated('F', 2, 'ensartinib', '2024-04-01');
	SELECT panel('F-D' || n) FROM generate_series(1, 6) AS n; SELECT measured('F-D' || n, 'ALK L1204=', 'detected', 0.02, is_marker => true) FROM generate_series(1, 6) AS n;
	UPDATE observation SET state = 'detected', fraction = 0.01, fraction_lower = 0.005 WHERE mutation = 'ALK G1269A' AND sample_id IN (SELECT (of_sample('F-D' || n)).sample_id FROM unnest('{2,5}'::int[]) AS n);
	SELECT measured('F-D5', 'KRAS G12C', 'detected', 0.02), measured('F-D5', 'ALK L1198=', 'detected', 0.02)});
is($db->value(q{SELECT mutation, mechanism, line, first_detected_on, status, recurrences, recurred_on, draws_detected FROM emergence WHERE patient = 'F' ORDER BY mutation}),
	"ALK G1269A|on_target|1|2024-03-01|emergent|1|2024-09-01|2\nKRAS G12C|off_target|2|2024-09-01|newly_detected_baseline_uninformative|0||1",
	'lost and regained is one emergence and a recurrence; what is off target emerges too, synonymous changes do not');
is($db->value(q{SELECT clearance, cleared_on, lowest_fraction, lowest_on, highest_fraction FROM patient_mutation AS m JOIN patient AS p USING (patient_id) WHERE p.external_id = 'F' AND mutation = 'ALK G1269A'}), 'unconfirmed|2024-11-01|0|2024-05-01|0.01', 'its nadir, and that it is lost again');
is($db->value("SELECT patients_detected FROM frequency('KRAS', at => 'treatment')"), 1, 'off-target classes are counted');
is($db->value(q{SELECT mechanism, patients_detected FROM mutation_frequency WHERE mutation IN ('KRAS', 'KRAS G12C') ORDER BY mutation}), "off_target|1\noff_target|1", '... in the overview too');
well_by_sample('after clinical rows and observations');
my $seen = q{SELECT count(*) FROM emergence WHERE patient = 'F'};
$db->run(q{SELECT withdraw(library_of('F-D5'), 'mix-up')});
is($db->value($seen), 1, 'a withdrawn library counts nowhere');
is($db->value(q{SELECT recurrences FROM emergence WHERE patient = 'F'}), 0, '... nor what recurred in it');
is($db->value(q{SELECT string_agg(sample || ' ' || state, ', ' ORDER BY drawn_on) FROM trajectory('F', 'ALK G1269A')}), 'F-D1 absent, F-D2 detected, F-D3 absent, F-D4 absent, F-D6 absent', '... nor in a trajectory');
well_by_sample('after a withdrawal');
$db->run(q{SELECT withdraw(library_of('F-D5'), NULL)});
is($db->value($seen), 2, '... and counts again when that is taken back');
$db->run(q{SELECT withdraw_run('P', 'contaminated')});
is($db->value(q{SELECT count(*) FROM sample_mutation WHERE method = 'ddpcr'}), 0, 'a withdrawn plate counts nowhere');
well('after a plate was withdrawn');
like($db->error(q{SELECT withdraw_run('none', 'x')}), qr/^42704: run "none" does not exist/, 'a run that is not there');
like($db->error(q{SELECT withdraw_run('P', ' ')}), qr/^22023: a withdrawal has a reason/, 'a reason is asked for');
$db->run(q{SELECT withdraw_run('P', NULL)});
is($db->value(q{SELECT count(*) FROM sample_mutation WHERE method = 'ddpcr'}), 2, '... and counts again');
is($db->value(q{SELECT string_agg(reason, '; ' ORDER BY mutation) FROM mutation_state WHERE sample_id = (SELECT sample_id FROM of_sample('F-D5')) AND mutation IN ('KRAS G12C')}), 'so said', 'the reason is that of the observation');

# Every kind of change, by whatever statement.
my @changes = (
	q{UPDATE sample SET drawn_at = drawn_at + interval '20 days' WHERE external_id IN ('F-D2', 'A1-D2')}, q{UPDATE sample SET material = 'csf' WHERE external_id = 'F-D5'}, q{UPDATE sample SET external_id = external_id || 'x' WHERE external_id = 'A3-D1'}, q{UPDATE sample SET drawn_at = NULL, drawn_on = NULL WHERE external_id = 'F-D2'},
	q{UPDATE treatment SET line = 3 WHERE drug = 'bevacizumab'}, q{UPDATE treatment SET start_date = '2024-03-01' WHERE drug = 'ensartinib'}, q{DELETE FROM treatment WHERE drug = 'crizotinib'},
	q{UPDATE assessment SET result = 'SD' WHERE assessed_on = '2024-07-01'}, q{DELETE FROM assessment WHERE assessed_on = '2024-06-10'}, q{UPDATE patient SET driver = 'ROS1' WHERE external_id = 'B'},
	q{UPDATE patient SET role = 'control' WHERE external_id = 'C'}, q{UPDATE patient SET role = 'patient' WHERE external_id = 'C'}, q{INSERT INTO study (name, time_zone) VALUES ('two', 'Asia/Tokyo'); UPDATE patient SET study_id = 2 WHERE external_id = 'C'},
	q{UPDATE study SET time_zone = 'America/Los_Angeles'}, q{UPDATE library SET molecule_depth = 100 * library_id}, q{UPDATE library SET called_at = now()},
	q{UPDATE observation SET is_current = false WHERE sample_id = (SELECT sample_id FROM of_sample('F-D4'))}, q{UPDATE observation SET is_marker = true WHERE mutation = 'KRAS G12C'}, q{DELETE FROM observation WHERE mutation = 'ALK G1202R'},
	q{UPDATE observation SET mutation = 'ALK G1202R' WHERE mutation = 'ALK G1269A'}, q{SELECT move_library(library_of('F-D2'), 'F-D3')}, q{SELECT remove_library(library_of('E-T1'))}, q{SELECT remove_patient('E', 'one')}, q{SELECT remove_run('P', 'one')},
	q{UPDATE run SET withdrawn = 'so' WHERE name = 'R'}, q{DELETE FROM observation WHERE sample_id = (SELECT sample_id FROM of_sample('F-D1')); DELETE FROM library WHERE name = 'F-D1'; DELETE FROM sample WHERE external_id = 'F-D1'},
	q{UPDATE run SET withdrawn = NULL}, q{TRUNCATE assessment}, q{TRUNCATE observation});
for my $change (@changes)
{
	$db->run("SET client_min_messages = error; $change");
	well("after $change");
}
is($db->value('SELECT count(*), (SELECT count(*) FROM patient_mutation) FROM sample_mutation'), '0|0', 'without observations nothing is derived');
is($db->value('SELECT count(*) FROM draw'), $db->value('SELECT count(*) FROM sample'), '... but every sample is a draw');

# Rows that were changed with triggers off are told, and refreshed.
$db->run(q{SELECT panel('A1-D1')});
$db->run(q{SET session_replication_role = replica; UPDATE observation SET lod95 = 0.002 WHERE mutation = 'ALK G1202R'; DELETE FROM draw WHERE patient_id = (SELECT patient_id FROM patient WHERE external_id = 'A2')});
is($db->value('SELECT p.external_id, c.table_name, c.missing, c.superfluous FROM check_derived() AS c JOIN patient AS p USING (patient_id) ORDER BY 1, 2'), "A1|sample_mutation|1|1\nA2|draw|2|0", 'what differs is told');
$db->run(q{SELECT refresh('A1', 'one'), refresh('A2', study => 'one')});
well('after refresh');
like($db->error(q{SELECT refresh('nobody', 'one')}), qr/^42704: patient "nobody" does not exist/, 'nobody is not refreshed');

# In a transaction the answers are those of before, until they are asked for or it commits; what a savepoint takes back was never there.
is($db->value(q{BEGIN; UPDATE observation SET state = 'detected', fraction = 0.1, fraction_lower = 0.05 WHERE mutation = 'ALK G1202R'; SELECT count(*) FROM patient_mutation; SET CONSTRAINTS ALL IMMEDIATE;
	SELECT count(*) FROM patient_mutation; UPDATE observation SET state = 'absent' WHERE mutation = 'ALK G1202R'; SELECT count(*) FROM patient_mutation; ROLLBACK; SELECT count(*) FROM patient_mutation}), "0\n1\n0\n0", 'answers within a transaction');
$db->run(q{BEGIN; SAVEPOINT a; UPDATE observation SET state = 'detected', fraction = 0.1, fraction_lower = 0.05 WHERE mutation = 'ALK G1202R'; ROLLBACK TO a; UPDATE observation SET lod95 = 0.004; COMMIT});
is($db->value('SELECT count(*), (SELECT count(*) FROM derivation_pending) FROM patient_mutation'), '0|0', 'a savepoint; and no note is left');
well('after savepoints');

# Whoever writes, under row security too: the derived rows are the owner's.
$db->run(q{SET client_min_messages = error; DROP ROLE IF EXISTS derived_writer; CREATE ROLE derived_writer; GRANT USAGE ON SCHEMA cfdna TO derived_writer; GRANT SELECT, UPDATE ON ALL TABLES IN SCHEMA cfdna TO derived_writer; REVOKE ALL ON draw, sample_mutation, detection, patient_mutation, derivation FROM derived_writer;
	ALTER TABLE observation ENABLE ROW LEVEL SECURITY; CREATE POLICY part ON observation TO derived_writer USING (mutation <@ 'ALK solvent_front')});
$db->run(q{SET ROLE derived_writer; UPDATE observation SET state = 'detected', fraction = 0.1, fraction_lower = 0.05 WHERE mutation = 'ALK G1202R'});
is($db->value('SELECT count(*) FROM patient_mutation'), 1, 'a writer without rights on derived tables changes them by what he writes');
well('after a writer who sees a part of the rows');
like($db->error("SET ROLE derived_writer; DELETE FROM $_"), qr/^42501/, "... but not table $_ by hand") for qw(draw sample_mutation patient_mutation derivation);

# An older store, or older rules.
$db->run(q{DELETE FROM sample_mutation; DELETE FROM draw; DELETE FROM detection; DELETE FROM patient_mutation; UPDATE derivation SET rules = rules + 1; SELECT create_store('cfdna')});
cmp_ok($db->value('SELECT count(*) FROM sample_mutation'), '>', 0, 'create_store works out what other rules made');
well('after create_store');

# A store whose functions answered in fewer columns, and whose derived tables had fewer.
$db->run(q{SET client_min_messages = error; DROP VIEW trajectory, timeline, mutation_frequency; DROP TABLE detection CASCADE;
	ALTER TABLE draw DROP on_target, DROP off_target, DROP driver_evaluable, DROP external_id CASCADE; CREATE INDEX sample_mutation_detected ON sample_mutation (mutation) WHERE state = 'detected'; ALTER TABLE sample_mutation DROP ever_detected CASCADE;
	DROP FUNCTION cooccurrence(mutation, text, float8), count_carriers(mutation, text, text, integer, bigint, integer, integer, text, boolean);
	CREATE FUNCTION cooccurrence(class mutation, study text, confidence float8, OUT first mutation, OUT second mutation) RETURNS SETOF record LANGUAGE sql AS 'SELECT NULL::mutation, NULL::mutation';
	CREATE FUNCTION count_carriers(class mutation, at text, drug text, line integer, study_id bigint, days_before integer, days_after integer, material text, by_drug boolean, OUT patients bigint) RETURNS SETOF bigint LANGUAGE sql AS 'SELECT 1::bigint';
	CREATE FUNCTION why_no_frequency(patients bigint, patients_evaluable bigint, patients_with_tumour_dna bigint) RETURNS text LANGUAGE sql AS 'SELECT NULL::text';
	CREATE VIEW mutation_frequency AS SELECT why_no_frequency(1, 1, 1) AS study; DELETE FROM store_version WHERE version ~ '^(17|23)_'; UPDATE derivation SET rules = rules + 1; SELECT create_store('cfdna')});
is($db->value(q{SELECT string_agg(to_regprocedure(f)::text, ' ') FROM unnest('{why_no_frequency(bigint\,bigint\,bigint),cooccurrence(mutation\,text\,float8)}'::text[]) AS f}), 'cooccurrence(mutation,text,double precision)', 'functions of an older store give way');
is($db->value('SELECT count(*) FROM draw AS d JOIN sample AS s USING (patient_id, sample_id) WHERE d.external_id = s.external_id'), $db->value('SELECT count(*) FROM sample'), '... draws have the identifiers of their samples');
is($db->value('SELECT count(*) FROM sample_mutation AS m WHERE m.ever_detected'), $db->value('SELECT count(*) FROM sample_mutation AS m JOIN patient_mutation AS p USING (patient_id, mutation)'), '... and what was detected is known');
is($db->value('SELECT count(patients_cis) >= 0 FROM cooccurrence(study => \'one\')') . $db->value('SELECT count(*) > 0 FROM mutation_frequency'), 'tt', '... all answer');
well('after an upgrade');
$db->run(q{SET client_min_messages = error; CREATE VIEW mine AS SELECT * FROM cooccurrence(study => 'one'); SELECT create_store('cfdna'); DROP VIEW mine});
$db->run('SET client_min_messages = warning; DROP OWNED BY derived_writer; DROP ROLE derived_writer');
$db->drop;
done_testing();
