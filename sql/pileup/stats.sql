-- Sums over a pileup: test/data/small.sam, whose counts can be checked by hand.
\getenv data ALKRES_DATA
\set small :data '/small.bam'
CREATE TEMP TABLE small AS SELECT * FROM alkres.read_pileup(:'small', 'test');
CREATE TEMP TABLE design AS SELECT * FROM alkres.read_pileup(:'small', 'test', ARRAY['test:demo:40-60', 'test:demo:256-257', 'test:other:10-12']::alkres.region[]);
-- coverage of regions, as depth() has it
SELECT p.block, c.* FROM small p, alkres.coverage(p.pileup, ARRAY['test:demo:40-60', 'test:demo:200-300', 'test:demo:600-700', 'test:other:1-10']::alkres.region[], 5) c;
SELECT c.region, sum(c.positions) AS positions, sum(c.covered_positions) AS covered, sum(c.molecule_bases)::float8 / sum(c.positions) AS mean, min(c.least_molecules) AS least, sum(c.deep_positions) AS deep
FROM design p, alkres.coverage(p.pileup, ARRAY['test:demo:50-258', 'test:other:1-20', 'test:demo:50-258']::alkres.region[], min_molecules => 10) c GROUP BY c.region;
WITH regions AS (SELECT ARRAY['test:demo:40-60', 'test:demo:31-270', 'test:demo:255-400']::alkres.region[] AS asked)
SELECT count(*) AS differences FROM (
	SELECT c.region, sum(c.positions), sum(c.molecule_bases), sum(c.read_bases), max(c.most_molecules), sum(c.deep_positions)
	FROM small p, regions r, alkres.coverage(p.pileup, r.asked, 7) c GROUP BY c.region
	EXCEPT SELECT a.region, count(*), sum(coalesce(d.molecules, 0)), sum(coalesce(d.raw_depth, 0)), max(coalesce(d.molecules, 0)), count(*) FILTER (WHERE d.molecules >= 7)
	FROM (SELECT DISTINCT unnest(r.asked) AS region FROM regions r) a
	CROSS JOIN LATERAL generate_series(alkres.start_pos(a.region), alkres.end_pos(a.region)) AS g("position")
	LEFT JOIN (SELECT d.* FROM small p, alkres.depth(p.pileup) d WHERE p.contig = 'demo') d ON d."position" = g."position" GROUP BY a.region) AS x;
SELECT count(*) FROM small p, alkres.coverage(p.pileup, ARRAY[]::alkres.region[]) c;
SELECT count(*) FROM small p, alkres.coverage(p.pileup, NULL) c;
SELECT * FROM alkres.coverage((SELECT pileup FROM small LIMIT 1), ARRAY[NULL]::alkres.region[]);
SELECT * FROM alkres.coverage((SELECT pileup FROM small LIMIT 1), ARRAY['GRCh38:chr2:1-10']::alkres.region[]);
SELECT * FROM alkres.coverage((SELECT pileup FROM small LIMIT 1), ARRAY['test:demo:1-10']::alkres.region[], -1);

-- every column is a sum
SELECT p.contig, p.block, s.* FROM design p, alkres.pileup_stats(p.pileup) s \gx
SELECT sum(s.read_bases) = (SELECT sum(d.raw_depth) FROM small p, alkres.depth(p.pileup) d) AS reads,
	sum(s.molecule_bases) = (SELECT sum(d.molecules) FROM small p, alkres.depth(p.pileup) d) AS molecules,
	sum(s.molecule_bases) = sum(s.single_bases + s.mates_bases + s.simplex_bases + s.large_simplex_bases + s.duplex_bases) AS classes,
	sum(s.read_bases) = sum(s.read_bases_on_target) AS no_design, sum(s.known_lengths) AS lengths
FROM small p, alkres.pileup_stats(p.pileup) s;
SELECT f.* FROM small p, alkres.family_sizes(p.pileup) f;
SELECT f.shortest, sum(f.fragments) FROM small p, alkres.fragment_lengths(p.pileup) f GROUP BY f.shortest ORDER BY 1;
SELECT alkres.pileup_stats(NULL) IS NULL;

-- errors: against depth() and molecules(), position by position
SELECT e.class, e.substitution, e.context, e.pyrimidine_errors, e.pyrimidine_molecules, e.purine_errors, e.purine_molecules, e.unknown_errors, e.unknown_molecules
FROM small p, alkres.error_contexts(p.pileup) e WHERE e.pyrimidine_errors + e.purine_errors + e.unknown_errors > 0;
