# What sources say of inhibitors and what patients carry: single mutations, several on one molecule, apart, and of unknown phase.
use strict;
use warnings;
use Test::More;
use Database;
use Course;
use PlantedLibrary qw(write_library);

my $data = $ENV{ALKRES_DATA};
my $db = Database->new('resistance');
$db->run("SELECT create_store('cfdna')");
Course::define($db);
my $rows = sub { my ($sql, $expected, $name) = @_; return is($db->value($sql), $expected =~ s/\n$//r, $name) };

# A: one mutation.  B: L1196M and G1202R on one molecule.  C: on separate ones.  D: C1156Y and L1198F, which no fragment joins.  E: nothing.  F: G1202R goes, L1196M comes.
# G: three.  H: a mutation that nobody has seen, and what is not of the kinase.  I: gone where no tumour DNA was seen.
$db->run(<<'SQL');
SELECT draws(n, '2024-01-01 2024-03-01') FROM unnest('{A,B,C,D,E,F,G,H,I}'::text[]) AS n;
SELECT measured(s || '-D' || n, 'KRAS G12C', CASE s WHEN 'I' THEN 'absent' ELSE 'detected' END, 0.01) FROM unnest('{A,E,F,I}'::text[]) AS s, generate_series(1, 2) AS n;
SELECT measured('A-D1', 'ALK G1202R', 'detected', 0.01), measured('A-D2', 'ALK fusion', 'detected', 0.01), measured('A-D2', 'ALK copy_number_gain', 'detected', 0.01), measured('A-D2', 'ALK L1204=', 'detected', 0.5);
SELECT measured('D-D1', 'ALK L1198F', 'detected', 0.01), measured('D-D2', 'ALK C1156Y', 'detected', 0.01);
SELECT measured('F-D1', 'ALK G1202R', 'detected', 0.01), measured('F-D2', 'ALK G1202R', 'absent', 0), measured('F-D2', 'ALK L1196M', 'detected', 0.01);
SELECT measured('G-D1', m, 'detected', 0.01) FROM unnest('{ALK C1156Y,ALK L1198F,ALK G1202R}'::mutation[]) AS m;
SELECT measured('H-D1', 'ALK A1200V', 'detected', 0.01);
SELECT measured('I-D1', 'ALK G1202R', 'detected', 0.01), measured('I-D2', 'ALK G1202R', 'absent', 0);
SQL
my %clones = (B => [ [ 0.03, { 29220765 => 'T', 29220747 => 'T' } ] ], C => [ [ 0.03, { 29220765 => 'T' } ], [ 0.03, { 29220747 => 'T' } ] ]);
for (sort keys %clones)
{
	write_library("$data/phase_$_.bam", assembly => 'GRCh38', seed => 5, molecules => 1500, places => [29220756], clones => $clones{$_});
	$db->run("SELECT import_bam('$data/phase_$_.bam', '$_-D1', 'R$_', assembly => 'GRCh38'); SELECT call('R$_')");
}
is($db->value('SELECT count(*) FROM check_derived()'), 0, 'the derived tables are right');

$rows->(q{SELECT p.external_id, h.first, h.second, h.phase, h.both_molecules > 10 AS joined, h.first_only > 10 AS apart FROM pair_phase(1) AS h JOIN patient AS p USING (patient_id) ORDER BY 1, 2, 3}, <<'ROWS', 'the phase of pairs, in one plan');
B|ALK L1196M|ALK G1202R|cis|t|f
C|ALK L1196M|ALK G1202R|trans|f|t
G|ALK C1156Y|ALK L1198F|unknown||
G|ALK C1156Y|ALK G1202R|unknown||
G|ALK L1198F|ALK G1202R|unknown||
ROWS
is($db->value("SELECT count(*) FROM pair_phase(1, '2023-12-31')"), 0, '... up to a day');
$rows->(q{SELECT first, second, patients_both, samples_both, patients_cis, patients_trans FROM cooccurrence() WHERE second IN ('ALK G1202R', 'KRAS G12C')}, <<'ROWS', 'co-occurrence with phase; of two genes there is none');
ALK L1196M|ALK G1202R|3|2|1|1
ALK G1202R|KRAS G12C|2|2||
ALK copy_number_gain|ALK G1202R|1|0||
ALK copy_number_gain|KRAS G12C|1|1||
ALK C1156Y|ALK G1202R|1|1|0|0
ALK L1196M|KRAS G12C|1|1||
ALK L1198F|ALK G1202R|1|1|0|0
ROWS

my $read = 'SELECT patient, mutations, basis, call, if_together, if_separate, reason FROM current_resistance()';
$rows->("$read WHERE inhibitor = 'lorlatinib' AND patient IN ('A', 'B', 'C', 'D')", <<'ROWS', 'lorlatinib');
A|{"ALK G1202R"}|single|sensitive|||
B|{"ALK L1196M","ALK G1202R"}|compound||||no source states anything of these mutations on one molecule, and statements on single ones are not put together
C|{"ALK L1196M","ALK G1202R"}|separate molecules||||no source states that one of them alone is resistant, and statements on single ones are not put together
D|{"ALK C1156Y","ALK L1198F"}|compound, phase unknown||resistant||what is stated of one molecule and of separate ones is not the same
ROWS
is($db->value(q{SELECT count(*) FROM current_resistance() WHERE call = 'sensitive' AND cardinality(mutations) > 1}), 0, 'no several mutations are called sensitive');
is($db->value(q{SELECT count(*) FROM current_resistance() WHERE patient = 'E'}), 0, 'who carries nothing is not there');
$rows->("$read WHERE inhibitor = 'crizotinib'", <<'ROWS', 'crizotinib');
A|{"ALK G1202R"}|single|resistant|||
B|{"ALK L1196M","ALK G1202R"}|compound||||no source states anything of these mutations on one molecule, and statements on single ones are not put together
C|{"ALK L1196M","ALK G1202R"}|separate molecules|resistant||resistant|
D|{"ALK C1156Y","ALK L1198F"}|compound, phase unknown||sensitive|resistant|what is stated of one molecule and of separate ones is not the same
F|{"ALK L1196M"}|single|resistant|||
G|{"ALK C1156Y","ALK L1198F","ALK G1202R"}|compound, phase unknown|||resistant|what is stated of one molecule and of separate ones is not the same
H|{"ALK A1200V"}|single||||no source states anything of this mutation
I|{"ALK G1202R"}|single|resistant|||
ROWS
$rows->(q{SELECT patient, mutations, last_seen_on FROM current_resistance() WHERE inhibitor = 'lorlatinib' AND patient IN ('F', 'H', 'I')}, <<'ROWS', 'what is carried now: an absence without tumour DNA takes nothing back');
F|{"ALK L1196M"}|2024-03-01
H|{"ALK A1200V"}|2024-01-01
I|{"ALK G1202R"}|2024-01-01
ROWS
$rows->(q{SELECT patient, mutations, last_seen_on FROM current_resistance(as_of => '2024-02-01') WHERE inhibitor = 'lorlatinib' AND patient IN ('D', 'F', 'I')}, <<'ROWS', '... and on another day');
D|{"ALK L1198F"}|2024-01-01
F|{"ALK G1202R"}|2024-01-01
I|{"ALK G1202R"}|2024-01-01
ROWS
# Phases that do not say the same.  X: two libraries of one draw.  Y: on one molecule in one draw, apart in the next.  Z: three, of which two lie on one molecule.
my @joined = ([ 0.03, { 29220765 => 'T', 29220747 => 'T' } ]);
my @apart = ([ 0.03, { 29220765 => 'T' } ], [ 0.03, { 29220747 => 'T' } ]);
my @libraries = ([ 'X-D1', 'RX1', 6, \@joined ], [ 'X-D1', 'RX2', 7, \@apart ], [ 'Y-D1', 'RY1', 8, \@joined ], [ 'Y-D2', 'RY2', 9, \@apart ],
	[ 'Z-D1', 'RZ1', 10, [ @joined, [ 0.03, { 29220744 => 'T' } ] ] ], [ 'V-D1', 'RV1', 11, [ map { [ 0.03, { $_ => 'T' } ] } 29220765, 29220747 ] ]);
$db->run(q{SELECT draws(n, '2024-01-01 2024-03-01') FROM unnest('{V,X,Y,Z}'::text[]) AS n; SELECT measured('V-D1', 'ALK I1171N', 'detected', 0.01)});
for (@libraries)
{
	my ($tube, $run, $seed, $clones) = @$_;
	write_library("$data/phase_$run.bam", assembly => 'GRCh38', seed => $seed, molecules => 1500, places => [29220756], clones => $clones);
	$db->run("SELECT import_bam('$data/phase_$run.bam', '$tube', '$run', assembly => 'GRCh38'); SELECT call('$run')");
}
$rows->(q{SELECT p.external_id, s.external_id, h.first, h.second, h.phase FROM pair_phase(1) AS h JOIN patient AS p USING (patient_id) JOIN sample AS s ON s.sample_id = h.sample_id WHERE p.external_id IN ('Y', 'Z') ORDER BY 1, 2, 3, 4}, <<'ROWS', 'the phase of pairs in several draws, and of three');
Y|Y-D1|ALK L1196M|ALK G1202R|cis
Y|Y-D2|ALK L1196M|ALK G1202R|trans
Z|Z-D1|ALK L1196M|ALK G1202R|cis
Z|Z-D1|ALK L1196M|ALK D1203N|trans
Z|Z-D1|ALK G1202R|ALK D1203N|trans
ROWS
$rows->(q{SELECT patient, cardinality(mutations), basis FROM current_resistance() WHERE inhibitor = 'lorlatinib' AND patient IN ('V', 'Y', 'Z')}, <<'ROWS', 'what is said of some pairs, or of one draw, is said of no compound');
V|3|compound, phase unknown
Y|2|compound, phase unknown
Z|3|compound, phase unknown
ROWS
is($db->value(q{SELECT basis FROM current_resistance(as_of => '2024-02-01') WHERE inhibitor = 'lorlatinib' AND patient = 'Y'}), 'compound', '... but up to the first draw');
$db->run(q{SELECT draws('V', '2024-02-01', 'tissue', '-T'), measured('V-T1', 'ALK C1156Y', 'detected', 0.1), measured('V-T1', 'ALK L1198F', 'detected', 0.1)});
is($db->value(q{SELECT count(*) FROM pair_phase(1) AS h JOIN sample AS s ON s.sample_id = h.sample_id WHERE s.external_id = 'V-T1'}), 0, 'of tissue no pair is told');
my $phase_of_x = q{SELECT phase FROM pair_phase(1) AS h JOIN patient AS p USING (patient_id) WHERE p.external_id = 'X'};
for ([ 'RX2', 'cis' ], [ 'RX1', 'trans' ])
{
	my ($run, $phase) = @$_;
	$db->run("SELECT withdraw_run('$run', 'mixed up')");
	is($db->value($phase_of_x), $phase, "of two libraries of a draw the one that is not withdrawn, $phase");
	$db->run("SELECT withdraw_run('$run', NULL)");
}
$db->run(q{SELECT remove_patient(n, 'one') FROM unnest('{V,X,Y,Z}'::text[]) AS n});

is($db->value(q{SELECT evidence FROM current_resistance() WHERE patient = 'B' AND inhibitor = 'lorlatinib'}),
	'ALK G1202R: sensitive (Lin 2017 Cancer Discov 7:137-155 Table 2); ALK L1196M + ALK G1202R: seen together after lorlatinib (Yoda 2018 Cancer Discov 8:714); ALK L1196M: sensitive (Lin 2017 Cancer Discov 7:137-155 Table 2)',
	'every statement is shown with its source');
is($db->value(q{SELECT statements, sources FROM current_resistance() WHERE patient = 'D' AND inhibitor = 'lorlatinib'}),
	'5|{"CIViC evidence item; Shaw et al., 2016, N. Engl. J. Med., PMID 26698910; Lung Non-small Cell Carcinoma","Lin 2017 Cancer Discov 7:137-155 Table 2","Shaw 2016 N Engl J Med, PMID 26698910"}', '... and counted');
is($db->value(q{SELECT string_agg(inhibitor || ' ' || patient, ', ' ORDER BY patient) FROM current_resistance() WHERE call = 'conflict'}), 'brigatinib A, brigatinib I', 'sources that differ are a conflict');
like($db->error("SELECT current_resistance('none')"), qr/^42704: study "none" does not exist/, 'a study that is not there');

# The cohort as a picture.
$db->run(q{SELECT treated('F', 1, 'crizotinib', '2024-01-15'), treated('F', 1, 'bevacizumab', '2024-01-20'), treated('E', 1, 'crizotinib', '2024-01-15'), panel('E-D2', run => 'R2')});
is($db->value(q{SELECT xml_is_well_formed_document(plot_cohort())}), 't', 'the cohort as a picture');
my $of = sub { my ($picture, $path) = @_; return $db->value("SELECT cardinality(xpath('$path', ($picture)::xml, '{{s,http://www.w3.org/2000/svg}}'))") };
is($of->('plot_cohort()', '//s:text[@transform]'), 9, '... every patient with plasma');
is($of->('plot_cohort()', '//s:rect[@fill-opacity]'), 3 + 2, '... the drugs of their lines, and in the legend');
is($db->value(q{SELECT string_agg(m::text, ',') FROM unnest(xpath('//s:text[@text-anchor = "end" and @font-size = "11"]/text()', plot_cohort()::xml, '{{s,http://www.w3.org/2000/svg}}')) AS m}),
	$db->value(q{SELECT string_agg(m::text, ',' ORDER BY mechanism(m) = 'off_target', structural_region(m) IS NULL, m) FROM (SELECT DISTINCT mutation AS m FROM emergence) AS k}), '... mutations by class, off target last');
is($of->(q{plot_cohort(drug => 'bevacizumab')}, '//s:text[@transform]'), 1, '... of who had a drug');
is($of->('plot_cohort(max_patients => 3, max_mutations => 2)', '//s:text[@transform]'), 3, '... the first of them');
is($db->value(q{SELECT plot_cohort() LIKE '%>one: 9 of 9 patients<%', plot_cohort(drug => 'afatinib') LIKE '%>one, afatinib: 0 of 0 patients<%'}), 't|t', '... says of how many');
is($of->('plot_cohort()', '//s:circle') - 1, 4 + 2, '... who could have shown a listed mutation and did not: E all four, B and C L1198F');
like($db->error("SELECT plot_cohort(max_patients => $_)"), qr/^22023: a picture has 1 to 120 patients and 1 to 60 mutations/, "... not $_") for qw(0 121 NULL);
$db->run(q{UPDATE patient SET driver = 'ROS1' WHERE external_id = 'A'});
is($db->value(q{SELECT count(*) FROM current_resistance() WHERE patient = 'A'}), 0, 'of a tumour that ALK does not drive nothing is said');
$db->run(q{SELECT withdraw_run('RB', 'mixed up')});
is($db->value(q{SELECT count(*) FROM pair_phase(1) AS h JOIN patient AS p USING (patient_id) WHERE p.external_id = 'B'}), 0, 'a withdrawn library has no phase');
$db->drop;
done_testing();
