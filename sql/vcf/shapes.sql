-- What callers and laboratories write, one record a shape: which counts are whose.  Each expectation was worked out by hand from what the caller says of its tags; a row that
-- differs is shown.  The record: ALT, INFO, FORMAT and the samples' values; REF is G at chr2:29220765 (ALK L1196M is G>T) unless another is given.
\pset format unaligned
\pset tuples_only on
-- What each tag is declared as by those who write it: NUMBER TYPE.
CREATE TEMP TABLE declared (place text, id text, number text, type text);
INSERT INTO declared SELECT 'FORMAT', t, split_part(k, ' ', 1), split_part(k, ' ', 2) FROM (VALUES ('1 Integer', 'DP GQ SDP RD RDF RDR RO QR FDP FRO NR_ VD REFPAIR REF BVF RP DR DV RR RV GQX DPF DPI IGT SS SU PE RNC_ VR UQ CN SQ_ RCL RC RCR MIN_DP GOF AMQ ALTHC NAD_ SA_'),
	('R Integer', 'AD F1R2 F2R1 ALD_ ADF ADR AQ_'), ('A Integer', 'AO QA FAO SAF SAR FSAF FSAR NV NR'), ('A Float', 'AF VAF'), ('1 Float', 'FREQ_ NL PS_ PQ BIAS_ FA LOD SQ MAP_VAF'), ('. Integer', 'BQ SB PL DP4 AU CU GU TU TAR TIR TOR PR SR BCOUNT CLCAD2 RBQ ABQ SRF SRR FSRF FSRR'),
	('1 String', 'GT FT FREQ PGT PID PS RNC BIAS'), ('. Float', 'VF GL')) AS v(k, ids), unnest(string_to_array(ids, ' ')) AS t;
INSERT INTO declared SELECT 'INFO', t, split_part(k, ' ', 1), split_part(k, ' ', 2) FROM (VALUES ('1 Integer', 'DP SB AN END SVLEN'), ('A Float', 'AF'), ('A Integer', 'AC AO FAO VD'), ('1 Integer', 'RO FDP'), ('. Integer', 'DP4 AD'), ('0 Flag', 'PRECISE IMPRECISE SOMATIC INDEL'), ('1 String', 'SVTYPE MATEID'), ('1 Float', 'VAFX')) AS v(k, ids),
	unnest(string_to_array(ids, ' ')) AS t;
UPDATE declared SET type = 'String' WHERE id IN ('FREQ', 'BIAS');
-- A file of one record: columns by blanks in the table below.
CREATE FUNCTION pg_temp.file(alt text, info text, format text, samples text, ref text, version text = 'VCFv4.2', contigs text = '##contig=<ID=chr2,length=242193529>', contig text = 'chr2', line_end text = E'\n') RETURNS bytea LANGUAGE sql AS $$
	SELECT convert_to(string_agg(l, line_end ORDER BY n) || line_end, 'UTF8') FROM (
		SELECT 1 AS n, '##fileformat=' || version AS l UNION ALL SELECT 2, contigs WHERE contigs <> '' UNION ALL
		SELECT 3, format('##%s=<ID=%s,Number=%s,Type=%s,Description="x, y">', d.place, d.id, d.number, d.type) FROM declared AS d
		WHERE d.place = 'FORMAT' AND d.id = ANY (string_to_array(format, ':')) OR d.place = 'INFO' AND d.id IN (SELECT split_part(i, '=', 1) FROM unnest(string_to_array(info, ';')) AS i) UNION ALL
		SELECT 4, E'##FILTER=<ID=weak,Description="x">' UNION ALL
		SELECT 5, E'#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO' || CASE WHEN format <> '' THEN E'\tFORMAT' || (SELECT string_agg(E'\tS' || k, '' ORDER BY k) FROM generate_series(1, cardinality(string_to_array(samples, ' '))) AS k) ELSE '' END UNION ALL
		SELECT 6, concat_ws(E'\t', contig, '29220765', '.', ref, alt, '.', 'PASS', info, nullif(format, ''), nullif(replace(samples, ' ', E'\t'), ''))) AS k(n, l) $$;
