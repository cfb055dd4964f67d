# Of a VCF.gz or BCF file with an index only what regions need is read: the same rows, but for their lines, as of the whole reading, and the
# records that bcftools picks.  Random regions over records with long deletions and blocks of gVCF; indexes that are old, broken, of another
# file, or leave out a part.
use strict;
use warnings;
use Test::More;
use Database;
use Bgzf;

plan skip_all => 'bcftools is missing' if system('command -v bcftools >/dev/null 2>&1') != 0;

my $folder = "$ENV{ALKRES_BASE}/out/vcf_regions";
mkdir $folder or die "$folder: $!";
my $db = Database->new('vcf_regions');
$db->run(q{CREATE FUNCTION seen(path text, regions alkres.region[], OUT rows text, OUT records bigint, OUT numbered bigint, OUT bytes bigint) LANGUAGE plpgsql SET client_min_messages = warning AS $$
DECLARE
	before bigint := substring(pg_read_file('/proc/self/io') FROM 'rchar: (\d+)');
BEGIN
	SELECT count(*) || ' ' || coalesce(md5(string_agg((to_jsonb(c) - 'line')::text, E'\n')), ''), count(DISTINCT ids), count(line) INTO rows, records, numbered
	FROM alkres.read_vcf(path, 'test', regions, tags => true) AS c;
	bytes := substring(pg_read_file('/proc/self/io') FROM 'rchar: (\d+)')::bigint - before;
EXCEPTION WHEN others THEN
	rows := SQLSTATE || ' ' || SQLERRM;
END
$$});

my $state = 11;
sub random { my $below = shift; $state = ($state * 1103515245 + 12345) % 2147483648; return int($state / 65536 * $below / 32768) }
sub spew { my ($name, $bytes) = @_; open my $out, '>:raw', $name or die $!; print $out $bytes; close $out or die $!; return }
sub slurp { open my $in, '<:raw', shift or die $!; local $/; return scalar <$in> }
sub run { system(@_) == 0 or die "failed: @_"; return }
sub later { my ($file, $seconds) = @_; my $time = time + $seconds; utime $time, $time, $file or die $!; return }

my %length = (chr1 => 3_000_000, chr2 => 900_000, chr3 => 400_000);

sub write_text
{
	my ($name, $count) = @_;
	my $text = "##fileformat=VCFv4.2\n" . join('', map { "##contig=<ID=$_,length=$length{$_}>\n" } sort keys %length) . <<'HEADER';
##FILTER=<ID=PASS,Description="all">
##INFO=<ID=END,Number=1,Type=Integer,Description="end of a block">
##INFO=<ID=NOTE,Number=1,Type=String,Description="what does not compress">
##FORMAT=<ID=GT,Number=1,Type=String,Description="genotype">
##FORMAT=<ID=AD,Number=R,Type=Integer,Description="reads">
##ALT=<ID=NON_REF,Description="any other">
HEADER
	$text .= '#' . join("\t", qw(CHROM POS ID REF ALT QUAL FILTER INFO FORMAT tumour)) . "\n";
	my $number = 0;
	for my $contig (sort keys %length)
	{
		my $records = int $count * $length{$contig} / 4_300_000;
		for my $position (sort { $a <=> $b } map { 1 + random($length{$contig} - 70_000) } 1 .. $records)
		{
			my $note = 'NOTE=' . join '', map { ('a' .. 'z', 'A' .. 'Z')[ random(52) ] } 1 .. 300;
			my $kind = random(40);
			my ($ref, $alt, $end) = $kind == 0 ? ('A' . 'CGT' x (1 + random(700)), 'A', '') : $kind == 1 ? ('G', '<NON_REF>', 'END=' . ($position + random(60_000)) . ';')
			  : $kind < 10 ? ('C', '<NON_REF>', 'END=' . ($position + random(100)) . ';') : ('A', 'G', '');
			$text .= join("\t", $contig, $position, 'r' . ++$number, $ref, $alt, '.', 'PASS', "$end$note", 'GT:AD', '0/1:' . random(90) . ',' . random(90)) . "\n";
		}
	}
	spew("$folder/$name.vcf", $text);
	run('bcftools', 'view', '--no-version', '-Oz', '-o', "$folder/$name.vcf.gz", "$folder/$name.vcf");
	return;
}

