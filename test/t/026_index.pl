# With regions and an index beside the file only what they need is read: the same blocks, byte for byte, and the same
# numbers as the whole reading gives.  Random libraries (NastyReads.pm) strewn over long contigs, random regions; and
# indexes that are old, broken, of another file, or lie.
use strict;
use warnings;
use Test::More;
use Compress::Zlib ();
use Database;
use NastyReads;

plan skip_all => 'samtools is missing' if system('command -v samtools >/dev/null 2>&1') != 0;

my $folder = "$ENV{ALKRES_BASE}/out";
my $db = Database->new('indexed');
$db->run(q{CREATE FUNCTION seen(path text, regions alkres.region[], umi text, unit text, use_index boolean) RETURNS text LANGUAGE plpgsql SET client_min_messages = warning AS $$
DECLARE
	said text;
BEGIN
	SELECT count(*) || ' blocks ' || md5(string_agg(concat_ws(' ', b.contig, b.block, b.pileup), E'\n')) || ' of ' || b.umi || ', on target ' || coalesce(b.on_target_bases, -1)
		|| ', reads ' || coalesce(b.reads, -1) || ', mapped ' || coalesce(b.mapped_reads, -1) || CASE WHEN b.aligned_bases IS NULL THEN '' ELSE ', all ' || b.aligned_bases END INTO said
	FROM alkres.read_library(ARRAY[path], 'test', regions, regexp_replace(path, '[^.]*$', 'fa'), umi, unit, use_index => use_index) AS b GROUP BY b.umi, b.on_target_bases, b.reads, b.mapped_reads, b.aligned_bases;
	RETURN coalesce(said, 'no blocks');
EXCEPTION WHEN others THEN
	RETURN SQLSTATE || ' ' || SQLERRM;
END
$$});

sub seen
{
	my ($path, $regions, $umi, $unit, @use_index) = @_;
	$path .= '.bam' if $path !~ /\.cram$/;
	my @seen = $db->rows('SELECT unnest(ARRAY[' . join(', ', map { "seen('$path', '{" . join(',', @$regions) . "}', '$umi', '$unit', $_)" } @use_index) . '])');
	return wantarray ? @seen : $seen[0];
}
# What is said beside the answer.
my @regions;
sub notice
{
	my ($path, @more) = @_;
	my $what = join '', map { ", $_" } @more;
	my $file = $path =~ /\.cram$/ ? $path : "$path.bam";
	$path =~ s/\.cram$//;
	return `psql -X -q -At -d indexed -c "SELECT count(*) FROM alkres.read_pileup('$file', 'test', '{@{[ join ',', @regions ]}}', '$path.fa'$what)" 2>&1`;
}

my $state = 7;
sub random { my $below = shift; $state = ($state * 1103515245 + 12345) % 2147483648; return int($state / 65536) % $below }
my %length = (big1 => 300_000, big2 => 150_000, empty => 50_000, big3 => 90_000);
my @contigs = qw(big1 big2 empty big3);

my @places;    # of reads in the file written last

