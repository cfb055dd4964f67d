-- gene_model: GFF3 and FASTA to a value, and the consequence by it.
SET search_path = public, alkres;
-- Two small genes on a contig of an assembly of their own: PLUS1 of two exons, MINUS1 the same read from the other strand.
CREATE FUNCTION pg_temp.complement(text) RETURNS text LANGUAGE sql AS $$ SELECT reverse(translate($1, 'ACGT', 'TGCA')) $$;
CREATE TEMP TABLE part AS SELECT 'CCACC' || 'ATGGCTGAA' AS exon1, 'GTAAGTCCCCTTTTCTCCCTTTTCCCTTCCTCTTTCCTTTTCCTTCAG' AS intron, 'AAACGTTGGTAA' || 'CCGAA' AS exon2;
CREATE TEMP TABLE genome AS SELECT 'TTTTT' || exon1 || intron || exon2 || 'GGGGG' AS plus, 'TTTTT' || pg_temp.complement(exon1 || intron || exon2) || 'GGGGG' AS minus FROM part;
CREATE TEMP TABLE file AS SELECT convert_to(concat_ws(E'\n', '##gff-version 3', '# a comment',
	E'p\tx\tgene\t6\t84\t.\t+\t.\tID=gene:1;Name=PLUS1', E'p\tx\tmRNA\t6\t84\t.\t+\t.\tID=transcript:T1;Parent=gene:1;transcript_id=T1;version=2;tag=basic,MANE_Select',
	E'p\tx\texon\t6\t19\t.\t+\t.\tParent=transcript:T1', E'p\tx\tCDS\t11\t19\t.\t+\t0\tParent=transcript:T1',
	E'p\tx\texon\t68\t84\t.\t+\t.\tParent=transcript:T1', E'p\tx\tCDS\t68\t79\t.\t+\t0\tParent=transcript:T1',
	-- GENCODE's way, parts before their parents, and without the stop codon
	E'm\tx\tCDS\t71\t79\t.\t-\t0\tID=c;Parent=T2.1', E'm\tx\tCDS\t14\t22\t.\t-\t0\tID=c;Parent=T2.1',
	E'm\tx\texon\t71\t84\t.\t-\t.\tID=e1;Parent=T2.1', E'm\tx\texon\t6\t22\t.\t-\t.\tID=e2;Parent=T2.1',
	E'm\tx\ttranscript\t6\t84\t.\t-\t.\tID=T2.1;Parent=G2;gene_name=MINUS1;transcript_id=T2.1;tag=basic%2Cx',
	E'm\tx\tgene\t6\t84\t.\t-\t.\tID=G2;gene_name=MINUS1',
	-- others of PLUS1: not whole
	E'p\tx\tmRNA\t6\t84\t.\t+\t.\tID=transcript:T3;Parent=gene:1', E'p\tx\texon\t6\t84\t.\t+\t.\tParent=transcript:T3', E'p\tx\tCDS\t11\t79\t.\t+\t0\tParent=transcript:T3',
	E'p\tx\tmRNA\t6\t84\t.\t+\t.\tID=transcript:T4;Parent=gene:1', E'p\tx\texon\t6\t19\t.\t+\t.\tParent=transcript:T4', E'p\tx\tCDS\t11\t18\t.\t+\t1\tParent=transcript:T4',
	E'p\tx\tmRNA\t6\t84\t.\t+\t.\tID=transcript:T5;Parent=gene:1', E'p\tx\texon\t6\t19\t.\t+\t.\tParent=transcript:T5', E'p\tx\tCDS\t11\t18\t.\t+\t0\tParent=transcript:T5',
	E'p\tx\tgene\t6\t19\t.\t+\t.\tID=gene:6;Name=AC0001.1', E'p\tx\tmRNA\t6\t84\t.\t+\t.\tID=transcript:T6;Parent=gene:6', E'p\tx\tCDS\t11\t19\t.\t+\t0\tParent=transcript:T6', '') || E'\n', 'UTF8') AS gff3,
	convert_to(format(E'##FASTA\n>p all\n%s\n>m:1-89\n%s\n', plus, lower(minus)), 'UTF8') AS sequence FROM genome;
CREATE TABLE model AS SELECT r.* FROM file, read_gene_model_data(gff3 || sequence, 'made') AS r;
SELECT gene, transcript, is_canonical, chosen_by, region, exons, residues, reason FROM model ORDER BY gene, transcript;
SELECT gene_symbol(model), transcript(model), transcript_region(model), coding_region(model), protein(model) FROM model WHERE model IS NOT NULL ORDER BY 1;
-- genes and transcripts that are asked for
SELECT r.transcript, r.is_canonical, r.chosen_by FROM file, read_gene_model_data(gff3 || sequence, 'made', NULL, '{PLUS1}', '{T4}') AS r ORDER BY 1;
SELECT read_gene_model_data(gff3 || sequence, 'made', genes => '{PLUS2}') FROM file;
SELECT read_gene_model_data(gff3 || sequence, 'made', transcripts => '{T9}') FROM file;

