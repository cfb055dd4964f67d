# The derived tables after changes at random: imports, calls, clinical changes, withdrawals, removals, samples merged, several in one transaction, some taken
# back.  After each they equal what working the patients out anew gives, which is written apart from what keeps them.
#   ALKRES_DERIVE_STEPS=2000 ALKRES_DERIVE_SEED=7 test/run tap test/t/057_derive_random.pl
use strict;
use warnings;
use Test::More;
use Database;
use Course;

my $steps = $ENV{ALKRES_DERIVE_STEPS} // 300;
my $seed = $ENV{ALKRES_DERIVE_SEED} // time;
srand $seed;
note("seed $seed");
my $db = Database->new('derive_random');
$db->run("SELECT create_store('cfdna')");
Course::define($db);
# How to write what the steps below do in few words; a row is picked by a number.
$db->run(<<'SQL');
INSERT INTO run (study_id, name, kind, assembly) VALUES (1, 'F', 'report', 'GRCh38');
CREATE FUNCTION public.reported(tube text, what mutation, state text, fraction float8, lod95 float8, number int) RETURNS void LANGUAGE sql AS $$
	INSERT INTO report (patient_id, sample_id, run_id, source, assembly, target_vaf, file_name, file_digest)
	SELECT s.patient_id, s.sample_id, r.run_id, 'elsewhere', 'GRCh38', 0.005, number::text, number::text FROM of_sample(tube) AS s, run AS r WHERE r.name = 'F' AND s.sample_id IS NOT NULL;
	INSERT INTO observation (patient_id, sample_id, method, report_id, run_id, mutation, state, fraction, lod95, target_vaf)
	SELECT r.patient_id, r.sample_id, 'reported', r.report_id, r.run_id, what, state, fraction, lod95, 0.005 FROM report AS r WHERE r.file_digest = number::text $$;
CREATE FUNCTION public.any_observation(number int) RETURNS bigint LANGUAGE sql AS $$ SELECT observation_id FROM observation ORDER BY observation_id OFFSET number % greatest((SELECT count(*)::int FROM observation), 1) LIMIT 1 $$;
CREATE FUNCTION public.any_library(number int) RETURNS bigint LANGUAGE sql AS $$ SELECT library_id FROM library ORDER BY library_id OFFSET number % greatest((SELECT count(*)::int FROM library), 1) LIMIT 1 $$;
CREATE FUNCTION public.called(tube text, run text, what mutation[], fraction float8) RETURNS void LANGUAGE sql AS $$
	DELETE FROM observation AS o USING library AS l WHERE l.library_id = library_of(tube, called.run) AND o.patient_id = l.patient_id AND o.library_id = l.library_id;
	SELECT panel(tube, 0.001, called.run);
	UPDATE observation AS o SET state = 'detected', fraction = called.fraction, fraction_lower = called.fraction / 2, fraction_upper = called.fraction * 2
	FROM library AS l WHERE l.library_id = library_of(tube, called.run) AND o.patient_id = l.patient_id AND o.library_id = l.library_id AND o.mutation = ANY (what) $$;
CREATE FUNCTION public.merged(source text, target text) RETURNS void LANGUAGE sql AS $$
	UPDATE library AS l SET sample_id = t.sample_id FROM of_sample(merged.source) AS s, of_sample(merged.target) AS t WHERE l.patient_id = s.patient_id AND l.sample_id = s.sample_id AND t.patient_id = s.patient_id;
	UPDATE report AS l SET sample_id = t.sample_id FROM of_sample(merged.source) AS s, of_sample(merged.target) AS t WHERE l.patient_id = s.patient_id AND l.sample_id = s.sample_id AND t.patient_id = s.patient_id;
	UPDATE observation AS o SET sample_id = t.sample_id FROM of_sample(merged.source) AS s, of_sample(merged.target) AS t WHERE o.patient_id = s.patient_id AND o.sample_id = s.sample_id AND t.patient_id = s.patient_id;
	DELETE FROM sample AS k USING of_sample(merged.source) AS s, of_sample(merged.target) AS t WHERE k.patient_id = s.patient_id AND k.sample_id = s.sample_id AND t.patient_id = s.patient_id $$;
SQL
my @days = map { sprintf '2024-%02d-%02d', $_, 1 + 7 * ($_ % 3) } 1 .. 12;
$db->run("SELECT draws('P$_', '@days[0, 2, 4, 6, 8]')") for 1 .. 3;

