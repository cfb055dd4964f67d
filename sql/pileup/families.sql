-- Families of molecular barcodes: test/data/families_sam says what each is there for.
\getenv data ALKRES_DATA
\set show 'SELECT a."position" AS pos, a.ref, a.alt, a.molecules AS n, m.class, m.orientation AS o, m.quality AS q, m.strand, m.fragment_start AS start, m.fragment_length AS length FROM f, LATERAL alkres.alleles(f.pileup) a, LATERAL alkres.molecules(f.pileup, a."position") m WHERE (m.ref, m.alt) = (a.ref, a.alt) ORDER BY 1, 2, 3, m.molecule'
CREATE TEMP TABLE f AS SELECT * FROM alkres.read_pileup(:'data' || '/families_RX.bam', 'test', umi => 'RX');
:show;
SELECT d."position" AS pos, d.reference, d.molecules, d.a, d.c, d.g, d.t, d.deleted, d.discordant, d.raw_depth
FROM f, LATERAL alkres.depth(f.pileup) d WHERE d."position" IN (11, 12, 40, 42, 50, 52, 54, 200, 202, 320, 350, 352, 354, 460, 461, 462, 500, 501) ORDER BY 1;
-- found by itself, in names, as numbers
SELECT count(*), count(*) FILTER (WHERE p.pileup::text = f.pileup::text) AS same FROM alkres.read_pileup(:'data' || '/families_RX.bam', 'test') p JOIN f USING (contig, block);
SELECT count(*), count(*) FILTER (WHERE p.pileup::text = f.pileup::text) AS same FROM alkres.read_pileup(:'data' || '/families_name.bam', 'test') p JOIN f USING (contig, block);
SELECT count(*), count(*) FILTER (WHERE p.pileup::text = f.pileup::text) AS same FROM alkres.read_pileup(:'data' || '/families_name.bam', 'test', umi => 'name::') p JOIN f USING (contig, block);
DROP TABLE f;
CREATE TEMP TABLE f AS SELECT * FROM alkres.read_pileup(:'data' || '/families_MI.bam', 'test', umi => 'MI');
:show;
SELECT count(*), count(*) FILTER (WHERE p.pileup::text = f.pileup::text) AS same FROM alkres.read_pileup(:'data' || '/families_MI.bam', 'test') p JOIN f USING (contig, block);
DROP TABLE f;
-- families of one fragment each are fragments
SELECT count(*), count(*) FILTER (WHERE p.pileup::text = q.pileup::text) AS same
FROM alkres.read_pileup(:'data' || '/random_numbered.bam', 'test', umi => 'MI', min_base_quality => 20) p JOIN alkres.read_pileup(:'data' || '/random_unmarked.bam', 'test', umi => 'none', min_base_quality => 20) q USING (contig, block);
-- collapsed before
CREATE TEMP TABLE f AS SELECT * FROM alkres.read_pileup(:'data' || '/families_consensus.bam', 'test');
:show;
-- families and duplexes are those of their tags and names
SELECT s.duplexes, s.large_families, s.molecules, s.fragments FROM f, LATERAL alkres.pileup_stats(f.pileup) s;
SELECT z.fragments, sum(z.molecules) AS molecules FROM f, LATERAL alkres.family_sizes(f.pileup) z GROUP BY 1 ORDER BY 1;
DROP TABLE f;
-- what is no barcode
\set VERBOSITY terse
SELECT count(*) FROM alkres.read_pileup(:'data' || '/families_constant.bam', 'test', umi => 'RX');
SELECT count(*) FROM alkres.read_pileup(:'data' || '/families_constant.bam', 'test');
SELECT count(*) FROM alkres.read_pileup(:'data' || '/families_missing.bam', 'test', umi => 'RX');
SELECT count(*) FROM alkres.read_pileup(:'data' || '/families_missing.bam', 'test', umi => 'MI');
SELECT count(*) FROM alkres.read_pileup(:'data' || '/families_missing.bam', 'test', umi => 'name:_');
\set VERBOSITY default
-- amplicons
SELECT i.flags, d.molecules FROM alkres.read_pileup(:'data' || '/families_amplicon.bam', 'test') p, LATERAL alkres.pileup_info(p.pileup) i, LATERAL alkres.depth(p.pileup) d WHERE d."position" = 50;
SELECT i.flags FROM alkres.read_pileup(:'data' || '/families_amplicon.bam', 'test', unit => 'read') p, LATERAL alkres.pileup_info(p.pileup) i;
-- a family is open until no read can begin where it does: to 100 clipped bases behind its first read, that base included
SELECT sum(s.molecules) AS molecules, sum(s.fragments) AS fragments FROM alkres.read_pileup(:'data' || '/families_single.bam', 'test', umi => 'RX') p, LATERAL alkres.pileup_stats(p.pileup) s;
-- of the bases behind a block only a read that begins there knows the last ones: they are waited for
SELECT g.state FROM alkres.read_pileup(:'data' || '/families_single.bam', 'test', umi => 'none') p, LATERAL alkres.genotype(p.pileup, NULL, ARRAY[alkres.variant('test', 'demo', 256, 'TCCATTCACCCTAAGTAACCGAATAATGCGTTC', 'T')]) g;
SELECT g.state FROM alkres.read_pileup(:'data' || '/families_single.bam', 'test', umi => 'none') p, LATERAL alkres.genotype(p.pileup, NULL, ARRAY[alkres.variant('test', 'demo', 256, 'TCCATTCACCCTAAGTAACCGAATAATGCGTTA', 'T')]) g;