-- What is read of it: a row an allele and sample: ALT, counts, the rule; flags.
CREATE FUNCTION pg_temp.answer(file bytea, assembly text = NULL, strict boolean = true) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	message text;
BEGIN
	RETURN (SELECT string_agg(concat_ws(' ', coalesce(c.vaf::text, '-'), coalesce(c.counted_by, '-'), CASE WHEN c.vaf IS NULL THEN c.depth::text END, nullif(array_to_string(array_remove(array_remove(c.flags, 'strand'), 'orientation'), ' '), '')), ' | ' ORDER BY c.allele, c.sample)
		FROM alkres.read_vcf_data(file, assembly, strict => strict) AS c);
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS message = MESSAGE_TEXT;
	RETURN 'error: ' || message;
END $$;
CREATE TEMP TABLE shape (caller text PRIMARY KEY, alt text, info text, format text, samples text, expected text, ref text DEFAULT 'G');
INSERT INTO shape VALUES
	-- A number an allele, the reference first.
	('Mutect2 4.2', 'T', 'DP=2000', 'GT:AD:AF:DP:F1R2:F2R1:SB', '0/1:1968,24:0.012:1992:984,12:984,12:984,984,12,12', '24/1992 AD'),
	('Mutect2 4.2, tumour and normal', 'T', 'DP=2000', 'GT:AD:AF:DP', '0/0:900,0:0.001:900 0/1:1968,24:0.012:1992', '0/900 AD | 24/1992 AD'),
	('Mutect2, two alternatives', 'T,A', 'DP=2000', 'GT:AD:AF:DP', '0/1/2:1950,24,20:0.012,0.01:1994', '24/1994 AD | 20/1994 AD'),
	('Mutect2, phased', 'T', 'DP=2000', 'GT:AD:AF:DP:PGT:PID:PS', '0|1:1968,24:0.012:1992:0|1:29220765_G_T:29220765', '24/1992 AD'),
	('Mutect2, gVCF', 'T,<NON_REF>', 'DP=2000', 'GT:AD:DP', '0/1:1968,24,0:1992', '24/1992 AD | 0/1992 AD'),
	('MuTect 1', 'T', 'SOMATIC', 'GT:AD:BQ:DP:FA:SS', '0:900,0:.:900:0.00:0 0/1:1968,24:30:1992:0.012:2', '0/900 AD | 24/1992 AD'),
	('HaplotypeCaller', 'T', 'AC=1;AF=0.5;AN=2;DP=62', 'GT:AD:DP:GQ:PL', '0/1:30,32:62:99:900,0,800', '32/62 AD'),
	('HaplotypeCaller, haploid', 'T', 'AC=1;AF=1;AN=1', 'GT:AD:DP:GQ:PL', '1:0,32:32:99:900,0', '32/32 AD'),
	('HaplotypeCaller, not called', 'T', 'AC=0;AN=0', 'GT:AD:DP:GQ:PL', './.:0,0:0:.:.', '0/0 AD'),
	('UnifiedGenotyper', 'T', 'AC=1;AF=0.5;AN=2;DP=62', 'GT:AD:DP:GQ:PL', '0/1:30,32:60:99:900,0,800', '32/62 AD'),
	('GLnexus', 'T', 'AF=0.5', 'GT:DP:AD:GQ:PL:RNC', '0/1:62:30,32:48:48,0,50:..', '32/62 AD'),
	('DRAGEN somatic', 'T', 'DP=2010', 'GT:SQ:AD:AF:F1R2:F2R1:DP:SB', '0/1:22.5:1968,24:0.012:984,12:984,12:1992:984,984,12,12', '24/1992 AD'),
	('DRAGEN germline', 'T', 'AC=1;AF=0.5;AN=2', 'GT:AD:AF:DP:F1R2:F2R1:GQ:PL', '0/1:30,32:0.516:62:15,16:15,16:48:50,0,47', '32/62 AD'),
	('Sentieon TNscope', 'T', 'SOMATIC', 'GT:AD:AF:ALTHC:AMQ', '0/1:1968,24:0.012:20:60', '24/1992 AD'),
	('Sentieon TNhaplotyper2', 'T', 'DP=2000', 'GT:AD:AF:DP:F1R2:F2R1', '0/1:1968,24:0.012:1992:984,12:984,12', '24/1992 AD'),
	('Pisces', 'T', 'DP=1992', 'GT:GQ:AD:DP:VF:NL:SB', '0/1:100:1968,24:1992:0.01205:20:-100', '24/1992 AD'),
	('TSO 500', 'T', 'DP=1992', 'GT:GQ:AD:DP:VF:NL', '0/1:100:1968,24:1992:0.0120:65', '24/1992 AD'),
	('DeepVariant', 'T', '.', 'GT:GQ:DP:AD:VAF:PL', '0/1:30:62:30,32:0.516129:30,0,40', '32/62 AD'),
	('DeepSomatic', 'T', '.', 'GT:GQ:DP:AD:VAF:PL', '1/1:20:1992:1968,24:0.012048:20,5,0', '24/1992 AD'),
	('Clair3', 'T', '.', 'GT:GQ:DP:AD:AF', '0/1:20:62:30,32:0.5161', '32/62 AD'),
	('ClairS', 'T', 'SOMATIC', 'GT:GQ:DP:AF:AD:AU:CU:GU:TU', '0/1:20:1992:0.012:1968,24:0:0:1968:24', '24/1992 AD'),
	('bcftools call with AD', 'T', 'DP=62;DP4=15,15,16,16', 'GT:PL:AD', '0/1:100,0,90:30,32', '32/62 AD'),
	('bcftools call with ADF and ADR', 'T', 'DP=62', 'GT:PL:AD:ADF:ADR', '0/1:100,0,90:30,32:15,16:15,16', '32/62 AD'),
	('bcftools mpileup, whatever else', 'T,<*>', 'DP=62', 'PL:AD', '100,0,90,1,2,3:30,32,0', '32/62 AD | 0/62 AD'),
	('Octopus with AD', 'T', '.', 'GT:GQ:DP:AD', '0|1:20:62:30,32', '32/62 AD'),
	('MuSE', 'T', 'SOMATIC', 'GT:DP:AD:BQ:SS', '0/1:1992:1968,24:30,30:2 0/0:900:900,0:30,0:.', '24/1992 AD | 0/900 AD'),
	('RADIA', 'T', 'SOMATIC', 'GT:DP:AD', '0/1:1992:1968,24', '24/1992 AD'),
	('Lancet', 'T', 'SOMATIC', 'GT:AD:DP', '0/0:900,0:900 0/1:1968,24:1992', '0/900 AD | 24/1992 AD'),
	('Scalpel', 'GA', 'INDEL', 'GT:AD:DP', '0/1:1968,24:1992', '24/1992 AD'),
	('pbsv', 'T', '.', 'GT:AD:DP', '0/1:30,32:62', '32/62 AD'),
	('Strelka 2 germline', 'T', '.', 'GT:GQ:GQX:DP:DPF:AD:ADF:ADR:SB:FT:PL', '0/1:99:30:62:1:30,32:15,16:15,16:-10:PASS:370,0,320', '32/62 AD'),
	('counts of molecules beside INFO', 'T', 'DP=9999', 'GT:AD', '0/1:1968,24', '24/1992 AD'),
	('AD with a missing reference', 'T', '.', 'GT:AD', '0/1:.,24', '24/24 AD'),
	('AD missing', 'T', '.', 'GT:AD:DP', '0/1:.:1992', '- - 1992'),
	('AD split without its counts', 'T', '.', 'GT:AD:DP', '0/1:1950,24,20:1994', '- - 1994 counts_ambiguous'),
	('SvABA: the allele alone', 'T', '.', 'GT:AD:DP', '0/1:24:1992', '- - 1992 counts_ambiguous'),
	('an allele nobody has', 'T', '.', 'GT:AD:DP', '0/0:1992,0:1992', '0/1992 AD'),
	-- The reference and each alternative in tags of their own.
	('FreeBayes 1.3', 'T', 'DP=1992;RO=1968;AO=24', 'GT:DP:AD:RO:QR:AO:QA:GL', '0/1:1992:1968,24:1968:60000:24:700:-10,0,-90', '24/1992 RO/AO'),
	('FreeBayes 0.9', 'T', 'DP=1992;RO=1968;AO=24', 'GT:DP:RO:QR:AO:QA', '0/1:1992:1968:60000:24:700', '24/1992 RO/AO'),
	('FreeBayes, two alternatives', 'T,A', 'DP=2000', 'GT:DP:RO:AO', '0/1/2:2000:1950:24,20', '24/2000 RO/AO | 20/2000 RO/AO'),
	('FreeBayes, depth under the sum', 'T', 'DP=10', 'GT:DP:RO:AO', '0/1:1900:1968:24', '24/1992 RO/AO'),
	('FreeBayes, without samples', 'T', 'DP=1992;RO=1968;AO=24', '', '', '24/1992 INFO RO/AO'),
	('svtyper', 'T', '.', 'GT:SU:PE:DP:RO:AO', '0/1:24:10:1992:1968:24', '24/1992 RO/AO'),
	('VarDict', 'T', 'DP=1992;VD=24;AF=0.012', 'GT:DP:VD:AD:AF', '0/1:1992:24:1968,24:0.012', '24/1992 VD/DP'),
	('VarDict, reads of neither', 'T', '.', 'GT:DP:VD:AD', '0/1:2000:24:1968,24', '24/2000 VD/DP'),
	('VarDict, paired', 'T', 'SOMATIC', 'GT:DP:VD:AD:AF', '0/1:1992:24:1968,24:0.012 0/0:900:0:900,0:0', '24/1992 VD/DP | 0/900 VD/DP'),
	('VarDict, INFO alone', 'T', 'DP=1992;VD=24', '', '', '24/1992 INFO VD/DP'),
	('VarScan 2', 'T', '.', 'GT:GQ:SDP:DP:RD:AD:FREQ:RBQ:ABQ:RDF:RDR', '0/1:99:2000:1992:1968:24:1.2%:37:36:984:984', '24/1992 RD/AD'),
	('VarScan 2 somatic', 'T', 'SOMATIC;DP=2892', 'GT:GQ:DP:RD:AD:FREQ:DP4', '0/0:.:900:900:0:0%:450,450,0,0 0/1:.:1992:1968:24:1.2%:984,984,12,12', '0/900 RD/AD | 24/1992 RD/AD'),
	('Platypus', 'T', '.', 'GT:GL:GOF:GQ:NR:NV', '0/1:-1,0,-1:2:99:1992:24', '24/1992 NV/NR'),
	('Platypus, two alternatives', 'T,A', '.', 'GT:GQ:NR:NV', '1/2:99:1992,1990:24,20', '24/1992 NV/NR | 20/1990 NV/NR'),
	('Ion Torrent', 'T', 'DP=2100', 'GT:GQ:DP:FDP:RO:FRO:AO:FAO:AF', '0/1:99:2100:1992:2070:1968:30:24:0.012', '24/1992 FAO/FDP'),
	('Ion Torrent, two alternatives', 'T,A', 'DP=2100', 'GT:GQ:DP:FDP:RO:FRO:AO:FAO', '0/1:99:2100:2000:2070:1956:30,25:24,20', '24/2000 FAO/FDP | 20/2000 FAO/FDP'),
	('Ion Torrent, INFO alone', 'T', 'FDP=1992;FAO=24', '', '', '24/1992 INFO FAO/FDP'),
	-- By tier, by strand.
	('Strelka 2 somatic, substitution', 'T', 'SOMATIC', 'DP:AU:CU:GU:TU', '900:0,0:0,0:900,905:0,1 1995:1,2:2,3:1968,1990:24,26', '0/900 AU:CU:GU:TU | 24/1992 AU:CU:GU:TU'),
	('Strelka 1, substitution', 'T', 'SOMATIC', 'DP:AU:CU:GU:TU', '1995:1,2:2,3:1968,1990:24,26', '24/1992 AU:CU:GU:TU'),
	('Strelka 2 somatic, insertion', 'GA', 'SOMATIC', 'DP:TAR:TIR:TOR', '900:900,905:0,0:1,1 1995:1968,1980:24,30:3,3', '0/900 TAR:TIR | 24/1992 TAR:TIR'),
	('LoFreq', 'T', 'DP=2000;AF=0.012;SB=2;DP4=984,984,12,12', '', '', '24/1992 INFO DP4'),
	('LoFreq, insertion', 'GA', 'DP=2000;AF=0.012;SB=0;DP4=984,984,12,12;INDEL', '', '', '24/1992 INFO DP4'),
	('samtools and bcftools 0.1', 'T', 'DP=2000;DP4=984,984,12,12', 'GT:PL:GQ', '0/1:100,0,90:99', '24/1992 INFO DP4'),
	('samtools, several samples', 'T', 'DP=2000;DP4=984,984,12,12', 'GT:PL:GQ', '0/1:100,0,90:99 0/0:0,10,90:99', '- - | - -'),
	('SomaticSniper', 'T', '.', 'GT:DP:DP4:BCOUNT:GQ:SS', '0/0:900:450,450,0,0:0,0,900,0:90:0 0/1:1992:984,984,12,12:0,0,1968,24:90:2', '0/900 DP4 | 24/1992 DP4'),
	-- Structural.
	('Manta, pairs and splits', '<DEL>', 'SVTYPE=DEL;END=29230000;SVLEN=-9235', 'GT:FT:GQ:PR:SR', '0/1:PASS:99:60,10:40,14', '24/124 PR+SR'),
	('Manta, pairs alone', '<DUP>', 'SVTYPE=DUP;END=29230000;IMPRECISE', 'PR', '60,10', '10/70 PR+SR'),
	('Manta somatic', 'G]chr2:42299000]', 'SVTYPE=BND;SOMATIC', 'PR:SR', '90,0:80,0 60,10:40,14', '0/170 PR+SR | 24/124 PR+SR'),
	('Delly, to the base', '<DEL>', 'PRECISE;SVTYPE=DEL;END=29230000', 'GT:GQ:FT:DR:DV:RR:RV', '0/1:99:PASS:50:9:100:24', '24/124 RR:RV or DR:DV'),
	('Delly, by pairs', '<DEL>', 'IMPRECISE;SVTYPE=DEL;END=29230000', 'GT:GQ:FT:DR:DV:RR:RV', '0/1:99:PASS:50:9:0:0', '9/59 RR:RV or DR:DV'),
	('Sniffles 2', '<DEL>', 'IMPRECISE;SVTYPE=DEL;END=29230000', 'GT:GQ:DR:DV', '0/1:60:50:9', '9/59 RR:RV or DR:DV'),
	('cuteSV, precise', '<DEL>', 'PRECISE;SVTYPE=DEL;END=29230000', 'GT:DR:DV:PL:GQ', '0/1:50:9:1,0,2:60', '- -'),
	('GRIDSS', 'G]chr2:42299000]', 'SVTYPE=BND', 'GT:REF:REFPAIR:VF', './.:60:40:24', '24/124 VF/REF'),
	('GRIDSS, ends close together', 'G]chr2:29221000]', 'SVTYPE=BND', 'GT:REF:REFPAIR:VF', '.:100:40:24', '24/124 VF/REF'),
	('GRIDSS, single breakend', 'GACGT.', 'SVTYPE=BND', 'GT:REF:REFPAIR:VF:BVF', '.:60:40:0:24', '24/124 VF/REF'),
	('GRIDSS, tumour and normal', ']chr2:42299000]G', 'SVTYPE=BND', 'GT:REF:REFPAIR:VF', '.:90:70:0 .:60:40:24', '0/160 VF/REF | 24/124 VF/REF'),
	('CNVkit', '<DUP>', 'IMPRECISE;SVTYPE=DUP;END=29230000', 'GT:GQ:CN', '0/1:30:4', '- -'),
	-- A fraction and a depth alone, or neither.
	('a fraction and a depth', 'T', '.', 'GT:DP:AF', '0/1:2000:0.012', '24/2000 AF*DP counts_from_fraction'),
	('... as VAF', 'T', '.', 'GT:DP:VAF', '0/1:2000:0.012', '24/2000 AF*DP counts_from_fraction'),
	('... in percent', 'T', '.', 'GT:DP:FREQ', '0/1:2000:1.2%', '24/2000 AF*DP counts_from_fraction'),
	('... as VF', 'T', '.', 'GT:DP:VF', '0/1:2000:0.012', '24/2000 AF*DP counts_from_fraction'),
	('... in INFO', 'T', 'DP=2000;AF=0.012', '', '', '24/2000 INFO AF*DP counts_from_fraction'),
	('... of two alternatives', 'T,A', '.', 'GT:DP:AF', '0/1/2:2000:0.012,0.01', '24/2000 AF*DP counts_from_fraction | 20/2000 AF*DP counts_from_fraction'),
	('... with one of the reference', 'T', '.', 'GT:DP:AF', '0/1:2000:0.988,0.012', '24/2000 AF*DP counts_from_fraction'),
	('a fraction of genotypes', 'T', 'AC=1;AF=0.5;AN=2;DP=62', 'GT', '0/1', '- - 62'),
	('a fraction above 1', 'T', '.', 'GT:DP:AF', '0/1:2000:1.2', 'error: line 8 of the data: AF of sample S1 must be a fraction from 0 to 1, found "1.2"'),
	('counts above the depth', 'T', '.', 'GT:DP:VD', '0/1:20:24', '- VD/DP 20 counts_above_depth'),
	('CLC Genomics Workbench', 'T', '.', 'GT:CLCAD2:DP', '0/1:1968,24:1992', '- - 1992'),
	('xAtlas', 'T', '.', 'GT:VR:RR:DP:GQ', '0/1:24:1968:1992:99', '- - 1992'),
	('genotypes alone', 'T', '.', 'GT', '0/1', '- -'),
	('no samples', 'T', '.', '', '', '- -'),
	('a depth below zero', 'T', '.', 'GT:AD', '0/1:-3,24', 'error: line 7 of the data: AD of sample S1 must be counts, found "-3"'),
	('counts with a fraction', 'T', '.', 'GT:AD', '0/1:1968.5,24', 'error: line 7 of the data: AD of sample S1 must be counts, found "1968.5"'),
	('values at the end left out', 'T', '.', 'GT:AD:DP:GQ', '0/1:1968,24', '24/1992 AD'),
	('a sample of which nothing is said', 'T', '.', 'GT:AD:DP', '0/1:1968,24:1992 .', '24/1992 AD | - -'),
	('a deletion from before', 'T,*', '.', 'GT:AD', '1/2:0,24,20', '24/44 AD | 20/44 AD');
