# Blocks as older versions stored them: without what was added to the form since (sections 18 to 24, and flags that say that the last are complete).  They are made here of blocks of
# today by leaving those out; their sums are those that the tests of the older version had (type/stored_bytes), so they are the old ones.
use strict;
use warnings;
use Test::More;
use Database;

my $data = $ENV{ALKRES_DATA};
my $db = Database->new('old_blocks');

sub varint
{
	my ($bytes, $at) = @_;
	my ($n, $shift) = (0, 0);
	while (1) { my $byte = ord substr $$bytes, $$at++, 1; $n |= ($byte & 127) << $shift; $shift += 7; return $n if $byte < 128 }
}
# A pileup's stored form without its newer sections.
sub older
{
	my $bytes = pack 'H*', substr shift, 2;
	my $at = 4;
	my $contig = ord substr $bytes, $at++, 1;
	for my $named ($contig >> 6 == 3, ($contig & 63) == 63) { $at = 1 + index $bytes, "\0", $at if $named }
	varint(\$bytes, \$at);
	my $old = substr $bytes, 0, $at;
	substr($old, 1, 1) = chr(7 & ord substr $old, 1, 1);
	my @sections = map { my $number = ord substr $bytes, $at++, 1; [ $number, varint(\$bytes, \$at) ] } 1 .. ord substr $bytes, $at++, 1;
	my ($list, $content, $count) = ('', '', 0);
	for (@sections)
	{
		if ($_->[0] < 18) { $list .= pack 'Cw', @$_ if $_->[1] < 128; $list .= pack 'CCC', $_->[0], $_->[1] & 127 | 128, $_->[1] >> 7 if $_->[1] >= 128; $content .= substr $bytes, $at, $_->[1]; $count++ }
		$at += $_->[1];
	}
	return '\\x' . unpack 'H*', $old . chr($count) . $list . $content;
}

# What type/stored_bytes had of these files before.
my %right = (
	'clips 3' => 'c044739727ec81de7d8ded5efb065dd6', 'clips 4' => '7434488e0da2cd69d729f5844fd5772c', 'clips 5' => '2f99b1b14c27e50094e950574862f8e7',
	'clips 19' => 'ef4b08212aaeb80d2b5bc2d0c382c2a4', 'clips 44' => '94972e16a239e33930813ef850f51c46', 'haplotypes 1' => '06504a5991539f413e846dddefeba2f4',
	'haplotypes 2' => '6117f8729c0f0b6e924d01897209fc75', 'calling_normal1 114149' => '587274e38bb36c6c544007ab18b7ed98',
	'calling_normal1 114150' => '9df299839b19bf5de85ac1b8aab03dc4', 'calling_normal2 114149' => '4ef337b5a9f136f3a9752225be5a04d9',
	'calling_normal2 114150' => 'b271f820a786f4f6915224c7992cd098', 'small 0' => '62d128a3ebe0a43d5d877306815928a9', 'small 1' => '4321bea6f79aa55a34c509f8507b096f',
);
$db->run('CREATE TABLE block (file text, block int, today alkres.pileup, old alkres.pileup)');
for my $file (qw(clips haplotypes small calling_normal1 calling_normal2 calling_tumour))
{
	my ($assembly, $reference) = ($file =~ /calling/ ? 'GRCh38' : 'test', $file eq 'clips' ? ", reference => 'none'" : '');
	$db->run("INSERT INTO block SELECT '$file', block, pileup FROM alkres.read_pileup('$data/$file.bam', '$assembly'$reference)");
}
for ($db->rows('SELECT file, block, today FROM block'))
{
	my ($file, $block, $today) = split /\|/;
	$db->run("UPDATE block SET old = '" . older($today) . "' WHERE (file, block) = ('$file', $block)");
}
my %sums = map { my ($what, $sum) = split /\|/; ($what => $sum) } $db->rows(q{SELECT file || ' ' || block, md5(substr(record_send(ROW(old)), 13)) FROM block WHERE file <> 'calling_tumour'});
is_deeply(\%sums, \%right, 'the blocks are those of the older version');

# What both forms hold is read the same.
for my $rows ('alkres.depth(%s)', 'alkres.alleles(%s)', 'alkres.clips(%s)', 'alkres.far_mates(%s)', 'alkres.family_sizes(%s)', 'alkres.fragment_lengths(%s)', 'alkres.pileup_info(%s)')
{
	my ($name) = $rows =~ /alkres\.(\w+)/;
	my ($old, $today) = map { sprintf "SELECT file, b.block, r::text FROM block AS b, LATERAL $rows AS r", "b.$_" } 'old', 'today';
	is($db->value("SELECT count(*) FROM (($old EXCEPT ALL $today) UNION ALL ($today EXCEPT ALL $old)) AS d"), 0, "$name is the same");
}
is($db->value('SELECT bool_and((old::text::alkres.pileup)::text = old::text) FROM block'), 't', 'text in and out leaves it as it is');
is($db->value(q{SELECT count(*) FROM block AS a JOIN block AS b USING (block), LATERAL (SELECT a.old + b.today AS one, a.today + b.today AS other) AS s
	WHERE a.file = 'calling_normal1' AND b.file = 'calling_normal2'
		AND (SELECT md5(string_agg(d::text, ' ' ORDER BY d."position")) FROM alkres.depth(s.one) AS d) = (SELECT md5(string_agg(d::text, ' ' ORDER BY d."position")) FROM alkres.depth(s.other) AS d)}), 2, 'an old block is pooled with one of today');

# A store that holds such blocks: its upgrade makes the backgrounds' sums what they are of them, and it is called and kept as any other.
$db->run(q{SELECT create_store('cfdna'); INSERT INTO study (name) VALUES ('one'); INSERT INTO patient (study_id, external_id) SELECT study_id, 'P1' FROM study;
	INSERT INTO sample (patient_id, external_id, drawn_at) SELECT patient_id, 'P1-D1', date '2026-01-01' FROM patient});
my ($library) = $db->value("SELECT import_bam('$data/calling_tumour.bam', 'P1-D1', 'R1', assembly => 'GRCh38')");
$db->run("SELECT import_bam('$data/calling_normal$_.bam', 'donor $_', 'R1', role => 'normal')") for 1, 2;
$db->run('SELECT call()');
my $calls = q{SELECT string_agg(format('%s %s %s', variant, state, vaf), ', ' ORDER BY variant) FROM observation WHERE is_current AND state = 'detected'};
my $today = $db->value($calls);
like($today, qr/detected/, 'there is something to call');
$db->run(q{UPDATE pileup_block AS p SET pileup = b.old FROM library AS l, block AS b WHERE (l.patient_id, l.library_id) = (p.patient_id, p.library_id) AND b.file || '.bam' = l.file_name AND b.block = p.block;
	DELETE FROM store_version WHERE version = '16_background_sums'});
is($db->value('SELECT count(*) FROM pileup_block p JOIN block b ON p.pileup::text = b.old::text'), $db->value('SELECT count(*) FROM pileup_block'), 'a store of older blocks');
$db->run(q{SELECT create_store('cfdna')});
is($db->value('SELECT count(*) FROM check_background()'), 0, 'its upgrade makes the backgrounds anew');
$db->run('SELECT call()');
is($db->value($calls), $today, 'the calls are the same');
$db->run("SELECT withdraw($library, 'to see'); SELECT withdraw(library_id, 'to see') FROM library WHERE role = 'normal'");
is($db->value('SELECT count(*) FROM background_library'), 0, 'old normals are taken out of a background');

$db->drop;
done_testing();
