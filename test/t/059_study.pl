# The data manager's day: a study of 30 patients, 100 BAM files, 5 plates and clinical tables, from an empty database to trajectory in ten statements.
use strict;
use warnings;
use Test::More;
use Database;

my $base = "$ENV{ALKRES_DATA}/study";
mkdir $_ for $base, map { "$base/$_" } 'tables', 'bam', 'plates';
sub file { my ($name, @lines) = @_; open my $out, '>', "$base/$name" or die; print $out map { "$_\n" } @lines; close $out or die; return }
my @patients = map { sprintf 'P%02d', $_ } 1 .. 30;
my @draws = map { my $p = $_; map { "$p-D$_" } 1 .. 3 } @patients;

# As different hands fill in such files.
file('tables/patients.csv', 'Patient,Sex,Birth year,Fusion,Last follow-up', map { "$patients[$_]," . ('F', 'm', 'female')[ $_ % 3 ] . ',' . (1940 + $_) . ',EML4-ALK v' . (1 + $_ % 3) . ',2026-06-01' } 0 .. 29);
file('tables/treatments.csv', 'patient;line;drug;start date;end date;stop reason', map { ("$_;1;Xalkori;10.01.2025;20.09.2025;PD", "$_;2;Alecensa + Alimta;25.09.2025;;") } @patients);
file('tables/samples.csv', 'sample,patient,drawn_at,tube,blood_ml,plasma_ml,elution_ul', map { my ($p, $n) = /(P\d+)-D(\d)/; "$_,$p,2025-0" . (4 * $n - 3) . "-05 23:30,PAXgene,\"17,5\",8,50" } @draws);
file('tables/assessments.csv', 'patient,assessed_on,kind,result,site', map { "$_,2025-09-18,RECIST 1.1,progressive disease,lung" } @patients);

# 90 libraries of patients and 10 of healthy donors; the tumour shows in the last draw.
file('sheet.csv', 'file,sample,role', (map { "$_.bam,$_," } @draws), map { "H$_.bam,donor $_,normal" } 1 .. 10);
my $seed = 100;
for ((map { [ $_, /D3/ ? 'tumour' : 'normal' ] } @draws), map { [ "H$_", 'normal' ] } 1 .. 10)
{
	$seed++;
	system("perl '$ENV{ALKRES_BASE}/test/data/calling_sam' $_->[1] $seed " . ($_->[1] eq 'tumour' ? 300 : 100) . " | samtools view --no-PG -b -o '$base/bam/$_->[0].bam' -") == 0 or die;
}
is(scalar(my @bams = glob "$base/bam/*.bam"), 100, '100 BAM files');

# Five plates of 18 samples each, with controls.
for my $plate (1 .. 5)
{
	my @wells = ([ 'NTC', 'NTC', 0, 0 ], [ 'WT', 'NegCtrl', 0, 5000 ], [ 'WT', 'NegCtrl', 1, 5100 ], map { [ $_, 'Unknown', /D3/ ? 60 : 0, 4000 ] } @draws[ 18 * ($plate - 1) .. 18 * $plate - 1 ]);
	my $n = 0;
	file("plates/PLATE$plate.csv", 'Well,Sample,Target,TargetType,DyeName(s),Accepted Droplets,Positives,Negatives,Ch1+Ch2+,Ch1+Ch2-,Ch1-Ch2+,Ch1-Ch2-', map {
			my ($sample, $type, $mutant, $wild) = @$_;
			my $well = sprintf '%s%02d', chr(65 + $n % 8), 1 + int($n++ / 8);
			my $rest = 15000 - $mutant - $wild - $plate;
			my $counts = "0,$mutant,$wild,$rest";
			("$well,$sample,L1196M,$type,FAM," . ($mutant + $wild + $rest) . ",$mutant," . ($wild + $rest) . ",$counts", "$well,$sample,WT," . ($type eq 'Unknown' ? 'Reference' : $type) . ',HEX,' . ($mutant + $wild + $rest) . ",$wild," . ($mutant + $rest) . ",$counts")
		} @wells);
}

my $name = 'acceptance';
my $db = Database->new($name);
$db->run('DROP EXTENSION alkres; ALTER DATABASE acceptance SET search_path = cfdna, public, alkres');
my @statements = ('CREATE EXTENSION alkres',
	"SELECT create_store('cfdna')",
	"INSERT INTO study (name, time_zone) VALUES ('one', 'Europe/Berlin')",
	"SELECT * FROM import_tables('$base/tables')",
	"CALL import_bams('$base/bam', 'RUN01', sheet => '$base/sheet.csv', assembly => 'GRCh38')",
	"CALL import_plates('$base/plates')",
	"SELECT call(target_vaf => 0.03)",
	"SELECT * FROM trajectory");
cmp_ok(scalar(@statements), '<=', 10, 'statements: ' . @statements);
for (@statements)
{
	open my $out, '-|', qw(psql -X -q -At -v ON_ERROR_STOP=1 -d), $name, '-c', 'SET client_min_messages = warning', '-c', $_ or die;
	my $text = do { local $/; <$out> };
	ok(close($out), $_ =~ s/\Q$base\E//gr);
	if (/import_tables/) { is($text, "patients.csv|30|0|0\ntreatments.csv|90|0|0\nsamples.csv|90|0|0\nassessments.csv|30|0|0\n", '... clinical tables') }
	if (/import_bams/) { is($text, "100|0|0|0\n", '... 100 libraries') }
	if (/import_plates/) { is($text, "5|0|0|0\n", '... 5 plates') }
}
is($db->value("SELECT concat_ws(' ', (SELECT count(*) FROM patient WHERE role = 'patient'), (SELECT count(*) FROM library), (SELECT count(*) FROM background_library), (SELECT count(*) FROM run WHERE kind = 'ddpcr'), (SELECT count(*) FROM well))"),
	'30 100 10 5 105', 'all is there');
is($db->value("SELECT count(DISTINCT sample) FROM trajectory"), 90, 'every draw is in trajectory');
is($db->value("SELECT string_agg(DISTINCT concat_ws(' ', drawn_on, line, drug), ', ') FROM trajectory WHERE patient = 'P07'"),
	'2025-01-05, 2025-05-05 1 crizotinib, 2025-09-05 1 crizotinib', '... with date in the zone of the study, line and drugs');
is($db->value("SELECT string_agg(concat_ws(' ', sample, method, state), ', ' ORDER BY sample) FROM trajectory WHERE patient IN ('P07', 'P30') AND mutation = 'ALK L1196M' AND method = 'ddpcr' AND state = 'detected'"),
	'P07-D3 ddpcr detected, P30-D3 ddpcr detected', '... by ddPCR');
cmp_ok($db->value("SELECT count(DISTINCT patient) FROM trajectory WHERE method = 'sequencing' AND state = 'detected' AND sample ~ 'D3' AND mutation IN ('ALK C1156T', 'ALK T1151dup', 'ALK I1171N')"), '>=', 20, '... and by sequencing');
is($db->value("SELECT count(*) FROM import_report WHERE outcome <> 'imported'"), 0, 'no file was refused');
$db->drop;
done_testing();
