-- What read_vcf refuses: SQLSTATE, message with line and field, hint.  Files are inline: lines separated by |, columns by blanks.
\getenv data ALKRES_DATA
SELECT set_config('test.data', :'data', false) <> '' AS has_data;
CREATE FUNCTION pg_temp.attempt(statement text, argument bytea DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	state text; message text; detail text; hint text; answer text;
	folder text := current_setting('test.data');
BEGIN
	EXECUTE replace(statement, '@', folder) INTO answer USING argument;
	RETURN 'accepted: ' || answer;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
	RETURN replace(state || ' ' || message || coalesce(E'\n  ' || nullif(detail, ''), '') || coalesce(E'\n  ' || nullif(hint, ''), ''), folder, '@');
END $$;
CREATE FUNCTION pg_temp.file(lines text) RETURNS bytea LANGUAGE sql AS $$ SELECT convert_to(replace(replace(lines, ' ', E'\t'), '|', E'\n'), 'UTF8') $$;
CREATE FUNCTION pg_temp.read(lines text) RETURNS text LANGUAGE sql AS $$ SELECT pg_temp.attempt('SELECT count(*) FROM alkres.read_vcf_data($1)', pg_temp.file(lines)) $$;
-- records behind a sound header with two samples
CREATE FUNCTION pg_temp.record(lines text) RETURNS text LANGUAGE sql AS $$ SELECT pg_temp.read('##fileformat=VCFv4.2|##contig=<ID=chr2,length=242193529>|##INFO=<ID=DP,Number=1,Type=Integer>|##INFO=<ID=END,Number=1,Type=Integer>|##INFO=<ID=SVLEN,Number=1,Type=Integer>|##FORMAT=<ID=GT,Number=1,Type=String>|##FORMAT=<ID=AD,Number=R,Type=Integer>|##FORMAT=<ID=AF,Number=A,Type=Float>|#CHROM POS ID REF ALT QUAL FILTER INFO FORMAT A B|' || lines || '|') $$;
\pset format unaligned
\pset tuples_only on
-- files
SELECT pg_temp.attempt('SELECT count(*) FROM alkres.read_vcf(' || quote_literal(file) || ')') FROM unnest(ARRAY['@/fifo.bam', '@/folder.bam', '@/missing.vcf', 'a.vcf', '-', 'https://example.org/a.vcf', '@/empty.bam', '@/small.bam', '@/small.fa', '@/vcf/mixed_assemblies.vcf', '@/vcf/no_contigs.vcf', '@/vcf/undeclared.vcf', '@/vcf/undeclared_contig.vcf']) file;
SELECT pg_temp.attempt('SELECT count(*) FROM alkres.read_vcf(''@/vcf/hg19.vcf'', ''GRCh38'')');
SELECT pg_temp.attempt('SELECT count(*) FROM alkres.read_vcf(''@/vcf/mutect2.vcf'', regions => ''{GRCh37:chr2:29220770-29220780}'')');
SELECT pg_temp.attempt('SELECT count(*) FROM alkres.read_vcf(''@/vcf/mutect2.vcf'', regions => ''{NULL}'')');
SELECT pg_temp.attempt(s) FROM unnest(ARRAY['SELECT count(*) FROM alkres.read_vcf(NULL)', 'SELECT count(*) FROM alkres.read_vcf_data(NULL)', 'SELECT count(*) FROM alkres.read_vcf_object(NULL)', 'SELECT count(*) FROM alkres.read_vcf_object(0)', 'SELECT alkres.vcf_header(NULL)']) s;
-- headers
SELECT pg_temp.read(lines) FROM unnest(ARRAY['', 'x', 'chr2 1 . A C . . .|', '##fileformat=VCFv3.3|', '##fileformat=VCFv4.2', '##fileformat=VCFv4.2|chr2 1 . A C . . .|', '##fileformat=VCFv4.2|#CHROM POS ID REF ALT QUAL FILTER|', '##fileformat=VCFv4.2|#CHROM POS ID REF ALT QUAL INFO FILTER|',
	'##fileformat=VCFv4.2|#CHROM POS ID REF ALT QUAL FILTER INFO FORMAT A B A|', '##fileformat=VCFv4.2|#CHROM POS ID REF ALT QUAL FILTER INFO FORMAT A  B|', '##fileformat=VCFv4.2|##INFO=<Number=1>|', '##fileformat=VCFv4.2|##INFO=DP|', '##fileformat=VCFv4.2|##INFO=<ID=DP,Description="open|',
	'##fileformat=VCFv4.2|##contig=<ID=chr2,length=many>|', '##fileformat=VCFv4.2|##INFO=<ID=DP,IDX=99999999999>|', '##fileformat=VCFv4.2|##INFO=<ID=DP,IDX=-1>|', '##fileformat=VCFv4.2|##INFO=<ID=' || repeat('x', 1001) || '>|']) lines;
-- records: each field
SELECT pg_temp.record(lines) FROM unnest(ARRAY['chr2 29220765 . G T', 'chr2 29220765 . G T . . .', 'chr2 29220765 . G T . . . GT 0/1', 'chr2 29220765 . G T . . . GT 0/1 0/1 0/1', 'chr2 29220765 . G T . . . GT 0/1:3 0/0', 'chr2 29220765 . G T . . . GT::AD 0/1 0/0', 'chr2 29220765 . G T . . . GT:XX 0/1 0/0',
	'chr2 x . G T . . . GT 0/1 0/0', 'chr2 -1 . G T . . . GT 0/1 0/0', 'chr2 268435457 . G T . . . GT 0/1 0/0', 'chr2 99999999999999999999 . G T . . . GT 0/1 0/0', ' 1 . G T . . . GT 0/1 0/0', '<ctg> 1 . G T . . . GT 0/1 0/0', 'chr2 100 . . T . . . GT 0/1 0/0', 'chr2 100 . GX T . . . GT 0/1 0/0', 'chr2 100 . G G . . . GT 0/1 0/0',
	'chr2 100 . G T, . . . GT 0/1 0/0', 'chr2 100 . G T! . . . GT 0/1 0/0', 'chr2 100 . G T high . . GT 0/1 0/0', 'chr2 100 . G T . a;;b . GT 0/1 0/0', 'chr2 100 . G T . . DP=3;=4 GT 0/1 0/0', 'chr2 100 . G T . . YY=3 GT 0/1 0/0', 'chr2 100 . G <DEL> . . END=x GT 0/1 0/0', 'chr2 100 . G <DEL> . . END=99 GT 0/1 0/0', 'chr2 100 . G <DEL> . . END=100 GT 0/1 0/0',
	'chr2 100 . G <DEL> . . SVLEN=x GT 0/1 0/0', 'chr2 100 . G G[chr2:x[ . . . GT 0/1 0/0', 'chr2 29220765 . A T . . . GT 0/1 0/0', 'chr2 29220765 . G T . . . GT:AD 0/1:a,b 0/0', 'chr2 29220765 . G T . . . GT:AD 0/1:-1,4 0/0', 'chr2 29220765 . G T . . . GT:AF 0/1:1.5 0/0', 'chr2 29220765 . G T . . . GT:AF 0/1:high 0/0', 'chr2 0 . G T . . . GT 0/1 0/0']) lines;
SELECT pg_temp.record('chr2 100 . G ' || string_agg(repeat('A', n), ',') || ' . . . GT 0/1 0/0') FROM generate_series(2, 1001) n;
-- sizes
SELECT pg_temp.record('chr2 100 . G T . . DP=' || repeat('1', 10000000) || ' GT 0/1 0/0');
SET alkres.max_record_size = '64kB';
SELECT pg_temp.record('chr2 100 . G T . . DP=' || repeat('1', 100000) || ' GT 0/1 0/0');
SET alkres.max_header_size = '64kB';
SELECT pg_temp.read('##fileformat=VCFv4.2|##x=' || repeat('1', 100000) || '|');
SET alkres.max_decompressed_size = '1MB';
SELECT pg_temp.record(string_agg('chr2 100 . G T . . DP=' || repeat('1', 10000) || ' GT 0/1 0/0', '|')) FROM generate_series(1, 200);
RESET alkres.max_record_size; RESET alkres.max_header_size; RESET alkres.max_decompressed_size;
-- a plain file that breaks off, a NUL byte, and what compression proves
SELECT pg_temp.attempt('SELECT count(*) FROM alkres.read_vcf_data($1)', substr(f, 1, length(f) - n)) FROM (SELECT pg_read_binary_file(:'data' || '/vcf/mutect2.vcf') AS f) AS k, unnest(ARRAY[1, 40]) n;
SELECT pg_temp.attempt('SELECT count(*) FROM alkres.read_vcf_data($1)', set_byte(f, length(f) - 9, 0)) FROM (SELECT pg_read_binary_file(:'data' || '/vcf/mutect2.vcf') AS f) AS k;
SELECT pg_temp.attempt('SELECT count(*) FROM alkres.read_vcf_data($1)', substr(f, 1, length(f) - n)) FROM (SELECT pg_read_binary_file(:'data' || '/vcf/mutect2.vcf.gz') AS f) AS k, unnest(ARRAY[28, 40, 300]) n;
SELECT pg_temp.attempt('SELECT count(*) FROM alkres.read_vcf_data($1)', substr(f, 1, length(f) - n)) FROM (SELECT pg_read_binary_file(:'data' || '/vcf/mutect2.gzip.vcf.gz') AS f) AS k, unnest(ARRAY[8, 100]) n;
SELECT pg_temp.attempt('SELECT count(*) FROM alkres.read_vcf_data($1)', f || f) FROM (SELECT pg_read_binary_file(:'data' || '/vcf/mutect2.vcf.gz') AS f) AS k;
