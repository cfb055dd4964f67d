# FASTA files, plain and compressed, with and without indexes: the same pileups; an index or a file that lies is an error.
use strict;
use warnings;
use Test::More;
use Bgzf;
use Database;

plan skip_all => 'samtools is missing' if system('command -v samtools >/dev/null 2>&1') != 0;

my ($data, $base) = ($ENV{ALKRES_DATA}, $ENV{ALKRES_BASE});
my $db = Database->new('fasta');
my $fasta = "$base/reference.fa";

sub slurp { my $name = shift; open my $in, '<:raw', $name or die "$name: $!"; local $/; return scalar <$in> }
sub spew { my ($name, $bytes) = @_; open my $out, '>:raw', $name or die "$name: $!"; print $out $bytes; close $out or die; return $name }
sub clean { unlink glob "$base/reference.fa*"; return }
sub faidx { my $name = shift; system("samtools faidx $name 2>/dev/null") == 0 or die "no index of $name"; return }

# A file with the panel's contig between two others.
my $panel = slurp("$data/panel.fa") =~ s/^>.*\n//r =~ s/\n//gr;
my ($before, $behind) = map { join '', map { (qw(A C G T))[ ($_ * $_ + 3 * $_) % 7 % 4 ] } 1 .. $_ } 1234, 77;
sub lay_out
{
	my ($width, $end, $letters) = @_;
	my $text = '';
	for ([ 'before what=ever', $before ], [ 'panel', $letters ], [ 'behind', $behind ])
	{
		my ($name, $sequence) = @$_;
		$text .= ">$name$end" . join '', map { "$_$end" } unpack "(a$width)*", $sequence;
	}
	return $text;
}
my $ambiguous = $panel;
substr($ambiguous, $_ * 97, 1) = (split //, 'RYSWKMBDHVN')[ $_ % 11 ] for 1 .. int(length($panel) / 97) - 1;

# All there is to read: pileups over the targets and off them, with the reference's letters in them.
sub pileups { my ($name, $bam) = @_; return "SELECT count(*) || ' ' || md5(string_agg(contig || block || pileup::text, ' ' ORDER BY contig, block)) FROM alkres.read_pileup('$data/" . ($bam // 'panel.bam') . "', 'test', reference => '$name')" }

for my $kind ([ 'upper case', $panel ], [ 'lower case', lc $panel ], [ 'ambiguous letters', $ambiguous ], [ 'the same in lower case', lc $ambiguous ])
{
	my ($what, $letters) = @$kind;
	my $expected;
	for my $layout ([ 60, "\n" ], [ 61, "\n" ], [ 7, "\n" ], [ 1, "\n" ], [ 60, "\r\n" ], [ 13, "\r\n" ], [ length $panel, "\n" ], [ length $panel, "\r\n" ])
	{
		my ($width, $end) = @$layout;
		my $text = lay_out($width, $end, $letters);
		my $name = "$what in lines of $width" . ($end eq "\n" ? '' : ' with CR LF');
		clean();
		spew($fasta, $text);
		my $without = $db->value(pileups($fasta));
		$expected //= $without;
		is($without, $expected, "$name, no index");
		faidx($fasta);
		is($db->value(pileups($fasta)), $expected, "$name, indexed");
		clean();
		spew("$fasta.gz", pack_bgzf($text, 700));
		faidx("$fasta.gz");
		is($db->value(pileups("$fasta.gz")), $expected, "$name, compressed");
	}
	like($expected, qr/^[1-9]/, 'there are pileups');
}
my $expected = do { clean(); spew($fasta, lay_out(60, "\n", $panel)); $db->value(pileups($fasta)) };
spew($fasta, lay_out(60, "\n", $panel) =~ s/\n\z//r);
is($db->value(pileups($fasta)), $expected, 'no line end at the end');
faidx($fasta);
is($db->value(pileups($fasta)), $expected, 'nor with an index');
is(slurp("$fasta.fai") =~ tr/\n//, 3, 'the index is as it was');

# Only what is needed is read: all that no read lies near is a hole in a file of 2 GB.
my $far = 2_000_000_000;
clean();
open my $out, '>:raw', $fasta or die;
print $out ">hole\n";
seek $out, $far, 0;
print $out lay_out(60, "\n", $panel);
close $out or die;
my $offset = length(">before what=ever\n") + length($before) + int((length($before) + 59) / 60) + length(">panel\n");
spew("$fasta.fai", sprintf "panel\t%d\t%d\t60\t61\n", length $panel, $far + $offset);
is($db->value(pileups($fasta)), $expected, 'a file of holes');
my $run = $panel =~ /[CGT]AAAA/g ? pos($panel) - 4 : die;    # 1-based position in front of it
my $first = substr $panel, $run - 1, 1;
is($db->value("SELECT alkres.left_align('test:panel:" . ($run + 3) . ":AA:A'::alkres.variant, '$fasta')"), "test:panel:$run:${first}A:$first", 'left_align reads so too');
unlink "$fasta.fai";
like($db->error(pileups($fasta)), qr/^54000: .* has a line longer than/, 'which without its index would be read whole');

# CRAM.
for my $name ("$data/random.fa")
{
	my $cram = $db->value(pileups($name, 'random.cram'));
	spew("$fasta.gz", pack_bgzf(slurp($name), 1000));
	faidx("$fasta.gz");
	is($db->value(pileups("$fasta.gz", 'random.cram')), $cram, 'CRAM with a compressed reference');
	is($db->value(pileups("$fasta.gz", 'random_multi.cram')), $cram, 'of whose contigs checksums are looked at');
	is($db->value(pileups("$fasta.gz", 'random.bam')), $db->value(pileups($name, 'random.bam')), 'and BAM');
}

# Indexes that lie.
my $text = lay_out(60, "\n", $panel);
my ($line) = do { clean(); spew($fasta, $text); faidx($fasta); grep { /^panel/ } split /\n/, slurp("$fasta.fai") };
my ($length, $at) = (split /\t/, $line)[ 1, 2 ];
my $fai = qr/^22P04: the index ".*\.fai" does not fit its FASTA file DETAIL: /;
my $make = qr/ HINT: Make it again with "samtools faidx"\./;
like($db->error(do { spew("$fasta.fai", $_->[1]); pileups($fasta) }), $_->[2], "an index with $_->[0]")
  for [ 'an offset beyond the file', "panel\t$length\t99999999\t60\t61\n", qr/${fai}What line 1 says does not lie in the file\.$make/ ],
  [ 'a length beyond the file', "before\t1\t1\t1\t2\npanel\t999999\t$at\t60\t61\n", qr/${fai}What line 2 says/ ],
  [ 'a length beyond all numbers', "panel\t99999999999999999999\t$at\t60\t61\n", qr/${fai}Line 1 is not a name and four numbers/ ],
  [ 'a product beyond all numbers', "panel\t9223372036854775807\t$at\t1\t3\n", qr/${fai}What line 1 says/ ],
  [ 'a sum beyond all numbers', "panel\t$length\t9223372036854775807\t60\t61\n", qr/${fai}What line 1 says/ ],
  [ 'no bases a line', "panel\t$length\t$at\t0\t61\n", qr/${fai}What line 1 says/ ],
  [ 'no bytes a line', "panel\t$length\t$at\t60\t0\n", qr/${fai}What line 1 says/ ],
  [ 'no line ends', "panel\t$length\t$at\t60\t60\n", qr/${fai}What line 1 says/ ],
  [ 'line ends of 3 bytes', "panel\t$length\t$at\t60\t63\n", qr/${fai}What line 1 says/ ],
  [ 'a negative number', "panel\t$length\t-1\t60\t61\n", qr/${fai}Line 1 is not/ ],
  [ 'a word', "panel\t$length\tfar\t60\t61\n", qr/${fai}Line 1 is not/ ],
  [ 'a column too few', "panel\t$length\t$at\t60\n", qr/${fai}Line 1 is not/ ],
  [ 'a column too many', "panel\t$length\t$at\t60\t61\t$at\n", qr/${fai}Line 1 is not/ ],
  [ 'no name', "\t$length\t$at\t60\t61\n", qr/${fai}Line 1 is not/ ],
  [ 'an empty line', "\n$line\n", qr/${fai}Line 1 is not/ ],
  [ 'a NUL', "panel\0$line\n", qr/^22P04: contig panel is not in the FASTA file/ ],
  [ 'other lines', "panel\t$length\t$at\t59\t60\n", qr/${fai}Contig panel does not end where it says|^22P04: the FASTA file .* has a wrong byte in contig panel/ ],
  [ 'a base too few', sprintf("panel\t%d\t$at\t60\t61\n", $length - 1), qr/${fai}Contig panel does not end where it says/ ],
  [ 'a base too many', sprintf("panel\t%d\t$at\t60\t61\n", $length + 1), qr/${fai}Contig panel does not end where it says/ ],
  [ 'a line too few', sprintf("panel\t%d\t$at\t60\t61\n", $length - 60), qr/${fai}Contig panel does not end where it says/ ],
  [ 'an offset of one more', "panel\t$length\t" . ($at + 1) . "\t60\t61\n", qr/${fai}Contig panel does not begin at the start of a line/ ],
  [ 'an offset of one line more', "panel\t" . ($length - 60) . "\t" . ($at + 61) . "\t60\t61\n", qr/${fai}Contig panel does not begin behind the line with its name/ ],
  [ 'another name', $line =~ s/panel/before/r . "\n", qr/^22P04: contig panel is not in the FASTA file ".*" DETAIL: Its index does not name it/ ],
  [ 'the place of another', "panel\t1234\t18\t60\t61\n", qr/${fai}Contig panel does not begin behind the line with its name/ ],
  [ 'nothing', '', qr/^22P04: contig panel is not in the FASTA file/ ];
mkdir "$base/folder" or die;
unlink "$fasta.fai";
rename "$base/folder", "$fasta.fai" or die;
like($db->error(pileups($fasta)), qr/^42809: ".*\.fai" is a directory/, 'an index that is a directory');
rmdir "$fasta.fai";

# FASTA files that are another than the one of the reads, or none.
for my $index (0, 1)
{
	my $name = $index ? ', indexed' : '';
	for ([ 'a base is missing', substr($panel, 0, -1), qr/^22P04: the reads of .* are aligned to another reference DETAIL: Contig panel has $length bases in its header, \d+ in the FASTA file/ ],
		[ 'a digit', substr($panel, 0, 700) . '7' . substr($panel, 701), qr/^22P04: the FASTA file .* has a wrong byte in contig panel DETAIL: Near base 701 stands byte 0x37/ ],
		[ 'a blank', substr($panel, 0, 700) . ' ' . substr($panel, 701), qr/^22P04/ ],
		[ 'a NUL', substr($panel, 0, 700) . "\0" . substr($panel, 701), qr/^22P04/ ])
	{
		my ($what, $letters, $error) = @$_;
		clean();
		spew($fasta, lay_out(60, "\n", $letters));
		spew("$fasta.fai", sprintf "panel\t%d\t$at\t60\t61\n", length $letters) if $index;
		like($db->error(pileups($fasta)), $error, "$what$name");
	}
}

# Compressed files.
clean();
my $packed = pack_bgzf($text, 700);
sub compressed { my ($bytes, $layout, $blocks) = @_; clean(); spew("$fasta.gz", $bytes); spew("$fasta.gz.fai", $layout) if defined $layout; spew("$fasta.gz.gzi", $blocks) if defined $blocks; return pileups("$fasta.gz") }
spew($fasta, $text);
faidx($fasta);
my ($layout, $blocks) = (slurp("$fasta.fai"), bgzf_index($packed));
is($db->value(compressed($packed, $layout, $blocks)), $expected, 'a compressed file with its indexes');
like($db->error(compressed($packed, $_->[1], $_->[2])), $_->[3], $_->[0])
  for [ 'no index', undef, undef, qr/^22P04: the compressed FASTA file ".*" has no index DETAIL: There is no ".*\.fa\.gz\.fai"\. HINT: Make both indexes with "samtools faidx"/ ],
  [ 'no index of blocks', $layout, undef, qr/^22P04: .* has no index DETAIL: There is no ".*\.gzi"/ ],
  [ 'an empty index of blocks', $layout, '', qr/^22P04: the index of blocks \(\.gzi\) does not fit ".*" DETAIL: It claims 0 blocks and has 0 bytes/ ],
  [ 'more blocks than there are', $layout, pack('Q<', 1 << 60) . substr($blocks, 8), qr/^22P04: the index of blocks .* DETAIL: It claims 1152921504606846976 blocks/ ],
  [ 'a block beyond the file', $layout, pack('Q<*', 1, 60000, 700), qr/^22P04: the index of blocks .* DETAIL: Block 2 cannot begin where it says/ ],
  [ 'blocks that go back', $layout, pack('Q<*', 2, 400, 700, 400, 1400), qr/^22P04: the index of blocks .* DETAIL: Block 3 cannot begin/ ],
  [ 'a block of more than there can be', $layout, pack('Q<*', 1, 400, 70000), qr/^22P04: the index of blocks .* DETAIL: Block 2 cannot begin/ ],
  [ 'blocks that begin elsewhere', $layout, pack('Q<*', 1, 300, 700), qr/^XX001: could not read ".*" DETAIL: htslib says: .* HINT: The file is damaged, or its index of blocks/ ];
like($db->error(compressed(substr($packed, 0, -28), $layout, $blocks)), qr/^XX001: ".*\.gz" is truncated/, 'no end marker');
like($db->error(compressed(substr($packed, 0, 1000) . substr($packed, -28), $layout, $blocks)), qr/^22P04|^XX001/, 'cut in the middle');
spew("$base/plain.fa", $text);
system("gzip -nf $base/plain.fa") == 0 or die;
like($db->error(compressed(slurp("$base/plain.fa.gz"), $layout, $blocks)), qr/^22P04: .* is not compressed by bgzip HINT: Decompress it/, 'gzip');
my $empty = pack_bgzf('', 1);
is($db->error(compressed(substr($packed, 0, -28) . $empty . $empty, $layout, $blocks)), '', 'empty blocks');

# Any byte of an index may be wrong: the right answer or an error of the file.
my $state = 7;
sub random { my $below = shift; $state = ($state * 1103515245 + 12345) % 2147483648; return ($state >> 16) % $below }
my ($right, $refused, @bad) = (0, 0);
for my $n (1 .. 240)
{
	my @parts = ($packed, $layout, $blocks);
	my $part = 1 + $n % 2;
	for (0 .. random(3)) { substr($parts[$part], random(length $parts[$part]), 1) = $part == 1 && random(2) ? random(10) : chr random(256) }
	my $sql = compressed(@parts);
	my $error = $db->error($sql);
	if ($error =~ /^(22P04|XX001|54000): /) { $refused++ }
	elsif ($error !~ /connection|recovery/ && $error eq '' && $db->value($sql) eq $expected) { $right++ }
	else { push @bad, $error || 'another answer' }
}
is(join("\n", @bad), '', 'spoilt indexes');
cmp_ok($refused, '>', 100, 'most are refused');

# An index of blocks that lies under CRAM, which htslib follows: the right answer or an error, no lost connection.
clean();
my $cram = $db->value(pileups("$data/random.fa", 'random.cram'));
my $shifted = ">other\n" . "ACGT\n" x 1168 . slurp("$data/random.fa");    # its contig begins late in a block
$packed = pack_bgzf($shifted, 1000);
spew("$fasta.gz", $packed);
faidx("$fasta.gz");
$blocks = bgzf_index($packed);
is($db->value(pileups("$fasta.gz", 'random.cram')), $cram, 'CRAM with a contig in the middle of a block');
for my $what (1, 0)
{
	for my $shift (1, 17, 300, -300, 900, -900, 30000)
	{
		for my $every (1, 2)
		{
			my @places = unpack 'Q<*', $blocks;
			for (my $n = 1; 2 * $n < @places; $n += $every) { $places[ 2 * $n + $what - 1 ] += $shift }
			spew("$fasta.gz.gzi", pack 'Q<*', @places);
			my $error = $db->error(pileups("$fasta.gz", 'random.cram'));
			ok($error =~ /^(22P04|XX001): / || ($error !~ /connection|recovery/ && $error eq '' && $db->value(pileups("$fasta.gz", 'random.cram')) eq $cram), ('blocks begin', 'their contents begin')[$what] . " $shift bytes off") or diag $error;
		}
	}
}

# Errors close what they have opened.
compressed(pack_bgzf($text, 700), $layout, bgzf_index(pack_bgzf($text, 700)) =~ s/.\z/\x7f/sr);
is($db->value(<<"SQL"), 't', 'no descriptor stays open');
CREATE TABLE descriptors (n bigint);
DO \$\$
DECLARE before bigint; BEGIN
	PERFORM count(*) FROM alkres.read_pileup('$data/panel.bam', 'test', reference => '$data/panel.fa');
	SELECT count(*) INTO before FROM pg_ls_dir('/proc/self/fd');
	FOR i IN 1 .. 50 LOOP
		BEGIN
			PERFORM count(*) FROM alkres.read_pileup('$data/panel.bam', 'test', reference => '$fasta.gz');
			RAISE 'it was accepted';
		EXCEPTION WHEN bad_copy_file_format THEN NULL;
		END;
	END LOOP;
	INSERT INTO descriptors SELECT count(*) - before FROM pg_ls_dir('/proc/self/fd');
END \$\$;
SELECT n <= 0 FROM descriptors;
SQL

clean();
$db->drop;
done_testing();
