-- Lines of VCF and MAF from values, SPDI and VRS.
\pset format unaligned
\pset tuples_only on
CREATE FUNCTION pg_temp.attempt(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	state text; message text; hint text; answer text;
BEGIN
	EXECUTE statement INTO answer;
	RETURN 'accepted: ' || coalesce(answer, 'NULL');
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
	RETURN state || ' ' || message || coalesce(E'\n  ' || nullif(hint, ''), '');
END $$;
-- header
SELECT line FROM alkres.vcf_head('hg38', '{A,B}', '{alkres.model=7,note=a b}', '{chr2,chrUn_1}') WITH ORDINALITY AS h(line, n) WHERE line !~ '^##(ALT|FILTER|INFO|FORMAT)' ORDER BY n;
SELECT line FROM alkres.vcf_head('b37', '{}') WITH ORDINALITY AS h(line, n) WHERE line ~ 'chr[12M],|^#C' ORDER BY n;
SELECT line FROM alkres.vcf_head('mm39', '{A}', '{}', '{chr1,chr2}') WITH ORDINALITY AS h(line, n) WHERE line ~ 'contig|reference' ORDER BY n;
SELECT line FROM alkres.vcf_head('hg38', '{A}') WITH ORDINALITY AS h(line, n) WHERE line ~ '^##(ALT|FILTER|INFO|FORMAT)' ORDER BY n;
SELECT pg_temp.attempt('SELECT count(*) FROM alkres.vcf_head(' || a || ')') FROM unnest(ARRAY['NULL, ''{A}''', '''GRCh38'', NULL', '''GRCh38'', ''{NULL}''', '''GRCh38'', ''{A,A}''', $$'GRCh38', ARRAY[E'A\tB']$$, $$'GRCh38', '{""}'$$,
	$$'GRCh38', '{A}', '{x}'$$, $$'GRCh38', '{A}', '{=y}'$$, $$'GRCh38', '{A}', '{a b=y}'$$, $$'GRCh38', '{A}', '{INFO=<ID=x>}'$$, $$'GRCh38', '{A}', ARRAY[E'a=1\n#CHROM']$$, $$'GRCh38', '{A}', '{}', '{chr99}'$$, $$'!', '{A}'$$]) AS a;
-- a sample's column
SELECT alkres.vcf_column(state, vaf, l, u, d, p, flags) FROM (VALUES
	('detected', '24/1992'::alkres.vaf, 0.008, 0.0175, 0.002, 0.999999, '{strand,near_indel}'::text[]), ('absent', '0/3456', NULL, 0.00087, 0.0009, 1e-6, '{}'),
	('indeterminate', '2/1000', 0.0002, 0.007, 0.003, 0.4, '{"a, b: c; 95 % = d"}'), ('germline_or_chip', '500/1000', NULL, NULL, NULL, NULL, NULL), ('not_evaluable', '0/12', NULL, NULL, 0.3, NULL, NULL),
	('not_covered', '0/0', NULL, NULL, 'NaN', NULL, NULL), ('not_in_panel', NULL, NULL, NULL, NULL, NULL, NULL), (NULL, NULL, NULL, NULL, NULL, NULL, NULL)) AS v(state, vaf, l, u, d, p, flags);
SELECT pg_temp.attempt($$SELECT alkres.vcf_column('found', '1/2')$$);
-- records
SELECT alkres.vcf_record(v::alkres.variant, m::alkres.mutation, k, q, s, '{a,b}', n) FROM (VALUES
	('GRCh38:chr2:29220765:G:T', 'ALK L1196M', false, 40.5, '{detected,absent}'::text[], false), ('GRCh38:chr2:29220765:G:T', 'ALK L1196M', true, NULL, '{indeterminate,germline_or_chip}', false),
	('GRCh38:chr2:29220765:G:T', NULL, NULL, NULL, '{indeterminate,NULL}', false), ('GRCh38:chr2:29220765:G:T', 'ALK L1196M', false, 0, '{absent,absent}', false), ('GRCh38:chr2:29220765:G:T', 'ALK L1196M', false, 0, '{absent,absent}', true),
	('GRCh38:chr2:29220765:G:T', 'ALK L1196M', false, 0, '{absent,not_evaluable}', true), ('GRCh38:chr2:29220765:G:.', NULL, false, NULL, '{absent,absent}', true), ('GRCh38:chr2:29220764:GG:G', 'ALK', false, 3, '{detected}', false),
	('GRCh38:chr2:29220764:G:<DEL>:END=29220900', 'ALK', false, 3, '{detected}', false), ('GRCh38:chr2:29223500:A:A]chr2:42299000]', 'ALK fusion', false, 3, '{detected}', false), ('GRCh38:chr2:29220764:G:<DEL>:END=29220900', 'ALK', false, 3, '{absent}', true),
	('GRCh38:chr2:29220765:G:T', 'ALK L1196M', false, 0, '{}', true), (NULL, 'ALK L1196M', false, 0, '{absent}', true)) AS v(v, m, k, q, s, n);
SELECT pg_temp.attempt($$SELECT alkres.vcf_record('GRCh38:chr2:29220765:G:T', NULL, NULL, NULL, '{found}', '{a}')$$);
-- MAF
SELECT v, concat_ws(' ', f.*) FROM (VALUES ('chr2:29220765 G>T', 'ALK L1196M'), ('chr2:29220765 GG>TT', 'ALK L1196F'), ('chr2:29222405 C>CCGT', 'ALK T1151dup'), ('chr2:29220764 GGGA>G', 'ALK L1196del'), ('chr2:29220764 GG>G', 'ALK L1196fs'),
	('chr2:29220764 G>GA', 'ALK L1196fs'), ('chr2:29220765 G>T', 'ALK L1196*'), ('chr2:29220765 G>T', 'ALK L1196='), ('chr2:29220765 G>T', 'ALK splice_site'), ('chr2:29220765 G>T', NULL), ('chrM:100 A>AT', NULL), ('chrX:100 ACGTA>AGG', NULL),
	('chr2:29220764:G:<DEL>:END=29220900', NULL), ('chr2:100:A:.', NULL), ('chr2:29220765 G>T', 'ALK'), ('chr1:100 ACGT>TGCA', NULL), ('chr1:100 ACG>TGC', NULL)) AS k(v, m),
	LATERAL alkres.maf_fields(alkres.variant('GRCh38', v), m::alkres.mutation) AS f;
SELECT alkres.maf_fields(NULL, NULL) IS NULL;
-- SPDI: of SNVs, of indels within ALK's exons over the whole repeat, of others as they are, and what has none
SELECT v, alkres.spdi(v), alkres.left_align(alkres.variant('GRCh38', alkres.spdi(v)))::text = v::text AS reads_back FROM unnest(ARRAY['GRCh38:chr2:29220765:G:T', 'GRCh37:chr2:29443981:G:T', 'GRCh38:chr2:29222404:A:ACGT', 'GRCh38:chr1:100:CA:C', alkres.variant('GRCh38', 'NM_004304.5:c.3451_3453dup')::text, 'GRCh38:chrX:100:A:TT', 'GRCh38:chrM:100:C:T']::alkres.variant[]) AS v
WHERE alkres.assembly(v) = 'GRCh38' AND alkres.contig(v) <> 'chrM';
SELECT v, alkres.spdi(v) FROM unnest(ARRAY['GRCh37:chr2:29443981:G:T', 'GRCh38:chrM:100:C:T', 'GRCh37:chrM:100:C:T', 'mm39:chr2:100:C:T', 'GRCh38:chrUn_1:100:C:T', 'GRCh38:chr2:29220764:G:<DEL>:END=29220900', 'GRCh38:chr2:100:A:.']::alkres.variant[]) AS v;
SELECT alkres.spdi(NULL::alkres.variant) IS NULL;
-- VRS: the specification's example (rs7412), an insertion that repeats its reference, and what has none
SELECT alkres.vrs_id('GRCh38:chr19:44908822:C:T', 'SQ.IIB53T8CNeJJdUqzn9V_JnRtQadwWCbl');
SELECT alkres.vrs_id('GRCh38:chr19:44908821:GC:GT', 'SQ.IIB53T8CNeJJdUqzn9V_JnRtQadwWCbl');
SELECT v, alkres.vrs_id(v, 'SQ.IIB53T8CNeJJdUqzn9V_JnRtQadwWCbl') IS NULL FROM unnest(ARRAY[alkres.variant('GRCh38', 'NM_004304.5:c.3451_3453dup')::text, 'GRCh38:chr1:100:CA:C', 'GRCh38:chr2:29220764:G:<DEL>:END=29220900', 'GRCh38:chr2:100:A:.']::alkres.variant[]) AS v;
SELECT pg_temp.attempt(format($$SELECT alkres.vrs_id('GRCh38:chr19:44908822:C:T', %L)$$, a)) FROM unnest(ARRAY['', 'SQ.', 'IIB53T8CNeJJdUqzn9V_JnRtQadwWCbl', 'SQ.IIB53T8CNeJJdUqzn9V_JnRtQadwWCb!']) AS a;
