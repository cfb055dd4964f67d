# HeaderCases.pm: small random BAM files whose headers and read names have the shapes of real ones, each with what doc/pileup.md and
# doc/molecules.md say of it.  It shares no code with the extension, nor its tables: chromosomes are few, and their lengths and
# accessions are written here as NCBI's assembly reports print them.  The same seed gives the same cases on every machine and every Perl.
package HeaderCases;
use strict;
use warnings;
use Bgzf;

my $state;
sub random { my $below = shift; $state = ($state * 1103515245 + 12345) % 2147483648; return int($state / 65536) % $below }
sub chance { my ($n, $of) = @_; return random($of) < $n }
sub one_of { return $_[ random(scalar @_) ] }

# Canonical name => lengths and accessions in GRCh37 and GRCh38.
my %chromosome = (
	chr2 => { 37 => [ 243199373, 'NC_000002.11', 'CM000664.1' ], 38 => [ 242193529, 'NC_000002.12', 'CM000664.2' ] },
	chr7 => { 37 => [ 159138663, 'NC_000007.13', 'CM000669.1' ], 38 => [ 159345973, 'NC_000007.14', 'CM000669.2' ] },
	chr12 => { 37 => [ 133851895, 'NC_000012.11', 'CM000674.1' ], 38 => [ 133275309, 'NC_000012.12', 'CM000674.2' ] },
	chr17 => { 37 => [ 81195210, 'NC_000017.10', 'CM000679.1' ], 38 => [ 83257441, 'NC_000017.11', 'CM000679.2' ] },
	chrX => { 37 => [ 155270560, 'NC_000023.10', 'CM000685.1' ], 38 => [ 156040895, 'NC_000023.11', 'CM000685.2' ] },
	chrM => { 37 => [ 16569, 'NC_012920.1', 'J01415.2' ], 38 => [ 16569, 'NC_012920.1', 'J01415.2' ] },
);
my @others = ('chrUn_KI270302v1', 'GL000220.1', 'HLA-A*01:01:01:01', 'chr2_KI270715v1_random', 'NC_007605.1', 'phiX174', 'gi|568336023|gb|X', 'hs37d5', 'NW_003315947.1');
my %names = (37 => [qw(GRCh37 hg19 GRCH37 b37 hs37d5 GRCh37.p13 hg19.p13 human_g1k_v37)], 38 => [qw(GRCh38 hg38 grch38 GRCh38.p14 hg38.p13 b38 hs38DH)]);

# ---- Contigs: the @SQ lines, and what they say

sub name_of
{
	my ($canonical, $build, $style) = @_;
	return $chromosome{$canonical}{$build}[$style] if $style > 0;
	return $canonical if chance(2, 3);
	(my $bare = $canonical) =~ s/^chr//;
	return $bare eq 'M' ? 'MT' : $bare;
}

# Spoils one contig in a way that real files are spoilt.
sub spoil
{
	my ($contig, $build, $other) = @_;
	my $canonical = $contig->{canonical};
	my $how = random(5);
	if ($how == 0) { $contig->{length} = $chromosome{$canonical}{$other}[0]; $contig->{as} = undef }
	elsif ($how == 1) { $contig->{length} = 100000 + random(30000) }
	elsif ($how == 2) { $contig->{name} = $chromosome{$canonical}{$other}[1] }
	elsif ($how == 3) { $contig->{as} = one_of(@{ $names{$other} }) }
	else
	{
		$contig->{name} = one_of('chr23', '0', 'NC_000002.9', 'CM000664', 'HSA2', 'GRCh38_chr2', 'gi|568815596|ref|NC_000002.12|');
		$contig->{canonical} = undef;
		$contig->{is_otherwise} = 1;
		$contig->{never} = $contig->{name} =~ /^(chr23|0|NC_000002\.9|CM000664)$/;
	}
	return;
}