-- the same changes of both strands: c. and p. are the same
CREATE TABLE asked (n int, what text, variant text);
INSERT INTO asked VALUES (1, 'missense', '15:C:A'), (2, 'synonymous', '16:T:C'), (3, 'stop', '17:G:T'), (4, 'frameshift', '14:G:GA'), (5, 'in-frame deletion', '13:GGCT:G'),
	(6, '5'' untranslated', '8:A:G'), (7, '3'' untranslated', '81:C:T'), (8, 'start', '12:T:A'), (9, 'stop codon', '77:T:C'), (10, 'donor', '20:G:A'), (11, 'acceptor', '67:G:C'),
	(12, 'intron, behind', '24:G:A'), (13, 'intron, before', '58:T:A'), (14, 'deep', '44:C:T'), (15, 'outside', '3:T:A'), (16, 'over the edge', '18:AAG:A'), (17, 'dup', '15:C:CTGC'),
	(18, 'insertion', '16:T:TAAA'), (19, 'codon of two exons', '19:A:C'), (20, 'new stop and more', '13:G:GTAACC'), (21, 'delins', '14:GCT:AA'), (22, 'MNV', '68:AA:GG');
SELECT n, what, a.gene, a.transcript, a.hgvs_c, a.hgvs_p, a.mutation,
	(a.hgvs_c, a.hgvs_p, replace(a.mutation::text, 'PLUS', '')) IS NOT DISTINCT FROM (b.hgvs_c, b.hgvs_p, replace(b.mutation::text, 'MINUS', '')) AS minus_says_so
FROM asked, LATERAL (SELECT split_part(variant, ':', 1)::int AS at, split_part(variant, ':', 2) AS ref, split_part(variant, ':', 3) AS alt) AS v,
	LATERAL (SELECT CASE WHEN length(ref) = length(alt) THEN variant('made', 'm', 90 - at - length(ref) + 1, pg_temp.complement(ref), pg_temp.complement(alt))
		ELSE variant('made', 'm', 90 - at - length(ref), (SELECT substr(minus, 90 - at - length(ref), 1) FROM genome) || pg_temp.complement(ref),
			(SELECT substr(minus, 90 - at - length(ref), 1) FROM genome) || pg_temp.complement(alt)) END AS mirrored) AS m,
	LATERAL consequence(variant('made', 'p', at, ref, alt), (SELECT model FROM model WHERE transcript = 'T1.2')) AS a,
	LATERAL consequence(mirrored, (SELECT model FROM model WHERE transcript = 'T2.1')) AS b ORDER BY n;
-- a wrong base, another contig, another assembly, NULL
SELECT consequence('made:p:15:G:A', model) FROM model WHERE transcript = 'T1.2';
SELECT consequence('made:m:15:G:A', model), consequence('other:p:15:C:A', model), consequence(NULL::variant, model) FROM model WHERE transcript = 'T1.2';
SELECT (consequence('made:p:15:C:A', NULL)).*;
-- text and binary form
SELECT model::text::gene_model::text = model::text AS same, left(model::text, 40) AS text FROM model WHERE transcript = 'T1.2';
SELECT 'x'::gene_model;
SELECT '\x01'::gene_model;
SELECT overlay(model::text PLACING '7' FROM length(model::text) - 5)::gene_model FROM model WHERE transcript = 'T1.2';
SELECT (model::text || '00')::gene_model FROM model WHERE transcript = 'T1.2';

-- files that are no GFF3 or FASTA
CREATE FUNCTION pg_temp.read(gff3 text, sequence text = E'##FASTA\n>p\nACGT\n') RETURNS text LANGUAGE plpgsql AS $$
DECLARE detail text; hint text;
BEGIN
	RETURN (SELECT count(*) || ' rows' FROM read_gene_model_data(convert_to(gff3 || sequence, 'UTF8'), 'made'));
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
	RETURN concat_ws(' / ', SQLSTATE, SQLERRM, nullif(hint, ''));
END $$;
SELECT n, pg_temp.read(replace(text, '|', E'\t')) FROM (VALUES (1, E''), (2, E'##gff-version 3\n'), (3, E'##gff-version 2\n'), (4, E'p|x|CDS|1|2|.|+|0\n'), (5, E'p|x|CDS|0|2|.|+|0|Parent=a\n'),
	(6, E'p|x|CDS|3|2|.|+|0|Parent=a\n'), (7, E'p|x|CDS|1|2|.|x|0|Parent=a\n'), (8, E'p|x|CDS|1|2|.|+|3|Parent=a\n'), (9, E'p|x|CDS|1|2|.|+|0|gene_id "x"; transcript_id "y"\n'),
	(10, E'p|x|CDS|1|999999999999|.|+|0|Parent=a\n'), (12, E'p|x|CDS|1|3|.|+|0|Parent=a\n##FASTA\n>x\nnot a feature\n'),
	(13, E'p|x|CDS|1|3|.|+|0|Parent=a\r\n'), (14, E'|x|CDS|1|3|.|+|0|Parent=a\n')) AS t(n, text) ORDER BY n;
SELECT n, pg_temp.read(E'p\tx\tCDS\t1\t3\t.\t+\t0\tParent=a\n', text) FROM (VALUES (1, E'##FASTA\nACGT\n'), (2, E'>p\nAC GT\n'), (3, E'>p:7x\nACGT\n'), (4, E'>p:0\nACGT\n'), (5, ''), (6, E'>p\nACGT'), (7, E'##FASTA\n')) AS t(n, text) ORDER BY n;
SELECT read_gene_model_data(NULL, 'made');
SELECT read_gene_model_data('', NULL);
SELECT read_gene_model('x.gff3', 'made');
SELECT read_gene_model_data('', 'made', 'x.fa');
DROP TABLE model, asked;
