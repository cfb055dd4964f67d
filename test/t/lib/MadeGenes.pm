# MadeGenes.pm: genes with their true exons and a made-up sequence that agrees with every base that the shipped models know; as GFF3 and FASTA, and as
# what bcftools csq reads: a contig a gene, from its own position 1 on.
package MadeGenes;
use strict;
use warnings;
use FindBin;

my $DATA = "$FindBin::Bin/../data";
my @BASES = qw(A C G T);
my %IUPAC = (A => 'A', C => 'C', G => 'G', T => 'T', M => 'AC', R => 'AG', W => 'AT', S => 'CG', Y => 'CT', K => 'GT', V => 'ACG', H => 'ACT', D => 'AGT', B => 'CGT', N => 'ACGT');
our %CODE;
{
	my $letters = 'FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG';
	my $n = 0;
	for my $a (qw(T C A G)) { for my $b (qw(T C A G)) { for my $c (qw(T C A G)) { $CODE{"$a$b$c"} = substr $letters, $n++, 1; } } }
}
my $PAD = 300;    # bases around a gene

sub slurp { my ($path) = @_; open my $in, '<', $path or die "$path: $!"; local $/; return scalar <$in>; }
sub complement { my $text = reverse shift; $text =~ tr/ACGT/TGCA/; return $text; }
sub pick { return $_[ rand @_ ]; }