INSERT INTO shape VALUES ('several bases', 'TA', '.', 'GT:AD', '0/1:1968,24', '24/1992 AD', 'GC'), ('bases in lower case', 't', '.', 'GT:AD', '0/1:1968,24', '24/1992 AD', 'g'),
	('another reference', 'T', '.', 'GT:AD', '0/1:1968,24', 'error: line 7 of the data: reference base at GRCh38:chr2:29220765 is G, not C', 'C');
SELECT count(*) AS callers FROM shape;
SELECT s.caller, s.expected, a.answer FROM shape AS s, LATERAL pg_temp.answer(pg_temp.file(s.alt, s.info, s.format, s.samples, s.ref)) AS a(answer) WHERE a.answer IS DISTINCT FROM s.expected;
-- Styles of header and of lines about the same record.
CREATE TEMP TABLE style (style text PRIMARY KEY, version text, contigs text, contig text, line_end text, assembly text, expected text);
INSERT INTO style VALUES
	('VCF 4.0', 'VCFv4.0', '##contig=<ID=chr2,length=242193529>', 'chr2', E'\n', NULL, '24/1992 AD'), ('VCF 4.1', 'VCFv4.1', '##contig=<ID=chr2,length=242193529>', 'chr2', E'\n', NULL, '24/1992 AD'),
	('VCF 4.3', 'VCFv4.3', '##contig=<ID=chr2,length=242193529>', 'chr2', E'\n', NULL, '24/1992 AD'), ('VCF 4.4', 'VCFv4.4', '##contig=<ID=chr2,length=242193529>', 'chr2', E'\n', NULL, '24/1992 AD'),
	('VCF 4.5', 'VCFv4.5', '##contig=<ID=chr2,length=242193529>', 'chr2', E'\n', NULL, '24/1992 AD'), ('lines of Windows', 'VCFv4.2', '##contig=<ID=chr2,length=242193529>', 'chr2', E'\r\n', NULL, '24/1992 AD'),
	('chromosomes by number', 'VCFv4.2', '##contig=<ID=2,length=242193529>', '2', E'\n', NULL, '24/1992 AD'), ('RefSeq', 'VCFv4.2', '##contig=<ID=NC_000002.12,length=242193529>', 'NC_000002.12', E'\n', NULL, '24/1992 AD'),
	('RefSeq without a length', 'VCFv4.2', '##contig=<ID=NC_000002.12>', 'NC_000002.12', E'\n', NULL, '24/1992 AD'), ('GenBank', 'VCFv4.2', '##contig=<ID=CM000664.2,length=242193529>', 'CM000664.2', E'\n', NULL, '24/1992 AD'),
	('contigs without lengths, named', 'VCFv4.2', '##contig=<ID=chr2>', 'chr2', E'\n', 'hg38', '24/1992 AD'), ('contigs without lengths', 'VCFv4.2', '##contig=<ID=chr2>', 'chr2', E'\n', NULL, 'error: the header of the data does not tell the assembly'),
	('no contigs, named', 'VCFv4.2', '', 'chr2', E'\n', 'hg38', '24/1992 AD'), ('no contigs', 'VCFv4.2', '', 'chr2', E'\n', NULL, 'error: the header of the data does not tell the assembly'),
	('more of a contig', 'VCFv4.2', '##contig=<ID=chr2,length=242193529,assembly=GRCh38,md5=f98db672eb0993dcfdabafe2a882905c,species="Homo sapiens">', 'chr2', E'\n', NULL, '24/1992 AD'),
	('many lines of no concern', 'VCFv4.2', E'##contig=<ID=chr2,length=242193529>\n##ALT=<ID=NON_REF,Description="a \\"b\\", c">\n##META=<ID=Assay,Type=String,Number=.,Values=[a, b]>\n##SAMPLE=<ID=S1,Assay=a>\n##PEDIGREE=<ID=S1,Original=S0>\n##source=a\n##source=b\n##x', 'chr2', E'\n', NULL, '24/1992 AD'),
	('the other assembly', 'VCFv4.2', '##contig=<ID=chr2,length=242193529>', 'chr2', E'\n', 'hg19', 'error: the variants of the data do not lie on GRCh37'), ('VCF 3.3', 'VCFv3.3', '', 'chr2', E'\n', 'hg38', 'error: the data is of version VCFv3.3');
