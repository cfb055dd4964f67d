# The store: imports are all or nothing and idempotent, bad input leaves it unchanged, it survives a dump.
use strict;
use warnings;
use Test::More;
use Database;

my $data = $ENV{ALKRES_DATA};
my $cohort = "$data/cohort";
plan skip_all => 'no simulated cohort' if !-e "$cohort/truth.tsv";
my $bam = "$cohort/bam/P001-D1-L1.bam";
my ($plate) = glob "$cohort/ddpcr/*.csv";
my $db = Database->new('store');

is($db->value("SELECT create_store('cfdna')"), 'cfdna', 'create_store');
is($db->value("SELECT create_store('cfdna')"), 'cfdna', 'create_store again');
like($db->error("SELECT create_store('alkres')"), qr/^42939: a store cannot be named "alkres"/, 'a reserved name');
like($db->error("SELECT create_store('pg_store')"), qr/^42939/, 'a system name');
$db->run('CREATE SCHEMA taken; CREATE TABLE taken.x (a int)');
like($db->error("SELECT create_store('taken')"), qr/^42P06: schema "taken" holds other objects DETAIL: Among them are: table taken.x/, 'a schema in use');
$db->run('CREATE ROLE store_tester');
like($db->error("SET ROLE store_tester; SELECT create_store('cfdna')"), qr/^42501: schema "cfdna" belongs to another role/, 'somebody else\'s schema');

is($db->value(q{SELECT string_agg(c.relname || '.' || a.attname, ', ') FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
	WHERE c.relnamespace = 'cfdna'::regnamespace AND c.relkind IN ('r', 'v') AND a.attnum > 0 AND NOT a.attisdropped
		AND col_description(c.oid, a.attnum) IS NULL}), '', 'every column has a comment');
is($db->value(q{SELECT string_agg(p.proname, ', ') FROM pg_proc p WHERE pronamespace IN ('cfdna'::regnamespace, 'alkres'::regnamespace)
	AND obj_description(p.oid, 'pg_proc') IS NULL}), '', 'every function has a comment');
like($db->error('DROP EXTENSION alkres'), qr/^2BP01/, 'the extension cannot be dropped under a store');

# What an import needs is asked for.
like($db->error("SELECT import_bam('$bam', 'P001-D1', 'RUN01', assembly => 'GRCh38')"), qr/^42704: the store has no study/, 'no study');
$db->run(q{INSERT INTO study (name) VALUES ('one');
	INSERT INTO patient (study_id, external_id) SELECT study_id, 'P00' || n FROM study, generate_series(1, 9) n;
	INSERT INTO sample (patient_id, external_id, drawn_at) SELECT patient_id, external_id || '-D' || n, date '2026-01-01' + 30 * n FROM patient, generate_series(1, 6) n});
like($db->error("SELECT import_bam('$bam', 'nobody', 'RUN01', assembly => 'GRCh38')"), qr/^42704: sample "nobody" does not exist/, 'no such sample');
like($db->error("SELECT import_bam('$ENV{ALKRES_DATA}/small.bam', 'P001-D1', 'RUN01')"), qr/^22023: run "RUN01" is new, and neither the header nor an argument tells its assembly HINT/, 'no assembly');

