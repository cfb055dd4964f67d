-- the fixed grid of blocks
SELECT alkres.block_size();
SELECT v.variant, alkres.block(v.variant) FROM (VALUES (1, 'GRCh38:chr2:1:A:C'::alkres.variant), (2, 'GRCh38:chr2:256:A:C'), (3, 'GRCh38:chr2:257:A:C'),
	(4, 'GRCh38:chr2:256:AC:A'), (5, 'GRCh38:chr2:29220747:C:T'), (6, 'GRCh38:chr2:29220747:C:.'), (7, 'mouse:scaffold_1:512:G:T'), (8, NULL)) AS v(n, variant) ORDER BY v.n;
-- it is the block that read_pileup gives, and the one that owns the variant
\getenv data ALKRES_DATA
SELECT count(*) AS alleles, bool_and(alkres.block(a.variant) = a.block) AS same_block FROM (
	SELECT p.block, alkres.variant(p.assembly, p.contig, a.position, a.ref, a.alt) AS variant
	FROM alkres.read_pileup(:'data' || '/calling_normal1.bam', 'GRCh38') AS p, LATERAL alkres.alleles(p.pileup) AS a) AS a;
