# Where a panel has no normals the other libraries of a run stand in for them, are kept with the call, and hide nothing that is published.
use strict;
use warnings;
use Test::More;
use Database;

my $data = $ENV{ALKRES_DATA};
my $db = Database->new('other_libraries');
$db->value("SELECT create_store('cfdna')");
$db->run(q{SET client_min_messages = warning; INSERT INTO study (name) VALUES ('one');
	INSERT INTO patient (study_id, external_id) SELECT study_id, 'P' || n FROM study, generate_series(1, 9) n;
	INSERT INTO sample (patient_id, external_id, drawn_at) SELECT patient_id, external_id || '-D' || n, date '2026-01-01' + 30 * n FROM patient, generate_series(1, 2) n});
my $tumour = $db->value("SELECT import_bam('$data/calling_tumour.bam', 'P1-D1', 'R1', assembly => 'GRCh38')");
my %library;
$library{"P$_"} = $db->value("SELECT import_bam('$data/calling_normal" . ($_ - 1) . ".bam', 'P$_-D1', 'R1')") for 2 .. 4;
# Another library that shows the same.
sub copy_of
{
	my ($from, $sample, $name) = @_;
	return $db->value(qq{WITH made AS (
			INSERT INTO library (patient_id, sample_id, run_id, name, assembly, file_digest, file_identity)
			SELECT s.patient_id, s.sample_id, l.run_id, '$name', l.assembly, '$name', '$name' FROM library l, sample s WHERE l.library_id = $from AND s.external_id = '$sample' RETURNING patient_id, library_id),
		block AS (
			INSERT INTO pileup_block SELECT m.patient_id, m.library_id, b.assembly, b.contig, b.block, b.pileup FROM made m, pileup_block b WHERE b.library_id = $from RETURNING library_id)
		SELECT DISTINCT library_id FROM block});
}
my $background = sub { $db->value("SELECT c.background || ' ' || c.normals || ' ' || c.background_libraries::text FROM call_set_library c WHERE c.library_id = $_[0] ORDER BY call_set_id DESC LIMIT 1") };
my $said = sub { $db->value("SELECT md5(string_agg(concat_ws(' ', variant, mutation, state, vaf, posterior, lod95, flags), ',' ORDER BY variant, mutation)) FROM observation WHERE is_current AND library_id = $_[0]") };
my $detected = sub { $db->value("SELECT string_agg(variant::text, ' ' ORDER BY variant) FROM observation WHERE is_current AND state = 'detected' AND variant IS NOT NULL AND library_id = $_[0]") };

# Too few, and then enough.
my $fewest = $db->value('SELECT least_other_libraries()');
is($db->value("SELECT count(*) FROM other_libraries(ARRAY[$tumour])"), 0, 'three others are too few');
$db->run("SELECT call_library($tumour)");
is($background->($tumour), 'none 0 {}', '... and the call says that nothing was its background');
my $alone = $said->($tumour);
like($db->value("SELECT flags::text FROM observation WHERE library_id = $tumour AND variant = 'GRCh38:chr2:29222347:A:T'"), qr/no_background/, '... as do its flags');
$library{P5} = copy_of($library{P2}, 'P5-D1', 'five');
is($fewest, 4, 'four are enough');
is($said->($tumour), $alone, 'what is called stays as it is when another library comes');
like($db->error("SET client_min_messages = notice; SELECT call_library($tumour); SELECT 1 / 0"), qr/^22012/, 'a notice, no error');
$db->run("SELECT call_library($tumour)");
my $four = join ',', map { $library{$_} } qw(P2 P3 P4 P5);
is($background->($tumour), "other libraries (4) 0 {$four}", 'four stand in, and are kept');
isnt($said->($tumour), $alone, '... and are heard');
my $with = $said->($tumour);
unlike($db->value("SELECT coalesce(string_agg(flags::text, ','), '') FROM observation WHERE library_id = $tumour AND state = 'germline_or_chip'"), qr/no_background/, '... of what nobody expects');

# The call can be repeated from what is kept.
is($db->value(qq{SELECT count(*) FROM call_set_library u JOIN observation o USING (patient_id, library_id, call_set_id) JOIN pileup_block b ON b.library_id = u.library_id AND b.block = block(o.variant),
	LATERAL (SELECT as_other_libraries(background_agg(k.pileup)) AS sum FROM pileup_block k WHERE k.library_id = ANY (u.background_libraries) AND (k.contig, k.block) = (b.contig, b.block)) s,
	LATERAL call_variants(b.pileup, s.sum) c WHERE u.library_id = $tumour AND o.qual IS NOT NULL AND c.variant = o.variant AND c.posterior = o.posterior}),
	$db->value("SELECT count(*) FROM observation WHERE library_id = $tumour AND qual IS NOT NULL"), 'each call again, from the libraries that are kept');
is($db->value(qq{SELECT count(*) FROM genotype($tumour, ARRAY(SELECT variant FROM observation WHERE library_id = $tumour AND variant IS NOT NULL AND kind(variant) <> 'breakend')) g JOIN observation o ON o.variant = g.variant AND o.library_id = $tumour
	WHERE (g.state, g.posterior, g.lod95) IS DISTINCT FROM (o.state, o.posterior, o.lod95)}), 0, 'genotype says the same of every variant');
is($db->value(qq{SELECT count(*) FROM genotype($tumour, listed_variants('GRCh38'), other_libraries => false) g JOIN genotype($tumour, listed_variants('GRCh38')) o USING (variant) WHERE g.lod95 <> o.lod95}) > 0, 1, '... and without them another limit');

