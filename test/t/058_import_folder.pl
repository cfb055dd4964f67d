# Folders of files: each file all or nothing, a bad one does not stop the others, and the same call again goes on where the last one ended.
# Then the same from a client without rights on server files: large objects, and bin/alkres-import.
use strict;
use warnings;
use Test::More;
use File::Copy;
use IPC::Run qw(start finish run);
use Database;

my $data = $ENV{ALKRES_DATA};
my $base = "$data/folders";
mkdir $_ for $base, "$base/bam", "$base/plates", "$base/tables", "$base/empty", "$base/more";
sub file { my ($name, $content) = @_; open my $out, '>', "$base/$name" or die; print $out $content; close $out or die; return }
sub slurp { open my $in, '<', shift or die; local $/; return scalar <$in> }
copy("$data/calling_$_->[0].bam", "$base/bam/$_->[1].bam") or die for [ 'normal1', 'H1_L1' ], [ 'normal2', 'H2_L1' ], [ 'normal3', 'P1-D2_L1' ], [ 'tumour', 'P1-D1_L1' ];
copy("$data/damaged.bam", "$base/bam/P2-D1_L1.bam") or die;
file('bam/notes.txt', 'not for import');
file('sheet.csv', "File,Sample,Role,Input ng\nH1_L1.bam,donor 1,normal,\nP1-D1_L1.bam,P1-D1,,12.5\nP2-D1_L1.bam,P2-D1,,\nH2_L1.bam,donor 2,Normal,\nP9-D1_L1.bam,P9-D1,,\n");
file('tables/patients.csv', "patient\nP1\nP2\n");
file('tables/samples.csv', "sample,patient,drawn_on\nP1-D1,P1,2026-01-01\nP1-D2,P1,2026-02-01\nP2-D1,P2,2026-01-01\n");
my $header = "Well,Sample,Target,TargetType,DyeName(s),Accepted Droplets,Positives,Negatives,Ch1+Ch2+,Ch1+Ch2-,Ch1-Ch2+,Ch1-Ch2-\n";
my $well = sub { my ($name, $sample, $mutant) = @_; "$name,$sample,L1196M,Unknown,FAM,15000,$mutant," . (15000 - $mutant) . ",0,$mutant,5000," . (10000 - $mutant) . "\n$name,$sample,WT,Reference,HEX,15000,5000,10000,0,$mutant,5000," . (10000 - $mutant) . "\n" };
file('plates/PL1.csv', $header . $well->('A01', 'P1-D1', 40));
file('plates/PL2.csv', $header . $well->('A01', 'P1-D2', 0));
file('plates/PL3.csv', $header . $well->('A01', 'P7-D1', 0));
file('plates/PL4.csv', "a,b\n1,2\n");

my $db = Database->new('folders');
$db->run("SET client_min_messages = warning; SELECT create_store('cfdna'); INSERT INTO study (name, time_zone) VALUES ('one', 'UTC')");
is($db->value("SELECT string_agg(concat_ws(' ', file_name, added, changed, unchanged), ', ') FROM import_tables('$base/tables')"), 'patients.csv 2 0 0, samples.csv 3 0 0', 'the clinical tables of a folder');
is($db->value("SELECT string_agg(concat_ws(' ', file_name, added, changed, unchanged), ', ') FROM import_tables('$base/tables/')"), 'patients.csv 0 0 2, samples.csv 0 0 3', '... once more');
like($db->error("SELECT import_tables('$base/bam')"), qr/^58P01: folder ".*bam" holds no clinical tables/, '... of a folder without any');