sub pick { return $_[ rand @_ ] }
sub chance { return rand() < $_[0] }
my @mutations = map { "'$_'" } 'ALK G1202R', 'ALK L1196M', 'ALK G1269A', 'ALK fusion', 'ALK L1204=', 'ALK I1461V', 'ALK copy_number_gain', 'MET amplification', 'KRAS G12C', 'EGFR L858R', 'ROS1 G2032R', 'ALK solvent_front';
my @states = (qw(detected) x 4, qw(absent) x 4, qw(germline_or_chip indeterminate not_evaluable not_covered not_in_panel));
my $number = 0;
sub patient { return 'P' . pick(1 .. 3) }
sub tube { return "'" . (shift // patient()) . pick(map { "-D$_" } 1 .. 5) . "'" }
sub fraction { return chance(0.15) ? 'NULL' : pick(0.0004, 0.001, 0.004, 0.01, 0.03) }
sub limit { return chance(0.2) ? 'NULL' : pick(0.0005, 0.001, 0.002, 0.01) }
sub state { return "'" . pick(@states) . "'" }
sub any { return pick(0 .. 9999) }
my $of_patient = sub { "patient_id = (SELECT patient_id FROM patient WHERE external_id = '" . patient() . "')" };

my @changes = (
	(sub { 'SELECT measured(' . join(', ', tube(), pick(@mutations), state(), fraction(), limit(), pick("'R'", "'R2'"), chance(0.15) ? 'true' : 'false') . ')' }) x 8,
	(sub { 'SELECT probed(' . join(', ', tube(), pick(map { "'$_'" } qw(G1202R L1196M S1206Y)), state(), fraction(), limit()) . ')' }) x 5,
	(sub { "SELECT reported(" . join(', ', tube(), pick(@mutations), state(), fraction(), limit(), ++$number) . ')' }) x 3,
	(sub { 'SELECT called(' . join(', ', tube(), pick("'R'", "'R2'"), 'ARRAY[' . join(', ', map { pick(@mutations) } 1 .. 3) . ']::mutation[]', pick(0.001, 0.01)) . ')' }) x 6,
	(sub { 'UPDATE observation SET ' . pick('state = ' . state(), 'fraction = ' . fraction(), 'lod95 = ' . limit(), 'mutation = ' . pick(@mutations), 'is_current = NOT is_current', 'is_marker = NOT is_marker', 'fraction_upper = ' . fraction(), "partner = '" . pick(qw(EML4 KIF5B)) . "'",
				"variant = 'GRCh38:chr2:29220747:C:" . pick(qw(T G)) . "'", "alleles = CASE WHEN method = 'ddpcr' THEN ARRAY['GRCh38:chr2:29220747:C:" . pick(qw(T G)) . "'::variant] END", 'alleles = NULL') . ' WHERE observation_id = any_observation(' . any() . ')' }) x 8,
	(sub { 'DELETE FROM observation WHERE observation_id = any_observation(' . any() . ')' }) x 3,
	(sub { 'DELETE FROM observation WHERE sample_id = (of_sample(' . tube() . ')).sample_id' }) x 2,
	sub { 'UPDATE observation SET mutation = ' . pick(@mutations) . ' WHERE mutation = ' . pick(@mutations) },
	(sub { my $p = patient(); "SELECT treated('$p', " . pick(1 .. 3) . ", '" . pick(qw(alectinib lorlatinib brigatinib)) . "', '" . pick(@days) . "'" . (chance(0.4) ? ", '2024-12-01'" : '') . ')' }) x 2,
	sub { 'DELETE FROM treatment WHERE ' . &$of_patient() },
	(sub { "SELECT progressed('" . patient() . "', '" . pick(@days) . "')" }) x 2,
	sub { 'DELETE FROM assessment WHERE ' . &$of_patient() },
	(sub { 'UPDATE sample SET drawn_on = ' . (chance(0.2) ? 'NULL' : "'" . pick(@days) . "'") . ' WHERE external_id = ' . tube() }) x 3,
	sub { "UPDATE sample SET material = '" . pick(qw(plasma plasma tissue white_cells csf)) . "' WHERE external_id = " . tube() },
	sub { "UPDATE patient SET driver = '" . pick(qw(ALK ALK ROS1 EGFR)) . "' WHERE external_id = '" . patient() . "'" },
	sub { "UPDATE patient SET marker = " . pick('NULL', "'GRCh38:chr2:29220747:C:T'") . " WHERE external_id = '" . patient() . "'" },
	(sub { 'SELECT withdraw(any_library(' . any() . '), ' . pick('NULL', "'haemolysed'") . ')' }) x 3,
	(sub { "SELECT withdraw_run('" . pick(qw(R R2 P F)) . "', " . pick('NULL', "'mixed up'") . ')' }) x 3,
	sub { 'SELECT move_library(any_library(' . any() . '), ' . tube() . ')' },
	sub { 'SELECT remove_library(any_library(' . any() . '))' },
	sub { "SELECT remove_run('" . pick(qw(R2 P)) . "')" },
	sub { my $p = patient(); "SELECT remove_patient('$p'); SELECT draws('$p', '@days[1, 3, 5, 7, 9]'); SELECT panel('$p-D1')" },
	(sub { my $p = patient(); 'SELECT merged(' . tube($p) . ', ' . tube($p) . ')' }) x 2,
	sub { my $p = patient(); "INSERT INTO sample (patient_id, external_id, drawn_on) SELECT p.patient_id, p.external_id || k, '" . pick(@days) . "' FROM patient AS p, unnest('{-D1,-D2,-D3,-D4,-D5}'::text[]) AS k WHERE p.external_id = '$p' ON CONFLICT DO NOTHING; SELECT measured(" . tube($p) . ", 'ALK G1202R', 'detected', 0.01)" },
	sub { "UPDATE library SET molecule_depth = " . pick(1000, 2000, 3000) . ' WHERE library_id = any_library(' . any() . ')' },
	sub { 'SELECT refresh(\'' . patient() . '\')' });

# One transaction: one change or several, with a look in between, or parts that are taken back.
sub transaction
{
	my @parts = map { pick(@changes)->() } 1 .. pick(1, 1, 1, 2, 3, 4);
	return $parts[0] if @parts == 1;
	$_ = chance(0.2) ? "SAVEPOINT a; $_; ROLLBACK TO a" : chance(0.2) ? "$_; SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED" : $_ for @parts;
	return join '; ', 'BEGIN', @parts, chance(0.1) ? 'ROLLBACK' : 'COMMIT';
}

# In sessions of 50 steps, so that plans are made anew and kept.
my $file = "$ENV{ALKRES_BASE}/derive_random.sql";
my ($done, $derived, @wrong, %refused) = (0, 0);
while ($done < $steps && !@wrong)
{
	my @script;
	open my $out, '>', $file or die;
	print $out "SET client_min_messages = panic;\n\\o /dev/null\n";
	for (1 .. 50)
	{
		push @script, transaction();
		print $out "$script[-1];\nROLLBACK;\n\\o\nSELECT '$#script', c.* FROM check_derived() AS c; SELECT count(*) FROM sample_mutation;\n\\o /dev/null\n";
	}
	close $out;
	my @told = split /\n/, qx(psql -X -q -At -d derive_random -v VERBOSITY=sqlstate -f $file 2>$file.err);
	/^\d+$/ and $derived += $_ for @told;
	@told = grep { /\|/ } @told;
	$done += 50;
	open my $errors, '<', "$file.err" or die;
	/ERROR: +(\w+)/ && $refused{$1}++ for <$errors>;
	next if !@told;
	my ($step) = $told[0] =~ /^(\d+)\|/ or die "@told";
	@wrong = ("after $script[$step]: " . join(', ', grep { /^$step\|/ } @told), @script[ 0 .. $step ]);
}
is($wrong[0] // '', '', "$done changes at random, and the derived tables are what working them out anew gives") or diag(join "\n", "seed $seed", @wrong[ 1 .. $#wrong ]);

# Some changes cannot be made, and their transaction is gone then: of a row that is no longer there, the same once more.
note(join ', ', map { "$_: $refused{$_}" } sort keys %refused);
is(join(' ', grep { !/^(?:22023|23502|23503|23505|25P02|3B001|42704|55000)$/ } sort keys %refused), '', '... none of which was refused but for what it asked');

# That something was there to be wrong, and that samples alone were worked out.
cmp_ok($derived / $done, '>', 20, 'there were derived rows');
$db->run(q{SELECT draws('Q', '2024-01-01 2024-03-01'); SELECT panel('Q-D1')});
my $derive = 'SELECT alkres_internal.derive_samples';
is($db->value("$derive(s.patient_id, ARRAY[s.sample_id], '{ddpcr}', listed_mutations()) FROM of_sample('Q-D2') AS s"), 't', 'a sample of a known patient is worked out alone');
is($db->value("$derive(s.patient_id, '{-1}', '{ddpcr}', listed_mutations()) FROM of_sample('Q-D2') AS s"), 'f', '... one that is not there asks for the whole patient');
is($db->value("$derive(999999, '{1}', '{ddpcr}', listed_mutations())"), 'f', '... as does a patient who never was worked out');
is($db->value("$derive(999999, NULL, '{ddpcr}', listed_mutations()) IS NULL"), 't', 'NULL of NULL');
like($db->error("$derive(1, '{NULL}', '{ddpcr}', listed_mutations())"), qr/^22004/, 'no sample is NULL');
like($db->error("$derive(1, '{1}', '{NULL}', listed_mutations())"), qr/^22004/, '... nor a method');
$db->drop;
done_testing();
