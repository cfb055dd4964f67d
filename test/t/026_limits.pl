# The limits of reading a file: settings that refuse and change no result, each error names its setting.
use strict;
use warnings;
use Test::More;
use Database;

plan skip_all => 'samtools is missing' if system('command -v samtools >/dev/null 2>&1') != 0;

my ($data, $base) = ($ENV{ALKRES_DATA}, $ENV{ALKRES_BASE});
my $db = Database->new('limits');

sub bam
{
	my ($name, $kind, @lines) = @_;
	open my $out, '|-', "samtools view --no-PG $kind -o $base/$name - 2>/dev/null" or die;
	print $out @lines;
	close $out or die;
	return "$base/$name";
}
sub refused { my ($file, $set, $more) = @_; return $db->error("$set SELECT count(*) FROM alkres.read_pileup('$file', 'test'" . ($more // '') . ')') }
sub accepted { my ($file, $set, $more) = @_; return $db->value("$set SELECT count(*) FROM alkres.read_pileup('$file', 'test'" . ($more // '') . ')') }

my $head = "\@HD\tVN:1.6\tSO:coordinate\n\@SQ\tSN:demo\tLN:1000000\n";
my $long = bam('long.bam', '-b', $head, join("\t", 'long', 0, 'demo', 100, 60, '100000M', '*', 0, 0, 'A' x 100000, 'I' x 100000, 'MD:Z:100000'), "\n");
like(refused($long, "SET alkres.max_record_size = '64kB';"), qr/^54000: record 1 of .* is larger than 64 kB DETAIL: It claims 15\d\d\d\d bytes.*HINT: If it is sound, raise alkres.max_record_size/, 'a large record');
is(accepted($long, "SET alkres.max_record_size = '256kB';"), 392, 'under a higher limit');

my $header = bam('header.bam', '-b', $head, map({ "\@CO\t" . 'x' x 1000 . "\n" } 1 .. 100), join("\t", 'r', 0, 'demo', 100, 60, '10M', '*', 0, 0, 'A' x 10, 'I' x 10, 'MD:Z:10'), "\n");
like(refused($header, "SET alkres.max_header_size = '64kB';"), qr/^54000: the header of .* is larger than 64 kB HINT: Raise alkres.max_header_size/, 'a large header');
is(accepted($header, "SET alkres.max_header_size = '256kB';"), 1, 'under a higher limit');
my $contigs = bam('contigs.bam', '-b', "\@HD\tVN:1.6\tSO:coordinate\n", map({ "\@SQ\tSN:" . 'c' x 1000 . "$_\tLN:1000\n" } 1 .. 40), join("\t", 'r', 4, '*', 0, 0, '*', '*', 0, 0, 'A' x 10, 'I' x 10), "\n");
like(refused($contigs, "SET alkres.max_header_size = '64kB';"), qr/^54000: the header of .* is larger than 64 kB/, 'the names of contigs count');
is(accepted($contigs, ''), 0, 'under a higher limit');

# A compressed million of equal reads.
my $read = join("\t", 'r', 0, 'demo', 100, 60, '100M', '*', 0, 0, 'A' x 100, 'I' x 100, 'MD:Z:100') . "\n";
my $bomb = bam('bomb.bam', '-b', $head, map { $read } 1 .. 8000);
like(refused($bomb, "SET alkres.max_decompressed_size = '1MB';"), qr/^54000: .* holds more than 1 MB of decompressed data HINT: Raise alkres.max_decompressed_size/, 'much decompressed data');
is(accepted($bomb, "SET alkres.max_decompressed_size = '8MB';"), 1, 'under a higher limit');

open my $fasta, '>', "$base/demo.fa" or die;
print $fasta ">demo\n", map { 'A' x 100 . "\n" } 1 .. 10000;
close $fasta;
my $cram = bam('slice.cram', "-C -T $base/demo.fa --output-fmt-option seqs_per_slice=10000", $head, map { join("\t", "r$_", 0, 'demo', 100, 60, '100M', '*', 0, 0, 'A' x 100, join('', map { chr(40 + int rand 30) } 1 .. 100)), "\n" } 1 .. 2000);
my $reference = ", reference => '$base/demo.fa'";
like(refused($cram, "SET alkres.max_cram_slice_size = '64kB';", $reference), qr/^54000: a slice of container 2 of .* needs more than 64 kB HINT: Write the file with fewer reads a slice.*alkres.max_cram_slice_size/, 'a large slice');
is(accepted($cram, "SET alkres.max_cram_slice_size = '1MB';", $reference), 1, 'under a higher limit');
my $many = bam('many.cram', "-C -T $base/demo.fa --output-fmt-option seqs_per_slice=1000", $head, map { join("\t", "r$_", 0, 'demo', 100, 60, '100M', '*', 0, 0, 'A' x 100, 'I' x 100), "\n" } 1 .. 20000);
like(refused($many, "SET alkres.max_decompressed_size = '1MB';", $reference), qr/^54000: .* holds more than 1 MB of decompressed data/, 'much decompressed data of CRAM');
is(accepted($many, "SET alkres.max_decompressed_size = '32MB';", $reference), 1, 'under a higher limit');

# Numbers as large as a record can hold: hard clips that end with 32 bits, the least template length, family sizes beyond 64 bits.
sub families { return join ', ', $db->rows("SELECT p.contig, f.fragments, f.molecules FROM alkres.read_pileup('$_[0]', 'test', umi => '$_[1]') p, alkres.family_sizes(p.pileup) f ORDER BY 1, 2") }
my $two = $head . "\@SQ\tSN:other\tLN:1000000\n";
sub mates
{
	my ($contig, $clips, %barcodes) = @_;
	my @names = sort keys %barcodes;
	my @tags = ('A' x 50, 'I' x 50, 'MD:Z:50');
	return (map { join("\t", $_, 99, $contig, 100, 60, '50M', '=', 150, 100, @tags, "RX:Z:$barcodes{$_}") . "\n" } @names),
	  map { join("\t", $_, 147, $contig, 150, 60, "50M$clips", '=', 100, -100, @tags, "RX:Z:$barcodes{$_}") . "\n" } @names;
}
my $clip = 2**28 - 1;
my $to_the_end = 2**32 - 1 - 199;
my $clips = "${clip}H" x int($to_the_end / $clip) . $to_the_end % $clip . 'H';
my $clipped = bam('clipped.bam', '-b', $two, mates('demo', $clips, a => 'ACGT', b => 'ACGT'), mates('other', '', c => 'AAAA', d => 'CCCC'));
is(families($clipped, 'RX'), 'demo|2|1, other|1|2', 'a family whose 5\' end is told beyond any position counts, on its contig');
my $least = bam('least.bam', '-b', $head, join("\t", 'r', 97, 'demo', 100, 60, '50M', '=', 100, -2**31, 'A' x 50, 'I' x 50, 'MD:Z:50') . "\n");
is($db->value("SELECT count(*) || ' ' || count(l) FROM alkres.read_pileup('$least', 'test') p LEFT JOIN LATERAL alkres.fragment_lengths(p.pileup) l ON true"), '1 0', 'the least template length tells none');
my $sizes = bam('sizes.bam', '-b', $head, map { join("\t", "Marianas:ACGT:demo:100:+:$_", 0, 'demo', 100, 60, '50M', '*', 0, 0, 'A' x 50, 'I' x 50, 'MD:Z:9C40') . "\n" } '9' x 19 . ':' . '9' x 19, '9' x 30 . ':' . '9' x 30);
is($db->value("SELECT string_agg(m.class, ' ') FROM alkres.read_pileup('$sizes', 'test', umi => 'consensus') p, alkres.molecules(p.pileup, 109) m"), 'duplex duplex', 'sizes of families beyond 64 bits');

# Only a superuser sets them, they have bounds, and what the server shows is what the library has.
is($db->value("LOAD 'alkres'; SELECT string_agg(name || '=' || setting || coalesce(unit, '') || ' ' || context, ', ' ORDER BY name) FROM pg_settings WHERE name LIKE 'alkres.max%' AND setting = boot_val"),
	'alkres.max_cram_slice_size=65536kB superuser, alkres.max_decompressed_size=1048576MB superuser, alkres.max_design_blocks=1048576 superuser, '
	  . 'alkres.max_header_size=262144kB superuser, alkres.max_open_blocks=4096 superuser, alkres.max_open_memory=2048MB superuser, alkres.max_record_size=16384kB superuser',
	'the settings and their defaults');
$db->run('CREATE ROLE limits_nobody');
like($db->error("LOAD 'alkres'; SET ROLE limits_nobody; SET alkres.max_record_size = '1MB'"), qr/^42501/, 'not for everybody');
like($db->error("LOAD 'alkres'; SET alkres.max_record_size = '1GB'"), qr/^22023/, 'not without bounds');
$db->run('DROP ROLE limits_nobody');
unlink glob "$base/*.bam $base/*.cram $base/demo.fa";
$db->drop;
done_testing();