# Which are taken: one a patient, of the run, of the same material, not withdrawn, not the patient's own.
my $second = copy_of($library{P3}, 'P3-D2', 'three again');
my $own = copy_of($tumour, 'P1-D2', 'one again');
is($db->value("SELECT others::text || ' ' || ($tumour = ANY (together))::text FROM other_libraries(ARRAY[$own])"), "{$four} true", 'neither a second one of a patient nor the patient\'s own');
is($db->value("SELECT count(DISTINCT others) FROM other_libraries(ARRAY[$own, $tumour])"), 1, '... of both libraries of the patient');
$db->run("SELECT call('R1')");
is($said->($tumour), $with, 'a whole run at once says the same');
is($db->value("SELECT string_agg(DISTINCT background, ',') FROM call_set_library"), 'other libraries (4)', '... and each library has its others');
is($db->value("SELECT bool_or(l.library_id = ANY (c.background_libraries) OR EXISTS (SELECT FROM library k WHERE k.patient_id = c.patient_id AND k.library_id = ANY (c.background_libraries))) FROM call_set_library c JOIN library l USING (library_id)"), 'f', '... of other patients');
is($said->($own), $db->value("SELECT md5(string_agg(concat_ws(' ', variant, mutation, state, vaf, posterior, lod95, flags), ',' ORDER BY variant, mutation)) FROM observation WHERE is_current AND library_id = $tumour"), '... and two that show the same are called the same');
for (["UPDATE sample SET material = 'tissue' WHERE external_id = 'P5-D1'", 'of another material'], ["SELECT withdraw($library{P5}, 'haemolysed')", 'withdrawn'],
	["UPDATE library SET role = 'positive' WHERE library_id = $library{P5}", 'a control'], ["UPDATE library SET unit = 'read' WHERE library_id = $library{P5}", 'counted in reads'],
	["DELETE FROM pileup_block WHERE library_id = $library{P5}", 'without blocks'])
{
	is($db->value("BEGIN; SET LOCAL client_min_messages = warning; $_->[0]; SELECT count(*) FROM other_libraries(ARRAY[$tumour]); ROLLBACK") =~ s{\A\s+}{}r, 0, "$_->[1]: it does not stand in");
}
$db->run(q{INSERT INTO run (study_id, name, kind, assembly) SELECT study_id, 'R2', 'sequencing', 'GRCh38' FROM study});
is($db->value("BEGIN; UPDATE library SET run_id = (SELECT run_id FROM run WHERE name = 'R2') WHERE library_id = $library{P5}; SELECT count(*) FROM other_libraries(ARRAY[$tumour]); ROLLBACK"), 0, 'of another run: neither');

# As asked.
$db->run("SELECT call_library($tumour, other_libraries => false)");
is($background->($tumour), 'none 0 {}', 'not against them when that is not wanted');
is($said->($tumour), $alone, '... the same as alone');
is($db->value("SELECT other_libraries FROM call_set JOIN call_set_library USING (call_set_id) WHERE library_id = $tumour"), 'f', '... and the set keeps the setting');
$db->run("SET client_min_messages = warning; SELECT * FROM move_library($tumour, 'P6-D1')");
is($background->($tumour), 'none 0 {}', 'moved, it is called anew with that setting');
$db->run("SET client_min_messages = warning; SELECT * FROM move_library($tumour, 'P1-D1'); SELECT call_library($tumour)");
is($said->($tumour), $with, 'and by default against them again');

# Removed or withdrawn, it is not taken any more; what was called stays until it is called again.
$db->run("SET client_min_messages = warning; SELECT * FROM remove_library($library{P5}); SELECT withdraw($library{P4}, 'haemolysed')");
is($said->($tumour), $with, 'a call stays as it is when one of its others is removed');
is($background->($tumour), "other libraries (4) 0 {$four}", '... and says how many there were');
$db->run("SELECT call_library($tumour)");
is($background->($tumour), 'none 0 {}', 'called again, there are too few');
$db->run("SELECT withdraw($library{P4}, NULL)");

# What several patients truly carry: published mutations are called as before, anything else is what the run shows everywhere.
my ($unlisted) = $db->rows("SELECT variant FROM observation WHERE library_id = $tumour AND state = 'detected' AND variant = 'GRCh38:chr2:29222405:G:GCGT'");
$db->run("DELETE FROM pileup_block WHERE library_id IN ($library{P2}, $library{P3}, $library{P4}, $second)");
copy_of($tumour, "P$_-D2", "carrier $_") for 5 .. 8;
$db->run("SELECT call_library($tumour)");
like($background->($tumour), qr/^other libraries \(4\)/, 'four carriers stand in');
like($detected->($tumour), qr/29222347:A:T/, 'a published mutation that all carry is detected');
is($db->value("SELECT 'normal_panel' = ANY (flags) FROM observation WHERE library_id = $tumour AND variant = 'GRCh38:chr2:29222347:A:T'"), 'f', '... and nothing is held against it');
diag $db->value("SELECT string_agg(concat_ws(' ', variant, mutation, state, vaf, posterior, flags), E'\n') FROM observation WHERE library_id = $tumour AND (state IN ('detected', 'germline_or_chip') OR alt_count(vaf) > 2)");

# A normal comes before them.
$db->run(q{UPDATE library SET role = 'normal' WHERE name = 'carrier 8'});
$db->run("SELECT call_library($tumour)");
is($background->($tumour), 'normals 1 {}', 'where there is a normal, it alone is the background');
like($db->error("SELECT background_agg(pileup) + as_other_libraries(background_agg(pileup)) FROM pileup_block WHERE library_id = $tumour GROUP BY block"), qr/^22023: normals and other libraries are not one background/, 'the two are never added');
done_testing();
