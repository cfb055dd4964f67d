-- A small BAM file whose counts can be checked by hand: test/data/small.sam names each read by what it is there for.
\getenv data ALKRES_DATA
\set small :data '/small.bam'
CREATE TEMP TABLE small AS SELECT * FROM alkres.read_pileup(:'small', 'test');
SELECT p.assembly, p.contig, p.block, i.start_position, i.flags, i.min_base_quality, i.min_mapq, i.allele_count FROM small p, alkres.pileup_info(p.pileup) i;
-- what was not counted
SELECT p.block, i.dropped_secondary AS secondary, i.dropped_supplementary AS supplementary, i.dropped_qc_fail AS qc_fail, i.dropped_duplicate AS duplicate,
	i.dropped_mapq AS mapq, i.dropped_base_quality AS base_quality, i.dropped_discordant AS discordant, i.dropped_ambiguous AS ambiguous, i.dropped_indel_edge AS indel_edge
FROM small p, alkres.pileup_info(p.pileup) i;
-- the SNV at 49 and its neighbours: mates that agree count once, that disagree not at all
SELECT d.* FROM small p, alkres.depth(p.pileup) d WHERE d."position" BETWEEN 47 AND 50;
SELECT m.* FROM small p, alkres.molecules(p.pileup, 49) m;
-- every allele; indels are left-aligned
SELECT a."position", a.ref, a.alt, a.molecules, a.forward, a.reverse, a.f1r2, a.f2r1, round(a.mean_quality::numeric, 1) AS quality, a.mean_mapq AS mapq,
	round(a.mean_end_distance::numeric, 1) AS end_distance, a.unique_fragments AS fragments
FROM small p, alkres.alleles(p.pileup) a;
SELECT m.* FROM small p, alkres.molecules(p.pileup, 100) m;
SELECT m.* FROM small p, alkres.molecules(p.pileup, 200) m;
-- deleted positions stay where the aligner put them
SELECT d."position", d.reference, d.molecules, d.deleted, d.discordant, d.raw_depth FROM small p, alkres.depth(p.pileup) d WHERE d."position" IN (101, 106, 255, 258, 329, 330, 400, 430);
-- two alternatives on one molecule, in two blocks
SELECT p.block, m.molecule, m.ref, m.alt FROM small p, alkres.molecules(p.pileup, 256) m
UNION ALL SELECT p.block, m.molecule, m.ref, m.alt FROM small p, alkres.molecules(p.pileup, 257) m;
SELECT count(DISTINCT m.molecule), count(*) FROM small p, LATERAL (SELECT * FROM alkres.molecules(p.pileup, 335) UNION ALL SELECT * FROM alkres.molecules(p.pileup, 455)) m;

-- reads instead of molecules
SELECT d.* FROM alkres.read_pileup(:'small', 'test', unit => 'read') p, alkres.depth(p.pileup) d WHERE d."position" = 49;
SELECT i.flags, i.dropped_supplementary FROM alkres.read_pileup(:'small', 'test', unit => 'read') p, alkres.pileup_info(p.pileup) i WHERE p.block = 0;
-- thresholds
SELECT d.* FROM alkres.read_pileup(:'small', 'test', min_base_quality => 0, min_mapq => 0) p, alkres.depth(p.pileup) d WHERE d."position" = 49;
SELECT d.* FROM alkres.read_pileup(:'small', 'test', min_base_quality => 31) p, alkres.depth(p.pileup) d WHERE d."position" = 49;

