# Reports from elsewhere, the third method: VCF files of other callers; what they name, what their panel says of what they do not name, and that
# nothing else of the store touches them.
use strict;
use warnings;
use Test::More;
use Database;

my $data = "$ENV{ALKRES_DATA}/vcf";
my $db = Database->new('reports');
$db->run("SELECT create_store('cfdna'); INSERT INTO study (name, time_zone) VALUES ('S', 'UTC')");
$db->run(q{INSERT INTO patient (study_id, external_id, marker) SELECT study_id, n, CASE n WHEN 'P1' THEN 'GRCh38:chr2:29220776:C:G'::variant END FROM study, unnest('{P1,P2}'::text[]) n;
	INSERT INTO sample (patient_id, external_id, drawn_at) SELECT patient_id, external_id || '-D' || n, timestamptz '2026-01-10 10:00Z' + make_interval(days => 30 * n) FROM patient, generate_series(1, 3) n;
	INSERT INTO treatment (patient_id, line, drug, start_date) SELECT patient_id, 1, 'alectinib', '2026-02-20' FROM patient});
$db->run(q{INSERT INTO panel (study_id, name, reported_limit) SELECT study_id, unnest('{genes,no limit}'::text[]), unnest('{0.004,NULL}'::float8[]) FROM study;
	INSERT INTO panel (study_id, name, reported_limit, design) SELECT study_id, 'kinase', 0.002, '{GRCh38:chr2:29220600-29221000}' FROM study;
	INSERT INTO panel_target (study_id, panel_id, mutation, reported_limit) SELECT study_id, panel_id, m, l FROM panel, (VALUES ('ALK'::mutation, NULL::float8), ('ALK solvent_front', 0.02), ('ALK fusion', 0.01)) v(m, l) WHERE name <> 'kinase'});
sub import_as { my ($file, $more) = @_; return "import_vcf('$data/$file', $more)" }
sub said { my ($sql) = @_; return $db->value("SET client_min_messages = error; SELECT string_agg(concat_ws(' ', sample_name, detected, filtered, not_named, unread), ', ' ORDER BY sample_name) FROM $sql") }
my $listed = $db->value('SELECT cardinality(listed_mutations())');

