# pg_upgrade keeps values, indexes, hash partitions and a store with its data, its views and users' views of every kind.
# To the same server, which dumps and restores like any other; and to newer ones where ALKRES_UPGRADE_TO names their bin
# folders, colon-separated, for which alkres is installed:
#   make clean && make install PG_CONFIG=/usr/lib/postgresql/17/bin/pg_config && make clean
#   ALKRES_UPGRADE_TO=/usr/lib/postgresql/17/bin test/run tap test/t/092_pg_upgrade.pl
use strict;
use warnings;
use Test::More;
use File::Temp qw(tempdir);
use Database;
use Values;

my ($old) = grep { -x "$_/postgres" } split /:/, $ENV{PATH};
my @newer = ($old, split /:/, $ENV{ALKRES_UPGRADE_TO} // '');
my $cohort = "$ENV{ALKRES_DATA}/cohort";
plan skip_all => 'no simulated cohort' if !-e "$cohort/truth.tsv";
my ($plate) = glob "$cohort/ddpcr/*.csv";
my @types = qw(droplet_summary mutation region vaf variant);
my $folder = tempdir('alkres_upgrade_XXXX', TMPDIR => 1, CLEANUP => 1);
chmod 0755, $folder;
$ENV{PGPORT} = 5433;
$ENV{PGHOST} = $folder;
my $settings = do { local (@ARGV, $/) = $ENV{ALKRES_SETTINGS}; <> };

sub runs
{
	my ($log, @command) = @_;
	my $code = system "cd $folder && " . join(' ', map { "'$_'" } @command) . " >$folder/$log.log 2>&1";
	if ($code)
	{
		diag(`grep -iE 'error|fatal|could not|failure' '$_' | head -20`) for "$folder/$log.log", glob "$folder/new/pg_upgrade_output.d/*/log/pg_upgrade_dump_*.log";
	}
	return $code == 0;
}

sub make_cluster
{
	my ($bin, $data, $staged) = @_;
	runs('initdb', "$bin/initdb", '-D', $data, qw(-U postgres -A trust -E UTF8 --locale=C.UTF-8 -N -k)) or return 0;
	open my $conf, '>>', "$data/postgresql.conf" or die;
	# The place of the staged extension is that of the older server.
	print $conf $settings =~ s/^.*destdir.*\n|^dynamic.*\n|^extension_control_path.*\n/$staged ? $& : ''/gemr, "unix_socket_directories = '$folder'\nport = 5433\n";
	close $conf;
	return 1;
}

sub server { my ($bin, $data, $what) = @_; return runs('server', "$bin/pg_ctl", '-D', $data, '-l', "$data.log", '-w', $what); }

# What must be the same before and after.
my %same = (
	(map { ("values of $_" => "SELECT md5(string_agg(id || ' ' || alkres_internal.${_}_send(v)::text || v::text, ',' ORDER BY id)) FROM the_$_", "order of $_" => "SELECT md5(string_agg(v::text, ',' ORDER BY v, id)) FROM the_$_", "hash of $_" => "SELECT md5(string_agg(format('%s %s', alkres_internal.${_}_hash(v), alkres_internal.${_}_hash_extended(v, 5)), ',' ORDER BY id)) FROM the_$_") } @types),
	'hash partitions' => 'SELECT md5(string_agg(tableoid::regclass || v::text, \',\' ORDER BY v)) FROM parted',
	'generated column' => 'SELECT count(class), md5(string_agg(class::text, \',\' ORDER BY id)) FROM classified',
	pileups => 'SELECT md5(string_agg(pileup::text || background::text, \',\' ORDER BY block)) FROM seen',
	knowledge => 'SELECT count(*), md5(string_agg(r::text, \',\' ORDER BY r::text)) FROM resistance_mutation r',
	'objects of the store' => 'SELECT count(*), (SELECT count(*) FROM pg_proc WHERE pronamespace = \'cfdna\'::regnamespace) FROM pg_class WHERE relnamespace = \'cfdna\'::regnamespace',
	'type modifiers' => 'SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = \'typed\'::regclass AND attnum > 0',
	members => 'SELECT count(*) FROM the_mutation WHERE v <@ \'ALK solvent_front\'',
);
# What users may build on a store.  Their own functions may not group by our types in BEGIN ATOMIC, see doc/administration.md.
my %view = (
	grouped => 'SELECT mutation, count(*), max(mutation), sum(vaf), pooled(vaf) FROM observation GROUP BY mutation',
	distinct => 'SELECT DISTINCT variant FROM observation',
	latest => 'SELECT DISTINCT ON (mutation) mutation, vaf FROM observation ORDER BY mutation, vaf DESC, variant',
	collected => 'SELECT patient_id, array_agg(DISTINCT variant ORDER BY variant) FROM observation GROUP BY patient_id',
	ranked => 'SELECT variant, rank() OVER (PARTITION BY mutation ORDER BY vaf) FROM observation',
	united => 'SELECT variant FROM observation UNION SELECT grch38 FROM resistance_mutation',
	listed => q{SELECT variant FROM observation WHERE mutation IN ('ALK L1196M', 'ALK G1202R')},
	asked => 'SELECT variant FROM observation WHERE mutation NOT IN (SELECT mutation FROM resistance_mutation)',
	paired => 'SELECT variant FROM observation WHERE (variant, mutation) IN (SELECT grch38, mutation FROM resistance_mutation)',
	joined => 'SELECT o.variant, r.hgvs_c FROM observation o LEFT JOIN resistance_mutation r ON r.grch38 = o.variant AND r.mutation = o.mutation',
	members => q{SELECT variant FROM observation WHERE mutation <@ 'ALK solvent_front' OR 'ALK'::mutation @> mutation},
	inside => q{SELECT mutation FROM observation WHERE variant <@ 'GRCh38:chr2:29190000-29230000'},
	numbers => 'SELECT variant FROM observation WHERE vaf > 0.005 AND vaf <> 1',
	greatest => 'SELECT greatest(variant, \'GRCh38:chr2:29220765:G:T\'), CASE WHEN mutation = \'ALK L1196M\' THEN vaf END FROM observation',
	recursive => q{WITH RECURSIVE up(m) AS (SELECT mutation FROM resistance_mutation UNION SELECT parent(m) FROM up WHERE m IS NOT NULL) SELECT m FROM up},
	called => 'SELECT c.* FROM called_block b, LATERAL call_variants(b.pileup, b.background) c',
	course => q{SELECT * FROM trajectory('P001', 'ALK L1196M')},
	merged => 'SELECT run_id, sum(droplets) FROM well GROUP BY run_id',
);
my ($from, $db) = ("$folder/old", bless { name => 'moved' }, 'Database');
for my $new (@newer)
{
	my ($version) = `$new/postgres --version` =~ /([\d.]+)/;
	my $to = "$folder/new";
	system('rm', '-rf', $from, $to);
	make_cluster($old, $from, 1) && make_cluster($new, $to, $new eq $old) && server($old, $from, 'start') or BAIL_OUT('no clusters');
	system(qw(psql -X -q -d postgres -c), 'CREATE DATABASE moved') == 0 or die;
	$db->run("SET client_min_messages = warning; CREATE EXTENSION alkres; ALTER DATABASE moved SET search_path = public, cfdna, alkres; SELECT alkres.create_store('cfdna')");
	$db->run(q{INSERT INTO study (name) VALUES ('one'); INSERT INTO patient (study_id, external_id) SELECT study_id, 'P001' FROM study;
		INSERT INTO sample (patient_id, external_id, drawn_at) SELECT patient_id, 'P001-D' || n, timestamptz '2026-01-01' + 30 * n * interval '1 day' FROM patient, generate_series(1, 2) n;
		INSERT INTO site_prior VALUES ('GRCh38:chr2:29220765:G:T', 0.002, 'ours')});
	$db->run("SELECT import_bam('$cohort/bam/P001-D$_-L1.bam', 'P001-D$_', 'RUN', assembly => 'GRCh38')") for 1, 2;
	$db->run("SELECT import_ddpcr('$plate', 'PLATE', create_samples => true); SELECT call(target_vaf => 0.01, history => true)");
	$db->run("INSERT INTO study_role SELECT study_id, 'pg_monitor' FROM study; SELECT isolate_studies('cfdna')");
	$db->run('CREATE SCHEMA report;' . join ';', map { "CREATE VIEW report.$_ AS $view{$_}" } sort keys %view);
	$db->run(q{CREATE MATERIALIZED VIEW report.kept AS SELECT DISTINCT mutation FROM observation ORDER BY mutation; CREATE UNIQUE INDEX ON report.kept (mutation);
		CREATE VIEW report.barred WITH (security_barrier, security_invoker) AS SELECT * FROM observation WHERE mutation < 'ALK G1202R';
		CREATE FUNCTION report.class_of(patient bigint) RETURNS SETOF mutation STABLE BEGIN ATOMIC SELECT mutation FROM observation WHERE patient_id = patient AND mutation <@ 'ALK' AND variant IN (SELECT grch38 FROM resistance_mutation); END});
	my %content = map { ("content of $_" => "SELECT count(*), md5(string_agg(t::text, ',' ORDER BY t::text)) FROM $_ AS t") }
		$db->rows(q{SELECT oid::regclass FROM pg_class WHERE relkind IN ('r', 'v', 'm') AND relnamespace IN ('cfdna'::regnamespace, 'report'::regnamespace)});
	my %kept = (%same, %content);
	for my $type (@types)
	{
		open my $file, '>', "$folder/$type.txt" or die;
		my $id = 0;
		print $file ++$id, "\t$_\n" for Values->literals($type, 3000);
		close $file;
		$db->run("CREATE TABLE the_$type (id int, v $type); COPY the_$type FROM '$folder/$type.txt'; CREATE INDEX ${type}_btree ON the_$type (v); CREATE INDEX ${type}_hash ON the_$type USING hash (v)");
	}
	$db->run("CREATE TABLE sets AS SELECT id / 3 AS id, array_agg(v) AS v FROM the_mutation GROUP BY 1; CREATE INDEX sets_gin ON sets USING gin (v gin_mutation_ops);
		CREATE INDEX variant_brin ON the_variant USING brin (v);
		CREATE TABLE parted (v vaf) PARTITION BY HASH (v); CREATE TABLE parted_0 PARTITION OF parted FOR VALUES WITH (MODULUS 2, REMAINDER 0); CREATE TABLE parted_1 PARTITION OF parted FOR VALUES WITH (MODULUS 2, REMAINDER 1);
		INSERT INTO parted SELECT v FROM the_vaf;
		CREATE TABLE classified (id int, v variant, class mutation GENERATED ALWAYS AS (classify(v)) STORED); INSERT INTO classified SELECT row_number() OVER (ORDER BY hgvs_c), grch38 FROM resistance_mutation;
		CREATE INDEX classified_class ON classified (class);
		CREATE TABLE seen AS SELECT block, pileup, (SELECT background_agg(pileup) FROM unnest(ARRAY[p.pileup]) b (pileup)) AS background FROM read_pileup('$ENV{ALKRES_DATA}/small.bam', 'test') p;
		CREATE TABLE typed (v variant(GRCh38), r region(GRCh37))");
	my %before = map { $_ => $db->value($kept{$_}) } keys %kept;
	server($old, $from, 'stop');

	ok(runs('upgrade', "$new/pg_upgrade", '-U', 'postgres', '-b', $old, '-B', $new, '-d', $from, '-D', $to, '-p', 5434, '-P', 5435), "pg_upgrade to $version") or last;
	server($new, $to, 'start') or BAIL_OUT('the new cluster does not start');
	is($db->value("SELECT current_setting('server_version')") =~ s/ .*//r, $version, "the server is $version");
	is($db->value($kept{$_}), $before{$_}, "$_: the same on $version") for sort keys %kept;
	isnt($before{'content of observation'}, '0|', 'the store holds observations');
	is($db->value('SELECT call(target_vaf => 0.01, history => true)'), $db->value('SELECT count(*) FROM observation WHERE is_current'), "the store calls on $version");
	is($db->value("SELECT create_store('cfdna')"), 'cfdna', "... and is renewed");
	$db->run('CREATE EXTENSION amcheck; ANALYZE');
	is($db->value("SELECT count(bt_index_check(indexrelid, true)) > 5 FROM pg_index JOIN pg_class c ON c.oid = indexrelid JOIN pg_am a ON a.oid = relam WHERE amname = 'btree' AND relname ~ '_(btree|class)\$'"), 't', "B-trees on $version");
	for my $type (@types)
	{
		is($db->value("SET enable_seqscan = off; SELECT count(*) FROM the_$type a WHERE NOT EXISTS (SELECT FROM the_$type b WHERE b.v = a.v AND b.id = a.id)"), 0, "$type: every value is found by index on $version");
		$db->run("DROP INDEX ${type}_btree");
		is($db->value("SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SELECT count(*) FROM the_$type a WHERE NOT EXISTS (SELECT FROM the_$type b WHERE b.v = a.v AND b.id = a.id)"), 0, "$type: and by hash index on $version");
	}
	is($db->value("SET enable_seqscan = off; SELECT count(*) FROM sets WHERE v @> 'ALK'::mutation"), $db->value("SET enable_bitmapscan = off; SELECT count(*) FROM sets WHERE v @> 'ALK'::mutation"), "GIN on $version");
	is($db->value("INSERT INTO classified (id, v) VALUES (1000, 'GRCh38:chr2:29220765:G:T') RETURNING class"), 'ALK L1196M', "the extension works on $version");
	server($new, $to, 'stop');
}
done_testing();
