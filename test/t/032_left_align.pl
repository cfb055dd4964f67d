# left_align(variant, reference) against bcftools norm; forms that need a reference; who may name one.
use strict;
use warnings;
use Test::More;
use Database;

my $folder = $ENV{ALKRES_DATA} or plan skip_all => 'no folder for files (ALKRES_DATA)';
my $db = Database->new('left_align');
srand(32);

# Contigs that repeat themselves, where indels have far to go; ends included.
my %contig = (runs => 'AAAAAA', units => 'CACACA', mixed => '');
my %step = (runs => sub { ('A', 'C', 'G', 'T')[ rand 4 ] x (1 + rand 9) },
	units => sub { my $unit = join '', map { ('A', 'C', 'G', 'T')[ rand 4 ] } 1 .. 1 + rand 4; $unit x (1 + rand 6) },
	mixed => sub { ('A', 'C', 'G', 'T')[ rand 4 ] });
for my $name (sort keys %contig) { $contig{$name} .= $step{$name}->() while length $contig{$name} < 3000; }
substr($contig{units}, 1000, 30) = 'N' x 30;
my $fasta = "$folder/repeats.fa";
open my $out, '>', $fasta or die;
for my $name (sort keys %contig) { (my $lines = $contig{$name}) =~ s/(.{1,70})/$1\n/g; print $out ">$name made up\n", $name eq 'mixed' ? lc $lines : $lines; }
close $out;
sub read_fasta
{
	my $file = shift;
	my (%bases, $name);
	open my $in, '<', $file or die;
	while (my $line = <$in>) { chomp $line; if ($line =~ /^>(\S+)/) { $name = $1 } else { $bases{$name} .= uc $line } }
	return \%bases;
}

sub random_bases { return join '', map { ('A', 'C', 'G', 'T')[ rand 4 ] } 1 .. shift; }

# [id, contig, position, ref, alt], with common bases on both sides.
sub random_changes
{
	my ($bases, $count) = @_;
	my @names = sort grep { length $bases->{$_} > 200 } keys %$bases;
	my @changes;
	while (@changes < $count)
	{
		my $name = $names[ rand @names ];
		my $size = length $bases->{$name};
		my $start = rand() < 0.1 ? int rand 12 : int rand($size - 40);
		my $removed = rand() < 0.5 ? int rand 9 : 0;
		my $deleted = substr($bases->{$name}, $start, $removed);
		# As often as not what is put in is what stands there already.
		my $inserted = rand() < 0.5 && $removed ? '' : rand() < 0.6 ? substr($bases->{$name}, $start, 1 + int rand 8) : random_bases(int rand 7);
		my $left = int rand 4;
		$left = $start if $left > $start;
		my ($before, $after) = (substr($bases->{$name}, $start - $left, $left), substr($bases->{$name}, $start + $removed, int rand 4));
		my ($ref, $alt) = ("$before$deleted$after", "$before$inserted$after");
		next if $ref eq '' || $alt eq '' || $ref eq $alt || "$ref$alt" =~ /N/ && rand() < 0.5;
		push @changes, [ 'v' . @changes, $name, $start - $left + 1, $ref, $alt ];
	}
	return @changes;
}