# ---- One file, the tumour's column by the header.
is(said(import_as('mutect2.vcf', "'R1', sample => 'P1-D1', panel => 'genes', assay => 'home brew', assay_version => '2', reported_on => '2026-02-20'")), 'P1-D1 1 2 ' . ($listed - 2) . ' 0', 'the tumour is imported: one call, two that were filtered, and silence');
is($db->value(q{SELECT string_agg(concat_ws(' ', variant, mutation, state, vaf, filters, is_marker, reason, words), E'\n' ORDER BY variant) FROM observation WHERE variant IS NOT NULL}), <<'ROWS' =~ s/\n\z//r, 'what it names');
GRCh38:chr2:29220765:G:T ALK L1196M detected 24/1992 {} f line 19, counted by AD
GRCh38:chr2:29220776:C:A ALK R1192L indeterminate 20/996 {clustered_events,weak_evidence} f filtered by the reporter: clustered_events, weak_evidence line 20, counted by AD
GRCh38:chr2:29220776:C:G ALK R1192P indeterminate 6/996 {clustered_events,weak_evidence} t filtered by the reporter: clustered_events, weak_evidence line 20, counted by AD
ROWS
is($db->value(q{SELECT concat_ws(' ', source, assay, assay_version, reported_on, assembly, column_name, file_name, length(file_digest), (SELECT kind FROM run WHERE run_id = report.run_id)) FROM report}),
	'Mutect2 home brew 2 2026-02-20 GRCh38 T1 mutect2.vcf 64 report', 'the report');
is($db->value(q{SELECT string_agg(state || ' ' || coalesce(lod95::text, '-') || ' ' || n, ', ' ORDER BY state, lod95) FROM (SELECT state, lod95, count(*) > 0 AS n FROM observation WHERE variant IS NULL GROUP BY 1, 2) k}),
	'absent 0.004 true, not_evaluable 0.02 true, not_in_panel - true', 'silence: absent down to the limit of the panel, not evaluable above what is asked, not in the panel');
is($db->value(q{SELECT string_agg(mutation || ' ' || state, ', ' ORDER BY mutation) FROM observation WHERE variant IS NULL AND mutation = ANY ('{ALK G1202R,ALK I1171N,EGFR L858R,KRAS G12C}'::mutation[])}), 'ALK I1171N absent, ALK G1202R not_evaluable, EGFR L858R not_in_panel, KRAS G12C not_in_panel', 'by the narrowest target');
like($db->value(q{SELECT reason FROM observation WHERE variant IS NULL AND mutation = 'ALK G1202R'}), qr/^not reported; reported from 0\.02 on, asked for 0\.005$/, 'with the reason');
like(`psql -X -q -At -d reports -c "SELECT detected FROM import_vcf('$data/mutect2.vcf', 'R1', sample => 'P1-D1')" 2>&1`, qr/NOTICE: +file "mutect2\.vcf" is already imported as the report of sample "P1-D1" in run "R1"\n1\n/, 'the same file again is a notice');
is($db->value('SELECT count(*) FROM report'), 1, '... and no second report');
like($db->error("SELECT " . import_as('mutect2.vcf', "'R1', sample => 'P1-D2'")), qr/^23505: file "mutect2\.vcf" is already imported as report "T1", as another one DETAIL: Its sample is "P1-D1", not "P1-D2"\./, '... of another sample it is an error');
like($db->error("SELECT " . import_as('mutect2.vcf', "'R1', sample => 'P1-D1', assembly => 'b37'")), qr/^23505: file "mutect2\.vcf" is already imported as report "T1", as another one DETAIL: Its assembly is "GRCh38", not "GRCh37"\./, '... aligned to something else, too');
like($db->error("SELECT " . import_as('mutect2.vcf', "'R1', sample => 'P1-D1', panel => 'kinase'")), qr/^23505: .*, as another one DETAIL: Its panel is "genes", not "kinase"\./, '... of another panel, by which silence would be judged');
is($db->value("SELECT detected FROM import_vcf('$data/mutect2.vcf', 'R1', sample => 'P1-D1', assembly => 'hg38.p13')"), 1, '... but not by another name of the same');

# Chromosomes by names that are none: not an allele without a mutation, beside which the mutation is absent.
sub on_contig { my ($contig, $lines) = @_; return "import_vcf_data(convert_to(E'##fileformat=VCFv4.2\n$lines##FORMAT=<ID=AD,Number=R,Type=Integer,Description=\"AD\">\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tT\n$contig\t29220765\t.\tG\tT\t.\tPASS\t.\tAD\t100,20\n', 'UTF8'), 'named.vcf', 'N', 'P1-D2', assembly => 'GRCh38')" }
like($db->error('SELECT ' . on_contig('HSA2', '##contig=<ID=HSA2,length=242193529>\n')), qr/^22P04: the header of .* names chromosomes otherwise DETAIL: Contig "HSA2" is as long as chr2 of GRCh38\. HINT: .*bcftools annotate --rename-chrs/, 'told by its length');
like($db->error('SELECT ' . on_contig('HSA2', $_)), qr/^22P04: no variant of file "named\.vcf" lies on a chromosome of GRCh38 DETAIL: Contigs: HSA2\./, 'without a length, too') for '##contig=<ID=HSA2>\n', '';
is($db->value('SELECT count(*) FROM report'), 1, '... and nothing is kept');

# ---- Derived tables and answers take the three methods alike.
is($db->value(q{SELECT string_agg(concat_ws(' ', table_name, missing, superfluous), ',') FROM check_derived()}), '', 'the derived tables are what they should be');
is($db->value(q{SELECT string_agg(concat_ws(' ', mutation, method, state, round(fraction::numeric, 4), lod95), ', ' ORDER BY mutation) FROM mutation_state m JOIN sample s USING (patient_id, sample_id) WHERE s.external_id = 'P1-D1' AND mutation = ANY ('{ALK L1196M,ALK I1171N,ALK R1192L}'::mutation[])}),
	'ALK I1171N reported absent 0.004, ALK R1192L reported indeterminate 0.0201, ALK L1196M reported detected 0.0120', 'a state for each mutation of a report');
is($db->value(q{SELECT concat_ws(' ', marker_state, tumour_dna_seen) FROM draw d JOIN sample s USING (patient_id, sample_id) WHERE s.external_id = 'P1-D1'}), 'indeterminate t', 'a draw knows of it: marker and tumour DNA');
$db->value("SELECT count(*) FROM " . import_as('lofreq.vcf', "'R1', sample => 'P1-D2', panel => 'kinase'"));
is($db->value(q{SELECT string_agg(concat_ws(' ', sample, drawn_on, state, method, round(fraction_percent::numeric, 2)), ', ' ORDER BY drawn_on) FROM trajectory WHERE patient = 'P1' AND mutation = 'ALK L1196M'}), 'P1-D1 2026-02-09 detected reported 1.20, P1-D2 2026-03-11 detected reported 1.20', 'trajectory');
is($db->value(q{SELECT string_agg(concat_ws(' ', mutation, draws_detected, first_methods), ', ' ORDER BY mutation) FROM patient_mutation}), 'ALK R1192L 1 reported, ALK L1196M 2 reported', 'patient_mutation');
is($db->value(q{SELECT concat_ws(' ', patients_detected, patients_evaluable) FROM frequency('ALK L1196M', 'any')}), '1 1', 'frequency counts it');
is($db->value(q{SELECT string_agg(state || ' ' || (lod95 IS NULL), ', ' ORDER BY state) FROM (SELECT DISTINCT state, lod95 FROM observation o JOIN report r USING (patient_id, report_id) WHERE r.file_name = 'lofreq.vcf' AND o.variant IS NULL) k}),
	'absent false, not_in_panel true', 'where a design alone is known, it decides by the listed changes that lie in it');

# ---- Panels that tell less.
is(said(import_as('vardict.vcf', "'R2', sample => 'P2-D1', panel => 'no limit'")), 'P2-D1 1 0 ' . ($listed - 1) . ' 0', 'a file with one column');
is($db->value(q{SELECT string_agg(DISTINCT state || ' ' || coalesce(lod95::text, '-'), ', ') FROM observation o JOIN sample s USING (patient_id, sample_id) WHERE s.external_id = 'P2-D1' AND variant IS NULL}),
	'not_evaluable -, not_evaluable 0.02, not_in_panel -', 'a limit that is not known excludes nothing');
is(said(import_as('dragen.vcf', "'R2', sample => 'P2-D2'")), 'P2-D2 1 0 ' . ($listed - 1) . ' 0', 'without a panel');
is($db->value(q{SELECT string_agg(DISTINCT state || ' ' || coalesce(lod95::text, '-') || ' ' || reason, ', ') FROM observation o JOIN sample s USING (patient_id, sample_id) WHERE s.external_id = 'P2-D2' AND variant IS NULL}),
	'not_evaluable - not reported; what the report looked at is not known', '... silence is never nothing');
is(said(import_as('structural.vcf', "'R2', sample => 'P2-D3', assembly => 'hg38'")), "P2-D3 3 0 $listed 7", 'what is no variant is kept as not read');
is($db->value(q{SELECT string_agg(concat_ws(' ', line, allele, words, reason), E'\n' ORDER BY line, allele) FROM report_unread}) =~ s/^.*?<CN0>/<CN0>/sr, "<CN0> a symbolic allele is no variant\n15 2 chr2:29223500 A <CN2> a symbolic allele is no variant", '... by line, with the reason');

# ---- A BED file as panel.
is($db->value(q{SELECT detected FROM import_vcf_data(convert_to(E'##fileformat=VCFv4.2\n##contig=<ID=chr2,length=242193529>\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\nchr2\t29220765\t.\tG\tT\t.\tPASS\t.\n', 'UTF8'), 'bed.vcf', 'R6', sample => 'P2-D3',
	panel => 'by BED', bed => E'chr2\t29220699\t29220800\n')}), 1, 'a report with a BED file');
is($db->value(q{SELECT string_agg(concat_ws(' ', name, design, reported_limit), ', ') FROM panel WHERE name = 'by BED'}), 'by BED {GRCh38:chr2:29220700-29220800}', '... makes its panel');
is($db->value(q{SELECT string_agg(concat_ws(' ', o.mutation, o.state), ', ' ORDER BY o.mutation) FROM observation o JOIN report r USING (patient_id, report_id) WHERE r.file_name = 'bed.vcf' AND o.mutation IN ('ALK L1196M', 'ALK G1202R', 'ALK G1269A')}),
	'ALK L1196M detected, ALK G1202R not_evaluable, ALK G1269A not_in_panel', '... by which silence is judged');
my $vcf_of = sub { my ($file, $more) = @_; return "SELECT import_vcf_data(convert_to(E'##fileformat=VCFv4.2\\n##contig=<ID=chr2,length=242193529>\\n##source=$file\\n#CHROM\\tPOS\\tID\\tREF\\tALT\\tQUAL\\tFILTER\\tINFO\\n', 'UTF8'), '$file', 'R6', sample => 'P2-D3', $more)" };
$db->run($vcf_of->('b2.vcf', q{panel => 'by BED', bed => E'chr2\t29220699\t29220800\n'}));
is($db->value(q{SELECT count(*) FROM panel WHERE name = 'by BED'}), 1, 'the same again is the same panel');
like($db->error($vcf_of->('b3.vcf', q{panel => 'by BED', bed => E'chr2\t29220699\t29220801\n'})), qr/^23505: panel "by BED" is there already, with another design/, 'another design');
like($db->error($vcf_of->('b3.vcf', q{panel => 'genes', bed => E'chr2\t29220699\t29220801\n'})), qr/^23505: panel "genes" is there already, with no design/, 'a panel of genes');
like($db->error($vcf_of->('b3.vcf', q{panel => 'empty', bed => '# nothing'})), qr/^22P04: the BED file of panel "empty" has no region/, 'an empty BED file');
like($db->error($vcf_of->('b3.vcf', q{bed => E'chr2\t29220699\t29220801\n'})), qr/^22023: a BED file without a name of its panel/, 'content without a name');
like($db->error($vcf_of->('b3.vcf', q{panel => 'bad', bed => E'chr2\t9\t1\n'})), qr/^22P04: line 1/, 'a broken BED file says where');
open my $out, '>', "/tmp/alkres_reports_$$.bed" or die; print $out "chr2\t29220699\t29220800\n"; close $out; chmod 0644, "/tmp/alkres_reports_$$.bed";
is($db->value("SELECT string_agg(region::text, ',') FROM read_bed_file('/tmp/alkres_reports_$$.bed', 'GRCh38')"), 'GRCh38:chr2:29220700-29220800', 'a BED file on the server');
$db->run("SELECT * FROM " . import_as('torrent.vcf', "'R7', sample => 'P2-D3', bed => '/tmp/alkres_reports_$$.bed'"));
is($db->value("SELECT name FROM panel WHERE name LIKE 'alkres_reports%'"), "alkres_reports_$$.bed", '... named as it is');
unlink "/tmp/alkres_reports_$$.bed";
$db->run(q{SELECT remove_run('R6'); SELECT remove_run('R7')});

# ---- Columns.
$db->run(q{INSERT INTO sample (patient_id, external_id) SELECT patient_id, unnest('{S1,S2}'::text[]) FROM patient WHERE external_id = 'P2'});
is(said(import_as('bcftools_ad.vcf', "'R3'")) =~ s/ \d+ 0(?=,|$)//gr, 'S1 1 0, S2 0 0', 'columns that bear the names of samples: a report each, what its genotype does not have is not named');
is(said(import_as('strelka_snv.vcf', q('R3', samples => '{"TUMOR": "P1-D3"}'))) =~ s/ \d+ 0$//r, 'P1-D3 0 1', 'a column that is named');
like($db->error('SELECT ' . import_as('bcftools_ad.vcf', q('R3', sample => 'P1-D3'))), qr/^22023: file "bcftools_ad\.vcf" has several columns, and its header does not tell which is the tumour DETAIL: They are "S1", "S2"\. HINT: Name the column: samples => /, 'which is the tumour is never guessed');
is(said(import_as('strelka_indel.vcf', q('R3', sample => 'P1-D3'))) =~ s/ \d+ 0$//r, 'P1-D3 1 0', '... a column that is called so is it');
like($db->error('SELECT ' . import_as('strelka_indel.vcf', q('R3', samples => '{"TUMOUR": "P1-D3"}'))), qr/^42704: file "strelka_indel\.vcf" has no column "TUMOUR" DETAIL: Its columns are "NORMAL", "TUMOR"\./, 'a column that is not there');
like($db->error('SELECT ' . import_as('strelka_indel.vcf', q('R3', samples => '["TUMOR"]'))), qr/^22023: samples must name a sample for each column/, 'no map');
like($db->error('SELECT ' . import_as('strelka_indel.vcf', q('R3'))), qr/^42704: sample "TUMOR" does not exist in this study/, 'columns that are no samples');
like($db->error('SELECT ' . import_as('info_fraction.vcf', q('R3'))), qr/^22023: file "info_fraction\.vcf" names no sample/, 'no column at all');
like($db->error('SELECT ' . import_as('pisces.vcf', q('R3', sample => 'P9'))), qr/^42704: sample "P9" does not exist in this study/, 'no such sample');
like($db->error('SELECT ' . import_as('pisces.vcf', q('R3', sample => 'P1-D3', panel => 'none'))), qr/^42704: panel "none" does not exist in this study/, 'no such panel');
like($db->error('SELECT ' . import_as('hg19.vcf', q('R3', sample => 'P1-D3'))), qr/^22023: run "R3" is aligned to GRCh38, not to GRCh37/, 'a batch has one assembly');
like($db->error('SELECT ' . import_as('undeclared.vcf', q('R3', sample => 'P1-D3'))), qr/^22P04: line 5 of /, 'a broken file says where');
is($db->value(q{SELECT count(*) FROM report WHERE file_name = 'undeclared.vcf'}), 0, '... and nothing of it is kept');
my $bytes = "'\\x" . unpack('H*', do { open my $in, '<:raw', "$data/pisces.bcf" or die; local $/; <$in> }) . "'";
is(said("import_vcf_data($bytes, 'pisces.bcf', 'R4', sample => 'P1-D3')") =~ s/ \d+ 0$//r, 'P1-D3 1 0', 'the bytes of a file');
is(said("import_vcf_object(lo_from_bytea(0, $bytes), 'pisces.bcf', 'R4', sample => 'P1-D3')") =~ s/ \d+ 0$//r, 'P1-D3 1 0', 'a large object: the same file');
is($db->value(q{SELECT count(*) FROM report WHERE file_name = 'pisces.bcf'}), 1, '... once');

# ---- What white cells carry is not the tumour's, whichever report comes first.
$db->run(q{INSERT INTO patient (study_id, external_id) SELECT study_id, 'P3' FROM study; INSERT INTO sample (patient_id, external_id, drawn_on, material) SELECT patient_id, s, '2026-03-01', m
	FROM patient, (VALUES ('P3-D1', 'plasma'), ('P3-D2', 'plasma'), ('P3-W', 'white_cells')) AS k(s, m) WHERE external_id = 'P3'});
sub named { my ($sample, $rows) = @_; $db->run(q{SELECT * FROM import_report_table(E'Gene;Alteration;Percentage\n} . $rows . q{', '{"gene": "Gene", "alteration": "Alteration", "percent": "Percentage"}', } . "'R5', sample => '$sample')") }
named('P3-D1', 'KRAS;G12C;2\nKRAS;G12D;2\nALK;G1202R;2\nALK;L1196M;');
sub judged { return $db->value(q{SELECT string_agg(concat_ws(' ', o.mutation, o.state, o.reason), ', ' ORDER BY o.mutation) FROM observation o JOIN sample s USING (patient_id, sample_id) WHERE o.words IS NOT NULL AND s.external_id = } . "'$_[0]'") }
is(judged('P3-D1'), 'ALK L1196M detected, ALK G1202R detected, KRAS G12C detected, KRAS G12D detected', 'a report of plasma alone');
named('P3-W', 'KRAS;G12C;0.5\nKRAS;G12D;0.49\nALK;L1196M;1');
named('P3-D2', 'KRAS;G12C;1\nALK;G1202R;1');
is(judged('P3-D1'), 'ALK L1196M germline_or_chip 1.00 % of the matched white cells: germline or clonal haematopoiesis, ALK G1202R detected, KRAS G12C germline_or_chip 0.50 % of the matched white cells: germline or clonal haematopoiesis, KRAS G12D detected',
	'white cells that were reported after it, from a quarter of its fraction on');
is(judged('P3-D2'), 'ALK G1202R detected, KRAS G12C germline_or_chip 0.50 % of the matched white cells: germline or clonal haematopoiesis', '... and before it');
is(judged('P3-W'), 'ALK L1196M detected, KRAS G12C detected, KRAS G12D detected', '... which stay what they are');
$db->run(q{SELECT remove_patient('P3')});

# ---- call() touches none; a batch is withdrawn and removed as a run is.
my $all = $db->value(q{SELECT md5(string_agg(o::text, ',' ORDER BY observation_id)) FROM observation o WHERE method = 'reported'});
$db->run('SELECT call()');
is($db->value(q{SELECT md5(string_agg(o::text, ',' ORDER BY observation_id)) FROM observation o WHERE method = 'reported'}), $all, 'call() leaves reports as they are');
$db->run("SELECT withdraw_run('R1', 'wrong file')");
is($db->value(q{SELECT count(*) FROM sample_mutation m JOIN sample s USING (patient_id, sample_id) WHERE s.external_id IN ('P1-D1', 'P1-D2')}), 0, 'a withdrawn batch counts in no answer');
$db->run("SELECT withdraw_run('R1', NULL)");
is($db->value(q{SELECT count(*) FROM observation WHERE report_id IS NULL}), 0, 'observations are of reports here');
is($db->value(q{SELECT string_agg(table_name, ' ') FROM remove_run('R2')}), 'observation report report_unread run', 'a batch is removed with its reports');
is($db->value(q{SELECT string_agg(table_name, ' ') FROM remove_patient('P2')}), 'observation patient report sample treatment', 'a patient with his');
is($db->value(q{SELECT string_agg(concat_ws(' ', table_name, missing, superfluous), ',') FROM check_derived()}), '', 'the derived tables are what they should be');

$db->drop;
done_testing();
