# Backgrounds follow their normals, calls are kept in sets, and draws, libraries and white cells are taken together.
use strict;
use warnings;
use Test::More;
use Database;

my $data = $ENV{ALKRES_DATA};
my $db = Database->new('call_sets');
$db->value("SELECT create_store('cfdna')");
$db->run(q{INSERT INTO study (name) VALUES ('one');
	INSERT INTO patient (study_id, external_id) SELECT study_id, n FROM study, unnest('{P1,P2}'::text[]) n;
	INSERT INTO sample (patient_id, external_id, drawn_at) SELECT patient_id, external_id || '-D' || n, date '2026-01-01' + 30 * n FROM patient, generate_series(1, 3) n});
my $sums = q{SELECT coalesce(string_agg(format('%s %s %s', b.panel, b.block, md5(b.background::text)), ',' ORDER BY b.panel, b.block), 'nothing') FROM background_block b};
my $in = q{SELECT coalesce(string_agg(l.name, ',' ORDER BY l.name), 'none') FROM background_library JOIN library l USING (patient_id, library_id)};
my $counted = q{SELECT string_agg(DISTINCT libraries(background)::text, ',') FROM background_block};

# One addition or subtraction a normal, whatever happens to it.
my %after;
for my $n (1 .. 3)
{
	$db->run("SELECT import_bam('$data/calling_normal$n.bam', 'donor $n', 'R1', role => 'normal', assembly => 'GRCh38')");
	$after{$n} = $db->value($sums);
	is($db->value($counted), $n, "$n normals are in the background");
}
$db->run(q{UPDATE library SET withdrawn = 'haemolysed' WHERE name = 'calling_normal3'});
is($db->value($sums), $after{2}, 'a withdrawn normal is subtracted');
is($db->value($in), 'calling_normal1,calling_normal2', '... and not in the list');
$db->run(q{UPDATE library SET withdrawn = 'seen twice' WHERE name = 'calling_normal3'});
is($db->value($sums), $after{2}, '... once');
$db->run(q{UPDATE library SET withdrawn = NULL WHERE name = 'calling_normal3'});
is($db->value($sums), $after{3}, 'and added again');
$db->run(q{UPDATE library SET role = 'positive' WHERE name = 'calling_normal3'});
is($db->value($sums), $after{2}, 'what is no normal any more is subtracted');
$db->run(q{UPDATE library SET role = 'normal' WHERE name = 'calling_normal3'});
like($db->error(q{BEGIN; UPDATE library SET withdrawn = 'x' WHERE name = 'calling_normal1'; SELECT 1 / 0; COMMIT}), qr/^22012/, 'a transaction that fails');
is($db->value($sums), $after{3}, '... leaves the background as it was');
is($db->value(q{SELECT bool_and(b.background::text = a.sum) FROM background_block b JOIN (SELECT block, background_agg(pileup)::text AS sum FROM pileup_block GROUP BY block) a USING (block)}),
	't', 'it is the aggregate over the normals');
$db->run(q{UPDATE run SET panel = 'exons' WHERE name = 'R1'});
like($db->value($sums), qr/^exons \d+ \w+,exons/, 'another panel is another background');
$db->run(q{UPDATE run SET panel = '' WHERE name = 'R1'});
is($db->value($sums), $after{3}, '... and back');
$db->run(q{DELETE FROM library WHERE name = 'calling_normal3'});
is($db->value($sums), $after{2}, 'a deleted normal is subtracted');
$db->run("SELECT import_bam('$data/calling_normal3.bam', 'reads', 'R1', role => 'normal', unit => 'read')");
is($db->value($sums), $after{2}, 'reads are never a background');
$db->run(q{DELETE FROM library WHERE unit = 'read'});

# Two normals at once, two sessions.
my @sessions = map {
	open my $session, '-|', qw(psql -X -q -At -d call_sets -c), "SET client_min_messages = warning; UPDATE library SET withdrawn = 'x' WHERE name = 'calling_normal$_'" or die;
	$session;
} (1, 2);
close $_ for @sessions;
is($db->value($sums), 'nothing', 'two withdrawn at once leave nothing');
$db->run(q{UPDATE library SET withdrawn = NULL});
is($db->value($sums), $after{2}, '... and come back');

# What hands have spoiled is told and mended.
is($db->value('SELECT count(*) FROM check_background()'), 0, 'every sum is that of its normals');
$db->run(q{UPDATE background_block SET background = background + background WHERE block = (SELECT min(block) FROM background_block);
	DELETE FROM background_block WHERE block = (SELECT max(block) FROM background_block);
	UPDATE background_library SET context_counts[1] = context_counts[1] + 1 WHERE library_id = (SELECT library_id FROM library WHERE name = 'calling_normal1');
	DELETE FROM background_library WHERE library_id = (SELECT library_id FROM library WHERE name = 'calling_normal2')});