write_text('whole', 12_000);
my $whole = "$folder/whole.vcf.gz"; # without an index
run('cp', $whole, "$folder/$_.vcf.gz") for qw(tbi csi);
run('bcftools', 'index', '-t', "$folder/tbi.vcf.gz");
run('bcftools', 'index', '-c', "$folder/csi.vcf.gz");
run('bcftools', 'view', '--no-version', '-Ob', '-o', "$folder/packed.bcf", $whole);
run('bcftools', 'index', "$folder/packed.bcf");
my @indexed = map { "$folder/$_" } qw(tbi.vcf.gz csi.vcf.gz packed.bcf);

sub seen
{
	my ($path, $regions) = @_;
	my ($rows, $records, $numbered, $bytes) = split /\|/, $db->value("SELECT (seen('$path', '{" . join(',', map { "test:$_" } @$regions) . "}')).*");
	return { rows => $rows, records => $records, numbered => $numbered, bytes => $bytes };
}
sub notice
{
	my ($path, @regions) = @_;
	return `psql -X -q -At -d vcf_regions -c "SELECT count(*) FROM alkres.read_vcf('$path', 'test', '{@{[ join ',', map { "test:$_" } @regions ]}}')" 2>&1`;
}

sub random_region
{
	my $contig = (qw(chr1 chr1 chr2 chr3))[ random(4) ];
	my $start = 1 + random($length{$contig});
	return "$contig:$start-" . ($start + random((1, 300, 20_000, 200_000)[ random(4) ]));
}
my @sets = ([], ['chr1:1-1'], ['chr3:399000-400000'], ['chr2:1-900000'], ['chr1:100000-100010', 'chr1:100005-100100', 'chr1:100000-100010'], ['chr9:1-1000'],
	['chr3:100-5000', 'chr1:2000000-2000100', 'chr2:500-600'], (map { [ map { random_region() } 1 .. 1 + random((1, 2, 5, 60)[ random(4) ]) ] } 1 .. 50));
my (@differ, @picked);
for my $regions (@sets)
{
	my $all = seen($whole, $regions);
	for my $path (@indexed)
	{
		my $part = seen($path, $regions);
		push @differ, "$path @$regions: $part->{rows}, not $all->{rows}" if $part->{rows} ne $all->{rows};
	}
	next if !@$regions || $regions->[0] =~ /^chr9/;
	my $other = `bcftools view -H -r @{[ join ',', @$regions ]} $folder/tbi.vcf.gz | cut -f 3 | sort -u | wc -l` + 0;
	push @picked, "@$regions: $all->{records}, bcftools $other" if $all->{records} != $other;
}
is("@differ", '', @sets . ' sets of regions: TBI, CSI and BCF give the rows of the whole reading');
is("@picked", '', 'and the records that bcftools picks');

my $size = -s $whole;
for my $path (@indexed)
{
	my $far = seen($path, ['chr3:300000-300100']);
	cmp_ok($far->{bytes}, '<', $size / 4, "of $path a far region reads little: $far->{bytes} of $size bytes");
	is($far->{numbered}, 0, 'the line is not known there');
}
cmp_ok(seen($whole, ['chr3:300000-300100'])->{bytes}, '>=', $size, 'without an index all is read');
cmp_ok(seen($whole, ['chr3:300000-300100'])->{numbered}, '>', 0, 'and lines are known');
my @spread = map { $_ . ':' . 200_000 . '-' . 200_050 } qw(chr1 chr2 chr3);
cmp_ok(seen($_, \@spread)->{bytes}, '<', $size / 2, "regions of three contigs of $_ are gone to") for @indexed;

