-- variant: HGVS and SPDI indels, symbolic alleles, breakends; type modifier, left_align, liftover, overlaps.
SET search_path = public, alkres;
SELECT text, alkres.variant('GRCh38', text) AS variant FROM (VALUES
	('NC_000002.12:g.29222405_29222406insCGT'), ('chr2:g.29220746_29220748del'), ('chr2:g.29220746_29220748delCCC'), ('chr2:g.29220746dup'),
	('chr2:g.29220745_29220746delinsAG'), ('NC_000002.12:29222405::CGT'), ('NC_000002.12:29220745:CCC:'), ('NC_000002.12:29220745:3:'),
	('2:29220000:n:<DEL>:END=29,230,000'), ('chr2:5:A:<DUP>:END=6'), ('chr2:5:A:<CNV>:END=6'),
	('chr2:29223000:G:G]chr5:123]'), ('chr2:29223000:G:GACT[5:123['), ('chr2:29223000:G:]chrM:123]TG'), ('chr2:5:N:[HLA-A*01:01:123[N')
) AS forms(text);
SELECT alkres.variant('GRCh37', 'NC_000002.11:g.29445271_29445272insCGT'), alkres.variant('GRCh38', 'chr2', 5, 'A', '<DEL>', 9),
	alkres.variant('GRCh38', 'chr2', 5, 'A', 'A]chr2:77]');
SELECT alkres.kind(v), alkres.start_position(v), alkres.end_position(v), alkres.ref(v), alkres.alt(v), alkres.mate_contig(v), alkres.mate_position(v), pg_column_size(v) AS bytes,
	alkres_internal.variant_send(v), v <@ 'GRCh38:chr2:1-8'::alkres.region AS inside, alkres.classify(v) IS NULL AS unclassified
FROM unnest('{GRCh38:chr2:5:A:<DEL>:END=9,GRCh38:chr2:5:A:<DUP>:END=6,GRCh38:chr2:5:A:<CNV>:END=6,GRCh38:chr2:5:A:AT[chr5:123[,mm39:c:5:A:[d:123[A,GRCh38:chr2:5:A:C}'::alkres.variant[]) AS v;

-- refused
SELECT 'NC_000007.14:g.55174772_55174786del'::alkres.variant;
SELECT 'NC_000007.14:55174771::A'::alkres.variant;
SELECT 'NC_000002.12:g.29220746_29220748delCCA'::alkres.variant;
SELECT 'NC_000002.12:g.29220746_29220748delC'::alkres.variant;
SELECT 'NC_000002.12:g.(29220746_29220748)del'::alkres.variant;
SELECT 'NC_000002.12:g.29220745_29220747insA'::alkres.variant;
SELECT 'GRCh38:chr2:5:A:<DEL>'::alkres.variant;
SELECT 'GRCh38:chr2:5:A:<INS>:END=9'::alkres.variant;
SELECT 'GRCh38:chr2:5:A:<DEL>:END=5'::alkres.variant;
SELECT 'GRCh38:chr2:5:A:A]chr5:123['::alkres.variant;
SELECT 'GRCh38:chr2:5:A:A]chr99:123]'::alkres.variant;
SELECT alkres.variant('GRCh38', 'chr2', 5, 'A', '<DEL>', 5);
SELECT alkres.variant('GRCh38', 'chr2', 5, 'A', 'C', 5);

-- text and binary form of every kind, and the order of each place
CREATE TEMP TABLE every AS
	SELECT v FROM unnest('{GRCh38:chr2:5:A:.,GRCh38:chr2:5:A:C,GRCh38:chr2:5:AC:GT,GRCh38:chr2:5:A:AC,GRCh38:chr2:5:AC:A,GRCh38:chr2:5:AC:GTT,GRCh38:chr2:5:A:<DEL>:END=9,GRCh38:chr2:5:A:<DEL>:END=10,GRCh38:chr2:5:A:<DUP>:END=6,GRCh38:chr2:5:A:<CNV>:END=6,"GRCh38:chr2:5:A:A]chr2:7]","GRCh38:chr2:5:A:[chr5:7[A",GRCh38:chr2:6:A:C}'::alkres.variant[]) WITH ORDINALITY AS u(v, n) ORDER BY n;
