-- What molecules, draws and libraries say together.
\getenv data ALKRES_DATA
CREATE TABLE tumour AS SELECT * FROM alkres.read_pileup(:'data' || '/calling_tumour.bam', 'GRCh38');
-- phase: two mutations of one molecule, and two of different ones
SELECT p.phase, p.both_molecules > 50 AS many, round(p.log_ratio) > 20 AS sure FROM tumour AS t,
	LATERAL alkres.phase(t.pileup, 'GRCh38:chr2:29222392:C:G', 'GRCh38:chr2:29222393:A:T') AS p WHERE block = 114149;
SELECT p.phase, p.both_molecules, p.first_only > 10 AS first_only, p.second_only > 10 AS second_only, p.log_ratio < -3 AS sure FROM tumour AS t,
	LATERAL alkres.phase(t.pileup, 'GRCh38:chr2:29222347:A:T', 'GRCh38:chr2:29222392:CA:GT') AS p WHERE block = 114149;
-- too frequent to have records; of another block, with and without that block; nothing there
SELECT p.* FROM tumour AS t, LATERAL alkres.phase(t.pileup, 'GRCh38:chr2:29222347:A:T', 'GRCh38:chr2:29222451:A:G') AS p ORDER BY block LIMIT 1;
SELECT p.* FROM tumour AS t, LATERAL alkres.phase(t.pileup, 'GRCh38:chr2:29222347:A:T', 'GRCh38:chr2:29222581:T:A') AS p ORDER BY block LIMIT 1;
SELECT p.phase, p.both_molecules FROM tumour AS t, tumour AS o, LATERAL alkres.phase(t.pileup, 'GRCh38:chr2:29222347:A:T', 'GRCh38:chr2:29222581:T:A', o.pileup) AS p
WHERE t.block < o.block;
SELECT p.phase FROM tumour AS t, LATERAL alkres.phase(t.pileup, 'GRCh38:chr2:29222347:A:G', 'GRCh38:chr2:29222347:A:C') AS p ORDER BY block LIMIT 1;
SELECT alkres.phase(NULL, 'GRCh38:chr2:29222347:A:G', 'GRCh38:chr2:29222347:A:C') IS NULL AS nothing;
SELECT alkres.phase(pileup, 'GRCh37:chr2:29445213:A:T', 'GRCh38:chr2:29222347:A:C') FROM tumour;
-- priors: of a variant, of all others, of a polymorphism
SELECT g.variant, g.prior, g.state, round(g.posterior::numeric, 6) AS posterior FROM tumour AS t, LATERAL alkres.genotype(t.pileup, NULL,
	'{GRCh38:chr2:29222347:A:T,GRCh38:chr2:29222347:A:G,GRCh38:chr2:29222405:G:GCGT,GRCh38:chr2:29222451:A:G}', 0.01, 0.9, NULL,
	'{GRCh38:chr2:29222347:A:G,NULL,GRCh38:chr2:29222405:G:GCGT,GRCh38:chr2:29222451:A:G}', '{0.01,0.5,0,NULL}', 1e-4) AS g ORDER BY 1;
SELECT c.variant, c.flags FROM tumour AS t, LATERAL alkres.call_variants(t.pileup, known => '{GRCh38:chr2:29222405:G:GCGT}', priors => '{0}') AS c ORDER BY 1;
SELECT alkres.call_variants(pileup, known => '{GRCh38:chr2:29222405:G:GCGT}') FROM tumour;
SELECT alkres.call_variants(pileup, known => '{GRCh38:chr2:29222405:G:GCGT}', priors => '{1}') FROM tumour;
SELECT alkres.call_variants(pileup, default_prior => 0) FROM tumour;
SELECT alkres.call_variants(pileup, default_prior => 1) FROM tumour;
SELECT count(*) > 0 AS just_under FROM tumour, LATERAL alkres.call_variants(pileup, default_prior => 0.9999999999999999);
-- white cells: the same library as its own white cells has everything in them
SELECT g.variant, g.state, g.reason FROM tumour AS t, LATERAL alkres.genotype(t.pileup, NULL,
	'{GRCh38:chr2:29222347:A:T,GRCh38:chr2:29222347:A:G,GRCh38:chr2:29222451:A:G}', 0.01, white_cells => t.pileup) AS g ORDER BY 1;
