-- Molecules that carry a change and do not say what is there: of one read direction only, or from elsewhere (test/data/stray_sam).
\getenv data ALKRES_DATA
CREATE TABLE stray AS SELECT w AS way, p.pileup FROM unnest('{here,tie,unlike,clipped}'::text[]) AS w, LATERAL alkres.read_pileup(:'data' || '/stray_' || w || '.bam', 'test') AS p WHERE block = 0;
-- 12 of 112 each, which without what they show beside the change would score alike
SELECT way, g.vaf, g.state, g.posterior > 0.99 AS called, g.posterior < 1e-6 AS excluded
FROM stray, LATERAL alkres.genotype(pileup, NULL, '{test:stray:150:A:C}', 0.2) AS g ORDER BY array_position('{here,tie,unlike,clipped}', way);
SELECT way, count(c.variant) AS calls FROM stray LEFT JOIN LATERAL alkres.call_variants(pileup) AS c ON true GROUP BY way ORDER BY array_position('{here,tie,unlike,clipped}', way);
-- what the molecules show: counts by what they are told by
SELECT way, m.alt, count(*) AS molecules, count(*) FILTER (WHERE m.both_directions) AS both, count(*) FILTER (WHERE m.clipped) AS clipped, m.fits_elsewhere,
	min(m.differences) AS least, max(m.differences) AS most
FROM stray, LATERAL alkres.molecules(pileup, 150) AS m GROUP BY way, m.alt, m.fits_elsewhere ORDER BY array_position('{here,tie,unlike,clipped}', way), m.fits_elsewhere;
-- of two libraries of which both know it, both are known
SELECT way, g.vaf, g.posterior > 0.99 AS called FROM stray, LATERAL alkres.genotype(pileup OPERATOR(alkres.+) pileup, NULL, '{test:stray:150:A:C}', 0.2) AS g
WHERE way IN ('here', 'tie') ORDER BY 1;
-- 8 of 60 forward reads and none of 60 reverse ones
SELECT g.vaf, g.posterior < 0.5 AS doubted, g.state FROM alkres.read_pileup(:'data' || '/input_one_direction.bam', 'GRCh38') AS p,
	LATERAL alkres.genotype(p.pileup, NULL, '{GRCh38:chr2:29220765:G:T}', 0.2) AS g;
DROP TABLE stray;
