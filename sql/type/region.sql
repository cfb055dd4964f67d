-- region: text, errors, overlap, membership of a variant.
SET search_path = public, alkres;
SELECT alkres.region('GRCh38', 'chr2', 29220700, 29220800), 'GRCh38:chr2:29,220,700-29,220,800'::alkres.region, 'hg19:2:5'::alkres.region;
SELECT alkres.assembly(r), alkres.contig(r), alkres.start_position(r), alkres.end_position(r) FROM (SELECT 'GRCh37:X:3-9'::alkres.region) AS s(r);
SELECT 'chr2:5-9'::alkres.region;
SELECT 'GRCh38:chr2:9-5'::alkres.region;
SELECT 'GRCh38:chr2:0-5'::alkres.region;
SELECT 'GRCh38:chr2:a-5'::alkres.region;
SELECT 'GRCh38:chr2'::alkres.region;
SELECT a && b AS overlap, a = b AS equal, a < b AS less FROM (VALUES
	('GRCh38:chr2:1-9'::alkres.region, 'GRCh38:chr2:9-12'::alkres.region),
	('GRCh38:chr2:1-9', 'GRCh38:chr2:10-12'), ('GRCh38:chr2:1-9', 'GRCh37:chr2:1-9'), ('GRCh38:chr2:1-9', 'GRCh38:chr2:1-9')) AS t(a, b);
SELECT v, v <@ 'GRCh38:chr2:100-200'::alkres.region AS inside
FROM unnest('{GRCh38:chr2:100:A:T,GRCh38:chr2:200:A:T,GRCh38:chr2:200:AC:T,GRCh38:chr2:99:A:T,GRCh37:chr2:150:A:T}'::alkres.variant[]) AS v;
SELECT alkres_internal.region_send('GRCh38:chr2:29220700-29220800');
SELECT r FROM unnest('{GRCh38:chr10:5-6,GRCh38:chr2:9-12,GRCh38:chr2:9-10,GRCh37:chrX:1-2}'::alkres.region[]) AS r ORDER BY r;
SELECT amname, opcname, amvalidate(o.oid) FROM pg_opclass o JOIN pg_am a ON a.oid = opcmethod
	JOIN pg_namespace n ON n.oid = opcnamespace WHERE nspname = 'alkres' AND opcname = 'region_ops' ORDER BY 1;
