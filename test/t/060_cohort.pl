# A simulated cohort through the whole store: what it answers agrees with the truth.
use strict;
use warnings;
use Test::More;
use Database;
use Manual;

my $cohort = "$ENV{ALKRES_DATA}/cohort";
plan skip_all => 'no simulated cohort' if !-e "$cohort/truth.tsv";
my $db = Database->new('cohort');
$db->run("SELECT create_store('cfdna')");
$db->run_file("$ENV{ALKRES_BASE}/test/sim/load.sql", "cohort=$cohort");
$db->run("SELECT import_bam('$cohort/' || file, sample, run, library => library, input_ng => input_ng,"
	  . " role => CASE role WHEN 'patient' THEN 'sample' ELSE role END) FROM truth.libraries ORDER BY library");
$db->run("SELECT import_ddpcr('$cohort/' || file, run) FROM truth.plates");
$db->run('SELECT call(target_vaf => 0.01)');
$db->run_file("$ENV{ALKRES_BASE}/test/sim/withdraw.sql");
$db->run_file("$ENV{ALKRES_BASE}/test/sim/agreement.sql");
# Those of reports: 068_elsewhere.pl.
for (split /\n/, $db->value('SELECT agrees, yes, "of", question FROM truth.agreement WHERE number NOT BETWEEN 11 AND 15 ORDER BY number'))
{
	my ($agrees, $yes, $of, $question) = split /\|/;
	is($agrees, 't', "$question: $yes of $of");
}

is($db->value('SELECT count(*) FROM observation WHERE patient_id IN (SELECT patient_id FROM patient WHERE role = \'control\') AND state = \'detected\' AND mutation IN (SELECT mutation FROM resistance_mutation)'),
	0, 'no listed mutation in a healthy donor');
is($db->value('SELECT count(*) FROM library AS l, LATERAL (SELECT count(*) AS n, count(DISTINCT variant) AS d FROM genotype(l.library_id, (SELECT array_agg(grch38) || variant(\'GRCh38\', \'chr7:5:A:T\') FROM resistance_mutation))) AS g WHERE g.n <> 72 OR g.d <> 72'),
	0, 'genotype answers once for every asked variant');
is($db->value('SELECT DISTINCT state FROM library AS l, LATERAL genotype(l.library_id, ARRAY[variant(\'GRCh38\', \'chr7:5:A:T\')])'),
	'not_in_panel', 'a variant outside the design is not in panel');

# Called again, nothing changes; at another threshold only what the threshold says.
my $everything = 'SELECT md5(string_agg(format(\'%s %s %s %s %s\', patient_id, sample_id, variant, mutation, state), \',\' ORDER BY patient_id, sample_id, method, variant, mutation, state)) FROM observation';
my $before = $db->value($everything);
$db->run('SELECT call(target_vaf => 0.01)');
is($db->value($everything), $before, 'calling again gives the same observations');
cmp_ok($db->value("SELECT count(*) FROM mutation_frequency WHERE patients_detected > patients_evaluable OR patients_evaluable > patients"), '==', 0, 'denominators hold');
cmp_ok($db->value("SELECT count(*) FROM emergence WHERE status = 'emergent'"), '>', 0, 'mutations emerge');
cmp_ok($db->value("SELECT count(*) FROM emergence WHERE status = 'emergent' AND (first_detected_on <= start_date OR negative_on >= first_detected_on OR negative_lod95_percent >= fraction_percent OR baseline_on > start_date)"), '==', 0, 'what emerged was excluded before');
is($db->value(q{SELECT count(*) FROM sample AS s, earlier_variants(s.patient_id, s.sample_id, 'GRCh38') AS v WHERE s.external_id = 'P002-D2' AND variant('GRCh38', 'chr2:29220765:G:T') = ANY (v)}), 0,
	'what only a withdrawn library showed is not expected of later draws');
is($db->value('SELECT count(*) FROM check_derived()'), 0, 'the derived tables are what they should be');
is($db->value('SELECT count(*) FROM sample AS s JOIN patient AS p USING (patient_id) WHERE p.role = \'patient\''), $db->value('SELECT count(*) FROM draw'), '... and hold every sample');

