# Clinical tables from CSV files: what is read, what is refused and where, and what a second import does.
use strict;
use warnings;
use Test::More;
use Database;

my $folder = "$ENV{ALKRES_DATA}/tables";
mkdir $folder;
my $db = Database->new('import_tables');
$db->value("SELECT create_store('cfdna')");
$db->run("SET TimeZone = 'America/Los_Angeles'; INSERT INTO study (name, time_zone) VALUES ('one', 'Europe/Berlin')");

sub file
{
	my ($name, $content) = @_;
	open my $out, '>:raw', "$folder/$name" or die;
	print $out $content;
	close $out or die;
	return "'$folder/$name'";
}
sub said { my ($sql) = @_; return $db->value("SET client_min_messages = error; SELECT added || ' ' || changed || ' ' || unchanged FROM $sql") }
sub refused { my ($sql, $expected, $name) = @_; return like($db->error("SELECT * FROM $sql"), $expected, $name) }

# What is read, by path, as text and as bytes.
my $patients = "Patient;Sex;Birth year;Fusion;Marker;Death\r\nP1;M;1960;EML4-ALK v1;GRCh38:chr17:7675088:C:T;\r\nP2;w;1950;NA;;3.4.2026\r\n;;;;;\r\nP3;;;;;\r\n";
is(said('import_patients(' . file('patients.csv', $patients) . ')'), '3 0 0', 'patients of a file, as a spreadsheet saves it');
is(said("import_patients('$folder/patients.csv', study => 'one')"), '0 0 3', '... once more');
is(said("import_patients_data('\\x" . unpack('H*', $patients) . "', 'patients.csv')"), '0 0 3', '... as bytes');
is(said("import_patients_text('$patients')"), '0 0 3', '... and as text');
is($db->value("SELECT string_agg(concat_ws(' ', external_id, sex, birth_year, driver, fusion, marker, death), ', ' ORDER BY external_id) FROM patient"),
	'P1 male 1960 ALK EML4-ALK v1 GRCh38:chr17:7675088:C:T, P2 female 1950 ALK 2026-04-03, P3 ALK', 'what they hold');
my $treatments = "patient,line,drug,start_date,end_date,stop_reason\nP1,1,Xalkori,2025-01-10,2025-06-01,PD\nP1,2,Alecensa + Alimta,2025-06-10,,\nP2,1,PF-06463922,2025-03-01,2026-04-03,died\n";
is(said('import_treatments(' . file('treatments.csv', $treatments) . ')'), '4 0 0', 'treatments');
is(said("import_treatments('$folder/treatments.csv')"), '0 0 4', '... once more: none is there twice');
is($db->value("SELECT string_agg(concat_ws(' ', external_id, line, drugs, stop_reason), ', ' ORDER BY external_id, line) FROM treatment_line JOIN patient USING (patient_id)"),
	'P1 1 crizotinib progression, P1 2 alectinib + pemetrexed, P2 1 lorlatinib death', 'drugs by their generic names');
my $samples = "sample,patient,drawn_at,material,tube,blood_ml\nP1-D1,P1,2025-01-09 23:30,,PAXgene,\"7,5\"\nP1-D2,P1,2025-06-05,Plasma,Streck,10\nP1-W,P1,2025-01-09T23:30Z,Buffy coat,EDTA,\n";
is(said('import_samples(' . file('samples.csv', $samples) . ')'), '3 0 0', 'samples');
is(said("import_samples('$folder/samples.csv')"), '0 0 3', '... once more');
is($db->value("SELECT string_agg(concat_ws(' ', external_id, drawn_on, drawn_at AT TIME ZONE 'UTC', material, tube, blood_ml), ', ' ORDER BY external_id) FROM sample"),
	'P1-D1 2025-01-09 2025-01-09 22:30:00 plasma PAXgene 7.5, P1-D2 2025-06-05 plasma Streck 10, P1-W 2025-01-10 2025-01-09 23:30:00 white_cells EDTA', 'times of draws in the time zone of the study');
my $assessments = "patient,assessed_on,kind,result,site\nP1,20250601,recist 1.1,progressive disease,CNS\nP1,20250601,RECIST,SD,\n";
is(said('import_assessments(' . file('assessments.csv', $assessments) . ')'), '2 0 0', 'assessments');
is(said("import_assessments('$folder/assessments.csv')"), '0 0 2', '... once more');
is(said("import_$_\_text(import_template('$_'))"), '1 0 0', "the template of $_ can be imported") for qw(patients treatments samples assessments);

# A later file fills in what was unknown; what differs is refused, or taken on demand.
is(said("import_patients_text(E'patient,sex,last_follow_up\\nP3,f,2026-01-01\\nP1,,2026-02-01\\n')"), '0 2 0', 'what was unknown is filled in');
refused("import_patients_text(E'patient,sex,birth_year\\nP1,f,1961\\nP2,f,\\n', 'p.csv')", qr/^23505: file "p\.csv", line 2: the patient is there already, with birth_year "1960", not "1961", sex "male", not "female" DETAIL: Nothing of the file is imported\. HINT: .*replace => true/, 'what differs is refused');
is(said("import_patients_text(E'patient,sex,last_follow_up\\nP1,f,\\n', replace => true)"), '0 1 0', '... or replaced');
is($db->value("SELECT concat_ws(' ', sex, birth_year, last_follow_up) FROM patient WHERE external_id = 'P1'"), 'female 1960', '... with empty fields, and columns that are not there left alone');
like(`psql -X -q -d import_tables -c "SELECT import_patients_text(E'patient,sex\\nP1,male\\n', 'p.csv', replace => true)" 2>&1`, qr/NOTICE: +file "p\.csv", line 2: patient "P1": sex female -> male/, '... and told');
refused("import_samples_text(E'sample,patient\\nP1-D1,P2\\n')", qr/^23505: line 2: sample "P1-D1" is of patient "P1" already/, 'a sample does not change its patient');

