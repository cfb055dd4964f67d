# A store's gene models: loaded from files and from a client, replaced, of one study and of every study; what is ambiguous is said.
use strict;
use warnings;
use Test::More;
use Database;

my $folder = $ENV{ALKRES_DATA} or plan skip_all => 'no folder for files (ALKRES_DATA)';
my $db = Database->new('annotation');
sub write_file { my ($name, $text) = @_; open my $out, '>', "$folder/$name" or die; print $out $text; close $out; chmod 0644, "$folder/$name"; return "$folder/$name"; }

# Exons 6-19 and 68-84, coding from 11 to 79: MAEKRW; another gene in the same place, of one exon, 8 to 19: METHE...
my $genome = 'TTTTTCCACCATGGCTGAAGTAAGTCCCCTTTTCTCCCTTTTCCCTTCCTCTTTCCTTTTCCTTCAGAAACGTTGGTAACCGAAGGGGG';
sub gff { my ($gene, $transcript, @rest) = @_; return join '', map { join("\t", 'chr2', 'x', @$_) . "\n" } [ 'mRNA', 6, 84, '.', '+', '.', "ID=$transcript;gene=$gene;transcript_id=$transcript" . ($rest[0] // '') ],
	(map { [ 'exon', @$_, '.', '+', '.', "Parent=$transcript" ] } [ 6, 19 ], [ 68, 84 ]), (map { [ 'CDS', @$_, '.', '+', 0, "Parent=$transcript" ] } [ 11, 19 ], [ 68, 79 ]); }
my $one = write_file('one.gff3', gff('PLUS1', 'T1.1') . gff('PLUS1', 'T1.2', ';tag=MANE Select') . gff('PLUS2', 'T2.1') =~ s/\b11\t19/11\t18/r);
my $fasta = write_file('one.fa', ">chr2\n$genome\n");

$db->run("SELECT create_store('cfdna'); INSERT INTO study (name) VALUES ('A'), ('B')");
is_deeply([ $db->rows("SELECT gene, transcript, is_canonical, chosen_by, residues, state, reason FROM load_gene_model('$one', 'GRCh38', 'made', '1', '$fasta') ORDER BY 1, 2") ],
	[ 'PLUS1|T1.2|t|MANE Select|6|loaded|', 'PLUS2|T2.1|t|longest coding sequence||refused|its coding parts are not those of its exons' ], 'of each gene the transcript that stands for it');
is($db->value("SELECT gene || transcript || contig || start_position || '-' || end_position || source || version FROM gene_transcript"), 'PLUS1T1.2chr26-84made1', 'it is kept');
my $ask = sub { my ($variant, @study) = @_; return $db->value("SELECT gene, transcript, hgvs_c, hgvs_p, mutation, source, reason FROM gene_consequence('$variant'" . join('', map { ", $_" } @study) . ')') };
is($ask->('GRCh38:chr2:15:C:A'), 'PLUS1|T1.2|c.5C>A|p.Ala2Asp|PLUS1 A2D|made 1|', 'the consequence by it');
is($ask->('GRCh38:chr2:29220765:G:T'), 'ALK|NM_004304.5|c.3586C>A|p.Leu1196Met|ALK L1196M|alkres|', 'of ALK by the shipped model');
is($ask->('GRCh38:chr2:8:A:G'), 'PLUS1|T1.2|c.-3A>G|||made 1|', 'in an untranslated part a c. name');
is($ask->('GRCh38:chr3:15:C:A'), '||||||', 'elsewhere nothing');
is($ask->('GRCh37:chr2:15:C:A'), '||||||', 'nor on another assembly');
like($db->error("SELECT gene_consequence('GRCh38:chr2:15:G:A')"), qr/^22023: reference base at GRCh38:chr2:15 is C, not G/, 'a wrong reference base is an error');

is_deeply([ $db->rows("SELECT transcript, chosen_by, state FROM load_gene_model('$one', 'hg38', 'made', '2', '$fasta', genes => '{PLUS1}', transcripts => '{T1.1}')") ], ['T1.1|named|loaded'], 'another transcript by name');
is_deeply([ $db->rows('SELECT transcript, is_canonical, version FROM gene_transcript ORDER BY 1') ], [ 'T1.1|t|2', 'T1.2|f|1' ], 'the newest load says which stands for its gene');
is_deeply([ $db->rows("SELECT transcript, is_canonical FROM load_gene_model('$one', 'hg38', 'made', '3', '$fasta', genes => '{PLUS1}', every_transcript => true) ORDER BY 1") ], [ 'T1.1|f', 'T1.2|t' ], 'all of them');
is($db->value("SELECT count(*) || string_agg(DISTINCT version, ',') FROM gene_transcript"), '23', 'each is there once');

my $data = sub { my ($gff, $more) = @_; return "load_gene_model_data(convert_to(E'$gff##FASTA\\n>chr2:1-89\\n$genome\\n', 'UTF8'), 'GRCh38', 'made', '4'$more)" };
is($db->value("SELECT transcript || state FROM " . $data->(gff('PLUS1', 'T9.1'), ", study => 'B'")), 'T9.1loaded', 'a client sends content; of one study');
is($ask->('GRCh38:chr2:15:C:A', "(SELECT study_id FROM study WHERE name = 'B')"), 'PLUS1|T9.1|c.5C>A|p.Ala2Asp|PLUS1 A2D|made 4|', 'its own model comes first there');
is($ask->('GRCh38:chr2:15:C:A', "(SELECT study_id FROM study WHERE name = 'A')"), 'PLUS1|T1.2|c.5C>A|p.Ala2Asp|PLUS1 A2D|made 3|', 'and nowhere else');
$db->run('SELECT * FROM ' . $data->(gff('PLUS3', 'T3.1'), ''));
is($ask->('GRCh38:chr2:15:C:A'), '||||||several genes: PLUS1 by T1.2, PLUS3 by T3.1', 'of two genes neither is said');
like($db->error("SELECT * FROM load_gene_model('$one', 'GRCh38', NULL, '1', '$fasta')"), qr/^22004: source and version of gene models must be named/, 'source and version must be named');
like($db->error("SELECT * FROM load_gene_model('$one', 'GRCh38', 'made', '1', '$fasta', genes => '{PLUS9}')"), qr/^22023: "\Q$one\E" has no gene "PLUS9"/, 'a gene that is not there is an error');
like($db->error("SELECT * FROM load_gene_model('$one', 'GRCh38', 'made', '1', '$fasta', study => 'C')"), qr/^42704: study "C" does not exist/, 'nor is a study');
(my $object = $data->(gff('PLUS1', 'T8.1'), ", study => 'A'")) =~ s/load_gene_model_data\((.*'UTF8'\))/load_gene_model_object(lo_from_bytea(0, $1)/s or die;
is($db->value("SELECT transcript || state FROM $object"), 'T8.1loaded', 'a large object that a client uploaded');
$db->run(q{DELETE FROM gene_transcript WHERE transcript = 'T8.1'});
like($db->error('SELECT * FROM load_gene_model_object(NULL, \'GRCh38\', \'made\', \'1\')'), qr/^22004: object must not be null/, '... which must be given');
like($db->error('SELECT * FROM load_gene_model_data(NULL, \'GRCh38\', \'made\', \'1\')'), qr/^22004: data must not be null/, 'content must be given');

# A VCF with annotations as a report: the shipped models, the file, the models of the store.
my $vcf = write_file('annotated.vcf', join '', map { "$_\n" } '##fileformat=VCFv4.2', '##contig=<ID=chr2,length=242193529>', '##contig=<ID=chr6,length=170805979>',
	'##INFO=<ID=CSQ,Number=.,Type=String,Description="Consequence annotations from Ensembl VEP. Format: Allele|Consequence|SYMBOL|Feature|HGVSp|MANE_SELECT">',
	'##FORMAT=<ID=AD,Number=R,Type=Integer,Description="x">', join("\t", '#CHROM', qw(POS ID REF ALT QUAL FILTER INFO FORMAT P1-D1)),
	map { join "\t", split / / } 'chr2 15 . C A . PASS . AD 90,10', 'chr2 29220765 . G T . PASS CSQ=T|missense_variant|ALK|T0|P:p.Leu1Met|x AD 90,10',
	'chr6 117317184 . C T . PASS CSQ=T|missense_variant|ROS1|ENST00000368508.7|P:p.Gly2032Arg|NM_002944.3 AD 90,10', 'chr6 117317190 . C T . PASS CSQ=T|start_lost|ROS1|T1|P:p.Met1?|x AD 90,10');
$db->run("INSERT INTO patient (study_id, external_id) SELECT study_id, 'P1' FROM study WHERE name = 'A'; INSERT INTO sample (patient_id, external_id, drawn_on) SELECT patient_id, 'P1-D1', '2026-01-02' FROM patient; DELETE FROM gene_transcript WHERE gene = 'PLUS3'");
$db->run("SELECT * FROM import_vcf('$vcf', run => 'R1', study => 'A')");
is_deeply([ $db->rows("SELECT variant, mutation, words FROM observation WHERE variant IS NOT NULL ORDER BY variant") ], [
	'GRCh38:chr2:15:C:A|PLUS1 A2D|line 7, counted by AD, mutation by T1.2 of made 3', 'GRCh38:chr2:29220765:G:T|ALK L1196M|line 8, counted by AD',
	'GRCh38:chr6:117317184:C:T|ROS1 G2032R|line 9, counted by AD, mutation by CSQ of ENST00000368508.7', 'GRCh38:chr6:117317190:C:T||line 10, counted by AD, no mutation: ROS1 p.Met1?: "?" says that the change is not known: that is no mutation.' ],
	'an imported VCF names mutations by the shipped models, its annotations, the loaded models');

# Known variants.
sub vcf { my ($info, @lines) = @_; return join '', map { "$_\n" } '##fileformat=VCFv4.2', '##contig=<ID=chr2,length=242193529>', (map { my ($id, $number, $type) = split /:/; "##INFO=<ID=$id,Number=$number,Type=$type,Description=\"x\">" } split / /, $info),
	join("\t", '#CHROM', qw(POS ID REF ALT QUAL FILTER INFO)), map { join "\t", split / / } @lines; }
my $annotate = sub { my ($variant, $vaf) = @_; return $db->value("SELECT gene, mutation, array_to_string(sources, ','), array_to_string(ids, ','), frequency, significance, recurrence, is_known_somatic, is_common_polymorphism, is_chip_gene, germline_likely FROM annotate('$variant', "
	. (defined $vaf ? "'$vaf'" : 'NULL') . ')') };
is($annotate->('GRCh38:chr2:29220765:G:T'), 'ALK|ALK L1196M||||||f|||', 'without a collection nothing is known, without a list of genes of blood cells nothing of them');
$db->run(q{INSERT INTO alkres.knowledge_chip_gene (gene, source) VALUES ('DNMT3A', 'protocol'), ('TET2', 'protocol')});
my $gnomad = write_file('gnomad.vcf', vcf('AF:A:Float AF_grpmax:A:Float', 'chr2 100 rs1 A G . PASS AF=0.2;AF_grpmax=0.3', 'chr2 101 rs2;rs3 A G,T . PASS AF=0.0001,0.00002', 'chr2 102 . A G . AC0 AF=0.5', 'chr2 103 rs5 CAA C . PASS AF=0.02', 'chr2 104 . A <DEL> . PASS AF=.',
	'chr2 29222592 rs7 G A . PASS AF=0.02'));
is($db->value("SELECT * FROM load_known_variants('$gnomad', 'gnomAD', '4.1')"), '6|6', 'gnomAD is loaded');
my ($again) = $db->value("SELECT * FROM load_known_variants('$gnomad', 'gnomAD', '4.1')");
is($again, '6|6', 'the same file again is not');
is($db->value("SELECT tableoid::regclass::text || count(*) FROM known_variant GROUP BY tableoid"), 'known_variant_gnomad6', 'in its partition');
my $cosmic = vcf('GENE:1:String CNT:1:Integer', 'chr2 29220765 COSV1 G T . . GENE=ALK_ENST00000389048;CNT=130', 'chr2 101 COSV2 A G . . GENE=DNMT3A;CNT=12', 'chr2 100 COSV3 A G . . GENE=TET2;CNT=2');
is($db->value("SELECT * FROM load_known_variants_data(convert_to(E'" . $cosmic =~ s/\n/\\n/gr . "', 'UTF8'), 'cosmic.vcf', 'COSMIC', '99')"), '3|0', 'COSMIC, sent by a client');
is($db->value("SET client_min_messages = error; SELECT * FROM load_known_variants_object(lo_from_bytea(0, convert_to(E'" . $cosmic =~ s/\n/\\n/gr . "', 'UTF8')), 'cosmic.vcf', 'COSMIC', '99')"), '3|0', '... a large object is the same file');
is($db->value("SELECT * FROM load_known_variants_object(lo_from_bytea(0, convert_to(E'" . ($cosmic =~ s/COSV3/COSV9/r) =~ s/\n/\\n/gr . "', 'UTF8')), 'other.vcf', 'own', '1')"), '3|0', '... or another');
$db->run(q{DELETE FROM known_source WHERE source = 'own'});
my $clinvar = write_file('clinvar.vcf', vcf('CLNSIG:.:String GENEINFO:1:String ORIGIN:.:String', 'chr2 29220765 376340 G T . . CLNSIG=Pathogenic;GENEINFO=ALK:238;ORIGIN=2'));
my $dbsnp = write_file('dbsnp.vcf', vcf('FREQ:.:String SAO:1:Integer', 'chr2 105 rs9 A G,T . . FREQ=GnomAD:0.97,0.03,.|TOPMED:0.9,0.05,0.05;SAO=1'));
$db->run("SELECT load_known_variants('$clinvar', 'ClinVar', '2024-01'), load_known_variants('$dbsnp', 'dbSNP', '156')");
is($annotate->('GRCh38:chr2:29220765:G:T'), 'ALK|ALK L1196M|COSMIC,ClinVar|COSV1,376340||Pathogenic|130|t|f|f|f', 'a known somatic mutation');
is($annotate->('GRCh38:chr2:100:A:G', '5/100'), 'TET2||COSMIC,gnomAD|COSV3,rs1|0.3||2|f|t|t|t', 'a common polymorphism, in the population that it has most of; of a CHIP gene');
is($annotate->('GRCh38:chr2:101:A:G', '50/100'), 'DNMT3A||COSMIC,gnomAD|COSV2,rs2;rs3|0.0001||12|t|f|t|f', 'recurrent in tumours: not germline by its share');
is($annotate->('GRCh38:chr2:101:A:T', '50/100'), '||gnomAD|rs2;rs3|2e-05|||f|f||t', 'a rare one in half of the molecules');
is($annotate->('GRCh38:chr2:101:A:T', '5/100'), '||gnomAD|rs2;rs3|2e-05|||f|f||f', 'in few of them');
is($annotate->('GRCh38:chr2:102:A:G', '5/100'), '||gnomAD||||' . '|f|f||f', 'one that failed the filter of its collection says no frequency');
is($annotate->('GRCh38:chr2:105:A:T'), '||dbSNP|rs9|0.05|||f|t||t', 'frequencies of dbSNP, by study');
is($annotate->('GRCh38:chr2:106:A:T', '50/100'), '||||||' . '|f|f||f', 'one that nobody knows');
is($db->value("SELECT string_agg(format('%s %s %s %s', variant, is_known_somatic, is_common_polymorphism, germline_likely), ', ' ORDER BY variant) FROM annotated_observation WHERE recurrence > 0"), 'GRCh38:chr2:29220765:G:T t f f', 'observations with what is known');
my $newer = write_file('gnomad2.vcf', vcf('AF:A:Float', 'chr2 100 rs1 A G . PASS AF=0.25'));
is($db->value("SELECT * FROM load_known_variants('$newer', 'gnomAD', '4.2')"), '1|1', 'another version');
is($db->value("SELECT string_agg(version, ',') || (SELECT count(*) FROM known_variant WHERE source = 'gnomAD') FROM known_source WHERE source = 'gnomAD'"), '4.21', 'takes the place of the older one');
like($db->error("SELECT load_known_variants('$newer', 'gnomad', '4.2')"), qr/^22023: source "gnomad" is written otherwise/, 'one name of a collection');
like($db->error("SELECT load_known_variants('$newer', 'gnomAD', NULL)"), qr/^22004: source and version of known variants must be named/, 'version must be named');

# They are expected by the caller, where libraries lie.
$db->run("SELECT load_known_variants('$gnomad', 'gnomAD', '4.3'); SELECT import_bam('$folder/calling_normal1.bam', 'P1-D1', 'R2', assembly => 'GRCh38', study => 'A')");
is($db->value("SELECT string_agg(u.v || ' ' || u.p, ', ') FROM site_priors('GRCh38') AS e, unnest(e.variants, e.priors) AS u(v, p) WHERE u.v IN ('GRCh38:chr2:29222592:G:A', 'GRCh38:chr2:100:A:G')"), 'GRCh38:chr2:29222592:G:A 0', 'a common polymorphism has prior 0 where the study has reads, and is not carried elsewhere');

$db->drop;
done_testing();