is($db->value(q{SELECT string_agg(concat_ws(' ', c.assembly, c.panel, l.name, c.problem), ', ' ORDER BY c.problem) FROM check_background('one') AS c LEFT JOIN library AS l USING (library_id)}),
	'GRCh38  the block is missing, GRCh38  calling_normal1 the counts by context are not those of the library, GRCh38  calling_normal2 the normal is missing, GRCh38  the sum is not that of the normals', 'each fault has its row');
is($db->value('SELECT rebuild_background()'), $db->value('SELECT count(DISTINCT block) FROM pileup_block'), 'the background is made anew');
is($db->value($sums), $after{2}, '... as it was');
is($db->value('SELECT count(*) FROM check_background()'), 0, '... and nothing is to be told');
# A store whose sums are those of an older version.
$db->run(q{UPDATE background_block SET background = background + background; UPDATE background_library SET context_counts = context_counts[2:]; DELETE FROM store_version WHERE version = '16_background_sums'});
isnt($db->value('SELECT count(*) FROM check_background()'), 0, 'sums as an older version made them are not right');
$db->value("SELECT create_store('cfdna')");
is($db->value('SELECT count(*) FROM check_background()'), 0, '... until the store is upgraded');
$db->run(q{UPDATE background_block SET background = background + background; UPDATE background_library SET context_counts = context_counts[2:]; DELETE FROM store_version WHERE version = '29_normals_anew'});
$db->value("SELECT create_store('cfdna')");
is($db->value('SELECT count(*) FROM check_background()'), 0, '... nor sums without what slips, and counts of more than errors');
like($db->error("SELECT * FROM check_background('nowhere')"), qr/^42704: study "nowhere" does not exist/, 'of a study that is not there');
like($db->error("SELECT rebuild_background('nowhere')"), qr/^42704: study "nowhere" does not exist/, '... nor made anew');

# A call of a patient's library.
my $tumour = $db->value("SELECT import_bam('$data/calling_tumour.bam', 'P1-D2', 'R1')");
my $control = $db->value("SELECT import_bam('$data/calling_normal3.bam', 'P2-D1', 'R1')");
my $observed = q{SELECT string_agg(format('%s %s', variant, state), ', ' ORDER BY variant) FROM observation WHERE is_current AND state IN ('detected', 'germline_or_chip') AND library_id = };
ok($db->value("SELECT call_library($tumour, 0.01)") > 60, 'every listed mutation has its observation');
my $called = $db->value($observed . $tumour);
is($called, 'GRCh38:chr2:29222347:A:T detected, GRCh38:chr2:29222392:CA:GT detected, GRCh38:chr2:29222405:G:GCGT detected, GRCh38:chr2:29222451:A:G germline_or_chip', 'what is there is called');
is($db->value('SELECT normals FROM call_set_library'), 2, 'against two normals');
ok($db->value('SELECT expected_false_calls BETWEEN 0 AND 0.01 FROM call_set_library') eq 't', 'few false calls are expected');
is($db->value('SELECT model_version = call_model_version() FROM call_set'), 't', 'with the model named');
is($db->value(q{SELECT bool_or('no_background' = ANY (flags)) FROM observation WHERE is_current AND variant = 'GRCh38:chr2:29222347:A:T'}), 'f', 'normals were used');

# Sets: replaced, or kept beside.
my ($first) = $db->rows('SELECT call_set_id FROM call_set');
$db->run("SELECT call_library($tumour, 0.02)");
isnt($db->value('SELECT string_agg(call_set_id::text, \',\') FROM call_set'), $first, 'a new call takes the place of the old one');
is($db->value('SELECT count(DISTINCT call_set_id) FROM observation'), 1, '... whose observations are gone');
$db->run("SELECT call_library($tumour, 0.005, 0.99, keep => true)");
is($db->value(q{SELECT string_agg(format('%s %s', s.min_posterior, o.is_current), ',' ORDER BY s.call_set_id) FROM call_set s, LATERAL (SELECT DISTINCT is_current FROM observation WHERE call_set_id = s.call_set_id) o}),
	'0.9 f,0.99 t', 'with keep both stay, and the settings with them');
is($db->value(q{SELECT count(*) FROM mutation_state WHERE mutation = 'ALK C1156T'}), 1, 'the views show the current one');
$db->run("SELECT call('R1')");
is($db->value($observed . $tumour), $called, 'a whole run at once calls the same');
is($db->value("SELECT count(DISTINCT library_id) FROM observation WHERE is_current"), 4, '... in all its libraries');
is($db->value("SELECT string_agg(DISTINCT normals::text, ',') FROM call_set_library JOIN library USING (library_id) WHERE role = 'normal'"), 1, 'a normal is not its own background');
is($db->value("SELECT count(*) FROM observation o JOIN observation p USING (library_id, variant) WHERE o.is_current AND p.is_current AND o.observation_id <> p.observation_id"), 0, 'nothing twice');
like($db->error('SELECT call_library(999)'), qr/^42704: library 999 does not exist/, 'no such library');
like($db->error("SELECT genotype($tumour, '{GRCh37:chr2:29445213:A:T}')"), qr/^22023/, 'another assembly');

