# Copies of genes in a store: what normals show of targets follows them and the design; calls write a state for every gene asked.
use strict;
use warnings;
use Test::More;
use Database;

my $cohort = "$ENV{ALKRES_DATA}/cohort";
plan skip_all => 'no simulated cohort' if !-e "$cohort/truth.tsv";
my $db = Database->new('copy_number');
$db->run("SELECT create_store('cfdna')");
$db->run_file("$ENV{ALKRES_BASE}/test/sim/load.sql", "cohort=$cohort");
$db->run("SELECT import_bam('$cohort/' || file, sample, run, library => library, input_ng => input_ng,"
	  . " role => CASE role WHEN 'patient' THEN 'sample' ELSE role END) FROM truth.libraries WHERE role = 'normal' OR sample = 'P001-D1' ORDER BY library");
my $differs = "SELECT string_agg(problem, ', ') FROM check_background()";
my $normals = "SELECT max(c.normals) FROM library AS l, copy_number(l.library_id) AS c WHERE l.role = 'sample'";
my ($first) = $db->rows("SELECT library_id FROM library WHERE role = 'normal' ORDER BY library_id");
my $count = $db->value("SELECT count(*) FROM library WHERE role = 'normal'");

is($db->value($differs), '', 'what normals show of targets is kept');
is($db->value($normals), $count, 'a sample is compared with all normals');
is($db->value("SELECT max(c.normals) FROM copy_number($first) AS c"), $count - 1, 'a normal is not its own');
is($db->value("SELECT string_agg(mutation::text, ', ' ORDER BY mutation) FROM library AS l, copy_number(l.library_id) AS c WHERE l.role = 'sample'"),
	'ALK copy_number_gain, EGFR amplification, KIT amplification, KRAS amplification, MET amplification', 'the driver and the genes of the design are asked for');
is($db->value("SELECT string_agg(DISTINCT state, ', ') FROM library AS l, copy_number(l.library_id) AS c WHERE l.role = 'sample'"), 'neutral', 'nothing was gained');
is($db->value("SELECT string_agg(DISTINCT c.mutation_state, ', ') FROM library AS l, copy_number(l.library_id, 0.9) AS c WHERE l.role = 'sample'"), 'absent', 'in a sample of much tumour that is absent');
is($db->value("SELECT count(*) FROM library AS l, target_ratios(l.library_id) AS t WHERE l.role = 'sample' AND t.log2_ratio IS NOT NULL AND t.spread > 0"), $db->value('SELECT count(*) FROM truth.targets'), 'every target counts');
like($db->value("SELECT plot_copy_number('P001-D1')"), qr/against $count normals.*MET.*<\/svg>/s, 'a picture');

is($db->value("SELECT count(*) FROM library AS l WHERE l.target_counts IS DISTINCT FROM library_target_counts(l.patient_id, l.library_id, l.targets) OR l.targets::text <> library_targets(l.patient_id, l.library_id)::text"), 0, 'what a library shows is counted at its import');

# Withdrawn and back; another panel; a narrower design.
$db->run("SELECT withdraw($first, 'a test')");
is($db->value($differs), '', 'a withdrawn normal leaves');
is($db->value($normals), $count - 1, '... and is not compared with');
$db->run("SELECT withdraw($first, NULL)");
$db->run("UPDATE run SET design = design[2:] WHERE run_id = (SELECT run_id FROM library WHERE library_id = $first)");
is($db->value($differs), '', 'another design counts its own targets');
is($db->value("SELECT cardinality(h.targets) - cardinality(panel_targets(r.design)) FROM background_library AS h JOIN library AS l USING (library_id) JOIN run AS r ON r.run_id = l.run_id WHERE library_id = $first"), 0, '... those of the design');
$db->run("UPDATE background_library SET target_counts[6] = target_counts[6] + 1 WHERE library_id = $first");
is($db->value($differs), 'the counts of targets are not those of the library', 'counts that are wrong are told');
$db->run('SELECT rebuild_background()');
is($db->value($differs), '', '... and mended');

# Calls: a row for each gene asked, with the limit; tumour fraction from the marker or the highest mutation.
$db->run("SELECT call_libraries(array_agg(library_id), 0.01) FROM library WHERE role = 'sample'");
is($db->value("SELECT count(*) FROM observation WHERE is_copy_number(mutation)"), 4, 'an observation of each gene that is still in the design');
is($db->value("SELECT count(*) FROM observation WHERE is_copy_number(mutation) AND (lod95 IS NULL OR (state = 'absent') <> (copy_number_lod95 <= CASE WHEN mutation = 'ALK copy_number_gain' THEN 4 ELSE 5 END AND copy_number_upper < 5))"), 0, 'absent where the copies asked for would have been found');
is($db->value("SELECT count(*) FROM sample AS s, tumour_fraction(s.patient_id, s.sample_id) AS f WHERE s.external_id = 'P001-D1' AND f.tumour_fraction IS DISTINCT FROM (SELECT max(o.tumour_fraction) FROM observation AS o WHERE is_copy_number(o.mutation))"),
	0, 'the tumour fraction is that of the sample');
is($db->value("SELECT count(*) FROM check_derived()"), 0, 'derived tables hold it');
is($db->value("SELECT count(*) FROM draw WHERE highest_fraction > 0 AND first_detected IS NULL AND marker_state IS DISTINCT FROM 'detected'"), 0, 'no mean of alleles counts copies');

# Nothing to look at.
$db->run("UPDATE run SET design = NULL");
is($db->value("SELECT string_agg(c.mutation || ': ' || c.reason, ', ') FROM library AS l, copy_number(l.library_id) AS c WHERE l.role = 'sample'"), 'ALK copy_number_gain: the design of the panel is not known', 'without a design nothing is said');
is($db->value($differs), '', '... nor of normals');
like($db->error('SELECT * FROM copy_number(0)'), qr/library 0 does not exist/, 'no such library');
like($db->error("SELECT plot_copy_number('P001-D2')"), qr/has no library/, 'no library of the sample');
$db->drop;
done_testing();