sub contigs
{
	my ($build, $other) = @_;
	my $style = one_of(0, 0, 0, 1, 2);
	my @left = sort keys %chromosome;
	my @contigs;
	for (1 .. 1 + random(4))
	{
		my $canonical = splice @left, random(scalar @left), 1;
		push @contigs, { canonical => $canonical, name => name_of($canonical, $build, $style), length => $chromosome{$canonical}{$build}[0] };
		$contigs[-1]{length} = 16571 if $build == 37 && $canonical eq 'chrM' && $style == 0 && chance(1, 2);
		$contigs[-1]{as} = one_of(@{ $names{$build} }, 'Homo_sapiens', 'hg18') if chance(1, 5);
	}
	spoil($contigs[ random(scalar @contigs) ], $build, $other) if chance(1, 3);
	my @more = @others;
	splice @contigs, random(@contigs + 1), 0, { name => splice(@more, random(scalar @more), 1), length => 4000 + random(60000) } for 1 .. random(4);
	return @contigs;
}

# Which assembly an accession is of: 37, 38, or 0 for both.
sub assembly_of_accession
{
	my $contig = shift;
	my $of = $chromosome{ $contig->{canonical} };
	my @builds = grep { my $b = $_; grep { $_ eq $contig->{name} } @{ $of->{$b} }[ 1, 2 ] } 37, 38;
	return @builds == 1 ? $builds[0] : 0;
}
sub builds_of_length
{
	my $contig = shift;
	return grep { $contig->{length} == $chromosome{ $contig->{canonical} }{$_}[0] || ($_ == 37 && $contig->{canonical} eq 'chrM' && $contig->{length} == 16571) } 37, 38;
}
sub build_of_name
{
	my $name = lc shift;
	for my $build (37, 38) { return $build if grep { lc eq $name } @{ $names{$build} } }
	return 0;
}

# The assembly's name that pileups bear, or which error.
sub assembly
{
	my ($declared, @contigs) = @_;
	my $build = defined $declared ? build_of_name($declared) : 0;
	return $declared if defined $declared && $build == 0;
	my (%said, $foreign);
	for my $c (grep { defined $_->{canonical} } @contigs)
	{
		my @lengths = builds_of_length($c);
		my $tag = defined $c->{as} ? build_of_name($c->{as}) : 0;
		$foreign = 1 if !@lengths;
		return { error => 'not aligned' } if $build && !grep { $_ == $build } @lengths;
		my @words = (assembly_of_accession($c), @lengths || $build ? $tag : 0, @lengths == 1 ? $lengths[0] : 0);
		$said{$_} = 1 for grep { $_ } @words;
	}
	return (grep { $_ != $build } keys %said) ? { error => 'not aligned' } : "GRCh$build" if $build;
	return { error => 'two assemblies' } if keys %said > 1;
	return { error => 'not told' } if $foreign || !keys %said;
	return 'GRCh' . (keys %said)[0];
}

# A contig that is as long as a chromosome, and bears no name of one.
sub named_otherwise
{
	my ($declared, @contigs) = @_;
	my $build = defined $declared ? build_of_name($declared) : 0;
	return 0 if defined $declared && $build == 0;
	for my $c (grep { $_->{is_otherwise} } @contigs)
	{
		for my $of (grep { $_ != $chromosome{chrM} } values %chromosome) { return 1 if grep { $c->{length} == $of->{$_}[0] } $build ? $build : (37, 38) }
	}
	return 0;
}

# ---- Read names: a shape makes the name of a pair from its number and its barcodes, and says how barcodes are found

