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
	CROSS JOIN LATERAL generate_series(alkres.start_position(a.region), alkres.end_position(a.region)) AS g("position")
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

-- errors: none where every alternative is 5 % of its position; else as depth() and molecules() have them
SELECT count(*) AS rows, sum(e.pyrimidine_errors + e.purine_errors + e.unknown_errors) AS errors FROM small p, alkres.error_contexts(p.pileup) e;
\set normal :data '/calling_normal1.bam'
CREATE TEMP TABLE normal AS SELECT * FROM alkres.read_pileup(:'normal', 'GRCh38');
CREATE TEMP TABLE sites AS SELECT d.*, lag(d.reference) OVER place || d.reference || lead(d.reference) OVER place AS context
FROM normal p, alkres.depth(p.pileup) d WINDOW place AS (ORDER BY d."position");
CREATE TEMP TABLE errors AS
WITH change AS (
	SELECT s."position", s.reference, s.context, s.molecules, a.alt, a.count FROM sites s, LATERAL (VALUES ('A', s.a), ('C', s.c), ('G', s.g), ('T', s.t)) AS a(alt, count)
	WHERE a.alt <> s.reference AND a.count < 0.05 * s.molecules),
seen AS (
	SELECT c.*, m.class, m.orientation FROM change c, normal p, LATERAL alkres.molecules(p.pileup, c."position") m WHERE m.ref = c.reference AND m.alt = c.alt)
SELECT s.class, s.reference IN ('A', 'G') AS purine,
	CASE WHEN s.reference IN ('A', 'G') THEN translate(s.reference || '>' || s.alt, 'ACGT', 'TGCA') ELSE s.reference || '>' || s.alt END AS substitution,
	CASE WHEN s.reference IN ('A', 'G') THEN translate(reverse(s.context), 'ACGT', 'TGCA') ELSE s.context END AS context,
	count(*) FILTER (WHERE s.orientation = 'F1R2') AS f1r2, count(*) FILTER (WHERE s.orientation = 'F2R1') AS f2r1, count(*) FILTER (WHERE s.orientation = 'unknown') AS unknown
FROM seen s GROUP BY 1, 2, 3, 4;
SELECT count(*) > 50 AS enough, sum(f1r2 + f2r1 + unknown) > 100 AS errors FROM errors;
SELECT count(*) AS differences FROM (
	SELECT e.class, e.substitution, e.context, sum(CASE WHEN e.purine THEN f2r1 ELSE f1r2 END), sum(CASE WHEN e.purine THEN f1r2 ELSE f2r1 END), sum(e.unknown) FROM errors e GROUP BY 1, 2, 3
	EXCEPT SELECT x.class, x.substitution, x.context, sum(x.pyrimidine_errors), sum(x.purine_errors), sum(x.unknown_errors) FROM normal p, alkres.error_contexts(p.pileup) x GROUP BY 1, 2, 3) AS d;
SELECT (SELECT sum(x.pyrimidine_errors + x.purine_errors + x.unknown_errors) FROM normal p, alkres.error_contexts(p.pileup) x) = (SELECT sum(f1r2 + f2r1 + unknown) FROM errors) AS same_errors;
-- each molecule of a position counts for each of the alternatives that are errors there
SELECT sum(x.pyrimidine_molecules + x.purine_molecules + x.unknown_molecules) = (
	SELECT sum(s.molecules) FROM sites s, LATERAL (VALUES ('A', s.a), ('C', s.c), ('G', s.g), ('T', s.t)) AS a(alt, count)
	WHERE a.alt <> s.reference AND s.molecules > 0 AND a.count < 0.05 * s.molecules AND s.reference <> 'N' AND s.context !~ 'N' AND length(s.context) = 3) AS same_molecules
FROM normal p, alkres.error_contexts(p.pileup) x;
SELECT count(DISTINCT x.substitution), count(DISTINCT x.context), bool_and(substr(x.context, 2, 1) = substr(x.substitution, 1, 1)) FROM normal p, alkres.error_contexts(p.pileup) x;
