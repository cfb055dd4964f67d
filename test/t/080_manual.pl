# Every SQL example of README.md and doc/ runs, the tutorial's answers are those it prints, and every function is in the manual.
# The examples of README.md are one session, in the order of the page; so are those of the tutorial.
use strict;
use warnings;
use Test::More;
use File::Copy;
use Database;
use Manual;

my $base = $ENV{ALKRES_BASE};
my $cohort = "$ENV{ALKRES_DATA}/cohort";
plan skip_all => 'no simulated cohort' if !-e "$cohort/truth.tsv";

# The files that the examples name as /data/NAME.
my $data = "$ENV{ALKRES_DATA}/manual";
mkdir $data;
copy("$cohort/bam/P001-D$_-L1.bam", "$data/P001-D$_.bam") or die for 1 .. 6;
copy("$data/P001-D1.bam", "$data/P001.bam") or die;
copy("$ENV{ALKRES_DATA}/ddpcr/run 7_x_A01_Amplitude.csv", "$data/plate 7_A01_Amplitude.csv") or die;
for ([ 'plate1.csv', qr/P001|NTC|WT|POS/ ], [ 'plate7.csv', qr/P001-D1|NTC|WT|POS/ ], [ 'plate 7.csv', qr// ])
{
	my ($name, $samples) = @$_;
	open my $in, '<', "$cohort/ddpcr/DDPCR01.csv" or die;
	open my $out, '>', "$data/$name" or die;
	while (<$in>) { print $out $_ if $. == 1 || (split /,/)[3] =~ $samples }
	close $out;
}

copy("$ENV{ALKRES_DATA}/vcf/mutect2.vcf", "$data/P001.vcf") or die;

my %tables = ('patients.csv' => "patient,sex,birth_year\nP001,f,1961\nP002,m,1955\n", 'treatments.csv' => "patient,line,drug,start_date\nP002,1,Alecensa,2026-03-02\n",
	'samples.csv' => "sample,patient,drawn_at\nP002-D1,P002,2026-03-01 09:30\n", 'sheet.csv' => "file,sample\nP002-D1.bam,P002-D1\n", 'assessments.csv' => "patient,assessed_on,kind,result\nP002,2026-03-30,RECIST,PR\n");
# Two genes of the same make, where nobody has them.
my @gene = map { my ($name, $from) = @$_; map { join("\t", 'chr2', 'made', @$_[ 0 .. 2 ], '.', '+', @$_[ 3, 4 ]) . "\n" } [ 'mRNA', $from, $from + 13, '.', "ID=$name;gene=$name;transcript_id=$name.1" ],
	[ 'exon', $from, $from + 13, '.', "Parent=$name" ], [ 'CDS', $from + 2, $from + 13, 0, "Parent=$name" ] } [ 'ROS1', 3 ], [ 'RET', 19 ];
$tables{'genes.gff3'} = join '', @gene;
$tables{'gnomad.vcf'} = "##fileformat=VCFv4.2\n##contig=<ID=chr2,length=242193529>\n##INFO=<ID=AF,Number=A,Type=Float,Description=\"x\">\n" . join("\t", '#CHROM', qw(POS ID REF ALT QUAL FILTER INFO)) . "\nchr2\t29222592\trs7\tG\tA\t.\tPASS\tAF=0.02\n";
$tables{'GRCh38.fa'} = ">chr2\nCC" . 'CCATGGCTGAATAACC' x 2 . "\n";
while (my ($name, $content) = each %tables)
{
	open my $out, '>', "$data/$name" or die;
	print $out $content;
}

mkdir "$data/study";
for ([ 'clinical_patient', "PATIENT_ID\tSEX\nQ1\tFemale\n" ], [ 'clinical_sample', "PATIENT_ID\tSAMPLE_ID\tSAMPLE_CLASS\nQ1\tQ1-A\tcfDNA\n" ], [ 'mutations', "Hugo_Symbol\tTumor_Sample_Barcode\tHGVSp_Short\nALK\tQ1-A\tp.G1202R\n" ])
{
	open my $out, '>', "$data/study/data_$_->[0].txt" or die;
	print $out $_->[1];
}
mkdir "$data/bam";
copy("$ENV{ALKRES_DATA}/calling_tumour.bam", "$data/bam/P002-D1.bam") or die;
my @accept; # ACCEPT_TUTORIAL=FILE: write the tutorial with the answers as they are
sub run_examples
{
	my ($database, $page, $one_session) = @_;
	my ($name) = $page =~ m{([^/]+)$};
	my (@examples, @expected);
	for (Manual::examples($page))
	{
		my $sql = $_->{sql};
		$sql =~ s{'/data/}{'$data/}g;
		$sql =~ s/ALTER DATABASE study /ALTER DATABASE $database /g;
		push @examples, $sql;
		push @expected, $_->{expected};
	}
	my @said = Manual::answers($database, $data, $one_session, @examples);
	for my $n (0 .. $#examples)
	{
		my $number = $n + 1;
		my $said = $said[$n] // { text => "not reached\n", failed => 1 };
		is($said->{failed} ? $said->{text} : '', '', "$name, example $number runs");
		is($said->{text}, $expected[$n], "$name, example $number answers as printed") if defined $expected[$n];
		push @accept, $said->{text} if defined $expected[$n];
	}
	return;
}

# README.md makes a store that the reference pages look into; the tutorial makes its own.
for my $database ('manual', 'tutorial')
{
	my $db = Database->new($database);
	$db->run("ALTER DATABASE $database RESET search_path; DROP EXTENSION alkres");
}
my $db = bless { name => 'manual' }, 'Database';
my $tutorial = "$base/doc/tutorial.md";
my $cookbook = "$base/doc/cookbook.md"; # its questions are asked of the whole cohort: 060_cohort.pl
my @reference = grep { $_ ne $tutorial && $_ ne $cookbook } sort glob "$base/doc/*.md";
isnt(scalar(@reference), 0, 'there is a manual');
run_examples('manual', "$base/README.md", 1);
run_examples('manual', $_) for @reference;
run_examples('tutorial', $tutorial, 1);
Manual::accept_answers($tutorial, $ENV{ACCEPT_TUTORIAL}, @accept) if $ENV{ACCEPT_TUTORIAL};

# What a user calls is named as code, in the reference.
my $code = join "\n", map { /^```.*?^```|`[^`]+`/msg } map { Manual::slurp($_) } @reference, $cookbook;
my @functions = $db->rows(q{SELECT DISTINCT proname FROM pg_proc p WHERE pronamespace IN ('alkres'::regnamespace, 'cfdna'::regnamespace)
	AND NOT EXISTS (SELECT FROM pg_operator WHERE oprcode = p.oid) AND NOT EXISTS (SELECT FROM pg_amproc WHERE amproc = p.oid)
	AND NOT EXISTS (SELECT FROM pg_cast WHERE castfunc = p.oid)
	AND NOT EXISTS (SELECT FROM pg_aggregate WHERE p.oid IN (aggtransfn, aggfinalfn, aggcombinefn, aggmtransfn, aggminvtransfn, aggmfinalfn))
	AND NOT EXISTS (SELECT FROM pg_type WHERE p.oid IN (typinput, typoutput, typsend, typreceive, typmodin, typmodout))
	AND NOT EXISTS (SELECT FROM pg_proc AS q WHERE q.prosupport = p.oid)
	AND NOT EXISTS (SELECT FROM pg_operator WHERE p.oid IN (oprrest, oprjoin)) AND NOT EXISTS (SELECT FROM pg_type WHERE typanalyze = p.oid)
	AND obj_description(p.oid, 'pg_proc') !~ '^(what the imports|internal, for index conditions|the SQL that alkres.create_store|key)' ORDER BY 1});
is(join(' ', grep { $code !~ /\b$_\b/ } @functions), '', 'the manual names every function that a user calls: ' . @functions);
for my $view ($db->rows(q{SELECT relname FROM pg_class WHERE relnamespace = 'cfdna'::regnamespace AND relkind IN ('r', 'v') AND relname <> 'store_version'}))
{
	like($code, qr/\b$view\b/, "the manual names $view");
}
# ... and nothing that is not there.
my %known = map { $_ => 1 } $db->rows('SELECT DISTINCT proname FROM pg_proc'), qw(max sum coalesce nullif);
my %named = map { $_ => 1 } $code =~ /\b([a-z][a-z0-9_]{3,})\(/g;
is(join(' ', grep { !$known{$_} } sort keys %named), '', 'every function that the manual names exists');
is(join(', ', $_->unrestorable), '', "every view of the manual's database $_->{name} can be restored") for $db, bless { name => 'tutorial' }, 'Database';
$db->run('DROP OWNED BY analyst, importer, data_manager; DROP ROLE analyst, importer, data_manager');
$db->drop;
(bless { name => 'tutorial' }, 'Database')->drop;
done_testing();
