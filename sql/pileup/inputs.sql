-- Files as programs write them: test/data/inputs has 10 or 20 molecules over ALK's gatekeeper (chr2:29220765, G>T is L1196M) each.
\getenv data ALKRES_DATA
CREATE FUNCTION pg_temp.seen(file text, OUT ref text, OUT t bigint, OUT molecules bigint) LANGUAGE sql AS $$
	SELECT d.reference, d.t, d.molecules FROM alkres.read_pileup(file, 'GRCh38') p, alkres.depth(p.pileup) d WHERE d."position" = 29220765 $$;
-- "=" in SEQ is the base of the reference: every other molecule was lost
SELECT * FROM pg_temp.seen(:'data' || '/input_equals.bam');
-- samtools calmd -e writes it; with the reference, the same file gives the same bytes
SELECT count(*), count(*) FILTER (WHERE p.pileup::text = q.pileup::text) AS same
FROM alkres.read_pileup(:'data' || '/random_equal.bam', 'test', reference => :'data' || '/random.fa') p JOIN alkres.read_pileup(:'data' || '/random.bam', 'test', reference => :'data' || '/random.fa') q USING (contig, block);
-- without it, by MD tags alone, no molecule is lost either
SELECT count(*), count(*) FILTER (WHERE (d.molecules, d.discordant, d.deleted) = (e.molecules, e.discordant, e.deleted)) AS same
FROM alkres.read_pileup(:'data' || '/random_equal.bam', 'test') p JOIN alkres.read_pileup(:'data' || '/random.bam', 'test') q USING (contig, block),
	LATERAL alkres.depth(p.pileup) d, LATERAL alkres.depth(q.pileup) e WHERE d."position" = e."position";
-- mates that overlap, all of one quality: ten molecules that both directions show
SELECT c.vaf, c.flags FROM alkres.read_pileup(:'data' || '/input_overlap_equal_quality.bam', 'GRCh38') p, LATERAL alkres.call_variants(p.pileup, NULL) c;
-- A reference of N: a single base is counted all the same, as with the reference; insertions, deletions and changes of several bases say why not
CREATE TEMP TABLE pileups AS SELECT p.block, p.pileup AS known, q.pileup AS unknown FROM alkres.read_pileup(:'data' || '/small_nomd.bam', 'test', reference => :'data' || '/small.fa') p
	JOIN alkres.read_pileup(:'data' || '/small_nomd.bam', 'test', reference => 'none') q USING (contig, block);
SELECT a."position", a.ref, a.alt, g.vaf AS known, h.vaf AS unknown, h.state FROM pileups p, LATERAL alkres.alleles(p.known) a,
	LATERAL alkres.genotype(p.known, NULL, ARRAY[alkres.variant('test', 'demo', a."position", a.ref, a.alt)]) g,
	LATERAL alkres.genotype(p.unknown, NULL, ARRAY[alkres.variant('test', 'demo', a."position", a.ref, a.alt)]) h ORDER BY 1, 2, 3;
SELECT h.variant, h.vaf, h.state, h.reason FROM pileups p, LATERAL alkres.genotype(p.unknown, NULL, '{test:demo:49:A:G,test:demo:49:AC:GG,test:demo:99:C:CTG}'::alkres.variant[]) h ORDER BY 1;
-- of shipped genes the reference is known: 2 of 20, and 10 of 20
SELECT g.vaf, g.state, d.reference FROM alkres.read_pileup(:'data' || '/input_equals.bam', 'GRCh38', reference => 'none') p, LATERAL alkres.genotype(p.pileup, NULL, '{GRCh38:chr2:29220765:G:T}'::alkres.variant[]) g,
	alkres.depth(p.pileup) d WHERE d."position" = 29220765;
SELECT c.variant, c.vaf, c.mutation FROM alkres.read_pileup(:'data' || '/input_overlap_equal_quality.bam', 'GRCh38', reference => 'none') p, LATERAL alkres.call_variants(p.pileup, NULL) c;
-- codes of several bases are N, and counted
\set VERBOSITY terse
SELECT d."position", d.reference, d.molecules, a.ref, a.alt, a.molecules FROM alkres.read_pileup(:'data' || '/small_nomd.bam', 'test', reference => :'data' || '/iupac.fa') p, alkres.depth(p.pileup) d
	LEFT JOIN LATERAL alkres.alleles(p.pileup) a ON a."position" = d."position" WHERE d."position" IN (48, 49, 52) ORDER BY 1, 5;
