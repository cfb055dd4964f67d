-- A panel of three simulated normals; at 29222360 all of them show C>A on 0.4 % of the molecules.
\getenv data ALKRES_DATA
CREATE TABLE normal AS SELECT n AS library, p.* FROM generate_series(1, 3) AS n,
	LATERAL alkres.read_pileup(:'data' || '/calling_normal' || n || '.bam', 'GRCh38') AS p;
CREATE TABLE panel AS SELECT assembly, contig, block, alkres.background_agg(pileup) AS background FROM normal GROUP BY 1, 2, 3;
SELECT block, alkres.libraries(background) FROM panel ORDER BY 1;
SELECT s."position", s.alternative, s.orientation, s.alternates, s.well_read, s.molecules
FROM panel, LATERAL alkres.sites(background) AS s WHERE s.well_read >= 10 ORDER BY 1, 2, 3;
-- germline in library 2 is left out of the sums there, so it is called whatever the normals; the hot site is not
SELECT n.library, c.variant, c.vaf, c.flags FROM normal AS n, LATERAL alkres.call_variants(n.pileup) AS c ORDER BY 1, 2;
SELECT n.library, c.variant, c.vaf, c.flags FROM normal AS n JOIN panel USING (assembly, contig, block),
	LATERAL alkres.call_variants(n.pileup, background) AS c ORDER BY 1, 2;
SELECT p.background IS NOT NULL AS with_normals, g.state, g.vaf, g.min_molecules, g.posterior > 0.9 AS likely
FROM normal AS n JOIN (SELECT block, background FROM panel UNION ALL SELECT block, NULL FROM panel) AS p USING (block),
	LATERAL alkres.genotype(n.pileup, p.background, '{GRCh38:chr2:29222360:C:A}', 0.02) AS g WHERE n.library = 1 ORDER BY 1;
-- a sum is a sum: any order, in parts, there and back
SELECT bool_and(whole.background::text = (parts.one OPERATOR(alkres.+) parts.rest)::text) AS same
FROM panel AS whole JOIN (SELECT block, alkres.background_agg(pileup) FILTER (WHERE library = 3) AS one,
		alkres.background_agg(pileup) FILTER (WHERE library < 3) AS rest FROM normal GROUP BY block) AS parts USING (block);
SELECT bool_and((whole.background OPERATOR(alkres.-) parts.one)::text = parts.rest::text) AS withdrawn
FROM panel AS whole JOIN (SELECT block, alkres.background_agg(pileup) FILTER (WHERE library = 3) AS one,
		alkres.background_agg(pileup) FILTER (WHERE library < 3) AS rest FROM normal GROUP BY block) AS parts USING (block);
SELECT bool_and((whole.background OPERATOR(alkres.-) n.pileup)::text = parts.rest::text) AS withdrawn_by_pileup
FROM panel AS whole JOIN normal AS n USING (block) JOIN (SELECT block, alkres.background_agg(pileup) FILTER (WHERE library < 3) AS rest
	FROM normal GROUP BY block) AS parts USING (block) WHERE n.library = 3;
-- context rates: counts of all blocks and libraries; the same in parts
SELECT r.class, r.quality, r.context, r.change, r.alternates, r.molecules, round((1e6 * r.rate)::numeric, 1) AS per_million
FROM (SELECT alkres.context_counts_agg(pileup) AS counts FROM normal) AS c, LATERAL alkres.context_rates(counts) AS r
WHERE r.class = 'mates' AND r.quality = '37-' ORDER BY r.alternates DESC, r.context, r.change LIMIT 3;
SELECT count(*), min(rate) >= 1e-7 AS floor, sum(alternates) AS alternates FROM alkres.context_rates() AS r;
SELECT (SELECT alkres.context_counts_agg(pileup) FROM normal) = alkres.context_counts_agg(counts) AS same
FROM (SELECT alkres.context_counts_agg(pileup) AS counts FROM normal GROUP BY library) AS c;
SELECT n.library, c.variant, c.vaf FROM normal AS n JOIN panel USING (assembly, contig, block),
	LATERAL alkres.call_variants(n.pileup, background, 0.9, (SELECT alkres.context_counts_agg(pileup) FROM normal)) AS c ORDER BY 1, 2;
