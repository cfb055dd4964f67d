# Calls for other programs: vcf() and maf(), what bcftools says of them, and that import_vcf reads them as what they were.
use strict;
use warnings;
use Test::More;
use Digest::SHA qw(sha512);
use MIME::Base64;
use Database;

my $data = $ENV{ALKRES_DATA};
my $db = Database->new('write_vcf');
my $bcftools = (grep { -x "$_/bcftools" } split /:/, $ENV{PATH})[0];
my $made = "$ENV{ALKRES_BASE}/write_vcf.$$";
mkdir $made or die "$made: $!";
sub spew { my ($name, $text) = @_; open my $out, '>', "$made/$name" or die $!; print $out $text; close $out; return "$made/$name" }
sub bcftools { my ($command) = @_; my $said = `bcftools $command 2>$made/err`; return $? == 0 ? $said : "failed: " . `cat $made/err` }

$db->run(q{SELECT create_store('cfdna'); INSERT INTO study (name, time_zone) VALUES ('S', 'UTC');
	INSERT INTO patient (study_id, external_id, marker) SELECT study_id, 'P1', 'GRCh38:chr2:29220776:C:G' FROM study;
	INSERT INTO sample (patient_id, external_id, drawn_at) SELECT patient_id, 'P1-D' || n, timestamptz '2026-01-10 10:00Z' + make_interval(days => 30 * n) FROM patient, generate_series(1, 4) n});
$db->run("SELECT import_bam('$data/called.bam', 'P1-D1', 'R1', assembly => 'test')");
$db->run("SELECT import_bam('$data/calling_tumour.bam', 'P1-D2', 'R2', assembly => 'GRCh38')");
$db->run("SELECT import_bam('$data/calling_normal1.bam', 'P1-D3', 'R2', assembly => 'GRCh38')");
$db->run("SELECT call(run => '$_', target_vaf => 0.01)") for qw(R1 R2);
my %library = map { split / / } $db->rows(q{SELECT s.external_id || ' ' || l.library_id FROM library l JOIN sample s USING (patient_id, sample_id)});

