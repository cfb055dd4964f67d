# From wells to observations: which alleles a probe detects, controls kept apart, replicates, copies per mL of plasma.
use strict;
use warnings;
use Test::More;
use Database;

my $db = Database->new('ddpcr_call');
$db->run(q{SELECT create_store('cfdna')});
$db->run(q{INSERT INTO study (study_id, name) VALUES (1, 'one');
	INSERT INTO patient (patient_id, study_id, external_id, role) VALUES (1, 1, 'P', 'patient'), (2, 1, 'controls', 'control');
	INSERT INTO sample (patient_id, sample_id, external_id, elution_ul, plasma_ml) VALUES (1, 1, 'D1', 50, 4), (1, 2, 'D2', NULL, NULL), (2, 3, 'WT', NULL, NULL), (2, 4, 'NTC', NULL, NULL);
	INSERT INTO run (run_id, study_id, name, kind) VALUES (1, 1, 'PLATE', 'ddpcr');
	INSERT INTO assay (assay_id, study_id, name, mutation, alleles, reaction_ul, template_ul) VALUES
		(1, 1, 'L1196M', 'ALK L1196M', NULL, 20, 8), (2, 1, 'G1202R', 'ALK G1202R', NULL, NULL, NULL), (3, 1, 'ALK p.G1202R c.3604G>A', NULL, NULL, NULL, NULL),
		(4, 1, 'probe 7', NULL, '{GRCh38:chr2:29220831:A:G,GRCh38:chr2:29220829:G:T,GRCh38:chr2:29220829:G:C}', NULL, NULL), (5, 1, 'RNase P', NULL, NULL, NULL, NULL),
		(6, 1, 'mixed', NULL, '{GRCh38:chr2:29220765:G:T,GRCh38:chr2:29220747:C:T}', NULL, NULL);
	INSERT INTO well (patient_id, run_id, sample_id, assay_id, name, role, is_counted, droplets)
	SELECT 1, 1, 1, a, 'A0' || a, 'unknown', true, droplet_summary(CASE a WHEN 1 THEN 40 ELSE 0 END, 3000, 0, 15000) FROM generate_series(1, 6) a
	UNION ALL SELECT 1, 1, 1, a, 'B0' || a, 'unknown', true, droplet_summary(CASE a WHEN 1 THEN 2 ELSE 0 END, 3000, 0, 15000) FROM generate_series(1, 6) a
	UNION ALL SELECT 1, 1, 2, 1, 'C01', 'unknown', true, droplet_summary(0, 3000, 0, 15000)
	UNION ALL SELECT 2, 1, 3, a, 'D0' || a, 'negative_control', true, droplet_summary(1, 3000, 0, 57000) FROM generate_series(1, 6) a
	UNION ALL SELECT 2, 1, 4, a, 'E0' || a, 'ntc', true, droplet_summary(CASE a WHEN 4 THEN 9 ELSE 0 END, 0, 0, 15000) FROM generate_series(1, 6) a});
