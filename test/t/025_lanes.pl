# Several files of one library are read as one, whatever their order and kind.
use strict;
use warnings;
use Test::More;
use Database;

plan skip_all => 'samtools is missing' if system('command -v samtools >/dev/null 2>&1') != 0;

my $data = $ENV{ALKRES_DATA};
my $db = Database->new('lanes');
my $fasta = "reference => '$data/random.fa'";

sub files { return "ARRAY['" . join("', '", map { "$data/$_" } @_) . "']" }
# What does not depend on the numbers of the molecules: depths, and alleles with their molecules' places.
sub seen
{
	my ($files, $more) = @_;
	return $db->value("WITH p AS MATERIALIZED (SELECT * FROM alkres.read_pileup($files, 'test', $more))"
		. " SELECT count(*) || ' ' || md5((SELECT string_agg(p.contig || d::text, ' ' ORDER BY p.contig, d.\"position\") FROM p, alkres.depth(p.pileup) d)) || ' '"
		. " || md5((SELECT string_agg(p.contig || a::text, ' ' ORDER BY p.contig, a.\"position\", a.ref, a.alt) FROM p, alkres.alleles(p.pileup) a)) FROM p");
}

for my $more ($fasta, "$fasta, unit => 'read', min_mapq => 0", "$fasta, regions => '{test:demo:500-700,test:demo:3000-3600}'")
{
	my $whole = seen("'$data/random.bam'", $more);
	like($whole, qr/^[1-9]/, 'there are pileups');
	is(seen(files(qw(lane0.bam lane1.bam lane2.bam)), $more), $whole, 'three lanes have what the whole has');
	is(seen(files(qw(lane2.bam lane0.bam lane1.bam)), $more), $whole, 'in another order');
	is(seen(files(qw(lane0.bam lane1.cram lane2.bam)), $more), $whole, 'one of them CRAM');
}
is(seen(files('random.bam'), $fasta), seen("'$data/random.bam'", $fasta), 'an array of one file');
# Each mate in its own file: the molecule is still one.
for my $mate (1, 2)
{
	my $flag = $mate == 1 ? 0x40 : 0x80;
	system("samtools view --no-PG -b -f $flag $data/random.bam -o $data/mate$mate.bam") == 0 or die;
}
is(seen(files('mate1.bam', 'mate2.bam'), $fasta), seen("'$data/random.bam'", $fasta), 'a molecule that is seen in two files is one');

