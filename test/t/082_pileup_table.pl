# The table "what is in the file / what alkres does / where it says so" of doc/pileup.md: each row is tried, by a file that
# is as it says.
use strict;
use warnings;
use Test::More;
use Database;

plan skip_all => 'samtools is missing' if system('command -v samtools >/dev/null 2>&1') != 0;

my ($data, $base) = @ENV{qw(ALKRES_DATA ALKRES_BASE)};
my $folder = "$base/out";
my $db = Database->new('rows');
$db->run("SELECT create_store('cfdna'); INSERT INTO study (name) VALUES ('one'); INSERT INTO patient (study_id, external_id) SELECT study_id, 'P1' FROM study;
	INSERT INTO sample (patient_id, external_id, drawn_at) SELECT patient_id, 'P1-D1', date '2026-01-01' FROM patient");
# What a statement answers, notices and errors among it.
sub said { my $sql = shift; $sql =~ s/"/\\"/g; $sql =~ s/\$/\\\$/g; return `psql -X -q -At -v VERBOSITY=verbose -d rows -c "$sql" 2>&1` =~ s/\nLOCATION:.*//gr }

# Ten pairs of the gatekeeper's reads as the reference has them, with other headers, names, tags.
my ($like) = grep { /\tMD:Z:100\b/ && (split /\t/)[1] == 99 } `samtools view $data/input_pat1.bam`;
my ($sequence, $start) = (split /\t/, $like)[ 9, 3 ];
sub bam
{
	my ($name, %of) = @_;
	my $sq = $of{sq} // "\@SQ\tSN:chr2\tLN:242193529";
	my ($contig) = $sq =~ /SN:(\S+)/;
	my @lines = ("\@HD\tVN:1.6\tSO:coordinate", $sq, @{ $of{header} // [] });
	my (@first, @second);
	for my $i (0 .. 9)
	{
		my $id = ref $of{name} ? $of{name}->($i) : sprintf $of{name} // 'r%d', $i;
		my $read = $of{read} ? $of{read}->($sequence, $i) : $sequence;
		my $tags = join "\t", $of{md} // 'MD:Z:100', map { ref $_ ? $_->($i) : $_ } @{ $of{tags} // [] };
		my $flag = $of{flag} // 0;
		push @first, join "\t", $id . ($of{ends} ? $of{ends}[0] : ''), 99 | $flag, $contig, $start, $of{mapq} // 60, '100M', '=', $start, 100, $read, 'F' x 100, $tags;
		push @second, join "\t", $id . ($of{ends} ? $of{ends}[1] : ''), 147 | $flag, $contig, $start, $of{mapq} // 60, '100M', '=', $start, -100, $read, 'F' x 100, $tags;
	}
	open my $out, '|-', "samtools view --no-PG -b -o $folder/row_$name.bam -" or die;
	print $out "$_\n" for @lines, @first, @second;
	close $out or die;
	return "$folder/row_$name.bam";
}
sub blocks { my ($path, $assembly, $more) = @_; return "FROM alkres.read_pileup('$path', " . (defined $assembly ? "'$assembly'" : 'NULL') . ($more ? ", $more" : '') . ') AS p' }
sub molecules { return 'SELECT max(d.molecules) ' . blocks(@_) . ', LATERAL alkres.depth(p.pileup) AS d' }
sub dropped { my ($what, @from) = @_; return "SELECT sum(i.$what) " . blocks(@from) . ', LATERAL alkres.pileup_info(p.pileup) AS i' }
sub umi { my ($path, $more) = @_; return "SELECT DISTINCT umi FROM alkres.read_library(ARRAY['$path'], 'GRCh38'" . ($more ? ", $more" : '') . ')' }
sub import { my ($path, $run, $more) = @_; return "SELECT import_bam('$path', 'P1-D1', '$run'$more) IS NOT NULL" }
my $sq37 = "\@SQ\tSN:chr2\tLN:243199373";

# As gencore writes them: barcodes stay in the names, FR and RR are the reads of either strand.
my $gencore = bam('gencore', name => sub { my $i = shift; "A00250:28:H2HC3DSX2:1:1117:32:$i:UMI_GC" . (qw(A C G T))[ $i % 4 ] . '_CTA' }, tags => [ sub { 'FR:i:' . (1 + $_[0] % 3) . ($_[0] % 2 ? "\tRR:i:5" : '') } ]);

# The beginning of a row's first cell => statement, what it says, as often as needed; or the test that tries it at length.
my $usual = bam('usual');
my @rows = (
	[ 'another name of GRCh37', import(bam('named', name => 'n%d'), 'R', ", assembly => 'hg38.p13'") . '; SELECT assembly FROM run; SELECT assembly FROM library', qr/^t\nGRCh38\nGRCh38$/ ],
	[ 'a chromosome as long as in the other', molecules(bam('other', sq => $sq37), 'GRCh38'), qr/22023: .*chr2 has 243199373 bases in its header, as in GRCh37; in GRCh38 it has 242193529/s ],
	[ 'a chromosome as long as in neither', molecules(bam('neither', sq => "\@SQ\tSN:chr2\tLN:242193530"), 'GRCh38'), qr/22023: .*242193530 .*neither.*242193529/s ],
	[ '`SN:NC_000002.12`', 'SELECT DISTINCT contig ' . blocks(bam('nc', sq => "\@SQ\tSN:NC_000002.12\tLN:242193529"), 'GRCh38') . '; SELECT DISTINCT contig ' . blocks(bam('cm', sq => "\@SQ\tSN:CM000664.2\tLN:242193529"), 'GRCh38'), qr/^chr2\nchr2$/ ],
	[ 'a chromosome by another name', molecules(bam('otherwise', sq => "\@SQ\tSN:HSA2\tLN:242193529"), 'GRCh38'), qr/22P04: .*names chromosomes otherwise.*"HSA2" is as long as chr2 of GRCh38.*samtools reheader/s ],
	[ 'a chromosome by another name', molecules(bam('otherwise2', sq => "\@SQ\tSN:gi|568815596|ref|NC_000002.12|\tLN:242193529"), undef), qr/22P04: .*"gi\|568815596\|ref\|NC_000002.12\|" is as long as chr2 of GRCh38/s ],
	[ 'no chromosome at all', molecules(bam('panel', sq => "\@SQ\tSN:ALK_panel\tLN:200000000"), 'GRCh38'), qr/NOTICE: .*no contig of .* is a chromosome of GRCh38.*\n10$/s ],
	[ 'an accession of the other', molecules(bam('nc37', sq => "\@SQ\tSN:NC_000002.11\tLN:243199373"), 'GRCh38'), qr/ERROR:  22\w{3}: .*GRCh37/s ],
	[ '`AS` of the other', molecules(bam('as', sq => "\@SQ\tSN:chr2\tLN:242193529\tAS:hg19"), 'GRCh38'), qr/22023: .*not aligned to GRCh38/s ],
	[ '`M5` of a contig', "SELECT count(*) FROM alkres.read_pileup(ARRAY['" . bam('m5a', sq => "\@SQ\tSN:chr2\tLN:242193529\tM5:" . 'a' x 32) . "', '" . bam('m5b', name => 'b%d', sq => "\@SQ\tSN:chr2\tLN:242193529\tM5:" . 'b' x 32) . "'], 'GRCh38')", qr/22P04: .*aligned to different references.*M5/s ],
	[ 'chromosomes of both', molecules(bam('both', header => ["\@SQ\tSN:chr1\tLN:249250621"]), undef), qr/22P04: .*contigs of two assemblies/s ],
	[ 'nothing that tells the assembly', molecules(bam('untold', sq => "\@SQ\tSN:demo\tLN:242193500"), undef), qr/22023: .*does not tell the assembly/s ],
	[ 'an assembly that is not known', import(bam('own', sq => "\@SQ\tSN:chr2\tLN:242193530", name => 'o%d'), 'OWN', ", assembly => 'T2T-CHM13'"), qr/NOTICE: .*alkres knows no genes and no listed sites of assembly "T2T-CHM13".*\nt$/s ],
	[ 'the same, and chromosomes as long', molecules($usual, 'GRCh38.d1.vd1'), qr/NOTICE: .*are as long as those of GRCh38/s ],
	[ 'a file that is already imported, as another run', import("$folder/row_named.bam", 'R2', ''), qr/23505: .*already imported.*Its run is "R", not "R2"/s ],
	[ 'a file that is already imported, as what it was', import("$folder/row_named.bam", 'R', ''), qr/NOTICE: .*already imported.*\nt$/s ],
	[ 'bases `=`', molecules("$data/input_equals.bam", 'GRCh38'), qr/^20$/ ],
	[ 'a base that is one of several', dropped('dropped_ambiguous', bam('ambiguous', read => sub { my $s = shift; substr($s, 50, 11) = 'MRSVWYHKDBN'; $s }), 'GRCh38'), qr/^220$/ ], # all of BAM's letters but = and the four
	[ 'a reference of N', "SELECT sum((SELECT count(*) FROM alkres.alleles(p.pileup) WHERE ref = 'N')) " . blocks("$data/small_nomd.bam", 'test', "reference => 'none'"), qr/^[1-9]\d*$/ ],
	[ 'mates that say the same', 'SELECT bool_or(NOT ' . q{'strand' = ANY (c.flags)) } . blocks("$data/input_overlap_equal_quality.bam", 'GRCh38') . ', LATERAL alkres.call_variants(p.pileup, min_posterior => 0.01) AS c', qr/^t$/ ],
	map({ my ($name, $form) = @$_; [ 'barcodes in names', umi(bam("barcode_$name", name => sub { my $i = shift; "a:1:$i" . $form =~ s/N/(qw(A C G T))[($i + 3 * length $`) % 4]/ger })), qr/^name:/ ] }
		[ 'plus', ':NNNN+NNGN' ], [ 'r', ':rNNNNNCNN' ], [ 'umi', ':UMI_NNNNNC_NNNNNA' ], [ 'fastp', '_NNNNNC_NNNNNA' ]),
	[ 'what looks like a barcode, not in every', umi("$data/input_umi_some.bam"), qr/NOTICE: .*looks like molecular barcodes in \d+ of the first.*\nnone$/s ],
	map({ my $tag = $_; my $file = bam("tag_$tag", tags => [ sub { "$tag:Z:" . (qw(ACGTAA CCGGTT))[ $_[0] % 2 ] } ]);
		[ 'barcodes in `UB`', umi($file), qr/NOTICE: .*looks like molecular barcodes in 20 of the first 20.*in the tag $tag,.*'tag:$tag'.*\nnone$/s ],
		[ 'barcodes in `UB`', umi($file, "umi => 'tag:$tag'") . '; ' . molecules($file, 'GRCh38', "umi => 'tag:$tag'"), qr/^tag:$tag\n2$/ ] } qw(UB UR XR BX OX XM BS)),
	[ 'barcodes in `UB`', umi(bam('tag_linked', tags => [ sub { 'BX:Z:' . (qw(ACGTAA CCGGTT))[ $_[0] % 2 ] . '-1' } ])), qr/NOTICE: .*barcodes of droplets or cells in 20 of the first 20 reads.*tag BX, with the number of a well.*\nnone$/s ],
	# Ion Torrent's ends; of one that was not trimmed the tag is absent.
	map({ my ($name, $tags, $found, $told) = @$_; my $file = bam("ion_$name", tags => $tags);
		([ 'barcodes in `UB`', umi($file), qr/NOTICE: .*'tag:\Q$found\E'.*\nnone$/s ],
		[ 'barcodes in `UB`', umi($file, "umi => 'tag:$found'") . '; ' . molecules($file, 'GRCh38', "umi => 'tag:$found'"), qr/^tag:\Q$found\E\n$told$/ ]) }
		[ 'both', [ sub { 'ZT:Z:' . (qw(ACGTAA CCGGTT))[ $_[0] % 2 ] }, sub { 'YT:Z:' . (qw(TTTTGG CCAACC))[ int($_[0] / 2) % 2 ] } ], 'ZT+YT', 4 ],
		[ 'first', [ sub { 'ZT:Z:' . (qw(ACGTAA CCGGTT))[ $_[0] % 2 ] } ], 'ZT+YT', 2 ],
		[ 'second', [ sub { 'YT:Z:' . (qw(ACGTAA CCGGTT))[ $_[0] % 2 ] } ], 'ZT+YT', 2 ]),
	[ 'barcodes of N only', umi("$data/input_umi_all_n.bam"), qr/NOTICE: .*12 reads were dropped because their molecular barcodes tell nothing/s ],
	[ 'duplicate flags on reads with', molecules(bam('flagged', flag => 1024, tags => [ sub { 'RX:Z:' . (qw(ACGTAA CCGGTT))[ $_[0] % 2 ] } ]), 'GRCh38', "umi => 'RX'"), qr/^2$/ ],
	[ 'read groups (`@RG`) of several', molecules("$data/input_two_samples.bam", 'GRCh38'), qr/22P04: .*are of several samples.*"PAT1", "PAT2"/s ],
	[ 'several read groups of one', molecules(bam('groups', header => [ "\@RG\tID:a\tSM:P", "\@RG\tID:b\tSM:P" ], tags => [ sub { 'RG:Z:' . (qw(a b))[ $_[0] % 2 ] } ]), 'GRCh38'), qr/^10$/ ],
	[ 'mates that do not say where', molecules("$data/input_stale_pnext.bam", 'GRCh38'), qr/NOTICE: .*10 pairs of mates were joined by their names alone.*\n10$/s ],
	[ 'a read past the end', molecules("$data/input_past_end.bam", 'short'), qr/XX001: record \d+ of .* lies past the end of its contig/ ],
	[ 'a record that stands twice', molecules("$data/each_twice.bam", 'test'), qr/XX001: record \d+ of .* stands in it twice/ ],
	[ 'reads without a sequence', molecules("$data/no_sequence.bam", 'GRCh38'), qr/22P04: the reads have no sequence/ ],
	[ 'a CIGAR of any length', 'test/t/028_cigar.pl' ],
	[ 'an MD tag that does not fit', molecules(bam('md', md => 'MD:Z:101'), 'GRCh38'), qr/XX001: .*MD tag that does not fit it/s ],
	[ 'consensus reads of fgbio', umi("$data/families_consensus.bam", "reference => 'none'") =~ s/GRCh38/test/r, qr/^consensus$/ ],
	[ 'consensus reads of fgbio', umi($gencore) . '; SELECT sum(s.molecules), sum(s.duplexes), sum(s.fragments) ' . blocks($gencore, 'GRCh38') . ', LATERAL alkres.pileup_stats(p.pileup) AS s', qr/^consensus\n10\|5\|44$/ ],
	[ "names that end in the read's number", molecules(bam('numbered', ends => [ '/1', '/2' ]), 'GRCh38') . '; ' . molecules(bam('sra', name => 'SRR1.%d', ends => [ '.1', '.2' ]), 'GRCh38'), qr/^10\n10$/ ],
	[ 'one name for all', 'test/t/029_costs.pl' ],
	[ 'a truncated, damaged or unsorted', molecules("$data/truncated.bam", 'test') . '; ', qr/XX001: .* is (truncated|broken)/s ],
	[ 'a truncated, damaged or unsorted', molecules("$data/unsorted.bam", 'test'), qr/22P04: .*is not sorted by coordinate DETAIL|22P04: .*is not sorted by coordinate/ ],
	[ 'a FASTA file that is not', 'test/t/029_other_reference.pl' ],
	[ 'an index beside a BAM', 'test/t/026_index.pl' ],
	[ 'an index that is older', 'test/t/026_index.pl' ],
	[ 'reads that are secondary', dropped('dropped_mapq', bam('mapq', mapq => 0), 'GRCh38') . '; ' . dropped('dropped_duplicate', bam('duplicate', flag => 1024), 'GRCh38', "regions => '{GRCh38:chr2:29220700-29220765}'") . '; ' . dropped('dropped_qc_fail', bam('qc', flag => 512), 'GRCh38', "regions => '{GRCh38:chr2:29220700-29220765}'"), qr/^(20|)\n20\n20$/ ],
);

open my $manual, '<', "$base/doc/pileup.md" or die;
my @table;
while (<$manual>)
{
	push @table, $1 if @table && /^\| (.*?) \| /;
	last if @table && !/^\|/;
	push @table, 'head' if /^\| what is in the file \|/;
}
@table = grep { !/^(head|---)/ } @table;
cmp_ok(scalar @table, '>', 30, scalar(@table) . ' rows');
for my $cell (@table)
{
	my @own = grep { index($cell, $_->[0]) == 0 } @rows;
	ok(scalar @own, "tried: $cell") or next;
	for (@own)
	{
		if (defined $_->[2]) { like(said($_->[1]), $_->[2], '... ' . $_->[0]) }
		else { ok(-e "$base/$_->[1]", "... by $_->[1]") }
	}
}
for my $row (@rows) { fail("no row of the table begins \"$row->[0]\"") if !grep { index($_, $row->[0]) == 0 } @table }

$db->drop;
done_testing();
