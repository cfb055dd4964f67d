# CIGARs: what the SAM specification forbids is refused by name and place, what it allows but nobody expects is counted.
use strict;
use warnings;
use Test::More;
use Bgzf;
use Database;

plan skip_all => 'samtools is missing' if system('command -v samtools >/dev/null 2>&1') != 0;

my $base = $ENV{ALKRES_BASE};
my $db = Database->new('cigar');
my $file = "$base/cigar.bam";
my $bases = 'ACGTTGCAGA';

# A file of a plain read at 50 and one with the CIGAR at 100; change: of the bytes of the second one's CIGAR.
sub made
{
	my ($cigar, $change, $start) = @_;
	$start //= 100;
	my $length = 0;
	$length += $1 while $cigar =~ /(\d+)[MIS=X]/g;
	my ($sequence, $quality) = map { substr $_ x (1 + $length / 10), 0, $length } $bases, 'IIIIIIIIII';
	open my $out, '|-', "samtools view --no-PG -b -o $file - 2>/dev/null" or die;
	print $out "\@HD\tVN:1.6\tSO:coordinate\n\@SQ\tSN:demo\tLN:2000\n";
	print $out join("\t", 'plain', 0, 'demo', 50, 60, '10M', '*', 0, 0, $bases, 'IIIIIIIIII'), "\n";
	print $out join("\t", 'odd', 0, 'demo', $start, 60, $cigar, '*', 0, 0, $length ? ($sequence, $quality) : ('*', '*')), "\n";
	close $out or die "samtools does not take $cigar";
	return $file if !$change;
	open my $in, '<:raw', $file or die;
	my $plain = unpack_bgzf(do { local $/; <$in> });
	my $at = rindex($plain, "odd\0") + 4;
	my $count = () = $cigar =~ /\d+/g;
	my @elements = unpack 'V*', substr $plain, $at, 4 * $count;
	$change->(\@elements);
	substr $plain, $at, 4 * $count, pack 'V*', @elements;
	open $out, '>:raw', $file or die;
	print $out pack_bgzf($plain);
	close $out or die;
	return $file;
}
sub refused { return $db->error("SELECT count(*) FROM alkres.read_pileup('" . made(@_) . "', 'test', reference => 'none')") }

# What the read shows: position and base; unit: also of reads whose mates nobody looks for.
sub shown
{
	my $made = made(@_);
	return $db->value("SELECT string_agg(d.position || CASE WHEN d.deleted > 0 THEN '-' ELSE a.alt END, ' ' ORDER BY d.position)
		FROM alkres.read_pileup('$made', 'test', reference => 'none') b, LATERAL alkres.depth(b.pileup) d
			LEFT JOIN LATERAL (SELECT x.alt FROM alkres.alleles(b.pileup) x WHERE x.position = d.position AND length(x.alt) = 1 AND length(x.ref) = 1) a ON true
		WHERE d.position > 60 AND d.raw_depth > 0");
}

for my $cigar (qw(5M5S5M 5M5H5M 2S3M5S5M 5S5H5M 5M5H5S 2S5H5S 5M3S2I 2I3S5M 5M3S2D 3P2S5M 5M2S3P 2H3S2H5M 5M2S2H2S 4M2H4M2H))
{
	like(refused($cigar), qr/^XX001: record 2 of ".*cigar\.bam" is broken DETAIL: Read "odd" at demo:100: its CIGAR has a clip that is not at an end; only hard clips may stand outside soft ones\. HINT: Write the file again/, "$cigar is refused");
}
like(refused('5S5M', sub { $_[0][0] = 5 << 4 | $_ }), qr/^XX001: .*/, "operation $_ is refused") for 9, 10, 15;
like(refused('5M', sub { $_[0][0] = 4 << 4 }), qr/^XX001: (record 2 of .* is broken DETAIL: .* differ in length|could not read record 2 of .* DETAIL: htslib says: CIGAR and query sequence lengths differ for odd)/, 'too short for the sequence');
like(refused('5M', sub { $_[0][0] = 6 << 4 }), qr/^XX001/, 'too long for it');
like(refused('5M5N5M', sub { $_[0][1] = 0xfffffff3 }), qr/^XX001: record 2 of .* DETAIL: Read "odd" at demo:100: it is aligned beyond the end of any contig\./, 'a skip beyond every contig');

is(shown('5S5M'), '100G 101C 102A 103G 104A', 'a clip in front');
is(shown('2H3S5M2S1H'), '100T 101T 102G 103C 104A', 'all the clips there may be');
is(shown('2S3S3M1S1S'), '100G 101C 102A', 'clips in several elements');
is(shown('1H1H5M1H1H'), '100A 101C 102G 103T 104T', 'hard ones too');
is(shown('5M1S5M', sub { $_[0][1] = 0 << 4 | 4; $_[0][2] = 6 << 4 }), '100A 101C 102G 103T 104T 105G 106C 107A 108G 109A 110A', 'a clip of length 0 says nothing');
is(shown('5M1D5M', sub { $_[0][1] = 2 }), '100A 101C 102G 103T 104T 105G 106C 107A 108G 109A', 'nor does a deletion of length 0');
is(shown('2M3M'), '100A 101C 102G 103T 104T', 'two elements of one kind');
is(shown('2=1X2='), '100A 101C 102G 103T 104T', '= and X');
is(shown('2M2P3M'), '100A 101C 102G 103T 104T', 'padding');
is(shown('2M2D1D3M'), '100A 101C 102- 103- 104- 105G 106T 107T', 'deletions side by side');
is(shown('2M3N2D1N3M'), '100A 101C 105- 106- 108G 109T 110T', 'a deletion between skips');
is(shown('2I3M'), '100G 101T 102T', 'an insertion in front');
is(shown('3D3M'), '100- 101- 102- 103A 104C 105G', 'a deletion in front');
is(shown('3M3D'), '100A 101C 102G 103- 104- 105-', 'and behind');
is(shown('5S'), '', 'nothing but a clip');
is(shown('5I'), '', 'nothing but an insertion');
is(shown('5D'), '', 'nothing but a deletion, and so no sequence');
is(shown('5S3D'), '100- 101- 102-', 'no base that is aligned');
is(shown('3S2N2S'), '', 'nothing but a skip');
is(shown('10M', undef, 996), '996A 997C 998G 999T 1000T 1001G 1002C 1003A 1004G 1005A', 'a read that ends behind its contig is counted where it lies');

$db->drop;
done_testing();