# A plan for everything runs in parallel, with the function below the Gather.
my @plan = $db->rows(q{SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;
	EXPLAIN (COSTS off) CREATE TEMP TABLE x AS SELECT (c.v).variant FROM (SELECT call_variants(b.pileup, b.background) AS v FROM called_block AS b) AS c});
like(join("\n", @plan), qr/Gather.*ProjectSet.*Parallel/s, 'calling everything is a parallel plan') or diag join "\n", @plan;

# History: an earlier draw's variant needs less.
my $site = q{'{GRCh38:chr2:29222347:A:T}'};
my $other = $db->value("SELECT library_id FROM library JOIN sample USING (patient_id, sample_id) WHERE external_id = 'P2-D1'");
is($db->value("SELECT prior FROM genotype($other, $site, history => true)"), 0.001, 'nobody else\'s history counts');
$db->run(q{UPDATE sample SET drawn_at = '2026-06-01' WHERE external_id = 'P2-D1'; UPDATE observation SET state = 'absent' WHERE library_id = } . $control);
is($db->value("SELECT earlier_variants(patient_id, sample_id, 'GRCh38') FROM sample WHERE external_id = 'P1-D3'"),
	'{GRCh38:chr2:29222347:A:T,GRCh38:chr2:29222392:CA:GT,GRCh38:chr2:29222405:G:GCGT}', 'what a patient has shown');
$db->run(q{UPDATE sample SET drawn_at = NULL, drawn_on = (SELECT drawn_on FROM sample WHERE external_id = 'P1-D1') WHERE external_id = 'P1-D3'});
is($db->value("SELECT coalesce(earlier_variants(patient_id, sample_id, 'GRCh38')::text, 'none') FROM sample WHERE external_id = 'P1-D3'"), 'none', 'of two draws on one day neither is earlier, unless both times are known');
$db->run(q{INSERT INTO site_prior VALUES ('GRCh38:chr2:29222405:G:GCGT', 0, 'here common')});
is($db->value("SELECT state FROM genotype($tumour, '{GRCh38:chr2:29222405:G:GCGT}')"), 'germline_or_chip', 'the laboratory\'s own knowledge comes first');

# Together.
like($db->value("SELECT phase FROM phase($tumour, 'GRCh38:chr2:29222347:A:T', 'GRCh38:chr2:29222392:CA:GT')"), qr/^trans$/, 'phase of two variants');
is($db->value("SELECT phase FROM phase($tumour, 'GRCh38:chr2:29222347:A:T', 'GRCh38:chr2:29220765:G:T')"), 'unknown', 'another exon is unknown');
is($db->value("SELECT count(*) FROM compound_mutations($tumour) WHERE phase = 'trans' AND NOT is_described"), 3, 'pairs of mutations with their phase');
is($db->value("SELECT string_agg(state || ' ' || (joint_posterior > 0.99), ',') FROM trajectory('P1', 'ALK I1171N')"), 'detected true', 'a trajectory');
is($db->value("SELECT count(*) FROM contamination('R1')"), 0, 'no homozygous differences, no contamination');

# One molecule in a hundred of one library is another's, who is homozygous for three other bases.
my $bases = 'ACGTCAGTTGCATCAGGATCCATTGCAAGCTTACGGATACCTGATCGGATTACAGTCCATGGCTAGACTTGACCGATCAGGTTCAAGCTGACTAGCATGGCC';
my $foreign = $bases;
substr($foreign, $_, 1) =~ tr/ACGT/CAAC/ for 20, 50, 80;
sub write_bam
{
	my ($name, $molecules, $foreign_molecules) = @_;
	open my $out, '|-', "samtools view -b -o '$data/$name.bam' -" or die;
	print $out "\@HD\tVN:1.6\tSO:coordinate\n\@SQ\tSN:chr7\tLN:159345973\n";
	for my $n (1 .. $molecules)
	{
		my $sequence = $n <= $foreign_molecules ? $foreign : $bases;
		my ($tag, $equal) = ('', 0);
		for my $at (0 .. length($bases) - 1)
		{
			my $ref = substr $bases, $at, 1;
			if (substr($sequence, $at, 1) eq $ref) { $equal++ }
			else { $tag .= "$equal$ref"; $equal = 0 }
		}
		print $out join("\t", "m$n", $n % 2 ? 0 : 16, 'chr7', 1001, 60, length($bases) . 'M', '*', 0, 0, $sequence, 'I' x length $bases, "MD:Z:$tag$equal"), "\n";
	}
	close $out or die;
	return;
}
write_bam('host', 400, 4);
write_bam('donor', 300, 300);
write_bam('bystander', 300, 0);
$db->run(q{INSERT INTO patient (study_id, external_id) SELECT study_id, n FROM study, unnest('{host,donor,bystander}'::text[]) n;
	INSERT INTO sample (patient_id, external_id) SELECT patient_id, external_id FROM patient WHERE external_id IN ('host', 'donor', 'bystander')});
