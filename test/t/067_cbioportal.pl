# A study folder of cBioPortal: clinical files, timelines in days, mutations, structural variants, copy numbers, gene panels; what is not read is told by line.
use strict;
use warnings;
use File::Temp 'tempdir';
use Test::More;
use Database;

my $db = Database->new('cbioportal');
my $base = tempdir(CLEANUP => 1);
chmod 0755, $base;
my @files;
sub file { my ($name, @lines) = @_; push @files, $name; open my $out, '>', "$base/$name" or die $!; print $out join("\t", split / *\| */, $_, -1), "\n" for @lines; close $out; return }
file('data_clinical_patient.txt', '#Patient|Status|Months|Sex', '#id|status|months|sex', '#STRING|STRING|NUMBER|STRING', '#1|1|1|1', 'PATIENT_ID|OS_STATUS|OS_MONTHS|SEX', 'P1|1:DECEASED|12|Female', 'P2|0:LIVING|6.5|M', 'P3|||');
file('data_clinical_sample.txt', '#Patient|Sample|Class', '#x|x|x', '#STRING|STRING|STRING', '#1|1|1', 'PATIENT_ID|SAMPLE_ID|SAMPLE_CLASS|SAMPLE_TYPE', 'P1|P1-A|cfDNA|', 'P1|P1-B|cfDNA|', 'P2|P2-T|Tumor|Metastasis', 'P3|P3-X||', 'P4|P4-C|cfDNA|');
file('data_timeline_treatment.txt', 'PATIENT_ID|START_DATE|STOP_DATE|EVENT_TYPE|TREATMENT_TYPE|AGENT', 'P1|10|200|TREATMENT|Medical Therapy|CRIZOTINIB', 'P1|210||TREATMENT|Medical Therapy|Alecensa, Bevacizumab', 'P1|30|40|TREATMENT|Radiation Therapy|',
	'P2|5||TREATMENT|Medical Therapy|Wonderdrug', 'P2|soon||TREATMENT|Medical Therapy|Alectinib');
file('data_timeline_specimen.txt', 'PATIENT_ID|START_DATE|STOP_DATE|EVENT_TYPE|SAMPLE_ID', 'P1|8||SPECIMEN|P1-A', 'P1|205||SPECIMEN|P1-B', 'P2|-3||SPECIMEN|P2-T');
file('data_timeline_status.txt', 'PATIENT_ID|START_DATE|STOP_DATE|EVENT_TYPE|STATUS', 'P1|60||STATUS|Partial Response', 'P1|203||IMAGING|Progressive Disease', 'P1|204||LAB_TEST|');
file('data_mutations.txt', '#version 2.4', 'Hugo_Symbol|Entrez_Gene_Id|NCBI_Build|Tumor_Sample_Barcode|Variant_Classification|HGVSp_Short|t_alt_count|t_ref_count|Mutation_Status',
	'ALK|238|GRCh37|P1-B|Missense_Mutation|p.G1202R|12|988|SOMATIC', 'TP53|7157|GRCh37|P1-B|Splice_Site||30|970|SOMATIC', 'KRAS|3845|GRCh37|P2-T|Missense_Mutation|p.G12C|200|300|SOMATIC',
	'ALK|238|GRCh37|P1-A|Missense_Mutation|p.D1529E|500|500|GERMLINE', 'ALK|238|GRCh37|P9|Missense_Mutation|p.G1202R|1|9|SOMATIC',
	'TP53|7157|GRCh37|P1-B|Intron||30|970|SOMATIC');
file('data_sv.txt', 'Sample_Id|SV_Status|Site1_Hugo_Symbol|Site2_Hugo_Symbol|Class|Event_Info|Tumor_Variant_Count|Tumor_Read_Count', 'P1-A|SOMATIC|ALK|EML4|INVERSION|EML4-ALK fusion|15|1000', 'P2-T|SOMATIC|KRAS|KRAS|DELETION|intragenic|15|1000');
file('data_cna.txt', 'Hugo_Symbol|Entrez_Gene_Id|P1-A|P1-B|P2-T', 'MET|4233|0|2|NA', 'EGFR|1956|1|-1|2', 'KIT|3815|-2|0|7');
file('data_cna_hg19.seg', 'ID|chrom|loc.start|loc.end|num.mark|seg.mean', 'P1-A|7|1|2|3|0.5');
file('data_gene_panel_matrix.txt', 'SAMPLE_ID|mutations|cna', 'P1-A|LB1|LB1', 'P1-B|LB1|LB1', 'P2-T|NOBODY|NOBODY', 'P4-C|LB1|LB1');
file('meta_study.txt', 'type_of_cancer: nsclc');
$db->run(q{SELECT create_store('cfdna'); INSERT INTO study (name, time_zone) VALUES ('S', 'UTC'); INSERT INTO panel (study_id, name, reported_limit) SELECT study_id, 'LB1', 0.004 FROM study;
	INSERT INTO panel_target (study_id, panel_id, mutation) SELECT study_id, panel_id, unnest('{ALK,ALK fusion,MET,MET amplification}'::mutation[]) FROM panel});