# What libraries were, against what the import says of them and against their alleles.
is($db->value('SELECT count(*) FROM library_stats'), $db->value('SELECT count(*) FROM library'), 'every library has its figures');
is($db->value(q{SELECT count(*) FROM library_stats WHERE NOT (on_target_percent BETWEEN 1 AND 100 AND raw_depth > molecule_depth AND reads_per_molecule > 1
	AND discordant_percent BETWEEN 0 AND 5 AND short_fragment_percent BETWEEN 1 AND 90)}), 0, 'they are in range');
is($db->value(q{SELECT count(*) FROM library_stats s, LATERAL (SELECT avg(d.molecules) FROM pileup_block b, LATERAL depth(b.pileup) d
	WHERE (b.patient_id, b.library_id) = (s.patient_id, s.library_id) AND d.covered) AS x(depth) WHERE abs(x.depth - s.molecule_depth) > 1e-6}), 0, 'depth is that of the covered positions');
my ($errors, $rate) = split /\|/, $db->value('SELECT count(*), sum(errors) / sum(molecules) FROM library_errors');
cmp_ok($errors, '>', 96, 'errors have contexts');
cmp_ok($rate, '<', 0.001, 'errors are rare');

# Pictures of patients.
is($db->value(q{SELECT count(*) FROM patient WHERE role = 'patient' AND NOT coalesce(xml_is_well_formed_document(plot_trajectory(external_id)), false)}), 0, 'every patient has a picture');
is($db->value(q{SELECT bool_and(plot_trajectory(p.external_id) LIKE '%>' || m.mutation || '</text>%') FROM patient_mutation AS m JOIN patient AS p USING (patient_id) WHERE m.mechanism = 'on_target'}), 't', '... that names what was found');
is($db->value(q{SELECT plot_trajectory('P001', NULL, '{}') LIKE '%>marker</text>%' AND plot_trajectory('P001', NULL, '{}') NOT LIKE '%>ALK %'}), 't', '... or what was asked for');
like($db->error(q{SELECT plot_trajectory('nobody')}), qr/patient "nobody" does not exist in this study/, '... of patients that there are');

# The star of a modelling tool: plain types, comments, keys that hold, and the rows of what it shows.
my $star = q{FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 WHERE c.relnamespace = 'cfdna'::regnamespace AND c.relname LIKE 'bi\_%'};
is($db->value("SELECT string_agg(DISTINCT format_type(a.atttypid, a.atttypmod), ', ' ORDER BY format_type(a.atttypid, a.atttypmod)) $star"),
	'bigint, boolean, date, double precision, integer, text', 'bi: plain types');
is($db->value("SELECT string_agg(c.relname || '.' || a.attname, ', ' ORDER BY 1) $star AND col_description(a.attrelid, a.attnum) IS NULL"), '', '... every column has a comment');
is($db->value("SELECT count(DISTINCT c.oid) $star AND NOT (coalesce(obj_description(c.oid), '') LIKE '%Research use only' AND 'security_invoker=true' = ANY (c.reloptions))"), 0,
	'... every view says what for, and has the rights of who asks');
my %key = (bi_patient => 'patient_id', bi_line => 'line_key', bi_treatment => 'treatment_id', bi_sample => 'sample_id', bi_mutation => 'mutation', bi_variant => 'variant',
	bi_observation => 'observation_id', bi_sample_mutation => 'observation_id', bi_patient_mutation => q{patient_id || mutation}, bi_well => 'well_id', bi_assessment => 'assessment_id');
