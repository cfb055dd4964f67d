-- Everything that is refused: SQLSTATE and message; the folder of the test data is left out.
\getenv data ALKRES_DATA
SELECT set_config('test.data', :'data', false) <> '' AS has_data;
CREATE FUNCTION pg_temp.attempt(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	state text; message text; detail text; hint text;
	folder text := current_setting('test.data');
BEGIN
	EXECUTE replace(statement, '@', folder);
	RETURN 'accepted';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
	RETURN replace(state || ' ' || message || coalesce(E'\n  ' || nullif(detail, ''), '') || coalesce(E'\n  ' || nullif(hint, ''), ''), folder, '@');
END $$;
CREATE FUNCTION pg_temp.read(file text, more text DEFAULT '') RETURNS text LANGUAGE sql AS $$
	SELECT pg_temp.attempt(format('SELECT count(*) FROM alkres.read_pileup(%L, %L%s)', file, 'test', more)) $$;
\pset format unaligned
\pset tuples_only on
-- no BAM
SELECT pg_temp.read('@/' || file) FROM unnest(ARRAY['text.bam', 'gzip.bam', 'bgzip_text.bam', 'htsget.bam', 'empty.bam', 'garbage.bam', 'small.cram', 'small.fa']) file;
-- no file to read
SELECT pg_temp.read(file) FROM unnest(ARRAY['@/fifo.bam', '@/folder.bam', '@/missing.bam', 'small.bam', '../small.bam', '@/../x.bam', '-', 'https://example.org/small.bam', 'data:,x', '/dev/zero', '']) file;
-- BAM, but broken
SELECT pg_temp.read('@/' || file) FROM unnest(ARRAY['no_end_marker.bam', 'truncated.bam', 'twice.bam', 'unsorted.bam', 'no_contigs.bam', 'md_disagrees.bam', 'md_short.bam', 'small_nomd.bam']) file;
-- reads of several samples, and a sample that is none of them
SELECT pg_temp.attempt('SELECT count(*) FROM alkres.read_pileup(''@/input_two_samples.bam'', ''GRCh38'')');
SELECT pg_temp.attempt('SELECT count(*) FROM alkres.read_pileup(ARRAY[''@/input_pat1.bam'', ''@/input_pat2.bam''], ''GRCh38'')');
SELECT pg_temp.attempt('SELECT count(*) FROM alkres.read_pileup(''@/input_two_samples.bam'', ''GRCh38'', header_sample => ''PAT3'')');
SELECT pg_temp.read('@/small.bam', ', header_sample => ''PAT1''');
-- a file merged with itself, whatever the order; reads past their contig's end; reads without a sequence
SELECT pg_temp.read('@/' || file) FROM unnest(ARRAY['each_twice.bam', 'all_twice.bam', 'no_sequence.bam', 'some_sequence.bam']) file;
SELECT pg_temp.attempt('SELECT count(*) FROM alkres.read_pileup(''@/input_past_end.bam'', ''other'')');
-- errors say the record's number in its file, also where the first reads had to tell where barcodes stand
CREATE FUNCTION pg_temp.context(file text, umi text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	message text; context text;
BEGIN
	PERFORM count(*) FROM alkres.read_pileup(current_setting('test.data') || file, 'test', umi => umi);
	RETURN 'accepted';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, context = PG_EXCEPTION_CONTEXT;
	RETURN replace(message || ': ' || split_part(context, E'\n', 1), current_setting('test.data'), '@');
END $$;
SELECT umi, pg_temp.context('/first_no_md.bam', umi) FROM unnest('{auto,none}'::text[]) AS umi;
SELECT umi, pg_temp.context('/small_nomd.bam', umi) FROM unnest('{auto,none}'::text[]) AS umi;
-- an MD tag one base too long says so; with a reference, tags that do not fit are not used
SELECT pg_temp.read('@/md_too_long.bam');
SELECT pg_temp.read('@/md_too_long.bam', ', reference => ''' || current_setting('test.data') || '/small.fa''');
SELECT pg_temp.read('@/md_disagrees.bam', ', reference => ''' || current_setting('test.data') || '/small.fa''');
-- where a block breaks is up to the compressor; htslib's own words come along
SELECT left(pg_temp.read('@/damaged.bam'), 5);
SELECT regexp_replace(pg_temp.read('@/truncated_marked.bam'), '[0-9]+ of|at offset .*', '...', 'g');
-- the same as data
SELECT pg_temp.attempt(format('SELECT count(*) FROM alkres.read_pileup_data(pg_read_binary_file(%L), %L)', '@/' || file, 'test'))
FROM unnest(ARRAY['text.bam', 'empty.bam', 'no_end_marker.bam', 'twice.bam', 'unsorted.bam']) file;
SELECT pg_temp.attempt($$SELECT * FROM alkres.read_pileup_data('', 'test')$$);
-- CRAM wants its reference; version 2 and damage are refused
SELECT pg_temp.read('@/' || file, more) FROM (VALUES ('old.cram', ''), ('random.cram', $$, reference => 'none'$$), ('random.cram', $$, reference => '@/small.fa'$$), ('two.cram', $$, reference => '@/two_other.fa'$$)) AS f(file, more);
-- several files
SELECT pg_temp.attempt(format('SELECT count(*) FROM alkres.read_pileup(%L::text[], %L)', files, 'test')) FROM unnest(ARRAY['{}', '{@/lane0.bam,@/lane1.bam,@/lane0.bam}', '{@/lane0.bam,@/small.bam}', '{NULL}', '{@/lane0.bam,@/text.bam}', '{@/lane0.bam,@/lane1.bam}']) files;
-- arguments
SELECT pg_temp.read('@/small.bam', more) FROM unnest(ARRAY[$$, umi => 'RX'$$, $$, umi => 'name:_'$$, $$, umi => 'yes'$$, $$, umi => NULL$$, $$, unit => 'base'$$,
	$$, min_base_quality => -1$$, $$, min_base_quality => 94$$, $$, min_mapq => 256$$, $$, min_mapq => NULL$$,
	$$, regions => ARRAY['test:nowhere:1-2']::alkres.region[]$$, $$, regions => ARRAY['GRCh38:chr2:1-2']::alkres.region[]$$, $$, regions => ARRAY[NULL]::alkres.region[]$$,
	$$, regions => ARRAY['test:demo:1-268435455', 'test:other:1-268435455', 'test:demo:1-268435455']::alkres.region[] || array_fill('test:other:1-268435455'::alkres.region, ARRAY[3])$$,
	$$, reference => '@/other.fa'$$, $$, reference => '@/ragged.fa'$$, $$, reference => '@/small.bam'$$, $$, reference => '@/small.sam'$$, $$, reference => '@/random.fa'$$,
	$$, reference => 'small.fa'$$, $$, reference => '@/missing.fa'$$, $$, reference => '@/empty.bam'$$]) more;
SELECT pg_temp.attempt($$SELECT * FROM alkres.read_pileup('@/small.bam', '1 2')$$);
SELECT pg_temp.attempt($$SELECT * FROM alkres.read_pileup('@/small.bam', NULL)$$);
SELECT pg_temp.attempt($$SELECT * FROM alkres.read_pileup(NULL, 'test')$$);
SELECT pg_temp.attempt($$SELECT alkres.file_digest('@/folder.bam')$$);
-- values
SELECT pg_temp.attempt(format('SELECT %L::alkres.pileup', value)) FROM unnest(ARRAY['', 'x', '\x', '\x0', '\xzz', '\x01', '\x02000a01', '\x01ff0a0182000000', '\x01000a01820000', '\x01000a0182000000', '\x01000a01820001', '\x01000a018200010a0100']) value;
SELECT '\x01000a01820000'::alkres.pileup;
-- rights: neither the function nor, where it is granted, the file; no word on whether the file exists
CREATE ROLE alkres_nobody;
SET ROLE alkres_nobody;
SELECT pg_temp.attempt($$SELECT * FROM alkres.read_pileup('@/small.bam', 'test')$$);
SELECT pg_temp.attempt($$SELECT alkres.file_digest('@/small.bam')$$);
RESET ROLE;
GRANT EXECUTE ON FUNCTION alkres.read_pileup(text, text, alkres.region[], text, text, text, integer, integer, text, boolean), alkres.file_digest TO alkres_nobody;
SET ROLE alkres_nobody;
SELECT pg_temp.read('@/small.bam');
SELECT pg_temp.read('@/missing.bam');
SELECT pg_temp.attempt($$SELECT alkres.file_digest('@/missing.bam')$$);
SELECT pg_temp.attempt($$SELECT * FROM alkres.read_pileup_data('', 'test', reference => '@/small.fa')$$);
RESET ROLE;
SELECT pg_read_binary_file(:'data' || '/small_nomd.bam') AS content \gset
SET ROLE alkres_nobody;
SELECT pg_temp.attempt(format($$SELECT * FROM alkres.read_pileup_data(%L, 'test', reference => '@/small.fa')$$, :'content'));
SELECT pg_temp.attempt(format($$SELECT * FROM alkres.read_pileup_data(%L, 'test', reference => 'none')$$, :'content'));
RESET ROLE;
REVOKE EXECUTE ON FUNCTION alkres.read_pileup(text, text, alkres.region[], text, text, text, integer, integer, text, boolean), alkres.file_digest FROM alkres_nobody;
DROP ROLE alkres_nobody;
