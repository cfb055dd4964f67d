# Studies of one store kept apart: what a role sees and does is the same whether another study is there or not; what is not covered is an error.
use strict;
use warnings;
use Test::More;
use Database;

my ($data, $cohort) = ($ENV{ALKRES_DATA}, "$ENV{ALKRES_DATA}/cohort");
my $db = Database->new('apart');
my @roles = map { "apart_$_" } qw(owner team_a team_b alice bob nobody);
$db->run(join '', map { "CREATE ROLE $_; " } @roles);
$db->run('GRANT CREATE ON DATABASE apart TO apart_owner; GRANT apart_team_a TO apart_alice; GRANT apart_team_b TO apart_bob; ALTER DATABASE apart SET jit = off');
my ($owner, $alice, $bob) = map { "SET client_min_messages = error; SET ROLE apart_$_; " } qw(owner alice bob);
$db->run("CREATE TABLE public.file (name text PRIMARY KEY, data bytea); GRANT SELECT ON public.file TO PUBLIC;
	INSERT INTO public.file SELECT f, pg_read_binary_file('$data/' || f || '.bam') FROM unnest('{calling_tumour,calling_normal1,calling_normal2}'::text[]) AS f;
	INSERT INTO public.file SELECT f, pg_read_binary_file('$data/vcf/' || f || '.vcf') FROM unnest('{mutect2,structural}'::text[]) AS f");
sub file { return "(SELECT data FROM public.file WHERE name = '$_[0]')" }

# ---- A store of two studies, filled by roles that see one each, with the same names and the same files where they can be.
$db->run("$owner SELECT create_store('cfdna'); INSERT INTO study (name) VALUES ('A'), ('B')");
is($db->value("$owner SELECT isolate_studies('cfdna')"), $db->value(q{SELECT count(*) FROM pg_class WHERE relnamespace = 'cfdna'::regnamespace AND relkind IN ('r', 'p')}), 'every table of a fresh store is covered');
is($db->value(q{SELECT string_agg(relname, ' ') FROM pg_class WHERE relnamespace = 'cfdna'::regnamespace AND relkind IN ('r', 'p')
	AND (NOT relrowsecurity OR NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid))}), '', '... by row security and a policy');
is($db->value(q{SELECT string_agg(relname, ' ') FROM pg_class c WHERE relnamespace = 'cfdna'::regnamespace AND relkind = 'r' AND NOT EXISTS (SELECT FROM pg_attribute a
	WHERE a.attrelid = c.oid AND attname IN ('patient_id', 'study_id'))}), 'store_version', '... which bears patient_id or study_id');
is($db->value(q{SELECT string_agg(relname, ' ') FROM pg_class c WHERE relnamespace = 'cfdna'::regnamespace AND relkind = 'v' AND NOT EXISTS (SELECT FROM pg_options_to_table(reloptions) WHERE option_name = 'security_invoker' AND option_value::boolean)}), '',
	'every view looks with the rights of its reader');
is($db->value(q{SELECT string_agg(oid::regprocedure::text, ' ') FROM pg_proc WHERE pronamespace = 'cfdna'::regnamespace AND prosecdef AND prorettype <> 'trigger'::regtype AND has_function_privilege('public', oid, 'EXECUTE')}), '',
	'no function with the rights of the owner is for everybody');
