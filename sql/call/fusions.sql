-- Fusions of ALK: what test/data/fusions_sam plants is found to the base, what it does not is absent with a limit.
\getenv data ALKRES_DATA
\set sequence :data '/fusions_sequence.tsv'
SET search_path = alkres;
CREATE TABLE library AS SELECT way, array_agg(p.pileup) AS pileups
FROM unnest('{none,eml4,one,kif5b,tfg,antisense}'::text[]) AS way, LATERAL read_pileup(:'data' || '/fusions_' || way || '.bam', 'GRCh38', umi => 'none') AS p GROUP BY way;
CREATE TABLE sequence AS SELECT array_agg(split_part(line, E'\t', 1)::region) AS regions, array_agg(split_part(line, E'\t', 2)) AS sequences
FROM regexp_split_to_table(trim(pg_read_file(:'sequence'), E'\n'), '\n') AS line;
CREATE VIEW called AS SELECT l.way, f.* FROM library AS l, LATERAL call_fusions(l.pileups, target_vaf => 0.15) AS f;
SELECT way, partner, state, round(lod95::numeric, 3) AS lod95, reason FROM called WHERE way = 'one';
SELECT way, variant, partner, state, vaf, is_precise AS precise, homology, inserted, flags FROM called WHERE variant IS NOT NULL OR partner = 'EML4' ORDER BY way, variant;
SELECT way, name, exons, in_frame, kinase_position, partner_position, partner_region, split_molecules AS split, partner_split_molecules AS partner_split, spanning_molecules AS spanning, reciprocal
FROM called WHERE variant IS NOT NULL ORDER BY way;
SELECT way, state, round(lod95::numeric, 3) AS lod95, round(fraction_upper::numeric, 3) AS fraction_upper, min_molecules, reason, expected_false_calls < 0.001 AS few_false FROM called WHERE variant IS NOT NULL OR partner = 'EML4' ORDER BY way, variant;
-- what lies in KIF5B has MAPQ 0: the tails tell the place where the sequence is known, mates name the gene where it is not
SELECT f.variant, f.partner, f.exons, f.in_frame, f.is_precise, f.inserted FROM library AS l, sequence AS s, LATERAL call_fusions(l.pileups, regions => s.regions, sequences => s.sequences) AS f WHERE way = 'kif5b' AND f.variant IS NOT NULL;
-- the more of a partner's sequence is known, the lower the limit
SELECT f.partner, round(f.lod95::numeric, 3) AS lod95 FROM library AS l, fusion_regions('GRCh38') AS g, LATERAL call_fusions(l.pileups, regions => ARRAY[g.region], sequences => ARRAY[repeat('N', (end_position(g.region) - start_position(g.region) + 1)::integer)]) AS f
WHERE way = 'none' AND g.gene = 'TFG' AND f.partner IN ('TFG', 'EML4') ORDER BY 1;
-- of a junction that the patient is known to have one molecule is enough, whichever side it is written from; where it is not seen it is answered
SELECT l.way, f.variant, f.state, f.vaf, f.min_molecules, round(f.lod95::numeric, 3) AS lod95, f.flags, f.reason
FROM library AS l, LATERAL call_fusions(l.pileups, known => '{GRCh38:chr2:42299750:N:N]chr2:29223741],GRCh38:chr2:29220765:G:T}', target_vaf => 0.15) AS f WHERE way IN ('one', 'none') AND (f.variant IS NOT NULL OR f.partner = 'EML4') ORDER BY way, f.variant;
-- what normals show as often is none, whatever else they show
SELECT n.way AS normals, f.state, f.flags, f.reason FROM library AS l, library AS n, LATERAL call_fusions(l.pileups, n.pileups) AS f WHERE l.way = 'eml4' AND n.way IN ('eml4', 'none', 'kif5b') AND f.variant IS NOT NULL ORDER BY n.way;
-- without the blocks of the partner mates alone tell, and a smaller part of the intron is not enough for a negative
SELECT f.variant, f.partner, f.exons, f.is_precise FROM (SELECT array_agg(u) AS pileups FROM library, unnest(pileups) AS u, LATERAL pileup_info(u) AS i WHERE way = 'eml4' AND i.start_position < 30000000) AS l,
	LATERAL call_fusions(l.pileups) AS f WHERE f.variant IS NOT NULL;
SELECT DISTINCT f.state, f.lod95, f.reason FROM (SELECT array_agg(u) AS pileups FROM library, unnest(pileups) AS u, LATERAL pileup_info(u) AS i WHERE way = 'none' AND i.start_position < 29224500) AS l, LATERAL call_fusions(l.pileups) AS f;
SELECT DISTINCT state, round(lod95::numeric, 3) AS lod95, reason FROM library, LATERAL call_fusions(pileups) WHERE way = 'none';
SELECT DISTINCT d AS design, f.state, f.reason FROM unnest('{NULL,"{GRCh38:chr2:29223341-29223530}","{GRCh38:chr2:29223000-29226000}"}'::text[]) AS d, LATERAL call_fusions(NULL, design => d::region[]) AS f ORDER BY 1 NULLS FIRST;
SELECT count(*) FROM call_fusions(NULL);
SELECT DISTINCT f.state FROM library AS l, LATERAL call_fusions(l.pileups || NULL::pileup, '{NULL}', '{}', '{}', '{NULL}') AS f WHERE way = 'none';
SELECT * FROM fusion_regions('hg19');
-- refused
SELECT f.state FROM library AS l, LATERAL call_fusions(l.pileups || l.pileups) AS f WHERE way = 'none';
SELECT f.state FROM library AS l, LATERAL call_fusions(l.pileups, regions => '{GRCh38:chr2:1-10}') AS f WHERE way = 'none';
SELECT f.state FROM library AS l, LATERAL call_fusions(l.pileups, regions => '{GRCh38:chr2:1-10}', sequences => '{ACGT}') AS f WHERE way = 'none';
SELECT f.state FROM library AS l, LATERAL call_fusions(l.pileups, target_vaf => 1.5) AS f WHERE way = 'none';
SELECT * FROM fusion_regions('T2T');
SELECT region, sequence FROM read_sequence(:'data' || '/small.fa', '{test:demo:49-60,test:demo:1-5}');
SELECT * FROM read_sequence(:'data' || '/small.fa', '{test:demo:49-60,GRCh38:chr1:1-5}');
SELECT * FROM read_sequence(:'data' || '/small.fa', '{test:demo:49-60000}');
DROP VIEW called;
DROP TABLE library, sequence;
