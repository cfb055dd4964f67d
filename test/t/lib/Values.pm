# Values.pm: literals of each type from a fixed seed: what studies hold, and what is hard for an order or an index.
# Names and alleles share long prefixes, values repeat, every kind occurs, bounds lie at the ends of what is allowed.
package Values;
use strict;
use warnings;

sub pick { return $_[ int rand @_ ]; }
sub bases { return join '', map { pick(qw(A C G T)) } 1 .. shift; }

# An ALK residue with its letter needs the protein; these have theirs from the literature.
my @alk_residues =
  qw(T1151 L1152 C1156 I1171 F1174 V1180 L1196 L1198 G1202 D1203 S1206 E1210 G1269 R1275 F1245 D1160 M1166 E1167 L1122 G1128);
my @alk_classes =
  qw(extracellular_tm juxtamembrane n_lobe p_loop beta2_3 beta3_alphaC alphaC alphaC_beta4 beta4_5 gatekeeper hinge solvent_front
  alphaD_E catalytic_loop atp_floor dfg_minus1 dfg activation_loop c_lobe c_terminal);
my @gene_changes = ('amplification', 'copy_number_gain', 'copy_number_loss', 'fusion', 'splice_site', 'exon14_skipping', 'exon2_skipping');
my @genes = ('EGFR', 'MET', 'KRAS', 'ALKBH1', 'ALKBH', 'A', 'AL', 'METTL3', 'TP53', 'ROS1', 'HLA-A', 'C10orf2', 'G' x 31, 'G' x 30);
my @letters = split //, 'ACDEFGHIKLMNPQRSTVWY';

sub place
{
	my $kind = rand;
	return ('GRCh38', 'chr2', 29220700 + int rand 3000) if $kind < 0.4;
	my $assembly = pick('GRCh38', 'GRCh38', 'GRCh37', 'mm39', 'mm3', 'm', 'T2T-CHM13v2');
	my $contig = $kind < 0.8 ? pick(map { "chr$_" } 1 .. 22, 'X', 'Y', 'M') : pick('c', 'ca', 'chr1_KI270706v1_random', 'chr1_KI270706v1_rando', 'HLA*01', 'x' x 126, 'x' x 127);
	$contig = pick('chr1', 'chr2', 'chr19') if $assembly !~ /^GRC/ && $contig =~ /^chr\d+$/;
	my $span = pick(3, 300, 268435450);
	my $position = rand() < 0.02 ? pick(1, 2, 255, 256, 65536, 268435456) : 1 + int rand $span;
	return ($assembly, $contig, $position);
}

