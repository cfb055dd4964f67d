# Gene models from GFF3 and FASTA: for ALK and the ten bypass genes 5,000 random changes have the consequence that the shipped models give them, and the one of bcftools csq.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Test::More;
use Database;
use MadeGenes;

my $folder = $ENV{ALKRES_DATA} or plan skip_all => 'no folder for files (ALKRES_DATA)';
my $db = Database->new('gene_models');
srand(16);
my $genes = MadeGenes::make();
my @changes = MadeGenes::changes($genes, 5000);
my $number = 0;

sub write_file { my ($name, $text) = @_; open my $out, '>', "$folder/$name" or die; print $out $text; close $out; chmod 0644, "$folder/$name"; return "$folder/$name"; }
sub hex_of { return '\\x' . unpack 'H*', shift; }

# Through tables: the sequences are too long for a command line.
my $gff3 = write_file('genes.gff3', MadeGenes::gff3($genes) . "##FASTA\n" . MadeGenes::fasta($genes));
my $table = write_file('genes_changes.tsv', join '', map { join("\t", $number++, $_->[0], "GRCh38:$genes->{$_->[0]}{contig}:$_->[1]:$_->[2]:$_->[3]") . "\n" } @changes);
$db->run("CREATE TABLE model AS SELECT * FROM read_gene_model_data(pg_read_binary_file('$gff3'), 'GRCh38')");
is($db->value("SELECT count(*), count(model), string_agg(DISTINCT chosen_by, ',') FROM model"), '11|11|canonical', 'eleven models');
is($db->value("SELECT string_agg(gene || ' ' || residues || ' ' || transcript, ',' ORDER BY gene) FROM model WHERE length(protein(model)) = residues AND gene_symbol(model) = gene AND transcript(model) = transcript AND transcript_region(model) = region"),
	join(',', map { "$_ " . length($genes->{$_}{protein}) . " $genes->{$_}{transcript}" } sort keys %$genes), 'of the proteins they were made for');
is($db->value("SELECT md5(string_agg(protein(model), ',' ORDER BY gene)) = md5('" . join(',', map { $genes->{$_}{protein} } sort keys %$genes) . "') FROM model"), 't', 'letter by letter');