# What is refused: every record of the file, and nothing of it is imported.
refused("import_patients_text(E'patient,sex,death\\nP7,m,\\nP8,x1,\\nP9,m,03/04/2026\\n\\n,f,\\nP7,f,', 'p.csv')",
	qr/^22P04: file "p\.csv", line 3: column sex: "x1" is not one of its words DETAIL: They are female, male, other\. Refused besides: file "p\.csv", line 4: column death: "03\/04\/2026" may be read as several dates file "p\.csv", line 6: column patient is empty file "p\.csv", line 7: the (?:patient is there already, with sex|record is on line 2).* Nothing of the file is imported\./, 'all that is wrong is told at once');
is($db->value("SELECT count(*) FROM patient WHERE external_id IN ('P7', 'P8', 'P9')"), 0, '... and nothing is imported');
refused("import_treatments_text(E'patient,line,drug,start_date\\nP3,1,alectanib,2025-01-01\\n')", qr/^22P04: line 2: column drug: "alectanib" is no known drug DETAIL: The nearest name that is known is "alectinib"\./, 'a misspelt drug');
refused("import_treatments_text(E'patient,line,drug,start_date\\nP33,1,alectinib,2025-01-01\\n')", qr/^42704: line 2: patient "P33" does not exist in this study DETAIL: The nearest name that is known is "P3"\./, 'a misspelt patient');
refused("import_treatments_text(E'patient,line,drug,start_date\\nP1,2,alectinib,2025-06-12\\n')", qr/^23505: line 2: alectinib of line 2 goes on from 2025-06-10 to now already/, 'a drug that begins twice');
refused("import_treatments_text(E'patient,line,drug,start_date\\nP1,3,lorlatinib,2025-05-01\\n')", qr/^23514: line 2: line 3 would begin on 2025-05-01, and line 2 on 2025-06-10/, 'lines out of order');
refused("import_treatments_text(E'patient,line,drug,start_date,end_date\\nP3,1,alectinib,2025-06-12,2025-06-01\\n')", qr/^23514: line 2: not satisfied is CHECK \(\(end_date >= start_date\)\)/, 'a limit of the table, in words');
refused("import_assessments_text(E'patient,assessed_on,kind,result\\nP3,20250601,RECIST,SD\\nP3,2025-06-01,recist,PD\\n')", qr/^22P04: line 3: the record is on line 2 already|^23505: line 3: the assessment is there already/, 'a record that is there twice');
refused("import_samples_text(E'sample,patient,drawn_at,drawn_on\\nD9,P1,2025-06-05 12:00,2025-06-06\\n')", qr/^23514: line 2: sample "D9" has two dates of its draw/, 'two dates of a draw');
refused("import_samples_text(E'sample,patient,blood\\nD9,P1,7\\n', 's.csv')", qr/^22P04: file "s\.csv", line 1: column "blood" is not known DETAIL: Known are sample, patient, drawn_at,/, 'an unknown column');
refused("import_samples_text(E'sample\\nD9\\n')", qr/^22P04: line 1: there is no column patient DETAIL: Needed are sample, patient\./, 'a column that is needed');
$db->run("SELECT control_sample(study_id, 'NTC') FROM study");
refused("import_patients_text(E'patient\\ncontrol\\n')", qr/^23505: line 2: "control" is the study's control material/, 'the control material');
refused("import_patients('$folder/none.csv')", qr/^58P01/, 'a file that is not there');
refused("import_patients(NULL)", qr/^22004: path/, 'no file');
refused("import_patients_text(NULL)", qr/^22004: data/, 'no content');
refused("import_patients_text('patient', study => 'two')", qr/^42704: study "two"/, 'no study');

# Offsets in days.
is(said("import_treatments_text(E'patient,line,drug,start_date,end_date\\nP3,1,alectinib,0,100\\n', origin => '2000-01-01')"), '1 0 0', 'days since an origin');
is($db->value("SELECT start_date || ' ' || end_date FROM treatment WHERE drug = 'alectinib' AND start_date < '2001-01-01'"), '2000-01-01 2000-04-10', '... are dates');
refused("import_treatments_text(E'patient,line,drug,start_date\\nP3,2,alectinib,2025-01-01\\n', origin => '2000-01-01')", qr/^22P04: line 2: column start_date: "2025-01-01" is no number of days DETAIL: As an origin is given, days since 2000-01-01/, '... and no date then');

# Rights: text and bytes for whoever may write the tables, paths for those who may read files.
$db->run("CREATE ROLE tables_importer; GRANT USAGE ON SCHEMA cfdna TO tables_importer; GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA cfdna TO tables_importer");
is(said("import_patients_text(E'patient\\nP20\\n')"), '1 0 0', 'the owner imports');
like($db->error("SET ROLE tables_importer; SELECT import_patients('$folder/patients.csv')"), qr/^42501: permission denied/, 'no file without the right to it');
is($db->value("SET ROLE tables_importer; SELECT import_patients_text(E'patient\\nP21\\n')"), '(1,0,0)', '... but text');
$db->run('REVOKE ALL ON ALL TABLES IN SCHEMA cfdna FROM tables_importer; REVOKE ALL ON SCHEMA cfdna FROM tables_importer; DROP ROLE tables_importer');
$db->drop;
done_testing();