-- regions: every block they touch, even an empty one, and no other
SELECT p.block, i.flags, i.covered_positions, (SELECT sum(d.molecules) FROM alkres.depth(p.pileup) d) AS molecules
FROM alkres.read_pileup(:'small', 'test', ARRAY['test:demo:40-60', 'test:demo:50-70', 'test:demo:256-257', 'test:other:10-12']::alkres.region[]) p, alkres.pileup_info(p.pileup) i;
SELECT p.contig, d."position", d.reference, d.molecules, d.covered
FROM alkres.read_pileup(:'small', 'test', ARRAY['test:other:10-12']::alkres.region[]) p, alkres.depth(p.pileup) d;
SELECT count(*) FROM alkres.read_pileup(:'small', 'test', ARRAY[]::alkres.region[]);
-- a block is the same whether it was asked for alone or not
SELECT count(*) FROM (SELECT (d).* FROM small p, alkres.depth(p.pileup) d WHERE p.block = 1) a
FULL JOIN (SELECT (d).* FROM alkres.read_pileup(:'small', 'test', ARRAY['test:demo:257-512']::alkres.region[]) q, alkres.depth(q.pileup) d WHERE d.raw_depth > 0) b
	ON (a."position", a.a, a.c, a.g, a.t, a.deleted, a.discordant, a.raw_depth) = (b."position", b.a, b.c, b.g, b.t, b.deleted, b.discordant, b.raw_depth)
WHERE a."position" IS NULL OR b."position" IS NULL;
-- reference: the same from MD tags and from FASTA; unknown
SELECT count(*) FROM small p FULL JOIN alkres.read_pileup(:'small', 'test', reference => :'data' || '/small.fa') q USING (contig, block)
WHERE (SELECT array_agg(a) FROM alkres.alleles(p.pileup) a) IS DISTINCT FROM (SELECT array_agg(a) FROM alkres.alleles(q.pileup) a);
-- many short sequences before it are passed by quickly: in less than 4 seconds of the processor, whatever the clock says
CREATE FUNCTION pg_temp.processor_seconds() RETURNS float8 LANGUAGE sql VOLATILE AS
	$$ SELECT (s[12]::float8 + s[13]::float8) / 100 FROM string_to_array(regexp_replace(pg_read_file('/proc/self/stat'), '^.*\) ', ''), ' ') AS s $$;
SELECT pg_temp.processor_seconds() AS begun \gset
SELECT count(*) FROM small p FULL JOIN alkres.read_pileup(:'small', 'test', reference => :'data' || '/many.fa') q USING (contig, block)
WHERE (SELECT array_agg(a) FROM alkres.alleles(p.pileup) a) IS DISTINCT FROM (SELECT array_agg(a) FROM alkres.alleles(q.pileup) a);
SELECT pg_temp.processor_seconds() - :begun < 4 AS quick;
SELECT d.* FROM alkres.read_pileup(:'data' || '/small_nomd.bam', 'test', reference => 'none') p, alkres.depth(p.pileup) d WHERE d."position" = 49;

-- barcodes that are all the same are not used: it says so, unless told that this is meant
\set VERBOSITY terse
SELECT count(*) FROM alkres.read_pileup_data(pg_read_binary_file(:'data' || '/barcodes.bam'), 'test');
SELECT count(*) FROM alkres.read_pileup_data(pg_read_binary_file(:'data' || '/barcodes.bam'), 'test', umi => 'none');
SELECT count(*) FROM alkres.read_pileup_data(pg_read_binary_file(:'data' || '/barcodes.bam'), 'test', unit => 'read');
\set VERBOSITY default

-- data instead of a path; text and binary form
SELECT count(*) FROM (SELECT * FROM alkres.read_pileup_data(pg_read_binary_file(:'small'), 'test')) q JOIN small p USING (contig, block) WHERE p.pileup::text = q.pileup::text;
SELECT bool_and((pileup::text)::alkres.pileup::text = pileup::text) FROM small;
CREATE TEMP TABLE copied (LIKE small);
\set copy_file :data '/copied.bin'
COPY small TO :'copy_file' (FORMAT binary);
COPY copied FROM :'copy_file' (FORMAT binary);
SELECT count(*) FROM small s JOIN copied c ON s.pileup::text = c.pileup::text;
SELECT alkres.file_digest(:'small') = encode(sha256(pg_read_binary_file(:'small')), 'hex') AS digest;
SELECT alkres.file_digest(:'data' || '/empty.bam');
-- soft clips in several elements
\set soft_clips :data '/soft_clips.bam'
SELECT min(d."position"), max(d."position"), sum(d.g) AS g, sum(d.t) AS t, sum(d.molecules) AS molecules
FROM alkres.read_pileup(:'soft_clips', 'test', reference => 'none') p, alkres.depth(p.pileup) d;
