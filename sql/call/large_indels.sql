-- Changes of 20 to 500 bases that aligners clip (test/data/fusions_sam): found to the base; molecules that copied themselves back are none.
\getenv data ALKRES_DATA
SET search_path = alkres;
CREATE TABLE library AS SELECT way, array_agg(p.pileup) AS pileups
FROM unnest('{large,turned,none,eml4}'::text[]) AS way, LATERAL read_pileup(:'data' || '/fusions_' || way || '.bam', 'GRCh38', umi => 'none') AS p GROUP BY way;
CREATE TABLE called AS SELECT l.way, f.* FROM library AS l, LATERAL call_large_indels(l.pileups) AS f;
-- what is listed by name and not found is answered where the library looks
SELECT way, mutation, state FROM called WHERE variant IS NULL;
SELECT t.target, f.mutation, f.kind, f.state, round(f.lod95::numeric, 3) AS lod95, round(f.fraction_upper::numeric, 3) AS fraction_upper, f.vaf, f.reason
FROM unnest('{0.3,0.1}'::float8[]) AS t(target), library AS l, LATERAL call_large_indels(l.pileups, target_vaf => t.target) AS f WHERE way = 'turned' ORDER BY t.target;
SELECT way, contig(variant), start_position(variant) AS "position", alkres.kind(variant) AS variant_kind, length(ref(variant)) AS ref, length(alt(variant)) AS alt, mutation, kind, length, state, vaf,
	left_molecules AS left, right_molecules AS right, flags, reason FROM called WHERE variant IS NOT NULL ORDER BY variant;
-- the bases that are new
SELECT kind, alt(variant) FROM called WHERE kind IN ('insertion', 'duplication') ORDER BY kind;
-- what normals show as often is none
SELECT n.way AS normals, f.kind, f.state, f.flags, f.reason FROM library AS l, library AS n, LATERAL call_large_indels(l.pileups, n.pileups) AS f WHERE l.way = 'large' AND n.way IN ('large', 'turned') ORDER BY n.way, f.kind;
SELECT count(*) FROM call_large_indels(NULL);
SELECT count(*) FROM library AS l, LATERAL call_large_indels(l.pileups || NULL::pileup, '{NULL}') WHERE way = 'large';
-- refused
SELECT f.kind FROM library AS l, LATERAL call_large_indels(l.pileups || l.pileups) AS f WHERE way = 'none';
SELECT f.kind FROM library AS l, LATERAL call_large_indels(l.pileups, target_vaf => 1) AS f WHERE way = 'none';
DROP TABLE library, called;