sub told { my ($from) = @_; return $db->value("SET client_min_messages = error; SELECT string_agg(concat_ws(' ', file_name, outcome, records, lines, reason), E'\\n') FROM $from") }
is(told("import_cbioportal('$base', 'CBIO', origin => '2025-01-01') WHERE outcome <> 'unread'"), <<'ROWS' =~ s/\n\z//r, 'a folder');
data_clinical_patient.txt added 4
data_clinical_patient.txt unchanged 0
data_clinical_sample.txt added 5
data_clinical_sample.txt unchanged 0
data_timeline: drugs added 3
data_timeline: drugs unchanged 0
data_timeline: course added 2
data_timeline: course unchanged 0
report of P1-A detected 2
report of P1-B detected 3
report of P4-C detected 0
report of P2-T detected 2
ROWS
is($db->value(q{SELECT string_agg(concat_ws(' ', external_id, sex, last_follow_up, death), ', ' ORDER BY external_id) FROM patient}), 'P1 female 2026-01-01 2026-01-01, P2 male 2025-07-18, P3, P4', 'patients of either clinical file, survival from the origin');
is($db->value(q{SELECT string_agg(concat_ws(' ', external_id, material, drawn_on), ', ' ORDER BY external_id) FROM sample}), 'P1-A plasma 2025-01-09, P1-B plasma 2025-07-25, P2-T tissue 2024-12-29, P3-X tissue, P4-C plasma', 'samples: what of, and when');
is($db->value(q{SELECT string_agg(concat_ws(' ', line, drug, start_date, end_date), ', ' ORDER BY line, drug) FROM treatment}), '1 crizotinib 2025-01-11 2025-07-20, 2 alectinib 2025-07-30, 2 bevacizumab 2025-07-30', 'drugs by their generic names, in lines');
is($db->value(q{SELECT string_agg(concat_ws(' ', assessed_on, kind, result), ', ' ORDER BY assessed_on) FROM assessment}), '2025-03-02 clinical PR, 2025-07-23 RECIST PD', 'the course');
is($db->value(q{SELECT string_agg(concat_ws(' ', s.external_id, o.mutation, o.vaf, o.partner, '-', o.words), E'\n' ORDER BY s.external_id, o.mutation) FROM observation o JOIN sample s USING (patient_id, sample_id) WHERE state = 'detected'}), <<'ROWS' =~ s/\n\z//r, 'what the tables of alterations say, with file and line');
P1-A ALK fusion 15/1000 EML4 - data_sv.txt line 2: ALK EML4-ALK fusion
P1-A KIT copy_number_loss - data_cna.txt line 4: KIT copy_number_loss
P1-B ALK G1202R 12/1000 - data_mutations.txt line 3: ALK p.G1202R
P1-B MET amplification - data_cna.txt line 2: MET Amplification
P1-B TP53 splice_site 30/1000 - data_mutations.txt line 4: TP53 Splice_Site
P2-T EGFR amplification - data_cna.txt line 3: EGFR Amplification
P2-T KRAS G12C 200/500 - data_mutations.txt line 5: KRAS p.G12C
ROWS
is($db->value(q{SELECT string_agg(concat_ws(' ', s.external_id, o.state, o.lod95), ', ' ORDER BY s.external_id) FROM observation o JOIN sample s USING (patient_id, sample_id) WHERE o.mutation = 'ALK L1196M'}),
	'P1-A absent 0.004, P1-B absent 0.004, P2-T not_evaluable, P4-C absent 0.004', 'silence, by the panel of the matrix');
is($db->value(q{SELECT string_agg(concat_ws(' ', sample, state, round(fraction_percent::numeric, 2)), ', ' ORDER BY drawn_on) FROM trajectory WHERE mutation = 'ALK G1202R' AND patient = 'P1'}), 'P1-A absent, P1-B detected 1.20', 'a mutation over time');
is($db->value(q{SELECT string_agg(concat_ws(' ', patient, drug, status), ', ') FROM emergence WHERE mutation = 'ALK G1202R'}), 'P1 crizotinib emergent', '... emerged');
is(told("import_cbioportal('$base', 'CBIO', origin => '2025-01-01') WHERE outcome = 'added' AND records > 0"), '', 'the same again adds nothing');
is($db->value('SELECT count(*) FROM report'), 4, '... and no report');
is(told("import_cbioportal('$base', 'CBIO', origin => '2025-01-01') WHERE outcome = 'unread'"), <<'ROWS' =~ s/\n\z//r, 'what is not read, by file and line');
data_timeline_status.txt unread 1 {4} an event of type LAB_TEST that says nothing that is kept
data_timeline_treatment.txt unread 1 {4} a treatment without a drug
data_timeline_treatment.txt unread 1 {5} "Wonderdrug" is no drug that is known
data_timeline_treatment.txt unread 1 {6} "soon" is no number of days
data_gene_panel_matrix.txt unread 1 panel "NOBODY" is not known in this study: insert it into panel, what it looks for into panel_target
data_cna.txt unread 1 {4} "7" is no discrete copy number
data_mutations.txt unread 1 {6} germline
data_sv.txt unread 1 {3} a structural variant within one gene
data_mutations.txt unread 1 {7} sample "P9" is in no clinical file
data_mutations.txt unread 1 {8} it is of INTRON, not of TP53
data_cna_hg19.seg unread segments of copy number: discrete copy numbers are read
ROWS
is($db->value(q{SELECT string_agg(concat_ws(' ', table_name, missing, superfluous), ',') FROM check_derived()}), '', 'the derived tables are what they should be');

# ---- The same as bytes; without an origin; errors.
my $sent = join ', ', map { open my $in, '<:raw', "$base/$_" or die; local $/; "'\\x" . unpack('H*', <$in>) . "'" } @files;
my $names = join ', ', map { "'$_'" } @files;
$db->run(q{INSERT INTO study (name, time_zone) VALUES ('T', 'UTC')});
is(told("import_cbioportal_files(ARRAY[$names], ARRAY[$sent]::bytea[], 'CBIO', 'T') WHERE outcome IN ('added', 'detected') AND records > 0"), <<'ROWS' =~ s/\n\z//r, 'bytes, without an origin: nothing has a date');
data_clinical_patient.txt added 4
data_clinical_sample.txt added 5
report of P1-A detected 2
report of P1-B detected 3
report of P2-T detected 2
ROWS
is($db->value(q{SELECT count(*) FILTER (WHERE drawn_on IS NOT NULL) FROM sample JOIN study USING (study_id) WHERE name = 'T'}), 0, '... of no sample');
like(told("import_cbioportal_files(ARRAY[$names], ARRAY[$sent]::bytea[], 'CBIO', 'T') WHERE reason ~ 'origin'"), qr/data_timeline_status\.txt unread 2 \{2,3\} days count from an origin, which is not given/, '... which is told by line');
like($db->error("SELECT * FROM import_cbioportal_files(ARRAY['a'], '{}', 'R', 'S')"), qr/^22023: names and contents must have one element for each file/, 'names without contents');
like($db->error("SELECT * FROM import_cbioportal_files(NULL, NULL, 'R', 'S')"), qr/^22023: names and contents/, 'nothing');
like($db->error("SELECT * FROM import_cbioportal('/', 'R', 'S')"), qr/^58P01: folder "\/" holds no study of cBioPortal/, 'no such folder of a study');
like($db->error("SELECT * FROM import_cbioportal_files(ARRAY['data_clinical_sample.txt'], ARRAY['SAMPLE_ID'::bytea], 'R', 'S')"), qr/^22P04: file "data_clinical_sample\.txt", line 1: there is no column patient_id/, 'a file without its columns');
$db->run('DROP ROLE IF EXISTS cbioportal_reader; CREATE ROLE cbioportal_reader; GRANT USAGE ON SCHEMA cfdna TO cbioportal_reader; GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA cfdna TO cbioportal_reader');
like($db->error("SET ROLE cbioportal_reader; SELECT * FROM import_cbioportal('$base', 'R', 'S')"), qr/^42501: /, 'no folder without the right to it');

$db->run('DROP OWNED BY cbioportal_reader; DROP ROLE cbioportal_reader');
$db->drop;
done_testing();