# Bad files: each a clear error, and an unchanged store.
my $count = 'SELECT (SELECT count(*) FROM run), (SELECT count(*) FROM library), (SELECT count(*) FROM pileup_block), (SELECT count(*) FROM well), (SELECT count(*) FROM assay), (SELECT count(*) FROM patient), (SELECT count(*) FROM sample)';
my $unchanged = $db->value($count);
sub change
{
	my ($name, $from, $change) = @_;
	open my $in, '<:raw', $from or die;
	my $bytes = do { local $/; <$in> };
	$change->() for $bytes;
	# The data's own files keep their names: other tests read them.
	open my $out, '>:raw', "$data/store_$name" or die;
	print $out $bytes;
	close $out;
	return "$data/store_$name";
}
my %broken = (
	'a truncated BAM' => [ change('truncated.bam', $bam, sub { $_ = substr $_, 0, length() / 2 }), qr/^XX001: .*(truncated|end).*/i ],
	'a BAM without its end' => [ change('noend.bam', $bam, sub { $_ = substr $_, 0, length() - 28 }), qr/^XX001/ ],
	'a text called .bam' => [ change('text.bam', $bam, sub { $_ = "chr2\t1\n" }), qr/^(22P04|XX001)/ ],
	'an empty file' => [ change('empty.bam', $bam, sub { $_ = '' }), qr/^(22P04|XX001)/ ],
	'a directory' => [ $data, qr/^42809/ ],
	'a URL' => [ 'https://example.org/x.bam', qr/^22023/ ],
	'a missing file' => [ "$data/missing.bam", qr/^58P01: could not open file ".*missing.bam" on the database server: No such file or directory HINT: A path is that of a file on the database server/ ],
	'a relative path' => [ 'x.bam', qr/^22023/ ],
);
for (sort keys %broken)
{
	my ($path, $expected) = @{ $broken{$_} };
	like($db->error("SELECT import_bam('$path', 'P001-D1', 'RUN01', assembly => 'GRCh38')"), $expected, $_);
	is($db->value($count), $unchanged, "$_ leaves the store unchanged");
}
my %broken_plates = (
	'a missing column' => [ change('column.csv', $plate, sub { s/AcceptedDroplets/Droplets/; s/Negatives/Nix/ }), qr/^22P04: .*HINT/ ],
	'a decimal comma' => [ change('comma.csv', $plate, sub { s/(\n"A01".*?),(\d+)\.(\d+),/$1,$2,$3,/ }), qr/^22P04: .*HINT/ ],
	'an impossible count' => [ change('count.csv', $plate, sub { s/(\n"A01"[^\n]*?)(,\d+){6},,/$1,1,2,3,4,5,6,,/ }), qr/^22P04/ ],
	'an empty plate' => [ change('none.csv', $plate, sub { s/\n.*//s }), qr/^22P04/ ],
	'a binary file' => [ $bam, qr/^22P04/ ],
);
for (sort keys %broken_plates)
{
	my ($path, $expected) = @{ $broken_plates{$_} };
	like($db->error("SELECT import_ddpcr('$path', 'PLATE', create_samples => true)"), $expected, $_);
	is($db->value($count), $unchanged, "$_ leaves the store unchanged");
}
like($db->error("SET statement_timeout = 30; SELECT import_bam('$bam', 'P001-D1', 'RUN01', assembly => 'GRCh38')"), qr/^57014/, 'a cancelled import');
is($db->value($count), $unchanged, 'a cancelled import leaves the store unchanged');
$db->run('GRANT USAGE ON SCHEMA cfdna TO store_tester; GRANT ALL ON ALL TABLES IN SCHEMA cfdna TO store_tester');
like($db->error("SET ROLE store_tester; SELECT import_bam('$bam', 'P001-D1', 'RUN01', assembly => 'GRCh38')"),
	qr/^42501/, 'server files are for pg_read_server_files');

# The same file is imported once.
my $library = $db->value("SELECT import_bam('$bam', 'P001-D1', 'RUN01', assembly => 'GRCh38')");
my $once = $db->value($count);
is($db->value("SELECT import_bam('$bam', 'P001-D1', 'RUN01')"), $library, 'the same file again is the same library');
is($db->value($count), $once, '... and changes nothing');
like($db->error("SELECT import_bam('$cohort/bam/P001-D2-L1.bam', 'P001-D2', 'RUN01', library => 'P001-D1-L1')"),
	qr/^23505: run "RUN01" already holds a library "P001-D1-L1" from another file DETAIL/, 'another file under the same name');
like($db->error("SELECT import_bam('$cohort/bam/P001-D2-L1.bam', 'P001-D2', 'RUN01', assembly => 'GRCh37')"), qr/^22023: run "RUN01" is aligned to GRCh38/, 'another assembly');
my $run = $db->value("SELECT import_ddpcr('$plate', 'PLATE', create_samples => true)");
is($db->value("SELECT import_ddpcr('$plate', 'PLATE')"), $run, 'the same plate again is the same run');
is($db->value("SELECT import_ddpcr('$plate')"), $run, '... also where no name is given');
like($db->error("SELECT import_ddpcr('$plate', 'PLATE2')"), qr/^23505: file ".*" is already imported as plate "PLATE", as another one DETAIL: Its run is "PLATE", not "PLATE2"\./, '... under another name it is an error');
like($db->error("SELECT import_ddpcr('" . change('other.csv', $plate, sub { s/OK/CHECK/ }) . "', 'PLATE')"), qr/^23505: run "PLATE" already exists/, 'another plate under the same name');
is($db->value("SELECT count(*) FROM well WHERE is_counted AND merged_wells IS NOT NULL"), 0, 'merged wells are not counted beside their parts');
isnt($db->value("SELECT count(*) FROM well WHERE NOT is_counted"), 0, '... and are there');

# Two sessions import the same file, and two files of one new run, at once: nothing twice, nothing lost.
my @sessions = map {
	my ($file, $sample) = @$_;
	open my $session, '-|', qw(psql -X -q -At -d store -c), "SET client_min_messages = warning; SELECT import_bam('$cohort/bam/$file-L1.bam', '$sample', 'RUN02', assembly => 'GRCh38')" or die;
	$session;
} ([ 'P001-D4', 'P001-D4' ], [ 'P001-D4', 'P001-D4' ], [ 'P001-D5', 'P001-D5' ]);
my @made = map { my $id = <$_>; close $_; chomp $id; $id } @sessions;
is($made[0], $made[1], 'two imports of one file at once make one library');
is($db->value("SELECT count(*) FROM library JOIN run USING (run_id) WHERE run.name = 'RUN02'"), 2, '... and another file of the same new run is not lost');

# From a client without rights on server files.
$db->run("CREATE TABLE file AS SELECT pg_read_binary_file('$cohort/bam/P001-D3-L1.bam') AS bytes, pg_read_file('$plate') AS text");
$db->run(q{GRANT SELECT ON file TO store_tester; GRANT USAGE ON ALL SEQUENCES IN SCHEMA cfdna TO store_tester});
isnt($db->value("SET ROLE store_tester; SELECT import_bam_data(bytes, 'P001-D3-L1.bam', 'P001-D3', 'RUN01') FROM file"), '', 'import from bytea');
is($db->value("SELECT count(*) FROM library l JOIN pileup_block b USING (patient_id, library_id), LATERAL read_pileup('$cohort/bam/P001-D3-L1.bam', 'GRCh38') r WHERE l.name = 'P001-D3-L1' AND (r.contig, r.block) = (b.contig, b.block) AND alkres_internal.pileup_send(r.pileup) = alkres_internal.pileup_send(b.pileup)"),
	$db->value("SELECT count(*) FROM library l JOIN pileup_block b USING (patient_id, library_id) WHERE l.name = 'P001-D3-L1'"), '... gives the same pileups as from the file');
is($db->value("SELECT import_ddpcr_text(text, 'again.csv') IS NOT NULL FROM file"), 't', 'a plate from text');
is($db->value("SELECT import_ddpcr_data(convert_to(text, 'UTF8'), 'again.csv') = (SELECT run_id FROM run WHERE name = 'PLATE') FROM file"), 't', '... or bytes, which is there already');
$db->run(q{SELECT import_ddpcr_data(convert_to(text || E'\n', 'UTF8'), 'other name.csv') FROM file});
is($db->value(q{SELECT file_name FROM run WHERE name = 'other name'}), 'other name.csv', '... which make a plate named by the file');
is($db->value(q{SELECT count(*) FROM (SELECT name, droplets, role, status FROM well WHERE run_id = (SELECT run_id FROM run WHERE name = 'PLATE') EXCEPT SELECT name, droplets, role, status FROM well WHERE run_id = (SELECT run_id FROM run WHERE name = 'other name')) AS w}), 0, '... with the same wells');
my $six = "$ENV{ALKRES_DATA}/ddpcr/qx600.csv";
my $pair = $db->value("SELECT import_ddpcr('$six', 'SIX', create_samples => true, channels => '{FAM,HEX}')");
is($db->value("SELECT import_ddpcr('$six', 'SIX', channels => '{FAM,HEX}')"), $pair, 'two of many targets, again');
like($db->error("SELECT import_ddpcr('$six', 'SIX', channels => '{Cy5,ROX}')"), qr/^23505: file "qx600\.csv" is already imported as plate "SIX", as another one DETAIL: Its assay is ".+", not ".+"\./, '... and two others are not there');
$db->run("DELETE FROM run WHERE run_id = $pair");
like($db->error("SELECT import_ddpcr_data('\\x00', 'none.csv')"), qr/^22P04/, '... and no other bytes');
$db->run(q{DELETE FROM run WHERE name = 'other name'});

# The store survives a dump.
$db->run('SELECT call(target_vaf => 0.01)');
my $all = q{SELECT (SELECT md5(string_agg(o::text, ',' ORDER BY observation_id)) FROM observation o), (SELECT md5(string_agg(w::text, ',' ORDER BY well_id)) FROM well w),
	(SELECT md5(string_agg(md5(alkres_internal.pileup_send(pileup)), ',' ORDER BY library_id, block)) FROM pileup_block)};
my $before = $db->value($all);
system('pg_dump -d store -f /dev/stdout | (psql -X -q -d postgres -c "DROP DATABASE IF EXISTS store2" -c "CREATE DATABASE store2"; psql -X -q -v ON_ERROR_STOP=1 -o /dev/null -d store2)') == 0 or die;
my $again = bless { name => 'store2' }, 'Database';
is($again->value("SET search_path = cfdna, public, alkres; $all"), $before, 'pg_dump and restore of the store');
is($again->value("SET search_path = cfdna, public, alkres; SELECT create_store('cfdna')"), 'cfdna', '... which can be renewed there');
$again->drop;
$db->run('DROP OWNED BY store_tester; DROP ROLE store_tester');
$db->drop;
done_testing();
