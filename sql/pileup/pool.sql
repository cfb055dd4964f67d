-- Two libraries as one: test/data/small.sam with itself, as if it were two.
\getenv data ALKRES_DATA
\set small :data '/small.bam'
\set clips :data '/clips.bam'
CREATE TEMP TABLE small AS SELECT block, contig, pileup, pileup OPERATOR(alkres.+) pileup AS twice, (pileup OPERATOR(alkres.+) pileup) OPERATOR(alkres.+) pileup AS thrice
FROM alkres.read_pileup(:'small', 'test');
-- every count is doubled
SELECT count(*) AS differences FROM (
	SELECT d."position", d.reference, d.molecules * 2, d.a * 2, d.c * 2, d.g * 2, d.t * 2, d.deleted * 2, d.discordant * 2, d.raw_depth * 2, d.covered FROM small, alkres.depth(pileup) d
	EXCEPT SELECT d.* FROM small, alkres.depth(twice) d) AS x;
SELECT count(*) AS differences FROM (
	SELECT a."position", a.ref, a.alt, a.molecules * 3, a.forward * 3, a.reverse * 3, a.f1r2 * 3, a.f2r1 * 3, round(a.mean_quality::numeric, 9), round(a.mean_mapq::numeric, 9), a.unique_fragments FROM small, alkres.alleles(pileup) a
	EXCEPT SELECT a."position", a.ref, a.alt, a.molecules, a.forward, a.reverse, a.f1r2, a.f2r1, round(a.mean_quality::numeric, 9), round(a.mean_mapq::numeric, 9), a.unique_fragments FROM small, alkres.alleles(thrice) a) AS x;
SELECT s.read_bases, t.read_bases, s.mates_bases, t.mates_bases, s.known_lengths, t.known_lengths FROM small, alkres.pileup_stats(pileup) s, alkres.pileup_stats(twice) t;
SELECT i.dropped_base_quality, t.dropped_base_quality FROM small, alkres.pileup_info(pileup) i, alkres.pileup_info(twice) t;
-- molecules stay apart, and keep their number in every block
SELECT string_agg(m.molecule::text, ' ' ORDER BY m.molecule) FROM small, alkres.molecules(twice, 49) m;
SELECT string_agg(m.molecule::text, ' ' ORDER BY m.molecule) FROM small, alkres.molecules(thrice, 335) m;
SELECT string_agg(m.molecule::text, ' ' ORDER BY m.molecule) FROM small, alkres.molecules(thrice, 455) m;
-- clips and far mates
SELECT p.block, c.* FROM alkres.read_pileup(:'clips', 'test', reference => 'none') p, alkres.clips(p.pileup OPERATOR(alkres.+) p.pileup) c WHERE p.block = 4;
SELECT f.* FROM alkres.read_pileup(:'clips', 'test', reference => 'none') p, alkres.far_mates(p.pileup OPERATOR(alkres.+) p.pileup) f WHERE p.block = 5;
-- an empty block of a design takes the reference of the other; the design is that of both, or none
SELECT i.flags, i.covered_positions, d.* FROM (
	SELECT a.pileup OPERATOR(alkres.+) b.pileup AS pileup FROM alkres.read_pileup(:'clips', 'test', ARRAY['test:a:10001-10010']::alkres.region[]) a,
		alkres.read_pileup(:'clips', 'test', ARRAY['test:a:10009-10012']::alkres.region[], 'none') b WHERE a.block = b.block) p,
	alkres.pileup_info(p.pileup) i, alkres.depth(p.pileup) d WHERE d."position" IN (10001, 10012);
SELECT i.flags, i.covered_positions FROM alkres.read_pileup(:'small', 'test', ARRAY['test:demo:40-60']::alkres.region[]) a, small s, alkres.pileup_info(a.pileup OPERATOR(alkres.+) s.pileup) i WHERE s.block = a.block;
-- what cannot be pooled
SELECT a.pileup OPERATOR(alkres.+) b.pileup FROM small a, small b WHERE a.block = 0 AND b.block = 1;
SELECT a.pileup OPERATOR(alkres.+) b.pileup FROM small a, alkres.read_pileup(:'small', 'test', unit => 'read') b WHERE a.block = b.block;
SELECT a.pileup OPERATOR(alkres.+) b.pileup FROM small a, alkres.read_pileup(:'small', 'test', min_mapq => 2) b WHERE a.block = b.block;
SELECT a.pileup OPERATOR(alkres.+) b.pileup FROM small a, alkres.read_pileup(:'small', 'test', reference => 'none') b WHERE a.block = b.block;
SELECT pileup OPERATOR(alkres.+) NULL IS NULL FROM small LIMIT 1;