SELECT count(*) AS styles FROM style;
SELECT s.style, s.expected, a.answer FROM style AS s, LATERAL pg_temp.answer(pg_temp.file('T', '.', 'GT:AD', '0/1:1968,24', 'G', s.version, s.contigs, s.contig, s.line_end), s.assembly) AS a(answer) WHERE a.answer IS DISTINCT FROM s.expected;
-- Hostile ones: 10 MB of INFO, of one tag and of many; 1,000 alleles; a line of 300 MB is refused before it is read.
SELECT pg_temp.answer(pg_temp.file('T', 'DP=2000;MATEID=' || repeat('x', 10000000), 'GT:AD', '0/1:1968,24', 'G'));
SET alkres.max_record_size = '1MB';
SELECT pg_temp.answer(pg_temp.file('T', 'DP=2000;MATEID=' || repeat('x', 10000000), 'GT:AD', '0/1:1968,24', 'G'));
SELECT left(pg_temp.answer(pg_temp.file('T', (SELECT string_agg('DP=' || n, ';') FROM generate_series(1, 1000000) AS n), 'GT:AD', '0/1:1968,24', 'G')), 200);
RESET alkres.max_record_size;
SELECT pg_temp.answer(pg_temp.file((SELECT string_agg(repeat('A', n), ',') FROM generate_series(2, 1001) AS n), '.', 'GT:AD', '0/1:1968,24', 'G'));
SELECT pg_temp.answer(pg_temp.file('T', '.', 'GT:XX', '0/1:1', 'G')), pg_temp.answer(pg_temp.file('T', '.', 'GT:XX', '0/1:1', 'G'), NULL, false);
SELECT pg_temp.answer(pg_temp.file('T', 'XX=1', 'GT', '0/1', 'G')), pg_temp.answer(pg_temp.file('T', 'XX=1', 'GT', '0/1', 'G'), NULL, false);
