-- Replacements of several bases: one allele, however the aligner wrote it (test/data/replacements_sam says who carries what).
\getenv data ALKRES_DATA
CREATE TABLE replacements AS SELECT * FROM alkres.read_pileup(:'data' || '/replacements.bam', 'GRCh38');
-- what is stored: as many bases inserted as deleted are bases; others, side by side, one allele; what lies apart is apart
SELECT a."position", a.ref, a.alt, a.molecules FROM replacements AS r, LATERAL alkres.alleles(r.pileup) AS a ORDER BY r.block, 1, 2, 3;
-- what is called: one allele each, with its whole consequence; no part of it beside it
SELECT c.variant, c.mutation, c.vaf, c.posterior > 0.999 AS certain, c.flags FROM replacements AS r, LATERAL alkres.call_variants(r.pileup) AS c ORDER BY 1;
SELECT q.* FROM replacements AS r, LATERAL alkres.call_variants(r.pileup) AS c, LATERAL alkres.consequence(c.variant) AS q ORDER BY c.variant;
-- what is asked, in any form of VCF; the parts alone are nobody's
CREATE FUNCTION pg_temp.ask(VARIADIC literals text[]) RETURNS TABLE (asked text, mutation text, state text, vaf text, reason text) LANGUAGE sql AS $$
	SELECT l.literal, g.mutation::text, g.state, g.vaf::text, g.reason FROM unnest(literals) WITH ORDINALITY AS l(literal, number), replacements AS r,
		LATERAL alkres.genotype(r.pileup, NULL, ARRAY[alkres.variant('GRCh38', l.literal)], 0.1) AS g ORDER BY l.number
$$;
SELECT * FROM pg_temp.ask('chr2:29220765:GC:TT', 'chr2:29220764:AGCA:ATTA', 'chr2:29220765:G:T', 'chr2:29220766:C:T');
SELECT * FROM pg_temp.ask('chr2:29220765:GCAG:T', 'chr2:29220764:AGCAGG:ATG', 'chr2:29220762:CCAG:C', 'chr2:29220768:G:T');
SELECT * FROM pg_temp.ask('chr7:55174772:GGAATTAAGAGAAG:AATTC', 'chr7:55174771:AGGAATTAAGAGAAGC:AAATTCC', 'chr7:55174776:TTAAGAGAAGCAACATCTC:T', 'chr7:55174776:TTAAGAGAAG:T', 'chr7:55174771:AGG:A');
SELECT * FROM pg_temp.ask('chr7:116783353:GA:CATGT', 'chr7:116783353:GAC:CATGTC', 'chr7:116783353:GA:CATGA');
-- the face of a store gives the same rows
SELECT b.variant, b.state, b.vaf, b.mutation FROM replacements AS r, LATERAL alkres.call_block(r.pileup, NULL, '{GRCh38:chr2:29220765:GCAG:T,GRCh38:chr7:116783353:GA:CATGA}', 0.1) AS b WHERE b.variant IS NOT NULL ORDER BY 1;
-- on one molecule with another change, and not
SELECT p.* FROM replacements AS r, LATERAL alkres.phase(r.pileup, 'GRCh38:chr2:29220765:GC:TT', 'GRCh38:chr2:29220765:GCAG:T') AS p WHERE r.block = (29220765 - 1) / 256;
DROP TABLE replacements;