$db->run("CREATE TABLE change (number int, gene text, variant variant)");
$db->run("COPY change FROM '$table'");
$db->run('CREATE TABLE answer AS SELECT c.number, c.gene, c.variant, l.hgvs_c, l.hgvs_p, l.mutation, s.gene AS shipped_gene, s.hgvs_c AS shipped_c, s.mutation AS shipped, s.transcript AS shipped_transcript
	FROM change AS c JOIN model AS m USING (gene), LATERAL consequence(c.variant, m.model) AS l, LATERAL consequence(c.variant) AS s');
# MET's D1228N has a numbering of its own, by another transcript; where a base of the shipped hotspot is not known, nothing is said of it.
is($db->value("SELECT count(*) FROM answer WHERE shipped IS NOT NULL AND NOT (mutation IS NOT DISTINCT FROM shipped AND (shipped_c IS NULL OR hgvs_c = shipped_c)) AND shipped_transcript <> 'ENST00000397752'"), 0,
	'what the shipped models say, a loaded one says');
diag($db->value("SELECT count(*) || ' changes: shipped models ' || count(shipped) || ', loaded ' || count(mutation) || ', with a c. name ' || count(hgvs_c) FROM answer"));
# ALK's shipped sequence begins inside codon 1023, of exon 19.
is($db->value("SELECT string_agg(format('%s %s %s', variant, mutation, shipped), '; ') FROM answer WHERE shipped_gene = 'ALK' AND mutation IS DISTINCT FROM shipped AND end_position(variant) < 29225562"), '',
	'of ALK neither says more');
cmp_ok($db->value('SELECT count(shipped) FROM answer'), '>', 1500, 'many of them');


my %answer;
for my $row ($db->rows('SELECT number, gene, coalesce(mutation::text, \'\'), variant, hgvs_c FROM answer ORDER BY number'))
{
	my ($i, $gene, $mutation, $variant, $c) = split /\|/, $row;
	$answer{$i} = { gene => $gene, mutation => $mutation, says => "$variant: $mutation ($c)", truth => by_translation($genes->{$gene}, @{ $changes[$i] }[ 1 .. 3 ]) };
}
my @translated = grep { defined $answer{$_}{truth} } sort { $a <=> $b } keys %answer;
my @wrong = grep { $answer{$_}{truth} ne $answer{$_}{mutation} } @translated;
cmp_ok(scalar @translated, '>', 3000, 'most lie in the coding sequence');
is(scalar @wrong, 0, 'and do to it what a plain translation says') or diag(join "\n", map { "$answer{$_}{says}, not $answer{$_}{truth}" } @wrong[ 0 .. (@wrong > 20 ? 20 : $#wrong) ]);

SKIP: {
	skip 'bcftools is missing: run test/setup', 2 if system('command -v bcftools >/dev/null 2>&1') != 0;
	write_file('csq.fa', MadeGenes::fasta($genes, 1));
	write_file('csq.gff3', MadeGenes::gff3($genes, 1));
	my $n = 0;
	my @lines = map { [ $_->[0], $_->[1] - $genes->{ $_->[0] }{from} + 1, $n++, @$_[ 2, 3 ] ] } @changes;
	write_file('csq.vcf', join '', "##fileformat=VCFv4.2\n", (map { "##contig=<ID=$_,length=" . length($genes->{$_}{bases}) . ">\n" } sort keys %$genes), "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n",
		map { join("\t", @$_, '.', '.', '.') . "\n" } sort { $a->[0] cmp $b->[0] || $a->[1] <=> $b->[1] } @lines);
	my %said;
	open my $lines, '-|', "bcftools csq -l -f '$folder/csq.fa' -g '$folder/csq.gff3' '$folder/csq.vcf' 2>'$folder/csq.log'" or die;
	while (<$lines>) { next if /^#/; my @f = split /\t/; chomp $f[7]; $said{ $f[2] } = $f[7] =~ /BCSQ=([^;]+)/ ? $1 : ''; }
	close $lines;
	is(scalar keys %said, scalar @changes, 'bcftools csq answers all');
	my (%alike, @differ, @edge, @mistaken);
	for my $i (sort { $a <=> $b } keys %answer)
	{
		my $one = $answer{$i};
		my ($kind, $theirs) = from_csq($said{$i}, $genes->{ $one->{gene} }{protein}, $one->{gene});
		my $line = "$one->{says}, csq: " . substr($said{$i}, 0, 150) . " = $theirs";
		if ($theirs eq $one->{mutation}) { $alike{$kind}++; }
		# Where it differs from a plain translation of its own input, ours does not: replacements by another number of bases.
		elsif (defined $one->{truth} && $one->{truth} eq $one->{mutation})
		{
			my ($ref, $alt) = @{ $changes[$i] }[ 2, 3 ];
			# It names no change of some indels beside an exon's edge.
			my $is_plain = length $ref == length $alt || substr($ref, 0, 1) eq substr($alt, 0, 1) && (length $ref == 1 || length $alt == 1);
			push @{ $is_plain && $theirs !~ /^(unread|$)/ ? \@differ : \@mistaken }, $line;
		}
		# An indel in a repeat over the edge of an exon lies in either.
		elsif (!defined $one->{truth} && length $changes[$i][2] != length $changes[$i][3]) { push @edge, $line; }
		else { push @differ, $line; }
	}
	diag('as bcftools csq: ' . join ', ', map { "$_ $alike{$_}" } sort keys %alike);
	diag(scalar(@mistaken) . ' where csq differs from the translation, ' . scalar(@edge) . ' indels at the edge of an exon');
	is(scalar @differ, 0, 'and says the same') or diag(join "\n", @differ[ 0 .. (@differ > 40 ? 40 : $#differ) ]);
}

# The change made in the coding sequence, which is translated; undef where it is not wholly in it, or in the start or stop codon.
sub by_translation
{
	my ($gene, $position, $ref, $alt) = @_;
	while ($ref ne '' && $alt ne '' && substr($ref, 0, 1) eq substr($alt, 0, 1)) { substr($ref, 0, 1) = ''; substr($alt, 0, 1) = ''; $position++; }
	$gene->{places} //= { map { $_->[1] => $_->[0] } map { my @c = coding_positions($gene); map { [ $_, $c[$_] ] } 0 .. $#c } 1 };
	$gene->{cds} //= do { my $text = join '', map { substr $gene->{bases}, $_ - $gene->{from}, 1 } coding_positions($gene); $text =~ tr/ACGT/TGCA/ if $gene->{minus}; $text };
	# The coding bases that go, or those on both sides of an insertion.
	my @touched = $ref eq '' ? ($position - 1, $position) : ($position .. $position + length($ref) - 1);
	my @at = map { $gene->{places}{$_} } @touched;
	return undef if grep { !defined } @at;
	@at = sort { $a <=> $b } @at;
	return undef if $at[-1] - $at[0] != $#at || $at[0] < 3 || $at[-1] >= length($gene->{cds}) - 3;
	# An insertion between two exons' bases has no place in either.
	return undef if $touched[-1] - $touched[0] != $#touched;
	$alt = MadeGenes::complement($alt) if $gene->{minus};
	my $from = $ref eq '' ? $at[0] + 1 : $at[0];
	my $new = substr($gene->{cds}, 0, $from) . $alt . substr($gene->{cds}, $from + length $ref);
	my $protein = join '', map { $MadeGenes::CODE{$_} // '' } $new =~ /(...)/g;
	my $codon = int($from / 3);
	return (name_change($gene->{protein}, $protein, $gene->{name}, (length($alt) - length($ref)) % 3 != 0, substr($gene->{protein}, $codon, 1) . ($codon + 1)))[1];
}

sub coding_positions
{
	my ($gene) = @_;
	my @coding = grep { $_ >= $gene->{coding}[0] && $_ <= $gene->{coding}[1] } map { $_->[0] .. $_->[1] } @{ $gene->{exons} };
	return $gene->{minus} ? reverse @coding : @coding;
}

# What BCSQ says, as a mutation: its protein is put together.
sub from_csq
{
	my ($text, $protein, $gene) = @_;
	my @entries = map { [ split /\|/ ] } split /,/, $text;
	my ($entry) = grep { $_->[0] =~ /splice_(acceptor|donor)/ } @entries;
	return ('splice_site', "$gene splice_site") if $entry;
	return ('start or stop', '') if grep { $_->[0] =~ /start_lost|stop_lost|stop_retained/ } @entries;
	($entry) = grep { defined $_->[5] && $_->[5] ne '' } @entries;
	return ('not coding', '') if !$entry;
	my ($from, $ref, $alt) = $entry->[5] =~ /^(\d+)([A-Z*.]+)(?:>\d+([A-Z*.]+))?$/ or return ('unread', "unread $entry->[5]");
	my $is_shift = $entry->[0] =~ /frameshift/;
	my $new = substr($protein, 0, $from - 1) . ($alt // $ref) . ($is_shift ? '' : substr($protein . '*', $from - 1 + length $ref));
	return name_change($protein, $new, $gene, $is_shift, substr($ref, 0, 1) . $from);
}

# The name of the difference between two proteins, by rules of HGVS written here once more.
sub name_change
{
	my ($protein, $new, $gene, $is_shift, $unchanged) = @_;
	$new =~ s/\*$//;
	$new =~ s/\*.*//s if $is_shift;
	my ($head, $tail) = (0, 0);
	$head++ while $head < length $protein && $head < length $new && substr($protein, $head, 1) eq substr($new, $head, 1);
	return ('synonymous', "$gene $unchanged=") if $head == length $protein && $head == length $new;
	my $place = substr($protein, $head, 1) . ($head + 1);
	return ('frameshift', "$gene $place" . ($head == length $new ? '*' : 'fs')) if $is_shift;
	my $shorter = length $protein < length $new ? length $protein : length $new;
	$tail++ while $tail < $shorter - $head && substr($protein, -1 - $tail, 1) eq substr($new, -1 - $tail, 1);
	my $deleted = substr $protein, $head, length($protein) - $head - $tail;
	my $inserted = substr $new, $head, length($new) - $head - $tail;
	# Nothing behind a new stop.
	$inserted =~ s/\*.*/*/s;
	return ('stop', "$gene $place*") if $inserted eq '*';
	my $range = length $deleted > 1 ? '_' . substr($deleted, -1) . ($head + length $deleted) : '';
	return ('missense', "$gene $place$inserted") if length $deleted == 1 && length $inserted == 1;
	return ('deletion', "$gene $place${range}del") if $inserted eq '';
	return ('delins', "$gene $place${range}delins$inserted") if $deleted ne '';
	my $length = length $inserted;
	if ($head >= $length && substr($protein, $head - $length, $length) eq $inserted)
	{
		my $first = substr($protein, $head - $length, 1) . ($head - $length + 1);
		return ('duplication', "$gene $first" . ($length > 1 ? '_' . substr($inserted, -1) . $head : '') . 'dup');
	}
	return ('insertion', "$gene " . substr($protein, $head - 1, 1) . "${head}_" . substr($protein, $head, 1) . ($head + 1) . "ins$inserted");
}

$db->drop;
done_testing();
