-- consequence: HGVS names of transcript and protein.
SET search_path = public, alkres;
-- every known nucleotide route of ALK, on both assemblies
SELECT count(*) AS routes,
	count(*) FILTER (WHERE (a.gene, a.transcript, a.hgvs_c, a.hgvs_p, a.mutation) = ('ALK', 'NM_004304.5', r.hgvs_c, r.hgvs_p, r.mutation)) AS right_on_grch37,
	count(*) FILTER (WHERE (b.gene, b.transcript, b.hgvs_c, b.hgvs_p, b.mutation) = ('ALK', 'NM_004304.5', r.hgvs_c, r.hgvs_p, r.mutation)) AS right_on_grch38
FROM resistance_mutation AS r, LATERAL consequence(grch37) AS a, LATERAL consequence(grch38) AS b;
SELECT r.mutation, r.hgvs_c, r.hgvs_p, c.hgvs_c, c.hgvs_p FROM resistance_mutation AS r, LATERAL consequence(grch38) AS c
WHERE (c.hgvs_c, c.hgvs_p) IS DISTINCT FROM (r.hgvs_c, r.hgvs_p);

-- kinds of change; introns as far as their sequence is known
SELECT what, v AS variant, c.hgvs_c, c.hgvs_p, c.mutation FROM (VALUES
	(1, 'substitution', 'GRCh38:chr2:29220765:G:T'::variant),
	(2, 'padded', 'GRCh38:chr2:29220763:CAG:CAT'),
	(3, 'synonymous', 'GRCh38:chr2:29222592:G:T'),
	(4, 'stop', 'GRCh38:chr2:29220723:C:A'),
	(5, 'frameshift', 'GRCh38:chr2:29220764:AG:A'),
	(6, 'dup, left-aligned', 'GRCh38:chr2:29222405:G:GCGT'),
	(7, 'dup, right-aligned', 'GRCh38:chr2:29222408:T:TCGT'),
	(8, 'del', 'GRCh38:chr2:29220745:TCCC:T'),
	(9, 'the other del', 'GRCh38:chr2:29220743:TCTC:T'),
	(10, 'MNV of one codon', 'GRCh38:chr2:29209816:CC:GA'),
	(11, 'MNV of two codons', 'GRCh38:chr2:29220744:CTC:GTT'),
	(12, 'ins', 'GRCh38:chr2:29220747:C:CTTT'),
	(13, 'ins with a stop', 'GRCh38:chr2:29220747:C:CTTTTCA'),
	(14, 'donor', 'GRCh38:chr2:29222516:C:T'),
	(15, 'acceptor', 'GRCh38:chr2:29222409:C:T'),
	(16, 'intron, behind', 'GRCh38:chr2:29222512:C:A'),
	(17, 'intron, before', 'GRCh38:chr2:29222420:A:G'),
	(18, 'over the edge', 'GRCh38:chr2:29222514:TACC:T'),
	(19, 'reference', 'GRCh38:chr2:29220765:G:.'),
	(20, 'deep intron', 'GRCh38:chr2:29221000:G:T'),
	(21, 'another assembly', 'mm39:chr2:29220765:G:T')) AS t(n, what, v), LATERAL consequence(v) AS c ORDER BY n;
SELECT consequence('GRCh38:chr2:29220765:C:A');
SELECT (consequence(NULL)).*;

-- one EGFR deletion, wherever it is aligned and however it is padded
SELECT v, c.transcript, c.hgvs_c, c.hgvs_p, c.mutation FROM unnest('{GRCh37:chr7:55242467:AATTAAGAGAAGCAAC:A,
	GRCh37:chr7:55242468:ATTAAGAGAAGCAACA:A,GRCh37:chr7:55242469:TTAAGAGAAGCAACAT:T,GRCh37:chr7:55242466:GAATTAAGAGAAGCAAC:GA,
	GRCh38:chr7:55174774:AATTAAGAGAAGCAACA:AA}'::variant[]) AS v, LATERAL consequence(v) AS c;

-- at a hotspot codon: what follows from the known bases is said, the rest is NULL
SELECT v, c.gene, c.hgvs_c, c.hgvs_p, c.mutation FROM unnest('{GRCh38:chr12:25245350:CC:AA,GRCh38:chr12:25245346:C:A,
	GRCh38:chr17:7674216:C:G,GRCh38:chr7:55181378:C:G,GRCh38:chr7:55191822:TG:T,GRCh38:chr7:116783353:G:A,GRCh38:chr7:116783353:G:C,
	GRCh38:chr7:116783353:G:T,GRCh38:chr7:116783354:A:T,GRCh38:chr7:140753336:A:AT}'::variant[]) AS v, LATERAL consequence(v) AS c;
-- the strand trap and a wrong assembly, in the bypass genes
SELECT classify('GRCh38:chr12:25245350:G:A');
SELECT classify('GRCh37:chr7:55259515:G:T');

-- classify and consequence agree everywhere in exon 23 and its flanks, on both assemblies
SELECT count(*) AS deletions, count(*) FILTER (WHERE classify(v) IS NOT DISTINCT FROM c.mutation) AS agree,
	count(c.hgvs_c) AS named, count(DISTINCT c.hgvs_c) AS names,
	count(*) FILTER (WHERE c.mutation = 'ALK splice_site') AS splice_site
FROM generate_series(29220687, 29220853) AS pos, generate_series(1, 3) AS bases,
	LATERAL (SELECT variant('GRCh38', 'chr2', pos, repeat('N', bases + 1), 'N') AS v) AS d, LATERAL consequence(v) AS c;
CREATE TEMP TABLE called (v variant, m mutation GENERATED ALWAYS AS ((consequence(v)).mutation) STORED);
INSERT INTO called SELECT grch38 FROM bypass_hotspot WHERE kind <> 'span';
SELECT m <@ 'EGFR' AS egfr, count(*) FROM called GROUP BY 1 ORDER BY 1;
-- the listed variants of an assembly, all or of classes
SELECT a AS assembly, cardinality(listed_variants(a)) AS all, listed_variants(a, '{ALK gatekeeper,ALK T1151dup}') AS of_classes, listed_variants(a, '{}') AS of_none, listed_variants(a, '{ROS1}') AS of_ros1
FROM unnest('{GRCh37,GRCh38,T2T,NULL}'::text[]) AS a;
