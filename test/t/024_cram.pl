# CRAM: the same pileups as BAM; the reference only from the file that is named; damage is always an error.
use strict;
use warnings;
use Test::More;
use Database;

plan skip_all => 'samtools is missing' if system('command -v samtools >/dev/null 2>&1') != 0;

my ($data, $base) = ($ENV{ALKRES_DATA}, $ENV{ALKRES_BASE});
my $db = Database->new('cram');
my $fasta = "reference => '$data/random.fa'";

sub slurp { my $name = shift; open my $in, '<:raw', $name or die "$name: $!"; local $/; return scalar <$in> }
sub spew { my ($name, $bytes) = @_; open my $out, '>:raw', $name or die "$name: $!"; print $out $bytes; close $out or die; return $name }
sub pileups { my ($file, $more) = @_; return $db->value("SELECT count(*) || ' ' || md5(string_agg(contig || block || pileup::text, ' ' ORDER BY contig, block)) FROM alkres.read_pileup('$data/$file', 'test', $more)") }

for my $more ($fasta, "$fasta, unit => 'read', min_mapq => 0", "$fasta, regions => '{test:demo:500-700,test:demo:3000-3600}'")
{
	my $bam = pileups('random_nomd.bam', $more);
	like($bam, qr/^[1-9]/, 'there are pileups');
	is(pileups("$_.cram", $more), $bam, "$_.cram has those of the BAM") for qw(random random31 random_multi);
}
is(pileups('two.cram', "reference => '$data/two.fa'"), pileups('two.bam', "reference => '$data/two.fa'"), 'a slice of two contigs too');
is($db->value("SELECT md5(string_agg(contig || block || pileup::text, ' ' ORDER BY contig, block)) FROM alkres.read_pileup_data(pg_read_binary_file('$data/random.cram'), 'test', $fasta)"),
	(split ' ', pileups('random.cram', $fasta))[1], 'as data');

# What the header says beside the contigs counts as in BAM: the samples of its read groups.
system("samtools view -h $data/random_nomd.bam | awk -v OFS='\\t' '/^\@/ { print; next } !n { print \"\@RG\\tID:a\\tSM:P1\"; print \"\@RG\\tID:b\\tSM:P2\" }"
	. " { print \$0, \"RG:Z:\" (n++ % 2 ? \"a\" : \"b\") }' >$base/out/groups.sam && cd $base/out && samtools view -b -o groups.bam groups.sam && samtools view -C -T $data/random.fa -o groups.cram groups.sam") == 0 or die;
