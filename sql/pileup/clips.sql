-- Breakpoints: test/data/clips.sam names each read by what it is there for.
\getenv data ALKRES_DATA
\set clips :data '/clips.bam'
\set many :data '/clips_many.bam'
CREATE TEMP TABLE clips AS SELECT * FROM alkres.read_pileup(:'clips', 'test', reference => 'none');
SELECT p.contig, p.block, c.* FROM clips p, alkres.clips(p.pileup) c;
SELECT p.contig, p.block, f.* FROM clips p, alkres.far_mates(p.pileup) f;
-- in unit read each read counts, and mates tell nothing of adapters
SELECT p.block, c."position", c.side, c.molecules, c.tail FROM alkres.read_pileup(:'clips', 'test', reference => 'none', unit => 'read') p, alkres.clips(p.pileup) c WHERE p.block = 4;
-- a block keeps 32 of each, those with the most molecules
SELECT count(*), max(c.molecules), max(c."position"), i.dropped_clip, i.dropped_far_mate
FROM alkres.read_pileup(:'many', 'test', reference => 'none') p, alkres.pileup_info(p.pileup) i, alkres.clips(p.pileup) c GROUP BY 4, 5;
SELECT count(*), sum(f.molecules), max(f.molecules) FROM alkres.read_pileup(:'many', 'test', reference => 'none') p, alkres.far_mates(p.pileup) f;
SELECT f.* FROM alkres.read_pileup(:'many', 'test', reference => 'none') p, alkres.far_mates(p.pileup) f WHERE f.molecules > 1;
-- they come back as they were from text and binary form
SELECT count(*), bool_and(p.pileup::text::alkres.pileup::text = p.pileup::text) FROM clips p;
SELECT * FROM alkres.clips(NULL);
SELECT * FROM alkres.far_mates(NULL);
