# A zip archive of ddPCR exports: its tables are read as if unpacked; what is odd, damaged or made to do harm is refused by
# the names of archive and member.
use strict;
use warnings;
use Test::More;
use Compress::Zlib ();
use Database;

my $data = $ENV{ALKRES_DATA} or plan skip_all => 'no folder for files (ALKRES_DATA)';
my $db = Database->new('zip');
my $folder = "$ENV{ALKRES_BASE}/out";

sub slurp { my $name = shift; open my $in, '<:raw', $name or die "$name: $!"; local $/; return scalar <$in> }
sub spew { my ($name, $bytes) = @_; open my $out, '>:raw', $name or die "$name: $!"; print $out $bytes; close $out or die; return $name }
sub deflated { my $z = Compress::Zlib::deflateInit(-WindowBits => -15); my ($out) = $z->deflate(shift); my ($rest) = $z->flush; return $out . $rest }

# Files are [name, content, {what is other than it should be}].
sub zip
{
	my ($path, @files) = @_;
	my ($bytes, $directory, $count) = ('', '', 0);
	for (@files)
	{
		my ($name, $content, $odd) = @$_;
		my %of = (flags => 0, method => 8, crc => Compress::Zlib::crc32($content), size => length $content, packed => deflated($content), %{ $odd // {} });
		my $head = pack 'vvvvvVVVvv', 20, @of{qw(flags method)}, 0, 0, $of{crc}, length $of{packed}, $of{size}, length $name, 0;
		$directory .= pack('Vv', 0x02014b50, 20) . $head . pack('vvvVV', 0, 0, 0, 0, length $bytes) . $name;
		$bytes .= pack('V', 0x04034b50) . $head . $name . $of{packed};
		$count++;
	}
	return spew($path, $bytes . $directory . pack 'VvvvvVVv', 0x06054b50, 0, 0, $count, $count, length $directory, length $bytes, 0);
}
my @exports = qw(qx_manager_1 quantasoft_1_7_4 qx_manager_2);
my @files = map { [ "plates of May/$_.csv", slurp("$data/ddpcr/$_.csv") ] } @exports;
my $columns = 'plate, well, sample, assay, droplets::text, printed_concentration_fam, record';
my @alone = map { $db->rows("SELECT concat_ws('|', $columns) FROM alkres.read_ddpcr('$data/ddpcr/$_.csv')") } @exports;
my $zip = zip("$folder/plates.zip", @files);
is_deeply([ $db->rows("SELECT concat_ws('|', $columns) FROM alkres.read_ddpcr('$zip')") ], \@alone, 'the rows of an archive are those of its files');
is_deeply([ $db->rows("SELECT concat_ws('|', $columns) FROM alkres.read_ddpcr_data(pg_read_binary_file('$zip'), 'plates.zip')") ], \@alone, '... also of its bytes');
is($db->value("SELECT count(*) FROM alkres.read_ddpcr_data(pg_read_binary_file('$zip'))"), scalar @alone, '... without a name');
is($db->value("SELECT string_agg(DISTINCT plate, ' ' ORDER BY plate) FROM alkres.read_ddpcr('$zip')"), join(' ', sort @exports), 'a plate is called like its file');
SKIP:
{
	skip 'zip is missing', 1 if system('command -v zip >/dev/null 2>&1') != 0;
	system("cd $data/ddpcr && rm -f $folder/other.zip && zip -q $folder/other.zip " . join ' ', map { "$_.csv" } @exports) == 0 or die;
	is_deeply([ $db->rows("SELECT concat_ws('|', $columns) FROM alkres.read_ddpcr('$folder/other.zip')") ], \@alone, 'as Info-ZIP writes it');
}
sub mixed { return [ 'read me.pdf', '%PDF' ], [ '__MACOSX/._a.csv', "\0\5" ], $files[0], [ 'folder/', '' ] }
zip("$folder/mixed.zip", mixed());
is($db->value("SET client_min_messages = warning; SELECT count(*) FROM alkres.read_ddpcr('$folder/mixed.zip')"), scalar(grep { /^qx_manager_1\|/ } @alone), 'what is no table is not read');
like(`psql -X -q -At -d zip -c "SELECT count(*) FROM alkres.read_ddpcr('$folder/mixed.zip')" 2>&1`, qr/NOTICE:  mixed.zip: what is no table in text is not read\nDETAIL:  The zip archive also holds "read me.pdf", "._a.csv"/, '... and said');

# A plate of the store.
$db->run("SELECT create_store('cfdna'); INSERT INTO study (name) VALUES ('one')");
zip("$folder/run7.zip", $files[2]);
$db->run("SET client_min_messages = warning; SELECT import_ddpcr('$folder/run7.zip', create_samples => true)");
is($db->value("SELECT string_agg(r.name || ' ' || r.file_name, ', ') || ' ' || (SELECT count(*) > 0 FROM well) FROM run AS r"), 'run7 run7.zip true', 'an archive of one export is a run');
like($db->error("SELECT import_ddpcr('$folder/plates.zip', create_samples => true)"), qr/^22P04: well \w+ is there twice DETAIL: The second is on line \d+, of plate "\w+"/, 'one of several plates is not');

# Amplitudes of a plate.
my @wells = map { [ "plate 7/$_", slurp("$data/ddpcr/$_") ] } 'run 7_x_A01_Amplitude.csv', 'run 7_x_E01_Amplitude.csv';
zip("$folder/amplitudes.zip", @wells);
my $droplets = 'well, cardinality(fam), md5(fam::text), md5(hex::text), md5(cluster::text)';
my @of_files = map { $db->rows("SELECT concat_ws('|', $droplets) FROM alkres.read_ddpcr_amplitudes('$data/ddpcr/$_')") } map { $_->[0] =~ s/.*\///r } @wells;
is(scalar @of_files, 2, 'two files of amplitudes');
is_deeply([ $db->rows("SELECT concat_ws('|', $droplets) FROM alkres.read_ddpcr_amplitudes('$folder/amplitudes.zip')") ], \@of_files, 'the amplitudes of an archive are those of its files');
is_deeply([ $db->rows("SELECT concat_ws('|', $droplets) FROM alkres.read_ddpcr_amplitudes(ARRAY['$folder/amplitudes.zip'])") ], \@of_files, '... among others');
is_deeply([ $db->rows("SELECT concat_ws('|', $droplets) FROM alkres.read_ddpcr_amplitudes_data(pg_read_binary_file('$folder/amplitudes.zip'), 'a.zip')") ], \@of_files, '... also of its bytes');
like($db->error("SELECT read_ddpcr_amplitudes('$folder/plates.zip')"), qr/^22P04: file "plates.zip\/qx_manager_1.csv"/, 'exports of results are none');
zip("$folder/none.zip", [ 'a.pdf', 'x' ]);
like($db->error("SELECT read_ddpcr_amplitudes('$folder/none.zip')"), qr/^22P04: none.zip: the zip archive holds no export/, 'nor is an archive without tables');
spew("$folder/counts.csv", "Well,Sample,TargetType,Target,Positives,Negatives,AcceptedDroplets,Ch1+Ch2+,Ch1+Ch2-,Ch1-Ch2+,Ch1-Ch2-\n" . join '', map {
	my ($well, $sample, $role, @q) = @$_;
	map { my $k = $q[0] + $q[$_]; join(',', $well, $sample, "Ch$_$role", $_ == 1 ? 'ALK G1202R' : 'WT', $k, $q[0] + $q[1] + $q[2] + $q[3] - $k, $q[0] + $q[1] + $q[2] + $q[3], @q) . "\n" } 1, 2
} [ 'A01', 'S1', 'Unknown', 2, 8, 32, 128 ], [ 'E01', 'water', 'NTC', 0, 0, 0, 150 ]);
my $run = $db->value("SET client_min_messages = warning; SELECT import_ddpcr('$folder/counts.csv', create_samples => true)");
is($db->value("SELECT import_amplitudes(ARRAY['$folder/amplitudes.zip'], $run)"), 2, 'both are imported');
is($db->value("SELECT string_agg(name || ':' || cardinality(fam), ' ' ORDER BY name) FROM droplet_amplitude JOIN well USING (patient_id, well_id) WHERE run_id = $run"), 'A01:170 E01:150', '... each to its well');

sub refused
{
	my ($name, $pattern, @files) = @_;
	zip("$folder/odd.zip", @files);
	like($db->error("SELECT count(*) FROM alkres.read_ddpcr('$folder/odd.zip')"), $pattern, $name);
	return;
}
my ($name, $content) = @{ $files[0] };
refused('encrypted', qr/^0A000: odd.zip\/qx_manager_1.csv: the file is encrypted HINT: Unpack the archive/, [ $name, $content, { flags => 1 } ]);
refused('another method', qr/^0A000: odd.zip\/qx_manager_1.csv: the file is compressed by a method that is not known/, [ $name, $content, { method => 12 } ]);
refused('zip64', qr/^0A000: odd.zip\/qx_manager_1.csv: the archive is of zip64/, [ $name, $content, { size => 0xffffffff } ]);
refused('a wrong checksum', qr/^XX001: odd.zip\/qx_manager_1.csv cannot be unpacked/, [ $name, $content, { crc => 1 } ]);
refused('a wrong checksum, stored', qr/^XX001: odd.zip\/qx_manager_1.csv cannot be unpacked DETAIL: Its checksum is wrong/, [ $name, $content, { crc => 1, method => 0, packed => $content } ]);
refused('a size too small', qr/^XX001: odd.zip\/qx_manager_1.csv cannot be unpacked/, [ $name, $content, { size => 100 } ]);
refused('a size too large', qr/^XX001: odd.zip\/qx_manager_1.csv cannot be unpacked/, [ $name, $content, { size => length($content) + 100 } ]);
refused('damaged data', qr/^XX001: odd.zip\/qx_manager_1.csv cannot be unpacked/, [ $name, $content, { packed => 'x' . substr deflated($content), 1 } ]);
refused('a bomb', qr/^54000: odd.zip unpacks to more than \d+ bytes/, [ 'bomb.csv', '0' x 70_000_000 ]);
refused('a bomb that lies', qr/^XX001: odd.zip\/bomb.csv cannot be unpacked/, [ 'bomb.csv', '0' x 70_000_000, { size => 1000 } ]);
refused('many that are too large together', qr/^54000: odd.zip unpacks to more than/, map { [ "$_.csv", '0' x 10_000_000 ] } 1 .. 7);
refused('no export', qr/^22P04: odd.zip: the zip archive holds no export DETAIL: Exports are files with the extension csv/, [ 'a.pdf', 'x' ], [ 'nested.zip', 'PK' ]);
refused('a spreadsheet', qr/^22P04: file "odd.zip", line 1: this is a zip archive or a spreadsheet \(xlsx\)/, [ '[Content_Types].xml', '<x/>' ], [ 'xl/workbook.xml', '<x/>' ]);
refused('a table that is no export', qr/^22P04: file "odd.zip\/notes.txt", line 2: there is no header in it/, [ 'notes.txt', "a,b\n1,2\n" ]);
my $sound = slurp($zip);
my %seen;
for my $cut (map { $_ * 97 } 1 .. length($sound) / 97)
{
	spew("$folder/cut.zip", substr $sound, 0, $cut);
	$seen{ ($db->error("SELECT count(*) FROM alkres.read_ddpcr('$folder/cut.zip')") =~ /^(\w+: cut.zip: the zip archive is broken|22P04: cut.zip.*no table)/)[0] // 'read' }++ if $cut % 5 == 0 || $cut < 500;
}
ok(!$seen{read}, 'one that is cut off is refused');
# Bytes changed at random: an error, or the same rows.
srand 11;
my $wrong = 0;
my $right = join "\n", @alone;
$db->run(q{CREATE FUNCTION read_damaged(bytes bytea) RETURNS text LANGUAGE plpgsql AS $$ BEGIN
	RETURN (SELECT string_agg(concat_ws('|', } . $columns . q{), E'\n') FROM alkres.read_ddpcr_data(bytes, 'plates.zip'));
EXCEPTION WHEN others THEN RETURN NULL; END $$});
for my $round (1 .. 200)
{
	my $bytes = $sound;
	substr($bytes, int rand length $bytes, 1) = chr int rand 256 for 1 .. 1 + rand 3;
	my $said = $db->value("SET client_min_messages = error; SELECT coalesce(read_damaged('\\x" . unpack('H*', $bytes) . "'), '')");
	$wrong++ if $said ne '' && $said ne $right;
}
is($wrong, 0, 'of 200 damaged archives none gives other figures');

$db->drop;
done_testing();
