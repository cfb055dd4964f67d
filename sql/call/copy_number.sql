-- Copies of genes, on values: what is counted of pileups, sums over normals, ratios and states.
SET search_path = public, alkres;
-- the targets of a design: autosomes, in order, joined where they touch
SELECT panel_targets('{GRCh38:chr7:500-600,GRCh38:chrX:1-100,GRCh38:chr2:100-200,GRCh38:chr2:201-300,GRCh38:chr2:150-160,GRCh38:chr2:302-310,GRCh38:chrM:1-50,GRCh38:chr7:550-700,GRCh38:chr10_KI270824v1_alt:5-9}');
SELECT panel_targets('{}') AS empty, panel_targets(NULL) IS NULL AS of_null;
SELECT panel_targets('{GRCh38:chr2:1-2,GRCh37:chr2:5-6}');
SELECT panel_targets('{GRCh38:chr2:1-2,NULL}');
-- what a library shows of each target: as depth() has it, in one go or in parts
\getenv data ALKRES_DATA
CREATE TEMP TABLE normal AS SELECT n AS library, p.* FROM generate_series(1, 3) AS n, LATERAL read_pileup(:'data' || '/calling_normal' || n || '.bam', 'GRCh38') AS p;
CREATE TEMP TABLE design AS SELECT panel_targets(ARRAY['GRCh38:chr2:29222340-29222400', 'GRCh38:chr2:29222500-29222560', 'GRCh38:chr2:40000000-40000010']::region[]) AS targets;
SELECT cardinality(counts) AS numbers, counts[1] > 1000 AS molecules, counts[2] = (SELECT sum(d.molecules) FROM normal AS n, LATERAL depth(n.pileup) AS d WHERE n.library = 1) AS bases,
	counts[3] > 0 AS fragments, counts[4] / counts[3] AS mean_length, counts[5] AS of_reads, counts[6:7] AS known_and_gc,
	counts[8] = (SELECT sum(d.molecules) FROM normal AS n, LATERAL depth(n.pileup) AS d WHERE n.library = 1 AND d.position BETWEEN 29222340 AND 29222400) AS of_target, counts[12:14] AS of_nothing
FROM (SELECT target_counts_agg(n.pileup, d.targets) AS counts FROM normal AS n, design AS d WHERE n.library = 1) AS k;
SELECT (SELECT target_counts_agg(n.pileup, d.targets) FROM normal AS n, design AS d)
	= alkres_internal.target_numbers_add((SELECT target_counts_agg(n.pileup, d.targets) FROM normal AS n, design AS d WHERE n.library = 1),
		(SELECT target_counts_agg(n.pileup, d.targets) FROM normal AS n, design AS d WHERE n.library > 1)) AS in_parts,
	(SELECT target_counts_agg(n.pileup, NULL) IS NULL FROM normal AS n) AS no_targets, (SELECT target_counts_agg(NULL, d.targets) IS NULL FROM design AS d) AS no_pileup;
SELECT target_counts_agg(n.pileup, '{GRCh37:chr2:1-100}') FROM normal AS n;
SELECT target_counts_agg(n.pileup, '{GRCh38:chr2:200-300,GRCh38:chr2:100-150}') FROM normal AS n;
SELECT target_counts_agg(n.pileup, '{GRCh38:chrX:200-300}') FROM normal AS n;

-- A panel of ten genes of eight targets; noise is drawn from a hash, GC bends each library in its own way.
CREATE TEMP TABLE panel AS SELECT panel_targets(array_agg(region('GRCh38', 'chr' || g, 1000000 + 3000 * t, 1000000 + 3000 * t + 99 + 20 * t) ORDER BY g, t)) AS targets,
	array_agg(region('GRCh38', 'chr' || g, 1000000, 1100000) ORDER BY g) FILTER (WHERE t = 0) AS genes FROM generate_series(1, 10) AS g, generate_series(0, 7) AS t;
CREATE FUNCTION noise(library int, target int) RETURNS float8 LANGUAGE sql IMMUTABLE AS $$ SELECT sum((hashint4(library * 1000 + target * 7 + k * 100003) & 65535) / 65536.0 - 0.5)::float8 FROM generate_series(1, 12) AS k $$;
-- ratios: log2 of each gene
CREATE FUNCTION library(library int, ratios float8[]) RETURNS bigint[] LANGUAGE sql STABLE AS $$
	SELECT ARRAY[40000, 40000 * 150, 40000, 40000 * 165, 0]::bigint[] || array_agg(x ORDER BY n, k) FROM (
		SELECT t.n, v.k, v.x FROM (SELECT n, end_position(r) - start_position(r) + 1 AS length, (n - 1) / 8 AS gene, 0.35 + 0.3 * ((n * 37 % 80) / 80.0) AS gc FROM panel, unnest(targets) WITH ORDINALITY AS u(r, n)) AS t,
			LATERAL (VALUES (1, t.length), (2, (t.length * t.gc)::int), (3, (t.length * 2000 * power(2, 0.3 * noise(0, t.n::int) + 0.5 * (t.gc - 0.5) * (library % 3 - 1) + 0.03 * noise(library, t.n::int)
				+ coalesce(ratios[t.gene + 1], 0)))::int)) AS v(k, x)) AS k $$;
