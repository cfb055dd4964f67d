# Pre-analytics against their limits, and a cohort's frequencies beside published ones.
use strict;
use warnings;
use Test::More;
use Database;
use Course;

my $db = Database->new('quality');
$db->run("SELECT create_store('cfdna')");
Course::define($db);
my $rows = sub { my ($sql, $expected, $name) = @_; return is($db->value($sql), $expected =~ s/\n$//r, $name) };

# Q-D1 is as the protocol has it; D2 is at every limit, D3 beyond each, D4 says nothing, D5 is in a tube without a limit, D6 is tissue.
$db->run(<<'SQL');
SELECT draws('Q', '2024-01-01 2024-02-01 2024-03-01 2024-04-01 2024-05-01'); SELECT draws('Q', '2024-01-01', 'tissue', '-T');
UPDATE sample AS s SET tube = v.tube, blood_ml = v.blood, draw_to_spin_hours = v.hours, spin1_g = v.spin1, spin2_g = v.spin2, plasma_ml = v.plasma, elution_ul = v.elution, qubit_ng = v.qubit
FROM (VALUES ('Q-D1', 'Streck', 16, 24, 1600, 16000, 4, 50, 30), ('Q-D2', 'edta', 10, 6, 1600, 3000, 2, 100, 200), ('Q-D3', 'EDTA', 9.9, 6.1, 1600, 2999, 5.1, 49, 5), ('Q-D5', 'PAXgene', 20, 120, 1600, 16000, 5, 50, 500.5))
	AS v(name, tube, blood, hours, spin1, spin2, plasma, elution, qubit) WHERE s.external_id = v.name;
SQL
$rows->('SELECT of_sample, measure, round(measured::numeric, 4), lowest, highest, flag FROM qc_flags()', <<'ROWS', 'flags: beyond the limits, not recorded, a tube that nobody limits');
Q-D3|blood_ml|9.9000|10|20|low
Q-D3|draw_to_spin_hours|6.1000||6|high
Q-D3|elution_ul|49.0000|50|100|low
Q-D3|plasma_ml|5.1000|2|5|high
Q-D3|spin2_g|2999.0000|3000||low
Q-D3|yield_ng_per_ml|0.9804|1|100|low
Q-D4|blood_ml||10|20|not_recorded
Q-D4|elution_ul||50|100|not_recorded
Q-D4|plasma_ml||2|5|not_recorded
Q-D4|spin1_g||||not_recorded
Q-D4|spin2_g||3000||not_recorded
Q-D4|tube||||not_recorded
Q-D4|yield_ng_per_ml||1|100|not_recorded
Q-D5|tube||||no_limit_for_tube
Q-D5|yield_ng_per_ml|100.1000|1|100|high
ROWS
is($db->value(q{SELECT count(*) FROM qc_flags('Q-D1')}), 0, 'a sample as the protocol has it');
is($db->value(q{SELECT count(*) FROM qc_flags('Q-D2')}), 0, '... at every limit');
is($db->value(q{SELECT count(*) FROM qc_flags('Q-T1')}), 0, 'tissue has no such limits');
is($db->value(q{SELECT string_agg(round(measured::numeric, 6)::text, ' ') FROM qc_flags('Q-D1', target_vaf => 0.0001) WHERE flag = 'input_too_small'}),
	$db->value(q{SELECT round(min_detectable_fraction(genome_equivalents(30), 1, 1)::numeric, 6)}), 'too little DNA for the fraction asked');
$db->run(q{SELECT library_of('Q-D1'); UPDATE library SET input_ng = 3 WHERE name = 'Q-D1'});
is($db->value(q{SELECT measure, round(measured::numeric, 6), highest, flag FROM qc_flags('Q-D1', target_vaf => 0.003)}), 'detectable_fraction|' . $db->value(q{SELECT round(min_detectable_fraction(genome_equivalents(3), 1, 1)::numeric, 6)}) . '|0.003|input_too_small', '... of what went into the library');
$db->run(q{SELECT library_of('Q-D1', 'R0'); UPDATE library SET input_ng = 1000 WHERE run_id = (SELECT run_id FROM run WHERE name = 'R0'); SELECT withdraw_run('R0', 'another tube')});
is($db->value(q{SELECT round(measured::numeric, 6) FROM qc_flags('Q-D1', target_vaf => 0.003) WHERE flag = 'input_too_small'}), $db->value(q{SELECT round(min_detectable_fraction(genome_equivalents(3), 1, 1)::numeric, 6)}), '... and counts');
like($db->error("SELECT qc_flags('none')"), qr/^42704: sample "none" does not exist/, 'a sample that is not there');
like($db->error("SELECT qc_flags(target_vaf => $_)"), qr/^22023: target_vaf must be between 0 and 1/, "a fraction of $_") for qw(0 1 NULL);

# A laboratory's own limits go before the shipped ones, and a dump holds them.
$db->run(q{INSERT INTO alkres.knowledge_preanalytic_limit (measure, tube, lowest, highest, source) VALUES ('draw_to_spin_hours', 'PAXgene', NULL, 100, 'ours'), ('plasma_ml', NULL, 4.5, NULL, 'ours'), ('draw_to_spin_hours', 'streck', NULL, 72, 'ours');
	INSERT INTO alkres.knowledge_preanalytic_limit (measure, is_asked, source) VALUES ('blood_ml', false, 'ours')});
$rows->(q{SELECT of_sample, measure, measured, lowest, highest, flag, source FROM qc_flags() WHERE source = 'ours' OR measure IN ('blood_ml', 'tube')}, <<'ROWS', 'limits of a laboratory: its own tube, another limit, one that it does not ask for');
Q-D1|plasma_ml|4|4.5||low|ours
Q-D2|plasma_ml|2|4.5||low|ours
Q-D4|plasma_ml||4.5||not_recorded|ours
Q-D4|tube||||not_recorded|
Q-D5|draw_to_spin_hours|120||100|high|ours
ROWS
$db->run(q{INSERT INTO alkres.knowledge_preanalytic_limit (measure, highest, source) VALUES ('draw_to_spin_hours', 3, 'every tube')});
is($db->value(q{SELECT string_agg(concat_ws(' ', of_sample, highest, flag, source), ', ' ORDER BY of_sample) FROM qc_flags() WHERE measure = 'draw_to_spin_hours' AND of_sample IN ('Q-D1', 'Q-D2', 'Q-D4')}),
	'Q-D4 3 not_recorded every tube', '... and one of every tube holds where there is none of the tube');
$db->run(q{DELETE FROM alkres.knowledge_preanalytic_limit WHERE source = 'every tube'});
like($db->error(q{INSERT INTO alkres.knowledge_preanalytic_limit (measure, source) VALUES ('colour', 'x')}), qr/^23514/, 'of what nobody records there are none');
my $dump = `pg_dump -d quality -t alkres.knowledge_preanalytic_limit -e alkres --data-only`;
like($dump, qr/COPY alkres\.knowledge_preanalytic_limit [^\n]*\ndraw_to_spin_hours\tPAXgene\t/, 'a dump holds them');

# Published frequencies.
$db->run(<<'SQL');
SELECT draws('K' || n, '2024-01-01 2024-06-01') FROM generate_series(1, 12) AS n; SELECT treated('K' || n, 1, 'crizotinib', '2024-01-02') FROM generate_series(1, 12) AS n; SELECT progressed('K' || n, '2024-06-01') FROM generate_series(1, 12) AS n;
SELECT panel('K' || n || '-D2') FROM generate_series(1, 12) AS n; SELECT measured('K' || n || '-D2', 'ALK L1204=', 'detected', 0.05, is_marker => true) FROM generate_series(1, 12) AS n;
UPDATE observation SET state = 'detected', fraction = 0.02, fraction_lower = 0.01 WHERE mutation = 'ALK G1269A' AND sample_id IN (SELECT (of_sample('K' || n || '-D2')).sample_id FROM generate_series(1, 3) AS n);
SELECT measured('K1-D2', 'KRAS G12C', 'detected', 0.01);
SQL
is($db->value('SELECT count(*), count(DISTINCT source) FILTER (WHERE total IS NULL) FROM published_comparison()'), '21|2', 'both tables of the note, and eight studies');
$rows->(q{SELECT source, alteration, mutation, published, patients_detected, patients, fraction, p_value, reason FROM published_comparison() WHERE total IS NULL AND alteration IN ('G1269A', '1151Tins', 'MET Amplification')}, <<'ROWS', 'the tables are shown as printed, and not tested');
application note, Table 1|G1269A|ALK G1269A|~4-36%|3|12|0.25||printed without the number of patients
application note, Table 1|1151Tins|ALK T1151dup|~22%|0|12|0||printed without the number of patients
application note, Table 2|MET Amplification|MET amplification|Detected|0|0|||printed without the number of patients
ROWS
$rows->(q{SELECT alteration, mutation, positive, total, patients_detected, patients, round(odds_ratio::numeric, 4), round(p_value::numeric, 6), reason, remark FROM published_comparison() WHERE total IS NOT NULL}, <<'ROWS', 'studies with numbers are tested, where both count patients');
ALK copy-number gain|ALK copy_number_gain|2|11|0|0|||no draw that could show every listed member of the class|the study looked at tissue, this at plasma
EGFR-mutant outgrowth|EGFR|1|11|0|0|||no draw that could show every listed member of the class|the study looked at tissue, this at plasma
G1269A|ALK G1269A|2|11|3|12|1.4739|1.000000||the study looked at tissue, this at plasma
KRAS mutation|KRAS|2|11|1|1|||nobody is evaluable but those in whom it was found|the study looked at tissue, this at plasma
any ALK kinase-domain mutation|ALK|4|11|3|12|0.5973|0.666846||the study looked at tissue, this at plasma
ALK amplification|ALK amplification|1|7|0|0|||no draw that could show every listed member of the class|the study looked at tissue, this at plasma
G1269A|ALK G1269A|2|7|3|12|0.8415|1.000000||the study looked at tissue, this at plasma
1-3 ALK resistance mutations|ALK|16|31|3|12|||the study counts samples, not patients|
ROWS
is($db->value(q{SELECT bool_and(c.p_value = f.p_value) FROM published_comparison() AS c, fisher_exact(3, 9, 2, 11 - 2) AS f WHERE c.alteration = 'G1269A' AND c.total = 11}), 't', '... by Fisher');
is($db->value(q{SELECT DISTINCT reason FROM published_comparison(material => 'tissue') WHERE total = 11}), 'no draw of that kind', 'of tissue there is nothing');
is($db->value(q{SELECT count(remark) FROM published_comparison(material => 'tissue') WHERE total IS NOT NULL}), 1, '... where the studies looked');
is($db->value(q{SELECT min(patients) || ' ' || max(patients_detected) FROM published_comparison(at => 'any') WHERE alteration = 'G1269A'}), '12 3', 'at any time, after whatever drug');
like($db->error("SELECT published_comparison(at => 'then')"), qr/^22023: "then" is no time to ask for/, 'another time is refused');

# Controls in time: droplets of plates, molecules and errors of libraries.
$db->run(<<'SQL');
INSERT INTO run (study_id, name, kind, run_on) SELECT 1, 'W' || n, 'ddpcr', DATE '2024-01-01' + n FROM generate_series(1, 7) AS n; INSERT INTO assay (study_id, name, mutation, mutant_channel) VALUES (1, 'L1196M', 'ALK L1196M', 'fam'), (1, 'G1202R', 'ALK G1202R', 'hex');
INSERT INTO well (patient_id, run_id, sample_id, assay_id, name, role, is_counted, droplets)
SELECT c.patient_id, r.run_id, c.sample_id, a.assay_id, k.name, k.role, k.name <> 'A03', k.droplets
FROM run AS r JOIN assay AS a ON a.name = 'L1196M' CROSS JOIN control_sample(1, 'wells') AS c
	CROSS JOIN LATERAL (VALUES ('A01', 'negative_control', droplet_summary(CASE r.name WHEN 'W6' THEN 4 WHEN 'W5' THEN 2 ELSE 0 END, 3000, 0, 12000)), ('A02', 'ntc', droplet_summary(0, CASE r.name WHEN 'W7' THEN 9 ELSE 0 END, 0, 15000)),
		('A03', 'ntc', droplet_summary(50, 50, 0, 15000))) AS k(name, role, droplets) WHERE r.kind = 'ddpcr';
INSERT INTO well (patient_id, run_id, sample_id, assay_id, name, role, is_counted, droplets) SELECT c.patient_id, r.run_id, c.sample_id, a.assay_id, 'B01', 'ntc', true, droplet_summary(0, 1, 0, 15000) FROM run AS r, assay AS a, control_sample(1, 'wells') AS c WHERE r.name = 'W1' AND a.name = 'G1202R';
INSERT INTO run (study_id, name, kind, assembly, panel, run_on) SELECT 1, 'S' || n, 'sequencing', 'GRCh38', 'exons', DATE '2024-02-01' + n FROM generate_series(1, 7) AS n;
INSERT INTO library (patient_id, sample_id, run_id, name, role, assembly, file_digest, molecule_depth) SELECT c.patient_id, c.sample_id, r.run_id, k.role || ' ' || r.name, k.role, 'GRCh38', k.role || r.name, k.depth FROM run AS r CROSS JOIN control_sample(1, 'tubes') AS c
	CROSS JOIN LATERAL (VALUES ('no_template', CASE r.name WHEN 'S7' THEN 40 ELSE 2.2 + 0.1 * right(r.name, 1)::int END)) AS k(role, depth) WHERE r.name LIKE 'S%';
SQL
$db->run("SELECT import_bam('$ENV{ALKRES_DATA}/calling_normal$_.bam', 'donor $_', 'N', role => 'normal', assembly => 'GRCh38')") for 1 .. 3;
$rows->(q{SELECT kind, series, measure, run, measured, exposure, round(centre::numeric, 3), upper_warning, upper_limit, round(p_value::numeric, 6), status, reason FROM control_chart() WHERE exposure IS NOT NULL AND (measured > 0 OR run = 'W1')}, <<'ROWS', 'plates against the others of the assay');
negative_control|L1196M|mutant_droplets|W1|0|15000|1.000|4|6|1.000000|in_control|
negative_control|L1196M|mutant_droplets|W5|2|15002|0.667|3|5|0.206886|in_control|
negative_control|L1196M|mutant_droplets|W6|4|15004|0.333|3|4|0.004908|warning|
ntc|G1202R|mutant_droplets|W1|1|15001||||||no other plate has this control
ntc|G1202R|wild_type_droplets|W1|0|15001||||||no other plate has this control
ntc|L1196M|mutant_droplets|W1|0|15000|0.000|1|3|1.000000|in_control|
ntc|L1196M|wild_type_droplets|W1|0|15000|1.500|5|7|1.000000|in_control|
ntc|L1196M|wild_type_droplets|W7|9|15009|0.000|1|3|0.000000|out_of_control|
ROWS
$rows->(q{SELECT kind, series, measure, name, measured, round(centre::numeric, 3), round(upper_limit::numeric, 3), status FROM control_chart() WHERE kind = 'no_template' AND measured > 2.7}, <<'ROWS', 'libraries without template');
no_template|exons|molecule_depth|no_template S6|2.8|8.750|99.817|in_control
no_template|exons|molecule_depth|no_template S7|40|2.550|3.663|out_of_control
ROWS
is($db->value(q{SELECT string_agg(DISTINCT format('%s %s %s', kind, measure, status), ', ') FROM control_chart() WHERE kind = 'normal'}), 'normal errors_per_million in_control, normal molecule_depth in_control', 'normals');
is($db->value(q{SELECT round(e.measured::numeric, 6) = round(m.value::numeric, 6) FROM control_chart() AS e, LATERAL (SELECT 1000000.0 * sum(errors) / sum(molecules) AS value FROM library_errors WHERE library = 'calling_normal1') AS m
	WHERE e.name = 'calling_normal1' AND e.measure = 'errors_per_million'}), 't', '... with what library_errors says');
$db->run(q{SELECT withdraw_run('W' || n, 'old') FROM generate_series(2, 7) AS n; UPDATE library SET withdrawn = 'x' WHERE name IN ('calling_normal2', 'calling_normal3')});
$rows->(q{SELECT DISTINCT kind, measure, measured IS NOT NULL, status, reason FROM control_chart() WHERE status IS NULL ORDER BY 1, 2}, <<'ROWS', 'what is alone has no limits');
negative_control|mutant_droplets|t||no other plate has this control
normal|errors_per_million|t||fewer than two other libraries are this control
normal|molecule_depth|t||fewer than two other libraries are this control
ntc|mutant_droplets|t||no other plate has this control
ntc|wild_type_droplets|t||no other plate has this control
ROWS
like($db->error("SELECT control_chart(alpha => $_)"), qr/^22023: alpha must be above 0 and under 0.02275/, "alpha $_ is refused") for qw(0 0.03 NULL);
$db->drop;
done_testing();