$db->run("SELECT import_bam('$data/$_.bam', '$_', 'R3', assembly => 'GRCh38')") for qw(host donor bystander);
is_deeply([ $db->rows(q{SELECT library, donor, sites, vaf, round(100 * fraction::numeric, 1), is_likely_donor FROM contamination('R3') WHERE library = 'host'}) ],
	['host|donor|3|12/1200|1.0|t'], 'contamination with its donor');
is($db->value(q{SELECT format('%s %s %s', round(1000 * (c.fraction_lower - o.fraction_lower)::numeric, 1), round(1000 * (c.fraction_upper - o.fraction_upper)::numeric, 1), c.score > 2.9 * o.score)
	FROM contamination('R3') AS c, alkres.contamination('{4/400}') AS o WHERE c.library = 'host'}), '0.0 0.0 t', '... within the limits of the four molecules that show all three sites');
is($db->value(q{SELECT string_agg(DISTINCT format('%s %s %s', library, vaf, is_likely_donor), ', ') FROM contamination('R3') WHERE library <> 'host'}),
	'bystander 0/900 f, donor 0/900 f', '... and none elsewhere');

# Somebody who is heterozygous for one of the three gives half of what there is.
$foreign = $bases;
substr($foreign, 20, 1) =~ tr/ACGT/CAAC/;
write_bam('half', 300, 150);
$db->run(q{INSERT INTO patient (study_id, external_id) SELECT study_id, 'half' FROM study; INSERT INTO sample (patient_id, external_id) SELECT patient_id, external_id FROM patient WHERE external_id = 'half'});
$db->run("SELECT import_bam('$data/half.bam', 'half', 'R3', assembly => 'GRCh38')");
is_deeply([ $db->rows(q{SELECT donor, sites, vaf, round(100 * fraction::numeric, 1), is_likely_donor FROM contamination('R3') WHERE library = 'host'}) ],
	[ 'donor|3|12/1200|1.0|t', 'half|1|4/400|2.0|f' ], 'a heterozygous donor gives half of what there is');

# What is withdrawn is no donor, no host, and says nothing of a site.
$db->run(q{SELECT withdraw(library_id, 'swapped') FROM library WHERE name IN ('host', 'half')});
is($db->value(q{SELECT string_agg(DISTINCT library || ' ' || donor, ', ') FROM contamination('R3')}), 'bystander donor, donor bystander', 'a withdrawn library is left out');
$db->run(q{SELECT withdraw(library_id, NULL) FROM library WHERE name = 'host'});
is_deeply([ $db->rows(q{SELECT donor, is_likely_donor FROM contamination('R3') WHERE library = 'host'}) ], ['donor|t'], '... as donor, too');
$db->run(q{SELECT withdraw_run('R3', 'swapped')});
is($db->value(q{SELECT count(*) FROM contamination('R3')}), 0, '... and so is a withdrawn run');

# Evidence under the threshold in each draw is seen in all together.
$db->run(q{INSERT INTO observation (patient_id, sample_id, method, library_id, run_id, mutation, variant, state, target_vaf, score)
	SELECT s.patient_id, s.sample_id, 'sequencing', l.library_id, l.run_id, 'ALK G1202R', v::variant, 'indeterminate', 0.005, 5
	FROM sample s JOIN patient p USING (patient_id), (SELECT library_id, run_id, patient_id FROM library WHERE library_id = } . $tumour . q{) l,
		unnest('{GRCh38:chr2:29220747:C:T}'::text[]) v
	WHERE p.external_id = 'P1' AND l.patient_id = p.patient_id AND s.external_id = 'P1-D1'
	ON CONFLICT (patient_id, library_id, variant) WHERE method = 'sequencing' AND is_current DO UPDATE SET score = 5, sample_id = EXCLUDED.sample_id, state = 'indeterminate'});
is($db->value(q{SELECT string_agg(format('%s %s %s', sample, is_below_threshold, round(joint_posterior::numeric, 3)), ',') FROM trajectory('P1', 'ALK G1202R')}),
	'P1-D1 t 0.070,P1-D2 f 0.070', 'a draw below the threshold says so');
$db->drop;
done_testing();