is($db->value('SELECT call_plate(1)'), 5, 'an observation a sample and assay that counts a mutation');
sub observed { my ($assay, $what, $sample) = @_; return $db->value("SELECT $what FROM observation WHERE assay_id = $assay AND sample_id = " . ($sample // 1)) }

is(observed(1, "state, mutation, variant, alleles"), 'detected|ALK L1196M|GRCh38:chr2:29220765:G:T|{GRCh38:chr2:29220765:G:T}', 'a name with one route: its allele');
is(observed(1, 'flags'), '{replicate_inhomogeneity}', '40 and 2 droplets are not replicates');
is($db->value('SELECT round(o.copies_per_ml::numeric, 6) = round((31.25 * c.copies_per_ul)::numeric, 6), round(o.copies_per_ml_lower::numeric, 6) = round((31.25 * c.copies_per_ul_lower)::numeric, 6), round(o.copies_per_ml_upper::numeric, 6) = round((31.25 * c.copies_per_ul_upper)::numeric, 6)
	FROM observation o, (SELECT sum(droplets) AS d FROM well WHERE assay_id = 1 AND sample_id = 1) w, concentration(d, \'fam\') c WHERE o.assay_id = 1 AND o.sample_id = 1'),
	't|t|t', 'copies per mL by the volumes of assay and sample');
is(observed(1, 'state, copies_per_ml, copies_per_ml_upper, flags', 2), 'absent|||{}', 'without volumes no copies per mL');
like(observed(1, 'reason', 2), qr/is excluded$/, 'a probe of the only route leaves nothing open');
is(observed(2, 'mutation, variant, alleles, state'), 'ALK G1202R|||absent', 'a name with two routes: the alleles are not known');
like(observed(2, 'reason'), qr/; which DNA change the probe detects is not known$/, '... and it says so');
is(observed(3, 'mutation, variant, state'), 'ALK G1202R|GRCh38:chr2:29220747:C:T|absent', 'the same mutation by an assay that names its change, in the same run');
like(observed(3, 'reason'), qr/; the probe does not detect c\.3604G>C$/, '... and what its negative says nothing of');

# A negative is of alleles; of the mutation only where they are all of its changes.
sub stated { my ($mutation) = @_; return $db->value("SELECT state, reason FROM mutation_state WHERE sample_id = 1 AND mutation = 'ALK $mutation'") }
is(stated('G1202R'), 'not_evaluable|absent for the DNA changes probed; not looked at: c.3604G>C', 'of G1202R one change was probed: the mutation is not excluded');
like(stated('F1174L'), qr/^absent\|/, '... of F1174L all three');
is($db->value("SELECT state FROM mutation_state WHERE sample_id = 2 AND mutation = 'ALK L1196M'"), 'absent', '... of L1196M the only one');
$db->run("DELETE FROM observation WHERE assay_id = 3");
is(stated('G1202R'), 'not_evaluable|absent for what the probe detects; which DNA change that is, is not known', 'a name that leaves it open alone');
is($db->value("SELECT count(*) FROM mutation_frequency WHERE mutation = 'ALK G1202R' AND patients_evaluable > 0"), 0, '... makes nobody evaluable');
$db->run('SELECT call_plate(1)');
is(observed(4, 'mutation, variant IS NULL, cardinality(alleles), state, flags'), 'ALK F1174L|t|3|absent|{contaminated_ntc}', 'alleles given by hand: the mutation follows; mutant droplets in the no-template wells are flagged');
is($db->value('SELECT count(*) FROM observation WHERE assay_id IN (5, 6)'), 0, 'no mutation, or alleles of two: no observation');
is($db->value('SELECT call_plate(1), (SELECT count(*) FROM observation)'), '5|5', 'again: the same observations');

like($db->error(q{UPDATE assay SET template_ul = 30 WHERE assay_id = 1}), qr/^23514/, 'more template than reaction');
like($db->error(q{UPDATE assay SET alleles = '{}' WHERE assay_id = 1}), qr/^23514/, 'no alleles are NULL');

# Wild-type and no-template wells are not pooled: with both as one control the rate would be smaller.
my $p = q{SELECT round(p_value::numeric, 12) FROM observation WHERE assay_id = 4};
my $before = $db->value($p);
$db->run(q{INSERT INTO well (patient_id, run_id, sample_id, assay_id, name, role, is_counted, droplets) VALUES (2, 1, 4, 4, 'F04', 'ntc', true, droplet_summary(0, 0, 0, 900000)); SELECT call_plate(1)});
is($db->value($p), $before, 'no-template wells do not dilute the wild-type control');

# Own assays win, and a dump holds them.
$db->run(q{INSERT INTO alkres.knowledge_ddpcr_assay (name, grch38, source) VALUES ('G1202R', '{GRCh38:chr2:29220747:C:G}', 'probe'); SELECT call_plate(1)});
is(observed(2, 'variant'), 'GRCh38:chr2:29220747:C:G', 'an assay of one\'s own says which allele');
like(stated('G1202R'), qr/^absent\|/, '... and with the other assay\'s both changes are excluded');

# Wells whose partitions differ in volume are pooled with their mean volume; each keeps its own.
$db->run(q{INSERT INTO assay (assay_id, study_id, name, reaction_ul, template_ul) VALUES (7, 1, 'ALK C1156Y', 20, 8);
	INSERT INTO well (patient_id, run_id, sample_id, assay_id, name, role, is_counted, droplets) VALUES
	(1, 1, 1, 7, 'G07', 'unknown', true, droplet_summary(50, 3000, 0, 15000, 0.7)), (1, 1, 1, 7, 'H07', 'unknown', true, droplet_summary(55, 3300, 0, 15000, 0.8)),
	(2, 1, 3, 7, 'G08', 'negative_control', true, droplet_summary(1, 3000, 0, 57000, 0.72)), (2, 1, 3, 7, 'H08', 'negative_control', true, droplet_summary(0, 3000, 0, 57000, 0.81)); SELECT call_plate(1)});
is($db->value(q{SELECT o.state, abs(o.copies_per_ml / (31.25 * c.copies_per_ul) - 1) < 1e-12 FROM observation o, concentration(droplet_summary(105, 6300, 0, 30000, (0.7 * 18050 + 0.8 * 18355) / (18050 + 18355), 2), 'fam') c WHERE assay_id = 7}),
	'detected|t', 'replicates of unlike volume have the mean over their partitions');
my $dump = `pg_dump -d $db->{name}`;
like($dump, qr/COPY alkres\.knowledge_ddpcr_assay [^\n]*\nG1202R\t/, 'a dump holds it');
unlike($dump, qr/COPY alkres\.ddpcr_assay/, '... and not the shipped ones');
$db->drop;
done_testing();