SELECT g.variant, g.state FROM tumour AS t JOIN alkres.read_pileup(:'data' || '/calling_normal2.bam', 'GRCh38') AS w USING (block), LATERAL alkres.genotype(t.pileup, NULL,
	'{GRCh38:chr2:29222347:A:T,GRCh38:chr2:29222451:A:G}', 0.01, white_cells => w.pileup) AS g ORDER BY 1;
SELECT alkres.genotype(t.pileup, NULL, '{GRCh38:chr2:29222347:A:T}', white_cells => o.pileup) FROM tumour AS t JOIN tumour AS o ON t.block < o.block;
-- expected false calls: more at a lower threshold, the same again, none without molecules
SELECT sum(alkres.expected_false_calls(pileup)) < 0.01 AS few, sum(alkres.expected_false_calls(pileup, NULL, 0.02, default_prior => 0.01)) > 1 AS many,
	sum(alkres.expected_false_calls(pileup)) = sum(alkres.expected_false_calls(pileup)) AS again FROM tumour;
SELECT alkres.expected_false_calls(pileup) FROM alkres.read_pileup(:'data' || '/calling_tumour.bam', 'GRCh38', '{GRCh38:chr2:1-256}');
SELECT alkres.expected_false_calls(NULL) IS NULL AS nothing;
SELECT alkres.expected_false_calls(pileup, NULL, 2) FROM tumour;
-- planning: more molecules, better ones and a likelier site show less
SELECT class, round((100 * alkres.min_detectable_fraction_of_molecules(3000, class))::numeric, 3) AS listed_percent,
	round((100 * alkres.min_detectable_fraction_of_molecules(3000, class, 1e-4))::numeric, 3) AS other_percent
FROM unnest('{single,mates,simplex,large_simplex,duplex}'::text[]) AS class;
SELECT round((100 * alkres.min_detectable_fraction_of_molecules(12000, 'duplex'))::numeric, 3) AS percent, alkres.min_detectable_fraction_of_molecules(0) IS NULL AS none, alkres.min_detectable_fraction_of_molecules(1) IS NULL AS too_few;
SELECT alkres.min_detectable_fraction_of_molecules(100, 'triplex');
SELECT alkres.min_detectable_fraction_of_molecules(-1);
SELECT alkres.min_detectable_fraction_of_molecules(100, 'mates', 1);
-- draws: empty ones cost little, weak ones add up
SELECT round(alkres.joint_evidence('{5}')::numeric, 3) AS one, round(alkres.joint_evidence('{5,5,5}')::numeric, 3) AS three,
	round(alkres.joint_evidence('{-3,-40,NULL,5}')::numeric, 3) AS two_empty, alkres.joint_evidence('{}') AS none,
	alkres.joint_evidence('{Infinity,-Infinity,1}') > 1e5 AS certain;
SELECT alkres.joint_evidence('{1,2.5,-3,7}') = alkres.joint_evidence('{7,-3,1,2.5}') AS any_order;
SELECT round(alkres.posterior(0, 0.25)::numeric, 4) AS even, round(alkres.posterior(alkres.joint_evidence('{4,4,4}'), 1e-3)::numeric, 3) AS three_weak,
	round(alkres.posterior(4, 1e-3)::numeric, 3) AS one_weak;
