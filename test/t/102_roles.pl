# The roles that doc/administration.md grants: its commands, what each role's day needs, and the table of their reach, which is the catalog's.
use strict;
use warnings;
use Test::More;
use Database;
use Reach;

my ($data, $base) = @ENV{qw(ALKRES_DATA ALKRES_BASE)};
my $page = "$base/doc/administration.md";
my $text = do { open my $in, '<', $page or die; local $/; <$in> };
my ($section) = $text =~ /^### Roles\n(.*?)^\*\*Settings/ms or die 'no section on roles';
my @examples = $section =~ /^```sql\n(.*?)^```/msg;
is(scalar(@examples), 3, 'a role an example');
for (@examples)
{
	cmp_ok(scalar(() = /;/g), '<=', 6, 'in six lines at most');
	is(scalar(() = /;/g), scalar(() = /\n/g), '... each a statement');
}

my $db = Database->new('roles');
my @people = map { "roles_$_" } qw(owner ann ivo dora);
$db->run(join '', map { "CREATE ROLE $_; " } @people);
$db->run("GRANT CREATE ON DATABASE roles TO roles_owner; ALTER ROLE roles_owner CREATEROLE; SET ROLE roles_owner; SELECT create_store('cfdna'); INSERT INTO study (name) VALUES ('A'), ('B')");
$db->run("SET ROLE roles_owner; $_") for @examples;
$db->run('SET ROLE roles_owner; GRANT analyst TO roles_ann; GRANT importer TO roles_ivo; GRANT data_manager TO roles_dora;
	INSERT INTO study_role SELECT study_id, r FROM study, unnest(\'{roles_ann,roles_ivo,roles_dora}\'::text[]) AS r WHERE name = \'A\'; SELECT isolate_studies(\'cfdna\')');
my ($ann, $ivo, $dora) = map { "SET client_min_messages = error; SET ROLE roles_$_; " } qw(ann ivo dora);
$db->run("CREATE TABLE public.file AS SELECT f AS name, pg_read_binary_file('$data/' || f || '.bam') AS data FROM unnest('{calling_tumour,calling_normal1}'::text[]) AS f; GRANT SELECT ON public.file TO PUBLIC");
sub bam { return "(SELECT data FROM public.file WHERE name = '$_[0]')" }
my $plate = q{E'Well,Sample,Target,TargetType,DyeName(s),Accepted Droplets,Positives,Negatives,Ch1+Ch2+,Ch1+Ch2-,Ch1-Ch2+,Ch1-Ch2-\n'
	'A01,P1-D1,L1196M,Unknown,FAM,15000,40,14960,0,40,5000,9960\nA01,P1-D1,WT,Reference,HEX,15000,5000,10000,0,40,5000,9960\n'};

# An importer's day.
like($db->error("$ivo SELECT import_bam('/data/x.bam', 'P1-D1', 'R')"), qr/^42501: permission denied to read files on the database server DETAIL: Only members of the role pg_read_server_files may name a file\. HINT: import_bam_data takes .* GRANT pg_read_server_files TO roles_ivo\./, 'import_bam names import_bam_data and the role');
like($db->error("$ivo SELECT import_bam(ARRAY['/data/x.bam'], 'P1-D1', 'R')"), qr/^42501: permission denied to read files.*import_bam_data/, '... of several files, too');
like($db->error("$ivo SELECT import_ddpcr('/data/x.csv')"), qr/^42501: permission denied to read files.*import_ddpcr_data/, 'import_ddpcr names import_ddpcr_data');
like($db->error("$ivo SELECT import_vcf('/data/x.vcf', 'V')"), qr/^42501: permission denied to read files.*import_vcf_data/, 'import_vcf names import_vcf_data');
like($db->error("$ivo SELECT import_amplitudes(ARRAY['/data/x.csv'], 1)"), qr/^42501: permission denied to read files.*import_amplitudes_data/, 'import_amplitudes names import_amplitudes_data');
$db->run("$dora SELECT import_patients_text(E'patient\\nP1\\n', 'p.csv'), import_samples_text(E'patient,sample,drawn_at\\nP1,P1-D1,2026-01-01\\n', 's.csv'), import_treatments_text(E'patient,line,drug,start_date\\nP1,1,crizotinib,2026-01-01\\n', 't.csv'); INSERT INTO assessment (patient_id, assessed_on, kind, result) SELECT patient_id, '2026-02-01', 'RECIST', 'PD' FROM patient;
	INSERT INTO site_prior (study_id, variant, prior) SELECT study_id, 'GRCh38:chr2:29222405:G:GCGT', 0.1 FROM study");
my $library = $db->value("$ivo SELECT import_bam_data(" . bam('calling_normal1') . ", 'n.bam', 'donor 1', 'R', role => 'normal', assembly => 'GRCh38'); SELECT import_bam_data(" . bam('calling_tumour') . ", 't.bam', 'P1-D1', 'R')") =~ s/.*\n//sr;
is($db->value("$ivo SELECT import_ddpcr_text($plate, 'plate.csv', 'PLATE') IS NOT NULL; SELECT set_thresholds(run_id, 1, 1) FROM run WHERE kind = 'ddpcr'; SELECT call(target_vaf => 0.01) > 70; SELECT withdraw(library_id, 'haemolysed') FROM library WHERE role = 'normal'; SELECT call(target_vaf => 0.01, keep => true) > 70; SELECT rebuild_background()"),
	"t\n0\nt\n\nt\n0", 'an importer imports, calls, withdraws');
like($db->error("$ivo $_"), qr/^42501: permission denied for/, "... and cannot: $_") for 'DELETE FROM patient', "SELECT remove_run('R')", 'DELETE FROM run', "INSERT INTO treatment (patient_id, line, drug, start_date) SELECT patient_id, 2, 'x', '2026-01-01' FROM patient", 'TRUNCATE observation', 'INSERT INTO study_role SELECT 1', 'UPDATE store_version SET version = version';
like($db->error("$dora SELECT import_$_('/data/x.csv')"), qr/^42501: permission denied to read files.*import_${_}_data/, "import_$_ names import_${_}_data") for qw(patients treatments samples assessments);
is($db->value("$ivo INSERT INTO panel (study_id, name) SELECT study_id, 'k' FROM study; SELECT detected FROM import_vcf_data('\\x" . unpack('H*', do { open my $in, '<:raw', "$ENV{ALKRES_DATA}/vcf/vardict.vcf" or die; local $/; <$in> }) . "', 'v.vcf', 'V', sample => 'P1-D1', panel => 'k')"), 1, '... and reports, with their panel');
# An analyst's.
is($db->value("$ann SELECT count(*) > 0 FROM trajectory; SELECT count(*) > 0 FROM trajectory('P1', 'ALK L1196M'); SELECT state FROM cfdna.genotype($library, ARRAY['GRCh38:chr2:29222347:A:T'::variant]); SELECT count(*) FROM study; SELECT count(*) FROM check_background()"), "t\nt\ndetected\n1\n0", 'an analyst reads and asks');
like($db->error("$ann $_"), qr/^42501: permission denied for/, '... and cannot: ' . substr($_, 0, 40)) for 'SELECT call()', 'UPDATE patient SET sex = NULL', "SELECT withdraw($library, 'x')", "SELECT import_ddpcr_text($plate, 'p.csv')";
$db->run('SET ROLE roles_owner; CREATE TABLE cfdna.later (study_id bigint); SELECT create_store(\'cfdna\')');
is($db->value("$ann SELECT count(*) FROM later"), 0, '... reads tables of later versions');
$db->run('SET ROLE roles_owner; DROP TABLE cfdna.later');
# A data manager's.
is($db->value("$dora SELECT count(*) > 0 FROM move_library($library, 'P1-D1'); UPDATE treatment SET end_date = '2026-02-01'; SELECT count(*) > 3 FROM remove_library($library); SELECT count(*) > 2 FROM remove_run('PLATE'); SELECT count(*) > 2 FROM remove_run('R'); SELECT count(*) > 1 FROM remove_patient('P1'); SELECT count(*) FROM site_prior"),
	"f\nt\nt\nt\nt\n1", 'a data manager mends and removes');
like($db->error("$dora $_"), qr/^42501: permission denied for/, "... and cannot: $_") for 'TRUNCATE patient', 'INSERT INTO study_role SELECT 1, \'roles_dora\'', 'DELETE FROM store_version', 'CREATE TABLE cfdna.x ()';
like($db->error("$dora INSERT INTO study (name) VALUES ('C')"), qr/^42501: new row violates row-level security/, '... nor, where studies are kept apart, make a study');

# The table.
my $reach = Reach::table($db);
my ($before, $printed, $behind) = $text =~ /(.*^<!-- reach: [^\n]*-->\n)(.*?)(^<!-- reach ends -->\n.*)/ms or die 'no table of reach';
if ($ENV{ACCEPT_REACH})
{
	open my $out, '>', $ENV{ACCEPT_REACH} or die;
	print $out $before, $reach, $behind;
}
is($printed, $reach, 'the manual prints what each role can reach');

$db->run('SET client_min_messages = warning; DROP SCHEMA cfdna CASCADE; DROP OWNED BY ' . join(', ', @people, qw(analyst importer data_manager)));
$db->drop;
system(qw(psql -X -q -d postgres -c), 'DROP ROLE ' . join(', ', @people, qw(analyst importer data_manager))) == 0 or die;
done_testing();