my %said = map {
	my $from = "FROM alkres.read_pileup('$base/out/groups.$_', 'test', $fasta";
	($_ => [ $db->error("SELECT count(*) $from)"), $db->value("SET client_min_messages = warning; SELECT md5(string_agg(contig || block || pileup::text, ' ')) $from, header_sample => 'P1')") ])
} qw(bam cram);
like($said{cram}[0], qr/^22P04: the reads of .*groups.cram" are of several samples DETAIL: Read groups of the header \(SM\) name "P1", "P2"/, 'reads of two samples are refused');
is($said{cram}[1], $said{bam}[1], '... and one of them is read as in BAM');

# The reference is the one that is named, or none.
like($db->error("SELECT count(*) FROM alkres.read_pileup('$data/random.cram', 'test'$_)"), qr/^22023: .* is CRAM, which cannot be read without its reference HINT: Name the FASTA file/, "no reference$_")
  for '', ", reference => 'none'";
like($db->error("SELECT count(*) FROM alkres.read_pileup('$data/random.cram', 'test', reference => '$data/small.fa')"), qr/^22P04: .* aligned to another reference .*not in the FASTA file, or has another length/, 'a FASTA file without the contig');
my $other = slurp("$data/random.fa");
substr($other, 2000, 1) = substr($other, 2000, 1) eq 'A' ? 'C' : 'A';
spew("$data/random_other.fa", $other);
like($db->error("SELECT count(*) FROM alkres.read_pileup('$data/$_.cram', 'test', reference => '$data/random_other.fa')"), qr/^22P04: .* aligned to another reference/, "a FASTA file with one other base: $_") for qw(random random31 random_multi);
like($db->error("SELECT count(*) FROM alkres.read_pileup('$data/two.cram', 'test', reference => '$data/two_other.fa')"), qr/^22P04: .* aligned to another reference DETAIL: The checksum \(M5\) of contig two2 is/, 'a slice of several contigs has no checksum: the one of the header is compared');
like($db->error("SELECT count(*) FROM alkres.read_pileup('$data/random.cram', 'test', reference => '$data/random.cram')"), qr/^22P04: .* is not a FASTA file/, 'a reference that is no FASTA file');

# A server whose environment and whose file's header both lead to the reference: it goes there for nothing.
SKIP:
{
	my $md5;
	for (split /\n/, `samtools view -H $data/random.cram`) { $md5 = $1 if /SN:demo\b.*M5:([0-9a-f]+)/ }
	my $sequence = slurp("$data/random.fa") =~ s/.*>demo\n//sr =~ s/\n//gr;
	mkdir "$base/$_" for qw(ref_path ref_cache ref_server);
	spew("$base/ref_path/$md5", $sequence);
	local $ENV{REF_PATH} = "$base/ref_path/%s";
	local $ENV{REF_CACHE} = "$base/ref_cache/%2s/%2s/%s";
	is(system("samtools view -c $data/random.cram >/dev/null 2>&1") >> 8, 0, 'samtools finds the reference by itself');
	system("rm -rf $base/ref_cache/*");
	my $server = "$base/ref_server";
	system("initdb -D $server/data -U postgres -A trust -E UTF8 --locale=C.UTF-8 -N >/dev/null 2>&1 && cat $ENV{ALKRES_SETTINGS} >>$server/data/postgresql.conf"
		. " && echo \"unix_socket_directories = '$server'\" >>$server/data/postgresql.conf && pg_ctl -D $server/data -l $server/log -w start >/dev/null") == 0 or die 'no second server';
	{
		local $ENV{PGHOST} = $server;
		my $alone = Database->new('alone');
		like($alone->error("SELECT count(*) FROM alkres.read_pileup('$data/random.cram', 'test'$_->[0])"), $_->[1], "REF_PATH is not followed$_->[0]")
		  for [ '', qr/^22023: .* is CRAM, which cannot be read without its reference/ ],
		  [ ", reference => '$data/small.fa'", qr/^22P04: .* aligned to another reference/ ];
		is($alone->value("SELECT count(*) > 0 FROM alkres.read_pileup('$data/random.cram', 'test', $fasta)"), 't', 'the file that is named is read');
	}
	system("pg_ctl -D $server/data -m fast -w stop >/dev/null");
	is(join(' ', glob "$base/ref_cache/*"), '', 'nothing is put into REF_CACHE');
	ok(!-e "$data/random_other.fa.fai", 'no index is made beside a FASTA file');
	system("rm -rf $base/ref_path $base/ref_cache $base/ref_server");
}

# Damage.
my $whole = slurp("$data/random.cram");
my ($cut, $wrong) = (0, 0);
for my $n (1 .. 60)
{
	my $length = int(length($whole) * $n / 61);
	for my $bytes (substr($whole, 0, $length), substr($whole, 0, $length) . substr($whole, -38))
	{
		spew("$data/cut.cram", $bytes);
		my $error = $db->error("SELECT count(*) FROM alkres.read_pileup('$data/cut.cram', 'test', $fasta)");
		$cut++ if $error =~ /^(XX001|22P04)/;
		diag "cut at $length: $error" if $error !~ /^(XX001|22P04)/;
	}
}
is($cut, 120, 'a file that was cut is an error, with an end marker or without');
for my $n (1 .. 60)
{
	my $bytes = $whole;
	substr($bytes, int(length($whole) * $n / 61), 1) ^= "\x10";
	spew("$data/cut.cram", $bytes);
	my $error = $db->error("SELECT count(*) FROM alkres.read_pileup('$data/cut.cram', 'test', $fasta)");
	$wrong++ if $error =~ /^XX001/;
}
is($wrong, 60, 'a flipped bit is an error');
like($db->error("SELECT count(*) FROM alkres.read_pileup('" . spew("$data/cut.cram", $_->[1]) . "', 'test', $fasta)"), $_->[2], $_->[0])
  for [ 'two files in one', $whole . $whole, qr/^XX001: container \d+ of .* is broken DETAIL: An end marker stands before the end/ ],
  [ 'bytes behind the end', "${whole}x", qr/^XX001: .* is truncated/ ],
  [ 'the first four bytes', 'CRAM', qr/^22P04: .* is neither a BAM nor a CRAM file/ ],
  [ 'an empty container chain', substr($whole, 0, 26) . substr($whole, -38), qr/^XX001/ ];
like($db->error("SELECT count(*) FROM alkres.read_pileup('$data/old.cram', 'test', $fasta)"), qr/^0A000: .* is of CRAM version 2\.1 .*HINT: Convert it/, 'version 2');
unlink "$data/cut.cram";

# Errors release the descriptors of the file and of both readers of the reference.
is($db->value(<<"SQL"), 't', 'no descriptor stays open');
CREATE TABLE descriptors (n bigint);
DO \$\$
DECLARE before bigint; BEGIN
	PERFORM count(*) FROM alkres.read_pileup('$data/random.cram', 'test', $fasta);
	SELECT count(*) INTO before FROM pg_ls_dir('/proc/self/fd');
	FOR i IN 1 .. 50 LOOP
		PERFORM count(*) FROM alkres.read_pileup('$data/random.cram', 'test', $fasta);
		BEGIN
			PERFORM count(*) FROM alkres.read_pileup('$data/random.cram', 'test', reference => '$data/random_other.fa');
			RAISE 'it was accepted';
		EXCEPTION WHEN bad_copy_file_format THEN NULL;
		END;
	END LOOP;
	INSERT INTO descriptors SELECT count(*) - before FROM pg_ls_dir('/proc/self/fd');
END \$\$;
SELECT n <= 0 FROM descriptors;
SQL

$db->drop;
done_testing();
