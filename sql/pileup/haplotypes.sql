-- What stands together on one molecule: test/data/haplotypes.sam names each read by what it is there for.
\getenv data ALKRES_DATA
\set haplotypes :data '/haplotypes.bam'
CREATE TEMP TABLE library AS SELECT * FROM alkres.read_pileup(:'haplotypes', 'test');
SELECT a."position", a.ref, a.alt, a.molecules FROM library p, alkres.alleles(p.pileup) a;
SELECT p.block, h.* FROM library p, alkres.haplotypes(p.pileup) h;
-- a group over the edge of a block is found by its molecule's number
SELECT m.molecule, string_agg(m."position" || m.ref || '>' || m.alt, ' ' ORDER BY m."position")
FROM library p, LATERAL (SELECT g AS "position", m.* FROM generate_series(512, 513) g, alkres.molecules(p.pileup, g) m) m GROUP BY 1;
SELECT * FROM alkres.haplotypes(NULL);