my $core = sub { sprintf 'A00%d:45:HXX7DSXX:1:1101:%d:%d', 100 + random(9), 1000 + random(20000), shift };
my @shapes = (
	{ name => $core },
	{ name => $core, mate => '/' },                                                    # mates' names end in their numbers
	{ name => sub { "SRR1234567.$_[0]" }, mate => '.' },
	{ name => sub { "HWI-EAS1:1:1:$_[0]:7#ACGTAC" }, mate => '/' },
	{ name => sub { $core->($_[0]) . ":$_[1]" }, mate => '/', umi => 'name::' },
	{ name => sub { $core->($_[0]) . "_$_[1]_$_[2]" }, mate => '/', umi => 'name:_', pair => 1 },
	{ name => sub { "SRR1234567.$_[0]" } },
	{ name => sub { "SRR1234567.$_[0].1" } },
	{ name => sub { sprintf 'V300012345L1C001R0%010d', $_[0] } },
	{ name => sub { sprintf 'ABCDE:%05d:%05d', $_[0], $_[0] * 7 } },
	{ name => sub { sprintf 'm54238_180628_014238/%d/ccs', $_[0] } },
	{ name => sub { sprintf '%08x-15a1-4d0a-9d2e-0123456789ab', $_[0] } },
	{ name => sub { $core->($_[0]) . ':ACGTAC' } },                                    # the sample's index
	{ name => sub { $core->($_[0]) . ":$_[1]" }, umi => 'name::' },
	{ name => sub { $core->($_[0]) . ":r$_[1]" }, umi => 'name::' },
	{ name => sub { $core->($_[0]) . ":$_[1]+$_[2]" }, umi => 'name::', pair => 1 },
	{ name => sub { $core->($_[0]) . ":$_[1]+r$_[2]" }, umi => 'name::', pair => 1 },
	{ name => sub { $core->($_[0]) . ":r$_[1]" . "+r$_[2]" }, umi => 'name::', pair => 1 },
	{ name => sub { $core->($_[0]) . ":UMI_$_[1]" }, umi => 'name::' },
	{ name => sub { $core->($_[0]) . ":UMI_$_[1]_$_[2]" }, umi => 'name::', pair => 1 },
	{ name => sub { $core->($_[0]) . "_$_[1]" }, umi => 'name:_' },
	{ name => sub { $core->($_[0]) . "_$_[1]_$_[2]" }, umi => 'name:_', pair => 1 },
	{ name => sub { "SRR1234567.$_[0]_$_[1]" }, umi => 'name:_' },
	{ name => sub { $core->($_[0]) . ":$_[1]-" }, umi => 'name::' },
	{ name => sub { $core->($_[0]) . ":" . substr $_[1], 0, 3 } },                     # too short to be one
	{ name => sub { $core->($_[0]) . ($_[0] % 3 ? ":$_[1]" : '') }, umi => 'name::', lacks => sub { $_[0] % 3 == 0 } },
	{ name => sub { $core->($_[0]) . "#$_[1]" } },
	{ name => sub { $core->($_[0]) . "#$_[1]" }, umi => 'name:#', asked => 'name:#' },
	{ name => sub { $core->($_[0]) . ":$_[1]" }, asked => 'none' },
	{ name => $core, tag => sub { "RX:Z:$_[0]" }, umi => 'RX' },
	{ name => $core, tag => sub { "RX:Z:$_[0]-$_[1]" }, umi => 'RX', pair => 1 },
	{ name => sub { $core->($_[0]) . ":$_[1]" }, tag => sub { "RX:Z:$_[0]" }, umi => 'RX' },
	{ name => $core, tag => sub { "MI:Z:$_[2]" }, umi => 'MI' },
	{ name => $core, tag => sub { "MI:i:$_[2]" }, umi => 'MI' },
	{ name => $core, tag => sub { 'cD:i:' . (1 + random(9)) }, umi => 'consensus' },
	{ name => sub { $core->($_[0]) . ":UMI_$_[1]_$_[2]" }, tag => sub { 'FR:i:' . (1 + random(9)) . (chance(1, 2) ? "\tRR:i:2" : '') }, umi => 'consensus' },
	{ name => $core, tag => sub { "UR:Z:$_[0]" }, umi => 'tag:UR', asked => 'tag:UR' },
	{ name => sub { $core->($_[0]) . ":-$_[2]" }, umi => 'name::' },
	{ name => sub { sprintf 'Marianas:ACT+TTA:2:%d:%d:%d', 1000 + $_[0], 1 + random(5), random(5) }, umi => 'consensus' },
);
# Any two of them differ in three letters or more.
my @barcodes = qw(AACCGGTT CCAATTGG GGTTAACC TTGGCCAA ACACACAC GTGTGTGT CAGTCAGT TGACTGAC);