my @refused = (
	[ 'the same file twice', files('lane0.bam', 'lane1.bam', 'lane0.bam'), qr/^22023: .*lane0.bam" and .*lane0.bam" are the same file/ ],
	[ 'another reference', files('lane0.bam', 'small.bam'), qr/^22P04: the headers of .*lane0.bam" and .*small.bam" name different contigs DETAIL: Contig 1 is other of 14 bases/ ],
	[ 'a part that is broken', files('lane0.bam', 'truncated_marked.bam'), qr/^XX001: .*truncated_marked.bam/ ],
	[ 'a part that is no BAM', files('lane0.bam', 'text.bam'), qr/^22P04: .*text.bam" is neither/ ],
	[ 'a part that is missing', files('lane0.bam', 'missing.bam'), qr/^58P01/ ],
	[ 'no file', "'{}'::text[]", qr/^22023: paths names no file/ ],
	[ 'a null among them', 'ARRAY[NULL]::text[]', qr/^22004/ ],
	[ 'null', 'NULL::text[]', qr/^22004/ ],
	[ 'too many', "array_fill('$data/lane0.bam'::text, ARRAY[100])", qr/^22023: .* are the same file/ ]);
like($db->error("SELECT count(*) FROM alkres.read_pileup($_->[1], 'test', $fasta)"), $_->[2], $_->[0]) for @refused;
# Checksums of contigs: of two lanes, and of the FASTA file.
sub with_checksum
{
	my ($file, $sum) = @_;
	system("samtools view -H $data/$file.bam | sed '/^\@SQ/s/\\tM5:[^\\t]*//; /SN:demo/s/\$/\\tM5:$sum/' >$data/header && samtools reheader -P $data/header $data/$file.bam >$data/$file.$sum.bam") == 0 or die;
	return "$file.$sum.bam";
}
my ($right) = `samtools dict -H $data/random.fa` =~ /SN:demo\t.*M5:(\w+)/;
my $wrong = 'ab' x 16;
is(seen(files(map { with_checksum("lane$_", uc $right) } 0 .. 2), $fasta), seen("'$data/random.bam'", $fasta), 'the checksum of the FASTA file');
like($db->error("SELECT count(*) FROM alkres.read_pileup(" . files(with_checksum('lane0', $wrong)) . ", 'test', $fasta)"),
	qr/^22P04: .* aligned to another reference DETAIL: The checksum \(M5\) of contig demo is $wrong in its header, $right in the FASTA/, '... and another one');
like($db->error("SELECT count(*) FROM alkres.read_pileup(" . files(with_checksum('lane0', $right), with_checksum('lane1', $wrong)) . ", 'test')"),
	qr/^22P04: .* are aligned to different references DETAIL: The checksums \(M5\) of contig demo differ/, '... of two lanes');
is(seen(files(with_checksum('lane0', $right), 'lane1.bam'), $fasta), seen(files(qw(lane0.bam lane1.bam)), $fasta), '... of one of them');
system("ln -sf $data/lane0.bam $data/link.bam");
like($db->error("SELECT count(*) FROM alkres.read_pileup(" . files('lane0.bam', 'link.bam') . ", 'test', $fasta)"), qr/^22023: .* are the same file/, 'the same file under another name');
$db->run('CREATE ROLE lanes_nobody');
like($db->error("SET ROLE lanes_nobody; SELECT count(*) FROM alkres.read_pileup(" . files('lane0.bam') . ", 'test')"), qr/^42501/, 'not for everybody');
$db->run('DROP ROLE lanes_nobody');

# As a library of a store.
$db->run(q{SELECT create_store('cfdna')});
$db->run(q{INSERT INTO study (name) VALUES ('one'); INSERT INTO patient (study_id, external_id) SELECT study_id, 'P1' FROM study;
	INSERT INTO sample (patient_id, external_id, drawn_at) SELECT patient_id, 'P1-D1', date '2026-01-01' FROM patient});
my $import = sub { return 'SELECT import_bam(' . shift() . ", 'P1-D1', 'RUN', assembly => 'test', $fasta" . shift() . ')' };
like($db->error($import->(files('lane0.bam', 'lane1.bam'), '')), qr/^22023: a library of several files has no name/, 'a library of several files needs a name');
my $library = $db->value($import->(files(qw(lane0.bam lane1.cram lane2.bam)), ", library => 'P1-D1-L1'"));
is($db->value("SELECT name || ' ' || file_name FROM library WHERE library_id = $library"), 'P1-D1-L1 lane0.bam, lane1.cram, lane2.bam', 'it knows its files');
$db->run('SET client_min_messages = warning; ' . $import->(files(qw(lane2.bam lane0.bam lane1.cram)), ", library => 'P1-D1-L1'"));
is($db->value('SELECT count(*) FROM library'), 1, 'the same files again are the same library');
like($db->error($import->(files('lane0.bam', 'lane1.bam'), ", library => 'P1-D1-L1'")), qr/^23505: .*already holds a library/, 'other files are not');
system("cp $data/lane0.bam $data/copy.bam");
like($db->error($import->(files('lane0.bam', 'copy.bam'), ", library => 'P1-D1-L2'")), qr/^22023: two files have the same content/, 'a copy of a file is noticed');
is($db->value("SELECT count(*) FROM pileup_block WHERE library_id = $library"), $db->value("SELECT count(*) FROM alkres.read_pileup('$data/random.bam', 'test', $fasta)"), 'its blocks are those of the whole');

$db->drop;
done_testing();
