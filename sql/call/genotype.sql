-- What was asked is answered, negatives with their limit.
\getenv data ALKRES_DATA
CREATE TABLE tumour AS SELECT * FROM alkres.read_pileup(:'data' || '/calling_tumour.bam', 'GRCh38');
CREATE FUNCTION pg_temp.ask(literals text[], target float8 = 0.005)
RETURNS TABLE (variant text, mutation text, state text, vaf text, upper numeric, lod95 numeric, min_molecules int, posterior numeric, prior float8)
LANGUAGE sql AS $$
	SELECT g.variant::text, g.mutation::text, g.state, g.vaf::text, round(g.fraction_upper::numeric, 4), round(g.lod95::numeric, 4),
		g.min_molecules, round(g.posterior::numeric, 4), g.prior
	FROM tumour AS t, LATERAL alkres.genotype(t.pileup, NULL, (SELECT array_agg(alkres.variant('GRCh38', l)) FROM unnest(literals) AS l), target) AS g
	ORDER BY g.variant
$$;
-- listed mutations of the exon: three are there, C1156Y is not (its molecules carry the neighbouring change too)
SELECT * FROM pg_temp.ask(ARRAY['chr2:29222347:A:T', 'chr2:29222347:A:G', 'chr2:29222392:CA:GT', 'chr2:29222392:C:T', 'chr2:29222392:C:A',
	'chr2:29222404:A:C', 'chr2:29222405:G:GCGT', 'chr2:29222407:G:A']);
-- a target that the depth allows, and one that it does not
SELECT * FROM pg_temp.ask(ARRAY['chr2:29222347:A:G', 'chr2:29222392:C:A', 'chr2:29222404:A:C'], 0.01);
SELECT * FROM pg_temp.ask(ARRAY['chr2:29222392:C:A'], 0.0005);
-- germline, an indel that is not left-aligned, a place without molecules
SELECT * FROM pg_temp.ask(ARRAY['chr2:29222451:A:G', 'chr2:29222408:T:TCGT', 'chr2:29222405:G:GCGT', 'chr2:29222199:A:C']);
-- another block's variant is not answered here, nothing asked gives nothing
SELECT * FROM pg_temp.ask(ARRAY['chr2:29220765:G:T', 'chr3:29222347:A:T']);
SELECT count(*) FROM tumour, LATERAL alkres.genotype(pileup, NULL, '{}') AS g;
SELECT count(*) FROM tumour, LATERAL alkres.genotype(pileup, NULL, ARRAY[NULL]::alkres.variant[]) AS g;
SELECT count(*) FROM alkres.genotype(NULL, NULL, '{GRCh38:chr2:29222347:A:T}') AS g;
-- the sentences
SELECT g.reason FROM tumour, LATERAL alkres.genotype(pileup, NULL, '{GRCh38:chr2:29222347:A:T,GRCh38:chr2:29222347:A:G,GRCh38:chr2:29222404:A:C}') AS g;
SELECT g.reason FROM tumour, LATERAL alkres.genotype(pileup, NULL, '{GRCh38:chr2:29222347:A:G}', 0.0001) AS g;
-- classes: every listed route to a member
SELECT g.variant, g.mutation, g.state, g.vaf FROM tumour, LATERAL alkres.genotype_mutations(pileup, NULL, '{ALK C1156,ALK I1171,ALK T1151dup,ALK solvent_front}', 0.01) AS g ORDER BY g.variant::text;
SELECT count(*) AS whole_gene FROM tumour, LATERAL alkres.genotype_mutations(pileup, NULL, '{ALK}') AS g;
SELECT (SELECT array_agg(g ORDER BY g.variant) FROM alkres.genotype_mutations(t.pileup, NULL, '{ALK C1156,ALK I1171}', 0.01, priors => '{0.5}', known => '{GRCh38:chr2:29222347:A:T}', default_prior => 1e-6, white_cells => t.pileup) AS g)::text
	IS NOT DISTINCT FROM (SELECT array_agg(g ORDER BY g.variant) FROM alkres.genotype(t.pileup, NULL, r.variants, 0.01, priors => '{0.5}', known => '{GRCh38:chr2:29222347:A:T}', default_prior => 1e-6, white_cells => t.pileup) AS g)::text AS as_genotype
FROM tumour AS t, (SELECT array_agg(grch38) AS variants FROM alkres.resistance_mutation WHERE mutation OPERATOR(alkres.<@) ANY ('{ALK C1156,ALK I1171}'::alkres.mutation[])) AS r;
-- a design tells "not in panel" from "not covered"
SELECT g.variant, g.state, g.reason FROM alkres.read_pileup(:'data' || '/calling_tumour.bam', 'GRCh38',
	'{GRCh38:chr2:29222380-29222420,GRCh38:chr2:29222900-29222910}') AS t,
	LATERAL alkres.genotype(t.pileup, NULL, '{GRCh38:chr2:29222392:CA:GT,GRCh38:chr2:29222347:A:T,GRCh38:chr2:29222905:A:T}') AS g;
-- reads instead of molecules give no limit
SELECT g.variant, g.state, g.vaf, g.lod95, g.reason FROM alkres.read_pileup(:'data' || '/calling_tumour.bam', 'GRCh38', unit => 'read') AS t,
	LATERAL alkres.genotype(t.pileup, NULL, '{GRCh38:chr2:29222392:CA:GT,GRCh38:chr2:29222347:A:G}') AS g;
-- errors
SELECT * FROM pg_temp.ask(ARRAY['chr2:29222347:C:T']);
SELECT g.* FROM tumour, LATERAL alkres.genotype(pileup, NULL, '{GRCh37:chr2:29445213:A:T}') AS g;
SELECT * FROM pg_temp.ask(ARRAY['chr2:29222347:A:.']);
-- a replacement by another number of bases (replacements.sql has more)
SELECT * FROM pg_temp.ask(ARRAY['chr2:29222392:CA:GTT']);
SELECT * FROM pg_temp.ask(ARRAY['chr2:29222347:A:T'], 0);
SELECT * FROM pg_temp.ask(ARRAY['chr2:29222347:A:T'], 1.5);
SELECT g.* FROM tumour, LATERAL alkres.genotype(pileup, NULL, '{GRCh38:chr2:29222347:A:T}', 0.005, 1) AS g;
-- no base can show a structural variant
SELECT * FROM pg_temp.ask(ARRAY['chr2:29222347:A:<DEL>:END=29223000']);
SELECT * FROM pg_temp.ask(ARRAY['chr2:29222347:A:A]chr2:42295516]']);
SELECT count(*) AS of_another_block FROM pg_temp.ask(ARRAY['chr3:29222347:A:<DUP>:END=29223000']);
DROP TABLE tumour;