sub by_bcftools
{
	my ($file, $bases, $changes) = @_;
	my $vcf = "$folder/changes.vcf";
	open my $text, '>', $vcf or die;
	print $text "##fileformat=VCFv4.2\n", (map { "##contig=<ID=$_,length=" . length($bases->{$_}) . ">\n" } sort keys %$bases), "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n";
	print $text join("\t", @$_[ 1, 2, 0, 3, 4 ], '.', '.', '.'), "\n" for sort { $a->[1] cmp $b->[1] || $a->[2] <=> $b->[2] } @$changes;
	close $text;
	my %normal;
	open my $lines, '-|', "bcftools norm -c e -f '$file' '$vcf' 2>/dev/null" or die;
	while (my $line = <$lines>) { next if $line =~ /^#/; my @f = split /\t/, $line; $normal{ $f[2] } = "$f[0]:$f[1]:\U$f[3]:$f[4]"; }
	close $lines;
	return \%normal;
}

SKIP:
{
	skip 'bcftools is missing', 2 if system('command -v bcftools >/dev/null 2>&1') != 0;
	for my $file ($fasta, "$folder/random.fa")
	{
		my $bases = read_fasta($file);
		my @changes = random_changes($bases, 600);
		my $theirs = by_bcftools($file, $bases, \@changes);
		my $values = join ',', map { "('$_->[0]', '$_->[1]', $_->[2], '$_->[3]', '$_->[4]')" } @changes;
		my %ours = map { split /\|/ } $db->rows("SELECT id, substr(alkres.left_align(alkres.variant('test', c, p, r, a), '$file')::text, 6) FROM (VALUES $values) AS t(id, c, p, r, a)");
		my @wrong = grep { ($theirs->{ $_->[0] } // 'none') ne $ours{ $_->[0] } } @changes;
		diag join(':', @$_) . ": bcftools " . ($theirs->{ $_->[0] } // 'none') . ", alkres $ours{$_->[0]}" for @wrong[ 0 .. ($#wrong < 9 ? $#wrong : 9) ];
		my $moved = grep { $ours{ $_->[0] } ne join ':', @$_[ 1 .. 4 ] } @changes;
		ok(@wrong == 0 && $moved > 200, "$moved of " . @changes . ' changed as by bcftools norm, in ' . $file =~ s{.*/}{}r);
	}
}

# HGVS and SPDI where nothing is compiled in: the same as VCF with the base before.
my @changes = grep { $_->[2] > 1 } random_changes(\%contig, 300);
my (@hgvs, @spdi, @expected);
for (@changes)
{
	my (undef, $name, $at, $ref, $alt) = @$_;
	my ($first, $last) = ($at + 1, $at + length($ref) - 1);
	next if length $ref > 9 || $ref =~ /N/;
	my ($deleted, $base) = (substr($ref, 1), substr($ref, 0, 1));
	my $inserted = random_bases(3);
	push @hgvs, "$name:g.$at\_${first}ins$inserted", $deleted eq '' ? () : ("$name:g.$first\_${last}del", "$name:g.$first\_${last}dup$deleted");
	push @expected, "$name:$at:$base:$base$inserted", $deleted eq '' ? () : ("$name:$at:$ref:$base", "$name:$at:$base:$base$deleted");
}
my $list = join ',', map { "('$hgvs[$_]', '$expected[$_]')" } 0 .. $#hgvs;
is($db->value("SELECT count(*) FROM (VALUES $list) AS t(h, v) WHERE alkres.variant('test', h, '$fasta') <> alkres.variant('test', v)"),
	'0', @hgvs . ' HGVS forms read with a reference');
is($db->value("SELECT alkres.variant('GRCh38', 'NC_000002.12:2::T', '" . small_hg38() . "')"), 'GRCh38:chr2:2:C:CT', 'SPDI read with a reference');
is($db->value("SELECT alkres.variant('test', 'mixed:g.1del', '$fasta')"),
	'test:mixed:1:' . substr($contig{mixed}, 0, 2) . ':' . substr($contig{mixed}, 1, 1), 'the first base is deleted: the one behind it is the anchor');

sub small_hg38
{
	open my $text, '>', "$folder/two_contigs.fa" or die;
	print $text ">chr1\nAAAA\n>chr2\nACGT\n";
	close $text;
	return "$folder/two_contigs.fa";
}

my $first = substr($contig{runs}, 0, 1) eq 'A' or die;
like($db->error("SELECT alkres.left_align('test:runs:1:C:T', '$fasta')"), qr/^22023: reference base at test:runs:1 is A, not C/, 'a wrong base');
like($db->error("SELECT alkres.left_align('test:runs:900000:C:T', '$fasta')"), qr/^22023: .*behind its contig/, 'behind the end');
like($db->error("SELECT alkres.variant('test', 'runs:g.900000del', '$fasta')"), qr/^0A000: /, 'HGVS behind the end');
like($db->error("SELECT alkres.left_align('test:nowhere:1:C:T', '$fasta')"), qr/^22P04: contig nowhere/, 'an unknown contig');
like($db->error("SELECT alkres.variant('GRCh38', 'NC_000002.11:g.5del', '$fasta')"), qr/^22023: variant lies on GRCh37/, 'another assembly');
like($db->error("SELECT alkres.left_align('test:runs:1:A:T', '$folder/missing.fa')"), qr/^58P01/, 'no such file');
like($db->error("SELECT alkres.left_align('test:runs:1:A:T', 'repeats.fa')"), qr/^22023: .*not absolute/, 'a relative path');
is($db->value("SELECT count(*) FROM (SELECT alkres.left_align(alkres.variant(CASE WHEN n % 2 = 0 THEN 'test' ELSE 'other' END, 'runs', 1, 'A', 'T'), '$fasta') FROM generate_series(1, 3000) n) t"),
	'3000', 'a reference opened three thousand times leaves nothing open');
$db->run("CREATE ROLE left_align_reader; GRANT USAGE ON SCHEMA alkres TO left_align_reader");
for my $call ("alkres.left_align('test:runs:1:A:T', '/nowhere')", "alkres.variant('test', 'runs:1:A:T', '/nowhere')")
{
	like($db->error("SET ROLE left_align_reader; SELECT $call"), qr/^42501/, 'not for everybody');
	# Also where somebody granted the function: the C code looks, and before it looks at the path.
	$db->run("GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA alkres TO left_align_reader");
	like($db->error("SET ROLE left_align_reader; SELECT $call"), qr/^42501: permission denied to read files/, 'not by a grant alone');
	$db->run("REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA alkres FROM left_align_reader");
}
$db->run("DROP OWNED BY left_align_reader; DROP ROLE left_align_reader");
$db->drop;
done_testing();