SELECT alkres.joint_evidence('{NaN}');
SELECT alkres.posterior(1, 0);
-- contamination: 1 % of somebody who differs at five places; none; half a share where that person is heterozygous
SELECT c.sites, c.vaf, round(100 * c.fraction::numeric, 3) AS percent, round(100 * c.fraction_lower::numeric, 2) AS lower,
	round(100 * c.fraction_upper::numeric, 2) AS upper, c.score > 30 AS sure FROM alkres.contamination('{10/1000,22/2000,8/1000,31/3000,NULL,9/1000}') AS c;
SELECT c.vaf, c.fraction, round(100 * c.fraction_upper::numeric, 2) AS upper, c.score FROM alkres.contamination('{0/1000,0/2000}') AS c;
SELECT round(100 * c.fraction::numeric, 2) AS percent FROM alkres.contamination('{10/2000,20/2000}', '{0.5,1}') AS c;
-- sites must agree: one odd site is no contamination, and hides none; an error of their own is none
SELECT c.vaf, c.fraction, c.score, c.agreeing_sites FROM alkres.contamination('{99/554,0/64,0/195,0/351}') AS c;
SELECT c.vaf, round(100 * c.fraction::numeric, 2) AS percent, c.score > 15 AS sure, c.agreeing_sites FROM alkres.contamination('{99/554,6/600,5/600,7/600}') AS c;
SELECT round(100 * c.fraction::numeric, 2) AS percent, c.score < 3 AS unsure, c.agreeing_sites FROM alkres.contamination('{6/600,5/600,7/600,NULL}', errors => '{0.01,0.01,0.01,0.1}') AS c;
-- a lost haplotype: its places show one fraction, but where the donor is heterozygous nothing shows
SELECT round(100 * c.fraction::numeric, 1) AS percent, c.score > 15 AS sure FROM alkres.contamination('{70/600,75/600,71/600}') AS c;
SELECT c.score < 3 AS unsure FROM alkres.contamination('{70/600,75/600,71/600,0/600,0/600,0/600}', '{1,1,1,0.5,0.5,0.45}') AS c;
SELECT c.sites FROM alkres.contamination('{6/600,5/600,7/600}', errors => '{0.01,NULL,0.01}') AS c;
-- three sites that the same molecules show say once how many are foreign; how likely that is, each says
SELECT round(100 * c.fraction::numeric, 2) AS percent, round(100 * c.fraction_lower::numeric, 2) AS lower, round(100 * c.fraction_upper::numeric, 2) AS upper, round(c.score::numeric, 1) AS score
FROM (VALUES (NULL::bigint[]), ('{0,0,0}'), ('{7,107,207}'), ('{7,57,106}'), ('{7,57,NULL}'), ('{9223372036854775807,0,9223372036854775806}')) AS g(positions), LATERAL alkres.contamination('{6/600,6/600,6/600}', positions => g.positions) AS c;
SELECT alkres.contamination('{1/10}', positions => '{1,1}');
SELECT alkres.contamination('{1/10}', positions => '{-1}');
-- the error of a site for each library: what the others show, but for those that show more than errors
SELECT alkres_internal.site_errors('{1,2,60,0}', '{10000,20000,600,600}'), alkres_internal.site_errors('{}', '{}');
SELECT alkres_internal.site_errors('{1}', '{1,2}');
SELECT alkres_internal.site_errors('{1,NULL}', '{1,2}');
SELECT c.* FROM alkres.contamination('{}') AS c;
SELECT alkres.contamination(NULL) IS NULL AS nothing;
SELECT alkres.contamination('{1/10}', '{1,1}');
SELECT alkres.contamination('{1/10}', '{0}');
SELECT alkres.contamination('{1/10}', errors => '{0.5}');
SELECT alkres.contamination('{1/10}', errors => '{0.1,0.1}');
SELECT alkres.contamination('{1/10}', NULL, 0);
SELECT alkres.call_model_version();
DROP TABLE tumour;
-- arrays are of one dimension
SELECT alkres.joint_evidence('{{1,2},{3,4}}');
SELECT alkres.contamination('{{1/2}}'::alkres.vaf[]);