# Known letters of a gene by position on the plus strand, and ALK's protein (test/data/gene_sequences.tsv).
sub known_letters
{
	my (%known, $protein);
	for my $line (split /\n/, slurp("$DATA/gene_sequences.tsv"))
	{
		my ($gene, $strand, $start, $end, $flank, $letters, $residues) = split /\t/, $line;
		next if $gene eq 'gene';
		$protein = $residues if $letters eq '';
		# Of a hotspot's letters some stand for several bases: a codon that means the residue.
		if ($letters ne '' && $residues)
		{
			my $chosen = '';
			for my $i (0 .. length($residues) - 1)
			{
				my @allowed = map { $IUPAC{$_} } split //, substr $letters, 3 * $i, 3;
				my @fit = grep { my $codon = $_; $CODE{$codon} eq substr($residues, $i, 1) && !grep { index($allowed[$_], substr($codon, $_, 1)) < 0 } 0 .. 2 } sort keys %CODE;
				$chosen .= pick(@fit);
			}
			$letters = $chosen;
		}
		my @letters = split //, $letters;
		for my $i (0 .. $#letters) { $known{$gene}{ $strand eq '-' ? $end + $flank - $i : $start - $flank + $i } //= $letters[$i]; }
	}
	return (\%known, $protein);
}

# { gene => { transcript contig minus exons => [[start, end]] coding => [start, end] from bases (plus strand from `from` on) } }
sub make
{
	my (@columns, %genes);
	my ($known, $protein) = known_letters();
	for my $line (split /\n/, slurp("$DATA/gene_exons.tsv"))
	{
		my @f = split /\t/, $line;
		next if $f[0] eq 'gene';
		my $gene = $genes{ $f[0] } //= { name => $f[0], transcript => $f[1], contig => $f[2], minus => $f[3] eq '-', exons => [], coding => [ @f[ 6, 7 ] ] };
		push @{ $gene->{exons} }, [ @f[ 4, 5 ] ];
	}
	for my $gene (map { $genes{$_} } sort keys %genes)
	{
		my @exons = $gene->{exons} = [ sort { $a->[0] <=> $b->[0] } @{ $gene->{exons} } ];
		my $from = $gene->{from} = $gene->{exons}[0][0] - $PAD;
		my $length = $gene->{exons}[-1][1] + $PAD - $from + 1;
		my $bases = '';
		$bases .= $BASES[ rand 4 ] while length $bases < $length;
		my $fixed = $known->{ $gene->{name} };
		my $set = sub { my ($position, $base) = @_; substr($bases, $position - $from, 1) = $gene->{minus} ? complement($base) : $base; };
		for my $position (keys %$fixed) { $set->($position, $fixed->{$position}); }
		# Splice sites, where nothing is known.
		for my $i (1 .. $#{ $gene->{exons} })
		{
			my ($left, $right) = ($gene->{exons}[ $i - 1 ][1] + 1, $gene->{exons}[$i][0] - 1);
			my %site = $gene->{minus} ? ($left => 'G', $left + 1 => 'A', $right => 'G', $right - 1 => 'T') : ($left => 'G', $left + 1 => 'T', $right => 'G', $right - 1 => 'A');
			for my $position (keys %site) { $set->($position, $site{$position}) unless $fixed->{$position}; }
		}
		# Codons: as known, else of the protein where that is known, never a stop before the end.
		my @coding = grep { $_ >= $gene->{coding}[0] && $_ <= $gene->{coding}[1] } map { $_->[0] .. $_->[1] } @{ $gene->{exons} };
		@coding = reverse @coding if $gene->{minus};
		die "$gene->{name}: coding bases" if @coding % 3;
		my $codons = @coding / 3;
		$gene->{protein} = '';
		for my $i (0 .. $codons - 1)
		{
			my @places = @coding[ 3 * $i .. 3 * $i + 2 ];
			my @fit = sort keys %CODE;
			for my $j (0 .. 2) { my $is = $fixed->{ $places[$j] } or next; @fit = grep { substr($_, $j, 1) eq $is } @fit; }
			my $want = $i == 0 ? 'M' : $i == $codons - 1 ? '*' : $gene->{name} eq 'ALK' ? substr($protein, $i, 1) : undef;
			@fit = grep { defined $want ? $CODE{$_} eq $want : $CODE{$_} ne '*' } @fit;
			my $codon = pick(@fit) // die "$gene->{name}: no codon at residue $i";
			$set->($places[$_], substr $codon, $_, 1) for 0 .. 2;
			$gene->{protein} .= $CODE{$codon};
		}
		chop $gene->{protein};
		$gene->{bases} = $bases;
	}
	return \%genes;
}

# GFF3 as Ensembl writes it; $shifted: a contig a gene.
sub gff3
{
	my ($genes, $shifted) = @_;
	my @lines = '##gff-version 3';
	for my $gene (map { $genes->{$_} } sort keys %$genes)
	{
		my $shift = $shifted ? $gene->{from} - 1 : 0;
		my $row = sub {
			my ($type, $start, $end, $phase, $attributes) = @_;
			push @lines, join "\t", $shifted ? $gene->{name} : $gene->{contig}, 'made', $type, $start - $shift, $end - $shift, '.', $gene->{minus} ? '-' : '+', $phase, $attributes;
		};
		(my $bare = $gene->{transcript}) =~ s/\.(\d+)$//;
		my $version = defined $1 ? ";version=$1" : '';
		my @span = ($gene->{exons}[0][0], $gene->{exons}[-1][1]);
		$row->('gene', @span, '.', "ID=gene:G$gene->{name};Name=$gene->{name};biotype=protein_coding;gene_id=G$gene->{name}");
		$row->('mRNA', @span, '.', "ID=transcript:$bare;Parent=gene:G$gene->{name};Name=$gene->{name}-201;biotype=protein_coding;tag=basic,Ensembl_canonical;transcript_id=$bare$version");
		my $used = 0;
		for my $exon ($gene->{minus} ? reverse @{ $gene->{exons} } : @{ $gene->{exons} })
		{
			$row->('exon', @$exon, '.', "Parent=transcript:$bare");
			my ($start, $end) = ($exon->[0] > $gene->{coding}[0] ? $exon->[0] : $gene->{coding}[0], $exon->[1] < $gene->{coding}[1] ? $exon->[1] : $gene->{coding}[1]);
			next if $start > $end;
			$row->('CDS', $start, $end, (3 - $used % 3) % 3, "ID=CDS:P$gene->{name};Parent=transcript:$bare;protein_id=P$gene->{name}");
			$used += $end - $start + 1;
		}
	}
	return join("\n", @lines) . "\n";
}

sub fasta
{
	my ($genes, $shifted) = @_;
	my $text = '';
	for my $gene (map { $genes->{$_} } sort keys %$genes)
	{
		(my $lines = $gene->{bases}) =~ s/(.{1,60})/$1\n/g;
		my $name = $shifted ? $gene->{name} : "$gene->{contig}:$gene->{from}-" . ($gene->{from} + length($gene->{bases}) - 1);
		$text .= ">$name\n$lines";
	}
	return $text;
}

# [gene, position, ref, alt] of random changes in and near exons, left-aligned.
sub changes
{
	my ($genes, $count) = @_;
	my @names = sort keys %$genes;
	my ($known) = known_letters();
	my %spots = map { my $gene = $_; $gene => [ sort { $a <=> $b } keys %{ $known->{$gene} } ] } @names;
	my (@changes, %seen);
	while (@changes < $count)
	{
		my $gene = $genes->{ $names[ rand() < 0.3 ? 0 : rand @names ] };
		my $exon = pick(@{ $gene->{exons} });
		# Half of them where the shipped models know something.
		my $position = rand() < 0.5 ? pick(@{ $spots{ $gene->{name} } }) : $exon->[0] - 8 + int rand($exon->[1] - $exon->[0] + 17);
		my $removed = rand() < 0.6 ? 1 : rand() < 0.5 ? int rand 8 : 3 * int rand 5;
		my $ref = substr $gene->{bases}, $position - $gene->{from}, $removed;
		my $alt = $removed == 1 || rand() < 0.3 ? join '', map { $BASES[ rand 4 ] } 1 .. ($removed == 1 ? 1 : int rand 7) : '';
		$alt .= substr $gene->{bases}, $position - $gene->{from}, 3 * int rand 4 if $removed == 0 && rand() < 0.5;
		while ($ref ne '' && $alt ne '' && substr($ref, -1) eq substr($alt, -1)) { chop $ref; chop $alt; }
		while ($ref ne '' && $alt ne '' && substr($ref, 0, 1) eq substr($alt, 0, 1)) { substr($ref, 0, 1) = ''; substr($alt, 0, 1) = ''; $position++; }
		next if $ref eq '' && $alt eq '';
		if ($ref eq '' || $alt eq '')
		{
			my $run = $ref . $alt;
			my $before;
			while (($before = substr $gene->{bases}, $position - 1 - $gene->{from}, 1) eq substr($run, -1)) { $run = $before . substr($run, 0, -1); $position--; }
			$position--;
			($ref, $alt) = $ref eq '' ? ($before, $before . $run) : ($before . $run, $before);
		}
		next if $seen{"$gene->{name} $position $ref $alt"}++;
		push @changes, [ $gene->{name}, $position, $ref, $alt ];
	}
	return @changes;
}

1;
