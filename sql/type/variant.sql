-- variant: text forms, canonical output, errors, order, hash, binary form.
SET search_path = public, alkres;
SELECT alkres.variant('GRCh38', 'chr2', 29220765, 'G', 'T');
SELECT text, alkres.variant('GRCh38', text) AS variant FROM (VALUES
	('GRCh38:chr2:29220765:G:T'), ('chr2:29220765:G:T'), ('2:29220765:g:t'), ('chr2:29220765 G>T'), ('2-29220765-G-T'),
	('GRCh38:2-29220765-G-T'), ('NC_000002.12:29220764:G:T'), ('NC_000002.12:g.29220765G>T'), ('hg38:CHR2:29,220,765:G:T'),
	('X:100:A:G'), ('MT:100:A:G'), ('chr2:29220745:TCCC:T'), ('chr2:29222405:G:GCGT'), ('chr2:29222392:CA:GT'),
	('chr2:100:ACGTACGTA:A'), ('chr2:100:N:A'), ('chr2:100:A:.'), ('chr1_KI270706v1_random:5:A:T'), ('HLA-A*01:01:01:01:7:A:T')
) AS forms(text);
SELECT 'GRCh37:chr2:29443631:G:T'::alkres.variant, 'hg19:2:29443631:G:T'::alkres.variant,
	'NC_000002.11:g.29443631G>T'::alkres.variant, 'mm39:chr20:7:A:T'::alkres.variant;

-- accessors
SELECT alkres.assembly(v), alkres.contig(v), alkres.start_position(v), alkres.end_position(v), alkres.ref(v), alkres.alt(v), alkres.kind(v)
FROM unnest('{GRCh38:chr2:5:G:T,GRCh38:chr2:5:GA:TC,GRCh38:chr2:5:G:GA,GRCh38:chrX:5:GAA:G,GRCh38:chr2:5:GA:TCC,GRCh38:chr2:5:G:.}'::alkres.variant[]) AS v;

-- a short variant takes 9 bytes
SELECT v, pg_column_size(ROW(v)) - pg_column_size(ROW(NULL::int)) AS bytes FROM unnest('{GRCh38:chr2:29220765:G:T}'::alkres.variant[]) v;
CREATE TEMP TABLE stored (v alkres.variant);
INSERT INTO stored VALUES ('GRCh38:chr2:29220765:G:T');
SELECT pg_column_size(v) FROM stored;

-- errors: what was wrong, and how to write it
SELECT 'chr2:29220765:G:T'::alkres.variant;
SELECT ''::alkres.variant;
SELECT 'GRCh38:chr2:29220765:G'::alkres.variant;
SELECT 'GRCh38:chr2:29220765:G:G'::alkres.variant;
SELECT 'GRCh38:chr2:29220765:G:'::alkres.variant;
SELECT 'GRCh38:chr2:29220765:G:Z'::alkres.variant;
SELECT 'GRCh38:chr2:0:G:T'::alkres.variant;
SELECT 'GRCh38:chr2:999999999:G:T'::alkres.variant;
SELECT 'GRCh38:chr23:5:G:T'::alkres.variant;
SELECT 'GRCh38:chr2:5:G:<DEL>'::alkres.variant;
SELECT 'NC_000002.12:g.29222405_29222406insCGT'::alkres.variant;
SELECT alkres.variant('GRCh38', 'GRCh37:chr2:29443631:G:T');
SELECT alkres.variant('', 'chr2:29443631:G:T');
SELECT alkres.variant('GRCh38', 'chr2', 5, 'G', NULL) IS NULL AS null_in_null_out;
SET alkres.default_assembly = 'hg19';
SELECT 'chr2:29443631:G:T'::alkres.variant;
RESET alkres.default_assembly;

-- order is genomic and the same by sort, by index and by comparison
CREATE TEMP TABLE many AS
	SELECT alkres.variant((ARRAY['GRCh37','GRCh38','zz1'])[1 + i % 3], 'chr' || 1 + i * 7 % 22, 1 + i * 7919 % 1000,
		(ARRAY['A','AC','ACGTACGTACGT'])[1 + i % 3], (ARRAY['G','T','GA'])[1 + i % 3]) AS v
	FROM generate_series(1, 3000) AS i;
CREATE INDEX ON many (v);
ANALYZE many;
SELECT count(*) FILTER (WHERE v < before) AS out_of_order,
	count(*) FILTER (WHERE (alkres.assembly(v), alkres.assembly(before)) IN (('GRCh38','GRCh38')) AND alkres.contig(v) = alkres.contig(before) AND alkres.start_position(v) < alkres.start_position(before)) AS out_of_genome
FROM (SELECT v, lag(v) OVER (ORDER BY v) AS before FROM many) AS pairs;
SET enable_seqscan = off;
SELECT count(*) FROM many WHERE v = (SELECT max(v) FROM many);
RESET enable_seqscan;
SELECT count(*) FROM many a JOIN many b ON a.v = b.v AND alkres_internal.variant_hash(a.v) <> alkres_internal.variant_hash(b.v);
SELECT count(*) AS changed FROM many WHERE v::text::alkres.variant <> v;

-- binary form
SELECT alkres_internal.variant_send('GRCh38:chr2:29220765:G:T');
SELECT count(*) AS changed FROM (SELECT v, alkres_internal.variant_send(v) AS bytes FROM many) s
	WHERE substr(bytes, 2) <> substr(alkres_internal.variant_send(v::text::alkres.variant), 2);
SELECT amname, opcname, amvalidate(o.oid) FROM pg_opclass o JOIN pg_am a ON a.oid = opcmethod
	JOIN pg_namespace n ON n.oid = opcnamespace WHERE nspname = 'alkres' AND opcname = 'variant_ops' ORDER BY 1;