# ---- A case: SAM text, the arguments, and what is right

sub read_groups
{
	my @samples = one_of([], ['PAT1'], ['PAT1'], [ 'PAT1', 'PAT1' ], [ 'PAT1', undef ], [ 'PAT1', 'PAT2' ], [ 'PAT 1', 'PAT1', 'PAT 1' ], [undef]);
	my $n = 0;
	return map { { id => one_of('L00', 'HXX7DSXX.', 'rg') . ++$n, sample => $_ } } @{ $samples[0] };
}

sub programs
{
	my @lines = map { "\@PG\tID:bwa$_\tPN:bwa\tVN:0.7.17\tCL:bwa mem -R \@RG\\tID:x\\tSM:NOT_A_SAMPLE ref.fa" . ($_ > 1 ? "\tPP:bwa" . ($_ - 1) : '') } 1 .. random(4);
	push @lines, "\@PG\tID:MarkDuplicates\tPN:MarkDuplicates\tPP:nowhere" if chance(1, 6);
	push @lines, "\@CO\tSM:NOT_A_SAMPLE\tSN:chr2\tLN:1" if chance(1, 4);
	return @lines;
}

sub pair_lines
{
	my ($contig, $shape, $serial, $family, $group) = @_;
	my @barcodes = ($barcodes[$family], $barcodes[ ($family + 3) % @barcodes ]);
	my $flipped = $shape->{pair} && chance(1, 2) ? 1 : 0;
	@barcodes = reverse @barcodes if $flipped;
	my $name = $shape->{name}->($serial, @barcodes);
	my @tags = $shape->{tag} ? $shape->{tag}->(@barcodes, $family + 1) : ();
	push @tags, "RG:Z:$group" if defined $group;
	my ($one, $two) = $flipped ? (163, 83) : (99, 147);
	my %number = (99 => 1, 83 => 1, 147 => 2, 163 => 2);
	return $flipped, map { join "\t", $name . (defined $shape->{mate} ? $shape->{mate} . $number{ $_->[0] } : ''), $_->[0], $contig, $_->[1], 60, '50M', '=', $_->[2], $_->[3], 'ACGTC' x 10, 'F' x 50, @tags } [ $one, 1001, 1101, 150 ], [ $two, 1101, 1001, -150 ];
}