SELECT count(*) FILTER (WHERE v::text::alkres.variant <> v) AS changed, count(*) FILTER (WHERE v <= before) AS out_of_order FROM (SELECT v, lag(v) OVER () AS before FROM every) e;
COPY (SELECT alkres_internal.variant_send(v) FROM every) TO STDOUT;

-- the type modifier checks, wherever a value comes from
CREATE TEMP TABLE typed (v alkres.variant(GRCh38), r alkres.region(hg19));
SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = 'typed'::regclass AND attnum > 0 ORDER BY attnum;
INSERT INTO typed VALUES ('GRCh38:chr2:5:A:C', 'GRCh37:chr2:1-9');
INSERT INTO typed (v) VALUES ('GRCh37:chr2:5:A:C');
INSERT INTO typed (r) VALUES ('GRCh38:chr2:1-9');
INSERT INTO typed (v) SELECT alkres.variant('hg19', 'chr2:5:A:C');
UPDATE typed SET v = alkres.variant('mm39', 'chr2:5:A:C');
SELECT 'GRCh37:chr2:5:A:C'::alkres.variant(GRCh38);
SELECT 'GRCh38:chr2:5:A:C'::alkres.variant::alkres.variant(GRCh38), NULL::alkres.variant(GRCh38);
SELECT '{GRCh37:chr2:5:A:C}'::alkres.variant(GRCh38)[];
COPY typed (v) FROM STDIN;
GRCh37:chr2:5:A:C
\.
SELECT NULL::alkres.variant(mm39);
SELECT NULL::alkres.variant(GRCh38, GRCh37);
SELECT NULL::alkres.region(38);
SELECT count(*) FROM typed;

-- trimmed always, left-aligned where sequence is compiled in
SELECT v, alkres.left_align(v) FROM unnest('{GRCh38:chr2:29220747:C:CC,GRCh37:chr2:29443613:C:CC,GRCh38:chr2:29220764:AG:AT,GRCh38:chr7:500:AC:AT,GRCh38:chr7:500:AAAA:AAA,GRCh38:chr7:500:A:.,GRCh38:chr7:500:A:<DEL>:END=600}'::alkres.variant[]) AS v;
SELECT alkres.left_align('GRCh38:chr2:29220747:G:GC'::alkres.variant);
CREATE INDEX ON every (alkres.left_align(v));

SELECT v, alkres.liftover(v, 'hg19') AS grch37, alkres.liftover(v, 'GRCh38') AS grch38, alkres.liftover(alkres.liftover(v, 'GRCh37'), 'hg38') AS back
FROM unnest('{GRCh38:chr2:29220765:G:T,GRCh37:chr2:29443631:G:T,GRCh38:chr7:5:A:C,GRCh38:chr2:29192774:G:T,GRCh38:chr2:29192773:G:T,GRCh38:chr2:29921586:G:T,GRCh38:chr2:29921586:GA:G,"GRCh38:chr2:29220765:G:]chr2:29220800]G","GRCh38:chr2:29220765:G:]chr2:42220800]G",mm39:chr2:5:A:C}'::alkres.variant[]) AS v;
SELECT alkres.liftover('GRCh38:chr2:29220765:G:T', 'mm39') IS NULL AS nowhere;
SELECT alkres.liftover('GRCh38:chr2:29220765:G:T', '');

SELECT a, b, alkres.overlaps(a, b), alkres.overlaps(b, a) AS commuted, alkres.overlaps(a, alkres.region(alkres.assembly(b), alkres.contig(b), alkres.start_position(b), alkres.end_position(b))) AS with_region
FROM (VALUES ('GRCh38:chr2:5:AC:A'::alkres.variant, 'GRCh38:chr2:6:C:T'::alkres.variant), ('GRCh38:chr2:5:AC:A', 'GRCh38:chr2:7:C:T'), ('GRCh38:chr2:5:A:<DEL>:END=9', 'GRCh38:chr2:9:C:T'),
	('GRCh38:chr2:5:A:<DEL>:END=9', 'GRCh38:chr2:10:C:T'), ('GRCh38:chr2:5:A:C', 'GRCh37:chr2:5:A:C'), ('GRCh38:chr2:5:A:A]chr3:7]', 'GRCh38:chr3:7:A:C')) AS t(a, b);