\set VERBOSITY default
-- Barcodes as programs write them are found, and tell the same molecules: 3 of 23 carry T, each of 3 pairs
CREATE FUNCTION pg_temp.families(file text, umi text, OUT found text, OUT t text, OUT molecules bigint, OUT pairs bigint, OUT duplexes bigint) LANGUAGE sql AS $$
	SELECT l.umi, (SELECT string_agg(m.alt || ' ' || m.family_a || '+' || m.family_b, ', ' ORDER BY m.molecule) FROM alkres.molecules(l.pileup, 29220765) m), s.molecules, s.fragments, s.duplexes
	FROM alkres.read_library(ARRAY[file], 'GRCh38', umi => umi) l, alkres.depth(l.pileup) d, alkres.pileup_stats(l.pileup) s WHERE d."position" = 29220765 $$;
SELECT n.file, n.umi, f.* FROM (VALUES ('umi_prefix', 'auto'), ('umi_prefix', 'name::'), ('umi_prefix', 'name:UMI_'), ('umi_prefix', 'name:_'), ('umi_underscores', 'auto'), ('umi_underscores', 'name:_'),
	('umi_r', 'auto'), ('umi_r', 'name::'), ('umi_r_dual', 'auto'), ('umi_r_dual', 'name::')) AS n(file, umi), LATERAL pg_temp.families(:'data' || '/input_' || n.file || '.bam', n.umi) f;
-- of two barcodes one absent: four duplexes; barcodes of N tell nothing, and their reads are dropped
SELECT * FROM pg_temp.families(:'data' || '/input_umi_half_absent.bam', 'auto');
SELECT * FROM pg_temp.families(:'data' || '/input_umi_all_n.bam', 'auto');
SELECT i.dropped_qc_fail FROM alkres.read_pileup(:'data' || '/input_umi_all_n.bam', 'GRCh38') p, alkres.pileup_info(p.pileup) i;
-- what looks like barcodes and is not used is said
SELECT * FROM pg_temp.families(:'data' || '/input_umi_elsewhere.bam', 'auto');
SELECT * FROM pg_temp.families(:'data' || '/input_umi_elsewhere.bam', 'name:|');
SELECT * FROM pg_temp.families(:'data' || '/input_umi_some.bam', 'auto');
-- with barcodes, duplicate flags do not matter; without, they do
SELECT count(*), count(*) FILTER (WHERE p.pileup::text = q.pileup::text) AS same FROM alkres.read_pileup(:'data' || '/marked_input_umi_underscores.bam', 'GRCh38') p
	JOIN alkres.read_pileup(:'data' || '/input_umi_underscores.bam', 'GRCh38') q USING (contig, block);
SELECT count(*), count(*) FILTER (WHERE p.pileup::text = q.pileup::text) AS same FROM alkres.read_pileup(:'data' || '/marked_families_MI.bam', 'test') p
	JOIN alkres.read_pileup(:'data' || '/families_MI.bam', 'test') q USING (contig, block);
SELECT sum(i.dropped_duplicate) FROM alkres.read_pileup(:'data' || '/marked_input_umi_underscores.bam', 'GRCh38', umi => 'none') p, alkres.pileup_info(p.pileup) i;
-- two patients in one file are not pooled (refuse.sql has the errors): 5 of 10, and 0 of 10
SELECT n.sample, d.t, d.molecules, l.reads FROM (VALUES ('PAT1'), ('PAT2')) AS n(sample), LATERAL alkres.read_library(ARRAY[:'data' || '/input_two_samples.bam'], 'GRCh38', header_sample => n.sample) l,
	alkres.depth(l.pileup) d WHERE d."position" = 29220765;
-- nor are they as two files; read groups of one sample are lanes
SELECT d.t, d.molecules FROM alkres.read_pileup(ARRAY[:'data' || '/input_pat1.bam', :'data' || '/input_pat2.bam'], 'GRCh38', header_sample => 'PAT1') p, alkres.depth(p.pileup) d WHERE d."position" = 29220765;
SELECT * FROM pg_temp.seen(:'data' || '/input_two_lanes.bam');
-- mates that do not say where the other one is are joined by name: 2 of 10, not 3 of 20
SELECT * FROM pg_temp.seen(:'data' || '/input_stale_pnext.bam');
SELECT s.molecules, s.fragments, s.known_lengths FROM alkres.read_pileup(:'data' || '/input_stale_pnext.bam', 'GRCh38') p, alkres.pileup_stats(p.pileup) s;
-- whichever of both is wrong, however far it was moved
SELECT n.file, s.* FROM unnest('{late,both,far}'::text[]) AS n(file), LATERAL pg_temp.seen(:'data' || '/input_stale_' || n.file || '.bam') s;
-- a flavour of a known assembly under a name of its own is told
SELECT count(*) FROM alkres.read_pileup_data(pg_read_binary_file(:'data' || '/input_equals.bam'), 'GRCh38.d1.vd1');