# Errors name the place.
{
	my $text = slurp("$folder/whole.vcf");
	$text =~ s/^(chr3\t3\d{5}\tr\d+\t)[ACGT]+/$1*/m or die;
	my ($position) = $text =~ /^chr3\t(\d+)\tr\d+\t\*/m;
	spew("$folder/wrong.vcf", $text);
	spew("$folder/wrong.vcf.gz", pack_bgzf($text, 60_000));
	run("bcftools index -t $folder/wrong.vcf.gz 2>$folder/said");
	is(seen("$folder/wrong.vcf.gz", ["chr3:$position-" . ($position + 5)])->{rows}, "22P04 the record at chr3:$position of \"$folder/wrong.vcf.gz\": REF must be bases, found \"*\"", 'an error names contig and position where the line is not known');
}

# Indexes that are not the file's, or not whole.
my @hard = map { $sets[$_] } grep { @{ $sets[$_] } } 2 .. $#sets;
sub same
{
	my ($path, $reference, $what) = @_;
	my @other;
	for my $regions (@hard[ 0 .. 9 ])
	{
		my ($part, $all) = (seen($path, $regions), seen($reference, $regions));
		push @other, "@$regions: $part->{rows}, not $all->{rows}" if $part->{rows} ne $all->{rows};
	}
	return is("@other", '', $what);
}
my %from = ('tbi.vcf.gz' => 'tbi', 'csi.vcf.gz' => 'csi', 'packed.bcf' => 'csi');
write_text('other', 9_000);
run('bcftools', 'view', '--no-version', '-Ob', '-o', "$folder/other.bcf", "$folder/other.vcf.gz");
for my $name (sort keys %from)
{
	my ($file, $kind) = ("$folder/$name", $from{$name});
	my $bad = "$folder/bad" . ($name =~ /bcf/ ? '.bcf' : '.vcf.gz');
	my $index = "$bad.$kind";
	run('cp', $file, $bad);
	run('cp', "$file.$kind", $index);
	later($index, -100);
	like(notice($bad, 'chr2:100-2000'), qr/NOTICE:  index "\Q$index\E" is not used: all of "\Q$bad\E" is read\nDETAIL:  It is older than the file\.\nHINT:  Make it again with "bcftools index"\.\n\d+\n/, "$name: an older index is not used");
	ok(seen($bad, ['chr2:100-90000'])->{numbered} > 0, 'all is read');

	my $plain = unpack_bgzf(slurp("$file.$kind"));
	spew($index, pack_bgzf(substr $plain, 0, length($plain) - 50));
	later($index, 5);
	like(notice($bad, 'chr2:100-2000'), qr/is not used.*truncated/s, "$name: a broken index is not used");

	# Of another file.
	my $other = "$folder/other" . ($name =~ /bcf/ ? '.bcf' : '.vcf.gz');
	run('bcftools', 'index', '-f', $kind eq 'tbi' ? '-t' : '-c', '-o', $index, $other);
	later($index, 5);
	like(notice($bad, 'chr2:100-2000'), qr/NOTICE:  the index is not used: all of "\Q$bad\E" is read\nDETAIL:  It is not the file's, or leaves out a part of it\./, "$name: another file's index is not used");
	same($bad, $whole, "$name: nor does it lose rows");

	# A contig without its bins, and each contig's bins cut in half; what is left is sound by itself.
	my ($at, @contigs) = (0);
	$at = $kind eq 'tbi' ? 36 + unpack('V', substr $plain, 32, 4) : 20 + unpack('V', substr $plain, 12, 4);
	my $front = substr $plain, 0, $at;
	for my $i (1 .. 3)
	{
		my $bins = unpack 'V', substr $plain, $at, 4;
		my @bins;
		$at += 4;
		for (1 .. $bins)
		{
			my $head = $kind eq 'tbi' ? 8 : 16;
			my $chunks = unpack 'V', substr $plain, $at + $head - 4, 4;
			push @bins, substr $plain, $at, $head + 16 * $chunks;
			$at += length $bins[-1];
		}
		my $tail = '';
		if ($kind eq 'tbi')
		{
			$tail = substr $plain, $at, 4 + 8 * unpack 'V', substr $plain, $at, 4;
			$at += length $tail;
		}
		push @contigs, [ \@bins, $tail ];
	}
	my $rest = substr $plain, $at;
	for my $cut (0 .. 2)
	{
		for my $half (0, 1, 2)
		{
			my @parts = map { my ($bins, $tail) = @{ $contigs[$_] };
				my @kept = $_ != $cut ? @$bins : $half == 0 ? () : $half == 1 ? @$bins[ 0 .. $#$bins / 2 ] : @$bins[ $#$bins / 2 .. $#$bins ];
				pack('V', scalar @kept) . join('', @kept) . $tail } 0 .. 2;
			spew($index, pack_bgzf($front . join('', @parts) . $rest));
			later($index, 5);
			my @regions = ("chr@{[ $cut + 1 ]}:1-$length{ 'chr' . ($cut + 1) }");
			my @missed;
			for my $regions (@regions, "chr@{[ $cut + 1 ]}:250000-260000", 'chr1:2000000-2100000,chr2:100000-400000')
			{
				my ($part, $all) = map { seen($_, [ split /,/, $regions ]) } $bad, $whole;
				push @missed, "$regions: $part->{rows}, not $all->{rows}" if $part->{rows} ne $all->{rows};
			}
			is("@missed", '', "$name: contig $cut without " . ('its bins', 'its later bins', 'its first bins')[$half]);
		}
	}

	# Cut off behind the region: both readings say so.
	run('cp', "$file.$kind", $index);
	truncate $bad, int 0.9 * -s $bad or die;
	later($index, 5);
	like(seen($bad, ['chr1:1000-2000'])->{rows}, qr/^XX001 /, "$name: a file that is cut off is refused");
}

# Lines out of order, of a contig that the index names at another place: what was passed over is read after all.
{
	my @lines = split /^/m, slurp("$folder/whole.vcf");
	my ($first) = grep { $lines[$_] =~ /^chr2/ } 0 .. $#lines;
	my ($from) = splice @lines, $first + 1500, 1;
	splice @lines, $first - 6000, 0, $from;
	my ($position) = $from =~ /^chr2\t(\d+)/;
	my $text = join '', @lines;
	spew("$folder/disorder.vcf.gz", pack_bgzf($text, 60_000));
	spew("$folder/disorder_whole.vcf.gz", pack_bgzf($text, 60_000));
	run('cp', "$folder/tbi.vcf.gz.tbi", "$folder/disorder.vcf.gz.tbi");
	later("$folder/disorder.vcf.gz.tbi", 5);
	same("$folder/disorder.vcf.gz", "$folder/disorder_whole.vcf.gz", 'a file that is not in order, with another one\'s index');
}

# Not compressed by bgzip, by gzip alone, with strict => false, and with SVLEN: all is read.
{
	run('cp', "$folder/tbi.vcf.gz.tbi", "$folder/whole.vcf.tbi");
	is(seen("$folder/whole.vcf", ['chr3:300000-300100'])->{rows}, seen($whole, ['chr3:300000-300100'])->{rows}, 'plain text has no use for an index');
	my $text = slurp("$folder/whole.vcf");
	$text =~ s/^##FILTER/##INFO=<ID=SVLEN,Number=1,Type=Integer,Description="length">\n##FILTER/m;
	spew("$folder/svlen.vcf.gz", pack_bgzf($text, 60_000));
	run('bcftools', 'index', '-t', "$folder/svlen.vcf.gz");
	cmp_ok(seen("$folder/svlen.vcf.gz", ['chr3:300000-300100'])->{numbered}, '>', 0, 'where SVLEN may end a record, of which an index knows nothing, all is read');
}
done_testing();