# Libraries of NastyReads, each at a place of its own; reads over long skips, unmapped ones, and some without a place.
sub write_files
{
	my ($path, $kind, $long, @seeds) = @_;
	my %reference = map { $_ => join '', map { (qw(A C G T))[ random(4) ] } 1 .. 1000 } @contigs;
	$_ = substr $_ x 300, 0, 300_000 for values %reference;
	$reference{$_} = substr $reference{$_}, 0, $length{$_} for @contigs;
	my @lines;
	@places = ();
	for my $seed (@seeds)
	{
		my ($library, $genome) = NastyReads::library($seed, $kind);
		my %to = map { $_ => [ qw(big1 big1 big2 big3)[ random(4) ], 0 ] } sort keys %$genome;
		for (sort keys %to)
		{
			$to{$_}[1] = random($length{ $to{$_}[0] } - length $genome->{$_});
			substr($reference{ $to{$_}[0] }, $to{$_}[1], length $genome->{$_}) = $genome->{$_};
		}
		for my $line (@$library)
		{
			next if $line =~ /^@/;
			my @f = split /\t/, $line;
			my $mate = $to{ $f[6] eq '=' ? $f[2] : $f[6] };
			$f[7] += $mate->[1] if $mate && $f[7] > 0;
			$f[6] = $mate->[0] if $mate;
			my $own = $to{ $f[2] };
			$f[3] += $own->[1] if $own && $f[3] > 0;
			$f[2] = $own->[0] if $own;
			$f[0] = "s$seed-$f[0]" if $kind ne 'consensus' && $kind ne 'name';
			$f[11] and s/\bMI:Z:/MI:Z:$seed/ for @f[ 11 .. $#f ];
			push @lines, join "\t", @f;
			push @places, [ @f[ 2, 3 ] ] if $own && $f[3] > 0;
		}
	}
	for my $i (1 .. 20)
	{
		my ($start, $skip) = (1 + random(100_000), 2000 + random(60_000));
		push @lines, join "\t", "long$i", $long ? 0 : 4, 'big1', $start, 60, "30M${skip}N30M", '*', 0, 0, substr($reference{big1}, $start - 1, 30) . substr($reference{big1}, $start - 1 + 30 + $skip, 30),
		  'F' x 60, "RX:Z:ACG-TTA", "MI:Z:9$i";
		push @lines, join "\t", "placed$i", 4, 'big2', 1 + random(140_000), 0, '*', '*', 0, 0, 'ACGT' x 10, 'F' x 40, "RX:Z:ACG-TTA", "MI:Z:8$i";
		push @lines, join "\t", "unplaced$i", 4, '*', 0, 0, '*', '*', 0, 0, 'ACGT' x 10, 'F' x 40, "RX:Z:ACG-TTA", "MI:Z:7$i";
	}
	open my $bam, '|-', "samtools sort --no-PG -l 0 -o $path.bam - 2>/dev/null" or die;
	print $bam "$_\n" for "\@HD\tVN:1.6", (map { "\@SQ\tSN:$_\tLN:$length{$_}" } @contigs), @lines;
	close $bam or die "samtools takes no $path";
	open my $fasta, '>', "$path.fa" or die;
	print $fasta ">$_\n$reference{$_}\n" for @contigs;
	close $fasta;
	system("samtools faidx $path.fa") == 0 or die;
	return;
}
sub regions
{
	return map {
		my ($c, $at) = random(4) ? @{ $places[ random(scalar @places) ] } : ($contigs[ random(4) ], 0);
		$at = $at > 400 ? $at - random(400) : 1 + random($length{$c} - 3000);
		"test:$c:$at-" . ($at + random(random(3) ? 300 : 3000))
	} 1 .. 1 + random(4);
}

my %umi = (none => 'none', RX => 'RX', name => 'name::', MI => 'MI', consensus => 'consensus');
my ($passed_over, $asked, $passed_over_cram, $asked_cram) = (0, 0, 0, 0);
my $first = 0;
for my $kind (qw(none RX name MI consensus))
{
	$first += 100;
	my $path = "$folder/strewn_$kind";
	write_files($path, $kind, 1, $first .. $first + 15);
	for my $index (qw(bai csi))
	{
		unlink "$path.bam.bai", "$path.bam.csi";
		system("samtools index " . ($index eq 'csi' ? '-c -m 12 ' : '') . "$path.bam") == 0 or die;
		for my $round (1 .. 6)
		{
			@regions = regions();
			my $umi = $round == 6 && $kind eq 'none' ? 'auto' : $umi{$kind};
			my $unit = $round == 5 ? 'read' : 'molecule';
			my ($whole, $indexed) = seen($path, \@regions, $umi, $unit, qw(false true));
			$asked++;
			$passed_over++ if $indexed !~ /all/;
			s/, all.*// for $whole, $indexed;
			is($indexed, $whole, "$kind, $index, round $round: @regions");
		}
	}
	# CRAM, in containers of few reads: in part by what its containers say.
	system("samtools view -C -T $path.fa --output-fmt-option seqs_per_slice=40 --output-fmt-option store_md=0 -o $path.cram $path.bam 2>/dev/null && samtools index $path.cram") == 0 or die;
	for my $round (1 .. 4)
	{
		@regions = regions();
		my $umi = $round == 4 && $kind eq 'none' ? 'auto' : $umi{$kind};
		my ($whole) = seen($path, \@regions, $umi, 'molecule', 'false');
		my ($all, $part) = seen("$path.cram", \@regions, $umi, 'molecule', qw(false true));
		$asked_cram++;
		$passed_over_cram++ if $part !~ /all/;
		s/, reads.*// for $whole, $all, $part;
		is($all, $whole, "$kind, CRAM as BAM, round $round");
		is($part, $whole, "... and in part: @regions");
	}
}
cmp_ok($passed_over, '>', $asked * 0.9, "in $passed_over of $asked readings something was passed over");
cmp_ok($passed_over_cram, '>', $asked_cram * 0.9, "... and in $passed_over_cram of $asked_cram of CRAM");

# ---- Indexes that are not to be believed.

# What is believed are reads that begin far before a region and reach into it: here are none.
my $path = "$folder/strewn_short";
write_files($path, 'RX', 0, 1000 .. 1040);
@regions = map { my ($c, $at) = @{ (sort { "$a->[0]" cmp "$b->[0]" || $a->[1] <=> $b->[1] } @places)[ $_ * @places ] }; "test:$c:$at-" . ($at + 300) } 0.2, 0.4, 0.6, 0.9;
my ($whole) = seen($path, \@regions, 'RX', 'molecule', 'false');
like($whole, qr/^\d+ blocks .* of RX, on target [1-9]\d\d\d*, reads \d+, mapped \d+, all \d+$/, 'what the whole says');
sub bai { local $/; open my $f, '<:raw', "$path.bam.bai" or die; return scalar <$f> }
sub put { open my $f, '>:raw', "$path.bam.bai" or die; print $f shift; close $f; return }
system("samtools index $path.bam") == 0 or die;
my $good = bai();
unlike(scalar(seen($path, \@regions, 'RX', 'molecule', 'true')), qr/all/, 'the good index is used');
unlike(notice($path, "umi => 'RX'"), qr/index/, '... without a word');

sub not_believed
{
	my ($name, $why) = @_;
	is(scalar(seen($path, \@regions, 'RX', 'molecule', 'true')), $whole, "$name: nothing is missing, all is read");
	like(notice($path, "umi => 'RX'"), qr/NOTICE:\s+(index ".*bai"|the index) is not used: all of ".*bam" is read\nDETAIL:\s+$why/, '... and said');
	return;
}
utime 1_000_000_000, 1_000_000_000, "$path.bam.bai";
not_believed('an index older than its file', 'It is older than the file');
put(substr $good, 0, length($good) - 200);
not_believed('a truncated one', 'It is truncated');
put('BAM' . substr $good, 3);
not_believed('one that is none', 'It is');
put('');
not_believed('an empty one', 'It is');
unlink "$folder/strewn_MI.bam.csi";
system("samtools index $folder/strewn_MI.bam && cp $folder/strewn_MI.bam.bai $path.bam.bai") == 0 or die;
not_believed('one of another file', '(A place|It is not the file)');

# The bins of BAI, so that they can be written anew.
sub contigs_of
{
	my $bytes = shift;
	my ($n, $at) = (unpack('V', substr $bytes, 4), 8);
	my @contigs;
	for (1 .. $n)
	{
		my @bins;
		my $count = unpack 'V', substr $bytes, $at;
		$at += 4;
		for (1 .. $count)
		{
			my ($bin, $chunks) = unpack 'VV', substr $bytes, $at;
			push @bins, [ $bin, unpack 'Q<*', substr $bytes, $at + 8, 16 * $chunks ];
			$at += 8 + 16 * $chunks;
		}
		my $windows = unpack 'V', substr $bytes, $at;
		push @contigs, [ \@bins, [ unpack 'Q<*', substr $bytes, $at + 4, 8 * $windows ] ];
		$at += 4 + 8 * $windows;
	}
	return (substr($bytes, $at), @contigs);
}
sub bytes_of
{
	my ($rest, @contigs) = @_;
	return "BAI\1" . pack('V', scalar @contigs) . join('', map {
		pack('V', scalar @{ $_->[0] }) . join('', map { my ($bin, @places) = @$_; pack 'VVQ<*', $bin, @places / 2, @places } @{ $_->[0] }) . pack 'VQ<*', scalar @{ $_->[1] }, @{ $_->[1] }
	} @contigs) . $rest;
}
is(bytes_of(contigs_of($good)), $good, 'the test can write BAI');

# Each chunk left out in turn; each place moved; records claimed for other bins; windows that begin too late.
my ($rest, @parts) = contigs_of($good);
my ($lies, $wrong, $told) = (0, 0, 0);
my $whole_short = $whole =~ s/, reads.*//r;
sub lie
{
	my ($what, $bytes) = @_;
	put($bytes);
	my $answer = seen($path, \@regions, 'RX', 'molecule', 'true');
	$lies++;
	$told++ if $answer =~ /all/;
	return if $answer =~ s/, reads.*//r eq $whole_short;
	diag "$what: $answer";
	$wrong++;
	return;
}
for my $contig (@parts)
{
	my $bins = $contig->[0];
	for my $bin (@$bins)
	{
		next if $bin->[0] == 37450;
		my @before = @$bin;
		for (my $i = 1; $i < @before; $i += 2)
		{
			@$bin = (@before[ 0 .. $i - 1 ], @before[ $i + 2 .. $#before ]);
			lie("bin $before[0] without chunk $i", bytes_of($rest, @parts));
			@$bin = @before;
			$bin->[$i] += 40 + random(2000);
			lie("bin $before[0], chunk $i begins elsewhere", bytes_of($rest, @parts)) if $bin->[$i] < $bin->[ $i + 1 ];
			@$bin = @before;
		}
		$bin->[0] = 4681 + random(18);
		lie("bin $before[0] is bin $bin->[0]", bytes_of($rest, @parts));
		@$bin = @before;
	}
	my @windows = @{ $contig->[1] };
	$contig->[1] = [ map { $_ + (1 << 20) } @windows ];
	lie('windows that begin too late', bytes_of($rest, @parts));
	$contig->[1] = [@windows];
}
is($wrong, 0, "of $lies indexes that lie none changes a block");
cmp_ok($told, '>', 0, "$told of them are found out");
put($good);

# ---- Of CRAM the index only says that reading in part is wanted; the heads of containers are proven like an index of BAM.

system("samtools view -C -T $path.fa --output-fmt-option seqs_per_slice=40 -o $path.cram $path.bam 2>/dev/null && samtools index $path.cram") == 0 or die;
my $cram = "$path.cram";
sub cram_seen { return scalar seen($cram, \@regions, 'RX', 'molecule', 'true') }
like(cram_seen(), qr/^\Q$whole_short\E, reads -1, mapped -1$/, 'a CRAM file is read in part');
is($db->value("SELECT file_index('$cram')"), "$cram.crai", '... by its index');
# Mates of one region's reads that lie in the next one, whose own mates lie behind it.
my @near = grep { $_->[0] eq 'big1' } @places;
my @differ;
for (1 .. 60)
{
	my @some = map { my $at = $near[ random(scalar @near) ][1]; "test:big1:$at-" . ($at + 300) } 1 .. 6;
	my ($all, $part) = seen($cram, \@some, 'RX', 'molecule', qw(false true));
	s/, reads.*// for $all, $part;
	push @differ, "@some" if $all ne $part;
}
is("@differ", '', '... whichever regions lie near one another');
open my $crai, '>:raw', "$cram.crai" or die;
print $crai 'no index';
close $crai;
like(cram_seen(), qr/^\Q$whole_short\E, reads -1/, 'an index of nonsense leads nowhere else');
utime 1_000_000_000, 1_000_000_000, "$cram.crai";
like(cram_seen(), qr/^\Q$whole_short\E, .*all/, 'an index older than its file: all is read');
like(notice($cram, "umi => 'RX'"), qr/NOTICE:\s+index ".*crai" is not used: all of ".*cram" is read\nDETAIL:\s+It is older than the file/, '... and said');
is($db->value("SELECT file_index('$cram') IS NULL"), 't', '... and is none');
unlink "$cram.crai";
like(cram_seen(), qr/^\Q$whole_short\E, .*all/, 'without an index all is read');
system("samtools index $cram") == 0 or die;
sub slurp { my $name = shift; local $/; open my $f, '<:raw', $name or die; return scalar <$f> }
my $sound = slurp($cram);
# The containers: where the numbers of the head begin, those of contig, start and span, and where its checksum stands.
sub itf8 { my ($bytes, $at) = @_; my $first = ord substr $$bytes, $$at, 1; my $more = $first < 0x80 ? 0 : $first < 0xc0 ? 1 : $first < 0xe0 ? 2 : $first < 0xf0 ? 3 : 4; $$at += 1 + $more; return }
my @heads;
for (my $at = 26; $at < length($sound) - 38;)
{
	my ($numbers, $length) = ($at + 4, unpack 'V', substr $sound, $at, 4);
	my $behind = $numbers;
	itf8(\$sound, \$behind) for 1 .. 3;
	my $end = $behind;
	itf8(\$sound, \$end) for 1 .. 3;    # LTF-8 of small numbers is the same
	itf8(\$sound, \$end);
	my $slices = ord substr $sound, $end, 1;
	itf8(\$sound, \$end) for 0 .. $slices;
	push @heads, [ $at, $numbers, $behind, $end ] if $at > 26;
	$at = $end + 4 + $length;
}
cmp_ok(scalar @heads, '>', 20, 'containers');
($lies, $wrong, $told) = (0, 0, 0);
for my $what ('before', 'behind')
{
	# One, and a run of them, claim to lie before all windows or behind them, in as many bytes.
	for my $from (map { $_ * 3 } 0 .. $#heads / 3)
	{
		for my $run (1, 6)
		{
			my $bytes = $sound;
			for my $head (@heads[ $from .. ($from + $run - 1 > $#heads ? $#heads : $from + $run - 1) ])
			{
				my ($at, $numbers, $behind, $end) = @$head;
				my $room = $behind - $numbers - 2;    # contig and span take a byte each
				next if $room < 1 || $room > 3 || ord(substr $bytes, $numbers, 1) > 3;
				my $start = $what eq 'before' ? 1 : $room == 1 ? 100 : $room == 2 ? 16000 : 300_000;
				my $text = $room == 1 ? pack('C', $start) : $room == 2 ? pack('n', 0x8000 | $start) : substr pack('N', 0xc00000 | $start), 1;
				substr $bytes, $numbers, $behind - $numbers, pack('C', $what eq 'before' ? 0 : 3) . $text . pack 'C', 5;
				substr $bytes, $end, 4, pack 'V', Compress::Zlib::crc32(substr $bytes, $at, $end - $at);
			}
			open my $f, '>:raw', $cram or die;
			print $f $bytes;
			close $f;
			system("touch $cram.crai");
			my $answer = cram_seen();
			$lies++;
			$told++ if $answer =~ /^(XX001|22P04)/;
			next if $answer =~ /^(XX001|22P04)/ || $answer =~ s/, reads.*//r eq $whole_short;
			diag "$what, $run from $from: $answer";
			$wrong++;
		}
	}
}
is($wrong, 0, "of $lies CRAM files whose containers lie none loses a read, $told are refused");
open my $again, '>:raw', $cram or die;
print $again $sound;
close $again;

# ---- What is wrong behind a part that was passed over is told by its number among the records that were read: that in the file nobody knows.

my $twice = "$ENV{ALKRES_BASE}/out/twice_far";
open my $sam, '|-', "samtools view --no-PG -b -o $twice.bam -" or die;
print $sam "\@HD\tVN:1.6\tSO:coordinate\n", map { "\@SQ\tSN:$_\tLN:$length{$_}\n" } @contigs;
printf $sam "r%d\t0\tbig1\t%d\t60\t50M\t*\t0\t0\t%s\t%s\n", $_, 100 + 10 * $_, join('', map { (qw(A C G T))[ random(4) ] } 1 .. 50), 'F' x 50 for 1 .. 20_000;
my $same = "same\t0\tbig1\t290000\t60\t50M\t*\t0\t0\t" . 'ACGTC' x 10 . "\t" . 'F' x 50 . "\n";
print $sam $same, $same;
close $sam or die;
system("samtools index $twice.bam && samtools view -C -T $path.fa --output-fmt-option seqs_per_slice=1000 -o $twice.cram $twice.bam 2>/dev/null && samtools index $twice.cram") == 0 or die;
for my $kind (qw(bam cram))
{
	my $from = "read_pileup('$twice.$kind', 'test', '{test:big1:289900-290100}', '$path.fa', umi => 'none'";
	like($db->error("SELECT * FROM $from, use_index => false)"), qr/^XX001: record 20002 of "[^"]*" stands in it twice/, "$kind: a record's number in its file");
	like($db->error("SELECT * FROM $from)"), qr/^XX001: record (?!20002)\d+ of those read of "[^"]*" stands in it twice/, '... and where a part was passed over');
}

# ---- In a store: a file of which a part was read is known again, and its digest is not worked out.

$db->run(q{SELECT create_store('cfdna'); INSERT INTO study (name) VALUES ('one'); INSERT INTO patient (study_id, external_id) SELECT study_id, 'P1' FROM study;
	INSERT INTO sample (patient_id, external_id, drawn_at) SELECT patient_id, 'P1-D1', date '2026-01-01' FROM patient});
sub import_again
{
	my ($more) = @_;
	$db->run("SET client_min_messages = warning; SELECT import_bam('$path.bam', 'P1-D1', 'RUN', assembly => 'test', design => '{" . join(',', @regions) . "}', reference => '$path.fa', umi => 'RX'$more)");
	return $db->value('SELECT count(*) FROM library');
}
is($db->value("SELECT file_index('$path.bam')"), "$path.bam.bai", 'the index that is used');
import_again('');
is($db->value("SELECT concat_ws(' ', l.file_identity = file_identity('$path.bam'), l.file_digest IS NULL, l.reads, l.aligned_bases IS NULL) FROM library AS l"), 't t ' . $whole =~ s/.*reads (\d+).*/$1/r . ' t', 'the library of a file that was read in part');
is(import_again(''), 1, 'the same file again is the same library');
is(import_again(', use_index => false'), 1, '... also when all of it is read');
$db->run("SET client_min_messages = warning; SELECT import_bam_data(pg_read_binary_file('$path.bam'), 'strewn_short.bam', 'P1-D1', 'RUN', assembly => 'test')");
is($db->value('SELECT count(*) FROM library'), 1, '... or its bytes come from the client');
like($db->error("SELECT import_bam('$path.bam', 'P1-D1', 'OTHER', assembly => 'test')"), qr/^23505: .*already imported/, 'under another run it is refused');
$db->run("UPDATE library SET file_identity = NULL, file_digest = file_digest('$path.bam')");
is(import_again(''), 1, 'a library of an older version is known by its digest');
$db->run('DELETE FROM library');
import_again(', use_index => false');
is($db->value("SELECT concat_ws(' ', l.file_identity = file_identity('$path.bam'), l.file_digest = file_digest('$path.bam'), l.aligned_bases > 0) FROM library AS l"), 't t t', 'a file that was read whole has its digest');
is(import_again(''), 1, '... and is known again by its identity');
unlink "$path.bam.bai";
is($db->value("SELECT file_index('$path.bam') IS NULL"), 't', 'no index');
is(import_again(''), 1, '... and by its digest');
is($db->value("SELECT file_identity('$path.bam') = file_identity_data(pg_read_binary_file('$path.bam'))"), 't', 'the identity of bytes is that of the file');
$db->run("DO \$\$ BEGIN PERFORM lo_from_bytea(4711, repeat('abcdefghij', 700000)::bytea); END \$\$");
is($db->value("SELECT file_identity_object(4711) = file_identity_data(repeat('abcdefghij', 700000)::bytea) AND file_identity_object(4711) <> file_identity_data(repeat('abcdefghij', 700001)::bytea)"), 't', '... and that of a large object, of which parts are read');
my $one_off = "overlay(repeat('abcdefghij', 1000) PLACING 'X' FROM 5001)::bytea";
is($db->value("SELECT file_identity_data($one_off) <> file_identity_data(repeat('abcdefghij', 1000)::bytea)"), 't', 'a small file is told by each of its bytes');

$db->drop;
done_testing();
