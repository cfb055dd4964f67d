-- One pass over a block says what call_variants, genotype and expected_false_calls say.
\getenv data ALKRES_DATA
CREATE TABLE tumour AS SELECT * FROM alkres.read_pileup(:'data' || '/calling_tumour.bam', 'GRCh38');
\set asked '''{GRCh38:chr2:29222347:A:T,GRCh38:chr2:29222347:A:G,GRCh38:chr2:29222392:CA:GT,GRCh38:chr2:29222404:A:C,GRCh38:chr2:29222347:A:T,NULL,GRCh38:chr3:29222347:A:T}'''
CREATE TABLE said AS SELECT c.* FROM tumour, LATERAL alkres.call_block(pileup, NULL, :asked, 0.01) AS c;
-- of the block, of what is called, of what is asked: each once
SELECT variant, mutation, state, vaf, round(fraction_lower::numeric, 4) AS lower, round(fraction_upper::numeric, 4) AS upper, round(qual::numeric, 1) AS qual, flags, prior,
	normals, expected_false_calls > 0 AS false_calls FROM said ORDER BY variant NULLS FIRST;
SELECT variant, posterior, qual, flags, fraction_lower, fraction_upper, mutation, vaf FROM said WHERE qual IS NOT NULL
EXCEPT SELECT c.variant, c.posterior, c.qual, c.flags, c.fraction_lower, c.fraction_upper, c.mutation, c.vaf FROM tumour, LATERAL alkres.call_variants(pileup) AS c;
SELECT (SELECT count(*) FROM said WHERE qual IS NOT NULL) - (SELECT count(*) FROM tumour, LATERAL alkres.call_variants(pileup)) AS others;
SELECT variant, mutation, state, vaf, lod95, min_molecules, posterior, prior, reason, score FROM said WHERE variant IS NOT NULL
EXCEPT SELECT g.variant, g.mutation, g.state, g.vaf, g.lod95, g.min_molecules, g.posterior, g.prior, g.reason, g.score
FROM tumour, LATERAL alkres.genotype(pileup, NULL, ARRAY(SELECT variant FROM said WHERE variant IS NOT NULL), 0.01) AS g;
SELECT expected_false_calls FROM said WHERE variant IS NULL EXCEPT SELECT alkres.expected_false_calls(pileup) FROM tumour;
-- no block: no read lies there, in the panel or not; once each
SELECT * FROM alkres.call_block(NULL, NULL, '{GRCh38:chr2:29222347:A:T,GRCh38:chr1:5:A:T,GRCh38:chr1:5:A:T,NULL}');
SELECT variant, state, reason FROM alkres.call_block(NULL, NULL, '{GRCh38:chr2:29222347:A:T,GRCh38:chr1:1000:A:T,GRCh38:chr1:1000:AC:A,GRCh38:chr1:900:A:T,GRCh37:chr1:900:A:T}',
	design => '{GRCh38:chr2:29222300-29222350,NULL,GRCh38:chr1:901-1000}');
-- not of the gene model's reference
SELECT variant, state FROM alkres.call_block(NULL, NULL, '{GRCh38:chr2:29222350:AC:A}');
SELECT variant, state FROM alkres.call_block(NULL, NULL, '{GRCh38:chr2:29222347:A:T}', design => '{}');
-- nothing asked
SELECT count(*) FROM alkres.call_block(NULL, NULL, NULL);
SELECT count(*) FILTER (WHERE qual IS NULL) AS of_the_block FROM tumour, LATERAL alkres.call_block(pileup, NULL, NULL);
-- priors, white cells, normals
SELECT variant, state, prior FROM tumour, LATERAL alkres.call_block(pileup, NULL, '{GRCh38:chr2:29222347:A:G}', known => '{GRCh38:chr2:29222347:A:G,GRCh38:chr2:29222347:A:T}',
	priors => '{0.02,0}', white_cells => pileup) WHERE qual IS NOT NULL OR state IS NOT NULL ORDER BY variant;
SELECT c.normals FROM tumour AS t, LATERAL (SELECT alkres.background_agg(p) AS background FROM unnest(ARRAY[t.pileup, t.pileup]) AS p) AS n,
	LATERAL alkres.call_block(t.pileup, n.background, NULL) AS c WHERE c.variant IS NULL;
-- refused
SELECT count(*) FROM tumour, LATERAL alkres.call_block(pileup, NULL, '{GRCh37:chr2:29222347:A:T}');
SELECT count(*) FROM tumour, LATERAL alkres.call_block(pileup, NULL, NULL, 0);
SELECT count(*) FROM tumour, LATERAL alkres.call_block(pileup, NULL, NULL, 0.01, 1);
SELECT count(*) FROM tumour, LATERAL alkres.call_block(pileup, NULL, NULL, known => '{GRCh38:chr2:29222347:A:T}');
DROP TABLE tumour, said;