my $quiet = "SET client_min_messages = warning";
sub counts { my @lines = $db->rows(shift); return $lines[-1] }
# In psql a procedure that ends transactions is a statement of its own.
sub called { my ($sql) = @_; my ($out, $err); run([ qw(psql -X -q -At -d folders -c), $quiet, '-c', $sql ], '>', \$out, '2>', \$err); return $err =~ /ERROR: +(.*)/s ? $1 : $out =~ s/\n\z//r }
my $report = "SELECT string_agg(concat_ws(' ', file_name, outcome, split_part(reason, E'\\n', 1)), '; ' ORDER BY import_report_id) FROM import_report WHERE started_at = (SELECT max(started_at) FROM import_report)";
is(called("CALL import_bams('$base/bam', 'R1', sheet => '$base/sheet.csv', assembly => 'GRCh38')"), '3|0|2|1', 'a folder by a sample sheet: imported, already there, refused, left out');
like($db->value($report), qr/^H1_L1\.bam imported; P1-D1_L1\.bam imported; P2-D1_L1\.bam refused .*; H2_L1\.bam imported; P9-D1_L1\.bam refused the sample sheet names it, and it is not there; P1-D2_L1\.bam left out the sample sheet does not name it$/, 'what became of each file is kept');
is($db->value("SELECT string_agg(concat_ws(' ', l.name, s.external_id, l.role, l.input_ng, (SELECT count(*) FROM pileup_block b WHERE b.library_id = l.library_id)), ', ' ORDER BY l.name) FROM library l JOIN sample s USING (patient_id, sample_id)"),
	'H1_L1 donor 1 normal 2, H2_L1 donor 2 normal 2, P1-D1_L1 P1-D1 sample 12.5 2', 'libraries of their samples; nothing of the bad file');
is($db->value('SELECT count(*) FROM background_library') . ' ' . $db->value('SELECT count(*) FROM check_background()'), '2 0', 'normals are in the background');
is(called("CALL import_bams('$base/bam', 'R1', sheet => '$base/sheet.csv')"), '0|3|2|1', 'the same again finds them there');
is(called("CALL import_bams('$base/bam', 'R1', sample_pattern => '^(P[0-9]-D2)_')"), '1|0|0|4', 'a folder by the names of its files');
is($db->value($report), join('; ', (map { "$_.bam left out no sample: its name does not match the pattern" } 'H1_L1', 'H2_L1', 'P1-D1_L1'), 'P1-D2_L1.bam imported', 'P2-D1_L1.bam left out no sample: its name does not match the pattern'), '... others are left out');
like(called("CALL import_bams(ARRAY['$base/bam/P1-D1_L1.bam'], 'R1', sample_pattern => '(P1-D).*')"), qr/^0\|0\|1\|0$/, 'paths in place of a folder');
like($db->value($report), qr/refused sample "P1-D" does not exist|refused file "P1-D1_L1.bam" is already imported/, '... of another sample is refused');

# Lanes are one library.
copy("$data/lane$_.bam", "$base/more/lane$_.bam") or die for 0 .. 2;
file('lanes.csv', "file,sample,library\n" . join('', map { "lane$_.bam,P2-D1,L\n" } 0 .. 2));
is(called("CALL import_bams('$base/more', 'LANES', sheet => '$base/lanes.csv', assembly => 'test')"), '1|0|0|0', 'rows of one library are its lanes');
is($db->value("SELECT name || ' ' || file_name FROM library WHERE name = 'L'"), 'L lane0.bam, lane1.bam, lane2.bam', '... merged');
file('lanes2.csv', "file,sample,library\nlane0.bam,P2-D1,M\nlane1.bam,P1-D1,M\n");
is(called("CALL import_bams('$base/more', 'LANES', sheet => '$base/lanes2.csv', assembly => 'test')"), '0|0|1|1', '... of one sample');

# A file with several samples has a row for each.
copy("$data/input_two_samples.bam", "$base/two.bam") or die;
file('two.csv', "file,sample,header_sample\ntwo.bam,P1-D1,PAT1\ntwo.bam,P2-D1,PAT2\n");
is(called("CALL import_bams(ARRAY['$base/two.bam'], 'TWO', sheet => '$base/two.csv')"), '2|0|0|0', 'the samples of one file are libraries of their own');
is($db->value("SELECT string_agg(l.name || ' ' || s.external_id, ', ' ORDER BY l.name) FROM library l JOIN sample s USING (patient_id, sample_id) JOIN run USING (run_id) WHERE run.name = 'TWO'"), 'PAT1 P1-D1, PAT2 P2-D1', '... each of its sample');
is(called("CALL import_bams(ARRAY['$base/two.bam'], 'TWO', sheet => '$base/two.csv')"), '0|2|0|0', '... once');

# What is wrong with the call itself is an error.
like(called("CALL import_bams('$base/none', 'R1')"), qr/^could not open folder/, 'no folder');
like(called("CALL import_bams('$base/bam', 'R1', sheet => '$base/none.csv')"), qr/^could not open file/, 'no sheet');
file('bad.csv', "file,sample,role\nH1_L1.bam,donor 1,norm\n");
like(called("CALL import_bams('$base/bam', 'R1', sheet => '$base/bad.csv')"), qr/^file "bad\.csv", line 2: column role: "norm" is no role of a library/, 'a role in the sheet that is none');
is(called("CALL import_bams('$base/empty', 'R1')"), '0|0|0|0', 'an empty folder');
like($db->error("BEGIN; CALL import_bams('$base/bam', 'R1')"), qr/^2D000/, 'not within a transaction');
like(called("CALL import_bams('$base/bam', 'R1', study => 'two')"), qr/^study "two" does not exist/, 'no study');

# Plates.
is(called("CALL import_plates('$base/plates')"), '2|0|2|0', 'plates of a folder');
like($db->value($report), qr/^PL1\.csv imported; PL2\.csv imported; PL3\.csv refused sample "P7-D1" does not exist in this study; PL4\.csv refused /, '... and of each');
is(called("CALL import_plates('$base/plates', run_pattern => '^(PL[12])\$')"), '0|2|0|2', '... again');
is($db->value("SELECT string_agg(name, ' ' ORDER BY name) FROM run WHERE kind = 'ddpcr'"), 'PL1 PL2', 'a refused plate leaves no run');

# A file that another session has in work is not waited for.
$db->run("SET client_min_messages = warning; SELECT remove_run('R1')");
my ($in, $out, $err) = ("BEGIN; SELECT pg_advisory_xact_lock(hashtextextended(concat_ws(' ', 'file', 'import_report'::regclass::oid, ARRAY['$base/bam/P1-D1_L1.bam']), study_id)) FROM study; SELECT 'held';\n", '', '');
my $other = start([ qw(psql -X -q -At -d folders) ], '<', \$in, '>', \$out, '2>', \$err);
$other->pump until $out =~ /held/;
is(called("CALL import_bams('$base/bam', 'R1', sheet => '$base/sheet.csv', assembly => 'GRCh38')"), '2|0|2|2', 'a file in work elsewhere is left out');
like($db->value($report), qr/P1-D1_L1\.bam left out another session has it in work$/, '... after all others');
$in .= "COMMIT; BEGIN; SELECT lock_background(); SELECT 'held too';\n";
$other->pump until $out =~ /held too/;
# Samples first: who imports normals waits, at the end, for who else does.
my $said = '';
my $waiting = start([ qw(psql -X -q -At -d folders -c), $quiet, '-c', "CALL import_bams('$base/bam', 'R2', sheet => '$base/sheet.csv', assembly => 'GRCh38')" ], '>', \$said, '2>', \$err);
for (1 .. 300) { last if $db->value("SELECT count(*) FROM import_report WHERE run = 'R2' AND file_name ~ '^P1-D1'") == 1; select undef, undef, undef, 0.1 }
is($db->value("SELECT string_agg(concat_ws(' ', file_name, outcome), '; ' ORDER BY import_report_id) FROM import_report WHERE run = 'R2' AND file_name ~ '^P1-D1'"), 'P1-D1_L1.bam imported', 'samples are imported while another session changes the background');
$in .= "COMMIT;\n\\q\n";
finish($other);
finish($waiting);
like($said, qr/^\d\|\d\|\d\|1$/m, '... and normals when it has ended');
is($db->value("SELECT count(*) FROM check_background()"), 0, 'the background holds');

# Two connections, one folder: each file once.
$db->run("SET client_min_messages = warning; SELECT remove_run(name) FROM run WHERE name IN ('R1', 'R2')");
my @both = map { my ($o, $e) = ('', ''); [ start([ qw(psql -X -q -At -d folders -c), $quiet, '-c', "CALL import_bams('$base/bam', 'R1', sheet => '$base/sheet.csv', assembly => 'GRCh38')" ], '>', \$o, '2>', \$e), \$o, \$e ] } 1, 2;
finish($_->[0]) for @both;
my @sums = (0, 0);
for (@both) { my @n = split /\|/, ${ $_->[1] }; $sums[0] += $n[0] // 0; $sums[1] += ($n[0] // 0) + ($n[1] // 0) + ($n[3] // 0) }
is($sums[0], 3, 'two sessions import each file once') or diag map { ${ $_->[1] }, ${ $_->[2] } } @both;
is($db->value("SELECT count(*) FROM library JOIN run USING (run_id) WHERE run.name = 'R1'") . ' ' . $db->value('SELECT count(*) FROM check_background()'), '3 0', '... and nothing twice');

# A session that ends in between leaves what it has imported, and the next goes on.
$db->run("SET client_min_messages = warning; SELECT remove_run('R1')");
$db->run("CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF NEW.name = ''P1-D1_L1'' THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN NEW; END'; CREATE TRIGGER stop BEFORE INSERT ON library FOR EACH ROW EXECUTE FUNCTION stop()");
called("CALL import_bams('$base/bam', 'R1', sheet => '$base/sheet.csv', assembly => 'GRCh38')");
is($db->value("SELECT string_agg(library.name, ' ') FROM library JOIN run USING (run_id) WHERE run.name = 'R1'"), 'H1_L1', 'a session that ends leaves whole files');
$db->run('DROP TRIGGER stop ON library; DROP FUNCTION stop()');
is(called("CALL import_bams('$base/bam', 'R1', sheet => '$base/sheet.csv')"), '2|1|2|1', '... and the next one goes on');

# Rights, and another name of the store.
$db->run("DROP ROLE IF EXISTS folders_client; CREATE ROLE folders_client LOGIN; GRANT USAGE ON SCHEMA cfdna TO folders_client; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA cfdna TO folders_client");
like(called("SET ROLE folders_client; CALL import_bams('$base/bam', 'R1')"), qr/^permission denied/, 'no folder of the server without the right to it');
$db->run('ALTER SCHEMA cfdna RENAME TO other');
is(called("CALL other.import_plates('$base/plates', run_pattern => '^(PL1)\$')"), '0|1|0|3', 'a procedure follows its store when it is renamed');
$db->run('ALTER SCHEMA other RENAME TO cfdna');

# Large objects.
$db->run("SET client_min_messages = warning; SELECT remove_run('R1')");
my $object = $db->value("SELECT lo_import('$base/bam/P1-D1_L1.bam')");
is($db->value("SELECT alkres.file_digest_object($object) = alkres.file_digest('$base/bam/P1-D1_L1.bam')"), 't', 'the digest of a large object is that of the file');
my $read = sub { "SELECT md5(string_agg(concat_ws(' ', r.contig, r.block, r.pileup, r.reads, r.umi), ',' ORDER BY r.block)) FROM alkres.$_[0] AS r" };
is($db->value($read->("read_library_object($object, 'GRCh38')")), $db->value($read->("read_library(ARRAY['$base/bam/P1-D1_L1.bam'], 'GRCh38')")), '... and so is what is read of it');
is($db->value("SELECT coalesce(alkres.header_assembly_object($object), 'none') = coalesce(alkres.header_assembly(ARRAY['$base/bam/P1-D1_L1.bam']), 'none')"), 't', '... and its assembly');
# Of a larger one only the head is copied for that, unless the header is longer.
srand 7;
open my $long, '>', "$base/long.sam" or die;
print $long `samtools view -H $ENV{ALKRES_DATA}/cohort/bam/P001-D1-L1.bam`, map { "\@CO\t" . join('', map { chr 33 + rand 90 } 1 .. 1000) . "\n" } 1 .. 1500;
close $long;
system("samtools reheader -P $base/long.sam $ENV{ALKRES_DATA}/cohort/bam/P001-D1-L1.bam >$base/long.bam") == 0 or die;
for my $file ("$ENV{ALKRES_DATA}/cohort/bam/P001-D1-L1.bam", "$base/long.bam")
{
	my $large = $db->value("SELECT lo_import('$file')");
	is($db->value("SELECT alkres.header_assembly_object($large)"), 'GRCh38', "the assembly of a large object: $file");
	my $little = $db->error("SET temp_file_limit = '1100kB'; SELECT alkres.header_assembly_object($large)");
	$file =~ /long/ ? like($little, qr/^53400/, '... whose header is long') : is($little, '', '... of which the head is copied');
	$db->run("SELECT lo_unlink($large)");
}
like($db->error("SET ROLE folders_client; SELECT alkres.file_digest_object($object)"), qr/^42501/, 'not the object of another role');
like($db->error("SET ROLE folders_client; SELECT * FROM alkres.read_library_object($object, 'GRCh38')"), qr/^42501/, '... to read');
like($db->error("SELECT alkres.read_library_object(4294967295, 'GRCh38')"), qr/^42704: large object 4294967295 does not exist/, 'an object that is not there');
like($db->error("SELECT alkres.read_library_object(NULL, 'GRCh38')"), qr/^22004: object must not be null/, 'none');
like($db->error("SET temp_file_limit = '64kB'; SELECT alkres.read_library_object($object, 'GRCh38')"), qr/^53400: temporary file size exceeds/, 'the copy counts under temp_file_limit');
my $library = $db->value("SELECT import_bam_object($object, 'P1-D1_L1.bam', 'P1-D1', 'R1', assembly => 'GRCh38')");
is($db->value("$quiet; SELECT import_bam('$base/bam/P1-D1_L1.bam', 'P1-D1', 'R1')"), $library, 'a large object becomes the library that the file would be');
is($db->value("$quiet; SELECT lo_unlink($object)"), 1, '... and can go');
$object = $db->value("SELECT lo_from_bytea(0, 'no BAM')");
like($db->error("SELECT import_bam_object($object, 'x.bam', 'P1-D2', 'R1', assembly => 'GRCh38')"), qr/^(22P04|XX001): .*large object $object/, 'one that is no BAM');
$db->run("SELECT lo_unlink($object)");

# The client's side.
my ($script) = glob "$ENV{ALKRES_BASE}/stage/*/*/*/*/*/alkres-import";
($script) = split /\n/, `find "$ENV{ALKRES_BASE}/stage/" -name alkres-import` if !$script;
ok(-x $script, 'alkres-import is installed') or diag $script;
$db->run("SET client_min_messages = warning; SELECT remove_run(name) FROM run; DELETE FROM import_report");
sub client { my @options = @_; my ($o, $e); local $ENV{PGUSER} = 'folders_client'; run([ 'bash', $script, '-d', 'folders', @options ], '>', \$o, '2>', \$e); return ($o =~ s/\t$//mgr) . $e . 'exit ' . ($? >> 8) }
is(client('--tables', "$base/tables"), "patients.csv\t0 added, 0 changed, 2 unchanged\nsamples.csv\t0 added, 0 changed, 3 unchanged\nexit 0", 'clinical tables from a client');
my $all = client('--run', 'R1', '--sheet', "$base/sheet.csv", '--assembly', 'GRCh38', "$base/bam");
like($all, qr/^H1_L1\.bam\timported\nP1-D1_L1\.bam\timported\nP2-D1_L1\.bam\trefused\t.*\nH2_L1\.bam\timported\nP9-D1_L1\.bam\trefused\tthe sample sheet names it, and it is not there\nP1-D2_L1\.bam\tleft out\tthe sample sheet does not name it\n3 imported, 0 already there, 2 refused, 1 left out\nexit 1$/, 'a folder from a client');
is($db->value("SELECT count(*) FROM pg_largeobject_metadata"), 0, '... leaves no large object');
is($db->value("SELECT string_agg(DISTINCT reported_by || ' ' || run, ',') || count(*) FROM import_report"), 'folders_client R16', '... and the same report');
like(client('--run', 'R1', '--sheet', "$base/sheet.csv", "$base/bam"), qr/\n0 imported, 3 already there, 2 refused, 1 left out\nexit 1$/, '... and goes on');
like(client('--run', 'R1', '--pattern', '^(P1-D2)_', "$base/bam"), qr/P1-D2_L1\.bam\timported\n.*\n1 imported, 0 already there, 0 refused, 4 left out\nexit 0$/s, 'by names of files');
like(client('--plates', "$base/plates"), qr/^PL1\.csv\timported\nPL2\.csv\timported\nPL3\.csv\trefused\tsample "P7-D1" does not exist in this study .*\nPL4\.csv\trefused\t.*\n2 imported, 0 already there, 2 refused, 0 left out\nexit 1$/, 'plates');
mkdir "$base/several";
copy("$base/two.bam", "$base/several/two.bam") or die;
like(client('--run', 'TWO', '--sheet', "$base/two.csv", "$base/several"), qr/^two\.bam\timported\ntwo\.bam\timported\n2 imported/, 'the samples of one file');
like(client('--run', 'TWO', '--sheet', "$base/two.csv", "$base/several"), qr/\n0 imported, 2 already there/, '... once');
like(client('--run', 'LANES', '--sheet', "$base/lanes.csv", '--assembly', 'test', "$base/more"), qr/^lane0\.bam, lane1\.bam, lane2\.bam\timported\n1 imported/, 'lanes, merged by samtools');
# Cut to the design: fewer bytes, the same blocks.
$db->run("INSERT INTO run (study_id, name, kind, assembly, design) SELECT study_id, n, 'sequencing', 'GRCh38', '{GRCh38:chr2:29222300-29222420}' FROM study, unnest('{CUT,WHOLE}'::text[]) AS n");
$db->run("SET client_min_messages = warning; SELECT remove_run('R1')");
like(client('--run', 'CUT', '--pattern', '^(P1-D1)_', "$base/bam"), qr/\n1 imported/, 'cut to the design of the run');
$db->run("CREATE TABLE public.cut AS SELECT contig, block, pileup::text FROM pileup_block JOIN library USING (patient_id, library_id) JOIN run USING (run_id) WHERE run.name = 'CUT'; SET client_min_messages = warning; SELECT remove_run('CUT')");
like(client('--run', 'WHOLE', '--whole', '--pattern', '^(P1-D1)_', "$base/bam"), qr/\n1 imported/, '... or whole');
is($db->value("SELECT count(*) || ' ' || bool_and(c.pileup = b.pileup::text) FROM public.cut AS c JOIN pileup_block AS b USING (contig, block) JOIN library USING (patient_id, library_id) JOIN run USING (run_id) WHERE run.name = 'WHOLE'"), '2 true', '... gives the same blocks');
for ([ ['--run', 'R'], qr/Imports a folder.*exit 2$/s ], [ ["$base/bam"], qr/name the run.*exit 2$/s ], [ ['--run', 'R', "$base/none"], qr/is no folder on this machine\nexit 2$/ ], [ ['--frob', "$base/bam"], qr/unknown option --frob/ ], [ ['--run', 'R', "$base/empty"], qr/no BAM or CRAM files.*exit 2$/s ], [ ['--run', 'R', '--study', 'two', "$base/bam"], qr/study "two" does not exist.*exit 2$/s ])
{
	my ($options, $expected) = @$_;
	like(client(@$options), $expected, "alkres-import @$options" =~ s/\Q$base\E//r);
}
$db->run('DROP OWNED BY folders_client; DROP ROLE folders_client');
$db->drop;
done_testing();