sub variant
{
	my ($assembly, $contig, $position) = place();
	my $kind = rand;
	my $at = "$assembly:$contig:$position";
	if ($kind < 0.45)
	{
		my ($ref, $alt) = (bases(1), bases(1));
		return "$at:$ref:" . ($ref eq $alt ? '.' : $alt);
	}
	# The last position holds one base.
	return "$at:" . pick(split //, 'ACGTN') . ':.' if $kind < 0.5 || $position > 268430000;
	my $long = rand() < 0.05 ? 200 + int rand 600 : 1 + int rand 14;
	my $ref = rand() < 0.5 ? substr('CAG' x 300, 0, $long) : bases($long);
	if ($kind < 0.6) { return "$at:$ref:" . $ref . bases(1 + int rand 20); }
	if ($kind < 0.7) { return "$at:$ref" . bases(1 + int rand 5) . ":$ref"; }
	if ($kind < 0.76)
	{
		(my $alt = $ref) =~ tr/ACGT/CATG/;
		return "$at:$ref:$alt";
	}
	if ($kind < 0.8) { return "$at:" . pick(qw(N R Y ACGNNT BDHV)) . ':' . pick(qw(A ACGT NNN S)) . bases(2); }
	if ($kind < 0.84) { return "$at:$ref:."; }
	if ($kind < 0.88) { return "$at:A$ref:C" . bases(int rand 9); }
	if ($kind < 0.93) { return "$at:" . pick('N', 'A', 'T') . ':' . pick('<DEL>', '<DUP>', '<CNV>') . ':END=' . ($position + 1 + int rand pick(2, 5000)); }
	my $joined = bases(rand() < 0.7 ? 1 : 1 + int rand 30);
	my $mate = pick($contig, $assembly =~ /^GRC/ ? "chr" . pick(2, 5, 'X') : 'chr9') . ':' . pick(1, 123, 268435456, 1 + int rand 300000);
	my $bracket = pick('[', ']');
	return "$at:" . pick('G', 'N') . ':' . (rand() < 0.5 ? "$joined$bracket$mate$bracket" : "$bracket$mate$bracket$joined");
}

sub region
{
	my ($assembly, $contig, $start) = place();
	$start = 268435455 if $start > 268435455;
	my $end = $start + int rand pick(1, 2, 200, 20000, 200000000);
	$end = 268435455 if $end > 268435455;
	return "$assembly:$contig:$start-$end";
}

# A frameshift begins with the first residue that changes.
sub another { my ($letter, $was) = @_; return $was =~ /^$letter/ ? 'W' : $letter }

sub mutation
{
	my $bound = rand() < 0.03 ? '~' : '';
	my $kind = rand;
	return 'ALK' . $bound if $kind < 0.02;
	if ($kind < 0.4)
	{
		my $what = rand;
		return 'ALK ' . pick(@alk_classes) . $bound if $what < 0.2;
		my $residue = pick(@alk_residues);
		return "ALK $residue$bound" if $what < 0.3;
		return "ALK $residue" . pick('del', 'dup', '=', 'fs', '*', another('P', $residue) . 'fs*' . (1 + int rand 2000)) . $bound if $what < 0.5;
		return "ALK $residue" . 'delins' . join('', map { pick(@letters) } 1 .. 2 + int rand 3) . $bound if $what < 0.6;
		return "ALK $residue" . pick(@letters) . $bound;
	}
	# Genes of older versions: refused, or another's name, unless they are written so.
	my $gene = rand() < 0.5 ? pick(@genes) : rand() < 0.05 ? 'gene(' . pick(qw(METEX14 EML4-ALK HER2 NONE L1196M)) . ')' : 'PANEL' . int(rand 400);
	return $gene . $bound if $kind < 0.44;
	return "$gene " . pick(@gene_changes) . $bound if $kind < 0.55;
	my ($letter, $residue) = (pick(@letters), 1 + int rand pick(9, 1300, 34350));
	return "$gene $letter$residue$bound" if $kind < 0.6;
	return "$gene $letter$residue" . pick(@letters) . $bound if $kind < 0.85;
	my $last = pick(@letters) . ($residue + 1 + int rand 9);
	return "$gene $letter$residue" . pick('del', 'dup', 'fs', '=', '*', "_${last}del", "_${last}dup", "_${last}delins" . pick('A', 'AG', 'SPKANK') , another('R', $letter) . 'fs*7') . $bound if $kind < 0.97;
	return "$gene $letter${residue}_" . pick(@letters) . ($residue + 1) . 'ins' . join('', map { pick(@letters) } 1 .. 1 + int rand 20) . $bound;
}

sub vaf
{
	my $kind = rand;
	return '0/0' if $kind < 0.01;
	my $depth = $kind < 0.4 ? 1 + int rand 60 : $kind < 0.9 ? 100 + int rand 20000 : $kind < 0.95 ? 4294967295 - int rand 4 : 1 + int rand 4294967295;
	my $alt = rand() < 0.3 ? int rand(1 + ($depth < 20 ? $depth : 20)) : rand() < 0.1 ? $depth : int rand(1 + $depth);
	return "$alt/$depth";
}

sub droplet_summary
{
	my $most = pick(3, 300, 20000, 2000000);
	my $end = '';
	$end .= ',droplet_nl=' . pick(0.85, 0.91, 0.7, '1e-3', rand() + 0.1, 1 / 3) if rand() < 0.5;
	$end .= ',wells=' . pick(1, 2, 8, 96) if rand() < 0.5;
	return join(',', map { "$_=" . int rand $most } qw(fam_only hex_only both_positive negative)) . $end if rand() < 0.8;
	my @positive = map { "${_}_positive=" . int rand $most } (pick(['fam'], ['hex'], [ 'fam', 'hex' ]))->@*;
	return join(',', @positive, "accepted=" . ($most + int rand $most)) . $end;
}

my %made = (variant => \&variant, region => \&region, mutation => \&mutation, vaf => \&vaf, droplet_summary => \&droplet_summary);

# Values->literals(TYPE, COUNT): a tenth of them repeat earlier ones.
sub literals
{
	my ($class, $type, $count) = @_;
	srand(20240 + length $type);
	my @literals;
	push @literals, @literals && rand() < 0.1 ? pick(@literals) : $made{$type}->() while @literals < $count;
	return @literals;
}

1;