is($db->value("SELECT string_agg(DISTINCT c.relname, ' ' ORDER BY c.relname) $star"), join(' ', sort keys %key), '... as many as are known here');
is($db->value("SELECT count(*) - count(DISTINCT $key{$_}) FROM $_"), 0, "$_: its key is one") for sort keys %key;
for (['bi_sample', 'patient_id', 'bi_patient'], ['bi_sample', 'line_key', 'bi_line'], ['bi_line', 'patient_id', 'bi_patient'], ['bi_treatment', 'line_key', 'bi_line'], ['bi_assessment', 'patient_id', 'bi_patient'],
	['bi_observation', 'patient_id', 'bi_patient'], ['bi_observation', 'sample_id', 'bi_sample'], ['bi_observation', 'mutation', 'bi_mutation'], ['bi_observation', 'variant', 'bi_variant'],
	['bi_sample_mutation', 'sample_id', 'bi_sample'], ['bi_sample_mutation', 'mutation', 'bi_mutation'], ['bi_patient_mutation', 'patient_id', 'bi_patient'], ['bi_patient_mutation', 'mutation', 'bi_mutation'],
	['bi_patient_mutation', 'line_key', 'bi_line'], ['bi_well', 'mutation', 'bi_mutation'])
{
	my ($from, $column, $to) = @$_;
	is($db->value("SELECT count(*) FROM $from WHERE $column IS NOT NULL AND $column NOT IN (SELECT $column FROM $to)"), 0, "$from.$column is one of $to");
}
is($db->value("SELECT count(*) FROM ((SELECT patient_id, sample_id, mutation, method, state, fraction, lod95 FROM bi_sample_mutation EXCEPT ALL SELECT patient_id, sample_id, mutation::text, method, state, fraction, lod95 FROM mutation_state)
	UNION ALL (SELECT patient_id, sample_id, mutation::text, method, state, fraction, lod95 FROM mutation_state EXCEPT ALL SELECT patient_id, sample_id, mutation, method, state, fraction, lod95 FROM bi_sample_mutation)) AS d"), 0, 'bi_sample_mutation has the rows of mutation_state');
is($db->value("SELECT count(*) FROM bi_patient_mutation WHERE emergence IS NOT NULL AND mechanism IN ('on_target', 'off_target')"), $db->value('SELECT count(*) FROM emergence'), 'bi_patient_mutation has those of emergence');
is($db->value("SELECT count(*) FILTER (WHERE is_marker) > 0 AND count(*) FILTER (WHERE state = 'absent') > 0 FROM bi_observation"), 't', 'markers and negatives are there');
# As tools write their questions.
is($db->value("PREPARE q (text) AS SELECT count(*) FROM bi_observation WHERE mutation = \$1 AND state = 'detected'; EXECUTE q ('ALK G1202R')"),
	$db->value("SELECT count(*) FROM observation WHERE mutation = 'ALK G1202R' AND state = 'detected' AND is_current"), 'a parameter bound as text');
is($db->value("SELECT count(*) > 0 FROM bi_observation WHERE mutation <> '' AND coalesce(mutation, '') LIKE 'ALK %' AND upper(mutation) LIKE '%G1202%'"), 't', 'comparisons with the empty text, LIKE');

# The cookbook: every question in five lines at most, answered as the page prints it, and as the truth has it.
my $page = "$ENV{ALKRES_BASE}/doc/cookbook.md";
my @questions = Manual::examples($page);
my @said = Manual::answers('cohort', $ENV{ALKRES_DATA}, 0, map { $_->{sql} } @questions);
my (undef, %truth) = split /^-- (\d+)\n/m, Manual::slurp("$ENV{ALKRES_BASE}/test/sim/cookbook.sql");
cmp_ok(scalar(@questions), '>=', 30, 'the cookbook has questions');
for my $n (1 .. @questions)
{
	my ($question, $said) = ($questions[ $n - 1 ], $said[ $n - 1 ]);
	cmp_ok($question->{sql} =~ tr/\n//, '<=', 5, "cookbook, question $n: lines");
	is($said->{failed} ? $said->{text} : '', '', '... is asked');
	is($said->{text}, $question->{expected}, '... is answered as printed');
	ok(defined $truth{$n}, '... has a truth to be compared with') or next;
	my ($answer, $true) = map { $db->value($_) } $question->{sql}, $truth{$n};
	isnt($true, '', '... which says something');
	is($answer, $true, '... and is the answer');
}
is(join(' ', grep { $_ > @questions } keys %truth), '', 'every truth has its question');
Manual::accept_answers($page, $ENV{ACCEPT_COOKBOOK}, map { $_->{text} } @said) if $ENV{ACCEPT_COOKBOOK};
$db->drop;
done_testing();