# What is made of the pairs that count, each [family, number, other strand]: where barcodes are found, and how many molecules there are.
sub molecules
{
	my ($shape, @pairs) = @_;
	my @families = map { $_->[0] } @pairs;
	my %seen = map { ($_ => 1) } @families;
	my %texts = map { ("$_->[0] $_->[2]" => 1) } @pairs; # a barcode that is the same in all reads is none
	my $lacks = $shape->{lacks} && grep { $shape->{lacks}->($_->[1]) } @pairs;
	my $tells = defined $shape->{umi} && !$lacks && (keys %texts > 1 || defined $shape->{asked});
	return ('consensus', scalar @families) if ($shape->{umi} // '') eq 'consensus';
	return ($tells ? ($shape->{umi}, scalar keys %seen) : ('none', scalar @families));
}

# SAM text as BAM: a header, and records of one CIGAR operation and tags of type Z and i.
sub bam
{
	my @lines = split /\n/, shift;
	my @header = grep { /^\@/ } @lines;
	my @contigs = map { [/SN:(\S+)\tLN:(\d+)/] } grep { /^\@SQ/ } @header;
	my %number = map { ($contigs[$_][0] => $_) } 0 .. $#contigs;
	my %code = (A => 1, C => 2, G => 4, T => 8);
	my $text = join '', map { "$_\n" } @header;
	my $bam = "BAM\1" . pack('V/a* V', $text, scalar @contigs) . join '', map { pack('V Z* V', length($_->[0]) + 1, @$_) } @contigs;
	for (grep { !/^\@/ } @lines)
	{
		my ($name, $flag, $contig, $at, $mapq, $cigar, undef, $mate, $span, $bases, $qualities, @tags) = split /\t/;
		my $n = length $bases;
		my $packed = join '', map { chr($code{ substr $bases, 2 * $_, 1 } << 4 | $code{ substr $bases, 2 * $_ + 1, 1 }) } 0 .. $n / 2 - 1;
		my $record = pack('l<l<CCvvvVl<l<l<', $number{$contig}, $at - 1, length($name) + 1, $mapq, 4681, 1, $flag, $n, $number{$contig}, $mate - 1, $span)
		  . pack('Z*V', $name, $n << 4) . $packed . join('', map { chr(ord($_) - 33) } split //, $qualities);
		for (@tags) { my ($tag, $type, $value) = split /:/, $_, 3; $record .= $tag . ($type eq 'i' ? pack('al<', 'i', $value) : pack('aZ*', 'Z', $value)) }
		$bam .= pack 'V/a*', $record;
	}
	return pack_bgzf($bam);
}

sub make
{
	my $seed = shift;
	$state = $seed * 7919 + 17;
	random(2) for 1 .. 5;
	my ($build, $other) = chance(1, 2) ? (37, 38) : (38, 37);
	my @contigs = contigs($build, $other);
	my $declared = one_of(undef, undef, undef, (map { one_of(@{ $names{$build} }) } 1 .. 4), one_of(@{ $names{$other} }), 'T2T-CHM13');
	my $at = random(scalar @contigs);
	my @groups = read_groups();
	my %samples = map { ($_->{sample} => 1) } grep { defined $_->{sample} } @groups;
	my $chosen = keys %samples && chance(keys %samples > 1 ? 4 : 1, 5) ? one_of(sort keys %samples) : chance(1, 30) ? 'NOBODY' : undef;
	my $shape = $shapes[ random(scalar @shapes) ];

	my (@lines, @behind, @kept, $serial);
	for my $family (0 .. random(scalar @barcodes))
	{
		last if $family == @barcodes;
		my $group = @groups && chance(9, 10) ? one_of(@groups) : undef;
		for (1 .. 1 + random(3))
		{
			my ($flipped, $left, $right) = pair_lines($contigs[$at]{name}, $shape, ++$serial, $family, defined $group ? $group->{id} : undef);
			push @lines, $left;
			push @behind, $right;
			push @kept, [ $family, $serial, $flipped ] if !defined $chosen || (defined $group && ($group->{sample} // '') eq $chosen);
		}
	}
	my @errors;
	my $assembly = assembly($declared, @contigs);
	push @errors, $assembly->{error} if ref $assembly;
	push @errors, 'named otherwise' if named_otherwise($declared, @contigs);
	push @errors, 'several samples' if !defined $chosen && keys %samples > 1;
	push @errors, 'no such sample' if defined $chosen && !$samples{$chosen};
	push @errors, 'no such contig' if !ref $assembly && $assembly =~ /^GRCh/ && $contigs[$at]{never} && @kept;
	my ($umi, $molecules) = @kept ? molecules($shape, @kept) : (undef, 0);
	my $sam = join '', map { "$_\n" } "\@HD\tVN:1.6\tSO:coordinate",
	  (map { "\@SQ\tSN:$_->{name}\tLN:$_->{length}" . (defined $_->{as} ? "\tAS:$_->{as}" : '') . (chance(1, 6) ? "\tM5:" . 'ab' x 16 . "\tUR:file:/refs/hg19.fa" : '') } @contigs),
	  (map { "\@RG\tID:$_->{id}" . (defined $_->{sample} ? "\tSM:$_->{sample}" : '') . "\tPL:ILLUMINA" } @groups), programs(), @lines, @behind;
	return {
		seed => $seed, sam => $sam, bam => bam($sam), assembly => $declared, umi => $shape->{asked} // 'auto', header_sample => $chosen, errors => \@errors,
		right => join(' ', @kept ? (ref $assembly ? '' : $assembly, $assembly =~ /^GRCh/ ? $contigs[$at]{canonical} // $contigs[$at]{name} : $contigs[$at]{name}, $umi, $molecules) : 'nothing'),
	};
}

1;