# ---- The file.
my $panel = $db->value("SELECT vcf(sample => 'P1-D1')");
like($panel, qr/^##fileformat=VCFv4\.3\n##source=alkres\n##reference=test\n##alkres_version=\S+\n##alkres_call_set_\d+=model [^,]+, target_vaf 0\.01, min_posterior 0\.9, history false, background none, made \S+Z\n##ALT=/, 'the header: version and settings');
like($panel, qr/\n##contig=<ID=panel,assembly=test>\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tP1-D1\npanel\t/, 'its contigs and columns');
my @records = grep { !/^#/ } split /\n/, $panel;
cmp_ok(scalar @records, '>=', 8, 'the panel has calls');
is(scalar(grep { (split /\t/)[6] eq 'PASS' } @records), $db->value("SELECT count(*) FROM observation WHERE library_id = $library{'P1-D1'} AND state = 'detected'"), 'PASS is what is detected');
cmp_ok(scalar(grep { my @f = split /\t/; length $f[3] != length $f[4] } @records), '>', 1, 'indels among them');
my $tumour = $db->value("SELECT vcf(library => $library{'P1-D2'})");
is(() = $tumour =~ /^##contig=<ID=chr(?:\d+|[XYM]),length=\d+,assembly=GRCh38>$/mg, 25, 'the chromosomes of an assembly that has a code, with their lengths');
is($db->value("SELECT vcf(sample => 'P1-D2')"), $tumour, 'of a sample, or its library');
like($tumour, qr/^chr2\t\d+\t\.\t\S+\t\S+\t\S+\tPASS\tGENE=ALK;CHANGE=\S+\tGT:FT:AD:DP:AF:AFL:AFU:LOD95:PP:FLAGS\t0\/1:PASS:\d+,\d+:/m, 'a record');
my $whole = $db->value("SELECT vcf(sample => 'P1-D2', negatives => true)");
is(scalar(grep { !/^#/ } split /\n/, $whole), $db->value("SELECT count(*) FROM observation WHERE library_id = $library{'P1-D2'} AND variant IS NOT NULL"), 'with negatives every observation is there');
like($whole, qr/^chr2\t\d+\t\.\t[ACGT]+\t<NON_REF>\t\S+\tabsent\tGENE=ALK;CHANGE=\S+;ASKED=[ACGT]+\tGT\S+\t0\/0:absent:\d+,0:/m, 'a negative as in a gVCF, with what was asked for');
my $set = $db->value("SELECT call_set_id FROM call_set_library WHERE library_id = $library{'P1-D2'}");
$db->run("SELECT call(run => 'R2', target_vaf => 0.02, keep => true)");
is(scalar(grep { !/^#/ } split /\n/, $db->value("SELECT vcf(call_set => $set)")) > 0, 1, 'an older call set');
like($db->value("SELECT vcf(call_set => $set)"), qr/target_vaf 0\.01,.*\n/, '... with its settings');
my $newest = $db->value("SELECT max(call_set_id) FROM call_set_library");
my $both = $db->value("SELECT vcf(call_set => $newest)");
like($both, qr/\tFORMAT\tP1-D2\tP1-D3\n/, 'a call set has a column for each library');

# ---- Read back: by read_vcf and by import_vcf.
sub same
{
	my ($name, $text, $where, $assembly) = @_;
	my $file = spew("$name.vcf", "$text\n");
	# What is seen, by variant: counts, and the state that its filters tell.
	return is($db->value("SELECT string_agg(concat_ws(' ', c.sample, c.variant, c.vaf, reported_state(c.filters)), E'\\n' ORDER BY c.sample, c.variant) FROM read_vcf('$file', '$assembly') c WHERE c.is_called"),
		$db->value("SELECT string_agg(concat_ws(' ', s.external_id, o.variant, o.vaf, o.state), E'\\n' ORDER BY s.external_id, o.variant) FROM observation o JOIN sample s USING (patient_id, sample_id)
			WHERE o.method = 'sequencing' AND o.state = ANY ('{detected,indeterminate,germline_or_chip}') AND $where"), "$name is read as what it was: variants, counts, states");
}
same('panel', $panel, "o.library_id = $library{'P1-D1'}", 'test');
same('tumour', $db->value("SELECT vcf(sample => 'P1-D2')"), "o.library_id = $library{'P1-D2'} AND o.is_current", 'GRCh38');
same('negatives', $db->value("SELECT vcf(sample => 'P1-D2', negatives => true)"), "o.library_id = $library{'P1-D2'} AND o.is_current", 'GRCh38');
same('set', $both, "o.call_set_id = $newest", 'GRCh38');
same('older', $db->value("SELECT vcf(call_set => $set)"), "o.call_set_id = $set", 'GRCh38');
$db->run("INSERT INTO sample (patient_id, external_id) SELECT patient_id, 'copy' FROM patient");
$db->run("SELECT import_vcf('$made/negatives.vcf', 'REPORTS', sample => 'copy')");
is($db->value(q{SELECT string_agg(concat_ws(' ', variant, mutation, vaf, state, is_marker), E'\n' ORDER BY variant) FROM observation o WHERE method = 'reported' AND words IS NOT NULL}),
	$db->value("SELECT string_agg(concat_ws(' ', variant, mutation, vaf, state, is_marker), E'\\n' ORDER BY variant) FROM observation o WHERE library_id = $library{'P1-D2'} AND is_current AND state = ANY ('{detected,indeterminate,germline_or_chip}')"),
	'imported again it is the same');
is($db->value('SELECT count(*) FROM report_unread'), 0, '... and negatives are no alleles');

# ---- By bcftools.
SKIP: {
	skip 'bcftools is not installed', 8 unless defined $bcftools;
	for my $name (qw(panel tumour negatives set))
	{
		is(bcftools("view --no-version -H $made/$name.vcf"), join("\n", grep({ !/^#/ } split /\n/, do { open my $in, '<', "$made/$name.vcf" or die; local $/; scalar <$in> }), ''), "bcftools view takes $name as it is");
	}
	is(bcftools("view --no-version -Oz -o $made/negatives.vcf.gz $made/negatives.vcf && bcftools index $made/negatives.vcf.gz && bcftools index --nrecords $made/negatives.vcf.gz"),
		scalar(grep { !/^#/ } split /\n/, $db->value("SELECT vcf(sample => 'P1-D2', negatives => true)")) . "\n", '... and indexes it: it is sorted');
	is(bcftools("norm --no-version -c e -f $data/called.fa $made/panel.vcf | grep -v '^#'"), join("\n", @records, ''), 'bcftools norm finds nothing to change: REF is the reference, indels are left-aligned');
	is(bcftools("stats $made/panel.vcf | grep -P '^SN\\t0\\tnumber of (records|SNPs|indels)'"), sprintf("SN\t0\tnumber of records:\t%d\nSN\t0\tnumber of SNPs:\t%d\nSN\t0\tnumber of indels:\t%d\n", scalar @records,
		map { $db->value("SELECT count(*) FROM observation WHERE library_id = $library{'P1-D1'} AND state = ANY ('{detected,indeterminate,germline_or_chip}') AND kind(variant) $_") } "= 'SNV'", "IN ('insertion', 'deletion')"), 'bcftools stats agrees');
	like(bcftools("view -Ob -o $made/set.bcf $made/set.vcf && echo good"), qr/good/, 'as BCF');
	is($db->value("SELECT count(*) FROM read_vcf('$made/set.bcf', 'GRCh38')"), $db->value("SELECT count(*) FROM read_vcf('$made/set.vcf', 'GRCh38')"), '... which is read too');
}

# ---- MAF.
is($db->value("SELECT string_agg(concat_ws(' ', \"Hugo_Symbol\", \"NCBI_Build\", \"Chromosome\", \"Start_Position\", \"Variant_Type\", \"Reference_Allele\", \"Tumor_Seq_Allele2\", \"Tumor_Sample_Barcode\", \"t_alt_count\", \"t_ref_count\"), E'\\n')
	FROM maf(sample => 'P1-D2')"), $db->value("SELECT string_agg(concat_ws(' ', gene(mutation), 'GRCh38', 2, f.start_position, f.variant_type, f.reference_allele, f.tumor_allele, 'P1-D2', alt_count(vaf), depth(vaf) - alt_count(vaf)), E'\\n' ORDER BY variant)
	FROM observation, maf_fields(variant, mutation) AS f WHERE library_id = $library{'P1-D2'} AND is_current AND state = 'detected'"), 'what is detected, as MAF');
my @maf = $db->rows("SELECT * FROM maf(call_set => $newest)");
cmp_ok(scalar @maf, '>', 0, 'a call set as MAF');
my $table = `psql -X -q -A -F '	' -P footer=off -d write_vcf -c "SELECT * FROM maf(sample => 'P1-D2')"`;
$db->run("SELECT * FROM import_report_table(E'#version 2.4\n" . $table =~ s/\n/\\n/gr =~ s/\t/\\t/gr . "', report_mapping('cbioportal'), 'MAF')");
my $named = "SELECT string_agg(concat_ws(' ', mutation, vaf, state), ', ' ORDER BY mutation, vaf) FROM observation";
is($db->value("$named JOIN run USING (run_id) WHERE run.name = 'MAF' AND words IS NOT NULL"), $db->value("$named WHERE library_id = $library{'P1-D2'} AND is_current AND state = 'detected' AND mutation IS NOT NULL"), '... which the import of tables reads as what it was');
is($db->value("SELECT count(*) FROM report_unread JOIN report USING (patient_id, report_id) JOIN run USING (run_id) WHERE run.name = 'MAF'"),
	$db->value("SELECT count(*) FROM observation WHERE library_id = $library{'P1-D2'} AND is_current AND state = 'detected' AND mutation IS NULL"), '... but what is no mutation');
$db->run("SELECT remove_run('MAF')");

# ---- Identifiers of GA4GH: the sequence's digest, and of each allele over the whole stretch where it may lie, worked out anew here.
my $sequence = do { open my $in, '<', "$data/called.fa" or die; local $/; scalar(<$in>) =~ s/^>.*\n//r =~ s/\n//gr };
sub digest { return encode_base64(substr(sha512($_[0]), 0, 24), '') =~ tr{+/}{-_}r }
sub common { my ($a, $b) = @_; return ($a ^ $b) =~ /^(\0*)/ ? length $1 : 0 }
my $accession = 'SQ.' . digest(uc $sequence);
is($db->value("SELECT refget_accession('test', 'panel', '$data/called.fa')"), $accession, 'the refget accession of a sequence');
my $wrong = '';
for my $variant ($db->rows("SELECT DISTINCT variant FROM observation WHERE library_id = $library{'P1-D1'} AND state = 'detected'"))
{
	my (undef, undef, $position, $ref, $alt) = split /:/, $variant;
	my $changed = $sequence;
	substr($changed, $position - 1, length $ref) = $alt;
	my ($before, $behind) = (common($sequence, $changed), common(scalar reverse($sequence), scalar reverse($changed)));
	my $added = length($alt) - length $ref;
	# Of an indel the leftmost place begins where the sequences are alike to the end, the rightmost ends where they are alike from the beginning.
	my ($start, $end) = $added == 0 ? ($before, length($sequence) - $behind) : $added < 0 ? (length($changed) - $behind, $before - $added) : (length($sequence) - $behind, $before);
	my $new = substr $changed, $start, $end - $start + $added;
	my ($unit) = grep { $added % $_ == 0 && $_ <= $end - $start && $new eq substr(substr($new, 0, $_) x length $new, 0, length $new) } reverse 1 .. $added;
	$unit = -$added if $added < 0;
	my $state = defined $unit ? '{"length":' . length($new) . qq(,"repeatSubunitLength":$unit,"type":"ReferenceLengthExpression"}) : qq({"sequence":"$new","type":"LiteralSequenceExpression"});
	my $location = digest(qq({"end":$end,"sequenceReference":{"refgetAccession":"$accession","type":"SequenceReference"},"start":$start,"type":"SequenceLocation"}));
	my $id = 'ga4gh:VA.' . digest(qq({"location":"$location","state":$state,"type":"Allele"}));
	my $ours = $db->value("SELECT vrs_id('$variant', '$accession', '$data/called.fa')");
	$wrong .= "$variant $ours, not $id\n" if $ours ne $id;
}
is($wrong, '', 'VRS identifiers of substitutions and indels');

# ---- What is refused.
for ([ '', qr/^22023: one of sample, library and call_set must be given/ ], [ "sample => 'P1-D1', library => 1", qr/^22023: one of sample, library and call_set/ ], [ "sample => 'P9'", qr/^42704: sample "P9" does not exist/ ],
	[ 'library => 99', qr/^42704: library 99 does not exist/ ], [ 'call_set => 99', qr/^42704: call set 99 does not exist/ ], [ "sample => 'P1-D4'", qr/^42704: there is no library to write/ ])
{
	like($db->error("SELECT vcf($_->[0])"), $_->[1], "vcf($_->[0])");
}
$db->run("UPDATE library SET withdrawn = 'mixed up' WHERE library_id = $library{'P1-D3'}");
like($db->value("SELECT vcf(call_set => $newest)"), qr/\tFORMAT\tP1-D2\n/, 'what is withdrawn is not written');
like($db->value("SELECT vcf(library => $library{'P1-D3'})"), qr/\tFORMAT\tP1-D3$/, '... unless it is named');
$db->run("SELECT import_bam('$data/small.bam', 'P1-D1', 'R3', assembly => 'GRCh38')");
like($db->error("SELECT vcf(sample => 'P1-D1')"), qr/^22023: the libraries are aligned to several assemblies: GRCh38, test/, 'a file has one assembly');

$db->drop;
system 'rm', '-rf', $made;
done_testing();