CREATE TEMP TABLE sums AS SELECT target_normals_agg(p.targets, p.targets, library(n, NULL)) AS normals FROM panel AS p, generate_series(1, 8) AS n;
CREATE TEMP TABLE asked AS SELECT '{ALK copy_number_gain,BRAF amplification,EGFR amplification,KIT amplification,KRAS amplification,MET amplification,MYC amplification,NF2 copy_number_loss,NRAS amplification,TP53}'::mutation[] AS mutations;
CREATE TEMP VIEW answer AS
SELECT l.name, c.* FROM panel AS p, sums AS s, asked AS a, (VALUES ('nothing', NULL::float8[], 0.1::float8), ('changed', ARRAY[copies_log2_ratio(6, 0.1), 0, 0, copies_log2_ratio(4, 0.1), 0, copies_log2_ratio(12, 0.1), 0, copies_log2_ratio(0, 0.2)], 0.1),
	('unknown', ARRAY[copies_log2_ratio(6, 0.1), 0, 0, copies_log2_ratio(40, 0.9)], NULL), ('faint', NULL, 0.01)) AS l(name, ratios, tumour_fraction),
	LATERAL copy_number(p.targets, library(100, l.ratios), s.normals, a.mutations, p.genes, l.tumour_fraction) AS c;
SELECT gene, state, round(log2_ratio::numeric, 2) AS log2, round(log2_ratio_lower::numeric, 2) AS lower, round(log2_ratio_upper::numeric, 2) AS upper, round(log2_ratio_lod95::numeric, 2) AS found, round(copy_number::numeric, 1) AS copies,
	round(copy_number_lower::numeric, 1) AS lower, round(copy_number_upper::numeric, 1) AS upper, round(copy_number_lod95::numeric, 1) AS found, round(tumour_fraction_lod95::numeric, 2) AS from_fraction, targets_counted AS targets, normals_used AS normals
FROM answer WHERE name = 'nothing';
SELECT name, mutation, mutation_state, called, round(fraction::numeric, 3) AS fraction, round(lod95::numeric, 3) AS lod95, reason FROM answer WHERE name <> 'nothing' AND (name = 'changed' OR gene IN ('ALK', 'KIT', 'TP53')) ORDER BY name, gene;
-- the sums of normals: any order, parts; a normal of other targets says nothing of these, one of reads nothing at all
SELECT s.normals = k.normals AS any_order, s.normals = alkres_internal.target_numbers_add(k.some, k.others) AS in_parts, s.normals[1] FROM sums AS s, (SELECT target_normals_agg(p.targets, p.targets, library(n, NULL) ORDER BY n DESC) AS normals,
	target_normals_agg(p.targets, p.targets, library(n, NULL)) FILTER (WHERE n < 3) AS some, target_normals_agg(p.targets, p.targets, library(n, NULL)) FILTER (WHERE n >= 3) AS others FROM panel AS p, generate_series(1, 8) AS n) AS k;
SELECT (target_normals_agg(p.targets, p.targets[1:20], (library(n, NULL))[1:65]))[1] AS fewer_than_half, (target_normals_agg(p.targets, p.targets[1:60], (library(n, NULL))[1:185]))[1] AS more,
	(target_normals_agg(p.targets[1:10], p.targets, library(n, NULL)))[1] AS of_many, (target_normals_agg(p.targets, p.targets, (library(n, NULL))[1:4] || 3::bigint || (library(n, NULL))[6:]))[1] AS of_reads FROM panel AS p, generate_series(1, 8) AS n;
-- less to compare with: two normals, one, none; wider limits each time
SELECT n, c.gene, c.state, c.compared_with, c.normals_used, round(c.log2_ratio_lod95::numeric, 1) AS found FROM panel AS p, asked AS a, generate_series(0, 2) AS n,
	LATERAL (SELECT target_normals_agg(p.targets, p.targets, library(k, NULL)) AS normals FROM generate_series(1, n) AS k) AS s,
	LATERAL copy_number(p.targets, library(100, ARRAY[0, copies_log2_ratio(8, 0.9)]), s.normals, a.mutations[1:2], p.genes[1:2]) AS c ORDER BY n DESC, gene;
