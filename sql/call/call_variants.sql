-- A simulated library over ALK exon 22 (test/data/calling_sam): what is in it is known.
\getenv data ALKRES_DATA
CREATE TABLE tumour AS SELECT * FROM alkres.read_pileup(:'data' || '/calling_tumour.bam', 'GRCh38');
-- C1156T is one call of two bases; the artefacts of L1152R (Q14) and of 29222478 (one strand of origin) are none
SELECT c.variant, c.mutation, c.vaf, round(c.fraction_lower::numeric, 4) AS lower, round(c.fraction_upper::numeric, 4) AS upper,
	c.posterior > 0.999 AS sure, c.qual > 100 AS high, c.flags
FROM tumour AS t, LATERAL alkres.call_variants(t.pileup) AS c ORDER BY 1;
SELECT a.position, a.ref, a.alt, a.molecules, a.f1r2, a.f2r1, round(a.mean_quality) AS quality
FROM tumour AS t, LATERAL alkres.alleles(t.pileup) AS a WHERE a.position IN (29222404, 29222478) AND a.molecules > 20 ORDER BY 1;
-- a lower threshold gives more, never less
SELECT count(*) FILTER (WHERE c.posterior >= 0.9) AS at_default, count(*) >= 4 AS no_fewer
FROM tumour AS t, LATERAL alkres.call_variants(t.pileup, NULL, 0.0001) AS c;
-- arguments
SELECT * FROM alkres.call_variants(NULL);
SELECT alkres.call_variants(pileup, NULL, 0) FROM tumour;
SELECT alkres.call_variants(pileup, NULL, 1) FROM tumour;
SELECT alkres.call_variants(pileup, NULL, 'NaN') FROM tumour;
DROP TABLE tumour;