SELECT alkres.context_counts_agg(NULL::alkres.pileup) IS NULL AS nothing, alkres.context_counts_agg(NULL::bigint[]) IS NULL AS nothing_either;
SELECT alkres.context_counts_agg('{1,2}'::bigint[]);
SELECT alkres.context_rates('{{1},{2}}');
SELECT alkres.call_variants(pileup, NULL, 0.9, array_fill(-1::bigint, ARRAY[10316])) FROM normal;
SELECT alkres.context_counts_agg(p.pileup) FROM alkres.read_pileup(:'data' || '/calling_normal1.bam', 'GRCh38', unit => 'read') AS p;
SELECT bool_and(background::text::alkres.background::text = background::text) AS text_returns FROM panel;
CREATE TABLE again (LIKE panel);
SELECT :'data' || '/../out/background.copy' AS file \gset
COPY panel TO :'file' WITH (FORMAT binary);
COPY again FROM :'file' WITH (FORMAT binary);
SELECT bool_and(panel.background::text = again.background::text) AS binary_returns FROM panel JOIN again USING (block);
-- of other patients: the same sums, not heard of what is published
SELECT bool_and(alkres.of_other_libraries(alkres.as_other_libraries(background))) AS others, bool_or(alkres.of_other_libraries(background)) AS normals,
	bool_and(alkres.as_other_libraries(alkres.as_other_libraries(background))::text = alkres.as_other_libraries(background)::text) AS once,
	bool_and(alkres.libraries(alkres.as_other_libraries(background)) = 3) AS three FROM panel;
SELECT alkres.as_other_libraries(NULL) IS NULL AS nothing, alkres.of_other_libraries(NULL) IS NULL AS nothing_either;
SELECT bool_and((alkres.as_other_libraries(whole.background) OPERATOR(alkres.-) n.pileup)::text = alkres.as_other_libraries(parts.rest)::text) AS withdrawn
FROM panel AS whole JOIN normal AS n USING (block) JOIN (SELECT block, alkres.background_agg(pileup) FILTER (WHERE library < 3) AS rest
	FROM normal GROUP BY block) AS parts USING (block) WHERE n.library = 3;
SELECT v.expected, g.variant, g.min_molecules, round(g.score) AS score FROM normal AS n JOIN panel USING (block), (VALUES (false, NULL::alkres.variant[]), (true, '{GRCh38:chr2:29222360:C:A}')) AS v(expected, known),
	LATERAL alkres.genotype(n.pileup, alkres.as_other_libraries(background), '{GRCh38:chr2:29222360:C:A}', 0.02, known => v.known, priors => CASE WHEN v.expected THEN '{0.0001}'::float8[] END) AS g WHERE n.library = 1 ORDER BY 1;
SELECT alkres.as_other_libraries(background) OPERATOR(alkres.+) background FROM panel;
-- split over workers
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 2;
ALTER TABLE normal SET (parallel_workers = 2);
SELECT bool_and(panel.background::text = p.background::text) AS parallel_returns
FROM panel JOIN (SELECT block, alkres.background_agg(pileup) AS background FROM normal GROUP BY block) AS p USING (block);
-- errors
SELECT alkres.background_agg(pileup) FROM normal;
SELECT a.background OPERATOR(alkres.+) b.background FROM panel AS a JOIN panel AS b ON a.block < b.block;
SELECT background OPERATOR(alkres.-) (background OPERATOR(alkres.+) background) FROM panel LIMIT 1;
SELECT alkres.background_agg(p.pileup) FROM alkres.read_pileup(:'data' || '/calling_normal1.bam', 'GRCh38', unit => 'read') AS p GROUP BY block;
SELECT alkres.call_variants(n.pileup, p.background) FROM normal AS n JOIN panel AS p ON n.block < p.block;
SELECT 'x'::alkres.background;
SELECT '\x'::alkres.background;
SELECT '\x01'::alkres.background;
SELECT '\x0182000300'::alkres.background;
SELECT '\x0g'::alkres.background;
SELECT alkres.background_agg(NULL) IS NULL AS nothing;
DROP TABLE normal, panel, again;