$db->run("$owner GRANT USAGE ON SCHEMA cfdna TO PUBLIC; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA cfdna TO apart_alice, apart_bob, apart_nobody");
like($db->error("$alice SELECT find_study(NULL)"), qr/^42704: the store has no study HINT: Studies are kept apart here: table study_role/, 'who is named nowhere sees no study');
$db->run("$owner INSERT INTO study_role SELECT study_id, 'apart_team_' || lower(name) FROM study; INSERT INTO study_role SELECT study_id, 'apart_gone' FROM study");
for my $is ([ $alice, 'A' ], [ $bob, 'B' ])
{
	my ($as, $study) = @$is;
	$db->run("$as INSERT INTO patient (study_id, external_id, marker) SELECT study_id, n, 'GRCh38:chr2:29220765:G:T' FROM study, unnest('{P1,only $study}'::text[]) n;
		INSERT INTO sample (patient_id, external_id, drawn_at) SELECT patient_id, external_id || '-D' || n, date '2026-01-01' + 30 * n FROM patient, generate_series(1, 2) n;
		INSERT INTO treatment (patient_id, line, drug, start_date) SELECT patient_id, 1, 'crizotinib', '2026-01-15' FROM patient;
		INSERT INTO assessment (patient_id, assessed_on, kind, result) SELECT patient_id, '2026-02-01', 'RECIST', 'PD' FROM patient;
		INSERT INTO site_prior (study_id, variant, prior) SELECT study_id, 'GRCh38:chr2:29222405:G:GCGT', 0.1 FROM study;
		SELECT import_bam_data(" . file('calling_normal1') . ", 'n1.bam', 'donor 1', 'R', role => 'normal', assembly => 'GRCh38', study => '$study');
		SELECT import_bam_data(" . file('calling_tumour') . ", 't.bam', 'P1-D1', 'R');
		SELECT import_bam_data(" . file('calling_normal2') . ", 'w.bam', 'only $study-D2', 'R $study', assembly => 'GRCh38');
		SELECT import_ddpcr_text(E'Well,Sample,Target,TargetType,DyeName(s),Accepted Droplets,Positives,Negatives,Ch1+Ch2+,Ch1+Ch2-,Ch1-Ch2+,Ch1-Ch2-\\n'
			'A01,P1-D1,L1196M,Unknown,FAM,15000,40,14960,0,40,5000,9960\\nA01,P1-D1,WT,Reference,HEX,15000,5000,10000,0,40,5000,9960\\n', 'plate.csv', 'PLATE');
		INSERT INTO panel (study_id, name, reported_limit) SELECT study_id, 'genes', 0.004 FROM study; INSERT INTO panel_target (study_id, panel_id, mutation) SELECT study_id, panel_id, 'ALK' FROM panel;
		SELECT count(*) FROM import_vcf_data(" . file('mutect2') . ", 'm.vcf', 'REPORTS', sample => 'P1-D1', panel => 'genes'); SELECT count(*) FROM import_vcf_data(" . file('structural') . ", 's.vcf', 'REPORTS', sample => 'P1-D2', assembly => 'GRCh38');
		INSERT INTO droplet_amplitude (patient_id, well_id, fam) SELECT patient_id, well_id, '{1}' FROM well;
		SELECT set_thresholds(run_id, 4000, 3000) FROM run WHERE name = 'PLATE'; SELECT call(target_vaf => 0.01)");
}
is($db->value(qq{$owner SELECT string_agg(s.name || ' ' || (SELECT count(*) FROM observation JOIN patient p USING (patient_id) WHERE p.study_id = s.study_id) || ' ' || (SELECT count(*) FROM background_block b WHERE b.study_id = s.study_id), ',' ORDER BY s.name)
	FROM study s}) =~ /^A (\d+) 2,B (\d+) 2$/ && $1 == $2 && $1 > 140, 1, 'both importers made the same of the same files');
is($db->value("$owner SELECT count(DISTINCT study_id) || ' ' || count(*) FROM call_set"), '2 2', 'each with a call set of its own');
$db->run("$owner INSERT INTO site_prior (variant, prior) VALUES ('GRCh38:chr2:29222405:G:GCGT', 0.2), ('GRCh38:chr2:29222406:C:T', 0.3)");

# ---- Tables: the rows of one study, by owner's count.
my @tables = $db->rows(q{SELECT c.oid::regclass, bool_or(attname = 'patient_id'), bool_or(attname = 'study_id') FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND attname IN ('patient_id', 'study_id')
	WHERE relnamespace = 'cfdna'::regnamespace AND relkind = 'r' GROUP BY c.oid ORDER BY 1});
my $of_a = q{(SELECT study_id FROM study WHERE name = 'A')};
for (@tables)
{
	my ($table, $by_patient, $by_study) = split /\|/;
	my $rows = $by_study eq 't' ? "study_id = $of_a" . ($table eq 'site_prior' ? ' OR study_id IS NULL' : $table eq 'study_role' ? " AND role = 'apart_team_a'" : '') : "patient_id IN (SELECT patient_id FROM patient WHERE study_id = $of_a)";
	my ($own, $all) = split /\|/, $db->value("$owner SELECT count(*) FILTER (WHERE $rows), count(*) FROM $table");
	is($db->value("$alice SELECT count(*) FROM $table"), $own, "$table: $own of $all rows");
	is($db->value("SET ROLE apart_nobody; SELECT count(*) FROM $table"), $table eq 'site_prior' ? 2 : 0, '... and nothing for who has no study');
}

# ---- What is written.
my $of_b = $db->value("$owner SELECT study_id FROM study WHERE name = 'B'");
my ($patient_b, $sample_b, $library_b, $run_b, $set_b, $assay_b) = split /\|/, $db->value(qq{$owner SELECT p.patient_id, s.sample_id, l.library_id, r.run_id, (SELECT call_set_id FROM call_set WHERE study_id = $of_b), (SELECT assay_id FROM assay WHERE study_id = $of_b)
	FROM patient p JOIN sample s USING (patient_id) JOIN library l USING (patient_id, sample_id) JOIN run r USING (run_id) WHERE p.study_id = $of_b AND p.external_id = 'P1'});
my $violates = qr/^42501: new row violates row-level security policy for table/;
my $own_sample = q{(SELECT patient_id, sample_id FROM sample WHERE external_id = 'P1-D1') AS own};
like($db->error("$alice $_->[0]"), $violates, $_->[1])
  for [ "INSERT INTO patient (study_id, external_id) VALUES ($of_b, 'X')", 'no patient in another study' ],
  [ "UPDATE patient SET study_id = $of_b WHERE external_id = 'P1'", '... nor moved there' ],
  [ "INSERT INTO assessment (patient_id, assessed_on, kind, result) VALUES ($patient_b, '2026-01-01', 'RECIST', 'PD')", 'no assessment of its patient' ],
  [ "INSERT INTO study (name) VALUES ('C')", 'no study' ],
  [ "INSERT INTO study_role VALUES ($of_b, 'apart_alice')", 'no right on a study' ],
  [ "INSERT INTO store_version (version) VALUES ('x')", 'no version' ],
  [ "INSERT INTO site_prior (variant, prior) VALUES ('GRCh38:chr2:1:A:T', 0.1)", 'nothing that every study knows' ],
  [ "INSERT INTO library (patient_id, sample_id, run_id, name, role, assembly, file_digest) SELECT patient_id, sample_id, $run_b, 'X', 'normal', 'GRCh38', 'x' FROM $own_sample", 'no library in its run' ],
  [ "INSERT INTO observation (patient_id, sample_id, method, run_id, assay_id, mutation, state, target_vaf) SELECT patient_id, sample_id, 'ddpcr', (SELECT run_id FROM run WHERE name = 'PLATE'), $assay_b, 'ALK G1202R', 'absent', 0.1 FROM $own_sample", 'no observation by its assay' ],
  [ "UPDATE observation SET call_set_id = $set_b WHERE call_set_id IS NOT NULL", '... nor in its call set' ];
like($db->error("$alice INSERT INTO sample (patient_id, external_id) VALUES ($patient_b, 'X')"), qr/^23503: patient $patient_b of sample "X" does not exist/, 'no sample of its patient, who is not there for who asks');
my @deleted = qw(observation call_set_library call_set background_library background_block amplitude_threshold droplet_amplitude);
is($db->value("BEGIN; $alice UPDATE study SET name = 'mine'; UPDATE study_role SET role = 'apart_bob'; DELETE FROM store_version; DELETE FROM study_role; DELETE FROM site_prior WHERE study_id IS NULL; "
	  . join('', map { "DELETE FROM $_; " } @deleted)
	  . "RESET ROLE; SELECT string_agg(name, ',' ORDER BY name) || ' ' || (SELECT count(*) FROM study_role) || (SELECT count(*) > 0 FROM store_version) || (SELECT count(*) FROM site_prior WHERE study_id IS NULL)
		|| ' ' || (SELECT count(*) FROM observation JOIN patient USING (patient_id) WHERE study_id = $of_b) || ' ' || (SELECT count(*) FROM call_set) FROM study; ROLLBACK"),
	'B,mine 4true2 ' . $db->value("$owner SELECT count(*) FROM observation JOIN patient USING (patient_id) WHERE study_id = $of_b") . ' 1', 'to delete everything takes nothing of another study along');

# ---- Who is a member.
is($db->value("SET ROLE apart_alice; SET search_path = cfdna, alkres; SELECT set_config('app.study', 'B', false) || count(*) FROM study"), 'B1', 'no setting changes what is seen');
like($db->error('SET SESSION AUTHORIZATION apart_alice; SET ROLE apart_bob'), qr/^42501/, '... nor a role of somebody else');
is($db->value('ALTER ROLE apart_alice NOINHERIT; SET SESSION AUTHORIZATION apart_alice; SET ROLE apart_alice; SELECT count(*) FROM cfdna.study') . $db->value('ALTER ROLE apart_alice INHERIT; SET ROLE apart_alice; SELECT count(*) FROM cfdna.study'),
	'01', 'a member who does not inherit sees nothing before SET ROLE') if $db->value('SELECT current_setting(\'server_version_num\')::int < 160000') eq 't';
$db->run('GRANT apart_team_b TO apart_alice');
is($db->value("$alice SELECT string_agg(name, ',' ORDER BY name) FROM study"), 'A,B', 'who is in both sees both');
like($db->error("$alice SELECT find_study(NULL)"), qr/^42704: the store has several studies/, '... and names the study');
is($db->value("$alice SELECT call_libraries(ARRAY(SELECT library_id FROM library), 0.01) > 280") . $db->value("$owner SELECT count(*) || ' ' || count(DISTINCT study_id) FROM call_set"), 't2 2', 'a call over both makes a set in each');
$db->run('REVOKE apart_team_b FROM apart_alice');
is($db->value("$alice SELECT string_agg(name, ',' ORDER BY name) FROM study"), 'A', '... until it is revoked');

# A function that a session plans once answers each role by what it may see, whoever asked first.
my $asked = q{SELECT string_agg(DISTINCT sample, ' ') FROM trajectory_of};
is($db->value(qq{$owner $asked('only A', 'A'); $alice $asked('only A'); $bob $asked('only B'); $alice $asked('only A')}), "only A-D2\nonly A-D2\nonly B-D2\nonly A-D2", 'a kept plan is made anew for another role');
like($db->error(qq{$owner $asked('only B', 'B'); $alice $asked('only B', 'B')}), qr/^42704: study "B" does not exist/, '... which finds no other study');
like($db->error(qq{$owner $asked('only B', 'B'); $alice $asked('only B')}), qr/^42704: patient "only B" does not exist/, '... nor its patients');

# ---- Estimates, errors and sequences.
$db->run("$owner ANALYZE");
my $plan = sub { return scalar $db->value("$alice SET enable_seqscan = off; EXPLAIN (COSTS OFF) $_[0]") };
like($plan->("SELECT * FROM observation WHERE patient_id = 1"), qr/Index Cond: \(patient_id = 1\)/, 'a patient is found by index');
like($plan->("SELECT * FROM observation WHERE mutation <\@ 'ALK solvent_front'"), qr/Index Cond: \(\(mutation >= /, '... a class');
like($plan->("SELECT * FROM pileup_block WHERE patient_id = 1 AND library_id = 2"), qr/Index Cond: \(\(patient_id = 1\) AND \(library_id = 2\)\)/, '... a library\'s blocks');
like($plan->("SELECT * FROM trajectory('P1', 'ALK L1196M')"), qr/Index Cond: .*mutation = 'ALK L1196M'/, '... and a trajectory');
is(scalar(() = $plan->('SELECT * FROM observation') =~ /to_regrole/g), 1, 'membership is looked up once a query');
is($db->value("$alice SELECT count(*) FROM pg_stats WHERE schemaname = 'cfdna'"), 0, 'statistics of the tables are hidden');
isnt($db->value("$owner SELECT count(*) FROM pg_stats WHERE schemaname = 'cfdna'"), 0, '... not from their owner');
# Operators of ours are leakproof, as = of integers is: their estimates count every study.  By a function that may leak nobody learns what the statistics hold.
$db->run("CREATE FUNCTION public.loose(mutation, mutation) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN true; END';
	CREATE OPERATOR public.<<@ (LEFTARG = mutation, RIGHTARG = mutation, FUNCTION = public.loose, RESTRICT = alkres_internal.mutation_contained_sel)");
my $rows = sub { my ($r) = $db->value("$_[0] SET search_path = cfdna, public, alkres; EXPLAIN SELECT * FROM observation WHERE mutation $_[1]") =~ /rows=(\d+)/; return $r };
isnt($rows->($owner, "<<@ 'ALK'"), $rows->($owner, "<<@ 'EGFR'"), 'the owner has an estimate by class');
is($rows->($alice, "<<@ 'ALK'"), $rows->($alice, "<<@ 'EGFR'"), '... a reader has none by a function that may leak');
isnt($rows->($alice, "<@ 'ALK'"), $rows->($alice, "<@ 'EGFR'"), '... by <@ one of the whole store');
my $taken = $db->error("$alice INSERT INTO patient (patient_id, study_id, external_id) SELECT $patient_b, study_id, 'X' FROM study");
like($taken, qr/^23505: duplicate key value violates unique constraint "patient_pkey"/, 'that a key is taken is told');
unlike($taken, qr/DETAIL|$patient_b/, '... without the row');
unlike($db->error("$alice INSERT INTO library (patient_id, sample_id, run_id, name, assembly, file_digest) SELECT patient_id, 999999, run_id, 'X', 'GRCh38', 'x' FROM $own_sample, run"), qr/999999/, '... so is a foreign key');


# ---- Every function of the store, asked for what is another study's and for what is the role's own: it says and does the same where the other study does not exist.
sub keys_of
{
	my ($study, $names) = @_;
	my $ids = sub { my ($what, $from) = @_; return $db->value("$owner SELECT coalesce(array_agg($what ORDER BY $what), '{}') FROM $from") };
	my $is = "study_id = (SELECT study_id FROM study WHERE name = '$study')";
	my %of = (
		study_id => $ids->('study_id', "study WHERE name = '$study'"), patient_id => $ids->('patient_id', "patient WHERE $is AND role = 'patient'"),
		run_id => $ids->('run_id', "run WHERE $is AND kind = 'ddpcr'"), library_id => $ids->('library_id', "library JOIN run USING (run_id) WHERE $is AND role = 'sample'"),
		sample_id => $ids->('sample_id', "sample WHERE $is"), well_id => $ids->('well_id', "well JOIN run USING (run_id) WHERE $is"),
		assay_id => $ids->('assay_id', "assay WHERE $is"), call_set_id => $ids->('call_set_id', "call_set WHERE $is"));
	my %key = map { $_ => $of{$_} =~ /(\d+)/ ? $1 : 'NULL' } keys %of;
	@key{qw(libraries runs patients studies)} = map { "'$of{$_}'" } qw(library_id run_id patient_id study_id);
	@key{qw(study run sample library patient file_name name digest)} = map { "'$_'" } @$names{qw(study run sample library patient file_name name digest)};
	@key{qw(unit umi target_vaf min_posterior history create_samples mutant_channel before)} = ("'molecule'", "'auto'", 0.01, 0.9, 'true', 'true', "'fam'", "'2026-03-01'");
	@key{qw(data content assembly panel kind role mutation variants first second marker why)} = (file('calling_normal2'), "'Well,Sample'", "'GRCh38'", "''", "'sequencing'", "'sample'", "'ALK L1196M'",
		"ARRAY['GRCh38:chr2:29220765:G:T'::variant]", "'GRCh38:chr2:29220765:G:T'", "'GRCh38:chr2:29220766:A:T'", "'GRCh38:chr2:29220765:G:T'", "'reason'");
	return \%key;
}
my $digest = $db->value("$owner SELECT file_digest FROM library WHERE name = 'w' LIMIT 1");
my %asked = (
	'of another study' => keys_of('B', { study => 'B', run => 'R B', sample => 'only B-D2', library => 'w', patient => 'only B', file_name => 'w.bam', name => 'donor 1', digest => $digest }),
	'of its own' => keys_of('A', { study => 'A', run => 'R', sample => 'P1-D1', library => 't', patient => 'P1', file_name => 'w.bam', name => 'donor 1', digest => 'x' }));
my @functions = $db->rows(q{SELECT p.oid::regprocedure || '|' || p.oid::regproc || '|' || (SELECT coalesce(string_agg(concat_ws('=', n, format_type(t, NULL), i > pronargs - pronargdefaults), ';' ORDER BY i), '') FROM unnest(proargnames, proargtypes::oid[]) WITH ORDINALITY AS a(n, t, i) WHERE t IS NOT NULL)
	FROM pg_proc p WHERE pronamespace = 'cfdna'::regnamespace AND prorettype <> 'trigger'::regtype ORDER BY 1});
my @calls;
for my $whose (sort keys %asked)
{
	for (@functions)
	{
		my ($signature, $name, $arguments) = split /\|/;
		my @values = map { my ($n, $t, $has_default) = split /=/; my $value = $asked{$whose}{$n}; defined $value || $has_default eq 'f' ? qq{"$n" => } . ($value // 'NULL') . "::$t" : () } split /;/, $arguments // '';
		push @calls, [ "$signature $whose", "$name(" . join(', ', @values) . ')' ];
	}
}
# Calls one as alice and takes it back: what it returns, or its error.
$db->run(q{CREATE FUNCTION public.said(call text) RETURNS text LANGUAGE plpgsql SET client_min_messages = error AS $$
	DECLARE said text; more text; hint text; seen record;
	BEGIN
		BEGIN
			EXECUTE format('SELECT string_agg(t::text, E''\n'' ORDER BY t::text) FROM (SELECT * FROM %s) AS t', call) INTO said;
			-- What it did shows in what the caller sees then.
			FOR seen IN SELECT c.oid::regclass AS name FROM pg_class AS c WHERE relnamespace = 'cfdna'::regnamespace AND relkind = 'r' ORDER BY 1 LOOP
				-- Times have as many digits as they need.
				EXECUTE format('SELECT count(*) || %L || coalesce(sum(length(regexp_replace(t::text, %L, %L, %L))), 0) FROM %s AS t', ' ', '\d\d:\d\d:[\d.]+', '', 'g', seen.name) INTO more;
				said := concat(said, ' ', seen.name, ' ', more);
			END LOOP;
			RAISE EXCEPTION USING ERRCODE = 'P9999', MESSAGE = coalesce(said, 'NULL');
		EXCEPTION WHEN SQLSTATE 'P9999' THEN RETURN SQLERRM;
			WHEN others THEN GET STACKED DIAGNOSTICS more = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT; RETURN concat_ws(' | ', SQLSTATE, SQLERRM, more, hint);
		END;
	END $$; CREATE TABLE public.call (n int, call text); GRANT SELECT ON public.call TO PUBLIC});
$db->run("INSERT INTO public.call VALUES " . join ', ', map { "($_, \$q\$$calls[$_][1]\$q\$)" } 0 .. $#calls);
my @relations = $db->rows(q{SELECT oid::regclass FROM pg_class WHERE relnamespace = 'cfdna'::regnamespace AND relkind IN ('r', 'v') ORDER BY relname});
sub everything
{
	# New keys are above a million, and the same number each time.
	$db->run(q{SELECT setval(oid, 1000000) FROM pg_class WHERE relnamespace = 'cfdna'::regnamespace AND relkind = 'S'});
	my %said = map { /^(\d+)\|(.*)/s ? ($calls[$1][0] => $2 =~ s/\b1\d{6}\b/new/gr) : die } split /\0/,
	  $db->value("$alice SELECT string_agg(n || '|' || public.said(call), chr(1) ORDER BY n) FROM public.call") =~ tr/\1/\0/r;
	$said{$_} = $db->value("$alice SELECT string_agg(t::text, chr(10) ORDER BY t::text) FROM $_ AS t") for @relations;
	return %said;
}
my $state = "$owner SELECT string_agg(md5, ',') FROM (" . join(' UNION ALL ', map { my ($t) = split /\|/; "SELECT '$t' || md5(string_agg(t::text, ',' ORDER BY t::text)) FROM $t AS t" } @tables) . ') AS s(md5)';
my $before = $db->value($state);
my %beside = everything();
is($db->value($state), $before, 'what the functions did was taken back');
# Now the other study goes.
$db->run("SET session_replication_role = replica; SET search_path = cfdna, alkres; BEGIN; CREATE TEMP TABLE gone ON COMMIT DROP AS SELECT patient_id FROM patient WHERE study_id = $of_b; "
	  . join('', map { my ($t, $by_patient, $by_study) = split /\|/; "DELETE FROM $t WHERE " . ($by_study eq 't' ? "study_id = $of_b; " : 'patient_id IN (SELECT patient_id FROM gone); ') } reverse sort { ($a =~ /^study\|/) <=> ($b =~ /^study\|/) } @tables)
	  . 'COMMIT');
is($db->value("$owner SELECT string_agg(name, ',') FROM study"), 'A', 'the other study is gone');
my %alone = everything();
for (sort keys %beside)
{
	is($beside{$_}, $alone{$_}, "$_: the same as without the other study");
}
cmp_ok(scalar(grep { $alone{$_} !~ /^(42704|22|42|0A|P0|NULL$)/ } map { $_->[0] } @calls), '>', 40, '... and it was not all errors');
diag(join "\n", map { "$_: " . substr $beside{$_}, 0, 300 } sort keys %beside) if $ENV{SHOW};

# ---- What is not covered is an error.
my $refused = qr/^55000: studies of store "cfdna" cannot be kept apart DETAIL: /;
for ([ 'CREATE TABLE note (note text)', 'DROP TABLE note', qr/No policy covers table note\..*HINT: A table needs a column study_id/, 'a table without a key' ],
	[ 'CREATE VIEW everybody AS SELECT * FROM patient', 'DROP VIEW everybody', qr/No policy covers view everybody\./, 'a view with the rights of its owner' ],
	[ 'CREATE VIEW everybody WITH (security_invoker = false) AS SELECT * FROM patient', 'DROP VIEW everybody', qr/No policy covers view everybody\./, '... that says so' ],
	[ 'CREATE MATERIALIZED VIEW "Kept" AS SELECT * FROM patient', 'DROP MATERIALIZED VIEW "Kept"', qr/No policy covers materialized view "Kept"\./, 'a materialized view' ],
	[ 'CREATE POLICY by_study ON observation USING (true)', 'DROP POLICY by_study ON observation', qr/by_study on cfdna\.observation\..*AS RESTRICTIVE/, 'another policy that opens' ])
{
	my ($make, $drop, $says, $name) = @$_;
	$db->run("$owner SET search_path = cfdna, alkres; $make");
	like($db->error("$owner SELECT isolate_studies('cfdna')"), qr/$refused.*$says/, $name);
	like($db->error("$owner SELECT create_store('cfdna')"), qr/$refused.*$says/, '... at an upgrade, too');
	$db->run("$owner SET search_path = cfdna, alkres; $drop");
}
$db->run("$owner SET search_path = cfdna, alkres; CREATE POLICY narrow ON observation AS RESTRICTIVE USING (state <> 'absent'); CREATE VIEW mine WITH (security_invoker = on) AS SELECT * FROM patient;
	CREATE TABLE later (study_id bigint, note text); INSERT INTO later SELECT study_id, name FROM study; INSERT INTO later VALUES (NULL, 'all'), (0, 'of others');
	CREATE SCHEMA parts; CREATE TABLE split (patient_id bigint, n int) PARTITION BY HASH (patient_id); CREATE TABLE parts.split_0 PARTITION OF split FOR VALUES WITH (MODULUS 1, REMAINDER 0);
	INSERT INTO split SELECT patient_id, 1 FROM patient; INSERT INTO split VALUES (0, 2);
	GRANT USAGE ON SCHEMA parts TO PUBLIC; GRANT SELECT ON ALL TABLES IN SCHEMA cfdna, parts TO apart_alice");
is($db->value("$alice SELECT count(*) FROM later"), 3, 'a table that came later is open');
is($db->value("$owner SELECT create_store('cfdna')") . $db->value("$alice SELECT string_agg(note, ',' ORDER BY note) FROM later"), 'cfdnaA,all', '... until the store is renewed');
is($db->value("$alice SELECT sum(n) - (SELECT count(*) FROM patient) || ' ' || (SELECT count(*) FROM parts.split_0 WHERE n = 2) FROM split"), '0 0', 'partitions are covered, in other schemas too');
is($db->value("$alice SELECT count(*) FROM observation WHERE state = 'absent'"), 0, 'what narrows stays');
is($db->value(q{SELECT count(*) FROM pg_policy p JOIN pg_class c ON c.oid = polrelid WHERE relname = 'observation'}), 2, '... and nothing doubles');
like($db->error("$bob SELECT isolate_studies('cfdna')"), qr/^42501: schema "cfdna" belongs to another role/, 'only the owner');
like($db->error("SELECT isolate_studies('cfdna')"), qr/^42501: schema "cfdna" belongs to another role/, '... not even a superuser');
like($db->error("SELECT isolate_studies('$_')"), qr/^42704: schema "$_" is no store/, "no store: $_") for 'public', 'no such';
is($db->value("SELECT isolate_studies(NULL) IS NULL"), 't', 'NULL');
is($db->value("$owner SELECT isolate_studies('cfdna', false) > 20") . $db->value("$alice SELECT count(*) FROM later"), 't3', 'they are together again');
is($db->value(q{SELECT string_agg(relname, ',') FROM pg_class WHERE relnamespace = 'cfdna'::regnamespace AND relrowsecurity}), 'observation', '... but for what the owner narrowed');
is($db->value("$owner ALTER SCHEMA cfdna RENAME TO \"Old one\"; SELECT isolate_studies('Old one') > 20") . $db->value("$alice SELECT count(*) FROM \"Old one\".later"), 't2', 'a store with another name');

# ---- A store made before: its call sets may be of several studies.
$db->run("$owner SELECT create_store('older'); SET search_path = older, alkres; INSERT INTO study (name) VALUES ('A'), ('B');
	INSERT INTO patient (study_id, external_id) SELECT study_id, 'P' FROM study; INSERT INTO sample (patient_id, external_id) SELECT patient_id, 'P-D1' FROM patient;
	SELECT import_bam_data(" . file('calling_tumour') . ", 't.bam', 'P-D1', 'R', study => name, assembly => 'GRCh38') FROM study;
	SELECT call(study => 'A'), call(study => 'B'); INSERT INTO site_prior VALUES ('GRCh38:chr2:29222405:G:GCGT', 0.1, 'ours');
	UPDATE call_set_library SET call_set_id = (SELECT min(call_set_id) FROM call_set); UPDATE observation SET call_set_id = (SELECT min(call_set_id) FROM call_set);
	DELETE FROM store_version WHERE version LIKE '%studies_apart'; DROP TABLE study_role; ALTER TABLE call_set DROP study_id; ALTER TABLE site_prior DROP study_id, DROP site_prior_id, ADD PRIMARY KEY (variant);
	ALTER TABLE amplitude_threshold DROP study_id, ADD CONSTRAINT amplitude_threshold_run_id_fkey FOREIGN KEY (run_id) REFERENCES run ON DELETE CASCADE; ALTER TABLE run DROP CONSTRAINT run_study_id_run_id_key;
	CREATE FUNCTION site_priors(assembly text, OUT variants variant[], OUT priors float8[]) LANGUAGE sql AS 'SELECT NULL::variant[], NULL::float8[]'");
like($db->error("$owner SELECT isolate_studies('older')"), qr/^55000: store "older" has no table study_role.*create_store\('older'\) renews it/, 'an older store is to be renewed');
is($db->value("$owner SELECT create_store('older')"), 'older', '... and is');
my $sets = "$owner SET search_path = older, alkres; SELECT string_agg(DISTINCT said, ',' ORDER BY said) || (SELECT ' ' || count(*) FROM call_set) FROM (SELECT concat_ws(' ', s.name, o.call_set_id = u.call_set_id, c.study_id = s.study_id) AS said
	FROM study s JOIN run r USING (study_id) JOIN observation o USING (run_id) JOIN call_set c USING (call_set_id) JOIN call_set_library u USING (patient_id, library_id)) AS k";
is($db->value($sets), 'A t t,B t t 2', 'a call set of two studies is two');
is($db->value("$owner SET search_path = older, alkres; SELECT (site_priors('GRCh38')).priors[array_position((site_priors('GRCh38')).variants, 'GRCh38:chr2:29222405:G:GCGT')] || ' ' || settle_call_sets()"), '0.1 0', 'what the laboratory knows is known for every study');
$db->run("$owner SET search_path = older, alkres; UPDATE run SET study_id = (SELECT study_id FROM study WHERE name = 'B'), name = 'R2' WHERE study_id = (SELECT study_id FROM study WHERE name = 'A')");
is($db->value($sets), 'B t t 2', 'a run that becomes another study\'s takes its call set along');

$db->run('SET client_min_messages = warning; DROP SCHEMA "Old one", older, parts CASCADE; DROP OWNED BY ' . join(', ', @roles) . '; DROP ROLE ' . join ', ', @roles);
$db->drop;
done_testing();