-- nothing to say: no design, no blocks, not in the panel, reads, too few genes
SELECT k.what, c.state, c.mutation_state, c.log2_ratio, c.reason FROM panel AS p, sums AS s, (VALUES (1, 'no design'), (2, 'no blocks'), (3, 'another gene'), (4, 'reads'), (5, 'three genes'), (6, 'no molecules')) AS k(n, what),
	LATERAL copy_number(CASE WHEN n = 5 THEN p.targets[1:24] WHEN n > 1 THEN p.targets END, CASE n WHEN 2 THEN NULL WHEN 4 THEN (library(1, NULL))[1:4] || 1::bigint || (library(1, NULL))[6:] WHEN 5 THEN (library(1, NULL))[1:77]
		WHEN 6 THEN array_fill(0::bigint, ARRAY[245]) ELSE library(1, NULL) END, CASE WHEN n <> 5 THEN s.normals END, '{ALK copy_number_gain}', ARRAY[CASE n WHEN 3 THEN 'GRCh38:chr20:1-100'::region ELSE p.genes[1] END]) AS c ORDER BY k.n;
SELECT count(*) FROM copy_number(NULL, NULL, NULL, NULL, NULL);
-- targets: the ratios without what GC and length make of them
SELECT count(*), count(gene) AS in_genes, round(stddev(t.log2_ratio)::numeric, 2) AS rest, bool_and(t.error > 0.02 AND t.spread > 0.02) AS noise, bool_and(abs(t.log2_ratio) < 4 * t.error) AS fits FROM panel AS p, sums AS s, asked AS a,
	LATERAL target_ratios(p.targets, library(100, NULL), s.normals, a.mutations[1:5], p.genes[1:5]) AS t;
-- copies and ratios
SELECT round(copies_log2_ratio(6, 0.05)::numeric, 3) AS "6 at 5 %", round(copies_log2_ratio(4, 0.05)::numeric, 3) AS "4 at 5 %", round(copies(copies_log2_ratio(7.5, 0.3), 0.3)::numeric, 6) AS there_and_back, copies(-3, 0.5) AS none,
	copies_log2_ratio(0, 1) AS all_lost, tumour_fraction(0.03) AS twice, tumour_fraction(0.8) AS all, tumour_fraction(NULL) AS of_null;
SELECT string_agg(m || ' ' || is_copy_number(m::mutation), ', ') FROM unnest('{ALK copy_number_gain,MET amplification,PTEN copy_number_loss,ALK fusion,ALK,ALK G1202R,MET exon14_skipping}'::text[]) AS m;
SELECT copies(1, 0);
SELECT copies('Infinity', 0.5);
SELECT copies_log2_ratio(-1, 0.5);
SELECT tumour_fraction(1.5);
-- errors
SELECT count(*) FROM panel AS p, copy_number(p.targets, '{1,2,3}', NULL, '{}', '{}');
SELECT count(*) FROM panel AS p, copy_number(p.targets, library(1, NULL), '{1,2,3}', '{}', '{}');
SELECT count(*) FROM panel AS p, copy_number(p.targets, (library(1, NULL))[1:244] || -1::bigint, NULL, '{}', '{}');
SELECT count(*) FROM panel AS p, copy_number(p.targets, library(1, NULL), NULL, '{ALK}', '{}');
SELECT count(*) FROM panel AS p, copy_number(p.targets, library(1, NULL), NULL, '{ALK G1202R}', '{GRCh38:chr2:1-2}');
SELECT count(*) FROM panel AS p, copy_number(p.targets, library(1, NULL), NULL, '{}', '{}', 1.5);
SELECT count(*) FROM panel AS p, copy_number(p.targets, library(1, NULL), NULL, '{}', '{}', 0.5, 1);
SELECT target_normals_agg(p.targets, p.targets, '{1}') FROM panel AS p;
-- every gene of the shipped list lies where the hotspots of its name do
SELECT g.gene, count(*) AS hotspots, count(*) FILTER (WHERE h.grch38 <@ g.grch38_region AND h.grch37 <@ g.grch37_region) AS inside FROM copy_number_gene AS g JOIN bypass_hotspot AS h ON h.gene = g.gene WHERE h.grch38 IS NOT NULL GROUP BY g.gene ORDER BY g.gene;
SELECT count(*) AS listed, count(*) FILTER (WHERE v.grch38 <@ g.grch38_region AND v.grch37 <@ g.grch37_region) AS inside FROM copy_number_gene AS g, resistance_mutation AS v WHERE g.gene = 'ALK';
